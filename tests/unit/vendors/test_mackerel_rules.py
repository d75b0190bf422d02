# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a Mackerel task may say: refused with the path of the option before anything is written."""

from __future__ import annotations

import pytest
from support.harness import run
from support.vendor_kit import apply, changes, keeps, paths, refused, row, sent

GROUP = "mackerel_notification_group"
GROUPS = "mackerel_notification_groups"
SETTING = "mackerel_alert_group_setting"
SETTINGS = "mackerel_alert_group_settings"

#: id: (module, options, the whole message)
REFUSED = {
    "no_name": (GROUP, {}, "name or id is required"),
    "empty_name": (GROUP, {"name": ""}, "name: must not be blank"),
    "blank_name": (SETTING, {"name": "  "}, "name: must not be blank"),
    "level": (
        GROUP,
        {"name": "g", "notification_level": "warning"},
        "notification_level: 'warning' is not one of all, critical",
    ),
    "id_unknown": (
        GROUP,
        {"id": "4NgNobody99", "notification_level": "all"},
        "id: there is no notification group with id 4NgNobody99",
    ),
    "id_unknown_with_name": (
        GROUP,
        {"id": "4NgNobody99", "name": "night watch"},
        "id: there is no notification group with id 4NgNobody99",
    ),
    "setting_id_unknown": (
        SETTING,
        {"id": "4AgNobody99", "memo": "x"},
        "id: there is no alert group setting with id 4AgNobody99",
    ),
    "name_taken": (
        GROUP,
        {"id": "4NgNightly2", "name": "business hours"},
        (
            "name: 'business hours' is taken by the notification group 'business hours' (id"
            " 4NgBusines3)"
        ),
    ),
    "setting_name_taken": (
        SETTING,
        {"id": "4AgBareMin2", "name": "Hatena-Bookmark burst"},
        (
            "name: 'Hatena-Bookmark burst' is taken by the alert group setting 'Hatena-Bookmark"
            " burst' (id 4AgHatena01)"
        ),
    ),
    "absent_id_and_name_disagree": (
        GROUP,
        {"id": "4NgNightly2", "name": "business hours", "state": "absent"},
        (
            "id: 4NgNightly2 is the notification group 'night watch', not 'business hours'; nothing"
            " was deleted"
        ),
    ),
    "absent_id_gone_but_name_there": (
        GROUP,
        {"id": "4NgNobody99", "name": "night watch", "state": "absent"},
        (
            "id: there is no notification group with id 4NgNobody99, but 'night watch' is"
            " 4NgNightly2; nothing was deleted"
        ),
    ),
    "role_without_service": (
        SETTING,
        {"name": "s", "role_scopes": ["db"]},
        (
            "role_scopes[0]: 'db' is not a role's full name: service:role, each of letters, digits,"
            " '-' and '_', beginning with a letter or digit"
        ),
    ),
    "unknown_service": (
        SETTING,
        {"name": "s", "service_scopes": ["ledger", "payment"]},
        "service_scopes[1]: there is no service 'payment' among 6; did you mean 'payments'?",
    ),
    "unknown_service_of_group": (
        GROUP,
        {"name": "g", "services": ["nowhere-near"]},
        "services[0]: there is no service 'nowhere-near' among 6",
    ),
    "unknown_role": (
        SETTING,
        {"name": "s", "role_scopes": ["payments:dbx"]},
        (
            "role_scopes[0]: there is no role 'payments:dbx' among 10; did you mean 'payments:db'"
            " or 'payments:app'?"
        ),
    ),
    "role_of_unknown_service": (
        SETTING,
        {"name": "s", "role_scopes": ["payment: app"]},
        (
            "role_scopes[0]: there is no role 'payment:app' among 10; did you mean 'payments:app'"
            " or 'payments:db'?"
        ),
    ),
    "unknown_monitor": (
        GROUP,
        {"name": "g", "monitors": [{"monitor": "payments-latencie"}]},
        (
            "monitors[0].monitor: there is no monitor 'payments-latencie' among 13; did you mean"
            " 'payments-latency' or 'payments-latency-check' or 'payments-anomaly' or"
            " 'payments-health'?"
        ),
    ),
    "unknown_monitor_scope": (
        SETTING,
        {"name": "s", "monitor_scopes": ["cpuu%"]},
        "monitor_scopes[0]: there is no monitor 'cpuu%' among 13; did you mean 'cpu'?",
    ),
    "unknown_channel": (
        GROUP,
        {"name": "g", "child_channels": ["2vh7AZ21abc", "payment-page"]},
        (
            "child_channels[1]: there is no channel 'payment-page' among 17; did you mean"
            " 'payments-page' or 'payments-mail'?"
        ),
    ),
    "unknown_group": (
        GROUP,
        {"name": "g", "child_notification_groups": ["nite watch"]},
        (
            "child_notification_groups[0]: there is no notification group 'nite watch' among 5; did"
            " you mean 'night watch'?"
        ),
    ),
    "same_channel_twice": (
        GROUP,
        {"name": "g", "child_channels": ["payments-page", "payments-page"]},
        "child_channels[1]: is the same as child_channels[0] (payments-page)",
    ),
    "same_channel_by_name_and_id": (
        GROUP,
        {"name": "g", "child_channels": ["payments-page", "search-page", "4ChPayPage1"]},
        "child_channels[2]: is the same as child_channels[0] (4ChPayPage1)",
    ),
    "same_group_by_name_and_id": (
        GROUP,
        {"name": "g", "child_notification_groups": ["4NgNightly2", "night watch"]},
        "child_notification_groups[1]: is the same as child_notification_groups[0] (4NgNightly2)",
    ),
    "same_monitor_twice": (
        GROUP,
        {"name": "g", "monitors": [{"monitor": "search-qps"}, {"monitor": "search-qps"}]},
        "monitors[1]: is the same as monitors[0] (search-qps)",
    ),
    "one_monitor_with_two_wishes": (
        GROUP,
        {
            "name": "g",
            "monitors": [
                {"monitor": "search-qps", "skip_default": True},
                {"monitor": "4MoSeaQps5d"},
            ],
        },
        "monitors[1]: is the same as monitors[0] (4MoSeaQps5d)",
    ),
    "same_monitor_scope_by_name_and_id": (
        SETTING,
        {"name": "s", "monitor_scopes": ["4MoSeaQps5d", "search-qps"]},
        "monitor_scopes[1]: is the same as monitor_scopes[0] (4MoSeaQps5d)",
    ),
    "same_service_twice": (
        GROUP,
        {"name": "g", "services": ["ledger", "ledger"]},
        "services[1]: is the same as services[0] (ledger)",
    ),
    "same_service_scope_twice": (
        SETTING,
        {"name": "s", "service_scopes": ["ledger", "search", "ledger"]},
        "service_scopes[2]: is the same as service_scopes[0] (ledger)",
    ),
    "interval_negative": (
        SETTING,
        {"name": "s", "notification_interval": -5},
        "notification_interval: -5 is less than 0",
    ),
    "interval_text": (
        SETTING,
        {"name": "s", "notification_interval": "soon"},
        (
            "notification_interval: 'soon' is neither a number of minutes nor a length of time like"
            " 90m, 2h or 1h30m"
        ),
    ),
    "monitor_missing": (
        GROUP,
        {"name": "g", "monitors": [{"skip_default": True}]},
        "monitors[0].monitor: is required",
    ),
    "monitor_blank": (
        GROUP,
        {"name": "g", "monitors": [{"monitor": " "}]},
        "monitors[0].monitor: must not be blank",
    ),
    "unknown_option_inside": (
        GROUP,
        {"name": "g", "monitors": [{"monitor": "search-qps", "skip": True}]},
        "monitors[0].skip: is not an option here; there are monitor, skip_default",
    ),
    "self_reference_by_name": (
        GROUP,
        {"name": "night watch", "child_notification_groups": ["night watch"]},
        (
            "child_notification_groups[0]: notification groups would contain each other: night"
            " watch -> night watch"
        ),
    ),
    "self_reference_by_id": (
        GROUP,
        {"name": "night watch", "child_notification_groups": ["4NgNightly2"]},
        (
            "child_notification_groups[0]: notification groups would contain each other: night"
            " watch -> night watch"
        ),
    ),
    "self_reference_of_a_new_group": (
        GROUP,
        {"name": "new", "child_notification_groups": ["new"]},
        "child_notification_groups[0]: notification groups would contain each other: new -> new",
    ),
    "cycle_with_a_stored_group": (
        GROUP,
        {"name": "night watch", "child_notification_groups": ["business hours"]},
        (
            "child_notification_groups[0]: notification groups would contain each other: night"
            " watch -> business hours -> night watch"
        ),
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_mackerel_rule_refused(mackerel, case):
    module, options, message = REFUSED[case]
    assert refused(mackerel, module, **options) == message


@pytest.mark.parametrize(
    "name",
    [
        "-payments:db",
        "payments:-db",
        "pay ments:db",
        "payments:d.b",
        "p:db",
        "payments:d",
        "payments:",
        ":db",
        "a:b:c",
        "payments/db",
    ],
)
def test_mackerel_rule_malformed_role_names(mackerel, name):
    message = refused(mackerel, SETTING, name="s", role_scopes=["ledger:app", name])
    assert message.startswith("role_scopes[1]: ") and "is not a role's full name" in message


def test_mackerel_rule_cycles_within_one_task(mackerel):
    groups = [
        {"name": "A", "child_notification_groups": ["B"]},
        {"name": "B", "child_notification_groups": ["C"]},
        {"name": "C", "child_notification_groups": ["A"]},
    ]
    message = refused(mackerel, GROUPS, notification_groups=groups)
    assert message.startswith(
        "notification_groups[0].child_notification_groups[0]: notification groups would contain"
        " each other: A -> B -> C -> A"
    )


def test_mackerel_rule_cycle_through_a_group_the_task_does_not_name(mackerel):
    changes(mackerel, GROUP, name="outer", child_notification_groups=["business hours"])
    message = refused(
        mackerel,
        GROUPS,
        notification_groups=[{"name": "night watch", "child_notification_groups": ["outer"]}],
    )
    assert (
        message
        == "notification_groups[0].child_notification_groups[0]: notification groups would contain"
        " each other: night watch -> outer -> business hours -> night watch"
    )


def test_mackerel_rule_turning_a_relation_round_is_no_cycle(mackerel):
    groups = [
        {"name": "night watch", "child_notification_groups": ["business hours"]},
        {"name": "business hours", "child_notification_groups": []},
    ]
    message = mackerel.run(GROUPS, check=True, notification_groups=groups)
    assert message["failed"] is False and message["counts"]["updated"] == 2


def test_mackerel_rule_turned_relation_is_written_in_an_order_the_vendor_takes(mackerel):
    groups = [
        {"name": "night watch", "child_notification_groups": ["business hours"]},
        {"name": "business hours", "child_notification_groups": []},
    ]
    result = mackerel.run(GROUPS, concurrency=1, notification_groups=groups)
    assert result["failed"] is False, result["msg"]


def test_mackerel_rule_children_of_the_same_task(mackerel):
    groups = [
        {"name": "parent", "child_notification_groups": ["child", "night watch"]},
        {"name": "child"},
    ]
    result = apply(mackerel, GROUPS, notification_groups=groups)
    child = row(mackerel, "notificationGroups", name="child")["id"]
    assert set(row(mackerel, "notificationGroups", name="parent")["childNotificationGroupIds"]) == {
        child,
        "4NgNightly2",
    }
    assert result["counts"]["created"] == 2
    keeps(mackerel, GROUPS, notification_groups=groups)


def test_mackerel_rule_parents_are_deleted_before_children(mackerel):
    gone = [
        {"name": "night watch", "state": "absent"},
        {"name": "business hours", "state": "absent"},
    ]
    mackerel.emulator.settings(mackerel={"dangling": "refuse"})
    assert apply(mackerel, GROUPS, notification_groups=gone)["counts"]["deleted"] == 2
    assert paths(mackerel, write=True) == [
        "DELETE /api/v0/notification-groups/4NgBusines3",
        "DELETE /api/v0/notification-groups/4NgNightly2",
    ]


def test_mackerel_rule_a_reference_to_what_the_task_deletes(mackerel):
    message = refused(
        mackerel,
        GROUPS,
        notification_groups=[
            {"name": "g", "child_notification_groups": ["twin group"]},
            {"id": "4NgTwinOne4", "state": "absent"},
        ],
    )
    assert message.startswith(
        "notification_groups[0].child_notification_groups[0]: there are 2 notification groups"
        " called 'twin group'"
    )
    message = refused(
        mackerel,
        GROUPS,
        notification_groups=[
            {"name": "g", "child_notification_groups": ["4NgTwinOne4"]},
            {"id": "4NgTwinOne4", "state": "absent"},
        ],
    )
    assert (
        message
        == "notification_groups[0].child_notification_groups[0]: notification group '4NgTwinOne4'"
        " is deleted by notification_groups[1]"
    )


CHECKED = [
    (GROUP, lambda monitor: {"monitors": [{"monitor": monitor}]}, "monitors[0].monitor"),
    (SETTING, lambda monitor: {"monitor_scopes": [monitor]}, "monitor_scopes[0]"),
    (
        "mackerel_downtime",
        lambda monitor: {"start": 2051254800, "duration": 1, "monitor_exclude_scopes": [monitor]},
        "monitor_exclude_scopes[0]",
    ),
]


@pytest.mark.parametrize("module, options, path", CHECKED)
def test_mackerel_rule_a_name_of_a_monitor_and_a_check_monitor(
    emulator, mackerel, module, options, path
):
    """One request more where a name has to be told apart, none where an id says which, or what
    is stored.
    """
    checks = emulator.state("mackerel")["checks"] + [{"id": "4CkSearch99", "name": "search-health"}]
    emulator.put_state("mackerel", {"checks": checks})
    assert refused(mackerel, module, name="new", **options("search-health")) == (
        path
        + ": there are 2 monitors called 'search-health': 4CkSearch99 (check monitor), 4MoSeaUrl4c"
        " (external); give the id"
    )
    made = changes(mackerel, module, name="new", **options("4MoSeaUrl4c"))
    assert "GET /api/v0/monitoring/checks" not in paths(mackerel)
    assert made["plan"][0]["action"] == "create"
    # it refers to that one already
    keeps(mackerel, module, times=1, name="new", **options("search-health"))
    assert paths(mackerel).count(
        "GET /api/v0/monitors"
    ) == 1 and "GET /api/v0/monitoring/checks" not in paths(mackerel)
    assert "4CkSearch99 (check monitor)" in refused(
        mackerel, module, name="another", **options("search-health")
    )
    (shown,) = apply(mackerel, module + "_info", name="new", resolve_names=True)[module[9:] + "s"]
    assert "4MoSeaUrl4c" in str(shown) and "search-health" not in str(shown)
    changes(mackerel, module, name="new", **options("4CkSearch99"))
    changes(mackerel, module, name="third", **options("ssh-process"))
    keeps(mackerel, module, times=1, name="third", **options("ssh-process"))


def test_mackerel_rule_a_name_near_that_of_a_check_monitor(mackerel):
    assert (
        refused(mackerel, GROUP, name="g", monitors=[{"monitor": "ssh-proces"}])
        == "monitors[0].monitor: there is no monitor 'ssh-proces' among 13; did you mean"
        " 'ssh-process'?"
    )


@pytest.mark.parametrize(
    "second, message",
    [
        (
            {"name": "A"},
            "notification_groups[1].name: 'A' is the same object as notification_groups[0]",
        ),
        (
            {"name": "A", "state": "absent"},
            "notification_groups[1].name: 'A' is the same object as notification_groups[0]",
        ),
    ],
)
def test_mackerel_rule_one_object_twice(mackerel, second, message):
    assert refused(mackerel, GROUPS, notification_groups=[{"name": "A"}, second]) == message


def test_mackerel_rule_one_object_twice_by_name_and_id(mackerel):
    message = refused(
        mackerel,
        GROUPS,
        notification_groups=[
            {"name": "night watch"},
            {"id": "4NgNightly2", "notification_level": "all"},
        ],
    )
    assert (
        message == "notification_groups[1]: is the same notification group (id 4NgNightly2) as"
        " notification_groups[0]"
    )
    message = refused(
        mackerel,
        SETTINGS,
        alert_group_settings=[{"name": "bare"}, {"id": "4AgBareMin2", "memo": "x"}],
    )
    assert (
        message == "alert_group_settings[1]: is the same alert group setting (id 4AgBareMin2) as"
        " alert_group_settings[0]"
    )


def test_mackerel_rule_a_rename_by_id(mackerel):
    changes(mackerel, GROUP, id="4NgNightly2", name="night shift")
    assert sent(mackerel)["name"] == "night shift"
    keeps(mackerel, GROUP, id="4NgNightly2", name="night shift")
    changes(mackerel, SETTING, id="4AgBareMin2", name="not so bare")
    assert sent(mackerel)["name"] == "not so bare"


def test_mackerel_rule_names_that_differ_in_case_are_different(mackerel):
    changes(mackerel, GROUP, name="Night Watch")
    assert row(mackerel, "notificationGroups", name="night watch")["id"] == "4NgNightly2"


def test_mackerel_rule_check_monitors_by_name(mackerel):
    changes(mackerel, GROUP, name="g", monitors=[{"monitor": "ssh-process"}])
    assert sent(mackerel)["monitors"] == [{"id": "4CkSshProc1", "skipDefault": False}]
    keeps(mackerel, GROUP, name="g", monitors=[{"monitor": "4CkSshProc1"}])


def test_mackerel_rule_check_monitors_over_pages(emulator, mackerel):
    emulator.put_state(
        "mackerel",
        {
            "checks": [
                {"id": "4Ck%08d" % number, "name": "check %d" % number} for number in range(250)
            ]
        },
    )
    changes(mackerel, GROUP, name="g", monitors=[{"monitor": "check 249"}])
    assert [
        one["query"] for one in mackerel.requests() if one["path"].endswith("/monitoring/checks")
    ][0]["limit"] == "100"
    assert sent(mackerel)["monitors"] == [{"id": "4Ck00000249", "skipDefault": False}]


def test_mackerel_rule_services_are_not_asked_for_when_nothing_is_written(mackerel):
    keeps(mackerel, GROUP, name="business hours", services=["Hatena-Bookmark"])
    assert paths(mackerel) == ["GET /api/v0/notification-groups"]


@pytest.mark.parametrize(
    "env, options",
    [
        ({"MACKEREL_APIKEY": "mackerel-demo-key-0001"}, {}),
        ({"MACKEREL_API_KEY": "mackerel-demo-key-0001"}, {}),
        ({"MACKEREL_APIKEY": "mackerel-demo-key-0001", "MACKEREL_API_KEY": "wrong"}, {}),
        ({"MACKEREL_APIKEY": "wrong"}, {"api_key": "mackerel-demo-key-0001"}),
    ],
)
def test_mackerel_rule_credentials_from_the_environment(emulator, env, options):
    result = run(GROUP + "_info", options, env=dict(env, MACKEREL_API_BASE=emulator.mackerel_url))
    assert len(result["notification_groups"]) == 5


def test_mackerel_rule_api_url_of_the_task_wins(emulator):
    result = run(
        GROUP + "_info",
        {"api_key": "mackerel-demo-key-0001", "api_url": emulator.mackerel_url + "/"},
        env={"MACKEREL_API_BASE": "http://127.0.0.1:9"},
    )
    assert result["failed"] is False
