# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Creates, and what becomes of one whose answer is lost: it is never blindly repeated. Private to
oncall.routing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._describe.markers import UNKNOWN, Id
from .._describe.problems import RoutingError, Unclear
from .compare import members
from .failure import namesakes
from .live_list import not_there

if TYPE_CHECKING:
    from .._describe.kind import Kind
    from .._describe.markers import Object, Row
    from .live_list import LiveList
    from .outcome import Outcome, Outcomes
    from .protocols import Rows
    from .update import Updates

#: How often the list is read for a create that the vendor may still carry out.
PENDING_LOOKS = 4


class Creates:
    """Sends the creates of a plan. Each method raises RoutingError where one fails.

    keep: options that an element does not name stay as they are in an object that is adopted.
    """

    def __init__(self, live: LiveList, outcomes: Outcomes, updates: Updates, keep: bool) -> None:
        self.live = live
        self.resource = live.resource
        self.outcomes = outcomes
        self.updates = updates
        self.keep = keep

    def write(self, outcome: Outcome) -> Unclear | None:
        """Sends a create. Returns the error where the vendor may have carried it out."""
        self.outcomes.resolve(outcome)
        return self.send(outcome)

    def send(self, outcome: Outcome) -> Unclear | None:
        """The same once more."""
        outcome.tries += 1
        try:
            ident = self.live.create(self.resource.body(outcome.after, outcome.step.requested))
        except Unclear as unclear:
            return unclear
        # of the answer only the id is believed, and only one that is new: the answer may repeat
        # the request, or belong to another one
        outcome.ident = Id("") if ident in self.outcomes.ids(without=outcome) else ident
        return None

    # --- creates of unclear outcome

    def is_open(self, outcome: Outcome, unclear: Unclear, rows: Rows) -> bool:
        """Judges a create of unclear outcome by the list: adopts the object that is there, or
        returns True where the create may be sent or looked for again.
        """
        row = self.newcomer(outcome, rows)
        if row is not None:
            self._adopt_found(outcome, unclear, row)
            return False
        if not unclear.pending:
            if not (unclear.again and outcome.tries <= self.live.gateway.retries):
                raise not_there(unclear, "does not show it" + namesakes(outcome))
            return True
        outcome.looks += 1
        if outcome.looks > PENDING_LOOKS:
            raise RoutingError(
                "%s. The vendor's list, read %d times afterwards, does not show it. The vendor may"
                " still create it, so this task did not send it again. Run the task again in a"
                " while" % (unclear, outcome.looks)
            )
        return True

    def newcomer(self, outcome: Outcome, rows: Rows) -> Row | None:
        """The row of the object that a create made, if it made one: it has the name, was not there
        before, and no other step made it.
        """
        others, title = self.outcomes.ids(without=outcome), self.resource.title(outcome.after)
        found = [
            row
            for ident, row in rows.items()
            if ident not in others and self.resource.title(self.resource.read(row)) == title
        ]
        # of several, somebody else created all but one at the same time; any of them will do, but
        # nobody can tell which one is ours
        outcome.certain = len(found) == 1
        return min(found, key=self.resource.ident) if found else None

    # --- adopting an object that is there already

    def _adopt_found(self, outcome: Outcome, unclear: Unclear, row: Row) -> None:
        text = (
            "Somebody else created the %s %r at the same time; this task adopted it"
            if unclear.taken
            else (
                "The answer to the create of the %s %r was lost; this task found it in the vendor's"
                " list and adopted it"
            )
        )
        outcome.warnings.append(text % (self.resource.label, outcome.step.name))
        outcome.ident = self.resource.ident(row)
        self.adopt(outcome, row)

    def adopt(self, outcome: Outcome, row: Row) -> None:
        """Takes an object that is there already for the one to be created, and updates it where it
        is not as the task wants it.
        """
        outcome.row = next(iter(self.live.whole([row])), row)
        live = self.resource.read(outcome.row)
        outcome.after = in_its_words(self.live, self._on_top_of(outcome, live), outcome.row)
        self._keep_fixed(outcome, live)
        if self._differs(outcome, live):
            outcome.before = live
            self.updates.write_now(outcome)

    def _on_top_of(self, outcome: Outcome, live: Object) -> Object:
        """The object that a create makes of one that is there already: options that the task does
        not name stay, and members join those that are there.
        """
        after = dict(outcome.after)
        for name, value in live.items():
            named = name in outcome.step.requested
            if value is UNKNOWN:
                if name in outcome.members:
                    raise RoutingError(
                        "somebody else created it, and the vendor does not show what is in %s"
                        % name
                    )
                # nothing is made up for an option that the task does not name
                after[name] = after[name] if named else UNKNOWN
            elif name in outcome.members:
                mode, elements = outcome.members[name]
                after[name] = members(self.resource, name).combined(mode, value, elements)
            elif self.keep and not named:
                after[name] = value
        return after

    def _keep_fixed(self, outcome: Outcome, live: Object) -> None:
        """Leaves options as they are that can't be changed once the object is there."""
        for name in self.resource.differences(live, outcome.after, outcome.step.requested):
            field = self.resource.fields[name]
            if not field.fixed:
                continue
            text = "%s is %s and can't become %s: %s" % (
                name,
                field.told(live[name]),
                field.told(outcome.after[name]),
                field.fixed,
            )
            if not field.reported:
                raise RoutingError("somebody else created it with other options: %s" % text)
            outcome.warnings.append(
                "The %s %r: %s" % (self.resource.label, outcome.step.name, text)
            )
            outcome.after[name] = live[name]

    def _differs(self, outcome: Outcome, live: Object) -> bool:
        """Whether the object is not as the task wants it, or does not show whether it is."""
        for name in outcome.step.requested:
            field = self.resource.fields[name]
            hidden = live[name] is UNKNOWN and outcome.after[name] is not UNKNOWN
            if hidden and not (field.silent or field.fixed):
                return True
        return bool(self.resource.differences(live, outcome.after, outcome.step.requested))


def in_its_words(live: LiveList, obj: Object, row: Row) -> Object:
    """The object in the vendor's own words, by what it answers of the object itself: a plan may
    have had no answer to go by.
    """
    return live.resource.hooks.settle(obj, _OneRow(row))


class _OneRow:
    """An account of which only one row is known."""

    def __init__(self, row: Row) -> None:
        self._row = row

    def rows(self, _kind: Kind) -> list[Row]:
        return [self._row]
