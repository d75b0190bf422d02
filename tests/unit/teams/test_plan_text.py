# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What plural modules return in check mode, as a plan that a person reads by team, and as counts."""

from __future__ import annotations

import pytest

from .kit import load

plan = load("plan")


def step(action, name, fields=(), **ident):
    return dict({"action": action, "name": name, "fields": list(fields)}, **ident)


def diff(kind, before=(), after=()):
    return {"before": {kind: list(before)}, "after": {kind: list(after)}}


CHANNELS = {
    "changed": True, "channels": [{"id": "4ChA", "name": "payments: page"}, {"name": "payments: mail"}, {"id": "4ChS", "name": "search: page"}],
    "plan": [step("update", "payments: page", ["url", "mentions"], id="4ChA"), step("create", "payments: mail", ["name", "type", "emails"]),
             step("none", "search: page", id="4ChS"), step("delete", "payments: old", id="4ChO")],
    "diff": diff("channels", [{"id": "4ChA", "name": "payments: page", "url": "********", "mentions": {}},
                              {"id": "4ChO", "name": "payments: old", "url": "********"}],
                 [{"id": "4ChA", "name": "payments: page", "url": "********", "mentions": {"critical": "<!here>"}}, {"name": "payments: mail"}])}
GROUPS = {
    "changed": True, "notification_groups": [{"id": "4Gr1", "name": "payments: critical"}],
    "plan": [step("update", "payments: critical", ["notification_level", "child_channels"], id="4Gr1"), step("none", "search: all", id="4Gr2"),
             step("delete", "hand-made", id="4Gr3")],
    "diff": diff("notification_groups", [{"id": "4Gr1", "name": "payments: critical", "notification_level": "all", "child_channels": ["4ChA", "4ChO"]}],
                 [{"id": "4Gr1", "name": "payments: critical", "notification_level": "critical", "child_channels": ["4ChA", "payments: mail"]}])}
POLICIES = {"changed": True, "alert_policies": [],
            "plan": [step("update", "search: routing", ["alert_opt.silent_timeout", "alert_opt.alert_target"], uuid="altpl_1")],
            "diff": diff("alert_policies",
                         [{"uuid": "altpl_1", "name": "search: routing", "alert_opt": {"silent_timeout": 3600, "alert_target": [{"name": "x" * 200}]}}],
                         [{"uuid": "altpl_1", "name": "search: routing", "alert_opt": {"silent_timeout": 600, "alert_target": []}}])}

EXPECTED = """# Plan for 2 teams

1 to create, 3 to change, 2 to delete.

## payments: 1 to create, 2 to change, 1 to delete

- Mackerel: change the channel `payments: page`
  - `url`: changes (it is a secret)
  - `mentions`: `{}` \u2192 `{"critical": "<!here>"}`
- Mackerel: create the channel `payments: mail`
- Mackerel: **delete** the channel `payments: old`
- Mackerel: change the notification group `payments: critical`
  - `notification_level`: `all` \u2192 `critical`
  - `child_channels`: without `payments: old`, with `payments: mail`

## search: 1 to change

- Guance: change the alert policy `search: routing`
  - `alert_opt.silent_timeout`: `3600` \u2192 `600`
  - `alert_opt.alert_target`: `[{"name": "%s\u2026` \u2192 `[]`

## Of no team: 1 to delete

- Mackerel: **delete** the notification group `hand-made`
""" % ("x" * 88)


def test_a_plan_by_team():
    assert plan.markdown([CHANNELS, GROUPS, POLICIES]) == EXPECTED


def test_nothing_to_do():
    quiet = {"channels": [], "plan": [step("none", "payments: page"), step("none", "search: page")]}
    assert plan.markdown([quiet]) == "# Plan for 2 teams\n\nnothing to do.\n\nNothing to do for payments, search.\n"
    assert plan.markdown([]) == "# Plan for 0 teams\n\nnothing to do.\n"


def test_without_diff_the_options_are_named():
    result = dict(GROUPS)
    del result["diff"]
    assert "  - `child_channels`: changes\n" in plan.markdown([result])


@pytest.mark.parametrize("results", [
    [CHANNELS, GROUPS], ({"results": [CHANNELS, GROUPS], "changed": True},), [[CHANNELS], {"results": [GROUPS]}],
    [CHANNELS, {"skipped": True, "changed": False}, GROUPS]])
def test_results_of_loops_and_of_tasks_that_were_passed_over(results):
    assert plan.markdown(list(results)) == plan.markdown([CHANNELS, GROUPS])


def test_several_accounts():
    text = plan.markdown({"tokyo": [CHANNELS], "osaka": [GROUPS]})
    assert "- Mackerel (tokyo): change the channel `payments: page`" in text
    assert "- Mackerel (osaka): change the notification group `payments: critical`" in text
    assert "without `payments: old`" in text, "ids are known by name from the other account's results too"


def test_counts():
    assert plan.counts([CHANNELS, GROUPS, POLICIES]) == {
        "payments": {"mackerel": {"created": 1, "updated": 2, "deleted": 1, "unchanged": 0, "failed": 0}},
        "search": {"mackerel": {"created": 0, "updated": 0, "deleted": 0, "unchanged": 2, "failed": 0},
                   "guance": {"created": 0, "updated": 1, "deleted": 0, "unchanged": 0, "failed": 0}}}


def test_a_prefix():
    result = {"channels": [], "plan": [step("create", "oncall/payments: page"), step("delete", "payments: page")]}
    text = plan.markdown([result], "oncall/")
    assert "## payments: 1 to create\n" in text and "## Of no team: 1 to delete\n" in text


def test_names_that_hold_signs_of_markdown_and_lines():
    result = {"channels": [], "plan": [step("create", "pay`ments: page\n# x")]}
    assert "create the channel `` pay`ments: page # x ``" in plan.markdown([result])


def test_another_order_and_no_value():
    before, after = {"name": "a: x", "emails": ["1", "2"], "memo": ""}, {"name": "a: x", "emails": ["2", "1"], "memo": "new"}
    result = {"channels": [], "plan": [step("update", "a: x", ["emails", "memo"])], "diff": diff("channels", [before], [after])}
    assert "  - `emails`: in another order\n  - `memo`: `\"\"` \u2192 `new`\n" in plan.markdown([result])


def test_every_list_a_team_has_has_a_vendor():
    lists = load("translate").LISTS
    assert {kind for kinds in lists.values() for kind in kinds} <= set(plan.VENDOR_OF)
    assert len(plan.VENDOR_OF) == sum(len(lists[vendor]) + len(plan.MORE[vendor]) for vendor in lists), "no name is two vendors'"
