# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""extensions/awx against what AWX documents, against the modules' variables and against the roles' options."""

from __future__ import annotations

import copy
import importlib
import re
from pathlib import Path

import jsonschema
import pytest
import yaml
from support import awx

ROOT = Path(__file__).resolve().parents[2]
VENDORS = {"mackerel": "Mackerel (oncall.routing)", "guance": "Guance / TrueWatch (oncall.routing)", "bk": "BlueKing Monitor (oncall.routing)"}
ROLES = {"plan.yml": "team_onboarding", "onboard.yml": "team_onboarding", "offboard.yml": "team_offboarding"}
CREDENTIAL_TYPES, JOB_TEMPLATES, WORKFLOW = (awx.content(name) for name in ("credential_types.yml", "job_templates.yml", "workflow.yml"))
TEMPLATES = {template["playbook"]: template for template in JOB_TEMPLATES}
FILES = {"credential_types": (CREDENTIAL_TYPES, awx.CREDENTIAL_TYPES), "job_templates": (JOB_TEMPLATES, awx.JOB_TEMPLATES),
         "workflow": (WORKFLOW, awx.WORKFLOW)}


def variables(vendor):
    """Option to the variables that its documentation names."""
    fragment = importlib.import_module("ansible_collections.oncall.routing.plugins.doc_fragments." + vendor).ModuleDocFragment
    options = yaml.safe_load(fragment.DOCUMENTATION)["options"]
    found = {name: re.findall(r"E\((\w+)\)", " ".join(entry["description"])) for name, entry in options.items()}
    return {name: names for name, names in found.items() if names}


def credential_type(vendor):
    return next(one for one in CREDENTIAL_TYPES if one["name"] == VENDORS[vendor])


def options_of(role):
    return yaml.safe_load((ROOT / "roles" / role / "meta" / "argument_specs.yml").read_text())["argument_specs"]["main"]["options"]


@pytest.mark.parametrize("name", FILES)
def test_the_structure_is_what_awx_documents(name):
    content, schema = FILES[name]
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(content, schema, jsonschema.Draft202012Validator)


@pytest.mark.parametrize("name, where, value", [
    ("credential_types", (0, "inputs", "fields", 0, "type"), "password"), ("credential_types", (0, "inputs", "fields", 0, "id"), "tower"),
    ("credential_types", (0, "inputs", "fields", 0, "no_log"), True), ("credential_types", (0, "kind"), "vault"),
    ("credential_types", (0, "injectors", "env", "ANSIBLE_CONFIG"), "x"), ("credential_types", (0, "injectors", "environment"), {}),
    ("job_templates", (0, "survey_spec", "spec", 0, "type"), "list"), ("job_templates", (0, "survey_spec", "spec", 0, "default"), []),
    ("job_templates", (0, "survey_spec", "spec", 4, "default"), "10"), ("job_templates", (0, "survey_spec", "spec", 0, "choices"), ["a"]),
    ("job_templates", (0, "job_type"), "scan"), ("job_templates", (0, "playbook"), "oncall.routing.plan"), ("job_templates", (0, "job_slice_count"), 0),
    ("workflow", ("workflow_nodes", 0, "unified_job_template", "type"), "job"), ("workflow", ("workflow_nodes", 0, "related", "success"), []),
])
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
    """In both directions: each option with a variable has an input, and each input sets all variables of its option and no others."""
    kind, documented = credential_type(vendor), variables(vendor)
    assert {field["id"] for field in kind["inputs"]["fields"]} == set(documented)
    assert set(kind["injectors"]["env"]) == {name for names in documented.values() for name in names}
    if vendor != "guance":
        assert kind["injectors"] == {"env": {name: "{{ %s }}" % option for option, names in documented.items() for name in names}}


@pytest.mark.parametrize("inputs, brand, place", [
    ({}, "GUANCE", {}), ({"site": "guance-oregon"}, "GUANCE", {"REGION": "guance-oregon"}),
    ({"site": "truewatch-oregon"}, "TRUEWATCH", {"REGION": "truewatch-oregon"}),
    ({"api_url": "https://id1-openapi.TrueWatch.com"}, "TRUEWATCH", {"END_POINT": "https://id1-openapi.TrueWatch.com"}),
    ({"api_url": "https://own.example.com"}, "GUANCE", {"END_POINT": "https://own.example.com"})])
def test_a_credential_of_guance_sets_the_variables_of_one_brand(inputs, brand, place):
    found = awx.environment(credential_type("guance"), dict(inputs, api_key="k-1234"))
    wanted = dict({"%s_%s" % (brand, name): value for name, value in place.items()}, **{brand + "_ACCESS_TOKEN": "k-1234"})
    assert {name: value for name, value in found.items() if value} == wanted
    assert len(found) == 6


@pytest.mark.parametrize("vendor", VENDORS)
def test_a_credential_hides_what_the_modules_hide(vendor):
    fields = {field["id"]: field for field in credential_type(vendor)["inputs"]["fields"]}
    module = importlib.import_module("ansible_collections.oncall.routing.plugins.module_utils._vendors.%s.gateway" % vendor)
    hidden = {option.name for option in getattr(module, vendor.upper()).options if option.no_log}
    assert {name for name, field in fields.items() if field.get("secret")} == hidden & set(fields) == {
        name for name in fields if re.search("key|secret|token", name)}
    assert not any("default" in field for field in fields.values())


def test_a_credential_asks_for_what_no_request_does_without():
    required = {vendor: credential_type(vendor)["inputs"]["required"] for vendor in VENDORS}
    assert required == {"mackerel": ["api_key"], "guance": ["api_key"], "bk": ["api_url"]}
    for vendor, names in required.items():
        assert set(names) <= set(variables(vendor))


def test_what_a_credential_leaves_empty_is_an_empty_variable():
    kind = credential_type("bk")
    found = awx.environment(kind, {"api_url": "https://bk.example", "access_token": "bk-demo-access-0001"})
    assert found.pop("BK_API_URL") == "https://bk.example" and found.pop("BK_ACCESS_TOKEN") == "bk-demo-access-0001" and set(found.values()) == {""}
    with pytest.raises(ValueError):
        awx.environment(kind, {"bk_token": "bk-demo-token-0001"})


@pytest.mark.parametrize("playbook", ROLES)
def test_a_survey_asks_for_options_of_the_role_as_these_are(playbook):
    options = options_of(ROLES[playbook])
    asked = {one["variable"]: one for one in TEMPLATES[playbook]["survey_spec"]["spec"]}
    assert asked and set(asked) <= set(options) and len(asked) == len(TEMPLATES[playbook]["survey_spec"]["spec"])
    for name, one in asked.items():
        entry = options[name]
        assert one["type"] == {"bool": "multiplechoice", "int": "integer", "raw": "textarea"}[entry["type"]], name
        wanted = {"bool": lambda value: str(value).lower(), "int": int, "raw": "\n".join}[entry["type"]](entry.get("default", ()))
        assert one["default"] == wanted and type(one["default"]) is type(wanted), name
        assert one["required"] is (entry["type"] != "raw" or bool(entry.get("required"))), name
        assert one.get("choices") == (["true", "false"] if entry["type"] == "bool" else None), name
        assert not re.search(r"[A-Z]\(", one["question_description"] + one["question_name"]), name


def test_every_option_is_asked_for_or_left_out_for_a_reason():
    not_asked = importlib.import_module("tools.generate_awx").NOT_ASKED
    assert all(not_asked.values())
    for role in set(ROLES.values()):
        asked = {one["variable"] for playbook, of in ROLES.items() if of == role for one in TEMPLATES[playbook]["survey_spec"]["spec"]}
        left = {name for name in not_asked if name.startswith(role + "_")}
        assert asked | left == set(options_of(role)) and not asked & left
    # an answer wins over the inventory, where accounts say what they are
    assert {"team_onboarding_vendors", "team_onboarding_prefix", "team_onboarding_dir", "team_onboarding_teams"} <= set(not_asked)


def test_an_option_that_no_question_fits_has_to_be_thought_about():
    generate = importlib.import_module("tools.generate_awx")
    with pytest.raises(ValueError, match="NOT_ASKED"):
        generate.survey("team_onboarding", {"options": {"team_onboarding_more": {"type": "dict", "description": ["More."]}}})


def test_the_templates_run_what_is_in_the_project():
    project = awx.FOLDER / "project"
    assert {path.name for path in project.glob("*.yml")} == set(TEMPLATES) == set(ROLES)
    for name in TEMPLATES:
        play, = yaml.safe_load((project / name).read_text())
        assert play["ansible.builtin.import_playbook"] == "oncall.routing." + name[:-4] and (ROOT / "playbooks" / name).exists()
        inner, = yaml.safe_load((ROOT / "playbooks" / name).read_text())
        assert inner["roles"] == [{"role": "oncall.routing." + ROLES[name]}]
    assert [one["name"] for one in awx.content("project/collections/requirements.yml")["collections"]] == ["oncall.routing"]


def test_only_a_plan_checks_and_only_onboarding_is_sliced():
    assert {name: template["job_type"] for name, template in TEMPLATES.items()} == {"plan.yml": "check", "onboard.yml": "run", "offboard.yml": "run"}
    assert [name for name, template in TEMPLATES.items() if template["ask_job_slice_count_on_launch"]] == ["onboard.yml"]
    assert {template["job_slice_count"] for template in JOB_TEMPLATES} == {1}
    # onboarding knows these, and offboarding has no files to read
    assert {name: set(template["extra_vars"]) for name, template in TEMPLATES.items()} == {
        "plan.yml": {"team_onboarding_dir"}, "onboard.yml": {"team_onboarding_dir"}, "offboard.yml": set()}


def test_nothing_is_onboarded_before_somebody_has_approved_the_plan():
    nodes = {node["identifier"]: node for node in WORKFLOW["workflow_nodes"]}
    path, here = [], "update"
    while here:
        path.append(nodes[here]["unified_job_template"])
        related = nodes[here]["related"]
        assert set(related) == {"success_nodes"} and len(related["success_nodes"]) <= 1
        here = related["success_nodes"][0]["identifier"] if related["success_nodes"] else None
    assert len(path) == len(nodes) == len(WORKFLOW["workflow_nodes"])
    assert [(one["type"], one["name"]) for one in path] == [
        ("project", "On-call routing"), ("job_template", TEMPLATES["plan.yml"]["name"]), ("workflow_approval", "Approve the plan"),
        ("job_template", TEMPLATES["onboard.yml"]["name"])]
    assert path[2]["timeout"] > 0 and path[2]["description"]


def test_what_was_planned_is_what_is_onboarded():
    """A job of a workflow gets those answers only that its own survey asks for."""
    assert WORKFLOW["survey_spec"] == TEMPLATES["plan.yml"]["survey_spec"] == TEMPLATES["onboard.yml"]["survey_spec"]
    assert TEMPLATES["plan.yml"]["extra_vars"] == TEMPLATES["onboard.yml"]["extra_vars"]
    assert all(one["ask_limit_on_launch"] is True for one in (WORKFLOW, TEMPLATES["plan.yml"], TEMPLATES["onboard.yml"]))


def installation():
    play, = awx.content("install.yml")
    return play["vars"], {name: task[name] for task in play["tasks"] for name in task if name.startswith("awx.awx.")}


def test_the_installation_uses_modules_and_options_that_there_are():
    _variables, tasks = installation()
    assert {name.rpartition(".")[2] for name in tasks} == set(awx.MODULES)
    for name, params in tasks.items():
        kind = name.rpartition(".")[2]
        assert set(params) <= set(awx.MODULES[kind]) and set(awx.REQUIRED.get(kind, ("name",))) <= set(params), name
    mocked = yaml.safe_load((ROOT / ".ansible-lint").read_text())["mock_modules"]
    assert sorted(tasks) == sorted(mocked)


def test_the_installation_leaves_nothing_of_the_files_out():
    _variables, tasks = installation()
    for module, entries in (("credential_type", CREDENTIAL_TYPES), ("job_template", JOB_TEMPLATES), ("workflow_job_template", [WORKFLOW])):
        for entry in entries:
            params = tasks["awx.awx." + module]
            assert [key for key in entry if ("item.%s " % key) not in str(params.get(key)) + " " and ("oncall_awx_workflow.%s " % key) not in
                    str(params.get(key)) + " "] == [], module
    names = {tasks["awx.awx." + module]["name"] for module in ("project", "execution_environment")}
    assert names == {WORKFLOW["workflow_nodes"][0]["unified_job_template"]["name"]} == {tasks["awx.awx.job_template"]["project"]}


def test_the_readme_explains_each_variable_of_the_installation():
    text = (awx.FOLDER / "install.yml").read_text()
    used = set(re.findall(r"\boncall_awx_\w+", text)) - {"oncall_awx_credential_types", "oncall_awx_job_templates", "oncall_awx_workflow", "oncall_awx_place"}
    readme = (awx.FOLDER / "README.md").read_text()
    assert used == set(re.findall(r"\boncall_awx_\w+", readme)) and len(used) >= 6
