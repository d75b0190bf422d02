# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Nothing is dropped in silence: whatever is changed in a team file, the objects or the report
change with it; and what is called exact is in the objects.
"""

from __future__ import annotations

import copy
import re

import pytest
from ansible_collections.oncall.routing.plugins.plugin_utils._teams import fidelity as module
from ansible_collections.oncall.routing.plugins.plugin_utils._teams.translate import common
from hypothesis import given, settings

from .kit import VENDORS, fidelity, first, leaves, maximal, put, small, translate
from .strategies import teams

HERE = {
    "mackerel": {"name": "here"},
    "guance": {"name": "here", "workspace": "prod", "monday": 0},
    "bk": {"name": "here", "bk_biz_id": 2},
}


#: What is another vendor's by its very name, what only names something within the file, and what
#: existing takes the place of.
NOT_OURS = {
    "mackerel": (
        r"contacts\.teams\.teams\.url|vendors\.(guance|bk)\b.*|.*existing\.(guance|bk)\b.*|.*bk_username|members\[\d\]\.name"
    ),
    "guance": (
        r"vendors\.(mackerel|bk)\b.*|.*existing\.(mackerel|bk)\b.*|.*bk_username|members\[\d\]\.name|services\[\d\]"
    ),
    "bk": (
        r"vendors\.(mackerel|guance)\b.*|.*existing\.(mackerel|guance)\b.*|services\[\d\]|members\[0\]\.name"
    ),  # alice has a bk_username
}

#: A leaf is changed to another valid value.
OTHERS = {
    "name": "search",
    "timezone": "Europe/Berlin",
    "severity": {
        "critical": "info",
        "warning": "critical",
        "info": "critical",
        "error": "fatal",
        "nodata": "error",
    },
    "repeat": {"10m": "20m", "never": "30m", "1h": "2h"},
    "after": {"15m": "16m", "1h": "61m", "2h": "3h"},
    "from": "10:00",
    "for": "8h",
    "days": "mon-thu",
    "way": {"voice": "sms", "sms": "voice"},
    "mention": {"@here": "@channel", "@channel": "@here"},
}


def changed(document, path, value):  # noqa: C901  # a case each
    """The document with the leaf changed, still valid."""
    name = re.sub(r"\[\d+\]$", "", path).rpartition(".")[2]
    if path == "name":
        return put(document, path, "search")
    if isinstance(value, bool):
        return put(document, path, not value)
    if isinstance(value, int):
        return put(document, path, value + 1)
    if "severity" in path and value == "info" and "guance" not in path:
        return put(document, path, "critical")
    if "severity" in path and path.startswith("routing[0]"):
        return put(document, path, "info")
    if "vendors.guance.severity" in path:
        return put(
            document,
            path,
            {"critical": "fatal", "error": "fatal", "warning": "fatal", "nodata": "fatal"}[value],
        )
    if re.fullmatch(r"routing.*notify\[\d+\]", path):
        taken = [one for one in leaves(document) if one[0].startswith(path.rpartition("[")[0])]
        return put(
            document,
            path,
            next(
                one
                for one in list(document["contacts"]) + ["members", "lead"]
                if one not in [name for dummy, name in taken]
            ),
        )
    if name == "name" and path.startswith("members"):
        renamed = put(document, path, value + "x")
        return _renamed(renamed, value, value + "x")
    if path in ("contacts.mail.email", "contacts.duty.phone"):
        return put(document, path, "alice")
    if re.fullmatch(r"contacts\.(list\.email|text\.phone)\[0\]", path):
        return put(document, path, {"alice": "bob", "bob": "alice"}[value])
    if name in ("role_scopes",):
        return put(document, path, "payments:web")
    if path.endswith("existing.guance"):
        return put(document, path, "notify:other")
    if path.endswith("member_groups.members[0]"):
        return put(document, path, "bob@example.com")
    if name == "channels" and "bk" in path:
        return put(document, path, "bkchat")
    if name == "url" or name.endswith("_url"):
        return put(document, path, value + "x")
    if isinstance(OTHERS.get(name), dict):
        return put(document, path, OTHERS[name].get(value, str(value) + "x"))
    if name in OTHERS:
        return put(document, path, OTHERS[name])
    if "permission_set" in path:
        return put(document, path, "general")
    return put(
        document,
        path,
        "x" + value if name == "email" else value + ("9" if "phone" in name else "x"),
    )


def _renamed(document, old, new):
    text = copy.deepcopy(document)
    for path, value in leaves(document):
        if value == old and path.startswith("contacts"):
            text = put(text, path, new)
    return text


def said(result):
    return {entry["path"]: (entry["status"], entry["how"]) for entry in result["fidelity"]}


def covers(entry, path):
    """Whether an entry speaks of a leaf: it names it, what it lies in, or it and its like in all
    elements.
    """
    pattern = re.escape(entry).replace(re.escape("[]"), r"\[\d+\]")
    return re.match(pattern + r"(?![\w])", path) is not None


LEAVES = list(leaves(maximal()))


def test_the_maximal_file_has_every_word_of_the_schema():
    """A key that is added to the schema and not to the file would not be looked at here."""
    from ansible_collections.oncall.routing.plugins.plugin_utils._teams.file.schema import (
        SCHEMA as schema,
    )

    words = set()

    def walk(one):
        if isinstance(one, dict):
            for name, inner in one.get("properties", {}).items():
                words.add(name)
                walk(inner)
            for key in ("items", "additionalProperties", "$defs"):
                for inner in one.get(key, {}).values() if key == "$defs" else [one.get(key)]:
                    walk(inner)

    walk(schema)
    used = {word for path, dummy in LEAVES for word in re.findall(r"[a-z_]+", path)}
    assert len(words) > 55 and words - used == {"info"}, "info has its usual statuses there"


@pytest.mark.parametrize(
    "path, value, vendor",
    [
        pytest.param(path, value, vendor, id="%s-%s" % (path, vendor))
        for path, value in LEAVES
        for vendor in VENDORS
        if not re.fullmatch(NOT_OURS[vendor], path)
    ],
)
def test_every_leaf_is_in_the_objects_or_in_the_report(path, value, vendor):
    before = translate([maximal()], vendor, account=HERE[vendor])
    document = changed(maximal(), path, value)
    assert document != maximal()
    after = translate([document], vendor, account=HERE[vendor])
    assert before["refused"] == after["refused"] == [], after["refused"]
    if before["objects"] != after["objects"] or before["teams"] != after["teams"]:
        return
    # what is not in the objects is not called exact, unless the report explains a whole class of
    # leaves
    spoken = {entry: one for entry, one in said(before).items() if covers(entry, path)}
    assert spoken, "neither in the objects nor in the report"
    assert any(one[0] != "exact" or "[]" in entry for entry, one in spoken.items()) or said(
        before
    ) != said(after), spoken


def test_taking_something_away_is_seen_too():
    """Every key that need not be there."""
    for vendor in VENDORS:
        before = translate([maximal()], vendor, account=HERE[vendor])
        for path in (
            "description",
            "contacts.page.mention",
            "routing[0].repeat",
            "routing[0].escalate",
            "routing[1].when",
            "routing[1].when.except",
            "routing[1].when.days",
        ):
            after = translate([put(maximal(), path, ...)], vendor, account=HERE[vendor])
            inexact = [
                entry for entry in module.inexact(before["fidelity"]) if covers(entry["path"], path)
            ]
            assert after["refused"] == [] and (
                inexact
                or (before["objects"], before["fidelity"]) != (after["objects"], after["fidelity"])
            ), (vendor, path)


# --- the report itself


@given(document=teams())
@settings(max_examples=50)
def test_the_report_speaks_of_every_contact_and_rule(document):
    for vendor in document.get("vendors", VENDORS):
        result = translate([document], vendor)
        if result["refused"]:
            continue
        paths = list(said(result))
        for name in document["contacts"]:
            assert any(covers(entry, "contacts.%s" % name) for entry in paths), name
        for number, rule in enumerate(document["routing"]):
            for key in ("when", "escalate", "repeat"):
                if key in rule:
                    assert any(
                        entry == "routing[%d]" % number
                        or entry.startswith("routing[%d].%s" % (number, key))
                        for entry in paths
                    ), (vendor, number, key)
        assert {entry["status"] for entry in result["fidelity"]} <= set(module.STATUSES)
        assert all(
            entry["how"]
            and entry["how"][0].islower()
            or entry["how"][0] in "GMB"
            or entry["how"].startswith("@")
            for entry in result["fidelity"]
        )


def test_a_plain_team_is_exact_everywhere():
    """Or strictness could never be asked for."""
    team = small(
        contacts={"mail": {"email": "members"}},
        routing=[{"severity": ["critical", "warning", "info"], "notify": ["mail"]}],
    )
    for vendor in VENDORS:
        assert module.worst(translate([team], vendor)["fidelity"]) == "exact", fidelity(
            team, vendor
        )


def test_worst_and_inexact():
    entries = translate([first()], "mackerel")["fidelity"]
    assert module.worst(entries) == "not expressible" and module.worst([]) == "exact"
    assert {entry["status"] for entry in module.inexact(entries)} == {
        "approximated",
        "not expressible",
    }
    assert len(module.inexact(entries)) < len(entries)


def test_the_report_for_a_person():
    entries = (
        translate([first()], "bk")["fidelity"]
        + translate([small(name="search")], "guance")["fidelity"]
    )
    text = module.markdown(entries, {"bk": "BlueKing", "guance": "Guance"})
    assert text.startswith("# Fidelity of 2 teams\n\n") and " exact, " in text.splitlines()[2]
    assert (
        "## payments" in text
        and "| BlueKing | `routing[0].escalate` | not expressible |"
        " BlueKing's strategies, not its groups, escalate |"
        in text
    )
    assert " | exact | " not in text and " | exact | " in module.markdown(
        entries, {}, everything=True
    )
    assert "| Guance | `contacts.chat` | not expressible |" in text


def test_what_comes_to_nobody_being_told_is_marked():
    team = small()
    team["contacts"] = {"page": {"webhook": {"url": "https://hooks.example.com/x"}}}
    team["routing"] = [{"severity": ["critical"], "notify": ["page"]}]
    found = common.check([team], options=common.CheckOptions(account={"bk_form": "user_group"}))
    silent = [one for one in found["fidelity"] if one.get("told") == "nobody"]
    assert [(one["vendor"], one["path"]) for one in silent] == [("bk", "routing[0].notify")]
    assert all("so nobody is" in one["how"] for one in silent)
    assert [one["message"] for one in found["warnings"] if one.get("told") == "nobody"] == [
        "no rule is for warning, so nobody is told of it"
    ]


def test_what_is_not_exact_is_grouped_and_nothing_is_lost():
    teams = [first(), dict(first(), name="search"), small(name="shop")]
    found = common.check(teams)
    wanted = {
        (one["team"], one["vendor"], one["path"], one["status"], one["how"])
        for one in module.inexact(found["fidelity"])
    }
    assert {
        (team, one["vendor"], one["path"], one["status"], one["how"])
        for one in found["inexact"]
        for team in one["teams"]
    } == wanted and len(found["inexact"]) < len(wanted)
    assert found["inexact"][0]["status"] == "not expressible"
