# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Guance notice dates key by key (docs/vendors/guance.md, G110 to G114): spellings of days, the
policies that use them, and the facts that break idempotence.
"""

from __future__ import annotations

import pytest
from support.guance_policies import PAGE, POLICY
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

ONE, MANY, INFO = "guance_notice_date", "guance_notice_dates", "guance_notice_date_info"
HOLIDAYS = "ndate_%032d" % 1
LIST = "GET /api/v1/notice/date/list"
DELETE = "POST /api/v1/notice/date/delete"
YEAR = {"name": "2037", "dates": ["2037/01/01", "2037/12/25"]}


# --- what is sent


def test_guance_notice_date_document_add_modify_delete(guance):
    changes(guance, ONE, **YEAR)
    assert paths(guance, write=True) == ["POST /api/v1/notice/date/add"] and sent(guance) == {
        "name": "2037",
        "noticeDates": ["2037/01/01", "2037/12/25"],
    }
    uuid = row(guance, "notice_date", name="2037")["uuid"]
    changes(guance, ONE, name="2037", dates=["2037/12/25"])
    assert paths(guance, write=True) == ["POST /api/v1/notice/date/%s/modify" % uuid] and sent(
        guance
    ) == {"name": "2037", "noticeDates": ["2037/12/25"]}
    changes(guance, ONE, name="2037", state="absent")
    assert paths(guance, write=True) == [DELETE] and sent(guance) == {
        "noticeDatesUUIDs": [uuid],
        "skipRefCheck": False,
    }
    keeps(guance, ONE, times=2, name="2037", state="absent")


def test_guance_notice_date_the_name_goes_with_every_change(guance):
    changes(guance, ONE, uuid=HOLIDAYS, dates=["2036/12/25"])
    assert sent(guance) == {"name": "company-holidays", "noticeDates": ["2036/12/25"]}
    changes(guance, ONE, uuid=HOLIDAYS, name="holidays")
    assert sent(guance) == {"name": "holidays"} and row(guance, "notice_date", uuid=HOLIDAYS)[
        "dates"
    ] == ["2036/12/25"]


def test_guance_notice_date_without_days(guance):
    changes(guance, ONE, name="empty")
    assert sent(guance) == {"name": "empty"}
    keeps(guance, ONE, name="empty", dates=[])
    changes(guance, ONE, name="company-holidays", dates=[])
    assert sent(guance) == {"name": "company-holidays", "noticeDates": []}


@pytest.mark.parametrize(
    "params, left",
    [
        (
            {"mode": "add", "dates": ["2037-01-01"]},
            ["2036/10/01", "2036/12/25", "2036/12/31", "2037/01/01"],
        ),
        ({"mode": "add", "dates": ["2036.12.25"]}, None),
        ({"mode": "remove", "dates": ["2036-12-25", "2036/12/26"]}, ["2036/10/01", "2036/12/31"]),
        ({"mode": "remove", "dates": ["2036/12/26"]}, None),
    ],
)
def test_guance_notice_date_days_one_by_one(guance, params, left):
    result = apply(guance, ONE, name="company-holidays", **params)
    assert result["changed"] is (left is not None)
    if left:
        assert sorted(row(guance, "notice_date", uuid=HOLIDAYS)["dates"]) == left


# --- how days are spelled


@pytest.mark.parametrize(
    "typed, kept",
    [
        ("2037/01/05", "2037/01/05"),
        ("2037-01-05", "2037/01/05"),
        ("2037.01.05", "2037/01/05"),
        ("2037/1/5", "2037/01/05"),
        (" 2037-1-05 ", "2037/01/05"),
        ("2040/02/29", "2040/02/29"),
    ],
)
def test_guance_notice_date_t20_every_spelling_of_a_day(guance, typed, kept):
    changes(guance, ONE, name="spelled", dates=[typed, "2037/12/31"])
    assert sent(guance)["noticeDates"] == [kept, "2037/12/31"]
    for same in (typed, kept):
        keeps(guance, ONE, times=3, name="spelled", dates=["2037-12-31", same])


@pytest.mark.parametrize(
    "typed",
    [
        "2037/02/29",
        "2037-13-01",
        "27/01/05",
        "2037/01",
        "05.01.2037",
        "2037/01-05",
        "20370105",
        "2037-01-05 00:00:00",
        "soon",
        "0",
    ],
)
def test_guance_notice_date_t20_what_is_no_day(guance, typed):
    message = refused(guance, ONE, name="spelled", dates=["2037/12/31", typed])
    assert message.startswith("dates[1]: ") and message.endswith(" is no day like '2026/12/25'")
    assert guance.requests(write=True) == []


def test_guance_notice_date_t20_a_number_is_no_day(guance):
    """An unquoted 20370105 is a number to YAML."""
    for number in (20370105, 20371):
        assert refused(guance, ONE, name="spelled", dates=[number]).startswith(
            "dates[0]: %d is a number; put it in quotes" % number
        )
        assert (
            refused(guance, ONE, name="spelled", dates=[str(number)])
            == "dates[0]: '%s' is no day like '2026/12/25'" % number
        )


@pytest.mark.parametrize("separator", ["/", ".", "-", "mixed"])
def test_guance_notice_date_t20_every_stored_spelling(emulator, guance, separator):
    """They go in as noticeDates and come back as dates, at times with other separators."""
    emulator.settings(guance={"date_separator": separator})
    changes(guance, ONE, **YEAR)
    keeps(guance, ONE, **YEAR)
    shown = apply(guance, INFO, name="2037")["notice_dates"][0]
    assert shown["dates"] == ["2037/01/01", "2037/12/25"]
    keeps(guance, MANY, notice_dates=[shown])
    result = changes(guance, ONE, name="2037", dates=["2037/01/01"])
    assert (result["diff"]["before"]["dates"], result["diff"]["after"]["dates"]) == (
        ["2037/01/01", "2037/12/25"],
        ["2037/01/01"],
    )


def test_guance_notice_date_t20_stored_spellings_of_one_day_are_one(guance):
    patch(guance, "notice_date", "uuid", HOLIDAYS, dates=["2036/12/25", "2036/1/5", "2036/12/25"])
    keeps(guance, ONE, name="company-holidays", dates=["2036/01/05", "2036/12/25"])


def test_guance_notice_date_t20_stored_nonsense_is_shown_as_it_is(guance):
    patch(guance, "notice_date", "uuid", HOLIDAYS, dates=["someday", "2036/12/25", ""])
    assert apply(guance, INFO, name="company-holidays")["notice_dates"][0]["dates"] == [
        "2036/12/25",
        "someday",
    ]
    changes(guance, ONE, name="company-holidays", dates=["2036/12/25"])


def test_guance_notice_date_a_day_twice_counts_once(guance):
    changes(
        guance, ONE, name="spelled", dates=["2037/12/25", "2037-12-25", "2037/12/31", "2037/12/25"]
    )
    assert sent(guance)["noticeDates"] == ["2037/12/25", "2037/12/31"]
    keeps(guance, ONE, times=2, name="spelled", dates=["2037.12.31", "2037-12-25", "2037/12/31"])
    changes(guance, ONE, name="spelled", mode="add", dates=["2037-12-26", "2037/12/26"])
    assert sent(guance)["noticeDates"] == ["2037/12/25", "2037/12/31", "2037/12/26"]


def test_guance_notice_date_limits(guance):
    assert (
        refused(guance, ONE, name="x" * 257)
        == "name: is 257 characters long, at most 256 are allowed"
    )
    assert warned(changes(guance, ONE, name="x" * 65)) == [
        "name: is longer than 64 characters; the vendor's own tools allow no more"
    ]
    days = ["%d/%02d/%02d" % (2037, month, day) for month in range(1, 13) for day in range(1, 29)]
    days += ["2040/%02d/%02d" % (month, day) for month in (1, 2) for day in range(1, 29)]
    assert warned(apply(guance, ONE, name="many", dates=days[:366])) == []
    message = "dates: are 367 days; the vendor's own tools allow no more than 366"
    assert warned(apply(guance, ONE, check=True, name="too many", dates=days[:367])) == [message]


# --- who uses it


def on_dates(*dates, **top):
    rule = {
        "custom_dates": list(dates),
        "custom_start_time": "09:30:00",
        "custom_duration": 60,
        "targets": [{"status": "all", "to": [PAGE]}],
    }
    return dict(
        {
            "name": "uses it",
            "rule_timezone": "UTC",
            "alert_opt": {
                "silent_timeout": 0,
                "agg_interval": 0,
                "alert_target": [rule, {"targets": [{"status": "all", "to": [PAGE]}]}],
            },
        },
        **top,
    )


def test_guance_error_notice_date_delete_refused(guance):
    """Row "notice date delete refused": the policies are listed, and the way out is said, before
    anything is asked of the vendor.
    """
    for name in ("first", "second"):
        changes(guance, POLICY, **on_dates("company-holidays", name=name))
    message = refused(guance, ONE, name="company-holidays", state="absent")
    assert (
        message
        == "state: the notice date 'company-holidays' is still used by the alert policy 'first',"
        " the alert policy 'second'; take it out there first, or say force: true"
    )
    message = refused(
        guance,
        MANY,
        notice_dates=[],
        purge=True,
        allow_empty=True,
        purge_scope={"name_prefix": "company"},
    )
    assert message.startswith(
        "purge: the notice date 'company-holidays' is still used by the alert policy 'first', "
    )
    message = refused(
        guance,
        MANY,
        notice_dates=[
            {"name": "Example dates", "state": "absent"},
            {"uuid": HOLIDAYS, "state": "absent"},
        ],
    )
    assert message.startswith("notice_dates[1].state: ")


def test_guance_error_notice_date_delete_refused_by_the_vendor(emulator, guance):
    """Somebody begins to use it after we looked; without force the vendor is asked to check, and
    its refusal says what to do.
    """
    changes(guance, POLICY, **on_dates("Example dates"))
    policy = row(guance, "alert_policy", name="uses it")
    rules = policy["alertOpt"]["alertTarget"]
    rules[0]["customDateUUIDs"] = [HOLIDAYS]
    emulator.add_fault(
        vendor="guance",
        path="alert_policy/list",
        kind="second_writer",
        patch={
            "collection": "alert_policy",
            "id": policy["uuid"],
            "set": {"alertOpt": policy["alertOpt"]},
        },
    )
    message = fails(guance, ONE, name="company-holidays", state="absent")
    assert message.startswith(
        "Could not delete the notice date 'company-holidays' (uuid %s): Guance answered HTTP 400"
        " ft.NoticeDateInUse: " % HOLIDAYS
    )
    assert message.endswith(
        "If it is still used somewhere, take it out there first, or say force: true"
    )
    assert sent(guance)["skipRefCheck"] is False and row(guance, "notice_date", uuid=HOLIDAYS)


def test_guance_notice_date_force_skips_the_vendors_check(guance):
    changes(guance, POLICY, **on_dates("company-holidays"))
    changes(guance, ONE, name="company-holidays", state="absent", force=True)
    assert sent(guance) == {"noticeDatesUUIDs": [HOLIDAYS], "skipRefCheck": True}
    # and the lists of those who might use it are not read
    assert paths(guance, write=False) == [LIST, LIST]
    result = changes(
        guance,
        MANY,
        notice_dates=[],
        purge=True,
        allow_empty=True,
        purge_scope={"name_prefix": "Example"},
        force=True,
    )
    assert sent(guance)["skipRefCheck"] is True and result["counts"]["deleted"] == 1


def test_guance_notice_date_force_of_one_task_is_not_that_of_the_next(guance):
    changes(guance, ONE, name="company-holidays", state="absent", force=True)
    changes(guance, ONE, name="Example dates", state="absent")
    assert sent(guance)["skipRefCheck"] is False


def test_guance_notice_date_in_use_may_be_changed_and_renamed(guance):
    changes(guance, POLICY, **on_dates("company-holidays"))
    changes(guance, ONE, uuid=HOLIDAYS, name="holidays", dates=["2036/12/25"])
    keeps(guance, POLICY, **on_dates("holidays"))


def test_guance_notice_date_other_refusals_of_a_delete(emulator, guance):
    emulator.add_fault(vendor="guance", path="date/delete", error="guance.InvalidAPIKey")
    message = fails(guance, ONE, name="company-holidays", state="absent")
    assert "ft.InvalidAPIKey" in message and "the secret of an API key" in message


# --- facts that break idempotence


def test_guance_notice_date_t02_twins_are_refused_with_their_uuids(guance):
    patch(guance, "notice_date", "uuid", "ndate_xxxx32", name="company-holidays")
    for params in ({"dates": []}, {"state": "absent"}):
        message = refused(guance, ONE, name="company-holidays", **params)
        assert (
            message
            == "name: there are 2 notice dates called 'company-holidays': %s, ndate_xxxx32; give"
            " the uuid" % HOLIDAYS
        )
    changes(guance, ONE, uuid=HOLIDAYS, dates=[])


@pytest.mark.parametrize("kind", ["drop_after", "truncate", "malformed"])
def test_guance_notice_date_t02_a_lost_add_makes_no_twin(emulator, guance, kind):
    emulator.add_fault(vendor="guance", path="date/add", kind=kind)
    result = apply(guance, ONE, **YEAR)
    assert (
        result["changed"]
        and len(guance.requests(write=True)) == 1
        and [text for text in warned(result) if "adopted" in text]
    )
    keeps(guance, ONE, **YEAR)


def test_guance_notice_date_t03_the_list_is_read_to_its_end(emulator, guance):
    emulator.put_state(
        "guance",
        {
            "notice_date": [
                {"uuid": "ndate_x%03d" % number, "name": "year %d" % number, "dates": []}
                for number in range(130)
            ]
        },
    )
    changes(guance, ONE, name="year 129", dates=["2037/12/25"])
    assert (
        paths(guance, write=True) == ["POST /api/v1/notice/date/ndate_x129/modify"]
        and paths(guance).count(LIST) == 4
    )


@pytest.mark.parametrize("fill", ["absent", "null", "empty", "mixed"])
def test_guance_notice_date_t05_unset_in_every_form(emulator, guance, fill):
    emulator.settings(fill=fill)
    changes(guance, ONE, name="empty")
    keeps(guance, ONE, name="empty", dates=[])
    for dates in ([], None):
        patch(guance, "notice_date", "name", "empty", dates=dates)
        keeps(guance, ONE, times=2, name="empty", dates=[])


def test_guance_notice_date_t07_order_means_nothing(guance):
    keeps(guance, ONE, name="company-holidays", dates=["2036/12/31", "2036/10/01", "2036/12/25"])


def test_guance_notice_date_t11_the_answer_to_a_write_proves_nothing(guance):
    """It shows all that was sent, under the other key, and may be no more than that."""
    changes(guance, ONE, name="company-holidays", dates=["2036/12/25"])
    assert paths(guance) == [LIST, "POST /api/v1/notice/date/%s/modify" % HOLIDAYS, LIST]


def test_guance_notice_date_t11_what_did_not_stick_is_named(emulator, guance):
    emulator.add_fault(
        vendor="guance",
        path="modify$",
        kind="wrong_shape",
        body={"code": 200, "success": True, "errorCode": "", "content": {}},
    )
    emulator.add_fault(
        vendor="guance",
        path="modify$",
        kind="second_writer",
        patch={"collection": "notice_date", "id": HOLIDAYS, "set": {"dates": ["2036/01/01"]}},
    )
    message = fails(guance, ONE, name="company-holidays", dates=["2036/12/25"])
    assert "did not keep dates (asked for ['2036/12/25'], stored is ['2036/01/01'])" in message


@pytest.mark.parametrize("who", [{"name": "nobody"}, {"uuid": "ndate_nobody"}])
def test_guance_notice_date_t15_absent_stays_absent_without_a_call(guance, who):
    keeps(guance, ONE, times=2, state="absent", **who)
    assert paths(guance) == [LIST]


def test_guance_notice_date_t15_gone_between_list_and_delete(emulator, guance):
    emulator.add_fault(
        vendor="guance",
        path="date/list",
        kind="second_writer",
        patch={"collection": "notice_date", "id": HOLIDAYS, "remove": True},
    )
    result = apply(guance, ONE, name="company-holidays", state="absent")
    assert result["notice_date"] is None and [
        one["status"] for one in guance.requests(write=True)
    ] == [404]


def test_guance_notice_date_t16_a_soft_deleted_one_is_absent(guance):
    patch(guance, "notice_date", "uuid", HOLIDAYS, deleteAt=1700000001)
    keeps(guance, ONE, times=2, name="company-holidays", state="absent")


def test_guance_notice_date_t17_a_converged_run_costs_one_list(guance):
    many = [dict(YEAR, name="year %02d" % number) for number in range(25)]
    apply(guance, MANY, notice_dates=many)
    keeps(guance, MANY, notice_dates=many)
    assert paths(guance) == [LIST]


def test_guance_notice_date_t21_a_year_as_a_name_stays_a_text(guance):
    changes(guance, ONE, name="2037", dates=["2037/12/25"])
    assert sent(guance)["name"] == "2037"
    keeps(guance, ONE, name="2037")


# --- days that are over


def test_guance_notice_date_of_which_all_days_are_over_is_warned_about_and_written(guance):
    result = changes(guance, ONE, name="old", dates=["2020/12/25", "2021-05-01"])
    assert warned(result) == [
        "dates: are all over since 2021/05/01: windows on them do not open any more"
    ]
    assert warned(
        keeps(guance, ONE, times=1, name="old", dates=["2020/12/25", "2021-05-01"])
    ) == warned(result)
    assert (
        warned(apply(guance, ONE, check=True, name="old", dates=["2020/12/25", "2037/05/01"])) == []
    )
    assert warned(keeps(guance, ONE, times=1, name="old")) == []


def test_guance_window_on_a_calendar_that_is_over_is_told(guance):
    changes(guance, ONE, name="old", dates=["2020/12/25", "2021/05/01"])
    changes(guance, ONE, name="blank", dates=[])
    policy = on_dates("old", "blank", "company-holidays")
    result = apply(guance, POLICY, **policy)
    place = "alert_opt.alert_target[0].custom_dates: "
    assert sorted(text for text in warned(result) if text.startswith(place)) == [
        place + "the notice date 'blank' has no day: a window on it never opens",
        place
        + "the notice date 'old' had its last day on 2021/05/01: a window on it does not open any"
        " more",
    ]
    assert sorted(one["because"] for one in result["not_working"])[1].startswith(
        "refers to the notice date 'old', which had its last day"
    )
    # the answer may spell its days otherwise
    assert len(warned(keeps(guance, POLICY, times=4, **policy))) >= 2


@pytest.mark.parametrize("hours, over", [(-1, False), (11, False), (13, True)])
def test_guance_day_is_over_when_it_is_so_everywhere(hours, over):
    from ansible_collections.oncall.routing.plugins.module_utils._vendors.guance import calendar

    midnight = 1767312000  # 2026-01-02T00:00:00Z
    assert calendar.last_day(["2025/12/25", "2026/01/01"], midnight + 3600 * hours) == (
        "2026/01/01" if over else None
    )
    assert calendar.last_day(["2025/12/25", "someday"], midnight * 2) is None
