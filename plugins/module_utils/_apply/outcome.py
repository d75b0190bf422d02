# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What became of one step of a plan. Private to oncall.routing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .._plan.planner import Plan
    from .._plan.step import Step


class Outcome:
    """What a task knows of the object of one step: first what the plan expects, and from then on
    what the executor learns. The step itself stays as it was planned.

    The executor alone writes on an Outcome, and returns one for each step, in the order of the
    plan. In check mode ``expected`` gives the same list, with nothing learned.
    """

    def __init__(self, step: Step, error: str | None = None) -> None:
        self.step = step
        # --- the object
        #: its id; of a new object None until the vendor shows it
        self.ident: str | None = step.ident
        #: the vendor's row that the next write is made from, or None
        self.row: dict[str, Any] | None = step.row
        #: the object as it was before this task, or None
        self.before: dict[str, Any] | None = step.before
        #: the object as it is to be, or as the vendor made it; None after a deletion
        self.after: dict[str, Any] | None = None if step.after is None else dict(step.after)
        #: the object that the last update was made from, where that is no longer ``before``
        self.base: dict[str, Any] | None = None
        #: elements added to or removed from lists: option to (mode, elements)
        self.members: dict[str, tuple[str, Any]] = dict(step.members)
        #: the row that the list showed after the write
        self.last_row: dict[str, Any] | None = None
        #: keys that no field is known for, and their values, without which the vendor took the
        #: update
        self.dropped: dict[str, Any] = {}
        # --- how it went
        #: why the step failed, as a sentence
        self.error = error
        #: the same for several steps that failed by one cause, as one sentence
        self.together: str | None = None
        #: the object was written in spite of the error; ``after`` is what the vendor made of it
        self.stored = False
        #: the account may not do this, whatever the object
        self.barred = False
        #: nothing was sent, because the account may not
        self.untried = False
        #: the error may be one of the account
        self.denied = False
        self.warnings: list[str] = []
        # --- how a create is going
        #: how often it was sent
        self.tries = 0
        #: how often the list was read for it while the vendor may still be at it
        self.looks = 0
        #: whether the object is surely the one that this task created
        self.certain = True

    def entry(self, resource: Any) -> dict[str, Any]:
        """The step as the result shows it in ``plan``."""
        entry: dict[str, Any] = self.step.entry(resource, self.ident)
        return entry

    def result(self) -> dict[str, Any] | None:
        """The object that is there afterwards, whether the step went well or not; None where
        there is none.
        """
        if self.error and not self.stored:
            return self.before
        return None if self.step.action == "delete" else self.after


def expected(plan: Plan) -> list[Outcome]:
    """The outcomes of a plan that is not carried out: all goes as planned."""
    return [Outcome(step) for step in plan.steps]
