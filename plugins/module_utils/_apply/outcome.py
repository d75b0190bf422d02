# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What became of the steps of a plan. Private to oncall.routing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Sequence

from .._describe.markers import Id, Pending

if TYPE_CHECKING:
    from .._describe.markers import Object, Row
    from .._describe.resource import Resource
    from .._plan.plan import Order
    from .._plan.step import Step
    from .protocols import Plan


class Outcome:
    """What a task knows of the object of one step: first what the plan expects, and from then on
    what the executor learns. The step itself stays as it was planned.

    Only ``_apply`` writes on an Outcome. In check mode ``expected`` gives the same list as
    ``apply_plan``, with nothing learned.
    """

    def __init__(self, step: Step, error: str | None = None, order: Order | None = None) -> None:
        self.step = step
        #: the steps that have to be carried out before it
        self.dependencies = order.before(step) if order else frozenset()
        #: objects, as a message names them, of which a server may take the name for the same
        self.namesakes = order.namesakes.get(step, ()) if order else ()
        # --- the object
        #: its id; "" as long as the vendor has not shown that of a new object
        self.ident: Id = step.ident or Id("")
        #: the vendor's row that the next write is made from, or None
        self.row: Row | None = step.row
        #: the object as it was before this task, or None
        self.before: Object | None = step.before
        #: the object as it is to be, or as the vendor made it; {} where there is to be none
        self.after: Object = dict(step.after or {})
        #: the object that the last update was made from, where that is no longer ``before``
        self.base: Object | None = None
        #: elements added to or removed from lists: option to (``add`` or ``remove``, elements)
        self.members: dict[str, tuple[str, Any]] = dict(step.members)
        #: the row that the list showed after the write
        self.last_row: Row | None = None
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
        #: how often the list was read for it while the vendor may still carry it out
        self.looks = 0
        #: whether the object is surely the one that this task created
        self.certain = True
        # --- how a change of shared lists is going
        #: somebody else was seen to change them at the same time
        self.contested = False
        #: the change was sent once more, because somebody else's write took it back
        self.repeated = False

    def entry(self, resource: Resource) -> dict[str, Any]:
        """The step as the result shows it in ``plan``."""
        entry: dict[str, Any] = self.step.entry(resource, self.ident)
        return entry

    def result(self) -> Object | None:
        """The object that is there afterwards, whether the step went well or not; None where
        there is none.
        """
        if self.error and not self.stored:
            return self.before
        return None if self.step.action == "delete" else self.after or None


def expected(plan: Plan) -> list[Outcome]:
    """The outcomes of a plan that is not carried out: all goes as planned."""
    return [Outcome(step, order=plan.order) for step in plan.steps]


class Outcomes:
    """The outcomes of one plan, and what they tell of each other.

    existing: ids of the objects that were there when the plan was made.
    """

    def __init__(self, resource: Resource, outcomes: Sequence[Outcome], existing: set[Id]) -> None:
        self.resource = resource
        self.all = list(outcomes)
        self.existing = existing
        self._of = {outcome.step: outcome for outcome in self.all}
        self._creates = {outcome.step.name: outcome for outcome in self.with_action("create")}

    def with_action(self, *actions: str) -> list[Outcome]:
        return [outcome for outcome in self.all if outcome.step.action in actions]

    def written(self) -> list[Outcome]:
        """Those of steps that write, and went well so far."""
        writes = self.with_action("create", "update", "delete")
        return [outcome for outcome in writes if not outcome.error]

    def dependencies_of(self, outcome: Outcome) -> list[Outcome]:
        """The outcomes of the steps that have to be carried out before it."""
        return [self._of[step] for step in outcome.dependencies]

    def ids(self, without: Outcome | None = None) -> set[Id]:
        """Ids that no new object of somebody else has: those of the objects that were there, and
        of the steps but one.
        """
        return {one.ident for one in self.all if one is not without} | self.existing

    def deleted(self) -> set[Id]:
        """Ids of the objects that this task deleted."""
        return {one.ident for one in self.with_action("delete") if not one.error}

    def resolve(self, outcome: Outcome) -> None:
        """Puts ids in the place of references to objects that other steps have created."""
        if not self._creates or list(self._creates.values()) == [outcome]:
            return
        outcome.after = self._resolved(outcome.after)
        outcome.members = {
            name: (mode, self._resolved({name: elements})[name])
            for name, (mode, elements) in outcome.members.items()
        }

    def _resolved(self, obj: Object) -> Object:
        resolved: Object = self.resource.walk(obj, "", self)
        return resolved

    def visit(self, _field: object, value: Any, _path: str) -> Any:
        """The id of a reference to an object that another step has created."""
        created = self._creates.get(str(value)) if isinstance(value, Pending) else None
        return created.ident if created and created.ident else value
