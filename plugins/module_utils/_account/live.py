# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The account as the vendor shows it now. Private to oncall.routing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, Sequence, Tuple

from .._describe.problems import RoutingError

if TYPE_CHECKING:
    from .._describe.hooks import Case
    from .._describe.kind import Kind
    from .._describe.markers import Object, Row
    from .._describe.resource import Resource


class Gateway(Protocol):
    """What an account needs of the gateway of a vendor."""

    @property
    def rate_limit(self) -> int:
        """Requests a minute that the vendor takes; 0 where there is no limit."""

    def rows(self, kind: Kind) -> Sequence[Row]:
        """All rows of a kind."""

    def read(self, resource: Resource, row: Row) -> Object:
        """A row as an object; made once as long as the row stays the same."""

    def shortfall(self, requests: int) -> str | None:
        """Why the task can't afford so many requests; None where it can."""


class Progress(Protocol):
    """Who wants to know how far long work is."""

    def report(self, done: int, total: int) -> None:
        """So much is done; 0 when the work begins."""


class LiveAccount:
    """Asks the vendor through a gateway. ``refusal``: begins the message where details of objects
    take more requests than the task can afford.
    """

    def __init__(self, gateway: Gateway, progress: Progress, refusal: str = "") -> None:
        self._gateway = gateway
        self._progress = progress
        self._refusal = refusal
        self._rows: dict[Kind, Sequence[Row]] = {}

    def rows(self, kind: Kind) -> Sequence[Row]:
        if kind not in self._rows:
            self._rows[kind] = self._gateway.rows(kind)
        return self._rows[kind]

    def object(self, resource: Resource, row: Row) -> Object:
        return self._gateway.read(resource, row)

    def detailed(self, resource: Resource, asked: Sequence[Tuple[Row, Object]]) -> Sequence[Row]:
        complete = resource.hooks.complete
        if complete is None:
            return [row for row, dummy in asked]
        if not (resource.listing.reads_whole and self._gateway.rate_limit):
            return complete(self._gateway, asked)
        # here each row costs a request of its own; other resources read lists instead
        shortfall = self._gateway.shortfall(len(asked))
        if shortfall:
            raise RoutingError(self._refusal + shortfall)
        found: list[Row] = []
        self._progress.report(0, len(asked))
        for done, pair in enumerate(asked, 1):
            found.extend(complete(self._gateway, [pair]))
            self._progress.report(done, len(asked))
        return found

    def inferred(self, resource: Resource, rows: Sequence[Row]) -> Sequence[Row]:
        return resource.hooks.infer(self._gateway, rows) if resource.hooks.infer else rows

    def review(self, resource: Resource, cases: Sequence[Case]) -> None:
        if resource.hooks.review:
            resource.hooks.review(self._gateway, cases)
