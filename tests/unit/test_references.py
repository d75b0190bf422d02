# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Names in, ids out, and back, over lists that no vendor sent."""

from __future__ import annotations

import pytest
from ansible_collections.oncall.routing.plugins.module_utils._account import references
from ansible_collections.oncall.routing.plugins.module_utils._account.directory import Directory
from ansible_collections.oncall.routing.plugins.module_utils._describe import problems
from ansible_collections.oncall.routing.plugins.module_utils._describe.kind import (
    Identity,
    Kind,
    Listing,
)
from ansible_collections.oncall.routing.plugins.module_utils._describe.markers import Pending
from ansible_collections.oncall.routing.plugins.module_utils._describe.reference import Key, Ref
from hypothesis import given
from hypothesis import strategies as st

PEOPLE = [
    {"uuid": "acnt_1", "name": "Alice", "email": "alice@example.com"},
    {"uuid": "acnt_2", "name": "Alice", "email": "alice.two@example.com"},
    {"uuid": "acnt_3", "name": "Bob", "email": "bob@example.com"},
    {"uuid": "acnt_4", "name": "bob@example.com", "email": "odd@example.com"},
]
TEAMS = [
    {"uuid": "group_1", "name": "SRE"},
    {"uuid": "group_2", "name": "a: b"},
    {"uuid": "group_3", "name": ""},
]
CHANNELS = [
    {"id": "c1", "name": "page", "type": "slack"},
    {"id": "c2", "name": "twin", "type": "slack"},
    {"id": "c3", "name": "twin", "type": "email"},
    {"id": "c4", "name": "c1", "type": "line"},
    {"id": 5, "name": "number"},
]
ROWS = {
    "/people": PEOPLE,
    "/teams": TEAMS,
    "/channels": CHANNELS,
    "/checks": [{"id": "k1", "name": "ssh"}, {"id": "k2", "name": "page"}],
    "/services": [{"name": "payments"}, {"name": "search"}],
}
KINDS = {
    kind.kind: kind
    for kind in (
        Kind(
            "member",
            "member",
            Listing("/people"),
            Identity(
                id="uuid",
                names=(lambda row: row["email"], lambda row: row["name"]),
                detail=lambda row: "(%s)" % row["email"],
                prefixes="acnt_",
            ),
        ),
        Kind("team", "team", Listing("/teams"), Identity(id="uuid", prefixes="group_")),
        Kind(
            "channel",
            "channel",
            Listing("/channels", also="check"),
            Identity(detail=lambda row: "(%s)" % row.get("type")),
        ),
        Kind("check", "check", Listing("/checks"), Identity(detail=lambda row: "(check)")),
        Kind("service", "service", Listing("/services"), Identity(id="name")),
    )
}
RECIPIENT = Ref(
    {"member": "member", "team": "team"}, "R.", words=("email",), id_prefixes=("acnt_", "group_")
)
CHANNEL = Ref("channel", "C.")
SERVICE = Key("service", "S.")


class Account:
    """Lists by path; remembers which kinds were read."""

    def __init__(self, lists):
        self.lists = lists
        self.read = []

    def rows(self, kind):
        self.read.append(kind.kind)
        return self.lists[kind.listing.path]


def resolver(account=None, own=references.NOTHING_OWN):
    return references.References(Directory(KINDS, account or Account(ROWS)), own)


def resolve(field, value, **more):
    """(what it stands for, what is wrong)"""
    wrong = problems.Problems()
    return resolver(**more).ident(field, value, "here", wrong), wrong.found


@pytest.mark.parametrize(
    "field, value, ident",
    [
        (CHANNEL, "c2", "c2"),
        (CHANNEL, "5", "5"),
        (CHANNEL, "number", "5"),
        (CHANNEL, "c1", "c1"),  # an id wins over a name that looks like it
        (CHANNEL, "ssh", "k1"),
        (CHANNEL, "k2", "k2"),  # what is not among the first kind is looked for in the second
        (
            RECIPIENT,
            "member:bob@example.com",
            "acnt_3",
        ),  # the better name decides, also where it is another's worse one
        (RECIPIENT, "member:Bob", "acnt_3"),
        (RECIPIENT, "team:SRE", "group_1"),
        (RECIPIENT, "team: SRE", "group_1"),
        (RECIPIENT, "team:a: b", "group_2"),
        (RECIPIENT, "acnt_9", "acnt_9"),
        (RECIPIENT, "email", "email"),
        (SERVICE, "payments", "payments"),
    ],
)
def test_a_name_or_an_id(field, value, ident):
    assert resolve(field, value) == (ident, [])


@pytest.mark.parametrize(
    "field, value, words",
    [
        (
            CHANNEL,
            "twin",
            ("there are 2 channels called 'twin'", "c2 (slack)", "c3 (email)", "give the id"),
        ),
        (
            RECIPIENT,
            "member:Alice",
            (
                "there are 2 members called 'Alice'",
                "acnt_1 (alice@example.com)",
                "acnt_2 (alice.two@example.com)",
                "give the uuid",
            ),
        ),
        (CHANNEL, "pagee", ("there is no channel 'pagee' among 7", "did you mean 'page'?")),
        (CHANNEL, "shh", ("there is no channel 'shh' among 7", "did you mean 'ssh'?")),
        (
            CHANNEL,
            "page",
            ("there are 2 channels called 'page': c1 (slack), k2 (check); give the id",),
        ),
        (RECIPIENT, "team:zzz", ("there is no team 'zzz' among 3",)),
        (SERVICE, "paymnts", ("there is no service 'paymnts'", "'payments'")),
    ],
)
def test_what_is_wrong_is_said_with_the_path_and_the_candidates(field, value, words):
    found, wrong = resolve(field, value)
    assert found == value and [path for path, _text in wrong] == ["here"]
    assert all(word in wrong[0][1] for word in words), wrong


def test_a_list_is_read_once_and_only_when_it_is_needed():
    account = Account(ROWS)
    read, resolve_in = account.read, resolver(account)
    wrong = problems.Problems()
    for value in ("acnt_1", "email", "group_2"):
        resolve_in.ident(RECIPIENT, value, "", wrong)
    assert read == []
    for value in ("team:SRE", "team:a: b", "team:SRE"):
        resolve_in.ident(RECIPIENT, value, "", wrong)
    assert read == ["team"] and wrong.found == []


def test_a_second_place_is_asked_only_where_it_may_decide():
    account = Account(ROWS)
    read, resolve_in = account.read, resolver(account)
    wrong = problems.Problems()
    # an id, what is stored already, and what is ambiguous already
    for value, stored in (("c1", ()), ("5", ()), ("number", {"5"}), ("page", {"c1"})):
        resolve_in.ident(CHANNEL, value, "", wrong, stored)
    assert read == ["channel"] and wrong.found == []
    assert resolve_in.ident(CHANNEL, "number", "", wrong, {"c1"}) == "5" and read == [
        "channel",
        "check",
    ]


def test_what_the_task_itself_makes_comes_first():
    pending = Pending("new")
    resolve_in = resolver(
        own=references.Own("channel", {"new": pending, "page": "c9"}, {"c2": "this task"})
    )
    wrong = problems.Problems()
    assert (
        resolve_in.ident(CHANNEL, "new", "a", wrong) is pending
        and resolve_in.ident(CHANNEL, "page", "b", wrong) == "c9"
        and wrong.found == []
    )
    resolve_in.ident(CHANNEL, "c2", "c", wrong)
    assert wrong.found == [("c", "channel 'c2' is deleted by this task")]


@pytest.mark.parametrize(
    "field, ident, name",
    [
        (CHANNEL, "c2", "c2"),
        (CHANNEL, "c4", "c4"),
        (CHANNEL, "5", "number"),
        (CHANNEL, "k1", "ssh"),
        (CHANNEL, "gone", "gone"),
        (CHANNEL, "c1", "c1"),
        (CHANNEL, "k2", "k2"),  # in both places something is called so
        (RECIPIENT, "acnt_1", "member:alice@example.com"),
        (RECIPIENT, "acnt_3", "member:bob@example.com"),
        (RECIPIENT, "group_1", "team:SRE"),
        (RECIPIENT, "group_3", "group_3"),
        (RECIPIENT, "acnt_9", "acnt_9"),
        (RECIPIENT, "email", "email"),
        (SERVICE, "payments", "payments"),
    ],
)
def test_the_name_of_an_id(field, ident, name):
    assert resolver().name(field, ident) == name


@given(
    rows=st.lists(
        st.tuples(st.sampled_from("abcd"), st.sampled_from(["a", "x", "x y", "", "é"])),
        max_size=6,
        unique_by=lambda row: row[0],
    )
)
def test_the_name_that_is_shown_leads_back_to_the_id(rows):
    table = [{"id": ident, "name": name} for ident, name in rows]
    kinds = {"channel": Kind("channel", "channel", Listing("/x"))}
    both = references.References(Directory(kinds, Account({"/x": table})))
    for row in table:
        wrong = problems.Problems()
        assert (
            both.ident(CHANNEL, both.name(CHANNEL, row["id"]), "", wrong) == row["id"]
            and wrong.found == []
        )
