# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Finds the real Python interpreters of this machine.

A version manager's shim is not one: it may answer "not found" for a version that is not switched
on, and ansible-test, which clears the environment, fails on it. So each candidate is asked for the
path it really runs from.
"""

from __future__ import annotations

import glob
import json
import os
import subprocess
import typing as t

# Controllers of the supported ansible-core releases, best first.
PREFERRED = ("3.12", "3.13", "3.14", "3.11")

# Where the usual version managers keep interpreters that need not be on PATH.
MANAGED = (
    "${PYENV_ROOT}/versions/{version}.*/bin/python{version}",
    "~/.pyenv/versions/{version}.*/bin/python{version}",
    "~/.asdf/installs/python/{version}.*/bin/python{version}",
    "~/.local/share/mise/installs/python/{version}*/bin/python{version}",
    "~/.local/share/uv/python/cpython-{version}.*/bin/python{version}",
)

PROBE = """
import json, sys
try:
    import ensurepip, venv
    complete = True
except ImportError:
    complete = False
path = getattr(sys, "_base_executable", None) or sys.executable
print(json.dumps({"path": path, "version": "%d.%d" % sys.version_info[:2], "complete": complete}))
"""


class Interpreter(t.NamedTuple):
    path: str
    version: str
    complete: bool  # whether it can make a virtual environment with pip by itself


def probe(path: str) -> Interpreter | None:
    """What this command really is, or None when it does not run."""
    try:
        answer = subprocess.run(
            [path, "-c", PROBE], capture_output=True, text=True, timeout=30, check=True
        )
        return Interpreter(**json.loads(answer.stdout))
    except (OSError, ValueError, subprocess.SubprocessError):
        return None


def candidates(version: str) -> t.Iterator[str]:
    for folder in os.environ.get("PATH", os.defpath).split(os.pathsep):
        path = os.path.join(folder, "python" + version)
        if os.access(path, os.X_OK):
            yield path
    for pattern in MANAGED:
        expanded = os.path.expanduser(os.path.expandvars(pattern.replace("{version}", version)))
        yield from sorted(glob.glob(expanded), reverse=True)


def find(version: str) -> Interpreter | None:
    """The interpreter of this version: one that can make virtual environments if there is one."""
    incomplete = None
    for path in candidates(version):
        found = probe(path)
        if found is None or found.version != version:
            continue
        if found.complete:
            return found
        incomplete = incomplete or found
    return incomplete


def best() -> Interpreter | None:
    """The interpreter for the project's own virtual environment."""
    found = [python for python in (find(version) for version in PREFERRED) if python]
    return next((python for python in found if python.complete), found[0] if found else None)
