# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rows of the table that are times: 1, 4, 6 and 7."""

from __future__ import annotations

import book
import data
import servers
from measure import OURS, growth, line, ratio, row

LISTS = ("/api/v0/notification-groups", "/api/v0/channels")
LATENCY = 20
WORKERS = 4


def reads(server, name):
    """The calls a task with everything in place has to make."""
    return [["GET", server.at(name) + path, None] for path in LISTS]


def thousand_in_place(bench):
    number = bench.size(1000)
    with servers.plain({"account": data.account(number)}, bench.folder) as server:
        values = data.variables(number, server.at("account"))
        found = bench.turns(
            [("plural", "plural", values)], [("uri", "uri_get", values), ("ping", "ping", values)]
        )
        bare = [book.bare(bench.folder, reads(server, "account")) for _turn in range(bench.rounds)]
    peers = found[OURS]
    return row(
        1,
        f"{number:,} objects in place, one plural task ÷ one ansible.builtin.uri GET of the list",
        "at most 1.10",
        1.10,
        {door: ratio(passes["plural"], passes["uri"]) for door, passes in found.items()},
        [
            *(line(f"plural task ({door})", passes["plural"]) for door, passes in found.items()),
            line("uri GET of the list", peers["uri"]),
            line("floor: ansible.builtin.ping", peers["ping"]),
            line("floor: requests, the same two lists", bare),
        ],
        server.label,
    )


def single_task(bench):
    with servers.plain({"account": data.account(1)}, bench.folder) as server:
        values = data.variables(1, server.at("account"))
        found = bench.turns(
            [("single", "single", values)],
            [("uri", "uri_get", values), ("ping", "ping", values), ("debug", "debug", values)],
        )
        bare = [book.bare(bench.folder, reads(server, "account")) for _turn in range(bench.rounds)]
    peers = found[OURS]
    return row(
        7,
        "single task, one object ÷ one uri task",
        "at most 1.0",
        1.0,
        {door: ratio(passes["single"], passes["uri"]) for door, passes in found.items()},
        [
            *(line(f"single task ({door})", passes["single"]) for door, passes in found.items()),
            line("uri GET of the list", peers["uri"]),
            line("floor: ansible.builtin.ping", peers["ping"]),
            line("floor: ansible.builtin.debug", peers["debug"]),
            line("floor: requests, the same two lists", bare),
        ],
        server.label,
    )


def creates(bench):
    number = bench.size(1000)
    with servers.plain({"empty": data.account(0, LATENCY)}, bench.folder) as server:
        full, empty = (
            data.variables(number, server.at("empty")),
            dict(data.variables(0, server.at("empty"))),
        )
        asked, _run = bench.asked(server, "plural", full)
        posts = [one for one in asked if one[0] == "POST"]
        found = {door: {"full": [], "empty": []} for door in bench.doors}
        bare = []
        for _turn in range(1 if bench.quick else 3):
            for door, environment in bench.doors.items():
                sheet = bench.book()
                sheet.add(None, "plural", empty)
                sheet.add("empty", "plural", empty)
                sheet.add("full", "plural", full)
                server.reset()
                for name, one in sheet.run(environment).passes.items():
                    found[door][name].append(one)
            server.reset()
            bare.append(book.bare(bench.folder, posts, WORKERS))
    return row(
        4,
        f"{number:,} creates at {LATENCY} ms latency, {WORKERS} at a time: (task − empty task) ÷"
        " requests in a pool posting the same bodies",
        "at most 1.10",
        1.10,
        {door: growth(passes["full"], passes["empty"], bare) for door, passes in found.items()},
        [
            *(
                line(f"task that creates ({door})", passes["full"])
                for door, passes in found.items()
            ),
            *(line(f"empty task ({door})", passes["empty"]) for door, passes in found.items()),
            line(f"floor: requests, the same {len(posts):,} bodies", bare),
        ],
        server.label,
        [f"{len(asked) - len(posts)} of the task's requests are lists; none of them is taken off."],
    )


def loop(bench):
    number, fewer, account = bench.size(30), bench.size(10), bench.size(1000)
    contenders = {
        "single": "single_loop",
        "uri": "uri_put_loop",
        "ping": "ping_loop",
        "debug": "debug_loop",
    }
    with servers.plain({"account": data.account(account)}, bench.folder) as server:
        values = {size: data.variables(size, server.at("account")) for size in (1, fewer, number)}
        found = {door: {name: [] for name in contenders} for door in bench.doors}
        # where each object costs a process, a few tell as much as many
        sizes = {door: number if door == OURS else fewer for door in bench.doors}
        for _turn in range(1 if bench.quick else 3):
            for door, environment in bench.doors.items():
                sheet = bench.book()
                names = [name for name in contenders if door == OURS or name in ("single", "uri")]
                for name in names:
                    sheet.add(None, contenders[name], values[1])
                for name in names:
                    sheet.add(name, contenders[name], values[sizes[door]])
                for name, done in sheet.run(environment).passes.items():
                    found[door][name].append(done)
        bare = [
            book.bare(
                bench.folder,
                [
                    ["PUT", f"{server.at('account')}/api/v0/notification-groups/x", body]
                    for body in values[number]["bodies"]
                ],
            )
            for _turn in range(3)
        ]
        lists = {
            door: len(
                [
                    call
                    for call in bench.asked(
                        server, "single_loop", values[sizes[door]], environment
                    )[0]
                    if call[1].endswith(LISTS[0])
                ]
            )
            for door, environment in bench.doors.items()
        }
    peers = found[OURS]
    return [
        row(
            6,
            f"loop over the single module, {number} of {account:,} objects, in place: per object ÷"
            " loop of uri (a PUT for each), per object",
            "at most 0.10",
            0.10,
            {door: ratio(passes["single"], passes["uri"]) for door, passes in found.items()},
            [
                *(
                    line(f"single module, per object ({door})", passes["single"], sizes[door])
                    for door, passes in found.items()
                ),
                line("loop of uri (PUT), per object", peers["uri"], number),
                line("floor: loop of ping, per object", peers["ping"], number),
                line("floor: loop of debug, per object", peers["debug"], number),
                line("floor: requests, the same PUTs, per object", bare, number),
            ],
            server.label,
        ),
        row(
            6,
            f"lists of groups read by that loop of {number}",
            "1",
            1,
            lists,
            [],
            server.label,
            [f"As a module process the loop has {fewer} objects."] if len(lists) > 1 else [],
        ),
    ]
