# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists that only names, references or a deletion need, and that can't be read: a warning where
the task can go on, else a word at the place.
"""

from __future__ import annotations

import pytest
from support.guance_policies import ALICE, LATENCY, MEMBER, POLICY, SLO
from support.vendor_kit import apply, changes, fails, keeps, patch, paths, row, sent, warned

pytestmark = pytest.mark.violations

GROUP, SETTING, SERVICE = (
    "mackerel_notification_group",
    "mackerel_alert_group_setting",
    "mackerel_service",
)
CHECKS = "Could not list check monitors: Mackerel answered HTTP 500: "


@pytest.fixture
def dangling(emulator, mackerel):
    """A group that refers to a monitor of which no list knows."""
    emulator.settings(mackerel={"dangling": "keep"})
    apply(
        mackerel, GROUP, name="odd", notification_level="all", monitors=[{"monitor": "2qtozU21abc"}]
    )
    patch(
        mackerel,
        "notificationGroups",
        "name",
        "odd",
        monitors=[{"id": "gonemonitor", "skipDefault": False}],
    )
    return mackerel


# --- an optional list


@pytest.mark.parametrize(
    "body",
    [
        "404 page not found",
        "",
        {"message": "no"},
        {"error": {"message": "not found"}},
        {"error": "x"},
        [],
        {"x": 1, "error": "y"},
        "<html><body>404</body></html>",
    ],
)
def test_mackerel_an_optional_list_is_absent_by_any_404(emulator, dangling, body):
    emulator.add_fault(
        vendor="mackerel",
        path="monitoring/checks",
        kind="status",
        status=404,
        body=body,
        times=None,
    )
    assert apply(dangling, GROUP + "_info", resolve_names=True, name="odd")["notification_groups"][
        0
    ]["monitors"] == [{"monitor": "gonemonitor", "skip_default": False}]
    kept = keeps(dangling, GROUP, times=1, name="odd", monitors=[{"monitor": "gonemonitor"}])
    assert warned(kept) == [
        "monitors[0].monitor: monitor 'gonemonitor' is stored, but the vendor lists no such monitor"
    ]
    there = len(emulator.state("mackerel")["monitors"])
    message = fails(dangling, GROUP, name="odd", monitors=[{"monitor": "nosuch"}])
    assert message == "monitors[0].monitor: there is no monitor 'nosuch' among %d" % there


@pytest.mark.parametrize(
    "body",
    [
        "404 page not found",
        "",
        {"message": "no"},
        [],
        {"code": 404, "errorCode": "ft.RouteNotFound", "success": False},
        {"code": 404, "content": {}},
    ],
)
@pytest.mark.parametrize("path, checker", [("slo/list", SLO), ("self_built_checker/list", LATENCY)])
def test_guance_an_optional_list_is_absent_by_any_404(emulator, guance, path, checker, body):
    emulator.add_fault(vendor="guance", path=path, kind="status", status=404, body=body, times=None)
    changes(guance, POLICY, **dict(MEMBER, checkers=["payments latency"]))
    assert sent(guance)["checkerUUIDs"] == [LATENCY]


def test_guance_a_404_within_a_200(emulator, guance):
    emulator.add_fault(
        vendor="guance",
        path="slo/list",
        kind="wrong_shape",
        body={"code": 404, "content": [], "message": "nothing"},
        times=None,
    )
    changes(guance, POLICY, **dict(MEMBER, checkers=["payments latency"]))


def test_an_optional_list_of_which_the_second_page_is_not_there_is_not_absent(emulator, mackerel):
    emulator.put_state(
        "mackerel",
        {
            "checks": [
                {"id": "check%d" % number, "name": "check %d" % number} for number in range(4)
            ]
        },
    )
    emulator.add_fault(
        vendor="mackerel", path="monitoring/checks", kind="small_pages", rows=2, times=None
    )
    emulator.add_fault(
        vendor="mackerel", path="monitoring/checks", kind="status", status=404, nth=2, times=None
    )
    message = fails(mackerel, GROUP, name="new", monitors=[{"monitor": "check 3"}])
    assert (
        message.startswith("monitors[0].monitor: there is no monitor 'check 3' among")
        and "; not all could be looked at: Could not list check" in message
    )


# --- another failure


def test_a_stored_id_stays_and_the_task_goes_on(emulator, dangling):
    emulator.add_fault(
        vendor="mackerel", path="monitoring/checks", kind="status", status=500, times=None
    )
    kept = keeps(dangling, GROUP, times=1, name="odd", monitors=[{"monitor": "gonemonitor"}])
    assert warned(kept)[0].startswith(
        "monitors[0].monitor: monitor 'gonemonitor' is stored, and could not be looked up: "
        + CHECKS
    )
    changed = changes(
        dangling,
        GROUP,
        name="odd",
        monitors=[{"monitor": "gonemonitor"}],
        notification_level="critical",
    )
    assert (
        sent(dangling)["monitors"] == [{"id": "gonemonitor", "skipDefault": False}]
        and len(warned(changed)) == 1
    )


def test_a_name_that_is_not_found_is_told_at_its_place(emulator, mackerel):
    emulator.add_fault(
        vendor="mackerel", path="monitoring/checks", kind="status", status=403, times=None
    )
    there = len(emulator.state("mackerel")["monitors"])
    message = fails(
        mackerel,
        GROUP,
        name="new",
        monitors=[{"monitor": "search-health"}, {"monitor": "search-helth"}],
        child_channels=["nochannel"],
    )
    parts = message.split("; ")
    assert parts[0] == "child_channels[0]: there is no channel 'nochannel' among %d" % len(
        emulator.state("mackerel")["channels"]
    )
    assert (
        parts[1:]
        and "monitors[1].monitor: there is no monitor 'search-helth' among %d;"
        " did you mean 'search-health'"
        % there
        in message
    )
    assert (
        "?; not all could be looked at: Could not list check monitors: Mackerel answered HTTP 403"
        in message
    )
    assert "monitors[0]" not in message and mackerel.requests(write=True) == []


def test_a_list_of_which_nothing_can_be_read(emulator, mackerel):
    emulator.add_fault(vendor="mackerel", path="/channels", kind="status", status=403, times=None)
    message = fails(mackerel, GROUP, name="new", child_channels=["payments-page", "2vh7AZ21abc"])
    assert message.count("whether there is a channel '") == 2 and message.startswith(
        "child_channels[0]: whether there is a channel 'payments-page' could not be found out:"
        " Could not list channels: Mackerel answered HTTP 403: "
    )
    assert len(paths(mackerel)) == 2 and mackerel.requests(write=True) == []


def test_a_name_that_another_list_may_have_too(emulator, mackerel):
    emulator.add_fault(
        vendor="mackerel", path="monitoring/checks", kind="status", status=403, times=None
    )
    made = changes(mackerel, GROUP, name="new", monitors=[{"monitor": "search-health"}])
    assert len(warned(made)) == 1 and warned(made)[0].startswith(
        "monitors[0].monitor: monitor 'search-health' is 4MoSeaUrl4c, but whether another one is"
        " called so is not known: Could not list check monitors: "
    )
    # an id says which, and so does what is stored
    assert (
        changes(mackerel, GROUP, name="other", monitors=[{"monitor": "4MoSeaUrl4c"}])["warnings"]
        == []
    )
    assert (
        keeps(mackerel, GROUP, times=1, name="new", monitors=[{"monitor": "search-health"}])[
            "warnings"
        ]
        == []
    )


def test_names_that_are_keys_are_sent_with_a_warning(emulator, mackerel):
    emulator.add_fault(vendor="mackerel", path="/services$", kind="status", status=403, times=None)
    made = changes(
        mackerel, SETTING, name="new", service_scopes=["payments"], role_scopes=["payments:db"]
    )
    assert sent(mackerel)["serviceScopes"] == ["payments"] and sent(mackerel)["roleScopes"] == [
        "payments:db"
    ]
    assert [
        text.partition(" could not be found out: Could not list ")[0] for text in warned(made)
    ] == [
        "service_scopes[0]: whether there is a service 'payments'",
        "role_scopes[0]: whether there is a role 'payments:db'",
    ]


def test_one_part_of_several_lists(emulator, guance):
    emulator.add_fault(
        vendor="guance", path="slo/list", kind="error", error="guance.PermissionDenied", times=None
    )
    made = changes(guance, POLICY, **dict(MEMBER, checkers=["payments latency", SLO]))
    assert set(sent(guance)["checkerUUIDs"]) == {LATENCY, SLO}
    assert warned(made)[0].startswith(
        "checkers[0]: checker 'payments latency' is %s, but whether another one is called so is not"
        " known: Could not list SLOs:" % LATENCY
    )
    message = fails(guance, POLICY, **dict(MEMBER, name="other", checkers=["no such"]))
    assert (
        "checkers[0]: there is no checker 'no such' among " in message
        and "; not all could be looked at: Could not list SLOs: " in message
    )


def test_people_who_may_not_be_listed(emulator, guance):
    """UUIDs say themselves what they are."""
    emulator.add_fault(
        vendor="guance",
        path="members/list",
        kind="error",
        error="guance.PermissionDenied",
        times=None,
    )
    changes(guance, "guance_member_group", name="new", members=[ALICE])
    message = fails(guance, "guance_member_group", name="other", members=["bob@example.com"])
    assert message.startswith(
        "members[0]: whether there is a member 'bob@example.com' could not be found out: Could not"
        " list members: Guance answered HTTP 403"
    )


def test_bk_numbers_are_ids(emulator, bk):
    emulator.add_fault(
        vendor="bk", path="search_duty_rules", kind="error", error="bk.1306403", times=None
    )
    rule = emulator.state("bk")["duty_rules"][0]
    options = {
        "alert_notice": [],
        "action_notice": [],
        "need_duty": True,
        "users": [{"type": "user", "id": "alice"}],
    }
    made = changes(bk, "bk_user_group", name="new", duty_rules=[str(rule["id"])], **options)
    assert (
        "duty_rules[0]: whether there is a duty rule '%s' could not be found out: Could not list"
        " the duty rules" % rule["id"] in warned(made)[0]
    )
    assert "duty_rules[0]: whether there is a duty rule %r could not be found out" % rule[
        "name"
    ] in fails(bk, "bk_user_group", name="other", duty_rules=[rule["name"]], **options)


def test_what_can_not_be_looked_up_is_not_taken_for_gone(emulator, mackerel):
    """Nothing to remove would be a guess."""
    apply(mackerel, GROUP, name="new", monitors=[{"monitor": "search-health"}])
    emulator.add_fault(vendor="mackerel", path="/monitors", kind="status", status=403, times=None)
    message = fails(
        mackerel, GROUP, name="new", mode="remove", monitors=[{"monitor": "search-health"}]
    )
    assert (
        message.startswith("monitors[0].monitor: ")
        and "could not be found out" in message
        or "not all could be looked at" in message
    )
    stored = row(mackerel, "notificationGroups", name="new")["monitors"][0]["id"]
    assert (
        changes(mackerel, GROUP, name="new", mode="remove", monitors=[{"monitor": stored}])[
            "notification_group"
        ]["monitors"]
        == []
    )


def test_what_is_bound_can_not_be_seen(emulator, guance):
    emulator.settings(guance={"bindings_in_list": False})
    emulator.add_fault(
        vendor="guance", path="slo/list", kind="error", error="guance.PermissionDenied", times=None
    )
    kept = keeps(guance, POLICY, times=1, name="from-provider", checkers=[LATENCY])
    assert [
        text
        for text in warned(kept)
        if text.startswith("Which checkers are bound could not be found out: Could not list SLOs: ")
    ]
    assert (
        "checkers: the vendor does not show what is stored; a difference can't be seen"
        in warned(kept)
    )


# --- what only reads


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "status", "status": 500},
        {"kind": "status", "status": 403},
        {"kind": "other_status"},
        {"kind": "odd_rows"},
        {"kind": "html"},
        {"kind": "drop_before"},
    ],
)
def test_mackerel_names_that_can_not_be_shown(emulator, mackerel, fault):
    emulator.add_fault(vendor="mackerel", path="/channels", times=None, **fault)
    found = apply(mackerel, GROUP + "_info", resolve_names=True)
    plain = {one["id"]: one for one in apply(mackerel, GROUP + "_info")["notification_groups"]}
    assert [one["child_channels"] for one in found["notification_groups"]] == [
        plain[one["id"]]["child_channels"] for one in found["notification_groups"]
    ]
    assert len(warned(found)) == 1
    assert warned(found)[0].startswith(
        "Ids of channels are shown where their names could not be found out: Could not list"
        " channels: "
    )


def test_guance_names_that_can_not_be_shown(emulator, guance):
    apply(guance, POLICY, **MEMBER)
    emulator.add_fault(vendor="guance", path="notify_object/list", kind="short_list", times=None)
    found = apply(guance, POLICY + "_info", resolve_names=True, name=MEMBER["name"])
    assert "notify_" in repr(found["alert_policies"]) and "'member:carol@example.com'" in repr(
        found["alert_policies"]
    )
    assert warned(found)[0].startswith(
        "Ids of notify objects are shown where their names could not be found out: Could not list"
        " notify objects: the list is not"
    )


# --- deletions

LONELY = {"name": "lonely"}


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "status", "status": 403},
        {"kind": "other_status"},
        {"kind": "odd_rows"},
        {"kind": "without", "keys": ["id"]},
    ],
)
@pytest.mark.parametrize(
    "path, labels",
    [
        ("alert-group-settings", "alert group settings"),
        ("downtimes", "downtimes"),
        ("monitors", "monitors"),
    ],
)
def test_a_deletion_that_can_not_be_guarded(emulator, mackerel, fault, path, labels):
    apply(mackerel, SERVICE, **LONELY)
    emulator.add_fault(vendor="mackerel", path=path, times=None, **fault)
    message = fails(mackerel, SERVICE, state="absent", **LONELY)
    assert message.startswith(
        "state: nothing is deleted that others may use, and whether the service 'lonely' is still"
        " used could not be found out: Could not list %s: " % labels
    )
    assert (
        message.endswith(". With force: true it is not asked; with keep_used: true it stays")
        and mackerel.requests(write=True) == []
    )
    kept = apply(mackerel, SERVICE, state="absent", keep_used=True, **LONELY)
    assert [one["name"] for one in kept["kept"]] == ["lonely"] and kept.writes == 0
    assert kept["kept"][0]["used_by"][0].startswith("not known: Could not list %s: " % labels)
    assert warned(kept)[0].startswith(
        "The service 'lonely' stays, because whether it is still used could not be found out: Could"
        " not list %s: " % labels
    )
    assert changes(mackerel, SERVICE, state="absent", force=True, **LONELY)["changed"]


def test_a_purge_that_can_not_be_guarded_is_told_once(emulator, mackerel):
    apply(
        mackerel,
        "mackerel_services",
        services=[{"name": "zz-%02d" % number} for number in range(12)],
    )
    emulator.add_fault(vendor="mackerel", path="downtimes", kind="status", status=403, times=None)
    message = fails(
        mackerel,
        "mackerel_services",
        services=[],
        purge=True,
        allow_empty=True,
        purge_limit=20,
        purge_scope={"name_prefix": "zz-"},
    )
    assert (
        message.startswith(
            "purge: nothing is deleted that others may use, and whether the services 'zz-00', "
        )
        and " and 2 more are still used" in message
    )
    assert (
        message.count("Could not list downtimes") == 1
        and paths(mackerel).count("GET /api/v0/downtimes") == 1
    )


def test_users_that_are_known_are_named_all_the_same(emulator, mackerel):
    emulator.add_fault(
        vendor="mackerel", path="alert-group-settings", kind="status", status=403, times=None
    )
    message = fails(mackerel, SERVICE, name="payments", state="absent")
    assert message.startswith("state: the service 'payments' is still used by ")


def test_bk_a_rule_of_which_it_is_not_known_who_uses_it(emulator, bk):
    apply(
        bk,
        "bk_duty_rule",
        name="lonely",
        category="regular",
        effective_time="2035-01-01 00:00:00",
        duty_arranges=[
            {
                "duty_time": [{"work_type": "daily", "work_time": ["00:00--23:59"]}],
                "duty_users": [[{"type": "user", "id": "alice"}]],
            }
        ],
    )
    emulator.add_fault(
        vendor="bk", path="search_user_groups", kind="error", error="bk.1306403", times=None
    )
    message = fails(bk, "bk_duty_rule", name="lonely", state="absent")
    assert (
        "whether the duty rule 'lonely' is still used could not be found out: Could not list the"
        " user groups of business 2: BlueKing answered 13" in message
    )
    assert (
        "With force: true it is not asked, and the vendor refuses by itself to delete what is in"
        " use; with keep_used: true it stays" in message
    )
    assert changes(bk, "bk_duty_rule", name="lonely", state="absent", force=True)["changed"]
