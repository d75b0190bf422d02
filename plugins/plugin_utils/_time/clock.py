# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Durations, weekdays, times of day and time zones as people write them. Private to
oncall.routing.
"""

from __future__ import annotations

import functools
import re

import zoneinfo

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY = 1440
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


def seconds(text: str) -> int:
    """``1h30m`` as 5400."""
    return sum(int(number) * _UNITS[unit] for number, unit in re.findall(r"(\d+)([smhd])", text))


def spoken(number: int) -> str:
    """5400 as ``1h30m``."""
    found = ""
    for unit, size in sorted(_UNITS.items(), key=lambda one: -one[1]):
        if number >= size:
            found += "%d%s" % (number // size, unit)
            number %= size
    return found or "0s"


def weekdays(text: str) -> frozenset[int]:
    """``mon-fri, sun`` as numbers, Monday is 0; a range may go over the end of the week."""
    found: set[int] = set()
    for part in text.split(","):
        first, dash, last = part.strip().partition("-")
        start, end = DAYS.index(first.strip()), DAYS.index((last if dash else first).strip())
        found.update((start + number) % 7 for number in range((end - start) % 7 + 1))
    return frozenset(found)


def spoken_days(days: frozenset[int] | tuple[int, ...]) -> str:
    """The shortest way to write them: runs of three days or more as a range."""
    if len(set(days)) == 7:
        return "daily"
    starts = [day for day in sorted(days) if (day - 1) % 7 not in days]
    words = []
    for start in starts:
        run = next(length for length in range(1, 8) if (start + length) % 7 not in days)
        members = [DAYS[(start + number) % 7] for number in range(run)]
        words.append("%s-%s" % (members[0], members[-1]) if run > 2 else ",".join(members))
    return ",".join(words)


def minute_of(text: str) -> int:
    """``09:30`` as minutes since midnight."""
    hour, dummy, minute = text.partition(":")
    return int(hour) * 60 + int(minute)


def time_of(minute: int) -> str:
    """Minutes since midnight as ``09:30``; the end of a day is ``24:00``."""
    return "%02d:%02d" % (minute // 60, minute % 60)


@functools.lru_cache(maxsize=None)
def known_zone(name: str) -> bool:
    """Whether this is a time zone. Where the machine has no list of them, every name may be one."""
    try:
        zoneinfo.ZoneInfo("UTC")
    except (zoneinfo.ZoneInfoNotFoundError, OSError):
        return True
    try:
        zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True
