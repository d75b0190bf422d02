# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The vocabulary resources are described in. Private to oncall.routing.

A field knows four shapes of one value and how to get from one to the next:

* the **option** a user types, already converted by Ansible's argument spec,
* the **normal form** everything is compared in: plain JSON types, nothing unset, references as ids,
* the **API** form the vendor sends and takes,
* the **shown** form in results and diffs, which is a valid option again.

The contract of every field: ``parse(show(x)) == x``, ``read(write(x)) == x`` and ``read`` never
fails on what a vendor may answer, and makes nothing up: what an answer does not show, or not in a
form that the field knows, is UNKNOWN.
"""

from __future__ import annotations

import datetime
import decimal
import re

from .problems import holds_address, no_text, quoted

MASK = "********"
#: What 64 bits hold; of thousands of digits Python neither reads nor writes a number.
MOST_INT = 2**63 - 1
#: A text in place of a number or a word that is longer than this is something else.
LONGEST_WORD = 100


class _Marker:
    def __init__(self, text):
        self.text = text

    def __repr__(self):
        return self.text


#: The vendor's answer does not say; not the same as empty.
UNKNOWN = _Marker("UNKNOWN")
#: There is no such value.
NOTHING = _Marker("NOTHING")
#: What vendors show where nothing is set.
UNSET = (None, "", [], {})


class Stored:
    """What an object holds at the place of a value that is parsed.

    values: normal forms; within a list those of all elements. name_of: (field, id) to the name that
    results may show for a reference.
    """

    def __init__(self, values=(), name_of=lambda field, ident: ident):
        self.values = [value for value in values if value is not UNKNOWN]
        self.name_of = name_of

    def within(self, pick):
        """The same for a part: ``pick`` returns the parts of one value."""
        return (
            Stored([part for value in self.values for part in pick(value)], self.name_of)
            if self.values
            else self
        )


#: Nothing is stored, or nobody knows it.
BLANK = Stored()


class Pending(str):
    """The name of an object that the same task creates; its id is not known yet."""

    element = None

    @classmethod
    def of(cls, name, element):
        pending = cls(name)
        pending.element = element
        return pending


def masked(raw):
    """Whether a vendor's answer shows a mask in place of a text, or within it."""
    return isinstance(raw, str) and re.search(r"\*{3}|\u2022{3}", raw) is not None


def camel(name):
    """``child_channel_ids`` as the vendors of camelCase JSON write it: ``childChannelIds``."""
    head, *rest = name.split("_")
    return head + "".join(part.capitalize() for part in rest)


def snake(name):
    """``childChannelIds`` as options are written: ``child_channel_ids``."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name).lower()


class ReadOnly:
    """A key of the vendor's answers that says whether, or by whom, an object works. It is shown,
    ignored as input, and neither sent nor compared.

    api: the key. type: ``int``, ``bool``, ``str`` or ``list``. usual: its value where there is
    nothing to say; it is shown only where it is another.
    shape: from a value as it came to what is shown of it.
    off: from such a value to what it means for the object, which then does not do its work. denied:
    what it means for this user, who then can neither change nor delete the object.
    """

    def __init__(self, api, type, help, usual=None, off=None, denied=None, shape=None):
        self.api = api
        self.type = type
        self.help = [help] if isinstance(help, str) else list(help)
        self.usual = usual
        self.off = off
        self.denied = denied
        self.shape = shape or (lambda value: value)

    def of(self, row):
        """What there is to say of a row; None where the answer says nothing, or nothing that can
        be understood.
        """
        value = getattr(self, "_" + self.type)(row.get(self.api))
        value = None if value is None else self.shape(value)
        return None if value in (None, "", [], self.usual) else value

    @staticmethod
    def _list(raw):
        return raw if isinstance(raw, list) else None

    @staticmethod
    def _str(raw):
        return raw if isinstance(raw, str) and len(raw) <= LONGEST_WORD else None

    @staticmethod
    def _bool(raw):
        if isinstance(raw, str):
            return {"true": True, "1": True, "false": False, "0": False}.get(raw.strip().lower())
        return bool(raw) if raw in (0, 1) else None

    def _int(self, raw):
        if isinstance(raw, bool):
            return None
        try:
            number = int(float(raw))
            return number if abs(number) <= MOST_INT else None
        except (TypeError, ValueError, OverflowError):
            # a word in place of a number says something all the same
            return self._str(raw)


class Field:
    """One option of a resource.

    help: what a user reads about it, a list of sentences in Ansible's markup.
    api: its key in the vendor's JSON; derived from the name when left out.
    aliases: other names a user may type.
    required: the vendor has no default, so a create without it is refused and a reset leaves it
    alone.
    required_unless: the name of another option with which it is not required after all.
    default: what the vendor takes when it is not given. first: what a new object gets instead,
    where the vendor's own is not known; then a reset leaves the option alone.
    shared: others write it too (bindings), so a reset leaves it alone.
    send: ``always`` in an update, ``with_group`` = whenever an option of the same group is sent,
    unless it has its default; where an update replaces, ``changed`` = only when it, or another
    option of its group, is not what is stored: the vendor keeps what is left out.
    unset: a value the vendor uses for "not set"; it is left out of what is sent.
    left_out: answers leave it out, or show null, when it is not set. Unless it is said, an answer
    without the key does not tell what is stored: the value is UNKNOWN.
    nullable: a null means "not set" although it is required.
    silent: some answers leave it out although it is set, as a rule, so a task that gives it does
    not write it only because of that. True, or why.
    kept: where an update replaces, the vendor keeps it all the same when it is left out, so it is
    left out where nobody knows what is stored.
    declared_as: its name in argument spec and documentation, where ansible-test does not let its
    real name be declared. Both are accepted.
    fixed: why it can't be changed once the object is there. reported: a difference is warned about
    then, not refused.
    once: it is sent when the object is created and never again; answers do not show it.
    members: for a set that is no list of references, that single elements may be added and removed
    all the same.
    """

    type = "str"
    empty = ""

    def __init__(
        self,
        help=None,
        api=None,
        aliases=(),
        required=False,
        default=NOTHING,
        shared=False,
        send="",
        unset=NOTHING,
        left_out=False,
        nullable=False,
        silent=False,
        secret=False,
        declared_as=None,
        required_unless=None,
        fixed=None,
        reported=False,
        once=False,
        members=False,
        first=NOTHING,
        kept=False,
    ):
        self.help = [help] if isinstance(help, str) else list(help or ())
        self.api = api
        self.aliases = tuple(aliases)
        self.required = required
        self.default = self.empty if default is NOTHING else default
        self.has_default = not required and first is NOTHING
        self.first = first
        self.shared = shared
        self.send = send
        self.unset = unset
        self.left_out = left_out
        self.nullable = nullable or left_out
        self.silent = silent
        self.secret = secret
        self.declared_as = declared_as
        self.required_unless = required_unless
        self.fixed = fixed
        self.reported = reported
        self.once = once
        self.members = members
        self.kept = kept
        self.name = None
        if required and default is not NOTHING:
            raise ValueError("a required field has no default")
        if send not in ("", "always", "with_group", "changed"):
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

    def parse(self, value, path, problems, stored=BLANK):
        """Option to normal form; what is wrong goes to ``problems``. A value that is ``stored``
        is not judged: the vendor holds it already.
        """
        mark = len(problems.found)
        normal = self._parse(value, path, problems, stored)
        for one in stored.values if len(problems.found) > mark else ():
            if self.is_shown(value, one, stored.name_of):
                problems.keep(mark)
                return one
        return normal

    def _parse(self, value, path, problems, stored):
        """Option to normal form, whatever is stored. A value that is wrong comes back in any
        form of its type.
        """
        raise NotImplementedError

    def is_empty(self, value):
        """Whether an option within an element says that it is unset."""
        return value in ("", [], {})

    def is_shown(self, value, normal, name_of):
        """Whether an option says what :meth:`show` makes of a normal form. ``name_of``: see
        :class:`Stored`.
        """
        return str(value) == str(self.show(normal, True)) or str(value) == str(self.show(normal))

    def read(self, raw):
        """API to normal form. None means "not set"; what is no value of this field is UNKNOWN."""
        raise NotImplementedError

    def read_in(self, holder):
        """What the dict that holds its key shows of it."""
        return UNKNOWN if self._is_unseen(holder) else self.read(holder.get(self.api))

    def _is_unseen(self, holder):
        """Whether the key is missing where it says something that it is there. What always has a
        value has no null.
        """
        if self.api not in holder:
            return not self.left_out
        return holder[self.api] is None and self.required and not self.nullable

    def _of_none(self, raw):
        """What a dict or list says in place of a single value: an empty one may stand where
        nothing is set, but only where that is usual.
        """
        return self.default if self.left_out and not raw else UNKNOWN

    def unseen_in(self, holder):
        """Keys that the dict would have to show and does not, as the vendor's paths; none where
        all is there, or a mask is shown.
        """
        if self._is_unseen(holder):
            return [self.api]
        raw = holder.get(self.api)
        return (
            []
            if masked(raw) or self.read(raw) is not UNKNOWN
            else [self.api + path for path in self.unseen(raw)]
        )

    def unseen(self, dummy):
        """The same within a value that can't be read as a whole: what follows its own path."""
        return [""]

    def completed(self, value, dummy_stored, dummy_reset=False):
        """A given value with what the vendor keeps or fills in of what is left out of it.

        stored: what is stored in its place. reset: what is left out goes back to what the vendor
        makes of it.
        """
        return value

    def write(self, value):
        """Normal form to API."""
        return value

    def write_over(self, value, dummy):
        """The same where an update replaces what is stored, with those parts of it that no field
        is known for.
        """
        return self.write(value)

    @property
    def keeps_unknown(self):
        """Whether there may be such parts."""
        return False

    def show(self, value, reveal=False):
        """Normal form to what a user reads, in one fixed order, secrets masked."""
        if self.secret and value and not reveal:
            return MASK
        return value

    def screened(self, raw):
        """What of a value in the vendor's form a message may show: no secret, and nothing that
        no field is known for.
        """
        return (
            MASK
            if (self.secret and raw not in (None, "")) or isinstance(raw, (dict, list))
            else raw
        )

    def told(self, value):
        """As a message says it."""
        shown = self.show(value)
        if isinstance(shown, str) and holds_address(shown):
            return MASK
        return "empty" if shown in ("", [], {}) else shown

    def key(self, value):
        """A hashable value; two values are the same to the vendor when their keys are equal."""
        return value

    def check(self, value, path, problems):
        """What can only be checked on the whole normal form, before and again after references
        are resolved.
        """

    def walk(self, value, path, visit):
        """The same value with every reference replaced by ``visit(field, value, path)``."""
        return value

    @property
    def holds_secret(self):
        """Whether it is a secret, or one is inside."""
        return self.secret

    def unmasked(self, value, stored):
        """The value with every mask replaced by what is stored there; what is not known of that
        is UNKNOWN.
        """
        return stored if self.secret and value == MASK else value

    def secrets(self, value):
        """Every secret text within the value."""
        if self.secret and isinstance(value, str) and value and value != MASK:
            yield value

    def leaves(self):
        """The fields whose values are references, for whoever needs to know what a resource
        refers to.
        """
        return ()

    def options(self, name):
        """(name, field) of its option and of all within it."""
        return ((name, self),)

    @property
    def by_member(self):
        """Whether single elements can be added and removed."""
        return False

    #: whether it is a list of references that has to be given whole, because the order says
    #: something
    in_order = False
    #: whether a number may stand for the text: only where numbers are what people know the value by
    numbers = False


class Str(Field):
    """Text. ``strip`` where the vendor trims; ``check_with`` returns what is wrong with a value,
    or None; ``numbers``: see :class:`Field`.
    """

    def __init__(
        self,
        help=None,
        strip=False,
        blank=True,
        longest=None,
        check_with=None,
        clean=None,
        numbers=False,
        **kwargs,
    ):
        super().__init__(help, **kwargs)
        self.numbers = numbers or self.numbers
        self.strip = strip
        self.blank = blank
        self.longest = longest
        self.check_with = check_with
        self.clean = clean

    def _normal(self, text):
        text = text.strip() if self.strip else text
        return self.clean(text) if self.clean else text

    def _parse(self, value, path, problems, stored):
        text = self._normal(str(value))
        wrong = no_text(value, self.numbers, self.secret)
        if wrong:
            problems.add(path, wrong)
        elif "\0" in text:
            problems.add(path, "holds a NUL character")
        elif not self.blank and not text.strip():
            problems.add(path, "must not be blank")
        elif self.longest and len(text) > self.longest:
            problems.add(
                path, "is %d characters long, at most %d are allowed" % (len(text), self.longest)
            )
        elif self.check_with and text:
            wrong = self.check_with(text)
            if wrong:
                problems.add(path, wrong)
        return text

    def read(self, raw):
        if isinstance(raw, (dict, list)):
            return self._of_none(raw)
        return self.default if raw is None else self._normal(str(raw))


class Secret(Str):
    """A text that is shown as a mask. A vendor that masks it too does not say what is stored."""

    def __init__(self, help=None, **kwargs):
        super().__init__(help, secret=True, **kwargs)

    def read(self, raw):
        return UNKNOWN if masked(raw) else super().read(raw)


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

    def is_empty(self, value):
        return value == "" and "" in self.choices

    def _parse(self, value, path, problems, stored):
        if value not in self.choices:
            problems.add(
                path,
                "%s is not one of %s"
                % (quoted(value), ", ".join(one or "''" for one in self.choices)),
            )
        return value if isinstance(value, str) else ""

    def read(self, raw):
        return super().read(raw) or self.default


TOO_LARGE = "is too large a number"


def _too_large(text):
    """Whether digits in a text are more than a number may have."""
    return re.search(r"\d{20}", text) is not None


class Int(Field):
    """A whole number; vendors also send it as 30.0 or "30"."""

    type = "int"
    empty = 0

    def __init__(self, help=None, least=None, most=None, **kwargs):
        super().__init__(help, **kwargs)
        self.least = least
        self.most = most

    def _parse(self, value, path, problems, stored):
        if isinstance(value, bool) or not isinstance(value, int):
            problems.add(path, "%s is not a whole number" % quoted(value))
            return self.empty
        if abs(value) > MOST_INT:
            problems.add(path, TOO_LARGE)
            return self.empty
        if self.least is not None and value < self.least:
            problems.add(path, "%d is less than %d" % (value, self.least))
        elif self.most is not None and value > self.most:
            problems.add(path, "%d is more than %d" % (value, self.most))
        return value

    def read(self, raw):
        try:
            return (
                self._of_none(raw)
                if isinstance(raw, (dict, list))
                else self.default
                if raw in UNSET
                else int(float(raw))
            )
        except (TypeError, ValueError, OverflowError):
            return UNKNOWN


#: The last second of the year 9999. In milliseconds it is a day of 1978, so whatever is larger is
#: no number of seconds.
LAST_SECOND = 253402300799


class Moment(Int):
    """A point in time: epoch seconds, or ISO 8601 with a time zone. In normal form and in
    results epoch seconds.
    """

    type = "raw"

    def _parse(self, value, path, problems, stored):
        if isinstance(value, str) and _too_large(value):
            problems.add(path, TOO_LARGE)
            return self.empty
        if isinstance(value, str) and not re.fullmatch(r"-?\d+", value.strip()):
            try:
                moment = datetime.datetime.fromisoformat(re.sub(r"[zZ]$", "+00:00", value.strip()))
            except ValueError:
                problems.add(
                    path,
                    "%s is neither epoch seconds nor a time like 2035-01-01T09:00:00+09:00"
                    % quoted(value),
                )
                return self.empty
            if moment.tzinfo is None:
                problems.add(
                    path,
                    "%s does not say its time zone: end it with Z or an offset like +09:00"
                    % quoted(value),
                )
                return self.empty
            return super()._parse(int(moment.timestamp()), path, problems, stored)
        value = int(value) if isinstance(value, str) else value
        if isinstance(value, int) and LAST_SECOND < value <= MOST_INT:
            seconds = next(
                (value // unit for unit in (10**3, 10**6, 10**9) if value // unit <= LAST_SECOND),
                None,
            )
            problems.add(
                path,
                "%d is no number of seconds since 1970%s"
                % (
                    value,
                    (
                        "; it looks like a finer unit, and would be %d (%s) in seconds"
                        % (seconds, utc(seconds))
                        if seconds
                        else ""
                    ),
                ),
            )
            return self.empty
        return super()._parse(value, path, problems, stored)


def utc(seconds):
    """A time as people read it."""
    return (datetime.datetime(1970, 1, 1) + datetime.timedelta(seconds=int(seconds))).strftime(
        "%Y-%m-%dT%H:%M:%SZ"
    )


#: Units of a Span in seconds, and what they are called.
UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}
CALLED = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
#: What each unit is likely given in.
LIKE = {
    "s": "V(90s), V(30m) or V(1h30m)",
    "m": "V(90m), V(2h) or V(1h30m)",
    "h": "V(12h) or V(2d)",
    "d": "V(3d) or V(2w)",
}


class Span(Int):
    """A length of time: a number of ``unit``, or a text like ``90m`` or ``1h30m``. In normal
    form and in results the number.
    """

    type = "raw"

    def __init__(self, help=None, unit="m", **kwargs):
        help = [help] if isinstance(help, str) else list(help or ())
        super().__init__(
            help
            + [
                "A number of %s, which is also what is returned, or a text like %s."
                % (CALLED[unit], LIKE[unit])
            ],
            **kwargs,
        )
        self.unit = unit

    def _parse(self, value, path, problems, stored):
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if isinstance(value, str):
            text = value.strip()
            if _too_large(text):
                problems.add(path, TOO_LARGE)
                return self.empty
            if re.fullmatch(r"-?\d+(\.0+)?([eE]\+?\d{1,2})?", text):
                value = int(decimal.Decimal(text))
            elif re.fullmatch(r"(\d+[smhdw])+", text):
                seconds = sum(
                    int(number) * UNITS[unit]
                    for number, unit in re.findall(r"(\d+)([smhdw])", text)
                )
                if seconds % UNITS[self.unit]:
                    problems.add(
                        path, "%s is no whole number of %s" % (quoted(value), CALLED[self.unit])
                    )
                    return self.empty
                value = seconds // UNITS[self.unit]
            else:
                problems.add(
                    path,
                    "%s is neither a number of %s nor a length of time like %s"
                    % (
                        quoted(value),
                        CALLED[self.unit],
                        LIKE[self.unit].replace("V(", "").replace(")", ""),
                    ),
                )
                return self.empty
        return super()._parse(value, path, problems, stored)


class Bool(Field):
    """Yes or no."""

    type = "bool"
    empty = False

    def _parse(self, value, path, problems, stored):
        if not isinstance(value, bool):
            problems.add(path, "%s is neither true nor false" % quoted(value))
        return bool(value)

    def read(self, raw):
        if isinstance(raw, str) and raw.strip():
            return {
                "true": True,
                "1": True,
                "yes": True,
                "false": False,
                "0": False,
                "no": False,
            }.get(raw.strip().lower(), UNKNOWN)
        if isinstance(raw, (dict, list)):
            return self._of_none(raw)
        return self.default if raw is None or isinstance(raw, str) else bool(raw)


class Ref(Str):
    """A reference by name or id. In normal form it is the id.

    kind: the kind of object referred to, or a dict from the prefix a user types (``member:``) to
    the kind.
    words: values that are no references (``email``).
    id_prefixes: a value that begins so is an id and is not looked up (Guance's UUIDs carry their
    kind).
    free: from what a user typed to what to say of it where the vendor keeps it as it stands if it
    names nothing; None where it has to name something. Such a vendor keeps names too, so a stored
    name is the same as the id of what it names.
    """

    def __init__(self, kind, help=None, words=(), id_prefixes=(), free=None, **kwargs):
        super().__init__(help, blank=False, **kwargs)
        self.prefixes = dict(kind) if isinstance(kind, dict) else {}
        self.kind = None if self.prefixes else kind
        self.words = tuple(words)
        self.id_prefixes = tuple(id_prefixes)
        self.free = free

    def split(self, value):
        """(kind, name) of what a user typed; the kind is None where the value stands for itself."""
        if value in self.words or (self.id_prefixes and value.startswith(self.id_prefixes)):
            return None, value
        if not self.prefixes:
            return self.kind, value
        prefix, colon, name = value.partition(":")
        return (
            (self.prefixes[prefix], name.strip())
            if colon and prefix in self.prefixes
            else ("", value)
        )

    def _parse(self, value, path, problems, stored):
        before = len(problems.found)
        text = super()._parse(value, path, problems, stored)
        if len(problems.found) > before:
            return text
        kind, name = self.split(text)
        if kind == "":
            problems.add(
                path,
                "%s does not say what it is: write %s%s or an id (%s...)"
                % (
                    quoted(value),
                    ", ".join("%s:NAME" % prefix for prefix in self.prefixes),
                    "".join(", %s" % word for word in self.words),
                    "..., ".join(self.id_prefixes),
                ),
            )
        elif not name:
            problems.add(path, "%s names nothing" % quoted(value))
        return text

    def is_shown(self, value, normal, name_of):
        return super().is_shown(value, normal, name_of) or str(value) == name_of(self, normal)

    def _is_unseen(self, holder):
        # what an element can't be without refers to something
        return super()._is_unseen(holder) or (self.required and holder.get(self.api) == "")

    def is_ident(self, name):
        """Whether a text can be nothing but an id, so that it is good without being looked up."""
        return False

    def walk(self, value, path, visit):
        return visit(self, value, path)

    def leaves(self):
        return (self,)


class Key(Ref):
    """The name of an object whose name is its key at the vendor. It stays a name; that it exists is
    checked before a write.

    clean: puts a spelling into the canonical one.
    """

    def is_ident(self, name):
        return True

    def walk(self, value, path, visit):
        return visit(self, value, path)


def matches(pattern, explain):
    """A ``check_with`` for a whole-text pattern; ``explain`` says what is allowed."""
    compiled = re.compile(pattern)

    def wrong(text):
        return None if compiled.fullmatch(text) else "%s is not %s" % (quoted(text), explain)

    return wrong
