# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is read again before a write, because somebody else may have written since the plan was
made. Private to oncall.routing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._describe.markers import UNKNOWN
from .._describe.problems import RoutingError
from .compare import members

if TYPE_CHECKING:
    from .._describe.markers import Object
    from .._describe.resource import Resource
    from .._plan.step import Step
    from .live_list import LiveList
    from .outcome import Outcome
    from .protocols import Rows

#: Seconds after which the list is read again before an update that replaces the whole object, and
#: before a delete.
STALE_AFTER = 5.0
#: The same before an update that adds elements to a list or removes them: others do so too.
SHARED_STALE_AFTER = 1.0


def is_stale(age: float, shared: bool = False) -> bool:
    """Whether a list of this age (in seconds) is too old to write by. shared: elements are added
    to a list or removed.
    """
    return age > (SHARED_STALE_AFTER if shared else STALE_AFTER)


def replaces(resource: Resource, step: Step) -> bool:
    """Whether an update overwrites what the task does not name: the whole object, or a group of
    its options.
    """
    return resource.update.replaces or any(
        name.startswith(group + ".")
        for group in resource.update.whole_groups
        for name in step.fields
    )


def rows_to_write_by(live: LiveList, shared: bool = False, since: float = 0.0) -> Rows | None:
    """The rows by id of a list that is young enough to write by; None where that of the plan is.

    shared: elements are added to a list or removed, so the plan's own list never is. since: when
    another task of this machine wrote, by the gateway's clock.
    """
    stale = (
        live.others_write
        or since >= live.began
        or is_stale(live.gateway.age(live.resource), shared)
    )
    if stale or (shared and live.seen is None):
        return live.fresh()
    return live.seen


def merge(live: LiveList, outcome: Outcome, rows: Rows) -> set[str]:
    """Takes over what somebody else changed since the plan was made, and returns these options.

    Raises RoutingError where it is an option that the task manages, or the object is gone.
    """
    resource, row = live.resource, live.whole_row(outcome.ident, rows)
    if row is None:
        raise RoutingError("somebody deleted it while this task ran; run the task again")
    now: Object = resource.read(row)
    # an option that the first answer did not show, and nobody requests, is as this one shows it
    outcome.after.update(
        (name, value) for name, value in now.items() if outcome.after[name] is UNKNOWN
    )
    before = outcome.base or outcome.before or {}
    changed = resource.differences(before, now, list(resource.fields))
    foreign = [name for name in changed if name not in outcome.members]
    live.others_write = live.others_write or bool(foreign)
    for name in changed:
        field = resource.fields[name]
        if name in outcome.members:
            mode, elements = outcome.members[name]
            outcome.after[name] = members(resource, name).combined(mode, now[name], elements)
            continue
        if name in outcome.step.requested and resource.differences(now, outcome.after, [name]):
            raise RoutingError(
                "somebody changed %s while this task ran, from %s to %s; look at it and run the"
                " task again" % (name, field.show(before[name]), field.show(now[name]))
            )
        outcome.after[name] = now[name]
    outcome.row, outcome.base = row, now
    return set(changed)


def refuse_renamed(live: LiveList, outcome: Outcome, rows: Rows | None) -> None:
    """Raises RoutingError where the object that is to be deleted has another name by now. rows:
    of ``rows_to_write_by``.
    """
    row = (rows or {}).get(outcome.ident)
    name = outcome.step.name if row is None else live.resource.title(live.resource.read(row))
    if name != outcome.step.name:
        raise RoutingError(
            "somebody renamed it to %r while this task ran; look at it and run the task again"
            % name
        )
