# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Objects that refer to others of their own kind, and the order of steps. Private to
oncall.routing.
"""

from __future__ import annotations

from typing import (
    TYPE_CHECKING,
    Dict,
    FrozenSet,
    Iterable,
    List,
    Mapping,
    NamedTuple,
    Sequence,
    Set,
    Tuple,
)

from .._describe.problems import Problems
from .._describe.reference import Key
from .._describe.walk import references_in
from .step import Create, Delete, Step, Update

if TYPE_CHECKING:
    from .._describe.markers import Object
    from .._describe.resource import Resource
    from .context import Context

#: Steps that have to be done before a step.
Dependencies = Dict[Step, FrozenSet[Step]]
#: Nodes by what they refer to; a node is an id, or the name of an object that is yet to be created.
Edges = Mapping[str, Iterable[str]]


class _OwnReferences:
    """Reads off an object what it refers to of its own kind."""

    def __init__(self, resource: Resource) -> None:
        self._resource = resource
        self._options = resource.to_itself()

    def __bool__(self) -> bool:
        return bool(self._options)

    def of(self, obj: Object, place: str = "") -> List[Tuple[str, str]]:
        """(id or name, path) of each reference."""
        options = {name: obj[name] for name in self._options}
        return [
            (str(value), path)
            for field, value, path in references_in(self._resource, options, place)
            if field.kind == self._resource.kind and not isinstance(field, Key)
        ]

    def targets(self, obj: Object | None) -> Set[str]:
        """The ids and names."""
        return set() if obj is None else {target for target, dummy in self.of(obj)}


def _writes(steps: Iterable[Step]) -> List[Step]:
    return [step for step in steps if isinstance(step, (Create, Update))]


# --- cycles


def refuse_cycles(context: Context, steps: Sequence[Step], problems: Problems) -> None:
    """Refuses objects that would contain each other."""
    resource, existing = context.resource, context.existing
    written, own = _writes(steps), _OwnReferences(resource)
    if not own or not written:
        return
    objects: Dict[str, Object] = {ident: existing.object(ident) for ident in existing}
    names: Dict[str, str] = {ident: existing.name(ident) for ident in existing}
    for step in steps:
        node = step.ident or step.name
        if isinstance(step, Delete):
            objects.pop(node, None)
        elif step.after is not None:
            objects[node], names[node] = step.after, step.name
    edges = {node: [target for target, dummy in own.of(obj)] for node, obj in objects.items()}
    reported: Set[str] = set()
    for step in written:
        cycle = _cycle_through(step.ident or step.name, edges)
        if cycle and step.after is not None and not reported & set(cycle):
            reported.update(cycle)
            places = [path for target, path in own.of(step.after, step.place) if target == cycle[1]]
            problems.add(
                places[0],
                "%s would contain each other: %s"
                % (resource.labels, " -> ".join(names.get(node, node) for node in cycle)),
            )


# --- order


def dependencies(context: Context, steps: Sequence[Step]) -> Dependencies:
    """For each step the other steps that have to be done before it."""
    existing, own = context.existing, _OwnReferences(context.resource)
    if not own or all(step.action == "none" for step in steps):
        return {}
    before: Dict[str, Set[str]] = {ident: own.targets(existing.object(ident)) for ident in existing}
    after = {step: own.targets(step.after) for step in _writes(steps)}
    updates: Dict[str, Step] = {
        step.ident: step for step in after if isinstance(step, Update) and step.ident
    }
    graph = _Graph(
        before,
        after,
        {ident: before[ident] - after[step] for ident, step in updates.items()},
        {step.name: step for step in after if isinstance(step, Create)},
        updates,
    )
    deletes: Dict[str, Step] = {
        step.ident: step for step in steps if isinstance(step, Delete) and step.ident
    }
    found = {step: _needed_to_write(graph, step) for step in after}
    found.update((step, _letting_go(graph, ident)) for ident, step in deletes.items())
    for ident, step in deletes.items():
        # an object that contains another goes first, or the vendor may refuse
        for target in before[ident] & set(deletes):
            found[deletes[target]].add(step)
    return {step: frozenset(others) for step, others in found.items() if others}


class _Graph(NamedTuple):
    """References among objects of one kind.

    before: id to the ids that the object refers to. after: the same for each create and update, as
    it will be. dropped: id to the ids that an update lets go. creates: by name. updates: by id.
    """

    before: Mapping[str, Set[str]]
    after: Mapping[Step, Set[str]]
    dropped: Mapping[str, Set[str]]
    creates: Mapping[str, Step]
    updates: Mapping[str, Step]


def _needed_to_write(graph: _Graph, step: Step) -> Set[Step]:
    """The steps before a create or update: its objects exist, and an object that is turned round
    is let go before it is taken up the other way.
    """
    targets = graph.after[step]
    needed = {graph.creates[name] for name in targets if name in graph.creates}
    if step.ident:
        new = targets - graph.before.get(step.ident, set())
        needed |= {
            graph.updates[ident]
            for ident in _reachable(new, graph.before)
            if graph.dropped.get(ident) and step.ident in _reachable({ident}, graph.before)
        }
    return needed - {step}


def _letting_go(graph: _Graph, ident: str) -> Set[Step]:
    """The updates before a deletion: they let go of the object, or the vendor would leave them
    with an object that is gone.
    """
    return {graph.updates[other] for other, dropped in graph.dropped.items() if ident in dropped}


def _reachable(starts: Iterable[str], edges: Edges) -> Set[str]:
    """All nodes on paths from some nodes, themselves included."""
    stack = list(starts)
    seen = set(stack)
    while stack:
        for target in edges.get(stack.pop(), ()):
            if target not in seen:
                seen.add(target)
                stack.append(target)
    return seen


def _cycle_through(start: str, edges: Edges) -> List[str] | None:
    """A path from a node back to itself, or None."""
    stack: List[Tuple[str, List[str]]] = [(start, [start])]
    seen: Set[str] = set()
    while stack:
        node, path = stack.pop()
        for target in edges.get(node, ()):
            if target == start:
                return [*path, start]
            if target not in seen:
                seen.add(target)
                stack.append((target, [*path, target]))
    return None
