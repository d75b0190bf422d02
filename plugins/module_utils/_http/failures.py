# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Requests that failed below HTTP as refusals, and what to check after an HTTP status. Private to
oncall.routing.
"""

from __future__ import annotations

import re
from http.client import IncompleteRead
from typing import TYPE_CHECKING, Iterator
from urllib.parse import unquote

try:
    from requests import exceptions as kinds
except ImportError:
    kinds = None  # type: ignore[assignment]  # the client says so

from .refusal import CDN, Refusal
from .trust import TRUST

if TYPE_CHECKING:
    from .redact import Redactor

#: Statuses of servers that did not and will not carry out the request.
NEVER = (501, 505, 506, 508, 510, 511, 525, 526, 530)
#: Statuses of a server that does not have the call.
NO_CALL = (404, 405, 410, 501)
#: Statuses of a refusal to the account, or for the object: after a few in a row the client sends no
#: more writes.
OF_ALL = (401, 403, 431, 451)
#: Seconds to connect.
CONNECT = 10
PROXY_HINT = "check HTTPS_PROXY, HTTP_PROXY and NO_PROXY in the environment of the module"
TRUST_HINT = (
    "check ca_path, and %s in the environment, of which the first that is set counts"
    % ", ".join(TRUST)
)
#: Errors of urllib3 before a connection exists.
_UNMADE = ("NewConnectionError", "NameResolutionError", "ConnectTimeoutError")
#: How urllib3 names a connection at the beginning of an error's text.
_CONNECTION = re.compile(r"^(<[^>]*>|\w+\(host=.*?, port=\d+\)): ")
#: Names of Python's classes in a text.
_CLASS = re.compile(r"\b(?:[a-z_]\w*\.)*[A-Z]\w*(?:Error|Exception)\b[:( ]*")


class DeadlineExceeded(Exception):
    """An answer that was not complete in time."""


class Garbled(Exception):
    """An answer that began and can't be read. ``transient``: it may be whole the next time."""

    def __init__(self, error: object, transient: bool = True) -> None:
        super().__init__(error)
        self.transient = transient


#: What to check after an HTTP status without a hint of the vendor's gateway.
_ADVICE = {
    400: "look at the options of the task",
    401: "check the credentials, and that they belong to this address",
    403: "the credentials may lack a permission, or the address of this controller is not allowed",
    408: "the request was too slow on its way; run the task again later",
    409: "somebody else may be changing it at the same time; run the task again",
    413: "the object is larger than the server takes: shorten its texts or its lists",
    414: "this is a fault of oncall.routing; please report it",
    415: "this is a fault of oncall.routing; please report it",
    421: "check api_url and any proxy on the way: the server does not answer for this host",
    423: "somebody has locked it; run the task again later",
    425: "run the task again later",
    429: "run the task again later, with fewer requests at a time",
    431: "check the credentials: they are longer than the server takes",
    451: "the server may not answer where this controller stands",
    507: "the server has no room left; its operator has to help",
    508: "the request goes round in circles between servers; check any proxy on the way",
    511: "something on the way wants a login first; check the network and any proxy",
}


#: Statuses whose advice holds whoever answered, also for a page of a proxy.
TELLING = frozenset(_ADVICE) - {400, 401, 403} | frozenset(CDN)


def advice(status: int) -> str:
    """What to check after an HTTP status where nobody knows better."""
    if status in _ADVICE:
        return _ADVICE[status]
    if status in CDN:
        return "what stands before the server does not reach it; run the task again later"
    return (
        "look at the options of the task, and at what the server says"
        if status < 500
        else (
            "the server, or something on the way to it, is in trouble; run the task again later, or"
            " ask its operator"
        )
    )


def address_of(url: str) -> str:
    """A URL without user, password and query."""
    return re.sub(r"^(\w+://)?.*@", r"\1", url).partition("?")[0]


def passwords_in(url: str) -> tuple[str, str]:
    """The password of a URL, or its user, as written and decoded."""
    user, colon, password = (
        url.rpartition("@")[0].partition("://")[2 if "://" in url else 0].partition(":")
    )
    secret = password if colon else user
    return secret, unquote(secret)


def below_http(
    error: Exception, url: str, timeout: float, proxy: str, redactor: Redactor
) -> Refusal:
    """A failure below HTTP as a refusal. ``proxy``: its address, an empty text for none."""
    address = address_of(url)
    redactor.add(*passwords_in(proxy))
    reason = redactor.clean(_reason(error), 200)
    refusal = (
        _late(error, address, timeout)
        or _unsent(error, reason, url, proxy)
        or _insecure(error, reason, address)
    )
    return refusal or _broken(error, reason, address)


def _late(error: Exception, address: str, timeout: float) -> Refusal | None:
    if isinstance(error, DeadlineExceeded):
        return _unclear(
            Refusal(
                "the answer of %s was not complete within %s s" % (address, timeout),
                "check the network, and raise timeout",
                transient=True,
            ),
            pending=True,
        )
    if isinstance(error, kinds.ConnectTimeout):
        return Refusal(
            "no connection to %s within %s s" % (address, min(timeout, CONNECT)),
            "check api_url, proxy settings and the network",
            transient=True,
        )
    if isinstance(error, kinds.Timeout):
        return _unclear(
            Refusal(
                "%s took the request and did not answer within %s s" % (address, timeout),
                "the vendor may be busy: raise timeout, or run again later",
                transient=True,
            ),
            pending=True,
        )
    return None


def _unsent(error: Exception, reason: str, url: str, proxy: str) -> Refusal | None:
    """A request that could not be sent: it is invalid, or its address or proxy is."""
    if "certificate bundle" in reason:
        return Refusal("the certificates to trust can't be read (%s)" % reason, TRUST_HINT)
    if not isinstance(error, (ValueError, TypeError)):
        return None
    said, hint = "the request to %s can't be sent (%s)", "check api_url and the credentials"
    if not isinstance(error, (kinds.InvalidHeader, UnicodeError)):
        if proxy and not isinstance(error, kinds.MissingSchema):
            said, hint = "the request to %s can't be sent through the proxy (%s)", PROXY_HINT
        if "@" in url + proxy:
            # the text may quote a part of a password: an unescaped character in it ends the host
            reason = "an address with a user in it can't be used"
    return Refusal(said % (address_of(url), reason), hint)


def _insecure(error: Exception, reason: str, address: str) -> Refusal | None:
    if not isinstance(error, kinds.SSLError):
        return None
    if "X509" in reason or "PEM" in reason:
        return Refusal("the certificates to trust can't be read (%s)" % reason, TRUST_HINT)
    if "certificate" in reason.lower():
        return Refusal(
            "the certificate of %s was not accepted (%s)" % (address, reason),
            "check api_url, ca_path and %s; validate_certs: false switches the check off"
            % ", ".join(TRUST),
        )
    # a secure connection can also break after the request was sent
    return _unclear(
        Refusal(
            "there is no secure connection to %s (%s)" % (address, reason),
            "check api_url: https or http, host and port",
            transient="EOF" in reason,
        )
    )


def _broken(error: Exception, reason: str, address: str) -> Refusal:
    """A connection that failed or broke."""
    sent = not any(type(one).__name__ in _UNMADE for one in _causes(error))
    if isinstance(error, Garbled):
        return _unclear(
            Refusal(
                "the answer of %s can't be read (%s)" % (address, reason),
                "check api_url and any proxy on the way",
                transient=error.transient,
            )
        )
    if isinstance(error, kinds.ProxyError):
        tunnel = reason.startswith("Tunnel connection failed")
        refusal = Refusal(
            "the proxy did not connect us with %s (%s)" % (address, reason),
            PROXY_HINT,
            transient="failed: 4" not in reason,
        )
        return _unclear(refusal) if sent and not tunnel else refusal
    said = "the connection to %s broke (%s)" if sent else "no connection to %s (%s)"
    refusal = Refusal(
        said % (address, reason), "check api_url, proxy settings and the network", transient=True
    )
    return _unclear(refusal) if sent else refusal


def _unclear(refusal: Refusal, pending: bool = False) -> Refusal:
    refusal.unclear = True
    refusal.pending = pending
    return refusal


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """The error and the errors within it, the innermost last."""
    while error is not None:
        yield error
        inner = (getattr(error, "reason", None), getattr(error, "original_error", None)) + tuple(
            getattr(error, "args", ())
        )
        error = next((one for one in inner if isinstance(one, Exception)), None)


def _reason(error: Exception) -> str:
    """What the innermost cause says, without the connection that urllib3 names first, and without
    names of Python's classes.
    """
    cause = list(_causes(error))[-1]
    if isinstance(cause, IncompleteRead):
        return "it ended too early"
    text = str(cause)
    return _CLASS.sub("", _CONNECTION.sub("", text)) or "no reason was given"
