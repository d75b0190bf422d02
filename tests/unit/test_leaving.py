# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a plural task leaves alone: objects in use (keep_used), objects it only tells of
(unlisted), elements that are wrong (on_invalid: skip).
"""

from __future__ import annotations

import pytest
from support.vendor_kit import apply, changes, row

GROUP, GROUPS = "mackerel_notification_group", "mackerel_notification_groups"
CHANNEL, CHANNELS = "mackerel_channel", "mackerel_channels"
OURS = {"name_regex": "(?:payments|search): .+"}


@pytest.fixture(autouse=True)
def teams(mackerel):
    """Two teams; a group of the second tells a channel of the first."""
    for name in ("payments: page", "payments: mail", "search: page"):
        changes(mackerel, CHANNEL, name=name, type="email")
    changes(
        mackerel, GROUP, name="payments: all", child_channels=["payments: page", "payments: mail"]
    )
    changes(mackerel, GROUP, name="search: all", child_channels=["search: page", "payments: page"])


def names(account, table):
    return {one["name"] for one in account.emulator.state("mackerel")[table]}


def run(account, module, ok=True, **options):
    """The same in check mode first, which has to say the same."""
    planned = account.run(module, check=True, **options)
    result = account.run(module, **options)
    assert bool(result.get("failed")) is not ok, result.get("msg")
    for key in ("changed", "plan", "counts", "kept", "unlisted", "errors"):
        assert _without_ids(planned.get(key)) == _without_ids(result.get(key)), key
    return result


def _without_ids(value):
    if isinstance(value, list):
        return [_without_ids(one) for one in value]
    return (
        {key: one for key, one in value.items() if key != "id"}
        if isinstance(value, dict)
        else value
    )


# --- keep_used


def test_what_others_use_stays_and_is_named(mackerel):
    run(mackerel, GROUPS, notification_groups=[{"name": "payments: all", "state": "absent"}])
    ident = row(mackerel, "channels", name="payments: page")["id"]
    result = run(
        mackerel,
        CHANNELS,
        keep_used=True,
        channels=[
            {"name": "payments: page", "state": "absent"},
            {"name": "payments: mail", "state": "absent"},
        ],
    )
    assert result["kept"] == [
        {"name": "payments: page", "id": ident, "used_by": ["the notification group 'search: all'"]}
    ]
    assert (
        [one["action"] for one in result["plan"]] == ["none", "delete"]
        and result["counts"]["deleted"] == 1
        and result["changed"] is True
    )
    assert [one["name"] for one in result["channels"]] == ["payments: page"]
    assert {"payments: page", "search: page"} <= names(
        mackerel, "channels"
    ) and "payments: mail" not in names(mackerel, "channels")
    again = run(
        mackerel, CHANNELS, keep_used=True, channels=[{"name": "payments: page", "state": "absent"}]
    )
    assert (
        again["changed"] is False and again["requests"]["writes"] == 0 and len(again["kept"]) == 1
    )


def test_without_it_the_task_is_refused(mackerel):
    result = mackerel.run(CHANNELS, channels=[{"name": "payments: page", "state": "absent"}])
    assert (
        "is still used by the notification group 'payments: all', the notification group 'search:"
        " all'"
        in result["msg"]
        and "kept" not in result
    )
    assert result["requests"]["writes"] == 0


def test_a_purge_leaves_what_others_use(mackerel):
    run(mackerel, GROUPS, notification_groups=[{"name": "payments: all", "state": "absent"}])
    result = run(
        mackerel,
        CHANNELS,
        keep_used=True,
        channels=[],
        allow_empty=True,
        purge=True,
        purge_scope={"name_prefix": "payments: "},
    )
    assert [one["name"] for one in result["kept"]] == ["payments: page"] and result["counts"][
        "deleted"
    ] == 1


def test_what_stays_uses_others_in_turn(mackerel):
    """A foreign group holds one of ours, and that another: both stay."""
    changes(mackerel, GROUP, name="payments: inner")
    changes(mackerel, GROUP, name="payments: outer", child_notification_groups=["payments: inner"])
    changes(mackerel, GROUP, name="theirs", child_notification_groups=["payments: outer"])
    result = run(
        mackerel,
        GROUPS,
        keep_used=True,
        notification_groups=[],
        allow_empty=True,
        purge=True,
        purge_scope={"name_prefix": "payments: "},
    )
    assert {one["name"]: one["used_by"] for one in result["kept"]} == {
        "payments: outer": ["the notification group 'theirs'"],
        "payments: inner": ["the notification group 'payments: outer'"],
    }
    assert names(mackerel, "notificationGroups") >= {
        "payments: outer",
        "payments: inner",
    } and "payments: all" not in names(mackerel, "notificationGroups")


def test_one_object_may_be_kept_too(mackerel):
    result = mackerel.run(CHANNEL, name="payments: page", state="absent", keep_used=True)
    assert (
        result["changed"] is False
        and result["channel"]["name"] == "payments: page"
        and len(result["kept"]) == 1
    )
    assert result["kept"][0]["used_by"] == [
        "the notification group 'payments: all'",
        "the notification group 'search: all'",
    ]


def test_kept_and_forced_contradict(mackerel):
    result = mackerel.run(
        CHANNEL, name="payments: page", state="absent", keep_used=True, force=True
    )
    assert (
        result["failed"]
        and result["msg"].startswith("keep_used: contradicts force: true")
        and result["requests"]["writes"] == 0
    )


# --- unlisted


def test_a_scope_without_a_purge_tells_what_it_would_delete(mackerel):
    result = run(mackerel, CHANNELS, channels=[{"name": "payments: page"}], purge_scope=OURS)
    assert result["changed"] is False and [one["name"] for one in result["unlisted"]] == [
        "payments: mail",
        "search: page",
    ]
    assert result["unlisted"][0]["id"] == row(mackerel, "channels", name="payments: mail")["id"]
    assert result["requests"] == {"reads": 1, "writes": 0, "retries": 0, "waited": 0.0}


def test_without_a_scope_nothing_is_said_of_others(mackerel):
    assert "unlisted" not in run(mackerel, CHANNELS, channels=[{"name": "payments: page"}])
    assert "unlisted" not in run(
        mackerel,
        GROUPS,
        notification_groups=[{"name": "payments: all"}],
        purge=True,
        purge_scope={"name_prefix": "payments: "},
    )


def test_a_bad_scope_is_refused_without_a_purge_too(mackerel):
    result = mackerel.run(CHANNELS, channels=[], purge_scope={"name_regex": "("})
    assert result["failed"] and result["msg"].startswith("purge_scope.name_regex: ")


# --- on_invalid

WRONG = {"name": "payments: all", "child_channels": ["nowhere"]}
NEW = {
    "name": "search: critical",
    "notification_level": "critical",
    "child_channels": ["search: page"],
}


def test_a_wrong_element_is_left_out_and_the_others_are_done(mackerel):
    before = row(mackerel, "notificationGroups", name="payments: all")
    result = run(mackerel, GROUPS, ok=False, on_invalid="skip", notification_groups=[WRONG, NEW])
    assert result["errors"] == [
        {"name": "payments: all", "message": result["errors"][0]["message"]}
    ]
    assert result["errors"][0]["message"].startswith("notification_groups[0].child_channels[0]: ")
    assert result["msg"].startswith("1 of 2 notification groups failed: ")
    assert (
        [one["action"] for one in result["plan"]] == ["none", "create"]
        and result["counts"]["failed"] == 1
        and result["changed"] is True
    )
    assert row(
        mackerel, "notificationGroups", name="payments: all"
    ) == before and "search: critical" in names(mackerel, "notificationGroups")


def test_without_it_nothing_is_done(mackerel):
    result = mackerel.run(GROUPS, notification_groups=[WRONG, NEW])
    assert (
        result["failed"]
        and result["requests"]["writes"] == 0
        and "search: critical" not in names(mackerel, "notificationGroups")
    )


def test_what_needs_a_wrong_element_is_left_out_with_it(mackerel):
    result = run(
        mackerel,
        GROUPS,
        ok=False,
        on_invalid="skip",
        notification_groups=[
            NEW,
            {"name": "search: outer", "child_notification_groups": ["search: new"]},
            {"name": "search: new", "child_channels": ["nowhere"]},
        ],
    )
    assert [one["name"] for one in result["errors"]] == ["search: outer", "search: new"]
    assert [(one["name"], one["action"]) for one in result["plan"]] == [
        ("search: critical", "create"),
        ("search: outer", "none"),
        ("search: new", "none"),
    ]
    assert not names(mackerel, "notificationGroups") & {"search: outer", "search: new"}


def test_a_purge_does_not_delete_what_was_left_out(mackerel):
    result = run(
        mackerel,
        GROUPS,
        ok=False,
        on_invalid="skip",
        notification_groups=[WRONG],
        purge=True,
        purge_scope=OURS,
        allow_empty=True,
    )
    assert [one["name"] for one in result["plan"] if one["action"] == "delete"] == ["search: all"]
    assert "payments: all" in names(mackerel, "notificationGroups")
    ident = row(mackerel, "notificationGroups", name="payments: all")["id"]
    result = run(
        mackerel,
        GROUPS,
        ok=False,
        on_invalid="skip",
        notification_groups=[{"id": ident, "child_channels": ["nowhere"]}],
        purge=True,
        purge_scope=OURS,
        allow_empty=True,
    )
    assert result["counts"]["deleted"] == 0


def test_a_purge_is_refused_where_an_element_has_no_name(mackerel):
    result = mackerel.run(
        GROUPS,
        on_invalid="skip",
        notification_groups=[{"child_channels": []}, NEW],
        purge=True,
        purge_scope=OURS,
    )
    assert result["failed"] and result["requests"]["writes"] == 0 and "has no name" in result["msg"]


def test_an_empty_purge_is_refused_all_the_same(mackerel):
    result = mackerel.run(
        GROUPS, on_invalid="skip", notification_groups=[], purge=True, purge_scope=OURS
    )
    assert result["failed"] and result["msg"].startswith(
        "purge: an empty list would delete everything"
    )


def test_what_is_said_twice_is_done_once(mackerel):
    result = run(
        mackerel,
        CHANNELS,
        ok=False,
        on_invalid="skip",
        channels=[{"name": "search: page", "events": []}, {"name": "search: page", "emails": []}],
    )
    assert [one["action"] for one in result["plan"]] == [
        "update",
        "none",
    ] and "is the same object as channels[0]" in result["errors"][0]["message"]
    assert apply(mackerel, CHANNEL + "_info", name="search: page")["channels"][0]["events"] == []


def test_what_a_later_python_may_read_otherwise_is_no_noise(mackerel, recwarn):
    """Python would print a FutureWarning into the playbook's output."""
    result = mackerel.run(
        CHANNELS,
        channels=[],
        purge=True,
        allow_empty=True,
        purge_scope={"name_regex": "[[(]none of them"},
    )
    assert (
        not result["failed"]
        and not result["changed"]
        and [str(one.message) for one in recwarn] == []
    )
