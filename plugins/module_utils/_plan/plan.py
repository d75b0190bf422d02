# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a task will do. Private to oncall.routing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Dict, FrozenSet, List, Mapping, NamedTuple, Sequence

if TYPE_CHECKING:
    from .graph import Dependencies
    from .step import Step


class Notes(NamedTuple):
    """What a result says besides the steps, in its shape.

    kept: objects that were to be deleted and stay because others use them. unlisted: objects within
    purge_scope that the task does not name; None where nobody asks. not_working: objects that do
    not do their work, or refer to such, and why.
    """

    kept: Sequence[Dict[str, Any]] = ()
    unlisted: List[Dict[str, Any]] | None = None
    not_working: Sequence[Dict[str, Any]] = ()


class Order(NamedTuple):
    """dependencies: the steps that have to be done before a step. namesakes: for a step the
    objects, as a message names them, of which a server may take the name for the same.
    """

    dependencies: Dependencies
    namesakes: Mapping[Step, Sequence[str]]

    def before(self, step: Step) -> FrozenSet[Step]:
        """The steps that have to be done before a step."""
        return self.dependencies.get(step, frozenset())


class Plan(NamedTuple):
    """steps: one for each element, in their order, and then one for each object of a purge."""

    steps: Sequence[Step]
    warnings: Sequence[str]
    order: Order
    notes: Notes

    @property
    def writes(self) -> List[Step]:
        return [step for step in self.steps if step.action != "none"]
