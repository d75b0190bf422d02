# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Members, teams, roles, notify objects and notice dates, to which Guance policies refer
(docs/vendors/guance.md).
"""

from __future__ import annotations

from ..call import Answer
from ..checks import all_keys, anything, boolean, list_of, one_of, record, text
from .kit import (
    as_list,
    check_query,
    done,
    error,
    find,
    may_operate,
    ok,
    page_of,
    permitted,
    refuse,
    remove,
    searched,
    stamped,
    with_rights,
)
from .rules import permission, references

_HEADERS = record(
    {"isOpen": boolean}, {"items": list_of(record({"key": text(1), "value": text()}))}
)
_HOOK = {"webhook": text(1)}
_SIGNED = record(_HOOK, {"secret": text()})
_URL = record({"url": text(1)}, {"headersConfig": _HEADERS})
_NUMBERS = record({"to": list_of(text(1))})
OPT_SETS = {
    "dingTalkRobot": _SIGNED,
    "feishuRobot": _SIGNED,
    "wechatRobot": record(_HOOK),
    "slackIncomingWebhook": record(_HOOK),
    "teamsWorkflowWebhook": record(_HOOK),
    "googleChatWebhook": record(_HOOK),
    "HTTPRequest": _URL,
    "simpleHTTPRequest": _URL,
    "mailGroup": _NUMBERS,
    "sms": _NUMBERS,
    "vms": _NUMBERS,
    "telegramBot": record({"token": text(1), "chat_id": text(1)}, {"message_thread_id": text()}),
}
_SECRETS = ("webhook", "secret", "url", "token")
_PERMISSIONS = {"openPermissionSet": boolean, "permissionSet": list_of(permission)}
_DATE = text(pattern=r"\d{4}/\d{2}/\d{2}")


def _add_row(call, table, row):
    row = {"uuid": call.vendor.new_id(call.account, table), **stamped(call, row)}
    return call.account.save(table, row["uuid"], row)


def _paged_list(call, table, view, names, high=100):
    rows = searched(call, call.account.rows(table), names)
    page, info = page_of(call, rows, high)
    return ok(call, as_list(call, [view(call, row) for row in page], table), info)


def _by_name(row):
    return [row.get("name", "")]


# ---- members and teams


def _member_names(row):
    return [row.get("name", ""), row.get("email", "")]


def list_members(call):
    check_query(call, "search")
    if call.settings["no_members"] == "404" and not searched(
        call, call.account.rows("members"), _member_names
    ):
        return Answer(200, {**error(call, 404, "", "nothing there").payload, "errorCode": ""})
    return _paged_list(
        call,
        "members",
        lambda call, row: call.shape.view(row, empties={"mobile": ""}),
        _member_names,
    )


def list_groups(call):
    """All at once: this list has no pages."""
    check_query(call, "search", paging=False)
    people = call.account.table("members")
    rows = call.shape.mixed(searched(call, call.account.rows("member_group"), _by_name))
    out = []
    for row in rows:
        names = [people[uuid]["name"] for uuid in row.get("accountUUIDs", ()) if uuid in people]
        out.append(
            {
                **call.shape.view(row, hide=("accountUUIDs",)),
                "member_count": len(names),
                "member_name_list": call.shape.mixed(names),
            }
        )
    return ok(call, as_list(call, out, "member_group"))


def get_group(call):
    """Who is in it and who is not, but not what it is called."""
    check_query(call, "groupUUID", paging=False)
    members = set(find(call, "member_group", call.query.get("groupUUID")).get("accountUUIDs", ()))
    people = [
        {"uuid": row["uuid"], "name": row["name"], "email": row["email"]}
        for row in call.account.rows("members")
    ]
    return ok(
        call,
        {
            "groupMembers": call.shape.mixed(
                [person for person in people if person["uuid"] in members]
            ),
            "membersNotInGroup": call.shape.mixed(
                [person for person in people if person["uuid"] not in members]
            ),
        },
    )


_GROUP = record({"name": text(1, 48, blank=False), "accountUUIDs": list_of(text(1))})


def _check_group(call):
    call.check(_GROUP, call.body)
    for uuid in call.body["accountUUIDs"]:
        if uuid not in call.account.table("members"):
            refuse(call, 400, "NotFoundMembers", f"member {uuid} does not exist")


def add_group(call):
    _check_group(call)
    return ok(call, {"uuid": _add_row(call, "member_group", call.body)["uuid"]})


def modify_group(call):
    row = find(call, "member_group", call.params["uuid"])
    _check_group(call)
    call.account.save("member_group", row["uuid"], stamped(call, call.body, row))
    return ok(call, True)


def delete_group(call):
    """A GET that destroys."""
    find(call, "member_group", call.params["uuid"])
    call.account.drop("member_group", call.params["uuid"])
    return done(call)


# ---- roles

_ROLE = record({"name": text(1, blank=False)}, {"desc": text(), "keys": list_of(text(1))})


def _show_role(call, row):
    return call.shape.view(row, hide=("keys",), empties={"desc": ""})


def list_roles(call):
    check_query(call, "search", "statMember")
    return _paged_list(call, "role", _show_role, _by_name)


def get_role(call):
    row = find(call, "role", call.params["uuid"])
    return ok(
        call, {**_show_role(call, row), "permissions": call.shape.mixed(row.get("keys") or [])}
    )


def add_role(call):
    call.check(_ROLE, call.body)
    return ok(call, _show_role(call, _add_row(call, "role", {**call.body, "isSystem": 0})))


def _custom_role(call):
    row = find(call, "role", call.params["uuid"])
    if row.get("isSystem"):
        refuse(call, 403, "PermissionDenied", "a system role cannot be changed")
    return row


def modify_role(call):
    row = _custom_role(call)
    call.check(_ROLE, call.body)
    call.account.save("role", row["uuid"], stamped(call, call.body, row))
    return ok(call, True)


def delete_role(call):
    """Takes no body."""
    call.account.drop("role", _custom_role(call)["uuid"])
    return ok(call, {})


# ---- notify objects


def _show_notify(call, row):
    out = {
        "status": 0,
        **call.shape.view(
            row, sets=("permissionSet",), empties={"openPermissionSet": False, "permissionSet": []}
        ),
    }
    opt = dict(row.get("optSet") or {})
    if "to" in opt:
        # G102: an answer shows an address as it was sent; only the console hides free addresses
        opt["to"] = call.shape.mixed(opt["to"])
    if opt.get("headersConfig", {}).get("items"):
        opt["headersConfig"] = {
            **opt["headersConfig"],
            "items": call.shape.mixed(opt["headersConfig"]["items"]),
        }
    if call.settings["mask_notify_secrets"]:
        opt = {
            key: (
                "******"
                if key in _SECRETS and value
                else _masked_headers(value)
                if key == "headersConfig"
                else value
            )
            for key, value in opt.items()
        }
    out["optSet"] = opt
    return out


def _masked_headers(config):
    return {**config, "items": [{**item, "value": "******"} for item in config.get("items", ())]}


def list_notify(call):
    check_query(call, "search")
    return _paged_list(
        call,
        "notify_object",
        lambda call, row: with_rights(call, row, _show_notify(call, row)),
        _by_name,
    )


def get_notify(call):
    check_query(call, "notifyObjectUUID", paging=False)
    row = find(call, "notify_object", call.query.get("notifyObjectUUID"))
    return ok(
        call,
        {
            **_show_notify(call, row),
            "permissionSetInfo": {},
            "allow_operation": (
                call.shape.alternate(True, None) if may_operate(call, row) else False
            ),
        },
    )


def _check_opt_set(call, kind, stored=None):
    """It is taken whole. Of types that are newer than the documents nothing is known."""
    if "optSet" in call.body and kind in OPT_SETS:
        call.check(OPT_SETS[kind], call.body["optSet"], all_keys(stored))
        items = (call.body["optSet"].get("headersConfig") or {}).get("items", ())
        keys = [item["key"].strip().lower() for item in items]
        if len(set(keys)) != len(keys):
            call.violation("headersConfig has a key twice")


def create_notify(call):
    call.check(
        record(
            {"type": one_of(*OPT_SETS), "name": text(1, blank=False)},
            {"optSet": anything, **_PERMISSIONS},
        ),
        call.body,
    )
    _check_opt_set(call, call.body["type"])
    return ok(
        call, _show_notify(call, _add_row(call, "notify_object", {"optSet": {}, **call.body}))
    )


def modify_notify(call):
    call.check(
        record(
            {"notifyObjectUUID": text(1)},
            {"name": text(1, blank=False), "optSet": anything, **_PERMISSIONS},
            forbidden={"type": "cannot be changed"},
        ),
        call.body,
    )
    body = dict(call.body)
    row = find(call, "notify_object", body.pop("notifyObjectUUID"))
    permitted(call, row)
    _check_opt_set(call, row["type"], row.get("optSet"))
    return ok(
        call,
        _show_notify(
            call, call.account.save("notify_object", row["uuid"], stamped(call, body, row))
        ),
    )


def delete_notify(call):
    call.check(
        record(optional={"notifyObjectUUID": text(1), "notifyObjectUUIDs": list_of(text(1), 1)}),
        call.body,
    )
    single = call.body.get("notifyObjectUUID")
    return _delete_notify(call, [single] if single else call.body.get("notifyObjectUUIDs", []))


def batch_delete_notify(call):
    call.check(record({"notifyObjectUUIDs": list_of(text(1), 1)}), call.body)
    return _delete_notify(call, call.body["notifyObjectUUIDs"])


def _delete_notify(call, uuids):
    return remove(
        call,
        uuids,
        lambda uuid: permitted(call, find(call, "notify_object", uuid)),
        lambda gone: _drop(call, "notify_object", gone),
    )


def _drop(call, table, uuids):
    for uuid in uuids:
        call.account.drop(table, uuid)


# ---- notice dates

_DATES = record({"name": text(1, 256, blank=False)}, {"noticeDates": list_of(_DATE, 0, 366)})


def _show_dates(call, row):
    """They go in as `noticeDates` and come back as `dates`, at times with other separators."""
    out = {"id": 1, "status": 0, "declaration": {}, **call.shape.view(row, sets=("dates",))}
    style = call.settings["date_separator"]
    separator = call.shape.alternate("/", ".", "-") if style == "mixed" else style
    out["dates"] = [
        date if style == "sent" else date.replace("/", separator) for date in out.get("dates") or ()
    ]
    return out


def list_dates(call):
    check_query(call, "search")
    return _paged_list(call, "notice_date", _show_dates, _by_name, 10000)


def get_date(call):
    return ok(call, _show_dates(call, find(call, "notice_date", call.params["uuid"])))


def _dates_row(call):
    call.check(_DATES, call.body)
    row = {"name": call.body["name"]}
    if "noticeDates" in call.body:
        row["dates"] = call.body["noticeDates"]
    return row


def add_date(call):
    return ok(
        call, _show_dates(call, _add_row(call, "notice_date", {"dates": [], **_dates_row(call)}))
    )


def modify_date(call):
    row = find(call, "notice_date", call.params["uuid"])
    return ok(
        call,
        _show_dates(
            call,
            call.account.save("notice_date", row["uuid"], stamped(call, _dates_row(call), row)),
        ),
    )


def delete_dates(call):
    call.check(
        record({"noticeDatesUUIDs": list_of(text(1), 1)}, {"skipRefCheck": boolean}), call.body
    )
    uuids = call.body["noticeDatesUUIDs"]
    used = (
        set()
        if call.body.get("skipRefCheck")
        else {
            ref for row in call.account.rows("alert_policy") for ref in references(row["alertOpt"])
        }
    )

    def refuse_one(uuid):
        find(call, "notice_date", uuid)
        if uuid in used:
            refuse(call, 400, "NoticeDateInUse", f"still used by alert policies: {uuid}")

    return remove(call, uuids, refuse_one, lambda gone: _drop(call, "notice_date", gone))


ROUTES = (
    ("GET", "/workspace/members/list", list_members),
    ("GET", "/workspace/member_group/list", list_groups),
    ("GET", "/workspace/member_group/get", get_group),
    ("POST", "/workspace/member_group/add", add_group),
    ("POST", "/workspace/member_group/{uuid}/modify", modify_group),
    ("GET", "/workspace/member_group/{uuid}/delete", delete_group, True),
    ("GET", "/role/list", list_roles),
    ("GET", "/role/{uuid}/get", get_role),
    ("POST", "/role/add", add_role),
    ("POST", "/role/{uuid}/modify", modify_role),
    ("POST", "/role/{uuid}/delete", delete_role),
    ("GET", "/notify_object/list", list_notify),
    ("GET", "/notify_object/get", get_notify),
    ("POST", "/notify_object/create", create_notify),
    ("POST", "/notify_object/modify", modify_notify),
    ("POST", "/notify_object/delete", delete_notify),
    ("POST", "/notify_object/batch_delete", batch_delete_notify),
    ("GET", "/notice/date/list", list_dates),
    ("POST", "/notice/date/add", add_date),
    ("GET", "/notice/date/{uuid}/get", get_date),
    ("POST", "/notice/date/{uuid}/modify", modify_date),
    ("POST", "/notice/date/delete", delete_dates),
)
