# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs ansible-test on the supported ansible-core releases, each with a Python of its own.

    python tests/tools/ansible_test.py sanity
    python tests/tools/ansible_test.py --core 2.21 units -- --python 3.12

It needs a package index and git, and nothing else from outside. Ends with 77 when no run was
possible.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import collection
import environment
import interpreters

WORK = collection.ROOT / ".cache" / "ansible-test"
NOTHING_RAN = 77

# Controller Pythons, the one the release is meant to be tested with first.
CORES = {
    "2.19": ("3.11", "3.12", "3.13"),
    "2.21": ("3.12", "3.13", "3.14"),
}
# All that ansible-test may find as a target.
TARGETS = tuple(f"3.{minor}" for minor in range(8, 15))


def say(text: str) -> None:
    print(f"\n=== {text}", flush=True)


def controller(core: str) -> interpreters.Interpreter | None:
    found = (interpreters.find(version) for version in CORES[core])
    return next((python for python in found if python and python.complete), None)


def real_interpreters() -> Path:
    """A folder with links to the real interpreters under their plain names."""
    folder = WORK / "bin"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for version in TARGETS:
        python = interpreters.find(version)
        if python and python.complete:
            (folder / f"python{version}").symlink_to(python.path)
    return folder


def home() -> Path:
    """A home folder of its own, so that the user's keeps its ansible-test cache; the settings of
    pip and the like stay in force.
    """
    folder = WORK / "home"
    folder.mkdir(parents=True, exist_ok=True)
    for name in (".cache", ".config", ".netrc", ".pip"):
        theirs = Path.home() / name
        if theirs.exists() and not (folder / name).exists():
            (folder / name).symlink_to(theirs)
    return folder


def place_bootstrap(python: Path, folder: Path) -> None:
    """Puts the bootstrap script where this ansible-test looks first, under the name it looks
    for.
    """
    site = subprocess.run(
        [
            str(python),
            "-c",
            "import os, ansible_test; print(os.path.dirname(ansible_test.__file__))",
        ],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()
    source = Path(site, "_internal", "python_requirements.py").read_text(encoding="utf-8")
    versions = set(re.findall(r"""pip=['"]([0-9.]+)['"]""", source))
    if not versions:
        raise environment.CannotMake(
            "This ansible-test no longer says which pip it wants where tests/tools/ansible_test.py"
            " looks for it."
        )
    cache = folder / ".ansible" / "test" / "cache"
    cache.mkdir(parents=True, exist_ok=True)
    for version in versions:
        shutil.copyfile(
            Path(__file__).with_name("pip_bootstrap.py"),
            cache / f"get_pip_{version.replace('.', '_')}.py",
        )


def run(core: str, command: str, options: list[str]) -> int | None:
    """The exit code, or None when there is no interpreter for it."""
    python = controller(core)
    if python is None:
        say(
            f"NOT RUN: ansible-test {command} with ansible-core {core}: it needs one of Python"
            f" {', '.join(CORES[core])}, and none is on this machine"
        )
        return None
    if python.version != CORES[core][0]:
        say(
            f"Python {CORES[core][0]} is not on this machine: ansible-core {core} is tested with"
            f" Python {python.version} instead"
        )
    executable = environment.ensure(
        WORK / f"core-{core}",
        collection.ROOT / "requirements.txt",
        [f"ansible-core=={core}.*"],
        python,
    )
    its_home = home()
    place_bootstrap(executable, its_home)
    place = collection.copy(WORK / f"tree-{core}")

    others = [
        folder
        for folder in os.environ.get("PATH", os.defpath).split(os.pathsep)
        if Path(folder).name != "shims"
    ]
    variables = dict(
        os.environ,
        HOME=str(its_home),
        PATH=os.pathsep.join([str(executable.parent), str(real_interpreters()), *others]),
    )
    for name in ("ANSIBLE_CONFIG", "ANSIBLE_COLLECTIONS_PATH", "PYTHONPATH", "VIRTUAL_ENV"):
        variables.pop(name, None)
    where = ["--local"] if "--local" not in options and "--venv" not in options else []
    call = [str(executable.parent / "ansible-test"), command, *where, *options]

    say(
        f"ansible-test {' '.join(call[1:])}, ansible-core {core}, controller Python"
        f" {python.version}"
    )
    if command == "sanity" and not shutil.which("shellcheck"):
        print(
            "shellcheck is not installed: ansible-test will skip that test (Debian and Ubuntu:"
            " apt-get install shellcheck)",
            flush=True,
        )
    started = time.monotonic()
    code = subprocess.run(
        call, cwd=place, env=variables, stdin=subprocess.DEVNULL, check=False
    ).returncode
    say(
        f"ansible-test {command}, ansible-core {core}:"
        f" {'OK' if code == 0 else f'FAILED with {code}'} after {time.monotonic() - started:.0f} s"
    )
    return code


def main() -> int:
    parser = argparse.ArgumentParser(
        description="Run ansible-test on the supported ansible-core releases."
    )
    parser.add_argument("command", choices=["sanity", "units", "integration"])
    parser.add_argument(
        "--core",
        action="append",
        choices=sorted(CORES),
        help="only this release; may be given more than once",
    )
    parser.add_argument("options", nargs="*", help="for ansible-test, after --")
    wanted = parser.parse_args()
    try:
        codes = [run(core, wanted.command, wanted.options) for core in wanted.core or sorted(CORES)]
    except environment.CannotMake as problem:
        print(problem, file=sys.stderr)
        return 1
    ran = [code for code in codes if code is not None]
    return max(ran) if ran else NOTHING_RAN


if __name__ == "__main__":
    sys.exit(main())
