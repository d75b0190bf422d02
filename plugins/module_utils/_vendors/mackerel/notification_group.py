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
            "A notification group passes notifications of its monitors and services on to channels"
            " and to other groups."
        ),
        (
            "A channel that the vendor has suspended is warned about where C(child_channels) is"
            " given, because then the list of channels is read."
        ),
        "A group that others contain is deleted only with C(force=true), or together with them.",
        (
            "Every organization has one default notification group. It can be changed, but neither"
            " renamed nor deleted."
        ),
        "The vendor does not require names to be unique. Where one is not, the id has to be given.",
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
                "Which notifications the group passes on: V(all), or with V(critical) those of"
                " state Critical and Unknown, and an OK only after such. A new group gets V(all)."
            ),
        ),
        "child_notification_groups": SetOf(
            Ref("notification_group"),
            api="childNotificationGroupIds",
            aliases=["child_notification_group_ids"],
            help=(
                "Notification groups within this one, by name or id. Groups must not contain each"
                " other."
            ),
        ),
        "child_channels": SetOf(
            Ref("channel"),
            api="childChannelIds",
            aliases=["child_channel_ids"],
            help=(
                "Channels that are notified, by name or id; of every type, also those that only the"
                " web console can create."
            ),
        ),
        "monitors": SetOf(
            by="monitor",
            left_out=True,
            help="Monitors whose notifications go to this group.",
            item=Record(
                {
                    "monitor": Ref(
                        "monitor",
                        api="id",
                        aliases=["id"],
                        required=True,
                        help=(
                            "The monitor, by name or id. The names of monitors need not be unique;"
                            " give the id then."
                        ),
                    ),
                    "skip_default": Bool(
                        "Whether alerts of this monitor go to no other notification group."
                    ),
                }
            ),
        ),
        "services": SetOf(
            Key("service"),
            wrap="name",
            left_out=True,
            help="Names of the services whose notifications go to this group.",
        ),
    },
)
