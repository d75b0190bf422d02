# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Mackerel monitors, agent check monitors and downtimes (docs/vendors/mackerel.md)."""

from __future__ import annotations

from ..call import Answer
from ..checks import anything, boolean, integer, list_of, nullable, number, one_of, record, text
from .kind import (
    ROLE,
    Kind,
    refuse,
    require_known,
    require_roles,
    require_services,
    spaced,
    tight,
)

_INTERVAL = number(10)
_COMMON = {
    "memo": text(0, 2048),
    "isMute": boolean,
    "notificationInterval": _INTERVAL,
    "name": text(1),
}
_SCOPES = {"scopes": list_of(text(1)), "excludeScopes": list_of(text(1))}
_THRESHOLDS = {"warning": nullable(number()), "critical": nullable(number())}
_OPERATOR = one_of(">", "<")
_DURATION = {"duration": number(1, 10), "maxCheckAttempts": number(1, 10)}
# type -> (required beside type and name, optional)
TYPES = {
    "host": (
        {"metric": text(1), "operator": _OPERATOR, "duration": number(1, 10)},
        {**_THRESHOLDS, **_SCOPES, **_DURATION},
    ),
    "connectivity": ({}, {"alertStatusOnGone": one_of("CRITICAL", "WARNING"), **_SCOPES}),
    "service": (
        {"service": text(1), "metric": text(1), "operator": _OPERATOR, "duration": number(1, 10)},
        {
            **_THRESHOLDS,
            **_DURATION,
            "missingDurationWarning": number(10, 10080),
            "missingDurationCritical": number(10, 10080),
        },
    ),
    "external": (
        {"url": text(pattern=r"https?://\S+")},
        dict.fromkeys(
            (
                "method",
                "service",
                "responseTimeWarning",
                "responseTimeCritical",
                "responseTimeDuration",
                "headers",
                "requestBody",
                "expectedStatusCode",
                "containsString",
                "maxCheckAttempts",
                "certificationExpirationWarning",
                "certificationExpirationCritical",
                "skipCertificateVerification",
                "followRedirect",
                "dualstack",
            ),
            anything,
        ),
    ),
    "expression": (
        {"expression": text(1), "operator": _OPERATOR},
        {**_THRESHOLDS, "evaluateBackwardMinutes": number(2, 10)},
    ),
    "anomalyDetection": (
        {"scopes": list_of(text(1))},
        dict.fromkeys(
            ("warningSensitivity", "criticalSensitivity", "maxCheckAttempts", "trainingPeriodFrom"),
            anything,
        ),
    ),
    "query": (
        {"query": text(1), "operator": _OPERATOR},
        {**_THRESHOLDS, "legend": text(), "evaluateBackwardMinutes": number(0, 10)},
    ),
}


def _monitor_rule(kind, create):
    required, optional = TYPES[kind]
    must = {"type": one_of(*TYPES), **required}
    if kind != "connectivity":
        must["name"] = text(1)
    forbidden = {"id": "is made by the server"} if create else {}
    return record(
        must, {**_COMMON, **optional, **({} if create else {"id": text(1)})}, forbidden=forbidden
    )


_MONITOR_RULES = {
    (kind, create): _monitor_rule(kind, create) for kind in TYPES for create in (True, False)
}


class Monitors(Kind):
    """Listed by type and name; names may repeat, and a connectivity monitor may have none."""

    table = "monitors"
    path = "/monitors"
    label = "monitor"
    has_get = True
    get_wrapper = "monitor"
    references_as = "monitor"

    def order(self, call, rows):
        return sorted(rows, key=lambda row: (row["type"], row.get("name", "")))

    def find(self, call):
        if call.params["id"] in call.account.table("checks"):
            refuse(call, 400, "this is a check monitor")
        return super().find(call)

    def rule_for(self, call, stored):
        kind = call.body.get("type") if isinstance(call.body, dict) else None
        if not isinstance(kind, str) or kind not in TYPES:
            call.entry["violations"].append(f"unknown type of monitor {kind!r}")
            refuse(call, 400, "invalid type")
        if stored and kind != stored["type"]:
            refuse(call, 400, "the type of a monitor cannot be changed")
        return _MONITOR_RULES[(kind, stored is None)]

    def meaning(self, call, body, stored):
        if body.get("service") is not None:
            require_services(call, [body["service"]])

    def stored_form(self, call, body, stored):
        kept = {
            key: stored[key] for key in ("headers", "alertStatusOnGone") if stored and key in stored
        }
        return {**kept, **body}

    def view(self, call, row):
        return call.shape.view(
            row,
            sets=("scopes", "excludeScopes"),
            empties={
                "memo": "",
                "isMute": False,
                "notificationInterval": None,
                "scopes": [],
                "excludeScopes": [],
            },
        )


def list_checks(call):
    """The only list with pages: by id, `nextId` while more remain."""
    limit = call.query.get("limit", "100")
    if not limit.isdigit() or not 1 <= int(limit) <= 100:
        call.entry["violations"].append(f"limit {limit!r} is not within 1 and 100")
        refuse(call, 400, "invalid limit")
    rows = sorted(call.account.rows("checks"), key=lambda row: row["id"])
    start = call.query.get("nextId", "")
    rows = [row for row in rows if row["id"] >= start]
    page, rest = rows[: int(limit)], rows[int(limit) :]
    out = {"checks": [call.shape.view(row) for row in page]}
    if rest:
        out["nextId"] = rest[0]["id"]
    return Answer(200, out)


def get_check(call):
    row = call.account.table("checks").get(call.params["id"])
    if row is None:
        refuse(call, 404, "check monitor not found")
    return Answer(200, {"check": call.shape.view(row)})


_WEEKDAYS = ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")
_SCOPE_KEYS = tuple(
    f"{what}{how}Scopes" for what in ("service", "role", "monitor") for how in ("", "Exclude")
)


def _weekdays_only_weekly(value, path, found):
    if "weekdays" in value and value["type"] != "weekly":
        found.bad(path, "weekdays only go with type weekly")


_RECURRENCE = record(
    {"type": one_of("hourly", "daily", "weekly", "monthly", "yearly"), "interval": integer(1)},
    {"weekdays": list_of(one_of(*_WEEKDAYS)), "until": nullable(integer(0))},
    then=_weekdays_only_weekly,
)


def _is_over(row, now):
    """Whether it never keeps anything silent again: a single one by its end, one that recurs by
    the end of what begins last.
    """
    recurrence = row.get("recurrence")
    last, duration = (
        recurrence.get("until") if recurrence else row.get("start"),
        row.get("duration"),
    )
    # a test may have put in anything
    return (
        all(isinstance(one, (int, float)) for one in (last, duration))
        and last + 60 * duration <= now
    )


class Downtimes(Kind):
    """Duplicates and unknown entries in the scopes are a 400."""

    table = "downtimes"
    path = "/downtimes"
    label = "downtime"
    answers_input = True

    # the document refuses a name or memo that is too long, and says no length
    _required = {"name": text(1, 2048), "start": number(0), "duration": number(1)}
    _optional = {
        "memo": text(0, 2048),
        "recurrence": _RECURRENCE,
        **{
            key: list_of(text(pattern=ROLE) if key.startswith("role") else text(1))
            for key in _SCOPE_KEYS
        },
    }
    create_rule = staticmethod(
        record(_required, _optional, forbidden={"id": "is made by the server"})
    )
    update_rule = staticmethod(
        record(_required, {**_optional, "id": text(1)}, odd_missing=("memo", *_SCOPE_KEYS))
    )

    def list(self, call):
        """A live server either refuses or does not list what is over; which of the two is not
        known.
        """
        answer = super().list(call)
        if call.settings["over"] == "hidden":
            rows = call.account.table(self.table)
            answer.payload[self.table] = [
                shown
                for shown in answer.payload[self.table]
                if not _is_over(rows[shown["id"]], call.emulator.now())
            ]
        return answer

    def meaning(self, call, body, stored):
        account, old = call.account, stored or {}
        until = (body.get("recurrence") or {}).get("until")
        if until is not None and until < body["start"]:
            refuse(call, 400, "the recurrence configuration is invalid")
        if call.settings["over"] == "refused" and _is_over(body, call.emulator.now()):
            refuse(call, 400, "the downtime is over")
        monitors = {**account.table("monitors"), **account.table("checks")}
        for key in _SCOPE_KEYS:
            entries = [
                tight(entry) if key.startswith("role") else entry for entry in body.get(key, ())
            ]
            if len(set(entries)) != len(entries):
                call.entry["violations"].append(f"{key} holds the same entry twice")
                refuse(call, 400, f"{key} has duplicates")
            if key.startswith("service"):
                require_services(call, entries, old.get(key))
            elif key.startswith("role"):
                require_roles(call, entries, old.get(key))
            else:
                require_known(call, "monitor", entries, monitors, old.get(key))

    def stored_form(self, call, body, stored):
        row = dict(body)
        for key in ("roleScopes", "roleExcludeScopes"):
            if row.get(key):
                row[key] = [tight(role) for role in row[key]]
        return row

    def view(self, call, row):
        empties = {"memo": "", "recurrence": None, **{key: [] for key in _SCOPE_KEYS}}
        out = spaced(
            call,
            call.shape.view(row, sets=_SCOPE_KEYS, empties=empties),
            "roleScopes",
            "roleExcludeScopes",
        )
        if out.get("recurrence"):
            out["recurrence"] = call.shape.fill(dict(out["recurrence"]), {"until": None})
            if out["recurrence"].get("weekdays"):
                out["recurrence"]["weekdays"] = call.shape.mixed(out["recurrence"]["weekdays"])
            call.shape.numbers(out["recurrence"], ("interval", "until"))
        return call.shape.numbers(out, ("start", "duration"))


ROUTES = (("GET", "/monitoring/checks", list_checks), ("GET", "/monitoring/checks/{id}", get_check))
KINDS = (Monitors(), Downtimes())
