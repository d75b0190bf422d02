# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The step of one object. Private to oncall.routing."""

from __future__ import annotations

from typing import TYPE_CHECKING, List, NamedTuple

from .._describe.hooks import Case
from .._describe.problems import Problems
from .guards import (
    refuse_incomplete,
    refuse_other_variants,
    refuse_reordering,
    refuse_update,
)
from .judge import ObjectCheck, ValueCheck, judge
from .merge import merge, put_back
from .requested import requested_of, unmasked
from .step import Create, Delete, Edit, Keep, Step, Target, Update
from .text import at_place

if TYPE_CHECKING:
    from .._describe.markers import Id, Object
    from .context import Context, Match
    from .element import Element, Problem
    from .merge import Merged


class Decision(NamedTuple):
    """A step, and the case that ``Hooks.review`` judges; None where the resource has no review."""

    step: Step
    case: Case | None = None


def decide(context: Context, match: Match, problems: Problems) -> Decision:
    """What the task does with the object of an element. Nothing is refused here but in
    ``problems``.
    """
    element, before = match.element, context.before(match)
    options, found = element.judged(context.resource, before, context.references)
    if found.found:
        for problem in found.found:
            problems.add(*problem)
        return Decision(_nothing(element))
    if element.absent and match.ident is not None:
        return Decision(deletion(context, match.ident, element.place, problems))
    if element.absent or (before is None and element.mode == "remove"):
        return Decision(_nothing(element))
    options = unmasked(context, match, options, problems)
    expired = _expired(context, match, options, problems)
    if expired:
        return Decision(expired)
    merged, kept = _merged(context, match, options, found.kept, problems)
    for text in element.warnings:
        problems.warn(text)
    if before is None:
        return Decision(_create(context, match, merged))
    for path, text in kept if merged.is_written else ():
        problems.warn("%s: %s; it stays, because that is what is stored" % (path, text))
    if merged.is_written:
        refuse_update(context, match, merged, problems)
    return Decision(
        _update_or_keep(context, match, merged),
        _case(context, match, merged, problems) if context.resource.hooks.review else None,
    )


def deletion(context: Context, ident: Id, place: str, problems: Problems) -> Step:
    """The deletion of an object. ``place``: who asks for it."""
    resource, existing = context.resource, context.existing
    row = existing.rows[ident]
    reason = resource.guards.protected(row) or resource.locked(row)
    if reason:
        problems.add(place, "%s can't be deleted" % reason)
    return Delete(Target(place, existing.name(ident), ident, row), existing.object(ident))


def _merged(
    context: Context,
    match: Match,
    options: Object,
    kept: List[Problem],
    problems: Problems,
) -> tuple[Merged, List[Problem]]:
    """The object as the task makes it, judged. ``kept``, and what is returned: what is wrong with
    the stored object already.
    """
    requested = requested_of(context, match, options, problems)
    values = ValueCheck(context, match, requested)
    kept = kept + judge(context, match, requested.options, values, problems)
    if match.ident is None:
        refuse_incomplete(context, match, requested, problems)
    merged = merge(context, match, requested, problems)
    refuse_reordering(context, match, merged, problems)
    refuse_other_variants(context, match, merged, problems)
    whole = ObjectCheck(context, match, merged)
    return merged, kept + judge(context, match, merged.after, whole, problems)


def _nothing(element: Element) -> Step:
    return Keep(Target(element.place, element.name or "", element.ident))


def _create(context: Context, match: Match, merged: Merged) -> Step:
    fields = [one for one in context.resource.fields if one in merged.named]
    return Create(
        Target(match.element.place, context.resource.title(merged.after) or ""),
        after=merged.after,
        edit=Edit(list(merged.managed), fields, merged.members),
    )


def _update_or_keep(context: Context, match: Match, merged: Merged) -> Step:
    element, row = match.element, context.existing.row(match.ident)
    name, by_id = context.resource.title(merged.after) or "", element.ident is not None
    target = Target(element.place, name, match.ident, row, by_id)
    edit = Edit(list(merged.managed), merged.changed, merged.members)
    if merged.is_written:
        return Update(target, merged.before, merged.after, edit)
    return Keep(target, merged.before, merged.before, edit)


def _case(context: Context, match: Match, merged: Merged, problems: Problems) -> Case:
    return Case(
        merged.after,
        set(merged.named),
        merged.before,
        merged.is_written,
        match.element.place,
        problems,
        context.settings,
        context.existing.row(match.ident),
    )


def _expired(context: Context, match: Match, options: Object, problems: Problems) -> Step | None:
    """The step of an object that would be over by the clock: nothing is sent, whatever it refers
    to. None of any other object.
    """
    resource, before, now = context.resource, context.before(match), context.settings.now
    if not resource.guards.ended:
        return None
    if before is None and any(
        field.required and name not in options for name, field in resource.fields.items()
    ):
        return None
    after = (
        resource.new(options)
        if before is None
        else dict(before, **dict(options, **put_back(context, match)))
    )
    since = resource.guards.ended(after, now)
    if since is None:
        return None
    ident = match.ident
    name = (resource.title(after) or "") if ident is None else context.existing.name(ident)
    target = Target(
        match.element.place, name, ident or match.element.ident, context.existing.row(ident)
    )
    ended = since if before is None else resource.guards.ended(before, now)
    text = (
        "is over since %s, so it %s. Take it out of the task, or give it another time"
        % (ended, "is not created" if before is None else "stays as it is")
        if ended
        else "would be over since %s, so it is not changed: what is stored stays in effect. To end"
        " it say state: absent" % since
    )
    problems.warn(at_place(target.place, resource.label, name, text))
    return Keep(target, before, before)
