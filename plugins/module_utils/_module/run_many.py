# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The module for many objects. Private to oncall.routing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._plan.settings import Settings
from . import arguments, results
from .host import Host
from .reconcile import Requested, reconcile
from .session import Session

if TYPE_CHECKING:
    from .._apply.outcome import Outcome
    from .._describe.resource import Resource


def run_many(resource: Resource, host: Host | None = None) -> None:
    """Runs the module for many objects of a resource, and ends it. ``host``: where it runs, a
    process of its own unless given.
    """
    host = host or Host()
    with host.process_state():
        session = Session(resource, arguments.many_spec(resource), host)
        with session.reporting():
            _reconcile(session)


def _reconcile(session: Session) -> None:
    plural = session.resource.plural
    settings = Settings(session.params, session.options)
    settings.check()
    requested = [
        Requested("%s[%d]" % (plural, number), options)
        for number, options in enumerate(session.params[plural])
    ]
    outcomes = reconcile(session, requested, settings)
    _show(session, outcomes)
    failed = [outcome for outcome in outcomes if outcome.error]
    if failed:
        session.result["errors"] = [
            {"name": outcome.step.name, "message": session.masking.text(outcome.error or "")}
            for outcome in failed
        ]
        session.fail(
            "%d of %d %s failed: %s"
            % (
                len(failed),
                len(outcomes),
                session.resource.labels,
                "; ".join(results.messages(failed)),
            )
        )


def _show(session: Session, outcomes: list[Outcome]) -> None:
    resource = session.resource
    objects = [results.object_after(resource, outcome) for outcome in outcomes]
    session.result.update(
        {
            resource.plural: [obj for obj in objects if obj is not None],
            "plan": [outcome.entry(resource) for outcome in outcomes],
            "changes": [
                results.changes(resource, outcome)
                for outcome in outcomes
                if outcome.step.action == "update" and not outcome.error
            ],
            "counts": results.counts(outcomes),
        }
    )
    session.show_diff(*results.many_diff(resource, outcomes))
