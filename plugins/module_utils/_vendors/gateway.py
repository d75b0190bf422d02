# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The interface of a vendor's gateway: the verbs. Private to oncall.routing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Mapping, Sequence

from .lists import CachedLists
from .paging import Page, WholeList, has_id, read_list

if TYPE_CHECKING:
    from .._describe.kind import Kind
    from .._describe.resource import Resource


class Gateway(CachedLists):
    """Speaks to one vendor for one task. A vendor's subclass says

    - how an answer is read: :meth:`judge`, :meth:`mark`, ``statuses``;
    - what one page of a list is: :meth:`page`, :meth:`listing`, :meth:`is_removed`;
    - what the verbs are: :meth:`create`, :meth:`update`, :meth:`delete`, and where one call deletes
      several objects :meth:`batch` and :meth:`delete_together`.

    It does not wait, retry, count, mask or cache: :class:`~.connection.Connection` and
    :class:`~.lists.CachedLists` do so for all vendors.

    A verb sends one request through :meth:`call` and returns when the vendor has accepted it. What
    it raises decides what the engine does next:

    - Unclear: the engine reads the list to see whether the write was carried out;
    - Gone: the object is not there (any more);
    - Barred: the engine sends no more writes;
    - Rejected: the vendor did not take what was sent; the engine may send it with fewer keys;
    - RoutingError: the object failed, the others go on.
    """

    #: whether the task deletes objects that others still use, for a vendor that asks
    force = False

    # --- lists

    def page(self, kind: Kind, number: int, after: Any) -> Page:
        """One page of the list of a kind.

        number: from 1. after: ``next`` of the page before, None for the first. Rows come as the
        vendor sent them; :mod:`.paging` finds out whether they are whole. Raises RoutingError.
        """
        raise NotImplementedError

    def listing(self, kind: Kind) -> str:
        """The beginning of a message on a list that can't be read."""
        return "Could not list %s" % kind.labels

    def is_removed(self, row: Mapping[str, Any]) -> bool:
        """Whether a list shows a row although the object is deleted."""
        return False

    def fetch(self, kind: Kind) -> WholeList:
        return read_list(self, kind)

    # --- writes

    def create(self, resource: Resource, body: Mapping[str, Any]) -> Mapping[str, Any]:
        """Creates an object. Returns the vendor's answer as a row, {} where it does not show which
        object it is. Never sent twice by itself: ``effect`` is CREATE.
        """
        raise NotImplementedError

    def update(self, resource: Resource, ident: str, body: Mapping[str, Any]) -> Mapping[str, Any]:
        """Updates an object. ``body`` holds the whole object or only changes, as
        ``resource.sends`` says. Returns the vendor's answer like :meth:`create`.
        """
        raise NotImplementedError

    def delete(self, resource: Resource, ident: str) -> None:
        """Deletes an object."""
        raise NotImplementedError

    def batch(self, resource: Resource) -> int:
        """How many objects of a kind one call deletes; 1 where there is no such call."""
        return 1

    def delete_together(self, resource: Resource, idents: Sequence[str]) -> None:
        """Deletes several objects by one call. Where the vendor refuses it, the engine reads the
        list and deletes what is left one by one.
        """
        raise NotImplementedError

    @staticmethod
    def shown(resource: Resource, row: Any, ident: str | None = None) -> Mapping[str, Any]:
        """The vendor's answer to a write as a row; {} where it is not an object, has no id that can
        be one, or has another id than ``ident``: then the list has to tell.
        """
        if not isinstance(row, dict) or (
            row.get(resource.id) is not None and not has_id(resource, row)
        ):
            return {}
        return {} if ident is not None and resource.ident(row) not in ("", ident) else row

    def close(self) -> None:
        """Ends the connection."""
        self.forget()
        self.client.close()
