# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Servers, each in a process of its own."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import time
from pathlib import Path

import requests

HERE = Path(__file__).resolve().parent


@contextlib.contextmanager
def _process(command, folder):
    ready = folder / f"ready-{time.monotonic_ns()}.json"
    with subprocess.Popen(
        [sys.executable, *map(str, command), "--ready-file", str(ready)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    ) as process:
        try:
            deadline = time.monotonic() + 30
            while not ready.exists():
                if process.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError(f"{command[0]} did not start")
                time.sleep(0.02)
            yield json.loads(ready.read_text(encoding="utf-8"))
        finally:
            process.terminate()


class Plain:
    """The plain server: ``at(name)`` is the address of a data set."""

    label = "plain server"

    def __init__(self, url):
        self.url = url
        self.session = requests.Session()

    def at(self, name):
        return f"{self.url}/{name}"

    def reset(self):
        self.session.get(self.url + "/_reset").raise_for_status()

    def log(self):
        """What was asked since the last time: [method, URL, body]."""
        return [
            [method, self.url + path, body]
            for method, path, body in self.session.get(self.url + "/_log").json()
        ]


class Emulator:
    """The emulator by its control API."""

    label = "emulator"

    def __init__(self, urls):
        self.urls = urls
        self.session = requests.Session()

    def control(self, method, path, body=None):
        answer = self.session.request(method, f"{self.urls['url']}/_emulator/{path}", json=body)
        answer.raise_for_status()
        return answer.json()

    def log(self):
        found = self.control("GET", "requests")
        self.control("DELETE", "requests")
        return found


@contextlib.contextmanager
def plain(data, folder):
    file = folder / "plain.json"
    file.write_text(json.dumps(data), encoding="utf-8")
    with _process([HERE / "plain_server.py", "--data", file], folder) as ready:
        yield Plain(ready["url"])


@contextlib.contextmanager
def emulator(folder):
    with _process([HERE.parent / "emulator", "--port", "0"], folder) as ready:
        yield Emulator(ready)
