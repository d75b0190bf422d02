# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Mackerel channels (docs/vendors/mackerel.md, M70 to M78), their errors, and the facts that break
idempotence.
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

CHANNEL = "mackerel_channel"
CHANNELS = "mackerel_channels"
FILLS = pytest.mark.parametrize("fill", ["absent", "null", "empty", "mixed"])
LISTED = (
    "email-broadcast",
    "chatwork",
    "twilio",
    "pagerduty",
    "opsgenie",
    "jira-service-management",
    "microsoft-teams",
    "amazon-event-bridge",
    "line",
)
HOOK = "https://hooks.slack.com/services/T000/B000/secret"
#: The documents' example, and the same as options.
DOCUMENT = {
    "type": "slack",
    "name": "payments-oncall",
    "url": HOOK,
    "mentions": {"critical": "<!here>"},
    "enabledGraphImage": True,
    "events": ["alert", "alertGroup"],
    "addToDefaultNotificationGroup": False,
}
OPTIONS = {
    "type": "slack",
    "name": "payments-oncall",
    "url": HOOK,
    "mentions": {"critical": "<!here>"},
    "enabled_graph_image": True,
    "events": ["alert", "alertGroup"],
}
ASIDE = "addToDefaultNotificationGroup"


def same(body, expected):
    """Equal, key by key; the order of the lists means nothing."""

    def plain(value):
        return {
            key: sorted(inner) if isinstance(inner, list) else inner for key, inner in value.items()
        }

    assert plain(body) == plain(expected)


# --- the document


@pytest.mark.parametrize("flag", [{}, {"add_to_default_notification_group": False}])
def test_mackerel_document_channel(mackerel, flag):
    changes(mackerel, CHANNEL, **OPTIONS, **flag)
    same(sent(mackerel), DOCUMENT)
    assert paths(mackerel, write=True) == ["POST /api/v0/channels"]
    keeps(mackerel, CHANNEL, **OPTIONS, **flag)


def test_mackerel_document_channel_as_an_update(mackerel):
    changes(
        mackerel,
        CHANNEL,
        name="payments-oncall",
        type="slack",
        url=HOOK + "-old",
        events=["monitor"],
    )
    ident = row(mackerel, "channels", name="payments-oncall")["id"]
    changes(mackerel, CHANNEL, **OPTIONS)
    same(sent(mackerel), {key: value for key, value in DOCUMENT.items() if key != ASIDE})
    assert paths(mackerel, write=True) == ["PUT /api/v0/channels/" + ident]


@pytest.mark.parametrize(
    "options, body",
    [
        (
            {
                "type": "email",
                "emails": ["a@example.com"],
                "user_ids": ["bob@example.com"],
                "events": ["hostStatus"],
            },
            {
                "type": "email",
                "emails": ["a@example.com"],
                "userIds": ["4Usr2Bobby2"],
                "events": ["hostStatus"],
            },
        ),
        ({"type": "email"}, {"type": "email", "emails": [], "userIds": [], "events": ["alert"]}),
        (
            {"type": "webhook", "url": HOOK, "events": []},
            {"type": "webhook", "url": HOOK, "enabledGraphImage": False, "events": []},
        ),
        (
            {"type": "slack", "url": HOOK},
            {
                "type": "slack",
                "url": HOOK,
                "mentions": {},
                "enabledGraphImage": False,
                "events": ["alert"],
            },
        ),
    ],
)
def test_mackerel_channel_bodies_of_the_types(mackerel, options, body):
    """Only the keys of the type, all of them, and never without events."""
    changes(mackerel, CHANNEL, name="new", **options)
    same(sent(mackerel), dict(body, **{"name": "new", ASIDE: False}))
    changes(mackerel, CHANNEL, name="new", events=["monitor"])
    same(sent(mackerel), dict(body, name="new", events=["monitor"]))


# --- facts that break idempotence


@FILLS
def test_mackerel_m34_unset_channel_fields(emulator, mackerel, fill):
    emulator.settings(fill=fill)
    changes(mackerel, CHANNEL, name="mail", type="email", events=[])
    keeps(mackerel, CHANNEL, name="mail", emails=[], user_ids=[], events=[])
    keeps(mackerel, CHANNEL, name="mail", on_unspecified="reset")
    changes(mackerel, CHANNEL, name="hook", type="slack", url=HOOK, events=[])
    keeps(
        mackerel,
        CHANNEL,
        name="hook",
        mentions={},
        enabled_graph_image=False,
        events=[],
        on_unspecified="reset",
    )
    (shown,) = apply(mackerel, CHANNEL + "_info", name="mail")["channels"]
    assert shown == {
        "id": shown["id"],
        "name": "mail",
        "type": "email",
        "emails": [],
        "user_ids": [],
        "events": [],
    }


def test_mackerel_m34_a_picture_that_is_not_mentioned(mackerel):
    """Older answers leave the key out for webhooks: that is false."""
    keeps(mackerel, CHANNEL, id="4ChTwinOne6", enabled_graph_image=False)
    changes(mackerel, CHANNEL, id="4ChTwinOne6", enabled_graph_image=True)


def test_mackerel_m33_order_of_channel_lists(mackerel):
    wanted = {
        "name": "ordered",
        "type": "email",
        "emails": ["b@example.com", "a@example.com", "c@example.com"],
        "user_ids": ["carol@example.com", "alice@example.com"],
        "events": ["monitor", "alert", "hostStatus"],
    }
    changes(mackerel, CHANNEL, **wanted)
    keeps(
        mackerel,
        CHANNEL,
        **{key: value[::-1] if isinstance(value, list) else value for key, value in wanted.items()},
    )


def test_mackerel_m35_what_the_server_adds_to_channels(emulator, mackerel):
    """suspendedAt is read-only; what is unknown goes back."""
    emulator.settings(extra_fields=True)
    patch(mackerel, "channels", "name", "payments-page", suspendedAt=1780000000)
    keeps(mackerel, CHANNEL, name="payments-page", events=["alertGroup", "alert"])
    changes(mackerel, CHANNEL, name="payments-page", events=["alert"])
    assert not {"id", "suspendedAt"} & set(sent(mackerel))
    assert sent(mackerel)["emulatorExtra"] == {"since": "2026", "list": [1, "two", None]}
    assert row(mackerel, "channels", name="payments-page")["suspendedAt"] == 1780000000


def test_mackerel_m35_mentions_of_a_state_that_is_not_known_here_go_back_unless_all_are_cleared(
    mackerel,
):
    patch(
        mackerel,
        "channels",
        "name",
        "payments-page",
        mentions={"critical": "<!here>", "later": "<@U1>"},
    )
    keeps(mackerel, CHANNEL, name="payments-page", mentions={"critical": "<!here>"})
    for change in ({"events": ["alert"]}, {"mentions": {"ok": "<@U2>"}}):
        changes(mackerel, CHANNEL, name="payments-page", **change)
        assert sent(mackerel)["mentions"] == dict(
            change.get("mentions", {"critical": "<!here>"}), later="<@U1>"
        )
    changes(mackerel, CHANNEL, name="payments-page", mentions={})
    assert sent(mackerel)["mentions"] == {}


@FILLS
@pytest.mark.parametrize(
    "name, given, body",
    [
        (
            "payments-page",
            {"mentions": {}},
            {
                "type": "slack",
                "url": "https://hooks.slack.com/services/T0EMULATOR/B1/payments",
                "mentions": {},
                "enabledGraphImage": True,
                "events": ["alert", "alertGroup"],
            },
        ),
        (
            "audit-hook",
            {"enabled_graph_image": True},
            {
                "type": "webhook",
                "url": "https://hooks.example.com/mackerel/audit?token=hook-secret",
                "enabledGraphImage": True,
                "events": ["alert"],
            },
        ),
        (
            "payments-mail",
            {"emails": []},
            {"type": "email", "emails": [], "userIds": [], "events": ["alert", "alertGroup"]},
        ),
    ],
)
def test_mackerel_m40_channel_put_carries_everything(emulator, mackerel, fill, name, given, body):
    """The URL too, which the task does not name, or names as a mask."""
    emulator.settings(fill=fill)
    changes(mackerel, CHANNEL, name=name, **given)
    same(sent(mackerel), dict(body, name=name))
    if "url" in body:
        changes(mackerel, CHANNEL, name=name, url="********", events=["monitor"])
        same(sent(mackerel), dict(body, name=name, events=["monitor"]))
        assert row(mackerel, "channels", name=name)["url"] == body["url"]


@pytest.mark.parametrize(
    "params", [{"name": "twin", "events": []}, {"name": "twin", "state": "absent"}]
)
def test_mackerel_m37_ambiguous_channels(mackerel, params):
    message = refused(mackerel, CHANNEL, **params)
    assert "there are 2 channels called 'twin': 4ChTwinOne6, 4ChTwinTwo7; give the id" in message


@pytest.mark.parametrize(
    "asked, joins",
    [
        ({}, False),
        ({"add_to_default_notification_group": False}, False),
        ({"add_to_default_notification_group": True}, True),
    ],
)
def test_mackerel_m75_a_new_channel_pages_nobody_by_surprise(mackerel, asked, joins):
    result = changes(mackerel, CHANNEL, name="new", type="webhook", url=HOOK, **asked)
    assert sent(mackerel)[ASIDE] is joins
    assert "add_to_default_notification_group" not in result["channel"]
    members = row(mackerel, "notificationGroups", id="4NgDefault1")["childChannelIds"]
    assert (result["channel"]["id"] in members) is joins


@pytest.mark.parametrize("later", [True, False])
def test_mackerel_m75_the_flag_means_nothing_later(mackerel, later):
    changes(
        mackerel,
        CHANNEL,
        name="new",
        type="webhook",
        url=HOOK,
        add_to_default_notification_group=not later,
    )
    keeps(
        mackerel,
        CHANNEL,
        name="new",
        type="webhook",
        url=HOOK,
        add_to_default_notification_group=later,
    )
    changes(
        mackerel, CHANNEL, name="new", add_to_default_notification_group=later, events=["monitor"]
    )
    assert ASIDE not in sent(mackerel)
    changes(
        mackerel,
        "mackerel_notification_group",
        name="Default",
        child_channels=["new"],
        mode="add" if later else "remove",
    )
    assert (
        row(mackerel, "channels", name="new")["id"]
        in row(mackerel, "notificationGroups", id="4NgDefault1")["childChannelIds"]
    ) is later


@pytest.mark.parametrize(
    "who", [{"name": "nobody"}, {"id": "4ChNobody99"}, {"id": "4ChNobody99", "name": "nobody"}]
)
def test_mackerel_m45_a_channel_that_is_not_there(mackerel, who):
    keeps(mackerel, CHANNEL, times=2, state="absent", **who)


def test_mackerel_m45_a_channel_gone_between_list_and_delete(emulator, mackerel):
    emulator.add_fault(
        vendor="mackerel",
        method="GET",
        kind="second_writer",
        patch={"collection": "channels", "id": "4ChSeaMail4", "remove": True},
    )
    result = apply(mackerel, CHANNEL, name="search-mail", state="absent")
    assert [one["status"] for one in mackerel.requests(write=True)] == [404] and result[
        "changed"
    ] is True


def test_mackerel_m73_urls_of_channels(emulator, mackerel):
    """Of this task and of all others of the account: in results, diffs, and errors that repeat
    what was sent.
    """
    runs = [
        apply(mackerel, CHANNEL, **OPTIONS),
        apply(mackerel, CHANNEL, name="payments-oncall", url=HOOK + "/new"),
        apply(mackerel, CHANNEL + "_info"),
        apply(mackerel, CHANNEL + "_info", resolve_names=True),
        apply(mackerel, CHANNELS, channels=[{"name": "audit-hook", "enabled_graph_image": True}]),
    ]
    emulator.add_fault(
        vendor="mackerel",
        method="PUT",
        kind="status",
        status=400,
        body={"error": {"message": "no webhook at %s/third" % HOOK}},
    )
    runs.append(mackerel.run(CHANNEL, name="payments-oncall", url=HOOK + "/third"))
    emulator.add_fault(error="mackerel.400", method="POST")
    runs.append(
        mackerel.run(
            CHANNEL,
            name="other",
            type="webhook",
            url="https://fourth.example.com?token=planted-hook",
        )
    )
    assert runs[-1]["failed"] and "Sent was" in runs[-1]["msg"] and runs[-2]["failed"]
    for result in runs:
        for secret in (HOOK, "T0EMULATOR", "hook-secret", "planted-hook", "fourth.example.com?"):
            assert secret not in result.text, result.text
    assert runs[1]["diff"]["before"]["url"] == runs[1]["diff"]["after"][
        "url"
    ] == "********" and runs[1]["plan"][0]["fields"] == ["url"]
    (shown,) = apply(mackerel, CHANNEL + "_info", name="payments-oncall", reveal_secrets=True)[
        "channels"
    ]
    assert shown["url"] == HOOK + "/new"


def test_mackerel_m73_a_list_that_breaks_off_shows_no_url(emulator, mackerel):
    emulator.add_fault(vendor="mackerel", method="GET", kind="malformed", times=None)
    message = fails(mackerel, CHANNEL + "_info")
    assert "not the expected JSON" in message


@pytest.mark.parametrize("settings", [{"floats": True}, {"numbers_as_strings": True}])
def test_mackerel_m36_times_of_suspended_channels(emulator, mackerel, settings):
    emulator.settings(mackerel=settings)
    patch(mackerel, "channels", "name", "payments-page", suspendedAt=1780000000)
    keeps(mackerel, CHANNEL, name="payments-page", events=["alert", "alertGroup"])
    changes(mackerel, CHANNEL, name="payments-page", events=["alert"])


def test_mackerel_m46_a_user_who_left(emulator, mackerel):
    """The id stays where the task says nothing of it, and may be given back; it is said."""
    emulator.put_state(
        "mackerel",
        {
            "users": [
                one for one in emulator.state("mackerel")["users"] if one["id"] != "4Usr2Bobby2"
            ]
        },
    )
    for resolve in (False, True):
        (shown,) = apply(mackerel, CHANNEL + "_info", ids=["4ChTwinTwo7"], resolve_names=resolve)[
            "channels"
        ]
        assert shown["user_ids"] == ["4Usr2Bobby2"]
    result = keeps(mackerel, CHANNEL, times=1, id="4ChTwinTwo7", user_ids=["4Usr2Bobby2"])
    assert "user_ids[0]: user '4Usr2Bobby2' is stored, but the vendor lists no such user" in str(
        result["warnings"]
    )


# --- types that are only listed


@pytest.mark.parametrize("kind", LISTED)
def test_mackerel_channel_of_a_listed_type_is_not_changed(mackerel, kind):
    name = "listed-" + kind
    before = row(mackerel, "channels", name=name)
    keeps(mackerel, CHANNEL, times=1, name=name)
    keeps(mackerel, CHANNEL, times=1, name=name, type=kind)
    assert "a channel of type %s can't be changed" % kind in refused(
        mackerel, CHANNEL, id=before["id"], name="another"
    )
    assert "name: " in refused(mackerel, CHANNEL, id=before["id"], name="another")
    assert "events: is no option where type is %s" % kind in refused(
        mackerel, CHANNEL, name=name, events=["alert"]
    )
    assert "type: is %s and can't become slack" % kind in refused(
        mackerel, CHANNEL, name=name, type="slack", url=HOOK
    )
    assert row(mackerel, "channels", name=name) == before


def test_mackerel_channel_of_a_type_nobody_knows(emulator, mackerel):
    emulator.put_state(
        "mackerel",
        {
            "channels": [
                {"id": "4ChPigeon01", "type": "carrier-pigeon", "name": "loft", "suspendedAt": None}
            ]
        },
    )
    assert apply(mackerel, CHANNEL + "_info")["channels"] == [
        {"id": "4ChPigeon01", "type": "carrier-pigeon", "name": "loft"}
    ]
    keeps(mackerel, CHANNEL, times=1, name="loft", type="carrier-pigeon")
    changes(mackerel, CHANNEL, name="loft", state="absent")
    assert emulator.state("mackerel")["channels"] == []


@pytest.mark.parametrize("kind", LISTED)
@pytest.mark.parametrize("plural", [False, True])
def test_mackerel_channel_of_a_listed_type_is_deleted(emulator, mackerel, kind, plural):
    """Some were withdrawn, so people want to clear them away; one that a group refers to is
    guarded like any other.
    """
    name = "listed-" + kind
    ident = row(mackerel, "channels", name=name)["id"]
    emulator.patch(
        "mackerel",
        {
            "collection": "notificationGroups",
            "id": "4NgNightly2",
            "set": {"childChannelIds": [ident]},
        },
    )
    asked = (
        {"channels": [{"name": name, "state": "absent"}]}
        if plural
        else {"name": name, "state": "absent"}
    )
    module = CHANNELS if plural else CHANNEL
    assert "is still used by the notification group 'night watch'" in refused(
        mackerel, module, **asked
    )
    emulator.patch(
        "mackerel",
        {"collection": "notificationGroups", "id": "4NgNightly2", "set": {"childChannelIds": []}},
    )
    assert apply(mackerel, module, check=True, **asked)["plan"] == [
        {"action": "delete", "name": name, "fields": [], "id": ident}
    ]
    changes(mackerel, module, **asked)
    assert paths(mackerel, write=True) == ["DELETE /api/v0/channels/" + ident]
    keeps(mackerel, module, times=2, **asked)


def test_mackerel_channel_purge_passes_over_listed_types(mackerel):
    changes(mackerel, CHANNEL, name="listed-by-us", type="email")
    result = apply(
        mackerel,
        CHANNELS,
        channels=[],
        purge=True,
        purge_scope={"name_prefix": "listed-"},
        allow_empty=True,
    )
    assert [(one["action"], one["name"]) for one in result["plan"]] == [("delete", "listed-by-us")]
    assert {one["name"] for one in mackerel.emulator.state("mackerel")["channels"]} >= {
        "listed-" + kind for kind in LISTED
    }


def test_mackerel_channel_info_says_what_is_protected(mackerel):
    found = apply(mackerel, CHANNEL + "_info")
    assert sorted(found["protected"]) == sorted(
        one["id"] for one in found["channels"] if one["type"] in LISTED
    ) and len(found["protected"]) == len(LISTED)


def test_mackerel_channel_of_a_listed_type_in_a_group(mackerel):
    changes(
        mackerel,
        "mackerel_notification_group",
        name="g",
        child_channels=["listed-pagerduty", "listed-line"],
    )
    keeps(
        mackerel,
        "mackerel_notification_group",
        name="g",
        child_channels=["listed-line", "listed-pagerduty"],
    )


# --- errors


@pytest.mark.parametrize("kind", LISTED + ("Slack", "nonsense"))
def test_mackerel_error_read_only_channel_type_to_be_created(mackerel, kind):
    message = refused(mackerel, CHANNEL, name="new", type=kind)
    assert (
        message
        == "type: %r can't be created: only email, slack and webhook can be written through the"
        " API; channels of other types are made in the web console" % kind
    )


@pytest.mark.parametrize(
    "name, kind",
    [
        ("payments-page", "webhook"),
        ("payments-mail", "slack"),
        ("audit-hook", "email"),
        ("payments-page", "pagerduty"),
    ],
)
def test_mackerel_error_channel_type_change(mackerel, name, kind):
    message = refused(mackerel, CHANNEL, name=name, type=kind)
    assert message.startswith(
        "type: is %s and can't become %s: " % (row(mackerel, "channels", name=name)["type"], kind)
    )
    for text in (
        "another id",
        "notification groups that refer to it",
        "create one with another name",
        "then delete this one",
    ):
        assert text in message


@pytest.mark.parametrize(
    "options, message",
    [
        (
            {"type": "email", "events": ["alert", "alerts"]},
            (
                "events[1]: 'alerts' is not one of alert, alertGroup, hostStatus, hostRegister,"
                " hostRetire, monitor"
            ),
        ),
        ({"type": "email", "emails": ["alice"]}, "emails[0]: 'alice' is not a mail address"),
        (
            {"type": "email", "user_ids": ["alice@example.con"]},
            (
                "user_ids[0]: there is no user 'alice@example.con' among 3; did you mean"
                " 'alice@example.com' or 'carol@example.com' or 'bob@example.com'?"
            ),
        ),
        ({"type": "email", "url": HOOK}, "url: is no option where type is email"),
        ({"type": "webhook"}, "url: is required to create the channel 'new'"),
        ({"type": "webhook", "url": ""}, "url: must not be blank"),
        (
            {"type": "webhook", "url": "hooks.example.com/planted-hook"},
            "url: is no http or https URL",
        ),
        (
            {"type": "webhook", "url": "********"},
            (
                "url: ******** stands for a stored secret, but there is none before the channel is"
                " created; url: is required to create the channel 'new'"
            ),
        ),
        (
            {"type": "slack", "url": HOOK, "mentions": {"fatal": "<!here>"}},
            "mentions.fatal: is not one of ok, warning, critical",
        ),
        (
            {"type": "webhook", "url": HOOK, "mentions": {"ok": "x"}},
            "mentions: is no option where type is webhook",
        ),
        ({"url": HOOK}, "type: is required to create the channel 'new'"),
    ],
)
def test_mackerel_error_invalid_channel(mackerel, options, message):
    assert refused(mackerel, CHANNEL, name="new", **options) == message


def test_mackerel_channel_users_by_address_name_or_id(mackerel):
    changes(
        mackerel,
        CHANNEL,
        name="new",
        type="email",
        user_ids=["alice@example.com", "Bob", "4Usr3Carol3"],
    )
    assert sorted(sent(mackerel)["userIds"]) == ["4Usr1Alice1", "4Usr2Bobby2", "4Usr3Carol3"]
    (shown,) = apply(mackerel, CHANNEL + "_info", name="new", resolve_names=True)["channels"]
    assert shown["user_ids"] == ["alice@example.com", "bob@example.com", "carol@example.com"]


def test_mackerel_channel_events_of_a_new_one(mackerel):
    """The vendor's default is not known; a reset leaves them alone."""
    changes(mackerel, CHANNEL, name="new", type="email")
    assert sent(mackerel)["events"] == ["alert"]
    changes(mackerel, CHANNEL, name="new", events=["monitor"])
    keeps(mackerel, CHANNEL, name="new", on_unspecified="reset")


# --- in use


def test_mackerel_channel_in_use_is_not_deleted(mackerel):
    message = refused(mackerel, CHANNEL, name="example-slack", state="absent")
    assert (
        message
        == "state: the channel 'example-slack' is still used by the notification group 'Default',"
        " the notification group 'business hours'; take it out there first, or say force: true"
    )
    changes(mackerel, CHANNEL, name="example-slack", state="absent", force=True)
    keeps(mackerel, CHANNEL, times=2, name="example-slack", state="absent")


def test_mackerel_channel_in_use_stops_a_list_before_anything_is_written(mackerel):
    message = refused(
        mackerel,
        CHANNELS,
        channels=[
            {"name": "search-mail", "state": "absent"},
            {"name": "audit-hook", "state": "absent"},
        ],
    )
    assert message.startswith(
        "channels[1].state: the channel 'audit-hook' is still used by the notification group"
        " 'Default'; "
    )
    assert (
        apply(mackerel, CHANNELS, channels=[{"name": "search-mail", "state": "absent"}])["counts"][
            "deleted"
        ]
        == 1
    )


def test_mackerel_channel_purge_does_not_reach_what_is_in_use(mackerel):
    changes(mackerel, CHANNEL, name="audit-mail", type="email")
    task = {
        "channels": [],
        "purge": True,
        "purge_scope": {"name_prefix": "audit-"},
        "allow_empty": True,
    }
    assert refused(mackerel, CHANNELS, **task).startswith(
        "purge: the channel 'audit-hook' is still used by the notification group 'Default'; "
    )
    assert apply(mackerel, CHANNELS, force=True, **task)["counts"]["deleted"] == 2


# --- M72: a channel whose deliveries kept failing

SUSPENDED = (
    "is suspended since 2024-06-06T12:34:56Z, because deliveries kept failing: nothing is delivered"
    " through it until it is resumed in the web console"
)
GROUPS = "mackerel_notification_groups"


@pytest.mark.parametrize(
    "numbers", [{"floats": False}, {"floats": True}, {"numbers_as_strings": True}]
)
def test_mackerel_channel_suspended_is_shown_in_any_form_of_number(mackerel, numbers):
    mackerel.emulator.settings(mackerel=numbers)
    patch(mackerel, "channels", "name", "payments-page", suspendedAt=1717677296)
    shown = {
        one["name"]: one.get("suspended_at")
        for one in apply(mackerel, CHANNEL + "_info")["channels"]
    }
    assert {name: since for name, since in shown.items() if since is not None} == {
        "payments-page": 1717677296
    }


@pytest.mark.parametrize(
    "raw, shown, said",
    [
        (None, None, None),
        (0, None, None),
        ("", None, None),
        (False, None, None),
        ([], None, None),
        ({"a": 1}, None, None),
        (10**30, None, None),
        ("yesterday", "yesterday", "is suspended, because"),
        (10**17, 10**17, "is suspended, because"),
        (1717677296.5, 1717677296, SUSPENDED),
    ],
)
def test_mackerel_channel_suspended_and_what_nobody_expects_there(mackerel, raw, shown, said):
    patch(mackerel, "channels", "name", "payments-page", suspendedAt=raw)
    result = keeps(mackerel, CHANNELS, times=1, channels=[{"name": "payments-page"}])
    assert result["channels"][0].get("suspended_at") == shown
    assert [said in text for text in warned(result)] == ([True] if said else [])
    ident = result["channels"][0]["id"]
    assert result.get("not_working", []) == (
        [{"name": "payments-page", "id": ident, "because": result["not_working"][0]["because"]}]
        if said
        else []
    )


def test_mackerel_channel_of_a_type_that_only_the_console_makes_can_be_suspended_too(mackerel):
    patch(mackerel, "channels", "name", "listed-line", suspendedAt=1717677296)
    (obj,) = apply(mackerel, CHANNEL + "_info", name="listed-line")["channels"]
    result = keeps(mackerel, CHANNEL, times=1, **obj)
    assert result["channel"] == obj and obj["suspended_at"] == 1717677296
    assert warned(result) == ["The channel 'listed-line' %s" % SUSPENDED]


@pytest.mark.parametrize(
    "channels", [["payments-page"], ["4ChPayPage1"], ["4ChPayPage1", "payments-mail"]]
)
def test_mackerel_group_with_a_suspended_channel_is_warned_about_without_a_request_more(
    mackerel, channels
):
    group = {"name": "pages", "child_channels": channels}
    changes(mackerel, GROUPS, notification_groups=[group])
    before = keeps(mackerel, GROUPS, times=1, notification_groups=[group]), paths(mackerel)
    patch(mackerel, "channels", "name", "payments-page", suspendedAt=1717677296)
    because = "the channel 'payments-page' " + SUSPENDED
    for check in (True, False):
        result = keeps(mackerel, GROUPS, times=1, notification_groups=[group], check=check)
        assert paths(mackerel) == before[1] and warned(before[0]) == []
        assert warned(result) == ["notification_groups[0].child_channels: " + because]
        assert result["not_working"] == [
            {
                "name": "pages",
                "id": result["notification_groups"][0]["id"],
                "because": "refers to the channel 'payments-page', which " + SUSPENDED,
            }
        ]
    new = apply(
        mackerel,
        GROUPS,
        check=True,
        notification_groups=[
            dict(group, name="other"),
            {"name": "pages"},
            {"name": "business hours"},
        ],
    )
    assert warned(new) == [
        "notification_groups[%d].child_channels: %s" % (number, because) for number in (0, 1)
    ]
    assert warned(apply(mackerel, "mackerel_notification_group", **group)) == [
        "child_channels: " + because
    ]
    # without its channels in the task their list is not read, and nothing is known
    silent = keeps(mackerel, "mackerel_notification_group", times=1, name="pages")
    assert warned(silent) == [] and "not_working" not in silent and len(paths(mackerel)) == 1


def test_mackerel_group_by_member_only_what_is_named_is_warned_about(mackerel):
    group = {"name": "pages", "child_channels": ["payments-page"]}
    changes(mackerel, GROUPS, notification_groups=[group])
    patch(mackerel, "channels", "name", "payments-page", suspendedAt=1717677296)
    add = {"name": "pages", "mode": "add"}
    assert (
        warned(
            apply(mackerel, "mackerel_notification_group", child_channels=["payments-mail"], **add)
        )
        == []
    )
    assert (
        len(
            warned(
                apply(
                    mackerel, "mackerel_notification_group", child_channels=["payments-page"], **add
                )
            )
        )
        == 1
    )
    assert (
        warned(
            apply(
                mackerel,
                "mackerel_notification_group",
                name="pages",
                mode="remove",
                child_channels=["payments-page"],
            )
        )
        == []
    )


def test_mackerel_group_shows_that_it_is_the_default_and_takes_it_back(mackerel):
    groups = apply(mackerel, "mackerel_notification_group_info")["notification_groups"]
    assert [one["name"] for one in groups if one.get("type") == "group-default"] == [
        "Default"
    ] and len([one for one in groups if "type" in one]) == 1
    result = keeps(
        mackerel,
        GROUPS,
        times=1,
        notification_groups=[dict(one, type="group-default") for one in groups],
    )
    assert result["notification_groups"] == groups


def test_mackerel_planned_channels_stay_suspended(mackerel):
    patch(mackerel, "channels", "name", "payments-page", suspendedAt=1717677296)
    planned = apply(
        mackerel, CHANNELS, check=True, channels=[{"name": "payments-page", "events": ["monitor"]}]
    )
    assert planned["changed"] and planned["channels"][0]["suspended_at"] == 1717677296
    result = apply(
        mackerel,
        GROUPS,
        check=True,
        notification_groups=[{"name": "pages", "child_channels": ["payments-page"]}],
        planned=[{key: planned[key] for key in ("plan", "channels")}],
    )
    assert warned(result) == [
        "notification_groups[0].child_channels: the channel 'payments-page' " + SUSPENDED
    ]
