# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who and what is meant by a name, an address or a UUID: monitors by title and name, roles,
recipients that are not there.
"""

from __future__ import annotations

import pytest
from support.vendor_kit import apply, changes, fails, keeps, patch, refused, row, sent, warned

POLICY = "guance_alert_policy"
NEW = {
    "name": "new",
    "rule_timezone": "Asia/Tokyo",
    "alert_opt": {"silent_timeout": 0, "agg_interval": 0},
}
RULE = "rul_%032d"


def told(*to, **more):
    targets = [{"to": list(to), "status": ["critical"]}]
    return dict(NEW, alert_opt=dict(NEW["alert_opt"], alert_target=[{"targets": targets}]), **more)


# --- monitors


@pytest.mark.parametrize("name", ["payments latency", "payments latency fired", RULE % 1])
def test_guance_monitors_are_found_by_title_and_by_name(guance, name):
    changes(guance, POLICY, checkers=[name], **NEW)
    assert sent(guance)["checkerUUIDs"] == [RULE % 1]
    keeps(guance, POLICY, times=2, checkers=["payments latency fired"], **NEW)
    keeps(guance, POLICY, times=2, checkers=["payments latency"], **NEW)


def test_guance_monitors_are_shown_by_what_people_see(guance):
    apply(
        guance,
        POLICY,
        checkers=["payments latency", "nightly inspection", "payments availability"],
        **NEW,
    )
    (shown,) = apply(guance, POLICY + "_info", name="new", resolve_names=True)["alert_policies"]
    assert shown["checkers"] == [
        "nightly inspection fired",
        "payments availability",
        "payments latency fired",
    ]
    keeps(guance, POLICY, times=2, **shown)


def test_guance_monitor_with_another_name_than_its_title(guance):
    patch(
        guance,
        "checker",
        "uuid",
        RULE % 1,
        jsonScript={"name": "RDS disk too high", "title": "RDS {{instanceId}} disk too high"},
    )
    changes(guance, POLICY, checkers=["RDS {{instanceId}} disk too high"], **NEW)
    assert sent(guance)["checkerUUIDs"] == [RULE % 1]


def test_guance_text_that_is_the_title_of_one_monitor_and_the_name_of_another_is_refused(guance):
    patch(
        guance,
        "checker",
        "uuid",
        RULE % 2,
        jsonScript={"name": "payments latency fired", "title": "something else"},
    )
    assert (
        refused(guance, POLICY, checkers=["payments latency fired"], **NEW)
        == "checkers[0]: there are 2 checkers called 'payments latency fired': %s"
        " (title 'payments latency fired', name 'payments latency'), %s (title 'something else',"
        " name 'payments latency fired'); give the uuid"
        % (
            RULE % 1,
            RULE % 2,
        )
    )
    (shown,) = apply(guance, POLICY + "_info", name="Default", resolve_names=True)["alert_policies"]
    # what is not unique is shown by what is
    assert {"payments latency", "something else"} <= set(shown["checkers"])


def test_guance_group_of_a_monitor_is_not_its_name(guance):
    assert "there is no checker 'default' among" in refused(
        guance, POLICY, checkers=["default"], **NEW
    )


# --- what is forbidden by value


@pytest.mark.parametrize("owner", ["owner", "role:Owner", "role:owner", "role: Owner"])
@pytest.mark.parametrize(
    "module, options",
    [
        (POLICY, NEW),
        ("guance_notify_object", {"name": "n", "type": "sms", "opt_set": {"to": ["13800000000"]}}),
    ],
)
def test_guance_owner_is_refused_however_it_is_written(guance, owner, module, options):
    message = refused(
        guance, module, open_permission_set=True, permission_set=["wsAdmin", owner], **options
    )
    assert message.startswith("permission_set[1]: ") and message.endswith(
        "the owner always may, and can't be listed"
    )


def test_guance_owner_that_is_stored_is_not_judged(guance):
    apply(guance, POLICY, open_permission_set=True, permission_set=["wsAdmin"], **NEW)
    patch(guance, "alert_policy", "name", "new", permissionSet=["wsAdmin", "owner"])
    keeps(guance, POLICY, times=2, name="new", permission_set=["wsAdmin", "role:Owner"])


# --- an old deployment


@pytest.mark.parametrize("code", ["NotFound", "NotFoundRoute"])
@pytest.mark.parametrize("in_200", [False, True])
def test_guance_path_that_is_not_there_names_v1(emulator, guance, code, in_200):
    emulator.settings(guance={"error_in_200": in_200})
    emulator.add_fault(
        vendor="guance", path="/alert_policy/add_v2", error="guance." + code, times=None
    )
    message = fails(guance, POLICY, **NEW)
    assert (
        message.startswith("Could not create the alert policy 'new': Guance answered HTTP ")
        and "api_version: v1 does without" in message
    )


@pytest.mark.parametrize("code, named", [("NotFound", True), ("NotFoundAlertPolicy", False)])
def test_guance_change_at_a_path_that_is_not_there_names_v1(emulator, guance, code, named):
    apply(guance, POLICY, **NEW)
    emulator.add_fault(vendor="guance", path="/modify_v2", error="guance." + code, times=None)
    assert ("api_version: v1" in fails(guance, POLICY, name="new", desc="x")) is named


def test_guance_recipient_that_is_not_there_does_not_speak_of_v1(guance):
    assert "v1" not in fails(guance, POLICY, **told("notify_nobody"))


# --- UUIDs of what is not there


@pytest.mark.parametrize(
    "known, unknown, text",
    [
        (
            "notify:payments-page",
            "notify_nowhere",
            "there is no notify object 'notify_nowhere' among 7",
        ),
        ("team:payments", "group_nowhere", "there is no team 'group_nowhere' among"),
        ("member:alice@example.com", "acnt_nowhere", "there is no member 'acnt_nowhere' among"),
    ],
)
def test_guance_unknown_uuid_is_seen_where_the_list_is_read_anyway(guance, known, unknown, text):
    message = refused(guance, POLICY, **told(known, unknown))
    assert message.startswith("alert_opt.alert_target[0].targets[0].to[1]: " + text)
    # before or behind the name that needs the list
    assert refused(guance, POLICY, **told(unknown, known)).startswith(
        "alert_opt.alert_target[0].targets[0].to[0]: " + text
    )


def test_guance_unknown_uuid_costs_no_list(guance):
    result = apply(guance, POLICY, check=True, **told("notify_nowhere"))
    assert [one["path"] for one in guance.requests()] == ["/api/v1/alert_policy/list"] and result[
        "changed"
    ]


def test_guance_unknown_uuid_elsewhere(guance):
    assert refused(
        guance,
        "guance_member_group",
        name="payments",
        members=["alice@example.com", "acnt_nowhere"],
    ).startswith("members[1]: there is no member 'acnt_nowhere' among")
    assert refused(
        guance,
        "guance_notify_object",
        name="n",
        type="mailGroup",
        opt_set={"to": ["alice@example.com", "acnt_nowhere"]},
    ).startswith("opt_set.to[1]: there is no member 'acnt_nowhere' among")
    assert refused(
        guance,
        POLICY,
        open_permission_set=True,
        permission_set=["role:oncall", "role_nowhere"],
        **NEW,
    ).startswith("permission_set[1]: there is no role 'role_nowhere' among")


def test_guance_unknown_uuid_of_a_checker_is_warned_about(guance):
    # whether the vendor lists all that can use a policy is not known
    result = apply(guance, POLICY, check=True, checkers=["payments latency", "rul_nowhere"], **NEW)
    assert [text for text in warned(result) if text.startswith("checkers[1]: ")] == [
        "checkers[1]: there is no checker 'rul_nowhere' among 9, as far as the vendor lists them"
    ]


def test_guance_unknown_uuid_that_is_stored_is_told(guance):
    policy = told("notify:payments-page", "notify:search-page")
    uuid = row(guance, "notify_object", name="search-page")["uuid"]
    apply(guance, POLICY, **policy)
    guance.emulator.put_state(
        "guance",
        {
            "notify_object": [
                one
                for one in guance.emulator.state("guance")["notify_object"]
                if one["uuid"] != uuid
            ]
        },
    )
    result = keeps(guance, POLICY, times=2, **told("notify:payments-page", uuid))
    assert [text for text in warned(result) if "is stored" in text] == [
        "alert_opt.alert_target[0].targets[0].to: notify object '%s' is stored, but the vendor"
        " lists no such notify object" % uuid
    ]


# --- nobody is there


@pytest.mark.parametrize("said", ["empty", "404"])
def test_guance_workspace_without_members(emulator, guance, said):
    emulator.settings(guance={"no_members": said})
    emulator.put_state("guance", {"members": []})
    assert "there is no member 'alice@example.com' among 0" in refused(
        guance, POLICY, **told("member:alice@example.com")
    )


def test_guance_list_that_can_not_be_empty_so_is_an_error(emulator, guance):
    body = {
        "code": 404,
        "success": False,
        "errorCode": "",
        "message": "nothing",
        "content": {},
        "traceId": "T-1",
    }
    emulator.add_fault(
        vendor="guance", path="/alert_policy/list", kind="status", status=200, body=body, times=None
    )
    assert "HTTP 200 with code 404" in fails(guance, POLICY, **NEW)
