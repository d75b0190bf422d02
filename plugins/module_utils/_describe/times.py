# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Fields that hold a point in time, or a length of time. Private to oncall.routing."""

from __future__ import annotations

import datetime
import decimal
import re
from typing import TYPE_CHECKING, Any

from .field import Stored
from .numbers import MOST_INT, TOO_LARGE, Int, too_large
from .problems import Problems, quoted

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from .field import Common, Help

#: The last second of the year 9999. In milliseconds it is a day of 1978, so a larger number is no
#: number of seconds.
LAST_SECOND = 253402300799


class Moment(Int):
    """A point in time: epoch seconds, or ISO 8601 with a time zone. In normal form and in
    results epoch seconds.
    """

    type = "raw"

    def _parse(self, value: Any, path: str, problems: Problems, stored: Stored) -> Any:
        if isinstance(value, str):
            seconds, wrong = _seconds(value)
            if wrong:
                problems.add(path, wrong)
                return self.empty
            value = seconds
        if isinstance(value, int) and LAST_SECOND < value <= MOST_INT:
            problems.add(path, _finer_unit(value))
            return self.empty
        return super()._parse(value, path, problems, stored)


def _seconds(value: str) -> tuple[int, str | None]:
    """(epoch seconds of a text, what is wrong with it or None)."""
    text = value.strip()
    if too_large(value):
        return 0, TOO_LARGE
    if re.fullmatch(r"-?\d+", text):
        return int(text), None
    try:
        moment = datetime.datetime.fromisoformat(re.sub(r"[zZ]$", "+00:00", text))
    except ValueError:
        return 0, (
            "%s is neither epoch seconds nor a time like 2035-01-01T09:00:00+09:00" % quoted(value)
        )
    if moment.tzinfo is None:
        return 0, (
            "%s does not say its time zone: end it with Z or an offset like +09:00" % quoted(value)
        )
    return int(moment.timestamp()), None


def _finer_unit(value: int) -> str:
    """What is wrong with a number of milliseconds or less."""
    for unit in (10**3, 10**6, 10**9):
        if value // unit <= LAST_SECOND:
            return (
                "%d is no number of seconds since 1970; it looks like a finer unit, and would be %d"
                " (%s) in seconds" % (value, value // unit, utc(value // unit))
            )
    return "%d is no number of seconds since 1970" % value


def utc(seconds: float | str) -> str:
    """A time as people read it. Raises ValueError, TypeError or OverflowError for no time."""
    return (datetime.datetime(1970, 1, 1) + datetime.timedelta(seconds=int(seconds))).strftime(
        "%Y-%m-%dT%H:%M:%SZ"
    )


#: Units of a Span in seconds, and what they are called.
UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}
CALLED = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
#: What each unit is likely given in.
LIKE = {
    "s": "V(90s), V(30m) or V(1h30m)",
    "m": "V(90m), V(2h) or V(1h30m)",
    "h": "V(12h) or V(2d)",
    "d": "V(3d) or V(2w)",
}


class Span(Int):
    """A length of time: a number of ``unit``, or a text like ``90m`` or ``1h30m``. In normal
    form and in results the number.
    """

    type = "raw"

    def __init__(
        self,
        help: Help | None = None,
        *,
        unit: str = "m",
        least: int | None = None,
        most: int | None = None,
        **common: Unpack[Common],
    ) -> None:
        sentences = [help] if isinstance(help, str) else list(help or ())
        forms = "A number of %s, as in results, or a text like %s."
        sentences.append(forms % (CALLED[unit], LIKE[unit]))
        super().__init__(sentences, least=least, most=most, **common)
        self.unit = unit

    def _parse(self, value: Any, path: str, problems: Problems, stored: Stored) -> Any:
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if isinstance(value, str):
            number, wrong = self._number(value)
            if wrong:
                problems.add(path, wrong)
                return self.empty
            value = number
        return super()._parse(value, path, problems, stored)

    def _number(self, value: str) -> tuple[int, str | None]:
        """(number of units in a text, what is wrong with it or None)."""
        text, called = value.strip(), CALLED[self.unit]
        if too_large(text):
            return 0, TOO_LARGE
        if re.fullmatch(r"-?\d+(\.0+)?([eE]\+?\d{1,2})?", text):
            return int(decimal.Decimal(text)), None
        if not re.fullmatch(r"(\d+[smhdw])+", text):
            like = LIKE[self.unit].replace("V(", "").replace(")", "")
            return 0, (
                "%s is neither a number of %s nor a length of time like %s"
                % (quoted(value), called, like)
            )
        parts = re.findall(r"(\d+)([smhdw])", text)
        seconds = sum(int(number) * UNITS[unit] for number, unit in parts)
        if seconds % UNITS[self.unit]:
            return 0, "%s is no whole number of %s" % (quoted(value), called)
        return seconds // UNITS[self.unit], None
