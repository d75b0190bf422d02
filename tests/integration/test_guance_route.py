# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One playbook builds a whole route of Guance on an empty workspace, another takes it down;
check mode says the same before.
"""

from __future__ import annotations

import pytest
from support.guance_route import ROUTE, Workspace, absent
from support.routes import plans, unchanged


@pytest.fixture
def workspace(emulator):
    return Workspace(emulator, "playbook", "p")


def book(steps):
    """Each task is handed what those before it have registered."""
    tasks = []
    for module, option, objects in steps:
        earlier = ", ".join(task["register"] for task in tasks)
        tasks.append(
            {
                "name": option,
                "register": option,
                "oncall.routing." + module: {option: objects, "planned": "{{ [%s] }}" % earlier},
            }
        )
    return {"module_defaults": {"group/oncall.routing.guance": {"rate_limit": 0}}, "tasks": tasks}


def test_a_playbook_builds_the_route_and_another_takes_it_down(ansible, emulator, workspace):
    env = dict(ansible.connection, GUANCE_ACCESS_TOKEN=workspace.connection["api_key"])
    before = workspace.state()
    build, down = (
        book(ROUTE),
        book([(module, option, absent(objects)) for module, option, objects in reversed(ROUTE)]),
    )
    planned = ansible.play(build, words=["--check", "--diff"], env=env).ok()
    assert workspace.state() == before and workspace.requests(write=True) == []
    done = ansible.play(build, words=["--diff"], env=env).ok()
    assert plans(planned) == plans(done)
    assert [done[option]["counts"]["created"] for dummy, option, dummy in ROUTE] == [2, 4, 2, 2]
    emulator.clear_requests()
    again = ansible.play(build, env=env).ok()
    assert unchanged(again) and workspace.requests(write=True) == []
    # in the wrong order it stops, and says why
    wrong = ansible.play(
        book([("guance_member_groups", "member_groups", absent(ROUTE[2][2]))]), env=env
    )
    assert (
        wrong.code != 0
        and "the team 'SRE' is still used by the alert policy 'by member'"
        in wrong["member_groups"]["msg"]
    )
    planned = ansible.play(down, words=["--check"], env=env).ok()
    assert workspace.requests(write=True) == []
    gone = ansible.play(down, env=env).ok()
    assert plans(planned) == plans(gone) and workspace.state() == before
    for run in (planned, done, again, wrong, gone):
        assert "planted-hook" not in run.text
