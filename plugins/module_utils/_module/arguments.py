# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Argument specs from descriptions, and the connection options of a task. Private to
oncall.routing.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, Dict, Mapping

from ansible.module_utils.common.parameters import AnsibleFallbackNotFound

from .._describe.connections import ADDRESS, address, by_brand, stripped, unfit, users_in
from .._describe.problems import InputError, quoted

if TYPE_CHECKING:
    from .._describe.resource import Resource
    from .._describe.vendor import Option, Vendor

#: An argument spec as Ansible takes it: option name to its entry.
Spec = Dict[str, Dict[str, Any]]

STATES = ("present", "absent")
MODES = ("replace", "add", "remove")


def _environment(*names: str, **dummy: Any) -> str:
    """The first variable that holds something; an empty one says nothing."""
    for name in names:
        if stripped(os.environ.get(name, "")):
            return os.environ[name]
    raise AnsibleFallbackNotFound


def connection_spec(vendor: Vendor) -> Spec:
    """The connection options every module of a vendor has."""
    spec: Spec = {}
    for option in vendor.options:
        entry: dict[str, Any] = {"type": option.type}
        if option.required:
            entry["required"] = True
        if option.default is not None and not option.unless:
            entry["default"] = option.default
        if option.choices:
            entry["choices"] = list(option.choices)
        if option.no_log is not None:
            entry["no_log"] = option.no_log
        if vendor.fallback(option) and not option.unless:
            entry["fallback"] = (_environment, list(option.env))
        spec[option.name] = entry
    return spec


def connection_options(vendor: Vendor, params: Mapping[str, Any]) -> dict[str, Any]:
    """The connection options of a task: what it gives, then the environment where the task does
    not decide otherwise. Nothing but what was meant.
    """
    given = {option.name: _meant(option, params[option.name]) for option in vendor.options}
    options = dict(given)
    if vendor.brands:
        environ = {
            name: stripped(os.environ.get(name, ""))
            for brand in vendor.brands
            for name in brand.variables
        }
        wanted = {
            name: None if given[name] in (None, "") else given[name] for name in vendor.branded
        }
        options["api_key"], options["api_url"] = by_brand(vendor.brands, wanted, environ)
    for option in [
        option for option in vendor.options if not (vendor.brands and option.name in vendor.branded)
    ]:
        # a text of nothing but spaces says as little as none
        if (
            given[option.name] in (None, "")
            and option.type == "str"
            and not any(_is_given(given, other) for other in option.unless)
        ):
            found = [
                stripped(os.environ[name])
                for name in option.env
                if stripped(os.environ.get(name, ""))
            ]
            options[option.name] = found[0] if found else option.default
    return options


def _meant(option: Option, value: Any) -> Any:
    return stripped(value) if option.form and isinstance(value, str) else value


def connection_secrets(vendor: Vendor, params: Mapping[str, Any]) -> set[str]:
    """What of the connection options is secret, as it was given and as it is used."""
    found: set[str] = set()
    for option in vendor.options:
        values = [params.get(option.name)] + [os.environ.get(name) for name in option.env]
        for value in [value for value in values if isinstance(value, str)]:
            if option.no_log:
                found |= {value, stripped(value)}
            elif option.form == ADDRESS:
                found |= users_in(stripped(value))
    return found - {""}


def check_connection(
    vendor: Vendor, options: Mapping[str, Any]
) -> tuple[dict[str, Any], list[str]]:
    """Refuses credentials and addresses that can't be any. Returns the options as they are used,
    and what to say of them.
    """
    problems, said, used = [], [], dict(options)
    for option in [option for option in vendor.options if option.form and options[option.name]]:
        value, left_out = options[option.name], None
        form = option.form or ""
        if form == ADDRESS:
            used[option.name], wrong, left_out = address(
                value, [one for one in vendor.path(options).split("/") if one]
            )
        else:
            wrong = unfit(form, value)
        if wrong:
            problems.append((option.name, wrong))
        if left_out:
            said.append(
                "%s: %s at its end was left out; the modules add the path of the API themselves"
                % (option.name, left_out)
            )
    if problems:
        raise InputError(problems)
    return used, said


def _is_given(params: Mapping[str, Any], other: str) -> bool:
    name, equals, value = other.partition("=")
    return bool(params[name] == value if equals else params[name])


#: Options of the engine that are numbers, with the smallest allowed.
LEAST = {"purge_limit": 0, "concurrency": 1}


def check_ranges(vendor: Vendor, params: Mapping[str, Any]) -> None:
    """Refuses numbers that mean nothing; an argument spec can't."""
    least = dict(
        LEAST,
        **{option.name: option.least for option in vendor.options if option.least is not None},
    )
    problems = [
        (name, "%s is not a number, or less than %d" % (quoted(params[name]), smallest))
        for name, smallest in least.items()
        if params.get(name) is not None
        and (isinstance(params[name], bool) or params[name] < smallest)
    ]
    if problems:
        raise InputError(problems)


def _shared(resource: Resource) -> Spec:
    """What the modules that write have in common, whether for one object or for many."""
    spec: Spec = {
        "on_unspecified": {"type": "str", "choices": ["keep", "reset"], "default": "keep"},
        "planned": {"type": "list", "elements": "dict"},
    }
    if resource.users or resource.usage.also_used:
        spec["force"] = {"type": "bool", "default": False}
        spec["keep_used"] = {"type": "bool", "default": False}
    if resource.secret_options and resource.listing.masks_secrets:
        spec["update_secrets"] = {
            "type": "str",
            "choices": ["on_change", "always", "on_create"],
            "default": "on_change",
            "no_log": False,
        }
    return spec


def _object(resource: Resource) -> Spec:
    """The options of one object."""
    spec = dict(
        resource.spec(), state={"type": "str", "choices": list(STATES), "default": "present"}
    )
    if resource.by_member:
        spec["mode"] = {"type": "str", "choices": list(MODES), "default": "replace"}
    return spec


def one_spec(resource: Resource) -> Spec:
    """Argument spec of the module for one object."""
    return dict(connection_spec(resource.vendor), **_shared(resource), **_object(resource))


def many_spec(resource: Resource) -> Spec:
    """Argument spec of the module for many objects."""
    spec = dict(connection_spec(resource.vendor), **_shared(resource))
    spec[resource.plural] = {
        "type": "list",
        "elements": "dict",
        "required": True,
        "options": _object(resource),
    }
    spec["purge"] = {"type": "bool", "default": False}
    spec["purge_scope"] = {
        "type": "dict",
        "options": {"name_prefix": {"type": "str"}, "name_regex": {"type": "str"}},
    }
    spec["purge_limit"] = {"type": "int", "default": 10}
    spec["allow_empty"] = {"type": "bool", "default": False}
    spec["on_invalid"] = {"type": "str", "choices": ["fail", "skip"], "default": "fail"}
    if resource.vendor.concurrency:
        spec["concurrency"] = {"type": "int", "default": resource.vendor.concurrency}
    return spec


def info_spec(resource: Resource) -> Spec:
    """Argument spec of the module that reads."""
    spec = dict(
        connection_spec(resource.vendor),
        name={"type": "str"},
        resolve_names={"type": "bool", "default": False},
        reveal_secrets={"type": "bool", "default": False},
    )
    if resource.identity.has_id:
        spec[resource.id + "s"] = {
            "type": "list",
            "elements": resource.identity.id_type,
            "aliases": [resource.id],
        }
    return spec
