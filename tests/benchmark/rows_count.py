# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rows that are numbers of requests, and the one with three vendors: 2, 3 and 8. They need
an account that changes, so the emulator.
"""

from __future__ import annotations

import book
import data
import servers
from measure import OURS, line, row, summary

LATENCY = 100


def counted(log):
    """How often each list was read, and how much was written: "3 reads (groups 1, ...), 0
    writes".
    """
    reads, writes = {}, 0
    for entry in log:
        name = (
            entry["path"].rstrip("/").rpartition("/")[2]
            if entry["vendor"] != "guance"
            else entry["path"].removeprefix("/api/v1/")
        )
        if entry["write"]:
            writes += 1
        else:
            reads[name] = reads.get(name, 0) + 1
    return reads, writes


def told(reads, writes):
    return (
        f"{sum(reads.values())} reads"
        f" ({', '.join(f'{name} {times}' for name, times in sorted(reads.items()))}), {writes}"
        " writes"
    )


def requests_of_a_task(bench):
    with servers.emulator(bench.folder) as emulator:

        def asked(number, drift=False):
            stored = data.rows(number)
            if drift:
                one = stored[number // 2]
                one["notificationLevel"] = {"all": "critical", "critical": "all"}[
                    one["notificationLevel"]
                ]
            emulator.control("PUT", "state/mackerel", {"notificationGroups": stored})
            log, _run = bench.asked(
                emulator, "plural", data.variables(number, emulator.urls["mackerel"])
            )
            return counted(log)

        few, many = asked(10), asked(bench.size(1000))
        drifted = asked(bench.size(1000), drift=True)
        wrong = emulator.control("GET", "violations")
    if wrong:
        raise RuntimeError(f"the emulator objects: {wrong[:3]}")
    same = few == many and few[1] == 0 and set(few[0].values()) == {1}
    once = row(
        2,
        f"requests of that task, for 10 and for {bench.size(1000):,} objects",
        "one list of each kind, 0 writes, the same for both",
        None,
        {OURS: f"{told(*few)}; {told(*many)}"},
        [],
        emulator.label,
    )
    besides = [name for name in drifted[0] if name not in many[0]]
    more = row(
        3,
        f"one of {bench.size(1000):,} drifted",
        "the same reads + exactly 1 write",
        None,
        {OURS: told(*drifted)},
        [],
        emulator.label,
        [f"Read besides, because something is written: {', '.join(besides)}."] if besides else [],
    )
    once["met"] = same
    more["met"] = drifted == (many[0], 1)
    return [once, more]


def three_vendors(bench):
    number, fewer = bench.size(200), bench.size(20)
    with servers.emulator(bench.folder) as emulator:
        addresses = {
            "MACKEREL_API_BASE": emulator.urls["mackerel"],
            "GUANCE_END_POINT": emulator.urls["guance"],
            "BK_API_URL": emulator.urls["bk"],
        }

        def made(teams, rate_limit):
            emulator.control("POST", "reset")
            sheet = bench.book()
            sheet.add(
                "create", "three_vendors", dict(data.teams(teams), guance_rate_limit=rate_limit)
            )
            done = sheet.run(addresses)
            emulator.control("PATCH", "settings", {"latency_ms": LATENCY})
            return done

        def again(teams, door):
            sheet = bench.book()
            sheet.add("again", "three_vendors", dict(data.teams(teams), guance_rate_limit=20))
            emulator.log()
            done = sheet.run(dict(addresses, **bench.doors[door]))
            if any(result["changed"] for result in done.passes["again"].results):
                raise RuntimeError("a second run changed something")
            return done, emulator.log()

        made(fewer, 0)
        small = counted(again(fewer, OURS)[1])
        first = made(number, 0)
        runs = {
            door: [again(number, door) for _turn in range(1 if bench.quick else 3)]
            for door in bench.doors
        }
        wrong = emulator.control("GET", "violations")
    if wrong:
        raise RuntimeError(f"the emulator objects: {wrong[:3]}")
    large = counted(runs[OURS][0][1])
    whole = {
        door: [book.Pass(wall=done.wall, cpu=done.cpu) for done, _log in found]
        for door, found in runs.items()
    }
    tasks = {door: [done.passes["again"] for done, _log in found] for door, found in runs.items()}
    seconds = {
        door: summary([one.wall for one in passes])["median"] for door, passes in whole.items()
    }
    one_by_one = sum(large[0].values()) * LATENCY / 1000
    return row(
        8,
        f"{number} teams × 3 vendors ({number * 12:,} objects) in place, as lists for four plural"
        f" modules, at {LATENCY} ms latency: seconds of the whole ansible-playbook",
        "under 15 s",
        15,
        seconds,
        [
            *(line(f"whole run ({door})", passes) for door, passes in whole.items()),
            *(line(f"its four tasks ({door})", passes) for door, passes in tasks.items()),
        ],
        emulator.label,
        [
            (
                f"Through the modules, requests for {number} teams: {told(*large)}. For {fewer}"
                f" teams: {told(*small)}. What grows is pages of 100."
            ),
            (
                "Through the modules, floor: these requests one after the other cost"
                f" {one_by_one:.1f} s of latency."
            ),
            (
                f"Through the modules, the first run, which made all {number * 12:,} at no latency"
                f" and with rate_limit: 0, took {first.wall:.0f} s."
            ),
        ],
    )
