# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The three kinds of writes. Private to oncall.routing."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

from .create import Creates
from .delete import Deletes
from .update import Updates

if TYPE_CHECKING:
    from .._describe.problems import Unclear
    from .live_list import LiveList
    from .outcome import Outcome, Outcomes
    from .protocols import Rows


class Write(Protocol):
    """One kind of write. Both methods raise RoutingError where the write fails."""

    def write(self, outcome: Outcome) -> Unclear | None:
        """Sends it. Returns the error where the vendor may have carried it out."""

    def is_open(self, outcome: Outcome, unclear: Unclear, rows: Rows) -> bool:
        """Judges a write of unclear outcome by the rows of a list that was read afterwards.
        Returns whether its outcome is still not known.
        """


class Writes(NamedTuple):
    """The writes of one run."""

    creates: Creates
    updates: Updates
    deletes: Deletes

    def of(self, outcome: Outcome) -> Write:
        """The write that carries out a step."""
        writes: dict[str, Write] = {
            "create": self.creates,
            "update": self.updates,
            "delete": self.deletes,
        }
        return writes[outcome.step.action]


def writes_to(live: LiveList, outcomes: Outcomes, keep: bool) -> Writes:
    """keep: see ``Creates``."""
    updates = Updates(live, outcomes)
    return Writes(Creates(live, outcomes, updates, keep), updates, Deletes(live, outcomes))
