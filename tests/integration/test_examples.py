# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The examples of every module run, and the role."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
MODULES = sorted((ROOT / "plugins" / "modules").glob("*.py"))
VARS = {
    "vault_mackerel_api_key": "mackerel-demo-key-0001",
    "vault_guance_api_key": "guance-demo-key-0001",
    "vault_bk_app_secret": "bk-demo-secret-0001",
    "vault_signing_secret": "SEC-vault-secret-0001",
    "vault_bot_token": "1:vault-secret-0001",
    "vault_webhook_url": "https://hooks.example.com/oncall?key=vault-secret-0001",
}


def examples(path):
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, ast.Assign) and node.targets[0].id == "EXAMPLES":
            return yaml.safe_load(node.value.value)
    return None


@pytest.mark.parametrize(
    "path",
    [
        pytest.param(
            path, id=path.stem, marks=pytest.mark.nightly if path.stem.endswith("_info") else ()
        )
        for path in MODULES
    ],
)
def test_the_examples_run_from_top_to_bottom_and_again(ansible, path):
    tasks = examples(path)
    assert tasks
    run = ansible.play(
        {"name": "first", "vars": VARS, "tasks": tasks},
        {"name": "again", "vars": VARS, "tasks": tasks},
        words=["--diff"],
    ).ok()
    own = [one for one in run.tasks if one["action"] == "oncall.routing." + path.stem]
    assert len(own) >= 4, "an example of its own at least, and a few more"
    if path.stem.endswith("_info"):
        assert not any(one["result"]["changed"] for one in run.tasks)
    assert "vault-secret" not in run.text and "DEPRECATION" not in run.text, run.text


@pytest.mark.nightly  # "make molecule" runs the roles' examples
def test_the_role_sets_up_two_teams_and_then_changes_nothing(ansible, emulator):
    teams = yaml.safe_load((ROOT / "tests" / "demo" / "teams.yml").read_text())["demo_teams"]
    play = {
        "module_defaults": {"group/oncall.routing.bk": {"bk_biz_id": 2}},
        "vars": {"team_onboarding_teams": teams},
        "roles": ["oncall.routing.team_onboarding"],
    }
    planned = ansible.play(play, words=["--check", "--diff"]).ok()
    assert [entry for entry in emulator.requests() if entry["write"]] == []
    first = ansible.play(play).ok()

    def plans(run):
        return [
            dict(
                one["result"]["plan"][0],
                action=[step["action"] for step in one["result"]["plan"]],
                id=None,
                uuid=None,
            )
            for one in run.tasks
            if "plan" in one["result"]
        ]

    assert len(plans(first)) == 8 and plans(planned) == plans(first)
    actions = [action for plan in plans(first) for action in plan["action"]]
    assert set(actions) <= {"create", "none"}
    writes = len([entry for entry in emulator.requests() if entry["write"]])
    # of each kind and each team at least one object; what a team does not want is absent already
    assert writes == actions.count("create") == 20
    again = ansible.play(play).ok()
    assert "changed=0 " in again.text.rsplit("PLAY RECAP", 1)[1]
    assert len([entry for entry in emulator.requests() if entry["write"]]) == writes
