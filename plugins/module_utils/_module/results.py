# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Outcomes as results show them. Private to oncall.routing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Iterable, Mapping, Sequence

from .._describe.markers import Id

if TYPE_CHECKING:
    from .._apply.outcome import Outcome
    from .._describe.resource import Resource
    from .masking import Masking

#: Action of a step to its name in ``counts``.
COUNTED = {"create": "created", "update": "updated", "delete": "deleted", "none": "unchanged"}


def object_after(resource: Resource, outcome: Outcome) -> dict[str, Any] | None:
    """The object after the task, as the result shows it; None where there is none."""
    obj = outcome.result()
    if obj is None:
        return None
    row = dict(outcome.row or {}, **(outcome.last_row or {}))
    return dict(_shape(resource, outcome, obj), **resource.shown_besides(row))


def _shape(resource: Resource, outcome: Outcome, obj: Any) -> dict[str, Any]:
    """An object as the diff shows it; {} for none."""
    if obj is None:
        return {}
    ident = None if outcome.ident is None else Id(outcome.ident)
    return resource.show(obj, ident, row=outcome.row)


def one_diff(resource: Resource, outcome: Outcome) -> tuple[Any, Any]:
    """Before and after of one object."""
    return (
        _shape(resource, outcome, outcome.before),
        _shape(resource, outcome, outcome.result()),
    )


def many_diff(resource: Resource, outcomes: Iterable[Outcome]) -> tuple[Any, Any]:
    """Before and after of all objects that the task changes."""
    changed = sorted(
        (outcome for outcome in outcomes if outcome.step.action != "none"),
        key=lambda outcome: (outcome.step.name, outcome.ident or ""),
    )
    sides = [(outcome, outcome.before, outcome.result()) for outcome in changed]
    before = [_shape(resource, one, obj) for one, obj, dummy in sides if obj is not None]
    after = [_shape(resource, one, obj) for one, dummy, obj in sides if obj is not None]
    return {resource.plural: before}, {resource.plural: after}


def changes(resource: Resource, outcome: Outcome) -> dict[str, Any]:
    """What an update changes, option by option."""
    before = _shape(resource, outcome, outcome.before)
    after = _shape(resource, outcome, outcome.after)
    entry = outcome.entry(resource)
    entry["fields"] = {
        name: {"before": _at(before, name), "after": _at(after, name)} for name in entry["fields"]
    }
    return {key: value for key, value in entry.items() if key != "action"}


def _at(obj: Mapping[str, Any], name: str) -> Any:
    """The value of an option, also of one inside a group."""
    group, dummy, option = name.rpartition(".")
    return (obj.get(group) or {}).get(option) if group else obj.get(name)


def counts(outcomes: Iterable[Outcome]) -> dict[str, int]:
    found = dict.fromkeys([*COUNTED.values(), "failed"], 0)
    for outcome in outcomes:
        found["failed" if outcome.error else COUNTED[outcome.step.action]] += 1
    return found


def messages(failed: Sequence[Outcome]) -> list[str]:
    """What the failed outcomes say: each text once, and what the account may not do once for all
    of them.
    """
    # those before the one that showed it were refused for the same reason
    known = any(outcome.barred for outcome in failed)
    barred = [
        outcome
        for outcome in failed
        if (outcome.barred or (known and outcome.denied)) and not outcome.untried
    ]
    untried = [outcome for outcome in failed if outcome.untried]
    shown = [one for one in failed if one not in barred[1:] and one not in untried]
    texts = list(dict.fromkeys(_message(outcome) for outcome in shown))
    if barred[1:]:
        texts.append("%d more were refused in the same way" % len(barred[1:]))
    if untried:
        texts.append("%d were not tried, because it is the account that may not" % len(untried))
    return texts


def _message(outcome: Outcome) -> str:
    """The error of an outcome among others. One that it shares with others names them."""
    place = outcome.step.place
    return outcome.together or "%s%s" % (place + ": " if place else "", outcome.error)


def refused_elements(
    resource: Resource,
    params: Mapping[str, Any],
    problems: Sequence[tuple[str, str]],
    masking: Masking,
) -> dict[str, Any]:
    """``counts`` and ``errors`` of a plural module that refused its arguments and wrote nothing."""
    places = {path.partition(".")[0] for path, dummy in problems}
    found = dict.fromkeys([*COUNTED.values(), "failed"], 0)
    found["failed"] = len([one for one in places if one.startswith(resource.plural + "[")])
    return {
        "counts": found,
        "errors": [
            {
                "name": _name_at(path, resource.plural, params[resource.plural]),
                "message": masking.text("%s: %s" % (path, text)),
            }
            for path, text in problems
        ],
    }


def _name_at(path: str, plural: str, elements: Sequence[Any]) -> str:
    """The name of the element that a path lies in, or the path."""
    found = re.match(r"%s\[(\d+)\]" % plural, path)
    number = int(found.group(1)) if found else len(elements)
    element = elements[number] if number < len(elements) else None
    return str(element["name"]) if isinstance(element, dict) and element.get("name") else path


def in_order(value: Any) -> Any:
    """The same with the keys of every dict in the order of the alphabet."""
    if isinstance(value, dict):
        return {key: in_order(value[key]) for key in sorted(value)}
    return [in_order(one) for one in value] if isinstance(value, list) else value
