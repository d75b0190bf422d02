# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The emulator for unit tests: one for each worker, as new for each test, and silent at its end."""

from __future__ import annotations

from unittest import mock

import pytest

VIOLATIONS = (
    "violations: the test makes the client do what the documents do not allow, and looks at it"
    " itself"
)


def pytest_configure(config):
    config.addinivalue_line("markers", VIOLATIONS)


@pytest.fixture(scope="session")
def _emulator():
    from emulator import Emulator

    with Emulator() as emulator:
        yield emulator


@pytest.fixture(scope="session")
def _live_emulator():
    from emulator import Emulator

    with Emulator(preset="live") as emulator:
        yield emulator


@pytest.fixture
def preset():
    """How the emulated vendors behave; see the emulator's README. The contract suite runs on
    each.
    """
    return "hostile"


@pytest.fixture
def emulator(preset, naps, request):  # pylint: disable=unused-argument
    """All three vendors with the seed's accounts. A request the documents do not allow fails the
    test.
    """
    running = request.getfixturevalue({"hostile": "_emulator", "live": "_live_emulator"}[preset])
    running.reset()
    yield running
    found = running.violations()
    if request.node.get_closest_marker("violations") is None:
        assert found == []


@pytest.fixture
def naps():
    """The waits of the client in seconds; none of them is real."""
    from ansible_collections.oncall.routing.plugins.module_utils._http import pace

    slept = []

    def sleep(_self, seconds, _stopped):
        slept.append(seconds)

    with mock.patch.object(pace.SystemClock, "sleep", sleep):
        yield slept


@pytest.fixture
def account(emulator):
    """A function from a vendor's name to its seed account."""
    from support.harness import Account

    return lambda vendor: Account(emulator, vendor)


@pytest.fixture
def mackerel(account):
    return account("mackerel")


@pytest.fixture
def guance(account):
    return account("guance")


@pytest.fixture
def bk(account):
    return account("bk")
