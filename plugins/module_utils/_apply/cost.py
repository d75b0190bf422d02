# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How many requests a plan takes. Private to oncall.routing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .second_look import is_stale, replaces

if TYPE_CHECKING:
    from .._describe.resource import Resource
    from .._plan.step import Step
    from .protocols import Gateway, Plan


def requests_needed(resource: Resource, plan: Plan, gateway: Gateway) -> int:
    """How many requests a plan takes: its writes, and what is read again before them, because it
    becomes stale while they wait for the vendor's limit, and after them.
    """
    changes = [step for step in plan.steps if step.action in ("create", "update")]
    deletes = [step for step in plan.steps if step.action == "delete"]
    if not changes and not deletes:
        return 0
    listing = gateway.list_costs(resource, len([one for one in changes if one.action == "create"]))
    sent, read, looked = 0, -gateway.age(resource), False
    # of the objects that one request deletes the first stands for all
    for step in changes + deletes[:: gateway.batch(resource)]:
        if _looks_before(resource, step):
            shared = step.action == "update" and bool(step.members)
            stale = is_stale(gateway.forecast(sent) - read, shared) or (shared and not looked)
            looked = looked or stale
            if stale:
                sent += listing
                read = gateway.forecast(sent)
            # an object of which the list shows too little is read by itself
            sent += looked and step.action == "update" and resource.listing.reads_whole
        sent += 1
    return sent + listing + (len(changes) if resource.listing.reads_whole else 0)


def _looks_before(resource: Resource, step: Step) -> bool:
    """Whether the executor writes a step only by a list that is not stale."""
    return step.action == "delete" or (
        step.action == "update" and (bool(step.members) or replaces(resource, step))
    )
