# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Credentials and addresses as they were meant, and what can't be one. Private to oncall.routing.

Nothing of a value is repeated: it may be a secret, or an address with one in it.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Mapping, Sequence
from urllib.parse import unquote, urlsplit

from .problems import InputError

if TYPE_CHECKING:
    from .vendor import Brand

#: What an option holds. A token is of ASCII, which a header carries; a name, or what is sent as
#: JSON, may be of any script; both may have spaces in them.
#: An address or path has none.
TOKEN, NAME, ADDRESS, PATH = "token", "name", "address", "path"
#: Categories of Unicode that nobody types on purpose at the ends of a value: spaces of any kind,
#: controls (line breaks are some), and what is not seen.
_AROUND = ("Cc", "Cf", "Zl", "Zp", "Zs")
_BREAKS = "\n\v\f\r\x1c\x1d\x1e\x85\u2028\u2029"
#: A host: labels with dots between them, or an address of IPv6.
_HOST = re.compile(
    r"(?:[^\s.\[\]<>\"'`{}|^%,;*&=+()!$~]{1,63}\.)*[^\s.\[\]<>\"'`{}|^%,;*&=+()!$~]{1,63}\.?|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*(?:%\w+)?"
)
#: The least of an API's own path that is known again at the end of an address; one segment alone
#: may be a proxy's.
_LEAST_SEGMENTS = 2


def stripped(value: str) -> str:
    """A value without what surrounds it: a file read with ``cat`` ends with a line break, one
    from another system begins with a mark.
    """
    begin, end = 0, len(value)
    while begin < end and unicodedata.category(value[begin]) in _AROUND:
        begin += 1
    while begin < end and unicodedata.category(value[end - 1]) in _AROUND:
        end -= 1
    return value[begin:end]


def unfit(form: str, value: str) -> str | None:
    """What is in a value that can't be in one of its form, in words; None when all is well."""
    for number, one in enumerate(value, 1):
        what = _unfit_character(form, one)
        if what:
            return "holds %s (character %d)" % (what, number)
    return None


def _unfit_character(form: str, one: str) -> str | None:
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


def brand_of(brands: Sequence[Brand], url: str) -> Brand | None:
    """The brand whose host an address names; None for a host of nobody, such as a private
    deployment's.
    """
    try:
        host = (urlsplit(url if "://" in url else "//" + url).hostname or "").rstrip(".").lower()
    except ValueError:
        return None
    return next(
        (
            brand
            for brand in brands
            if any(host == domain or host.endswith("." + domain) for domain in brand.domains)
        ),
        None,
    )


def by_brand(
    brands: Sequence[Brand], given: Mapping[str, str | None], environ: Mapping[str, str]
) -> tuple[str | None, str | None]:
    """(key, address) of a vendor that has several brands; the address is None where a preset says
    it. Raises InputError, which repeats no value.

    given: ``api_key``, ``api_url`` and ``site`` of the task. environ: variable to what it holds.
    """
    site = given["site"] or ""
    address = given["api_url"] or next(
        (brand.sites[site] for brand in brands if site in brand.sites), None
    )
    if address:
        return given["api_key"] or _key_for(brands, address, environ), given["api_url"]
    found = [(brand, [name for name in brand.variables if environ.get(name)]) for brand in brands]
    found = [(brand, names) for brand, names in found if names]
    if not found:
        return given["api_key"], brands[0].default
    alike = {(environ.get(brand.key), environ.get(brand.address)) for brand, dummy in found}
    if len(found) > 1 and len(alike) == 1 and all(next(iter(alike))):
        key, address = next(iter(alike))  # one account under both names
        return given["api_key"] or key, address
    sets = [
        (
            given["api_key"] or environ.get(brand.key),
            _address_of(brands, brand, environ, len(found) == 1),
        )
        for brand, dummy in found
    ]
    if len(set(sets)) > 1:
        raise InputError(
            [
                (
                    "site",
                    "is not given, and the environment speaks of %s: %s. A key of one never goes to"
                    " a host of the other, so say which is meant: give site or api_url, or unset"
                    " the variables of one"
                    % (
                        " and of ".join(brand.label for brand, dummy in found),
                        "; ".join(", ".join(names) for dummy, names in found),
                    ),
                )
            ]
        )
    return sets[0]


def _key_for(brands: Sequence[Brand], address: str, environ: Mapping[str, str]) -> str | None:
    """The key in the environment for the host of an address. Of a host of nobody it is not known
    whose key it takes.
    """
    owner = brand_of(brands, address)
    keys = {brand: environ.get(brand.key) for brand in brands if environ.get(brand.key)}
    if owner and keys and owner not in keys:
        raise InputError(
            [
                (
                    "api_key",
                    "is required: the address is one of %s, where a key of another brand (%s) is"
                    " never sent. Give api_key, or set %s"
                    % (owner.label, ", ".join(brand.key for brand in keys), owner.key),
                )
            ]
        )
    if owner:
        return keys.get(owner)
    if len(set(keys.values())) > 1:
        raise InputError(
            [
                (
                    "api_key",
                    "is not given, and the environment holds %s. Which of them is for this address"
                    " is not known, so give api_key, or unset the other"
                    % " and ".join(brand.key for brand in keys),
                )
            ]
        )
    return next(iter(keys.values()), None)


def _address_of(
    brands: Sequence[Brand], brand: Brand, environ: Mapping[str, str], strict: bool
) -> str | None:
    """What the variables of a brand say of the address. ``strict``: they are the only ones, so
    what is wrong with them is told.
    """
    address, region = environ.get(brand.address), environ.get(brand.region)
    if address:
        owner = brand_of(brands, address)
        if owner not in (None, brand):
            raise InputError(
                [
                    (
                        "api_url",
                        "%s holds an address of %s, and its variables are for %s alone: use %s"
                        % (
                            brand.address,
                            owner.label,
                            brand.label,
                            " and ".join(owner.variables[:2]),
                        ),
                    )
                ]
            )
        return address
    if region and not brand.of_region(region) and strict:
        raise InputError([("site", "%s is none of %s" % (brand.region, ", ".join(brand.regions)))])
    return brand.of_region(region) if region else brand.default


def users_in(value: str) -> set[str]:
    """What of an address is a user or password, as it stands and as it is meant; nothing where
    it names none.
    """
    given = (
        re.sub(r"^(?:[A-Za-z][A-Za-z0-9+.-]*:)?[/\\]*", "", value.rpartition("@")[0])
        if "://" in value or value[:1] in "/\\"
        else value.rpartition("@")[0]
    )
    parts = {given, *given.partition(":")[::2]}
    return {one for part in parts for one in (part, unquote(part)) if one}


def address(value: str, own: Sequence[str]) -> tuple[str, str | None, str | None]:
    """(the address as it is used, what is wrong with it or None, what was left out or None).

    own: segments of the path that is added to it.
    """
    wrong = _wrong_address(value)
    if wrong:
        return value, wrong, None
    scheme, dummy, rest = value.partition("://")
    parts = urlsplit("%s://%s" % (scheme.lower(), rest))
    kept, left = _without_own(parts.path, own)
    return (
        "%s://%s%s" % (scheme.lower(), parts.netloc, "/" + kept if kept else ""),
        None,
        "/" + "/".join(left) if left else None,
    )


def _wrong_address(value: str) -> str | None:
    """Why a value can't be an address, or None."""
    if "@" in value:
        return "must not hold a user and password; there are options for the credentials"
    wrong = unfit(ADDRESS, value)
    if wrong:
        return wrong
    scheme, separator, rest = value.partition("://")
    if not separator or not scheme or "/" in scheme:
        return "has no scheme; it must begin with https:// (or http://)"
    if scheme.lower() not in ("http", "https"):
        return "begins with another scheme than https:// or http://"
    for sign, what in (("?", "a query"), ("#", "a fragment"), ("\\", "a backslash")):
        if sign in rest:
            return "holds %s (%s); give the address alone" % (what, sign)
    if not _has_host("%s://%s" % (scheme.lower(), rest)):
        return "is no address: its host or its port can't be one"
    return None


def _has_host(place: str) -> bool:
    """Whether the host and the port of an address can be such."""
    try:
        parts = urlsplit(place)
        if parts.port == 0 or parts.netloc.endswith(":"):
            return False
        return _HOST.fullmatch(parts.hostname or "") is not None
    except ValueError:
        return False


def _without_own(path: str, own: Sequence[str]) -> tuple[str, list[str]]:
    """(a path without the API's own at its end, the segments of that)."""
    segments = [one for one in path.split("/") if one]
    for length in range(len(own), _LEAST_SEGMENTS - 1, -1):
        if [one.lower() for one in segments[-length:]] == [one.lower() for one in own[:length]]:
            return "/".join(segments[:-length]), segments[-length:]
    return path.strip("/"), []
