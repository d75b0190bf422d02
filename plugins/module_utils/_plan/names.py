# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Names that a task can't give to its objects. Private to oncall.routing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Mapping, Sequence

from .._describe.problems import Problems, join
from .._text import alike, lookalike, unseen

if TYPE_CHECKING:
    from .._describe.markers import Id
    from .context import Context, Match
    from .element import Element


class _Form:
    """A form in which names are compared, and the objects and elements by it.

    loose: names are the same where a reader can't tell them apart, not only where the vendor does
    not.
    """

    def __init__(self, context: Context, loose: bool) -> None:
        self._same = context.resource.identity.same_name
        self._loose = loose
        self.holders: dict[str, list[Id]] = {}
        self.claimed: dict[str, Element] = {}
        for ident in context.existing:
            self.holders.setdefault(self.of(context.existing.name(ident)), []).append(ident)

    def of(self, name: str) -> str:
        form: str = self._same(name)
        return alike(form) if self._loose else form


def check_names(context: Context, matches: Sequence[Match]) -> Problems:
    """What is wrong, or doubtful, with the names that objects would get."""
    problems = Problems()
    new = [one for one in matches if one.element.name is not None and _is_new(context, one)]
    if new:
        elements = {one.ident: one.element for one in matches if one.ident is not None}
        _refuse_taken(context, new, elements, problems)
        _refuse_lookalikes(context, new, elements, problems)
    return problems


def _is_new(context: Context, match: Match) -> bool:
    """Whether the name of an element is not the one that its object has."""
    element, ident = match
    return ident is None or (not element.absent and element.name != context.existing.name(ident))


def _refuse_taken(
    context: Context,
    new: Sequence[Match],
    elements: Mapping[Id, Element],
    problems: Problems,
) -> None:
    resource, form = context.resource, _Form(context, loose=False)
    for element, ident in new:
        name = element.name
        if element.absent or name is None:
            continue
        first = form.claimed.setdefault(form.of(name), element)
        path = join(element.place, "name")
        if first is not element:
            problems.add(path, "%r is what %s is to be called too" % (name, first.place))
        for other in form.holders.get(form.of(name), ()):
            if other != ident and not _gives_up(context, elements.get(other), name, form):
                problems.add(
                    path,
                    "%r is taken by the %s %r (%s %s)"
                    % (name, resource.label, context.existing.name(other), resource.id, other),
                )


def _gives_up(context: Context, holder: Element | None, name: str, form: _Form) -> bool:
    """Whether the task gives an object another name, so that an element may have the one it had.
    ``holder``: the element that means the object.
    """
    return (
        holder is not None
        and not holder.absent
        and holder.name is not None
        and not context.resource.identity.names_checked
        and form.of(holder.name) != form.of(name)
    )


def _refuse_lookalikes(
    context: Context,
    new: Sequence[Match],
    elements: Mapping[Id, Element],
    problems: Problems,
) -> None:
    """Refuses a new name that a reader can't tell from another one: it would be a second object
    that looks like the first.
    """
    same, form = context.resource.identity.same_name, _Form(context, loose=True)
    for element, ident in new:
        name = element.name
        if name is None:
            continue
        path = join(element.place, "name")
        others = [
            other
            for other in form.holders.get(form.of(name), ())
            if other != ident and same(context.existing.name(other)) != same(name)
        ]
        for other in others:
            if element.absent or not _gives_up(context, elements.get(other), name, form):
                problems.add(path, _looks_like(context, element, other))
        if element.absent:
            continue
        first = form.claimed.setdefault(form.of(name), element)
        if first.name is not None and same(first.name) != same(name):
            problems.add(
                path,
                lookalike(name, "the name of %s," % (first.place or "this task"), first.name),
            )
        hidden = unseen(name)
        if hidden and not others:
            problems.warn(
                "%s: %s holds %s, which nobody sees; the %s gets this name all the same"
                % (path, ascii(name), hidden, context.resource.label)
            )


def _looks_like(context: Context, element: Element, other: Id) -> str:
    resource = context.resource
    return "%s; %s" % (
        lookalike(
            element.name or "",
            "the %s" % resource.label,
            context.existing.name(other),
            " (%s %s)" % (resource.id, other),
        ),
        "nothing was deleted"
        if element.absent
        else "write it so, or rename that one by its %s" % resource.id,
    )
