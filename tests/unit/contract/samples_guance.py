# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Samples of Guance's notify objects, teams and notice dates; see samples.py."""

from __future__ import annotations

from .samples import SAMPLES, Sample, _uuid

_HOOK = "https://contract-hook.example.com/guance?token=contract-secret-0001"
_OTHER_HOOK = "https://contract-hook.example.com/guance?token=contract-secret-0002"
_MASK = "********"
_MASKED = [{"mask_notify_secrets": True}]
_LISTS = [
    {"list_shape": "array"},
    {"list_shape": "data"},
    {"page_total": "absent"},
    {"page_total": "string"},
    {"search": "ignored"},
]
_PEOPLE = {
    "open_permission_set": True,
    "permission_set": ["wsAdmin", "role:oncall", "team:payments", "member:bob@example.com"],
}
_SHOWN_PEOPLE = {
    "permission_set": [_uuid("acnt", 2), _uuid("group", 1), _uuid("role", 1), "wsAdmin"]
}
_OTHER_PEOPLE = [("permission_set", ["wsAdmin"]), ("open_permission_set", False)]
_NOBODY = {"open_permission_set": False, "permission_set": []}
_BAD_PEOPLE = [
    ({"permission_set": ["wsAdmin", "owner"]}, "permission_set[1]"),
    ({"permission_set": ["wsAdmin", "payments"]}, "permission_set[1]"),
]
_LEFT_OUT = (
    "openPermissionSet",
    "permissionSet",
    "optSet.secret",
    "optSet.headersConfig",
    "optSet.headersConfig.items",
    "optSet.message_thread_id",
)
_COMMON = {
    "together": True,
    "left_out": _LEFT_OUT,
    "unknown_id": "notify_nowhere",
    "table": "notify_object",
    "refusal": "guance.400",
    "signs": [
        ({"status": 2}, {"status": 2}, "has the status 2", None),
        ({"status": "1"}, {"status": 1}, "has the status 1", None),
    ],
    "denials": [
        ({"allow_operation": False}, {"allow_operation": False}),
        ({"forbiddenOperation": True}, {"forbidden_operation": True}),
    ],
}

SAMPLES["guance", "notify_object"] = Sample(
    base=dict(
        {
            "name": "contract one",
            "type": "dingTalkRobot",
            "opt_set.webhook": _HOOK,
            "opt_set.secret": "SEC-contract-secret-0001",
        },
        **_PEOPLE,
    ),
    required=("type", "opt_set.webhook"),
    shown=dict({"opt_set.webhook": _MASK, "opt_set.secret": _MASK}, **_SHOWN_PEOPLE),
    changes=[
        *_OTHER_PEOPLE,
        ("opt_set.webhook", _OTHER_HOOK),
        ("opt_set.secret", "SEC-contract-secret-0002"),
    ],
    same=[
        ("opt_set.webhook", _MASK),
        ("permission_set", ["team:payments", _uuid("acnt", 2), "wsAdmin", _uuid("role", 1)]),
    ],
    empty=dict({"opt_set.secret": ""}, **_NOBODY),
    reset=dict({"opt_set.secret": ""}, **_NOBODY),
    bad=[
        ({"name": " "}, "name"),
        ({"opt_set.webhook": ""}, "opt_set.webhook"),
        ({"type": "dingtalkrobot"}, "type"),
        ({"type": ""}, "type"),
        ({"opt_set.url": _HOOK}, "opt_set.url"),
        ({"opt_set.to": ["13800000000"]}, "opt_set.to"),
        ({"opt_set.nonsense": 1}, "opt_set.nonsense"),
        *_BAD_PEOPLE,
    ],
    settings=_LISTS + _MASKED,
    fixed={"type": "feishuRobot"},
    **_COMMON,
)

SAMPLES["guance", "notify_object", "hook"] = Sample(
    base=dict(
        {"name": "contract one", "type": "slackIncomingWebhook", "opt_set.webhook": _HOOK},
        **_PEOPLE,
    ),
    required=("type", "opt_set.webhook"),
    shown=dict({"opt_set.webhook": _MASK}, **_SHOWN_PEOPLE),
    changes=[*_OTHER_PEOPLE, ("opt_set.webhook", _OTHER_HOOK)],
    empty=_NOBODY,
    reset=_NOBODY,
    bad=[
        ({"opt_set.secret": "SEC-contract-secret-0001"}, "opt_set.secret"),
        ({"opt_set.webhook": " "}, "opt_set.webhook"),
    ],
    settings=_MASKED,
    fixed={"type": "HTTPRequest"},
    **_COMMON,
)

_HEADERS = {
    "is_open": True,
    "items": [
        {"key": "X-Tenant", "value": "contract-secret-0001"},
        {"key": "Authorization", "value": "Bearer contract-secret-0002"},
    ],
}
_MASKED_HEADERS = {
    "is_open": True,
    "items": [{"key": "Authorization", "value": _MASK}, {"key": "X-Tenant", "value": _MASK}],
}

SAMPLES["guance", "notify_object", "http"] = Sample(
    base=dict(
        {
            "name": "contract one",
            "type": "HTTPRequest",
            "opt_set.url": _HOOK,
            "opt_set.headers_config": _HEADERS,
        },
        **_PEOPLE,
    ),
    required=("type", "opt_set.url"),
    shown=dict({"opt_set.url": _MASK, "opt_set.headers_config": _MASKED_HEADERS}, **_SHOWN_PEOPLE),
    changes=[
        *_OTHER_PEOPLE,
        ("opt_set.url", _OTHER_HOOK),
        (
            "opt_set.headers_config",
            dict(
                _MASKED_HEADERS,
                items=[
                    *_MASKED_HEADERS["items"],
                    {"key": "X-New", "value": "contract-secret-0003"},
                ],
            ),
        ),
        ("opt_set.headers_config", dict(_MASKED_HEADERS, items=_MASKED_HEADERS["items"][:1])),
        ("opt_set.headers_config", dict(_HEADERS, items=_HEADERS["items"][:1])),
        ("opt_set.headers_config", dict(_HEADERS, is_open=False)),
        ("opt_set.headers_config", {}),
    ],
    same=[
        ("opt_set.headers_config", _MASKED_HEADERS),
        (
            "opt_set.headers_config",
            dict(
                _HEADERS,
                items=[
                    dict(one, key=" %s " % one["key"].upper()) for one in _HEADERS["items"][::-1]
                ],
            ),
        ),
    ],
    empty=dict({"opt_set.headers_config": {}}, **_NOBODY),
    reset=dict({"opt_set.headers_config": {}}, **_NOBODY),
    bad=[
        ({"opt_set.url": ""}, "opt_set.url"),
        (
            {
                "opt_set.headers_config": {
                    "items": [{"key": "a", "value": "b"}, {"key": "A ", "value": "c"}]
                }
            },
            "opt_set.headers_config.items[1]",
        ),
        (
            {"opt_set.headers_config": {"items": [{"key": " ", "value": "b"}]}},
            "opt_set.headers_config.items[0].key",
        ),
        (
            {"opt_set.headers_config": {"items": [{"key": "a"}]}},
            "opt_set.headers_config.items[0].value",
        ),
        (
            {"opt_set.headers_config": {"items": [{"key": "a", "value": "b", "nonsense": 1}]}},
            "opt_set.headers_config.items[0].nonsense",
        ),
        ({"opt_set.headers_config": _MASKED_HEADERS}, "opt_set.headers_config"),
    ],
    settings=_MASKED,
    fixed={"type": "simpleHTTPRequest"},
    **_COMMON,
)

SAMPLES["guance", "notify_object", "mail"] = Sample(
    base=dict(
        {
            "name": "contract one",
            "type": "mailGroup",
            "opt_set.to": ["bob@example.com", "alice@example.com"],
        },
        **_PEOPLE,
    ),
    required=("type", "opt_set.to"),
    shown=dict({"opt_set.to": [_uuid("acnt", 1), _uuid("acnt", 2)]}, **_SHOWN_PEOPLE),
    changes=[
        *_OTHER_PEOPLE,
        ("opt_set.to", ["alice@example.com"]),
        ("opt_set.to", ["member:alice@example.com", "Carol"]),
        ("opt_set.to", ["free@example.com"]),
        ("opt_set.to", []),
    ],
    same=[("opt_set.to", [_uuid("acnt", 1), "member: bob@example.com"])],
    empty=dict({"opt_set.to": []}, **_NOBODY),
    reset=_NOBODY,
    bad=[
        ({"opt_set.to": ["alice@example.com", "13800000000"]}, "opt_set.to[1]"),
        ({"opt_set.to": ["alice@example.com", "member:free@example.com"]}, "opt_set.to[1]"),
        (
            {"opt_set.to": ["alice@example.com", "free@example.com", "free@example.com"]},
            "opt_set.to[2]",
        ),
        ({"opt_set.to": ["alice@example.com", "member:alice@example.com"]}, "opt_set.to[1]"),
        ({"opt_set.to": ["member:"]}, "opt_set.to[0]"),
        ({"opt_set.webhook": _HOOK}, "opt_set.webhook"),
    ],
    fixed={"type": "sms"},
    **_COMMON,
)

SAMPLES["guance", "notify_object", "phone"] = Sample(
    base=dict(
        {"name": "contract one", "type": "sms", "opt_set.to": ["13800000001", "+86 138-0000-0000"]},
        **_PEOPLE,
    ),
    required=("type", "opt_set.to"),
    shown=dict({"opt_set.to": ["+86 138-0000-0000", "13800000001"]}, **_SHOWN_PEOPLE),
    changes=[*_OTHER_PEOPLE, ("opt_set.to", ["13800000001"])],
    same=[("opt_set.to", ["+86 138-0000-0000", "13800000001"])],
    empty=dict({"opt_set.to": []}, **_NOBODY),
    reset=_NOBODY,
    bad=[
        ({"opt_set.to": ["13800000001", "alice@example.com"]}, "opt_set.to[1]"),
        ({"opt_set.to": ["13800000001", _uuid("acnt", 1)]}, "opt_set.to[1]"),
        ({"opt_set.to": ["13800000001", "13800000001"]}, "opt_set.to[1]"),
        ({"opt_set.to": ["13800000001", 13800000002]}, "opt_set.to[1]"),
    ],
    fixed={"type": "vms"},
    **_COMMON,
)

SAMPLES["guance", "notify_object", "telegram"] = Sample(
    base=dict(
        {
            "name": "contract one",
            "type": "telegramBot",
            "opt_set.token": "1:contract-secret-0001",
            "opt_set.chat_id": "-1001234567890",
            "opt_set.message_thread_id": "17",
        },
        **_PEOPLE,
    ),
    required=("type", "opt_set.token", "opt_set.chat_id"),
    shown=dict({"opt_set.token": _MASK}, **_SHOWN_PEOPLE),
    changes=[
        *_OTHER_PEOPLE,
        ("opt_set.token", "1:contract-secret-0002"),
        ("opt_set.chat_id", "-2"),
        ("opt_set.message_thread_id", "18"),
    ],
    same=[
        ("opt_set.chat_id", -1001234567890),
        ("opt_set.message_thread_id", 17),
        ("opt_set.token", _MASK),
    ],
    empty=dict({"opt_set.message_thread_id": ""}, **_NOBODY),
    reset=dict({"opt_set.message_thread_id": ""}, **_NOBODY),
    bad=[
        ({"opt_set.token": ""}, "opt_set.token"),
        ({"opt_set.chat_id": " "}, "opt_set.chat_id"),
        ({"opt_set.secret": "x"}, "opt_set.secret"),
    ],
    settings=_MASKED,
    fixed={"type": "wechatRobot"},
    **_COMMON,
)

SAMPLES["guance", "member_group"] = Sample(
    # the calls show who is in it in other words
    left_out=("accountUUIDs",),
    base={
        "name": "contract one",
        "members": ["bob@example.com", "alice@example.com", "example@example.com"],
    },
    required=(),
    shown={"members": [_uuid("acnt", 1), _uuid("acnt", 2), "acnt_xxxx32"]},
    changes=[
        ("members", ["alice@example.com"]),
        ("members", ["member:alice@example.com", "Carol"]),
        ("members", []),
    ],
    same=[("members", ["acnt_xxxx32", "member:alice@example.com", "Bob"])],
    empty={"members": []},
    reset={"members": []},
    bad=[
        ({"name": " "}, "name"),
        ({"name": "x" * 49}, "name"),
        ({"members": ["alice@example.com", "nobody@example.com"]}, "members[1]"),
        ({"members": ["alice@example.com", "member:alice@example.com"]}, "members[1]"),
        ({"members": ["13800000000"]}, "members[0]"),
        ({"members": ["alice@example.com", None]}, "members[1]"),
    ],
    # two members are called Alice, so each team has to be asked
    unknown_id="group_nowhere",
    table="member_group",
    refusal="guance.400",
    details=1,
    deleted_once=True,
    settings=[{"list_shape": "array"}, {"list_shape": "data"}, {"search": "ignored"}],
)

SAMPLES["guance", "notice_date"] = Sample(
    base={"name": "contract one", "dates": ["2035/12/25", "2035-01-01", "2037.2.3"]},
    required=(),
    shown={"dates": ["2035/01/01", "2035/12/25", "2037/02/03"]},
    changes=[
        ("dates", ["2035/12/25"]),
        ("dates", ["2035-12-26", "2035-01-01", "2037-02-03"]),
        ("dates", []),
    ],
    same=[
        ("dates", ["2037/02/03", "2035.01.01", "2035-12-25"]),
        ("dates", ["2035/01/01", "2037/02/03", "2035-01-01", "2035-12-25"]),
    ],
    merged=("dates",),
    together=True,
    empty={"dates": []},
    reset={"dates": []},
    bad=[
        ({"name": ""}, "name"),
        ({"name": "x" * 257}, "name"),
        ({"dates": ["2035/12/25", "2035/02/29"]}, "dates[1]"),
        ({"dates": ["2035/12/25", "25.12.2035"]}, "dates[1]"),
        ({"dates": ["2035/12-25"]}, "dates[0]"),
        ({"dates": ["20351225"]}, "dates[0]"),
        ({"dates": ["tomorrow"]}, "dates[0]"),
    ],
    unknown_id="ndate_nowhere",
    table="notice_date",
    refusal="guance.400",
    settings=[*_LISTS, {"date_separator": "/"}, {"date_separator": "."}, {"date_separator": "-"}],
)
