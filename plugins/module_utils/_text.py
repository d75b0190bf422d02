# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Text from outside as a terminal, a log or a page may show it. Private to oncall.routing; every
layer may import it.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any

#: Controls of a terminal (C0, DEL, C1), line and paragraph separators, halves of surrogate pairs.
_CONTROLS = "\\x00-\\x1f\\x7f-\\x9f\u2028\u2029\\ud800-\\udfff"
#: What changes the direction of text, and what is not seen at all: zero widths, fillers, tags,
#: marks of annotations and of notes.
_INVISIBLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e00ff\U000e01f0-\U000e0fff"
)
#: They choose a form of the character before them.
_SELECTORS = "\ufe00-\ufe0f\U000e0100-\U000e01ef"
#: Scripts in which a joiner or non-joiner between two letters is spelling: Arabic and its
#: neighbours, those of India and South-East Asia, Mongolian.
_JOINED = "[\u0600-\u061b\u061d-\u0dff\u0f00-\u109f\u1780-\u17b3\u17b6-\u180a\u1810-\u18af]"
_PICTURE = "[\u2190-\u2bff\u3030\u303d\ufe0f\U0001f000-\U0001faff]"
#: Invisible characters where they are spelling: between letters of those scripts, between the parts
#: of an emoji, and in the flags of three nations.
_SPELLING = (
    "(?<=%s)[\u200c\u200d](?=%s)|(?<=%s)\u200d(?=%s)|(?<=[^\\s%s%s%s])[%s](?![%s])"
    "|(?<=\U0001f3f4)[\U000e0030-\U000e0039\U000e0061-\U000e007a]{3,6}\U000e007f"
    % (
        _JOINED,
        _JOINED,
        _PICTURE,
        _PICTURE,
        _CONTROLS,
        _INVISIBLE,
        _SELECTORS,
        _SELECTORS,
        _SELECTORS,
    )
)
#: What a CI system takes for a command when it reads it: anywhere in a line, or where a line
#: begins, which may be where a warning is wrapped.
_COMMANDS = r"(?<=#)#(?=\w*\[)|(?<![^\s-]):(?=:[A-Za-z][\w-]*(?: [^:]*)?::)"
_HARMFUL = re.compile(
    "(%s)|[%s%s%s]|%s" % (_SPELLING, _CONTROLS, _INVISIBLE, _SELECTORS, _COMMANDS)
)
_UNSEEN = re.compile("(%s)|[%s%s%s]" % (_SPELLING, _CONTROLS, _INVISIBLE, _SELECTORS))
_WITHOUT_TRACE = re.compile("(%s)|[%s%s]" % (_SPELLING, _INVISIBLE, _SELECTORS))
_HALF = re.compile(r"[\ud800-\udfff]")
_SHORT = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}


def visible(text: object, keep: str = "") -> str:
    """The text in one line, with everything escaped that a reader would not see and a terminal,
    browser or CI system would act upon.

    keep: characters that stay, for who writes lines.
    """

    def escaped(found: re.Match[str]) -> str:
        one = found.group()
        return one if found.group(1) or one in keep else "".join(map(_escape, one))

    line = str(text)
    return (
        line
        if line.isascii() and line.isprintable() and "#" not in line and "::" not in line
        else _HARMFUL.sub(escaped, line)
    )


def _escape(character: str) -> str:
    number = ord(character)
    return _SHORT.get(character) or (
        "\\x%02x" % number
        if number < 0x100
        else "\\u%04x" % number
        if number < 0x10000
        else "\\U%08x" % number
    )


def unseen(text: str) -> str | None:
    """The first character of a text that nobody would see, escaped; None where there is none."""
    return next(
        (_escape(found.group()) for found in _UNSEEN.finditer(text) if not found.group(1)), None
    )


def composed(text: str) -> str:
    """The one form that all Unicode forms of the same text have."""
    return unicodedata.normalize("NFC", text)


def alike(text: str) -> str:
    """What two texts have in common that a reader can't tell apart: the Unicode form, and
    characters that nobody sees, do not count.
    """
    text = composed(text)
    return (
        text
        if text.isascii()
        else _WITHOUT_TRACE.sub(lambda found: found.group() if found.group(1) else "", text)
    )


def lookalike(name: str, what: str, other: str, more: str = "") -> str:
    """What is wrong with a name that a reader can't tell from another one; both with all but
    ASCII escaped.
    """
    return "%s is the same text as %s %s%s %s" % (
        ascii(name),
        what,
        ascii(other),
        more,
        (
            "in another Unicode form"
            if composed(name) == composed(other)
            else "but for characters that nobody sees"
        ),
    )


class Unreadable(str):
    """A text that is no Unicode, in escaped form. What it was can't be said, so nobody may write
    it back.
    """


def readable(data: Any) -> Any:
    """The same data with every text that is no Unicode as an Unreadable."""
    if isinstance(data, str):
        try:
            data.encode("utf-8")
        except UnicodeEncodeError:
            return Unreadable(_HALF.sub(lambda found: _escape(found.group()), data))
        return data
    if isinstance(data, dict):
        return {readable(key): readable(one) for key, one in data.items()}
    return [readable(one) for one in data] if isinstance(data, list) else data


def unreadable(data: Any) -> list[Unreadable]:
    """The texts within data that are no Unicode."""
    if isinstance(data, dict):
        return [found for pair in data.items() for one in pair for found in unreadable(one)]
    if isinstance(data, (list, tuple)):
        return [found for one in data for found in unreadable(one)]
    return [data] if isinstance(data, Unreadable) else []


def shown(value: Any, keep: str = "\n\t") -> Any:
    """The same data with all of its texts visible, keys too."""
    if isinstance(value, str):
        return visible(value, keep)
    if isinstance(value, dict):
        return {shown(key, keep): shown(one, keep) for key, one in value.items()}
    return [shown(one, keep) for one in value] if isinstance(value, (list, tuple)) else value
