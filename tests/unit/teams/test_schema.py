# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The schema of team files, and that our interpreter of it says what the jsonschema library
says.
"""

from __future__ import annotations

import json

import pytest
from ansible_collections.oncall.routing.plugins.module_utils._text import visible
from ansible_collections.oncall.routing.plugins.plugin_utils._teams.file import validate
from ansible_collections.oncall.routing.plugins.plugin_utils._teams.file.schema import SCHEMA
from ansible_collections.oncall.routing.plugins.plugin_utils._teams.translate import common
from hypothesis import given

from .kit import first, maximal, put, small
from .strategies import mistyped, teams

OURS = validate.Validator(SCHEMA)


@pytest.fixture(scope="module")
def theirs():
    import jsonschema

    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    return jsonschema.Draft202012Validator(json.loads(json.dumps(SCHEMA)))


def test_the_first_file_and_the_maximal_one_are_valid(theirs):
    for document in (first(), maximal(), small()):
        assert OURS.problems(document) == []
        assert theirs.is_valid(document)


@given(document=teams())
def test_what_the_other_tests_take_for_valid_is(theirs, document):
    assert OURS.problems(document) == []
    assert theirs.is_valid(document)


@given(document=mistyped())
def test_both_give_the_same_verdict(theirs, document):
    found = OURS.problems(document)
    assert (found == []) == theirs.is_valid(document), (
        found,
        [error.message for error in theirs.iter_errors(document)][:3],
    )


#: Names that hold what nobody sees; of the second list only what stands around a character tells
#: that it is not spelling.
UNSEEN = [
    "pay\u202epal",
    "a\x1b[31m",
    "a\u200bb",
    "\ufeffops",
    "a\u2028b",
    "a\x9bb",
    "a\x7f",
    "\u2066a\u2069",
    "a\u00adb",
    "\u3164",
]
LOST = ["a\u200db", "ops\ufe0f\ufe0f", "\u200d\U0001f4bb", "ops\U000e0041", "\u4e2d\u200c\u6587"]
SPELLED = [
    "\u6c7a\u6e08",
    "\u0627\u0644\u062f\u0641\u0639",
    "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
    "\U0001f468\u200d\U0001f4bb",
    "\u845b\U000e0100\u57ce",
    "\u2764\ufe0f ops",
    "caf\u00e9",
    "cafe\u0301",
]


@pytest.mark.parametrize("path", ["name", "members", "contacts"])
@pytest.mark.parametrize("name", [*UNSEEN, *LOST, *SPELLED], ids=ascii)
def test_a_name_holds_nothing_that_nobody_sees(theirs, path, name):
    document = maximal()
    more = {
        "name": name,
        "members": [*document["members"], {"name": name, "email": "x@example.com"}],
        "contacts": dict(document["contacts"], **{name: {"email": "members"}}),
    }
    document = dict(document, **{path: more[path]})
    assert theirs.is_valid(document) == (OURS.problems(document) == []) == (name not in UNSEEN)
    refused = common.check([document], ["teams/x\x1b.yml"])["refused"]
    assert bool(refused) == (name not in SPELLED)
    for one in refused:
        assert visible(one["text"]) == one["text"] and visible(one["path"]) == one["path"]
        assert (
            one["path"].startswith(path)
            and "seen" in one["message"]
            and one["text"].startswith("teams/x\\x1b.yml: ")
        )


WRONG = [
    ("name", "a:b"),
    ("name", " a"),
    ("name", "a\n"),
    ("name", ""),
    ("name", "x" * 65),
    ("name", 1),
    ("name", ...),
    ("timezone", "Asia/"),
    ("accounts", []),
    ("members[0].email", "nobody"),
    ("members[0].phone", 819011111111),
    ("members[0].name", ...),
    ("members[0].team", "x"),
    ("services[0]", "x"),
    ("contacts.page.slack", {}),
    ("contacts.page.slack.url", "ftp://x"),
    ("contacts.page.slack.url", "https://x\n"),
    ("contacts.page.webhook", {"url": "https://x/y"}),
    ("contacts.hook.slack", {"url": "https://x/y"}),
    ("contacts.mail.phone", "members"),
    ("contacts.page.slack", ...),
    ("contacts.page.way", "sms"),
    ("contacts.mail.mention", "@here"),
    ("contacts.byhand.mention", "@here"),
    ("contacts.byhand.existing", {}),
    ("contacts.byhand.existing.guance", "payments"),
    ("contacts.byhand.existing.bk.ways", ["wxwork-bot"]),
    ("contacts", []),
    ("contacts.duty.way", "fax"),
    ("contacts.mail.email", []),
    ("contacts.mail.email", ""),
    ("contacts.mail.email", ["a", "a"]),
    ("routing", []),
    ("routing[0].severity", "critical"),
    ("routing[0].severity", ["critical", "critical"]),
    ("routing[0].severity", ["fatal"]),
    ("routing[0].notify", ...),
    ("routing[0].repeat", "10"),
    ("routing[0].repeat", 10),
    ("routing[0].repeat", "soon"),
    ("routing[0].escalate[0].after", ...),
    ("routing[0].escalate", []),
    ("routing[1].when", {}),
    ("routing[1].when.from", "24:00"),
    ("routing[1].when.from", 540),
    ("routing[1].when.from", ...),
    ("routing[1].when.for", ...),
    ("routing[1].when.days", "monday"),
    ("routing[1].when.days", ["mon"]),
    ("routing[1].when.except", "company-holidays"),
    ("vendors", {}),
    ("vendors.pagerduty", {}),
    ("vendors.bk.bk_biz_id", "2"),
    ("vendors.bk.bk_biz_id", True),
    ("vendors.mackerel.options.roles", {}),
    ("vendors.guance.severity.critical", ["high"]),
    ("vendors.mackerel", []),
]


@pytest.mark.parametrize("path, value", WRONG, ids=["%s=%.20r" % one for one in WRONG])
def test_both_refuse(theirs, path, value):
    document = put(maximal(), path, value)
    assert not theirs.is_valid(document)
    places = [where for where, text in OURS.problems(document)]
    assert places and all(
        path.startswith(where)
        or where.startswith(path)
        or where.rpartition(".")[0] == path.rpartition(".")[0]
        for where in places
    )


RIGHT = [
    ("name", "決済"),
    ("name", "x"),
    ("name", "Card payments"),
    ("timezone", "Etc/GMT+9"),
    ("timezone", "UTC"),
    ("contacts.mail.email", "lead"),
    ("contacts.mail.email", "alice"),
    ("contacts.mail.email", ["x@example.com"]),
    ("routing[0].repeat", "1h30m"),
    ("routing[1].when.from", "9:00"),
    ("routing[1].when.days", "fri-mon, wed"),
    ("vendors.bk.bk_biz_id", 2.0),
    ("vendors.bk.bk_biz_id", -7),
    ("vendors.mackerel", None),
    ("vendors.guance", ...),
    ("members", []),
    ("contacts.page.existing", {"bk": {"chat": "x"}}),
    ("description", ""),
]


@pytest.mark.parametrize("path, value", RIGHT, ids=["%s=%.20r" % one for one in RIGHT])
def test_both_accept(theirs, path, value):
    document = put(maximal(), path, value)
    assert OURS.problems(document) == []
    assert theirs.is_valid(document)


KNOWN = validate.ANNOTATIONS | {
    "$ref",
    "type",
    "properties",
    "required",
    "additionalProperties",
    "items",
    "enum",
    "pattern",
    "minLength",
    "minItems",
    "minProperties",
    "uniqueItems",
    "oneOf",
    "propertyNames",
    "dependentRequired",
    "dependentSchemas",
}


def keywords(schema):
    if isinstance(schema, dict):
        for key, value in schema.items():
            yield key
            if key in ("properties", "$defs"):
                for one in value.values():
                    yield from keywords(one)
            elif key in ("items", "additionalProperties", "propertyNames"):
                yield from keywords(value)
            elif key in ("oneOf", "dependentSchemas"):
                for one in value if key == "oneOf" else value.values():
                    yield from keywords(one)


def test_the_interpreter_knows_every_keyword_of_the_schema():
    """One that it passed over would make it accept what editors refuse."""
    assert set(keywords(SCHEMA)) - KNOWN == set()
    assert KNOWN - validate.ANNOTATIONS - set(keywords(SCHEMA)) == set(), (
        "and no keyword is here in vain"
    )


def test_everything_is_described_for_editors():
    def walk(schema, path):
        if isinstance(schema, dict) and "properties" in schema:
            for name, one in schema["properties"].items():
                if isinstance(one, dict) and "$ref" not in one:
                    assert "description" in one or schema.get("required") == ["existing"], (
                        path + "." + name
                    )
                    walk(one, path + "." + name)

    walk(SCHEMA, "")
    for name, one in SCHEMA["$defs"].items():
        walk(one, name)


def test_every_pattern_says_what_is_wrong_in_words():
    def walk(schema):
        if isinstance(schema, dict):
            assert "pattern" not in schema or isinstance(schema.get("patternErrorMessage"), str), (
                schema
            )
            for one in schema.values():
                walk(one)
        elif isinstance(schema, list):
            for one in schema:
                walk(one)

    walk({key: value for key, value in SCHEMA.items() if key != "properties"})
    walk(list(SCHEMA["properties"].values()))
