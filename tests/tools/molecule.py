# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the Molecule scenarios of the roles: the collection installed from its tarball, and the
emulator in place of the vendors.

    python tests/tools/molecule.py                          all scenarios python
    tests/tools/molecule.py -s bk_routing            one of them; the words are those of "molecule
    test"

It is run by the Python of an environment with Molecule; "make molecule" makes one.
"""

from __future__ import annotations

import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import collection

ROOT = collection.ROOT
sys.path.insert(0, str(ROOT / "tests"))

from demo.run import variables  # noqa: E402  pylint: disable=wrong-import-position
from emulator import Emulator  # noqa: E402  pylint: disable=wrong-import-position

VENDORS = ("mackerel", "guance", "bk")


def owned(emulator: Emulator) -> list[str]:
    """What the vendors hold that is called as the roles call it, "TEAM: WHAT"."""
    # Guance goes on knowing policies that are deleted
    tables = [
        table
        for vendor in VENDORS
        for name, table in emulator.state(vendor).items()
        if isinstance(table, list) and not name.endswith("_deleted")
    ]
    return sorted(
        {
            str(row["name"])
            for table in tables
            for row in table
            if isinstance(row, dict) and ": " in str(row.get("name", ""))
        }
    )


def scenarios(folder: Path, words: list[str]) -> list[str]:
    """What went wrong, a line each."""
    with Emulator() as emulator:
        before = owned(emulator)
        environment = dict(
            variables(collection.install(folder), emulator.urls),
            # a third of the time, and it says nothing about the roles
            ANSIBLE_PIPELINING="true",
        )
        command = [
            str(Path(sys.executable).parent / "molecule"),
            "test",
            "--no-command-borders",
            *(words or ["--all"]),
        ]
        code = subprocess.run(
            command, env=environment, cwd=ROOT, stdin=subprocess.DEVNULL, check=False
        ).returncode
        wrong = [f"molecule ended with {code}"] if code else []
        wrong += [f"left behind: {name}" for name in owned(emulator) if name not in before]
        wrong += [f"not as the vendor documents it: {one}" for one in emulator.violations()]
    return wrong


def main() -> int:
    # So that an interrupt or a "kill" still ends the emulator and removes the folder.
    signal.signal(signal.SIGTERM, lambda *dummy: sys.exit(143))
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="oncall-molecule-") as folder:
        wrong = scenarios(Path(folder), sys.argv[1:])
    for line in wrong:
        print(line)
    print(f"make molecule: {'FAILED' if wrong else 'OK'} after {time.monotonic() - started:.0f} s")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
