# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Why a step failed, in the words of a message. Private to oncall.routing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Sequence

from .._describe.problems import Barred, Gone, RoutingError, listed

if TYPE_CHECKING:
    from .._describe.resource import Resource
    from .outcome import Outcome, Outcomes

#: What helps where an object is gone, by whether the task gives its id.
AGAIN = {
    False: ". Run the task again: it creates a new one",
    True: ". With its name instead of its id the task creates a new one",
}


def fail(resource: Resource, outcome: Outcome, error: RoutingError) -> None:
    """Makes an error that a write raised that of its step."""
    step = outcome.step
    outcome.barred = isinstance(error, Barred)
    outcome.untried = getattr(error, "untried", False)
    outcome.denied = error.denied
    advice = AGAIN[step.by_id] if isinstance(error, Gone) and step.action == "update" else ""
    outcome.error = "Could not %s the %s %s: %s%s" % (
        step.action,
        resource.label,
        _called(resource, outcome),
        error,
        advice,
    )


def _called(resource: Resource, outcome: Outcome) -> str:
    """The object of a step by name and id. One that is renamed is called by the name that it had
    before.
    """
    step, before = outcome.step, outcome.step.name
    if step.action == "update" and outcome.before:
        before = resource.title(outcome.before) or before
    words = [] if before == step.name else ["to become %r" % step.name]
    if outcome.ident and resource.identity.has_id:
        words.insert(0, "%s %s" % (resource.id, outcome.ident))
    return "%r%s" % (before, " (%s)" % ", ".join(words) if words else "")


def refuse_unmet(outcome: Outcome, outcomes: Outcomes) -> None:
    """Raises RoutingError where a step that has to be carried out before this one failed; Barred
    where the reason is the account.
    """
    failed = [one for one in outcomes.dependencies_of(outcome) if one.error]
    if not failed:
        return
    text = "it needs %s, which failed"
    if outcome.step.action == "delete" and any(_would_have_its_name(one) for one in failed):
        text = "the server may take its name for that of %s, which failed, so it stays"
    text %= listed(sorted(repr(one.step.name) for one in failed), " and ")
    if any(one.barred for one in failed):
        raise Barred(text, untried=True)
    raise RoutingError(text)


def _would_have_its_name(outcome: Outcome) -> bool:
    step = outcome.step
    return step.action == "create" or (step.action == "update" and "name" in step.fields)


def fail_unread(resource: Resource, outcomes: Sequence[Outcome], error: RoutingError) -> None:
    """Fails steps that were written, where the list that would show it can't be read."""
    for outcome in outcomes:
        outcome.error = _unread(resource, [outcome], error)
        outcome.together = _unread(resource, outcomes, error)


def _unread(resource: Resource, outcomes: Sequence[Outcome], error: RoutingError) -> str:
    one = len(outcomes) == 1
    return "This task wrote the %s %s, but could not read %s back: %s" % (
        resource.label if one else resource.labels,
        listed(repr(outcome.step.name) for outcome in outcomes),
        "it" if one else "them",
        error,
    )


def namesakes(outcome: Outcome) -> str:
    """The end of a sentence: the objects of which the server may take the name for the same."""
    if not outcome.namesakes:
        return ""
    return "; to the server its name may be the same as %s" % listed(outcome.namesakes, " and ")
