# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Who decides when: the rules of a team over the cells of a week. Private to oncall.routing.

A **cell** is a weekday and a part of the day in which nothing begins or ends. On a date of some
calendars other rules may be open than on an ordinary one, so a cell is looked at together with the
calendars its date is in. The first open rule that has the severity decides; who is asked is
:meth:`Week.decides`.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..._time.clock import DAY
from .model import Contact, Rule, When
from .schema import SEVERITIES

Cell = tuple[int, int]
#: For each severity the rules that decide: none or one, or several where a vendor can't tell times
#: apart.
Signature = tuple[tuple[int, ...], ...]
ORDINARY: frozenset[str] = frozenset()


class Week:
    def __init__(self, rules: tuple[Rule, ...]) -> None:
        self.rules = rules
        windows = [rule.when for rule in rules if rule.when]
        marks = {0} | {
            mark % DAY for when in windows for mark in (when.start, when.start + when.minutes)
        }
        starts = sorted(marks)
        #: (first minute, first minute after it) of each part of the day
        self.parts = list(zip(starts, starts[1:] + [DAY]))
        self.cells: list[Cell] = [
            (day, part) for day in range(7) for part in range(len(self.parts))
        ]
        self._open = [None if rule.when is None else self._cells_of(rule.when) for rule in rules]
        self.calendars = tuple(dict.fromkeys(name for when in windows for name in when.calendars))
        #: Dates worth looking at: ordinary ones, those of one calendar, those of all.
        self.dates = list(
            dict.fromkeys(
                [ORDINARY]
                + [frozenset([name]) for name in self.calendars]
                + [frozenset(self.calendars)]
            )
        )
        self.timed = bool(windows)
        #: The rules that decide about a severity at any time, in their order; and for each rule the
        #: severities it ever decides about.
        self.ever = {severity: self._decides_ever(severity) for severity in SEVERITIES}
        self.reached = [
            tuple(one for one in rule.severities if number in self.ever[one])
            for number, rule in enumerate(rules)
        ]

    def _cells_of(self, when: When) -> frozenset[Cell]:
        found = set()
        for day in when.days:
            for number, (first, dummy) in enumerate(self.parts):
                if when.start <= first < when.start + when.minutes:
                    found.add((day, number))
                if first + DAY < when.start + when.minutes:  # beyond midnight
                    found.add(((day + 1) % 7, number))
        return frozenset(found)

    def minutes(self, cell: Cell) -> int:
        first, last = self.parts[cell[1]]
        return last - first

    def is_open(self, number: int, cell: Cell, dates: frozenset[str] = ORDINARY) -> bool:
        cells, when = self._open[number], self.rules[number].when
        return (
            cells is None
            or when is None
            or (cell in cells and not dates.intersection(when.calendars))
        )

    def outside(self, cell: Cell) -> bool:
        """Whether no time of any rule is open."""
        return not any(cells is not None and cell in cells for cells in self._open)

    def decides(self, severity: str, cell: Cell, dates: frozenset[str] = ORDINARY) -> int | None:
        return next(
            (
                number
                for number, rule in enumerate(self.rules)
                if severity in rule.severities and self.is_open(number, cell, dates)
            ),
            None,
        )

    def signature(self, cell: Cell, dates: frozenset[str] = ORDINARY) -> Signature:
        found = (self.decides(severity, cell, dates) for severity in SEVERITIES)
        return tuple(() if number is None else (number,) for number in found)

    def _decides_ever(self, severity: str) -> list[int]:
        return sorted(
            {
                number
                for cell in self.cells
                for dates in self.dates
                for number in [self.decides(severity, cell, dates)]
                if number is not None
            }
        )

    def told(self) -> list[Contact]:
        """Every contact that a rule or a step which is ever reached tells, each once, in the
        order of the rules.
        """
        found: dict[str, Contact] = {}
        for rule, severities in zip(self.rules, self.reached):
            for one in (
                rule.contacts + tuple(one for step in rule.escalate for one in step.contacts)
                if severities
                else ()
            ):
                found.setdefault(one.name, one)
        return list(found.values())

    def uncovered(self, severity: str) -> Iterator[Cell]:
        """The cells of an ordinary week in which nobody is told."""
        return (cell for cell in self.cells if self.decides(severity, cell) is None)


def union(signatures: list[Signature]) -> Signature:
    """Everybody whom any of them tells."""
    return tuple(
        tuple(sorted({number for one in signatures for number in one[index]}))
        for index in range(len(SEVERITIES))
    )


def runs(week: Week, cells: set[Cell]) -> list[tuple[frozenset[int], int, int]]:
    """Cells as windows of at most a day: (days, first minute, minutes)."""
    order = week.cells
    if len(cells) == len(order):
        return [(frozenset(range(7)), 0, DAY)]
    count, found = len(order), []
    for place, cell in enumerate(order):
        if cell not in cells or order[place - 1] in cells:
            continue
        day, start, length = cell[0], week.parts[cell[1]][0], 0
        while order[place % count] in cells:
            length += week.minutes(order[place % count])
            place += 1
        while length > 0:
            found.append((day % 7, start, min(length, DAY)))
            day, length = day + 1, length - DAY
    merged: dict[tuple[int, int], set[int]] = {}
    for day, start, length in found:
        merged.setdefault((start, length), set()).add(day)
    return [(frozenset(days), start, length) for (start, length), days in merged.items()]
