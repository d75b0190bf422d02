# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One resource in front of its emulated vendor, for tests that hold for every resource."""

from __future__ import annotations

import copy
import json
import re

import pytest
from support import harness
from tools import generate

from .samples import SAMPLES


class Variant:
    """A resource with one of its samples, and with the options that exist for the variant this
    is of.
    """

    def __init__(self, resource, sample=None, variant=()):
        self.described = resource
        self.sample = sample
        self.test_id = "-".join(["%s_%s" % (resource.vendor.name, resource.kind), *variant])
        self.fields = resource.named(sample.base) if sample else resource.fields

    def __getattr__(self, name):
        return getattr(self.described, name)

    @property
    def by_member(self):
        return [name for name in self.described.by_member if name in self.fields]

    def spec(self):
        missing = set(self.described.fields) - set(self.fields)
        found = {
            name: entry for name, entry in self.described.spec().items() if name not in missing
        }
        for group in self.described.groups:
            found[group] = dict(
                found[group],
                options={
                    name: entry
                    for name, entry in found[group]["options"].items()
                    if "%s.%s" % (group, name) not in missing
                },
            )
        return found


def _variants(resource):
    found = [
        Variant(resource, sample, key[2:])
        for key, sample in SAMPLES.items()
        if key[:2] == (resource.vendor.name, resource.kind)
    ]
    return found or [Variant(resource)]


RESOURCES = [
    variant
    for _stem, _constant, resource in generate.resources()
    for variant in _variants(resource)
]
NAMES = [resource.test_id for resource in RESOURCES]


def sample_of(resource):
    return resource.sample


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
    """A resource, its samples and its account. Whatever runs, the counted requests are compared
    with those that arrived.
    """

    def __init__(self, resource, account, preset="hostile"):
        self.resource = resource
        self.sample = sample_of(resource)
        self.hidden = set(self.sample.hidden if preset == "live" else ())
        self.account = account
        self.emulator = account.emulator
        self.vendor = resource.vendor.name
        self.has_id = resource.identity.has_id
        self.id = resource.id if resource.identity.has_id else "name"
        self.kind, self.plural = resource.kind, resource.plural
        self.module = "%s_%s" % (self.vendor, self.kind)
        self.many_module = "%s_%s" % (self.vendor, self.plural)

    # --- running

    def run(self, module, params, check=False, env=None, connection=None):
        seen = len(self.account.requests())
        connection = self.account.connection if connection is None else connection
        result = self._heard(
            harness.run(module, dict(connection, **self.typed(params)), check=check, env=env)
        )
        log = self.account.requests()[seen:]
        counted = result.get("requests", {"reads": 0, "writes": 0, "retries": 0})
        assert (counted["reads"], counted["writes"]) == (
            len([one for one in log if not one["write"]]),
            len([one for one in log if one["write"]]),
        ), result.text
        assert "Traceback" not in result.text
        if check:
            assert counted["writes"] == 0
        return result

    def one(self, options, check=False, **more):
        return self.run(self.module, dict(self._whole_key(nest(options)), **more), check)

    def many(self, items, check=False, **more):
        return self.run(
            self.many_module,
            dict({self.plural: [self._whole_key(nest(item)) for item in items]}, **more),
            check,
        )

    def _whole_key(self, options):
        """The options with the other parts of the name, where one is given and it has several."""
        parts = (
            {part: self.sample.base[part] for part in self.resource.identity.key if part != "name"}
            if "name" in options
            else {}
        )
        return dict(parts, **options)

    def typed(self, value, key=None):
        """The tests' names, as a vendor without spaces in names takes them. Results that go in
        again do so as they came out.
        """
        if hasattr(value, "raw"):
            return value.raw
        if isinstance(value, dict):
            return {name: self.typed(inner, name) for name, inner in value.items()}
        if isinstance(value, list):
            return [self.typed(inner) for inner in value]
        if not isinstance(value, str) or "contract" not in value:
            return value
        text = value.replace(" ", "-") if self.sample.bare else value
        return (
            {
                "name_prefix": self.sample.within + text,
                "name_regex": "%s(?:%s)" % (self.sample.within, text),
            }.get(key, text)
            if self.sample.within
            else text
        )

    def _plain(self, text):
        """The opposite, in what came back."""
        if self.sample.bare:
            text = re.sub(
                r"(?:%s)?((?:foreign-|more-)?contracts?\b(?:-\w+)*)"
                % re.escape(self.sample.within),
                lambda match: match.group(1).replace("-", " "),
                text,
            )
        return text

    def _heard(self, result):
        if not self.sample.bare:
            return result
        text = self._plain(result.text)
        heard = harness.Result(
            json.loads(text),
            failed=result["failed"],
            warnings=json.loads(self._plain(json.dumps(result["warnings"]))),
        )
        heard.text = text
        heard.raw = dict(result)
        return heard

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

    def change(self):
        """(option, another value)"""
        if not self.sample.changes:
            pytest.skip("nothing of it can be changed")
        return self.sample.changes[0][:2]

    def rejections(self, verb):
        """How often a write is rejected before it fails: an update is sent once more without
        keys that have no option, and these always hold one.
        """
        return (
            2
            if verb == "update"
            and (self.vendor, self.kind) in (("bk", "user_group"), ("bk", "duty_rule"))
            else 1
        )

    def resettable(self):
        """The options of the base that on_unspecified puts back to something else."""
        shown = self.shown()
        return [
            option
            for option, value in self.sample.reset.items()
            if option not in self.hidden and shown[option] != value
        ]

    def by_id(self):
        if not self.has_id:
            pytest.skip("its name is its id")

    def entry(self, action, fields=(), ident=None, name="contract one"):
        """What a plan says of an object."""
        return dict(
            {"action": action, "name": name, "fields": list(fields)},
            **({self.id: ident} if self.has_id else {}),
        )

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
        state = self.emulator.state(self.vendor)
        rows = [
            row
            for row in (
                self.sample.listed(state) if self.sample.listed else state[self.sample.table]
            )
            if self.sample.mine(row)
        ]
        rows = json.loads(self._plain(json.dumps(rows)))
        return rows if name is None else [row for row in rows if row["name"] == name]

    def names(self):
        return sorted(
            (row["name"] for row in self.rows()),
            key=lambda name: name if ":" in name else self.sample.within + name,
        )

    def stored(self):
        """All objects as the info module shows them, without ids, by name; ids that differ
        between two accounts are no matter.
        """
        return [
            {key: value for key, value in obj.items() if key != self.id or not self.has_id}
            for obj in self.ok(self.info(reveal_secrets=True))[self.plural]
        ]

    def shown(self, **changes):
        """The base as it is returned, flat and without id."""
        base = {
            option: value
            for option, value in self.sample.base.items()
            if option not in self.sample.once
        }
        whole = dict(copy.deepcopy(base), **dict(copy.deepcopy(self.sample.shown), **changes))
        return {option: value for option, value in whole.items() if option not in self.hidden}

    def title(self, obj):
        """The name of a returned object as rows have it."""
        return self._plain(":".join(obj[part] for part in self.resource.identity.key))

    def flat(self, obj):
        return {
            option: value
            for option, value in flat(obj, self.resource.groups).items()
            if (option != self.id or not self.has_id) and option not in self.hidden
        }

    def seen(self, obj):
        """An object without what the vendor shows at one time and not at another."""
        return {option: value for option, value in obj.items() if option not in self.hidden}

    def anonymous(self, value):
        """A result's part without the ids that a create makes."""
        if isinstance(value, dict):
            return {
                key: self.anonymous(inner)
                for key, inner in value.items()
                if key != self.id or not self.has_id
            }
        return [self.anonymous(inner) for inner in value] if isinstance(value, list) else value
