# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One report of several accounts, in whatever order their tasks run and whatever each of them
knows of the others.
"""

from __future__ import annotations

import itertools
import json
import threading

import pytest
from ansible import constants
from ansible.plugins.loader import lookup_loader
from ansible_collections.oncall.routing.plugins.plugin_utils._teams import accounts
from ansible_collections.oncall.routing.plugins.plugin_utils._teams.report import plan
from hypothesis import given
from hypothesis import strategies as st

HOSTS = ["a", "b", "c"]


def part(name):
    return {
        "results": [
            {
                "changed": True,
                "channels": [],
                "plan": [{"action": "create", "name": "team-%s: x" % name, "fields": []}],
            }
        ]
    }


@pytest.fixture
def report(tmp_path, monkeypatch):
    monkeypatch.setattr(constants, "DEFAULT_LOCAL_TMP", str(tmp_path / "local"))

    def call(turn, step="read", left=None, **options):
        left = HOSTS if left is None else left
        return lookup_loader.get("oncall.routing.team_report").run(
            [turn], step=step, hosts=HOSTS, left=left, done=True, **options
        )[0]

    return call


@pytest.mark.parametrize("order", list(itertools.permutations(HOSTS)))
def test_the_last_report_is_complete_whatever_the_order(report, tmp_path, order):
    written = {"report_file": str(tmp_path / "report.json"), "plan_file": str(tmp_path / "plan.md")}
    for number, host in enumerate(order):
        turn = report("Onboard", "begin", account=host, **written)["turn"]
        report(turn, "add", account=host, result=part(host), **written)
        found = json.loads((tmp_path / "report.json").read_text())
        assert found["pending"] == sorted(order[number + 1 :]) and found["errors"] == []
    text = (tmp_path / "plan.md").read_text()
    assert (
        text.startswith("# Report for 3 teams\n")
        and "Not yet" not in text
        and text == report(turn)["text"]
    )
    assert [one["account"] for one in found["changes"]] == HOSTS, "in the order of the play"
    assert (
        report(turn)["stats"]["oncall_routing_plan"] == text
        and report(turn)["stats"]["oncall_routing_errors"] == 0
    )


@given(st.permutations(HOSTS), st.lists(st.sets(st.sampled_from(HOSTS)), min_size=3, max_size=3))
def test_what_one_process_has_not_heard_yet_does_not_undo_what_another_has(
    tmp_path_factory, order, views
):
    """``left`` is what a process knew when it began; whoever is given up stays given up, and a
    part that is there counts.
    """
    folder = str(tmp_path_factory.mktemp("run"))
    gone = set()
    for host, left in zip(order[:2], views):
        turn = accounts.begin(folder, "x", host)
        with accounts.alone(folder, turn) as parts:
            parts.add(host, part(host))
            found = parts.results(HOSTS, left)
        gone |= set(HOSTS) - left
    assert all(found[host] == part(host) for host in order[:2])
    assert found[order[2]] == (plan.GONE if order[2] in gone else plan.PENDING)


def test_who_fails_is_told_as_what_it_is(report):
    turn = report("Onboard", "begin", account="a")["turn"]
    assert report("Onboard", "begin", account="b")["turn"] == turn
    report(turn, "add", account="a", result=part("a"))
    found = report(turn, left=["a", "c"])
    assert "**Stopped** on b: the account was given up while it was worked on" in found[
        "text"
    ] and found["report"]["pending"] == ["c"]
    found = report(turn, left=["a"])
    assert (
        "**Stopped** on c: the account was given up before it was worked on" in found["text"]
        and found["report"]["pending"] == []
    )
    assert report(turn, left=HOSTS)["report"]["pending"] == [], "who is given up once is given up"


def test_the_same_role_twice_makes_two_reports(report):
    first = {host: report("Onboard", "begin", account=host)["turn"] for host in "ab"}
    report(first["a"], "add", account="a", result=part("a"))
    second = report("Onboard", "begin", account="a")["turn"]
    assert second != first["a"] == first["b"]
    report(second, "add", account="a", result=part("again"))
    assert (
        report(second)["report"]["pending"] == ["b", "c"] and "team-again" in report(second)["text"]
    )
    assert "team-a" in report(first["b"])["text"] and "team-again" not in report(first["b"])["text"]
    assert report("Offboard", "begin", account="b")["turn"] not in (first["a"], second)


def test_paths_are_looked_at_before_anything_else(report, tmp_path):
    wrong = {
        "report_file": str(tmp_path),
        "plan_file": str(tmp_path / "no" / "plan.md"),
        "options": ["x_report_file", "x_plan_file"],
    }
    begun = report("Onboard", "begin", account="a", **wrong)
    assert begun["problems"] == [
        "x_report_file: %s: is a folder; name a file in it" % tmp_path,
        "x_plan_file: %s/no/plan.md: there is no folder %s/no for a report or a plan"
        % (tmp_path, tmp_path),
    ]
    assert (
        "**Stopped** on a: x\\_" not in report(begun["turn"])["text"]
        and "is a folder; name a file in it" in report(begun["turn"])["text"]
    )
    (tmp_path / "link").symlink_to("plan.md")
    same = {
        "report_file": str(tmp_path / "plan.md"),
        "plan_file": str(tmp_path / "link"),
        "options": ["x_report_file", "x_plan_file"],
    }
    assert report("Onboard", "begin", account="b", **same)["problems"] == [
        "x_plan_file: %s/link: is the same file as that of x_report_file" % tmp_path
    ]
    assert [path.name for path in tmp_path.iterdir() if path.name != "local"] == ["link"], (
        "trying leaves nothing behind"
    )


def test_what_can_not_be_written_after_all_is_a_problem_of_that_file(report, tmp_path):
    written = {
        "report_file": str(tmp_path / "report.json"),
        "plan_file": str(tmp_path / "plan.md"),
        "options": ["x_report_file", "x_plan_file"],
    }
    begun = report("Onboard", "begin", account="a", **written)
    (tmp_path / "report.json").mkdir()
    added = report(begun["turn"], "add", account="a", result=part("a"), **written)
    assert added["problems"] == [
        "x_report_file: %s/report.json: can't be written: Is a directory" % tmp_path
    ]
    assert (tmp_path / "plan.md").read_text().startswith("# Report for 1 team\n")


def test_hundred_at_once(tmp_path):
    """Each writes what it knows; the last file knows them all."""
    folder, place, names = (
        str(tmp_path / "run"),
        tmp_path / "plan.md",
        ["h%02d" % number for number in range(40)],
    )
    from ansible_collections.oncall.routing.plugins.plugin_utils._teams.file import files

    def work(name):
        turn = accounts.begin(folder, "x", name)
        with accounts.alone(folder, turn) as parts:
            parts.add(name, part(name))
            files.write(str(place), plan.markdown(parts.results(names, names)))

    threads = [threading.Thread(target=work, args=(name,)) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (
        place.read_text().startswith("# Plan for 40 teams\n") and "Not yet" not in place.read_text()
    )
