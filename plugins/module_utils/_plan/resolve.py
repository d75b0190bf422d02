# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Requested options with ids in place of names. Private to oncall.routing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._account.references import Stored
from .._describe.markers import Pending
from .._describe.reference import Key

if TYPE_CHECKING:
    from .._account.references import References
    from .._describe.markers import Object
    from .._describe.problems import Problems
    from .._describe.reference import Ref
    from .context import Context


class Resolver:
    """Visits references and turns names into ids. An id that the object holds already may dangle:
    then the user is warned, and it stays.
    """

    def __init__(self, context: Context, before: Object | None, problems: Problems) -> None:
        self._references: References = context.references
        self._stored = Stored(context.resource, before)
        self._exists = bool(before)
        self._problems = problems

    def visit(self, field: Ref, value: str, path: str) -> str:
        if isinstance(field, Key) or isinstance(value, Pending):
            return value
        ident = self._references.ident(field, value, path, self._problems, self._stored)
        if field.free and self._exists:
            return self._references.as_stored(field, ident, self._stored.at(field))
        return ident


def resolved(
    context: Context, options: Object, place: str, before: Object | None, problems: Problems
) -> Object:
    """The options with ids in place of names. ``before``: the object as it is stored."""
    found: Object = context.resource.walk(options, place, Resolver(context, before, problems))
    return found
