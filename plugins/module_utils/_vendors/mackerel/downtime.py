# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Mackerel downtimes. Private to oncall.routing."""

from __future__ import annotations

from ..._resource.containers import Record, SetOf
from ..._resource.fields import Enum, Int, Key, Moment, Ref, Span, Str
from ..._resource.resource import Resource
from .gateway import MACKEREL
from .rules import roles

DAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]


def _validate(case):
    recurrence = case.obj["recurrence"]
    if "recurrence" not in case.given or not recurrence:
        return
    for name in ("type", "interval"):
        if name not in recurrence:
            case.refuse("recurrence." + name, "is required; {} as the whole recurrence means that it does not recur")
    if "weekdays" in recurrence and recurrence.get("type") != "weekly":
        case.refuse("recurrence.weekdays", "goes with type weekly only")


DOWNTIME = Resource(
    MACKEREL, "downtime", "downtimes", "downtime", "/api/v0/downtimes", touches=(),
    about=[
        "A downtime keeps alerts of services, roles and monitors from being notified for a while, once or again and again.",
        "The scopes narrow it down together: an alert is kept silent if it fits all kinds of scopes that are given.",
        "The vendor cuts a window of 24 hours or more short where it crosses from Sunday into Monday, and takes day 31 for the last day of the month.",
        "The vendor does not require names to be unique. Where one is not, the id has to be given.",
    ],
    unwrap=("downtimes",), keeps_unknown=True, validate=_validate,
    fields={
        "name": Str("Name of the downtime.", blank=False, required=True),
        "memo": Str("A description.", left_out=True),
        "start": Moment(["When it begins, for a recurring one the first time.",
                         "A time in ISO 8601 with its zone (V(2035-01-07T02:00:00+09:00), V(2035-01-06T17:00:00Z)), or seconds since 1970, which"
                         " is also what is returned. Required for a new downtime."], least=0, required=True),
        "duration": Span("How long it lasts. Required for a new downtime.", least=1, required=True),
        "recurrence": Record({
            "type": Enum(["hourly", "daily", "weekly", "monthly", "yearly"], help="The unit of O(recurrence.interval). Required if it recurs."),
            "interval": Int("After how many of these units it comes again. Required if it recurs.", least=1),
            "weekdays": SetOf(Enum(DAYS), left_out=True, help="On which days of the week, with V(weekly) only."),
            "until": Moment("After when it does not come again; a time like O(start). Left out, it comes again for ever.", least=0, left_out=True),
        }, default={}, unset={}, left_out=True, help="How it comes again, given whole. V({}) means that it does not recur."),
        "service_scopes": SetOf(Key("service"), left_out=True, help="Names of the services that are silent."),
        "service_exclude_scopes": SetOf(Key("service"), left_out=True, help="Names of services that are not."),
        "role_scopes": roles("Full names (C(service:role)) of the roles that are silent."),
        "role_exclude_scopes": roles("Full names (C(service:role)) of roles that are not."),
        "monitor_scopes": SetOf(Ref("monitor"), left_out=True, help="Monitors that are silent, by name or id."),
        "monitor_exclude_scopes": SetOf(Ref("monitor"), left_out=True, help="Monitors that are not, by name or id."),
    },
)
