# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Names in, ids out. Private to oncall.routing."""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING, Collection, Container, Mapping, NamedTuple

from .._describe.problems import LONGEST_NAME, did_you_mean, listed, quoted
from .._describe.reference import Key
from .._describe.walk import Reference, references_in
from .._text import composed, lookalike
from .directory import Directory, Rows

if TYPE_CHECKING:
    from .._describe.kind import Kind
    from .._describe.markers import Object
    from .._describe.problems import Problems
    from .._describe.reference import Ref
    from .._describe.resource import Resource


class Own(NamedTuple):
    """What the task itself makes of the kind that it manages.

    names: name to the id that it will have, or Pending. gone: id to who deletes it.
    """

    kind: str | None = None
    names: Mapping[str, str] = {}
    gone: Mapping[str, str] = {}


NOTHING_OWN = Own()


class Stored:
    """The ids that an object refers to; collected when somebody asks first."""

    def __init__(self, resource: Resource, obj: Object | None) -> None:
        self._resource = resource
        self._obj = obj
        self._idents: set[str] | None = None

    def __contains__(self, ident: object) -> bool:
        if self._idents is None:
            self._idents = {one.value for one in self._references()}
        return ident in self._idents

    def at(self, field: Ref) -> set[str]:
        """The ids where this field stands."""
        return {one.value for one in self._references() if one.field is field}

    def _references(self) -> Collection[Reference]:
        return references_in(self._resource, self._obj) if self._obj else ()


class _Query(NamedTuple):
    """A reference as somebody typed it, and the kind and name that it means."""

    field: Ref
    value: str
    path: str
    kind: Kind
    name: str


class NamesInIds:
    """A visitor that replaces ids by names."""

    def __init__(self, references: References) -> None:
        self._references = references

    def visit(self, field: Ref, value: str, _path: str) -> str:
        return self._references.name(field, value)


class References:
    """Resolves references by the lists of an account.

    unsure: paths of names that were not found, but may be in a list that can't be read.
    """

    def __init__(self, directory: Directory, own: Own = NOTHING_OWN) -> None:
        self.directory = directory
        self.own = own
        self.unsure: set[str] = set()

    def ident(
        self,
        field: Ref,
        value: str,
        path: str,
        problems: Problems,
        stored: Container[str] = (),
    ) -> str:
        """The id that a reference stands for. Problems go to ``problems``, and then the value is
        returned as it is.

        stored: the ids that the object refers to already; one of them that no list has is doubtful,
        but not wrong.
        """
        kind_name, name = field.split(value)
        if not kind_name:
            return value
        kind = self.directory.kinds[kind_name]
        own = self.own.names if kind_name == self.own.kind else {}
        if name in own:
            return own[name]
        found = self.directory.lookup(kind, name, stored)
        if not found:
            # the same text may be typed in another form than it is stored in
            name, found = self._in_other_form(kind, name, own)
            if not found and name in own:
                return own[name]
        query = _Query(field, value, path, kind, name)
        if len(found) == 1:
            return self._one(query, next(iter(found)), problems, stored)
        if found:
            self._refuse_ambiguous(query, found, problems)
        else:
            self._judge_missing(query, problems, stored)
        return value

    def _in_other_form(self, kind: Kind, name: str, own: Mapping[str, str]) -> tuple[str, Rows]:
        spelled, found = self.directory.in_other_form(kind, name)
        if found or name.isascii():
            return spelled, found
        return next((one for one in own if composed(one) == composed(name)), name), {}

    def _one(self, query: _Query, ident: str, problems: Problems, stored: Container[str]) -> str:
        """Judges a reference that means one object."""
        field, value, path, kind, name = query
        is_key = isinstance(field, Key)
        if field.check_with and not is_key and ident not in stored:
            # the object of a name is refused as its id is
            wrong = field.check_with(ident)
            if wrong:
                problems.add(path, "%s %r is %s: %s" % (kind.label, value, ident, wrong))
        if kind.kind == self.own.kind and ident in self.own.gone:
            problems.add(path, "%s %r is deleted by %s" % (kind.label, value, self.own.gone[ident]))
        unread = self.directory.why_unread(kind)
        if unread and ident != name:
            problems.warn(
                "%s: %s %r is %s, but whether another one is called so is not known: %s"
                % (path, kind.label, value, ident, unread)
            )
        if not is_key:
            return ident
        typed = field.split(value)[1]
        if name != typed:
            # it is sent as it is written
            problems.add(path, "%s; write it so" % lookalike(typed, "the %s" % kind.label, name))
        return name

    def _refuse_ambiguous(self, query: _Query, found: Rows, problems: Problems) -> None:
        kind = query.kind
        which = listed(
            ("%s %s" % (ident, place.identity.detail(found[ident]))).strip()
            for ident in sorted(found)
            for place in self.directory.places(kind)
            if ident in self.directory.rows(place)
        )
        problems.add(
            query.path,
            "there are %d %s called %r: %s; give the %s"
            % (len(found), kind.labels, query.name, which, kind.id),
        )

    def _judge_missing(self, query: _Query, problems: Problems, stored: Container[str]) -> None:
        """Judges a reference that means no object of the lists."""
        field, value, path, kind, name = query
        unread = self.directory.why_unread(kind)
        free = field.free(value) if field.free else None
        if value in stored:
            if free:
                return  # the vendor keeps it as it stands
            why = (
                "and could not be looked up: %s" % unread
                if unread
                else "but the vendor lists no such %s" % kind.label
            )
            problems.warn("%s: %s %r is stored, %s" % (path, kind.label, value, why))
        elif unread and field.is_ident(name):
            problems.warn(
                "%s: whether there is a %s %s could not be found out: %s"
                % (path, kind.label, quoted(name, LONGEST_NAME, "of the given name"), unread)
            )
        elif free and not unread:
            # of a slip only a letter or two are wrong
            near = difflib.get_close_matches(name, self._known(kind), 2, 0.94)
            problems.warn("%s: %s%s" % (path, free, did_you_mean(near)))
        else:
            self._refuse_missing(query, unread, problems)

    def _refuse_missing(self, query: _Query, unread: str, problems: Problems) -> None:
        kind, name = query.kind, query.name
        wanted = "%s %s" % (kind.label, quoted(name, LONGEST_NAME, "of the given name"))
        count = sum(len(self.directory.rows(place)) for place in self.directory.places(kind))
        if unread:
            self.unsure.add(query.path)
        if unread and not count:
            problems.add(
                query.path, "whether there is a %s could not be found out: %s" % (wanted, unread)
            )
            return
        near = difflib.get_close_matches(name, self._known(kind), 5, 0.6)
        more = "; not all could be looked at: %s" % unread if unread else ""
        problems.add(
            query.path,
            "there is no %s among %d%s%s" % (wanted, count, did_you_mean(near), more),
        )

    def _known(self, kind: Kind) -> list[str]:
        return sorted(set(self.directory.names(kind)))

    def as_stored(self, field: Ref, ident: str, stored: Collection[str]) -> str:
        """An id in the spelling that the object has of it already, where a vendor keeps names as
        they were typed. ``stored``: what stands at that option.
        """
        if not field.free or ident in stored:
            return ident
        for value in sorted(stored):
            kind_name, name = field.split(value)
            if kind_name and list(self.directory.lookup(self.directory.kinds[kind_name], name)) == [
                ident
            ]:
                return value
        return ident

    def check_ident(
        self,
        field: Ref,
        ident: str,
        path: str,
        problems: Problems,
        stored: Container[str] = (),
    ) -> None:
        """Judges an id that nobody looked up, where the lists that would have it were read for
        other references. ``stored``: what the object refers to already.
        """
        if isinstance(field, Key) or ident in field.words or not field.id_prefixes:
            return
        for kind_name in field.kinds():
            kind = self.directory.kinds[kind_name]
            if ident.startswith(kind.identity.prefixes or field.id_prefixes):
                places = self.directory.places(kind)
                if any(
                    not self.directory.is_read(place.kind) or ident in self.directory.rows(place)
                    for place in places
                ):
                    return
                self._judge_unlisted(kind, ident, path, problems, ident in stored)

    def _judge_unlisted(
        self, kind: Kind, ident: str, path: str, problems: Problems, is_stored: bool
    ) -> None:
        """Judges an id that is in none of the lists that were read."""
        text = "there is no %s %s among %d" % (
            kind.label,
            quoted(ident, LONGEST_NAME),
            sum(len(self.directory.rows(place)) for place in self.directory.places(kind)),
        )
        if is_stored:
            # where in the list it is stored says nothing
            problems.warn(
                "%s: %s %r is stored, but the vendor lists no such %s"
                % (re.sub(r"\[\d+\]$", "", path), kind.label, ident, kind.label)
            )
        elif kind.listing.partial:
            problems.warn("%s: %s, as far as the vendor lists them" % (path, text))
        else:
            problems.add(path, text)

    def name(self, field: Ref, ident: str) -> str:
        """The name to show for an id: as a user would type it, or the id itself where the name
        is not unique or not known.
        """
        if isinstance(field, Key) or ident in field.words:
            return ident
        for prefix, kind_name in _kinds_of(field).items():
            kind = self.directory.kinds[kind_name]
            starts = kind.identity.prefixes
            if field.id_prefixes and starts and not ident.startswith(starts):
                continue
            name = self._unique_name(kind, ident)
            if name is not None:
                return "%s:%s" % (prefix, name) if prefix else name
        return ident

    def _unique_name(self, kind: Kind, ident: str) -> str | None:
        """A name that means this object and no other."""
        for place in self.directory.places(kind):
            row = self.directory.rows(place).get(ident)
            for name in (
                [name_of(row) for name_of in place.identity.names] if row is not None else ()
            ):
                if name not in (None, "") and list(self.directory.lookup(kind, str(name))) == [
                    ident
                ]:
                    return str(name)
        return None


def _kinds_of(field: Ref) -> Mapping[str, str]:
    """The names of the kinds that a reference may mean, by what a user types before a name."""
    return field.prefixes or dict.fromkeys([""], field.kind or "")
