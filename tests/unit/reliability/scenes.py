# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Tasks of every kind for each resource, as small as they can be while they write in every way
there is.
"""

from __future__ import annotations

import dataclasses


@dataclasses.dataclass(frozen=True)
class Kind:
    """What a resource's scenes are made of. ``base``: options of a new object. ``other``: one
    option with another value, where one can be changed.

    key: what belongs to the name of every object besides. deleted_once: a delete is not sent again
    after an unclear outcome.
    batch: one call deletes several.
    """

    vendor: str
    one: str
    many: str
    option: str
    collection: str
    base: dict
    other: dict
    ident: str = "id"
    key: dict = dataclasses.field(default_factory=dict)
    deleted_once: bool = False
    batch: bool = False

    @property
    def info(self):
        return self.one + "_info"

    @property
    def tells(self):
        return next(iter(self.other), "memo")


KINDS = [
    Kind(
        "mackerel",
        "mackerel_notification_group",
        "mackerel_notification_groups",
        "notification_groups",
        "notification_groups",
        {
            "notification_level": "critical",
            "child_channels": ["payments-page"],
            "services": ["payments"],
        },
        {"notification_level": "all"},
    ),
    Kind(
        "mackerel",
        "mackerel_alert_group_setting",
        "mackerel_alert_group_settings",
        "alert_group_settings",
        "alert_group_settings",
        {"memo": "one message", "service_scopes": ["payments"], "notification_interval": 30},
        {"memo": "another"},
    ),
    Kind(
        "mackerel",
        "mackerel_channel",
        "mackerel_channels",
        "channels",
        "channels",
        {
            "type": "webhook",
            "url": "https://hooks.example.com/planted-hook",
            "events": ["alert"],
            "enabled_graph_image": True,
        },
        {"events": ["alert", "monitor"]},
    ),
    Kind(
        "mackerel",
        "mackerel_downtime",
        "mackerel_downtimes",
        "downtimes",
        "downtimes",
        {
            "start": "2035-01-01T09:00:00Z",
            "duration": "90m",
            "memo": "m",
            "recurrence": {"type": "daily", "interval": 1},
            "role_scopes": ["payments:db"],
        },
        {"memo": "another"},
    ),
    Kind(
        "mackerel",
        "mackerel_service",
        "mackerel_services",
        "services",
        "services",
        {"memo": "m"},
        {},
    ),
    Kind(
        "mackerel",
        "mackerel_role",
        "mackerel_roles",
        "roles",
        "services",
        {"memo": "m"},
        {},
        key={"service": "payments"},
    ),
    Kind(
        "guance",
        "guance_alert_policy",
        "guance_alert_policies",
        "alert_policies",
        "alert_policies",
        {
            "rule_timezone": "Asia/Tokyo",
            "desc": "d",
            "alert_opt": {
                "silent_timeout": 600,
                "agg_interval": 0,
                "alert_target": [
                    {"targets": [{"status": ["critical"], "to": ["notify:payments-page"]}]}
                ],
            },
        },
        {"desc": "another"},
        ident="uuid",
        batch=True,
    ),
    Kind(
        "guance",
        "guance_notify_object",
        "guance_notify_objects",
        "notify_objects",
        "notify_object",
        {
            "type": "HTTPRequest",
            "permission_set": [],
            "opt_set": {
                "url": "https://hooks.example.com/planted-hook",
                "headers_config": {
                    "is_open": True,
                    "items": [{"key": "X-Key", "value": "https://hooks.example.com/planted-hook"}],
                },
            },
        },
        {"permission_set": ["wsAdmin"]},
        ident="uuid",
        batch=True,
    ),
    Kind(
        "guance",
        "guance_member_group",
        "guance_member_groups",
        "member_groups",
        "member_group",
        {"members": ["acnt_%032d" % 1, "acnt_%032d" % 2]},
        {"members": ["acnt_%032d" % 2, "acnt_%032d" % 3]},
        ident="uuid",
        deleted_once=True,
    ),
    Kind(
        "guance",
        "guance_notice_date",
        "guance_notice_dates",
        "notice_dates",
        "notice_date",
        {"dates": ["2035/01/01", "2035/12/25"]},
        {"dates": ["2035/12/25"]},
        ident="uuid",
        batch=True,
    ),
    Kind(
        "bk",
        "bk_notice_group",
        "bk_notice_groups",
        "notice_groups",
        "user_groups",
        {
            "message": "m",
            "notice_receiver": [{"type": "user", "id": "alice"}],
            "notice_way": {"1": ["mail"]},
            "webhook_url": "https://hooks.example.com/planted-hook",
        },
        {"message": "another"},
    ),
    Kind(
        "bk",
        "bk_user_group",
        "bk_user_groups",
        "user_groups",
        "user_groups",
        {
            "desc": "d",
            "users": [{"type": "user", "id": "alice"}],
            "alert_notice": [
                {
                    "time_range": "09:00--18:00",
                    "notify_config": [{"level": "fatal", "notice_ways": [{"name": "mail"}]}],
                }
            ],
            "action_notice": [
                {
                    "time_range": "00:00--23:59",
                    "notify_config": [{"phase": "execute", "notice_ways": [{"name": "mail"}]}],
                }
            ],
        },
        {"desc": "another"},
    ),
    Kind(
        "bk",
        "bk_duty_rule",
        "bk_duty_rules",
        "duty_rules",
        "duty_rules",
        {
            "category": "regular",
            "enabled": True,
            "effective_time": "2035-01-01 00:00:00",
            "duty_arranges": [
                {
                    "duty_time": [{"work_type": "daily", "work_time": ["00:00--23:59"]}],
                    "duty_users": [[{"type": "user", "id": "alice"}]],
                }
            ],
        },
        {"category": "handoff"},
    ),
]


class Scene:
    """One task on one resource."""

    def __init__(self, kind, verb, plural):
        self.kind = kind
        self.vendor = kind.vendor
        self.verb = verb
        self.plural = plural

    def __str__(self):
        return "%s-%s" % (self.kind.many if self.plural else self.kind.one, self.verb)

    def prepare(self, account):
        """What is there before the task."""
        if self.plural:
            items = [self._named("zz-update", self.kind.base)] + [
                self._named(name, self.kind.base) for name in self.doomed()
            ]
        else:
            items = (
                [] if self.verb == "create" else [self._named("zz-" + self.verb, self.kind.base)]
            )
        if items:
            made = account.run(self.kind.many, **{self.kind.option: items})
            assert not made["failed"], made
        account.emulator.clear_requests()

    def doomed(self):
        """Names of what a task of several deletes: so many that a call for several is used where
        there is one.
        """
        return ("zz-delete", "zz-drop") if self.kind.batch else ("zz-delete",)

    def _named(self, name, *options):
        found = dict(self.kind.key, name=name)
        for one in options:
            found.update(one)
        return found

    def task(self):
        """(module, its options)"""
        if self.plural:
            return self.kind.many, {
                self.kind.option: [
                    self._named("zz-create", self.kind.base),
                    self._named("zz-update", self.kind.base, self.kind.other),
                    *[self._named(name, {"state": "absent"}) for name in self.doomed()],
                ]
            }
        options = {
            "create": self.kind.base,
            "update": self.kind.other,
            "delete": {"state": "absent"},
        }[self.verb]
        return self.kind.one, self._named("zz-" + self.verb, options)

    def run(self, account):
        module, options = self.task()
        return account.run(module, **options)

    def wanted(self):
        """Name to the value of the option that tells, for all objects of the scene."""
        old = self.kind.base[self.kind.tells]
        new = self.kind.other.get(self.kind.tells, old)
        if self.plural:
            return {"zz-create": old, "zz-update": new}
        return {"create": {"zz-create": old}, "update": {"zz-update": new}, "delete": {}}[self.verb]


SCENES = [
    Scene(kind, verb, False)
    for kind in KINDS
    for verb in ("create", "update", "delete")
    if kind.other or verb != "update"
] + [Scene(kind, "mixed", True) for kind in KINDS]


def read_back(account, scene):
    found = account.run(scene.kind.info)
    assert not found["failed"], found
    ours = [one for one in found[scene.kind.option] if one["name"].startswith("zz-")]
    assert len({one["name"] for one in ours}) == len(ours), "there are twins: %s" % ours
    return {one["name"]: one[scene.kind.tells] for one in ours}


def _without_ours(row):
    """A row without the objects of the scene that it holds."""
    return (
        {
            key: (
                [
                    one
                    for one in value
                    if not (isinstance(one, dict) and str(one.get("name")).startswith("zz-"))
                ]
                if isinstance(value, list)
                else value
            )
            for key, value in row.items()
        }
        if isinstance(row, dict)
        else row
    )


def strangers(emulator, scene):
    """All that the vendor holds and the scene does not own, without what every write of anything
    bumps.
    """
    state = emulator.state(scene.vendor)
    found = {}
    for collection, rows in state.items():
        rows = rows.values() if isinstance(rows, dict) else rows
        found[collection] = sorted(
            repr(row) for row in map(_without_ours, rows) if "zz-" not in repr(row)
        )
    return {collection: rows for collection, rows in found.items() if rows}
