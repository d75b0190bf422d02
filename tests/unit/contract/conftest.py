# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs every test that asks for "subject" once for each resource."""

from __future__ import annotations

from pathlib import Path

import pytest
from support import harness

from .subject import NAMES, RESOURCES, Subject, sample_of


def pytest_generate_tests(metafunc):
    given = [mark.args[0] for mark in metafunc.definition.iter_markers("parametrize")]
    if "resource" in metafunc.fixturenames and not any(
        names.startswith("resource,") for names in given
    ):
        metafunc.parametrize("resource", RESOURCES, ids=NAMES)
    if "subject" in metafunc.fixturenames and metafunc.function.__name__ not in ONE_PRESET:
        metafunc.parametrize("preset", ["hostile", "live"])


#: In every run what is long, and the action plugin: for these. For the others in the nightly run:
#: the code behind both doors is the same.
ALWAYS = {"channel", "alert_policy", "notice_group"}
BOTH_DOORS = {"channel", "alert_policy"}
#: What runs by day on the preset that is like a live server: the core of one kind of each vendor,
#: with the module for many objects where the one for one
#: object does the same.
LIVE = {"notification_group", "alert_policy", "user_group"}
ON_BOTH = {"test_contract_objects.py", "test_contract_lists.py", "test_contract_members.py"}
#: Of these not what is refused whatever the vendor answers.
BY_NIGHT = {
    "test_a_bad_value_is_refused_with_its_path",
    "test_a_wrong_type_anywhere_is_refused_with_its_path_and_without_a_write",
    "test_purge_without_a_good_scope_is_refused_before_anything_is_asked",
    "test_the_same_element_twice_is_refused",
}
#: What says by itself how the vendor behaves, or goes through hundreds of odd values.
ONE_PRESET = {
    "test_whatever_the_vendors_answers_look_like",
    "test_every_odd_value_is_accepted_back",
}
HERE = Path(__file__).parent


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    for item in items:
        given = getattr(getattr(item, "callspec", None), "params", {})
        if (
            HERE in item.path.parents
            and "resource" in given
            and (
                given.get("door") == "action"
                and given["resource"].kind not in BOTH_DOORS
                or given.get("preset") == "live"
                and not (
                    given["resource"].kind in LIVE
                    and item.path.name in ON_BOTH
                    and item.function.__name__ not in BY_NIGHT
                    and given["door"] == "module"
                    and given.get("form") != "one"
                )
                or item.get_closest_marker("long")
                and given["resource"].kind not in ALWAYS
            )
        ):
            item.add_marker(pytest.mark.nightly)


@pytest.fixture(autouse=True, params=["module", "action"])
def door(request, monkeypatch):
    """Every test of the suite runs as a module and through the action plugin."""
    monkeypatch.setattr(harness, "DOOR", request.param)
    return request.param


@pytest.fixture
def subject(request, resource, account, preset):
    if sample_of(resource) is None:
        pytest.fail("no sample for %s: add one to tests/unit/contract/samples.py" % resource.kind)
    subject = Subject(resource, account(resource.vendor.name), preset)
    params = request.node.callspec.params
    about = {params.get("option"), next(iter(params.get("change") or ()), None)}
    if about & subject.hidden:
        pytest.skip("a live server does not show it")
    return subject


@pytest.fixture(params=["one", "many"])
def form(request, subject):
    """A function that gives the options to the module for one object or to the one for many, and
    returns (result, its plan entry, its object).
    """

    def apply(options, check=False, **more):
        if request.param == "one":
            state = {"state": more.pop("state")} if "state" in more else {}
            result = subject.one(options, check, **more, **state)
            return result, (result.get("plan") or [None])[0], result.get(subject.kind)
        if "state" in more:
            options = dict(options, state=more.pop("state"))
        result = subject.many([options], check, **more)
        objects = result.get(subject.plural) or [None]
        return result, (result.get("plan") or [None])[0], objects[0]

    apply.place = "" if request.param == "one" else subject.plural + "[0]"
    apply.path = lambda option: "%s.%s" % (apply.place, option) if apply.place else option
    return apply
