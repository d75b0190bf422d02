# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One emulator for all its own tests, put back before each, and a small client for each vendor."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

try:
    import requests
    from emulator import Emulator
except ImportError:
    collect_ignore_glob = ["test_*.py"]  # without starlette and uvicorn there is nothing to test


class Client:
    """Sends JSON, gives back (status, parsed body)."""

    def __init__(self, base, headers):
        self.base = base
        self.session = requests.Session()
        self.session.trust_env = False
        self.session.headers.update({**headers, "Content-Type": "application/json"})

    def raw(self, method, path, body=None, **more):
        return self.session.request(
            method, self.base + path, json=body, timeout=10, allow_redirects=False, **more
        )

    def __call__(self, method, path, body=None, **more):
        answer = self.raw(method, path, body, **more)
        return answer.status_code, answer.json()


class BkClient(Client):
    """Credentials in the body, as the document says."""

    credentials = {
        "bk_app_code": "ansible",
        "bk_app_secret": "bk-demo-secret-0001",
        "bk_username": "deploy",
    }

    def call(self, component, body=None, **more):
        status, answer = self(
            "POST",
            f"/api/c/compapi/v2/monitor_v3/{component}/",
            {**self.credentials, **(body or {})},
            **more,
        )
        assert status == 200
        return answer


@pytest.fixture(scope="session")
def running():
    with Emulator() as emulator:
        yield emulator


@pytest.fixture
def emu(running):
    running.reset()
    yield running
    own = [
        entry["text"]
        for entry in running.violations()
        if entry["text"].startswith("the emulator itself failed")
    ]
    assert own == []


@pytest.fixture
def mackerel(emu):
    return Client(emu.mackerel_url + "/api/v0", {"X-Api-Key": "mackerel-demo-key-0001"})


@pytest.fixture
def guance(emu):
    return Client(emu.guance_url + "/api/v1", {"DF-API-KEY": "guance-demo-key-0001"})


@pytest.fixture
def bk(emu):
    return BkClient(emu.bk_url, {})
