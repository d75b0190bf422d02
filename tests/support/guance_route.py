# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A whole route of a Guance workspace, from the calendar to the person, by names alone; and
workspaces in which nothing is but people.
"""

from __future__ import annotations

from .harness import Account

HOOK = "https://hooks.example.com/route?key=planted-hook"
#: Module, its list option, and the objects; each refers only to those before it.
ROUTE = [
    (
        "guance_notice_dates",
        "notice_dates",
        [
            {"name": "public holidays", "dates": ["2027-01-01", "2027/02/06", "2027.12.25"]},
            {"name": "release days", "dates": ["2027/03/01"]},
        ],
    ),
    (
        "guance_notify_objects",
        "notify_objects",
        [
            {
                "name": "ops page",
                "type": "HTTPRequest",
                "opt_set": {
                    "url": HOOK,
                    "headers_config": {
                        "is_open": True,
                        "items": [{"key": "Authorization", "value": "Bearer planted-hook"}],
                    },
                },
            },
            {
                "name": "ops chat",
                "type": "dingTalkRobot",
                "opt_set": {"webhook": HOOK + "-2", "secret": "SEC-planted-hook"},
            },
            {
                "name": "ops mail",
                "type": "mailGroup",
                "opt_set": {"to": ["alice@example.com", "bob@example.com"]},
            },
            {"name": "ops phones", "type": "vms", "opt_set": {"to": ["13800000000"]}},
        ],
    ),
    (
        "guance_member_groups",
        "member_groups",
        [
            {"name": "SRE", "members": ["alice@example.com", "bob@example.com"]},
            {"name": "management", "members": ["member:carol@example.com"]},
        ],
    ),
    (
        "guance_alert_policies",
        "alert_policies",
        [
            {
                "name": "payments on-call",
                "rule_timezone": "Asia/Singapore",
                "open_permission_set": True,
                "permission_set": ["wsAdmin", "team:SRE"],
                "alert_opt": {
                    "silent_timeout": 3600,
                    "agg_interval": 120,
                    "alert_target": [
                        {
                            "name": "holidays",
                            "custom_dates": ["public holidays", "release days"],
                            "custom_start_time": "9:30",
                            "custom_duration": 28800,
                            "targets": [{"to": ["team:SRE"], "status": ["critical"]}],
                        },
                        {
                            "name": "other times",
                            "targets": [
                                {
                                    "to": ["notify:ops page", "member:alice@example.com"],
                                    "status": ["critical"],
                                    "upgrade_targets": [
                                        {"to": ["team:SRE", "notify:ops phones"], "duration": 900},
                                        {"to": ["team:management"], "duration": 1800},
                                    ],
                                },
                                {"to": ["notify:ops mail"], "status": ["error", "warning"]},
                            ],
                        },
                    ],
                },
            },
            {
                "name": "by member",
                "rule_timezone": "UTC",
                "alert_opt": {
                    "alert_type": "member",
                    "silent_timeout": 1800,
                    "agg_interval": 0,
                    "alert_target": [
                        {
                            "alert_info": [
                                {
                                    "member_info": ["team:SRE", "member:carol@example.com"],
                                    "targets": [
                                        {
                                            "to": ["email", "notify:ops chat"],
                                            "status": ["critical"],
                                            "upgrade_targets": [
                                                {
                                                    "to": ["team:management"],
                                                    "duration": 600,
                                                    "to_way": ["sms", "notify:ops page"],
                                                }
                                            ],
                                        }
                                    ],
                                }
                            ]
                        }
                    ],
                },
            },
        ],
    ),
]
INFO = {
    "notice_dates": "guance_notice_date_info",
    "notify_objects": "guance_notify_object_info",
    "member_groups": "guance_member_group_info",
    "alert_policies": "guance_alert_policy_info",
}


class Workspace(Account):
    """An account of its own with nothing in it but members, whose UUIDs begin with ``mark``, and
    the policy that every workspace has.
    """

    def __init__(self, emulator, name, mark):
        super().__init__(emulator, "guance")
        self.name = name
        self.connection["api_key"] = "guance-route-key-" + name
        emulator.add_account(
            vendor="guance",
            account=name,
            keys=[
                {"key": self.connection["api_key"], "uuid": "wsak_" + name, "roles": ["wsAdmin"]}
            ],
            seed="empty",
        )
        people = [
            {
                "uuid": "acnt_%s%d" % (mark, number),
                "name": name.title(),
                "email": name + "@example.com",
                "username": name,
            }
            for number, name in enumerate(("alice", "bob", "carol"))
        ]
        (default,) = emulator.state("guance", name)["alert_policy"]
        default["alertOpt"]["alertTarget"][0]["targets"][0]["to"] = [people[0]["uuid"]]
        emulator.put_state("guance", {"members": people, "alert_policy": [default]}, account=name)

    def requests(self, write=None):
        return [one for one in super().requests(write) if one["account"] == self.name]

    def state(self):
        """What the workspace holds, without what is only marked as deleted."""
        found = self.emulator.state("guance", self.name)
        return {table: rows for table, rows in found.items() if not table.endswith("_deleted")}


def absent(objects):
    return [{"name": one["name"], "state": "absent"} for one in objects]
