# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Mackerel alert group settings. Private to oncall.routing."""

from __future__ import annotations

from ..._describe.hooks import Usage
from ..._describe.lists import SetOf
from ..._describe.reference import Key, Ref
from ..._describe.resource import Resource
from ..._describe.text import Str
from ..._describe.times import Span
from ..._describe.update import Replace
from . import kinds
from .gateway import MACKEREL
from .rules import roles

ALERT_GROUP_SETTING = Resource(
    MACKEREL,
    kinds.ALERT_GROUP_SETTING,
    "alert_group_settings",
    about=[
        (
            "An alert group setting gathers alerts of services, roles and monitors into one"
            " alert group. Mackerel sends one notification for the group."
        ),
        "A setting gathers an alert that matches its services or roles, and its monitors.",
        (
            "Only channels whose events include alert groups announce them. Such channels no"
            " longer announce the single alerts."
        ),
        ("Mackerel does not require names to be unique. Give the id where a name is not unique."),
    ],
    update=Replace(keeps_unknown=True),
    usage=Usage(touches=()),
    fields={
        # answers leave out every unset key but the name
        "name": Str("Name of the alert group setting.", blank=False, required=True),
        "memo": Str("A description.", left_out=True),
        "service_scopes": SetOf(
            Key("service"),
            left_out=True,
            help="Names of the services whose alerts the setting gathers.",
        ),
        "role_scopes": roles(
            "Full names (C(service:role)) of the roles whose alerts the setting gathers."
        ),
        "monitor_scopes": SetOf(
            Ref("monitor"),
            left_out=True,
            help="Monitors whose alerts the setting gathers, by name or id.",
        ),
        "notification_interval": Span(
            "Repeat the notification after this time while alerts are open; V(0) means never.",
            least=0,
            unset=0,
            left_out=True,
        ),
    },
)
