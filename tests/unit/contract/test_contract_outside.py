# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What comes from a vendor and is no text, is not ours to show, or would do something to whoever
reads it.
"""

from __future__ import annotations

import json
import re

import pytest
from ansible_collections.oncall.routing.plugins.module_utils._text import unseen
from support.vendor_kit import warned

HALF = "half \ud83d of it"
ESCAPED = "half \\ud83d of it"
HARM = "a\x1b[31m\u202eb\u200bc\x9bd\u2028e"
#: What a vendor may add any day; nothing of it is known here but that it is there.
FOREIGN = {
    "signingSecret": "not-ours-0001",
    "headers": [{"name": "Authorization", "value": "Bearer not-ours-0002"}],
    "opaque": {"a": "not-ours-0003"},
}


def patched(subject, which, **values):
    subject.emulator.patch(
        subject.vendor, {"collection": subject.sample.table, "name": which, "set": values}
    )


def two(subject):
    """Ids of an object whose name is no Unicode, and of one that is as it should be."""
    subject.by_id()
    subject.change()
    if subject.sample.listed:
        pytest.skip("it is stored within another object")
    ids = [
        subject.made(subject.sample.base),
        subject.made(dict(subject.sample.base, name="contract two")),
    ]
    patched(subject, "contract one", name=HALF)
    subject.forget()
    return ids


def test_a_name_that_is_no_unicode_is_shown_escaped_and_the_others_work(subject):
    bad, good = two(subject)
    names = {one[subject.id]: one["name"] for one in subject.ok(subject.info())[subject.plural]}
    assert names[bad] == ESCAPED and names[good] == "contract two"
    option, value = subject.change()
    assert subject.ok(subject.one({"name": "contract two", option: value}))["changed"]
    # what is returned is valid input, and nothing is to be done
    (shown,) = subject.ok(subject.info(name=ESCAPED))[subject.plural]
    subject.forget()
    assert not subject.ok(subject.run(subject.module, shown))["changed"] and subject.writes() == []
    assert subject.ok(subject.one({"name": ESCAPED}, state="absent"))["changed"]
    assert HALF not in subject.names() and "contract two" in subject.names()


@pytest.mark.parametrize("check", [True, False])
def test_what_is_no_unicode_is_never_written_over(subject, check):
    bad, _good = two(subject)
    option, value = subject.change()
    result = subject.one({subject.id: bad, option: value}, check=check)
    # where an update merges the name goes along if the vendor wants it
    if subject.resource.update.replaces or subject.resource.fields["name"].send == "always":
        subject.refused(result, ESCAPED, "no valid Unicode")
        assert subject.rows(HALF)
        # given a name of its own it can be changed
        result = subject.one({subject.id: bad, option: value, "name": "contract one"}, check=check)
        assert subject.ok(result)["changed"] and (check or subject.rows("contract one"))
    else:
        assert subject.ok(result)["changed"] and subject.rows(HALF)
        assert check or all("ud83d" not in json.dumps(entry["body"]) for entry in subject.writes())


def test_what_was_sent_is_told_without_what_is_not_ours(subject):
    """Of keys that no option is known for only the names: a vendor may keep anything in them."""
    option, value = subject.change()
    ident = subject.made()
    if not subject.sample.listed:
        patched(subject, "contract one", **FOREIGN)
    subject.emulator.add_fault(
        error=subject.sample.refusal,
        times=None,
        method="PUT" if subject.vendor == "mackerel" else "POST",
        **({} if subject.vendor == "mackerel" else {"path": "save|modify|set"}),
    )
    result = subject.one({subject.id: ident, option: value})
    assert result["failed"]
    assert "not-ours" not in result.text
    if subject.vendor == "mackerel" and not subject.sample.listed:
        assert (
            '"signingSecret": ********' in result["msg"]
            and '"headers": "********"' in result["msg"]
        )


def test_nothing_that_a_vendor_says_acts_upon_who_reads_it(subject):
    """In messages, warnings and differences; objects are data, and come back as they are."""
    option, value = subject.change()
    subject.made()
    text = "%s\r\n::error file=x.py::gone\n##[error]y" % HARM
    bodies = {
        "mackerel": {"error": {"message": text}},
        "guance": {
            "errorCode": "ft.X" + HARM,
            "message": text,
            "success": False,
            "traceId": HARM,
            "content": {},
        },
        "bk": {"result": False, "code": 500, "message": text, "request_id": HARM, "data": None},
    }
    subject.emulator.add_fault(
        kind="status",
        status=200 if subject.vendor == "bk" else 400,
        body=bodies[subject.vendor],
        times=None,
        write=True,
    )
    result = subject.one({"name": "contract one", option: value})
    assert result["failed"] and "\\x1b[31m\\u202eb\\u200bc\\x9bd\\u2028e" in result["msg"]
    for said in [
        result["msg"],
        *warned(result),
        *(one["message"] for one in result.get("errors", ())),
    ]:
        assert (
            unseen(said) is None
            and "::error" not in re.sub(r"\\x3a:error", "", said)
            and "##[" not in said
        )


def test_differences_are_for_people(subject):
    free = next(
        (
            name
            for name, field in subject.resource.fields.items()
            if name in ("memo", "desc", "message", "description")
        ),
        None,
    )
    if free is None or subject.sample.bare:
        pytest.skip("nothing of it is a free text")
    made = subject.ok(subject.one(dict(subject.sample.base, **{free: HARM})))
    assert (
        made[subject.kind][free] == HARM
        and unseen(json.dumps(made["diff"], ensure_ascii=False)) is None
    )
    assert made["diff"]["after"][free] == "a\\x1b[31m\\u202eb\\u200bc\\x9bd\\u2028e"
    assert not subject.ok(subject.run(subject.module, made[subject.kind]))["changed"]


# --- keys that no option is known for, and that the vendor does not take back


def with_unknown_keys(subject, **settings):
    """The id of an object that holds keys of the future, at a vendor that takes none of them
    back.
    """
    if not subject.resource.update.keeps_unknown or subject.sample.listed:
        pytest.skip("an update takes nothing along")
    subject.change()
    ident = subject.made()
    patched(subject, "contract one", **FOREIGN)
    subject.emulator.settings(**settings)
    subject.forget()
    return ident


def within(less, more):
    """Whether one body is the other without some keys, at any depth."""
    if isinstance(less, dict) and isinstance(more, dict):
        return all(key in more and within(value, more[key]) for key, value in less.items())
    if isinstance(less, list) and isinstance(more, list):
        return len(less) == len(more) and all(within(one, other) for one, other in zip(less, more))
    return less == more


def test_an_update_that_unknown_keys_spoil_is_sent_once_more_without_them(subject, form):
    ident = with_unknown_keys(subject, unknown_keys="refuse")
    option, value = subject.change()
    result, step, _obj = form({subject.id: ident, option: value})
    assert subject.ok(result)["changed"] and step["fields"] == [option]
    first, second = [entry["body"] for entry in subject.writes()]
    assert set(first) - set(second) >= set(FOREIGN) and within(second, first)
    (warning,) = [text for text in warned(result) if "took it without them" in text]
    assert all(key in warning for key in FOREIGN) and "not-ours" not in result.text
    (stored,) = subject.rows("contract one")
    assert {key: stored.get(key) for key in FOREIGN} == FOREIGN
    subject.forget()
    assert (
        not subject.ok(form({subject.id: ident, option: value})[0])["changed"]
        and subject.writes() == []
    )


def test_what_is_lost_by_that_is_told(subject):
    ident = with_unknown_keys(subject, unknown_keys="refuse_and_lose")
    option, value = subject.change()
    result = subject.ok(subject.one({subject.id: ident, option: value}))
    assert any(
        "no longer holds what it held in headers, opaque, signingSecret" in text
        for text in warned(result)
    ), warned(result)


def test_what_is_rejected_for_another_reason_is_told_as_it_was_first(subject):
    ident = with_unknown_keys(subject)
    option, value = subject.change()
    before = subject.rows("contract one")
    where = {"method": "PUT"} if subject.vendor == "mackerel" else {"path": "save"}
    for number in (1, 2):
        text = "reason %d" % number
        subject.emulator.add_fault(
            kind="status",
            status=400 if subject.vendor == "mackerel" else 200,
            nth=number,
            body=(
                {"error": {"message": text}}
                if subject.vendor == "mackerel"
                else {"result": False, "code": 400, "message": text, "data": None}
            ),
            **where,
        )
    result = subject.one({subject.id: ident, option: value})
    assert (
        result["failed"]
        and "reason 1" in result["msg"]
        and "reason 2" not in result["msg"]
        and len(subject.writes()) == 2
    )
    assert subject.rows("contract one") == before and not any(
        "without them" in text for text in warned(result)
    )


def test_without_unknown_keys_nothing_is_sent_twice(subject):
    option, value = subject.change()
    ident = subject.made()
    subject.emulator.add_fault(error=subject.sample.refusal, times=None, write=True)
    subject.forget()
    assert subject.one({subject.id: ident, option: value})["failed"]
    first, *second = [entry["body"] for entry in subject.writes()]
    # what a server always shows and nobody has an option for is one such key
    assert not second or (within(second[0], first) and second[0] != first)


def test_an_internal_error_says_where_and_no_value(subject, monkeypatch):
    from ansible_collections.oncall.routing.plugins.module_utils._module import reconcile

    def broken(*arguments, **more):
        raise KeyError("not-ours-0004")

    monkeypatch.setattr(reconcile, "make_plan", broken)
    result = subject.one(subject.sample.base)
    assert result["failed"] and "not-ours" not in result.text
    assert "traceback" not in result
    assert re.fullmatch(
        r"Internal error in oncall\.routing \(KeyError in \w+\.py, line \d+\)\. Please report it;"
        r" ANSIBLE_DEBUG=1 shows the traceback",
        result["msg"],
    )
