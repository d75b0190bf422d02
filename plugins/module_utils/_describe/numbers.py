# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Fields that hold a number, or yes or no. Private to oncall.routing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from .field import Field, Stored
from .markers import UNKNOWN, UNSET
from .problems import Problems, quoted

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from .field import Common, Help

#: The largest number that 64 bits hold. Python itself limits how many digits it reads or writes.
MOST_INT = 2**63 - 1
TOO_LARGE = "is too large a number"
_WORDS = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}


def too_large(text: str) -> bool:
    """Whether digits in a text are more than a number may have."""
    return re.search(r"\d{20}", text) is not None


class Int(Field):
    """A whole number; vendors also send it as 30.0 or "30"."""

    type = "int"
    empty = 0

    def __init__(
        self,
        help: Help | None = None,
        *,
        least: int | None = None,
        most: int | None = None,
        **common: Unpack[Common],
    ) -> None:
        super().__init__(help, **common)
        self.least = least
        self.most = most

    def _parse(self, value: Any, path: str, problems: Problems, stored: Stored) -> Any:
        if isinstance(value, bool) or not isinstance(value, int):
            problems.add(path, "%s is not a whole number" % quoted(value))
            return self.empty
        if abs(value) > MOST_INT:
            problems.add(path, TOO_LARGE)
            return self.empty
        if self.least is not None and value < self.least:
            problems.add(path, "%d is less than %d" % (value, self.least))
        elif self.most is not None and value > self.most:
            problems.add(path, "%d is more than %d" % (value, self.most))
        return value

    def read(self, raw: Any) -> Any:
        if isinstance(raw, (dict, list)):
            return self._of_none(raw)
        try:
            return self.default if raw in UNSET else int(float(raw))
        except (TypeError, ValueError, OverflowError):
            return UNKNOWN


class Bool(Field):
    """Yes or no."""

    type = "bool"
    empty = False

    def _parse(self, value: Any, path: str, problems: Problems, stored: Stored) -> Any:
        if not isinstance(value, bool):
            problems.add(path, "%s is neither true nor false" % quoted(value))
        return bool(value)

    def read(self, raw: Any) -> Any:
        if isinstance(raw, str) and raw.strip():
            return _WORDS.get(raw.strip().lower(), UNKNOWN)
        if isinstance(raw, (dict, list)):
            return self._of_none(raw)
        return self.default if raw is None or isinstance(raw, str) else bool(raw)
