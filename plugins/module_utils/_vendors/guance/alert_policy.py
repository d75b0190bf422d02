# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Guance / TrueWatch alert policies. Private to oncall.routing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ..._describe.hooks import Hooks, Usage
from ..._describe.lists import ListOf, SetOf
from ..._describe.map import MapOf
from ..._describe.markers import UNKNOWN
from ..._describe.numbers import Bool
from ..._describe.problems import NotWhole, RoutingError, quoted
from ..._describe.record import Record
from ..._describe.reference import Ref
from ..._describe.resource import Resource
from ..._describe.text import Enum, Str
from ..._describe.times import Span
from ..._describe.update import Merge
from ..errors import Subject
from . import kinds
from .crontab import wrong_crontab
from .gateway import BASE, GUANCE
from .kinds import INSPECTIONS, RULES, SLOS, SMART, rights, switch
from .people import MEMBER, NOTIFY, TEAM, permissions, recipients
from .rules import validate

if TYPE_CHECKING:
    from typing import Any

    from ..._describe.field import Field, Help
    from ..._describe.hooks import Pairs
    from ..._describe.markers import Object, Row


def clock(text: str) -> str:
    """``9:30`` and ``09:30`` as the server keeps them: ``09:30:00``."""
    found = re.fullmatch(r"(\d{1,2}):(\d{2})(?::(\d{2}))?", text.strip())
    return (
        "%02d:%s:%s" % (int(found.group(1)), found.group(2), found.group(3) or "00")
        if found
        else text.strip()
    )


def wrong_clock(text: str) -> str | None:
    if re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d:[0-5]\d", text):
        return None
    if re.fullmatch(r"-?[\d.]+", text):
        return (
            "%s is a number; YAML reads an unquoted time as one, so write it in quotes, like"
            " '09:30:00'" % text
        )
    return "%s is not a time between 00:00:00 and 23:59:59" % quoted(text)


def words(text: str) -> str:
    return text.strip().lower()


def statuses(help: Help) -> SetOf:
    return SetOf(Str(clean=words, blank=False), joined=",", help=help, required=True, at_least=1)


def upgrade_target() -> Record:
    return Record(
        {
            "to": recipients(
                dict(MEMBER, **TEAM, **NOTIFY),
                "Who receives the alert then, written like"
                " O(alert_opt.alert_target[].targets[].to).",
                required=True,
                at_least=1,
            ),
            "status": Str("The status that the step is for.", clean=words, left_out=True),
            # the documents do not require it, and the vendor's own client drops 0 (G92)
            "duration": Span(
                "Take the step after this time, if the alert is still open. The vendor does"
                " not document when it takes a step without a duration.",
                unit="s",
                least=1,
                unset=0,
                left_out=True,
            ),
            # the vendor's own tests send mail (G92)
            "to_way": recipients(
                NOTIFY,
                "The ways in which members and teams receive the alert. Only with alert type"
                " V(member).",
                words=("email", "sms", "mail"),
                left_out=True,
            ),
        }
    )


def target() -> Record:
    return Record(
        {
            "to": recipients(
                dict(MEMBER, **TEAM, **NOTIFY),
                [
                    (
                        "Who receives the alert: a UUID, or a name with its kind in front:"
                        " C(member:alice@example.com), C(team:SRE), C(notify:Ops DingTalk)."
                    ),
                    (
                        "With alert type V(member) only notify objects and the words V(email) and"
                        " V(sms)."
                    ),
                ],
                words=("email", "sms"),
                required=True,
                at_least=1,
            ),
            "status": statuses(
                "The statuses that the target is for: V(critical), V(error), V(warning),"
                " V(nodata), V(info); for security V(critical), V(high), V(medium), V(low),"
                " V(info); or V(all). A string with commas is valid too.",
            ),
            "df_source": Enum(
                ["security"],
                help="V(security) for events of security rules. Other targets leave it out.",
                api="df_source",
                left_out=True,
            ),
            "tags": MapOf(
                SetOf(Str()),
                left_out=True,
                help=(
                    "Only events that have, for each of these tags, one of the values in its list."
                ),
            ),
            "filter_string": Str(
                "Only events that match this expression. With it the tags have no effect.",
                api="filterString",
                left_out=True,
            ),
            "upgrade_targets": ListOf(
                upgrade_target(),
                left_out=True,
                help="Who receives the alert if it stays open. The console allows two steps.",
            ),
        }
    )


def targets() -> ListOf:
    return ListOf(
        target(),
        left_out=True,
        help=(
            "Who receives which status. The order has a meaning. Required with alert type"
            " V(status)."
        ),
    )


def alert_info() -> Record:
    return Record(
        {
            "name": Str("Name of this part.", left_out=True),
            "filter_string": Str("Only events that match this expression.", left_out=True),
            "member_info": recipients(
                dict(MEMBER, **TEAM), "Members and teams that the part is for.", left_out=True
            ),
            "targets": ListOf(
                target(),
                help="The ways in which they receive each status.",
                required=True,
                at_least=1,
            ),
        }
    )


def alert_target() -> Record:
    return Record(
        {
            "name": Str("Name of the rule.", left_out=True),
            **_repeating_window(),
            **_dated_window(),
            "targets": targets(),
            "alert_info": ListOf(
                alert_info(),
                by="name",
                left_out=True,
                help=(
                    "The parts of the rule, each for some members and teams. Required with"
                    " alert type V(member)."
                ),
            ),
        }
    )


def _repeating_window() -> dict[str, Field]:
    return {
        "crontab": Str(
            [
                (
                    "When the repeating window of the rule opens, as five crontab fields,"
                    " like V(0 9 * * 0,1,2,3,4): numbers, ranges, steps and lists."
                ),
                ("The vendor gets it as it is written. Its samples suggest that day 0 is Monday."),
            ],
            left_out=True,
            check_with=wrong_crontab,
        ),
        "crontab_duration": Span(
            "How long the repeating window stays open. Required with a crontab.",
            unit="s",
            least=1,
            unset=0,
            left_out=True,
        ),
    }


def _dated_window() -> dict[str, Field]:
    return {
        "custom_dates": SetOf(
            Ref("notice_date", id_prefixes=["ndate_"]),
            api="customDateUUIDs",
            aliases=["custom_date_uuids"],
            left_out=True,
            help=(
                "Notice dates on which the window of the rule opens, by name or UUID. A rule"
                " has either these or a crontab."
            ),
        ),
        "custom_start_time": Str(
            "The time when the window opens on these dates, V(HH:mm:ss) in quotes. Required"
            " with custom dates.",
            clean=clock,
            check_with=wrong_clock,
            left_out=True,
        ),
        "custom_duration": Span(
            "How long the window stays open on these dates. Required with custom dates.",
            unit="s",
            least=1,
            unset=0,
            left_out=True,
        ),
    }


def effective(stored: Object, wanted: Object) -> tuple[Object, Object]:
    """Two policies, each with the aggregation that it results in. A requested empty type stays
    empty, so that it clears the stored one.
    """
    return (
        (stored, wanted)
        if not wanted["alert_opt.agg_type"]
        else (_effective(stored), _effective(wanted))
    )


def _effective(obj: Object) -> Object:
    """Without a type the fields decide; with a type a stray CLUSTER means nothing."""
    fields = obj["alert_opt.agg_fields"]
    if UNKNOWN in (fields, obj["alert_opt.agg_type"]):
        return obj
    kind = obj["alert_opt.agg_type"] or ("byCluster" if "CLUSTER" in fields else "byFields")
    return dict(
        obj,
        **{
            "alert_opt.agg_type": kind,
            "alert_opt.agg_fields": [field for field in fields if field != "CLUSTER"],
        },
    )


#: More policies than this are not asked one by one: two or three requests each are too dear.
MOST_ASKED = 5


def read_bindings(gateway: Any, pairs: Pairs) -> list[Row]:
    """The rows with what the policy list does not show: bindings of checkers from the lists of
    checkers, bindings of security rules from the policy itself.
    """
    checkers = [
        (row, given) for row, given in pairs if "checkers" in given and "checkerUUIDs" not in row
    ]
    try:
        found = {row["uuid"]: row for row in _bindings(gateway, checkers)} if checkers else {}
    except NotWhole:
        raise
    except RoutingError as error:
        gateway.doubts.append("Which checkers are bound could not be found out: %s" % error)
        found = {}
    rows = []
    for row, given in pairs:
        row = found.get(row["uuid"], row)
        if (
            "security_rule_uuids" in given
            and "securityRuleUUIDs" not in row
            and len(pairs) <= MOST_ASKED
        ):
            row = dict(row, **_asked(gateway, row["uuid"]))
        rows.append(row)
    return rows


def _asked(gateway: Any, uuid: str) -> Row:
    """The security rules that the policy itself shows; {} where it shows none."""
    doing = "Could not read the alert policy %s" % uuid
    try:
        data = gateway.call("GET", "%s/alert_policy/%s/get" % (BASE, uuid), Subject(doing))
    except NotWhole:
        raise
    except RoutingError as error:
        gateway.doubts.append("Which security rules are bound could not be found out: %s" % error)
        return {}
    content = data.get("content")
    if not isinstance(content, dict) or content.get("uuid", uuid) != uuid:
        raise NotWhole(
            "%s: the answer does not have it in content%s. Check api_url or site"
            % (doing, gateway.mark(data))
        )
    return {key: value for key, value in content.items() if key == "securityRuleUUIDs"}


def _bindings(gateway: Any, pairs: Pairs) -> list[Row]:
    parts = [(part, gateway.rows(part)) for part in (RULES, SMART, INSPECTIONS, SLOS)]
    silent = [part for part, rows in parts if any(_policies(row) is None for row in rows)]
    if len(pairs) > MOST_ASKED and [part for part in silent if part is not SLOS]:
        return [row for row, dummy in pairs]
    found = []
    for row, given in pairs:
        uuid = row["uuid"]
        bound = {
            one["uuid"]
            for part, rows in parts
            if part not in silent
            for one in rows
            if uuid in (_policies(one) or ())
        }
        for part in silent:
            if part is not SLOS:
                bound.update(
                    one["uuid"] for one in gateway.fetch(part.narrowed(alertPolicyUUID=uuid)).rows
                )
        unseen = {
            one["uuid"] for part, rows in parts if part is SLOS and part in silent for one in rows
        }
        wanted = given.get("checkers", UNKNOWN)
        if "checkerUUIDs" not in row and (wanted is UNKNOWN or not unseen & set(wanted)):
            row = dict(row, checkerUUIDs=sorted(bound))
        found.append(row)
    return found


def _policies(row: Row) -> set[str] | None:
    """UUIDs of the policies that a checker shows; None where it does not show them."""
    shown = [
        [] if row[key] is None else row[key]
        for key in ("alertPolicyUUIDs", "alertPolicyInfos")
        if key in row
    ]
    if not shown or not all(isinstance(one, list) for one in shown):
        return None
    found = [one.get("uuid") if isinstance(one, dict) else one for ones in shown for one in ones]
    texts = {one for one in found if isinstance(one, str)}
    return texts if len(texts) == len(set(found)) else None


ALERT_POLICY = Resource(
    GUANCE,
    kinds.ALERT_POLICY,
    "alert_policies",
    about=[
        (
            "An alert policy decides who receives the events of the checkers bound to it,"
            " when, and how often."
        ),
        "The same API serves both brands, Guance and TrueWatch.",
        "After the deletion of a policy its monitors use the policy C(Default).",
        (
            "A task with the name of a notify object reads their list, and warns about those"
            " that seem to be switched off."
        ),
    ],
    update=Merge(),
    hooks=Hooks(canonical=effective, validate=validate, complete=read_bindings),
    usage=Usage(touches=("checker",)),
    shown=dict(switch("policy", "nobody is told of anything"), **rights("policy")),
    groups={
        "alert_opt": (
            "alertOpt",
            "Who receives which alerts, and when. An omitted key keeps its stored value.",
        )
    },
    fields={
        # Answers leave out unset keys, and keys that older clients never sent (G25, G27). They
        # always show the rules and the required keys.
        "name": Str("Name of the alert policy.", blank=False, required=True, send="always"),
        "desc": Str("A description, of at most 256 characters.", longest=256, left_out=True),
        # older policies have none (G91)
        "rule_timezone": Str(
            "Time zone of all windows, an IANA name like V(Asia/Shanghai). Required for a new"
            " policy.",
            required=True,
            send="always",
            left_out=True,
        ),
        **permissions("policy"),
        "checkers": SetOf(
            Ref("checker", id_prefixes=["rul_", "rule_", "monitor_"]),
            api="checkerUUIDs",
            aliases=["checker_uuids"],
            shared=True,
            silent=True,
            help=[
                "Checkers, smart inspections and SLOs that use the policy, by name or UUID.",
                (
                    "Monitors also bind themselves: give this only to manage all bindings."
                    " An empty list removes all."
                ),
            ],
        ),
        "security_rule_uuids": SetOf(
            Str(),
            api="securityRuleUUIDs",
            shared=True,
            silent=True,
            members=True,
            help=(
                "UUIDs of security rules that use the policy. No call lists security rules,"
                " so the option takes no names."
            ),
        ),
        "alert_opt.alert_type": Enum(
            ["status", "member"],
            default="status",
            help=(
                "Whether rules choose recipients by status (C(targets)) or by member"
                " (C(alert_info)). A new policy gets V(status)."
            ),
            left_out=True,
        ),
        "alert_opt.silent_timeout": Span(
            [
                "Suppress a repeated alert for this time. Required for a new policy.",
                "V(0) suppresses it for ever: the policy sends only the first alert.",
            ],
            unit="s",
            least=0,
            required=True,
        ),
        "alert_opt.silent_timeout_by_status_enable": Bool(
            "Whether O(alert_opt.silent_timeout_by_status) has an effect.", left_out=True
        ),
        "alert_opt.silent_timeout_by_status": SetOf(
            Record(
                {
                    "status": statuses(
                        "One or more of V(fatal), V(critical), V(error), V(warning), V(nodata),"
                        " V(info), V(security_critical), V(security_high), V(security_medium),"
                        " V(security_low), V(security_info).",
                    ),
                    "silent_timeout": Span(
                        "Suppress a repeated alert of this status for this time.",
                        unit="s",
                        least=0,
                        required=True,
                    ),
                }
            ),
            left_out=True,
            help="The same by status.",
        ),
        "alert_opt.agg_interval": Span(
            "Gather alerts for this time, at most V(1800) seconds; V(0) gathers nothing."
            " Required for a new policy.",
            unit="s",
            least=0,
            most=1800,
            required=True,
            send="with_group",
            nullable=True,
        ),  # a null gathers nothing
        "alert_opt.agg_type": Enum(
            ["byFields", "byCluster", "byAI", "byCustom", ""],
            help=(
                'How the policy gathers alerts; with V("") O(alert_opt.agg_fields) decides.'
                " Only newer sites know V(byCustom)."
            ),
            left_out=True,
        ),
        "alert_opt.agg_fields": SetOf(
            Str(),
            left_out=True,
            help=(
                "The fields that gathered alerts have in common: V(df_monitor_checker_id),"
                " V(df_dimension_tags), V(df_label), V(CLUSTER), or with V(byCustom) any"
                " field names."
            ),
        ),
        "alert_opt.agg_labels": ListOf(
            Str(),
            left_out=True,
            help=(
                "Labels to gather by; the first match decides. Only with V(df_label) in"
                " O(alert_opt.agg_fields)."
            ),
        ),
        "alert_opt.agg_cluster_fields": SetOf(
            Str(), left_out=True, help="The fields that make a cluster: V(df_title), V(df_message)."
        ),
        "alert_opt.agg_send_first": Bool(
            "Whether to send the first alert at once and gather only the others.", left_out=True
        ),
        "alert_opt.ignore_ok": Bool("Whether to send no recovery.", api="ignoreOK", left_out=True),
        "alert_opt.alert_target": ListOf(
            alert_target(),
            by="name",
            left_out=True,
            help=[
                (
                    "The rules. The first rule with an open window decides, so the order has a"
                    " meaning. A rule without window is for all other times and comes last."
                )
            ],
        ),
    },
)
