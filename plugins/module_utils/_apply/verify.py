# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whether what was written is there: one list after the writes tells of all steps. Private to
oncall.routing.

No answer to a write does: it may repeat what was sent, whatever became of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Sequence

from .._describe.markers import UNKNOWN
from .._describe.problems import RoutingError
from . import second_look
from .compare import lost_options, somebody_else_wrote
from .create import in_its_words
from .failure import fail_unread

if TYPE_CHECKING:
    from .._describe.markers import Object, Row
    from .._describe.resource import Resource
    from .create import Creates
    from .live_list import LiveList
    from .outcome import Outcome, Outcomes
    from .protocols import Rows
    from .update import Updates

#: How often the list is read for what was written: it may be a moment behind.
STORED_LOOKS = 2
#: How often the list is read for a list that others change too; before each reading but the first
#: the elements are added, or removed, once more.
SHARED_LOOKS = 5


class Verification:
    """Judges the steps of a plan by the list after the writes. Nothing is raised: an error is that
    of the steps.
    """

    def __init__(
        self, live: LiveList, outcomes: Outcomes, creates: Creates, updates: Updates
    ) -> None:
        self.live = live
        self.resource = live.resource
        self.outcomes = outcomes
        self.creates = creates
        self.updates = updates

    # --- ids that no answer showed

    def find_created(self, outcomes: Sequence[Outcome]) -> None:
        """Finds new objects that other steps refer to, where no answer showed their ids; without an
        id the step fails, because a name is never sent in place of one.
        """
        created = [
            one
            for one in outcomes
            if one.step.action == "create" and not one.ident and not one.error
        ]
        for attempt in range(STORED_LOOKS if created else 0):
            if attempt and not self.live.may_wait(attempt - 1):
                break
            if not self.identify(created, again=attempt > 0):
                break
            created = [outcome for outcome in created if not outcome.ident]
            if not created:
                return
        for outcome in created:
            self._conclude(outcome, None)

    def identify(self, outcomes: Sequence[Outcome], again: bool = False) -> bool:
        """Finds the new objects whose ids no answer showed. Returns False where the list can't be
        read; then the steps have failed. again: the list that was read last does not show them.
        """
        try:
            rows = self.live.fresh() if again else self.live.latest()
        except RoutingError as error:
            fail_unread(self.resource, outcomes, error)
            return False
        for outcome in outcomes:
            row = None if outcome.ident else self.creates.newcomer(outcome, rows)
            if row is not None:
                outcome.ident = self.resource.ident(row)
        return True

    # --- after all writes

    def verify(self, outcomes: Sequence[Outcome]) -> None:
        """Reads the list until it shows what was written, or as often as makes sense."""
        left = list(outcomes)
        attempt = 0
        while left:
            try:
                found = self._found(left, self.live.fresh() if attempt else self.live.latest())
            except RoutingError as error:
                fail_unread(self.resource, left, error)
                return
            left = [one for one in left if self._goes_on(one, found[one], attempt)]
            shared = [one for one in left if one.members and self._is_lost(one, found[one])]
            for outcome in shared:
                self._write_again(outcome)
            if left and not self.live.may_wait(attempt):
                left = shared
            for outcome, row in found.items():
                if outcome not in left:
                    self._conclude(outcome, row)
            left = [one for one in left if not one.error]
            attempt += 1

    def _found(self, outcomes: Sequence[Outcome], rows: Rows) -> dict[Outcome, Row | None]:
        """Each step with the row of its object as it is now, or None."""
        kept = [one for one in outcomes if one.step.action != "delete" and one.ident in rows]
        whole = self.live.whole([rows[outcome.ident] for outcome in kept])
        by_id = {self.resource.ident(row): row for row in whole}
        found = {outcome: rows.get(outcome.ident) for outcome in outcomes}
        for outcome in kept:
            row = found[outcome] = by_id.get(outcome.ident)
            if row is not None:
                outcome.after = in_its_words(self.live, outcome.after, row)
        return found

    def _goes_on(self, outcome: Outcome, row: Row | None, attempt: int) -> bool:
        """Whether the list is read once more for a step."""
        lost = self._is_lost(outcome, row)
        if (
            lost
            and row is not None
            and outcome.members
            and somebody_else_wrote(self.resource, outcome, self.live.read(row))
        ):
            outcome.contested = True
        if outcome.contested:
            # what is there now may be gone in a moment
            return attempt + 1 < SHARED_LOOKS if lost else not attempt
        return lost and attempt + 1 < STORED_LOOKS

    def _is_lost(self, outcome: Outcome, row: Row | None) -> bool:
        """Whether an option that the task manages is not as it was written. row: the object as it
        is now, or None.
        """
        if outcome.step.action == "delete":
            return row is not None
        if row is None:
            return True
        return bool(self._lost(outcome, self.live.read(row), outcome.step.requested))

    def _lost(self, outcome: Outcome, live: Object, names: Sequence[str]) -> list[str]:
        return lost_options(self.resource, outcome, live, names, self.outcomes.deleted())

    def _write_again(self, outcome: Outcome) -> None:
        """Adds or removes elements once more that somebody else's write took out, or put back."""
        outcome.base = outcome.after
        try:
            with self.live.gateway.alone(self.resource, outcome.ident) as since:
                rows = second_look.rows_to_write_by(self.live, True, since)
                second_look.merge(self.live, outcome, rows or {})
                if self._lost(outcome, outcome.base, list(outcome.members)):
                    outcome.repeated = True
                    self.updates.send_now(outcome)
        except RoutingError as error:
            outcome.error = (
                "This task changed the %s %r, but somebody else's write took that back, and this"
                " task could not change it again: %s"
                % (self.resource.label, outcome.step.name, error)
            )

    # --- what became of a step

    def _conclude(self, outcome: Outcome, row: Row | None) -> None:
        """Fails a step or warns, by the object as it is now, or None."""
        if outcome.error:
            return
        if outcome.step.action == "delete":
            if row:
                outcome.error = (
                    "The vendor answered that it deleted the %s %r, but its list still shows it"
                    % (self.resource.label, outcome.step.name)
                )
        elif row is None:
            outcome.error = self._missing(outcome)
        else:
            self._conclude_written(outcome, row)

    def _missing(self, outcome: Outcome) -> str:
        text = "The vendor accepted the %s %r, but its list does not show it" % (
            self.resource.label,
            outcome.step.name,
        )
        if outcome.step.action != "create" or self.resource.identity.unique:
            return text
        place = " for %s %s" % (self.resource.id, outcome.ident) if outcome.ident else ""
        return (
            "%s. Look in the vendor's console%s before the task runs again: each run would create"
            " another one" % (text, place)
        )

    def _conclude_written(self, outcome: Outcome, row: Row) -> None:
        outcome.last_row = row
        emptied = sorted(key for key, value in outcome.dropped.items() if row.get(key) != value)
        if emptied:
            outcome.warnings.append(
                "The %s %r no longer holds what it held in %s"
                % (self.resource.label, outcome.step.name, ", ".join(emptied))
            )
        live = self.live.read(row)
        lost = self._lost(outcome, live, list(self.resource.fields))
        managed = [name for name in lost if name in outcome.step.requested]
        if managed:
            outcome.error = _not_kept(self.resource, outcome, managed, live)
        elif lost:
            outcome.warnings.append(
                "When this task wrote the %s %r, the vendor changed options that the task does not"
                " manage: %s"
                % (
                    self.resource.label,
                    outcome.step.name,
                    ", ".join(_both(self.resource, name, outcome.after, live) for name in lost),
                )
            )
        elif outcome.repeated:
            outcome.warnings.append(
                "Somebody else writes to the %s %r at the same time, and took back what this task"
                " wrote; this task wrote it again, and it is there now"
                % (self.resource.label, outcome.step.name)
            )
        if lost:
            outcome.after, outcome.row = dict(live), row
            outcome.stored = True
        else:
            outcome.after.update(
                (name, live[name]) for name in outcome.members if live[name] is not UNKNOWN
            )


def _not_kept(resource: Resource, outcome: Outcome, names: Sequence[str], live: Object) -> str:
    """The error of a step of which the vendor does not show what was sent."""
    if not (outcome.contested and set(names) & set(outcome.members)):
        return "This task wrote the %s %r, but the vendor did not keep %s" % (
            resource.label,
            outcome.step.name,
            ", ".join(_both(resource, name, outcome.after, live) for name in names),
        )
    verbs = {"adds" if mode == "add" else "removes" for mode, dummy in outcome.members.values()}
    asked = dict(outcome.after)
    asked.update((name, elements) for name, (dummy, elements) in outcome.members.items())
    return (
        "This task wrote the %s %r, but somebody else writes to it at the same time. After %d tries"
        " the vendor does not show what this task %s: %s"
        % (
            resource.label,
            outcome.step.name,
            SHARED_LOOKS,
            " and ".join(sorted(verbs)),
            ", ".join(_both(resource, name, asked, live) for name in names),
        )
    )


def _both(resource: Resource, name: str, asked: Object, stored: Object) -> str:
    """An option with the value that was sent and the one that is stored."""
    field = resource.fields[name]
    shown = [field.show(obj[name]) for obj in (asked, stored)]
    # a message shows an empty text
    return "%s (asked for %s, stored is %s)" % (
        name,
        *("''" if value == "" else value for value in shown),
    )
