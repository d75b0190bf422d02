# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What plural modules have done or would do, grouped by team, for a person and for machines. Private to oncall.routing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from .names import team_of
from .translate import LABELS, LISTS

Result = dict[str, Any]
#: Lists that teams only refer to, besides those they have.
MORE = {"mackerel": ("downtimes", "roles"), "guance": ("notice_dates",), "bk": ("duty_rules",)}
VENDOR_OF = {kind: vendor for vendor in LISTS for kind in tuple(LISTS[vendor]) + MORE[vendor]}
COUNTS = {"create": "created", "update": "updated", "delete": "deleted", "none": "unchanged"}
WORDS = {"create": "to create", "update": "to change", "delete": "to delete"}
NOBODY = ""
LONGEST = 100


class Step:
    """One object that is created, changed, deleted or left alone."""

    def __init__(self, account: str, kind: str, entry: dict[str, Any], before: dict[str, Any], after: dict[str, Any]) -> None:
        self.account = account
        self.kind = kind
        self.vendor = VENDOR_OF[kind]
        self.action = entry["action"]
        self.name = str(entry["name"])
        self.fields = list(entry.get("fields", ()))
        self.before = before
        self.after = after

    @property
    def label(self) -> str:
        resource = LISTS[self.vendor].get(self.kind)
        return resource.label if resource else self.kind.rstrip("s").replace("_", " ")


def steps(results: Any, account: str = "") -> Iterator[Step]:
    """All steps of registered results: a list of them, of loops over them, or a dict from account to such a list."""
    if isinstance(results, dict) and not {"plan", "results", "changed"} & set(results):
        for name, inner in results.items():
            yield from steps(inner, str(name))
    elif isinstance(results, dict) and "results" in results:
        yield from steps(results["results"], account)
    elif isinstance(results, dict):
        yield from _of_task(results, account)
    else:
        for one in results:
            yield from steps(one, account)


def _kind(result: Result) -> str | None:
    return next((kind for kind in VENDOR_OF if isinstance(result.get(kind), list)), None)


def _of_task(result: Result, account: str) -> Iterator[Step]:
    kind = _kind(result)
    if kind is None or "plan" not in result:
        return
    diff = result.get("diff") if isinstance(result.get("diff"), dict) else {}
    sides = [(diff or {}).get(side, {}).get(kind, ()) for side in ("before", "after")]
    for entry in result["plan"]:
        yield Step(account, kind, entry, *[_find(side, entry) for side in sides])


def _find(objects: Any, entry: dict[str, Any]) -> dict[str, Any]:
    for key in ("id", "uuid", "name"):
        found = [one for one in objects if entry.get(key) is not None and one.get(key) == entry[key]]
        if len(found) == 1:
            return dict(found[0])
    return {}


def counts(results: Any, prefix: str = "") -> dict[str, dict[str, dict[str, int]]]:
    """Team to vendor to how many objects were treated how."""
    found: dict[str, dict[str, dict[str, int]]] = {}
    for step in steps(results):
        team = team_of(step.name, prefix)
        if team is not None:
            inner = found.setdefault(team, {}).setdefault(step.vendor, dict.fromkeys(COUNTS.values(), 0))
            inner[COUNTS[step.action]] += 1
    return found


def markdown(results: Any, prefix: str = "") -> str:
    """The plan for a person. Objects of no team come last."""
    every = list(steps(results))
    changes = [step for step in every if step.action != "none"]
    names = _Names(every, results)
    by_team: dict[str, list[Step]] = {}
    for step in changes:
        by_team.setdefault(team_of(step.name, prefix) or NOBODY, []).append(step)
    known = {team for step in every for team in [team_of(step.name, prefix)] if team}
    lines = ["# Plan for %d team%s" % (len(known), "" if len(known) == 1 else "s"), "", _sum(changes) + "."]
    for team in sorted(by_team, key=lambda one: (one == NOBODY, one)):
        lines += ["", "## %s: %s" % (team or "Of no team", _sum(by_team[team])), ""]
        lines += [line for step in by_team[team] for line in _lines(step, names)]
    quiet = sorted(known - set(by_team))
    if quiet:
        lines += ["", "Nothing to do for %s." % ", ".join(quiet)]
    return "\n".join(lines) + "\n"


def _sum(changes: list[Step]) -> str:
    numbers = {action: sum(1 for step in changes if step.action == action) for action in WORDS}
    return ", ".join("%d %s" % (number, WORDS[action]) for action, number in numbers.items() if number) or "nothing to do"


class _Names:
    """Ids as the names they have in the same results, so that a person can read them."""

    def __init__(self, every: list[Step], results: Any) -> None:
        self.known: dict[str, str] = {}
        self._learn(results)
        for step in every:
            for obj in (step.before, step.after):
                self._one(obj)

    def _learn(self, results: Any) -> None:
        if isinstance(results, dict):
            kind = _kind(results)
            for inner in results[kind] if kind else results.values():
                if kind:
                    self._one(inner)
                else:
                    self._learn(inner)
        elif isinstance(results, (list, tuple)):
            for inner in results:
                self._learn(inner)

    def _one(self, obj: Any) -> None:
        for key in ("id", "uuid"):
            if isinstance(obj, dict) and obj.get(key) and obj.get("name"):
                self.known[str(obj[key])] = str(obj["name"])

    def of(self, value: Any) -> Any:
        if isinstance(value, dict):
            return {key: self.of(one) for key, one in value.items()}
        if isinstance(value, (list, tuple)):
            return [self.of(one) for one in value]
        return self.known.get(value, value) if isinstance(value, str) else value


def _lines(step: Step, names: _Names) -> list[str]:
    where = LABELS[step.vendor] + (" (%s)" % step.account if step.account else "")
    verb = {"create": "create", "update": "change", "delete": "**delete**"}[step.action]
    lines = ["- %s: %s the %s %s" % (where, verb, step.label, _code(step.name))]
    if step.action == "update":
        lines += ["  - %s: %s" % (_code(field), _change(step, field, names)) for field in step.fields]
    return lines


def _change(step: Step, field: str, names: _Names) -> str:
    if not step.before or not step.after:
        return "changes"
    before, after = (names.of(_value(side, field)) for side in (step.before, step.after))
    if before == after:
        return "changes (it is a secret)"
    if isinstance(before, list) and isinstance(after, list) and not any(isinstance(one, (dict, list)) for one in before + after):
        gone, new = [one for one in before if one not in after], [one for one in after if one not in before]
        return ", ".join(["without %s" % _code(one) for one in gone] + ["with %s" % _code(one) for one in new]) or "in another order"
    return "%s \u2192 %s" % (_code(before), _code(after))


def _value(obj: dict[str, Any], field: str) -> Any:
    value: Any = obj
    for part in field.split("."):
        value = value.get(part) if isinstance(value, dict) else None
    return value


def _code(value: Any) -> str:
    text = value if isinstance(value, str) and value else json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)
    text = " ".join(text.split())
    text = text if len(text) <= LONGEST else text[:LONGEST - 1] + "\u2026"
    # a text that holds the sign of code is put between more of them
    ticks = "``" if "`" in text else "`"
    return "%s%s%s" % (ticks, " %s " % text if "`" in text else text, ticks)
