# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Guance teams key by key (docs/vendors/guance.md, G120 to G123): the detail, the GET that deletes,
and the facts that break idempotence.
"""

from __future__ import annotations

from unittest import mock

import pytest
from support.guance_policies import ALICE, BOB, CAROL, POLICY
from support.vendor_kit import (
    apply,
    changes,
    fails,
    keeps,
    patch,
    paths,
    refused,
    row,
    sent,
    warned,
)

ONE, MANY, INFO = "guance_member_group", "guance_member_groups", "guance_member_group_info"
PAYMENTS, SEARCH = "group_%032d" % 1, "group_%032d" % 2
PLACE = "/api/v1/workspace/member_group/"
LIST, GET, MEMBERS = "GET %slist" % PLACE, "GET %sget" % PLACE, "GET /api/v1/workspace/members/list"
DELETE = "GET %s%s/delete" % (PLACE, PAYMENTS)
TEAM = {"name": "SRE", "members": ["alice@example.com", "bob@example.com"]}


# --- what is sent


def test_guance_member_group_document_add_and_modify(guance):
    changes(guance, ONE, **TEAM)
    assert paths(guance, write=True) == ["POST %sadd" % PLACE] and sent(guance) == {
        "name": "SRE",
        "accountUUIDs": [ALICE, BOB],
    }
    keeps(guance, ONE, **TEAM)
    uuid = row(guance, "member_group", name="SRE")["uuid"]
    changes(guance, ONE, name="SRE", members=["carol@example.com"])
    assert paths(guance, write=True) == ["POST %s%s/modify" % (PLACE, uuid)] and sent(guance) == {
        "name": "SRE",
        "accountUUIDs": [CAROL],
    }
    changes(guance, ONE, name="SRE", state="absent")
    assert paths(guance, write=True) == ["GET %s%s/delete" % (PLACE, uuid)]
    keeps(guance, ONE, times=2, name="SRE", state="absent")


def test_guance_member_group_without_members(guance):
    changes(guance, ONE, name="SRE")
    assert sent(guance) == {"name": "SRE", "accountUUIDs": []}
    keeps(guance, ONE, name="SRE", members=[])


def test_guance_member_group_a_rename_keeps_the_members(guance):
    """The update replaces the whole, so what the task does not name has to be read and sent."""
    changes(guance, ONE, uuid=PAYMENTS, name="payments team")
    assert sent(guance)["name"] == "payments team" and sorted(sent(guance)["accountUUIDs"]) == [
        ALICE,
        BOB,
    ]
    changes(guance, ONE, uuid=PAYMENTS, members=["carol@example.com"])
    assert sent(guance) == {"name": "payments team", "accountUUIDs": [CAROL]}
    changes(guance, ONE, name="payments team", members=[])
    assert sent(guance) == {"name": "payments team", "accountUUIDs": []}


@pytest.mark.parametrize(
    "typed, uuid",
    [
        ("alice@example.com", ALICE),
        ("member:alice@example.com", ALICE),
        ("Bob", BOB),
        (CAROL, CAROL),
    ],
)
def test_guance_member_group_members_by_address_name_and_uuid(guance, typed, uuid):
    changes(guance, ONE, name="SRE", members=[typed])
    assert sent(guance)["accountUUIDs"] == [uuid] and paths(guance).count(MEMBERS) == (
        0 if typed == uuid else 1
    )
    shown = apply(guance, INFO, name="SRE", resolve_names=True)["member_groups"]
    address = row(guance, "members", uuid=uuid)["email"]
    assert [(one["name"], one["members"]) for one in shown] == [("SRE", [address])]
    keeps(guance, ONE, name="SRE", account_uuids=[address])


@pytest.mark.parametrize(
    "typed, words",
    [
        ("Alice", "there are 2 members called 'Alice': "),
        (
            "alise@example.com",
            "there is no member 'alise@example.com' among 5; did you mean 'alice@example.com'",
        ),
        ("member:", "'member:' names nothing"),
        ("13800000000", "there is no member '13800000000' among 5"),
        ("team:search", "there is no member 'team:search'"),
    ],
)
def test_guance_member_group_members_that_can_not_be_meant(guance, typed, words):
    message = refused(guance, ONE, name="SRE", members=["bob@example.com", typed])
    assert message.startswith("members[1]: ") and words in message


def test_guance_member_group_names_are_short(guance):
    assert (
        refused(guance, ONE, name="x" * 49) == "name: is 49 characters long, at most 48 are allowed"
    )
    changes(guance, ONE, name="x" * 48)


# --- one by one


def test_guance_member_group_two_teams_of_people_share_a_team(guance):
    changes(
        guance, ONE, name="search", mode="add", members=["alice@example.com", "carol@example.com"]
    )
    assert sorted(sent(guance)["accountUUIDs"]) == [ALICE, BOB, CAROL]
    keeps(guance, ONE, name="search", mode="add", members=["alice@example.com"])
    changes(
        guance,
        ONE,
        name="search",
        mode="remove",
        members=["carol@example.com", "example@example.com"],
    )
    assert sorted(sent(guance)["accountUUIDs"]) == [ALICE, BOB]
    keeps(guance, ONE, name="search", mode="remove", members=["carol@example.com"])


def test_guance_member_group_who_is_not_known_needs_no_removal(guance):
    result = keeps(guance, ONE, name="search", mode="remove", members=["gone@example.com"])
    assert [text for text in warned(result) if "so there is nothing to remove" in text]


# --- details


def test_guance_member_group_details_are_read_only_for_what_the_task_names(guance):
    # two members are called Alice, so the list tells of neither team who is in it
    for uuid in (PAYMENTS, SEARCH):
        patch(guance, "member_group", "uuid", uuid, accountUUIDs=[ALICE, CAROL])
    keeps(guance, ONE, name="search", members=["alice@example.com", "carol@example.com"])
    assert sorted(paths(guance)) == sorted([LIST, GET, MEMBERS])
    assert [one["query"] for one in guance.requests() if one["path"] == PLACE + "get"] == [
        {"groupUUID": SEARCH}
    ]
    keeps(guance, ONE, times=1, name="nobody", state="absent")
    assert paths(guance) == [LIST]


def test_guance_member_group_t17_a_second_run_costs_a_list_per_kind_and_a_detail_per_doubtful_name(
    guance,
):
    many = [dict(TEAM, name="team %02d" % number) for number in range(12)]
    apply(guance, MANY, member_groups=many)
    keeps(guance, MANY, member_groups=many)
    assert sorted(paths(guance)) == sorted([LIST, MEMBERS] + [GET] * 12)
    patch(guance, "members", "email", "alice.two@example.com", name="Alice Two")
    keeps(guance, MANY, member_groups=many)
    assert sorted(paths(guance)) == sorted([LIST, MEMBERS])


def test_guance_member_group_uuids_need_no_list_of_members(guance):
    keeps(guance, ONE, name="search", members=[BOB, CAROL])
    assert sorted(paths(guance)) == sorted([LIST, GET])


@pytest.mark.parametrize(
    "content", [None, [], "x", {}, {"groupMembers": None}, {"groupMembers": {}}]
)
def test_guance_member_group_a_detail_of_another_shape(emulator, guance, content):
    emulator.add_fault(
        vendor="guance",
        path="member_group/get",
        kind="wrong_shape",
        times=None,
        body={
            "code": 200,
            "success": True,
            "errorCode": "",
            "content": content,
            "traceId": "TRACE-7",
        },
    )
    message = fails(guance, ONE, **dict(TEAM, name="search"))
    assert (
        message
        == "Could not read the team 'search': the answer has no groupMembers (traceId TRACE-7)."
        " Check api_url or site"
    )
    assert guance.requests(write=True) == []


def test_guance_member_group_deleted_between_list_and_detail(emulator, guance):
    """What is not there after all is as if the list had not shown it."""
    emulator.add_fault(
        vendor="guance",
        path="member_group/list",
        kind="second_writer",
        patch={"collection": "member_group", "name": "search", "remove": True},
    )
    result = apply(guance, ONE, name="search", members=["alice@example.com"])
    assert result["plan"][0]["action"] == "create" and row(guance, "member_group", name="search")[
        "accountUUIDs"
    ] == [ALICE]


def test_guance_member_group_what_did_not_stick_is_named(emulator, guance):
    """The answer does not show who is in a team, and the list may be behind, so the detail is
    read after a write.
    """
    emulator.add_fault(
        vendor="guance",
        path="member_group/add",
        kind="second_writer",
        patch={"collection": "member_group", "name": "SRE", "set": {"accountUUIDs": [CAROL]}},
    )
    message = fails(guance, ONE, **TEAM)
    assert (
        message
        == "This task wrote the team 'SRE', but the vendor did not keep members (asked for ['%s',"
        " '%s'], stored is ['%s'])" % (ALICE, BOB, CAROL)
    )


@pytest.fixture
def impatient():
    """Every plan is too old to be trusted."""
    from ansible_collections.oncall.routing.plugins.module_utils._apply import second_look

    with mock.patch.object(second_look, "STALE_AFTER", -1.0):
        yield


def test_guance_member_group_somebody_else_changes_it_meanwhile(emulator, guance, impatient):  # pylint: disable=unused-argument
    emulator.add_fault(
        vendor="guance",
        path="member_group/get",
        kind="second_writer",
        patch={"collection": "member_group", "name": "search", "set": {"accountUUIDs": [ALICE]}},
    )
    message = fails(guance, ONE, name="search", members=["carol@example.com"])
    assert (
        "somebody changed members while this task ran" in message
        and guance.requests(write=True) == []
    )


@pytest.mark.parametrize(
    "params, left",
    [
        ({"uuid": SEARCH, "name": "found"}, [ALICE]),
        ({"name": "search", "mode": "add", "members": [CAROL]}, [ALICE, CAROL]),
    ],
)
def test_guance_member_group_what_somebody_else_changes_meanwhile_stays(
    emulator, guance, impatient, params, left
):  # pylint: disable=unused-argument
    patch(guance, "member_group", "uuid", SEARCH, accountUUIDs=[BOB])
    emulator.add_fault(
        vendor="guance",
        path="member_group/get",
        kind="second_writer",
        patch={"collection": "member_group", "name": "search", "set": {"accountUUIDs": [ALICE]}},
    )
    changes(guance, ONE, **params)
    assert sorted(row(guance, "member_group", uuid=SEARCH)["accountUUIDs"]) == left


# --- the GET that destroys


def test_guance_member_group_a_delete_is_counted_as_a_write(guance):
    result = changes(guance, ONE, name="payments", state="absent")
    assert (
        paths(guance, write=True) == [DELETE]
        and guance.requests(write=True)[0]["query"] == {}
        and guance.requests(write=True)[0]["body"] is None
    )
    assert result["requests"]["writes"] == 1 and row(guance, "member_group", uuid=SEARCH)


def test_guance_member_group_a_delete_is_never_called_in_check_mode(guance):
    for module, params in (
        (ONE, {"name": "payments", "state": "absent"}),
        (MANY, {"member_groups": [{"name": "payments", "state": "absent"}]}),
        (
            MANY,
            {
                "member_groups": [],
                "purge": True,
                "allow_empty": True,
                "purge_scope": {"name_prefix": "pay"},
            },
        ),
    ):
        result = apply(guance, module, check=True, **params)
        assert (
            result["plan"][0]["action"] == "delete"
            and result["changed"] is True
            and result.writes == 0
        )
        assert DELETE not in paths(guance) and row(guance, "member_group", uuid=PAYMENTS)


@pytest.mark.parametrize(
    "fault",
    [{"kind": "status", "status": status} for status in (500, 502, 503, 504)]
    + [{"kind": "drop_before"}],
    ids=lambda fault: str(fault.get("status", "drop")),
)
def test_guance_member_group_a_delete_is_never_retried(emulator, guance, fault):
    emulator.add_fault(vendor="guance", path="/delete$", times=None, **fault)
    message = fails(guance, ONE, name="payments", state="absent")
    assert paths(guance).count(DELETE) == 1
    assert message.startswith("Could not delete the team 'payments' (uuid %s): " % PAYMENTS)
    assert message.endswith("The vendor's list, read afterwards, still shows it")
    emulator.clear_faults()
    changes(guance, ONE, name="payments", state="absent")


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "drop_after"},
        {"kind": "status_after", "status": 503},
        {"kind": "truncate"},
        {"kind": "malformed"},
    ],
    ids=lambda fault: fault["kind"],
)
def test_guance_member_group_a_delete_whose_answer_is_lost_is_looked_up(emulator, guance, fault):
    emulator.add_fault(vendor="guance", path="/delete$", **fault)
    result = apply(guance, ONE, name="payments", state="absent")
    assert (
        result["changed"]
        and paths(guance).count(DELETE) == 1
        and result["requests"]["retries"] == 0
    )


@pytest.mark.parametrize(
    "code", ["TriggerApiAkCurrentLimiting", "TriggerApiWorkspaceCurrentLimiting"]
)
def test_guance_member_group_a_delete_that_is_throttled_was_not_carried_out(emulator, guance, code):
    """The vendor turned it away, so sending it later is no repetition."""
    emulator.add_fault(vendor="guance", path="/delete$", error="guance." + code)
    result = apply(guance, ONE, name="payments", state="absent")
    assert result["changed"] and [one["status"] for one in guance.requests(write=True)] == [
        401,
        200,
    ]


# --- who uses it


def policy(**target):
    return {
        "name": "uses it",
        "rule_timezone": "UTC",
        "alert_opt": {
            "silent_timeout": 0,
            "agg_interval": 0,
            "alert_target": [
                {"targets": [dict({"status": "all", "to": ["member:alice@example.com"]}, **target)]}
            ],
        },
    }


USERS = {
    "target": (POLICY, policy(to=["team:payments"]), "alert policy"),
    "upgrade": (
        POLICY,
        policy(upgrade_targets=[{"to": ["team:payments"], "duration": 60}]),
        "alert policy",
    ),
    "permission": (
        POLICY,
        dict(policy(), open_permission_set=True, permission_set=["wsAdmin", "team:payments"]),
        "alert policy",
    ),
    "member": (
        POLICY,
        {
            "name": "uses it",
            "rule_timezone": "UTC",
            "alert_opt": {
                "alert_type": "member",
                "silent_timeout": 0,
                "agg_interval": 0,
                "alert_target": [
                    {
                        "alert_info": [
                            {
                                "member_info": ["team:payments"],
                                "targets": [{"status": "all", "to": ["email"]}],
                            }
                        ]
                    }
                ],
            },
        },
        "alert policy",
    ),
    "notify object": (
        "guance_notify_object",
        {
            "name": "uses it",
            "type": "sms",
            "opt_set": {"to": ["13800000000"]},
            "permission_set": ["team:payments"],
        },
        "notify object",
    ),
}


@pytest.mark.parametrize("module, user, label", list(USERS.values()), ids=list(USERS))
def test_guance_member_group_in_use_is_not_deleted(guance, module, user, label):
    changes(guance, module, **user)
    message = refused(guance, ONE, name="payments", state="absent")
    assert (
        message
        == "state: the team 'payments' is still used by the %s 'uses it'; take it out there first,"
        " or say force: true" % label
    )
    assert DELETE not in paths(guance)
    message = refused(
        guance,
        MANY,
        member_groups=[],
        purge=True,
        allow_empty=True,
        purge_scope={"name_prefix": "pay"},
    )
    assert message.startswith("purge: the team 'payments' is still used by ")
    changes(guance, ONE, name="payments", state="absent", force=True)


def test_guance_member_group_all_users_are_named(guance):
    for number in range(12):
        changes(guance, POLICY, **dict(policy(to=["team:payments"]), name="policy %02d" % number))
    message = refused(guance, ONE, name="payments", state="absent")
    assert (
        "the alert policy 'policy 00', the alert policy 'policy 01', " in message
        and "'policy 09' and 2 more; " in message
    )


def test_guance_member_group_an_unused_one_is_deleted_and_lists_of_others_are_read_once(guance):
    changes(guance, ONE, name="payments", state="absent")
    assert sorted(paths(guance, write=False)) == sorted(
        [LIST, GET, "GET /api/v1/alert_policy/list", "GET /api/v1/notify_object/list", LIST]
    )


# --- facts that break idempotence


def test_guance_member_group_t02_twins_are_refused_with_their_uuids(guance):
    patch(guance, "member_group", "uuid", SEARCH, name="payments")
    for params in ({"members": []}, {"state": "absent"}):
        message = refused(guance, ONE, name="payments", **params)
        assert message == "name: there are 2 teams called 'payments': %s, %s; give the uuid" % (
            PAYMENTS,
            SEARCH,
        )
    changes(guance, ONE, uuid=SEARCH, members=["alice@example.com"])


@pytest.mark.parametrize("kind", ["drop_after", "truncate"])
def test_guance_member_group_t02_a_lost_add_makes_no_twin(emulator, guance, kind):
    emulator.add_fault(vendor="guance", path="member_group/add", kind=kind)
    result = apply(guance, ONE, **TEAM)
    assert (
        result["changed"]
        and len(guance.requests(write=True)) == 1
        and [text for text in warned(result) if "adopted" in text]
    )
    assert result["member_group"]["members"] == [ALICE, BOB]
    keeps(guance, ONE, **TEAM)


def test_guance_member_group_t02_an_adopted_team_gets_its_members(emulator, guance):
    """Somebody else's team of that name appeared while the answer to ours was lost."""
    emulator.add_fault(vendor="guance", path="member_group/add", kind="drop_before")
    emulator.add_fault(
        vendor="guance",
        path="member_group/add",
        kind="second_writer",
        patch={
            "collection": "member_group",
            "add": {"uuid": "group_theirs", "name": "SRE", "accountUUIDs": [CAROL]},
        },
    )
    result = apply(guance, ONE, **TEAM)
    assert result["changed"] and sorted(
        row(guance, "member_group", name="SRE")["accountUUIDs"]
    ) == [ALICE, BOB]


@pytest.mark.parametrize("shape", ["array", "data", "alternate"])
def test_guance_member_group_lists_of_both_shapes(emulator, guance, shape):
    emulator.settings(guance={"list_shape": shape})
    changes(guance, ONE, **TEAM)
    keeps(guance, ONE, **TEAM)


def test_guance_member_group_t03_the_search_is_not_trusted(guance):
    """payments is a part of another name; only the exact one counts, and nothing is searched
    for.
    """
    patch(guance, "member_group", "uuid", SEARCH, name="payments of others")
    changes(guance, ONE, name="payments", members=["carol@example.com"])
    assert (
        sent(guance)["name"] == "payments"
        and [one["query"] for one in guance.requests() if one["path"] == PLACE + "list"][0] == {}
    )


@pytest.mark.parametrize("fill", ["absent", "null", "empty", "mixed"])
def test_guance_member_group_t05_unset_in_every_form(emulator, guance, fill):
    emulator.settings(fill=fill)
    changes(guance, ONE, name="SRE")
    keeps(guance, ONE, name="SRE", members=[])
    keeps(guance, ONE, name="SRE", on_unspecified="reset")


def test_guance_member_group_t07_order_means_nothing(guance):
    changes(
        guance,
        ONE,
        name="SRE",
        members=["carol@example.com", "alice@example.com", "bob@example.com"],
    )
    keeps(guance, ONE, name="SRE", members=["bob@example.com", "carol@example.com", ALICE])


@pytest.mark.parametrize("who", [{"name": "nobody"}, {"uuid": "group_nobody"}])
def test_guance_member_group_t15_absent_stays_absent_without_a_call(guance, who):
    keeps(guance, ONE, times=2, state="absent", **who)
    assert paths(guance) == [LIST]


def test_guance_member_group_t15_gone_between_list_and_delete(emulator, guance):
    emulator.add_fault(
        vendor="guance",
        path="alert_policy/list",
        kind="second_writer",
        patch={"collection": "member_group", "name": "payments", "remove": True},
    )
    result = apply(guance, ONE, name="payments", state="absent")
    assert result["member_group"] is None and [
        one["status"] for one in guance.requests(write=True)
    ] == [404]


def test_guance_member_group_t16_a_soft_deleted_one_is_absent(guance):
    patch(guance, "member_group", "uuid", SEARCH, deleteAt=1700000001)
    keeps(guance, ONE, times=2, name="search", state="absent")
    assert "there is no team 'search'" in refused(guance, POLICY, **policy(to=["team:search"]))


def test_guance_member_group_t18_a_renamed_team_is_the_same_team(guance):
    changes(guance, POLICY, **policy(to=["team:payments"]))
    changes(guance, ONE, uuid=PAYMENTS, name="payments now")
    keeps(guance, POLICY, **policy(to=["team:payments now"]))


def test_guance_member_group_t21_names_that_look_like_numbers_stay_texts(guance):
    changes(guance, ONE, name="13800000000", members=[])
    assert sent(guance)["name"] == "13800000000"
    keeps(guance, ONE, name="13800000000")


# --- how fast


def test_guance_member_group_details_count_for_the_rate_limit(guance, clock):
    many = [dict(TEAM, name="team %02d" % number) for number in range(12)]
    apply(guance, MANY, member_groups=many)
    guance.connection["rate_limit"] = 10
    clock.slept.clear()
    result = apply(guance, MANY, member_groups=many)
    # a list of teams, one of members and twelve details: ten at once, the others a minute later
    assert result["requests"] == {
        "reads": 14,
        "writes": 0,
        "retries": 0,
        "waited": 61.0,
    } and clock.slept == [61.0]


@pytest.mark.parametrize("check", [False, True])
def test_guance_member_group_details_that_can_not_be_afforded_are_refused_before_the_first(
    guance, clock, check
):
    many = [dict(TEAM, name="team %03d" % number) for number in range(120)]
    apply(guance, MANY, member_groups=many)
    guance.emulator.clear_requests()
    guance.connection["rate_limit"] = 20
    message = fails(guance, MANY, max_wait=15, check=check, member_groups=many)
    assert (
        message.startswith("Nothing was written: 120 requests at rate_limit 20 a minute")
        and clock.slept == []
    )
    assert not [one for one in guance.requests() if one["path"].endswith("member_group/get")]
    assert (
        fails(guance, MANY[:-1] + "_info", max_wait=15).startswith(
            "121 requests at rate_limit 20 a minute"
        )
        and clock.slept == []
    )


def test_guance_member_group_writes_that_can_not_be_afforded_are_refused_before_the_first(guance):
    guance.connection["rate_limit"] = 2
    message = fails(
        guance,
        MANY,
        max_wait=60,
        member_groups=[dict(TEAM, name="team %02d" % number) for number in range(12)],
    )
    # a create and a look at what became of it for each team, and the list
    assert (
        message.startswith("Nothing was written: 25 requests at rate_limit 2 a minute")
        and guance.requests(write=True) == []
    )
