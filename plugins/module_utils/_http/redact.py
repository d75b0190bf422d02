# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Keeping secrets out of texts. Private to oncall.routing."""

from __future__ import annotations

import base64
import html
import re
from typing import Any, Callable, Iterable, Iterator, NamedTuple

MASK = "********"
#: Shorter values are words of everyday text; masking them would garble messages without hiding
#: anything.
SHORTEST = 4
#: A secret of so many characters is also found with blanks in it; texts hold the letters of shorter
#: ones by chance.
LONG = 12
#: How often one encoding may lie in another.
DEEPEST = 6
#: Up to so many secrets, we search each.
FEW = 400
#: Of more, we search only those whose last so many characters are in the text.
TAIL = 8
#: Invisible characters: controls but tabs and line breaks, zero widths, and marks that change the
#: direction or form of other characters.
_UNSEEN = (
    "\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x9f"
    "\u00ad\u034f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff"
)
#: Encoded characters of URLs, HTML, JSON and programs, and breaks within a word. A group for each
#: encoding.
_ENCODED = re.compile(
    r"(?P<percent>(?:%[0-9a-f]{2})+)"
    r"|(?P<bytes>(?:\\x[0-9a-f]{2})+)"
    r"|(?P<entity>&(?:#[0-9]{1,8}|#x[0-9a-f]{1,8}|[a-z][a-z0-9]{1,30}(?=;));?)"
    r"|(?P<pair>\\ud[89ab][0-9a-f]{2}\\ud[c-f][0-9a-f]{2})"
    r"|(?P<number>(?:\\|%)u[0-9a-f]{4}|\\u\{0{0,8}[0-9a-f]{1,5}\})"
    r"|(?P<short>\\[\"'\\/bfnrt])"
    r"|(?P<broken>[ \t]*[\r\n][ \t\r\n]*|\x1b\[[0-9;]*[a-z]|[" + _UNSEEN + r"]+"
    r"|</?(?:w?br|b|i|u|s|em|strong|span|mark|code|font|tt|kbd|a|var|samp|small)\b[^<>]{0,200}>)",
    re.I,
)
_SHORT = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
#: A quick test for any of these.
_SUSPICIOUS = re.compile(r"[%&\\\r\n<" + _UNSEEN + "]")
#: Base64 for URLs, as the other one.
_TO_BASE64 = str.maketrans("-_", "+/")
_BASE64 = re.compile("[A-Za-z0-9+/]*")
_HEX = r"[0-9a-f](?:[:-]?[0-9a-f]){%d,}"


def is_secret(value: Any) -> bool:
    """Whether a value that stands where secrets do is one: a text that is long enough, and not the
    mask.
    """
    return isinstance(value, str) and len(value) >= SHORTEST and value != MASK


class Redactor:
    """Replaces known secrets, however they are encoded, and then cuts: never the other way round.

    A secret is not spelled in all the ways there are; the text is decoded until nothing is left to
    decode, and each layer is searched. So an encoding may be in capitals or not, of some characters
    or of all, and one within another.
    """

    def __init__(self, secrets: Iterable[Any] = ()) -> None:
        self._secrets: set[str] = set()
        self._index: _Index | None = None
        self.add(*secrets)

    def add(self, *secrets: Any) -> None:
        """Masks these too. Passes over what is not a text, or too short to be a secret."""
        self._secrets.update(secret for secret in secrets if is_secret(secret))

    def learn(self, other: Redactor) -> None:
        """Masks the secrets of another redactor too."""
        self._secrets.update(other._secrets)

    def _needles(self) -> _Index:
        """The index of the secrets. Made when there is a text to clean: most tasks have none, and a
        large one may have thousands of secrets.
        """
        secrets = list(self._secrets)
        if self._index is None or self._index.secrets != len(secrets):
            plain = {
                form
                for secret in secrets
                for form in (secret, secret.replace(" ", "+"), _plainest(secret))
                if len(form) >= SHORTEST
            }
            self._index = _Index(
                len(secrets),
                _Needles(plain),
                _Needles({core for secret in secrets for core in _cores(secret)}),
                _Needles({"".join(form.split()) for form in plain if len(form) >= LONG}),
                re.compile(_HEX % (2 * min(map(len, secrets)) - 1), re.I),
            )
        return self._index

    def clean(self, text: Any, most: int | None = None) -> str:
        """The text without secrets, at most ``most`` characters of it."""
        cleaned = str(text)
        if self._secrets:
            at = 0
            parts: list[str] = []
            for start, end in sorted(self._spans(cleaned)):
                if start >= at:
                    parts += [cleaned[at:start], MASK]
                at = max(at, end)
            cleaned = "".join(parts) + cleaned[at:]
        return cleaned if most is None or len(cleaned) <= most else cleaned[:most] + "..."

    def _spans(self, text: str) -> Iterator[tuple[int, int]]:
        """(start, end) of every secret in a text."""
        # of each character of a layer, where in the text it is written
        places: list[tuple[int, int]] | None = None
        for dummy in range(DEEPEST):
            for start, end in self._found(text):
                yield (start, end) if places is None else (places[start][0], places[end - 1][1])
            if not _is_encoded(text):
                break
            text, places = _decoded(
                text, places or [(number, number + 1) for number in range(len(text))]
            )

        # a line was broken where there is a blank, or is no longer broken
        where: list[int] | None = None
        for start, end in self._needles().joined.found("".join(text.split())):
            where = where or [
                number for number, character in enumerate(text) if not character.isspace()
            ]
            start, end = where[start], where[end - 1] + 1
            yield (start, end) if places is None else (places[start][0], places[end - 1][1])

    def _found(self, layer: str) -> Iterator[tuple[int, int]]:
        index = self._needles()
        yield from index.plain.found(layer)
        other = layer.translate(_TO_BASE64)
        for start, end in index.cores.found(other):
            # what stands around it may be the user's name that goes with it
            yield start - _base64_length(other[:start][::-1]), end + _base64_length(other[end:])
        for run in index.digits.finditer(layer):
            if any(span for read in _of_hex(run.group()) for span in index.plain.found(read)):
                yield run.span()


def _base64_length(text: str) -> int:
    """How many characters of base64 a text begins with."""
    found = _BASE64.match(text)
    return len(found.group()) if found else 0


class _Index(NamedTuple):
    """What a redactor searches for."""

    #: how many secrets there were when the index was made
    secrets: int
    #: as they are; within base64; without blanks
    plain: _Needles
    cores: _Needles
    joined: _Needles
    #: digits that may be hexadecimal ones of a secret
    digits: re.Pattern[str]


class _Needles:
    """Texts to search for, few or thousands."""

    def __init__(self, needles: set[str]) -> None:
        self.needles = tuple(needles)
        self.short = [needle for needle in needles if len(needle) < TAIL]
        # they may all begin alike, as addresses do
        self.tails: dict[str, list[str]] = {}
        for needle in needles:
            if len(needle) >= TAIL:
                self.tails.setdefault(needle[-TAIL:], []).append(needle)

    def found(self, text: str) -> Iterator[tuple[int, int]]:
        """(start, end) of each in a text."""
        needles = self.needles
        if len(needles) > FEW:
            tails = self.tails.keys() & {text[at : at + TAIL] for at in range(len(text))}
            needles = (*self.short, *(needle for tail in tails for needle in self.tails[tail]))
        for needle in needles:
            at = text.find(needle)
            while at >= 0:
                yield at, at + len(needle)
                at = text.find(needle, at + 1)


def _cores(secret: str) -> Iterator[str]:
    """What of base64 is the same whatever stands before and after a secret, for each of three
    places in a group.
    """
    raw = secret.encode("utf-8", "surrogatepass")
    for before in range(3):
        bits = 8 * (before + len(raw))
        core = base64.b64encode(bytes(before) + raw).decode("ascii")[
            -(-8 * before // 6) : bits // 6
        ]
        if len(core) >= SHORTEST:
            yield core


def _is_encoded(text: str) -> bool:
    return _SUSPICIOUS.search(text) is not None and _ENCODED.search(text) is not None


def _plainest(text: str) -> str:
    """A text with nothing left to decode."""
    for dummy in range(DEEPEST):
        if not _is_encoded(text):
            break
        text = _decoded(text, [(0, 0)] * len(text))[0]
    return text


def _decoded(text: str, places: list[tuple[int, int]]) -> tuple[str, list[tuple[int, int]]]:
    """The text without one layer of encodings, and where each of its characters comes from."""
    at = 0
    parts: list[str] = []
    origins: list[tuple[int, int]] = []
    for found in _ENCODED.finditer(text):
        start, end = found.span()
        parts.append(text[at:start])
        origins += places[at:start]
        for character, length in _READ[found.lastgroup or ""](found.group()):
            parts.append(character)
            origins += [(places[start][0], places[start + length - 1][1])] * len(character)
            start += length
        at = end
    return "".join(parts) + text[at:], origins + places[at:]


def _of_percent(found: str) -> list[tuple[str, int]]:
    return _characters(bytes.fromhex(found.replace("%", "")), 3)


def _of_bytes(found: str) -> list[tuple[str, int]]:
    raw = bytes.fromhex(found[2:].replace("\\x", "").replace("\\X", ""))
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return [(chr(one), 4) for one in raw]
    return _characters(raw, 4)


def _characters(raw: bytes, width: int) -> list[tuple[str, int]]:
    """(character, length of its encoding) of bytes that are written with so many characters
    each.
    """
    return [
        (one, width * len(one.encode("utf-8", "surrogateescape")))
        for one in raw.decode("utf-8", "surrogateescape")
    ]


def _of_entity(found: str) -> list[tuple[str, int]]:
    return [(html.unescape(found), len(found))]


def _of_number(found: str) -> list[tuple[str, int]]:
    return [(chr(int(re.sub(r"[\\%u{}]", "", found, flags=re.I), 16)), len(found))]


def _of_pair(found: str) -> list[tuple[str, int]]:
    return [
        (
            (chr(int(found[2:6], 16)) + chr(int(found[8:], 16)))
            .encode("utf-16", "surrogatepass")
            .decode("utf-16"),
            len(found),
        )
    ]


def _of_short(found: str) -> list[tuple[str, int]]:
    return [(_SHORT.get(found[1], found[1]), len(found))]


def _of_nothing(_found: str) -> list[tuple[str, int]]:
    return []


_READ: dict[str, Callable[[str], list[tuple[str, int]]]] = {
    "percent": _of_percent,
    "bytes": _of_bytes,
    "entity": _of_entity,
    "pair": _of_pair,
    "number": _of_number,
    "short": _of_short,
    "broken": _of_nothing,
}


def _of_hex(run: str) -> Iterator[str]:
    """What hexadecimal digits may say, of which two are a byte."""
    digits = re.sub("[:-]", "", run)
    for skipped in range(2):
        part = digits[skipped:]
        yield bytes.fromhex(part[: len(part) & ~1]).decode("utf-8", "surrogateescape")
