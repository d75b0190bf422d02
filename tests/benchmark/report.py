# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The result as Markdown, as printed and as docs/benchmark.md has it."""

from __future__ import annotations

from measure import OURS, PROCESS

HEAD = """<!--
Copyright: (c) 2026, oncall.routing contributors
GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
SPDX-License-Identifier: GPL-3.0-or-later
-->
<!-- Written by "make benchmark". Do not edit. -->
# Benchmark

`make benchmark` measures the figures of this page on its machine, and rewrites the page and the plot. `make benchmark ARGS=--quick` measures
a tenth of the objects, prints the result, and leaves the page alone. Compare the ratios: the contenders took turns within one run. The
seconds belong to one machine, which may have been busy with other work.
"""
EXPLAIN = """The time of a task runs from its start to its result in `ansible-playbook`, as a callback measures it;
the times of several tasks of one contender are added up.
Ratios are medians over rounds, with minimum and maximum in brackets. CPU is user and system time of Ansible, its workers and their modules together.
Objects are Mackerel notification groups with channels by name, unless the row names others.

- **ours** is a typical task. With `connection: local` it runs in Ansible's worker process.
- **as a module process** is the same task with `ONCALL_ROUTING_ACTION=never`, which is the cost on any other connection.
- **floor** is the unavoidable cost: the same requests with `requests` alone (without Python's start), or a task that does nothing.
- **uri** is `ansible.builtin.uri`. The loop of the plot is a user's play without this collection: one list, a `POST` for each missing object, a `PUT` for
  each that differs. Its bodies hold ids where our tasks have names.
"""
WHOSE = """Timers around the code, loaded from `tests/benchmark/probe`, slow everything down a little. *Ansible*: templates, processes, transport of the result.
*Python and imports*: start of the module's process, unpacking, imports. *arguments*: validation by `AnsibleModule`. *HTTP*: from the request to the last byte.
*own work*: the work of the module itself. *result*: masking and writing it."""
SERVERS = """The bare client against both servers, each in a process of its own. Where the figure would measure the emulator, a server with prepared
answers replaces it; the tables name the server."""


def table(head, rows):
    """A Markdown table."""
    return "\n".join(
        [
            "| " + " | ".join(head) + " |",
            "|" + "---|" * len(head),
            *("| " + " | ".join(map(str, one)) + " |" for one in rows),
        ]
    )


def _number(value):
    return (
        f"{value:,.0f}"
        if value >= 100 or value == int(value)
        else f"{value:.1f}"
        if value >= 10
        else f"{value:.2f}"
        if value >= 0.1
        else f"{value:.3f}"
    )


def _figure(value):
    if value is None:
        return "nothing but noise"
    if isinstance(value, str):
        return value
    if not isinstance(value, dict):
        return _number(value)
    wall = value["wall"]
    spread = f" ({_number(wall['min'])} to {_number(wall['max'])})" if wall["n"] > 1 else ""
    return f"{_number(wall['median'])}{spread}; CPU {_number(value['cpu']['median'])}"


def _milliseconds(one):
    return (
        f"{_number(1000 * one['median'])} ({_number(1000 * one['min'])} to"
        f" {_number(1000 * one['max'])})"
    )


def targets(rows):
    shown = []
    for one in sorted(rows, key=lambda one: one["number"]):
        figures = dict(one["figures"])
        process = figures.pop(PROCESS, None)
        mine = "<br>".join(
            _figure(figure) if label == OURS else f"{label}: {_figure(figure)}"
            for label, figure in figures.items()
        )
        verdict = {True: "met", False: "**missed**", None: ""}[one["met"]]
        shown.append(
            (
                one["number"],
                one["what"],
                one["target"],
                verdict,
                mine,
                _figure(process) if PROCESS in one["figures"] else "",
                one["server"],
            )
        )
    return table(
        ("", "what", "target", "", "this run", PROCESS.removeprefix("ours, "), "server"), shown
    )


def costs(rows):
    return table(
        ("", "contender", "ms, median (least to most)", "CPU ms"),
        [
            (
                one["number"],
                line["name"],
                _milliseconds(line["wall"]),
                _number(1000 * line["cpu"]["median"]),
            )
            for one in sorted(rows, key=lambda one: one["number"])
            for line in one["lines"]
        ],
    )


def whose(shares):
    from shares import PARTS

    rows = [
        (
            f"{one['objects']:,}",
            one["name"],
            _number(sum(one["parts_ms"].values())),
            *(_number(max(0.0, one["parts_ms"][part])) for part in PARTS),
        )
        for one in shares["rows"]
    ]
    return table(("objects", "task", "ms", *PARTS), rows)


def points(scene):
    sizes = sorted({int(size) for found in scene.values() for size in found})
    return table(
        ("seconds", *(f"{size:,}" for size in sizes)),
        [
            (
                label,
                *(
                    _number(found[str(size)]["median"]) if str(size) in found else ""
                    for size in sizes
                ),
            )
            for label, found in scene.items()
        ],
    )


def markdown(result, plot=None):
    """All of it. plot: the picture's path, as the page says it."""
    made = result["made_with"]
    parts = [
        HEAD,
        (
            f"Measured with ansible-core {made['ansible-core']}, Python {made['python']}, requests"
            f" {made['requests']}, on {made['cores']} cores{', quick' if result['quick'] else ''}."
        ),
        EXPLAIN,
    ]
    rows = result["rows"]
    if rows:
        parts += ["## Targets", targets(rows)]
        notes = [
            f"- {one['number']}: {note}"
            for one in sorted(rows, key=lambda one: one["number"])
            for note in one["notes"]
        ]
        parts += ["\n".join(notes)] if notes else []
        parts += ["## Times behind the figures", costs(rows)]
    if result.get("shares"):
        start = _number(result["shares"]["ansible_start_ms"])
        parts += [
            "## Shares of the time",
            (
                f"`ansible-playbook` needs {start} ms before its first task begins. Then, in ms,"
                " everything in place:"
            ),
            whose(result["shares"]),
            WHOSE,
        ]
    if result.get("curves"):
        parts += [
            "## Cost of a task against number of objects",
            f"The server answers after {result['curves']['latency_ms']} ms.",
        ]
        parts += [f"![Seconds against number of objects]({plot})"] if plot else []
        for scene in ("in place", "all to be created"):
            parts += [f"{scene.capitalize()}:", points(result["curves"][scene])]
    if result.get("servers"):
        speeds = [
            (
                one["server"],
                one["latency_ms"],
                f"{_number(one['list_ms'])} ({one['objects']:,} objects)",
                _number(one["creates_per_second"]),
            )
            for one in result["servers"]
        ]
        parts += [
            "## Is the server the slowest part",
            SERVERS,
            table(
                ("server", "latency, ms", "one list, ms", "creates a second, 4 at a time"), speeds
            ),
        ]
    return "\n\n".join(part.strip("\n") for part in parts) + "\n"
