# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The own examples of Guance and TrueWatch: the body that is sent is equal to that of the
document, key by key.
"""

from __future__ import annotations

import copy

import pytest
from support.guance_policies import POLICY
from support.vendor_kit import changes, keeps, paths, sent

#: Seed document 001, ``add_v2``.
EXAMPLE = {
    "name": "jj_test",
    "ruleTimezone": "Asia/Shanghai",
    "alertOpt": {
        "alertTarget": [
            {
                "name": "Notification Config 1",
                "targets": [
                    {
                        "status": "critical",
                        "tags": {"pod_name": ["coredns-7769b554cf-w95fk"]},
                        "to": ["acnt_xxxx32"],
                    }
                ],
                "crontabDuration": 600,
                "crontab": "0 9 * * 0,1,2,3,4",
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
OPTIONS = {
    "name": "jj_test",
    "rule_timezone": "Asia/Shanghai",
    "alert_opt": {
        "alert_target": [
            {
                "name": "Notification Config 1",
                "targets": [
                    {
                        "status": "critical",
                        "tags": {"pod_name": ["coredns-7769b554cf-w95fk"]},
                        "to": ["acnt_xxxx32"],
                    }
                ],
                "crontab_duration": 600,
                "crontab": "0 9 * * 0,1,2,3,4",
            },
            {
                "name": "Notification Config 2",
                "targets": [{"status": "error", "to": ["group_xxxx32"]}],
                "custom_date_uuids": ["ndate_xxxx32"],
                "custom_start_time": "09:30:10",
                "custom_duration": 600,
            },
            {"targets": [{"status": "warning", "to": ["notify_xxxx32"]}]},
        ],
        "silent_timeout": 21600,
        "agg_interval": 120,
        "agg_fields": ["df_monitor_checker_id"],
    },
}
#: The parameter table's own example of an upgrade.
UPGRADES = [{"to": ["acnt_xxxx32"], "duration": 600}, {"to": ["group_xxxx32"], "duration": 6000}]


def renamed(example, options):
    """Seed document 003 calls its rules otherwise."""
    example, options = copy.deepcopy(example), copy.deepcopy(options)
    for number in (0, 1):
        name = "Notification Configuration%d" % (number + 1)
        example["alertOpt"]["alertTarget"][number]["name"] = options["alert_opt"]["alert_target"][
            number
        ]["name"] = name
    return example, options


def test_guance_document_add_v2(guance):
    changes(guance, POLICY, **OPTIONS)
    assert paths(guance, write=True) == ["POST /api/v1/alert_policy/add_v2"]
    assert sent(guance) == EXAMPLE
    keeps(guance, POLICY, **OPTIONS)


def test_truewatch_document_add(guance):
    example, options = renamed(EXAMPLE, OPTIONS)
    changes(guance, POLICY, api_version="v1", **options)
    assert paths(guance, write=True) == ["POST /api/v1/alert_policy/add"]
    assert sent(guance) == example
    keeps(guance, POLICY, api_version="v1", **options)
    changes(guance, POLICY, api_version="v1", **dict(options, desc="x"))
    assert [one.rpartition("/")[2] for one in paths(guance, write=True)] == ["modify"]


@pytest.mark.parametrize("version, path", [("v2", "add_v2"), ("v1", "add")])
def test_guance_document_upgrade_targets(guance, version, path):
    example, options = copy.deepcopy(EXAMPLE), copy.deepcopy(OPTIONS)
    example["alertOpt"]["alertTarget"][0]["targets"][0]["upgradeTargets"] = copy.deepcopy(UPGRADES)
    options["alert_opt"]["alert_target"][0]["targets"][0]["upgrade_targets"] = copy.deepcopy(
        UPGRADES
    )
    changes(guance, POLICY, api_version=version, **options)
    assert paths(guance, write=True) == ["POST /api/v1/alert_policy/" + path]
    assert sent(guance) == example
    keeps(guance, POLICY, api_version=version, **options)


def test_guance_document_upgrade_status_is_passed_through(guance):
    """Required in seed 001, absent in seed 003: accepted and sent as given."""
    options = copy.deepcopy(OPTIONS)
    options["alert_opt"]["alert_target"][0]["targets"][0]["upgrade_targets"] = [
        dict(UPGRADES[0], status="critical")
    ]
    changes(guance, POLICY, **options)
    assert sent(guance)["alertOpt"]["alertTarget"][0]["targets"][0]["upgradeTargets"] == [
        dict(UPGRADES[0], status="critical")
    ]


def test_guance_document_by_name(guance):
    options = copy.deepcopy(OPTIONS)
    first, second, third = options["alert_opt"]["alert_target"]
    first["targets"][0]["to"] = ["member:example@example.com"]
    second["targets"][0]["to"] = ["team:Example team"]
    second["custom_dates"] = ["Example dates"]
    del second["custom_date_uuids"]
    third["targets"][0]["to"] = ["notify:Example robot"]
    changes(guance, POLICY, **options)
    assert sent(guance) == EXAMPLE


def test_guance_document_example_as_an_update(guance):
    changes(
        guance,
        POLICY,
        name="jj_test",
        rule_timezone="UTC",
        alert_opt={"silent_timeout": 0, "agg_interval": 0},
    )
    changes(guance, POLICY, **OPTIONS)
    assert sent(guance) == EXAMPLE
    assert paths(guance, write=True)[0].endswith("/modify_v2")


def test_guance_example_clear_description_and_bindings(guance):
    changes(
        guance,
        POLICY,
        name="payments-oncall",
        rule_timezone="Asia/Singapore",
        desc="x",
        checkers=["payments latency"],
        alert_opt={"silent_timeout": 3600, "agg_interval": 300},
    )
    changes(guance, POLICY, name="payments-oncall", desc="", checkers=[])
    assert sent(guance) == {
        "name": "payments-oncall",
        "ruleTimezone": "Asia/Singapore",
        "desc": "",
        "checkerUUIDs": [],
    }


def test_guance_example_member_mode(guance):
    options = {
        "name": "m",
        "rule_timezone": "UTC",
        "alert_opt": {
            "alert_type": "member",
            "silent_timeout": 1800,
            "agg_interval": 60,
            "alert_target": [
                {
                    "name": "owners",
                    "alert_info": [
                        {
                            "name": "db team",
                            "member_info": ["group_xxxx32"],
                            "filter_string": "`service` IN ['db']",
                            "targets": [
                                {
                                    "status": "critical",
                                    "to": ["email", "notify_xxxx32"],
                                    "upgrade_targets": [
                                        {
                                            "to": ["acnt_xxxx32"],
                                            "duration": 600,
                                            "to_way": ["email"],
                                        }
                                    ],
                                }
                            ],
                        }
                    ],
                }
            ],
        },
    }
    changes(guance, POLICY, **options)
    assert sent(guance) == {
        "name": "m",
        "ruleTimezone": "UTC",
        "alertOpt": {
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
        },
    }
    keeps(guance, POLICY, **options)


def test_guance_transport_of_every_call(guance):
    changes(guance, POLICY, **OPTIONS)
    for one in guance.requests():
        assert one["headers"]["df-api-key"] == "***"
        assert one["headers"]["user-agent"].startswith("oncall.routing/")
        assert one["method"] in ("GET", "POST")
        assert one["method"] == "GET" or one["headers"]["content-type"].startswith(
            "application/json"
        )
        if one["path"].endswith("alert_policy/list"):
            assert one["query"] == {"pageIndex": "1", "pageSize": "100"}
