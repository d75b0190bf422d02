# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Alert policies as options, and the UUIDs of what they refer to in the seed."""

from __future__ import annotations

import copy

POLICY = "guance_alert_policy"
POLICIES = "guance_alert_policies"
ALICE, BOB, CAROL = ("acnt_%032d" % number for number in (1, 2, 3))
PAGE, MAIL = ("notify_%032d" % number for number in (1, 2))
LATENCY, ERRORS, SMART, INSPECTION, SLO = (
    "rul_%032d" % 1,
    "rul_%032d" % 2,
    "rul_%032d" % 21,
    "rul_%032d" % 31,
    "monitor_%032d" % 1,
)
PROVIDER = "altpl_provider00000000000000000003"

#: Everything a policy of status mode can hold, with at least two elements in every list.
FULL = {
    "name": "full",
    "desc": "all of it",
    "rule_timezone": "Asia/Shanghai",
    "open_permission_set": True,
    "permission_set": ["wsAdmin", "general", "role:oncall"],
    "checkers": ["payments latency", "payments errors"],
    "security_rule_uuids": ["srul_one", "srul_two"],
    "alert_opt": {
        "alert_type": "status",
        "silent_timeout": 3600,
        "silent_timeout_by_status_enable": True,
        "silent_timeout_by_status": [
            {"status": ["critical", "error"], "silent_timeout": 60},
            {"status": ["warning"], "silent_timeout": 0},
        ],
        "agg_interval": 120,
        "agg_type": "byFields",
        "agg_fields": ["df_label", "df_monitor_checker_id"],
        "agg_labels": ["b", "a"],
        "agg_cluster_fields": ["df_title", "df_message"],
        "agg_send_first": True,
        "ignore_ok": True,
        "alert_target": [
            {
                "name": "day",
                "crontab": "0 9 * * 0,1,2,3,4",
                "crontab_duration": 600,
                "targets": [
                    {
                        "status": ["critical", "error"],
                        "to": ["member:alice@example.com", "team:payments"],
                        "tags": {"env": ["prod", "stage"]},
                        "upgrade_targets": [
                            {"to": ["member:bob@example.com", "team:search"], "duration": 600},
                            {
                                "to": ["notify:payments-page", "notify:payments-mail"],
                                "duration": 1200,
                            },
                        ],
                    },
                    {
                        "status": ["critical", "high"],
                        "df_source": "security",
                        "to": ["notify:payments-page", "notify:payments-mail"],
                        "filter_string": "`host` IN ['a']",
                    },
                ],
            },
            {
                "name": "dates",
                "custom_dates": ["company-holidays", "Example dates"],
                "custom_start_time": "09:30:10",
                "custom_duration": 600,
                "targets": [{"status": ["info", "nodata"], "to": ["notify:payments-page"]}],
            },
            {"targets": [{"status": ["all"], "to": ["notify:payments-mail"]}]},
        ],
    },
}
#: The same for member mode.
MEMBER = {
    "name": "member",
    "rule_timezone": "Asia/Shanghai",
    "alert_opt": {
        "alert_type": "member",
        "silent_timeout": 0,
        "agg_interval": 0,
        "alert_target": [
            {
                "name": "owners",
                "alert_info": [
                    {
                        "name": "db",
                        "member_info": ["team:payments", "member:carol@example.com"],
                        "filter_string": "`service` IN ['db']",
                        "targets": [
                            {
                                "status": ["critical", "error"],
                                "to": ["email", "sms", "notify:payments-page"],
                                "upgrade_targets": [
                                    {
                                        "to": ["member:bob@example.com", "team:search"],
                                        "duration": 600,
                                        "to_way": ["email", "sms", "notify:payments-mail"],
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


def variant(params, **opt):
    """The same options with others inside alert_opt."""
    other = copy.deepcopy(params)
    other["alert_opt"].update(opt)
    return other
