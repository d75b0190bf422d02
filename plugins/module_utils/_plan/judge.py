# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is wrong with an object, and not with the stored one already. Private to oncall.routing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Hashable, List, Protocol, Set

from .._describe.hooks import Case
from .._describe.markers import UNKNOWN
from .._describe.problems import Problems

if TYPE_CHECKING:
    from .._describe.markers import Object
    from .context import Context, Match
    from .element import Problem
    from .merge import Merged
    from .requested import Requested

#: An element of a list in a path.
NUMBER = re.compile(r"\[\d+\]")


class Check(Protocol):
    """Finds what is wrong with an object."""

    def judge(self, obj: Object, problems: Problems) -> None:
        """Adds what is wrong to the problems."""


class ValueCheck:
    """Judges the requested values one by one."""

    def __init__(self, context: Context, match: Match, requested: Requested) -> None:
        self._resource = context.resource
        self._place = match.element.place
        self._names = list(requested.options)

    def judge(self, obj: Object, problems: Problems) -> None:
        self._resource.check({name: obj[name] for name in self._names}, self._place, problems)


class ObjectCheck:
    """Judges an object as a whole."""

    def __init__(self, context: Context, match: Match, merged: Merged) -> None:
        self._context = context
        self._match = match
        self._merged = merged

    def judge(self, obj: Object, problems: Problems) -> None:
        context, match, merged = self._context, self._match, self._merged
        context.resource.hooks.validate(
            Case(
                obj,
                {name for name in merged.named if obj[name] is not UNKNOWN},
                merged.before,
                merged.is_written and obj is merged.after,
                match.element.place,
                problems,
                context.settings,
                context.existing.row(match.ident),
            )
        )


def judge(
    context: Context, match: Match, obj: Object, check: Check, problems: Problems
) -> List[Problem]:
    """Adds what is wrong with an object to the problems. What is wrong with the stored object too
    is returned instead: nobody asked for it.
    """
    found, kept = Problems(), []
    check.judge(obj, found)
    known = _known(context, match, check) if found.found else ()
    for problem in found.found:
        if known and _signature(context, match, obj, problem) in known:
            kept.append(problem)
        else:
            problems.add(*problem)
    for text in found.warnings:
        problems.warn(text)
    return kept


def _known(context: Context, match: Match, check: Check) -> Set[Hashable]:
    """The signatures of all problems of the stored object."""
    before = context.before(match)
    if before is None:
        return set()
    known: Set[Hashable] = set()
    # of two elements that are the same the later one is wrong, and a vendor may list them in any
    # order
    for obj in (before, _reversed(before)):
        problems = Problems()
        check.judge(obj, problems)
        known.update(_signature(context, match, obj, problem) for problem in problems.found)
    return known


def _signature(context: Context, match: Match, obj: Object, problem: Problem) -> Hashable:
    """By what two problems are the same, wherever in a list their values stand."""
    path, text = problem
    inside = path[len(match.element.place) :].lstrip(".")
    option = max(
        (
            name
            for name in context.resource.fields
            if (inside + ".").startswith((name + ".", name + "["))
        ),
        key=len,
        default="",
    )
    value: Any = obj.get(option)
    for key in re.findall(r"[^.\[\]]+", inside[len(option) :]):
        try:
            value = value[int(key) if isinstance(value, list) else key]
        except (LookupError, TypeError, ValueError):
            break  # the key is missing, so the problem is one of what lacks it
    return NUMBER.sub("[]", inside), NUMBER.sub("[]", text), _unordered(value)


def _reversed(obj: Object) -> Object:
    """An object with every list the other way round."""
    return {name: value[::-1] if isinstance(value, list) else value for name, value in obj.items()}


def _unordered(value: Any) -> Hashable:
    """A hashable form of a value, in which no order counts."""
    if isinstance(value, dict):
        return frozenset((key, _unordered(one)) for key, one in value.items())
    if isinstance(value, (list, tuple)):
        return tuple(sorted(repr(_unordered(one)) for one in value))
    return value if isinstance(value, str) else repr(value)
