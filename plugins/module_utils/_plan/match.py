# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which existing object each element of a task means. Private to oncall.routing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Mapping, Sequence

from .._describe.markers import Id
from .._describe.problems import Problems, join, listed
from .context import Context, Match

if TYPE_CHECKING:
    from .element import Element

#: Names to the ids of the objects that are called so.
ByName = Mapping[str, Sequence[Id]]


def match(context: Context, elements: Sequence[Element]) -> list[Match]:
    """Each element with its object. Raises InputError where that is not clear."""
    problems = Problems()
    by_name: dict[str, list[Id]] = {}
    for ident in context.existing:
        by_name.setdefault(context.existing.name(ident), []).append(ident)
    matches = [Match(one, _ident_of(context, one, by_name, problems)) for one in elements]
    taken: dict[Id, Element] = {}
    for element, meant in matches:
        first = element if meant is None else taken.setdefault(meant, element)
        if first is not element:
            problems.add(
                element.place,
                "is the same %s (%s %s) as %s"
                % (context.resource.label, context.resource.id, meant, first.place),
            )
    problems.raise_if_any()
    return matches


def match_again(context: Context, matches: Sequence[Match]) -> list[Match]:
    """The matches without the objects that are gone since. Raises InputError where an element
    can't do without its object.
    """
    problems = Problems()
    found = [
        one
        if one.ident is None or one.ident in context.existing
        else Match(one.element, _ident_of(context, one.element, {}, problems))
        for one in matches
    ]
    problems.raise_if_any()
    return found


def _ident_of(context: Context, element: Element, by_name: ByName, problems: Problems) -> Id | None:
    if element.ident is None:
        return _by_name(context, element, by_name, problems)
    if element.ident not in context.existing:
        _refuse_missing(context, element, by_name, problems)
        return None
    name = context.existing.name(element.ident)
    if element.absent and element.name is not None and element.name != name:
        problems.add(
            join(element.place, context.resource.id),
            "%s is the %s %r, not %r; nothing was deleted"
            % (element.ident, context.resource.label, name, element.name),
        )
    return element.ident


def _by_name(context: Context, element: Element, by_name: ByName, problems: Problems) -> Id | None:
    found = by_name.get(element.name or "", ()) if element.name is not None else ()
    if len(found) > 1:
        problems.add(
            join(element.place, "name"),
            "there are %d %s called %r: %s; give the %s"
            % (
                len(found),
                context.resource.labels,
                element.name,
                listed(sorted(found)),
                context.resource.id,
            ),
        )
    return found[0] if len(found) == 1 else None


def _refuse_missing(
    context: Context, element: Element, by_name: ByName, problems: Problems
) -> None:
    """Refuses an id that no object has. To delete it is fine, unless another object has the name
    that goes with it.
    """
    resource, place = context.resource, join(element.place, context.resource.id)
    if not element.absent:
        problems.add(
            place,
            "there is no %s with %s %s%s"
            % (
                resource.label,
                resource.id,
                element.ident,
                resource.vendor.scope(context.settings.vendor),
            ),
        )
        return
    called = by_name.get(element.name, ()) if element.name is not None else ()
    if called:
        problems.add(
            place,
            "there is no %s with %s %s, but %r is %s; nothing was deleted"
            % (
                resource.label,
                resource.id,
                element.ident,
                element.name,
                listed(sorted(called), " and "),
            ),
        )
