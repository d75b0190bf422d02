# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fixtures of the vendors' tests: a clock that only moves when somebody sleeps."""

from __future__ import annotations

from types import SimpleNamespace

import pytest


class Clock:
    """Time as the client sees it. ``slept``: every wait asked for."""

    def __init__(self):
        self.now = 1000.0
        self.slept = []

    def monotonic(self):
        return self.now

    def sleep(self, seconds):
        assert seconds >= 0
        self.slept.append(seconds)
        self.now += seconds


@pytest.fixture(autouse=True)
def clock(monkeypatch, naps):  # pylint: disable=unused-argument  # it patches the same clock
    """Nothing sleeps for real: the client, the age of what was read and the emulator's limits
    live on this clock.
    """
    from ansible_collections.oncall.routing.plugins.module_utils._http.pace import (
        SystemClock as system,
    )
    from emulator.guance import api as emulated

    found = Clock()

    monkeypatch.setattr(system, "monotonic", lambda _self: found.monotonic())
    monkeypatch.setattr(system, "sleep", lambda _self, seconds, _stopped: found.sleep(seconds))
    monkeypatch.setattr(
        emulated, "time", SimpleNamespace(monotonic=found.monotonic, time=emulated.time.time)
    )
    return found


@pytest.fixture
def simple(guance):
    """The options of a small Guance policy of status mode that exists."""
    params = {
        "name": "simple",
        "rule_timezone": "Asia/Shanghai",
        "alert_opt": {
            "silent_timeout": 3600,
            "agg_interval": 60,
            "agg_fields": ["df_label"],
            "agg_labels": ["a", "b"],
            "alert_target": [{"targets": [{"status": ["critical"], "to": ["notify_%032d" % 1]}]}],
        },
    }
    assert guance.run("guance_alert_policy", **params)["changed"] is True
    guance.emulator.clear_requests()
    return params
