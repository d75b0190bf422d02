# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Deletions, one by one and several by one request. Private to oncall.routing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Sequence

from .._describe.problems import Barred, Gone, Rejected, RoutingError, Unclear, listed
from . import second_look
from .failure import fail, refuse_unmet
from .live_list import not_there

if TYPE_CHECKING:
    from .live_list import LiveList
    from .outcome import Outcome, Outcomes
    from .protocols import Rows


class Deletes:
    """Sends the deletions of a plan. Each method raises RoutingError where one fails, unless it
    says otherwise.
    """

    def __init__(self, live: LiveList, outcomes: Outcomes) -> None:
        self.live = live
        self.resource = live.resource
        self.outcomes = outcomes

    def write(self, outcome: Outcome) -> Unclear | None:
        """Sends a deletion, unless the object has another name by now. Returns the error where the
        vendor may have carried it out.
        """
        second_look.refuse_renamed(self.live, outcome, second_look.rows_to_write_by(self.live))
        return self._send(outcome)

    def _send(self, outcome: Outcome) -> Unclear | None:
        try:
            self.live.delete(outcome.ident)
        except Gone:
            pass
        except Unclear as unclear:
            return unclear
        self.live.gateway.deleted()
        return None

    def remove(self, outcome: Outcome) -> None:
        """Deletes an object whatever its name, and finds out at once what became of that."""
        unclear = self._send(outcome)
        if unclear is not None:
            self.is_open(outcome, unclear, self.live.after(unclear))

    def is_open(self, outcome: Outcome, unclear: Unclear, rows: Rows) -> bool:
        """Judges a deletion of unclear outcome by the list; nothing stays open."""
        if outcome.ident in rows:
            raise not_there(unclear, "still shows it")
        self.live.gateway.deleted()
        return False

    # --- several by one request

    def together(
        self, outcomes: Sequence[Outcome]
    ) -> tuple[list[tuple[Outcome, Unclear]], list[Outcome]]:
        """Deletes several objects by one request. Raises nothing: an error is that of the steps.

        Returns the steps of unclear outcome with the error, and those that the vendor may take one
        by one. All others are done.
        """
        left, found = list(outcomes), None
        try:
            rows = second_look.rows_to_write_by(self.live)
            left = [outcome for outcome in outcomes if self._is_ready(outcome, rows)]
            while len(left) > 1:
                refused = self._send_together(left)
                there = self.live.after(refused) if refused else {}
                before, left = left, [outcome for outcome in left if outcome.ident in there]
                # an object that was gone already is no reason to refuse the others
                if not isinstance(refused, Gone) or len(left) == len(before):
                    break
        except Unclear as unclear:
            found = unclear
        except RoutingError as error:
            self._fail_together(left, error)
            left = []
        for outcome in outcomes:
            if outcome not in left and not outcome.error:
                self.live.gateway.deleted()
        return ([], left) if found is None else ([(outcome, found) for outcome in left], [])

    def _is_ready(self, outcome: Outcome, rows: Rows | None) -> bool:
        """Whether the object of a step may be deleted; if not, the step has failed."""
        try:
            refuse_unmet(outcome, self.outcomes)
            second_look.refuse_renamed(self.live, outcome, rows)
        except RoutingError as error:
            fail(self.resource, outcome, error)
            return False
        return True

    def _send_together(self, outcomes: Sequence[Outcome]) -> RoutingError | None:
        """Returns the error where the vendor refused the request, and may take the objects one by
        one.
        """
        try:
            self.live.delete_together([outcome.ident for outcome in outcomes])
        except Barred:
            raise
        except Unclear as unclear:
            if unclear.status != 404:
                raise
            return unclear
        except RoutingError as error:
            refused = isinstance(error, (Gone, Rejected)) or error.denied
            if not (refused or error.status in (200, 404)):
                raise
            return error
        return None

    def _fail_together(self, outcomes: Sequence[Outcome], error: RoutingError) -> None:
        names = listed(repr(outcome.step.name) for outcome in outcomes)
        for outcome in outcomes:
            if outcome.error:
                continue
            fail(self.resource, outcome, error)
            if not outcome.barred:
                outcome.together = "Could not delete the %s %s: %s" % (
                    self.resource.labels,
                    names,
                    error,
                )
