# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What large tasks ask the vendors for: each list once, whatever the number of objects, and one
write for each object that differs.

The objects are those of the benchmark, and so are the numbers.
"""

from __future__ import annotations

import collections
import math

import pytest
from benchmark import data
from support import actions

PAGE = 100
#: What a kind is called in its module, what its objects are called in the benchmark, its list, the
#: lists its references are in,
#: a change of one object, and what is asked because something is about to change.
KINDS = {
    "mackerel_notification_groups": (
        "notification_groups",
        "mackerel_groups",
        "notification-groups",
        ["channels"],
        {"notification_level": "all"},
        [],
    ),
    "mackerel_alert_group_settings": (
        "alert_group_settings",
        "mackerel_settings",
        "alert-group-settings",
        [],
        {"memo": "changed"},
        [],
    ),
    "guance_alert_policies": (
        "alert_policies",
        "guance_policies",
        "alert_policy/list",
        ["notify_object/list", "workspace/members/list"],
        {"desc": "changed"},
        [],
    ),
    "bk_notice_groups": (
        "notice_groups",
        "bk_groups",
        "search_notice_group",
        [],
        {"message": "changed"},
        [],
    ),
}
#: What is asked of each object by itself, because no list shows it: whether a group tells people at
#: all hours.
EACH = {"bk_notice_groups": "search_user_group_detail"}
SINGLE = {
    "mackerel_notification_groups": "mackerel_notification_group",
    "mackerel_alert_group_settings": "mackerel_alert_group_setting",
    "guance_alert_policies": "guance_alert_policy",
    "bk_notice_groups": "bk_notice_group",
}


class Place:
    """A kind in its account."""

    def __init__(self, account, module):
        self.module = module
        self.option, self.variable, self.own, self.others, self.change, self.besides = KINDS[module]
        self.account = account(module.partition("_")[0])
        self.there = len(self.account.run(SINGLE[module] + "_info")[self.option])

    def objects(self, number):
        """So many objects, as a task has them."""
        each = len(data.teams(1)[self.variable])
        return data.teams(math.ceil(number / each))[self.variable][:number]

    def run(self, objects, **more):
        self.account.emulator.clear_requests()
        result = self.account.run(self.module, diff=False, **{self.option: objects}, **more)
        assert not result["failed"], result["msg"]
        return result

    def asked(self):
        """How often each list was read, and the number of writes, by what arrived at the vendor."""
        log = self.account.requests()
        ends = [self.own, *self.others, *self.besides, EACH.get(self.module, self.own)]
        reads = collections.Counter(
            next((end for end in ends if one["path"].rstrip("/").endswith("/" + end)), one["path"])
            for one in log
            if not one["write"]
        )
        return dict(reads), len([one for one in log if one["write"]])

    def once(self, number, asked=None):
        """What a task asks for that has so many objects of its own in the account, and names as
        many, or ``asked``.
        """
        pages = math.ceil((self.there + number) / PAGE) if self.module.startswith("guance") else 1
        each = {EACH[self.module]: asked or number} if self.module in EACH else {}
        return {self.own: pages, **dict.fromkeys(self.others, 1), **each}


#: One of each vendor always, all others in the nightly run.
ALWAYS = {"mackerel_notification_groups", "guance_alert_policies"}


@pytest.fixture(
    params=[
        pytest.param(module, marks=() if module in ALWAYS else pytest.mark.nightly)
        for module in KINDS
    ]
)
def place(account, request):
    return Place(account, request.param)


def test_ten_or_a_thousand_in_place_are_one_list_of_each_kind_and_one_drifted_is_one_write(place):
    for number in (10, 1000):
        objects = place.objects(number)
        created = place.run(objects)["counts"]["created"]
        assert created in (number, number - 10) and place.asked()[1] == created
        again = place.run(objects)
        assert again["counts"]["unchanged"] == number
        assert place.asked() == (place.once(number), 0)
        assert (again.reads, again.writes) == (sum(place.once(number).values()), 0)
    objects[500] = dict(objects[500], **place.change)
    assert place.run(objects)["counts"]["updated"] == 1
    reads, writes = place.asked()
    expected = dict(place.once(1000), **dict.fromkeys(place.besides, 1))
    # what is stored is what the list says, whatever was answered to the write; a list that became
    # stale while each was looked at is read again before it
    lists = reads.pop(place.own) // expected.pop(place.own)
    assert (reads, writes) == (expected, 1) and lists in ((2, 3) if place.module in EACH else (2,))


def test_a_loop_reads_each_list_once_in_all(place):
    objects = place.objects(150)
    place.run(objects)
    place.account.emulator.clear_requests()
    results = actions.loop(
        SINGLE[place.module], [dict(place.account.connection, **one) for one in objects[:30]]
    )
    assert [one.get("changed") for one in results] == [False] * 30, results[0]
    assert place.asked() == (place.once(150, asked=30), 0)
    each = int(place.module in EACH)
    assert [one["requests"]["reads"] for one in results] == [
        sum(place.once(150, asked=1).values())
    ] + [each] * 29


#: What the objects of a kind refer to, and how the vendor says that it is off.
OFF = {
    "mackerel_notification_groups": ("channels", {"suspendedAt": 1717677296}),
    "guance_alert_policies": ("notify_object", {"status": 2}),
}


def test_what_is_off_is_told_of_every_object_without_a_request(place):
    if place.module not in OFF:
        pytest.skip("nothing it refers to can be off")
    objects, (table, sign) = place.objects(50), OFF[place.module]
    place.run(objects)
    vendor = place.account.vendor
    place.account.emulator.put_state(
        vendor, {table: [dict(row, **sign) for row in place.account.emulator.state(vendor)[table]]}
    )
    again = place.run(objects)
    assert again["counts"]["unchanged"] == 50 and place.asked() == (place.once(50), 0)
    assert {one["name"] for one in again["not_working"]} == {one["name"] for one in objects}


@pytest.mark.nightly
def test_two_hundred_teams_ask_for_what_twenty_do_but_for_pages(account):
    places = [Place(account, module) for module in KINDS]

    def asked(number):
        found = {}
        for place, objects in [(place, data.teams(number)[place.variable]) for place in places]:
            place.run(objects)
            place.run(objects)
            reads, writes = place.asked()
            assert (reads, writes) == (place.once(len(objects)), 0)
            found.update(
                {
                    (place.module, path): (
                        1 if path in (place.own, EACH.get(place.module)) else times
                    )
                    for path, times in reads.items()
                }
            )
        return found

    assert asked(20) == asked(200)
