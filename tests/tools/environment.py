# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes a virtual environment, or does nothing when it is already as the requirement files say.

python tests/tools/environment.py .venv tests/requirements.txt [--python python3.13]
"""

from __future__ import annotations

import argparse
import contextlib
import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import time
import typing as t
from pathlib import Path

import interpreters

ROOT = Path(__file__).resolve().parents[2]


class CannotMake(Exception):
    """The sentence a person needs to get on."""


def contents(requirements: Path) -> str:
    """The text of a requirement file and of those it includes."""
    text = requirements.read_text(encoding="utf-8")
    included = [
        line.split(None, 1)[1].strip() for line in text.splitlines() if line.startswith("-r ")
    ]
    return "".join([text] + [contents(requirements.parent / name) for name in included])


@contextlib.contextmanager
def alone(directory: Path) -> t.Iterator[None]:
    """Two makes at once must not work on one environment."""
    directory.parent.mkdir(parents=True, exist_ok=True)
    cache = ROOT / ".cache"
    cache.mkdir(exist_ok=True)
    name = hashlib.sha256(str(directory).encode()).hexdigest()[:12]
    with open(cache / f"venv-{name}.lock", "w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def create(directory: Path, python: interpreters.Interpreter) -> None:
    uv = shutil.which("uv")
    if python.complete:
        command = [python.path, "-m", "venv", "--clear", str(directory)]
    elif uv:
        command = [uv, "venv", "--quiet", "--seed", "--python", python.path, str(directory)]
    else:
        raise CannotMake(
            f"{python.path} cannot make a virtual environment: its module 'ensurepip' is missing."
            f" On Debian and Ubuntu: apt-get install python{python.version}-venv"
        )
    shutil.rmtree(directory, ignore_errors=True)
    subprocess.run(command, check=True)


def install(directory: Path, options: t.Sequence[str]) -> None:
    python = str(directory / "bin" / "python")
    uv = shutil.which("uv")
    if (
        uv
        and subprocess.run(
            [uv, "pip", "install", "--quiet", "--python", python, *options], check=False
        ).returncode
        == 0
    ):
        return
    # Twice quiet: pip's remarks on the places it was told to look at are of no use to the reader.
    command = [python, "-m", "pip", "install", "-q", "-q", "--disable-pip-version-check", *options]
    if subprocess.run(command, check=False).returncode != 0:
        raise CannotMake(
            "pip could not install what is needed (its own words are above). Is a package index"
            " reachable?"
        )


def ensure(
    directory: Path,
    requirements: Path | None = None,
    packages: t.Sequence[str] = (),
    python: interpreters.Interpreter | None = None,
) -> Path:
    """Returns the environment's python. A second call with the same wishes only reads one small
    file.
    """
    directory = directory.absolute()
    executable = directory / "bin" / "python"
    wishes = [str(directory), python.version if python else "", *packages]
    if requirements:
        wishes.append(contents(requirements))
    digest = hashlib.sha256("\0".join(wishes).encode()).hexdigest()
    stamp = directory / f".installed-{requirements.stem if requirements else 'packages'}"

    with alone(directory):
        usable = interpreters.probe(str(executable)) is not None
        if usable and stamp.exists() and stamp.read_text(encoding="utf-8") == digest:
            return executable
        started = time.monotonic()
        made = interpreters.probe(str(executable)) if usable else None
        if made is None or (python is not None and made.version != python.version):
            python = python or interpreters.best()
            if python is None:
                raise CannotMake(
                    f"No Python was found among {', '.join(interpreters.PREFERRED)}: install one of"
                    " them."
                )
            create(directory, python)
            made = python
        options = (["-r", str(requirements)] if requirements else []) + list(packages)
        shown = os.path.relpath(directory)
        wanted = " ".join(
            os.path.relpath(word) if os.path.exists(word) else word for word in options
        )
        print(f"{shown}: installing {wanted} (Python {made.version})", flush=True)
        install(directory, options)
        stamp.write_text(digest, encoding="utf-8")
        print(f"{shown}: ready after {time.monotonic() - started:.0f} s", flush=True)
    return executable


def main() -> int:
    parser = argparse.ArgumentParser(
        description="Make a virtual environment, or do nothing when it is already right."
    )
    parser.add_argument("directory", type=Path)
    parser.add_argument("requirements", type=Path)
    parser.add_argument("--python", help="the interpreter to use instead of the best one found")
    wanted = parser.parse_args()
    try:
        python = None
        if wanted.python:
            python = interpreters.probe(wanted.python)
            if python is None:
                raise CannotMake(f"{wanted.python} does not run.")
        ensure(wanted.directory, wanted.requirements, python=python)
    except CannotMake as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
