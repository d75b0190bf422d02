# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Any valid team file comes to objects that the modules take; many at once quickly; accounts;
and the vendors themselves take them.
"""

from __future__ import annotations

import copy
import time

import pytest
from ansible_collections.oncall.routing.plugins.plugin_utils._teams.translate import common
from ansible_collections.oncall.routing.plugins.plugin_utils._teams.translate.common import LISTS
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from .kit import VENDORS, maximal, put, small, translate
from .strategies import teams


@given(documents=st.lists(teams(), min_size=1, max_size=3))
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
def test_any_valid_files_come_to_what_the_modules_take(documents):
    from ansible_collections.oncall.routing.plugins.module_utils._module import validation
    from ansible_collections.oncall.routing.plugins.module_utils._plan.element import elements_of

    documents = [
        dict(document, name="%s %d" % (document["name"], number))
        for number, document in enumerate(documents)
    ]
    for vendor in VENDORS:
        result = translate(documents, vendor, account={"bk_biz_id": 2})
        assert [one for one in result["refused"] if one["path"] != "name"] == []
        assert len(result["teams"]) + len(result["elsewhere"]) + len(
            {one["team"] for one in result["refused"]}
        ) == len(documents)
        for kind, items in result["objects"].items():
            resource = LISTS[vendor][kind]
            spec = dict(resource.spec(), state={"type": "str", "choices": ["present", "absent"]})
            for item in items:
                assert validation.locate(spec, resource.as_declared(item)) == [], item
            elements_of(
                resource, items, ["%s[%d]" % (kind, number) for number in range(len(items))]
            )


def test_one_pass_reads_each_file_once_and_translates_it_once_for_each_vendor(monkeypatch):
    from ansible_collections.oncall.routing.plugins.plugin_utils._teams.translate import common

    account = {"default_bk_biz_id": 2, "businesses": ["9"]}
    documents = [small(), small(name="search", vendors={"bk": {"bk_biz_id": 7}, "guance": {}})]
    calls = []
    for name in ("parse", "_report"):
        inner = getattr(common, name)
        monkeypatch.setattr(
            common, name, lambda *args, inner=inner, name=name: calls.append(name) or inner(*args)
        )
    result = common.check(documents, options=common.CheckOptions(account=account, prefix="x-"))
    assert calls.count("parse") == 2
    assert calls.count("_report") == 3 + 2
    assert [len(result["objects"][vendor]) for vendor in VENDORS] == [1, 1, 3]
    assert [one["bk_biz_id"] for one in result["objects"]["bk"]] == [2, 7, 9]
    for vendor in VENDORS:
        for one in result["objects"][vendor]:
            place = dict(account, bk_biz_id=one["bk_biz_id"])
            assert one == translate(
                documents, vendor, account=place, prefix="x-", fidelity="inexact"
            )


def test_a_team_that_one_vendor_refuses_has_objects_at_none():
    from ansible_collections.oncall.routing.plugins.plugin_utils._teams.translate import common

    documents = [small(), small(name="search", accounts=["elsewhere"])]
    result = common.check(documents, options=common.CheckOptions(account={"known": ["elsewhere"]}))
    assert [one["team"] for one in result["refused"]] == ["search"]
    assert all(
        one["teams"] == ["payments"] and one["elsewhere"] == one["refused"] == []
        for vendor in VENDORS
        for one in result["objects"][vendor]
    )
    # no business is named and none is known: the connection has to say it
    assert [one["bk_biz_id"] for one in result["objects"]["bk"]] == [None]


@given(documents=st.lists(teams(), min_size=2, max_size=3))
@settings(max_examples=25)
def test_a_team_does_not_depend_on_the_others(documents):
    documents = [
        dict(document, name="%s %d" % (document["name"], number))
        for number, document in enumerate(documents)
    ]
    for vendor in VENDORS:
        together = translate(documents, vendor)["objects"]
        apart = [translate([document], vendor)["objects"] for document in documents]
        for kind in together:
            alone = [one for objects in apart for one in objects[kind]]
            assert together[kind] == [
                one for number, one in enumerate(alone) if one not in alone[:number]
            ]


def test_two_hundred_teams(record_property):
    team = put(maximal(), "accounts", ...)
    documents = [dict(copy.deepcopy(team), name="team %03d" % number) for number in range(200)]
    spent = {}
    for vendor in VENDORS:
        started = time.process_time()
        result = translate(documents, vendor)
        spent[vendor] = time.process_time() - started
        assert len(result["teams"]) == 200 and result["refused"] == []
    text = ", ".join("%s %.2f s" % one for one in spent.items())
    record_property("seconds", text)
    print("200 teams of every option:", text)


@pytest.mark.parametrize("number", [2, "2"])
def test_a_business_may_be_a_text(number):
    """Variables of a command line are, and a team that seemed to be elsewhere would be deleted."""
    found = translate(
        [small()], "bk", account={"bk_biz_id": number, "default_bk_biz_id": str(number)}
    )
    assert found["teams"] == ["payments"] and found["elsewhere"] == []
    assert common.check(
        [small()], options=common.CheckOptions(account={"default_bk_biz_id": str(number)})
    )["businesses"] == [2]


@pytest.mark.parametrize(
    "vendor, changes, stranger",
    [
        (
            "mackerel",
            {"accounts": ["toyko"]},
            (
                "accounts[0]: 'toyko' is neither an account nor a workspace of this run; did you"
                " mean tokyo?"
            ),
        ),
        ("mackerel", {"accounts": ["osaka", "nowhere"]}, "accounts[1]: 'nowhere' is neither"),
        (
            "guance",
            {"vendors": {"guance": {"workspace": "prdo"}}},
            "vendors.guance.workspace: 'prdo' is neither",
        ),
    ],
)
def test_for_a_name_that_nobody_knows_nothing_is_deleted(vendor, changes, stranger):
    place = {"name": "tokyo", "known": ["tokyo", "osaka", "prod"]}
    found = translate([small(**changes)], vendor, account=place)
    assert found["teams"] == found["elsewhere"] == found["refused"] == []
    assert stranger in found["warnings"][0]["text"]
    (warning,) = [
        one
        for one in common.check([small(**changes)], options=common.CheckOptions(account=place))[
            "warnings"
        ]
        if "neither" in one["text"]
    ]
    assert stranger in warning["text"] and "nothing of the team is deleted" in warning["text"]
    known = {
        key: ["osaka"] if key == "accounts" else {"guance": {"workspace": "prod"}}
        for key in changes
    }
    assert translate([small(**known)], vendor, account=place)["elsewhere"] == ["payments"], (
        "it has left this account"
    )


def test_a_team_with_accounts_is_not_set_up_without_an_inventory():
    team, place = small(accounts=["tokyo"]), {"name": "", "known": []}
    for found in (
        translate([team], "mackerel", account=place),
        common.check([team], options=common.CheckOptions(account=place)),
    ):
        assert [one["path"] for one in found["refused"]] == ["accounts"] and "inventory" in found[
            "refused"
        ][0]["text"]
    assert common.check([small()], options=common.CheckOptions(account=place))["refused"] == []


def test_accounts():
    more = {"here": {"accounts": ["tokyo"]}, "both": {"accounts": ["tokyo", "osaka"]}, "all": {}}
    here, both, everywhere = (dict(small(name=name), **own) for name, own in more.items())

    def on(**account):
        return translate([here, both, everywhere], "mackerel", account=account)["teams"]

    assert (
        on(name="tokyo") == ["here", "both", "all"]
        and on(name="osaka") == ["both", "all"]
        and on(name="kyoto") == ["all"]
    )
    assert on() == ["here", "both", "all"], "without an inventory there is one account"


def test_a_vendor_that_a_team_is_not_on():
    team = small(vendors={"guance": None})
    assert translate([team], "guance")["teams"] == ["payments"]
    result = translate([team], "mackerel")
    assert (result["teams"], result["elsewhere"], result["fidelity"]) == (
        [],
        ["payments"],
        [],
    ) and not any(result["objects"].values())


MODULES = {
    "mackerel": ["channels", "notification_groups", "alert_group_settings"],
    "guance": ["notify_objects", "member_groups", "alert_policies"],
    "bk": ["notice_groups", "user_groups"],
}


def accepted():
    """The maximal file with what the emulator's accounts hold."""
    team = put(maximal(), "accounts", ...)
    team = put(team, "services", ["payments", "ledger"])
    team = put(
        team,
        "vendors.mackerel.options",
        {"channels": {"enabled_graph_image": True}, "notification_groups": {"monitors": []}},
    )
    team = put(team, "vendors.guance.options.alert_policies.permission_set", ...)
    return put(team, "vendors.bk.options.user_groups.channels", ["user", "wxwork-bot"])


@pytest.mark.parametrize("vendor", VENDORS)
def test_the_vendor_takes_it_and_a_second_run_changes_nothing(account, vendor):
    place = account(vendor)
    found = translate(
        [accepted(), small(name="search", services=["search"])], vendor, account={"bk_biz_id": 2}
    )
    assert found["refused"] == []
    made = 0
    for again in (False, True):
        for kind in MODULES[vendor]:
            items = found["objects"][kind]
            result = place.run("%s_%s" % (vendor, kind), **{kind: items})
            assert not result["failed"], result.get("msg")
            changes = [step for step in result["plan"] if step["action"] != "none"]
            made += len(changes) if not again else 0
            assert changes == [] if again else {step["action"] for step in changes} <= {"create"}
            assert not [text for text in result["warnings"] if "fatal" not in text], result[
                "warnings"
            ]
    present = [
        one for items in found["objects"].values() for one in items if one.get("state") != "absent"
    ]
    assert made == len(present) - len(found["objects"].get("services", []))
