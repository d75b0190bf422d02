# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Guance / TrueWatch: key, throttling, envelope and pages (docs/vendors/guance.md)."""

from __future__ import annotations

import hashlib
import re
import time
from collections import deque

from ..call import Refused
from ..vendor import Vendor
from . import objects, policy, rules_api
from .kit import PREFIXES, RULE_TABLES, bind, bindings, error, refuse

_NAMED = {
    "TriggerApiAkCurrentLimiting": (401, "API key requests are limited"),
    "TriggerApiWorkspaceCurrentLimiting": (401, "workspace requests are limited"),
    "InvalidAPIKey": (None, "invalid API key"),
    "NotFoundRuleInspector": (404, "the checker does not exist"),
    "NotFoundAlertPolicy": (404, "the alert policy does not exist"),
    "PermissionDenied": (403, "permission denied"),
    "InvalidParams": (400, "invalid parameters"),
    "InternalError": (500, "internal error"),
    "CheckObjectTargetAliasError": (400, "the aliases of the targets are wrong"),
}


# G40: a POST of which the path says all there is to say
BODILESS = re.compile(r".*/(role|slo)/[^/]+/delete")


class Guance(Vendor):
    """A key opens a workspace."""

    name = "guance"
    default_id_key = "uuid"

    def __init__(self):
        super().__init__()
        for module in (policy, objects, rules_api):
            for method, path, handler, *write in module.ROUTES:
                self.route(method, "/api/v1" + path, handler, write[0] if write else None)

    def open(self, call):
        call.account, call.key = self._find_key(call)
        call.entry["account"] = call.account.name
        self._throttle(call)
        if call.key.get("no_rights") or (call.entry["write"] and call.key.get("read_only")):
            refuse(call, 403, "PermissionDenied", "the roles of this API key do not allow this")
        if call.method == "POST":
            if call.headers.get("content-type", "").split(";")[0].strip() != "application/json":
                call.violation("a POST without Content-Type: application/json")
            if call.body is None and BODILESS.fullmatch(call.path) and not call.raw_body:
                call.body = {}
            if not isinstance(call.body, dict):
                call.violation("the body must be a JSON object")
                call.body = {}
        elif call.body is not None:
            call.violation("a GET with a body")

    def _find_key(self, call):
        given = call.headers.get("df-api-key")
        for account in call.emulator.accounts("guance"):
            for key in account.keys:
                if given and key["key"] == given:
                    return account, key
        raise Refused(self.named_error(call, "InvalidAPIKey"))

    def _throttle(self, call):
        """Sliding windows; a request turned away is not counted."""
        now, window = time.monotonic(), call.settings["window_s"]
        limits = (
            (call.key["key"], call.settings["rate_limit_key"], "TriggerApiAkCurrentLimiting"),
            (
                ("workspace", call.account.name),
                call.settings["rate_limit_workspace"],
                "TriggerApiWorkspaceCurrentLimiting",
            ),
        )
        for who, limit, code in limits:
            times = call.emulator.throttle.setdefault(who, deque())
            while times and times[0] <= now - window:
                times.popleft()
            if limit and len(times) >= limit:
                raise Refused(self.named_error(call, code))
        for who, _limit, _code in limits:
            call.emulator.throttle[who].append(now)

    def lacking(self, call, payload):
        content = payload.get("content")
        if isinstance(content, dict) and isinstance(content.get("data"), list):
            return {
                **payload,
                "content": {**content, "data": self.all_lacking(call, content["data"])},
            }
        return {**payload, "content": self.all_lacking(call, content)}

    def refusal(self, call, text, problems=(), **how):
        return error(call, 400, "InvalidParams", text)

    def unknown_call(self, call):
        return error(call, 404, "RouteNotFound", f"no such path: {call.path}")

    def plain_error(self, call, status, text):
        return error(
            call,
            status,
            {403: "PermissionDenied", 404: "NotFound", 400: "InvalidParams"}.get(
                status, "InternalError"
            ),
            text,
        )

    def named_error(self, call, name, text=None):
        name = name.removeprefix("ft.")
        if name.isdigit():
            return self.plain_error(call, int(name), text or f"status {name}")
        status, words = _NAMED.get(name, (404 if name.startswith("NotFound") else 400, name))
        return error(call, status or call.settings["bad_key_status"], name, text or words)

    def new_id(self, account, table):
        digest = hashlib.md5(
            f"{account.name}:{account.number()}".encode(), usedforsecurity=False
        ).hexdigest()
        return f"{PREFIXES.get(table, table)}_{digest}"

    def export_state(self, account):
        """Policies are shown with their bindings, which are kept at the rules."""
        data = super().export_state(account)
        bound = bindings(account)
        for row in data.get("alert_policy", ()):
            row["checkerUUIDs"] = bound.get(row["uuid"], [])
        return data

    def keyed(self, account, table, row):
        if table in RULE_TABLES:
            row.setdefault("alertPolicyUUIDs", [])
        key, row = super().keyed(account, table, row)
        if table == "alert_policy":
            row = {**policy.fresh(account, int(time.time())), **row}
        return key, row

    def settle(self, account):
        """Bindings given at a policy move to the rules."""
        for row in account.rows("alert_policy"):
            if "checkerUUIDs" in row:
                bind(account, row["uuid"], row.pop("checkerUUIDs") or ())
                account.save("alert_policy", row["uuid"], row)
