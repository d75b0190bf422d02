# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A module in a process of its own, which a test can kill.

As a program: ``python -m support.child MODULE``, the options as JSON on standard input, the result
on standard output.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

#: Far more seconds than anything here takes; only a fault of a test waits for so long.
LIMIT = 120.0


def kill(pid):
    """SIGKILL for a process and all below it: a worker of Ansible leads a session of its own,
    and would go on asking the vendor.
    """
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):  # it may end meanwhile
            parents[int(stat.parent.name)] = int(stat.read_text().rpartition(")")[2].split()[1])
    doomed = [pid]
    for one in doomed:
        doomed += [child for child, parent in parents.items() if parent == one]
    for one in doomed:
        with contextlib.suppress(ProcessLookupError):
            os.kill(one, signal.SIGKILL)


class Child:
    """``with Child(module, params) as child:`` ends with the process, whatever happens."""

    def __init__(self, module, params):
        path = os.pathsep.join(place for place in sys.path if place)
        self.process = subprocess.Popen(
            [sys.executable, "-m", "support.child", module],
            env=dict(os.environ, PYTHONPATH=path),
            text=True,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        self.process.stdin.write(json.dumps(params))
        self.process.stdin.close()

    def __enter__(self):
        return self

    def __exit__(self, *_exc):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()

    def kill_when(self, seen):
        """Sends SIGKILL as soon as ``seen()`` is true. False when the process ended by itself
        before.
        """
        until = time.monotonic() + LIMIT
        while not seen():
            if self.process.poll() is not None:
                return False
            if time.monotonic() > until:
                raise TimeoutError("neither what was waited for nor an end of the process")
            time.sleep(0.005)
        self.process.send_signal(signal.SIGKILL)
        if self.process.wait() != -signal.SIGKILL:
            raise RuntimeError("the process ended by itself: %s" % self.process.stdout.read())
        return True

    def result(self):
        """What the module printed, after the process ended by itself."""
        printed = self.process.stdout.read()
        try:
            return json.loads(printed)
        except ValueError:
            raise RuntimeError("the process printed %s" % printed) from None


if __name__ == "__main__":
    from support import harness

    print(harness.run(sys.argv[1], json.load(sys.stdin)).text)
