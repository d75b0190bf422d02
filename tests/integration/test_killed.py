# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""ansible-playbook and all its processes killed in the middle of a task: the next run ends as if
nothing had happened.
"""

from __future__ import annotations

import signal
import time

import pytest
from support.child import kill

TARGET = {
    "rule_timezone": "UTC",
    "alert_opt": {
        "silent_timeout": 0,
        "agg_interval": 0,
        "alert_target": [{"targets": [{"status": ["critical"], "to": ["notify:payments-page"]}]}],
    },
}
NAMES = ["killed %d" % number for number in range(4)]
#: The task, and the table at the vendor.
TASKS = {
    "loop": (
        "mackerel",
        {
            "oncall.routing.mackerel_notification_group": {
                "name": "{{ item }}",
                "child_channels": ["payments-page"],
            },
            "loop": NAMES,
        },
        "notificationGroups",
    ),
    "many": (
        "guance",
        {
            "oncall.routing.guance_alert_policies": {
                "alert_policies": [dict(TARGET, name=name) for name in NAMES],
                "rate_limit": 0,
            }
        },
        "alert_policy",
    ),
}
HELD = {"before": {"when": "before", "executed": False}, "after": {"when": "after"}}


@pytest.mark.parametrize("form, moment", [("loop", "after"), ("loop", "before"), ("many", "after")])
def test_a_killed_playbook(ansible, emulator, form, moment, record_property):
    vendor, task, table = TASKS[form]
    emulator.add_fault(
        vendor=vendor, write=True, nth=3, kind="latency", ms=3_600_000, **HELD[moment]
    )

    def held():
        return [
            one
            for one in emulator.requests(vendor)
            if one["fault"] and (moment == "before" or one["status"] is not None)
        ]

    with ansible.begun([dict(task, name="killed")]) as process:
        until = time.monotonic() + 100
        while not held():
            assert process.poll() is None and time.monotonic() < until, (
                ansible.directory / "printed-begun"
            ).read_text()
            time.sleep(0.01)
        kill(process.pid)
        assert process.wait() == -signal.SIGKILL
    emulator.clear_faults()

    def names():
        return sorted(
            row["name"] for row in emulator.state(vendor)[table] if row["name"].startswith("killed")
        )

    there = {"before": 2, "after": 3}[moment]
    assert names() == NAMES[:there]
    emulator.clear_requests()
    run = ansible.play([dict(task, name="next"), dict(task, name="last")]).ok()
    assert names() == NAMES
    assert len([one for one in emulator.requests(vendor) if one["write"]]) == len(NAMES) - there
    assert (run["next"]["changed"], run["last"]["changed"]) == (True, False)
    record_property("counted: processes killed with SIGKILL", 1)
