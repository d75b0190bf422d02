# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every role has a Molecule scenario: it converges the README's example, is run twice, and looks
at the vendors. "make molecule" runs them.
"""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from tools import generate_examples

ROOT = Path(__file__).resolve().parents[2]
MOLECULE = ROOT / "extensions" / "molecule"
ROLES = sorted(path.parent.name for path in (ROOT / "roles").glob("*/README.md"))


def test_every_role_has_a_scenario_and_every_scenario_a_role():
    assert {path.parent.name for path in MOLECULE.glob("*/molecule.yml")} == set(ROLES) and len(
        ROLES
    ) == 5


def test_every_scenario_is_run_twice_and_looked_at():
    config = yaml.safe_load((MOLECULE / "config.yml").read_text())
    sequence = config["scenario"]["test_sequence"]
    assert [
        step
        for step in sequence
        if step in ("prepare", "converge", "idempotence", "verify", "cleanup")
    ] == ["prepare", "converge", "idempotence", "verify", "cleanup"]
    # a scenario with a sequence of its own could leave idempotence out
    assert [
        role
        for role in ROLES
        if "scenario" in yaml.safe_load((MOLECULE / role / "molecule.yml").read_text())
    ] == []


@pytest.mark.parametrize("role", ROLES)
def test_a_scenario_asserts(role):
    (play,) = yaml.safe_load((MOLECULE / role / "verify.yml").read_text())
    conditions = [
        task["ansible.builtin.assert"]["that"]
        for task in play["tasks"]
        if "ansible.builtin.assert" in task
    ]
    assert conditions and all(conditions)


@pytest.mark.parametrize("role", ROLES)
def test_what_converges_is_the_example_of_the_readme(role):
    shown = generate_examples.example((ROOT / "roles" / role / "README.md").read_text())
    (play,) = yaml.safe_load(shown)
    assert play["roles"][0]["role"] == "oncall.routing." + role
    assert yaml.safe_load((MOLECULE / role / "converge.yml").read_text()) == [play]


@pytest.mark.parametrize(
    "readme", ["no example", "```yaml\nteams: []\n```\n", "```yaml\n- name: a play\n"]
)
def test_a_readme_without_an_example_is_told(readme):
    with pytest.raises(ValueError, match="begins with an example"):
        generate_examples.example(readme)
