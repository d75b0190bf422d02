# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Seed data of the BlueKing site."""

from __future__ import annotations

from .model import DEFAULTS


def bk_keys():
    """Apps: their secrets, the tokens their users have, and whether a username alone is enough."""
    demo = {"bk_app_code": "ansible", "bk_app_secret": "bk-demo-secret-0001"}
    return [
        {
            **demo,
            "bk_tokens": ["bk-demo-token-0001"],
            "access_tokens": ["bk-demo-access-0001"],
            "bk_username": "deploy",
            "skip_user_auth": True,
        },
        # the credentials of the vendor's own example
        {
            "bk_app_code": "xxx",
            "bk_app_secret": "xxxxx",
            "bk_tokens": ["xxxx"],
            "bk_username": "admin",
        },
        {
            "bk_app_code": "outsider",
            "bk_app_secret": "bk-demo-secret-0002",
            "bk_tokens": ["bk-demo-token-0002"],
            "bk_username": "guest",
            "bk_biz_ids": [3],
        },
    ]


def _old_style(*levels):
    """What the legacy family stores: (level, types, chat)."""
    items = [
        {"level": level, "type": types, **({"chatid": chat} if chat else {})}
        for level, types, chat in levels
    ]
    return [{"time_range": "00:00:00--23:59:59", "notify_config": items}]


_ACTION = [
    {
        "time_range": "00:00:00--23:59:59",
        "notify_config": [{"phase": phase, "type": ["mail"]} for phase in (3, 2, 1)],
    }
]


def _users(*names):
    return [{"type": "group" if name.startswith("bk_") else "user", "id": name} for name in names]


def _group(ident, biz, name, users, notice, **fields):
    return {
        **{
            key: value.copy() if isinstance(value, (list, dict)) else value
            for key, value in DEFAULTS.items()
        },
        "id": ident,
        "bk_biz_id": biz,
        "name": name,
        "alert_notice": notice,
        "action_notice": _ACTION,
        "duty_arranges": [{"id": 100 + ident, "users": users, "order": 1}],
        "webhook_action_id": None,
        "create_user": "admin",
        "create_time": 1738548672,
        "update_user": "admin",
        "update_time": 1738548672 + ident,
        "order": ident,
        **fields,
    }


def _groups():
    mail = _old_style((1, ["mail", "voice"], None), (2, ["mail"], None), (3, ["mail"], None))
    ui_rows = [
        {"type": "user", "id": "carol", "display_name": "Carol", "logo": "carol.png"},
        {"type": "group", "id": "operator", "display_name": "Operator", "logo": "", "members": []},
    ]
    return [
        _group(
            1,
            2,
            "layman",
            _users("admin"),
            _old_style((1, ["weixin"], None), (2, ["weixin"], None), (3, ["weixin"], None)),
        ),
        _group(
            2,
            2,
            "core-oncall",
            _users("bk_biz_maintainer", "alice"),
            mail,
            desc="used by a strategy",
        ),
        _group(
            3,
            2,
            "with-webhook",
            _users("bob"),
            _old_style((1, ["mail", "wxwork-bot"], "wrk0123456789abcdef0123456789abcd")),
            webhook_action_id=901,
        ),
        # edited in the web console: receivers carry what it displays
        _group(4, 2, "from-console", ui_rows, mail),
        # two duty rows: the legacy family writes the first and reads the last
        _group(
            5,
            3,
            "two-rows",
            [],
            mail,
            duty_arranges=[
                {"id": 105, "users": _users("alice"), "order": 1},
                {"id": 106, "users": _users("bob"), "order": 2},
            ],
        ),
        _group(6, 3, "layman", _users("carol"), mail),
        _group(
            7,
            3,
            "night-rota",
            [],
            [
                {
                    "time_range": "00:00--12:00",
                    "notify_config": [{"level": 1, "notice_ways": [{"name": "voice"}]}],
                },
                {
                    "time_range": "12:00--23:59",
                    "notify_config": [
                        {"level": 1, "notice_ways": [{"name": "bkchat", "receivers": ["wework|1"]}]}
                    ],
                },
            ],
            need_duty=True,
            duty_rules=[801],
        ),
    ]


def bk_tables(full=True):
    tables = {
        "businesses": {
            ident: {"id": ident, "name": name} for ident, name in ((2, "BlueKing"), (3, "shop"))
        },
        "msg_types": {
            kind: {"id": kind, "type": kind, "label": label, "is_active": active}
            for kind, label, active in (
                ("weixin", "WeChat", True),
                ("mail", "Mail", True),
                ("sms", "SMS", True),
                ("voice", "Voice", True),
                ("rtx", "WeCom", False),
            )
        },
        "user_groups": {},
        "action_configs": {},
        "strategies": {},
        "assign_rules": {},
        "duty_rules": {},
    }
    if full:
        tables.update(
            user_groups={row["id"]: row for row in _groups()},
            action_configs={
                901: {
                    "id": 901,
                    "name": "[webhook] with-webhook",
                    "url": "https://hooks.example.com/bk?key=old-secret",
                    "bk_biz_id": 2,
                    "hidden": True,
                }
            },
            strategies={
                701: {
                    "id": 701,
                    "name": "cpu load",
                    "bk_biz_id": 2,
                    "user_groups": [2],
                    "upgrade_groups": [],
                    "actions": [],
                }
            },
            assign_rules={751: {"id": 751, "user_groups": [4]}},
            duty_rules={
                row["id"]: row
                for row in (
                    _rule(
                        801,
                        3,
                        "night",
                        {"work_type": "daily", "work_time": ["20:00--08:00"]},
                        [_users("alice", "bob")],
                    ),
                    _rule(
                        802,
                        2,
                        "office hours",
                        {"work_type": "work_day", "work_time": ["09:00--18:00"]},
                        [_users("bk_biz_maintainer")],
                        labels=["web", "db"],
                    ),
                    _rule(
                        803,
                        2,
                        "week by week",
                        {
                            "work_type": "weekly",
                            "work_days": [1, 2, 3, 4, 5, 6, 7],
                            "work_time": ["00:00--23:59"],
                        },
                        [_users("alice"), _users("bob", "carol")],
                        category="handoff",
                    ),
                )
            },
        )
    return tables


def _rule(ident, biz, name, when, shifts, **fields):
    return {
        "id": ident,
        "bk_biz_id": biz,
        "name": name,
        "category": "regular",
        "enabled": True,
        "labels": [],
        "effective_time": "2025-01-01 00:00:00",
        "end_time": None,
        "create_user": "admin",
        "create_time": 1738548672,
        "update_user": "admin",
        "update_time": 1738548672,
        "order": ident,
        "duty_arranges": [{"duty_time": [when], "duty_users": shifts, "group_type": "specified"}],
        **fields,
    }
