# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A value that an object holds already is not judged; any other is, also beside it."""

from __future__ import annotations

import pytest
from support.vendor_kit import patch, refused, row, warned

HOOK = "https://hooks.example.com/robot/T0/B0/stored-hook"
SERVICE_WINDOW = {
    "start": 2051254800,
    "duration": 60,
    "recurrence": {"type": "weekly", "interval": 1},
}


def odd_channel(mackerel):
    """A channel with an event that is not known here."""
    made = mackerel.run("mackerel_channel", name="odd", type="webhook", url=HOOK, events=["alert"])
    patch(mackerel, "channels", "id", made["channel"]["id"], events=["alert", "traceAlert"])
    mackerel.emulator.clear_requests()
    return made["channel"]["id"]


def test_an_unknown_event_is_accepted_back_and_its_neighbour_is_written(mackerel):
    ident = odd_channel(mackerel)
    shown = mackerel.run("mackerel_channel_info", ids=[ident])["channels"]
    assert shown[0]["events"] == ["alert", "traceAlert"]
    result = mackerel.run(
        "mackerel_channels",
        channels=shown + [{"name": "good", "type": "email", "emails": ["a@example.com"]}],
    )
    assert (
        not result["failed"]
        and result["counts"]["created"] == 1
        and result["counts"]["unchanged"] == 1
    )
    assert result["warnings"] == []


def test_a_new_value_beside_a_stored_one_is_still_judged(mackerel):
    odd_channel(mackerel)
    result = refused(
        mackerel, "mackerel_channel", name="odd", events=["alert", "traceAlert", "spanAlert"]
    )
    assert "events[2]: 'spanAlert' is not one of" in result and "traceAlert" not in result


def test_a_stored_value_goes_back_with_a_warning_where_its_list_changes(mackerel):
    odd_channel(mackerel)
    result = mackerel.run(
        "mackerel_channel", check=True, name="odd", events=["traceAlert", "monitor"]
    )
    assert not result["failed"] and set(result["channel"]["events"]) == {"traceAlert", "monitor"}
    assert [
        text
        for text in warned(result)
        if text.startswith("events[0]: 'traceAlert' is not one of")
        and text.endswith("that is what is stored")
    ]


def test_a_value_that_only_another_object_holds_is_judged(mackerel):
    odd_channel(mackerel)
    result = refused(
        mackerel,
        "mackerel_channels",
        channels=[
            {"name": "odd", "events": ["traceAlert"]},
            {"name": "new", "type": "webhook", "url": HOOK, "events": ["traceAlert"]},
        ],
    )
    assert "channels[1].events[0]: " in result and "channels[0]" not in result


@pytest.mark.parametrize(
    "module, base, stored",
    [
        ("mackerel_notification_group", {}, {"notificationLevel": "warning"}),
        (
            "mackerel_downtime",
            SERVICE_WINDOW,
            {"recurrence": {"type": "fortnightly", "interval": 0}},
        ),
        ("mackerel_alert_group_setting", {}, {"notificationInterval": -1}),
    ],
)
@pytest.mark.parametrize("check", [False, True])
def test_one_object_as_it_is_shown_changes_nothing(mackerel, module, base, stored, check):
    kind = module.partition("_")[2]
    tables = {
        "notification_group": "notificationGroups",
        "downtime": "downtimes",
        "alert_group_setting": "alertGroupSettings",
    }
    ident = mackerel.run(module, name="odd", **base)[kind]["id"]
    patch(mackerel, tables[kind], "id", ident, **stored)
    (shown,) = mackerel.run(module + "_info", ids=[ident])[kind + "s"]
    mackerel.emulator.clear_requests()
    result = mackerel.run(module, check=check, **shown)
    assert not result["failed"] and not result["changed"], result.get("msg")
    assert mackerel.requests(write=True) == []


def test_a_monitor_that_a_group_holds_twice(mackerel):
    ident = mackerel.run("mackerel_notification_group", name="odd")["notification_group"]["id"]
    twice = [
        {"id": "4MoTwinHo8g", "skipDefault": False},
        {"id": "4MoTwinHo8g", "skipDefault": True},
    ]
    patch(mackerel, "notificationGroups", "id", ident, monitors=twice)
    (shown,) = mackerel.run("mackerel_notification_group_info", ids=[ident])["notification_groups"]
    assert not mackerel.run("mackerel_notification_group", **shown)["changed"]
    thrice = dict(
        shown,
        monitors=shown["monitors"]
        + [{"monitor": "payments-latency"}, {"monitor": "payments-latency"}],
    )
    assert "monitors[3]: is the same as monitors[2]" in refused(
        mackerel, "mackerel_notification_group", **thrice
    )


@pytest.mark.parametrize("resolve_names", [False, True])
def test_an_escalation_without_duration_comes_back(guance, resolve_names):
    targets = [
        {
            "to": ["notify:payments-page"],
            "status": ["critical"],
            "upgrade_targets": [{"to": ["notify:payments-page"], "duration": 300}],
        }
    ]
    made = guance.run(
        "guance_alert_policy",
        name="odd",
        rule_timezone="Asia/Shanghai",
        alert_opt={
            "silent_timeout": 0,
            "agg_interval": 0,
            "alert_target": [{"name": "all", "targets": targets}],
        },
    )
    assert not made["failed"], made["msg"]
    ident = made["alert_policy"]["uuid"]
    stored = row(guance, "alert_policy", uuid=ident)["alertOpt"]
    del stored["alertTarget"][0]["targets"][0]["upgradeTargets"][0]["duration"]
    patch(guance, "alert_policy", "uuid", ident, alertOpt=stored)
    (shown,) = guance.run("guance_alert_policy_info", uuids=[ident], resolve_names=resolve_names)[
        "alert_policies"
    ]
    assert (
        "duration" not in shown["alert_opt"]["alert_target"][0]["targets"][0]["upgrade_targets"][0]
    )
    result = guance.run("guance_alert_policies", alert_policies=[shown])
    assert not result["failed"] and not result["changed"], result.get("msg")
    shown["alert_opt"]["alert_target"][0]["targets"][0]["upgrade_targets"].append(
        {"to": ["notify:payments-page"], "duration": 0}
    )
    result = refused(guance, "guance_alert_policies", alert_policies=[shown])
    assert (
        "upgrade_targets[1].duration: 0 is less than 1" in result
        and "upgrade_targets[0]" not in result
    )


def test_a_rota_kept_in_the_group_itself_is_accepted_back(bk):
    """The vendor's own example of an answer: a rota (need_duty) without rules."""
    ident = bk.run("bk_user_group", name="odd", alert_notice=[], action_notice=[])["user_group"][
        "id"
    ]
    patch(bk, "user_groups", "id", ident, need_duty=True, duty_rules=[])
    (shown,) = bk.run("bk_user_group_info", ids=[ident])["user_groups"]
    assert not bk.run("bk_user_groups", user_groups=[shown])["changed"]
    changed = bk.run("bk_user_groups", check=True, user_groups=[dict(shown, desc="another")])
    assert not changed["failed"] and [
        text for text in warned(changed) if "a rota (need_duty) needs at least one rule" in text
    ]
    assert "a rota" in refused(
        bk, "bk_user_group", name="new", alert_notice=[], action_notice=[], need_duty=True
    )


def test_bad_input_is_told_where_the_vendor_can_not_be_asked(mackerel):
    mackerel.emulator.add_fault(vendor="mackerel", kind="error", error="mackerel.401", times=None)
    result = mackerel.run(
        "mackerel_channel", name="new", type="webhook", url="no address", events=["alert"]
    )
    assert (
        result["failed"]
        and "url: is no http or https URL" in result["msg"]
        and "401" not in result["msg"]
    )


def test_what_is_to_be_deleted_is_not_judged_either(mackerel):
    ident = odd_channel(mackerel)
    (shown,) = mackerel.run("mackerel_channel_info", ids=[ident])["channels"]
    result = mackerel.run("mackerel_channels", channels=[dict(shown, state="absent")])
    assert not result["failed"] and result["counts"]["deleted"] == 1
