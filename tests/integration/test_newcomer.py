# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The README's section for newcomers, followed to the letter: its files, its commands, its
mistakes, and what it says they print.
"""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from support.routes import written

README = (Path(__file__).resolve().parents[2] / "README.md").read_text(encoding="utf-8")
WRONG = "oncall.routing.team_onboarding : Fail if a team or an object failed"


class Section:
    """What "A first team" has for the reader."""

    def __init__(self, text):
        # the next section by its name: the plans that are shown have headings too
        (part,) = re.findall(r"^## A first team\n(.*?)^## Modules$", text, flags=re.M | re.S)
        found = re.findall(r"^```(\w+)\n(.*?)^```$", part, flags=re.M | re.S)
        #: file to content: each is named in the text before its block
        self.files = dict(
            re.findall(r"`([\w/]+\.yml)`[^\n]*\n\n```yaml\n(.*?)^```$", part, flags=re.M | re.S)
        )
        self.commands = [
            shlex.split(line)
            for kind, block in found
            if kind == "console"
            for line in block.splitlines()
        ]
        self.plans = [block for kind, block in found if kind == "markdown"]
        self.mistakes = re.findall(r"^\| `([^`]+)` \| `([^`]+)` \| `([^`]+)` \|$", part, flags=re.M)
        (self.begins,) = re.findall(r"^`(\S+\.yml: team \w+:)`", part, flags=re.M)


@pytest.fixture
def newcomer(ansible):
    section = Section(README)
    for name, content in section.files.items():
        path = ansible.directory / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(content)
        ansible.inputs.add(path)
    return section


def test_a_newcomer_gets_there_with_the_readme_alone(newcomer, ansible, emulator):
    assert (
        set(newcomer.files) == {"teams/payments.yml", "settings.yml"}
        and len(newcomer.mistakes) == 3
    )
    plan, onboard = newcomer.commands
    assert plan[:2] == ["ansible-playbook", "oncall.routing.plan"] and onboard[:2] == [
        "ansible-playbook",
        "oncall.routing.onboard",
    ]
    team, shown = ansible.directory / "teams" / "payments.yml", ansible.directory / "plan.md"
    right = team.read_text()
    for wrong, should_be, said in newcomer.mistakes:
        assert right.count(should_be) == 1, should_be
        team.write_text(right.replace(should_be, wrong))
        run = ansible.book(plan[1], plan[2:])
        # one mistake may be one for each vendor; the README shows the first
        assert run.code != 0 and run[WRONG]["msg"][0] == "%s %s" % (newcomer.begins, said)
        assert "- %s %s" % (newcomer.begins, said) in shown.read_text().splitlines()
    team.write_text(right)
    ansible.book(plan[1], plan[2:]).ok()
    assert (
        re.sub("`[0-9a-f]{32}`", "`\u2026`", shown.read_text()).strip() == newcomer.plans[0].strip()
        and written(emulator) == 0
    )
    ansible.book(onboard[1], onboard[2:]).ok()
    assert shown.read_text().count(": created the ") == 10 and written(emulator) > 0
    ansible.book(onboard[1], onboard[2:]).ok()
    assert shown.read_text().strip() == newcomer.plans[1].strip() and written(emulator) == 0
