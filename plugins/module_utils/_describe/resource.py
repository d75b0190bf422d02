# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a resource is. Private to oncall.routing.

A :class:`Resource` is the one description from which argument spec, normal form, payload,
comparison, output and documentation derive. An **object** in this package is a flat dict from
option name to normal form; an option inside a group is written with a dot
(``alert_opt.agg_interval``), which is also how plans name it.
"""

from __future__ import annotations

import json
import re

from .._text import unreadable
from .fields import BLANK, MASK, NOTHING, UNKNOWN, Key, Pending, Ref, Stored, Str, masked
from .problems import LONGEST_QUOTED, RoutingError, holds_address, join

#: Options of a module beside those of the object.
RESERVED = ("state", "mode", "force", "planned", "update_secrets", "on_unspecified")


class Kind:
    """Objects that can be listed and referred to.

    label, labels: how a person calls one and many. path: where it is listed. options: whatever the
    vendor's gateway needs to know besides.
    names: functions from a row to a name, best first; the first that answers for exactly the wanted
    name decides.
    ident_of: from a row to its id, where no single key of the row is one.
    detail: what tells two rows of one name apart in a message.
    shown: name in results to ReadOnly, for what its rows say of whether, and by whom, an object
    works.
    spent: (row, seconds since 1970) to why an object has no effect any more by the clock, or None;
    told of those that others refer to.
    """

    #: only a managed kind has any
    fields = None
    also_as = ()

    def __init__(
        self,
        kind,
        label,
        path,
        id="id",
        names=None,
        detail=None,
        labels=None,
        ident_of=None,
        shown=None,
        spent=None,
        **options,
    ):
        self.spent = spent
        self.kind = kind
        self.label = label
        self.labels = labels or label + "s"
        self.path = path
        self.id = id
        self.names = names or (lambda row: row.get("name"),)
        self.detail = detail or (lambda row: "")
        self.ident_of = ident_of
        self.shown = shown or {}
        self.plural = kind + "s"
        self.options = options

    def narrowed(self, **query):
        """The same kind, of which only what fits the query is listed."""
        options = dict(self.options, query=dict(self.options.get("query", {}), **query))
        return Kind(
            self.kind,
            self.label,
            self.path,
            id=self.id,
            names=self.names,
            detail=self.detail,
            ident_of=self.ident_of,
            **options,
        )

    def ident(self, row):
        """The id of a row as text, whatever type the vendor sends."""
        value = self.ident_of(row) if self.ident_of else row.get(self.id)
        return "" if value is None else value if isinstance(value, str) else str(value)

    def off(self, row, decided=()):
        """Why an object does not do its work, by what its row shows; None where nothing is known
        against it. ``decided``: names that do not count.
        """
        for name, key in self.shown.items():
            value = key.of(row) if key.off and name not in decided else None
            if value is not None:
                return key.off(value)
        return None


class Resource(Kind):
    """A kind that is managed.

    about: what it is, sentences for a reader. vendor: the Vendor it belongs to. plural: its name in
    lists and plural modules.
    fields: option name to Field; ``groups``: name of a dict option to (API key, help), for fields
    called ``group.option``.
    sends: ``all`` where an update replaces the object, ``given`` where it merges.
    keeps_unknown: unknown keys go back as they came (needed where an update replaces);
    ``read_only`` never do.
    undone_by: row to what undoes a change or a deletion of it later, or None.
    over: (object, seconds since 1970) to since when the object has no effect any more, or None.
    What a task would make so is not sent: the vendor may refuse it, or take it and not list it, so
    that every run would make another one.
    whole_groups: groups that an update replaces although it merges otherwise. They are sent only
    when something in them changes.
    same_name: name to what the vendor compares names by; the identity where it tells every spelling
    apart.
    canonical: (stored, wanted) to the same two as they are to be compared, for what is equal only
    across options.
    finish: last change of a body before it is sent.
    settle: (object, rows_of, refuse) to the object in the vendor's own words, for what only its
    answers tell how to say. ``rows_of``: Kind to rows;
    ``refuse``: called with an option and a text where they do not tell it.
    validate: called with a :class:`Case`. protected: row to the reason why it can't be renamed or
    deleted, or None.
    complete: (gateway, [(row, given)]) to rows, called when a field that matters is UNKNOWN in the
    list's rows.
    corrected: (options, (gateway, rows) to the same rows without what the list shows of these
    options and is not so), for the module that reads.
    collated: name to what some servers of the vendor compare names by besides, and refuse what is
    the same; not known of the one that is asked.
    unique: the vendor refuses a second object of a name, so that two runs at once can't make two.
    reads_whole: the list shows so little that every object a task names is completed, also by the
    module that reads; an object that ``complete`` leaves out is not there.
    infer: (gateway, rows) to the same rows, with what other lists tell of what ``complete`` would
    ask for one by one. A row of which they tell nothing certain comes back as it is. They are
    believed only where all is as it should be; what is to be written is completed all the same.
    review: (gateway, [Case]) for every object of the task that is there, whether it is written or
    not, to refuse what only a second look at the vendor can tell. Of one that is deleted ``obj`` is
    None.
    names_checked: the vendor refuses a name that another object has, even while that one is about
    to give it up.
    deletes_unused: the vendor refuses to delete what is in use, so that force does not help.
    key: the fields that are its name, in the order in which a reference has them, joined by colons.
    has_id: whether there is an id besides.
    variants: (option, {its value: options that exist for this value only}); options that no value
    lists exist for all.
    locked: row to the reason why it can be neither changed nor deleted, or None.
    unwritable: row to the reason why nobody here knows how to write it, or None: it can't be
    changed, and deleted only by who names it.
    masks_secrets: the vendor may answer with a mask where a secret is stored, so that a user has to
    say when to send it.
    also_as: other resources that manage the same objects, each with a function from a row there to
    a row here, for what is only planned yet.
    touches: names of kinds whose lists show something else after a create or update of it; all
    other kinds unless given.
    users: resources that refer to it, besides itself, so that one in use is deleted only with
    force; ``also_used``: rows_of to {id: [what uses it]} for the rest.
    """

    def __init__(
        self,
        vendor,
        kind,
        plural,
        label=None,
        path=None,
        about=(),
        fields=None,
        groups=None,
        id=None,
        id_type="str",
        sends="all",
        keeps_unknown=False,
        read_only=(),
        naming=None,
        same_name=None,
        canonical=None,
        settle=None,
        finish=None,
        validate=None,
        protected=None,
        complete=None,
        key=("name",),
        has_id=True,
        variants=None,
        locked=None,
        users=(),
        also_used=None,
        masks_secrets=False,
        reads_whole=False,
        infer=None,
        whole_groups=(),
        unique=False,
        review=None,
        names_checked=False,
        deletes_unused=False,
        also_as=(),
        touches=None,
        shown=None,
        undone_by=None,
        over=None,
        unwritable=None,
        collated=None,
        corrected=None,
        **options,
    ):
        # what references know of the kind already is not said twice
        known = vendor.kinds.get(kind)
        inherited = (
            {}
            if not known
            else dict(
                known.options,
                names=known.names,
                detail=known.detail,
                labels=known.labels,
                ident_of=known.ident_of,
                spent=known.spent,
            )
        )
        super().__init__(
            kind,
            label or known.label,
            path or known.path,
            id=id or (known.id if known else "id"),
            shown=dict(known.shown if known else {}, **(shown or {})),
            **dict(inherited, **options),
        )
        self.vendor = vendor
        self.about = list(about)
        self.plural = plural
        self.id_type = id_type
        self.groups = groups or {}
        self.sends = sends
        self.keeps_unknown = keeps_unknown
        self.whole_groups = tuple(whole_groups)
        self.read_only = (
            tuple(read_only)
            + (self.id,)
            + tuple(key.api for name, key in self.shown.items() if name not in fields)
        )
        self.same_name = same_name or (lambda name: name)
        self.collated = collated
        self.corrected = corrected
        self.canonical = canonical or (lambda stored, wanted: (stored, wanted))
        self.settle = settle or (lambda obj, rows_of, refuse=None: obj)
        self.finish = finish or (lambda body, obj: body)
        self.validate = validate or (lambda case: None)
        self.protected = protected or (lambda row: None)
        self.complete = complete
        self.key = tuple(key)
        self.has_id = has_id
        self.variants = variants
        self.locked = (lambda row: locked(row) or self.denied(row)) if locked else self.denied
        self.unwritable = unwritable or (lambda row: None)
        self.undone_by = undone_by or (lambda row: None)
        self.over = over
        self.users = tuple(users)
        self.also_as = tuple(also_as)
        self.also_used = also_used
        self.masks_secrets = masks_secrets
        self.reads_whole = reads_whole
        self.infer = infer
        self.unique = unique
        self.review = review
        self.names_checked = names_checked
        self.deletes_unused = deletes_unused
        self.touches = touches
        naming = naming or vendor.naming
        self.fields = {
            name: field.bind(name.rpartition(".")[2], naming) for name, field in fields.items()
        }
        self._check_description()
        #: keys of results that are no options
        self.signs = {name: key for name, key in self.shown.items() if name not in fields}
        #: the group each option is in, if any
        self.group_of = {name: name.rpartition(".")[0] for name in self.fields}
        #: options that hold references, and those that hold secrets
        self.linked = [name for name, field in self.fields.items() if field.leaves()]
        self.users += (self,) if self.to_itself() else ()
        self.secret_options = [name for name, field in self.fields.items() if field.holds_secret]
        options = [
            one
            for name, field in self.fields.items()
            for one in field.options(name.rpartition(".")[2])
        ]
        #: names of options, on any level, for whose texts a number may be typed
        self.numbered = {name for name, field in options if field.numbers}
        #: the vendor's key to the options, on any level, that stand for it
        self.spelled = {}
        for name, key in [(name, field.api) for name, field in options] + [
            (name, api) for name, (api, dummy) in self.groups.items()
        ]:
            self.spelled.setdefault(key, set()).add(name)
        vendor.kinds[kind] = self

    def _check_description(self):
        """A wrong description fails when it is constructed, not when it is used."""
        if "name" not in self.fields or not isinstance(self.fields["name"], Str):
            raise ValueError("%s: a resource is known by its name" % self.kind)
        if self.sends not in ("all", "given"):
            raise ValueError("%s: sends %r" % (self.kind, self.sends))
        seen = set()
        for name, field in self.fields.items():
            group, dummy, option = name.rpartition(".")
            if group and group not in self.groups:
                raise ValueError("%s: no group %s" % (self.kind, group))
            for spelling in (
                (option,) + ((field.declared_as,) if field.declared_as else ()) + field.aliases
            ):
                if (group, spelling) in seen or (
                    not group and spelling in ((self.id,) if self.has_id else ()) + RESERVED
                ):
                    raise ValueError("%s: %s stands twice" % (self.kind, spelling))
                seen.add((group, spelling))
        for name in self.shown:
            if name not in self.fields and (
                ("", name) in seen
                or name in (self.id,) + RESERVED + tuple(one.name for one in self.vendor.options)
            ):
                raise ValueError("%s: %s stands twice" % (self.kind, name))

    # --- argument spec

    def spec(self):
        """Argument spec of one object, without ``state``."""
        spec = {self.id: {"type": self.id_type}} if self.has_id else {}
        for name, field in self.fields.items():
            group, dummy, option = name.rpartition(".")
            if group:
                spec.setdefault(group, {"type": "dict", "options": {}})["options"][option] = (
                    field.spec()
                )
            else:
                spec[field.declared_as or option] = field.spec()
        return spec

    def as_declared(self, options):
        """The same options under the names they are declared by; one given under both stays."""
        for name, field in self.fields.items():
            if field.declared_as and name in options and options.get(field.declared_as) is None:
                options = {
                    field.declared_as if key == name else key: value
                    for key, value in options.items()
                    if key != field.declared_as
                }
        return options

    def writable(self, options):
        """The options without what a result shows besides them, so that what is returned can be
        given back.
        """
        return (
            {key: value for key, value in options.items() if key not in self.signs}
            if self.signs
            else options
        )

    @property
    def by_member(self):
        """The options whose elements can be added and removed one by one."""
        return [name for name, field in self.fields.items() if field.by_member]

    def to_itself(self):
        """The options that refer to objects of the same kind by id."""
        return [
            name
            for name in self.linked
            if any(
                leaf.kind == self.kind and not isinstance(leaf, Key)
                for leaf in self.fields[name].leaves()
            )
        ]

    def title(self, obj):
        """The name of an object, as references have it; None when a part of it is missing."""
        # a row without a name is called nothing
        parts = ["" if obj.get(name) is UNKNOWN else obj.get(name) for name in self.key]
        if len(parts) == 1:
            return parts[0]
        return None if None in parts else ":".join(parts)

    def named(self, obj):
        """The options that exist for this object."""
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

    # --- options and objects

    def parse(self, options, place, problems, live=None, name_of=None):
        """What a user typed, as an object with the given options only.

        place: path of the element, ```` for a single one. live: the object as it is stored; what it
        holds already is not judged.
        name_of: (field, id) to the name that results show for a reference.
        """
        found = {}
        for name, field in self.fields.items():
            value = options
            for part in (field.declared_as or name).split("."):
                value = value.get(part) if isinstance(value, dict) else None
            if value is None:
                continue
            if field.secret and value == MASK:
                found[name] = MASK
                continue
            found[name] = field.parse(
                value, join(place, name), problems, Stored([live[name]], name_of) if live else BLANK
            )
        return found

    def read(self, row):
        """A row of the vendor as a complete object."""
        return {name: self._read(name, field, row) for name, field in self.fields.items()}

    def _read(self, name, field, row):
        if field.once:
            return field.default
        holder = self._holder(name, row)
        if holder is None or (field.secret and holder.get(field.api) == MASK):
            return UNKNOWN
        return field.read_in(holder)

    def _holder(self, name, row):
        """The dict that holds the key of an option, or None: a group that is not there says
        nothing of its options.
        """
        group = self.group_of[name]
        holder = row.get(self.groups[group][0]) if group else row
        return holder if isinstance(holder, dict) else None

    def unseen(self, name, row):
        """Why the value of an option is UNKNOWN: the keys that the answer would have to show, as
        the vendor's paths. None if it shows a mask instead.
        """
        group, holder = self.group_of[name], self._holder(name, row)
        if holder is None:
            return [self.groups[group][0]]
        path = self.groups[group][0] + "." if group else ""
        return [path + key for key in self.fields[name].unseen_in(holder)]

    def unknown_in(self, obj, given, row):
        """Options of an object whose stored value nobody knows, and which an update would have
        to send all the same, or else clear.
        """
        groups = {self.group_of[name] for name in given}
        return [
            name
            for name, field in self.named(obj).items()
            if obj[name] is UNKNOWN
            and not field.once
            and not field.kept
            and self._goes(name, field, obj, given, groups, row)
        ]

    def whole(self, rows, complete):
        """The rows with what the list leaves out, where it always does. One that is gone by now
        is missing. ``complete``: pairs to rows.
        """
        partial = (
            [row for row in rows if UNKNOWN in self.read(row).values()] if self.reads_whole else []
        )
        found = {
            self.ident(row): row
            for row in (complete([(row, {}) for row in partial]) if partial else ())
        }
        left = {self.ident(row) for row in partial}
        return [
            found.get(self.ident(row), row)
            for row in rows
            if self.ident(row) in found or self.ident(row) not in left
        ]

    def _inside(self, group, row):
        """Where of a row the options of a group are."""
        if not group:
            return row
        inner = row.get(self.groups[group][0])
        return inner if isinstance(inner, dict) else {}

    def new(self, given):
        """The object a create with these options makes."""
        return {
            name: given.get(name, field.default if field.first is NOTHING else field.first)
            for name, field in self.fields.items()
        }

    def body(self, obj, given, row=None, bare=False):
        """What is sent: all of ``obj``, or what is ``given`` and what the vendor wants besides.
        ``row``: what it is now. ``bare``: without keys that no field is known for.
        """
        everything = self.sends == "all"
        body = {}
        if self.keeps_unknown and row and not bare:
            known = {field.api for name, field in self.fields.items() if "." not in name} | {
                api for api, dummy in self.groups.values()
            }
            # a null says nothing, and not every vendor takes one back
            body.update(
                (key, value)
                for key, value in row.items()
                if value is not None and key not in known and key not in self.read_only
            )
        groups = {name.rpartition(".")[0] for name in given}
        # where the object is merged, the lists in it are replaced all the same
        inside = row is not None and not bare and (self.keeps_unknown or not everything)
        for name, field in self.named(obj).items():
            group = name.rpartition(".")[0]
            value = obj[name]
            if (
                not self._goes(name, field, obj, given, groups, row)
                or value is UNKNOWN
                or (field.unset is not NOTHING and value == field.unset)
            ):
                continue
            target = (
                body.setdefault(
                    self.groups[group][0], {} if bare else self._unknown_inside(group, row)
                )
                if group
                else body
            )
            # what a task clears is cleared as a whole
            cleared = name in given and not value
            target[field.api] = (
                field.write_over(value, self._inside(group, row).get(field.api))
                if inside and not cleared
                else field.write(value)
            )
        return self._readable(self.finish(body, obj), row)

    @staticmethod
    def _readable(body, row):
        """The body, unless a text in it is one that the vendor's answer does not really show."""
        texts = unreadable(row)
        if texts:
            sent = json.dumps(body, ensure_ascii=False)
            for text in texts:
                if any(
                    json.dumps(part)[1:-1] in sent
                    for part in re.findall(r"\\ud[89a-f][0-9a-f]{2}", text)
                ):
                    what = (
                        "'%s'" % text
                        if not holds_address(text) and len(text) <= LONGEST_QUOTED
                        else "a text"
                    )
                    raise RoutingError(
                        "%s that the vendor shows is no valid Unicode, so it can't be sent back as"
                        " it is; give the option that holds it, or put it right in the vendor's"
                        " console" % what
                    )
        return body

    def screened(self, body):
        """What of a body a message may show: of secrets, and of what no field is known for, only
        the names.
        """
        shown = {}
        for key, value in body.items():
            group = next((name for name, (api, dummy) in self.groups.items() if api == key), "")
            if group and isinstance(value, dict):
                shown[key] = {
                    inner: self._screened(group, inner, one) for inner, one in value.items()
                }
            else:
                shown[key] = value if key == self.id else self._screened("", key, value)
        return shown

    def _screened(self, group, api, value):
        fields = [
            field
            for name, field in self.fields.items()
            if field.api == api and self.group_of[name] == group
        ]
        # options of different variants may share a key
        return (
            fields[0].screened(value)
            if len(fields) == 1 or (fields and not any(field.holds_secret for field in fields))
            else MASK
        )

    def _goes(self, name, field, obj, given, groups, row):
        """Whether an option is part of what is sent. ``groups``: those of which something is
        given.
        """
        everything, group = self.sends == "all", self.group_of[name]
        if row is not None and (field.once or (field.fixed and not everything)):
            return False
        if field.send == "changed":
            return (everything or name in given) and not self._is_settled(name, obj, row)
        return (
            everything
            or name in given
            or (
                row is not None
                and (
                    field.send == "always"
                    or (
                        field.send == "with_group"
                        and group in groups
                        and not (field.has_default and obj[name] == field.default)
                    )
                )
            )
        )

    def _is_settled(self, name, obj, row):
        """Whether the option, or its whole group, is as it is stored already, or as the vendor
        makes it by itself.
        """
        group = self.group_of[name]
        names = [one for one in self.fields if group and self.group_of[one] == group] or [name]
        stored = {
            one: self.fields[one].default if row is None else self._read(one, self.fields[one], row)
            for one in names
        }
        return all(
            obj[one] is UNKNOWN
            or (stored[one] is not UNKNOWN and self._same(self.fields[one], stored[one], obj[one]))
            for one in names
        )

    def _unknown_inside(self, group, row):
        """What of a group no option is known for, where an update replaces it."""
        if not row or not (self.keeps_unknown or group in self.whole_groups):
            return {}
        known = {
            field.api for name, field in self.fields.items() if name.rpartition(".")[0] == group
        }
        return {
            key: value
            for key, value in self._inside(group, row).items()
            if value is not None and key not in known and not masked(value)
        }

    def differences(self, before, after, names):
        """Those of the named options in which two objects differ for the vendor."""
        left, right = self.canonical(before, after)
        mine = self.named(after)
        return [
            name
            for name in names
            if name in mine
            and not self.fields[name].once
            and not self._same(self.fields[name], left[name], right[name])
        ]

    @staticmethod
    def _same(field, left, right):
        if left is UNKNOWN or right is UNKNOWN:
            return True
        return field.key(left) == field.key(right)

    def show(self, obj, ident=None, reveal=False, row=None):
        """An object in the shape of the options. ``row``: what the vendor shows of it, to tell a
        masked secret from one of which it shows nothing.
        """
        shown = {}
        if ident not in (None, "") and self.has_id and not isinstance(ident, Pending):
            shown[self.id] = int(ident) if self.id_type == "int" else ident
        for name, field in self.named(obj).items():
            value = obj[name]
            if field.once or (
                value is UNKNOWN
                and not (field.secret and row is not None and not self.unseen(name, row))
            ):
                continue
            group, dummy, option = name.rpartition(".")
            target = shown.setdefault(group, {}) if group else shown
            target[option] = MASK if value is UNKNOWN else field.show(value, reveal)
        return shown

    def shown_besides(self, row):
        """What a result shows of a row besides the options, where there is something to say."""
        values = {name: key.of(row) for name, key in self.signs.items()}
        return {name: value for name, value in values.items() if value is not None}

    def passed_over(self, row):
        """Why a purge leaves an object alone, or None."""
        return self.protected(row) or self.locked(row) or self.unwritable(row)

    def may_be_off(self):
        """Whether it, or what it refers to, can be seen not to do its work."""
        others = [self.vendor.kinds[name] for name in self.references()]
        return any(kind.spent for kind in others) or any(
            key.off for kind in [self] + others for key in kind.shown.values()
        )

    def denied(self, row):
        """Why this user can neither change nor delete an object, by what its row shows; None
        where nothing is known against it.
        """
        return next(
            (key.denied for key in self.signs.values() if key.denied and key.of(row) is not None),
            None,
        )

    def walk(self, obj, place, visit):
        """The object with every reference replaced by ``visit(field, value, path)``."""
        walked = dict(obj)
        for name in self.linked:
            if name in obj and obj[name] is not UNKNOWN:
                walked[name] = self.fields[name].walk(obj[name], join(place, name), visit)
        return walked

    def check(self, obj, place, problems):
        for name, value in obj.items():
            if value is not UNKNOWN:
                self.fields[name].check(value, join(place, name), problems)

    def secrets(self, obj):
        """Every secret within an object."""
        for name in self.secret_options:
            if name in obj and obj[name] is not UNKNOWN:
                yield from self.fields[name].secrets(obj[name])

    def references(self):
        """Kinds this resource refers to, each once, in a fixed order."""
        kinds = []
        for field in self.fields.values():
            for leaf in field.leaves():
                for kind in [leaf.kind] if leaf.kind else leaf.prefixes.values():
                    if kind not in kinds:
                        kinds.append(kind)
        return kinds


class Case:
    """What ``Resource.validate`` judges: the object as it will be, what of it the task gave, what
    is stored, whether it is written.

    row: what the vendor shows of it now, or None.
    """

    def __init__(self, obj, given, live, writes, place, problems, settings, row=None):
        self.obj = obj
        self.given = given
        self.live = live
        self.writes = writes
        self.place = place
        self.problems = problems
        self.settings = settings
        self.row = row

    def refuse(self, option, text):
        self.problems.add(join(self.place, option), text)

    def warn(self, option, text):
        self.problems.warn("%s: %s" % (join(self.place, option), text))


__all__ = ("Case", "Key", "Kind", "Ref", "Resource")
