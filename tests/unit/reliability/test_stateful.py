# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Random sequences of tasks, faults and edits by others: no object is lost, doubled or touched
that the task does not name.
"""

from __future__ import annotations

import json
import os

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from .strategies import NAMES, TASKS, task

NIGHTLY = bool(os.environ.get("ONCALL_NIGHTLY"))
#: Collection of the emulator's state, key of the free text a person edits by hand.
STORED = {
    "mackerel_channels": ("channels", "events", (["alert"], [])),
    "mackerel_downtimes": ("downtimes", "memo", ("edited", "")),
    "mackerel_services": ("services", "memo", ("edited", "")),
    "mackerel_roles": ("services", "memo", ("edited", "")),
    "mackerel_notification_groups": (
        "notificationGroups",
        "notificationLevel",
        ("all", "critical"),
    ),
    "mackerel_alert_group_settings": ("alertGroupSettings", "memo", ("edited", "")),
    "guance_alert_policies": ("alert_policy", "desc", ("edited", "")),
    "guance_notify_objects": ("notify_object", "permissionSet", (["general"], [])),
    "guance_member_groups": ("member_group", "accountUUIDs", (["acnt_xxxx32"], [])),
    "guance_notice_dates": ("notice_date", "dates", (["2026/01/01"], [])),
    "bk_notice_groups": ("user_groups", "desc", ("edited", "")),
    "bk_user_groups": ("user_groups", "desc", ("edited", "")),
    "bk_duty_rules": ("duty_rules", "category", ("regular", "handoff")),
}
INFO = {
    "mackerel_channels": "mackerel_channel_info",
    "mackerel_downtimes": "mackerel_downtime_info",
    "mackerel_services": "mackerel_service_info",
    "mackerel_roles": "mackerel_role_info",
    "mackerel_notification_groups": "mackerel_notification_group_info",
    "mackerel_alert_group_settings": "mackerel_alert_group_setting_info",
    "guance_notify_objects": "guance_notify_object_info",
    "guance_member_groups": "guance_member_group_info",
    "guance_notice_dates": "guance_notice_date_info",
    "guance_alert_policies": "guance_alert_policy_info",
    "bk_notice_groups": "bk_notice_group_info",
    "bk_user_groups": "bk_user_group_info",
    "bk_duty_rules": "bk_duty_rule_info",
}
#: An option that is a shared list, what our task puts in as it is shown, the vendor's key of the
#: list, what somebody else puts in there, and how
#: that is shown.
MEMBERS = {
    "mackerel_notification_groups": (
        "child_channels",
        "4ChPayPage1",
        "childChannelIds",
        "4ChSeaMail4",
        "4ChSeaMail4",
    ),
    "mackerel_alert_group_settings": (
        "service_scopes",
        "payments",
        "serviceScopes",
        "ledger",
        "ledger",
    ),
    "guance_member_groups": (
        "members",
        "acnt_%032d" % 1,
        "accountUUIDs",
        "acnt_%032d" % 3,
        "acnt_%032d" % 3,
    ),
}
#: Keys that the vendor always shows.
ALWAYS = {
    "mackerel_channels": ("url", "events", "enabledGraphImage", "mentions", "type"),
    "mackerel_downtimes": ("start", "duration", "recurrence.interval"),
    "mackerel_services": ("services:memo",),
    "mackerel_roles": ("roles:memo",),
    "mackerel_notification_groups": (
        "childChannelIds",
        "childNotificationGroupIds",
        "notificationLevel",
        "monitors.skipDefault",
        "services.name",
    ),
    "mackerel_alert_group_settings": ("emulatorNothing",),
    "guance_alert_policies": ("alertOpt", "alertOpt.aggInterval", "alertOpt.silentTimeout"),
    "guance_notify_objects": ("optSet", "optSet.url", "optSet.headersConfig.items.value", "type"),
    "guance_member_groups": ("member_name_list", "member_count"),
    "guance_notice_dates": ("dates",),
    "bk_notice_groups": ("notice_way", "message", "wxwork_group", "webhook_url", "notice_receiver"),
    "bk_user_groups": (
        "timezone",
        "mention_list",
        "duty_rules",
        "alert_notice.notify_config.notice_ways",
        "channels",
        "duty_notice",
    ),
    "bk_duty_rules": (
        "labels",
        "category",
        "duty_arranges.duty_users",
        "end_time",
        "duty_arranges.group_number",
    ),
}
FAULTS = st.one_of(
    st.none(),
    st.none(),
    st.builds(
        lambda kind, nth: dict(kind, nth=nth),
        st.sampled_from(
            [
                {"kind": "drop_before"},
                {"kind": "drop_after"},
                {"kind": "status", "status": 503},
                {"kind": "status_after", "status": 504},
                {"kind": "status_after", "status": 500},
                {"kind": "status", "status": 400},
                {"kind": "truncate"},
                {"kind": "malformed"},
                {"kind": "retry_after", "seconds": 2, "status": 429},
                {"kind": "html"},
                {"kind": "empty"},
                # lists that are not whole, or of another shape
                {"kind": "short_list"},
                {"kind": "short_list", "times": None},
                {"kind": "small_pages", "rows": 3, "times": None},
                {"kind": "page_twice", "rows": 3, "times": None},
                {"kind": "empty_page", "rows": 3, "times": None},
                {"kind": "odd_rows"},
                {"kind": "without", "keys": ["id", "uuid"]},
                {"kind": "without", "keys": ["name"]},
                {"kind": "other_status", "status": 206},
                {"kind": "other_status", "status": 202, "times": None},
            ]
        ),
        st.integers(1, 8),
    ),
)


def without_the_gone(stored, after):
    """The object without references to what the task deleted: this vendor drops them by itself."""
    if "child_notification_groups" not in stored:
        return stored
    there = {one["id"] for one in after.values()}
    return dict(
        stored,
        child_notification_groups=[
            one for one in stored["child_notification_groups"] if one in there
        ],
    )


def parts(row):
    """Objects within the row of another."""
    return row.get("roles") or []


def machine(emulator, counted, place, module):  # noqa: C901  # a class whose strategies depend on these
    option, _required, _optional = TASKS[module]
    collection, text, values = STORED[module]

    class Account(RuleBasedStateMachine):
        """One account and whoever works on it."""

        @initialize(
            seed=st.integers(0, 999), fill=st.sampled_from(["absent", "null", "empty", "mixed"])
        )
        def fresh(self, seed, fill):
            emulator.reset()
            emulator.settings(random_seed=seed, fill=fill)

        def objects(self):
            """Name to object, and twins are an error."""
            found = place.run(INFO[module], reveal_secrets=True)
            assert not found["failed"], found["msg"]
            ours = [one for one in found[option] if one["name"] in NAMES]
            assert len({one["name"] for one in ours}) == len(ours), "twins: %s" % ours
            return {
                one["name"]: {
                    key: value
                    for key, value in one.items()
                    if key not in ("checkers", "security_rule_uuids")
                }
                for one in found[option]
            }

        @rule(params=st.one_of(task(module), task(module, whole=False)), fault=FAULTS)
        def run(self, params, fault):
            counted("steps of random sequences", 1)
            before = self.objects()
            if fault:
                emulator.add_fault(vendor=place.vendor, **fault)
            result = place.run(module, **params)
            emulator.clear_faults()
            assert "Traceback" not in result.text
            if result["failed"] and fault:
                result = place.run(module, **params)
            named = {one["name"]: one for one in params[option]}
            after = self.objects()
            for name, stored in before.items():
                if name not in named and not (params.get("purge") and name in NAMES):
                    assert after.get(name) == without_the_gone(stored, after), (
                        "%s was touched" % name
                    )
            if result["failed"]:
                # refused as it stands: then it was refused before anything was written
                assert after == before, result["msg"]
                return
            for name, one in named.items():
                assert (name in after) == (one.get("state") != "absent")
            again = place.run(module, **params)
            assert (again["failed"], again["changed"], again.writes) == (
                False,
                False,
                0,
            ), again.get("msg", again.get("plan"))

        @rule(
            name=st.sampled_from(NAMES),
            mode=st.sampled_from(["add", "remove"]),
            times=st.sampled_from([1, 2, None]),
        )
        def somebody_writes_the_same_list(self, name, mode, times):
            """Right after each of our writes: the list is what they had read before, with theirs
            in it.
            """
            before = self.objects()
            if module not in MEMBERS or name not in before:
                return
            option, ours, key, theirs, shown = MEMBERS[module]
            row = next(
                row for row in emulator.state(place.vendor)[collection] if row.get("name") == name
            )
            if theirs in (row.get(key) or []):
                # a list put back as it was looks like a vendor that did not keep our write
                return
            counted("steps of random sequences", 1)
            emulator.add_fault(
                vendor=place.vendor,
                write=True,
                kind="second_writer",
                times=times,
                patch={
                    "collection": collection,
                    "name": name,
                    "set": {key: [one for one in row.get(key) or [] if one != theirs] + [theirs]},
                },
            )
            result = place.run(
                module, **{TASKS[module][0]: [{"name": name, option: [ours], "mode": mode}]}
            )
            emulator.clear_faults()
            after = self.objects()
            assert {other: one for other, one in after.items() if other != name} == {
                other: one for other, one in before.items() if other != name
            }
            assert shown in after[name][option] or not result.writes
            if result["failed"]:
                assert (
                    times is None and "somebody else writes to it at the same time" in result["msg"]
                ), result["msg"]
                assert (ours in after[name][option]) is (mode == "remove")
            else:
                assert (ours in after[name][option]) is (mode == "add")

        @rule(params=task(module, whole=False), key=st.sampled_from(ALWAYS[module]))
        def run_over_answers_that_lack_a_key(self, params, key):
            counted("steps of random sequences", 1)
            before = self.objects()
            emulator.settings(lacks=[key])
            result = place.run(module, **params)
            emulator.settings(lacks=[])
            assert "Traceback" not in result.text and "Internal error" not in result.text
            after = self.objects()
            if result["failed"]:
                assert after == before, "%s: %s" % (key, result["msg"])
                return
            # whatever was done, nothing was made up of what nobody named
            for one in params[option] if params.get("on_unspecified") != "reset" else ():
                for name, value in (
                    before.get(one["name"], {}).items() if one["name"] in after else ()
                ):
                    left = (
                        without_the_gone({name: value}, after)
                        if name == "child_notification_groups"
                        else {name: value}
                    )
                    assert name in one or after[one["name"]].get(name) == left[name], (
                        "%s of %s, without %s" % (name, one["name"], key)
                    )

        @rule(name=st.sampled_from(NAMES), value=st.sampled_from(values))
        def somebody_edits(self, name, value):
            counted("steps of random sequences", 1)
            rows = emulator.state(place.vendor)[collection]
            for row in rows:
                for one in [row, *parts(row)]:
                    if one.get("name") == name:
                        one[text] = value
            emulator.put_state(place.vendor, {collection: rows})

        @rule(name=st.sampled_from(NAMES))
        def somebody_deletes(self, name):
            counted("steps of random sequences", 1)
            rows = emulator.state(place.vendor)[collection]
            gone = {row["id"] for row in rows if row.get("name") == name and "id" in row}
            rows = [row for row in rows if row.get("name") != name]
            for row in rows:
                parts(row)[:] = [one for one in parts(row) if one["name"] != name]
                # the vendor drops references to what is gone, or keeps them: here it drops them
                if isinstance(row.get("childNotificationGroupIds"), list):
                    row["childNotificationGroupIds"] = [
                        one for one in row["childNotificationGroupIds"] if one not in gone
                    ]
            emulator.put_state(place.vendor, {collection: rows})

    return Account


@pytest.mark.violations
@pytest.mark.parametrize("module", sorted(TASKS))
def test_any_sequence(account, emulator, counted, module):
    assert json.dumps(sorted(STORED)) == json.dumps(sorted(TASKS))
    place = account(module.split("_", maxsplit=1)[0])
    run_state_machine_as_test(
        machine(emulator, counted, place, module),
        settings=settings(
            max_examples=20 if NIGHTLY else 4,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
