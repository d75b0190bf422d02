# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How many requests tasks make. The benchmark shows these numbers for thousands of objects; here
a few have to do.
"""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from benchmark import data

CONTENDERS = Path(__file__).resolve().parents[1] / "benchmark" / "contenders"
PROCESS = {"ONCALL_ROUTING_ACTION": "never"}


def tasks(contender):
    return yaml.safe_load((CONTENDERS / (contender + ".yml")).read_text())


def asked(emulator):
    """(list, times) of what was read, and the number of writes, since the last call."""
    log = emulator.requests()
    emulator.clear_requests()
    reads = [
        entry["vendor"] + " " + entry["path"].rstrip("/").rpartition("/api/")[2]
        for entry in log
        if not entry["write"]
    ]
    return {path: reads.count(path) for path in reads}, sum(entry["write"] for entry in log)


@pytest.fixture
def run(ansible, emulator):
    """Runs a contender of the benchmark and returns what it asked for."""

    def play(contender, values, **env):
        emulator.clear_requests()
        done = ansible.play(
            {"vars": values, "tasks": tasks(contender)}, env=dict(ansible.connection, **env)
        ).ok()
        return asked(emulator), done

    return play


def account(emulator, number):
    emulator.put_state("mackerel", {"notificationGroups": data.rows(number)})
    return data.variables(number, emulator.mackerel_url)


@pytest.mark.parametrize("env", [{}, PROCESS], ids=["worker", "process"])
def test_a_plural_task_reads_each_list_once_whatever_the_number(run, emulator, env):
    found = [run("plural", account(emulator, number), **env)[0] for number in (2, 40)]
    once = {"mackerel v0/notification-groups": 1, "mackerel v0/channels": 1}
    assert found == [(once, 0), (once, 0)]


def test_one_of_many_drifted_is_one_write(run, emulator):
    values = account(emulator, 40)
    emulator.patch(
        "mackerel",
        {
            "collection": "notificationGroups",
            "name": "team-00021",
            "set": {"notificationLevel": "all"},
        },
    )
    (reads, writes), done = run("plural", values)
    # the list of groups once more at the end, to see what is stored
    assert writes == 1 and reads == {
        "mackerel v0/notification-groups": 2,
        "mackerel v0/channels": 1,
    }
    assert done["All groups in one task"]["counts"]["updated"] == 1


def test_a_loop_reads_each_list_once(run, emulator):
    (reads, writes), done = run("single_loop", account(emulator, 6))
    assert (set(reads.values()), writes) == ({1}, 0)
    (reads, writes), again = run("single_loop", account(emulator, 2), **PROCESS)
    assert (set(reads.values()), writes) == ({2}, 0)
    assert (
        len(done.tasks[-1]["result"]["results"]) == 6
        and len(again.tasks[-1]["result"]["results"]) == 2
    )


def test_what_the_bare_client_posts_is_what_the_module_posts(run, emulator):
    values = account(emulator, 0)
    run("plural", dict(values, objects=data.options(5)))
    rows = [
        {key: row[key] for key in data.bodies(1)[0]}
        for row in emulator.state("mackerel")["notificationGroups"]
        if row["type"] == "group"
    ]
    assert sorted(rows, key=lambda row: row["name"]) == data.bodies(5)


def test_requests_do_not_grow_with_the_number_of_teams(run, emulator):
    found = []
    for number in (2, 5):
        emulator.reset()
        values = dict(data.teams(number), guance_rate_limit=0)
        (_reads, writes), _done = run("three_vendors", values)
        assert writes == 12 * number
        found.append(run("three_vendors", values)[0])
        # no list of BlueKing's shows at what hours a group tells people
        details = [key for key in found[-1][0] if key.endswith("search_user_group_detail")]
        assert [found[-1][0].pop(key) for key in details] == [4 * number]
    assert found[0] == found[1] and found[0][1] == 0 and set(found[0][0].values()) == {1}
