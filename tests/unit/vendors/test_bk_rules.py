# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Options that a BlueKing task may have; others are refused before the first write."""

from __future__ import annotations

import pytest
from support.vendor_kit import changes, keeps, refused, row, sent

GROUP = "bk_notice_group"
GROUPS = "bk_notice_groups"
NEW = {
    "name": "new",
    "notice_receiver": [{"type": "user", "id": "alice"}],
    "notice_way": {"1": ["mail"]},
}


def new(**given):
    return dict(NEW, **given)


def without(key):
    return {name: value for name, value in NEW.items() if name != key}


#: id: (options, how the message begins)
REFUSED = {
    "no_name": (without("name"), "name or id is required"),
    "empty_name": (new(name=""), "name: must not be blank"),
    "blank_name": (new(name=" \n"), "name: must not be blank"),
    "long_name": (new(name="x" * 129), "name: is 129 characters long, at most 128 are allowed"),
    "no_receivers": (
        without("notice_receiver"),
        "notice_receiver: is required to create the notice group 'new'",
    ),
    "no_ways": (without("notice_way"), "notice_way: is required to create the notice group 'new'"),
    "empty_ways": (
        new(notice_way={}),
        "notice_way: at least one level needs a way, or a chat in wxwork_group",
    ),
    "only_empty_levels": (
        new(notice_way={"1": [], "2": []}),
        "notice_way: at least one level needs a way, or a chat in wxwork_group",
    ),
    "level_4": (
        new(notice_way={"4": ["mail"]}),
        "notice_way.4: is not one of 1, 2, 3, fatal, warning, remind",
    ),
    "level_name": (
        new(notice_way={"critical": ["mail"]}),
        "notice_way.critical: is not one of 1, 2, 3, fatal, warning, remind",
    ),
    "level_of_a_chat": (
        new(wxwork_group={"0": "chat"}),
        "wxwork_group.0: is not one of 1, 2, 3, fatal, warning, remind",
    ),
    "level_twice": (
        new(notice_way={"1": ["mail"], "fatal": ["sms"]}),
        "notice_way.fatal: says the same as notice_way.1",
    ),
    "level_of_a_chat_twice": (
        new(wxwork_group={"remind": ["a"], "3": ["b"]}),
        "wxwork_group.3: says the same as wxwork_group.remind",
    ),
    "ways_as_text": (new(notice_way={"1": "mail"}), "notice_way.1: must be a list"),
    "way_null": (new(notice_way={"1": ["mail", None]}), "notice_way.1[1]: must not be null"),
    "level_null": (new(notice_way={"1": None, "2": ["mail"]}), "notice_way.1: must not be null"),
    "way_blank": (new(notice_way={"1": ["mail", " "]}), "notice_way.1[1]: must not be blank"),
    "way_twice": (
        new(notice_way={"1": ["mail", "sms", "mail"]}),
        "notice_way.1[2]: is the same as notice_way.1[0] (mail)",
    ),
    "bot_as_a_way": (
        new(notice_way={"2": ["mail", "wxwork-bot"]}),
        "notice_way.2[1]: 'wxwork-bot' can't be given here; give the chat in wxwork_group instead",
    ),
    "chat_twice": (
        new(wxwork_group={"1": "a, b,a"}),
        "wxwork_group.1[2]: is the same as wxwork_group.1[0] (a)",
    ),
    "chat_blank": (new(wxwork_group={"1": ["a", ""]}), "wxwork_group.1[1]: must not be blank"),
    "receiver_type": (
        new(notice_receiver=[{"type": "role", "id": "operator"}]),
        "notice_receiver[0].type: 'role' is not one of user, group",
    ),
    "receiver_without_type": (
        new(notice_receiver=[{"id": "alice"}]),
        "notice_receiver[0].type: is required",
    ),
    "receiver_without_id": (
        new(notice_receiver=[{"type": "user"}]),
        "notice_receiver[0].id: is required",
    ),
    "receiver_id_blank": (
        new(notice_receiver=[{"type": "user", "id": " "}]),
        "notice_receiver[0].id: must not be blank",
    ),
    "receiver_twice": (
        new(
            notice_receiver=[
                {"type": "user", "id": "a"},
                {"type": "group", "id": "a"},
                {"id": "a ", "type": "user"},
            ]
        ),
        "notice_receiver[2]: is the same as notice_receiver[0]",
    ),
    "receiver_extra": (
        new(notice_receiver=[{"type": "user", "id": "a", "display_name": "A"}]),
        "notice_receiver[0].display_name: is not an option here",
    ),
    "id_unknown": (new(id=4711), "id: there is no notice group with id 4711 in business 2"),
    "id_of_another_business": (new(id=6), "id: there is no notice group with id 6 in business 2"),
    "id_text": (new(id="layman"), "id: 'layman' is not a valid int"),
    "business_text": (new(bk_biz_id="shop"), "bk_biz_id: 'shop' is not a valid int"),
    "mask_on_a_create": (
        new(webhook_url="********"),
        (
            "webhook_url: ******** stands for a stored secret, but there is none before the notice"
            " group is created"
        ),
    ),
    "absent_disagrees": (
        {"id": 1, "name": "core-oncall", "state": "absent"},
        "id: 1 is the notice group 'layman', not 'core-oncall'; nothing was deleted",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_bk_rule_refused(bk, case):
    options, message = REFUSED[case]
    said = refused(bk, GROUP, **options)
    assert said.startswith(message), said


@pytest.mark.parametrize("case", sorted(set(REFUSED) - {"no_name", "business_text"}))
def test_bk_rule_refused_in_the_plural_module_with_its_place(bk, case):
    options, message = REFUSED[case]
    said = refused(bk, GROUPS, notice_groups=[dict(NEW, name="good"), options])
    assert said.startswith(
        "notice_groups[1]." + message.split(" is the same as")[0].split(" says the same")[0]
    ), said


def test_bk_rule_business_is_required(bk):
    del bk.connection["bk_biz_id"]
    assert "bk_biz_id" in refused(bk, GROUP, **NEW)


def test_bk_rule_an_update_may_not_take_the_last_way(bk):
    assert refused(bk, GROUP, name="layman", notice_way={}).startswith(
        "notice_way: at least one level needs a way"
    )
    assert refused(bk, GROUP, name="layman", notice_way={"1": []}).startswith(
        "notice_way: at least one level needs a way"
    )
    # with a chat it may
    changes(bk, GROUP, name="with-webhook", notice_way={})
    assert sent(bk)["notice_way"] == {"1": ["wxwork-bot"]}
    assert refused(bk, GROUP, name="with-webhook", wxwork_group={}).startswith(
        "notice_way: at least one level needs a way"
    )


@pytest.mark.parametrize(
    "way", ["weixin", "mail", "sms", "voice", "rtx", "qy_weixin", "bkchat", "something-of-the-site"]
)
def test_bk_rule_any_way_of_the_site(bk, way):
    changes(bk, GROUP, **new(notice_way={"2": [way]}))
    assert sent(bk)["notice_way"] == {"2": [way]}


@pytest.mark.parametrize(
    "receiver",
    [
        "operator",
        "bk_bak_operator",
        "bk_biz_maintainer",
        "bk_biz_tester",
        "bk_biz_productor",
        "bk_biz_developer",
        "site_role",
    ],
)
def test_bk_rule_any_role_of_the_site(bk, receiver):
    changes(bk, GROUP, **new(notice_receiver=[{"type": "group", "id": receiver}]))
    assert sent(bk)["notice_receiver"] == [{"type": "group", "id": receiver}]


def test_bk_rule_levels_by_name_and_number(bk):
    changes(
        bk,
        GROUP,
        **new(
            notice_way={"fatal": ["voice"], "2": ["mail"], "remind": ["rtx"]},
            wxwork_group={"warning": "c1,c2"},
        ),
    )
    assert sent(bk)["notice_way"] == {"1": ["voice"], "2": ["mail"], "3": ["rtx"]}
    assert sorted(sent(bk)["wxwork_group"]["2"].split(",")) == ["c1", "c2"]
    keeps(
        bk,
        GROUP,
        **new(
            notice_way={"1": ["voice"], "warning": ["mail"], "3": ["rtx"]},
            wxwork_group={"2": ["c2", "c1"]},
        ),
    )


def test_bk_rule_rename_by_id(bk):
    changes(bk, GROUP, id=1, name="laymen")
    assert (sent(bk)["id"], sent(bk)["name"]) == (1, "laymen")
    keeps(bk, GROUP, id=1, name="laymen")
    assert row(bk, "user_groups", id=1)["name"] == "laymen"


def test_bk_rule_longest_name(bk):
    changes(bk, GROUP, **new(name=" " + "x" * 128 + " "))
    assert sent(bk)["name"] == "x" * 128


def test_bk_rule_a_webhook_is_never_shown(bk):
    result = changes(bk, GROUP, **new(webhook_url="https://example.com/hook?key=very-secret"))
    assert "very-secret" not in result.text
    assert (
        result["notice_group"]["webhook_url"]
        == result["diff"]["after"]["webhook_url"]
        == "********"
    )
    result = changes(bk, GROUP, name="new", webhook_url="https://example.com/hook?key=other-secret")
    assert "very-secret" not in result.text and "other-secret" not in result.text
    shown = bk.run(GROUP + "_info", name="new")
    assert (
        shown["notice_groups"][0]["webhook_url"] == "********" and "other-secret" not in shown.text
    )
    shown = bk.run(GROUP + "_info", name="new", reveal_secrets=True)
    assert shown["notice_groups"][0]["webhook_url"] == "https://example.com/hook?key=other-secret"


def test_bk_rule_saves_are_never_parallel(bk):
    assert "concurrency" in refused(bk, GROUPS, notice_groups=[NEW], concurrency=4)
