# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Credentials and addresses as they were meant, and what can't be one. Private to oncall.routing.

Nothing of a value is repeated: it may be a secret, or an address with one in it.
"""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import unquote, urlsplit

#: What an option holds. A token is of ASCII, which a header carries; a name, or what is sent as JSON, may be of any script; both may have spaces in them.
#: An address or path has none.
TOKEN, NAME, ADDRESS, PATH = "token", "name", "address", "path"
#: Categories of Unicode that nobody types on purpose at the ends of a value: spaces of any kind, controls (line breaks are some), and what is not seen.
_AROUND = ("Cc", "Cf", "Zl", "Zp", "Zs")
_BREAKS = "\n\v\f\r\x1c\x1d\x1e\x85\u2028\u2029"
#: A host: labels with dots between them, or an address of IPv6.
_HOST = re.compile(r"(?:[^\s.\[\]<>\"'`{}|^%,;*&=+()!$~]{1,63}\.)*[^\s.\[\]<>\"'`{}|^%,;*&=+()!$~]{1,63}\.?|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*(?:%\w+)?")
#: The least of an API's own path that is known again at the end of an address; one segment alone may be a proxy's.
_LEAST_SEGMENTS = 2


def stripped(value):
    """A value without what surrounds it: a file read with ``cat`` ends with a line break, one from another system begins with a mark."""
    begin, end = 0, len(value)
    while begin < end and unicodedata.category(value[begin]) in _AROUND:
        begin += 1
    while begin < end and unicodedata.category(value[end - 1]) in _AROUND:
        end -= 1
    return value[begin:end]


def unfit(form, value):
    """What is in a value that can't be in one of its form, in words; None when all is well."""
    for number, one in enumerate(value, 1):
        what = _unfit_character(form, one)
        if what:
            return "holds %s (character %d)" % (what, number)
    return None


def _unfit_character(form, one):
    category = unicodedata.category(one)
    if one in _BREAKS:
        return "a line break"
    if category == "Cc":
        return "a tab" if one == "\t" else "a control character"
    if category == "Cf":
        return "an invisible character"
    if category == "Cs":
        return "a byte that is no text"
    if category[0] == "Z":
        return None if form in (NAME, TOKEN) and one == " " else "a space"
    if unicodedata.normalize("NFKC", one) != one:
        return "a full-width character, or one of another style"
    return "a character that no header can carry" if form == TOKEN and not one.isascii() else None


def users_in(value):
    """What of an address is a user or password, as it stands and as it is meant; nothing where it names none."""
    given = re.sub(r"^(?:[A-Za-z][A-Za-z0-9+.-]*:)?[/\\]*", "", value.rpartition("@")[0]) if "://" in value or value[:1] in "/\\" else value.rpartition("@")[0]
    parts = {given, *given.partition(":")[::2]}
    return {one for part in parts for one in (part, unquote(part)) if one}


def address(value, own):
    """(the address as it is used, what is wrong with it or None, what was left out or None).

    own: the path that is added to it.
    """
    if "@" in value:
        return value, "must not hold a user and password; there are options for the credentials", None
    wrong = unfit(ADDRESS, value)
    if wrong:
        return value, wrong, None
    scheme, separator, rest = value.partition("://")
    if not separator or not scheme or "/" in scheme:
        return value, "has no scheme; it must begin with https:// (or http://)", None
    if scheme.lower() not in ("http", "https"):
        return value, "begins with another scheme than https:// or http://", None
    for sign, what in (("?", "a query"), ("#", "a fragment"), ("\\", "a backslash")):
        if sign in rest:
            return value, "holds %s (%s); give the address alone" % (what, sign), None
    place = "%s://%s" % (scheme.lower(), rest)
    try:
        parts = urlsplit(place)
        fits = parts.port != 0 and not parts.netloc.endswith(":") and _HOST.fullmatch(parts.hostname or "")
    except ValueError:
        fits = False
    if not fits:
        return value, "is no address: its host or its port can't be one", None
    segments = [one for one in parts.path.split("/") if one]
    left = []
    for length in range(len(own), _LEAST_SEGMENTS - 1, -1):
        if [one.lower() for one in segments[-length:]] == [one.lower() for one in own[:length]]:
            segments, left = segments[:-length], segments[-length:]
            break
    kept = "/".join(segments) if left else parts.path.strip("/")
    return "%s://%s%s" % (scheme.lower(), parts.netloc, "/" + kept if kept else ""), None, "/" + "/".join(left) if left else None
