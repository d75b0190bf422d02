# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""extensions/awx against what AWX documents, against the modules' variables and against the
roles' options.
"""

from __future__ import annotations

import copy
import re
from pathlib import Path

import jinja2
import jinja2.sandbox
import jsonschema
import pytest
import yaml
from ansible_collections.oncall.routing.plugins.doc_fragments import bk, guance, mackerel
from ansible_collections.oncall.routing.plugins.module_utils._vendors.bk.gateway import BK
from ansible_collections.oncall.routing.plugins.module_utils._vendors.guance.gateway import GUANCE
from ansible_collections.oncall.routing.plugins.module_utils._vendors.mackerel.gateway import (
    MACKEREL,
)
from support import awx

ROOT = Path(__file__).resolve().parents[2]
VENDORS = {
    "mackerel": "Mackerel (oncall.routing)",
    "guance": "Guance / TrueWatch (oncall.routing)",
    "bk": "BlueKing Monitor (oncall.routing)",
}
ROLES = {
    "plan": "team_onboarding",
    "onboard": "team_onboarding",
    "offboard": "team_offboarding",
    "drift": "team_onboarding",
}
PLAYBOOKS = {
    "plan": "plan.yml",
    "onboard": "onboard.yml",
    "offboard": "offboard.yml",
    "drift": "plan.yml",
}
CREDENTIAL_TYPES, JOB_TEMPLATES, WORKFLOW = (
    awx.content(name) for name in ("credential_types.yml", "job_templates.yml", "workflow.yml")
)
TEMPLATES = {template["name"].removeprefix("On-call: "): template for template in JOB_TEMPLATES}
JUDGES = {
    template["name"].removeprefix("On-call: "): template for template in WORKFLOW["job_templates"]
}
NODES = {node["identifier"]: node for node in WORKFLOW["workflow_nodes"]}
FRAGMENTS = {"bk": bk, "guance": guance, "mackerel": mackerel}
DESCRIBED = {"bk": BK, "guance": GUANCE, "mackerel": MACKEREL}
SLICES = awx.content("slices.yml")
SLICED_NODES = {node["identifier"]: node for node in SLICES["workflow_nodes"]}
MERGES = {"merge plans": "merge_plans.yml", "merge reports": "merge_reports.yml"}
NAMES = ("team_onboarding_only", "team_onboarding_absent", "team_offboarding_teams")
FILES = {
    "credential_types": (CREDENTIAL_TYPES, awx.CREDENTIAL_TYPES),
    "job_templates": (JOB_TEMPLATES, awx.JOB_TEMPLATES),
    "workflow": (WORKFLOW, awx.WORKFLOW),
    "slices": (SLICES, awx.SLICES),
}


def variables(vendor):
    """Option to the variables that its documentation names."""
    fragment = FRAGMENTS[vendor].ModuleDocFragment
    options = yaml.safe_load(fragment.DOCUMENTATION)["options"]
    found = {
        name: re.findall(r"E\((\w+)\)", " ".join(entry["description"]))
        for name, entry in options.items()
    }
    return {name: names for name, names in found.items() if names}


def credential_type(vendor):
    return next(one for one in CREDENTIAL_TYPES if one["name"] == VENDORS[vendor])


def options_of(role):
    return yaml.safe_load((ROOT / "roles" / role / "meta" / "argument_specs.yml").read_text())[
        "argument_specs"
    ]["main"]["options"]


@pytest.mark.parametrize("name", FILES)
def test_the_structure_is_what_awx_documents(name):
    content, schema = FILES[name]
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(content, schema, jsonschema.Draft202012Validator)


@pytest.mark.parametrize(
    "name, where, value",
    [
        ("credential_types", (0, "inputs", "fields", 0, "type"), "password"),
        ("credential_types", (0, "inputs", "fields", 0, "id"), "tower"),
        ("credential_types", (0, "inputs", "fields", 0, "no_log"), True),
        ("credential_types", (0, "kind"), "vault"),
        ("credential_types", (0, "injectors", "env", "ANSIBLE_CONFIG"), "x"),
        ("credential_types", (0, "injectors", "environment"), {}),
        ("job_templates", (0, "survey_spec", "spec", 0, "type"), "list"),
        ("job_templates", (0, "survey_spec", "spec", 0, "default"), []),
        ("job_templates", (0, "survey_spec", "spec", 4, "default"), "10"),
        ("job_templates", (0, "survey_spec", "spec", 0, "choices"), ["a"]),
        ("job_templates", (0, "job_type"), "scan"),
        ("job_templates", (0, "playbook"), "oncall.routing.plan"),
        ("job_templates", (0, "job_slice_count"), 0),
        ("workflow", ("workflow_nodes", 0, "approval_node"), {"name": "Approve"}),
        ("workflow", ("workflow_nodes", 0, "related"), {}),
        ("workflow", ("workflow_nodes", 4, "approval_node", "minutes"), 1),
        ("workflow", ("job_templates", 0, "job_type"), "scan"),
    ],
)
def test_what_awx_would_refuse_is_noticed(name, where, value):
    content, schema = copy.deepcopy(FILES[name][0]), FILES[name][1]
    inner = content
    for key in where[:-1]:
        inner = inner[key]
    inner[where[-1]] = value
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(content, schema, jsonschema.Draft202012Validator)


def test_each_vendor_has_a_credential_type():
    assert [one["name"] for one in CREDENTIAL_TYPES] == list(VENDORS.values())


@pytest.mark.parametrize("vendor", VENDORS)
def test_a_credential_sets_the_variables_that_the_modules_read(vendor):
    """In both directions: each option with a variable has an input, and each input sets all
    variables of its option and no others.
    """
    kind, documented = credential_type(vendor), variables(vendor)
    assert {field["id"] for field in kind["inputs"]["fields"]} == set(documented)
    assert set(kind["injectors"]["env"]) == {
        name for names in documented.values() for name in names
    }
    if vendor != "guance":
        assert kind["injectors"] == {
            "env": {
                name: "{{ %s }}" % option for option, names in documented.items() for name in names
            }
        }


@pytest.mark.parametrize(
    "inputs, brand, place",
    [
        ({}, "GUANCE", {}),
        ({"site": "guance-oregon"}, "GUANCE", {"REGION": "guance-oregon"}),
        ({"site": "truewatch-oregon"}, "TRUEWATCH", {"REGION": "truewatch-oregon"}),
        (
            {"api_url": "https://id1-openapi.TrueWatch.com"},
            "TRUEWATCH",
            {"END_POINT": "https://id1-openapi.TrueWatch.com"},
        ),
        (
            {"api_url": "https://own.example.com"},
            "GUANCE",
            {"END_POINT": "https://own.example.com"},
        ),
    ],
)
def test_a_credential_of_guance_sets_the_variables_of_one_brand(inputs, brand, place):
    found = awx.environment(credential_type("guance"), dict(inputs, api_key="k-1234"))
    wanted = dict(
        {"%s_%s" % (brand, name): value for name, value in place.items()},
        **{brand + "_ACCESS_TOKEN": "k-1234"},
    )
    assert {name: value for name, value in found.items() if value} == wanted
    assert len(found) == 6


@pytest.mark.parametrize("vendor", VENDORS)
def test_a_credential_hides_what_the_modules_hide(vendor):
    fields = {field["id"]: field for field in credential_type(vendor)["inputs"]["fields"]}
    hidden = {option.name for option in DESCRIBED[vendor].options if option.no_log}
    assert (
        {name for name, field in fields.items() if field.get("secret")}
        == hidden & set(fields)
        == {name for name in fields if re.search("key|secret|token", name)}
    )
    assert not any("default" in field for field in fields.values())


def test_a_credential_asks_for_what_no_request_does_without():
    required = {vendor: credential_type(vendor)["inputs"]["required"] for vendor in VENDORS}
    assert required == {"mackerel": ["api_key"], "guance": ["api_key"], "bk": ["api_url"]}
    for vendor, names in required.items():
        assert set(names) <= set(variables(vendor))


@pytest.mark.parametrize(
    "url", ["http://paas", "https://paas.example.com:8443/api", "http://[::1]"]
)
def test_the_url_of_a_credential_may_have_a_host_of_one_label(url):
    assert awx.environment(credential_type("bk"), {"api_url": url})["BK_API_URL"] == url


@pytest.mark.parametrize("url", ["paas", "paas.example.com/api", "https://"])
def test_the_url_of_a_credential_has_a_scheme_and_a_host(url):
    with pytest.raises(ValueError, match="Invalid URL"):
        awx.environment(credential_type("bk"), {"api_url": url})


def test_what_may_be_left_out_has_no_format():
    """AWX's form hands in a blank text for it, and AWX's rule for a URL refuses that."""
    for kind in CREDENTIAL_TYPES:
        for field in kind["inputs"]["fields"]:
            assert "format" not in field or field["id"] in kind["inputs"]["required"]


def test_what_a_credential_leaves_empty_is_an_empty_variable():
    kind = credential_type("bk")
    found = awx.environment(
        kind, {"api_url": "https://bk.example", "access_token": "bk-demo-access-0001"}
    )
    assert (
        found.pop("BK_API_URL") == "https://bk.example"
        and found.pop("BK_ACCESS_TOKEN") == "bk-demo-access-0001"
        and set(found.values()) == {""}
    )
    with pytest.raises(ValueError):
        awx.environment(kind, {"bk_token": "bk-demo-token-0001"})


@pytest.mark.parametrize("job", ROLES)
def test_a_survey_asks_for_options_of_the_role_as_these_are(job):
    options = options_of(ROLES[job])
    asked = {one["variable"]: one for one in TEMPLATES[job]["survey_spec"]["spec"]}
    assert (
        asked
        and set(asked) <= set(options)
        and len(asked) == len(TEMPLATES[job]["survey_spec"]["spec"])
    )
    for name, one in asked.items():
        entry = options[name]
        assert (
            one["type"]
            == {"bool": "multiplechoice", "int": "integer", "raw": "textarea"}[entry["type"]]
        ), name
        if entry["type"] != "raw":
            wanted = {"bool": lambda value: str(value).lower(), "int": int}[entry["type"]](
                entry["default"]
            )
            assert one["default"] == wanted and type(one["default"]) is type(wanted), name
        assert one["required"] is bool(entry.get("required")), name
        assert one.get("choices") == (["true", "false"] if entry["type"] == "bool" else None), name
        assert not re.search(r"[A-Z]\(", one["question_description"] + one["question_name"]), name


SURVEYS = dict(
    {job: template["survey_spec"]["spec"] for job, template in TEMPLATES.items()},
    workflow=WORKFLOW["survey_spec"]["spec"],
)


@pytest.mark.parametrize("survey", SURVEYS)
def test_no_text_has_a_default_and_a_text_that_is_required_is_not_blank(survey):
    """A blank default would be filled in at each launch, and be null for the role; a required
    question takes the blank text where its minimum is 0.
    """
    texts = [one for one in SURVEYS[survey] if one["type"] in ("text", "textarea")]
    assert texts and {one["variable"] for one in texts} <= set(NAMES)
    for one in texts:
        assert "default" not in one and one["min"] == (1 if one["required"] else 0), one["variable"]


@pytest.mark.parametrize("survey", SURVEYS)
def test_what_has_a_default_may_be_left_out(survey):
    """AWX fills in no default of a required question that a schedule or a launch by the API
    leaves out.
    """
    assert all(not one["required"] for one in SURVEYS[survey] if "default" in one)
    assert [one["variable"] for one in SURVEYS[survey] if one["required"]] == (
        ["team_offboarding_teams"] if survey == "offboard" else []
    )


@pytest.mark.parametrize("survey", SURVEYS)
def test_a_question_for_names_says_how_names_are_written(survey):
    """What it says is tried with the filter that reads the answer."""
    from ansible_collections.oncall.routing.plugins.plugin_utils._teams.file.names import named

    for one in SURVEYS[survey]:
        if one["variable"] in NAMES:
            (separators,) = re.findall(
                "separated by (.+) or (.) A team", one["question_description"]
            )
            assert separators == (", \uff0c \u3001", ";")
            for separator in "".join(separators).replace(" ", "") + "\n":
                assert named("payments%ssearch" % separator) == ["payments", "search"], separator
            (example,) = re.findall(r'\["404"\]$', one["question_description"])
            assert named(example) == ["404"]
            assert "404, 007, yes or 2026-11-30" in one["question_description"]


@pytest.mark.parametrize("job", ["plan", "onboard", "drift"])
def test_a_launch_without_answers_gives_what_the_role_does_by_itself(job):
    given = awx.extra_variables(TEMPLATES[job], {})
    options = options_of(ROLES[job])
    for name, value in given.items():
        if name not in TEMPLATES[job]["extra_vars"]:
            assert str(value).lower() == str(options[name]["default"]).lower(), name
    with pytest.raises(ValueError, match="value missing"):
        awx.extra_variables(TEMPLATES["offboard"], {})
    with pytest.raises(ValueError, match="too short"):
        awx.extra_variables(TEMPLATES["offboard"], {"team_offboarding_teams": ""})


def test_every_option_is_asked_for_or_left_out_for_a_reason():
    from tools.generate_awx import NOT_ASKED as not_asked

    assert all(not_asked.values())
    for role in set(ROLES.values()):
        asked = {
            one["variable"]
            for job, of in ROLES.items()
            if of == role
            for one in TEMPLATES[job]["survey_spec"]["spec"]
        }
        left = {name for name in not_asked if name.startswith(role + "_")}
        assert asked | left == set(options_of(role)) and not asked & left
    # an answer wins over the inventory, where accounts say what they are
    assert {
        "team_onboarding_vendors",
        "team_onboarding_prefix",
        "team_onboarding_dir",
        "team_onboarding_teams",
    } <= set(not_asked)


def test_an_option_that_no_question_fits_has_to_be_thought_about():
    from tools import generate_awx as generate

    with pytest.raises(ValueError, match="NOT_ASKED"):
        generate.survey(
            "team_onboarding",
            {"options": {"team_onboarding_more": {"type": "dict", "description": ["More."]}}},
        )


@pytest.mark.parametrize("role", sorted(set(ROLES.values())))
def test_an_ansible_core_that_is_too_old_is_refused_by_the_first_task(role):
    """Before any task whose output is hidden: what is too old, what is needed, where to set it."""
    first = yaml.safe_load((ROOT / "roles" / role / "tasks" / "main.yml").read_text())[0]
    assert first["when"] == "ansible_version.full is version('2.19', '<')"
    assert "no_log" not in first
    said = first["ansible.builtin.fail"]["msg"]
    assert "{{ ansible_version.full }} is too old, 2.19 is needed" in said
    assert "give the job template an execution environment that has it" in said


def test_the_templates_run_what_is_in_the_project():
    project = awx.FOLDER / "project"
    assert {job: template["playbook"] for job, template in TEMPLATES.items()} == PLAYBOOKS and set(
        TEMPLATES
    ) == set(ROLES)
    assert {path.name for path in project.glob("*.yml")} == {
        *PLAYBOOKS.values(),
        *MERGES.values(),
        "changes.yml",
    }
    assert {template["playbook"] for template in JUDGES.values()} == {"changes.yml"}
    (play,) = yaml.safe_load((project / "changes.yml").read_text())
    assert play["ansible.builtin.import_playbook"] == "oncall.routing.changes"
    assert {
        template["name"].removeprefix("On-call: "): template["playbook"]
        for template in SLICES["job_templates"]
    } == MERGES
    for job, name in {**PLAYBOOKS, **MERGES}.items():
        (play,) = yaml.safe_load((project / name).read_text())
        assert (
            play["ansible.builtin.import_playbook"] == "oncall.routing." + name[:-4]
            and (ROOT / "playbooks" / name).exists()
        )
        (inner,) = yaml.safe_load((ROOT / "playbooks" / name).read_text())
        assert job in MERGES or inner["roles"] == [{"role": "oncall.routing." + ROLES[job]}]
    assert [
        one["name"] for one in awx.content("project/collections/requirements.yml")["collections"]
    ] == ["oncall.routing"]


def test_only_what_writes_is_a_run():
    assert {job: template["job_type"] for job, template in TEMPLATES.items()} == {
        "plan": "check",
        "onboard": "run",
        "offboard": "run",
        "drift": "check",
    }
    # onboarding knows these, and offboarding has no files to read
    assert {job: set(template["extra_vars"]) for job, template in TEMPLATES.items()} == {
        "plan": {"team_onboarding_dir"},
        "onboard": {"team_onboarding_dir"},
        "offboard": set(),
        "drift": {"team_onboarding_dir", "team_onboarding_fail_on_changes"},
    }
    for job, template in TEMPLATES.items():
        assert set(template["extra_vars"]) <= set(options_of(ROLES[job])), job


def test_limit_or_slices_are_asked_for_and_never_both():
    """AWX cuts the inventory first: a slice without a host of the limit fails."""
    for job, template in TEMPLATES.items():
        assert (
            template["ask_limit_on_launch"] is True
            and template["ask_job_slice_count_on_launch"] is False
            and template["job_slice_count"] == 1
        ), job


def test_drift_is_a_plan_that_fails():
    plan, drift = TEMPLATES["plan"], TEMPLATES["drift"]
    assert {key for key in plan if plan[key] != drift[key]} == {"name", "description", "extra_vars"}
    assert drift["extra_vars"] == dict(plan["extra_vars"], team_onboarding_fail_on_changes=True)


def test_nothing_is_onboarded_before_somebody_has_approved_the_plan():
    for node in NODES.values():
        for kind in ("success_nodes", "failure_nodes", "always_nodes"):
            if "onboard" in node[kind]:
                assert (node["identifier"], kind) == ("approve", "success_nodes")
    assert [
        NODES[name].get("unified_job_template") or NODES[name]["approval_node"]["name"]
        for name in awx.carried_out(WORKFLOW["workflow_nodes"], {})[0]
    ] == [
        "On-call routing",
        TEMPLATES["plan"]["name"],
        JUDGES["changes"]["name"],
        "Approve the plan",
        TEMPLATES["onboard"]["name"],
    ]
    assert NODES["approve"]["approval_node"]["timeout"] > 0


@pytest.mark.parametrize(
    "ends, last, failed",
    [
        ({}, "onboard", False),
        # nothing to do: the one job fails, the other one ends the workflow, which is green
        ({"changes": "failed"}, "no_changes", False),
        # the job could not be started, or has failed for another reason
        ({"changes": "failed", "no_changes": "failed"}, "no_changes", True),
        ({"update": "failed"}, "update", True),
        ({"plan": "failed"}, "plan", True),
        # denied, or nobody has approved in time
        ({"approve": "failed"}, "approve", True),
        ({"onboard": "failed"}, "onboard", True),
    ],
)
def test_how_the_workflow_ends(ends, last, failed):
    ran, is_failed = awx.carried_out(WORKFLOW["workflow_nodes"], ends)
    assert (ran[-1], is_failed) == (last, failed)
    assert ("approve" in ran) == (last in ("approve", "onboard"))


@pytest.mark.parametrize(
    "ends, last, failed",
    [
        ({}, "merge_reports", False),
        # a slice failed, and the others have something to do; at the end its accounts are missing
        ({"plan": "failed"}, "merge_reports", False),
        ({"plan": "failed", "onboard": "failed", "merge_reports": "failed"}, "merge_reports", True),
        ({"plan": "failed", "merge_plans": "failed"}, "merge_plans", True),
        ({"changes": "failed"}, "no_changes", False),
        ({"approve": "failed"}, "approve", True),
    ],
)
def test_how_the_workflow_ends_with_slices(ends, last, failed):
    ran, is_failed = awx.carried_out(SLICES["workflow_nodes"], ends)
    assert (ran[-1], is_failed) == (last, failed)


def test_the_jobs_that_judge_a_plan_ask_nothing_and_expect_the_contrary():
    assert {name: one["extra_vars"] for name, one in JUDGES.items()} == {
        "changes": {"oncall_changes_expected": True},
        "no changes": {"oncall_changes_expected": False},
    }
    assert not any(one["survey_enabled"] or "survey_spec" in one for one in JUDGES.values())
    # the limit of a workflow goes to those jobs only that ask for it
    assert not any(one["ask_limit_on_launch"] for one in JUDGES.values())


def test_what_slices_hand_in_is_put_together_before_it_is_approved_and_at_the_end():
    """Also where a slice failed, as the job of all slices fails then; and where the plans can't be
    put together nobody is asked.
    """
    assert list(SLICED_NODES) == [
        "update",
        "plan",
        "merge_plans",
        "changes",
        "no_changes",
        "approve",
        "onboard",
        "merge_reports",
    ]
    for before, after in (("plan", "merge_plans"), ("onboard", "merge_reports")):
        node, merge = SLICED_NODES[before], SLICED_NODES[after]
        assert (node["success_nodes"], node["failure_nodes"]) == ([], [])
        assert node["always_nodes"] == [after]
        assert merge["unified_job_template"] == "On-call: " + after.replace("_", " ")
        links = ("success_nodes", "failure_nodes", "always_nodes")
        assert [merge[kind] for kind in links] == [NODES[before][kind] for kind in links]
    for name in ("update", "changes", "no_changes", "approve"):
        plain, other = copy.deepcopy((NODES[name], SLICED_NODES[name]))
        for node in (plain, other):
            node.get("approval_node", {}).pop("description", None)
        assert plain == other
    said = SLICED_NODES["approve"]["approval_node"]["description"]
    assert "the job On-call: merge plans of this workflow" in said


def test_jobs_that_put_together_ask_nothing_and_see_all_accounts():
    for template in SLICES["job_templates"]:
        assert template["survey_enabled"] is template["ask_limit_on_launch"] is False
        assert template["job_slice_count"] == 1 and template["job_type"] == "run"
        assert template["extra_vars"] == {}


def test_who_approves_is_told_where_the_plan_is():
    said = NODES["approve"]["approval_node"]["description"]
    assert (
        said.index(TEMPLATES["plan"]["name"])
        < said.index("artifact oncall_routing_plan")
        < said.index("output")
    )


def test_what_was_planned_is_what_is_onboarded():
    """A job of a workflow gets those answers only that its own survey asks for."""
    assert (
        WORKFLOW["survey_spec"]
        == TEMPLATES["plan"]["survey_spec"]
        == TEMPLATES["onboard"]["survey_spec"]
    )
    assert TEMPLATES["plan"]["extra_vars"] == TEMPLATES["onboard"]["extra_vars"]
    assert all(
        one["ask_limit_on_launch"] is True
        for one in (WORKFLOW, TEMPLATES["plan"], TEMPLATES["onboard"])
    )


TEXTS = awx.content("notification.yml")
OCCASIONS = [
    (kind, texts[occasion])
    for kind, texts in dict(TEXTS["by_type"], webhook=TEXTS["otherwise"]).items()
    for occasion in texts
]


@pytest.mark.parametrize("kind, texts", OCCASIONS)
def test_a_notification_is_what_awx_takes_and_carries_the_plan(kind, texts):
    jsonschema.validate({"success": texts}, awx.MESSAGES, jsonschema.Draft202012Validator)
    strict = jinja2.sandbox.ImmutableSandboxedEnvironment(undefined=jinja2.StrictUndefined)
    plan = "# Plan for 2 teams\n\n20 to create."
    # AWX tries a text with a job that has no artifacts before it keeps it
    for artifacts in ({}, {"oncall_routing_plan": plan}):
        job = {"name": "On-call: plan", "status": "successful", "artifacts": artifacts}
        said = {
            key: strict.from_string(text).render(job=job, url="https://awx.example.com/1")
            for key, text in texts.items()
        }
        assert (
            "None" not in str(said)
            and "https://awx.example.com/1" in str(said)
            and said["message"].startswith("On-call: plan: successful")
        )
        if kind != "webhook" and artifacts:
            assert plan in said["body" if kind == "email" else "message"]
    # a mail's message is its subject, and the body of a webhook is JSON that AWX makes
    assert "artifacts" not in texts["message"] or kind in ("slack", "mattermost", "rocketchat")
    assert ("body" in texts) is (kind == "email")


def playbook(name):
    (play,) = awx.content(name)
    tasks, found = list(play["tasks"]), []
    while tasks:
        task = tasks.pop(0)
        found.append(task)
        tasks[:0] = [inner for key in ("block", "rescue", "always") for inner in task.get(key, ())]
    return play, found


def modules(name):
    return [
        (key, task[key]) for task in playbook(name)[1] for key in task if key.startswith("awx.awx.")
    ]


def test_every_module_of_the_kit_is_known_to_the_linter():
    used = {name for book in ("install.yml", "uninstall.yml") for name, _params in modules(book)}
    assert sorted(used) == sorted(
        yaml.safe_load((ROOT / ".ansible-lint").read_text())["mock_modules"]
    )


def test_every_field_of_the_files_is_handed_to_awx():
    given = {}
    for name, params in modules("install.yml"):
        given.setdefault(name, {}).update(params)
    for module, entries in (
        ("credential_type", CREDENTIAL_TYPES),
        ("job_template", JOB_TEMPLATES + WORKFLOW["job_templates"]),
    ):
        for entry in entries:
            assert set(entry) <= set(given["awx.awx." + module]), module
    assert set(WORKFLOW) - {"workflow_nodes", "job_templates"} <= set(
        given["awx.awx.workflow_job_template"]
    )
    for node in NODES.values():
        assert set(node) <= set(given["awx.awx.workflow_job_template_node"])
    assert (
        NODES["update"]["unified_job_template"] == awx.content("settings.yml")["oncall_awx_project"]
    )


def test_what_is_made_is_taken_away():
    """Steps, schedules and roles go with what they belong to; the texts of a notification stay
    with it.
    """
    made = {name for name, _params in modules("install.yml")}
    gone = {name for name, params in modules("uninstall.yml") if params["state"] == "absent"}
    assert made - gone == {
        "awx.awx." + name
        for name in ("notification_template", "role", "schedule", "workflow_job_template_node")
    }
    assert gone - made == {"awx.awx.credential"} and len(gone) == len(modules("uninstall.yml"))


#: Variables of the kit's own that nobody gives.
INNER = {
    name
    for book in ("install.yml", "uninstall.yml")
    for task in playbook(book)[1]
    for name in [
        *task.get("ansible.builtin.set_fact", ()),
        *task.get("vars", ()),
        task.get("register", ""),
    ]
    if name.startswith("oncall_awx_")
}
FILES_OF_KIT = {
    "oncall_awx_credential_types",
    "oncall_awx_job_templates",
    "oncall_awx_workflow",
    "oncall_awx_texts",
    "oncall_awx_sliced",
}
DERIVED = {
    "oncall_awx_within",
    "oncall_awx_environment_made",
    "oncall_awx_inventory_description",
    "oncall_awx_project",
    "oncall_awx_jobs",
    "oncall_awx_templates",
    "oncall_awx_job_names",
    "oncall_awx_names",
    "oncall_awx_credentials_by_job",
    "oncall_awx_texts_of_question",
    "oncall_awx_survey",
    "oncall_awx_whole",
    "oncall_awx_in_slices",
    "oncall_awx_steps",
    "oncall_awx_plan_job",
    "oncall_awx_report_job",
}


def test_the_readme_explains_each_variable_of_the_kit():
    used = {
        name
        for path in ("install.yml", "uninstall.yml", "settings.yml")
        for name in re.findall(r"\boncall_awx_\w+", (awx.FOLDER / path).read_text())
    }
    readme = (awx.FOLDER / "README.md").read_text()
    assert used - INNER - FILES_OF_KIT - DERIVED == set(re.findall(r"\boncall_awx_\w+", readme))


def test_the_image_is_defined_as_ansible_builder_has_it():
    definition = awx.content("execution-environment.yml")
    assert definition["version"] == 3 and definition["images"]["base_image"]["name"]
    dependencies = definition["dependencies"]
    needed = yaml.safe_load((ROOT / "meta" / "runtime.yml").read_text())["requires_ansible"]
    assert dependencies["ansible_core"]["package_pip"] == "ansible-core" + needed.removesuffix(".0")
    assert [one["name"] for one in dependencies["galaxy"]["collections"]] == ["oncall.routing"]
    # what the guide shows is the file
    guide = (ROOT / "docs" / "docsite" / "rst" / "guide_awx.rst").read_text()
    assert "execution-environment.yml" in guide and "base_image" not in guide
