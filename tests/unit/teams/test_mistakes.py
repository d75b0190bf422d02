# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What people type wrongly: each message names file, team and path and says what to do; it never
repeats a secret; the good teams go on.
"""

from __future__ import annotations

import copy

import pytest
from ansible_collections.oncall.routing.plugins.plugin_utils._teams.translate import common
from hypothesis import given
from hypothesis import strategies as st

from .kit import SECRET, VENDORS, first, maximal, put, refusals, small, translate
from .strategies import mistyped

TYPICAL = [
    # YAML and shape
    ("routing[0].severity", "critical", "routing[0].severity", "must be a list: write [critical]"),
    ("routing[0].repeat", 10, "routing[0].repeat", "10 has no unit: write 10s, 10m or 10h"),
    (
        "routing[1].when.from",
        1080,
        "routing[1].when.from",
        'is a number; YAML reads an unquoted time as one, so write it in quotes: "18:00"',
    ),
    (
        "members[0].phone",
        819012345678,
        "members[0].phone",
        "is a number to YAML; write it in quotes",
    ),
    ("contacts.page.slack", SECRET, "contacts.page.slack", "must be a dict, not text"),
    ("contacts.mail", None, "contacts.mail", "is empty; it must be a dict"),
    ("routing", {}, "routing", "must be a list, not a dict"),
    # words
    (
        "routing[0].severity",
        ["crit"],
        "routing[0].severity[0]",
        "'crit' is not one of critical, warning, info; did you mean critical?",
    ),
    (
        "routing[0].repat",
        "10m",
        "routing[0].repat",
        (
            "is not known here; did you mean repeat? There are severity, notify, repeat, escalate,"
            " when"
        ),
    ),
    (
        "vendors.mackrel",
        {},
        "vendors.mackrel",
        "is not known here; did you mean mackerel? There are mackerel, guance, bk",
    ),
    (
        "routing[1].when.days",
        "Monday",
        "routing[1].when.days",
        "'Monday' are no days like mon-fri or sat,sun",
    ),
    (
        "routing[1].when.for",
        "9",
        "routing[1].when.for",
        "'9' is no duration like 30s, 10m, 1h30m or 1d",
    ),
    # references
    (
        "routing[0].notify",
        ["pager"],
        "routing[0].notify[0]",
        (
            "'pager' is none of the contacts; did you mean page? There are page, mail, duty,"
            " members, lead"
        ),
    ),
    (
        "routing[0].escalate[0].notify",
        ["boss"],
        "routing[0].escalate[0].notify[0]",
        "'boss' is none of the contacts. There are page, mail, duty, members, lead",
    ),
    (
        "contacts.mail.email",
        ["alcie"],
        "contacts.mail.email[0]",
        "'alcie' is no member and no address; did you mean alice? Members are alice, bob",
    ),
    (
        "contacts.duty.phone",
        ["x@example.com"],
        "contacts.duty.phone[0]",
        "'x@example.com' is no member. Members are alice, bob",
    ),
    ("members[0].lead", False, "routing[0].escalate[0].notify[0]", "no member has lead: true"),
    ("members[1].name", "alice", "members[1].name", "'alice' is members[0] already"),
    (
        "contacts.lead",
        {"email": "members"},
        "contacts.lead",
        "is there for every team already: the members with lead: true; choose another name",
    ),
    # contacts
    (
        "contacts.page.webhook",
        {"url": SECRET},
        "contacts.page",
        (
            "needs exactly one of slack, teams, google_chat, dingtalk, feishu, wecom, wecom_chat,"
            " webhook, email, phone, existing; it has slack and webhook"
        ),
    ),
    (
        "contacts.page.slack.url",
        "hooks.slack.com/services/T0",
        "contacts.page.slack.url",
        "is no http or https URL",
    ),
    ("contacts.mail.way", "sms", "contacts.mail.way", "does not go together with email"),
    # times
    (
        "timezone",
        "Asia/Tokio",
        "timezone",
        (
            "'Asia/Tokio' is no time zone; write an IANA name like Asia/Tokyo; did you mean"
            " 'Asia/Tokyo' or 'Asia/Tomsk'?"
        ),
    ),
    (
        "routing[1].when.for",
        "25h",
        "routing[1].when.for",
        "25h is more than a day; a time begins on each of the days, so give more days",
    ),
    ("routing[1].when.for", "90s", "routing[1].when.for", "90s is no whole number of minutes"),
    ("routing[0].repeat", "0m", "routing[0].repeat", "'0m' is no time at all"),
    ("routing[1].when.from", ..., "routing[1].when.from", "is required together with for"),
    (
        "routing[0].escalate",
        [{"after": "1h", "notify": ["lead"]}, {"after": "15m", "notify": ["duty"]}],
        "routing[0].escalate[1].after",
        "15m does not come after the step before; all steps count from the beginning of the alert",
    ),
    # vendors
    (
        "vendors.mackerel.options",
        {"notification_groups": {"monitor": []}},
        "vendors.mackerel.options.notification_groups.monitor",
        (
            "is no option of the module; did you mean monitors? There are child_channels,"
            " child_notification_groups, monitors, notification_level, services"
        ),
    ),
    (
        "vendors.guance.severity",
        {"critical": ["critical"], "warning": ["critical"]},
        "vendors.guance.severity.warning[0]",
        "'critical' stands for critical already",
    ),
]


@pytest.mark.parametrize(
    "path, value, where, message", TYPICAL, ids=["%s-%.18s" % (one[2], one[3]) for one in TYPICAL]
)
@pytest.mark.parametrize("vendor", VENDORS)
def test_a_typical_mistake(vendor, path, value, where, message):
    wrong = put(first(), path, value)
    found = refusals(
        small(name="good"), wrong, sources=["teams/good.yml", "teams/payments.yml"], vendor=vendor
    )
    assert found == [("payments", "teams/payments.yml", where, message)]


def test_the_whole_of_it_in_one_line():
    refused = translate([put(first(), "routing[0].repeat", 10)], "guance", ["teams/payments.yml"])[
        "refused"
    ]
    assert [one["text"] for one in refused] == [
        "teams/payments.yml: team payments: routing[0].repeat: 10 has no unit: write 10s, 10m"
        " or 10h"
    ]


def test_all_mistakes_are_told_at_once():
    wrong = put(put(first(), "routing[0].repeat", 10), "members[0].phone", 1)
    assert [where for dummy, dummy, where, dummy in refusals(wrong)] == [
        "members[0].phone",
        "routing[0].repeat",
    ]
    wrong = put(put(first(), "routing[0].notify", ["x", "y"]), "timezone", "Tokyo")
    assert [where for dummy, dummy, where, dummy in refusals(wrong)] == [
        "timezone",
        "routing[0].notify[0]",
        "routing[0].notify[1]",
    ]


@pytest.mark.parametrize(
    "document, team, path, message",
    [
        (None, "", "", "is empty; it must be a dict"),
        ([], "", "", "must be a dict, not a list"),
        ("payments", "", "", "must be a dict, not text"),
        (
            {"contacts": {}, "routing": [{"severity": ["info"], "notify": ["members"]}]},
            "",
            "name",
            "is required",
        ),
    ],
)
def test_a_file_that_is_no_team(document, team, path, message):
    assert refusals(document, sources=["teams/x.yml"]) == [(team, "teams/x.yml", path, message)]


@pytest.mark.parametrize("vendor", VENDORS)
def test_the_others_go_on(vendor):
    good, bad = small(name="search"), put(first(), "routing[0].severity", "critical")
    alone, both = translate([good], vendor), translate([bad, good, {"name": "third"}], vendor)
    assert (
        both["objects"] == alone["objects"]
        and both["teams"] == ["search"]
        and both["fidelity"] == alone["fidelity"]
    )
    assert {one["team"] for one in both["refused"]} == {"payments", "third"}


def test_two_files_of_one_team_are_both_refused():
    """Neither is clearly the right one. BlueKing does not tell capitals apart, so nobody does."""
    result = translate(
        [small(), small(name="search"), small(name="Payments")], "bk", ["a.yml", "b.yml", "c.yml"]
    )
    assert [
        (one["team"], one["file"], one["path"], one["message"]) for one in result["refused"]
    ] == [
        (
            "payments",
            "a.yml",
            "name",
            "is the name of another team as well (c.yml); neither is carried out",
        ),
        (
            "Payments",
            "c.yml",
            "name",
            "is the name of another team as well (a.yml); neither is carried out",
        ),
    ]
    assert result["teams"] == ["search"]


@pytest.mark.parametrize("second", ["cafe\u0301", "CAFE\u0301"])
def test_two_teams_that_look_the_same_are_both_refused(second):
    result = translate(
        [small(name="caf\u00e9"), small(name=second), small(name="cafe")],
        "guance",
        ["a.yml", "b.yml", "c.yml"],
    )
    assert [(one["file"], one["path"]) for one in result["refused"]] == [
        ("a.yml", "name"),
        ("b.yml", "name"),
    ] and result["teams"] == ["cafe"]


def test_two_contacts_and_two_people_that_look_the_same_are_refused():
    page = {"slack": {"url": SECRET}}
    wrong = small(
        contacts={"caf\u00e9": page, "cafe\u0301": page},
        routing=[{"severity": ["critical"], "notify": ["caf\u00e9"]}],
        members=[
            {"name": "ren\u00e9", "email": "a@example.com"},
            {"name": "rene\u0301", "email": "b@example.com"},
        ],
    )
    assert [(path, message) for dummy, dummy, path, message in refusals(wrong)] == [
        (
            "members[1].name",
            (
                r"'rene\u0301' is the same text as members[0].name 'ren\xe9' in another Unicode"
                r" form; choose another name"
            ),
        ),
        (
            "contacts.cafe\u0301",
            r"'cafe\u0301' is the same text as contacts.caf\xe9 'caf\xe9' in another Unicode form;"
            r" choose another name".replace(r"contacts.caf\xe9", "contacts.caf\u00e9"),
        ),
    ]


def test_a_bad_file_keeps_the_name_from_a_good_one():
    """A file that somebody broke while copying it must not let the copy win."""
    found = refusals(small(), put(small(), "routing", []), sources=["a.yml", "b.yml"])
    assert [(file, path) for dummy, file, path, dummy in found] == [
        ("a.yml", "name"),
        ("b.yml", "routing"),
        ("b.yml", "name"),
    ]


# --- what only one vendor minds


@pytest.mark.parametrize(
    "vendor, label",
    [
        ("mackerel", "Mackerel tells bob by mail (contacts.mail)"),
        ("guance", "Guance knows bob by it (contacts.mail)"),
    ],
)
def test_a_person_without_address(vendor, label):
    team = put(first(), "members[1].email", ...)
    assert refusals(team, vendor=vendor) == [
        ("payments", "teams[0]", "members[1].email", "is required: " + label)
    ]
    assert refusals(team, vendor="bk") == []


def test_a_name_too_long_for_guance():
    team = small(name="x" * 40)
    message = (
        "is too long for Guance: the team there would be called %r, of at most 48 characters"
        % ("x" * 40 + ": members")
    )
    assert refusals(team, vendor="guance") == [("x" * 40, "teams[0]", "name", message)]
    assert refusals(team, vendor="mackerel") == refusals(team, vendor="bk") == []
    assert (
        refusals(small(name="x" * 39), vendor="guance") == []
        and refusals(small(name="x" * 39), vendor="guance", prefix="y") != []
    )


def test_a_check_looks_at_all_vendors_of_a_team():
    from ansible_collections.oncall.routing.plugins.plugin_utils._teams.translate.common import (
        check,
    )

    teams = [
        small(name="good"),
        put(small(name="no-mail"), "members[0].email", ...),
        small(name="bad", routing=[]),
        put(
            put(small(name="only-bk"), "members[0].email", ...), "vendors", {"bk": {"bk_biz_id": 7}}
        ),
    ]
    result = check(
        teams, ["a", "b", "c", "d"], common.CheckOptions(account={"default_bk_biz_id": 7})
    )
    assert (
        result["good"] == [teams[0], teams[3]]
        and result["sources"] == ["a", "d"]
        and result["businesses"] == [7]
    )
    assert sorted({(one["team"], one["file"]) for one in result["refused"]}) == [
        ("bad", "c"),
        ("no-mail", "b"),
    ]
    assert [
        one["team"]
        for one in check(
            teams,
            ["a", "b", "c", "d"],
            common.CheckOptions(vendors=["bk"], account={"default_bk_biz_id": 7}),
        )["refused"]
    ] == ["bad"]


# --- warnings


def warnings(team):
    return [(one["path"], one["message"]) for one in translate([team], "mackerel")["warnings"]]


def test_a_rule_that_nobody_reaches_is_allowed_and_told():
    always = {"severity": ["critical", "warning"], "notify": ["page"]}
    team = small(routing=[always, {"severity": ["warning", "info"], "notify": ["mail"]}])
    assert warnings(team)[0] == (
        "routing[1].severity[0]",
        "is never reached: rules above it, such as routing[0], take every warning alert",
    )
    hidden = small(
        routing=[
            dict(always, when={"days": "mon-fri"}),
            dict(always, when={"days": "sat,sun"}),
            dict(always, severity=["critical"]),
        ]
    )
    assert (
        "routing[2].severity[0]",
        "is never reached: rules above it, such as routing[0], take every critical alert",
    ) in warnings(hidden)


def test_times_that_nobody_covers_are_told():
    team = small(
        routing=[
            {
                "severity": ["critical", "warning"],
                "notify": ["page", "mail", "chat"],
                "when": {"days": "mon-fri", "from": "09:00", "for": "9h"},
            }
        ]
    )
    assert warnings(team) == [
        (
            "routing",
            "nobody is told of critical at some times, the first of the week from mon 00:00 on",
        ),
        (
            "routing",
            "nobody is told of warning at some times, the first of the week from mon 00:00 on",
        ),
    ]
    assert warnings(
        small(routing=[{"severity": ["info"], "notify": ["page", "mail", "chat"]}])
    ) == [
        ("routing", "no rule is for critical, so nobody is told of it"),
        ("routing", "no rule is for warning, so nobody is told of it"),
    ]


def test_a_contact_nobody_tells_is_told():
    team = small(routing=[{"severity": ["critical", "warning"], "notify": ["page"]}])
    assert [path for path, dummy in warnings(team)] == ["contacts.mail", "contacts.chat"]
    assert warnings(put(team, "routing[0].notify", ["page", "mail", "chat"])) == []


# --- secrets

SAID = ("refused", "warnings", "fidelity")


@given(document=mistyped(), vendor=st.sampled_from(VENDORS))
def test_no_message_holds_an_address_that_lets_anybody_post(document, vendor):
    result = translate([document], vendor)
    text = repr([result[key] for key in SAID])
    assert "https://" not in text and "http://" not in text and "SEC0" not in text


@pytest.mark.parametrize(
    "path",
    [
        "contacts.page.slack.url",
        "contacts.ding.dingtalk.secret",
        "contacts.byhand.existing.guance",
        "routing[0].notify[0]",
        "contacts.list.email[0]",
        "contacts.chat.wecom_chat.id",
        "contacts.page.way",
        "contacts.page.slack",
        "routing[0].severity",
        "name",
        "timezone",
    ],
)
def test_a_secret_in_the_wrong_place_is_not_repeated(path):
    for value in (SECRET, [SECRET], {"url": SECRET}, {SECRET: 1}, SECRET + "\n"):
        result = translate([put(maximal(), path, value)], "mackerel")
        assert "kept-secret" not in repr(
            [{key: one[key] for key in ("path", "message", "text")} for one in result["refused"]]
        ), (path, value)


# --- whoever asks


@pytest.mark.parametrize(
    "words, message",
    [
        ({"vendor": "opsgenie"}, "there is no vendor 'opsgenie'; there are mackerel, guance, bk"),
        ({"sources": ["a", "b"]}, "there are 1 teams and 2 sources"),
        ({"teams": {"name": "x"}}, "the teams have to be a list"),
        (
            {"account": {"nmae": "x"}},
            (
                "account: nmae is not known; there are bk_biz_id, bk_form, businesses,"
                " default_bk_biz_id, known, monday, name, workspace"
            ),
        ),
        ({"fidelity": "some"}, "fidelity: 'some' is not one of all, inexact, none"),
        ({"account": {"bk_biz_id": "two"}}, "account.bk_biz_id: 'two' is no whole number"),
        ({"account": {"monday": 2}}, "account.monday: 2 is not 0 or 1"),
        (
            {"account": {"bk_form": "native"}},
            "account.bk_form: 'native' is not one of auto, user_group",
        ),
    ],
)
def test_a_wrong_question_is_an_error_of_whoever_asks(words, message):
    with pytest.raises(common.UsageError) as raised:
        translate(**dict({"teams": [small()], "vendor": "mackerel"}, **words))
    assert str(raised.value) == message


def test_what_is_handed_in_is_not_changed():
    team = maximal()
    before = copy.deepcopy(team)
    for vendor in VENDORS:
        translate([team], vendor, account={"name": "here"})
    assert team == before


def test_a_team_without_a_business_is_refused_where_others_name_theirs():
    """Nobody could tell in which business it is meant to be."""
    teams = [
        small(name="plain"),
        put(small(name="named"), "vendors", {"bk": {"bk_biz_id": 7}}),
        put(small(name="elsewhere"), "vendors", {"mackerel": {}}),
    ]
    result = common.check(teams, ["a", "b", "c"])
    assert result["sources"] == ["b", "c"] and result["businesses"] == [7]
    assert [one["text"] for one in result["refused"]] == [
        "a: team plain: vendors.bk.bk_biz_id: is required, because other teams name theirs and the"
        " account has none of its own"
    ]
    assert common.check(teams, options=common.CheckOptions(vendors=["mackerel"]))["refused"] == []
    result = common.check(
        teams, ["a", "b", "c"], common.CheckOptions(account={"default_bk_biz_id": 2})
    )
    assert result["sources"] == ["a", "b", "c"] and result["businesses"] == [2, 7]
    at_two = common.translate(teams, "bk", account={"bk_biz_id": 2, "default_bk_biz_id": 2})
    assert at_two["teams"] == ["plain"] and at_two["elsewhere"] == ["named", "elsewhere"]


def test_only_some_teams_count():
    teams = [small(name="payments"), small(name="search"), small(name="bad", routing=[])]
    result = common.check(teams, ["a", "b", "c"], common.CheckOptions(only=["search"]))
    assert result["sources"] == ["b"] and result["refused"] == []
    result = common.check(teams, ["a", "b", "c"], common.CheckOptions(only=["paymants", "search"]))
    assert result["sources"] == ["b"] and [one["text"] for one in result["refused"]] == [
        "team paymants: is in none of the files; did you mean payments?"
    ]


def test_a_strict_check_refuses_what_a_vendor_cannot_carry():
    plain = small(name="plain", vendors={"mackerel": {}})
    late = put(
        small(name="late", vendors={"mackerel": {}}),
        "routing[0].escalate",
        [{"after": "15m", "notify": ["members"]}],
    )
    lenient = common.check([plain, late], ["a", "b"])
    assert lenient["sources"] == ["a", "b"] and {one["team"] for one in lenient["fidelity"]} == {
        "plain",
        "late",
    }
    strict = common.check([plain, late], ["a", "b"], common.CheckOptions(strict=True))
    assert any(
        one["text"].startswith("b: team late: routing[0].escalate: Mackerel: not expressible: ")
        for one in strict["refused"]
    )
    assert "b" not in strict["sources"]
