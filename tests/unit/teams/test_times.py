# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who is told when: what comes out for each vendor is played through, minute by minute, and
compared with the team file read naively.
"""

from __future__ import annotations

import re

import pytest
from ansible_collections.oncall.routing.plugins.plugin_utils._time import clock
from hypothesis import given
from hypothesis import strategies as st

from .kit import fidelity, objects, small
from .strategies import CALENDARS, DAYS, rule

SEVERITIES = ("critical", "warning", "info")
WEEK = 7 * 1440
STATUSES = {
    "critical": "critical",
    "error": "critical",
    "warning": "warning",
    "nodata": "warning",
    "info": "info",
}


# --- the naive reading


def is_open(when, minute, dates):
    """Whether a time of a team file is open in a minute of the week that lies on a date of these
    calendars.
    """
    if set(when.get("except", ())) & set(dates):
        return False
    hours, minutes = when.get("from", "00:00").split(":")
    length = sum(
        int(number) * {"h": 60, "m": 1, "d": 1440}[unit]
        for number, unit in re.findall(r"(\d+)([hmd])", when.get("for", "1d"))
    )
    for day in days_of(when.get("days", "mon-sun")):
        if (minute - (day * 1440 + int(hours) * 60 + int(minutes))) % WEEK < length:
            return True
    return False


def days_of(text):
    for part in text.split(","):
        first, dummy, last = part.strip().partition("-")
        day = DAYS.index(first)
        while True:
            yield day
            if DAYS[day] == (last or first):
                break
            day = (day + 1) % 7


def wanted(team, severity, minute, dates):
    """Names of the contacts that are told."""
    for one in team["routing"]:
        if severity in one["severity"] and is_open(one.get("when", {}), minute, dates):
            return set(one["notify"])
    return set()


def moments(team):
    """Minutes of the week at which anything may change, and the ones before, on every kind of
    date.
    """
    found = {0}
    for one in team["routing"]:
        when = one.get("when", {})
        hours, minutes = when.get("from", "00:00").split(":")
        length = clock.seconds(when.get("for", "1d")) // 60
        for day in range(7):
            start = day * 1440 + int(hours) * 60 + int(minutes)
            found |= {start, start + length}
    found |= {day * 1440 for day in range(7)}
    found |= {mark - 1 for mark in found}
    for minute in sorted({mark % WEEK for mark in found}):
        for dates in ((), CALENDARS[:1], CALENDARS[1:], CALENDARS):
            yield minute, dates


# --- teams whose every contact every vendor can express

NAMES = ("a", "b", "c")


def team_of(rules, kind):
    contacts = {
        "guance": {
            name: {"webhook": {"url": "https://hooks.example.com/" + name}} for name in NAMES
        },
        "mackerel": {
            name: {"webhook": {"url": "https://hooks.example.com/" + name}} for name in NAMES
        },
        "bk": {name: {"wecom_chat": {"id": name}} for name in NAMES},
    }[kind]
    return small(contacts=contacts, routing=rules, vendors={kind: {}})


def rules(most=4):
    plain = rule(NAMES).map(
        lambda one: {
            key: value for key, value in one.items() if key in ("severity", "notify", "when")
        }
    )
    return st.lists(plain, min_size=1, max_size=most)


def guance_told(policy, severity, minute, dates):
    """Who an alert policy tells, read from its options as the vendor describes them; Monday is
    day 0.
    """
    for entry in policy["alert_opt"]["alert_target"]:
        if "crontab" in entry:
            at, hour, dom, month, days = entry["crontab"].split()
            assert (dom, month) == ("*", "*")
            starts = [
                day * 1440 + int(hour) * 60 + int(at)
                for day in (range(7) if days == "*" else map(int, days.split(",")))
            ]
            assert 0 < entry["crontab_duration"] <= 86400 and entry["crontab_duration"] % 60 == 0
            inside = any(
                (minute - start) % WEEK < entry["crontab_duration"] // 60 for start in starts
            )
        elif "custom_dates" in entry:
            hour, at, second = map(int, entry["custom_start_time"].split(":"))
            start, length = hour * 60 + at, entry["custom_duration"] // 60
            assert second == 0 and start + length <= 1440
            inside = (
                bool(set(entry["custom_dates"]) & set(dates))
                and start <= minute % 1440 < start + length
            )
        else:
            assert entry is policy["alert_opt"]["alert_target"][-1]
            inside = True
        if inside:
            told = {
                to.rpartition(": ")[2]
                for target in entry["targets"]
                for to in target["to"]
                if severity in {STATUSES[one] for one in target["status"]}
            }
            statuses = [one for target in entry["targets"] for one in target["status"]]
            assert len(set(statuses)) == len(statuses), (
                "the first target of a status would decide alone"
            )
            return told
    return set()


@given(rules=rules())
def test_guance_tells_whom_the_file_says_or_the_report_says_that_it_does_not(rules):
    team = team_of(rules, "guance")
    policy = objects(team, "guance", account={"monday": 0})["alert_policies"][0]
    report = fidelity(team, "guance", account={"monday": 0})
    honest = all(
        status == "exact" for path, (status, dummy) in report.items() if path.endswith(".when")
    )
    differs = [
        (severity, minute, dates)
        for minute, dates in moments(team)
        for severity in SEVERITIES
        if guance_told(policy, severity, minute, dates) != wanted(team, severity, minute, dates)
    ]
    assert bool(differs) == (not honest), (differs[:3], report)
    named = {name for one in team["routing"] for name in one.get("when", {}).get("except", ())}
    if len(named) < 2:
        lost = [one for one in differs if not wanted(team, *one) <= guance_told(policy, *one)]
        assert lost == [], "where the vendor can't tell times apart, both are told"


def test_such_a_report_is_not_empty_talk():
    """Both sides of the property above are met."""
    weekdays = [
        {
            "severity": ["critical"],
            "notify": ["a"],
            "when": {
                "days": "mon-fri",
                "from": "09:00",
                "for": "9h",
                "except": ["company-holidays"],
            },
        },
        {"severity": ["critical"], "notify": ["b"]},
    ]
    assert (
        fidelity(team_of(weekdays, "guance"), "guance", account={"monday": 0})["routing[0].when"][0]
        == "exact"
    )
    mixed = [
        dict(weekdays[0], when=dict(weekdays[0]["when"], days="mon-sun")),
        {"severity": ["critical"], "notify": ["b"], "when": {"days": "wed"}},
        {"severity": ["critical"], "notify": ["c"]},
    ]
    assert (
        "knows no weekdays"
        in fidelity(team_of(mixed, "guance"), "guance", account={"monday": 0})["routing[0].when"][1]
    )
    policy = objects(team_of(mixed, "guance"), "guance", account={"monday": 0})["alert_policies"][0]
    assert [
        guance_told(policy, "critical", day * 1440 + 600, ("company-holidays",)) for day in (0, 2)
    ] == [{"b", "c"}, {"b", "c"}], "nobody is lost"
    silent = [dict(weekdays[0], when=dict(weekdays[0]["when"], days="mon-sun"))]
    assert (
        "can't be silent"
        in fidelity(team_of(silent, "guance"), "guance", account={"monday": 0})["routing[0].when"][
            1
        ]
    )


def test_a_window_that_knows_no_dates_comes_before_one_that_knows_no_weekdays():
    """On a holiday that is a Saturday it is the Saturday that counts."""
    rules = [
        {
            "severity": ["critical"],
            "notify": ["a"],
            "when": {
                "days": "mon-fri",
                "from": "09:00",
                "for": "9h",
                "except": ["company-holidays"],
            },
        },
        {"severity": ["critical"], "notify": ["b"], "when": {"days": "sat,sun"}},
        {"severity": ["critical"], "notify": ["c"]},
    ]
    team = team_of(rules, "guance")
    assert {
        one
        for path, (one, how) in fidelity(team, "guance", account={"monday": 0}).items()
        if path.endswith(".when")
    } == {"exact"}
    policy = objects(team, "guance")["alert_policies"][0]
    told = [
        guance_told(policy, "critical", day * 1440 + 600, dates)
        for day in (0, 5)
        for dates in ((), ("company-holidays",))
    ]
    assert told == [{"a"}, {"c"}, {"b"}, {"b"}]


def bk_told(group, level, minute):
    """The chats a group tells: the first range that has the minute, its end included, as the
    server compares hours and minutes.
    """
    if "notice_way" in group:
        return set(group["wxwork_group"].get(level, ()))
    now = "%02d:%02d" % (minute % 1440 // 60, minute % 60)
    for notice in group["alert_notice"]:
        start, end = notice["time_range"].split("--")
        if start <= now <= end if start <= end else now >= start or now <= end:
            return {
                chat
                for config in notice["notify_config"]
                if config["level"] == level
                for way in config["notice_ways"]
                for chat in way.get("receivers", ())
            }
    return set()


@given(rules=rules())
def test_blueking_loses_nobody_and_is_exact_where_the_report_says_so(rules):
    team = team_of(rules, "bk")
    made = objects(team, "bk")
    group = (made["notice_groups"] + made["user_groups"])[0]
    report = fidelity(team, "bk")
    honest = all(
        status == "exact" for path, (status, dummy) in report.items() if path.endswith(".when")
    )
    differs = False
    for minute, dates in moments(team):
        for severity, level in zip(SEVERITIES, "123"):
            told, want = bk_told(group, level, minute), wanted(team, severity, minute, dates)
            assert want <= told, (severity, minute, dates)
            differs = differs or want != told
    assert differs == (not honest)


@given(rules=rules())
def test_mackerel_loses_nobody(rules):
    team = team_of(rules, "mackerel")
    groups = {
        group["notification_level"]: {name.rpartition(": ")[2] for name in group["child_channels"]}
        for group in objects(team, "mackerel")["notification_groups"]
    }
    everything, critical = groups.get("all", set()), groups.get("critical", set())
    assert not everything & critical, "a channel in both would be told twice"
    for minute, dates in moments(team):
        assert wanted(team, "critical", minute, dates) <= everything | critical
        assert wanted(team, "warning", minute, dates) <= everything
    ever = {
        severity: {
            name
            for minute, dates in moments(team)
            for name in wanted(team, severity, minute, dates)
        }
        for severity in SEVERITIES
    }
    assert everything == ever["warning"] and critical == ever["critical"] - ever["warning"]


# --- words


@pytest.mark.parametrize(
    "text, days",
    [
        ("mon", {0}),
        ("mon-fri", {0, 1, 2, 3, 4}),
        ("sat,sun", {5, 6}),
        ("fri-mon", {4, 5, 6, 0}),
        ("mon-wed, fri", {0, 1, 2, 4}),
        ("tue-tue", {1}),
        ("mon-sun", set(range(7))),
        ("thu-wed", set(range(7))),
    ],
)
def test_weekdays(text, days):
    assert clock.weekdays(text) == days


@given(days=st.sets(st.integers(0, 6), min_size=1))
def test_spoken_days_are_those_days(days):
    spoken = clock.spoken_days(frozenset(days))
    assert spoken == "daily" if len(days) == 7 else clock.weekdays(spoken) == days


@pytest.mark.parametrize(
    "text, number", [("30s", 30), ("10m", 600), ("1h30m", 5400), ("1d", 86400), ("90m", 5400)]
)
def test_durations(text, number):
    assert clock.seconds(text) == number and clock.seconds(clock.spoken(number)) == number


def test_zones():
    assert clock.known_zone("Asia/Tokyo") and clock.known_zone("UTC")
    assert (
        not clock.known_zone("Asia/Tokio")
        and not clock.known_zone("Tokyo")
        and not clock.known_zone("Asia")
    )


def test_a_machine_without_a_list_of_zones_accepts_all(monkeypatch):
    clock.known_zone.cache_clear()
    monkeypatch.setattr(
        clock.zoneinfo,
        "ZoneInfo",
        lambda name: (dummy for dummy in ()).throw(clock.zoneinfo.ZoneInfoNotFoundError(name)),
    )
    assert clock.known_zone("Asia/Tokio")
    clock.known_zone.cache_clear()


def test_a_time_over_midnight_ends_where_a_calendar_begins():
    """A date of a calendar is never within, whichever day the time began on."""
    rules = [
        {
            "severity": ["critical"],
            "notify": ["a"],
            "when": {"days": "mon", "from": "22:00", "for": "10h", "except": ["company-holidays"]},
        },
        {"severity": ["critical"], "notify": ["b"]},
    ]
    policy = objects(team_of(rules, "guance"), "guance")["alert_policies"][0]
    tuesday = 1440 + 7 * 60
    assert guance_told(policy, "critical", tuesday, ()) == {"a"}
    assert guance_told(policy, "critical", tuesday, ("company-holidays",)) == {"b"}
