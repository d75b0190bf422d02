# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Wanted and live in, plan out, without any vendor: order, cycles, purge, names, and properties
of the plan.
"""

from __future__ import annotations

import contextlib
import signal

import pytest
from ansible_collections.oncall.routing.plugins.module_utils._apply import executor as apply_file
from ansible_collections.oncall.routing.plugins.module_utils._describe import problems
from ansible_collections.oncall.routing.plugins.module_utils._describe.hooks import Guards, Hooks
from ansible_collections.oncall.routing.plugins.module_utils._describe.kind import (
    Identity,
    Kind,
    Listing,
)
from ansible_collections.oncall.routing.plugins.module_utils._describe.lists import SetOf
from ansible_collections.oncall.routing.plugins.module_utils._describe.numbers import Int
from ansible_collections.oncall.routing.plugins.module_utils._describe.reference import Ref
from ansible_collections.oncall.routing.plugins.module_utils._describe.resource import Resource
from ansible_collections.oncall.routing.plugins.module_utils._describe.text import Str
from ansible_collections.oncall.routing.plugins.module_utils._describe.update import Replace
from ansible_collections.oncall.routing.plugins.module_utils._describe.vendor import (
    CAMEL_CASE,
    Vendor,
)
from ansible_collections.oncall.routing.plugins.module_utils._plan import element as element_file
from ansible_collections.oncall.routing.plugins.module_utils._plan import planner as plan_file
from ansible_collections.oncall.routing.plugins.module_utils._plan import scope as scope_file
from ansible_collections.oncall.routing.plugins.module_utils._plan.settings import Settings
from hypothesis import given
from hypothesis import strategies as st

BOXES = Kind("box", "box", Listing("/boxes"), Identity(same_name=lambda name: name.strip().lower()))
CRATES = Kind("crate", "crate", Listing("/crates"))
VENDOR = Vendor(
    "none", "None", options=[], connect=None, naming=CAMEL_CASE, path=None, kinds=(BOXES, CRATES)
)
BOX = Resource(
    VENDOR,
    BOXES,
    "boxes",
    about=["A box."],
    update=Replace(),
    guards=Guards(protected=lambda row: "the lid" if row.get("lid") else None),
    fields={
        "name": Str("Its name.", blank=False, required=True),
        "size": Int("Its size.", default=1),
        "boxes": SetOf(Ref("box"), "Boxes inside."),
    },
)


def rows(*names, **inside):
    return [
        {
            "id": "id-" + name,
            "name": name,
            "size": 1,
            "boxes": ["id-" + inner for inner in inside.get(name, ())],
        }
        for name in names
    ]


class Account:
    """An account of which every list shows the same rows."""

    def __init__(self, live):
        self.live = list(live)

    def rows(self, _kind):
        return self.live

    def object(self, resource, row):
        return resource.read(row)


def plan(items, live=(), **settings):
    elements = element_file.elements_of(
        BOX, items, ["boxes[%d]" % number for number in range(len(items))]
    )
    return plan_file.make_plan(BOX, elements, Account(live), Settings(settings))


def summary(made):
    return [(step.action, step.name, list(step.fields)) for step in made.steps]


def refused(items, live=(), **settings):
    with pytest.raises(problems.InputError) as caught:
        plan(items, live, **settings)
    return caught.value.problems


class Gateway:
    """A vendor in a dict; keeps the order of the writes and refuses what ``refuses`` names."""

    retries = 0

    def __init__(self, live, refuses=()):
        self.live = {row["id"]: dict(row) for row in live}
        self.log, self.refuses = [], refuses

    def rows(self, _kind, fresh=False):
        return [dict(row) for row in self.live.values()]

    def read(self, resource, row):
        return resource.read(row)

    def wrote(self, _resource):
        """Nothing is kept."""

    def deleted(self):
        """Nothing is kept."""

    def _write(self, verb, name):
        self.log.append((verb, name))
        if name in self.refuses:
            raise problems.RoutingError("no")

    def create(self, _resource, body):
        self._write("create", body["name"])
        assert all(inner in self.live for inner in body["boxes"]), "refers to what is not there"
        row = dict(body, id="id-" + body["name"])
        self.live[row["id"]] = row
        return row

    def update(self, _resource, ident, body):
        self._write("update", body["name"])
        assert all(inner in self.live for inner in body["boxes"])
        self.live[ident] = dict(body, id=ident)
        return self.live[ident]

    def delete(self, _resource, ident):
        self._write("delete", self.live[ident]["name"])
        assert not [row for row in self.live.values() if ident in row["boxes"]], (
            "is still inside another"
        )
        del self.live[ident]

    def batch(self, _resource):
        return 1

    def age(self, kind):
        return 0.0

    def clock(self):
        return 0.0

    def began(self, kind):
        return 0.0

    @contextlib.contextmanager
    def alone(self, _resource, _ident):
        yield -1.0

    def counts(self):
        return {}

    def at_once(self, work, items, _most):
        return [work(item) for item in items]

    def __getattr__(self, name):
        raise AttributeError(
            "the engine asks the gateway for %s, which this test does not know" % name
        )


def carried_out(items, live=(), refuses=(), **settings):
    made, gateway = plan(items, live, **settings), Gateway(live, refuses)
    outcomes = apply_file.apply_plan(BOX, made, gateway, Settings(settings))
    return outcomes, gateway


def test_the_plan_is_in_the_order_of_the_list_and_then_of_the_purge():
    made = plan(
        [
            {"name": "c"},
            {"name": "a", "size": 2},
            {"name": "b", "state": "absent"},
            {"name": "new"},
        ],
        rows("a", "b", "c", "z", "y"),
        purge=True,
        purge_scope={"name_regex": "[a-z]"},
    )
    assert summary(made) == [
        ("none", "c", []),
        ("update", "a", ["size"]),
        ("delete", "b", []),
        ("create", "new", ["name"]),
        ("delete", "y", []),
        ("delete", "z", []),
    ]
    assert [step.name for step in made.writes] == ["a", "b", "new", "y", "z"]


def test_what_is_referred_to_is_made_first_and_goes_last():
    items = [
        {"name": "outer", "boxes": ["middle"]},
        {"name": "middle", "boxes": ["inner"]},
        {"name": "inner"},
    ]
    outcomes, gateway = carried_out(items)
    assert gateway.log == [("create", "inner"), ("create", "middle"), ("create", "outer")] and not [
        outcome for outcome in outcomes if outcome.error
    ]
    live = list(gateway.live.values())
    _outcomes, gateway = carried_out(
        [{"name": name, "state": "absent"} for name in ("inner", "middle", "outer")], live
    )
    assert gateway.log == [("delete", "outer"), ("delete", "middle"), ("delete", "inner")]


def test_what_needs_a_failed_one_fails_with_it_and_the_rest_is_done():
    items = [
        {"name": "outer", "boxes": ["middle"]},
        {"name": "middle", "boxes": ["inner"]},
        {"name": "inner"},
        {"name": "else"},
    ]
    outcomes, gateway = carried_out(items, refuses=("inner",))
    assert gateway.log == [("create", "inner"), ("create", "else")]
    assert [bool(outcome.error) for outcome in outcomes] == [True, True, True, False]
    assert (
        "'inner', which failed" in outcomes[1].error
        and "'middle', which failed" in outcomes[0].error
    )


@pytest.mark.parametrize(
    "items, live",
    [
        ([{"name": "a", "boxes": ["a"]}], []),
        ([{"name": "a", "boxes": ["b"]}, {"name": "b", "boxes": ["a"]}], []),
        ([{"name": "a", "boxes": ["b"]}], rows("a", "b", b=["a"])),
        ([{"name": "a", "boxes": ["c"]}], rows("a", "b", "c", b=["a"], c=["b"])),
        ([{"name": "new", "boxes": ["b"]}, {"name": "b", "boxes": ["new"]}], rows("b")),
    ],
)
def test_a_cycle_is_refused_and_shown(items, live):
    found = refused(items, live)
    assert found and all("contain each other" in text and " -> " in text for _path, text in found)


def test_a_cycle_that_the_same_task_opens_is_none():
    live = rows("a", "b", b=["a"])
    assert summary(plan([{"name": "a", "boxes": ["b"]}, {"name": "b", "boxes": []}], live)) == [
        ("update", "a", ["boxes"]),
        ("update", "b", ["boxes"]),
    ]
    # a cycle of others that is there already is not this task's business
    assert summary(plan([{"name": "c", "size": 2}], rows("a", "b", "c", a=["b"], b=["a"]))) == [
        ("update", "c", ["size"])
    ]


@pytest.mark.parametrize(
    "items, live, words",
    [
        ([{"name": "A"}], rows("a"), ("boxes[0].name", "'A' is taken by the box 'a' (id id-a)")),
        ([{"name": "a "}], rows("a"), ("boxes[0].name", "taken")),
        ([{"id": "id-b", "name": "A"}], rows("a", "b"), ("boxes[0].name", "taken")),
        ([{"name": "x"}, {"name": "X"}], [], ("boxes[1].name", "boxes[0]")),
        (
            [{"id": "id-a", "name": "x"}, {"id": "id-b", "name": "X"}],
            rows("a", "b"),
            ("boxes[1].name", "boxes[0]"),
        ),
        ([{"id": "id-a", "name": "x"}, {"name": "x"}], rows("a"), ("boxes[1].name", "boxes[0]")),
        ([{"id": "id-a"}, {"id": "id-a", "size": 2}], rows("a"), ("boxes[1].id", "boxes[0]")),
        ([{"id": "id-a"}, {"name": "a", "size": 2}], rows("a"), ("boxes[1]", "boxes[0]")),
        (
            [{"name": "lid", "state": "absent"}],
            [dict(rows("lid")[0], lid=True)],
            ("boxes[0]", "the lid can't be deleted"),
        ),
        (
            [{"id": "id-lid", "name": "x"}],
            [dict(rows("lid")[0], lid=True)],
            ("boxes[0].name", "the lid can't be renamed"),
        ),
        ([{"size": 1}], [], ("boxes[0]", "name or id is required")),
    ],
)
def test_names_and_ids_that_can_not_be(items, live, words):
    path, text = refused(items, live)[0]
    assert path == words[0] and words[1] in text


def test_a_name_that_becomes_free_in_the_same_task_is_free():
    made = plan([{"id": "id-a", "name": "old a"}, {"id": "id-b", "name": "a"}], rows("a", "b"))
    assert summary(made) == [("update", "old a", ["name"]), ("update", "a", ["name"])]


def test_another_spelling_of_its_own_name_is_a_rename():
    assert summary(plan([{"id": "id-a", "name": "A"}], rows("a"))) == [("update", "A", ["name"])]


def test_two_of_one_name_may_both_be_listed_by_id():
    live = [dict(rows("twin")[0], id="t1"), dict(rows("twin")[0], id="t2")]
    assert summary(
        plan([{"id": "t1", "name": "twin"}, {"id": "t2", "name": "twin", "size": 2}], live)
    ) == [("none", "twin", []), ("update", "twin", ["size"])]


def test_a_reference_to_two_of_one_name_is_ambiguous_even_if_the_task_lists_one_of_them():
    live = [dict(rows("twin")[0], id="t1"), dict(rows("twin")[0], id="t2")]
    for items in (
        [{"name": "new", "boxes": ["twin"]}],
        [{"name": "new", "boxes": ["twin"]}, {"id": "t1", "name": "twin"}],
        [
            {"name": "new", "boxes": ["twin"]},
            {"id": "t1", "name": "twin"},
            {"id": "t2", "name": "twin"},
        ],
    ):
        ((path, text),) = refused(items, live)
        assert path == "boxes[0].boxes[0]" and "t1" in text and "t2" in text


def test_a_renamed_one_is_found_under_its_new_name():
    made = plan([{"name": "new", "boxes": ["fresh"]}, {"id": "id-a", "name": "fresh"}], rows("a"))
    assert made.steps[0].after["boxes"] == ["id-a"]


# --- purge


@pytest.mark.parametrize(
    "scope, inside, outside",
    [
        ({"name_prefix": "team-"}, ["team-", "team-a"], ["team", "a team-a", "Team-a"]),
        ({"name_prefix": "a.c"}, ["a.c", "a.cd"], ["abc"]),
        ({"name_regex": "team-[ab]"}, ["team-a", "team-b"], ["team-ab", "my team-a", "team-a\n"]),
        ({"name_regex": "a|b"}, ["a", "b"], ["ab", "ba"]),
    ],
)
def test_the_scope_of_a_purge(scope, inside, outside):
    assert scope_file.within(scope, inside + outside) == set(inside)


@pytest.mark.parametrize(
    "pattern, name",
    [
        ("(a+)+b", "a" * 60),
        ("(a|aa)*c", "a" * 60),
        ("(.*)*x(.*)*y", "x" * 40),
        ("(x+x+)+y", "x" * 60),
    ],
)
def test_a_regular_expression_that_never_ends_is_refused(pattern, name, monkeypatch):
    monkeypatch.setattr(scope_file, "LONGEST", 0.2)
    ((path, text),) = refused(
        [{"name": "x"}], rows(name), purge=True, purge_scope={"name_regex": pattern}
    )
    assert (
        path == "purge_scope.name_regex"
        and "takes more than" in text
        and "a repetition within a repetition" in text
    )
    assert signal.getsignal(signal.SIGVTALRM) == signal.SIG_DFL and signal.getitimer(
        signal.ITIMER_VIRTUAL
    ) == (0.0, 0.0)


def test_a_regular_expression_that_takes_its_time_goes_on():
    made = plan(
        [{"name": "x"}],
        rows(*("a" * 18 + str(number) for number in range(5))),
        purge=True,
        purge_scope={"name_regex": "(a+)+0"},
    )
    assert [step.name for step in made.steps if step.action == "delete"] == ["a" * 18 + "0"]


def test_a_purge_takes_the_listed_and_the_protected_out():
    live = rows("t-a", "t-b", "t-c", "other") + [dict(rows("t-lid")[0], lid=True)]
    made = plan(
        [{"name": "t-b"}, {"id": "id-t-c", "name": "gone elsewhere"}],
        live,
        purge=True,
        purge_scope={"name_prefix": "t-"},
    )
    assert summary(made) == [
        ("none", "t-b", []),
        ("update", "gone elsewhere", ["name"]),
        ("delete", "t-a", []),
    ]


def test_what_the_purge_deletes_can_not_be_referred_to():
    ((path, text),) = refused(
        [{"name": "x", "boxes": ["t-a"]}],
        rows("t-a"),
        purge=True,
        purge_scope={"name_prefix": "t-"},
    )
    assert path == "boxes[0].boxes[0]" and "purge" in text


@given(
    live=st.sets(st.text("ab-", min_size=1, max_size=4), max_size=8),
    listed=st.sets(st.text("ab-", min_size=1, max_size=4), max_size=4),
    prefix=st.text("ab-", min_size=1, max_size=2),
    limit=st.integers(0, 8),
)
def test_a_purge_never_goes_beyond_its_scope_or_its_limit(live, listed, prefix, limit):
    doomed = {name for name in live if name.startswith(prefix) and name not in listed}
    arguments = {
        "purge": True,
        "purge_scope": {"name_prefix": prefix},
        "purge_limit": limit,
        "allow_empty": True,
    }
    if len(doomed) > limit:
        ((path, text),) = refused(
            [{"name": name} for name in sorted(listed)], rows(*sorted(live)), **arguments
        )
        assert path == "purge_limit" and str(len(doomed)) in text
    else:
        made = plan([{"name": name} for name in sorted(listed)], rows(*sorted(live)), **arguments)
        assert {step.name for step in made.steps if step.action == "delete"} == doomed


NAMES = st.sampled_from(["a", "b", "c", "d"])
WANTED = st.lists(
    st.fixed_dictionaries(
        {"name": NAMES},
        optional={
            "size": st.integers(0, 3),
            "boxes": st.lists(NAMES, max_size=2, unique=True),
            "state": st.sampled_from(["present", "absent"]),
        },
    ),
    max_size=4,
    unique_by=lambda item: item["name"],
)


@given(
    items=WANTED,
    there=st.sets(NAMES),
    inside=st.dictionaries(NAMES, st.lists(NAMES, max_size=2, unique=True), max_size=3),
)
def test_a_plan_that_is_made_can_be_carried_out_and_is_then_empty(items, there, inside):
    """No write refers to what is not there, no delete takes what is still inside another, one
    write each, and the second plan has none.
    """
    live = rows(
        *sorted(there),
        **{name: [one for one in held if one in there] for name, held in inside.items()},
    )
    # what the task deletes and others keep inside is the vendor's business
    if any(
        item.get("state") == "absent" and any("id-" + item["name"] in row["boxes"] for row in live)
        for item in items
    ):
        return
    try:
        outcomes, gateway = carried_out(items, live)
    except problems.InputError as error:
        assert all(text for _path, text in error.problems)
        return
    assert [outcome.error for outcome in outcomes] == [None] * len(outcomes)
    steps = [outcome.step for outcome in outcomes if outcome.step.action != "none"]
    assert sorted(gateway.log) == sorted((step.action, step.name) for step in steps)
    assert plan(items, gateway.live.values()).writes == []


# --- what only the vendor's answers tell how to say


def _local(obj, lists, place=None):
    """A size with a unit is sent without it, in the unit of the vendor's rows."""
    units = {row["unit"] for row in lists.rows(CRATE)}
    if not str(obj.get("size", "")).endswith("m") or not units:
        return obj
    if len(units) > 1:
        if place:
            place.refuse("size", "which unit is not known")
        return obj
    return dict(obj, size=str(int(obj["size"][:-1]) * {"cm": 100, "mm": 1000}[units.pop()]))


CRATE = Resource(
    VENDOR,
    CRATES,
    "crates",
    about=["A crate."],
    update=Replace(),
    hooks=Hooks(settle=_local),
    fields={
        "name": Str("Its name.", blank=False, required=True),
        "size": Str("Its size."),
        "note": Str("A note.", kept=True),
    },
)


def crates(items, live):
    elements = element_file.elements_of(
        CRATE, items, ["crates[%d]" % number for number in range(len(items))]
    )
    return plan_file.make_plan(CRATE, elements, Account(live), Settings())


def crate(name, size, unit="cm", **more):
    return dict({"id": "id-" + name, "name": name, "size": size, "unit": unit, "note": ""}, **more)


def test_what_is_given_is_planned_in_the_words_of_the_vendor():
    live = [crate("a", "200"), crate("b", "200")]
    made = crates(
        [
            {"name": "a", "size": "2m"},
            {"name": "b", "size": "3m"},
            {"name": "c", "size": "4m"},
            {"name": "d"},
        ],
        live,
    )
    assert [(step.action, step.after["size"]) for step in made.steps] == [
        ("none", "200"),
        ("update", "300"),
        ("create", "400"),
        ("create", ""),
    ]
    with pytest.raises(problems.InputError) as caught:
        crates([{"name": "a", "size": "2m"}], live + [crate("b", "1", unit="mm")])
    assert caught.value.problems == [("crates[0].size", "which unit is not known")]


def test_what_a_write_made_is_judged_by_its_own_answer():
    """Before the first object nothing tells the unit."""
    made = crates([{"name": "a", "size": "2m"}], [])
    gateway = Gateway([])
    gateway.create = lambda resource, body: gateway.live.setdefault("id-a", crate("a", "200"))
    outcomes = apply_file.apply_plan(CRATE, made, gateway, Settings())
    assert [(one.error, one.after["size"]) for one in outcomes] == [(None, "200")]
    assert [step.after["size"] for step in made.steps] == ["2m"], "a step stays as it was planned"


def test_what_the_vendor_keeps_by_itself_is_no_reason_to_refuse():
    """A field that is left out of an update stays; every other that nobody knows would be
    cleared.
    """
    live = {key: value for key, value in crate("a", "200").items() if key != "note"}
    (step,) = crates([{"name": "a", "size": "3m"}], [live]).steps
    assert step.action == "update" and "note" not in CRATE.body(
        step.after, step.requested, step.row
    )
    del live["size"]
    with pytest.raises(problems.InputError) as caught:
        crates([{"name": "a", "note": "x"}], [live])
    assert [path for path, dummy in caught.value.problems] == ["crates[0].size"]
