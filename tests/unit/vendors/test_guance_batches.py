# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Deletions of several objects: one call for all of them, single ones only where that is
refused, and what became of each is told.
"""

from __future__ import annotations

import pytest
from ansible_collections.oncall.routing.plugins.module_utils._vendors import gateway as connection
from support.vendor_kit import apply, fails

#: Module, option, table, path and key of the call for several, path of the call for one.
KINDS = {
    "policy": (
        "guance_alert_policies",
        "alert_policies",
        "alert_policy",
        "/alert_policy/delete",
        "alertPolicyUUIDs",
        "/alert_policy/delete",
    ),
    "dates": (
        "guance_notice_dates",
        "notice_dates",
        "notice_date",
        "/notice/date/delete",
        "noticeDatesUUIDs",
        "/notice/date/delete",
    ),
    "notify": (
        "guance_notify_objects",
        "notify_objects",
        "notify_object",
        "/notify_object/batch_delete",
        "notifyObjectUUIDs",
        "/notify_object/delete",
    ),
}
PREFIXES = {"alert_policy": "altpl", "notice_date": "ndate", "notify_object": "notify"}
PURGE = {
    "purge": True,
    "purge_scope": {"name_prefix": "zz "},
    "allow_empty": True,
    "purge_limit": 1000,
}


def rows(table, count, **more):
    bodies = {
        "alert_policy": {
            "ruleTimezone": "Asia/Tokyo",
            "alertOpt": {"silentTimeout": 0, "aggInterval": 0, "alertTarget": []},
        },
        "notice_date": {"dates": ["2035/01/01"]},
        "notify_object": {"type": "sms", "optSet": {"to": ["13800000000"]}},
    }
    return [
        dict(
            bodies[table],
            uuid="%s_zz%03d" % (PREFIXES[table], number),
            name="zz %03d" % number,
            **more,
        )
        for number in range(count)
    ]


class Place:
    """One kind of object with some that are to be deleted."""

    def __init__(self, guance, kind, count):
        self.guance, self.count = guance, count
        self.module, self.option, self.table, self.together, self.key, self.single = KINDS[kind]
        self.put(guance.emulator.state("guance")[self.table] + rows(self.table, count))

    def put(self, stored):
        self.guance.emulator.put_state("guance", {self.table: stored})

    def left(self):
        return sorted(
            row["name"]
            for row in self.guance.emulator.state("guance")[self.table]
            if row["name"].startswith("zz ")
        )

    def purge(self, check=False, **more):
        self.guance.emulator.clear_requests()
        return self.guance.run(self.module, check=check, **dict(PURGE, **{self.option: []}, **more))

    def writes(self):
        return [
            (one["path"][len("/api/v1") :], one["body"]) for one in self.guance.requests(write=True)
        ]


@pytest.fixture(params=list(KINDS))
def place(guance, request):
    return lambda count, kind=request.param: Place(guance, kind, count)


def test_guance_purge_of_a_hundred_takes_three_requests(emulator, guance, place):
    emulator.settings(fill="empty")
    kind = place(100)
    kind.put(rows(kind.table, 100))
    planned = kind.purge(check=True)
    assert kind.left() and kind.writes() == []
    done = kind.purge()
    assert not done["failed"], done["msg"]
    # the list, whether others use them, the one deletion, the list
    assert kind.left() == [] and (done.writes, done.reads) == (
        1,
        2 + (kind.table != "alert_policy"),
    )
    assert len(guance.requests()) == done.reads + 1
    assert kind.writes()[0][0] == kind.together and sorted(kind.writes()[0][1][kind.key]) == [
        row["uuid"] for row in rows(kind.table, 100)
    ]
    assert (planned["plan"], planned["changed"], planned["diff"], planned["counts"]) == (
        done["plan"],
        done["changed"],
        done["diff"],
        done["counts"],
    )
    assert done["counts"]["deleted"] == 100
    again = kind.purge()
    assert not again["changed"] and again.writes == 0 and again.reads == 1


def test_guance_more_than_one_call_takes(place):
    kind = place(203)
    assert not kind.purge()["failed"]
    assert [len(body[kind.key]) for dummy, body in kind.writes()] == [
        100,
        100,
        3,
    ] and kind.left() == []


def test_guance_one_is_deleted_as_ever(place):
    kind = place(1)
    assert not kind.purge()["failed"]
    assert [path for path, dummy in kind.writes()] == [kind.single] and kind.left() == []


def test_guance_named_ones_are_deleted_together_beside_other_changes(place):
    kind = place(4)
    items = [{"name": "zz %03d" % number, "state": "absent"} for number in range(3)] + [
        {"name": "zz nobody", "state": "absent"}
    ]
    result = apply(kind.guance, kind.module, **{kind.option: items})
    assert [sorted(body[kind.key]) for dummy, body in kind.writes()] == [
        [row["uuid"] for row in rows(kind.table, 3)]
    ]
    assert kind.left() == ["zz 003"] and result["counts"]["deleted"] == 3


@pytest.mark.parametrize(
    "status, error",
    [
        (400, "guance.InvalidParams"),
        (404, "guance.RouteNotFound"),
        (403, "guance.PermissionDenied"),
    ],
)
def test_guance_where_it_is_refused_single_ones_are_sent(emulator, place, status, error):
    kind = place(5)
    emulator.add_fault(vendor="guance", path=kind.together, error=error, times=1)
    result = kind.purge()
    assert not result["failed"], result["msg"]
    assert [path for path, dummy in kind.writes()] == [kind.together] + [
        kind.single
    ] * 5 and kind.left() == []
    assert result["counts"]["deleted"] == 5


def test_guance_vendor_that_takes_one_at_a_time(emulator, place):
    emulator.settings(guance={"batch": "refused"})
    kind = place(3)
    assert not kind.purge()["failed"] and kind.left() == [] and len(kind.writes()) == 4


@pytest.mark.parametrize("batch", ["whole", "until_error"])
def test_guance_one_that_may_not_be_deleted_does_not_keep_the_others(emulator, place, batch):
    emulator.settings(guance={"batch": batch})
    kind = place(5)
    if kind.table == "notice_date":
        return  # it has no permissions
    stored = emulator.state("guance")[kind.table]
    for row in stored:
        if row["name"] == "zz 002":
            row.update(openPermissionSet=True, permissionSet=["role_of_others"])
    kind.put(stored)
    result = kind.purge()
    assert result["failed"] and kind.left() == ["zz 002"]
    assert [one["name"] for one in result["errors"]] == [
        "zz 002"
    ] and "ft.PermissionDenied" in result["errors"][0]["message"]
    assert (result["counts"]["deleted"], result["counts"]["failed"], result["changed"]) == (
        4,
        1,
        True,
    )
    # of what the refused call deleted already none is sent again
    assert len(kind.writes()) == (6 if batch == "whole" else 4)


def test_guance_dates_that_come_into_use_meanwhile_stay(emulator, guance):
    kind = Place(guance, "dates", 4)
    policy = {
        "name": "uses it",
        "ruleTimezone": "Asia/Tokyo",
        "alertOpt": {
            "silentTimeout": 0,
            "aggInterval": 0,
            "alertTarget": [
                {
                    "customDateUUIDs": ["ndate_zz001"],
                    "customStartTime": "00:00:00",
                    "customDuration": 60,
                    "targets": [{"to": ["acnt_xxxx32"], "status": "all"}],
                }
            ],
        },
    }
    emulator.add_fault(
        vendor="guance",
        path="/alert_policy/list",
        kind="second_writer",
        patch={"collection": "alert_policy", "add": policy},
    )
    result = kind.purge()
    assert kind.left() == ["zz 001"]
    assert [one["name"] for one in result["errors"]] == ["zz 001"] and "say force: true" in result[
        "errors"
    ][0]["message"]


def test_guance_one_that_was_deleted_meanwhile_is_no_reason_to_refuse_the_others(emulator, place):
    kind = place(5)
    gone = {"collection": kind.table, "id": rows(kind.table, 3)[2]["uuid"], "remove": True}
    emulator.add_fault(vendor="guance", path="/list", kind="second_writer", patch=gone)
    result = kind.purge()
    assert not result["failed"], result["msg"]
    assert kind.left() == [] and [len(body[kind.key]) for dummy, body in kind.writes()] == [5, 4]


def test_guance_batch_that_is_carried_out_by_halves_is_told_object_by_object(emulator, place):
    emulator.settings(guance={"batch": "half"})
    kind = place(5)
    result = kind.purge()
    assert result["failed"] and kind.left() == ["zz 001", "zz 003"]
    assert [one["name"] for one in result["errors"]] == ["zz 001", "zz 003"]
    assert all(
        one["message"].startswith("The vendor answered that it deleted the ")
        and one["message"].endswith(", but its list still shows it")
        for one in result["errors"]
    )
    assert (result["counts"]["deleted"], result["counts"]["failed"], result["changed"]) == (
        3,
        2,
        True,
    )
    emulator.settings(guance={"batch": "whole"})
    assert not kind.purge()["failed"] and kind.left() == []


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "drop_after"},
        {"kind": "drop_before"},
        {"kind": "status_after", "status": 504},
        {"kind": "truncate"},
    ],
)
def test_guance_batch_of_which_the_answer_is_lost(emulator, place, fault):
    kind = place(5)
    emulator.add_fault(vendor="guance", path=kind.together, **fault)
    result = kind.purge()
    assert not result["failed"], result["msg"]
    assert kind.left() == [] and result["counts"]["deleted"] == 5


def test_guance_batch_of_unclear_outcome_that_was_not_carried_out(emulator, place):
    kind = place(3)
    emulator.add_fault(vendor="guance", path=kind.together, kind="drop_before", times=None)
    result = kind.purge(retries=0)
    assert result["failed"] and len(kind.left()) == 3
    assert [one["name"] for one in result["errors"]] == ["zz 000", "zz 001", "zz 002"]
    assert all("still shows it" in one["message"] for one in result["errors"])


def test_guance_key_that_was_revoked_is_told_once(emulator, place):
    kind = place(5)
    emulator.add_fault(
        vendor="guance", path=kind.together, error="guance.InvalidAPIKey", times=None
    )
    result = kind.purge()
    assert result["failed"] and len(kind.left()) == 5 and len(kind.writes()) == 1
    assert (
        result["msg"].count("ft.InvalidAPIKey") == 1
        and "4 more were refused in the same way" in result["msg"]
    )


def test_guance_renamed_meanwhile_stays(emulator, monkeypatch, place):
    kind = place(4)
    renamed = {
        "collection": kind.table,
        "id": rows(kind.table, 2)[1]["uuid"],
        "set": {"name": "kept now"},
    }
    emulator.add_fault(vendor="guance", path="/list", kind="second_writer", patch=renamed)
    # as if the writes before it had taken long
    monkeypatch.setattr(connection.Gateway, "age", lambda self, kind: 30.0)
    result = kind.purge()
    assert kind.left() == []
    assert [one["name"] for one in result["errors"]] == [
        "zz 001"
    ] and "somebody renamed it to 'kept now' while this task ran" in result["errors"][0]["message"]
    assert "kept now" in [row["name"] for row in emulator.state("guance")[kind.table]]


def test_guance_budget_that_ends_at_the_batch_is_told_once(emulator, guance, clock):
    kind = Place(guance, "policy", 30)
    emulator.add_fault(
        vendor="guance", path=kind.together, error="guance.TriggerApiAkCurrentLimiting", times=None
    )
    result = kind.purge(max_wait=20)
    assert result["failed"] and len(kind.left()) == 30 and 0 < sum(clock.slept) <= 20
    assert (
        result["msg"].count("of max_wait (20 s)") == 1
        and "'zz 000', 'zz 001'" in result["msg"]
        and "and 20 more: " in result["msg"]
    )
    assert {path for path, dummy in kind.writes()} == {kind.together}
    assert (
        len(result["errors"]) == 30
        and "Could not delete the alert policy 'zz 007' (uuid altpl_zz007): "
        in result["errors"][7]["message"]
    )


def test_guance_budget_counts_calls_and_not_objects(emulator, guance, clock):
    emulator.settings(guance={"rate_limit_key": 20})
    kind = Place(guance, "policy", 100)
    result = kind.purge(rate_limit=20, max_wait=0)
    assert not result["failed"], result["msg"]
    assert result["requests"]["waited"] == 0 and kind.left() == [] and not clock.slept


def test_guance_list_that_can_not_be_read_after_a_refusal(emulator, guance):
    kind = Place(guance, "policy", 3)
    emulator.add_fault(
        vendor="guance", path=kind.together, error="guance.InvalidParams", times=None
    )
    emulator.add_fault(
        vendor="guance", path="/alert_policy/list", kind="html", status=200, nth=2, times=None
    )
    message = fails(guance, kind.module, **dict(PURGE, alert_policies=[], retries=0))
    assert (
        "Could not find out whether the vendor carried it out" in message and len(kind.left()) == 3
    )
