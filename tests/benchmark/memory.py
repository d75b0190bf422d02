# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs a module as its own process does, without Ansible around it, and tells the most memory it
had.

python memory.py COLLECTIONS ARGUMENTS.json
"""

from __future__ import annotations

import contextlib
import importlib
import io
import json
import os
import resource
import sys
import time
from pathlib import Path

MODULE = "ansible_collections.oncall.routing.plugins.modules.mackerel_notification_groups"


def peak_kib():
    """Of this program alone: the figure of getrusage begins with what the parent had."""
    if os.path.exists("/proc/self/status"):
        with open("/proc/self/status", encoding="ascii") as status:
            return next(int(line.split()[1]) for line in status if line.startswith("VmHWM:"))
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def main():
    sys.path.insert(0, sys.argv[1])
    from ansible.module_utils.testing import patch_module_args

    started = time.perf_counter()
    printed = io.StringIO()
    arguments = json.loads(Path(sys.argv[2]).read_text(encoding="utf-8"))
    with patch_module_args(arguments), contextlib.redirect_stdout(printed), contextlib.suppress(
        SystemExit
    ):
        importlib.import_module(MODULE).main()
    seconds = time.perf_counter() - started
    peak = peak_kib()
    result = json.loads(printed.getvalue())
    print(
        json.dumps(
            {
                "peak_kib": peak,
                "seconds": seconds,
                "counts": result.get("counts"),
                "msg": result.get("msg"),
            }
        )
    )


if __name__ == "__main__":
    main()
