# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Counts what the proofs went through; the root conftest prints the sums."""

from __future__ import annotations

import pytest


@pytest.fixture
def counted(request):
    """A function that adds to a count; the counts travel with the test's report, also between
    workers.
    """
    found = {}
    yield lambda what, number: found.__setitem__(what, found.get(what, 0) + number)
    request.node.user_properties.extend(
        ("counted: " + what, number) for what, number in found.items()
    )
