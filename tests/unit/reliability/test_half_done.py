# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A run that is killed at any request: the next one ends with what was wanted, nothing twice,
nothing else touched.
"""

from __future__ import annotations

from unittest import mock

import pytest

from .scenes import SCENES, read_back, strangers


class Killed(BaseException):
    """What no code of ours catches, as little as it could catch SIGKILL."""


def killing(client, nth, after):
    """A Client that dies at its nth request, before it is sent or after it was answered."""
    real, sent = client.Client._once, []

    def once(self, *args, **kwargs):
        sent.append(args)
        mine = len(sent) == nth
        if mine and not after:
            raise Killed()
        answer = real(self, *args, **kwargs)
        if mine:
            raise Killed()
        return answer

    return mock.patch.object(client.Client, "_once", once), sent


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize(
    "scene",
    [
        pytest.param(scene, id=str(scene), marks=pytest.mark.nightly if number % 4 else ())
        for number, scene in enumerate(SCENES)
    ],
)
def test_killed_at_any_request(account, emulator, counted, scene, after):
    from ansible_collections.oncall.routing.plugins.module_utils._http import client

    place, nth, killed = account(scene.vendor), 0, True
    while killed:
        nth += 1
        emulator.reset()
        scene.prepare(place)
        before = strangers(emulator, scene)
        patched, sent = killing(client, nth, after)
        killed = False
        with patched:
            try:
                scene.run(place)
            except Killed:
                killed = True
        assert killed == (len(sent) >= nth)
        result = scene.run(place)
        assert not result["failed"], "killed at request %d: %s" % (nth, result.get("msg"))
        assert read_back(place, scene) == scene.wanted(), "killed at request %d" % nth
        assert strangers(emulator, scene) == before, "killed at request %d" % nth
    assert nth > 2
    counted("runs killed", nth - 1)
