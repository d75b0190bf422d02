# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The cost of a task against the number of objects, for every contender."""

from __future__ import annotations

import book
import data
import servers
from measure import OURS, PROCESS, summary
from rows_time import LATENCY, WORKERS, reads

#: What takes more seconds than this is run once.
LONG = 20.0
SIZES = (1, 10, 100, 1000, 10000)
# label -> tasks, door, most objects in place, most objects to create: what would take minutes is
# left out
CONTENDERS = {
    "loop of uri": ("uri_as_a_user_would", OURS, 1000, 100),
    "loop of our single module, as a module process": ("single_loop", PROCESS, 100, 10),
    "loop of our single module": ("single_loop", OURS, 1000, 1000),
    "our plural module, as a module process": ("plural", PROCESS, 10000, 1000),
    "our plural module": ("plural", OURS, 10000, 1000),
}
BARE = "bare requests"


def curves(bench):
    """Seconds by scene, contender and number of objects."""
    sizes = [size for size in SIZES if size <= bench.size(10000)]
    return {
        "latency_ms": LATENCY,
        "in place": _scene(bench, sizes, True),
        "all to be created": _scene(bench, sizes, False),
    }


def _scene(bench, sizes, in_place):
    found = {}

    def note(label, size, wall):
        found.setdefault(label, {}).setdefault(size, []).append(wall)

    # everyone who creates has an account to himself, and another one to warm up
    accounts = {"warm": data.account(1, LATENCY)}
    accounts.update(
        {
            f"{size}-{number}": data.account(size if in_place else 0, LATENCY)
            for size in sizes
            for number in range(len(CONTENDERS) + 1)
        }
    )
    with servers.plain(accounts, bench.folder) as server:
        warm = data.variables(1, server.at("warm"))
        for size in sizes:
            values = {
                label: data.variables(size, server.at(f"{size}-{number}"))
                for number, label in enumerate(CONTENDERS)
            }
            limits = {
                label: bench.size(limits[0 if in_place else 1])
                for label, (_tasks, _door, *limits) in CONTENDERS.items()
            }
            for turn in range(1 if bench.quick else 3):
                server.reset()
                for door, environment in bench.doors.items():
                    wanted = [
                        (label, tasks)
                        for label, (tasks, own, *_most) in CONTENDERS.items()
                        if own == door
                        and size <= limits[label]
                        and (turn == 0 or found[label][size][0] < LONG)
                    ]
                    for label, one in _turn(bench, wanted, values, warm, environment).items():
                        note(label, size, one.wall)
                if size <= limits["our plural module"]:
                    name = f"{size}-{len(CONTENDERS)}"
                    posts = (
                        []
                        if in_place
                        else [
                            ["POST", server.at(name) + "/api/v0/notification-groups", body]
                            for body in data.bodies(size)
                        ]
                    )
                    wall = book.bare(bench.folder, reads(server, name)).wall
                    note(
                        BARE,
                        size,
                        wall + (book.bare(bench.folder, posts, WORKERS).wall if posts else 0.0),
                    )
    return {
        label: {str(size): summary(walls) for size, walls in points.items()}
        for label, points in found.items()
    }


def _turn(bench, wanted, values, warm, environment):
    """The passes of some contenders in one run of ansible-playbook."""
    if not wanted:
        return {}
    sheet = bench.book()
    for tasks in dict.fromkeys(["single_loop" if environment else wanted[0][1], "plural"]):
        sheet.add(None, tasks, warm)
    for label, tasks in wanted:
        sheet.add(label, tasks, values[label])
    return sheet.run(environment).passes


def bottleneck(bench):
    """What each server takes for the same calls of the bare client: is it the slowest part of
    what is measured?
    """
    number, posts = bench.size(1000), bench.size(500)
    bodies = data.bodies(posts)
    with servers.plain(
        {"0": data.account(number), "20": data.account(number, LATENCY)}, bench.folder
    ) as plain, servers.emulator(bench.folder) as emulator:

        def of(url):
            path = url + "/api/v0/notification-groups"
            return {
                "list": [
                    book.bare(bench.folder, [["GET", path, None]] * 5).wall / 5
                    for _again in range(3)
                ],
                "posts": [
                    posts
                    / book.bare(
                        bench.folder, [["POST", path, body] for body in bodies], WORKERS
                    ).wall
                    for _again in range(2)
                ],
            }

        def emulated(latency):
            emulator.control("PUT", "state/mackerel", {"notificationGroups": data.rows(number)})
            emulator.control("PATCH", "settings", {"latency_ms": latency})
            return of(emulator.urls["mackerel"])

        found = {
            (plain.label, 0): of(plain.at("0")),
            (plain.label, LATENCY): of(plain.at("20")),
            (emulator.label, 0): emulated(0),
            (emulator.label, LATENCY): emulated(LATENCY),
        }
    return [
        {
            "server": label,
            "latency_ms": latency,
            "objects": number,
            "list_ms": 1000 * summary(one["list"])["median"],
            "creates_per_second": summary(one["posts"])["median"],
        }
        for (label, latency), one in found.items()
    ]
