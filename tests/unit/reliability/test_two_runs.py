# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Two runs on one account at the same time: one object in the end, of which both speak, or a run
that says why it stopped.
"""

from __future__ import annotations

import os

import pytest
from support.child import Child
from support.vendor_kit import warned

POLICY = {"rule_timezone": "Asia/Tokyo", "alert_opt": {"silent_timeout": 60, "agg_interval": 0}}
LISTS = "notification-groups|group-settings|channels|downtimes|alert_policy/list"
HOOK = {"type": "webhook", "url": "https://hooks.example.com/planted-hook"}
#: Module, its table at the vendor, options, what the other run asks for besides, what else the
#: vendor's row of a twin holds, ids below and above any other.
CASES = {
    "mackerel_notification_group": (
        "notificationGroups",
        {"services": ["payments"]},
        {},
        {"services": [], "notificationLevel": "all"},
        "0000000000",
        "zzzzzzzzzz",
    ),
    "mackerel_alert_group_setting": (
        "alertGroupSettings",
        {"memo": "m"},
        {},
        {},
        "0000000000",
        "zzzzzzzzzz",
    ),
    "mackerel_channel": (
        "channels",
        dict(HOOK, events=["alert"]),
        {},
        dict(HOOK, events=["monitor"]),
        "0000000000",
        "zzzzzzzzzz",
    ),
    "mackerel_downtime": (
        "downtimes",
        {"start": 2051254800, "duration": 90},
        {},
        {"start": 2051254800, "duration": 60},
        "0000000000",
        "zzzzzzzzzz",
    ),
    "guance_alert_policy": (
        "alert_policy",
        POLICY,
        {},
        {"alertOpt": {"silentTimeout": 1, "aggInterval": 0}},
        "altpl_" + "0" * 32,
        "altpl_" + "z" * 32,
    ),
    "bk_notice_group": (
        "user_groups",
        {"notice_receiver": [{"type": "user", "id": "alice"}], "notice_way": {"1": ["mail"]}},
        {},
        None,
        None,
        None,
    ),
    "bk_user_group": (
        "user_groups",
        {"alert_notice": [], "action_notice": []},
        {},
        None,
        None,
        None,
    ),
    "bk_duty_rule": (
        "duty_rules",
        {
            "category": "regular",
            "enabled": True,
            "effective_time": "2035-01-01",
            "duty_arranges": [
                {
                    "duty_time": [{"work_type": "daily", "work_time": ["00:00--23:59"]}],
                    "duty_users": [[{"type": "user", "id": "alice"}]],
                }
            ],
        },
        {},
        None,
        None,
        None,
    ),
}


def _rows(account, table):
    return [
        one
        for one in account.emulator.state(account.vendor)[table]
        if one.get("name") == "born twice"
    ]


def _id(obj):
    return str(obj.get("uuid") or obj["id"])


def _place(module, account):
    return account(module.split("_", maxsplit=1)[0])


@pytest.fixture(params=[name for name, case in CASES.items() if case[3] is not None])
def twin(request, account):
    """A function that lets somebody else create the same between our list read and our create;
    the twin has the smaller or the larger id.
    """
    module = request.param
    place, (table, options, _more, row, low, high) = _place(module, account), CASES[module]

    def arrange(smaller):
        ident = "uuid" if place.vendor == "guance" else "id"
        place.emulator.add_fault(
            vendor=place.vendor,
            write=False,
            kind="second_writer",
            patch={
                "collection": table,
                "add": dict(row, name="born twice", **{ident: low if smaller else high}),
            },
        )
        return low if smaller else high

    return module, place, table, options, arrange


@pytest.mark.parametrize("smaller", [True, False])
def test_a_twin_is_adopted_and_ours_goes(twin, naps, smaller):
    module, place, table, options, arrange = twin
    theirs = arrange(smaller)
    result = place.run(module, name="born twice", **options)
    assert not result["failed"] and result["changed"], result.get("msg")
    assert (
        [_id(one) for one in _rows(place, table)]
        == [theirs]
        == [_id(result[module.split("_", maxsplit=1)[1]])]
    )
    assert any("Somebody else created" in text and "adopted" in text for text in warned(result))
    # where the other's has the larger id, the other run gets time to see ours
    assert len(naps) == (0 if smaller else 4)
    assert not place.run(module, name="born twice", **options)["changed"]


def test_a_twin_that_gives_way_is_waited_for(twin, naps):
    module, place, table, options, arrange = twin
    theirs = arrange(False)
    place.emulator.add_fault(
        vendor=place.vendor,
        write=False,
        path=LISTS,
        nth=3,
        kind="second_writer",
        patch={"collection": table, "id": theirs, "remove": True},
    )
    result = place.run(module, name="born twice", **options)
    assert not result["failed"], result.get("msg")
    assert len(_rows(place, table)) == 1 and len(naps) == 1
    assert any("has given way" in text for text in warned(result))


def test_what_refers_to_a_twin_refers_to_the_one_that_stays(mackerel, emulator):
    emulator.add_fault(
        vendor="mackerel",
        write=False,
        kind="second_writer",
        patch={
            "collection": "notificationGroups",
            "add": {
                "name": "born twice",
                "services": [],
                "notificationLevel": "all",
                "id": "0000000000",
            },
        },
    )
    result = mackerel.run(
        "mackerel_notification_groups",
        notification_groups=[
            {"name": "outer", "child_notification_groups": ["born twice"]},
            {"name": "born twice", "services": ["payments"]},
        ],
    )
    assert not result["failed"], result.get("msg")
    assert result["notification_groups"][0]["child_notification_groups"] == ["0000000000"]
    assert len(_rows(mackerel, "notificationGroups")) == 1


def test_a_lost_answer_and_a_twin_end_in_words(mackerel, emulator):
    """Which of the two is ours can't be told, so none is deleted."""
    emulator.add_fault(
        vendor="mackerel",
        write=False,
        kind="second_writer",
        patch={
            "collection": "notificationGroups",
            "add": {
                "name": "born twice",
                "services": [],
                "notificationLevel": "all",
                "id": "zzzzzzzzzz",
            },
        },
    )
    emulator.add_fault(vendor="mackerel", method="POST", kind="drop_after")
    result = mackerel.run("mackerel_notification_group", name="born twice")
    assert (
        result["failed"]
        and "This task and somebody else created the " in result["msg"]
        and "Delete all but one and run the task again" in result["msg"]
        and "zzzzzzzzzz" in result["msg"]
    )
    assert len(_rows(mackerel, "notificationGroups")) == 2


#: One of each vendor always, all others in the nightly run: processes take their time.
ALWAYS = {"mackerel_notification_group", "guance_alert_policy", "bk_notice_group"}


@pytest.mark.parametrize(
    "module",
    [
        pytest.param(module, marks=() if module in ALWAYS else pytest.mark.nightly)
        for module in CASES
    ],
)
def test_two_processes_create_one_object(module, account, record_property):
    table, options = CASES[module][:2]
    place = _place(module, account)
    rounds = 3 if os.environ.get("ONCALL_NIGHTLY") else 1
    for dummy in range(rounds):
        place.emulator.reset()
        # both have read the list before the first create is answered
        place.emulator.add_fault(
            vendor=place.vendor, write=True, kind="latency", ms=400, when="before", times=None
        )
        params = dict(place.connection, name="born twice", **options)
        with Child(module, params) as one, Child(module, params) as other:
            results = [one.result(), other.result()]
        place.emulator.clear_faults()
        failed = [result["msg"] for result in results if result.get("failed")]
        rows = _rows(place, table)
        assert len(rows) == 1 or (failed and "created twice" in failed[0]), (rows, failed)
        assert len(failed) < 2, failed
        assert {
            _id(result[module.split("_", maxsplit=1)[1]])
            for result in results
            if not result.get("failed")
        } == {_id(rows[0])}
    record_property("counted: pairs of runs that create the same name at the same time", rounds)


# --- many names at once

GROUPS, OWN = "mackerel_notification_groups", "/api/v0/notification-groups"


def _groups(number):
    return [{"name": "twin %03d" % one, "services": ["payments"]} for one in range(number)]


def _made(place):
    """Ids by name of what is there."""
    found = {}
    for row in place.emulator.state("mackerel")["notificationGroups"]:
        if row["name"].startswith("twin ") and row["name"][5:].isdigit():
            found.setdefault(row["name"], []).append(row["id"])
    return found


def _theirs(place, ids, nth=1, **more):
    for number, ident in enumerate(ids):
        place.emulator.add_fault(
            vendor="mackerel",
            write=False,
            path="notification-groups",
            nth=nth,
            kind="second_writer",
            patch=dict(
                {"collection": "notificationGroups"},
                **(
                    {"id": ident, "remove": True}
                    if more
                    else {
                        "add": {
                            "name": "twin %03d" % number,
                            "services": [],
                            "notificationLevel": "all",
                            "id": ident,
                        }
                    }
                ),
            ),
        )


def _lists(place):
    return len([one for one in place.requests(write=False) if one["path"] == OWN])


def test_all_names_are_settled_in_a_few_looks(mackerel, naps):
    """Half of the twins have the smaller id, the others give way as soon as they see ours."""
    ids = ["%s%03d" % ("0000000" if number % 2 else "zzzzzzz", number) for number in range(40)]
    _theirs(mackerel, ids)
    _theirs(mackerel, [one for one in ids if one.startswith("z")], nth=4, gone=True)
    mackerel.emulator.clear_requests()
    result = mackerel.run(GROUPS, notification_groups=_groups(40))
    assert not result["failed"], result["msg"]
    made = _made(mackerel)
    assert len(made) == 40 and all(len(found) == 1 for found in made.values())
    assert {found[0] for name, found in made.items() if int(name[-3:]) % 2} == {
        one for one in ids if one.startswith("0")
    }
    assert {one["name"]: one["id"] for one in result["notification_groups"]} == {
        name: found[0] for name, found in made.items()
    }
    assert _lists(mackerel) <= 7 and len(naps) <= 2
    said = warned(result)
    assert (
        len([text for text in said if "has given way" in text]) == 1
        and len([text for text in said if "adopted" in text]) == 1
    ), said
    again = mackerel.run(GROUPS, notification_groups=_groups(40))
    assert (again["changed"], again.writes) == (False, 0)


def test_as_long_as_the_other_run_is_at_work_it_is_waited_for(mackerel, naps):
    """One of its twins goes at each look, and each tells that it will come to the others."""
    ids = ["zzzzzzz%03d" % number for number in range(6)]
    _theirs(mackerel, ids)
    for number, ident in enumerate(ids):
        _theirs(mackerel, [ident], nth=4 + number, gone=True)
    result = mackerel.run(GROUPS, notification_groups=_groups(6))
    assert not result["failed"] and len(naps) > 4, result.get("msg")
    made = _made(mackerel)
    assert len(made) == 6 and not set(ids) & {ident for found in made.values() for ident in found}


def test_what_there_is_no_time_for_is_told_as_doubled_by_name(mackerel):
    _theirs(mackerel, ["zzzzzzz%03d" % number for number in range(12)])
    result = mackerel.run(GROUPS, notification_groups=_groups(20), max_wait=1)
    assert (
        result["failed"] and result["counts"]["failed"] == 12 and result["counts"]["created"] == 8
    )
    doubled = [name for name, found in sorted(_made(mackerel).items()) if len(found) > 1]
    assert (
        doubled
        == ["twin %03d" % number for number in range(12)]
        == sorted(one["name"] for one in result["errors"])
    )
    assert result["msg"].count("This task and somebody else created") == 1 and all(
        repr(name) in result["msg"] for name in doubled
    ), result["msg"]
    assert "max_wait" in result["msg"]


def test_where_the_other_run_has_ended_all_of_ours_go(mackerel, naps):
    _theirs(mackerel, ["zzzzzzz%03d" % number for number in range(12)])
    mackerel.emulator.clear_requests()
    result = mackerel.run(GROUPS, notification_groups=_groups(12))
    assert not result["failed"] and len(naps) == 4, result.get("msg")
    assert dict(_made(mackerel)) == {
        "twin %03d" % number: ["zzzzzzz%03d" % number] for number in range(12)
    }
    assert _lists(mackerel) <= 10


@pytest.mark.parametrize(
    "number, slow, max_wait",
    [
        (20, 400, 300),
        pytest.param(20, 400, 30, marks=pytest.mark.nightly),
        pytest.param(20, 400, 3, marks=pytest.mark.nightly),
        pytest.param(150, 1500, 300, marks=pytest.mark.nightly),
        pytest.param(150, 1500, 30, marks=pytest.mark.nightly),
    ],
)
def test_two_processes_create_many(mackerel, record_property, number, slow, max_wait):
    """A list takes its time. Nobody is doubled without being named, and the lists are a handful."""
    mackerel.emulator.add_fault(
        vendor="mackerel",
        method="GET",
        path="notification-groups",
        kind="latency",
        ms=slow,
        when="after",
        times=None,
    )
    # both have read the list before the first create is answered
    mackerel.emulator.add_fault(
        vendor="mackerel", method="POST", kind="latency", ms=1500, when="before", times=8
    )
    params = dict(mackerel.connection, notification_groups=_groups(number), max_wait=max_wait)
    with Child(GROUPS, params) as one, Child(GROUPS, params) as other:
        results = [one.result(), other.result()]
    mackerel.emulator.clear_faults()
    named = " ".join(result["msg"] for result in results if result.get("failed"))
    doubled = [name for name, found in _made(mackerel).items() if len(found) > 1]
    assert all(repr(name) in named for name in doubled), (doubled, named)
    assert len(_made(mackerel)) == number or "both are gone" in named
    assert max_wait < 300 or not named, named
    reads = [result["requests"]["reads"] for result in results]
    assert max(reads) <= 14, reads
    record_property("counted: names that two runs created at the same time", number)
