# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Fields that hold a list. Private to oncall.routing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Iterable, Iterator, Mapping

from .field import Field, Stored, screened_dict, without
from .markers import MASK, UNKNOWN, UNSET
from .problems import Problems, join
from .record import Record
from .reference import Ref

if TYPE_CHECKING:
    from typing_extensions import Self, Unpack

    from .field import Common, Help
    from .hooks import Names, Visitor
    from .vendor import Naming

    class ListKeywords(Common, total=False):
        """The keywords that each list takes; :class:`ListOf` says what they mean."""

        by: str | None
        numbered: str | None
        distinct: bool
        joined: str | None
        wrap: str | None
        ignore: Mapping[str, str] | None
        at_least: int


class ListOf(Field):
    """A list, always given whole; the order has a meaning.

    by: the option of a record that makes two elements the same one. numbered: the key of an element
    in the vendor's form that holds its place, where answers list the elements in another order.
    distinct: the vendor stores two equal elements as one. joined: the API form is one string with
    this between the elements. wrap: the API form of an element is an object with this single key.
    ignore: elements that the server adds, each with what a user who types it should do instead.
    at_least: the smallest number of elements.
    """

    type = "list"
    empty: Any = ()

    def __init__(
        self,
        item: Field,
        help: Help | None = None,
        *,
        by: str | None = None,
        numbered: str | None = None,
        distinct: bool = False,
        joined: str | None = None,
        wrap: str | None = None,
        ignore: Mapping[str, str] | None = None,
        at_least: int = 0,
        **common: Unpack[Common],
    ) -> None:
        super().__init__(help, **common)
        self.item = item
        self.by = by
        self.numbered = numbered
        self.distinct = distinct
        self.joined = joined
        self.wrap = wrap
        self.ignore = dict(ignore or {})
        self.at_least = at_least
        self.in_order = isinstance(item, Ref) and not self.by_member
        self.goes_empty = not (self.left_out or self.required)

    def _empty(self) -> Any:
        return []

    def bind(self, name: str, naming: Naming) -> Self:
        super().bind(name, naming)
        self.item.help = self.item.help or self.help
        self.item.bind(name, naming)
        return self

    def spec(self) -> dict[str, Any]:
        item = self.item.spec()
        elements = item.pop("type")
        item.pop("aliases", None)
        return dict(super().spec(), elements=elements, **item)

    def options(self, name: str) -> tuple[tuple[str, Field], ...]:
        return ((name, self), *self.item.options(name))

    # --- the option

    def _parse(self, value: Any, path: str, problems: Problems, stored: Stored) -> Any:
        if isinstance(value, str) and self.joined:
            value = self._parts(value)
        if not isinstance(value, (list, tuple)):
            problems.add(path, "must be a list")
            return []
        found, inside = [], stored.elements()
        for number, element in enumerate(value):
            # the vendor would return an element with the separator in it as several
            for part in self._parts(element) or [""]:
                here = join(path, number)
                wrong = self._wrong(part)
                if wrong:
                    problems.add(here, wrong)
                else:
                    found.append(self.item.parse(part, here, problems, inside))
        if len(found) < self.at_least:
            problems.add(path, "must not be empty")
        if not value and self.default:
            problems.warn(
                "%s: an empty list means the default to the vendor, which is %s"
                % (path, ", ".join(map(str, self.show(self.default))))
            )
            return list(self.default)
        return found

    def _wrong(self, element: Any) -> str | None:
        """Why something can't be an element at all, or None."""
        if element is None:
            return "must not be null"
        if element == "":
            return "must not be blank"
        if isinstance(element, str) and element in self.ignore:
            return "%r can't be given here; %s" % (element, self.ignore[element])
        return None

    def _parts(self, element: Any) -> list[Any]:
        """The elements that one stands for: those joined in its text, without blank ones."""
        if not self.joined or not isinstance(element, str):
            return [element]
        return [part.strip() for part in element.split(self.joined) if part.strip()]

    def is_shown(self, value: Any, normal: Any, names: Names) -> bool:
        if isinstance(value, str) and self.joined:
            value = self._parts(value)
        if not isinstance(value, (list, tuple)) or len(value) != len(normal):
            return False
        pairs = self._pairs(value, normal, names)
        return all(self.item.is_shown(one, other, names) for one, other in pairs)

    def _pairs(
        self, value: Iterable[Any], normal: Iterable[Any], dummy: Names
    ) -> Iterable[tuple[Any, Any]]:
        """Elements of an option, each with the element of a normal form that it may show."""
        return zip(value, normal)

    def check(self, value: Any, path: str, problems: Problems) -> None:
        seen: dict[Any, int] = {}
        for number, element in enumerate(value):
            self.item.check(element, join(path, number), problems)
            first = seen.setdefault(self.item.key(element), number) if self.distinct else number
            if first != number:
                problems.add(join(path, number), "is the same as %s" % join(path, first))

    # --- answers

    def read(self, raw: Any) -> Any:
        if isinstance(raw, str):
            raw = [part.strip() for part in raw.split(self.joined or ",")]
        if not isinstance(raw, (list, tuple)):
            return list(self.default) if raw in UNSET else UNKNOWN
        if self.joined:
            # the vendor returns an element with the separator in it as two
            texts = [str(element) for element in raw if element is not None]
            raw = [part.strip() for text in texts for part in text.split(self.joined)]
        found = [
            self._read_element(element)
            for element in self._in_place(raw)
            if element not in (None, "")
            and not (isinstance(element, str) and element in self.ignore)
        ]
        # blanks alone are no element
        found = [element for element in found if element != ""]
        # an unknown element makes the list unknown
        if any(element is UNKNOWN for element in found):
            return UNKNOWN
        return found or list(self.default)

    def _in_place(self, raw: Any) -> Any:
        """The elements of an answer in the order of their numbers; as they came where one has
        none.
        """
        if not self.numbered:
            return raw
        places = [
            str(element.get(self.numbered)) if isinstance(element, dict) else "" for element in raw
        ]
        if not all(re.fullmatch(r"\d{1,18}", place) for place in places):
            return raw
        return [
            element for dummy, element in sorted(zip(places, raw), key=lambda pair: int(pair[0]))
        ]

    def _read_element(self, element: Any) -> Any:
        if self.wrap and isinstance(element, dict):
            element = element.get(self.wrap)
        return self.item.read_element(element)

    def unseen(self, raw: Any) -> list[str]:
        if not isinstance(raw, list) or self.joined:
            return [""]
        found = []
        for number, element in enumerate(raw):
            if element in (None, "") or self._read_element(element) is not UNKNOWN:
                continue
            here = "[%d]" % number
            if self.wrap and isinstance(element, dict):
                element, here = element.get(self.wrap), "%s.%s" % (here, self.wrap)
            found += [here + path for path in self.item.unseen(element)]
        return found

    # --- bodies

    def write(self, value: Any) -> Any:
        items = [self.item.write(element) for element in value]
        if self.joined:
            return self.joined.join(items)
        return [{self.wrap: element} for element in items] if self.wrap else items

    @property
    def keeps_unknown(self) -> bool:
        return not self.joined and (self.wrap is not None or self.item.keeps_unknown)

    def write_over(self, value: Any, raw: Any) -> Any:
        if not self.keeps_unknown or not isinstance(raw, list):
            return self.write(value)
        raw = self._in_place(raw)
        return [
            self._write_element(element, origin)
            for element, origin in zip(value, self._origins(value, raw))
        ]

    def _write_element(self, element: Any, origin: Any) -> Any:
        """An element in the vendor's form, with what is stored of it."""
        if not self.wrap:
            return self.item.write_over(element, origin)
        origin = origin if isinstance(origin, dict) else {}
        written = self.item.write_over(element, origin.get(self.wrap))
        return dict(without(origin, [self.wrap]), **{self.wrap: written})

    def _origins(self, value: list[Any], raw: list[Any]) -> list[Any]:
        """What is stored of each element: an equal element, else one of the same name, else the
        one in its place if the list is as long.
        """
        stored = {
            number: known
            for number, known in ((number, self._known(one)) for number, one in enumerate(raw))
            if known is not UNKNOWN
        }
        origins: list[Any] = [None] * len(value)
        for how in self._ways(len(value) == len(raw)):
            free: dict[Any, list[int]] = {}
            for number, one in stored.items():
                free.setdefault(self._sign(how, number, one), []).append(number)
            for number, element in enumerate(value):
                sign = self._sign(how, number, element) if origins[number] is None else None
                if sign is not None and free.get(sign):
                    taken = free[sign].pop(0)
                    del stored[taken]
                    origins[number] = raw[taken]
        return origins

    def _known(self, one: Any) -> Any:
        """A stored element in normal form, or as much of it as says which it is."""
        one = one.get(self.wrap) if self.wrap and isinstance(one, dict) else one
        known = self.item.read(one)
        if known is UNKNOWN and self.by and isinstance(one, dict):
            name = self._name_field().read_in(one)
            return UNKNOWN if name is UNKNOWN else {self.by: name}
        return known

    def _ways(self, as_long: bool) -> list[str]:
        """By what a stored element is found again, the surest first; see ``_sign``."""
        return ["value"] + (["name"] if self.by else []) + (["place"] if as_long else [])

    def _sign(self, how: str, number: int, element: Any) -> Any:
        """What two elements share that are the same one; None where an element has no such sign."""
        if how == "place":
            return number
        return self.item.key(element) if how == "value" else self._name_key(element)

    def _name_field(self) -> Field:
        """The field of the elements' name; only for lists with ``by``."""
        item = self.item
        if not isinstance(item, Record) or self.by is None:
            raise TypeError("%s: by goes with a Record" % self.name)
        return item.fields[self.by]

    def _name_key(self, element: Any) -> Any:
        """The key of an element's name, None where it has none."""
        return self._name_field().key(element[self.by]) if self.by in element else None

    # --- comparing and showing

    def key(self, value: Any) -> Any:
        return tuple(self.item.key(element) for element in value)

    def show(self, value: Any, reveal: bool = False) -> Any:
        return [self.item.show(element, reveal) for element in value]

    def screened(self, raw: Any) -> Any:
        if not isinstance(raw, list):
            return MASK if self.holds_secret else super().screened(raw)
        if self.wrap:
            return [screened_dict(element, {self.wrap: self.item}) for element in raw]
        return [self.item.screened(element) for element in raw]

    # --- secrets and references

    @property
    def holds_secret(self) -> bool:
        return self.item.holds_secret

    def unmasked(self, value: Any, stored: Any) -> Any:
        found = [
            self.item.unmasked(element, self._same_in(stored, number, element))
            for number, element in enumerate(value)
        ]
        return UNKNOWN if any(element is UNKNOWN for element in found) else found

    def _same_in(self, stored: Any, number: int, dummy: Any) -> Any:
        """What is stored of an element."""
        return stored[number] if isinstance(stored, list) and number < len(stored) else UNKNOWN

    def secrets(self, value: Any) -> Iterator[str]:
        for element in value:
            yield from self.item.secrets(element)

    def walk(self, value: Any, path: str, visitor: Visitor) -> Any:
        return [
            self.item.walk(element, join(path, number), visitor)
            for number, element in enumerate(value)
        ]

    def leaves(self) -> tuple[Ref, ...]:
        return self.item.leaves()


class SetOf(ListOf):
    """A list that has each element once, and whose order has no meaning.

    ordered: the order has a meaning, although elements are added and removed one by one.
    merges: an element that stands in it twice is taken once, because people put such lists together
    from several; otherwise it is refused.
    """

    def __init__(
        self,
        item: Field,
        help: Help | None = None,
        *,
        ordered: bool = False,
        merges: bool = False,
        **keywords: Unpack[ListKeywords],
    ) -> None:
        super().__init__(item, help, **keywords)
        self.ordered = ordered
        self.merges = merges

    @property
    def by_member(self) -> bool:
        return self.members or bool(self.leaves())

    def _parse(self, value: Any, path: str, problems: Problems, stored: Stored) -> Any:
        found = super()._parse(value, path, problems, stored)
        return list({self.item.key(one): one for one in found}.values()) if self.merges else found

    def _ways(self, as_long: bool) -> list[str]:
        return super()._ways(False)

    def _pairs(
        self, value: Iterable[Any], normal: Iterable[Any], names: Names
    ) -> Iterable[tuple[Any, Any]]:
        rest = list(normal)
        for element in value:
            same = next((one for one in rest if self.item.is_shown(element, one, names)), rest[0])
            rest.remove(same)
            yield element, same

    def combined(self, mode: str, stored: list[Any], given: list[Any]) -> list[Any]:
        """The stored elements with those of the task added or removed (``mode``); an added element
        replaces the same one.
        """
        named = {self._identity(element): element for element in given}
        if mode == "remove":
            return [element for element in stored if self._identity(element) not in named]
        kept = [named.pop(self._identity(element), element) for element in stored]
        return kept + list(named.values())

    def _identity(self, element: Any) -> Any:
        return self._name_key(element) if self.by else self.item.key(element)

    def _same_in(self, stored: Any, number: int, element: Any) -> Any:
        if not isinstance(stored, list):
            return UNKNOWN
        wanted = self._identity(element)
        return next((one for one in stored if self._identity(one) == wanted), UNKNOWN)

    def read(self, raw: Any) -> Any:
        elements = super().read(raw)
        if elements is UNKNOWN:
            return UNKNOWN
        found: dict[Any, Any] = {}
        for element in elements:
            found.setdefault(self.item.key(element), element)
        return list(found.values())

    def show(self, value: Any, reveal: bool = False) -> Any:
        if not self.ordered:
            value = sorted(value, key=lambda element: repr(self.item.show(element, True)))
        return super().show(value, reveal)

    def key(self, value: Any) -> Any:
        return super().key(value) if self.ordered else frozenset(super().key(value))

    def check(self, value: Any, path: str, problems: Problems) -> None:
        super().check(value, path, problems)
        seen: dict[Any, int] = {}
        for number, element in enumerate(value):
            identity = self._identity(element)
            if identity in seen:
                what = element.get(self.by) if self.by else self.item.show(element)
                problems.add(
                    join(path, number),
                    "is the same as %s (%s)" % (join(path, seen[identity]), what),
                )
            seen.setdefault(identity, number)
