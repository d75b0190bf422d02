# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One resource in front of its emulated vendor, for tests that hold for every resource."""

from __future__ import annotations

import copy

from .samples import SAMPLES
from support import harness
from tools import generate

RESOURCES = [resource for _stem, _constant, resource in generate.resources()]
NAMES = ["%s_%s" % (resource.vendor.name, resource.kind) for resource in RESOURCES]


def sample_of(resource):
    return SAMPLES.get((resource.vendor.name, resource.kind))


def nest(options):
    """Options with dots as the dicts a user types."""
    nested = {}
    for option, value in copy.deepcopy(options).items():
        group, _dot, name = option.rpartition(".")
        (nested.setdefault(group, {}) if group else nested)[name] = value
    return nested


def flat(obj, groups):
    """The opposite of nest, for a returned object."""
    found = {}
    for option, value in obj.items():
        if option in groups:
            found.update({"%s.%s" % (option, name): inner for name, inner in value.items()})
        else:
            found[option] = value
    return found


class Subject:
    """A resource, its samples and its account. Whatever runs, the counted requests are compared with those that arrived."""

    def __init__(self, resource, account):
        self.resource = resource
        self.sample = sample_of(resource)
        self.account = account
        self.emulator = account.emulator
        self.vendor = resource.vendor.name
        self.id = resource.id
        self.kind, self.plural = resource.kind, resource.plural
        self.module = "%s_%s" % (self.vendor, self.kind)
        self.many_module = "%s_%s" % (self.vendor, self.plural)

    # --- running

    def run(self, module, params, check=False, env=None, connection=None):
        seen = len(self.account.requests())
        connection = self.account.connection if connection is None else connection
        result = harness.run(module, dict(connection, **params), check=check, env=env)
        log = self.account.requests()[seen:]
        counted = result.get("requests", {"reads": 0, "writes": 0, "retries": 0})
        assert (counted["reads"], counted["writes"]) == (
            len([one for one in log if not one["write"]]), len([one for one in log if one["write"]])), result.text
        assert "Traceback" not in result.text
        if check:
            assert counted["writes"] == 0
        return result

    def one(self, options, check=False, **more):
        return self.run(self.module, dict(nest(options), **more), check)

    def many(self, items, check=False, **more):
        return self.run(self.many_module, dict({self.plural: [nest(item) for item in items]}, **more), check)

    def info(self, **more):
        return self.run(self.module + "_info", more)

    def ok(self, result):
        assert not result["failed"], result.get("msg")
        return result

    def made(self, options=None, **more):
        """Creates an object and returns its id."""
        result = self.ok(self.one(self.sample.base if options is None else options, **more))
        assert result["plan"][0]["action"] == "create"
        return result[self.kind][self.id]

    def refused(self, result, *texts):
        """The task failed with a message that holds these texts, and nothing was written."""
        assert result["failed"], "not refused: %s" % result.text
        for text in texts:
            assert str(text) in result["msg"], result["msg"]
        assert self.writes() == []
        assert not result.get("changed", False)
        return result

    # --- looking

    def writes(self):
        return self.account.requests(write=True)

    def forget(self):
        self.emulator.clear_requests()

    def rows(self, name=None):
        """What the vendor has stored."""
        rows = [row for row in self.emulator.state(self.vendor)[self.sample.table] if self.sample.mine(row)]
        return rows if name is None else [row for row in rows if row["name"] == name]

    def names(self):
        return sorted(row["name"] for row in self.rows())

    def stored(self):
        """All objects as the info module shows them, without ids, by name; ids that differ between two accounts are no matter."""
        return [{key: value for key, value in obj.items() if key != self.id} for obj in self.ok(self.info(reveal_secrets=True))[self.plural]]

    def shown(self, **changes):
        """The base as it is returned, flat and without id."""
        return dict(copy.deepcopy(self.sample.base), **dict(copy.deepcopy(self.sample.shown), **changes))

    def flat(self, obj):
        return {option: value for option, value in flat(obj, self.resource.groups).items() if option != self.id}

    def anonymous(self, value):
        """A result's part without the ids that a create makes."""
        if isinstance(value, dict):
            return {key: self.anonymous(inner) for key, inner in value.items() if key != self.id}
        return [self.anonymous(inner) for inner in value] if isinstance(value, list) else value
