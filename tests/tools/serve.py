# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Starts the emulator for as long as it is needed.

    with Emulator() as urls:
        urls["mackerel"], urls["guance"], urls["bk"], urls["url"]
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
import typing as t
from pathlib import Path

EMULATOR = Path(__file__).resolve().parents[1] / "emulator"


class DidNotStart(Exception):
    """With what the emulator said."""


class Emulator:
    def __init__(self, *options: str, patience: float = 20.0) -> None:
        self.options = options
        self.patience = patience
        self.folder: tempfile.TemporaryDirectory[str] | None = None
        self.process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> dict[str, t.Any]:
        self.folder = tempfile.TemporaryDirectory(prefix="oncall-emulator-")
        ready = Path(self.folder.name, "ready.json")
        log = Path(self.folder.name, "emulator.log")
        command = [sys.executable, str(EMULATOR), "--port", "0", "--ready-file", str(ready), *self.options]
        try:
            with open(log, "wb") as output:
                self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT)
            return self.wait(ready, log)
        except BaseException:
            self.close()
            raise

    def wait(self, ready: Path, log: Path) -> dict[str, t.Any]:
        deadline = time.monotonic() + self.patience
        while True:
            try:
                return json.loads(ready.read_text(encoding="utf-8"))
            except (OSError, ValueError):
                pass  # not there, or not all of it yet
            if self.process is None or self.process.poll() is not None or time.monotonic() > deadline:
                raise DidNotStart(f"The emulator did not start:\n{log.read_text(encoding='utf-8', errors='replace')}")
            time.sleep(0.05)

    def __exit__(self, *problem: object) -> None:
        self.close()

    def close(self) -> None:
        if self.process is not None:
            self.process.terminate()
            try:
                self.process.wait(timeout=5)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        if self.folder is not None:
            self.folder.cleanup()
