# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The playbooks work on the accounts of an inventory, and fail where none is left: Ansible ends a
play without hosts as a success.
"""

from __future__ import annotations

import json

import pytest
import yaml

#: An inventory of AWX in which nobody has made a host.
EMPTY = {"all": {"hosts": {}}}
SOME = {
    "all": {"vars": {"ansible_connection": "local"}, "hosts": {"runner": {}}},
    "oncall_accounts": {"hosts": {"tokyo": {}, "osaka": {}}},
}
DONE = "oncall.routing.team_onboarding : Record the result of the account"


@pytest.fixture
def run(ansible):
    (ansible.directory / "teams").mkdir()
    ansible.inputs |= {ansible.directory / "hosts.yml"}

    def run(playbook, inventory, limit):
        (ansible.directory / "hosts.yml").write_text(yaml.safe_dump(inventory))
        more = {
            "team_onboarding_dir": "teams",
            "team_onboarding_vendors": [],
            "team_offboarding_teams": ["payments"],
        }
        words = ["-i", "hosts.yml", "-e", json.dumps(more)]
        return ansible.book(
            "oncall.routing." + playbook, [*words, *(["--limit", limit] if limit else [])]
        )

    return run


@pytest.mark.parametrize(
    "playbook, inventory, limit, said",
    [
        ("plan", EMPTY, "nosuchhost", "the limit nosuchhost leaves out localhost, the only"),
        ("onboard", EMPTY, "all", "the limit all leaves out localhost, the only account"),
        ("offboard", EMPTY, "oncall_accounts", "the limit oncall_accounts leaves out localhost"),
        ("plan", SOME, "runner", "the limit runner leaves out the accounts osaka, tokyo"),
        # this one Ansible refuses by itself
        ("plan", SOME, "nosuchhost", "leaves us with no hosts to target"),
        (
            "plan",
            dict(SOME, oncall_accounts={}),
            None,
            "the inventory has no host that matches oncall_accounts",
        ),
    ],
)
def test_a_run_without_an_account_fails_and_says_why(run, playbook, inventory, limit, said):
    done = run(playbook, inventory, limit)
    assert done.code != 0 and said in done.text, done.text
    assert done.tasks == [] and "Traceback" not in done.text


@pytest.mark.parametrize(
    "inventory, limit, accounts",
    [
        (EMPTY, None, 1),
        (EMPTY, "localhost", 1),
        (SOME, None, 2),
        (SOME, "tokyo", 1),
    ],
)
def test_a_run_works_on_the_accounts_that_are_left(run, inventory, limit, accounts):
    done = run("plan", inventory, limit)
    assert done.code == 0, done.text
    assert len([one for one in done.tasks if one["task"] == DONE]) == accounts
