# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The ASGI application: vendors below their prefixes, the control API, and delivery with faults."""

from __future__ import annotations

import asyncio

from starlette.applications import Starlette
from starlette.routing import Mount

from .control import control_routes

PREFIXES = {"/mackerel": "mackerel", "/guance": "guance", "/bk": "bk"}
# Mackerel's own clients leave out whatever path their base address has.
AT_THE_ROOT = {"/api/v0": "mackerel"}


def make_app(core):
    """The whole application as one ASGI callable."""
    mounts = [
        Mount(prefix, app=_VendorApp(core, vendor, prefix)) for prefix, vendor in PREFIXES.items()
    ]
    mounts += [
        Mount(path, app=_VendorApp(core, vendor, "")) for path, vendor in AT_THE_ROOT.items()
    ]
    starlette = Starlette(routes=[*control_routes(core), *mounts])

    async def app(scope, receive, send):
        # uvicorn's own request object: Starlette wraps `send`, and only this one knows the
        # connection
        scope["emulator.cycle"] = getattr(send, "__self__", None)
        await starlette(scope, receive, send)

    return app


class _VendorApp:
    """Every request below one vendor's prefix."""

    def __init__(self, core, vendor, prefix):
        self._core = core
        self._vendor = vendor
        self._prefix = prefix

    async def __call__(self, scope, receive, send):
        if scope["type"] != "http":
            return
        raw = await _read(receive)
        headers = {}
        for name, value in scope["headers"]:
            name, value = name.decode("latin-1"), value.decode("latin-1")
            headers[name] = f"{headers[name]}, {value}" if name in headers else value
        path = scope["path"][len(self._prefix) :]
        exchange = self._core.begin(
            self._vendor,
            scope["method"],
            path,
            scope["query_string"].decode("latin-1"),
            headers,
            raw,
        )
        if exchange.wait:
            await asyncio.sleep(exchange.wait)
        await _deliver(self._core.finish(exchange), scope, send)


async def _read(receive):
    parts = []
    while True:
        message = await receive()
        parts.append(message.get("body", b""))
        if not message.get("more_body"):
            return b"".join(parts)


async def _deliver(out, scope, send):
    """Send an answer in the way its faults ask for."""
    if out.delay:
        await asyncio.sleep(out.delay)
    if out.drop:
        await _hang_up(scope)
        return
    headers = dict(out.headers)
    if not out.chunked:
        headers["Content-Length"] = str(len(out.body))
    raw = [
        (name.lower().encode("latin-1"), str(value).encode("latin-1"))
        for name, value in headers.items()
    ]
    await send({"type": "http.response.start", "status": out.status, "headers": raw})
    if out.keep is not None:
        await send({"type": "http.response.body", "body": out.body[: out.keep], "more_body": True})
        await _hang_up(scope)
        return
    for piece in _pieces(out.body, out.pieces)[:-1]:
        await send({"type": "http.response.body", "body": piece, "more_body": True})
        await asyncio.sleep(out.piece_delay)
    await send({"type": "http.response.body", "body": _pieces(out.body, out.pieces)[-1]})


def _pieces(body, count):
    size = max(1, -(-len(body) // max(1, count)))
    return [body[start : start + size] for start in range(0, len(body), size)] or [b""]


async def _hang_up(scope):
    """Close the connection with nothing (more) said; what was written is still flushed."""
    cycle = scope["emulator.cycle"]
    cycle.transport.close()
    for _turn in range(1000):
        if cycle.disconnected:
            return
        await asyncio.sleep(0)
