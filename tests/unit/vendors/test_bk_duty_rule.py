# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Duty rules of BlueKing (docs/vendors/blueking.md, B81 to B86), their errors, and the facts that
break idempotence.
"""

from __future__ import annotations

import datetime

import pytest
from support.vendor_kit import (
    apply,
    changes,
    fails,
    keeps,
    patch,
    paths,
    refused,
    row,
    sent,
    warned,
)

RULE, RULES = "bk_duty_rule", "bk_duty_rules"
ESB = "POST /api/c/compapi/v2/monitor_v3/"
APIGW = "POST /api/bk-monitor/prod/app/"
CREDENTIALS = {"bk_app_code", "bk_app_secret", "bk_username"}
ALICE, BOB = ({"type": "user", "id": name} for name in ("alice", "bob"))
PART = {
    "duty_time": [{"work_type": "daily", "work_time": ["20:00--08:00"]}],
    "duty_users": [[ALICE], [BOB]],
}
#: The same with what the server fills in, and as it goes back.
FULL = dict(
    PART,
    duty_time=[dict(PART["duty_time"][0], work_time_type="time_range")],
    group_type="specified",
    group_number=0,
)
KEPT = dict(FULL, duty_time=[dict(FULL["duty_time"][0], is_custom=False)])
NEW = {
    "name": "nights",
    "category": "regular",
    "enabled": True,
    "effective_time": "2035-01-01 00:00:00",
    "duty_arranges": [PART],
}


def body(bk):
    """The one body that was sent, without the credentials."""
    return {key: value for key, value in sent(bk).items() if key not in CREDENTIALS}


def stored(bk, **where):
    return row(bk, "duty_rules", **where)


# --- the body, key by key


def test_bk_duty_rule_as_documented(bk):
    part = {
        "duty_time": [
            {
                "work_type": "date_range",
                "work_days": [1, 2],
                "work_date_range": ["2035-02-01--2035-02-07"],
                "work_time_type": "time_range",
                "work_time": ["00:00--23:59"],
                "period_settings": {"window_unit": "day", "duration": 2},
            }
        ],
        "duty_users": [[ALICE, BOB], [{"type": "group", "id": "operator"}]],
        "group_type": "auto",
        "group_number": 2,
    }
    options = dict(
        NEW,
        category="handoff",
        labels=["web"],
        end_time="2036-01-01 00:00:00",
        duty_arranges=[part],
    )
    changes(bk, RULE, **options)
    assert paths(bk) == [
        ESB + "search_duty_rules/",
        ESB + "save_duty_rule/",
        ESB + "search_duty_rules/",
        ESB + "search_duty_rule_detail/",
    ]
    assert body(bk) == dict(options, bk_biz_id=2)
    keeps(bk, RULE, **options)
    assert paths(bk) == [ESB + "search_duty_rules/", ESB + "search_duty_rule_detail/"]
    changes(bk, RULE, name="nights", labels=[])
    part["duty_time"][0]["is_custom"] = False
    assert body(bk) == dict(options, bk_biz_id=2, labels=[], id=stored(bk, name="nights")["id"])
    changes(bk, RULE, name="nights", state="absent")
    assert (paths(bk, write=True), set(body(bk))) == (
        [ESB + "delete_duty_rules/"],
        {"bk_biz_ids", "ids"},
    )
    assert body(bk)["bk_biz_ids"] == [2]


def test_bk_duty_rule_unknown_fields_inside_go_back_and_those_of_the_server_do_not(bk):
    changes(bk, RULE, **NEW)
    (part,) = stored(bk, name="nights")["duty_arranges"]
    times = [dict(part["duty_time"][0], is_custom=True)]
    patch(
        bk,
        "duty_rules",
        "name",
        "nights",
        duty_arranges=[dict(part, handoff_time={"time": "08:00"}, duty_time=times)],
    )
    changes(bk, RULE, name="nights", labels=["x"])
    (sent_now,) = body(bk)["duty_arranges"]
    assert sent_now == dict(FULL, handoff_time={"time": "08:00"}, duty_time=times)
    # other people in the part, which is the only one: it is known by its place
    changes(bk, RULE, name="nights", duty_arranges=[dict(PART, duty_users=[[BOB]])])
    assert [one["handoff_time"] for one in body(bk)["duty_arranges"]] == [{"time": "08:00"}]


def test_bk_duty_rule_of_the_least(bk):
    changes(bk, RULE, **{key: value for key, value in NEW.items() if key != "enabled"})
    assert body(bk) == dict(
        NEW, bk_biz_id=2, enabled=False, labels=[], end_time="", duty_arranges=[FULL]
    )


def test_bk_duty_rule_through_the_gateway(bk):
    del bk.connection["bk_username"]
    changes(bk, RULE, api_style="apigw", **NEW)
    assert paths(bk) == [
        APIGW + "duty_rule/search/",
        APIGW + "duty_rule/save/",
        APIGW + "duty_rule/search/",
        APIGW + "duty_rule/search_detail/",
    ]
    keeps(bk, RULE, api_style="apigw", **NEW)
    assert paths(bk) == [APIGW + "duty_rule/search/", APIGW + "duty_rule/search_detail/"]
    changes(bk, RULE, api_style="apigw", name="nights", state="absent")
    assert paths(bk, write=True) == [APIGW + "duty_rule/delete/"]


def test_bk_duty_rule_where_the_list_shows_everything(emulator, bk):
    emulator.settings(bk={"arranges_in_list": True})
    changes(bk, RULE, **NEW)
    assert keeps(bk, RULE, **NEW).reads == 1
    changes(bk, RULE, name="nights", labels=["x"])
    assert body(bk)["duty_arranges"] == [KEPT]


# --- switched off unless told otherwise


@pytest.mark.parametrize("check", [True, False])
def test_bk_duty_rule_is_created_switched_off_and_that_is_said(bk, check):
    silent = {key: value for key, value in NEW.items() if key != "enabled"}
    result = apply(
        bk,
        RULES,
        check=check,
        duty_rules=[silent, dict(NEW, name="other"), dict(NEW, name="third", enabled=False)],
    )
    assert warned(result) == [
        "duty_rules[0].enabled: is not given, so the rule is created switched off, which is the"
        " vendor's default: by it nobody will be on duty"
    ]
    assert [one["enabled"] for one in result["duty_rules"]] == [False, True, False]
    if not check:
        again = apply(bk, RULE, **silent)
        assert again["changed"] is False and [
            "is switched off (enabled is false)" in text for text in warned(again)
        ] == [True]
        assert warned(apply(bk, RULE, **dict(silent, enabled=False))) == []


def test_bk_duty_rule_enabled_is_kept_when_it_is_not_given(bk):
    changes(bk, RULE, name="office hours", labels=["x"])
    assert body(bk)["enabled"] is True
    changes(bk, RULE, name="office hours", on_unspecified="reset")
    assert (body(bk)["enabled"], body(bk)["labels"]) == (False, [])


# --- times


def in_zone(emulator, zone):
    emulator.settings(bk={"server_zone": zone})


def offsets_of(emulator, **stamps):
    """The stamps of all rows there are, as epoch seconds."""
    for table in ("duty_rules", "user_groups"):
        for one in emulator.state("bk")[table]:
            emulator.patch("bk", {"collection": table, "id": one["id"], "set": stamps})


@pytest.mark.parametrize(
    "zone, typed, kept",
    [
        ("Asia/Shanghai", "2035-01-01 00:00:00", "2035-01-01 00:00:00"),
        ("Asia/Shanghai", "2035-01-01", "2035-01-01 00:00:00"),
        ("Asia/Shanghai", "2035-01-01T09:30", "2035-01-01 09:30:00"),
        ("Asia/Shanghai", "2035-01-01 00:00:00+0800", "2035-01-01 00:00:00"),
        ("Asia/Shanghai", "2035-01-01T00:00:00+09:00", "2034-12-31 23:00:00"),
        ("Asia/Shanghai", "2035-01-01T00:00:00Z", "2035-01-01 08:00:00"),
        ("Asia/Shanghai", "2035-01-01 00:00:00 -05:00", "2035-01-01 13:00:00"),
        ("UTC", "2035-01-01 00:00:00+0900", "2034-12-31 15:00:00"),
        ("Asia/Kolkata", "2035-01-01T00:00:00Z", "2035-01-01 05:30:00"),
        ("America/Phoenix", "2035-01-01T00:00:00Z", "2034-12-31 17:00:00"),
        ("Asia/Kolkata", "2035-01-01", "2035-01-01 00:00:00"),
    ],
)
@pytest.mark.parametrize("takes_offsets", [True, False])
def test_bk_duty_rule_times_are_moments_on_the_clocks_of_the_server(
    emulator, bk, takes_offsets, zone, typed, kept
):
    """B81: wall time of the server's zone is sent, which older servers take too, and what is
    stored is compared as a moment.
    """
    emulator.settings(bk={"server_zone": zone, "takes_offsets": takes_offsets})
    for option in ("effective_time", "end_time"):
        options = dict(NEW, name=option, **{"effective_time": "2030-01-01", option: typed})
        check = apply(bk, RULE, check=True, **options)
        assert (
            changes(bk, RULE, **options)["duty_rule"][option] == check["duty_rule"][option] == kept
        )
        assert body(bk)[option] == stored(bk, name=option)[option] == kept
        keeps(bk, RULE, **options)
        keeps(bk, RULE, name=option, **{option: kept})
        later = typed.replace("2035", "2036")
        changes(bk, RULE, name=option, **{option: later})
        assert body(bk)[option] == kept.replace("2035", "2036").replace("2034", "2035")
        keeps(bk, RULE, name=option, **{option: later})


def test_bk_duty_rule_the_same_clock_of_another_zone_is_another_moment(bk):
    changes(bk, RULE, **NEW)
    assert changes(bk, RULE, name="nights", effective_time="2035-01-01 00:00:00+0900")["plan"][0][
        "fields"
    ] == ["effective_time"]
    assert stored(bk, name="nights")["effective_time"] == "2034-12-31 23:00:00"
    keeps(bk, RULE, name="nights", effective_time="2034-12-31T15:00:00Z")


@pytest.mark.parametrize("empty", [("duty_rules",), ("duty_rules", "user_groups")])
def test_bk_duty_rule_the_zone_of_the_first_rule_of_a_business(emulator, bk, empty):
    """Groups have stamps too. Where nothing has any, the offset is sent, which newer servers
    take; the answer tells whether it was.
    """
    for table in empty:
        emulator.put_state("bk", {table: []})
    options = dict(NEW, effective_time="2035-01-01 00:00:00+0900")
    changes(bk, RULE, **options)
    assert body(bk)["effective_time"] == (
        "2035-01-01 00:00:00+0900" if len(empty) == 2 else "2034-12-31 23:00:00"
    )
    assert stored(bk, name="nights")["effective_time"] == "2034-12-31 23:00:00"
    assert keeps(bk, RULE, **options).reads == 2


def test_bk_duty_rule_the_zone_is_not_known_and_the_server_takes_no_offset(emulator, bk):
    emulator.settings(bk={"takes_offsets": False})
    emulator.put_state("bk", {"duty_rules": [], "user_groups": []})
    message = fails(bk, RULE, **dict(NEW, effective_time="2035-01-01T00:00:00Z"))
    assert (
        "older servers take no offset in a time; give it as the server's clocks show it"
        in message.replace("Older", "older")
    )
    changes(bk, RULE, **NEW)


def test_bk_duty_rule_groups_that_can_not_be_listed_tell_no_zone(emulator, bk):
    emulator.put_state("bk", {"duty_rules": []})
    emulator.add_fault(
        vendor="bk", path="search_user_groups", kind="error", error="bk.1306403", times=None
    )
    changes(bk, RULE, **dict(NEW, effective_time="2035-01-01T00:00:00Z"))
    assert body(bk)["effective_time"] == "2035-01-01 00:00:00+0000"
    keeps(bk, RULE, **dict(NEW, effective_time="2035-01-01T00:00:00Z"))


def test_bk_duty_rule_a_zone_with_summer_time_is_not_guessed(emulator, bk):
    in_zone(emulator, "Europe/Berlin")
    offsets_of(emulator, create_time=1737000000, update_time=1752000000)  # January and July
    for option in ("effective_time", "end_time"):
        assert (
            refused(bk, RULE, **dict(NEW, **{option: "2035-05-01T00:00:00Z"}))
            == "%s: the server's zone has several offsets (+0100, +0200), so what the server's"
            " clocks show then is not known; give the time as they show it, without offset" % option
        )
    assert bk.requests(write=True) == []
    changes(bk, RULE, **NEW)
    keeps(bk, RULE, **NEW)


def test_bk_duty_rule_answers_that_do_not_show_the_zone(emulator, bk):
    changes(bk, RULE, **NEW)
    emulator.settings(bk={"lacks": ["create_time", "update_time"]})
    message = refused(bk, RULE, name="nights", effective_time="2035-05-01T00:00:00Z")
    assert message.startswith(
        "effective_time: no answer shows the offset of the server's zone (in create_time or"
        " update_time), so what the server's clocks"
    )
    changes(bk, RULE, name="nights", effective_time="2035-05-01")
    # a server that shows an offset in the times themselves tells it there
    patch(bk, "duty_rules", "name", "nights", effective_time="2035-01-01 00:00:00+0900")
    keeps(bk, RULE, **apply(bk, RULE + "_info", name="nights")["duty_rules"][0])
    # of what nobody can tell nothing is claimed
    emulator.put_state("bk", {"duty_rules": [], "user_groups": []})
    changes(bk, RULE, **dict(NEW, effective_time="2035-01-01 00:00:00+0900"))
    assert stored(bk, name="nights")["effective_time"] == "2034-12-31 23:00:00"


@pytest.mark.parametrize("typed", ["9999-12-31 23:59:59-1200", "0001-01-01 00:00:00+1200"])
def test_bk_duty_rule_times_at_the_ends_of_all_years(emulator, bk, typed):
    in_zone(emulator, "Asia/Tokyo" if typed[0] == "9" else "America/Phoenix")
    message = fails(bk, RULE, **dict(NEW, effective_time=typed))
    assert "Traceback" not in message and "BlueKing answered" in message


@pytest.mark.parametrize(
    "shown", ["2035-01-01 00:00:00", "2035-01-01T00:00:00+08:00", "2035-01-01 00:00:00.000+0800"]
)
def test_bk_duty_rule_times_shown_otherwise(bk, shown):
    changes(bk, RULE, **NEW)
    patch(bk, "duty_rules", "name", "nights", effective_time=shown)
    keeps(bk, RULE, **NEW)


@pytest.mark.parametrize(
    "typed",
    [
        "tomorrow",
        "2035-13-01",
        "2035-01-01 25:00:00",
        "01.02.2035",
        "2035",
        "2035-01-01 00:00:00 CET",
    ],
)
def test_bk_duty_rule_times_that_are_none(bk, typed):
    assert (
        refused(bk, RULE, **dict(NEW, effective_time=typed))
        == "effective_time: %r is not a time like 2035-01-01 09:00:00+0800" % typed
    )
    assert bk.requests(write=True) == []


def test_bk_duty_rule_an_end_can_be_taken_away(bk):
    changes(bk, RULE, **dict(NEW, end_time="2036-01-01"))
    changes(bk, RULE, name="nights", end_time="")
    assert stored(bk, name="nights")["end_time"] == ""
    keeps(bk, RULE, name="nights", end_time="")


def test_bk_duty_rule_an_end_that_the_answer_does_not_show_is_kept(emulator, bk):
    """B83: the server keeps it when it is left out, and nothing else."""
    changes(bk, RULE, **dict(NEW, end_time="2036-01-01"))
    emulator.settings(bk={"lacks": ["duty_rule:end_time"]})
    changes(bk, RULE, name="nights", labels=["x"])
    assert (
        "end_time" not in body(bk)
        and stored(bk, name="nights")["end_time"] == "2036-01-01 00:00:00"
    )
    emulator.settings(bk={"lacks": ["duty_rule:enabled"]})
    assert (
        refused(bk, RULE, name="nights", labels=["y"])
        == "enabled: the answer does not show enabled, so a change would clear it; give enabled in"
        " the task too"
    )


# --- the parts and their order


def part(*people, **when):
    times = [dict({"work_type": "daily", "work_time": ["20:00--08:00"]}, **when)]
    return {"duty_time": times, "duty_users": [[{"type": "user", "id": name}] for name in people]}


def in_order(bk, name="nights"):
    """Who comes first in each part, by the numbers of the parts, and in the order in which they
    are listed.
    """
    parts = stored(bk, name=name)["duty_arranges"]
    return [
        [one["duty_users"][0][0]["id"] for one in some]
        for some in (sorted(parts, key=lambda one: one["order"]), parts)
    ]


@pytest.mark.parametrize(
    "now",
    [
        ["bob", "alice"],
        ["carol", "alice", "bob"],
        ["bob", "carol", "alice"],
        ["carol", "bob", "alice", "dan"],
        ["bob"],
        ["carol", "bob"],
        ["dan", "carol"],
    ],
)
def test_bk_duty_rule_parts_in_another_order(bk, now):
    """B82: the vendor lists them by their rows."""
    changes(bk, RULE, **dict(NEW, duty_arranges=[part("alice"), part("bob")]))
    options = dict(NEW, duty_arranges=[part(name) for name in now])
    changes(bk, RULE, **options)
    assert in_order(bk)[0] == now
    keeps(bk, RULE, **options)
    shown = apply(bk, RULE + "_info", name="nights")["duty_rules"][0]
    assert [one["duty_users"][0][0]["id"] for one in shown["duty_arranges"]] == now
    keeps(bk, RULE, **shown)
    # what a task does not name goes back in the order that is stored
    changes(bk, RULE, name="nights", labels=["x"])
    assert in_order(bk)[0] == now
    keeps(bk, RULE, **options)


def test_bk_duty_rule_unknown_fields_go_back_to_the_part_they_are_of(bk):
    changes(bk, RULE, **dict(NEW, duty_arranges=[part("alice"), part("bob")]))
    changes(bk, RULE, **dict(NEW, duty_arranges=[part("bob"), part("alice")]))
    assert in_order(bk) == [["bob", "alice"], ["alice", "bob"]]
    rows = [
        dict(one, handoff_time={"of": one["duty_users"][0][0]["id"]})
        for one in stored(bk, name="nights")["duty_arranges"]
    ]
    patch(bk, "duty_rules", "name", "nights", duty_arranges=rows)
    # both parts get other people, so each is known by its place only
    changes(bk, RULE, **dict(NEW, duty_arranges=[part("bob", "dan"), part("alice", "dan")]))
    assert [
        (one["duty_users"][0][0]["id"], one["handoff_time"]["of"])
        for one in body(bk)["duty_arranges"]
    ] == [("bob", "bob"), ("alice", "alice")]


def test_bk_duty_rule_a_part_that_is_not_named_keeps_its_row(bk):
    """The server knows it by all that is in it, and plans a new row anew."""
    changes(bk, RULE, **dict(NEW, duty_arranges=[part("alice"), part("bob")]))
    parts = stored(bk, name="nights")["duty_arranges"]
    parts[0]["duty_time"][0].update(
        work_days=[], work_date_range=[], is_custom=True, work_time=["9:00--18:00"]
    )
    patch(bk, "duty_rules", "name", "nights", duty_arranges=parts)
    changes(bk, RULE, name="nights", labels=["x"])
    assert stored(bk, name="nights")["duty_arranges"] == parts


def test_bk_duty_rule_parts_without_numbers_are_as_they_are_listed(emulator, bk):
    changes(bk, RULE, **dict(NEW, duty_arranges=[part("alice"), part("bob")]))
    emulator.settings(bk={"lacks": ["duty_rule:duty_arranges.order"]})
    keeps(bk, RULE, **dict(NEW, duty_arranges=[part("alice"), part("bob")]))


@pytest.mark.parametrize(
    "parts, guilty, first",
    [
        ([part("alice"), part("alice")], 1, 0),
        ([part("alice"), part("bob"), part("alice")], 2, 0),
        ([part("alice"), part("alice", work_time_type="time_range")], 1, 0),
        ([part("alice"), dict(part("alice"), group_type="specified", group_number=0)], 1, 0),
        ([part("bob"), part("alice", work_days=[1, 2]), part("alice", work_days=[2, 1])], 2, 1),
        (
            [part("alice", work_time=["9:00--18:00"]), part("alice", work_time=["09:00--18:00"])],
            1,
            0,
        ),
    ],
)
@pytest.mark.parametrize("exists", [False, True])
def test_bk_duty_rule_two_equal_parts_are_refused(bk, exists, parts, guilty, first):
    """The vendor would store them as one."""
    if exists:
        changes(bk, RULE, **NEW)
    bk.emulator.clear_requests()
    assert refused(
        bk, RULE, **dict(NEW, duty_arranges=parts)
    ) == "duty_arranges[%d]: is the same as duty_arranges[%d]" % (guilty, first)
    assert bk.requests(write=True) == []


# --- what is refused, or warned of, before the first write

REFUSED = [
    (
        {"work_type": "weekly", "work_days": [1, 8]},
        "work_days[1]",
        "8 is no day of a week, Monday is 1: these are 1 to 7",
    ),
    (
        {"work_type": "weekly", "work_days": [0]},
        "work_days[0]",
        "0 is no day of a week, Monday is 1: these are 1 to 7",
    ),
    (
        {"work_type": "work_day", "work_days": [9]},
        "work_days[0]",
        "9 is no day of a week, Monday is 1: these are 1 to 7",
    ),
    (
        {"work_type": "monthly", "work_days": [1, 32]},
        "work_days[1]",
        "32 is no day of a month: these are 1 to 31",
    ),
    (
        {"work_type": "monthly", "work_days": [-1]},
        "work_days[0]",
        "-1 is no day of a month: these are 1 to 31",
    ),
    (
        {"work_type": "weekly"},
        "work_days",
        "is required where work_type is weekly, or nobody is ever on duty",
    ),
    (
        {"work_type": "monthly", "work_days": []},
        "work_days",
        "is required where work_type is monthly, or nobody is ever on duty",
    ),
    ({"work_time": None}, "work_time", "is required"),
    ({"work_time": []}, "work_time", "must not be empty"),
    (
        {"work_time": ["09:00--18:00", "25:00--26:00"]},
        "work_time[1]",
        "'25:00--26:00' is not like 09:00--18:00, which is how a time_range is written",
    ),
    (
        {"work_time": ["24:00--08:00"]},
        "work_time[0]",
        "'24:00--08:00' is not like 09:00--18:00, which is how a time_range is written",
    ),
    (
        {"work_time": ["09:00:00--18:00:00"]},
        "work_time[0]",
        "'09:00:00--18:00:00' is not like 09:00--18:00, which is how a time_range is written",
    ),
    (
        {"work_time": ["09:00-18:00"]},
        "work_time[0]",
        "'09:00-18:00' is not like 09:00--18:00, which is how a time_range is written",
    ),
    (
        {"work_time": ["01 09:00--02 18:00"]},
        "work_time[0]",
        "'01 09:00--02 18:00' is not like 09:00--18:00, which is how a time_range is written",
    ),
    (
        {"work_time_type": "datetime_range"},
        "work_time[0]",
        "'20:00--08:00' is not like 01 09:00--05 18:00, which is how a datetime_range is written",
    ),
    (
        {
            "work_type": "weekly",
            "work_time_type": "datetime_range",
            "work_time": ["01 09:00--08 18:00"],
        },
        "work_time[0]",
        "08 is no day: these are 01 to 07",
    ),
    (
        {
            "work_type": "monthly",
            "work_time_type": "datetime_range",
            "work_time": ["00 09:00--32 18:00"],
        },
        "work_time[0]",
        "00 is no day: these are 01 to 31",
    ),
    (
        {
            "work_type": "weekly",
            "work_time_type": "datetime_range",
            "work_time": ["01 09:00--02 18:00", "03 09:00--04 18:00"],
        },
        "work_time[1]",
        "a datetime_range has one window: the server looks at the first only",
    ),
    (
        {"work_time_type": "always"},
        "work_time_type",
        "'always' is not one of time_range, datetime_range",
    ),
    ({"work_type": "date_range"}, "work_date_range", "is required where work_type is date_range"),
    (
        {"work_type": "date_range", "work_date_range": ["2035-02-07--2035-02-01"]},
        "work_date_range[0]",
        "'2035-02-07--2035-02-01' ends before it starts",
    ),
    (
        {
            "work_type": "date_range",
            "work_date_range": ["2035-02-01--2035-02-02", "2035-02-30--2035-03-01"],
        },
        "work_date_range[1]",
        "'2035-02-30--2035-03-01' is not a range of dates like 2035-02-01--2035-02-07",
    ),
    (
        {"work_type": "date_range", "work_date_range": ["2035-02-01"]},
        "work_date_range[0]",
        "'2035-02-01' is not a range of dates like 2035-02-01--2035-02-07",
    ),
    (
        {"work_type": "date_range", "work_date_range": ["2035-2-1--2035-2-7"]},
        "work_date_range[0]",
        "'2035-2-1--2035-2-7' is not a range of dates like 2035-02-01--2035-02-07",
    ),
]


@pytest.mark.parametrize("when, path, text", REFUSED)
def test_bk_duty_rule_times_of_duty_that_can_not_be(bk, when, path, text):
    when = {
        key: value for key, value in dict(PART["duty_time"][0], **when).items() if value is not None
    }
    parts = [PART, dict(PART, duty_time=[dict(PART["duty_time"][0]), when], duty_users=[[BOB]])]
    message = refused(bk, RULE, **dict(NEW, duty_arranges=parts))
    assert message.split("; ")[0] == "duty_arranges[1].duty_time[1].%s: %s" % (path, text)
    message = refused(
        bk, RULES, duty_rules=[dict(NEW, name="good"), dict(NEW, duty_arranges=parts)]
    )
    assert message.startswith("duty_rules[1].duty_arranges[1].duty_time[1].%s: %s" % (path, text))
    assert bk.requests(write=True) == []


@pytest.mark.parametrize(
    "when",
    [
        {"work_type": "monthly", "work_days": [31]},
        {"work_days": [99]},
        {"work_time": ["9:00--18:00"]},
        {"work_time": ["00:00--00:00"]},
        {
            "work_type": "weekly",
            "work_time_type": "datetime_range",
            "work_time": ["01 09:00--05 18:00"],
        },
        {
            "work_type": "weekly",
            "work_time_type": "datetime_range",
            "work_time": ["5 9:00--1 8:30"],
        },
        {"work_type": "date_range", "work_date_range": ["2035-02-01 -- 2035-02-01"]},
    ],
)
def test_bk_duty_rule_times_of_duty_that_can_be(bk, when):
    options = dict(NEW, duty_arranges=[dict(PART, duty_time=[dict(PART["duty_time"][0], **when)])])
    changes(bk, RULE, **options)
    keeps(bk, RULE, **options)
    keeps(bk, RULE, **apply(bk, RULE + "_info", name="nights")["duty_rules"][0])


def test_bk_duty_rule_hours_and_days_are_sent_with_two_digits(bk):
    """The server takes one, and then compares texts: 9:00--18:00 would end on the next day."""
    times = [
        dict(PART["duty_time"][0], work_time=["9:00--18:00", "22:00--6:30"]),
        dict(
            PART["duty_time"][0],
            work_type="weekly",
            work_time_type="datetime_range",
            work_time=["1 9:00--5 8:00"],
        ),
    ]
    changes(bk, RULE, **dict(NEW, duty_arranges=[dict(PART, duty_time=times)]))
    assert [one["work_time"] for one in body(bk)["duty_arranges"][0]["duty_time"]] == [
        ["09:00--18:00", "22:00--06:30"],
        ["01 09:00--05 08:00"],
    ]


def test_bk_duty_rule_groups_made_by_the_server_need_a_number(bk):
    for more in ({"group_type": "auto"}, {"group_type": "auto", "group_number": 0}):
        assert (
            refused(bk, RULE, **dict(NEW, duty_arranges=[dict(PART, **more)]))
            == "duty_arranges[0].group_number: is required where group_type is auto"
        )
    changes(bk, RULE, **dict(NEW, duty_arranges=[dict(PART, group_type="auto", group_number=2)]))


@pytest.mark.parametrize(
    "start, end",
    [
        ("2035-01-02", "2035-01-01"),
        ("2035-01-01", "2035-01-01 00:00:00"),
        ("2035-01-01T00:00:00Z", "2035-01-01T01:00:00+09:00"),
        ("2035-01-01 00:00:00", "2035-01-01T00:30:00+09:00"),
        ("2035-01-01T00:00:00Z", "2035-01-01 08:00:00"),
    ],
)
def test_bk_duty_rule_that_would_end_before_it_starts(bk, start, end):
    message = refused(bk, RULE, **dict(NEW, effective_time=start, end_time=end))
    assert message.startswith("end_time: the rule would end (") and "before it starts (" in message
    assert bk.requests(write=True) == []


def test_bk_duty_rule_the_half_that_is_given_ends_before_the_stored_one_starts(bk):
    changes(bk, RULE, **dict(NEW, end_time="2036-01-01"))
    assert refused(bk, RULE, name="nights", end_time="2034-01-01").startswith(
        "end_time: the rule would end (2034-01-01 00:00:00) before it starts (2035"
    )
    assert refused(bk, RULE, name="nights", effective_time="2037-01-01").startswith(
        "effective_time: the rule would end (2036-01-01 00:00:00) before"
    )
    changes(bk, RULE, name="nights", effective_time="2037-01-01", end_time="")


def test_bk_duty_rule_no_zone_is_known_and_it_ends_before_it_starts_in_any(emulator, bk):
    emulator.put_state("bk", {"duty_rules": [], "user_groups": []})
    assert refused(
        bk, RULE, **dict(NEW, effective_time="2035-01-03T00:00:00Z", end_time="2035-01-01")
    ).startswith("end_time: the rule would end")
    changes(
        bk, RULE, **dict(NEW, effective_time="2035-01-01T00:00:00Z", end_time="2035-01-01 09:00:00")
    )


def test_bk_duty_rule_what_is_stored_is_not_judged(bk):
    """A server takes more than we do, and what is there may be kept, shown and fed back."""
    changes(bk, RULE, **NEW)
    odd = dict(
        FULL,
        duty_time=[
            dict(FULL["duty_time"][0], work_type="monthly", work_days=[77], work_time=["soon"])
        ],
    )
    patch(bk, "duty_rules", "name", "nights", duty_arranges=[odd], end_time="2030-01-01 00:00:00")
    keeps(bk, RULE, **apply(bk, RULE + "_info", name="nights")["duty_rules"][0])
    odd["duty_time"][0].update(work_type="weekly", work_days=[], work_time=["9:00--18:00"])
    patch(bk, "duty_rules", "name", "nights", duty_arranges=[odd])
    keeps(bk, RULE, **apply(bk, RULE + "_info", name="nights")["duty_rules"][0])
    result = changes(bk, RULE, name="nights", labels=["x"])
    assert [
        (one["work_days"], one["work_time"])
        for one in stored(bk, name="nights")["duty_arranges"][0]["duty_time"]
    ] == [([], ["9:00--18:00"])]
    assert [
        text
        for text in warned(result)
        if "the rule would end (2030-01-01 00:00:00) before it starts" in text
        and "it stays" in text
    ]


# --- what is over, or never comes

PAST = "2026-01-01 00:00:00"


@pytest.mark.parametrize(
    "end, over",
    [("2026-01-01", True), ("2026-01-01T00:00:00Z", True), ("2035-01-01", False), ("", False)],
)
@pytest.mark.parametrize("check", [False, True])
def test_bk_duty_rule_that_is_over_is_written_and_warned_of(bk, check, end, over):
    """Whether the server refuses or hides one is not known, so it is sent as it was asked for."""
    options = dict(NEW, effective_time="2025-01-01", end_time=end)
    for run in ("create", "again"):
        result = apply(bk, RULE, check=check, **options)
        assert result["changed"] is (run == "create" or check)
        assert [
            text
            for text in warned(result)
            if text.startswith("end_time: 2026-01-01 ")
            and "is past, so that nobody is on duty by this rule" in text
        ] == (warned(result) if over else []) and len(warned(result)) == over


def test_bk_duty_rule_that_was_over_already_is_told_wherever_it_is_met(bk):
    changes(bk, RULE, **dict(NEW, effective_time="2025-01-01", end_time=PAST))
    said = "is over (end_time is %s), so that nobody is on duty by it" % PAST
    for labels in (["x"], ["x"]):
        assert warned(apply(bk, RULE, name="nights", labels=labels)) == [
            "end_time: %s is past, so that nobody is on duty by this rule" % PAST
        ]
    result = apply(
        bk,
        "bk_user_group",
        name="new",
        alert_notice=[],
        action_notice=[],
        need_duty=True,
        duty_rules=["nights"],
    )
    assert warned(result) == ["duty_rules: the duty rule 'nights' %s" % said]
    assert (
        result["not_working"][0]["because"] == "refers to the duty rule 'nights', which %s" % said
    )
    assert warned(apply(bk, RULE, name="nights", end_time="2035-01-01", labels=["y"])) == []


def test_bk_duty_rule_ends_by_the_clock_of_the_server(emulator, bk):
    """An hour ago there may be in an hour here."""
    now = datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0, tzinfo=None)
    in_zone(emulator, "Asia/Tokyo")
    for hours, over in ((8, True), (10, False)):
        result = apply(
            bk,
            RULE,
            **dict(
                NEW,
                effective_time="2025-01-01",
                end_time=str(now + datetime.timedelta(hours=hours)),
            ),
        )
        # a new rule has no stamps yet, so it is told only where it is past everywhere
        result = apply(bk, RULE, name="nights", labels=[str(hours)])
        assert bool(warned(result)) is over


@pytest.mark.parametrize(
    "ranges, more, words",
    [
        (
            ["2025-02-01--2025-02-07", "2026-01-01--2026-01-02"],
            {},
            "is past, so that nobody is on duty by it any more",
        ),
        (
            ["2035-02-01--2035-02-07"],
            {"end_time": "2035-01-31"},
            "has no day on which the rule is in force, so that nobody is ever on duty by it",
        ),
        (
            ["2034-02-01--2034-02-07"],
            {"effective_time": "2035-01-01"},
            "has no day on which the rule is in force, so that nobody is ever on duty by it",
        ),
        (["2025-02-01--2025-02-07", "2035-01-01--2035-01-02"], {}, None),
        (["2035-02-01--2035-02-07"], {"end_time": "2035-02-01 12:00:00"}, None),
    ],
)
def test_bk_duty_rule_dates_that_never_come(bk, ranges, more, words):
    when = {"work_type": "date_range", "work_date_range": ranges, "work_time": ["00:00--23:59"]}
    result = apply(
        bk,
        RULE,
        **dict(
            dict(NEW, effective_time="2025-01-01", duty_arranges=[dict(PART, duty_time=[when])]),
            **more,
        ),
    )
    assert warned(result) == (
        ["duty_arranges[0].duty_time[0].work_date_range: %s" % words] if words else []
    )


def test_bk_duty_rule_without_parts_is_taken_and_warned_of(bk):
    """B70."""
    options = dict(NEW, duty_arranges=[])
    for changed in (True, False):
        result = apply(bk, RULE, **options)
        assert (result["changed"], warned(result)) == (
            changed,
            ["duty_arranges: is empty, so that nobody is on duty by this rule"],
        )
    changes(bk, RULE, **NEW)
    changes(bk, RULE, **options)
    assert stored(bk, name="nights")["duty_arranges"] == []


@pytest.mark.parametrize("kind, days", [("work_day", "[1, 2, 3, 4, 5]"), ("weekend", "[6, 7]")])
def test_bk_duty_rule_days_by_name_without_days_are_warned_of(bk, kind, days):
    when = {"work_type": kind, "work_time": ["00:00--23:59"]}
    result = apply(bk, RULE, **dict(NEW, duty_arranges=[dict(PART, duty_time=[when])]))
    assert (
        len(warned(result)) == 1
        and warned(result)[0].startswith("duty_arranges[0].duty_time[0].work_days: is not given")
        and days in warned(result)[0]
    )
    # what is stored so may come from elsewhere, and is not judged
    assert (
        warned(apply(bk, RULE, **apply(bk, RULE + "_info", name="nights")["duty_rules"][0])) == []
    )
    assert (
        warned(
            apply(
                bk,
                RULE,
                **dict(NEW, duty_arranges=[dict(PART, duty_time=[dict(when, work_days=[1])])]),
            )
        )
        == []
    )


# --- facts that break idempotence


def test_bk_duty_rule_b39_names_are_stripped(bk):
    changes(bk, RULE, **dict(NEW, name=" nights\n"))
    assert body(bk)["name"] == "nights"
    keeps(bk, RULE, **dict(NEW, name="nights "))


def test_bk_duty_rule_b23_the_business_is_always_asked_for(bk):
    for module, params in ((RULE, NEW), (RULE + "_info", {"ids": []}), (RULES, {"duty_rules": []})):
        apply(bk, module, **params)
        searches = [one["body"] for one in bk.requests() if "search_duty_rules" in one["path"]]
        assert searches and all(
            {key: one[key] for key in one if key not in CREDENTIALS} == {"bk_biz_ids": [2]}
            for one in searches
        )


def test_bk_duty_rule_b48_names_are_compared_as_the_database_does(bk):
    assert (
        refused(bk, RULE, **dict(NEW, name="Office Hours"))
        == "name: 'Office Hours' is taken by the duty rule 'office hours' (id 802)"
    )
    changes(bk, RULE, **dict(NEW, name="night"))
    changes(bk, RULE, id=802, name="Office Hours")


def test_bk_duty_rule_b65_display_fields_are_neither_compared_nor_sent(bk):
    shown = apply(bk, RULE + "_info", name="week by week")["duty_rules"][0]
    assert shown["duty_arranges"] == [
        {
            "duty_time": [
                {
                    "work_type": "weekly",
                    "work_days": [1, 2, 3, 4, 5, 6, 7],
                    "work_time_type": "time_range",
                    "work_time": ["00:00--23:59"],
                }
            ],
            "duty_users": [[ALICE], [BOB, {"type": "user", "id": "carol"}]],
            "group_type": "specified",
            "group_number": 0,
        }
    ]
    changes(bk, RULE, name="week by week", labels=["x"])
    assert set(body(bk)) == {
        "id",
        "bk_biz_id",
        "name",
        "category",
        "enabled",
        "labels",
        "effective_time",
        "end_time",
        "duty_arranges",
    }
    shown["duty_arranges"][0]["duty_time"][0]["is_custom"] = False
    assert body(bk)["duty_arranges"] == shown["duty_arranges"]


def test_bk_duty_rule_b54_ids_of_another_business(bk):
    assert (
        refused(bk, RULE, id=801, labels=["x"])
        == "id: there is no duty rule with id 801 in business 2"
    )
    keeps(bk, RULE, times=1, id=801, state="absent")


def test_bk_duty_rule_b40_ids_of_people_are_texts(bk):
    part = dict(PART, duty_users=[[{"type": "user", "id": "10086"}]])
    changes(bk, RULE, **dict(NEW, duty_arranges=[part]))
    assert body(bk)["duty_arranges"][0]["duty_users"] == [[{"type": "user", "id": "10086"}]]
    keeps(bk, RULE, **dict(NEW, duty_arranges=[part]))


def test_bk_duty_rule_b24_an_empty_object_is_no_rule(emulator, bk):
    emulator.add_fault(
        vendor="bk",
        path="search_duty_rule_detail",
        kind="wrong_shape",
        times=None,
        body={"result": True, "code": 200, "message": "OK", "data": {}},
    )
    keeps(bk, RULE, times=1, name="office hours", state="absent")
    assert (
        refused(bk, RULE, id=802, labels=["x"])
        == "id: there is no duty rule with id 802 in business 2"
    )


def test_bk_duty_rule_b34_a_failure_that_was_a_success(emulator, bk):
    slow = {
        "vendor": "bk",
        "path": "save_duty_rule",
        "error": "bk.1306201",
        "executed": True,
        "message": "backend timed out",
    }
    emulator.add_fault(**slow)
    assert "adopted" in warned(apply(bk, RULE, **NEW))[0]
    keeps(bk, RULE, **NEW)
    emulator.add_fault(**slow)
    apply(bk, RULE, name="nights", duty_arranges=[dict(PART, duty_users=[[BOB]])])
    assert stored(bk, name="nights")["duty_arranges"][0]["duty_users"] == [[BOB]]


# --- errors and deletion


def test_bk_duty_rule_error_name_taken_meanwhile(emulator, bk):
    emulator.add_fault(
        vendor="bk",
        path="search_duty_rules",
        kind="second_writer",
        patch={"collection": "duty_rules", "add": dict(stored(bk, id=802), id=900, name="NIGHTS")},
    )
    message = fails(bk, RULE, **NEW)
    assert (
        "BlueKing answered 3312006: duplicate duty rule name nights" in message
        and "another duty rule of the business has this name" in message.lower()
    )


def test_bk_duty_rule_error_gone_before_the_update(emulator, bk):
    emulator.add_fault(
        vendor="bk",
        path="search_duty_rule_detail",
        kind="second_writer",
        patch={"collection": "duty_rules", "id": 802, "remove": True},
    )
    message = fails(bk, RULE, name="office hours", labels=["x"])
    assert "duty rule not existed" in message and "not known in this business" in message


def test_bk_duty_rule_in_use_is_refused_with_the_names(bk):
    for name in ("web", "db"):
        apply(
            bk,
            "bk_user_group",
            name=name,
            need_duty=True,
            duty_rules=["office hours"],
            alert_notice=[],
            action_notice=[],
        )
    for params in ({"name": "office hours"}, {"id": 802}):
        message = refused(bk, RULE, state="absent", **params)
        assert (
            message
            == "state: the duty rule 'office hours' is still used by the user group 'db', the user"
            " group 'web'; take it out there first: the vendor refuses to delete what is in use,"
            " also with force: true"
        )
    message = refused(
        bk,
        RULES,
        duty_rules=[],
        purge=True,
        purge_scope={"name_prefix": "office"},
        allow_empty=True,
    )
    assert message.startswith(
        "purge: the duty rule 'office hours' is still used by the user group 'db'"
    )
    message = fails(bk, RULE, name="office hours", state="absent", force=True)
    assert (
        "BlueKing answered 3312004" in message
        and "user groups still use it" in message
        and "force does not help" in message
    )
    apply(
        bk,
        "bk_user_groups",
        user_groups=[{"name": name, "state": "absent"} for name in ("web", "db")],
    )
    changes(bk, RULE, name="office hours", state="absent")


def test_bk_duty_rule_people_are_checked_where_ansible_can_not(bk):
    for people, path in (
        ([], ""),
        ([[]], "[0]"),
        ([[ALICE, ALICE]], "[0][1]"),
        ([[{"type": "role", "id": "x"}]], "[0][0].type"),
        ([[dict(ALICE, display_name="A")]], "[0][0].display_name"),
        ([[{"type": "user"}]], "[0][0].id"),
        ([["alice"]], "[0][0]"),
        ([[None]], "[0][0]"),
    ):
        message = refused(bk, RULE, **dict(NEW, duty_arranges=[dict(PART, duty_users=people)]))
        assert message.startswith("duty_arranges[0].duty_users%s: " % path), (message, path)
    assert bk.requests(write=True) == []
