# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an answer says of whether, and by whom, an object works: it is shown and warned of, never
compared and never sent.
"""

from __future__ import annotations

import pytest
from support.vendor_kit import warned

from .subject import NAMES, RESOURCES, sample_of

#: Keys that follow from what uses an object or whose it is, so that nobody can put them into a row;
#: the vendors' own tests have them.
FOLLOWS = {"edit_allowed", "delete_allowed"}


def _cases(which):
    return [
        pytest.param(resource, case, id="%s-%s" % (name, next(iter(case[1]))))
        for resource, name in zip(RESOURCES, NAMES)
        if sample_of(resource)
        for case in getattr(sample_of(resource), which)
    ]


def _marked(subject, case):
    """An object with the sign in what is stored."""
    subject.made()
    return _mark(subject, case)


def _mark(subject, case):
    subject.emulator.patch(
        subject.vendor, {"collection": subject.sample.table, "name": "contract one", "set": case[0]}
    )
    subject.forget()
    return case[1]


def test_every_sign_of_a_description_has_a_sample(resource):
    sampled = {
        name
        for which in ("signs", "denials")
        for case in getattr(sample_of(resource), which)
        for name in case[1]
    }
    assert set(resource.described.signs) - FOLLOWS == sampled


def test_a_healthy_object_shows_no_sign(subject):
    created = subject.ok(subject.one(subject.sample.base))
    assert not {name for name in subject.resource.signs if name in created[subject.kind]}
    (obj,) = subject.ok(subject.info(name="contract one"))[subject.plural]
    assert not {name for name in subject.resource.signs if name in obj}


@pytest.mark.parametrize("resource, case", _cases("signs") + _cases("denials"))
def test_a_sign_is_shown_by_every_module_and_given_back_is_unchanged(subject, form, case):
    signs = _marked(subject, case)
    (obj,) = subject.ok(subject.info(name="contract one"))[subject.plural]
    assert {name: obj.get(name) for name in signs} == signs
    for check in (True, False):
        result, entry, again = form(obj, check=check)
        assert subject.ok(result)["changed"] is False and entry["fields"] == [] and again == obj
    # whatever stands there
    for value in (None, "nonsense", 5, {"a": [1]}):
        result, entry, again = form(dict(obj, **dict.fromkeys(signs, value)))
        assert subject.ok(result)["changed"] is False and again == obj
    assert subject.writes() == []


@pytest.mark.parametrize("resource, case", _cases("signs"))
def test_a_sign_is_neither_sent_nor_in_the_difference(subject, form, case):
    signs = _marked(subject, case)
    option, value = next(change[:2] for change in subject.sample.changes if len(change) == 2)
    for check in (True, False):
        result, entry, obj = form({"name": "contract one", option: value}, check=check)
        assert subject.ok(result)["changed"] is True and entry["fields"] == [option]
        assert {name: obj.get(name) for name in signs} == signs
        for side in result["diff"].values():
            assert not set(signs) & set(side[subject.plural][0] if subject.plural in side else side)
    (body,) = [entry["body"] for entry in subject.writes()]
    assert not set(case[0]) & set(body)


@pytest.mark.parametrize("resource, case", _cases("signs"))
def test_what_is_off_is_warned_about_without_a_request_more(subject, form, case):
    dummy_row, dummy_shown, off, undone = case
    subject.made()
    subject.forget()
    subject.ok(form({"name": "contract one"})[0])
    reads = len(subject.account.requests())
    _mark(subject, case)
    for check in (True, False):
        subject.forget()
        result = subject.ok(form({"name": "contract one"}, check=check)[0])
        assert len(subject.account.requests()) == reads
        assert [off in text and "contract" in text for text in warned(result)] == (
            [True] if off else []
        )
    option, value = next(change[:2] for change in subject.sample.changes if len(change) == 2)
    for check in (True, False):
        result = subject.ok(form({"name": "contract one", option: value}, check=check)[0])
        assert [
            part
            for part in (off, undone)
            if part and not [text for text in warned(result) if part in text]
        ] == []
    for check in (True, False):
        if "type" in case[1]:
            break  # it can't be deleted
        result = subject.ok(form({"name": "contract one"}, check=check, state="absent")[0])
        assert [undone in text for text in warned(result)] == ([True] if undone else [])


@pytest.mark.parametrize("resource, case", _cases("denials"))
def test_what_this_key_may_not_touch_is_refused_before_it_is_tried(subject, form, case):
    _marked(subject, case)
    said = "what this API key may not touch (%s is %s) can't be " % (
        next(iter(case[0])),
        str(next(iter(case[0].values()))).lower(),
    )
    option, value = next(change[:2] for change in subject.sample.changes if len(change) == 2)
    for check in (True, False):
        subject.refused(
            form({"name": "contract one", option: value}, check=check)[0],
            "%s: %schanged" % (form.path(option), said),
        )
        subject.refused(
            form({"name": "contract one"}, check=check, state="absent")[0], said + "deleted"
        )
    assert subject.ok(subject.info())["protected"] == [
        row[subject.id] for row in subject.rows("contract one")
    ]


@pytest.mark.parametrize("resource, case", _cases("denials"))
def test_a_purge_leaves_what_this_key_may_not_touch_and_says_so(subject, case):
    subject.made(dict(subject.sample.base, name="contract two"))
    _marked(subject, case)
    for check in (True, False):
        result = subject.ok(
            subject.many(
                [],
                purge=True,
                purge_scope={"name_prefix": "contract"},
                allow_empty=True,
                check=check,
            )
        )
        assert [(step["action"], step["name"]) for step in result["plan"]] == [
            ("delete", "contract two")
        ]
        assert (
            len(
                [
                    text
                    for text in warned(result)
                    if text.startswith("purge: the ") and "'contract one' stays" in text
                ]
            )
            == 1
        )
    assert subject.names() == ["contract one"] or "contract one" in subject.names()
    only = subject.ok(subject.many([], purge_scope={"name_prefix": "contract"}))
    assert only["unlisted"] == [] and not [text for text in warned(only) if "stays" in text]
