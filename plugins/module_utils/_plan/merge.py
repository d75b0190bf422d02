# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a task makes of one object: the requested options over the stored ones. Private to
oncall.routing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Dict, List, Mapping, NamedTuple, Sequence, Tuple

from .._describe.markers import UNKNOWN
from .._describe.problems import join
from .text import named_keys

if TYPE_CHECKING:
    from .._describe.markers import Object
    from .._describe.problems import Problems
    from .context import Context, Match
    from .requested import Requested


class Merged(NamedTuple):
    """An object as the task makes it.

    before: as it is stored, None of a new one. after: as it is to be. managed: the options that are
    sent if something changes. named: those of them that the task names itself. changed: options in
    which an update changes the object. members: see Requested.
    """

    before: Object | None
    after: Object
    managed: Object
    named: Sequence[str]
    changed: Sequence[str]
    members: Mapping[str, Tuple[str, Any]]

    @property
    def is_written(self) -> bool:
        return self.before is None or bool(self.changed)


def merge(context: Context, match: Match, requested: Requested, problems: Problems) -> Merged:
    """The requested options over what is stored. Problems are changes that nothing can make."""
    before, named = context.before(match), list(requested.options)
    managed = dict(requested.options, **put_back(context, match))
    if before is None:
        after: Object = context.resource.new(managed)
        return Merged(None, after, managed, named, (), requested.members)
    merged = Merged(before, dict(before, **managed), managed, named, (), requested.members)
    merged = _with_changes(context, merged)
    merged = _without_fixed(context, match, merged, problems)
    merged = _with_unseen(context, match, merged, problems)
    merged = _with_secrets(context, match, merged, problems)
    return _without_groups(context, merged)


def put_back(context: Context, match: Match) -> Object:
    """Options that the task does not name, and that get their defaults again for that."""
    before = context.before(match)
    if before is None or context.settings.on_unspecified != "reset":
        return {}
    return {
        name: field.default
        for name, field in context.resource.fields.items()
        if field.has_default
        and not field.shared
        and not field.fixed
        and name not in match.element.requested
        and not is_unseen(context, match, name)
    }


def is_unseen(context: Context, match: Match, name: str) -> bool:
    """Whether the vendor's answer lacks the keys of an option. A mask is something it shows."""
    before = context.before(match)
    return (
        before is not None
        and before[name] is UNKNOWN
        and bool(context.resource.unseen(name, context.row(match)))
    )


def _with_changes(context: Context, merged: Merged) -> Merged:
    managed = [one for one in context.resource.fields if one in merged.managed]
    changed = context.resource.differences(merged.before or {}, merged.after, managed)
    return merged._replace(changed=changed) if changed else merged


def _without_fixed(context: Context, match: Match, merged: Merged, problems: Problems) -> Merged:
    """Without changes of options that nobody can change: they are refused, or reported and left."""
    fields, before = context.resource.fields, merged.before
    fixed = [name for name in merged.changed if fields[name].fixed]
    if not fixed or before is None:
        return merged
    left: Dict[str, Any] = {}
    for name in fixed:
        field, path = fields[name], join(match.element.place, name)
        text = "is %s and can't become %s: %s" % (
            field.told(before[name]),
            field.told(merged.after[name]),
            field.fixed,
        )
        if field.reported:
            problems.warn("%s: %s" % (path, text))
            left[name] = before[name]
        else:
            problems.add(path, text)
    return merged._replace(
        after=dict(merged.after, **left), changed=[one for one in merged.changed if one not in left]
    )


def _with_unseen(context: Context, match: Match, merged: Merged, problems: Problems) -> Merged:
    """With what the task names and the answer does not show: it is written, because nobody can
    tell that it is so already.
    """
    found, fields = set(merged.changed), context.resource.named(merged.after)
    requested = match.element.requested
    for name, field in fields.items():
        if (
            name not in merged.managed
            or name not in requested
            or not is_unseen(context, match, name)
        ):
            continue
        path = join(match.element.place, name)
        if field.silent or field.fixed:
            problems.warn(
                "%s: the vendor does not show what is stored; a difference can't be seen" % path
            )
        elif not field.once:
            keys = context.resource.unseen(name, context.row(match))
            problems.warn(
                "%s: the answer does not show %s, so it is sent whether it differs or not"
                % (path, named_keys(keys))
            )
            found.add(name)
    if len(found) == len(merged.changed):
        return merged
    return merged._replace(changed=[name for name in context.resource.fields if name in found])


def _with_secrets(context: Context, match: Match, merged: Merged, problems: Problems) -> Merged:
    """With secrets sent as update_secrets says."""
    wanted, before = context.settings.update_secrets, merged.before
    secrets = [name for name in context.resource.secret_options if name in merged.managed]
    if not secrets or before is None:
        return merged
    if wanted == "always":
        more = [name for name in secrets if name not in merged.changed]
        return merged._replace(changed=[*merged.changed, *more])
    if wanted == "on_create":
        return merged._replace(
            changed=[name for name in merged.changed if name not in secrets],
            after=dict(merged.after, **{name: before[name] for name in secrets}),
            managed={name: value for name, value in merged.managed.items() if name not in secrets},
        )
    for name in secrets:
        if (
            before[name] is UNKNOWN
            and name not in merged.changed
            and name in match.element.requested
        ):
            problems.warn(_hidden_secret(context, match, name))
    return merged


def _hidden_secret(context: Context, match: Match, name: str) -> str:
    return "%s: the vendor %s, so a difference can't be seen%s" % (
        join(match.element.place, name),
        "does not show it" if is_unseen(context, match, name) else "shows a mask",
        "; update_secrets: always sends it in every run"
        if context.resource.listing.masks_secrets
        else "",
    )


def _without_groups(context: Context, merged: Merged) -> Merged:
    """Without groups in which nothing changes, where an update would replace the whole group."""
    groups = context.resource.update.whole_groups
    if not groups:
        return merged
    names = context.resource.named(merged.after)
    unchanged: List[str] = []
    for group in groups:
        inside = [name for name in names if name.startswith(group + ".")]
        if not set(inside) & set(merged.changed):
            unchanged += inside
    return merged._replace(
        managed={name: value for name, value in merged.managed.items() if name not in unchanged}
    )
