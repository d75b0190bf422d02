# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is stored decides whether a write has worked, not what was answered to it."""

from __future__ import annotations

import pytest

from .scenes import KINDS, SCENES, read_back

#: What is answered to a write that nothing comes of. With None it is what a write that is carried
#: out would be answered.
ANSWERS = {
    "the whole object": None,
    "an empty object": {},
    "success": {"success": True, "result": True, "errorCode": "", "content": {}, "data": None},
    "true": True,
}
SINGLE = [scene for scene in SCENES if not scene.plural]
SAYS = {
    "create": ("its list does not show it", "does not show it"),
    "update": ("the vendor did not keep", "does not show the change"),
    "delete": ("its list still shows it", "still shows it"),
}


def ignore(emulator, scene, answer, **more):
    emulator.add_fault(vendor=scene.vendor, write=True, kind="ignored_write", times=None, **more)
    if answer is not None:
        emulator.add_fault(
            vendor=scene.vendor,
            write=True,
            kind="status_after",
            status=200,
            body=answer,
            times=None,
        )


@pytest.mark.violations
@pytest.mark.parametrize("answer", ANSWERS)
@pytest.mark.parametrize("scene", SINGLE, ids=str)
def test_a_write_that_nothing_comes_of_fails_by_name(account, emulator, counted, scene, answer):
    place = account(scene.vendor)
    scene.prepare(place)
    before = read_back(place, scene)
    ignore(emulator, scene, ANSWERS[answer])
    result = scene.run(place)
    emulator.clear_faults()
    assert result["failed"] and "zz-" + scene.verb in result["msg"], (
        result.get("msg") or result["plan"]
    )
    assert any(said in result["msg"] for said in SAYS[scene.verb]), result["msg"]
    assert read_back(place, scene) == before
    again = scene.run(place)
    assert not again["failed"] and again["changed"] and read_back(place, scene) == scene.wanted(), (
        again.get("msg")
    )
    counted("writes that nothing came of", 1)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.one)
def test_of_many_only_those_fail_that_are_not_stored(account, emulator, kind):
    place, names = account(kind.vendor), ["zz-%d" % number for number in range(4)]
    emulator.add_fault(vendor=kind.vendor, write=True, nth=2, times=2, kind="ignored_write")
    result = place.run(
        kind.many, **{kind.option: [dict(kind.key, name=name, **kind.base) for name in names]}
    )
    assert result["failed"] and (result["counts"]["created"], result["counts"]["failed"]) == (
        2,
        2,
    ), result["msg"]
    found = {one["name"] for one in place.run(kind.info)[kind.option]}
    assert {one["name"].rpartition(":")[2] for one in result["errors"]} == {
        name for name in names if name not in found
    }


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.one)
def test_one_list_tells_what_became_of_all_that_a_task_wrote(account, kind):
    """Creates, updates and deletes; nothing is read again where nothing was written, and what is
    read one by one is besides.
    """
    place, names = account(kind.vendor), ["zz-%d" % number for number in range(6)]

    def asked_for(options):
        """How often the managed list was asked for by a task with these objects, given by the
        options of each.
        """
        place.emulator.clear_requests()
        result = place.run(
            kind.many,
            **{
                kind.option: [dict(kind.key, name=name, **one) for name, one in zip(names, options)]
            },
        )
        assert not result["failed"], result["msg"]
        log = [one["path"] for one in place.requests(write=False)]
        return log.count(log[0]), result.writes

    changed, gone = dict(kind.base, **kind.other), {"state": "absent"}
    assert asked_for([gone, gone, kind.base, kind.base, kind.base, kind.base]) == (2, 4)
    # two creates, two updates where there is something to update, two deletes, of which one call
    # does both where there is one
    mixed = [kind.base, kind.base, gone, gone, changed, changed]
    assert asked_for(mixed) == (2, (6 if kind.other else 4) - kind.batch)
    assert asked_for(mixed) == (1, 0)
    assert asked_for([gone, kind.base, gone, gone, changed, changed]) == (2, 1)


# --- the vendors' own ways of keeping something else


def test_what_a_new_object_is_without_a_word(mackerel, emulator):
    """The list that is read for twins shows it."""
    emulator.add_fault(
        vendor="mackerel",
        method="POST",
        kind="second_writer",
        patch={"collection": "channels", "name": "page", "set": {"enabledGraphImage": True}},
    )
    result = mackerel.run(
        "mackerel_channel",
        name="page",
        type="slack",
        url="https://hooks.slack.com/services/planted/new/hook",
        enabled_graph_image=False,
    )
    assert (
        result["failed"]
        and "the vendor did not keep enabled_graph_image (asked for False, stored is True)"
        in result["msg"]
    )
    assert (
        result["mackerel_channel" if "mackerel_channel" in result else "channel"][
            "enabled_graph_image"
        ]
        is True
        and result["changed"]
    )


def test_what_is_cleared_and_kept_all_the_same(mackerel, emulator):
    mackerel.run("mackerel_downtime", name="night", start=2051254800, duration=60, memo="ours")
    for answer in (None, {}):
        emulator.clear_faults()
        emulator.add_fault(
            vendor="mackerel", method="PUT", kind="ignored_write", keys=["memo"], times=None
        )
        if answer is not None:
            emulator.add_fault(
                vendor="mackerel",
                method="PUT",
                kind="status_after",
                status=200,
                body=answer,
                times=None,
            )
        result = mackerel.run("mackerel_downtime", name="night", memo="")
        assert (
            result["failed"]
            and "the vendor did not keep memo (asked for '', stored is ours)" in result["msg"]
        ), result.get("msg")


def test_a_list_that_is_a_moment_behind_is_asked_once_more(mackerel, emulator, naps):
    """The row of a new object that a replica does not have yet."""
    emulator.add_fault(
        vendor="mackerel",
        method="POST",
        kind="second_writer",
        patch={"collection": "notificationGroups", "name": "late", "remove": True},
    )
    emulator.add_fault(
        vendor="mackerel",
        write=False,
        path="notification-groups",
        nth=2,
        kind="second_writer",
        patch={
            "collection": "notificationGroups",
            "add": {"name": "late", "notificationLevel": "all", "id": "late"},
        },
    )
    emulator.add_fault(
        vendor="mackerel",
        method="POST",
        kind="status_after",
        status=200,
        body={"id": "late", "name": "late"},
    )
    result = mackerel.run("mackerel_notification_group", name="late")
    assert not result["failed"], result["msg"]
    assert len(naps) == 1 and result["notification_group"]["id"] == "late"
    # where there is no time for another look, the first one counts
    emulator.add_fault(vendor="mackerel", method="PUT", kind="ignored_write")
    hurried = mackerel.run(
        "mackerel_notification_group", name="late", notification_level="critical", max_wait=0
    )
    assert (
        hurried["failed"]
        and hurried.reads == 2
        and "did not keep notification_level" in hurried["msg"]
        and len(naps) == 1
    )


def test_what_a_purge_takes_out_of_others_is_no_loss(mackerel):
    """The vendor drops a deleted group from those that hold it, and nobody is told that it did
    not keep it.
    """
    mackerel.run(
        "mackerel_notification_groups",
        notification_groups=[
            {"name": "zz-in"},
            {"name": "zz-out", "child_notification_groups": ["zz-in"]},
        ],
    )
    result = mackerel.run(
        "mackerel_notification_groups",
        notification_groups=[{"name": "zz-out", "notification_level": "critical"}],
        purge=True,
        purge_scope={"name_prefix": "zz-"},
        force=True,
    )
    assert not result["failed"] and result["counts"]["deleted"] == 1 and not result["warnings"], (
        result
    )


@pytest.mark.violations
def test_what_can_not_be_read_back_is_said_once(mackerel, emulator):
    emulator.add_fault(
        vendor="mackerel",
        write=False,
        path="notification-groups",
        nth=2,
        times=None,
        kind="status",
        status=400,
    )
    result = mackerel.run(
        "mackerel_notification_groups",
        notification_groups=[{"name": "zz-%d" % number} for number in range(12)],
    )
    assert result["failed"] and result["counts"]["failed"] == 12
    assert (
        result["msg"].count("could not read them back") == 1
        and "'zz-0', 'zz-1', " in result["msg"]
        and " and 2 more, but could not read" in result["msg"]
    )
    assert len(result["errors"]) == 12 and all(
        "'%s'" % one["name"] in one["message"] for one in result["errors"]
    )


# --- the id that an answer tells

CREATES = {
    "mackerel": (
        "mackerel_notification_group",
        {"name": "brand new"},
        "notificationGroups",
        "id",
        lambda row: row,
    ),
    "guance": (
        "guance_notice_date",
        {"name": "brand new", "dates": ["2030/01/01"]},
        "notice_date",
        "uuid",
        lambda row: {
            "code": 200,
            "success": True,
            "errorCode": "",
            "message": "",
            "content": row,
            "traceId": "TRACE-9",
        },
    ),
}


@pytest.mark.violations
@pytest.mark.parametrize("stored", [True, False])
@pytest.mark.parametrize("vendor", CREATES)
def test_an_id_that_is_of_another_object_is_not_believed(account, emulator, vendor, stored):
    """The answer of another request, for one: nothing that was there before is taken for ours,
    renamed or deleted.
    """
    module, params, table, key, told = CREATES[vendor]
    before = emulator.state(vendor)[table]
    if not stored:
        emulator.add_fault(vendor=vendor, method="POST", kind="ignored_write")
    emulator.add_fault(
        vendor=vendor,
        method="POST",
        kind="status_after",
        status=200,
        body=told(dict(before[0], name="brand new")),
    )
    result = account(vendor).run(module, **params)
    after = emulator.state(vendor)[table]
    assert [row for row in after if row["name"] != "brand new"] == before and result.writes == 1
    assert result["failed"] is not stored and result["changed"] is stored
    if stored:
        assert result[module.partition("_")[2]][key] not in [row[key] for row in before]
        assert account(vendor).run(module, **params)["changed"] is False
    else:
        assert "'brand new', but its list does not show it" in result["msg"]


NESTED = [{"name": "outer new", "child_notification_groups": ["inner new"]}, {"name": "inner new"}]


@pytest.mark.violations
@pytest.mark.parametrize("answer", [{}, {"id": None}, {"id": {}}])
def test_what_is_referred_to_is_found_before_it_is_needed(mackerel, emulator, answer):
    """An answer that tells no id: a name was sent in place of it."""
    emulator.add_fault(
        vendor="mackerel", method="POST", kind="status_after", status=200, body=answer, times=None
    )
    result = mackerel.run("mackerel_notification_groups", notification_groups=NESTED)
    assert not result["failed"], result["msg"]
    rows = {row["name"]: row for row in emulator.state("mackerel")["notificationGroups"]}
    assert rows["outer new"]["childNotificationGroupIds"] == [rows["inner new"]["id"]] and (
        result.reads,
        result.writes,
    ) == (3, 2)
    assert (
        mackerel.run("mackerel_notification_groups", notification_groups=NESTED)["changed"] is False
    )


@pytest.mark.violations
def test_what_is_not_found_is_not_referred_to(mackerel, emulator):
    emulator.add_fault(vendor="mackerel", method="POST", kind="ignored_write", times=None)
    emulator.add_fault(
        vendor="mackerel", method="POST", kind="status_after", status=200, body={}, times=None
    )
    result = mackerel.run("mackerel_notification_groups", notification_groups=NESTED)
    assert result["failed"] and (result.reads, result.writes) == (3, 1)
    assert (
        "'inner new', but its list does not show it" in result["msg"]
        and "it needs 'inner new', which failed" in result["msg"]
    )
