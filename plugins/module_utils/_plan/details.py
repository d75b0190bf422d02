# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What lists leave out of the objects that a task names. Private to oncall.routing."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Sequence

from .._describe.markers import UNKNOWN, Id, Pending
from .._describe.problems import Problems
from .context import Match
from .decide import decide
from .match import match_again
from .requested import settled, unmasked
from .resolve import resolved

if TYPE_CHECKING:
    from .._describe.markers import Object
    from .context import Context, Existing


class Detailed(NamedTuple):
    """The context with all that lists leave out, the matches and what a purge deletes: without
    objects that are gone by now.
    """

    context: Context
    matches: Sequence[Match]
    to_purge: Sequence[Id]


def complete_all(context: Context, matches: Sequence[Match], to_purge: Sequence[Id]) -> Detailed:
    """Reads the details of everything that is changed or deleted, where lists show too little
    (``Resource.reads_whole``). Raises InputError where an element can't do without its object.
    """
    resource = context.resource
    named = [match.ident for match in matches if match.ident is not None]
    idents = [ident for ident in [*named, *to_purge] if not isinstance(ident, Pending)]
    if resource.hooks.infer:
        context = context._replace(existing=_inferred(context, matches, idents))
    rows = resource.whole(
        [context.existing.rows[ident] for ident in idents],
        context.account,
    )
    context = context._replace(existing=context.existing.replaced(rows, idents))
    return Detailed(
        context,
        match_again(context, matches),
        [ident for ident in to_purge if ident in context.existing],
    )


def _inferred(context: Context, matches: Sequence[Match], idents: Sequence[Id]) -> Existing:
    """The existing objects with what other lists tell of those that are as they should be. What
    the task writes is left as it is listed.
    """
    existing = context.existing
    listed = {ident: existing.rows[ident] for ident in idents}
    managed = [one for one in matches if one.ident in listed and not one.element.absent]
    load_references(context, managed)
    rows = context.account.inferred(context.resource, list(listed.values()))
    context = context._replace(existing=existing.replaced(rows))
    left = [
        listed[match.ident]
        for match in managed
        if match.ident is not None and not _is_as_requested(context, match)
    ]
    return context.existing.replaced(left)


def load_references(context: Context, matches: Sequence[Match]) -> None:
    """Reads the lists that the references of valid elements need."""
    for match in matches:
        if not match.element.judged(context.resource, context.before(match), context.references)[
            1
        ].found:
            _options(context, match, Problems())


def _is_as_requested(context: Context, match: Match) -> bool:
    """Whether the task changes nothing of an object, by all that is known so far."""
    before, problems = context.before(match), Problems()
    if before is None or UNKNOWN in before.values():
        return False
    step = decide(context, match, problems).step
    return step.action == "none" and not problems.found


def complete_doubtful(context: Context, matches: Sequence[Match], problems: Problems) -> Context:
    """Reads what the task needs to know of single objects (``Resource.complete``)."""
    asked = [match for match in matches if _is_asked(context, match, problems)]
    if not asked:
        return context
    rows = context.account.detailed(
        context.resource,
        [
            (context.existing.rows[match.ident or Id("")], _options(context, match, problems))
            for match in asked
        ],
    )
    return context._replace(existing=context.existing.replaced(rows))


def _is_asked(context: Context, match: Match, problems: Problems) -> bool:
    """Whether the list shows too little of an object to compare it, or to write it whole."""
    before = context.before(match)
    if before is None or match.element.absent:
        return False
    doubtful = _doubtful(context, before)
    if doubtful & set(match.element.requested):
        return True
    if not doubtful or not context.resource.update.replaces:
        return False
    if context.settings.on_unspecified == "reset":
        return True
    after = dict(before, **_options(context, match, problems))
    return bool(context.resource.differences(before, after, match.element.requested))


def _doubtful(context: Context, before: Object) -> set[str]:
    """The options of an object of which the list does not show what is stored."""
    return {
        name
        for name, field in context.resource.named(before).items()
        if before[name] is UNKNOWN and not field.once and not field.holds_secret
    }


def _options(context: Context, match: Match, problems: Problems) -> Object:
    """The requested options in the vendor's terms."""
    element, before = match.element, context.before(match)
    options = element.judged(context.resource, before, context.references)[0]
    options = unmasked(context, match, options, problems)
    options = resolved(context, options, element.place, before, problems)
    return settled(context, element, before, options, problems)
