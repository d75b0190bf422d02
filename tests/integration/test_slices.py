# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A job in slices, each an ansible-playbook with its part of the inventory, cut as AWX cuts it:
planned, put together, approved once, carried out, and reported on.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from support import awx, leaks
from support.routes import written

ROOT = Path(__file__).resolve().parents[2]
TEAMS = yaml.safe_load((ROOT / "tests" / "demo" / "teams.yml").read_text())["demo_teams"]
ACCOUNTS = ["east", "north", "south", "west"]
HAND_ON = "oncall.routing.team_onboarding : Pass the numbers on"


class Shop:
    """Accounts of Mackerel, and jobs in slices over them."""

    def __init__(self, ansible, emulator):
        self.ansible, self.emulator = ansible, emulator
        self.vendor = emulator.state("mackerel")
        self.keys = {}
        for account in ACCOUNTS:
            self.keys[account] = "key-of-%s" % account
            emulator.add_account(
                "mackerel", account, keys=[{"key": self.keys[account]}], seed="default"
            )
        (ansible.directory / "teams").mkdir()
        for team in TEAMS:
            path = ansible.directory / "teams" / (team["name"] + ".yml")
            path.write_text(yaml.safe_dump(team, sort_keys=False))
            ansible.inputs.add(path)

    def inventory(self, accounts):
        path = self.ansible.directory / "accounts.json"
        hosts = {
            account: {"mackerel_routing_connection": {"api_key": self.keys[account]}}
            for account in accounts
        }
        variables = {"ansible_connection": "local", "team_onboarding_vendors": ["mackerel"]}
        group = {"vars": variables, "hosts": hosts}
        path.write_text(json.dumps({"all": {"children": {"oncall_accounts": group}}}))
        self.ansible.inputs.add(path)
        return path

    def run(self, playbook, accounts=None, artifacts=(), **variables):
        """Artifacts of jobs before it arrive as extra variables, as AWX writes them."""
        path = self.ansible.directory / "extravars"
        path.write_text(
            awx.written(dict(artifacts, team_onboarding_dir="teams", **variables)),
            encoding="utf-8",
        )
        words = [
            "-i",
            str(self.inventory(ACCOUNTS if accounts is None else accounts)),
            "-e",
            "@%s" % path,
        ]
        return self.ansible.book("oncall.routing." + playbook, words=words)

    def sliced(self, playbook, count, artifacts=(), broken=(), **variables):
        """(what arrives in the next job, the runs). AWX takes artifacts of slices together: those
        of the last to end replace others of the same name. broken: slices that never begin.
        """
        arrives, runs = dict(artifacts), []
        for number, accounts in enumerate(awx.slices(ACCOUNTS, count)):
            if number not in broken:
                run = self.run(
                    playbook, accounts, artifacts, team_onboarding_slice=True, **variables
                )
                runs.append(run)
                arrives.update(stats(run))
        return arrives, runs

    def made(self):
        """Account to how many objects of the teams it has."""
        return {
            account: sum(
                (row.get("name") or "").startswith(("payments: ", "search: "))
                for table in ("channels", "notificationGroups", "alertGroupSettings")
                for row in self.emulator.state("mackerel", account)[table]
            )
            for account in ACCOUNTS
        }


def stats(run, task=HAND_ON):
    return run[task]["ansible_stats"]["data"]


def merged(run):
    assert all(len(json.dumps(one["msg"])) < 1000 for one in run[shown(run)]["results"])
    return stats(run, "Pass the numbers on")


def shown(run):
    return next(one["task"] for one in run.tasks if one["task"].startswith("Show "))


@pytest.fixture
def shop(ansible, emulator):
    return Shop(ansible, emulator)


@pytest.mark.nightly
def test_slices_are_planned_approved_once_carried_out_and_reported(shop):
    whole = stats(shop.run("plan").ok())
    arrives, dummy = shop.sliced("plan", 2)
    run = shop.run("merge_plans", artifacts=arrives).ok()
    arrives.update(merged(run))
    plan = arrives["oncall_routing_plan"]
    assert plan.replace("\n4 of 4 accounts, from 2 slices.\n", "") == whole["oncall_routing_plan"]
    for name in ("digest", "counts", "changed", "errors"):
        assert arrives["oncall_routing_" + name] == whole["oncall_routing_" + name]
    assert written(shop.emulator) == 0

    arrives, runs = shop.sliced("onboard", 3, arrives, team_onboarding_approved_plan=plan)
    assert [run.ok().code for run in runs] == [0, 0, 0]
    assert set(shop.made().values()) == {9}
    done = merged(shop.run("merge_reports", artifacts=arrives).ok())
    assert done["oncall_routing_plan"].splitlines()[2:5] == [
        "36 created.",
        "",
        "4 of 4 accounts, from 3 slices.",
    ]
    leaks.scan(json.dumps(arrives))


def test_a_slice_that_fails_leaves_the_others_and_its_accounts_are_refused(shop):
    """One account has a wrong key; another slice never begins."""
    good = shop.keys["south"]
    shop.keys["south"] = "nobody-s-key"
    arrives, runs = shop.sliced("plan", 2, broken=(1,), awx_job_id=70)
    assert [run.code for run in runs] == [2]
    run = shop.run("merge_plans", artifacts=arrives)
    assert run.code == 0, run.text
    arrives.update(merged(run))
    plan = arrives["oncall_routing_plan"]
    assert "\n1 of 4 accounts, from 1 slice.\n" in plan
    assert "\n**Stopped** on north: no slice handed in a plan of this account" in plan
    assert "\n**Stopped** on south: " in plan and "(south)" not in plan
    assert plan.count("(AWX job 70)") == 2, "where it stopped, and where it is left out"

    # what kept them from being planned is gone, but nobody has seen what there is to do
    shop.keys["south"] = good
    arrives, runs = shop.sliced("onboard", 2, arrives, team_onboarding_approved_plan=plan)
    assert [run.code for run in runs] == [2, 2]
    assert shop.made() == {"east": 9, "north": 0, "south": 0, "west": 0}
    assert "because the approved plan leaves this account out: no slice" in runs[1].text
    run = shop.run("merge_reports", artifacts=arrives)
    assert run.code == 2
    said = run["Fail if a team or an object failed"]["msg"]
    assert [line.partition(": ")[0] for line in said] == ["north, west", "south"]
    assert all("the approved plan leaves this account out" in line for line in said)
    assert "\n1 of 4 accounts, from 2 slices.\n" in merged(run)["oncall_routing_plan"]


def test_where_nothing_can_be_approved_nobody_is_asked(shop):
    run = shop.run("merge_plans")
    assert run.code == 2
    said = run["Refuse a plan of which nothing can be approved"]["msg"]
    assert [line.partition(": ")[0] for line in said] == [", ".join(ACCOUNTS)]
    # with nothing to do on the only account that has a plan
    part = {"done": False, "prefix": "", "accounts": {"east": {"results": []}}}
    run = shop.run("merge_plans", oncall_parts=[part])
    assert run.code == 2 and merged(run)["oncall_routing_changed"] is False, run.text
    # the parts of reports are none of plans
    run = shop.run("merge_reports", artifacts={"oncall_routing_plan_part_0": "x"})
    assert run.code == 2 and "no slice handed in a report" in run.text


@pytest.mark.nightly
def test_report_files_of_slices_are_put_together_without_awx(shop):
    files = []
    for number, accounts in enumerate(awx.slices(ACCOUNTS, 2)):
        files.append("slice-%d.json" % number)
        shop.run(
            "plan",
            accounts,
            team_onboarding_slice=True,
            team_onboarding_report_file=files[-1],
        ).ok()
    shop.run("merge_plans", oncall_parts=files, oncall_merged_file="plan.md").ok()
    text = (shop.ansible.directory / "plan.md").read_text(encoding="utf-8")
    assert "\n4 of 4 accounts, from 2 slices.\n" in text
    shop.run("onboard", ["east"], team_onboarding_approved_plan="plan.md").ok()
    assert shop.made() == {"east": 9, "north": 0, "south": 0, "west": 0}
