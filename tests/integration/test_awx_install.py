# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""install.yml and uninstall.yml with the real modules of awx.awx, in front of a server that
keeps and refuses what AWX does.
"""

from __future__ import annotations

import copy
import json
import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
import yaml
from support import awx
from support.awx_server import Awx, serving

ROOT = Path(__file__).resolve().parents[2]
TOOLS = ROOT / "tests" / "tools"
URL = "https://git.example.com/oncall/teams.git"
PLAYBOOKS = ["changes.yml", "offboard.yml", "onboard.yml", "plan.yml"]
SAID = {"oncall_awx_project_url": URL, "oncall_awx_image": "registry.example.com/on-call:1"}
WORKFLOW, SLICES = awx.content("workflow.yml"), awx.content("slices.yml")
TEMPLATES = {
    template["name"]: template
    for template in awx.content("job_templates.yml") + WORKFLOW["job_templates"]
}
TYPES = [kind["name"] for kind in awx.content("credential_types.yml")]
PLAN, ONBOARD, DRIFT, MERGE_PLANS, MERGE_REPORTS = (
    "On-call: " + job for job in ("plan", "onboard", "drift", "merge plans", "merge reports")
)


def helper(*command):
    """What a tool of the tests prints last. Without a registry it has nothing to give; where
    everything has to be tried that is a failure.
    """
    done = subprocess.run(
        [sys.executable, *map(str, command)],
        check=False,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=400,
    )
    if done.returncode:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(done.stdout)
    return (done.stdout.strip().splitlines() or [""])[-1]


@pytest.fixture(scope="session")
def collections():
    return helper(TOOLS / "awx_collection.py")


class Site:
    """An AWX, and the kit in front of it."""

    def __init__(self, ansible, server, url):
        self.ansible, self.awx, self.url = ansible, server, url
        server.repositories[URL] = [*PLAYBOOKS, "merge_plans.yml", "merge_reports.yml"]

    def run(self, book, *words, **said):
        self.awx.requests.clear()
        return self.ansible.book(
            awx.FOLDER / book,
            ["-e", json.dumps(said), *words],
            env={
                "CONTROLLER_HOST": self.url,
                "CONTROLLER_OAUTH_TOKEN": "awx-demo-token-0001",
                "ANSIBLE_DEPRECATION_WARNINGS": "false",
            },
        )

    def install(self, *words, **said):
        return self.run("install.yml", *words, **dict(SAID, **said))

    def writes(self):
        return [request for request in self.awx.requests if request[0] != "GET"]

    def links(self, identifier):
        node = self.awx.one("workflow_job_template_nodes", identifier=identifier)
        names = {
            row["id"]: row["identifier"] for row in self.awx.all("workflow_job_template_nodes")
        }
        return {
            kind: [
                names[number]
                for number in self.awx.ids("workflow_job_template_nodes", node["id"], kind)
            ]
            for kind in ("success_nodes", "failure_nodes", "always_nodes")
        }

    def credentials(self, job, organization=1):
        template = self.awx.one("job_templates", name="On-call: " + job, organization=organization)
        return sorted(self.awx.ids("job_templates", template["id"], "credentials"))


@pytest.fixture
def site(ansible, collections):
    ansible.environment["ANSIBLE_COLLECTIONS_PATH"] = collections
    server = Awx()
    with serving(server) as url:
        yield Site(ansible, server, url)


def changed(run):
    return {one["task"] for one in run.tasks if one["result"].get("changed")}


def fine(run):
    assert run.code == 0, run.text
    return run


def refusal(run):
    """What the last task said, as a person reads it."""
    assert run.code != 0, run.text
    return [one for one in run.tasks if one["outcome"] == "failed"][-1]["result"]["msg"]


@pytest.mark.nightly
def test_the_kit_is_looked_at_installed_installed_again_and_taken_away(site):
    other = site.awx.add("job_templates", name="Other", organization=1, playbook="")
    before = copy.deepcopy(site.awx.rows)

    look = fine(site.install("--check"))
    assert site.writes() == [] and site.awx.rows == before and "Not looked at" in look.text

    fine(site.install())
    for name, template in TEMPLATES.items():
        row = site.awx.one("job_templates", name=name)
        assert json.loads(row["extra_vars"]) == template["extra_vars"]
        plain = set(template) - {"survey_spec", "extra_vars"}
        assert {key: row[key] for key in plain} == {key: template[key] for key in plain}
        assert site.awx.surveys.get(row["id"]) == template.get("survey_spec")
        assert (
            site.awx.rows["execution_environments"][row["execution_environment"]]["image"]
            == SAID["oncall_awx_image"]
        )
    assert [
        {key: row[key] for key in kind}
        for row, kind in zip(site.awx.all("credential_types"), awx.content("credential_types.yml"))
    ] == awx.content("credential_types.yml")
    workflow = site.awx.one("workflow_job_templates", name=WORKFLOW["name"])
    assert (
        site.awx.surveys[workflow["id"]] == WORKFLOW["survey_spec"]
        and workflow["ask_limit_on_launch"] is True
    )
    for node in WORKFLOW["workflow_nodes"]:
        row = site.awx.one("workflow_job_template_nodes", identifier=node["identifier"])
        kind = site.awx.kind_of(row["unified_job_template"])
        of = site.awx.rows[kind][row["unified_job_template"]]
        if "approval_node" in node:
            assert (
                kind == "workflow_approval_templates"
                and {key: of[key] for key in node["approval_node"]} == node["approval_node"]
            )
        else:
            assert of["name"] == node["unified_job_template"]
        assert site.links(node["identifier"]) == {
            key: node[key] for key in node if key.endswith("_nodes")
        }
    assert (
        site.awx.one("schedules")["unified_job_template"]
        == site.awx.one("job_templates", name=DRIFT)["id"]
    )
    project = site.awx.one("projects")
    assert project["scm_url"] == URL and project["scm_update_on_launch"] is False

    kept = copy.deepcopy(site.awx.rows)
    update = ("POST", "/api/v2/projects/%d/update/" % project["id"])
    again = fine(site.install())
    assert changed(again) == set() and site.writes() == [update]
    looked = fine(site.install("--check"))
    assert changed(looked) == set() and site.writes() == []
    kept.pop("project_updates")
    assert {kind: rows for kind, rows in site.awx.rows.items() if kind != "project_updates"} == kept

    fine(site.run("uninstall.yml"))
    assert site.awx.names() == ["Other"] and site.awx.one("job_templates")["id"] == other["id"]
    assert (
        site.awx.all("workflow_job_template_nodes")
        == []
        == site.awx.all("workflow_approval_templates")
    )
    assert changed(fine(site.run("uninstall.yml"))) == set() and site.writes() == []


def test_a_first_run_that_failed_says_where_to_look_and_is_healed_by_the_next(site):
    site.awx.repositories[URL] = None
    said = refusal(site.install())
    assert (
        "Project update failed" in said
        and "the output of the last job of this project (Projects, On-call routing, Jobs)" in said
        and URL in said
    )
    site.awx.repositories[URL] = ["plan.yml"]
    said = refusal(site.install())
    assert (
        said.startswith("changes.yml, offboard.yml, onboard.yml: not at the top of " + URL)
        and "run this playbook again" in said
    )
    assert site.awx.all("job_templates") == []
    site.awx.repositories[URL] = PLAYBOOKS
    fine(site.install())
    assert set(TEMPLATES) <= set(site.awx.names("job_templates"))


REFUSED = [
    (
        {"oncall_awx_image": ""},
        (
            "oncall_awx_image: is required; the jobs need an environment with ansible-core 2.19 or"
            " newer"
        ),
    ),
    ({"oncall_awx_project_url": ""}, "oncall_awx_project_url: is required"),
    (
        {"oncall_awx_environment": "Ours"},
        "oncall_awx_image, oncall_awx_environment: give one of them",
    ),
    (
        {"oncall_awx_credentials": {"plann": []}},
        "oncall_awx_credentials: the jobs are called plan, onboard, offboard, drift",
    ),
    ({"oncall_awx_credentials": "Mackerel"}, "oncall_awx_credentials: has to be a list of names"),
    ({"oncall_awx_slices": 0}, "oncall_awx_slices: has to be a number from 1"),
    ({"oncall_awx_launch_teams": "SRE"}, "have to be lists of names of teams"),
    (
        {"oncall_awx_organization": "Nowhere"},
        "oncall_awx_organization: AWX shows no organization Nowhere",
    ),
    ({"oncall_awx_credentials": ["Nowhere"]}, "AWX shows none, or several, called Nowhere"),
    (
        {"oncall_awx_approve_teams": ["Nobody"], "oncall_awx_notification": "Nothing"},
        "not in the organization Default: Nobody, Nothing",
    ),
]


@pytest.mark.parametrize(
    "said, message",
    [
        pytest.param(*one, marks=[] if number in (0, len(REFUSED) - 1) else [pytest.mark.nightly])
        for number, one in enumerate(REFUSED)
    ],
)
def test_what_can_not_be_installed_is_refused_before_anything_is_made(site, said, message):
    assert message in refusal(site.install(**said))
    assert site.writes() == []


@pytest.mark.nightly
def test_a_second_organization_beside_the_first(site):
    """All names are the same but those that AWX keeps unique; credentials with one name are told
    apart by their organization.
    """
    fine(site.install())
    ops = site.awx.add("organizations", name="Ops")["id"]
    kind = site.awx.one("credential_types", name=TYPES[0])["id"]
    named = {
        (place, name): site.awx.add(
            "credentials", name=name, organization=place, credential_type=kind
        )["id"]
        for place in (1, ops)
        for name in ("read", "write")
    }
    said = {
        "oncall_awx_organization": "Ops",
        "oncall_awx_image": "registry.example.com/ops:1",
        "oncall_awx_credentials": {"plan": ["read"], "onboard": ["write"], "offboard": ["write"]},
    }
    first = {
        kind: copy.deepcopy([row for row in rows.values() if row.get("organization") == 1])
        for kind, rows in site.awx.rows.items()
    }
    fine(site.install(**said))
    assert [site.credentials(job, ops) for job in ("plan", "drift", "onboard", "offboard")] == [
        [named[ops, "read"]],
        [named[ops, "read"]],
        [named[ops, "write"]],
        [named[ops, "write"]],
    ]
    for run in (site.install(), site.install(**said)):
        assert changed(fine(run)) == set()
    assert {
        kind: [row for row in rows.values() if row.get("organization") == 1]
        for kind, rows in site.awx.rows.items()
    } == first
    inventories = {row["organization"]: row["id"] for row in site.awx.all("inventories")}
    for place in (1, ops):
        assert {row["inventory"] for row in site.awx.all("job_templates", organization=place)} == {
            inventories[place]
        }
    # a list is for all jobs; a job that a mapping does not name keeps what it has
    fine(site.install(oncall_awx_credentials=["write"]))
    fine(site.install(oncall_awx_credentials={"plan": ["read"], "drift": []}))
    assert [site.credentials(job) for job in ("plan", "drift", "onboard")] == [
        [named[1, "read"]],
        [],
        [named[1, "write"]],
    ]

    # the one is taken away and the other stays, with the types that its credentials are of
    gone = fine(
        site.run(
            "uninstall.yml", oncall_awx_organization="Ops", oncall_awx_uninstall_credentials=True
        )
    )
    assert [
        row
        for rows in site.awx.rows.values()
        for row in rows.values()
        if row.get("organization") == ops
    ] == []
    assert "These credentials stay" in gone.text and TYPES[0] in site.awx.names("credential_types")
    assert {row["id"] for row in site.awx.all("job_templates")} == {
        row["id"] for row in first["job_templates"]
    }


@pytest.mark.nightly
def test_what_an_administrator_changed_is_kept(site):
    fine(site.install())
    plan = site.awx.one("job_templates", name=PLAN)
    survey = copy.deepcopy(site.awx.surveys[plan["id"]])
    by_name = {one["variable"]: one for one in survey["spec"]}
    by_name["team_onboarding_only"].update(
        question_name="\u53ea", question_description="\u56e2\u961f", default=""
    )
    by_name["team_onboarding_purge"].update(default="false", required=True)
    del survey["spec"][1]
    survey["spec"].insert(
        0,
        {
            "question_name": "Ticket",
            "required": False,
            "variable": "ticket",
            "type": "text",
            "min": 0,
            "max": 9,
        },
    )
    survey["description"] = "\u8bf4\u660e"
    site.awx.surveys[plan["id"]] = copy.deepcopy(survey)
    plan["extra_vars"] = "---\nteam_onboarding_dir: oncall/teams\nticket_system: jira\n"
    site.awx.one("schedules")["rrule"] = "DTSTART:20260101T010000Z RRULE:FREQ=WEEKLY"
    # a step of one's own behind the approval, and one behind the end
    workflow = site.awx.one("workflow_job_templates")["id"]
    mine = [
        site.awx.add(
            "workflow_job_template_nodes",
            identifier=name,
            workflow_job_template=workflow,
            unified_job_template=plan["id"],
        )
        for name in ("second", "after")
    ]
    nodes = {row["identifier"]: row["id"] for row in site.awx.all("workflow_job_template_nodes")}
    site.awx.ids("workflow_job_template_nodes", nodes["approve"], "success_nodes")[:] = [
        mine[0]["id"]
    ]
    site.awx.ids("workflow_job_template_nodes", mine[0]["id"], "success_nodes")[:] = [
        nodes["onboard"]
    ]
    site.awx.ids("workflow_job_template_nodes", nodes["onboard"], "always_nodes")[:] = [
        mine[1]["id"]
    ]

    fine(site.install())
    # how a question is answered is the kit's, and a question that is gone comes back
    by_name["team_onboarding_purge"]["required"] = False
    back = TEMPLATES[PLAN]["survey_spec"]["spec"][1]
    assert site.awx.surveys[plan["id"]] == dict(survey, spec=survey["spec"] + [back])
    assert json.loads(plan["extra_vars"]) == {
        "team_onboarding_dir": "oncall/teams",
        "ticket_system": "jira",
    }
    assert site.awx.one("schedules")["rrule"].endswith("WEEKLY")
    assert site.links("approve")["success_nodes"] == ["second"] and site.links("second")[
        "success_nodes"
    ] == ["onboard"]
    assert changed(fine(site.install())) == set()

    # a step of the kit that is gone is made and linked anew, and what is linked besides stays
    site.awx.delete("workflow_job_template_nodes", nodes["approve"])
    for ids in site.awx.lists.values():
        if nodes["approve"] in ids:
            ids.remove(nodes["approve"])
    fine(
        site.install(
            oncall_awx_reset_surveys=True,
            oncall_awx_drift_rrule="DTSTART:20260101T020000Z RRULE:FREQ=DAILY;INTERVAL=1",
        )
    )
    assert site.links("plan")["success_nodes"] == ["changes"] and site.links("approve")[
        "success_nodes"
    ] == ["onboard"]
    assert site.links("changes") == {
        "success_nodes": ["approve"],
        "failure_nodes": ["no_changes"],
        "always_nodes": [],
    }
    assert site.links("onboard")["always_nodes"] == ["after"]
    assert (
        site.awx.surveys[plan["id"]] == TEMPLATES[PLAN]["survey_spec"]
        and "T02" in site.awx.one("schedules")["rrule"]
    )


@pytest.mark.nightly
def test_teams_slices_and_notifications(site):
    for name in ("Developers", "SRE leads"):
        site.awx.add("teams", name=name, organization=1)
    mail = site.awx.add(
        "notification_templates",
        name="On call",
        organization=1,
        notification_type="email",
        messages=dict.fromkeys(("started", "success", "error", "workflow_approval")),
    )
    other = site.awx.add("notification_templates", name="Other", organization=1)
    said = {
        "oncall_awx_launch_teams": ["Developers"],
        "oncall_awx_approve_teams": ["SRE leads"],
        "oncall_awx_slices": 3,
        "oncall_awx_notification": "On call",
    }
    fine(site.install(**said))
    # as they are needed to read what is approved
    assert site.awx.teams("workflow_job_templates", WORKFLOW["name"]) == {
        "execute": ["Developers"],
        "approval": ["SRE leads"],
    }
    assert (
        site.awx.teams("job_templates", PLAN)
        == {"execute": ["Developers"], "read": ["Developers", "SRE leads"]}
        == site.awx.teams("job_templates", DRIFT)
    )
    for name in (ONBOARD, MERGE_PLANS, MERGE_REPORTS):
        assert site.awx.teams("job_templates", name) == {"read": ["Developers", "SRE leads"]}
    assert site.awx.teams("job_templates", "On-call: offboard") == {}
    for name in ("On-call: changes", "On-call: no changes"):
        assert site.awx.teams("job_templates", name) == {"read": ["Developers", "SRE leads"]}

    asked = {
        row["name"].removeprefix("On-call: "): (
            row["job_slice_count"],
            json.loads(row["extra_vars"] or "{}").get("team_onboarding_slice", False),
            row["ask_limit_on_launch"],
            row["ask_job_slice_count_on_launch"],
        )
        for row in site.awx.all("job_templates")
    }
    assert asked == {
        "plan": (3, True, False, False),
        "onboard": (3, True, False, False),
        "offboard": (1, False, True, False),
        "drift": (1, False, True, False),
        "merge plans": (1, False, False, False),
        "merge reports": (1, False, False, False),
        "changes": (1, False, False, False),
        "no changes": (1, False, False, False),
    }
    for node in SLICES["workflow_nodes"]:
        assert site.links(node["identifier"]) == {
            key: node[key] for key in node if key.endswith("_nodes")
        }
    workflow = site.awx.one("workflow_job_templates")
    assert workflow["ask_limit_on_launch"] is False

    texts = awx.content("notification.yml")["by_type"]["email"]
    assert {
        event: mail["messages"][event] for event in texts
    } == texts and "artifacts.get('oncall_routing_plan')" in mail["messages"]["success"]["body"]
    told = {
        key[1:]: ids
        for key, ids in site.awx.lists.items()
        if key[2].startswith("notification_") and ids
    }
    jobs = {row["name"]: row["id"] for row in site.awx.all("job_templates")}
    assert told == {
        (jobs[MERGE_PLANS], "notification_templates_success"): [mail["id"]],
        (jobs[MERGE_REPORTS], "notification_templates_error"): [mail["id"]],
        (jobs[DRIFT], "notification_templates_error"): [mail["id"]],
        (workflow["id"], "notification_templates_approvals"): [mail["id"]],
    }
    # what is there besides stays, and so do texts of one's own
    told[jobs[MERGE_PLANS], "notification_templates_success"].append(other["id"])
    mail["messages"]["success"]["body"] = "mine"
    assert changed(fine(site.install(**said))) == set()
    assert (
        told[jobs[MERGE_PLANS], "notification_templates_success"] == [mail["id"], other["id"]]
        and mail["messages"]["success"]["body"] == "mine"
    )

    # back to one piece: the limit is asked for again, and the steps of slices are gone
    said["oncall_awx_slices"] = 1
    fine(site.install(**said))
    plan, onboard = (site.awx.one("job_templates", name=name) for name in (PLAN, ONBOARD))
    for row in (plan, onboard):
        assert row["job_slice_count"] == 1 and row["ask_limit_on_launch"] is True
        assert "team_onboarding_slice" not in row["extra_vars"]
    nodes = {row["identifier"] for row in site.awx.all("workflow_job_template_nodes")}
    assert nodes == {node["identifier"] for node in WORKFLOW["workflow_nodes"]}
    for node in WORKFLOW["workflow_nodes"]:
        assert site.links(node["identifier"]) == {
            key: node[key] for key in node if key.endswith("_nodes")
        }
    assert site.awx.ids("job_templates", plan["id"], "notification_templates_success") == [
        mail["id"]
    ]
    assert changed(fine(site.install(**said))) == set()
    fine(site.run("uninstall.yml"))
    assert site.awx.all("job_templates") == []


@pytest.mark.nightly
def test_what_others_use_or_what_was_there_stays(site):
    """An inventory with accounts, one that was there before, a project and an environment that
    another job uses, a type with credentials.
    """
    fine(site.install())
    rows = {
        kind: site.awx.one(kind) for kind in ("projects", "inventories", "execution_environments")
    }
    rows["inventories"]["total_hosts"] = 1
    kind = site.awx.one("credential_types", name=TYPES[0])["id"]
    site.awx.add("credentials", name="Mackerel prod", organization=1, credential_type=kind)
    site.awx.add(
        "job_templates",
        name="Other",
        organization=1,
        project=rows["projects"]["id"],
        execution_environment=rows["execution_environments"]["id"],
    )
    gone = fine(site.run("uninstall.yml"))
    assert site.awx.names() == sorted(["Other", TYPES[0], *(row["name"] for row in rows.values())])
    other = site.awx.one("job_templates")
    assert (other["project"], other["execution_environment"]) == (
        rows["projects"]["id"],
        rows["execution_environments"]["id"],
    )
    stays = gone["Show the objects that stay"]["msg"]
    assert [line.split(" stay")[0] for line in stays[:-1]] == [
        "The project",
        "The environment",
        "The inventory On-call accounts",
        "These credentials",
    ]
    assert "Mackerel prod" in stays[3]
    fine(
        site.run(
            "uninstall.yml",
            oncall_awx_uninstall_inventory=True,
            oncall_awx_uninstall_credentials=True,
        )
    )
    assert (
        site.awx.all("inventories") == [] == site.awx.all("credentials")
        and site.awx.all("credential_types") == []
    )
    site.awx.add("inventories", name="On-call accounts", organization=1, description="Ours")
    fine(site.run("uninstall.yml"))
    assert site.awx.names("inventories") == ["On-call accounts"]


def test_a_vaulted_key_in_the_form_that_awx_takes(ansible):
    """The guide's block, with a text of this test, as AWX keeps it and hands it to a job: JSON
    out of a script.
    """
    guide = (ROOT / "docs" / "docsite" / "rst" / "guide_awx.rst").read_text(encoding="utf-8")
    block = next(
        part for part in guide.split(".. code-block:: yaml") if "__ansible_vault" in part
    ).split("\n\n")[1]
    variables = yaml.safe_load(textwrap.dedent(block))
    shown = variables["mackerel_routing_connection"]["api_key"]
    assert list(shown) == ["__ansible_vault"] and shown["__ansible_vault"].startswith(
        "$ANSIBLE_VAULT;1.1;AES256\n"
    )
    word = ansible.directory / "word"
    word.write_text("word")
    made = subprocess.run(
        [
            "ansible-vault",
            "encrypt_string",
            "--vault-password-file",
            str(word),
            "vaulted-text-0001",
        ],
        env=ansible.environment,
        check=True,
        capture_output=True,
        text=True,
        timeout=60,
    ).stdout
    shown["__ansible_vault"] = "".join(line.strip() + "\n" for line in made.splitlines()[1:])
    inventory = ansible.directory / "hosts"
    inventory.write_text(
        "#!%s\nprint(%r)\n"
        % (
            sys.executable,
            json.dumps(
                {
                    "all": {"hosts": ["localhost"], "vars": variables},
                    "_meta": {"hostvars": {"localhost": {"ansible_connection": "local"}}},
                }
            ),
        )
    )
    inventory.chmod(0o755)
    (ansible.directory / "show.yml").write_text(
        yaml.safe_dump(
            [
                {
                    "hosts": "localhost",
                    "gather_facts": False,
                    "tasks": [
                        {
                            "name": "Open it",
                            "ansible.builtin.assert": {
                                "that": "mackerel_routing_connection.api_key == 'vaulted-text-0001'"
                            },
                        }
                    ],
                }
            ]
        )
    )
    ansible.book(
        ansible.directory / "show.yml",
        ["-i", str(inventory), "--vault-password-file", str(word)],
        env={},
    ).ok()


@pytest.mark.parametrize(
    "collections",
    [
        None,
        [{"name": "dist/oncall-routing-0.1.0.tar.gz", "type": "file"}],
        [{"name": "https://git.example.com/oncall/routing.git", "type": "git", "version": "main"}],
    ],
    ids=["galaxy", "tarball", "git"],
)
def test_ansible_builder_makes_the_context_of_the_image(tmp_path, collections):
    helper(
        TOOLS / "environment.py",
        ROOT / ".cache" / "builder",
        ROOT / "tests" / "requirements-builder.txt",
    )
    definition = awx.content("execution-environment.yml")
    if collections:
        definition["dependencies"]["galaxy"]["collections"] = collections
    if collections and collections[0]["type"] == "file":
        definition["additional_build_files"] = [{"src": collections[0]["name"], "dest": "dist"}]
        (tmp_path / "dist").mkdir()
        (tmp_path / collections[0]["name"]).write_bytes(b"tarball")
    (tmp_path / "execution-environment.yml").write_text(yaml.safe_dump(definition))
    done = subprocess.run(
        [str(ROOT / ".cache" / "builder" / "bin" / "ansible-builder"), "create"],
        cwd=tmp_path,
        check=False,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0 and "Complete!" in done.stdout, done.stdout
    context = tmp_path / "context"
    assert (
        "ansible-core>=2.19 ansible-runner>=2.4"
        in next(
            path for path in context.iterdir() if path.name in ("Dockerfile", "Containerfile")
        ).read_text()
    )
    assert (
        yaml.safe_load((context / "_build" / "requirements.yml").read_text())["collections"]
        == definition["dependencies"]["galaxy"]["collections"]
    )
    # the place that the name of the tarball is relative to
    assert (context / "_build" / "dist" / "oncall-routing-0.1.0.tar.gz").exists() is bool(
        collections and collections[0]["type"] == "file"
    )
