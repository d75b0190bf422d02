# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""BlueKing Monitor user groups: the native form of a notice group. Private to oncall.routing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ..._describe.hooks import Guards, Hooks, Usage
from ..._describe.kind import ReadOnly
from ..._describe.lists import ListOf, SetOf
from ..._describe.markers import UNKNOWN, UNSET
from ..._describe.numbers import Bool, Int
from ..._describe.problems import quoted
from ..._describe.record import Part, Record
from ..._describe.resource import Resource
from ..._describe.text import Enum, Str, matches
from ..._describe.times import Span
from ..._describe.update import Replace
from . import kinds
from .gateway import BK
from .parts import (
    BOT,
    LEVELS,
    PHASES,
    Numbered,
    NumberRef,
    TimeZone,
    allowed,
    config_source,
    name_of,
    person,
    undone,
)

if TYPE_CHECKING:
    from typing import Any, Mapping

    from typing_extensions import Unpack

    from ..._describe.field import Common, Help
    from ..._describe.hooks import Case, Lists
    from ..._describe.markers import Object, Row

#: The options that decide about a rota.
ROTA = {"need_duty", "duty_rules", "channels"}
#: Ways that tell chats, which they have to be given.
WITH_CHATS = (BOT, "bkchat")
_CLOCK = r"([01]\d|2[0-3]):[0-5]\d(?::[0-5]\d)?"
_RANGE = re.compile(r"(%s)--(%s)" % (_CLOCK, _CLOCK))


WHOLE_DAY = ("00:00", "23:59")
OF_A_PART = (
    "An omitted key keeps its stored value. The vendor requires the required keys also where"
    " this is off. An empty dict removes all of it."
)


def hours(text: str) -> Any:
    """The part of a time range that the server compares; the text itself where it is no range."""
    found = _RANGE.fullmatch(text)
    return (found.group(1)[:5], found.group(3)[:5]) if found else text


class TimeRange(Str):
    """A range of times of a day. The server keeps the text as it is."""

    def __init__(self, help: Help | None = None, **common: Unpack[Common]) -> None:
        super().__init__(
            help,
            strip=True,
            blank=False,
            clean=lambda text: re.sub(r"(^|--)(\d):", r"\g<1>0\2:", text),
            check_with=matches(_RANGE.pattern, "a range like 09:00--18:00"),
            **common,
        )

    def key(self, value: Any) -> Any:
        return hours(value)


class Members(SetOf):
    """People who are members without a rota. The server keeps them in duty rows. It notifies
    everybody in any row of a group; a body holds them as one row.

    Older rows hold a rota of their own. No list of members says whom it notifies.
    """

    def read_in(self, holder: Row) -> Any:
        return (
            UNKNOWN
            if holder.get("need_duty") and own_rota(holder.get(self.api))
            else super().read_in(holder)
        )

    def read(self, raw: Any) -> Any:
        if raw in UNSET:
            return super().read(raw)
        if not isinstance(raw, list) or not all(
            isinstance(row, dict) and isinstance(row.get("users", ""), (list, type(None)))
            for row in raw
        ):
            return UNKNOWN
        return super().read([one for row in raw for one in row["users"] or ()])

    def unseen(self, raw: Any) -> list[str]:
        return [
            "[%d].users" % number
            for number, row in enumerate(raw)
            if isinstance(row, dict) and "users" not in row
        ] or super().unseen(raw)

    def write(self, value: Any) -> Any:
        return [{"users": super().write(value)}]


def own_rota(raw: Any) -> list[Any]:
    """The duty rows in which a group keeps a rota itself, in a form older than duty rules, without
    the server's own keys.
    """
    rows = (
        [row for row in raw if isinstance(row, dict) and row.get("duty_users")]
        if isinstance(raw, list)
        else []
    )
    return [
        {
            key: value
            for key, value in row.items()
            if key not in ("id", "user_group_id", "duty_rule_id", "hash") and value not in UNSET
        }
        for row in rows
    ]


class Level(Record):
    """The ways of one level or phase. Older servers show data that was saved in an older form as it
    is: names in C(type), chats in C(chatid).
    """

    @staticmethod
    def _translated(raw: Any) -> Any:
        # data in the newer form has an empty older form (B25)
        if (
            not isinstance(raw, dict)
            or raw.get("notice_ways")
            or not isinstance(raw.get("type"), list)
            or not raw["type"]
        ):
            return raw
        chats = [chat.strip() for chat in str(raw.get("chatid") or "").split(",") if chat.strip()]
        return dict(
            raw,
            notice_ways=[
                dict({"name": name}, **({"receivers": chats} if name == BOT else {}))
                for name in dict.fromkeys(map(str, raw["type"]))
            ],
        )

    def read_all(self, raw: Any) -> Any:
        return super().read_all(self._translated(raw))

    def unseen(self, raw: Any) -> list[str]:
        return super().unseen(self._translated(raw))

    def write_over(self, value: Any, raw: Any) -> Any:
        return super().write_over(value, self._translated(raw))


def notices(key: str, spellings: Mapping[str, str], who: str, help: list[str]) -> ListOf:
    """When and how a group notifies people: of alerts by level, of actions by phase (``key``)."""
    option = {"level": "alert", "phase": "action"}[key] + "_notice[]"
    return ListOf(
        Record(
            {
                "time_range": TimeRange(
                    "The time of day, for example V(09:00--18:00). Seconds make no"
                    " difference. A range may cross midnight.",
                    required=True,
                ),
                "notify_config": SetOf(
                    Level(
                        {
                            key: Numbered(spellings, who, required=True),
                            "notice_ways": _ways(key),
                        },
                        # an older form of the ways, which would override them
                        read_only=("type", "chatid"),
                    ),
                    by=key,
                    help="The ways of notification for each %s." % key,
                ),
            }
        ),
        by="time_range",
        required=True,
        silent="the server can't show a level with wxwork-bot that has no chat",
        help=help
        + [
            (
                "The first range that includes the time decides, so their order has a"
                " meaning. Outside the ranges the group notifies nobody."
            ),
            "Required for a new group. O(%s.notify_config) is a list with one element for each %s."
            % (option, key),
        ],
    )


def _ways(key: str) -> SetOf:
    """The ways of one level or phase."""
    return SetOf(
        Record(
            {
                "name": Str(
                    "V(weixin), V(mail), V(sms), V(voice), V(rtx), V(wxwork-bot), V(bkchat) or"
                    " another way of the site.",
                    strip=True,
                    blank=False,
                    required=True,
                ),
                "receivers": SetOf(
                    Str(strip=True, blank=False),
                    left_out=True,
                    help=(
                        "Chats of V(wxwork-bot), or of V(bkchat) as C(channel|id). Required"
                        " for these two."
                    ),
                ),
            }
        ),
        by="name",
        help="The ways. An empty list means the same as no such %s." % key,
    )


def _filled(notices: Any) -> Any:
    """The notices without levels and phases that have no way: these make no difference."""
    return (
        notices
        if notices is UNKNOWN
        else [
            dict(
                one,
                notify_config=[
                    config for config in one.get("notify_config", ()) if config.get("notice_ways")
                ],
            )
            for one in notices
        ]
    )


def _comparable(stored: Object, wanted: Object) -> tuple[Object, Object]:
    stored, wanted = (
        dict(obj, **{name: _filled(obj[name]) for name in ("alert_notice", "action_notice")})
        for obj in (stored, wanted)
    )
    return stored, wanted


def _check_notices(case: Case, option: str) -> None:
    # stored notices may lack required options
    ranges = [hours(notice.get("time_range", "")) for notice in case.obj[option]]
    for first, notice in enumerate(case.obj[option]):
        if case.writes and ranges[first] in ranges[:first]:
            case.refuse(
                "%s[%d].time_range" % (option, first),
                "is the same as %s[%d].time_range, which decides"
                % (option, ranges.index(ranges[first])),
            )
        for second, config in enumerate(notice.get("notify_config", ())):
            for third, way in enumerate(config.get("notice_ways", ())):
                here = "%s[%d].notify_config[%d].notice_ways[%d].receivers" % (
                    option,
                    first,
                    second,
                    third,
                )
                if way.get("name") in WITH_CHATS and not way.get("receivers"):
                    case.refuse(here, "%s needs at least one" % way["name"])
                for fourth, chat in enumerate(way.get("receivers", ())):
                    if way.get("name") == "bkchat" and "|" not in chat:
                        case.refuse(
                            "%s[%d]" % (here, fourth), "%s is not like channel|id" % quoted(chat)
                        )
                    if way.get("name") == BOT and "," in chat:
                        case.refuse(
                            "%s[%d]" % (here, fourth),
                            "%s holds a comma, by which the notice group calls tell chats apart;"
                            " give each chat as an element of its own" % quoted(chat),
                        )


def several_rows(row: Row) -> bool:
    """Whether people are in several duty rows that differ."""
    rows = [one for one in row.get("duty_arranges") or () if isinstance(one, dict)]
    return len({repr(USER_GROUP.fields["users"].read([one])) for one in rows}) > 1


def _check_duty_notice(case: Case) -> None:
    for option in ("duty_notice.plan_notice", "duty_notice.personal_notice"):
        field, value = USER_GROUP.fields[option], case.obj[option]
        for name in (
            field.lacking(value) if isinstance(field, Part) and value is not UNKNOWN else ()
        ):
            case.refuse(
                "%s.%s" % (option, name),
                "is required, also where enabled is false, and none is stored",
            )


def _validate(case: Case) -> None:
    _check_duty_notice(case)
    if "users" in case.given and case.row and several_rows(case.row) and not case.writes:
        case.warn(
            "users",
            "the people are in several duty rows, and without a rota the server may go by the first"
            " that names any alone; another list of users makes one row of them",
        )
    for option in ("alert_notice", "action_notice"):
        if option in case.given:
            _check_notices(case, option)
    if UNKNOWN not in [case.obj[name] for name in ROTA]:
        _check_rota(case)
    if (
        "users" in case.given
        and not case.obj["users"]
        and case.live
        and case.live["users"] not in (UNKNOWN, [])
    ):
        case.refuse(
            "users",
            "the members can't all be taken away: an empty list changes nothing at the vendor;"
            " leave one, or delete the group",
        )


def _check_rota(case: Case) -> None:
    """Checks a group whose rota is known."""
    obj = case.obj
    if ROTA & case.given and obj["need_duty"]:
        if not obj["duty_rules"]:
            case.refuse("duty_rules", "a rota (need_duty) needs at least one rule")
        if "user" not in obj["channels"]:
            case.refuse("channels", "a rota (need_duty) needs the channel user")
    if obj["need_duty"] and not obj["duty_rules"]:
        _check_own_rota(case)
    for number, rule in enumerate(obj["duty_rules"]):
        if rule in obj["duty_rules"][:number]:
            case.refuse(
                "duty_rules[%d]" % number,
                "is the same as duty_rules[%d]" % obj["duty_rules"].index(rule),
            )


def _check_own_rota(case: Case) -> None:
    """Checks a group that may keep its rota in itself."""
    if not own_rota((case.row or {}).get("duty_arranges")):
        return
    case.warn(
        "duty_rules",
        "the group keeps its rota in itself, in a form older than duty rules: who is on duty by"
        " it is shown as duty_arranges",
    )
    if "users" in case.given:
        case.refuse(
            "users",
            "who is told is decided by the rota that the group keeps in itself; give need_duty:"
            " false too",
        )
    if case.writes:
        case.refuse(
            "duty_rules",
            "the server saves no group whose rota is kept in the group itself: give duty_rules,"
            " or need_duty: false and users",
        )


def alert_notices(row: Row) -> list[Any]:
    """The time ranges of a row; empty where it does not show them."""
    notices = USER_GROUP.read(row)["alert_notice"] if row.get("alert_notice") else []
    return [] if notices is UNKNOWN else notices


def _comes(span: Any, now: str) -> bool:
    """Whether the server takes a time of the day as within a range; it never does for an invalid
    range.
    """
    if not isinstance(span, tuple):
        return False
    start, end = span
    return bool(start <= now <= end if start <= end else now >= start or now <= end)


def times_apart(notices: Any) -> list[tuple[str, str, bool]]:
    """(from, to, whether the group notifies anybody) of each part of the day that differs from the
    first time range.
    """
    if not notices:
        return []
    spans = [hours(one.get("time_range") or "--".join(WHOLE_DAY)) for one in notices]
    said = [
        sorted(
            (
                config.get("level", ""),
                sorted(
                    (way.get("name", ""), sorted(way.get("receivers", ())))
                    for way in config["notice_ways"]
                ),
            )
            for config in one["notify_config"]
        )
        for one in _filled(notices)
    ]
    day = ["%02d:%02d" % divmod(minute, 60) for minute in range(24 * 60)]
    told = [next((says for span, says in zip(spans, said) if _comes(span, now)), []) for now in day]
    # start where the first range begins, so that midnight cuts no part
    begin = day.index(spans[0][0]) if spans[0][0] in day else 0
    parts: list[tuple[str, str, bool] | None] = []
    for now, says in list(zip(day, told))[begin:] + list(zip(day, told))[:begin]:
        last = parts[-1] if parts else None
        if says == said[0]:
            parts.append(None)
        elif last and last[2] == bool(says):
            parts[-1] = (last[0], now, bool(says))
        else:
            parts.append((now, now, bool(says)))
    return [part for part in parts if part]


def lost_in_notice_group(row: Row) -> list[str]:
    """The parts of a group that the notice group calls can't hold, and lose when they save it."""
    notices = alert_notices(row)
    ways = [
        way
        for one in notices
        for config in one.get("notify_config", ())
        for way in config.get("notice_ways", ())
    ]
    lost = (
        ["its %d time ranges" % len(notices)]
        if len(notices) > 1
        else [
            "its time range %s" % one["time_range"]
            for one in notices
            if one.get("time_range") and hours(one["time_range"]) != WHOLE_DAY
        ]
    )
    names = {
        way.get("name", "an unnamed way")
        for way in ways
        if way.get("receivers") and way.get("name") != BOT
    }
    return lost + ["the recipients of %s" % name for name in sorted(names)]


def used_groups(lists: Lists) -> dict[str, list[str]]:
    """Id of a group to its uses, as the server counts them. For strategies that only escalate to a
    group it shows no more than that the group can't be deleted.
    """
    found: dict[str, list[str]] = {}
    for row in lists.rows(USER_GROUP):
        # an answer for a single group has two counts of rules; one of them is always 0
        counts = (
            (row.get("strategy_count"), "strategy"),
            (row.get("rule_count") or row.get("rules_count"), "assign rule"),
        )
        texts = [
            "%s %s" % (count, label if count == 1 else label.replace("gy", "gie") + "s")
            for count, label in counts
            if count
        ]
        if texts or row.get("delete_allowed") is False:
            found[USER_GROUP.ident(row)] = texts or ["something (delete_allowed is false)"]
    return found


USER_GROUP = Resource(
    BK,
    kinds.USER_GROUP,
    "user_groups",
    about=[
        (
            "A user group says who receives the alerts of a business: when, in which ways"
            " for each level, and by which rota."
        ),
        (
            "It is the native form of a notice group, and the ids are the same. Only this"
            " form has several time ranges, rotas, mentions, channels and notices about"
            " actions."
        ),
        (
            "A task that changes or deletes a group of BlueKing's as-code warns about it:"
            " the next import there undoes the change."
        ),
        (
            "A task with C(duty_rules) reads the list of duty rules, and warns about those"
            " that are switched off or over."
        ),
        (
            "The vendor refuses to delete a group that strategies or assign rules use, so"
            " C(force=true) does not help."
        ),
    ],
    update=Replace(
        keeps_unknown=True,
        read_only=(
            "bk_biz_id",
            "users",
            "mention_type",
            "app",
            "hash",
            "strategy_count",
            "rules_count",
            "rule_count",
            "create_user",
            "create_time",
            "update_user",
            "update_time",
            "duty_rules_info",
            "duty_plans",
        ),
    ),
    shown=dict(
        allowed("user group"),
        **dict(
            config_source("user group"),
            duty_arranges=ReadOnly(
                "duty_arranges",
                "list",
                "The rota of a group that keeps it in itself, in a form older than duty"
                " rules. A task can only replace it, with duty rules.",
                shape=own_rota,
            ),
        ),
    ),
    hooks=Hooks(
        complete=lambda gateway, pairs: gateway.details(
            kinds.USER_GROUP, [row for row, dummy in pairs]
        ),
        canonical=_comparable,
        validate=_validate,
    ),
    guards=Guards(
        locked=lambda row: (
            "a group of all businesses" if row.get("edit_allowed") is False else None
        ),
        undone_by=undone,
        deletes_unused=True,
    ),
    usage=Usage(also_used=used_groups),
    groups={"duty_notice": ("duty_notice", "Notices about the rota.")},
    fields={
        "name": name_of("user group"),
        "desc": Str("A description.", strip=True),
        "alert_notice": notices(
            "level",
            LEVELS,
            "V(1) or V(fatal), V(2) or V(warning), V(3) or V(remind).",
            ["The notifications about alerts."],
        ),
        "action_notice": notices(
            "phase",
            PHASES,
            "V(3) or V(execute) before an action starts, V(2) or V(execute_success) and V(1) or"
            " V(execute_failed) after it.",
            ["The notifications about actions that alerts start."],
        ),
        "users": Members(
            person("Whether O(users[].id) is a user or a group of the business."),
            api="duty_arranges",
            silent=True,
            shared=True,
            members=True,
            send="changed",
            ordered=True,
            help=[
                (
                    "Members for all times, without a rota. Their order has a meaning:"
                    " V(voice) calls them one after the other."
                ),
                (
                    "The vendor has no way to remove all of them: a task refuses an empty"
                    " list for a group that has members."
                ),
            ],
        ),
        "need_duty": Bool("Whether O(duty_rules) decide who receives the alerts."),
        "duty_rules": ListOf(
            NumberRef("duty_rule"),
            help="Duty rules by name or id. The first rule that applies decides.",
        ),
        "channels": SetOf(
            Enum(["user", "wxwork-bot", "bkchat"]),
            default=["user", "wxwork-bot"],
            help=(
                "The channels of all notifications. The default, also for an empty list, is"
                " V(user) and V(wxwork-bot). A rota needs V(user)."
            ),
        ),
        "mention_list": SetOf(
            person(
                "Whether O(mention_list[].id) is a user or a group.",
                "Name of the user or of the group; the group V(all) means everybody.",
            ),
            members=True,
            help=(
                "The mentions in chats. A group that was never saved in this form mentions"
                " everybody. Results show this as the group V(all), and updates keep it."
            ),
        ),
        "timezone": TimeZone(
            "The time zone of the time ranges, an IANA name. The default is V(Asia/Shanghai).",
            default="Asia/Shanghai",
        ),
        "duty_notice.plan_notice": Part(
            {
                "enabled": Bool(
                    "Whether to send the plan of the rota. The default is V(true).", default=True
                ),
                "days": Span("The length of the plan. Required.", unit="d", least=1, left_out=True),
                "chat_ids": SetOf(
                    Str(
                        check_with=matches(r".{32}", "a chat id, which has 32 characters"),
                        strip=True,
                        blank=False,
                    ),
                    left_out=True,
                    help="Chats that receive the plan. Required.",
                ),
                "type": Str(
                    "How often to send the plan. The default is V(weekly).",
                    strip=True,
                    left_out=True,
                ),
                "date": Int("The day of the week or month.", left_out=True),
                "time": Str(
                    "The time of that day, for example V(09:00). Required.",
                    strip=True,
                    left_out=True,
                ),
            },
            silent=True,
            left_out=True,
            send="changed",
            fills={"enabled": True, "type": "weekly"},
            needs=("days", "chat_ids", "time"),
            off={"enabled": False},
            help=["The plan of the rota, sent to chats.", OF_A_PART],
        ),
        "duty_notice.personal_notice": Part(
            {
                "enabled": Bool(
                    "Whether to notify people before they are on duty. The default is V(true).",
                    default=True,
                ),
                "hours_ago": Span(
                    "Notify them this long before. Required.", unit="h", least=0, left_out=True
                ),
                "duty_rules": SetOf(
                    NumberRef("duty_rule"),
                    left_out=True,
                    help="Duty rules of which to notify people, by name or id.",
                ),
            },
            silent=True,
            left_out=True,
            send="changed",
            fills={"enabled": True, "duty_rules": []},
            needs=("hours_ago",),
            off={"enabled": False},
            help=["The notification of people before they are on duty.", OF_A_PART],
        ),
        "duty_notice.hit_first_duty": Bool(
            "Whether only the first duty rule that applies decides.",
            default=True,
            silent=True,
            left_out=True,
            send="changed",
        ),
    },
)
