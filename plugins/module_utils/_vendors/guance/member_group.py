# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Guance / TrueWatch teams. Private to oncall.routing."""

from __future__ import annotations

from ..._resource.containers import SetOf
from ..._resource.fields import Str
from ..._resource.problems import Gone, RoutingError
from ..._resource.resource import Resource
from .alert_policy import ALERT_POLICY
from .gateway import BASE, GUANCE
from .notify_object import NOTIFY_OBJECT
from .people import Member


def read_members(gateway, pairs):
    """Rows with who is in the teams, which the list tells by names alone; one request each."""
    found = []
    for row, dummy in pairs:
        doing = "Could not read the team %r" % row.get("name")
        try:
            data = gateway.call("GET", BASE + "/workspace/member_group/get", doing, params={"groupUUID": row["uuid"]})
        except Gone:
            continue
        people = data["content"].get("groupMembers") if isinstance(data.get("content"), dict) else None
        if not isinstance(people, list):
            raise RoutingError("%s: the answer has no groupMembers (traceId %s). Check api_url or site" % (doing, data.get("traceId")))
        found.append(dict(row, accountUUIDs=[one["uuid"] for one in people if isinstance(one, dict) and one.get("uuid")]))
    return found


MEMBER_GROUP = Resource(
    GUANCE, "member_group", "member_groups",
    about=[
        "A team is a list of members of the workspace that alert policies can tell as one.",
        "The same API serves both brands, Guance and TrueWatch.",
        "The vendor's list does not say who is in a team, so each team that a task names costs one more request.",
    ],
    add="/workspace/member_group/add", modify="/workspace/member_group/%s/modify", remove="/workspace/member_group/%s/delete",
    complete=read_members, reads_whole=True, users=(ALERT_POLICY, NOTIFY_OBJECT),
    fields={
        "name": Str("Name of the team, of at most 48 characters.", blank=False, longest=48, required=True),
        "members": SetOf(Member(), api="accountUUIDs", aliases=["account_uuids"], silent=True, help=[
            "Who is in it: e-mail addresses of members of the workspace, or UUIDs (C(acnt_...)). C(member:) may stand in front of an address.",
            "A name is accepted too where only one member has it."]),
    },
)
