# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Elements and an account in, plan out. Private to oncall.routing.

Nothing here sends a request of its own: an Account tells what is there, so the same passes serve a
run, check mode and anything that only wants to know what would happen. Each pass takes the values
of earlier ones and changes none of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Dict, Iterable, List, Sequence

from .._account.directory import Directory
from .._account.references import Own, References
from .._describe.hooks import Case
from .._describe.markers import Pending
from .._describe.problems import Problems
from .check_references import check_idents, check_keys
from .context import Context, Existing, Match
from .decide import Decision, decide, deletion
from .details import complete_all, complete_doubtful
from .effects import not_working
from .graph import dependencies, refuse_cycles
from .match import match
from .names import check_names
from .namesakes import namesakes
from .plan import Notes, Order, Plan
from .purge import purged, refuse_empty, unlisted
from .usage import Kept, keep_used, refuse_used

if TYPE_CHECKING:
    from .._account.account import Account
    from .._describe.markers import Id
    from .._describe.resource import Resource
    from .element import Element
    from .settings import Settings
    from .step import Step


def make_plan(
    resource: Resource, elements: Sequence[Element], account: Account, settings: Settings
) -> Plan:
    """The plan that makes an account as the elements say. Raises InputError with all that is wrong
    with the task, and RoutingError where the account can't be read.
    """
    problems = Problems()
    context = _context(resource, account, settings)
    matches: Sequence[Match] = match(context, elements)
    problems.include(check_names(context, matches))
    problems.raise_if_any()
    refuse_empty(settings, elements)
    to_purge: Sequence[Id] = purged(context, matches, problems)
    context = _announced(context, matches, to_purge)
    if resource.listing.reads_whole:
        context, matches, left = complete_all(context, matches, to_purge)
        context = _announced(context, matches, to_purge)
        to_purge = left
    elif resource.hooks.complete:
        context = complete_doubtful(context, matches, problems)
    decisions = [decide(context, one, problems) for one in matches]
    steps: Sequence[Step] = [one.step for one in decisions]
    steps = [*steps, *(deletion(context, ident, "purge", problems) for ident in to_purge)]
    steps, kept = _guarded(context, steps, problems)
    refuse_cycles(context, steps, problems)
    # a doubtful reference must not hide behind a more trivial message, so all problems are
    # collected before anything is raised
    check_keys(context, steps, problems)
    check_idents(context, steps, problems)
    problems.raise_if_any()
    if resource.hooks.review:
        account.review(resource, _cases(context, decisions, steps, problems))
        problems.raise_if_any()
    order = _order(context, steps, problems)
    notes = Notes(kept, unlisted(context, matches), not_working(context, steps, problems))
    return Plan(steps, problems.warnings, order, notes)


def _context(resource: Resource, account: Account, settings: Settings) -> Context:
    rows = {resource.ident(row): row for row in account.rows(resource)}
    directory = Directory(resource.vendor.kinds, account)
    return Context(
        resource, settings, account, Existing(resource, account, rows), References(directory)
    )


def _announced(context: Context, matches: Sequence[Match], purged: Iterable[Id]) -> Context:
    """The context in which references to the managed kind find what they will after the task."""
    gone: Dict[str, str] = dict.fromkeys(purged, "the purge")
    names: Dict[str, str] = {}
    for element, ident in matches:
        if element.absent:
            if ident is not None:
                gone[ident] = element.place or "this task"
        # the list has an unchanged name, perhaps for another object too
        elif element.name is not None and (
            ident is None or element.name != context.existing.name(ident)
        ):
            names[element.name] = ident or Pending(element.name)
    own = Own(context.resource.kind, names, gone)
    return context._replace(references=References(context.references.directory, own))


def _guarded(context: Context, steps: Sequence[Step], problems: Problems) -> Kept:
    """The steps without deletions of what is in use, as the task wants these treated."""
    settings = context.settings
    if settings.keep_used:
        return keep_used(context.resource, steps, context.account, problems)
    if not settings.force:
        refuse_used(context.resource, steps, context.account, problems)
    return Kept(steps, ())


def _cases(
    context: Context, decisions: Sequence[Decision], steps: Iterable[Step], problems: Problems
) -> List[Case]:
    """The cases for ``Hooks.review``: every existing object of the task."""
    cases = [one.case for one in decisions if one.case]
    deleted = [step for step in steps if step.action == "delete"]
    return cases + [
        Case(None, set(), one.before, True, one.place, problems, context.settings, one.row)
        for one in deleted
    ]


def _order(context: Context, steps: Sequence[Step], problems: Problems) -> Order:
    found = dependencies(context, steps)
    others = namesakes(context, steps, problems)
    for step, more in others.dependencies.items():
        found[step] = found.get(step, frozenset()) | more
    return Order(found, others.names)
