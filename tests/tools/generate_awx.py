# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What AWX is told, derived from the vendors' connection options and the roles' argument specs.
Called by generate.py.
"""

from __future__ import annotations

import copy
import pathlib
import re

import yaml

HEADER = """# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Generated; see tests/tools/generate_awx.py
---
"""
#: The order of the templates in AWX, and the role whose options each asks for.
JOBS = {
    "plan": "team_onboarding",
    "onboard": "team_onboarding",
    "offboard": "team_offboarding",
    "drift": "team_onboarding",
}
#: A plan that finds something to do fails as this job; the rest of it is the plan's.
PLAYBOOKS = {"drift": "plan"}
#: What a person reads who chooses a job, where the role's own words say too little.
SAID = {
    "plan": "Show what onboarding would do; nothing is written",
    "drift": "Fail where an account is not as the team files have it; nothing is written",
}
#: Jobs that only the workflow uses, each with what it is for and whether it expects that the plan
#: has something to do. Of the two the one that is mistaken fails.
JUDGES = {
    "changes": ("Go on to the approval where the plan has something to do", True),
    "no changes": ("End the workflow where the plan has nothing to do", False),
}
JUDGING = "changes"
#: Jobs that put together what slices hand in, and what each follows. They ask nothing, and are
#: there only where the jobs run in slices.
MERGES = {"merge plans": "plan", "merge reports": "onboard"}
#: Options no survey asks for, with the reason. An answer wins over the inventory, so what accounts
#: differ in can't be asked.
NOT_ASKED = {
    "team_onboarding_dir": "the project's folder, an extra variable of the template",
    "team_onboarding_teams": "the team files hold them",
    "team_onboarding_sources": "belongs to the teams",
    "team_onboarding_vendors": "each account has its own",
    "team_onboarding_prefix": "with another one all objects would be made once more",
    "team_onboarding_approved_plan": "the workflow hands it on",
    "team_onboarding_commit": "AWX knows it",
    "team_onboarding_fail_on_changes": "a job that looks for drift has it among its variables",
    "team_onboarding_planning": "the playbook knows",
    "team_onboarding_slice": "whoever installs the jobs sets the slices",
    "team_onboarding_report_file": "a job's files go with its container; the artifacts stay",
    "team_onboarding_plan_file": "as the report",
    "team_offboarding_report_file": "a job's files go with its container; the artifacts stay",
    "team_offboarding_plan_file": "as the report",
}
#: What a job takes over from the one before it in a workflow, as artifacts arrive in it. Launched
#: by itself it has none.
HANDED_ON = {
    "onboard": {"team_onboarding_approved_plan": "{{ oncall_routing_plan | default('') }}"}
}
NAME = "On-call: %s"
WORKFLOW = "plan, approve, onboard"
PROJECT = "On-call routing"
FOLDER = "teams"
APPROVAL = (
    "The plan is in the job %s of this workflow: whole in its details, as the artifact"
    " oncall_routing_plan; in pieces in its output."
)
#: Of the texts and numbers a person may type.
LONGEST, LARGEST = 20000, 100000
#: A plan that nobody looked at for a day tells of a world that has moved on.
PATIENCE = 24 * 60 * 60
#: Said of each question for names. An answer of one word goes through YAML, so what looks like
#: something else than a text needs the list.
SEPARATED = (
    "One on each line, or separated by , \uff0c \u3001 or ; A team called 404, 007, yes or"
    ' 2026-11-30 is named in a list: ["404"]'
)
SPELLED = {"api": "API", "url": "URL", "id": "ID"}


def spelled(option, prefix=""):
    """An option's name as a label."""
    words = [SPELLED.get(word, word) for word in option.removeprefix(prefix).split("_")]
    return words[0][0].upper() + " ".join(words)[1:]


def plain(text, labels):
    """A documentation text without its markup; options that are on the screen are called as
    there.
    """
    return re.sub(
        r"\b[A-Z]+\(([^()]*)\)", lambda match: labels.get(match.group(1), match.group(1)), text
    )


def required(option):
    return "Required, here or in the environment." in " ".join(option.help)


def credential_type(vendor):
    """One input for each option that has a variable; the injectors set all its variables, so
    that none of the image's own gets in.
    """
    options = [option for option in vendor.options if option.env]
    labels = {option.name: spelled(option.name, vendor.name + "_") for option in options}
    fields = []
    for option in options:
        if option.type != "str":
            raise ValueError(
                "%s.%s: AWX has no input for the type %s" % (vendor.name, option.name, option.type)
            )
        # what is said of the environment and of options beside it is for those who write tasks
        said = [
            sentence
            for sentence in re.split(r"(?<=\.) ", " ".join(option.help))
            if "the environment" not in sentence
        ]
        defaults = (
            [(brand.default, " for " + brand.label) for brand in vendor.brands]
            if vendor.brands
            else [(option.default, "")]
        )
        said += (
            [" and ".join("%s%s" % one for one in defaults) + " unless given."]
            if option.default
            else []
        )
        field = {"id": option.name, "label": labels[option.name], "type": "string"}
        if option.no_log:
            field["secret"] = True
        if option.choices:
            field["choices"] = ["", *option.choices]
        if option.name.endswith("_url") and required(option):
            # AWX's rule wants a scheme and a host, of one label too. A field that may be left out
            # can't have it: AWX's form hands in what was left out as a blank text, and the rule
            # refuses that.
            field["format"] = "url"
        fields.append(dict(field, **({"help_text": plain(" ".join(said), labels)} if said else {})))
    return {
        "name": "%s (oncall.routing)" % vendor.label,
        "description": "An account of %s for the collection oncall.routing" % vendor.label,
        "kind": "cloud",
        "inputs": {
            "fields": fields,
            "required": [option.name for option in options if required(option)],
        },
        "injectors": {
            "env": {
                variable: injected(vendor, option, variable)
                for option in options
                for variable in option.env
            }
        },
    }


def injected(vendor, option, variable):
    """What a variable is set to. The variables of a brand stay empty where the site or the
    address is one of another.
    """
    value = "{{ %s }}" % option.name
    mine = next((brand for brand in vendor.brands if variable in brand.variables), None)
    if mine is None:
        return value
    words = [
        "'%s' in (site ~ api_url)|lower" % next(iter(brand.sites)).partition("-")[0]
        for brand in vendor.brands[1:]
    ]
    place = vendor.brands.index(mine)
    # what names no brand is the first one's
    return "{%% if %s %%}%s{%% endif %%}" % (
        (
            words[place - 1]
            if place
            else " and ".join(word.replace(" in ", " not in ") for word in words)
        ),
        value,
    )


def question(name, entry, role, labels):
    """An option as a question of a survey. AWX fills a default in only where the question is not
    required, and then at every launch.
    """
    asked = {
        "question_name": labels[name],
        "question_description": plain(entry["description"][0], labels),
        "required": bool(entry.get("required")),
        "variable": name,
    }
    kind = entry["type"]
    if kind == "bool":
        return dict(
            asked,
            type="multiplechoice",
            choices=["true", "false"],
            default=str(entry["default"]).lower(),
            new_question=True,
        )
    if kind == "int":
        return dict(
            asked, type="integer", min=0, max=LARGEST, default=entry["default"], new_question=True
        )
    if kind == "raw":  # names, as a list or a text
        # no default: a blank one would be an answer, and null by the time it is a variable
        return dict(
            asked,
            question_description=asked["question_description"] + " " + SEPARATED,
            type="textarea",
            min=int(asked["required"]),
            max=LONGEST,
            new_question=True,
        )
    raise ValueError(
        "%s: %s: no question is known for the type %s; say in NOT_ASKED why it is not asked"
        % (role, name, kind)
    )


def survey(role, spec):
    options = {name: entry for name, entry in spec["options"].items() if name not in NOT_ASKED}
    labels = {name: spelled(name, role + "_") for name in options}
    return {
        "name": "",
        "description": "",
        "spec": [question(name, entry, role, labels) for name, entry in options.items()],
    }


def job_template(job, role, spec):
    playbook = PLAYBOOKS.get(job, job)
    extra_vars = {} if role == "team_offboarding" else {"team_onboarding_dir": FOLDER}
    if job == "drift":
        extra_vars["team_onboarding_fail_on_changes"] = True
    return {
        "name": NAME % job,
        "description": SAID.get(job, spec["short_description"]),
        "job_type": "check" if playbook == "plan" else "run",
        "playbook": playbook + ".yml",
        "extra_vars": extra_vars,
        # accounts are chosen, or spread over slices: AWX cuts the inventory first, and a slice
        # without a host of the limit fails
        "ask_limit_on_launch": True,
        # a person may want to see the list first
        "ask_job_type_on_launch": job == "offboard",
        "job_slice_count": 1,
        "ask_job_slice_count_on_launch": False,
        "allow_simultaneous": False,
        "survey_enabled": True,
        "survey_spec": survey(role, spec),
    }


def playbook_of(job):
    return PLAYBOOKS.get(job, job.replace(" ", "_"))


def bare_template(job, description, playbook, extra_vars):
    """A job that asks nothing and only looks at what jobs before it have handed on."""
    return {
        "name": NAME % job,
        "description": description,
        "job_type": "run",
        "playbook": playbook + ".yml",
        "extra_vars": extra_vars,
        "ask_limit_on_launch": False,
        "ask_job_type_on_launch": False,
        "job_slice_count": 1,
        "ask_job_slice_count_on_launch": False,
        "allow_simultaneous": False,
        "survey_enabled": False,
    }


def sliced(nodes):
    """The steps of the workflow where the jobs run in slices. What slices hand in is put together
    even when one of them fails, since the job of all slices fails then.
    """
    found = []
    for node in copy.deepcopy(nodes):
        found.append(node)
        if "approval_node" in node:
            node["approval_node"]["description"] = APPROVAL % (NAME % "merge plans")
        for merge, job in MERGES.items():
            if node["identifier"] == job:
                after = dict(
                    node,
                    identifier=merge.replace(" ", "_"),
                    unified_job_template=NAME % merge,
                )
                node.update(success_nodes=[], failure_nodes=[], always_nodes=[after["identifier"]])
                found.append(after)
    return found


def workflow(survey_spec):
    """A plan with nothing to do ends it without anybody who is asked.

    AWX branches on whether a job failed, on nothing else, and a job that failed fails the workflow
    unless it has a step for that (``has_workflow_failed`` in AWX's ``dag_workflow.py``). So one job
    fails where nothing is to be done, and another one, which fails where something is, makes the
    end green. The second one is not there for the colour alone: a job may also fail because its
    image can't be had, and that must not look like a plan with nothing to do.
    """

    def node(identifier, following=(), otherwise=(), **what):
        return dict(
            {"identifier": identifier},
            **what,
            success_nodes=list(following),
            failure_nodes=list(otherwise),
            always_nodes=[],
        )

    return {
        "name": NAME % WORKFLOW,
        "description": "Onboard the teams after somebody has read the plan",
        "ask_limit_on_launch": True,
        "allow_simultaneous": False,
        "survey_enabled": True,
        "survey_spec": survey_spec,
        "job_templates": [
            bare_template(job, said, JUDGING, {"oncall_changes_expected": expected})
            for job, (said, expected) in JUDGES.items()
        ],
        "workflow_nodes": [
            # the only update of the project, so that what is approved is what runs
            node("update", ["plan"], unified_job_template=PROJECT),
            node("plan", ["changes"], unified_job_template=NAME % "plan"),
            node("changes", ["approve"], ["no_changes"], unified_job_template=NAME % "changes"),
            node("no_changes", unified_job_template=NAME % "no changes"),
            node(
                "approve",
                ["onboard"],
                approval_node={
                    "name": "Approve the plan",
                    "description": APPROVAL % (NAME % "plan"),
                    "timeout": PATIENCE,
                },
            ),
            node("onboard", unified_job_template=NAME % "onboard"),
        ],
    }


def notification():
    """What a notification says, by the kind of it. AWX refuses line breaks in a message, and a
    mail has its message as the subject.
    """
    plan, headline = (
        (
            "{{ job.artifacts.get('oncall_routing_plan') or 'The job has no plan; its output says"
            " why.' }}"
        ),
        "{{ job.name }}: {{ job.status }}",
    )
    mail = {"message": headline, "body": plan + "\n\n{{ url }}\n"}
    chat = {"message": "%s {{ url }} %s" % (headline, plan)}
    # the body of these is JSON, which AWX makes by itself
    bare = {"message": headline + " {{ url }}"}
    kinds = dict({"email": mail}, **dict.fromkeys(("mattermost", "rocketchat", "slack"), chat))
    return {
        "by_type": {kind: {"success": texts, "error": texts} for kind, texts in kinds.items()},
        "otherwise": {"success": bare, "error": bare},
    }


def awx_files(root, vendors, dump):
    """Path to text. ``vendors``: the descriptions; ``dump``: data to YAML."""
    folder = pathlib.Path(root) / "extensions" / "awx"
    specs = {
        role: yaml.safe_load(
            (pathlib.Path(root) / "roles" / role / "meta" / "argument_specs.yml").read_text()
        )["argument_specs"]["main"]
        for role in set(JOBS.values())
    }
    templates = [job_template(job, role, specs[role]) for job, role in JOBS.items()]
    plays = {
        job: yaml.safe_load(
            (pathlib.Path(root) / "playbooks" / (playbook_of(job) + ".yml")).read_text()
        )[0]
        for job in [*JOBS, *MERGES, JUDGING]
    }
    flow = workflow(survey("team_onboarding", specs["team_onboarding"]))
    galaxy = yaml.safe_load((pathlib.Path(root) / "galaxy.yml").read_text())
    found = {
        "credential_types.yml": [credential_type(vendor) for vendor in vendors],
        "job_templates.yml": templates,
        "workflow.yml": flow,
        "slices.yml": {
            "job_templates": [
                bare_template(job, plays[job]["name"], playbook_of(job), {}) for job in MERGES
            ],
            "workflow_nodes": sliced(flow["workflow_nodes"]),
        },
        "notification.yml": notification(),
        "project/collections/requirements.yml": {
            "collections": [{"name": "oncall.routing", "version": ">=" + galaxy["version"]}]
        },
    }
    for job in [one for one in [*JOBS, *MERGES, JUDGING] if one not in PLAYBOOKS]:
        name = playbook_of(job)
        found["project/%s.yml" % name] = [
            dict(
                {
                    "name": plays[job]["name"],
                    "ansible.builtin.import_playbook": "oncall.routing." + name,
                },
                **({"vars": HANDED_ON[job]} if job in HANDED_ON else {}),
            )
        ]
    return {folder / name: HEADER + dump(data) for name, data in found.items()}
