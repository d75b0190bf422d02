# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How things are measured: contenders take turns, several times, and figures are ratios of
neighbours in time.
"""

from __future__ import annotations

import statistics
from dataclasses import dataclass, field
from pathlib import Path

import book

OURS, PROCESS = "ours", "ours, as a module process"


@dataclass
class Bench:
    """What a measurement needs. ``doors``: label to the environment that makes the collection
    run that way.
    """

    folder: Path
    collections: Path
    rounds: int = 5
    quick: bool = False
    doors: dict = field(default_factory=lambda: {OURS: {}})

    def book(self):
        return book.Book(self.folder, self.collections)

    def size(self, number):
        """Smaller numbers for a quick look."""
        return max(1, number // 10) if self.quick else number

    def turns(self, contenders, peers=(), rounds=None, doors=None):
        """Runs (name, tasks, variables) in turns, each round in another order. Returns label to its
        passes, one for each round.

        Contenders are run once for each door and come back under its label where there is more than
        one; ``peers`` are those that no door changes, and are run next to them each time.
        """
        doors = self.doors if doors is None else doors
        found = {door: {} for door in doors}
        for turn in range(rounds or self.rounds):
            for door in list(doors) if turn % 2 else list(reversed(doors)):
                all_of_them = [*contenders, *peers]
                sheet = self.book()
                for _name, tasks, values in all_of_them:
                    sheet.add(None, tasks, values)
                shift = turn % len(all_of_them)
                for name, tasks, values in all_of_them[shift:] + all_of_them[:shift]:
                    sheet.add(name, tasks, values)
                for name, one in sheet.run(doors[door]).passes.items():
                    found[door].setdefault(name, []).append(one)
        return found

    def asked(self, server, tasks, values, environment=None):
        """What one run of a contender asks the server for."""
        sheet = self.book()
        sheet.add("counted", tasks, values)
        server.log()
        done = sheet.run(environment)
        return server.log(), done


def summary(samples):
    """Median, least and most."""
    return {
        "median": statistics.median(samples),
        "min": min(samples),
        "max": max(samples),
        "n": len(samples),
    }


def line(name, passes, scale=1.0):
    """One contender's seconds, as they go into the result. scale: divides, for costs of one
    object.
    """
    return {
        "name": name,
        "wall": summary([one.wall / scale for one in passes]),
        "cpu": summary([one.cpu / scale for one in passes]),
    }


def ratio(above, below):
    """Ratios of neighbours: wall and CPU. ``above`` and ``below``: passes of the same rounds."""
    pairs = list(zip(above, below))
    return {
        "wall": summary([over.wall / under.wall for over, under in pairs]),
        "cpu": summary([over.cpu / under.cpu for over, under in pairs]),
    }


def growth(above, base, below):
    """(above - base) ÷ below, of medians: a difference of two single passes would be mostly
    noise. None where it is all noise.
    """

    def part(key):
        over, ground, under = (
            statistics.median(getattr(one, key) for one in passes)
            for passes in (above, base, below)
        )
        return (over - ground) / under if under > 0 else None

    wall, cpu = part("wall"), part("cpu")
    return None if wall is None or cpu is None else {"wall": summary([wall]), "cpu": summary([cpu])}


def less(passes, base):
    """Passes without what the base of the same round took."""
    return [
        book.Pass(wall=one.wall - under.wall, cpu=one.cpu - under.cpu)
        for one, under in zip(passes, base)
    ]


def row(number, what, target, most, figures, lines, server, notes=()):  # noqa: PLR0913  # a column each
    """A row of the table. figures: label to a ratio or a plain number; the first is held against
    ``most``.
    """
    first = next(iter(figures.values()))
    value = first["wall"]["median"] if isinstance(first, dict) else first
    met = None if most is None or value is None else value <= most
    return {
        "number": number,
        "what": what,
        "target": target,
        "met": met,
        "figures": figures,
        "lines": lines,
        "server": server,
        "notes": list(notes),
    }
