# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Mackerel channels (docs/vendors/mackerel.md)."""

from __future__ import annotations

import re

from ..checks import boolean, list_of, one_of, record, text
from .kind import Kind, refuse

WRITABLE = ("email", "slack", "webhook")
EVENTS = ("alert", "alertGroup", "hostStatus", "hostRegister", "hostRetire", "monitor")
_FIELDS = {
    "email": {
        "emails": list_of(text(pattern=r"[^@\s]+@[^@\s]+")),
        "userIds": list_of(text(1)),
        "events": list_of(one_of(*EVENTS)),
    },
    "slack": {
        "url": text(pattern=r"(?i:https?)://\S+"),
        "enabledGraphImage": boolean,
        "events": list_of(one_of(*EVENTS)),
        "mentions": record(optional={"ok": text(1), "warning": text(1), "critical": text(1)}),
    },
    "webhook": {
        "url": text(pattern=r"(?i:https?)://\S+"),
        "enabledGraphImage": boolean,
        "events": list_of(one_of(*EVENTS)),
    },
}
#: These every answer shows, set or not.
_ALWAYS = {
    "email": {"emails": [], "userIds": [], "events": []},
    "slack": {"mentions": {}, "enabledGraphImage": False, "events": []},
    "webhook": {"enabledGraphImage": False, "events": []},
}


def _empty(value, path, found):
    """A field of another type: tolerated when it says nothing."""
    if value:
        found.odd(path, "does not belong to this type of channel")


def _rule(kind, create):
    fields = dict(_FIELDS[kind])
    required = {"type": one_of(*WRITABLE), "name": text(1)}
    if "url" in fields:
        required["url"] = fields.pop("url")
    foreign = {
        key: _empty for other in WRITABLE for key in _FIELDS[other] if key not in _FIELDS[kind]
    }
    optional = {**foreign, **fields}
    if create:
        optional["addToDefaultNotificationGroup"] = boolean
        forbidden = {"id": "is made by the server", "suspendedAt": "is read-only"}
    else:
        optional["id"] = text(1)
        forbidden = {
            "addToDefaultNotificationGroup": "is for POST only",
            "suspendedAt": "is read-only",
        }
    return record(
        required,
        optional,
        odd_missing=("events",) if create else tuple(fields),
        forbidden=forbidden,
    )


_RULES = {(kind, create): _rule(kind, create) for kind in WRITABLE for create in (True, False)}


class Channels(Kind):
    """Three types can be written; all the others are only listed."""

    table = "channels"
    path = "/channels"
    label = "channel"
    references_as = "channel"

    def rule_for(self, call, stored):
        kind = call.body.get("type") if isinstance(call.body, dict) else None
        if stored and stored["type"] not in WRITABLE:
            refuse(call, 400, f"a channel of type {stored['type']} cannot be updated")
        if stored and kind in WRITABLE and kind != stored["type"]:
            refuse(call, 400, "the type of a channel cannot be changed")
        if kind not in WRITABLE:
            call.entry["violations"].append(f"a channel of type {kind!r} cannot be written")
            refuse(call, 400, "invalid type")
        return _RULES[(kind, stored is None)]

    def meaning(self, call, body, stored):
        # whether somebody who has left may stay in it is not known; of other references it is
        known = {
            *call.account.table("users"),
            *(
                (stored or {}).get("userIds") or ()
                if call.settings["stored_strangers"] == "taken"
                else ()
            ),
        }
        strangers = [ident for ident in body.get("userIds") or () if ident not in known]
        if strangers:
            refuse(call, 400, f"not a member of the organization: {', '.join(strangers)}")

    def stored_form(self, call, body, stored):
        kept = {
            key: value
            for key, value in body.items()
            if key != "addToDefaultNotificationGroup" and (value or key != "mentions")
        }
        own = {"name", "type", *_FIELDS[body["type"]]}
        known = {key for fields in _FIELDS.values() for key in fields}
        row = {key: value for key, value in kept.items() if key in own or key not in known}
        return {**row, "suspendedAt": (stored or {}).get("suspendedAt")}

    def view(self, call, row):
        out = call.shape.view(
            row,
            sets=("emails", "userIds", "events"),
            empties={"suspendedAt": None},
            always=_ALWAYS.get(row["type"]),
        )
        return call.shape.numbers(out, ("suspendedAt",))

    def created(self, call, row):
        if not call.body.get("addToDefaultNotificationGroup", True):
            return
        for group in call.account.rows("notificationGroups"):
            if group.get("type") == "group-default":
                children = [*group["childChannelIds"], row["id"]]
                call.account.save(
                    "notificationGroups", group["id"], {**group, "childChannelIds": children}
                )
                return


def valid_mail(value):
    return re.fullmatch(r"[^@\s]+@[^@\s]+", value) is not None


KINDS = (Channels(),)
