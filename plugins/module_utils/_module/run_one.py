# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The module for one object. Private to oncall.routing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._plan.settings import Settings
from . import arguments, results
from .host import Host
from .reconcile import Requested, reconcile
from .session import Session

if TYPE_CHECKING:
    from .._describe.resource import Resource

#: Settings that this module has; its other options may be those of the object.
SETTINGS = ("on_unspecified", "force", "keep_used", "update_secrets")


def run_one(resource: Resource, host: Host | None = None) -> None:
    """Runs the module for one object of a resource, and ends it. ``host``: where it runs, a process
    of its own unless given.
    """
    host = host or Host()
    with host.process_state():
        session = Session(resource, arguments.one_spec(resource), host)
        with session.reporting():
            _reconcile(session)


def _reconcile(session: Session) -> None:
    resource, params = session.resource, session.params
    settings = Settings({name: params.get(name) for name in SETTINGS}, session.options)
    settings.check()
    (outcome,) = reconcile(session, [Requested("", params)], settings)
    session.result.update(
        {
            resource.kind: results.object_after(resource, outcome),
            "plan": [outcome.entry(resource)],
        }
    )
    session.show_diff(*results.one_diff(resource, outcome))
    if outcome.error:
        session.fail(outcome.error)
