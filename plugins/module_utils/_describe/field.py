# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What every field can do. Private to oncall.routing.

A field knows four shapes of one value and how to get from one to the next:

* the **option** a user types, already converted by Ansible's argument spec,
* the **normal form** that everything is compared in: plain JSON types, references as ids,
* the **API** form that the vendor sends and takes,
* the **shown** form in results and diffs, which is a valid option again.

The contract of every field: ``parse(show(x)) == x`` and ``read(write(x)) == x``. ``read`` never
fails on what a vendor may answer. It makes nothing up: what an answer does not show, or shows in a
form that the field does not know, is UNKNOWN.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Collection, Iterable, Iterator

from .markers import MASK, NOTHING, UNKNOWN, UNSET, Body, Row, masked
from .problems import Problems, holds_address

if TYPE_CHECKING:
    from typing import Mapping, TypedDict, Union

    from typing_extensions import Self

    from .hooks import Names, Visitor
    from .reference import Ref
    from .vendor import Naming

    #: Sentences for users, in Ansible's markup.
    Help = Union[str, Iterable[str]]

    class Common(TypedDict, total=False):
        """The keywords that each field takes; :class:`Field` says what they mean."""

        api: str | None
        aliases: Iterable[str]
        declared_as: str | None
        required: bool
        required_unless: str | None
        default: Any
        first: Any
        secret: bool
        shared: bool
        members: bool
        left_out: bool
        nullable: bool
        silent: bool | str
        unset: Any
        kept: bool
        send: str
        fixed: str | None
        reported: bool
        once: bool


class Stored:
    """What an object holds at the place of a value that is parsed.

    values: normal forms; within a list those of all elements. names: knows the names that results
    may show for references.
    """

    def __init__(self, values: Iterable[Any] = (), names: Names | None = None) -> None:
        self.values = [value for value in values if value is not UNKNOWN]
        self.names: Names = names or NAMELESS

    def at(self, key: str) -> Stored:
        """The same for one option of a record, or one key of a map."""
        return self._of([value[key] for value in self.values if key in value])

    def elements(self) -> Stored:
        """The same for the elements of a list."""
        return self._of([one for value in self.values for one in value])

    def _of(self, parts: list[Any]) -> Stored:
        return Stored(parts, self.names) if self.values else self


class _Nameless:
    """Knows no name."""

    def name(self, dummy_field: Any, ident: str) -> str:
        return ident


NAMELESS = _Nameless()


#: Nothing is stored, or nobody knows it.
BLANK = Stored()

#: When an option goes into a body; see ``send``.
SENDS = ("", "always", "with_group", "changed")


class Field:
    """One option of a resource. Keywords that each field takes:

    help: what a user reads about it, a list of sentences in Ansible's markup.

    The option: ``api`` is its key in the vendor's JSON, derived from the name by default.
    ``aliases`` are other names a user may type. ``declared_as`` is its name in argument spec and
    documentation, where ansible-test does not let its real name be declared; both are accepted.

    A new object: ``required`` means that the vendor has no default, so a create without the option
    is refused and a reset leaves it alone. ``required_unless`` names another option with which it
    is not required after all. ``default`` is what the vendor takes without it. ``first`` is what a
    new object gets instead, where the vendor's own is not known; then a reset leaves it alone.

    The value: ``secret`` means that results show a mask. ``shared`` means that others write it too
    (bindings), so a reset leaves it alone. ``members`` says of a set of no references that single
    elements may be added and removed all the same.

    Answers: with ``left_out`` they leave the key out, or show null, when it is not set. Without it,
    an answer without the key does not show what is stored: the value is UNKNOWN. With ``nullable``
    a null means "not set" although the option is required. With ``silent`` some answers leave the
    key out although it is set, so a task that gives it does not write it only because of that; the
    value is True, or the reason.

    Updates: ``send="always"`` goes into each of them. ``send="with_group"`` goes along with an
    option of the same group, unless it has its default. ``send="changed"``, where an update
    replaces, goes only when it, or another option of its group, differs from what is stored: the
    vendor keeps what is left out. ``unset`` is a value that the vendor uses for "not set"; a body
    leaves it out. ``kept`` means that a replacing update keeps it when it is left out, so a body
    leaves it out where it is UNKNOWN.
    ``fixed`` is the reason why it can't be changed once the object exists; with ``reported`` a
    difference is warned about, not refused. ``once`` means that a create sends it and nothing else
    does; answers do not show it.
    """

    type = "str"
    empty: Any = ""
    #: whether it is a list of references that has to be given whole, because the order matters
    in_order = False
    #: whether a number may stand for the text: only where people know the value by a number
    numbers = False
    #: whether a record sends it even where it is unset, because every answer shows it
    goes_empty = False

    def __init__(
        self,
        help: Help | None = None,
        *,
        api: str | None = None,
        aliases: Iterable[str] = (),
        declared_as: str | None = None,
        required: bool = False,
        required_unless: str | None = None,
        default: Any = NOTHING,
        first: Any = NOTHING,
        secret: bool = False,
        shared: bool = False,
        members: bool = False,
        left_out: bool = False,
        nullable: bool = False,
        silent: bool | str = False,
        unset: Any = NOTHING,
        kept: bool = False,
        send: str = "",
        fixed: str | None = None,
        reported: bool = False,
        once: bool = False,
    ) -> None:
        if required and default is not NOTHING:
            raise ValueError("a required field has no default")
        if send not in SENDS:
            raise ValueError("send: %r" % send)
        self.help = [help] if isinstance(help, str) else list(help or ())
        self.name = ""
        self.api = api or ""
        self.aliases = tuple(aliases)
        self.declared_as = declared_as
        self.required = required
        self.required_unless = required_unless
        self.default = self._empty() if default is NOTHING else default
        self.has_default = not required and first is NOTHING
        self.first = first
        self.secret = secret
        self.shared = shared
        self.members = members
        self.left_out = left_out
        self.nullable = nullable or left_out
        self.silent = silent
        self.unset = unset
        self.kept = kept
        self.send = send
        self.fixed = fixed
        self.reported = reported
        self.once = once

    def _empty(self) -> Any:
        """The default where none is declared."""
        return self.empty

    def bind(self, name: str, naming: Naming) -> Self:
        """Takes the name from the resource or record it is part of; ``naming`` derives the API key.

        Raises ValueError for a field without help.
        """
        if not self.help:
            raise ValueError("field %s has no help" % name)
        self.name = name
        self.api = self.api or naming.key(name)
        return self

    # --- the option

    def spec(self) -> dict[str, Any]:
        """The entry of Ansible's argument spec."""
        spec: dict[str, Any] = {"type": self.type}
        if self.aliases:
            spec["aliases"] = list(self.aliases)
        if self.secret:
            spec["no_log"] = True
        return spec

    def options(self, name: str) -> tuple[tuple[str, Field], ...]:
        """(name, field) of its option and of all within it."""
        return ((name, self),)

    def parse(self, value: Any, path: str, problems: Problems, stored: Stored = BLANK) -> Any:
        """Option to normal form; what is wrong goes to ``problems``. A value that is ``stored``
        is not judged: the vendor holds it already.
        """
        mark = len(problems.found)
        normal = self._parse(value, path, problems, stored)
        for one in stored.values if len(problems.found) > mark else ():
            if self.is_shown(value, one, stored.names):
                problems.keep(mark)
                return one
        return normal

    def _parse(self, value: Any, path: str, problems: Problems, stored: Stored) -> Any:
        """Option to normal form, whatever is stored. A value that is wrong comes back in any
        form of its type.
        """
        raise NotImplementedError

    def is_empty(self, value: Any) -> bool:
        """Whether an option within an element says that it is unset."""
        return value in ("", [], {})

    def check(self, value: Any, path: str, problems: Problems) -> None:
        """Adds what only the whole normal form can show, before and after references are
        resolved.
        """

    def completed(self, value: Any, dummy_stored: Any, dummy_reset: bool = False) -> Any:
        """A requested value with what the vendor keeps or fills in of what is left out of it.

        stored: what is stored in its place. reset: what is left out goes back to what the vendor
        makes of it.
        """
        return value

    # --- answers

    def read(self, raw: Any) -> Any:
        """API to normal form. None means "not set"; what is no value of this field is UNKNOWN."""
        raise NotImplementedError

    def read_in(self, holder: Row) -> Any:
        """What the dict that holds its key shows of it."""
        return UNKNOWN if self._is_unseen(holder) else self.read(holder.get(self.api))

    def read_element(self, raw: Any) -> Any:
        """The same as ``read`` for an element of a list; an unset one is UNKNOWN."""
        return UNKNOWN if raw in UNSET else self.read(raw)

    def _is_unseen(self, holder: Row) -> bool:
        """Whether the key is missing although its presence means something. What always has a
        value has no null.
        """
        if self.api not in holder:
            return not self.left_out
        return holder[self.api] is None and self.required and not self.nullable

    def _of_none(self, raw: Any) -> Any:
        """What a dict or list says in place of a single value: an empty one may stand where
        nothing is set, but only where that is usual.
        """
        return self.default if self.left_out and not raw else UNKNOWN

    def unseen_in(self, holder: Row) -> list[str]:
        """Keys that the dict lacks, as the vendor's paths; empty where nothing lacks, or where it
        shows a mask.
        """
        if self._is_unseen(holder):
            return [self.api]
        raw = holder.get(self.api)
        if masked(raw) or self.read(raw) is not UNKNOWN:
            return []
        return [self.api + path for path in self.unseen(raw)]

    def unseen(self, raw: Any) -> list[str]:
        """The same within a value that can't be read as a whole: what follows its own path."""
        return [""]

    # --- bodies

    def write(self, value: Any) -> Any:
        """Normal form to API."""
        return value

    def write_over(self, value: Any, raw: Any) -> Any:
        """The same where an update replaces what is stored (``raw``): parts of it without a field
        go along.
        """
        return self.write(value)

    @property
    def keeps_unknown(self) -> bool:
        """Whether there may be such parts."""
        return False

    # --- comparing

    def key(self, value: Any) -> Any:
        """A hashable value; two values are the same to the vendor when their keys are equal."""
        return value

    # --- showing

    def show(self, value: Any, reveal: bool = False) -> Any:
        """Normal form to what a user reads, in one fixed order, secrets masked."""
        if self.secret and value and not reveal:
            return MASK
        return value

    def is_shown(self, value: Any, normal: Any, names: Names) -> bool:
        """Whether an option says what :meth:`show` makes of a normal form. ``names``: see
        :class:`Stored`.
        """
        return str(value) in (str(self.show(normal, True)), str(self.show(normal)))

    def screened(self, raw: Any) -> Any:
        """What of a value in the vendor's form a message may show: no secret, and nothing that
        has no field.
        """
        if isinstance(raw, (dict, list)) or (self.secret and raw not in (None, "")):
            return MASK
        return raw

    def told(self, value: Any) -> Any:
        """A normal form as a message says it."""
        shown = self.show(value)
        if isinstance(shown, str) and holds_address(shown):
            return MASK
        return "empty" if shown in ("", [], {}) else shown

    # --- secrets and references

    @property
    def holds_secret(self) -> bool:
        """Whether it is a secret, or has one inside."""
        return self.secret

    def unmasked(self, value: Any, stored: Any) -> Any:
        """The value with every mask replaced by what is stored there; UNKNOWN where that is not
        known.
        """
        return stored if self.secret and value == MASK else value

    def secrets(self, value: Any) -> Iterator[str]:
        """Every secret text within the value."""
        if self.secret and isinstance(value, str) and value and value != MASK:
            yield value

    def walk(self, value: Any, path: str, visitor: Visitor) -> Any:
        """The same value with every reference replaced by the visitor."""
        return value

    def leaves(self) -> tuple[Ref, ...]:
        """The fields within it whose values are references."""
        return ()

    @property
    def by_member(self) -> bool:
        """Whether single elements can be added and removed."""
        return False


def screened_dict(raw: Any, fields: Mapping[str, Field]) -> Any:
    """What of a dict in the vendor's form a message may show. ``fields``: key to field; of a key
    without field only the key.
    """
    if not isinstance(raw, dict):
        return MASK
    return {
        key: fields[key].screened(value) if key in fields else MASK for key, value in raw.items()
    }


def without(raw: Row, known: Collection[str]) -> Body:
    """What of a stored dict has no field. A null says nothing, and not every vendor takes one
    back.
    """
    return {
        key: value
        for key, value in raw.items()
        if value is not None and key not in known and not masked(value)
    }
