# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The objects of the benchmark, each in the three shapes a contender wants: options, body of a
create, row of the vendor's list.
"""

from __future__ import annotations

KEY = "mackerel-demo-key-0001"
SERVICES = ("payments", "ledger", "search", "Hatena-Bookmark")
CHANNELS = {
    "payments-page": "4ChPayPage1",
    "payments-mail": "4ChPayMail2",
    "search-page": "4ChSeaPage3",
    "search-mail": "4ChSeaMail4",
}


def options(number):
    """Notification groups as a task has them: channels by name."""
    names = sorted(CHANNELS)
    return [
        {
            "name": f"team-{one:05d}",
            "notification_level": ("all", "critical")[one % 2],
            "child_channels": [names[one % 4], names[(one + 1) % 4]],
            "services": [SERVICES[one % 4]],
        }
        for one in range(number)
    ]


def bodies(number):
    """The same as the vendor takes them."""
    return [
        {
            "name": one["name"],
            "notificationLevel": one["notification_level"],
            "childNotificationGroupIds": [],
            "childChannelIds": [CHANNELS[name] for name in one["child_channels"]],
            "monitors": [],
            "services": [{"name": name} for name in one["services"]],
        }
        for one in options(number)
    ]


def rows(number):
    """The same as the vendor lists them, after its default group."""
    default = {
        "id": "4NgDefault1",
        "type": "group-default",
        "name": "Default",
        "notificationLevel": "all",
        "childNotificationGroupIds": [],
        "childChannelIds": [],
        "monitors": [],
        "services": [],
    }
    return [
        default,
        *(
            {"id": f"4Ng{one:08d}", "type": "group", **body}
            for one, body in enumerate(bodies(number))
        ),
    ]


def lists(number):
    """What a Mackerel account with that many groups answers."""
    channels = [
        {
            "id": ident,
            "type": "email",
            "name": name,
            "emails": [f"{name}@example.com"],
            "userIds": [],
            "events": ["alert"],
            "suspendedAt": None,
        }
        for name, ident in CHANNELS.items()
    ]
    return {
        "/api/v0/notification-groups": {"notificationGroups": rows(number)},
        "/api/v0/channels": {"channels": channels},
        "/api/v0/services": {
            "services": [{"name": name, "memo": "", "roles": []} for name in SERVICES]
        },
    }


def account(number, latency_ms=0):
    return {"latency_ms": latency_ms, "lists": lists(number)}


def variables(number, url):
    """What the contenders' tasks refer to."""
    return {"api": url, "key": KEY, "objects": options(number), "bodies": bodies(number)}


def teams(number):
    """Four objects for each team at each vendor, in the options of the four plural modules."""
    names = [f"team-{one:03d}" for one in range(number)]
    levels = ("page", "mail", "chat")
    target = {
        "targets": [
            {
                "to": ["notify:payments-page", "member:alice@example.com"],
                "status": ["critical", "error"],
            },
            {"to": ["notify:payments-mail"], "status": ["warning"]},
        ]
    }
    return {
        "mackerel_groups": [
            {
                "name": f"{name} {level}",
                "notification_level": "critical",
                "child_channels": ["payments-page", "payments-mail"],
                "services": ["payments"],
            }
            for name in names
            for level in levels
        ],
        "mackerel_settings": [
            {
                "name": name,
                "memo": "made by the benchmark",
                "service_scopes": ["payments"],
                "notification_interval": 60,
            }
            for name in names
        ],
        "guance_policies": [
            {
                "name": f"{name} {level}",
                "rule_timezone": "Asia/Tokyo",
                "alert_opt": {
                    "silent_timeout": 21600,
                    "agg_interval": 120,
                    "alert_target": [target],
                },
            }
            for name in names
            for level in (*levels, "night")
        ],
        "bk_groups": [
            {
                "name": f"{name} {level}",
                "notice_receiver": [
                    {"type": "user", "id": "alice"},
                    {"type": "group", "id": "bk_biz_maintainer"},
                ],
                "notice_way": {"fatal": ["voice", "mail"], "warning": ["mail"], "remind": ["mail"]},
            }
            for name in names
            for level in (*levels, "night")
        ],
    }


def people(number):
    """Who is in a team."""
    return [f"ana{number:03d}", f"ben{number:03d}"]


def team_file(number, repeat="30m"):
    """A team as its file has it: four ways to reach it, three rules."""
    name = f"team-{number:03d}"
    hook = "https://hooks.slack.com/services/T0BENCH"
    return {
        "name": name,
        "description": "Made by the benchmark",
        "timezone": "Asia/Tokyo",
        "members": [
            {"name": one, "email": f"{one}@example.com", "lead": not place}
            for place, one in enumerate(people(number))
        ],
        "services": ["payments"],
        "contacts": {
            "page": {"slack": {"url": f"{hook}/P{number}/page"}, "mention": "@here"},
            "chat": {"slack": {"url": f"{hook}/C{number}/chat"}},
            "mail": {"email": "members"},
            "duty": {"phone": "members", "way": "voice"},
        },
        "routing": [
            {"severity": ["critical"], "notify": ["page", "duty"], "repeat": repeat},
            {"severity": ["warning"], "notify": ["chat", "mail"]},
            {"severity": ["info"], "notify": ["mail"]},
        ],
    }
