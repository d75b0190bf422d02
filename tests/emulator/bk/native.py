# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The native family: user groups (docs/vendors/blueking.md)."""

from __future__ import annotations

from zoneinfo import available_timezones

from ..checks import boolean, both, integer, kind_of, list_of, one_of, record, text
from . import model
from .model import done, fail, filtered, listed, name_taken, newest_first, no_empty_lists

_WITH_RECEIVERS = ("wxwork-bot", "bkchat")
_IDS = list_of(integer())
_ZONES = {zone.lower() for zone in available_timezones()}


def _way(value, path, found):
    if value["name"] in _WITH_RECEIVERS and not value.get("receivers"):
        found.bad(f"{path}.receivers", f"must not be empty for {value['name']}")


_WAYS = list_of(record({"name": text(1)}, {"receivers": list_of(text(1))}, then=_way))


def _of_three(value, path, found):
    """A level or phase; one as a text is taken as well (B70)."""
    integer(1, 3)(
        int(value) if kind_of(value) == "string" and value.isdecimal() else value, path, found
    )


def _ways_of_some_form(value, path, found):
    """Ways as objects, or in the older form (B70)."""
    if "notice_ways" not in value and "type" not in value:
        found.bad(f"{path}.notice_ways", "is required")


def _notices(key):
    item = record(
        {key: _of_three},
        {"notice_ways": _WAYS, "type": list_of(text(1)), "chatid": text()},
        then=_ways_of_some_form,
    )
    return list_of(record({"time_range": text(1), "notify_config": list_of(item)}))


def _rota_needs(value, path, found):
    if value.get("need_duty"):
        if not value.get("duty_rules"):
            found.bad("duty_rules", "a rota needs at least one rule")
        if "user" not in (value.get("channels") or ["user"]):
            found.bad("channels", "a rota needs the channel user")


def _zone(value, path, found):
    if value.lower() not in _ZONES:
        found.bad(path, "timezone is invalid")


_MEMBER = record({"id": text(1), "type": one_of("user", "group")})
_SAVE = record(
    {
        "bk_biz_id": integer(),
        "name": text(1, 128, blank=False),
        "alert_notice": _notices("level"),
        "action_notice": _notices("phase"),
    },
    {
        "id": integer(1),
        "desc": text(),
        "timezone": both(text(1), _zone),
        "channels": list_of(one_of("user", *_WITH_RECEIVERS)),
        "need_duty": boolean,
        "duty_rules": _IDS,
        "duty_arranges": list_of(record({"users": list_of(_MEMBER)}), unique=False),
        "mention_list": list_of(_MEMBER),
        "path": text(),
        # B67: a part needs its fields also where it is off; it may be left out as a whole
        "duty_notice": record(
            optional={
                "plan_notice": record(
                    {"days": integer(), "chat_ids": list_of(text(32, 32)), "time": text(1)},
                    {
                        "enabled": boolean,
                        "type": one_of(
                            "daily", "weekly", "monthly", "work_day", "weekend", "date_range"
                        ),
                        "date": integer(),
                    },
                ),
                "personal_notice": record(
                    {"hours_ago": integer()}, {"enabled": boolean, "duty_rules": _IDS}
                ),
                "hit_first_duty": boolean,
            }
        ),
    },
    forbidden=dict.fromkeys(
        (
            "users",
            "mention_type",
            "app",
            "hash",
            "strategy_count",
            "rules_count",
            "rule_count",
            "delete_allowed",
            "edit_allowed",
            "config_source",
            "duty_rules_info",
            "duty_plans",
            "create_user",
            "create_time",
            "update_user",
            "update_time",
        ),
        "is for display only",
    ),
    then=_rota_needs,
)
_KEPT = ("duty_notice", "path")
#: B67: what the server fills in of a part that is there.
_NOTICE_DEFAULTS = {
    "plan_notice": {"enabled": True, "type": "weekly"},
    "personal_notice": {"enabled": True, "duty_rules": []},
}
_RESET = ("desc", "timezone", "channels", "need_duty", "duty_rules")


# ---- how a group looks


def _show_ways(call, item):
    """Old-style items are translated through a set, and one with a bot but no chat crashes; an
    old server shows them as they are.
    """
    if "notice_ways" in item and not item.get("type"):
        ways = [call.shape.fill(dict(way), {"receivers": []}) for way in item["notice_ways"]]
        return {**item, "type": [], "notice_ways": call.shape.mixed(ways)}
    if call.settings["old_levels"]:
        return {
            key: call.shape.mixed(value) if key == "type" else value
            for key, value in item.items()
            if key != "notice_ways"
        }
    ways = []
    for name in dict.fromkeys(item["type"]):
        way = {"name": name}
        if name == "wxwork-bot":
            if "chatid" not in item:
                fail(call, 500, "'chatid'")
            way["receivers"] = item["chatid"].split(",")
        ways.append(way)
    return {**item, "notice_ways": call.shape.mixed(ways)}


def _show_notices(call, notices):
    return [
        {**notice, "notify_config": [_show_ways(call, item) for item in notice["notify_config"]]}
        for notice in notices
    ]


def _mentions(row):
    """Untouched groups mention everybody without saying so."""
    if not row["mention_list"] and not row["mention_type"]:
        return [{"id": "all", "display_name": "all", "type": "group"}]
    return model.display_users(row["mention_list"])


def _common(call, row, usage):
    keys = (
        "id",
        "name",
        "bk_biz_id",
        "desc",
        "need_duty",
        "timezone",
        "duty_rules",
        "mention_type",
    )
    ident = row["id"]
    return {
        **{key: row[key] for key in keys},
        "channels": call.shape.mixed(row["channels"] or model.DEFAULTS["channels"]),
        "mention_list": call.shape.mixed(_mentions(row)),
        "strategy_count": usage.by_strategies(ident),
        "rules_count": 0,
        "delete_allowed": not usage.anyhow(ident),
        "edit_allowed": row["bk_biz_id"] != 0,
        "config_source": "YAML" if row["app"] else "UI",
        **model.stamps(call, row),
    }


def _users(row):
    """Members; of a group with a rota nobody is shown (B25)."""
    return (
        []
        if row["need_duty"]
        else [user for arrange in row["duty_arranges"] for user in arrange["users"]]
    )


def _full_notice(notice):
    parts = {
        part: {**defaults, **notice[part]}
        for part, defaults in _NOTICE_DEFAULTS.items()
        if notice.get(part)
    }
    return {"hit_first_duty": True, **notice, **parts}


def detail_of(call, row, usage):
    arranges = [
        {
            "user_group_id": row["id"],
            "duty_rule_id": None,
            "order": 1,
            "hash": "",
            "duty_users": [],
            "need_rotation": False,
            **arrange,
            "users": model.display_users(arrange["users"]),
        }
        for arrange in row["duty_arranges"]
    ]
    left = usage.by_relations(row["id"])
    return call.shape.view(
        {
            **_common(call, row, usage),
            **model.more_of(row, model.USUAL),
            "users": [],
            "rule_count": usage.rules.get(row["id"], 0),
            "strategy_count": left,
            **({"delete_allowed": False} if left else {}),
            "duty_notice": _full_notice(row["duty_notice"] or {}),
            "duty_arranges": arranges,
            "alert_notice": _show_notices(call, row["alert_notice"]),
            "action_notice": _show_notices(call, row["action_notice"]),
            "path": row["path"],
            "duty_plans": [],
            "duty_rules_info": [],
        }
    )


# ---- the calls


def search_user_groups(call):
    call.check(
        record(optional={"bk_biz_ids": _IDS, "ids": _IDS, "name": text()}, then=no_empty_lists),
        call.body,
        code=3300002,
    )
    rows = filtered(call, call.account.rows("user_groups"))
    wanted = call.body.get("name", "").lower()
    if wanted and call.settings["name_filter"]:
        rows = [row for row in rows if wanted in row["name"].lower()]
    usage = model.Usage(call.account)
    return done(
        call,
        [
            call.shape.view(
                {
                    **_common(call, row, usage),
                    "app": row["app"],
                    "rules_count": usage.rules.get(row["id"], 0),
                    "users": model.display_users(_users(row)),
                }
            )
            for row in newest_first(rows)
        ],
    )


def search_user_group_detail(call):
    """An unknown id is a success with an empty object."""
    call.check(record({"id": integer()}), call.body, code=3300002)
    row = call.account.table("user_groups").get(call.body["id"])
    return done(call, detail_of(call, row, model.Usage(call.account)) if row else {})


def save_user_group(call):
    """Full replace: some omitted fields go back to their default, some are kept."""
    stored = (
        call.account.table("user_groups").get(call.body.get("id"))
        if isinstance(call.body.get("id"), int)
        else None
    )
    call.check(_SAVE, call.body, also=model.may_come_back(call, stored, model.USUAL))
    body = {
        key: value.strip() if key in ("name", "desc") else value for key, value in call.body.items()
    }
    ident = body.get("id")
    old = call.account.table("user_groups").get(ident) if ident else None
    if ident and (old is None or old["bk_biz_id"] != body["bk_biz_id"]):
        fail(call, 400, listed("user group not existed"))
    if name_taken(call, "user_groups", body["name"], body["bk_biz_id"], ident):
        fail(call, 3312003, f"duplicate user group name {body['name']}")
    row = dict(
        old
        or {
            **model.fresh(call.account, call.emulator.now(), call.user),
            "id": call.account.number(),
        }
    )
    row = model.touched(call, row)
    for key in ("bk_biz_id", "name", "alert_notice", "action_notice"):
        row[key] = body[key]
    for key in _RESET:
        row[key] = body.get(key, model.DEFAULTS[key])
    for key in _KEPT:
        row[key] = body.get(key, row[key])
    if "duty_notice" in body:
        row["duty_notice"] = _full_notice(body["duty_notice"])
    # the implicit "mention everybody" ends with the first native save
    row.update(mention_list=body.get("mention_list", row["mention_list"]), mention_type=1, hash="")
    _set_members(call, row, body.get("duty_arranges"))
    model.keep_more(call, row, model.USUAL)
    call.account.save("user_groups", row["id"], row)
    return done(call, detail_of(call, row, model.Usage(call.account)))


def _set_members(call, row, arranges):
    """An empty list changes nothing."""
    if arranges:
        before = row["duty_arranges"]
        row["duty_arranges"] = [
            {
                "id": before[place]["id"] if place < len(before) else call.account.number(),
                "users": arrange["users"],
                "order": place + 1,
            }
            for place, arrange in enumerate(arranges)
        ]


def delete_user_groups(call):
    """Within the given businesses; refused if anything uses one of them; all or nothing."""
    call.check(
        record({"bk_biz_ids": _IDS, "ids": _IDS}, then=no_empty_lists), call.body, code=3300002
    )
    businesses, table = set(call.body["bk_biz_ids"]), call.account.table("user_groups")
    ids = [
        ident
        for ident in call.body["ids"]
        if ident in table and table[ident]["bk_biz_id"] in businesses
    ]
    usage = model.Usage(call.account)
    used = [ident for ident in ids if usage.anyhow(ident)]
    if used:
        fail(call, 3312004, f"user groups {used} are still used by strategies or rules")
    for ident in ids:
        call.account.drop("user_groups", ident)
    return done(call, {"ids": ids})


def preview_user_group(call):
    """The rota is not computed."""
    return done(call, [])


OPERATIONS = {
    "search_user_groups": (search_user_groups, False),
    "search_user_group_detail": (search_user_group_detail, False),
    "save_user_group": (save_user_group, True),
    "delete_user_groups": (delete_user_groups, True),
    "preview_user_group": (preview_user_group, False),
}
