# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Crontabs of alert policies: what the vendor documents is passed on, what never comes is
refused, what never ends is warned about.
"""

from __future__ import annotations

import pytest
from support.vendor_kit import apply, refused, warned

POLICY = "guance_alert_policy"


def policy(crontab, duration=600):
    rule = {
        "name": "night",
        "crontab": crontab,
        "crontab_duration": duration,
        "targets": [{"to": ["notify:payments-page"], "status": ["critical"]}],
    }
    return {
        "name": "p",
        "rule_timezone": "Asia/Shanghai",
        "alert_opt": {"silent_timeout": 0, "agg_interval": 0, "alert_target": [rule]},
    }


@pytest.mark.parametrize(
    "crontab",
    [
        "0 9 * * 0,1,2,3,4",
        "*/15 * * * *",
        "0 9-17/2 * * 1-5",
        "00 09 1,15 * *",
        "0 0 29 2 *",
        "0 0 30 2 1",
        "59 23 31 12 7",
        "5/20 * * * *",
    ],
)
def test_guance_crontab_is_passed_on_as_written(guance, crontab):
    result = apply(guance, POLICY, check=True, **policy(crontab))
    assert result["alert_policy"]["alert_opt"]["alert_target"][0]["crontab"] == crontab


@pytest.mark.parametrize(
    "crontab, text",
    [
        ("0 9 * *", "it takes five fields"),
        ("0 0 9 * * 1", "it takes five fields"),
        ("@daily", "it takes five fields"),
        ("0 9 * * MON", "'MON' as day of the week"),
        ("0 9 ? * 1", "'?' as day of the month"),
        ("0 9 L * *", "'L' as day of the month"),
        ("0 9 * * 1#2", "'1#2' as day of the week"),
        ("99 9 * * 1", "'99' as minute, which goes from 0 to 59"),
        ("0 24 * * *", "'24' as hour"),
        ("0 9 0 * *", "'0' as day of the month"),
        ("0 9 * 13 *", "'13' as month"),
        ("0 9 * * 8", "'8' as day of the week"),
        ("0 17-9 * * *", "is empty"),
        ("*/0 * * * *", "is empty"),
        ("0 9 31 2 *", "never comes"),
        ("0 9 31 4,6,9,11 *", "never comes"),
        ("0 9 30-31 2 *", "never comes"),
        ("-1 9 * * *", "'-1' as minute"),
    ],
)
def test_guance_crontab_that_says_no_time_is_refused(guance, crontab, text):
    message = refused(guance, POLICY, **policy(crontab))
    assert message.startswith("alert_opt.alert_target[0].crontab: ") and text in message


@pytest.mark.parametrize(
    "crontab, duration, always",
    [
        ("0 9 * * *", 86399, False),
        ("0 9 * * *", 86400, True),
        ("0 9 * * *", 86401, True),
        ("0 * * * *", 3600, True),
        ("*/30 * * * *", 1800, True),
        ("*/30 * * * *", 1799, False),
        ("0 9-17 * * *", 3600, False),
        ("*/15 9-17 * * 1-5", 86400, False),
        ("0 9 * * 1-5", 100000, False),
        ("0 9 * * 1-5", 3 * 86400, True),
        ("0 9 * * 1", 6 * 86400, False),
        ("0 9 * * 1", 7 * 86400, True),
        ("0 9 1 * *", 30 * 86400, False),
        ("0 9 1 * *", 31 * 86400, True),
        ("0 0,12 * * 3", 7 * 86400 - 43200, True),
        ("0 0,12 * * 3", 6 * 86400, False),
        ("0 9 29 2 *", 4 * 366 * 86400, True),
    ],
)
def test_guance_window_that_never_closes_is_warned_about(guance, crontab, duration, always):
    result = apply(guance, POLICY, check=True, **policy(crontab, duration))
    assert (
        any("crontab_duration: is as long as the longest pause" in text for text in warned(result))
        == always
    )


def test_guance_crontab_that_is_stored_is_not_judged(guance):
    made = apply(guance, POLICY, **policy("0 9 * * *"))["alert_policy"]
    rows = guance.emulator.state("guance")["alert_policy"]
    (hit,) = [one for one in rows if one["uuid"] == made["uuid"]]
    hit["alertOpt"]["alertTarget"][0]["crontab"] = "0 9 * * MON"
    guance.emulator.put_state("guance", {"alert_policy": rows})
    (shown,) = apply(guance, POLICY + "_info", uuids=[made["uuid"]])["alert_policies"]
    assert apply(guance, "guance_alert_policies", alert_policies=[shown])["changed"] is False
