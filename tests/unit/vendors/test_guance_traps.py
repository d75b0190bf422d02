# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Facts of docs/vendors/guance.md that break idempotence, one by one; the lists are in
test_guance_traps_lists.py.
"""

from __future__ import annotations

import copy

import pytest
from support.guance_policies import ERRORS, FULL, LATENCY, MEMBER, PAGE, POLICY, variant
from support.vendor_kit import apply, changes, keeps, patch, paths, refused, row, sent, warned

FILLS = pytest.mark.parametrize("fill", ["absent", "null", "empty", "mixed"])


# --- G31: modify keeps what is left out


@pytest.mark.parametrize(
    "given, body",
    [
        ({"desc": "other"}, {"desc": "other"}),
        ({"desc": ""}, {"desc": ""}),
        (
            {"open_permission_set": False, "permission_set": []},
            {"openPermissionSet": False, "permissionSet": []},
        ),
        ({"checkers": []}, {"checkerUUIDs": []}),
        ({"security_rule_uuids": []}, {"securityRuleUUIDs": []}),
        (
            {"alert_opt": {"silent_timeout": 0}},
            {"alertOpt": {"silentTimeout": 0, "aggInterval": 120}},
        ),
        ({"alert_opt": {"agg_interval": 0}}, {"alertOpt": {"aggInterval": 0}}),
        ({"alert_opt": {"agg_fields": []}}, {"alertOpt": {"aggInterval": 120, "aggFields": []}}),
        ({"alert_opt": {"agg_labels": []}}, {"alertOpt": {"aggInterval": 120, "aggLabels": []}}),
        (
            {"alert_opt": {"agg_cluster_fields": []}},
            {"alertOpt": {"aggInterval": 120, "aggClusterFields": []}},
        ),
        (
            {"alert_opt": {"agg_send_first": False, "ignore_ok": False}},
            {"alertOpt": {"aggInterval": 120, "aggSendFirst": False, "ignoreOK": False}},
        ),
        (
            {
                "alert_opt": {
                    "silent_timeout_by_status_enable": False,
                    "silent_timeout_by_status": [],
                }
            },
            {
                "alertOpt": {
                    "aggInterval": 120,
                    "silentTimeoutByStatusEnable": False,
                    "silentTimeoutByStatus": [],
                }
            },
        ),
        (
            {"alert_opt": {"agg_type": "byAI"}},
            {"alertOpt": {"aggInterval": 120, "aggType": "byAI"}},
        ),
    ],
)
def test_guance_t01_modify_sends_what_is_given_and_nothing_else(guance, given, body):
    changes(guance, POLICY, **FULL)
    before = row(guance, "alert_policy", name="full")
    changes(guance, POLICY, name="full", **given)
    assert sent(guance) == dict({"name": "full", "ruleTimezone": "Asia/Shanghai"}, **body)
    after = row(guance, "alert_policy", name="full")
    expected = dict(
        before, **dict(body, alertOpt=dict(before["alertOpt"], **body.get("alertOpt", {})))
    )
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
        "name": "full",
        "ruleTimezone": "Asia/Shanghai",
        "desc": "",
        "openPermissionSet": False,
        "permissionSet": [],
        "alertOpt": {
            "alertType": "status",
            "silentTimeoutByStatusEnable": False,
            "silentTimeoutByStatus": [],
            "aggInterval": 120,
            "aggType": None,
            "aggFields": [],
            "aggLabels": [],
            "aggClusterFields": [],
            "aggSendFirst": False,
            "ignoreOK": False,
            "alertTarget": [],
        },
    }
    assert result["alert_policy"]["checkers"] == [LATENCY, ERRORS]
    keeps(guance, POLICY, name="full", on_unspecified="reset")


# --- G30: names are not unique


def _policies(names):
    return [
        {
            "uuid": "altpl_%032d" % number,
            "name": name,
            "ruleTimezone": "UTC",
            "alertOpt": {"silentTimeout": 0, "aggInterval": 0, "alertTarget": []},
        }
        for number, name in enumerate(names)
    ]


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
    emulator.put_state(
        "guance", {"alert_policy": _policies("policy %d" % number for number in range(250))}
    )
    for name in ("policy 0", "policy 120", "policy 249"):
        keeps(guance, POLICY, times=1, name=name)
        assert [one["query"]["pageIndex"] for one in guance.requests()] == ["1", "2", "3"]
    emulator.put_state(
        "guance",
        {
            "alert_policy": _policies(
                ["twin"] + ["policy %d" % number for number in range(230)] + ["twin"]
            )
        },
    )
    assert "there are 2 alert policies called 'twin'" in refused(
        guance, POLICY, name="twin"
    ).replace("policys", "policies")


@pytest.mark.parametrize("count", [99, 100, 101, 200])
def test_guance_t02_page_borders(emulator, guance, count):
    emulator.put_state(
        "guance", {"alert_policy": _policies("policy %d" % number for number in range(count))}
    )
    assert len(apply(guance, POLICY + "_info")["alert_policies"]) == count
    assert len(
        [one for one in guance.requests() if one["path"].endswith("/alert_policy/list")]
    ) == -(-count // 100)


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


# --- G23: the search is not to be trusted


@pytest.mark.parametrize("search", ["substring", "ignored"])
def test_guance_t03_only_the_exact_name_counts(emulator, guance, search):
    emulator.settings(guance={"search": search})
    emulator.put_state("guance", {"alert_policy": _policies(["pay", "pay-2", "Pay", "x pay"])})
    changes(guance, POLICY, name="pay", desc="this one")
    assert paths(guance, write=True) == ["POST /api/v1/alert_policy/altpl_%032d/modify_v2" % 0]
    keeps(guance, POLICY, name="pa", state="absent")
    assert [
        one["name"] for one in apply(guance, POLICY + "_info", name="pay")["alert_policies"]
    ] == ["pay"]


# --- G24: volatile and decorative keys


def test_guance_t04_only_managed_fields_are_compared(emulator, guance):
    changes(guance, POLICY, **FULL)
    emulator.settings(extra_fields=True)
    patch(
        guance,
        "alert_policy",
        "name",
        "full",
        updateAt=1790000000.75,
        createAt=1,
        creator="acnt_other",
        updator="wsak_other",
        score=7,
        declaration={"x": ["y"]},
        status=2,
        ruleCount=9,
        refCountInfo={"a": 1},
        notifyObjectName={PAGE: "x"},
        id="101",
    )
    keeps(guance, POLICY, **FULL)
    changes(guance, POLICY, name="full", desc="other")
    assert sent(guance) == {"name": "full", "ruleTimezone": "Asia/Shanghai", "desc": "other"}
    shown = apply(guance, POLICY + "_info", name="full")["alert_policies"][0]
    assert set(shown) == set(FULL) | {"uuid", "status"} and shown["status"] == 2


def _marked(value):
    """The same with an unknown field in every element."""
    if isinstance(value, dict):
        return {key: inner if key == "tags" else _marked(inner) for key, inner in value.items()}
    return (
        [
            dict(_marked(one), ofTheFuture=len(value)) if isinstance(one, dict) else one
            for one in value
        ]
        if isinstance(value, list)
        else value
    )


def test_guance_t04_what_is_unknown_in_a_rule_goes_back_with_the_rule(guance):
    """A list is sent whole and replaces the stored one, so what its elements hold besides would
    be lost.
    """
    changes(guance, POLICY, **FULL)
    stored = _marked(row(guance, "alert_policy", name="full")["alertOpt"]["alertTarget"])
    patch(
        guance,
        "alert_policy",
        "name",
        "full",
        alertOpt=dict(row(guance, "alert_policy", name="full")["alertOpt"], alertTarget=stored),
    )
    keeps(guance, POLICY, **FULL)
    day, dates, other = copy.deepcopy(FULL["alert_opt"]["alert_target"])
    day["targets"][0]["upgrade_targets"][1]["duration"] = 1800
    night = {
        "name": "night",
        "crontab": "0 22 * * *",
        "crontab_duration": 600,
        "targets": [{"status": ["all"], "to": ["notify:payments-mail"]}],
    }
    changes(guance, POLICY, name="full", alert_opt={"alert_target": [night, dates, day, other]})
    sent_now = sent(guance)["alertOpt"]["alertTarget"]
    # the new rule has nothing but what was given, all others what they had
    assert sent_now[0].get("ofTheFuture") is None and "ofTheFuture" not in str(sent_now[0])
    assert sent_now[1] == stored[1] and sent_now[3] == stored[2]
    assert sent_now[2]["targets"][1] == stored[0]["targets"][1]
    expected = copy.deepcopy(stored[0])
    expected["targets"][0]["upgradeTargets"][1]["duration"] = 1800
    assert sent_now[2] == expected


# --- G25: unset is absent, null, "", 0, [] or {}


@FILLS
@pytest.mark.parametrize("params", [FULL, MEMBER], ids=["status", "member"])
def test_guance_t05_fills(emulator, guance, fill, params):
    emulator.settings(fill=fill)
    changes(guance, POLICY, **params)
    keeps(guance, POLICY, times=8, **params)


EMPTIES = {
    "desc": "",
    "open_permission_set": False,
    "permission_set": [],
    "checkers": [],
    "security_rule_uuids": [],
}
EMPTY_OPT = {
    "alert_type": "status",
    "silent_timeout_by_status_enable": False,
    "silent_timeout_by_status": [],
    "agg_type": "",
    "agg_fields": [],
    "agg_labels": [],
    "agg_cluster_fields": [],
    "agg_send_first": False,
    "ignore_ok": False,
}


@FILLS
def test_guance_t05_a_record_of_the_providers_is_unset_where_it_is_empty(emulator, guance, fill):
    """The official providers write every unset key of a rule with an empty value."""
    emulator.settings(fill=fill)
    target = {"targets": [{"to": ["team:Example team"], "status": ["warning"]}]}
    keeps(
        guance,
        POLICY,
        name="from-provider",
        **EMPTIES,
        alert_opt=dict(EMPTY_OPT, silent_timeout=1800, agg_interval=60, alert_target=[target]),
    )
    explicit = {
        "name": "",
        "crontab": "",
        "crontab_duration": None,
        "custom_dates": [],
        "custom_start_time": "",
        "alert_info": [],
        "targets": [
            {
                "to": ["group_xxxx32"],
                "status": "warning",
                "tags": {},
                "filter_string": "",
                "upgrade_targets": [],
            }
        ],
    }
    keeps(guance, POLICY, name="from-provider", alert_opt={"alert_target": [explicit]})
    shown = apply(guance, POLICY + "_info", name="from-provider")["alert_policies"][0]
    assert shown["alert_opt"]["alert_target"] == [
        {"targets": [{"to": ["group_xxxx32"], "status": ["warning"]}]}
    ]


@FILLS
def test_guance_t05_an_old_record(emulator, guance, fill):
    emulator.settings(fill=fill)
    shown = apply(guance, POLICY + "_info", name="legacy")["alert_policies"][0]
    # what is bound can't be told from an absent key, and no call lists security rules: then the
    # option is not shown
    assert shown.setdefault("security_rule_uuids", []) == shown.setdefault("checkers", []) == []
    assert shown == dict(
        EMPTIES,
        uuid="altpl_legacy0000000000000000000002",
        name="legacy",
        rule_timezone="",
        alert_opt=dict(
            EMPTY_OPT,
            silent_timeout=0,
            agg_interval=0,
            alert_target=[
                {"targets": [{"to": ["notify_xxxx32"], "status": ["critical", "error"]}]}
            ],
        ),
    )


def test_guance_t05_zeros_are_values(guance):
    params = {
        "name": "zeros",
        "rule_timezone": "UTC",
        "alert_opt": {"silent_timeout": 0, "agg_interval": 0},
    }
    changes(guance, POLICY, **params)
    assert sent(guance) == {
        "name": "zeros",
        "ruleTimezone": "UTC",
        "alertOpt": {"silentTimeout": 0, "aggInterval": 0},
    }
    keeps(guance, POLICY, **params)
    changes(guance, POLICY, name="zeros", alert_opt={"silent_timeout": 60, "agg_interval": 30})
    changes(guance, POLICY, name="zeros", alert_opt={"silent_timeout": 0})
    assert sent(guance)["alertOpt"] == {"silentTimeout": 0, "aggInterval": 30}
    assert row(guance, "alert_policy", name="zeros")["alertOpt"]["silentTimeout"] == 0


def test_guance_t05_nothing_unset_is_sent_inside_rules(guance):
    changes(
        guance,
        POLICY,
        name="lean",
        rule_timezone="UTC",
        alert_opt={
            "silent_timeout": 0,
            "agg_interval": 0,
            "alert_target": [
                {
                    "name": "",
                    "crontab": "",
                    "custom_dates": [],
                    "targets": [
                        {
                            "to": [PAGE],
                            "status": "all",
                            "tags": {},
                            "filter_string": "",
                            "upgrade_targets": [],
                        }
                    ],
                }
            ],
        },
    )
    assert sent(guance)["alertOpt"]["alertTarget"] == [
        {"targets": [{"to": [PAGE], "status": "all"}]}
    ]


# --- G84: where order matters


def _swap(path):
    """FULL with the list at the path turned round."""
    params = copy.deepcopy(FULL)
    place = params["alert_opt"]
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = place[path[-1]][::-1]
    return params


@pytest.mark.parametrize(
    "path, option",
    [
        (("agg_labels",), "alert_opt.agg_labels"),
        (("alert_target", 0, "targets"), "alert_opt.alert_target"),
        (("alert_target", 0, "targets", 0, "upgrade_targets"), "alert_opt.alert_target"),
    ],
)
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
    assert [
        rule.get("name")
        for rule in row(guance, "alert_policy", name="full")["alertOpt"]["alertTarget"]
    ] == ["dates", "day", None]


def test_guance_t06_order_of_member_parts_matters(guance):
    info = MEMBER["alert_opt"]["alert_target"][0]["alert_info"][0]
    parts = [info, dict(info, name="other")]
    changes(guance, POLICY, **variant(MEMBER, alert_target=[{"alert_info": parts}]))
    keeps(guance, POLICY, **variant(MEMBER, alert_target=[{"alert_info": parts}]))
    changes(guance, POLICY, **variant(MEMBER, alert_target=[{"alert_info": parts[::-1]}]))


# --- G85: where it does not


def _shuffled_sets(params):
    """Every list without an order turned round, the others left alone."""

    def turn(value, key=None):
        if isinstance(value, dict):
            return {
                inner: turn(one, "values" if key == "tags" else inner)
                for inner, one in reversed(value.items())
            }
        if isinstance(value, list):
            out = [turn(one) for one in value]
            return (
                out
                if key in ("alert_target", "targets", "upgrade_targets", "alert_info", "agg_labels")
                else out[::-1]
            )
        return value

    return turn(params)


@pytest.mark.parametrize("params", [FULL, MEMBER], ids=["status", "member"])
def test_guance_t07_order_does_not_matter(guance, params):
    assert _shuffled_sets(params) != params
    changes(guance, POLICY, **params)
    keeps(guance, POLICY, times=8, **_shuffled_sets(params))


@pytest.mark.parametrize(
    "status", ["critical,error", "error,critical", " Error , CRITICAL ", ["error", "critical"]]
)
def test_guance_t07_status_is_a_set_however_it_is_written(guance, status):
    params = variant(
        MEMBER,
        alert_type="status",
        alert_target=[{"targets": [{"to": [PAGE], "status": ["critical", "error"]}]}],
    )
    changes(guance, POLICY, **params)
    assert sent(guance)["alertOpt"]["alertTarget"][0]["targets"][0]["status"] == "critical,error"
    keeps(
        guance,
        POLICY,
        **variant(params, alert_target=[{"targets": [{"to": [PAGE], "status": status}]}]),
    )


# --- G86: aggregation type


@pytest.mark.parametrize(
    "stored, given",
    [
        ({"aggFields": ["CLUSTER"]}, {"agg_type": "byCluster"}),
        ({"aggFields": ["CLUSTER"]}, {"agg_type": "byCluster", "agg_fields": []}),
        (
            {"aggFields": ["CLUSTER", "df_label"]},
            {"agg_type": "byCluster", "agg_fields": ["df_label"]},
        ),
        ({"aggFields": ["df_label"]}, {"agg_type": "byFields"}),
        ({"aggFields": []}, {"agg_type": "byFields", "agg_fields": []}),
        (
            {"aggFields": ["df_label", "CLUSTER"], "aggType": "byFields"},
            {"agg_type": "byFields", "agg_fields": ["df_label"]},
        ),
        (
            {"aggFields": ["df_label"], "aggType": "byFields"},
            {"agg_fields": ["df_label", "CLUSTER"]},
        ),
        (
            {"aggFields": [], "aggType": "byCluster"},
            {"agg_type": "byCluster", "agg_fields": ["CLUSTER"]},
        ),
        ({"aggFields": ["CLUSTER"], "aggType": None}, {"agg_type": "byCluster"}),
    ],
)
def test_guance_t08_same_effect_is_no_change(guance, simple, stored, given):
    patch(
        guance,
        "alert_policy",
        "name",
        "simple",
        alertOpt=dict({"silentTimeout": 0, "aggInterval": 60, "alertTarget": []}, **stored),
    )
    keeps(guance, POLICY, name="simple", alert_opt=given)


@pytest.mark.parametrize(
    "stored, given",
    [
        ({"aggFields": ["df_label"]}, {"agg_type": "byCluster"}),
        ({"aggFields": ["CLUSTER", "df_label"]}, {"agg_type": "byFields"}),
        ({"aggFields": ["CLUSTER", "df_label"]}, {"agg_fields": ["df_label"]}),
        ({"aggFields": ["df_label"]}, {"agg_fields": ["df_label", "CLUSTER"]}),
        ({"aggFields": ["CLUSTER", "df_label"], "aggType": "byFields"}, {"agg_type": ""}),
        ({"aggFields": ["df_label"], "aggType": "byCluster"}, {"agg_type": ""}),
        ({"aggFields": ["df_label"], "aggType": "byFields"}, {"agg_type": ""}),
        ({"aggFields": ["df_label"], "aggType": "byFields"}, {"agg_type": "byAI"}),
    ],
)
def test_guance_t08_another_effect_is_a_change(guance, simple, stored, given):
    patch(
        guance,
        "alert_policy",
        "name",
        "simple",
        alertOpt=dict({"silentTimeout": 0, "aggInterval": 60, "alertTarget": []}, **stored),
    )
    changes(guance, POLICY, name="simple", alert_opt=given)
    keeps(guance, POLICY, name="simple", alert_opt=given)
    changes(guance, POLICY, name="simple", desc="only this", alert_opt=given)
    assert "alertOpt" in sent(guance)


def test_guance_t08_the_option_that_changes_is_named(guance, simple):
    result = changes(
        guance,
        POLICY,
        name="simple",
        alert_opt={"agg_type": "byCluster", "agg_fields": ["df_label"]},
    )
    assert result["plan"][0]["fields"] == ["alert_opt.agg_type"]
    result = changes(
        guance,
        POLICY,
        name="simple",
        alert_opt={"agg_type": "byCluster", "agg_fields": ["df_dimension_tags"]},
    )
    assert result["plan"][0]["fields"] == ["alert_opt.agg_fields"]


# --- G87: bindings have two sides


def test_guance_t09_bindings_are_left_alone_unless_given(guance):
    changes(guance, POLICY, **MEMBER)
    assert not {"checkerUUIDs", "securityRuleUUIDs"} & set(sent(guance))
    uuid = row(guance, "alert_policy", name="member")["uuid"]
    # a monitor binds itself
    patch(guance, "checker", "uuid", LATENCY, alertPolicyUUIDs=[uuid])
    for params in (
        {"desc": "x"},
        {"on_unspecified": "reset"},
        {"alert_opt": {"silent_timeout": 5}},
    ):
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
    assert (result["diff"]["before"]["checkers"], result["diff"]["after"]["checkers"]) == (
        [LATENCY, ERRORS],
        [LATENCY],
    )
    assert row(guance, "alert_policy", name="member")["checkerUUIDs"] == [LATENCY]
