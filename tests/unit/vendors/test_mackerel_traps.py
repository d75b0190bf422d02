# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Facts of docs/vendors/mackerel.md that break idempotence, one by one."""

from __future__ import annotations

import pytest
from support.vendor_kit import (
    SECRETS,
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

GROUP = "mackerel_notification_group"
GROUPS = "mackerel_notification_groups"
SETTING = "mackerel_alert_group_setting"
SETTINGS = "mackerel_alert_group_settings"
FILLS = pytest.mark.parametrize("fill", ["absent", "null", "empty", "mixed"])


# --- M34: unset is absent, null, [] or ""


@FILLS
def test_mackerel_m34_unset_group_fields(emulator, mackerel, fill):
    emulator.settings(fill=fill)
    empties = {
        "child_notification_groups": [],
        "child_channels": [],
        "monitors": [],
        "services": [],
    }
    changes(mackerel, GROUP, name="plain")
    keeps(mackerel, GROUP, name="plain", notification_level="all", **empties)
    keeps(mackerel, GROUP, name="plain", on_unspecified="reset")


@FILLS
def test_mackerel_m34_unset_setting_fields(emulator, mackerel, fill):
    emulator.settings(fill=fill)
    empties = {
        "memo": "",
        "service_scopes": [],
        "role_scopes": [],
        "monitor_scopes": [],
        "notification_interval": 0,
    }
    keeps(mackerel, SETTING, name="bare", **empties)
    changes(mackerel, SETTING, name="plain", **empties)
    keeps(mackerel, SETTING, name="plain", on_unspecified="reset")
    shown = apply(mackerel, SETTING + "_info", name="plain")["alert_group_settings"]
    assert shown == [
        dict(empties, name="plain", id=row(mackerel, "alertGroupSettings", name="plain")["id"])
    ]


# --- M33: order means nothing


def test_mackerel_m33_order_of_group_lists(mackerel):
    wanted = {
        "name": "ordered",
        "child_notification_groups": ["night watch", "business hours"],
        "child_channels": ["search-mail", "payments-page", "payments-mail"],
        "monitors": [
            {"monitor": "search-health"},
            {"monitor": "payments-health", "skip_default": True},
        ],
        "services": ["search", "ledger", "payments"],
    }
    changes(mackerel, GROUP, **wanted)
    keeps(mackerel, GROUP, **wanted)
    keeps(
        mackerel,
        GROUP,
        **{key: value[::-1] if isinstance(value, list) else value for key, value in wanted.items()},
    )


def test_mackerel_m33_order_of_setting_lists(mackerel):
    wanted = {
        "name": "ordered",
        "service_scopes": ["search", "ledger", "payments"],
        "role_scopes": ["search:api", "payments:db", "ledger:app"],
        "monitor_scopes": ["search-health", "payments-health", "search-qps"],
    }
    changes(mackerel, SETTING, **wanted)
    keeps(mackerel, SETTING, **wanted)
    keeps(
        mackerel,
        SETTING,
        **{key: value[::-1] if isinstance(value, list) else value for key, value in wanted.items()},
    )


def test_mackerel_m33_diffs_and_results_are_sorted(mackerel):
    changes(mackerel, SETTING, name="sorted", service_scopes=["search", "ledger", "payments"])
    for turn in range(4):
        result = changes(mackerel, SETTING, name="sorted", memo="turn %d" % turn)
        for shown in (
            result["diff"]["before"],
            result["diff"]["after"],
            result["alert_group_setting"],
        ):
            assert shown["service_scopes"] == ["ledger", "payments", "search"]


# --- M62: roles come back as "service: role"


@pytest.mark.parametrize("spaced", [True, False])
@pytest.mark.parametrize(
    "typed", ["payments:db", "payments: db", "payments :db", "payments  :  db", " payments:db "]
)
def test_mackerel_m62_role_names_with_a_space(emulator, mackerel, typed, spaced):
    emulator.settings(mackerel={"spaced_roles": spaced})
    result = changes(mackerel, SETTING, name="roles", role_scopes=[typed, "ledger:app"])
    assert sorted(sent(mackerel)["roleScopes"]) == ["ledger:app", "payments:db"]
    assert result["alert_group_setting"]["role_scopes"] == ["ledger:app", "payments:db"]
    keeps(mackerel, SETTING, name="roles", role_scopes=["ledger: app", typed])
    assert apply(mackerel, SETTING + "_info", name="roles")["alert_group_settings"][0][
        "role_scopes"
    ] == ["ledger:app", "payments:db"]


def test_mackerel_m62_stored_roles_go_back_without_the_space(mackerel):
    changes(mackerel, SETTING, name="Hatena-Bookmark burst", memo="changed")
    assert sent(mackerel)["roleScopes"] == ["Hatena-Bookmark:db-master"]


# --- M35: the server adds keys


def test_mackerel_m35_unknown_keys_make_no_difference_and_go_back(emulator, mackerel):
    emulator.settings(extra_fields=True)
    keeps(
        mackerel,
        GROUP,
        name="business hours",
        notification_level="all",
        child_channels=["2vh7AZ21abc"],
    )
    keeps(mackerel, SETTING, name="Hatena-Bookmark burst", memo="one message")
    changes(mackerel, GROUP, name="business hours", notification_level="critical")
    body = sent(mackerel)
    assert "type" not in body
    assert body["emulatorExtra"] == {"since": "2026", "list": [1, "two", None]}
    changes(mackerel, SETTING, name="Hatena-Bookmark burst", memo="other")
    assert sent(mackerel)["emulatorExtra"] == {"since": "2026", "list": [1, "two", None]}


@pytest.mark.parametrize("group_type", [True, False])
def test_mackerel_m35_type_is_never_sent(emulator, mackerel, group_type):
    emulator.settings(mackerel={"group_type": group_type})
    for name in ("Default", "business hours"):
        changes(mackerel, GROUP, name=name, notification_level="critical")
        assert "type" not in sent(mackerel)
    changes(mackerel, GROUP, name="new")
    assert not {"id", "type"} & set(sent(mackerel))


def test_mackerel_m35_suspended_channels_are_referred_to_like_others(mackerel):
    patch(mackerel, "channels", "name", "payments-page", suspendedAt=1780000000)
    changes(mackerel, GROUP, name="to suspended", child_channels=["payments-page"])
    keeps(mackerel, GROUP, name="to suspended", child_channels=["payments-page"])


# --- M40: PUT replaces the whole object

NIGHT = {
    "name": "night watch",
    "notificationLevel": "critical",
    "childNotificationGroupIds": [],
    "childChannelIds": ["4Ch02Listed"],
    "monitors": [{"id": "4MoTwinHo8g", "skipDefault": True}],
    "services": [],
}
BURST = {
    "name": "Hatena-Bookmark burst",
    "memo": "one message",
    "serviceScopes": ["Hatena-Bookmark"],
    "roleScopes": ["Hatena-Bookmark:db-master"],
    "monitorScopes": ["2qtozU21abc"],
    "notificationInterval": 60,
}


@FILLS
@pytest.mark.parametrize(
    "given, differs",
    [
        ({"notification_level": "all"}, {"notificationLevel": "all"}),
        ({"child_channels": []}, {"childChannelIds": []}),
        ({"monitors": []}, {"monitors": []}),
        ({"services": ["ledger"]}, {"services": [{"name": "ledger"}]}),
        ({"child_notification_groups": ["twin-free"]}, None),
    ],
)
def test_mackerel_m40_group_put_carries_everything(emulator, mackerel, fill, given, differs):
    emulator.settings(fill=fill)
    if differs is None:
        apply(mackerel, GROUP, name="twin-free")
        differs = {
            "childNotificationGroupIds": [
                row(mackerel, "notificationGroups", name="twin-free")["id"]
            ]
        }
    changes(mackerel, GROUP, name="night watch", **given)
    assert sent(mackerel) == dict(NIGHT, **differs)
    stored = row(mackerel, "notificationGroups", id="4NgNightly2")
    assert {key: stored[key] for key in NIGHT} == dict(NIGHT, **differs)


@FILLS
@pytest.mark.parametrize(
    "given, differs",
    [
        ({"memo": ""}, {"memo": ""}),
        ({"memo": "two"}, {"memo": "two"}),
        ({"service_scopes": []}, {"serviceScopes": []}),
        ({"role_scopes": []}, {"roleScopes": []}),
        ({"monitor_scopes": []}, {"monitorScopes": []}),
        ({"notification_interval": 30}, {"notificationInterval": 30}),
    ],
)
def test_mackerel_m40_setting_put_carries_everything(emulator, mackerel, fill, given, differs):
    emulator.settings(fill=fill)
    changes(mackerel, SETTING, name="Hatena-Bookmark burst", **given)
    assert sent(mackerel) == dict(BURST, **differs)


def test_mackerel_m40_reset_puts_defaults(mackerel):
    result = changes(mackerel, GROUP, name="night watch", on_unspecified="reset")
    assert sent(mackerel) == {
        "name": "night watch",
        "notificationLevel": "all",
        "childNotificationGroupIds": [],
        "childChannelIds": [],
        "monitors": [],
        "services": [],
    }
    assert result["plan"][0]["fields"] == ["notification_level", "child_channels", "monitors"]


# --- M32: two spellings of the list key


@pytest.mark.parametrize("key", ["alert_group_settings", "alertGroupSettings", "alternate"])
def test_mackerel_m32_both_list_keys(emulator, mackerel, key):
    emulator.settings(mackerel={"list_key": key})
    keeps(mackerel, SETTING, name="bare")
    changes(mackerel, SETTING, name="new")
    keeps(mackerel, SETTING, name="new")
    assert len(apply(mackerel, SETTING + "_info")["alert_group_settings"]) == 3


@pytest.mark.parametrize("body", [{"settings": []}, {}])
def test_mackerel_m32_neither_key_is_an_error(emulator, mackerel, body):
    emulator.add_fault(
        vendor="mackerel",
        method="GET",
        path="alert-group-settings",
        kind="wrong_shape",
        body=body,
        times=None,
    )
    message = refused(mackerel, SETTING, name="bare", memo="x")
    assert "alertGroupSettings or alert_group_settings" in message
    assert "/api/v0/alert-group-settings" in message
    assert (", ".join(body) or "nothing") in message


@pytest.mark.parametrize("key", ["alertGroupSettings", "alert_group_settings"])
@pytest.mark.parametrize("value, told", [(None, "null"), ({}, "an object")])
def test_mackerel_m32_what_is_no_list_is_an_error(emulator, mackerel, key, value, told):
    emulator.add_fault(
        vendor="mackerel",
        method="GET",
        path="alert-group-settings",
        kind="wrong_shape",
        body={key: value},
        times=None,
    )
    assert "%s in the answer of /api/v0/alert-group-settings is no list but %s" % (
        key,
        told,
    ) in refused(mackerel, SETTING, name="bare", memo="x")


# --- M61: single reads differ in shape


def test_mackerel_m61_no_single_reads_so_no_wrapper_matters(mackerel):
    apply(
        mackerel,
        SETTING,
        name="Hatena-Bookmark burst",
        monitor_scopes=["payments-health", "ssh-process"],
    )
    apply(mackerel, SETTING, id="4AgHatena01", memo="by id")
    apply(
        mackerel,
        GROUP,
        name="g",
        monitors=[{"monitor": "4MoPayUrl3b"}],
        child_channels=["payments-page"],
    )
    reads = set()
    for module, params in (
        (SETTING, {"name": "Hatena-Bookmark burst", "monitor_scopes": ["ssh-process"]}),
        (SETTING + "_info", {}),
        (SETTING, {"id": "4AgHatena01", "memo": "again"}),
        (GROUP + "_info", {"resolve_names": True}),
    ):
        apply(mackerel, module, **params)
        reads.update(paths(mackerel, write=False))
    lists = (
        "alert-group-settings",
        "notification-groups",
        "monitors",
        "monitoring/checks",
        "channels",
        "services",
    )
    assert reads <= {"GET /api/v0/" + kind for kind in lists}


# --- M37: names are not unique


@pytest.mark.parametrize(
    "module, params, ids",
    [
        (
            GROUP,
            {"name": "g", "monitors": [{"monitor": "cpu"}]},
            ["4MoTwinHo8g (host)", "4MoTwinHo9h (host)"],
        ),
        (
            SETTING,
            {"name": "s", "monitor_scopes": ["cpu"]},
            ["4MoTwinHo8g (host)", "4MoTwinHo9h (host)"],
        ),
        (
            GROUP,
            {"name": "g", "child_channels": ["twin"]},
            ["4ChTwinOne6 (webhook)", "4ChTwinTwo7 (email)"],
        ),
        (
            GROUP,
            {"name": "g", "child_notification_groups": ["twin group"]},
            ["4NgTwinOne4", "4NgTwinTwo5"],
        ),
        (GROUP, {"name": "twin group"}, ["4NgTwinOne4", "4NgTwinTwo5"]),
        (GROUP, {"name": "twin group", "state": "absent"}, ["4NgTwinOne4", "4NgTwinTwo5"]),
        (
            GROUPS,
            {
                "notification_groups": [
                    {"name": "x"},
                    {"name": "twin group", "notification_level": "all"},
                ]
            },
            ["4NgTwinOne4", "4NgTwinTwo5"],
        ),
    ],
)
def test_mackerel_m37_ambiguous_names_are_refused_with_all_ids(mackerel, module, params, ids):
    message = refused(mackerel, module, **params)
    for ident in ids:
        assert ident in message
    assert "give the id" in message


def test_mackerel_m37_ambiguous_setting(emulator, mackerel):
    emulator.put_state(
        "mackerel",
        {
            "alertGroupSettings": [
                {"id": "4AgTwin0001", "name": "twins"},
                {"id": "4AgTwin0002", "name": "twins"},
            ]
        },
    )
    message = refused(mackerel, SETTING, name="twins", memo="x")
    assert "4AgTwin0001, 4AgTwin0002" in message and "give the id" in message
    changes(mackerel, SETTING, id="4AgTwin0002", memo="x")
    assert paths(mackerel, write=True) == ["PUT /api/v0/alert-group-settings/4AgTwin0002"]
    keeps(mackerel, SETTING, id="4AgTwin0002", name="twins", memo="x")


def test_mackerel_m37_the_id_decides(mackerel):
    changes(
        mackerel, GROUP, id="4NgTwinTwo5", notification_level="all", child_channels=["4ChTwinTwo7"]
    )
    assert paths(mackerel, write=True) == ["PUT /api/v0/notification-groups/4NgTwinTwo5"]
    changes(mackerel, GROUP, id="4NgTwinOne4", state="absent")
    assert paths(mackerel, write=True) == ["DELETE /api/v0/notification-groups/4NgTwinOne4"]
    keeps(mackerel, GROUP, name="twin group", child_channels=["4ChTwinTwo7"])


# --- M44: a create whose answer is lost


@pytest.mark.parametrize(
    "module, table, name",
    [(GROUP, "notificationGroups", "lost"), (SETTING, "alertGroupSettings", "lost")],
)
@pytest.mark.parametrize("fault", ["drop_after", "truncate", "malformed", "empty"])
def test_mackerel_m44_lost_answer_is_adopted(emulator, mackerel, module, table, name, fault):
    emulator.add_fault(vendor="mackerel", method="POST", kind=fault)
    result = apply(mackerel, module, name=name)
    assert result["changed"] is True
    assert len([one for one in paths(mackerel) if one.startswith("POST")]) == 1
    assert result["plan"][0]["id"] == row(mackerel, table, name=name)["id"]
    keeps(mackerel, module, name=name)


@pytest.mark.parametrize(
    "module, table", [(GROUP, "notificationGroups"), (SETTING, "alertGroupSettings")]
)
def test_mackerel_m44_lost_request_is_repeated_after_a_look(emulator, mackerel, module, table):
    emulator.add_fault(vendor="mackerel", method="POST", kind="drop_before")
    result = apply(mackerel, module, name="lost")
    calls = [one.split(" ")[0] for one in paths(mackerel)]
    assert calls == ["GET", "POST", "GET", "POST", "GET"]
    assert result["requests"]["retries"] == 1 and result.writes == 2
    assert row(mackerel, table, name="lost")


@pytest.mark.parametrize("status", [502, 504])
def test_mackerel_m44_gateway_error_after_the_create(emulator, mackerel, status):
    emulator.add_fault(vendor="mackerel", method="POST", kind="status_after", status=status)
    result = apply(mackerel, GROUP, name="lost", child_channels=["payments-page"])
    assert [one for one in paths(mackerel) if one.startswith("POST")] == [
        "POST /api/v0/notification-groups"
    ]
    assert len(warned(result)) == 1 and "adopted" in warned(result)[0]
    assert row(mackerel, "notificationGroups", name="lost")["childChannelIds"] == ["4ChPayPage1"]


def test_mackerel_m44_all_tries_lost(emulator, mackerel):
    emulator.add_fault(vendor="mackerel", method="POST", kind="drop_before", times=None)
    message = fails(mackerel, GROUP, name="lost", retries=2)
    assert paths(mackerel, write=True) == ["POST /api/v0/notification-groups"] * 3
    assert (
        "Could not create the notification group 'lost'" in message
        and "Remote end closed connection" in message
    )
    assert "The connection to " in message and message.endswith(
        "The vendor's list, read afterwards, does not show it"
    )


# --- M53: the default group


def test_mackerel_m53_default_group_keeps_its_name(mackerel):
    changes(mackerel, GROUP, id="4NgDefault1", child_channels=["payments-page"])
    assert sent(mackerel) == {
        "name": "Default",
        "notificationLevel": "all",
        "childNotificationGroupIds": [],
        "childChannelIds": ["4ChPayPage1"],
        "monitors": [],
        "services": [],
    }
    assert row(mackerel, "notificationGroups", id="4NgDefault1")["type"] == "group-default"


def test_mackerel_m53_default_group_is_not_renamed(mackerel):
    message = refused(mackerel, GROUP, id="4NgDefault1", name="everyone")
    assert message == "name: the default notification group can't be renamed"


@pytest.mark.parametrize(
    "who", [{"name": "Default"}, {"id": "4NgDefault1"}, {"id": "4NgDefault1", "name": "Default"}]
)
def test_mackerel_m53_default_group_is_not_deleted(mackerel, who):
    assert "the default notification group can't be deleted" in refused(
        mackerel, GROUP, state="absent", **who
    )


def test_mackerel_m53_default_is_known_by_type_not_by_name(mackerel):
    """An ordinary group may be called Default; the default one may be called anything."""
    patch(mackerel, "notificationGroups", "id", "4NgDefault1", name="Everyone")
    changes(mackerel, GROUP, name="Default")
    changes(mackerel, GROUP, name="Default", state="absent")
    assert "can't be deleted" in refused(mackerel, GROUP, name="Everyone", state="absent")
    assert apply(mackerel, GROUP + "_info")["protected"] == ["4NgDefault1"]


def test_mackerel_m53_purge_passes_over_it(mackerel):
    result = apply(
        mackerel,
        GROUPS,
        notification_groups=[],
        purge=True,
        purge_scope={"name_prefix": "Def"},
        allow_empty=True,
    )
    assert result["changed"] is False and result["plan"] == []


@pytest.mark.parametrize(
    "params, said",
    [
        ({"id": "4NgDefault1", "name": "everyone"}, "cannot be renamed"),
        ({"id": "4NgDefault1", "state": "absent"}, "cannot be deleted"),
    ],
)
def test_mackerel_m53_without_type_the_server_speaks(emulator, mackerel, params, said):
    emulator.settings(mackerel={"group_type": False})
    message = fails(mackerel, GROUP, **params)
    assert "HTTP 400" in message and "the default notification group " + said in message
    assert row(mackerel, "notificationGroups", id="4NgDefault1")["name"] == "Default"


# --- M75: new channels join the default group


def test_mackerel_m75_membership_is_edited_on_the_default_group(mackerel):
    changes(mackerel, GROUP, name="Default", child_channels=["example-slack", "payments-page"])
    assert set(sent(mackerel)["childChannelIds"]) == {"2vh7AZ21abc", "4ChPayPage1"}
    assert "addToDefaultNotificationGroup" not in sent(mackerel)
    keeps(mackerel, GROUP, name="Default", child_channels=["payments-page", "example-slack"])


# --- M8: no conditional PUT


def _somebody(emulator, patched, **change):
    """The second list takes ten seconds, and meanwhile somebody else writes."""
    emulator.add_fault(
        vendor="mackerel", method="GET", path="/channels", kind="retry_after", seconds=10
    )
    emulator.add_fault(
        vendor="mackerel",
        method="GET",
        path="/channels",
        kind="second_writer",
        patch=dict({"collection": "notificationGroups", "id": patched}, **change),
    )


def test_mackerel_m8_what_we_do_not_manage_is_taken_over(emulator, mackerel):
    _somebody(
        emulator,
        "4NgBusines3",
        set={"services": [{"name": "ledger"}], "notificationLevel": "critical"},
    )
    result = apply(mackerel, GROUP, name="business hours", child_channels=["payments-page"])
    assert [one for one in paths(mackerel) if "notification-groups" in one] == [
        "GET /api/v0/notification-groups",
        "GET /api/v0/notification-groups",
        "PUT /api/v0/notification-groups/4NgBusines3",
        "GET /api/v0/notification-groups",
    ]
    assert sent(mackerel) == {
        "name": "business hours",
        "notificationLevel": "critical",
        "childNotificationGroupIds": ["4NgNightly2"],
        "childChannelIds": ["4ChPayPage1"],
        "monitors": [],
        "services": [{"name": "ledger"}],
    }
    assert result["notification_group"]["services"] == ["ledger"]


def test_mackerel_m8_what_we_manage_is_not_overwritten_unseen(emulator, mackerel):
    _somebody(emulator, "4NgBusines3", set={"childChannelIds": ["4ChSeaPage3"]})
    message = fails(mackerel, GROUP, name="business hours", child_channels=["payments-page"])
    assert paths(mackerel, write=True) == []
    assert (
        "somebody changed child_channels while this task ran" in message
        and "run the task again" in message
    )
    assert "['2vh7AZ21abc']" in message and "['4ChSeaPage3']" in message


def test_mackerel_m8_deleted_meanwhile(emulator, mackerel):
    _somebody(emulator, "4NgBusines3", remove=True)
    message = fails(mackerel, GROUP, name="business hours", child_channels=["payments-page"])
    assert paths(mackerel, write=True) == []
    assert "somebody deleted it while this task ran" in message


def test_mackerel_m8_no_second_read_when_no_time_has_passed(mackerel):
    changes(mackerel, GROUP, name="business hours", child_channels=["payments-page"])
    # what is read after the write is what the vendor made of it
    assert paths(mackerel) == [
        "GET /api/v0/notification-groups",
        "GET /api/v0/channels",
        "PUT /api/v0/notification-groups/4NgBusines3",
        "GET /api/v0/notification-groups",
    ]


# --- M52: skipDefault


def test_mackerel_m52_skip_default_is_false_and_always_sent(mackerel):
    changes(
        mackerel,
        GROUP,
        name="g",
        monitors=[
            {"monitor": "search-health"},
            {"monitor": "payments-health", "skip_default": True},
        ],
    )
    assert sorted(sent(mackerel)["monitors"], key=lambda one: one["id"]) == [
        {"id": "4MoPayUrl3b", "skipDefault": True},
        {"id": "4MoSeaUrl4c", "skipDefault": False},
    ]
    keeps(
        mackerel,
        GROUP,
        name="g",
        monitors=[
            {"monitor": "search-health", "skip_default": False},
            {"id": "payments-health", "skip_default": True},
        ],
    )


def test_mackerel_m52_missing_in_the_answer(mackerel):
    """The vendor always shows it, so nobody knows what is stored."""
    patch(mackerel, "notificationGroups", "name", "night watch", monitors=[{"id": "4MoSeaUrl4c"}])
    message = refused(mackerel, GROUP, name="night watch", notification_level="all")
    assert (
        message
        == "monitors: the answer does not show monitors[0].skipDefault, so a change would clear it;"
        " give monitors in the task too"
    )
    changes(mackerel, GROUP, name="night watch", monitors=[{"monitor": "search-health"}])
    assert sent(mackerel)["monitors"] == [{"id": "4MoSeaUrl4c", "skipDefault": False}]


@pytest.mark.parametrize("stored", [{"skipDefault": None}, {"skipDefault": False}])
def test_mackerel_m52_null_in_the_answer(mackerel, stored):
    patch(
        mackerel,
        "notificationGroups",
        "name",
        "night watch",
        monitors=[dict({"id": "4MoSeaUrl4c"}, **stored)],
    )
    keeps(mackerel, GROUP, name="night watch", monitors=[{"monitor": "search-health"}])
    changes(mackerel, GROUP, name="night watch", notification_level="all")
    assert sent(mackerel)["monitors"] == [{"id": "4MoSeaUrl4c", "skipDefault": False}]


# --- M63: no interval


def test_mackerel_m63_zero_is_sent_by_leaving_it_out(mackerel):
    changes(mackerel, SETTING, name="quiet", notification_interval=0)
    assert sent(mackerel) == {
        "name": "quiet",
        "memo": "",
        "serviceScopes": [],
        "roleScopes": [],
        "monitorScopes": [],
    }
    changes(mackerel, SETTING, name="Hatena-Bookmark burst", notification_interval=0)
    assert "notificationInterval" not in sent(mackerel)
    assert "notificationInterval" not in row(
        mackerel, "alertGroupSettings", name="Hatena-Bookmark burst"
    )
    keeps(mackerel, SETTING, name="Hatena-Bookmark burst", notification_interval=0)


@pytest.mark.parametrize(
    "stored",
    [
        {},
        {"notificationInterval": None},
        {"notificationInterval": 0},
        {"notificationInterval": 0.0},
    ],
)
def test_mackerel_m63_absent_null_and_zero_are_one(emulator, mackerel, stored):
    emulator.put_state(
        "mackerel", {"alertGroupSettings": [dict({"id": "4AgNone0001", "name": "none"}, **stored)]}
    )
    keeps(mackerel, SETTING, name="none", notification_interval=0)
    changes(mackerel, SETTING, name="none", notification_interval=5)
    assert sent(mackerel)["notificationInterval"] == 5


# --- M102: duplicates after normalising


def test_mackerel_m102_two_spellings_of_a_role_are_one(mackerel):
    message = refused(
        mackerel, SETTING, name="s", role_scopes=["payments:db", "ledger:app", "payments: db"]
    )
    assert message == "role_scopes[2]: is the same as role_scopes[0] (payments:db)"


def test_mackerel_m102_duplicates_in_an_answer_count_once(mackerel):
    patch(
        mackerel,
        "alertGroupSettings",
        "name",
        "bare",
        serviceScopes=["ledger", "ledger"],
        roleScopes=["payments:db", "payments:db"],
    )
    keeps(mackerel, SETTING, name="bare", service_scopes=["ledger"], role_scopes=["payments:db"])
    changes(mackerel, SETTING, name="bare", memo="x")
    assert (sent(mackerel)["serviceScopes"], sent(mackerel)["roleScopes"]) == (
        ["ledger"],
        ["payments:db"],
    )


# --- M82


def test_mackerel_m82_memos_of_services_and_roles(mackerel):
    """The vendor has no update; a service deleted and created again would have lost its roles,
    metrics and monitors. More in test_mackerel_service.py.
    """
    for module, who, stored in (
        ("mackerel_service", {"name": "payments"}, "card payments"),
        ("mackerel_role", {"service": "payments", "name": "db"}, ""),
    ):
        result = keeps(mackerel, module, times=2, memo="another", **who)
        assert (
            result["changed"] is False
            and len(warned(result)) == 1
            and "memo: is %s and can't become another" % (stored or "empty") in warned(result)[0]
        )
        assert result[module.split("_")[1]]["memo"] == stored


# --- M91: a connectivity monitor has no name


def test_mackerel_m91_connectivity_monitor_by_its_type(mackerel):
    changes(mackerel, GROUP, name="g", monitors=[{"monitor": "connectivity"}])
    assert sent(mackerel)["monitors"] == [{"id": "4MoConnect1", "skipDefault": False}]
    keeps(mackerel, GROUP, name="g", monitors=[{"monitor": "connectivity"}])
    changes(mackerel, SETTING, name="s", monitor_scopes=["connectivity"])
    assert sent(mackerel)["monitorScopes"] == ["4MoConnect1"]
    assert apply(mackerel, SETTING + "_info", name="s", resolve_names=True)["alert_group_settings"][
        0
    ]["monitor_scopes"] == ["connectivity"]


def test_mackerel_m91_a_named_connectivity_monitor_has_its_name(mackerel):
    patch(mackerel, "monitors", "id", "4MoConnect1", name="alive")
    changes(mackerel, GROUP, name="g", monitors=[{"monitor": "alive"}])
    assert "there is no monitor 'connectivity'" in refused(
        mackerel, GROUP, name="g", monitors=[{"monitor": "connectivity"}]
    )


# --- M45: deleting what is not there


@pytest.mark.parametrize(
    "module, who",
    [
        (GROUP, {"name": "nobody"}),
        (GROUP, {"id": "4NgNobody99"}),
        (GROUP, {"id": "4NgNobody99", "name": "nobody"}),
        (SETTING, {"name": "nobody"}),
        (SETTING, {"id": "4AgNobody99"}),
    ],
)
def test_mackerel_m45_absent_stays_absent_without_a_call(mackerel, module, who):
    keeps(mackerel, module, times=2, state="absent", **who)


@pytest.mark.parametrize(
    "module, table, ident",
    [(GROUP, "notificationGroups", "4NgBusines3"), (SETTING, "alertGroupSettings", "4AgBareMin2")],
)
def test_mackerel_m45_gone_between_list_and_delete(emulator, mackerel, module, table, ident):
    emulator.add_fault(
        vendor="mackerel",
        method="GET",
        kind="second_writer",
        patch={"collection": table, "id": ident, "remove": True},
    )
    result = apply(mackerel, module, id=ident, state="absent")
    assert [one["status"] for one in mackerel.requests(write=True)] == [404]
    assert result["changed"] is True
    keeps(mackerel, module, times=2, id=ident, state="absent")


@pytest.mark.parametrize("module, ident", [(GROUP, "4NgBusines3"), (SETTING, "4AgBareMin2")])
def test_mackerel_m45_repeated_delete_finds_nothing(emulator, mackerel, module, ident):
    emulator.add_fault(vendor="mackerel", method="DELETE", kind="drop_after")
    result = apply(mackerel, module, id=ident, state="absent")
    assert [one["status"] for one in mackerel.requests(write=True)] == [None, 404]
    assert result["changed"] is True and result["requests"]["retries"] == 1


# --- M73: URLs of channels


def test_mackerel_m73_channel_urls_are_never_shown(mackerel):
    runs = [
        apply(mackerel, GROUP, name="g", child_channels=["payments-page", "audit-hook"]),
        apply(mackerel, GROUP, name="g", child_channels=["payments-page"]),
        apply(mackerel, GROUP + "_info", resolve_names=True),
        mackerel.run(GROUP, name="g", child_channels=["twin"]),
        mackerel.run(GROUP, name="g", child_channels=["payments-pag"]),
    ]
    for result in runs:
        for secret in SECRETS:
            assert secret not in result.text


# --- M36: numbers as floats


@pytest.mark.parametrize(
    "settings",
    [{"floats": True}, {"floats": False}, {"floats": "mixed"}, {"numbers_as_strings": True}],
)
def test_mackerel_m36_numbers_in_every_spelling(emulator, mackerel, settings):
    emulator.settings(mackerel=settings)
    keeps(mackerel, SETTING, name="Hatena-Bookmark burst", notification_interval=60)
    changes(mackerel, SETTING, name="Hatena-Bookmark burst", notification_interval=61)
    assert sent(mackerel)["notificationInterval"] == 61 and isinstance(
        sent(mackerel)["notificationInterval"], int
    )
    shown = apply(mackerel, SETTING + "_info", name="Hatena-Bookmark burst")[
        "alert_group_settings"
    ][0]["notification_interval"]
    assert shown == 61 and isinstance(shown, int)


# --- M46: dangling ids


@pytest.fixture
def dangling(emulator, mackerel):
    """A group and a setting that still name a monitor, a service and a channel deleted
    elsewhere.
    """
    emulator.settings(mackerel={"dangling": "keep"})
    patch(
        mackerel,
        "notificationGroups",
        "name",
        "night watch",
        monitors=[{"id": "4MoGoneGone", "skipDefault": True}],
        childChannelIds=["4ChGoneGone"],
        services=[{"name": "gone-service"}],
    )
    patch(
        mackerel,
        "alertGroupSettings",
        "name",
        "bare",
        monitorScopes=["4MoGoneGone"],
        serviceScopes=["gone-service"],
    )
    return mackerel


def test_mackerel_m46_dangling_ids_can_be_read(dangling):
    for resolve in (False, True):
        shown = apply(dangling, GROUP + "_info", name="night watch", resolve_names=resolve)[
            "notification_groups"
        ][0]
        assert shown["monitors"] == [{"monitor": "4MoGoneGone", "skip_default": True}]
        assert (shown["child_channels"], shown["services"]) == (["4ChGoneGone"], ["gone-service"])
        shown = apply(dangling, SETTING + "_info", name="bare", resolve_names=resolve)[
            "alert_group_settings"
        ][0]
        assert (shown["monitor_scopes"], shown["service_scopes"]) == (
            ["4MoGoneGone"],
            ["gone-service"],
        )


def test_mackerel_m46_dangling_ids_are_no_reason_to_fail_or_to_forget(dangling):
    keeps(dangling, GROUP, name="night watch", notification_level="critical")
    changes(dangling, GROUP, name="night watch", notification_level="all")
    assert sent(dangling) == {
        "name": "night watch",
        "notificationLevel": "all",
        "childNotificationGroupIds": [],
        "childChannelIds": ["4ChGoneGone"],
        "monitors": [{"id": "4MoGoneGone", "skipDefault": True}],
        "services": [{"name": "gone-service"}],
    }
    changes(dangling, SETTING, name="bare", memo="kept")
    assert (sent(dangling)["monitorScopes"], sent(dangling)["serviceScopes"]) == (
        ["4MoGoneGone"],
        ["gone-service"],
    )


def test_mackerel_m46_an_id_no_list_resolves_is_reported_when_typed(dangling):
    """What is stored may be given back, so that _info stays valid input, but it is said;
    anywhere else it is an error.
    """
    stored = {"name": "night watch", "monitors": [{"monitor": "4MoGoneGone", "skip_default": True}]}
    result = keeps(dangling, GROUP, **stored)
    assert (
        "monitors[0].monitor: monitor '4MoGoneGone' is stored, but the vendor lists no such monitor"
        in str(result["warnings"])
    )
    message = refused(dangling, GROUP, name="business hours", monitors=[{"monitor": "4MoGoneGone"}])
    assert "monitors[0].monitor: there is no monitor '4MoGoneGone'" in message


@pytest.mark.parametrize("handling", ["drop", "keep"])
def test_mackerel_m46_deleting_a_child_group(emulator, mackerel, handling):
    """Whether the reference goes too is not known; the parent can be read and changed in either
    case.
    """
    emulator.settings(mackerel={"dangling": handling})
    changes(mackerel, GROUP, name="night watch", state="absent", force=True)
    changes(mackerel, GROUP, name="business hours", notification_level="critical")
    assert sent(mackerel)["childNotificationGroupIds"] == (
        [] if handling == "drop" else ["4NgNightly2"]
    )
