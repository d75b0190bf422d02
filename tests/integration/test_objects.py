# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each resource through ansible-playbook: create, again, change, check mode, delete, and a
hundred in one task.
"""

from __future__ import annotations

import copy

import pytest
from unit.contract.subject import RESOURCES

#: Each resource, with the first of its samples.
SUBJECTS = [
    pytest.param(resource, id=resource.test_id)
    for number, resource in enumerate(RESOURCES)
    if resource.described not in [earlier.described for earlier in RESOURCES[:number]]
]
DEFAULTS = {
    "group/oncall.routing.guance": {"rate_limit": 0},
    "group/oncall.routing.bk": {"bk_biz_id": 2},
}


def nest(options):
    nested = {}
    for option, value in copy.deepcopy(options).items():
        group, _dot, name = option.rpartition(".")
        (nested.setdefault(group, {}) if group else nested)[name] = value
    return nested


def named(sample, name, options=None):
    """Options with a name as the vendor takes it; without options, only what says which object
    it is.
    """
    name = name.replace(" ", "-") if sample.bare else name
    key = {
        part: sample.base[part] for part in ("service",) if sample.within and part in sample.base
    }
    return nest(dict(dict(key, **(options or {})), name=name))


def task(name, module, options, **more):
    return dict({"name": name, "oncall.routing." + module: options}, **more)


@pytest.mark.parametrize("resource", SUBJECTS)
def test_the_life_of_an_object(ansible, emulator, resource):
    sample, module = resource.sample, "%s_%s" % (resource.vendor.name, resource.kind)
    change = dict([one[:2] for one in sample.changes[:1]])
    base, gone = (
        named(sample, "contract one", sample.base),
        dict(named(sample, "contract one"), state="absent"),
    )
    changed = named(sample, "contract one", sample.options(**change))
    run = ansible.play(
        {
            "module_defaults": DEFAULTS,
            "tasks": [
                task("planned", module, base, check_mode=True),
                task("create", module, base),
                task("again", module, base),
                task("change planned", module, changed, check_mode=True),
                task("change", module, changed),
                task("change again", module, changed),
                task("read", module + "_info", {"name": base["name"]}),
                task("delete planned", module, gone, check_mode=True),
                task("delete", module, gone),
                task("delete again", module, gone),
            ],
        },
        words=["--diff"],
    ).ok()
    changes = bool(change)
    expected = {
        "planned": (True, 0),
        "create": (True, 1),
        "again": (False, 0),
        "change planned": (changes, 0),
        "change": (changes, int(changes)),
        "change again": (False, 0),
        "read": (False, 0),
        "delete planned": (True, 0),
        "delete": (True, 1),
        "delete again": (False, 0),
    }
    assert {
        name: (run[name]["changed"], run[name]["requests"]["writes"]) for name in expected
    } == expected
    writes = [entry for entry in emulator.requests(resource.vendor.name) if entry["write"]]
    assert len(writes) == 2 + changes
    assert (
        run["change"]["plan"][0]["fields"]
        == run["change planned"]["plan"][0]["fields"]
        == list(change)
    )
    assert run["read"][resource.plural] == [run["change"][resource.kind]]
    assert run["delete"][resource.kind] is None
    assert run["change"]["diff"]["after"] == run["change"][resource.kind]
    # counted by Ansible itself: where it can be changed, six tasks said changed, and three of them
    # only in check mode
    assert "changed=%d " % (6 if changes else 4) in run.text.rsplit("PLAY RECAP", 1)[1]


#: One of each vendor always, all others in the nightly run.
ALWAYS = {"notification_group", "notify_object", "notice_group"}


@pytest.mark.parametrize(
    "resource",
    [
        pytest.param(
            *one.values,
            id=one.id,
            marks=() if one.values[0].kind in ALWAYS else pytest.mark.nightly,
        )
        for one in SUBJECTS
    ],
)
def test_a_hundred_objects_in_one_task(ansible, emulator, resource):
    sample, plural, vendor = resource.sample, resource.plural, resource.vendor.name
    module = "%s_%s" % (vendor, plural)
    everything = {
        plural: [named(sample, "contract %03d" % number, sample.base) for number in range(100)]
    }
    prefix = sample.within + named(sample, "contract ")["name"]
    purge = {
        plural: [],
        "purge": True,
        "purge_scope": {"name_prefix": prefix},
        "purge_limit": 100,
        "allow_empty": True,
    }
    run = ansible.play(
        {
            "module_defaults": DEFAULTS,
            "tasks": [
                task("planned", module, everything, check_mode=True),
                task("create", module, everything),
                task("again", module, everything),
                task("too many", module, dict(purge, purge_limit=99), ignore_errors=True),
                task("purge", module, purge),
            ],
        }
    )
    assert run.code == 0, run.text
    counts = {name: run[name]["counts"] for name in ("planned", "create", "again", "purge")}
    none = {"created": 0, "updated": 0, "deleted": 0, "unchanged": 0, "failed": 0}
    assert counts == {
        "planned": dict(none, created=100),
        "create": dict(none, created=100),
        "again": dict(none, unchanged=100),
        "purge": dict(none, deleted=100),
    }
    assert run.outcome("too many") == "ignored" and "purge_limit" in run["too many"]["msg"]
    deletes = 1 if getattr(resource.calls, "remove_all", None) else 100
    assert [run[name]["requests"]["writes"] for name in counts] == [0, 100, 0, deletes]
    # reads do not grow with the number of objects, unless the list shows too little of each
    assert all(run[name]["requests"]["reads"] <= 13 + 100 * sample.details for name in counts)
    assert len([entry for entry in emulator.requests(vendor) if entry["write"]]) == 100 + deletes


def test_secrets_are_not_shown_with_vvv(ansible):
    sample = next(one.sample for one in RESOURCES if one.kind == "notice_group")
    hook = sample.base["webhook_url"]
    run = ansible.play(
        {
            "module_defaults": DEFAULTS,
            "tasks": [
                task("create", "bk_notice_group", nest(sample.base)),
                task(
                    "change",
                    "bk_notice_group",
                    {"name": "contract one", "webhook_url": hook + "-2"},
                ),
                task("read", "bk_notice_group_info", {"name": "contract one"}),
                task(
                    "refused",
                    "bk_notice_group",
                    {"name": "contract one", "id": 999, "bk_app_secret": "bk-demo-secret-0001"},
                    ignore_errors=True,
                ),
            ],
        },
        words=["-vvv", "--diff"],
    )
    assert run.code == 0, run.text
    assert "contract-secret" not in run.text and "bk-demo-secret" not in run.text
    assert "********" in run.text and run["read"]["notice_groups"][0]["webhook_url"] == "********"
