#!/usr/bin/env python
# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Writes what derives from the resource descriptions: DOCUMENTATION and RETURN of the modules,
their action plugins, the vendors' doc fragments, action groups; the JSON Schema of team files; what
AWX is told; what Molecule converges; the table of layers in docs/architecture.md; and the example
in docs/adding-a-resource.md.

    python tests/tools/generate.py            writes
    python tests/tools/generate.py --check    says what is stale and exits 1

EXAMPLES are written by hand; a new module gets an empty block.
"""

from __future__ import annotations

import argparse
import importlib
import json
import pathlib
import re
import sys

import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests" / "tools"), str(ROOT / "tests")]

import collection  # noqa: E402  pylint: disable=wrong-import-position
import generate_awx  # noqa: E402  pylint: disable=wrong-import-position
import generate_examples  # noqa: E402  pylint: disable=wrong-import-position
from support import layers  # noqa: E402  pylint: disable=wrong-import-position

sys.path.insert(0, str(collection.link()))

VENDORS = ("mackerel", "guance", "bk")
# PyYAML breaks a line at the first space after this column; the longest word then ends in time.
TEXT_WIDTH = 66
HEADER = """# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""
MODULE = """#!/usr/bin/python
%(header)s
from __future__ import annotations

DOCUMENTATION = r\"\"\"
\"\"\"

EXAMPLES = r\"\"\"
\"\"\"

RETURN = r\"\"\"
\"\"\"

from ansible_collections.oncall.routing.plugins.module_utils._module.run_%(run)s import run_%(run)s
from ansible_collections.oncall.routing.plugins.module_utils._vendors.%(vendor)s.%(file)s import (
    %(constant)s,
)


def main(host=None):
    run_%(run)s(%(constant)s, host)


if __name__ == "__main__":
    main()
"""
ACTION = """%(header)s
# Generated; see tests/tools/generate.py

from __future__ import annotations

from ansible_collections.oncall.routing.plugins.modules.%(module)s import (
    main,
)
from ansible_collections.oncall.routing.plugins.plugin_utils._inprocess.runner import InProcess


class ActionModule(InProcess):
    module = staticmethod(main)
    variables = (
%(variables)s    )
"""

FRAGMENT = """%s
from __future__ import annotations


class ModuleDocFragment:
    \"\"\"Connection options of %s. Generated; see tests/tools/generate.py.\"\"\"

    DOCUMENTATION = r\"\"\"
%s\"\"\"
"""


def load(name):
    return importlib.import_module("ansible_collections.oncall.routing.plugins." + name)


def resources():
    """Every description, by vendor and in the order of the alphabet."""
    resource_class = load("module_utils._describe.resource").Resource
    for vendor in VENDORS:
        for path in sorted((ROOT / "plugins" / "module_utils" / "_vendors" / vendor).glob("*.py")):
            module = load("module_utils._vendors.%s.%s" % (vendor, path.stem))
            for constant, value in sorted(vars(module).items()):
                # a description may import others, to say who uses it
                if isinstance(value, resource_class) and constant == path.stem.upper():
                    yield path.stem, constant, value


def dump(data):
    return yaml.safe_dump(
        data, sort_keys=False, width=TEXT_WIDTH, allow_unicode=True, default_flow_style=False
    )


def replaced(text, block, data):
    """A module's source with one of its documentation blocks written anew."""
    return re.sub(
        r'^%s = r""".*?^"""' % block,
        lambda match: '%s = r"""\n---\n%s"""' % (block, dump(data)),
        text,
        flags=re.M | re.S,
    )


def between(text, name, part):
    """A page with the part between its two comments of this name written anew."""
    found, number = re.subn(
        r"(<!-- generated: %s[^\n]*-->\n).*?(<!-- end of %s -->)" % (name, name),
        lambda match: match.group(1) + part + "\n" + match.group(2),
        text,
        flags=re.S,
    )
    if number != 1:
        raise ValueError("the page has no place for %s" % name)
    return found


def localized(texts, resource, prefix):
    """Help texts with the options they name as they are called in this module."""
    first = {name.split(".")[0] for name in resource.fields}

    def rename(match):
        option, rest = match.group(1), match.group(2)
        if option not in first:
            return match.group(0)
        return (
            "O(%s%s%s)" % (prefix, option, rest)
            if prefix is not None
            else "C(%s%s)" % (option, rest)
        )

    return [re.sub(r"O\((\w+)([^()]*)\)", rename, text) for text in texts]


class Options:
    """The options part of a module's documentation."""

    def __init__(self, resource, prefix):
        self.resource = resource
        self.prefix = prefix

    def field(self, field, spec):
        entry = {
            "description": localized(field.help, self.resource, self.prefix),
            "type": spec["type"],
        }
        for key in ("elements", "aliases", "choices", "required", "default"):
            if key in spec:
                entry[key] = spec[key]
        inner = getattr(field, "item", field)
        if "options" in spec:
            entry["suboptions"] = {
                name: self.field(inner.fields[name], one) for name, one in spec["options"].items()
            }
        return entry

    def all(self):
        spec = self.resource.spec()
        found = (
            {}
            if not self.resource.identity.has_id
            else {
                self.resource.id: {
                    "description": [
                        "The %s of the %s."
                        % ("UUID" if self.resource.id == "uuid" else "id", self.resource.label),
                        "Together with %s it renames; with C(state=absent) both must belong to the"
                        " same object. One of both is required."
                        % localized(["O(name)"], self.resource, self.prefix)[0],
                    ],
                    "type": self.resource.identity.id_type,
                }
            }
        )
        for name, field in self.resource.fields.items():
            group, dummy, option = name.rpartition(".")
            if group:
                holder = found.setdefault(
                    group,
                    {
                        "description": [self.resource.groups[group][1]],
                        "type": "dict",
                        "suboptions": {},
                    },
                )
                holder["suboptions"][option] = self.field(field, spec[group]["options"][option])
            else:
                declared = field.declared_as or option
                found[declared] = self.field(field, spec[declared])
        return found


def contents(resource):
    """The returned object's keys."""
    found = (
        {
            resource.id: {
                "description": "Its %s." % resource.id,
                "type": resource.identity.id_type,
                "returned": "if there is one",
            }
        }
        if resource.identity.has_id
        else {}
    )
    special = (
        {name for names in resource.variants[1].values() for name in names}
        if resource.variants
        else ()
    )
    for name, field in resource.fields.items():
        if field.once:
            continue
        group, dummy, option = name.rpartition(".")
        spec = field.spec()
        entry = {
            "description": localized(field.help[:1], resource, None),
            "type": spec["type"],
            "returned": (
                "when the vendor shows it"
                if field.silent
                else (
                    "where C(%s) has it" % resource.variants[0]
                    if name in special
                    else (
                        "if it is true for the whole day"
                        if resource.hooks.correct and name in resource.hooks.corrects
                        else "always"
                    )
                )
            ),
        }
        if "elements" in spec:
            entry["elements"] = spec["elements"]
        if group:
            found.setdefault(
                group,
                {
                    "description": "The options of the same name.",
                    "type": "dict",
                    "returned": "always",
                    "contains": {},
                },
            )["contains"][option] = entry
        else:
            found[option] = entry
    for name, key in resource.signs.items():
        found[name] = {
            "description": (
                localized(key.help, resource, None) + ["Read-only: a task that has it ignores it."]
            ),
            "type": key.type,
            "returned": (
                "when there is one"
                if key.type == "list"
                else "when the vendor shows another value than V(%s)"
                % (json.dumps(key.usual).strip('"'))
            ),
        }
        if key.type == "list":
            found[name]["elements"] = "dict"
    return found


def requests_return():
    return {
        "description": "The number of requests of the task.",
        "type": "dict",
        "returned": "always",
        "contains": {
            "reads": {
                "description": "Reads, repetitions included.",
                "type": "int",
                "returned": "always",
            },
            "writes": {
                "description": "Writes, repetitions included.",
                "type": "int",
                "returned": "always",
            },
            "retries": {
                "description": "The repetitions among them.",
                "type": "int",
                "returned": "always",
            },
            "waited": {
                "description": "Seconds of waiting for rate limits and between tries.",
                "type": "float",
                "returned": "always",
            },
        },
        "sample": {"reads": 1, "writes": 1, "retries": 0, "waited": 0.0},
    }


def ident_of(resource):
    """An id as the vendor makes them."""
    return (
        31
        if resource.identity.id_type == "int"
        else "altpl_0000000000000000000000000000f001"
        if resource.id == "uuid"
        else "4Kx3ZfHsUeG"
    )


def last_field(resource):
    return next(
        name for name in reversed(list(resource.fields)) if name not in resource.identity.key
    )


def plan_return(resource):
    return {
        "description": [
            "The changes of the task, or its plan in check mode: one entry for each object.",
            (
                "C(action) is V(create), V(update), V(delete) or V(none); C(fields) names the"
                " options that change, on a create all that are set."
            ),
        ],
        "type": "list",
        "elements": "dict",
        "returned": "always, unless the task was refused before",
        "sample": [
            dict(
                {"action": "update", "name": "payments", "fields": [last_field(resource)]},
                **({resource.id: ident_of(resource)} if resource.identity.has_id else {}),
            )
        ],
    }


def one_docs(resource):
    vendor = resource.vendor
    article = "an" if resource.label[0] in "aeiou" else "a"
    docs = {
        "module": "%s_%s" % (vendor.name, resource.kind),
        "short_description": "Manage %s %s of %s" % (article, resource.label, vendor.label),
        "version_added": "0.1.0",
        "description": resource.about + ["This module creates, changes and deletes one."],
        "author": ["oncall.routing contributors (@oncall-routing)"],
        "extends_documentation_fragment": fragments(
            resource, "", "behaviour", "behaviour.write", *policies(resource, True)
        ),
        "attributes": membership(resource),
        "options": Options(resource, "").all(),
        "seealso": seealso(
            resource,
            "%s_%s" % (vendor.name, resource.plural),
            "%s_%s_info" % (vendor.name, resource.kind),
        ),
    }
    returns = {
        resource.kind: {
            "description": (
                "The %s after the task, in the shape of the options, references as ids. V(null)"
                " after O(state=absent)." % resource.label
            ),
            "type": "dict",
            "returned": "success",
            "contains": contents(resource),
        },
        "plan": plan_return(resource),
        **kept_return(resource),
        **not_working_return(resource),
        "needs": needs_return(),
        "requests": requests_return(),
    }
    return docs, returns


def many_docs(resource):
    vendor = resource.vendor
    texts = load("doc_fragments.behaviour").ModuleDocFragment
    shared = yaml.safe_load(texts.DOCUMENTATION)["options"]
    if resource.by_member:
        shared.update(yaml.safe_load(texts.MEMBERS)["options"])
    options = {
        resource.plural: {
            "description": ["The %s. An empty list is allowed." % resource.labels],
            "type": "list",
            "elements": "dict",
            "required": True,
            "suboptions": dict(Options(resource, resource.plural + "[].").all(), **shared),
        }
    }
    if vendor.concurrency:
        options["concurrency"] = {
            "description": ["The number of writes in flight."],
            "type": "int",
            "default": vendor.concurrency,
        }
    docs = {
        "module": "%s_%s" % (vendor.name, resource.plural),
        "short_description": "Manage many %s of %s in one task" % (resource.labels, vendor.label),
        "version_added": "0.1.0",
        "description": (
            resource.about
            + [
                (
                    "This module creates, changes and deletes many. It reads the list once,"
                    " however many objects there are."
                ),
                (
                    "The task validates everything before the first write. An object that the"
                    " vendor refuses does not stop the others; the task fails at the end."
                ),
            ]
        ),
        "author": ["oncall.routing contributors (@oncall-routing)"],
        "extends_documentation_fragment": fragments(
            resource, "", "behaviour.write", "behaviour.many", *policies(resource, False)
        ),
        "attributes": membership(resource),
        "options": options,
        "seealso": seealso(
            resource,
            "%s_%s" % (vendor.name, resource.kind),
            "%s_%s_info" % (vendor.name, resource.kind),
        ),
    }
    returns = {
        resource.plural: {
            "description": (
                "The %s after the task, in the shape of the options and in the order of the list."
                % resource.labels
            ),
            "type": "list",
            "elements": "dict",
            "returned": "success",
            "contains": contents(resource),
        },
        "plan": plan_return(resource),
        "changes": {
            "description": (
                "The changes of each update: C(fields) has C(before) and C(after) of each option,"
                " with secrets masked."
            ),
            "type": "list",
            "elements": "dict",
            "returned": "success",
            "sample": [
                dict(
                    {
                        "name": "payments",
                        "fields": {last_field(resource): {"before": "...", "after": "..."}},
                    },
                    **({resource.id: ident_of(resource)} if resource.identity.has_id else {}),
                )
            ],
        },
        "counts": {
            "description": "The number of objects by action.",
            "type": "dict",
            "returned": "success",
            "sample": {"created": 1, "updated": 0, "deleted": 0, "unchanged": 99, "failed": 0},
        },
        **kept_return(resource),
        **not_working_return(resource),
        "needs": needs_return(),
        "unlisted": {
            "description": (
                "The objects within O(purge_scope) that the list lacks, by name%s."
                % (" and %s" % resource.id if resource.identity.has_id else "")
            ),
            "type": "list",
            "elements": "dict",
            "returned": "with O(purge_scope) and O(purge=false)",
            "sample": [
                dict(
                    {"name": "payments: old"},
                    **({resource.id: ident_of(resource)} if resource.identity.has_id else {}),
                )
            ],
        },
        "errors": {
            "description": "The failures, each with the name of the object and a message.",
            "type": "list",
            "elements": "dict",
            "returned": "when an object failed",
            "sample": [
                {
                    "name": "payments",
                    "message": "Could not update the %s 'payments': ..." % resource.label,
                }
            ],
        },
        "requests": requests_return(),
    }
    return docs, returns


def info_docs(resource):
    vendor = resource.vendor
    ids = resource.id + "s"
    docs = {
        "module": "%s_%s_info" % (vendor.name, resource.kind),
        "short_description": "Read %s of %s" % (resource.labels, vendor.label),
        "version_added": "0.1.0",
        "description": (
            resource.about
            + ["This module reads them. Its output is valid input of the modules that write."]
        ),
        "author": ["oncall.routing contributors (@oncall-routing)"],
        "extends_documentation_fragment": fragments(resource, ".info", "behaviour.info"),
        "attributes": membership(resource),
        "options": (
            {}
            if not resource.identity.has_id
            else {
                ids: {
                    "description": [
                        "Only objects with one of these %ss. The result omits an unknown one."
                        % resource.id
                    ],
                    "type": "list",
                    "elements": resource.identity.id_type,
                    "aliases": [resource.id],
                }
            }
        ),
        "seealso": seealso(
            resource,
            "%s_%s" % (vendor.name, resource.kind),
            "%s_%s" % (vendor.name, resource.plural),
        ),
    }
    returns = {
        resource.plural: {
            "description": "The %s found, sorted by name." % resource.labels,
            "type": "list",
            "elements": "dict",
            "returned": "success",
            "contains": contents(resource),
        },
        "protected": {
            "description": (
                "The %s of objects that a purge passes over, because nobody can rename, change"
                " or delete them." % (resource.id if resource.identity.has_id else "names")
            ),
            "type": "list",
            "elements": resource.identity.id_type,
            "returned": "success",
        },
        "requests": requests_return(),
    }
    return docs, returns


def fragments(resource, attributes, *more):
    return ["oncall.routing.attributes" + attributes, "oncall.routing." + resource.vendor.name] + [
        "oncall.routing." + one for one in more
    ]


def keeps(resource):
    """Whether its modules can leave what is used where it is."""
    return "keep_used" in load("module_utils._module.arguments").one_spec(resource)


def kept_return(resource):
    return (
        {}
        if not keeps(resource)
        else {
            "kept": {
                "description": [
                    "The objects that the task kept instead of deleting, with their users."
                ],
                "type": "list",
                "elements": "dict",
                "returned": "with O(keep_used=true)",
                "sample": [
                    {
                        "name": "payments",
                        "used_by": [
                            "the %s 'search'"
                            % (resource.users[0].label if resource.users else resource.label)
                        ],
                    }
                ],
            }
        }
    )


def not_working_return(resource):
    return (
        {}
        if not resource.may_be_off()
        else {
            "not_working": {
                "description": [
                    "Objects that do not work, or that refer to such an object, as far as the lists"
                    " of the task show it: the name%s of the object, and C(because)."
                    % (" and the %s" % resource.id if resource.identity.has_id else "")
                ],
                "type": "list",
                "elements": "dict",
                "returned": "if there are any",
                "sample": [
                    dict(
                        {
                            "name": "payments",
                            "because": "is suspended since 2024-06-06T12:34:56Z, ...",
                        },
                        **({resource.id: ident_of(resource)} if resource.identity.has_id else {}),
                    )
                ],
            }
        }
    )


def needs_return():
    return {
        "description": (
            "The cost of the real run: C(requests), C(waiting) in seconds for the vendor's limit,"
            " and C(refused), the reason if the task would be refused."
        ),
        "type": "dict",
        "returned": "in check mode, if there is something to write",
        "sample": {"requests": 12, "waiting": 0.0},
    }


def policies(resource, one):
    """Fragments with options that not every resource has."""
    found = ["behaviour.members"] if one and resource.by_member else []
    found += ["behaviour.force"] if resource.users or resource.usage.also_used else []
    found += ["behaviour.keep"] if keeps(resource) else []
    return found + (
        ["behaviour.secrets"] if resource.secret_options and resource.listing.masks_secrets else []
    )


def membership(resource):
    return {
        "action_group": {
            "description": (
                "Use C(group/oncall.routing.%s) or C(group/oncall.routing.all) in"
                " C(module_defaults)." % resource.vendor.name
            ),
            "support": "full",
            "membership": ["oncall.routing.%s" % resource.vendor.name, "oncall.routing.all"],
        }
    }


def seealso(resource, *modules):
    return (
        [{"module": "oncall.routing." + name} for name in modules]
        + [
            {
                "ref": "ansible_collections.oncall.routing.docsite.guide_%s" % resource.vendor.name,
                "description": "Guide to %s." % resource.vendor.label,
            },
            {
                "ref": "ansible_collections.oncall.routing.docsite.guide_behaviour",
                "description": "Idempotence, check mode, purge, secrets.",
            },
        ]
        + [
            {
                "name": "API documentation of %s" % resource.vendor.label,
                "description": "The vendor's documents.",
                "link": link,
            }
            for link in resource.vendor.pages
        ]
    )


def fragment(vendor):
    options = {}
    for option in vendor.options:
        texts = list(option.help)
        others = ["O(%s)" % other for other in option.unless]
        if option.env and vendor.brands and option.name in vendor.branded:
            texts += [
                "If %s, %s replaces it."
                % (
                    " and ".join(
                        "%s is missing" % one
                        for one in ["it"]
                        + (others or [] if option.no_log else others or ["O(api_url)"])
                    ),
                    " or ".join("E(%s)" % name for name in option.env),
                )
            ]
            if option.no_log:
                texts.append(
                    "The variables of a brand count as one set: the client never sends a key of one"
                    " brand to a host of another, and a task refuses variables of several brands"
                    " unless O(site) or O(api_url) decides."
                )
            if option.default is not None:
                texts.append(
                    "The default is %s."
                    % " or ".join(
                        "V(%s) (%s)" % (brand.default, brand.label) for brand in vendor.brands
                    )
                )
        elif option.env:
            texts.append(
                "If it is missing%s, %s replaces it."
                % (
                    (
                        ", and %s%s missing too"
                        % (" and ".join(others), " is" if len(others) == 1 else " are")
                        if others
                        else ""
                    ),
                    (
                        "E(%s)" % option.env[0]
                        if len(option.env) == 1
                        else "the first of %s with a value"
                        % " and ".join("E(%s)" % name for name in option.env)
                    ),
                )
            )
        if option.unless and option.default is not None and not vendor.brands:
            texts.append("The default is V(%s)." % option.default)
        entry = {"description": texts, "type": option.type}
        if option.choices:
            entry["choices"] = list(option.choices)
        if option.required:
            entry["required"] = True
        if option.default is not None and not option.unless:
            entry["default"] = option.default
        options[option.name] = entry
    return FRAGMENT % (
        HEADER,
        vendor.label,
        dump({"options": options, "requirements": ["requests"]}),
    )


ROLE_VENDORS = {
    "mackerel": [
        "Channels, notification groups and alert group settings of teams on Mackerel, and services"
        " of teams that ask for them."
    ],
    "guance": ["Notify objects, teams and alert policies of teams on Guance or TrueWatch."],
    "bk": [
        "Notice groups and user groups of teams on BlueKing Monitor, in every business that a team"
        " names."
    ],
}
#: Options of one vendor's role beside those that all have.
ROLE_OPTIONS = {
    "mackerel": {},
    "guance": {
        "workspace": {
            "description": [
                "The workspace of this account. The role ignores teams that name another."
            ],
            "type": "str",
        },
        "monday": {
            "description": [
                "The number of Monday in a crontab of this account, if you have looked it up."
            ],
            "type": "int",
            "choices": [0, 1],
        },
    },
    "bk": {
        "businesses": {
            "description": [
                (
                    "More businesses to look at than the teams name, to find the objects of teams"
                    " that have left."
                ),
                "Requires C(bk_biz_id) of O(bk_routing_connection).",
            ],
            "type": "list",
            "elements": "int",
            "default": [],
        },
        "form": {
            "description": ["V(user_group) is for a site with native calls only."],
            "type": "str",
            "choices": ["auto", "user_group"],
            "default": "auto",
        },
    },
}


def role_spec(vendor):
    """The argument spec of a vendor's role. The modules declare the options of the connection."""
    role = "%s_routing" % vendor.name
    scope = (
        "One task serves all teams, so the number of tasks and list reads does not grow with the"
        " number of teams."
    )
    options = {
        "teams": {
            "description": [
                "The teams, each with the keys of a team file. The role ignores teams that are not"
                " on this account."
            ],
            "type": "list",
            "elements": "dict",
            "default": [],
        },
        "sources": {
            "description": ["The file of each team, in the order of the teams. Messages name it."],
            "type": "list",
            "elements": "str",
            "default": [],
        },
        "absent": {
            "description": [
                (
                    "Names of teams that have left. The role deletes their objects, except those"
                    " that others still use."
                ),
                "A list, or a text with commas, semicolons or line breaks between the names.",
            ],
            "type": "raw",
            "default": [],
        },
        "account": {
            "description": [
                "The name of the account in C(accounts) of team files. The default is the name of"
                " the host, and no name for localhost."
            ],
            "type": "str",
        },
        "prefix": {
            "description": ["A prefix for the names of all objects."],
            "type": "str",
            "default": "",
        },
        "purge": {
            "description": [
                "Whether to delete objects of the teams that their files no longer name. The role"
                " identifies them by their names, C(TEAM: PART)."
            ],
            "type": "bool",
            "default": True,
        },
        "purge_limit": {
            "description": ["The most objects of one kind that a run may delete."],
            "type": "int",
            "default": 10,
        },
        "fail": {
            "description": [
                "Whether the role fails at its end if a team or an object failed. With V(false),"
                " the play must look into C(%s_result)." % role
            ],
            "type": "bool",
            "default": True,
        },
        "connection": {
            "description": [
                "The connection to the account: the options of all modules of the vendor.",
                "C(module_defaults) or the environment replace omitted options.",
            ],
            "type": "dict",
            "default": {},
            "options": {},
        },
        **ROLE_OPTIONS[vendor.name],
    }
    for option in vendor.options:
        entry = {"description": list(option.help), "type": option.type}
        if option.choices:
            entry["choices"] = list(option.choices)
        if option.no_log is not None:
            entry["no_log"] = option.no_log
        options["connection"]["options"][option.name] = entry
    return {
        "argument_specs": {
            "main": {
                "short_description": "Set up the routing of teams on %s" % vendor.label,
                "description": (
                    ROLE_VENDORS[vendor.name]
                    + [scope, "The fact C(%s_result) holds the result." % role]
                ),
                "version_added": "0.1.0",
                "author": ["oncall.routing contributors (@oncall-routing)"],
                "options": {
                    "%s_%s" % (role, name): _renamed(entry, role) for name, entry in options.items()
                },
            }
        }
    }


def _renamed(entry, role):
    return dict(
        entry,
        description=[
            re.sub(r"O\((?!%s)([^()]*)\)" % role, r"C(\1)", text) for text in entry["description"]
        ],
        **(
            {"options": {name: _renamed(inner, role) for name, inner in entry["options"].items()}}
            if "options" in entry
            else {}
        ),
    )


def role_defaults(spec):
    """The defaults of a role, as its argument spec has them."""
    options = spec["argument_specs"]["main"]["options"]
    return {name: entry["default"] for name, entry in options.items() if "default" in entry}


def outputs():
    """Path to text of everything generated."""
    groups, texts, vendors = {}, {}, {}
    for stem, constant, resource in resources():
        vendor = resource.vendor
        vendors[vendor.name] = vendor
        for run, name, docs in (
            ("one", resource.kind, one_docs),
            ("many", resource.plural, many_docs),
            ("info", resource.kind + "_info", info_docs),
        ):
            module = "%s_%s" % (vendor.name, name)
            groups.setdefault(vendor.name, []).append("oncall.routing." + module)
            path = ROOT / "plugins" / "modules" / (module + ".py")
            text = (
                path.read_text()
                if path.exists()
                else MODULE
                % {
                    "header": HEADER,
                    "run": run,
                    "vendor": vendor.name,
                    "file": stem,
                    "constant": constant,
                }
            )
            documentation, returns = docs(resource)
            for block, data in (("DOCUMENTATION", documentation), ("RETURN", returns)):
                text = replaced(text, block, data)
            texts[path] = text
            texts[ROOT / "plugins" / "action" / (module + ".py")] = ACTION % {
                "header": HEADER.rstrip(),
                "module": module,
                "variables": "".join(
                    '        "%s",\n' % name for option in vendor.options for name in option.env
                ),
            }
    for name, vendor in vendors.items():
        texts[ROOT / "plugins" / "doc_fragments" / (name + ".py")] = fragment(vendor)
        role = ROOT / "roles" / ("%s_routing" % name)
        texts[role / "meta" / "argument_specs.yml"] = (
            "---\n# Generated; see tests/tools/generate.py\n" + yaml_indented(role_spec(vendor))
        )
    for path in sorted(
        {
            *(ROOT / "roles").glob("*/meta/argument_specs.yml"),
            *[path for path in texts if path.name == "argument_specs.yml"],
        }
    ):
        spec = yaml.safe_load(texts.get(path) or path.read_text())
        texts[path.parents[1] / "defaults" / "main.yml"] = (
            "---\n# Generated from meta/argument_specs.yml, where each is explained.\n"
            + yaml_indented(role_defaults(spec))
        )
    runtime = {
        "requires_ansible": ">=2.19.0",
        "action_groups": {
            **{name: sorted(groups[name]) for name in VENDORS},
            "all": sorted(module for members in groups.values() for module in members),
        },
    }
    texts[ROOT / "meta" / "runtime.yml"] = (
        "---\n# Generated; see tests/tools/generate.py\n" + yaml_indented(runtime)
    )
    texts[ROOT / "docs" / "team.schema.json"] = (
        json.dumps(load("plugin_utils._teams.file.schema").SCHEMA, indent=2) + "\n"
    )
    architecture = ROOT / "docs" / "architecture.md"
    texts[architecture] = between(architecture.read_text(), "the layers", layers.table())
    adding = ROOT / "docs" / "adding-a-resource.md"
    example = ROOT / "plugins" / "module_utils" / "_vendors" / "mackerel" / "downtime.py"
    source = example.read_text()
    texts[adding] = between(
        adding.read_text(),
        "the description",
        "```python\n%s```" % source[source.index("DOWNTIME = Resource(") :],
    )
    texts.update(generate_examples.outputs(ROOT))
    texts.update(generate_awx.awx_files(ROOT, [vendors[name] for name in VENDORS], yaml_indented))
    return texts


def yaml_indented(data):
    class Indented(yaml.SafeDumper):
        def increase_indent(self, flow=False, indentless=False):
            return super().increase_indent(flow, False)

        def ignore_aliases(self, data):
            return True

    return yaml.dump(
        data,
        Dumper=Indented,
        sort_keys=False,
        default_flow_style=False,
        width=140,
        allow_unicode=True,
    )


def stale():
    """Path to text of each file whose text is not what the descriptions say."""
    return {
        path: text
        for path, text in outputs().items()
        if not path.exists() or path.read_text() != text
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    args = parser.parse_args()
    found = stale()
    for path, text in found.items():
        print("%s %s" % ("stale:" if args.check else "wrote", path.relative_to(ROOT)))
        if not args.check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
    if args.check and found:
        print("Run: make generate")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
