# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Mackerel: transport, errors, notification groups and alert group settings
(docs/vendors/mackerel.md).
"""

from __future__ import annotations

import hashlib

from ..call import Answer
from ..checks import boolean, both, list_of, number, odd_only, one_of, record, text
from ..vendor import Vendor
from . import channels, monitors, services
from .kind import (
    ROLE,
    Kind,
    refuse,
    require_known,
    require_roles,
    require_services,
    spaced,
    sweep,
    tight,
)

_ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_NAMED = {
    "400": (400, "bad request"),
    "401": (401, "Authentication failed. Please try with valid Api Key."),
    "403": (403, "Forbidden"),
    "404": (404, "not found"),
    "409": (409, "conflict"),
    "413": (413, "request entity too large"),
    "429": (429, "Too Many Requests"),
    "500": (500, "internal server error"),
    "502": (502, "Bad Gateway"),
    "503": (503, "Service Unavailable"),
    "504": (504, "Gateway Timeout"),
    "content_type": (400, "Illegal Content-Type"),
}
_IDS = list_of(text(1))
_LISTS = (
    "notificationGroups",
    "alertGroupSettings",
    "alert_group_settings",
    "channels",
    "services",
    "roles",
    "downtimes",
    "monitors",
    "checks",
    "users",
    "invitations",
)


class Mackerel(Vendor):
    """A key opens an organization."""

    name = "mackerel"
    id_keys = {"services": "name", "invitations": "email", "org": "name"}

    def __init__(self):
        super().__init__()
        for kind in (Groups(), Settings(), *channels.KINDS, *monitors.KINDS):
            kind.register(self)
        for module in (services, monitors):
            for method, path, handler in module.ROUTES:
                self.route(method, "/api/v0" + path, handler)

    def open(self, call):
        given = call.headers.get("x-api-key", "")
        call.account, call.key = _find_key(call, given)
        call.entry["account"] = call.account.name
        if (
            call.key.get("foreign_ip")
            or call.key.get("no_rights")
            or (call.method != "GET" and call.key.get("read_only"))
        ):
            refuse(call, 403, "Forbidden")
        if call.method != "GET":
            if call.headers.get("content-type", "").split(";")[0].strip() != "application/json":
                call.entry["violations"].append(
                    f"{call.method} without Content-Type: application/json"
                )
                refuse(call, 400, "Illegal Content-Type")
            sweep(call.account, for_delete=call.method == "DELETE")
        else:
            sweep(call.account)
        if call.method in ("GET", "DELETE") and call.body not in (None, {}):
            call.violation(f"a {call.method} with a body")
        allowed = ("limit", "nextId") if call.path.endswith("/monitoring/checks") else ()
        for key in call.query:
            if key not in allowed:
                call.violation(f"unknown query parameter {key}")

    def lacking(self, call, payload):
        lists = [
            key
            for key in payload
            if key in _LISTS and call.method == "GET" and "name" not in payload
        ]
        return (
            {
                key: self.all_lacking(call, value) if key in lists else value
                for key, value in payload.items()
            }
            if lists
            else self.all_lacking(call, payload)
        )

    def refusal(self, call, text, problems=(), **how):
        return self.plain_error(call, 400, text)

    def unknown_call(self, call):
        return self.plain_error(call, 404, "not found")

    def plain_error(self, call, status, text):
        """One of the four envelopes seen in the wild."""
        shape = call.settings["error_shape"]
        if shape == "empty":
            return Answer(status, raw=b"")
        if shape == "text":
            return Answer(status, headers={"Content-Type": "text/plain"}, raw=text.encode())
        return Answer(
            status,
            {
                "object": {"error": {"message": text}},
                "string": {"error": text},
                "message": {"message": text},
            }[shape],
        )

    def named_error(self, call, name, text=None):
        status, words = _NAMED[name] if name in _NAMED else (int(name), f"status {name}")
        return self.plain_error(call, status, text or words)

    def new_id(self, account, table):
        """Eleven characters that mean nothing."""
        rest = int.from_bytes(
            hashlib.sha1(f"{account.name}:{account.number()}".encode()).digest()[:10], "big"
        )
        out = ""
        while len(out) < 11:
            rest, digit = divmod(rest, len(_ALPHABET))
            out += _ALPHABET[digit]
        return out

    def export_state(self, account):
        sweep(account)
        return super().export_state(account)

    def import_state(self, account, data):
        sweep(account)
        super().import_state(account, data)

    def patch_state(self, account, patch):
        sweep(account)
        super().patch_state(account, patch)

    def keyed(self, account, table, row):
        if table == "services":
            row["roles"] = [
                {"name": role, "memo": ""} if isinstance(role, str) else role
                for role in row.get("roles", [])
            ]
        for key in ("roleScopes", "roleExcludeScopes"):
            if row.get(key):
                row[key] = [tight(role) for role in row[key]]
        if table == "notificationGroups":
            for key, value in (
                ("type", "group"),
                ("notificationLevel", "all"),
                ("childNotificationGroupIds", []),
                ("childChannelIds", []),
            ):
                row.setdefault(key, value)
        return super().keyed(account, table, row)


def _find_key(call, given):
    for account in call.emulator.accounts("mackerel"):
        for key in account.keys:
            if given and key["key"] == given:
                return account, key
    refuse(call, 401, _NAMED["401"][1])
    return None


class Groups(Kind):
    """Notification groups; exactly one of them is the default group."""

    table = "notificationGroups"
    path = "/notification-groups"
    label = "notification group"
    answers_input = True
    references_as = "group"

    _fields = {
        "name": both(text(), odd_only(text(1), "no length rule is documented")),
        "notificationLevel": one_of("all", "critical"),
        "childNotificationGroupIds": _IDS,
        "childChannelIds": _IDS,
    }
    _optional = {
        "monitors": list_of(
            record({"id": text(1)}, {"skipDefault": boolean}, odd_missing=("skipDefault",))
        ),
        "services": list_of(record({"name": text(1)})),
    }
    create_rule = staticmethod(
        record(
            _fields,
            _optional,
            forbidden={"id": "is made by the server", "type": "must never be sent"},
        )
    )
    update_rule = staticmethod(
        record(
            _fields,
            {**_optional, "id": text(1)},
            forbidden={"type": "must never be sent"},
            odd_missing=("monitors", "services"),
        )
    )

    def view(self, call, row):
        return call.shape.view(
            row,
            sets=("childNotificationGroupIds", "childChannelIds", "monitors", "services"),
            empties={"monitors": [], "services": []},
            hide=() if call.settings["group_type"] else ("type",),
        )

    def meaning(self, call, body, stored):
        account, old = call.account, stored or {}
        require_known(
            call,
            "child notification group",
            body["childNotificationGroupIds"],
            account.table("notificationGroups"),
            old.get("childNotificationGroupIds"),
        )
        require_known(
            call,
            "channel",
            body["childChannelIds"],
            account.table("channels"),
            old.get("childChannelIds"),
        )
        monitors = [entry["id"] for entry in body.get("monitors") or []]
        known = set(account.table("monitors"))
        if call.settings["check_ids_in_groups"]:
            known.update(account.table("checks"))
        require_known(
            call, "monitor", monitors, known, [entry["id"] for entry in old.get("monitors") or []]
        )
        if len(set(monitors)) != len(monitors):
            call.violation("two entries for one monitor")
        require_services(
            call,
            [entry["name"] for entry in body.get("services") or []],
            [entry["name"] for entry in old.get("services") or []],
        )
        if stored:
            self._check_update(call, body, stored)

    def _check_update(self, call, body, stored):
        if stored.get("type") == "group-default" and body["name"] != stored["name"]:
            refuse(call, 400, "the default notification group cannot be renamed")
        if body.get("id", stored["id"]) != stored["id"]:
            refuse(call, 400, "the id in the body is not the one in the path")
        if call.settings["refuse_cycles"] and _reaches(
            call.account, body["childNotificationGroupIds"], stored["id"]
        ):
            call.entry["violations"].append("a cycle among notification groups")
            refuse(call, 400, "failed to update the notification group")

    def stored_form(self, call, body, stored):
        return {**body, "type": (stored or {}).get("type", "group")}

    def before_delete(self, call, row):
        if row.get("type") == "group-default":
            refuse(call, 400, "the default notification group cannot be deleted")


def _reaches(account, start, target):
    """Whether a group is reached from the given children."""
    groups, todo, seen = account.table("notificationGroups"), list(start), set()
    while todo:
        ident = todo.pop()
        if ident == target:
            return True
        if ident not in seen:
            seen.add(ident)
            todo.extend(groups.get(ident, {}).get("childNotificationGroupIds", ()))
    return False


class Settings(Kind):
    """Alert group settings; the list key is spelled in two ways."""

    table = "alertGroupSettings"
    path = "/alert-group-settings"
    label = "alert group setting"
    has_get = True

    _optional = {
        "memo": text(),
        "serviceScopes": _IDS,
        "roleScopes": list_of(text(pattern=ROLE)),
        "monitorScopes": _IDS,
        # 0 is not documented as refused, but must never be sent
        "notificationInterval": both(number(), odd_only(number(1), "never send 0")),
    }
    _name = {"name": both(text(), odd_only(text(1), "no length rule is documented"))}
    create_rule = staticmethod(record(_name, _optional, forbidden={"id": "is made by the server"}))
    update_rule = staticmethod(
        record(
            _name,
            {**_optional, "id": text(1)},
            odd_missing=("memo", "serviceScopes", "roleScopes", "monitorScopes"),
        )
    )

    def list_key(self, call):
        spelling = call.settings["list_key"]
        return (
            call.shape.alternate("alertGroupSettings", "alert_group_settings")
            if spelling == "alternate"
            else spelling
        )

    def view(self, call, row):
        out = call.shape.view(
            row,
            sets=("serviceScopes", "roleScopes", "monitorScopes"),
            empties={
                "memo": "",
                "serviceScopes": [],
                "roleScopes": [],
                "monitorScopes": [],
                "notificationInterval": None,
            },
        )
        return call.shape.numbers(spaced(call, out, "roleScopes"), ("notificationInterval",))

    def meaning(self, call, body, stored):
        old = stored or {}
        require_services(call, body.get("serviceScopes"), old.get("serviceScopes"))
        require_roles(call, body.get("roleScopes"), old.get("roleScopes"))
        known = {**call.account.table("monitors"), **call.account.table("checks")}
        require_known(call, "monitor", body.get("monitorScopes"), known, old.get("monitorScopes"))

    def stored_form(self, call, body, stored):
        row = {key: value for key, value in body.items() if value is not None}
        if row.get("roleScopes"):
            row["roleScopes"] = [tight(role) for role in row["roleScopes"]]
        return row
