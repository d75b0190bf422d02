# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""An answer: its data, or why it has none, and what a message may repeat of it.
Private to oncall.routing.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Mapping

from .._text import readable, visible
from .redact import MASK

if TYPE_CHECKING:
    from .redact import Redactor

#: Characters of a text from outside that we read: many more than any message repeats.
MOST_READ = 16384
#: How many elements of a list, or keys of an object, a message names.
MOST_NAMED = 10
#: A URL within a text, in any encoding. Any part of it may be secret: the path, the query, or a
#: name before an "@".
_URL = re.compile(
    r"(https?)(?::|%(?:25)*3A|&(?:amp;)*(?:#0*58|#x0*3a|colon);|\\+u003a)"
    r"(?:/|\\+u002f|\\|%(?:25)*(?:2F|5C)|&(?:amp;)*(?:#0*47|#x0*2f|sol);){1,8}[^\s\"'<>]+",
    re.I,
)
#: Names that services give to secrets.
_SECRET_NAME = (
    r"[\w.-]*(?:secret|token|passw|pwd|passphrase|authoriz|credential|cookie"
    r"|(?:api|access|private)[-_]?key|signature|webhook|session)"
    r"[\w.-]*"
)
_NAMED = re.compile("(?:%s|values?|content|body|data|urls?)" % _SECRET_NAME, re.I)
#: A secret after its name in quotes, as in JSON, also in JSON within JSON.
_QUOTED = re.compile(
    r"(\\*[\"'])(%s)\1(\s*:\s*)(?:\\*[\"'](?:[^\"'\\]|\\+[^\"'\\])*(?:\\*[\"'])?|[^\s,}\]]+)"
    % _SECRET_NAME,
    re.I,
)
#: A header that holds credentials, to the end of its line, and credentials with the name of their
#: scheme.
_HEADER = re.compile(r"\b((?:[\w-]*authorization|(?:set-)?cookie)\s*[:=]\s*)[^\r\n<]+", re.I)
_SCHEME = re.compile(
    r"\b(Basic|Bearer|Digest|Negotiate|NTLM|Token)(\s+)(?=[\w+/=.~-]*[\d=+/])[\w+/=.~-]{6,}", re.I
)
#: A secret after its name in a page, without quotes.
_ASSIGNED = re.compile(
    r"((?<![/\w.-])%s\s*(?:[:=>]|&#61;|%%3D)\s*)[^\s<>&\"',;]+" % _SECRET_NAME, re.I
)
#: Where data begins within a page: a bracket before a quote or another bracket, or a quoted text
#: before a colon. Where a page holds only the end of data: the rest of a quoted text before a
#: closing bracket, or before another quote.
_DATA = re.compile(
    r"(?P<rest>(?:\\*[\"']|&quot;|&#0*34;|&#x0*22;|%22)"
    r"\s*(?:[}\]]|,\s*(?:\\*[\"']|&quot;|&#0*34;|&#x0*22;|%22)))|"
    r"(?:[{\[]|%[57]B)(?:\s|%20)*(?:\\*[\"']|&quot;|&#0*34;|&#x0*22;|[{\[]|%22)|"
    r"(?:\\*[\"']|&quot;|&#0*34;|&#x0*22;|%22)\s*(?::|%3A)",
    re.I,
)
#: Characters that servers put before JSON so that no page can run it as a script.
_GUARD = re.compile("(?:\ufeff|\\s|\\)\\]\\}',?|while\\s*\\(1\\);|for\\s*\\(;;\\);)*")
#: Types of JSON, for messages.
KINDS = {list: "a list", str: "a text", bool: "true or false", type(None): "null"}
#: Characters that are rare in a text for people.
_BINARY = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ufffd\ud800-\udfff]")
#: Keys whose values a vendor writes for people.
_FOR_PEOPLE = (
    "message",
    "msg",
    "detail",
    "details",
    "error",
    "errors",
    "description",
    "reason",
    "title",
    "code",
    "status",
    "type",
    "field",
    "param",
    "path",
)


class _Broken(ValueError):
    """JSON that has more than one meaning, or none."""


class Answer:
    """An answer. ``data`` is the parsed JSON; where it is None, ``problem`` says why.

    A text that is no Unicode, such as half of a surrogate pair, is an Unreadable in it: Ansible
    would refuse the whole result for it.
    """

    def __init__(self, status: int, headers: Mapping[str, str], content: bytes) -> None:
        self.status = status
        self.headers = headers
        self.content = content
        #: of the request; ``write``: whether it writes
        self.method: str | None = None
        self.write = False
        self.data: Any = None
        self.problem = None if content else "an empty body"
        if content:
            try:
                text = _decoded(content)
                data = _parsed(text)
                self.data = (
                    data
                    if (text.isascii() and "\\u" not in text) or _is_unicode(data)
                    else readable(data)
                )
            except json.JSONDecodeError as error:
                end = len(error.doc.rstrip())
                cut = error.pos >= end or error.msg.startswith("Unterminated string")
                self.problem = (
                    "JSON that ends in the middle, after %s" % _counted(end, "character")
                    if cut
                    else ("JSON that breaks at character %d" % (error.pos + 1))
                )
                if not self.is_data:
                    self.problem = "no JSON"
            except UnicodeDecodeError as error:
                self.problem = "no text from byte %d on" % (error.start + 1)
            except RecursionError:
                self.problem = "JSON in too many brackets"
            except _Broken as error:
                self.problem = "%s" % error

    @property
    def text(self) -> str:
        """The text, with a replacement for each invalid byte."""
        try:
            return _decoded(self.content)
        except UnicodeDecodeError:
            return self.content.decode("utf-8", "replace")

    @property
    def is_data(self) -> bool:
        """Whether it is data, or broken data, and not a page for people."""
        begin = self.text[:MOST_READ]
        return (
            "json" in self.headers.get("Content-Type", "").lower()
            or _GUARD.sub("", begin, count=1)[:1] in tuple('{["')
            or (10 * len(_BINARY.findall(begin)) > len(begin))
        )

    @property
    def size(self) -> str:
        return _counted(len(self.content), "byte")


def _counted(number: int, what: str) -> str:
    return "%d %s%s" % (number, what, "" if number == 1 else "s")


def _decoded(content: bytes) -> str:
    encoding = json.detect_encoding(content)
    try:
        return content.decode(encoding, "surrogatepass")
    except UnicodeDecodeError:
        if not encoding.startswith("utf-8"):
            raise
        # an invalid byte can only stand within a text: brackets and quotes are ASCII
        return content.decode(encoding, "surrogateescape")


def _is_unicode(data: Any) -> bool:
    """Whether all texts are valid Unicode; quicker than a look at each."""
    try:
        json.dumps(data, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _parsed(text: str) -> Any:
    # strict=False accepts control characters that the server did not escape
    return json.loads(
        text, strict=False, parse_constant=_constant, parse_float=_float, object_pairs_hook=_object
    )


def _constant(name: str) -> Any:
    raise _Broken("JSON with %s, which is no number" % name)


def _float(digits: str) -> float:
    number = float(digits)
    if number in (float("inf"), float("-inf")):
        raise _Broken("JSON with too large a number")
    return number


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs) and any(found[key] != value for key, value in pairs):
        raise _Broken("JSON with two values for one key")
    return found


def excerpt(answer: Answer, redactor: Redactor) -> str:
    """What a message repeats of an answer: the names of data, the beginning of a page."""
    if answer.problem is None:
        if not isinstance(answer.data, dict):
            return KINDS.get(type(answer.data), "a number")
        return "an object with %s" % (
            ", ".join(sorted(map(str, answer.data))[:MOST_NAMED]) or "nothing in it"
        )
    if answer.is_data or not answer.content:
        return ""
    # mask secrets first: later steps may cut one, and then nothing finds the rest
    page = re.sub(
        r"(?is)<!--.*?-->|<(script|style)\b.*?(?:</\1\s*>|$)",
        " ",
        redactor.clean(_beginning(answer.text)),
    )
    data = _DATA.search(page)
    if data:
        page = page[: data.start()]
        word = re.split(r"[\s<>]", page)[-1] if data.group("rest") else ""
        page = page[: len(page) - len(word)] + "(data)"
    return _ASSIGNED.sub(r"\1" + MASK, page)


def quote(value: Any, redactor: Redactor, most: int) -> str:
    """A text from outside, for a message: in one line, without secrets and addresses. The text may
    hold our secrets shortened or escaped, where no comparison finds them, and secrets of others. So
    it loses every URL, and every value with the name of a secret.
    """
    # mask secrets first: a secret may hold a URL, and without it nothing finds the rest
    text = redactor.clean(_beginning(as_text(value)))
    for pattern, instead in (
        (_URL, r"\1://"),
        (_QUOTED, r"\1\2\1\3"),
        (_HEADER, r"\1"),
        (_SCHEME, r"\1\2"),
    ):
        text = pattern.sub(instead + MASK, text)
    return redactor.clean(visible(re.sub(r"[ \t\r\n]+", " ", text).strip()), most)


def _beginning(text: str) -> str:
    """The part of a text that we read. It ends between two words: a cut secret is not found."""
    return (
        text if len(text) <= MOST_READ else text[:MOST_READ].rpartition(" ")[0] or text[:MOST_READ]
    )


def as_text(value: Any, depth: int = 0) -> str:
    """A vendor's message as a text. Of a list or an object it holds only the values for people:
    other values may be anything.
    """
    if isinstance(value, str):
        return value
    if not isinstance(value, (list, dict)):
        return json.dumps(value)
    if depth > 3 or not value:
        return "a list" if isinstance(value, list) else "an object"
    if isinstance(value, list):
        return "; ".join(as_text(one, depth + 1) for one in value[:MOST_NAMED])
    return "; ".join(_entry(str(key), one, depth) for key, one in list(value.items())[:MOST_NAMED])


def _entry(key: str, value: Any, depth: int) -> str:
    if _NAMED.fullmatch(key):
        return "%s: %s" % (key, MASK)
    shown = key.lower() in _FOR_PEOPLE or not isinstance(value, str) or " " in value.strip()
    return "%s: %s" % (key, as_text(value, depth + 1)) if shown else key
