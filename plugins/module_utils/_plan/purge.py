# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a task deletes without naming it. Private to oncall.routing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Dict, Sequence

from .._describe.problems import InputError, Problems, listed
from .scope import within
from .step import Keep, Target

if TYPE_CHECKING:
    from .._describe.markers import Id
    from .context import Context, Match
    from .element import Element
    from .settings import Settings


def refuse_empty(settings: Settings, elements: Sequence[Element]) -> None:
    """Refuses a purge by a task that names nothing."""
    if settings.purge and not elements and not settings.allow_empty:
        raise InputError(
            [
                (
                    "purge",
                    "an empty list would delete everything within purge_scope; say"
                    " allow_empty: true if that is meant",
                )
            ]
        )


def purged(context: Context, matches: Sequence[Match], problems: Problems) -> list[Id]:
    """Ids of the objects that the purge deletes. Raises InputError where they are too many."""
    settings, resource, existing = context.settings, context.resource, context.existing
    if not settings.purge:
        return []
    unnamed = _unnamed(context, matches)
    for ident in unnamed:
        denied = resource.denied(existing.rows[ident])
        if denied:
            problems.warn(
                "purge: the %s %r stays: %s can't be deleted"
                % (resource.label, existing.name(ident), denied)
            )
    found = _deletable(context, unnamed)
    if len(found) > settings.purge_limit:
        raise InputError(
            [
                (
                    "purge_limit",
                    "%d %s would be deleted, more than purge_limit (%d): %s"
                    % (
                        len(found),
                        resource.labels,
                        settings.purge_limit,
                        listed(repr(existing.name(ident)) for ident in found),
                    ),
                )
            ]
        )
    return found


def unlisted(context: Context, matches: Sequence[Match]) -> list[Dict[str, Any]] | None:
    """What a purge would delete, in the shape of the result; None where nothing asks for it."""
    if context.settings.purge or not context.settings.purge_scope:
        return None
    return [
        Keep(Target("", context.existing.name(ident), ident)).identity(context.resource)
        for ident in _deletable(context, _unnamed(context, matches))
    ]


def _unnamed(context: Context, matches: Sequence[Match]) -> list[Id]:
    """Ids of objects within the scope of a purge that the task does not name. An element that is
    left out as invalid names its object all the same.
    """
    existing, spared = context.existing, context.settings.spared
    named = {ident for dummy, ident in matches}
    inside = within(context.settings.purge_scope, {existing.name(ident) for ident in existing})
    return [
        ident
        for ident in existing
        if ident not in named
        and existing.name(ident) in inside
        and not (
            spared
            and spared & {str(ident), context.resource.identity.same_name(existing.name(ident))}
        )
    ]


def _deletable(context: Context, idents: Sequence[Id]) -> list[Id]:
    """Those of the objects that a purge does not pass over, by name."""
    existing = context.existing
    return sorted(
        (ident for ident in idents if not context.resource.passed_over(existing.rows[ident])),
        key=lambda ident: (existing.name(ident), ident),
    )
