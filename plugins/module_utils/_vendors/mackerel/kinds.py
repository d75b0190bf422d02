# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The kinds of Mackerel's objects. Private to oncall.routing."""

from __future__ import annotations

from typing import Any, Sequence

from ..._describe.kind import Identity, Kind, Listing, ReadOnly
from ..._describe.markers import Frozen, Row
from ..._describe.problems import NotWhole
from ..._describe.times import utc


class Calls(Frozen):
    """What writes are sent to, where it is not the path of the list.

    within: the path, with ``%s`` for the name of the object that holds the written one.
    """

    def __init__(self, *, within: str) -> None:
        self.within = within
        self._seal(Calls)


def _roles(rows: Sequence[Row]) -> Sequence[Row]:
    """The rows of roles, from the rows of the services that hold them."""
    found: list[Row] = []
    for row in rows:
        roles = [] if row.get("roles", "") is None else row.get("roles")
        if not isinstance(roles, list) or not all(isinstance(role, str) and role for role in roles):
            raise NotWhole(
                "Could not list roles: the service %r of the answer does not show the names of its"
                " roles. Check api_url" % row.get("name")
            )
        found.extend({"service": row.get("name"), "name": role} for role in roles)
    return found


def _role_name(row: Row) -> str:
    """``service:role``; a row that is no role has its name."""
    return row.get("id") or ":".join(
        row[part] for part in ("service", "name") if isinstance(row.get(part), str) and row[part]
    )


def _suspended(since: Any) -> str:
    try:
        when = " since %s" % utc(since)
    except (TypeError, ValueError, OverflowError):
        when = ""
    return (
        "is suspended%s, because deliveries kept failing: nothing is delivered through it until it"
        " is resumed in the web console" % when
    )


ALERT_GROUP_SETTING = Kind(
    "alert_group_setting",
    "alert group setting",
    # the key is snake_case in an older document and camelCase on the live service (M32)
    Listing("/api/v0/alert-group-settings", unwrap=("alertGroupSettings", "alert_group_settings")),
)
CHANNEL = Kind(
    "channel",
    "channel",
    Listing("/api/v0/channels", unwrap=("channels",)),
    Identity(detail=lambda row: "(%s)" % row.get("type")),
    shown={
        "suspended_at": ReadOnly(
            "suspendedAt",
            "int",
            usual=0,
            off=_suspended,
            help=(
                "The time since which Mackerel delivers nothing through it, because"
                " deliveries kept failing; seconds since 1970."
            ),
        )
    },
)
CHECK = Kind(
    "check",
    "check monitor",
    Listing("/api/v0/monitoring/checks", unwrap=("checks",), query={"limit": 100}, optional=True),
    Identity(detail=lambda row: "(check monitor)"),
)
DOWNTIME = Kind("downtime", "downtime", Listing("/api/v0/downtimes", unwrap=("downtimes",)))
MONITOR = Kind(
    "monitor",
    "monitor",
    # a connectivity monitor may have no name (M91)
    Listing("/api/v0/monitors", unwrap=("monitors",), also="check", nameless=True),
    Identity(
        names=(
            lambda row: (
                row.get("name") or ("connectivity" if row.get("type") == "connectivity" else None)
            ),
        ),
        detail=lambda row: "(%s)" % row.get("type"),
    ),
)
NOTIFICATION_GROUP = Kind(
    "notification_group",
    "notification group",
    Listing("/api/v0/notification-groups", unwrap=("notificationGroups",)),
)
ROLE = Kind(
    "role",
    "role",
    Listing("/api/v0/services", unwrap=("services",), expand=_roles, reads_whole=True),
    Identity(
        has_id=False,
        ident_of=_role_name,
        names=(_role_name,),
        key=("service", "name"),
        unique=True,
    ),
    calls=Calls(within="/api/v0/services/%s/roles"),
)
SERVICE = Kind(
    "service",
    "service",
    Listing("/api/v0/services", unwrap=("services",)),
    Identity(id="name", has_id=False, unique=True),
)
USER = Kind(
    "user",
    "user",
    Listing("/api/v0/users", unwrap=("users",)),
    Identity(
        names=(lambda row: row.get("email"), lambda row: row.get("screenName")),
        detail=lambda row: "(%s)" % row.get("email"),
    ),
)

KINDS = (
    ALERT_GROUP_SETTING,
    CHANNEL,
    CHECK,
    DOWNTIME,
    MONITOR,
    NOTIFICATION_GROUP,
    ROLE,
    SERVICE,
    USER,
)
