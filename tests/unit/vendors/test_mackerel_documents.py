# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Mackerel's own examples: the body that is sent is equal to that of the document, key by key."""

from __future__ import annotations

import pytest
from support.vendor_kit import changes, keeps, row, sent

GROUP = {
    "name": "Example notification group",
    "notificationLevel": "all",
    "childNotificationGroupIds": [],
    "childChannelIds": ["2vh7AZ21abc"],
    "monitors": [{"id": "2qtozU21abc", "skipDefault": False}],
    "services": [{"name": "Example-Service-1"}, {"name": "Example-Service-2"}],
}
#: The document names the keys and one role; the values of the others are ours.
SETTING = {
    "name": "Example alert group setting",
    "memo": "This is a alert group setting.",
    "serviceScopes": ["Hatena-Bookmark"],
    "roleScopes": ["Hatena-Bookmark:db-master"],
    "monitorScopes": ["2qtozU21abc"],
    "notificationInterval": 60,
}


@pytest.mark.parametrize("channel", ["2vh7AZ21abc", "example-slack"])
@pytest.mark.parametrize("monitor", ["2qtozU21abc", "disk.aa-00.writes.delta"])
def test_mackerel_document_notification_group(mackerel, channel, monitor):
    options = {
        "name": "Example notification group",
        "notification_level": "all",
        "child_notification_groups": [],
        "child_channels": [channel],
        "monitors": [{"monitor": monitor, "skip_default": False}],
        "services": ["Example-Service-1", "Example-Service-2"],
    }
    changes(mackerel, "mackerel_notification_group", **options)
    assert sent(mackerel) == GROUP
    keeps(mackerel, "mackerel_notification_group", **options)


def test_mackerel_document_notification_group_with_the_vendors_keys(mackerel):
    """The aliases are the document's keys in snake_case."""
    options = {
        "name": "Example notification group",
        "notification_level": "all",
        "child_notification_group_ids": [],
        "child_channel_ids": ["2vh7AZ21abc"],
        "monitors": [{"id": "2qtozU21abc", "skip_default": False}],
        "services": ["Example-Service-1", "Example-Service-2"],
    }
    changes(mackerel, "mackerel_notification_group", **options)
    assert sent(mackerel) == GROUP


def test_mackerel_document_notification_group_as_an_update(mackerel):
    changes(
        mackerel,
        "mackerel_notification_group",
        name="Example notification group",
        notification_level="critical",
        child_channels=["payments-page"],
        monitors=[{"monitor": "search-qps", "skip_default": True}],
    )
    changes(
        mackerel,
        "mackerel_notification_group",
        name="Example notification group",
        notification_level="all",
        child_channels=["2vh7AZ21abc"],
        monitors=[{"monitor": "2qtozU21abc"}],
        services=["Example-Service-1", "Example-Service-2"],
    )
    assert sent(mackerel) == GROUP


@pytest.mark.parametrize("role", ["Hatena-Bookmark:db-master", "Hatena-Bookmark: db-master"])
def test_mackerel_document_alert_group_setting(mackerel, role):
    options = {
        "name": SETTING["name"],
        "memo": SETTING["memo"],
        "service_scopes": ["Hatena-Bookmark"],
        "role_scopes": [role],
        "monitor_scopes": ["2qtozU21abc"],
        "notification_interval": 60,
    }
    changes(mackerel, "mackerel_alert_group_setting", **options)
    assert sent(mackerel) == SETTING
    assert row(mackerel, "alertGroupSettings", name=SETTING["name"])["roleScopes"] == [
        "Hatena-Bookmark:db-master"
    ]
    keeps(mackerel, "mackerel_alert_group_setting", **options)
    changes(mackerel, "mackerel_alert_group_setting", **dict(options, memo="x"))
    changes(mackerel, "mackerel_alert_group_setting", **options)
    assert sent(mackerel) == SETTING


def test_mackerel_transport_of_every_call(mackerel):
    """The key and the content type on every call, DELETE included; a name for ourselves."""
    changes(mackerel, "mackerel_notification_group", name="g")
    log = mackerel.requests()
    changes(mackerel, "mackerel_notification_group", name="g", notification_level="critical")
    log += mackerel.requests()
    changes(mackerel, "mackerel_notification_group", name="g", state="absent")
    log += mackerel.requests()
    assert {one["method"] for one in log} == {"GET", "POST", "PUT", "DELETE"}
    for one in log:
        assert one["headers"]["x-api-key"] == "***"
        assert one["headers"]["user-agent"].startswith("oncall.routing/")
        assert one["headers"]["content-type"] == "application/json"
        assert "authorization" not in one["headers"] and "cookie" not in one["headers"]
