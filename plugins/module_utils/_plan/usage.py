# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Who still uses an object that is to be deleted. Private to oncall.routing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Dict, Iterable, List, Mapping, NamedTuple, Sequence, Set

from .._describe.markers import UNKNOWN
from .._describe.problems import InputError, Problems, RoutingError, join, listed
from .._describe.walk import references_in
from .step import Delete, Keep, Step, Target
from .text import at_place

if TYPE_CHECKING:
    from .._account.account import Account
    from .._describe.field import Field
    from .._describe.kind import Kind
    from .._describe.markers import Id, Object, Row
    from .._describe.reference import Ref
    from .._describe.resource import Resource

#: Users, as a message names them, of each deletion that has any.
Used = Dict[Step, List[str]]


class Kept(NamedTuple):
    """The steps of a plan without deletions of what is in use. kept: these objects with their
    users, in the shape of the result.
    """

    steps: Sequence[Step]
    kept: Sequence[Dict[str, Any]]


class _Users:
    """The lists that tell who uses an object. With one that can't be read nobody is known to use
    an object, nor not to.
    """

    def __init__(self, account: Account) -> None:
        self._account = account
        self.unread: dict[str, str] = {}

    def rows(self, kind: Kind) -> Sequence[Row]:
        if kind.kind not in self.unread:
            try:
                return self._account.rows(kind)
            except InputError:
                raise
            except RoutingError as error:
                self.unread[kind.kind] = str(error)
        return []

    def why_unread(self) -> str:
        return "; ".join(self.unread[kind] for kind in sorted(self.unread))


def refuse_used(
    resource: Resource, steps: Sequence[Step], account: Account, problems: Problems
) -> None:
    """Refuses the deletion of an object that others still use, or that they may use."""
    users = _Users(account)
    used = _in_use(resource, steps, users)
    way_out = (
        "take it out there first: the vendor refuses to delete what is in use, also with"
        " force: true"
        if resource.guards.deletes_unused
        else "take it out there first, or say force: true"
    )
    for step, names in used.items():
        problems.add(
            _place(step),
            "the %s %r is still used by %s; %s"
            % (resource.label, step.name, listed(names), way_out),
        )
    if users.unread:
        unknown = [step for step in steps if isinstance(step, Delete) and step not in used]
        _refuse_unknown(resource, unknown, users, problems)


def _refuse_unknown(
    resource: Resource, steps: Iterable[Step], users: _Users, problems: Problems
) -> None:
    """Refuses deletions where nobody can find out whether the objects are in use."""
    by_place: Dict[str, List[str]] = {}
    for step in steps:
        by_place.setdefault(_place(step), []).append(repr(step.name))
    for place, names in by_place.items():
        problems.add(
            place,
            "nothing is deleted that others may use, and whether the %s %s %s still used could not"
            " be found out: %s. With force: true it is not asked%s; with keep_used: true it stays"
            % (
                resource.label if len(names) == 1 else resource.labels,
                listed(names),
                "is" if len(names) == 1 else "are",
                users.why_unread(),
                ", and the vendor refuses by itself to delete what is in use"
                if resource.guards.deletes_unused
                else "",
            ),
        )


def keep_used(
    resource: Resource, steps: Sequence[Step], account: Account, problems: Problems
) -> Kept:
    """Leaves objects that others still use, or may use, where they are."""
    kept: List[Dict[str, Any]] = []
    users = _Users(account)
    while True:
        # an object that remains uses others in turn
        used = _in_use(resource, steps, users)
        unknown = [
            step for step in steps if users.unread and isinstance(step, Delete) and step not in used
        ]
        if not used and not unknown:
            return Kept(steps, kept)
        for step, names in used.items():
            kept.append(dict(step.identity(resource), used_by=names))
            text = "stays, because it is still used by %s" % listed(names)
            problems.warn(at_place(step.place, resource.label, step.name, text))
        for step in unknown:
            why = users.why_unread()
            kept.append(dict(step.identity(resource), used_by=["not known: %s" % why]))
            text = "stays, because whether it is still used could not be found out: %s" % why
            problems.warn(at_place(step.place, resource.label, step.name, text))
        steps = [_left(step) if step in used or step in unknown else step for step in steps]


def _left(step: Step) -> Step:
    """The step that leaves an object where it is."""
    target = Target(step.place, step.name, step.ident, step.row, step.by_id)
    return Keep(target, step.before, step.before)


def _place(step: Step) -> str:
    place: str = step.place if step.place == "purge" else join(step.place, "state")
    return place


def _in_use(resource: Resource, steps: Sequence[Step], users: _Users) -> Used:
    """The deletions of objects that a remaining object uses."""
    deletions = {step.ident: step for step in steps if isinstance(step, Delete) and step.ident}
    if not deletions:
        return {}
    found: Dict[str, List[str]] = {}
    # an object that the task changes refers to what it will, not to what it did
    changed: Dict[Id | None, Object | None] = {
        step.ident: step.after for step in steps if step.action == "update"
    }
    for user in resource.users:
        names_by_ident = _users_of(
            _Asked(resource, set(deletions)), user, users, changed if user is resource else {}
        )
        for ident, names in names_by_ident.items():
            found.setdefault(ident, []).extend(names)
    if resource.usage.also_used:
        for ident, names in resource.usage.also_used(users).items():
            found.setdefault(ident, []).extend(names)
    return {
        step: sorted(set(found[ident])) for ident, step in deletions.items() if found.get(ident)
    }


class _Asked(NamedTuple):
    """Objects of which users are looked for."""

    resource: Resource
    idents: Set[str]


def _users_of(
    asked: _Asked, user: Resource, users: _Users, changed: Mapping[Id | None, Object | None]
) -> Dict[str, List[str]]:
    """Ids of objects, each with the objects of one resource that refer to it. ``changed``: objects
    of that resource as they will be, by id.
    """
    found: Dict[str, List[str]] = {}
    for row in users.rows(user):
        ident = user.ident(row)
        if user.kind == asked.resource.kind and ident in asked.idents:
            continue
        obj: Object = changed.get(ident) or user.read(row)
        hidden = _hidden_in(asked.resource, user, obj)
        for used in asked.idents if hidden else ():
            keys = [key for name in hidden for key in user.unseen(name, row) or [name]]
            found.setdefault(used, []).append(
                "the %s %r, as far as is known (the answer does not show %s)"
                % (user.label, user.title(obj), " and ".join(keys))
            )
        for named in _named_in(asked.resource, user, obj):
            found.setdefault(named, []).append("the %s %r" % (user.label, user.title(obj)))
    return found


def _named_in(resource: Resource, user: Resource, obj: Object) -> Set[str]:
    """The ids of objects of one resource that an object of another refers to."""
    return {str(one.value) for one in references_in(user, obj) if _means(one.field, resource)}


def _hidden_in(resource: Resource, user: Resource, obj: Object) -> List[str]:
    """Options of an object that the vendor does not show, and that may refer to any object of a
    resource.
    """
    return [
        name
        for name, field in user.named(obj).items()
        if obj[name] is UNKNOWN and not field.silent and _refers(field, resource)
    ]


def _refers(field: Field, resource: Resource) -> bool:
    return any(_means(leaf, resource) for leaf in field.leaves())


def _means(field: Ref, resource: Resource) -> bool:
    """Whether a reference may mean an object of a resource."""
    return resource.kind in (field.kinds())
