# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The legacy family: a lossy wrapper over the user group (docs/vendors/blueking.md)."""

from __future__ import annotations

import time

from ..call import Refused
from ..checks import dict_of, integer, join, kind_of, list_of, nullable, one_of, record, text
from . import model
from .model import done, fail, failed, filtered, listed, name_taken, newest_first, no_empty_lists

_BOT = "wxwork-bot"
_WHOLE_DAY = "00:00:00--23:59:59"
_LEVELS = ("1", "2", "3")
_NO_WAY = "Open at least one notification method"
#: What the column for the name of an action holds; the hidden one of a webhook is called after its
#: group (B53).
_LONGEST = 128
_ACTION_NAME = "[webhook] %s"


def _level(value, path, found):
    if value not in _LEVELS:
        found.bad(path, "is not one of the levels 1, 2, 3")


def _receiver_id(value, path, found):
    """Numbers become strings."""
    if isinstance(value, bool) or kind_of(value) not in ("string", "number") or value == "":
        found.bad(path, "must be a non-empty string")


def _ways(value, path, found):
    """Names are not checked, and even a bare string is stored."""
    if isinstance(value, str):
        found.odd(path, "must be array, though the server stores a bare string")
    else:
        list_of(text(1))(value, path, found)


def _bots(form, path, found):
    """The bot is not written in notice_way, but where it is a level's only way."""
    ways, chats = form.get("notice_way", {}), form.get("wxwork_group", {})
    for level, names in ways.items():
        if _BOT in names and (names != [_BOT] or level not in chats):
            found.odd(join("notice_way", level), f"holds {_BOT}; chats belong into wxwork_group")
    for level in chats:
        if "notice_way" in form and level not in ways:
            found.odd(
                join("wxwork_group", level), "is dropped silently, as notice_way has no such level"
            )


_FIELDS = {
    "bk_biz_id": integer(),
    "name": text(),
    "notice_way": dict_of(_level, _ways),
    "notice_receiver": list_of(record({"type": one_of("user", "group"), "id": _receiver_id})),
    "message": text(),
}
_OPTIONAL = {
    "webhook_url": text(),
    "wxwork_group": dict_of(_level, text(1)),
    "id": nullable(integer(0)),
    "space_uid": text(1),
}
_RULE = record(
    optional={**_FIELDS, **_OPTIONAL},
    odd_missing=("bk_biz_id", "name", "message", "notice_way", "notice_receiver"),
    then=_bots,
)
_ID = record(optional={"id": nullable(integer(0))}, extra=True)
_IDS = list_of(integer())
_SEARCH = record(optional={"bk_biz_ids": _IDS, "ids": _IDS}, then=no_empty_lists)
_DELETE = record({"ids": _IDS}, then=no_empty_lists)


# ---- the search form of a group


def _item_ways(item):
    """(names, chats) of one level, whichever spelling it was stored in."""
    if item.get("type") or "notice_ways" not in item:
        return list(item["type"]), item.get("chatid")
    names = [way["name"] for way in item.get("notice_ways", ())]
    chats = [
        chat
        for way in item.get("notice_ways", ())
        if way["name"] == _BOT
        for chat in way.get("receivers", ())
    ]
    return names, ",".join(chats) or None


def _base_form(row):
    """Only the first time range, only the last duty row."""
    ways, chats = {}, {}
    for item in row["alert_notice"][0]["notify_config"] if row["alert_notice"] else ():
        names, chat = _item_ways(item)
        ways[str(item["level"])] = names
        if chat:
            chats[str(item["level"])] = chat
    users = row["duty_arranges"][-1]["users"] if row["duty_arranges"] else []
    return {
        "id": row["id"],
        "bk_biz_id": row["bk_biz_id"],
        "name": row["name"],
        "message": row["desc"],
        "notice_way": ways,
        "wxwork_group": chats,
        "notice_receiver": [dict(user) for user in users],
    }


def form_of(account, row):
    """A group as the legacy family knows it."""
    action = account.table("action_configs").get(row.get("webhook_action_id"))
    return {
        **_base_form(row),
        "webhook_url": action["url"] if action else "",
        "webhook_action_id": row.get("webhook_action_id"),
    }


def _show(call, row):
    form = form_of(call.account, row)
    form["notice_way"] = {
        level: call.shape.mixed(names) for level, names in form["notice_way"].items()
    }
    if call.settings["display_fields"]:
        for user in form["notice_receiver"]:
            user.update(
                display_name=user["id"],
                logo="",
                **({"members": []} if user["type"] == "group" else {}),
            )
    return call.shape.view(
        {**form, **model.stamps(call, row)},
        always={"message": "", "wxwork_group": {}, "webhook_url": "", "webhook_action_id": 0},
    )


# ---- writing


def _notify_config(form):
    """Old-style items; the bot is appended again even where it is there already."""
    items, chats = [], form.get("wxwork_group") or {}
    for level, names in form["notice_way"].items():
        item = {"level": int(level), "type": [names] if isinstance(names, str) else list(names)}
        if level in chats:
            item["type"].append(_BOT)
            item["chatid"] = chats[level]
        items.append(item)
    return items


def _write_webhook(account, row, url):
    """A hidden action, attached to every strategy that uses the group; once made it stays."""
    ident = row.get("webhook_action_id")
    if not url and not ident:
        return
    if not ident:
        ident = row["webhook_action_id"] = account.number()
    account.save(
        "action_configs",
        ident,
        {
            "id": ident,
            "name": _ACTION_NAME % row["name"],
            "url": url,
            "bk_biz_id": row["bk_biz_id"],
            "hidden": True,
        },
    )
    for strategy in account.rows("strategies") if url else ():
        actions = strategy.get("actions") or []
        if row["id"] in strategy.get("user_groups", ()) and ident not in actions:
            account.save("strategies", strategy["id"], {**strategy, "actions": [*actions, ident]})


def _apply(account, row, form, rows=1):
    """Write a whole legacy form into a group."""
    users = [{"type": user["type"], "id": str(user["id"])} for user in form["notice_receiver"]]
    arranges = [dict(arrange) for arrange in row["duty_arranges"]]
    if not arranges:
        arranges = [
            {"id": account.number(), "users": users, "order": place + 1} for place in range(rows)
        ]
    arranges[0]["users"] = users
    row.update(
        name=form["name"].strip(),
        desc=form.get("message", "").strip(),
        duty_arranges=arranges,
        alert_notice=[{"time_range": _WHOLE_DAY, "notify_config": _notify_config(form)}],
    )
    if not row["action_notice"]:
        row["action_notice"] = [
            {
                "time_range": _WHOLE_DAY,
                "notify_config": [{"phase": phase, "type": ["mail"]} for phase in (3, 2, 1)],
            }
        ]
    _write_webhook(account, row, form.get("webhook_url", "").strip())
    account.save("user_groups", row["id"], row)
    return row


def put_form(account, form):
    """For the control API: store a group given in the legacy form."""
    ident = form.get("id") or account.number()
    old = account.table("user_groups").get(ident)
    row = {
        **(old or model.fresh(account, int(time.time()))),
        "id": ident,
        "bk_biz_id": form["bk_biz_id"],
    }
    clean = {
        level: [name for name in names if name != _BOT]
        for level, names in form.get("notice_way", {}).items()
    }
    _apply(account, row, {"message": "", "notice_receiver": [], **form, "notice_way": clean})
    for key in ("create_user", "update_user", "create_time", "update_time"):
        if isinstance(form.get(key), type(row[key])):
            row[key] = form[key]


def _refuse_long_action(call, form, action):
    """The text is that of the database; nothing is written."""
    if (form.get("webhook_url", "").strip() or action) and len(
        _ACTION_NAME % form["name"].strip()
    ) > _LONGEST:
        fail(call, 500, "(1406, \"Data too long for column 'name' at row 1\")")


def _validate(form):
    """Problems of a merged form, by field."""
    detail = {}
    if not form["name"].strip():
        detail["name"] = ["This field may not be blank."]
    elif len(form["name"].strip()) > 128:
        detail["name"] = ["Ensure this field has no more than 128 characters."]
    if not any(form["notice_way"].values()):
        detail["notice_way"] = [_NO_WAY]
    return detail


def save_notice_group(call):
    call.check(_ID, call.body)
    ident = call.body.get("id")
    row = call.account.table("user_groups").get(ident) if ident else None
    if not row and not (ident and call.settings["unknown_id"] == "error"):
        return _create(call)
    call.check(_RULE, call.body)
    if row is None:
        fail(call, 400, listed("The notification group does not exist"))
    if call.body.get("bk_biz_id", row["bk_biz_id"]) != row["bk_biz_id"]:
        fail(call, 500, "UserGroup matching query does not exist.")
    form = {**form_of(call.account, row), **call.body}
    detail = _validate(form)
    if detail:
        fail(
            call,
            400,
            listed("; ".join(text for texts in detail.values() for text in texts)),
            detail,
        )
    _refuse_long_action(call, form, row.get("webhook_action_id"))
    return _saved(call, _apply(call.account, model.touched(call, row), form))


def _create(call):
    """Missing keys crash unless the serializer meets them (B20), then comes the name, then the
    rest.
    """
    missing = [
        key
        for key in ("bk_biz_id", "name", "notice_way", "notice_receiver")
        if key not in call.body and not (key == "bk_biz_id" and "space_uid" in call.body)
    ]
    for key in missing:
        call.entry["violations"].append(f"{key} is required")
    if missing in (["notice_way"], ["notice_receiver"]):
        fail(call, 3300002, model.malformed(f"({missing[0]}) This field is required."))
    if missing:
        raise Refused(failed(call, 500, f"'{missing[0]}'"))
    call.check(_RULE, call.body, code=3300002)
    form = call.body
    biz = form.get("bk_biz_id", 2)
    if name_taken(call, "user_groups", form["name"], biz):
        words = "Notification group name already exists."
        fail(call, 400, listed(words), [words])
    detail = _validate(form)
    if detail:
        fail(
            call,
            3300002,
            model.malformed(
                "; ".join(f"({key}) {' '.join(texts)}" for key, texts in detail.items())
            ),
        )
    _refuse_long_action(call, form, None)
    row = model.fresh(call.account, call.emulator.now(), call.user)
    row.update(id=call.account.number(), bk_biz_id=biz)
    return _saved(
        call, _apply(call.account, row, form, max(1, int(call.settings["legacy_duty_rows"])))
    )


def _saved(call, row):
    data = {"id": row["id"]}
    if call.settings["save_answer"] == "full":
        data["webhook_action_id"] = row.get("webhook_action_id")
    return done(call, data)


def search_notice_group(call):
    call.check(_SEARCH, call.body, code=3300002)
    return done(
        call,
        [
            _show(call, row)
            for row in newest_first(filtered(call, call.account.rows("user_groups")))
        ],
    )


def delete_notice_group(call):
    """No business filter; only relations of strategies are looked at, also of those that are
    gone, and no rules (B54, B55); all or nothing.
    """
    call.check(_DELETE, call.body, code=3300002)
    usage = model.Usage(call.account)
    used = [ident for ident in call.body["ids"] if usage.by_relations(ident)]
    if used:
        fail(call, 3312004, f"notice groups {used} are still used by strategies")
    for ident in call.body["ids"]:
        call.account.drop("user_groups", ident)
    return done(call, None)


OPERATIONS = {
    "save_notice_group": (save_notice_group, True),
    "search_notice_group": (search_notice_group, False),
    "delete_notice_group": (delete_notice_group, True),
}
