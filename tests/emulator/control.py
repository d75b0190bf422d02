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


def control_routes(core):
    """The routes, each a thin cover over the method of the same name."""

    async def index(_request):
        return PlainTextResponse(INDEX)

    async def health(_request):
        return JSONResponse({"ok": True})

    async def reset(request):
        core.reset((await _json(request)).get("seed", "default"))
        return JSONResponse({"ok": True})

    async def get_state(request):
        return JSONResponse(
            core.state(request.path_params["vendor"], request.query_params.get("account"))
        )

    async def put_state(request):
        data = await _json(request)
        return JSONResponse(
            core.put_state(request.path_params["vendor"], data, request.query_params.get("account"))
        )

    async def accounts(request):
        return JSONResponse(core.add_account(**await _json(request)), 201)

    async def get_requests(request):
        return JSONResponse(core.requests(request.query_params.get("vendor")))

    async def delete_requests(_request):
        core.clear_requests()
        return JSONResponse({"ok": True})

    async def get_violations(_request):
        return JSONResponse(core.violations())

    async def delete_violations(_request):
        core.clear_violations()
        return JSONResponse({"ok": True})

    async def post_fault(request):
        return JSONResponse(core.add_fault(**await _json(request)), 201)

    async def get_faults(_request):
        return JSONResponse(core.faults())

    async def delete_faults(_request):
        core.clear_faults()
        return JSONResponse({"ok": True})

    async def get_settings(_request):
        return JSONResponse(core.settings())

    async def patch_settings(request):
        return JSONResponse(core.settings(**await _json(request)))

    base = "/_emulator"
    table = [
        ("GET", "/health", health),
        ("POST", "/reset", reset),
        ("GET", "/state/{vendor}", get_state),
        ("PUT", "/state/{vendor}", put_state),
        ("POST", "/accounts", accounts),
        ("GET", "/requests", get_requests),
        ("DELETE", "/requests", delete_requests),
        ("GET", "/violations", get_violations),
        ("DELETE", "/violations", delete_violations),
        ("POST", "/faults", post_fault),
        ("GET", "/faults", get_faults),
        ("DELETE", "/faults", delete_faults),
        ("GET", "/settings", get_settings),
        ("PATCH", "/settings", patch_settings),
    ]
    routes = [
        Route(base + path, _guarded(handler), methods=[method]) for method, path, handler in table
    ]
    return [Route("/", index), Route(base, index), Route(base + "/", index), *routes]


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
