# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Guance / TrueWatch as docs/vendors/guance.md describes it."""

from __future__ import annotations

import copy
import time

import pytest

PLAIN = {
    "silentTimeout": 21600,
    "aggInterval": 120,
    "alertTarget": [{"targets": [{"status": "warning", "to": ["notify_xxxx32"]}]}],
}
EXAMPLE = {
    "name": "jj_test",
    "ruleTimezone": "Asia/Shanghai",
    "alertOpt": {
        "alertTarget": [
            {
                "name": "Notification Config 1",
                "crontabDuration": 600,
                "crontab": "0 9 * * 0,1,2,3,4",
                "targets": [
                    {
                        "status": "critical",
                        "tags": {"pod_name": ["coredns-7769b554cf-w95fk"]},
                        "to": ["acnt_xxxx32"],
                    }
                ],
            },
            {
                "name": "Notification Config 2",
                "targets": [{"status": "error", "to": ["group_xxxx32"]}],
                "customDateUUIDs": ["ndate_xxxx32"],
                "customStartTime": "09:30:10",
                "customDuration": 600,
            },
            {"targets": [{"status": "warning", "to": ["notify_xxxx32"]}]},
        ],
        "silentTimeout": 21600,
        "aggInterval": 120,
        "aggFields": ["df_monitor_checker_id"],
    },
}
UPGRADES = [{"to": ["acnt_xxxx32"], "duration": 600}, {"to": ["group_xxxx32"], "duration": 6000}]
MEMBER = {
    "alertType": "member",
    "silentTimeout": 1800,
    "aggInterval": 60,
    "alertTarget": [
        {
            "name": "owners",
            "alertInfo": [
                {
                    "name": "db team",
                    "memberInfo": ["group_xxxx32"],
                    "filterString": "`service` IN ['db']",
                    "targets": [
                        {
                            "status": "critical",
                            "to": ["email", "notify_xxxx32"],
                            "upgradeTargets": [
                                {"to": ["acnt_xxxx32"], "duration": 600, "toWay": ["email"]}
                            ],
                        }
                    ],
                }
            ],
        }
    ],
}
RULE = "rul_" + "1".zfill(32)
SLO = "monitor_" + "1".zfill(32)
INSPECTION = "rul_" + "31".zfill(32)


def policy(name="p", **fields):
    opt = {**copy.deepcopy(PLAIN), **fields.pop("alertOpt", {})}
    return {"name": name, "ruleTimezone": "Asia/Tokyo", "alertOpt": opt, **fields}


def add(guance, body=None, path="add_v2"):
    status, answer = guance("POST", f"/alert_policy/{path}", body or policy())
    assert status == 200, answer
    return answer["content"]["uuid"]


#: What a deletion answers (G35).
DONE = ({}, True, {"success": True})


def stored(emu, uuid, table="alert_policy"):
    return [row for row in emu.state("guance")[table] if row["uuid"] == uuid][0]


def listed(guance, query="pageIndex=1&pageSize=100"):
    answer = guance("GET", f"/alert_policy/list?{query}")[1]
    return answer["content"]["data"], answer["pageInfo"]


def modify(guance, uuid, path="modify_v2", **body):
    return guance("POST", f"/alert_policy/{uuid}/{path}", {"ruleTimezone": "Asia/Tokyo", **body})


def refused(emu, answer, words=""):
    status, body = answer
    assert (
        status == 400
        and body["success"] is False
        and body["errorCode"].startswith("ft.")
        and body["traceId"]
    )
    assert any(words in violation["text"] for violation in emu.violations())


# ---- keys, limits, envelope


@pytest.mark.parametrize("status", [403, 401])
def test_bad_key(emu, guance, status):
    emu.settings(guance={"bad_key_status": status})
    answer = guance(
        "GET", "/alert_policy/list?pageIndex=1&pageSize=1", headers={"DF-API-KEY": "wrong"}
    )
    assert answer[0] == status and answer[1]["errorCode"] == "ft.InvalidAPIKey"


def test_keys_without_rights(emu, guance):
    for key, call in (("guance-demo-key-no-rights", "GET"), ("guance-demo-key-read-only", "POST")):
        path = (
            "/alert_policy/list?pageIndex=1&pageSize=1" if call == "GET" else "/alert_policy/add_v2"
        )
        assert (
            guance(call, path, None if call == "GET" else policy(), headers={"DF-API-KEY": key})[0]
            == 403
        )
    assert (
        guance(
            "GET",
            "/workspace/member_group/group_xxxx32/delete",
            headers={"DF-API-KEY": "guance-demo-key-read-only"},
        )[0]
        == 403
    )
    assert emu.requests()[-1]["write"] is True


def test_g13_throttling_is_a_401_of_the_key_alone(emu, guance):
    emu.settings(guance={"rate_limit_key": 3, "window_s": 0.4})
    codes = [guance("GET", "/role/list")[0] for _turn in range(5)]
    assert codes == [200, 200, 200, 401, 401]
    assert guance("GET", "/role/list")[1]["errorCode"] == "ft.TriggerApiAkCurrentLimiting"
    assert guance("GET", "/role/list", headers={"DF-API-KEY": "guance-demo-key-0002"})[0] == 200
    time.sleep(0.45)
    assert guance("GET", "/role/list")[0] == 200


def test_throttling_of_the_workspace(emu, guance):
    emu.settings(guance={"rate_limit_workspace": 1})
    assert guance("GET", "/role/list")[0] == 200
    answer = guance("GET", "/role/list", headers={"DF-API-KEY": "guance-demo-key-0002"})
    assert (answer[0], answer[1]["errorCode"]) == (401, "ft.TriggerApiWorkspaceCurrentLimiting")


def test_errors_below_http_200(emu, guance):
    emu.settings(guance={"error_in_200": True})
    status, answer = guance("GET", "/alert_policy/altpl_none/get")
    assert (status, answer["code"], answer["success"]) == (200, 404, False)


def test_unknown_path(emu, guance):
    assert guance("GET", "/alert_policy")[0] == 404
    assert "unknown call" in emu.violations()[0]["text"]


# ---- policies


@pytest.mark.parametrize("path", ["add", "add_v2"])
def test_the_documents_example(emu, guance, path):
    body = copy.deepcopy(EXAMPLE)
    body["alertOpt"]["alertTarget"][0]["targets"][0]["upgradeTargets"] = UPGRADES
    status, answer = guance("POST", f"/alert_policy/{path}", body)
    assert (
        status == 200
        and answer["success"] is True
        and answer["errorCode"] == ""
        and emu.violations() == []
    )
    assert answer["content"]["uuid"].startswith("altpl_") and answer["content"]["id"] is None
    row = stored(emu, answer["content"]["uuid"])
    assert {key: row[key] for key in body} == body
    assert emu.requests()[0]["body"] == body


def test_member_mode_and_all_options(emu, guance):
    every = {
        "alertType": "status",
        "silentTimeoutByStatusEnable": True,
        "aggType": "byFields",
        "aggFields": ["df_label", "CLUSTER"],
        "silentTimeoutByStatus": [{"status": "fatal,security_high", "silentTimeout": 60}],
        "aggLabels": ["b", "a"],
        "aggClusterFields": ["df_title"],
        "aggSendFirst": True,
        "ignoreOK": True,
    }
    add(
        guance,
        policy(
            "member",
            alertOpt=MEMBER,
            openPermissionSet=True,
            permissionSet=["wsAdmin", "group_xxxx32"],
        ),
    )
    uuid = add(
        guance, policy("every", alertOpt=every, desc="d" * 256, securityRuleUUIDs=["srul_1"])
    )
    shown = guance("GET", f"/alert_policy/{uuid}/get")[1]["content"]["alertOpt"]
    assert shown["aggLabels"] == ["b", "a"] and set(shown["aggFields"]) == {"df_label", "CLUSTER"}
    assert emu.violations() == []


@pytest.mark.parametrize(
    "change, words",
    [
        ({"name": "  "}, "blank"),
        ({"desc": None}, "is null"),
        ({"desc": "d" * 257}, "256"),
        ({"ruleTimezone": ""}, "ruleTimezone"),
        ({"colour": 1}, "unknown key"),
        ({"permissionSet": ["owner"]}, "cannot be in a permissionSet"),
        ({"alertOpt": {"aggInterval": 1801}}, "within 0 and 1800"),
        ({"alertOpt": {"silentTimeout": None}}, "is null"),
        ({"alertOpt": {"silentTimeout": "60"}}, "must be number"),
        ({"alertOpt": {"type": "simpleCheck"}}, "left-over"),
        ({"alertOpt": {"aggType": "byMoon"}}, "must be one of"),
        ({"alertOpt": {"aggClusterFields": ["df_x"]}}, "must be one of"),
        ({"alertOpt": {"alertType": "group"}}, "must be one of"),
        ({"securityRuleUUIDs": ["x"]}, "does not match"),
        (
            {"alertOpt": {"silentTimeoutByStatusEnable": True, "silentTimeoutByStatus": []}},
            "without silentTimeoutByStatus",
        ),
    ],
)
def test_malformed_policies(emu, guance, change, words):
    refused(emu, guance("POST", "/alert_policy/add_v2", policy(**change)), words)
    assert len(emu.state("guance")["alert_policy"]) == 3


@pytest.mark.parametrize(
    "rule, words",
    [
        ({}, "is required in this mode"),
        ({"targets": []}, "must not be empty"),
        ({"crontab": "0 9 * * 1"}, "crontabDuration together"),
        ({"crontab": "0 9", "crontabDuration": 5}, "five fields"),
        ({"customDateUUIDs": ["ndate_xxxx32"]}, "together"),
        (
            {"customDateUUIDs": ["ndate_xxxx32"], "customDuration": 5, "customStartTime": "9:30"},
            "HH:mm:ss",
        ),
        (
            {
                "crontab": "0 9 * * 1",
                "crontabDuration": 5,
                "customDateUUIDs": ["ndate_xxxx32"],
                "customDuration": 5,
                "customStartTime": "09:30:00",
            },
            "custom window",
        ),
        ({"alertInfo": MEMBER["alertTarget"][0]["alertInfo"]}, "does not go with this mode"),
    ],
)
def test_malformed_rules(emu, guance, rule, words):
    whole = {**({"targets": PLAIN["alertTarget"][0]["targets"]} if rule else {}), **rule}
    refused(
        emu,
        guance("POST", "/alert_policy/add_v2", policy(alertOpt={"alertTarget": [whole]})),
        words,
    )


@pytest.mark.parametrize(
    "target, words",
    [
        ({"to": []}, "at least 1"),
        ({"to": ["email"]}, "cannot be a recipient"),
        ({"status": "bad"}, "unknown words"),
        ({"status": "error,error"}, "twice"),
        ({"status": "high"}, "unknown words"),
        ({"df_source": ""}, "must be one of security"),
        ({"df_source": "security", "status": "nodata"}, "unknown words"),
        ({"tags": {"a": "b"}}, "must be array"),
        ({"filterString": {}}, "must be string"),
        ({"upgradeTargets": [{"duration": 5}]}, "is required"),
        ({"upgradeTargets": [{"to": ["email"]}]}, "cannot be a recipient"),
    ],
)
def test_malformed_targets(emu, guance, target, words):
    whole = {**PLAIN["alertTarget"][0]["targets"][0], **target}
    refused(
        emu,
        guance(
            "POST", "/alert_policy/add_v2", policy(alertOpt={"alertTarget": [{"targets": [whole]}]})
        ),
        words,
    )


@pytest.mark.parametrize("status", ["all", "critical, error", "fatal", "info,nodata"])
def test_statuses(emu, guance, status):
    add(
        guance,
        policy(
            alertOpt={"alertTarget": [{"targets": [{"status": status, "to": ["notify_xxxx32"]}]}]}
        ),
    )
    assert emu.violations() == []


@pytest.mark.parametrize(
    "path, body, key",
    [
        ("add_v2", policy(), "name"),
        ("add_v2", policy(), "ruleTimezone"),
        ("add_v2", policy(), "alertOpt"),
        ("altpl_default000000000000000000001/modify_v2", policy(), "ruleTimezone"),
    ],
)
def test_required_keys(emu, guance, path, body, key):
    body = {name: value for name, value in body.items() if name != key}
    refused(emu, guance("POST", f"/alert_policy/{path}", body), f"{key} is required")


@pytest.mark.parametrize("path", ["add_v2", "altpl_default000000000000000000001/modify_v2"])
def test_agg_interval_whenever_alert_opt_is_sent(emu, guance, path):
    opt = {key: value for key, value in PLAIN.items() if key != "aggInterval"}
    refused(
        emu,
        guance("POST", f"/alert_policy/{path}", {**policy(), "alertOpt": opt}),
        "aggInterval is required",
    )


@pytest.mark.parametrize(
    "change",
    [
        {"checkerUUIDs": []},
        {"securityRuleUUIDs": []},
        {"alertOpt": {"aggType": "byFields"}},
        {"alertOpt": {"ignoreOK": True}},
    ],
)
@pytest.mark.parametrize("path", ["add", "altpl_default000000000000000000001/modify"])
def test_v1_does_not_know_the_fields_of_v2(emu, guance, path, change):
    refused(
        emu,
        guance("POST", f"/alert_policy/{path}", policy(**copy.deepcopy(change))),
        "not known to v1",
    )


def test_a_deployment_without_v2(emu, guance):
    emu.settings(guance={"v2": False})
    assert guance("POST", "/alert_policy/add_v2", policy())[0] == 404
    assert guance("POST", "/alert_policy/add", policy())[0] == 200
    assert emu.violations() == []


def test_t1_modify_merges_also_inside_alert_opt(emu, guance):
    uuid = add(
        guance,
        policy(
            desc="d",
            alertOpt={"aggFields": ["df_label"], "aggLabels": ["x"], "aggType": "byFields"},
        ),
    )
    assert modify(guance, uuid, alertOpt={"aggInterval": 60, "aggLabels": []})[0] == 200
    row = stored(emu, uuid)
    assert (row["name"], row["desc"], row["ruleTimezone"]) == ("p", "d", "Asia/Tokyo")
    opt = row["alertOpt"]
    assert (opt["aggInterval"], opt["silentTimeout"], opt["aggFields"], opt["aggLabels"]) == (
        60,
        21600,
        ["df_label"],
        [],
    )
    assert opt["alertTarget"] == PLAIN["alertTarget"] and opt["aggType"] == "byFields"
    assert (
        modify(
            guance,
            uuid,
            alertOpt={
                "aggInterval": 60,
                "aggType": None,
                "alertTarget": EXAMPLE["alertOpt"]["alertTarget"],
            },
        )[0]
        == 200
    )
    assert (
        len(stored(emu, uuid)["alertOpt"]["alertTarget"]) == 3
        and "aggType" not in stored(emu, uuid)["alertOpt"]
    )
    assert modify(guance, uuid, desc="", name="other")[0] == 200
    assert (stored(emu, uuid)["desc"], stored(emu, uuid)["name"]) == ("", "other")
    assert emu.violations() == []
    refused(
        emu,
        modify(guance, uuid, alertOpt={"aggInterval": 60, "alertType": "member"}),
        "is required in this mode",
    )


def test_t2_no_upsert(emu, guance):
    assert len({add(guance), add(guance)}) == 2
    emu.settings(guance={"unique_names": True})
    assert (
        guance("POST", "/alert_policy/add_v2", policy())[1]["errorCode"]
        == "ft.AlertPolicyNameExists"
    )


def test_t3_search_is_by_substring_or_useless(emu, guance):
    add(guance, policy("legacy two"))
    assert {row["name"] for row in listed(guance, "search=LEGACY&pageIndex=1&pageSize=100")[0]} == {
        "legacy",
        "legacy two",
    }
    emu.settings(guance={"search": "ignored"})
    assert len(listed(guance, "search=LEGACY&pageIndex=1&pageSize=100")[0]) == 4


def test_pages(emu, guance):
    uuids = {add(guance, policy(f"n{number}")) for number in range(5)}
    seen = [
        row["uuid"]
        for page in (1, 2, 3)
        for row in listed(guance, f"pageIndex={page}&pageSize=3")[0]
    ]
    assert len(seen) == len(set(seen)) == 8 and uuids < set(seen)
    assert listed(guance, "pageIndex=3&pageSize=3")[1] == {
        "count": 2,
        "pageIndex": 3,
        "pageSize": 3,
        "totalCount": 8,
    }
    for style, total in (("string", "8"), ("absent", None)):
        emu.settings(guance={"page_total": style})
        assert listed(guance)[1].get("totalCount") == total
    assert emu.violations() == []
    for query in (
        "pageIndex=0&pageSize=5",
        "pageIndex=1&pageSize=101",
        "pageIndex=1&pageSize=x",
        "",
        "pageIndex=1&pageSize=5&x=1",
    ):
        refused(emu, guance("GET", f"/alert_policy/list?{query}"))


def test_filter_by_notify_object(guance):
    rows = listed(guance, "pageIndex=1&pageSize=10&notifyObjectUUIDs=notify_none,notify_xxxx32")[0]
    assert [row["name"] for row in rows] == ["legacy"]


def test_t4_what_each_call_returns(emu, guance):
    uuid = add(guance)
    got = guance("GET", f"/alert_policy/{uuid}/get")[1]["content"]
    assert got["notifyObjectName"] == {"notify_xxxx32": "Example robot"} and isinstance(
        got["id"], int
    )
    row = [row for row in listed(guance)[0] if row["uuid"] == uuid][0]
    assert "declaration" not in row and row["ruleCount"] == 0 and "creatorInfo" in row
    assert isinstance(modify(guance, uuid)[1]["content"]["updateAt"], float)
    assert emu.state("guance")["alert_policy"][-1]["creator"].startswith("wsak_")


def test_t5_unset_comes_back_in_every_way(guance):
    uuid = add(guance)
    seen = {
        repr(
            guance("GET", f"/alert_policy/{uuid}/get")[1]["content"]["alertOpt"].get(
                "aggFields", "absent"
            )
        )
        for _turn in range(12)
    }
    assert seen == {"'absent'", "None", "[]"}


def test_t6_t7_which_orders_change(guance):
    to = ["acnt_xxxx32", "group_xxxx32", "notify_xxxx32"]
    rules = [
        {"name": f"r{number}", "targets": [{"status": "critical,error", "to": to}]}
        for number in range(4)
    ]
    uuid = add(guance, policy(alertOpt={"alertTarget": rules}))
    orders = set()
    for _turn in range(6):
        targets = guance("GET", f"/alert_policy/{uuid}/get")[1]["content"]["alertOpt"][
            "alertTarget"
        ]
        assert [rule["name"] for rule in targets] == ["r0", "r1", "r2", "r3"]
        orders.add((tuple(targets[0]["targets"][0]["to"]), targets[0]["targets"][0]["status"]))
    assert len({order[0] for order in orders}) > 1 and {order[1] for order in orders} == {
        "critical,error",
        "error,critical",
    }


def test_t9_t10_bindings_have_two_sides(emu, guance):
    uuid = add(guance, policy(checkerUUIDs=[RULE, SLO, INSPECTION]))
    assert stored(emu, RULE, "checker")["alertPolicyUUIDs"] == [
        "altpl_default000000000000000000001",
        uuid,
    ]
    assert set(stored(emu, uuid)["checkerUUIDs"]) == {RULE, SLO, INSPECTION}
    for path in ("checker", "self_built_checker"):
        content = guance("GET", f"/{path}/list?alertPolicyUUID={uuid}")[1]["content"]
        rows = content if isinstance(content, list) else content["data"]
        assert len(rows) == 1 and {"uuid": uuid, "name": "p"} in rows[0]["alertPolicyInfos"]
    row = [row for row in listed(guance)[0] if row["uuid"] == uuid][0]
    assert set(row["checkerUUIDs"]) == {RULE, SLO, INSPECTION} and row["ruleCount"] == 3
    assert modify(guance, uuid, desc="x")[0] == 200 and len(stored(emu, uuid)["checkerUUIDs"]) == 3
    assert guance("POST", f"/checker/{RULE}/modify", {"alertPolicyUUIDs": []})[0] == 200
    assert set(stored(emu, uuid)["checkerUUIDs"]) == {SLO, INSPECTION}
    assert (
        modify(guance, uuid, checkerUUIDs=[])[0] == 200 and stored(emu, uuid)["checkerUUIDs"] == []
    )
    emu.settings(guance={"bindings_in_list": False})
    assert all(
        "checkerUUIDs" not in row and "securityRuleUUIDs" not in row for row in listed(guance)[0]
    )
    assert emu.violations() == []
    assert (
        modify(guance, uuid, checkerUUIDs=["rul_none"])[1]["errorCode"]
        == "ft.NotFoundRuleInspector"
    )


def test_t11_echoes(emu, guance):
    body = policy(desc="d", openPermissionSet=True, permissionSet=["wsAdmin"])
    assert "desc" not in guance("POST", "/alert_policy/add_v2", body)[1]["content"]
    emu.settings(guance={"echo": "full"})
    assert guance("POST", "/alert_policy/add_v2", body)[1]["content"]["desc"] == "d"


@pytest.mark.parametrize("sticks", [True, False])
def test_t12_df_source_may_stick(emu, guance, sticks):
    emu.settings(guance={"df_source_sticks": sticks})
    secure = [
        {"targets": [{"status": "critical", "df_source": "security", "to": ["notify_xxxx32"]}]}
    ]
    plain = [{"targets": [{"status": "critical", "to": ["notify_xxxx32"]}]}]
    uuid = add(guance, policy(alertOpt={"alertTarget": secure}))
    assert modify(guance, uuid, alertOpt={"aggInterval": 0, "alertTarget": plain})[0] == 200
    assert ("df_source" in stored(emu, uuid)["alertOpt"]["alertTarget"][0]["targets"][0]) is sticks


def test_permission_set(emu, guance):
    uuid = add(guance, policy(openPermissionSet=True, permissionSet=["role_x"]))
    assert modify(guance, uuid, desc="x")[0] == 403
    assert guance("POST", "/alert_policy/delete", {"alertPolicyUUIDs": [uuid]})[0] == 403
    owner = {"DF-API-KEY": "guance-demo-key-owner"}
    body = {"ruleTimezone": "UTC", "openPermissionSet": False}
    assert guance("POST", f"/alert_policy/{uuid}/modify_v2", body, headers=owner)[0] == 200
    assert stored(emu, uuid)["permissionSet"] == ["role_x"]  # G90: it lingers
    assert modify(guance, uuid, desc="x")[0] == 200


def test_t14_old_records(emu, guance):
    row = [row for row in listed(guance)[0] if row["name"] == "legacy"][0]
    assert "ruleTimezone" not in row and not row["alertOpt"].get("alertType")


def test_t15_t16_delete(emu, guance):
    bound = add(guance, policy(checkerUUIDs=[SLO]))
    other = add(guance)
    assert (
        guance("POST", "/alert_policy/delete", {"alertPolicyUUIDs": [bound, "altpl_none"]})[0]
        == 404
    )
    assert (
        guance("POST", "/alert_policy/delete", {"alertPolicyUUIDs": [bound, other]})[1]["content"]
        in DONE
    )
    assert stored(emu, SLO, "slo")["alertPolicyUUIDs"] == ["altpl_default000000000000000000001"]
    assert len(listed(guance)[0]) == 3 and guance("GET", f"/alert_policy/{bound}/get")[0] == 404
    emu.settings(guance={"deleted_in_list": True, "delete_unknown": "ok"})
    assert sum(row["deleteAt"] > 0 for row in listed(guance)[0]) == 2
    assert guance("POST", "/alert_policy/delete", {"alertPolicyUUIDs": ["altpl_none"]})[0] == 200
    assert emu.violations() == []
    refused(emu, guance("POST", "/alert_policy/delete", {"alertPolicyUUIDs": []}))


@pytest.mark.parametrize("uuid", ["acnt_none", "group_none", "notify_none"])
def test_unknown_recipients(emu, guance, uuid):
    body = policy(alertOpt={"alertTarget": [{"targets": [{"status": "critical", "to": [uuid]}]}]})
    status, answer = guance("POST", "/alert_policy/add_v2", body)
    assert (
        status == 400 and answer["errorCode"].startswith("ft.NotFound") and emu.violations() == []
    )
    emu.settings(guance={"reference_checks": False})
    add(guance, body)


# ---- referenced objects


def rows_of(guance, path):
    content = guance("GET", path)[1]["content"]
    return content if isinstance(content, list) else content["data"]


def test_l1_the_title_of_a_monitor_is_what_it_is_called_by(emu, guance):
    uuid = guance(
        "POST",
        "/checker/add",
        {
            "type": "trigger",
            "jsonScript": {"title": "RDS disk", "type": "simpleCheck"},
            "tags": ["db"],
        },
    )[1]["content"]["uuid"]
    shown = guance("GET", f"/checker/{uuid}/get")[1]["content"]
    assert shown["jsonScript"]["name"] == shown["jsonScript"]["title"] == "RDS disk"
    assert (shown["monitorName"], shown["createdWay"], shown["tagInfo"]) == (
        "default",
        "manual",
        [{"name": "db"}],
    )
    change = {"jsonScript": {"title": "RDS {{instanceId}} disk"}}
    assert (
        guance("POST", f"/checker/{uuid}/modify", change)[1]["content"]["jsonScript"]["name"]
        == "RDS {{instanceId}} disk"
    )
    assert emu.violations() == []
    refused(
        emu,
        guance("POST", "/checker/add", {"type": "trigger", "jsonScript": {"name": "no title"}}),
        "is required",
    )


def test_l6_filters_of_monitors_are_comma_lists(emu, guance):
    first, second = (
        guance("POST", "/checker/add", {"type": kind, "jsonScript": {"title": kind}})[1]["content"][
            "uuid"
        ]
        for kind in ("log", "apm")
    )
    assert {
        row["uuid"] for row in rows_of(guance, f"/checker/list?checkerUUID={first},{second}")
    } == {first, second}
    assert {
        row["uuid"] for row in rows_of(guance, "/checker/list?checkerTypes=log,apm&checkerStatus=0")
    } == {first, second}
    assert rows_of(guance, "/checker/list?tagsUUID=t&dashboardUUID=d") == []
    uuid = add(guance, policy(checkerUUIDs=[first]))
    assert len(rows_of(guance, f"/checker/list?alertPolicyUUID={uuid},altpl_none")) == 1
    assert emu.violations() == []


def test_l5_a_page_that_nobody_chose_has_a_hundred_rows(guance):
    assert guance("GET", "/slo/list")[1]["pageInfo"]["pageSize"] == 100


@pytest.mark.parametrize(
    "path", ["/notice/date/list", "/slo/list", "/self_built_checker/list", "/notify_object/list"]
)
def test_l8_lists_of_which_no_bare_array_is_documented(emu, guance, path):
    assert {tuple(sorted(guance("GET", path)[1]["content"])) for _turn in range(3)} == {
        ("data", "declaration")
    }
    emu.settings(guance={"list_shape": "array"})
    assert isinstance(guance("GET", path)[1]["content"], list)


def test_l9_what_has_no_effect_is_noted_and_taken(emu, guance):
    step = {"to": ["acnt_xxxx32"], "toWay": ["mail"]}
    whole = {**PLAIN["alertTarget"][0]["targets"][0], "upgradeTargets": [step]}
    assert (
        guance(
            "POST", "/alert_policy/add_v2", policy(alertOpt={"alertTarget": [{"targets": [whole]}]})
        )[0]
        == 200
    )
    assert [
        "only goes with member mode" in violation["text"] for violation in emu.violations()
    ] == [True]
    emu.clear_violations()


def test_l10_zeros_that_a_create_leaves_out(emu, guance):
    body = policy()
    bare = {
        **body,
        "alertOpt": {
            key: value
            for key, value in body["alertOpt"].items()
            if key not in ("silentTimeout", "aggInterval")
        },
    }
    refused(emu, guance("POST", "/alert_policy/add_v2", bare), "is required")
    emu.clear_violations()
    emu.settings(guance={"missing_zeros": "take"})
    made = guance("POST", "/alert_policy/add_v2", bare)[1]["content"]["alertOpt"]
    assert (made["silentTimeout"], made["aggInterval"]) == (0, 0)


def test_l11_nobody_is_told_as_404_within_a_200(emu, guance):
    emu.settings(guance={"no_members": "404"})
    status, body = guance("GET", "/workspace/members/list?search=nobody-of-this-name")
    assert (status, body["code"], body["errorCode"]) == (200, 404, "")
    assert rows_of(guance, "/workspace/members/list?search=alice")


@pytest.mark.parametrize(
    "batch, gone, status", [("whole", [], 404), ("until_error", [0, 1], 404), ("refused", [], 400)]
)
def test_l4_a_deletion_of_several_of_which_one_is_not_there(emu, guance, batch, gone, status):
    emu.settings(guance={"batch": batch})
    for base, key, table, body in (
        ("/notice/date/add", "noticeDatesUUIDs", "notice_date", {"noticeDates": []}),
        (
            "/notify_object/create",
            "notifyObjectUUIDs",
            "notify_object",
            {"type": "sms", "optSet": {"to": ["138"]}},
        ),
        ("/alert_policy/add_v2", "alertPolicyUUIDs", "alert_policy", policy()),
    ):
        made = [
            guance("POST", base, {**body, "name": f"batch {number}"})[1]["content"]["uuid"]
            for number in range(3)
        ]
        where = {
            "notice_date": "/notice/date/delete",
            "notify_object": "/notify_object/batch_delete",
            "alert_policy": "/alert_policy/delete",
        }[table]
        assert guance("POST", where, {key: [*made[:2], "x_none", made[2]]})[0] == status
        left = {row["uuid"] for row in emu.state("guance")[table]}
        assert [number for number, uuid in enumerate(made) if uuid not in left] == gone


def test_l4_a_deletion_that_is_carried_out_by_halves_and_says_nothing(emu, guance):
    emu.settings(guance={"batch": "half"})
    made = [add(guance, policy(name=f"batch {number}")) for number in range(4)]
    assert guance("POST", "/alert_policy/delete", {"alertPolicyUUIDs": made})[0] == 200
    left = {row["uuid"] for row in emu.state("guance")["alert_policy"]}
    assert [uuid in left for uuid in made] == [False, True, False, True]
    assert guance("POST", "/alert_policy/delete", {"alertPolicyUUIDs": [made[1]]})[0] == 200


def test_lists_have_two_shapes(emu, guance):
    shapes = {type(guance("GET", "/role/list")[1]["content"]) for _turn in range(2)}
    assert shapes == {list, dict}
    for shape, kind in (("array", list), ("data", dict)):
        emu.settings(guance={"list_shape": shape})
        assert isinstance(guance("GET", "/role/list")[1]["content"], kind)


def test_members_teams_roles(emu, guance):
    found = {row["email"] for row in rows_of(guance, "/workspace/members/list?search=alice")}
    assert found == {"alice@example.com", "alice.two@example.com"}
    teams = {row["name"]: row for row in rows_of(guance, "/workspace/member_group/list")}
    assert teams["payments"]["member_count"] == 2 and set(
        teams["payments"]["member_name_list"]
    ) == {"Alice", "Bob"}
    detail = guance("GET", f"/workspace/member_group/get?groupUUID={teams['payments']['uuid']}")[1][
        "content"
    ]
    assert "name" not in detail and {row["name"] for row in detail["groupMembers"]} == {
        "Alice",
        "Bob",
    }
    answer = guance(
        "POST", "/workspace/member_group/add", {"name": "new", "accountUUIDs": ["acnt_xxxx32"]}
    )[1]["content"]
    assert set(answer) == {"uuid"}
    body = {"name": "newer", "accountUUIDs": []}
    assert (
        guance("POST", f"/workspace/member_group/{answer['uuid']}/modify", body)[1]["content"]
        is True
    )
    assert guance("GET", f"/workspace/member_group/{answer['uuid']}/delete")[1]["content"] in DONE
    assert guance("GET", f"/workspace/member_group/{answer['uuid']}/delete")[0] == 404
    assert {"owner", "wsAdmin", "general", "readOnly"} < {
        row["uuid"] for row in rows_of(guance, "/role/list")
    }
    assert guance("POST", "/role/wsAdmin/delete", {})[0] == 403
    role = guance("POST", "/role/add", {"name": "r", "keys": ["alert.manage"]})[1]["content"][
        "uuid"
    ]
    assert (
        guance("POST", f"/role/{role}/modify", {"name": "rr", "keys": ["alert.query"]})[1][
            "content"
        ]
        is True
    )
    shown = guance("GET", f"/role/{role}/get")[1]["content"]
    assert (shown["name"], shown["permissions"]) == ("rr", ["alert.query"]) and "keys" not in shown
    assert guance("POST", f"/role/{role}/delete")[1]["content"] == {}
    assert emu.violations() == []
    refused(emu, guance("GET", "/workspace/member_group/list?pageIndex=1"))
    refused(
        emu, guance("POST", "/workspace/member_group/add", {"name": "n" * 49, "accountUUIDs": []})
    )


def test_opt_set_is_taken_whole_and_masked_within(emu, guance):
    items = [{"key": "A", "value": "one"}, {"key": "B", "value": "two"}]
    body = {
        "type": "HTTPRequest",
        "name": "call",
        "optSet": {"url": "https://x", "headersConfig": {"isOpen": True, "items": items}},
    }
    uuid = guance("POST", "/notify_object/create", body)[1]["content"]["uuid"]
    rows = emu.state("guance")["notify_object"]
    rows[-1]["optSet"]["future"] = 1
    emu.put_state("guance", {"notify_object": rows})
    change = {"notifyObjectUUID": uuid, "optSet": {"url": "https://y", "future": 1}}
    assert (
        guance("POST", "/notify_object/modify", change)[1]["content"]["optSet"] == change["optSet"]
    )
    assert (
        guance(
            "POST",
            "/notify_object/modify",
            {"notifyObjectUUID": uuid, "optSet": {"url": "https://y", "other": 1}},
        )[0]
        == 400
    )
    emu.clear_violations()
    assert (
        guance(
            "POST", "/notify_object/modify", {"notifyObjectUUID": uuid, "optSet": body["optSet"]}
        )[0]
        == 200
    )
    emu.settings(guance={"mask_notify_secrets": True})
    shown = guance("GET", f"/notify_object/get?notifyObjectUUID={uuid}")[1]["content"]["optSet"]
    assert shown["url"] == "******" and sorted(
        item["key"] + item["value"] for item in shown["headersConfig"]["items"]
    ) == ["A******", "B******"]


def test_a_notify_object_of_a_type_nobody_knows(emu, guance):
    emu.put_state(
        "guance",
        {
            "notify_object": [
                {"uuid": "notify_x", "name": "x", "type": "hologram", "optSet": {"beam": 1}}
            ]
        },
    )
    assert rows_of(guance, "/notify_object/list?pageIndex=1&pageSize=100")[0]["optSet"] == {
        "beam": 1
    }
    assert (
        guance(
            "POST", "/notify_object/modify", {"notifyObjectUUID": "notify_x", "optSet": {"beam": 2}}
        )[0]
        == 200
    )
    assert guance("POST", "/notify_object/create", {"type": "hologram", "name": "y"})[0] == 400
    emu.clear_violations()


def test_notify_objects(emu, guance):
    body = {
        "type": "dingTalkRobot",
        "name": "robot",
        "optSet": {"webhook": "https://x", "secret": "s"},
    }
    uuid = guance("POST", "/notify_object/create", body)[1]["content"]["uuid"]
    got = guance("GET", f"/notify_object/get?notifyObjectUUID={uuid}")[1]["content"]
    assert got["optSet"] == body["optSet"] and "permissionSetInfo" in got
    change = {"notifyObjectUUID": uuid, "optSet": {"webhook": "https://y"}}
    assert guance("POST", "/notify_object/modify", change)[1]["content"]["optSet"] == {
        "webhook": "https://y"
    }
    emu.settings(guance={"mask_notify_secrets": True})
    assert guance("GET", f"/notify_object/get?notifyObjectUUID={uuid}")[1]["content"]["optSet"] == {
        "webhook": "******"
    }
    mails = {
        row["name"]: row for row in rows_of(guance, "/notify_object/list?pageIndex=1&pageSize=100")
    }
    assert sorted(mails["search-mail"]["optSet"]["to"]) == [
        "acnt_" + "3".zfill(32),
        "free@example.com",
    ]
    assert guance("POST", "/notify_object/delete", {"notifyObjectUUID": uuid})[0] == 200
    assert (
        guance("POST", "/notify_object/batch_delete", {"notifyObjectUUIDs": ["notify_xxxx32"]})[0]
        == 200
    )
    assert emu.violations() == []
    refused(
        emu, guance("POST", "/notify_object/modify", {**change, "type": "sms"}), "cannot be changed"
    )
    refused(emu, guance("POST", "/notify_object/create", {**body, "type": "pigeon"}))
    refused(emu, guance("POST", "/notify_object/create", {**body, "optSet": {"url": "x"}}))
    refused(
        emu,
        guance(
            "POST",
            "/notify_object/create",
            {
                "type": "HTTPRequest",
                "name": "x",
                "optSet": {
                    "url": "u",
                    "headersConfig": {
                        "isOpen": True,
                        "items": [{"key": "A", "value": "1"}, {"key": " a ", "value": "2"}],
                    },
                },
            },
        ),
        "key twice",
    )


def test_t20_notice_dates(emu, guance):
    uuid = guance("POST", "/notice/date/add", {"name": "n", "noticeDates": ["2026/01/01"]})[1][
        "content"
    ]["uuid"]
    seen = {
        tuple(guance("GET", f"/notice/date/{uuid}/get")[1]["content"]["dates"])[0][4]
        for _turn in range(3)
    }
    assert seen == {"/", ".", "-"}
    assert guance("POST", f"/notice/date/{uuid}/modify", {"name": "m"})[1]["content"]["name"] == "m"
    add(guance, EXAMPLE)
    delete = {"noticeDatesUUIDs": ["ndate_xxxx32", uuid]}
    assert guance("POST", "/notice/date/delete", delete)[0] == 400
    assert guance("POST", "/notice/date/delete", {**delete, "skipRefCheck": True})[0] == 200
    assert emu.violations() == []
    refused(emu, guance("POST", "/notice/date/add", {"name": "n", "noticeDates": ["2026-01-01"]}))


def test_rules(emu, guance):
    plain, smart = (
        rows_of(guance, f"/checker/list?pageSize=100{more}") for more in ("", "&type=smartMonitor")
    )
    assert len(plain) == 6 and [row["jsonScript"]["name"] for row in smart] == ["smart host"]
    assert len(rows_of(guance, "/checker/list?search=untitled")) == 1
    for base in ("checker", "self_built_checker", "slo"):
        body = {"name": "n", "alertPolicyUUIDs": ["altpl_default000000000000000000001"]}
        uuid = guance("POST", f"/{base}/add", body)[1]["content"]["uuid"]
        assert guance("GET", f"/{base}/{uuid}/get")[1]["content"]["uuid"] == uuid
        if base == "self_built_checker":
            assert guance("POST", f"/{base}/disable", {"ruleUUIDs": [uuid]})[0] == 200
            assert stored(emu, uuid, base)["status"] == 2
        path, body = (
            (f"/slo/{uuid}/delete", {})
            if base == "slo"
            else (f"/{base}/delete", {"ruleUUIDs": [uuid]})
        )
        assert guance("POST", path, body)[0] == 200
        assert guance("GET", f"/{base}/{uuid}/get")[0] == 404
    assert guance("GET", f"/checker/{'rul_none'}/get")[1]["errorCode"] == "ft.NotFoundRuleInspector"
    assert emu.violations() == []
