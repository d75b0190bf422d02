# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Facts of docs/vendors/blueking.md that break idempotence, one by one."""

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

GROUP = "bk_notice_group"
GROUPS = "bk_notice_groups"
CHAT = "wrk0123456789abcdef0123456789abcd"
HOOK = "https://hooks.example.com/bk?key=old-secret"
FILLS = pytest.mark.parametrize("fill", ["absent", "null", "empty", "mixed"])
CREDENTIALS = {"bk_app_code", "bk_app_secret", "bk_username"}
NEW = {
    "name": "new",
    "notice_receiver": [{"type": "user", "id": "alice"}],
    "notice_way": {"1": ["mail"]},
}


def form(bk):
    """The one body that was sent, without the credentials."""
    body = sent(bk)
    assert set(body) >= CREDENTIALS
    return {key: value for key, value in body.items() if key not in CREDENTIALS}


def levels(bk, **where):
    """The stored ways of a group, level by level, exactly as they are kept."""
    return {
        item["level"]: item["type"]
        for item in row(bk, "user_groups", **where)["alert_notice"][0]["notify_config"]
    }


# --- B39: the server trims


def test_bk_b39_texts_are_stripped_before_they_are_compared_and_sent(bk):
    wanted = dict(
        NEW, name=" trimmed\n", message="two\nlines\n", webhook_url=" https://example.com/h \n"
    )
    changes(bk, GROUP, **wanted)
    assert (form(bk)["name"], form(bk)["message"], form(bk)["webhook_url"]) == (
        "trimmed",
        "two\nlines",
        "https://example.com/h",
    )
    keeps(bk, GROUP, **wanted)
    keeps(
        bk,
        GROUP,
        times=2,
        name="trimmed",
        message="two\nlines",
        webhook_url="https://example.com/h",
    )
    changes(bk, GROUP, name="trimmed ", state="absent")


# --- B42: the bot comes back inside notice_way


@FILLS
def test_bk_b42_the_bot_is_no_way_but_a_chat(emulator, bk, fill):
    emulator.settings(fill=fill)
    assert levels(bk, name="with-webhook") == {1: ["mail", "wxwork-bot"]}
    for chats in (CHAT, [CHAT]):
        keeps(bk, GROUP, name="with-webhook", notice_way={"1": ["mail"]}, wxwork_group={"1": chats})
    shown = apply(bk, GROUP + "_info", name="with-webhook")["notice_groups"][0]
    assert (shown["notice_way"], shown["wxwork_group"]) == ({"1": ["mail"]}, {"1": [CHAT]})
    result = changes(bk, GROUP, name="with-webhook", wxwork_group={})
    assert (result["notice_group"]["notice_way"], result["notice_group"]["wxwork_group"]) == (
        {"1": ["mail"]},
        {},
    )
    assert levels(bk, name="with-webhook") == {1: ["mail"]}


# --- B43: a partial update lets the bots grow


def test_bk_b43_bots_do_not_grow(bk):
    for turn in range(4):
        changes(bk, GROUP, name="with-webhook", message="turn %d" % turn)
        assert form(bk)["notice_way"] == {"1": ["mail"]}
        assert form(bk)["wxwork_group"] == {"1": CHAT}
        assert levels(bk, name="with-webhook") == {1: ["mail", "wxwork-bot"]}


def test_bk_b43_grown_bots_are_no_difference(bk):
    stored = row(bk, "user_groups", name="with-webhook")["alert_notice"]
    stored[0]["notify_config"][0]["type"] = ["wxwork-bot", "mail", "wxwork-bot", "mail"]
    patch(bk, "user_groups", "name", "with-webhook", alert_notice=stored)
    keeps(bk, GROUP, name="with-webhook", notice_way={"1": ["mail"]}, wxwork_group={"1": [CHAT]})


def test_bk_b43_every_update_carries_the_whole_form(bk):
    changes(bk, GROUP, name="with-webhook", message="only this")
    body = form(bk)
    assert body == {
        "id": 3,
        "bk_biz_id": 2,
        "name": "with-webhook",
        "message": "only this",
        "notice_way": {"1": ["mail"]},
        "notice_receiver": [{"type": "user", "id": "bob"}],
        "webhook_url": HOOK,
        "wxwork_group": {"1": CHAT},
    }


# --- B44: what is left out is kept


@FILLS
@pytest.mark.parametrize(
    "given, body, key",
    [
        ({"wxwork_group": {}}, {}, "wxwork_group"),
        ({"webhook_url": ""}, "", "webhook_url"),
        ({"message": ""}, "", "message"),
        ({"notice_receiver": []}, [], "notice_receiver"),
    ],
)
def test_bk_b44_clearing_is_explicit_and_never_null(emulator, bk, fill, given, body, key):
    emulator.settings(fill=fill)
    apply(bk, GROUP, name="with-webhook", message="there")
    changes(bk, GROUP, name="with-webhook", **given)
    assert form(bk)[key] == body
    assert None not in form(bk).values()
    assert row(bk, "notice_groups", name="with-webhook")[key] == body
    keeps(bk, GROUP, name="with-webhook", **given)


def test_bk_b44_a_new_group_is_sent_whole(bk):
    changes(bk, GROUP, **NEW)
    assert form(bk) == {
        "bk_biz_id": 2,
        "name": "new",
        "message": "",
        "notice_receiver": [{"type": "user", "id": "alice"}],
        "notice_way": {"1": ["mail"]},
        "webhook_url": "",
        "wxwork_group": {},
    }


# --- B45: the bot without a chat


@pytest.mark.parametrize(
    "ways",
    [
        {"1": ["wxwork-bot"]},
        {"1": ["mail", "wxwork-bot"], "2": ["mail"]},
        {"fatal": ["wxwork-bot"]},
    ],
)
@pytest.mark.parametrize("chats", [None, {"1": CHAT}])
def test_bk_b45_the_bot_is_not_written_as_a_way(bk, ways, chats):
    level = next(iter(ways))
    message = refused(
        bk, GROUP, **dict(NEW, notice_way=ways, **({"wxwork_group": chats} if chats else {}))
    )
    assert (
        message
        == "notice_way.%s[%d]: 'wxwork-bot' can't be given here; give the chat in wxwork_group"
        " instead" % (level, ways[level].index("wxwork-bot"))
    )


# --- B46: chats only


def test_bk_b46_a_group_of_chats_only(bk):
    wanted = dict(NEW, notice_way={}, wxwork_group={"1": [CHAT], "3": "a,b"})
    changes(bk, GROUP, **wanted)
    assert form(bk)["notice_way"] == {"1": ["wxwork-bot"], "3": ["wxwork-bot"]}
    assert form(bk)["wxwork_group"] == {"1": CHAT, "3": "a,b"}
    keeps(bk, GROUP, **wanted)
    keeps(bk, GROUP, name="new", notice_way={"1": [], "2": []})
    changes(bk, GROUP, name="new", message="x")
    assert form(bk)["notice_way"] == {"1": ["wxwork-bot"], "3": ["wxwork-bot"]}


def test_bk_b46_a_level_with_a_chat_only_beside_one_with_ways(bk):
    wanted = dict(NEW, notice_way={"1": ["mail"]}, wxwork_group={"2": [CHAT]})
    changes(bk, GROUP, **wanted)
    assert form(bk)["notice_way"] == {"1": ["mail"], "2": []}
    assert row(bk, "notice_groups", name="new")["wxwork_group"] == {"2": CHAT}
    keeps(bk, GROUP, **wanted)


# --- B47: levels that were never sent


@pytest.mark.parametrize(
    "first, second",
    [
        ({"1": ["mail"]}, {"1": ["mail"], "2": [], "3": []}),
        ({"1": ["mail"], "2": []}, {"1": ["mail"]}),
        ({"fatal": ["mail"], "remind": []}, {"1": ["mail"]}),
    ],
)
def test_bk_b47_a_missing_level_is_an_empty_one(bk, first, second):
    changes(bk, GROUP, **dict(NEW, notice_way=first))
    keeps(bk, GROUP, **dict(NEW, notice_way=second))


def test_bk_b47_an_empty_stored_level(bk):
    stored = row(bk, "user_groups", id=1)
    patch(
        bk,
        "user_groups",
        "id",
        1,
        alert_notice=[
            dict(
                stored["alert_notice"][0],
                notify_config=[{"level": 1, "type": ["mail"]}, {"level": 2, "type": []}],
            )
        ],
    )
    keeps(bk, GROUP, name="layman", notice_way={"1": ["mail"]})


# --- B23: an empty list is no filter


def test_bk_b23_the_business_is_always_asked_for(bk):
    for module, params in (
        (GROUP, NEW),
        (GROUP, {"name": "nobody", "state": "absent"}),
        (GROUP + "_info", {}),
        (GROUP + "_info", {"ids": []}),
        (GROUPS, {"notice_groups": []}),
    ):
        apply(bk, module, **params)
        searches = [
            one["body"] for one in bk.requests() if one["path"].endswith("search_notice_group/")
        ]
        assert searches
        for body in searches:
            assert {key: value for key, value in body.items() if key not in CREDENTIALS} == {
                "bk_biz_ids": [2]
            }


def test_bk_b23_the_answer_is_filtered_again(emulator, bk):
    """A server that answers with every business: nothing of another one is shown, matched or
    deleted.
    """
    foreign = {
        "id": 6,
        "bk_biz_id": 3,
        "name": "layman",
        "message": "",
        "notice_way": {"1": ["mail"]},
        "notice_receiver": [],
        "wxwork_group": {},
    }
    own = dict(foreign, id=1, bk_biz_id="2", notice_receiver=[{"type": "user", "id": "admin"}])
    emulator.add_fault(
        vendor="bk",
        path="search_notice_group",
        kind="wrong_shape",
        times=None,
        body={
            "result": True,
            "code": 200,
            "message": "OK",
            "data": [foreign, own, dict(foreign, id=8, name="other")],
        },
    )
    assert [one["id"] for one in apply(bk, GROUP + "_info")["notice_groups"]] == [1]
    keeps(bk, GROUP, times=1, name="layman", notice_way={"1": ["mail"]})
    keeps(bk, GROUP, times=1, name="other", state="absent")
    result = apply(
        bk,
        GROUPS,
        check=True,
        notice_groups=[],
        purge=True,
        purge_scope={"name_regex": ".*"},
        allow_empty=True,
    )
    assert [step["id"] for step in result["plan"]] == [1]


# --- B37, B48: names differ by more than case


@pytest.mark.parametrize("name", ["Layman", "LAYMAN", " laYman "])
def test_bk_b48_a_name_that_differs_only_in_case_is_taken(bk, name):
    message = refused(bk, GROUP, **dict(NEW, name=name))
    assert "name: %r is taken by the notice group 'layman' (id 1)" % name.strip() == message
    assert "is taken by the notice group 'layman' (id 1)" in refused(bk, GROUP, id=2, name=name)


def test_bk_b48_its_own_name_may_change_case(bk):
    changes(bk, GROUP, id=1, name="Layman")
    assert row(bk, "user_groups", id=1)["name"] == "Layman"
    keeps(bk, GROUP, id=1, name="Layman")


def test_bk_b48_names_are_per_business(bk):
    changes(bk, GROUP, **dict(NEW, name="two-rows"))
    assert form(bk)["bk_biz_id"] == 2
    changes(bk, GROUP, bk_biz_id=3, id=6, name="core-oncall")
    assert form(bk)["bk_biz_id"] == 3


def test_bk_b48_two_of_one_task(bk):
    message = refused(bk, GROUPS, notice_groups=[NEW, dict(NEW, name="NEW ")])
    assert message == "notice_groups[1].name: 'NEW' is the same object as notice_groups[0]"


# --- B49: two duty rows


def test_bk_b49_receivers_of_two_rows_are_not_for_these_calls(bk):
    """Also those that the list shows: the server tells the people of another row."""
    for name in ("alice", "bob", "carol"):
        message = refused(
            bk, GROUP, bk_biz_id=3, name="two-rows", notice_receiver=[{"type": "user", "id": name}]
        )
        assert (
            message
            == "notice_receiver: the group has several duty rows; the notice group calls show the"
            " last and write the first, so use bk_user_group"
        )


def test_bk_b49_other_options_of_two_rows(emulator, bk):
    changes(bk, GROUP, bk_biz_id=3, name="two-rows", message="x")
    assert form(bk)["notice_receiver"] == [{"type": "user", "id": "bob"}]
    emulator.settings(bk={"legacy_duty_rows": 2})
    changes(bk, GROUP, **NEW)
    keeps(bk, GROUP, **NEW)


# --- B61, B62, B63: what the native family would reset

NATIVE = {
    "timezone": "Asia/Tokyo",
    "channels": ["user"],
    "mention_list": [{"id": "all", "type": "group"}],
    "mention_type": 0,
    "duty_notice": {"hit_first_duty": True},
    "path": "a.yaml",
    "app": "as_code",
}


def test_bk_b61_b62_a_legacy_save_leaves_native_settings_alone(bk):
    """Native saves are of issue 5; the save we make must not touch what only they show."""
    patch(bk, "user_groups", "name", "core-oncall", **NATIVE)
    before = row(bk, "user_groups", name="core-oncall")
    changes(bk, GROUP, name="core-oncall", message="x", notice_way={"1": ["sms"]})
    after = row(bk, "user_groups", name="core-oncall")
    assert {key: after[key] for key in NATIVE} == NATIVE
    assert after["action_notice"] == before["action_notice"]


def test_bk_b63_receivers_can_be_cleared_by_the_legacy_save(bk):
    changes(bk, GROUP, name="core-oncall", notice_receiver=[])
    assert form(bk)["notice_receiver"] == []
    assert row(bk, "notice_groups", name="core-oncall")["notice_receiver"] == []
    keeps(bk, GROUP, name="core-oncall", notice_receiver=[])


# --- B64: ways in any order


def test_bk_b64_order_of_ways_and_chats(bk):
    wanted = dict(
        NEW,
        notice_way={"1": ["mail", "sms", "voice"], "2": ["rtx", "mail"]},
        wxwork_group={"1": ["a", "b"]},
        notice_receiver=[
            {"type": "user", "id": "alice"},
            {"type": "group", "id": "operator"},
            {"type": "group", "id": "alice"},
        ],
    )
    changes(bk, GROUP, **wanted)
    keeps(bk, GROUP, **wanted)
    keeps(
        bk,
        GROUP,
        **dict(
            wanted,
            notice_way={"2": ["mail", "rtx"], "1": ["voice", "sms", "mail"]},
            wxwork_group={"1": "b, a"},
        ),
    )
    changes(bk, GROUP, **dict(wanted, message="x"))
    assert form(bk)["notice_receiver"] == wanted["notice_receiver"]


def test_bk_b64_new_style_items(bk):
    """A group the console wrote: ways as objects, receivers at some of them."""
    patch(
        bk,
        "user_groups",
        "id",
        1,
        alert_notice=[
            {
                "time_range": "00:00:00--23:59:59",
                "notify_config": [
                    {
                        "level": 1,
                        "notice_ways": [
                            {"name": "mail"},
                            {"name": "wxwork-bot", "receivers": [CHAT, "b"]},
                            {"name": "voice", "receivers": []},
                        ],
                    }
                ],
            }
        ],
    )
    keeps(
        bk,
        GROUP,
        name="layman",
        notice_way={"1": ["voice", "mail"]},
        wxwork_group={"1": ["b", CHAT]},
    )


# --- B65: display fields


@pytest.mark.parametrize("shown", [True, False])
def test_bk_b65_only_type_and_id_are_compared_and_sent(emulator, bk, shown):
    emulator.settings(bk={"display_fields": shown}, extra_fields=True)
    keeps(
        bk,
        GROUP,
        name="from-console",
        notice_receiver=[{"type": "user", "id": "carol"}, {"type": "group", "id": "operator"}],
    )
    changes(bk, GROUP, name="from-console", message="x")
    assert form(bk)["notice_receiver"] == [
        {"type": "user", "id": "carol"},
        {"type": "group", "id": "operator"},
    ]
    assert "emulatorExtra" not in form(bk)


# --- B66: spellings of a time range


@pytest.mark.parametrize("range_text", ["00:00--23:59", "00:00:00--23:59:00", "00:00:00--23:59:59"])
def test_bk_b66_time_ranges_make_no_difference_here(bk, range_text):
    stored = row(bk, "user_groups", id=1)
    patch(
        bk,
        "user_groups",
        "id",
        1,
        alert_notice=[dict(stored["alert_notice"][0], time_range=range_text)],
    )
    keeps(bk, GROUP, name="layman", notice_way={"1": ["weixin"], "2": ["weixin"], "3": ["weixin"]})


# --- B33: every save has side effects


def test_bk_b33_equal_is_never_saved(emulator, bk):
    before = emulator.state("bk")
    for group in apply(bk, GROUP + "_info")["notice_groups"]:
        keeps(bk, GROUP, times=2, **{key: value for key, value in group.items() if key != "id"})
    keeps(bk, GROUPS, times=2, notice_groups=apply(bk, GROUP + "_info")["notice_groups"])
    assert emulator.state("bk") == before


# --- B51: the webhook leaves a trace


def test_bk_b51_an_emptied_webhook_is_empty(bk):
    changes(bk, GROUP, name="with-webhook", webhook_url="")
    assert row(bk, "action_configs", id=901)["url"] == ""
    keeps(bk, GROUP, name="with-webhook", webhook_url="")
    changes(bk, GROUP, name="with-webhook", message="x")
    assert form(bk)["webhook_url"] == ""


def test_bk_b51_the_url_goes_back_when_something_else_changes(bk):
    changes(bk, GROUP, name="with-webhook", message="x")
    assert row(bk, "action_configs", id=901)["url"] == HOOK
    keeps(bk, GROUP, name="with-webhook", webhook_url="********")
    changes(bk, GROUP, name="with-webhook", webhook_url="********", message="y")
    assert row(bk, "action_configs", id=901)["url"] == HOOK


# --- B54: ids of another business


def test_bk_b54_an_id_of_another_business_is_not_touched(bk):
    for params in ({"message": "x"}, {"name": "core", "message": "x"}):
        message = refused(bk, GROUP, bk_biz_id=3, id=2, **params)
        assert message == "id: there is no notice group with id 2 in business 3"
    keeps(bk, GROUP, times=1, bk_biz_id=3, id=2, state="absent")
    keeps(bk, GROUP, times=1, bk_biz_id=3, name="core-oncall", state="absent")
    assert apply(bk, GROUP + "_info", bk_biz_id=3, ids=[1, 2])["notice_groups"] == []
    assert row(bk, "user_groups", id=2)["name"] == "core-oncall"


def test_bk_b54_purge_stays_in_its_business(bk):
    result = apply(
        bk,
        GROUPS,
        bk_biz_id=3,
        notice_groups=[],
        purge=True,
        purge_scope={"name_regex": "layman|core-oncall"},
        allow_empty=True,
    )
    assert [step["id"] for step in result["plan"]] == [6]
    assert form(bk) == {"ids": [6]}
    assert row(bk, "user_groups", name="layman")["id"] == 1


# --- B40: numeric receivers


def test_bk_b40_receiver_ids_are_texts(bk):
    changes(bk, GROUP, **dict(NEW, notice_receiver=[{"type": "user", "id": "10086"}]))
    assert form(bk)["notice_receiver"] == [{"type": "user", "id": "10086"}]
    for ident in ("10086", " 10086"):
        keeps(bk, GROUP, name="new", notice_receiver=[{"type": "user", "id": ident}])
    patch(
        bk,
        "user_groups",
        "name",
        "new",
        duty_arranges=[{"id": 1, "users": [{"type": "user", "id": 10086}], "order": 1}],
    )
    keeps(bk, GROUP, name="new", notice_receiver=[{"type": "user", "id": "10086"}])


# --- B24: the detail of an unknown id


def test_bk_b24_an_unknown_id_is_an_empty_success(emulator, bk):
    """Asked for before an update: there is nothing that could be lost. What it means for user
    groups themselves is in test_bk_user_group.py.
    """
    emulator.add_fault(
        vendor="bk",
        path="search_user_group_detail",
        kind="wrong_shape",
        body={"result": True, "code": 200, "message": "OK", "data": {}},
    )
    changes(bk, GROUP, name="layman", message="x")
    assert paths(bk)[1:] == [
        "POST /api/c/compapi/v2/monitor_v3/%s/" % call
        for call in ("search_user_group_detail", "save_notice_group", "search_notice_group")
    ]
    with_id = apply(bk, "bk_user_group", id=4711, state="absent")
    assert with_id["changed"] is False and with_id.reads == 1


# --- B34: a failure that was a success

SLOW = {"vendor": "bk", "path": "save_notice_group", "error": "bk.1306201", "executed": True}


@pytest.mark.parametrize(
    "text", ["request to backend timed out: time-out", "Failed to connect: connection reset"]
)
def test_bk_b34_a_timeout_of_the_esb_after_a_create(emulator, bk, text):
    emulator.add_fault(message=text, **SLOW)
    result = apply(bk, GROUP, **NEW)
    assert paths(bk, write=True) == ["POST /api/c/compapi/v2/monitor_v3/save_notice_group/"]
    assert result["notice_group"]["id"] == row(bk, "user_groups", name="new")["id"]
    assert len(warned(result)) == 1 and "adopted" in warned(result)[0]
    keeps(bk, GROUP, **NEW)


def test_bk_b34_a_timeout_of_the_esb_after_an_update(emulator, bk):
    emulator.add_fault(message="backend timed out", **SLOW)
    result = apply(bk, GROUP, name="layman", message="x")
    assert result["changed"] is True and row(bk, "user_groups", id=1)["desc"] == "x"


def test_bk_b34_without_a_word_of_time_the_list_is_looked_at_too(emulator, bk):
    emulator.add_fault(**SLOW)
    result = apply(bk, GROUP, **NEW)
    assert result["notice_group"]["id"] == row(bk, "user_groups", name="new")["id"]
    emulator.add_fault(**SLOW)
    assert apply(bk, GROUP, name="new", message="x")["changed"] is True
    emulator.add_fault(vendor="bk", path="delete_notice_group", error="bk.1306201", executed=True)
    assert apply(bk, GROUP, name="new", state="absent")["changed"] is True


def test_bk_b34_what_was_not_done_is_a_failure_and_not_repeated(emulator, bk):
    emulator.add_fault(**dict(SLOW, executed=False))
    message = fails(bk, GROUP, **NEW)
    assert "Could not create the notice group 'new': BlueKing answered 1306201" in message
    assert paths(bk) == [
        "POST /api/c/compapi/v2/monitor_v3/%s/" % call
        for call in ("search_notice_group", "save_notice_group", "search_notice_group")
    ]
