# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Measures the collection side by side with its peers and with what cannot be saved, and shows it.

    make benchmark                      all of it, into docs/ too make benchmark ARGS=--quick
    a tenth of the objects, fewer rounds, printed only make benchmark ARGS="--only 1,7"    some rows
    (or: curves, shares, servers), printed only make benchmark ARGS="--only 5 --add"    the same, in
    place of those of the run before, into docs/ too make benchmark ARGS="--from FILE"   the tables
    and the plot of an earlier run

Nothing is asserted about time: targets are shown as met or missed, and the exit code is 0.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import signal
import sys
import tempfile
import time
from importlib import metadata
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path[:0] = [str(HERE), str(HERE.parent)]

# pylint: disable=wrong-import-position
import book  # noqa: E402
import curves  # noqa: E402
import plot  # noqa: E402
import report  # noqa: E402
import rows_count  # noqa: E402
import rows_size  # noqa: E402
import rows_teams  # noqa: E402
import rows_time  # noqa: E402
import shares  # noqa: E402
from measure import OURS, PROCESS, Bench  # noqa: E402
from tools import collection  # noqa: E402

ROWS = {
    "1": rows_time.thousand_in_place,
    "2": rows_count.requests_of_a_task,
    "4": rows_time.creates,
    "5": rows_size.many,
    "6": rows_time.loop,
    "7": rows_time.single_task,
    "8": rows_teams.of_teams,
}
MORE = {"shares": shares.shares, "servers": curves.bottleneck, "curves": curves.curves}


def measure(wanted, result):
    """Measures, and keeps what is found after each step, so that whoever is interrupted has what
    was measured until then.
    """
    with tempfile.TemporaryDirectory(prefix="oncall-benchmark-") as folder:
        folder = Path(folder)
        installed = collection.install(folder / "collections")
        bench = Bench(
            folder,
            installed,
            rounds=wanted.rounds or (2 if wanted.quick else 7),
            quick=wanted.quick,
            doors={OURS: {}},
        )
        if any((installed / collection.PLACE / "plugins" / "action").glob("*.py")):
            bench.doors[PROCESS] = book.MODULE_PROCESS
        for name, step in {**ROWS, **MORE}.items():
            if wanted.only and name not in wanted.only.split(","):
                continue
            began = time.monotonic()
            print(f"measuring {name} ...", end=" ", file=sys.stderr, flush=True)
            found = step(bench)
            if name in ROWS:
                put(result["rows"], name, found if isinstance(found, list) else [found], wanted.add)
            else:
                result[name] = found
            wanted.json.parent.mkdir(parents=True, exist_ok=True)
            wanted.json.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
            print(f"{time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)


def put(rows, name, found, later):
    """The rows of a step, in the place of those it gave before."""
    for row in found:
        row["step"] = name
        if later:
            row["notes"].append("Measured later than the other rows, by itself.")
    rows[:] = sorted(
        [row for row in rows if row["step"] != name] + found,
        key=lambda row: list(ROWS).index(row["step"]),
    )


def begun(wanted):
    """The result that is added to, or shown, or an empty one."""
    made_with = {
        "ansible-core": metadata.version("ansible-core"),
        "python": platform.python_version(),
        "requests": metadata.version("requests"),
        "cores": os.cpu_count(),
    }
    earlier = wanted.old or (wanted.json if wanted.add else None)
    if not earlier:
        return {"made_with": made_with, "quick": wanted.quick, "rows": []}
    result = json.loads(earlier.read_text(encoding="utf-8"))
    if wanted.add and (result["made_with"], result["quick"]) != (made_with, wanted.quick):
        sys.exit(
            f"{earlier} was measured with {result['made_with']}, quick: {result['quick']}; figures"
            f" of {made_with} can't stand next to it"
        )
    return result


def main():
    parser = argparse.ArgumentParser(prog="benchmark", description=__doc__.partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="a tenth of the objects, fewer rounds")
    parser.add_argument("--only", help=f"some of {', '.join([*ROWS, *MORE])}, with commas between")
    parser.add_argument(
        "--add", action="store_true", help="with --only: keep the other rows of the run before"
    )
    parser.add_argument("--rounds", type=int, help="how often short tasks take turns")
    parser.add_argument(
        "--json",
        type=Path,
        default=ROOT / ".cache" / "benchmark" / "result.json",
        help="where the result goes",
    )
    parser.add_argument(
        "--from", dest="old", type=Path, help="show this earlier result, and measure nothing"
    )
    parser.add_argument(
        "--docs",
        action=argparse.BooleanOptionalAction,
        help="write docs/benchmark.md and its plot; the default for a whole run",
    )
    wanted = parser.parse_args()
    if wanted.add and not wanted.only:
        parser.error("--add needs --only: what is to be measured anew?")
    # so that a "kill" ends the servers and removes the folder, too
    signal.signal(signal.SIGTERM, lambda *dummy: sys.exit(143))
    result = begun(wanted)
    if not wanted.old:
        measure(wanted, result)
    print(report.markdown(result))
    whole = not wanted.quick and not wanted.old and (wanted.add or not wanted.only)
    if wanted.docs or (wanted.docs is None and whole):
        images = ROOT / "docs" / "images"
        images.mkdir(exist_ok=True)
        if result.get("curves"):
            plot.draw(result["curves"], images / "benchmark.svg")
        (ROOT / "docs" / "benchmark.md").write_text(
            report.markdown(result, "images/benchmark.svg"), encoding="utf-8"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
