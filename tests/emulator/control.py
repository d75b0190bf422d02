# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The control API below /_emulator, for tests and for the curious."""

from __future__ import annotations

import json

from starlette.responses import JSONResponse, PlainTextResponse
from starlette.routing import Route

INDEX = """The oncall.routing emulator: Mackerel, Guance / TrueWatch and BlueKing Monitor on loopback.

Vendors      /mackerel/api/v0/... (for its own clients also /api/v0/...)   /guance/api/v1/...   /bk/api/c/compapi/v2/monitor_v3/...
Credentials  Mackerel  X-Api-Key: mackerel-demo-key-0001
             Guance    DF-API-KEY: guance-demo-key-0001
             BlueKing  bk_app_code ansible, bk_app_secret bk-demo-secret-0001, bk_username deploy

Control      GET    /_emulator/health
             POST   /_emulator/reset             {"seed": "default"}
             GET    /_emulator/state/<vendor>    ?account=     all objects of an account
             PUT    /_emulator/state/<vendor>    {"<table>": [..]} replaces those tables
             POST   /_emulator/accounts          {"vendor", "account", "keys": [..], "seed"}
             GET    /_emulator/requests          ?vendor=      DELETE empties the log
             GET    /_emulator/violations        DELETE empties them
             GET    /_emulator/faults            POST adds one, DELETE removes all
             GET    /_emulator/settings          PATCH changes some; {"preset": "live"} or "hostile" puts all back first

More in tests/emulator/README.md of the repository.
"""


class _Control:
    """The calls, each a thin cover over the method of the same name."""

    def __init__(self, core):
        self.core = core

    async def index(self, _request):
        return PlainTextResponse(INDEX)

    async def health(self, _request):
        return JSONResponse({"ok": True})

    async def reset(self, request):
        self.core.reset((await _json(request)).get("seed", "default"))
        return JSONResponse({"ok": True})

    async def get_state(self, request):
        return JSONResponse(
            self.core.state(request.path_params["vendor"], request.query_params.get("account"))
        )

    async def put_state(self, request):
        data = await _json(request)
        return JSONResponse(
            self.core.put_state(
                request.path_params["vendor"], data, request.query_params.get("account")
            )
        )

    async def accounts(self, request):
        return JSONResponse(self.core.add_account(**await _json(request)), 201)

    async def get_requests(self, request):
        return JSONResponse(self.core.requests(request.query_params.get("vendor")))

    async def delete_requests(self, _request):
        self.core.clear_requests()
        return JSONResponse({"ok": True})

    async def get_violations(self, _request):
        return JSONResponse(self.core.violations())

    async def delete_violations(self, _request):
        self.core.clear_violations()
        return JSONResponse({"ok": True})

    async def post_fault(self, request):
        return JSONResponse(self.core.add_fault(**await _json(request)), 201)

    async def get_faults(self, _request):
        return JSONResponse(self.core.faults())

    async def delete_faults(self, _request):
        self.core.clear_faults()
        return JSONResponse({"ok": True})

    async def get_settings(self, _request):
        return JSONResponse(self.core.settings())

    async def patch_settings(self, request):
        return JSONResponse(self.core.settings(**await _json(request)))


def control_routes(core):
    """The routes of the control API."""
    control = _Control(core)
    base = "/_emulator"
    table = [
        ("GET", "/health", control.health),
        ("POST", "/reset", control.reset),
        ("GET", "/state/{vendor}", control.get_state),
        ("PUT", "/state/{vendor}", control.put_state),
        ("POST", "/accounts", control.accounts),
        ("GET", "/requests", control.get_requests),
        ("DELETE", "/requests", control.delete_requests),
        ("GET", "/violations", control.get_violations),
        ("DELETE", "/violations", control.delete_violations),
        ("POST", "/faults", control.post_fault),
        ("GET", "/faults", control.get_faults),
        ("DELETE", "/faults", control.delete_faults),
        ("GET", "/settings", control.get_settings),
        ("PATCH", "/settings", control.patch_settings),
    ]
    routes = [
        Route(base + path, _guarded(handler), methods=[method]) for method, path, handler in table
    ]
    return [
        Route("/", control.index),
        Route(base, control.index),
        Route(base + "/", control.index),
        *routes,
    ]


async def _json(request):
    raw = await request.body()
    data = json.loads(raw) if raw else {}
    if not isinstance(data, dict):
        raise ValueError("the body must be a JSON object")
    return data


def _guarded(handler):
    """A mistake in a control request is told as 400, not as a traceback."""

    async def endpoint(request):
        try:
            return await handler(request)
        except (ValueError, TypeError, KeyError) as problem:
            return JSONResponse({"error": str(problem)}, 400)

    return endpoint
