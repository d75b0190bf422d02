# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the executor relies on. Private to oncall.routing.

These protocols say all that may be relied on. The gateways of the vendors, the planner and
``_module`` fulfil them; the test of the planner does so with a dict.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ContextManager, Dict, Protocol, Sequence, TypeVar

from .._describe.markers import Id, Row

if TYPE_CHECKING:
    from .._describe.hooks import Work
    from .._describe.kind import Kind
    from .._describe.markers import Body, Object
    from .._describe.resource import Resource
    from .._plan.plan import Order
    from .._plan.step import Step

#: Rows by the ids of their objects.
Rows = Dict[Id, Row]

Item = TypeVar("Item")
Result = TypeVar("Result")


class Lists(Protocol):
    """What the vendor shows. A request that fails raises RoutingError with a sentence for the
    person on call.
    """

    def rows(self, kind: Kind, fresh: bool = False) -> list[Row]:
        """All rows of a kind. Only with ``fresh`` the vendor is asked again in any case."""

    def read(self, resource: Resource, row: Row) -> Object:
        """A row as an object, which nobody may change."""

    def age(self, kind: Kind) -> float:
        """Seconds since the list of a kind was read for the plan, or with ``fresh``."""

    def began(self, kind: Kind) -> float:
        """When the last reading of the list of a kind began, by ``clock``."""

    def clock(self) -> float:
        """Seconds by the clock of ``began`` and ``alone``."""

    def list_costs(self, kind: Kind, more: int = 0) -> int:
        """How many requests the list of a kind takes when it has so many more rows."""


class Verbs(Protocol):
    """What changes objects.

    A write that fails raises RoutingError with a sentence for the person on call: Unclear where
    the vendor may have carried it out, Gone where the object does not exist, Rejected where the
    vendor refused what was sent, and Barred where the account may not write. An answer to a write
    proves nothing but the id of a new object.
    """

    #: how often a request may be sent again
    retries: int

    def create(self, resource: Resource, body: Body) -> Row:
        """Creates an object. Returns the vendor's answer as a row, {} where it shows none."""

    def update(self, resource: Resource, ident: Id, body: Body) -> object:
        """Changes an object."""

    def delete(self, resource: Resource, ident: Id) -> object:
        """Deletes an object."""

    def delete_together(self, resource: Resource, idents: Sequence[Id]) -> object:
        """Deletes several objects by one request. After a refusal all, none or some of them may be
        gone.
        """

    def batch(self, resource: Resource) -> int:
        """How many objects ``delete_together`` takes; 1 where the vendor has no such request."""

    def wrote(self, resource: Resource) -> None:
        """Drops the lists that a write to an object of this kind may have changed."""

    def deleted(self) -> None:
        """Drops all lists: a deletion may have changed any of them."""

    def alone(self, resource: Resource, ident: Id) -> ContextManager[float]:
        """Keeps other tasks of this machine from writing to the object meanwhile, where locks can
        be had. Yields when another task last wrote to it, by ``clock``; 0.0 where none did.
        """


class Time(Protocol):
    """What waits, and what is done meanwhile. Every request waits for rate limits by itself."""

    def pause(self, attempt: int, again: bool = True) -> None:
        """Waits, longer from attempt to attempt. ``again``: to send a request once more, not to
        read. Raises RoutingError where max_wait does not allow the wait.
        """

    def at_once(
        self, work: Work[Item, Result], items: Sequence[Item], most: int
    ) -> Sequence[Result]:
        """What ``work`` returns for each of the items; up to ``most`` of them at the same time, one
        after the other in this thread where that is 1.
        """

    def forecast(self, requests: int) -> float:
        """Seconds until so many more requests are sent."""


class Gateway(Lists, Verbs, Time, Protocol):
    """One vendor for one task."""


class Plan(Protocol):
    """What is to be done."""

    @property
    def steps(self) -> Sequence[Step]:
        """A step for each object, those of elements in their order before those of a purge."""

    @property
    def order(self) -> Order:
        """Which steps have to be carried out before others."""


class Settings(Protocol):
    """What the task says of how a plan is carried out."""

    @property
    def on_unspecified(self) -> str:
        """``keep`` or ``reset``: what becomes of options that an element does not name."""

    @property
    def concurrency(self) -> int:
        """How many writes may be sent at the same time."""


class Progress(Protocol):
    """Who wants to know how far long work is."""

    def report(self, done: int, total: int) -> None:
        """So many steps that write are done."""
