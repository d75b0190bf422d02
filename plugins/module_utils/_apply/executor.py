# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Carrying out a plan. Private to oncall.routing.

The gateway it is handed has ``rows(kind, fresh)``, ``create``, ``update`` and ``delete``; see
``_vendors``.
"""

from __future__ import annotations

from .._describe.markers import UNKNOWN, Pending
from .._describe.problems import Barred, Gone, Rejected, RoutingError, Unclear, join, listed
from .outcome import expected
from .twins import Twins

#: Seconds after which what the plan saw is read again before an update that replaces the whole
#: object, and before a delete.
STALE_AFTER = 5.0
#: The same before an update that puts single elements into a list, or takes them out: others do so
#: too.
SHARED_STALE_AFTER = 1.0
#: How often it is looked whether the elements are there, or gone; before each look but the first
#: they are put in, or taken out, once more.
SHARED_LOOKS = 5
#: How often it is looked whether a create comes to pass that the vendor may still be at.
PENDING_LOOKS = 4
#: How often what was written is looked for, if the list does not show it: it may be a moment
#: behind.
STORED_LOOKS = 2


def apply_plan(resource, plan, gateway, settings, progress=lambda: None):
    """Carries out every step that can be. Returns one Outcome for each step, in the order of the
    plan; that of a step that failed has ``error``, and the others are carried out all the same.

    progress: called after each step that writes.
    """
    run = _Run(resource, plan, gateway, settings, progress)
    run.run(settings.concurrency)
    return run.outcomes


def requests_needed(resource, plan, gateway):
    """How many requests a plan takes: the writes, and what is looked at again, before them because
    it becomes stale while they wait for the vendor's limit (see ``_refresh``), and after them.
    """
    if not plan.writes:
        return 0
    listing = gateway.list_costs(
        resource, len([step for step in plan.writes if step.action == "create"])
    )
    sent, read, looked = 0, -gateway.age(resource), False
    deletes = [step for step in plan.writes if step.action == "delete"]
    # of those that one call deletes the first stands for all
    for step in [step for step in plan.writes if step.action != "delete"] + deletes[
        :: gateway.batch(resource)
    ]:
        shares = step.action == "update" and bool(step.members)
        if (
            step.action == "delete"
            or shares
            or (step.action == "update" and replaces(resource, step))
        ):
            stale = gateway.forecast(sent) - read > (
                SHARED_STALE_AFTER if shares else STALE_AFTER
            ) or (shares and not looked)
            looked = looked or stale
            if stale:
                sent += listing
                read = gateway.forecast(sent)
            # where the list shows too little, an object is read by itself
            sent += looked and step.action == "update" and resource.listing.reads_whole
        sent += 1
    again = (
        [step for step in plan.writes if step.action != "delete"]
        if resource.listing.reads_whole
        else []
    )
    return sent + listing + len(again)


def replaces(resource, step):
    """Whether an update overwrites what the task does not name: the whole object, or a group of
    its options.
    """
    return resource.update.replaces or any(
        name.startswith(group + ".")
        for group in resource.update.whole_groups
        for name in step.fields
    )


#: What helps where an object is gone, by whether the task gives its id.
AGAIN = {
    False: ". Run the task again: it makes a new one",
    True: ". With its name instead of its id the task makes a new one",
}
#: What is told of an update that the vendor took only without some keys.
WITHOUT = (
    "The vendor rejected the update of the %s %r with keys that are not known here, and took it"
    " without them: %s. Look in the vendor's console whether they still hold what they should"
)
#: The most keys that a warning names.
MOST_NAMED = 10


def _more_in(more, less, path=""):
    """Paths of the keys that only the first of two bodies has."""
    if isinstance(more, dict) and isinstance(less, dict):
        return [
            found
            for key in more
            for found in (
                _more_in(more[key], less[key], join(path, key))
                if key in less
                else [join(path, key)]
            )
        ]
    if isinstance(more, list) and isinstance(less, list) and len(more) == len(less):
        return [
            found
            for number, (one, other) in enumerate(zip(more, less))
            for found in _more_in(one, other, join(path, number))
        ]
    return []


class Open(Exception):
    """A write whose outcome only the vendor's list can tell.

    is_open: (outcome, unclear, rows of a list that is younger) to whether it is still not known. It
    raises what is to be told.
    """

    def __init__(self, unclear, is_open):
        super().__init__(str(unclear))
        self.unclear = unclear
        self.is_open = is_open


class _Run:
    def __init__(self, resource, plan, gateway, settings, progress):
        self.resource = resource
        self.outcomes = expected(plan)
        self.by_step = {outcome.step: outcome for outcome in self.outcomes}
        self.gateway = gateway
        self.progress = progress
        # where the name is the id, what has that name is what was made
        self.known = (
            {resource.ident(row) for row in gateway.rows(resource)}
            if resource.identity.has_id
            else set()
        )
        self.creates = {
            outcome.step.name: outcome
            for outcome in self.outcomes
            if outcome.step.action == "create"
        }
        self.keeps = settings.on_unspecified == "keep"
        # creates of which it is not known yet whether somebody else made the same
        self.unsettled = []
        # somebody else writes at the same time, so every update is preceded by a look
        self.wary = False
        self.written = object()  # another one whenever a write begins or ends
        # what ``written`` was before the list was last read again, and its rows by id
        self.seen = (
            None,
            None,
        )
        # when the list was begun to be read by which is written, by the clock
        self.began = gateway.began(resource)
        self.contended = set()  # steps whose shared lists somebody else was seen to change
        self.repeated = set()  # of these, what was written once more

    def run(self, concurrency):
        self.concurrency = concurrency
        todo = [outcome for outcome in self.outcomes if outcome.step.action in ("create", "update")]
        self._waves(todo)
        self._waves([outcome for outcome in self.outcomes if outcome.step.action == "delete"])
        written = [
            outcome
            for outcome in self.outcomes
            if outcome.step.action != "none" and not outcome.error
        ]
        if written and self._identify(written):
            self._settle_twins()
            self._verify([outcome for outcome in written if not outcome.error])

    def _waves(self, todo):
        """Steps in an order that respects what they need; independent ones at the same time."""
        while todo:
            waiting = {outcome.step for outcome in todo}
            # steps that need each other are tried as they stand: the vendor decides
            ready = [outcome for outcome in todo if not outcome.step.needs & waiting] or todo
            todo = (
                [outcome for outcome in todo if outcome.step.needs & waiting]
                if len(ready) < len(todo)
                else []
            )
            self._together(ready)
            self.unsettled += [
                outcome
                for outcome in ready
                if outcome.step.action == "create" and not outcome.error
            ]
            if todo:
                # what comes next may refer to them, so it has to be known now what their ids are,
                # and which of two stays
                left = {outcome.step for outcome in todo}
                needed = {step for outcome in todo for step in outcome.step.needs} - left
                self._find_made([outcome for outcome in self.outcomes if outcome.step in needed])
                self._settle_twins()

    def at_once(self, work, items):
        """What ``work`` returns for each of the items, several at the same time where the vendor
        takes that.
        """
        if self.concurrency > 1 and len(items) > 1:
            return self.gateway.at_once(work, items, min(self.concurrency, len(items)))
        return [work(item) for item in items]

    def fresh(self):
        """The rows of the vendor's list as it is now, by id."""
        before, began = self.written, self.gateway.clock()
        # other threads look too, so what is handed back is not what they may have put there
        # meanwhile
        rows = {
            self.resource.ident(row): row for row in self.gateway.rows(self.resource, fresh=True)
        }
        self.seen, self.began = (before, rows), began
        return rows

    def latest(self):
        """The rows of the vendor's list by id, read again only if this run has written since it
        was last read.
        """
        before, rows = self.seen
        return rows if before is self.written else self.fresh()

    def _whole(self, rows):
        return self.resource.whole(
            rows, lambda pairs: self.resource.hooks.complete(self.gateway, pairs)
        )

    def _newer(self, shares=False, since=0.0):
        """The rows by id of a list that is newer than the plan and young enough to write by, or
        None where the plan's own is.

        shares: it is to be read again in any case. since: when another task of this machine wrote,
        by the clock.
        """
        stale = (
            self.wary
            or since >= self.began
            or self.gateway.age(self.resource) > (SHARED_STALE_AFTER if shares else STALE_AFTER)
        )
        return self.fresh() if stale or (shares and self.seen[1] is None) else self.seen[1]

    def _whole_of(self, ident, rows):
        """The object's row with all that it has, or None."""
        return next(iter(self._whole([rows[ident]] if ident in rows else [])), None)

    def _do(self, outcome):
        def work():
            self._refuse_needing(outcome)
            getattr(self, "_" + outcome.step.action)(outcome)

        unclear = self._try(outcome, work)
        self.progress()
        return unclear

    def _refuse_needing(self, outcome):
        needed = [self.by_step[step] for step in outcome.step.needs]
        failed = [other for other in needed if other.error]
        if failed:
            text = "it needs %s, which failed"
            if outcome.step.action == "delete" and any(
                other.step.action == "create"
                or (other.step.action == "update" and "name" in other.step.fields)
                for other in failed
            ):
                text = (
                    "nothing that may have its name is deleted as long as there is no %s, which"
                    " failed"
                )
            text %= listed(sorted(repr(other.step.name) for other in failed), " and ")
            raise (
                Barred(text, untried=True)
                if any(other.barred for other in failed)
                else RoutingError(text)
            )

    def _fail(self, outcome, error):
        outcome.barred, outcome.untried, outcome.denied = (
            isinstance(error, Barred),
            getattr(error, "untried", False),
            error.denied,
        )
        advice = (
            AGAIN[outcome.step.by_id]
            if isinstance(error, Gone) and outcome.step.action == "update"
            else ""
        )
        outcome.error = "Could not %s the %s %s: %s%s" % (
            outcome.step.action,
            self.resource.label,
            self._called(outcome),
            error,
            advice,
        )

    def _called(self, outcome):
        """The object of a step by name and id; of one that is to be renamed, the name that
        people know comes first.
        """
        before = (
            self.resource.title(outcome.before)
            if outcome.step.action == "update" and outcome.before
            else outcome.step.name
        )
        words = [] if before == outcome.step.name else ["to become %r" % outcome.step.name]
        if outcome.ident and self.resource.identity.has_id:
            words.insert(0, "%s %s" % (self.resource.id, outcome.ident))
        return "%r%s" % (before, " (%s)" % ", ".join(words) if words else "")

    def _settled(self, obj):
        """The object with the ids that became known while the task ran."""
        return self.resource.walk(obj, "", lambda field, value, path: self._made(value))

    def _settle_references(self, outcome):
        outcome.after = self._settled(outcome.after)
        outcome.members = {
            name: (mode, self._settled({name: elements})[name])
            for name, (mode, elements) in outcome.members.items()
        }

    def _made(self, value):
        made = self.creates.get(str(value)) if isinstance(value, Pending) else None
        return made.ident if made and made.ident else value

    # --- the three writes

    def _write(self, verb, *arguments):
        # what another thread reads meanwhile tells nothing of this write
        self.written = object()
        try:
            return verb(self.resource, *arguments)
        finally:
            self.written = object()
            self.gateway.wrote(self.resource)

    def _create(self, outcome):
        self._settle_references(outcome)
        self._make(outcome)

    def _make(self, outcome):
        outcome.tries += 1
        try:
            # of the answer only the id is believed, and only one that is new: it may repeat no more
            # than the request, or belong to another one
            ident = self.resource.ident(
                self._write(
                    self.gateway.create, self.resource.body(outcome.after, outcome.step.given)
                )
            )
            outcome.ident = None if ident in self._taken(outcome) else ident or None
        except Unclear as unclear:
            raise Open(unclear, self._is_create_open)

    # --- writes of unclear outcome

    def _together(self, outcomes):
        """Does steps that do not need each other. One look at the list tells of all whose
        outcome is unclear; a create that it does not show is sent again.
        """
        doubtful, alone = self._in_batches(outcomes)
        doubtful += self._tried(self._do, alone)
        while doubtful:
            try:
                rows = self.fresh()
            except RoutingError as error:
                for outcome, still in doubtful:
                    self._fail(
                        outcome,
                        RoutingError(
                            "%s. Whether it was carried out could not be found out: %s"
                            % (still.unclear, error)
                        ),
                    )
                return
            waiting = []
            for outcome, still in doubtful:
                self._try(
                    outcome,
                    lambda outcome=outcome, still=still: (
                        waiting.append((outcome, still.unclear))
                        if still.is_open(outcome, still.unclear, rows)
                        else None
                    ),
                )
            doubtful = self._sent_again(waiting)

    def _tried(self, work, outcomes):
        """The steps of which ``work`` leaves the outcome unclear, each with what it is."""
        return [
            (outcome, still)
            for outcome, still in zip(outcomes, self.at_once(work, outcomes))
            if still is not None
        ]

    def _try(self, outcome, work):
        """Does it. What went wrong is the step's error; what is unclear is returned."""
        try:
            work()
        except Open as still:
            return still
        except RoutingError as error:
            self._fail(outcome, error)
        return None

    def _is_update_open(self, outcome, unclear, rows):
        self._refuse_unless(
            self._arrived(outcome, rows),
            unclear,
            "the change is not there" + self._namesakes(outcome),
        )
        return False

    def _is_delete_open(self, outcome, unclear, rows):
        self._refuse_unless(outcome.ident not in rows, unclear, "it is still there")
        self.gateway.deleted()
        return False

    def _is_create_open(self, outcome, unclear, rows):
        row = self._newcomer(outcome, rows)
        if row is not None:
            said = (
                "Somebody else created the %s %r at the same time; it was adopted"
                if unclear.taken
                else (
                    "The answer to the create of the %s %r was lost; it was found in the vendor's"
                    " list and adopted"
                )
            )
            outcome.warnings.append(said % (self.resource.label, outcome.step.name))
            outcome.ident, outcome.row = self.resource.ident(row), row
            self.complete_adopted(outcome, row)
            return False
        if not unclear.pending:
            self._refuse_unless(
                unclear.again and outcome.tries <= self.gateway.retries,
                unclear,
                "it was not created" + self._namesakes(outcome),
            )
            return True
        outcome.looks += 1
        if outcome.looks > PENDING_LOOKS:
            raise RoutingError(
                "%s. The vendor's list was read %d times afterwards: it was not created, but still"
                " may be, so it was not sent again; run the task again in a while"
                % (unclear, outcome.looks)
            )
        return True

    @staticmethod
    def _namesakes(outcome):
        """Whose name the server may have taken for that of a step."""
        return (
            "; to the server its name may be the same as %s"
            % listed(outcome.step.namesakes, " and ")
            if outcome.step.namesakes
            else ""
        )

    @staticmethod
    def _refuse_unless(good, unclear, text):
        if not good:
            raise RoutingError("%s. The vendor's list was read afterwards: %s" % (unclear, text))

    def _sent_again(self, waiting):
        """Waits, and sends again what may be sent again. A create that the vendor may still be
        at is not: then there could be two.
        """
        pending = [(outcome, unclear) for outcome, unclear in waiting if unclear.pending]
        again = [outcome for outcome, unclear in waiting if not unclear.pending]
        if not waiting:
            return []
        try:
            self.gateway.pause(
                max(
                    [outcome.looks - 1 for outcome, dummy in pending]
                    + [outcome.tries - 1 for outcome in again]
                ),
                again=bool(again),
            )
        except RoutingError as error:
            for outcome, unclear in waiting:
                late = RoutingError(
                    "%s. Whether it will be carried out could not be waited for: %s"
                    % (unclear, error)
                )
                self._fail(outcome, late if unclear.pending else error)
            return []
        still = [(outcome, Open(unclear, self._is_create_open)) for outcome, unclear in pending]
        return still + self._tried(
            lambda outcome: self._try(outcome, lambda: self._make(outcome)), again
        )

    def _now(self, outcome, write):
        """A write that is not one of several: what is unclear is looked for at once."""
        try:
            write(outcome)
        except Open as still:
            still.is_open(outcome, still.unclear, self._look(still.unclear, self.fresh))

    @staticmethod
    def _look(unclear, look):
        """What the vendor's list says about a write of unclear outcome."""
        try:
            return look()
        except RoutingError as error:
            raise RoutingError(
                "%s. Whether it was carried out could not be found out: %s" % (unclear, error)
            )

    def _taken(self, outcome):
        """Ids that a create can't have made: of what was there before, and of other steps."""
        return {other.ident for other in self.outcomes if other is not outcome} | self.known

    def _newcomer(self, outcome, rows):
        """The row that a create made, if it made one: of that name, not there before, and not
        made by another step.
        """
        taken = self._taken(outcome)
        found = [
            row
            for ident, row in rows.items()
            if ident not in taken
            and self.resource.title(self.resource.read(row)) == self.resource.title(outcome.after)
        ]
        # more than one: somebody else creates the same; any of them will do, but which is ours
        # can't be told
        outcome.certain = len(found) == 1
        return min(found, key=self.resource.ident) if found else None

    def complete_adopted(self, outcome, row):
        outcome.row = next(iter(self._whole([row])), row)
        live = self.resource.read(outcome.row)
        outcome.after = self._in_its_words(self._as_planned_on(outcome, live), outcome.row)
        for name in self.resource.differences(live, outcome.after, outcome.step.given):
            field = self.resource.fields[name]
            if field.fixed:
                said = "%s is %s and can't become %s: %s" % (
                    name,
                    field.told(live[name]),
                    field.told(outcome.after[name]),
                    field.fixed,
                )
                if not field.reported:
                    raise RoutingError("somebody else created it otherwise: %s" % said)
                outcome.warnings.append(
                    "The %s %r: %s" % (self.resource.label, outcome.step.name, said)
                )
                outcome.after = dict(outcome.after, **{name: live[name]})
        hidden = [
            name
            for name in outcome.step.given
            if live[name] is UNKNOWN
            and outcome.after[name] is not UNKNOWN
            and not (self.resource.fields[name].silent or self.resource.fields[name].fixed)
        ]
        if hidden or self.resource.differences(live, outcome.after, outcome.step.given):
            outcome.before = live
            self._now(outcome, self._update)

    def _as_planned_on(self, outcome, live):
        """What a create becomes where the object is there already: what the task does not name
        stays, and members join those that are there.
        """
        after = dict(outcome.after)
        for name, value in live.items():
            if value is UNKNOWN:
                if name in outcome.members:
                    raise RoutingError(
                        "somebody else created it, and the vendor does not show what is in %s"
                        % name
                    )
                # nothing is made up for what the task does not name
                after[name] = after[name] if name in outcome.step.given else UNKNOWN
                continue
            if name in outcome.members:
                mode, elements = outcome.members[name]
                after[name] = self.resource.fields[name].combined(mode, value, elements)
            elif self.keeps and name not in outcome.step.given:
                after[name] = value
        return after

    def _update(self, outcome):
        self._settle_references(outcome)
        if not (outcome.members or replaces(self.resource, outcome.step)):
            self._send(outcome)
            return
        with self.gateway.alone(self.resource, outcome.ident) as since:
            rows = self._newer(bool(outcome.members), since)
            if rows is not None and self._refresh(outcome, rows) & set(outcome.members):
                self.contended.add(outcome)
            self._send(outcome)

    def _send(self, outcome):
        unknown = self.resource.unknown_in(outcome.after, outcome.step.given, outcome.row)
        if unknown:
            raise RoutingError(
                "the vendor does not show what is stored in %s, so a change would clear it"
                % " and ".join(unknown)
            )
        try:
            self._replace(outcome)
        except Unclear as unclear:
            raise Open(unclear, self._is_update_open)

    def _replace(self, outcome):
        """Sends an update. Where the vendor rejects one that took along keys that no field is
        known for, it is sent once more without them.
        """
        body = self.resource.body(outcome.after, outcome.step.given, outcome.row)
        try:
            self._write(self.gateway.update, outcome.ident, body)
        except Rejected as rejected:
            bare = self.resource.body(outcome.after, outcome.step.given, outcome.row, bare=True)
            dropped = _more_in(body, bare)
            if not dropped:
                raise
            outcome.dropped = {key: value for key, value in body.items() if key not in bare}
            named = ", ".join(dropped[:MOST_NAMED]) + (
                " and %d more" % (len(dropped) - MOST_NAMED) if len(dropped) > MOST_NAMED else ""
            )
            try:
                self._write(self.gateway.update, outcome.ident, bare)
            except Unclear:
                outcome.warnings.append(WITHOUT % (self.resource.label, outcome.step.name, named))
                raise
            except RoutingError:
                # it was something else, so the first answer is the one that says what
                outcome.dropped = {}
                raise rejected from None
            outcome.warnings.append(WITHOUT % (self.resource.label, outcome.step.name, named))

    def _arrived(self, outcome, rows):
        """Whether an update of unclear outcome is in the vendor's list."""
        row = self._whole_of(outcome.ident, rows)
        if row is None:
            return False
        live, sent = self.resource.read(row), self._sent(outcome)
        if self._lost(outcome, live, sent):
            return False
        hidden = [name for name in sent if live[name] is UNKNOWN and name in outcome.step.fields]
        if hidden:
            raise RoutingError(
                "the vendor does not show what is stored in %s; send it again%s"
                % (
                    " and ".join(hidden),
                    ", with update_secrets: always" if self.resource.listing.masks_secrets else "",
                )
            )
        return True

    def _refresh(self, outcome, rows):
        """Somebody else may have written meanwhile: take over what we do not manage, refuse to
        overwrite what we do. Returns what is not as it was.
        """
        row = self._whole_of(outcome.ident, rows)
        if row is None:
            raise RoutingError("somebody deleted it while this task ran; run the task again")
        now = self.resource.read(row)
        # what the first answer did not show, and nobody gives, is as this one shows it
        outcome.after.update((name, now[name]) for name in now if outcome.after[name] is UNKNOWN)
        before = outcome.base or outcome.before
        changed = self.resource.differences(before, now, list(self.resource.fields))
        for name in changed:
            if name in outcome.members:
                outcome.after[name] = self.resource.fields[name].combined(
                    outcome.members[name][0], now[name], outcome.members[name][1]
                )
                continue
            self.wary = True
            if name in outcome.step.given and self.resource.differences(now, outcome.after, [name]):
                field = self.resource.fields[name]
                raise RoutingError(
                    "somebody changed %s while this task ran, from %s to %s; look at it and run the"
                    " task again" % (name, field.show(before[name]), field.show(now[name]))
                )
            outcome.after[name] = now[name]
        outcome.row, outcome.base = row, now
        return set(changed)

    def _delete(self, outcome):
        self._refuse_renamed(outcome, self._newer())
        self._remove(outcome)

    def _refuse_renamed(self, outcome, rows):
        row = (rows or {}).get(outcome.ident)
        name = outcome.step.name if row is None else self.resource.title(self.resource.read(row))
        if name != outcome.step.name:
            raise RoutingError(
                "somebody named it %r while this task ran; look at it and run the task again" % name
            )

    def _in_batches(self, outcomes):
        """Deletes several objects at once where the vendor has a call for that. Returns the steps
        of which the outcome is unclear, each with what it is, and those that are still to be tried
        one by one.
        """
        most, doubtful = self.gateway.batch(self.resource), []
        deletes = (
            [outcome for outcome in outcomes if outcome.step.action == "delete"] if most > 1 else []
        )
        alone = (
            [outcome for outcome in outcomes if outcome.step.action != "delete"]
            if deletes
            else outcomes
        )
        for begin in range(0, len(deletes), most):
            some = deletes[begin : begin + most]
            open_steps, left = self._delete_together(some) if len(some) > 1 else ([], some)
            doubtful, alone = doubtful + open_steps, alone + left
        return doubtful, alone

    def _delete_together(self, outcomes):
        """The same for as many as one call takes."""

        def ready(outcome, rows):
            self._refuse_needing(outcome)
            self._refuse_renamed(outcome, rows)

        left = list(outcomes)
        try:
            rows = self._newer()
            for outcome in outcomes:
                self._try(outcome, lambda outcome=outcome: ready(outcome, rows))
            left = [outcome for outcome in outcomes if not outcome.error]
            while len(left) > 1:
                refused = self._sent_together(left)
                if refused is None:
                    return [], self._done(outcomes, ())
                there = self._look(refused, self.fresh)
                before, left = left, [outcome for outcome in left if outcome.ident in there]
                # what was not there is no reason to refuse the others
                if not isinstance(refused, Gone) or len(left) == len(before):
                    break
        except Unclear as unclear:
            self._done(outcomes, left)
            for dummy in left:
                self.progress()
            return [(outcome, Open(unclear, self._is_delete_open)) for outcome in left], []
        except RoutingError as error:
            for outcome in [outcome for outcome in left if not outcome.error]:
                self._fail(outcome, error)
                outcome.together = (
                    None
                    if outcome.barred
                    else "Could not delete the %s %s: %s"
                    % (self.resource.labels, listed(repr(one.step.name) for one in left), error)
                )
            return [], self._done(outcomes, ())
        return [], self._done(outcomes, left)

    def _sent_together(self, outcomes):
        """Deletes them by one call. Returns why the vendor refused that, if it did: then it may
        take them one by one.
        """
        try:
            self._write(self.gateway.delete_together, [outcome.ident for outcome in outcomes])
        except Barred:
            raise
        except Unclear as unclear:
            if unclear.status != 404:
                raise
            return unclear
        except RoutingError as error:
            if not (
                isinstance(error, (Gone, Rejected)) or error.denied or error.status in (200, 404)
            ):
                raise
            return error
        return None

    def _done(self, outcomes, left):
        """Of some steps all are done but those that are left, which are returned."""
        for outcome in outcomes:
            if outcome not in left:
                self.progress()
                if not outcome.error:
                    self.gateway.deleted()
        return list(left)

    def remove(self, outcome):
        """Deletes an object of which it is known at once whether it is gone."""
        self._now(outcome, self._remove)

    def _remove(self, outcome):
        try:
            self._write(self.gateway.delete, outcome.ident)
        except Gone:
            pass
        except Unclear as unclear:
            raise Open(unclear, self._is_delete_open)
        self.gateway.deleted()

    # --- did it stick

    def _sent(self, outcome):
        names = self.resource.named(outcome.after)
        return [
            name
            for name, field in names.items()
            if not field.once
            and outcome.after[name] is not UNKNOWN
            and (self.resource.update.replaces or name in outcome.step.given)
        ]

    def _find_made(self, outcomes):
        """Finds what was created and has to be referred to, where no answer told its id. A name
        in place of an id is never sent.
        """
        made = [
            outcome
            for outcome in outcomes
            if outcome.step.action == "create" and not outcome.ident and not outcome.error
        ]
        for attempt in range(STORED_LOOKS if made else 0):
            if (
                attempt
                and not self._may_wait(attempt - 1)
                or not self._identify(made, again=attempt > 0)
            ):
                break
            made = [outcome for outcome in made if not outcome.ident]
            if not made:
                return
        for outcome in made:
            self._conclude(outcome, None)

    def _identify(self, outcomes, again=False):
        """Finds the new objects whose ids no answer told. False where the list can't be read;
        then each step says so.
        """
        try:
            rows = self.fresh() if again else self.latest()
        except RoutingError as error:
            self._unread(outcomes, error)
            return False
        for outcome in outcomes:
            if not outcome.ident:
                made = self._newcomer(outcome, rows)
                outcome.ident = self.resource.ident(made) if made else None
        return True

    def _settle_twins(self):
        made, self.unsettled = (
            [outcome for outcome in self.unsettled if outcome.ident and not outcome.error],
            [],
        )
        if made and not self.resource.identity.unique:
            Twins(self, made, STALE_AFTER).settle()

    def _unread(self, outcomes, error):
        for outcome in outcomes:
            outcome.error = "The %s %r was written, but could not be read back: %s" % (
                self.resource.label,
                outcome.step.name,
                error,
            )
            outcome.together = "%s written, but could not be read back: %s" % (
                self._subject(outcomes),
                error,
            )

    def _subject(self, outcomes):
        """The subject of a sentence about one or several outcomes, and its verb."""
        return "The %s %s %s" % (
            self.resource.label if len(outcomes) == 1 else self.resource.labels,
            listed(repr(outcome.step.name) for outcome in outcomes),
            "was" if len(outcomes) == 1 else "were",
        )

    def _verify(self, outcomes):
        """One list tells of all steps whether they are stored. No answer does: it may repeat
        what was sent, whatever became of it.
        """
        if any(outcome.members and outcome.step.action == "update" for outcome in outcomes):
            # what somebody else was writing at the same time is there by then
            self._may_wait(-1)
        attempt = 0
        while outcomes:
            try:
                found = self._found(outcomes, self.fresh() if attempt else self.latest())
            except RoutingError as error:
                self._unread(outcomes, error)
                return
            outcomes = [
                outcome for outcome in outcomes if self._goes_on(outcome, found[outcome], attempt)
            ]
            shared = [
                outcome
                for outcome in outcomes
                if outcome.members and self._is_lost(outcome, found[outcome])
            ]
            for outcome in shared:
                self._share_again(outcome)
            if outcomes and not self._may_wait(attempt):
                outcomes = shared
            for outcome in found:
                if outcome not in outcomes:
                    self._conclude(outcome, found[outcome])
            outcomes = [outcome for outcome in outcomes if not outcome.error]
            attempt += 1

    def _found(self, outcomes, rows):
        """Each step with its object as it is now, or None."""
        kept = [
            rows[outcome.ident]
            for outcome in outcomes
            if outcome.step.action != "delete" and outcome.ident in rows
        ]
        rows = dict(rows, **{self.resource.ident(row): None for row in kept})
        rows.update((self.resource.ident(row), row) for row in self._whole(kept))
        found = {outcome: rows.get(outcome.ident) for outcome in outcomes}
        for outcome, row in found.items():
            if row is not None and outcome.step.action != "delete":
                outcome.after = self._in_its_words(outcome.after, row)
        return found

    def _in_its_words(self, obj, row):
        """The object as the vendor says it, by what it answers of the object itself: a plan may
        have had no answer to go by.
        """
        return self.resource.hooks.settle(obj, lambda kind: [row])

    def _goes_on(self, outcome, row, attempt):
        """Whether it is looked at again what became of a step."""
        lost = self._is_lost(outcome, row)
        if (
            lost
            and row is not None
            and outcome.members
            and self._is_others(outcome, self.gateway.read(self.resource, row))
        ):
            self.contended.add(outcome)
        if outcome in self.contended:
            # somebody else is at it, so what is there now may be gone in a moment
            return attempt + 1 < SHARED_LOOKS if lost else not attempt
        return lost and attempt + 1 < STORED_LOOKS

    def _is_others(self, outcome, live):
        """Whether what is stored can't be had from what was there and what this run wrote: then
        somebody else wrote too.
        """
        before, after = outcome.base or outcome.before, outcome.after
        if self.resource.differences(
            after, live, [name for name in self.resource.fields if name not in outcome.members]
        ):
            return True
        for name, (mode, dummy) in outcome.members.items():
            field, sides = self.resource.fields[name], [before[name] if before else [], after[name]]
            least, most = sides if mode == "add" else sides[::-1]
            if UNKNOWN in (live[name], least, most):
                continue
            if any(
                field.key(field.combined("add", whole, part)) != field.key(whole)
                for whole, part in ((live[name], least), (most, live[name]))
            ):
                return True
        return False

    def _share_again(self, outcome):
        """Puts elements in again, or takes them out, that somebody else's write took out, or put
        back.
        """
        outcome.base = outcome.after
        try:
            with self.gateway.alone(self.resource, outcome.ident) as since:
                rows = self._newer(True, since)
                self._refresh(outcome, rows)
                if self._lost(outcome, self.resource.read(outcome.row), outcome.members):
                    self.repeated.add(outcome)
                    self._now(outcome, self._send)
        except RoutingError as error:
            outcome.error = (
                "The %s %r was changed, but somebody else's write took it back, and it could not be"
                " changed again: %s" % (self.resource.label, outcome.step.name, error)
            )

    def _may_wait(self, attempt):
        """Waits before another look. False where max_wait does not allow it."""
        try:
            self.gateway.pause(attempt, again=False)
        except RoutingError:
            return False
        return True

    def _is_lost(self, outcome, row):
        """Whether what the task manages is not as it was written. row: the object as it is now,
        or None.
        """
        if outcome.step.action == "delete" or row is None:
            return (row is None) != (outcome.step.action == "delete")
        return bool(self._lost(outcome, self.gateway.read(self.resource, row), outcome.step.given))

    def _lost(self, outcome, live, names):
        """Those of the named options in which the object is not as it was sent. Of a shared list
        only what this task puts in or takes out counts.
        """
        sent, wanted = self._sent(outcome), self._without_the_gone(outcome.after)
        for name, (mode, elements) in outcome.members.items():
            if live[name] is not UNKNOWN:
                wanted[name] = self.resource.fields[name].combined(mode, live[name], elements)
        return self.resource.differences(live, wanted, [name for name in names if name in sent])

    def _without_the_gone(self, obj):
        """The object without references to what this task deleted: who holds them drops them, or
        may.
        """
        gone = {
            outcome.ident
            for outcome in self.outcomes
            if outcome.step.action == "delete" and not outcome.error
        }
        return dict(
            obj,
            **{
                name: [one for one in obj[name] if one not in gone]
                for name in self.resource.to_itself()
                if isinstance(obj[name], list)
            },
        )

    def _conclude(self, outcome, row):
        """Says what became of a outcome, by the object as it is now, or None."""
        if outcome.error:
            return
        if outcome.step.action == "delete":
            outcome.error = (
                "The vendor answered that the %s %r was deleted, but it is still in its list"
                % (self.resource.label, outcome.step.name)
                if row
                else None
            )
            return
        if row is None:
            outcome.error = "The %s %r was accepted by the vendor but is not in its list" % (
                self.resource.label,
                outcome.step.name,
            )
            if outcome.step.action == "create" and not self.resource.identity.unique:
                outcome.error += (
                    ". Look in the vendor's console%s before the task runs again: each run would"
                    " create another one"
                    % (" for %s %s" % (self.resource.id, outcome.ident) if outcome.ident else "")
                )
            return
        outcome.last_row = row
        emptied = sorted(key for key, value in outcome.dropped.items() if row.get(key) != value)
        if emptied:
            outcome.warnings.append(
                "The %s %r no longer holds what it held in %s"
                % (self.resource.label, outcome.step.name, ", ".join(emptied))
            )
        live = self.gateway.read(self.resource, row)
        lost = self._lost(outcome, live, self.resource.fields)
        managed = [name for name in lost if name in outcome.step.given]
        if outcome in self.contended and set(managed) & set(outcome.members):
            outcome.error = (
                "The %s %r was written, but somebody else writes to it at the same time: what this"
                " task %s is not so after %d tries: %s"
                % (
                    self.resource.label,
                    outcome.step.name,
                    " and ".join(
                        sorted(
                            {
                                "adds" if mode == "add" else "removes"
                                for mode, dummy in outcome.members.values()
                            }
                        )
                    ),
                    SHARED_LOOKS,
                    ", ".join(
                        "%s (asked for %s, stored is %s)"
                        % (
                            name,
                            (
                                self.resource.fields[name].show(outcome.members[name][1])
                                if name in outcome.members
                                else self._value(name, outcome.after)
                            ),
                            self._value(name, live),
                        )
                        for name in managed
                    ),
                )
            )
        elif managed:
            outcome.error = "The %s %r was written, but the vendor did not keep %s" % (
                self.resource.label,
                outcome.step.name,
                self._tell(managed, outcome.after, live),
            )
        elif lost:
            outcome.warnings.append(
                "The vendor changed what this task does not manage when the %s %r was written: %s"
                % (self.resource.label, outcome.step.name, self._tell(lost, outcome.after, live))
            )
        elif outcome in self.repeated:
            outcome.warnings.append(
                "Somebody else writes to the %s %r at the same time, and took back what this task"
                " wrote; it was written again, and is there now"
                % (self.resource.label, outcome.step.name)
            )
        if lost:
            outcome.after, outcome.row = dict(live), row
            outcome.stored = True
        else:
            outcome.after.update(
                (name, live[name]) for name in outcome.members if live[name] is not UNKNOWN
            )

    def _tell(self, names, asked, stored):
        return ", ".join(
            "%s (asked for %s, stored is %s)"
            % (name, self._value(name, asked), self._value(name, stored))
            for name in names
        )

    def _value(self, name, obj):
        shown = self.resource.fields[name].show(obj[name])
        return "''" if shown == "" else shown
