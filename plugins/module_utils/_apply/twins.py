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
    """The creates of a run of which somebody else may have made the same. ``made``: these steps;
    each has its id.

    stale_after: seconds after which a list is too old to delete by.
    """

    def __init__(self, run, made, stale_after):
        self.run = run
        self.stale_after = stale_after
        self.resource = run.resource
        self.gateway = run.gateway
        self.open = sorted(made, key=lambda step: step.ident)
        self.met = set()  # steps that had a twin at some look
        self.deleted = {}  # steps whose object was deleted here, to the id of what stays
        self.adopted = []
        self.freed = []  # steps whose twin was deleted by the other run
        self.theirs = set()
        self.looks = self.quiet = 0

    def settle(self):
        """Looks as often as it takes, and says what came of it. What can't be settled is an
        error of the step.
        """
        try:
            strangers = self._strangers(self.run.latest())
            self.looks += 1
            self.open = [step for step in self.open if step.name in strangers]
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
            for step, theirs in self.deleted.items():
                self._fail(
                    [step],
                    "ours was deleted, and whether theirs (%s) is still there could not be found"
                    " out: %s" % (theirs, error),
                )
            self._fail(self.open, error)
        self.run.wary = self.run.wary or bool(self.met)
        self._warn(self.freed, "Somebody else created %s at the same time, and has given way")
        self._warn(
            self.adopted,
            "Somebody else created %s at the same time; theirs (%s) was adopted and ours deleted",
            ", ".join(step.ident for step in self.adopted),
        )

    def _look(self, rows):
        """Settles what can be settled by the list as it is now."""
        self.looks += 1
        self._adopt(rows)
        strangers = self._strangers(rows)
        going, staying = [], []
        for step in self.open:
            twins = strangers.get(step.name)
            if not twins:
                self.freed += [step] if step in self.met else []
                continue
            self.met.add(step)
            if not step.certain:
                self._fail(
                    [step],
                    "which of %s is whose can't be told; delete all but one and run the task again"
                    % listed([step.ident] + twins),
                )
            elif (
                step.ident in rows
                and self.resource.title(self.gateway.read(self.resource, rows[step.ident]))
                != step.name
            ):
                # whatever the answer to the create said, nothing of another name is deleted
                self._fail(
                    [step],
                    "%s was told to be ours and is called otherwise; look which one is to stay"
                    % step.ident,
                )
            elif twins[0] < step.ident or step.ident not in rows:
                going.append((step, twins[0]))
            else:
                staying.append((step, twins[0]))
        self._count_quiet(rows, strangers)
        self._give_way(going)
        if self.quiet >= QUIET_LOOKS:
            self._give_way(staying, self.stale_after)
        self.open = [step for step, dummy in staying if step not in self.deleted and not step.error]

    def _strangers(self, rows):
        """Ids of new objects that this run did not make, by name, the smallest first."""
        ours, found = self.run.known | {step.ident for step in self.run.plan.steps}, {}
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
            step, theirs = pair
            try:
                self.run.remove(step)
                self.deleted[step] = theirs
            except RoutingError as error:
                self._fail([step], error)

        self.run.at_once(remove, pairs)

    def _adopt(self, rows):
        """Takes over what stays of those for which ours was deleted."""
        for step, theirs in sorted(self.deleted.items(), key=lambda pair: pair[1]):
            del self.deleted[step]
            if theirs not in rows:
                self._fail([step], "both have gone; run the task again")
                continue
            step.ident, step.row = theirs, rows[theirs]
            self.adopted.append(step)
            try:
                self.run.complete_adopted(step, step.row)
            except RoutingError as error:
                self._fail([step], error)

    # --- what is said

    def _warn(self, steps, text, *more):
        if steps:
            steps[0].warnings.append(text % ((self._named(steps),) + more))

    def _fail(self, steps, why):
        """Each step has the error; of several it is told in one sentence."""
        for step in steps:
            step.error = (
                "The %s %r was created twice at the same time, here and by somebody else: %s"
                % (self.resource.label, step.name, why)
            )
        if len(steps) > 1:
            for step in steps:
                step.together = (
                    "%s were created twice at the same time, here and by somebody else, and both of"
                    " each are there: %s" % ("T" + self._named(steps)[1:], why)
                )

    def _named(self, steps):
        return "the %s %s" % (
            self.resource.label if len(steps) == 1 else self.resource.labels,
            ", ".join(repr(step.name) for step in steps),
        )
