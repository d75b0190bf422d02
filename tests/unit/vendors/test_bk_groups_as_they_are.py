# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Groups of BlueKing as its own server stores and shows them (docs/vendors/blueking.md, B38, B53 to
B70).
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

LEGACY, MANY, NATIVE, NATIVES = (
    "bk_notice_group",
    "bk_notice_groups",
    "bk_user_group",
    "bk_user_groups",
)
ESB = "POST /api/c/compapi/v2/monitor_v3/"
HOOK = "https://hooks.example.com/planted-hook"
ALICE, BOB, CAROL = ({"type": "user", "id": name} for name in ("alice", "bob", "carol"))
NEW = {"name": "new", "notice_receiver": [ALICE], "notice_way": {"1": ["mail"]}}
MAIL, VOICE = {"name": "mail"}, {"name": "voice"}


def on(*ways, span="00:00:00--23:59:59", level=1):
    return {"time_range": span, "notify_config": [{"level": level, "notice_ways": list(ways)}]}


def native(**more):
    return dict(
        {"name": "new", "alert_notice": [on(MAIL)], "action_notice": [], "users": [ALICE]}, **more
    )


# --- a group that says more than the task means

HOURS = {
    "by day": (
        [on(MAIL, span="09:00--18:00")],
        "from 18:01 to 08:59 nobody is told",
        "its time range 09:00--18:00",
    ),
    "by night": (
        [on(MAIL, span="22:00--06:00")],
        "from 06:01 to 21:59 nobody is told",
        "its time range 22:00--06:00",
    ),
    "nearly whole": (
        [on(MAIL, span="00:00--23:58")],
        "from 23:59 to 23:59 nobody is told",
        "its time range 00:00--23:58",
    ),
    "two with a gap": (
        [on(MAIL, span="08:00--12:00"), on(MAIL, span="13:00--18:00")],
        "from 12:01 to 12:59 nobody is told and from 18:01 to 07:59 nobody is told",
        "its 2 time ranges",
    ),
    "other ways at night": (
        [on(MAIL, span="08:00--20:00"), on(VOICE, span="20:00--08:00")],
        "from 20:01 to 07:59 people are told otherwise",
        "its 2 time ranges",
    ),
    "no ways at night": (
        [on(MAIL, span="08:00--20:00"), on(span="00:00--23:59")],
        "from 20:01 to 07:59 nobody is told",
        "its 2 time ranges",
    ),
    "another level at night": (
        [on(MAIL, span="08:00--20:00"), on(MAIL, level=2)],
        "from 20:01 to 07:59 people are told otherwise",
        "its 2 time ranges",
    ),
    "hours that are none": (
        [on(MAIL, span="08:00--20:00"), on(MAIL, span="always")],
        "from 20:01 to 07:59 nobody is told",
        "its 2 time ranges",
    ),
}


@pytest.mark.parametrize("case", HOURS)
def test_equal_on_the_surface_is_not_in_place_where_a_part_of_the_day_is_told_otherwise(bk, case):
    notices, said, lost = HOURS[case]
    patch(bk, "user_groups", "id", 1, alert_notice=notices)
    expected = (
        "notice_way: is meant for the whole day, but %s; change the group with bk_user_group" % said
    )
    assert refused(bk, LEGACY, name="layman", notice_way={"1": ["mail"]}) == expected
    assert (
        refused(
            bk, MANY, notice_groups=[NEW, {"name": "layman", "notice_way": {"fatal": ["mail"]}}]
        )
        == "notice_groups[1]." + expected
    )
    # a task that says nothing of ways is told of it by name, and the people of a group are who they
    # are at all hours
    result = keeps(
        bk, LEGACY, times=2, name="layman", notice_receiver=[{"type": "user", "id": "admin"}]
    )
    assert warned(result) == [
        "name: the group says more than the notice group calls show: %s; use bk_user_group" % lost
    ]


@pytest.mark.parametrize(
    "notices",
    [
        [on(MAIL)],
        [on(MAIL, span="00:00--23:59")],
        [on(MAIL, span="00:00--12:00"), on(MAIL, span="12:01--23:59")],
        [on(MAIL, span="20:00--08:00"), on(MAIL, span="08:00--20:00")],
        [on(MAIL, span="06:00--05:59")],
    ],
)
def test_a_whole_day_is_one_however_it_is_put_together(bk, notices):
    patch(bk, "user_groups", "id", 1, alert_notice=notices)
    said = warned(
        keeps(
            bk,
            LEGACY,
            times=2,
            name="layman",
            notice_way={"1": ["mail"]},
            notice_receiver=[{"type": "user", "id": "admin"}],
        )
    )
    assert len(said) == (notices[0]["time_range"][:5] != "00:00" or len(notices) > 1) and all(
        "says more" in text for text in said
    )


def test_chats_are_meant_for_the_whole_day_too(bk):
    bot = {"name": "wxwork-bot", "receivers": ["chat"]}
    patch(bk, "user_groups", "id", 1, alert_notice=[on(MAIL, bot, span="09:00--18:00"), on(MAIL)])
    assert refused(bk, LEGACY, name="layman", wxwork_group={"1": ["chat"]}).startswith(
        "wxwork_group: is meant for the whole day, but from 18:01 to 08:59 "
    )


def test_recipients_that_these_calls_do_not_show_are_named(bk):
    patch(
        bk,
        "user_groups",
        "id",
        1,
        alert_notice=[on(MAIL, {"name": "bkchat", "receivers": ["wework|1"]})],
    )
    result = keeps(bk, LEGACY, times=2, name="layman", notice_way={"1": ["mail", "bkchat"]})
    assert warned(result) == [
        "name: the group says more than the notice group calls show: the recipients of bkchat; use"
        " bk_user_group"
    ]


def test_a_group_without_the_channel_of_people_is_told_of(bk):
    patch(bk, "user_groups", "id", 1, channels=["wxwork-bot", "bkchat"])
    said = warned(
        keeps(bk, LEGACY, times=2, name="layman", notice_receiver=[{"type": "user", "id": "admin"}])
    )
    assert len(said) == 1 and said[0].startswith(
        "name: people may not be told at all, because user is not among the channels of the group ("
    )
    patch(bk, "user_groups", "id", 1, channels=[])
    assert (
        warned(
            keeps(
                bk,
                LEGACY,
                times=1,
                name="layman",
                notice_receiver=[{"type": "user", "id": "admin"}],
            )
        )
        == []
    )


@pytest.mark.parametrize(
    "rota",
    [
        {"duty_rules": [802]},
        {"duty_arranges": [{"id": 1, "users": [], "duty_users": [[ALICE]], "order": 1}]},
    ],
)
def test_people_are_not_in_place_where_a_rota_decides(bk, rota):
    patch(bk, "user_groups", "id", 1, need_duty=True, **rota)
    people = row(bk, "notice_groups", id=1)["notice_receiver"]
    said = "who is told is decided by the rota of the group; use bk_user_group for that"
    for wanted in (people, [BOB]):
        assert (
            refused(bk, LEGACY, name="layman", notice_receiver=wanted) == "notice_receiver: " + said
        )
    assert warned(
        keeps(
            bk,
            LEGACY,
            times=2,
            name="layman",
            notice_way={"1": ["weixin"], "2": ["weixin"], "3": ["weixin"]},
        )
    ) == ["name: " + said]
    result = bk.run(
        MANY, on_invalid="skip", notice_groups=[{"name": "layman", "notice_receiver": people}, NEW]
    )
    assert (
        result["counts"]["failed"] == 1
        and result["counts"]["created"] == 1
        and said in result["msg"]
    )


def test_what_nobody_can_compare_is_not_compared(emulator, bk):
    emulator.settings(lacks=["user_group_detail:alert_notice"])
    keeps(
        bk,
        LEGACY,
        times=1,
        name="layman",
        notice_way={"1": ["weixin"], "2": ["weixin"], "3": ["weixin"]},
    )


def test_what_is_not_so_is_not_shown_and_what_is_shown_is_valid_input(bk):
    """A group that only its native form can tell: the module that reads leaves out what these
    calls show in its place.
    """
    patch(bk, "user_groups", "id", 1, need_duty=True, duty_rules=[802])
    patch(bk, "user_groups", "id", 2, alert_notice=[on(MAIL, span="09:00--18:00")])
    patch(
        bk,
        "user_groups",
        "id",
        4,
        duty_arranges=[
            {"id": 1, "users": [ALICE], "order": 1},
            {"id": 2, "users": [BOB], "order": 2},
        ],
    )
    result = apply(bk, LEGACY + "_info")
    shown = {one["id"]: set(one) for one in result["notice_groups"]}
    everything = {
        "id",
        "name",
        "message",
        "notice_receiver",
        "notice_way",
        "webhook_url",
        "wxwork_group",
    }
    assert shown == {
        1: everything - {"notice_receiver"},
        2: everything - {"notice_way", "wxwork_group"},
        3: everything,
        4: everything - {"notice_receiver"},
    }
    (said,) = warned(result)
    assert (
        "left out: notice_receiver of 'core-oncall'" not in said
        and "notice_receiver of 'layman'" in said
    )
    assert "notice_way and wxwork_group of 'core-oncall'" in said and "bk_user_group_info" in said
    keeps(bk, MANY, times=2, notice_groups=result["notice_groups"])
    (one,) = apply(bk, LEGACY + "_info", ids=[1])["notice_groups"]
    assert (
        paths(bk).count(ESB + "search_user_group_detail/") == 1
        and len(warned(keeps(bk, LEGACY, times=2, **one))) == 1
    )
    assert warned(apply(bk, LEGACY + "_info", name="with-webhook")) == []


# --- the order of people


def test_the_order_of_people_is_shown_as_it_is_stored_and_can_be_changed(bk):
    """By voice people are called one after the other."""
    people = [CAROL, ALICE, BOB]
    for module, option, base in (
        (LEGACY, "notice_receiver", NEW),
        (NATIVE, "users", native(name="native")),
    ):
        wanted = dict(base, **{option: people})
        kind = module.partition("_")[2]
        assert changes(bk, module, **wanted)[kind][option] == people
        keeps(bk, module, **wanted)
        (shown,) = apply(bk, module + "_info", name=base["name"])[kind + "s"]
        assert shown[option] == people
        keeps(bk, module, times=2, **shown)
        turned = {"name": base["name"], option: people[::-1]}
        planned = apply(bk, module, check=True, **turned)
        result = changes(bk, module, **turned)
        assert planned["plan"] == result["plan"] and result["plan"][0]["fields"] == [option]
        assert planned[kind] == result[kind] and result[kind][option] == people[::-1]
        assert (
            row(bk, "user_groups", name=base["name"])["duty_arranges"][0]["users"] == people[::-1]
        )
        # by member nobody loses their place
        for mode, given, left in (
            (
                "add",
                [ALICE, {"type": "user", "id": "dave"}],
                people[::-1] + [{"type": "user", "id": "dave"}],
            ),
            ("remove", [ALICE], [BOB, CAROL, {"type": "user", "id": "dave"}]),
        ):
            assert (
                changes(bk, module, mode=mode, **{"name": base["name"], option: given})[kind][
                    option
                ]
                == left
            )
            keeps(bk, module, times=2, mode=mode, **{"name": base["name"], option: given})


# --- what is stored otherwise than it was sent


@pytest.mark.parametrize(
    "chats", [["chat-a,chat-b"], ["chat-a, chat-b ,"], "chat-a,chat-b", ["chat-b", "chat-a"]]
)
def test_chats_are_told_apart_by_commas_wherever_they_stand(bk, chats):
    changes(bk, LEGACY, **dict(NEW, wxwork_group={"1": chats}))
    assert set(sent(bk)["wxwork_group"]["1"].split(",")) == {"chat-a", "chat-b"}
    for one in (chats, ["chat-a", "chat-b"]):
        keeps(bk, LEGACY, times=3, **dict(NEW, wxwork_group={"1": one}))
    assert apply(bk, LEGACY + "_info", name="new")["notice_groups"][0]["wxwork_group"] == {
        "1": ["chat-a", "chat-b"]
    }


def test_a_chat_of_the_native_form_holds_no_comma(bk):
    bot = {"name": "wxwork-bot", "receivers": ["chat-a,chat-b"]}
    assert refused(bk, NATIVE, **native(alert_notice=[on(bot)])).startswith(
        "alert_notice[0].notify_config[0].notice_ways[0].receivers[0]: 'chat-a,chat-b' holds a"
        " comma"
    )
    # one that is there may stay
    patch(bk, "user_groups", "id", 1, alert_notice=[on(bot)])
    (shown,) = apply(bk, NATIVE + "_info", ids=[1])["user_groups"]
    keeps(bk, NATIVE, times=2, **shown)


def test_k8_no_channel_is_the_default_and_that_is_said(bk):
    said = "channels: an empty list means the default to the vendor, which is user, wxwork-bot"
    result = changes(bk, NATIVE, **native(channels=[]))
    assert warned(result) == [said] and result["user_group"]["channels"] == ["user", "wxwork-bot"]
    assert warned(keeps(bk, NATIVE, **native(channels=[]))) == [said]
    keeps(bk, NATIVE, **native(channels=["wxwork-bot", "user"]))
    patch(bk, "user_groups", "name", "new", channels=["bkchat"])
    assert changes(bk, NATIVES, user_groups=[{"name": "new", "channels": []}])["plan"][0][
        "fields"
    ] == ["channels"]
    changes(bk, NATIVE, name="new", channels=[], need_duty=True, duty_rules=["office hours"])


def test_k5_a_name_that_the_webhook_makes_too_long(bk):
    name = "n" * 119
    expected = "name: is 119 characters long; with a webhook at most 118 are allowed, because"
    assert refused(bk, LEGACY, **dict(NEW, name=name, webhook_url=HOOK)).startswith(expected)
    assert refused(
        bk, MANY, notice_groups=[NEW, dict(NEW, name=name, webhook_url=HOOK)]
    ).startswith("notice_groups[1]." + expected)
    changes(bk, LEGACY, **dict(NEW, name=name))
    assert refused(bk, LEGACY, name=name, webhook_url=HOOK).startswith(expected)
    changes(bk, LEGACY, **dict(NEW, name="n" * 118, webhook_url=HOOK))
    # once it is there the action stays, also without its URL
    changes(bk, LEGACY, name="n" * 118, webhook_url="")
    ident = row(bk, "user_groups", name="n" * 118)["id"]
    assert refused(bk, LEGACY, id=ident, name="m" * 119).startswith(expected)


def test_k13_a_time_zone_in_another_case_is_the_same(bk):
    changes(bk, NATIVE, **native(timezone="asia/TOKYO"))
    keeps(bk, NATIVE, **native(timezone="Asia/Tokyo"))
    assert row(bk, "user_groups", name="new")["timezone"] == "asia/TOKYO"


# --- who uses it


@pytest.mark.parametrize(
    "name, user", [("from-console", "1 assign rule"), ("core-oncall", "1 strategy")]
)
def test_k7_a_group_in_use_is_not_deleted(bk, name, user):
    said = (
        "the notice group %r is still used by %s; take it out there first, or say force: true"
        % (name, user)
    )
    assert refused(bk, LEGACY, name=name, state="absent") == "state: " + said
    assert (
        refused(bk, MANY, notice_groups=[{"name": name, "state": "absent"}])
        == "notice_groups[0].state: " + said
    )
    assert (
        refused(
            bk,
            MANY,
            notice_groups=[],
            purge=True,
            purge_scope={"name_prefix": name},
            allow_empty=True,
        )
        == "purge: " + said
    )
    result = apply(bk, LEGACY, name=name, state="absent", keep_used=True)
    assert result["changed"] is False and result["kept"][0]["used_by"] == [user]
    # each list is read once
    assert paths(bk) == [ESB + "search_notice_group/", ESB + "search_user_groups/"]


def test_k7_what_only_assign_rules_use_can_be_deleted_by_force(bk):
    changes(bk, LEGACY, name="from-console", state="absent", force=True)
    assert paths(bk, write=False) == [ESB + "search_notice_group/"] * 2
    message = fails(bk, LEGACY, name="core-oncall", state="absent", force=True)
    assert "BlueKing answered 3312004" in message and "force does not help" in message


def test_k7_who_uses_a_group_no_count_shows(bk):
    patch(bk, "strategies", "id", 701, upgrade_groups=[1])
    assert "'layman' is still used by something (delete_allowed is false)" in refused(
        bk, LEGACY, name="layman", state="absent"
    )


def test_k7_where_nobody_can_look_nothing_is_deleted(emulator, bk):
    emulator.settings(bk={"native_on_esb": False})
    assert "whether the notice group 'layman' is still used could not be found out: " in fails(
        bk, LEGACY, name="layman", state="absent"
    )
    assert paths(bk, write=True) == []
    changes(bk, LEGACY, name="layman", state="absent", force=True)


def test_k11_what_a_strategy_left_behind_that_is_gone(bk):
    """No list shows it; the calls for user groups delete the group."""
    bk.emulator.put_state(
        "bk", {"strategies": [{"id": 701, "bk_biz_id": 2, "user_groups": [2], "gone": True}]}
    )
    message = fails(bk, LEGACY, name="core-oncall", state="absent")
    assert (
        "BlueKing answered 3312004" in message
        and "what is left is of a strategy that is gone, and bk_user_group can delete the group"
        in message
    )
    changes(bk, NATIVE, name="core-oncall", state="absent")


# --- as-code


def test_k10_a_deletion_that_the_as_code_undoes_is_warned_about(bk):
    patch(bk, "user_groups", "id", 1, app="as_code")
    expected = "The notice group 'layman' belongs to BlueKing's as-code ("
    for check in (True, False):
        purge = {
            "notice_groups": [],
            "purge": True,
            "purge_scope": {"name_prefix": "layman"},
            "allow_empty": True,
            "check": True,
        }
        assert [expected in text for text in warned(apply(bk, MANY, **purge))] == [True]
        result = apply(bk, LEGACY, check=check, name="layman", state="absent")
        assert [
            text.startswith(expected) and "overwrites what is saved or deleted here" in text
            for text in warned(result)
        ] == [True]
        assert result["changed"] and paths(bk).count(ESB + "search_user_groups/") == 1


@pytest.mark.parametrize("signs", [{"app": "as_code"}, {"app": "another"}])
def test_k10_duty_rules_are_kept_as_code_too(bk, signs):
    patch(bk, "duty_rules", "name", "office hours", **signs)
    for check in (True, False):
        result = apply(bk, "bk_duty_rule", check=check, name="office hours", labels=["x"])
        assert [
            "The duty rule 'office hours' belongs to BlueKing's as-code (config_source is YAML),"
            " whose next import" in text
            for text in warned(result)
        ] == [True]
        assert result["duty_rule"]["config_source"] == "YAML"
    assert "config_source" not in sent(bk)


# --- B38: names that a database takes for one

ALIKE = [("café", "cafe"), ("on-call 🔥", "on-call 🚒"), ("ガード", "カード"), ("Ａ組", "a組")]


@pytest.mark.parametrize("there, new", ALIKE)
@pytest.mark.parametrize("module, base", [(LEGACY, NEW), (NATIVE, native())])
def test_k6_a_name_that_may_be_taken_is_told_before_and_after(bk, module, base, there, new):
    apply(bk, module, **dict(base, name=there))
    ident = row(bk, "user_groups", name=there)["id"]
    said = "name: %r may be the same name as %r (id %s) to the server, which then refuses it" % (
        new,
        there,
        ident,
    )
    assert warned(apply(bk, module, check=True, **dict(base, name=new))) == [said]
    if (there, new) == ALIKE[3]:
        # general_ci tells them apart, unicode_ci does not
        changes(bk, module, **dict(base, name=new))
        return
    message = fails(bk, module, **dict(base, name=new))
    assert (
        "does not show it; to the server its name may be the same as %r (id %s)" % (there, ident)
        in message
    )
    # its own name is no other's
    assert warned(changes(bk, module, id=ident, name=new)) == []
    bk.emulator.settings(bk={"case_sensitive_names": True})
    assert warned(changes(bk, module, **dict(base, name=there))) == [
        "name: %r may be the same name as %r (id %s) to the server, which then refuses it"
        % (there, new, ident)
    ]


def test_k6_nothing_is_half_done_without_a_word(bk):
    """The others are done; what would have been replaced stays, and that is said."""
    apply(bk, LEGACY, **dict(NEW, name="café"))
    ident = row(bk, "user_groups", name="café")["id"]
    task = {
        "notice_groups": [
            dict(NEW, name="cafe"),
            NEW,
            dict(NEW, name="wörk"),
            dict(NEW, name="work"),
        ],
        "purge": True,
        "purge_scope": {"name_regex": "caf.*"},
    }
    assert len(warned(apply(bk, MANY, check=True, **task))) == 2
    bk.emulator.clear_requests()
    result = bk.run(MANY, **task)
    assert result["failed"] and result["counts"] == {
        "created": 2,
        "updated": 0,
        "deleted": 0,
        "unchanged": 0,
        "failed": 3,
    }
    assert (
        "the server may take its name for that of 'cafe', which failed, so it stays"
        in result["msg"]
    )
    assert "to the server its name may be the same as 'wörk' (of the same task)" in result["msg"]
    assert {one["name"] for one in result["errors"]} == {"cafe", "café", "work"}
    assert row(bk, "user_groups", id=ident)["name"] == "café"
    # a site that tells them apart gets both
    bk.emulator.settings(bk={"case_sensitive_names": True})
    assert apply(bk, MANY, **task)["counts"] == {
        "created": 2,
        "updated": 0,
        "deleted": 1,
        "unchanged": 2,
        "failed": 0,
    }


def test_k6_a_rename_of_the_native_form(bk):
    apply(bk, NATIVE, **native(name="café"))
    message = fails(bk, NATIVE, id=1, name="cafe")
    assert (
        "BlueKing answered 3312003" in message
        and "does not show the change; to the server its name may be the same as 'café' (id "
        in message
    )


# --- older forms

ROTA = [
    {
        "id": 9,
        "user_group_id": 1,
        "users": [],
        "duty_users": [[CAROL], [BOB]],
        "need_rotation": True,
        "handoff_time": {"date": 1, "time": "10:00"},
        "order": 1,
        "hash": "abc",
    }
]


@pytest.mark.parametrize("form", ["one", "many"])
def test_a_rota_that_a_group_keeps_in_itself_is_shown_and_kept(bk, form):
    patch(bk, "user_groups", "id", 1, need_duty=True, duty_arranges=ROTA)
    (shown,) = apply(bk, NATIVE + "_info", ids=[1])["user_groups"]
    assert shown["duty_arranges"] == [
        {
            "duty_users": [[CAROL], [BOB]],
            "need_rotation": True,
            "handoff_time": {"date": 1, "time": "10:00"},
            "order": 1,
        }
    ]
    assert "users" not in shown and shown["need_duty"] is True
    before = row(bk, "user_groups", id=1)

    def run(**params):
        return (NATIVE, params) if form == "one" else (NATIVES, {"user_groups": [params]})

    module, params = run(**shown)
    said = warned(keeps(bk, module, times=2, **params))
    assert [
        "the group keeps its rota in itself" in text and "duty_arranges" in text for text in said
    ] == [True]
    module, params = run(name="layman", users=[ALICE])
    assert (
        "users: who is told is decided by the rota that the group keeps in itself; give need_duty:"
        " false too" in refused(bk, module, **params)
    )
    for change in ({"desc": "x"}, {"users": [ALICE], "desc": "x"}):
        module, params = run(name="layman", **change)
        assert (
            "duty_rules: the server saves no group whose rota is kept in the group itself: give"
            " duty_rules, or" in refused(bk, module, **params)
        )
    assert row(bk, "user_groups", id=1) == before
    for change in ({"duty_rules": ["office hours"]}, {"need_duty": False, "users": [ALICE]}):
        patch(bk, "user_groups", "id", 1, need_duty=True, duty_rules=[], duty_arranges=ROTA)
        module, params = run(name="layman", **change)
        changes(bk, module, **params)
        assert ("duty_arranges" in sent(bk)) == ("users" in change)
        keeps(bk, module, times=2, **params)


def test_a_rota_of_its_own_that_is_off_is_no_rota(bk):
    patch(bk, "user_groups", "id", 1, need_duty=False, duty_arranges=[dict(ROTA[0], users=[BOB])])
    (shown,) = apply(bk, NATIVE + "_info", ids=[1])["user_groups"]
    assert shown["users"] == [BOB] and shown["duty_arranges"][0]["duty_users"] == [[CAROL], [BOB]]
    assert warned(keeps(bk, NATIVE, times=2, **shown)) == []
    changes(bk, NATIVE, name="layman", users=[ALICE])
    keeps(bk, NATIVE, name="layman", users=[ALICE])


@pytest.mark.parametrize("fill", ["absent", "null", "empty", "mixed"])
def test_levels_in_an_older_form_are_read(emulator, bk, fill):
    """As a server shows them that does not translate: type, chatid, no notice_ways."""
    emulator.settings(fill=fill, bk={"old_levels": True})
    chats = {"name": "wxwork-bot", "receivers": ["wrk0123456789abcdef0123456789abcd", "second"]}
    patch(
        bk,
        "user_groups",
        "id",
        3,
        alert_notice=[
            {
                "time_range": "00:00:00--23:59:59",
                "notify_config": [
                    {
                        "level": 1,
                        "type": ["mail", "wxwork-bot"],
                        "chatid": "second, wrk0123456789abcdef0123456789abcd",
                    },
                    {"level": 3, "type": ["weixin"], "chatid": "x"},
                ],
            }
        ],
    )
    wanted = [
        {
            "time_range": "00:00--23:59",
            "notify_config": [
                {"level": "1", "notice_ways": [MAIL, chats]},
                {"level": "3", "notice_ways": [{"name": "weixin"}]},
            ],
        }
    ]
    (shown,) = apply(bk, NATIVE + "_info", ids=[3])["user_groups"]
    assert [
        [way["name"] for way in level["notice_ways"]]
        for level in shown["alert_notice"][0]["notify_config"]
    ] == [["mail", "wxwork-bot"], ["weixin"]]
    keeps(bk, NATIVE, name="with-webhook", alert_notice=wanted)
    keeps(bk, NATIVE, times=2, **shown)
    changes(bk, NATIVE, name="with-webhook", desc="x")
    for level in sent(bk)["alert_notice"][0]["notify_config"]:
        assert level["notice_ways"] and not {"type", "chatid"} & set(level)
    assert len(sent(bk)["action_notice"][0]["notify_config"]) == 3
    keeps(bk, NATIVE, name="with-webhook", alert_notice=wanted, desc="x")


# --- answers


def test_a_webhook_that_an_answer_does_not_show_is_kept(emulator, bk):
    emulator.settings(lacks=["search_notice_group:webhook_url"])
    changes(bk, LEGACY, name="with-webhook", message="x")
    assert "webhook_url" not in sent(bk)
    assert row(bk, "action_configs", id=901)["url"] == "https://hooks.example.com/bk?key=old-secret"
    changes(bk, LEGACY, name="with-webhook", message="y", webhook_url="")
    assert sent(bk)["webhook_url"] == ""


@pytest.mark.parametrize("status", [400, 403, 404, 500, 502, 503])
def test_a_success_with_the_status_of_a_failure_is_none(emulator, bk, status):
    success = {"result": True, "code": 200, "message": "OK", "data": []}
    emulator.add_fault(
        vendor="bk",
        path="search_notice_group",
        kind="status",
        status=status,
        body=success,
        times=None,
    )
    message = fails(bk, LEGACY, retries=0, **NEW)
    assert "BlueKing answered HTTP %d with a text that says that all went well" % status in message
    assert paths(bk, write=True) == []


@pytest.mark.parametrize("executed", [True, False])
@pytest.mark.parametrize("status", [400, 404, 500])
def test_a_write_that_says_both_is_looked_for(emulator, bk, clock, status, executed):
    success = {"result": True, "code": 200, "message": "OK", "data": {"id": 4711}}
    emulator.add_fault(
        vendor="bk",
        path="save_notice_group",
        kind="status",
        status=status,
        body=success,
        executed=executed,
        times=None,
    )
    emulator.add_fault(
        vendor="bk",
        path="delete_notice_group",
        kind="status",
        status=status,
        body=success,
        executed=executed,
        times=None,
    )
    result = bk.run(LEGACY, retries=1, **NEW)
    assert result["failed"] is not executed
    if executed:
        assert result["notice_group"]["id"] == row(bk, "user_groups", name="new")["id"] != 4711
    result = bk.run(LEGACY, retries=1, name="layman", state="absent")
    assert result["failed"] is not executed
