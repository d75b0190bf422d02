# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Mackerel downtimes. Private to oncall.routing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..._describe.hooks import Guards, Hooks, Usage
from ..._describe.lists import SetOf
from ..._describe.markers import UNKNOWN
from ..._describe.numbers import Int
from ..._describe.record import Record
from ..._describe.reference import Key, Ref
from ..._describe.resource import Resource
from ..._describe.text import Enum, Str
from ..._describe.times import Moment, Span, utc
from ..._describe.update import Replace
from . import kinds
from .gateway import MACKEREL
from .rules import roles

if TYPE_CHECKING:
    from ..._describe.hooks import Case
    from ..._describe.markers import Object

DAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]
DAY, WEEK = 1440, 10080  # in minutes, as durations are
#: The most minutes that lie between two beginnings one interval apart. For months and years no
#: pause is longer.
UNITS = {"hourly": 60, "daily": DAY, "weekly": WEEK, "monthly": 31 * DAY, "yearly": 366 * DAY}
#: The organization's time zone is not shown anywhere. In seconds, the farthest that a zone is ahead
#: of UTC, and behind it.
AHEAD, BEHIND = 14 * 3600, 12 * 3600
#: 1970-01-05 was a Monday.
FIRST_MONDAY = 4 * 86400
TIMES = {"start", "duration", "recurrence"}


def _validate(case: Case) -> None:
    recurrence = case.obj["recurrence"]
    if "recurrence" in case.given and recurrence:
        for name in ("type", "interval"):
            if name not in recurrence:
                case.refuse(
                    "recurrence." + name,
                    "is required; {} as the whole recurrence means that it does not recur",
                )
        if "weekdays" in recurrence and recurrence.get("type") != "weekly":
            case.refuse("recurrence.weekdays", "goes with type weekly only")
    if TIMES & case.given and UNKNOWN not in (case.obj["start"], case.obj["duration"], recurrence):
        _judge_times(case, case.obj["start"], case.obj["duration"], recurrence)


def _judge_times(case: Case, start: int, duration: int, recurrence: Object) -> None:
    """Refuses an end before the beginning, and warns of times that mean something else than they
    seem to.
    """
    until = recurrence.get("until")
    if until is not None and until < start:
        if "recurrence" in case.given:
            case.refuse("recurrence.until", "%s is before start (%s)" % (utc(until), utc(start)))
        else:
            case.refuse("start", "%s is after recurrence.until (%s)" % (utc(start), utc(until)))
        return
    place = (
        "recurrence"
        if "recurrence" in case.given
        else "duration"
        if "duration" in case.given
        else "start"
    )
    longest = _longest_pause(recurrence)
    if longest and duration >= longest:
        case.warn(
            place,
            "each time lasts %s, and the next one begins after %s at the most: alerts are kept"
            " silent without a pause, %s"
            % (
                _span(duration),
                _span(longest),
                "for ever" if until is None else "until %s" % utc(until),
            ),
        )
    days = set(recurrence.get("weekdays", ()))
    if days and until is not None and not days & _days_between(start, until):
        case.warn(
            place,
            "no %s lies between start (%s) and until (%s), so it may never come"
            % (" or ".join(day for day in DAYS if day in days), utc(start), utc(until)),
        )
    if duration >= DAY and _meets_monday(start, duration, recurrence, days):
        case.warn(
            place,
            "it lasts %s: Mackerel cuts a downtime of 24 hours or more short where it crosses from"
            " Sunday into Monday, in the time zone of the organization, so alerts may be notified"
            " from then on" % _span(duration),
        )


def _longest_pause(recurrence: Object) -> int | None:
    """The most minutes from one beginning to the next; None where they are unknown."""
    kind, interval = recurrence.get("type"), recurrence.get("interval") or 0
    if kind not in UNITS or not interval:
        return None
    days = sorted(DAYS.index(day) for day in recurrence.get("weekdays", ()) if day in DAYS)
    if not days:
        return int(UNITS[kind] * interval)
    # weeks may begin on any day, so across omitted weeks only the longer pause is known
    gaps = [(after - before) * DAY for before, after in zip(days, days[1:])] + [
        (days[0] + 7 - days[-1]) * DAY
    ]
    return int(max(gaps) + WEEK * (interval - 1))


def _days_between(start: int, until: int) -> set[str]:
    """The days of the week between two times, in any time zone."""
    first, last = (start - BEHIND) // 86400, (until + AHEAD) // 86400
    return {DAYS[(number + 4) % 7] for number in range(first, min(last, first + 6) + 1)}


def _meets_monday(start: int, duration: int, recurrence: Object, days: set[str]) -> bool:
    """Whether the downtime may last while Sunday becomes Monday."""
    if days:
        # it may begin on the last minute of its day
        return any(duration > (7 - DAYS.index(day)) % 7 * DAY for day in days if day in DAYS)
    if recurrence:
        return True
    begins, ends = start - BEHIND, start + duration * 60 + AHEAD
    return (ends - 1 - FIRST_MONDAY) // (7 * 86400) > (begins - FIRST_MONDAY) // (7 * 86400)


def _span(minutes: int) -> str:
    """A duration as an option takes it."""
    parts = [(minutes // DAY, "d"), (minutes % DAY // 60, "h"), (minutes % 60, "m")]
    return "".join("%d%s" % part for part in parts if part[0])


def _ended(obj: Object, now: float) -> str | None:
    """When it ended for the last time; None where it may still have an effect. A recurring downtime
    may last for its duration beyond ``until``.
    """
    start, duration, recurrence = obj["start"], obj["duration"], obj["recurrence"]
    if UNKNOWN in (start, duration, recurrence) or not duration:
        return None
    last = recurrence.get("until") if recurrence else start
    # _judge_times refuses an end before the beginning
    if last is None or last < start or last + 60 * duration > now:
        return None
    return utc(last + 60 * duration)


DOWNTIME = Resource(
    MACKEREL,
    kinds.DOWNTIME,
    "downtimes",
    about=[
        (
            "A downtime suppresses the notifications of alerts of services, roles and"
            " monitors for a while, once or repeatedly."
        ),
        (
            "The scopes combine: a downtime suppresses an alert that matches every kind of"
            " scope in it."
        ),
        (
            "Mackerel shortens a window of 24 hours or more where it crosses from Sunday"
            " into Monday. It takes day 31 for the last day of the month."
        ),
        (
            "A task does not send a downtime that has already ended, and warns about it:"
            " Mackerel refuses it, or does not list it. A stored downtime that has ended"
            " stays."
        ),
        ("Mackerel does not require names to be unique. Give the id where a name is not unique."),
    ],
    update=Replace(keeps_unknown=True),
    hooks=Hooks(validate=_validate),
    guards=Guards(ended=_ended),
    usage=Usage(touches=()),
    fields={
        "name": Str("Name of the downtime.", blank=False, required=True),
        "memo": Str("A description.", left_out=True),
        "start": Moment(
            [
                "The time when it begins; for a recurring downtime the first time.",
                (
                    "A time in ISO 8601 with its zone (V(2035-01-07T02:00:00+09:00),"
                    " V(2035-01-06T17:00:00Z)), or seconds since 1970, as in results."
                    " Required for a new downtime."
                ),
            ],
            least=0,
            required=True,
        ),
        "duration": Span("Its length. Required for a new downtime.", least=1, required=True),
        "recurrence": Record(
            {
                "type": Enum(
                    ["hourly", "daily", "weekly", "monthly", "yearly"],
                    help="The unit of O(recurrence.interval). Required for a recurring downtime.",
                ),
                "interval": Int(
                    "Repeat every this many units. Required for a recurring downtime.", least=1
                ),
                "weekdays": SetOf(
                    Enum(DAYS),
                    left_out=True,
                    help="The days of the week. For V(weekly) only.",
                ),
                "until": Moment(
                    "The time after which it does not repeat, written like O(start). Without"
                    " it the downtime repeats for ever.",
                    least=0,
                    left_out=True,
                ),
            },
            default={},
            unset={},
            left_out=True,
            help="How it repeats. A task gives it whole. V({}) means that it does not repeat.",
        ),
        "service_scopes": SetOf(
            Key("service"), left_out=True, help="Names of the services whose alerts it suppresses."
        ),
        "service_exclude_scopes": SetOf(
            Key("service"),
            left_out=True,
            help="Names of services whose alerts it does not suppress.",
        ),
        "role_scopes": roles(
            "Full names (C(service:role)) of the roles whose alerts it suppresses."
        ),
        "role_exclude_scopes": roles(
            "Full names (C(service:role)) of roles whose alerts it does not suppress."
        ),
        "monitor_scopes": SetOf(
            Ref("monitor"),
            left_out=True,
            help="Monitors whose alerts it suppresses, by name or id.",
        ),
        "monitor_exclude_scopes": SetOf(
            Ref("monitor"),
            left_out=True,
            help="Monitors whose alerts it does not suppress, by name or id.",
        ),
    },
)
