# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Guance notify objects type by type and key by key (docs/vendors/guance.md, G100 to G105), their
secrets, and the facts that break idempotence.
"""

from __future__ import annotations

import pytest
from support.guance_policies import ALICE, BOB, CAROL, MAIL, PAGE, POLICY
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

ONE, MANY, INFO = "guance_notify_object", "guance_notify_objects", "guance_notify_object_info"
HOOK, OTHER = (
    "https://planted-hook.example.com/robot?key=planted-hook-1",
    "https://planted-hook.example.com/robot?key=planted-hook-2",
)
MASK = "********"
LIST = "GET /api/v1/notify_object/list"
PLAN = "notify_objects[0]."

#: Type to what is typed and what has to be sent.
BODIES = {
    "dingTalkRobot": (
        {"webhook": HOOK, "secret": "SEC-planted-hook"},
        {"webhook": HOOK, "secret": "SEC-planted-hook"},
    ),
    "feishuRobot": (
        {"webhook": HOOK, "secret": "SEC-planted-hook"},
        {"webhook": HOOK, "secret": "SEC-planted-hook"},
    ),
    "wechatRobot": ({"webhook": HOOK}, {"webhook": HOOK}),
    "slackIncomingWebhook": ({"webhook": HOOK}, {"webhook": HOOK}),
    "teamsWorkflowWebhook": ({"webhook": HOOK}, {"webhook": HOOK}),
    "googleChatWebhook": ({"webhook": HOOK}, {"webhook": HOOK}),
    "HTTPRequest": (
        {
            "url": HOOK,
            "headers_config": {
                "is_open": True,
                "items": [{"key": " X-Key ", "value": "planted-hook-header"}],
            },
        },
        {
            "url": HOOK,
            "headersConfig": {
                "isOpen": True,
                "items": [{"key": "X-Key", "value": "planted-hook-header"}],
            },
        },
    ),
    "simpleHTTPRequest": ({"url": HOOK}, {"url": HOOK}),
    "mailGroup": ({"to": ["alice@example.com", "member:bob@example.com"]}, {"to": [ALICE, BOB]}),
    "sms": (
        {"to": ["13800000000", "+86 138-0000-0001"]},
        {"to": ["13800000000", "+86 138-0000-0001"]},
    ),
    "vms": ({"to": ["13800000000"]}, {"to": ["13800000000"]}),
    "telegramBot": (
        {"token": "1:planted-hook", "chat_id": -1001234567890, "message_thread_id": 17},
        {"token": "1:planted-hook", "chat_id": "-1001234567890", "message_thread_id": "17"},
    ),
}
TELEGRAM = {"name": "chat", "type": "telegramBot", "opt_set": BODIES["telegramBot"][0]}
HTTP = {"name": "call", "type": "HTTPRequest", "opt_set": BODIES["HTTPRequest"][0]}
DING = {"name": "robot", "type": "dingTalkRobot", "opt_set": BODIES["dingTalkRobot"][0]}


def silent(result):
    """No secret in anything that was returned."""
    for secret in SECRETS:
        assert secret not in result.text, result.text
    return result


@pytest.fixture
def masked(emulator):
    """The vendor shows masks from now on."""
    return lambda: emulator.settings(guance={"mask_notify_secrets": True})


# --- every type


@pytest.mark.parametrize("masks", [False, True])
@pytest.mark.parametrize("kind", sorted(BODIES))
def test_guance_notify_object_of_every_type(emulator, guance, kind, masks):
    emulator.settings(guance={"mask_notify_secrets": masks})
    typed, body = BODIES[kind]
    task = {"name": "way", "type": kind, "opt_set": typed}
    silent(changes(guance, ONE, **task))
    assert paths(guance, write=True) == ["POST /api/v1/notify_object/create"]
    assert sent(guance) == {"name": "way", "type": kind, "optSet": body}
    silent(keeps(guance, ONE, **task))
    silent(keeps(guance, ONE, name="way", opt_set=typed))
    changes(guance, ONE, **dict(task, permission_set=["wsAdmin"]))
    assert paths(guance, write=True) == ["POST /api/v1/notify_object/modify"]
    uuid = row(guance, "notify_object", name="way")["uuid"]
    # no type: it can't be changed; and no opt_set: nothing of it does
    assert sent(guance) == {"notifyObjectUUID": uuid, "name": "way", "permissionSet": ["wsAdmin"]}
    patch(guance, "notify_object", "name", "way", optSet={})
    changes(guance, ONE, **task)
    assert sent(guance) == {"notifyObjectUUID": uuid, "name": "way", "optSet": body}
    changes(guance, ONE, name="way", state="absent")
    assert paths(guance, write=True) == ["POST /api/v1/notify_object/delete"] and sent(guance) == {
        "notifyObjectUUID": uuid
    }
    keeps(guance, ONE, times=2, name="way", state="absent")


def test_guance_notify_object_with_the_least(guance):
    for kind, (typed, dummy) in sorted(BODIES.items()):
        least = {
            key: value
            for key, value in typed.items()
            if key not in ("secret", "headers_config", "message_thread_id")
        }
        changes(guance, ONE, name=kind, type=kind, opt_set=least)
        keeps(guance, ONE, times=2, name=kind, type=kind, opt_set=least)


@pytest.mark.parametrize(
    "kind, given, wrong",
    [
        ("dingTalkRobot", {"webhook": HOOK, "url": HOOK}, "opt_set.url"),
        ("wechatRobot", {"webhook": HOOK, "secret": "planted-hook-2"}, "opt_set.secret"),
        ("mailGroup", {"to": ["alice@example.com"], "webhook": HOOK}, "opt_set.webhook"),
        ("sms", {"to": ["13800000000"], "token": "planted-hook"}, "opt_set.token"),
        ("simpleHTTPRequest", {"url": HOOK, "chat_id": "1"}, "opt_set.chat_id"),
        ("telegramBot", {"token": "planted-hook", "chat_id": "1", "to": ["1380000"]}, "opt_set.to"),
    ],
)
def test_guance_notify_object_options_of_other_types_are_refused(guance, kind, given, wrong):
    assert refused(
        guance, ONE, name="way", type=kind, opt_set=given
    ) == "%s: is no option where type is %s" % (wrong, kind)


@pytest.mark.parametrize(
    "kind, missing",
    [
        ("dingTalkRobot", ["webhook"]),
        ("feishuRobot", ["webhook"]),
        ("googleChatWebhook", ["webhook"]),
        ("HTTPRequest", ["url"]),
        ("mailGroup", ["to"]),
        ("vms", ["to"]),
        ("telegramBot", ["token", "chat_id"]),
    ],
)
def test_guance_notify_object_what_a_new_one_needs(guance, kind, missing):
    assert refused(guance, ONE, name="way", type=kind) == "; ".join(
        "opt_set.%s: is required to create the notify object 'way'" % one for one in missing
    )


def test_guance_notify_object_without_a_type(guance):
    assert (
        refused(guance, ONE, name="way", opt_set={"webhook": HOOK})
        == "type: is required to create the notify object 'way'"
    )


@pytest.mark.parametrize("kind", ["DingTalkRobot", "email", "webhook"])
def test_guance_notify_object_of_a_type_that_does_not_exist(guance, kind):
    message = refused(guance, ONE, name="way", type=kind)
    assert message.startswith(
        "type: %r is not one of dingTalkRobot, feishuRobot, wechatRobot, " % kind
    )


def test_guance_notify_object_type_can_not_change(guance):
    changes(guance, ONE, **DING)
    message = refused(guance, ONE, name="robot", type="feishuRobot", opt_set=DING["opt_set"])
    assert (
        message
        == "type: is dingTalkRobot and can't become feishuRobot: the vendor can't change the type;"
        " delete it and create it anew, or take another name"
    )
    assert row(guance, "notify_object", name="robot")["type"] == "dingTalkRobot"


# --- types newer than this collection


@pytest.fixture
def newer(guance):
    """An object of a type that nobody here knows, which a policy refers to."""
    rows = guance.emulator.state("guance")["notify_object"]
    guance.emulator.put_state(
        "guance",
        {
            "notify_object": (
                rows
                + [
                    {
                        "uuid": "notify_newer",
                        "name": "zz newer",
                        "type": "hologram",
                        "optSet": {"beam": "planted-hook-9"},
                    }
                ]
            )
        },
    )
    return "notify_newer"


def test_guance_notify_object_of_an_unknown_type_is_listed_and_referred_to(guance, newer):
    found = silent(apply(guance, INFO, name="zz newer"))
    assert found["notify_objects"] == [
        {
            "uuid": newer,
            "name": "zz newer",
            "type": "hologram",
            "opt_set": {},
            "open_permission_set": False,
            "permission_set": [],
        }
    ] or (
        found["notify_objects"]
        == [
            {
                "uuid": newer,
                "name": "zz newer",
                "type": "hologram",
                "open_permission_set": False,
                "permission_set": [],
            }
        ]
    )
    assert found["protected"] == [newer]
    keeps(guance, ONE, **found["notify_objects"][0])
    changes(
        guance,
        POLICY,
        name="p",
        rule_timezone="UTC",
        alert_opt={
            "silent_timeout": 0,
            "agg_interval": 0,
            "alert_target": [{"targets": [{"status": "all", "to": ["notify:zz newer"]}]}],
        },
    )
    assert sent(guance)["alertOpt"]["alertTarget"][0]["targets"][0]["to"] == [newer]


@pytest.mark.parametrize(
    "params", [{"permission_set": ["wsAdmin"]}, {"uuid": "notify_newer", "name": "other"}]
)
def test_guance_notify_object_of_an_unknown_type_is_never_altered(guance, newer, params):
    message = refused(guance, ONE, **dict({"name": "zz newer"}, **params))
    assert (
        "a notify object of type 'hologram', which is not known here, can't be changed" in message
    )
    assert row(guance, "notify_object", uuid=newer)["optSet"] == {"beam": "planted-hook-9"}


def test_guance_notify_object_of_an_unknown_type_is_deleted_by_name(guance, newer):
    changes(guance, ONE, name="zz newer", state="absent")
    assert newer not in [one["uuid"] for one in guance.emulator.state("guance")["notify_object"]]


def test_guance_notify_object_of_an_unknown_type_is_passed_over_by_a_purge(guance, newer):
    changes(guance, ONE, name="zz known", type="sms", opt_set={"to": ["13800000000"]})
    result = changes(
        guance,
        MANY,
        notify_objects=[],
        purge=True,
        purge_scope={"name_prefix": "zz "},
        allow_empty=True,
    )
    assert [(one["action"], one["name"]) for one in result["plan"]] == [("delete", "zz known")]
    assert row(guance, "notify_object", uuid=newer)


# --- who is told


@pytest.mark.parametrize(
    "typed", ["alice@example.com", "member:alice@example.com", "member: alice@example.com", ALICE]
)
def test_guance_notify_object_members_of_a_mail_group(guance, typed):
    changes(guance, ONE, name="mails", type="mailGroup", opt_set={"to": [typed]})
    assert sent(guance)["optSet"] == {"to": [ALICE]}
    assert ("GET /api/v1/workspace/members/list" in paths(guance)) is (typed != ALICE)
    shown = apply(guance, INFO, name="mails", resolve_names=True)["notify_objects"][0]
    assert shown["opt_set"]["to"] == ["alice@example.com"]
    keeps(guance, ONE, name="mails", opt_set=shown["opt_set"])


def test_guance_notify_object_a_free_address_is_taken_shown_and_kept(guance):
    mails = {
        "name": "mails",
        "type": "mailGroup",
        "opt_set": {"to": ["alice@example.com", "free@example.org"]},
    }
    result = changes(guance, ONE, **mails)
    assert sent(guance)["optSet"] == {"to": [ALICE, "free@example.org"]}
    assert warned(result) == [
        "opt_set.to[1]: 'free@example.org' is the address of no member: it is kept as it stands,"
        " and the vendor may deliver nothing to it"
    ]
    assert warned(keeps(guance, ONE, times=2, **mails)) == []
    (shown,) = apply(guance, INFO, name="mails")["notify_objects"]
    assert shown["opt_set"]["to"] == [ALICE, "free@example.org"]
    keeps(guance, ONE, times=2, **shown)
    (shown,) = apply(guance, INFO, name="mails", resolve_names=True)["notify_objects"]
    assert shown["opt_set"]["to"] == ["alice@example.com", "free@example.org"]
    keeps(guance, ONE, times=2, **shown)
    changes(guance, ONE, name="mails", opt_set={"to": ["free@example.org"]})
    assert sent(guance)["optSet"] == {"to": ["free@example.org"]}


def test_guance_notify_object_a_free_address_that_looks_like_a_slip(guance):
    result = apply(
        guance,
        ONE,
        check=True,
        name="mails",
        type="mailGroup",
        opt_set={"to": ["alise@example.com"]},
    )
    assert warned(result)[0].endswith("; did you mean 'alice@example.com'?")


@pytest.mark.parametrize("typed", ["member:free@example.com", "Nobody", "free@example", "a@b@c.de"])
def test_guance_notify_object_what_has_to_be_a_member(guance, typed):
    assert refused(guance, ONE, name="mails", type="mailGroup", opt_set={"to": [typed]}).startswith(
        "opt_set.to[0]: there is no member "
    )


def test_guance_notify_object_a_free_address_where_members_can_not_be_listed(emulator, guance):
    """It may be a member's: what is not stored already is not written blindly."""
    emulator.add_fault(
        vendor="guance", path="/members/list", error="guance.PermissionDenied", times=None
    )
    assert "could not be found out" in fails(
        guance, ONE, name="mails", type="mailGroup", opt_set={"to": ["free@example.org"]}
    )
    keeps(guance, ONE, times=2, name="search-mail", opt_set={"to": [CAROL, "free@example.com"]})


@pytest.mark.parametrize("typed", ["alice@example.com", "member:alice@example.com", ALICE])
def test_guance_notify_object_a_stored_address_is_the_member_who_has_it(guance, typed):
    """As other clients store it: as it was given."""
    patch(
        guance, "notify_object", "name", "search-mail", optSet={"to": ["alice@example.com", CAROL]}
    )
    keeps(guance, ONE, times=2, name="search-mail", opt_set={"to": [typed, "carol@example.com"]})
    (shown,) = apply(guance, INFO, name="search-mail")["notify_objects"]
    assert shown["opt_set"]["to"] == [CAROL, "alice@example.com"]
    keeps(guance, ONE, times=2, **shown)
    # what stays is sent as it is stored
    changes(guance, ONE, name="search-mail", opt_set={"to": [typed, "bob@example.com"]})
    assert sorted(sent(guance)["optSet"]["to"]) == [BOB, "alice@example.com"]


def test_guance_notify_object_of_ids_alone_costs_no_list_of_members(guance):
    patch(guance, "notify_object", "name", "search-mail", optSet={"to": [ALICE]})
    keeps(guance, ONE, times=1, name="search-mail", opt_set={"to": [ALICE]})
    assert paths(guance) == ["GET /api/v1/notify_object/list"]


def test_guance_notify_object_an_ambiguous_name_of_a_member(guance):
    message = refused(guance, ONE, name="mails", type="mailGroup", opt_set={"to": ["Alice"]})
    assert (
        message.startswith("opt_set.to[0]: there are 2 members called 'Alice': ")
        and "alice.two@example.com" in message
    )


@pytest.mark.parametrize(
    "kind, typed, words",
    [
        ("mailGroup", "13800000000", "'13800000000' is a phone number; a mail group takes members"),
        ("sms", ALICE, "%r is no phone number, which is what type sms takes" % ALICE),
        ("vms", "alice@example.com", "%r is no phone number, which is what type vms takes" % ALICE),
    ],
)
def test_guance_notify_object_the_other_sort_of_recipient(guance, kind, typed, words):
    good = {"mailGroup": "bob@example.com"}.get(kind, "13900000000")
    assert (
        refused(guance, ONE, name="way", type=kind, opt_set={"to": [good, typed]})
        == "opt_set.to[1]: " + words
    )


@pytest.mark.parametrize(
    "mode, to, left",
    [
        ("add", ["carol@example.com"], [ALICE, BOB, CAROL]),
        ("remove", ["member:bob@example.com"], [ALICE]),
        ("add", [ALICE], None),
        ("remove", ["carol@example.com"], None),
    ],
)
def test_guance_notify_object_members_one_by_one(guance, mode, to, left):
    result = apply(guance, ONE, name="payments-mail", mode=mode, opt_set={"to": to})
    assert result["changed"] is (left is not None)
    assert sorted(row(guance, "notify_object", uuid=MAIL)["optSet"]["to"]) == (left or [ALICE, BOB])


def test_guance_notify_object_phone_numbers_one_by_one(guance):
    changes(guance, ONE, name="calls", type="vms", opt_set={"to": ["13800000000"]})
    changes(guance, ONE, name="calls", mode="add", opt_set={"to": ["13900000000"]})
    assert sent(guance)["optSet"] == {"to": ["13800000000", "13900000000"]}
    changes(guance, ONE, name="calls", mode="remove", opt_set={"to": ["13800000000"]})
    assert sent(guance)["optSet"] == {"to": ["13900000000"]}


# --- headers


def headers(*items, **more):
    return {
        "headers_config": dict(
            {"is_open": True, "items": [{"key": key, "value": value} for key, value in items]},
            **more,
        )
    }


def test_guance_notify_object_headers_are_masked_and_the_mask_is_valid_input(guance):
    changes(guance, ONE, **HTTP)
    shown = silent(apply(guance, INFO, name="call"))["notify_objects"][0]["opt_set"]
    assert shown == {
        "url": MASK,
        "headers_config": {"is_open": True, "items": [{"key": "X-Key", "value": MASK}]},
    }
    keeps(guance, ONE, name="call", opt_set=shown)
    # a header more, and the one that is there stays what it was
    silent(
        changes(
            guance, ONE, name="call", opt_set=headers(("x-key", MASK), ("Other", "planted-hook-2"))
        )
    )
    assert sent(guance)["optSet"] == {
        "url": HOOK,
        "headersConfig": {
            "isOpen": True,
            "items": [
                {"key": "x-key", "value": "planted-hook-header"},
                {"key": "Other", "value": "planted-hook-2"},
            ],
        },
    }


def test_guance_notify_object_the_value_of_a_header_alone_is_a_change(guance):
    changes(guance, ONE, **HTTP)
    result = silent(
        changes(guance, ONE, name="call", opt_set=headers(("X-Key", "planted-hook-new")))
    )
    assert (
        result["plan"][0]["fields"] == ["opt_set.headers_config"]
        and result["diff"]["before"] == result["diff"]["after"]
    )
    assert row(guance, "notify_object", name="call")["optSet"]["headersConfig"]["items"] == [
        {"key": "X-Key", "value": "planted-hook-new"}
    ]


def test_guance_notify_object_the_mask_of_a_header_that_is_not_there(guance):
    changes(guance, ONE, **HTTP)
    message = refused(guance, ONE, name="call", opt_set=headers(("Another", MASK)))
    assert (
        message
        == "opt_set.headers_config: %s stands for a stored secret, but what is stored is not known;"
        " give it in clear" % MASK
    )


def test_guance_notify_object_headers_are_cleared_explicitly(guance):
    changes(guance, ONE, **HTTP)
    changes(guance, ONE, name="call", opt_set={"headers_config": {}})
    assert sent(guance)["optSet"] == {"url": HOOK, "headersConfig": {"isOpen": False, "items": []}}
    keeps(guance, ONE, name="call", opt_set={"headers_config": {}})
    keeps(guance, ONE, name="call", on_unspecified="reset")


def test_guance_notify_object_headers_that_are_off(guance):
    result = changes(
        guance,
        ONE,
        name="call",
        type="HTTPRequest",
        opt_set=dict(headers(("A", "planted-hook-2"), is_open=False), url=HOOK),
    )
    assert warned(result) == [
        "opt_set.headers_config.is_open: is false, so the headers are not sent"
    ]
    assert sent(guance)["optSet"]["headersConfig"] == {
        "isOpen": False,
        "items": [{"key": "A", "value": "planted-hook-2"}],
    }


def test_guance_notify_object_an_old_deployment_is_not_told_of_headers(guance):
    """They are newer than the type; what was never set is not sent either."""
    changes(guance, ONE, name="call", type="HTTPRequest", opt_set={"url": HOOK})
    changes(guance, ONE, name="call", opt_set={"url": OTHER})
    assert sent(guance)["optSet"] == {"url": OTHER}


# --- secrets


def test_guance_notify_object_a_changed_secret_is_never_printed(guance):
    changes(guance, ONE, **DING)
    result = silent(
        changes(
            guance, ONE, name="robot", opt_set={"webhook": OTHER, "secret": "SEC-planted-hook-2"}
        )
    )
    assert result["plan"][0]["fields"] == ["opt_set.webhook", "opt_set.secret"]
    assert result["diff"]["before"] == result["diff"]["after"] and result["notify_object"][
        "opt_set"
    ] == {"webhook": MASK, "secret": MASK}
    assert row(guance, "notify_object", name="robot")["optSet"] == {
        "webhook": OTHER,
        "secret": "SEC-planted-hook-2",
    }


def test_guance_notify_object_the_vendors_words_about_a_secret_are_not_repeated(emulator, guance):
    emulator.add_fault(
        vendor="guance",
        path="notify_object/create",
        error="guance.InvalidParams",
        message="%s is no address" % HOOK,
    )
    message = fails(guance, ONE, **DING)
    assert "ft.InvalidParams: %s is no address" % MASK in message


def test_guance_notify_object_the_whole_of_opt_set_is_sent(guance):
    """What is left out of it would be lost."""
    changes(guance, ONE, **TELEGRAM)
    changes(guance, ONE, name="chat", opt_set={"chat_id": "-2"})
    assert sent(guance)["optSet"] == {
        "token": "1:planted-hook",
        "chat_id": "-2",
        "message_thread_id": "17",
    }
    changes(guance, ONE, name="chat", opt_set={"message_thread_id": ""})
    assert sent(guance)["optSet"] == {
        "token": "1:planted-hook",
        "chat_id": "-2",
        "message_thread_id": "",
    }
    keeps(guance, ONE, name="chat", opt_set={"message_thread_id": ""})


def test_guance_notify_object_keys_of_the_future_inside_opt_set_go_back(guance):
    changes(guance, ONE, **TELEGRAM)
    opt_set = row(guance, "notify_object", name="chat")["optSet"]
    patch(guance, "notify_object", "name", "chat", optSet=dict(opt_set, silent=True, note="x"))
    changes(guance, ONE, name="chat", opt_set={"chat_id": "-2"})
    assert sent(guance)["optSet"] == dict(opt_set, chat_id="-2", silent=True, note="x")


def test_guance_notify_object_masks_of_the_vendor_are_no_difference(guance, masked):
    changes(guance, ONE, **DING)
    masked()
    result = keeps(guance, ONE, **DING)
    assert sorted(warned(result)) == [
        "opt_set.%s: the vendor shows a mask, so a difference can't be seen; update_secrets: always"
        " sends it in every run" % one
        for one in ("secret", "webhook")
    ]
    assert result["notify_object"]["opt_set"] == {"webhook": MASK, "secret": MASK}
    assert not warned(keeps(guance, ONE, name="robot", type="dingTalkRobot"))
    assert not warned(keeps(guance, ONE, **result["notify_object"]))


def test_guance_notify_object_on_change_sends_a_difference_that_can_be_seen(guance):
    changes(guance, ONE, **DING)
    changes(guance, ONE, name="robot", opt_set={"webhook": OTHER}, update_secrets="on_change")
    assert sent(guance)["optSet"] == {"webhook": OTHER, "secret": "SEC-planted-hook"}


@pytest.mark.parametrize("masks", [False, True])
def test_guance_notify_object_always_sends_in_every_run(emulator, guance, masks):
    emulator.settings(guance={"mask_notify_secrets": masks})
    changes(guance, ONE, update_secrets="always", **DING)
    for dummy in range(2):
        result = silent(changes(guance, ONE, update_secrets="always", **DING))
        assert result["plan"][0]["fields"] == ["opt_set.webhook", "opt_set.secret"] and not warned(
            result
        )
        assert sent(guance)["optSet"] == BODIES["dingTalkRobot"][1]
    # a secret the task does not give can't be sent
    keeps(guance, ONE, name="robot", update_secrets="always")


@pytest.mark.parametrize("masks", [False, True])
def test_guance_notify_object_on_create_never_sends_to_what_is_there(emulator, guance, masks):
    emulator.settings(guance={"mask_notify_secrets": masks})
    changes(guance, ONE, update_secrets="on_create", **DING)
    assert sent(guance)["optSet"] == BODIES["dingTalkRobot"][1]
    keeps(
        guance,
        ONE,
        update_secrets="on_create",
        **dict(DING, opt_set={"webhook": OTHER, "secret": "SEC-planted-hook-2"}),
    )
    changes(
        guance,
        ONE,
        update_secrets="on_create",
        **dict(DING, opt_set={"webhook": OTHER}, permission_set=["wsAdmin"]),
    )
    assert "optSet" not in sent(guance)
    assert row(guance, "notify_object", name="robot")["optSet"] == BODIES["dingTalkRobot"][1]


def test_guance_notify_object_on_create_leaves_headers_alone(guance):
    changes(guance, ONE, **HTTP)
    keeps(
        guance,
        ONE,
        name="call",
        update_secrets="on_create",
        opt_set=headers(("Other", "planted-hook-2")),
    )


@pytest.mark.parametrize(
    "given, missing",
    [
        (dict(TELEGRAM, opt_set={"chat_id": "-2"}), "opt_set.token"),
        (dict(TELEGRAM, opt_set={"token": MASK, "chat_id": "-2"}), "opt_set.token"),
        (dict(HTTP, opt_set={"url": OTHER}, update_secrets="always"), "opt_set.headers_config"),
        (
            dict(HTTP, opt_set=headers(("A", "planted-hook-2")), update_secrets="always"),
            "opt_set.url",
        ),
        (dict(DING, opt_set={"webhook": OTHER}, update_secrets="always"), "opt_set.secret"),
    ],
)
def test_guance_notify_object_a_masked_secret_is_not_wiped(guance, masked, given, missing):
    """opt_set goes whole, so what is masked and not given would be lost."""
    for one in (TELEGRAM, HTTP, DING):
        changes(guance, ONE, **one)
    masked()
    before = row(guance, "notify_object", name=given["name"])
    message = refused(guance, ONE, **given)
    assert (
        message.startswith(missing + ": the vendor shows a mask in its place")
        and "give it too, with update_secrets on_change or always" in message
    )
    assert row(guance, "notify_object", name=given["name"]) == before


def test_guance_notify_object_a_masked_secret_that_is_given_goes_along(guance, masked):
    changes(guance, ONE, **TELEGRAM)
    masked()
    silent(
        changes(
            guance,
            ONE,
            name="chat",
            opt_set={"token": "1:planted-hook", "chat_id": "-2", "message_thread_id": "17"},
        )
    )
    assert sent(guance)["optSet"] == {
        "token": "1:planted-hook",
        "chat_id": "-2",
        "message_thread_id": "17",
    }


def test_guance_notify_object_without_opt_set_nothing_of_it_is_sent(guance, masked):
    changes(guance, ONE, **TELEGRAM)
    masked()
    changes(guance, ONE, name="chat", permission_set=["general"])
    assert set(sent(guance)) == {"notifyObjectUUID", "name", "permissionSet"}


def test_guance_notify_object_what_was_read_can_be_fed_back_with_a_change(guance, masked):
    """Nothing of opt_set changes, so what is masked in it does not matter."""
    for one in (TELEGRAM, HTTP, DING):
        changes(guance, ONE, **one)
    masked()
    for one in (TELEGRAM, HTTP, DING):
        shown = apply(guance, INFO, name=one["name"])["notify_objects"][0]
        for more in ({}, {"update_secrets": "on_create"}, {"update_secrets": "always"}):
            shown["permission_set"] = [] if shown["permission_set"] else ["wsAdmin"]
            changes(guance, ONE, **dict(shown, **more))
            assert "optSet" not in sent(guance)


def test_guance_notify_object_a_partly_masked_address(guance):
    """A vendor may show the beginning of an address, and a mask in place of its key."""
    patch(
        guance,
        "notify_object",
        "uuid",
        PAGE,
        optSet={"webhook": "https://hooks.example.com/services/****"},
    )
    keeps(guance, ONE, name="payments-page", opt_set={"webhook": OTHER})
    assert apply(guance, INFO, name="payments-page")["notify_objects"][0]["opt_set"] == {
        "webhook": MASK
    }


def test_guance_notify_object_masked_headers_are_not_shown_and_not_compared(guance, masked):
    changes(guance, ONE, **HTTP)
    masked()
    assert apply(guance, INFO, name="call")["notify_objects"][0]["opt_set"] == {"url": MASK}
    keeps(guance, ONE, **HTTP)
    message = refused(guance, ONE, name="call", opt_set=headers(("X-Key", MASK)))
    assert message.startswith(
        "opt_set.headers_config: %s stands for a stored secret, but what is stored is not known"
        % MASK
    )


def test_guance_notify_object_short_values_garble_nothing(guance):
    """A header may be called on; a value of one letter is no secret, and masking it everywhere
    would make every text unreadable.
    """
    result = changes(
        guance,
        ONE,
        name="a call",
        type="HTTPRequest",
        opt_set=dict(headers(("A", "1"), ("B", "a")), url=HOOK),
    )
    assert result["notify_object"]["name"] == "a call" and result["plan"][0]["fields"] == [
        "name",
        "type",
        "opt_set.url",
        "opt_set.headers_config",
    ]
    assert silent(result)["notify_object"]["opt_set"]["headers_config"]["items"] == [
        {"key": "A", "value": MASK},
        {"key": "B", "value": MASK},
    ]


# --- who may change it


def test_guance_notify_object_permissions_are_those_of_a_policy(guance):
    given = [
        "wsAdmin",
        "general",
        "readOnly",
        "role:oncall",
        "team:payments",
        "member:alice@example.com",
    ]
    changes(guance, ONE, name="payments-page", open_permission_set=True, permission_set=given)
    assert sorted(sent(guance)["permissionSet"]) == sorted(
        ["wsAdmin", "general", "readOnly", "role_%032d" % 1, "group_%032d" % 1, ALICE]
    )
    keeps(guance, ONE, name="payments-page", open_permission_set=True, permission_set=given[::-1])
    shown = apply(guance, INFO, name="payments-page", resolve_names=True)["notify_objects"][0]
    assert sorted(shown["permission_set"]) == sorted(given)


def test_guance_notify_object_permissions_that_do_nothing_or_shut_out_are_warned_about(guance):
    assert warned(changes(guance, ONE, name="payments-page", permission_set=["general"])) == [
        "permission_set: has no effect without open_permission_set: true"
    ]
    result = changes(
        guance,
        ONE,
        name="payments-mail",
        open_permission_set=True,
        permission_set=["team:payments"],
    )
    assert [text for text in warned(result) if "the key needs a role in permission_set" in text]
    message = fails(guance, ONE, name="payments-mail", opt_set={"to": []})
    assert "ft.PermissionDenied" in message and "permissionSet of the object" in message


# --- who uses it


def told(*names, **target):
    return {
        "name": "uses it",
        "rule_timezone": "UTC",
        "alert_opt": {
            "silent_timeout": 0,
            "agg_interval": 0,
            "alert_target": [{"targets": [dict({"status": "all", "to": list(names)}, **target)]}],
        },
    }


@pytest.mark.parametrize(
    "policy",
    [
        told("notify:payments-page"),
        told(
            "member:alice@example.com",
            upgrade_targets=[{"to": ["notify:payments-page"], "duration": 60}],
        ),
        {
            "name": "uses it",
            "rule_timezone": "UTC",
            "alert_opt": {
                "alert_type": "member",
                "silent_timeout": 0,
                "agg_interval": 0,
                "alert_target": [
                    {
                        "alert_info": [
                            {
                                "member_info": ["team:payments"],
                                "targets": [
                                    {
                                        "status": "all",
                                        "to": ["email"],
                                        "upgrade_targets": [
                                            {
                                                "to": ["team:search"],
                                                "duration": 60,
                                                "to_way": ["notify:payments-page"],
                                            }
                                        ],
                                    }
                                ],
                            }
                        ]
                    }
                ],
            },
        },
    ],
    ids=["target", "upgrade", "way"],
)
def test_guance_notify_object_in_use_is_not_deleted(guance, policy):
    changes(guance, POLICY, **policy)
    message = refused(guance, ONE, name="payments-page", state="absent")
    assert (
        message
        == "state: the notify object 'payments-page' is still used by the alert policy 'uses it';"
        " take it out there first, or say force: true"
    )
    message = refused(
        guance,
        MANY,
        notify_objects=[
            {"name": "payments-mail", "state": "absent"},
            {"name": "payments-page", "state": "absent"},
        ],
    )
    assert message.startswith(
        "notify_objects[1].state: the notify object 'payments-page' is still used by "
    )
    changes(guance, ONE, name="payments-page", state="absent", force=True)


def test_guance_notify_object_the_purge_spares_nothing_that_is_used_unseen(guance):
    message = refused(
        guance,
        MANY,
        notify_objects=[],
        purge=True,
        purge_scope={"name_regex": "Example .*"},
        allow_empty=True,
    )
    assert (
        message
        == "purge: the notify object 'Example robot' is still used by the alert policy 'legacy';"
        " take it out there first, or say force: true"
    )


# --- facts that break idempotence


def test_guance_notify_object_t01_modify_sends_what_is_given(guance):
    changes(guance, ONE, **dict(DING, open_permission_set=True, permission_set=["wsAdmin"]))
    uuid = row(guance, "notify_object", name="robot")["uuid"]
    for given, body in (
        ({"permission_set": ["wsAdmin", "general"]}, {"permissionSet": ["wsAdmin", "general"]}),
        ({"open_permission_set": False}, {"openPermissionSet": False}),
        ({"permission_set": []}, {"permissionSet": []}),
    ):
        changes(guance, ONE, uuid=uuid, **given)
        assert sent(guance) == dict({"notifyObjectUUID": uuid}, **body)
    changes(guance, ONE, uuid=uuid, name="renamed")
    assert sent(guance) == {"notifyObjectUUID": uuid, "name": "renamed"}


def test_guance_notify_object_t02_twins_are_refused_with_their_uuids(guance):
    for params in ({"permission_set": ["wsAdmin"]}, {"state": "absent"}):
        message = refused(guance, ONE, name="twin", **params)
        assert message.startswith(
            "name: there are 2 notify objects called 'twin': "
        ) and message.endswith("; give the uuid")
        assert all("notify_%032d" % number in message for number in (5, 6))
    changes(guance, ONE, uuid="notify_%032d" % 5, state="absent")


def test_guance_notify_object_t02_a_lost_create_makes_no_twin(emulator, guance):
    emulator.add_fault(vendor="guance", path="notify_object/create", kind="drop_after")
    result = silent(apply(guance, ONE, **DING))
    assert (
        result["changed"]
        and len(guance.requests(write=True)) == 1
        and [text for text in warned(result) if "adopted" in text]
    )
    keeps(guance, ONE, **DING)


def test_guance_notify_object_t03_the_list_is_read_to_its_end(emulator, guance):
    rows = [
        {
            "uuid": "notify_x%03d" % number,
            "name": "way %d" % number,
            "type": "sms",
            "optSet": {"to": ["13800000000"]},
        }
        for number in range(230)
    ]
    emulator.put_state("guance", {"notify_object": rows})
    changes(guance, ONE, name="way 229", opt_set={"to": ["13900000000"]})
    assert (
        sent(guance)["notifyObjectUUID"] == "notify_x229"
        and paths(guance, write=False).count(LIST) == 6
    )


@pytest.mark.parametrize("fill", ["absent", "null", "empty", "mixed"])
def test_guance_notify_object_t05_unset_in_every_form(emulator, guance, fill):
    emulator.settings(fill=fill)
    changes(guance, ONE, **DING)
    keeps(guance, ONE, **dict(DING, open_permission_set=False, permission_set=[]))
    keeps(guance, ONE, name="robot", on_unspecified="reset", opt_set={"secret": MASK})


def test_guance_notify_object_t07_order_means_nothing(guance):
    task = {
        "name": "mails",
        "type": "mailGroup",
        "opt_set": {"to": ["alice@example.com", "bob@example.com", "carol@example.com"]},
    }
    changes(guance, ONE, **task)
    keeps(
        guance, ONE, **dict(task, opt_set={"to": ["carol@example.com", ALICE, "bob@example.com"]})
    )


def test_guance_notify_object_t11_what_did_not_stick_is_named_without_its_value(emulator, guance):
    changes(guance, ONE, **DING)
    uuid = row(guance, "notify_object", name="robot")["uuid"]
    emulator.add_fault(
        vendor="guance",
        path="notify_object/modify",
        kind="wrong_shape",
        body={"code": 200, "success": True, "errorCode": "", "content": {"uuid": uuid}},
    )
    emulator.add_fault(
        vendor="guance",
        path="notify_object/modify",
        kind="second_writer",
        patch={
            "collection": "notify_object",
            "name": "robot",
            "set": {"optSet": BODIES["dingTalkRobot"][1]},
        },
    )
    message = fails(guance, ONE, name="robot", opt_set={"webhook": OTHER})
    assert (
        message
        == "This task wrote the notify object 'robot', but the vendor did not keep opt_set.webhook"
        " (asked for %s, stored is %s)" % (MASK, MASK)
    )


def test_guance_notify_object_t13_a_lingering_permission_set_is_not_ours(guance):
    patch(guance, "notify_object", "uuid", PAGE, openPermissionSet=False, permissionSet=["general"])
    keeps(guance, ONE, name="payments-page", open_permission_set=False)


@pytest.mark.parametrize("who", [{"name": "nobody"}, {"uuid": "notify_nobody"}])
def test_guance_notify_object_t15_absent_stays_absent_without_a_call(guance, who):
    keeps(guance, ONE, times=2, state="absent", **who)
    assert paths(guance) == [LIST]


def test_guance_notify_object_t15_gone_between_list_and_delete(emulator, guance):
    emulator.add_fault(
        vendor="guance",
        path="notify_object/list",
        kind="second_writer",
        patch={"collection": "notify_object", "name": "payments-page", "remove": True},
    )
    assert apply(guance, ONE, name="payments-page", state="absent")["notify_object"] is None


def test_guance_notify_object_t16_a_soft_deleted_one_is_absent(guance):
    patch(guance, "notify_object", "uuid", PAGE, deleteAt=1700000001)
    keeps(guance, ONE, times=2, name="payments-page", state="absent")
    assert apply(guance, INFO, name="payments-page")["notify_objects"] == []


def test_guance_notify_object_t17_a_converged_run_costs_one_list_per_kind(guance):
    many = [dict(DING, name="robot %d" % number) for number in range(12)] + [
        {
            "name": "mails %d" % number,
            "type": "mailGroup",
            "opt_set": {"to": ["alice@example.com"]},
            "permission_set": ["team:payments"],
        }
        for number in range(12)
    ]
    changes_all = apply(guance, MANY, notify_objects=many)
    assert changes_all.writes == 24
    keeps(guance, MANY, notify_objects=many)
    assert sorted(paths(guance)) == sorted(
        [LIST, "GET /api/v1/workspace/members/list", "GET /api/v1/workspace/member_group/list"]
    )


def test_guance_notify_object_t18_a_renamed_member_is_the_same_member(guance):
    changes(guance, ONE, name="mails", type="mailGroup", opt_set={"to": ["alice@example.com"]})
    patch(guance, "members", "uuid", ALICE, email="alice.new@example.com")
    keeps(guance, ONE, name="mails", opt_set={"to": ["alice.new@example.com"]})
    # for all that can be seen the address is nobody's
    result = apply(guance, ONE, check=True, name="mails", opt_set={"to": ["alice@example.com"]})
    assert (
        result["changed"] and "'alice@example.com' is the address of no member" in warned(result)[0]
    )


def test_guance_notify_object_t21_long_digits_stay_texts(guance):
    changes(guance, ONE, name="13800000000", type="sms", opt_set={"to": ["13800000000"]})
    assert (sent(guance)["name"], sent(guance)["optSet"]) == (
        "13800000000",
        {"to": ["13800000000"]},
    )
    keeps(guance, ONE, name="13800000000", opt_set={"to": ["13800000000"]})


def test_guance_notify_object_a_long_name_is_warned_about(guance):
    result = changes(guance, ONE, name="x" * 129, type="sms", opt_set={"to": ["13800000000"]})
    assert warned(result) == [
        "name: is longer than 128 characters; the vendor's own tools allow no more"
    ]


@pytest.mark.parametrize("params", [{}, {"name": "payments-page"}])
def test_guance_notify_object_export_and_apply_to_what_masks(guance, params, masked):
    """What is exported without secrets can be fed back, also where the vendor masks them itself."""
    exported = apply(guance, INFO, **params)["notify_objects"]
    masked()
    keeps(guance, MANY, notify_objects=exported)


# --- G29: what is off, and what this key may not touch


def test_guance_policy_that_tells_an_object_which_is_off_is_warned_about(guance, simple):
    name = row(guance, "notify_object", uuid="notify_%032d" % 1)["name"]
    by_uuid = simple["alert_opt"]["alert_target"]
    by_name = [
        {
            "targets": [
                {
                    "status": ["critical"],
                    "to": ["notify:" + name],
                    "upgrade_targets": [{"to": ["notify:" + name], "duration": 600}],
                }
            ]
        }
    ]
    asked = dict(simple, alert_opt=dict(simple["alert_opt"], alert_target=by_name))
    changes(guance, "guance_alert_policy", **asked)
    keeps(guance, "guance_alert_policy", times=1, **asked)
    reads = len(paths(guance))
    patch(guance, "notify_object", "uuid", "notify_%032d" % 1, status=2)
    for check in (True, False):
        result = keeps(guance, "guance_alert_policy", times=1, check=check, **asked)
        assert len(paths(guance)) == reads
        (text,) = warned(result)
        assert text.startswith(
            "alert_opt.alert_target[0].targets[0].to: the notify object %r has the status 2, where"
            " 0 is on" % name
        )
        assert [one["because"] for one in result["not_working"]] == [
            "refers to the notify object %r, which %s" % (name, text.partition(repr(name) + " ")[2])
        ]
    # with a UUID the list of notify objects is not read, and nothing is known of them
    asked["alert_opt"] = dict(
        asked["alert_opt"],
        alert_target=[
            dict(
                by_name[0],
                targets=[
                    dict(
                        by_name[0]["targets"][0],
                        to=by_uuid[0]["targets"][0]["to"],
                        upgrade_targets=[{"to": ["notify_%032d" % 1], "duration": 600}],
                    )
                ],
            )
        ],
    )
    silent = keeps(guance, "guance_alert_policy", times=1, **asked)
    assert warned(silent) == [] and len(paths(guance)) == reads - 1


@pytest.mark.parametrize("key", ["allow_operation", "forbiddenOperation", "both"])
def test_guance_a_list_that_shows_rights_is_believed_in_check_mode_too(guance, key):
    """The permission set leaves the key out: today the run finds that out by a refused write."""
    changes(
        guance,
        "guance_notify_object",
        name="theirs",
        type="wechatRobot",
        opt_set={"webhook": "https://qyapi.example.com/send?key=planted-hook"},
        open_permission_set=True,
        permission_set=["readOnly"],
    )
    guance.emulator.settings(guance={"rights_in_list": key})
    assert "open_permission_set: what this API key may not touch (" in refused(
        guance, "guance_notify_object", name="theirs", open_permission_set=False
    )
    assert "can't be deleted" in refused(
        guance, "guance_notify_object", name="theirs", state="absent"
    )
    skipped = guance.run(
        "guance_notify_objects",
        notify_objects=[{"name": "theirs", "open_permission_set": False}],
        on_invalid="skip",
    )
    assert skipped["counts"]["failed"] == 1 and "may not touch" in skipped["errors"][0]["message"]
    assert warned(keeps(guance, "guance_notify_object", times=1, name="theirs")) == []
