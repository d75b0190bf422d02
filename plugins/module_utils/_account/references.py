# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Names in, ids out. Private to oncall.routing."""

from __future__ import annotations

import difflib
import re

from .._describe.problems import (
    LONGEST_NAME,
    InputError,
    NotWhole,
    RoutingError,
    did_you_mean,
    listed,
    quoted,
)
from .._describe.reference import Key
from .._text import composed, lookalike


class References:
    """Resolves references against lists that are read once and only when needed.

    account: who knows the lists. kinds: kind name to Kind.
    own: what the task itself makes of the kind it manages: name to id or Pending, or to a text that
    says why there is none.
    unread: kind name to why its list, or a part of it, can't be read. An id is good without it; a
    name is not, and is refused at its place.
    writes: whether something is written by what is found: then a list that is not whole is refused,
    and not done without.
    """

    def __init__(self, kinds, account, own_kind=None, writes=True):
        self.kinds = kinds
        self.account = account
        self.own_kind = own_kind
        self.writes = writes
        self.own = {}
        self.gone = {}
        self.unread = {}
        #: places of what was not found, but may be in a list that can't be read
        self.unsure = set()
        self._ids = {}
        self._by_name = {}

    def _index(self, kind):
        if kind.kind not in self._ids:
            ids, tables = {}, [{} for dummy in kind.identity.names]
            for row in self._rows_of(kind):
                ids[kind.ident(row)] = row
                for table, name_of in zip(tables, kind.identity.names):
                    name = name_of(row)
                    if name not in (None, ""):
                        table.setdefault(str(name), {})[kind.ident(row)] = row
            self._ids[kind.kind], self._by_name[kind.kind] = ids, tables
        return self._ids[kind.kind], self._by_name[kind.kind]

    def listed(self, kind_name):
        """Rows of a kind by id, if its list was read for a reference; nothing is read for this."""
        return self._ids.get(kind_name, {})

    def _rows_of(self, kind):
        """The rows of a kind, as far as they can be read."""
        found = []
        for part in kind.listing.parts or (kind,):
            try:
                found.extend(self.account.rows(part))
            except RoutingError as error:
                if isinstance(error, InputError) or (isinstance(error, NotWhole) and self.writes):
                    raise
                self.unread.setdefault(kind.kind, []).append(str(error))
        return found

    def _find(self, kind, name):
        """Rows of which a name or an id may speak, by id; an id wins over a name."""
        ids, tables = self._index(kind)
        if name in ids:
            return {name: ids[name]}
        if kind.identity.any_name:
            return {ident: row for table in tables for ident, row in table.get(name, {}).items()}
        for table in tables:
            if name in table:
                return table[name]
        return {}

    def ident(self, field, value, path, problems, stored=None):
        """The id a reference stands for; what is wrong goes to ``problems`` and the value is
        returned as it is.

        stored: a function to the ids the object refers to already; one of them that no list has is
        doubtful, but not wrong.
        """
        kind_name, name = field.split(value)
        if not kind_name:
            return value
        kind = self.kinds[kind_name]
        if kind_name == self.own_kind and name in self.own:
            return self.own[name]
        found = self._lookup(kind, name, stored)
        if not found:
            # the same text may be typed in another form than it is stored in
            name, found = self._in_other_form(kind, name)
            if not found and kind_name == self.own_kind and name in self.own:
                return self.own[name]
        unread = [why for place in self._places(kind) for why in self.unread.get(place.kind, ())]
        if len(found) == 1:
            ident = next(iter(found))
            wrong = (
                None
                if isinstance(field, Key) or not field.check_with or (stored and ident in stored())
                else field.check_with(ident)
            )
            if wrong:
                # what a name stands for is refused as what is written by its id
                problems.add(path, "%s %r is %s: %s" % (kind.label, value, ident, wrong))
            if kind_name == self.own_kind and ident in self.gone:
                problems.add(path, "%s %r is deleted by %s" % (kind.label, value, self.gone[ident]))
            if unread and ident != name:
                problems.warn(
                    "%s: %s %r is %s, but whether another one is called so is not known: %s"
                    % (path, kind.label, value, ident, "; ".join(unread))
                )
            if isinstance(field, Key) and name != field.split(value)[1]:
                # it is sent as it is written
                problems.add(
                    path,
                    "%s; write it so"
                    % lookalike(field.split(value)[1], "the %s" % kind.label, name),
                )
            return name if isinstance(field, Key) else ident
        if found:
            which = listed(
                ("%s %s" % (ident, place.identity.detail(found[ident]))).strip()
                for ident in sorted(found)
                for place, ids in self._by_place(kind)
                if ident in ids
            )
            problems.add(
                path,
                "there are %d %s called %r: %s; give the %s"
                % (len(found), kind.labels, name, which, kind.id),
            )
        elif field.free and field.free(value) and stored and value in stored():
            pass  # the vendor keeps it as it stands
        elif stored and value in stored():
            problems.warn(
                "%s: %s %r is stored, %s"
                % (
                    path,
                    kind.label,
                    value,
                    (
                        "and could not be looked up: %s" % "; ".join(unread)
                        if unread
                        else "but the vendor lists no such %s" % kind.label
                    ),
                )
            )
        elif unread and field.is_ident(name):
            problems.warn(
                "%s: whether there is a %s %s could not be found out: %s"
                % (
                    path,
                    kind.label,
                    quoted(name, LONGEST_NAME, "of the given name"),
                    "; ".join(unread),
                )
            )
        else:
            known = sorted(
                {
                    known
                    for place in self._places(kind)
                    for table in self._index(place)[1]
                    for known in table
                }
            )
            count = sum(len(ids) for dummy, ids in self._by_place(kind))
            near = difflib.get_close_matches(name, known, 5, 0.6)
            wanted = "%s %s" % (kind.label, quoted(name, LONGEST_NAME, "of the given name"))
            if field.free and field.free(value) and not unread:
                # of a slip only a letter or two are wrong
                problems.warn(
                    "%s: %s%s"
                    % (
                        path,
                        field.free(value),
                        did_you_mean(difflib.get_close_matches(name, known, 2, 0.94)),
                    )
                )
                return value
            if unread:
                self.unsure.add(path)
            problems.add(
                path,
                (
                    "whether there is a %s could not be found out: %s" % (wanted, "; ".join(unread))
                    if unread and not count
                    else "there is no %s among %d%s%s"
                    % (
                        wanted,
                        count,
                        did_you_mean(near),
                        "; not all could be looked at: %s" % "; ".join(unread) if unread else "",
                    )
                ),
            )
        return value

    def as_stored(self, field, ident, stored):
        """An id in the spelling that the object has of it already, where a vendor keeps names as
        they were given. ``stored``: what stands at that option.
        """
        if not field.free or ident in stored:
            return ident
        for value in sorted(stored):
            kind_name, name = field.split(value)
            if kind_name and list(self._lookup(self.kinds[kind_name], name)) == [ident]:
                return value
        return ident

    def check_ident(self, field, ident, path, problems, stored=()):
        """An id that was not looked up, where the lists that would have it were read for other
        references. ``stored``: what the object refers to already.
        """
        if isinstance(field, Key) or ident in field.words or not field.id_prefixes:
            return
        for kind_name in field.prefixes.values() or [field.kind]:
            kind = self.kinds[kind_name]
            if not ident.startswith(kind.identity.prefixes or field.id_prefixes):
                continue
            places = self._places(kind)
            if any(
                place.kind not in self._ids
                or self.unread.get(place.kind)
                or ident in self._ids[place.kind]
                for place in places
            ):
                return
            text = "there is no %s %s among %d" % (
                kind.label,
                quoted(ident, LONGEST_NAME),
                sum(len(self._ids[place.kind]) for place in places),
            )
            if ident in stored:
                # where in the list it is stored says nothing
                problems.warn(
                    "%s: %s %r is stored, but the vendor lists no such %s"
                    % (re.sub(r"\[\d+\]$", "", path), kind.label, ident, kind.label)
                )
            elif kind.listing.partial:
                problems.warn("%s: %s, as far as the vendor lists them" % (path, text))
            else:
                problems.add(path, text)

    def name(self, field, ident):
        """The name to show for an id: as a user would type it, or the id itself where the name
        is not unique or not known.
        """
        if isinstance(field, Key) or ident in field.words:
            return ident
        for prefix, kind_name in (field.prefixes or {"": field.kind}).items():
            kind = self.kinds[kind_name]
            if (
                field.id_prefixes
                and kind.identity.prefixes
                and not ident.startswith(kind.identity.prefixes)
            ):
                continue
            for place in self._places(kind):
                row = self._index(place)[0].get(ident)
                for name in (
                    [name_of(row) for name_of in place.identity.names] if row is not None else ()
                ):
                    if name not in (None, "") and list(self._lookup(kind, str(name))) == [ident]:
                        return "%s:%s" % (prefix, name) if prefix else str(name)
        return ident

    def _places(self, kind):
        """The kind itself, and where else its objects are looked for."""
        return [kind] + ([self.kinds[kind.listing.also]] if kind.listing.also else [])

    def _in_other_form(self, kind, name):
        """The spelling of a name that is known, where another Unicode form of it was typed, and
        the rows that it may mean.
        """
        form = composed(name)
        if not name.isascii():
            spellings = {
                known
                for place in self._places(kind)
                for table in self._index(place)[1]
                for known in table
                if composed(known) == form
            }
            found = {
                ident: row
                for place in self._places(kind)
                for known in spellings
                for ident, row in self._find(place, known).items()
            }
            if found:
                return min(spellings), found
            name = (
                next((own for own in self.own if composed(own) == form), name)
                if kind.kind == self.own_kind
                else name
            )
        return name, {}

    def _by_place(self, kind):
        """Each place with its rows by id."""
        return [(place, self._index(place)[0]) for place in self._places(kind)]

    def _lookup(self, kind, name, stored=None):
        """Rows a name or id may mean, by id. An id, and what the object refers to already, is
        looked for no further than the first place that has it.
        """
        found = {}
        for place in self._places(kind):
            here = self._find(place, name)
            if name in here or (
                len(here) == 1 and not found and stored and next(iter(here)) in stored()
            ):
                return here
            found.update(here)
        return found
