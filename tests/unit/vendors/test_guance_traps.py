# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Idempotence traps of Guance / TrueWatch: the table in section 12 of its contract, row by row."""

from __future__ import annotations

import copy

import pytest
from support.vendor_kit import apply, changes, fails, keeps, patch, paths, refused, row, sent, warned

POLICY = "guance_alert_policy"
POLICIES = "guance_alert_policies"
FILLS = pytest.mark.parametrize("fill", ["absent", "null", "empty", "mixed"])
ALICE, BOB, CAROL = ("acnt_%032d" % number for number in (1, 2, 3))
PAGE, MAIL = ("notify_%032d" % number for number in (1, 2))
LATENCY, ERRORS, SMART, INSPECTION, SLO = "rul_%032d" % 1, "rul_%032d" % 2, "rul_%032d" % 21, "rul_%032d" % 31, "monitor_%032d" % 1
PROVIDER = "altpl_provider00000000000000000003"

#: Everything a policy of status mode can hold, with at least two elements in every list.
FULL = {
    "name": "full", "desc": "all of it", "rule_timezone": "Asia/Shanghai", "open_permission_set": True,
    "permission_set": ["wsAdmin", "general", "role:oncall"], "checkers": ["payments latency", "payments errors"],
    "security_rule_uuids": ["srul_one", "srul_two"],
    "alert_opt": {
        "alert_type": "status", "silent_timeout": 3600, "silent_timeout_by_status_enable": True,
        "silent_timeout_by_status": [{"status": ["critical", "error"], "silent_timeout": 60}, {"status": ["warning"], "silent_timeout": 0}],
        "agg_interval": 120, "agg_type": "byFields", "agg_fields": ["df_label", "df_monitor_checker_id"], "agg_labels": ["b", "a"],
        "agg_cluster_fields": ["df_title", "df_message"], "agg_send_first": True, "ignore_ok": True,
        "alert_target": [
            {"name": "day", "crontab": "0 9 * * 0,1,2,3,4", "crontab_duration": 600, "targets": [
                {"status": ["critical", "error"], "to": ["member:alice@example.com", "team:payments"], "tags": {"env": ["prod", "stage"]},
                 "upgrade_targets": [{"to": ["member:bob@example.com", "team:search"], "duration": 600},
                                     {"to": ["notify:payments-page", "notify:payments-mail"], "duration": 1200}]},
                {"status": ["critical", "high"], "df_source": "security", "to": ["notify:payments-page", "notify:payments-mail"],
                 "filter_string": "`host` IN ['a']"}]},
            {"name": "dates", "custom_dates": ["company-holidays", "Example dates"], "custom_start_time": "09:30:10", "custom_duration": 600,
             "targets": [{"status": ["info", "nodata"], "to": ["notify:payments-page"]}]},
            {"targets": [{"status": ["all"], "to": ["notify:payments-mail"]}]},
        ],
    },
}
#: The same for member mode.
MEMBER = {
    "name": "member", "rule_timezone": "Asia/Shanghai",
    "alert_opt": {"alert_type": "member", "silent_timeout": 0, "agg_interval": 0, "alert_target": [{"name": "owners", "alert_info": [
        {"name": "db", "member_info": ["team:payments", "member:carol@example.com"], "filter_string": "`service` IN ['db']", "targets": [
            {"status": ["critical", "error"], "to": ["email", "sms", "notify:payments-page"], "upgrade_targets": [
                {"to": ["member:bob@example.com", "team:search"], "duration": 600, "to_way": ["email", "sms", "notify:payments-mail"]}]}]}]}]},
}


def variant(params, **opt):
    """The same options with others inside alert_opt."""
    other = copy.deepcopy(params)
    other["alert_opt"].update(opt)
    return other


@pytest.fixture
def simple(guance):
    """A small policy of status mode that exists."""
    params = {"name": "simple", "rule_timezone": "Asia/Shanghai", "alert_opt": {
        "silent_timeout": 3600, "agg_interval": 60, "agg_fields": ["df_label"], "agg_labels": ["a", "b"],
        "alert_target": [{"targets": [{"status": ["critical"], "to": [PAGE]}]}]}}
    changes(guance, POLICY, **params)
    return params


# --- T1: modify keeps what is left out -----------------------------------------------------------------------------------------

@pytest.mark.parametrize("given, body", [
    ({"desc": "other"}, {"desc": "other"}),
    ({"desc": ""}, {"desc": ""}),
    ({"open_permission_set": False, "permission_set": []}, {"openPermissionSet": False, "permissionSet": []}),
    ({"checkers": []}, {"checkerUUIDs": []}),
    ({"security_rule_uuids": []}, {"securityRuleUUIDs": []}),
    ({"alert_opt": {"silent_timeout": 0}}, {"alertOpt": {"silentTimeout": 0, "aggInterval": 120}}),
    ({"alert_opt": {"agg_interval": 0}}, {"alertOpt": {"aggInterval": 0}}),
    ({"alert_opt": {"agg_fields": []}}, {"alertOpt": {"aggInterval": 120, "aggFields": []}}),
    ({"alert_opt": {"agg_labels": []}}, {"alertOpt": {"aggInterval": 120, "aggLabels": []}}),
    ({"alert_opt": {"agg_cluster_fields": []}}, {"alertOpt": {"aggInterval": 120, "aggClusterFields": []}}),
    ({"alert_opt": {"agg_send_first": False, "ignore_ok": False}}, {"alertOpt": {"aggInterval": 120, "aggSendFirst": False, "ignoreOK": False}}),
    ({"alert_opt": {"silent_timeout_by_status_enable": False, "silent_timeout_by_status": []}},
     {"alertOpt": {"aggInterval": 120, "silentTimeoutByStatusEnable": False, "silentTimeoutByStatus": []}}),
    ({"alert_opt": {"agg_type": "byAI"}}, {"alertOpt": {"aggInterval": 120, "aggType": "byAI"}}),
])
def test_guance_t01_modify_sends_what_is_given_and_nothing_else(guance, given, body):
    changes(guance, POLICY, **FULL)
    before = row(guance, "alert_policy", name="full")
    changes(guance, POLICY, name="full", **given)
    assert sent(guance) == dict({"name": "full", "ruleTimezone": "Asia/Shanghai"}, **body)
    after = row(guance, "alert_policy", name="full")
    expected = dict(before, **dict(body, alertOpt=dict(before["alertOpt"], **body.get("alertOpt", {}))))
    for volatile in ("updateAt", "updator"):
        expected.pop(volatile), after.pop(volatile)
    assert after == expected
    keeps(guance, POLICY, name="full", **given)


def test_guance_t01_clearing_the_aggregation_type(guance, simple):
    changes(guance, POLICY, name="simple", alert_opt={"agg_type": "byCluster"})
    changes(guance, POLICY, name="simple", alert_opt={"agg_type": ""})
    assert sent(guance)["alertOpt"] == {"aggInterval": 60, "aggType": None}
    assert "aggType" not in row(guance, "alert_policy", name="simple")["alertOpt"]
    keeps(guance, POLICY, name="simple", alert_opt={"agg_type": ""})


def test_guance_t01_reset_sends_explicit_empties(guance):
    changes(guance, POLICY, **FULL)
    result = changes(guance, POLICY, name="full", on_unspecified="reset")
    assert sent(guance) == {
        "name": "full", "ruleTimezone": "Asia/Shanghai", "desc": "", "openPermissionSet": False, "permissionSet": [], "alertOpt": {
            "alertType": "status", "silentTimeoutByStatusEnable": False, "silentTimeoutByStatus": [], "aggInterval": 120, "aggType": None,
            "aggFields": [], "aggLabels": [], "aggClusterFields": [], "aggSendFirst": False, "ignoreOK": False, "alertTarget": []}}
    assert result["alert_policy"]["checkers"] == [LATENCY, ERRORS]
    keeps(guance, POLICY, name="full", on_unspecified="reset")


# --- T2: names are not unique --------------------------------------------------------------------------------------------------

def _policies(names):
    return [{"uuid": "altpl_%032d" % number, "name": name, "ruleTimezone": "UTC", "alertOpt": {
        "silentTimeout": 0, "aggInterval": 0, "alertTarget": []}} for number, name in enumerate(names)]


def test_guance_t02_twins_are_refused_with_their_uuids(emulator, guance):
    emulator.put_state("guance", {"alert_policy": _policies(["one", "twin", "twin"])})
    for params in ({"desc": "x"}, {"state": "absent"}):
        message = refused(guance, POLICY, name="twin", **params)
        assert "altpl_%032d, altpl_%032d" % (1, 2) in message and "give the uuid" in message
    changes(guance, POLICY, uuid="altpl_%032d" % 2, desc="x")
    assert paths(guance, write=True) == ["POST /api/v1/alert_policy/altpl_%032d/modify_v2" % 2]
    changes(guance, POLICY, uuid="altpl_%032d" % 1, state="absent")
    assert sent(guance) == {"alertPolicyUUIDs": ["altpl_%032d" % 1]}
    keeps(guance, POLICY, name="twin", desc="x")


@pytest.mark.parametrize("total", ["exact", "absent", "string"])
def test_guance_t02_the_list_is_read_to_its_end(emulator, guance, total):
    emulator.settings(guance={"page_total": total})
    emulator.put_state("guance", {"alert_policy": _policies("policy %d" % number for number in range(250))})
    for name in ("policy 0", "policy 120", "policy 249"):
        keeps(guance, POLICY, times=1, name=name)
        assert [one["query"]["pageIndex"] for one in guance.requests()] == ["1", "2", "3"]
    emulator.put_state("guance", {"alert_policy": _policies(["twin"] + ["policy %d" % number for number in range(230)] + ["twin"])})
    assert "there are 2 alert policies called 'twin'" in refused(guance, POLICY, name="twin").replace("policys", "policies")


@pytest.mark.parametrize("count", [99, 100, 101, 200])
def test_guance_t02_page_borders(emulator, guance, count):
    emulator.put_state("guance", {"alert_policy": _policies("policy %d" % number for number in range(count))})
    assert len(apply(guance, POLICY + "_info")["alert_policies"]) == count
    assert len([one for one in guance.requests() if one["path"].endswith("/alert_policy/list")]) == -(-count // 100)


@pytest.mark.parametrize("fault", ["drop_after", "truncate", "malformed", "empty"])
def test_guance_t02_a_lost_add_makes_no_twin(emulator, guance, fault):
    emulator.add_fault(vendor="guance", path="add_v2", kind=fault)
    result = apply(guance, POLICY, **MEMBER)
    assert paths(guance, write=True) == ["POST /api/v1/alert_policy/add_v2"]
    assert result["plan"][0]["uuid"] == row(guance, "alert_policy", name="member")["uuid"]
    assert len(warned(result)) == 1 and "adopted" in warned(result)[0]
    keeps(guance, POLICY, **MEMBER)


def test_guance_t02_an_add_that_never_arrived_is_repeated(emulator, guance):
    emulator.add_fault(vendor="guance", path="add_v2", kind="drop_before")
    apply(guance, POLICY, **MEMBER)
    assert paths(guance, write=True) == ["POST /api/v1/alert_policy/add_v2"] * 2
    assert row(guance, "alert_policy", name="member")


# --- T3: the search is not to be trusted ---------------------------------------------------------------------------------------

@pytest.mark.parametrize("search", ["substring", "ignored"])
def test_guance_t03_only_the_exact_name_counts(emulator, guance, search):
    emulator.settings(guance={"search": search})
    emulator.put_state("guance", {"alert_policy": _policies(["pay", "pay-2", "Pay", "x pay"])})
    changes(guance, POLICY, name="pay", desc="this one")
    assert paths(guance, write=True) == ["POST /api/v1/alert_policy/altpl_%032d/modify_v2" % 0]
    keeps(guance, POLICY, name="pa", state="absent")
    assert [one["name"] for one in apply(guance, POLICY + "_info", name="pay")["alert_policies"]] == ["pay"]


# --- T4: volatile and decorative keys ------------------------------------------------------------------------------------------

def test_guance_t04_only_managed_fields_are_compared(emulator, guance):
    changes(guance, POLICY, **FULL)
    emulator.settings(extra_fields=True)
    patch(guance, "alert_policy", "name", "full", updateAt=1790000000.75, createAt=1, creator="acnt_other", updator="wsak_other", score=7,
          declaration={"x": ["y"]}, status=2, ruleCount=9, refCountInfo={"a": 1}, notifyObjectName={PAGE: "x"}, id="101")
    keeps(guance, POLICY, **FULL)
    changes(guance, POLICY, name="full", desc="other")
    assert sent(guance) == {"name": "full", "ruleTimezone": "Asia/Shanghai", "desc": "other"}
    shown = apply(guance, POLICY + "_info", name="full")["alert_policies"][0]
    assert set(shown) == set(FULL) | {"uuid"}


# --- T5: unset is absent, null, "", 0, [] or {} --------------------------------------------------------------------------------

@FILLS
@pytest.mark.parametrize("params", [FULL, MEMBER], ids=["status", "member"])
def test_guance_t05_fills(emulator, guance, fill, params):
    emulator.settings(fill=fill)
    changes(guance, POLICY, **params)
    keeps(guance, POLICY, times=8, **params)


EMPTIES = {"desc": "", "open_permission_set": False, "permission_set": [], "checkers": [], "security_rule_uuids": []}
EMPTY_OPT = {"alert_type": "status", "silent_timeout_by_status_enable": False, "silent_timeout_by_status": [], "agg_type": "", "agg_fields": [],
             "agg_labels": [], "agg_cluster_fields": [], "agg_send_first": False, "ignore_ok": False}


@FILLS
def test_guance_t05_a_record_of_the_providers_is_unset_where_it_is_empty(emulator, guance, fill):
    """The official providers write every unset key of a rule with an empty value."""
    emulator.settings(fill=fill)
    target = {"targets": [{"to": ["team:Example team"], "status": ["warning"]}]}
    keeps(guance, POLICY, name="from-provider", **EMPTIES, alert_opt=dict(EMPTY_OPT, silent_timeout=1800, agg_interval=60, alert_target=[target]))
    explicit = {"name": "", "crontab": "", "crontab_duration": None, "custom_dates": [], "custom_start_time": "", "alert_info": [], "targets": [
        {"to": ["group_xxxx32"], "status": "warning", "tags": {}, "filter_string": "", "upgrade_targets": []}]}
    keeps(guance, POLICY, name="from-provider", alert_opt={"alert_target": [explicit]})
    shown = apply(guance, POLICY + "_info", name="from-provider")["alert_policies"][0]
    assert shown["alert_opt"]["alert_target"] == [{"targets": [{"to": ["group_xxxx32"], "status": ["warning"]}]}]


@FILLS
def test_guance_t05_an_old_record(emulator, guance, fill):
    emulator.settings(fill=fill)
    shown = apply(guance, POLICY + "_info", name="legacy")["alert_policies"][0]
    # what is bound can't be told from an absent key, and no call lists security rules: then the option is not shown
    assert shown.setdefault("security_rule_uuids", []) == []
    assert shown == dict(EMPTIES, uuid="altpl_legacy0000000000000000000002", name="legacy", rule_timezone="", alert_opt=dict(
        EMPTY_OPT, silent_timeout=0, agg_interval=0, alert_target=[{"targets": [{"to": ["notify_xxxx32"], "status": ["critical", "error"]}]}]))


def test_guance_t05_zeros_are_values(guance):
    params = {"name": "zeros", "rule_timezone": "UTC", "alert_opt": {"silent_timeout": 0, "agg_interval": 0}}
    changes(guance, POLICY, **params)
    assert sent(guance) == {"name": "zeros", "ruleTimezone": "UTC", "alertOpt": {"silentTimeout": 0, "aggInterval": 0}}
    keeps(guance, POLICY, **params)
    changes(guance, POLICY, name="zeros", alert_opt={"silent_timeout": 60, "agg_interval": 30})
    changes(guance, POLICY, name="zeros", alert_opt={"silent_timeout": 0})
    assert sent(guance)["alertOpt"] == {"silentTimeout": 0, "aggInterval": 30}
    assert row(guance, "alert_policy", name="zeros")["alertOpt"]["silentTimeout"] == 0


def test_guance_t05_nothing_unset_is_sent_inside_rules(guance):
    changes(guance, POLICY, name="lean", rule_timezone="UTC", alert_opt={"silent_timeout": 0, "agg_interval": 0, "alert_target": [
        {"name": "", "crontab": "", "custom_dates": [], "targets": [{"to": [PAGE], "status": "all", "tags": {}, "filter_string": "",
                                                                     "upgrade_targets": []}]}]})
    assert sent(guance)["alertOpt"]["alertTarget"] == [{"targets": [{"to": [PAGE], "status": "all"}]}]


# --- T6: where order matters ---------------------------------------------------------------------------------------------------

def _swap(path):
    """FULL with the list at the path turned round."""
    params = copy.deepcopy(FULL)
    place = params["alert_opt"]
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = place[path[-1]][::-1]
    return params


@pytest.mark.parametrize("path, option", [
    (("agg_labels",), "alert_opt.agg_labels"),
    (("alert_target", 0, "targets"), "alert_opt.alert_target"),
    (("alert_target", 0, "targets", 0, "upgrade_targets"), "alert_opt.alert_target"),
])
def test_guance_t06_order_matters(guance, path, option):
    changes(guance, POLICY, **FULL)
    result = changes(guance, POLICY, **_swap(path))
    assert result["plan"][0]["fields"] == [option]
    keeps(guance, POLICY, **_swap(path))


def test_guance_t06_order_of_rules_matters(guance):
    changes(guance, POLICY, **FULL)
    first, second, last = FULL["alert_opt"]["alert_target"]
    result = changes(guance, POLICY, **variant(FULL, alert_target=[second, first, last]))
    assert result["plan"][0]["fields"] == ["alert_opt.alert_target"]
    assert [rule.get("name") for rule in row(guance, "alert_policy", name="full")["alertOpt"]["alertTarget"]] == ["dates", "day", None]


def test_guance_t06_order_of_member_parts_matters(guance):
    info = MEMBER["alert_opt"]["alert_target"][0]["alert_info"][0]
    parts = [info, dict(info, name="other")]
    changes(guance, POLICY, **variant(MEMBER, alert_target=[{"alert_info": parts}]))
    keeps(guance, POLICY, **variant(MEMBER, alert_target=[{"alert_info": parts}]))
    changes(guance, POLICY, **variant(MEMBER, alert_target=[{"alert_info": parts[::-1]}]))


# --- T7: where it does not -----------------------------------------------------------------------------------------------------

def _shuffled_sets(params):
    """Every list without an order turned round, the others left alone."""
    def turn(value, key=None):
        if isinstance(value, dict):
            return {inner: turn(one, "values" if key == "tags" else inner) for inner, one in reversed(value.items())}
        if isinstance(value, list):
            out = [turn(one) for one in value]
            return out if key in ("alert_target", "targets", "upgrade_targets", "alert_info", "agg_labels") else out[::-1]
        return value
    return turn(params)


@pytest.mark.parametrize("params", [FULL, MEMBER], ids=["status", "member"])
def test_guance_t07_order_does_not_matter(guance, params):
    assert _shuffled_sets(params) != params
    changes(guance, POLICY, **params)
    keeps(guance, POLICY, times=8, **_shuffled_sets(params))


@pytest.mark.parametrize("status", ["critical,error", "error,critical", " Error , CRITICAL ", ["error", "critical"]])
def test_guance_t07_status_is_a_set_however_it_is_written(guance, status):
    params = variant(MEMBER, alert_type="status", alert_target=[{"targets": [{"to": [PAGE], "status": ["critical", "error"]}]}])
    changes(guance, POLICY, **params)
    assert sent(guance)["alertOpt"]["alertTarget"][0]["targets"][0]["status"] == "critical,error"
    keeps(guance, POLICY, **variant(params, alert_target=[{"targets": [{"to": [PAGE], "status": status}]}]))


# --- T8: aggregation type ------------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("stored, given", [
    ({"aggFields": ["CLUSTER"]}, {"agg_type": "byCluster"}),
    ({"aggFields": ["CLUSTER"]}, {"agg_type": "byCluster", "agg_fields": []}),
    ({"aggFields": ["CLUSTER", "df_label"]}, {"agg_type": "byCluster", "agg_fields": ["df_label"]}),
    ({"aggFields": ["df_label"]}, {"agg_type": "byFields"}),
    ({"aggFields": []}, {"agg_type": "byFields", "agg_fields": []}),
    ({"aggFields": ["df_label", "CLUSTER"], "aggType": "byFields"}, {"agg_type": "byFields", "agg_fields": ["df_label"]}),
    ({"aggFields": ["df_label"], "aggType": "byFields"}, {"agg_fields": ["df_label", "CLUSTER"]}),
    ({"aggFields": [], "aggType": "byCluster"}, {"agg_type": "byCluster", "agg_fields": ["CLUSTER"]}),
    ({"aggFields": ["df_label"], "aggType": "byFields"}, {"agg_type": ""}),
    ({"aggFields": ["CLUSTER"], "aggType": None}, {"agg_type": "byCluster"}),
])
def test_guance_t08_same_effect_is_no_change(guance, simple, stored, given):
    patch(guance, "alert_policy", "name", "simple", alertOpt=dict({"silentTimeout": 0, "aggInterval": 60, "alertTarget": []}, **stored))
    keeps(guance, POLICY, name="simple", alert_opt=given)


@pytest.mark.parametrize("stored, given", [
    ({"aggFields": ["df_label"]}, {"agg_type": "byCluster"}),
    ({"aggFields": ["CLUSTER", "df_label"]}, {"agg_type": "byFields"}),
    ({"aggFields": ["CLUSTER", "df_label"]}, {"agg_fields": ["df_label"]}),
    ({"aggFields": ["df_label"]}, {"agg_fields": ["df_label", "CLUSTER"]}),
    ({"aggFields": ["CLUSTER", "df_label"], "aggType": "byFields"}, {"agg_type": ""}),
    ({"aggFields": ["df_label"], "aggType": "byCluster"}, {"agg_type": ""}),
    ({"aggFields": ["df_label"], "aggType": "byFields"}, {"agg_type": "byAI"}),
])
def test_guance_t08_another_effect_is_a_change(guance, simple, stored, given):
    patch(guance, "alert_policy", "name", "simple", alertOpt=dict({"silentTimeout": 0, "aggInterval": 60, "alertTarget": []}, **stored))
    changes(guance, POLICY, name="simple", alert_opt=given)
    keeps(guance, POLICY, name="simple", alert_opt=given)
    changes(guance, POLICY, name="simple", desc="only this", alert_opt=given)
    assert "alertOpt" in sent(guance)


def test_guance_t08_the_option_that_changes_is_named(guance, simple):
    result = changes(guance, POLICY, name="simple", alert_opt={"agg_type": "byCluster", "agg_fields": ["df_label"]})
    assert result["plan"][0]["fields"] == ["alert_opt.agg_type"]
    result = changes(guance, POLICY, name="simple", alert_opt={"agg_type": "byCluster", "agg_fields": ["df_dimension_tags"]})
    assert result["plan"][0]["fields"] == ["alert_opt.agg_fields"]


# --- T9: bindings have two sides -----------------------------------------------------------------------------------------------

def test_guance_t09_bindings_are_left_alone_unless_given(emulator, guance):
    changes(guance, POLICY, **MEMBER)
    assert not {"checkerUUIDs", "securityRuleUUIDs"} & set(sent(guance))
    uuid = row(guance, "alert_policy", name="member")["uuid"]
    # a monitor binds itself
    patch(guance, "checker", "uuid", LATENCY, alertPolicyUUIDs=[uuid])
    for params in ({"desc": "x"}, {"on_unspecified": "reset"}, {"alert_opt": {"silent_timeout": 5}}):
        changes(guance, POLICY, name="member", **params)
        assert "checkerUUIDs" not in sent(guance)
        assert row(guance, "checker", uuid=LATENCY)["alertPolicyUUIDs"] == [uuid]
    changes(guance, POLICY, name="member", checkers=[])
    assert sent(guance)["checkerUUIDs"] == []
    assert row(guance, "checker", uuid=LATENCY)["alertPolicyUUIDs"] == []


def test_guance_t09_given_bindings_are_owned(guance):
    changes(guance, POLICY, **dict(MEMBER, checkers=["payments latency"]))
    uuid = row(guance, "alert_policy", name="member")["uuid"]
    patch(guance, "checker", "uuid", ERRORS, alertPolicyUUIDs=[uuid])
    result = changes(guance, POLICY, name="member", checkers=["payments latency"])
    assert (result["diff"]["before"]["checkers"], result["diff"]["after"]["checkers"]) == ([LATENCY, ERRORS], [LATENCY])
    assert row(guance, "alert_policy", name="member")["checkerUUIDs"] == [LATENCY]


# --- T10: bindings the list does not show --------------------------------------------------------------------------------------

BOUND = ["payments latency", "smart host", "nightly inspection", "payments availability"]


@pytest.mark.parametrize("shown", [True, False])
def test_guance_t10_bindings_are_read_from_the_other_side(emulator, guance, shown):
    emulator.settings(guance={"bindings_in_list": shown})
    params = dict(MEMBER, checkers=[LATENCY, SMART, INSPECTION, SLO])
    changes(guance, POLICY, **params)
    assert set(sent(guance)["checkerUUIDs"]) == {LATENCY, SMART, INSPECTION, SLO}
    keeps(guance, POLICY, **params)
    result = changes(guance, POLICY, **dict(params, checkers=[LATENCY]))
    assert result["diff"]["before"]["checkers"] == [SLO, LATENCY, SMART, INSPECTION] or set(
        result["diff"]["before"]["checkers"]) == {LATENCY, SMART, INSPECTION, SLO}
    keeps(guance, POLICY, **dict(params, checkers=[LATENCY]))
    changes(guance, POLICY, **dict(params, checkers=[]))
    keeps(guance, POLICY, **dict(params, checkers=[]))


def test_guance_t10_unknown_bindings_are_warned_about_not_changed_every_run(emulator, guance):
    emulator.settings(guance={"bindings_in_list": False})
    params = dict(MEMBER, security_rule_uuids=["srul_one", "srul_two"])
    apply(guance, POLICY, **params)
    result = keeps(guance, POLICY, **params)
    assert [text for text in warned(result) if "security_rule_uuids" in text and "can't be seen" in text]
    keeps(guance, POLICY, **dict(params, security_rule_uuids=["srul_three"]))


def test_guance_t10_nothing_more_is_read_when_bindings_are_not_managed(emulator, guance):
    emulator.settings(guance={"bindings_in_list": False})
    keeps(guance, POLICY, name="from-provider", desc="")
    assert paths(guance) == ["GET /api/v1/alert_policy/list"]


# --- T11: echoes are partial ---------------------------------------------------------------------------------------------------

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
    assert apply(guance, POLICY + "_info", uuids=[uuid])["alert_policies"][0]["permission_set"] == result["alert_policy"]["permission_set"]


def test_guance_t11_what_did_not_stick_is_named(emulator, guance, simple):
    """The list, not the echo, decides: somebody else's write in between is told."""
    uuid = row(guance, "alert_policy", name="simple")["uuid"]
    emulator.add_fault(vendor="guance", path="modify_v2", kind="second_writer", patch={"collection": "alert_policy", "id": uuid, "set": {"desc": "theirs"}})
    message = fails(guance, POLICY, name="simple", desc="ours")
    assert "did not keep desc (asked for ours, stored is theirs)" in message


# --- T12: df_source ------------------------------------------------------------------------------------------------------------

SECURITY = {"alert_target": [{"targets": [{"status": ["critical"], "df_source": "security", "to": [PAGE]}]}]}
NORMAL = {"alert_target": [{"targets": [{"status": ["critical"], "to": [PAGE]}]}]}


def test_guance_t12_left_out_when_it_is_not_security(guance, simple):
    changes(guance, POLICY, name="simple", alert_opt=SECURITY)
    assert sent(guance)["alertOpt"]["alertTarget"] == [{"targets": [{"status": "critical", "df_source": "security", "to": [PAGE]}]}]
    keeps(guance, POLICY, name="simple", alert_opt=SECURITY)
    changes(guance, POLICY, name="simple", alert_opt=NORMAL)
    assert sent(guance)["alertOpt"]["alertTarget"] == [{"targets": [{"status": "critical", "to": [PAGE]}]}]
    keeps(guance, POLICY, name="simple", alert_opt=NORMAL)


def test_guance_t12_a_df_source_that_sticks_fails_clearly(emulator, guance, simple):
    emulator.settings(guance={"df_source_sticks": True})
    changes(guance, POLICY, name="simple", alert_opt=SECURITY)
    message = fails(guance, POLICY, name="simple", alert_opt=NORMAL)
    assert "The alert policy 'simple' was written, but the vendor did not keep alert_opt.alert_target" in message
    assert "'df_source': 'security'" in message


def test_guance_t12_an_empty_df_source_is_no_choice(guance, simple):
    message = refused(guance, POLICY, name="simple", alert_opt={"alert_target": [{"targets": [{"status": "all", "to": [PAGE], "df_source": ""}]}]})
    assert message == "alert_opt.alert_target[0].targets[0].df_source: '' is not one of security"


# --- T13: a permissionSet that lingers -----------------------------------------------------------------------------------------

def test_guance_t13_a_lingering_permission_set_is_not_ours(guance, simple):
    patch(guance, "alert_policy", "name", "simple", openPermissionSet=False, permissionSet=["general", "readOnly"])
    keeps(guance, POLICY, **simple)
    keeps(guance, POLICY, **dict(simple, open_permission_set=False))
    keeps(guance, POLICY, **dict(simple, permission_set=["readOnly", "general"]))
    changes(guance, POLICY, name="simple", permission_set=[])
    assert sent(guance) == {"name": "simple", "ruleTimezone": "Asia/Shanghai", "permissionSet": []}


# --- T14: old records ----------------------------------------------------------------------------------------------------------

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
    keeps(guance, POLICY, name="legacy", alert_opt={"alert_type": "status", "silent_timeout": 0, "agg_interval": 0, "alert_target": [target]})


# --- T15 and T16: deletion -----------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("who", [{"name": "nobody"}, {"uuid": "altpl_nobody"}, {"name": "nobody", "uuid": "altpl_nobody"}])
def test_guance_t15_absent_stays_absent_without_a_call(guance, who):
    keeps(guance, POLICY, times=2, state="absent", **who)
    assert paths(guance) == ["GET /api/v1/alert_policy/list"]


@pytest.mark.parametrize("answer", ["error", "ok"])
def test_guance_t15_gone_between_list_and_delete(emulator, guance, answer):
    emulator.settings(guance={"delete_unknown": answer})
    emulator.add_fault(vendor="guance", path="alert_policy/list", kind="second_writer",
                       patch={"collection": "alert_policy", "id": PROVIDER, "remove": True})
    result = apply(guance, POLICY, name="from-provider", state="absent")
    assert [one["status"] for one in guance.requests(write=True)] == [404 if answer == "error" else 200]
    assert result["alert_policy"] is None


def test_guance_t15_a_repeated_delete_finds_nothing(emulator, guance):
    emulator.add_fault(vendor="guance", path="alert_policy/delete", kind="drop_after")
    result = apply(guance, POLICY, name="from-provider", state="absent")
    assert result["changed"] is True and [one["status"] for one in guance.requests(write=True)] == [None, 404]
    keeps(guance, POLICY, name="from-provider", state="absent")


def test_guance_t16_a_soft_deleted_policy_is_absent(emulator, guance):
    emulator.settings(guance={"deleted_in_list": True})
    changes(guance, POLICY, **MEMBER)
    first = row(guance, "alert_policy", name="member")["uuid"]
    changes(guance, POLICY, name="member", state="absent")
    assert [one["uuid"] for one in emulator.state("guance")["alert_policy_deleted"]] == [first]
    keeps(guance, POLICY, name="member", state="absent")
    assert apply(guance, POLICY + "_info", name="member")["alert_policies"] == []
    assert "there is no alert policy with uuid %s" % first in refused(guance, POLICY, uuid=first, desc="x")
    changes(guance, POLICY, **MEMBER)
    assert row(guance, "alert_policy", name="member")["uuid"] != first
    keeps(guance, POLICY, **MEMBER)


# --- T17: 20 requests a minute -------------------------------------------------------------------------------------------------

def test_guance_t17_a_converged_run_costs_one_list_per_kind(guance):
    lists = ["alert_policy/list", "workspace/members/list", "workspace/member_group/list", "notify_object/list", "notice/date/list",
             "checker/list", "self_built_checker/list", "slo/list", "role/list"]
    many = [dict(FULL, name="full %d" % number) for number in range(12)]
    assert apply(guance, POLICIES, alert_policies=many).writes == 12
    keeps(guance, POLICIES, alert_policies=many)
    assert sorted(paths(guance)) == sorted("GET /api/v1/" + one for one in lists)


def test_guance_t17_uuids_need_no_lists(guance, simple):
    keeps(guance, POLICY, **simple)
    assert paths(guance) == ["GET /api/v1/alert_policy/list"]


# --- T18: names change, UUIDs do not -------------------------------------------------------------------------------------------

def test_guance_t18_a_renamed_recipient_is_the_same_recipient(guance):
    opt = {"silent_timeout": 0, "agg_interval": 0, "alert_target": [{"targets": [{"status": "all", "to": ["notify:payments-page"]}]}]}
    result = changes(guance, POLICY, name="p", rule_timezone="UTC", alert_opt=opt)
    assert result["diff"]["after"]["alert_opt"]["alert_target"][0]["targets"][0]["to"] == [PAGE]
    patch(guance, "notify_object", "uuid", PAGE, name="payments pager")
    assert "there is no notify object 'payments-page'" in refused(guance, POLICY, name="p", alert_opt=opt).replace('"notify:', "'").replace("'notify:", "'")
    opt["alert_target"][0]["targets"][0]["to"] = ["notify:payments pager"]
    keeps(guance, POLICY, name="p", alert_opt=opt)
    shown = apply(guance, POLICY + "_info", name="p", resolve_names=True)["alert_policies"][0]
    assert shown["alert_opt"]["alert_target"][0]["targets"][0]["to"] == ["notify:payments pager"]


# --- T19, T20, T21: times and dates --------------------------------------------------------------------------------------------

def _on_dates(start, **more):
    rule = dict({"custom_dates": ["company-holidays"], "custom_start_time": start, "custom_duration": 60,
                 "targets": [{"status": "all", "to": [PAGE]}]}, **more)
    return {"name": "dates", "rule_timezone": "UTC", "alert_opt": {"silent_timeout": 0, "agg_interval": 0, "alert_target": [
        rule, {"targets": [{"status": "all", "to": [PAGE]}]}]}}


@pytest.mark.parametrize("typed, kept", [("9:30", "09:30:00"), ("09:30", "09:30:00"), ("9:30:05", "09:30:05"), ("23:59:59", "23:59:59"), ("0:00", "00:00:00")])
def test_guance_t19_start_times_are_completed(guance, typed, kept):
    changes(guance, POLICY, **_on_dates(typed))
    assert sent(guance)["alertOpt"]["alertTarget"][0]["customStartTime"] == kept
    for same in (typed, kept):
        keeps(guance, POLICY, times=2, **_on_dates(same))


@pytest.mark.parametrize("separator", ["/", ".", "-", "mixed"])
def test_guance_t20_how_dates_are_spelled_does_not_matter_to_who_refers_to_them(emulator, guance, separator):
    """Notice dates themselves are of issue 5; policies refer to them."""
    emulator.settings(guance={"date_separator": separator})
    changes(guance, POLICY, **_on_dates("09:30:00", custom_dates=["Example dates", "company-holidays"]))
    keeps(guance, POLICY, **_on_dates("09:30:00", custom_dates=["company-holidays", "ndate_xxxx32"]))


@pytest.mark.parametrize("number", [34200, "34200", 9.5, 930])
def test_guance_t21_an_unquoted_time_is_refused_with_advice(guance, number):
    message = refused(guance, POLICY, **_on_dates(number))
    assert message.startswith("alert_opt.alert_target[0].custom_start_time: %s is a number" % number)
    assert "quotes" in message


def test_guance_t21_names_that_look_like_numbers_stay_texts(guance):
    changes(guance, POLICY, name=13800000000, rule_timezone="UTC", desc=123456789012345678, alert_opt={"silent_timeout": 0, "agg_interval": 0})
    assert (sent(guance)["name"], sent(guance)["desc"]) == ("13800000000", "123456789012345678")
    keeps(guance, POLICY, name="13800000000", desc="123456789012345678")
    patch(guance, "notify_object", "uuid", PAGE, name="13800000000")
    changes(guance, POLICY, name=13800000000, alert_opt={"alert_target": [{"name": 7, "targets": [{"status": "all", "to": ["notify:13800000000"]}]}]})
    assert sent(guance)["alertOpt"]["alertTarget"] == [{"name": "7", "targets": [{"status": "all", "to": [PAGE]}]}]
