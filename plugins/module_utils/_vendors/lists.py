# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The lists of a vendor, each read once in a task. Private to oncall.routing."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any, Iterable, Mapping

from .connection import Connection

if TYPE_CHECKING:
    from .._describe.kind import Kind
    from .._describe.resource import Resource
    from .paging import WholeList

#: Seconds for which a list serves the next item of a loop.
KEEP_LISTS_S = 30.0


class CachedLists(Connection):
    """Reads lists, and keeps them until a write may have changed them.

    Not safe to use from several threads but for :meth:`rows`, :meth:`wrote` and :meth:`deleted`.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        #: kind name to rows that its list shows although their objects are deleted
        self.removed: dict[str, list[Any]] = {}
        #: what the task does without because it could not be read, for warnings
        self.doubts: list[str] = []
        self._lists: dict[tuple[str, str], dict[str, Any]] = {}
        #: lists that are no longer true, for the rows in them that still are
        self._former: dict[tuple[str, str], dict[str, Any]] = {}
        self._pages: dict[tuple[str, str], int] = {}
        #: when the lists at hand were read, and when the task began to read them, by two clocks
        self._times: dict[tuple[str, str], float] = {}
        self._began: dict[tuple[str, str], float] = {}
        #: when the lists were read by which the task plans
        self._planned_at: dict[tuple[str, str], float] = {}
        self._objects: dict[tuple[str, str], tuple[Any, Any]] = {}
        self._lock = threading.Lock()

    def fetch(self, kind: Kind) -> WholeList:
        """All rows of a kind, read now. Raises NotWhole where the list is not whole."""
        raise NotImplementedError

    def rows(self, kind: Kind, fresh: bool = False) -> list[Any]:
        """The rows of a kind, as the vendor sent them; nobody may change them. Read once in a task,
        and again only where ``fresh`` asks for it. Raises RoutingError.
        """
        if kind.listing.parts:
            return [row for part in kind.listing.parts for row in self.rows(part, fresh)]
        key = _key(kind)
        with self._lock:
            if fresh or key not in self._lists:
                self._read_list(kind, key, fresh)
            rows = list(self._lists[key].values())
        expand = kind.listing.expand
        return list(expand(rows)) if expand else rows

    def _read_list(self, kind: Kind, key: tuple[str, str], fresh: bool) -> None:
        began = self.clock()
        before = self._lists.get(key) or self._former.pop(key, {})
        whole = self.fetch(kind)
        self.removed[kind.kind], self._pages[key] = whole.removed, whole.pages
        found = {kind.ident(row): row for row in whole.rows}
        # a row that says what it said stays the same one, so that its object serves on
        self._lists[key] = {
            ident: before[ident] if before.get(ident) == row else row
            for ident, row in found.items()
        }
        self._times[key], self._began[key] = self._now(), began
        if fresh or key not in self._planned_at:
            self._planned_at[key] = self._times[key]

    def read(self, resource: Resource, row: Mapping[str, Any]) -> Any:
        """A row as an object in normal form, which nobody may change. It is made once for as long
        as the row stays the same.
        """
        key = (resource.kind, resource.ident(row))
        kept = self._objects.get(key)
        if kept is None or kept[0] is not row:
            kept = self._objects[key] = (row, resource.read(row))
        return kept[1]

    def is_cached(self, kind: Kind) -> bool:
        """Whether the list of a kind serves without a request."""
        return _key(kind) in self._lists

    # --- how old

    def _now(self) -> float:
        return self.client.pace.clock.monotonic()

    def age(self, kind: Kind) -> float:
        """Seconds since the objects of a kind were read for the plan, or again since."""
        times = [self._planned_at[key] for key in _keys(kind) if key in self._planned_at]
        return self._now() - min(times) if times else 0.0

    def began(self, kind: Kind) -> float:
        """When the task began to read the lists of a kind, by :meth:`clock`; 0.0 where it did
        not.
        """
        return min([self._began[key] for key in _keys(kind) if key in self._began] or [0.0])

    def list_costs(self, kind: Kind, more: int = 0) -> int:
        """How many requests it takes to read the list of a kind again when it has so many more
        rows.
        """
        if kind.listing.parts:
            return sum(self.list_costs(part, more) for part in kind.listing.parts)
        key = _key(kind)
        size = kind.listing.page_size
        pages = self._pages.get(key, 1)
        if not size:
            return pages
        # the vendor may send fewer rows a page than it is asked for
        return max(pages, -(-(len(self._lists.get(key, ())) + more) // size))

    # --- what is no longer true

    def wrote(self, resource: Resource) -> None:
        """An object was written, or may have been: its list has to be read again, and so have those
        that the write touches.
        """
        with self._lock:
            if resource.usage.touches is None:
                self._drop(set(self._times))
                return
            kinds = [resource.vendor.kinds[name] for name in resource.usage.touches]
            # rows that are parts of others are made from a list that is not theirs
            self._drop({key for kind in [resource, *kinds] for key in _keys(kind)})

    def deleted(self) -> None:
        """An object is gone; whatever went with it, or refers to it no longer, has to be read
        again.
        """
        with self._lock:
            self._drop(set(self._times))

    def _drop(self, keys: Iterable[tuple[str, str]]) -> None:
        for key in set(keys) & set(self._lists):
            self._former[key] = self._lists.pop(key)
            self._times.pop(key, None)

    def begin_task(self) -> None:
        """Begins another task on the same connection: counts start at 0, and only young lists
        stay.
        """
        self.client.begin_task()
        self.doubts.clear()
        now = self._now()
        self._drop(key for key, at in self._times.items() if now - at > KEEP_LISTS_S)
        self._planned_at = dict(self._times)

    def forget(self) -> None:
        """Drops all lists and objects, after something went wrong."""
        self._objects.clear()
        self._drop(set(self._times))
        self._former.clear()


def _key(kind: Kind) -> tuple[str, str]:
    """What tells the list of a kind from others: its path and query."""
    return (kind.listing.path, str(kind.listing.query))


def _keys(kind: Kind) -> list[tuple[str, str]]:
    """The lists that a kind has."""
    return [_key(part) for part in kind.listing.parts or (kind,)]
