# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A key that the vendor always shows is missing in its answers: nobody knows what is stored there,
and no task may change it by not knowing.

The keys are those of the emulator's answers, at every depth, without those that the samples say an
answer may leave out. Nothing is taken from the descriptions.
"""

from __future__ import annotations

import fnmatch

import pytest

#: Calls that answer with objects of a table.
CALLS = {
    "notificationGroups": "/notification-groups",
    "alertGroupSettings": "/alert-group-settings",
    "channels": "/channels",
    "services": "/services",
    "downtimes": "/downtimes",
    "alert_policy": "/alert_policy/",
    "notify_object": "/notify_object/",
    "member_group": "/member_group/",
    "notice_date": "/notice/date/",
    "duty_rules": "duty_rule",
}
#: What makes an object known at all: without it an answer has another shape.
IDENTITY = ("id", "uuid", "bk_biz_id")
#: What every write changes.
STAMPS = ("updateAt", "updator", "update_time", "update_user", "order", "hash", "mention_type")


def always(subject):
    """Paths of the keys that every answer shows, of an object that has everything set."""
    found = [
        path
        for path in dict.fromkeys(_paths(_row(subject)))
        if path.rpartition(".")[2] not in IDENTITY + STAMPS
    ]
    return [
        path
        for path in found
        if not any(fnmatch.fnmatchcase(path, pattern) for pattern in subject.sample.left_out)
    ]


def _row(subject):
    """The object as the emulator has it, in the form in which the calls show it. Keys that only
    answers have are none that a write could lose.
    """
    rows = (
        subject.emulator.state(subject.vendor)[subject.sample.seen_in]
        if subject.sample.seen_in
        else subject.rows()
    )
    ident = getattr(subject, "ident", None) if subject.has_id else None
    found = [
        row
        for row in rows
        if (row.get(subject.id) == ident if ident else row["name"] == "contract one")
    ]
    assert len(found) == 1, "%d objects" % len(found)
    return found[0]


def _paths(value, path=""):
    for key, inner in value.items():
        here = "%s.%s" % (path, key) if path else key
        yield here
        for one in inner if isinstance(inner, list) else [inner]:
            for deep in one if isinstance(one, list) else [one]:
                if isinstance(deep, dict):
                    yield from _paths(deep, here)


def _at(value, keys):
    """What stands at a path, in each element of the lists on the way."""
    if isinstance(value, list):
        return [_at(one, keys) for one in value]
    if not keys or not isinstance(value, dict):
        return value
    return _at(value[keys[0]], keys[1:]) if keys[0] in value else "nothing"


def _in_order(value, but=()):
    """A value whatever order a vendor shows it in, without what is none of it."""
    if isinstance(value, dict):
        return sorted(
            (key, _in_order(inner, but)) for key, inner in value.items() if key not in but
        )
    return (
        sorted((_in_order(one, but) for one in value), key=repr)
        if isinstance(value, list)
        else value
    )


def _stored(subject, path, option):
    """What is stored at a path, without the option that the task changes there."""
    key = _key(subject, option)
    return _in_order(
        _at(_row(subject), path.split(".")),
        (*STAMPS, *([key.rpartition(".")[2]] if key.startswith(path + ".") else [])),
    )


def lack(subject, path):
    """Takes a key out of all answers about the managed kind."""
    subject.emulator.settings(
        lacks=["%s:%s" % (CALLS.get(subject.sample.table, subject.kind), path)]
    )


def _named(subject, **options):
    """The managed object, by its id where it has one: its name may be what is missing."""
    return (
        dict(options, **{subject.id: subject.ident})
        if subject.has_id
        else dict(options, name="contract one")
    )


def _tasks(subject, path):
    """(what, a function that runs it) for every way to change something else."""
    if path == "name":
        if subject.sample.changes and subject.has_id:
            option, value = subject.sample.changes[0][:2]
            yield option, lambda: subject.one(_named(subject, **{option: value}))
        return
    apart = {}
    for change in subject.sample.changes:
        key = subject.sample.keys.get(change[0], _key(subject, change[0]))
        if len(change) == 2 and path != key and not path.startswith(key + "."):
            apart.setdefault(change[0], change[1])
    beside = [
        option
        for option in apart
        if _key(subject, option).rpartition(".")[0] == path.rpartition(".")[0]
    ]
    for option in dict.fromkeys([*list(apart)[:1], *beside[:1], *list(apart)[-1:]]):
        options = _named(subject, **{option: apart[option]})
        yield option, lambda options=options: subject.one(options)
        yield option + " in a list", lambda options=options: subject.many([options])
        yield (
            option + " and a reset",
            lambda options=options: subject.one(options, on_unspecified="reset"),
        )
    if subject.sample.changes and subject.has_id:
        yield (
            "a rename",
            lambda: subject.one({subject.id: subject.ident, "name": "contract renamed"}),
        )
        # the list itself too: what is in it is not known, so nothing can be added
        for option in [
            one for one in subject.resource.by_member if one not in subject.sample.unseen
        ]:
            wanted = next(
                (
                    change[1]
                    for change in subject.sample.changes
                    if change[0] == option and change[1]
                ),
                None,
            )
            for mode in ("add", "remove") if wanted else ():
                yield (
                    "%s to or from %s"
                    % (
                        mode,
                        option,
                    ),
                    lambda option=option, mode=mode, wanted=wanted: subject.one(
                        _named(subject, **{option: wanted}), mode=mode
                    ),
                )
    else:
        yield "nothing", lambda: subject.one(_named(subject))


def _key(subject, option):
    """The key of an option as the vendor spells most of them."""
    return (
        option if subject.vendor == "bk" else ".".join(_camel(part) for part in option.split("."))
    )


def _camel(option):
    head, *rest = option.split("_")
    return head + "".join(part.capitalize() for part in rest)


def test_a_change_of_something_else_neither_makes_up_nor_loses_a_key(subject):
    """Refused with the name of the key and without a write, or written without the key where the
    vendor keeps what is left out.
    """
    subject.ident = subject.made()
    whole = subject.emulator.snapshot()
    wrong, seen = [], 0
    for path in always(subject):
        for what, run in _tasks(subject, path):
            subject.emulator.restore(whole)
            before = _stored(subject, path, what.split()[0])
            lack(subject, path)
            result = run()
            seen += 1
            subject.emulator.settings(lacks=[])
            if _stored(subject, path, what.split()[0]) != before:
                wrong.append("%s, %s: something else is stored there now" % (path, what))
            if result["failed"] and (
                subject.writes() or path.rpartition(".")[2] not in result["msg"] and path != "name"
            ):
                wrong.append(
                    "%s, %s: %d writes, %s" % (path, what, len(subject.writes()), result["msg"])
                )
        subject.emulator.restore(whole)
    assert not wrong, "\n".join(wrong)
    assert seen or not subject.sample.changes


def test_what_is_not_shown_is_not_returned_and_goes_back_unchanged(subject):
    subject.ident = subject.made()
    wanted = subject.ok(subject.info(reveal_secrets=False))
    known = next(
        one
        for one in wanted[subject.plural]
        if subject.title(one) == subject.title(dict(subject.sample.base))
    )
    wrong = []
    for path in always(subject):
        if path == "name":
            continue
        lack(subject, path)
        subject.forget()
        shown = subject.info()
        if shown["failed"]:
            wrong.append("%s: %s" % (path, shown["msg"]))
            continue
        mine = [one for one in shown[subject.plural] if subject.title(one) == subject.title(known)]
        left = (
            []
            if len(mine) != 1
            else [
                name
                for name, value in subject.flat(mine[0]).items()
                if subject.flat(known).get(name) != value
            ]
        )
        if len(mine) != 1 or left:
            wrong.append("%s: %d objects, made up are %s" % (path, len(mine), left))
        again = subject.run(subject.many_module, {subject.plural: shown[subject.plural]})
        if again["failed"] or again["changed"] or subject.writes():
            wrong.append("%s, fed back: %s" % (path, again.get("msg", again.get("plan"))))
    assert not wrong, "\n".join(wrong)


def test_what_the_task_gives_itself_is_written(subject):
    """The way out that the refusal names."""
    if not subject.sample.changes:
        pytest.skip("nothing of it can be changed")
    subject.ident = subject.made()
    whole = subject.emulator.snapshot()
    wrong = []
    changes = dict(change for change in subject.sample.changes[:2] if len(change) == 2)
    for path in always(subject):
        if "." in path.replace("optSet.", "").replace("alertOpt.", "") or path == "name":
            continue
        subject.emulator.restore(whole)
        lack(subject, path)
        options = {
            name: value
            for name, value in subject.sample.base.items()
            if name not in subject.sample.once
        }
        result = subject.one(dict(options, **changes, **_named(subject)))
        if result["failed"] or result.writes != 1:
            wrong.append("%s: %s" % (path, result.get("msg", result.get("plan"))))
    assert not wrong, "\n".join(wrong)


def test_what_the_emulator_leaves_out_is_unset(subject):
    """What is absent because it is not set is shown as unset: the description does not take it
    for always shown.
    """
    subject.emulator.settings(fill="absent", shuffle=False)
    subject.ok(subject.one(subject.sample.minimal("contract one")))
    absent = subject.ok(subject.info(name="contract one"))[subject.plural]
    subject.emulator.settings(fill="empty")
    shown = subject.ok(subject.info(name="contract one"))[subject.plural]
    assert absent == [
        {option: value for option, value in one.items() if option not in subject.sample.unseen}
        for one in shown
    ]
