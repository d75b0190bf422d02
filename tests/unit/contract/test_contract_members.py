# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every list of references: single elements are added and removed, those of others stay. And
plans that are laid over earlier plans.
"""

from __future__ import annotations

import pytest

from .subject import NAMES, RESOURCES, sample_of


def _lists():
    """(resource, an option whose elements can be added and removed) for all that have one in the
    sample with two elements.
    """
    return [
        pytest.param(resource, option, id="%s-%s" % (name, option))
        for resource, name in zip(RESOURCES, NAMES)
        if sample_of(resource)
        for option in resource.by_member
        if len(sample_of(resource).base[option]) > 1
    ]


def _value(subject, obj, option):
    for part in option.split("."):
        obj = obj[part]
    return obj


def _store(subject, option, elements):
    result = subject.one(dict(subject.sample.options(), **{option: elements}, name="contract one"))
    assert not result["failed"], result.get("msg")
    return _value(subject, result[subject.kind], option)


@pytest.mark.parametrize("resource, option", _lists())
def test_one_is_added_and_the_others_stay(subject, form, option):
    first, second = subject.sample.base[option][:2]
    both = _store(subject, option, [first, second])
    one = _store(subject, option, [first])
    for expected in (True, False):
        for check in (True, False):
            result, entry, obj = form(
                {"name": "contract one", option: [second], "mode": "add"}, check=check
            )
            assert not result["failed"], result.get("msg")
            assert result["changed"] is expected and entry["fields"] == (
                [option] if expected else []
            )
            assert _value(subject, obj, option) == both != one


@pytest.mark.parametrize("resource, option", _lists())
def test_one_is_removed_and_the_others_stay(subject, form, option):
    first, second = subject.sample.base[option][:2]
    one = _store(subject, option, [first])
    _store(subject, option, [first, second])
    for expected in (True, False):
        for check in (True, False):
            result, entry, obj = form(
                {"name": "contract one", option: [second], "mode": "remove"}, check=check
            )
            assert not result["failed"], result.get("msg")
            assert result["changed"] is expected and entry["fields"] == (
                [option] if expected else []
            )
            assert _value(subject, obj, option) == one


@pytest.mark.parametrize("resource, option", _lists())
def test_what_is_not_there_needs_no_removal(subject, form, option):
    result, entry, obj = form(
        {"name": "contract one", option: subject.sample.base[option], "mode": "remove"}
    )
    assert not result["failed"] and not result["changed"] and result.writes == 0, result.get("msg")
    assert entry["action"] == "none" and obj is None


@pytest.mark.parametrize("resource, option", _lists())
def test_adding_to_what_is_not_there_creates_it(subject, option):
    result = subject.one(dict(subject.sample.options(name="contract one"), mode="add"))
    assert not result["failed"] and result["plan"][0]["action"] == "create", result.get("msg")


# --- plans over plans


def test_a_planned_create_is_there_for_the_next_plan(subject):
    one = subject.sample.options(name="contract one")
    for earlier in (
        subject.one(one, check=True),
        subject.many([one], check=True),
        {"results": [subject.one(one, check=True)]},
    ):
        again = subject.one(one, check=True, planned=[earlier])
        assert not again["failed"] and not again["changed"], again.get("msg") or again["plan"]
        assert subject.many([one], check=True, planned=[earlier])["counts"]["unchanged"] == 1
    assert subject.account.requests(write=True) == []


def test_a_planned_update_and_a_planned_delete(subject):
    assert not subject.one(subject.sample.options(name="contract one"))["failed"]
    change = dict(
        [change[:2] for change in subject.sample.changes if len(change) == 2][:1],
        name="contract one",
    )
    updated = subject.one(change, check=True)
    assert (
        updated["changed"] is bool(subject.sample.changes)
        and not subject.one(change, check=True, planned=[updated])["changed"]
    )
    gone = subject.one({"name": "contract one"}, check=True, state="absent")
    assert not subject.one({"name": "contract one"}, check=True, state="absent", planned=[gone])[
        "changed"
    ]
    # in turn: changed first, then deleted
    assert not subject.one(
        {"name": "contract one"}, check=True, state="absent", planned=[updated, gone]
    )["changed"]


def test_outside_check_mode_plans_mean_nothing(subject):
    one = subject.sample.options(name="contract one")
    planned = subject.one(one, check=True)
    result = subject.one(
        one, planned=[planned, {"skipped": True}, {"plan": None, subject.kind: None}]
    )
    assert not result["failed"] and result["changed"] and result.writes == 1, result.get("msg")
