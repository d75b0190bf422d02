# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Teams at Mackerel, with everything that comes of them."""

from __future__ import annotations

import pytest

from .kit import SECRET, fidelity, first, objects, put, small, status

MEMO = "Managed by oncall.routing (team payments)."


def channel(name, kind, **more):
    return dict(
        {"name": name, "type": kind},
        **more,
        events=["alert", "alertGroup"],
        add_to_default_notification_group=False,
    )


def group(level, channels, services=("payments",)):
    name = {"name": "payments: " + level}
    return dict(name, notification_level=level, child_channels=channels, services=list(services))


def setting(interval=0, services=("payments",), memo=MEMO):
    return {
        "name": "payments: alerts",
        "memo": memo,
        "service_scopes": list(services),
        "notification_interval": interval,
    }


def test_the_first_file():
    services = ["payments", "ledger"]
    assert objects(first(), "mackerel") == {
        "services": [],
        "channels": [
            channel(
                "payments: page",
                "slack",
                url=SECRET,
                mentions={"critical": "<!here>", "warning": "<!here>"},
            ),
            channel("payments: mail", "email", emails=["alice@example.com", "bob@example.com"]),
        ],
        "notification_groups": [group("all", ["payments: page", "payments: mail"], services)],
        "alert_group_settings": [setting(10, services, "Card payments and ledger. " + MEMO)],
    }
    report = fidelity(first(), "mackerel")
    assert {path: status for path, (status, dummy) in report.items() if status != "exact"} == {
        "contacts.duty": "not expressible",
        "members[].phone": "not expressible",
        "lead": "not expressible",
        "routing[0].notify": "approximated",
        "routing[0].escalate": "not expressible",
        "routing[1].severity": "approximated",
        "routing[1].when": "not expressible",
        "timezone": "not expressible",
    }


def test_critical_alone_has_a_group_of_its_own():
    team = small(
        routing=[
            {"severity": ["critical"], "notify": ["page"]},
            {"severity": ["warning"], "notify": ["mail"]},
        ]
    )
    found = objects(team, "mackerel")
    assert found["notification_groups"] == [
        group("critical", ["payments: page"]),
        group("all", ["payments: mail"]),
    ]
    assert fidelity(team, "mackerel")["routing[1].severity"] == (
        "approximated",
        (
            "passed on by the group of level all; a group for warnings gets critical alerts too, so"
            " mail is told of these as well"
        ),
    )
    assert status(team, "mackerel", "routing[0].severity") == "exact"


def test_who_is_told_of_both_is_told_once():
    team = small(
        routing=[
            {"severity": ["critical"], "notify": ["page", "mail"]},
            {"severity": ["warning"], "notify": ["mail"]},
        ]
    )
    assert objects(team, "mackerel")["notification_groups"] == [
        group("critical", ["payments: page"]),
        group("all", ["payments: mail"]),
    ]
    assert status(team, "mackerel", "routing[1].severity") == "exact"


@pytest.mark.parametrize(
    "contact, made",
    [
        ({"slack": {"url": SECRET}}, {"type": "slack", "url": SECRET, "mentions": {}}),
        (
            {"slack": {"url": SECRET}, "mention": "@channel"},
            {"type": "slack", "url": SECRET, "mentions": {"critical": "<!channel>"}},
        ),
        (
            {"slack": {"url": SECRET}, "mention": "<@U123>"},
            {"type": "slack", "url": SECRET, "mentions": {"critical": "<@U123>"}},
        ),
        ({"webhook": {"url": SECRET}}, {"type": "webhook", "url": SECRET}),
        ({"email": "members"}, {"type": "email", "emails": ["alice@example.com"]}),
        ({"email": "alice"}, {"type": "email", "emails": ["alice@example.com"]}),
        (
            {"email": ["alice@example.com", "members", "list@example.com"]},
            {"type": "email", "emails": ["alice@example.com", "list@example.com"]},
        ),
    ],
)
def test_contacts(contact, made):
    team = small(contacts={"it": contact}, routing=[{"severity": ["critical"], "notify": ["it"]}])
    assert objects(team, "mackerel")["channels"] == [
        channel(
            "payments: it",
            **{"kind" if key == "type" else key: value for key, value in made.items()},
        )
    ]
    assert status(team, "mackerel", "contacts.it") == "exact"


@pytest.mark.parametrize(
    "contact",
    [{way: {"url": SECRET}} for way in ("teams", "google_chat", "dingtalk", "feishu", "wecom")]
    + [{"wecom_chat": {"id": "wrk0"}}, {"phone": "members"}, {"existing": {"guance": "notify:x"}}],
    ids=lambda contact: next(iter(contact)),
)
def test_contacts_that_need_a_channel_made_by_hand(contact):
    team = small(contacts={"it": contact}, routing=[{"severity": ["critical"], "notify": ["it"]}])
    found = objects(team, "mackerel")
    assert found["channels"] == [] and found["notification_groups"] == []
    report = fidelity(team, "mackerel")
    assert (
        report["contacts.it"][0] == report["routing[0].notify"][0] == "not expressible"
        and "existing" in report["contacts.it"][1]
    )
    by_hand = put(
        team, "contacts.it.existing", dict(contact.get("existing", {}), mackerel="listed-twilio")
    )
    assert objects(by_hand, "mackerel")["channels"] == [] and objects(by_hand, "mackerel")[
        "notification_groups"
    ][0] == group("critical", ["listed-twilio"])
    assert (
        status(by_hand, "mackerel", "contacts.it")
        == status(by_hand, "mackerel", "routing[0].notify")
        == "exact"
    )


def test_members_and_lead_are_channels_of_their_own():
    team = put(
        put(small(), "routing[0].notify", ["members", "lead"]),
        "members",
        [
            {"name": "alice", "email": "alice@example.com", "lead": True},
            {"name": "bob", "email": "bob@example.com"},
        ],
    )
    assert objects(team, "mackerel")["channels"] == [
        channel("payments: members", "email", emails=["alice@example.com", "bob@example.com"]),
        channel("payments: lead", "email", emails=["alice@example.com"]),
    ]


@pytest.mark.parametrize(
    "repeats, minutes, statuses",
    [
        ([None, None], 0, []),
        (["10m", None], 10, ["exact"]),
        (["10m", "30m"], 10, ["exact", "approximated"]),
        (["never", None], 0, ["exact"]),
        (["never", "1h"], 60, ["approximated", "exact"]),
        (["30s", None], 1, ["approximated"]),
        (["90s", None], 1, ["approximated"]),
        (["1d", "1d"], 1440, ["exact", "exact"]),
    ],
)
def test_repeat(repeats, minutes, statuses):
    team = small(
        routing=[
            dict(
                {"severity": [severity], "notify": ["page"]},
                **({"repeat": repeat} if repeat else {}),
            )
            for severity, repeat in zip(("critical", "warning"), repeats)
        ]
    )
    assert objects(team, "mackerel")["alert_group_settings"] == [setting(minutes)]
    assert [
        one for path, (one, dummy) in fidelity(team, "mackerel").items() if path.endswith("repeat")
    ] == statuses


def test_a_team_without_services_is_not_reached_and_told_so():
    """A setting without scope would be for the whole organization."""
    team = small(services=[], description="x")
    assert objects(team, "mackerel") == {
        "services": [],
        "channels": objects(small(), "mackerel")["channels"],
        "notification_groups": [],
        "alert_group_settings": [],
    }
    assert (
        status(team, "mackerel", "services")
        == status(team, "mackerel", "description")
        == "not expressible"
    )
    by_monitor = small(
        services=[],
        vendors={
            "mackerel": {"options": {"notification_groups": {"monitors": [{"monitor": "cpu"}]}}}
        },
    )
    made = objects(by_monitor, "mackerel")["notification_groups"][0]
    assert made == dict(
        group("critical", ["payments: page", "payments: mail"], []), monitors=[{"monitor": "cpu"}]
    )
    assert "services" not in fidelity(by_monitor, "mackerel")


def test_the_default_group_is_joined_only_if_asked_for():
    asked = small(vendors={"mackerel": {"join_default": True}})
    assert {
        one["add_to_default_notification_group"] for one in objects(asked, "mackerel")["channels"]
    } == {True}
    assert {
        one["add_to_default_notification_group"] for one in objects(small(), "mackerel")["channels"]
    } == {False}


def test_services_are_created_only_if_asked_for_and_once():
    asked = small(vendors={"mackerel": {"create_services": True}})
    assert objects(asked, "mackerel")["services"] == [{"name": "payments"}]
    from .kit import translate

    both = translate(
        [
            asked,
            dict(
                small(name="ledger", vendors={"mackerel": {"create_services": True}}),
                services=["ledger", "payments"],
            ),
        ],
        "mackerel",
    )
    assert both["objects"]["services"] == [{"name": "payments"}, {"name": "ledger"}]


def test_info_is_nothing_to_mackerel():
    team = small(
        routing=[
            {"severity": ["critical", "warning"], "notify": ["page"]},
            {"severity": ["info"], "notify": ["mail"], "repeat": "1h"},
        ]
    )
    report = fidelity(team, "mackerel")
    assert report["routing[1]"] == ("not expressible", "Mackerel has no alerts below warning")
    assert report["contacts.mail"][0] == report["routing[1].repeat"][0] == "not expressible"
    assert [one["name"] for one in objects(team, "mackerel")["channels"]] == ["payments: page"]


def test_a_prefix():
    found = objects(small(), "mackerel", prefix="oncall/")
    assert found["notification_groups"][0]["child_channels"] == [
        "oncall/payments: page",
        "oncall/payments: mail",
    ]
    assert {one["name"] for kind in found.values() for one in kind} == {
        "oncall/payments: " + what for what in ("page", "mail", "critical", "alerts")
    }
