# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The values that all passes of a plan read. Private to oncall.routing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Iterable, Iterator, Mapping, NamedTuple

if TYPE_CHECKING:
    from .._account.account import Account
    from .._account.references import References
    from .._describe.markers import Id, Object, Row
    from .._describe.resource import Resource
    from .element import Element
    from .settings import Settings


class Existing:
    """The objects of the managed kind that are there, by id. Each row is read when somebody asks
    for its object first.
    """

    def __init__(self, resource: Resource, account: Account, rows: Mapping[Id, Row]) -> None:
        self.rows = rows
        self._resource = resource
        self._account = account
        self._objects: dict[Id, Object] = {}

    def __contains__(self, ident: object) -> bool:
        return ident in self.rows

    def __iter__(self) -> Iterator[Id]:
        return iter(self.rows)

    def row(self, ident: Id | None) -> Row | None:
        return None if ident is None else self.rows.get(ident)

    def object(self, ident: Id) -> Object:
        """The object of an id, which nobody may change."""
        found = self._objects.get(ident)
        if found is None:
            found = self._objects[ident] = self._account.object(self._resource, self.rows[ident])
        return found

    def name(self, ident: Id) -> str:
        """The name of an object; an empty text of one that has none."""
        return self._resource.title(self.object(ident)) or ""

    def replaced(self, rows: Iterable[Row], gone: Iterable[Id] = ()) -> Existing:
        """The same objects, some of them as these rows show them. ``gone``: ids that are dropped
        before; what a row shows of one of them comes last.
        """
        left = dict(self.rows)
        for ident in gone:
            left.pop(ident)
        new = {self._resource.ident(row): row for row in rows}
        left.update(new)
        existing = Existing(self._resource, self._account, left)
        existing._objects = {
            ident: obj for ident, obj in self._objects.items() if ident in left and ident not in new
        }
        return existing


class Match(NamedTuple):
    """An element with the id of the existing object that it means; None where there is none."""

    element: Element
    ident: Id | None


class Context(NamedTuple):
    """The values that all passes read; no pass changes one."""

    resource: Resource
    settings: Settings
    account: Account
    existing: Existing
    references: References

    def row(self, match: Match) -> Row:
        """What the vendor shows of the object of an element; {} where there is none."""
        return self.existing.row(match.ident) or {}

    def before(self, match: Match) -> Object | None:
        """The existing object that an element means."""
        return None if match.ident is None else self.existing.object(match.ident)
