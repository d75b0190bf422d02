# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Guance / TrueWatch teams. Private to oncall.routing."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from ..._describe.hooks import Hooks, Usage
from ..._describe.lists import SetOf
from ..._describe.problems import Gone, NotWhole, RoutingError
from ..._describe.resource import Resource
from ..._describe.text import Str
from ..._describe.update import Replace
from ..errors import Subject
from . import kinds
from .alert_policy import ALERT_POLICY
from .gateway import BASE, GUANCE
from .notify_object import NOTIFY_OBJECT
from .people import Member

if TYPE_CHECKING:
    from typing import Any, Dict, Optional, Sequence

    from ..._describe.hooks import Pairs
    from ..._describe.markers import Row

    #: Form of a name to {UUID: the name as it is spelled, or None of a member who has left}.
    People = Dict[Optional[str], Dict[str, Any]]

MEMBERS = kinds.MEMBER
#: So few teams are asked one by one where nothing else needs the list of members, which may have
#: many pages.
FEW = 5


def infer_members(gateway: Any, rows: Sequence[Row]) -> Sequence[Row]:
    """The rows with the members of the teams, where the names in the list of teams and the list of
    members identify them. Other rows come back as they are.
    """
    partial = [row for row in rows if "accountUUIDs" not in row]
    if len(partial) <= (0 if gateway.is_cached(MEMBERS) else FEW):
        return rows
    try:
        people = by_name(gateway.rows(MEMBERS), gateway.removed.get(MEMBERS.kind, ()))
    except RoutingError:
        # a key that may not list members can still ask for each team
        return rows
    told = {row["uuid"]: members_of(row, people) for row in partial}
    return [
        row if told.get(row["uuid"]) is None else dict(row, accountUUIDs=told[row["uuid"]])
        for row in rows
    ]


def by_name(members: Sequence[Row], removed: Sequence[Row] = ()) -> People:
    """The members that a name may mean, by its form."""
    found: People = {}
    for row, name in [(row, row.get("name")) for row in members] + [(row, None) for row in removed]:
        for name_of in MEMBERS.identity.names:
            found.setdefault(_form(name_of(row)), {})[MEMBERS.ident(row)] = name
    return found


def members_of(row: Row, people: People) -> list[str] | None:
    """UUIDs of the members of a team, by the names in its row; None where the names do not identify
    them. ``people``: see :func:`by_name`.
    """
    names, count = row.get("member_name_list"), row.get("member_count")
    if (
        not isinstance(names, list)
        or not isinstance(count, int)
        or isinstance(count, bool)
        or count != len(names)
    ):
        return None
    found: set[str] = set()
    for name in names:
        holders = people.get(_form(name), {})
        if not _form(name) or list(holders.values()) != [name]:
            return None
        found.update(holders)
    return sorted(found) if len(found) == count else None


def _form(name: Any) -> str | None:
    """A name without differences that a person may not see."""
    return (
        " ".join(unicodedata.normalize("NFKC", name).casefold().split())
        if isinstance(name, str)
        else None
    )


def read_members(gateway: Any, pairs: Pairs) -> Sequence[Row]:
    """The rows with the members of the teams. Sends one request for each team; one that is gone is
    left out.
    """
    found = []
    for row, dummy in pairs:
        doing = "Could not read the team %r" % row.get("name")
        try:
            data = gateway.call(
                "GET",
                BASE + "/workspace/member_group/get",
                Subject(doing),
                params={"groupUUID": row["uuid"]},
            )
        except Gone:
            continue
        people = (
            data["content"].get("groupMembers") if isinstance(data.get("content"), dict) else None
        )
        if not isinstance(people, list):
            raise NotWhole(
                "%s: the answer has no groupMembers%s. Check api_url or site"
                % (doing, gateway.mark(data))
            )
        if not all(
            isinstance(one, dict) and isinstance(one.get("uuid"), str) and one["uuid"]
            for one in people
        ):
            raise NotWhole(
                "%s: groupMembers of the answer has somebody without uuid%s. Check api_url or site"
                % (doing, gateway.mark(data))
            )
        found.append(dict(row, accountUUIDs=[one["uuid"] for one in people]))
    return found


MEMBER_GROUP = Resource(
    GUANCE,
    kinds.MEMBER_GROUP,
    "member_groups",
    about=[
        "A team is a list of members of the workspace. Alert policies notify it as one.",
        "The same API serves both brands, Guance and TrueWatch.",
        (
            "The vendor's list shows only the names of a team's members. If each name"
            " belongs to one member only, the list is enough to see that the team is in"
            " place."
        ),
        (
            "Any other team costs one more request. A changed team costs one more before the"
            " change and one after it."
        ),
    ],
    update=Replace(),
    hooks=Hooks(complete=read_members, infer=infer_members),
    usage=Usage(users=(ALERT_POLICY, NOTIFY_OBJECT), touches=("member",)),
    fields={
        "name": Str(
            "Name of the team, of at most 48 characters.", blank=False, longest=48, required=True
        ),
        "members": SetOf(
            Member(),
            api="accountUUIDs",
            aliases=["account_uuids"],
            silent=True,
            help=[
                (
                    "The members: e-mail addresses of members of the workspace, or UUIDs"
                    " (C(acnt_...)). C(member:) may precede an address."
                ),
                "A name is valid too if only one member has it.",
            ],
        ),
    },
)
