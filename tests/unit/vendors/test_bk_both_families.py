# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One group of BlueKing, two families of calls: a notice group task must keep what only the native
form can express (docs/vendors/blueking.md, B41 to B51).
"""

from __future__ import annotations

import pytest
from support.vendor_kit import apply, changes, fails, keeps, patch, paths, refused, row, warned

LEGACY, MANY, NATIVE = "bk_notice_group", "bk_notice_groups", "bk_user_group"
ESB = "POST /api/c/compapi/v2/monitor_v3/"
SEARCH, DETAIL, SAVE = (
    ESB + "search_notice_group/",
    ESB + "search_user_group_detail/",
    ESB + "save_notice_group/",
)
NEW = {
    "name": "new",
    "notice_receiver": [{"type": "user", "id": "alice"}],
    "notice_way": {"1": ["mail"]},
}


def on(*ways, span="00:00:00--23:59:59"):
    return {"time_range": span, "notify_config": [{"level": 1, "notice_ways": list(ways)}]}


MAIL = {"name": "mail"}
LOST = {
    "two ranges": (
        [on(MAIL, span="00:00--12:00"), on(MAIL, span="12:00--23:59")],
        "its 2 time ranges",
    ),
    "a part of the day": ([on(MAIL, span="09:00--18:00")], "its time range 09:00--18:00"),
    "bkchat": (
        [on(MAIL, {"name": "bkchat", "receivers": ["wework|1"]})],
        "the recipients of bkchat",
    ),
    "recipients of another way": (
        [on({"name": "voice", "receivers": ["+1"]}, {"name": "bkchat", "receivers": ["w|1"]})],
        "the recipients of bkchat and the recipients of voice",
    ),
    "both": (
        [
            on(MAIL, span="00:00--12:00"),
            on({"name": "bkchat", "receivers": ["w|1"]}, span="12:00--23:59"),
        ],
        "its 2 time ranges and the recipients of bkchat",
    ),
}


@pytest.mark.parametrize("case", LOST)
def test_bk_a_group_that_would_lose_something_is_not_saved(bk, case):
    notices, lost = LOST[case]
    patch(bk, "user_groups", "id", 1, alert_notice=notices)
    before = row(bk, "user_groups", id=1)
    said = (
        "name: saving the group through the notice group calls would lose %s; change it with"
        " bk_user_group" % lost
    )
    for params in (
        {"name": "layman", "message": "x"},
        {"name": "layman", "notice_way": {"2": ["sms"]}},
        {"id": 1, "name": "other"},
    ):
        assert refused(bk, LEGACY, **params) == said
    assert (
        refused(bk, MANY, notice_groups=[NEW, {"name": "layman", "message": "x"}])
        == "notice_groups[1]." + said
    )
    assert row(bk, "user_groups", id=1) == before
    changes(bk, NATIVE, name="layman", desc="x")


@pytest.mark.parametrize("span", ["00:00--23:59", "00:00:00--23:59:00", "00:00:00--23:59:59"])
def test_bk_a_group_with_nothing_to_lose_is_saved(bk, span):
    patch(
        bk,
        "user_groups",
        "id",
        1,
        alert_notice=[on(MAIL, {"name": "wxwork-bot", "receivers": ["chat"]}, span=span)],
    )
    assert changes(bk, LEGACY, name="layman", message="x")["warnings"] == []


def test_bk_a_group_with_a_rota_is_saved_with_a_warning(bk):
    """A save through these calls leaves the rota alone, but whom it names is not told."""
    patch(bk, "user_groups", "id", 1, need_duty=True, duty_rules=[802])
    result = changes(bk, LEGACY, name="layman", message="x")
    assert warned(result) == [
        "name: who is told is decided by the rota of the group; use bk_user_group for that"
    ]
    assert (
        row(bk, "user_groups", id=1)["need_duty"],
        row(bk, "user_groups", id=1)["duty_rules"],
    ) == (True, [802])


def test_bk_a_group_with_several_duty_rows_is_saved_with_a_warning(emulator, bk):
    result = changes(bk, LEGACY, bk_biz_id=3, name="two-rows", message="x")
    assert warned(result) == [
        "name: the group has several duty rows; the notice group calls show the last and write the"
        " first, so use bk_user_group"
    ]
    # rows that say the same lose nothing
    emulator.settings(bk={"legacy_duty_rows": 2})
    apply(bk, LEGACY, **NEW)
    assert changes(bk, LEGACY, name="new", message="x")["warnings"] == []


def test_bk_the_group_of_the_seed_that_has_everything(bk):
    message = refused(bk, LEGACY, bk_biz_id=3, name="night-rota", message="x")
    assert "would lose its 2 time ranges and the recipients of bkchat" in message
    changes(bk, NATIVE, bk_biz_id=3, name="night-rota", desc="x")


# --- what it costs


def test_bk_one_detail_for_a_group_whose_people_or_ways_a_task_names_or_that_it_updates(bk):
    """No list shows at which hours people are told."""
    changes(bk, LEGACY, **NEW)
    assert paths(bk) == [SEARCH, SAVE, SEARCH]
    keeps(bk, LEGACY, **NEW)
    assert paths(bk) == [SEARCH, DETAIL]
    keeps(bk, LEGACY, name="new", message="")
    assert paths(bk) == [SEARCH]
    changes(bk, LEGACY, name="new", message="x")
    assert paths(bk) == [SEARCH, DETAIL, SAVE, SEARCH]
    apply(bk, LEGACY, name="new", message="y", check=True)
    assert paths(bk) == [SEARCH, DETAIL]
    changes(bk, LEGACY, name="new", state="absent")
    assert paths(bk) == [SEARCH, ESB + "search_user_groups/", ESB + "delete_notice_group/", SEARCH]
    found = apply(bk, LEGACY + "_info")["notice_groups"]
    assert paths(bk) == [SEARCH] + [DETAIL] * len(found)


def test_bk_one_detail_for_each_of_many(bk):
    items = [dict(NEW, name="new %d" % number) for number in range(9)]
    assert apply(bk, MANY, notice_groups=items).reads == 2
    result = apply(
        bk, MANY, notice_groups=[dict(item, message="x") for item in items] + [{"name": "layman"}]
    )
    assert result.reads == 2 + 9 and paths(bk).count(DETAIL) == 9


UNKNOWN = (
    "Whether a group says more than the notice group calls show, for one that nobody is told at"
    " some hours or that a rota decides, is not known. "
)


def test_bk_a_site_without_native_calls_is_asked_once(emulator, bk):
    """Very old servers, and sites that publish only some: what nobody can look at is said, once
    for all groups.
    """
    emulator.settings(bk={"native_on_esb": False})
    groups = [
        {"name": name, "message": "x", "notice_way": {"1": ["mail"]}}
        for name in ("layman", "core-oncall", "from-console")
    ]
    for writes in (3, 0):
        result = apply(bk, MANY, notice_groups=groups)
        assert [
            text.startswith(UNKNOWN + "Could not read the user group ") for text in warned(result)
        ] == [True]
        assert paths(bk).count(DETAIL) == 1 and paths(bk).count(SAVE) == writes
    assert apply(bk, MANY, notice_groups=[{"name": "layman", "message": "x"}])["warnings"] == []


@pytest.mark.parametrize(
    "fault",
    [
        {"error": "bk.1306403"},
        {"error": "bk.1306404"},
        {"error": "bk.1306405"},
        {"error": "bk.1640301"},
        {"error": "bk.1640401"},
        {"kind": "status", "status": 404, "body": "no such page"},
    ],
)
def test_bk_no_such_call_or_no_right_to_it(emulator, bk, fault):
    emulator.add_fault(vendor="bk", path="search_user_group_detail", times=None, **fault)
    assert [
        text.startswith(UNKNOWN) for text in warned(changes(bk, LEGACY, name="layman", message="x"))
    ] == [True]


@pytest.mark.parametrize(
    "fault",
    [
        {"error": "bk.1306000"},
        {"error": "bk.500", "message": "crash"},
        {"kind": "html"},
        {"kind": "status", "status": 403, "body": ""},
    ],
)
def test_bk_any_other_failure_stops_the_update(emulator, bk, fault):
    emulator.add_fault(vendor="bk", path="search_user_group_detail", times=None, **fault)
    message = fails(bk, LEGACY, name="layman", message="x", retries=1)
    assert (
        message.startswith("Could not read the user group 'layman' (id 1): ")
        and paths(bk, write=True) == []
    )


def test_bk_a_group_the_server_stumbles_over_can_be_mended_by_a_notice_group_task(bk):
    """Its detail crashes for want of a chat (B45), and the save of the other family is what
    mends it.
    """
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
    said = keeps(bk, LEGACY, name="layman", notice_way={"1": ["mail"]})
    assert [
        "the server stumbles over a level with wxwork-bot that has no chat" in text
        for text in warned(said)
    ] == [True]
    changes(bk, LEGACY, name="layman", wxwork_group={"1": "chat"})
    keeps(
        bk,
        NATIVE,
        name="layman",
        alert_notice=[on(MAIL, {"name": "wxwork-bot", "receivers": ["chat"]})],
    )


# --- what only the native form has said so far

USERS = [{"type": "user", "id": "alice"}, {"type": "group", "id": "operator"}]
CHAT = {"name": "wxwork-bot", "receivers": ["chat-one", "chat-two"]}
HOOK = {"name": "twice", "webhook_url": "https://hooks.example.com/planted-hook"}


def steps(result):
    return [(one["action"], one["name"], one["fields"]) for one in result["plan"]]


@pytest.mark.parametrize(
    "hours, lost",
    [
        ([on(MAIL, CHAT)], None),
        ([on({"name": "voice"}, span="00:00--23:59")], None),
        ([], None),
        ([on(MAIL, span="00:00--12:00"), on(MAIL, span="12:00--23:59")], "its 2 time ranges"),
    ],
)
def test_bk_a_group_that_is_planned_natively_is_there_for_the_notice_group_calls(bk, hours, lost):
    """In check mode as in the run: the webhook of a new group is a change of it, and what would
    be refused then is refused now.
    """
    native = {
        "name": "twice",
        "desc": "both",
        "users": USERS,
        "alert_notice": hours,
        "action_notice": [],
    }
    planned = apply(bk, NATIVE, check=True, **native)
    legacy = dict(HOOK, planned=[dict(planned)])
    whole = dict(
        legacy,
        message="both",
        notice_receiver=USERS,
        notice_way={"fatal": ["mail"]},
        wxwork_group={"fatal": "chat-two,chat-one"},
    )
    check = (
        [fails(bk, LEGACY, check=True, **legacy)]
        if lost
        else [steps(apply(bk, LEGACY, check=True, **one)) for one in (legacy, whole)]
    )
    apply(bk, NATIVE, **native)
    run = (
        [fails(bk, LEGACY, **HOOK)]
        if lost
        else [
            steps(
                apply(
                    bk,
                    LEGACY,
                    check=True,
                    **{key: value for key, value in one.items() if key != "planned"},
                )
            )
            for one in (legacy, whole)
        ]
    )
    assert check == run and (
        "lose " + lost in check[0] if lost else check[0] == [("update", "twice", ["webhook_url"])]
    )
    if not lost:
        assert ("notice_way" in check[1][0][2]) == (hours != [on(MAIL, CHAT)])


def test_bk_what_a_rota_makes_of_a_planned_group_is_known_in_check_mode(bk):
    """As it is read from one site and set up on another: what only the native form says is not
    in the form of these calls.
    """
    native = {
        "name": "twice",
        "users": [],
        "need_duty": True,
        "duty_rules": ["office hours"],
        "alert_notice": [on(MAIL, span="08:00--20:00")],
        "action_notice": [],
    }
    planned = apply(bk, NATIVE, check=True, **native)
    legacy = {"name": "twice", "message": "", "webhook_url": ""}
    assert steps(apply(bk, LEGACY, check=True, planned=[dict(planned)], **legacy)) == [
        ("none", "twice", [])
    ]
    apply(bk, NATIVE, **native)
    (shown,) = apply(bk, LEGACY + "_info", name="twice")["notice_groups"]
    assert {key: value for key, value in shown.items() if key != "id"} == legacy
    keeps(bk, LEGACY, **legacy)


def test_bk_a_planned_change_of_the_native_form_counts_too(bk):
    planned = apply(
        bk,
        NATIVE,
        check=True,
        name="layman",
        desc="later",
        alert_notice=[on(MAIL, span="00:00--12:00"), on(MAIL, span="12:00--23:59")],
    )
    legacy = {"name": "layman", "message": "later"}
    assert steps(apply(bk, LEGACY, check=True, planned=[dict(planned)], **legacy))[0][0] == "none"
    assert "lose its 2 time ranges" in fails(
        bk, LEGACY, check=True, planned=[dict(planned)], **dict(legacy, message="x")
    )
    gone = apply(bk, NATIVE, check=True, name="layman", state="absent")
    assert (
        steps(apply(bk, LEGACY, check=True, planned=[dict(gone)], name="layman", state="absent"))[
            0
        ][0]
        == "none"
    )


def test_bk_a_group_that_is_planned_through_the_notice_group_calls_can_be_changed_again(bk):
    planned = apply(bk, LEGACY, check=True, **NEW)
    assert steps(
        apply(bk, LEGACY, check=True, planned=[dict(planned)], name="new", message="x")
    ) == [("update", "new", ["message"])]
