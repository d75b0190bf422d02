# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Row 8, teams on three vendors: as team files through the playbooks onboard, plan and offboard,
and as lists through the plural modules.
"""

from __future__ import annotations

import json

import book
import data
import servers
from measure import OURS, line, row, summary
from rows_count import counted, three_vendors, told

LATENCY = 100
VARIABLES = {"bk_routing_connection": {"bk_biz_id": 2}, "team_onboarding_dir": "teams"}
#: What Guance documents; the emulator counts only where it is asked to.
LIMITED = {"guance": {"rate_limit_key": 20, "rate_limit_workspace": 200}}
FILES = {"team_onboarding_report_file": "report.json", "team_onboarding_plan_file": "plan.md"}


class Desk:
    """A folder of team files and three accounts."""

    def __init__(self, bench, emulator):
        self.bench = bench
        self.emulator = emulator
        self.folder = bench.folder / "desk"
        (self.folder / "teams").mkdir(parents=True, exist_ok=True)
        self.addresses = {
            "MACKEREL_API_BASE": emulator.urls["mackerel"],
            "GUANCE_END_POINT": emulator.urls["guance"],
            "BK_API_URL": emulator.urls["bk"],
        }

    def write(self, number, **changes):
        (self.folder / "teams" / f"team-{number:03d}.yml").write_text(
            json.dumps(data.team_file(number, **changes)), encoding="utf-8"
        )

    def teams(self, number):
        """So many teams, each with people of its own, who are in the workspace."""
        theirs = [name for one in range(number) for name in data.people(one)]
        self.emulator.control(
            "PUT",
            "state/guance",
            {
                "members": [
                    {
                        "uuid": f"acnt_{place:032d}",
                        "name": name.capitalize(),
                        "username": f"{name}@example.com",
                        "email": f"{name}@example.com",
                        "mobile": f"555{place:04d}",
                    }
                    for place, name in enumerate(theirs)
                ]
            },
        )
        for path in (self.folder / "teams").iterdir():
            path.unlink()
        for one in range(number):
            self.write(one)

    def run(self, playbook, door=OURS, **variables):
        """(its time, what was asked)."""
        self.emulator.log()
        done = book.playbook(
            self.folder,
            self.bench.collections,
            [f"oncall.routing.{playbook}", "-e", json.dumps({**VARIABLES, **variables})],
            {**self.addresses, **self.bench.doors[door]},
        )
        return done, counted(self.emulator.log())

    def latency(self, milliseconds):
        self.emulator.control("PATCH", "settings", {"latency_ms": milliseconds})


def objects(folder):
    report = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    return sum(
        sum(numbers.values())
        for vendors in report["counts"].values()
        for numbers in vendors.values()
    )


def through_the_roles(bench):
    number, fewer, leaving = bench.size(200), bench.size(20), bench.size(20)
    unlimited = {"guance_routing_connection": {"rate_limit": 0}}
    with servers.emulator(bench.folder) as emulator:
        desk = Desk(bench, emulator)
        desk.teams(fewer)
        desk.run("onboard", **unlimited)
        desk.latency(LATENCY)
        small = desk.run("onboard")[1]
        emulator.control("POST", "reset")
        desk.teams(number)
        first, first_asked = desk.run("onboard", **unlimited, **FILES)
        made = objects(desk.folder)
        desk.latency(LATENCY)
        again = {
            door: [desk.run("onboard", door) for _turn in range(1 if bench.quick else 3)]
            for door in bench.doors
        }
        emulator.control("PATCH", "settings", LIMITED)
        limited, limited_asked = desk.run("onboard")
        emulator.control("PATCH", "settings", {"guance": dict.fromkeys(LIMITED["guance"], 0)})
        if any(writes for runs in again.values() for _done, (_reads, writes) in runs):
            raise RuntimeError("a second run changed something")
        desk.write(number // 2, repeat="1h")
        planned, planned_asked = desk.run("plan", **FILES)
        plan = (desk.folder / "plan.md").read_text(encoding="utf-8").splitlines()
        one, one_asked = desk.run("onboard")
        for gone in range(leaving):
            (desk.folder / "teams" / f"team-{gone:03d}.yml").unlink()
        leavers = [f"team-{gone:03d}" for gone in range(leaving)]
        left, left_asked = desk.run(
            "offboard",
            team_offboarding_teams=leavers,
            team_offboarding_purge_limit=5 * leaving,
            **unlimited,
        )
        wrong = emulator.control("GET", "violations")
    if wrong:
        raise RuntimeError(f"the emulator objects: {wrong[:3]}")
    large = again[OURS][0][1]
    latency = sum(large[0].values()) * LATENCY / 1000
    guance = sum(count for path, count in large[0].items() if path.endswith("/list"))
    return row(
        8,
        f"{number} teams × 3 vendors ({made:,} objects) in place, as team files through"
        f" oncall.routing.onboard, at {LATENCY} ms latency, Guance's limit not counted: seconds of"
        " the whole ansible-playbook",
        "under 15 s",
        15,
        {
            door: summary([done.wall for done, _asked in runs])["median"]
            for door, runs in again.items()
        },
        [
            *(
                line(f"whole run ({door})", [done for done, _asked in runs])
                for door, runs in again.items()
            ),
            line("whole run, where Guance refuses more than 20 requests a minute", [limited]),
            line(f"first run of {number} teams, no latency, rate_limit: 0", [first]),
            line("plan, one team changed", [planned]),
            line("onboard, one team changed", [one]),
            line(f"offboard {leaving} teams, rate_limit: 0", [left]),
        ],
        emulator.label,
        [
            (
                f"Through the roles, requests for {number} teams: {told(*large)}. For {fewer}"
                f" teams: {told(*small)}. What grows is pages."
            ),
            (
                "Through the roles, where Guance refuses more than 20 requests a minute:"
                f" {told(*limited_asked)}. With {guance} requests to Guance such a run can't end"
                f" before {(guance - 1) // 20} min."
            ),
            (
                f"Through the roles, floor: these requests one after the other cost {latency:.1f} s"
                " of latency."
            ),
            f"Through the roles, first run: {told(*first_asked)}.",
            (
                f"Through the roles, plan with one team changed: {told(*planned_asked)}; the plan"
                f" has {len(plan)} lines. Onboarding it: {told(*one_asked)}."
            ),
            f"Through the roles, offboarding {leaving} teams: {told(*left_asked)}.",
        ],
    )


def of_teams(bench):
    return [through_the_roles(bench), three_vendors(bench)]
