# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Several writes of one task whose outcome is unclear: one look at the list tells of all of
them.
"""

from __future__ import annotations

import pytest

SHIFTS = [
    {
        "duty_time": [{"work_type": "daily", "work_time": ["00:00--23:59"]}],
        "duty_users": [[{"type": "user", "id": "alice"}]],
    }
]
#: Plural module, what all objects have, and what is changed.
CASES = {
    "mackerel_alert_group_settings": ({"memo": "one"}, {"memo": "two"}),
    "mackerel_downtimes": ({"start": 2051254800, "duration": 90}, {"duration": 60}),
    "guance_notice_dates": ({"dates": ["2035/01/01"]}, {"dates": ["2035/01/02"]}),
    "bk_duty_rules": (
        {
            "category": "regular",
            "enabled": True,
            "effective_time": "2035-01-01 00:00:00+0800",
            "duty_arranges": SHIFTS,
        },
        {"category": "handoff"},
    ),
}
#: Of these one call deletes several.
TOGETHER = ("guance_notice_dates",)
PLURALS = pytest.mark.parametrize("module", CASES)
MANY = 6
#: HTTP 507 is final, and may come after the write was carried out.
FINAL = {"kind": "status", "status": 507, "times": None, "write": True}


def items(module, step, **more):
    base, changed = CASES[module]
    return [
        dict(
            base if step == "create" else dict(base, **changed), name="unclear %d" % number, **more
        )
        for number in range(MANY)
    ]


def run(account, module, step, **more):
    account.emulator.clear_requests()
    vendor, plural = module.split("_", maxsplit=1)
    del vendor
    return account.run(module, retries=0, **{plural: items(module, step, **more)})


def lists(account):
    """How often the list itself was read."""
    return len([one for one in account.requests(write=False) if "detail" not in one["path"]])


@PLURALS
def test_creates_that_are_not_there_share_one_look(account, emulator, module):
    place = account(module.partition("_")[0])
    emulator.add_fault(vendor=place.vendor, **FINAL)
    result = run(place, module, "create")
    assert result["failed"] and result["counts"]["failed"] == MANY
    assert len(place.requests(write=True)) == MANY and lists(place) <= 3, [
        one["path"] for one in place.requests()
    ]
    assert "does not show it" in result["msg"]


@PLURALS
def test_creates_that_were_carried_out_are_found_with_one_look(account, emulator, module):
    place = account(module.partition("_")[0])
    emulator.add_fault(vendor=place.vendor, **dict(FINAL, kind="status_after"))
    result = run(place, module, "create")
    assert not result["failed"] and result["counts"]["created"] == MANY, result.get("msg")
    assert len(place.requests(write=True)) == MANY and lists(place) <= 4, [
        one["path"] for one in place.requests()
    ]


@PLURALS
@pytest.mark.parametrize("kind", ["status", "status_after"])
def test_updates_share_one_look(account, emulator, module, kind):
    place = account(module.partition("_")[0])
    assert not run(place, module, "create")["failed"]
    emulator.add_fault(vendor=place.vendor, **dict(FINAL, kind=kind))
    result = run(place, module, "update")
    assert result["failed"] == (kind == "status"), result.get("msg")
    assert result["counts"]["failed" if result["failed"] else "updated"] == MANY
    assert len(place.requests(write=True)) == MANY and lists(place) <= 4, [
        one["path"] for one in place.requests()
    ]


@PLURALS
@pytest.mark.parametrize("kind", ["status", "status_after"])
def test_deletes_share_one_look(account, emulator, module, kind):
    place = account(module.partition("_")[0])
    assert not run(place, module, "create")["failed"]
    emulator.add_fault(vendor=place.vendor, **dict(FINAL, kind=kind))
    result = run(place, module, "create", state="absent")
    assert result["failed"] == (kind == "status"), result.get("msg")
    assert result["counts"]["failed" if result["failed"] else "deleted"] == MANY
    assert (
        len(place.requests(write=True)) == (1 if module in TOGETHER else MANY) and lists(place) <= 4
    ), [one["path"] for one in place.requests()]


@PLURALS
def test_creates_that_may_be_sent_again_are_sent_again_together(account, emulator, module):
    """The connection breaks before the vendor takes the first writes."""
    place = account(module.partition("_")[0])
    emulator.add_fault(vendor=place.vendor, kind="drop_before", write=True, times=MANY)
    place.emulator.clear_requests()
    result = place.run(
        module, retries=2, **{module.split("_", maxsplit=1)[1]: items(module, "create")}
    )
    assert not result["failed"] and result["counts"]["created"] == MANY, result.get("msg")
    rows = place.run(module[:-1] + "_info")[module.split("_", maxsplit=1)[1]]
    assert sorted(row["name"] for row in rows if row["name"].startswith("unclear")) == [
        "unclear %d" % number for number in range(MANY)
    ]
    assert lists(place) <= 6
