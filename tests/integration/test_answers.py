# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers of the kit's surveys as AWX hands them to a job: in a file of extra variables, every
text tagged, read again by YAML's rules.
"""

from __future__ import annotations

import itertools
import json
from pathlib import Path

import pytest
import yaml
from support import awx

TEAMS = {
    team["name"]: team
    for team in yaml.safe_load(
        (Path(__file__).parents[1] / "demo" / "teams.yml").read_text(encoding="utf-8")
    )["demo_teams"]
}
SURVEYS = {
    template["playbook"].removesuffix(".yml"): {
        one["variable"]: one for one in template["survey_spec"]["spec"]
    }
    for template in awx.content("job_templates.yml")
}
DONE = "oncall.routing.team_onboarding : Show "
#: What is given where a question is answered.
GIVEN = {
    "team_onboarding_only": "payments\n",
    "team_onboarding_absent": "gone",
    "team_onboarding_strict": "false",
    "team_onboarding_purge": "true",
    "team_onboarding_purge_limit": 5,
}


@pytest.fixture
def job(ansible):
    folder = ansible.directory / "teams"
    folder.mkdir()
    for name, team in TEAMS.items():
        (folder / (name + ".yml")).write_text(yaml.safe_dump(team), encoding="utf-8")
    ansible.inputs |= {folder, ansible.directory / "answers.yml"}

    def run(playbook, answers):
        (ansible.directory / "answers.yml").write_text(awx.written(answers), encoding="utf-8")
        more = {"team_onboarding_dir": "teams", "team_onboarding_vendors": ["mackerel"]}
        return ansible.book(
            "oncall.routing." + playbook, ("-e", json.dumps(more), "-e", "@answers.yml")
        )

    return run


def planned(run):
    return run[DONE + "the plan"]["results"][0]["msg"][0]


def test_the_file_is_read_by_the_rules_of_yaml():
    assert (
        awx.written({"a": "", "b": "007", "c": "x, y"})
        == "!unsafe 'a': !unsafe ''\n!unsafe 'b': !unsafe '007'\n!unsafe 'c': !unsafe 'x, y'\n"
    )


@pytest.mark.parametrize("survey", ["plan", pytest.param("onboard", marks=pytest.mark.nightly)])
def test_the_default_answers_work(job, survey):
    answers = {name: one["default"] for name, one in SURVEYS[survey].items() if "default" in one}
    run = job("plan", answers)
    assert run.code == 0 and planned(run) == "# Plan for 2 teams", run.text


#: A blank answer to a choice or a number AWX refuses by itself.
BLANK = [
    dict(zip(GIVEN, which))
    for which in itertools.product(
        *[
            (
                ("left out", "blank", "given")
                if SURVEYS["plan"][name]["type"] == "textarea"
                else ("left out", "given")
            )
            for name in GIVEN
        ]
    )
]


@pytest.mark.parametrize(
    "how",
    [
        pytest.param(
            how, id="-".join(how.values()), marks=[] if number == 39 else [pytest.mark.nightly]
        )
        for number, how in enumerate(BLANK)
    ],
)
def test_every_question_left_out_blank_or_answered(job, how):
    answers = {
        name: "" if kind == "blank" else GIVEN[name]
        for name, kind in how.items()
        if kind != "left out"
    }
    run = job("plan", answers)
    assert run.code == 0, run.text
    assert planned(run) == "# Plan for %s" % (
        "1 team" if how["team_onboarding_only"] == "given" else "2 teams"
    )


def test_nobody_is_offboarded_by_a_blank_answer(job):
    run = job("offboard", {"team_offboarding_teams": ""})
    assert (
        run.code != 0
        and "team_offboarding_teams: is empty; give the names of the teams that have left"
        in run.text
    )


NOT_A_NAME = {"404": "404", "yes": "true", "2026-11-30": '"2026-11-30"', "12:30:45": "45045"}


@pytest.mark.parametrize(
    "typed",
    ["404", *(pytest.param(one, marks=pytest.mark.nightly) for one in NOT_A_NAME if one != "404")],
)
def test_a_name_that_looks_like_something_else_says_how_it_is_written(job, typed):
    """In a list, in quotes, it is a name, if a team can be called so."""
    run = job("plan", {"team_onboarding_only": typed})
    assert run.code != 0 and "names have to be a list of texts; %s is none" % NOT_A_NAME[
        typed
    ] in run.text.replace('\\"', '"'), run.text
    named = job("plan", {"team_onboarding_only": json.dumps([typed])})
    told = (
        "is nothing that a team can be called"
        if ":" in typed
        else "team %s: is in none of the files" % typed
    )
    assert named.code != 0 and told in named.text, named.text


def test_null_is_no_name(job):
    assert planned(job("plan", {"team_onboarding_only": "~"})) == "# Plan for 2 teams"
