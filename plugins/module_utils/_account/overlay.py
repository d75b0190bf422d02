# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What earlier tasks would have done, laid over what the vendor lists. Private to oncall.routing.

In check mode nothing is there yet of what an earlier task creates. Handed the results of these
tasks, a later one plans as if it were.
"""

from __future__ import annotations

from typing import (
    TYPE_CHECKING,
    Any,
    Callable,
    Dict,
    Iterable,
    Iterator,
    Mapping,
    NamedTuple,
    Sequence,
    Tuple,
)

from .._describe.markers import MASK, UNKNOWN, Id, Pending
from .._describe.problems import Problems
from .._describe.resource import Resource

if TYPE_CHECKING:
    from .._describe.hooks import Case
    from .._describe.kind import Kind
    from .._describe.markers import Object, Row
    from .account import Account

#: The result of a module.
Result = Dict[str, Any]
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

    def __init__(self, account: Account, results: Sequence[Result]) -> None:
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


class _Source(NamedTuple):
    """The kind that a result is about. shape: from its rows to ours, where the same objects have
    another form there.
    """

    kind: Kind
    shape: Callable[[Row], Row] | None


def overlay(kind: Kind, rows: Iterable[Row], results: Iterable[Result]) -> list[Row]:
    """The rows of a kind as they will be after the tasks that returned these results."""
    found = {kind.ident(row): row for row in rows}
    sources = [_Source(kind, None), *(_Source(*also) for also in kind.also_as)]
    for result in _flat(results):
        for source in sources:
            if isinstance(result.get("plan"), list) and (
                source.kind.plural in result or source.kind.kind in result
            ):
                _lay(kind, source, found, result)
    return list(found.values())


def _lay(kind: Kind, source: _Source, rows: dict[Id, Row], result: Result) -> None:
    """Lays one result over the rows."""
    objects = result.get(source.kind.plural)
    objects = objects if isinstance(objects, list) else [result.get(source.kind.kind)]
    for entry in result["plan"]:
        action, ident = entry.get("action"), Id(str(entry.get(kind.id, "")))
        if action == "delete":
            rows.pop(ident if ident in rows else _of_that_name(kind, rows, entry), None)
        elif action == "create" and _of_that_name(kind, rows, entry) not in rows:
            rows[entry["name"]] = _created(kind, source, entry, objects)
        elif action == "update" and ident in rows:
            rows[ident] = _updated(kind, source, rows[ident], entry, objects)


def essence(results: Any) -> Any:
    """Results without what no plan needs, so that it is not repeated wherever options are shown."""
    return (
        [{key: value for key, value in one.items() if key not in OTHER} for one in _flat(results)]
        if isinstance(results, list)
        else results
    )


def _flat(results: Iterable[Any]) -> Iterator[Result]:
    """Single results, also those of a loop."""
    for result in results:
        inner = result.get("results") if isinstance(result, dict) else None
        if isinstance(inner, list):
            yield from _flat(inner)
        elif isinstance(result, dict):
            yield result


def _of_that_name(kind: Kind, rows: Mapping[Id, Row], entry: Result) -> Id:
    """The id of the object that an entry names; an empty text where there is none."""
    return next(
        (
            ident
            for ident, row in rows.items()
            if any(name_of(row) == entry["name"] for name_of in kind.identity.names)
        ),
        Id(""),
    )


def _named(kind: Kind, objects: Iterable[Any], entry: Result) -> Object:
    """The object that a plan entry is about, as options; {} where nobody manages the kind here."""
    if not isinstance(kind, Resource):
        return {}
    for shown in objects:
        if isinstance(shown, dict) and (
            shown.get(kind.id) == entry[kind.id]
            if kind.id in entry
            else kind.title(shown) == entry["name"]
        ):
            return kind.parse(kind.as_declared(shown), "", Problems())
    return {}


def _created(kind: Kind, source: _Source, entry: Result, objects: Iterable[Any]) -> Row:
    """The row of an object that an earlier task would create."""
    managed, name = source.kind, entry["name"]
    options = _named(managed, objects, entry)
    row = (
        managed.body(managed.new(options), options)
        if isinstance(managed, Resource)
        else {"name": name}
    )
    # an id of which others tell the kind by its beginning has that beginning already
    ident = Pending(managed.identity.prefixes + name)
    row = dict(row, **{managed.id: ident})
    return dict(source.shape(row), **{kind.id: ident}) if source.shape else row


def _updated(kind: Kind, source: _Source, row: Row, entry: Result, objects: Iterable[Any]) -> Row:
    """The row of an object that an earlier task would update. What its result does not show stays
    as it is.
    """
    options = _named(source.kind, objects, entry)
    if source.shape and isinstance(source.kind, Resource):
        shown = {name: options.get(name, UNKNOWN) for name in source.kind.fields}
        return dict(row, **source.shape(source.kind.body(shown, options)))
    if not isinstance(kind, Resource):
        return dict(row, name=entry["name"])
    options = {name: value for name, value in options.items() if value != MASK}
    return dict(row, **kind.body(dict(kind.read(row), **options), options, row))
