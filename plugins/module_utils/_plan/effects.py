# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Objects that do not do their work, and changes that will not stay. Private to oncall.routing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Dict, Iterator, List, Mapping, NamedTuple, Sequence, Tuple

from .._describe.walk import references_in
from .text import at_place

if TYPE_CHECKING:
    from .._account.directory import Rows
    from .._describe.kind import Kind
    from .._describe.markers import Row
    from .._describe.problems import Problems
    from .context import Context
    from .step import Step


class _Off(NamedTuple):
    """Objects of one kind that do not do their work. rows: all of the kind, as far as they were
    read. why: id to what is wrong.
    """

    kind: Kind
    rows: Rows
    why: Mapping[str, str]


def not_working(
    context: Context, steps: Sequence[Step], problems: Problems
) -> List[Dict[str, Any]]:
    """Objects that are off, or refer to what is off, in the shape of the result. Warns of them,
    and of changes that will be undone. Nothing is read for this.
    """
    resource, off = context.resource, _off(context)
    found: List[Tuple[Step, str]] = []
    for step in steps:
        if step.row and step.action in ("update", "delete"):
            undone = resource.guards.undone_by(step.row)
            if undone:
                problems.warn(at_place(step.place, resource.label, step.name, undone))
        if step.action == "delete" or step.after is None:
            continue
        reason = resource.off(step.row, decided=step.requested) if step.row else None
        if reason:
            problems.warn(at_place(step.place, resource.label, step.name, reason))
            found.append((step, reason))
        for path, called, why in _references_to(context, step, off) if off else ():
            problems.warn("%s: %s %s" % (path, called, why))
            found.append((step, "refers to %s, which %s" % (called, why)))
    return [dict(step.identity(resource), because=text) for step, text in found]


def _off(context: Context) -> Dict[str, _Off]:
    """What is off of the kinds that the resource refers to, by kind."""
    found: Dict[str, _Off] = {}
    for name in context.resource.references():
        kind = context.resource.vendor.kinds[name]
        if not (kind.shown or kind.spent):
            continue
        rows = context.references.directory.at_hand(name)
        why = {ident: _why_off(context, kind, row) for ident, row in rows.items()}
        off = {ident: text for ident, text in why.items() if text}
        if off:
            found[name] = _Off(kind, rows, off)
    return found


def _why_off(context: Context, kind: Kind, row: Row) -> str | None:
    return kind.off(row) or (kind.spent(row, context.settings.now) if kind.spent else None)


def _references_to(
    context: Context, step: Step, off: Mapping[str, _Off]
) -> Iterator[Tuple[str, str, str]]:
    """(path, object, why it is off) of every object that a step refers to and that is off, each
    once, however often it is named.
    """
    found: Dict[Tuple[str, str], str] = {}
    # of a list that is changed by member only the elements that the task names are its business
    named = {
        name: elements if mode == "add" else [] for name, (mode, elements) in step.members.items()
    }
    obj = dict(step.after or {}, **named)
    for field, value, path in references_in(context.resource, obj, step.place):
        for name in field.kinds():
            if name in off and value in off[name].why:
                found.setdefault((name, value), re.sub(r"\[\d+\]$", "", path))
    for (name, ident), path in found.items():
        kind, rows, why = off[name]
        called = next(
            (one for one in (of(rows[ident]) for of in kind.identity.names) if one), ident
        )
        yield path, "the %s %r" % (kind.label, called), why[ident]
