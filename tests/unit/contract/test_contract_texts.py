# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Texts nobody would think of, in names and in descriptions: they are stored as they are and found again, or refused by name.

No contract says that a vendor composes or decomposes letters. Of BlueKing it says that names are trimmed and, as an inference, that case
makes no difference; what the collation of a site makes of accents it does not say.
"""

from __future__ import annotations

import unicodedata

import pytest

from .subject import RESOURCES, flat

COMPOSED, DECOMPOSED = "caf\u00e9 \u304c \uac00", "cafe\u0301 \u304b\u3099 \u1100\u1161"
#: What vendors and terminals may stumble over; none of it is trimmed by anybody.
STRANGE = {
    "written from right to left": "\u202eabc", "a mark": "a\u200fb", "isolated": "\u2066x\u2069", "joined": "\U0001f468\u200d\U0001f4bb",
    "no width": "a\u200bb",
    "newline": "a\nb", "carriage return": "a\r\nb", "separators": "a\u2028b\u2029c", "tab": "a\tb", "escape": "a\x1b[31mb", "delete": "a\x7fb",
    "byte order mark": "\ufeffa", "no character": "a\uffff", "beyond the plane": "\U0001f600\U00020000", "quotes": "a\"b'c`d\\e/f",
    "braces": "{{ 7 * 7 }}{% raw %}",
    "markup": "<b>&amp;%s%(a)s{0}", "looks like a path": "../../x", "looks like a mask": "*" * 7, "looks like a number": "0017", "looks like nothing": "null",
}
#: The free text of a resource besides its name, where there is one. Names of other resources are limited to letters and digits by their contracts.
FREE = {"notification_group": None, "alert_group_setting": "memo", "alert_policy": "desc", "notice_group": "message",
        "user_group": "desc", "duty_rule": None}
SUBJECTS = [pytest.param(resource, FREE[resource.kind], id=resource.kind) for resource in RESOURCES if resource.kind in FREE]
#: What the contracts limit.
LONGEST = {("notice_group", "name"): 128, ("user_group", "name"): 128, ("duty_rule", "name"): 128,
           ("alert_policy", "desc"): 256, ("member_group", "name"): 48, ("notice_date", "name"): 256}
MIB = "x" * ((1 << 20) - 1) + "\u00e9"
NAMES = [COMPOSED, DECOMPOSED, *STRANGE.values()]
every_text_resource = pytest.mark.parametrize("resource, free", SUBJECTS)


def test_the_two_spellings_differ_and_mean_the_same():
    assert COMPOSED != DECOMPOSED and unicodedata.normalize("NFC", DECOMPOSED) == COMPOSED and unicodedata.normalize("NFD", COMPOSED) == DECOMPOSED
    assert len(SUBJECTS) == len(FREE)


@every_text_resource
def test_strange_names_in_one_list(subject, free):
    """Stored as they are, told apart, found again, and gone when they are to be; names and free texts alike."""
    items = [dict(subject.sample.minimal(name), **({free: name} if free else {})) for name in NAMES]
    made = subject.ok(subject.many(items))
    assert made["counts"]["created"] == len(NAMES) and sorted(one["name"] for one in made[subject.plural]) == sorted(NAMES)
    assert sorted(set(subject.names()) & set(NAMES)) == sorted(NAMES)
    subject.forget()
    again = subject.ok(subject.many(items))
    assert not again["changed"] and subject.writes() == []
    shown = {one["name"]: flat(one, subject.resource.groups) for one in subject.ok(subject.info())[subject.plural]}
    assert all(shown[name]["name"] == name and (not free or shown[name][free] == name) for name in NAMES)
    assert subject.ok(subject.many([{"name": name, "state": "absent"} for name in NAMES]))["counts"]["deleted"] == len(NAMES)
    assert set(subject.names()) & set(NAMES) == set()


@every_text_resource
@pytest.mark.parametrize("first, second", [(COMPOSED, DECOMPOSED), (DECOMPOSED, COMPOSED)], ids=["composed first", "decomposed first"])
def test_two_spellings_of_a_name_are_two_objects(subject, free, first, second):  # pylint: disable=unused-argument
    ids = [subject.made(subject.sample.minimal(first)), subject.made(subject.sample.minimal(second))]
    assert ids[0] != ids[1]
    for name, ident in zip((first, second), ids):
        subject.forget()
        assert not subject.ok(subject.one(subject.sample.minimal(name)))["changed"] and subject.writes() == []
        one, = subject.ok(subject.info(name=name))[subject.plural]
        assert (one["name"], one[subject.id]) == (name, ident)
    assert subject.ok(subject.one({"name": first}, state="absent"))["changed"]
    assert [name for name in subject.names() if name in (first, second)] == [second]
    assert subject.ok(subject.info(name=first))[subject.plural] == []


@pytest.mark.parametrize("vendor, module, table, options", [
    ("mackerel", "mackerel_notification_group", "channels", lambda name: {"child_channels": [name]}),
    ("guance", "guance_alert_policy", "notify_object", lambda name: {"rule_timezone": "UTC", "alert_opt": {
        "silent_timeout": 0, "agg_interval": 0, "alert_target": [{"targets": [{"status": ["critical"], "to": ["notify:" + name]}]}]}}),
], ids=["mackerel", "guance"])
def test_a_reference_does_not_take_the_one_spelling_for_the_other(account, vendor, module, table, options):
    place = account(vendor)
    rows = place.emulator.state(vendor)[table]
    rows[0]["name"] = COMPOSED
    place.emulator.put_state(vendor, {table: rows})
    refused = place.run(module, name="contract one", **options(DECOMPOSED))
    assert refused["failed"] and "there is no" in refused["msg"] and place.requests(write=True) == []
    made = place.run(module, name="contract one", **options(COMPOSED))
    assert not made["failed"] and (rows[0].get("id") or rows[0]["uuid"]) in str(place.requests(write=True)[0]["body"])


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
        subject.refused(subject.one(options), option + ": is 1048576 characters long, at most %d are allowed" % longest)
        return
    assert subject.ok(subject.one(options))["changed"] and not subject.ok(subject.one(options))["changed"]
    one, = subject.ok(subject.info(name=options["name"]))[subject.plural]
    assert one[option] == MIB


@pytest.mark.parametrize("resource, free", [one for one in SUBJECTS if one.id == "alert_group_setting"])
def test_a_nul_is_refused_by_name(subject, free):
    """Of a name and of a text, for one and for many."""
    for text in ("\0", "a\0b"):
        for option in ("name", free):
            options = dict(subject.sample.minimal("contract one"), **{option: text})
            subject.refused(subject.one(options), option, "NUL")
            subject.refused(subject.many([options]), "%s[0].%s" % (subject.plural, option), "NUL")
