# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What all Guance calls share: envelope, errors, queries, pages, stamps, and the two-sided
bindings.
"""

from __future__ import annotations

from ..call import Answer, Refused

PREFIXES = {
    "alert_policy": "altpl",
    "members": "acnt",
    "member_group": "group",
    "role": "role",
    "notify_object": "notify",
    "notice_date": "ndate",
    "checker": "rul",
    "self_built_checker": "rul",
    "slo": "monitor",
}
RULE_TABLES = ("checker", "self_built_checker", "slo")


def ok(call, content, page_info=None):
    payload = {
        "code": 200,
        "content": content,
        "errorCode": "",
        "message": "",
        "success": True,
        "traceId": f"TRACE-EMULATOR-{call.entry['seq']}",
    }
    if page_info is not None:
        payload["pageInfo"] = page_info
    return Answer(200, payload)


def error(call, status, code, message):
    payload = {
        "code": status,
        "content": {},
        "errorCode": f"ft.{code}",
        "message": message,
        "success": False,
        "traceId": f"TRACE-EMULATOR-{call.entry['seq']}",
    }
    return Answer(200 if call.settings["error_in_200"] else status, payload)


def refuse(call, status, code, message):
    raise Refused(error(call, status, code, message))


def missing(call, table, uuid, status=404):
    names = {
        "alert_policy": "AlertPolicy",
        "checker": "RuleInspector",
        "notify_object": "NotifyObject",
    }
    kind = names.get(table, table.title().replace("_", ""))
    refuse(call, status, f"NotFound{kind}", f"{table} {uuid} does not exist")


def find(call, table, uuid):
    row = call.account.table(table).get(uuid)
    if row is None:
        missing(call, table, uuid)
    return row


def check_query(call, *allowed, paging=True):
    known = (*allowed, "pageIndex", "pageSize") if paging else allowed
    for key in call.query:
        if key not in known:
            call.violation(f"unknown query parameter {key}")


def searched(call, rows, name_of):
    """By substring, or not at all: the match rule is undocumented."""
    wanted = call.query.get("search")
    if not wanted or call.settings["search"] == "ignored":
        return rows
    return [
        row for row in rows if any(wanted.lower() in str(name).lower() for name in name_of(row))
    ]


def page_of(call, rows, high=100, required=False):
    """(rows of the page, pageInfo). Within a page the order changes, between pages nothing gets
    lost.
    """
    index, size = (
        _number(call, "pageIndex", None, 1, required),
        _number(call, "pageSize", high, 100, required),
    )
    page = rows[(index - 1) * size : index * size]
    info = {"count": len(page), "pageIndex": index, "pageSize": size, "totalCount": len(rows)}
    style = call.settings["page_total"]
    if style == "absent":
        del info["totalCount"]
    elif style == "string":
        info["totalCount"] = str(len(rows))
    return call.shape.mixed(page), info


def _number(call, key, high, default, required):
    value = call.query.get(key)
    if value is None:
        if required:
            call.violation(f"{key} should always be sent")
        return default
    if (
        not isinstance(value, str)
        or not value.isdigit()
        or int(value) < 1
        or (high is not None and int(value) > high)
    ):
        call.entry["violations"].append(f"{key} {value!r} is out of range")
        refuse(call, 400, "InvalidParams", f"{key} is out of range")
    return int(value)


# G20: of these a bare array is documented; all other lists are below `data`, in documents and
# clients alike
_BARE = ("members", "member_group", "role", "checker")


def as_list(call, rows, table):
    """Lists come as an array or below `data`."""
    shape = call.settings["list_shape"]
    if shape == "alternate":
        shape = call.shape.alternate("array", "data") if table in _BARE else "data"
    return (
        rows
        if shape == "array"
        else {"data": rows}
        if table in _BARE
        else {"data": rows, "declaration": {}}
    )


def done(call):
    """What a deletion answers: recorded in three forms (G35)."""
    return ok(call, call.shape.alternate({}, True, {"success": True}))


def stamped(call, row, old=None):
    """Who and when; changes with every write."""
    now = call.emulator.now()
    who = call.key.get("uuid", "wsak_emulator")
    made = {
        "createAt": now,
        "creator": who,
        "deleteAt": -1,
        "workspaceUUID": call.account.meta.get("workspace", "wksp_emulator"),
    }
    return {**made, **(old or {}), **row, "updateAt": now, "updator": who}


def remove(call, uuids, refuse_one, drop):
    """Deletes several. Whether the vendor does all or nothing is not known.

    refuse_one: refuses what can't be deleted. drop: deletes those that it is handed.
    """
    how = call.settings["batch"] if len(uuids) > 1 else "whole"
    if how == "refused":
        refuse(call, 400, "InvalidParams", "only one at a time")
    gone = []
    for uuid in uuids:
        try:
            refuse_one(uuid)
        except Refused:
            if how == "until_error":
                drop(gone)
            raise
        gone.append(uuid)
    drop(gone[::2] if how == "half" else gone)
    return done(call)


def bindings(account):
    """policy uuid -> uuids of the rules bound to it; one walk over all rules."""
    out = {}
    for table in RULE_TABLES:
        for uuid, row in account.table(table).items():
            for policy in row.get("alertPolicyUUIDs") or ():
                out.setdefault(policy, []).append(uuid)
    return out


def bind(account, policy, wanted):
    """Rewrite which rules are bound to a policy; the relation is stored at the rules."""
    wanted = set(wanted)
    for table in RULE_TABLES:
        for uuid, row in list(account.table(table).items()):
            bound = row.get("alertPolicyUUIDs") or []
            if (uuid in wanted) == (policy in bound):
                continue
            now = (
                [*bound, policy]
                if uuid in wanted
                else [entry for entry in bound if entry != policy]
            )
            account.save(table, uuid, {**row, "alertPolicyUUIDs": now})


def require_rules(call, uuids):
    for uuid in uuids:
        if not any(uuid in call.account.table(table) for table in RULE_TABLES):
            refuse(call, 400, "NotFoundRuleInspector", f"checker {uuid} does not exist")


def may_operate(call, row):
    """With openPermissionSet only the owner and the listed subjects may edit. What a test put
    into the row wins.
    """
    if row.get("allow_operation") is False or row.get("forbiddenOperation") is True:
        return False
    if not call.settings["permission_checks"] or not row.get("openPermissionSet"):
        return True
    subjects = {*call.key.get("roles", ("wsAdmin",)), call.key.get("uuid")}
    return "owner" in subjects or bool(subjects & set(row.get("permissionSet") or ()))


def permitted(call, row):
    if not may_operate(call, row):
        refuse(
            call,
            403,
            "PermissionDenied",
            "the permissionSet does not allow this key to change the object",
        )


def with_rights(call, row, out):
    """Whether this key may change the object: documented for a single notify object, seen in
    lists; so there it is a setting.
    """
    allowed = may_operate(call, row)
    rights = {"allow_operation": allowed, "forbiddenOperation": not allowed}
    return {
        **{
            key: value
            for key, value in rights.items()
            if call.settings["rights_in_list"] in (key, "both")
        },
        **out,
    }
