# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""References that nobody had to resolve. Private to oncall.routing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Sequence

from .._account.references import Stored
from .._describe.markers import Pending
from .._describe.reference import Key
from .._describe.walk import Reference, references_in

if TYPE_CHECKING:
    from .._describe.problems import Problems
    from .context import Context
    from .step import Step


def check_keys(context: Context, steps: Sequence[Step], problems: Problems) -> None:
    """Refuses names that are keys at the vendor and do not exist; only where something is written,
    because the lists may be read for this alone.
    """
    for step in steps:
        if step.after is not None and step.action in ("create", "update"):
            _check_keys(context, step, problems)


def _check_keys(context: Context, step: Step, problems: Problems) -> None:
    known = {
        (field.kind, value)
        for field, value, dummy in references_in(context.resource, step.before or {})
    }
    for field, value, path in _requested(context, step):
        # what the object refers to already the vendor has accepted before
        if isinstance(field, Key) and (field.kind, value) not in known:
            context.references.ident(field, value, path, problems)


def check_idents(context: Context, steps: Sequence[Step], problems: Problems) -> None:
    """Judges ids that nobody looked up, by the lists that were read for other references."""
    for step in steps:
        if step.action != "delete" and step.after is not None:
            _check_idents(context, step, problems)


def _check_idents(context: Context, step: Step, problems: Problems) -> None:
    stored = Stored(context.resource, step.before)
    for field, value, path in _requested(context, step):
        if not isinstance(value, Pending):
            context.references.check_ident(field, value, path, problems, stored)


def _requested(context: Context, step: Step) -> Sequence[Reference]:
    """The references of the options that the task manages."""
    options = {name: (step.after or {})[name] for name in step.requested}
    return references_in(context.resource, options, step.place)
