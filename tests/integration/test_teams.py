# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Team files in playbooks: the filters' examples, files with vaulted and templated values, and a
bad file beside a good one.
"""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
import yaml
from ansible.parsing.vault import VaultLib, VaultSecret

ROOT = Path(__file__).resolve().parents[2]
FILTERS = sorted((ROOT / "plugins" / "filter").glob("team_*.py"))
HOOK = "https://hooks.example.com/oncall?key=vault-secret-0001"
TEAM = """
name: payments
timezone: "{{ zone }}"
members: [{name: alice, email: alice@example.com}]
services: [payments]
contacts:
  page: {slack: {url: "{{ vault_page }}"}}
  hook:
    webhook:
      url: !vault |
VAULTED
  mail: {email: members}
routing:
  - {severity: [critical], notify: [page, hook, mail]}
"""


def examples(path):
    block = next(
        node
        for node in ast.parse(path.read_text()).body
        if isinstance(node, ast.Assign) and node.targets[0].id == "EXAMPLES"
    )
    return yaml.safe_load(block.value.value)


def test_the_examples_of_the_filters_run(ansible):
    tasks = [task for path in FILTERS for task in examples(path)]
    used = {
        path.stem
        for path in FILTERS
        for task in examples(path)
        if "oncall.routing.%s" % path.stem in str(task)
    }
    assert used == {path.stem for path in FILTERS} and len(used) >= 13
    run = ansible.play(tasks).ok()
    assert run["Show two names"]["msg"] == ["payments", "search"]
    assert run["Show the expression for two teams"]["msg"] == r"(?:payments|search):\ .+"
    assert [
        one["name"] for one in run["Show the notification groups of the teams on Mackerel"]["msg"]
    ] == ["payments: critical", "payments: all"]
    assert run["Show the mistakes of the team files"]["msg"] == [
        "teams/payments.yml: team payments: routing[0].notify[0]: 'pager' is none of the contacts;"
        " did you mean page? There are page, mail, members, lead"
    ]
    assert run["Show the parts that Mackerel cannot carry"]["msg"].startswith(
        "# Fidelity of 1 team\n"
    )
    assert (
        "- Mackerel: create the alert group setting `payments: alerts`"
        in run["Show the plan"]["msg"]
    )
    assert run["Count the objects of each team"]["msg"] == {}
    for name in ("List the errors", "List the objects that stay", "Keep the results in a fact"):
        assert run[name]["msg"] == []
    assert run["Sum up the results"]["msg"]["changed"] is False
    assert "DEPRECATION" not in run.text


@pytest.fixture
def team_file(ansible):
    """A team file as a platform team keeps it: with a value that is encrypted where it stands,
    and with values that variables hold.
    """
    secret = VaultSecret(b"open sesame")
    vaulted = VaultLib([("default", secret)]).encrypt(HOOK.encode()).decode()
    path, password = ansible.directory / "payments.yml", ansible.directory / "password"
    path.write_text(
        TEAM.replace("VAULTED", "\n".join("        " + line for line in vaulted.splitlines()))
    )
    password.write_text("open sesame")
    ansible.inputs |= {path, password}
    return path, ["--vault-password-file", str(password)]


def test_a_team_file_may_hold_vaulted_and_templated_values(ansible, emulator, team_file):
    path, words = team_file
    tasks = [
        {
            "name": "Read",
            "ansible.builtin.include_vars": {"file": str(path), "name": "team"},
            "no_log": True,
        },
        {
            "name": "Set up",
            "ansible.builtin.include_role": {"name": "oncall.routing.team_onboarding"},
            "vars": {
                "team_onboarding_teams": ["{{ team }}"],
                "team_onboarding_vendors": ["mackerel", "guance"],
            },
        },
    ]
    play = {"vars": {"zone": "Asia/Tokyo", "vault_page": HOOK + "&page"}, "tasks": tasks}
    ansible.play(play, words=[*words, "--diff", "-v"]).ok()
    channels = {row["name"]: row for row in emulator.state("mackerel")["channels"]}
    assert (
        channels["payments: hook"]["url"] == HOOK
        and channels["payments: page"]["url"] == HOOK + "&page"
    )
    policy = next(
        row
        for row in emulator.state("guance")["alert_policy"]
        if row["name"] == "payments: routing"
    )
    assert policy["ruleTimezone"] == "Asia/Tokyo"
    objects = {row["name"]: row for row in emulator.state("guance")["notify_object"]}
    assert objects["payments: hook"]["optSet"]["url"] == HOOK


def test_a_bad_team_is_left_out_and_named_at_the_end(ansible, emulator):
    teams = yaml.safe_load((ROOT / "tests" / "demo" / "teams.yml").read_text())["demo_teams"]
    teams[0]["routing"][0]["severity"] = "critical"
    run = ansible.play(
        {
            "vars": {"team_onboarding_teams": teams, "team_onboarding_vendors": ["mackerel"]},
            "roles": ["oncall.routing.team_onboarding"],
        }
    )
    assert run.code != 0
    told = run["oncall.routing.team_onboarding : Fail if a team or an object failed"]["msg"]
    assert told == [
        "teams[0]: team payments: routing[0].severity: must be a list: write [critical]"
    ]
    names = {
        row["name"]
        for table in ("channels", "notificationGroups")
        for row in emulator.state("mackerel")[table]
    }
    assert "search: page" in names and not [name for name in names if name.startswith("payments: ")]


@pytest.mark.nightly
def test_a_route_that_is_dead_is_named_though_everything_is_in_place(ansible, emulator):
    """The channels and notify objects of the teams are read in any case, so it costs no request."""
    teams = yaml.safe_load((ROOT / "tests" / "demo" / "teams.yml").read_text())["demo_teams"]
    play = {
        "vars": {"team_onboarding_teams": teams, "team_onboarding_vendors": ["mackerel", "guance"]},
        "roles": ["oncall.routing.team_onboarding"],
    }
    ansible.play(play).ok()
    emulator.clear_requests()
    text = ansible.play(play).ok()["oncall.routing.team_onboarding : Show the report"]["results"][
        0
    ]["msg"]
    assert "## Not working" not in text
    reads = len(emulator.requests())
    emulator.patch(
        "mackerel",
        {"collection": "channels", "name": "search: page", "set": {"suspendedAt": 1717677296}},
    )
    emulator.patch(
        "guance", {"collection": "notify_object", "name": "search: page", "set": {"status": 2}}
    )
    for words, task in ((["--check"], "Show the plan"), ([], "Show the report")):
        emulator.clear_requests()
        run = ansible.play(play, words=words).ok(
            warnings=[
                "channels.*: The channel 'search: page' is suspended",
                "child_channels: the channel 'search: page' is suspended",
                "notify_objects.*: The notify object 'search: page' has the status 2",
                "to: the notify object 'search: page' has the status 2",
            ]
        )
        lines = [
            line
            for part in run["oncall.routing.team_onboarding : %s" % task]["results"]
            for line in part["msg"]
        ]
        dead = lines[lines.index("## Not working") :]
        assert (
            "- Mackerel: the channel `search: page` is suspended since 2024-06-06T12:34:56Z,"
            " because deliveries kept failing" in "\n".join(dead)
        )
        assert [
            line
            for line in dead
            if line.startswith(
                "- Guance: the notify object `search: page` has the status 2, where 0 is on"
            )
        ]
        assert [
            line
            for line in dead
            if "refers to the channel 'search: page', which is suspended" in line
        ]
        assert len(emulator.requests()) == reads
