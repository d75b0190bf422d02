# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Names that a server may take for the same. Private to oncall.routing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Dict, List, NamedTuple, Sequence, Tuple

from .._describe.problems import Problems, join, listed
from .step import Delete, Step, Update

if TYPE_CHECKING:
    from .._describe.markers import Id
    from .._describe.resource import Resource
    from .context import Context
    from .graph import Dependencies


class Namesakes(NamedTuple):
    """names: for each step the objects, as a message names them, of which a server may take the
    name for the same. dependencies: deletions of such objects wait for the steps.
    """

    names: Dict[Step, List[str]]
    dependencies: Dependencies


def namesakes(context: Context, steps: Sequence[Step], problems: Problems) -> Namesakes:
    """Warns of new names that a server may take for that of another object. An object that holds
    such a name is deleted only if the write went well after all.
    """
    resource, existing = context.resource, context.existing
    named = [
        step
        for step in steps
        if step.action == "create" or (isinstance(step, Update) and "name" in step.fields)
    ]
    found = Namesakes({}, {})
    if not resource.identity.collated or not named:
        return found
    deletes = {step.ident: step for step in steps if isinstance(step, Delete)}
    holders: Dict[str, List[Tuple[str, Id | None]]] = {}
    for ident in existing:
        name = existing.name(ident)
        holders.setdefault(resource.identity.collated(name), []).append((name, ident))
    for step in named:
        others = holders.setdefault(resource.identity.collated(step.name), [])
        called = [_called(resource, *one) for one in others if _is_other(resource, step, *one)]
        if called:
            found.names[step] = called
            problems.warn(
                "%s: %r may be the same name as %s to the server, which then refuses it"
                % (join(step.place, "name"), step.name, listed(called, " and "))
            )
        for delete in [deletes[holder] for dummy, holder in others if holder in deletes]:
            waits = found.dependencies.get(delete, frozenset())
            found.dependencies[delete] = waits | {step}
        others.append((step.name, None))
    return found


def _called(resource: Resource, name: str, ident: Id | None) -> str:
    return "%r (%s)" % (name, "%s %s" % (resource.id, ident) if ident else "of the same task")


def _is_other(resource: Resource, step: Step, name: str, ident: Id | None) -> bool:
    """Whether the holder of a name is another object than that of a step, and called otherwise.
    ``ident``: None of one that the same task creates.
    """
    return ident is None or (
        ident != step.ident
        and resource.identity.same_name(name) != resource.identity.same_name(step.name)
    )
