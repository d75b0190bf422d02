# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Requested objects to outcomes: plan, and then apply or predict. Private to oncall.routing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Iterable, NamedTuple, Sequence

from .._apply.cost import requests_needed
from .._apply.executor import apply_plan
from .._apply.outcome import Outcome, expected
from .._describe.problems import InputError, RoutingError
from .._plan.element import doubts_of, elements_of
from .._plan.planner import make_plan
from .._plan.step import Keep, Target
from .session import Progress

if TYPE_CHECKING:
    from .._describe.resource import Resource
    from .._plan.plan import Plan
    from .._plan.settings import Settings
    from .session import Session

#: How a message begins that refuses a task before its first write.
NOTHING_WRITTEN = "Nothing was written: "


class Requested(NamedTuple):
    """One object that a task requests. ``place``: the path of its options in messages, an empty
    text for the module for one object.
    """

    place: str
    options: dict[str, Any]


def reconcile(
    session: Session, requested: Sequence[Requested], settings: Settings
) -> list[Outcome]:
    """The outcomes, one for each of the requested objects and of those that a purge deletes. In
    check mode the plan is made and not applied. Raises RoutingError where nothing was written.
    """
    refused: dict[int, Outcome] = {}
    while True:
        rest = [one for number, one in enumerate(requested) if number not in refused]
        try:
            plan = _plan(session, rest, settings)
            break
        except InputError as error:
            if settings.on_invalid == "fail":
                raise
            settings = _leave_out(session.resource, error, requested, settings, refused)
    outcomes = _carry_out(session, plan, settings)
    for number in sorted(refused):
        outcomes.insert(number, refused[number])
    return outcomes


def _plan(session: Session, requested: Sequence[Requested], settings: Settings) -> Plan:
    resource, masking = session.resource, session.masking
    elements = elements_of(
        resource, [one.options for one in requested], [one.place for one in requested]
    )
    masking.add_objects(resource, (element.requested for element in elements))
    try:
        account = session.account(NOTHING_WRITTEN)
        masking.add_objects(
            resource, (account.object(resource, row) for row in account.rows(resource))
        )
    except RoutingError as error:
        # values that nobody can compare with existing ones are judged as they stand
        if doubts_of(elements):
            raise InputError(doubts_of(elements)) from error
        raise
    try:
        return make_plan(resource, elements, account, settings)
    finally:
        session.warn_of_doubts()


def _leave_out(
    resource: Resource,
    error: InputError,
    requested: Sequence[Requested],
    settings: Settings,
    refused: dict[int, Outcome],
) -> Settings:
    """Adds a failed outcome for each invalid object. Returns the settings for the others: elements
    left out as invalid still protect their objects from purge. Raises the error where anything else
    is wrong.
    """
    found: dict[int, list[str]] = {}
    for path, text in error.problems:
        number = _number_of(path, requested)
        if number is None or number in refused:
            raise error
        found.setdefault(number, []).append("%s: %s" % (path, text))
    for number, texts in found.items():
        options = requested[number].options
        name = resource.title(options)
        step = Keep(Target("", str(name or requested[number].place)))
        refused[number] = Outcome(step, error="; ".join(texts))
        settings = settings.sparing(
            None if name is None else resource.identity.same_name(name),
            options.get(resource.id) if resource.identity.has_id else None,
        )
    return settings


def _number_of(path: str, requested: Iterable[Requested]) -> int | None:
    """Which object the path of an option lies in."""
    for number, one in enumerate(requested):
        if path == one.place or path.startswith(one.place + "."):
            return number
    return None


def _carry_out(session: Session, plan: Plan, settings: Settings) -> list[Outcome]:
    for text in plan.warnings:
        session.warn(text)
    outcomes = (
        _predicted(session, plan) if session.check_mode else _applied(session, plan, settings)
    )
    for text in [text for outcome in outcomes for text in outcome.warnings]:
        session.warn(text)
    result = session.result
    if settings.keep_used:
        result["kept"] = list(plan.notes.kept)
    if plan.notes.not_working:
        result["not_working"] = plan.notes.not_working
    if plan.notes.unlisted is not None:
        result["unlisted"] = plan.notes.unlisted
    result["changed"] = any(
        outcome.step.action != "none" and (outcome.stored or not outcome.error)
        for outcome in outcomes
    )
    return outcomes


def _predicted(session: Session, plan: Plan) -> list[Outcome]:
    """What the real run would do, and whether it would be refused."""
    needed = requests_needed(session.resource, plan, session.gateway)
    shortfall = session.gateway.shortfall(needed)
    if needed:
        waiting = round(session.gateway.forecast(needed), 1)
        session.result["needs"] = {"requests": needed, "waiting": waiting}
        if shortfall:
            session.result["needs"]["refused"] = shortfall
    if shortfall:
        session.warn("The real run would be refused: %s" % shortfall)
    return expected(plan)


def _applied(session: Session, plan: Plan, settings: Settings) -> list[Outcome]:
    needed = requests_needed(session.resource, plan, session.gateway)
    shortfall = session.gateway.shortfall(needed)
    if shortfall:
        raise RoutingError(NOTHING_WRITTEN + shortfall)
    return apply_plan(session.resource, plan, session.gateway, settings, Progress(session, "done"))
