# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checkers, smart inspections and SLOs, to which Guance policies are bound
(docs/vendors/guance.md).
"""

from __future__ import annotations

from ..checks import anything, boolean, integer, list_of, record, text
from .kit import as_list, check_query, done, find, missing, ok, page_of, searched, stamped

# The documents name few fields of a rule, so others may pass.
_RULE = record(
    optional={
        "type": text(1),
        "status": integer(0),
        "jsonScript": anything,
        "alertPolicyUUIDs": list_of(text(1)),
        "openPermissionSet": boolean,
        "permissionSet": list_of(text(1)),
        "name": text(1),
    },
    extra=True,
)
# G130: the title of a monitor is required. Its name is no parameter; the server makes it of the
# title.
_MONITOR = record(
    optional={
        "type": text(1),
        "status": integer(0),
        "alertPolicyUUIDs": list_of(text(1)),
        "openPermissionSet": boolean,
        "permissionSet": list_of(text(1)),
        "jsonScript": record({"title": text(1, blank=False)}, extra=True),
    },
    extra=True,
)


def _names(row):
    script = row.get("jsonScript") or {}
    return [script.get("title", ""), script.get("name", ""), row.get("name", "")]


def _completed(table, body):
    """What is stored of a body: the server makes the name of a monitor from its title."""
    script = body.get("jsonScript")
    return (
        {**body, "jsonScript": {"name": script["title"], **script}}
        if table == "checker" and script
        else body
    )


def _show(call, row, table):
    out = call.shape.view(row, sets=("alertPolicyUUIDs",))
    policies = call.account.table("alert_policy")
    out["alertPolicyInfos"] = [
        {"uuid": uuid, "name": policies[uuid]["name"]}
        for uuid in out.get("alertPolicyUUIDs") or ()
        if uuid in policies
    ]
    if table == "checker":
        # the group of a monitor is called monitorName, and nobody who looks for a monitor means it
        made = {
            "createdWay": "manual",
            "monitorName": "default",
            "monitorUUID": "",
            "tagInfo": [{"name": name} for name in out.pop("tags", None) or ()],
        }
        out = {**made, **out}
    return out


def _listing(table, filters, high=100):
    """A list call; `filters` maps a query parameter to a test of a row."""

    def handler(call):
        check_query(call, "search", *filters)
        rows = searched(call, call.account.rows(table), _names)
        for key, keeps in filters.items():
            rows = [row for row in rows if keeps(row, call.query.get(key))]
        page, info = page_of(call, rows, high)
        return ok(call, as_list(call, [_show(call, row, table) for row in page], table), info)

    return handler


def _listed(wanted):
    """G28: these filters are comma lists."""
    return [part.strip() for part in wanted.split(",") if part.strip()]


def _bound_to(row, wanted):
    return wanted is None or bool(set(_listed(wanted)) & set(row.get("alertPolicyUUIDs") or ()))


def _same(key):
    return lambda row, wanted: wanted is None or str(row.get(key)) in _listed(wanted)


def _tagged(row, wanted):
    return wanted is None or bool(set(_listed(wanted)) & set(row.get("tags") or ()))


def _kind(row, wanted):
    """Smart monitors are listed only when asked for."""
    return (row.get("type") == "smartMonitor") == (wanted == "smartMonitor")


def _add(table):
    def handler(call):
        call.check(_MONITOR if table == "checker" else _RULE, call.body)
        _check_policies(call)
        body = _completed(table, call.body)
        row = {
            "uuid": call.vendor.new_id(call.account, table),
            "alertPolicyUUIDs": [],
            "status": 0,
            **stamped(call, body),
        }
        return ok(call, _show(call, call.account.save(table, row["uuid"], row), table))

    return handler


def _get(table):
    return lambda call: ok(call, _show(call, find(call, table, call.params["uuid"]), table))


def _modify(table):
    def handler(call):
        row = find(call, table, call.params["uuid"])
        call.check(_MONITOR if table == "checker" else _RULE, call.body)
        _check_policies(call)
        return ok(
            call,
            _show(
                call,
                call.account.save(
                    table, row["uuid"], stamped(call, _completed(table, call.body), row)
                ),
                table,
            ),
        )

    return handler


def _check_policies(call):
    for uuid in call.body.get("alertPolicyUUIDs", ()):
        if uuid not in call.account.table("alert_policy"):
            missing(call, "alert_policy", uuid, status=400)


def _many(table, act):
    """Delete, enable or disable a list of rules."""

    def handler(call):
        call.check(record({"ruleUUIDs": list_of(text(1), 1)}), call.body)
        for uuid in call.body["ruleUUIDs"]:
            find(call, table, uuid)
        for uuid in call.body["ruleUUIDs"]:
            act(call.account, table, uuid)
        return ok(call, True)

    return handler


def _drop(account, table, uuid):
    account.drop(table, uuid)


def _set_status(status):
    return lambda account, table, uuid: account.save(
        table, uuid, {**account.table(table)[uuid], "status": status}
    )


def _delete_slo(call):
    find(call, "slo", call.params["uuid"])
    call.account.drop("slo", call.params["uuid"])
    return done(call)


_CHECKER_FILTERS = {
    "type": _kind,
    "alertPolicyUUID": _bound_to,
    "monitorUUID": _same("monitorUUID"),
    "checkerUUID": _same("uuid"),
    "sloUUID": _same("sloUUID"),
    "checkerTypes": _same("type"),
    "checkerStatus": _same("status"),
    "tagsUUID": _tagged,
    "dashboardUUID": _same("dashboardUUID"),
}
_INSPECTION_FILTERS = {"alertPolicyUUID": _bound_to, "refKey": _same("refKey")}


def _common(base, table):
    return (
        ("POST", f"{base}/add", _add(table)),
        ("GET", base + "/{uuid}/get", _get(table)),
        ("POST", base + "/{uuid}/modify", _modify(table)),
    )


_CHECKERS = _listing("checker", _CHECKER_FILTERS)
ROUTES = (
    ("GET", "/checker/list", _CHECKERS),
    ("GET", "/monitor/check/list", _CHECKERS),
    *_common("/checker", "checker"),
    ("POST", "/checker/delete", _many("checker", _drop)),
    ("GET", "/self_built_checker/list", _listing("self_built_checker", _INSPECTION_FILTERS)),
    *_common("/self_built_checker", "self_built_checker"),
    ("POST", "/self_built_checker/delete", _many("self_built_checker", _drop)),
    ("POST", "/self_built_checker/enable", _many("self_built_checker", _set_status(0))),
    ("POST", "/self_built_checker/disable", _many("self_built_checker", _set_status(2))),
    ("GET", "/slo/list", _listing("slo", {"refSli": lambda row, wanted: True}, 10000)),
    *_common("/slo", "slo"),
    ("POST", "/slo/{uuid}/delete", _delete_slo),
)
