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
    if "resource" in metafunc.fixturenames and not any(names.startswith("resource,") for names in given):
        metafunc.parametrize("resource", RESOURCES, ids=NAMES)


#: In every run what is long, and the action plugin: for these. For the others in the nightly run: the code behind both doors is the same.
ALWAYS = {"channel", "alert_policy", "notice_group"}
BOTH_DOORS = {"channel", "alert_policy"}
HERE = Path(__file__).parent


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    for item in items:
        given = getattr(getattr(item, "callspec", None), "params", {})
        if HERE in item.path.parents and "resource" in given and (
                given.get("door") == "action" and given["resource"].kind not in BOTH_DOORS
                or item.get_closest_marker("long") and given["resource"].kind not in ALWAYS):
            item.add_marker(pytest.mark.nightly)


@pytest.fixture(autouse=True, params=["module", "action"])
def door(request, monkeypatch):
    """Every test of the suite runs as a module and through the action plugin."""
    monkeypatch.setattr(harness, "DOOR", request.param)
    return request.param


@pytest.fixture
def subject(resource, account):
    if sample_of(resource) is None:
        pytest.fail("no sample for %s: add one to tests/unit/contract/samples.py" % resource.kind)
    return Subject(resource, account(resource.vendor.name))


@pytest.fixture(params=["one", "many"])
def form(request, subject):
    """A function that gives the options to the module for one object or to the one for many, and returns (result, its plan entry, its object)."""
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
