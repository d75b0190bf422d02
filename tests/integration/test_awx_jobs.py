# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The jobs of extensions/awx as AWX runs them: ansible-runner in its folder layout, credentials
and surveys as the files say.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml
from support import awx, leaks
from support.routes import written

ROOT = Path(__file__).resolve().parents[2]
TEAMS = {
    team["name"]: team
    for team in yaml.safe_load((ROOT / "tests" / "demo" / "teams.yml").read_text())["demo_teams"]
}
TABLES = {
    "mackerel": ("channels", "notificationGroups", "alertGroupSettings"),
    "guance": ("notify_object", "member_group", "alert_policy"),
    "bk": ("user_groups",),
}


REVISION = "77aa3105f2c1e0b4c8d0f3e2a1b4c5d6e7f80912"


class Job:
    """A finished job as AWX sees it: its events in order, and its artifacts."""

    def __init__(self, done, folder):
        self.code, self.text = done.returncode, done.stdout
        self.stdout = (folder / "stdout").read_text(encoding="utf-8")
        events = [
            json.loads(path.read_text(encoding="utf-8"))
            for path in (folder / "job_events").glob("*.json")
        ]
        self.events = sorted(events, key=lambda event: event["counter"])
        assert {"playbook_on_start", "runner_on_ok", "playbook_on_stats"} <= {
            event["event"] for event in self.events
        }, self.text
        self.stats = self.events[-1]["event_data"]
        self.artifacts = self.stats["artifact_data"]


class Node:
    """A folder that a job gets from AWX, and the runner in it."""

    def __init__(self, ansible, emulator):
        self.ansible, self.emulator = ansible, emulator
        self.folder = ansible.directory / "job"
        self.templates = {
            template["name"].removeprefix("On-call: "): template
            for template in awx.content("job_templates.yml")
        }
        self.count = 0
        shutil.copytree(awx.FOLDER / "project", self.folder / "project")
        for team in TEAMS.values():
            self._write("project/teams/%s.yml" % team["name"], team)
        # what only the inventory knows; the vendors' credentials are in the environment alone
        self._write(
            "inventory/hosts.yml",
            {
                "all": {
                    "hosts": {
                        "localhost": {
                            "ansible_connection": "local",
                            "ansible_python_interpreter": "{{ ansible_playbook_python }}",
                            "bk_routing_connection": {"bk_biz_id": 2},
                            "guance_routing_connection": {"rate_limit": 0},
                        }
                    }
                }
            },
        )
        inputs = {
            "Mackerel": {
                "api_url": emulator.mackerel_url,
                "api_key": ansible.connection["MACKEREL_APIKEY"],
            },
            "Guance": {
                "api_url": emulator.guance_url,
                "api_key": ansible.connection["GUANCE_ACCESS_TOKEN"],
            },
            "BlueKing": {
                "api_url": emulator.bk_url,
                "bk_app_code": "ansible",
                "bk_app_secret": ansible.connection["BK_APP_SECRET"],
                "bk_username": "deploy",
            },
        }
        kinds = {kind["name"].split()[0]: kind for kind in awx.content("credential_types.yml")}
        self.variables = {
            name: value
            for vendor, given in inputs.items()
            for name, value in awx.environment(kinds[vendor], given).items()
        }
        self._write("env/envvars", self.variables)
        ansible.inputs |= {self.folder / name for name in ("project", "inventory", "env")}

    def _write(self, name, data):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(yaml.safe_dump(data, sort_keys=False), encoding="utf-8")

    def launch(self, job, artifacts=None, revision=REVISION, **answers):
        """Artifacts of a job before it in the workflow come along as extra variables."""
        self.count += 1
        ident = "job-%d" % self.count
        template = self.templates[job]
        self._write(
            "env/extravars",
            dict(
                artifacts or {},
                awx_job_id=self.count,
                awx_project_revision=revision,
                tower_project_revision=revision,
                **awx.extra_variables(template, answers),
            ),
        )
        (self.folder / "env" / "cmdline").write_text(
            "--check" if template["job_type"] == "check" else ""
        )
        bare = {
            name: value
            for name, value in self.ansible.environment.items()
            if "CALLBACK" not in name
        }
        done = subprocess.run(
            [
                str(Path(bare["PATH"].split(":")[0]) / "ansible-runner"),
                "run",
                str(self.folder),
                "-p",
                template["playbook"],
                "--ident",
                ident,
            ],
            env=bare,
            cwd=self.ansible.directory,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            timeout=120,
        )
        (self.ansible.directory / ("printed-" + ident)).write_text(done.stdout, encoding="utf-8")
        place = self.folder / "artifacts" / ident
        # the runner keeps the whole environment there, and AWX does not keep the file
        command = place / "command"
        assert leaks.found(command.read_text(encoding="utf-8"))
        self.ansible.inputs.add(command)
        return Job(done, place)

    def names(self, team):
        return {
            "%s/%s" % (table, row["name"])
            for vendor, tables in TABLES.items()
            for table in tables
            for row in self.emulator.state(vendor)[table]
            if (row.get("name") or "").startswith(team + ": ")
        }

    def writes(self):
        return written(self.emulator)


@pytest.fixture
def node(ansible, emulator):
    return Node(ansible, emulator)


def counted(job, team):
    return {
        kind: sum(counts[kind] for counts in job.artifacts["oncall_routing_counts"][team].values())
        for kind in ("created", "updated", "deleted", "unchanged", "failed")
    }


@pytest.mark.nightly
def test_plan_approve_onboard_and_offboard(node):
    plan = node.launch("plan")
    assert plan.code == 0 and node.writes() == 0, plan.text
    # the plan is where the person who approves reads it: in the output, and in an artifact
    assert set(plan.artifacts) == {
        "oncall_routing_counts",
        "oncall_routing_changed",
        "oncall_routing_errors",
        "oncall_routing_plan",
        "oncall_routing_fidelity",
        "oncall_routing_commit",
        "oncall_routing_digests",
        "oncall_routing_digest",
    }
    assert plan.artifacts["oncall_routing_commit"] == REVISION
    # AWX cuts what an event prints
    shown = [one for one in plan.events if "Show the plan" in str(one["event_data"].get("task"))]
    assert len(shown) > 3 and all(len(one["stdout"]) < 1000 for one in shown)
    assert (
        plan.artifacts["oncall_routing_plan"].startswith("# Plan for 2 teams\n\n20 to create.")
        and "# Plan for 2 teams" in plan.stdout
    )
    assert (
        plan.artifacts["oncall_routing_changed"] is True
        and plan.artifacts["oncall_routing_errors"] == 0
    )
    assert counted(plan, "payments") == {
        "created": 10,
        "updated": 0,
        "deleted": 0,
        "unchanged": 0,
        "failed": 0,
    }

    # of two teams the one that a person typed into the survey, with a line too many
    answers = {
        "team_onboarding_only": "payments\n",
        "team_onboarding_strict": "false",
        "team_onboarding_purge_limit": 0,
    }
    other = node.launch("onboard", artifacts=plan.artifacts, **answers)
    assert (
        other.code != 0
        and node.writes() == 0
        and "what there is to do is not what was approved" in other.text
    )
    plan = node.launch("plan", **answers)
    # the project was updated in between, by a commit that changes nothing of it
    done = node.launch("onboard", artifacts=plan.artifacts, revision="b2" * 20, **answers)
    assert (
        "The plan was approved at commit `%s`, and this is commit `%s`." % (REVISION, "b2" * 20)
        in done.artifacts["oncall_routing_plan"]
    )
    assert done.artifacts["oncall_routing_commit"] == "b2" * 20
    assert done.code == 0 and len(node.names("payments")) == 10 and node.names("search") == set(), (
        done.text
    )
    assert (
        list(done.artifacts["oncall_routing_counts"]) == ["payments"]
        and counted(done, "payments")["created"] == 10 == node.writes()
    )
    again = node.launch("onboard", **answers)
    assert (
        again.code == 0
        and node.writes() == 0
        and again.stats["changed"] == {}
        and again.artifacts["oncall_routing_changed"] is False
    ), again.text

    gone = node.launch("offboard", team_offboarding_teams="\nsearch , payments \n")
    assert gone.code == 0 and node.names("payments") == set() and node.writes() > 0, gone.text
    assert counted(gone, "payments")["deleted"] == 10 and gone.artifacts[
        "oncall_routing_plan"
    ].startswith("# Report")

    # besides what the fixture looks through: the events do hold what was done, and nothing of the
    # credentials
    for job in (plan, done, again, gone):
        events = json.dumps(job.events)
        assert "payments" in events
        leaks.scan(events)
        leaks.scan(job.stdout)
