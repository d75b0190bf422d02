# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Fields that hold other fields: lists, sets, records and maps. Private to oncall.routing."""

from __future__ import annotations

import re

from .fields import MASK, NOTHING, UNKNOWN, UNSET, Bool, Field, Ref, masked
from .problems import join


class Listing(Field):
    """A list, always given whole; the order has a meaning.

    by: the key of an element's dict that makes it the same element.
    numbered: the key of an element in the vendor's form that tells its place, where answers list
    the elements in another order.
    distinct: the vendor stores two equal elements as one.
    joined: the API form is one string with this between the elements.
    wrap: the API form of an element is an object with this single key.
    ignore: elements that the server adds, each with what a user who types it should do instead.
    """

    type = "list"
    empty = ()

    def __init__(
        self,
        item,
        help=None,
        joined=None,
        wrap=None,
        ignore=None,
        at_least=0,
        by=None,
        numbered=None,
        distinct=False,
        **kwargs,
    ):
        kwargs.setdefault("default", NOTHING if kwargs.get("required") else [])
        super().__init__(help, **kwargs)
        self.item = item
        self.by = by
        self.numbered = numbered
        self.distinct = distinct
        self.joined = joined
        self.wrap = wrap
        self.ignore = dict(ignore or {})
        self.at_least = at_least
        if self.default == ():
            self.default = []

    def bind(self, name, naming):
        super().bind(name, naming)
        self.item.help = self.item.help or self.help
        self.item.bind(name, naming)
        return self

    @property
    def in_order(self):
        return isinstance(self.item, Ref) and not self.by_member

    def spec(self):
        spec = super().spec()
        item = self.item.spec()
        spec["elements"] = item.pop("type")
        item.pop("aliases", None)
        spec.update(item)
        return spec

    def _parse(self, value, path, problems, stored):
        if isinstance(value, str) and self.joined:
            value = self._parts(value)
        if not isinstance(value, (list, tuple)):
            problems.add(path, "must be a list")
            return []
        found, inside = [], stored.within(lambda one: one)
        # an element that holds the separator would come back as several
        for number, element in (
            (number, part)
            for number, element in enumerate(value)
            for part in self._parts(element) or [""]
        ):
            here = join(path, number)
            if element is None:
                problems.add(here, "must not be null")
            elif element == "":
                problems.add(here, "must not be blank")
            elif isinstance(element, str) and element in self.ignore:
                problems.add(here, "%r can't be given here; %s" % (element, self.ignore[element]))
            else:
                found.append(self.item.parse(element, here, problems, inside))
        if len(found) < self.at_least:
            problems.add(path, "must not be empty")
        if not value and self.default:
            problems.warn(
                "%s: an empty list means the default to the vendor, which is %s"
                % (path, ", ".join(map(str, self.show(self.default))))
            )
            return list(self.default)
        return found

    def _parts(self, element):
        """What an element says: of a text in which others are joined these, without blank ones."""
        if not self.joined or not isinstance(element, str):
            return [element]
        return [part.strip() for part in element.split(self.joined) if part.strip()]

    def is_shown(self, value, normal, name_of):
        if isinstance(value, str) and self.joined:
            value = self._parts(value)
        return (
            isinstance(value, (list, tuple))
            and len(value) == len(normal)
            and all(
                self.item.is_shown(one, other, name_of)
                for one, other in self._pairs(value, normal, name_of)
            )
        )

    def _pairs(self, value, normal, dummy):
        """Elements of an option, each with the one of a normal form that it may show."""
        return zip(value, normal)

    def read(self, raw):
        if isinstance(raw, str):
            raw = [part.strip() for part in raw.split(self.joined or ",")]
        if not isinstance(raw, (list, tuple)):
            return list(self.default) if raw in UNSET else UNKNOWN
        if self.joined:
            # an element that holds the separator would come back as two
            raw = [
                part.strip()
                for element in raw
                if element is not None
                for part in str(element).split(self.joined)
            ]
        raw = self._in_place(raw)
        found = [
            self._read_element(element)
            for element in raw
            if element not in (None, "")
            and not (isinstance(element, str) and element in self.ignore)
        ]
        # an element of nothing but blanks is as little one as an empty text is
        found = [element for element in found if element != ""]
        # of what is masked or missing in part nothing can be said as a whole
        return (
            UNKNOWN if any(element is UNKNOWN for element in found) else found or list(self.default)
        )

    def _in_place(self, raw):
        """The elements of an answer in the order that their numbers tell; as they came where one
        has none.
        """
        places = (
            [
                str(element.get(self.numbered)) if isinstance(element, dict) else ""
                for element in raw
            ]
            if self.numbered
            else [""]
        )
        if not all(re.fullmatch(r"\d{1,18}", place) for place in places):
            return raw
        return [
            element for dummy, element in sorted(zip(places, raw), key=lambda pair: int(pair[0]))
        ]

    def _read_element(self, element):
        if self.wrap and isinstance(element, dict):
            element = element.get(self.wrap)
        if isinstance(self.item, Record) and isinstance(element, dict):
            return self.item.read_all(element)
        return UNKNOWN if element in UNSET else self.item.read(element)

    def unseen(self, raw):
        if not isinstance(raw, list) or self.joined:
            return [""]
        found = []
        for number, element in enumerate(raw):
            if element in (None, "") or self._read_element(element) is not UNKNOWN:
                continue
            wrapped = self.wrap and isinstance(element, dict)
            inner = self.item.unseen(element.get(self.wrap) if wrapped else element)
            found += [
                "[%d]%s%s" % (number, "." + self.wrap if wrapped else "", path) for path in inner
            ]
        return found

    def write(self, value):
        items = [self.item.write(element) for element in value]
        if self.joined:
            return self.joined.join(items)
        return [{self.wrap: element} for element in items] if self.wrap else items

    def screened(self, raw):
        if not isinstance(raw, list):
            return MASK if self.holds_secret else super().screened(raw)
        if self.wrap:
            return [_screened(element, {self.wrap: self.item}) for element in raw]
        return [self.item.screened(element) for element in raw]

    @property
    def keeps_unknown(self):
        return not self.joined and (self.wrap is not None or self.item.keeps_unknown)

    def write_over(self, value, raw):
        if not self.keeps_unknown or not isinstance(raw, list):
            return self.write(value)
        raw, written = self._in_place(raw), []
        for element, origin in zip(value, self._origins(value, raw)):
            if self.wrap:
                origin = origin if isinstance(origin, dict) else {}
                written.append(
                    dict(
                        _unknown(origin, [self.wrap]),
                        **{self.wrap: self.item.write_over(element, origin.get(self.wrap))},
                    )
                )
            else:
                written.append(self.item.write_over(element, origin))
        return written

    def _origins(self, value, raw):
        """What is stored of each element: one that says the same, else one of the same name,
        else the one in its place if the list is as long.
        """
        stored = {}
        for number, one in enumerate(raw):
            one = one.get(self.wrap) if self.wrap and isinstance(one, dict) else one
            known = self.item.read(one)
            if known is UNKNOWN and self.by and isinstance(one, dict):
                # what it is called is enough to know it again
                name = self.item.fields[self.by].read_in(one)
                known = UNKNOWN if name is UNKNOWN else {self.by: name}
            if known is not UNKNOWN:
                stored[number] = known
        origins = [None] * len(value)
        for same in self._signs(len(value) == len(raw)):
            free = {}
            for number, one in stored.items():
                free.setdefault(same(number, one), []).append(number)
            for number, element in enumerate(value):
                sign = same(number, element) if origins[number] is None else None
                if sign is not None and free.get(sign):
                    taken = free[sign].pop(0)
                    del stored[taken]
                    origins[number] = raw[taken]
        return origins

    def _signs(self, as_long):
        """By what an element is known again, the surest first: functions from its place and
        itself.
        """
        yield lambda number, element: self.item.key(element)
        if self.by:
            yield (
                lambda number, element: (
                    self.item.fields[self.by].key(element[self.by]) if self.by in element else None
                )
            )
        if as_long:
            yield lambda number, element: number

    def show(self, value, reveal=False):
        return [self.item.show(element, reveal) for element in value]

    def key(self, value):
        return tuple(self.item.key(element) for element in value)

    def check(self, value, path, problems):
        seen = {}
        for number, element in enumerate(value):
            self.item.check(element, join(path, number), problems)
            first = seen.setdefault(self.item.key(element), number) if self.distinct else number
            if first != number:
                problems.add(join(path, number), "is the same as %s" % join(path, first))

    def walk(self, value, path, visit):
        return [
            self.item.walk(element, join(path, number), visit)
            for number, element in enumerate(value)
        ]

    @property
    def holds_secret(self):
        return self.item.holds_secret

    def unmasked(self, value, stored):
        found = [
            self.item.unmasked(element, self._same_in(stored, number, element))
            for number, element in enumerate(value)
        ]
        return UNKNOWN if any(element is UNKNOWN for element in found) else found

    def _same_in(self, stored, number, dummy):
        """What is stored of an element."""
        return stored[number] if isinstance(stored, list) and number < len(stored) else UNKNOWN

    def secrets(self, value):
        for element in value:
            yield from self.item.secrets(element)

    def leaves(self):
        return self.item.leaves()

    def options(self, name):
        return ((name, self),) + self.item.options(name)


class SetOf(Listing):
    """A list that has each element once, and whose order has no meaning.

    ordered: it has one, for all that elements are added and removed one by one.
    merges: an element that stands in it twice is taken once, because people put such lists together
    from several; otherwise it is refused.
    """

    def __init__(self, item, help=None, merges=False, ordered=False, **kwargs):
        super().__init__(item, help, **kwargs)
        self.merges = merges
        self.ordered = ordered

    def _parse(self, value, path, problems, stored):
        found = super()._parse(value, path, problems, stored)
        return list({self.item.key(one): one for one in found}.values()) if self.merges else found

    def _signs(self, as_long):
        return super()._signs(False)

    @property
    def by_member(self):
        return self.members or bool(self.leaves())

    def _pairs(self, value, normal, name_of):
        rest = list(normal)
        for element in value:
            same = next((one for one in rest if self.item.is_shown(element, one, name_of)), rest[0])
            rest.remove(same)
            yield element, same

    def combined(self, mode, stored, given):
        """The stored elements with the given ones added or removed; an added one replaces what
        is the same element.
        """
        named = {self._identity(element): element for element in given}
        if mode == "remove":
            return [element for element in stored if self._identity(element) not in named]
        return [named.pop(self._identity(element), element) for element in stored] + list(
            named.values()
        )

    def _identity(self, element):
        return (
            self.item.key(element)
            if not self.by
            else self.item.fields[self.by].key(element[self.by])
            if self.by in element
            else None
        )

    def _same_in(self, stored, number, element):
        return (
            next((one for one in stored if self._identity(one) == self._identity(element)), UNKNOWN)
            if isinstance(stored, list)
            else UNKNOWN
        )

    def read(self, raw):
        found, elements = {}, super().read(raw)
        if elements is UNKNOWN:
            return UNKNOWN
        for element in elements:
            found.setdefault(self.item.key(element), element)
        return list(found.values())

    def show(self, value, reveal=False):
        return super().show(
            (
                value
                if self.ordered
                else sorted(value, key=lambda element: repr(self.item.show(element, True)))
            ),
            reveal,
        )

    def key(self, value):
        return super().key(value) if self.ordered else frozenset(super().key(value))

    def check(self, value, path, problems):
        super().check(value, path, problems)
        seen = {}
        for number, element in enumerate(value):
            identity = self._identity(element)
            if identity in seen:
                what = element.get(self.by) if self.by else self.item.show(element)
                problems.add(
                    join(path, number),
                    "is the same as %s (%s)" % (join(path, seen[identity]), what),
                )
            seen.setdefault(identity, number)


class Record(Field):
    """An element with options of its own, always given whole: an omitted option is unset and does
    not appear in normal form.

    read_only: keys that never go back to the vendor. closed: nor does any other that no field is
    known for.
    keeps_empty: what an answer shows empty goes back empty, because the vendor tells it from
    nothing.
    """

    type = "dict"

    def __init__(self, fields, help=None, read_only=(), closed=False, keeps_empty=False, **kwargs):
        super().__init__(help, **kwargs)
        self.fields = fields
        self.read_only = tuple(read_only)
        self.closed = closed
        self.keeps_empty = keeps_empty

    def bind(self, name, naming):
        super().bind(name, naming)
        for key, field in self.fields.items():
            field.bind(key, naming)
        return self

    def spec(self):
        spec = super().spec()
        spec["options"] = {}
        for name, field in self.fields.items():
            entry = field.spec()
            if field.required:
                entry["required"] = True
            elif field.default not in (field.empty, [], {}, None) or isinstance(field, Bool):
                entry["default"] = field.default
            spec["options"][name] = entry
        return spec

    def _filled(self, found):
        for name, field in self.fields.items():
            if isinstance(field, Bool):
                found.setdefault(name, field.default)
        return found

    def _parse(self, value, path, problems, stored):
        found = {}
        if not isinstance(value, dict):
            problems.add(path, "must be a dict")
            return found
        for name, field in self.fields.items():
            given = value.get(name)
            if given is None or (field.is_empty(given) and not field.required):
                if field.required:
                    problems.add(join(path, name), "is required")
                continue
            normal = field.parse(
                given,
                join(path, name),
                problems,
                stored.within(lambda one, name=name: [one[name]] if name in one else []),
            )
            if field.required or normal not in ("", [], {}):
                found[name] = normal
        return self._filled(found)

    def is_shown(self, value, normal, name_of):
        if not isinstance(value, dict):
            return False
        said = self._filled({name: one for name, one in value.items() if one is not None})
        return said.keys() == normal.keys() and all(
            self.fields[name].is_shown(said[name], one, name_of) for name, one in normal.items()
        )

    def read(self, raw):
        if raw in UNSET:
            return self._filled({})
        return self.read_all(raw) if isinstance(raw, dict) else UNKNOWN

    def read_all(self, raw):
        """A dict that is there, also an empty one."""
        found = {}
        for name, field in self.fields.items():
            value = field.read_in(raw)
            if value is UNKNOWN:
                return UNKNOWN
            if raw.get(field.api) in UNSET:
                continue
            if not (type(value) is type(field.unset) and value == field.unset) and value not in (
                [],
                {},
            ):
                found[name] = value
        return self._filled(found)

    def unseen(self, raw):
        if not isinstance(raw, dict):
            return [""]
        return ["." + path for field in self.fields.values() for path in field.unseen_in(raw)]

    def write(self, value):
        # a list that every answer shows is sent in any case
        empty = {
            field.api: field.write([])
            for name, field in self.fields.items()
            if isinstance(field, Listing)
            and not (field.left_out or field.required or name in value)
        }
        return dict(
            empty,
            **{
                self.fields[name].api: self.fields[name].write(given)
                for name, given in value.items()
            },
        )

    def screened(self, raw):
        return _screened(raw, {field.api: field for field in self.fields.values()})

    @property
    def keeps_unknown(self):
        return not self.closed

    def write_over(self, value, raw):
        written = self.write(value)
        if self.closed or not isinstance(raw, dict):
            return written
        for name, given in value.items():
            written[self.fields[name].api] = self.fields[name].write_over(
                given, raw.get(self.fields[name].api)
            )
        for field in self.fields.values() if self.keeps_empty else ():
            if raw.get(field.api) in ("", [], {}):
                written.setdefault(field.api, raw[field.api])
        return dict(
            _unknown(raw, [field.api for field in self.fields.values()] + list(self.read_only)),
            **written,
        )

    def show(self, value, reveal=False):
        return {
            name: field.show(value[name], reveal)
            for name, field in self.fields.items()
            if name in value
        }

    def key(self, value):
        return tuple(
            (name, field.key(value[name])) for name, field in self.fields.items() if name in value
        )

    def check(self, value, path, problems):
        for name, given in value.items():
            self.fields[name].check(given, join(path, name), problems)

    def walk(self, value, path, visit):
        return {
            name: self.fields[name].walk(given, join(path, name), visit)
            for name, given in value.items()
        }

    @property
    def holds_secret(self):
        return any(field.holds_secret for field in self.fields.values())

    def unmasked(self, value, stored):
        stored = stored if isinstance(stored, dict) else {}
        found = {
            name: self.fields[name].unmasked(given, stored.get(name, UNKNOWN))
            for name, given in value.items()
        }
        return UNKNOWN if any(given is UNKNOWN for given in found.values()) else found

    def secrets(self, value):
        for name, given in value.items():
            yield from self.fields[name].secrets(given)

    def leaves(self):
        return tuple(leaf for field in self.fields.values() for leaf in field.leaves())

    def options(self, name):
        return ((name, self),) + tuple(
            one for name, field in self.fields.items() for one in field.options(name)
        )


class Part(Record):
    """A record of which a task may give a part: what it leaves out is as it is stored, or else as
    the vendor fills it in. Nothing of it at all is {}.

    fills: what the vendor fills in. needs: options that it wants with every such record. off: what
    says the same as nothing.
    """

    def __init__(self, fields, help=None, fills=None, needs=(), off=None, **kwargs):
        super().__init__(fields, help, default={}, unset={}, **kwargs)
        self.fills = dict(fills or {})
        self.needs = tuple(needs)
        self.off = off

    def spec(self):
        # Ansible would fill in a default in place of what is stored
        return dict(
            super().spec(), options={name: field.spec() for name, field in self.fields.items()}
        )

    def _filled(self, found):
        return found

    def _parse(self, value, path, problems, stored):
        if not isinstance(value, dict):
            problems.add(path, "must be a dict")
            return {}
        found = {
            name: field.parse(
                value[name],
                join(path, name),
                problems,
                stored.within(lambda one, name=name: [one[name]] if name in one else []),
            )
            for name, field in self.fields.items()
            if value.get(name) not in (None, "")
        }
        return {name: one for name, one in found.items() if one != ""}

    def read(self, raw):
        if raw in UNSET:
            return {}
        if not isinstance(raw, dict):
            return UNKNOWN
        found = {
            name: field.read_in(raw)
            for name, field in self.fields.items()
            if not field.left_out or raw.get(field.api) not in (None, "")
        }
        return UNKNOWN if any(value is UNKNOWN for value in found.values()) else self._whole(found)

    def _whole(self, found):
        whole = dict(self.fills, **found)
        return {name: whole[name] for name in self.fields if name in whole}

    def completed(self, value, stored, reset=False):
        if not value:
            return {}
        known = stored if isinstance(stored, dict) else {}
        found = dict(
            {name: one for name, one in known.items() if name in self.needs or not reset}, **value
        )
        return {} if found == self.off and stored is not UNKNOWN else self._whole(found)

    def lacking(self, value):
        """What of a value that is not empty the vendor would miss."""
        return [name for name in self.needs if name not in value] if value else []

    def write(self, value):
        return {
            self.fields[name].api: self.fields[name].write(given) for name, given in value.items()
        }

    def key(self, value):
        return super().key({name: one for name, one in value.items() if one != []})


class MapOf(Field):
    """A dict whose keys are the user's own, always given whole.

    keys: spellings of a key to the canonical one, where only a few keys exist.
    Keys with an empty list are the same as no key, unless ``keep_empty``.
    """

    type = "dict"
    empty = None

    def __init__(self, item, help=None, keys=None, keep_empty=False, **kwargs):
        kwargs.setdefault("default", NOTHING if kwargs.get("required") else {})
        super().__init__(help, **kwargs)
        self.item = item
        self.keys = keys
        self.keep_empty = keep_empty
        if self.default is None:
            self.default = {}

    def bind(self, name, naming):
        super().bind(name, naming)
        self.item.help = self.item.help or self.help
        self.item.bind(name, naming)
        return self

    def _parse(self, value, path, problems, stored):
        if not isinstance(value, dict):
            problems.add(path, "must be a dict")
            return {}
        found, typed = {}, {}
        for given, element in value.items():
            key = str(given)
            if self.keys is not None:
                if key not in self.keys:
                    problems.add(join(path, key), "is not one of %s" % ", ".join(self.keys))
                    continue
                key = self.keys[key]
            if key in found:
                problems.add(join(path, str(given)), "says the same as %s" % join(path, typed[key]))
                continue
            typed[key] = str(given)
            if element is None:
                problems.add(join(path, str(given)), "must not be null")
                continue
            found[key] = self.item.parse(
                element,
                join(path, str(given)),
                problems,
                stored.within(lambda one, key=key: [one[key]] if key in one else []),
            )
        return self._trimmed(found)

    def is_shown(self, value, normal, name_of):
        if not isinstance(value, dict):
            return False
        said = {
            (self.keys or {}).get(str(key), str(key)): one
            for key, one in value.items()
            if one is not None
        }
        return said.keys() == normal.keys() and all(
            self.item.is_shown(said[key], one, name_of) for key, one in normal.items()
        )

    def _trimmed(self, found):
        return {
            key: element
            for key, element in found.items()
            if self.keep_empty or element not in ("", [], {})
        }

    def read(self, raw):
        if raw in UNSET:
            return dict(self.default)
        if not isinstance(raw, dict):
            return UNKNOWN
        found = {}
        for given, element in raw.items():
            key = str(given)
            if element is not None and (self.keys is None or key in self.keys):
                found[self.keys[key] if self.keys else key] = self.item.read(element)
        return (
            UNKNOWN
            if any(element is UNKNOWN for element in found.values())
            else self._trimmed(found)
        )

    def write(self, value):
        return {key: self.item.write(element) for key, element in value.items()}

    def screened(self, raw):
        return _screened(
            raw,
            dict.fromkeys(
                raw if self.keys is None and isinstance(raw, dict) else self.keys or (), self.item
            ),
        )

    @property
    def keeps_unknown(self):
        return self.keys is not None

    def write_over(self, value, raw):
        return dict(
            _unknown(raw, self.keys) if self.keys and isinstance(raw, dict) else {},
            **self.write(value),
        )

    def show(self, value, reveal=False):
        return {key: self.item.show(value[key], reveal) for key in sorted(value)}

    def key(self, value):
        return frozenset((key, self.item.key(element)) for key, element in value.items())

    def check(self, value, path, problems):
        for key, element in value.items():
            self.item.check(element, join(path, key), problems)

    def walk(self, value, path, visit):
        return {
            key: self.item.walk(element, join(path, key), visit) for key, element in value.items()
        }

    @property
    def holds_secret(self):
        return self.item.holds_secret

    def unmasked(self, value, stored):
        stored = stored if isinstance(stored, dict) else {}
        found = {
            key: self.item.unmasked(element, stored.get(key, UNKNOWN))
            for key, element in value.items()
        }
        return UNKNOWN if any(element is UNKNOWN for element in found.values()) else found

    def secrets(self, value):
        for element in value.values():
            yield from self.item.secrets(element)

    def leaves(self):
        return self.item.leaves()

    def options(self, name):
        return ((name, self),) + self.item.options(name)


def _screened(raw, fields):
    """What of a dict in the vendor's form a message may show. ``fields``: key to field; of what
    has none only the key.
    """
    return (
        {key: fields[key].screened(value) if key in fields else MASK for key, value in raw.items()}
        if isinstance(raw, dict)
        else MASK
    )


def _unknown(raw, known):
    """What of a stored element no field is known for. A null says nothing, and not every vendor
    takes one back.
    """
    return {
        key: value
        for key, value in raw.items()
        if value is not None and key not in known and not masked(value)
    }
