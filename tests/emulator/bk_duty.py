# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Duty rules, as far as the contract describes them (section 6.5)."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from . import bk_model
from .bk_model import done, fail, filtered, listed, name_taken, newest_first, no_empty_lists
from .checks import anything, boolean, integer, list_of, one_of, record, text

_IDS = list_of(integer())
_TIME = record(
    {"work_type": one_of("daily", "weekly", "monthly", "work_day", "weekend", "date_range")},
    {"work_days": _IDS, "work_date_range": list_of(text(1)), "work_time_type": text(), "work_time": list_of(text(1)),
     "period_settings": anything, "is_custom": boolean})
_USER = record({"id": text(1), "type": one_of("user", "group")})
_ARRANGE = record(
    {"duty_time": list_of(_TIME, unique=False), "duty_users": list_of(list_of(_USER), unique=False)},
    {"group_type": one_of("specified", "auto"), "group_number": integer(0)})
_SAVE = record(
    {"bk_biz_id": integer(), "name": text(1, 128, blank=False), "category": one_of("regular", "handoff"),
     "effective_time": text(1), "duty_arranges": list_of(_ARRANGE, 1, unique=False)},
    {"id": integer(1), "enabled": boolean, "labels": list_of(text(1)), "end_time": text()},
    forbidden=dict.fromkeys((
        "user_groups", "user_groups_count", "delete_allowed", "edit_allowed", "create_user", "create_time", "update_user", "update_time"),
        "is for display only"))
_USUAL = frozenset((
    "id", "bk_biz_id", "name", "category", "enabled", "labels", "effective_time", "end_time", "duty_arranges", "create_user", "create_time",
    "update_user", "update_time", "order"))
_SERVER = timezone(timedelta(hours=8))


def _users_of(account):
    """rule id -> ids of the groups whose rota uses it."""
    out = {}
    for row in account.rows("user_groups"):
        for ident in row["duty_rules"]:
            out.setdefault(ident, []).append(row["id"])
    return out


def _show(call, row, users, whole=True):
    """Whether the list shows the arrangements is not established, so it is a setting; the detail does."""
    groups = users.get(row["id"], [])
    arranges = {"duty_arranges": [_arrange(call, row, place, arrange) for place, arrange in enumerate(row["duty_arranges"])]} if whole else {}
    return call.shape.view({
        **row, **bk_model.stamps(call, row), **arranges, "user_groups": groups, "user_groups_count": len(groups),
        "delete_allowed": not groups, "edit_allowed": row["bk_biz_id"] != 0}, sets=("labels",), hide=("order",) if whole else ("order", "duty_arranges"))


def _arrange(call, row, place, arrange):
    """With what is added for display, and what is unset in any form."""
    times = [call.shape.fill(dict(one), {"work_days": [], "work_date_range": [], "period_settings": None}, {"work_time": []})
             for one in arrange["duty_time"]]
    users = [[shown for user in shift for shown in bk_model.display_users([user])] for shift in arrange["duty_users"]]
    return call.shape.fill(
        {**arrange, "id": 1000 * row["id"] + place, "order": place + 1, "hash": "", "duty_time": times, "duty_users": users},
        {}, {"group_type": "specified", "group_number": 0})


def search_duty_rules(call):
    call.check(record(optional={"bk_biz_ids": _IDS, "ids": _IDS, "name": text()}, then=no_empty_lists), call.body, code=3300002)
    users, whole = _users_of(call.account), call.settings["arranges_in_list"]
    return done(call, [_show(call, row, users, whole) for row in newest_first(filtered(call, call.account.rows("duty_rules")))])


def search_duty_rule_detail(call):
    call.check(record({"id": integer()}), call.body, code=3300002)
    row = call.account.table("duty_rules").get(call.body["id"])
    return done(call, _show(call, row, _users_of(call.account)) if row else {})


def _normalised(call, key, value):
    """Times without an offset are read in the server's zone, and all are shown in it."""
    for form in ("%Y-%m-%d %H:%M:%S%z", "%Y-%m-%d %H:%M:%S"):
        try:
            time = datetime.strptime(value, form)
        except ValueError:
            continue
        time = time.astimezone(_SERVER) if time.tzinfo else time.replace(tzinfo=_SERVER)
        return time.strftime("%Y-%m-%d %H:%M:%S%z")
    return value if not value else fail(call, 400, f"{key}: Datetime has wrong format", {key: ["Datetime has wrong format."]})


def save_duty_rule(call):
    table = call.account.table("duty_rules")
    stored = table.get(call.body.get("id")) if isinstance(call.body.get("id"), int) else None
    call.check(_SAVE, call.body, also=bk_model.may_come_back(call, stored, _USUAL))
    body = {**call.body, "name": call.body["name"].strip()}
    ident = body.get("id")
    if ident and (stored is None or stored["bk_biz_id"] != body["bk_biz_id"]):
        fail(call, 400, listed("duty rule not existed"))
    if name_taken(call, "duty_rules", body["name"], body["bk_biz_id"], ident):
        fail(call, 3312006, f"duplicate duty rule name {body['name']}")
    times = {key: _normalised(call, key, body.get(key, "")) for key in ("effective_time", "end_time")}
    made = stored or {"id": call.account.number(), "create_user": call.user, "create_time": call.emulator.now()}
    row = bk_model.touched(call, {**made, "enabled": False, "labels": [], **body, **times})
    bk_model.keep_more(call, row, _USUAL)
    call.account.save("duty_rules", row["id"], row)
    return done(call, _show(call, row, _users_of(call.account)))


def delete_duty_rules(call):
    call.check(record({"ids": _IDS}, {"bk_biz_ids": _IDS}, then=no_empty_lists), call.body, code=3300002)
    users = _users_of(call.account)
    ids = [row["id"] for row in filtered(call, call.account.rows("duty_rules"))]
    used = [ident for ident in ids if ident in users]
    if used:
        fail(call, 3312004, f"duty rules {used} are still used by user groups")
    for ident in ids:
        call.account.drop("duty_rules", ident)
    return done(call, {"ids": ids})


def preview_duty_rule(call):
    """The rota is not computed."""
    return done(call, [])


OPERATIONS = {
    "search_duty_rules": (search_duty_rules, False), "search_duty_rule_detail": (search_duty_rule_detail, False),
    "save_duty_rule": (save_duty_rule, True), "delete_duty_rules": (delete_duty_rules, True),
    "preview_duty_rule": (preview_duty_rule, False),
}
