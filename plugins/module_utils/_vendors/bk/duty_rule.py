# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""BlueKing Monitor duty rules: whose turn it is. Private to oncall.routing."""

from __future__ import annotations

import datetime
import json
import re

from ..._resource.containers import Listing, Record, SetOf
from ..._resource.fields import UNKNOWN, UNSET, Bool, Enum, Field, Int, Str
from ..._resource.problems import join, quoted
from ..._resource.resource import Resource
from . import user_group
from .gateway import BK
from .parts import allowed, name_of, person, same_name

#: A day, and what may follow: minutes, seconds, an offset.
_TIME = re.compile(r"(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(:\d\d)?(?:\.\d+)?)?\s*(Z|[+-]\d\d:?\d\d)?", re.I)


def _spelled(text):
    """A time as the server spells it: ``2025-01-01 00:00:00+0800``, or without offset."""
    found = _TIME.fullmatch(text)
    if not found:
        return text
    day, minutes, seconds, zone = found.groups()
    spelled = "%s %s%s%s" % (day, minutes or "00:00", seconds or ":00", (zone or "").upper().replace(":", "").replace("Z", "+0000"))
    return spelled if _moment(spelled) else text


def _moment(text):
    """The time, with its offset or without; None where it is none."""
    for form in ("%Y-%m-%d %H:%M:%S%z", "%Y-%m-%d %H:%M:%S"):
        try:
            return datetime.datetime.strptime(text, form)
        except ValueError:
            pass
    return None


def _time(help, **kwargs):
    return Str(help, strip=True, clean=_spelled, **kwargs,
               check_with=lambda text: None if _moment(text) else "%s is not a time like 2035-01-01 09:00:00+0800" % quoted(text))


class Shift(Listing):
    """Who is on duty together. Ansible can't declare options within a list in a list, so that what it would refuse is refused here."""

    def spec(self):
        return {"type": "list"}

    def _parse(self, value, path, problems, stored):
        for number, one in enumerate(value if isinstance(value, list) else ()):
            for key in one if isinstance(one, dict) else ():
                if key not in self.item.fields:
                    problems.add(join(join(path, number), key), "is not an option here; there are %s" % ", ".join(sorted(self.item.fields)))
        return super()._parse(value, path, problems, stored)

    def check(self, value, path, problems):
        super().check(value, path, problems)
        for number, one in enumerate(value):
            if one in value[:number]:
                problems.add(join(path, number), "is the same as %s" % join(path, value.index(one)))


class Arrange(Record):
    """A part of a rota. What is left out of it the server fills in."""

    def _filled(self, found):
        return dict({"group_type": "specified", "group_number": 0}, **found)


class Free(Field):
    """A dict of which the vendor's document says no more."""

    type = "dict"

    def __init__(self, help=None, **kwargs):
        super().__init__(help, default={}, **kwargs)

    def _parse(self, value, path, problems, stored):
        if not isinstance(value, dict):
            problems.add(path, "must be a dict")
            return {}
        return value

    def read(self, raw):
        return {} if raw in UNSET else raw if isinstance(raw, dict) else UNKNOWN

    def key(self, value):
        return json.dumps(value, sort_keys=True)


def _comparable(stored, wanted):
    stored, wanted = dict(stored), dict(wanted)
    for name in ("effective_time", "end_time"):
        times = [obj[name] is not UNKNOWN and _moment(obj[name]) for obj in (stored, wanted)]
        if all(times):
            # the server reads a time without offset in its own zone, which nobody knows here; it shows all with one
            known = all(time.tzinfo for time in times)
            stored[name], wanted[name] = (time.timestamp() if known else str(time.replace(tzinfo=None)) for time in times)
    for obj in (stored, wanted):
        if obj["duty_arranges"] is not UNKNOWN:
            obj["duty_arranges"] = [dict(one, duty_time=[dict({"work_time_type": "time_range"}, **time) for time in one.get("duty_time", ())])
                                    for one in obj["duty_arranges"]]
    return stored, wanted


def _validate(case):
    if case.live is None and "enabled" not in case.given:
        case.warn("enabled", "is not given, so the rule is created switched off, which is the vendor's default: by it nobody will be on duty")


def _texts(help, **options):
    return SetOf(Str(strip=True, blank=False), help=help, **options)


DUTY_RULE = Resource(
    BK, "duty_rule", "duty_rules", id_type="int",
    about=[
        "A duty rule says whose turn it is, and when. User groups with a rota refer to it.",
        "A new rule is switched off unless C(enabled=true) is given: that is the vendor's default.",
        "A rule that user groups use can't be deleted. The vendor refuses it, so C(force=true) does not help.",
    ],
    sends="all", keeps_unknown=True, unique=True, names_checked=True, deletes_unused=True, reads_whole=True, same_name=same_name,
    read_only=("bk_biz_id", "hash", "user_groups", "user_groups_count", "create_user", "create_time", "update_user", "update_time"),
    shown=allowed("duty rule"),
    complete=lambda gateway, pairs: gateway.details(DUTY_RULE, [row for row, dummy in pairs]), users=(user_group.USER_GROUP,),
    locked=lambda row: "a duty rule of all businesses" if row.get("edit_allowed") is False else None,
    canonical=_comparable, validate=_validate,
    fields={
        "name": name_of("duty rule"),
        "category": Enum(["regular", "handoff"], help="V(regular) for fixed turns, V(handoff) for turns that people take one after the other. Required for"
                         " a new rule.", required=True),
        "enabled": Bool("Whether the rule is in force. A new one is B(not), unless this is V(true)."),
        "labels": SetOf(Str(strip=True, blank=False), help="Labels."),
        "effective_time": _time(["From when on the rule is in force, for example V(2035-01-01 00:00:00+0800). Without an offset it is a time of the"
                                 " server's zone.", "Required for a new rule."], required=True),
        "end_time": _time("Until when. Empty is for ever."),
        "duty_arranges": Listing(Arrange({
            "duty_time": Listing(Record({
                "work_type": Enum(["daily", "weekly", "monthly", "work_day", "weekend", "date_range"], help="On which days.", required=True),
                "work_days": SetOf(Int(), left_out=True, help="Days of the week or of the month."),
                "work_date_range": _texts("Ranges of dates, for V(date_range).", left_out=True),
                "work_time_type": Str("How O(duty_arranges[].duty_time[].work_time) is meant; V(time_range) unless given.", left_out=True),
                "work_time": _texts("Times of a day, for example V(20:00--08:00)."),
                "period_settings": Free("When it is the next one's turn; a dict as the vendor takes it.", left_out=True),
            }), required=True, at_least=1, help="When this part is on duty."),
            "duty_users": Listing(Shift(person("C(user) or C(group).", "Name of the user or of the group."), at_least=1), required=True, at_least=1, help=[
                "Who is on duty, in the order of the turns: a list of shifts, and each is a list of people with C(type) (C(user) or C(group)) and C(id)."]),
            "group_type": Enum(["specified", "auto"], help="Whether people are together on duty as given, or the server makes groups of them;"
                               " V(specified) unless given."),
            "group_number": Int("How many are on duty together, for V(auto).", least=0),
        }, read_only=("id", "user_group_id", "duty_rule_id", "order", "hash", "users", "need_rotation")), required=True, silent=True,
            help="The parts of the rota. Their order matters, and so does that of turns and people. Required for a new rule."),
    },
)
