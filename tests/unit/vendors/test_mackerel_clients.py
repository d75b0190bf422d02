# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What was seen with Mackerel's own clients and is not known for certain: either way the modules
do right, or say what is wrong.
"""

from __future__ import annotations

import pytest
from support.vendor_kit import apply, changes, fails, keeps, patch, row, sent, warned

CHANNEL = "mackerel_channel"
#: (module, the object in the seed, all that can be cleared by an empty value, its table)
CLEARED = [
    (
        "mackerel_notification_group",
        {"name": "night watch"},
        {"child_channels": [], "monitors": []},
        "notificationGroups",
    ),
    (
        "mackerel_notification_group",
        {"name": "business hours"},
        {"child_notification_groups": [], "child_channels": [], "services": []},
        "notificationGroups",
    ),
    (
        "mackerel_alert_group_setting",
        {"name": "Hatena-Bookmark burst"},
        {"memo": "", "service_scopes": [], "role_scopes": [], "monitor_scopes": []},
        "alertGroupSettings",
    ),
    (
        "mackerel_downtime",
        {"name": "weekly patching"},
        {"service_scopes": [], "role_exclude_scopes": []},
        "downtimes",
    ),
    (CHANNEL, {"name": "payments-page"}, {"mentions": {}, "events": []}, "channels"),
    (CHANNEL, {"name": "payments-mail"}, {"emails": [], "events": []}, "channels"),
]


KEYS = {
    "child_channels": "childChannelIds",
    "child_notification_groups": "childNotificationGroupIds",
    "service_scopes": "serviceScopes",
    "role_scopes": "roleScopes",
    "monitor_scopes": "monitorScopes",
    "role_exclude_scopes": "roleExcludeScopes",
}


@pytest.fixture(params=["cleared", "kept"])
def omitted(request, emulator):
    """What a PUT does to what it leaves out."""
    emulator.settings(mackerel={"omitted": request.param, "floats": False})
    return request.param


@pytest.mark.parametrize("module, who, empty, table", CLEARED)
def test_nothing_leans_on_what_a_put_leaves_out(omitted, mackerel, module, who, empty, table):
    changes(mackerel, module, **who, **empty)
    keeps(mackerel, module, times=2, **who, **empty)
    stored = row(mackerel, table, **who)
    assert [option for option in empty if stored.get(KEYS.get(option, option))] == []


@pytest.mark.parametrize(
    "module, who, empty, told",
    [
        (
            "mackerel_alert_group_setting",
            {"name": "Hatena-Bookmark burst"},
            {"notification_interval": 0},
            "notification_interval (asked for 0, stored is 60)",
        ),
        (
            "mackerel_downtime",
            {"name": "weekly patching"},
            {"recurrence": {}},
            "recurrence (asked for {}, stored is ",
        ),
    ],
)
def test_what_can_only_be_left_out_is_looked_at(omitted, mackerel, module, who, empty, told):
    """0 and null must never be sent, so nothing but the list tells whether it is cleared."""
    if omitted == "cleared":
        changes(mackerel, module, **who, **empty)
        keeps(mackerel, module, times=2, **who, **empty)
    else:
        assert ", but the vendor did not keep " + told in fails(mackerel, module, **who, **empty)


@pytest.mark.parametrize("answer", ["stored", "input"])
@pytest.mark.parametrize("kind", ["written", "ignored_write"])
def test_the_answer_to_a_create_proves_nothing(emulator, mackerel, answer, kind):
    emulator.settings(mackerel={"create_answer": answer})
    options = {
        "name": "new",
        "start": 2051254800,
        "duration": 90,
        "role_scopes": ["payments:db"],
        "monitor_scopes": ["search-health"],
    }
    if kind == "ignored_write":
        emulator.add_fault(vendor="mackerel", method="POST", kind=kind, times=None)
        assert "each run would create another one" in fails(
            mackerel, "mackerel_downtime", **options
        )
    else:
        changes(mackerel, "mackerel_downtime", **options)
        keeps(mackerel, "mackerel_downtime", times=2, **options)


@pytest.mark.parametrize("strangers", ["refused", "taken"])
def test_somebody_who_has_left_in_a_channel(emulator, mackerel, strangers):
    """Whether an update may keep the id is not known; if not, the message says whose it is and
    what to give.
    """
    emulator.settings(mackerel={"stored_strangers": strangers})
    patch(mackerel, "channels", "id", "4ChTwinTwo7", userIds=["4UsrGone001", "4Usr2Bobby2"])
    if strangers == "taken":
        changes(mackerel, CHANNEL, id="4ChTwinTwo7", events=["monitor"])
        assert sorted(sent(mackerel)["userIds"]) == ["4Usr2Bobby2", "4UsrGone001"]
    else:
        message = fails(mackerel, CHANNEL, id="4ChTwinTwo7", events=["monitor"])
        assert "4UsrGone001" in message
        assert message.endswith(
            "somebody in user_ids may be no member of the organization any more: give user_ids"
            " without them"
        )
    assert warned(
        keeps(
            mackerel,
            CHANNEL,
            times=1,
            id="4ChTwinTwo7",
            user_ids=["4UsrGone001", "bob@example.com"],
        )
    ) == ["user_ids[0]: user '4UsrGone001' is stored, but the vendor lists no such user"]
    changes(
        mackerel, CHANNEL, id="4ChTwinTwo7", user_ids=["bob@example.com"], events=["hostRetire"]
    )
    assert apply(mackerel, CHANNEL + "_info", ids=["4ChTwinTwo7"])["channels"][0]["user_ids"] == [
        "4Usr2Bobby2"
    ]
