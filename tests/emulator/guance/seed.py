# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Seed data of the Guance workspace."""

from __future__ import annotations

WORKSPACE = "wksp_emulator00000000000000000001"
_MADE = {
    "createAt": 1700000000,
    "updateAt": 1700000000,
    "deleteAt": -1,
    "creator": "acnt_xxxx32",
    "updator": "acnt_xxxx32",
    "workspaceUUID": WORKSPACE,
}


def guance_keys():
    return [
        {"key": "guance-demo-key-0001", "uuid": "wsak_demo0001", "roles": ["wsAdmin"]},
        {"key": "guance-demo-key-0002", "uuid": "wsak_demo0002", "roles": ["wsAdmin"]},
        {"key": "guance-demo-key-owner", "uuid": "wsak_demo0003", "roles": ["owner"]},
        {
            "key": "guance-demo-key-read-only",
            "uuid": "wsak_demo0004",
            "roles": ["readOnly"],
            "read_only": True,
        },
        {
            "key": "guance-demo-key-no-rights",
            "uuid": "wsak_demo0005",
            "roles": [],
            "no_rights": True,
        },
    ]


def _table(rows):
    return {row["uuid"]: {**_MADE, **row} for row in rows}


def _uuid(prefix, number):
    return f"{prefix}_{number:032d}"


def _members():
    people = [
        (_uuid("acnt", number), name) for number, name in enumerate(("alice", "bob", "carol"), 1)
    ]
    rows = [
        {
            "uuid": uuid,
            "name": name.title(),
            "email": f"{name}@example.com",
            "username": f"{name}@example.com",
            "mobile": "",
        }
        for uuid, name in people
    ]
    return [
        *rows,
        {
            "uuid": "acnt_xxxx32",
            "name": "Example",
            "email": "example@example.com",
            "username": "example@example.com",
        },
        # two people of one name
        {
            "uuid": _uuid("acnt", 5),
            "name": "Alice",
            "email": "alice.two@example.com",
            "username": "alice.two@example.com",
        },
    ]


def _groups():
    alice, bob, carol = (_uuid("acnt", number) for number in (1, 2, 3))
    return [
        {"uuid": "group_xxxx32", "name": "Example team", "accountUUIDs": ["acnt_xxxx32"]},
        {"uuid": _uuid("group", 1), "name": "payments", "accountUUIDs": [alice, bob]},
        {"uuid": _uuid("group", 2), "name": "search", "accountUUIDs": [bob, carol]},
    ]


def _system_roles():
    names = {
        "owner": "Owner",
        "wsAdmin": "Administrator",
        "general": "Standard",
        "readOnly": "Read-only",
    }
    return [{"uuid": uuid, "name": name, "isSystem": 1, "desc": ""} for uuid, name in names.items()]


def _notify():
    hook = "https://oapi.dingtalk.com/robot/send?access_token=emulator-secret"
    return [
        {
            "uuid": "notify_xxxx32",
            "name": "Example robot",
            "type": "dingTalkRobot",
            "optSet": {"webhook": hook, "secret": "SECexample"},
        },
        {
            "uuid": _uuid("notify", 1),
            "name": "payments-page",
            "type": "slackIncomingWebhook",
            "optSet": {"webhook": "https://hooks.slack.com/services/T0EMULATOR/B1/payments"},
        },
        {
            "uuid": _uuid("notify", 2),
            "name": "payments-mail",
            "type": "mailGroup",
            "optSet": {"to": [_uuid("acnt", 1), _uuid("acnt", 2)]},
        },
        {
            "uuid": _uuid("notify", 3),
            "name": "search-page",
            "type": "HTTPRequest",
            "optSet": {"url": "https://page.example.com/search"},
        },
        {
            "uuid": _uuid("notify", 4),
            "name": "search-mail",
            "type": "mailGroup",
            "optSet": {"to": [_uuid("acnt", 3), "free@example.com"]},
        },
        {
            "uuid": _uuid("notify", 5),
            "name": "twin",
            "type": "sms",
            "optSet": {"to": ["13800000000"]},
        },
        {
            "uuid": _uuid("notify", 6),
            "name": "twin",
            "type": "wechatRobot",
            "optSet": {"webhook": "https://qyapi.example.com/send?key=k"},
        },
    ]


def _rules(prefix, names, **fields):
    return [
        {
            "uuid": _uuid(prefix, number),
            "status": 0,
            "alertPolicyUUIDs": [],
            "jsonScript": {"name": name, "title": f"{name} fired"},
            **fields,
        }
        for number, name in enumerate(names, fields.pop("start", 1))
    ]


def _policies():
    default = {
        "silentTimeout": 3600,
        "aggInterval": 0,
        "alertTarget": [{"targets": [{"status": "critical", "to": ["acnt_xxxx32"]}]}],
    }
    common = {"status": 0, "score": 0, "declaration": {"team": ["platform"]}}
    return [
        {
            **common,
            "uuid": "altpl_default000000000000000000001",
            "id": 1,
            "name": "Default",
            "ruleTimezone": "Asia/Shanghai",
            "alertOpt": default,
        },
        # an old record: no ruleTimezone, no alertType
        {
            **common,
            "uuid": "altpl_legacy0000000000000000000002",
            "id": 2,
            "name": "legacy",
            "alertOpt": {
                "silentTimeout": 0,
                "aggInterval": 0,
                "alertTarget": [
                    {"targets": [{"status": "critical,error", "to": ["notify_xxxx32"]}]}
                ],
            },
        },
        # as the official providers write it: every unset key is there and empty
        {
            **common,
            "uuid": "altpl_provider00000000000000000003",
            "id": 3,
            "name": "from-provider",
            "desc": "",
            "openPermissionSet": False,
            "permissionSet": [],
            "ruleTimezone": "Asia/Singapore",
            "alertOpt": {
                "alertType": "status",
                "silentTimeout": 1800,
                "aggInterval": 60,
                "aggFields": [],
                "aggLabels": [],
                "aggClusterFields": [],
                "alertTarget": [
                    {
                        "name": "",
                        "crontab": "",
                        "crontabDuration": 0,
                        "customDateUUIDs": [],
                        "customStartTime": "",
                        "customDuration": 0,
                        "targets": [
                            {
                                "status": "warning",
                                "to": ["group_xxxx32"],
                                "tags": {},
                                "filterString": "",
                                "upgradeTargets": [],
                            }
                        ],
                    }
                ],
            },
        },
    ]


def guance_tables(full=True):
    tables = {
        "alert_policy": _table(_policies() if full else _policies()[:1]),
        "role": _table(_system_roles()),
        "members": _table(_members()),
        "member_group": {},
        "notify_object": {},
        "notice_date": {},
        "checker": {},
        "self_built_checker": {},
        "slo": {},
    }
    if full:
        default = ["altpl_default000000000000000000001"]
        tables.update(
            member_group=_table(_groups()),
            notify_object=_table(_notify()),
            role=_table(
                [
                    *_system_roles(),
                    {
                        "uuid": _uuid("role", 1),
                        "name": "oncall",
                        "isSystem": 0,
                        "keys": ["alert.manage"],
                    },
                ]
            ),
            notice_date=_table(
                [
                    {
                        "uuid": "ndate_xxxx32",
                        "name": "Example dates",
                        "dates": ["2036/01/01", "2036/05/01"],
                    },
                    {
                        "uuid": _uuid("ndate", 1),
                        "name": "company-holidays",
                        "dates": ["2036/10/01", "2036/12/25", "2036/12/31"],
                    },
                ]
            ),
            checker=_table(
                [
                    *_rules(
                        "rul",
                        ("payments latency", "payments errors", "search latency"),
                        type="trigger",
                        alertPolicyUUIDs=default,
                    ),
                    *_rules("rul", ("smart host",), type="smartMonitor", start=21),
                    # no name, only a title; and two of one name
                    {
                        "uuid": _uuid("rul", 11),
                        "status": 0,
                        "type": "trigger",
                        "jsonScript": {"title": "untitled fired"},
                        "alertPolicyUUIDs": [],
                    },
                    *_rules("rul", ("twin rule", "twin rule"), type="trigger", start=12),
                ]
            ),
            self_built_checker=_table(
                _rules("rul", ("nightly inspection",), start=31, refKey="nightly")
            ),
            slo=_table(
                [
                    {
                        "uuid": _uuid("monitor", 1),
                        "name": "payments availability",
                        "alertPolicyUUIDs": [],
                    }
                ]
            ),
        )
    return tables
