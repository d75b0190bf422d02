# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Duty rules, as far as docs/vendors/blueking.md describes them."""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta, timezone

from ..checks import anything, boolean, integer, list_of, one_of, record, text
from . import model
from .model import done, fail, filtered, listed, name_taken, newest_first, no_empty_lists

_IDS = list_of(integer())
#: The server's own formats of an hour and a day (B84) accept one digit and refuse seconds.
_HOUR = r"([01]?\d|2[0-3]):[0-5]?\d"
_WINDOWS = {
    "time_range": re.compile(f"{_HOUR}--{_HOUR}"),
    "datetime_range": re.compile(
        f"(0?[1-9]|[12]\\d|3[01]) {_HOUR}--(0?[1-9]|[12]\\d|3[01]) {_HOUR}"
    ),
}
_LAST_DAY = {"weekly": 7, "monthly": 31}


def _time_fits(value, path, found):
    """B84. Only the days of weeks and months are looked at, and only the form of a window."""
    last = _LAST_DAY.get(value["work_type"])
    for place, day in enumerate(value.get("work_days", ()) if last else ()):
        if not 1 <= day <= last:
            found.bad(f"{path}.work_days[{place}]", f"must be within 1 and {last}")
    for place, window in enumerate(value["work_time"]):
        if not _WINDOWS[value.get("work_time_type", "time_range")].fullmatch(window):
            found.bad(f"{path}.work_time[{place}]", "设置的时间范围不正确")


def _group_fits(value, path, found):
    if value.get("group_type") == "auto" and not value.get("group_number"):
        found.bad(f"{path}.group_type", "auto needs a group_number")


_TIME = record(
    {
        "work_type": one_of("daily", "weekly", "monthly", "work_day", "weekend", "date_range"),
        "work_time": list_of(text(1)),
    },
    {
        "work_days": _IDS,
        "work_date_range": list_of(text(1)),
        "work_time_type": one_of(*_WINDOWS),
        "period_settings": anything,
        "is_custom": boolean,
    },
    then=_time_fits,
)
_USER = record({"id": text(1), "type": one_of("user", "group")})
_ARRANGE = record(
    {
        "duty_time": list_of(_TIME, unique=False),
        "duty_users": list_of(list_of(_USER), unique=False),
    },
    {"group_type": one_of("specified", "auto"), "group_number": integer(0)},
    then=_group_fits,
)
# B70: without category, and with no part at all
_SAVE = record(
    {"bk_biz_id": integer(), "name": text(1, 128, blank=False), "effective_time": text(1)},
    {
        "id": integer(1),
        "category": one_of("regular", "handoff"),
        "duty_arranges": list_of(_ARRANGE, unique=False),
        "enabled": boolean,
        "labels": list_of(text(1)),
        "end_time": text(),
    },
    forbidden=dict.fromkeys(
        (
            "user_groups",
            "user_groups_count",
            "delete_allowed",
            "edit_allowed",
            "config_source",
            "app",
            "create_user",
            "create_time",
            "update_user",
            "update_time",
        ),
        "is for display only",
    ),
)
_USUAL = frozenset(
    (
        "id",
        "bk_biz_id",
        "name",
        "category",
        "enabled",
        "labels",
        "effective_time",
        "end_time",
        "duty_arranges",
        "create_user",
        "create_time",
        "update_user",
        "update_time",
        "order",
        "app",
    )
)
#: B83: what an update leaves out goes back to this; an end stays, and is null until it is given
#: once.
_DEFAULTS = {"category": "regular", "enabled": False, "labels": [], "duty_arranges": []}
_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d) ?(Z|[+-]\d\d:?\d\d)?")


def _users_of(account):
    """rule id -> ids of the groups whose rota uses it."""
    out = {}
    for row in account.rows("user_groups"):
        for ident in row["duty_rules"]:
            out.setdefault(ident, []).append(row["id"])
    return out


def _show(call, row, users, whole=True):
    """Whether the list shows the arrangements is not established, so it is a setting; the detail
    does.
    """
    groups = users.get(row["id"], [])
    rows = sorted(_rows(row), key=lambda one: one["id"])
    arranges = {"duty_arranges": [_arrange(one) for one in rows]} if whole else {}
    return call.shape.view(
        {
            **row,
            **model.stamps(call, row),
            **arranges,
            "user_groups": groups,
            "user_groups_count": len(groups),
            "delete_allowed": not groups,
            "edit_allowed": row["bk_biz_id"] != 0,
            "config_source": "YAML" if row.get("app") else "UI",
        },
        sets=("labels",),
        hide=("order", "app") if whole else ("order", "app", "duty_arranges"),
    )


def _rows(rule):
    """The parts of a rule as rows; what a test put there may say less than the server stores."""
    return [
        {"id": 1000 * rule["id"] + place, "order": place + 1, **_full(one)}
        for place, one in enumerate(rule["duty_arranges"])
    ]


def _full(arrange):
    """With the defaults of the serializer."""
    times = [
        {"is_custom": False, "work_time_type": "time_range", **one} for one in arrange["duty_time"]
    ]
    return {"group_type": "specified", "group_number": 0, **arrange, "duty_time": times}


def _hash(arrange):
    """What tells two parts apart."""
    return json.dumps(
        [arrange[key] for key in ("duty_time", "duty_users", "group_type", "group_number")],
        sort_keys=True,
    )


def _arranged(call, stored, given):
    """B82: a part that is there already keeps its row, of which the order is written anew; equal
    ones are one row. In the order of the rows' ids.
    """
    known = {_hash(one): one["id"] for one in stored}
    wanted = {}
    for order, one in enumerate(given, 1):
        full = _full(one)
        wanted[_hash(full)] = {**full, "order": order}
    return sorted(
        ({**one, "id": known.get(sign) or call.account.number()} for sign, one in wanted.items()),
        key=lambda one: one["id"],
    )


def _arrange(arrange):
    """With what is added for display. A time of duty is shown as it was saved."""
    users = [
        [shown for user in shift for shown in model.display_users([user])]
        for shift in arrange["duty_users"]
    ]
    return {**arrange, "hash": "", "duty_users": users}


def search_duty_rules(call):
    call.check(
        record(optional={"bk_biz_ids": _IDS, "ids": _IDS, "name": text()}, then=no_empty_lists),
        call.body,
        code=3300002,
    )
    users, whole = _users_of(call.account), call.settings["arranges_in_list"]
    return done(
        call,
        [
            _show(call, row, users, whole)
            for row in newest_first(filtered(call, call.account.rows("duty_rules")))
        ],
    )


def search_duty_rule_detail(call):
    call.check(record({"id": integer()}), call.body, code=3300002)
    row = call.account.table("duty_rules").get(call.body["id"])
    return done(call, _show(call, row, _users_of(call.account)) if row else {})


def _wall(call, key, value):
    """B81: what is kept is the wall time of the zone of the request, and that is what is shown.
    An offset is taken since 2026-01.
    """
    found = _MOMENT.fullmatch(value)
    if not value:
        return value
    try:
        day, clock, offset = found.groups()
        time = datetime.strptime(f"{day} {clock}", "%Y-%m-%d %H:%M:%S")
        if offset and call.settings["takes_offsets"]:
            sign, hours, minutes = (
                ("+", "00", "00") if offset == "Z" else (offset[0], offset[1:3], offset[-2:])
            )
            away = timedelta(hours=int(sign + hours), minutes=int(sign + minutes))
            time = time.replace(tzinfo=timezone(away)).astimezone(model.zone_of(call))
        elif offset:
            raise ValueError(offset)
    except (AttributeError, OverflowError, ValueError):
        # B20: in Chinese whatever the language
        fail(call, 400, f"{key}: 时间格式不正确", {key: ["时间格式不正确"]})
    return time.strftime("%Y-%m-%d %H:%M:%S")


def save_duty_rule(call):
    table = call.account.table("duty_rules")
    stored = table.get(call.body.get("id")) if isinstance(call.body.get("id"), int) else None
    call.check(_SAVE, call.body, also=model.may_come_back(call, stored, _USUAL))
    body = {**call.body, "name": call.body["name"].strip()}
    ident = body.get("id")
    if ident and (stored is None or stored["bk_biz_id"] != body["bk_biz_id"]):
        fail(call, 400, listed("duty rule not existed"))
    if name_taken(call, "duty_rules", body["name"], body["bk_biz_id"], ident):
        fail(call, 3312006, f"duplicate duty rule name {body['name']}")
    times = {
        key: _wall(call, key, body[key]) for key in ("effective_time", "end_time") if key in body
    }
    made = stored or {
        "id": call.account.number(),
        "end_time": None,
        "create_user": call.user,
        "create_time": call.emulator.now(),
    }
    row = model.touched(call, {**made, **_DEFAULTS, **body, **times})
    row["duty_arranges"] = _arranged(call, _rows(stored) if stored else [], row["duty_arranges"])
    model.keep_more(call, row, _USUAL)
    call.account.save("duty_rules", row["id"], row)
    return done(call, _show(call, row, _users_of(call.account)))


def delete_duty_rules(call):
    call.check(
        record({"ids": _IDS}, {"bk_biz_ids": _IDS}, then=no_empty_lists), call.body, code=3300002
    )
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
    "search_duty_rules": (search_duty_rules, False),
    "search_duty_rule_detail": (search_duty_rule_detail, False),
    "save_duty_rule": (save_duty_rule, True),
    "delete_duty_rules": (delete_duty_rules, True),
    "preview_duty_rule": (preview_duty_rule, False),
}
