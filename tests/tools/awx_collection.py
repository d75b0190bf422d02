# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Brings the collection awx.awx, which the kit for AWX is made of, out of a package that has it.

python tests/tools/awx_collection.py
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import environment

#: The package is many collections, awx.awx 24.6.1 among them; no index has that one alone.
PACKAGE = "ansible==12.3.0"
PLACE = environment.ROOT / ".cache" / "awx-24.6.1"
INSIDE = "ansible_collections/awx/awx/"


def bring() -> Path:
    """The folder for ANSIBLE_COLLECTIONS_PATH; made when it is not there yet."""
    with environment.alone(PLACE):
        if not PLACE.exists():
            # in a folder beside it, and moved when it is whole
            with tempfile.TemporaryDirectory(dir=PLACE.parent) as folder:
                # the environment's own Python may have no pip
                subprocess.run(
                    [
                        sys.executable,
                        "-m",
                        "pip",
                        "download",
                        "--quiet",
                        "--disable-pip-version-check",
                        "--no-deps",
                        "--dest",
                        folder,
                        PACKAGE,
                    ],
                    check=True,
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.STDOUT,
                    text=True,
                    timeout=300,
                )
                (wheel,) = Path(folder).glob("*.whl")
                whole = Path(folder) / "whole"
                with zipfile.ZipFile(wheel) as packed:
                    packed.extractall(
                        whole, [name for name in packed.namelist() if name.startswith(INSIDE)]
                    )
                whole.rename(PLACE)
    return PLACE


if __name__ == "__main__":
    try:
        print(bring())
    except subprocess.CalledProcessError as error:
        sys.exit("%s can't be had:\n%s" % (PACKAGE, error.stdout))
