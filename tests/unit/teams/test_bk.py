# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Teams at BlueKing, with everything that comes of them."""

from __future__ import annotations

import pytest
from ansible_collections.oncall.routing.plugins.plugin_utils._teams.translate import common

from .kit import SECRET, fidelity, first, objects, put, small, status, translate

MARK = "Managed by oncall.routing (team payments)."
DAY = "00:00--23:59"
ACTIONS = [
    {
        "time_range": DAY,
        "notify_config": [
            {"phase": phase, "notice_ways": [{"name": "mail"}]} for phase in ("1", "2", "3")
        ],
    }
]


def users(*names):
    return [{"type": "user", "id": name} for name in names]


def notice(time_range, **levels):
    return {
        "time_range": time_range,
        "notify_config": [
            {
                "level": level[1:],
                "notice_ways": [
                    (
                        {"name": "wxwork-bot", "receivers": [way[5:]]}
                        if way.startswith("chat:")
                        else {"name": way}
                    )
                    for way in ways
                ],
            }
            for level, ways in levels.items()
        ],
    }


def notice_group(ways, people=("alice",), chats=None, hook="", message=MARK):
    return {
        "name": "payments: on-call",
        "message": message,
        "notice_receiver": users(*people),
        "notice_way": ways,
        "wxwork_group": chats or {},
        "webhook_url": hook,
    }


def user_group(*notices, people=("alice",), mention=(), desc=MARK, zone="UTC"):
    return {
        "name": "payments: on-call",
        "desc": desc,
        "timezone": zone,
        "users": users(*people),
        "alert_notice": list(notices),
        "action_notice": ACTIONS,
        "mention_list": list(mention),
    }


def only(team, **options):
    """The one group of a team."""
    found = objects(team, "bk", **options)
    assert list(found) == ["notice_groups", "user_groups"]
    return (found["notice_groups"] + found["user_groups"])[0], (
        "native" if found["user_groups"] else "legacy"
    )


def test_the_first_file():
    assert objects(first(), "bk") == {
        "notice_groups": [],
        "user_groups": [
            user_group(
                notice("18:00--08:59", l1=["voice"]),
                notice("09:00--17:59", l1=["voice"], l2=["mail"], l3=["mail"]),
                people=("alice", "bob01"),
                desc="Card payments and ledger. " + MARK,
                zone="Asia/Tokyo",
            )
        ],
    }
    report = fidelity(first(), "bk")
    assert {path: status for path, (status, dummy) in report.items() if status != "exact"} == {
        "contacts.page.mention": "not expressible",
        "contacts.page": "not expressible",
        "lead": "not expressible",
        "timezone": "approximated",
        "routing[0].notify": "approximated",
        "routing[0].repeat": "not expressible",
        "routing[0].escalate": "not expressible",
        "routing[1].when": "approximated",
        "routing[2].notify": "not expressible",
    }


def test_without_times_it_is_a_notice_group():
    contacts = {
        "mail": {"email": "members"},
        "duty": {"phone": "members"},
        "text": {"phone": "members", "way": "sms"},
        "chat": {"wecom_chat": {"id": "wrk0"}},
        "hook": {"webhook": {"url": SECRET}},
    }
    team = small(
        description="Cards!",
        contacts=contacts,
        routing=[
            {"severity": ["critical"], "notify": ["duty", "mail", "hook"]},
            {"severity": ["warning", "info"], "notify": ["chat", "text"]},
        ],
    )
    assert objects(team, "bk") == {
        "user_groups": [],
        "notice_groups": [
            notice_group(
                {"1": ["mail", "voice"], "2": ["sms"], "3": ["sms"]},
                chats={"2": ["wrk0"], "3": ["wrk0"]},
                hook=SECRET,
                message="Cards! " + MARK,
            )
        ],
    }
    report = fidelity(team, "bk")
    assert {path: status for path, (status, dummy) in report.items() if status != "exact"} == {
        "contacts.hook": "approximated"
    }


@pytest.mark.parametrize(
    "changes, form",
    [
        ({}, "legacy"),
        ({"routing[0].when": {"days": "mon-fri"}}, "native"),
        ({"contacts.chat.mention": "@channel"}, "native"),
        ({"contacts.page.mention": "@channel"}, "legacy"),
        ({"routing[0].repeat": "1h"}, "legacy"),
    ],
)
def test_the_form_of_the_group(changes, form):
    team = small()
    for path, value in changes.items():
        team = put(team, path, value)
    assert only(team)[1] == form
    assert only(team, account={"bk_form": "user_group"})[1] == "native"


def test_the_same_team_in_both_forms():
    assert only(small())[0] == notice_group({"1": ["mail"]}, chats={"1": ["wrk0"]})
    assert only(small(), account={"bk_form": "user_group"})[0] == user_group(
        notice(DAY, l1=["mail", "chat:wrk0"])
    )


PEOPLE = [
    {"name": "alice", "email": "alice@example.com", "lead": True},
    {"name": "bob", "email": "bob@example.com", "bk_username": "bob01"},
]


@pytest.mark.parametrize(
    "contacts, names, inexact",
    [
        ({"it": {"email": "members"}}, ["alice", "bob01"], []),
        ({"it": {"email": "bob"}}, ["bob01"], ["members[0].name"]),
        (
            {"it": {"email": "lead"}, "two": {"phone": "alice"}},
            ["alice"],
            ["members[1].bk_username"],
        ),
        (
            {"it": {"email": "lead"}, "two": {"phone": "members"}},
            ["alice", "bob01"],
            ["contacts.it"],
        ),
        (
            {"it": {"email": ["bob", "x@example.com"]}},
            ["bob01"],
            ["contacts.it", "members[0].name"],
        ),
        ({"it": {"wecom_chat": {"id": "wrk0"}}}, ["alice", "bob01"], []),
        ({"it": {"existing": {"bk": {"ways": ["weixin"]}}}}, ["alice", "bob01"], ["contacts.it"]),
    ],
)
def test_the_people_of_the_group(contacts, names, inexact):
    team = small(
        members=PEOPLE,
        contacts=contacts,
        routing=[{"severity": ["critical"], "notify": list(contacts)}],
    )
    group, dummy = only(team)
    assert group["notice_receiver"] == users(*names)
    assert (
        sorted(path for path, (status, dummy) in fidelity(team, "bk").items() if status != "exact")
        == inexact
    )


def test_members_and_lead_are_told_by_mail():
    team = small(
        members=PEOPLE,
        routing=[
            {"severity": ["critical"], "notify": ["lead"]},
            {"severity": ["warning"], "notify": ["chat"]},
        ],
    )
    assert only(team)[0] == notice_group({"1": ["mail"]}, chats={"2": ["wrk0"]})


@pytest.mark.parametrize(
    "contact",
    [
        {way: {"url": SECRET}}
        for way in ("slack", "teams", "google_chat", "dingtalk", "feishu", "wecom", "webhook")
    ]
    + [{"email": ["x@example.com"]}, {"existing": {"mackerel": "x"}}],
    ids=lambda contact: next(iter(contact)),
)
def test_contacts_that_cannot_be_told(contact):
    team = small(contacts={"it": contact}, routing=[{"severity": ["critical"], "notify": ["it"]}])
    assert objects(team, "bk") == {"notice_groups": [], "user_groups": []}
    assert status(team, "bk", "contacts.it") == status(team, "bk", "routing") == "not expressible"
    by_hand = put(team, "contacts.it.existing", {"bk": {"ways": ["weixin"], "chat": "wrk1"}})
    assert only(by_hand)[0] == notice_group({"1": ["weixin"]}, chats={"1": ["wrk1"]})


def test_webhooks():
    two = small(
        contacts={
            "mail": {"email": "members"},
            "one": {"webhook": {"url": SECRET}},
            "two": {"webhook": {"url": SECRET + "2"}},
        },
        routing=[{"severity": ["critical"], "notify": ["mail", "one", "two"]}],
    )
    assert only(two)[0]["webhook_url"] == SECRET
    assert fidelity(two, "bk")["contacts.one"][0] == "approximated" and fidelity(two, "bk")[
        "contacts.two"
    ] == ("not expressible", "a group has one webhook")
    assert fidelity(two, "bk")["routing[0].notify"] == (
        "approximated",
        "are told by the ways of the level; two can't be told at BlueKing",
    )
    native = put(two, "routing[0].when", {"days": "mon-fri"})
    assert "webhook_url" not in only(native)[0]
    assert fidelity(native, "bk")["contacts.one"] == (
        "not expressible",
        "a group with times or mentions has no webhook at BlueKing",
    )


@pytest.mark.parametrize(
    "mention, listed, how",
    [
        ("@channel", [{"type": "group", "id": "all"}], "exact"),
        ("@here", [{"type": "group", "id": "all"}], "approximated"),
        ("alice", users("alice"), "exact"),
        ("@bob", users("bob01"), "exact"),
        ("look at this", [], "not expressible"),
    ],
)
def test_mentions(mention, listed, how):
    team = put(small(members=PEOPLE), "contacts.chat.mention", mention)
    assert only(team)[0]["mention_list"] == listed
    assert status(team, "bk", "contacts.chat.mention") == how


@pytest.mark.parametrize(
    "when, ranges",
    [
        ({"from": "09:00", "for": "9h"}, ["18:00--08:59", "09:00--17:59"]),
        ({"from": "22:00", "for": "10h"}, ["22:00--07:59", "08:00--21:59"]),
        ({"from": "00:00", "for": "12h"}, ["00:00--11:59", "12:00--23:59"]),
        ({"from": "23:59", "for": "1m"}, ["00:00--23:58", "23:59--23:59"]),
    ],
)
def test_ranges_end_with_their_last_minute(when, ranges):
    """The server compares hours and minutes, the end included."""
    team = small(
        routing=[
            {"severity": ["critical"], "notify": ["mail"], "when": when},
            {"severity": ["critical"], "notify": ["chat"]},
        ]
    )
    assert [one["time_range"] for one in only(team)[0]["alert_notice"]] == ranges
    assert status(team, "bk", "routing[0].when") == "exact"


def test_times_without_rule_are_no_range():
    team = small(
        routing=[
            {"severity": ["critical"], "notify": ["mail"], "when": {"from": "09:00", "for": "9h"}}
        ]
    )
    assert only(team)[0] == user_group(notice("09:00--17:59", l1=["mail"]))


def test_weekdays_and_dates_are_told_apart_by_nobody():
    plain = [
        {
            "severity": ["critical"],
            "notify": ["mail"],
            "when": {"days": "mon-fri", "from": "09:00", "for": "9h"},
        },
        {"severity": ["critical"], "notify": ["chat"]},
    ]
    assert only(small(routing=plain))[0] == user_group(
        notice("18:00--08:59", l1=["chat:wrk0"]), notice("09:00--17:59", l1=["mail", "chat:wrk0"])
    )
    assert fidelity(small(routing=plain), "bk")["routing[0].when"] == (
        "approximated",
        "is a time of day; BlueKing knows no weekdays, so people are told by the ways of all days",
    )
    dated = put(put(plain, "[0].when.days", ...), "[0].when.except", ["company-holidays"])
    assert fidelity(small(routing=dated), "bk")["routing[0].when"] == (
        "approximated",
        "is a time of day; BlueKing knows no dates, so people are told by the ways of both",
    )


def test_the_time_zone_is_that_of_the_business():
    timed = put(small(), "routing[0].when", {"from": "09:00", "for": "9h"})
    assert status(timed, "bk", "timezone") == "approximated" and "timezone" not in fidelity(
        small(), "bk"
    )


def test_businesses():
    here, there, any_ = (
        small(name=name, vendors={"bk": own})
        for name, own in (("here", {"bk_biz_id": 2}), ("there", {"bk_biz_id": 3}), ("any", {}))
    )
    result = translate([here, there, any_], "bk", account={"bk_biz_id": 2})
    assert (result["teams"], result["elsewhere"]) == (["here", "any"], ["there"])
    with pytest.raises(
        common.UsageError,
        match="the teams are in the businesses 2, 3, and one task works on one",
    ):
        translate([here, there], "bk")
    assert translate([here, any_], "bk")["teams"] == ["here", "any"]
    assert common.check([here, there, any_])["businesses"] == [2, 3]
    assert common.check([here, there, any_], options=common.CheckOptions(account={"bk_biz_id": 3}))[
        "businesses"
    ] == [3]
