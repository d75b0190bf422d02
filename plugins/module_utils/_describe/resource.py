# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a resource is: a kind that modules manage. Private to oncall.routing.

A :class:`Resource` is the one description from which argument spec, normal form, payload,
comparison, output and documentation derive. An **object** is a flat dict from option name to normal
form. An option inside a group is written with a dot (``alert_opt.agg_interval``), also in plans.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Collection, Iterable, Iterator, Mapping, Sequence

from . import payload
from .field import BLANK, Field, Stored
from .hooks import Guards, Hooks, Usage
from .kind import Kind, ReadOnly
from .markers import MASK, NOTHING, UNKNOWN, Body, Id, Name, Object, Pending, Row
from .problems import Problems, join
from .reference import Key, Ref
from .text import Str
from .update import Update

if TYPE_CHECKING:
    from .hooks import Details, Names, Visitor
    from .vendor import Vendor

#: Options of a module beside those of the object.
RESERVED = ("state", "mode", "force", "planned", "update_secrets", "on_unspecified")


class Resource(Kind):
    """A kind that modules manage: all that its :class:`Kind` holds, and what a write needs.

    vendor: the Vendor it belongs to. kind: its Kind; ``vendor.kinds`` has the same one.
    plural: its name in lists and plural modules. about: what it is, sentences for a reader.
    fields: option name to Field. groups: name of a dict option to (API key, help), for the fields
    called ``group.option``.
    update: what an update does, :class:`Replace` or :class:`Merge`.
    hooks, guards, usage: see there.
    variants: (option, {its value: options that exist for this value only}); an option that no value
    lists exists for all.
    shown: signs that only the modules of the resource show, besides those of its kind.
    hints: HTTP status of a refused write to what the user should check.
    """

    def __init__(
        self,
        vendor: Vendor,
        kind: Kind,
        plural: str,
        *,
        about: Iterable[str],
        fields: Mapping[str, Field],
        update: Update,
        groups: Mapping[str, tuple[str, str]] | None = None,
        hooks: Hooks | None = None,
        guards: Guards | None = None,
        usage: Usage | None = None,
        variants: tuple[str, Mapping[str, Sequence[str]]] | None = None,
        shown: Mapping[str, ReadOnly] | None = None,
        hints: Mapping[int, str] | None = None,
    ) -> None:
        super().__init__(
            kind.kind,
            kind.label,
            kind.listing,
            kind.identity,
            labels=kind.labels,
            shown=dict(kind.shown, **(shown or {})),
            spent=kind.spent,
            calls=kind.calls,
        )
        self.vendor = vendor
        self.about = list(about)
        self.plural = plural
        self.groups = dict(groups or {})
        self.update = update
        self.hooks = hooks or Hooks()
        self.guards = guards or Guards()
        self.usage = usage or Usage()
        self.variants = variants
        self.hints = dict(hints or {})
        self.fields: Mapping[str, Field] = {
            name: field.bind(name.rpartition(".")[2], vendor.naming)
            for name, field in fields.items()
        }
        self._check_description()
        self._derive()
        self._seal(Resource)

    def _derive(self) -> None:
        """What follows from the fields and is read often."""
        fields = self.fields
        #: keys of results that are no options
        self.signs = {name: sign for name, sign in self.shown.items() if name not in fields}
        #: keys that never go back to the vendor
        self.read_only = (
            *self.update.read_only,
            self.id,
            *(sign.api for sign in self.signs.values()),
        )
        #: the group each option is in, or an empty text
        self.group_of = {name: name.rpartition(".")[0] for name in fields}
        #: options that hold references, and those that hold secrets
        self.linked = [name for name, field in fields.items() if field.leaves()]
        self.secret_options = [name for name, field in fields.items() if field.holds_secret]
        #: resources that refer to it, itself included
        self.users: tuple[Resource, ...] = self.usage.users + ((self,) if self.to_itself() else ())
        options = [
            option
            for name, field in fields.items()
            for option in field.options(name.rpartition(".")[2])
        ]
        #: names of options, on any level, for whose texts a number may be typed
        self.numbered = {name for name, field in options if field.numbers}
        #: the vendor's key to the options, on any level, that stand for it
        self.spelled: dict[str, set[str]] = {}
        keys = [(name, field.api) for name, field in options]
        for name, key in keys + [(name, api) for name, (api, dummy) in self.groups.items()]:
            self.spelled.setdefault(key, set()).add(name)

    def _check_description(self) -> None:
        """A wrong description fails when it is constructed, not when it is used."""
        if self.vendor.kinds.get(self.kind) is None:
            raise ValueError("%s: is no kind of %s" % (self.kind, self.vendor.name))
        if not isinstance(self.fields.get("name"), Str):
            raise ValueError("%s: a resource is known by its name" % self.kind)
        taken = {("", name) for name in RESERVED + ((self.id,) if self.identity.has_id else ())}
        for name, field in self.fields.items():
            group, dummy, option = name.rpartition(".")
            if group and group not in self.groups:
                raise ValueError("%s: no group %s" % (self.kind, group))
            for spelling in (option, field.declared_as, *field.aliases):
                if spelling is not None:
                    self._take(taken, group, spelling)
        connections = {option.name for option in self.vendor.options}
        for name in set(self.shown) - set(self.fields):
            if name in connections or name == self.id:
                raise ValueError("%s: %s stands twice" % (self.kind, name))
            self._take(taken, "", name)

    def _take(self, taken: set[tuple[str, str]], group: str, spelling: str) -> None:
        if (group, spelling) in taken:
            raise ValueError("%s: %s stands twice" % (self.kind, spelling))
        taken.add((group, spelling))

    @property
    def also_as(self) -> Sequence[tuple[Kind, Any]]:
        """Other resources that manage the same objects; see :class:`Usage`."""
        return self.usage.also_as

    # --- argument spec

    def spec(self) -> dict[str, Any]:
        """Argument spec of one object, without ``state``."""
        spec: dict[str, Any] = {}
        if self.identity.has_id:
            spec[self.id] = {"type": self.identity.id_type}
        for name, field in self.fields.items():
            group, dummy, option = name.rpartition(".")
            if group:
                inner = spec.setdefault(group, {"type": "dict", "options": {}})["options"]
                inner[option] = field.spec()
            else:
                spec[field.declared_as or option] = field.spec()
        return spec

    def as_declared(self, options: dict[str, Any]) -> dict[str, Any]:
        """The same options under their declared names; an option with both names keeps both."""
        for name, field in self.fields.items():
            if field.declared_as and name in options and options.get(field.declared_as) is None:
                options = {
                    field.declared_as if key == name else key: value
                    for key, value in options.items()
                    if key != field.declared_as
                }
        return options

    def writable(self, options: dict[str, Any]) -> dict[str, Any]:
        """The options without signs, so that a returned object can be given back."""
        if not self.signs:
            return options
        return {key: value for key, value in options.items() if key not in self.signs}

    # --- what it consists of

    @property
    def by_member(self) -> list[str]:
        """The options whose elements can be added and removed one by one."""
        return [name for name, field in self.fields.items() if field.by_member]

    def to_itself(self) -> list[str]:
        """The options that refer to objects of the same kind by id."""
        return [
            name
            for name in self.linked
            if any(
                leaf.kind == self.kind and not isinstance(leaf, Key)
                for leaf in self.fields[name].leaves()
            )
        ]

    def references(self) -> list[str]:
        """Names of the kinds it refers to, each once, in a fixed order."""
        leaves = [leaf for field in self.fields.values() for leaf in field.leaves()]
        return list(dict.fromkeys(kind for leaf in leaves for kind in leaf.kinds()))

    def named(self, obj: Object) -> Mapping[str, Field]:
        """The fields that exist for this object, by its variant."""
        if not self.variants:
            return self.fields
        option, only = self.variants
        special = {name for names in only.values() for name in names}
        mine = only.get(obj[option], ())
        return {
            name: field
            for name, field in self.fields.items()
            if name not in special or name in mine
        }

    def title(self, obj: Object) -> Name | None:
        """The name of an object, as references write it; None when a part of it is missing."""
        # the name of a row may be UNKNOWN; then it is empty
        parts = ["" if obj.get(key) is UNKNOWN else obj.get(key) for key in self.identity.key]
        if len(parts) == 1:
            return None if parts[0] is None else Name(parts[0])
        return None if None in parts else Name(":".join(map(str, parts)))

    # --- options and objects

    def parse(
        self,
        options: Mapping[str, Any],
        place: str,
        problems: Problems,
        live: Object | None = None,
        names: Names | None = None,
    ) -> Object:
        """What a user typed, as an object that has only the options of the task.

        place: path of the element, empty for a single object. live: the stored object; values that
        it holds already are not judged. What is wrong goes to ``problems``.
        """
        found: Object = {}
        for name, field in self.fields.items():
            value: Any = options
            for part in (field.declared_as or name).split("."):
                value = value.get(part) if isinstance(value, dict) else None
            if value is None:
                continue
            if field.secret and value == MASK:
                found[name] = MASK
                continue
            stored = Stored([live[name]], names) if live else BLANK
            found[name] = field.parse(value, join(place, name), problems, stored)
        return found

    def read(self, row: Row) -> Object:
        """A row of the vendor as a complete object; what the row does not show is UNKNOWN."""
        return {name: self.read_field(name, field, row) for name, field in self.fields.items()}

    def read_field(self, name: str, field: Field, row: Row) -> Any:
        """The normal form of one option of a row."""
        if field.once:
            return field.default
        holder = self._holder(name, row)
        if holder is None or (field.secret and holder.get(field.api) == MASK):
            return UNKNOWN
        return field.read_in(holder)

    def _holder(self, name: str, row: Row) -> Row | None:
        """The dict that holds the key of an option, or None: an absent group says nothing of its
        options.
        """
        group = self.group_of[name]
        holder = row.get(self.groups[group][0]) if group else row
        return holder if isinstance(holder, dict) else None

    def inside(self, group: str, row: Row) -> Row:
        """The part of a row that holds the options of a group; the row itself without group."""
        if not group:
            return row
        inner = row.get(self.groups[group][0])
        return inner if isinstance(inner, dict) else {}

    def unseen(self, name: str, row: Row) -> list[str]:
        """Why the value of an option is UNKNOWN: paths of the keys that the answer lacks. Empty
        where the answer shows a mask instead.
        """
        group, holder = self.group_of[name], self._holder(name, row)
        if holder is None:
            return [self.groups[group][0]]
        path = self.groups[group][0] + "." if group else ""
        return [path + key for key in self.fields[name].unseen_in(holder)]

    def whole(self, rows: Sequence[Row], details: Details) -> list[Row]:
        """The rows with what the list leaves out, where it always leaves something out. A row whose
        object is gone by now is missing.
        """
        if not self.listing.reads_whole:
            return list(rows)
        partial = [row for row in rows if UNKNOWN in self.read(row).values()]
        pairs: list[tuple[Row, Object]] = [(row, {}) for row in partial]
        found = {self.ident(row): row for row in (details.detailed(self, pairs) if pairs else ())}
        left = {self.ident(row) for row in partial}
        return [
            found.get(self.ident(row), row)
            for row in rows
            if self.ident(row) in found or self.ident(row) not in left
        ]

    def new(self, given: Object) -> Object:
        """The object that a create with these options makes."""
        return {
            name: given.get(name, field.default if field.first is NOTHING else field.first)
            for name, field in self.fields.items()
        }

    # --- what is sent

    def body(
        self, obj: Object, given: Collection[str], row: Row | None = None, bare: bool = False
    ) -> Body:
        """What is sent to make ``obj`` of ``row``, or to create it.

        given: the options of the task; a merging update sends these and what the vendor wants
        besides. bare: without keys that have no field. Raises RoutingError where a text of the row
        can't be sent back as it is.
        """
        return payload.Payload(self, obj, given, row).body(bare)

    def unknown_in(self, obj: Object, given: Collection[str], row: Row | None) -> list[str]:
        """Options whose stored value is UNKNOWN, and which an update would have to send, or else
        would clear.
        """
        return payload.Payload(self, obj, given, row).unknown()

    def screened(self, body: Row) -> Body:
        """What of a body a message may show: of secrets, and of keys without a field, only the
        names.
        """
        return payload.screened(self, body)

    # --- comparing

    def differences(self, before: Object, after: Object, names: Iterable[str]) -> list[str]:
        """Those of the named options in which two objects differ for the vendor."""
        left, right = self.hooks.canonical(before, after)
        mine = self.named(after)
        return [
            name
            for name in names
            if name in mine
            and not self.fields[name].once
            and not same(self.fields[name], left[name], right[name])
        ]

    # --- showing

    def show(
        self, obj: Object, ident: Id | None = None, reveal: bool = False, row: Row | None = None
    ) -> dict[str, Any]:
        """An object in the shape of the options.

        row: what the vendor shows of it, to tell a masked secret from an absent one.
        """
        shown: dict[str, Any] = {}
        if ident not in (None, "") and self.identity.has_id and not isinstance(ident, Pending):
            shown[self.id] = int(ident) if self.identity.id_type == "int" else ident
        for name, field in self.named(obj).items():
            value = obj[name]
            if field.once:
                continue
            if value is UNKNOWN:
                if not field.secret or row is None or self.unseen(name, row):
                    continue
                value = MASK
            else:
                value = field.show(value, reveal)
            group, dummy, option = name.rpartition(".")
            (shown.setdefault(group, {}) if group else shown)[option] = value
        return shown

    def shown_besides(self, row: Row) -> dict[str, Any]:
        """The signs of a row, each where there is something to say."""
        values = {name: sign.of(row) for name, sign in self.signs.items()}
        return {name: value for name, value in values.items() if value is not None}

    def secrets(self, obj: Object) -> Iterator[str]:
        """Every secret within an object."""
        for name in self.secret_options:
            if name in obj and obj[name] is not UNKNOWN:
                yield from self.fields[name].secrets(obj[name])

    # --- guards

    def locked(self, row: Row) -> str | None:
        """Why an object can be neither changed nor deleted, or None."""
        return self.guards.locked(row) or self.denied(row)

    def denied(self, row: Row) -> str | None:
        """Why this user can neither change nor delete an object, by its signs, or None."""
        return next(
            (
                sign.denied
                for sign in self.signs.values()
                if sign.denied and sign.of(row) is not None
            ),
            None,
        )

    def passed_over(self, row: Row) -> str | None:
        """Why a purge leaves an object alone, or None."""
        return self.guards.protected(row) or self.locked(row) or self.guards.unwritable(row)

    def may_be_off(self) -> bool:
        """Whether rows may show that an object, or one that it refers to, does not work."""
        others = [self.vendor.kinds[name] for name in self.references()]
        return any(kind.spent for kind in others) or any(
            sign.off for kind in [self, *others] for sign in kind.shown.values()
        )

    # --- references and checks

    def walk(self, obj: Object, place: str, visitor: Visitor) -> Object:
        """The object with every reference replaced by the visitor."""
        walked = dict(obj)
        for name in self.linked:
            if name in obj and obj[name] is not UNKNOWN:
                walked[name] = self.fields[name].walk(obj[name], join(place, name), visitor)
        return walked

    def check(self, obj: Object, place: str, problems: Problems) -> None:
        """Adds to ``problems`` what only a whole value can show: elements that stand twice."""
        for name, value in obj.items():
            if value is not UNKNOWN:
                self.fields[name].check(value, join(place, name), problems)


def same(field: Field, left: Any, right: Any) -> bool:
    """Whether two normal forms are the same to the vendor; nobody knows a difference to UNKNOWN."""
    if left is UNKNOWN or right is UNKNOWN:
        return True
    return bool(field.key(left) == field.key(right))


__all__ = ("Key", "Kind", "Ref", "Resource", "same")
