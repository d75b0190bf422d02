# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Values that people spell in more than one way: lengths of time, time zones, and options that
they leave empty.
"""

from __future__ import annotations

import pytest
from ansible_collections.oncall.routing.plugins.module_utils._describe import problems, zones
from ansible_collections.oncall.routing.plugins.module_utils._describe.numbers import Int
from ansible_collections.oncall.routing.plugins.module_utils._describe.times import (
    UNITS,
    Moment,
    Span,
)
from support.vendor_kit import apply, changes, keeps, refused, sent, warned
from tools import generate

#: Whole numbers that are no length of time.
COUNTS = {
    "mackerel downtime recurrence.interval",
    "bk user_group duty_notice.plan_notice.date",
    "bk duty_rule duty_arranges.group_number",
    "bk duty_rule duty_arranges.duty_time.work_days",
}


def numbers():
    """(where, field) of every whole number that an option takes."""

    def within(where, field):
        inner = getattr(field, "item", None)
        for name, one in getattr(field, "fields", {}).items():
            yield from within("%s.%s" % (where, name), one)
        if inner is not None:
            yield from within(where, inner)
        if isinstance(field, Int) and not isinstance(field, Moment):
            yield where, field

    for _stem, _constant, resource in generate.resources():
        for name, field in resource.fields.items():
            yield from within("%s %s %s" % (resource.vendor.name, resource.kind, name), field)


def test_every_length_of_time_is_one():
    assert {where for where, field in numbers() if not isinstance(field, Span)} <= COUNTS


@pytest.mark.parametrize(
    "where, field",
    [pytest.param(where, field, id=where) for where, field in numbers() if isinstance(field, Span)],
)
def test_lengths_of_time_are_taken_in_every_spelling(where, field):
    seconds = UNITS[field.unit]
    for typed in (21, "21", " 21 ", 21.0, "21.0", "21e0", "%ds" % (21 * seconds)):
        found = problems.Problems()
        assert (field.parse(typed, "x", found), found.found) == (21, []), (where, typed)
    for typed, words in (
        (True, "not a whole number"),
        (1.5, "not a whole number"),
        ("soon", "neither a number of"),
        ("-3", "is less than"),
        ("%ds" % (seconds + 1), "no whole number of"),
        ("9" * 30 + "h", "too large"),
        ("1e99", "too large"),
        ("1e999", "neither a number of"),
        ("2.5", "neither a number of"),
    ):
        if seconds == 1 and words.startswith("no whole"):
            continue
        found = problems.Problems()
        field.parse(typed, "x", found)
        assert words in found.found[0][1], (where, typed)


def test_lengths_of_time_reach_the_vendor_in_its_unit(guance, mackerel):
    targets = [
        {
            "to": ["notify:payments-page"],
            "status": ["critical"],
            "upgrade_targets": [{"to": ["notify:search-page"], "duration": "15m"}],
        }
    ]
    policy = {
        "name": "spans",
        "rule_timezone": "Asia/Tokyo",
        "alert_opt": {
            "silent_timeout": "1h",
            "agg_interval": "1m30s",
            "silent_timeout_by_status": [{"status": ["error"], "silent_timeout": "2h"}],
            "alert_target": [
                {"crontab": "0 9 * * 1", "crontab_duration": "9h", "targets": targets},
                {
                    "custom_dates": ["company-holidays"],
                    "custom_start_time": "00:00:00",
                    "custom_duration": "1d",
                    "targets": targets,
                },
                {"targets": targets},
            ],
        },
    }
    changes(guance, "guance_alert_policy", **policy)
    opt = sent(guance)["alertOpt"]
    assert (
        opt["silentTimeout"],
        opt["aggInterval"],
        opt["silentTimeoutByStatus"][0]["silentTimeout"],
    ) == (3600, 90, 7200)
    assert (opt["alertTarget"][0]["crontabDuration"], opt["alertTarget"][1]["customDuration"]) == (
        32400,
        86400,
    )
    assert opt["alertTarget"][2]["targets"][0]["upgradeTargets"][0]["duration"] == 900
    shown = keeps(guance, "guance_alert_policy", times=2, **policy)["alert_policy"]
    assert shown["alert_opt"]["silent_timeout"] == 3600
    keeps(guance, "guance_alert_policy", times=2, **dict(shown))
    changes(mackerel, "mackerel_alert_group_setting", name="spans", notification_interval="1h30m")
    assert sent(mackerel)["notificationInterval"] == 90
    keeps(mackerel, "mackerel_alert_group_setting", times=2, name="spans", notification_interval=90)


def test_a_length_of_time_that_is_too_long_is_told_in_the_vendors_unit(guance):
    assert (
        refused(
            guance,
            "guance_alert_policy",
            name="p",
            rule_timezone="Asia/Tokyo",
            alert_opt={"silent_timeout": 0, "agg_interval": "31m"},
        )
        == "alert_opt.agg_interval: 1860 is more than 1800"
    )


@pytest.mark.parametrize(
    "typed, meant",
    [
        ("Asia/Beijing", "Asia/Shanghai"),
        ("Asia/shanghai", "Asia/Shanghai"),
        ("asia/tokyo", "Asia/Tokyo"),
        ("Tokyo", "Asia/Tokyo"),
        ("JST", "Asia/Tokyo"),
        ("Asia/Hong Kong", "Asia/Hong_Kong"),
        ("Asia/Singpore", "Asia/Singapore"),
        ("America/San_Francisco", "America/Los_Angeles"),
        ("Europe/Munich", "Europe/Berlin"),
        ("America/New-York", "America/New_York"),
    ],
)
def test_a_time_zone_that_is_not_known_is_told_with_what_is_near(guance, typed, meant):
    result = apply(
        guance,
        "guance_alert_policy",
        check=True,
        name="p",
        rule_timezone=typed,
        alert_opt={"silent_timeout": 0, "agg_interval": 0},
    )
    (told,) = [text for text in warned(result) if text.startswith("rule_timezone: ")]
    assert told.startswith(
        "rule_timezone: %r is not a time zone known here; did you mean %r" % (typed, meant)
    )


@pytest.mark.parametrize("typed", ["UTC+8", "GMT+0800", "UTC+08:00", "Mars/Phobos"])
def test_nothing_is_made_up_for_a_time_zone_that_may_be_many(typed):
    assert zones.unknown_zone(typed) == []


def test_every_zone_that_is_named_for_a_city_exists():
    assert set(zones.CITIES.values()) <= zones.known_zones() and not {
        name for name in zones.CITIES if name in zones.known_zones()
    }


def test_an_option_within_an_element_that_is_null_is_left_out(mackerel, guance):
    monitors = [{"monitor": "search-qps", "skip_default": None}]
    changes(mackerel, "mackerel_notification_group", name="nulls", monitors=monitors)
    assert [one.get("skipDefault", False) for one in sent(mackerel)["monitors"]] == [False]
    keeps(
        mackerel,
        "mackerel_notification_groups",
        times=2,
        notification_groups=[{"name": "nulls", "state": None, "mode": None, "monitors": monitors}],
    )
    notify = {
        "name": "nulls",
        "type": "HTTPRequest",
        "opt_set": {
            "url": "https://example.com/x",
            "secret": None,
            "headers_config": {"is_open": None, "items": [{"key": "a", "value": "b"}]},
        },
    }
    changes(guance, "guance_notify_object", **notify)
    assert sent(guance)["optSet"]["headersConfig"]["isOpen"] is False
    assert keeps(
        guance,
        "guance_notify_object",
        times=2,
        force=None,
        on_unspecified=None,
        validate_certs=None,
        **notify,
    )


def test_what_has_to_be_there_is_not_there_when_it_is_null(mackerel):
    assert (
        refused(
            mackerel,
            "mackerel_notification_group",
            name="nulls",
            monitors=[{"monitor": None, "skip_default": True}],
        )
        == "monitors[0].monitor: is required"
    )
    assert (
        refused(mackerel, "mackerel_notification_groups", notification_groups=None)
        == "notification_groups: is required"
    )
