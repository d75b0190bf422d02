# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What of a team a vendor carries exactly, nearly, or not at all. Private to oncall.routing."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable
from typing import Any

from ...module_utils._describe.problems import Problems
from .report import markdown as md

EXACT, APPROXIMATED, NOT_EXPRESSIBLE = "exact", "approximated", "not expressible"
#: From best to worst.
STATUSES = (EXACT, APPROXIMATED, NOT_EXPRESSIBLE)
#: What of it is wanted.
INTERESTS = ALL, INEXACT, NONE = "all", "inexact", "none"

#: ``team``, ``vendor``, ``path``, ``status`` and ``how``; ``told`` is ``nobody`` where that is what
#: it comes to.
Entry = dict[str, str]
#: What is not exact, once for all ``teams`` it holds for: ``vendor``, ``path``, ``status`` and
#: ``how`` of it, and whether ``nobody`` is told.
Group = dict[str, Any]


@dataclasses.dataclass
class Report:
    """What is said about one team at one vendor. ``problems`` hold what makes the team
    impossible there.
    """

    team: str
    vendor: str
    entries: list[Entry] = dataclasses.field(default_factory=list)
    problems: Problems = dataclasses.field(default_factory=Problems)

    def _add(self, status: str, path: str, how: str, **more: str) -> None:
        self.entries.append(
            {
                "team": self.team,
                "vendor": self.vendor,
                "path": path,
                "status": status,
                "how": how,
                **more,
            }
        )

    def exact(self, path: str, how: str) -> None:
        self._add(EXACT, path, how)

    def approximated(self, path: str, how: str) -> None:
        self._add(APPROXIMATED, path, how)

    def missing(self, path: str, how: str) -> None:
        self._add(NOT_EXPRESSIBLE, path, how)

    def silent(self, path: str, how: str) -> None:
        """Not expressible, and so nobody is told."""
        self._add(NOT_EXPRESSIBLE, path, how, told="nobody")

    def judged(self, path: str, how: str, *doubts: str) -> None:
        """Exact, unless there are doubts."""
        if doubts:
            self.approximated(path, "; ".join((how,) + doubts) if how else "; ".join(doubts))
        else:
            self.exact(path, how)

    def notified(
        self, path: str, how: str, names: Iterable[str], able: Callable[[str], object], label: str
    ) -> None:
        """Who of the contacts of a rule or a step can be told at all."""
        names = list(names)
        unable = [name for name in names if not able(name)]
        if len(unable) == len(names):
            self.silent(path, "none of the contacts can be told at %s, so nobody is" % label)
        else:
            self.judged(
                path,
                how,
                *(["%s can't be told at %s" % (", ".join(unable), label)] if unable else []),
            )


def worst(entries: Iterable[Entry]) -> str:
    return max((entry["status"] for entry in entries), key=STATUSES.index, default=EXACT)


def inexact(entries: Iterable[Entry]) -> list[Entry]:
    """What a strict run fails for."""
    return [entry for entry in entries if entry["status"] != EXACT]


def of_interest(entries: list[Entry], interest: str) -> list[Entry]:
    """All entries, those that are not exact, or none; of hundreds of teams all are more than a
    fact should hold.
    """
    return entries if interest == ALL else inexact(entries) if interest == INEXACT else []


def carried(entries: Iterable[Entry]) -> dict[str, int]:
    """How many entries have which status."""
    found = dict.fromkeys(STATUSES, 0)
    for entry in entries:
        found[entry["status"]] += 1
    return found


def grouped(entries: Iterable[Entry]) -> list[Group]:
    """What is not exact. Teams are much alike, so there are far fewer groups than entries."""
    return together(
        dict(entry, teams=[entry["team"]], nobody=entry.get("told") == "nobody")
        for entry in inexact(entries)
    )


def together(groups: Iterable[Group]) -> list[Group]:
    """Groups of several accounts as one list, the worst first."""
    found: dict[tuple[Any, ...], dict[str, None]] = {}
    for one in groups:
        key = (one["status"], one["vendor"], one["path"], one["how"], one["nobody"])
        found.setdefault(key, {}).update(dict.fromkeys(one["teams"]))
    return [
        dict(zip(("status", "vendor", "path", "how", "nobody"), key), teams=list(found[key]))
        for key in sorted(found, key=lambda key: (-STATUSES.index(key[0]), *key[1:]))
    ]


def markdown(entries: Iterable[Entry], labels: dict[str, str], everything: bool = False) -> str:
    """The report for a person: a table for each team, of what is not exact unless everything is
    asked for.
    """
    entries = list(entries)
    lines = ["# Fidelity of %s" % _teams(sorted({entry["team"] for entry in entries})), ""]
    lines += [summed(carried(entries)) + ".", ""]
    wanted = entries if everything else inexact(entries)
    for team in sorted({entry["team"] for entry in wanted}):
        lines += ["## %s" % md.name(team), "", "| vendor | where | | how |", "|---|---|---|---|"]
        lines += [
            "| %s | %s | %s | %s |"
            % (
                labels.get(entry["vendor"], entry["vendor"]),
                md.code(entry["path"], table=True),
                entry["status"],
                md.prose(entry["how"], table=True),
            )
            for entry in wanted
            if entry["team"] == team
        ]
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def summed(counts: dict[str, int]) -> str:
    return ", ".join("%d %s" % (number, status) for status, number in counts.items())


def _teams(names: list[str]) -> str:
    return "1 team" if len(names) == 1 else "%d teams" % len(names)
