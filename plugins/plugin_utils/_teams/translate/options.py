# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options of a vendor's own in a team file: checked against that vendor's modules, then put into
the objects. Private to oncall.routing.
"""

from __future__ import annotations

from typing import Any

from ....module_utils._describe.problems import Problems, join
from ....module_utils._describe.resource import Resource
from ..fidelity import Report
from ..file.validate import near

Options = dict[str, Any]

_CONTAINERS = {"dict": (dict, "a dict"), "list": (list, "a list")}


def _reserved(resource: Resource) -> dict[str, str]:
    found = {
        resource.id: "objects of a team are known by their names",
        "name": "the name follows from those of the team and of the contact",
        "state": "a team that is in a file is there",
    }
    if resource.variants:
        found[resource.variants[0]] = "the type follows from the contact"
    return found


def check(resource: Resource, options: Options, path: str, problems: Problems) -> None:
    """Refuses what the module would not know or not take."""
    reserved = _reserved(resource)
    for name in options:
        if name in reserved:
            problems.add(join(path, name), "can't be set here: %s" % reserved[name])
    rest = {name: value for name, value in options.items() if name not in reserved}
    before = len(problems.found)
    spec = {name: entry for name, entry in resource.spec().items() if name not in reserved}
    rest = resource.as_declared(rest)
    _walk(spec, rest, path, problems)
    if len(problems.found) == before:
        # a list for a joined text and the like is the business of the fields
        resource.check(resource.parse(_canonical(spec, rest), path, problems), path, problems)


def _walk(spec: dict[str, Any], options: Any, path: str, problems: Problems) -> None:
    spellings = {alias: name for name, entry in spec.items() for alias in entry.get("aliases", ())}
    for given, value in options.items():
        here, entry = join(path, str(given)), spec.get(spellings.get(given, given))
        if entry is None:
            problems.add(
                here,
                "is no option of the module%s There are %s"
                % (near(given, spec) or ".", ", ".join(sorted(spec))),
            )
            continue
        container, what = _CONTAINERS.get(entry.get("type", "str"), (None, ""))
        if container and not isinstance(value, container):
            problems.add(here, "must be %s" % what)
        elif entry.get("options") and isinstance(value, dict):
            _walk(entry["options"], value, here, problems)
        elif entry.get("options"):
            for number, one in enumerate(value):
                if isinstance(one, dict):
                    _walk(entry["options"], one, join(here, number), problems)
                else:
                    problems.add(join(here, number), "must be a dict")


def _canonical(spec: dict[str, Any], options: Options) -> Options:
    """Every option under its own name."""
    spellings = {alias: name for name, entry in spec.items() for alias in entry.get("aliases", ())}
    return {spellings.get(name, name): value for name, value in options.items()}


def merge(
    resource: Resource, objects: list[Options], options: Options, path: str, report: Report
) -> list[Options]:
    """The objects with the options, which take the place of what is there; in a dict of options
    each one does.
    """
    spec = resource.spec()
    fields: dict[str, Any] = dict(resource.fields or {})
    declared = {field.declared_as: name for name, field in fields.items() if field.declared_as}
    wanted = {declared.get(name, name): value for name, value in _canonical(spec, options).items()}
    wanted = {
        name: (
            {
                "%s.%s" % (name, key): one
                for key, one in _canonical(spec[name]["options"], value).items()
            }
            if name in resource.groups
            else {name: value}
        )
        for name, value in wanted.items()
    }
    for leaves in wanted.values():
        for name, value in leaves.items():
            fitting = [obj for obj in objects if _has(resource, obj, name)]
            for obj in fitting:
                group, dummy, option = name.rpartition(".")
                (obj.setdefault(group, {}) if group else obj)[option] = value
            if fitting:
                report.exact(
                    join(path, name),
                    "set as it is given, at %d %s"
                    % (len(fitting), resource.label if len(fitting) == 1 else resource.labels),
                )
            else:
                report.missing(join(path, name), "no %s of the team can have it" % resource.label)
    return objects


def _has(resource: Resource, obj: Options, name: str) -> bool:
    """Whether the option exists for an object of this type."""
    if not resource.variants:
        return True
    option, only = resource.variants
    return name not in {one for names in only.values() for one in names} or name in only.get(
        obj[option], ()
    )
