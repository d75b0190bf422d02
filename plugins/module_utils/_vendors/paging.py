# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reads a whole list, page by page, or says that it is not whole. Private to oncall.routing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Mapping, NamedTuple, Protocol, Sequence

from .._describe.problems import Gone, NotWhole, RoutingError, listed

if TYPE_CHECKING:
    from .._describe.kind import Kind

#: A list of more pages than this is taken for one that never ends.
MAX_PAGES = 1000
#: How often a list in motion is read. One that stands still is refused when it is not whole twice.
MAX_READINGS = 4


class Page(NamedTuple):
    """One answer to the question for a list."""

    #: as the vendor sent them; may hold anything
    rows: Sequence[Any]
    #: how many rows the vendor says the whole list has; None where it does not count them
    total: int | None = None
    #: what to ask for the next page by; None where there is none
    next: Any = None
    #: how many rows the request asked for; None where it did not say
    size: int | None = None
    #: whether the vendor says that more follows
    more: bool = False
    #: how to find the answer in the vendor's logs, for a message
    mark: str = ""


class PageSource(Protocol):
    """What a list is read from: a gateway."""

    vendor: str
    #: what the task does without, for a warning
    doubts: list[str]

    def page(self, kind: Kind, number: int, after: Any) -> Page:
        """One page. Raises RoutingError."""

    def listing(self, kind: Kind) -> str:
        """The beginning of a message on the list."""

    def is_removed(self, row: Mapping[str, Any]) -> bool:
        """Whether the list shows a row although the object is deleted."""

    def quote(self, value: Any, most: int) -> str:
        """A text of the vendor, for a message."""


class WholeList(NamedTuple):
    """All rows of a kind, each object once, in the order of the vendor."""

    rows: list[Any]
    #: rows that the list shows although their objects are deleted
    removed: list[Any]
    #: how many requests it took
    pages: int


def read_list(source: PageSource, kind: Kind) -> WholeList:
    """All pages of a list. Raises NotWhole.

    A list that is not whole is read once more from the beginning, because it may have been in
    motion; more often only as long as its count moves.
    """
    before, lacking = None, ""
    for attempt in range(MAX_READINGS):
        reading = _Reading(source, kind)
        if attempt == 0 and reading.is_absent():
            return WholeList([], [], 1)
        reading.read()
        lacking = reading.lacking()
        if not lacking:
            return reading.result()
        if attempt and reading.count == before:
            break
        before = reading.count
    raise NotWhole(
        "%s: the list is not whole, also when it was read again from the beginning: %s. Run the"
        " task again; if it stays so, ask the vendor" % (source.listing(kind), lacking)
    )


class _Reading:
    """One reading of a list from its beginning."""

    def __init__(self, source: PageSource, kind: Kind) -> None:
        self.source = source
        self.kind = kind
        self.rows: dict[str, Any] = {}
        self.number = 1
        self.page: Page | None = None
        #: the highest count of rows that the vendor named
        self.count = 0
        #: rows of the longest page, and of the last one
        self.longest = self.last = 0
        #: whether the last page brought anything new
        self.grown = False

    def is_absent(self) -> bool:
        """Whether the server does not have this list, which older ones may lack. Reads the first
        page.
        """
        try:
            self.page = self.source.page(self.kind, 1, None)
        except RoutingError as error:
            missing = isinstance(error, Gone) or error.status == 404
            if missing and self.kind.listing.optional:
                return True
            raise
        return False

    def read(self) -> None:
        """Reads all pages. Raises NotWhole where a row is not as documented."""
        doubled: list[str] = []
        page = self.page or self.source.page(self.kind, 1, None)
        while True:
            self.page = page
            here = self._identified(page, doubled)
            if self._add(here, page) or page.next is None:
                break
            if self.number == MAX_PAGES:
                raise NotWhole(
                    "%s: the list did not end after %d pages%s"
                    % (self.source.listing(self.kind), MAX_PAGES, page.mark)
                )
            self.number += 1
            page = self.source.page(self.kind, self.number, page.next)
        if doubled:
            self.source.doubts.append(
                "The list of %s has more than one row with the %s %s; of each the last one counts"
                % (
                    self.kind.labels,
                    self.kind.id,
                    listed(dict.fromkeys(doubled), " and the %s " % self.kind.id),
                )
            )

    def _add(self, here: Mapping[str, Any], page: Page) -> bool:
        """Adds the rows of a page. Returns whether the list ends with it."""
        known = len(self.rows)
        for ident, row in here.items():
            self.rows.setdefault(ident, row)
        self.grown, self.last = len(self.rows) > known, len(here)
        total = page.total
        if total is not None and total < self._left(here):
            total = None  # whatever it counts, it is not the rows of this list
        self.count = max(self.count, total or 0)
        # a deletion while the pages are read moves a row to a page that was read before; then the
        # rows do not reach the highest count. Where nothing is counted, the end is a page that is
        # shorter than another: a server may send fewer rows than it was asked for
        ended = self._left(self.rows) >= total if total is not None else self.last < self.longest
        self.longest = max(self.longest, self.last)
        return not self.grown or (ended and not page.more)

    def _left(self, rows: Mapping[str, Any]) -> int:
        """How many rows are of objects that are not deleted."""
        return len([row for row in rows.values() if not self.source.is_removed(row)])

    def _identified(self, page: Page, doubled: list[str]) -> dict[str, Any]:
        """The rows of a page by id. Adds to ``doubled`` the ids of which it has several rows."""
        here: dict[str, Any] = {}
        for place, row in enumerate(page.rows, 1):
            ident = self._ident(row, place, page.mark)
            if ident in here:
                self._check_same(ident, (row, here[ident]), place, page.mark)
                doubled.append(self.source.quote(ident, 100))
            here[ident] = row
        return here

    def _check_same(self, ident: str, rows: tuple[Any, Any], place: int, mark: str) -> None:
        first, second = ([name_of(row) for name_of in self.kind.identity.names] for row in rows)
        if first != second:
            raise NotWhole(
                "%s: row %d of the answer has the %s of another (%s) and is called otherwise%s. The"
                " answer contradicts itself: check api_url and any proxy on the way"
                % (
                    self.source.listing(self.kind),
                    place,
                    self.kind.id,
                    self.source.quote(ident, 100),
                    mark,
                )
            )

    def _ident(self, row: Any, place: int, mark: str) -> str:
        """The id of a row. A row that is not an object, or has no id, may be the very one that the
        task is about, so the list is refused.
        """
        lack = self._lack(row)
        if lack is None:
            return str(self.kind.ident(row))
        raise NotWhole(
            "%s: row %d of the answer %s%s. The answer does not have the shape that is documented:"
            " check api_url and any proxy on the way"
            % (self.source.listing(self.kind), place, lack, mark)
        )

    def _lack(self, row: Any) -> str | None:
        """What a row lacks to be one of its kind; None for a good one."""
        kind = self.kind
        if not isinstance(row, dict):
            return "is no object but %s" % json_type(row)
        if not has_id(kind, row):
            return "has no %s" % kind.id
        if kind.listing.nameless or self.source.is_removed(row):
            return None
        if any(_is_scalar(name_of(row)) for name_of in kind.identity.names):
            return None
        return "(%s %s) has no name" % (kind.id, self.source.quote(kind.ident(row), 100))

    def lacking(self) -> str:
        """What shows that rows are missing; nothing for a whole list."""
        page = self.page
        if page is None:
            return ""
        if len(self.rows) < self.count:
            return "%s says that there are %d, and gave %d%s" % (
                self.source.vendor,
                self.count,
                len(self.rows),
                page.mark,
            )
        if page.more:
            return "%s says that more follow, and gave nothing new after %d%s" % (
                self.source.vendor,
                len(self.rows),
                page.mark,
            )
        if page.total is None and page.size and not self.grown and self.last >= page.size:
            return (
                "%s does not count them, and gave a full page of %d, that it had given before, as"
                " page %d%s" % (self.source.vendor, self.last, self.number, page.mark)
            )
        return ""

    def result(self) -> WholeList:
        rows = list(self.rows.values())
        removed = [row for row in rows if self.source.is_removed(row)]
        return WholeList(
            [row for row in rows if not self.source.is_removed(row)], removed, self.number
        )


def whole_number(value: Any) -> int | None:
    """A number of things as vendors spell it: also a text, also with a point. None where it is not
    such a number.
    """
    if isinstance(value, str):
        value = int(value) if value.isdecimal() and len(value) < 19 else None
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    return int(value) if value >= 0 and value == value // 1 else None


def has_id(kind: Kind, row: Mapping[str, Any]) -> bool:
    """Whether a row has an id."""
    value = kind.identity.ident_of(row) if kind.identity.ident_of else row.get(kind.id)
    return _is_scalar(value) and str(value).strip() != ""


def _is_scalar(value: Any) -> bool:
    return isinstance(value, (str, int, float)) and not isinstance(value, bool)


def json_type(value: Any) -> str:
    """The JSON type of a value, for a message; the value itself may hold anything."""
    names = {
        bool: "true or false",
        int: "a number",
        float: "a number",
        str: "a text",
        list: "a list",
        dict: "an object",
    }
    return names.get(type(value), "null")
