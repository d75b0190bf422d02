# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Objects of teams are told from all others by their names; the expression for a purge fits
exactly the teams it is made for.
"""

from __future__ import annotations

import datetime
import re
import unicodedata

import pytest
from ansible_collections.oncall.routing.plugins.plugin_utils._teams.file import names
from hypothesis import given
from hypothesis import strategies as st

from .kit import VENDORS, objects, small

NAME = st.from_regex(r"\A[^\s:](?:[^:\r\n\t]{0,10}[^\s:])?\Z").filter(
    lambda text: re.fullmatch(names.NAME, text) is not None
)
WHAT = st.sampled_from(["critical", "page", "on-call", "members", "a: b"])
PREFIX = st.sampled_from(["", "oncall/", "x: ", "(", "payments"])


@given(team=NAME, what=WHAT, prefix=PREFIX)
def test_the_team_of_an_object_is_found_by_its_name(team, what, prefix):
    assert names.team_of(names.object_name(prefix, team, what), prefix) == team


@given(teams=st.lists(NAME, max_size=4, unique=True), other=NAME, what=WHAT, prefix=PREFIX)
def test_the_scope_fits_exactly_its_teams(teams, other, what, prefix):
    pattern = re.compile(names.scope_regex(teams, prefix))
    assert bool(pattern.fullmatch(names.object_name(prefix, other, what))) == (
        unicodedata.normalize("NFC", other)
        in {unicodedata.normalize("NFC", team) for team in teams}
        and (
            other in teams
            or other in (unicodedata.normalize("NFC", other), unicodedata.normalize("NFD", other))
        )
    )
    assert all(pattern.fullmatch(names.object_name(prefix, team, what)) for team in teams)


@pytest.mark.parametrize(
    "name",
    [
        "payments",
        "payments:page",
        "payments ",
        "payments: ",
        ": page",
        "payments-eu: page",
        "eu payments: page",
        "Payments: page",
        "payments.x: page",
    ],
)
def test_what_only_looks_alike_is_not_in_the_scope(name):
    assert not re.fullmatch(names.scope_regex(["payments"]), name)


def test_a_team_that_is_a_prefix_of_another():
    assert re.fullmatch(
        names.scope_regex(["pay", "payments"]), "payments: page"
    ) and not re.fullmatch(names.scope_regex(["pay"]), "payments: page")


def test_without_teams_nothing_fits():
    """An empty pattern would be refused, and one that fits all would delete all."""
    pattern = names.scope_regex([])
    assert (
        pattern.strip()
        and not re.fullmatch(pattern, "")
        and not re.fullmatch(pattern, "payments: page")
    )


def test_a_team_is_a_text_and_not_an_expression():
    assert re.fullmatch(names.scope_regex(["a.b", "c+"]), "a.b: x") and not re.fullmatch(
        names.scope_regex(["a.b", "c+"]), "aXb: x"
    )


@pytest.mark.parametrize(
    "given_names, found",
    [
        (["payments", "Ops, EU"], ["payments", "Ops, EU"]),
        ("payments", ["payments"]),
        ("payments, search", ["payments", "search"]),
        ("payments\r\nsearch\n\n payments \n", ["payments", "search"]),
        ('["Ops, EU", "search"]', ["Ops, EU", "search"]),
        ("[odd, name", ["[odd", "name"]),
        ("", []),
        ([], []),
        (" , \n", []),
        (None, []),
        ("payments\uff0csearch\u3001ops; web\uff1b db", ["payments", "search", "ops", "web", "db"]),
        (
            '["404", "007", "yes", "2026-11-30", "a, b"]',
            ["404", "007", "yes", "2026-11-30", "a, b"],
        ),
        ("404, 007", ["404", "007"]),
    ],
)
def test_names_as_surveys_and_command_lines_give_them(given_names, found):
    assert names.named(given_names) == found


@pytest.mark.parametrize(
    "given_names",
    [
        7,
        {"payments": 1},
        ["payments", 7],
        "[7]",
        True,
        datetime.date(2026, 11, 30),
        12.5,
        ["payments", None],
    ],
)
def test_what_is_no_list_of_names_is_refused(given_names):
    with pytest.raises(ValueError, match="list of texts"):
        names.named(given_names)


@pytest.mark.parametrize(
    "typed, told", [(404, "404"), (True, "true"), (datetime.date(2026, 11, 30), '"2026-11-30"')]
)
def test_what_yaml_takes_for_something_else_says_how_it_is_written(typed, told):
    for given_names in (typed, ["payments", typed]):
        with pytest.raises(ValueError) as caught:
            names.named(given_names)
        assert (
            str(caught.value)
            == "names have to be a list of texts; %s is none. Write a team that is called so in a"
            ' list, in quotes: ["404"]' % told
        )


@pytest.mark.parametrize(
    "name", ["pay: x", "pay:", ":", "a\tb", "x" * 65, "pay\u200bments", "a\u2028b"]
)
def test_names_that_no_team_can_have_are_refused(name):
    """With "pay: x" for a team the object of the team "pay" would be found, and deleted."""
    for given_names in ([name], ["search", name], '["%s"]' % name.replace("\t", "\\t")):
        with pytest.raises(ValueError, match="nothing that a team can be called"):
            names.named(given_names)
    with pytest.raises(ValueError, match="nothing that a team can be called"):
        names.scope_regex(["search", name])


def test_the_other_unicode_form_is_the_same_team():
    for team in ("caf\u00e9", "cafe\u0301"):
        scope = names.scope_regex([team])
        assert (
            re.fullmatch(scope, "caf\u00e9: page")
            and re.fullmatch(scope, "cafe\u0301: page")
            and not re.fullmatch(scope, "cafe: page")
        )


@pytest.mark.parametrize(
    "name, prefix",
    [
        ("payments", ""),
        ("payments:x", ""),
        (": x", ""),
        ("payments: ", ""),
        ("payments: page", "oncall/"),
    ],
)
def test_objects_of_nobody(name, prefix):
    assert names.team_of(name, prefix) is None


@pytest.mark.parametrize("vendor", VENDORS)
@pytest.mark.parametrize("prefix", ["", "oncall/"])
def test_every_object_is_named_after_its_team(vendor, prefix):
    team = small(members=[{"name": "alice", "email": "alice@example.com"}])
    scope = re.compile(names.scope_regex(["payments"], prefix))
    found = [one for kind, made in objects(team, vendor, prefix=prefix).items() for one in made]
    assert found and all(
        scope.fullmatch(one["name"]) and names.team_of(one["name"], prefix) == "payments"
        for one in found
    )


def test_every_text_has_the_marker():
    mark = "Managed by oncall.routing (team payments)."
    texts = [
        objects(small(), "mackerel")["alert_group_settings"][0]["memo"],
        objects(small(), "guance")["alert_policies"][0]["desc"],
        objects(small(), "bk")["notice_groups"][0]["message"],
        objects(small(), "bk", account={"bk_form": "user_group"})["user_groups"][0]["desc"],
    ]
    assert texts == [mark] * 4


@given(description=st.text(max_size=400), longest=st.one_of(st.none(), st.integers(60, 300)))
def test_a_description_keeps_its_marker_and_its_limit(description, longest):
    text, cut = names.described(description, "payments", longest)
    assert (
        text.endswith(names.marker("payments"))
        and (longest is None or len(text) <= longest)
        and text == " ".join(text.split())
    )
    assert (
        cut
        == (
            "\u2026 Managed" in text
            and "\u2026 Managed" not in names.described(description, "payments")[0]
        )
        or "\u2026" in description
    )
