# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Mackerel notification groups. Private to oncall.routing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..._describe.hooks import Guards, Usage
from ..._describe.kind import ReadOnly
from ..._describe.lists import SetOf
from ..._describe.numbers import Bool
from ..._describe.record import Record
from ..._describe.reference import Key, Ref
from ..._describe.resource import Resource
from ..._describe.text import Enum, Str
from ..._describe.update import Replace
from . import kinds
from .gateway import MACKEREL

if TYPE_CHECKING:
    from ..._describe.markers import Row


def _protected(row: Row) -> str | None:
    return "the default notification group" if row.get("type") == "group-default" else None


NOTIFICATION_GROUP = Resource(
    MACKEREL,
    kinds.NOTIFICATION_GROUP,
    "notification_groups",
    about=[
        (
            "A notification group passes the notifications of its monitors and services to"
            " channels and to other groups."
        ),
        (
            "A task with C(child_channels) reads the list of channels, and warns about those"
            " that Mackerel has suspended."
        ),
        (
            "A task deletes a group that others contain only with C(force=true), or together"
            " with them."
        ),
        (
            "Every organization has one default notification group. Mackerel neither renames"
            " nor deletes it; its other options can change."
        ),
        ("Mackerel does not require names to be unique. Give the id where a name is not unique."),
    ],
    update=Replace(keeps_unknown=True),
    guards=Guards(protected=_protected),
    usage=Usage(touches=()),
    shown={
        "type": ReadOnly(
            "type", "str", "V(group-default) for the default notification group.", usual="group"
        )
    },
    hints={400: "the default notification group can be neither renamed nor deleted"},
    fields={
        "name": Str("Name of the notification group.", blank=False, required=True),
        "notification_level": Enum(
            ["all", "critical"],
            default="all",
            help=(
                "The notifications that the group passes on: V(all), or with V(critical)"
                " those of the states Critical and Unknown, and an OK only after one of"
                " these. A new group gets V(all)."
            ),
        ),
        "child_notification_groups": SetOf(
            Ref("notification_group"),
            api="childNotificationGroupIds",
            aliases=["child_notification_group_ids"],
            help=(
                "Notification groups within this group, by name or id. Groups must not"
                " contain each other."
            ),
        ),
        "child_channels": SetOf(
            Ref("channel"),
            api="childChannelIds",
            aliases=["child_channel_ids"],
            help=(
                "Channels that receive the notifications, by name or id. They may have any"
                " type, also one that only the web console creates."
            ),
        ),
        "monitors": SetOf(
            by="monitor",
            left_out=True,
            help="Monitors whose notifications this group receives.",
            item=Record(
                {
                    "monitor": Ref(
                        "monitor",
                        api="id",
                        aliases=["id"],
                        required=True,
                        help=(
                            "The monitor, by name or id. Give the id where the name is not unique."
                        ),
                    ),
                    "skip_default": Bool(
                        "Whether no other notification group receives alerts of this monitor."
                    ),
                }
            ),
        ),
        "services": SetOf(
            Key("service"),
            wrap="name",
            left_out=True,
            help="Names of the services whose notifications this group receives.",
        ),
    },
)
