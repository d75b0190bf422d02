# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The one table behind both families: envelopes, time stamps, users, and who uses a group."""

from __future__ import annotations

import unicodedata
from datetime import datetime, timezone
from functools import lru_cache

from zoneinfo import ZoneInfo

from ..call import Answer, Refused
from ..checks import all_keys
from ..shaping import EXTRA_KEY

DEFAULTS = {
    "desc": "",
    "timezone": "Asia/Shanghai",
    "need_duty": False,
    "channels": ["user", "wxwork-bot"],
    "duty_rules": [],
    "mention_list": [],
    "mention_type": 0,
    "duty_notice": {},
    "path": "",
    "app": "",
    "hash": "",
}


def request_id(call):
    return f"emulator{call.entry['seq']:024d}"


def done(call, data):
    """Success; the documents know two spellings of the code."""
    style = call.settings["code_style"]
    code = call.shape.alternate(200, "0") if style == "alternate" else style
    return Answer(
        200,
        {
            "result": True,
            "code": code,
            "message": "OK",
            "data": data,
            "request_id": request_id(call),
        },
    )


def failed(call, code, message, detail=None):
    """The monitor answers every failure with HTTP 200."""
    shown = str(code) if call.settings["error_code_style"] == "string" else code
    payload = {
        "result": False,
        "code": shown,
        "message": message,
        "data": {},
        "name": "Error",
        "request_id": request_id(call),
        "error_details": {
            "type": "ERROR",
            "code": shown,
            "overview": message,
            "detail": message,
            "popup_message": "error",
        },
    }
    if detail is not None:
        payload["detail"] = detail
    return Answer(200, payload)


def fail(call, code, message, detail=None):
    raise Refused(failed(call, code, message, detail))


def malformed(text):
    """What is said of a request that a resource's own serializer refuses (B20)."""
    return (
        f"Custom exception: The Resource [NoticeGroupResource] malformed request parameter: {text}"
    )


def listed(message):
    """How a serializer's message arrives."""
    return f"[ErrorDetail(string='{message}', code='invalid')]"


def fresh(account, now, user="admin"):
    """What the server makes of nothing."""
    return {
        **{
            key: value.copy() if isinstance(value, (list, dict)) else value
            for key, value in DEFAULTS.items()
        },
        "alert_notice": [],
        "action_notice": [],
        "duty_arranges": [],
        "webhook_action_id": None,
        "create_user": user,
        "create_time": now,
        "update_user": user,
        "update_time": now,
        "order": account.number(),
    }


#: What every group has; a server may know more.
USUAL = frozenset(
    (
        "id",
        "bk_biz_id",
        "name",
        "alert_notice",
        "action_notice",
        "duty_arranges",
        "webhook_action_id",
        "create_user",
        "create_time",
        "update_user",
        "update_time",
        "order",
        *DEFAULTS,
    )
)


#: Keys below that the documents have, also those that are for display only.
INNER = frozenset(
    (
        "time_range",
        "notify_config",
        "level",
        "phase",
        "notice_ways",
        "name",
        "receivers",
        "type",
        "chatid",
        "users",
        "id",
        "order",
        "hash",
        "display_name",
        "logo",
        "members",
        "user_group_id",
        "duty_rule_id",
        "need_rotation",
        "plan_notice",
        "personal_notice",
        "hit_first_duty",
        "enabled",
        "days",
        "chat_ids",
        "date",
        "time",
        "hours_ago",
        "duty_rules",
        "duty_time",
        "duty_users",
        "group_type",
        "group_number",
        "work_type",
        "work_days",
        "work_date_range",
        "work_time_type",
        "work_time",
        "period_settings",
        "is_custom",
    )
)


def more_of(row, usual):
    """What a row has besides: fields of which the documents say nothing."""
    return {key: value for key, value in (row or {}).items() if key not in usual}


def keep_more(call, row, usual):
    """A save replaces: of the fields of which the documents say nothing, those go that do not
    come back.
    """
    if call.settings["unknown_keys"] == "refuse":
        return
    if call.settings["extra_fields"] and "id" in call.body:
        row.setdefault(EXTRA_KEY, None)
    for key in more_of(row, usual):
        row[key] = call.body.get(key)


def may_come_back(call, row, usual):
    """Keys that only this server knows."""
    return {
        *(all_keys(row or {}) - usual - INNER),
        *([EXTRA_KEY] if call.settings["extra_fields"] else []),
    }


def touched(call, row):
    """Every save bumps the time and the place in the list."""
    return {
        **row,
        "update_user": call.user,
        "update_time": call.emulator.now(),
        "order": call.account.number(),
    }


def stamps(call, row):
    """Times in the time zone that was asked for."""
    zone = zone_of(call)
    times = {key: _time_text(row[key], zone) for key in ("create_time", "update_time")}
    return {"create_user": row["create_user"], "update_user": row["update_user"], **times}


def zone_of(call):
    """The zone of a request: that of the header, else the server's own."""
    for name in (call.headers.get("blueking-timezone"), call.settings["server_zone"]):
        try:
            if name:
                return ZoneInfo(name)
        except (ValueError, KeyError, OSError):
            pass
    return timezone.utc


@lru_cache(maxsize=10_000)
def _time_text(seconds, zone):
    return datetime.fromtimestamp(seconds, zone).strftime("%Y-%m-%d %H:%M:%S%z")


def newest_first(rows):
    return sorted(rows, key=lambda row: -row["order"])


def filtered(call, rows):
    """An absent or empty list means no filter at all."""
    ids, businesses = set(call.body.get("ids") or ()), set(call.body.get("bk_biz_ids") or ())
    return [
        row
        for row in rows
        if (not ids or row["id"] in ids) and (not businesses or row["bk_biz_id"] in businesses)
    ]


def no_empty_lists(value, path, found):
    for key in ("ids", "bk_biz_ids"):
        if value.get(key) == []:
            found.odd(key, "is empty, which means every object of every business")


def name_taken(call, table, name, biz, but=None):
    """MySQL compares by the collation of the site (B38)."""
    fold = str if call.settings["case_sensitive_names"] else weighed
    wanted = fold(name)
    return any(
        row["bk_biz_id"] == biz and row["id"] != but and fold(row["name"]) == wanted
        for row in call.account.rows(table)
    )


def weighed(name):
    """A name as utf8mb4_general_ci weighs it: without case, accents and spaces at the end, and
    all of what lies beyond 16 bits alike.
    """
    letters = (
        "\ufffd" if ord(letter) > 0xFFFF else unicodedata.normalize("NFD", letter)[0].upper()[0]
        for letter in name
    )
    return "".join(letters).rstrip(" ")


class Usage:
    """Who uses which group: one walk over strategies and assign rules. Of a strategy that is
    gone its relation may be left (B55).
    """

    def __init__(self, account):
        self.strategies, self.relations, self.escalations, self.rules = {}, {}, {}, {}
        for row in account.rows("strategies"):
            _count(self.relations, row.get("user_groups"))
            if row.get("gone"):
                continue
            _count(self.strategies, row.get("user_groups"))
            _count(self.escalations, row.get("upgrade_groups"))
        for row in account.rows("assign_rules"):
            _count(self.rules, row.get("user_groups"))

    def by_strategies(self, ident):
        return self.strategies.get(ident, 0)

    def by_relations(self, ident):
        return self.relations.get(ident, 0)

    def anyhow(self, ident):
        return ident in self.strategies or ident in self.escalations or ident in self.rules


def _count(into, idents):
    for ident in idents or ():
        into[ident] = into.get(ident, 0) + 1


def display_users(users):
    """Users as they are shown, each once."""
    out = {}
    for user in users:
        shown = {
            "id": user["id"],
            "type": user["type"],
            "display_name": user.get("display_name", user["id"]),
        }
        if user["type"] == "group":
            shown["members"] = []
        out[(user["type"], user["id"])] = shown
    return list(out.values())
