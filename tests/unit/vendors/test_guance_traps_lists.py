# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Facts of docs/vendors/guance.md about lists, echoes and deletions that break idempotence, one by
one.
"""

from __future__ import annotations

import pytest
from support.guance_policies import (
    FULL,
    INSPECTION,
    LATENCY,
    MEMBER,
    PAGE,
    POLICIES,
    POLICY,
    PROVIDER,
    SLO,
    SMART,
)
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

# --- G88: bindings the list does not show


@pytest.mark.parametrize("shown", [True, False])
def test_guance_t10_bindings_are_read_from_the_other_side(emulator, guance, shown):
    emulator.settings(guance={"bindings_in_list": shown})
    params = dict(MEMBER, checkers=[LATENCY, SMART, INSPECTION, SLO])
    changes(guance, POLICY, **params)
    assert set(sent(guance)["checkerUUIDs"]) == {LATENCY, SMART, INSPECTION, SLO}
    keeps(guance, POLICY, **params)
    result = changes(guance, POLICY, **dict(params, checkers=[LATENCY]))
    assert result["diff"]["before"]["checkers"] == sorted([LATENCY, SMART, INSPECTION, SLO])
    keeps(guance, POLICY, **dict(params, checkers=[LATENCY]))
    changes(guance, POLICY, **dict(params, checkers=[]))
    keeps(guance, POLICY, **dict(params, checkers=[]))


def test_guance_t10_rules_that_do_not_say_are_asked_policy_by_policy(emulator, guance):
    """Old deployments: neither the policy nor the rule shows the binding, only the list for one
    policy does, here on two pages.
    """
    emulator.settings(guance={"bindings_in_list": False})
    rules = [
        {"uuid": "rul_x%d" % number, "jsonScript": {"name": "x%d" % number}}
        for number in range(150)
    ]

    def page(rows, total):
        return {
            "code": 200,
            "success": True,
            "errorCode": "",
            "content": {"data": rows},
            "pageInfo": {"totalCount": total},
        }

    calls = [
        page(rules[:100], 150),
        page(rules[100:], 150),
        page([], 0),
        page(rules[:100], 149),
        page(rules[100:149], 149),
    ]
    for number, body in enumerate(calls, 1):
        emulator.add_fault(
            vendor="guance", path="/checker/list", kind="wrong_shape", body=body, nth=number
        )
    keeps(
        guance,
        POLICY,
        times=1,
        name="from-provider",
        checkers=[rule["uuid"] for rule in rules[:149]],
    )
    asked = [one["query"] for one in guance.requests() if one["path"].endswith("/checker/list")]
    assert [
        (query.get("type"), query.get("alertPolicyUUID"), query["pageIndex"]) for query in asked
    ] == [
        (None, None, "1"),
        (None, None, "2"),
        ("smartMonitor", None, "1"),
        (None, PROVIDER, "1"),
        (None, PROVIDER, "2"),
    ]


def test_guance_t10_unknown_bindings_are_warned_about_not_changed_every_run(emulator, guance):
    emulator.settings(guance={"bindings_in_list": False})
    params = dict(MEMBER, security_rule_uuids=["srul_one", "srul_two"])
    apply(guance, POLICY, **params)
    result = keeps(guance, POLICY, **params)
    assert [
        text for text in warned(result) if "security_rule_uuids" in text and "can't be seen" in text
    ]
    keeps(guance, POLICY, **dict(params, security_rule_uuids=["srul_three"]))


def test_guance_t10_nothing_more_is_read_when_bindings_are_not_managed(emulator, guance):
    emulator.settings(guance={"bindings_in_list": False})
    keeps(guance, POLICY, name="from-provider", desc="")
    assert paths(guance) == ["GET /api/v1/alert_policy/list"]


# --- G33: echoes are partial


@pytest.mark.parametrize("echo", ["partial", "full"])
def test_guance_t11_one_look_at_the_list_after_a_write(emulator, guance, echo):
    emulator.settings(guance={"echo": echo})
    planned = apply(guance, POLICY, check=True, **FULL)
    result = changes(guance, POLICY, **FULL)
    assert paths(guance).count("GET /api/v1/alert_policy/list") <= 2
    assert not [one for one in paths(guance) if one.endswith("/get")]
    for shown in (planned, result):
        del shown["alert_policy"]["alert_opt"]["alert_target"]
    shown = dict(result["alert_policy"])
    uuid = shown.pop("uuid")
    assert shown == planned["alert_policy"]
    assert (
        apply(guance, POLICY + "_info", uuids=[uuid])["alert_policies"][0]["permission_set"]
        == result["alert_policy"]["permission_set"]
    )


def test_guance_t11_what_did_not_stick_is_named(emulator, guance, simple):
    """The list, not the echo, decides: somebody else's write in between is told."""
    uuid = row(guance, "alert_policy", name="simple")["uuid"]
    emulator.add_fault(
        vendor="guance",
        path="modify_v2",
        kind="second_writer",
        patch={"collection": "alert_policy", "id": uuid, "set": {"desc": "theirs"}},
    )
    message = fails(guance, POLICY, name="simple", desc="ours")
    assert "did not keep desc (asked for ours, stored is theirs)" in message


# --- G89: df_source

SECURITY = {
    "alert_target": [{"targets": [{"status": ["critical"], "df_source": "security", "to": [PAGE]}]}]
}
NORMAL = {"alert_target": [{"targets": [{"status": ["critical"], "to": [PAGE]}]}]}


def test_guance_t12_left_out_when_it_is_not_security(guance, simple):
    changes(guance, POLICY, name="simple", alert_opt=SECURITY)
    assert sent(guance)["alertOpt"]["alertTarget"] == [
        {"targets": [{"status": "critical", "df_source": "security", "to": [PAGE]}]}
    ]
    keeps(guance, POLICY, name="simple", alert_opt=SECURITY)
    changes(guance, POLICY, name="simple", alert_opt=NORMAL)
    assert sent(guance)["alertOpt"]["alertTarget"] == [
        {"targets": [{"status": "critical", "to": [PAGE]}]}
    ]
    keeps(guance, POLICY, name="simple", alert_opt=NORMAL)


def test_guance_t12_a_df_source_that_sticks_fails_clearly(emulator, guance, simple):
    emulator.settings(guance={"df_source_sticks": True})
    changes(guance, POLICY, name="simple", alert_opt=SECURITY)
    message = fails(guance, POLICY, name="simple", alert_opt=NORMAL)
    assert (
        "This task wrote the alert policy 'simple', but the vendor did not keep"
        " alert_opt.alert_target" in message
    )
    assert "'df_source': 'security'" in message


def test_guance_t12_an_empty_df_source_is_no_choice(guance, simple):
    message = refused(
        guance,
        POLICY,
        name="simple",
        alert_opt={
            "alert_target": [{"targets": [{"status": "all", "to": [PAGE], "df_source": ""}]}]
        },
    )
    assert message == "alert_opt.alert_target[0].targets[0].df_source: '' is not one of security"


# --- G90: a permissionSet that lingers


def test_guance_t13_a_lingering_permission_set_is_not_ours(guance, simple):
    patch(
        guance,
        "alert_policy",
        "name",
        "simple",
        openPermissionSet=False,
        permissionSet=["general", "readOnly"],
    )
    keeps(guance, POLICY, **simple)
    keeps(guance, POLICY, **dict(simple, open_permission_set=False))
    keeps(guance, POLICY, **dict(simple, permission_set=["readOnly", "general"]))
    changes(guance, POLICY, name="simple", permission_set=[])
    assert sent(guance) == {"name": "simple", "ruleTimezone": "Asia/Shanghai", "permissionSet": []}


# --- G91: old records


def test_guance_t14_a_missing_time_zone_is_a_difference(guance):
    keeps(guance, POLICY, name="legacy")
    result = changes(guance, POLICY, name="legacy", rule_timezone="Asia/Shanghai")
    assert result["plan"][0]["fields"] == ["rule_timezone"]
    assert sent(guance) == {"name": "legacy", "ruleTimezone": "Asia/Shanghai"}
    keeps(guance, POLICY, name="legacy", rule_timezone="Asia/Shanghai")


def test_guance_t14_a_change_needs_a_time_zone(guance):
    message = refused(guance, POLICY, name="legacy", desc="x")
    assert message.startswith("rule_timezone: is required")
    changes(guance, POLICY, name="legacy", desc="x", rule_timezone="UTC")


def test_guance_t14_a_missing_alert_type_is_status(guance):
    target = {"targets": [{"to": ["notify_xxxx32"], "status": "error,critical"}]}
    keeps(
        guance,
        POLICY,
        name="legacy",
        alert_opt={
            "alert_type": "status",
            "silent_timeout": 0,
            "agg_interval": 0,
            "alert_target": [target],
        },
    )


# --- G36 and G26: deletion


@pytest.mark.parametrize(
    "who",
    [{"name": "nobody"}, {"uuid": "altpl_nobody"}, {"name": "nobody", "uuid": "altpl_nobody"}],
)
def test_guance_t15_absent_stays_absent_without_a_call(guance, who):
    keeps(guance, POLICY, times=2, state="absent", **who)
    assert paths(guance) == ["GET /api/v1/alert_policy/list"]


@pytest.mark.parametrize("answer", ["error", "ok"])
def test_guance_t15_gone_between_list_and_delete(emulator, guance, answer):
    emulator.settings(guance={"delete_unknown": answer})
    emulator.add_fault(
        vendor="guance",
        path="alert_policy/list",
        kind="second_writer",
        patch={"collection": "alert_policy", "id": PROVIDER, "remove": True},
    )
    result = apply(guance, POLICY, name="from-provider", state="absent")
    assert [one["status"] for one in guance.requests(write=True)] == [
        404 if answer == "error" else 200
    ]
    assert result["alert_policy"] is None


def test_guance_t15_a_repeated_delete_finds_nothing(emulator, guance):
    emulator.add_fault(vendor="guance", path="alert_policy/delete", kind="drop_after")
    result = apply(guance, POLICY, name="from-provider", state="absent")
    assert result["changed"] is True and [one["status"] for one in guance.requests(write=True)] == [
        None,
        404,
    ]
    keeps(guance, POLICY, name="from-provider", state="absent")


def test_guance_t16_a_soft_deleted_policy_is_absent(emulator, guance):
    emulator.settings(guance={"deleted_in_list": True})
    changes(guance, POLICY, **MEMBER)
    first = row(guance, "alert_policy", name="member")["uuid"]
    changes(guance, POLICY, name="member", state="absent")
    assert [one["uuid"] for one in emulator.state("guance")["alert_policy_deleted"]] == [first]
    keeps(guance, POLICY, name="member", state="absent")
    assert apply(guance, POLICY + "_info", name="member")["alert_policies"] == []
    assert "there is no alert policy with uuid %s" % first in refused(
        guance, POLICY, uuid=first, desc="x"
    )
    changes(guance, POLICY, **MEMBER)
    assert row(guance, "alert_policy", name="member")["uuid"] != first
    keeps(guance, POLICY, **MEMBER)


# --- G13: 20 requests a minute


def test_guance_t17_a_converged_run_costs_one_list_per_kind(guance):
    lists = [
        "alert_policy/list",
        "workspace/members/list",
        "workspace/member_group/list",
        "notify_object/list",
        "notice/date/list",
        "checker/list",
        "checker/list",
        "self_built_checker/list",
        "slo/list",
        "role/list",
    ]
    many = [dict(FULL, name="full %d" % number) for number in range(12)]
    assert apply(guance, POLICIES, alert_policies=many).writes == 12
    keeps(guance, POLICIES, alert_policies=many)
    assert sorted(paths(guance)) == sorted("GET /api/v1/" + one for one in lists)
    # smart monitors are a list of their own, at the same path
    assert [
        one["query"].get("type")
        for one in guance.requests()
        if one["path"].endswith("/checker/list")
    ] == [None, "smartMonitor"]


def test_guance_t17_uuids_need_no_lists(guance, simple):
    keeps(guance, POLICY, **simple)
    assert paths(guance) == ["GET /api/v1/alert_policy/list"]


# --- G134: names change, UUIDs do not


def test_guance_t18_a_renamed_recipient_is_the_same_recipient(guance):
    opt = {
        "silent_timeout": 0,
        "agg_interval": 0,
        "alert_target": [{"targets": [{"status": "all", "to": ["notify:payments-page"]}]}],
    }
    result = changes(guance, POLICY, name="p", rule_timezone="UTC", alert_opt=opt)
    assert result["diff"]["after"]["alert_opt"]["alert_target"][0]["targets"][0]["to"] == [PAGE]
    patch(guance, "notify_object", "uuid", PAGE, name="payments pager")
    assert "there is no notify object 'payments-page' among 7" in refused(
        guance, POLICY, name="p", alert_opt=opt
    )
    opt["alert_target"][0]["targets"][0]["to"] = ["notify:payments pager"]
    keeps(guance, POLICY, name="p", alert_opt=opt)
    shown = apply(guance, POLICY + "_info", name="p", resolve_names=True)["alert_policies"][0]
    assert shown["alert_opt"]["alert_target"][0]["targets"][0]["to"] == ["notify:payments pager"]


# --- G93, G110, G94: times and dates


def _on_dates(start, **more):
    rule = dict(
        {
            "custom_dates": ["company-holidays"],
            "custom_start_time": start,
            "custom_duration": 60,
            "targets": [{"status": "all", "to": [PAGE]}],
        },
        **more,
    )
    return {
        "name": "dates",
        "rule_timezone": "UTC",
        "alert_opt": {
            "silent_timeout": 0,
            "agg_interval": 0,
            "alert_target": [rule, {"targets": [{"status": "all", "to": [PAGE]}]}],
        },
    }


@pytest.mark.parametrize(
    "typed, kept",
    [
        ("9:30", "09:30:00"),
        ("09:30", "09:30:00"),
        ("9:30:05", "09:30:05"),
        ("23:59:59", "23:59:59"),
        ("0:00", "00:00:00"),
    ],
)
def test_guance_t19_start_times_are_completed(guance, typed, kept):
    changes(guance, POLICY, **_on_dates(typed))
    assert sent(guance)["alertOpt"]["alertTarget"][0]["customStartTime"] == kept
    for same in (typed, kept):
        keeps(guance, POLICY, times=2, **_on_dates(same))


@pytest.mark.parametrize("separator", ["/", ".", "-", "mixed"])
def test_guance_t20_how_dates_are_spelled_does_not_matter_to_who_refers_to_them(
    emulator, guance, separator
):
    """Of notice dates themselves: test_guance_notice_date.py."""
    emulator.settings(guance={"date_separator": separator})
    changes(
        guance, POLICY, **_on_dates("09:30:00", custom_dates=["Example dates", "company-holidays"])
    )
    keeps(
        guance, POLICY, **_on_dates("09:30:00", custom_dates=["company-holidays", "ndate_xxxx32"])
    )


@pytest.mark.parametrize("number", [34200, "34200", 9.5, 930])
def test_guance_t21_an_unquoted_time_is_refused_with_advice(guance, number):
    message = refused(guance, POLICY, **_on_dates(number))
    assert message.startswith(
        "alert_opt.alert_target[0].custom_start_time: %s is a number" % number
    )
    assert "quotes" in message


def test_guance_t21_names_that_look_like_numbers_stay_texts(guance):
    changes(
        guance,
        POLICY,
        name="13800000000",
        rule_timezone="UTC",
        desc="123456789012345678",
        alert_opt={"silent_timeout": 0, "agg_interval": 0},
    )
    assert (sent(guance)["name"], sent(guance)["desc"]) == ("13800000000", "123456789012345678")
    keeps(guance, POLICY, name="13800000000", desc="123456789012345678")
    patch(guance, "notify_object", "uuid", PAGE, name="13800000000")
    changes(
        guance,
        POLICY,
        name="13800000000",
        alert_opt={
            "alert_target": [
                {"name": "7", "targets": [{"status": "all", "to": ["notify:13800000000"]}]}
            ]
        },
    )
    assert sent(guance)["alertOpt"]["alertTarget"] == [
        {"name": "7", "targets": [{"status": "all", "to": [PAGE]}]}
    ]
