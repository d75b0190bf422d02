# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The kinds of Guance's objects. Private to oncall.routing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..._describe.kind import Identity, Kind, Listing, ReadOnly
from ..._describe.markers import Frozen, Row
from ..._describe.problems import quoted
from .calendar import spent

if TYPE_CHECKING:
    from ..._describe.hooks import RowToText


class Calls(Frozen):
    """What writes are sent to; ``%s`` in a path stands for the id.

    add, modify: a path, or the paths of v2 and of v1. ident_key: key of the body that holds the id
    of what is modified, where the path does not.
    remove: a path that is sent as a GET, or path and key of the body that holds the id, or ids.
    remove_all: path and key of the call that deletes several. skip_key: key by which a deletion
    says that the object may be in use.
    """

    def __init__(
        self,
        *,
        add: str | tuple[str, str],
        modify: str | tuple[str, str],
        remove: str | tuple[str, str],
        ident_key: str | None = None,
        remove_all: tuple[str, str] | None = None,
        skip_key: str | None = None,
    ) -> None:
        self.add = add
        self.modify = modify
        self.remove = remove
        self.ident_key = ident_key
        self.remove_all = remove_all
        self.skip_key = skip_key
        self._seal(Calls)


def _of_script(key: str) -> RowToText:
    """A key of a monitor's script. People see its title; its name may be another text, and
    monitorName of a row is the name of its group (G130).
    """

    def found(row: Row) -> str | None:
        script = row.get("jsonScript")
        return script.get(key) if isinstance(script, dict) else None

    return found


MONITOR_NAMES = (_of_script("title"), _of_script("name"), lambda row: row.get("name"))


def _called(row: Row) -> str:
    """Title and name of a monitor, where they differ."""
    title, name = (name_of(row) for name_of in MONITOR_NAMES[:2])
    return "(title %r, name %r)" % (title, name) if title and name and title != name else ""


def switch(label: str, then: str) -> dict[str, ReadOnly]:
    """The sign of the status. The vendor documents its values for checkers only (G29)."""
    return {
        "status": ReadOnly(
            "status",
            "int",
            "The status of the %s, if it is not V(0) (on). V(2) most likely means off." % label,
            usual=0,
            off=lambda value: (
                "has the status %s, where 0 is on: it seems to be switched off, so that %s;"
                " look at it in the console" % (quoted(value), then)
            ),
        )
    }


def rights(label: str) -> dict[str, ReadOnly]:
    """The signs of whether this user may change an object, in both spellings."""
    return {
        name: ReadOnly(
            api,
            "bool",
            "V(%s) if this API key may neither change nor delete the %s."
            % (str(not usual).lower(), label),
            usual=usual,
            denied="what this API key may not touch (%s is %s)" % (api, str(not usual).lower()),
        )
        for name, api, usual in (
            ("allow_operation", "allow_operation", True),
            ("forbidden_operation", "forbiddenOperation", False),
        )
    }


#: No document says that each has a name (G136).
RULES = Kind(
    "rule",
    "checker",
    Listing("/checker/list", page_size=100, nameless=True),
    Identity(id="uuid", names=MONITOR_NAMES),
)
#: The list has smart monitors only with this filter (G131).
SMART = Kind(
    "smart_monitor",
    "smart monitor",
    Listing("/checker/list", page_size=100, nameless=True, query={"type": "smartMonitor"}),
    Identity(id="uuid", names=MONITOR_NAMES),
)
INSPECTIONS = Kind(
    "inspection",
    "smart inspection",
    Listing("/self_built_checker/list", page_size=100, nameless=True, optional=True),
    Identity(id="uuid", names=MONITOR_NAMES),
)
SLOS = Kind("slo", "SLO", Listing("/slo/list", page_size=100, optional=True), Identity(id="uuid"))

ALERT_POLICY = Kind(
    "alert_policy",
    "alert policy",
    Listing("/alert_policy/list", page_size=100),
    Identity(id="uuid"),
    labels="alert policies",
    calls=Calls(
        add=("/alert_policy/add_v2", "/alert_policy/add"),
        modify=("/alert_policy/%s/modify_v2", "/alert_policy/%s/modify"),
        remove=("/alert_policy/delete", "alertPolicyUUIDs"),
        remove_all=("/alert_policy/delete", "alertPolicyUUIDs"),
    ),
)
CHECKER = Kind(
    "checker",
    "checker",
    # other checks than these may use a policy; no document excludes it
    Listing("/checker", partial=True, parts=(RULES, SMART, INSPECTIONS, SLOS)),
    Identity(id="uuid", names=MONITOR_NAMES, any_name=True, detail=_called),
)
MEMBER = Kind(
    "member",
    "member",
    Listing("/workspace/members/list", page_size=100, none_is_404=True),
    Identity(
        id="uuid",
        prefixes="acnt_",
        names=(lambda row: row.get("email"), lambda row: row.get("name")),
        detail=lambda row: "(%s)" % row.get("email"),
    ),
)
MEMBER_GROUP = Kind(
    "member_group",
    "team",
    Listing("/workspace/member_group/list", reads_whole=True),
    Identity(id="uuid", prefixes="group_"),
    calls=Calls(
        add="/workspace/member_group/add",
        modify="/workspace/member_group/%s/modify",
        remove="/workspace/member_group/%s/delete",
    ),
)
NOTICE_DATE = Kind(
    "notice_date",
    "notice date",
    Listing("/notice/date/list", page_size=100, answers_as={"dates": "noticeDates"}),
    Identity(id="uuid", prefixes="ndate_"),
    spent=spent,
    calls=Calls(
        add="/notice/date/add",
        modify="/notice/date/%s/modify",
        remove=("/notice/date/delete", "noticeDatesUUIDs"),
        remove_all=("/notice/date/delete", "noticeDatesUUIDs"),
        skip_key="skipRefCheck",
    ),
)
NOTIFY_OBJECT = Kind(
    "notify_object",
    "notify object",
    Listing("/notify_object/list", page_size=100, masks_secrets=True),
    Identity(id="uuid", prefixes="notify_", detail=lambda row: "(%s)" % row.get("type")),
    shown=switch("notify object", "nothing is sent through it"),
    calls=Calls(
        add="/notify_object/create",
        modify="/notify_object/modify",
        ident_key="notifyObjectUUID",
        remove=("/notify_object/delete", "notifyObjectUUID"),
        remove_all=("/notify_object/batch_delete", "notifyObjectUUIDs"),
    ),
)
ROLE = Kind(
    "role", "role", Listing("/role/list", page_size=100), Identity(id="uuid", prefixes="role_")
)

KINDS = (
    ALERT_POLICY,
    CHECKER,
    MEMBER,
    MEMBER_GROUP,
    NOTICE_DATE,
    NOTIFY_OBJECT,
    ROLE,
)
