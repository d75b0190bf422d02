# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The vocabulary resources are described in. Private to oncall.routing.

A field knows four shapes of one value and how to get from one to the next:

* the **option** a user types, already converted by Ansible's argument spec,
* the **normal form** everything is compared in: plain JSON types, nothing unset, references as ids,
* the **API** form the vendor sends and takes,
* the **shown** form in results and diffs, which is a valid option again.

The contract of every field: ``parse(show(x)) == x``, ``read(write(x)) == x`` and ``read`` never fails on what a vendor may answer.
"""

from __future__ import annotations

import re

from .problems import join

MASK = "********"


class _Marker:
    def __init__(self, text):
        self.text = text

    def __repr__(self):
        return self.text


#: The vendor's answer does not say; not the same as empty.
UNKNOWN = _Marker("UNKNOWN")
#: There is no such value.
NOTHING = _Marker("NOTHING")


def camel(name):
    """``child_channel_ids`` as the vendors of camelCase JSON write it: ``childChannelIds``."""
    head, *rest = name.split("_")
    return head + "".join(part.capitalize() for part in rest)


class Field:
    """One option of a resource.

    help: what a user reads about it, a list of sentences in Ansible's markup.
    api: its key in the vendor's JSON; derived from the name when left out.
    aliases: other names a user may type.
    required: the vendor has no default, so a create without it is refused and a reset leaves it alone.
    default: what the vendor takes when it is not given.
    shared: others write it too (bindings), so a reset leaves it alone.
    send: ``always`` in an update, ``with_group`` = whenever an option of the same group is sent.
    unset: a value the vendor uses for "not set"; it is left out of what is sent.
    silent: answers may leave it out although it is set, so its absence says nothing.
    declared_as: its name in argument spec and documentation, where ansible-test does not let its real name be declared. Both are accepted.
    """

    type = "str"
    empty = ""

    def __init__(self, help=None, api=None, aliases=(), required=False, default=NOTHING, shared=False,
                 send="", unset=NOTHING, silent=False, secret=False, declared_as=None):
        self.help = [help] if isinstance(help, str) else list(help or ())
        self.api = api
        self.aliases = tuple(aliases)
        self.required = required
        self.default = self.empty if default is NOTHING else default
        self.has_default = not required
        self.shared = shared
        self.send = send
        self.unset = unset
        self.silent = silent
        self.secret = secret
        self.declared_as = declared_as
        self.name = None
        if required and default is not NOTHING:
            raise ValueError("a required field has no default")
        if send not in ("", "always", "with_group"):
            raise ValueError("send: %r" % send)

    def bind(self, name, naming):
        """Told its name by the resource it is part of; ``naming`` derives the API key from it."""
        if not self.help:
            raise ValueError("field %s has no help" % name)
        self.name = name
        if self.api is None:
            self.api = naming(name)
        return self

    def spec(self):
        """The entry of Ansible's argument spec."""
        spec = {"type": self.type}
        if self.aliases:
            spec["aliases"] = list(self.aliases)
        if self.secret:
            spec["no_log"] = True
        return spec

    def parse(self, value, path, problems):
        """Option to normal form; what is wrong goes to ``problems``."""
        raise NotImplementedError

    def read(self, raw):
        """API to normal form. None and an absent key mean "not set"."""
        raise NotImplementedError

    def write(self, value):
        """Normal form to API."""
        return value

    def show(self, value, reveal=False):
        """Normal form to what a user reads, in one fixed order, secrets masked."""
        if self.secret and value and not reveal:
            return MASK
        return value

    def key(self, value):
        """A hashable value; two values are the same to the vendor when their keys are equal."""
        return value

    def check(self, value, path, problems):
        """What can only be checked on the whole normal form, before and again after references are resolved."""

    def walk(self, value, path, visit):
        """The same value with every reference replaced by ``visit(field, value, path)``."""
        return value

    def secrets(self, value):
        """Every secret text within the value."""
        if self.secret and isinstance(value, str) and value and value != MASK:
            yield value

    def leaves(self):
        """The fields whose values are references, for whoever needs to know what a resource refers to."""
        return ()


class Str(Field):
    """Text. ``strip`` where the vendor trims; ``check_with`` returns what is wrong with a value, or None."""

    def __init__(self, help=None, strip=False, blank=True, longest=None, check_with=None, clean=None, **kwargs):
        super().__init__(help, **kwargs)
        self.strip = strip
        self.blank = blank
        self.longest = longest
        self.check_with = check_with
        self.clean = clean

    def _normal(self, text):
        text = text.strip() if self.strip else text
        return self.clean(text) if self.clean else text

    def parse(self, value, path, problems):
        text = self._normal(str(value))
        if not self.blank and not text.strip():
            problems.add(path, "must not be blank")
        elif self.longest and len(text) > self.longest:
            problems.add(path, "is %d characters long, at most %d are allowed" % (len(text), self.longest))
        elif self.check_with and text:
            wrong = self.check_with(text)
            if wrong:
                problems.add(path, wrong)
        return text

    def read(self, raw):
        return self.default if raw is None else self._normal(str(raw))


class Enum(Str):
    """One of a few words. Where ``""`` is one of them it is sent as null."""

    def __init__(self, choices, help=None, **kwargs):
        super().__init__(help, **kwargs)
        self.choices = list(choices)

    def write(self, value):
        return None if value == "" else value

    def spec(self):
        spec = super().spec()
        spec["choices"] = self.choices
        return spec

    def parse(self, value, path, problems):
        if value not in self.choices:
            problems.add(path, "%r is not one of %s" % (value, ", ".join(map(repr, self.choices))))
        return value

    def read(self, raw):
        return super().read(raw) or self.default


class Int(Field):
    """A whole number; vendors also send it as 30.0 or "30"."""

    type = "int"
    empty = 0

    def __init__(self, help=None, least=None, most=None, **kwargs):
        super().__init__(help, **kwargs)
        self.least = least
        self.most = most

    def parse(self, value, path, problems):
        if isinstance(value, bool) or not isinstance(value, int):
            problems.add(path, "%r is not a whole number" % (value,))
            return self.empty
        if self.least is not None and value < self.least:
            problems.add(path, "%d is less than %d" % (value, self.least))
        elif self.most is not None and value > self.most:
            problems.add(path, "%d is more than %d" % (value, self.most))
        return value

    def read(self, raw):
        try:
            return self.default if raw is None else int(float(raw))
        except (TypeError, ValueError, OverflowError):
            return self.default


class Bool(Field):
    """Yes or no."""

    type = "bool"
    empty = False

    def parse(self, value, path, problems):
        if not isinstance(value, bool):
            problems.add(path, "%r is neither true nor false" % (value,))
        return bool(value)

    def read(self, raw):
        if isinstance(raw, str):
            return raw.strip().lower() in ("true", "1", "yes")
        return self.default if raw is None else bool(raw)


class Ref(Str):
    """A reference by name or id. In normal form it is the id.

    kind: the kind of object referred to, or a dict from the prefix a user types (``member:``) to the kind.
    words: values that are no references (``email``).
    id_prefixes: a value that begins so is an id and is not looked up (Guance's UUIDs carry their kind).
    """

    def __init__(self, kind, help=None, words=(), id_prefixes=(), **kwargs):
        super().__init__(help, blank=False, **kwargs)
        self.prefixes = dict(kind) if isinstance(kind, dict) else {}
        self.kind = None if self.prefixes else kind
        self.words = tuple(words)
        self.id_prefixes = tuple(id_prefixes)

    def split(self, value):
        """(kind, name) of what a user typed; the kind is None where the value stands for itself."""
        if value in self.words or (self.id_prefixes and value.startswith(self.id_prefixes)):
            return None, value
        if not self.prefixes:
            return self.kind, value
        prefix, colon, name = value.partition(":")
        return (self.prefixes[prefix], name.strip()) if colon and prefix in self.prefixes else ("", value)

    def parse(self, value, path, problems):
        before = len(problems.found)
        text = super().parse(value, path, problems)
        if len(problems.found) > before:
            return text
        kind, name = self.split(text)
        if kind == "":
            problems.add(path, "%r does not say what it is: write %s%s or an id (%s...)" % (
                value, ", ".join("%s:NAME" % prefix for prefix in self.prefixes),
                "".join(", %s" % word for word in self.words), "..., ".join(self.id_prefixes)))
        elif not name:
            problems.add(path, "%r names nothing" % value)
        return text

    def walk(self, value, path, visit):
        return visit(self, value, path)

    def leaves(self):
        return (self,)


class Key(Ref):
    """The name of an object whose name is its key at the vendor. It stays a name; that it exists is checked before a write.

    clean: puts a spelling into the canonical one.
    """

    def walk(self, value, path, visit):
        return visit(self, value, path)


class Listing(Field):
    """A list, always given whole; the order has a meaning.

    joined: the API form is one string with this between the elements.
    wrap: the API form of an element is an object with this single key.
    ignore: elements that the server adds, each with what a user who types it should do instead.
    """

    type = "list"
    empty = ()
    ordered = True

    def __init__(self, item, help=None, joined=None, wrap=None, ignore=None, at_least=0, **kwargs):
        kwargs.setdefault("default", NOTHING if kwargs.get("required") else [])
        super().__init__(help, **kwargs)
        self.item = item
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

    def spec(self):
        spec = super().spec()
        item = self.item.spec()
        spec["elements"] = item.pop("type")
        item.pop("aliases", None)
        spec.update(item)
        return spec

    def parse(self, value, path, problems):
        if isinstance(value, str) and self.joined:
            value = value.split(self.joined)
        if not isinstance(value, (list, tuple)):
            problems.add(path, "must be a list")
            return []
        found = []
        for number, element in enumerate(value):
            here = join(path, number)
            if isinstance(element, str) and self.joined:
                element = element.strip()
            if element is None:
                problems.add(here, "must not be null")
            elif element == "":
                problems.add(here, "must not be blank")
            elif isinstance(element, str) and element in self.ignore:
                problems.add(here, "%r can't be given here; %s" % (element, self.ignore[element]))
            else:
                found.append(self.item.parse(element, here, problems))
        if len(found) < self.at_least:
            problems.add(path, "must not be empty")
        return found

    def read(self, raw):
        if isinstance(raw, str):
            raw = [part.strip() for part in raw.split(self.joined or ",")]
        if isinstance(raw, dict) or not isinstance(raw, (list, tuple)):
            return list(self.default)
        found = []
        for element in raw:
            if self.wrap and isinstance(element, dict):
                element = element.get(self.wrap)
            if element is None or element == "" or (isinstance(element, str) and element in self.ignore):
                continue
            found.append(self.item.read(element))
        return found

    def write(self, value):
        items = [self.item.write(element) for element in value]
        if self.joined:
            return self.joined.join(items)
        return [{self.wrap: element} for element in items] if self.wrap else items

    def show(self, value, reveal=False):
        return [self.item.show(element, reveal) for element in value]

    def key(self, value):
        return tuple(self.item.key(element) for element in value)

    def check(self, value, path, problems):
        for number, element in enumerate(value):
            self.item.check(element, join(path, number), problems)

    def walk(self, value, path, visit):
        return [self.item.walk(element, join(path, number), visit) for number, element in enumerate(value)]

    def secrets(self, value):
        for element in value:
            yield from self.item.secrets(element)

    def leaves(self):
        return self.item.leaves()


class SetOf(Listing):
    """A list whose order has no meaning. ``by``: the key of an element's dict that makes it the same element."""

    ordered = False

    def __init__(self, item, help=None, by=None, **kwargs):
        super().__init__(item, help, **kwargs)
        self.by = by

    def _identity(self, element):
        return self.item.fields[self.by].key(element.get(self.by)) if self.by else self.item.key(element)

    def read(self, raw):
        found = {}
        for element in super().read(raw):
            found.setdefault(self.item.key(element), element)
        return list(found.values())

    def show(self, value, reveal=False):
        return super().show(sorted(value, key=lambda element: repr(self.item.show(element, True))), reveal)

    def key(self, value):
        return frozenset(super().key(value))

    def check(self, value, path, problems):
        super().check(value, path, problems)
        seen = {}
        for number, element in enumerate(value):
            identity = self._identity(element)
            if identity in seen:
                what = element.get(self.by) if self.by else self.item.show(element)
                problems.add(join(path, number), "is the same as %s (%s)" % (join(path, seen[identity]), what))
            seen.setdefault(identity, number)


class Record(Field):
    """An element with options of its own, always given whole: an omitted option is unset and does not appear in normal form."""

    type = "dict"

    def __init__(self, fields, help=None, **kwargs):
        super().__init__(help, **kwargs)
        self.fields = fields

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

    def parse(self, value, path, problems):
        found = {}
        if not isinstance(value, dict):
            problems.add(path, "must be a dict")
            return found
        for name, field in self.fields.items():
            given = value.get(name)
            if given is None or (given in ("", [], {}) and not field.required):
                if field.required:
                    problems.add(join(path, name), "is required")
                continue
            normal = field.parse(given, join(path, name), problems)
            if field.required or normal not in ("", [], {}):
                found[name] = normal
        return self._filled(found)

    def read(self, raw):
        raw = raw if isinstance(raw, dict) else {}
        found = {}
        for name, field in self.fields.items():
            given = raw.get(field.api)
            if given is None or given in ("", [], {}):
                continue
            value = field.read(given)
            if not (type(value) is type(field.unset) and value == field.unset) and value not in ([], {}):
                found[name] = value
        return self._filled(found)

    def write(self, value):
        return {self.fields[name].api: self.fields[name].write(given) for name, given in value.items()}

    def show(self, value, reveal=False):
        return {name: field.show(value[name], reveal) for name, field in self.fields.items() if name in value}

    def key(self, value):
        return tuple((name, field.key(value[name])) for name, field in self.fields.items() if name in value)

    def check(self, value, path, problems):
        for name, given in value.items():
            self.fields[name].check(given, join(path, name), problems)

    def walk(self, value, path, visit):
        return {name: self.fields[name].walk(given, join(path, name), visit) for name, given in value.items()}

    def secrets(self, value):
        for name, given in value.items():
            yield from self.fields[name].secrets(given)

    def leaves(self):
        return tuple(leaf for field in self.fields.values() for leaf in field.leaves())


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

    def parse(self, value, path, problems):
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
            found[key] = self.item.parse(element, join(path, str(given)), problems)
        return self._trimmed(found)

    def _trimmed(self, found):
        return {key: element for key, element in found.items() if self.keep_empty or element not in ("", [], {})}

    def read(self, raw):
        if not isinstance(raw, dict):
            return dict(self.default)
        found = {}
        for given, element in raw.items():
            key = str(given)
            if element is not None and (self.keys is None or key in self.keys):
                found[self.keys[key] if self.keys else key] = self.item.read(element)
        return self._trimmed(found)

    def write(self, value):
        return {key: self.item.write(element) for key, element in value.items()}

    def show(self, value, reveal=False):
        return {key: self.item.show(value[key], reveal) for key in sorted(value)}

    def key(self, value):
        return frozenset((key, self.item.key(element)) for key, element in value.items())

    def check(self, value, path, problems):
        for key, element in value.items():
            self.item.check(element, join(path, key), problems)

    def walk(self, value, path, visit):
        return {key: self.item.walk(element, join(path, key), visit) for key, element in value.items()}

    def secrets(self, value):
        for element in value.values():
            yield from self.item.secrets(element)

    def leaves(self):
        return self.item.leaves()


def matches(pattern, explain):
    """A ``check_with`` for a whole-text pattern; ``explain`` says what is allowed."""
    compiled = re.compile(pattern)

    def wrong(text):
        return None if compiled.fullmatch(text) else "%r is not %s" % (text, explain)

    return wrong
