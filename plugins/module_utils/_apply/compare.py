# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whether the object that the vendor shows is the one that was sent. Private to oncall.routing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Iterable, cast

from .._describe.markers import UNKNOWN

if TYPE_CHECKING:
    from .._describe.lists import SetOf
    from .._describe.markers import Id, Object
    from .._describe.resource import Resource
    from .outcome import Outcome


def sent_options(resource: Resource, outcome: Outcome) -> list[str]:
    """The options that the write of a step sends."""
    return [
        name
        for name, field in resource.named(outcome.after).items()
        if not field.once
        and outcome.after[name] is not UNKNOWN
        and (resource.update.replaces or name in outcome.step.requested)
    ]


def lost_options(
    resource: Resource, outcome: Outcome, live: Object, names: Iterable[str], deleted: set[Id]
) -> list[str]:
    """Those of the named options in which the object is not as it was sent. Of a list that is
    changed by member only the elements count that the task adds or removes.

    live: the object as the vendor shows it. deleted: ids of what this task deleted.
    """
    sent, expected = sent_options(resource, outcome), _without(resource, outcome.after, deleted)
    for name, (mode, elements) in outcome.members.items():
        if live[name] is not UNKNOWN:
            expected[name] = members(resource, name).combined(mode, live[name], elements)
    return resource.differences(live, expected, [name for name in names if name in sent])


def _without(resource: Resource, obj: Object, deleted: set[Id]) -> Object:
    """A copy without references to what this task deleted: the vendor drops them, or may."""
    copy = dict(obj)
    for name in resource.to_itself():
        if isinstance(obj[name], list):
            copy[name] = [ident for ident in obj[name] if ident not in deleted]
    return copy


def somebody_else_wrote(resource: Resource, outcome: Outcome, live: Object) -> bool:
    """Whether the object that the vendor shows can't come from what was there before and what
    this task wrote.
    """
    before, after = outcome.base or outcome.before, outcome.after
    others = [name for name in resource.fields if name not in outcome.members]
    if resource.differences(after, live, others):
        return True
    for name, (mode, dummy) in outcome.members.items():
        sides = [before[name] if before else [], after[name]]
        least, most = sides if mode == "add" else sides[::-1]
        if UNKNOWN in (live[name], least, most):
            continue
        field = members(resource, name)
        if not (_holds(field, live[name], least) and _holds(field, most, live[name])):
            return True
    return False


def _holds(field: SetOf, whole: Any, part: Any) -> bool:
    """Whether a list has all elements of another."""
    return bool(field.key(field.combined("add", whole, part)) == field.key(whole))


def members(resource: Resource, name: str) -> SetOf:
    """The field of an option to which elements can be added, and from which they can be removed."""
    return cast("SetOf", resource.fields[name])
