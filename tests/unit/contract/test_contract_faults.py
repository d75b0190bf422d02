# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every resource: what goes wrong on the way, counted and told. The full matrix of faults is in
tests/unit/reliability.
"""

from __future__ import annotations

import pytest

THREE = ["contract a", "contract b", "contract c"]


def _counts(result):
    return {key: result["requests"][key] for key in ("reads", "writes", "retries")}


def _prepare(subject, verb):
    """Options of a task that does this to "contract one", and its one write."""
    option, value = subject.change() if verb == "update" else (None, None)
    if verb != "create":
        subject.made()
    subject.forget()
    return {
        "create": (subject.sample.base, {}),
        "update": ({"name": "contract one", option: value}, {}),
        "delete": ({"name": "contract one"}, {"state": "absent"}),
    }[verb]


def _happened(subject, verb):
    """Whether the account is as if the task had run undisturbed, with nothing twice."""
    rows = subject.rows("contract one")
    if verb == "delete":
        return rows == []
    if verb == "create":
        return len(rows) == 1
    option, value = subject.change()
    again = subject.ok(subject.one({"name": "contract one", option: value}))
    return len(rows) == 1 and again["changed"] is False


# --- 429 and 503


@pytest.mark.parametrize("verb", ["create", "update", "delete"])
def test_a_throttled_write_waits_as_long_as_it_is_told(subject, naps, verb):
    options, more = _prepare(subject, verb)
    subject.emulator.add_fault(vendor=subject.vendor, kind="retry_after", seconds=7, write=True)
    result = subject.ok(subject.one(options, **more))
    assert (result.writes, result["requests"]["retries"], result["requests"]["waited"]) == (
        2,
        1,
        7.0,
    )
    assert naps == [7.0] and result["changed"] and _happened(subject, verb)


@pytest.mark.parametrize("verb", ["create", "update", "delete"])
def test_a_write_that_is_unavailable_for_a_moment(subject, naps, verb):
    if verb == "delete" and subject.sample.deleted_once:
        pytest.skip("it is sent once; see test_a_delete_that_is_sent_once")
    options, more = _prepare(subject, verb)
    subject.emulator.add_fault(vendor=subject.vendor, kind="status", status=503, write=True)
    result = subject.ok(subject.one(options, **more))
    assert (result.writes, result["requests"]["retries"]) == (2, 1)
    assert len(naps) == 1 and result["requests"]["waited"] == round(naps[0], 3) > 0
    assert result["changed"] and _happened(subject, verb)


@pytest.mark.long
def test_every_read_is_tried_again(subject, naps):
    subject.made()
    quiet = subject.ok(subject.one(subject.sample.base))
    for fault in (
        {"kind": "retry_after", "seconds": 2},
        {"kind": "status", "status": 503},
        {"kind": "drop_before"},
        {"kind": "drop_after"},
        {"kind": "status", "status": 500, "body": "Internal Server Error"},
    ):
        for nth in range(1, quiet.reads + 1):
            subject.emulator.clear_faults()
            subject.emulator.add_fault(vendor=subject.vendor, nth=nth, **fault)
            result = subject.ok(subject.one(subject.sample.base))
            assert _counts(result) == {"reads": quiet.reads + 1, "writes": 0, "retries": 1}, (
                fault,
                nth,
            )
            assert result["changed"] is False
    assert naps.count(2.0) == quiet.reads


def test_retries_and_max_wait_end_it(subject, naps):
    subject.emulator.add_fault(vendor=subject.vendor, kind="status", status=503, times=None)
    result = subject.run(subject.module + "_info", {"retries": 2})
    assert (
        result["failed"]
        and _counts(result) == {"reads": 3, "writes": 0, "retries": 2}
        and "3 tries" in result["msg"]
    )
    subject.emulator.clear_faults()
    subject.emulator.add_fault(vendor=subject.vendor, kind="retry_after", seconds=100, times=None)
    del naps[:]
    # where throttling is the normal case (Guance: 20 requests a minute) it counts against the time
    # alone, not against the tries
    result = subject.run(
        subject.module + "_info",
        {"retries": 0 if subject.vendor == "guance" else 9, "max_wait": 250},
    )
    assert result["failed"] and naps == [100.0, 100.0] and result["requests"]["waited"] == 200.0
    assert "max_wait" in result["msg"]
    del naps[:]
    result = subject.run(subject.module + "_info", {"retries": 1, "max_wait": 250})
    assert result["failed"] and naps == ([100.0, 100.0] if subject.vendor == "guance" else [100.0])


def test_no_retries_is_one_try(subject, naps):
    subject.emulator.add_fault(vendor=subject.vendor, kind="status", status=503)
    result = subject.run(subject.module + "_info", {"retries": 0})
    assert (
        result["failed"]
        and _counts(result) == {"reads": 1, "writes": 0, "retries": 0}
        and naps == []
    )


# --- the connection


@pytest.mark.parametrize("kind", ["drop_before", "drop_after", "malformed", "empty", "truncate"])
@pytest.mark.parametrize("verb", ["create", "update", "delete"])
def test_a_write_whose_answer_is_lost(subject, verb, kind):
    """Done or not, the list tells; a create is not done twice, and said to be adopted."""
    if (verb, kind) == ("delete", "drop_before") and subject.sample.deleted_once:
        pytest.skip("it is sent once; see test_a_delete_that_is_sent_once")
    options, more = _prepare(subject, verb)
    subject.emulator.add_fault(vendor=subject.vendor, kind=kind, write=True)
    result = subject.ok(subject.one(options, **more))
    assert result["changed"] and result["plan"][0]["action"] == verb
    assert _happened(subject, verb)
    writes = len([entry for entry in subject.writes() if entry["status"] != 404])
    if verb == "create":
        adopted = [one for one in result["warnings"] if "adopted" in str(one)]
        assert (result.writes, len(adopted)) == ((2, 0) if kind == "drop_before" else (1, 1)), (
            result.text
        )
        (row,) = subject.rows("contract one")
        assert result[subject.kind][subject.id] == row[subject.id] or not subject.has_id
    assert writes <= 2


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "status", "status": 502},
        {"kind": "status", "status": 503},
        {"kind": "status", "status": 504},
        {"kind": "status", "status": 500},
        {"kind": "drop_before"},
    ],
    ids=lambda fault: "%s" % fault.get("status", "drop"),
)
def test_a_delete_that_is_sent_once(subject, fault):
    """Where the vendor's delete is not safe to repeat, the list is asked after an unclear
    outcome, and the next run does the rest.
    """
    if not subject.sample.deleted_once:
        pytest.skip("its delete may be repeated")
    options, more = _prepare(subject, "delete")
    subject.emulator.add_fault(vendor=subject.vendor, write=True, **fault)
    result = subject.one(options, **more)
    assert (
        result["failed"]
        and not result["changed"]
        and (result.writes, result["requests"]["retries"]) == (1, 0)
    )
    assert (
        "Could not delete the %s 'contract one'" % subject.resource.label in result["msg"]
        and "still shows it" in result["msg"]
    )
    assert (
        subject.ok(subject.one(options, **more))["changed"] and subject.rows("contract one") == []
    )


@pytest.mark.parametrize("kind", ["malformed", "empty", "html", "wrong_shape", "redirect"])
def test_a_list_that_can_not_be_read_stops_everything(subject, kind):
    subject.emulator.add_fault(vendor=subject.vendor, kind=kind, times=None, write=False)
    result = subject.one(subject.sample.base)
    subject.refused(result, "Could not list")
    assert subject.resource.vendor.label.split()[0] in result["msg"] or "api_url" in result["msg"]
    assert subject.rows("contract one") == []


# --- refusals


def test_a_refused_object_does_not_stop_the_others(subject):
    """The second of three creates, then of three updates, then of three deletes."""
    rounds = [
        ("create", "created", [dict(subject.sample.base, name=name) for name in THREE]),
        *(
            ("update", "updated", [{"name": name, change[0]: change[1]} for name in THREE])
            for change in subject.sample.changes[:1]
        ),
        ("delete", "deleted", [{"name": name, "state": "absent"} for name in THREE]),
    ]
    for verb, count, items in rounds:
        more = {"concurrency": 1} if subject.resource.vendor.concurrency else {}
        subject.forget()
        subject.emulator.clear_faults()
        # where all three go out together, that is refused first
        for nth in (1, 3) if verb == "delete" and subject.sample.together else (2,):
            subject.emulator.add_fault(
                error=subject.sample.refusal,
                message="not today",
                write=True,
                nth=nth,
                times=subject.rejections(verb),
            )
        planned = subject.many(items, check=True, **more)
        result = subject.many(items, **more)
        assert result["failed"] and result["changed"]
        assert result["counts"] == dict(
            {"created": 0, "updated": 0, "deleted": 0, "unchanged": 0, "failed": 1}, **{count: 2}
        )
        assert [step["action"] for step in result["plan"]] == [verb] * 3
        assert [step["fields"] for step in result["plan"]] == [
            step["fields"] for step in planned["plan"]
        ]
        (error,) = result["errors"]
        assert error["name"] == "contract b" and "not today" in error["message"]
        assert (
            "Could not %s the %s 'contract b'" % (verb, subject.resource.label) in error["message"]
        )
        for text in ("1 of 3", "%s[1]" % subject.plural, "not today"):
            assert text in result["msg"]
        # what is returned is what is there
        there = {row["name"] for row in subject.rows()} & set(THREE)
        assert [obj["name"] for obj in result[subject.plural]] == [
            name for name in THREE if name in there
        ]
        subject.emulator.clear_faults()
        mended = subject.ok(subject.many(items))
        assert mended.writes == 1 and mended["counts"][count] == 1


def test_a_refused_single_object_fails_the_task_and_shows_what_is_there(subject):
    ident = subject.made()
    option, value = subject.change()
    subject.emulator.add_fault(
        error=subject.sample.refusal,
        message="not today",
        write=True,
        times=subject.rejections("update"),
    )
    result = subject.one({"name": "contract one", option: value})
    assert result["failed"] and result["changed"] is False
    assert result["msg"].startswith(
        "Could not update the %s 'contract one' (%s %s): "
        % (subject.resource.label, subject.id, ident)
    )
    assert "not today" in result["msg"]
    assert subject.flat(result[subject.kind]) == subject.shown()


def test_an_object_that_needs_a_refused_one_fails_with_it(subject):
    if not subject.sample.own:
        pytest.skip("refers to no object of its own kind")
    items = [
        dict(subject.sample.minimal("contract top"), **{subject.sample.own: ["contract leaf"]}),
        subject.sample.minimal("contract leaf"),
        subject.sample.minimal("contract else"),
    ]
    subject.emulator.add_fault(error=subject.sample.refusal, message="not today", write=True)
    result = subject.many(items, concurrency=1)
    assert result["failed"] and result["counts"] == {
        "created": 1,
        "updated": 0,
        "deleted": 0,
        "unchanged": 0,
        "failed": 2,
    }
    assert {error["name"] for error in result["errors"]} == {"contract top", "contract leaf"}
    assert "'contract leaf', which failed" in next(
        error["message"] for error in result["errors"] if error["name"] == "contract top"
    )
    assert result.writes == 2


def test_what_did_not_stick_is_named(subject):
    """The answer to the write shows less than was asked, or something else, and so does the
    list: somebody was faster, or the vendor does as it likes.
    """
    option, value = (
        {
            "notification_group": ("notification_level", "all"),
            "alert_group_setting": ("memo", "another"),
            "alert_policy": ("desc", "another"),
            "notice_group": ("message", "another"),
        }.get(subject.kind)
        or subject.sample.text
        or (None, None)
    )
    if option is None:
        pytest.skip("nothing of it is free text, or can be changed")
    key, other = (
        {"message": "desc"}.get(option) or subject.resource.fields[option].api,
        ("critical" if value == "all" else "somebody else's"),
    )
    subject.made()
    if subject.vendor == "mackerel":  # which answers with all that it stored
        subject.emulator.add_fault(
            vendor=subject.vendor,
            kind="wrong_shape",
            write=True,
            body=dict(subject.rows("contract one")[0], **{key: other}),
        )
    elif subject.kind in ("user_group", "duty_rule"):
        subject.emulator.add_fault(
            vendor=subject.vendor,
            kind="wrong_shape",
            write=True,
            body={
                "result": True,
                "code": 200,
                "message": "OK",
                "data": {"id": subject.rows("contract one")[0]["id"]},
            },
        )
    subject.emulator.settings(bk={"save_answer": "id"}, guance={"echo": "partial"})
    subject.emulator.add_fault(
        vendor=subject.vendor,
        kind="second_writer",
        write=True,
        patch={"collection": subject.sample.table, "name": "contract one", "set": {key: other}},
    )
    result = subject.one({"name": "contract one", option: value})
    assert result["failed"] and result["changed"] and result.writes == 1
    assert "did not keep %s (asked for %s, stored is %s)" % (option, value, other) in result["msg"]
    assert subject.flat(result[subject.kind])[option] == other


def test_two_tasks_that_create_the_same_object(subject):
    """Between our list and our create somebody else makes one of that name: Mackerel and Guance
    allow it, and nothing of theirs is touched.
    """
    if not subject.sample.twins:
        pytest.skip("the vendor has no two of one name")
    subject.made(dict(subject.sample.minimal("contract other")))
    (row,) = subject.rows("contract other")
    subject.emulator.add_fault(
        vendor=subject.vendor,
        kind="second_writer",
        write=False,
        nth=1,
        patch={
            "collection": subject.sample.table,
            "name": "contract other",
            "set": {"name": "contract one"},
        },
    )
    result = subject.ok(subject.one(subject.sample.base))
    assert (
        result["plan"][0]["action"] == "create"
        and result[subject.kind][subject.id] != row[subject.id]
    )
    assert (
        dict(
            next(one for one in subject.rows("contract one") if one[subject.id] == row[subject.id]),
            name="contract other",
        )
        == row
    )
