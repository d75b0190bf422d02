# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Two runs that create the same names at the same time. Private to oncall.routing.

Of two new objects of one name the one with the smaller id stays: the run that made the other
deletes it and adopts what stays. One list, and one pause, serve all names.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Dict, Iterable, List, NamedTuple, Sequence

from .._describe.problems import RoutingError, listed
from .second_look import is_stale

if TYPE_CHECKING:
    from .._describe.markers import Id
    from .live_list import LiveList
    from .outcome import Outcome, Outcomes
    from .protocols import Rows
    from .writes import Writes

#: After so many readings in a row in which no new object came or went, the other run has ended
#: without seeing ours.
QUIET_LOOKS = 4
#: The pauses between readings become no longer after so many.
LONGEST_PAUSE = 4


#: Ids of new objects that other runs made, by name, the smallest first.
Strangers = Dict[str, List["Id"]]


class Pair(NamedTuple):
    """An object that this run created, and the one of the smallest id that another run did."""

    outcome: Outcome
    theirs: Id


class Duplicates:
    """The creates of a run of which another run may have made the same.

    created: the steps; each has its id. concurrency: how many deletions are sent at the same time.
    """

    def __init__(
        self,
        live: LiveList,
        outcomes: Outcomes,
        writes: Writes,
        created: Iterable[Outcome],
        concurrency: int,
    ) -> None:
        self.live = live
        self.resource = live.resource
        self.outcomes = outcomes
        self.writes = writes
        self.concurrency = concurrency
        self.open = sorted(created, key=lambda outcome: outcome.ident)
        #: steps that had a duplicate at some reading
        self.met: set[Outcome] = set()
        #: steps whose object was deleted here, to the id of the one that stays
        self.deleted: dict[Outcome, Id] = {}
        #: steps that have taken over the object of the other run
        self.adopted: list[Outcome] = []
        #: steps whose duplicate was deleted by the other run
        self.freed: list[Outcome] = []
        #: ids of new objects of other runs
        self.theirs: set[Id] = set()
        self.looks = self.quiet = 0

    def settle(self) -> None:
        """Reads the list as often as it takes, and warns of what came of it. What can't be settled
        is an error of the step; nothing is raised.
        """
        try:
            self._settle()
        except RoutingError as error:
            if not self.looks:
                self._warn(
                    self.open,
                    "Could not find out whether somebody else created %s at the same time: %s",
                    error,
                )
                return
            for outcome, theirs in self.deleted.items():
                self._fail(
                    [outcome],
                    "this task deleted its own, and could not find out whether theirs (%s) still"
                    " exists: %s" % (theirs, error),
                )
            self._fail(self.open, str(error))
        self.live.others_write = self.live.others_write or bool(self.met)
        self._warn(self.freed, "Somebody else created %s at the same time, and has given way")
        self._warn(
            self.adopted,
            "Somebody else created %s at the same time; this task adopted theirs (%s) and deleted"
            " its own",
            ", ".join(outcome.ident for outcome in self.adopted),
        )

    def _settle(self) -> None:
        strangers = self._strangers(self.live.latest())
        self.looks += 1
        self.open = [outcome for outcome in self.open if outcome.step.name in strangers]
        self.met = set(self.open)
        if self.open:
            # nothing is deleted by a list that was read for something else
            self._look(self.live.fresh())
        while self.open or self.deleted:
            # a step whose object was deleted has no time to lose; else the other run gets some
            if not self.deleted:
                self.live.gateway.pause(min(self.looks - 2, LONGEST_PAUSE), again=False)
            self._look(self.live.fresh())

    def _look(self, rows: Rows) -> None:
        """Settles what can be settled by the list as it is now."""
        self.looks += 1
        self._adopt(rows)
        strangers = self._strangers(rows)
        going, staying = self._judged(rows, strangers)
        self._count_quiet(rows, strangers)
        self._give_way(going)
        if self.quiet >= QUIET_LOOKS:
            self._give_way(staying, only_while_young=True)
        self.open = [
            outcome
            for outcome, dummy in staying
            if outcome not in self.deleted and not outcome.error
        ]

    def _judged(self, rows: Rows, strangers: Strangers) -> tuple[list[Pair], list[Pair]]:
        """Of the open steps those whose object goes, and those whose object stays."""
        going, staying = [], []
        for outcome in self.open:
            theirs = strangers.get(outcome.step.name)
            if not theirs:
                self.freed += [outcome] if outcome in self.met else []
                continue
            self.met.add(outcome)
            row = rows.get(outcome.ident)
            if not outcome.certain:
                self._fail(
                    [outcome],
                    "Cannot tell which of %s this run created. Delete all but one and run the task"
                    " again" % listed([outcome.ident] + theirs),
                )
            elif row and self.resource.title(self.live.read(row)) != outcome.step.name:
                # whatever the answer to the create showed, nothing of another name is deleted
                self._fail(
                    [outcome],
                    "the vendor answered that this task created %s, but that object has another"
                    " name. Decide which one is to stay" % outcome.ident,
                )
            elif theirs[0] < outcome.ident or row is None:
                going.append(Pair(outcome, theirs[0]))
            else:
                staying.append(Pair(outcome, theirs[0]))
        return going, staying

    def _strangers(self, rows: Rows) -> Strangers:
        """Ids of new objects that this run did not make, by name, the smallest first."""
        found: Strangers = {}
        for ident in sorted(set(rows) - self.outcomes.ids()):
            name = self.resource.title(self.live.read(rows[ident]))
            found.setdefault(name or "", []).append(ident)
        return found

    def _count_quiet(self, rows: Rows, strangers: Strangers) -> None:
        """As long as new objects come or go the other run is at work, and has yet to look for
        ours.
        """
        now = {ident for idents in strangers.values() for ident in idents}
        moved = now - self.theirs or self.theirs - set(rows)
        self.quiet = 0 if moved else self.quiet + 1
        self.theirs = (self.theirs | now) & set(rows)

    def _give_way(self, pairs: Sequence[Pair], only_while_young: bool = False) -> None:
        """Deletes ours, where theirs stays. only_while_young: what is not deleted by the time that
        the list is stale is left to the next reading.
        """
        work = self._remove_if_young if only_while_young else self._remove
        self.live.gateway.at_once(work, pairs, self.concurrency)

    def _remove_if_young(self, pair: Pair) -> None:
        if not is_stale(self.live.gateway.age(self.resource)):
            self._remove(pair)

    def _remove(self, pair: Pair) -> None:
        try:
            self.writes.deletes.remove(pair.outcome)
            self.deleted[pair.outcome] = pair.theirs
        except RoutingError as error:
            self._fail([pair.outcome], str(error))

    def _adopt(self, rows: Rows) -> None:
        """Takes over what stays of those for which ours was deleted."""
        for outcome, theirs in sorted(self.deleted.items(), key=lambda pair: pair[1]):
            del self.deleted[outcome]
            if theirs not in rows:
                self._fail([outcome], "both are gone. Run the task again")
                continue
            outcome.ident, outcome.row = theirs, rows[theirs]
            self.adopted.append(outcome)
            try:
                self.writes.creates.adopt(outcome, rows[theirs])
            except RoutingError as error:
                self._fail([outcome], str(error))

    # --- messages

    def _warn(self, outcomes: Sequence[Outcome], text: str, *more: object) -> None:
        if outcomes:
            outcomes[0].warnings.append(text % ((self._named(outcomes),) + more))

    def _fail(self, outcomes: Sequence[Outcome], why: str) -> None:
        """Each step has the error; of several also as one sentence."""
        for outcome in outcomes:
            outcome.error = "This task and somebody else created the %s %r at the same time: %s" % (
                self.resource.label,
                outcome.step.name,
                why,
            )
            if len(outcomes) > 1:
                outcome.together = (
                    "This task and somebody else created %s at the same time, and both of each"
                    " exist: %s" % (self._named(outcomes), why)
                )

    def _named(self, outcomes: Sequence[Outcome]) -> str:
        return "the %s %s" % (
            self.resource.label if len(outcomes) == 1 else self.resource.labels,
            ", ".join(repr(outcome.step.name) for outcome in outcomes),
        )
