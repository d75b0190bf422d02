# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What earlier tasks would have done, laid over what the vendor lists. Private to oncall.routing.

In check mode nothing is there yet of what an earlier task creates. Handed the results of these
tasks, a later one plans as if it were.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Sequence, Tuple

from .._describe.markers import MASK, UNKNOWN, Pending
from .._describe.problems import Problems

if TYPE_CHECKING:
    from .._describe.hooks import Case
    from .._describe.kind import Kind
    from .._describe.markers import Object, Row
    from .._describe.resource import Resource
    from .account import Account

#: Keys of a result that say nothing of what will be there.
OTHER = (
    "invocation",
    "diff",
    "changes",
    "counts",
    "errors",
    "kept",
    "unlisted",
    "not_working",
    "requests",
    "warnings",
    "deprecations",
    "msg",
    "exception",
    "ansible_facts",
)


class PlannedAccount:
    """Another account as it will be after the tasks that returned these results."""

    def __init__(self, account: Account, results) -> None:
        self._account = account
        self._results = results
        self._rows: dict[Kind, Sequence[Row]] = {}

    def rows(self, kind: Kind) -> Sequence[Row]:
        if kind not in self._rows:
            self._rows[kind] = overlay(kind, self._account.rows(kind), self._results)
        return self._rows[kind]

    def object(self, resource: Resource, row: Row) -> Object:
        return self._account.object(resource, row)

    def detailed(self, resource: Resource, asked: Sequence[Tuple[Row, Object]]) -> Sequence[Row]:
        """An object that an earlier task only would have created has no details to ask for."""
        there = [pair for pair in asked if not isinstance(resource.ident(pair[0]), Pending)]
        return self._account.detailed(resource, there)

    def inferred(self, resource: Resource, rows: Sequence[Row]) -> Sequence[Row]:
        return self._account.inferred(resource, rows)

    def review(self, resource: Resource, cases: Sequence[Case]) -> None:
        self._account.review(resource, cases)


def overlay(kind, rows, results):
    """The rows of a kind as they will be after the tasks that returned these results."""
    rows = {kind.ident(row): row for row in rows}
    for result in _flat(results):
        for told, shape in ((kind, None),) + kind.also_as:
            if isinstance(result.get("plan"), list) and (
                told.plural in result or told.kind in result
            ):
                _lay(kind, told, shape, rows, result)
    return list(rows.values())


def _lay(kind, told, shape, rows, result):
    """Lays one result over the rows. ``told``: the kind of which it tells, if the same objects
    have another form there; ``shape``: from its rows to ours.
    """
    objects = result.get(told.plural)
    objects = objects if isinstance(objects, list) else [result.get(told.kind)]
    for entry in result["plan"]:
        action, ident = entry.get("action"), str(entry.get(kind.id, ""))
        if action == "delete":
            rows.pop(ident if ident in rows else _of_that_name(kind, rows, entry), None)
        elif action == "create" and _of_that_name(kind, rows, entry) not in rows:
            row = _new(told, entry["name"], _named(told, objects, entry))
            rows[entry["name"]] = dict(shape(row), **{kind.id: row[told.id]}) if shape else row
        elif action == "update" and ident in rows:
            given = _named(told, objects, entry)
            # of what the result does not show nothing is made up
            row = (
                told.body({name: given.get(name, UNKNOWN) for name in told.fields}, given)
                if shape
                else None
            )
            rows[ident] = (
                dict(rows[ident], **shape(row))
                if shape
                else _changed(kind, rows[ident], entry["name"], given)
            )


def essence(results):
    """Results without what no plan needs, so that it is not repeated wherever options are shown."""
    return (
        [{key: value for key, value in one.items() if key not in OTHER} for one in _flat(results)]
        if isinstance(results, list)
        else results
    )


def _flat(results):
    """Single results, also those of a loop."""
    for result in results:
        inner = result.get("results") if isinstance(result, dict) else None
        if isinstance(inner, list):
            yield from _flat(inner)
        elif isinstance(result, dict):
            yield result


def _of_that_name(kind, rows, entry):
    return next(
        (
            ident
            for ident, row in rows.items()
            if any(name_of(row) == entry["name"] for name_of in kind.identity.names)
        ),
        None,
    )


def _named(kind, objects, entry):
    """The object a plan entry is about, as options; {} where the kind is not one that is managed
    here.
    """
    for shown in objects:
        if (
            isinstance(shown, dict)
            and kind.fields
            and (
                shown.get(kind.id) == entry[kind.id]
                if kind.id in entry
                else kind.title(shown) == entry["name"]
            )
        ):
            return kind.parse(kind.as_declared(shown), "", Problems())
    return {}


def _new(kind, name, given):
    row = kind.body(kind.new(given), given) if kind.fields else {"name": name}
    # an id of which others tell the kind by its beginning has that beginning already
    return dict(row, **{kind.id: Pending(kind.identity.prefixes + name)})


def _changed(kind, row, name, given):
    if not kind.fields:
        return dict(row, name=name)
    given = {name: value for name, value in given.items() if value != MASK}
    return dict(row, **kind.body(dict(kind.read(row), **given), given, row))
