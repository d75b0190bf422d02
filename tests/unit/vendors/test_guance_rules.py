# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks before a Guance policy is sent (docs/vendors/guance.md, G51 to G83). A refused task writes
nothing and names the path.
"""

from __future__ import annotations

import pytest
from support.guance_policies import LATENCY, MAIL, PAGE, POLICIES, POLICY
from support.vendor_kit import apply, changes, keeps, refused, row, sent, warned

TARGET = {"status": "critical", "to": [PAGE]}
RULE = {"targets": [TARGET]}
INFO = {"member_info": ["team:payments"], "targets": [{"status": "critical", "to": ["email"]}]}
HERE = "alert_opt.alert_target[0]"


def policy(rules=None, **opt):
    """A policy that would be accepted, with these rules and other keys of alert_opt."""
    return {
        "name": "p",
        "rule_timezone": "Asia/Shanghai",
        "alert_opt": dict(
            {
                "silent_timeout": 3600,
                "agg_interval": 60,
                "alert_target": [RULE] if rules is None else rules,
            },
            **opt,
        ),
    }


def member(*infos, **rule):
    return policy([dict({"alert_info": list(infos)}, **rule)], alert_type="member")


def target(**given):
    return policy([{"targets": [dict(TARGET, **given)]}])


def without(params, *path):
    inner = params
    for key in path[:-1]:
        inner = inner[key]
    del inner[path[-1]]
    return params


CRON = {"crontab": "0 9 * * 0,1,2,3,4", "crontab_duration": 600}
DATES = {"custom_dates": ["ndate_xxxx32"], "custom_start_time": "09:30:00", "custom_duration": 60}


def window(**given):
    return policy([dict(RULE, **given), RULE])


def dates(**given):
    return window(**dict(DATES, **given))


#: id: (options, the whole message or how it begins)
REFUSED = {
    "v01_no_name": (without(policy(), "name"), "name or uuid is required"),
    "v01_empty_name": (dict(policy(), name=""), "name: must not be blank"),
    "v01_blank_name": (dict(policy(), name=" \n"), "name: must not be blank"),
    "v03_long_desc": (
        dict(policy(), desc="x" * 257),
        "desc: is 257 characters long, at most 256 are allowed",
    ),
    "v04_no_timezone": (without(policy(), "rule_timezone"), "rule_timezone: is required"),
    "v04_empty_timezone": (dict(policy(), rule_timezone=""), "rule_timezone: is required"),
    "v06_agg_interval_negative": (
        policy(agg_interval=-1),
        "alert_opt.agg_interval: -1 is less than 0",
    ),
    "v06_agg_interval_too_long": (
        policy(agg_interval=1801),
        "alert_opt.agg_interval: 1801 is more than 1800",
    ),
    "v06_agg_interval_missing": (
        without(policy(), "alert_opt", "agg_interval"),
        "alert_opt.agg_interval: is required to create the alert policy 'p'",
    ),
    "v06_agg_interval_text": (
        policy(agg_interval="often"),
        (
            "alert_opt.agg_interval: 'often' is neither a number of seconds nor a length of time"
            " like 90s, 30m or 1h30m"
        ),
    ),
    "v07_silent_timeout_negative": (
        policy(silent_timeout=-1),
        "alert_opt.silent_timeout: -1 is less than 0",
    ),
    "v07_silent_timeout_has_no_default": (
        without(policy(), "alert_opt", "silent_timeout"),
        "alert_opt.silent_timeout: is required to create the alert policy 'p'",
    ),
    "v08_no_alert_opt": (
        without(policy(), "alert_opt"),
        (
            "alert_opt.silent_timeout: is required to create the alert policy 'p';"
            " alert_opt.agg_interval: is"
        ),
    ),
    "v09_alert_type": (
        policy(alert_type="team"),
        "alert_opt.alert_type: 'team' is not one of status, member",
    ),
    "v10_no_targets": (
        policy([{"name": "x"}]),
        HERE + ".targets: is required with alert_type status",
    ),
    "v10_empty_targets": (
        policy([{"targets": []}]),
        HERE + ".targets: is required with alert_type status",
    ),
    "v10_alert_info": (
        policy([dict(RULE, alert_info=[INFO])]),
        HERE + ".alert_info: can't be given with alert_type status; give targets",
    ),
    "v11_no_alert_info": (
        policy([{}], alert_type="member"),
        HERE + ".alert_info: is required with alert_type member",
    ),
    "v11_targets_beside": (
        member(INFO, targets=[TARGET]),
        HERE + ".targets: can't be given with alert_type member; give alert_info",
    ),
    "v11_no_targets_inside": (
        member({"member_info": ["team:payments"]}),
        HERE + ".alert_info[0].targets: is required",
    ),
    "v11_empty_targets_inside": (
        member({"member_info": ["team:payments"], "targets": []}),
        HERE + ".alert_info[0].targets: must not be empty",
    ),
    "v12_notify_as_member": (
        member(dict(INFO, member_info=["notify:payments-page"])),
        HERE + ".alert_info[0].member_info[0]: 'notify:payments-page' does not say",
    ),
    "v12_notify_uuid_as_member": (
        member(dict(INFO, member_info=["team:payments", PAGE])),
        HERE + ".alert_info[0].member_info[1]: '%s' does not say" % PAGE,
    ),
    "v13_crontab_alone": (
        window(crontab="0 9 * * *"),
        HERE + ".crontab_duration: is required with crontab",
    ),
    "v13_crontab_duration_alone": (
        window(crontab_duration=60),
        HERE + ".crontab: is required with crontab_duration",
    ),
    "v13_crontab_duration_zero": (
        window(crontab="0 9 * * *", crontab_duration=0),
        HERE + ".crontab_duration: 0 is less than 1",
    ),
    "v14_dates_alone": (
        window(custom_dates=["ndate_xxxx32"]),
        HERE
        + ".custom_start_time: is required with custom_dates; "
        + HERE
        + ".custom_duration: is",
    ),
    "v14_no_dates": (
        window(custom_start_time="09:30:00", custom_duration=60),
        HERE + ".custom_dates: is required with custom_start_time",
    ),
    "v14_empty_dates": (
        dates(custom_dates=[]),
        HERE + ".custom_dates: is required with custom_start_time",
    ),
    "v14_duration_zero": (dates(custom_duration=0), HERE + ".custom_duration: 0 is less than 1"),
    "v15_both_windows": (
        dates(**CRON),
        HERE
        + ".custom_dates: a rule has either a crontab window or a window on custom dates, not both",
    ),
    "v16_hour_24": (
        dates(custom_start_time="24:00:00"),
        HERE + ".custom_start_time: '24:00:00' is not a time between 00:00:00 and 23:59:59",
    ),
    "v16_minute_60": (
        dates(custom_start_time="09:60:00"),
        HERE + ".custom_start_time: '09:60:00' is not a time",
    ),
    "v16_words": (
        dates(custom_start_time="noon"),
        HERE + ".custom_start_time: 'noon' is not a time",
    ),
    "v16_number": (
        dates(custom_start_time=34200),
        HERE + ".custom_start_time: 34200 is a number; put it in quotes",
    ),
    "v17_two_fallbacks": (
        policy([RULE, RULE]),
        HERE
        + ": has no window, so it is for all other times: there can be one such rule, and it comes"
        " last",
    ),
    "v17_fallback_first": (
        policy([RULE, dict(RULE, **CRON)]),
        HERE + ": has no window, so it is for all other times",
    ),
    "v18_no_to": (
        policy([{"targets": [{"status": "critical"}]}]),
        HERE + ".targets[0].to: is required",
    ),
    "v18_empty_to": (target(to=[]), HERE + ".targets[0].to: must not be empty"),
    "v18_email_in_status_mode": (
        target(to=[PAGE, "email"]),
        HERE + ".targets[0].to[1]: 'email' can be used only with alert_type member",
    ),
    "v18_sms_in_status_mode": (
        target(to=["sms"]),
        HERE + ".targets[0].to[0]: 'sms' can be used only with alert_type member",
    ),
    "v18_member_in_member_mode": (
        member(dict(INFO, targets=[{"status": "critical", "to": ["member:alice@example.com"]}])),
        HERE
        + ".alert_info[0].targets[0].to[0]: with alert_type member only notify objects, email and"
        " sms can be told",
    ),
    "v18_team_in_member_mode": (
        member(dict(INFO, targets=[{"status": "critical", "to": ["sms", "group_xxxx32"]}])),
        HERE + ".alert_info[0].targets[0].to[1]: with alert_type member only",
    ),
    "v18_bare_name": (
        target(to=["payments-page"]),
        HERE + ".targets[0].to[0]: 'payments-page' does not say what it is",
    ),
    "v19_unknown_status": (
        target(status="critcal"),
        HERE
        + ".targets[0].status: 'critcal' is not one of critical, error, info, nodata, warning, all",
    ),
    "v19_unknown_among_joined": (
        target(status="critical, oops"),
        HERE + ".targets[0].status: 'oops' is not one of",
    ),
    "v19_twice": (
        target(status="critical,error,critical"),
        HERE + ".targets[0].status[2]: is the same as " + HERE + ".targets[0].status[0] (critical)",
    ),
    "v19_twice_in_another_spelling": (
        target(status=["critical", "Critical "]),
        HERE + ".targets[0].status[1]: is the same as",
    ),
    "v19_all_with_others": (
        target(status=["all", "critical"]),
        HERE + ".targets[0].status: 'all' stands alone",
    ),
    "v19_empty": (target(status=[]), HERE + ".targets[0].status: must not be empty"),
    "v19_missing": (
        policy([{"targets": [{"to": [PAGE]}]}]),
        HERE + ".targets[0].status: is required",
    ),
    "v20_high_without_security": (
        target(status="high"),
        HERE
        + ".targets[0].status: 'high' is not one of critical, error, info, nodata, warning, all"
        " without df_source",
    ),
    "v20_medium_without_security": (
        target(status="critical,medium"),
        HERE + ".targets[0].status: 'medium' is not one of",
    ),
    "v20_low_without_security": (
        target(status="low"),
        HERE + ".targets[0].status: 'low' is not one of",
    ),
    "v20_error_with_security": (
        target(status="error", df_source="security"),
        HERE
        + ".targets[0].status: 'error' is not one of critical, high, info, low, medium, all with",
    ),
    "v20_warning_with_security": (
        target(status="warning", df_source="security"),
        HERE + ".targets[0].status: 'warning' is not one of",
    ),
    "v20_nodata_with_security": (
        target(status="nodata", df_source="security"),
        HERE + ".targets[0].status: 'nodata' is not one of",
    ),
    "v21_df_source_empty": (
        target(df_source=""),
        HERE + ".targets[0].df_source: '' is not one of security",
    ),
    "v21_df_source_other": (
        target(df_source="events"),
        HERE + ".targets[0].df_source: 'events' is not one of security",
    ),
    "v24_notify_as_upgrade_in_member_mode": (
        member(
            dict(
                INFO,
                targets=[
                    {
                        "status": "all",
                        "to": ["sms"],
                        "upgrade_targets": [{"to": [PAGE], "duration": 60}],
                    }
                ],
            )
        ),
        HERE
        + ".alert_info[0].targets[0].upgrade_targets[0].to[0]: with alert_type member only members"
        " and teams can be told",
    ),
    "v24_upgrade_without_to": (
        target(upgrade_targets=[{"duration": 60}]),
        HERE + ".targets[0].upgrade_targets[0].to: is required",
    ),
    "v24_upgrade_status": (
        target(upgrade_targets=[{"to": [PAGE], "duration": 60, "status": "oops"}]),
        HERE + ".targets[0].upgrade_targets[0].status: 'oops' is not one of",
    ),
    "v26_cluster_fields": (
        policy(agg_type="byCluster", agg_cluster_fields=["df_title", "host"]),
        "alert_opt.agg_cluster_fields[1]: 'host' is not one of df_title, df_message",
    ),
    "v27_agg_type": (
        policy(agg_type="byTime"),
        "alert_opt.agg_type: 'byTime' is not one of byFields, byCluster, byAI, byCustom",
    ),
    "v29_v1_checkers": (
        dict(policy(), api_version="v1", checkers=[LATENCY]),
        "checkers: is not known to api_version v1",
    ),
    "v29_v1_security_rules": (
        dict(policy(), api_version="v1", security_rule_uuids=["srul_1"]),
        "security_rule_uuids: is not known to api_version v1",
    ),
    "v29_v1_agg_type": (
        dict(policy(agg_type="byFields"), api_version="v1"),
        "alert_opt.agg_type: is not known to api_version v1",
    ),
    "v29_v1_ignore_ok": (
        dict(policy(ignore_ok=True), api_version="v1"),
        "alert_opt.ignore_ok: is not known to api_version v1",
    ),
    "v30_owner": (
        dict(policy(), open_permission_set=True, permission_set=["wsAdmin", "owner"]),
        "permission_set[1]: the owner always may, and can't be listed",
    ),
    "v33_enabled_without_list": (
        policy(silent_timeout_by_status_enable=True),
        "alert_opt.silent_timeout_by_status_enable: needs silent_timeout_by_status",
    ),
    "v33_enabled_with_empty_list": (
        policy(silent_timeout_by_status_enable=True, silent_timeout_by_status=[]),
        "alert_opt.silent_timeout_by_status_enable: needs silent_timeout_by_status",
    ),
    "v33_unknown_status": (
        policy(silent_timeout_by_status=[{"status": "high", "silent_timeout": 1}]),
        "alert_opt.silent_timeout_by_status[0].status: 'high' is not one of",
    ),
    "v33_status_twice": (
        policy(
            silent_timeout_by_status=[
                {"status": "critical", "silent_timeout": 1},
                {"status": "error,critical", "silent_timeout": 2},
            ]
        ),
        (
            "alert_opt.silent_timeout_by_status[1].status: 'critical' stands in"
            " alert_opt.silent_timeout_by_status[0] too"
        ),
    ),
    "v33_negative": (
        policy(silent_timeout_by_status=[{"status": "critical", "silent_timeout": -1}]),
        "alert_opt.silent_timeout_by_status[0].silent_timeout: -1 is less than 0",
    ),
    "v05_null_recipient": (target(to=[PAGE, None]), HERE + ".targets[0].to[1]"),
    "v05_null_tag": (target(tags={"env": None}), HERE + ".targets[0].tags.env: must not be null"),
    "v05_null_tag_value": (
        target(tags={"env": ["prod", None]}),
        HERE + ".targets[0].tags.env[1]: must not be null",
    ),
    "twice_recipient": (
        target(to=[PAGE, MAIL, PAGE]),
        HERE + ".targets[0].to[2]: is the same as " + HERE + ".targets[0].to[0]",
    ),
    "twice_recipient_by_name_and_uuid": (
        target(to=[PAGE, "notify:payments-page"]),
        HERE + ".targets[0].to[1]: is the same as " + HERE + ".targets[0].to[0]",
    ),
    "twice_checker_by_name_and_uuid": (
        dict(policy(), checkers=["payments latency", LATENCY]),
        "checkers[1]: is the same as checkers[0]",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_guance_rule_refused(guance, case):
    options, message = REFUSED[case]
    assert refused(guance, POLICY, **options).startswith(message)


@pytest.mark.parametrize("case", sorted(set(REFUSED) - {"v01_no_name"}))
def test_guance_rule_refused_in_the_plural_module_with_its_place(guance, case):
    """The same words with the element in front, and the good element beside it is not written
    either.
    """
    options, message = REFUSED[case]
    options = dict(options)
    version = {key: options.pop(key) for key in ("api_version",) if key in options}
    said = refused(
        guance, POLICIES, alert_policies=[dict(policy(), name="good"), options], **version
    )
    path = message.split(";")[0].split(" is the same")[0].split(" stands in")[0]
    assert said.startswith("alert_policies[1]." + path), said


def test_guance_rule_all_problems_at_once(guance):
    message = refused(
        guance,
        POLICY,
        name=" ",
        rule_timezone="UTC",
        desc="x" * 300,
        alert_opt={"agg_interval": 9999, "silent_timeout": -4},
    )
    assert [part.split(":")[0] for part in message.split("; ")] == [
        "name",
        "desc",
        "alert_opt.silent_timeout",
        "alert_opt.agg_interval",
    ]


def test_guance_rule_v04_a_stored_time_zone_cannot_be_emptied(guance, simple):
    assert refused(guance, POLICY, name="simple", rule_timezone="").startswith(
        "rule_timezone: is required"
    )


def test_guance_rule_v11_a_change_of_mode_needs_new_rules(guance, simple):
    message = refused(guance, POLICY, name="simple", alert_opt={"alert_type": "member"})
    assert (
        message
        == "alert_opt.alert_type: the stored rules are of the other type; give alert_target too"
    )
    changes(guance, POLICY, name="simple", alert_opt=member(INFO)["alert_opt"])


def test_guance_rule_only_what_is_given_is_judged(guance, simple):
    """A rule that is stored and would be refused today is no reason to refuse a description."""
    stored = row(guance, "alert_policy", name="simple")
    stored["alertOpt"].update(aggClusterFields=["host"], silentTimeoutByStatusEnable=True)
    guance.emulator.put_state("guance", {"alert_policy": [stored]})
    changes(guance, POLICY, name="simple", desc="x")


#: id: (options, how the one warning begins)
SMS = {"status": "all", "to": ["sms"]}
WARNED = {
    "v02_long_name": (dict(policy(), name="x" * 129), "name: is longer than 128 characters"),
    "v04_unknown_zone": (
        dict(policy(), rule_timezone="Mars/Olympus"),
        "rule_timezone: 'Mars/Olympus' is not a time zone known here",
    ),
    "v04_case_is_kept": (
        dict(policy(), rule_timezone="Asia/shanghai"),
        "rule_timezone: 'Asia/shanghai' is not a time zone known here",
    ),
    "v12_nobody": (
        member({"targets": INFO["targets"]}),
        HERE + ".alert_info[0].member_info: is empty: nobody is selected",
    ),
    "v17_no_fallback": (
        policy([dict(RULE, **CRON)]),
        "alert_opt.alert_target: no rule is for other times",
    ),
    "v19_fatal": (
        target(status="fatal"),
        HERE + ".targets[0].status: 'fatal' is documented for silent times only",
    ),
    "v22_tags_and_filter": (
        target(tags={"env": ["prod"]}, filter_string="`a` = 1"),
        HERE + ".targets[0].tags: has no effect beside filter_string",
    ),
    "v23_three_steps": (
        target(upgrade_targets=[{"to": [PAGE], "duration": 60 * step} for step in (1, 2, 3)]),
        HERE + ".targets[0].upgrade_targets: has 3 steps; the console allows 2",
    ),
    "l09_upgrade_without_duration": (
        target(upgrade_targets=[{"to": [PAGE]}]),
        HERE
        + ".targets[0].upgrade_targets[0].duration: is not given: when the step is taken is not"
        " documented",
    ),
    "l09_mail": (
        member(
            dict(
                INFO,
                targets=[
                    dict(
                        SMS,
                        upgrade_targets=[
                            {"to": ["team:payments"], "duration": 60, "to_way": ["mail"]}
                        ],
                    )
                ],
            )
        ),
        HERE
        + ".alert_info[0].targets[0].upgrade_targets[0].to_way: 'mail' is a word of the vendor's"
        " own tests",
    ),
    "v25_labels": (
        policy(agg_fields=["df_dimension_tags"], agg_labels=["a"]),
        "alert_opt.agg_labels: has no effect without df_label in agg_fields",
    ),
    "v25_cluster_fields": (
        policy(agg_fields=["df_label"], agg_cluster_fields=["df_title"]),
        "alert_opt.agg_cluster_fields: has no effect without",
    ),
    "v25_cluster_fields_by_fields": (
        policy(agg_type="byFields", agg_fields=["CLUSTER"], agg_cluster_fields=["df_title"]),
        "alert_opt.agg_cluster_fields: has no effect without",
    ),
    "v28_agg_fields": (
        policy(agg_fields=["df_label", "host"]),
        "alert_opt.agg_fields[1]: 'host' is not one of",
    ),
    "v30_permission_set_alone": (
        dict(policy(), permission_set=["wsAdmin"]),
        "permission_set: has no effect without open_permission_set: true",
    ),
    "v31_opened_for_nobody": (
        dict(policy(), open_permission_set=True),
        "open_permission_set: once it is on, the key needs a role in permission_set",
    ),
    "v31_opened_for_a_team": (
        dict(policy(), open_permission_set=True, permission_set=["team:payments"]),
        "open_permission_set: once it is on",
    ),
}


@pytest.mark.parametrize("case", WARNED)
def test_guance_rule_warned(guance, case):
    options, message = WARNED[case]
    for check in (True, False):
        result = apply(guance, POLICY, check=check, **options)
        assert result["changed"] is True
        assert len(warned(result)) == 1 and warned(result)[0].startswith(message), warned(result)


@pytest.mark.parametrize(
    "options",
    [
        policy(),
        dict(policy(), name="x" * 128),
        dict(policy(), desc="x" * 256),
        policy([RULE], agg_interval=1800),
        policy([RULE], agg_interval=0, silent_timeout=0),
        policy([dict(RULE, **CRON), RULE]),
        policy([dict(RULE, **DATES), RULE]),
        policy([]),
        target(status="all"),
        target(status="ALL"),
        target(status="critical,high,medium,low,info", df_source="security"),
        target(status="critical,error,warning,nodata,info"),
        target(upgrade_targets=[{"to": [PAGE], "duration": 60, "status": "error"}] * 2),
        policy(agg_type="byCustom", agg_fields=["host", "anything"]),
        policy(agg_fields=["CLUSTER"], agg_cluster_fields=["df_title"]),
        policy(agg_type="byCluster", agg_cluster_fields=["df_message"]),
        policy(agg_fields=["df_label"], agg_labels=["x"]),
        member(INFO),
        dict(policy(), security_rule_uuids=["srul_1"]),
        policy(
            silent_timeout_by_status_enable=True,
            silent_timeout_by_status=[{"status": "fatal,security_low", "silent_timeout": 0}],
        ),
        dict(policy(), open_permission_set=True, permission_set=["wsAdmin"]),
        dict(policy(), open_permission_set=True, permission_set=["role:oncall"]),
        dict(policy(), api_version="v1", checkers=[], security_rule_uuids=[]),
        dict(policy(agg_type="", ignore_ok=False), api_version="v1"),
    ],
)
def test_guance_rule_accepted_without_a_word(guance, options):
    result = changes(guance, POLICY, **options)
    assert warned(result) == []


@pytest.mark.violations
def test_guance_rule_v32_odd_prefixes_are_only_warned_about(emulator, guance):
    emulator.settings(strict=False, guance={"reference_checks": False})
    result = apply(guance, POLICY, check=True, **dict(policy(), security_rule_uuids=["rule-1"]))
    assert warned(result) == [
        "security_rule_uuids[0]: 'rule-1' does not look like a security rule (srul_...)"
    ]


def test_guance_rule_v03_v05_nothing_null_is_sent(guance):
    changes(guance, POLICY, **dict(policy(agg_type=""), desc=""))
    body = sent(guance)
    assert body["desc"] == ""
    # aggType is the one key that may be null
    assert body["alertOpt"].pop("aggType", None) is None
    assert "None" not in repr(body)


@pytest.mark.violations
@pytest.mark.parametrize("way", ["email", "mail", "notify:payments-page"])
def test_guance_rule_v24_to_way_in_status_mode(emulator, guance, way):
    params = target(upgrade_targets=[{"to": [PAGE], "duration": 60, "to_way": [way]}])
    result = changes(guance, POLICY, **params)
    assert ["only goes with member mode" in one["text"] for one in emulator.violations()] == [True]
    keeps(guance, POLICY, times=2, **params)
    assert warned(result) == [
        HERE + ".targets[0].upgrade_targets[0].to_way: has no effect with alert_type status"
    ]


@pytest.mark.parametrize(
    "status", ["critical,error", ["critical,error"], ["Error , critical"], ["error", "critical"]]
)
def test_guance_statuses_are_told_apart_by_commas_wherever_they_stand(guance, status):
    """The vendor joins them, so one that holds a comma would come back as two and be written in
    every run.
    """
    policy = {
        "name": "joined",
        "rule_timezone": "Asia/Shanghai",
        "alert_opt": {
            "silent_timeout": 0,
            "agg_interval": 0,
            "alert_target": [{"targets": [{"to": ["notify:payments-page"], "status": status}]}],
        },
    }
    result = guance.run("guance_alert_policy", **policy)
    assert result["changed"] is True, result["msg"]
    assert sorted(
        result["alert_policy"]["alert_opt"]["alert_target"][0]["targets"][0]["status"]
    ) == ["critical", "error"]
    for dummy in range(2):
        assert guance.run("guance_alert_policy", **policy)["changed"] is False
