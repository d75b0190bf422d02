# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Wanted and live in, plan out. Private to oncall.routing.

Nothing here talks to a vendor: an Account tells what is there, so that the same plan serves a real
run, check mode and anything that only wants to know what would happen.
"""

from __future__ import annotations

import functools
import re
import time

from .._account.references import References
from .._describe.hooks import Case
from .._describe.markers import MASK, UNKNOWN, Pending
from .._describe.problems import InputError, Problems, RoutingError, join, listed
from .._describe.reference import Key
from .._text import alike, lookalike, unreadable, unseen
from .scope import within
from .step import Step
from .usage import keep_used, refuse_used


class Settings:
    """How a task wants its resource treated; see the options of the same names."""

    def __init__(
        self,
        on_unspecified="keep",
        purge=False,
        purge_scope=None,
        purge_limit=10,
        allow_empty=False,
        concurrency=1,
        vendor=None,
        force=False,
        keep_used=False,
        update_secrets="on_change",
        on_invalid="fail",
    ):
        self.on_unspecified = on_unspecified
        self.purge = purge
        self.purge_scope = purge_scope or {}
        self.purge_limit = purge_limit
        self.allow_empty = allow_empty
        self.concurrency = concurrency
        self.vendor = vendor or {}
        self.force = force
        self.keep_used = keep_used
        self.update_secrets = update_secrets
        self.on_invalid = on_invalid
        self.spared = set()
        self.now = time.time()

    def spare(self, name, ident):
        """What the task names and can't treat is no less in its list; without a name nobody can
        tell what a purge would have to leave.
        """
        self.spared.update(str(one) for one in (name, ident) if one not in (None, "", 0))
        if self.purge and name is None and ident in (None, "", 0):
            raise InputError(
                [
                    (
                        "purge",
                        (
                            "an element that is left out has no name, so it is not known what else"
                            " may be deleted"
                        ),
                    )
                ]
            )


class Element:
    """One object of a task, as the user typed it."""

    def __init__(self, resource, options, place, problems):
        self.place = place
        self.absent = options.get("state") == "absent"
        self.mode = options.get("mode") or "replace"
        ident = options.get(resource.id) if resource.identity.has_id else None
        self.ident = None if ident in (None, "", 0) else str(ident)
        self.options = options
        doubts = Problems()
        self.given = resource.parse(options, place, doubts)
        #: what is wrong with values, unless the object holds them already, and what is to be said
        #: of them
        self.doubts, self.said = doubts.found, doubts.warnings
        self.name = resource.title(self.given)
        self.row = None
        if self.name is None and self.ident is None:
            problems.add(
                place,
                (
                    "%s or %s is required" % (" and ".join(resource.identity.key), resource.id)
                    if resource.identity.has_id
                    else "%s: required"
                    % " and ".join(
                        name for name in resource.identity.key if self.given.get(name) is None
                    )
                ),
            )
        if not self.absent:
            resource.check(self.given, place, doubts)
        if self.ident is None and not all(
            self.given.get(part, "?").strip() for part in resource.identity.key
        ):
            # no object can be found by it
            for path, text in self.doubts:
                problems.add(path, text)

    def judged(self, resource, live, name_of):
        """The given options where this object is stored, and the :class:`Problems` with them: a
        value that it holds already is not judged.
        """
        problems = Problems()
        if live is None or not self.doubts:
            for path, text in self.doubts:
                problems.add(path, text)
            return self.given, problems
        given = resource.parse(self.options, self.place, problems, live, name_of)
        return given, problems

    def __str__(self):
        return self.place or "this task"


class Plan:
    """``kept``: what was to be deleted and stays because others use it; ``unlisted``: what is
    within the scope and not in the task, if that was asked.
    ``not_working``: what does not do its work, or refers to what does not, and why.
    """

    def __init__(self, steps, warnings, kept, unlisted, not_working=()):
        self.steps = steps
        self.warnings = warnings
        self.kept = kept
        self.unlisted = unlisted
        self.not_working = list(not_working)

    @property
    def writes(self):
        return [step for step in self.steps if step.action != "none"]


def elements_of(resource, items, places):
    """The elements of a task; everything that can be judged without the vendor is judged here."""
    problems = Problems()
    elements = [Element(resource, item, place, problems) for item, place in zip(items, places)]
    _refuse_twins(elements, lambda element: element.ident, problems, resource.id)
    _refuse_twins(
        [one for one in elements if one.ident is None and one.name is not None],
        lambda element: resource.identity.same_name(element.name),
        problems,
        "name",
    )
    # two that are told apart by their ids may have one name already; whether one of them is renamed
    # is known only later
    final = [one for one in elements if one.name is not None and not one.absent]
    by_name = {resource.identity.same_name(one.name) for one in final if one.ident is None}
    _refuse_twins(
        [one for one in final if resource.identity.same_name(one.name) in by_name],
        lambda element: resource.identity.same_name(element.name),
        problems,
        "name",
    )
    if problems.found:
        for path, text in doubts_of(elements):
            problems.add(path, text)
    problems.raise_if_any()
    return elements


def doubts_of(elements):
    """What is wrong with values of a task, for who can't look whether they are stored already."""
    return [doubt for element in elements for doubt in element.doubts]


def _refuse_twins(elements, key, problems, option):
    seen = {}
    for element in elements:
        value = key(element)
        if value is None:
            continue
        if value in seen:
            problems.add(
                join(element.place, option),
                "%r is the same object as %s"
                % (
                    element.ident if option != "name" else element.name,
                    seen[value].place or "before",
                ),
            )
        seen.setdefault(value, element)


def make_plan(resource, elements, account, settings):
    """The plan that brings the elements about in an account."""
    return _Maker(resource, elements, account, settings).plan()


class _Maker:
    def __init__(self, resource, elements, account, settings):
        self.resource = resource
        self.account = account
        self.elements = elements
        self.settings = settings
        self.problems = Problems()
        self.to_itself = resource.to_itself()
        self.rows = {resource.ident(row): row for row in account.rows(resource)}
        self.live = {}
        self.cases = []  # of what is there and stays
        self.references = References(resource.vendor.kinds, account, resource.kind)

    def plan(self):
        self._match()
        self._purge_guard()
        doomed = self._doomed()
        if self.resource.listing.reads_whole:
            doomed = self._complete_all(doomed)
        self._announce_own()
        if self.resource.hooks.complete:
            self._complete()
        steps = [self._step(element) for element in self.elements]
        steps += [self._delete(ident, "purge") for ident in doomed]
        kept = []
        if self.settings.keep_used:
            kept = keep_used(self.resource, steps, self.account, self.problems)
        elif not self.settings.force:
            refuse_used(self.resource, steps, self.account, self.problems)
        self._refuse_cycles(steps)
        # a doubtful reference must not hide behind a more trivial message, so all are collected
        # before anything is raised
        if any(step.action in ("create", "update") for step in steps):
            self._check_keys(steps)
        self._check_idents(steps)
        self.problems.raise_if_any()
        if self.resource.hooks.review:
            self.account.review(
                self.resource,
                self.cases
                + [
                    Case(
                        None,
                        set(),
                        step.before,
                        True,
                        step.place,
                        self.problems,
                        self.settings,
                        step.row,
                    )
                    for step in steps
                    if step.action == "delete"
                ],
            )
            self.problems.raise_if_any()
        self._link(steps)
        self._link_namesakes(steps)
        not_working = self._not_working(steps)
        return Plan(steps, self.problems.warnings, kept, self._unlisted(), not_working)

    # --- which row is meant

    def _object(self, ident):
        if ident not in self.live:
            self.live[ident] = self.account.object(self.resource, self.rows[ident])
        return self.live[ident]

    def _name(self, ident):
        return self.resource.title(self._object(ident))

    def _match(self):
        by_name, by_same = {}, {}
        for ident in self.rows:
            name = self._name(ident)
            by_name.setdefault(name, []).append(ident)
            by_same.setdefault(self.resource.identity.same_name(name), []).append(ident)
        taken = {}
        for element in self.elements:
            element.row = self._row_of(element, by_name)
            if element.row is None:
                continue
            if element.row in taken:
                self.problems.add(
                    element.place,
                    "is the same %s (%s %s) as %s"
                    % (
                        self.resource.label,
                        self.resource.id,
                        element.row,
                        taken[element.row].place,
                    ),
                )
            taken.setdefault(element.row, element)
        self.problems.raise_if_any()
        self.taken = taken
        self._refuse_taken_names(by_same)
        self._refuse_lookalikes()
        self.problems.raise_if_any()

    def _row_of(self, element, by_name):
        place = join(element.place, self.resource.id)
        if element.ident is not None:
            if element.ident in self.rows:
                if (
                    element.absent
                    and element.name is not None
                    and element.name != self._name(element.ident)
                ):
                    self.problems.add(
                        place,
                        "%s is the %s %r, not %r; nothing was deleted"
                        % (
                            element.ident,
                            self.resource.label,
                            self._name(element.ident),
                            element.name,
                        ),
                    )
                return element.ident
            if not element.absent:
                self.problems.add(
                    place,
                    "there is no %s with %s %s%s"
                    % (
                        self.resource.label,
                        self.resource.id,
                        element.ident,
                        self.resource.vendor.scope(self.settings.vendor),
                    ),
                )
            elif by_name.get(element.name):
                self.problems.add(
                    place,
                    "there is no %s with %s %s, but %r is %s; nothing was deleted"
                    % (
                        self.resource.label,
                        self.resource.id,
                        element.ident,
                        element.name,
                        listed(sorted(by_name[element.name]), " and "),
                    ),
                )
            return None
        found = by_name.get(element.name, [])
        if len(found) > 1:
            self.problems.add(
                join(element.place, "name"),
                "there are %d %s called %r: %s; give the %s"
                % (
                    len(found),
                    self.resource.labels,
                    element.name,
                    listed(sorted(found)),
                    self.resource.id,
                ),
            )
        return found[0] if len(found) == 1 else None

    def _refuse_taken_names(self, by_same):
        claimed = {}
        for element in self.elements:
            if element.absent or element.name is None:
                continue
            if element.row is not None and element.name == self._name(element.row):
                continue
            other = claimed.setdefault(self.resource.identity.same_name(element.name), element)
            if other is not element:
                self.problems.add(
                    join(element.place, "name"),
                    "%r is what %s is to be called too" % (element.name, other.place),
                )
            for other in by_same.get(self.resource.identity.same_name(element.name), ()):
                if other != element.row and not self._gives_up(
                    other, element, self.resource.identity.same_name
                ):
                    self.problems.add(
                        join(element.place, "name"),
                        "%r is taken by the %s %r (%s %s)"
                        % (
                            element.name,
                            self.resource.label,
                            self._name(other),
                            self.resource.id,
                            other,
                        ),
                    )

    def _gives_up(self, other, element, form):
        """Whether the task gives an object another name, so that an element may have the one it
        had.
        """
        holder = self.taken.get(other)
        return (
            holder
            and not holder.absent
            and holder.name is not None
            and not self.resource.identity.names_checked
            and form(holder.name) != form(element.name)
        )

    def _refuse_lookalikes(self):
        """A name that is new, and that a reader can't tell from another one, would be a second
        object that looks like the first.
        """
        wanted = [
            one
            for one in self.elements
            if one.name is not None
            and (one.row is None or (not one.absent and one.name != self._name(one.row)))
        ]
        if not wanted:
            return

        same = self.resource.identity.same_name

        def form(name):
            return alike(same(name))

        claimed, by_form = {}, {}
        for ident in self.rows:
            by_form.setdefault(form(self._name(ident)), []).append(ident)
        for element in wanted:
            path = join(element.place, "name")
            others = [
                other
                for other in by_form.get(form(element.name), ())
                if other != element.row and same(self._name(other)) != same(element.name)
            ]
            for other in others:
                if element.absent or not self._gives_up(other, element, form):
                    self.problems.add(
                        path,
                        "%s; %s"
                        % (
                            lookalike(
                                element.name,
                                "the %s" % self.resource.label,
                                self._name(other),
                                " (%s %s)" % (self.resource.id, other),
                            ),
                            (
                                "nothing was deleted"
                                if element.absent
                                else "write it so, or rename that one by its %s" % self.resource.id
                            ),
                        ),
                    )
            if element.absent:
                continue
            other = claimed.setdefault(form(element.name), element)
            if same(other.name) != same(element.name):
                self.problems.add(
                    path,
                    lookalike(
                        element.name, "the name of %s," % (other.place or "this task"), other.name
                    ),
                )
            hidden = unseen(element.name)
            if hidden and not others:
                self.problems.warn(
                    "%s: %s holds %s, which nobody sees; the %s gets this name all the same"
                    % (path, ascii(element.name), hidden, self.resource.label)
                )

    def _complete_all(self, doomed):
        """Completes all that is changed or deleted. What is not there after all is taken as if
        the list had not shown it; returns what is to be deleted.
        """
        wanted = [
            ident
            for ident in [one.row for one in self.elements if one.row is not None] + doomed
            if not isinstance(ident, Pending)
        ]
        if self.resource.hooks.infer:
            self._infer(wanted)
        found = {
            self.resource.ident(row): row
            for row in self.resource.whole(
                [self.rows[ident] for ident in wanted],
                functools.partial(self.account.detailed, self.resource),
            )
        }
        for ident in wanted:
            self.live.pop(ident, None)
            self.rows.pop(ident)
        self.rows.update(found)
        for element in self.elements:
            if element.row is not None and element.row not in self.rows:
                self.taken.pop(element.row, None)
                element.row = self._row_of(element, {})
        self.problems.raise_if_any()
        return [ident for ident in doomed if ident in self.rows]

    def _infer(self, wanted):
        """Takes what other lists tell of objects that are as they should be. What is going to be
        written is left to be completed.
        """
        listed = {ident: self.rows[ident] for ident in wanted}
        elements = [one for one in self.elements if one.row in listed and not one.absent]
        self._announce_own()
        for element in elements:
            # once without, so that the lists which references need in any case are read
            self._stays(element)
        for row in self.account.inferred(self.resource, list(listed.values())):
            self._take(row)
        for element in elements:
            if UNKNOWN in self._object(element.row).values() or not self._stays(element):
                self._take(listed[element.row])

    def _take(self, row):
        ident = self.resource.ident(row)
        self.rows[ident] = row
        self.live.pop(ident, None)

    def _stays(self, element):
        """Whether nothing is to be done, by what is known so far; what is wrong is told later."""
        kept = self.problems, self.cases
        self.problems, self.cases = Problems(), []
        try:
            return self._step(element).action == "none" and not self.problems.found
        finally:
            self.problems, self.cases = kept

    def _complete(self):
        wanted = [
            one
            for one in self.elements
            if one.row is not None and not one.absent and self._is_doubtful(one)
        ]
        if not wanted:
            return
        for row in (
            self.account.detailed(
                self.resource, [(self.rows[one.row], self._resolved(one)) for one in wanted]
            )
            if not self.resource.listing.reads_whole
            else ()
        ):
            self._take(row)

    def _is_doubtful(self, element):
        """Whether the list shows too little of the object to compare it, or to write it whole."""
        before = self._object(element.row)
        doubtful = {
            name
            for name, field in self.resource.named(before).items()
            if before[name] is UNKNOWN and not field.once and not field.holds_secret
        }
        if doubtful & set(element.given):
            return True
        return (
            bool(doubtful)
            and self.resource.update.replaces
            and (
                self.settings.on_unspecified == "reset"
                or bool(
                    self.resource.differences(
                        before, dict(before, **self._resolved(element)), element.given
                    )
                )
            )
        )

    def _resolved(self, element):
        before = self._object(element.row)
        return self._settled(
            element,
            before,
            self.resource.walk(
                self._unmasked(element, before), element.place, self._resolver(before)
            ),
        )

    def _settled(self, element, before, given):
        """The given options with what the vendor keeps, or fills in, of what they leave out, and
        in its own words.
        """
        fields, reset = self.resource.fields, self.settings.on_unspecified == "reset"
        given = {
            name: (
                value
                if value is UNKNOWN
                else fields[name].completed(
                    value, fields[name].default if before is None else before[name], reset
                )
            )
            for name, value in given.items()
        }
        return self.resource.hooks.settle(
            given,
            self.account.rows,
            lambda option, text: self.problems.add(join(element.place, option), text),
        )

    # --- one object

    def _announce_own(self):
        """What references to the managed kind will find after the task."""
        for element in self.elements:
            if element.absent:
                if element.row is not None:
                    self.references.gone[element.row] = element.place or "this task"
                continue
            # a name that stays is found in the list, where it may be another's too
            if element.name is not None and (
                element.row is None or element.name != self._name(element.row)
            ):
                self.references.own[element.name] = element.row or Pending.of(element.name, element)

    def _resolver(self, before, problems=None):
        """The visitor that turns names into ids. An id that is stored already may dangle: then
        it is reported, and stays.
        """
        found = []

        def stored():
            if not found:
                found.append(set())
                self.resource.walk(before or {}, "", lambda field, value, path: found[0].add(value))
            return found[0]

        def there(field):
            """What the object holds where this field stands."""
            found = set()
            self.resource.walk(
                before or {},
                "",
                lambda one, value, path: found.add(value) if one is field else None,
            )
            return found

        def resolve(field, value, path):
            if isinstance(field, Key) or isinstance(value, Pending):
                return value
            ident = self.references.ident(field, value, path, problems or self.problems, stored)
            return (
                self.references.as_stored(field, ident, there(field))
                if field.free and before
                else ident
            )

        return resolve

    def _step(self, element):
        resource = self.resource
        before = self._object(element.row) if element.row is not None else None
        dummy, judged = element.judged(resource, before, self.references.name)
        if judged.found:
            for path, text in judged.found:
                self.problems.add(path, text)
            return Step("none", element.place, element.name or "", element.ident)
        if element.absent:
            return self._absent(element)
        if before is None and element.mode == "remove":
            return Step("none", element.place, element.name or "", element.ident)
        given = self._unmasked(element, before)
        over = self._over(element, before, given)
        if over:
            return over
        given, members = self._members(element, before, given)
        given = resource.walk(given, element.place, self._resolver(before))
        for name, elements in members.items():
            given[name] = self._combined(element, name, before, elements)
        given = self._settled(element, before, given)
        kept = judged.kept + self._judge(
            element,
            given,
            before,
            lambda obj, problems: resource.check(
                {name: obj[name] for name in given}, element.place, problems
            ),
        )
        named = list(given)
        given.update(self._put_back(element, before))
        if before is None:
            for name, field in resource.fields.items():
                if (
                    field.required
                    and name not in given
                    and name not in resource.identity.key
                    and not given.get(field.required_unless)
                    and self._applies(name, given)
                ):
                    self.problems.add(
                        join(element.place, name),
                        "is required to create the %s %r" % (resource.label, element.name),
                    )
            if element.name is None:
                self.problems.add(
                    join(element.place, "name"), "is required to create a %s" % resource.label
                )
        after = dict(before, **given) if before is not None else resource.new(given)
        changed = [] if before is None else self._changes(element, before, after, given)
        for name in [
            one
            for one in changed
            if element.mode != "replace" and one in named and resource.fields[one].in_order
        ]:
            self.problems.add(
                join(element.place, name),
                "the order of this list has a meaning, so it can't be changed by member; give the"
                " whole list, in a task with mode: replace",
            )
        self._refuse_other_variants(element, after, named)
        row, writes = self.rows.get(element.row), before is None or bool(changed)
        kept += self._judge(
            element,
            after,
            before,
            lambda obj, problems: resource.hooks.validate(
                Case(
                    obj,
                    {one for one in named if obj[one] is not UNKNOWN},
                    before,
                    writes and obj is after,
                    element.place,
                    problems,
                    self.settings,
                    row,
                )
            ),
        )
        for text in element.said:
            self.problems.warn(text)
        if before is not None:
            self.cases.append(
                Case(
                    after,
                    set(named),
                    before,
                    writes,
                    element.place,
                    self.problems,
                    self.settings,
                    row,
                )
            )
            for path, text in kept if writes else ():
                self.problems.warn(
                    "%s: %s; it stays, because that is what is stored" % (path, text)
                )
        name = resource.title(after)
        by_member = {one: (element.mode, elements) for one, elements in members.items()}
        if before is None:
            step = Step(
                "create",
                element.place,
                name,
                after=after,
                given=given,
                fields=[one for one in resource.fields if one in named],
            )
            step.members = by_member
            return step
        reason = resource.guards.protected(row)
        if "name" in changed and reason:
            self.problems.add(join(element.place, "name"), "%s can't be renamed" % reason)
        locked = resource.locked(row) or resource.guards.unwritable(row)
        if changed and locked:
            self.problems.add(join(element.place, changed[0]), "%s can't be changed" % locked)
        if changed and unreadable(row):
            self._refuse_unreadable(element, row, after, given)
        if changed:
            self._refuse_unknown(element, after, given)
        action = "update" if changed else "none"
        step = Step(
            action,
            element.place,
            name,
            element.row,
            row,
            before,
            after if changed else before,
            given,
            changed,
        )
        step.by_id = element.ident is not None
        step.members = by_member
        return step

    def _put_back(self, element, before):
        """What an update sets besides, because the task does not name it."""
        if before is None or self.settings.on_unspecified != "reset":
            return {}
        return {
            name: field.default
            for name, field in self.resource.fields.items()
            if field.has_default
            and not field.shared
            and not field.fixed
            and name not in element.given
            and not self._is_unseen(element, before, name)
        }

    def _over(self, element, before, given):
        """The step of an object that would be over by the clock: nothing is sent, whatever it
        refers to; None of any other.
        """
        resource = self.resource
        if not resource.guards.ended or (
            before is None
            and any(field.required and name not in given for name, field in resource.fields.items())
        ):
            return None
        wanted = (
            resource.new(given)
            if before is None
            else dict(before, **dict(given, **self._put_back(element, before)))
        )
        since = resource.guards.ended(wanted, self.settings.now)
        if since is None:
            return None
        step = Step(
            "none",
            element.place,
            resource.title(wanted) if before is None else self._name(element.row),
            element.row or element.ident,
            self.rows.get(element.row),
            before,
            before,
        )
        ended = since if before is None else resource.guards.ended(before, self.settings.now)
        if ended:
            self._warn_of(
                step,
                "is over since %s, so it %s. Take it out of the task, or give it another time"
                % (ended, "is not created" if before is None else "stays as it is"),
            )
        else:
            self._warn_of(
                step,
                "would be over since %s, so it is not changed: what is stored stays in effect. To"
                " end it say state: absent" % since,
            )
        return step

    def _judge(self, element, obj, before, judge):
        """Adds what ``judge`` finds wrong with an object. What it finds wrong with the stored
        one too is returned: nobody asked for it.
        """
        mine, kept = Problems(), []
        judge(obj, mine)
        known = set()
        # of two elements that are the same the later one is wrong, and a vendor may list them in
        # any order
        for one in (before, _turned(before)) if mine.found and before is not None else ():
            stored = Problems()
            judge(one, stored)
            known.update(self._sign(element, one, *problem) for problem in stored.found)
        for problem in mine.found:
            if known and self._sign(element, obj, *problem) in known:
                kept.append(problem)
            else:
                self.problems.add(*problem)
        for text in mine.warnings:
            self.problems.warn(text)
        return kept

    def _sign(self, element, obj, path, text):
        """By what two problems are the same, wherever in a list their values stand."""
        inside = path[len(element.place) :].lstrip(".")
        option = max(
            (
                name
                for name in self.resource.fields
                if (inside + ".").startswith((name + ".", name + "["))
            ),
            key=len,
            default="",
        )
        value = obj.get(option)
        for key in re.findall(r"[^.\[\]]+", inside[len(option) :]):
            try:
                value = value[int(key)] if isinstance(value, list) else value[key]
            except (LookupError, TypeError, ValueError):
                break  # a key that is missing: then it is a matter of what lacks it
        return re.sub(r"\[\d+\]", "[]", inside), re.sub(r"\[\d+\]", "[]", text), _loosely(value)

    def _refuse_unreadable(self, element, row, after, given):
        """What the write would refuse is refused before anything is written."""
        try:
            # an id that is not known yet says nothing of texts
            self.resource.body(
                self.resource.walk(
                    after,
                    "",
                    lambda field, value, path: "0" if isinstance(value, Pending) else value,
                ),
                given,
                row,
            )
        except RoutingError as error:
            self.problems.add(element.place, str(error))

    def _changes(self, element, before, after, given):
        """The options that an update changes; those that nothing can change are refused or
        reported.
        """
        changed = self.resource.differences(
            before, after, [one for one in self.resource.fields if one in given]
        )
        for name in list(changed):
            field = self.resource.fields[name]
            if field.fixed:
                said = "is %s and can't become %s: %s" % (
                    field.told(before[name]),
                    field.told(after[name]),
                    field.fixed,
                )
                if not field.reported:
                    self.problems.add(join(element.place, name), said)
                    continue
                self.problems.warn("%s: %s" % (join(element.place, name), said))
                after[name] = before[name]
                changed.remove(name)
        changed = self._with_unseen(element, before, after, given, changed)
        secrets = [name for name in self.resource.secret_options if name in given]
        for name in secrets:
            if (
                before[name] is UNKNOWN
                and name not in changed
                and name in element.given
                and self.settings.update_secrets == "on_change"
            ):
                shows = (
                    "does not show it" if self._is_unseen(element, before, name) else "shows a mask"
                )
                self.problems.warn(
                    "%s: the vendor %s, so a difference can't be seen%s"
                    % (
                        join(element.place, name),
                        shows,
                        (
                            "; update_secrets: always sends it in every run"
                            if self.resource.listing.masks_secrets
                            else ""
                        ),
                    )
                )
        if self.settings.update_secrets == "always":
            changed += [name for name in secrets if name not in changed]
        elif self.settings.update_secrets == "on_create":
            changed = [name for name in changed if name not in secrets]
            after.update((name, before[name]) for name in secrets)
            for name in secrets:
                del given[name]
        for group in self.resource.update.whole_groups:
            # it is sent only when something in it changes, and then whole
            inside = [name for name in self.resource.named(after) if name.startswith(group + ".")]
            for name in inside if not set(inside) & set(changed) else ():
                given.pop(name, None)
        return changed

    def _is_unseen(self, element, before, name):
        """Whether the vendor's answer lacks the keys of an option; a mask is something that it
        shows.
        """
        return before[name] is UNKNOWN and bool(self.resource.unseen(name, self.rows[element.row]))

    def _with_unseen(self, element, before, after, given, changed):
        """The changes, with what the task gives and the answer does not show: it is written,
        because nobody can tell that it is so already.
        """
        found, fields = set(changed), self.resource.named(after)
        for name in [
            name
            for name in fields
            if name in given and name in element.given and self._is_unseen(element, before, name)
        ]:
            field = fields[name]
            if field.silent or field.fixed:
                self.problems.warn(
                    "%s: the vendor does not show what is stored; a difference can't be seen"
                    % join(element.place, name)
                )
            elif not field.once:
                self.problems.warn(
                    "%s: the answer does not show %s, so it is sent whether it differs or not"
                    % (
                        join(element.place, name),
                        told_keys(self.resource.unseen(name, self.rows[element.row])),
                    )
                )
                found.add(name)
        return [name for name in self.resource.fields if name in found]

    def _refuse_unknown(self, element, after, given):
        """What an update has to send, or else clears, has to be known."""
        row = self.rows[element.row]
        for name in self.resource.unknown_in(after, given, row):
            group = self.resource.group_of[name]
            whole = (
                " and takes the whole of %s at once" % group
                if group in self.resource.update.whole_groups
                else ""
            )
            keys, why = self.resource.unseen(name, row), self.resource.fields[name].silent
            if keys:
                self.problems.add(
                    join(element.place, name),
                    "the answer does not show %s%s, so a change would clear it; give %s in the"
                    " task too"
                    % (told_keys(keys), " (%s)" % why if isinstance(why, str) else "", name),
                )
            else:
                self.problems.add(
                    join(element.place, name),
                    "the vendor shows a mask in its place%s, so it would be lost: give it too%s"
                    % (
                        whole,
                        (
                            ", with update_secrets on_change or always"
                            if self.resource.listing.masks_secrets
                            else ""
                        ),
                    ),
                )

    def _applies(self, name, obj):
        """Whether an object that is yet incomplete has the option."""
        return not self.resource.variants or name in self.resource.named(
            dict(self.resource.new({}), **obj)
        )

    def _refuse_other_variants(self, element, after, named):
        for name in named:
            option = self.resource.variants[0] if self.resource.variants else None
            if name in self.resource.named(after) or not after[option]:
                continue
            if after[option] is UNKNOWN:
                self.problems.add(
                    join(element.place, option),
                    "the answer does not show %s, so whether there is %s is not known; give %s in"
                    " the task too" % (self.resource.fields[option].api, name, option),
                )
            else:
                self.problems.add(
                    join(element.place, name),
                    "is no option where %s is %s" % (option, after[option]),
                )

    # --- single elements of lists

    def _members(self, element, before, given):
        """The given options without the lists that are changed by member, and those with their
        references resolved.
        """
        if element.mode == "replace":
            return given, {}
        names = [name for name in self.resource.by_member if name in given]
        rest = {name: value for name, value in given.items() if name not in names}
        members = {name: given[name] for name in names}
        if element.mode == "add":
            return rest, self.resource.walk(members, element.place, self._resolver(before))
        # what is not known can't be in the list, so there is nothing to remove
        lenient = Problems()
        members = self.resource.walk(members, element.place, self._resolver(before, lenient))
        for path, text in lenient.found:
            if path in self.references.unsure:
                self.problems.add(path, text)
            else:
                self.problems.warn("%s: %s; so there is nothing to remove" % (path, text))
        return rest, members

    def _combined(self, element, name, before, elements):
        if before is None:
            return elements
        if before[name] is UNKNOWN:
            keys = self.resource.unseen(name, self.rows[element.row])
            self.problems.add(
                join(element.place, name),
                "can't be changed by member: the vendor does not show what is stored%s; use mode:"
                " replace" % (" (the answer has no %s)" % told_keys(keys) if keys else ""),
            )
            return elements
        return self.resource.fields[name].combined(element.mode, before[name], elements)

    def _unmasked(self, element, before):
        """The given options without masked secrets: the mask means "leave it as it is"."""
        options = element.judged(self.resource, before, self.references.name)[0]
        given = dict(options)
        for name, value in options.items():
            field = self.resource.fields[name]
            if not field.holds_secret:
                continue
            masked = value == MASK
            value = field.unmasked(value, UNKNOWN if before is None else before[name])
            if not masked and value is not UNKNOWN:
                given[name] = value
                continue
            del given[name]
            if before is None:
                self.problems.add(
                    join(element.place, name),
                    "%s stands for a stored secret, but there is none before the %s is created"
                    % (MASK, self.resource.label),
                )
            elif not masked:
                keys = (
                    self.resource.unseen(name, self.rows[element.row])
                    if before[name] is UNKNOWN
                    else []
                )
                self.problems.add(
                    join(element.place, name),
                    "%s stands for a stored secret, but %s; give it in clear"
                    % (
                        MASK,
                        (
                            "the answer does not show %s" % told_keys(keys)
                            if keys
                            else "what is stored is not known"
                        ),
                    ),
                )
        return given

    def _absent(self, element):
        if element.row is None:
            return Step("none", element.place, element.name or "", element.ident)
        return self._delete(element.row, element.place)

    def _delete(self, ident, place):
        row = self.rows[ident]
        reason = self.resource.guards.protected(row) or self.resource.locked(row)
        if reason:
            self.problems.add(place, "%s can't be deleted" % reason)
        return Step("delete", place, self._name(ident), ident, row, self._object(ident))

    # --- what does not do its work, or will not stay

    def _not_working(self, steps):
        """Warns of objects that are off or refer to what is off, and of changes that will be
        undone. Nothing is read for this.
        """
        kinds = [
            kind
            for kind in map(self.resource.vendor.kinds.get, self.resource.references())
            if kind.shown or kind.spent
        ]
        listed = {kind.kind: self.references.listed(kind.kind) for kind in kinds}
        off = {
            kind.kind: {
                ident: text
                for ident, text in (
                    (ident, kind.off(row) or (kind.spent and kind.spent(row, self.settings.now)))
                    for ident, row in listed[kind.kind].items()
                )
                if text
            }
            for kind in kinds
        }
        found = []
        for step in steps:
            undone = (
                self.resource.guards.undone_by(step.row)
                if step.row and step.action in ("update", "delete")
                else None
            )
            if undone:
                self._warn_of(step, undone)
            if step.action == "delete" or step.after is None:
                continue
            reason = self.resource.off(step.row, decided=step.given) if step.row else None
            if reason:
                self._warn_of(step, reason)
                found.append((step, reason))
            if any(off.values()):
                for path, what, text in self._references_to(step, listed, off):
                    self.problems.warn("%s: %s %s" % (path, what, text))
                    found.append((step, "refers to %s, which %s" % (what, text)))
        return [
            dict(
                {
                    key: value
                    for key, value in step.entry(self.resource).items()
                    if key not in ("action", "fields")
                },
                because=text,
            )
            for step, text in found
        ]

    def _warn_of(self, step, text):
        self.problems.warn(
            "%sThe %s %r %s"
            % (step.place + ": " if step.place else "", self.resource.label, step.name, text)
        )

    def _references_to(self, step, listed, off):
        """(path, what it is, why it is off) of every object that a step refers to and that is
        off, each once, however often it is named.
        """
        found = {}

        def visit(field, value, path):
            for kind in [field.kind] if field.kind else field.prefixes.values():
                if value in off.get(kind, ()):
                    found.setdefault((kind, value), re.sub(r"\[\d+\]$", "", path))
            return value

        # of a list that is changed by member only what the task names is its business
        named = {
            name: elements if mode == "add" else []
            for name, (mode, elements) in step.members.items()
        }
        self.resource.walk(dict(step.after, **named), step.place, visit)
        for (kind_name, ident), path in found.items():
            kind, row = self.resource.vendor.kinds[kind_name], listed[kind_name][ident]
            name = next(
                (name for name in (name_of(row) for name_of in kind.identity.names) if name), ident
            )
            yield path, "the %s %r" % (kind.label, name), off[kind_name][ident]

    # --- the rest of the account

    def _purge_guard(self):
        if self.settings.purge and not self.elements and not self.settings.allow_empty:
            raise InputError(
                [
                    (
                        "purge",
                        (
                            "an empty list would delete everything within purge_scope; say"
                            " allow_empty: true if that is meant"
                        ),
                    )
                ]
            )

    def _outside(self):
        """Ids of what is within the scope of a purge and not in the task, by name."""
        inside, spared = (
            within(self.settings.purge_scope, {self._name(ident) for ident in self.rows}),
            self.settings.spared,
        )
        found = [
            ident
            for ident in self.rows
            if ident not in self.taken
            and self._name(ident) in inside
            and not (
                spared
                and spared & {str(ident), self.resource.identity.same_name(self._name(ident))}
            )
        ]
        if self.settings.purge:
            for ident in found:
                denied = self.resource.denied(self.rows[ident])
                if denied:
                    self.problems.warn(
                        "purge: the %s %r stays: %s can't be deleted"
                        % (self.resource.label, self._name(ident), denied)
                    )
        found = [ident for ident in found if not self.resource.passed_over(self.rows[ident])]
        return sorted(found, key=lambda ident: (self._name(ident), ident))

    def _unlisted(self):
        """What a purge would delete, in the shape of the result; None where nothing asks for it."""
        if self.settings.purge or not self.settings.purge_scope:
            return None
        return [
            {
                key: value
                for key, value in (
                    Step("none", "", self._name(ident), ident).entry(self.resource).items()
                )
                if key not in ("action", "fields")
            }
            for ident in self._outside()
        ]

    def _doomed(self):
        """Ids of what the purge deletes."""
        if not self.settings.purge:
            return []
        doomed = self._outside()
        if len(doomed) > self.settings.purge_limit:
            raise InputError(
                [
                    (
                        "purge_limit",
                        "%d %s would be deleted, more than purge_limit (%d): %s"
                        % (
                            len(doomed),
                            self.resource.labels,
                            self.settings.purge_limit,
                            listed(repr(self._name(ident)) for ident in doomed),
                        ),
                    )
                ]
            )
        for ident in doomed:
            self.references.gone[ident] = "the purge"
        return doomed

    def _check_keys(self, steps):
        """Names that are keys at the vendor exist; only asked when something is written."""
        known = set()

        def stored(field, value, path):
            known.add((field.kind, value))
            return value

        def visit(field, value, path):
            # what the object refers to already the vendor has accepted before
            if isinstance(field, Key) and (field.kind, value) not in known:
                self.references.ident(field, value, path, self.problems)
            return value

        for step in steps:
            if step.action in ("create", "update"):
                known.clear()
                self.resource.walk(step.before or {}, "", stored)
                self.resource.walk(
                    {name: step.after[name] for name in step.given}, step.place, visit
                )

    def _check_idents(self, steps):
        """Ids that nobody had to look up, by the lists that were read for something else."""
        for step in steps:
            if step.action == "delete" or step.after is None:
                continue
            stored = set()
            self.resource.walk(step.before or {}, "", lambda field, value, path: stored.add(value))

            def visit(field, value, path):
                if not isinstance(value, Pending):
                    self.references.check_ident(field, value, path, self.problems, stored)
                return value

            self.resource.walk({name: step.after[name] for name in step.given}, step.place, visit)

    def _own_references(self, obj, place=""):
        found = []

        def visit(field, value, path):
            if field.kind == self.resource.kind and not isinstance(field, Key):
                found.append((value, path))
            return value

        self.resource.walk({name: obj[name] for name in self.to_itself}, place, visit)
        return found

    def _refuse_cycles(self, steps):
        if not self.to_itself or not any(step.action in ("create", "update") for step in steps):
            return
        edges, names = {}, {}
        for ident in self.rows:
            edges[ident] = self._object(ident)
            names[ident] = self._name(ident)
        for step in steps:
            node = step.ident or step.name
            if step.action == "delete":
                edges.pop(node, None)
            elif step.after is not None:
                edges[node], names[node] = step.after, step.name
        edges = {
            node: [str(target) for target, dummy in self._own_references(obj)]
            for node, obj in edges.items()
        }
        told = set()
        for step in steps:
            if step.action in ("create", "update"):
                path = _cycle_through(step.ident or step.name, edges)
                if path and not told & set(path):
                    told.update(path)
                    guilty = [
                        where
                        for target, where in self._own_references(step.after, step.place)
                        if str(target) == path[1]
                    ]
                    self.problems.add(
                        guilty[0],
                        "%s would contain each other: %s"
                        % (
                            self.resource.labels,
                            " -> ".join(names.get(node, node) for node in path),
                        ),
                    )

    def _link(self, steps):
        """Which other steps have to be done before which."""
        if not self.to_itself or all(step.action == "none" for step in steps):
            return
        creates = {step.name: step for step in steps if step.action == "create"}
        deletes = {step.ident: step for step in steps if step.action == "delete"}
        before = {ident: self._targets(self._object(ident)) for ident in self.rows}
        dropping = {
            step.ident: before[step.ident] - self._targets(step.after)
            for step in steps
            if step.action == "update"
        }
        updates = {step.ident: step for step in steps if step.action == "update"}
        for step in steps:
            if step.action in ("create", "update"):
                targets = self._targets(step.after)
                step.needs |= {
                    creates[name]
                    for name in targets
                    if name in creates and creates[name] is not step
                }
                # what is turned round has to be let go before it can be taken up the other way
                for ident in (
                    _reachable(targets - before.get(step.ident, set()), before)
                    if step.ident
                    else ()
                ):
                    if (
                        dropping.get(ident)
                        and step.ident in _reachable({ident}, before)
                        and updates[ident] is not step
                    ):
                        step.needs |= {updates[ident]}
            elif step.action == "delete":
                # whoever contains another goes first, or the vendor may refuse
                for target in before[step.ident]:
                    if target in deletes:
                        deletes[target].needs |= {step}
                # and whoever is to let go of it has to have done so, or it would be left with what
                # is gone
                step.needs |= {
                    updates[ident] for ident, dropped in dropping.items() if step.ident in dropped
                }

    def _link_namesakes(self, steps):
        """Warns of new names that a server may take for that of another. What holds such a name
        is deleted only if the write went well after all.
        """
        named = [
            step
            for step in steps
            if step.action == "create" or (step.action == "update" and "name" in step.fields)
        ]
        if not self.resource.identity.collated or not named:
            return
        deletes = {step.ident: step for step in steps if step.action == "delete"}
        holders = {}
        for ident in self.rows:
            holders.setdefault(self.resource.identity.collated(self._name(ident)), []).append(
                (self._name(ident), ident)
            )
        for step in named:
            others = holders.setdefault(self.resource.identity.collated(step.name), [])
            step.namesakes = [
                "%r (%s)"
                % (name, "%s %s" % (self.resource.id, ident) if ident else "of the same task")
                for name, ident in others
                if not ident
                or (
                    ident != step.ident
                    and self.resource.identity.same_name(name)
                    != self.resource.identity.same_name(step.name)
                )
            ]
            if step.namesakes:
                self.problems.warn(
                    "%s: %r may be the same name as %s to the server, which then refuses it"
                    % (join(step.place, "name"), step.name, listed(step.namesakes, " and "))
                )
            for dummy, ident in others:
                if ident in deletes:
                    deletes[ident].needs |= {step}
            others.append((step.name, None))

    def _targets(self, obj):
        """Ids, or names of what is yet to be created, of its own kind that an object refers to."""
        return {str(value) for value, dummy in self._own_references(obj)}


def _turned(obj):
    """An object with every list the other way round."""
    return {name: value[::-1] if isinstance(value, list) else value for name, value in obj.items()}


def _loosely(value):
    """A hashable form of a value, in which no order counts."""
    if isinstance(value, dict):
        return frozenset((key, _loosely(one)) for key, one in value.items())
    return (
        tuple(sorted(repr(_loosely(one)) for one in value))
        if isinstance(value, (list, tuple))
        else value
        if isinstance(value, str)
        else repr(value)
    )


def told_keys(keys):
    """Keys of an answer, as a message names them."""
    return (
        " and ".join(keys)
        if len(keys) < 4
        else "%s and %d more" % (", ".join(keys[:3]), len(keys) - 3)
    )


def _reachable(starts, edges):
    """All nodes on paths from some nodes, themselves included."""
    seen, stack = set(starts), list(starts)
    while stack:
        for target in edges.get(stack.pop(), ()):
            if target not in seen:
                seen.add(target)
                stack.append(target)
    return seen


def _cycle_through(start, edges):
    """A path from start back to itself, or None."""
    stack, seen = [(start, [start])], set()
    while stack:
        node, path = stack.pop()
        for target in edges.get(node, ()):
            if target == start:
                return path + [start]
            if target not in seen:
                seen.add(target)
                stack.append((target, path + [target]))
    return None
