# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Duty rules of BlueKing: section 6.5 of its contract, and the rows of its trap and error tables that concern them."""

from __future__ import annotations

import pytest
from support.vendor_kit import apply, changes, fails, keeps, patch, paths, refused, row, sent, warned

RULE, RULES = "bk_duty_rule", "bk_duty_rules"
ESB = "POST /api/c/compapi/v2/monitor_v3/"
APIGW = "POST /api/bk-monitor/prod/app/"
CREDENTIALS = {"bk_app_code", "bk_app_secret", "bk_username"}
ALICE, BOB = ({"type": "user", "id": name} for name in ("alice", "bob"))
PART = {"duty_time": [{"work_type": "daily", "work_time": ["20:00--08:00"]}], "duty_users": [[ALICE], [BOB]]}
NEW = {"name": "nights", "category": "regular", "enabled": True, "effective_time": "2035-01-01 00:00:00", "duty_arranges": [PART]}


def body(bk):
    """The one body that was sent, without the credentials."""
    return {key: value for key, value in sent(bk).items() if key not in CREDENTIALS}


def stored(bk, **where):
    return row(bk, "duty_rules", **where)


# --- the body, key by key ------------------------------------------------------------------------------------------------------

def test_bk_duty_rule_as_documented(bk):
    part = {"duty_time": [{"work_type": "date_range", "work_days": [1, 2], "work_date_range": ["2035-02-01--2035-02-07"], "work_time_type": "time_range",
                           "work_time": ["00:00--23:59"], "period_settings": {"window_unit": "day", "duration": 2}}],
            "duty_users": [[ALICE, BOB], [{"type": "group", "id": "operator"}]], "group_type": "auto", "group_number": 2}
    options = dict(NEW, category="handoff", labels=["web"], end_time="2036-01-01 00:00:00", duty_arranges=[part])
    changes(bk, RULE, **options)
    assert paths(bk) == [ESB + "search_duty_rules/", ESB + "save_duty_rule/", ESB + "search_duty_rules/", ESB + "search_duty_rule_detail/"]
    assert body(bk) == dict(options, bk_biz_id=2)
    keeps(bk, RULE, **options)
    assert paths(bk) == [ESB + "search_duty_rules/", ESB + "search_duty_rule_detail/"]
    changes(bk, RULE, name="nights", labels=[])
    assert body(bk) == dict(options, bk_biz_id=2, labels=[], id=stored(bk, name="nights")["id"], effective_time="2035-01-01 00:00:00+0800",
                            end_time="2036-01-01 00:00:00+0800")
    changes(bk, RULE, name="nights", state="absent")
    assert (paths(bk, write=True), set(body(bk))) == ([ESB + "delete_duty_rules/"], {"bk_biz_ids", "ids"})
    assert body(bk)["bk_biz_ids"] == [2]


def test_bk_duty_rule_unknown_fields_inside_go_back_and_those_of_the_server_do_not(bk):
    changes(bk, RULE, **NEW)
    part, = stored(bk, name="nights")["duty_arranges"]
    times = [dict(part["duty_time"][0], is_custom=True)]
    patch(bk, "duty_rules", "name", "nights", duty_arranges=[dict(part, handoff_time={"time": "08:00"}, duty_time=times)])
    changes(bk, RULE, name="nights", labels=["x"])
    sent_now, = body(bk)["duty_arranges"]
    assert sent_now == dict(PART, group_type="specified", group_number=0, handoff_time={"time": "08:00"}, duty_time=times)
    # other people in the part, which is the only one: it is known by its place
    changes(bk, RULE, name="nights", duty_arranges=[dict(PART, duty_users=[[BOB]])])
    assert [one["handoff_time"] for one in body(bk)["duty_arranges"]] == [{"time": "08:00"}]


def test_bk_duty_rule_of_the_least(bk):
    changes(bk, RULE, **{key: value for key, value in NEW.items() if key != "enabled"})
    assert body(bk) == dict(NEW, bk_biz_id=2, enabled=False, labels=[], end_time="", duty_arranges=[dict(PART, group_type="specified", group_number=0)])


def test_bk_duty_rule_through_the_gateway(bk):
    del bk.connection["bk_username"]
    changes(bk, RULE, api_style="apigw", **NEW)
    assert paths(bk) == [APIGW + "duty_rule/search/", APIGW + "duty_rule/save/", APIGW + "duty_rule/search/", APIGW + "duty_rule/search_detail/"]
    keeps(bk, RULE, api_style="apigw", **NEW)
    assert paths(bk) == [APIGW + "duty_rule/search/", APIGW + "duty_rule/search_detail/"]
    changes(bk, RULE, api_style="apigw", name="nights", state="absent")
    assert paths(bk, write=True) == [APIGW + "duty_rule/delete/"]


def test_bk_duty_rule_where_the_list_shows_everything(emulator, bk):
    emulator.settings(bk={"arranges_in_list": True})
    changes(bk, RULE, **NEW)
    assert keeps(bk, RULE, **NEW).reads == 1
    changes(bk, RULE, name="nights", labels=["x"])
    assert body(bk)["duty_arranges"] == [dict(PART, group_type="specified", group_number=0)]


# --- switched off unless told otherwise ------------------------------------------------------------------------------------------

@pytest.mark.parametrize("check", [True, False])
def test_bk_duty_rule_is_created_switched_off_and_that_is_said(bk, check):
    silent = {key: value for key, value in NEW.items() if key != "enabled"}
    result = apply(bk, RULES, check=check, duty_rules=[silent, dict(NEW, name="other"), dict(NEW, name="third", enabled=False)])
    assert warned(result) == ["duty_rules[0].enabled: is not given, so the rule is created switched off, which is the vendor's default:"
                              " by it nobody will be on duty"]
    assert [one["enabled"] for one in result["duty_rules"]] == [False, True, False]
    if not check:
        again = apply(bk, RULE, **silent)
        assert again["changed"] is False and ["is switched off (enabled is false)" in text for text in warned(again)] == [True]
        assert warned(apply(bk, RULE, **dict(silent, enabled=False))) == []


def test_bk_duty_rule_enabled_is_kept_when_it_is_not_given(bk):
    changes(bk, RULE, name="office hours", labels=["x"])
    assert body(bk)["enabled"] is True
    changes(bk, RULE, name="office hours", on_unspecified="reset")
    assert (body(bk)["enabled"], body(bk)["labels"]) == (False, [])


# --- times ---------------------------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("typed, kept", [
    ("2035-01-01 00:00:00", "2035-01-01 00:00:00+0800"), ("2035-01-01", "2035-01-01 00:00:00+0800"), ("2035-01-01T09:30", "2035-01-01 09:30:00+0800"),
    ("2035-01-01 00:00:00+0800", "2035-01-01 00:00:00+0800"), ("2035-01-01T00:00:00+09:00", "2034-12-31 23:00:00+0800"),
    ("2035-01-01T00:00:00Z", "2035-01-01 08:00:00+0800"), ("2035-01-01 00:00:00 -05:00", "2035-01-01 13:00:00+0800")])
def test_bk_duty_rule_times_come_back_normalised(bk, typed, kept):
    for option in ("effective_time", "end_time"):
        changes(bk, RULE, **dict(NEW, name=option, **{option: typed}))
        assert stored(bk, name=option)[option] == kept
        keeps(bk, RULE, **dict(NEW, name=option, **{option: typed}))
        keeps(bk, RULE, name=option, **{option: kept})
        changes(bk, RULE, name=option, **{option: typed.replace("2035", "2036")})


@pytest.mark.parametrize("shown", ["2035-01-01 00:00:00", "2035-01-01T00:00:00+08:00", "2035-01-01 00:00:00.000+0800"])
def test_bk_duty_rule_times_shown_otherwise(bk, shown):
    changes(bk, RULE, **NEW)
    patch(bk, "duty_rules", "name", "nights", effective_time=shown)
    keeps(bk, RULE, **NEW)


@pytest.mark.parametrize("typed", ["tomorrow", "2035-13-01", "2035-01-01 25:00:00", "01.02.2035", "2035", "2035-01-01 00:00:00 CET"])
def test_bk_duty_rule_times_that_are_none(bk, typed):
    assert refused(bk, RULE, **dict(NEW, effective_time=typed)) == "effective_time: %r is not a time like 2035-01-01 09:00:00+0800" % typed
    assert bk.requests(write=True) == []


def test_bk_duty_rule_an_end_can_be_taken_away(bk):
    changes(bk, RULE, **dict(NEW, end_time="2036-01-01"))
    changes(bk, RULE, name="nights", end_time="")
    assert stored(bk, name="nights")["end_time"] == ""
    keeps(bk, RULE, name="nights", end_time="")


# --- traps ---------------------------------------------------------------------------------------------------------------------

def test_bk_duty_rule_trap_01_names_are_stripped(bk):
    changes(bk, RULE, **dict(NEW, name=" nights\n"))
    assert body(bk)["name"] == "nights"
    keeps(bk, RULE, **dict(NEW, name="nights "))


def test_bk_duty_rule_trap_08_the_business_is_always_asked_for(bk):
    for module, params in ((RULE, NEW), (RULE + "_info", {"ids": []}), (RULES, {"duty_rules": []})):
        apply(bk, module, **params)
        searches = [one["body"] for one in bk.requests() if "search_duty_rules" in one["path"]]
        assert searches and all({key: one[key] for key in one if key not in CREDENTIALS} == {"bk_biz_ids": [2]} for one in searches)


def test_bk_duty_rule_trap_09_names_are_compared_as_the_database_does(bk):
    assert refused(bk, RULE, **dict(NEW, name="Office Hours")) == "name: 'Office Hours' is taken by the duty rule 'office hours' (id 802)"
    changes(bk, RULE, **dict(NEW, name="night"))
    changes(bk, RULE, id=802, name="Office Hours")


def test_bk_duty_rule_trap_15_display_fields_are_neither_compared_nor_sent(bk):
    shown = apply(bk, RULE + "_info", name="week by week")["duty_rules"][0]
    assert shown["duty_arranges"] == [{"duty_time": [{"work_type": "weekly", "work_days": [1, 2, 3, 4, 5, 6, 7], "work_time": ["00:00--23:59"]}],
                                       "duty_users": [[ALICE], [BOB, {"type": "user", "id": "carol"}]], "group_type": "specified", "group_number": 0}]
    changes(bk, RULE, name="week by week", labels=["x"])
    assert set(body(bk)) == {"id", "bk_biz_id", "name", "category", "enabled", "labels", "effective_time", "end_time", "duty_arranges"}
    assert body(bk)["duty_arranges"] == shown["duty_arranges"]


def test_bk_duty_rule_trap_19_ids_of_another_business(bk):
    assert refused(bk, RULE, id=801, labels=["x"]) == "id: there is no duty rule with id 801 in business 2"
    keeps(bk, RULE, times=1, id=801, state="absent")


def test_bk_duty_rule_trap_20_ids_of_people_are_texts(bk):
    part = dict(PART, duty_users=[[{"type": "user", "id": "10086"}]])
    changes(bk, RULE, **dict(NEW, duty_arranges=[part]))
    assert body(bk)["duty_arranges"][0]["duty_users"] == [[{"type": "user", "id": "10086"}]]
    keeps(bk, RULE, **dict(NEW, duty_arranges=[part]))


def test_bk_duty_rule_trap_21_an_empty_object_is_no_rule(emulator, bk):
    emulator.add_fault(vendor="bk", path="search_duty_rule_detail", kind="wrong_shape", times=None,
                       body={"result": True, "code": 200, "message": "OK", "data": {}})
    keeps(bk, RULE, times=1, name="office hours", state="absent")
    assert refused(bk, RULE, id=802, labels=["x"]) == "id: there is no duty rule with id 802 in business 2"


def test_bk_duty_rule_trap_22_a_failure_that_was_a_success(emulator, bk):
    slow = {"vendor": "bk", "path": "save_duty_rule", "error": "bk.1306201", "executed": True, "message": "backend timed out"}
    emulator.add_fault(**slow)
    assert "adopted" in warned(apply(bk, RULE, **NEW))[0]
    keeps(bk, RULE, **NEW)
    emulator.add_fault(**slow)
    apply(bk, RULE, name="nights", duty_arranges=[dict(PART, duty_users=[[BOB]])])
    assert stored(bk, name="nights")["duty_arranges"][0]["duty_users"] == [[BOB]]


# --- errors and deletion ---------------------------------------------------------------------------------------------------------

def test_bk_duty_rule_error_name_taken_meanwhile(emulator, bk):
    emulator.add_fault(vendor="bk", path="search_duty_rules", kind="second_writer", patch={
        "collection": "duty_rules", "add": dict(stored(bk, id=802), id=900, name="NIGHTS")})
    message = fails(bk, RULE, **NEW)
    assert "BlueKing answered 3312006: duplicate duty rule name nights" in message and "another duty rule of the business has this name" in message.lower()


def test_bk_duty_rule_error_gone_before_the_update(emulator, bk):
    emulator.add_fault(vendor="bk", path="search_duty_rule_detail", kind="second_writer", patch={"collection": "duty_rules", "id": 802, "remove": True})
    message = fails(bk, RULE, name="office hours", labels=["x"])
    assert "duty rule not existed" in message and "not known in this business" in message


def test_bk_duty_rule_in_use_is_refused_with_the_names(bk):
    for name in ("web", "db"):
        apply(bk, "bk_user_group", name=name, need_duty=True, duty_rules=["office hours"], alert_notice=[], action_notice=[])
    for params in ({"name": "office hours"}, {"id": 802}):
        message = refused(bk, RULE, state="absent", **params)
        assert message == ("state: the duty rule 'office hours' is still used by the user group 'db', the user group 'web'; take it out there first:"
                           " the vendor refuses to delete what is in use, also with force: true")
    message = refused(bk, RULES, duty_rules=[], purge=True, purge_scope={"name_prefix": "office"}, allow_empty=True)
    assert message.startswith("purge: the duty rule 'office hours' is still used by the user group 'db'")
    message = fails(bk, RULE, name="office hours", state="absent", force=True)
    assert "BlueKing answered 3312004" in message and "user groups still use it" in message and "force does not help" in message
    apply(bk, "bk_user_groups", user_groups=[{"name": name, "state": "absent"} for name in ("web", "db")])
    changes(bk, RULE, name="office hours", state="absent")


def test_bk_duty_rule_people_are_checked_where_ansible_can_not(bk):
    for people, path in (
            ([], ""), ([[]], "[0]"), ([[ALICE, ALICE]], "[0][1]"), ([[{"type": "role", "id": "x"}]], "[0][0].type"),
            ([[dict(ALICE, display_name="A")]], "[0][0].display_name"), ([[{"type": "user"}]], "[0][0].id"), ([["alice"]], "[0][0]"), ([[None]], "[0][0]")):
        message = refused(bk, RULE, **dict(NEW, duty_arranges=[dict(PART, duty_users=people)]))
        assert message.startswith("duty_arranges[0].duty_users%s: " % path), (message, path)
    assert bk.requests(write=True) == []
