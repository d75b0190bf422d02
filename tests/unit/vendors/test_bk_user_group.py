# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""User groups of BlueKing, the native form (docs/vendors/blueking.md, B61 to B73), their errors,
and the facts that break idempotence.
"""

from __future__ import annotations

import pytest
from support.vendor_kit import (
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

GROUP, GROUPS, LEGACY = "bk_user_group", "bk_user_groups", "bk_notice_group"
ESB = "POST /api/c/compapi/v2/monitor_v3/"
APIGW = "POST /api/bk-monitor/prod/app/"
CHAT = "wrk0123456789abcdef0123456789abc"
CREDENTIALS = {"bk_app_code", "bk_app_secret", "bk_username"}
ALICE, BOB, CAROL = ({"type": "user", "id": name} for name in ("alice", "bob", "carol"))


def on(*ways, span="00:00--23:59", key="level", which=1):
    """One time range with one level."""
    return {
        "time_range": span,
        "notify_config": [
            {
                key: which,
                "notice_ways": [way if isinstance(way, dict) else {"name": way} for way in ways],
            }
        ],
    }


ALERT, ACTION = [on("mail")], [on("mail", key="phase")]
NEW = {"name": "new", "alert_notice": ALERT, "action_notice": ACTION, "users": [ALICE]}


def body(bk):
    """The one body that was sent, without the credentials."""
    return {key: value for key, value in sent(bk).items() if key not in CREDENTIALS}


def stored(bk, **where):
    return row(bk, "user_groups", **where)


# --- what is not ours


def test_bk_user_group_unknown_fields_inside_go_back_and_an_older_form_does_not(bk):
    """A save replaces; but the old form of the ways would win over the new one, and members
    carry fields for display only.
    """
    changes(bk, GROUP, **dict(NEW, alert_notice=[on("mail"), on("voice", span="22:00--06:00")]))
    first, second = stored(bk, name="new")["alert_notice"]
    first = dict(
        first,
        ofTheFuture=1,
        notify_config=[dict(first["notify_config"][0], ofTheFuture=2, type=["mail"])],
    )
    second = dict(
        second,
        ofTheFuture=3,
        notify_config=[
            dict(second["notify_config"][0], notice_ways=[{"name": "voice", "ofTheFuture": 4}])
        ],
    )
    patch(bk, "user_groups", "name", "new", alert_notice=[first, second])
    changes(
        bk,
        GROUP,
        name="new",
        alert_notice=[on("sms", span="22:00--06:00"), on("mail", "sms")],
        mention_list=[BOB],
    )
    assert body(bk)["alert_notice"] == [
        {
            "time_range": "22:00--06:00",
            "ofTheFuture": 3,
            "notify_config": [{"level": 1, "notice_ways": [{"name": "sms"}]}],
        },
        {
            "time_range": "00:00--23:59",
            "ofTheFuture": 1,
            "notify_config": [
                {"level": 1, "ofTheFuture": 2, "notice_ways": [{"name": "mail"}, {"name": "sms"}]}
            ],
        },
    ]
    assert body(bk)["mention_list"] == [BOB]
    # also where the notices are not in the task
    changes(bk, GROUP, name="new", desc="x")
    assert [one["ofTheFuture"] for one in body(bk)["alert_notice"]] == [3, 1]


@pytest.mark.parametrize("mode", ["add", "remove"])
def test_bk_user_group_the_order_of_duty_rules_counts_so_they_are_given_whole(bk, mode):
    changes(bk, GROUP, **dict(NEW, need_duty=True, duty_rules=["office hours", "week by week"]))
    said = (
        "duty_rules: the order of this list has a meaning, so it can't be changed by member; give"
        " the whole list, in a task with mode: replace"
    )
    assert refused(bk, GROUP, name="new", duty_rules=["week by week"], mode=mode) == said
    keeps(bk, GROUP, times=1, name="new", duty_rules=["office hours", "week by week"], mode=mode)
    changes(bk, GROUP, name="new", duty_rules=["week by week"])
    # a new group has nobody's list yet
    assert apply(
        bk, GROUP, **dict(NEW, name="newer", need_duty=True, duty_rules=["office hours"], mode=mode)
    )["changed"] is (mode == "add")


# --- the body, key by key

DETAIL = {
    "desc": "Web tier",
    "timezone": "Asia/Shanghai",
    "need_duty": False,
    "channels": ["user", "wxwork-bot"],
    "duty_rules": [],
    "mention_list": [{"id": "all", "type": "group"}],
}


def test_bk_user_group_create_as_documented(bk):
    """The table of save_user_group: two required lists, the rest with their defaults; what is
    kept when omitted is left out.
    """
    changes(bk, GROUP, **NEW)
    assert paths(bk) == [
        ESB + "search_user_groups/",
        ESB + "save_user_group/",
        ESB + "search_user_groups/",
        ESB + "search_user_group_detail/",
    ]
    assert body(bk) == {
        "bk_biz_id": 2,
        "name": "new",
        "desc": "",
        "timezone": "Asia/Shanghai",
        "channels": ["user", "wxwork-bot"],
        "need_duty": False,
        "duty_rules": [],
        "mention_list": [],
        "duty_arranges": [{"users": [{"type": "user", "id": "alice"}]}],
        "alert_notice": [
            {
                "time_range": "00:00--23:59",
                "notify_config": [{"level": 1, "notice_ways": [{"name": "mail"}]}],
            }
        ],
        "action_notice": [
            {
                "time_range": "00:00--23:59",
                "notify_config": [{"phase": 1, "notice_ways": [{"name": "mail"}]}],
            }
        ],
    }
    keeps(bk, GROUP, **NEW)
    assert paths(bk) == [ESB + "search_user_groups/", ESB + "search_user_group_detail/"]


def test_bk_user_group_the_documents_own_group(bk):
    """The answer of search_user_group_detail, as options; then its body when only the
    description changes.
    """
    patch(
        bk,
        "user_groups",
        "id",
        2,
        desc="Web tier",
        alert_notice=[
            {
                "time_range": "00:00:00--23:59:59",
                "notify_config": [
                    {"level": 1, "type": ["mail", "wxwork-bot"], "chatid": "wrk01.."}
                ],
            }
        ],
        action_notice=[
            {"time_range": "00:00:00--23:59:59", "notify_config": [{"phase": 3, "type": ["mail"]}]}
        ],
        duty_arranges=[{"id": 77, "users": [{"id": "alice", "type": "user"}], "order": 1}],
    )
    keeps(
        bk,
        GROUP,
        id=2,
        name="core-oncall",
        desc="Web tier",
        timezone="Asia/Shanghai",
        need_duty=False,
        channels=["user", "wxwork-bot"],
        duty_rules=[],
        mention_list=DETAIL["mention_list"],
        users=[ALICE],
        alert_notice=[on("mail", {"name": "wxwork-bot", "receivers": ["wrk01.."]})],
        action_notice=[on("mail", key="phase", which="execute")],
        duty_notice={},
    )
    changes(bk, GROUP, id=2, desc="Web tier 2")
    found = body(bk)
    ways = found["alert_notice"][0]["notify_config"][0].pop("notice_ways")
    assert sorted(ways, key=str) == [
        {"name": "mail"},
        {"name": "wxwork-bot", "receivers": ["wrk01.."]},
    ]
    found["channels"].sort()
    assert found == dict(
        DETAIL,
        id=2,
        bk_biz_id=2,
        name="core-oncall",
        desc="Web tier 2",
        path="",
        alert_notice=[{"time_range": "00:00:00--23:59:59", "notify_config": [{"level": 1}]}],
        action_notice=[
            {
                "time_range": "00:00:00--23:59:59",
                "notify_config": [{"phase": 3, "notice_ways": [{"name": "mail"}]}],
            }
        ],
    )


def test_bk_user_group_a_rota_as_documented(bk):
    plan = {
        "enabled": True,
        "days": 7,
        "chat_ids": [CHAT],
        "type": "weekly",
        "date": 1,
        "time": "09:00",
    }
    changes(
        bk,
        GROUP,
        **dict(
            NEW,
            need_duty=True,
            duty_rules=["week by week", "802"],
            duty_notice={
                "plan_notice": plan,
                "personal_notice": {
                    "enabled": True,
                    "hours_ago": 24,
                    "duty_rules": ["office hours"],
                },
                "hit_first_duty": False,
            },
        ),
    )
    assert (body(bk)["need_duty"], body(bk)["duty_rules"]) == (True, [803, 802])
    assert body(bk)["duty_notice"] == {
        "plan_notice": plan,
        "personal_notice": {"enabled": True, "hours_ago": 24, "duty_rules": [802]},
        "hit_first_duty": False,
    }


@pytest.mark.parametrize(
    "option, key, spellings",
    [
        (
            "alert_notice",
            "level",
            {"1": 1, "2": 2, "3": 3, "fatal": 1, "warning": 2, "remind": 3, 1: 1, 3: 3},
        ),
        (
            "action_notice",
            "phase",
            {"1": 1, "2": 2, "3": 3, "execute_failed": 1, "execute_success": 2, "execute": 3, 2: 2},
        ),
    ],
)
def test_bk_user_group_levels_and_phases_by_name_and_number(bk, option, key, spellings):
    apply(bk, GROUP, **NEW)
    for typed, number in spellings.items():
        result = apply(bk, GROUP, name="new", **{option: [on("sms", key=key, which=typed)]})
        assert stored(bk, name="new")[option][0]["notify_config"][0][key] == number
        assert (
            result["user_group"][option][0]["notify_config"][0][key] == str(number)
            and result["warnings"] == []
        )


def test_bk_user_group_delete_names_the_business(bk):
    changes(bk, GROUP, name="layman", state="absent")
    assert (paths(bk, write=True), body(bk)) == (
        [ESB + "delete_user_groups/"],
        {"bk_biz_ids": [2], "ids": [1]},
    )
    keeps(bk, GROUP, name="layman", state="absent")


# --- the two doors


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"auth_in": "header"},
        {"bk_token": "bk-demo-token-0001"},
        {"access_token": "bk-demo-access-0001"},
    ],
)
def test_bk_apigw_paths_and_credentials(bk, more):
    more = dict(more, api_style="apigw")
    changes(bk, GROUP, **dict(NEW, **more))
    again = [APIGW + "user_group/search/", APIGW + "user_group/detail/"]
    assert paths(bk) == [APIGW + "user_group/search/", APIGW + "user_group/save/"] + again
    keeps(bk, GROUP, **dict(NEW, **more))
    changes(bk, GROUP, name="new", desc="x", **more)
    assert (
        paths(bk)
        == [APIGW + "user_group/search/", APIGW + "user_group/detail/", APIGW + "user_group/save/"]
        + again
    )
    changes(bk, GROUP, name="new", state="absent", **more)
    assert paths(bk, write=True) == [APIGW + "user_group/delete/"]
    assert body(bk)["bk_biz_ids"] == [2]
    for one in bk.requests():
        assert (
            "x-bkapi-authorization" in one["headers"]
            and not CREDENTIALS & set(one["body"])
            and "bk_token" not in one["body"]
        )


def test_bk_apigw_needs_no_user(bk):
    del bk.connection["bk_username"]
    changes(bk, GROUP, api_style="apigw", **NEW)
    assert "bk_token: is required" in refused(bk, GROUP, **NEW)


@pytest.mark.parametrize("given", [{}, {"access_token": "bk-demo-access-0001"}])
def test_bk_apigw_and_credentials_in_the_body_contradict_each_other(bk, given):
    message = refused(bk, GROUP, api_style="apigw", auth_in="body", **dict(NEW, **given))
    assert message.startswith("auth_in: ") and "header only" in message and bk.requests() == []


def test_bk_apigw_of_another_stage(bk):
    changes(bk, GROUP, api_style="apigw", api_path="/api/bk-monitor/stage/app/", **NEW)
    assert paths(bk, write=True) == ["POST /api/bk-monitor/stage/app/user_group/save/"]


def test_bk_apigw_has_no_search_of_notice_groups(bk):
    """So the calls of the other family that it has are of no use; its delete_user_groups is one
    of them.
    """
    params = {"name": "x", "notice_receiver": [], "notice_way": {"1": ["mail"]}}
    for module, more in (
        (LEGACY, params),
        (LEGACY + "s", {"notice_groups": [params]}),
        (LEGACY + "_info", {}),
    ):
        message = refused(bk, module, api_style="apigw", **more)
        assert (
            message.startswith("api_style: the API gateway publishes no search of notice groups")
            and "bk_user_group" in message
        )
    assert bk.requests() == []


def test_bk_apigw_in_another_dialect_is_the_esb_style_with_a_path(bk):
    changes(bk, GROUP, api_path="/api/c/compapi/v2/bkmonitorv3", auth_in="header", **NEW)
    assert paths(bk, write=True) == ["POST /api/c/compapi/v2/bkmonitorv3/save_user_group/"]
    assert not CREDENTIALS & set(sent(bk))


def test_bk_both_doors_lead_to_the_same_group(bk):
    changes(bk, GROUP, **NEW)
    keeps(bk, GROUP, api_style="apigw", **NEW)
    first = apply(bk, GROUP + "_info")["user_groups"]
    assert apply(bk, GROUP + "_info", api_style="apigw")["user_groups"] == first


@pytest.mark.parametrize(
    "code, words",
    [
        ("1640001", "only in the header"),
        ("1640102", "only in the header"),
        ("1640301", "granted this resource"),
        ("1640302", "bk_tenant_id"),
        ("1640401", "wrong stage or path"),
        ("1641301", "too big"),
        ("1650200", "gave up"),
    ],
)
def test_bk_apigw_errors(emulator, bk, code, words):
    for path, params in (
        ("user_group/search", {"name": "nobody", "state": "absent"}),
        ("user_group/detail", {"name": "layman"}),
    ):
        emulator.add_fault(error="bk." + code, path=path, times=None)
        message = fails(bk, GROUP, api_style="apigw", retries=1, **params)
        assert "BlueKing answered " + code in message and words.lower() in message.lower(), message
        assert message.startswith(
            "Could not list the user groups of business 2: "
            if "search" in path
            else "Could not read the user group 'layman' (id 1): "
        )
        emulator.clear_faults()


@pytest.mark.parametrize("code", ["1642901", "1642904"])
def test_bk_apigw_rate_limit_is_waited_out(emulator, bk, code):
    for path in ("user_group/search", "user_group/detail", "user_group/save"):
        emulator.add_fault(error="bk." + code, path=path, times=1)
    assert apply(bk, GROUP, api_style="apigw", name="layman", desc="x")["requests"]["retries"] == 3


def test_bk_apigw_tenant(emulator, bk):
    emulator.settings(bk={"multi_tenant": True})
    message = fails(bk, GROUP, api_style="apigw", **NEW)
    assert "HTTP 403" in message and "bk_tenant_id" in message
    changes(bk, GROUP, api_style="apigw", bk_tenant_id="t", **NEW)


# --- facts that break idempotence


def test_bk_user_group_b39_texts_are_stripped(bk):
    changes(bk, GROUP, **dict(NEW, name=" new\n", desc="two\nlines\n"))
    assert (body(bk)["name"], body(bk)["desc"]) == ("new", "two\nlines")
    keeps(bk, GROUP, **dict(NEW, name="new ", desc="two\nlines\n\n"))


def test_bk_user_group_b45_chats_are_wanted_where_they_are_needed(bk):
    for way in ("wxwork-bot", "bkchat"):
        for receivers in ({}, {"receivers": []}):
            message = refused(
                bk, GROUP, **dict(NEW, alert_notice=[on("mail", dict(receivers, name=way))])
            )
            assert (
                message == "alert_notice[0].notify_config[0].notice_ways[1].receivers: %s needs at"
                " least one" % way
            )
    message = refused(
        bk,
        GROUP,
        **dict(NEW, action_notice=[on({"name": "bkchat", "receivers": ["chat"]}, key="phase")]),
    )
    assert (
        message
        == "action_notice[0].notify_config[0].notice_ways[0].receivers[0]: 'chat' is not like"
        " channel|id"
    )


def _broken(bk):
    """A level with the bot and without a chat: the server can't show the group any more."""
    patch(
        bk,
        "user_groups",
        "id",
        1,
        alert_notice=[
            {
                "time_range": "00:00:00--23:59:59",
                "notify_config": [{"level": 1, "type": ["mail", "wxwork-bot"]}],
            }
        ],
    )


def test_bk_user_group_b45_a_group_the_server_stumbles_over_hides_no_other(bk):
    _broken(bk)
    found = {one["name"]: one for one in apply(bk, GROUP + "_info")["user_groups"]}
    assert (
        len(found) == 4
        and "alert_notice" not in found["layman"]
        and "alert_notice" in found["core-oncall"]
    )
    message = refused(bk, GROUP, name="layman", desc="x")
    assert message.startswith(
        "alert_notice: the answer does not show alert_notice (the server can't show a level with"
        " wxwork-bot that has no chat), so"
    )
    assert "give action_notice in the task too" in message
    changes(bk, GROUP, name="layman", state="absent")


def test_bk_user_group_b45_a_group_the_server_stumbles_over_can_be_mended(bk):
    _broken(bk)
    changes(bk, GROUP, **dict(NEW, name="layman", desc="mended", mention_list=[]))
    keeps(bk, GROUP, **dict(NEW, name="layman", desc="mended"))


def test_bk_user_group_b46_a_group_of_chats_only(bk):
    chats = on({"name": "wxwork-bot", "receivers": [CHAT]})
    changes(bk, GROUP, **dict(NEW, alert_notice=[chats]))
    assert body(bk)["alert_notice"][0]["notify_config"] == [
        {"level": 1, "notice_ways": [{"name": "wxwork-bot", "receivers": [CHAT]}]}
    ]
    keeps(bk, GROUP, **dict(NEW, alert_notice=[chats]))


def test_bk_user_group_b47_a_missing_level_is_an_empty_one(bk):
    changes(bk, GROUP, **NEW)
    empty = {"level": "2", "notice_ways": []}
    keeps(
        bk,
        GROUP,
        name="new",
        alert_notice=[
            {
                "time_range": "00:00--23:59",
                "notify_config": [empty, {"level": 3}, *ALERT[0]["notify_config"]],
            }
        ],
    )
    patch(
        bk,
        "user_groups",
        "name",
        "new",
        alert_notice=[
            {
                "time_range": "00:00--23:59",
                "notify_config": [dict(empty, level=2), *ALERT[0]["notify_config"]],
            }
        ],
    )
    keeps(bk, GROUP, **NEW)
    changes(bk, GROUP, name="new", desc="x")
    assert {"level": 2, "notice_ways": []} in body(bk)["alert_notice"][0]["notify_config"]


def test_bk_user_group_b23_the_business_is_always_asked_for(bk):
    for module, params in (
        (GROUP, NEW),
        (GROUP, {"name": "nobody", "state": "absent"}),
        (GROUP + "_info", {"ids": []}),
        (GROUPS, {"user_groups": []}),
    ):
        apply(bk, module, **params)
        searches = [one["body"] for one in bk.requests() if "search_user_groups" in one["path"]]
        assert searches and all(
            {key: one[key] for key in one if key not in CREDENTIALS} == {"bk_biz_ids": [2]}
            for one in searches
        )


def test_bk_user_group_b23_the_answer_is_filtered_again(emulator, bk):
    emulator.settings(strict=False)
    rows = bk.emulator.state("bk")["user_groups"]
    emulator.add_fault(
        vendor="bk",
        path="search_user_groups",
        kind="wrong_shape",
        times=None,
        body={
            "result": True,
            "code": 200,
            "message": "OK",
            "data": [dict(one, strategy_count=0) for one in rows],
        },
    )
    assert [one["id"] for one in apply(bk, GROUP + "_info")["user_groups"]] == [2, 4, 1, 3]
    keeps(bk, GROUP, times=1, name="night-rota", state="absent")


@pytest.mark.parametrize("name", ["Layman", " laYman "])
def test_bk_user_group_b48_a_name_that_differs_only_in_case_is_taken(bk, name):
    assert (
        refused(bk, GROUP, **dict(NEW, name=name))
        == "name: %r is taken by the user group 'layman' (id 1)" % name.strip()
    )
    assert "is taken by the user group 'layman' (id 1)" in refused(bk, GROUP, id=2, name=name)
    changes(bk, GROUP, id=1, name=name)


def test_bk_user_group_b48_a_name_that_is_about_to_be_free_is_not_free(bk):
    """The server checks names on every save, so two can't swap theirs, and nothing is done by
    half.
    """
    message = refused(
        bk, GROUPS, user_groups=[{"id": 1, "name": "core-oncall"}, {"id": 2, "name": "layman"}]
    )
    assert (
        "user_groups[0].name: 'core-oncall' is taken by the user group 'core-oncall' (id 2)"
        in message
    )


def test_bk_user_group_b49_members_of_several_duty_rows(bk):
    """Everybody in any row is a member. Rows stay as they are until the members change; then
    there is one.
    """
    two = {"bk_biz_id": 3, "name": "two-rows"}
    said = keeps(bk, GROUP, users=[ALICE, BOB], **two)
    assert ["users: the people are in several duty rows, and" in text for text in warned(said)] == [
        True
    ]
    changes(bk, GROUP, desc="x", users=[ALICE, BOB], **two)
    assert "duty_arranges" not in body(bk)
    assert [one["users"] for one in stored(bk, id=5)["duty_arranges"]] == [[ALICE], [BOB]]
    changes(bk, GROUP, users=[CAROL], mode="add", **two)
    assert body(bk)["duty_arranges"] == [{"users": [ALICE, BOB, CAROL]}]
    assert [one["users"] for one in stored(bk, id=5)["duty_arranges"]] == [[ALICE, BOB, CAROL]]


EVERYTHING = {
    "desc": "d",
    "timezone": "Asia/Tokyo",
    "channels": ["user", "bkchat"],
    "need_duty": True,
    "duty_rules": ["week by week"],
    "mention_list": [BOB],
    "duty_notice": {"personal_notice": {"enabled": True, "hours_ago": 2}, "hit_first_duty": False},
    "alert_notice": [
        on("mail", {"name": "bkchat", "receivers": ["wework|1"]}, span="08:00--20:00"),
        on("voice", span="20:00--08:00"),
    ],
}


def test_bk_user_group_b61_a_save_that_replaces_keeps_what_is_not_given(bk):
    apply(bk, GROUP, **dict(NEW, **EVERYTHING))
    patch(bk, "user_groups", "name", "new", path="groups/new.yaml")
    before = stored(bk, name="new")
    for option, value in (
        ("desc", "other"),
        ("timezone", "UTC"),
        ("need_duty", False),
        ("mention_list", []),
        ("users", [CAROL]),
        ("duty_notice", {"hit_first_duty": True}),
    ):
        changes(bk, GROUP, name="new", **{option: value})
        patch(
            bk,
            "user_groups",
            "name",
            "new",
            **{
                key: before[key]
                for key in (
                    "desc",
                    "timezone",
                    "need_duty",
                    "mention_list",
                    "duty_notice",
                    "duty_arranges",
                )
            },
        )
        after = stored(bk, name="new")
        volatile = ("order", "update_time", "update_user")
        for one in (before, after):
            one["channels"].sort()
            for notice in one["alert_notice"] + one["action_notice"]:
                for config in notice["notify_config"]:
                    config["notice_ways"].sort(key=str)
        assert {key: value for key, value in after.items() if key not in volatile} == {
            key: value for key, value in before.items() if key not in volatile
        }


def test_bk_user_group_b61_within_the_notices_about_the_rota_each_key_is_kept(bk):
    apply(bk, GROUP, **dict(NEW, **EVERYTHING))
    notice = dict(
        stored(bk, name="new")["duty_notice"],
        plan_notice=dict(PLAN, ofTheFuture=1),
        ofTheFuture={"a": 1},
    )
    patch(bk, "user_groups", "name", "new", duty_notice=notice)
    bk.emulator.settings(strict=False)
    result = changes(bk, GROUP, name="new", duty_notice={"hit_first_duty": True})
    assert result["plan"][0]["fields"] == ["duty_notice.hit_first_duty"]
    assert body(bk)["duty_notice"] == dict(notice, hit_first_duty=True)
    changes(bk, GROUP, name="new", duty_notice={"plan_notice": {"days": 4}})
    assert body(bk)["duty_notice"] == dict(
        notice, hit_first_duty=True, plan_notice=dict(PLAN, ofTheFuture=1, days=4)
    )
    bk.emulator.clear_violations()


# --- B67: the notices about the rota

CHAT = "wrk0123456789abcdef0123456789abc"
PLAN = {"enabled": True, "days": 3, "chat_ids": [CHAT], "type": "weekly", "time": "09:00"}
TOLD = {"enabled": True, "hours_ago": 24, "duty_rules": []}


def notice(bk):
    return stored(bk, name="new")["duty_notice"]


def test_bk_user_group_duty_notice_of_one_part(bk):
    """The other part is left out, and what the server fills in is what it is taken for."""
    least = {"days": 3, "chat_ids": [CHAT], "time": "09:00"}
    options = dict(NEW, duty_notice={"plan_notice": least})
    check = apply(bk, GROUP, check=True, **options)
    changes(bk, GROUP, **options)
    assert body(bk)["duty_notice"] == notice(bk) == {"plan_notice": PLAN, "hit_first_duty": True}
    result = keeps(bk, GROUP, **options)
    assert (
        result["user_group"]["duty_notice"]
        == check["user_group"]["duty_notice"]
        == {
            "plan_notice": PLAN,
            "personal_notice": {},
            "hit_first_duty": True,
        }
    )
    changes(bk, GROUP, name="new", duty_notice={"personal_notice": {"hours_ago": 24}})
    assert notice(bk) == {"plan_notice": PLAN, "personal_notice": TOLD, "hit_first_duty": True}
    keeps(
        bk,
        GROUP,
        name="new",
        duty_notice={
            "personal_notice": {"hours_ago": 24, "enabled": True},
            "plan_notice": {"type": "weekly"},
        },
    )
    keeps(bk, GROUP, **apply(bk, GROUP + "_info", name="new")["user_groups"][0])


def test_bk_user_group_duty_notice_is_switched_off_and_on(bk):
    changes(
        bk,
        GROUP,
        **dict(NEW, duty_notice={"plan_notice": dict(PLAN, date=1), "personal_notice": TOLD}),
    )
    for enabled in (False, True):
        changes(bk, GROUP, name="new", duty_notice={"plan_notice": {"enabled": enabled}})
        assert notice(bk) == {
            "plan_notice": dict(PLAN, date=1, enabled=enabled),
            "personal_notice": TOLD,
            "hit_first_duty": True,
        }
        keeps(bk, GROUP, name="new", duty_notice={"plan_notice": {"enabled": enabled}})
    changes(bk, GROUP, name="new", duty_notice={"personal_notice": {"enabled": False}})
    assert notice(bk)["personal_notice"] == dict(TOLD, enabled=False)


def test_bk_user_group_duty_notice_is_taken_away(bk):
    changes(
        bk,
        GROUP,
        **dict(
            NEW, duty_notice={"plan_notice": PLAN, "personal_notice": TOLD, "hit_first_duty": False}
        ),
    )
    changes(bk, GROUP, name="new", duty_notice={"plan_notice": {}})
    assert notice(bk) == {"personal_notice": TOLD, "hit_first_duty": False}
    keeps(bk, GROUP, name="new", duty_notice={"plan_notice": {}})
    # what is off and has nothing stored is what nothing is
    keeps(bk, GROUP, name="new", duty_notice={"plan_notice": {"enabled": False}})
    changes(bk, GROUP, name="new", on_unspecified="reset", alert_notice=[], action_notice=[])
    assert body(bk)["duty_notice"] == notice(bk) == {"hit_first_duty": True}
    keeps(bk, GROUP, name="new", on_unspecified="reset", alert_notice=[], action_notice=[])


def test_bk_user_group_duty_notice_reset_of_what_is_left_out(bk):
    changes(
        bk,
        GROUP,
        **dict(
            NEW,
            duty_notice={
                "plan_notice": dict(PLAN, type="monthly", date=3),
                "personal_notice": TOLD,
            },
        ),
    )
    options = {
        "name": "new",
        "on_unspecified": "reset",
        "alert_notice": [],
        "action_notice": [],
        "duty_notice": {"plan_notice": {"days": 5}},
    }
    changes(bk, GROUP, **options)
    assert notice(bk) == {"plan_notice": dict(PLAN, days=5), "hit_first_duty": True}
    keeps(bk, GROUP, **options)


@pytest.mark.parametrize(
    "given, lacks",
    [
        ({"plan_notice": {"days": 3}}, ["plan_notice.chat_ids", "plan_notice.time"]),
        (
            {"plan_notice": {"enabled": True}},
            ["plan_notice.days", "plan_notice.chat_ids", "plan_notice.time"],
        ),
        ({"plan_notice": {"enabled": False, "days": 1, "time": "09:00"}}, ["plan_notice.chat_ids"]),
        ({"personal_notice": {"duty_rules": ["office hours"]}}, ["personal_notice.hours_ago"]),
        ({"personal_notice": {"enabled": True}}, ["personal_notice.hours_ago"]),
    ],
)
def test_bk_user_group_duty_notice_lacks_what_the_vendor_wants(bk, given, lacks):
    said = "; ".join(
        "duty_notice.%s: is required, also where enabled is false, and none is stored" % path
        for path in lacks
    )
    assert refused(bk, GROUP, **dict(NEW, duty_notice=given)) == said
    changes(bk, GROUP, **NEW)
    assert refused(bk, GROUP, name="new", duty_notice=given) == said


def test_bk_user_group_duty_notice_that_the_answer_does_not_show(bk):
    changes(bk, GROUP, **dict(NEW, duty_notice={"plan_notice": PLAN, "personal_notice": TOLD}))
    bk.emulator.settings(bk={"lacks": ["user_group:duty_notice"]})
    changes(bk, GROUP, name="new", desc="x")
    assert "duty_notice" not in body(bk) and notice(bk)["plan_notice"] == PLAN
    assert "is required" in refused(
        bk, GROUP, name="new", duty_notice={"plan_notice": {"enabled": False}}
    )


def test_bk_user_group_b61_display_fields_never_go_back(bk):
    for name in ("layman", "core-oncall", "with-webhook", "from-console"):
        changes(bk, GROUP, name=name, desc="x")
        assert set(body(bk)) == {
            "id",
            "bk_biz_id",
            "name",
            "desc",
            "alert_notice",
            "action_notice",
            "timezone",
            "channels",
            "need_duty",
            "duty_rules",
            "mention_list",
            "path",
        }
        assert (
            "display_name" not in str(body(bk))
            and "chatid" not in str(body(bk))
            and "'type': [" not in str(body(bk))
        )


def test_bk_user_group_b62_everybody_stays_mentioned(bk):
    """A group that was never saved in this form mentions everybody without saying so; the first
    save would end that.
    """
    assert (stored(bk, id=1)["mention_list"], stored(bk, id=1)["mention_type"]) == ([], 0)
    keeps(bk, GROUP, name="layman", mention_list=[{"type": "group", "id": "all"}])
    changes(bk, GROUP, name="layman", desc="x")
    assert body(bk)["mention_list"] == [{"type": "group", "id": "all"}]
    assert (stored(bk, id=1)["mention_list"], stored(bk, id=1)["mention_type"]) == (
        [{"type": "group", "id": "all"}],
        1,
    )
    changes(bk, GROUP, name="layman", mention_list=[])
    assert stored(bk, id=1)["mention_list"] == []
    keeps(bk, GROUP, name="layman", mention_list=[])


def test_bk_user_group_b62_mentions_by_member(bk):
    changes(bk, GROUP, name="layman", mention_list=[BOB], mode="add")
    assert body(bk)["mention_list"] == [{"type": "group", "id": "all"}, BOB]
    changes(bk, GROUP, name="layman", mention_list=[{"type": "group", "id": "all"}], mode="remove")
    assert body(bk)["mention_list"] == [BOB]


def test_bk_user_group_b63_members_can_not_be_cleared_and_that_is_said(bk):
    for params in ({"users": []}, {"users": [{"type": "user", "id": "admin"}], "mode": "remove"}):
        message = refused(bk, GROUP, name="layman", **params)
        assert message.startswith(
            "users: the members can't all be taken away: an empty list changes nothing at the"
            " vendor"
        )
    result = changes(bk, GROUP, name="layman", desc="x", on_unspecified="reset", alert_notice=ALERT)
    assert "users" not in result["plan"][0]["fields"] and "duty_arranges" not in body(bk)


def test_bk_user_group_b63_none_to_begin_with_is_no_clearing(bk):
    changes(bk, GROUP, **dict(NEW, users=[]))
    assert "duty_arranges" not in body(bk)
    keeps(bk, GROUP, **dict(NEW, users=[]))
    changes(bk, GROUP, name="new", users=[], desc="x")
    changes(bk, GROUP, name="new", users=[BOB])


def test_bk_user_group_b64_ways_in_any_order_with_and_without_receivers(bk):
    wanted = dict(
        NEW, alert_notice=[on("mail", "sms", {"name": "wxwork-bot", "receivers": ["a", "b"]})]
    )
    changes(bk, GROUP, **wanted)
    keeps(bk, GROUP, **wanted)
    keeps(
        bk,
        GROUP,
        **dict(
            wanted,
            alert_notice=[
                on(
                    {"name": "wxwork-bot", "receivers": ["b", "a"]},
                    {"name": "sms", "receivers": []},
                    "mail",
                )
            ],
        ),
    )


def test_bk_user_group_b64_old_style_data(bk):
    """What the notice group calls stored: the server shows it in the native form, in another
    order each time.
    """
    keeps(
        bk,
        GROUP,
        name="core-oncall",
        alert_notice=[
            {
                "time_range": "00:00--23:59",
                "notify_config": [
                    {"level": 1, "notice_ways": [{"name": "voice"}, {"name": "mail"}]},
                    {"level": 2, "notice_ways": [{"name": "mail"}]},
                    {"level": 3, "notice_ways": [{"name": "mail"}]},
                ],
            }
        ],
    )


def test_bk_user_group_b65_only_type_and_id_of_people_count(bk):
    keeps(bk, GROUP, name="from-console", users=[CAROL, {"type": "group", "id": "operator"}])
    changes(bk, GROUP, name="from-console", users=[CAROL])
    assert body(bk)["duty_arranges"] == [{"users": [CAROL]}]


@pytest.mark.parametrize("kept", ["00:00--23:59", "00:00--23:59:00", "00:00:00--23:59:59"])
@pytest.mark.parametrize(
    "typed", ["00:00--23:59", "0:00--23:59:30", "00:00:00--23:59:59", " 00:00--23:59\n"]
)
def test_bk_user_group_b66_time_ranges_are_compared_by_the_minute(bk, kept, typed):
    apply(bk, GROUP, **NEW)
    patch(
        bk,
        "user_groups",
        "name",
        "new",
        alert_notice=[dict(stored(bk, name="new")["alert_notice"][0], time_range=kept)],
    )
    keeps(bk, GROUP, times=2, name="new", alert_notice=[dict(ALERT[0], time_range=typed)])
    changes(bk, GROUP, name="new", desc="x")
    assert body(bk)["alert_notice"][0]["time_range"] == kept
    changes(bk, GROUP, name="new", alert_notice=[dict(ALERT[0], time_range="00:00--23:58")])


def test_bk_user_group_b33_equal_is_never_saved(emulator, bk):
    before = emulator.state("bk")
    for business in (2, 3):
        found = apply(bk, GROUP + "_info", bk_biz_id=business)["user_groups"]
        keeps(bk, GROUPS, times=3, bk_biz_id=business, user_groups=found)
    assert emulator.state("bk") == before


def test_bk_user_group_b54_an_id_of_another_business_is_not_touched(bk):
    assert (
        refused(bk, GROUP, bk_biz_id=3, id=2, desc="x")
        == "id: there is no user group with id 2 in business 3"
    )
    keeps(bk, GROUP, times=1, bk_biz_id=3, id=2, state="absent")
    assert apply(bk, GROUP + "_info", bk_biz_id=3, ids=[1, 2])["user_groups"] == []


def test_bk_user_group_b40_ids_of_people_are_texts(bk):
    changes(bk, GROUP, **dict(NEW, users=[{"type": "user", "id": "10086"}]))
    assert body(bk)["duty_arranges"] == [{"users": [{"type": "user", "id": "10086"}]}]
    keeps(bk, GROUP, **dict(NEW, users=[{"type": "user", "id": "10086"}]))


GONE = {
    "vendor": "bk",
    "path": "search_user_group_detail",
    "kind": "wrong_shape",
    "body": {"result": True, "code": 200, "message": "OK", "data": {}},
}


def test_bk_user_group_b24_an_empty_object_is_no_group(emulator, bk):
    """The list still shows it, and the call for the single one says that there is none: it went
    in between.
    """
    emulator.add_fault(times=None, **GONE)
    emulator.clear_requests()
    assert [one["name"] for one in bk.run(GROUP + "_info")["user_groups"]] == []
    keeps(bk, GROUP, times=1, name="layman", state="absent")
    assert (
        refused(bk, GROUP, id=1, desc="x") == "id: there is no user group with id 1 in business 2"
    )
    result = apply(bk, GROUP, check=True, **dict(NEW, name="layman"))
    assert result["plan"][0]["action"] == "create"
    result = apply(
        bk,
        GROUPS,
        check=True,
        user_groups=[],
        purge=True,
        purge_scope={"name_regex": ".*"},
        allow_empty=True,
    )
    assert result["plan"] == []


def test_bk_user_group_b24_gone_before_it_is_read(emulator, bk):
    emulator.add_fault(
        vendor="bk",
        path="search_user_groups",
        kind="second_writer",
        patch={"collection": "user_groups", "id": 1, "remove": True},
    )
    result = apply(bk, GROUP, **dict(NEW, name="layman"))
    assert (
        result["plan"][0]["action"] == "create"
        and stored(bk, name="layman", bk_biz_id=2)["id"] == result["user_group"]["id"] != 1
    )


@pytest.mark.parametrize(
    "data", [None, [], "x", {"id": 2, "bk_biz_id": 2, "name": "other"}, {"name": "layman"}]
)
def test_bk_user_group_b24_anything_else_is_no_word_of_absence(emulator, bk, data):
    emulator.add_fault(
        times=None, **dict(GONE, body={"result": True, "code": 200, "message": "OK", "data": data})
    )
    message = refused(bk, GROUP, **dict(NEW, name="layman"))
    assert message.startswith(
        "Could not read the user group 'layman' (id 1): the answer does not have it in data"
    )


SLOW = {
    "vendor": "bk",
    "path": "save_user_group",
    "error": "bk.1306201",
    "executed": True,
    "message": "backend timed out",
}


def test_bk_user_group_b34_a_failure_that_was_a_success(emulator, bk):
    emulator.add_fault(**SLOW)
    result = apply(bk, GROUP, **NEW)
    assert len(paths(bk, write=True)) == 1 and "adopted" in warned(result)[0]
    keeps(bk, GROUP, **NEW)
    # what the list does not show is looked at all the same
    for changed in ({"alert_notice": [on("sms")]}, {"users": [CAROL]}, {"desc": "x"}):
        emulator.add_fault(**SLOW)
        assert apply(bk, GROUP, name="new", **changed)["changed"] is True
        keeps(bk, GROUP, name="new", **changed)


def test_bk_user_group_b34_what_was_not_done_is_a_failure(emulator, bk):
    emulator.add_fault(times=None, **dict(SLOW, executed=False))
    message = fails(bk, GROUP, name="layman", alert_notice=[on("sms")], retries=1)
    assert "does not show the change" in message and stored(bk, id=1)["alert_notice"][0][
        "notify_config"
    ][0]["type"] == ["weixin"]


# --- errors


@pytest.mark.parametrize(
    "code, text, words",
    [
        (
            "400",
            "[ErrorDetail(string='user group not existed', code='invalid')]",
            "not known in this business",
        ),
        ("400", "timezone is invalid", "timezone is invalid"),
        ("3312003", "duplicate user group name new", "has this name"),
        ("3300002", "request format wrong", "not understood"),
        ("1306404", "component not found", "api_path"),
        ("9900403", "no", "IAM"),
    ],
)
def test_bk_user_group_error_of_a_save(emulator, bk, code, text, words):
    emulator.add_fault(error="bk." + code, path="save_user_group", message=text, times=None)
    message = fails(bk, GROUP, name="layman", desc="x")
    assert (
        message.startswith(
            "Could not update the user group 'layman' (id 1): BlueKing answered %s: %s"
            % (code, text)
        )
        and words in message
    )


def test_bk_user_group_error_deadlock_is_tried_again(emulator, bk, clock):
    emulator.add_fault(error="bk.deadlock", path="save_user_group", times=2)
    assert (
        apply(bk, GROUP, name="layman", desc="x")["requests"]["retries"] == 2
        and len(clock.slept) == 2
    )


def test_bk_user_group_error_name_taken_meanwhile(emulator, bk):
    emulator.add_fault(
        vendor="bk",
        path="search_user_groups",
        kind="second_writer",
        patch={"collection": "user_groups", "add": {"name": "NEW", "bk_biz_id": 2}},
    )
    message = fails(bk, GROUP, **NEW)
    assert "BlueKing answered 3312003" in message and "does not show it" in message


def test_bk_user_group_error_of_the_servers_own_checks_is_met_before(bk):
    for params, path in (
        ({"need_duty": True}, "duty_rules"),
        ({"need_duty": True, "duty_rules": ["802"], "channels": ["bkchat"]}, "channels"),
        ({"duty_rules": ["no such rule"]}, "duty_rules[0]"),
        ({"timezone": " "}, "timezone"),
    ):
        assert refused(bk, GROUP, **dict(NEW, **params)).startswith(path + ": ")
    assert (
        refused(bk, GROUP, **dict(NEW, timezone="Moon/Crater"))
        == "timezone: 'Moon/Crater' is no time zone that is known here"
    )
    assert (
        refused(bk, GROUPS, user_groups=[NEW, dict(NEW, name="other", timezone="Asia/Beijing")])
        == "user_groups[1].timezone: 'Asia/Beijing' is no time zone that is known here; did you"
        " mean 'Asia/Shanghai'?"
    )


def test_bk_user_group_a_rota_loses_its_last_rule(bk):
    apply(bk, GROUP, **dict(NEW, need_duty=True, duty_rules=["802"]))
    assert refused(bk, GROUP, name="new", duty_rules=[]).startswith(
        "duty_rules: a rota (need_duty) needs at least one rule"
    )
    assert refused(bk, GROUP, name="new", channels=["bkchat"]).startswith(
        "channels: a rota (need_duty) needs the channel user"
    )
    changes(bk, GROUP, name="new", duty_rules=[], need_duty=False)


# --- deletion


@pytest.mark.parametrize(
    "name, user", [("core-oncall", "1 strategy"), ("from-console", "1 assign rule")]
)
def test_bk_user_group_in_use_is_refused_before_anything_is_sent(bk, name, user):
    for module, params in (
        (GROUP, {"name": name, "state": "absent"}),
        (GROUPS, {"user_groups": [{"name": name, "state": "absent"}]}),
    ):
        message = refused(bk, module, **params)
        assert (
            "state: the user group %r is still used by %s; take it out there first: the vendor"
            " refuses" % (name, user) in message
        )
        assert "also with force: true" in message
    message = refused(
        bk, GROUPS, user_groups=[], purge=True, purge_scope={"name_prefix": name}, allow_empty=True
    )
    assert message.startswith("purge: the user group %r is still used by" % name)


def test_bk_user_group_in_use_by_an_escalation(bk):
    """Which no count shows."""
    patch(bk, "strategies", "id", 701, upgrade_groups=[1])
    assert "still used by something (delete_allowed is false)" in refused(
        bk, GROUP, name="layman", state="absent"
    )


def test_bk_user_group_force_does_not_help(bk):
    message = fails(bk, GROUP, name="core-oncall", state="absent", force=True)
    assert (
        "BlueKing answered 3312004" in message
        and "take it out of them first" in message
        and "force does not help" in message
    )
    assert stored(bk, id=2)


def test_bk_user_group_counts(bk):
    patch(bk, "strategies", "id", 701, user_groups=[2, 1])
    bk.emulator.put_state(
        "bk",
        {
            "strategies": [
                *bk.emulator.state("bk")["strategies"],
                {"id": 702, "bk_biz_id": 2, "user_groups": [2]},
            ],
            "assign_rules": [{"id": 751, "user_groups": [2]}],
        },
    )
    assert "still used by 1 assign rule, 2 strategies; take" in refused(
        bk, GROUP, name="core-oncall", state="absent"
    )


# --- who else manages it


def test_bk_user_group_of_the_as_code_is_warned_about(bk):
    """The detail, which is what a task sees, does not say of which app it is: B25."""
    patch(bk, "user_groups", "id", 1, app="as_code", path="notice/layman.yaml")
    for check in (True, False):
        result = apply(bk, GROUP, check=check, name="layman", desc="x")
        assert [
            "as-code (config_source is YAML), whose next import overwrites" in text
            for text in warned(result)
        ] == [True]
        assert result["changed"] and result["user_group"]["config_source"] == "YAML"
    assert body(bk)["path"] == "notice/layman.yaml" and not {"app", "config_source"} & set(body(bk))
    assert apply(bk, GROUP, name="layman", desc="x")["warnings"] == []
    assert apply(bk, GROUP + "_info", name="layman")["user_groups"][0]["config_source"] == "YAML"
    result = apply(
        bk,
        GROUPS,
        check=True,
        user_groups=[],
        purge=True,
        purge_scope={"name_prefix": "layman"},
        allow_empty=True,
    )
    assert ["'layman' belongs to BlueKing's as-code" in text for text in warned(result)] == [True]
    # the calls for notice groups do not even show it, but a change looks at the native form in any
    # case
    notice = {"name": "layman", "message": "y"}
    assert [
        "as-code (config_source is YAML), which does not notice" in text
        for text in warned(changes(bk, LEGACY, **notice))
    ] == [True]
    assert apply(bk, LEGACY, **notice)["warnings"] == []


def test_bk_user_group_that_is_used_says_that_it_can_not_be_deleted(bk):
    patch(bk, "user_groups", "id", 1, app="")
    groups = {one["name"]: one for one in apply(bk, GROUP + "_info")["user_groups"]}
    assert groups["core-oncall"]["delete_allowed"] is False and not {
        "delete_allowed",
        "edit_allowed",
        "config_source",
    } & set(groups["layman"])
    again = apply(bk, GROUPS, user_groups=list(groups.values()))
    assert again["changed"] is False and again["user_groups"] == list(groups.values())


def test_bk_user_group_with_a_duty_rule_that_is_off_is_warned_about(bk):
    changes(bk, GROUP, **dict(NEW, need_duty=True, duty_rules=["office hours", "week by week"]))
    patch(bk, "duty_rules", "name", "week by week", enabled=False)
    by_id = [
        str(row(bk, "duty_rules", name=name)["id"]) for name in ("office hours", "week by week")
    ]
    for rules in (["office hours", "week by week"], by_id):
        result = apply(bk, GROUPS, user_groups=[dict(NEW, need_duty=True, duty_rules=rules)])
        assert result["changed"] is False
        assert warned(result) == [
            "user_groups[0].duty_rules: the duty rule 'week by week' is switched off (enabled is"
            " false), so that nobody is on duty by it"
        ]
    assert apply(bk, GROUP, name="new", need_duty=True)["warnings"] == []
    assert not [path for path in paths(bk) if "duty_rule" in path]


def test_bk_user_group_of_all_businesses_is_left_alone(bk):
    bk.emulator.put_state(
        "bk", {"user_groups": [dict(stored(bk, id=1), bk_biz_id=0, name="global")]}
    )
    keeps(bk, GROUP, times=1, bk_biz_id=0, name="global")
    for params in ({"desc": "x"}, {"state": "absent"}):
        assert "a group of all businesses can't be" in refused(
            bk, GROUP, bk_biz_id=0, name="global", **params
        )
    assert apply(bk, GROUP + "_info", bk_biz_id=0)["protected"] == [1]


def test_bk_user_group_saves_are_never_parallel_and_reads_at_most_four(emulator, bk):
    assert "concurrency" in refused(bk, GROUPS, user_groups=[NEW], concurrency=4)
    items = [dict(NEW, name="new %02d" % number) for number in range(12)]
    apply(bk, GROUPS, user_groups=items)
    assert apply(bk, GROUPS, user_groups=items).reads == 13
    emulator.settings(latency_ms=30)
    apply(bk, GROUPS, user_groups=[dict(item, desc="x") for item in items])
    log = [one for one in bk.requests() if "search_user_groups" not in one["path"]]
    spans = {
        write: sorted(one["time"] for one in log if one["write"] is write)
        for write in (True, False)
    }
    assert all(later - sooner >= 0.025 for sooner, later in zip(spans[True], spans[True][1:]))
    assert all(later - sooner >= 0.025 for sooner, later in zip(spans[False], spans[False][4:]))
