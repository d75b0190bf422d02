# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Many accounts in slices, as AWX runs them: an ansible-playbook for each slice, all at the same
time, each with its part of the inventory, and one that puts the results together.

    python tests/benchmark/slices.py --docs    all of it, twenty minutes or so; writes docs/slices.md
    python tests/benchmark/slices.py --accounts 8 --teams 5 --slices 1,2        a look; printed only

Half of the accounts are organizations of Mackerel, half workspaces of Guance. The objects of all
teams are in place, and one team file has changed since.
"""

from __future__ import annotations

import argparse
import datetime
import json
import math
import os
import platform
import signal
import subprocess
import sys
import tempfile
import threading
import time
from importlib import metadata
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path[:0] = [str(HERE), str(HERE.parent)]

# pylint: disable=wrong-import-position
import book  # noqa: E402
import data  # noqa: E402
import servers  # noqa: E402
from measure import Bench  # noqa: E402
from support import awx  # noqa: E402
from tools import collection  # noqa: E402

ACCOUNTS, TEAMS, COUNTS = 50, 100, "1,2,4"
LATENCY = 20
#: What Guance documents for a key, which AWX's slices do not share: each account has its own.
A_MINUTE = 20
#: The tables of an account that hold what teams made.
TABLES = {
    "mackerel": ("channels", "notificationGroups", "alertGroupSettings"),
    "guance": ("notify_object", "member_group", "alert_policy"),
}


class Peak:
    """The most memory that one slice had, and all of them at one time: each is a process with its
    children. Looked at twice a second.
    """

    def __init__(self):
        self.one = self.all = 0.0
        self.roots = set()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_exc):
        self._ended.set()
        self._thread.join()

    def _watch(self):
        while not self._ended.wait(0.5):
            children = _children()
            each = [_weight(root, children) / 1024 for root in set(self.roots)]
            self.one = max([self.one, *each])
            self.all = max(self.all, sum(each))


def _children():
    found = {}
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                with open(f"/proc/{name}/stat", encoding="utf-8", errors="replace") as handle:
                    parent = int(handle.read().rpartition(")")[2].split()[1])
            except OSError:  # it has ended
                continue
            found.setdefault(parent, []).append(int(name))
    return found


def _weight(process, children):
    """KiB of a process and those below it. Pages that several have are divided among them, as a
    worker of Ansible is a fork.
    """
    try:
        with open(f"/proc/{process}/smaps_rollup", encoding="ascii") as handle:
            own = next((int(line.split()[1]) for line in handle if line.startswith("Pss:")), 0)
    except OSError:
        own = 0
    return own + sum(_weight(child, children) for child in children.get(process, ()))


class Fleet:
    """Accounts with the objects of teams in them, and what AWX runs over them."""

    def __init__(self, bench, emulator, accounts, teams):
        self.bench, self.emulator = bench, emulator
        self.accounts = [f"account-{number:02d}" for number in range(accounts)]
        self.folder = bench.folder / "fleet"
        (self.folder / "teams").mkdir(parents=True)
        for number in range(teams):
            self.write(number)
        self.environment = {
            "MACKEREL_API_BASE": emulator.urls["mackerel"],
            "GUANCE_END_POINT": emulator.urls["guance"],
        }
        people = [name for number in range(teams) for name in data.people(number)]
        members = [
            {
                "uuid": f"acnt_{place:032d}",
                "name": name.capitalize(),
                "username": f"{name}@example.com",
                "email": f"{name}@example.com",
                "mobile": f"555{place:04d}",
            }
            for place, name in enumerate(people)
        ]
        for account in self.accounts:
            vendor = self.vendor(account)
            emulator.control(
                "POST",
                "accounts",
                {
                    "vendor": vendor,
                    "account": account,
                    "keys": [{"key": f"key-of-{account}"}],
                    "seed": "default",
                },
            )
            if vendor == "guance":
                emulator.control("PUT", f"state/guance?account={account}", {"members": members})

    @staticmethod
    def vendor(account):
        """Four accounts of a vendor follow on each other, so that as many of each come into every
        slice.
        """
        return list(TABLES)[int(account.rpartition("-")[2]) // 4 % len(TABLES)]

    def write(self, number, **changes):
        path = self.folder / "teams" / f"team-{number:03d}.yml"
        path.write_text(json.dumps(data.team_file(number, **changes)), encoding="utf-8")

    def inventory(self, name, accounts):
        hosts = {
            account: {
                "team_onboarding_vendors": [self.vendor(account)],
                f"{self.vendor(account)}_routing_connection": {
                    "api_key": f"key-of-{account}",
                    **({"rate_limit": 0} if self.vendor(account) == "guance" else {}),
                },
            }
            for account in accounts
        }
        variables = {"ansible_connection": "local"}
        path = self.folder / f"{name}.json"
        group = {"vars": variables, "hosts": hosts}
        path.write_text(json.dumps({"all": {"children": {"oncall_accounts": group}}}))
        return path

    def fill(self):
        """The first account of each vendor is set up, and the others get a copy of what it has.
        Returns what that asked for.
        """
        first = {self.vendor(account): account for account in reversed(self.accounts)}
        self.emulator.log()
        self.run("onboard", [sorted(first.values())])
        asked = _asked(self.emulator.log())
        states = {
            vendor: self.emulator.control("GET", f"state/{vendor}?account={account}")
            for vendor, account in first.items()
        }
        for account in self.accounts:
            vendor = self.vendor(account)
            if account not in first.values():
                self.emulator.control(
                    "PUT",
                    f"state/{vendor}?account={account}",
                    {table: states[vendor][table] for table in TABLES[vendor]},
                )
        return asked

    def run(self, playbook, parts, artifacts=None, watch=None, **variables):
        """Seconds until the last of the slices has ended, and what they hand on. Each is a process
        of its own, and all begin at the same time.
        """
        jobs = [
            _Job(self, playbook, number, accounts, artifacts or {}, variables)
            for number, accounts in enumerate(parts)
        ]
        began = time.perf_counter()
        handed_on = {}
        try:
            for job in jobs:
                job.begin()
                if watch:
                    watch.roots.add(job.process.pid)
            for job in jobs:
                handed_on.update(job.end())
        finally:
            for job in jobs:
                job.stop()
        return time.perf_counter() - began, handed_on


class _Job:
    """One slice: files as AWX writes them, and the artifacts that a callback has kept."""

    def __init__(self, fleet, playbook, number, accounts, artifacts, variables):
        name = f"{playbook}-{number}"
        self.folder, self.record = fleet.folder, fleet.folder / f"{name}.artifacts"
        extra = fleet.folder / f"{name}.yml"
        extra.write_text(
            awx.written({**artifacts, "team_onboarding_dir": "teams", **variables}),
            encoding="utf-8",
        )
        self.words = [
            f"oncall.routing.{playbook}",
            "-i",
            str(fleet.inventory(name, accounts)),
            "-e",
            f"@{extra}",
        ]
        self.environment = book.environment_of(
            fleet.folder,
            fleet.bench.collections,
            {
                **fleet.environment,
                # a slice is alone on its node
                "ANSIBLE_HOME": str(fleet.folder / f"home-{name}"),
                "ANSIBLE_CALLBACK_PLUGINS": str(book.HERE / "callbacks"),
                "ANSIBLE_CALLBACKS_ENABLED": "artifacts",
                "ONCALL_ARTIFACTS": str(self.record),
            },
        )
        self.process = self.output = None

    def begin(self):
        self.output = (self.folder / f"{self.record.stem}.out").open("w+", encoding="utf-8")
        self.process = subprocess.Popen(
            [str(book.BIN / "ansible-playbook"), *self.words],
            env=self.environment,
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stdout=self.output,
            stderr=subprocess.STDOUT,
        )

    def end(self):
        code = self.process.wait()
        self.output.seek(0)
        said = self.output.read()
        if code:
            raise RuntimeError(f"{self.words[0]} ended with {code}:\n{said[-3000:]}")
        return json.loads(self.record.read_text(encoding="utf-8"))

    def stop(self):
        """Not killed, so that it ends its workers."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            self.process.wait()
        if self.output is not None:
            self.output.close()


def _turn(fleet, count, repeat):
    """A workflow in so many slices: its plan, what puts it together, onboarding, the report."""
    fleet.write(0, repeat=repeat)
    parts = awx.slices(fleet.accounts, count)
    sliced = {"team_onboarding_slice": True} if count > 1 else {}
    whole = [fleet.accounts]
    found = {"slices": count, "seconds": {}, "cpu": {}, "requests": {}}
    steps = [("plan", parts), ("merge_plans", whole), ("onboard", parts), ("merge_reports", whole)]
    artifacts = {}
    with Peak() as peak:
        for step, of in steps:
            if count == 1 and step.startswith("merge"):
                continue
            approved = (
                {"team_onboarding_approved_plan": artifacts["oncall_routing_plan"]}
                if step == "onboard"
                else {}
            )
            extra = {} if step.startswith("merge") else sliced
            fleet.emulator.log()
            cpu = book.cpu_of_children()
            seconds, handed_on = fleet.run(step, of, artifacts, peak, **approved, **extra)
            artifacts.update(handed_on)
            found["seconds"][step] = seconds
            found["cpu"][step] = book.cpu_of_children() - cpu
            found["requests"][step] = _asked(fleet.emulator.log())
            if step == ("plan" if count == 1 else "merge_plans"):
                found["digest"] = handed_on["oncall_routing_digest"]
                found["plan_kib"] = len(handed_on["oncall_routing_plan"].encode()) / 1024
    found["peak_mib"] = {"one": peak.one, "all": peak.all}
    found["artifacts_kib"] = len(json.dumps(artifacts)) / 1024
    return found


def _asked(log):
    """Reads and writes, and the most requests that Guance got for one account."""
    keys = {}
    for entry in log:
        if entry["vendor"] == "guance":
            keys[entry["account"]] = keys.get(entry["account"], 0) + 1
    writes = sum(bool(entry["write"]) for entry in log)
    return {
        "reads": len(log) - writes,
        "writes": writes,
        "guance_of_an_account": max(keys.values(), default=0),
    }


def measured(bench, accounts, teams, counts):
    """After each number of slices what is known by then: seconds and requests of each step, and
    the peak of memory.
    """
    rows = []
    with servers.emulator(bench.folder) as emulator:
        fleet = Fleet(bench, emulator, accounts, teams)
        first = fleet.fill()
        emulator.control("PATCH", "settings", {"latency_ms": LATENCY})
        for turn, count in enumerate(counts):
            print(f"{count} slices ...", end=" ", file=sys.stderr, flush=True)
            rows.append(_turn(fleet, count, f"{40 + turn}m"))
            print(f"{sum(rows[-1]['seconds'].values()):.0f} s", file=sys.stderr, flush=True)
            wrong = emulator.control("GET", "violations")
            if wrong:
                raise RuntimeError(f"the emulator objects: {wrong[:3]}")
            limit = _limit({"first": first, **rows[0]["requests"]})
            yield {"accounts": accounts, "teams": teams, "rows": rows, "guance": limit}


def _limit(steps):
    """What Guance's limit of a key makes of it, by the client's rule: so many requests at once, and
    as many more each minute. It holds for each account by itself, and so does the waiting.
    """
    return {
        step: {
            "requests": asked["guance_of_an_account"],
            "minutes": max(0, math.ceil(asked["guance_of_an_account"] / A_MINUTE) - 1),
        }
        for step, asked in steps.items()
    }


HEAD = """<!--
Copyright: (c) 2026, oncall.routing contributors
GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
SPDX-License-Identifier: GPL-3.0-or-later
-->
<!-- Written by "python tests/benchmark/slices.py --docs". Do not edit. -->
# Many accounts in slices

What the workflow of the AWX kit takes with one slice and with several. Each slice is an
`ansible-playbook` of its own with its part of the inventory, cut as AWX cuts it, and all of them run
at the same time. Without AWX itself: its queue, the start of containers and the update of the
project come on top, for each job.
"""
EXPLAIN = """The objects of all teams are in place in each account, and one team file has changed since,
so *onboard* changes an object in each account. *Onboard* plans once more to compare with what was
approved. The emulator answers after {latency} ms, Guance's limit is not counted, and each slice has
Ansible's five forks. The figures to go by are the ratios to the first column; they are of one run.
All slices shared the cores of one machine, on which the emulator ran too; in AWX they are on nodes
of their own. CPU is that of all slices together."""
LIMIT = """Guance takes {a_minute} requests a minute for a key. Each account has its own, so slices
neither raise nor lower its limit. The client sends so many at once, and as many more each minute.
Computed from the requests of one account: *plan* sends {plan[requests]} to Guance, which takes
{plan[minutes]} min of waiting; *onboard* sends {onboard[requests]}, which takes {onboard[minutes]}
min; a first run of {teams} teams, with everything to be made, sends {first[requests]}, which takes
{first[minutes]} min. An account that waits holds one of the forks
of its slice: with five forks, the {workspaces} workspaces of one slice wait {one} times after each
other, and in four slices {four} times. More forks for the job do the same as slices there. Where accounts
share a key, they share its limit, and slices only wait for each other."""
STEPS = {
    "plan": "plan",
    "merge_plans": "merge plans",
    "onboard": "onboard",
    "merge_reports": "merge reports",
}


def _table(head, rows):
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines)


def _beside(row, first, key, step):
    """A figure with its ratio to that of one slice."""
    if step not in row[key]:
        return "–"
    value = row[key][step]
    ratio = f" ({value / first[key][step]:.2f})" if step in first[key] and row is not first else ""
    return f"{value:.1f}{ratio}"


def markdown(result):
    """The page."""
    rows, first = result["rows"], result["rows"][0]
    head = ["", *(f"{row['slices']} slice{'s'[: row['slices'] > 1]}" for row in rows)]
    lines = []
    for step, name in STEPS.items():
        lines.append([f"{name}, s", *(_beside(row, first, "seconds", step) for row in rows)])
    totals = [sum(row["seconds"].values()) for row in rows]
    lines.append(
        [
            "**all steps, s**",
            *(
                f"**{total:.1f}**" + (f" ({total / totals[0]:.2f})" if place else "")
                for place, total in enumerate(totals)
            ),
        ]
    )
    for step in ("plan", "onboard"):
        lines.append([f"CPU of {step}, s", *(_beside(row, first, "cpu", step) for row in rows)])
    for step in ("plan", "onboard"):
        lines.append(
            [
                f"requests of {step}",
                *(
                    f"{row['requests'][step]['reads']:,} reads,"
                    f" {row['requests'][step]['writes']:,} writes"
                    for row in rows
                ),
            ]
        )
    for key, name in (("one", "peak of one slice, MiB"), ("all", "peak of all slices, MiB")):
        lines.append([name, *(f"{row['peak_mib'][key]:.0f}" for row in rows)])
    lines.append(
        ["artifacts in the workflow, KiB", *(f"{row['artifacts_kib']:.0f}" for row in rows)]
    )
    made = result["made_with"]
    measured_on = (
        f"{result['accounts']} accounts (half of them organizations of Mackerel, half workspaces of"
        f" Guance) × {result['teams']} teams, measured on {made['date']} on {made['cores']} cores"
        f" (load before: {made['load']:.1f}) with ansible-core {made['ansible-core']}, Python"
        f" {made['python']}."
    )
    if (result["accounts"], result["teams"]) != (ACCOUNTS, TEAMS):
        measured_on += f" Smaller than a whole run, which has {ACCOUNTS} accounts × {TEAMS} teams."
    if made["load"] > made["cores"]:
        measured_on += (
            " **The machine was busy with much else**, so seconds say little, and ratios only where"
            " they are far from 1."
        )
    limit = LIMIT.format(
        a_minute=A_MINUTE,
        workspaces=result["accounts"] // 2,
        teams=result["teams"],
        one=_waves(result, 1),
        four=_waves(result, 4),
        **result["guance"],
    )
    parts = [
        HEAD.strip("\n"),
        measured_on,
        EXPLAIN.format(latency=LATENCY),
        _table(head, lines),
        "## Where the vendor's limit rules",
        limit,
    ]
    return "\n\n".join(parts) + "\n"


def _waves(result, count):
    """How often five forks are full of workspaces of Guance, in one of so many slices."""
    return math.ceil(math.ceil(result["accounts"] // 2 / count) / 5)


def main():
    parser = argparse.ArgumentParser(prog="slices", description=__doc__.partition("\n")[0])
    parser.add_argument("--accounts", type=int, default=ACCOUNTS)
    parser.add_argument("--teams", type=int, default=TEAMS)
    parser.add_argument("--slices", default=COUNTS, help="numbers, the first to compare with")
    parser.add_argument("--docs", action="store_true", help="write docs/slices.md")
    parser.add_argument(
        "--json",
        type=Path,
        default=ROOT / ".cache" / "benchmark" / "slices.json",
        help="where the figures go, after each number of slices",
    )
    parser.add_argument("--from", dest="old", type=Path, help="show these figures; measure nothing")
    wanted = parser.parse_args()
    # so that a "kill" ends the servers and the slices, too
    signal.signal(signal.SIGTERM, lambda *dummy: sys.exit(143))
    result = json.loads(wanted.old.read_text()) if wanted.old else _measure(wanted)
    page = markdown(result)
    print(page)
    if wanted.docs:
        (ROOT / "docs" / "slices.md").write_text(page, encoding="utf-8")
    return 0


def _measure(wanted):
    made_with = {
        "ansible-core": metadata.version("ansible-core"),
        "python": platform.python_version(),
        "cores": os.cpu_count(),
        "load": os.getloadavg()[0],
        "date": datetime.datetime.now(datetime.timezone.utc).date().isoformat(),
    }
    counts = [int(count) for count in wanted.slices.split(",")]
    wanted.json.parent.mkdir(parents=True, exist_ok=True)
    result = {}
    with tempfile.TemporaryDirectory(prefix="oncall-slices-") as folder:
        folder = Path(folder)
        bench = Bench(folder, collection.install(folder / "collections"))
        for found in measured(bench, wanted.accounts, wanted.teams, counts):
            result = dict(found, made_with=made_with)
            wanted.json.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    return result


if __name__ == "__main__":
    sys.exit(main())
