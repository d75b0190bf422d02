# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Mackerel as docs/vendors/mackerel.md describes it."""

from __future__ import annotations

import pytest
import requests

GROUP = {
    "name": "g",
    "notificationLevel": "all",
    "childNotificationGroupIds": [],
    "childChannelIds": [],
}
EXAMPLE = {
    "name": "Example notification group",
    "notificationLevel": "all",
    "childNotificationGroupIds": [],
    "childChannelIds": ["2vh7AZ21abc"],
    "monitors": [{"id": "2qtozU21abc", "skipDefault": False}],
    "services": [{"name": "Example-Service-1"}, {"name": "Example-Service-2"}],
}
SETTING = {
    "name": "burst",
    "memo": "m",
    "serviceScopes": ["Hatena-Bookmark"],
    "roleScopes": ["Hatena-Bookmark:db-master"],
    "monitorScopes": ["2qtozU21abc"],
    "notificationInterval": 30,
}
SLACK = {
    "type": "slack",
    "name": "new",
    "url": "https://hooks.slack.com/services/T/B/s",
    "mentions": {"critical": "<!here>"},
    "enabledGraphImage": True,
    "events": ["alert", "alertGroup"],
    "addToDefaultNotificationGroup": False,
}
DOWNTIME = {
    "name": "patching",
    "memo": "",
    "start": 2051254800,
    "duration": 90,
    "recurrence": {"type": "weekly", "interval": 1, "weekdays": ["Sunday"]},
    "serviceScopes": ["payments"],
    "serviceExcludeScopes": [],
    "roleScopes": [],
    "roleExcludeScopes": ["payments:db"],
    "monitorScopes": [],
    "monitorExcludeScopes": [],
}


def groups_of(mackerel):
    return {
        group["id"]: group
        for group in mackerel("GET", "/notification-groups")[1]["notificationGroups"]
    }


def stored(emu, table, **fields):
    rows = emu.state("mackerel")[table]
    return [row for row in rows if all(row.get(key) == value for key, value in fields.items())]


def default_group(emu):
    return stored(emu, "notificationGroups", type="group-default")[0]


# ---- transport and errors


@pytest.mark.parametrize(
    "key, method, status",
    [
        ("", "GET", 401),
        ("wrong", "GET", 401),
        ("mackerel-demo-key-read-only", "GET", 200),
        ("mackerel-demo-key-read-only", "POST", 403),
        ("mackerel-demo-key-foreign-ip", "GET", 403),
    ],
    ids=["none", "wrong", "read-only reads", "read-only writes", "foreign address"],
)
def test_keys(emu, mackerel, key, method, status):
    body = EXAMPLE if method == "POST" else None
    assert mackerel(method, "/notification-groups", body, headers={"X-Api-Key": key})[0] == status
    assert emu.requests()[-1]["headers"]["x-api-key"] == "***"


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_a_write_without_content_type_is_refused_even_without_a_body(emu, mackerel, method):
    status, answer = mackerel(
        method,
        "/notification-groups/4NgTwinOne4" if method != "POST" else "/notification-groups",
        headers={"Content-Type": None},
    )
    assert status == 400 and "Content-Type" in answer["error"]["message"]
    assert len(emu.violations()) == 1


def test_unknown_path_is_a_generic_404(emu, mackerel):
    assert mackerel("GET", "/notification-group")[0] == 404
    # there is no GET of one group
    assert mackerel("GET", "/notification-groups/4NgTwinOne4")[0] == 404
    assert len(emu.violations()) == 2


@pytest.mark.parametrize(
    "shape, body",
    [
        ("object", '{"error":{"message":"channel not found"}}'),
        ("string", '{"error":"channel not found"}'),
        ("message", '{"message":"channel not found"}'),
        ("text", "channel not found"),
        ("empty", ""),
    ],
)
def test_error_shapes(emu, mackerel, shape, body):
    emu.settings(mackerel={"error_shape": shape})
    answer = mackerel.raw("DELETE", "/channels/none")
    assert (answer.status_code, answer.text) == (404, body)


# ---- notification groups


def test_the_documents_example(emu, mackerel):
    status, answer = mackerel("POST", "/notification-groups", EXAMPLE)
    assert status == 200 and emu.violations() == []
    ident = answer.pop("id")
    assert answer.pop("type") == "group"
    answer["services"].sort(key=lambda entry: entry["name"])
    assert answer == EXAMPLE
    assert ident in groups_of(mackerel)
    assert emu.requests()[0]["body"] == EXAMPLE and emu.requests()[0]["write"] is True


def test_m34_unset_fields_come_back_in_every_way(emu, mackerel):
    seen = {
        repr(groups_of(mackerel)["4NgTwinOne4"].get("monitors", "absent")) for _turn in range(12)
    }
    assert seen == {"'absent'", "None", "[]"}
    for fill, expected in (("absent", "absent"), ("null", None), ("empty", [])):
        emu.settings(fill=fill)
        assert groups_of(mackerel)["4NgTwinOne4"].get("services", "absent") == expected


def test_m33_order_changes(emu, mackerel):
    orders = {tuple(groups_of(mackerel)) for _turn in range(4)}
    children = {tuple(groups_of(mackerel)["4NgDefault1"]["childChannelIds"]) for _turn in range(4)}
    assert len(orders) > 1 and len(children) == 2
    emu.settings(shuffle=False)
    assert len({tuple(groups_of(mackerel)) for _turn in range(4)}) == 1


def test_m35_type_may_be_missing_and_is_refused_in_a_put(emu, mackerel):
    body = {**EXAMPLE, "type": "group"}
    assert mackerel("PUT", "/notification-groups/4NgTwinOne4", body)[0] == 400
    assert "type must never be sent" in emu.violations()[0]["text"]
    assert (
        mackerel("PUT", "/notification-groups/4NgTwinOne4", {**EXAMPLE, "id": "4NgTwinOne4"})[0]
        == 200
    )
    emu.settings(mackerel={"group_type": False})
    assert all("type" not in group for group in groups_of(mackerel).values())


def test_m40_put_replaces_the_whole_object(emu, mackerel):
    emu.settings(strict=False)
    body = {
        "name": "n",
        "notificationLevel": "all",
        "childNotificationGroupIds": [],
        "childChannelIds": [],
    }
    assert mackerel("PUT", "/notification-groups/4NgNightly2", body)[0] == 200
    assert not stored(emu, "notificationGroups", id="4NgNightly2")[0].get("monitors")
    assert "should always be sent" in emu.violations()[0]["text"]


def test_m37_names_may_repeat(emu, mackerel):
    assert [mackerel("POST", "/notification-groups", EXAMPLE)[0] for _turn in range(2)] == [
        200,
        200,
    ]
    assert len(stored(emu, "notificationGroups", name=EXAMPLE["name"])) == 2


def test_m53_the_default_group(emu, mackerel):
    group = default_group(emu)
    body = {**EXAMPLE, "name": "other"}
    assert mackerel("PUT", f"/notification-groups/{group['id']}", body)[0] == 400
    assert mackerel("DELETE", f"/notification-groups/{group['id']}")[0] == 400
    assert (
        mackerel("PUT", f"/notification-groups/{group['id']}", {**EXAMPLE, "name": "Default"})[0]
        == 200
    )
    assert default_group(emu)["services"] == EXAMPLE["services"]
    assert emu.violations() == []


def test_m45_delete_answers_the_object_and_then_404(mackerel):
    assert mackerel("DELETE", "/notification-groups/4NgTwinOne4")[1]["name"] == "twin group"
    assert mackerel("DELETE", "/notification-groups/4NgTwinOne4")[0] == 404


@pytest.mark.parametrize(
    "dangling, left", [("drop", []), ("keep", ["4NgNightly2"]), ("refuse", ["4NgNightly2"])]
)
def test_m46_dangling_references(emu, mackerel, dangling, left):
    emu.settings(mackerel={"dangling": dangling})
    assert mackerel("DELETE", "/notification-groups/4NgNightly2")[0] == (
        400 if dangling == "refuse" else 200
    )
    assert groups_of(mackerel)["4NgBusines3"]["childNotificationGroupIds"] == left
    if dangling == "keep":
        body = {**EXAMPLE, "childNotificationGroupIds": left}
        assert mackerel("PUT", "/notification-groups/4NgBusines3", body)[0] == 200


@pytest.mark.parametrize(
    "change, words",
    [
        ({"notificationLevel": "warning"}, "must be one of all, critical"),
        ({"childChannelIds": None}, "must be array, is null"),
        ({"services": ["payments"]}, "must be object"),
        ({"monitors": [{"id": "2qtozU21abc"}]}, "should always be sent"),
        ({"colour": "red"}, "unknown key"),
        ({"childChannelIds": ["2vh7AZ21abc"] * 2}, "twice"),
        ({"monitors": None}, "is null"),
        ({"id": "x"}, "made by the server"),
        ({"name": 5}, "must be string"),
    ],
)
def test_malformed_groups_are_violations(emu, mackerel, change, words):
    assert mackerel("POST", "/notification-groups", {**EXAMPLE, **change})[0] == 400
    assert words in emu.violations()[0]["text"]
    assert not stored(emu, "notificationGroups", name=EXAMPLE["name"])


@pytest.mark.parametrize("key", list(EXAMPLE)[:4])
def test_required_keys(emu, mackerel, key):
    body = {name: value for name, value in EXAMPLE.items() if name != key}
    assert mackerel("POST", "/notification-groups", body)[0] == 400
    assert f"{key} is required" in emu.violations()[0]["text"]


@pytest.mark.parametrize(
    "change",
    [
        {"childChannelIds": ["none"]},
        {"childNotificationGroupIds": ["none"]},
        {"services": [{"name": "none"}]},
        {"monitors": [{"id": "none", "skipDefault": True}]},
    ],
)
def test_unknown_references_are_the_vendors_400(emu, mackerel, change):
    assert mackerel("POST", "/notification-groups", {**EXAMPLE, **change})[0] == 400
    assert emu.violations() == []


def test_cycles(emu, mackerel):
    body = {**EXAMPLE, "childNotificationGroupIds": ["4NgBusines3"]}
    assert mackerel("PUT", "/notification-groups/4NgNightly2", body)[0] == 400
    assert "cycle" in emu.violations()[0]["text"]


def test_unknown_fields_go_back_or_are_lost(emu, mackerel):
    emu.settings(extra_fields=True)
    group = groups_of(mackerel)["4NgTwinOne4"]
    body = {**EXAMPLE, "emulatorExtra": group["emulatorExtra"]}
    assert mackerel("PUT", "/notification-groups/4NgTwinOne4", body)[0] == 200
    assert (
        stored(emu, "notificationGroups", id="4NgTwinOne4")[0]["emulatorExtra"]
        == group["emulatorExtra"]
    )
    assert mackerel("PUT", "/notification-groups/4NgTwinOne4", EXAMPLE)[0] == 200
    assert groups_of(mackerel)["4NgTwinOne4"]["emulatorExtra"] is None
    assert emu.violations() == []


def test_unknown_keys_the_stored_object_has_may_pass(emu, mackerel):
    emu.put_state("mackerel", {"notificationGroups": [{**EXAMPLE, "id": "x", "mutedUntil": 5}]})
    assert mackerel("PUT", "/notification-groups/x", {**EXAMPLE, "mutedUntil": 5})[0] == 200
    assert emu.state("mackerel")["notificationGroups"][0]["mutedUntil"] == 5


# ---- alert group settings


def setting_list(mackerel):
    answer = mackerel("GET", "/alert-group-settings")[1]
    (key,) = answer
    return key, {row["id"]: row for row in answer[key]}


def test_m32_both_spellings_of_the_list_key(emu, mackerel):
    assert {setting_list(mackerel)[0] for _turn in range(2)} == {
        "alertGroupSettings",
        "alert_group_settings",
    }
    emu.settings(mackerel={"list_key": "alert_group_settings"})
    assert {setting_list(mackerel)[0] for _turn in range(2)} == {"alert_group_settings"}


def test_m62_roles_come_back_spaced(emu, mackerel):
    status, answer = mackerel("POST", "/alert-group-settings", SETTING)
    assert status == 200 and answer["roleScopes"] == ["Hatena-Bookmark: db-master"]
    assert stored(emu, "alertGroupSettings", name="burst")[0]["roleScopes"] == [
        "Hatena-Bookmark:db-master"
    ]
    assert (
        mackerel("POST", "/alert-group-settings", {**SETTING, "roleScopes": ["payments: db"]})[0]
        == 200
    )
    emu.settings(mackerel={"spaced_roles": False})
    assert mackerel("POST", "/alert-group-settings", SETTING)[1]["roleScopes"] == [
        "Hatena-Bookmark:db-master"
    ]
    assert emu.violations() == []


def test_m61_a_single_setting_is_bare_and_a_monitor_wrapped(mackerel):
    assert (
        mackerel("GET", "/alert-group-settings/4AgHatena01")[1]["name"] == "Hatena-Bookmark burst"
    )
    assert mackerel("GET", "/alert-group-settings/none")[0] == 404
    assert mackerel("GET", "/monitors/2qtozU21abc")[1]["monitor"]["type"] == "host"
    assert mackerel("GET", "/monitoring/checks/4CkSshProc1")[1]["check"]["name"] == "ssh-process"
    assert mackerel("GET", "/monitors/4CkSshProc1")[0] == 400


def test_m63_interval_is_cleared_by_omission(emu, mackerel):
    body = {key: value for key, value in SETTING.items() if key != "notificationInterval"}
    assert mackerel("PUT", "/alert-group-settings/4AgHatena01", body)[0] == 200
    assert "notificationInterval" not in stored(emu, "alertGroupSettings", id="4AgHatena01")[0]
    assert {
        setting_list(mackerel)[1]["4AgHatena01"].get("notificationInterval") for _turn in range(6)
    } == {None}
    assert (
        mackerel("PUT", "/alert-group-settings/4AgHatena01", {**body, "notificationInterval": 0})[0]
        == 400
    )
    assert len(emu.violations()) == 1


def test_m36_numbers_as_floats_and_strings(emu, mackerel):
    texts = {
        repr(setting_list(mackerel)[1]["4AgHatena01"]["notificationInterval"]) for _turn in range(4)
    }
    assert texts == {"60", "60.0"}
    emu.settings(mackerel={"numbers_as_strings": True})
    assert setting_list(mackerel)[1]["4AgHatena01"]["notificationInterval"] == "60"


@pytest.mark.parametrize(
    "change",
    [{"serviceScopes": ["none"]}, {"roleScopes": ["payments:none"]}, {"monitorScopes": ["none"]}],
)
def test_unknown_scopes_are_a_400(emu, mackerel, change):
    assert mackerel("POST", "/alert-group-settings", {**SETTING, **change})[0] == 400
    assert emu.violations() == []


# ---- channels


def test_m75_a_new_channel_joins_the_default_group_unless_told_otherwise(emu, mackerel):
    before = default_group(emu)["childChannelIds"]
    status, answer = mackerel("POST", "/channels", SLACK)
    assert status == 200 and "addToDefaultNotificationGroup" not in answer
    assert default_group(emu)["childChannelIds"] == before
    body = {key: value for key, value in SLACK.items() if key != "addToDefaultNotificationGroup"}
    ident = mackerel("POST", "/channels", body)[1]["id"]
    assert default_group(emu)["childChannelIds"] == [*before, ident]
    assert mackerel("PUT", f"/channels/{ident}", SLACK)[0] == 400
    assert "POST only" in emu.violations()[0]["text"]


def test_channel_update_and_delete(emu, mackerel):
    body = {key: value for key, value in SLACK.items() if key != "addToDefaultNotificationGroup"}
    status, answer = mackerel("PUT", "/channels/4ChPayPage1", {**body, "name": "renamed"})
    assert (status, answer["name"], answer["url"]) == (200, "renamed", SLACK["url"])
    mail = {"type": "email", "name": "m", "emails": [], "userIds": [], "events": [], "mentions": {}}
    assert mackerel("PUT", "/channels/4ChPayPage1", mail)[0] == 400
    assert mackerel("PUT", "/channels/4ChPayMail2", mail)[0] == 200
    assert mackerel("PUT", "/channels/4Ch02Listed", body)[0] == 400
    assert emu.violations() == []
    assert mackerel("DELETE", "/channels/2vh7AZ21abc")[1]["type"] == "slack"
    assert default_group(emu)["childChannelIds"] == ["4ChHookJso5"]


@pytest.mark.parametrize(
    "change",
    [
        {"type": "chatwork"},
        {"url": "ftp://x"},
        {"events": ["nothing"]},
        {"mentions": {"ok": ""}},
        {"suspendedAt": None},
        {"emails": ["a@example.com"]},
    ],
)
def test_malformed_channels(emu, mackerel, change):
    assert mackerel("POST", "/channels", {**SLACK, **change})[0] == 400
    assert emu.violations()


def test_channels_of_strangers(emu, mackerel):
    body = {
        "type": "email",
        "name": "m",
        "emails": ["a@example.com"],
        "userIds": ["nobody"],
        "events": ["alert"],
    }
    assert mackerel("POST", "/channels", body)[0] == 400
    assert emu.violations() == []
    assert mackerel("POST", "/channels", {**body, "userIds": [], "emails": ["no mail"]})[0] == 400


def test_every_type_is_listed(mackerel):
    types = {channel["type"] for channel in mackerel("GET", "/channels")[1]["channels"]}
    assert {"email", "slack", "webhook", "pagerduty", "microsoft-teams", "line"} <= types


# ---- services, roles, monitors, downtimes, users


# M82: there is no update
def test_services_and_roles(emu, mackerel):
    assert mackerel("POST", "/services", {"name": "new", "memo": "m"}) == (
        200,
        {"name": "new", "memo": "m", "roles": []},
    )
    assert mackerel("POST", "/services", {"name": "new", "memo": "m"})[0] == 400
    for role in ("zz", "aa"):
        assert mackerel("POST", "/services/new/roles", {"name": role, "memo": "r"}) == (
            200,
            {"name": role, "memo": "r"},
        )
    assert mackerel("POST", "/services/new/roles", {"name": "aa", "memo": ""})[0] == 400
    assert [row["name"] for row in mackerel("GET", "/services/new/roles")[1]["roles"]] == [
        "aa",
        "zz",
    ]
    shown = [row for row in mackerel("GET", "/services")[1]["services"] if row["name"] == "new"]
    assert shown[0]["roles"] == ["aa", "zz"]
    assert mackerel("DELETE", "/services/new/roles/aa")[1]["name"] == "aa"
    assert mackerel("DELETE", "/services/new/roles/aa")[0] == 404
    assert mackerel("GET", "/services/none/roles")[0] == 404
    assert emu.violations() == []
    assert mackerel("POST", "/services", {"name": "-bad", "memo": ""})[0] == 400
    assert mackerel("PUT", "/services/new", {"memo": "other"})[0] == 404


def test_deleting_a_service_takes_roles_and_monitors_along(emu, mackerel):
    assert mackerel("DELETE", "/services/payments")[1]["roles"] == ["app", "db"]
    state = emu.state("mackerel")
    assert not [row for row in state["monitors"] if row.get("service") == "payments"]
    assert [row for row in state["downtimes"] if row["name"] == "weekly patching"][0][
        "serviceScopes"
    ] == []


def test_monitors_are_sorted_and_may_repeat_or_lack_a_name(mackerel):
    rows = mackerel("GET", "/monitors")[1]["monitors"]
    assert [row["type"] for row in rows] == sorted(row["type"] for row in rows)
    names = [row.get("name") for row in rows]
    assert names.count("cpu") == 2 and None in names


def test_monitor_writes(emu, mackerel):
    body = {"type": "connectivity", "alertStatusOnGone": "WARNING", "scopes": ["payments"]}
    ident = mackerel("POST", "/monitors", body)[1]["id"]
    assert mackerel("PUT", f"/monitors/{ident}", {"type": "connectivity"})[0] == 200
    kept = stored(emu, "monitors", id=ident)[0]
    assert kept["alertStatusOnGone"] == "WARNING" and "scopes" not in kept
    assert (
        mackerel(
            "PUT", f"/monitors/{ident}", {"type": "external", "name": "x", "url": "https://x"}
        )[0]
        == 400
    )
    assert emu.violations() == []
    assert mackerel("POST", "/monitors", {**body, "notificationInterval": 5})[0] == 400
    assert mackerel("DELETE", f"/monitors/{ident}")[0] == 200
    assert mackerel("GET", f"/monitors/{ident}")[0] == 404


def test_checks_have_pages(emu, mackerel):
    seen, query = [], "?limit=2"
    while query:
        answer = mackerel("GET", "/monitoring/checks" + query)[1]
        seen += [row["id"] for row in answer["checks"]]
        query = f"?limit=2&nextId={answer['nextId']}" if "nextId" in answer else ""
    assert seen == sorted(row["id"] for row in emu.state("mackerel")["checks"])
    assert mackerel("GET", "/monitoring/checks?limit=101")[0] == 400
    assert len(emu.violations()) == 1


def test_downtimes(emu, mackerel):
    status, answer = mackerel("POST", "/downtimes", DOWNTIME)
    assert status == 200 and answer["roleExcludeScopes"] == ["payments: db"]
    assert (
        mackerel("PUT", f"/downtimes/{answer['id']}", {**DOWNTIME, "duration": 60})[1]["duration"]
        == 60
    )
    assert mackerel("DELETE", f"/downtimes/{answer['id']}")[0] == 200
    assert emu.violations() == []
    assert mackerel("GET", f"/downtimes/{answer['id']}")[0] == 404


@pytest.mark.parametrize(
    "settings, kind",
    [({"floats": True}, float), ({"floats": False}, int), ({"numbers_as_strings": True}, str)],
)
def test_m36_numbers_of_downtimes(emu, mackerel, settings, kind):
    emu.settings(mackerel=settings)
    answer = mackerel(
        "POST",
        "/downtimes",
        {**DOWNTIME, "recurrence": {"type": "daily", "interval": 2, "until": 2082758400}},
    )[1]
    numbers = [
        answer["start"],
        answer["duration"],
        answer["recurrence"]["interval"],
        answer["recurrence"]["until"],
    ]
    assert [type(number) for number in numbers] == [kind] * 4 and float(numbers[3]) == 2082758400


@pytest.mark.parametrize(
    "change, violation",
    [
        ({"roleScopes": ["payments:db", "payments: db"]}, True),
        ({"serviceScopes": ["none"]}, False),
        ({"duration": 0}, True),
        ({"recurrence": {"type": "daily", "interval": 1, "weekdays": ["Sunday"]}}, True),
    ],
)
def test_m102_bad_downtimes(emu, mackerel, change, violation):
    assert mackerel("POST", "/downtimes", {**DOWNTIME, **change})[0] == 400
    assert bool(emu.violations()) is violation


def test_users_invitations_and_the_organization(emu, mackerel):
    users = {row["email"]: row for row in mackerel("GET", "/users")[1]["users"]}
    assert mackerel("DELETE", f"/users/{users['alice@example.com']['id']}")[0] == 403
    assert mackerel("DELETE", f"/users/{users['bob@example.com']['id']}")[0] == 200
    invitation = {"email": "new@example.com", "authority": "viewer"}
    assert [mackerel("POST", "/invitations", invitation)[0] for _turn in range(2)] == [200, 400]
    assert mackerel("GET", "/invitations")[1]["invitations"][0]["email"] == "new@example.com"
    assert mackerel("POST", "/invitations/revoke", {"email": "new@example.com"}) == (
        200,
        {"success": True},
    )
    assert mackerel("POST", "/invitations/revoke", {"email": "new@example.com"})[0] == 404
    assert mackerel("GET", "/org")[1]["name"] == "example"
    assert emu.violations() == []


# ---- seen with the vendor's own clients


def test_at_the_root_as_the_vendors_clients_ask(emu):
    """They replace whatever path their base address has by /api/v0."""
    key = {"X-Api-Key": "mackerel-demo-key-0001", "Content-Type": "application/json"}
    below, root = (
        requests.get(base + "/api/v0/channels", headers=key, timeout=5).json()
        for base in (emu.mackerel_url, emu.url)
    )
    assert {one["id"] for one in root["channels"]} == {one["id"] for one in below["channels"]}
    made = requests.post(
        emu.url + "/api/v0/notification-groups", json=GROUP, headers=key, timeout=5
    )
    assert made.status_code == 200 and emu.requests()[-1]["path"] == "/api/v0/notification-groups"
    assert requests.get(emu.url + "/api/v0/nowhere", headers=key, timeout=5).status_code == 404


def test_legend_of_a_query_monitor_is_optional(emu, mackerel):
    assert (
        mackerel(
            "POST",
            "/monitors",
            {"type": "query", "name": "q", "query": "avg(a)", "operator": ">", "warning": 1},
        )[0]
        == 200
    )
    assert emu.violations() == []


PAST = {"name": "past", "start": 1735707600, "duration": 3600}


@pytest.mark.parametrize(
    "over, status, listed", [("listed", 200, True), ("hidden", 200, False), ("refused", 400, False)]
)
@pytest.mark.parametrize(
    "body",
    [
        PAST,
        {
            **PAST,
            "recurrence": {
                "type": "weekly",
                "interval": 1,
                "weekdays": ["Monday"],
                "until": 1767193199,
            },
        },
    ],
)
def test_downtimes_that_are_over(emu, mackerel, over, status, listed, body):
    emu.settings(mackerel={"over": over})
    assert mackerel("POST", "/downtimes", body)[0] == status
    assert (
        "past" in [one["name"] for one in mackerel("GET", "/downtimes")[1]["downtimes"]]
    ) is listed
    assert emu.violations() == []  # a mistake of a user


@pytest.mark.parametrize("over", ["listed", "hidden", "refused"])
@pytest.mark.parametrize(
    "recurrence",
    [{"type": "daily", "interval": 1}, {"type": "daily", "interval": 1, "until": 2082758400}],
)
def test_downtimes_that_began_in_the_past_and_come_again(emu, mackerel, over, recurrence):
    emu.settings(mackerel={"over": over})
    assert mackerel("POST", "/downtimes", {**PAST, "recurrence": recurrence})[0] == 200
    assert "past" in [one["name"] for one in mackerel("GET", "/downtimes")[1]["downtimes"]]


def test_downtime_that_ends_before_it_begins(mackerel):
    assert (
        mackerel(
            "POST",
            "/downtimes",
            {
                **PAST,
                "start": 2051254800,
                "recurrence": {"type": "daily", "interval": 1, "until": 2051254799},
            },
        )[0]
        == 400
    )


def test_downtime_of_too_long_a_name(mackerel):
    assert (
        mackerel("POST", "/downtimes", {**PAST, "start": 2051254800, "name": "x" * 2049})[0] == 400
    )


def test_what_a_put_leaves_out_is_cleared_or_kept(emu, mackerel):
    emu.settings(strict=False, mackerel={"floats": False})
    for omitted, left in (("kept", 60), ("cleared", None)):
        emu.settings(mackerel={"omitted": omitted})
        assert (
            mackerel("PUT", "/alert-group-settings/4AgHatena01", {"name": "Hatena-Bookmark burst"})[
                1
            ].get("notificationInterval")
            == left
        )
    emu.settings(mackerel={"omitted": "kept"})
    # what is sent empty is cleared all the same
    hook = {
        "type": "slack",
        "name": "example-slack",
        "url": "https://hooks.slack.com/services/T0EMULATOR/B0/example",
        "mentions": {},
    }
    assert mackerel("PUT", "/channels/2vh7AZ21abc", hook)[1].get("mentions") in ({}, None)


def test_a_create_answers_what_is_stored_or_what_was_sent(emu, mackerel):
    emu.settings(mackerel={"create_answer": "input"})
    sent = {**GROUP, "monitors": [{"id": "4MoConnect1", "skipDefault": True}]}
    answer = mackerel("POST", "/notification-groups", sent)[1]
    assert answer == {**sent, "id": answer["id"]}
    answer = mackerel("POST", "/downtimes", {**PAST, "roleScopes": ["payments:db"]})[1]
    assert answer == {**PAST, "roleScopes": ["payments:db"], "id": answer["id"]}


@pytest.mark.parametrize("strangers, status", [("refused", 400), ("taken", 200)])
def test_somebody_who_has_left_in_a_channel(emu, mackerel, strangers, status):
    emu.settings(mackerel={"stored_strangers": strangers})
    emu.patch(
        "mackerel",
        {"collection": "channels", "id": "4ChTwinTwo7", "set": {"userIds": ["4UsrGone001"]}},
    )
    body = {"type": "email", "name": "twin", "emails": [], "userIds": ["4UsrGone001"], "events": []}
    assert mackerel("PUT", "/channels/4ChTwinTwo7", body)[0] == status
    assert mackerel("PUT", "/channels/4ChTwinTwo7", {**body, "userIds": ["4UsrGone002"]})[0] == 400


def test_what_the_live_preset_takes_and_shows(emu, mackerel):
    """What the vendor's own tests send and need, all proven live."""
    emu.settings(preset="live")
    default = {key: value for key, value in GROUP.items() if key != "name"}
    assert (
        mackerel(
            "PUT",
            "/notification-groups/4NgDefault1",
            {**default, "id": "4NgDefault1", "name": "Default"},
        )[0]
        == 200
    )
    mail = {
        "type": "email",
        "name": "m",
        "emails": [],
        "userIds": [],
        "events": [],
        "mentions": {},
        "addToDefaultNotificationGroup": False,
    }
    ident = mackerel("POST", "/channels", mail)[1]["id"]
    hook = {
        "type": "webhook",
        "name": "audit-hook",
        "url": "https://hooks.example.com/x",
        "events": [],
        "mentions": {},
    }
    assert mackerel("PUT", "/channels/4ChHookJso5", hook)[0] == 200
    bare = mackerel("POST", "/downtimes", {**PAST, "start": 2051254800})[1]["id"]
    assert (
        mackerel(
            "PUT",
            "/downtimes/" + bare,
            {**PAST, "start": 2051254800, "id": bare, "serviceScopes": ["payments"]},
        )[0]
        == 200
    )
    assert mackerel("POST", "/alert-group-settings", {"name": "bare too"})[0] == 200
    (shown,) = (one for one in mackerel("GET", "/channels")[1]["channels"] if one["id"] == ident)
    assert (shown["emails"], shown["userIds"], shown["events"]) == ([], [], [])
    rows = mackerel("GET", "/alert-group-settings")[1]["alertGroupSettings"]
    assert [type(one["notificationInterval"]) for one in rows if "notificationInterval" in one] == [
        int
    ]
    assert all(isinstance(one["memo"], str) for one in mackerel("GET", "/services")[1]["services"])
    assert isinstance(mackerel("GET", "/downtimes")[1]["downtimes"][0]["start"], int)
