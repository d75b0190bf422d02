# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One request and its whole answer, within bounds, whatever stands at the other end. Private to
oncall.routing.

This file decides what versions of requests and urllib3 do differently. It skips informational
answers, ignores redirects, and decompresses answers itself, because urllib3 before 2.6 decompresses
as many layers, and as many bytes, as a server sends.
"""

from __future__ import annotations

import http.client
import threading
import time
import zlib
from typing import Any, Callable, Iterable, Iterator, Mapping

try:
    import requests
    from requests.adapters import HTTPAdapter
    from urllib3.exceptions import HTTPError, ReadTimeoutError
except ImportError:
    requests = None  # type: ignore[assignment]  # the client says so
    HTTPAdapter = object  # type: ignore[assignment,misc]
    HTTPError = ReadTimeoutError = OSError  # type: ignore[assignment,misc]

from .failures import DeadlineExceeded, Garbled

#: The largest answer that we read, compressed and decompressed.
MOST_BYTES = 64 << 20
PIECE = 65536
#: Bytes that we decompress at a time.
STEP = 1 << 20
#: How an answer may be compressed. We neither ask for nor read any other compression.
ACCEPTED = "gzip"
#: More informational answers before the final one are an error.
MOST_INFORMATIONAL = 100
#: Whether the request of this thread was sent and its answer began.
_progress = threading.local()


class _Response(http.client.HTTPResponse):
    """The final answer to a request. Python skips only status 100, so that it would take the answer
    after a 102 or 103 for the answer to the next request.
    """

    def begin(self) -> None:
        _progress.begun = True
        super().begin()

    def _read_status(self) -> tuple[str, int, str]:
        for dummy in range(MOST_INFORMATIONAL):
            version, status, reason = super()._read_status()  # type: ignore[misc]
            # after 101 both sides speak another protocol, so no final answer follows
            if not 100 <= status < 200 or status == 101:
                return version, status, reason
            http.client.parse_headers(self.fp)
        raise http.client.HTTPException("more than %d informational answers" % MOST_INFORMATIONAL)

    def _read_next_chunk_size(self) -> int:
        size: int = super()._read_next_chunk_size()  # type: ignore[misc]
        if size < 0:
            raise http.client.HTTPException("a chunk of %d bytes" % size)
        return size


def _with_final_answers(manager: Any) -> Any:
    """The same pool manager; its connections wait for the final answer."""
    manager.pool_classes_by_scheme = {
        scheme: type(
            pool.__name__,
            (pool,),
            {
                "ConnectionCls": type(
                    pool.ConnectionCls.__name__,
                    (pool.ConnectionCls,),
                    {"response_class": _Response},
                )
            },
        )
        for scheme, pool in manager.pool_classes_by_scheme.items()
    }
    return manager


class _Adapter(HTTPAdapter):
    def init_poolmanager(self, *words: Any, **more: Any) -> None:
        super().init_poolmanager(*words, **more)
        _with_final_answers(self.poolmanager)

    def proxy_manager_for(self, proxy: Any, **more: Any) -> Any:
        known = proxy in self.proxy_manager
        manager = super().proxy_manager_for(proxy, **more)
        return manager if known else _with_final_answers(manager)


class _Session(requests.Session if requests else object):  # type: ignore[misc]
    def get_redirect_target(self, resp: Any) -> None:
        # to follow a redirect, requests would read its whole body, and fail on an invalid address
        return None


def open_session() -> requests.Session:
    """A session that returns final answers and follows no redirect."""
    session = _Session()
    session.mount("https://", _Adapter())
    session.mount("http://", _Adapter())
    return session


def exchange(
    session: requests.Session, method: str, url: str, seconds: float, **how: Any
) -> tuple[int, Mapping[str, str], bytes]:
    """(status, headers, body) of the answer. Raises what requests raises, DeadlineExceeded, or
    Garbled once an answer has begun.
    """
    _progress.begun = False
    try:
        with session.request(method, url, allow_redirects=False, stream=True, **how) as response:
            _progress.begun = True
            return (
                response.status_code,
                response.headers,
                _body(response, time.monotonic() + seconds),
            )
    except (DeadlineExceeded, Garbled):
        raise
    except ReadTimeoutError as error:
        raise DeadlineExceeded from error
    except Exception as error:
        if not _progress.begun or (
            isinstance(error, OSError) and not isinstance(error, (ValueError, TypeError))
        ):
            raise
        if isinstance(error, HTTPError) and any(
            isinstance(one, (OSError, http.client.IncompleteRead)) for one in error.args
        ):
            raise requests.exceptions.ConnectionError(error) from error
        raise Garbled(error) from error


def _body(response: requests.Response, deadline: float) -> bytes:
    """The body, within the time and size an answer may take."""
    raw = response.raw
    if response.status_code < 200 or response.status_code in (204, 304):
        # HTTP allows no body here; without this, bytes that follow would become the answer to the
        # next request
        raw.close()
        if response.status_code < 200:
            raise Garbled("HTTP %d is no final answer" % response.status_code)
        return b""
    unpacker = _unpacker(response.headers.get("Content-Encoding", ""))
    body, came = bytearray(), 0
    while True:
        part = raw.read(PIECE, decode_content=False)
        came += len(part)
        for piece in unpacker(part):
            body += piece
            if max(came, len(body)) > MOST_BYTES:
                raise Garbled(
                    "the answer is larger than %d MiB" % (MOST_BYTES >> 20), transient=False
                )
        if time.monotonic() > deadline:
            raise DeadlineExceeded
        if not part:
            break
    missing = getattr(raw, "length_remaining", None)
    if missing:
        # urllib3 1.26 does not mind
        raise requests.exceptions.ConnectionError("%d bytes of the answer are missing" % missing)
    return bytes(body)


def _unpacker(header: str) -> Callable[[bytes], Iterable[bytes]]:
    """From a piece of the body to decompressed pieces; an empty piece is the end."""
    codings = [
        one
        for one in (one.strip().lower() for one in header.split(","))
        if one not in ("", "identity")
    ]
    if not codings:
        return lambda part: (part,)
    if codings not in ([ACCEPTED], ["x-gzip"]):
        raise Garbled(
            "it is packed in a way that was not asked for: %s" % ", ".join(codings[:5]),
            transient=False,
        )
    return _Gunzip()


class _Gunzip:
    """Decompresses one layer of gzip. A body may hold several members; like other clients, it
    ignores bytes after the last one.
    """

    def __init__(self) -> None:
        self.member: Any = None
        self.first = True

    def __call__(self, part: bytes) -> Iterator[bytes]:
        if not part and self.first and self.member is not None:
            raise Garbled("what is packed in it ends too early")
        while part:
            self.member = self.member or zlib.decompressobj(16 + zlib.MAX_WBITS)
            try:
                yield self.member.decompress(part, STEP)
            except zlib.error as error:
                if self.first:
                    raise Garbled("what is packed in it is broken") from error
                self.member = None
                return
            part = self.member.unused_data or self.member.unconsumed_tail
            if self.member.eof:
                self.member, self.first = None, False
