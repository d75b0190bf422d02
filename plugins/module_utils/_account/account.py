# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""An account of a vendor that can be asked what is there. Private to oncall.routing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, Sequence, Tuple

if TYPE_CHECKING:
    from .._describe.hooks import Case
    from .._describe.kind import Kind
    from .._describe.markers import Object, Row
    from .._describe.resource import Resource


class Account(Protocol):
    """What a plan may ask. An account only reads, and its answers stay the same for one task.

    Each method may raise RoutingError with a sentence for the person on call: where a request
    fails, where an answer is not whole (NotWhole), or where the task may not wait that long.
    """

    def rows(self, kind: Kind) -> Sequence[Row]:
        """All rows of a kind. The list is read when somebody asks for it first, and only then."""

    def object(self, resource: Resource, row: Row) -> Object:
        """A row of a managed kind as an object, which nobody may change."""

    def detailed(self, resource: Resource, asked: Sequence[Tuple[Row, Object]]) -> Sequence[Row]:
        """The rows with what lists leave out (see ``Resource.complete``); a row whose object is
        gone is missing. Each row comes with the options that are requested of it.
        """

    def inferred(self, resource: Resource, rows: Sequence[Row]) -> Sequence[Row]:
        """The same rows with what other lists tell of them (see ``Resource.infer``)."""

    def review(self, resource: Resource, cases: Sequence[Case]) -> None:
        """Looks once more at objects that a task names; what is wrong is refused in the cases
        (see ``Resource.review``).
        """
