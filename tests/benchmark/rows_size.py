# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Row 5: what many objects cost in memory and in time."""

from __future__ import annotations

import json
import subprocess
import sys

import book
import data
import servers
from measure import OURS, growth, less, line, row


def module_memory(bench, url, number):
    """MiB of a process that runs the module."""
    arguments = bench.folder / "arguments.json"
    arguments.write_text(
        json.dumps(
            {
                "api_url": url,
                "api_key": data.KEY,
                "notification_groups": data.options(number),
                "_ansible_remote_tmp": str(bench.folder),
                "_ansible_keep_remote_files": False,
            }
        ),
        encoding="utf-8",
    )
    done = subprocess.run(
        [sys.executable, str(book.HERE / "memory.py"), str(bench.collections), str(arguments)],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=True,
    )
    told = json.loads(done.stdout)
    if not told["counts"] or told["counts"]["unchanged"] != number:
        raise RuntimeError(f"the module did not do what it was measured for: {told}")
    return told["peak_kib"] / 1024


def many(bench):
    most, some = bench.size(10000), bench.size(1000)
    numbers = {"empty": 0, "some": some, "many": most}
    found = {door: {name: [] for name in numbers} for door in bench.doors}
    workers = {}
    with servers.plain(
        {name: data.account(number) for name, number in numbers.items()}, bench.folder
    ) as server:
        values = {name: data.variables(number, server.at(name)) for name, number in numbers.items()}
        for turn in range(1 if bench.quick else 5):
            for door, environment in bench.doors.items():
                sheet = bench.book()
                sheet.add(None, "plural", values["empty"])
                for name in numbers:
                    sheet.add(name, "plural", values[name])
                for name in numbers if door == OURS and turn < 3 else ():
                    sheet.add(f"fact {name}", "fact", values[name])
                for name, one in sheet.run(environment).passes.items():
                    found[door].setdefault(name, []).append(one)
        # weighed in a run of its own, with nothing in Ansible's memory but what the task needs
        for name in numbers:
            sheet = bench.book()
            sheet.add(
                name,
                "plural",
                {key: value for key, value in values[name].items() if key != "bodies"},
            )
            weights = sheet.run(memory=True).weights
            for task, one in weights.items():
                if task.startswith(f"{name}: "):
                    workers[name] = one
        modules = {
            name: module_memory(bench, server.at(name), number) for name, number in numbers.items()
        }
        bare = {
            name: [
                book.bare(
                    bench.folder,
                    [
                        ["GET", server.at(name) + path, None]
                        for path in ("/api/v0/notification-groups", "/api/v0/channels")
                    ],
                )
                for _turn in range(3)
            ]
            for name in numbers
        }
    facts = {name: found[OURS].pop(f"fact {name}") for name in numbers}
    grown = growth(facts["many"], facts["empty"], less(facts["some"], facts["empty"]))
    figures = {}
    notes = [
        "Memory of the module's own process, run by the benchmark without Ansible around it:"
        f" {modules['empty']:.0f} MiB with no object, {modules['some']:.0f} with {some:,},"
        f" {modules['many']:.0f} with {most:,}."
    ]
    if len(bench.doors) > 1 and workers:
        peak = {name: one["peak_kib"] / 1024 for name, one in workers.items()}
        # what a task on a local connection takes, so it is what is held against the target
        figures["worker of Ansible"] = peak["many"]
        figures["of that before the task began"] = workers["many"]["before_kib"] / 1024
        notes.append(
            "Ansible's worker process is a fork of the controller with all its variables; its"
            " peak: "
            + ", ".join(
                f"{peak[name]:.0f} MiB with {number:,} ({workers[name]['before_kib'] / 1024:.0f}"
                " before the task began)"
                for name, number in numbers.items()
            )
            + "."
        )
    figures["module process"] = modules["many"]
    return [
        row(
            5,
            f"{most:,} objects in place: peak memory of the process, MiB",
            "at most 150",
            150,
            figures,
            [],
            server.label,
            notes,
        ),
        row(
            5,
            f"time of {most:,} ÷ time of {some:,}, start-up (the empty task) subtracted",
            "at most 11",
            11,
            {
                door: growth(passes["many"], passes["empty"], less(passes["some"], passes["empty"]))
                for door, passes in found.items()
            },
            [
                *(
                    line(f"{numbers[name]:,} objects ({door})", passes[name])
                    for door, passes in found.items()
                    for name in numbers
                ),
                *(
                    line(
                        f"floor: set_fact of the same list, {numbers[name]:,} objects", facts[name]
                    )
                    for name in numbers
                ),
                *(
                    line(f"floor: requests, the lists of {numbers[name]:,}", bare[name])
                    for name in numbers
                ),
            ],
            server.label,
            (
                [
                    "Ansible's own set_fact of the same list, start-up subtracted, grows by"
                    f" {grown['wall']['median']:.1f}."
                ]
                if grown
                else []
            ),
        ),
    ]
