# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Twelve hosts put an element each into one list, in one play with a worker for each, all
delegated to the controller.
"""

from __future__ import annotations

import pytest

HOSTS = ["host%02d" % number for number in range(12)]
#: The task, the table at the vendor, where the list is in a row, and what a host puts in.
TASKS = {
    "mackerel": (
        {
            "oncall.routing.mackerel_channel": {
                "name": "shared",
                "emails": ["{{ inventory_hostname }}@example.com"],
                "mode": "add",
            }
        },
        "channels",
        lambda row: row["emails"],
        "%s@example.com",
    ),
    "bk": (
        {
            "oncall.routing.bk_notice_group": {
                "name": "shared",
                "notice_receiver": [{"type": "user", "id": "{{ inventory_hostname }}"}],
                "mode": "add",
                "bk_biz_id": 2,
            }
        },
        "user_groups",
        lambda row: [one["id"] for part in row["duty_arranges"] for one in part["users"]],
        "%s",
    ),
}
MADE = {
    "mackerel": {
        "oncall.routing.mackerel_channel": {"name": "shared", "type": "email", "events": ["alert"]}
    },
    "bk": {
        "oncall.routing.bk_notice_group": {
            "name": "shared",
            "notice_receiver": [{"type": "user", "id": "alice"}],
            "notice_way": {"1": ["mail"]},
            "bk_biz_id": 2,
        }
    },
}


@pytest.mark.parametrize(
    "door", ["in the worker", pytest.param("as a module", marks=pytest.mark.nightly)]
)
@pytest.mark.parametrize(
    "vendor, latency",
    [
        ("mackerel", 30),
        pytest.param("mackerel", 150, marks=pytest.mark.nightly),
        pytest.param("bk", 30, marks=pytest.mark.nightly),
    ],
)
def test_twelve_hosts_share_a_list(ansible, emulator, vendor, latency, door):
    task, table, members, text = TASKS[vendor]
    ansible.play([dict(MADE[vendor], name="made")]).ok()
    emulator.settings(latency_ms=latency)
    command = ansible._written(
        [{"hosts": "all", "tasks": [dict(task, name="share", delegate_to="localhost")]}]
    )
    command[2] = ",".join(HOSTS) + ","
    more = {"ONCALL_ROUTING_ACTION": "never"} if door == "as a module" else {}
    run = ansible._run([*command, "-f", "12"], dict(ansible.connection, **more))
    assert run.code == 0, run.text
    row = next(row for row in emulator.state(vendor)[table] if row["name"] == "shared")
    assert {text % host for host in HOSTS} <= set(members(row)), members(row)
    assert [one["result"]["changed"] for one in run.tasks if one["task"] == "share"] == [True] * 12
