# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The step of the workflow that ends it where a plan has nothing to do, with what AWX hands on."""

from __future__ import annotations

import pytest
from support import awx

WORKFLOW = awx.content("workflow.yml")
TEMPLATES = {template["name"]: template for template in WORKFLOW["job_templates"]}
JUDGES = [node for node in WORKFLOW["workflow_nodes"] if node["identifier"].endswith("changes")]


@pytest.mark.parametrize(
    "artifacts, last, failed, said",
    [
        (
            {"oncall_routing_changed": True, "oncall_routing_errors": 1},
            "onboard",
            False,
            "Somebody has to approve the plan",
        ),
        (
            {"oncall_routing_changed": False, "oncall_routing_errors": 0},
            "no_changes",
            False,
            "The plan has nothing to do, so nobody was asked",
        ),
        # one slice has failed, and the others have nothing to do
        (
            {"oncall_routing_changed": False, "oncall_routing_errors": 1},
            "no_changes",
            True,
            "The plan has nothing to do where it could be made, but not all of it could be made",
        ),
        # neither of them judges what is not there
        ({}, "no_changes", True, "There is no plan to judge"),
    ],
)
def test_the_workflow_asks_somebody_only_where_there_is_something_to_do(
    ansible, artifacts, last, failed, said
):
    """The hosts of the inventory do not matter, nor does a limit, which these jobs do not get."""
    answers = ansible.directory / "answers.yml"
    (ansible.directory / "hosts.yml").write_text("oncall_accounts: {hosts: {tokyo: {}}}\n")
    ansible.inputs |= {answers, ansible.directory / "hosts.yml"}
    ends, text = {}, ""
    for node in JUDGES:
        template = TEMPLATES[node["unified_job_template"]]
        answers.write_text(awx.written(dict(artifacts, **template["extra_vars"])))
        words = ["-i", "hosts.yml", "-e", "@answers.yml"]
        done = ansible.book("oncall.routing." + template["playbook"].removesuffix(".yml"), words)
        ends[node["identifier"]] = "failed" if done.code else "successful"
        text += done.text
    ran, is_failed = awx.carried_out(WORKFLOW["workflow_nodes"], ends)
    assert (ran[-1], is_failed) == (last, failed), text
    assert said in text


@pytest.mark.parametrize("changed, code", [("true", 0), ("false", 2)])
def test_by_itself_it_asks_for_changes(ansible, changed, code):
    done = ansible.book(
        "oncall.routing.changes", ["-e", '{"oncall_routing_changed": %s}' % changed]
    )
    assert done.code == code, done.text
    assert ("so nobody is asked" in done.text) is (code != 0)
