# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Updates, and what becomes of one whose answer is lost. Private to oncall.routing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .._describe.markers import UNKNOWN
from .._describe.problems import Rejected, RoutingError, Unclear, join
from . import second_look
from .compare import lost_options, sent_options
from .failure import namesakes
from .live_list import not_there

if TYPE_CHECKING:
    from .live_list import LiveList
    from .outcome import Outcome, Outcomes
    from .protocols import Rows

#: The warning about an update that the vendor took only without some keys.
WITHOUT = (
    "The vendor rejected the update of the %s %r with keys that are not known here, and took it"
    " without them: %s. Look in the vendor's console whether they still hold what they should"
)
#: The most keys that a warning names.
MOST_NAMED = 10


class Updates:
    """Sends the updates of a plan. Each method raises RoutingError where one fails."""

    def __init__(self, live: LiveList, outcomes: Outcomes) -> None:
        self.live = live
        self.resource = live.resource
        self.outcomes = outcomes

    def write(self, outcome: Outcome) -> Unclear | None:
        """Sends an update; before one that replaces, looks at the object once more. Returns the
        error where the vendor may have carried it out.
        """
        self.outcomes.resolve(outcome)
        if not (outcome.members or second_look.replaces(self.resource, outcome.step)):
            return self.send(outcome)
        with self.live.gateway.alone(self.resource, outcome.ident) as since:
            rows = second_look.rows_to_write_by(self.live, bool(outcome.members), since)
            if rows is not None:
                changed = second_look.merge(self.live, outcome, rows)
                outcome.contested = outcome.contested or bool(changed & set(outcome.members))
            return self.send(outcome)

    def send(self, outcome: Outcome) -> Unclear | None:
        """The same without looking."""
        unknown = self.resource.unknown_in(outcome.after, outcome.step.requested, outcome.row)
        if unknown:
            raise RoutingError(
                "the vendor does not show what is stored in %s, so a change would clear it"
                % " and ".join(unknown)
            )
        body = self.resource.body(outcome.after, outcome.step.requested, outcome.row)
        try:
            self.live.update(outcome.ident, body)
        except Unclear as unclear:
            return unclear
        except Rejected as rejected:
            return self._send_bare(outcome, body, rejected)
        return None

    def _send_bare(
        self, outcome: Outcome, body: dict[str, Any], rejected: Rejected
    ) -> Unclear | None:
        """Sends a rejected update once more, without keys that no field is known for."""
        bare = self.resource.body(outcome.after, outcome.step.requested, outcome.row, bare=True)
        dropped = _more_in(body, bare)
        if not dropped:
            raise rejected
        outcome.dropped = {key: value for key, value in body.items() if key not in bare}
        found = None
        try:
            self.live.update(outcome.ident, bare)
        except Unclear as unclear:
            found = unclear
        except RoutingError:
            # the keys were not the reason, so the first answer is the one that tells it
            outcome.dropped = {}
            raise rejected from None
        names = ", ".join(dropped[:MOST_NAMED])
        if len(dropped) > MOST_NAMED:
            names += " and %d more" % (len(dropped) - MOST_NAMED)
        outcome.warnings.append(WITHOUT % (self.resource.label, outcome.step.name, names))
        return found

    def write_now(self, outcome: Outcome) -> None:
        """``write``, and finds out at once what became of it."""
        self._find_out(outcome, self.write(outcome))

    def send_now(self, outcome: Outcome) -> None:
        """``send``, and finds out at once what became of it."""
        self._find_out(outcome, self.send(outcome))

    def _find_out(self, outcome: Outcome, unclear: Unclear | None) -> None:
        if unclear is not None:
            self.is_open(outcome, unclear, self.live.after(unclear))

    def is_open(self, outcome: Outcome, unclear: Unclear, rows: Rows) -> bool:
        """Judges an update of unclear outcome by the list; nothing stays open."""
        if not self._arrived(outcome, rows):
            raise not_there(unclear, "does not show the change" + namesakes(outcome))
        return False

    def _arrived(self, outcome: Outcome, rows: Rows) -> bool:
        row = self.live.whole_row(outcome.ident, rows)
        if row is None:
            return False
        live, sent = self.resource.read(row), sent_options(self.resource, outcome)
        if lost_options(self.resource, outcome, live, sent, self.outcomes.deleted()):
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


def _more_in(more: Any, less: Any, path: str = "") -> list[str]:
    """Paths of the keys that only the first of two bodies has."""
    found: list[str] = []
    if isinstance(more, dict) and isinstance(less, dict):
        for key, value in more.items():
            inner = join(path, key)
            found += _more_in(value, less[key], inner) if key in less else [inner]
    elif isinstance(more, list) and isinstance(less, list) and len(more) == len(less):
        for number, (value, other) in enumerate(zip(more, less)):
            found += _more_in(value, other, join(path, number))
    return found
