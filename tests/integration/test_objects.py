# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each resource through ansible-playbook: create, again, change, check mode, delete, and a hundred in one task."""

from __future__ import annotations

import copy

import pytest
from unit.contract.samples import SAMPLES

PLURALS = {"notification_group": "notification_groups", "alert_group_setting": "alert_group_settings", "alert_policy": "alert_policies",
           "notice_group": "notice_groups"}
SUBJECTS = [pytest.param(*subject, id="_".join(subject)) for subject in SAMPLES]
DEFAULTS = {"group/oncall.routing.guance": {"rate_limit": 0}, "group/oncall.routing.bk": {"bk_biz_id": 2}}


def nest(options):
    nested = {}
    for option, value in copy.deepcopy(options).items():
        group, _dot, name = option.rpartition(".")
        (nested.setdefault(group, {}) if group else nested)[name] = value
    return nested


def task(name, module, options, **more):
    return dict({"name": name, "oncall.routing." + module: options}, **more)


@pytest.mark.parametrize("vendor, kind", SUBJECTS)
def test_the_life_of_an_object(ansible, emulator, vendor, kind):
    sample, module = SAMPLES[vendor, kind], "%s_%s" % (vendor, kind)
    option, value = sample.changes[0][:2]
    base, changed, gone = nest(sample.base), nest(sample.options(**{option: value})), {"name": "contract one", "state": "absent"}
    run = ansible.play({"module_defaults": DEFAULTS, "tasks": [
        task("planned", module, base, check_mode=True), task("create", module, base), task("again", module, base),
        task("change planned", module, changed, check_mode=True), task("change", module, changed), task("change again", module, changed),
        task("read", module + "_info", {"name": "contract one"}),
        task("delete planned", module, gone, check_mode=True), task("delete", module, gone), task("delete again", module, gone),
    ]}, words=["--diff"]).ok()
    expected = {"planned": (True, 0), "create": (True, 1), "again": (False, 0), "change planned": (True, 0), "change": (True, 1),
                "change again": (False, 0), "read": (False, 0), "delete planned": (True, 0), "delete": (True, 1), "delete again": (False, 0)}
    assert {name: (run[name]["changed"], run[name]["requests"]["writes"]) for name in expected} == expected
    writes = [entry for entry in emulator.requests(vendor) if entry["write"]]
    assert len(writes) == 3
    assert run["change"]["plan"][0]["fields"] == run["change planned"]["plan"][0]["fields"] == [option]
    assert run["read"][PLURALS[kind]] == [run["change"][kind]]
    assert run["delete"][kind] is None
    assert run["change"]["diff"]["after"] == run["change"][kind]
    # counted by Ansible itself: five tasks said changed, and three of them only in check mode
    assert "changed=6 " in run.text.rsplit("PLAY RECAP", 1)[1]


@pytest.mark.parametrize("vendor, kind", SUBJECTS)
def test_a_hundred_objects_in_one_task(ansible, emulator, vendor, kind):
    sample, plural = SAMPLES[vendor, kind], PLURALS[kind]
    module = "%s_%s" % (vendor, plural)
    everything = {plural: [dict(nest(sample.base), name="contract %03d" % number) for number in range(100)]}
    purge = {plural: [], "purge": True, "purge_scope": {"name_prefix": "contract "}, "purge_limit": 100, "allow_empty": True}
    run = ansible.play({"module_defaults": DEFAULTS, "tasks": [
        task("planned", module, everything, check_mode=True), task("create", module, everything), task("again", module, everything),
        task("too many", module, dict(purge, purge_limit=99), ignore_errors=True), task("purge", module, purge)]})
    assert run.code == 0, run.text
    counts = {name: run[name]["counts"] for name in ("planned", "create", "again", "purge")}
    none = {"created": 0, "updated": 0, "deleted": 0, "unchanged": 0, "failed": 0}
    assert counts == {"planned": dict(none, created=100), "create": dict(none, created=100), "again": dict(none, unchanged=100),
                      "purge": dict(none, deleted=100)}
    assert run.outcome("too many") == "ignored" and "purge_limit" in run["too many"]["msg"]
    assert [run[name]["requests"]["writes"] for name in counts] == [0, 100, 0, 100]
    # reads do not grow with the number of objects
    assert all(run[name]["requests"]["reads"] <= 13 for name in counts)
    assert len([entry for entry in emulator.requests(vendor) if entry["write"]]) == 200


def test_secrets_are_not_shown_with_vvv(ansible):
    sample = SAMPLES["bk", "notice_group"]
    hook = sample.base["webhook_url"]
    run = ansible.play({"module_defaults": DEFAULTS, "tasks": [
        task("create", "bk_notice_group", nest(sample.base)), task("change", "bk_notice_group", dict(name="contract one", webhook_url=hook + "-2")),
        task("read", "bk_notice_group_info", {"name": "contract one"}),
        task("refused", "bk_notice_group", {"name": "contract one", "id": 999, "bk_app_secret": "bk-demo-secret-0001"}, ignore_errors=True),
    ]}, words=["-vvv", "--diff"])
    assert run.code == 0, run.text
    assert "contract-secret" not in run.text and "bk-demo-secret" not in run.text
    assert "********" in run.text and run["read"]["notice_groups"][0]["webhook_url"] == "********"
