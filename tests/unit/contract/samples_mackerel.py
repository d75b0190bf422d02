# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Samples of Mackerel's channels, services, roles and downtimes; see samples.py."""

from __future__ import annotations

from .samples import _MACKEREL, SAMPLES, Sample

_HOOK = "https://contract-hook.example.com/mackerel?token=contract-secret-0001"
_OTHER_HOOK = "https://contract-hook.example.com/mackerel?token=contract-secret-0002"

_SUSPENDED = [({"suspendedAt": 1717677296}, {"suspended_at": 1717677296}, "is suspended since 2024-06-06T12:34:56Z", None),
              ({"suspendedAt": "1717677296"}, {"suspended_at": 1717677296}, "is suspended since 2024-06-06T12:34:56Z", None)]

SAMPLES["mackerel", "channel"] = Sample(
    left_out=("suspendedAt", "mentions.*"),
    base={
        "name": "contract one",
        "type": "slack",
        "url": _HOOK,
        "mentions": {"critical": "<!here>", "ok": "@alice"},
        "enabled_graph_image": True,
        "events": ["alertGroup", "alert"],
        "add_to_default_notification_group": False,
    },
    required=("type", "url"),
    shown={"url": "********", "events": ["alert", "alertGroup"]},
    changes=[
        ("mentions", {"critical": "<!here>"}),
        ("enabled_graph_image", False),
        ("url", _OTHER_HOOK),
        ("mentions", {"critical": "<!channel>", "ok": "@alice"}),
        ("events", ["alert"]),
        ("events", []),
    ],
    same=[("url", "********"), ("mentions", {"ok": "@alice", "critical": "<!here>", "warning": ""})],
    empty={"mentions": {}, "enabled_graph_image": False, "events": []},
    reset={"mentions": {}, "enabled_graph_image": False},
    bad=[
        ({"name": " "}, "name"),
        ({"type": "pagerduty"}, "type"),
        ({"type": "Slack"}, "type"),
        ({"url": "hooks.example.com/no-scheme-at-all"}, "url"),
        ({"url": "https:// a-space.example.com/in-it"}, "url"),
        ({"mentions": {"unknown": "<!here>"}}, "mentions.unknown"),
        ({"mentions": {"ok": None}}, "mentions.ok"),
        ({"events": ["alert", "alerts"]}, "events[1]"),
        ({"emails": ["a@example.com"]}, "emails"),
        ({"user_ids": ["alice@example.com"]}, "user_ids"),
    ],
    unknown_id="4ChNowhere0", table="channels", refusal="mackerel.400", settings=_MACKEREL, fixed={"type": "webhook"}, signs=_SUSPENDED,
    once=("add_to_default_notification_group",),
)

SAMPLES["mackerel", "channel", "webhook"] = Sample(
    left_out=("suspendedAt",),
    base={
        "name": "contract one",
        "type": "webhook",
        "url": _HOOK,
        "enabled_graph_image": True,
        "events": ["monitor", "hostRetire", "hostRegister", "hostStatus"],
        "add_to_default_notification_group": False,
    },
    required=("type", "url"),
    shown={"url": "********", "events": ["hostRegister", "hostRetire", "hostStatus", "monitor"]},
    changes=[("events", ["monitor", "alert"]), ("url", _OTHER_HOOK), ("enabled_graph_image", False)],
    empty={"enabled_graph_image": False, "events": []},
    reset={"enabled_graph_image": False},
    bad=[({"url": ""}, "url"), ({"mentions": {"ok": "@alice"}}, "mentions"), ({"emails": ["a@example.com"]}, "emails")],
    unknown_id="4ChNowhere0", table="channels", refusal="mackerel.400", settings=_MACKEREL, fixed={"type": "email"}, signs=_SUSPENDED,
    once=("add_to_default_notification_group",),
)

SAMPLES["mackerel", "channel", "email"] = Sample(
    left_out=("suspendedAt",),
    base={
        "name": "contract one",
        "type": "email",
        "emails": ["oncall@example.com", "backup@example.com"],
        "user_ids": ["bob@example.com", "4Usr1Alice1"],
        "events": ["alert", "monitor"],
        "add_to_default_notification_group": False,
    },
    required=("type",),
    shown={"emails": ["backup@example.com", "oncall@example.com"], "user_ids": ["4Usr1Alice1", "4Usr2Bobby2"]},
    changes=[
        ("emails", ["oncall@example.com"]),
        ("emails", []),
        ("user_ids", ["bob@example.com", "carol@example.com"]),
        ("events", ["alert"]),
    ],
    same=[("user_ids", ["alice@example.com", "Bob"]), ("emails", ["backup@example.com", "oncall@example.com"])],
    empty={"emails": [], "user_ids": [], "events": []},
    reset={"emails": [], "user_ids": []},
    bad=[
        ({"emails": ["oncall@example.com", "nobody"]}, "emails[1]"),
        ({"emails": ["oncall@example.com", None]}, "emails[1]"),
        ({"user_ids": ["alice@example.com", "4Usr1Alice1"]}, "user_ids[1]"),
        ({"url": _HOOK}, "url"),
        ({"enabled_graph_image": True}, "enabled_graph_image"),
    ],
    unknown_id="4ChNowhere0", table="channels", refusal="mackerel.400", settings=_MACKEREL, fixed={"type": "slack"}, signs=_SUSPENDED,
    once=("add_to_default_notification_group",),
)

SAMPLES["mackerel", "service"] = Sample(
    left_out=("roles",),
    base={"name": "contract one", "memo": "takes the money"},
    required=(), shown={}, changes=[], empty={}, reset={},
    bad=[({"name": ""}, "name"), ({"name": "x"}, "name"), ({"name": "two words"}, "name"), ({"name": "-dash"}, "name"), ({"name": "x" * 64}, "name"),
         ({"name": "a.b"}, "name"), ({"name": "a:b"}, "name")],
    unknown_id="nowhere-at-all", table="services", refusal="mackerel.400", settings=_MACKEREL, twins=False, reported={"memo": "another"}, bare=True,
)

SAMPLES["mackerel", "role"] = Sample(
    base={"service": "payments", "name": "contract one", "memo": "keeps the books"},
    required=("service",), shown={}, changes=[], empty={}, reset={},
    bad=[({"name": ""}, "name"), ({"name": "x"}, "name"), ({"name": "two words"}, "name"), ({"name": "_under"}, "name"), ({"name": "x" * 64}, "name"),
         ({"service": "p"}, "service"), ({"service": "pay ments"}, "service"), ({"service": "nowhere-at-all"}, "service"), ({"service": ""}, "service")],
    unknown_id="nowhere-at-all", table="services", refusal="mackerel.400", settings=_MACKEREL, twins=False, reported={"memo": "another"}, bare=True,
    within="payments:",
    listed=lambda state: [dict(role, name="%s:%s" % (service["name"], role["name"])) for service in state["services"] for role in service["roles"]],
)

SAMPLES["mackerel", "downtime"] = Sample(
    left_out=("memo", "recurrence", "recurrence.weekdays", "recurrence.until", "*Scopes"),
    base={
        "name": "contract one",
        "memo": "patching",
        "start": "2035-01-07T02:00:00+09:00",
        "duration": "1h30m",
        "recurrence": {"type": "weekly", "interval": 2, "weekdays": ["Sunday", "Monday"], "until": "2036-01-01T00:00:00Z"},
        "service_scopes": ["payments", "ledger"],
        "service_exclude_scopes": ["search"],
        "role_scopes": ["payments: db"],
        "role_exclude_scopes": ["ledger:db", "ledger: app"],
        "monitor_scopes": ["search-health", "connectivity"],
        "monitor_exclude_scopes": ["payments-latency"],
    },
    required=("start", "duration"),
    shown={
        "start": 2051715600,
        "duration": 90,
        "recurrence": {"type": "weekly", "interval": 2, "weekdays": ["Monday", "Sunday"], "until": 2082758400},
        "service_scopes": ["ledger", "payments"],
        "role_scopes": ["payments:db"],
        "role_exclude_scopes": ["ledger:app", "ledger:db"],
        "monitor_scopes": ["4MoConnect1", "4MoSeaUrl4c"],
        "monitor_exclude_scopes": ["4MoPayLat2a"],
    },
    changes=[
        ("memo", "another"),
        ("start", "2035-01-06T17:00:01Z"),
        ("start", 2051715601),
        ("duration", "2h"),
        ("duration", 91),
        ("recurrence", {"type": "weekly", "interval": 2, "weekdays": ["Sunday"], "until": 2082758400}),
        ("recurrence", {"type": "weekly", "interval": 1, "weekdays": ["Sunday", "Monday"], "until": 2082758400}),
        ("recurrence", {"type": "weekly", "interval": 2, "weekdays": ["Sunday", "Monday"]}),
        ("recurrence", {"type": "monthly", "interval": 1}),
        ("service_scopes", ["ledger"]),
        ("service_exclude_scopes", ["Example-Service-1"]),
        ("role_scopes", ["payments:app", "payments:db"]),
        ("role_exclude_scopes", ["ledger:app"]),
        ("monitor_scopes", ["search-health"]),
        ("monitor_exclude_scopes", ["payments-health"]),
    ],
    same=[
        ("start", "2035-01-06T17:00:00Z"), ("start", 2051715600), ("start", "2051715600"), ("duration", 90), ("duration", "90m"), ("duration", "90"),
        ("recurrence", {"type": "weekly", "interval": "2", "weekdays": ["Monday", "Sunday"], "until": 2082758400}),
        ("role_scopes", ["payments :db"]), ("monitor_scopes", ["4MoConnect1", "search-health"]),
    ],
    empty={"memo": "", "recurrence": {}, "service_scopes": [], "service_exclude_scopes": [], "role_scopes": [], "role_exclude_scopes": [],
           "monitor_scopes": [], "monitor_exclude_scopes": []},
    reset={"memo": "", "recurrence": {}, "service_scopes": [], "service_exclude_scopes": [], "role_scopes": [], "role_exclude_scopes": [],
           "monitor_scopes": [], "monitor_exclude_scopes": []},
    bad=[
        ({"name": " "}, "name"),
        ({"start": "tomorrow"}, "start"),
        ({"start": "2035-01-07T02:00:00"}, "start"),
        ({"start": -1}, "start"),
        ({"start": [2051715600]}, "start"),
        ({"duration": 0}, "duration"),
        ({"duration": "90x"}, "duration"),
        ({"duration": "90s"}, "duration"),
        ({"duration": True}, "duration"),
        ({"recurrence": {"type": "weekly"}}, "recurrence.interval"),
        ({"recurrence": {"interval": 1}}, "recurrence.type"),
        ({"recurrence": {"type": "weekly", "interval": 0}}, "recurrence.interval"),
        ({"recurrence": {"type": "fortnightly", "interval": 1}}, "recurrence.type"),
        ({"recurrence": {"type": "daily", "interval": 1, "weekdays": ["Sunday"]}}, "recurrence.weekdays"),
        ({"recurrence": {"type": "weekly", "interval": 1, "weekdays": ["Sun"]}}, "recurrence.weekdays[0]"),
        ({"recurrence": {"type": "weekly", "interval": 1, "weekdays": ["Sunday", "Sunday"]}}, "recurrence.weekdays[1]"),
        ({"recurrence": {"type": "weekly", "interval": 1, "until": "2036-01-01"}}, "recurrence.until"),
        ({"recurrence": {"type": "weekly", "interval": 1, "unto": 1}}, "recurrence.unto"),
        ({"service_scopes": ["payments", "payments"]}, "service_scopes[1]"),
        ({"role_scopes": ["payments:db", "payments: db"]}, "role_scopes[1]"),
        ({"role_exclude_scopes": ["payments"]}, "role_exclude_scopes[0]"),
        ({"monitor_scopes": ["search-health", "4MoSeaUrl4c"]}, "monitor_scopes[1]"),
    ],
    unknown_id="4DtNowhere0", table="downtimes", refusal="mackerel.400", settings=[{"spaced_roles": False}, *_MACKEREL], text=("memo", "another"),
)
