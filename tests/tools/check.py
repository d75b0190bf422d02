# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the project's checks, shows their output, and ends with one clear line.

    python tests/tools/check.py quick                        what an editor could have found
    python tests/tools/check.py unit [-- words for pytest]   unit tests in this very tree
    python tests/tools/check.py test [-- words for pytest]   all tests; without words lint too
    python tests/tools/check.py lint
    python tests/tools/check.py nightly

All steps run, also when one has failed; the exit code is 1 when any has.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import time
import typing as t
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import collection

ROOT = collection.ROOT
sys.path.insert(0, str(ROOT / "tests"))

from support import leaks  # noqa: E402  pylint: disable=wrong-import-position

BIN = Path(sys.executable).parent
NO_TESTS = 5  # pytest's exit code when it found none
UNIT = "tests/unit"
#: They take minutes: "make test" runs them, and "make unit" where they are named.
SLOW = ("tests/unit/contract", "tests/unit/reliability")


class Step(t.NamedTuple):
    name: str
    command: list[str]
    environment: dict[str, str] = {}


class Result(t.NamedTuple):
    name: str
    code: int
    seconds: float
    output: str


def install() -> Step:
    return Step(
        "build",
        [
            sys.executable,
            str(ROOT / "tests/tools/collection.py"),
            "install",
            str(collection.INSTALLED),
        ],
    )


def pytest(words: list[str], nightly: bool = False) -> Step:
    # one more than the cores of a small machine: some tests wait for processes
    workers = os.environ.get("WORKERS", "3")
    parallel = ["-n", workers, "--dist", "worksteal"] if workers != "0" else []
    color = ["--color=yes"] if sys.stdout.isatty() else []
    command = [
        sys.executable,
        "-m",
        "pytest",
        *color,
        *parallel,
        *words,
        *([] if names_a_place(words) else ["tests"]),
    ]
    return Step(
        "pytest",
        command,
        {
            "ONCALL_COLLECTIONS_PATH": str(collection.INSTALLED),
            "ONCALL_NIGHTLY": "1" if nightly else "",
        },
    )


def names_a_place(words: list[str]) -> bool:
    return any(
        not word.startswith("-") and Path(ROOT, word.split("::")[0]).exists() for word in words
    )


def unit(words: list[str]) -> Step:
    """Without words for all of the quick tests, in two processes; with words in one, which begins
    sooner.
    """
    places = [] if names_a_place(words) else [UNIT, *[f"--ignore={folder}" for folder in SLOW]]
    parallel = [] if words else ["-n", "2", "--dist", "worksteal"]
    return Step("unit", [sys.executable, "-m", "pytest", "-q", *parallel, *words, *places])


def quick() -> list[Step]:
    """What needs no test to run; the longest come first."""
    tools = ROOT / "tests/tools"
    return [
        Step("layers", [sys.executable, "-m", "pytest", "-q", "tests/unit/test_layers.py"]),
        Step("types", [sys.executable, str(tools / "typecheck.py")]),
        Step("generated", [sys.executable, str(tools / "generate.py"), "--check"]),
        *style(),
    ]


def style() -> list[Step]:
    return [
        Step("ruff", [str(BIN / "ruff"), "check", "."]),
        Step("ruff format", [str(BIN / "ruff"), "format", "--check", "."]),
    ]


def lint() -> list[Step]:
    """Each takes one core; the longest come first."""
    installed = {
        "ANSIBLE_COLLECTIONS_PATH": str(collection.INSTALLED),
        "NO_COLOR": "" if sys.stdout.isatty() else "1",
    }
    return [
        Step("ansible-lint", [str(BIN / "ansible-lint"), "--offline", "--strict", "-q"], installed),
        Step(
            "documentation",
            [
                str(BIN / "antsibull-docs"),
                "lint-collection-docs",
                "--plugin-docs",
                "--validate-collection-refs",
                "all",
                ".",
            ],
        ),
        Step("types", [sys.executable, str(ROOT / "tests/tools/typecheck.py")]),
        *style(),
        Step("yamllint", [str(BIN / "yamllint"), "--strict", "."]),
        Step("changelog", [str(BIN / "antsibull-changelog"), "lint"]),
    ]


def run(step: Step, live: bool = True) -> Result:
    started = time.monotonic()
    variables = dict(
        os.environ, PATH=os.pathsep.join([str(BIN), os.environ.get("PATH", os.defpath)])
    )
    for name in ("ANSIBLE_COLLECTIONS_PATH", "PYTHONPATH"):
        variables.pop(name, None)
    variables.update({"ANSIBLE_CONFIG": str(collection.CONFIG), **step.environment})
    shown: list[str] = []
    with subprocess.Popen(
        step.command,
        cwd=ROOT,
        env=variables,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    ) as process:
        for line in process.stdout or ():
            if live:
                print(line, end="", flush=True)
            shown.append(line)
    return Result(step.name, process.returncode, time.monotonic() - started, "".join(shown))


def run_all(steps: list[Step], pairs: list[Step]) -> t.Iterator[Result]:
    """First one after the other, with what they print as it comes; then two at a time, each
    shown when it has ended.
    """
    for step in steps:
        print(f"\n=== {step.name}", flush=True)
        result = run(step)
        yield result
        if step.name == "build" and result.code:
            return  # nothing after it would test what it says
    with ThreadPoolExecutor(2) as pool:
        for result in pool.map(lambda step: run(step, live=False), pairs):
            print(f"\n=== {result.name}\n{result.output}", end="", flush=True)
            yield result


def pytest_summary(output: str) -> str:
    """The line pytest closes with, without colours: "12 passed, 1 skipped in 3.45s"."""
    plain = re.sub(r"\x1b\[[0-9;]*m", "", output)
    closing = re.findall(
        r"^=* ?((?:\d+ \w+(?:, )?|no tests ran)+ in [0-9.]+s[^=\n]*?) ?=*$", plain, re.MULTILINE
    )
    return closing[-1] if closing else ""


def leaking(results: list[Result]) -> bool:
    """Whether anything that was printed holds a secret; pytest's own scan sees only what its
    tests print.
    """
    found = {result.name: leaks.found(result.output) for result in results}
    for name, starts in found.items():
        for start in starts:
            print(f"LEAK of a secret in the output of {name}: it begins with {start}")
    characters = sum(len(result.output) for result in results)
    print(
        f"reliability: {characters} characters printed by all steps scanned,"
        f" {sum(map(len, found.values()))} secrets found"
    )
    return any(found.values())


def report(name: str, results: list[Result], took: float) -> int:
    print()
    for result in results:
        print(
            f"{result.name:<16}"
            f"{'OK' if result.code == 0 else f'FAILED ({result.code})':<16}"
            f"{result.seconds:6.1f} s"
        )
    summary = next(
        (pytest_summary(result.output) for result in results if result.name in ("pytest", "unit")),
        "",
    )
    failed = [result.name for result in results if result.code]
    if leaking(results):
        failed.append("leak scan")
    if summary:
        # Once more where it is read last, in the form that is known from pytest.
        print(f"\n{f' {summary} ':=^100}")
    seconds = f"{took:.0f} s"
    if failed:
        reason = (
            " (pytest found no tests)"
            if any(
                result.name in ("pytest", "unit") and result.code == NO_TESTS for result in results
            )
            else ""
        )
        print(f"make {name}: FAILED: {', '.join(failed)}{reason}, after {seconds}")
        return 1
    tests = re.sub(r" in [0-9.]+s.*", "", summary)
    inner = "; ".join(
        part
        for part in (
            tests,
            "lint clean" if any(result.name == "ansible-lint" for result in results) else "",
        )
        if part
    )
    print(f"make {name}: OK ({inner}) after {seconds}")
    return 0


def main() -> int:
    parser = argparse.ArgumentParser(description="Run the project's checks.")
    parser.add_argument("what", choices=["quick", "unit", "test", "nightly", "lint"])
    parser.add_argument("words", nargs="*", help="for pytest, after --")
    wanted = parser.parse_args()
    name = {"nightly": "test-nightly", "quick": "check"}.get(wanted.what, wanted.what)
    began = time.monotonic()
    results = list(run_all(*plan(wanted.what, wanted.words)))
    return report(name, results, time.monotonic() - began)


def plan(what: str, words: list[str]) -> tuple[list[Step], list[Step]]:
    """The steps that run one after the other, and those that run two at a time after them."""
    if what == "quick":
        return [], quick()
    if what == "unit":
        return [unit(words)], []
    if what == "lint":
        return [install()], lint()
    steps = [install(), pytest(words, nightly=what == "nightly")]
    return steps, [] if words or what == "nightly" else lint()


if __name__ == "__main__":
    sys.exit(main())
