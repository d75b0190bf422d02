# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Guance alert policies: add and modify in both versions, get, list, delete
(docs/vendors/guance.md).
"""

from __future__ import annotations

from .. import checks
from ..shaping import EXTRA_KEY
from .kit import (
    bind,
    bindings,
    check_query,
    find,
    missing,
    ok,
    page_of,
    permitted,
    refuse,
    remove,
    require_rules,
    searched,
    stamped,
    with_rights,
)
from .rules import RULES, modes, references

_TABLE = "alert_policy"
_DELETED = "alert_policy_deleted"
_UNSET = {"desc": "", "openPermissionSet": False, "permissionSet": []}
_BOUND = ("checkerUUIDs", "securityRuleUUIDs")
_OPT_UNSET = {
    "alertType": None,
    "silentTimeoutByStatusEnable": False,
    "silentTimeoutByStatus": [],
    "aggType": "",
    "aggFields": [],
    "aggLabels": [],
    "aggClusterFields": [],
    "aggSendFirst": False,
    "ignoreOK": False,
    "alertTarget": [],
}
_RULE_UNSET = {
    "name": "",
    "crontab": "",
    "crontabDuration": 0,
    "customDateUUIDs": [],
    "customStartTime": "",
    "customDuration": 0,
}
_TARGET_UNSET = {"tags": {}, "filterString": "", "upgradeTargets": [], "df_source": None}


def fresh(account, now):
    """The keys only the server makes."""
    return {
        "id": account.number(),
        "alertOpt": {"silentTimeout": 0, "aggInterval": 0, "alertTarget": []},
        "status": 0,
        "score": 0,
        "deleteAt": -1,
        "declaration": {},
        "workspaceUUID": account.meta.get("workspace", "wksp_emulator"),
        "createAt": now,
        "updateAt": now,
        "creator": "acnt_xxxx32",
        "updator": "acnt_xxxx32",
    }


# ---- how a policy looks


def _statuses(call, out):
    if "," in (out.get("status") or ""):
        out["status"] = ",".join(call.shape.mixed(out["status"].split(",")))
    return out


def _show_target(call, target):
    out = _statuses(call, call.shape.view(target, sets=("to",), empties=_TARGET_UNSET))
    if out.get("tags"):
        out["tags"] = {name: call.shape.mixed(values) for name, values in out["tags"].items()}
    if out.get("upgradeTargets"):
        out["upgradeTargets"] = [
            call.shape.view(step, sets=("to", "toWay"), empties={"toWay": [], "status": ""})
            for step in out["upgradeTargets"]
        ]
    return out


def _show_rule(call, rule):
    other = "targets" if rule.get("alertInfo") else "alertInfo"
    out = call.shape.view(rule, sets=("customDateUUIDs",), empties={**_RULE_UNSET, other: []})
    if out.get("targets"):
        out["targets"] = [_show_target(call, target) for target in out["targets"]]
    if out.get("alertInfo"):
        out["alertInfo"] = [_show_info(call, info) for info in out["alertInfo"]]
    return out


def _show_info(call, info):
    out = call.shape.view(
        info, sets=("memberInfo",), empties={"name": "", "filterString": "", "memberInfo": []}
    )
    out["targets"] = [_show_target(call, target) for target in out["targets"]]
    return out


def _show_opt(call, opt):
    out = call.shape.view(opt, sets=("aggFields", "aggClusterFields"), empties=_OPT_UNSET)
    if out.get("alertTarget"):
        out["alertTarget"] = [_show_rule(call, rule) for rule in out["alertTarget"]]
    if out.get("silentTimeoutByStatus"):
        out["silentTimeoutByStatus"] = [
            _statuses(call, dict(entry)) for entry in out["silentTimeoutByStatus"]
        ]
    return out


def _show(call, row, bound):
    """All there is to show; the calls take away what they do not return."""
    out = call.shape.view(
        {**row, "checkerUUIDs": bound},
        sets=("permissionSet", *_BOUND),
        empties={**_UNSET, "checkerUUIDs": [], "securityRuleUUIDs": []},
    )
    out["alertOpt"] = _show_opt(call, row["alertOpt"])
    return out


def _without(out, *keys):
    for key in keys:
        out.pop(key, None)
    return out


def _echo(call, row):
    """What add and modify answer: in the documents' samples less than what was sent."""
    out = _show(call, row, bindings(call.account).get(row["uuid"], []))
    return _without(out, *_UNSET, *_BOUND) if call.settings["echo"] == "partial" else out


# ---- the calls


def _listed(call):
    rows = call.account.rows(_TABLE)
    return [*rows, *call.account.rows(_DELETED)] if call.settings["deleted_in_list"] else rows


def list_policies(call):
    check_query(call, "search", "notifyObjectUUIDs")
    rows = searched(call, _listed(call), lambda row: [row["name"]])
    wanted = {uuid for uuid in call.query.get("notifyObjectUUIDs", "").split(",") if uuid}
    if wanted:
        rows = [row for row in rows if wanted & set(references(row["alertOpt"]))]
    page, info = page_of(call, rows, required=True)
    bound = bindings(call.account)
    people = call.account.table("members")
    out = []
    for row in page:
        shown = with_rights(
            call, row, _without(_show(call, row, bound.get(row["uuid"], [])), "declaration")
        )
        if not call.settings["bindings_in_list"]:
            _without(shown, *_BOUND)
        count = len(bound.get(row["uuid"], ()))
        person = people.get(row.get("creator"), {"name": "API key"})
        shown.update(
            ruleCount=count,
            refCountInfo={"checker": count},
            creatorInfo={"name": person["name"]},
            updatorInfo={"name": person["name"]},
        )
        out.append(shown)
    return ok(call, {"data": out, "declaration": {}}, info)


def get_policy(call):
    check_query(call, paging=False)
    uuid = call.params["uuid"]
    row = call.account.table(_TABLE).get(uuid)
    if row is None and call.settings["deleted_in_list"]:
        row = call.account.table(_DELETED).get(uuid)
    if row is None:
        missing(call, _TABLE, uuid)
    out = _show(call, row, bindings(call.account).get(uuid, []))
    if not call.settings["bindings_in_list"]:
        _without(out, *_BOUND)
    names = call.account.table("notify_object")
    out["notifyObjectName"] = {
        ref: names[ref]["name"]
        for ref in references(row["alertOpt"])
        if ref.startswith("notify_") and ref in names
    }
    return ok(call, out)


def _check_body(call, version, stored):
    if version == "v2" and not call.settings["v2"]:
        refuse(call, 404, "RouteNotFound", "no such path")
    also = checks.all_keys(stored["alertOpt"]) if stored else set()
    if stored and call.settings["extra_fields"]:
        also.add(EXTRA_KEY)
    call.check(
        RULES[(version, stored is None, call.settings["missing_zeros"] == "take")], call.body, also
    )


def _check_meaning(call, opt, row):
    if opt is not None:
        if "alertType" in call.body["alertOpt"] or "alertTarget" in call.body["alertOpt"]:
            call.check(modes, opt)
        if call.settings["reference_checks"]:
            _check_references(call, opt)
    require_rules(call, call.body.get("checkerUUIDs", ()))
    if call.settings["unique_names"]:
        for other in call.account.rows(_TABLE):
            if other["name"] == row["name"] and other["uuid"] != row.get("uuid"):
                refuse(call, 400, "AlertPolicyNameExists", "an alert policy of this name exists")


def _check_references(call, opt):
    tables = {
        "acnt_": "members",
        "group_": "member_group",
        "notify_": "notify_object",
        "ndate_": "notice_date",
    }
    for uuid in references(opt):
        for prefix, table in tables.items():
            if uuid.startswith(prefix) and uuid not in call.account.table(table):
                missing(call, table, uuid, status=400)


def _clean_opt(opt):
    """null and "" mean no aggType."""
    return {key: value for key, value in opt.items() if key != "aggType" or value}


def _store(call, row):
    if "checkerUUIDs" in call.body:
        bind(call.account, row["uuid"], row.pop("checkerUUIDs"))
    call.account.save(_TABLE, row["uuid"], row)


def _add(call, version):
    check_query(call, paging=False)
    _check_body(call, version, None)
    body = call.body
    _check_meaning(call, body.get("alertOpt"), body)
    row = {
        **fresh(call.account, call.emulator.now()),
        **stamped(call, body),
        "uuid": call.vendor.new_id(call.account, _TABLE),
    }
    row["alertOpt"] = _clean_opt({"silentTimeout": 0, "aggInterval": 0, **row["alertOpt"]})
    _store(call, row)
    return ok(call, {**_echo(call, row), "id": None})


def _modify(call, version):
    """Merges at the top and inside alertOpt; lists are replaced whole."""
    check_query(call, paging=False)
    stored = find(call, _TABLE, call.params["uuid"])
    _check_body(call, version, stored)
    permitted(call, stored)
    body, opt = call.body, stored["alertOpt"]
    if "alertOpt" in body:
        opt = {**opt, **body["alertOpt"]}
        if call.settings["df_source_sticks"]:
            _stick(stored["alertOpt"], opt)
    row = stamped(call, {**body, "alertOpt": _clean_opt(opt)}, stored)
    _check_meaning(call, opt if "alertOpt" in body else None, row)
    _store(call, row)
    return ok(call, {**_echo(call, row), "updateAt": call.emulator.now() + 0.5})


def _targets(opt):
    """Targets by their place."""
    for place, rule in enumerate(opt.get("alertTarget") or ()):
        for inner, info in enumerate([rule, *(rule.get("alertInfo") or ())]):
            for last, target in enumerate(info.get("targets") or ()):
                yield (place, inner, last), target


def _stick(old, new):
    """A security target that became a normal one keeps its df_source: an open bug of the real
    service.
    """
    before = dict(_targets(old))
    for place, target in _targets(new):
        if before.get(place, {}).get("df_source"):
            target.setdefault("df_source", before[place]["df_source"])


def delete_policies(call):
    """Bound rules fall back to the Default policy."""
    check_query(call, paging=False)
    call.check(checks.record({"alertPolicyUUIDs": checks.list_of(checks.text(1), 1)}), call.body)
    account, uuids = call.account, call.body["alertPolicyUUIDs"]

    def refuse_one(uuid):
        if uuid in account.table(_TABLE):
            permitted(call, account.table(_TABLE)[uuid])
        elif call.settings["delete_unknown"] == "error":
            missing(call, _TABLE, uuid)

    return remove(call, uuids, refuse_one, lambda gone: _drop(call, gone))


def _drop(call, uuids):
    account = call.account
    bound = bindings(account)
    orphans = [rule for uuid in uuids for rule in bound.get(uuid, ())]
    for uuid in uuids:
        row = account.drop(_TABLE, uuid)
        if row is None:
            continue
        account.save(_DELETED, uuid, {**row, "deleteAt": call.emulator.now()})
        if bound.get(uuid):
            bind(account, uuid, ())
    default = next((row["uuid"] for row in account.rows(_TABLE) if row["name"] == "Default"), None)
    if orphans and default:
        bind(account, default, [*bound.get(default, ()), *orphans])


ROUTES = (
    ("GET", "/alert_policy/list", list_policies),
    ("GET", "/alert_policy/{uuid}/get", get_policy),
    ("POST", "/alert_policy/add", lambda call: _add(call, "v1")),
    ("POST", "/alert_policy/add_v2", lambda call: _add(call, "v2")),
    ("POST", "/alert_policy/{uuid}/modify", lambda call: _modify(call, "v1")),
    ("POST", "/alert_policy/{uuid}/modify_v2", lambda call: _modify(call, "v2")),
    ("POST", "/alert_policy/delete", delete_policies),
)
