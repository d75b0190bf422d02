# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Two runs that create the same names at the same time. Private to oncall.routing.

Of two new objects of one name the one with the smaller id stays: the run that made the other
deletes it and adopts what stays. One list, and one pause, serve all names.
"""

from __future__ import annotations

from .._describe.problems import RoutingError, listed

#: After so many looks in a row in which nothing has moved, the other run has ended without seeing
#: ours.
QUIET_LOOKS = 4
#: The pauses between looks become no longer after so many.
LONGEST_PAUSE = 4


class Twins:
    """The creates of a run of which somebody else may have made the same. ``made``: these outcomes;
    each has its id.

    stale_after: seconds after which a list is too old to delete by.
    """

    def __init__(self, run, made, stale_after):
        self.run = run
        self.stale_after = stale_after
        self.resource = run.resource
        self.gateway = run.gateway
        self.open = sorted(made, key=lambda outcome: outcome.ident)
        self.met = set()  # outcomes that had a twin at some look
        self.deleted = {}  # outcomes whose object was deleted here, to the id of what stays
        self.adopted = []
        self.freed = []  # outcomes whose twin was deleted by the other run
        self.theirs = set()
        self.looks = self.quiet = 0

    def settle(self):
        """Looks as often as it takes, and says what came of it. What can't be settled is an
        error of the step.
        """
        try:
            strangers = self._strangers(self.run.latest())
            self.looks += 1
            self.open = [outcome for outcome in self.open if outcome.step.name in strangers]
            self.met = set(self.open)
            if self.open:
                # nothing is deleted by a list that was read for something else
                self._look(self.run.fresh())
            while self.open or self.deleted:
                # what was deleted has no time to lose; else the other run gets some
                if not self.deleted:
                    self.gateway.pause(min(self.looks - 2, LONGEST_PAUSE), again=False)
                self._look(self.run.fresh())
        except RoutingError as error:
            if not self.looks:
                self._warn(
                    self.open,
                    "Whether somebody else created %s at the same time could not be found out: %s",
                    error,
                )
                return
            for outcome, theirs in self.deleted.items():
                self._fail(
                    [outcome],
                    "ours was deleted, and whether theirs (%s) is still there could not be found"
                    " out: %s" % (theirs, error),
                )
            self._fail(self.open, error)
        self.run.wary = self.run.wary or bool(self.met)
        self._warn(self.freed, "Somebody else created %s at the same time, and has given way")
        self._warn(
            self.adopted,
            "Somebody else created %s at the same time; theirs (%s) was adopted and ours deleted",
            ", ".join(outcome.ident for outcome in self.adopted),
        )

    def _look(self, rows):
        """Settles what can be settled by the list as it is now."""
        self.looks += 1
        self._adopt(rows)
        strangers = self._strangers(rows)
        going, staying = [], []
        for outcome in self.open:
            twins = strangers.get(outcome.step.name)
            if not twins:
                self.freed += [outcome] if outcome in self.met else []
                continue
            self.met.add(outcome)
            if not outcome.certain:
                self._fail(
                    [outcome],
                    "which of %s is whose can't be told; delete all but one and run the task again"
                    % listed([outcome.ident] + twins),
                )
            elif (
                outcome.ident in rows
                and self.resource.title(self.gateway.read(self.resource, rows[outcome.ident]))
                != outcome.step.name
            ):
                # whatever the answer to the create said, nothing of another name is deleted
                self._fail(
                    [outcome],
                    "%s was told to be ours and is called otherwise; look which one is to stay"
                    % outcome.ident,
                )
            elif twins[0] < outcome.ident or outcome.ident not in rows:
                going.append((outcome, twins[0]))
            else:
                staying.append((outcome, twins[0]))
        self._count_quiet(rows, strangers)
        self._give_way(going)
        if self.quiet >= QUIET_LOOKS:
            self._give_way(staying, self.stale_after)
        self.open = [
            outcome
            for outcome, dummy in staying
            if outcome not in self.deleted and not outcome.error
        ]

    def _strangers(self, rows):
        """Ids of new objects that this run did not make, by name, the smallest first."""
        ours, found = self.run.known | {outcome.ident for outcome in self.run.outcomes}, {}
        for ident in sorted(set(rows) - ours):
            found.setdefault(
                self.resource.title(self.gateway.read(self.resource, rows[ident])), []
            ).append(ident)
        return found

    def _count_quiet(self, rows, strangers):
        """As long as new objects come or go the other run is at work, and has yet to look for
        ours.
        """
        now = {ident for idents in strangers.values() for ident in idents}
        moved = now - self.theirs or self.theirs - set(rows)
        self.quiet = 0 if moved else self.quiet + 1
        self.theirs = (self.theirs | now) & set(rows)

    def _give_way(self, pairs, age=None):
        """Deletes ours, where theirs stays. age: of the list, in seconds, after which the rest
        is left to the next look.
        """

        def remove(pair):
            if age is not None and self.gateway.age(self.resource) > age:
                return
            outcome, theirs = pair
            try:
                self.run.remove(outcome)
                self.deleted[outcome] = theirs
            except RoutingError as error:
                self._fail([outcome], error)

        self.run.at_once(remove, pairs)

    def _adopt(self, rows):
        """Takes over what stays of those for which ours was deleted."""
        for outcome, theirs in sorted(self.deleted.items(), key=lambda pair: pair[1]):
            del self.deleted[outcome]
            if theirs not in rows:
                self._fail([outcome], "both have gone; run the task again")
                continue
            outcome.ident, outcome.row = theirs, rows[theirs]
            self.adopted.append(outcome)
            try:
                self.run.complete_adopted(outcome, outcome.row)
            except RoutingError as error:
                self._fail([outcome], error)

    # --- what is said

    def _warn(self, outcomes, text, *more):
        if outcomes:
            outcomes[0].warnings.append(text % ((self._named(outcomes),) + more))

    def _fail(self, outcomes, why):
        """Each step has the error; of several it is told in one sentence."""
        for outcome in outcomes:
            outcome.error = (
                "The %s %r was created twice at the same time, here and by somebody else: %s"
                % (self.resource.label, outcome.step.name, why)
            )
        if len(outcomes) > 1:
            for outcome in outcomes:
                outcome.together = (
                    "%s were created twice at the same time, here and by somebody else, and both of"
                    " each are there: %s" % ("T" + self._named(outcomes)[1:], why)
                )

    def _named(self, outcomes):
        return "the %s %s" % (
            self.resource.label if len(outcomes) == 1 else self.resource.labels,
            ", ".join(repr(outcome.step.name) for outcome in outcomes),
        )
