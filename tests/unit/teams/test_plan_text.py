# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What plural modules return in check mode, as a plan that a person reads by team, and as
counts.
"""

from __future__ import annotations

import json

import pytest
from ansible_collections.oncall.routing.plugins.plugin_utils._teams.report import plan
from hypothesis import given
from hypothesis import strategies as st


def step(action, name, fields=(), **ident):
    return dict({"action": action, "name": name, "fields": list(fields)}, **ident)


def changes(name, before, after, **ident):
    """What the modules say of an update, option by option."""

    def at(side, field):
        group, _dot, option = field.rpartition(".")
        return side[group][option] if group else side[field]

    fields = [
        name if not isinstance(value, dict) or name == "mentions" else "%s.%s" % (name, key)
        for name, value in after.items()
        for key in (value if isinstance(value, dict) and name != "mentions" else [""])
    ]
    return [
        dict(
            {
                "name": name,
                "fields": {
                    field: {"before": at(before, field), "after": at(after, field)}
                    for field in fields
                },
            },
            **ident,
        )
    ]


CHANNELS = {
    "changed": True,
    "channels": [
        {"id": "4ChA", "name": "payments: page"},
        {"name": "payments: mail"},
        {"id": "4ChS", "name": "search: page"},
    ],
    "plan": [
        step("update", "payments: page", ["url", "mentions"], id="4ChA"),
        step("create", "payments: mail", ["name", "type", "emails"]),
        step("none", "search: page", id="4ChS"),
        step("delete", "payments: old", id="4ChO"),
    ],
    "changes": changes(
        "payments: page",
        {"url": "********", "mentions": {}},
        {"url": "********", "mentions": {"critical": "<!here>"}},
        id="4ChA",
    ),
}
GROUPS = {
    "changed": True,
    "notification_groups": [{"id": "4Gr1", "name": "payments: critical"}],
    "plan": [
        step("update", "payments: critical", ["notification_level", "child_channels"], id="4Gr1"),
        step("none", "search: all", id="4Gr2"),
        step("delete", "hand-made", id="4Gr3"),
    ],
    "changes": changes(
        "payments: critical",
        {"notification_level": "all", "child_channels": ["4ChA", "4ChO"]},
        {"notification_level": "critical", "child_channels": ["4ChA", "payments: mail"]},
        id="4Gr1",
    ),
}
POLICIES = {
    "changed": True,
    "alert_policies": [],
    "plan": [
        step(
            "update",
            "search: routing",
            ["alert_opt.silent_timeout", "alert_opt.alert_target"],
            uuid="altpl_1",
        )
    ],
    "changes": changes(
        "search: routing",
        {"alert_opt": {"silent_timeout": 3600, "alert_target": [{"name": "x" * 200}]}},
        {"alert_opt": {"silent_timeout": 600, "alert_target": []}},
        uuid="altpl_1",
    ),
}

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
  - `alert_opt.alert_target`: without `{"name": "%s\u2026`

## Of no team: 1 to delete

- Mackerel: **delete** the notification group `hand-made`
""" % ("x" * 89)


def test_a_plan_by_team():
    assert plan.markdown([CHANNELS, GROUPS, POLICIES]) == EXPECTED


def test_nothing_to_do():
    quiet = {"channels": [], "plan": [step("none", "payments: page"), step("none", "search: page")]}
    assert (
        plan.markdown([quiet])
        == "# Plan for 2 teams\n\nnothing to do.\n\nNothing to do for payments, search.\n"
    )
    assert plan.markdown([]) == "# Plan for 0 teams\n\nnothing to do.\n"


def test_of_a_single_module_the_options_are_named():
    result = dict(GROUPS)
    del result["changes"]
    assert "  - `child_channels`: changes\n" in plan.markdown([result])


@pytest.mark.parametrize(
    "results",
    [
        [CHANNELS, GROUPS],
        ({"results": [CHANNELS, GROUPS], "changed": True},),
        [[CHANNELS], {"results": [GROUPS]}],
        [CHANNELS, {"skipped": True, "changed": False}, GROUPS],
    ],
)
def test_results_of_loops_and_of_tasks_that_were_passed_over(results):
    assert plan.markdown(list(results)) == plan.markdown([CHANNELS, GROUPS])


def test_several_accounts():
    text = plan.markdown({"tokyo": [CHANNELS], "osaka": [GROUPS]})
    assert "- Mackerel (tokyo): change the channel `payments: page`" in text
    assert "- Mackerel (osaka): change the notification group `payments: critical`" in text
    assert "without `payments: old`" in text, (
        "ids are known by name from the other account's results too"
    )


@pytest.mark.parametrize("name", ["plan", "results", "changed"])
def test_an_account_may_be_called_anything(name):
    assert "- Mackerel (%s): change the channel `payments: page`" % name in plan.markdown(
        {name: {"results": [CHANNELS]}}
    )


def test_counts():
    assert plan.counts([CHANNELS, GROUPS, POLICIES]) == {
        "payments": {
            "mackerel": {"created": 1, "updated": 2, "deleted": 1, "unchanged": 0, "failed": 0}
        },
        "search": {
            "mackerel": {"created": 0, "updated": 0, "deleted": 0, "unchanged": 2, "failed": 0},
            "guance": {"created": 0, "updated": 1, "deleted": 0, "unchanged": 0, "failed": 0},
        },
    }


def test_a_prefix():
    result = {
        "channels": [],
        "plan": [step("create", "oncall/payments: page"), step("delete", "payments: page")],
    }
    text = plan.markdown([result], "oncall/")
    assert "## payments: 1 to create\n" in text and "## Of no team: 1 to delete\n" in text


def test_names_that_hold_signs_of_markdown_and_lines():
    result = {"channels": [], "plan": [step("create", "pay`ments: page\n# x")]}
    assert "create the channel `` pay`ments: page # x ``" in plan.markdown([result])


def test_another_order_and_no_value():
    before, after = {"emails": ["1", "2"], "memo": ""}, {"emails": ["2", "1"], "memo": "new"}
    result = {
        "channels": [],
        "plan": [step("update", "a: x", ["emails", "memo"])],
        "changes": changes("a: x", before, after),
    }
    assert '  - `emails`: in another order\n  - `memo`: `""` \u2192 `new`\n' in plan.markdown(
        [result]
    )


def test_every_list_a_team_has_has_a_vendor():
    from ansible_collections.oncall.routing.plugins.plugin_utils._teams.translate.common import (
        LISTS as lists,
    )

    assert {kind for kinds in lists.values() for kind in kinds} <= set(plan.VENDOR_OF)
    assert len(plan.VENDOR_OF) == sum(
        len(lists[vendor]) + len(plan.MORE[vendor]) for vendor in lists
    ), "no name is two vendors'"


# --- what went wrong, what stays, and all of it for machines

FAILING = {
    "failed": True,
    "changed": True,
    "msg": "1 of 3 channels failed",
    "channels": [{"id": "4ChA", "name": "payments: page"}],
    "plan": [
        step("create", "payments: page", ["name"]),
        step("create", "search: page", ["name"]),
        step("none", "payments: chat", id="4ChC"),
    ],
    "errors": [
        {"name": "search: page", "message": "Could not create the channel 'search: page':\nno"}
    ],
    "kept": [
        {"name": "payments: chat", "id": "4ChC", "used_by": ["the notification group 'theirs'"]}
    ],
    "requests": {"reads": 2, "writes": 2, "retries": 1, "waited": 0.5},
}
REFUSED = {
    "failed": True,
    "changed": False,
    "msg": "Could not list channels: 401",
    "requests": {"reads": 1, "writes": 0, "retries": 0, "waited": 0.0},
}
OF_ROLES = {
    "tokyo": {
        "results": [FAILING],
        "refused": [
            {"team": "bad", "file": "b.yml", "path": "name", "message": "no", "text": "b.yml: no"}
        ],
        "warnings": [],
        "fidelity": [{"team": "search"}],
    },
    "osaka": {
        "results": [REFUSED, {}],
        "refused": [
            {"team": "bad", "file": "b.yml", "path": "name", "message": "no", "text": "b.yml: no"}
        ],
    },
}


def test_what_went_wrong():
    assert plan.errors(OF_ROLES) == [
        {
            "account": "tokyo",
            "vendor": "mackerel",
            "kind": "channels",
            "team": "search",
            "name": "search: page",
            "message": "Could not create the channel 'search: page':\nno",
        },
        {
            "account": "osaka",
            "vendor": "",
            "kind": "",
            "team": "",
            "name": "",
            "message": "Could not list channels: 401",
        },
    ]
    assert plan.counts(OF_ROLES)["search"]["mackerel"] == {
        "created": 0,
        "updated": 0,
        "deleted": 0,
        "unchanged": 0,
        "failed": 1,
    }
    assert plan.errors([CHANNELS, {}, {"skipped": True, "changed": False}]) == []


def test_what_stays():
    assert plan.kept(OF_ROLES) == [
        {
            "account": "tokyo",
            "vendor": "mackerel",
            "kind": "channels",
            "team": "payments",
            "name": "payments: chat",
            "used_by": ["the notification group 'theirs'"],
        }
    ]


def test_a_report_for_a_person():
    assert (
        plan.markdown(OF_ROLES, done=True)
        == """# Report for 2 teams

1 created, 1 failed.

**Stopped** on osaka: Could not list channels: 401

## payments: 1 created

- Mackerel (tokyo): created the channel `payments: page`
- Mackerel (tokyo): the channel `payments: chat` stays, because others use it: the notification group 'theirs'

## search: 1 failed

- Mackerel (tokyo): **failed** the channel `search: page`: Could not create the channel 'search: page': no

## Left out

- b.yml: no
"""
    )
    assert "- Mackerel (tokyo): **can't do** the channel `search: page`: " in plan.markdown(
        OF_ROLES
    )


def test_a_name_that_fits_nothing_is_said():
    """It may be mistyped, and would look like a team that is gone already."""
    text = plan.markdown(
        {
            "": {"results": [CHANNELS], "absent": ["payments", "paymnets"]},
            "tokyo": {"results": [], "absent": ["payments", "paymnets"]},
        }
    )
    assert text.endswith(
        "\n\nNothing was found of paymnets.\n"
    ) and "found of" not in plan.markdown(OF_ROLES)


def test_a_report_for_machines():
    report = plan.report(OF_ROLES)
    assert set(report) == {
        "changed",
        "counts",
        "changes",
        "pending",
        "kept",
        "not_working",
        "errors",
        "requests",
        "needs",
        "absent",
        "refused",
        "warnings",
        "fidelity",
        "inexact",
        "commits",
        "digests",
    }
    assert report["changed"] is True and len(report["errors"]) == 2 and len(report["kept"]) == 1
    assert report["changes"] == [
        {
            "account": "tokyo",
            "vendor": "mackerel",
            "kind": "channels",
            "team": "payments",
            "name": "payments: page",
            "action": "create",
            "fields": ["name"],
        }
    ]
    assert report["requests"] == {"reads": 3, "writes": 2, "retries": 1, "waited": 0.5}
    assert len(report["refused"]) == 1 and report["fidelity"] == [{"team": "search"}]


LOOPED = {"changed": True, "results": [GROUPS, {"changed": False, "skipped": True}]}
DEFAULT = {
    "changed": True,
    "counts": {},
    "notification_group": {"name": "Default"},
    "plan": [{"name": "Default", "action": "update", "fields": ["x"]}],
}


@pytest.mark.parametrize(
    "results",
    [
        [CHANNELS, GROUPS, POLICIES],
        [GROUPS],
        [],
        [FAILING, CHANNELS],
        [REFUSED],
        [CHANNELS, LOOPED, DEFAULT],
        [plan.shortened([CHANNELS, FAILING]), GROUPS],
    ],
)
def test_a_digest_says_the_same(results):
    short = plan.shortened(results)
    assert not any(one.get(kind) for one in short for kind in plan.VENDOR_OF)
    for done in (False, True):
        assert plan.markdown(short, done=done) == plan.markdown(results, done=done)
    for form in (plan.counts, plan.errors, plan.kept, plan.report, plan.requests):
        assert form(short) == form(results), form


def test_accounts_are_hosts():
    hostvars = {
        "localhost": {"team_onboarding_result": {"results": [CHANNELS]}},
        "tokyo": {"team_onboarding_result": {"results": [GROUPS]}},
        "away": {},
    }
    assert plan.of_accounts(
        ["localhost", "tokyo", "away", "gone"], hostvars, "team_onboarding_result"
    ) == {
        "": {"results": [CHANNELS]},
        "tokyo": {"results": [GROUPS]},
        "away": plan.GONE,
        "gone": plan.GONE,
    }
    assert plan.of_accounts(
        ["away", "later", "lost"], hostvars, "team_onboarding_result", ["later"], ["lost"]
    ) == {"away": plan.GONE, "later": plan.PENDING, "lost": plan.LOST}
    told = plan.markdown(
        plan.of_accounts(["localhost", "away"], hostvars, "team_onboarding_result")
    )
    assert "**Stopped** on away: the account was given up before it was worked on" in told


def test_an_account_whose_turn_has_not_come_is_not_given_up():
    results = {"tokyo": {"results": [GROUPS], "absent": ["nobody"]}, "@osaka": plan.PENDING}
    text, report = plan.markdown(results, done=True), plan.report(results)
    assert (
        "\n\n**Not yet**: `@osaka`. This was written before their turn had come, or while it"
        " lasted.\n"
        in text
        and "Stopped" not in text
    )
    assert report["pending"] == ["@osaka"] and report["errors"] == []
    assert "Nothing was found of" not in text, "it may be on the account that was not looked at"
    assert (
        plan.report({"tokyo": {"results": [GROUPS]}})["pending"]
        == []
        == plan.report([GROUPS])["pending"]
    )


def test_a_run_that_found_nothing_to_remove_tells_of_another_that_may_be_making_it():
    results = {"": {"results": [GROUPS], "absent": ["nobody"]}}
    hint = "Nothing was found of nobody.\nIf another run is setting up one of these now, run"
    assert hint in plan.markdown(results, done=True)
    assert "If another run" not in plan.markdown(results)


def test_a_role_that_gives_up_is_told_once():
    given_up = [
        {"failed": True, "changed": False, "msg": message} for message in (REFUSED["msg"], "no")
    ]
    assert [one["message"] for one in plan.errors({"": {"results": [REFUSED, *given_up]}})] == [
        REFUSED["msg"],
        "no",
    ]


def test_what_is_hardly_meant_is_in_the_plan():
    text = plan.markdown(
        {"": {"results": [GROUPS], "warnings": [{"text": "a.yml: team a: routing: nobody"}]}}
    )
    assert "\n## Perhaps not meant\n\n- a.yml: team a: routing: nobody\n" in text


def group(path, *teams, status="not expressible", nobody=False):
    return {
        "vendor": "mackerel",
        "path": path,
        "status": status,
        "how": "Mackerel can't",
        "teams": list(teams),
        "nobody": nobody,
    }


def carried(*groups, results=(GROUPS,), **more):
    return dict(
        {"results": list(results), "inexact": list(groups)},
        carried={"exact": 3, "approximated": 0, "not expressible": len(groups)},
        **more,
    )


def test_that_nobody_is_told_comes_before_what_is_to_be_done():
    told = {"text": "a.yml: team payments: routing: nobody is told of warning", "told": "nobody"}
    text = plan.markdown(
        {
            "tokyo": carried(
                group("routing[0].notify", "payments", nobody=True), warnings=[told], results=[DEAD]
            ),
            "osaka": carried(group("routing[0].notify", "payments", nobody=True), warnings=[told]),
        }
    )
    head = text.splitlines()
    assert head[3:8] == [
        "",
        "## Nobody is told",
        "",
        "- a.yml: team payments: routing: nobody is told of warning",
        "- `routing[0].notify` of payments at Mackerel (not expressible): Mackerel can't",
    ]
    assert head[9] == "## Not working" and "Perhaps not meant" not in text
    assert plan.pieces(text)[0][: len(head[:8])] == head[:8]


def test_what_is_not_exact_is_in_the_plan_for_teams_that_it_is_about():
    here = ["payments"]
    line = "- `lead` of %s at Mackerel (not expressible): Mackerel can't"
    text = plan.markdown({"": carried(group("lead", *here))})
    assert (
        "Fidelity: 3 exact, 0 approximated, 1 not expressible:\n\n" + line % ", ".join(here) in text
    )
    text = plan.markdown({"": carried(group("lead", "other", *here), group("x", "other"))})
    assert "2 not expressible; of the teams above:\n\n" + line % ", ".join(here) + "\n" in text
    assert "`x`" not in text
    text = plan.markdown({"": carried(group("lead", "other"))})
    assert (
        "1 not expressible; `oncall_routing_fidelity` and a report file name each.\n" in text
        and "`lead`" not in text
    )
    assert "Fidelity" not in plan.markdown({"": carried()})


def test_the_same_of_several_accounts_and_teams_is_one_line():
    every = plan.inexact(
        {
            "tokyo": carried(group("b", "x", "y"), group("a", "x", status="approximated")),
            "osaka": carried(group("b", "z", "x")),
        }
    )
    assert [(one["path"], one["teams"]) for one in every] == [("b", ["x", "y", "z"]), ("a", ["x"])]
    many = [step("create", "t%02d: x" % number) for number in range(25)]
    text = plan.markdown(
        {
            "": carried(
                group("b", *("t%02d" % number for number in range(25))),
                results=[{"changed": True, "channels": [], "plan": many}],
            )
        }
    )
    assert "- `b` of t00, t01, t02, t03, t04, t05, t06, t07, t08, t09 and 15 more at Mack" in text


def test_what_is_nested_is_told_where_it_differs():
    same = {"to": ["c"], "status": []}
    before = {
        "alert_opt": {
            "alert_target": [
                {"name": "day", "targets": [{"to": ["a", "b"], "status": ["critical"]}, same]},
                {"name": "x"},
            ]
        }
    }
    after = {
        "alert_opt": {
            "alert_target": [
                {"name": "day", "targets": [{"to": ["b", "d"], "status": ["critical"]}, same]},
                {"name": "y"},
            ]
        }
    }
    result = {
        "alert_policies": [],
        "plan": [step("update", "a: x", ["alert_opt.alert_target"])],
        "changes": changes("a: x", before, after),
    }
    text = plan.markdown([result])
    assert (
        "  - `alert_opt.alert_target[0].targets[0].to`: without `a`, with `d`\n  -"
        " `alert_opt.alert_target[1].name`: `x` \u2192 `y`\n" in text
    )
    before, after = {"users": [{"id": "alice"}, {"id": "bob"}]}, {"users": [{"id": "alice"}]}
    result = {
        "user_groups": [],
        "plan": [step("update", "a: x", ["users"])],
        "changes": changes("a: x", before, after),
    }
    assert '  - `users`: without `{"id": "bob"}`\n' in plan.markdown([result])
    many = [{"n": number} for number in range(12)], [{"n": -number - 1} for number in range(12)]
    result = {
        "user_groups": [],
        "plan": [step("update", "a: x", ["users"])],
        "changes": changes("a: x", {"users": many[0]}, {"users": many[1]}),
    }
    assert "  - `users`: 4 differences more\n" in plan.markdown([result])


# --- what is there and does not do its work

DEAD = {
    "changed": False,
    "channels": [{"id": "4ChA", "name": "payments: page"}],
    "plan": [step("none", "payments: page", id="4ChA")],
    "not_working": [
        {
            "name": "payments: page",
            "id": "4ChA",
            "because": "is suspended since\n2024-06-06T12:34:56Z",
        }
    ],
}
TELLS = {
    "changed": False,
    "notification_groups": [{"id": "4Gr1", "name": "payments: critical"}],
    "plan": [step("none", "payments: critical", id="4Gr1")],
    "not_working": [
        {
            "name": "payments: critical",
            "id": "4Gr1",
            "because": "refers to the channel 'payments: page', which is suspended",
        }
    ],
}


@pytest.mark.parametrize("short", [False, True])
def test_a_plan_names_what_does_not_work_though_there_is_nothing_to_do(short):
    results = {"tokyo": {"results": plan.shortened([DEAD, TELLS]) if short else [DEAD, TELLS]}}
    assert (
        plan.markdown(results)
        == """# Plan for 1 team

nothing to do.

## Not working

- Mackerel (tokyo): the channel `payments: page` is suspended since 2024-06-06T12:34:56Z
- Mackerel (tokyo): the notification group `payments: critical` refers to the channel 'payments: page', which is suspended

Nothing to do for payments.
"""
    )
    assert plan.report(results)["not_working"] == [
        {
            "account": "tokyo",
            "vendor": "mackerel",
            "kind": "channels",
            "team": "payments",
            "name": "payments: page",
            "because": "is suspended since\n2024-06-06T12:34:56Z",
        },
        {
            "account": "tokyo",
            "vendor": "mackerel",
            "kind": "notification_groups",
            "team": "payments",
            "name": "payments: critical",
            "because": "refers to the channel 'payments: page', which is suspended",
        },
    ]


@given(
    text=st.text(
        st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\u2028\u2029"),
        max_size=3000,
    )
)
def test_in_parts_nothing_is_lost_and_none_is_too_long(text):
    parts = plan.pieces(text)
    assert "".join(line for part in parts for line in part).replace(" ", "") == text.replace(
        " ", ""
    ).replace("\n", "")
    assert all(
        sum(len(json.dumps(line)) + plan.INDENT for line in part) <= plan.PIECE for part in parts
    )


def test_short_lines_stay_whole_and_long_ones_break_between_words():
    lines = ["# Plan", ""] + ["- line %d of the plan" % number for number in range(200)]
    parts = plan.pieces("\n".join(lines) + "\n")
    assert [line for part in parts for line in part] == lines and len(parts) > 5
    words = " ".join("word%d" % number for number in range(300))
    assert " ".join(line.strip() for part in plan.pieces(words) for line in part) == words
    assert plan.pieces("") == []


def test_where_nothing_could_be_read_nothing_is_said_of_what_is_to_be_done():
    text = plan.markdown(
        {"tokyo": {"results": [{"failed": True, "changed": False, "msg": "no route to host"}]}}
    )
    assert text.startswith("# Plan for 0 teams\n\nnothing could be read.\n\n**Stopped** on tokyo")


def test_what_carrying_it_out_takes_and_whether_it_would_be_refused():
    channels = dict(
        CHANNELS, needs={"requests": 304, "waiting": 915.0, "refused": "304 requests take too long"}
    )
    groups = dict(GROUPS, needs={"requests": 2, "waiting": 0.0})
    results = {"tokyo": {"results": plan.shortened([channels, groups])}}
    text = plan.markdown(results)
    assert (
        "\n**Stopped** on tokyo: the real run would be refused: 304 requests take too long\n"
        in text
    )
    assert text.endswith(
        "\n\nIt takes 306 requests to carry out, and about 915 s of waiting, because the vendor"
        " limits them.\n"
    )
    assert [one["message"] for one in plan.errors(results)] == [
        "the real run would be refused: 304 requests take too long"
    ]
    assert plan.report(results)["needs"] == {"requests": 306, "waiting": 915.0}
    assert "It takes" not in plan.markdown(results, done=True)
    assert plan.markdown(
        {"": {"results": [dict(GROUPS, needs={"requests": 1, "waiting": 0.0})]}}
    ).endswith("\n\nIt takes 1 request to carry out.\n")
