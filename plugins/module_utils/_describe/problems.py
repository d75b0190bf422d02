# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What can be wrong with a task, as data. Private to oncall.routing."""

from __future__ import annotations

from typing import Any, Iterable

#: The longest value that a message repeats.
LONGEST_QUOTED = 40
#: Names are longer than other values.
LONGEST_NAME = 128
#: How many of many a message names.
MOST = 10


class RoutingError(Exception):
    """A failure whose text is written for the person on call. ``status``: the HTTP status of the
    answer that it comes from, if it comes from one.
    ``denied``: others may be refused in the same way, whatever the object.
    """

    status: int | None = None
    denied = False


class NotWhole(RoutingError):
    """An answer that is only a part, or has another shape than the vendor documents: nothing may
    be done by what it shows, nor by what it does not show.
    """


class InputError(RoutingError):
    """The task itself is wrong; nothing was written. ``problems`` holds (option path, text)
    pairs.
    """

    def __init__(self, problems: Iterable[tuple[str, str]]) -> None:
        self.problems = list(problems)
        super().__init__(
            "; ".join("%s: %s" % (path, text) if path else text for path, text in self.problems)
        )


class Unclear(RoutingError):
    """A write whose outcome is not known: it may have been carried out.

    again: it may be repeated if it was not. pending: it may still be carried out. taken: it was
    refused, because somebody else has the name.
    """

    def __init__(
        self, error: Exception, again: bool = True, pending: bool = False, taken: bool = False
    ) -> None:
        self.error = error
        self.again = again
        self.pending = pending
        self.taken = taken
        super().__init__(str(error))


class Rejected(RoutingError):
    """A write that the vendor looked at and did not take as it was; certainly not carried out."""


class Barred(RoutingError):
    """It is the account that may not do this, whatever the object. untried: it was not even
    sent, because that was known.
    """

    def __init__(self, text: str, untried: bool = False) -> None:
        self.untried = untried
        super().__init__(text)


class Gone(RoutingError):
    """The object a write was for does not exist (any more)."""


class Problems:
    """Collects what is wrong, so that a user sees all of it at once, and what is merely
    doubtful.
    """

    def __init__(self) -> None:
        #: (path, text) of what is wrong
        self.found: list[tuple[str, str]] = []
        self.warnings: list[str] = []
        #: what would be wrong, if the object did not hold it already
        self.kept: list[tuple[str, str]] = []
        # both lists again: a task of many objects may warn of each
        self._said: set[str | tuple[str, str]] = set()

    def add(self, path: str, text: str) -> None:
        if (path, text) not in self._said:
            self._said.add((path, text))
            self.found.append((path, text))

    def warn(self, text: str) -> None:
        if text not in self._said:
            self._said.add(text)
            self.warnings.append(text)

    def include(self, other: Problems) -> None:
        """What was found elsewhere is wrong, or doubtful, here too."""
        for path, text in other.found:
            self.add(path, text)
        for text in other.warnings:
            self.warn(text)

    def keep(self, mark: int) -> None:
        """Moves the problems from number ``mark`` on to ``kept``: the object holds the value
        already.
        """
        kept = self.found[mark:]
        del self.found[mark:]
        self._said.difference_update(kept)
        self.kept.extend(kept)

    def raise_if_any(self) -> None:
        if self.found:
            raise InputError(self.found)


def join(path: str, key: str | int) -> str:
    """Path of an option below another: ``alert_opt`` + ``agg_type``, ``targets`` + ``0`` gives
    ``targets[0]``.
    """
    if isinstance(key, int):
        return "%s[%d]" % (path, key)
    key = "..." if holds_address(key) else str(key)
    return "%s.%s" % (path, key) if path else key


def holds_address(value: object) -> bool:
    """Whether a URL may be in a text, also with escaped slashes: whoever knows one of a webhook
    can post to it.
    """
    text = str(value)
    return ":/" in text or ":\\" in text


def quoted(value: object, most: int = LONGEST_QUOTED, instead: str = "the given value") -> str:
    """A value that somebody typed, as a message repeats it: whole or not at all, because a
    secret may stand in the wrong place.
    """
    if isinstance(value, dict):
        return "a dict"
    if isinstance(value, (list, tuple, set)):
        return "a list"
    try:
        text = repr(value)
    except ValueError:  # a number with more digits than Python writes
        return instead
    # Ansible turns a dict or list into a text where an option wants a text
    hidden = (
        holds_address(value)
        or len(str(value)) > most
        or str(value).startswith(("{'", '{"', "['", '["', "[{"))
    )
    return instead if hidden else text


def no_text(value: object, numbered: bool = False, secret: bool = False) -> str | None:
    """What is wrong with a value that stands for a text, where YAML took it for something else;
    None where nothing is.

    numbered: a whole number may stand for the text. secret: the value is not repeated.
    """
    if not isinstance(value, (bool, int, float)) or (numbered and type(value) is int):  # pylint: disable=unidiomatic-typecheck
        return None
    told = "the given value" if secret else quoted(value).lower()
    if isinstance(value, bool):
        return "%s is not a text; put it in quotes if it is meant as one" % told
    return "%s is a number; put it in quotes if it is meant as a text%s" % (
        told,
        " (YAML makes 34 of 0042, and 750 of 12:30)" if isinstance(value, int) else "",
    )


def listed(names: Iterable[str], link: str = ", ") -> str:
    """Names, ids or sentences in one line, and of many the first."""
    names = list(names)
    return link.join(names[:MOST]) + (
        " and %d more" % (len(names) - MOST) if len(names) > MOST else ""
    )


def did_you_mean(names: Iterable[str]) -> str:
    """The end of a sentence that names what may be meant; nothing where nothing is near."""
    return "; did you mean %s?" % " or ".join(map(repr, names)) if names else ""


def kind_of(value: Any) -> str:
    """What a value is, where the value itself is not what was wanted at all."""
    if isinstance(value, str):
        return "a text"
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return "a number"
    return quoted(value)
