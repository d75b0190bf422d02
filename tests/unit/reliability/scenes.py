# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Tasks of every kind for each resource, as small as they can be while they write in every way there is."""

from __future__ import annotations


class Kind:
    """What a resource's scenes are made of. ``base``: options of a new object. ``other``: one option with another value."""

    def __init__(self, vendor, one, many, option, collection, base, other, ident="id"):
        self.vendor = vendor
        self.one = one
        self.many = many
        self.info = one + "_info"
        self.option = option
        self.collection = collection
        self.base = base
        self.other = other
        self.ident = ident


KINDS = [
    Kind("mackerel", "mackerel_notification_group", "mackerel_notification_groups", "notification_groups", "notification_groups",
         {"notification_level": "critical", "child_channels": ["payments-page"], "services": ["payments"]}, {"notification_level": "all"}),
    Kind("mackerel", "mackerel_alert_group_setting", "mackerel_alert_group_settings", "alert_group_settings", "alert_group_settings",
         {"memo": "one message", "service_scopes": ["payments"], "notification_interval": 30}, {"memo": "another"}),
    Kind("guance", "guance_alert_policy", "guance_alert_policies", "alert_policies", "alert_policies",
         {"rule_timezone": "Asia/Tokyo", "desc": "d",
          "alert_opt": {"silent_timeout": 600, "agg_interval": 0, "alert_target": [{"targets": [{"status": ["critical"], "to": ["notify:payments-page"]}]}]}},
         {"desc": "another"}, ident="uuid"),
    Kind("bk", "bk_notice_group", "bk_notice_groups", "notice_groups", "user_groups",
         {"message": "m", "notice_receiver": [{"type": "user", "id": "alice"}], "notice_way": {"1": ["mail"]},
          "webhook_url": "https://hooks.example.com/planted-hook"}, {"message": "another"}),
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
            items = [dict(self.kind.base, name="zz-update"), dict(self.kind.base, name="zz-delete")]
        else:
            items = [] if self.verb == "create" else [dict(self.kind.base, name="zz-" + self.verb)]
        if items:
            made = account.run(self.kind.many, **{self.kind.option: items})
            assert not made["failed"], made
        account.emulator.clear_requests()

    def task(self):
        """(module, its options)"""
        if self.plural:
            return self.kind.many, {self.kind.option: [
                dict(self.kind.base, name="zz-create"), dict(self.kind.base, **dict(self.kind.other, name="zz-update")),
                {"name": "zz-delete", "state": "absent"}]}
        options = {"create": self.kind.base, "update": self.kind.other, "delete": {"state": "absent"}}[self.verb]
        return self.kind.one, dict(options, name="zz-" + self.verb)

    def run(self, account):
        module, options = self.task()
        return account.run(module, **options)

    def wanted(self):
        """Name to the value of the option that tells, for all objects of the scene."""
        (key, new), = self.kind.other.items()
        old = self.kind.base[key]
        if self.plural:
            return {"zz-create": old, "zz-update": new}
        return {"create": {"zz-create": old}, "update": {"zz-update": new}, "delete": {}}[self.verb]


SCENES = [Scene(kind, verb, False) for kind in KINDS for verb in ("create", "update", "delete")] + [Scene(kind, "mixed", True) for kind in KINDS]


def read_back(account, scene):
    (key, dummy), = scene.kind.other.items()
    found = account.run(scene.kind.info)
    assert not found["failed"], found
    ours = [one for one in found[scene.kind.option] if one["name"].startswith("zz-")]
    assert len({one["name"] for one in ours}) == len(ours), "there are twins: %s" % ours
    return {one["name"]: one[key] for one in ours}


def strangers(emulator, scene):
    """All that the vendor holds and the scene does not own, without what every write of anything bumps."""
    state = emulator.state(scene.vendor)
    found = {}
    for collection, rows in state.items():
        rows = rows.values() if isinstance(rows, dict) else rows
        found[collection] = sorted(repr(row) for row in rows if "zz-" not in repr(row))
    return {collection: rows for collection, rows in found.items() if rows}
