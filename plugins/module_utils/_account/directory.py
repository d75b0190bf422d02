# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The objects of an account by id and by name. Private to oncall.routing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Container, Dict, Iterator, Mapping, Tuple

from .._describe.problems import InputError, NotWhole, RoutingError
from .._text import composed

if TYPE_CHECKING:
    from .._describe.kind import Kind
    from .._describe.markers import Row
    from .account import Account

#: Rows by id.
Rows = Dict[str, "Row"]


class Directory:
    """Finds objects that references may mean. A list is read when somebody asks for it first.

    kinds: kind name to Kind. writes: whether somebody writes by what is found; then a list that is
    not whole is refused, and not done without.
    unread: kind name to why its list, or a part of it, can't be read.
    """

    def __init__(self, kinds: Mapping[str, Kind], account: Account, writes: bool = True) -> None:
        self.kinds = kinds
        self.unread: dict[str, list[str]] = {}
        self._account = account
        self._writes = writes
        self._ids: dict[str, Rows] = {}
        self._by_name: dict[str, list[dict[str, Rows]]] = {}

    def places(self, kind: Kind) -> list[Kind]:
        """The kind itself, and where else its objects are looked for."""
        also = kind.listing.also
        return [kind, self.kinds[also]] if also else [kind]

    def rows(self, kind: Kind) -> Rows:
        """The rows of a kind by id, as far as they can be read."""
        if kind.kind not in self._ids:
            self._read(kind)
        return self._ids[kind.kind]

    def at_hand(self, kind_name: str) -> Rows:
        """The rows of a kind by id if its list was read already; nothing is read for this."""
        return self._ids.get(kind_name, {})

    def is_read(self, kind_name: str) -> bool:
        """Whether the whole list of a kind was read already."""
        return kind_name in self._ids and not self.unread.get(kind_name)

    def why_unread(self, kind: Kind) -> str:
        """Why not everything that a name may mean can be read; an empty text where it can."""
        if not self.unread:
            return ""
        return "; ".join(
            text for place in self.places(kind) for text in self.unread.get(place.kind, ())
        )

    def names(self, kind: Kind) -> Iterator[str]:
        """All names of a kind, some of them more than once."""
        for place in self.places(kind):
            for table in self._tables(place):
                yield from table

    def lookup(self, kind: Kind, name: str, stored: Container[str] = ()) -> Rows:
        """Rows that a name or id may mean, by id. An id, and what the object refers to already
        (``stored``), is looked for no further than the first place that has it.
        """
        found: Rows = {}
        for place in self.places(kind):
            here = self._find(place, name)
            if name in here or (len(here) == 1 and not found and next(iter(here)) in stored):
                return here
            found.update(here)
        return found

    def in_other_form(self, kind: Kind, name: str) -> Tuple[str, Rows]:
        """The spelling of a name that another Unicode form of it has in the lists, and the rows
        that it may mean; the name itself where there is none.
        """
        if name.isascii():
            return name, {}
        form = composed(name)
        spellings = {known for known in self.names(kind) if composed(known) == form}
        found = {
            ident: row
            for place in self.places(kind)
            for known in spellings
            for ident, row in self._find(place, known).items()
        }
        return (min(spellings), found) if found else (name, {})

    def _find(self, kind: Kind, name: str) -> Rows:
        """Rows of which a name or an id may speak, by id; an id wins over a name."""
        ids, tables = self.rows(kind), self._by_name[kind.kind]
        if name in ids:
            return {name: ids[name]}
        if kind.identity.any_name:
            return {ident: row for table in tables for ident, row in table.get(name, {}).items()}
        for table in tables:
            if name in table:
                return table[name]
        return {}

    def _tables(self, kind: Kind) -> list[dict[str, Rows]]:
        """For each way to name objects of a kind, the names with the rows that are called so."""
        if kind.kind not in self._by_name:
            self._read(kind)
        return self._by_name[kind.kind]

    def _read(self, kind: Kind) -> None:
        ids: Rows = {}
        tables: list[dict[str, Rows]] = [{} for dummy in kind.identity.names]
        for row in self._listed(kind):
            ident: str = kind.ident(row)
            ids[ident] = row
            for table, name_of in zip(tables, kind.identity.names):
                name = name_of(row)
                if name not in (None, ""):
                    table.setdefault(str(name), {})[ident] = row
        self._ids[kind.kind], self._by_name[kind.kind] = ids, tables

    def _listed(self, kind: Kind) -> list[Row]:
        """The rows of a kind, as far as they can be read."""
        found: list[Row] = []
        for part in kind.listing.parts or (kind,):
            try:
                found.extend(self._account.rows(part))
            except InputError:
                raise
            except RoutingError as error:
                if isinstance(error, NotWhole) and self._writes:
                    raise
                self.unread.setdefault(kind.kind, []).append(str(error))
        return found
