# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests of whole routes look at: what was planned, what was written, and whether
anything changed at all.
"""

from __future__ import annotations


def plans(run):
    """What each task does, ids aside."""
    return {
        one["task"]: [
            {key: value for key, value in step.items() if key not in ("id", "uuid")}
            for step in one["result"]["plan"]
        ]
        for one in run.tasks
        if "plan" in one["result"]
    }


def actions(run):
    return [step["action"] for plan in plans(run).values() for step in plan]


def without_ids(objects):
    return [
        {key: value for key, value in one.items() if key not in ("id", "uuid")} for one in objects
    ]


def writes(emulator, vendor=None):
    return [entry for entry in emulator.requests(vendor) if entry["write"]]


def written(emulator):
    """How many writes there were since the last time."""
    count = len(writes(emulator))
    emulator.clear_requests()
    return count


def unchanged(run):
    """Whether the last play changed nothing."""
    return "changed=0 " in run.text.rsplit("PLAY RECAP", 1)[1]
