# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The plans and reports of slices, put together: what one run over all accounts shows, whatever
the number of slices, and what becomes of accounts that a slice did not hand in.
"""

from __future__ import annotations

import json

import pytest
from ansible_collections.oncall.routing.plugins.plugin_utils._teams.report import (
    approval,
    parts,
    plan,
    whole,
)

from .test_approval import one, result

ACCOUNTS = ["account-%02d" % number for number in range(7)]
RESULTS = {
    name: dict(one(result("payments: %s" % name, "search: page")), carried={}, fidelity=[])
    for name in ACCOUNTS
}
BROKEN = {"failed": True, "changed": False, "msg": "HTTP 401: the key is wrong"}


def cut(accounts, count):
    """As AWX cuts the hosts of an inventory, by name."""
    return [sorted(accounts)[number::count] for number in range(count)]


def slices(results, count, done=False):
    return [
        parts.packed(parts.part({name: results[name] for name in names}, "", done))
        for names in cut(results, count)
    ]


def without(text, line):
    assert text.count(line) == 1
    return text.replace(line, "", 1)


@pytest.mark.parametrize("count", [1, 2, 3, 4, 7])
@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize("done", [False, True])
def test_slices_together_are_what_one_run_over_all_shows(count, turned, done):
    given = slices(RESULTS, count, done)
    found = parts.merge(given[::-1] if turned else given, ACCOUNTS, done)
    every = whole.whole(RESULTS, "", done)
    line = "\n7 of 7 accounts, from %d slice%s.\n" % (count, "s"[: count > 1])
    assert without(found["text"], line) == every["text"]
    assert found["report"] == every["report"] and found["left_out"] == {} and found["carried"] == 7
    assert dict(found["stats"], oncall_routing_plan=0) == dict(
        every["stats"], oncall_routing_plan=0
    )
    assert found["stats"]["oncall_routing_plan"] == found["text"]
    assert [line for piece in found["pieces"] for line in piece] == found["text"].splitlines()


@pytest.mark.parametrize("count", [1, 2, 4])
def test_each_slice_finds_its_own_accounts_in_the_plan_of_all(count):
    text = approval.approved(parts.merge(slices(RESULTS, count), ACCOUNTS, False)["text"])
    for names in cut(ACCOUNTS, 3):
        assert approval.differences({name: RESULTS[name] for name in names}, text) == []
    other = dict(RESULTS, **{ACCOUNTS[4]: one(result("payments: other"))})
    assert [
        bool(approval.differences({name: other[name] for name in names}, text))
        for names in cut(ACCOUNTS, 3)
    ] == [False, True, False]


def test_a_slice_that_hands_in_nothing_leaves_the_others_and_is_named():
    lost = cut(ACCOUNTS, 3)[1]
    given = slices(RESULTS, 3)
    del given[1]
    found = parts.merge(given, ACCOUNTS, False)
    assert sorted(found["left_out"]) == lost and found["carried"] == 5
    assert found["text"].splitlines()[4] == "5 of 7 accounts, from 2 slices."
    assert (
        found["text"]
        .splitlines()[6]
        .startswith("**Stopped** on %s: no slice handed in a plan" % plan.md.name(lost[0]))
    )
    rest = {name: one for name, one in RESULTS.items() if name not in lost}
    assert found["stats"]["oncall_routing_digest"] == plan.digest_of_all(rest)
    assert found["stats"]["oncall_routing_errors"] == len(lost)
    text = approval.approved(found["text"])
    for name in ACCOUNTS:
        reason = approval.left_out(name, text)
        assert bool(reason) is (name in lost) and ("no slice" in reason) is (name in lost)
    # an account without a plan does not keep the others of its slice from going on
    assert approval.differences(dict(RESULTS, **{lost[0]: {}}), text) == []
    # but one that nobody knew when it was approved does
    assert approval.differences({"new": {}}, text) == [
        "new: the approved plan does not know this account"
    ]


@pytest.mark.parametrize(
    "wrong, said",
    [
        (one(BROKEN), "HTTP 401: the key is wrong"),
        (one(result("payments: x", error="is not allowed")), "is not allowed"),
        (dict(one(result("a: b")), refused=[{"text": "teams/a.yml: no"}]), "teams/a.yml: no"),
        (plan.PENDING, "no slice handed in the whole report"),
    ],
)
def test_an_account_that_can_not_be_planned_is_left_out_and_nothing_of_it_is_shown(wrong, said):
    results = dict(RESULTS, **{ACCOUNTS[2]: wrong})
    found = parts.merge(slices(results, 2), ACCOUNTS, False)
    assert list(found["left_out"]) == [ACCOUNTS[2]] and said in found["left_out"][ACCOUNTS[2]]
    assert "payments: %s`" % ACCOUNTS[2] not in found["text"]
    assert said in approval.left_out(ACCOUNTS[2], found["text"])
    assert approval.differences({ACCOUNTS[3]: RESULTS[ACCOUNTS[3]]}, found["text"]) == []


def test_a_slice_that_failed_is_named_by_its_job():
    results = dict(RESULTS, **{ACCOUNTS[2]: one(BROKEN)})
    given = [
        parts.part({name: results[name] for name in names}, "", False, str(70 + number))
        for number, names in enumerate(cut(ACCOUNTS, 2))
    ]
    found = parts.merge(given, ACCOUNTS, False)
    assert found["left_out"] == {ACCOUNTS[2]: BROKEN["msg"] + " (AWX job 70)"}
    assert "**Stopped** on %s: %s (AWX job 70)" % (ACCOUNTS[2], BROKEN["msg"]) in found["text"]


def test_of_reports_all_that_was_done_is_kept_and_what_failed_is_named():
    results = dict(RESULTS, **{ACCOUNTS[2]: one(result("payments: mine"), BROKEN)})
    given = slices(results, 3, done=True)
    lost = cut(ACCOUNTS, 3)[0]
    found = parts.merge(given[1:], ACCOUNTS, True)
    assert sorted(found["left_out"]) == sorted([*lost, ACCOUNTS[2]])
    assert "created the channel `payments: mine`" in found["text"]
    assert "**Stopped** on %s: HTTP 401" % plan.md.name(ACCOUNTS[2]) in found["text"]
    assert "digest" not in found["text"].lower() and "oncall_routing_digest" not in found["stats"]
    assert all("no slice handed in a report" in found["left_out"][name] for name in lost)


def test_nothing_handed_in_leaves_all_out():
    found = parts.merge([], ["localhost"], False)
    assert found["carried"] == 0 and list(found["left_out"]) == ["localhost"]
    assert "nothing could be read" in found["text"]
    with pytest.raises(ValueError, match="no digest"):
        approval.approved(found["text"])


def test_a_part_may_be_a_dict_a_text_a_report_or_a_file(tmp_path):
    part = parts.part({"east": one(result("a: b"))}, "", False)
    report = {"changed": True, "part": part}
    for number, given in enumerate(
        (part, parts.packed(part), json.dumps(part), report, json.dumps(report))
    ):
        assert parts.unpacked(given) == part
        path = tmp_path / str(number)
        path.write_text(given if isinstance(given, str) else json.dumps(given), encoding="utf-8")
        assert parts.unpacked(str(path)) == part


@pytest.mark.parametrize(
    "given, said",
    [
        ({"changed": True}, "there is no part of a slice in"),
        ([], "there is no part of a slice in"),
        ('{"changed": true}', "there is no part of a slice in"),
        ('{"accounts": ', "is damaged"),
        (parts.PACKED + "AAAA", "is damaged"),
        (parts.PACKED + "\u3042", "is damaged"),
        (slices(RESULTS, 1)[0][:-40], "is damaged"),
        ("nowhere.json", "nowhere.json: can't be read"),
    ],
)
def test_what_is_no_part_is_refused(given, said):
    with pytest.raises(ValueError, match=said):
        parts.merge([given], ACCOUNTS, False)


def test_parts_of_another_kind_or_of_two_runs_are_refused():
    with pytest.raises(ValueError, match="the part of a report, and a plan is to be made"):
        parts.merge(slices(RESULTS, 1, done=True), ACCOUNTS, False)
    with pytest.raises(ValueError, match="account-00.*: in two parts"):
        parts.merge(slices(RESULTS, 2) + slices(RESULTS, 1), ACCOUNTS, False)


def test_names_of_parts_differ_by_slice_and_by_kind():
    names = {
        parts.name_of(parts.part(dict.fromkeys(names), "", done))
        for count in (1, 2, 3)
        for names in cut(ACCOUNTS, count)
        for done in (False, True)
    }
    assert len(names) == 12 and all(name.isidentifier() for name in names)
    assert {name.rpartition("_")[0] for name in names} == {
        "oncall_routing_plan_part",
        "oncall_routing_report_part",
    }


def test_a_plan_that_lacks_a_line_is_not_approved():
    text = parts.merge(slices(RESULTS, 2), ACCOUNTS, False)["text"]
    lines = text.splitlines()
    lines.remove(next(line for line in lines if line.startswith("Digest of account-03")))
    with pytest.raises(ValueError, match="is not whole"):
        approval.approved("\n".join(lines))


def test_a_packed_part_is_much_shorter_than_what_it_holds():
    many = {
        name: one(
            *(
                result(*("team-%03d: contact %d" % (team, place) for team in range(100)))
                for place in range(9)
            )
        )
        for name in ACCOUNTS
    }
    part = parts.part(many, "", False)
    assert len(parts.packed(part)) < len(json.dumps(part)) / 10


def test_accounts_that_are_left_out_for_one_reason_are_named_in_one_line():
    many = {"account-%02d" % number: "the same" for number in range(50)}
    assert parts.explained({**many, "east": "another"}) == [
        "%s and 40 more: the same" % ", ".join(sorted(many)[:10]),
        "east: another",
    ]
    assert parts.explained({}) == []
