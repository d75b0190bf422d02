# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""From an object to what is sent. Private to oncall.routing."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Collection

from .._text import unreadable
from .field import Field, without
from .markers import MASK, NOTHING, UNKNOWN, Body, Object, Row
from .problems import LONGEST_QUOTED, RoutingError, holds_address

if TYPE_CHECKING:
    from .resource import Resource


class Payload:
    """One object on its way to the vendor.

    given: the options of the task. row: what the vendor shows of the object, None for a create.
    """

    def __init__(
        self, resource: Resource, obj: Object, given: Collection[str], row: Row | None
    ) -> None:
        self.resource = resource
        self.obj = obj
        self.given = given
        self.row = row
        self.groups = {resource.group_of[name] for name in given}

    def body(self, bare: bool) -> Body:
        """All of the object, or what an update that merges has to send. ``bare``: without keys that
        have no field.
        """
        resource, update = self.resource, self.resource.update
        row = self.row if not bare else None
        body = self._without_field(row) if update.keeps_unknown and row else {}
        # a merging update replaces lists all the same
        over = row is not None and (update.keeps_unknown or not update.replaces)
        for name, field in resource.named(self.obj).items():
            value, group = self.obj[name], resource.group_of[name]
            if not self._goes(name, field) or value is UNKNOWN:
                continue
            if field.unset is not NOTHING and value == field.unset:
                continue
            target = body
            if group:
                target = body.setdefault(
                    resource.groups[group][0], {} if row is None else self._rest_of(group, row)
                )
            # a cleared option keeps no stored keys
            if over and row is not None and (value or name not in self.given):
                raw = resource.inside(group, row).get(field.api)
                target[field.api] = field.write_over(value, raw)
            else:
                target[field.api] = field.write(value)
        body = resource.hooks.finish(body, self.obj)
        _refuse_unreadable(body, self.row)
        return body

    def unknown(self) -> list[str]:
        """Options whose stored value is UNKNOWN, and which would have to be sent."""
        return [
            name
            for name, field in self.resource.named(self.obj).items()
            if self.obj[name] is UNKNOWN
            and not field.once
            and not field.kept
            and self._goes(name, field)
        ]

    def _goes(self, name: str, field: Field) -> bool:
        """Whether an option is part of what is sent."""
        replaces, exists = self.resource.update.replaces, self.row is not None
        if exists and (field.once or (field.fixed and not replaces)):
            return False
        if field.send == "changed":
            return (replaces or name in self.given) and not self._is_settled(name)
        if replaces or name in self.given:
            return True
        if not exists or field.send not in ("always", "with_group"):
            return False
        if field.send == "always":
            return True
        is_default = field.has_default and self.obj[name] == field.default
        return self.resource.group_of[name] in self.groups and not is_default

    def _is_settled(self, name: str) -> bool:
        """Whether the option, or its whole group, is as it is stored already, or as the vendor
        makes it by itself.
        """
        group, fields = self.resource.group_of[name], self.resource.fields
        for other in [one for one in fields if self.resource.group_of[one] == group]:
            if (group or other == name) and not self._is_same(other, fields[other]):
                return False
        return True

    def _is_same(self, name: str, field: Field) -> bool:
        """Whether an option is as it is stored; a create finds the default there."""
        value = self.obj[name]
        if value is UNKNOWN:
            return True
        stored = (
            field.default if self.row is None else self.resource.read_field(name, field, self.row)
        )
        return stored is not UNKNOWN and bool(field.key(stored) == field.key(value))

    def _without_field(self, row: Row) -> Body:
        """Keys of the row that have no field and may go back. A null says nothing, and not every
        vendor takes one back.
        """
        resource = self.resource
        known = {field.api for name, field in resource.fields.items() if "." not in name}
        known |= {api for api, dummy in resource.groups.values()}
        return {
            key: value
            for key, value in row.items()
            if value is not None and key not in known and key not in resource.read_only
        }

    def _rest_of(self, group: str, row: Row) -> Body:
        """What of a group has no field, where an update replaces the group."""
        resource, update = self.resource, self.resource.update
        if not update.keeps_unknown and group not in update.whole_groups:
            return {}
        known = {
            field.api for name, field in resource.fields.items() if resource.group_of[name] == group
        }
        return without(resource.inside(group, row), known)


def screened(resource: Resource, body: Row) -> Body:
    """See :meth:`Resource.screened`."""
    group_by_key = {api: name for name, (api, dummy) in resource.groups.items()}
    shown: Body = {}
    for key, value in body.items():
        group = group_by_key.get(key, "")
        if group and isinstance(value, dict):
            shown[key] = {
                inner: _screened(resource, group, inner, one) for inner, one in value.items()
            }
        else:
            shown[key] = value if key == resource.id else _screened(resource, "", key, value)
    return shown


def _screened(resource: Resource, group: str, api: str, value: Any) -> Any:
    fields = [
        field
        for name, field in resource.fields.items()
        if field.api == api and resource.group_of[name] == group
    ]
    # options of different variants may share a key
    if len(fields) > 1 and any(field.holds_secret for field in fields):
        return MASK
    return fields[0].screened(value) if fields else MASK


def _refuse_unreadable(body: Body, row: Row | None) -> None:
    """Refuses a body with a text that the vendor's answer does not really show."""
    texts = unreadable(row)
    sent = json.dumps(body, ensure_ascii=False) if texts else ""
    for text in texts:
        halves = re.findall(r"\\ud[89a-f][0-9a-f]{2}", text)
        if not any(json.dumps(half)[1:-1] in sent for half in halves):
            continue
        long = holds_address(text) or len(text) > LONGEST_QUOTED
        raise RoutingError(
            "%s that the vendor shows is no valid Unicode, so it can't be sent back as it is; give"
            " the option that holds it, or put it right in the vendor's console"
            % ("a text" if long else "'%s'" % text)
        )
