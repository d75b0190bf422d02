# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What was approved and what there is to do: the same digest for the same, and the difference
told where it is another.
"""

from __future__ import annotations

import copy

import pytest
from ansible_collections.oncall.routing.plugins.plugin_utils._teams.report import approval, plan

from .kit import SECRET, small


def result(*names, action="create", changes=(), error=None):
    found = {
        "changed": bool(names),
        "channels": [{"name": name} for name in names],
        "changes": list(changes),
        "plan": [{"action": action, "name": name, "fields": ["url"]} for name in names],
    }
    return (
        dict(found, errors=[{"name": name, "message": error} for name in names]) if error else found
    )


def update(before, after):
    return result(
        "payments: page",
        action="update",
        changes=[{"name": "payments: page", "fields": {"url": {"before": before, "after": after}}}],
    )


def one(*results, teams=()):
    results = plan.shortened(list(results))
    return {"results": results, "digest": approval.digest_of(results, teams)}


def test_order_does_not_matter_and_what_stays_does_not_count():
    base = one(result("a: x", "b: y"), teams=[small(), small(name="b")])["digest"]
    assert one(result("b: y", "a: x"), teams=[small(name="b"), small()])["digest"] == base
    assert (
        one(
            result("b: y"),
            result("a: x"),
            result("c: z", action="none"),
            teams=[small(), small(name="b")],
        )["digest"]
        == base
    )


@pytest.mark.parametrize(
    "other",
    [
        one(result("a: x", "b: z")),
        one(result("a: x")),
        one(result("a: x", "b: y", action="delete")),
        one(result("a: x", "b: y", error="no")),
        one(result("a: x", "b: y"), {"failed": True, "changed": False, "msg": "no route to host"}),
        one(result("a: x", "b: y"), teams=[small()]),
    ],
)
def test_whatever_else_is_done_makes_another_digest(other):
    assert other["digest"] != one(result("a: x", "b: y"))["digest"]


def test_a_value_that_changes_to_another_makes_another_digest():
    assert (
        one(update("1", "2"))["digest"]
        == one(update("1", "2"))["digest"]
        != one(update("1", "3"))["digest"]
        != one(update("0", "3"))["digest"]
    )


def test_a_secret_that_no_result_shows_makes_another_digest_and_is_in_no_text():
    team, other = small(), copy.deepcopy(small())
    other["contacts"] = {"page": {"slack": {"url": SECRET + "9"}}}
    first, second = one(result("a: x"), teams=[team]), one(result("a: x"), teams=[other])
    assert first["digest"] != second["digest"]
    told = approval.differences({"localhost": second}, plan.markdown({"": first}))
    assert told == ["localhost: the same steps, but of other team files than the plan was made of"]


@pytest.mark.parametrize("account", ["localhost", "tokyo", "a `b` (c)"])
def test_what_differs_is_told_by_account(account):
    key = "" if account == "localhost" else account
    text = plan.markdown(
        {key: one(result("a: x", "b: y"), update("1", "2")), "osaka": one(result("c: z"))}
    )
    assert (
        approval.differences({account: one(result("b: y", "a: x"), update("1", "2"))}, text) == []
    )
    told = approval.differences(
        {account: one(result("a: x", "d: new"), update("1", "3")), "osaka": one(result("c: z"))},
        text,
    )
    name = plan.md.name(account)
    where = "Mackerel" if account == "localhost" else "Mackerel (%s)" % name
    assert told == [
        "%s: now also to be done: %s: create the channel `d: new`" % (name, where),
        "%s: now also to be done: %s: change the channel `payments: page`; `url`: `1` \u2192 `3`"
        % (name, where),
        "%s: no longer to be done: %s: create the channel `b: y`" % (name, where),
        "%s: no longer to be done: %s: change the channel `payments: page`; `url`: `1` \u2192 `2`"
        % (name, where),
    ]


def test_an_account_that_the_plan_does_not_know():
    text = plan.markdown({"osaka": one(result("a: x"))})
    assert approval.differences({"tokyo": one(result("a: x"))}, text) == [
        "tokyo: the approved plan does not know this account"
    ]
    assert approval.differences({"osaka": {}}, text)[0].startswith(
        "osaka: no longer to be done: Mackerel (osaka): create"
    )


def test_many_differences_are_cut():
    told = approval.differences(
        {"x": one(result(*("a: %d" % number for number in range(50))))}, plan.markdown({"x": one()})
    )
    assert len(told) == approval.MOST + 1 and told[-1] == "x: 40 differences more"


def page(*results, **more):
    return dict(one(*results), **more)


KNOWN = "77aa3105f2c1e0b4"


@pytest.mark.parametrize(
    "then, now, said",
    [
        ("", "", ""),
        (KNOWN, KNOWN, " (both are of commit `%s`)" % KNOWN),
        (KNOWN, "b1", " (the plan is of commit `%s`, this run of commit `b1`)" % KNOWN),
        (
            KNOWN,
            "",
            " (the plan is of commit `%s`, this run of a commit that is not known)" % KNOWN,
        ),
        ("", "b1", " (the plan is of a commit that is not known, this run of commit `b1`)"),
    ],
)
def test_a_refusal_names_both_commits_and_what_differs(then, now, said):
    text = plan.markdown({"": page(result("a: x"), commit=then)})
    assert (("Commit of the team files: `%s`\nDigest of " % KNOWN) in text) is bool(then)
    judged = approval.judged({"localhost": one(result("b: y"))}, text, now)
    assert judged["notice"] == "" and judged["refusal"] == (
        "nothing was written, because what there is to do is not what was approved%s: localhost:"
        " now also to be done: Mackerel: create the channel `b: y`; localhost: no longer to be"
        " done: Mackerel: create the channel `a: x`" % said
    )


@pytest.mark.parametrize(
    "then, now, told",
    [("", "", 0), (KNOWN, KNOWN, 0), (KNOWN, "", 0), ("", "b1", 0), ("a1", "b1", 1)],
)
def test_another_commit_with_the_same_to_do_is_told_and_carried_out(then, now, told):
    text = plan.markdown({"": page(result("a: x"), commit=then)})
    judged = approval.judged({"localhost": one(result("a: x"))}, text, now)
    notice = (
        "The plan was approved at commit `a1`, and this is commit `b1`. What there is to do is the"
        " same."
    )
    assert judged == {"refusal": "", "notice": notice if told else ""}
    report = plan.markdown({"": page(result("a: x"), commit=now, **judged)}, done=True)
    assert (notice in report) is bool(told)


@pytest.mark.parametrize(
    "given, known",
    [(None, ""), ("  ", ""), (1234567, "1234567"), (" a1\n", "a1"), ("x" * 200, "x" * 100)],
)
def test_a_commit_is_a_word_or_not_known(given, known):
    assert approval.commit_of(given) == known


def test_a_plan_of_parts_names_each_commit_once():
    text = plan.markdown(
        {name: page(result("a: x"), commit=commit) for name, commit in (("x", "b1"), ("y", "a1"))}
    )
    lines = [line for line in text.splitlines() if line.startswith("Commit")]
    assert lines == ["Commit of the team files: `%s`" % commit for commit in ("a1", "b1")]
    now = {name: one(result("a: x")) for name in ("x", "y")}
    assert "at commit `a1` and `b1`, and this" in approval.judged(now, text, "b1")["notice"]


def test_what_a_plan_says_of_fidelity_and_silence_is_no_step():
    """A line of it would differ from a run that plans without."""
    group = {"vendor": "mackerel", "path": "lead", "status": "not expressible", "how": "x"}
    more = {
        "inexact": [dict(group, teams=["a"], nobody=nobody) for nobody in (True, False)],
        "carried": {"not expressible": 2},
        "warnings": [{"text": "a.yml: team a: routing: nobody", "told": "nobody"}],
    }
    text = plan.markdown({"": page(result("a: x"), **more)})
    assert text.count("`lead` of a at Mackerel") == 2
    told = approval.differences({"localhost": one(result("a: x", "a: y"))}, text)
    assert told == ["localhost: now also to be done: Mackerel: create the channel `a: y`"]


def test_a_report_of_what_was_done_has_no_digest():
    assert "Digest" not in plan.markdown({"x": one(result("a: x"))}, done=True)


def test_the_plan_may_be_a_text_or_a_file(tmp_path):
    text = plan.markdown({"": one(result("a: x"))})
    (tmp_path / "plan.md").write_text(text, encoding="utf-8")
    assert approval.approved(text) == approval.approved(str(tmp_path / "plan.md")) == text
    (tmp_path / "other.md").write_text("# Plan\n", encoding="utf-8")
    for wrong in (
        str(tmp_path / "other.md"),
        str(tmp_path / "nowhere.md"),
        str(tmp_path),
        "# Plan\n\nnothing\n",
        "x" * 5000,
    ):
        with pytest.raises(ValueError):
            approval.approved(wrong)
