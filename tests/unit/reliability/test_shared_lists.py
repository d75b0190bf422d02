# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Several tasks put elements into one list, or take them out, at the same time: each is there in
the end, or a task says that somebody else wrote.
"""

from __future__ import annotations

import contextlib
import os
import stat
import time

import pytest
from ansible_collections.oncall.routing.plugins.module_utils._http import lock as lock_file
from support.child import Child
from support.vendor_kit import warned

HOOK = {"type": "webhook", "url": "https://hooks.example.com/planted-hook"}
PEOPLE = [{"type": "user", "id": "person%02d" % number} for number in range(12)]
CHANNELS = [
    {
        "id": "4ChShared%02d" % number,
        "name": "shared %02d" % number,
        "type": "webhook",
        "url": "https://hooks.example.com/planted-hook",
        "events": [],
    }
    for number in range(12)
]
MEMBERS = [
    {
        "uuid": "acnt_%032d" % (900 + number),
        "name": "person %02d" % number,
        "email": "person%02d@example.com" % number,
    }
    for number in range(12)
]
WAYS = {
    "alert_notice": [
        {
            "time_range": "00:00--23:59",
            "notify_config": [{"level": "fatal", "notice_ways": [{"name": "mail"}]}],
        }
    ],
    "action_notice": [
        {
            "time_range": "00:00--23:59",
            "notify_config": [{"phase": "execute", "notice_ways": [{"name": "mail"}]}],
        }
    ],
}


def _inside(option, value):
    """An option, which may be inside another."""
    outer, dummy, inner = option.rpartition(".")
    return {outer: {inner: value}} if outer else {inner: value}


class Shared:
    """A list that several share: the module, the rest of the object, the option, and twelve
    elements of it.
    """

    def __init__(self, module, base, option, elements, state=None):
        self.module = module
        self.vendor, dummy, self.kind = module.partition("_")
        self.base = base
        self.option = option
        self.elements = elements
        self.state = state or {}

    def prepare(self, place, elements):
        for collection, rows in self.state.items():
            there = place.emulator.state(self.vendor)[collection]
            place.emulator.put_state(self.vendor, {collection: there + rows})
        made = place.run(
            self.module, **dict(self.base, name="shared", **_inside(self.option, elements))
        )
        assert not made["failed"], made["msg"]
        place.emulator.clear_requests()

    def task(self, elements, mode="add"):
        more = {"opt_set": {}} if self.option.startswith("opt_set") else {}
        return dict(more, name="shared", mode=mode, **_inside(self.option, elements))

    def stored(self, place):
        found = place.run(self.module + "_info", name="shared", reveal_secrets=True)
        shown = next(
            one
            for key, value in found.items()
            if key.startswith(self.kind) and isinstance(value, list)
            for one in value
        )
        for part in self.option.split("."):
            shown = shown[part]
        return sorted(map(str, shown))

    def text(self, elements):
        return sorted(map(str, elements))


SHARED = [
    Shared(
        "mackerel_notification_group",
        {},
        "child_channels",
        [one["id"] for one in CHANNELS],
        {"channels": CHANNELS},
    ),
    Shared(
        "mackerel_channel",
        {"type": "email", "events": ["alert"]},
        "emails",
        ["person%02d@example.com" % number for number in range(12)],
    ),
    Shared(
        "guance_notify_object",
        {"type": "sms"},
        "opt_set.to",
        ["1380000%04d" % number for number in range(12)],
    ),
    Shared(
        "guance_member_group", {}, "members", [one["uuid"] for one in MEMBERS], {"members": MEMBERS}
    ),
    Shared("bk_notice_group", {"notice_way": {"1": ["mail"]}}, "notice_receiver", PEOPLE),
    Shared("bk_user_group", WAYS, "users", PEOPLE),
]


@pytest.fixture(params=SHARED, ids=lambda one: one.module)
def shared(request, account):
    shared = request.param
    return shared, account(shared.vendor)


@pytest.fixture(autouse=True)
def own_locks(tmp_path, monkeypatch):
    """Locks of a test are those of no other."""
    monkeypatch.setattr(lock_file.tempfile, "tempdir", str(tmp_path))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    return tmp_path


# --- scenes


def _table(place, name="shared"):
    """The collection that holds the object, and its row as it is stored."""
    return next(
        (collection, row)
        for collection, rows in place.emulator.state(place.vendor).items()
        for row in rows
        if isinstance(row, dict) and row.get("name") == name
    )


def _somebody(place, row, **fault):
    """Somebody who has read the object before our write replaces it after."""
    collection, now = _table(place)
    patch = {"collection": collection, "id": now.get("uuid") or now["id"], "set": row}
    place.emulator.add_fault(
        vendor=place.vendor, write=True, kind="second_writer", patch=patch, **fault
    )


def test_what_somebody_else_took_out_is_put_in_again(shared):
    one, place = shared
    one.prepare(place, one.elements[1:3])
    theirs = _table(place)[1]
    assert not place.run(one.module, **one.task(one.elements[2:3], "remove"))["failed"]
    _somebody(place, theirs)
    result = place.run(one.module, **one.task(one.elements[:1]))
    assert not result["failed"] and result["changed"], result["msg"]
    assert one.stored(place) == one.text(one.elements[:3])
    assert any(
        "Somebody else writes to the" in text and "wrote it again" in text
        for text in warned(result)
    ), result["warnings"]
    again = place.run(one.module, **one.task(one.elements[:1]))
    assert not again["changed"] and again.writes == 0


def test_what_somebody_else_put_back_is_taken_out_again(shared):
    one, place = shared
    one.prepare(place, one.elements[:3])
    theirs = _table(place)[1]
    assert not place.run(one.module, **one.task(one.elements[2:3], "remove"))["failed"]
    _somebody(place, theirs)
    result = place.run(one.module, **one.task(one.elements[:1], "remove"))
    assert not result["failed"] and result["changed"], result["msg"]
    assert one.stored(place) == one.text(one.elements[1:3])
    assert any("Somebody else writes to the" in text for text in warned(result))


def test_who_loses_each_time_says_who_wrote_and_what_is_stored(shared):
    one, place = shared
    one.prepare(place, one.elements[1:3])
    theirs = _table(place)[1]
    assert not place.run(one.module, **one.task(one.elements[2:3], "remove"))["failed"]
    place.emulator.clear_requests()
    _somebody(place, theirs, times=None)
    result = place.run(one.module, **one.task(one.elements[:1]))
    place.emulator.clear_faults()
    assert result["failed"] and "somebody else writes to it at the same time" in result["msg"], (
        result.get("msg")
    )
    assert (
        one.option in result["msg"] and "'shared'" in result["msg"] and "stored is" in result["msg"]
    )
    assert result.writes == 5 and one.stored(place) == one.text(one.elements[1:3])


def test_what_the_vendor_does_not_keep_is_not_somebody_elses_doing(shared):
    one, place = shared
    one.prepare(place, one.elements[1:3])
    place.emulator.add_fault(vendor=place.vendor, write=True, kind="ignored_write", times=None)
    result = place.run(one.module, **one.task(one.elements[:1]))
    assert (
        result["failed"]
        and "the vendor did not keep %s" % one.option in result["msg"]
        and "omebody" not in result["msg"]
    )


def test_what_others_put_in_meanwhile_is_no_failure_of_ours(shared):
    """The list is as we wanted it as soon as it holds what this task puts in."""
    one, place = shared
    one.prepare(place, one.elements[:4])
    theirs = _table(place)[1]
    assert not place.run(one.module, **one.task(one.elements[3:4], "remove"))["failed"]
    assert not place.run(one.module, **one.task(one.elements[:1], "remove"))["failed"]
    _somebody(place, theirs)
    result = place.run(one.module, **one.task(one.elements[:1]))
    assert not result["failed"] and result.writes == 1, result["msg"]
    assert one.stored(place) == one.text(one.elements[:4])
    shown = result[one.kind]
    for part in one.option.split("."):
        shown = shown[part]
    assert one.text(shown) == one.text(one.elements[:4])


def test_the_price_of_a_change_by_member_is_a_list_before_and_one_after(shared):
    one, place = shared
    one.prepare(place, one.elements[1:3])
    result = place.run(one.module, **one.task(one.elements[:1]))
    log = [entry["path"] for entry in place.requests()]
    assert not result["failed"] and result.writes == 1 and log.count(log[0]) == 3, log
    converged = place.run(one.module, **one.task(one.elements[:1]))
    assert (
        converged.writes == 0 and [entry["path"] for entry in place.requests()].count(log[0]) == 4
    )


def test_the_second_look_is_in_the_budget(guance):
    """Where each request waits for the vendor's minute, the lists before and after are reckoned
    before the first write.
    """
    one = SHARED[2]
    one.prepare(guance, one.elements[1:3])
    told = guance.run(one.module, rate_limit=1, max_wait=61, **one.task(one.elements[:1]))
    assert (
        told["failed"]
        and "Nothing was written" in told["msg"]
        and "3 requests at rate_limit 1" in told["msg"]
    ), told["msg"]


def test_the_list_after_a_change_by_member_is_read_after_the_wait(shared, monkeypatch):
    """Who read the list before our write has written by then; a list that was read earlier would
    not show it.
    """
    from ansible_collections.oncall.routing.plugins.module_utils._apply.live_list import LiveList

    one, place = shared
    one.prepare(place, one.elements[1:3])
    last = []

    def may_wait(_live, attempt):
        last.append((attempt, place.requests()[-1]["write"]))
        return True

    monkeypatch.setattr(LiveList, "may_wait", may_wait)
    result = place.run(one.module, **one.task(one.elements[:1]))
    assert not result["failed"] and last == [(-1, True)], (result.get("msg"), last)


# --- real processes

#: Always: one vendor that is replaced and is quick, and one whose lists are merged. All others in
#: the nightly run.
ALWAYS = {"mackerel_notification_group", "guance_notify_object", "bk_user_group"}
NIGHTLY = os.environ.get("ONCALL_NIGHTLY")


def _at_once(one, place, tasks, monkeypatch, folders):
    """Results of the tasks, each in a process of its own; they begin at the same time."""
    with contextlib.ExitStack() as stack:
        children = []
        for task, folder in zip(tasks, folders):
            monkeypatch.setenv("TMPDIR", str(folder))
            children.append(stack.enter_context(Child(one.module, dict(place.connection, **task))))
        return [child.result() for child in children]


@pytest.mark.parametrize(
    "latency",
    [pytest.param(ms, marks=() if ms == 30 else pytest.mark.nightly) for ms in (0, 30, 150)],
)
@pytest.mark.parametrize("locks", [True, False], ids=["on one controller", "on several"])
@pytest.mark.parametrize(
    "one",
    [
        pytest.param(one, id=one.module, marks=() if one.module in ALWAYS else pytest.mark.nightly)
        for one in SHARED
    ],
)
def test_processes_that_share_a_list(
    account, monkeypatch, tmp_path, record_property, one, locks, latency
):
    place, number = account(one.vendor), 12 if NIGHTLY else 4
    one.prepare(place, one.elements[:1])
    place.emulator.settings(latency_ms=latency)
    folders = [tmp_path / ("all" if locks else str(other)) for other in range(number)]
    for folder in folders:
        folder.mkdir(exist_ok=True)
    results = _at_once(
        one,
        place,
        [
            (
                dict(one.task([element]), rate_limit=0)
                if one.vendor == "guance"
                else one.task([element])
            )
            for element in one.elements[:number]
        ],
        monkeypatch,
        folders,
    )
    place.emulator.settings(latency_ms=0)
    stored = one.stored(place)
    lost = [element for element, result in zip(one.elements, results) if str(element) not in stored]
    told = [element for element, result in zip(one.elements, results) if result.get("failed")]
    assert [one for one in lost if one not in told] == [], [result.get("msg") for result in results]
    assert not locks or told == [], [result.get("msg") for result in results]
    for result in results:
        assert (
            not result.get("failed")
            or "somebody else writes to it at the same time" in result["msg"]
        ), result["msg"]
    record_property("counted: tasks that shared a list", number)
    record_property("counted: of these, told that somebody else wrote", len(told))


# --- locks


def test_a_lock_is_a_file_of_the_user_alone_and_tells_nothing(mackerel, own_locks):
    SHARED[0].prepare(mackerel, SHARED[0].elements[:1])
    assert not mackerel.run(
        "mackerel_notification_group", **SHARED[0].task(SHARED[0].elements[1:2])
    )["failed"]
    folder = own_locks / ("oncall-routing-%d" % os.getuid())
    (name,) = os.listdir(folder)
    assert (
        stat.S_IMODE(os.stat(folder).st_mode) == 0o700
        and stat.S_IMODE(os.stat(folder / name).st_mode) == 0o600
    )
    assert len(name) == 40 and set(name) <= set("0123456789abcdef")
    assert (
        mackerel.connection["api_key"] not in (folder / name).read_text()
        and os.stat(folder / name).st_size == 1
    )


class Impatient:
    """Has no time to wait for a lock."""

    def try_wait(self, _seconds):
        return False


def test_who_waits_goes_on_when_the_other_is_done_and_sees_that_it_wrote():
    began, waits = time.time(), []

    class Patient:
        def try_wait(self, seconds):
            waits.append(seconds)
            if len(waits) == 3:
                first.__exit__(None, None, None)
            return True

    pause = Patient()
    first = lock_file.locked(("vendor", "object"), pause)
    assert first.__enter__() == 0.0
    with lock_file.locked(("vendor", "another"), pause) as since:
        assert since == 0.0 and waits == []
    with lock_file.locked(("vendor", "object"), pause) as since:
        assert len(waits) == 3 and began <= since <= time.time()
    # nobody waits for ever: the second goes on without
    with lock_file.locked(("vendor", "object"), Impatient()) as since, lock_file.locked(
        ("vendor", "object"), Impatient()
    ) as other:
        assert since > 0 and other == 0.0


@pytest.mark.parametrize("trouble", ["a file", "a link", "of all", "no fcntl", "no folder"])
def test_where_no_lock_can_be_had_nothing_fails(mackerel, own_locks, monkeypatch, trouble):
    folder = own_locks / ("oncall-routing-%d" % os.getuid())
    if trouble == "a file":
        folder.write_text("")
    elif trouble == "a link":
        (own_locks / "elsewhere").mkdir()
        folder.symlink_to(own_locks / "elsewhere")
    elif trouble == "of all":
        folder.mkdir()
        folder.chmod(0o777)
    elif trouble == "no fcntl":
        monkeypatch.setattr(lock_file, "fcntl", None)
    else:
        monkeypatch.setattr(lock_file.tempfile, "tempdir", str(own_locks / "nowhere"))
    SHARED[0].prepare(mackerel, SHARED[0].elements[:1])
    result = mackerel.run("mackerel_notification_group", **SHARED[0].task(SHARED[0].elements[1:2]))
    assert not result["failed"] and SHARED[0].stored(mackerel) == SHARED[0].elements[:2]
    assert trouble != "a link" or os.listdir(own_locks / "elsewhere") == []


def test_old_locks_are_tidied_up_and_held_ones_stay(own_locks):
    pause = Impatient()
    with lock_file.locked(("first",), pause):
        pass
    folder = own_locks / ("oncall-routing-%d" % os.getuid())
    (old,) = folder.iterdir()
    held = lock_file.locked(("held",), pause)
    held.__enter__()
    for path in folder.iterdir():
        os.utime(path, (1, 1))
    number = next(
        number
        for number in range(1000)
        if os.path.basename(lock_file._path((str(number),))).startswith("0")
    )
    with lock_file.locked((str(number),), pause):
        pass
    assert not old.exists() and len(list(folder.iterdir())) == 2
    held.__exit__(None, None, None)


def test_a_task_that_waits_counts_it_and_gives_up_waiting_at_its_max_wait(mackerel, naps):
    SHARED[0].prepare(mackerel, SHARED[0].elements[:1])
    ident = next(
        row["id"]
        for row in mackerel.emulator.state("mackerel")["notificationGroups"]
        if row["name"] == "shared"
    )
    address = mackerel.connection["api_url"]
    from ansible_collections.oncall.routing.plugins.module_utils._http.failures import address_of

    with lock_file.locked(("Mackerel", address_of(address), ident), Impatient()):
        result = mackerel.run(
            "mackerel_notification_group", max_wait=1, **SHARED[0].task(SHARED[0].elements[1:2])
        )
    assert not result["failed"] and result["changed"], result["msg"]
    assert (
        len([nap for nap in naps if nap == lock_file.RETRY_S]) > 30
        and result["requests"]["waited"] <= 1
    )
