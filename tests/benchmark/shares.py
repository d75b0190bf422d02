# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whose time a task is: Ansible's, Python's, the network's or ours."""

from __future__ import annotations

import json
import statistics

import book
import data
import servers
from measure import OURS

#: Parts of a task in the order of the table, each with what the probe calls it.
PARTS = ("Ansible", "Python and imports", "arguments", "HTTP", "own work", "result")


def parts_of(one, lines):
    """Seconds of each part of a pass, from what the probe saw while it ran."""
    inside = [line for line in lines if one.begin - 0.02 <= line["begin"] <= one.end]
    modules = [
        line
        for line in inside
        if line["kind"] == "process" and line["name"].startswith("AnsiballZ_")
    ]
    workers = [line for line in inside if line["kind"] == "worker"]
    if modules:
        seen = [line["parts"] for line in modules]
        own, start = "own", ("start", "imports")
    else:
        seen = [line["parts"] for line in workers]
        own, start = "action", ("imports",)
    taken = {
        "Python and imports": sum(parts.get(name, 0.0) for parts in seen for name in start),
        "arguments": sum(parts.get("arguments", 0.0) for parts in seen),
        "HTTP": sum(parts.get("http", 0.0) for parts in seen),
        "own work": sum(parts.get(own, 0.0) for parts in seen),
        "result": sum(parts.get("result", 0.0) for parts in seen),
    }
    return {"Ansible": one.wall - sum(taken.values()), **taken}


def shares(bench):
    """For 1 and for 1,000 objects in place: milliseconds of each part, medians."""
    numbers = (1, bench.size(1000))
    found, starts = {}, []
    with servers.plain(
        {str(number): data.account(number) for number in numbers}, bench.folder
    ) as server:
        for turn in range(1 if bench.quick else 5):
            for door, environment in bench.doors.items():
                probe = bench.folder / f"probe-{turn}-{len(starts)}"
                sheet = bench.book()
                for number in numbers:
                    values = data.variables(number, server.at(str(number)))
                    wanted = [("plural task", "plural"), ("uri GET", "uri_get")] + (
                        [("single task", "single")] if number == 1 else []
                    )
                    for name, tasks in wanted:
                        sheet.add(None, tasks, values)
                        sheet.add(f"{name}|{number}", tasks, values)
                done = sheet.run(
                    dict(environment, PYTHONPATH=str(book.HERE / "probe"), ONCALL_PROBE=str(probe))
                )
                lines = [
                    json.loads(line) for line in probe.read_text(encoding="utf-8").splitlines()
                ]
                starts.append(done.first - done.began)
                for name, one in done.passes.items():
                    label, _bar, number = name.partition("|")
                    if label == "uri GET" and door != OURS:
                        continue
                    key = (int(number), f"{label} ({door})" if label != "uri GET" else label)
                    found.setdefault(key, []).append(parts_of(one, lines))
    return {
        "ansible_start_ms": 1000 * statistics.median(starts),
        "rows": [
            {
                "objects": number,
                "name": name,
                "parts_ms": {
                    part: 1000 * statistics.median(one[part] for one in taken) for part in PARTS
                },
            }
            for (number, name), taken in sorted(
                found.items(), key=lambda item: (item[0][0], item[0][1])
            )
        ],
    }
