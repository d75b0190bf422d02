# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What _module adds: the environment, and results of tasks that were refused or failed in part."""

from __future__ import annotations

import json

import pytest
from support.harness import CREDENTIALS, run

GROUP = {
    "name": "zz",
    "notice_receiver": [{"type": "user", "id": "alice"}],
    "notice_way": {"1": ["mail"]},
}
APP = {"bk_app_code": "ansible", "bk_app_secret": "bk-demo-secret-0001"}


def sent_credentials(emulator):
    """Which credentials the last BlueKing request carried, and where."""
    last = emulator.requests("bk")[-1]
    body = sorted(
        key
        for key in last["body"]
        if key in ("bk_app_code", "bk_app_secret", "bk_token", "bk_username", "access_token")
    )
    return body, "x-bkapi-authorization" in last["headers"]


@pytest.mark.parametrize(
    "task, env, body, header",
    [
        (
            dict(APP, bk_username="deploy"),
            {"BK_TOKEN": "not-ours-at-all"},
            ["bk_app_code", "bk_app_secret", "bk_username"],
            False,
        ),
        (
            dict(APP, bk_username="deploy"),
            {"BK_ACCESS_TOKEN": "not-ours-at-all"},
            ["bk_app_code", "bk_app_secret", "bk_username"],
            False,
        ),
        (
            dict(APP, bk_token="bk-demo-token-0001"),
            {"BK_USERNAME": "somebody"},
            ["bk_app_code", "bk_app_secret", "bk_token"],
            False,
        ),
        (
            {"access_token": "bk-demo-access-0001"},
            {
                "BK_APP_CODE": "other",
                "BK_APP_SECRET": "not-ours-at-all",
                "BK_TOKEN": "not-ours-at-all",
            },
            [],
            True,
        ),
        (
            {"auth_in": "body"},
            {
                "BK_ACCESS_TOKEN": "not-ours-at-all",
                "BK_APP_CODE": "ansible",
                "BK_APP_SECRET": "bk-demo-secret-0001",
                "BK_USERNAME": "deploy",
            },
            ["bk_app_code", "bk_app_secret", "bk_username"],
            False,
        ),
        ({}, {"BK_ACCESS_TOKEN": "bk-demo-access-0001"}, [], True),
        (
            {},
            {
                "BK_APP_CODE": "ansible",
                "BK_APP_SECRET": "bk-demo-secret-0001",
                "BK_TOKEN": "bk-demo-token-0001",
                "BK_USERNAME": "deploy",
            },
            ["bk_app_code", "bk_app_secret", "bk_token"],
            False,
        ),
    ],
)
def test_credentials_of_the_task_win_over_other_ones_of_the_environment(
    emulator, task, env, body, header
):
    result = run("bk_notice_group_info", dict(task, api_url=emulator.bk_url, bk_biz_id=2), env=env)
    assert not result["failed"], result["msg"]
    assert sent_credentials(emulator) == (body, header)
    assert not any(
        value in result.text
        for key, value in env.items()
        if key not in ("BK_APP_CODE", "BK_USERNAME")
    )


@pytest.mark.parametrize(
    "module, vendor, first, second",
    [
        ("mackerel_notification_group_info", "mackerel", "MACKEREL_APIKEY", "MACKEREL_API_KEY"),
        ("guance_alert_policy_info", "guance", "GUANCE_ACCESS_TOKEN", "TRUEWATCH_ACCESS_TOKEN"),
    ],
)
def test_an_empty_variable_says_nothing(emulator, module, vendor, first, second):
    params = {"api_url": getattr(emulator, vendor + "_url")}
    assert not run(module, params, env={first: "", second: CREDENTIALS[vendor]["api_key"]})[
        "failed"
    ]
    assert run(module, params, env={first: "", second: ""})["failed"]


@pytest.mark.parametrize(
    "items, names",
    [
        ([dict(GROUP), dict(GROUP, name="other", notice_way={"9": ["mail"]})], ["other"]),
        ([dict(GROUP), dict(GROUP)], ["zz"]),
        ([dict(GROUP, id=99999)], ["zz"]),
        ([dict(GROUP), {"name": "other", "foo": 1}], None),
    ],
)
def test_a_refused_plural_task_still_says_all_it_documents(bk, items, names):
    result = bk.run("bk_notice_groups", notice_groups=items)
    assert (
        result["failed"]
        and result["changed"] is False
        and set(result["requests"]) == {"reads", "writes", "retries", "waited"}
    )
    assert bk.requests(write=True) == []
    if names is not None:
        assert [one["name"] for one in result["errors"]] == names and all(
            one["message"].startswith("notice_groups[") for one in result["errors"]
        )
        assert result["counts"] == {
            "created": 0,
            "updated": 0,
            "deleted": 0,
            "unchanged": 0,
            "failed": 1,
        }


def test_a_diff_shows_what_came_to_pass_and_not_what_failed(emulator, bk):
    emulator.add_fault(vendor="bk", write=True, error="bk.3300002")
    result = bk.run(
        "bk_notice_groups", notice_groups=[dict(GROUP, name="refused"), dict(GROUP, name="done")]
    )
    assert result["failed"] and result["counts"]["failed"] == 1
    assert [one["name"] for one in result["diff"]["after"]["notice_groups"]] == ["done"]


def test_keys_of_a_diff_are_in_the_order_of_the_alphabet(bk):
    result = bk.run("bk_notice_group", **GROUP)
    assert json.dumps(result["diff"]["after"]) == json.dumps(
        result["diff"]["after"], sort_keys=True
    )


def test_a_notice_group_of_chats_alone_needs_no_ways(bk):
    group = {
        "name": "zz",
        "notice_receiver": [],
        "wxwork_group": {"fatal": "chat-a,chat-b", "2": ""},
    }
    assert bk.run("bk_notice_group", **group)["notice_group"]["wxwork_group"] == {
        "1": ["chat-a", "chat-b"]
    }
    assert bk.run("bk_notice_group", **group)["changed"] is False


def test_message_and_the_name_it_is_declared_by_are_one_option(bk):
    assert bk.run("bk_notice_group", message="one", **GROUP)["notice_group"]["message"] == "one"
    assert bk.run("bk_notice_group", desc="one", **GROUP)["changed"] is False
    assert bk.run("bk_notice_groups", notice_groups=[dict(GROUP, message="two")])["plan"][0][
        "fields"
    ] == ["message"]
    assert bk.run("bk_notice_group", desc="one", message="two", **GROUP)["failed"]


def test_info_of_policies_costs_one_list_however_many(emulator, guance):
    emulator.settings(guance={"bindings_in_list": False})
    opt = {"silent_timeout": 0, "agg_interval": 0}
    guance.run(
        "guance_alert_policies",
        alert_policies=[
            {"name": "zz-%d" % number, "rule_timezone": "UTC", "alert_opt": opt}
            for number in range(12)
        ],
    )
    assert guance.run("guance_alert_policy_info").reads == 1
    assert guance.run("guance_alert_policy_info", name="zz-1").reads == 1


def test_bindings_of_many_policies_are_not_asked_one_by_one(emulator, guance):
    emulator.settings(guance={"bindings_in_list": False})
    items = [
        {
            "name": "zz-%d" % number,
            "rule_timezone": "UTC",
            "alert_opt": {"silent_timeout": 0, "agg_interval": 0},
        }
        for number in range(12)
    ]
    guance.run("guance_alert_policies", alert_policies=items)
    result = guance.run(
        "guance_alert_policies", alert_policies=[dict(item, checkers=[]) for item in items]
    )
    assert not result["failed"] and result["changed"] is False and result.reads <= 5


def test_a_check_monitor_has_a_name_in_both_directions(mackerel):
    check = mackerel.emulator.state("mackerel")["checks"][0]
    made = mackerel.run(
        "mackerel_notification_group", name="zz", monitors=[{"monitor": check["name"]}]
    )
    assert made["notification_group"]["monitors"] == [
        {"monitor": check["id"], "skip_default": False}
    ]
    shown = mackerel.run("mackerel_notification_group_info", name="zz", resolve_names=True)
    assert shown["notification_groups"][0]["monitors"] == [
        {"monitor": check["name"], "skip_default": False}
    ]


HOOK = "https://hooks.example.com/robot/T0/B0/misplaced-hook"
TEAM = {"name": "a", "type": "slack"}
MISPLACED = [
    (
        "mackerel_channels",
        {"channels": dict(TEAM, url=HOOK)},
        "channels: a dict is not a valid list",
    ),
    (
        "mackerel_channels",
        {"channels": [[dict(TEAM, url=HOOK)]]},
        "channels[0]: a list is not a valid dict",
    ),
    (
        "mackerel_channels",
        {"channels": ["misplaced-hook"]},
        "channels[0]: a text is not a valid dict",
    ),
    (
        "mackerel_channels",
        {"channels": [dict(TEAM, url=HOOK, events=[HOOK])]},
        "channels[0].events[0]: the given value is not one of alert, ",
    ),
    (
        "mackerel_channels",
        {"channels": [dict(TEAM, state={"misplaced-hook": 1})]},
        "channels[0].state: a dict is not one of present, absent",
    ),
    ("mackerel_channel", {"name": "a", HOOK: "x"}, "...: is not an option here; there are "),
    (
        "mackerel_channel",
        dict(TEAM, mentions={HOOK: "x"}),
        "mentions....: is not one of ok, warning, critical",
    ),
    ("mackerel_channel", {"name": "a", "type": HOOK}, "type: the given value can't be created: "),
    (
        "mackerel_channel",
        {"name": "a", "type": HOOK.replace("/", "\\/")},
        "type: the given value can't be created: ",
    ),
    (
        "mackerel_channel",
        {"name": "payments-page", "type": HOOK},
        "type: is slack and can't become ********: ",
    ),
    (
        "mackerel_channel",
        {"name": "a", "type": "email", "user_ids": [HOOK]},
        "user_ids[0]: there is no user of the given name among ",
    ),
    (
        "mackerel_channel",
        {"name": "a", "type": "email", "emails": [HOOK]},
        "emails[0]: the given value is not a mail address",
    ),
    (
        "mackerel_downtime",
        {"name": "a", "start": HOOK, "duration": HOOK},
        "start: the given value is neither epoch seconds",
    ),
    (
        "mackerel_downtime",
        {"name": "a", "start": {"x": "misplaced-hook"}, "duration": ["misplaced-hook"]},
        "start: a dict is not a whole number; duration: a list",
    ),
    (
        "guance_notify_object",
        {"name": "a", "type": HOOK},
        "type: the given value is not one of dingTalkRobot, ",
    ),
    (
        "guance_notify_object",
        {
            "name": "a",
            "type": "HTTPRequest",
            "opt_set": {"headers_config": {"items": ["Authorization: Bearer misplaced-hook"]}},
        },
        "opt_set.headers_config.items[0]: a text is not a valid dict",
    ),
    ("guance_notify_object", {"name": "a", "opt_set": 5}, "opt_set: a number is not a valid dict"),
]


@pytest.mark.parametrize(
    "module, params, message", MISPLACED, ids=[str(number) for number in range(len(MISPLACED))]
)
def test_a_secret_in_the_wrong_place_is_not_repeated(emulator, module, params, message):
    vendor = module.partition("_")[0]
    result = run(
        module,
        dict(
            params,
            api_url=getattr(emulator, vendor + "_url"),
            api_key=CREDENTIALS[vendor]["api_key"],
        ),
    )
    assert result["failed"] and message in result["msg"], result["msg"]
    assert (
        "misplaced" not in json.dumps([result["msg"], result.get("errors")])
        and "hooks.example" not in result["msg"]
    ), result["msg"]


@pytest.mark.parametrize(
    "pattern, words",
    [
        ("a{99999999999999999999}", "'a{99999999999999999999}' is not a regular expression: "),
        ("a{%s}" % ("9" * 5000), "the given value is not"),
        ("(" * 5000 + ")" * 5000, "the given value is not a regular expression: "),
        ("(", "'(' is not a regular expression: "),
    ],
    ids=map(str, range(4)),
)
def test_a_regular_expression_that_python_does_not_take(mackerel, pattern, words):
    result = mackerel.run(
        "mackerel_channels",
        channels=[dict(TEAM, url=HOOK)],
        purge=True,
        purge_scope={"name_regex": pattern},
    )
    assert result["failed"] and result["msg"].startswith("purge_scope.name_regex: " + words), (
        result["msg"][:300]
    )


def test_what_the_task_gives_is_known_before_a_text_of_the_vendor_loses_its_urls(emulator, guance):
    """Else the rest of a secret that holds a URL would be found nowhere any longer."""
    secret = "planted-head %s planted-tail" % "https://hooks.example.com/x"
    emulator.add_fault(
        vendor="guance",
        path="notify_object/create",
        error="guance.InvalidParams",
        message="no such secret: %s" % secret,
    )
    result = guance.run(
        "guance_notify_object",
        name="a",
        type="dingTalkRobot",
        opt_set={"webhook": "https://example.com/x", "secret": secret},
    )
    assert (
        result["failed"]
        and "no such secret: ********" in result["msg"]
        and "planted" not in result["msg"]
    ), result["msg"]


# --- what YAML took for something else, and keys of the vendor's own JSON

NUMBERS = [
    ("mackerel_notification_group", {"name": 750}, "name: 750 is a number; put it in quotes"),
    (
        "mackerel_notification_group",
        {"id": 34, "name": "x"},
        "id: 34 is a number; put it in quotes",
    ),
    (
        "mackerel_notification_group",
        {"name": "x", "child_channels": [34]},
        "child_channels[0]: 34 is a number",
    ),
    (
        "mackerel_notification_group",
        {"name": "x", "monitors": [{"monitor": 34}]},
        "monitors[0].monitor: 34 is a number",
    ),
    (
        "mackerel_notification_groups",
        {"notification_groups": [{"name": "x"}, {"name": -7}]},
        "notification_groups[1].name: -7 is a number",
    ),
    ("mackerel_notification_group_info", {"name": 404}, "name: 404 is a number"),
    (
        "mackerel_channel",
        {"name": "x", "type": "slack", "url": 34},
        "url: the given value is a number; put it in quotes",
    ),
    (
        "guance_notify_object",
        {"name": "x", "type": "sms", "opt_set": {"to": [312345678]}},
        "opt_set.to[0]: 312345678 is a number",
    ),
    (
        "bk_notice_group",
        {"name": "x", "notice_receiver": [{"type": "user", "id": 34}]},
        "notice_receiver[0].id: 34 is a number",
    ),
    (
        "bk_notice_group",
        {"name": "x", "wxwork_group": {"1": [34]}},
        "wxwork_group.1[0]: 34 is a number",
    ),
    ("bk_user_group", {"name": "x", "timezone": 540}, "timezone: 540 is a number"),
    ("mackerel_notification_group", {"name": 10**60}, "name: the given value is a number"),
]


@pytest.mark.parametrize(
    "module, params, told",
    NUMBERS,
    ids=["%s-%d" % (one[0], number) for number, one in enumerate(NUMBERS)],
)
def test_a_number_in_place_of_a_text_is_refused(account, module, params, told):
    place = account(module.partition("_")[0])
    for check in (True, False):
        result = place.run(module, check=check, **params)
        assert result["failed"] and told in result["msg"], result["msg"]
    assert place.requests(write=True) == []


def test_a_number_that_can_mean_nothing_else_is_taken(bk):
    """Levels have numbers as names, and rules are known by numbers."""
    rule = next(row["id"] for row in bk.emulator.state("bk")["duty_rules"] if row["bk_biz_id"] == 2)
    notice = [
        {
            "time_range": "00:00--23:59",
            "notify_config": [{"level": 1, "notice_ways": [{"name": "mail"}]}],
        }
    ]
    made = bk.run(
        "bk_user_group",
        name="zz",
        alert_notice=notice,
        action_notice=[],
        need_duty=True,
        duty_rules=[rule],
        check=True,
    )
    assert not made["failed"], made["msg"]


@pytest.mark.parametrize(
    "module, params, told",
    [
        (
            "mackerel_channel",
            {"name": "x", "enabledGraphImage": True},
            (
                "enabledGraphImage: is not an option here; did you mean 'enabled_graph_image'?;"
                " there are "
            ),
        ),
        (
            "mackerel_notification_group",
            {"name": "x", "childChannelIds": []},
            "childChannelIds: is not an option here; did you mean 'child_channels'?",
        ),
        (
            "mackerel_notification_group",
            {"name": "x", "monitors": [{"monitor": "m", "skipDefault": True}]},
            "monitors[0].skipDefault: is not an option here; did you mean 'skip_default'?",
        ),
        (
            "guance_alert_policy",
            {"name": "x", "ruleTimezone": "UTC"},
            "ruleTimezone: is not an option here; did you mean 'rule_timezone'?",
        ),
        (
            "guance_alert_policy",
            {"name": "x", "alertOpt": {}},
            "alertOpt: is not an option here; did you mean 'alert_opt'?",
        ),
        (
            "guance_alert_policy",
            {"name": "x", "alert_opt": {"alertTarget": []}},
            "alert_opt.alertTarget: is not an option here; did you mean 'alert_target'?",
        ),
        (
            "bk_notice_group",
            {"name": "x", "noticeReceiver": []},
            "noticeReceiver: is not an option here; did you mean 'notice_receiver'?",
        ),
        (
            "mackerel_channel",
            {"name": "x", "evnts": []},
            "evnts: is not an option here; did you mean 'events'?",
        ),
    ],
)
def test_a_key_of_the_vendors_own_json_gets_its_option(account, module, params, told):
    result = account(module.partition("_")[0]).run(module, **params)
    assert result["failed"] and told in result["msg"], result["msg"]


def test_which_options_there_are_is_told_once(mackerel):
    result = mackerel.run(
        "mackerel_channels",
        channels=[{"name": "x%d" % number, "enabledGraphImage": True} for number in range(20)],
    )
    assert (
        result["msg"].count("there are ") == 1
        and result["msg"].count("did you mean 'enabled_graph_image'?") == 20
    )
