# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who is in a Guance team, as far as two lists tell it by names: when they are believed, what
that saves, and when each team is asked all the same.
"""

from __future__ import annotations

from random import Random

import pytest
from ansible_collections.oncall.routing.plugins.module_utils._vendors.guance import (
    member_group as code,
)
from hypothesis import example, given
from hypothesis import strategies as st
from support import actions
from support.guance_policies import ALICE, BOB, CAROL
from support.vendor_kit import apply, changes, fails, keeps, patch, paths, row, sent

ONE, MANY, INFO = "guance_member_group", "guance_member_groups", "guance_member_group_info"
PLACE = "/api/v1/workspace/member_group/"
LIST, GET, MEMBERS = "GET %slist" % PLACE, "GET %sget" % PLACE, "GET /api/v1/workspace/members/list"
SEARCH, ALICE_TWO = "group_%032d" % 2, "acnt_%032d" % 5


def person(number, **more):
    return dict(
        {
            "uuid": "acnt_p%03d" % number,
            "name": "Person %03d" % number,
            "email": "p%03d@example.com" % number,
        },
        **more,
    )


def crowd(account, teams, people=250):
    """A workspace of that many teams of two, none of a name that another has; returns them as
    options.
    """
    uuids = [
        [person((number + shift) % people)["uuid"] for shift in (0, 7)] for number in range(teams)
    ]
    account.emulator.put_state(
        "guance",
        {
            "members": [person(number) for number in range(people)],
            "member_group": [
                {
                    "uuid": "group_t%03d" % number,
                    "name": "team %03d" % number,
                    "accountUUIDs": found,
                }
                for number, found in enumerate(uuids)
            ],
        },
    )
    account.emulator.clear_requests()
    return [
        {
            "name": "team %03d" % number,
            "members": ["%s@example.com" % uuid.partition("_")[2] for uuid in found],
        }
        for number, found in enumerate(uuids)
    ]


def asked(account):
    """The teams that were asked who is in them."""
    return [one["query"]["groupUUID"] for one in account.requests() if one["path"] == PLACE + "get"]


def listed(account, *rows, **when):
    """The list of teams shows these rows, whatever is stored."""
    account.emulator.add_fault(
        vendor="guance",
        path="member_group/list",
        kind="wrong_shape",
        body={
            "code": 200,
            "success": True,
            "errorCode": "",
            "content": list(rows),
            "traceId": "TRACE-8",
        },
        **dict({"times": None}, **when),
    )


def shown(*names, **more):
    return dict(
        {
            "uuid": SEARCH,
            "name": "search",
            "member_count": len(names),
            "member_name_list": list(names),
        },
        **more,
    )


# --- what it saves


@pytest.mark.parametrize("by", ["address", "uuid"])
def test_guance_member_group_two_hundred_teams_in_place_cost_the_pages_of_two_lists(
    guance, clock, by
):
    teams = crowd(guance, 200)
    if by == "uuid":
        teams = [
            dict(one, members=["acnt_" + address.partition("@")[0] for address in one["members"]])
            for one in teams
        ]
    guance.connection["rate_limit"] = 20
    result = keeps(guance, MANY, times=1, member_groups=teams)
    assert paths(guance) == [LIST] + [MEMBERS] * 3 and clock.slept == []
    assert (
        result["requests"] == {"reads": 4, "writes": 0, "retries": 0, "waited": 0.0}
        and result["counts"]["unchanged"] == 200
    )
    stored = {
        one["uuid"]: sorted(one["accountUUIDs"])
        for one in guance.emulator.state("guance")["member_group"]
    }
    assert {one["uuid"]: one["members"] for one in result["member_groups"]} == stored


def test_guance_member_group_two_hundred_teams_are_shown_for_the_pages_of_two_lists(guance):
    teams = crowd(guance, 200)
    found = apply(guance, INFO, resolve_names=True)["member_groups"]
    assert paths(guance) == [LIST] + [MEMBERS] * 3
    assert [(one["name"], one["members"]) for one in found] == [
        (one["name"], sorted(one["members"])) for one in teams
    ]


def test_guance_member_group_two_hundred_teams_are_purged_without_asking_for_them(guance):
    crowd(guance, 200)
    result = apply(
        guance,
        MANY,
        check=True,
        member_groups=[],
        purge=True,
        allow_empty=True,
        purge_limit=200,
        purge_scope={"name_prefix": "team "},
    )
    assert (
        result["counts"]["deleted"] == 200
        and asked(guance) == []
        and paths(guance).count(MEMBERS) == 3
    )
    assert result["diff"]["before"]["member_groups"][0]["members"] == [
        person(0)["uuid"],
        person(7)["uuid"],
    ]


def test_guance_member_group_few_teams_are_asked_where_nobody_else_needs_the_members(guance):
    """The list of members may have many pages."""
    crowd(guance, 6)
    uuids = [
        {
            "name": "team %03d" % number,
            "members": [person(number)["uuid"], person(number + 7)["uuid"]],
        }
        for number in range(6)
    ]
    for teams, details, pages in ((uuids[:5], 5, 0), (uuids, 0, 3)):
        keeps(guance, MANY, times=1, member_groups=teams)
        assert (len(asked(guance)), paths(guance).count(MEMBERS)) == (details, pages)


def test_guance_member_group_a_loop_asks_for_no_team(guance):
    items, results = crowd(guance, 4), []
    action, variables = actions.action_of(ONE, {}, loop=[1])
    for item in items:
        action._task.args = dict(guance.connection, **item)
        fresh = type(action)(
            task=action._task,
            connection=action._connection,
            play_context=action._play_context,
            loader=action._loader,
            templar=action._templar,
            shared_loader_obj=action._shared_loader_obj,
        )
        results.append(fresh.run(task_vars=variables))
    assert [one["changed"] for one in results] == [False] * 4 and paths(guance) == [LIST] + [
        MEMBERS
    ] * 3


# --- when a team is asked all the same


@pytest.mark.parametrize("namesake", ["Person 007", "person  007", " PERSON 007"])
def test_guance_member_group_of_a_name_that_two_have_only_that_team_is_asked(guance, namesake):
    teams = crowd(guance, 7)
    for uuid in (person(200)["uuid"], person(201)["uuid"]):
        patch(guance, "members", "uuid", uuid, name=namesake)
    keeps(guance, MANY, times=2, member_groups=teams)
    assert asked(guance) == ["group_t000"] and sorted(paths(guance)) == sorted(
        [LIST, GET] + [MEMBERS] * 3
    )
    found = apply(guance, INFO)["member_groups"]
    assert asked(guance) == ["group_t000"] and found[0]["members"] == [
        person(0)["uuid"],
        person(7)["uuid"],
    ]


def test_guance_member_group_names_that_are_somebody_elses_address(guance):
    patch(guance, "members", "uuid", CAROL, name="bob@example.com")
    keeps(guance, ONE, name="search", members=["acnt_%032d" % 2, "carol@example.com"])
    assert asked(guance) == [SEARCH]


def test_guance_member_group_a_namesake_who_has_left_may_be_meant(guance):
    """Somebody who was removed is only marked, and may still be in a team."""
    patch(guance, "members", "uuid", ALICE, deleteAt=1700000001)
    patch(guance, "member_group", "uuid", SEARCH, accountUUIDs=[ALICE, BOB])
    changes(guance, ONE, name="search", members=["alice.two@example.com", "bob@example.com"])
    assert asked(guance) == [SEARCH] * 2 and sent(guance)["accountUUIDs"] == [ALICE_TWO, BOB]


@pytest.mark.parametrize("where", [SEARCH, None], ids=["still counted", "gone from the team"])
def test_guance_member_group_somebody_who_is_no_member_any_more(guance, where):
    rows = [one for one in guance.emulator.state("guance")["members"] if one["uuid"] != CAROL]
    guance.emulator.put_state("guance", {"members": rows})
    if where:
        listed(guance, shown("Bob", member_count=2), times=6)
    keeps(guance, ONE, name="search", members=["bob@example.com"])
    assert asked(guance) == ([SEARCH] if where else [])


@pytest.mark.parametrize(
    "keys", [(), ("member_count",), ("member_name_list",)], ids=["neither", "count", "names"]
)
def test_guance_member_group_rows_without_the_keys(guance, keys):
    rows = [
        {key: one[key] for key in ("uuid", "name") + keys}
        for one in (
            shown(
                "Person %03d" % number,
                "Person %03d" % (number + 7),
                uuid="group_t%03d" % number,
                name="team %03d" % number,
            )
            for number in range(7)
        )
    ]
    teams = crowd(guance, 7)
    listed(guance, *rows)
    keeps(guance, MANY, times=1, member_groups=teams)
    assert asked(guance) == ["group_t%03d" % number for number in range(7)]


def test_guance_member_group_a_renamed_member_is_the_same_member(guance):
    patch(guance, "members", "uuid", BOB, name="Robert")
    keeps(guance, ONE, name="search", members=["bob@example.com", "carol@example.com"])
    assert sorted(paths(guance)) == sorted([LIST, MEMBERS])


def test_guance_member_group_a_member_who_is_renamed_between_the_lists(emulator, guance):
    emulator.add_fault(
        vendor="guance",
        path="member_group/list",
        kind="second_writer",
        patch={"collection": "members", "name": "Bob", "set": {"name": "Robert"}},
    )
    keeps(guance, ONE, times=1, name="search", members=["bob@example.com", "carol@example.com"])
    assert asked(guance) == [SEARCH]


@pytest.mark.parametrize(
    "fault",
    [
        {"error": "guance.Forbidden"},
        {"kind": "status", "status": 404},
        {
            "kind": "wrong_shape",
            "body": {"code": 200, "success": True, "errorCode": "", "content": None},
        },
    ],
    ids=["not allowed", "not there", "shape"],
)
def test_guance_member_group_where_members_can_not_be_listed_every_team_is_asked(
    emulator, guance, fault
):
    crowd(guance, 7)
    emulator.add_fault(vendor="guance", path="members/list", times=None, **fault)
    teams = [
        {
            "name": "team %03d" % number,
            "members": [person(number)["uuid"], person(number + 7)["uuid"]],
        }
        for number in range(7)
    ]
    keeps(guance, MANY, times=1, member_groups=teams)
    assert len(asked(guance)) == 7


# --- what is written rests on the team itself


def test_guance_member_group_of_two_hundred_one_drifted(guance):
    teams = crowd(guance, 200)
    patch(guance, "member_group", "uuid", "group_t050", accountUUIDs=[person(1)["uuid"]])
    for check in (True, False):
        result = apply(guance, MANY, check=check, member_groups=teams)
        assert [
            (one["name"], one["fields"]) for one in result["plan"] if one["action"] != "none"
        ] == [("team 050", ["members"])]
        assert result["diff"]["before"]["member_groups"][0]["members"] == [person(1)["uuid"]]
        # once before it is written, and once to see that it was kept
        assert sorted(paths(guance)) == sorted(
            [LIST, GET] + [MEMBERS] * 3
            if check
            else [LIST, GET] * 2 + [MEMBERS] * 3 + ["POST %sgroup_t050/modify" % PLACE]
        )
    assert sent(guance) == {
        "name": "team 050",
        "accountUUIDs": [person(50)["uuid"], person(57)["uuid"]],
    }
    keeps(guance, MANY, times=1, member_groups=teams)
    assert asked(guance) == []


@pytest.mark.parametrize(
    "params, left",
    [
        (
            {"name": "search", "mode": "add", "members": ["example@example.com"]},
            [CAROL, "acnt_xxxx32"],
        ),
        ({"name": "search", "mode": "remove", "members": ["bob@example.com"]}, None),
        (
            {"uuid": SEARCH, "name": "found", "mode": "add", "members": ["example@example.com"]},
            [CAROL, "acnt_xxxx32"],
        ),
        ({"name": "search", "members": ["carol@example.com"]}, None),
    ],
)
def test_guance_member_group_a_list_that_is_behind_destroys_nothing(guance, params, left):
    """What it says is believed only where nothing is to be done, so nobody is put back or lost
    by it.
    """
    patch(guance, "member_group", "uuid", SEARCH, accountUUIDs=[CAROL])
    # also when it is read again after the write, unless that is for the name
    listed(guance, shown("Bob"), times=1 if "uuid" in params else None)
    result = apply(guance, ONE, **params)
    assert (result["changed"], result.writes) == (left is not None, int(left is not None))
    assert row(guance, "member_group", uuid=SEARCH)["accountUUIDs"] == (left or [CAROL])


def test_guance_member_group_after_a_write_the_team_is_asked_not_the_list(emulator, guance):
    """The list shows what was asked for already, and the team itself does not."""
    listed(guance, shown("Carol"), nth=2)
    emulator.add_fault(
        vendor="guance",
        path="member_group/group_.*/modify",
        kind="second_writer",
        patch={"collection": "member_group", "name": "search", "set": {"accountUUIDs": [ALICE]}},
    )
    message = fails(guance, ONE, name="search", members=["carol@example.com"])
    assert (
        "the vendor did not keep members (asked for ['%s'], stored is ['%s'])" % (CAROL, ALICE)
        in message
    )


def test_guance_member_group_gone_since_it_was_listed(emulator, guance):
    """Of a team that is to be changed it is noticed at once."""
    emulator.add_fault(
        vendor="guance",
        path="member_group/list",
        kind="second_writer",
        patch={"collection": "member_group", "name": "search", "remove": True},
    )
    result = apply(guance, ONE, name="search", members=["carol@example.com"])
    assert paths(guance)[:3] == [LIST, MEMBERS, GET] and result["plan"][0]["action"] == "create"


def test_guance_member_group_a_wrong_reference_is_told_once(guance):
    message = fails(guance, ONE, name="search", members=["bob@example.com", "carole@example.com"])
    assert (
        message.startswith(
            "members[1]: there is no member 'carole@example.com' among 5; did you mean "
        )
        and message.count("there is no") == 1
    )


def test_guance_member_group_what_is_still_to_be_sent_is_what_is_counted(guance, clock):
    """The two lists and the one team that differs are read by then: a write, a look at what
    became of it, and the list are left.
    """
    teams = crowd(guance, 12, people=20)
    changed = [
        dict(one, members=one["members"][:1]) if number == 3 else one
        for number, one in enumerate(teams)
    ]
    guance.connection["rate_limit"] = 4
    message = fails(guance, MANY, max_wait=0, member_groups=changed)
    assert len(paths(guance)) == 3 and message.startswith(
        "Nothing was written: 3 requests at rate_limit 4 a minute"
    )
    guance.connection["rate_limit"] = 6
    result = apply(guance, MANY, max_wait=0, member_groups=changed)
    assert (result.reads, result.writes) == (5, 1) and clock.slept == []


@pytest.mark.parametrize("number", [10, 20, 30])
def test_guance_member_group_looks_at_what_became_stale_are_counted_too(guance, clock, number):
    """While a task waits for the limit, the list and the team are read again before each change:
    what was afforded is never left half done.
    """
    teams = crowd(guance, 40)
    items = [
        dict(one, members=one["members"][:1]) if place < number else one
        for place, one in enumerate(teams)
    ]
    guance.connection["rate_limit"] = 20
    message = fails(guance, MANY, max_wait={10: 45, 20: 100, 30: 200}[number], member_groups=items)
    told = int(
        message.partition("Nothing was written: ")[2].partition(
            " requests at rate_limit 20 a minute"
        )[0]
    )
    read, waited = len(paths(guance)), sum(clock.slept)
    # the pages of two lists, and each of these teams
    assert read == 4 + number and guance.requests(write=True) == []
    clock.now += 61
    clock.slept.clear()
    result = apply(guance, MANY, max_wait=1000, member_groups=items)
    assert (result["counts"]["updated"], result.reads + result.writes - read) == (
        number,
        told,
    ) and waited <= sum(clock.slept) < 1000


# --- the deciding function

PEOPLE = [
    {"uuid": ALICE, "name": "Alice", "email": "alice@example.com"},
    {"uuid": ALICE_TWO, "name": "Alice", "email": "two@example.com"},
    {"uuid": BOB, "name": "Bob", "email": "bob@example.com"},
    {"uuid": CAROL, "name": "Carol"},
    {"uuid": "acnt_none", "name": None, "email": "x@example.com"},
    {"uuid": "acnt_blank", "name": " ", "email": ""},
    {"uuid": "acnt_number", "name": 5},
]


@pytest.mark.parametrize(
    "team, found",
    [
        ({"member_count": 2, "member_name_list": ["Carol", "Bob"]}, [BOB, CAROL]),
        ({"member_count": 0, "member_name_list": []}, []),
        ({}, None),
        ({"member_count": 1}, None),
        ({"member_name_list": ["Bob"]}, None),
        ({"member_name_list": []}, None),
        ({"member_count": 0}, None),
        ({"member_count": 0, "member_name_list": None}, None),
        ({"member_count": None, "member_name_list": []}, None),
        ({"member_count": False, "member_name_list": []}, None),
        ({"member_count": True, "member_name_list": ["Bob"]}, None),
        ({"member_count": "1", "member_name_list": ["Bob"]}, None),
        ({"member_count": 1.0, "member_name_list": ["Bob"]}, None),
        ({"member_count": 2, "member_name_list": ["Bob"]}, None),
        ({"member_count": 0, "member_name_list": ["Bob"]}, None),
        ({"member_count": 1, "member_name_list": []}, None),
        ({"member_count": -1, "member_name_list": []}, None),
        ({"member_count": 1, "member_name_list": "Bob"}, None),
        ({"member_count": 1, "member_name_list": {"Bob": 1}}, None),
        ({"member_count": 2, "member_name_list": ["Bob", "Bob"]}, None),
        ({"member_count": 1, "member_name_list": ["Bob", "Bob"]}, None),
        ({"member_count": 1, "member_name_list": ["Alice"]}, None),
        ({"member_count": 2, "member_name_list": ["Bob", "Alice"]}, None),
        ({"member_count": 1, "member_name_list": ["Dave"]}, None),
        ({"member_count": 1, "member_name_list": ["bob"]}, None),
        ({"member_count": 1, "member_name_list": ["Bob "]}, None),
        ({"member_count": 1, "member_name_list": ["bob@example.com"]}, None),
        ({"member_count": 1, "member_name_list": [None]}, None),
        ({"member_count": 1, "member_name_list": [" "]}, None),
        ({"member_count": 1, "member_name_list": [""]}, None),
        ({"member_count": 1, "member_name_list": [5]}, None),
        ({"member_count": 1, "member_name_list": [["Bob"]]}, None),
        ({"member_count": 1, "member_name_list": [{"name": "Bob"}]}, None),
    ],
)
def test_guance_member_group_what_names_tell(team, found):
    assert code.members_of(team, code.by_name(PEOPLE)) == found


def test_guance_member_group_of_who_has_left_names_tell_nothing():
    left = [
        {"uuid": "acnt_left", "name": "Bob", "email": "left@example.com"},
        {"uuid": "acnt_gone", "name": "Dave"},
    ]
    for name, found in (("Bob", None), ("Dave", None), ("Carol", [CAROL])):
        assert (
            code.members_of(
                {"member_count": 1, "member_name_list": [name]}, code.by_name(PEOPLE, left)
            )
            == found
        )


#: Few names, so that many are alike: by case, by spaces, by marks that are composed or not. Each
#: with what a person takes it for.
NAMES = {
    "Bob": 1,
    "bob": 1,
    "Bob ": 1,
    "Bo b": 2,
    "Zo\u00eb": 3,
    "Zoe\u0308": 3,
    "ZO\u00cb": 3,
    "": None,
    " ": None,
    "x0@example.com": "x0@example.com",
    "X1@example.com ": "x1@example.com",
    "Ann": 4,
    "Ann Lee": 5,
    "Ann  Lee": 5,
    "5": 6,
}


@given(
    st.lists(st.tuples(st.sampled_from(sorted(NAMES)), st.booleans()), max_size=8),
    st.sets(st.integers(0, 7)),
    st.booleans(),
    st.randoms(use_true_random=False),
)
@example([("Zo\u00eb", False), ("Zoe\u0308", False)], {0}, False, Random(1))
@example([("Ann Lee", True), ("Ann  Lee", False)], {1}, False, Random(1))
def test_guance_member_group_names_tell_the_truth_or_nothing(people, chosen, dropped, random):
    """Whatever a vendor's list may leave out of a team: what is inferred is what is so."""
    rows = [
        {"uuid": "acnt_%d" % number, "name": name, "email": "x%d@example.com" % number}
        for number, (name, dummy) in enumerate(people)
    ]
    members = [one for one, (dummy, left) in zip(rows, people) if not left]
    removed = [one for one, (dummy, left) in zip(rows, people) if left]
    inside = [one for number, one in enumerate(rows) if number in chosen]
    names = [one["name"] for one in inside]
    random.shuffle(names)
    row_of_list = {"member_count": len(names), "member_name_list": names[1:] if dropped else names}
    found = code.members_of(row_of_list, code.by_name(members, removed))
    assert found is None or found == sorted(one["uuid"] for one in inside)
    certain = not (dropped and names) and all(
        one in members
        and NAMES[one["name"]]
        and len(
            [
                other
                for other in rows
                if NAMES[one["name"]] in (NAMES[other["name"]], other["email"])
            ]
        )
        == 1
        for one in inside
    )
    assert (found is not None) == certain
