# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Changes of one object that are refused before anything is written. Private to oncall.routing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._describe.markers import UNKNOWN, Pending
from .._describe.problems import RoutingError, join
from .._text import unreadable
from .text import named_keys

if TYPE_CHECKING:
    from .._describe.problems import Problems
    from .._describe.reference import Ref
    from .context import Context, Match
    from .merge import Merged
    from .requested import Requested


def refuse_incomplete(
    context: Context, match: Match, requested: Requested, problems: Problems
) -> None:
    """Refuses a new object without what every object has."""
    resource, place, options = context.resource, match.element.place, requested.options
    for name, field in resource.fields.items():
        if (
            field.required
            and name not in options
            and name not in resource.identity.key
            and not options.get(field.required_unless or "")
            and _has_option(context, name, requested)
        ):
            problems.add(
                join(place, name),
                "is required to create the %s %r" % (resource.label, match.element.name),
            )
    if match.element.name is None:
        problems.add(join(place, "name"), "is required to create a %s" % resource.label)


def _has_option(context: Context, name: str, requested: Requested) -> bool:
    """Whether an object of the requested variant has an option."""
    resource = context.resource
    return not resource.variants or name in resource.named(
        dict(resource.new({}), **requested.options)
    )


def refuse_reordering(context: Context, match: Match, merged: Merged, problems: Problems) -> None:
    """Refuses a change by member of a list whose order has a meaning."""
    if match.element.mode == "replace":
        return
    for name in merged.changed:
        if name in merged.named and context.resource.fields[name].in_order:
            problems.add(
                join(match.element.place, name),
                "the order of this list has a meaning, so it can't be changed by member; give the"
                " whole list, in a task with mode: replace",
            )


def refuse_other_variants(
    context: Context, match: Match, merged: Merged, problems: Problems
) -> None:
    """Refuses options that an object of this variant does not have."""
    resource, after = context.resource, merged.after
    if not resource.variants:
        return
    option, place = resource.variants[0], match.element.place
    there = resource.named(after)
    for name in merged.named:
        if name in there or not after[option]:
            continue
        if after[option] is UNKNOWN:
            problems.add(
                join(place, option),
                "the answer does not show %s, so whether there is %s is not known; give %s in"
                " the task too" % (resource.fields[option].api, name, option),
            )
        else:
            problems.add(join(place, name), "is no option where %s is %s" % (option, after[option]))


def refuse_update(context: Context, match: Match, merged: Merged, problems: Problems) -> None:
    """Refuses an update that the vendor would not take, or that would lose something."""
    resource, place = context.resource, match.element.place
    row = context.row(match)
    protected = resource.guards.protected(row) if "name" in merged.changed else None
    if protected:
        problems.add(join(place, "name"), "%s can't be renamed" % protected)
    locked = resource.locked(row) or resource.guards.unwritable(row)
    if locked:
        problems.add(join(place, merged.changed[0]), "%s can't be changed" % locked)
    if unreadable(row):
        _refuse_unreadable(context, match, merged, problems)
    for name in resource.unknown_in(merged.after, merged.managed, row):
        problems.add(join(place, name), _unknown(context, match, name))


class _WithoutPending:
    """Replaces ids that nobody knows yet: they say nothing of texts."""

    def visit(self, field: Ref, value: str, path: str) -> str:
        return "0" if isinstance(value, Pending) else value


def _refuse_unreadable(context: Context, match: Match, merged: Merged, problems: Problems) -> None:
    """Refuses texts that the write would refuse."""
    resource = context.resource
    obj = resource.walk(merged.after, "", _WithoutPending())
    try:
        resource.body(obj, merged.managed, context.row(match))
    except RoutingError as error:
        problems.add(match.element.place, str(error))


def _unknown(context: Context, match: Match, name: str) -> str:
    """Why an update would lose an option of which nobody knows what is stored."""
    resource = context.resource
    keys = resource.unseen(name, context.row(match))
    why = resource.fields[name].silent
    if keys:
        return (
            "the answer does not show %s%s, so a change would clear it; give %s in the task too"
            % (
                named_keys(keys),
                " (%s)" % why if isinstance(why, str) else "",
                name,
            )
        )
    group = resource.group_of[name]
    return "the vendor shows a mask in its place%s, so it would be lost: give it too%s" % (
        " and takes the whole of %s at once" % group
        if group in resource.update.whole_groups
        else "",
        ", with update_secrets on_change or always" if resource.listing.masks_secrets else "",
    )
