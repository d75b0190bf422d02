# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every resource: check mode says what the run does, lists, purge, order, and what is refused
before anything is written.
"""

from __future__ import annotations

import copy

import pytest

from .samples import CREDENTIALS
from .subject import NAMES, RESOURCES, nest, sample_of

MASK = "********"


# --- check mode


def _scenario(subject, name):
    """(options, more) after which the task does that; the account is prepared."""
    option, value = subject.change() if name == "update" else ("name", "contract one")
    if (name == "clear" and not subject.sample.empty) or (
        name == "reset" and not subject.resettable()
    ):
        pytest.skip("nothing of it can be cleared or put back")
    if name != "create":
        subject.made()
    return {
        "create": (subject.sample.base, {}),
        "update": (dict(subject.sample.base, **{option: value}), {}),
        "clear": (
            (
                dict({"name": "contract one"}, **subject.sample.empty)
                if subject.kind != "notice_group"
                else {"name": "contract one", "message": ""}
            ),
            {},
        ),
        "reset": ({"name": "contract one"}, {"on_unspecified": "reset"}),
        "delete": ({"name": "contract one"}, {"state": "absent"}),
        "nothing": (subject.sample.base, {}),
    }[name]


@pytest.mark.parametrize("name", ["create", "update", "clear", "reset", "delete", "nothing"])
def test_check_mode_is_the_run_without_its_writes(subject, form, name):
    options, more = _scenario(subject, name)
    before = subject.emulator.state(subject.vendor)
    subject.forget()
    planned, step, obj = form(options, check=True, **more)
    subject.ok(planned)
    assert subject.writes() == [] and planned.writes == 0
    assert subject.emulator.state(subject.vendor) == before
    done, real_step, real_obj = form(options, **more)
    subject.ok(done)
    assert planned["changed"] == done["changed"] == (name != "nothing")
    assert planned.get("counts") == done.get("counts")
    if name == "create":
        assert not subject.has_id or (subject.id not in step and subject.id not in obj)
        step, real_step, obj, real_obj = (
            subject.anonymous(one) for one in (step, real_step, obj, real_obj)
        )
        planned, done = subject.anonymous(planned), subject.anonymous(done)
    assert (step, obj) == (real_step, real_obj)
    assert planned["diff"] == done["diff"]


def test_check_mode_of_a_list_with_everything_in_it(subject):
    _mixed_account(subject)
    items, more = _mixed_task(subject)
    before = subject.emulator.state(subject.vendor)
    subject.forget()
    planned = subject.ok(subject.many(items, check=True, **more))
    assert subject.writes() == [] and subject.emulator.state(subject.vendor) == before
    done = subject.ok(subject.many(items, **more))
    for part in ("changed", "counts"):
        assert planned[part] == done[part]
    for part in ("plan", "diff", subject.plural):
        assert subject.anonymous(planned[part]) == subject.anonymous(done[part])
    assert [step["action"] for step in done["plan"]] == [
        "create",
        "update" if subject.sample.changes else "none",
        "none",
        "delete",
        "delete",
    ]


def _mixed_account(subject):
    for name in ("contract b", "contract c", "contract d", "contract e"):
        subject.made(dict(subject.sample.base, name=name))


def _mixed_task(subject):
    items = [
        dict(subject.sample.base, name="contract a"),
        dict([one[:2] for one in subject.sample.changes[:1]], name="contract b"),
        {"name": "contract c"},
        {"name": "contract d", "state": "absent"},
    ]
    return items, {"purge": True, "purge_scope": {"name_prefix": "contract "}}


def test_check_mode_refuses_what_the_run_refuses(subject, form):
    for options, path in subject.sample.bad:
        real, planned = (
            form(subject.sample.options(**options))[0],
            form(subject.sample.options(**options), check=True)[0],
        )
        assert real["failed"] and planned["failed"] and real["msg"] == planned["msg"], path
    assert subject.writes() == []


# --- many


def _hundred(subject, number=100):
    return [
        dict(copy.deepcopy(subject.sample.base), name="contract %03d" % index)
        for index in range(number)
    ]


@pytest.mark.long
def test_a_hundred_objects_are_read_as_often_as_three(subject):
    three = subject.ok(subject.many(_hundred(subject, 3)))
    three_again = subject.ok(subject.many(_hundred(subject, 3)))
    subject.emulator.reset()
    first = subject.ok(subject.many(_hundred(subject)))
    assert first["counts"] == {
        "created": 100,
        "updated": 0,
        "deleted": 0,
        "unchanged": 0,
        "failed": 0,
    }
    # a list of a hundred has one page more at most, and what the list does not show is asked for
    # each object
    more = 1 + 97 * subject.sample.details
    assert first.writes == 100 and first.reads <= three.reads + more
    again = subject.ok(subject.many(_hundred(subject)))
    assert again["counts"]["unchanged"] == 100 and again["changed"] is False
    assert again.writes == 0 and again.reads <= three_again.reads + more
    for option, value in [change[:2] for change in subject.sample.changes[:1]]:
        changed = subject.ok(
            subject.many([dict(item, **{option: value}) for item in _hundred(subject)])
        )
        assert changed.writes == 100 and changed["counts"]["updated"] == 100
        assert all(step["fields"] == [option] for step in changed["plan"])
    gone = subject.ok(
        subject.many([{"name": item["name"], "state": "absent"} for item in _hundred(subject)])
    )
    assert (
        gone.writes == (1 if subject.sample.together else 100)
        and gone["counts"]["deleted"] == 100
        and gone[subject.plural] == []
    )


def test_many_returns_the_objects_in_the_order_of_the_list(subject):
    items = [dict(subject.sample.minimal("contract %s" % name)) for name in "cab"]
    result = subject.ok(subject.many(items))
    assert (
        [obj["name"] for obj in result[subject.plural]]
        == [step["name"] for step in result["plan"]]
        == ["contract c", "contract a", "contract b"]
    )
    stored = {row["name"]: row[subject.id] for row in subject.rows()}
    assert [obj[subject.id] for obj in result[subject.plural]] == [
        stored[obj["name"]] for obj in result[subject.plural]
    ]


def test_an_empty_list_is_nothing_to_do(subject):
    result = subject.ok(subject.many([]))
    assert result["changed"] is False and result["plan"] == [] and result[subject.plural] == []


def test_the_same_object_twice_is_refused_with_both_places(subject):
    ident = subject.made()
    subject.forget()
    places = ("%s[2]" % subject.plural, "%s[0]" % subject.plural)
    other = subject.sample.minimal("contract two")
    by_id = (
        [
            ({subject.id: ident}, {subject.id: ident}),
            ({subject.id: ident}, {"name": "contract one"}),
            ({"name": "contract one"}, {subject.id: ident, "name": "contract one"}),
        ]
        if subject.has_id
        else []
    )
    for first, second in (
        (subject.sample.base, {"name": "contract one"}),
        *by_id,
        ({"name": "contract one", "state": "absent"}, {"name": "contract one"}),
    ):
        subject.refused(subject.many([first, other, second]), *places)


@pytest.mark.long
def test_concurrency_makes_no_difference(subject):
    if subject.resource.vendor.concurrency is None:
        subject.refused(subject.many([subject.sample.base], concurrency=2), "concurrency: ")
        return
    states, results = [], []
    for concurrency in (1, 4):
        subject.emulator.reset()
        _mixed_account(subject)
        items, more = _mixed_task(subject)
        items += [dict(item, name="more " + item["name"]) for item in _hundred(subject, 12)]
        results.append(subject.ok(subject.many(items, concurrency=concurrency, **more)))
        states.append(subject.stored())
    assert states[0] == states[1]
    for part in ("plan", subject.plural, "counts", "diff"):
        assert subject.anonymous(results[0][part]) == subject.anonymous(results[1][part])


def test_new_objects_may_refer_to_each_other(subject):
    """In any order of the list; the ids are known only while the task runs."""
    if not subject.sample.own:
        pytest.skip("refers to no object of its own kind")
    own = subject.sample.own
    items = [
        dict(subject.sample.minimal("contract top"), **{own: ["contract middle", "contract leaf"]}),
        dict(subject.sample.minimal("contract middle"), **{own: ["contract leaf"]}),
        subject.sample.minimal("contract leaf"),
    ]
    planned = subject.ok(subject.many(items, check=True))
    subject.forget()
    result = subject.ok(subject.many(items))
    assert result.writes == 3
    ids = {obj["name"]: obj[subject.id] for obj in result[subject.plural]}
    found = {obj["name"]: sorted(obj[own]) for obj in subject.ok(subject.info())[subject.plural]}
    assert found["contract top"] == sorted(
        [ids["contract middle"], ids["contract leaf"]]
    ) and found["contract middle"] == [ids["contract leaf"]]
    assert subject.anonymous(planned["plan"]) == subject.anonymous(result["plan"])
    assert subject.ok(subject.many(items)).writes == 0
    gone = subject.ok(
        subject.many(
            [
                {"name": name, "state": "absent"}
                for name in ("contract leaf", "contract top", "contract middle")
            ]
        )
    )
    assert gone.writes == 3 and gone["counts"]["deleted"] == 3


def test_objects_that_contain_each_other_are_refused(subject):
    if not subject.sample.own:
        pytest.skip("refers to no object of its own kind")
    own = subject.sample.own
    items = [
        dict(subject.sample.minimal("contract a"), **{own: ["contract b"]}),
        dict(subject.sample.minimal("contract b"), **{own: ["contract a"]}),
    ]
    subject.refused(subject.many(items), "contract a", "contract b")
    subject.refused(
        subject.one(dict(subject.sample.minimal("contract a"), **{own: ["contract a"]})),
        "contract a",
    )
    subject.ok(subject.many([items[0], subject.sample.minimal("contract b")]))
    subject.forget()
    subject.refused(subject.one(items[1]), "contract a", "contract b")


def test_a_reference_to_what_the_task_deletes_is_refused(subject):
    if not subject.sample.own:
        pytest.skip("refers to no object of its own kind")
    subject.made()
    subject.forget()
    items = [
        dict(subject.sample.minimal("contract top"), **{subject.sample.own: ["contract one"]}),
        {"name": "contract one", "state": "absent"},
    ]
    subject.refused(
        subject.many(items),
        "%s[0].%s[0]" % (subject.plural, subject.sample.own),
        "contract one",
        "%s[1]" % subject.plural,
    )


def test_what_others_of_its_kind_contain_is_deleted_only_with_force(subject, form):
    if not subject.sample.own:
        pytest.skip("refers to no object of its own kind")
    own, leaf = subject.sample.own, {"name": "contract leaf"}
    subject.ok(
        subject.many(
            [
                subject.sample.minimal("contract leaf"),
                dict(subject.sample.minimal("contract top"), **{own: ["contract leaf"]}),
            ]
        )
    )
    subject.forget()
    for check in (True, False):
        subject.refused(
            form(leaf, check, state="absent")[0],
            "is still used by the %s 'contract top'" % subject.resource.label,
            "force: true",
        )
    kept = subject.ok(form(leaf, state="absent", keep_used=True)[0])
    assert kept.writes == 0 and kept["kept"][0]["used_by"] == [
        "the %s 'contract top'" % subject.resource.label
    ]
    assert subject.ok(form(leaf, state="absent", force=True)[0]).writes == 1
    assert subject.rows("contract leaf") == []


def test_what_the_same_task_changes_or_deletes_is_no_use(subject):
    if not subject.sample.own:
        pytest.skip("refers to no object of its own kind")
    own = subject.sample.own
    top = dict(subject.sample.minimal("contract top"), **{own: ["contract leaf", "contract kept"]})
    gone, leaves = (
        {"name": "contract leaf", "state": "absent"},
        [
            subject.sample.minimal("contract leaf"),
            subject.sample.minimal("contract kept"),
        ],
    )
    for more in ({}, {"keep_used": True}):
        for rest in (
            [dict(top, **{own: ["contract kept"]}), gone],
            [gone, {"name": "contract top", own: []}],
        ):
            subject.ok(subject.many(leaves + [top]))
            assert (
                subject.ok(subject.many(rest, check=True, **more))["counts"]
                == subject.ok(subject.many(rest, **more))["counts"]
            )
            assert subject.rows("contract leaf") == [] and len(subject.rows("contract top")) == 1
    subject.ok(subject.many(leaves + [top]))
    purged = subject.ok(
        subject.many(
            [{"name": "contract kept"}], purge=True, purge_scope={"name_prefix": "contract "}
        )
    )
    assert (
        purged["counts"]["deleted"] == 2
        and subject.rows("contract leaf") == subject.rows("contract top") == []
    )
    # one that stays is one too many
    subject.ok(
        subject.many(
            leaves
            + [top, dict(subject.sample.minimal("foreign contract"), **{own: ["contract leaf"]})]
        )
    )
    subject.forget()
    subject.refused(
        subject.many(
            [{"name": "contract kept"}], purge=True, purge_scope={"name_prefix": "contract "}
        ),
        "'contract leaf' is still used by the %s 'foreign contract'" % subject.resource.label,
    )


def test_what_another_could_not_let_go_of_stays(subject):
    if not subject.sample.own:
        pytest.skip("refers to no object of its own kind")
    own = subject.sample.own
    items = [
        subject.sample.minimal("contract leaf"),
        dict(subject.sample.minimal("contract top"), **{own: ["contract leaf"]}),
    ]
    subject.ok(subject.many(items))
    subject.emulator.add_fault(
        vendor=subject.vendor, method="PUT", error=subject.sample.refusal, times=None
    )
    failed = subject.many(
        [{"name": "contract top", own: []}, {"name": "contract leaf", "state": "absent"}]
    )
    assert failed["failed"] and failed["counts"]["failed"] == 2
    assert (
        "it needs 'contract top', which failed" in failed["msg"]
        and len(subject.rows("contract leaf")) == 1
    )


# --- purge


def _herd(subject, *names):
    for name in names:
        subject.made(subject.sample.minimal(name))
    subject.forget()
    return subject.names()


@pytest.mark.parametrize(
    "scope", [{"name_prefix": "contract "}, {"name_regex": "contract .*"}], ids=["prefix", "regex"]
)
def test_purge_deletes_what_is_not_listed_within_the_scope(subject, scope):
    before = _herd(
        subject, "contract a", "contract b", "contract c", "foreign contract a", "contracts"
    )
    result = subject.ok(
        subject.many([subject.sample.minimal("contract b")], purge=True, purge_scope=scope)
    )
    assert result["counts"] == {
        "created": 0,
        "updated": 0,
        "deleted": 2,
        "unchanged": 1,
        "failed": 0,
    }
    assert [(step["action"], step["name"]) for step in result["plan"]] == [
        ("none", "contract b"),
        ("delete", "contract a"),
        ("delete", "contract c"),
    ]
    assert subject.names() == [name for name in before if name not in ("contract a", "contract c")]
    assert (
        subject.ok(
            subject.many([subject.sample.minimal("contract b")], purge=True, purge_scope=scope)
        )["changed"]
        is False
    )


def test_a_regex_must_match_the_whole_name(subject):
    _herd(subject, "contract a", "contract ab")
    result = subject.ok(
        subject.many([], purge=True, purge_scope={"name_regex": "contract a|x"}, allow_empty=True)
    )
    assert [step["name"] for step in result["plan"]] == ["contract a"]


def test_a_renamed_object_is_not_purged_under_its_old_name(subject):
    subject.by_id()
    ident = subject.made(subject.sample.minimal("contract a"))
    result = subject.ok(
        subject.many(
            [{subject.id: ident, "name": "elsewhere"}],
            purge=True,
            purge_scope={"name_prefix": "contract "},
        )
    )
    assert [(step["action"], step["name"]) for step in result["plan"]] == [("update", "elsewhere")]


def test_purge_limit(subject):
    before = _herd(subject, *("contract %02d" % number for number in range(11)))
    keep = [subject.sample.minimal("contract new")]
    for limit in ({}, {"purge_limit": 10}, {"purge_limit": 0}):
        subject.refused(
            subject.many(keep, purge=True, purge_scope={"name_prefix": "contract "}, **limit),
            "purge_limit",
            "contract 03",
        )
    assert subject.names() == before
    result = subject.ok(
        subject.many(keep, purge=True, purge_scope={"name_prefix": "contract "}, purge_limit=11)
    )
    assert result["counts"]["deleted"] == 11 and result["counts"]["created"] == 1


def test_purge_with_an_empty_list(subject):
    before = _herd(subject, "contract a")
    scope = {"name_prefix": "contract "}
    subject.refused(subject.many([], purge=True, purge_scope=scope), "empty", "allow_empty")
    assert subject.names() == before
    result = subject.ok(subject.many([], purge=True, purge_scope=scope, allow_empty=True))
    assert result["counts"]["deleted"] == 1 and subject.names() == [
        name for name in before if name != "contract a"
    ]


@pytest.mark.parametrize(
    "scope",
    [
        None,
        {},
        {"name_prefix": ""},
        {"name_regex": " "},
        {"name_prefix": "a", "name_regex": "b"},
        {"name_regex": "("},
    ],
    ids=["none", "empty", "empty prefix", "blank regex", "both", "no regex"],
)
def test_purge_without_a_good_scope_is_refused_before_anything_is_asked(subject, scope):
    more = {"purge_scope": scope} if scope is not None else {}
    result = subject.many([subject.sample.minimal("contract a")], purge=True, **more)
    subject.refused(result, "purge_scope")
    assert subject.account.requests() == []


def test_what_is_protected_is_passed_over(subject):
    if not subject.sample.protected:
        pytest.skip("none is protected")
    prefix, name = subject.sample.protected
    _herd(subject, prefix + " contract")
    result = subject.ok(
        subject.many(
            [subject.sample.minimal("contract a")], purge=True, purge_scope={"name_prefix": prefix}
        )
    )
    assert [(step["action"], step["name"]) for step in result["plan"]] == [
        ("create", "contract a"),
        ("delete", prefix + " contract"),
    ]
    assert name in subject.names()


def test_without_purge_nothing_else_is_touched(subject):
    before = _herd(subject, "contract a", "contract b")
    result = subject.ok(
        subject.many(
            [subject.sample.minimal("contract a")], purge_scope={"name_prefix": "contract "}
        )
    )
    assert result["changed"] is False and subject.names() == before


# --- secrets

_SECRET = [
    pytest.param(resource, option, id="%s-%s" % (name, option))
    for resource, name in zip(RESOURCES, NAMES)
    if sample_of(resource)
    for option, value in sample_of(resource).shown.items()
    if value == MASK
]


def test_a_field_is_a_secret_where_the_sample_says_so(resource):
    assert [name for name, field in resource.fields.items() if field.secret] == [
        name for name, value in sample_of(resource).shown.items() if value == MASK
    ]


def test_credentials_are_never_printed(subject):
    """Not even with everything that -vvv shows, and not when things fail."""
    secrets = [
        value
        for value in subject.account.connection.values()
        if isinstance(value, str) and ("key" in value or "secret" in value)
    ]
    assert secrets
    more = {"_ansible_inject_invocation": True, "_ansible_verbosity": 4, "_ansible_debug": False}
    results = [
        subject.one(subject.sample.base, **more),
        subject.one({"name": "contract one", subject.id: subject.sample.unknown_id}, **more),
        subject.many([subject.sample.base], **more),
        subject.info(**more),
    ]
    assert "invocation" in results[0]
    subject.emulator.add_fault(
        vendor=subject.vendor, kind="status", status=400, body={"error": "refused: %s" % secrets[0]}
    )
    results.append(subject.info(**more))
    assert results[-1]["failed"]
    for result in results:
        assert not [secret for secret in secrets if secret in result.text], result.text


def _another(subject, secret):
    """A change of another option that the tests of secrets can make besides."""
    return dict([next(change[:2] for change in subject.sample.changes if change[0] != secret)])


@pytest.mark.parametrize("resource, option", _SECRET)
def test_a_secret_is_masked_everywhere(subject, form, option):
    more = {"_ansible_inject_invocation": True, "_ansible_verbosity": 4}
    other = _another(subject, option)
    old, new = (
        subject.sample.base[option],
        next(change[1] for change in subject.sample.changes if change[0] == option),
    )
    results = [
        form(subject.sample.base, **more),
        form(subject.sample.base, **more),
        form({"name": "contract one", option: new}, check=True, **more),
        form({"name": "contract one", option: new}, **more),
        form(dict(other, name="contract one"), **more),
    ]
    subject.emulator.add_fault(
        error=subject.sample.refusal, message="will not store %s" % new, write=True
    )
    failed = form({"name": "contract one", option: new + "-2"}, **more)
    assert failed[0]["failed"] and "will not store" in failed[0]["msg"]
    infos = [subject.info(**more), subject.info(name="contract one", resolve_names=True, **more)]
    gone = form({"name": "contract one"}, state="absent", **more)
    for result in [one[0] for one in results] + [failed[0]] + infos + [gone[0]]:
        assert old not in result.text and new not in result.text, result.text
    assert all(subject.flat(one[2])[option] == MASK for one in results)
    assert subject.flat(infos[1][subject.plural][0])[option] == MASK


def _stored(subject, option, **more):
    return subject.flat(subject.ok(subject.info(name="contract one", **more))[subject.plural][0])[
        option
    ]


@pytest.mark.parametrize("resource, option", _SECRET)
def test_only_reveal_secrets_shows_one(subject, option):
    subject.made()
    assert _stored(subject, option, reveal_secrets=True) == subject.sample.base[option]
    assert _stored(subject, option) == MASK


@pytest.mark.parametrize("resource, option", _SECRET)
def test_the_mask_means_leave_it_as_it_is(subject, form, option):
    subject.made()
    result, step, _obj = form(subject.sample.options(**{option: MASK}))
    assert subject.ok(result)["changed"] is False and step["fields"] == []
    other = _another(subject, option)
    result, step, _obj = form(dict(other, name="contract one", **{option: MASK}))
    assert subject.ok(result)["changed"] and step["fields"] == list(other)
    assert _stored(subject, option, reveal_secrets=True) == subject.sample.base[option]


@pytest.mark.parametrize("resource, option", _SECRET)
def test_the_mask_survives_a_reset(subject, form, option):
    subject.made()
    subject.ok(form({"name": "contract one", option: MASK}, on_unspecified="reset")[0])
    assert _stored(subject, option, reveal_secrets=True) == subject.sample.base[option]


@pytest.mark.parametrize("resource, option", _SECRET)
def test_the_mask_on_a_create_is_refused(subject, form, option):
    subject.refused(
        form(subject.sample.options(**{option: MASK}))[0], form.path(option) + ": ", MASK
    )


# --- bad input


def _bad(pick):
    return [
        pytest.param(resource, *one, id="%s-%s-%d" % (name, one[1], number))
        for resource, name in zip(RESOURCES, NAMES)
        if sample_of(resource)
        for number, one in enumerate(pick(resource))
    ]


@pytest.mark.parametrize("resource, options, path", _bad(lambda resource: sample_of(resource).bad))
def test_a_bad_value_is_refused_with_its_path(subject, form, options, path):
    result = form(subject.sample.options(**options))[0]
    subject.refused(result, form.path(path))
    assert _names(result["msg"], form.path(path)), result["msg"]


def _names(message, path):
    """Whether the message says something of exactly that option, not only of one inside it or
    around it.
    """
    return any(part.startswith(path + ": ") for part in message.split("; "))


def _wrong(entry):
    """A value that Ansible's own types refuse; None where they take everything."""
    if entry.get("choices"):
        return "nonsense"
    return {"int": "seven", "bool": "perhaps", "dict": "text", "float": "x"}.get(
        entry.get("type", "str")
    )


def _spots(spec, value, path=""):
    """(path, setter) of every typed place within a value that is there."""
    for name, entry in spec.items():
        if not isinstance(value, dict) or name not in value:
            continue
        here = "%s.%s" % (path, name) if path else name
        yield from _places(entry, value, name, here)


def _places(entry, holder, key, here):
    if entry.get("type") == "list":
        yield here, (lambda: holder.__setitem__(key, {"not": "a list"}))
        inner = {
            "type": entry.get("elements", "raw"),
            "options": entry.get("options"),
            "choices": entry.get("choices"),
        }
        if isinstance(holder[key], list):
            for number in range(len(holder[key])):
                yield from _places(inner, holder[key], number, "%s[%d]" % (here, number))
        return
    wrong = _wrong(entry)
    if wrong is not None:
        yield here, (lambda: holder.__setitem__(key, wrong))
    if entry.get("options"):
        yield from _spots(entry["options"], holder[key], here)


def _typed(resource):
    base = nest(sample_of(resource).base)
    return [(number, path) for number, (path, _spoil) in enumerate(_spots(resource.spec(), base))]


@pytest.mark.parametrize("resource, number, path", _bad(_typed))
def test_a_wrong_type_anywhere_is_refused_with_its_path_and_without_a_write(
    subject, form, number, path
):
    base = nest(subject.sample.base)
    spots = list(_spots(subject.resource.spec(), base))
    assert spots[number][0] == path
    spots[number][1]()
    result = form(base)[0]
    assert result["failed"] and _names(result["msg"], form.path(path)), result["msg"]
    # whether a word that is not known is stored already only the list tells
    assert subject.writes() == []


def test_a_wrong_element_of_the_list_is_named_by_its_place(subject):
    good = subject.sample.minimal("contract a")
    for wrong, path in (
        (dict(good, name=""), "[3].name"),
        (dict(good, state="gone"), "[3].state"),
        (dict(good, nonsense=1), "[3].nonsense"),
        ("text", "[3]"),
    ):
        items = [dict(good, name="contract %d" % number) for number in range(3)] + [wrong]
        result = subject.run(
            subject.many_module,
            {subject.plural: [nest(item) if isinstance(item, dict) else item for item in items]},
        )
        assert result["failed"] and _names(result["msg"], subject.plural + path), result["msg"]
        assert subject.account.requests() == []


def test_all_that_is_wrong_is_said_at_once(subject):
    wrong = [
        dict(subject.sample.minimal("x"), name=""),
        {"state": "absent"},
        dict(subject.sample.minimal(" ")),
    ]
    result = subject.many(wrong)
    subject.refused(
        result, subject.plural + "[0].name", subject.plural + "[1]", subject.plural + "[2].name"
    )
    assert subject.account.requests() == []


def test_one_bad_element_stops_all_before_the_first_write(subject):
    """What only the vendor's lists can tell: the second of three does not exist."""
    subject.by_id()
    items = [
        subject.sample.minimal("contract a"),
        {subject.id: subject.sample.unknown_id, "name": "contract b"},
        subject.sample.minimal("contract c"),
    ]
    subject.refused(
        subject.many(items), "%s[1].%s: " % (subject.plural, subject.id), subject.sample.unknown_id
    )
    assert subject.account.requests() != [] and "contract a" not in subject.names()


def test_every_reference_that_resolves_to_nothing_is_refused_with_its_path(subject, form):
    """Every option whose description says it refers to something."""
    for option, field in subject.resource.fields.items():
        value = copy.deepcopy(subject.sample.base[option])
        if field.leaves() and isinstance(value, list) and isinstance(value[0], str):
            prefix = value[-1].partition(":")[0] + ":" if option == "permission_set" else ""
            value[0] = "no:such-name" if option.startswith("role_") else prefix + "no such name"
            result = form(subject.sample.options(**{option: value}))[0]
            subject.refused(result, "such")
            assert _names(result["msg"], form.path(option) + "[0]"), result["msg"]


# --- credentials

_MISSING = [
    pytest.param(resource, option, id="%s-%s" % (name, option))
    for resource, name in zip(RESOURCES, NAMES)
    for option in CREDENTIALS[resource.vendor.name]
]


@pytest.mark.parametrize("resource, option", _MISSING)
def test_a_missing_credential_is_named_with_its_variables(subject, option):
    connection = {key: value for key, value in subject.account.connection.items() if key != option}
    for module, params in (
        (subject.module, nest(subject.sample.base)),
        (subject.many_module, {subject.plural: []}),
        (subject.module + "_info", {}),
    ):
        result = subject.run(module, params, connection=connection)
        assert result["failed"] and subject.account.requests() == []
        assert _names(result["msg"], {"bk_username": "bk_token"}.get(option, option)), result["msg"]
        for variable in CREDENTIALS[subject.vendor][option]:
            assert variable in result["msg"]


@pytest.mark.parametrize("resource, option", _MISSING)
def test_a_credential_may_come_from_any_of_its_variables(subject, option):
    connection = {key: value for key, value in subject.account.connection.items() if key != option}
    variables = CREDENTIALS[subject.vendor][option] if option != "bk_username" else ("BK_USERNAME",)
    for variable in variables:
        result = subject.run(
            subject.module + "_info",
            {},
            connection=connection,
            env={variable: subject.account.connection[option]},
        )
        assert subject.ok(result)["requests"]["reads"] > 0


def test_everything_about_the_connection_may_come_from_the_environment(subject):
    env = {
        "mackerel": {"api_url": "MACKEREL_API_BASE"},
        "guance": {"api_url": "GUANCE_END_POINT"},
        "bk": {},
    }[subject.vendor]
    env = {variable: subject.account.connection[option] for option, variable in env.items()}
    last = 0 if subject.vendor == "guance" else -1  # of one brand
    env.update(
        (variables[last], subject.account.connection[option])
        for option, variables in CREDENTIALS[subject.vendor].items()
    )
    rest = {
        key: value
        for key, value in subject.account.connection.items()
        if key in ("rate_limit", "bk_biz_id")
    }
    result = subject.ok(
        subject.run(subject.module, nest(subject.sample.base), connection=rest, env=env)
    )
    assert result["changed"] and len(subject.rows("contract one")) == 1


def test_what_the_real_run_needs_is_what_it_then_takes(subject):
    """No more than was said, and nothing is said where nothing is to be written."""
    items = [subject.sample.minimal("contract %s" % number) for number in ("one", "two", "three")]
    planned = subject.ok(subject.many(items, check=True))
    done = subject.ok(subject.many(items))
    took = done["requests"]["reads"] + done["requests"]["writes"] - planned["requests"]["reads"]
    assert (
        3 <= took <= planned["needs"]["requests"]
        and planned["needs"]["waiting"] >= 0
        and "refused" not in planned["needs"]
    )
    assert "needs" not in done and "needs" not in subject.ok(subject.many(items, check=True))
