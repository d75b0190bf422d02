# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""BlueKing Monitor duty rules: whose turn it is. Private to oncall.routing."""

from __future__ import annotations

import datetime
import json
import re
from typing import TYPE_CHECKING

from ..._describe.field import Field
from ..._describe.hooks import Guards, Hooks, Usage
from ..._describe.lists import ListOf, SetOf
from ..._describe.markers import UNKNOWN, UNSET
from ..._describe.numbers import Bool, Int
from ..._describe.problems import RoutingError, join, quoted
from ..._describe.record import Record
from ..._describe.resource import Resource
from ..._describe.text import Enum, Str
from ..._describe.update import Replace
from . import kinds, user_group
from .gateway import BK
from .parts import allowed, config_source, name_of, person, undone
from .times import comes_after, is_over, moment, offset, spelled, wall, zones_of

if TYPE_CHECKING:
    from typing import Any, Sequence

    from typing_extensions import Unpack

    from ..._describe.field import Common, Help, Stored
    from ..._describe.hooks import Case, Lists, Place
    from ..._describe.markers import Object, Row
    from ..._describe.problems import Problems
    from .times import Zones

TIMES = ("effective_time", "end_time")
_CLOCK = r"(?:[01]\d|2[0-3]):[0-5]\d"
#: How a window is written, by the type of it.
WINDOWS = {
    "time_range": (re.compile(r"%s--%s" % (_CLOCK, _CLOCK)), "09:00--18:00"),
    "datetime_range": (
        re.compile(r"(\d\d) %s--(\d\d) %s" % (_CLOCK, _CLOCK)),
        "01 09:00--05 18:00",
    ),
}
#: The last day that there is, by what days are counted in.
DAYS = {"weekly": 7, "work_day": 7, "weekend": 7, "monthly": 31}
#: Days by which the server plans what has its days by its name, as far as its code shows.
USUAL_DAYS = {"work_day": [1, 2, 3, 4, 5], "weekend": [6, 7]}


def _time(help: Help, **common: Unpack[Common]) -> Str:
    return Str(
        help,
        strip=True,
        clean=spelled,
        **common,
        check_with=lambda text: (
            None
            if moment(text)
            else "%s is not a time like 2035-01-01 09:00:00+0800" % quoted(text)
        ),
    )


def _date(text: str) -> datetime.date | None:
    try:
        return (
            datetime.datetime.strptime(text, "%Y-%m-%d").date()
            if re.fullmatch(r"\d{4}-\d\d-\d\d", text)
            else None
        )
    except ValueError:
        return None


def _dates(text: str) -> tuple[datetime.date, datetime.date] | None:
    """The first and the last day of a range; None for another text."""
    days = [_date(part.strip()) for part in text.split("--")]
    if len(days) != 2 or days[0] is None or days[1] is None:
        return None
    return days[0], days[1]


class Window(Str):
    """A time of duty. Bodies hold hours and days with two digits: the server accepts one digit, and
    then compares texts.
    """

    def _parse(self, value: Any, path: str, problems: Problems, stored: Stored) -> Any:
        text = super()._parse(value, path, problems, stored)
        return text if text in stored.values else self.key(text)

    def key(self, value: Any) -> Any:
        return re.sub(r"(?<!\d)(\d)(?=[: ]\d)", r"0\1", value)


class Shift(ListOf):
    """Who is on duty together. Ansible can't declare options within a list in a list, so the field
    refuses what Ansible would refuse.
    """

    item: Record

    def spec(self) -> dict[str, Any]:
        return {"type": "list"}

    def _parse(self, value: Any, path: str, problems: Problems, stored: Stored) -> Any:
        for number, one in enumerate(value if isinstance(value, list) else ()):
            for key in one if isinstance(one, dict) else ():
                if key not in self.item.fields:
                    problems.add(
                        join(join(path, number), key),
                        "is not an option here; there are %s" % ", ".join(sorted(self.item.fields)),
                    )
        return super()._parse(value, path, problems, stored)


class Arrange(Record):
    """A part of a rota. The server fills in omitted options."""

    def _filled(self, found: dict[str, Any]) -> Any:
        return dict({"group_type": "specified", "group_number": 0}, **found)

    def check(self, value: Any, path: str, problems: Problems) -> None:
        super().check(value, path, problems)
        if value.get("group_type") == "auto" and not value.get("group_number"):
            problems.add(join(path, "group_number"), "is required where group_type is auto")


class Duty(Record):
    """When a part is on duty. The server fills in omitted options."""

    def _filled(self, found: dict[str, Any]) -> Any:
        return dict({"work_time_type": "time_range"}, **found)

    def check(self, value: Any, path: str, problems: Problems) -> None:
        super().check(value, path, problems)
        kind, form = value.get("work_type"), value.get("work_time_type")
        for number, day in enumerate(value.get("work_days", ())):
            if kind in DAYS and not 1 <= day <= DAYS[kind]:
                problems.add(
                    join(join(path, "work_days"), number),
                    "%d is no day of a %s: these are 1 to %d"
                    % (day, "month" if kind == "monthly" else "week, Monday is 1", DAYS[kind]),
                )
        self._check_windows(
            value.get("work_time", ()), kind, form, join(path, "work_time"), problems
        )
        if kind in ("weekly", "monthly") and form == "time_range" and not value.get("work_days"):
            problems.add(
                join(path, "work_days"),
                "is required where work_type is %s, or nobody is ever on duty" % kind,
            )
        if kind == "date_range":
            self._check_dates(
                value.get("work_date_range", ()), join(path, "work_date_range"), problems
            )

    @staticmethod
    def _check_windows(
        windows: list[str], kind: Any, form: Any, path: str, problems: Problems
    ) -> None:
        for number, window in enumerate(windows if form in WINDOWS else ()):
            found = WINDOWS[form][0].fullmatch(window)
            if not found:
                problems.add(
                    join(path, number),
                    "%s is not like %s, which is how a %s is written"
                    % (quoted(window), WINDOWS[form][1], form),
                )
            for day in found.groups() if found else ():
                if not 1 <= int(day) <= DAYS.get(kind, 31):
                    problems.add(
                        join(path, number),
                        "%s is no day: these are 01 to %02d" % (day, DAYS.get(kind, 31)),
                    )
        if form == "datetime_range" and len(windows) > 1:
            problems.add(
                join(path, 1), "a datetime_range has one window: the server looks at the first only"
            )

    @staticmethod
    def _check_dates(ranges: list[str], path: str, problems: Problems) -> None:
        if not ranges:
            problems.add(path, "is required where work_type is date_range")
        for number, text in enumerate(ranges):
            days = _dates(text)
            if not days:
                problems.add(
                    join(path, number),
                    "%s is not a range of dates like 2035-02-01--2035-02-07" % quoted(text),
                )
            elif days[0] > days[1]:
                problems.add(join(path, number), "%s ends before it starts" % quoted(text))


class Free(Field):
    """A dict. The vendor's document does not say what is in it."""

    type = "dict"

    def __init__(self, help: Help, *, left_out: bool = False) -> None:
        super().__init__(help, default={}, left_out=left_out)

    def _parse(self, value: Any, path: str, problems: Problems, stored: Stored) -> Any:
        if not isinstance(value, dict):
            problems.add(path, "must be a dict")
            return {}
        return value

    def read(self, raw: Any) -> Any:
        return {} if raw in UNSET else raw if isinstance(raw, dict) else UNKNOWN

    def key(self, value: Any) -> Any:
        return json.dumps(value, sort_keys=True)


def _comparable(stored: Object, wanted: Object) -> tuple[Object, Object]:
    stored, wanted = dict(stored), dict(wanted)
    for name in TIMES:
        there, asked = (
            None if obj[name] is UNKNOWN else moment(obj[name]) for obj in (stored, wanted)
        )
        if there and asked and there.tzinfo and asked.tzinfo:
            stored[name], wanted[name] = there.timestamp(), asked.timestamp()
        elif there and asked and asked.tzinfo:
            # no answer shows the zone of the stored time, so a difference is unknown
            stored[name] = wanted[name]
        elif there and asked:
            stored[name], wanted[name] = (str(time.replace(tzinfo=None)) for time in (there, asked))
    return stored, wanted


def _zones(lists: Lists) -> Zones | None:
    """The offsets of the server's zone, by the stamps of duty rules, or else of user groups; None
    where neither exist.
    """
    rows: Sequence[Row] = ()
    for kind in (kinds.DUTY_RULE, kinds.USER_GROUP):
        try:
            rows = rows or lists.rows(kind)
        except RoutingError:
            return None  # this user may not list them
    return zones_of(rows) if rows else None


def _settle(obj: Object, lists: Lists, place: Place | None = None) -> Object:
    """Turns times with an offset into wall times of the server's zone, which the server stores.
    Without any object they stay: newer servers take them.
    """
    times = ((name, moment(obj.get(name))) for name in TIMES)
    moments = {name: time for name, time in times if time is not None and time.tzinfo}
    zones = _zones(lists) if moments else None
    if zones and len(zones) == 1:
        zone = next(iter(zones))
        return dict(obj, **{name: wall(time, zone) for name, time in moments.items()})
    if zones is None or place is None:
        return obj
    for name in moments:
        place.refuse(
            name,
            "%s, so what the server's clocks show then is not known; give the time as they show it,"
            " without offset"
            % (
                "the server's zone has several offsets (%s)"
                % ", ".join(sorted(offset(zone) for zone in zones))
                if zones
                else (
                    "no answer shows the offset of the server's zone (in create_time or"
                    " update_time)"
                )
            ),
        )
    return obj


def _validate(case: Case) -> None:
    if case.live is None and "enabled" not in case.given:
        case.warn(
            "enabled",
            "is not given, so the rule is created switched off, which is the vendor's default: by"
            " it nobody will be on duty",
        )
    zones = zones_of([case.row]) if case.row else ()
    start, end = (case.obj[name] if case.obj[name] is not UNKNOWN else "" for name in TIMES)
    first, last = moment(start), moment(end)
    if first and last and not comes_after(last, first, zones):
        case.refuse(
            "end_time" if "end_time" in case.given else "effective_time",
            "the rule would end (%s) before it starts (%s)" % (end, start),
        )
    elif is_over(end, zones, case.settings.now):
        case.warn("end_time", "%s is past, so that nobody is on duty by this rule" % end)
    if "duty_arranges" in case.given:
        if not case.obj["duty_arranges"]:
            case.warn("duty_arranges", "is empty, so that nobody is on duty by this rule")
        for number, part in enumerate(case.obj["duty_arranges"]):
            for second, time in enumerate(part.get("duty_time", ())):
                _warn_of(
                    case,
                    "duty_arranges[%d].duty_time[%d]" % (number, second),
                    time,
                    start,
                    end,
                    zones,
                )


def _warn_of(case: Case, path: str, time: Any, start: str, end: str, zones: Zones) -> None:
    """Warns of a time of duty that never comes, or no longer comes."""
    usual = USUAL_DAYS.get(time.get("work_type"))
    if (
        case.writes
        and usual
        and not time.get("work_days")
        and time["work_time_type"] == "time_range"
    ):
        case.warn(
            path + ".work_days",
            "is not given, and as far as the vendor's code shows its planning takes the days of a"
            " %s from here: give %s, or nobody may be on duty" % (time["work_type"], usual),
        )
    texts = time.get("work_date_range", ()) if time.get("work_type") == "date_range" else ()
    ranges = [days for days in map(_dates, texts) if days]
    if ranges and len(ranges) == len(texts):
        if all(is_over("%s 23:59:59" % last, zones, case.settings.now) for dummy, last in ranges):
            case.warn(
                path + ".work_date_range", "is past, so that nobody is on duty by it any more"
            )
        elif all(
            (start and str(last) < start[:10]) or (end and str(first) > end[:10])
            for first, last in ranges
        ):
            case.warn(
                path + ".work_date_range",
                "has no day on which the rule is in force, so that nobody is ever on duty by it",
            )


DUTY_RULE = Resource(
    BK,
    kinds.DUTY_RULE,
    "duty_rules",
    about=[
        "A duty rule says who is on duty, and when. User groups with a rota refer to it.",
        (
            "A new rule is switched off unless the task has C(enabled=true): that is the"
            " vendor's default."
        ),
        (
            "The vendor refuses to delete a rule that user groups use, so C(force=true) does"
            " not help."
        ),
    ],
    update=Replace(
        keeps_unknown=True,
        read_only=(
            "bk_biz_id",
            "hash",
            "user_groups",
            "user_groups_count",
            "create_user",
            "create_time",
            "update_user",
            "update_time",
        ),
    ),
    shown=dict(allowed("duty rule"), **config_source("duty rule")),
    hooks=Hooks(
        complete=lambda gateway, pairs: gateway.details(
            kinds.DUTY_RULE, [row for row, dummy in pairs]
        ),
        canonical=_comparable,
        settle=_settle,
        validate=_validate,
    ),
    guards=Guards(
        locked=lambda row: (
            "a duty rule of all businesses" if row.get("edit_allowed") is False else None
        ),
        undone_by=undone,
        deletes_unused=True,
    ),
    usage=Usage(users=(user_group.USER_GROUP,)),
    fields={
        "name": name_of("duty rule"),
        "category": Enum(
            ["regular", "handoff"],
            help=(
                "V(regular) for fixed shifts, V(handoff) for shifts that people take in"
                " turns. Required for a new rule."
            ),
            required=True,
        ),
        "enabled": Bool(
            "Whether the rule is in force. A new rule is B(not) in force unless this is V(true)."
        ),
        "labels": SetOf(Str(strip=True, blank=False), help="Labels."),
        "effective_time": _time(
            [
                (
                    "The time from which the rule is in force, for example V(2035-01-01"
                    " 00:00:00). Without an offset it is a time of the server's zone, as the"
                    " vendor stores and shows it. With an offset (V(2035-01-01"
                    " 00:00:00+0900)) it is the same moment on the server's clocks."
                ),
                "Required for a new rule.",
            ],
            required=True,
        ),
        "end_time": _time(
            "The time until which the rule is in force, written like O(effective_time)."
            " Empty means for ever.",
            kept=True,
        ),
        "duty_arranges": ListOf(
            Arrange(
                {
                    "duty_time": ListOf(
                        Duty(
                            {
                                "work_type": Enum(
                                    [
                                        "daily",
                                        "weekly",
                                        "monthly",
                                        "work_day",
                                        "weekend",
                                        "date_range",
                                    ],
                                    help="The kind of days.",
                                    required=True,
                                ),
                                "work_days": SetOf(
                                    Int(),
                                    left_out=True,
                                    help=[
                                        (
                                            "Days of the week, V(1) to V(7), or of the month, V(1)"
                                            " to V(31). Required for V(weekly) and V(monthly)."
                                        ),
                                        (
                                            "Give V([1, 2, 3, 4, 5]) with V(work_day) and"
                                            " V([6, 7]) with V(weekend) too: by the vendor's"
                                            " code, its planning takes the days from this"
                                            " option."
                                        ),
                                    ],
                                ),
                                "work_date_range": SetOf(
                                    Str(strip=True, blank=False),
                                    left_out=True,
                                    help=(
                                        "Ranges of dates, for example V(2035-02-01--2035-02-07)."
                                        " Required for V(date_range)."
                                    ),
                                ),
                                "work_time_type": Enum(
                                    list(WINDOWS),
                                    help=(
                                        "The form of"
                                        " O(duty_arranges[].duty_time[].work_time). The"
                                        " default is V(time_range)."
                                    ),
                                    left_out=True,
                                ),
                                "work_time": SetOf(
                                    Window(strip=True, blank=False),
                                    required=True,
                                    nullable=True,
                                    at_least=1,
                                    help=[
                                        (
                                            "Times of a day, for example V(20:00--08:00). An"
                                            " end before its start means the next day."
                                        ),
                                        (
                                            "For V(datetime_range) one window from one day"
                                            " of the week or month to another, for example"
                                            " V(01 09:00--05 18:00)."
                                        ),
                                    ],
                                ),
                                "period_settings": Free(
                                    "When the next shift takes over; a dict as the vendor"
                                    " takes it.",
                                    left_out=True,
                                ),
                                # it knows an unchanged part by all that is in it, and plans a
                                # changed one anew
                            },
                            keeps_empty=True,
                        ),
                        required=True,
                        at_least=1,
                        help="When this part is on duty.",
                    ),
                    "duty_users": ListOf(
                        Shift(
                            person("C(user) or C(group).", "Name of the user or of the group."),
                            at_least=1,
                            distinct=True,
                        ),
                        required=True,
                        at_least=1,
                        help=[
                            (
                                "Who is on duty, in the order of the shifts: a list of shifts."
                                " Each shift is a list of people with C(type) (C(user) or"
                                " C(group)) and C(id)."
                            )
                        ],
                    ),
                    "group_type": Enum(
                        ["specified", "auto"],
                        help=(
                            "Whether the shifts are the groups on duty, or the server makes"
                            " groups of the people. The default is V(specified)."
                        ),
                    ),
                    "group_number": Int(
                        "The number of people on duty together. For V(auto).", least=0
                    ),
                },
                read_only=(
                    "id",
                    "user_group_id",
                    "duty_rule_id",
                    "order",
                    "hash",
                    "users",
                    "need_rotation",
                ),
            ),
            required=True,
            silent=True,
            numbered="order",
            distinct=True,
            help=[
                (
                    "The parts of the rota. Their order has a meaning, and so has the order"
                    " of shifts and people. Required for a new rule."
                ),
                "A task refuses two equal parts: the vendor stores them as one.",
            ],
        ),
    },
)
