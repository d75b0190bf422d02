# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Samples of BlueKing's user groups and duty rules; see samples.py."""

from __future__ import annotations

import copy

from .samples import SAMPLES, Sample

_CHAT, _OTHER_CHAT = "wrk0123456789abcdef0123456789abc", "wrk0123456789abcdef0123456789cba"
_ALICE, _BOB, _OPERATOR = (
    {"type": "user", "id": "alice"},
    {"type": "user", "id": "bob"},
    {"type": "group", "id": "operator"},
)
_ANSWERS = [
    {"code_style": 200},
    {"code_style": "0"},
    {"error_code_style": "string"},
    {"name_filter": False},
    {"display_fields": True},
]


def _put(value, *path):
    """A copy with the last of the path in place of what was there; None takes the key away."""
    value = copy.deepcopy(value)
    place = value
    for step in path[:-2]:
        place = place[step]
    if path[-1] is None:
        del place[path[-2]]
    else:
        place[path[-2]] = path[-1]
    return value


_NIGHT = {
    "time_range": "18:00--09:00",
    "notify_config": [
        {
            "level": "fatal",
            "notice_ways": [
                {"name": "voice"},
                {"name": "wxwork-bot", "receivers": [_CHAT, "wrk-two"]},
            ],
        },
        {"level": "2", "notice_ways": [{"name": "mail"}]},
    ],
}
_DAY = {
    "time_range": "00:00:00--23:59:59",
    "notify_config": [
        {"level": "1", "notice_ways": [{"name": "mail"}]},
        {"level": "remind", "notice_ways": [{"name": "bkchat", "receivers": ["wework|7"]}]},
    ],
}
_ALERT = [_NIGHT, _DAY]
_ACTION = [
    {
        "time_range": "08:00--20:00",
        "notify_config": [
            {"phase": "execute", "notice_ways": [{"name": "mail"}]},
            {"phase": "execute_failed", "notice_ways": [{"name": "mail"}, {"name": "sms"}]},
        ],
    },
    {
        "time_range": "20:00--08:00",
        "notify_config": [{"phase": "2", "notice_ways": [{"name": "rtx"}]}],
    },
]
_PLAN = {
    "enabled": True,
    "days": 7,
    "chat_ids": [_CHAT, _OTHER_CHAT],
    "type": "weekly",
    "date": 1,
    "time": "09:00",
}
_PERSONAL = {"enabled": True, "hours_ago": 24, "duty_rules": ["week by week", "office hours"]}

SAMPLES["bk", "user_group"] = Sample(
    # B67: parts of duty_notice may be left out; the other fields of a plan are as they were given
    left_out=(
        "*_notice.notify_config.notice_ways.receivers",
        "duty_notice.plan_notice",
        "duty_notice.personal_notice",
        "duty_notice.hit_first_duty",
        "duty_notice.plan_notice.[cdt]*",
        "duty_notice.personal_notice.[dh]*",
    ),
    keys={"users": "duty_arranges"},
    base={
        "name": "contract one",
        "desc": "a group",
        "alert_notice": _ALERT,
        "action_notice": _ACTION,
        "users": [_BOB, _ALICE, _OPERATOR],
        "need_duty": True,
        "duty_rules": ["week by week", "office hours"],
        "channels": ["user", "bkchat"],
        "mention_list": [_BOB, {"type": "group", "id": "all"}],
        "timezone": "Asia/Tokyo",
        "duty_notice.plan_notice": _PLAN,
        "duty_notice.personal_notice": _PERSONAL,
        "duty_notice.hit_first_duty": False,
    },
    required=("alert_notice", "action_notice"),
    shown={
        "alert_notice": [
            {
                "time_range": "18:00--09:00",
                "notify_config": [
                    {
                        "level": "1",
                        "notice_ways": [
                            {"name": "voice"},
                            {"name": "wxwork-bot", "receivers": ["wrk-two", _CHAT]},
                        ],
                    },
                    {"level": "2", "notice_ways": [{"name": "mail"}]},
                ],
            },
            {
                "time_range": "00:00:00--23:59:59",
                "notify_config": [
                    {"level": "1", "notice_ways": [{"name": "mail"}]},
                    {"level": "3", "notice_ways": [{"name": "bkchat", "receivers": ["wework|7"]}]},
                ],
            },
        ],
        "action_notice": [
            {
                "time_range": "08:00--20:00",
                "notify_config": [
                    {"phase": "1", "notice_ways": [{"name": "mail"}, {"name": "sms"}]},
                    {"phase": "3", "notice_ways": [{"name": "mail"}]},
                ],
            },
            {
                "time_range": "20:00--08:00",
                "notify_config": [{"phase": "2", "notice_ways": [{"name": "rtx"}]}],
            },
        ],
        "duty_rules": ["803", "802"],
        "channels": ["bkchat", "user"],
        "mention_list": [{"type": "group", "id": "all"}, _BOB],
        "duty_notice.plan_notice": _PLAN,
        "duty_notice.personal_notice": dict(_PERSONAL, duty_rules=["802", "803"]),
    },
    # a part of one is completed with what is stored
    changes=[
        ("desc", "another group"),
        ("alert_notice", [_DAY]),
        ("alert_notice", _put(_ALERT, 0, "time_range", "18:00--08:59")),
        ("alert_notice", _put(_ALERT, 0, "notify_config", 1, "level", "remind")),
        ("alert_notice", _put(_ALERT, 0, "notify_config", 0, "notice_ways", 0, "name", "sms")),
        (
            "alert_notice",
            _put(_ALERT, 0, "notify_config", 0, "notice_ways", 1, "receivers", [_CHAT]),
        ),
        ("alert_notice", _put(_ALERT, 1, "notify_config", 0, "notice_ways", None)),
        ("action_notice", _ACTION[:1]),
        ("action_notice", _put(_ACTION, 1, "notify_config", 0, "phase", "execute")),
        ("users", [_BOB, _ALICE]),
        ("users", [_BOB, _ALICE, {"type": "user", "id": "operator"}]),
        ("need_duty", False),
        ("duty_rules", ["office hours"]),
        ("channels", ["user"]),
        ("mention_list", [_BOB]),
        ("timezone", "Europe/Berlin"),
        ("duty_notice.plan_notice", dict(_PLAN, enabled=False)),
        ("duty_notice.plan_notice", dict(_PLAN, days=8)),
        ("duty_notice.plan_notice", dict(_PLAN, chat_ids=[_CHAT])),
        ("duty_notice.plan_notice", dict(_PLAN, type="monthly")),
        ("duty_notice.plan_notice", dict(_PLAN, date=2)),
        ("duty_notice.plan_notice", dict(_PLAN, time="09:01")),
        ("duty_notice.personal_notice", dict(_PERSONAL, hours_ago=25)),
        ("duty_notice.personal_notice", dict(_PERSONAL, duty_rules=["office hours"])),
        ("duty_notice.personal_notice", {}),
        ("duty_notice.hit_first_duty", True),
    ],
    same=[
        ("alert_notice", _put(_ALERT, 1, "time_range", "0:00--23:59")),
        (
            "alert_notice",
            _put(
                _ALERT,
                0,
                "notify_config",
                [
                    {"level": "warning", "notice_ways": [{"name": "mail"}]},
                    {"level": "remind", "notice_ways": []},
                    {
                        "level": 1,
                        "notice_ways": [
                            {"name": "wxwork-bot", "receivers": ["wrk-two", _CHAT]},
                            {"name": "voice", "receivers": []},
                        ],
                    },
                ],
            ),
        ),
        (
            "action_notice",
            _put(
                _ACTION,
                1,
                "notify_config",
                [{"phase": "execute_success", "notice_ways": [{"name": "rtx"}]}, {"phase": 1}],
            ),
        ),
        ("duty_rules", ["803", "office hours"]),
        ("duty_notice.plan_notice", dict(_PLAN, chat_ids=[_OTHER_CHAT, _CHAT])),
        ("duty_notice.plan_notice", {"days": 7, "type": None}),
        ("duty_notice.personal_notice", {"enabled": True}),
    ],
    empty={
        "desc": "",
        "alert_notice": [],
        "action_notice": [],
        "mention_list": [],
        "duty_notice.plan_notice": {},
        "duty_notice.personal_notice": {},
    },
    reset={
        "desc": "",
        "need_duty": False,
        "duty_rules": [],
        "channels": ["user", "wxwork-bot"],
        "mention_list": [],
        "timezone": "Asia/Shanghai",
        "duty_notice.plan_notice": {},
        "duty_notice.personal_notice": {},
        "duty_notice.hit_first_duty": True,
    },
    ordered=[
        ("alert_notice", _ALERT, _ALERT[::-1]),
        ("action_notice", _ACTION, _ACTION[::-1]),
        ("users", [_BOB, _ALICE, _OPERATOR], [_ALICE, _OPERATOR, _BOB]),
        ("duty_rules", ["week by week", "office hours"], ["office hours", "week by week"]),
    ],
    bad=[
        ({"name": " "}, "name"),
        ({"name": "x" * 129}, "name"),
        ({"timezone": ""}, "timezone"),
        ({"timezone": "Asia/Beijing"}, "timezone"),
        ({"alert_notice": _put(_ALERT, 0, "time_range", "all day")}, "alert_notice[0].time_range"),
        (
            {"alert_notice": _put(_ALERT, 1, "time_range", "00:00--24:00")},
            "alert_notice[1].time_range",
        ),
        ({"alert_notice": _put(_ALERT, 1, "time_range", None)}, "alert_notice[1].time_range"),
        (
            {"alert_notice": _put(_ALERT, 1, "time_range", "18:00:30--9:00")},
            "alert_notice[1].time_range",
        ),
        (
            {"alert_notice": _put(_ALERT, 0, "notify_config", 1, "level", "fatal")},
            "alert_notice[0].notify_config[1]",
        ),
        (
            {"alert_notice": _put(_ALERT, 0, "notify_config", 1, "level", "4")},
            "alert_notice[0].notify_config[1].level",
        ),
        (
            {"alert_notice": _put(_ALERT, 0, "notify_config", 1, "level", None)},
            "alert_notice[0].notify_config[1].level",
        ),
        (
            {
                "alert_notice": _put(
                    _ALERT, 0, "notify_config", 0, "notice_ways", 1, "name", "voice"
                )
            },
            "alert_notice[0].notify_config[0].notice_ways[1]",
        ),
        (
            {
                "alert_notice": _put(
                    _ALERT, 0, "notify_config", 0, "notice_ways", 1, "receivers", []
                )
            },
            "alert_notice[0].notify_config[0].notice_ways[1].receivers",
        ),
        (
            {
                "alert_notice": _put(
                    _ALERT, 0, "notify_config", 0, "notice_ways", 1, "receivers", [_CHAT, "one,two"]
                )
            },
            "alert_notice[0].notify_config[0].notice_ways[1].receivers[1]",
        ),
        (
            {
                "alert_notice": _put(
                    _ALERT, 1, "notify_config", 1, "notice_ways", 0, "receivers", ["wework"]
                )
            },
            "alert_notice[1].notify_config[1].notice_ways[0].receivers[0]",
        ),
        (
            {"action_notice": _put(_ACTION, 0, "notify_config", 0, "phase", "fatal")},
            "action_notice[0].notify_config[0].phase",
        ),
        ({"users": [_BOB, {"type": "user"}]}, "users[1].id"),
        ({"duty_rules": []}, "duty_rules"),
        ({"duty_rules": ["office hours", "802"]}, "duty_rules[1]"),
        ({"channels": ["bkchat"]}, "channels"),
        ({"channels": ["user", "mail"]}, "channels[1]"),
        (
            {"duty_notice.plan_notice": dict(_PLAN, chat_ids=["short"])},
            "duty_notice.plan_notice.chat_ids[0]",
        ),
        (
            {"duty_notice.personal_notice": {"hours_ago": -1}},
            "duty_notice.personal_notice.hours_ago",
        ),
        (
            {"duty_notice.personal_notice": {"enabled": True}},
            "duty_notice.personal_notice.hours_ago",
        ),
        ({"duty_notice.plan_notice": dict(_PLAN, days=None)}, "duty_notice.plan_notice.days"),
        ({"duty_notice.nonsense": 1}, "duty_notice.nonsense"),
    ],
    unknown_id=999999,
    table="user_groups",
    refusal="bk.3300002",
    twins=False,
    mine=lambda row: row["bk_biz_id"] == 2,
    text=("desc", "another"),
    details=1,
    signs=[
        (
            {"app": "as_code"},
            {"config_source": "YAML"},
            None,
            "as-code (config_source is YAML), whose next import overwrites",
        ),
        # a rota of its own beside duty rules, which win
        (
            {
                "duty_arranges": [
                    {
                        "id": 1,
                        "users": [],
                        "duty_users": [[_ALICE], [_BOB]],
                        "handoff_time": {"date": 1, "time": "10:00"},
                    }
                ]
            },
            {
                "duty_arranges": [
                    {
                        "order": 1,
                        "need_rotation": False,
                        "duty_users": [[_ALICE], [_BOB]],
                        "handoff_time": {"date": 1, "time": "10:00"},
                    }
                ]
            },
            None,
            None,
        ),
    ],
    closed=("duty_arranges", "mention_list"),
    settings=_ANSWERS,
)

_DAYS = {
    "work_type": "weekly",
    "work_days": [1, 2, 3, 4, 5],
    "work_time_type": "time_range",
    "work_time": ["09:00--12:00", "13:00--18:00"],
}
_SPRING = {
    "work_type": "date_range",
    "work_date_range": ["2035-02-01--2035-02-07", "2035-03-01--2035-03-07"],
    "work_time": ["00:00--23:59"],
    "period_settings": {"window_unit": "day", "duration": 2},
}
_ARRANGES = [
    {
        "duty_time": [_DAYS, _SPRING],
        "duty_users": [[_ALICE, _BOB], [_OPERATOR]],
        "group_type": "auto",
        "group_number": 2,
    },
    {"duty_time": [{"work_type": "daily", "work_time": ["18:00--09:00"]}], "duty_users": [[_BOB]]},
]

SAMPLES["bk", "duty_rule"] = Sample(
    left_out=(
        "duty_arranges.duty_time.work_days",
        "duty_arranges.duty_time.work_date_range",
        "duty_arranges.duty_time.work_time_type",
        "duty_arranges.duty_time.period_settings",
        "*.period_settings.*",
    ),
    base={
        "name": "contract one",
        "category": "regular",
        "enabled": True,
        "labels": ["web", "db"],
        "effective_time": "2035-01-01 00:00:00+0800",
        "end_time": "2036-01-01 00:00:00+0800",
        "duty_arranges": _ARRANGES,
    },
    required=("category", "effective_time", "duty_arranges"),
    shown={
        "labels": ["db", "web"],
        "effective_time": "2035-01-01 00:00:00",
        "end_time": "2036-01-01 00:00:00",
        "duty_arranges": [
            dict(
                one,
                group_type=one.get("group_type", "specified"),
                group_number=one.get("group_number", 0),
                duty_time=[
                    dict({"work_time_type": "time_range"}, **time) for time in one["duty_time"]
                ],
            )
            for one in _ARRANGES
        ],
    },
    changes=[
        ("category", "handoff"),
        ("enabled", False),
        ("labels", ["web"]),
        ("effective_time", "2035-01-01 00:00:01+0800"),
        ("end_time", ""),
        ("duty_arranges", _ARRANGES[:1]),
        ("duty_arranges", _put(_ARRANGES, 0, "duty_time", 0, "work_type", "monthly")),
        ("duty_arranges", _put(_ARRANGES, 0, "duty_time", 0, "work_days", [1, 2, 3, 4])),
        (
            "duty_arranges",
            _put(
                _ARRANGES,
                0,
                "duty_time",
                0,
                dict(_DAYS, work_time_type="datetime_range", work_time=["01 09:00--05 18:00"]),
            ),
        ),
        ("duty_arranges", _put(_ARRANGES, 0, "duty_time", 0, "work_time", ["09:00--12:00"])),
        (
            "duty_arranges",
            _put(_ARRANGES, 0, "duty_time", 1, "work_date_range", ["2035-02-01--2035-02-08"]),
        ),
        (
            "duty_arranges",
            _put(
                _ARRANGES,
                0,
                "duty_time",
                1,
                "period_settings",
                {"window_unit": "day", "duration": 3},
            ),
        ),
        ("duty_arranges", _put(_ARRANGES, 0, "duty_time", 1, "period_settings", None)),
        ("duty_arranges", _put(_ARRANGES, 0, "duty_users", 0, [_ALICE])),
        ("duty_arranges", _put(_ARRANGES, 0, "duty_users", 0, 1, {"type": "group", "id": "bob"})),
        ("duty_arranges", _put(_ARRANGES, 0, "group_type", "specified")),
        ("duty_arranges", _put(_ARRANGES, 0, "group_number", 1)),
    ],
    same=[
        ("effective_time", "2034-12-31T16:00:00Z"),
        ("effective_time", "2035-01-01 01:00+09:00"),
        ("effective_time", "2035-01-01"),
        ("end_time", "2036-01-01 00:00:00"),
        (
            "duty_arranges",
            _put(
                _put(_ARRANGES, 0, "duty_time", 0, "work_time_type", None),
                1,
                "group_type",
                "specified",
            ),
        ),
        ("duty_arranges", _put(_ARRANGES, 0, "duty_time", 0, "work_days", [5, 4, 3, 2, 1])),
        (
            "duty_arranges",
            _put(_ARRANGES, 0, "duty_time", 0, "work_time", ["13:00--18:00", "09:00--12:00"]),
        ),
    ],
    empty={"enabled": False, "labels": [], "end_time": ""},
    reset={"enabled": False, "labels": [], "end_time": ""},
    ordered=[
        ("duty_arranges", _ARRANGES, _ARRANGES[::-1]),
        (
            "duty_arranges",
            _ARRANGES,
            _put(_ARRANGES, 0, "duty_users", [[_OPERATOR], [_ALICE, _BOB]]),
        ),
        ("duty_arranges", _ARRANGES, _put(_ARRANGES, 0, "duty_users", 0, [_BOB, _ALICE])),
    ],
    bad=[
        ({"name": ""}, "name"),
        ({"category": "weekly"}, "category"),
        ({"effective_time": "tomorrow"}, "effective_time"),
        ({"effective_time": "2035-02-30 00:00:00"}, "effective_time"),
        ({"effective_time": 2051254800}, "effective_time"),
        ({"end_time": "2036"}, "end_time"),
        (
            {"duty_arranges": _put(_ARRANGES, 0, "duty_time", 0, "work_type", "never")},
            "duty_arranges[0].duty_time[0].work_type",
        ),
        (
            {"duty_arranges": _put(_ARRANGES, 0, "duty_time", 0, "work_type", None)},
            "duty_arranges[0].duty_time[0].work_type",
        ),
        ({"duty_arranges": _put(_ARRANGES, 0, "duty_time", [])}, "duty_arranges[0].duty_time"),
        ({"duty_arranges": _put(_ARRANGES, 0, "duty_users", None)}, "duty_arranges[0].duty_users"),
        (
            {"duty_arranges": _put(_ARRANGES, 0, "duty_users", 1, [])},
            "duty_arranges[0].duty_users[1]",
        ),
        (
            {"duty_arranges": _put(_ARRANGES, 0, "duty_users", 0, 1, _ALICE)},
            "duty_arranges[0].duty_users[0][1]",
        ),
        (
            {"duty_arranges": _put(_ARRANGES, 0, "duty_users", 0, 1, "bob")},
            "duty_arranges[0].duty_users[0][1]",
        ),
        (
            {"duty_arranges": _put(_ARRANGES, 0, "duty_users", 0, 1, {"type": "user"})},
            "duty_arranges[0].duty_users[0][1].id",
        ),
        (
            {
                "duty_arranges": _put(
                    _ARRANGES, 0, "duty_users", 0, 1, {"type": "user", "id": "x", "name": "X"}
                )
            },
            "duty_arranges[0].duty_users[0][1].name",
        ),
        (
            {"duty_arranges": _put(_ARRANGES, 0, "group_type", "manual")},
            "duty_arranges[0].group_type",
        ),
        (
            {"duty_arranges": _put(_ARRANGES, 0, "group_number", -1)},
            "duty_arranges[0].group_number",
        ),
        ({"duty_arranges": _put(_ARRANGES, 0, "nonsense", 1)}, "duty_arranges[0].nonsense"),
        ({"labels": ["web", "web"]}, "labels[1]"),
        (
            {"duty_arranges": _put(_ARRANGES, 0, "duty_time", 0, "work_days", [1, 8])},
            "duty_arranges[0].duty_time[0].work_days[1]",
        ),
        (
            {
                "duty_arranges": _put(
                    _ARRANGES, 0, "duty_time", 0, dict(_DAYS, work_type="monthly", work_days=[32])
                )
            },
            "duty_arranges[0].duty_time[0].work_days[0]",
        ),
        (
            {"duty_arranges": _put(_ARRANGES, 0, "duty_time", 0, "work_time", 1, "13:00--25:00")},
            "duty_arranges[0].duty_time[0].work_time[1]",
        ),
        (
            {"duty_arranges": _put(_ARRANGES, 0, "duty_time", 0, "work_time", None)},
            "duty_arranges[0].duty_time[0].work_time",
        ),
        (
            {
                "duty_arranges": _put(
                    _ARRANGES, 0, "duty_time", 0, "work_time_type", "datetime_range"
                )
            },
            "duty_arranges[0].duty_time[0].work_time[0]",
        ),
        (
            {
                "duty_arranges": _put(
                    _ARRANGES, 0, "duty_time", 1, "work_date_range", 0, "2035-02-08--2035-02-07"
                )
            },
            "duty_arranges[0].duty_time[1].work_date_range[0]",
        ),
        ({"duty_arranges": _put(_ARRANGES, 0, "group_number", 0)}, "duty_arranges[0].group_number"),
        ({"duty_arranges": [_ARRANGES[1], _ARRANGES[0], _ARRANGES[1]]}, "duty_arranges[2]"),
        ({"end_time": "2034-12-31 16:00:00Z"}, "end_time"),
    ],
    unknown_id=999999,
    table="duty_rules",
    refusal="bk.3300002",
    twins=False,
    mine=lambda row: row["bk_biz_id"] == 2,
    text=("category", "handoff"),
    details=1,
    signs=[
        (
            {"app": "as_code"},
            {"config_source": "YAML"},
            None,
            "as-code (config_source is YAML), whose next import overwrites",
        )
    ],
    closed=("duty_users", "period_settings"),
    settings=[{"arranges_in_list": True}, *_ANSWERS],
)
