# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""BlueKing as docs/vendors/blueking.md describes it."""

from __future__ import annotations

import json

import pytest

EXAMPLE = {
    "bk_app_code": "xxx",
    "bk_app_secret": "xxxxx",
    "bk_token": "xxxx",
    "bk_biz_id": 2,
    "notice_receiver": [{"type": "user", "id": "admin"}],
    "name": "layman",
    "notice_way": {"1": ["weixin"], "2": ["weixin"], "3": ["weixin"]},
    "webhook_url": "https://www.qq.com",
    "message": "Test notification",
    "id": 1,
    "wxwork_group": dict.fromkeys("123", "Group session ID"),
}
GROUP = {
    "bk_biz_id": 2,
    "name": "web",
    "message": "Web tier",
    "notice_way": {"1": ["voice", "mail"], "2": ["mail"], "3": []},
    "notice_receiver": [{"type": "group", "id": "operator"}, {"type": "user", "id": "alice"}],
    "wxwork_group": {"1": "c1,c2"},
    "webhook_url": "https://hooks.example.com/bk",
}
_RANGE = "00:00--23:59"
NATIVE = {
    "bk_biz_id": 2,
    "name": "native",
    "desc": "d",
    "timezone": "Asia/Tokyo",
    "channels": ["user"],
    "alert_notice": [
        {
            "time_range": _RANGE,
            "notify_config": [
                {
                    "level": 1,
                    "notice_ways": [{"name": "mail"}, {"name": "wxwork-bot", "receivers": ["c1"]}],
                }
            ],
        }
    ],
    "action_notice": [
        {"time_range": _RANGE, "notify_config": [{"phase": 1, "notice_ways": [{"name": "mail"}]}]}
    ],
    "duty_arranges": [{"users": [{"id": "alice", "type": "user"}]}],
}
RULE = {
    "bk_biz_id": 2,
    "name": "night",
    "category": "regular",
    "effective_time": "2025-01-01 00:00:00",
    "duty_arranges": [
        {
            "duty_time": [{"work_type": "daily", "work_time": ["20:00--08:00"]}],
            "duty_users": [[{"id": "alice", "type": "user"}]],
        }
    ],
}
PREFIX = "/api/c/compapi/v2/monitor_v3"
GATE = "/api/bk-monitor/prod/app"
APP = {"bk_app_code": "ansible", "bk_app_secret": "bk-demo-secret-0001"}


def save(bk, **change):
    answer = bk.call("save_notice_group", {**GROUP, **change})
    assert answer["result"] is True, answer
    return answer["data"]["id"]


def found(bk, ident):
    (row,) = bk.call("search_notice_group", {"bk_biz_ids": [2, 3], "ids": [ident]})["data"]
    return row


def detail(bk, ident):
    return bk.call("search_user_group_detail", {"id": ident})["data"]


def refused(answer, code, words=""):
    assert (
        answer["result"] is False and int(answer["code"]) == code and words in answer["message"]
    ), answer


# ---- doors and credentials


def test_the_documents_example_is_an_update(emu, bk):
    status, answer = bk("POST", PREFIX + "/save_notice_group/", EXAMPLE)
    assert (status, answer["result"], answer["data"]["id"]) == (200, True, 1) and answer[
        "request_id"
    ]
    assert emu.violations() == []
    row = found(bk, 1)
    assert (
        row["webhook_url"] == EXAMPLE["webhook_url"]
        and row["wxwork_group"] == EXAMPLE["wxwork_group"]
    )
    logged = emu.requests()[0]["body"]
    assert logged == {**EXAMPLE, "bk_app_secret": "***", "bk_token": "***"}


@pytest.mark.parametrize(
    "credentials, code",
    [
        ({"bk_app_secret": "wrong"}, 1306000),
        ({"bk_app_code": None}, 1306000),
        ({"bk_username": ""}, 1306000),
        ({"bk_token": "wrong"}, 1306000),
        ({"bk_token": "bk-demo-token-0001"}, 200),
        (
            {"bk_app_code": "xxx", "bk_app_secret": "xxxxx"},
            1306000,
        ),  # not on the white list for bk_username
        ({"bk_app_code": "xxx", "bk_app_secret": "xxxxx", "bk_token": "xxxx"}, 200),
    ],
)
def test_credentials_in_the_body(bk, credentials, code):
    answer = bk.call("search_notice_group", {"bk_biz_ids": [2], **credentials})
    assert answer["result"] is (code == 200)
    if code != 200:
        refused(answer, code)


@pytest.mark.parametrize(
    "header, ok",
    [
        (json.dumps({**APP, "bk_username": "deploy"}), True),
        (json.dumps({"access_token": "bk-demo-access-0001"}), True),
        (json.dumps({"access_token": "app-type"}), False),
        (json.dumps(APP), False),
        ("{bad", False),
    ],
    ids=["app and user", "access token", "unknown token", "app alone", "no JSON"],
)
def test_credentials_in_the_header(emu, bk, header, ok):
    path = PREFIX + "/search_notice_group"  # with or without the last slash
    status, answer = bk(
        "POST", path, {"bk_biz_ids": [2]}, headers={"X-Bkapi-Authorization": header}
    )
    assert (status, answer["result"]) == (200, ok)
    if header == "{bad":
        refused(answer, 1306406)
    assert emu.requests()[0]["headers"]["x-bkapi-authorization"] == "***" and emu.violations() == []


def test_credentials_at_both_places_and_an_access_token_in_the_body(emu, bk):
    header = {"X-Bkapi-Authorization": json.dumps({"access_token": "bk-demo-access-0001"})}
    assert bk.call("search_notice_group", {"bk_biz_ids": [2]}, headers=header)["result"] is False
    assert (
        bk.call("search_notice_group", {"bk_biz_ids": [2], "access_token": "bk-demo-access-0001"})[
            "result"
        ]
        is False
    )
    assert len(emu.violations()) == 2


def test_apps_that_may_not(emu, bk):
    limited = {
        "bk_app_code": "outsider",
        "bk_app_secret": "bk-demo-secret-0002",
        "bk_token": "bk-demo-token-0002",
    }
    refused(bk.call("save_notice_group", {**GROUP, **limited}), 1306201)
    assert bk.call("save_notice_group", {**GROUP, **limited, "bk_biz_id": 3})["result"] is True
    emu.add_account(
        "bk",
        keys=[
            {
                "bk_app_code": "no",
                "bk_app_secret": "s",
                "skip_user_auth": True,
                "denied": ["save_notice_group"],
            }
        ],
    )
    refused(
        bk.call("save_notice_group", {**GROUP, "bk_app_code": "no", "bk_app_secret": "s"}), 1306403
    )


def test_multi_tenant_sites(emu, bk):
    emu.settings(bk={"multi_tenant": True})
    refused(bk.call("search_notice_group", {"bk_biz_ids": [2]}), 1306201)
    assert (
        bk.call("search_notice_group", {"bk_biz_ids": [2]}, headers={"X-Bk-Tenant-Id": "t"})[
            "result"
        ]
        is True
    )
    answer = bk.raw(
        "POST",
        GATE + "/user_group/search/",
        {"bk_biz_ids": [2]},
        headers={"X-Bkapi-Authorization": json.dumps(APP)},
    )
    assert (answer.status_code, answer.text) == (403, "lack of tenant_id")


def test_unknown_components(emu, bk):
    assert bk("POST", PREFIX + "/save_notice_groups/", bk.credentials)[0] == 404
    status, answer = bk(
        "POST",
        GATE + "/legacy/search_notice_group/",
        {},
        headers={"X-Bkapi-Authorization": json.dumps(APP)},
    )
    assert status == 404
    refused(answer, 1640401)
    emu.settings(bk={"native_on_esb": False})
    status, answer = bk(
        "POST", PREFIX + "/search_user_groups/", {**bk.credentials, "bk_biz_ids": [2]}
    )
    assert (status, answer["code"]) == (404, 1306404)


def test_the_gateway_takes_credentials_in_the_header_only(emu, bk):
    status, answer = bk("POST", GATE + "/user_group/search/", {**APP, "bk_biz_ids": [2]})
    assert status == 400 and answer["code"] == 1640001
    header = {"X-Bkapi-Authorization": json.dumps(APP)}
    assert (
        bk("POST", GATE + "/user_group/search/", {"bk_biz_ids": [2]}, headers=header)[1]["result"]
        is True
    )
    assert (
        bk("POST", GATE + "/legacy/save_notice_group/", GROUP, headers=header)[1]["result"] is True
    )
    wrong = {"X-Bkapi-Authorization": json.dumps({**APP, "bk_app_secret": "x"})}
    assert bk("POST", GATE + "/user_group/search/", {}, headers=wrong)[0] == 401
    # the same name means another thing here: the legacy delete, without a business
    assert (
        bk("POST", GATE + "/legacy/delete_user_groups/", {"ids": [6]}, headers=header)[1]["data"]
        is None
    )
    assert bk(
        "POST", GATE + "/user_group/delete/", {"ids": [7], "bk_biz_ids": [3]}, headers=header
    )[1]["data"] == {"ids": [7]}


def test_the_flat_dialect_and_message_types(bk):
    path = "/api/c/compapi/v2/bkmonitorv3/search_notice_group/"
    assert bk("POST", path, {**bk.credentials, "bk_biz_ids": [2]})[1]["result"] is True
    types = bk("POST", "/api/c/compapi/v2/cmsi/get_msg_type/", bk.credentials)[1]["data"]
    assert {"type": "mail", "label": "Mail", "is_active": True} in types


def test_the_code_of_success_has_two_spellings(emu, bk):
    assert {
        repr(bk.call("search_notice_group", {"bk_biz_ids": [2]})["code"]) for _turn in range(2)
    } == {"200", "'0'"}
    emu.settings(bk={"code_style": "0", "error_code_style": "string"})
    assert bk.call("search_notice_group", {"bk_biz_ids": [2]})["code"] == "0"
    assert bk.call("delete_notice_group", {"ids": [2]})["code"] == "3312004"


# ---- the legacy family


def test_create_and_read(emu, bk):
    ident = save(bk)
    row = found(bk, ident)
    assert (row["name"], row["message"], row["webhook_url"]) == (
        "web",
        "Web tier",
        GROUP["webhook_url"],
    )
    assert row["notice_receiver"] == GROUP["notice_receiver"] and row["wxwork_group"] == {
        "1": "c1,c2"
    }
    # B42
    assert {level: set(ways) for level, ways in row["notice_way"].items()} == {
        "1": {"voice", "mail", "wxwork-bot"},
        "2": {"mail"},
        "3": set(),
    }
    assert row["create_user"] == "deploy" and row["create_time"].endswith("+0800")
    assert emu.violations() == []


def test_b39_trimming(bk):
    row = found(bk, save(bk, name=" web \n", message="text\n", webhook_url=" https://x "))
    assert (row["name"], row["message"], row["webhook_url"]) == ("web", "text", "https://x")


def test_b43_b44_a_partial_update_merges_and_repeats_the_bot(emu, bk):
    emu.settings(strict=False, fill="empty")
    ident = save(bk)
    for _turn in range(2):
        assert bk.call("save_notice_group", {"id": ident, "message": "new"})["result"] is True
    row = found(bk, ident)
    assert row["message"] == "new" and row["notice_way"]["1"].count("wxwork-bot") == 3
    assert (
        row["webhook_url"] == GROUP["webhook_url"]
        and row["notice_receiver"] == GROUP["notice_receiver"]
    )
    save(bk, id=ident, wxwork_group={}, webhook_url="", message="", notice_receiver=[])
    row = found(bk, ident)
    assert (row["wxwork_group"], row["webhook_url"], row["message"], row["notice_receiver"]) == (
        {},
        "",
        "",
        [],
    )
    refused(bk.call("save_notice_group", {**GROUP, "id": ident, "webhook_url": None}), 400)


def test_b45_a_bot_without_chat_crashes_the_detail(emu, bk):
    way = {"1": ["mail", "wxwork-bot"]}
    refused(bk.call("save_notice_group", {**GROUP, "notice_way": way, "wxwork_group": {}}), 3300002)
    assert "wxwork-bot" in emu.violations()[0]["text"]
    emu.settings(strict=False)
    ident = save(bk, notice_way=way, wxwork_group={})
    refused(bk.call("search_user_group_detail", {"id": ident}), 500, "chatid")


def test_b46_a_group_of_bots_only(emu, bk):
    refused(
        bk.call("save_notice_group", {**GROUP, "notice_way": {"1": []}}),
        3300002,
        "Open at least one",
    )
    refused(
        bk.call("save_notice_group", {**GROUP, "id": 1, "notice_way": {"1": []}}),
        400,
        "Open at least one",
    )
    assert emu.violations() == []
    assert found(bk, save(bk, notice_way={"1": ["wxwork-bot"]}))["wxwork_group"] == {"1": "c1,c2"}
    assert emu.violations() == []


def test_b47_levels_never_sent_are_not_stored(bk):
    row = found(bk, save(bk, notice_way={"1": ["mail"], "2": []}))
    assert set(row["notice_way"]) == {"1", "2"} and row["notice_way"]["2"] == []


def test_b23_empty_lists_mean_everything(emu, bk):
    for body in ({"ids": []}, {"bk_biz_ids": []}):
        refused(bk.call("search_notice_group", body), 3300002)
    assert len(emu.violations()) == 2
    emu.settings(strict=False)
    assert {row["bk_biz_id"] for row in bk.call("search_notice_group", {"ids": []})["data"]} == {
        2,
        3,
    }
    assert len(bk.call("search_notice_group")["data"]) == 7


def test_b48_names(bk):
    save(bk)
    refused(
        bk.call("save_notice_group", {**GROUP, "name": "WEB"}),
        400,
        "Notification group name already exists",
    )
    save(bk, bk_biz_id=3)
    assert found(bk, save(bk, id=1))["name"] == "web"  # a rename is not checked


def test_b49_the_first_duty_row_is_written_and_the_last_is_read(emu, bk):
    save(bk, id=5, bk_biz_id=3, name="two-rows", notice_receiver=[{"type": "user", "id": "carol"}])
    assert found(bk, 5)["notice_receiver"] == [{"type": "user", "id": "bob"}]
    assert [row["users"][0]["id"] for row in detail(bk, 5)["duty_arranges"]] == ["carol", "bob"]
    emu.settings(bk={"legacy_duty_rows": 2})
    ident = save(bk)
    save(bk, id=ident, notice_receiver=[])
    assert found(bk, ident)["notice_receiver"] == GROUP["notice_receiver"]


def test_b65_display_fields(emu, bk):
    assert found(bk, 4)["notice_receiver"][0]["display_name"] == "Carol"
    emu.settings(bk={"display_fields": True})
    assert found(bk, 1)["notice_receiver"][0]["logo"] == ""


def test_b33_every_save_moves_the_group_to_the_front(emu, bk):
    emu.settings(fill="empty")
    before = found(bk, 1)
    save(bk, id=1, name="layman")
    rows = bk.call("search_notice_group", {"bk_biz_ids": [2]})["data"]
    assert (
        rows[0]["id"] == 1
        and rows[0]["update_time"] != before["update_time"]
        and rows[0]["create_time"] == before["create_time"]
    )
    assert rows[0]["update_user"] == "deploy"


def test_b51_the_hidden_webhook_action(emu, bk):
    save(bk, id=2, name="core-oncall")
    state = emu.state("bk")
    action = state["action_configs"][-1]
    assert (action["name"], action["hidden"], action["url"]) == (
        "[webhook] core-oncall",
        True,
        GROUP["webhook_url"],
    )
    assert state["strategies"][0]["actions"] == [action["id"]]
    save(bk, id=2, name="core-oncall", webhook_url="")
    state = emu.state("bk")
    assert state["action_configs"][-1]["url"] == "" and state["strategies"][0]["actions"] == [
        action["id"]
    ]


def test_b54_wrong_business_and_unknown_id(emu, bk):
    refused(bk.call("save_notice_group", {**GROUP, "id": 6}), 500, "matching query does not exist")
    refused(
        bk.call("save_notice_group", {**GROUP, "id": 999}),
        400,
        "The notification group does not exist",
    )
    emu.settings(bk={"unknown_id": "create"})
    assert save(bk, id=999) != 999
    # no business filter, unknown ids are ignored
    assert bk.call("delete_notice_group", {"ids": [6, 12345]})["data"] is None
    assert len(bk.call("search_notice_group", {"bk_biz_ids": [3]})["data"]) == 2
    assert emu.violations() == []


def test_b40_numeric_receivers_become_strings(emu, bk):
    assert found(bk, save(bk, notice_receiver=[{"type": "user", "id": 10086}]))[
        "notice_receiver"
    ] == [{"type": "user", "id": "10086"}]
    assert emu.violations() == []


# an assign rule is not looked at
def test_delete_is_refused_while_a_strategy_uses_the_group(emu, bk):
    refused(bk.call("delete_notice_group", {"ids": [1, 2]}), 3312004, "[2]")
    assert found(bk, 1)["id"] == 1
    assert bk.call("delete_notice_group", {"ids": [4]})["result"] is True


def test_save_answers_the_id_alone(emu, bk):
    emu.settings(bk={"save_answer": "id"})
    assert set(bk.call("save_notice_group", GROUP)["data"]) == {"id"}


@pytest.mark.parametrize(
    "change, code, words",
    [
        ({"message": None}, 3300002, "null"),
        ({"notice_way": {"4": ["mail"]}}, 3300002, "not one of the levels"),
        ({"notice_way": {"1": "mail"}}, 3300002, "must be array"),
        ({"colour": 1}, 3300002, "unknown key"),
        ({"notice_receiver": [{"type": "robot", "id": "x"}]}, 3300002, "must be one of"),
        ({"notice_receiver": [{"type": "user", "id": ""}]}, 3300002, "non-empty"),
        (
            {"notice_receiver": [{"type": "user", "id": "a", "display_name": "A"}]},
            3300002,
            "unknown key",
        ),
        ({"wxwork_group": {"1": "c", "4": "c"}}, 3300002, "levels"),
        ({"wxwork_group": {"1": ["c"]}}, 3300002, "must be string"),
        ({"notice_way": {"1": ["mail"]}, "wxwork_group": {"2": "c"}}, 3300002, "dropped silently"),
        ({"id": "1"}, 400, "must be number"),
    ],
)
def test_malformed_groups(emu, bk, change, code, words):
    refused(bk.call("save_notice_group", {**GROUP, **change}), code, words)
    assert len(emu.state("bk")["user_groups"]) == 7 and emu.violations()


@pytest.mark.parametrize(
    "key, code",
    [
        ("bk_biz_id", 500),
        ("name", 500),
        ("notice_way", 3300002),
        ("notice_receiver", 3300002),
        ("message", 3300002),
    ],
)
def test_missing_keys(emu, bk, key, code):
    body = {name: value for name, value in GROUP.items() if name != key}
    refused(bk.call("save_notice_group", body), code, key)
    refused(bk.call("save_notice_group", {**body, "id": 1}), 400, key)
    assert len(emu.violations()) == 2


@pytest.mark.parametrize("name", ["", "  ", "n" * 129])
def test_names(emu, bk, name):
    refused(bk.call("save_notice_group", {**GROUP, "name": name}), 3300002)
    answer = bk.call("save_notice_group", {**GROUP, "name": name, "id": 1})
    refused(answer, 400)
    assert "name" in answer["detail"]


def test_times_in_the_asked_time_zone(bk):
    answer = bk.call(
        "search_notice_group", {"bk_biz_ids": [2], "ids": [1]}, headers={"Blueking-Timezone": "UTC"}
    )
    assert answer["data"][0]["create_time"] == "2025-02-03 02:11:12+0000"


# ---- the native family


def test_one_store_with_two_views(emu, bk):
    legacy = detail(bk, save(bk))
    assert legacy["desc"] == "Web tier" and legacy["users"] == [] and legacy["need_duty"] is False
    ways = {
        way["name"]: way.get("receivers")
        for way in legacy["alert_notice"][0]["notify_config"][0]["notice_ways"]
    }
    assert ways == {"voice": None, "mail": None, "wxwork-bot": ["c1", "c2"]}
    assert len(legacy["action_notice"][0]["notify_config"]) == 3
    answer = bk.call("save_user_group", NATIVE)["data"]
    row = found(bk, answer["id"])
    assert (
        row["message"] == "d"
        and row["wxwork_group"] == {"1": "c1"}
        and set(row["notice_way"]["1"]) == {"mail", "wxwork-bot"}
    )
    assert emu.violations() == []


def test_b61_a_native_save_resets_what_is_omitted(emu, bk):
    ident = bk.call("save_user_group", NATIVE)["data"]["id"]
    body = {key: NATIVE[key] for key in ("bk_biz_id", "name", "alert_notice", "action_notice")}
    answer = bk.call("save_user_group", {**body, "id": ident})["data"]
    assert (answer["desc"], answer["timezone"], set(answer["channels"])) == (
        "",
        "Asia/Shanghai",
        {"user", "wxwork-bot"},
    )
    assert answer["duty_arranges"][0]["users"][0]["id"] == "alice"


def test_b62_the_implicit_mention_ends(bk):
    assert [entry["id"] for entry in detail(bk, 1)["mention_list"]] == ["all"]
    assert bk.call("save_user_group", {**NATIVE, "id": 1})["data"]["mention_list"] == []


def test_b63_members_cannot_be_cleared(bk):
    ident = bk.call("save_user_group", NATIVE)["data"]["id"]
    answer = bk.call("save_user_group", {**NATIVE, "id": ident, "duty_arranges": []})["data"]
    assert answer["duty_arranges"][0]["users"][0]["id"] == "alice"


def test_b64_old_style_ways_come_in_changing_order(bk):
    orders = {
        tuple(
            way["name"]
            for way in detail(bk, 2)["alert_notice"][0]["notify_config"][0]["notice_ways"]
        )
        for _turn in range(4)
    }
    assert orders == {("mail", "voice"), ("voice", "mail")}


def test_b24_detail_of_an_unknown_id(bk):
    assert bk.call("search_user_group_detail", {"id": 999})["data"] == {}


def test_search_user_groups(emu, bk):
    rows = {row["name"]: row for row in bk.call("search_user_groups", {"bk_biz_ids": [2]})["data"]}
    assert (
        rows["core-oncall"]["strategy_count"] == 1
        and rows["core-oncall"]["delete_allowed"] is False
    )
    assert rows["from-console"]["rules_count"] == 1 and rows["layman"]["delete_allowed"] is True
    assert {user["id"] for user in rows["core-oncall"]["users"]} == {"alice", "bk_biz_maintainer"}
    rota = bk.call("search_user_groups", {"ids": [7]})["data"][0]
    assert (
        rota["users"] == []
        and rota["duty_rules"] == [801]
        and detail(bk, 7)["duty_rules_info"] == []
    )
    assert [
        row["name"]
        for row in bk.call("search_user_groups", {"bk_biz_ids": [2], "name": "CORE"})["data"]
    ] == ["core-oncall"]
    emu.settings(bk={"name_filter": False})
    assert len(bk.call("search_user_groups", {"bk_biz_ids": [2], "name": "CORE"})["data"]) == 4


@pytest.mark.parametrize(
    "change, code, words",
    [
        ({"name": "LAYMAN"}, 3312003, "duplicate"),
        ({"id": 6}, 400, "not existed"),
        ({"id": 999}, 400, "not existed"),
        ({"timezone": "Moon"}, 400, "timezone is invalid"),
        ({"need_duty": True}, 400, "at least one rule"),
        ({"x": 1}, 400, "unknown key"),
        ({"need_duty": True, "duty_rules": [1], "channels": ["bkchat"]}, 400, "channel user"),
        (
            {"duty_notice": {"plan_notice": {"chat_ids": ["short"], "days": 7, "time": "09:00"}}},
            400,
            "32",
        ),
        (
            {
                "alert_notice": [
                    {
                        "time_range": _RANGE,
                        "notify_config": [{"level": 1, "notice_ways": [{"name": "bkchat"}]}],
                    }
                ]
            },
            400,
            "receivers",
        ),
    ],
)
def test_refused_native_saves(bk, change, code, words):
    refused(bk.call("save_user_group", {**NATIVE, **change}), code, words)


# ---- what the server's own code was seen to do: B53 to B70


def test_k5_the_name_of_a_group_with_a_webhook(emu, bk):
    """The hidden action is called after the group, in a column of 128."""
    hook = {**GROUP, "webhook_url": "https://hooks.example.com/bk?key=new"}
    refused(
        bk.call("save_notice_group", {**hook, "name": "n" * 119}),
        500,
        "Data too long for column 'name'",
    )
    assert len(emu.state("bk")["user_groups"]) == 7
    ident = bk.call("save_notice_group", {**hook, "name": "n" * 118})["data"]["id"]
    refused(
        bk.call("save_notice_group", {**hook, "id": ident, "name": "n" * 119, "webhook_url": ""}),
        500,
        "Data too long",
    )
    save(bk, name="m" * 128, webhook_url="")


@pytest.mark.parametrize(
    "one, other, same",
    [
        ("café", "CAFE", True),
        ("on-call 🔥", "on-call 🚒", True),
        ("padded", "padded  ", True),
        ("on-call 🔥", "on-call", False),
        ("ガード", "カート", True),
        ("值班", "值守", False),
    ],
)
def test_k6_what_the_database_takes_for_one_name(emu, bk, one, other, same):
    save(bk, name=one)
    answers = [
        bk.call("save_notice_group", {**GROUP, "name": other}),
        bk.call("save_user_group", {**NATIVE, "name": other}),
    ]
    if same:
        refused(answers[0], 400, "Notification group name already exists.")
        refused(answers[1], 3312003)
    else:
        assert answers[0]["result"] is True
    emu.settings(bk={"case_sensitive_names": True})
    assert bk.call("save_notice_group", {**GROUP, "name": other, "bk_biz_id": 3})["result"] is True


def test_k7_the_legacy_delete_looks_at_strategies_only(emu, bk):
    refused(bk.call("delete_user_groups", {"bk_biz_ids": [2], "ids": [4]}), 3312004)
    assert bk.call("delete_notice_group", {"ids": [4]})["result"] is True
    assert [rule["user_groups"] for rule in emu.state("bk")["assign_rules"]] == [[4]]


def test_k8_no_channel_means_the_default(emu, bk):
    ident = bk.call("save_user_group", {**NATIVE, "channels": []})["data"]["id"]
    assert set(detail(bk, ident)["channels"]) == {"user", "wxwork-bot"}
    bk.call(
        "save_user_group",
        {**NATIVE, "id": ident, "channels": [], "need_duty": True, "duty_rules": [802]},
    )
    assert emu.violations() == []


def test_k10_types_are_of_old_data_only(emu, bk):
    level = detail(bk, bk.call("save_user_group", NATIVE)["data"]["id"])["alert_notice"][0][
        "notify_config"
    ][0]
    assert level["type"] == [] and level["notice_ways"]
    old = detail(bk, 2)["alert_notice"][0]["notify_config"][0]
    assert set(old["type"]) == {"mail", "voice"} and {
        way["name"] for way in old["notice_ways"]
    } == {"mail", "voice"}
    emu.settings(bk={"old_levels": True})
    old = detail(bk, 3)["alert_notice"][0]["notify_config"][0]
    assert set(old) == {"level", "type", "chatid"} and set(old["type"]) == {"mail", "wxwork-bot"}
    assert "app" not in detail(bk, 2) and found(bk, 2)["webhook_action_id"] == 0


def test_k11_a_relation_without_its_strategy(emu, bk):
    emu.put_state(
        "bk", {"strategies": [{"id": 701, "bk_biz_id": 2, "user_groups": [2], "gone": True}]}
    )
    (listed,) = bk.call("search_user_groups", {"bk_biz_ids": [2], "ids": [2]})["data"]
    shown = detail(bk, 2)
    assert [(one["strategy_count"], one["delete_allowed"]) for one in (listed, shown)] == [
        (0, True),
        (1, False),
    ]
    refused(bk.call("delete_notice_group", {"ids": [2]}), 3312004)
    assert bk.call("delete_user_groups", {"bk_biz_ids": [2], "ids": [2]})["data"] == {"ids": [2]}


def test_k12_how_a_malformed_create_is_told(bk):
    for key in ("notice_way", "notice_receiver"):
        answer = bk.call(
            "save_notice_group", {name: value for name, value in GROUP.items() if name != key}
        )
        refused(answer, 3300002, f"malformed request parameter: ({key})")
        assert (
            answer["message"].startswith("Custom exception: The Resource [")
            and "detail" not in answer
        )
    answer = bk.call("save_notice_group", {"bk_biz_id": 2, "name": "bare"})
    refused(answer, 500)
    assert answer["message"] == "'notice_way'"


@pytest.mark.parametrize(
    "change",
    [
        {"timezone": "asia/TOKYO"},
        {"duty_arranges": []},
        {"duty_arranges": None},
        {
            "alert_notice": [
                {
                    "time_range": _RANGE,
                    "notify_config": [{"level": "1", "notice_ways": [{"name": "mail"}]}],
                }
            ]
        },
        {
            "alert_notice": [
                {
                    "time_range": _RANGE,
                    "notify_config": [
                        {"level": 1, "type": ["mail", "wxwork-bot"], "chatid": "c1,c2"}
                    ],
                }
            ]
        },
    ],
)
def test_k13_what_is_taken_all_the_same(emu, bk, change):
    body = {key: value for key, value in {**NATIVE, **change}.items() if value is not None}
    assert bk.call("save_user_group", body)["result"] is True, change
    assert emu.violations() == []


def test_a_rota_of_the_group_itself_is_shown(emu, bk):
    """The vendor's own example of a detail."""
    rota = {
        "id": 9,
        "users": [],
        "duty_users": [[{"type": "user", "id": "carol"}]],
        "need_rotation": True,
        "handoff_time": {"date": 1, "time": "10:00"},
    }
    rows = [
        row if row["id"] != 1 else {**row, "need_duty": True, "duty_arranges": [rota]}
        for row in emu.state("bk")["user_groups"]
    ]
    emu.put_state("bk", {"user_groups": rows})
    (shown,) = detail(bk, 1)["duty_arranges"]
    assert (
        shown["duty_users"] == rota["duty_users"]
        and shown["handoff_time"] == rota["handoff_time"]
        and shown["users"] == []
    )


def test_native_delete(bk):
    for ident in (2, 4):  # a strategy, an assign rule
        refused(bk.call("delete_user_groups", {"bk_biz_ids": [2], "ids": [ident, 1]}), 3312004)
    assert bk.call("delete_user_groups", {"bk_biz_ids": [2], "ids": [1, 6, 999]})["data"] == {
        "ids": [1]
    }
    assert bk.call("preview_user_group", {"bk_biz_id": 2})["result"] is True


def test_duty_rules(emu, bk):
    rule = bk.call("save_duty_rule", RULE)["data"]
    assert (
        rule["enabled"] is False
        and rule["effective_time"] == "2025-01-01 00:00:00"
        and rule["end_time"] is None
    )
    refused(bk.call("save_duty_rule", RULE), 3312006)
    assert (
        bk.call("save_duty_rule", {**RULE, "id": rule["id"], "enabled": True})["data"]["enabled"]
        is True
    )
    rows = {row["id"]: row for row in bk.call("search_duty_rules", {"bk_biz_ids": [2, 3]})["data"]}
    assert rows[801]["user_groups"] == [7] and rows[801]["delete_allowed"] is False
    assert bk.call("search_duty_rule_detail", {"id": 801})["data"]["name"] == "night"
    refused(bk.call("delete_duty_rules", {"ids": [801]}), 3312004)
    assert bk.call("delete_duty_rules", {"ids": [rule["id"]]})["data"] == {"ids": [rule["id"]]}
    assert emu.violations() == []


def test_duty_rules_show_who_is_on_duty_in_the_detail(emu, bk):
    (row,) = bk.call("search_duty_rules", {"ids": [803]})["data"]
    assert "duty_arranges" not in row and row["labels"] == []
    (arrange,) = bk.call("search_duty_rule_detail", {"id": 803})["data"]["duty_arranges"]
    assert arrange["duty_users"][1][0] == {"id": "bob", "type": "user", "display_name": "bob"}
    emu.settings(bk={"arranges_in_list": True})
    assert (
        bk.call("search_duty_rules", {"ids": [803]})["data"][0]["duty_arranges"][0]["id"]
        == arrange["id"]
    )
    assert bk.call("search_duty_rule_detail", {"id": 999})["data"] == {}


@pytest.mark.parametrize(
    "zone, given, kept",
    [
        ("Asia/Shanghai", "2025-01-01 00:00:00", "2025-01-01 00:00:00"),
        ("Asia/Shanghai", "2025-01-01 00:00:00+0900", "2024-12-31 23:00:00"),
        ("Asia/Shanghai", "2025-01-01T00:00:00Z", "2025-01-01 08:00:00"),
        ("Asia/Kolkata", "2025-01-01 00:00:00-05:00", "2025-01-01 10:30:00"),
        ("Europe/Berlin", "2025-07-01 00:00:00Z", "2025-07-01 02:00:00"),
        ("Europe/Berlin", "2025-01-01 00:00:00Z", "2025-01-01 01:00:00"),
    ],
)
def test_times_of_duty_rules_are_wall_times_of_the_zone(emu, bk, zone, given, kept):
    """B81. The zone shows in the stamps only."""
    emu.settings(bk={"server_zone": zone})
    rule = bk.call("save_duty_rule", {**RULE, "effective_time": given, "end_time": given})["data"]
    assert (rule["effective_time"], rule["end_time"]) == (kept, kept)
    offsets = {
        "Asia/Shanghai": ("+0800",),
        "Asia/Kolkata": ("+0530",),
        "Europe/Berlin": ("+0100", "+0200"),
    }[zone]
    assert rule["create_time"][19:] in offsets and rule["update_time"][19:] in offsets
    refused(
        bk.call("save_duty_rule", {**RULE, "name": "x", "effective_time": "soon"}),
        400,
        "时间格式不正确",
    )
    refused(
        bk.call("save_duty_rule", {**RULE, "name": "x", "effective_time": "2025-02-30 00:00:00"}),
        400,
        "时间格式不正确",
    )


def test_older_servers_take_no_offset_in_times_of_duty_rules(emu, bk):
    emu.settings(bk={"takes_offsets": False})
    refused(
        bk.call("save_duty_rule", {**RULE, "effective_time": "2025-01-01 00:00:00+0800"}),
        400,
        "时间格式不正确",
    )
    assert bk.call("save_duty_rule", RULE)["data"]["effective_time"] == "2025-01-01 00:00:00"


def test_an_update_of_a_duty_rule_without_its_fields(bk):
    """B83."""
    full = {
        **RULE,
        "category": "handoff",
        "enabled": True,
        "labels": ["a"],
        "end_time": "2026-01-01 00:00:00",
    }
    rule = bk.call("save_duty_rule", full)["data"]
    least = {key: RULE[key] for key in ("bk_biz_id", "name", "effective_time")}
    after = bk.call("save_duty_rule", {**least, "id": rule["id"]})["data"]
    assert [
        after[key] for key in ("category", "enabled", "labels", "duty_arranges", "end_time")
    ] == ["regular", False, [], [], "2026-01-01 00:00:00"]
    assert (after["create_time"], after["create_user"]) == (
        rule["create_time"],
        rule["create_user"],
    )
    assert (
        bk.call("save_duty_rule", {**full, "id": rule["id"], "end_time": ""})["data"]["end_time"]
        == ""
    )


def _parts(*names):
    return [
        {**RULE["duty_arranges"][0], "duty_users": [[{"id": name, "type": "user"}]]}
        for name in names
    ]


def _shown(rule):
    return [(one["duty_users"][0][0]["id"], one["order"]) for one in rule["duty_arranges"]]


def test_parts_of_a_duty_rule_come_back_by_their_rows(bk):
    """B82. A part that did not change keeps its row; equal ones are one."""
    rule = bk.call("save_duty_rule", {**RULE, "duty_arranges": _parts("alice", "bob")})["data"]
    rows = {one["id"] for one in rule["duty_arranges"]}
    body = {**RULE, "id": rule["id"]}
    assert _shown(
        bk.call("save_duty_rule", {**body, "duty_arranges": _parts("bob", "alice")})["data"]
    ) == [("alice", 2), ("bob", 1)]
    after = bk.call("save_duty_rule", {**body, "duty_arranges": _parts("carol", "bob", "alice")})[
        "data"
    ]
    assert _shown(after) == [("alice", 3), ("bob", 2), ("carol", 1)] and rows < {
        one["id"] for one in after["duty_arranges"]
    }
    assert _shown(
        bk.call("save_duty_rule", {**body, "duty_arranges": _parts("alice", "bob", "alice")})[
            "data"
        ]
    ) == [("alice", 3), ("bob", 2)]
    assert _shown(bk.call("search_duty_rule_detail", {"id": rule["id"]})["data"]) == [
        ("alice", 3),
        ("bob", 2),
    ]


@pytest.mark.parametrize(
    "when, group, words",
    [
        ({"work_time": None}, {}, "is required"),
        ({"work_time": ["09:00:00--18:00:00"]}, {}, "时间范围"),
        ({"work_time": ["25:00--26:00"]}, {}, "时间范围"),
        ({"work_time": ["09:00-18:00"]}, {}, "时间范围"),
        ({"work_type": "weekly", "work_days": [1, 8]}, {}, "within 1 and 7"),
        ({"work_type": "monthly", "work_days": [0]}, {}, "within 1 and 31"),
        ({"work_time_type": "always"}, {}, "must be one of"),
        ({"work_time_type": "datetime_range"}, {}, "时间范围"),
        ({}, {"group_type": "auto"}, "auto needs a group_number"),
        ({}, {"group_type": "auto", "group_number": 0}, "auto needs a group_number"),
        ({"work_time": ["9:00--18:00"]}, {}, None),
        ({"work_type": "monthly", "work_days": [31]}, {}, None),
        ({"work_days": [99]}, {}, None),
        ({"work_time": ["01 00:00--07 9:00"], "work_time_type": "datetime_range"}, {}, None),
        ({"work_time": []}, {}, None),
        ({}, {"group_type": "auto", "group_number": 2}, None),
    ],
)
def test_what_is_refused_of_a_time_of_duty(bk, when, group, words):
    """B84."""
    part = RULE["duty_arranges"][0]
    time = {
        key: value for key, value in {**part["duty_time"][0], **when}.items() if value is not None
    }
    answer = bk.call(
        "save_duty_rule", {**RULE, "duty_arranges": [{**part, "duty_time": [time], **group}]}
    )
    if words:
        refused(answer, 400, words)
    else:
        kept = answer["data"]["duty_arranges"][0]
        assert kept["duty_time"][0]["work_time_type"] == when.get(
            "work_time_type", "time_range"
        ) and kept["group_number"] == group.get("group_number", 0)


def test_a_duty_rule_without_category_and_parts(bk):
    """B70."""
    rule = bk.call(
        "save_duty_rule", {key: RULE[key] for key in ("bk_biz_id", "name", "effective_time")}
    )["data"]
    assert (rule["category"], rule["duty_arranges"]) == ("regular", [])


def test_a_duty_notice_is_replaced_whole_and_its_parts_need_their_fields(bk):
    """B67."""
    plan, personal = {"chat_ids": ["c" * 32], "days": 7, "time": "09:00"}, {"hours_ago": 24}
    answer = bk.call("save_user_group", {**NATIVE, "duty_notice": {"plan_notice": plan}})["data"]
    assert answer["duty_notice"] == {
        "hit_first_duty": True,
        "plan_notice": {"enabled": True, "type": "weekly", **plan},
    }
    body = {**NATIVE, "id": answer["id"]}
    assert bk.call("save_user_group", body)["data"]["duty_notice"] == answer["duty_notice"]
    after = bk.call("save_user_group", {**body, "duty_notice": {"personal_notice": personal}})[
        "data"
    ]["duty_notice"]
    assert after == {
        "hit_first_duty": True,
        "personal_notice": {"enabled": True, "duty_rules": [], **personal},
    }
    assert bk.call("save_user_group", {**body, "duty_notice": {}})["data"]["duty_notice"] == {
        "hit_first_duty": True
    }
    assert detail(bk, 1)["duty_notice"] == {"hit_first_duty": True}
    for part, fields in (("plan_notice", plan), ("personal_notice", personal)):
        for key in fields:
            less = {"enabled": False, **{one: value for one, value in fields.items() if one != key}}
            refused(
                bk.call("save_user_group", {**body, "duty_notice": {part: less}}),
                400,
                "is required",
            )


@pytest.mark.parametrize(
    "call, body, keys",
    [
        (
            "save_user_group",
            NATIVE,
            (
                "users",
                "mention_type",
                "strategy_count",
                "rule_count",
                "delete_allowed",
                "config_source",
                "duty_plans",
                "update_time",
            ),
        ),
        (
            "save_duty_rule",
            RULE,
            ("user_groups", "user_groups_count", "edit_allowed", "create_user"),
        ),
    ],
)
def test_what_is_for_display_only_must_not_come_back(emu, bk, call, body, keys):
    for key in keys:
        refused(bk.call(call, {**body, key: 1}), 400, "display only")
    assert len(emu.violations()) == len(keys)


@pytest.mark.parametrize(
    "call, body, table",
    [("save_user_group", NATIVE, "user_groups"), ("save_duty_rule", RULE, "duty_rules")],
)
def test_fields_the_documents_do_not_know_go_unless_they_come_back(emu, bk, call, body, table):
    ident = bk.call(call, body)["data"]["id"]
    emu.patch("bk", {"collection": table, "id": ident, "set": {"future": {"a": 1}}})
    emu.settings(extra_fields=True)
    answer = bk.call(call, {**body, "id": ident, "future": {"a": 1}, "emulatorExtra": 1})["data"]
    assert (answer["future"], answer["emulatorExtra"]) == ({"a": 1}, 1)
    answer = bk.call(call, {**body, "id": ident})["data"]
    assert (answer["future"], answer["emulatorExtra"]) == (None, None)
    assert emu.violations() == []
    refused(bk.call(call, {**body, "id": ident, "past": 1}), 400, "unknown key")


def test_the_gateway_has_the_duty_rules_too(bk):
    header = {"X-Bkapi-Authorization": json.dumps(APP)}
    rule = bk("POST", GATE + "/duty_rule/save/", RULE, headers=header)[1]["data"]
    assert (
        bk("POST", GATE + "/duty_rule/search_detail/", {"id": rule["id"]}, headers=header)[1][
            "data"
        ]["name"]
        == "night"
    )
    assert [
        one["id"]
        for one in bk(
            "POST",
            GATE + "/duty_rule/search/",
            {"bk_biz_ids": [2], "ids": [rule["id"]]},
            headers=header,
        )[1]["data"]
    ] == [rule["id"]]
    assert bk(
        "POST",
        GATE + "/duty_rule/delete/",
        {"bk_biz_ids": [2], "ids": [rule["id"]]},
        headers=header,
    )[1]["data"] == {"ids": [rule["id"]]}
