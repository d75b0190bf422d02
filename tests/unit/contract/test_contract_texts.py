# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Texts nobody would think of, in names and in descriptions: they are stored as they are and found
again, or refused by name.

No contract says that a vendor composes or decomposes letters. Of BlueKing it says that names are
trimmed and, as an inference, that case makes no difference; what the collation of a site makes of
accents it does not say.
"""

from __future__ import annotations

import unicodedata

import pytest

from .subject import RESOURCES, flat

COMPOSED, DECOMPOSED = "caf\u00e9 \u304c \uac00", "cafe\u0301 \u304b\u3099 \u1100\u1161"
#: What vendors and terminals may stumble over; none of it is trimmed by anybody.
STRANGE = {
    "written from right to left": "\u202eabc",
    "a mark": "a\u200fb",
    "isolated": "\u2066x\u2069",
    "joined": "\U0001f468\u200d\U0001f4bb",
    "no width": "c\u200bd",
    "newline": "a\nb",
    "carriage return": "a\r\nb",
    "separators": "a\u2028b\u2029c",
    "tab": "a\tb",
    "escape": "a\x1b[31mb",
    "delete": "a\x7fb",
    "byte order mark": "\ufeffa",
    "no character": "a\uffff",
    "beyond the plane": "\U0001f600\U00020000",
    "quotes": "a\"b'c`d\\e/f",
    "braces": "{{ 7 * 7 }}{% raw %}",
    "markup": "<b>&amp;%s%(a)s{0}",
    "looks like a path": "../../x",
    "looks like a mask": "*" * 7,
    "looks like a number": "0017",
    "looks like nothing": "null",
}
#: The free text of a resource besides its name, where there is one. Names of other resources are
#: limited to letters and digits by their contracts.
FREE = {
    "notification_group": None,
    "alert_group_setting": "memo",
    "alert_policy": "desc",
    "notice_group": "message",
    "user_group": "desc",
    "duty_rule": None,
}
SUBJECTS = [
    pytest.param(resource, FREE[resource.kind], id=resource.kind)
    for resource in RESOURCES
    if resource.kind in FREE
]
#: What the contracts limit.
LONGEST = {
    ("notice_group", "name"): 128,
    ("user_group", "name"): 128,
    ("duty_rule", "name"): 128,
    ("alert_policy", "desc"): 256,
    ("member_group", "name"): 48,
    ("notice_date", "name"): 256,
}
MIB = "x" * ((1 << 20) - 1) + "\u00e9"
#: The one form is as good as the other; both in one account nobody can tell apart.
NAMES = [DECOMPOSED, *STRANGE.values()]
UNSEEN = "cafe\u200b"
every_text_resource = pytest.mark.parametrize("resource, free", SUBJECTS)


def test_the_two_spellings_differ_and_mean_the_same():
    assert (
        COMPOSED != DECOMPOSED
        and unicodedata.normalize("NFC", DECOMPOSED) == COMPOSED
        and unicodedata.normalize("NFD", COMPOSED) == DECOMPOSED
    )
    assert len(SUBJECTS) == len(FREE)


@every_text_resource
def test_strange_names_in_one_list(subject, free):
    """Stored as they are, told apart, found again, and gone when they are to be; names and free
    texts alike.
    """
    items = [dict(subject.sample.minimal(name), **({free: name} if free else {})) for name in NAMES]
    made = subject.ok(subject.many(items))
    assert made["counts"]["created"] == len(NAMES) and sorted(
        one["name"] for one in made[subject.plural]
    ) == sorted(NAMES)
    assert sorted(set(subject.names()) & set(NAMES)) == sorted(NAMES)
    subject.forget()
    again = subject.ok(subject.many(items))
    assert not again["changed"] and subject.writes() == []
    shown = {
        one["name"]: flat(one, subject.resource.groups)
        for one in subject.ok(subject.info())[subject.plural]
    }
    assert all(
        shown[name]["name"] == name and (not free or shown[name][free] == name) for name in NAMES
    )
    assert subject.ok(subject.many([{"name": name, "state": "absent"} for name in NAMES]))[
        "counts"
    ]["deleted"] == len(NAMES)
    assert set(subject.names()) & set(NAMES) == set()


OTHER_FORM = pytest.mark.parametrize(
    "first, second, how",
    [
        (COMPOSED, DECOMPOSED, "in another Unicode form"),
        (DECOMPOSED, COMPOSED, "in another Unicode form"),
        ("cafe", UNSEEN, "but for characters that nobody sees"),
        (UNSEEN, "cafe", "but for characters that nobody sees"),
    ],
    ids=["composed first", "decomposed first", "seen first", "unseen first"],
)


@every_text_resource
@OTHER_FORM
def test_a_second_object_that_looks_like_the_first_is_refused(subject, free, first, second, how):  # pylint: disable=unused-argument
    ident = subject.made(subject.sample.minimal(first))
    other = subject.made(subject.sample.minimal("contract two"))
    subject.forget()
    for check in (True, False):
        message = subject.refused(
            subject.one(subject.sample.minimal(second), check=check),
            ascii(first),
            ascii(second),
            how,
            ident,
        )["msg"]
        assert message.isascii()
        subject.refused(
            subject.many(
                [subject.sample.minimal(first), subject.sample.minimal(second)], check=check
            ),
            "%s[1].name" % subject.plural,
            how,
        )
        subject.refused(subject.one({subject.id: other, "name": second}, check=check), "name", how)
        subject.refused(
            subject.one({"name": second}, state="absent", check=check), how, "nothing was deleted"
        )
    assert subject.ok(subject.one({subject.id: ident, "name": second}))["changed"], (
        "by its id it can be written so"
    )
    assert second in subject.names() and first not in subject.names()


@every_text_resource
@OTHER_FORM
def test_two_new_names_that_look_the_same_are_refused(subject, free, first, second, how):  # pylint: disable=unused-argument
    two = [subject.sample.minimal(first), subject.sample.minimal(second)]
    subject.refused(
        subject.many(two), "%s[1].name" % subject.plural, ascii(first), ascii(second), how
    )


@every_text_resource
@OTHER_FORM
def test_two_that_are_there_already_are_told_apart(subject, free, first, second, how):  # pylint: disable=unused-argument
    ids = [
        subject.made(subject.sample.minimal(first)),
        subject.made(subject.sample.minimal("contract two")),
    ]
    _renamed(subject, "contract two", second)
    found = subject.ok(subject.info())[subject.plural]
    subject.forget()
    fed_back = subject.ok(
        subject.run(
            subject.many_module,
            {subject.plural: [one for one in found if one["name"] in (first, second)]},
        )
    )
    assert not fed_back["changed"] and fed_back["counts"]["unchanged"] == 2
    for name, ident in zip((first, second), ids):
        assert (
            not subject.ok(subject.one(subject.sample.minimal(name)))["changed"]
            and subject.writes() == []
        )
        (one,) = subject.ok(subject.info(name=name))[subject.plural]
        assert (one["name"], one[subject.id]) == (name, ident)
    assert subject.ok(subject.one({"name": first}, state="absent"))["changed"]
    assert [name for name in subject.names() if name in (first, second)] == [second]


def _renamed(subject, name, other):
    """As somebody else would rename it."""
    state = subject.emulator.state(subject.vendor)[subject.sample.table]
    (row,) = [one for one in state if (one.get("name") == name)]
    row["name"] = other
    subject.emulator.put_state(subject.vendor, {subject.sample.table: state})


@every_text_resource
def test_what_nobody_sees_in_a_new_name_is_told(subject, free):  # pylint: disable=unused-argument
    for check in (True, False):
        made = subject.ok(subject.one(subject.sample.minimal(UNSEEN), check=check))
        assert made["changed"] and "holds \\\\u200b, which nobody sees" in str(made["warnings"])
    assert "nobody sees" not in str(
        subject.ok(subject.one(subject.sample.minimal(UNSEEN)))["warnings"]
    )


@every_text_resource
def test_the_other_form_finds_what_is_read(subject, free):  # pylint: disable=unused-argument
    subject.made(subject.sample.minimal(COMPOSED))
    assert [one["name"] for one in subject.ok(subject.info(name=DECOMPOSED))[subject.plural]] == [
        COMPOSED
    ]


@pytest.mark.parametrize(
    "vendor, module, table, options",
    [
        (
            "mackerel",
            "mackerel_notification_group",
            "channels",
            lambda name: {"child_channels": [name]},
        ),
        (
            "guance",
            "guance_alert_policy",
            "notify_object",
            lambda name: {
                "rule_timezone": "UTC",
                "alert_opt": {
                    "silent_timeout": 0,
                    "agg_interval": 0,
                    "alert_target": [
                        {"targets": [{"status": ["critical"], "to": ["notify:" + name]}]}
                    ],
                },
            },
        ),
    ],
    ids=["mackerel", "guance"],
)
@pytest.mark.parametrize(
    "stored, typed",
    [(COMPOSED, DECOMPOSED), (DECOMPOSED, COMPOSED)],
    ids=["composed", "decomposed"],
)
def test_a_reference_finds_the_other_form_where_there_is_no_exact_one(
    account, vendor, module, table, options, stored, typed
):
    place = account(vendor)
    rows = place.emulator.state(vendor)[table]
    rows[0]["name"] = stored
    place.emulator.put_state(vendor, {table: rows})
    first, second = (row.get("id") or row["uuid"] for row in rows[:2])
    made = place.run(module, name="contract one", **options(typed))
    assert not made["failed"] and first in str(place.requests(write=True)[0]["body"])
    assert not place.run(module, name="contract one", **options(stored))["changed"]
    rows[1]["name"] = typed
    place.emulator.put_state(vendor, {table: rows})
    place.emulator.clear_requests()
    assert place.run(module, name="contract one", **options(typed))["changed"], (
        "now there is an exact one"
    )
    assert second in str(place.requests(write=True)[0]["body"])
    rows[0]["name"], rows[1]["name"] = stored + " \u304c", stored + " \u304b\u3099"
    place.emulator.put_state(vendor, {table: rows})
    place.emulator.clear_requests()
    mixed = stored + " \u304c\u200b"
    refused = place.run(module, name="contract one", **options(mixed))
    assert (
        refused["failed"] and "there is no" in refused["msg"] and place.requests(write=True) == []
    )


@every_text_resource
@pytest.mark.parametrize("of", ["name", "free text"])
def test_a_mebibyte(subject, free, of):
    """Sent where no contract says how long a text may be; refused by name where one does."""
    option = "name" if of == "name" else free
    if option is None:
        return
    options = dict(subject.sample.minimal("contract one"), **{option: MIB})
    longest = LONGEST.get((subject.kind, option))
    if longest:
        subject.refused(
            subject.one(options),
            option + ": is 1048576 characters long, at most %d are allowed" % longest,
        )
        return
    assert (
        subject.ok(subject.one(options))["changed"]
        and not subject.ok(subject.one(options))["changed"]
    )
    (one,) = subject.ok(subject.info(name=options["name"]))[subject.plural]
    assert one[option] == MIB


@pytest.mark.parametrize(
    "resource, free", [one for one in SUBJECTS if one.id == "alert_group_setting"]
)
def test_a_nul_is_refused_by_name(subject, free):
    """Of a name and of a text, for one and for many."""
    for text in ("\0", "a\0b"):
        for option in ("name", free):
            options = dict(subject.sample.minimal("contract one"), **{option: text})
            subject.refused(subject.one(options), option, "NUL")
            subject.refused(subject.many([options]), "%s[0].%s" % (subject.plural, option), "NUL")
