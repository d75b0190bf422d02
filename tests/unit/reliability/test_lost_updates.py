# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Somebody writes between our read and our write of an object that is replaced whole."""

from __future__ import annotations

import time
from unittest import mock

import pytest

SHIFTS = [
    {
        "duty_time": [{"work_type": "daily", "work_time": ["00:00--23:59"]}],
        "duty_users": [[{"type": "user", "id": "alice"}]],
    }
]
#: Module, its collection at the vendor, a new object, what we change, what the other changes
#: (vendor's key, value), the same for our field.
CASES = {
    "mackerel_alert_group_setting": (
        "alertGroupSettings",
        {"memo": "one", "notification_interval": 10},
        {"memo": "ours"},
        {"notificationInterval": 99},
        ("notification_interval", 99),
        {"memo": "theirs"},
    ),
    "mackerel_notification_group": (
        "notificationGroups",
        {"notification_level": "all", "services": ["payments"]},
        {"notification_level": "critical"},
        {"services": [{"name": "ledger"}]},
        ("services", ["ledger"]),
        None,
    ),
    "mackerel_channel": (
        "channels",
        {
            "type": "slack",
            "url": "https://hooks.example.com/planted-hook",
            "mentions": {"ok": "@a"},
        },
        {"mentions": {"ok": "@b"}},
        {"url": "https://hooks.example.com/another-hook", "events": ["monitor"]},
        ("events", ["monitor"]),
        None,
    ),
    "mackerel_downtime": (
        "downtimes",
        {"start": 2051254800, "duration": 90, "memo": "one"},
        {"memo": "ours"},
        {"duration": 60},
        ("duration", 60),
        {"memo": "theirs"},
    ),
    "bk_notice_group": (
        "user_groups",
        {
            "message": "one",
            "notice_receiver": [{"type": "user", "id": "alice"}],
            "notice_way": {"1": ["mail"]},
        },
        {"message": "ours"},
        None,
        None,
        {"desc": "theirs"},
    ),
    "bk_user_group": (
        "user_groups",
        {"desc": "one", "alert_notice": [], "action_notice": []},
        {"desc": "ours"},
        {"duty_arranges": [{"id": 1, "users": [{"type": "user", "id": "theirs"}]}]},
        ("users", [{"type": "user", "id": "theirs"}]),
        {"desc": "theirs"},
    ),
    "bk_duty_rule": (
        "duty_rules",
        {
            "category": "regular",
            "enabled": True,
            "effective_time": "2035-01-01",
            "duty_arranges": SHIFTS,
        },
        {"category": "handoff"},
        {"labels": ["theirs"]},
        ("labels", ["theirs"]),
        {"category": "theirs"},
    ),
}
#: The last request by which the plan learns of an object, where that is not the first.
READ_LAST = {"bk_user_group": "search_user_group_detail", "bk_duty_rule": "search_duty_rule_detail"}


@pytest.fixture
def impatient():
    """Every plan is too old to be trusted."""
    from ansible_collections.oncall.routing.plugins.module_utils._apply import second_look

    with mock.patch.object(second_look, "STALE_AFTER", -1.0):
        yield


@pytest.mark.parametrize("module", [name for name, case in CASES.items() if case[3]])
def test_a_change_of_what_we_do_not_manage_is_kept(account, emulator, impatient, module):  # pylint: disable=unused-argument
    collection, base, ours, theirs, seen, _conflict = CASES[module]
    place = account(module.split("_", maxsplit=1)[0])
    made = place.run(module, name="zz", **base)
    ident = made[module.split("_", maxsplit=1)[1]]["id"]
    emulator.add_fault(
        vendor=place.vendor,
        kind="second_writer",
        write=False,
        path=READ_LAST.get(module, ""),
        patch={"collection": collection, "id": ident, "set": theirs},
    )
    result = place.run(module, name="zz", **ours)
    assert not result["failed"], result.get("msg")
    found = place.run(module + "_info", name="zz")
    (after,) = found[
        next(
            key
            for key in found
            if key.endswith("s") and key.startswith(module.split("_", maxsplit=1)[1])
        )
    ]
    assert after[seen[0]] == seen[1]
    assert {key: after[key] for key in ours} == ours


@pytest.mark.parametrize("module", [name for name, case in CASES.items() if case[5]])
def test_a_change_of_what_we_manage_is_refused_with_both_values(
    account, emulator, impatient, module
):  # pylint: disable=unused-argument
    collection, base, ours, _theirs, _seen, conflict = CASES[module]
    place = account(module.split("_", maxsplit=1)[0])
    ident = place.run(module, name="zz", **base)[module.split("_", maxsplit=1)[1]]["id"]
    emulator.clear_requests()
    emulator.add_fault(
        vendor=place.vendor,
        kind="second_writer",
        write=False,
        path=READ_LAST.get(module, ""),
        patch={"collection": collection, "id": ident, "set": conflict},
    )
    result = place.run(module, name="zz", **ours)
    assert result["failed"] and result.writes == 0
    ((option, value),) = (
        base.items() if len(base) == 1 else [item for item in base.items() if item[0] in ours]
    )
    assert (
        "somebody changed %s" % option in result["msg"]
        and "from %s to theirs" % value in result["msg"]
    )
    assert place.requests(write=True) == []


# --- what was read long ago, or never by this run

GROUPS, NAMES = "mackerel_notification_groups", ["zz-%d" % number for number in range(4)]


@pytest.fixture
def ages():
    """How old the list seems to be each time somebody asks; then, and after the last, it is new."""
    from ansible_collections.oncall.routing.plugins.module_utils._vendors import gateway

    left = []
    with mock.patch.object(gateway.Gateway, "age", lambda self, kind: left.pop(0) if left else 0.0):
        yield left


def groups_of(emulator):
    return {row["name"]: row for row in emulator.state("mackerel")["notificationGroups"]}


def test_a_second_look_is_for_all_that_is_written_after_it(mackerel, emulator, ages):
    """The list that was read again for the second update serves the fourth, too; the last one
    tells what became of all.
    """
    mackerel.run(GROUPS, notification_groups=[{"name": name} for name in NAMES])
    emulator.add_fault(
        vendor="mackerel",
        method="PUT",
        kind="second_writer",
        patch={
            "collection": "notificationGroups",
            "name": NAMES[3],
            "set": {"childChannelIds": ["4ChPayPage1"]},
        },
    )
    emulator.clear_requests()
    # when the requests are reckoned, for the first update, and for the second
    ages[:] = [
        0.0,
        0.0,
        99.0,
    ]
    result = mackerel.run(
        GROUPS,
        concurrency=1,
        notification_groups=[{"name": name, "notification_level": "critical"} for name in NAMES],
    )
    assert not result["failed"] and result["counts"]["updated"] == 4
    assert (
        len(
            [
                one
                for one in mackerel.requests(write=False)
                if one["path"].endswith("/notification-groups")
            ]
        )
        == 3
    )
    assert groups_of(emulator)[NAMES[3]]["childChannelIds"] == ["4ChPayPage1"]


@pytest.mark.parametrize(
    "again", [False, True], ids=["named otherwise before the look", "unchanged"]
)
def test_what_is_no_longer_called_so_is_not_deleted(mackerel, emulator, ages, again):
    mackerel.run(GROUPS, notification_groups=[{"name": name} for name in NAMES])
    if not again:
        emulator.add_fault(
            vendor="mackerel",
            method="PUT",
            kind="second_writer",
            patch={
                "collection": "notificationGroups",
                "name": NAMES[2],
                "set": {"name": "production"},
            },
        )
    ages[:] = [0.0, 0.0, 99.0]
    result = mackerel.run(
        GROUPS,
        concurrency=1,
        notification_groups=[{"name": NAMES[0], "notification_level": "critical"}],
        purge=True,
        purge_scope={"name_prefix": "zz-"},
    )
    left = {name for name in groups_of(emulator) if name.startswith("zz-") or name == "production"}
    if again:
        assert not result["failed"] and result["counts"]["deleted"] == 3 and left == {NAMES[0]}
    else:
        assert left == {NAMES[0], "production"} and result["counts"]["deleted"] == 2
        assert (
            "somebody renamed it to 'production' while this task ran" in result["msg"]
            and NAMES[2] in result["msg"]
        )


def test_a_create_the_vendor_may_still_be_at_is_not_sent_again(mackerel, emulator, naps):
    emulator.add_fault(vendor="mackerel", method="POST", kind="latency", when="before", ms=2500)
    emulator.clear_requests()
    result = mackerel.run("mackerel_notification_group", name="slow", timeout=1)
    assert (
        result["failed"]
        and "The vendor may still create it, so this task did not send it again" in result["msg"]
    )
    assert len(mackerel.requests(write=True)) == 1 and len(naps) == 4
    deadline = time.monotonic() + 30
    while "slow" not in groups_of(emulator):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    again = mackerel.run("mackerel_notification_group", name="slow")
    assert not again["failed"] and not again["changed"]


def test_a_create_the_vendor_is_still_at_is_waited_for(mackerel, emulator, naps):
    emulator.add_fault(vendor="mackerel", method="POST", kind="status", status=504)
    emulator.add_fault(
        vendor="mackerel",
        write=False,
        path="notification-groups",
        nth=3,
        kind="second_writer",
        patch={
            "collection": "notificationGroups",
            "add": {"name": "slow", "services": [], "notificationLevel": "all", "id": "zzzzzzzzzz"},
        },
    )
    emulator.clear_requests()
    result = mackerel.run("mackerel_notification_group", name="slow")
    assert (
        not result["failed"]
        and result["changed"]
        and result["notification_group"]["id"] == "zzzzzzzzzz"
        and len(naps) == 2
    )
    assert len(mackerel.requests(write=True)) == 1


@pytest.mark.parametrize("mode", ["add", "replace"])
def test_what_somebody_else_created_meanwhile_is_joined_and_not_replaced(
    mackerel, emulator, naps, mode
):  # pylint: disable=unused-argument
    emulator.add_fault(
        vendor="mackerel",
        write=False,
        kind="second_writer",
        patch={
            "collection": "notificationGroups",
            "add": {
                "name": "shared",
                "services": [{"name": "payments"}],
                "notificationLevel": "all",
                "childChannelIds": ["4ChSeaMail4"],
                "id": "0000000000",
            },
        },
    )
    result = mackerel.run(
        "mackerel_notification_group", name="shared", child_channels=["payments-page"], mode=mode
    )
    assert not result["failed"], result.get("msg")
    row = groups_of(emulator)["shared"]
    assert row["id"] == "0000000000" and [one["name"] for one in row["services"]] == ["payments"]
    assert sorted(row["childChannelIds"]) == (
        ["4ChPayPage1", "4ChSeaMail4"] if mode == "add" else ["4ChPayPage1"]
    )
    assert not mackerel.run(
        "mackerel_notification_group", name="shared", child_channels=["payments-page"], mode=mode
    )["changed"]


HOOK = "https://hooks.slack.com/services/planted/new/hook"


def test_an_update_that_nobody_can_see_is_not_believed(guance, emulator):
    emulator.settings(guance={"mask_notify_secrets": True})
    emulator.add_fault(vendor="guance", path="notify_object/modify", kind="drop_before", times=None)
    result = guance.run(
        "guance_notify_object",
        name="payments-page",
        opt_set={"webhook": HOOK},
        update_secrets="always",
        retries=1,
    )
    assert (
        result["failed"]
        and "the vendor does not show what is stored in opt_set.webhook;"
        " send it again, with update_secrets: always"
        in result["msg"]
    )
    assert HOOK not in str(emulator.state("guance"))


def test_a_secret_goes_to_the_object_that_was_adopted(guance, emulator):
    emulator.settings(guance={"mask_notify_secrets": True})
    emulator.add_fault(
        vendor="guance",
        write=False,
        path="notify_object/list",
        kind="second_writer",
        patch={
            "collection": "notify_object",
            "add": {
                "name": "robot",
                "type": "slackIncomingWebhook",
                "optSet": {"webhook": HOOK + "/theirs"},
                "uuid": "notify_" + "0" * 32,
            },
        },
    )
    result = guance.run(
        "guance_notify_object", name="robot", type="slackIncomingWebhook", opt_set={"webhook": HOOK}
    )
    assert not result["failed"], result.get("msg")
    rows = [row for row in emulator.state("guance")["notify_object"] if row["name"] == "robot"]
    assert [row["uuid"] for row in rows] == ["notify_" + "0" * 32] and rows[0]["optSet"][
        "webhook"
    ] == HOOK


def test_a_group_that_is_sent_whole_is_looked_at_again_too(guance, emulator, ages):
    """Guance merges an update, but takes all of optSet at once."""
    made = guance.run(
        "guance_notify_object",
        name="robot",
        type="dingTalkRobot",
        opt_set={"webhook": HOOK, "secret": "SECplanted-before"},
    )
    emulator.add_fault(
        vendor="guance",
        write=False,
        path="notify_object/list",
        kind="second_writer",
        patch={
            "collection": "notify_object",
            "id": made["notify_object"]["uuid"],
            "set": {"optSet": {"webhook": HOOK, "secret": "SECplanted-theirs"}},
        },
    )
    ages[:] = [0.0, 99.0]
    result = guance.run("guance_notify_object", name="robot", opt_set={"webhook": HOOK + "/ours"})
    assert not result["failed"], result.get("msg")
    row = next(row for row in emulator.state("guance")["notify_object"] if row["name"] == "robot")
    assert row["optSet"] == {"webhook": HOOK + "/ours", "secret": "SECplanted-theirs"}
