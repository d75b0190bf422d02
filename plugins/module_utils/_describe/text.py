# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Fields that hold a text. Private to oncall.routing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Iterable

from .field import Field, Stored
from .markers import UNKNOWN, masked
from .problems import Problems, no_text, quoted

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from .field import Common, Help
    from .hooks import CheckText, CleanText

#: A text in place of a number or a word that is longer than this is something else.
LONGEST_WORD = 100


class Str(Field):
    """Text.

    strip: the vendor trims it. blank: whether it may be blank. longest: the most characters.
    check_with: returns what is wrong with a value, or None. clean: returns the canonical spelling.
    numbers: see :class:`Field`.
    """

    def __init__(
        self,
        help: Help | None = None,
        *,
        strip: bool = False,
        blank: bool = True,
        longest: int | None = None,
        check_with: CheckText | None = None,
        clean: CleanText | None = None,
        numbers: bool = False,
        **common: Unpack[Common],
    ) -> None:
        super().__init__(help, **common)
        self.numbers = numbers or self.numbers
        self.strip = strip
        self.blank = blank
        self.longest = longest
        self.check_with = check_with
        self.clean = clean

    def _normal(self, text: str) -> str:
        text = text.strip() if self.strip else text
        return self.clean(text) if self.clean else text

    def _parse(self, value: Any, path: str, problems: Problems, stored: Stored) -> Any:
        text = self._normal(str(value))
        wrong = no_text(value, self.numbers, self.secret) or self._wrong(text)
        if wrong:
            problems.add(path, wrong)
        return text

    def _wrong(self, text: str) -> str | None:
        """What is wrong with a text, or None."""
        if "\0" in text:
            return "holds a NUL character"
        if not self.blank and not text.strip():
            return "must not be blank"
        if self.longest and len(text) > self.longest:
            return "is %d characters long, at most %d are allowed" % (len(text), self.longest)
        return self.check_with(text) if self.check_with and text else None

    def read(self, raw: Any) -> Any:
        if isinstance(raw, (dict, list)):
            return self._of_none(raw)
        return self.default if raw is None else self._normal(str(raw))


class Secret(Str):
    """A text that is shown as a mask. A vendor that masks it too does not show what is stored."""

    def __init__(
        self,
        help: Help | None = None,
        *,
        blank: bool = True,
        check_with: CheckText | None = None,
        **common: Unpack[Common],
    ) -> None:
        super().__init__(help, blank=blank, check_with=check_with, **common)
        self.secret = True

    def read(self, raw: Any) -> Any:
        return UNKNOWN if masked(raw) else super().read(raw)


class Enum(Str):
    """One of a few words. Where ``""`` is one of them it is sent as null."""

    def __init__(
        self,
        choices: Iterable[str],
        help: Help | None = None,
        **common: Unpack[Common],
    ) -> None:
        super().__init__(help, **common)
        self.choices = list(choices)

    def write(self, value: Any) -> Any:
        return None if value == "" else value

    def spec(self) -> dict[str, Any]:
        return dict(super().spec(), choices=self.choices)

    def is_empty(self, value: Any) -> bool:
        return value == "" and "" in self.choices

    def _parse(self, value: Any, path: str, problems: Problems, stored: Stored) -> Any:
        if value not in self.choices:
            choices = ", ".join(one or "''" for one in self.choices)
            problems.add(path, "%s is not one of %s" % (quoted(value), choices))
        return value if isinstance(value, str) else ""

    def read(self, raw: Any) -> Any:
        return super().read(raw) or self.default


def matches(pattern: str, explain: str) -> CheckText:
    """A ``check_with`` for a whole-text pattern; ``explain`` says what is allowed."""
    compiled = re.compile(pattern)

    def wrong(text: str) -> str | None:
        return None if compiled.fullmatch(text) else "%s is not %s" % (quoted(text), explain)

    return wrong
