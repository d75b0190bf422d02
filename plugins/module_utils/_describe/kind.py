# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What can be listed and referred to. Private to oncall.routing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Collection, Iterable, Mapping, Sequence

from .markers import Frozen, Id, Row
from .numbers import MOST_INT
from .text import LONGEST_WORD

if TYPE_CHECKING:
    from .field import Help
    from .hooks import ExpandRows, RowToIdent, RowToText, SameName, SignMeaning, SignShape, Spent


class ReadOnly(Frozen):
    """A sign: a key of the vendor's answers that says whether, or for whom, an object works.

    Results show it. As input it is ignored; it is neither sent nor compared.

    api: the key. type: ``int``, ``bool``, ``str`` or ``list``. usual: the value that results leave
    out. shape: from the value of an answer to what results show. off: from such a value to the
    reason why the object does not work. denied: why this user can neither change nor delete an
    object that has the sign.
    """

    def __init__(
        self,
        api: str,
        type: str,
        help: Help,
        *,
        usual: object = None,
        off: SignMeaning | None = None,
        denied: str | None = None,
        shape: SignShape | None = None,
    ) -> None:
        self.api = api
        self.type = type
        self.help = [help] if isinstance(help, str) else list(help)
        self.usual = usual
        self.off = off
        self.denied = denied
        self.shape = shape
        self._seal(ReadOnly)

    def of(self, row: Row) -> Any:
        """What results show of a row; None where the answer has no value, no understandable one or
        the usual one.
        """
        value = getattr(self, "_" + self.type)(row.get(self.api))
        if self.shape and value is not None:
            value = self.shape(value)
        return None if value in (None, "", [], self.usual) else value

    @staticmethod
    def _list(raw: object) -> Any:
        return raw if isinstance(raw, list) else None

    @staticmethod
    def _str(raw: object) -> str | None:
        return raw if isinstance(raw, str) and len(raw) <= LONGEST_WORD else None

    @staticmethod
    def _bool(raw: Any) -> bool | None:
        if isinstance(raw, str):
            return {"true": True, "1": True, "false": False, "0": False}.get(raw.strip().lower())
        return bool(raw) if raw in (0, 1) else None

    def _int(self, raw: Any) -> int | str | None:
        if isinstance(raw, bool):
            return None
        try:
            number = int(float(raw))
            return number if abs(number) <= MOST_INT else None
        except (TypeError, ValueError, OverflowError):
            # a word in place of a number is a sign too
            return self._str(raw)


class Listing(Frozen):
    """How the vendor lists objects of a kind, and what its lists leave out.

    path: what a read is sent to; the vendor's gateway knows what it stands for.
    query: parameters of the read. page_size: rows to ask for in one page, None without pages.
    unwrap: keys of the answer, best first, that may hold the list. answers_as: keys of rows that
    have another name in what is sent. expand: from rows to the rows of the kind, where objects are
    parts of others.
    parts: kinds whose lists together are the list. also: name of a kind whose objects a reference
    may mean too. partial: there may be objects that no list shows.
    optional: older servers have no such list; then it is empty. none_is_404: the vendor answers 404
    where there is no object. nameless: rows without a name are valid.
    reads_whole: rows show so little that each object of a task is completed (``Hooks.complete``),
    also by the module that reads. masks_secrets: the vendor may show a mask where a secret is
    stored, so the user says when to send it.
    """

    def __init__(
        self,
        path: str,
        *,
        query: Mapping[str, object] | None = None,
        page_size: int | None = None,
        unwrap: Iterable[str] = (),
        answers_as: Mapping[str, str] | None = None,
        expand: ExpandRows | None = None,
        parts: Iterable[Kind] = (),
        also: str | None = None,
        partial: bool = False,
        optional: bool = False,
        none_is_404: bool = False,
        nameless: bool = False,
        reads_whole: bool = False,
        masks_secrets: bool = False,
    ) -> None:
        self.path = path
        self.query = dict(query or {})
        self.page_size = page_size
        self.unwrap = tuple(unwrap)
        self.answers_as = dict(answers_as or {})
        self.expand = expand
        self.parts = tuple(parts)
        self.also = also
        self.partial = partial
        self.optional = optional
        self.none_is_404 = none_is_404
        self.nameless = nameless
        self.reads_whole = reads_whole
        self.masks_secrets = masks_secrets
        self._seal(Listing)

    def narrowed(self, query: Mapping[str, object]) -> Listing:
        """The same list, of which the vendor returns only the rows that match the query."""
        return Listing(
            self.path,
            query=dict(self.query, **query),
            page_size=self.page_size,
            unwrap=self.unwrap,
            answers_as=self.answers_as,
            expand=self.expand,
            optional=self.optional,
            none_is_404=self.none_is_404,
            nameless=self.nameless,
        )


class Identity(Frozen):
    """How objects of a kind are told apart.

    id: key of a row that holds the id. id_type: type of the id option, ``str`` or ``int``.
    has_id: whether there is an id besides the name. ident_of: from a row to the id, where no single
    key holds it. prefixes: how ids of the kind begin, where the vendor's ids carry their kind.
    names: functions from a row to a name, best first; the first that has exactly the wanted name
    decides, or all of them with any_name. detail: from a row to what tells two rows of one name
    apart in a message.
    key: the options that are the name of an object; a reference joins them with colons.
    same_name: from a name to the form by which the vendor compares names; the name itself by
    default. collated: the same for servers whose database compares more loosely; whether the
    server at hand does is not known.
    unique: the vendor refuses a second object of the same name, so two runs at once cannot create
    two. names_checked: it refuses a name that another object has, even while the same task renames
    that object.
    """

    def __init__(
        self,
        *,
        id: str = "id",
        id_type: str = "str",
        has_id: bool = True,
        ident_of: RowToIdent | None = None,
        prefixes: str = "",
        names: Iterable[RowToText] | None = None,
        any_name: bool = False,
        detail: RowToText | None = None,
        key: Iterable[str] = ("name",),
        same_name: SameName | None = None,
        collated: SameName | None = None,
        unique: bool = False,
        names_checked: bool = False,
    ) -> None:
        self.id = id
        self.id_type = id_type
        self.has_id = has_id
        self.ident_of = ident_of
        self.prefixes = prefixes
        self.names: tuple[RowToText, ...] = tuple(names or (_name_of,))
        self.any_name = any_name
        self.detail = detail or _no_detail
        self.key = tuple(key)
        self.same_name = same_name or _itself
        self.collated = collated
        self.unique = unique
        self.names_checked = names_checked
        self._seal(Identity)


def _name_of(row: Row) -> Any:
    return row.get("name")


def _no_detail(dummy_row: Row) -> str:
    return ""


def _itself(name: str) -> str:
    return name


class Kind(Frozen):
    """Objects that can be listed and referred to. :class:`Vendor.kinds` has all of a vendor, always
    as a Kind.

    kind: the name of the kind, as references and modules write it. label, labels: what a person
    calls one and many. listing, identity: see there.
    shown: name in results to the sign.
    spent: from a row and a time to the reason why the object has no effect any more at that time.
    Tasks warn where they refer to such an object.
    calls: what the vendor's gateway calls to write, in a type of its own (``<vendor>/kinds.py``).
    """

    #: option name to Field; a Resource has some
    fields: Mapping[str, Any] = {}

    def __init__(
        self,
        kind: str,
        label: str,
        listing: Listing,
        identity: Identity | None = None,
        *,
        labels: str | None = None,
        shown: Mapping[str, ReadOnly] | None = None,
        spent: Spent | None = None,
        calls: Any = None,
    ) -> None:
        self.kind = kind
        self.label = label
        self.labels = labels or label + "s"
        self.plural = kind + "s"
        self.listing = listing
        self.identity = identity or Identity()
        #: the key of a row that holds the id
        self.id = self.identity.id
        self.shown: Mapping[str, ReadOnly] = dict(shown or {})
        self.spent = spent
        self.calls = calls
        self._seal(Kind)

    @property
    def also_as(self) -> Sequence[tuple[Kind, Any]]:
        """See :class:`Usage`; a kind that no module manages has none."""
        return ()

    def narrowed(self, **query: object) -> Kind:
        """The same kind, of which only what matches the query is listed."""
        return Kind(self.kind, self.label, self.listing.narrowed(query), self.identity)

    def ident(self, row: Row) -> Id:
        """The id of a row as text, whatever type the vendor sends; empty where the row has none."""
        ident_of = self.identity.ident_of
        value = ident_of(row) if ident_of else row.get(self.id)
        # a Pending stays one
        return Id("" if value is None else value if isinstance(value, str) else str(value))

    def off(self, row: Row, decided: Collection[str] = ()) -> str | None:
        """Why an object does not work, by the signs of its row; None where no sign says so.

        decided: names of signs that do not count, because the task gives them as options.
        """
        for name, sign in self.shown.items():
            value = sign.of(row) if sign.off and name not in decided else None
            if value is not None and sign.off:
                return sign.off(value)
        return None
