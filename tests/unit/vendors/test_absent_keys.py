# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers without keys that the vendor always shows, in the forms in which other clients
recorded them; for every key see the contract suite.
"""

from __future__ import annotations

import pytest

BARE = ["channels:emails", "channels:userIds", "channels:events"]


def mails(emulator):
    emulator.put_state(
        "mackerel",
        {
            "channels": [
                {
                    "id": "4ChDefault1",
                    "name": "Default",
                    "type": "email",
                    "emails": ["oncall@example.com"],
                    "userIds": ["4Usr1Alice1"],
                    "events": ["alert"],
                }
            ]
        },
    )


def test_a_channel_of_id_name_and_type(emulator, mackerel):
    """The recorded form: nobody was mailed any longer after a change of the events."""
    mails(emulator)
    emulator.settings(lacks=BARE)
    result = mackerel.run("mackerel_channel", id="4ChDefault1", events=["hostRetire"])
    assert result["failed"] and result.writes == 0
    for option, key in (("emails", "emails"), ("user_ids", "userIds")):
        assert (
            "%s: the answer does not show %s, so a change would clear it; give %s in the task too"
            % (option, key, option)
            in result["msg"]
        )
    shown = mackerel.run("mackerel_channel_info")["channels"]
    assert shown == [{"id": "4ChDefault1", "name": "Default", "type": "email"}]
    again = mackerel.run("mackerel_channels", channels=shown)
    assert (again["failed"], again["changed"], again.writes) == (False, False, 0)
    # with all of them in the task it goes
    result = mackerel.run(
        "mackerel_channel",
        id="4ChDefault1",
        events=["hostRetire"],
        emails=["oncall@example.com"],
        user_ids=["alice@example.com"],
    )
    assert (
        not result["failed"]
        and result.writes == 1
        and "the answer does not show events" in result.text
    )
    assert emulator.state("mackerel")["channels"][0]["events"] == ["hostRetire"]


def test_a_channel_whose_address_is_not_shown(emulator, mackerel):
    emulator.settings(lacks=["channels:url", "channels:mentions", "channels:enabledGraphImage"])
    stored = emulator.state("mackerel")["channels"]
    shown = mackerel.run("mackerel_channel_info", name="payments-page")["channels"][0]
    assert not {"url", "mentions", "enabled_graph_image"} & set(shown)
    result = mackerel.run("mackerel_channel", name="payments-page", events=["monitor"])
    assert (
        result["failed"]
        and "url: the answer does not show url" in result["msg"]
        and result.writes == 0
    )
    assert emulator.state("mackerel")["channels"] == stored


def test_children_under_a_key_that_is_spelt_otherwise(emulator, mackerel):
    """It goes back as it came, beside what the task gives; without that nothing is made up."""
    rows = emulator.state("mackerel")["notificationGroups"]
    for row in rows:
        row["childChannelIDs"] = row["childChannelIds"]
    emulator.put_state("mackerel", {"notificationGroups": rows})
    emulator.settings(lacks=["notification-groups:childChannelIds"])
    result = mackerel.run(
        "mackerel_notification_group", name="night watch", notification_level="critical"
    )
    if result["changed"] or result["failed"]:
        assert (
            result["failed"]
            and "child_channels: the answer does not show childChannelIds" in result["msg"]
            and result.writes == 0
        )
    result = mackerel.run(
        "mackerel_notification_group",
        name="business hours",
        services=[],
        child_channels=["payments-page"],
    )
    assert not result["failed"], result["msg"]
    sent = mackerel.requests(write=True)[-1]["body"]
    assert sent["childChannelIds"] == ["4ChPayPage1"] and sent["childChannelIDs"] == ["2vh7AZ21abc"]


def test_what_may_use_it_is_not_deleted(emulator, mackerel):
    """A group that does not show its channels may hold each of them."""
    emulator.put_state(
        "mackerel",
        {
            "channels": [
                {
                    "id": "4ChUnused01",
                    "name": "unused",
                    "type": "webhook",
                    "url": "https://hooks.example.com/planted-hook",
                    "events": [],
                }
            ]
        },
    )
    emulator.settings(lacks=["notification-groups:childChannelIds"])
    refused = mackerel.run("mackerel_channel", name="unused", state="absent")
    assert (
        refused["failed"]
        and refused.writes == 0
        and "the answer does not show childChannelIds" in refused["msg"]
    )
    assert not mackerel.run("mackerel_channel", name="unused", state="absent", force=True)["failed"]


def test_a_channel_that_somebody_creates_at_the_same_moment_and_that_shows_little(
    emulator, mackerel
):
    """The answer to the create is lost, and the list shows a channel without its addresses:
    nothing is made up for them.
    """
    emulator.add_fault(vendor="mackerel", method="POST", kind="drop_before")
    emulator.add_fault(
        vendor="mackerel",
        method="POST",
        kind="second_writer",
        patch={
            "collection": "channels",
            "add": {
                "name": "new one",
                "type": "email",
                "emails": ["theirs@example.com"],
                "userIds": [],
                "events": ["monitor"],
            },
        },
    )
    emulator.settings(lacks=["channels:emails", "channels:userIds"])
    result = mackerel.run("mackerel_channel", name="new one", type="email", events=["alert"])
    assert result["failed"] and "emails" in result["msg"], result.text
    assert [
        row["emails"] for row in emulator.state("mackerel")["channels"] if row["name"] == "new one"
    ] == [["theirs@example.com"]]


def test_a_plan_over_a_plan_makes_nothing_up(emulator, bk):
    """The result of the user group lacks what the answer lacked; a later task over the same
    group does not take that for empty.
    """
    groups = bk.run("bk_user_group_info")["user_groups"]
    name = groups[0]["name"]
    emulator.settings(lacks=["user_group:timezone"])
    first = bk.run("bk_user_group", check=True, name=name, desc="planned", timezone="UTC")
    assert not first["failed"], first["msg"]
    emulator.settings(lacks=[])
    before = bk.run("bk_notice_group_info", name=name)["notice_groups"][0]
    later = bk.run(
        "bk_notice_group",
        check=True,
        name=name,
        message="planned",
        planned=[{"user_group": first["user_group"], "plan": first["plan"]}],
    )
    assert not later["failed"], later["msg"]
    assert later["notice_group"] == dict(before, message="planned") and later["changed"] is False


def test_a_group_of_options_that_is_not_shown(emulator, guance):
    emulator.settings(lacks=["alert_policy/:alertOpt"])
    stored = emulator.state("guance")["alert_policy"]
    name = stored[0]["name"]
    shown = guance.run("guance_alert_policy_info", name=name)["alert_policies"][0]
    assert "alert_opt" not in shown
    refused = guance.run("guance_alert_policy", name=name, alert_opt={"ignore_ok": True})
    assert (
        refused["failed"]
        and "alert_opt.agg_interval: the answer does not show alertOpt" in refused["msg"]
        and refused.writes == 0
    )
    assert not guance.run("guance_alert_policy", name=name, desc="another", rule_timezone="UTC")[
        "failed"
    ]
    assert emulator.state("guance")["alert_policy"][0]["alertOpt"] == stored[0]["alertOpt"]


@pytest.mark.parametrize("value", [{"a": 1}, ["x"], "many", [{"name": "x"}]])
def test_a_value_of_another_kind_is_not_known_either(emulator, mackerel, value):
    rows = list(emulator.state("mackerel")["downtimes"])[:1]
    emulator.put_state("mackerel", {"downtimes": [dict(rows[0], duration=value)]})
    shown = mackerel.run("mackerel_downtime_info")["downtimes"][0]
    assert "duration" not in shown
    result = mackerel.run("mackerel_downtime", name=rows[0]["name"], memo="other than before")
    assert (
        result["failed"]
        and "duration: the answer does not show duration" in result["msg"]
        and result.writes == 0
    )


def test_a_part_of_a_level_in_an_older_form(emulator, bk):
    """A level without ways (O16): today's change of the name must not clear whom nobody sees.
    Its older form, where it has one, says the same.
    """
    rows = emulator.state("bk")["user_groups"]
    level = {"level": 1, "notice_ways": [{"name": "mail"}]}
    emulator.put_state(
        "bk",
        {
            "user_groups": [
                (
                    dict(
                        row, alert_notice=[{"time_range": "00:00--23:59", "notify_config": [level]}]
                    )
                    if row["name"] == "layman"
                    else row
                )
                for row in rows
            ]
        },
    )
    emulator.settings(lacks=["user_group:alert_notice.notify_config.notice_ways"])
    groups = {one["name"]: one for one in bk.run("bk_user_group_info")["user_groups"]}
    assert "alert_notice" not in groups["layman"]
    assert [
        way["name"]
        for way in groups["core-oncall"]["alert_notice"][0]["notify_config"][0]["notice_ways"]
    ] == ["mail", "voice"]
    result = bk.run("bk_user_group", name="layman", desc="another")
    assert (
        result["failed"] and "notify_config[0].notice_ways" in result["msg"] and result.writes == 0
    )
    result = bk.run("bk_user_group", name="core-oncall", desc="another")
    (body,) = [one["body"] for one in bk.requests(write=True)]
    assert result["changed"] and {
        way["name"] for way in body["alert_notice"][0]["notify_config"][0]["notice_ways"]
    } == {"mail", "voice"}


# --- what is there and is no value


@pytest.mark.violations
@pytest.mark.parametrize("value", [None, {}, [], [None], 7])
def test_a_type_that_is_no_text(emulator, account, value):
    """It is not known what such an object is: it is read, and left alone."""
    channel = {"id": "c1", "name": "odd", "type": value, "emails": [], "userIds": [], "events": []}
    emulator.add_fault(
        vendor="mackerel",
        path="channels",
        kind="wrong_shape",
        body={"channels": [channel]},
        times=None,
    )
    emulator.add_fault(
        vendor="guance",
        path="notify_object/list",
        kind="wrong_shape",
        times=None,
        body={
            "code": 200,
            "success": True,
            "errorCode": "",
            "content": [{"uuid": "notify_1", "name": "odd", "type": value, "optSet": {}}],
            "pageInfo": {"totalCount": 1},
            "traceId": "TRACE-9",
        },
    )
    for vendor, module, plural in (
        ("mackerel", "mackerel_channel", "channels"),
        ("guance", "guance_notify_object", "notify_objects"),
    ):
        shown = account(vendor).run(module + "_info")
        assert not shown["failed"], shown["msg"]
        again = account(vendor).run("%s_%s" % (vendor, plural), **{plural: shown[plural]})
        assert not again["failed"] and not again["changed"], again.text


@pytest.mark.parametrize("key, option", [("notificationLevel", "notification_level")])
@pytest.mark.parametrize("value", [{}, []])
def test_an_empty_dict_or_list_in_place_of_a_word(emulator, mackerel, key, option, value):
    """It was taken for the default, and sent."""
    rows = emulator.state("mackerel")["notificationGroups"]
    emulator.put_state(
        "mackerel",
        {
            "notificationGroups": [
                dict(row, **{key: value}) if row["name"] == "night watch" else row for row in rows
            ]
        },
    )
    result = mackerel.run(
        "mackerel_notification_group",
        name="night watch",
        services=[],
        monitors=[],
        child_channels=["payments-page"],
    )
    assert (
        result["failed"]
        and "%s: the answer does not show %s" % (option, key) in result["msg"]
        and result.writes == 0
    )


@pytest.mark.parametrize("value", ["", {}, [], None])
def test_an_element_that_refers_to_nothing(emulator, mackerel, value):
    rows = emulator.state("mackerel")["notificationGroups"]
    rows[0]["monitors"] = [{"id": value, "skipDefault": True}]
    emulator.put_state("mackerel", {"notificationGroups": rows})
    result = mackerel.run(
        "mackerel_notification_group", id=rows[0]["id"], child_channels=["payments-page"]
    )
    assert (
        result["failed"]
        and "monitors: the answer does not show monitors[0].id" in result["msg"]
        and result.writes == 0
    ), result.text


@pytest.mark.parametrize("value", [[{}], [["wsAdmin"]]])
def test_permissions_that_can_not_be_read(emulator, guance, value):
    rows = emulator.state("guance")["alert_policy"]
    rows[0]["permissionSet"] = value
    emulator.put_state("guance", {"alert_policy": rows})
    shown = guance.run("guance_alert_policy_info", name=rows[0]["name"])["alert_policies"]
    again = guance.run("guance_alert_policies", alert_policies=shown)
    assert not again["failed"] and not again["changed"], again.text
