# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Everything an alert's way to a person consists of: built on an empty workspace by names alone,
torn down again, carried to another workspace.
"""

from __future__ import annotations

import copy
import random

import pytest
import yaml
from support.guance_route import HOOK, INFO, ROUTE, Workspace, absent
from support.vendor_kit import paths

LISTS = {
    "notice_dates": "notice/date/list",
    "notify_objects": "notify_object/list",
    "member_groups": "workspace/member_group/list",
    "alert_policies": "alert_policy/list",
    "members": "workspace/members/list",
}


@pytest.fixture
def empty(emulator):
    return Workspace(emulator, "empty", "e")


@pytest.fixture
def second(emulator):
    return Workspace(emulator, "second", "s")


def mixed(seed):
    """The route with every list in another order."""
    route = copy.deepcopy(ROUTE)
    shuffle = random.Random(seed).shuffle
    for dummy, option, objects in route:
        shuffle(objects)
        if option == "member_groups":
            for one in objects:
                shuffle(one["members"])
    return route


def build(workspace, route=None, check=False, plan_over=True):
    """The tasks of the playbook; each is handed the results of those before it, as it would be
    with ``register``.
    """
    results = []
    for module, option, objects in route or ROUTE:
        result = workspace.run(
            module,
            check=check,
            **dict({option: objects}, **({"planned": list(results)} if plan_over else {})),
        )
        assert not result["failed"], result["msg"]
        results.append(result)
    return results


def tear_down(workspace, check=False, steps=None, plan_over=True):
    results = []
    for module, option, objects in reversed(ROUTE) if steps is None else steps:
        results.append(
            workspace.run(
                module,
                check=check,
                **dict(
                    {option: absent(objects)}, **({"planned": list(results)} if plan_over else {})
                ),
            )
        )
        if results[-1]["failed"]:
            break
    return results


def plans(results):
    """What the tasks do, without the UUIDs that nobody can know before."""
    return [
        [{key: value for key, value in one.items() if key != "uuid"} for one in result["plan"]]
        for result in results
    ]


def export(workspace):
    """All there is, by names, as somebody would keep it in a file."""
    found = {}
    for option, module in INFO.items():
        result = workspace.run(module, resolve_names=True, reveal_secrets=True)
        assert not result["failed"], result["msg"]
        # bindings are there when the vendor shows them, and there are none here
        found[option] = [
            {
                key: value
                for key, value in one.items()
                if key not in ("uuid", "checkers", "security_rule_uuids")
            }
            for one in result[option]
        ]
    return yaml.safe_load(yaml.safe_dump(found))


# --- building


@pytest.mark.parametrize("seed", range(4))
def test_guance_route_is_built_on_an_empty_workspace_in_one_run(emulator, empty, seed):
    results = build(empty, mixed(seed))
    assert [result["counts"]["created"] for result in results] == [2, 4, 2, 2]
    state = empty.state()
    policy = next(one for one in state["alert_policy"] if one["name"] == "payments on-call")
    ids = {
        one["name"]: one["uuid"]
        for table in ("notice_date", "notify_object", "member_group")
        for one in state[table]
    }
    holidays, others = policy["alertOpt"]["alertTarget"]
    assert sorted(holidays["customDateUUIDs"]) == sorted(
        [ids["public holidays"], ids["release days"]]
    )
    assert holidays["targets"][0]["to"] == [ids["SRE"]] and set(others["targets"][0]["to"]) == {
        ids["ops page"],
        "acnt_e0",
    }
    assert [set(step["to"]) for step in others["targets"][0]["upgradeTargets"]] == [
        {ids["SRE"], ids["ops phones"]},
        {ids["management"]},
    ]
    assert {one["name"]: sorted(one["accountUUIDs"]) for one in state["member_group"]} == {
        "SRE": ["acnt_e0", "acnt_e1"],
        "management": ["acnt_e2"],
    }
    emulator.clear_requests()
    for again in (build(empty), build(empty, mixed(seed + 1))):
        assert not any(result["changed"] for result in again) and empty.requests(write=True) == []


@pytest.mark.parametrize("namesakes, teams", [((), 0), (("Bob",), 1), (("Bob", "Carol"), 2)])
def test_guance_route_a_second_run_costs_a_list_per_kind_and_a_detail_per_doubtful_name(
    emulator, empty, namesakes, teams
):
    people = empty.state()["members"] + [
        {"uuid": "acnt_other" + name, "name": name, "email": "other.%s@example.com" % name}
        for name in namesakes
    ]
    emulator.put_state("guance", {"members": people}, account="empty")
    build(empty)
    wanted = {
        "notice_dates": ["notice_dates"],
        "notify_objects": ["notify_objects", "members"],
        "member_groups": ["member_groups", "members"],
        "alert_policies": [
            "alert_policies",
            "members",
            "member_groups",
            "notify_objects",
            "notice_dates",
        ],
    }
    for module, option, objects in ROUTE:
        emulator.clear_requests()
        result = empty.run(module, **{option: objects})
        details = ["GET /api/v1/workspace/member_group/get"] * (
            teams if option == "member_groups" else 0
        )
        assert sorted(paths(empty)) == sorted(
            ["GET /api/v1/" + LISTS[one] for one in wanted[option]] + details
        )
        assert (result["changed"], result["requests"]["reads"]) == (False, len(paths(empty)))


@pytest.mark.parametrize("seed", range(2))
def test_guance_route_check_mode_on_an_empty_workspace_is_the_run(emulator, empty, seed):
    """With ``planned`` what an earlier task would create counts as there."""
    route, before = mixed(seed), empty.state()
    planned = build(empty, route, check=True)
    assert empty.state() == before and empty.requests(write=True) == []
    done = build(empty, route)
    assert plans(planned) == plans(done) and [one["counts"] for one in planned] == [
        one["counts"] for one in done
    ]
    assert [sorted(map(str, one["warnings"])) for one in planned] == [
        sorted(map(str, one["warnings"])) for one in done
    ]
    emulator.clear_requests()
    assert (
        plans(build(empty, route, check=True)) == plans(build(empty, route))
        and empty.requests(write=True) == []
    )


def test_guance_route_check_mode_without_the_earlier_plans_says_what_is_missing(empty):
    module, option, objects = ROUTE[-1]
    result = empty.run(module, check=True, **{option: objects})
    assert (
        result["failed"]
        and "there is no team 'SRE' among 0" in result["msg"]
        and "there is no notice date 'public holidays' among 0" in result["msg"]
    )


@pytest.mark.parametrize(
    "spoil, words",
    [
        (
            lambda policies: policies[1]["alert_opt"]["alert_target"][0]["alert_info"][0][
                "targets"
            ][0]["to"].append("team:SRE"),
            "with alert_type member only notify objects, email and sms can be told",
        ),
        (
            lambda policies: policies[1]["alert_opt"]["alert_target"][0]["alert_info"][0][
                "targets"
            ][0]["upgrade_targets"][0]["to"].append("notify:ops mail"),
            "with alert_type member only members and teams can be told",
        ),
    ],
    ids=["target", "upgrade"],
)
def test_guance_route_check_mode_refuses_what_the_run_refuses(empty, spoil, words):
    """Also what hangs on the kind of something that is not there yet."""
    route = copy.deepcopy(ROUTE)
    spoil(route[-1][2])
    earlier = build(empty, route[:-1], check=True)
    module, option, objects = route[-1]
    planned = empty.run(module, check=True, planned=earlier, **{option: objects})
    build(empty, route[:-1])
    done = empty.run(module, **{option: objects})
    assert planned["failed"] and done["failed"] and words in planned["msg"] and words in done["msg"]


def test_guance_route_check_mode_follows_a_rename(empty):
    """A team is renamed by an earlier task, and a policy refers to it under its new name."""
    build(empty)
    uuid = next(one["uuid"] for one in empty.state()["member_group"] if one["name"] == "SRE")
    for check in (True, False):
        renamed = empty.run("guance_member_group", check=check, uuid=uuid, name="Reliability")
        result = empty.run(
            "guance_alert_policy",
            check=check,
            planned=[renamed],
            name="payments on-call",
            permission_set=["wsAdmin", "team:Reliability"],
        )
        assert (result["failed"], result["changed"]) == (False, False), result.get("msg")


# --- tearing down


def test_guance_route_is_torn_down_in_reverse(empty):
    before = empty.state()
    build(empty)
    planned = tear_down(empty, check=True)
    assert [one["counts"]["deleted"] for one in planned] == [2, 2, 4, 2]
    done = tear_down(empty)
    assert plans(planned) == plans(done)
    assert empty.state() == before
    assert not any(one["changed"] for one in tear_down(empty))


def test_guance_route_in_the_wrong_order_stops_at_what_is_used(emulator, empty):
    build(empty)
    for module, option, objects, words in (
        (
            "guance_notice_dates",
            *ROUTE[0][1:],
            (
                "the notice date 'public holidays' is still used by the alert policy 'payments"
                " on-call'"
            ),
        ),
        (
            "guance_notify_objects",
            *ROUTE[1][1:],
            "the notify object 'ops chat' is still used by the alert policy 'by member'",
        ),
        (
            "guance_member_groups",
            *ROUTE[2][1:],
            (
                "the team 'SRE' is still used by the alert policy 'by member', the alert policy"
                " 'payments on-call'"
            ),
        ),
    ):
        for check in (True, False):
            emulator.clear_requests()
            result = empty.run(module, check=check, **{option: absent(objects)})
            assert (
                result["failed"] and words in result["msg"] and "say force: true" in result["msg"]
            )
            assert empty.requests(write=True) == []


def test_guance_route_stops_at_what_others_still_use_and_names_them(empty):
    build(empty)
    theirs = empty.run(
        "guance_alert_policy",
        name="of another team",
        rule_timezone="UTC",
        alert_opt={
            "silent_timeout": 0,
            "agg_interval": 0,
            "alert_target": [{"targets": [{"status": "all", "to": ["notify:ops page"]}]}],
        },
    )
    assert not theirs["failed"]
    results = tear_down(empty)
    assert [one["failed"] for one in results] == [False, False, True]
    index = [one["name"] for one in ROUTE[1][2]].index("ops page")
    assert (
        results[-1]["msg"]
        == "notify_objects[%d].state: the notify object 'ops page' is still used by the alert"
        " policy 'of another team'; take it out there first, or say force: true" % index
    )
    # nothing of that task was done, and nothing of those after it
    assert (
        len(empty.state()["notify_object"]) == 4
        and len(empty.state()["notice_date"]) == 2
        and empty.state()["member_group"] == []
    )
    assert not empty.run("guance_alert_policy", name="of another team", state="absent")["failed"]
    assert (
        not any(one["failed"] for one in tear_down(empty))
        and empty.state()["notify_object"] == empty.state()["notice_date"] == []
    )


# --- to another workspace


def test_guance_route_exported_and_applied_elsewhere_is_the_same(empty, second):
    build(empty)
    exported = export(empty)
    assert (
        next(one for one in exported["notify_objects"] if one["name"] == "ops page")["opt_set"][
            "url"
        ]
        == HOOK
    )
    assert (
        "acnt_" not in str(exported)
        and "group_" not in str(exported)
        and "notify_0" not in str(exported)
    )
    route = [(module, option, exported[option]) for module, option, dummy in ROUTE]
    planned = build(second, route, check=True)
    done = build(second, route)
    assert plans(planned) == plans(done)
    assert [one["counts"]["created"] for one in done] == [2, 4, 2, 2]
    assert export(second) == exported
    assert not any(one["changed"] for one in build(second, route) + build(second) + build(empty))
    stored = [
        {
            one["name"]: one["optSet"]
            for one in place.state()["notify_object"]
            if one["type"] != "mailGroup"
        }
        for place in (empty, second)
    ]
    assert stored[0] == stored[1]


def test_guance_route_exported_without_secrets_can_not_make_what_has_some(empty, second):
    """The mask stands for a stored secret, and in the other workspace there is none."""
    build(empty)
    shown = empty.run(INFO["notify_objects"], resolve_names=True)["notify_objects"]
    result = second.run(
        "guance_notify_objects",
        notify_objects=[
            {key: value for key, value in one.items() if key != "uuid"} for one in shown
        ],
    )
    assert (
        result["failed"]
        and "opt_set.url: ******** stands for a stored secret, but there is none" in result["msg"]
    )
    assert second.requests(write=True) == []
