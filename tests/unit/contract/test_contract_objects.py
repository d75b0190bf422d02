# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every resource: create, again, change, clear, delete, again. One object and a list of one."""

from __future__ import annotations

import copy

import pytest

from .samples import SAMPLES, SETTINGS
from .subject import NAMES, RESOURCES, nest, sample_of


def _spread(pick):
    """(resource, each of what ``pick`` finds in its sample) as parameters with readable ids."""
    found = []
    for resource, name in zip(RESOURCES, NAMES):
        sample = sample_of(resource)
        for number, one in enumerate(pick(sample) if sample else ()):
            label = (
                one[0]
                if isinstance(one, tuple)
                else "-".join("%s=%s" % item for item in one.items())
            )
            found.append(pytest.param(resource, one, id="%s-%s-%d" % (name, label, number)))
    return found


def test_every_resource_has_a_sample_of_every_option(resource):
    sample = sample_of(resource)
    assert sample is not None, (
        "add a sample of %s to tests/unit/contract/samples.py" % resource.kind
    )
    assert set(sample.base) == set(resource.fields)
    unchangeable = set(sample.fixed) | set(sample.reported) | set(sample.once)
    assert not unchangeable & {change[0] for change in sample.changes}
    assert {change[0] for change in sample.changes} | unchangeable == set(resource.fields) - set(
        resource.identity.key
    )


def test_every_option_inside_an_element_has_a_sample(resource):
    """Elements with the same options, like targets in both modes, count as one."""
    sample, covered = sample_of(resource), {}
    for name, entry in resource.spec().items():
        group = (
            {"%s.%s" % (name, inner): one for inner, one in entry.get("options", {}).items()}
            if name in resource.groups
            else {name: entry}
        )
        for option, one in group.items():
            values = [sample.base[option]] if option in sample.base else []
            _cover(
                one,
                values + [change[1] for change in sample.changes if change[0] == option],
                covered,
            )
    for options, found in covered.items():
        assert set(options) == found


def _cover(entry, values, covered):
    if "options" not in entry:
        return
    elements = [
        element for value in values for element in (value if isinstance(value, list) else [value])
    ]
    found = covered.setdefault(tuple(sorted(entry["options"])), set())
    for name, inner in entry["options"].items():
        given = [element[name] for element in elements if name in element]
        found.update([name] if given else ())
        _cover(inner, given, covered)


def test_no_sample_without_a_resource():
    assert {key[:2] for key in SAMPLES} == {
        (resource.vendor.name, resource.kind) for resource in RESOURCES
    }


def test_every_variant_has_a_sample(resource):
    if resource.variants:
        option, only = resource.variants
        # those with the same options count as one
        assert {
            only[one.sample.base[option]]
            for one in RESOURCES
            if one.described is resource.described
        } == set(only.values())


def test_create_returns_the_object_in_the_shape_of_the_options(subject, form):
    result, step, obj = form(subject.sample.base)
    subject.ok(result)
    assert result["changed"] is True
    assert step["action"] == "create" and step["name"] == "contract one"
    assert sorted(step["fields"]) == sorted(subject.sample.base)
    assert len(subject.writes()) == result.writes == 1
    assert subject.flat(obj) == subject.shown()
    (row,) = subject.rows("contract one")
    if subject.has_id:
        assert row[subject.id] == obj[subject.id] == step[subject.id]


def test_create_with_the_least_gives_the_vendors_defaults(subject):
    obj = subject.ok(subject.one(subject.sample.minimal("contract least")))[subject.kind]
    expected = dict(subject.sample.minimal("contract least"), **subject.sample.reset)
    shown = {
        option: value
        for option, value in subject.flat(obj).items()
        if option in expected and option not in subject.sample.shown
    }
    assert shown == {
        option: value for option, value in expected.items() if option not in subject.sample.shown
    }


def test_create_without_what_has_no_default_is_refused(subject):
    for option in subject.sample.required:
        options = subject.sample.minimal("contract least")
        del options[option]
        subject.refused(subject.run(subject.module, nest(options)), option + ": ", "required")


def test_create_with_the_least_again_is_unchanged(subject, form):
    options = subject.sample.minimal("contract least")
    subject.ok(form(options)[0])
    subject.forget()
    result, step, _obj = form(options)
    assert not subject.ok(result)["changed"] and step["action"] == "none" and step["fields"] == []
    assert subject.writes() == []


def test_again_is_unchanged(subject, form):
    first = form(subject.sample.base)
    subject.ok(first[0])
    subject.forget()
    for _turn in range(4):  # the emulator shows it differently each time
        result, step, obj = form(subject.sample.base)
        assert subject.ok(result)["changed"] is False
        assert step == subject.entry("none", ident=first[1].get(subject.id))
        assert subject.seen(obj) == subject.seen(first[2])
    assert subject.writes() == []


@pytest.mark.long
@pytest.mark.parametrize("resource, settings", _spread(lambda sample: SETTINGS + sample.settings))
def test_whatever_the_vendors_answers_look_like(subject, settings):
    """Create, again, change, again, export and feed back, delete, again: every verdict is the
    same.
    """
    shared = {
        key: value
        for key, value in settings.items()
        if key in ("shuffle", "fill", "extra_fields", "random_seed")
    }
    own = {key: value for key, value in settings.items() if key not in shared}
    subject.emulator.settings(**shared, **({subject.vendor: own} if own else {}))
    changed = subject.sample.options(**dict([change[:2] for change in subject.sample.changes[:1]]))
    ident = subject.made()
    for options, writes in (
        (subject.sample.base, 0),
        (subject.sample.base, 0),
        (changed, len(subject.sample.changes[:1])),
        (changed, 0),
        (changed, 0),
    ):
        subject.forget()
        result = subject.ok(subject.one(options))
        assert (result["changed"], result.writes) == (bool(writes), writes), result["plan"]
        assert result[subject.kind][subject.id] == ident
    exported = subject.ok(subject.info(name="contract one"))[subject.plural]
    again = subject.ok(subject.run(subject.many_module, {subject.plural: exported}))
    assert again.writes == 0 and again["changed"] is False, again["plan"]
    for writes in (1, 0):
        result = subject.ok(subject.one({"name": "contract one"}, state="absent"))
        assert (result["changed"], result.writes) == (bool(writes), writes)
    assert subject.rows("contract one") == []


@pytest.mark.parametrize("resource, change", _spread(lambda sample: sample.changes))
def test_one_option_is_one_write_and_one_name_in_the_plan(subject, change):
    option, value = change[:2]
    base = subject.sample.options(**(change[2] if len(change) > 2 else {}))
    before = subject.flat(subject.ok(subject.one(base))[subject.kind])
    subject.forget()
    result = subject.ok(subject.one(dict(base, **{option: value})))
    assert result["plan"][0]["action"] == "update" and result["changed"]
    assert result["plan"][0]["fields"] == [option]
    assert result.writes == 1
    after = subject.flat(result[subject.kind])
    # a secret looks the same before and after
    assert {name for name in after if after[name] != before[name]} == (
        {option} if after[option] != "********" else set()
    )
    again = subject.ok(subject.one(dict(base, **{option: value})))
    assert again.writes == 0 and subject.seen(again[subject.kind]) == subject.seen(
        result[subject.kind]
    )


@pytest.mark.parametrize("resource, change", _spread(lambda sample: sample.changes))
def test_an_option_alone_leaves_all_others_as_they_are(subject, change):
    """Omitted = kept: only the name and the option are given."""
    option, value = change[:2]
    base = subject.sample.options(**(change[2] if len(change) > 2 else {}))
    before = subject.flat(subject.ok(subject.one(base))[subject.kind])
    result = subject.ok(subject.one({"name": "contract one", option: value}))
    assert result["plan"][0]["fields"] == [option]
    stored = subject.flat(subject.ok(subject.info(name="contract one"))[subject.plural][0])
    assert {name: one for name, one in stored.items() if name != option} == {
        name: one for name, one in before.items() if name != option
    }


def test_the_name_alone_changes_nothing(subject, form):
    subject.made()
    subject.forget()
    result, step, obj = form({"name": "contract one"})
    assert (
        subject.ok(result)["changed"] is False
        and step["action"] == "none"
        and subject.writes() == []
    )
    assert subject.flat(obj) == subject.shown()


@pytest.mark.parametrize("resource, change", _spread(lambda sample: sample.same))
def test_written_otherwise_is_unchanged(subject, change):
    subject.made()
    result = subject.ok(subject.one(subject.sample.options(**{change[0]: change[1]})))
    assert result.writes == 0 and result["changed"] is False, result["plan"]


@pytest.mark.parametrize("resource, change", _spread(lambda sample: sample.ordered))
def test_another_order_of_an_ordered_list_is_a_change(subject, change):
    option, first, second = change
    subject.made(subject.sample.options(**{option: first}))
    result = subject.ok(subject.one(subject.sample.options(**{option: second})))
    assert result.writes == 1 and result["plan"][0]["fields"] == [option]
    assert subject.ok(subject.one(subject.sample.options(**{option: second}))).writes == 0


def _sets(sample):
    """Options that are lists of which the order means nothing, by the sample: neither named in
    ``ordered`` nor of one element.
    """
    ordered = {one[0] for one in sample.ordered}
    return [
        (option, value)
        for option, value in sample.base.items()
        if isinstance(value, list) and len(value) > 1 and option not in ordered
    ]


@pytest.mark.parametrize("resource, change", _spread(_sets))
def test_another_order_of_a_set_is_no_change(subject, change):
    subject.made()
    result = subject.ok(subject.one(subject.sample.options(**{change[0]: change[1][::-1]})))
    assert result.writes == 0, result["plan"]


@pytest.mark.parametrize("resource, change", _spread(_sets))
def test_the_same_element_twice_is_refused(subject, form, change):
    option, value = change
    if option in subject.sample.merged:
        subject.made()
        result, _step, obj = form(
            subject.sample.options(**{option: value + [copy.deepcopy(value[0])]})
        )
        assert not result["failed"] and not result["changed"] and len(obj[option]) == len(value)
        return
    result, _step, _obj = form(
        subject.sample.options(**{option: value + [copy.deepcopy(value[0])]})
    )
    path = form.path(option)
    subject.refused(result, "%s[%d]: " % (path, len(value)), "%s[0]" % path)


@pytest.mark.parametrize("resource, change", _spread(lambda sample: list(sample.fixed.items())))
def test_what_can_not_be_changed_is_refused(subject, form, change):
    option, value = change
    subject.made()
    subject.forget()
    for options in (
        {"name": "contract one", option: value},
        subject.sample.options(**{option: value}),
    ):
        result, _step, _obj = form(options)
        subject.refused(result, form.path(option) + ": ", "can't become")
    assert (
        subject.flat(subject.ok(subject.info(name="contract one"))[subject.plural][0])
        == subject.shown()
    )


@pytest.mark.parametrize("resource, change", _spread(lambda sample: list(sample.reported.items())))
def test_what_can_not_be_changed_is_reported(subject, form, change):
    option, value = change
    subject.made()
    subject.forget()
    result, step, obj = form({"name": "contract one", option: value})
    assert (
        subject.ok(result)["changed"] is False
        and step["action"] == "none"
        and subject.writes() == []
    )
    assert [
        text
        for text in result["warnings"]
        if form.path(option) + ": " in str(text) and "can't become" in str(text)
    ], result["warnings"]
    assert subject.flat(obj) == subject.shown()


@pytest.mark.parametrize(
    "resource, option", _spread(lambda sample: [(option,) for option in sample.once])
)
def test_what_is_sent_only_once(subject, form, option):
    (option,) = option
    value = subject.sample.base[option]
    result, step, obj = form(subject.sample.base)
    assert option in step["fields"] and option not in subject.flat(obj)
    assert (
        subject.ok(result).writes == 1
        and subject.writes()[0]["body"][subject.resource.fields[option].api] == value
    )
    subject.forget()
    result, step, obj = form({"name": "contract one", option: not value})
    assert (
        subject.ok(result)["changed"] is False and step["fields"] == [] and subject.writes() == []
    )
    for change in subject.sample.changes[:1]:
        subject.ok(form({"name": "contract one", option: not value, change[0]: change[1]})[0])
        assert subject.resource.fields[option].api not in subject.writes()[0]["body"]


@pytest.mark.parametrize("resource, change", _spread(lambda sample: list(sample.empty.items())))
def test_explicitly_empty_clears(subject, change):
    option, empty = change
    subject.made()
    result = subject.ok(subject.one({"name": "contract one", option: empty}))
    assert result["plan"][0]["fields"] == [option] and result.writes == 1
    stored = subject.flat(subject.ok(subject.info(name="contract one"))[subject.plural][0])
    assert stored[option] == empty
    assert {name: one for name, one in stored.items() if name != option} == {
        name: one for name, one in subject.shown().items() if name != option
    }
    again = subject.ok(subject.one({"name": "contract one", option: empty}))
    assert again.writes == 0 and again["changed"] is False


def test_reset_puts_back_what_is_not_named(subject, form):
    if not subject.resettable():
        pytest.skip("nothing of it has a default to go back to")
    subject.made()
    result, step, obj = form({"name": "contract one"}, on_unspecified="reset")
    subject.ok(result)
    assert sorted(step["fields"]) == sorted(subject.resettable())
    assert result.writes == 1
    assert subject.flat(obj) == subject.shown(**subject.sample.reset)
    assert subject.flat(
        subject.ok(subject.info(name="contract one"))[subject.plural][0]
    ) == subject.shown(**subject.sample.reset)
    again, step, _obj = form({"name": "contract one"}, on_unspecified="reset")
    assert subject.ok(again)["changed"] is False and step["action"] == "none"


def test_reset_keeps_what_is_named(subject, form):
    subject.made()
    result, step, _obj = form(subject.sample.base, on_unspecified="reset")
    assert subject.ok(result)["changed"] is False and step["fields"] == []


# --- which object


def test_id_and_name_rename(subject, form):
    subject.by_id()
    ident = subject.made()
    count = len(subject.rows())
    result, step, obj = form({subject.id: ident, "name": "contract renamed"})
    subject.ok(result)
    assert step == subject.entry("update", ["name"], ident, "contract renamed")
    assert result.writes == 1 and subject.flat(obj) == subject.shown(name="contract renamed")
    assert (
        len(subject.rows()) == count
        and subject.rows("contract one") == []
        and len(subject.rows("contract renamed")) == 1
    )
    again, step, _obj = form({subject.id: ident, "name": "contract renamed"})
    assert subject.ok(again)["changed"] is False and step["action"] == "none"


def test_id_alone_finds_the_object(subject, form):
    subject.by_id()
    ident = subject.made()
    option, value = subject.change()
    result, step, _obj = form({subject.id: ident, option: value})
    assert subject.ok(result)["changed"] and step == subject.entry("update", [option], ident)


def test_an_unknown_id_is_an_error(subject, form):
    subject.by_id()
    result, _step, _obj = form({subject.id: subject.sample.unknown_id, "name": "contract one"})
    subject.refused(result, form.path(subject.id) + ": ", subject.sample.unknown_id)


def test_an_unknown_id_is_absent_already(subject, form):
    subject.by_id()
    result, step, obj = form({subject.id: subject.sample.unknown_id}, state="absent")
    assert subject.ok(result)["changed"] is False and step["action"] == "none" and obj is None
    assert subject.writes() == []


def test_absent_with_a_contradictory_name_is_refused(subject, form):
    subject.by_id()
    ident = subject.made()
    subject.forget()
    result, _step, _obj = form({subject.id: ident, "name": "another"}, state="absent")
    subject.refused(result, form.path(subject.id) + ": ", "contract one", "another")
    assert len(subject.rows("contract one")) == 1


def test_absent_with_an_unknown_id_and_the_name_of_another_is_refused(subject, form):
    subject.by_id()
    subject.made()
    subject.forget()
    result, _step, _obj = form(
        {subject.id: subject.sample.unknown_id, "name": "contract one"}, state="absent"
    )
    subject.refused(result, subject.sample.unknown_id, "contract one")
    assert len(subject.rows("contract one")) == 1


def test_neither_name_nor_id_is_refused(subject, form):
    result, _step, _obj = form(dict(change[:2] for change in subject.sample.changes[:1]))
    subject.refused(result, "name", subject.id)
    assert subject.account.requests() == []


def test_a_name_that_is_taken_is_refused(subject, form):
    subject.by_id()
    ident = subject.made()
    subject.ok(subject.one(subject.sample.minimal("contract two")))
    subject.forget()
    result, _step, _obj = form({subject.id: ident, "name": "contract two"})
    subject.refused(result, form.path("name") + ": ", "contract two")


def test_two_objects_may_swap_their_names_in_one_task(subject):
    """Or at least nothing is written when they may not: a half-done swap is worse than none."""
    subject.by_id()
    first = subject.made(subject.sample.minimal("contract a"))
    second = subject.made(subject.sample.minimal("contract b"))
    subject.forget()
    result = subject.many(
        [{subject.id: first, "name": "contract b"}, {subject.id: second, "name": "contract a"}]
    )
    names = {row[subject.id]: row["name"] for row in subject.rows()}
    if result["failed"]:
        assert subject.writes() == [] and (names[first], names[second]) == (
            "contract a",
            "contract b",
        ), result["msg"]
    else:
        assert (names[first], names[second]) == ("contract b", "contract a")


def test_two_objects_can_not_get_one_name(subject):
    subject.by_id()
    first = subject.made(subject.sample.minimal("contract a"))
    second = subject.made(subject.sample.minimal("contract b"))
    subject.forget()
    result = subject.many(
        [{subject.id: first, "name": "contract c"}, {subject.id: second, "name": "contract c"}]
    )
    subject.refused(result, subject.plural + "[1].name: ", subject.plural + "[0]")


def _twins(subject):
    """Two objects of one name; their ids."""
    first = subject.made(subject.sample.minimal("contract twin"))
    second = subject.made(subject.sample.minimal("contract other"))
    subject.emulator.patch(
        subject.vendor,
        (
            {"collection": subject.sample.table, "id": second, "set": {"name": "contract twin"}}
            if subject.id == "id"
            else {
                "collection": subject.sample.table,
                "name": "contract other",
                "set": {"name": "contract twin"},
            }
        ),
    )
    assert len(subject.rows("contract twin")) == 2
    subject.forget()
    return first, second


@pytest.mark.parametrize("state", ["present", "absent"])
def test_an_ambiguous_name_is_refused_with_the_ids(subject, form, state):
    if not subject.sample.twins:
        pytest.skip("the vendor has no two of one name")
    first, second = _twins(subject)
    result, _step, _obj = form({"name": "contract twin"}, state=state)
    subject.refused(result, form.path("name") + ": ", first, second)
    assert len(subject.rows("contract twin")) == 2


def test_the_id_tells_two_of_one_name_apart(subject, form):
    if not subject.sample.twins:
        pytest.skip("the vendor has no two of one name")
    first, second = _twins(subject)
    option, value = subject.change()
    result, step, _obj = form({subject.id: second, "name": "contract twin", option: value})
    assert (
        subject.ok(result)["changed"] and step[subject.id] == second and step["fields"] == [option]
    )
    result, step, _obj = form({subject.id: second}, state="absent")
    assert subject.ok(result)["changed"] and [
        row[subject.id] for row in subject.rows("contract twin")
    ] == [first]


# --- absent


@pytest.mark.parametrize("by", ["name", "id", "both"])
def test_delete_and_delete_again(subject, form, by):
    if by != "name":
        subject.by_id()
    ident = subject.made()
    count = len(subject.rows())
    options = {
        "name": {"name": "contract one"},
        "id": {subject.id: ident},
        "both": {subject.id: ident, "name": "contract one"},
    }[by]
    subject.forget()
    result, step, obj = form(options, state="absent")
    assert subject.ok(result)["changed"] and obj is None
    assert step == subject.entry("delete", ident=ident)
    assert (
        result.writes == 1
        and len(subject.rows()) == count - 1
        and subject.rows("contract one") == []
    )
    again, step, obj = form(options, state="absent")
    assert subject.ok(again)["changed"] is False and again.writes == 0 and obj is None
    assert step["action"] == "none" and step["fields"] == []


def test_a_protected_object_is_neither_renamed_nor_deleted(subject, form):
    if not subject.sample.protected:
        pytest.skip("none is protected")
    name = subject.sample.protected[1]
    ident = subject.rows(name)[0][subject.id]
    subject.refused(form({"name": name}, state="absent")[0], "can't be deleted")
    subject.refused(
        form({subject.id: ident, "name": "contract one"})[0],
        form.path("name") + ": ",
        "can't be renamed",
    )
    option, value = subject.change()
    result, step, _obj = form({"name": name, option: value})
    assert subject.ok(result)["changed"] and step["fields"] == [option]
    assert subject.ok(subject.info())["protected"] == [ident]


# --- what is not ours


def test_unknown_fields_of_the_vendor_survive_an_update(subject):
    """With the emulator's own unknown field, which a replacing PUT without it loses, and with
    one in the stored object.
    """
    subject.change()
    subject.emulator.settings(extra_fields=True)
    ident = subject.made()
    subject.emulator.patch(
        subject.vendor,
        {
            "collection": subject.sample.table,
            "name": "contract one",
            "set": {"ofTheFuture": {"list": [1, None]}},
        },
    )
    (before,) = subject.rows("contract one")
    for change in subject.sample.changes:
        if len(change) == 2:
            subject.ok(subject.one({subject.id: ident, change[0]: change[1]}))
    (after,) = subject.rows("contract one")
    assert after["ofTheFuture"] == {"list": [1, None]}
    assert after.get("emulatorExtra", "untouched") is not None
    assert after.get("type") == before.get("type")
    assert set(after) - {"emulatorExtra"} >= set(before)


def _planted(value, closed, planted=False):
    """The same with an unknown field in every object inside it."""
    if isinstance(value, dict):
        found = {
            key: inner if key in closed else _planted(inner, closed, True)
            for key, inner in value.items()
        }
        return dict(found, ofTheFuture={"list": [1, None]}) if planted and found else found
    return [_planted(one, closed, True) for one in value] if isinstance(value, list) else value


def _counted(value):
    if isinstance(value, dict):
        return ("ofTheFuture" in value) + sum(map(_counted, value.values()))
    return sum(map(_counted, value)) if isinstance(value, list) else 0


def test_unknown_fields_inside_survive_an_update(subject):
    """In elements of lists and in dicts, when something else changes, and when all of it is
    given again.
    """
    ident = subject.made()
    (before,) = subject.rows("contract one")
    planted = {
        key: value
        for key, value in _planted(before, subject.sample.closed).items()
        if value != before[key]
    }
    if not planted:
        pytest.skip("there is nothing inside")
    subject.emulator.patch(
        subject.vendor, {"collection": subject.sample.table, "name": "contract one", "set": planted}
    )
    (before,) = subject.rows("contract one")
    option, value = next(
        change[:2]
        for change in subject.sample.changes
        if len(change) == 2 and not isinstance(change[1], (list, dict))
    )
    subject.ok(subject.one({subject.id: ident, option: value}))
    subject.ok(subject.one(subject.sample.options()))
    (after,) = subject.rows("contract one")
    assert _counted(after) == _counted(before) > 0


def test_type_is_never_sent(subject):
    """Mackerel shows a group's type and refuses to be told it."""
    if "type" in subject.resource.fields:
        pytest.skip("here it is an option")
    ident = subject.made()
    option, value = subject.change()
    subject.ok(subject.one({subject.id: ident, option: value}))
    bodies = [entry["body"] for entry in subject.writes()]
    assert len(bodies) == 2 and all("type" not in body for body in bodies)


# --- results


def test_what_is_returned_is_valid_input(subject, form):
    subject.ok(form(subject.sample.base)[0])
    _result, _step, obj = form({"name": "contract one"})
    result, step, again = form(obj)
    assert subject.ok(result)["changed"] is False and step["action"] == "none" and again == obj


def test_diff_of_a_create_a_change_and_a_delete(subject):
    created = subject.ok(subject.one(subject.sample.base))
    ident = created[subject.kind][subject.id]
    whole = dict(nest(subject.shown()), **{subject.id: ident})
    assert created["diff"]["before"] == {} and subject.seen(created["diff"]["after"]) == whole
    now = whole
    for change in subject.sample.changes[:1]:
        changed = subject.ok(subject.one({"name": "contract one", change[0]: change[1]}))
        now = changed[subject.kind]
        assert subject.seen(changed["diff"]["before"]) == whole
        assert changed["diff"]["after"] == now and subject.seen(now) != whole
    deleted = subject.ok(subject.one({"name": "contract one"}, state="absent"))
    assert (
        subject.seen(deleted["diff"]["before"]) == subject.seen(now)
        and deleted["diff"]["after"] == {}
    )


def test_diff_of_many_has_what_changes_sorted_by_name(subject):
    for name in ("contract c", "contract a", "contract kept"):
        subject.made(dict(subject.sample.base, name=name))
    change = [one[:2] for one in subject.sample.changes[:1]]
    touched = ["contract c"] if change else []
    result = subject.ok(
        subject.many(
            [
                {"name": "contract kept"},
                dict(change, name="contract c"),
                dict(subject.sample.base, name="contract b"),
                {"name": "contract a", "state": "absent"},
            ]
        )
    )
    diff = result["diff"]
    assert set(diff) == {"before", "after"} and all(
        list(side) == [subject.plural] for side in diff.values()
    )
    assert [obj["name"] for obj in diff["before"][subject.plural]] == ["contract a"] + touched
    assert [obj["name"] for obj in diff["after"][subject.plural]] == ["contract b"] + touched
    assert [obj["name"] for obj in result[subject.plural]] == [
        "contract kept",
        "contract c",
        "contract b",
    ]
    assert result["counts"] == {
        "created": 1,
        "updated": len(change),
        "deleted": 1,
        "unchanged": 2 - len(change),
        "failed": 0,
    }
    assert [step["action"] for step in result["plan"]] == [
        "none",
        "update" if change else "none",
        "create",
        "delete",
    ]


def test_no_diff_unless_asked_for(subject):
    result = subject.account.run(
        subject.module, diff=False, **subject.typed(nest(subject.sample.base))
    )
    assert result["changed"] and "diff" not in result


@pytest.mark.parametrize("resolve", [False, True])
def test_an_export_fed_back_is_unchanged(subject, resolve):
    """Of all the account has, the seed's oddities included."""
    subject.made()
    exported = subject.ok(subject.info(resolve_names=resolve))[subject.plural]
    assert sorted(map(subject.title, exported)) == sorted(subject.names())
    subject.forget()
    for obj in exported:
        if (
            obj["name"] == "legacy"
        ):  # nothing can be said of a policy that lacks what the vendor requires in every change
            obj.update(rule_timezone="Asia/Shanghai")
    result = subject.ok(subject.run(subject.many_module, {subject.plural: exported}))
    changed = [step for step in result["plan"] if step["action"] != "none"]
    assert [(step["name"], step["fields"]) for step in changed] in (
        [],
        [("legacy", ["rule_timezone"])],
    )


def test_an_export_by_name_holds_the_names(subject):
    """Every reference whose sample is a name that only one object has comes back as that name."""
    subject.made()
    obj = subject.flat(
        subject.ok(subject.info(name="contract one", resolve_names=True))[subject.plural][0]
    )
    for option, value in subject.seen(subject.sample.base).items():
        for element in value if isinstance(value, list) else ():
            if (
                isinstance(element, str)
                and subject.resource.fields[option].leaves()
                and not element.startswith(("2vh", "4"))
            ):
                assert element.replace(": ", ":") in obj[option], option


def test_info_filters(subject):
    ident = subject.made()
    assert [
        obj["name"] for obj in subject.ok(subject.info(name="contract one"))[subject.plural]
    ] == ["contract one"]
    assert subject.ok(subject.info(name="nobody"))[subject.plural] == []
    if subject.has_id:
        assert [
            obj["name"]
            for obj in subject.ok(subject.info(**{subject.id + "s": [ident]}))[subject.plural]
        ] == ["contract one"]
        assert [
            obj["name"] for obj in subject.ok(subject.info(**{subject.id: [ident]}))[subject.plural]
        ] == ["contract one"]
        assert (
            subject.ok(subject.info(**{subject.id + "s": [subject.sample.unknown_id]}))[
                subject.plural
            ]
            == []
        )
        assert (
            subject.ok(
                subject.info(name="contract one", **{subject.id + "s": [subject.sample.unknown_id]})
            )[subject.plural]
            == []
        )
    everything = subject.ok(subject.info())
    assert [subject.title(obj) for obj in everything[subject.plural]] == subject.names()
    assert (
        everything["changed"] is False
        and subject.flat(subject.ok(subject.info(name="contract one"))[subject.plural][0])
        == subject.shown()
    )
