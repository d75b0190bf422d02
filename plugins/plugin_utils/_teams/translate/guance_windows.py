# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The rules of an alert policy: windows of which the first that is open decides. Private to
oncall.routing.

A window is open on weekdays or on dates of calendars, never on both, so a team's times can't always
be said. What comes of the windows is compared with what the team asked for, cell by cell; that
comparison, not the way they were made, decides whether they are exact.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

from ..._time import clock
from ..file.week import ORDINARY, Cell, Signature, Week, runs, union

Targets = Callable[[Signature], list[dict[str, Any]]]


@dataclasses.dataclass(frozen=True)
class Entry:
    """``days`` for a window that repeats, ``calendars`` for one on dates, neither for all other
    times.
    """

    signature: Signature
    days: frozenset[int] = frozenset()
    calendars: tuple[str, ...] = ()
    start: int = 0
    minutes: int = 0

    def is_open(self, day: int, minute: int, dates: frozenset[str]) -> bool:
        if self.calendars:
            return (
                bool(dates.intersection(self.calendars))
                and self.start <= minute < self.start + self.minutes
            )
        if not self.days:
            return True
        return any(
            0 <= (day - begin) % 7 * clock.DAY + minute - self.start < self.minutes
            for begin in self.days
        )

    def name(self) -> str:
        if not self.days and not self.calendars:
            return "other times"
        end = self.start + self.minutes
        when = (
            ""
            if self.minutes == clock.DAY and not self.start
            else " %s-%s"
            % (
                clock.time_of(self.start),
                "24:00" if end == clock.DAY else clock.time_of(end % clock.DAY),
            )
        )
        return (", ".join(self.calendars) or clock.spoken_days(self.days)) + when

    def options(self, monday: int) -> dict[str, Any]:
        if self.calendars:
            return {
                "custom_dates": list(self.calendars),
                "custom_start_time": clock.time_of(self.start) + ":00",
                "custom_duration": self.minutes * 60,
            }
        if not self.days:
            return {}
        # with Monday as 1 Sunday is 0, as in a crontab
        numbers = (
            "*"
            if len(self.days) == 7
            else ",".join(str(number) for number in sorted((day + monday) % 7 for day in self.days))
        )
        return {
            "crontab": "%d %d * * %s" % (self.start % 60, self.start // 60, numbers),
            "crontab_duration": self.minutes * 60,
        }


class Windows:
    """``targets``: what a signature comes to at the vendor. ``monday``: the number of Monday in
    a crontab, None where nobody has looked.
    """

    def __init__(self, week: Week, targets: Targets, monday: int | None) -> None:
        self.week = week
        self.targets = targets
        self._known: dict[Signature, list[dict[str, Any]]] = {}
        self.monday = monday
        self._first: dict[str, Signature] = {}
        self.ordinary = {cell: self._alike(week.signature(cell)) for cell in week.cells}
        self.entries = self._entries()
        self.wrong = self._compare()

    def options(self) -> list[dict[str, Any]]:
        return [
            dict(
                {"name": entry.name()},
                **entry.options(self.monday or 0),
                targets=self.targets(entry.signature),
            )
            for entry in self.entries
        ]

    def _of(self, signature: Signature) -> list[dict[str, Any]]:
        """The targets of a signature, for comparisons only: they are shared."""
        if signature not in self._known:
            self._known[signature] = self.targets(signature)
        return self._known[signature]

    def _alike(self, signature: Signature) -> Signature:
        """The first of the signatures that come to the same, so that a window is not cut where
        nothing changes.
        """
        return self._first.setdefault(repr(self._of(signature)), signature)

    # --- making

    def _entries(self) -> list[Entry]:
        rest = self._rest()
        first, dated, placed = self._on_dates()
        weekly = self._weekly(
            {cell for cell in self.week.cells if cell not in placed and self.ordinary[cell] != rest}
        )
        found = first + dated + weekly + [Entry(rest)]
        return [entry for entry in found if self._of(entry.signature)]

    def _rest(self) -> Signature:
        """What holds at all other times: outside all windows, or if there is no such time, what
        holds longest.
        """
        outside = next(
            (self.ordinary[cell] for cell in self.week.cells if self.week.outside(cell)), None
        )
        if outside is not None:
            return outside
        lengths: dict[Signature, int] = {}
        for cell, signature in self.ordinary.items():
            lengths[signature] = lengths.get(signature, 0) + self.week.minutes(cell)
        return max(lengths, key=lambda one: lengths[one])

    def _weekly(self, cells: set[Cell]) -> list[Entry]:
        signatures = dict.fromkeys(self.ordinary[cell] for cell in self.week.cells if cell in cells)
        return [
            Entry(signature, days=days, start=start, minutes=minutes)
            for signature in signatures
            for days, start, minutes in runs(
                self.week, {cell for cell in cells if self.ordinary[cell] == signature}
            )
        ]

    def _sets(self) -> list[tuple[str, ...]]:
        """Calendars that are always named together are one window."""
        named = [
            rule.when.calendars for rule in self.week.rules if rule.when and rule.when.calendars
        ]
        if len({frozenset(one) for one in named}) == 1:
            return [named[0]]
        return [(name,) for name in self.week.calendars]

    def _on_dates(self) -> tuple[list[Entry], list[Entry], set[Cell]]:
        """Windows that have to come before those on dates, those on dates, and the cells that
        the former have dealt with.
        """
        dated: list[Entry] = []
        before: set[Cell] = set()
        different: set[Cell] = set()
        for calendars in self._sets():
            there = {
                cell: self._alike(self.week.signature(cell, frozenset(calendars)))
                for cell in self.week.cells
            }
            sensitive = {cell for cell in self.week.cells if there[cell] != self.ordinary[cell]}
            different |= sensitive
            parts: list[Signature | None] = []
            for part in range(len(self.week.parts)):
                signatures = [there[day, part] for day in range(7) if (day, part) in sensitive]
                parts.append(union(signatures) if signatures else None)
                if signatures:
                    before |= {(day, part) for day in range(7) if there[day, part] != parts[-1]}
            dated += self._dated(calendars, parts)
        before -= different
        return self._weekly(before), dated, before

    def _dated(self, calendars: tuple[str, ...], parts: list[Signature | None]) -> list[Entry]:
        found: list[Entry] = []
        for (first, last), signature in zip(self.week.parts, parts):
            if signature is None:
                continue
            previous = found[-1] if found else None
            if (
                previous
                and previous.signature == signature
                and previous.start + previous.minutes == first
            ):
                found[-1] = dataclasses.replace(previous, minutes=previous.minutes + last - first)
            else:
                found.append(
                    Entry(signature, calendars=calendars, start=first, minutes=last - first)
                )
        return found

    # --- comparing

    def told(self, cell: Cell, dates: frozenset[str] = ORDINARY) -> list[dict[str, Any]]:
        """What the vendor does in a cell."""
        minute = self.week.parts[cell[1]][0]
        return next(
            (
                self._of(entry.signature)
                for entry in self.entries
                if entry.is_open(cell[0], minute, dates)
            ),
            [],
        )

    def _compare(self) -> dict[frozenset[str], set[int]]:
        """For the kinds of dates on which others are told than asked for, the rules it is about."""
        found: dict[frozenset[str], set[int]] = {}
        for dates in self.week.dates:
            for cell in self.week.cells:
                wanted = self.week.signature(cell, dates)
                if self.told(cell, dates) != self._of(wanted):
                    concerned = {
                        number for numbers in wanted + self.ordinary[cell] for number in numbers
                    }
                    concerned |= {
                        number
                        for number, rule in enumerate(self.week.rules)
                        if rule.when and dates.intersection(rule.when.calendars)
                    }
                    found.setdefault(dates, set()).update(concerned)
        return found

    def doubts(self, number: int) -> list[str]:
        """What keeps the times of a rule from being exact."""
        found = []
        when = self.week.rules[number].when
        if self.monday is None and when and len(when.days) < 7:
            found.append(
                "the vendor does not say which day of a crontab is 0; its samples count from"
                " Monday, which is assumed until the account says so (monday)"
            )
        dates = [one for one, numbers in self.wrong.items() if number in numbers]
        if ORDINARY in dates:
            found.append(
                "Guance can't be silent in one window and not at other times, so the contacts of"
                " other times are told"
            )
        named = sorted({name for one in dates for name in one})
        if named:
            found.append(
                "a window on dates knows no weekdays and can't be silent, so on dates of %s others"
                " may be told" % ", ".join(named)
            )
        return found
