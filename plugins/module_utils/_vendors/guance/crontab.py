# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Windows that a crontab opens: which texts say when, and which windows never close. Private to
oncall.routing.

The vendor documents five fields and shows numbers only, so nothing else is passed on. cronsim is no
library of the modules.
"""

from __future__ import annotations

import datetime
import re
from typing import TYPE_CHECKING

from ..._describe.problems import quoted

if TYPE_CHECKING:
    pass

#: Name of each field, with its smallest and its largest number.
FIELDS = (
    ("minute", 0, 59),
    ("hour", 0, 23),
    ("day of the month", 1, 31),
    ("month", 1, 12),
    ("day of the week", 0, 7),
)
LONGEST_MONTHS = {
    1: 31,
    2: 29,
    3: 31,
    4: 30,
    5: 31,
    6: 30,
    7: 31,
    8: 31,
    9: 30,
    10: 31,
    11: 30,
    12: 31,
}
DAY = 86400
#: After so many years the days of months and weeks come in the same order, but for centuries.
YEARS = 28
_PART = re.compile(r"(?:\*|(\d{1,2})(?:-(\d{1,2}))?)(?:/(\d{1,2}))?")


def wrong_crontab(text: str) -> str | None:
    """Why a text is no crontab, or None."""
    if not text:
        return None
    try:
        numbers = _numbers(text)
    except ValueError as error:
        return "%s is no crontab: %s" % (quoted(text), error)
    days, months, weekdays = numbers[2:]
    if not _any(text, 4) or any(day <= LONGEST_MONTHS[month] for day in days for month in months):
        return None
    return "%s never comes: none of its months has such a day" % quoted(text)


def is_always_open(text: str, seconds: int) -> bool:
    """Whether each window of so many seconds opens before the previous one closes."""
    minutes, hours, days, months, weekdays = _numbers(text)
    starts = sorted(hour * 3600 + minute * 60 for hour in hours for minute in minutes)
    overnight = starts[0] - starts[-1]
    # the pauses within a day, and the shortest overnight, often decide without the days
    if (
        max([later - earlier for earlier, later in zip(starts, starts[1:])] + [DAY + overnight])
        > seconds
    ):
        return False
    return _longest_rest(text, days, months, weekdays) * DAY + overnight <= seconds


def _longest_rest(text: str, days: set[int], months: set[int], weekdays: set[int]) -> int:
    """The most days from one day of the crontab to the next."""
    either = not _any(text, 2) and not _any(text, 4)
    day, last, longest = datetime.date(2001, 1, 1), None, 1
    for dummy in range(YEARS * 366):
        fits = (day.day in days, day.isoweekday() % 7 in weekdays)
        if day.month in months and (any(fits) if either else all(fits)):
            longest = max(longest, (day - last).days) if last else longest
            last = day
        day += datetime.timedelta(days=1)
    return longest


def _any(text: str, number: int) -> bool:
    return text.split()[number].startswith("*")


def _numbers(text: str) -> list[set[int]]:
    """The numbers that each field stands for."""
    parts = text.split()
    if len(parts) != len(FIELDS):
        raise ValueError(
            "it takes five fields (%s), like '0 9 * * 1,2,3'"
            % ", ".join(name for name, dummy, dummy2 in FIELDS)
        )
    numbers = [_field(part, *field) for part, field in zip(parts, FIELDS)]
    # 0 and 7 are the same day
    return numbers[:4] + [{number % 7 for number in numbers[4]}]


def _field(text: str, name: str, least: int, most: int) -> set[int]:
    found: set[int] = set()
    for part in text.split(","):
        match = _PART.fullmatch(part)
        if not match:
            raise ValueError(
                "%s as %s; it takes numbers, ranges (1-5), steps (*/15) and lists of these"
                % (quoted(part), name)
            )
        first, last, step = match.groups()
        first, last = (
            (least, most)
            if first is None
            else (int(first), int(last if last is not None else most if step else first))
        )
        if first < least or last > most:
            raise ValueError(
                "%s as %s, which goes from %d to %d" % (quoted(part), name, least, most)
            )
        if first > last or step == "0" or (step and not int(step)):
            raise ValueError("%s as %s is empty" % (quoted(part), name))
        found.update(range(first, last + 1, int(step or 1)))
    return found
