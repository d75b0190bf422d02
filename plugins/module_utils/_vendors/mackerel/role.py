# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Mackerel roles, which are parts of services. Private to oncall.routing."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from ..._describe.hooks import Hooks, Usage
from ..._describe.kind import Identity, Kind, Listing
from ..._describe.reference import Key
from ..._describe.resource import Resource
from ..._describe.text import Str
from ..._describe.update import Replace
from . import kinds
from .alert_group_setting import ALERT_GROUP_SETTING
from .downtime import DOWNTIME
from .gateway import MACKEREL
from .rules import MEMO_STAYS, NAME, monitors_by_scope

if TYPE_CHECKING:
    from typing import Any

    from ..._describe.hooks import Pairs
    from ..._describe.markers import Row


def _complete(gateway: Any, pairs: Pairs) -> list[Row]:
    """The rows with their memos, which only the list of a service's roles shows. Sends one request
    for each service.
    """
    memos: dict[tuple[str, str], Row] = {}
    for service in sorted({row["service"] for row, dummy in pairs}):
        listed = Kind(
            "role",
            "role",
            Listing(kinds.ROLE.calls.within % quote(service, safe=""), unwrap=("roles",)),
            Identity(id="name"),
            labels="roles of the service %r" % service,
        )
        memos.update(
            ((service, row.get("name")), {key: row[key] for key in row if key == "memo"})
            for row in gateway.rows(listed, fresh=True)
        )
    return [
        dict(row, **memos[row["service"], row["name"]])
        for row, dummy in pairs
        if (row["service"], row["name"]) in memos
    ]


ROLE = Resource(
    MACKEREL,
    kinds.ROLE,
    "roles",
    about=[
        (
            "A role is a part of a service, such as its web servers or its databases. Hosts belong"
            " to roles."
        ),
        (
            "Its service and its name identify it. Mackerel has no call that renames or"
            " changes a role: a task reports a different memo and leaves it."
        ),
        (
            "In C(purge_scope) the name of a role is C(service:role), so C(name_prefix)"
            " C(service:) means all roles of a service."
        ),
    ],
    update=Replace(),
    hooks=Hooks(complete=_complete),
    usage=Usage(users=(ALERT_GROUP_SETTING, DOWNTIME), also_used=monitors_by_scope),
    fields={
        "service": Key(
            "service",
            help="Name of the service, which must exist.",
            check_with=NAME,
            required=True,
        ),
        "name": Str(
            "Name of the role, unique within its service: 2 to 63 letters, digits, C(-) and C(_),"
            " beginning with a letter or digit.",
            blank=False,
            check_with=NAME,
            required=True,
        ),
        "memo": Str(
            "A description. Only the creation of the role sets it; a task reports a different one.",
            silent=True,
            fixed=MEMO_STAYS,
            reported=True,
        ),
    },
)
