# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The checks of an alert policy before it is sent. The numbers are facts of
docs/vendors/guance.md. Private to oncall.routing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..._describe.markers import UNKNOWN
from ..._describe.problems import did_you_mean, quoted
from ..._describe.zones import unknown_zone
from .crontab import is_always_open, wrong_crontab

if TYPE_CHECKING:
    from typing import Any

    from ..._describe.hooks import Case

EVENT = {"critical", "error", "warning", "nodata", "info"}
SECURITY = {"critical", "high", "medium", "low", "info"}
SILENCED = {"fatal"} | EVENT | {"security_" + status for status in SECURITY}
AGG_FIELDS = {"df_monitor_checker_id", "df_dimension_tags", "df_label", "CLUSTER"}
CLUSTER_FIELDS = {"df_title", "df_message"}
ONLY_V2 = ("checkers", "security_rule_uuids", "alert_opt.agg_type", "alert_opt.ignore_ok")
TARGET = "alert_opt.alert_target"


def validate(case: Case) -> None:
    """Refuses or warns. It judges only the options of the task, together with the stored ones."""
    obj, given = case.obj, case.given
    _version(case)  # G79
    check_length(case, 128)  # G52
    _timezone(case)  # G54
    check_permissions(case)  # G80, G81
    _aggregation(case)  # G75 to G78
    _silence(case)  # G83
    for number, uuid in enumerate(
        obj["security_rule_uuids"] if "security_rule_uuids" in given else ()
    ):  # G82
        if not uuid.startswith("srul_"):
            case.warn(
                "security_rule_uuids[%d]" % number,
                "%s does not look like a security rule (srul_...)" % quoted(uuid),
            )
    if case.live and case.live[TARGET] and not obj[TARGET]:
        case.warn(TARGET, "no rule is left: nobody is told of anything")
    if TARGET in given:
        _rules(case)
    elif (
        "alert_opt.alert_type" in given
        and case.live
        and case.live["alert_opt.alert_type"] not in (UNKNOWN, obj["alert_opt.alert_type"])
    ) and obj[TARGET]:
        case.refuse(
            "alert_opt.alert_type",
            "the stored rules are of the other type; give alert_target too",
        )


def check_length(case: Case, most: int) -> None:
    """The limit of the server is unknown (G52)."""
    if "name" in case.given and len(case.obj["name"]) > most:
        case.warn(
            "name", "is longer than %d characters; the vendor's own tools allow no more" % most
        )


def _version(case: Case) -> None:
    if case.settings.vendor.get("api_version") == "v1":
        for option in ONLY_V2:
            if option in case.given and case.obj[option]:
                case.refuse(option, "is not known to api_version v1")


def _timezone(case: Case) -> None:
    name = case.obj["rule_timezone"]
    if not name:
        if case.writes and (case.live or "rule_timezone" in case.given):
            case.refuse(
                "rule_timezone",
                "is required: the vendor takes neither a new policy nor a change without one",
            )
        return
    if "rule_timezone" in case.given:
        near = unknown_zone(name)
        if near is not None:
            case.warn(
                "rule_timezone",
                "%s is not a time zone known here%s" % (quoted(name), did_you_mean(near)),
            )


def check_permissions(case: Case) -> None:
    """Checks the permissions, for every kind of object that has some."""
    if UNKNOWN in (case.obj["permission_set"], case.obj["open_permission_set"]):
        return
    if (
        "permission_set" in case.given
        and case.obj["permission_set"]
        and not case.obj["open_permission_set"]
    ):
        case.warn("permission_set", "has no effect without open_permission_set: true")
    roles = [one for one in case.obj["permission_set"] if not one.startswith(("group_", "acnt_"))]
    if (
        case.obj["open_permission_set"]
        and not roles
        and not (case.live and case.live["open_permission_set"])
    ):
        case.warn(
            "open_permission_set",
            "once it is on, the key needs a role in permission_set or the next run is refused",
        )


def _aggregation(case: Case) -> None:
    obj, given = case.obj, case.given
    kind = obj["alert_opt.agg_type"]
    fields = obj["alert_opt.agg_fields"]
    if UNKNOWN in (kind, fields):
        return
    cluster = kind == "byCluster" or (not kind and "CLUSTER" in fields)
    if "alert_opt.agg_labels" in given and obj["alert_opt.agg_labels"] and "df_label" not in fields:
        case.warn("alert_opt.agg_labels", "has no effect without df_label in agg_fields")
    if "alert_opt.agg_cluster_fields" in given:
        for number, field in enumerate(obj["alert_opt.agg_cluster_fields"]):
            if field not in CLUSTER_FIELDS:
                case.refuse(
                    "alert_opt.agg_cluster_fields[%d]" % number,
                    "%s is not one of df_title, df_message" % quoted(field),
                )
        if obj["alert_opt.agg_cluster_fields"] and not cluster:
            case.warn(
                "alert_opt.agg_cluster_fields", "has no effect without aggregation by cluster"
            )
    if "alert_opt.agg_fields" in given and kind != "byCustom":
        for number, field in enumerate(fields):
            if field not in AGG_FIELDS:
                case.warn(
                    "alert_opt.agg_fields[%d]" % number,
                    "%s is not one of %s" % (quoted(field), ", ".join(sorted(AGG_FIELDS))),
                )


def _silence(case: Case) -> None:
    option = "alert_opt.silent_timeout_by_status"
    if option in case.given:
        seen: dict[str, int] = {}
        for number, entry in enumerate(case.obj[option]):
            for status in entry.get("status", ()):
                here = "%s[%d].status" % (option, number)
                if status not in SILENCED:
                    case.refuse(
                        here, "%s is not one of %s" % (quoted(status), ", ".join(sorted(SILENCED)))
                    )
                elif seen.setdefault(status, number) != number:
                    case.refuse(here, "%r stands in %s[%d] too" % (status, option, seen[status]))
    enable = option + "_enable"
    if (
        (enable in case.given or option in case.given)
        and case.obj[enable] is True
        and not case.obj[option]
    ):
        case.refuse(enable, "needs silent_timeout_by_status")


def _rules(case: Case) -> None:
    if case.obj["alert_opt.alert_type"] is UNKNOWN:
        case.refuse(
            "alert_opt.alert_type",
            "the answer does not show alertOpt.alertType, on which the rules depend; give"
            " alert_opt.alert_type in the task too",
        )
        return
    member = case.obj["alert_opt.alert_type"] == "member"
    rules = case.obj[TARGET]
    fallback = [
        number
        for number, rule in enumerate(rules)
        if not _window(case, "%s[%d]" % (TARGET, number), rule)
    ]
    for number in fallback:  # G67
        if number != len(rules) - 1:
            case.refuse(
                "%s[%d]" % (TARGET, number),
                "has no window, so it is for all other times: there can be one such rule, and it"
                " comes last",
            )
    if rules and not fallback:
        case.warn(
            TARGET,
            "no rule is for other times (one without a window): outside the windows nobody is told",
        )
    for number, rule in enumerate(rules):
        here = "%s[%d]" % (TARGET, number)
        # G60, G61
        wanted, other = ("alert_info", "targets") if member else ("targets", "alert_info")
        mode = "member" if member else "status"
        if other in rule:
            case.refuse(
                "%s.%s" % (here, other),
                "can't be given with alert_type %s; give %s" % (mode, wanted),
            )
        if not rule.get(wanted):
            case.refuse("%s.%s" % (here, wanted), "is required with alert_type %s" % mode)
        for index, info in enumerate(rule.get("alert_info", ())):
            part = "%s.alert_info[%d]" % (here, index)
            if not info.get("member_info"):  # G62
                case.warn(part + ".member_info", "is empty: nobody is selected")
            _targets(case, part, info.get("targets", ()), True)
        _targets(case, here, rule.get("targets", ()), member)


def _window(case: Case, here: str, rule: dict[str, Any]) -> list[str]:
    """The options of the rule's window; empty where it has none. G63 to G65."""
    repeat: list[str] = [key for key in ("crontab", "crontab_duration") if key in rule]
    custom: list[str] = [
        key for key in ("custom_dates", "custom_start_time", "custom_duration") if key in rule
    ]
    for found, wanted in (
        (repeat, ("crontab", "crontab_duration")),
        (custom, ("custom_dates", "custom_start_time", "custom_duration")),
    ):
        for key in wanted if found else ():
            if key not in found:
                case.refuse("%s.%s" % (here, key), "is required with %s" % found[0])
    if repeat and custom:
        case.refuse(
            "%s.%s" % (here, custom[0]),
            "a rule has either a crontab window or a window on custom dates, not both",
        )
    if (
        len(repeat) == 2
        and not wrong_crontab(rule["crontab"])
        and is_always_open(rule["crontab"], rule["crontab_duration"])
    ):
        case.warn(
            here + ".crontab_duration",
            "is as long as the longest pause between two openings, or longer, so the window is"
            " always open",
        )
    return repeat or custom


def _targets(case: Case, here: str, targets: list[dict[str, Any]], member: bool) -> None:
    for number, target in enumerate(targets):
        place = "%s.targets[%d]" % (here, number)
        _statuses(case, place, target)
        for index, to in enumerate(target.get("to", ())):  # G68
            wrong = _wrong_recipient(to, member)
            if wrong:
                case.refuse("%s.to[%d]" % (place, index), wrong)
        if "tags" in target and "filter_string" in target:  # G72
            case.warn(place + ".tags", "has no effect beside filter_string")
        steps = target.get("upgrade_targets", ())
        if len(steps) > 2:  # G73
            case.warn(place + ".upgrade_targets", "has %d steps; the console allows 2" % len(steps))
        for index, step in enumerate(steps):
            _step(case, "%s.upgrade_targets[%d]" % (place, index), step, member)
        source = target.get("df_source", "")
        for index, step in enumerate(steps):
            if "status" in step:
                one = {"status": [step["status"]], "df_source": source}
                _statuses(case, "%s.upgrade_targets[%d]" % (place, index), one)


def _wrong_recipient(to: str, member: bool) -> str | None:
    """Why a target with this alert type can't have a recipient, or None."""
    if member and to.startswith(("acnt_", "group_")):
        return "with alert_type member only notify objects, email and sms can be told"
    if not member and to in ("email", "sms"):
        return "%r can be used only with alert_type member" % to
    return None


def _step(case: Case, place: str, step: dict[str, Any], member: bool) -> None:
    """Checks one step of an escalation (G74)."""
    if "duration" not in step:
        case.warn(place + ".duration", "is not given: when the step is taken is not documented")
    if member and "mail" in step.get("to_way", ()):
        case.warn(
            place + ".to_way",
            "'mail' is a word of the vendor's own tests; the documents have 'email'",
        )
    if not member and "to_way" in step:
        case.warn(place + ".to_way", "has no effect with alert_type status")
    for spot, to in enumerate(step.get("to", ()) if member else ()):
        if not to.startswith(("acnt_", "group_")):
            case.refuse(
                "%s.to[%d]" % (place, spot),
                "with alert_type member only members and teams can be told",
            )


def _statuses(case: Case, place: str, target: dict[str, Any]) -> None:
    """Checks the statuses of a target or step (G69, G70)."""
    security = target.get("df_source") == "security"
    allowed = SECURITY if security else EVENT
    tokens = target.get("status", ())
    for status in tokens:
        if status == "all":
            if len(tokens) > 1:
                case.refuse(place + ".status", "'all' stands alone")
        elif status == "fatal" and not security:
            case.warn(place + ".status", "'fatal' is documented for silent times only")
        elif status not in allowed:
            hint = (
                ""
                if status not in EVENT | SECURITY
                else (
                    " without df_source: security" if not security else " with df_source: security"
                )
            )
            case.refuse(
                place + ".status",
                "%s is not one of %s, all%s" % (quoted(status), ", ".join(sorted(allowed)), hint),
            )
