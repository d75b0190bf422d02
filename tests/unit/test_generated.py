# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is written twice is equal: documentation and argument specs, versions, action groups, and
what the generator writes.
"""

from __future__ import annotations

import ast
import importlib
from pathlib import Path
from unittest import mock

import pytest
import yaml
from ansible_collections.oncall.routing.plugins.module_utils._http import version
from ansible_collections.oncall.routing.plugins.module_utils._module import arguments

ROOT = Path(__file__).resolve().parents[2]
MODULES = sorted((ROOT / "plugins" / "modules").glob("*.py"))
ROLES = sorted((ROOT / "roles").iterdir())
PLUGINS = "ansible_collections.oncall.routing.plugins."
KEYS = ("type", "elements", "default", "choices", "aliases", "required")


def load(name):
    return importlib.import_module(PLUGINS + name)


def block(path, name):
    """A documentation block of a module, parsed."""
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, ast.Assign) and node.targets[0].id == name:
            return yaml.safe_load(node.value.value)
    raise KeyError(name)


def documented(path):
    """All options with those of the fragments; a module's own win."""
    docs, options = block(path, "DOCUMENTATION"), {}
    for fragment in docs["extends_documentation_fragment"]:
        _namespace, _name, file, *part = fragment.split(".")
        holder = load("doc_fragments." + file).ModuleDocFragment
        text = getattr(holder, part[0].upper() if part else "DOCUMENTATION")
        options.update((yaml.safe_load(text) or {}).get("options") or {})
    options.update(docs["options"])
    return docs, options


class Seen(BaseException):
    pass


def argument_spec(path):
    """What the module hands to AnsibleModule."""
    from ansible_collections.oncall.routing.plugins.module_utils._module import validation

    def catch(self, argument_spec=None, **kwargs):
        raise Seen(argument_spec, kwargs)

    with mock.patch.object(validation.AnsibleModule, "__init__", catch):
        try:
            load("modules." + path.stem).main()
        except Seen as seen:
            return seen.args
    raise RuntimeError("the module made no AnsibleModule")


def from_spec(spec):
    """An argument spec reduced to what documentation says, with the defaults of the format
    filled in.
    """
    found = {}
    for name, entry in spec.items():
        one = {
            key: entry[key]
            for key in KEYS
            if entry.get(key) not in (None, [], False)
            or (key == "default" and entry.get(key) is not None)
        }
        one.setdefault("type", "str")
        if entry.get("options"):
            one["options"] = from_spec(entry["options"])
        found[name] = one
    return found


def from_docs(options):
    found = {}
    for name, entry in options.items():
        one = {
            key: entry[key]
            for key in KEYS
            if entry.get(key) not in (None, [], False)
            or (key == "default" and entry.get(key) is not None)
        }
        one.setdefault("type", "str")
        inner = entry.get("suboptions") or entry.get("options")
        if inner:
            one["options"] = from_docs(inner)
        assert entry["description"] and all(
            isinstance(text, str) and text
            for text in (
                entry["description"]
                if isinstance(entry["description"], list)
                else [entry["description"]]
            )
        ), name
        found[name] = one
    return found


def test_there_are_three_modules_for_each_resource():
    from tools import generate

    wanted = {
        "%s_%s" % (resource.vendor.name, name)
        for _stem, _constant, resource in generate.resources()
        for name in (resource.kind, resource.plural, resource.kind + "_info")
    }
    assert {path.stem for path in MODULES} == wanted and len(wanted) >= 12


def test_nothing_generated_is_stale():
    from tools import generate

    assert [str(path.relative_to(ROOT)) for path in generate.stale()] == [], "Run: make generate"


def test_a_stale_file_would_be_found(monkeypatch):
    from tools import generate

    outputs = generate.outputs()
    changed = {**outputs, **{path: text + "\n" for path, text in list(outputs.items())[:2]}}
    monkeypatch.setattr(generate, "outputs", lambda: changed)
    assert list(generate.stale()) == list(outputs)[:2]


def test_the_version_is_that_of_the_collection():
    assert yaml.safe_load((ROOT / "galaxy.yml").read_text())["version"] == version.VERSION


def test_the_mask_is_the_same_wherever_it_is_written():
    found = set()
    for path in (ROOT / "plugins").rglob("*.py"):
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "MASK":
                found.add((path.name, ast.literal_eval(node.value)))
    assert len(found) >= 2 and {mask for _path, mask in found} == {"********"}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_the_documentation_says_what_the_argument_spec_says(path):
    spec, kwargs = argument_spec(path)
    docs, options = documented(path)
    assert docs["module"] == path.stem and kwargs == {"supports_check_mode": True}
    assert from_docs(options) == from_spec(spec)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_every_variable_is_documented_with_its_option(path):
    spec, _kwargs = argument_spec(path)
    _docs, options = documented(path)
    for name, entry in spec.items():
        for variable in entry.get("fallback", (None, ()))[1]:
            assert "E(%s)" % variable in " ".join(options[name]["description"]), (name, variable)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_no_secret_is_without_no_log(path):
    spec, _kwargs = argument_spec(path)
    found = {
        name
        for name in spec
        if any(word in name for word in ("secret", "token", "api_key", "password"))
    } - {"reveal_secrets", "update_secrets"}
    assert found and all(spec[name].get("no_log") is True for name in found)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_examples_are_tasks_by_their_full_names(path):
    names = {"oncall.routing." + module.stem for module in MODULES}
    own = 0
    for task in tasks_of(block(path, "EXAMPLES")):
        assert task.get("name"), task
        actions = [key for key in task if "." in key]
        assert len(actions) == 1 and (
            actions[0] in names or actions[0].startswith("ansible.builtin.")
        ), task
        own += actions[0] == "oncall.routing." + path.stem
    assert own >= 2


def tasks_of(tasks):
    for task in tasks:
        if "block" in task:
            yield from tasks_of(task["block"])
        else:
            yield task


#: What the vendor can switch off, and what refers to it.
CAN_BE_OFF = {
    "channel",
    "notification_group",
    "alert_policy",
    "notify_object",
    "duty_rule",
    "user_group",
}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_the_return_values_are_documented(path):
    returns = block(path, "RETURN")
    resource = next(
        value
        for key, value in vars(load("modules." + path.stem)).items()
        if key.isupper() and hasattr(value, "plural")
    )
    info, plural = path.stem.endswith("_info"), path.stem.endswith("_" + resource.plural)
    wanted = (
        {resource.plural, "protected", "requests"}
        if info
        else (
            {resource.plural, "plan", "changes", "counts", "errors", "unlisted", "requests"}
            if plural
            else {resource.kind, "plan", "requests"}
        )
    )
    wanted |= set() if info else {"needs"}
    wanted |= {"kept"} if "keep_used" in arguments.one_spec(resource) and not info else set()
    assert set(returns) == wanted | (
        {"not_working"} if resource.kind in CAN_BE_OFF and not info else set()
    )
    contains = returns[resource.kind if not (info or plural) else resource.plural]["contains"]
    names = (
        ({resource.id} if resource.identity.has_id else set())
        | set(resource.signs)
        | {name.partition(".")[0] for name, field in resource.fields.items() if not field.once}
    )
    assert set(contains) == names
    assert set(returns["requests"]["contains"]) == {"reads", "writes", "retries", "waited"}


@pytest.mark.parametrize("role", ROLES, ids=lambda role: role.name)
def test_a_role_documents_and_uses_the_same_options(role):
    specs = yaml.safe_load((role / "meta" / "argument_specs.yml").read_text())["argument_specs"]
    options = specs["main"]["options"]
    defaults = yaml.safe_load((role / "defaults" / "main.yml").read_text()) or {}
    assert all(name.startswith(role.name + "_") for name in options)
    assert {name: entry["default"] for name, entry in options.items() if "default" in entry} == {
        name: value for name, value in defaults.items() if name in options
    }
    assert set(defaults) <= set(options) and not [
        name for name, entry in options.items() if entry.get("required") and name in defaults
    ]
    text = "\n".join(path.read_text() for path in role.rglob("*.yml") if "meta" not in path.parts)
    assert [name for name in options if name not in text] == []
    _check_described(options)


def _check_described(options):
    for name, entry in options.items():
        assert entry.get("description") and entry.get("type"), name
        _check_described(entry.get("options") or {})


def test_action_groups():
    groups = yaml.safe_load((ROOT / "meta" / "runtime.yml").read_text())["action_groups"]
    all_of = {"oncall.routing." + path.stem for path in MODULES}
    assert set(groups) == {"mackerel", "guance", "bk", "all"}
    assert set(groups["all"]) == all_of
    for vendor in ("mackerel", "guance", "bk"):
        assert set(groups[vendor]) == {
            name for name in all_of if name.split(".")[2].startswith(vendor + "_")
        }
    assert all(len(set(members)) == len(members) for members in groups.values())


def test_the_options_all_vendors_share():
    """What module_defaults with group/oncall.routing.all can set."""
    specs = [argument_spec(path)[0] for path in MODULES]
    for option in ("api_url", "validate_certs", "ca_path", "timeout", "retries", "max_wait"):
        assert all(option in spec for spec in specs)
    assert {spec["retries"]["default"] for spec in specs} == {5} and {
        spec["max_wait"]["default"] for spec in specs
    } == {300}


def test_the_collection_requires_what_its_tests_run_on():
    runtime = yaml.safe_load((ROOT / "meta" / "runtime.yml").read_text())
    assert runtime["requires_ansible"] == ">=2.19.0"


def test_every_role_knows_the_same_accounts():
    """Roles can't share variables without one including the other, and each is used by itself
    too.
    """
    said = {
        line.strip()
        for role in ROLES
        for path in role.rglob("*.yml")
        for line in path.read_text().splitlines()
        if line.strip().startswith("known: ")
    }
    assert len(said) == 1 and "guance_routing_workspace" in said.pop()
