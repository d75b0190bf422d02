# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The vendor's list of the managed kind while a task writes to it. Private to oncall.routing."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Iterable, Iterator, Sequence

from .._describe.problems import RoutingError, Unclear

if TYPE_CHECKING:
    from .._describe.markers import Body, Id, Object, Row
    from .._describe.resource import Resource
    from .protocols import Gateway, Rows


class LiveList:
    """Reads the list and sends the writes, so it knows whether a list that was read is still true.

    Every method that reads or writes raises what the gateway raises.
    """

    def __init__(self, resource: Resource, gateway: Gateway) -> None:
        self.resource = resource
        self.gateway = gateway
        #: somebody else writes at the same time, so each update is preceded by a second look
        self.others_write = False
        #: when the reading of the list began that writes are made from, by the gateway's clock
        self.began = gateway.began(resource)
        # another object whenever a write begins or ends, and what it was when ``_rows`` were read
        self._state = object()
        self._seen: tuple[object, Rows | None] = (None, None)

    # --- reading

    def fresh(self) -> Rows:
        """The rows as they are now, by id."""
        state, began = self._state, self.gateway.clock()
        # other threads read too: what is returned is this reading, not the last one
        rows = {
            self.resource.ident(row): row for row in self.gateway.rows(self.resource, fresh=True)
        }
        self._seen, self.began = (state, rows), began
        return rows

    def latest(self) -> Rows:
        """The same, read again only if this task has written since."""
        state, rows = self._seen
        return self.fresh() if rows is None or state is not self._state else rows

    @property
    def seen(self) -> Rows | None:
        """The rows that were last read, however old; None where only the plan has read them."""
        return self._seen[1]

    def after(self, unclear: RoutingError) -> Rows:
        """The rows as they are now, to find out what became of a write."""
        try:
            return self.fresh()
        except RoutingError as error:
            raise unknown(unclear, error) from error

    def whole(self, rows: Iterable[Row]) -> list[Row]:
        """The rows with what the list leaves out; that of an object that is gone is missing."""
        return self.resource.whole(list(rows), self)

    def whole_row(self, ident: Id, rows: Rows) -> Row | None:
        """The row of one object with what the list leaves out, or None."""
        return next(iter(self.whole([rows[ident]] if ident in rows else [])), None)

    def detailed(self, resource: Resource, asked: Sequence[tuple[Row, Object]]) -> Sequence[Row]:
        """The rows with what the list leaves out, read anew."""
        complete = resource.hooks.complete
        return complete(self.gateway, asked) if complete else []

    def read(self, row: Row) -> Object:
        """A row as an object, which nobody may change."""
        return self.gateway.read(self.resource, row)

    def may_wait(self, attempt: int) -> bool:
        """Waits before the list is read again. False where max_wait does not allow it."""
        try:
            self.gateway.pause(attempt, again=False)
        except RoutingError:
            return False
        return True

    # --- writing

    def create(self, body: Body) -> Id:
        """Returns the id that the answer shows, or ""."""
        with self._writing():
            return self.resource.ident(self.gateway.create(self.resource, body))

    def update(self, ident: Id, body: Body) -> None:
        with self._writing():
            self.gateway.update(self.resource, ident, body)

    def delete(self, ident: Id) -> None:
        with self._writing():
            self.gateway.delete(self.resource, ident)

    def delete_together(self, idents: Sequence[Id]) -> None:
        with self._writing():
            self.gateway.delete_together(self.resource, idents)

    @contextlib.contextmanager
    def _writing(self) -> Iterator[None]:
        # what another thread reads meanwhile tells nothing of this write
        self._state = object()
        try:
            yield
        finally:
            self._state = object()
            self.gateway.wrote(self.resource)


def not_there(unclear: Unclear, text: str) -> RoutingError:
    """The error of a write of unclear outcome that the list does not show. text: the rest of the
    sentence about the list.
    """
    return RoutingError("%s. The vendor's list, read afterwards, %s" % (unclear, text))


def unknown(unclear: RoutingError, error: RoutingError) -> RoutingError:
    """The error of a write of unclear outcome where the list can't be read."""
    text = "%s. Could not find out whether the vendor carried it out: %s"
    return RoutingError(text % (unclear, error))
