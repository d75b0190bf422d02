# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Carries out a plan: the order of the steps, and which are sent at the same time. Private to
oncall.routing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, List, Sequence, Tuple

from .._describe.problems import RoutingError, Unclear
from .duplicates import Duplicates
from .failure import fail, refuse_unmet
from .live_list import LiveList, unknown
from .outcome import Outcome, Outcomes, expected
from .verify import Verification
from .writes import writes_to

if TYPE_CHECKING:
    from .._describe.resource import Resource
    from .protocols import Gateway, Plan, Progress, Settings

#: Writes of unclear outcome: the steps, each with the error of its write.
Doubtful = List[Tuple[Outcome, Unclear]]


def apply_plan(
    resource: Resource,
    plan: Plan,
    gateway: Gateway,
    settings: Settings,
    progress: Progress | None = None,
) -> list[Outcome]:
    """Carries out every step that can be. Returns one Outcome for each step, in the order of the
    plan; that of a step that failed has ``error``, and the others are carried out all the same.
    """
    # where the name is the id, an object with that name is the one that was created
    existing = (
        {resource.ident(row) for row in gateway.rows(resource)}
        if resource.identity.has_id
        else set()
    )
    outcomes = Outcomes(resource, expected(plan), existing)
    Executor(LiveList(resource, gateway), outcomes, settings, progress).run()
    return outcomes.all


class Executor:
    """One run of a plan."""

    def __init__(
        self, live: LiveList, outcomes: Outcomes, settings: Settings, progress: Progress | None
    ) -> None:
        self.live = live
        self.outcomes = outcomes
        self.progress = progress
        self.done, self.total = 0, len(outcomes.written())
        self.concurrency = settings.concurrency
        self.writes = writes_to(live, outcomes, settings.on_unspecified == "keep")
        self.verification = Verification(live, outcomes, self.writes.creates, self.writes.updates)
        #: creates of which another run may have made the same
        self.unsettled: list[Outcome] = []

    def run(self) -> None:
        self._waves(self.outcomes.with_action("create", "update"))
        self._waves(self.outcomes.with_action("delete"))
        written = self.outcomes.written()
        if any(one.members and one.step.action == "update" for one in written):
            # by then the list shows what somebody else was writing at the same time
            self.live.may_wait(-1)
        if written and self.verification.identify(written):
            self._settle_duplicates()
            self.verification.verify([outcome for outcome in written if not outcome.error])

    def _waves(self, todo: list[Outcome]) -> None:
        """Steps in the order of their dependencies; independent ones at the same time."""
        while todo:
            waiting = {outcome.step for outcome in todo}
            # of steps that depend on each other all are tried as they stand: the vendor decides
            ready = [outcome for outcome in todo if not outcome.dependencies & waiting] or todo
            held = [outcome for outcome in todo if outcome.dependencies & waiting]
            todo = held if len(ready) < len(todo) else []
            self._together(ready)
            self.unsettled += [
                outcome
                for outcome in ready
                if outcome.step.action == "create" and not outcome.error
            ]
            if todo:
                # later steps may refer to what was created, so its ids have to be known, and which
                # of two duplicates stays
                self.verification.find_created(self._tried_dependencies(todo))
                self._settle_duplicates()

    def _tried_dependencies(self, todo: list[Outcome]) -> list[Outcome]:
        """The dependencies of some steps that this run has tried already."""
        waiting = {outcome.step for outcome in todo}
        tried = {step for outcome in todo for step in outcome.dependencies} - waiting
        return [outcome for outcome in self.outcomes.all if outcome.step in tried]

    def _settle_duplicates(self) -> None:
        created = [outcome for outcome in self.unsettled if outcome.ident and not outcome.error]
        self.unsettled = []
        if created and not self.live.resource.identity.unique:
            Duplicates(self.live, self.outcomes, self.writes, created, self.concurrency).settle()

    def _together(self, outcomes: list[Outcome]) -> None:
        """Carries out steps that do not depend on each other. One list tells of all writes of
        unclear outcome; a create that it does not show is sent again.
        """
        doubtful, left = self._in_batches(outcomes)
        found = self.live.gateway.at_once(self._carry_out, left, self.concurrency)
        doubtful += _unclear(left, found)
        while doubtful:
            try:
                rows = self.live.fresh()
            except RoutingError as error:
                for outcome, unclear in doubtful:
                    self._fail(outcome, unknown(unclear, error))
                return
            waiting = []
            for outcome, unclear in doubtful:
                try:
                    if self.writes.of(outcome).is_open(outcome, unclear, rows):
                        waiting.append((outcome, unclear))
                except RoutingError as error:
                    self._fail(outcome, error)
            doubtful = self._send_again(waiting) if waiting else []

    def _in_batches(self, outcomes: list[Outcome]) -> tuple[Doubtful, list[Outcome]]:
        """Deletes several objects by one request where the vendor has one for that. Returns the
        steps of unclear outcome, and those that are to be carried out one by one.
        """
        most = self.live.gateway.batch(self.live.resource)
        if most <= 1:
            return [], outcomes
        deletes = [outcome for outcome in outcomes if outcome.step.action == "delete"]
        left = [outcome for outcome in outcomes if outcome.step.action != "delete"]
        doubtful: Doubtful = []
        for begin in range(0, len(deletes), most):
            batch = deletes[begin : begin + most]
            if len(batch) > 1:
                unclear, alone = self.writes.deletes.together(batch)
                doubtful += unclear
                self._report(len(batch) - len(alone))
                batch = alone
            left += batch
        return doubtful, left

    def _carry_out(self, outcome: Outcome) -> Unclear | None:
        """Sends the write of a step. Returns the error where its outcome is unclear."""
        unclear = None
        try:
            refuse_unmet(outcome, self.outcomes)
            unclear = self.writes.of(outcome).write(outcome)
        except RoutingError as error:
            self._fail(outcome, error)
        self._report(1)
        return unclear

    def _send_again(self, waiting: Doubtful) -> Doubtful:
        """Waits, and sends the creates again that may be. One that the vendor may still carry out
        is not: then there could be two.
        """
        pending = [(outcome, unclear) for outcome, unclear in waiting if unclear.pending]
        again = [outcome for outcome, unclear in waiting if not unclear.pending]
        attempts = [outcome.looks - 1 for outcome, dummy in pending]
        attempts += [outcome.tries - 1 for outcome in again]
        try:
            self.live.gateway.pause(max(attempts), again=bool(again))
        except RoutingError as error:
            for outcome, unclear in waiting:
                text = "%s. Could not wait to see whether the vendor carries it out: %s"
                late = RoutingError(text % (unclear, error))
                self._fail(outcome, late if unclear.pending else error)
            return []
        found = self.live.gateway.at_once(self._create_again, again, self.concurrency)
        return pending + _unclear(again, found)

    def _create_again(self, outcome: Outcome) -> Unclear | None:
        try:
            return self.writes.creates.send(outcome)
        except RoutingError as error:
            self._fail(outcome, error)
        return None

    def _fail(self, outcome: Outcome, error: RoutingError) -> None:
        fail(self.live.resource, outcome, error)

    def _report(self, more: int) -> None:
        self.done += more
        if self.progress is not None:
            self.progress.report(self.done, self.total)


def _unclear(outcomes: Sequence[Outcome], found: Sequence[Unclear | None]) -> Doubtful:
    return [(outcome, error) for outcome, error in zip(outcomes, found) if error is not None]
