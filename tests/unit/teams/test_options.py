# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Options of a vendor's own: known to its modules or refused with their path, put into every
object that can have them, and reported.
"""

from __future__ import annotations

import pytest
from ansible_collections.oncall.routing.plugins.plugin_utils._teams.file import schema
from ansible_collections.oncall.routing.plugins.plugin_utils._teams.translate.common import LISTS

from .kit import SECRET, fidelity, objects, refusals, small

BASE = small(
    contacts={
        "page": {"slack": {"url": SECRET}},
        "mail": {"email": "members"},
        "hook": {"webhook": {"url": SECRET}},
        "chat": {"wecom_chat": {"id": "wrk0"}},
    },
    routing=[{"severity": ["critical"], "notify": ["page", "mail", "hook", "chat"]}],
)


def with_options(vendor, **options):
    return dict(BASE, vendors={vendor: {"options": options}})


@pytest.mark.parametrize(
    "vendor, kind, options, path, message",
    [
        (
            "mackerel",
            "channels",
            {"evnets": []},
            "evnets",
            "is no option of the module; did you mean events? There are",
        ),
        (
            "mackerel",
            "channels",
            {"events": ["alerts"]},
            "events[0]",
            "'alerts' is not one of alert, alertGroup",
        ),
        ("mackerel", "channels", {"events": "alert"}, "events", "must be a list"),
        (
            "mackerel",
            "channels",
            {"name": "x"},
            "name",
            "can't be set here: the name follows from those of the team and of the contact",
        ),
        (
            "mackerel",
            "channels",
            {"type": "slack"},
            "type",
            "can't be set here: the type follows from the contact",
        ),
        (
            "mackerel",
            "channels",
            {"id": "4Ch"},
            "id",
            "can't be set here: objects of a team are known by their names",
        ),
        (
            "mackerel",
            "notification_groups",
            {"state": "absent"},
            "state",
            "can't be set here: a team that is in a file is there",
        ),
        (
            "mackerel",
            "notification_groups",
            {"monitors": [{"monitr": "x"}]},
            "monitors[0].monitr",
            "is no option of the module; did you mean monitor? There are monitor, skip_default",
        ),
        ("mackerel", "notification_groups", {"monitors": ["cpu"]}, "monitors[0]", "must be a dict"),
        (
            "mackerel",
            "alert_group_settings",
            {"notification_interval": -1},
            "notification_interval",
            "-1 is less than 0",
        ),
        (
            "mackerel",
            "alert_group_settings",
            {"role_scopes": ["payments"]},
            "role_scopes[0]",
            "'payments' is not a role's full name",
        ),
        (
            "guance",
            "alert_policies",
            {"alert_opt": {"agg_intervall": 1}},
            "alert_opt.agg_intervall",
            "is no option of the module; did you mean agg_interval?",
        ),
        (
            "guance",
            "alert_policies",
            {"alert_opt": {"agg_interval": 3600}},
            "alert_opt.agg_interval",
            "3600 is more than 1800",
        ),
        ("guance", "alert_policies", {"alert_opt": []}, "alert_opt", "must be a dict"),
        (
            "guance",
            "alert_policies",
            {"permission_set": ["SRE"]},
            "permission_set[0]",
            "'SRE' does not say what it is",
        ),
        (
            "guance",
            "alert_policies",
            {"permission_set": ["wsAdmin", "wsAdmin"]},
            "permission_set[1]",
            "is the same as",
        ),
        ("guance", "notify_objects", {"uuid": "notify_1"}, "uuid", "can't be set here"),
        (
            "bk",
            "notice_groups",
            {"notice_way": {"4": ["mail"]}},
            "notice_way.4",
            "is not one of 1, 2, 3",
        ),
        ("bk", "user_groups", {"channels": ["mail"]}, "channels[0]", "'mail' is not one of"),
        (
            "bk",
            "user_groups",
            {"duty_notice": {"plan_notice": {"dyas": 1}}},
            "duty_notice.plan_notice.dyas",
            "is no option of the module; did you mean days?",
        ),
    ],
)
def test_what_the_module_would_not_take_is_refused_whatever_vendor_is_asked_for(
    vendor, kind, options, path, message
):
    for asked in ("mackerel", "guance", "bk"):
        found = refusals(with_options(vendor, **{kind: options}), vendor=asked)
        assert [one[2] for one in found] == [
            "vendors.%s.options.%s.%s" % (vendor, kind, path)
        ] and message in found[0][3], found


def test_an_option_takes_the_place_of_what_was_there():
    team = with_options(
        "mackerel",
        channels={"events": ["alert"]},
        alert_group_settings={"notification_interval": 30, "memo": ""},
    )
    found = objects(team, "mackerel")
    assert {tuple(one["events"]) for one in found["channels"]} == {("alert",)} and len(
        found["channels"]
    ) == 3
    assert (
        found["alert_group_settings"][0]["notification_interval"] == 30
        and found["alert_group_settings"][0]["memo"] == ""
    )
    assert fidelity(team, "mackerel")["vendors.mackerel.options.channels.events"] == (
        "exact",
        "set as it is given, at 3 channels",
    )


def test_an_option_is_for_the_types_that_have_it():
    team = with_options("mackerel", channels={"enabled_graph_image": True})
    assert [one.get("enabled_graph_image") for one in objects(team, "mackerel")["channels"]] == [
        True,
        None,
        True,
    ]
    team = with_options(
        "guance",
        notify_objects={
            "opt_set": {
                "headers_config": {
                    "is_open": True,
                    "items": [{"key": "X-Team", "value": "payments"}],
                }
            }
        },
    )
    made = {one["type"]: one["opt_set"] for one in objects(team, "guance")["notify_objects"]}
    assert [
        "headers_config" in made[kind]
        for kind in ("slackIncomingWebhook", "mailGroup", "HTTPRequest")
    ] == [False, False, True]
    assert made["HTTPRequest"]["url"] == SECRET, "the other options of the group stay"


def test_an_option_that_nothing_can_have_is_told():
    team = with_options("guance", notify_objects={"opt_set": {"chat_id": "1"}})
    assert fidelity(team, "guance")["vendors.guance.options.notify_objects.opt_set.chat_id"] == (
        "not expressible",
        "no notify object of the team can have it",
    )
    team = with_options("bk", user_groups={"channels": ["user"]})
    assert fidelity(team, "bk")["vendors.bk.options.user_groups.channels"] == (
        "not expressible",
        "no user group of the team can have it",
    )


def test_other_names_of_options_are_the_same_options():
    team = with_options("mackerel", notification_groups={"child_channel_ids": ["audit-hook"]})
    groups = objects(team, "mackerel")["notification_groups"]
    assert groups[0]["child_channels"] == ["audit-hook"] and "child_channel_ids" not in groups[0]
    for spelling in ("message", "desc"):
        assert (
            objects(with_options("bk", notice_groups={spelling: "own"}), "bk")["notice_groups"][0][
                "message"
            ]
            == "own"
        )


def test_options_of_a_dict_are_added_one_by_one():
    team = with_options(
        "guance", alert_policies={"alert_opt": {"agg_interval": 120, "ignore_ok": True}}
    )
    option = objects(team, "guance")["alert_policies"][0]["alert_opt"]
    assert (
        option["agg_interval"],
        option["ignore_ok"],
        option["silent_timeout"],
        option["alert_type"],
    ) == (120, True, 3600, "status")
    assert {path for path in fidelity(team, "guance") if "options" in path} == {
        "vendors.guance.options.alert_policies.alert_opt.agg_interval",
        "vendors.guance.options.alert_policies.alert_opt.ignore_ok",
    }


def test_the_lists_of_the_schema_are_those_that_are_made():
    assert {vendor: tuple(kinds) for vendor, kinds in LISTS.items()} == schema.KINDS
    for vendor, kinds in LISTS.items():
        known = set(
            schema.SCHEMA["properties"]["vendors"]["properties"][vendor]["properties"]["options"][
                "properties"
            ]
        )
        assert known == set(kinds) - {"services"}
