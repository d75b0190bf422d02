# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an account answers: from a vendor, and after the tasks of a check mode run."""

from __future__ import annotations

import pytest
from ansible_collections.oncall.routing.plugins.module_utils._account.live import LiveAccount
from ansible_collections.oncall.routing.plugins.module_utils._account.overlay import PlannedAccount
from ansible_collections.oncall.routing.plugins.module_utils._describe import problems
from ansible_collections.oncall.routing.plugins.module_utils._describe.hooks import Hooks
from ansible_collections.oncall.routing.plugins.module_utils._describe.kind import Kind, Listing
from ansible_collections.oncall.routing.plugins.module_utils._describe.markers import Pending
from ansible_collections.oncall.routing.plugins.module_utils._describe.numbers import Int
from ansible_collections.oncall.routing.plugins.module_utils._describe.resource import Resource
from ansible_collections.oncall.routing.plugins.module_utils._describe.text import Str
from ansible_collections.oncall.routing.plugins.module_utils._describe.update import Replace
from ansible_collections.oncall.routing.plugins.module_utils._describe.vendor import (
    CAMEL_CASE,
    Vendor,
)


def _complete(gateway, asked):
    gateway.asked.append([row["id"] for row, _requested in asked])
    return [dict(row, size=5) for row, _requested in asked if row["id"] != "gone"]


BOXES = Kind("box", "box", Listing("/boxes", reads_whole=True))
VENDOR = Vendor(
    "none", "None", options=[], connect=None, naming=CAMEL_CASE, path=None, kinds=(BOXES,)
)
BOX = Resource(
    VENDOR,
    BOXES,
    "boxes",
    about=["A box."],
    fields={
        "name": Str("Its name.", blank=False, required=True),
        "size": Int("Its size.", default=1),
    },
    update=Replace(),
    hooks=Hooks(complete=_complete),
)


class Gateway:
    """A vendor that shows these rows, and remembers what it was asked."""

    def __init__(self, *rows, rate_limit=0, affords=100):
        self.listed = list(rows)
        self.rate_limit = rate_limit
        self.affords = affords
        self.lists = 0
        self.asked = []

    def rows(self, _kind):
        self.lists += 1
        return self.listed

    def read(self, resource, row):
        return resource.read(row)

    def shortfall(self, requests):
        return "%d requests are too many" % requests if requests > self.affords else None


class Progress(list):
    """Remembers what was reported."""

    def report(self, done, total):
        self.append((done, total))


ROWS = [{"id": "1", "name": "a"}, {"id": "gone", "name": "b"}, {"id": "3", "name": "c"}]
ASKED = [(row, {}) for row in ROWS]


def test_a_live_account_reads_each_list_once():
    gateway = Gateway(*ROWS)
    account = LiveAccount(gateway, Progress())
    assert [account.rows(BOX), account.rows(BOX)] == [ROWS, ROWS] and gateway.lists == 1
    assert account.object(BOX, ROWS[0])["name"] == "a"


def test_details_come_at_once_without_a_rate_limit():
    gateway, progress = Gateway(*ROWS), Progress()
    found = LiveAccount(gateway, progress).detailed(BOX, ASKED)
    assert [row["id"] for row in found] == ["1", "3"]
    assert gateway.asked == [["1", "gone", "3"]] and progress == []


def test_details_come_one_by_one_with_a_rate_limit_and_progress_is_reported():
    gateway, progress = Gateway(*ROWS, rate_limit=20), Progress()
    found = LiveAccount(gateway, progress).detailed(BOX, ASKED)
    assert [row["id"] for row in found] == ["1", "3"]
    assert gateway.asked == [["1"], ["gone"], ["3"]]
    assert progress == [(0, 3), (1, 3), (2, 3), (3, 3)]


def test_details_that_the_task_can_not_afford_are_not_begun():
    gateway = Gateway(*ROWS, rate_limit=20, affords=2)
    with pytest.raises(problems.RoutingError, match="^Nothing was written: 3 requests are too"):
        LiveAccount(gateway, Progress(), "Nothing was written: ").detailed(BOX, ASKED)
    assert gateway.asked == []


def planned(*entries, boxes=()):
    return [{"boxes": list(boxes), "plan": list(entries)}]


def test_a_planned_account_has_what_earlier_tasks_create_change_and_delete():
    results = planned(
        {"action": "create", "name": "new"},
        {"action": "update", "name": "A", "id": "1"},
        {"action": "delete", "name": "c"},
        boxes=[{"name": "new", "size": 7}, {"id": "1", "name": "A", "size": 2}],
    )
    account = PlannedAccount(LiveAccount(Gateway(*ROWS), Progress()), results)
    found = {row["name"]: row for row in account.rows(BOX)}
    assert sorted(found) == ["A", "b", "new"]
    assert found["new"]["size"] == 7 and isinstance(found["new"]["id"], Pending)
    assert found["A"]["id"] == "1" and account.object(BOX, found["A"])["size"] == 2
    assert account.rows(BOX) is account.rows(BOX)


def test_a_planned_account_asks_for_no_details_of_what_is_not_there_yet():
    gateway = Gateway(*ROWS)
    results = planned({"action": "create", "name": "new"}, boxes=[{"name": "new"}])
    account = PlannedAccount(LiveAccount(gateway, Progress()), results)
    account.detailed(BOX, [(row, {}) for row in account.rows(BOX)])
    assert gateway.asked == [["1", "gone", "3"]]
