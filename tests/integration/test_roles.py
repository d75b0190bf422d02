# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The playbooks onboard, plan and offboard with a folder of team files, as a platform team runs
them.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import yaml
from support.routes import written

ROOT = Path(__file__).resolve().parents[2]
TEAMS = {
    team["name"]: team
    for team in yaml.safe_load((ROOT / "tests" / "demo" / "teams.yml").read_text())["demo_teams"]
}
TABLES = {
    "mackerel": ("channels", "notificationGroups", "alertGroupSettings"),
    "guance": ("notify_object", "member_group", "alert_policy"),
    "bk": ("user_groups",),
}
REPORT = "oncall.routing.team_onboarding : "
DONE, PLANNED, WRONG = (
    REPORT + "Show the report",
    REPORT + "Show the plan",
    REPORT + "Fail if a team or an object failed",
)


class Desk:
    """The folder of a platform team, and what the vendors have."""

    def __init__(self, ansible, emulator):
        self.ansible = ansible
        self.emulator = emulator
        self.folder = ansible.directory / "teams"
        self.folder.mkdir()
        for team in TEAMS.values():
            self.write(team)

    def write(self, team, name=None):
        path = self.folder / ("%s.yml" % (name or team["name"]))
        path.write_text(team if isinstance(team, str) else yaml.safe_dump(team, sort_keys=False))
        self.ansible.inputs.add(path)

    def run(self, playbook, *words, **variables):
        variables = dict(
            {
                "bk_routing_connection": {"bk_biz_id": 2},
                "guance_routing_connection": {"rate_limit": 0},
            },
            **variables,
        )
        if playbook != "offboard":
            variables.setdefault("team_onboarding_dir", "teams")
        return self.ansible.book(
            "oncall.routing." + playbook, words=["-e", json.dumps(variables), *words]
        )

    def names(self, vendor, team=None):
        """What is there, or what of it is called after a team."""
        found = {
            "%s/%s" % (table, row["name"])
            for table in TABLES[vendor]
            for row in self.emulator.state(vendor)[table]
            if row.get("name")
        }
        return (
            found
            if team is None
            else {name for name in found if name.partition("/")[2].startswith(team + ": ")}
        )

    def everything(self, team=None):
        return {"%s/%s" % (vendor, name) for vendor in TABLES for name in self.names(vendor, team)}

    def writes(self):
        return written(self.emulator)


@pytest.fixture
def desk(ansible, emulator):
    return Desk(ansible, emulator)


def lines(run, task=DONE):
    return parts(run[task])


def parts(result):
    """The lines of a text that is shown in parts."""
    assert all(len(json.dumps(part["msg"], indent=8)) < 900 for part in result["results"])
    return [line for part in result["results"] for line in part["msg"]]


def stats(run):
    """What set_stats handed on."""
    return run[REPORT + "Pass the numbers on"]["ansible_stats"]["data"]


def changed(run):
    return [one["task"] for one in run.tasks if one["result"].get("changed")]


def test_onboard_plan_repair_and_leave(desk, ansible, emulator):
    """The whole life of two teams."""
    before = desk.everything()
    plan = desk.run("plan").ok()
    assert desk.writes() == 0 and desk.everything() == before
    assert lines(plan, PLANNED)[:3] == ["# Plan for 2 teams", "", "20 to create."]
    done = desk.run("onboard").ok()
    assert [
        line.replace("create the", "created the")
        .replace("to create", "created")
        .replace("Plan", "Report")
        for line in lines(plan, PLANNED)
        if not line.startswith(("It takes", "Digest"))
    ] == lines(done) + ["", ""]
    assert stats(done)["oncall_routing_counts"]["payments"] == {
        vendor: {"created": count, "updated": 0, "deleted": 0, "unchanged": 0, "failed": 0}
        for vendor, count in (("mackerel", 5), ("guance", 4), ("bk", 1))
    }
    assert len(desk.everything("payments")) == 10 and len(desk.everything("search")) == 10
    desk.writes()
    again = desk.run("onboard").ok()
    assert (
        changed(again) == []
        and desk.writes() == 0
        and "Nothing to do for payments, search." in lines(again)
    )

    # somebody's hand
    emulator.patch(
        "mackerel",
        {
            "collection": "notificationGroups",
            "name": "payments: all",
            "set": {"childChannelIds": []},
        },
    )
    drift = desk.run("plan").ok()
    assert "## payments: 1 to change" in lines(
        drift, PLANNED
    ) and "  - `child_channels`: with `payments: mail`" in lines(drift, PLANNED)
    assert stats(drift)["oncall_routing_changed"] is True and desk.writes() == 0
    repaired = desk.run("onboard").ok()
    assert (
        "- Mackerel: changed the notification group `payments: all`" in lines(repaired)
        and desk.writes() == 1
    )

    # a team leaves
    (desk.folder / "payments.yml").unlink()
    leaving = desk.run("offboard", "--check", "--diff", team_offboarding_teams=["payments"]).ok()
    told = {line for line in lines(leaving, PLANNED) if "**delete**" in line}
    assert len(told) == 10 and desk.writes() == 0
    gone = desk.run("offboard", team_offboarding_teams=["payments"]).ok()
    assert {
        line.replace("**deleted**", "**delete**") for line in lines(gone) if "**deleted**" in line
    } == told
    assert desk.everything("payments") == set() and len(desk.everything("search")) == 10
    assert desk.everything() - desk.everything("search") == before
    desk.writes()
    last = desk.run("offboard", team_offboarding_teams=["payments"]).ok()
    assert changed(last) == [] and desk.writes() == 0
    assert changed(desk.run("onboard").ok()) == []


@pytest.mark.nightly
def test_what_a_file_no_longer_names_goes(desk):
    """A contact and a member leave the file, and with them what stood for them at the vendors."""
    desk.run("onboard").ok()
    team = json.loads(json.dumps(TEAMS["payments"]))
    del team["contacts"]["mail"]
    team["routing"][1]["notify"] = ["page"]
    team["members"].pop()
    desk.write(team)
    run = desk.run("onboard").ok()
    assert {
        "- Mackerel: **deleted** the channel `payments: mail`",
        "- Guance: **deleted** the notify object `payments: mail`",
        "- Mackerel: **deleted** the notification group `payments: critical`",
    } <= set(lines(run))
    assert not [name for name in desk.everything("payments") if name.endswith("mail")]
    group = next(
        row
        for row in desk.emulator.state("guance")["member_group"]
        if row["name"] == "payments: members"
    )
    assert len(group["accountUUIDs"]) == 1
    assert changed(desk.run("onboard").ok()) == []


def test_drift_fails_with_one_line(desk):
    few = {"team_onboarding_vendors": ["mackerel"], "team_onboarding_fail_on_changes": True}
    desk.run("onboard", team_onboarding_vendors=["mackerel"]).ok()
    desk.run("plan", **few).ok()
    assert desk.writes() == 9
    rows = desk.emulator.state("mackerel")["notificationGroups"]
    next(row for row in rows if row["name"] == "payments: critical")["notificationLevel"] = "all"
    desk.emulator.put_state("mackerel", {"notificationGroups": rows})
    run = desk.run("plan", **few)
    assert (
        run.code == 2
        and run[REPORT + "Fail if anything differs"]["msg"]
        == "What the team files say and what the accounts hold differs: 1 to change."
    )
    assert desk.writes() == 0
    desk.run("plan", team_onboarding_vendors=["mackerel"]).ok()


@pytest.mark.nightly
def test_only_what_was_approved_is_carried_out(desk):
    few = {"team_onboarding_vendors": ["mackerel", "guance"]}
    plan = desk.run(
        "plan", team_onboarding_plan_file="approved.md", awx_project_revision="a1", **few
    )
    approved = (desk.ansible.directory / "approved.md").read_text()
    assert "\nCommit of the team files: `a1`\nDigest of localhost: `" in approved
    handed = stats(plan.ok())
    assert handed["oncall_routing_commit"] == "a1" and handed["oncall_routing_plan"] == approved
    assert handed["oncall_routing_digests"]["localhost"] in approved
    # what gets lost is in the plan, without a report file
    assert {one["status"] for one in handed["oncall_routing_fidelity"]} == {
        "approximated",
        "not expressible",
    }
    lost = [line for line in approved.splitlines() if " at Mackerel (not expressible): " in line]
    assert lost and "a report file" not in approved
    digest = re.search(r"^Digest of localhost: `([0-9a-f]{32})`$", approved, re.MULTILINE).group(1)
    assert digest in "\n".join(lines(desk.run("plan", **few), PLANNED)), (
        "the same files and the same state"
    )
    # another address, which no result shows
    search = json.loads(json.dumps(TEAMS["search"]))
    search["contacts"]["page"] = {
        "slack": {"url": "https://hooks.slack.com/services/T0DEMO/B9/kept-secret-0009"}
    }
    desk.write(search)
    other = desk.run(
        "onboard",
        team_onboarding_approved_plan="approved.md",
        team_onboarding_commit="b2",
        **few,
    )
    assert (
        other.code != 0
        and "nothing was written, because what there is to do is not what was approved (the plan"
        " is of commit `a1`, this run of commit `b2`): localhost: "
        in other.text
    )
    assert (
        "localhost: the same steps, but of other team files than the plan was made of" in other.text
        and desk.writes() == 0
    )
    # a file more
    desk.write(TEAMS["search"])
    desk.write(dict(TEAMS["search"], name="third"))
    other = desk.run("onboard", team_onboarding_approved_plan=approved, **few)
    assert other.code != 0 and desk.writes() == 0
    assert (
        "localhost: now also to be done: Mackerel: create the notification group `third: all`"
        in other.text
    )
    (desk.folder / "third.yml").unlink()
    # a commit that changes nothing of it is told, and carried out
    done = desk.run(
        "onboard", team_onboarding_approved_plan=approved, tower_project_revision="b2", **few
    ).ok()
    told = "The plan was approved at commit `a1`, and this is commit `b2`."
    assert done[REPORT + "Show that another commit has the same changes"]["msg"].startswith(told)
    report = stats(done)
    assert told in report["oncall_routing_plan"] and report["oncall_routing_commit"] == "b2"
    assert report["oncall_routing_digests"] == {}
    assert len(desk.everything("payments")) == 9 and desk.writes() > 0
    # it was carried out, so there is nothing to do any more
    again = desk.run("onboard", team_onboarding_approved_plan=approved, **few)
    assert (
        again.code != 0
        and "localhost: no longer to be done: Mackerel: create the channel `payments: page`"
        in again.text
        and desk.writes() == 0
    )


@pytest.mark.nightly
def test_answers_of_a_survey_are_texts_and_offboarding_goes_by_its_own(desk):
    """Without purge only what has left goes; variables meant for onboarding change nothing about
    offboarding.
    """
    desk.run(
        "onboard",
        team_onboarding_only="payments\nsearch\n",
        team_onboarding_vendors="mackerel,guance",
        team_onboarding_purge_limit="10",
    ).ok()
    assert (
        len(desk.everything("payments")) == 9
        and len(desk.everything("search")) == 9
        and not desk.names("bk", "search")
    )
    search = json.loads(json.dumps(TEAMS["search"]))
    del search["contacts"]["mail"]
    search["routing"] = [dict(search["routing"][0], notify=["page"])]
    desk.write(search)
    (desk.folder / "payments.yml").unlink()
    desk.run(
        "onboard",
        team_onboarding_absent="payments",
        team_onboarding_vendors="mackerel,guance",
        team_onboarding_purge="no",
    ).ok()
    assert desk.everything("payments") == set() and len(desk.everything("search")) == 9
    theirs = {
        "team_onboarding_dir": "teams",
        "team_onboarding_purge": "no",
        "team_onboarding_absent": "x",
    }
    run = desk.run("offboard", team_offboarding_teams="search,\n nobody", **theirs).ok()
    assert (
        desk.everything("search") == set()
        and len([line for line in lines(run) if "**deleted**" in line]) == 9
    )
    assert lines(run)[-2:] == [
        "Nothing was found of nobody.",
        "If another run is setting up one of these now, run this once more when that has ended.",
    ]


def test_a_bad_team_is_left_out_and_the_others_are_set_up(desk):
    """Wrong in itself, wrong as YAML, and wrong at the vendor: each is named, and each leaves
    the others alone.
    """
    desk.write(dict(TEAMS["payments"], routing=[{"severity": "critical", "notify": ["page"]}]))
    desk.write('name: third\ncontacts: {page: "\n', name="third")
    lost = dict(json.loads(json.dumps(TEAMS["search"])), name="lost")
    lost["contacts"]["page"] = {"existing": {"mackerel": "nowhere", "guance": "notify:nowhere"}}
    desk.write(lost)
    run = desk.run("onboard")
    assert run.code != 0
    told = run[WRONG]["msg"]
    assert told[0].startswith("teams/third.yml: line 3: YAML parsing failed")
    assert (
        told[1] == "teams/payments.yml: team payments: routing[0].severity: must be a list: write"
        " [critical]"
    )
    assert len(told) == 4 and "nowhere" in told[2] and "nowhere" in told[3]
    assert (
        len(desk.everything("search")) == 10
        and desk.everything("payments") == set()
        and desk.everything("third") == set()
    )
    assert "## Left out" in lines(run) and any(
        line.startswith("- Mackerel: **failed** the notification group `lost: all`")
        for line in lines(run)
    )
    assert stats(run)["oncall_routing_errors"] == 4
    # what stood there stays while the file is wrong
    desk.write(TEAMS["payments"])
    for name in ("third", "lost"):
        (desk.folder / ("%s.yml" % name)).unlink()
    desk.run("onboard").ok()
    desk.write(dict(TEAMS["payments"], contacts={}))
    assert desk.run("onboard").code != 0 and len(desk.everything("payments")) == 10


def test_a_vendor_that_is_away_does_not_keep_the_others(desk, emulator):
    emulator.add_fault(vendor="guance", error="guance.InvalidAPIKey", times=None)
    run = desk.run("onboard")
    assert (
        run.code != 0 and len(run[WRONG]["msg"]) == 1 and "ft.InvalidAPIKey" in run[WRONG]["msg"][0]
    )
    assert (
        len(desk.names("mackerel", "payments")) == 5
        and len(desk.names("bk", "payments")) == 1
        and desk.names("guance", "payments") == set()
    )
    assert any(
        line.startswith("**Stopped**: ") and "ft.InvalidAPIKey" in line for line in lines(run)
    )


@pytest.mark.nightly
def test_what_another_team_uses_stays_and_is_named(desk):
    desk.run("onboard").ok()
    friend = json.loads(json.dumps(TEAMS["search"]))
    friend["contacts"]["theirs"] = {
        "existing": {
            "mackerel": "payments: page",
            "guance": "notify:payments: page",
            "bk": {"ways": ["mail"]},
        }
    }
    friend["routing"][0]["notify"].append("theirs")
    desk.write(friend)
    desk.run("onboard").ok()
    (desk.folder / "payments.yml").unlink()
    used = [" 'payments: page' stays, because it is still used by "]
    planned = desk.run("offboard", "--check", team_offboarding_teams=["payments"]).ok(used)
    run = desk.run("offboard", team_offboarding_teams=["payments"]).ok(used)
    stays = {
        (
            "- Mackerel: the channel `payments: page` stays, because others use it: the"
            " notification group 'search: all'"
        ),
        (
            "- Guance: the notify object `payments: page` stays, because others use it: the alert"
            " policy 'search: routing'"
        ),
    }
    assert stays <= set(lines(run)) and stays <= set(lines(planned, PLANNED))
    assert desk.everything("payments") == {
        "mackerel/channels/payments: page",
        "guance/notify_object/payments: page",
    }
    assert changed(desk.run("onboard").ok()) == []


@pytest.mark.nightly
def test_the_default_group_lets_go_of_a_channel(desk, emulator):
    """Channels join it only if asked to, and leave it with their team."""
    desk.write(dict(TEAMS["payments"], vendors={"mackerel": {"join_default": True}}))
    desk.run("onboard", team_onboarding_vendors=["mackerel"]).ok()

    def children():
        state = emulator.state("mackerel")
        default = next(
            row for row in state["notificationGroups"] if row.get("type") == "group-default"
        )
        names = {row["id"]: row["name"] for row in state["channels"]}
        return {names[ident] for ident in default["childChannelIds"]}

    with_team = children()
    assert {"payments: page", "payments: mail"} <= with_team and not any(
        name.startswith("search: ") for name in with_team
    )
    few = desk.run(
        "offboard",
        team_offboarding_teams=["payments"],
        team_onboarding_vendors=["mackerel"],
        team_offboarding_purge_limit=1,
    )
    assert (
        few.code != 0
        and "more than purge_limit (1)" in str(few[WRONG]["msg"])
        and children() == with_team
    ), "what stays is not taken out"
    desk.run(
        "offboard", team_offboarding_teams=["payments"], team_onboarding_vendors=["mackerel"]
    ).ok()
    assert (
        children() == with_team - {"payments: page", "payments: mail"}
        and desk.names("mackerel", "payments") == set()
    )


def test_a_limit_stops_surprises(desk):
    desk.run("onboard", team_onboarding_vendors=["mackerel"]).ok()
    before = desk.names("mackerel")
    run = desk.run(
        "offboard",
        team_offboarding_teams=["payments", "search"],
        team_onboarding_vendors=["mackerel"],
        team_offboarding_purge_limit=1,
    )
    assert (
        run.code != 0
        and "more than purge_limit (1)" in str(run[WRONG]["msg"])
        and desk.names("mackerel") == before
    )


def test_what_would_be_noticed_too_late_is_refused_first(desk):
    """A folder that is not there, for the files to read or for those to write; accounts without
    an inventory.
    """
    run = desk.run("plan", team_onboarding_dir="temas")
    assert run.code != 0 and run[WRONG]["msg"][0].startswith(
        "temas: there is neither a folder nor a file of this name"
    )
    run = desk.run("onboard", team_onboarding_report_file="not/there/report.json")
    assert (
        run.code != 0
        and "there is no folder" in run.text
        and "not/there for a report" in run.text
        and desk.writes() == 0
    )
    desk.write(dict(TEAMS["payments"], accounts=["tokyo"]))
    run = desk.run("plan", team_onboarding_vendors=["mackerel"])
    assert run[WRONG]["msg"] == [
        "teams/payments.yml: team payments: accounts: names accounts, and localhost is none of"
        " them; give an inventory (-i) in which they are hosts"
    ]


def test_a_strict_run_leaves_out_what_a_vendor_cannot_carry(desk):
    desk.write(
        dict(
            TEAMS["payments"],
            vendors={"mackerel": {}},
            routing=[{"severity": ["critical"], "notify": ["page"]}],
        )
    )
    desk.write(dict(TEAMS["search"], vendors={"mackerel": {}}))
    run = desk.run("onboard", team_onboarding_strict=True)
    assert (
        run.code != 0
        and all("team search" in line for line in run[WRONG]["msg"])
        and "not expressible" in str(run[WRONG]["msg"])
    )
    assert desk.names("mackerel", "payments") and not desk.names("mackerel", "search")


def test_only_one_team(desk):
    desk.run("onboard", team_onboarding_only=["search"], team_onboarding_vendors=["mackerel"]).ok()
    assert desk.names("mackerel", "search") and not desk.names("mackerel", "payments")
    run = desk.run("onboard", team_onboarding_only=["serach"], team_onboarding_vendors=["mackerel"])
    assert run[WRONG]["msg"] == ["team serach: is in none of the files; did you mean search?"]


def test_a_team_is_not_there_and_gone_at_once(desk):
    run = desk.run("onboard", team_onboarding_absent=["search"])
    assert (
        run.code != 0
        and "search: a team can't be set up and removed in one run" in run.text
        and desk.writes() == 0
    )
    run = desk.run("offboard", team_offboarding_teams=[])
    assert run.code != 0 and "team_offboarding_teams: is empty" in run.text and desk.writes() == 0
    # the object "payments: x" is of the team payments
    run = desk.run("offboard", team_offboarding_teams="search, payments: x")
    assert (
        run.code != 0
        and "team_offboarding_teams: 'payments: x' is nothing that a team can be called:"
        " at most 64 characters, no colon"
        in run.text
    )
    assert desk.writes() == 0


@pytest.mark.nightly
def test_a_report_for_machines_and_a_plan_for_people(desk, ansible):
    desk.run(
        "plan", team_onboarding_report_file="report.json", team_onboarding_plan_file="plan.md"
    ).ok()
    report = json.loads((ansible.directory / "report.json").read_text())
    assert (
        report["counts"]["search"]["guance"]["created"] == 5
        and len(report["changes"]) == 20
        and report["errors"] == []
        and report["changed"] is True
    )
    assert report["requests"]["writes"] == 0 and {one["status"] for one in report["fidelity"]} == {
        "exact",
        "approximated",
        "not expressible",
    }
    assert (ansible.directory / "plan.md").read_text().startswith("# Plan for 2 teams\n") and (
        ansible.directory / "plan.md"
    ).stat().st_mode & 0o77 == 0


@pytest.mark.nightly
def test_accounts_are_hosts(desk, ansible, emulator):
    """Two organizations of Mackerel, a workspace and two businesses; a team says where it is,
    and --limit spreads the work.
    """
    emulator.add_account("mackerel", account="west", keys=[{"key": "mackerel-west-key-0001"}])
    hosts = {
        "east": {"team_onboarding_vendors": ["mackerel"]},
        "west": {
            "team_onboarding_vendors": ["mackerel"],
            "mackerel_routing_connection": {"api_key": "mackerel-west-key-0001"},
        },
        "prod": {"team_onboarding_vendors": ["guance"]},
        "site": {"team_onboarding_vendors": ["bk"], "bk_routing_connection": {"bk_biz_id": 2}},
    }
    inventory = ansible.directory / "inventory.yml"
    inventory.write_text(
        yaml.safe_dump(
            {
                "all": {
                    "children": {
                        "oncall_accounts": {"vars": {"ansible_connection": "local"}, "hosts": hosts}
                    }
                }
            }
        )
    )
    ansible.inputs.add(inventory)
    desk.write(dict(TEAMS["payments"], accounts=["west", "prod"]))
    emulator.put_state(
        "mackerel",
        {
            "services": [
                {"name": name, "memo": "", "roles": []} for name in ("payments", "ledger", "search")
            ]
        },
        account="west",
    )

    def at(account):
        return {
            row["name"]
            for row in emulator.state("mackerel", account)["channels"]
            if ": " in row.get("name", "")
        }

    def run(playbook, *words, **variables):
        variables = dict(
            variables, **({} if playbook == "offboard" else {"team_onboarding_dir": "teams"})
        )
        return ansible.book(
            "oncall.routing." + playbook,
            words=["-i", str(inventory), "-e", json.dumps(variables), *words],
        )

    only = run("onboard", "--limit", "west").ok()
    assert (
        at("west") == {"payments: page", "payments: mail", "search: page", "search: mail"}
        and at("default") == set()
    )
    assert "- Mackerel (west): created the channel `payments: page`" in lines(only)
    done = run("onboard").ok()
    assert (
        at("default") == {"search: page", "search: mail"}
        and len(desk.names("bk", "search")) == 1
        and desk.names("bk", "payments") == set()
    )
    assert "- Guance (prod): created the alert policy `payments: routing`" in lines(done)
    assert not changed(run("onboard", "--forks", "4").ok())
    # a team leaves one of its accounts
    desk.write(dict(TEAMS["payments"], accounts=["prod"]))
    run("onboard").ok()
    assert (
        at("west") == {"search: page", "search: mail"}
        and len(desk.names("guance", "payments")) == 4
    )
    run("offboard", team_offboarding_teams=["search"]).ok()
    assert at("west") == at("default") == set() and desk.everything("search") == set()


@pytest.mark.nightly
def test_teams_of_several_businesses(desk, emulator):
    desk.write(dict(TEAMS["payments"], vendors={"bk": {"bk_biz_id": 3}}))
    desk.write(dict(TEAMS["search"], vendors={"bk": {}}))
    desk.run("onboard", team_onboarding_vendors=["bk"]).ok()
    assert {
        row["name"]: row["bk_biz_id"]
        for row in emulator.state("bk")["user_groups"]
        if ": on-call" in row["name"]
    } == {"payments: on-call": 3, "search: on-call": 2}
    run = desk.run("onboard", team_onboarding_vendors=["bk"], bk_routing_connection={})
    assert run[WRONG]["msg"] == [
        "teams/search.yml: team search: vendors.bk.bk_biz_id: is required, because other teams name"
        " theirs and the account has none of its own"
    ]
    guessed = desk.run(
        "offboard",
        team_offboarding_teams=["payments"],
        team_onboarding_vendors=["bk"],
        bk_routing_connection={},
        bk_routing_businesses=[3],
    )
    assert guessed.code != 0 and "bk_routing_businesses: also needs" in guessed[WRONG]["msg"][0]
    emulator.add_fault(vendor="bk", error="bk.1306403", times=1)
    stopped = desk.run(
        "offboard",
        team_offboarding_teams=["payments"],
        team_onboarding_vendors=["bk"],
        bk_routing_businesses=[3],
        bk_routing_connection={"bk_biz_id": "2"},
    )
    assert stopped.code != 0 and len(stopped[WRONG]["msg"]) == 1, (
        "the first business could not be read"
    )
    assert desk.names("bk", "payments") == set(), "and the second was done all the same"
    desk.run(
        "offboard",
        team_offboarding_teams=["payments"],
        team_onboarding_vendors=["bk"],
        bk_routing_businesses=[3],
    ).ok()
    assert desk.names("bk", "payments") == set() and len(desk.names("bk", "search")) == 1


@pytest.mark.nightly  # "make molecule" runs the role of each, too
@pytest.mark.parametrize("vendor", list(TABLES))
def test_the_role_of_one_vendor_by_itself(desk, ansible, vendor):
    role = vendor + "_routing"
    variables = {role + "_teams": list(TEAMS.values()), "bk_routing_connection": {"bk_biz_id": 2}}
    play = {"vars": variables, "roles": ["oncall.routing." + role]}
    ansible.play(play).ok()
    assert desk.names(vendor, "payments") and desk.names(vendor, "search")
    assert [other for other in TABLES if other != vendor and desk.names(other, "payments")] == []
    assert changed(ansible.play(play).ok()) == []
    gone = {
        "vars": dict(
            variables, **{role + "_teams": [TEAMS["search"]], role + "_absent": ["payments"]}
        ),
        "roles": ["oncall.routing." + role],
    }
    ansible.play(gone).ok()
    assert desk.names(vendor, "payments") == set() and desk.names(vendor, "search")
    bad = {
        "vars": dict(variables, **{role + "_teams": [dict(TEAMS["payments"], routing=[])]}),
        "roles": ["oncall.routing." + role],
    }
    run = ansible.play(bad)
    assert run.code != 0 and "team payments: routing: " in run.text


def test_an_escape_from_the_connection_is_refused_by_its_path(desk):
    run = desk.run(
        "onboard",
        mackerel_routing_connection={"api_kee": "x"},
        team_onboarding_vendors=["mackerel"],
    )
    assert run.code != 0 and "api_kee" in run.text and desk.writes() == 0


@pytest.mark.nightly
def test_requests_do_not_grow_with_the_teams(desk):
    """Eight teams and nineteen cost the same reads, as long as a page holds them."""
    (desk.folder / "search.yml").unlink()

    def reads(count):
        for number in range(count):
            desk.write(
                dict(
                    TEAMS["payments"],
                    name="team%02d" % number,
                    members=[dict(TEAMS["search"]["members"][0], lead=True)],
                )
            )
        desk.run("onboard").ok()
        desk.emulator.clear_requests()
        desk.run("onboard").ok()
        found = [
            (vendor, one["method"], one["path"])
            for vendor in TABLES
            for one in desk.emulator.requests(vendor)
        ]
        assert desk.writes() == 0
        # a group of BlueKing costs its detail: no list shows at what hours it tells whom
        details = [one for one in found if one[2].rstrip("/").endswith("search_user_group_detail")]
        return len(details) - count, sorted(one for one in found if one not in details)

    assert reads(8) == reads(19)


# --- files for people and machines, and several accounts in any order


@pytest.fixture
def crowd(desk, ansible, emulator):
    """Three organizations of Mackerel, of which some may fail; ``run`` plays the role the way a
    play of their own would.
    """
    for name in ("north", "south", "east"):
        emulator.add_account(
            "mackerel", account=name, keys=[{"key": "mackerel-%s-key-0001" % name}]
        )
        emulator.put_state(
            "mackerel",
            {
                "services": [
                    {"name": one, "memo": "", "roles": []}
                    for one in ("payments", "ledger", "search")
                ]
            },
            account=name,
        )
    (desk.folder / "payments.yml").unlink()

    def run(role="onboarding", wrong=(), words=(), hosts=None, before=(), **play):
        accounts = {
            name: {
                "mackerel_routing_connection": {
                    "api_key": "mackerel-%s-key-000%d" % (name, 2 if name in wrong else 1)
                }
            }
            for name in ("north", "south", "east")
        }
        inventory = ansible.directory / "crowd.yml"
        inventory.write_text(
            yaml.safe_dump(
                {
                    "all": {
                        "vars": {
                            "ansible_connection": "local",
                            "team_onboarding_vendors": ["mackerel"],
                        },
                        "hosts": dict(accounts, **hosts or {}),
                    }
                }
            )
        )
        ansible.inputs.add(inventory)
        book = ansible.directory / "playbook.yml"
        book.write_text(
            yaml.safe_dump(
                [
                    dict(
                        {
                            "hosts": "all",
                            "gather_facts": False,
                            "pre_tasks": list(before),
                            "roles": ["oncall.routing.team_" + role],
                            "vars": {
                                "team_onboarding_dir": "teams",
                                "team_onboarding_report_file": "report.json",
                                "team_onboarding_plan_file": "plan.md",
                            },
                        },
                        **play,
                    )
                ]
            )
        )
        return ansible.book(book, words=["-i", str(inventory), *words])

    return run


def written_files(ansible):
    return (
        json.loads((ansible.directory / "report.json").read_text()),
        (ansible.directory / "plan.md").read_text(),
    )


ORDERS = [({"serial": 1}, [])]
MORE_ORDERS = [
    ({"strategy": "free"}, ["--forks", "5"]),
    ({"strategy": "host_pinned"}, ["--forks", "1"]),
    ({"serial": 2}, ["--forks", "5"]),
    ({"strategy": "free", "serial": 2}, ["--forks", "1"]),
    ({"strategy": "free"}, ["--forks", "1"]),
    ({"strategy": "host_pinned"}, ["--forks", "5"]),
    ({}, ["--forks", "1"]),
]


@pytest.mark.parametrize(
    ("play", "words"),
    ORDERS + [pytest.param(*one, marks=pytest.mark.nightly) for one in MORE_ORDERS],
)
def test_the_last_report_knows_all_accounts(crowd, ansible, emulator, play, words):
    run = crowd(words=words, **play)
    assert run.code == 0, run.text
    report, text = written_files(ansible)
    assert (
        report["pending"] == [] == report["errors"]
        and [line for line in text.splitlines() if line.startswith("**")] == []
    )
    made = [(one["account"], one["name"]) for one in report["changes"]]
    assert {account for account, _name in made} == {"north", "south", "east"} and len(
        made
    ) == 3 * len({name for _account, name in made})
    assert all(
        "- Mackerel (%s): created the channel `search: page`" % account in text.splitlines()
        for account in ("north", "south", "east")
    )
    shown = [parts(one["result"]) for one in run.tasks if one["task"] == DONE]
    assert shown[-1] == text.splitlines(), "the last that is shown is the whole"
    stats_of = [
        one["result"]["ansible_stats"]["data"]
        for one in run.tasks
        if one["task"] == REPORT + "Pass the numbers on"
    ]
    assert stats_of[-1]["oncall_routing_plan"] == text
    # an account whose turn has not come is none that was given up
    assert not any("given up" in line for lines_shown in shown for line in lines_shown)
    if play.get("serial") == 1:
        assert [[line for line in one if line.startswith("**")] for one in shown] == [
            [
                "**Not yet**: %s. This was written before their turn had come, or while it lasted."
                % rest
            ]
            for rest in ("north, south", "south")
        ] + [[]]


@pytest.mark.nightly
@pytest.mark.parametrize(
    "play",
    [
        {"strategy": "free"},
        pytest.param({"serial": 2}, marks=pytest.mark.nightly),
        pytest.param({"any_errors_fatal": True}, marks=pytest.mark.nightly),
    ],
)
def test_accounts_that_fail_are_told_as_what_they_are(crowd, ansible, play):
    """A wrong key, options that are refused, a play that ends before the role, and an account
    that can't be reached.
    """
    own = {"team_onboarding_vendors": []}
    hosts = {
        "idle": own,
        "west": dict(own, team_onboarding_purge_limit="many"),
        "ended": own,
        "both": dict(own, team_onboarding_absent=["search"]),
        "far": {
            "ansible_connection": "ssh",
            "ansible_host": "127.0.0.1",
            "ansible_port": 1,
            "mackerel_routing_connection": {"api_key": "x" * 9},
        },
    }
    if play.get("any_errors_fatal"):
        hosts = {"idle": own, "both": hosts["both"]}
    ended = [{"ansible.builtin.meta": "end_host", "when": "inventory_hostname == 'ended'"}]
    run = crowd(wrong=["south"], hosts=hosts, before=ended, **play)
    assert run.code != 0
    report, text = written_files(ansible)
    said = {one["account"]: one["message"] for one in report["errors"] if not one["kind"]}
    given_up = "the account was given up %s it was worked on; the output of the run says why"
    assert (
        said["both"]
        == "search: a team can't be set up and removed in one run; take its file away first"
    )
    if play.get("any_errors_fatal"):
        assert said == dict.fromkeys(
            ("north", "south", "east", "idle"), "the account was stopped because another one failed"
        ) | {"both": said["both"]}
        return
    assert "401" in said["south"] or "403" in said["south"], said
    assert {name: said.get(name) for name in ("west", "ended", "far")} == {
        "west": given_up % "before",
        "ended": given_up % "before",
        "far": given_up % "while",
    }, text
    assert set(said) == {"south", "both", "west", "ended", "far"} and report["pending"] == []
    assert {one["account"] for one in report["changes"]} == {"north", "east"}
    assert all("**Stopped** on %s: " % name in text for name in said)


@pytest.mark.nightly
def test_two_roles_of_a_play_report_by_themselves(crowd, ansible):
    """What an account did in the other role is not told as this one's, however far it is ahead."""
    crowd()
    (ansible.directory / "teams" / "search.yml").unlink()
    names = {
        "team_offboarding_teams": ["search"],
        "team_offboarding_report_file": "gone.json",
        "team_onboarding_report_file": "report.json",
    }
    run = crowd(
        serial=1,
        roles=["oncall.routing.team_offboarding", "oncall.routing.team_onboarding"],
        vars=dict(names, team_onboarding_teams=[TEAMS["search"]]),
    )
    assert run.code == 0, run.text
    gone, made = (
        json.loads((ansible.directory / name).read_text()) for name in ("gone.json", "report.json")
    )
    assert {one["action"] for one in gone["changes"]} == {"delete"} and {
        one["action"] for one in made["changes"]
    } == {"create"}
    for report in (gone, made):
        assert {one["account"] for one in report["changes"]} == {
            "north",
            "south",
            "east",
        } and report["pending"] == []


def test_links_are_followed_and_modes_stay(desk, ansible):
    real = ansible.directory / "real"
    real.mkdir()
    (real / "plan.md").write_text("old")
    (real / "plan.md").chmod(0o644)
    (ansible.directory / "plan.md").symlink_to("real/plan.md")
    (ansible.directory / "report.json").symlink_to("real/new.json")
    desk.run(
        "plan",
        team_onboarding_vendors=[],
        team_onboarding_report_file="report.json",
        team_onboarding_plan_file="plan.md",
    ).ok()
    assert (real / "plan.md").read_text().startswith("# Plan for 0 teams") and (
        real / "plan.md"
    ).stat().st_mode & 0o777 == 0o644
    assert (
        json.loads((real / "new.json").read_text())["changed"] is False
        and (real / "new.json").stat().st_mode & 0o777 == 0o600
    )
    assert (ansible.directory / "plan.md").is_symlink() and (
        ansible.directory / "report.json"
    ).is_symlink()
    assert sorted(path.name for path in real.iterdir()) == ["new.json", "plan.md"]


@pytest.mark.parametrize(
    ("playbook", "words", "where", "told"),
    [
        ("onboard", [], "teams", "is a folder; name a file in it"),
        ("plan", [], "teams/search.yml/plan.md", "is no folder"),
        ("offboard", ["--check"], "/dev/full", "is no regular file"),
    ],
)
def test_a_file_that_can_not_be_written_is_found_before_the_first_request(
    desk, emulator, playbook, words, where, told
):
    role = "team_offboarding" if playbook == "offboard" else "team_onboarding"
    run = desk.run(
        playbook,
        *words,
        **{role + "_plan_file": where},
        **({"team_offboarding_teams": ["search"]} if playbook == "offboard" else {}),
    )
    assert run.code != 0 and "%s_plan_file: %s: " % (role, where) in run.text and told in run.text
    assert [emulator.requests(vendor) for vendor in TABLES] == [[], [], []]


def test_a_name_is_text_in_the_plan(desk, ansible, emulator):
    """What somebody called a channel by hand: it is neither a template, nor Markdown, nor a
    command of a CI system.
    """
    name = "search: {{ 7 * 7 }} ``x`` <!-- @here | ::error::\u202e"
    channel = next(one for one in emulator.state("mackerel")["channels"] if one["type"] == "email")
    emulator.patch(
        "mackerel", {"collection": "channels", "id": channel["id"], "set": {"name": name}}
    )
    run = desk.run(
        "plan",
        team_onboarding_vendors=["mackerel"],
        team_onboarding_plan_file="plan.md",
        team_onboarding_report_file="report.json",
    ).ok()
    told = (
        "- Mackerel: **delete** the channel ``` search: {{ 7 * 7 }} ``x`` <!-- @here |"
        " \\x3a:error::\\u202e ```"
    )
    assert (
        told in lines(run, PLANNED)
        and told in (ansible.directory / "plan.md").read_text().splitlines()
    )
    report = json.loads((ansible.directory / "report.json").read_text())
    assert [one["name"] for one in report["changes"] if one["action"] == "delete"] == [name]
    assert stats(run)["oncall_routing_plan"] == (ansible.directory / "plan.md").read_text()
