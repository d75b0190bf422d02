# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Somebody writes between our read and our write of an object that is replaced whole."""

from __future__ import annotations

from unittest import mock

import pytest

SHIFTS = [{"duty_time": [{"work_type": "daily", "work_time": ["00:00--23:59"]}], "duty_users": [[{"type": "user", "id": "alice"}]]}]
#: Module, its collection at the vendor, a new object, what we change, what the other changes (vendor's key, value), the same for our field.
CASES = {
    "mackerel_alert_group_setting": ("alertGroupSettings", {"memo": "one", "notification_interval": 10}, {"memo": "ours"},
                                     {"notificationInterval": 99}, ("notification_interval", 99), {"memo": "theirs"}),
    "mackerel_notification_group": ("notificationGroups", {"notification_level": "all", "services": ["payments"]}, {"notification_level": "critical"},
                                    {"services": [{"name": "ledger"}]}, ("services", ["ledger"]), None),
    "mackerel_channel": ("channels", {"type": "slack", "url": "https://hooks.example.com/planted-hook", "mentions": {"ok": "@a"}}, {"mentions": {"ok": "@b"}},
                         {"url": "https://hooks.example.com/another-hook", "events": ["monitor"]}, ("events", ["monitor"]), None),
    "mackerel_downtime": ("downtimes", {"start": 2051254800, "duration": 90, "memo": "one"}, {"memo": "ours"}, {"duration": 60}, ("duration", 60),
                          {"memo": "theirs"}),
    "bk_notice_group": ("user_groups", {"message": "one", "notice_receiver": [{"type": "user", "id": "alice"}], "notice_way": {"1": ["mail"]}},
                        {"message": "ours"}, None, None, {"desc": "theirs"}),
    "bk_user_group": ("user_groups", {"desc": "one", "alert_notice": [], "action_notice": []}, {"desc": "ours"},
                      {"duty_arranges": [{"id": 1, "users": [{"type": "user", "id": "theirs"}]}]}, ("users", [{"type": "user", "id": "theirs"}]),
                      {"desc": "theirs"}),
    "bk_duty_rule": ("duty_rules", {"category": "regular", "enabled": True, "effective_time": "2035-01-01", "duty_arranges": SHIFTS}, {"category": "handoff"},
                     {"labels": ["theirs"]}, ("labels", ["theirs"]), {"category": "theirs"}),
}
#: The last request by which the plan learns of an object, where that is not the first.
READ_LAST = {"bk_user_group": "search_user_group_detail", "bk_duty_rule": "search_duty_rule_detail"}


@pytest.fixture
def impatient():
    """Every plan is too old to be trusted."""
    from ansible_collections.oncall.routing.plugins.module_utils._reconcile import apply
    with mock.patch.object(apply, "STALE_AFTER", -1.0):
        yield


@pytest.mark.parametrize("module", [name for name, case in CASES.items() if case[3]])
def test_a_change_of_what_we_do_not_manage_is_kept(account, emulator, impatient, module):  # pylint: disable=unused-argument
    collection, base, ours, theirs, seen, _conflict = CASES[module]
    place = account(module.split("_", maxsplit=1)[0])
    made = place.run(module, name="zz", **base)
    ident = made[module.split("_", maxsplit=1)[1]]["id"]
    emulator.add_fault(vendor=place.vendor, kind="second_writer", write=False, path=READ_LAST.get(module, ""), patch={
        "collection": collection, "id": ident, "set": theirs})
    result = place.run(module, name="zz", **ours)
    assert not result["failed"], result.get("msg")
    found = place.run(module + "_info", name="zz")
    after, = found[next(key for key in found if key.endswith("s") and key.startswith(module.split("_", maxsplit=1)[1]))]
    assert after[seen[0]] == seen[1]
    assert {key: after[key] for key in ours} == ours


@pytest.mark.parametrize("module", [name for name, case in CASES.items() if case[5]])
def test_a_change_of_what_we_manage_is_refused_with_both_values(account, emulator, impatient, module):  # pylint: disable=unused-argument
    collection, base, ours, _theirs, _seen, conflict = CASES[module]
    place = account(module.split("_", maxsplit=1)[0])
    ident = place.run(module, name="zz", **base)[module.split("_", maxsplit=1)[1]]["id"]
    emulator.clear_requests()
    emulator.add_fault(vendor=place.vendor, kind="second_writer", write=False, path=READ_LAST.get(module, ""), patch={
        "collection": collection, "id": ident, "set": conflict})
    result = place.run(module, name="zz", **ours)
    assert result["failed"] and result.writes == 0
    (option, value), = base.items() if len(base) == 1 else [item for item in base.items() if item[0] in ours]
    assert "somebody changed %s" % option in result["msg"] and "from %s to theirs" % value in result["msg"]
    assert place.requests(write=True) == []
