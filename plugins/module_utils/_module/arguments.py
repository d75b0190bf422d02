# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Argument specs from descriptions, and the exact place of a bad argument. Private to
oncall.routing.
"""

from __future__ import annotations

import difflib
import os
import re

from ansible.module_utils.common import validation
from ansible.module_utils.common.parameters import AnsibleFallbackNotFound

from .._describe.connections import ADDRESS, address, by_brand, stripped, unfit, users_in
from .._describe.problems import InputError, did_you_mean, join, kind_of, no_text, quoted
from .._describe.vendor import snake

STATES = ("present", "absent")
MODES = ("replace", "add", "remove")


def _environment(*names, **dummy):
    """The first variable that holds something; an empty one says nothing."""
    for name in names:
        if stripped(os.environ.get(name, "")):
            return os.environ[name]
    raise AnsibleFallbackNotFound


def connection_spec(vendor):
    """The connection options every module of a vendor has."""
    spec = {}
    for option in vendor.options:
        entry = {"type": option.type}
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


def connection_options(vendor, params):
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


def _meant(option, value):
    return stripped(value) if option.form and isinstance(value, str) else value


def connection_secrets(vendor, params):
    """What of the connection options is secret, as it was given and as it is used."""
    found = set()
    for option in vendor.options:
        values = [params.get(option.name)] + [os.environ.get(name) for name in option.env]
        for value in [value for value in values if isinstance(value, str)]:
            if option.no_log:
                found |= {value, stripped(value)}
            elif option.form == ADDRESS:
                found |= users_in(stripped(value))
    return found - {""}


def check_connection(vendor, options):
    """Refuses credentials and addresses that can't be any. Returns the options as they are used,
    and what to say of them.
    """
    problems, said, used = [], [], dict(options)
    for option in [option for option in vendor.options if option.form and options[option.name]]:
        value, left_out = options[option.name], None
        if option.form == ADDRESS:
            used[option.name], wrong, left_out = address(
                value, [one for one in vendor.path(options).split("/") if one]
            )
        else:
            wrong = unfit(option.form, value)
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


def _is_given(params, other):
    name, equals, value = other.partition("=")
    return params[name] == value if equals else bool(params[name])


#: Options of the engine that are numbers, with the smallest allowed.
LEAST = {"purge_limit": 0, "concurrency": 1}


def check_ranges(vendor, params):
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


def _shared(resource):
    """What the modules that write have in common, whether for one object or for many."""
    spec = {
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


def _object(resource):
    """The options of one object."""
    spec = dict(
        resource.spec(), state={"type": "str", "choices": list(STATES), "default": "present"}
    )
    if resource.by_member:
        spec["mode"] = {"type": "str", "choices": list(MODES), "default": "replace"}
    return spec


def one_spec(resource):
    """Argument spec of the module for one object."""
    return dict(connection_spec(resource.vendor), **_shared(resource), **_object(resource))


def many_spec(resource):
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


def info_spec(resource):
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


def lenient(resource, spec):
    """A spec that leaves it to the description which words an option takes, and which keys an
    element needs: what is stored may have others.
    """
    names, whole = set(resource.spec()), spec.get(resource.plural)
    if whole:
        return dict(
            spec, **{resource.plural: dict(whole, options=_lenient(whole["options"], names))}
        )
    return _lenient(spec, names)


def _lenient(spec, names):
    return {name: _lenient_entry(entry) if name in names else entry for name, entry in spec.items()}


def _lenient_entry(entry):
    entry = {key: value for key, value in entry.items() if key not in ("choices", "required")}
    return (
        dict(entry, options=_lenient(entry["options"], entry["options"]))
        if entry.get("options")
        else entry
    )


def as_declared(resource, params):
    """The parameters of any of the modules, every option under the name it is declared by, and
    without what results show besides options.
    """

    def declared(options):
        return resource.as_declared(resource.writable(options))

    params = declared(params)
    items = params.get(resource.plural)
    if isinstance(items, list):
        params = dict(
            params,
            **{resource.plural: [declared(one) if isinstance(one, dict) else one for one in items]},
        )
    return params


def without_nulls(spec, params):
    """The parameters without options that are null, at every depth: they say nothing. Ansible
    refuses a null where an option has a default.
    """
    if not isinstance(params, dict):
        return params
    entries, kept = _entries(spec), {}
    for name, value in params.items():
        entry = entries.get(name)
        if entry is None or value is not None:
            inner = entry.get("options") if entry else None
            kept[name] = _without_nulls_in(inner, value) if inner else value
    return kept


def _without_nulls_in(spec, value):
    return (
        [without_nulls(spec, one) for one in value]
        if isinstance(value, list)
        else without_nulls(spec, value)
    )


def _entries(spec):
    """Every name of an option, aliases too, to its entry."""
    return {
        one: entry
        for name, entry in spec.items()
        for one in (name,) + tuple(entry.get("aliases", ()))
    }


def unquoted(resource, spec, params):
    """(path, text) of every value for a text that YAML took for something else: Ansible would
    make texts of them without a word.
    """
    return list(_unquoted(_spellings(resource, spec), params, ""))


def _spellings(resource, spec):
    """Every name of an option that is or holds a text: (name, the entry of such a text or None,
    the same of the options within).
    """
    found = []
    for name, entry in spec.items():
        text = entry if "str" in (entry.get("type", "str"), entry.get("elements")) else None
        inner = _spellings(resource, entry["options"]) if entry.get("options") else ()
        if text is not None or inner:
            text = text and dict(text, numbered=name in resource.numbered)
            found.extend((one, text, inner) for one in (name,) + tuple(entry.get("aliases", ())))
    return found


def _unquoted(spellings, params, place):
    if not isinstance(params, dict):
        return
    for one, text, inner in spellings:
        value = params.get(one)
        if value is None:
            continue
        for number, element in enumerate(value) if isinstance(value, list) else ((None, value),):
            here = join(place, one) if number is None else join(join(place, one), number)
            # a number among the choices can mean nothing else
            wrong = (
                no_text(
                    element,
                    text["numbered"] or str(element) in text.get("choices", ()),
                    text.get("no_log"),
                )
                if text is not None
                else None
            )
            if wrong:
                yield here, wrong
            elif inner:
                yield from _unquoted(inner, element, here)


def locate(spec, params, apis=None):
    """(path, text) of every argument Ansible's validation refuses; its own message does not say
    which element of a list.

    apis: a vendor's key to the options that it may mean.
    """
    return list(_told_once(_locate(spec, params, "", apis or {})))


def _told_once(problems):
    """Which options there are is told once, and not for each element of a list."""
    told = set()
    for path, text, options in problems:
        yield path, text + ("; there are %s" % options if options and options not in told else "")
        told.add(options)


def _locate(spec, params, place, apis):
    found = []
    spellings = {alias: name for name, entry in spec.items() for alias in entry.get("aliases", ())}
    for given in params:
        if given not in spec and given not in spellings and not str(given).startswith("_ansible_"):
            near = _near(str(given), sorted(set(spec) | set(spellings)), apis)
            found.append(
                (
                    join(place, given),
                    "is not an option here%s" % did_you_mean(near),
                    ", ".join(sorted(spec)),
                )
            )
    for name, entry in spec.items():
        value = next(
            (
                params[one]
                for one in (name,) + tuple(entry.get("aliases", ()))
                if params.get(one) is not None
            ),
            None,
        )
        here = join(place, name)
        if value is None:
            if entry.get("required"):
                found.append((here, "is required", ""))
            continue
        found.extend(_wrong(entry, value, here, apis))
    return found


def _near(given, names, apis):
    """The options that a key may mean: the vendor's own key of one, another way to write one, or
    one that reads alike.
    """

    def plain(name):
        return re.sub(r"[^a-z0-9]", "", name.lower())

    alike = [name for name in names if name in apis.get(given, ())] or [
        name for name in names if plain(name) == plain(given)
    ]
    return alike or difflib.get_close_matches(snake(given), names, 1, 0.75)


def _wrong(entry, value, here, apis):
    kind, given = entry.get("type", "str"), value
    try:
        value = getattr(validation, "check_type_%s" % kind)(value)
    except (TypeError, ValueError, OverflowError):
        return [(here, "%s is not a valid %s" % (_quoted(entry, given), kind), "")]
    if kind == "str" and "\0" in value:
        return [(here, "holds a NUL character", "")]
    if kind == "list":
        inner = {
            "type": entry.get("elements", "str"),
            "choices": entry.get("choices"),
            "options": entry.get("options"),
            "no_log": entry.get("no_log"),
        }
        return [
            problem
            for number, element in enumerate(value)
            for problem in _wrong(inner, element, join(here, number), apis)
        ]
    if entry.get("choices") and value not in entry["choices"]:
        shown = _quoted(entry, given if isinstance(given, (dict, list)) else value)
        return [(here, "%s is not one of %s" % (shown, ", ".join(map(str, entry["choices"]))), "")]
    return _locate(entry["options"], value, here, apis) if entry.get("options") else []


def _quoted(entry, value):
    if entry.get("no_log"):
        return "the given value"
    return kind_of(value) if entry.get("type") in ("dict", "list") else quoted(value)
