# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""`python -m emulator` with PYTHONPATH=tests, or `python tests/emulator`."""

import sys
from pathlib import Path

if not __package__:
    # Run as a directory: its parent is what the package is found in.
    sys.path[0] = str(Path(__file__).resolve().parent.parent)

from emulator.cli import main  # noqa: E402

if __name__ == "__main__":
    sys.exit(main())
