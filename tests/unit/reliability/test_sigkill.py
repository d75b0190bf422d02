# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Real processes and a real SIGKILL, while the vendor holds a request that it has not carried out
yet, or one it has.

The vendor stalls at one request and its log says when that has arrived: nothing here depends on how
fast anything is.
"""

from __future__ import annotations

import pytest
from support.child import Child

from .scenes import SCENES, read_back, strangers

#: The vendor stalls for longer than any test takes. A request that is held before it is carried out
#: never is.
STALLED = {
    "before": {"kind": "latency", "when": "before", "ms": 3_600_000, "executed": False},
    "after": {"kind": "latency", "when": "after", "ms": 3_600_000},
}
#: One of each vendor always, all others in the nightly run: each point takes a process.
ALWAYS = ("mackerel_notification_groups", "guance_alert_policies", "bk_notice_groups")
PLURAL = [
    pytest.param(
        scene, id=str(scene), marks=() if scene.kind.many in ALWAYS else pytest.mark.nightly
    )
    for scene in SCENES
    if scene.plural
]
GROUPS = "mackerel_notification_groups"


def held(place, moment):
    """The requests that are held at that moment: they have arrived, or were carried out."""
    return [
        one
        for one in place.requests()
        if one["fault"] == "latency" and (moment == "before" or one["status"] is not None)
    ]


def converges(place, scene, before, where):
    result = scene.run(place)
    assert not result["failed"], "%s: %s" % (where, result.get("msg"))
    assert read_back(place, scene) == scene.wanted(), where
    assert strangers(place.emulator, scene) == before, where
    last = scene.run(place)
    assert (last["failed"], last["changed"], last.writes) == (False, False, 0), where


@pytest.mark.parametrize("moment", sorted(STALLED))
@pytest.mark.parametrize("scene", PLURAL)
def test_killed_at_any_request_the_next_run_ends_as_if_nothing_had_happened(
    account, emulator, counted, scene, moment
):
    place, nth, writes = account(scene.vendor), 0, 0
    module, options = scene.task()
    if scene.vendor == "mackerel":
        options["concurrency"] = 1
    while True:
        nth += 1
        emulator.reset()
        scene.prepare(place)
        before = strangers(emulator, scene)
        emulator.add_fault(vendor=scene.vendor, nth=nth, **STALLED[moment])
        with Child(module, dict(place.connection, **options)) as child:
            if not child.kill_when(lambda: held(place, moment)):
                assert child.result()["changed"] is True
                break
        # details may be read side by side; writes come one after the other
        (last,) = held(place, moment)
        assert not [one for one in place.requests(write=True) if one["seq"] > last["seq"]]
        writes += last["write"]
        emulator.clear_faults()
        converges(place, scene, before, "killed %s request %d" % (moment, nth))
        counted("processes killed with SIGKILL", 1)
    assert writes >= 2 + bool(scene.kind.other), (
        "a create, an update and a delete at least, where there is an update"
    )


@pytest.mark.parametrize("moment", sorted(STALLED))
def test_killed_with_four_writes_on_their_way(mackerel, emulator, counted, moment):
    names = ["zz-%d" % number for number in range(6)]
    params = {
        "notification_groups": [
            {"name": name, "child_channels": ["payments-page"]} for name in names
        ]
    }
    emulator.add_fault(vendor="mackerel", write=True, times=None, **STALLED[moment])
    with Child(GROUPS, dict(mackerel.connection, **params)) as child:
        assert child.kill_when(lambda: len(held(mackerel, moment)) >= 4)
    emulator.clear_faults()
    there = [
        row["name"]
        for row in emulator.state("mackerel")["notificationGroups"]
        if row["name"] in names
    ]
    assert len(there) == len(set(there)) == {"before": 0, "after": 4}[moment]
    result = mackerel.run(GROUPS, **params)
    assert not result["failed"] and result["counts"]["created"] == 6 - len(there)
    groups = [
        row for row in emulator.state("mackerel")["notificationGroups"] if row["name"] in names
    ]
    assert sorted(row["name"] for row in groups) == names and all(
        row["childChannelIds"] == ["4ChPayPage1"] for row in groups
    )
    counted("processes killed with SIGKILL", 1)


def test_a_process_that_is_not_killed_ends_by_itself(mackerel):
    """The proof above would pass for nothing if the children never got anywhere."""
    with Child("mackerel_notification_group", dict(mackerel.connection, name="zz-alone")) as child:
        assert not child.kill_when(lambda: False)
        assert child.result()["plan"] == [
            {"action": "create", "name": "zz-alone", "fields": ["name"], "id": child_id(mackerel)}
        ]


def child_id(account):
    (row,) = [
        row
        for row in account.emulator.state("mackerel")["notificationGroups"]
        if row["name"] == "zz-alone"
    ]
    return row["id"]
