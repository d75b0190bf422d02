# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs mypy on the collection's own package, with paths in its messages that an editor can open.

    python tests/tools/typecheck.py [words for mypy]

The settings are in pyproject.toml; stubs of ansible-core are in tests/types.
"""

from __future__ import annotations

import subprocess
import sys

import collection

#: mypy follows no link, so its messages name files by their place in the linked collection.
PREFIX = f"{(collection.LINKED / collection.PLACE).relative_to(collection.ROOT)}/"


def main() -> int:
    collection.link()
    # mypy finds pyproject.toml in the folder that it runs in
    done = subprocess.run(
        [sys.executable, "-m", "mypy", *sys.argv[1:]],
        cwd=collection.ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    print(done.stdout.replace(PREFIX, ""), end="")
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
