# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is tried again, what is told once, and what a person is told to check, on all vendors: by
what the task knows, and never a number alone.
"""

from __future__ import annotations

import re

import pytest
from ansible_collections.oncall.routing.plugins.module_utils._http import client
from support import actions, harness
from support.vendor_kit import fails

HTTP = "ansible_collections.oncall.routing.plugins.module_utils._http."

GROUP, GROUPS = "mackerel_notification_group", "mackerel_notification_groups"
#: vendor to (plural module, its option, what a new one needs)
PLURAL = {
    "mackerel": (GROUPS, "notification_groups", {}),
    "guance": ("guance_notice_dates", "notice_dates", {"dates": ["2030/01/01"]}),
    "bk": (
        "bk_notice_groups",
        "notice_groups",
        {"notice_receiver": [{"type": "user", "id": "alice"}], "notice_way": {"1": ["mail"]}},
    ),
}
FINAL = [501, 505, 506, 507, 508, 510, 511, 525, 526, 530, 599]
AGAIN = [408, 425, 429, 502, 503, 504, 520, 521, 522, 523, 524]


def many(account, vendor, count=30, **more):
    module, option, base = PLURAL[vendor]
    return account(vendor).run(
        module, **{option: [dict(base, name="zz-%02d" % number) for number in range(count)]}, **more
    )


# --- what is tried again


@pytest.mark.parametrize("status", FINAL)
@pytest.mark.parametrize("vendor", list(PLURAL))
def test_what_never_passes_is_not_tried_again(emulator, account, vendor, status):
    emulator.add_fault(vendor=vendor, kind="status", status=status, times=None)
    result = many(account, vendor, 1)
    assert (
        result["failed"]
        and len(account(vendor).requests()) == 1
        and result["requests"]["waited"] == 0
    ), result["msg"]


@pytest.mark.parametrize("status", AGAIN + [500])
def test_what_may_pass_is_tried_again(emulator, account, clock, status):
    emulator.add_fault(vendor="mackerel", method="GET", kind="status", status=status, times=2)
    result = many(account, "mackerel", 1)
    assert not result["failed"] and result["requests"]["retries"] == 2 and len(clock.slept) == 2


@pytest.mark.parametrize("status", FINAL)
def test_eight_updates_that_are_refused_are_eight_writes(emulator, account, status):
    many(account, "mackerel", 8)
    account("mackerel").emulator.clear_requests()
    emulator.add_fault(vendor="mackerel", method="PUT", kind="status", status=status, times=None)
    result = account("mackerel").run(
        GROUPS,
        notification_groups=[
            {"name": "zz-%02d" % number, "notification_level": "critical"} for number in range(8)
        ],
    )
    assert result["counts"]["failed"] == 8 and len(account("mackerel").requests(write=True)) == 8
    looks = len(account("mackerel").requests(write=False))
    assert looks <= (2 if status in client.NEVER else 10), (
        "what was certainly not done is not looked for"
    )


@pytest.mark.parametrize("status, writes", [(425, 2), (429, 2), (408, 1), (520, 1), (507, 1)])
@pytest.mark.parametrize("kind", ["status", "status_after"])
def test_a_create_after_each_of_them_is_made_once(emulator, account, kind, status, writes):
    if kind == "status_after" and status in client.LATER:
        pytest.skip("they say that nothing was done")
    emulator.add_fault(vendor="mackerel", method="POST", kind=kind, status=status)
    result = many(account, "mackerel", 1)
    assert result["failed"] is (status == 507 and kind == "status"), result.get("msg")
    names = [row["name"] for row in emulator.state("mackerel")["notificationGroups"]]
    assert names.count("zz-00") == (0 if result["failed"] else 1)


# --- what to check


@pytest.mark.parametrize(
    "status",
    [
        400,
        401,
        402,
        403,
        404,
        405,
        408,
        409,
        410,
        413,
        414,
        415,
        418,
        421,
        422,
        423,
        425,
        429,
        431,
        451,
        499,
        500,
        *FINAL,
        *AGAIN[3:],
    ],
)
@pytest.mark.parametrize("vendor", list(PLURAL))
@pytest.mark.parametrize("body", [{"error": "x"}, "x"])
def test_no_number_without_a_word_on_what_to_check(emulator, account, vendor, status, body):
    emulator.add_fault(vendor=vendor, kind="status", status=status, body=body, times=None)
    message = many(account, vendor, 1, retries=0)["msg"]
    hint = message.rpartition(". ")[2]
    assert "HTTP %d" % status in message and len(hint) > 20 and "HTTP" not in hint, message
    assert not re.search(r"\b[A-Z][a-z]+(?:[A-Z][a-z]+)*Error\b|NoneType", message), message


@pytest.mark.parametrize(
    "status, body",
    [
        (404, "404 page not found"),
        (404, {"message": "no route"}),
        (405, "not allowed"),
        (501, {"error": "no"}),
    ],
)
def test_a_server_without_a_call_is_no_wrong_address(emulator, mackerel, status, body):
    emulator.add_fault(
        vendor="mackerel", method="PUT", kind="status", status=status, body=body, times=None
    )
    message = fails(mackerel, GROUP, name="night watch", notification_level="all")
    assert (
        "he server has no call PUT /api/v0/notification-groups/4NgNightly2; the address is right"
        in message
        and "check api_url" not in message.lower()
    )


@pytest.mark.parametrize("vendor", ["mackerel", "guance"])
def test_an_address_where_nothing_answers_is_told_whole(account, emulator, vendor):
    options = account(vendor).connection
    module, option, base = PLURAL[vendor]
    message = harness.run(
        module,
        dict(options, api_url=options["api_url"] + "/nowhere", **{option: [dict(base, name="zz")]}),
    )["msg"]
    emulator.clear_violations()
    assert options["api_url"] + "/nowhere/api" in message and "api_url" in message.lower(), message


@pytest.mark.parametrize("vendor", sorted(PLURAL))
@pytest.mark.parametrize(
    "status, word",
    [
        (401, "credentials|api_key"),
        (403, "permission"),
        (409, "same time"),
        (413, "larger"),
        (507, "no room"),
        (511, "login"),
    ],
)
def test_a_page_of_something_on_the_way_does_not_make_the_address_wrong(
    account, emulator, vendor, status, word
):
    module, option, base = PLURAL[vendor]
    emulator.add_fault(vendor=vendor, write=True, kind="html", status=status, times=None)
    message = account(vendor).run(module, **{option: [dict(base, name="zz")]})["msg"]
    assert (
        re.search(word, message)
        and "check api_url" not in message.lower()
        and "did not answer as" not in message
    ), message


@pytest.mark.parametrize(
    "status, word",
    [
        (405, "no call POST"),
        (409, "same time"),
        (413, "larger"),
        (415, "report it"),
        (423, "locked"),
    ],
)
def test_guance_tells_a_status_with_its_own_words(account, emulator, status, word):
    emulator.add_fault(
        vendor="guance",
        write=True,
        kind="status",
        status=status,
        times=None,
        body={
            "code": status,
            "errorCode": "ft.Odd",
            "message": "no",
            "success": False,
            "content": {},
            "traceId": "T",
        },
    )
    module, option, base = PLURAL["guance"]
    message = account("guance").run(module, **{option: [dict(base, name="zz")]})["msg"]
    assert word in message and "check the options" not in message.lower(), message


@pytest.mark.parametrize(
    "module, params, default",
    [
        (GROUP, {"name": "night watch", "notification_level": "all"}, True),
        ("mackerel_channel", {"name": "ops mail", "type": "email"}, False),
        (
            "mackerel_downtime",
            {"name": "zz", "start": "2035-01-01T00:00:00+09:00", "duration": "1h"},
            False,
        ),
        ("mackerel_alert_group_setting", {"name": "zz"}, False),
        ("mackerel_service", {"name": "zz-top"}, False),
    ],
)
def test_a_hint_about_one_kind_of_object_is_for_that_kind(
    emulator, mackerel, module, params, default
):
    emulator.add_fault(
        vendor="mackerel",
        write=True,
        kind="status",
        status=400,
        body={"error": {"message": "bad"}},
        times=None,
    )
    result = mackerel.run(module, **params)
    assert (
        result["failed"]
        and "HTTP 400" in result["msg"]
        and ("default notification group" in result["msg"]) is default
    ), result["msg"]


def test_a_read_with_an_unknown_key_says_that_the_key_may_be_unknown(emulator, mackerel):
    emulator.add_fault(
        vendor="mackerel",
        kind="status",
        status=403,
        body={"error": {"message": "Forbidden"}},
        times=None,
    )
    message = fails(mackerel, GROUP, name="zz")
    assert "none that is known there" in message and "every write" not in message
    emulator.clear_faults()
    emulator.add_fault(
        vendor="mackerel",
        method="POST",
        kind="status",
        status=403,
        body={"error": {"message": "Forbidden"}},
        times=None,
    )
    message = fails(mackerel, GROUP, name="zz")
    assert "every write needs Read and Write" in message and "known there" not in message


# --- what is told once


READ_ONLY = {
    "mackerel": {"api_key": "mackerel-demo-key-read-only"},
    "guance": {"api_key": "guance-demo-key-read-only"},
    "bk": {},
}
FAULTS = {
    "mackerel": [{"error": "mackerel.401"}, {"error": "mackerel.403"}],
    "guance": [
        {"error": "guance.InvalidAPIKey"},
        {"error": "guance.PermissionDenied"},
        {"kind": "html", "status": 403},
        {"kind": "html", "status": 401},
    ],
    "bk": (
        [
            {"error": "bk.%d" % code}
            for code in (
                1306000,
                1306401,
                1306402,
                1306403,
                1306404,
                1640102,
                1640301,
                1640302,
                9900403,
            )
        ]
        + [{"error": "bk.403"}]
    ),
}
CASES = [(vendor, fault) for vendor, faults in FAULTS.items() for fault in faults]


def told_once(result, account, vendor, most=1, count=30):
    writes = len(account(vendor).requests(write=True))
    assert result["failed"] and 1 <= writes <= most, (writes, result["msg"])
    assert (
        result["counts"]["failed"] == count == len(result["errors"])
        and result["counts"]["created"] == 0
        and not result["changed"]
    )
    assert len(result["msg"]) < 1500 and "%d were not tried" % (count - writes) in result["msg"], (
        result["msg"]
    )
    assert all(len(one["message"]) < 200 for one in result["errors"][writes:])


@pytest.mark.parametrize("door", ["module", "action"])
@pytest.mark.parametrize("vendor, fault", CASES, ids=str)
def test_what_is_refused_to_the_account_is_told_once(
    emulator, account, monkeypatch, vendor, fault, door
):
    monkeypatch.setattr(harness, "DOOR", door)
    emulator.add_fault(vendor=vendor, write=True, times=None, **fault)
    told_once(
        many(account, vendor, **({"concurrency": 1} if vendor == "mackerel" else {})),
        account,
        vendor,
        3 if "9900403" in str(fault) else 1,
    )


def test_with_several_writes_in_flight_no_more_than_these_are_sent(account):
    account("mackerel").run(GROUPS, notification_groups=[])
    result = many(account, "mackerel", concurrency=4, **READ_ONLY["mackerel"])
    writes = len(account("mackerel").requests(write=True))
    assert (
        1 <= writes <= 4
        and result["msg"].count("Mackerel answered HTTP 403") == 1
        and len(result["msg"]) < 1000
    )
    assert result["counts"]["failed"] == 30 and "%d were not tried" % (30 - writes) in result["msg"]


@pytest.mark.parametrize("status", [401, 403])
@pytest.mark.parametrize("vendor", sorted(PLURAL))
def test_a_refusal_in_the_vendors_own_shape_with_a_code_nobody_knows_is_told_once(
    emulator, account, vendor, status
):
    many(account, vendor, 8)
    body = {
        "mackerel": {"error": {"message": "no"}},
        "guance": {"errorCode": "ft.Odd", "message": "no", "success": False, "traceId": "T"},
        "bk": {"result": False, "code": status, "message": "no", "data": None, "request_id": "r"},
    }[vendor]
    emulator.add_fault(
        vendor=vendor, write=True, kind="status", status=status, body=body, times=None
    )
    account(vendor).emulator.clear_requests()
    module, option, dummy = PLURAL[vendor]
    result = account(vendor).run(
        module, **{option: [{"name": "zz-%02d" % number, "state": "absent"} for number in range(8)]}
    )
    writes = len(account(vendor).requests(write=True))
    tried = writes - (vendor == "guance")  # the first asked for all of them at once
    assert (
        result["counts"]["failed"] == 8
        and writes <= 4
        and "%d were not tried" % (8 - tried) in result["msg"]
    ), result["msg"]
    assert result["msg"].count(" answered ") == 1 and len(result["msg"]) < 700, result["msg"]


def test_a_read_only_key_of_guance(account):
    told_once(many(account, "guance", **READ_ONLY["guance"]), account, "guance")


def test_an_object_that_only_others_may_change_stops_nothing(emulator, account):
    """A permissionSet and the roles of the key are refused alike."""
    many(account, "guance", 5)
    emulator.add_fault(
        vendor="guance", path="date/.*modify", error="guance.PermissionDenied", times=2
    )
    module, option, base = PLURAL["guance"]
    result = account("guance").run(
        module,
        **{option: [{"dates": ["2031/02/03"], "name": "zz-%02d" % number} for number in range(5)]},
    )
    assert (
        result["counts"]["failed"] == 2
        and result["counts"]["updated"] == 3
        and "not tried" not in result["msg"]
    )
    emulator.add_fault(
        vendor="guance", path="date/.*modify", error="guance.PermissionDenied", times=None
    )
    account("guance").emulator.clear_requests()
    result = account("guance").run(
        module,
        **{option: [{"dates": ["2032/02/03"], "name": "zz-%02d" % number} for number in range(5)]},
    )
    assert (
        result["counts"]["failed"] == 5
        and len(account("guance").requests(write=True)) == client.MAX_DENIALS
        and "2 were not tried" in result["msg"]
    )


def test_throttling_is_not_the_account(emulator, account, clock):
    emulator.add_fault(
        vendor="guance", write=True, error="guance.TriggerApiAkCurrentLimiting", times=5
    )
    result = many(account, "guance", 4)
    assert not result["failed"] and result["counts"]["created"] == 4 and len(clock.slept) >= 5


def test_what_was_written_before_the_key_was_revoked_stays_told(emulator, account):
    emulator.add_fault(vendor="mackerel", method="POST", error="mackerel.401", nth=4, times=None)
    result = many(account, "mackerel", concurrency=1)
    assert (
        result["counts"] == {"created": 3, "updated": 0, "deleted": 0, "unchanged": 0, "failed": 27}
        and result["changed"]
    )
    assert (
        "26 were not tried" in result["msg"] and len(account("mackerel").requests(write=True)) == 4
    )


def test_a_loop_of_items_sends_one_write(account):
    action, variables = actions.action_of(GROUP, {}, loop=[1])
    before = len(account("mackerel").requests(write=True))
    results = []
    for number in range(5):
        action._task.args = dict(
            account("mackerel").connection, name="zz-%d" % number, **READ_ONLY["mackerel"]
        )
        results.append(action.run(task_vars=variables))
    assert (
        all(one["failed"] for one in results)
        and len(account("mackerel").requests(write=True)) == before + 1
    )
    assert "HTTP 403" in results[0]["msg"] and all(
        "not tried" in one["msg"].lower() and len(one["msg"]) < 250 for one in results[1:]
    )
    action._task.args = dict(account("mackerel").connection, name="zz-0", **{"state": "absent"})
    assert not action.run(task_vars=variables)["failed"], "nothing to write, and another key"


def test_a_rename_that_fails_names_both(emulator, mackerel):
    emulator.add_fault(vendor="mackerel", method="PUT", error="mackerel.400", times=None)
    message = fails(mackerel, GROUP, id="4NgNightly2", name="day watch")
    assert message.startswith(
        "Could not update the notification group 'night watch' (id 4NgNightly2, to become 'day"
        " watch'): "
    )


# --- many of one kind


def test_of_many_that_are_called_alike_ten_are_named(mackerel, emulator):
    rows = emulator.state("mackerel")["notificationGroups"]
    channel = dict(emulator.state("mackerel")["channels"][0], name="same")
    emulator.put_state(
        "mackerel",
        {
            "notificationGroups": (
                rows
                + [
                    dict(rows[-1], id="4NgSame%04d" % number, name="same", type="group")
                    for number in range(102)
                ]
            ),
            "channels": (
                emulator.state("mackerel")["channels"]
                + [dict(channel, id="4ChSame%04d" % number) for number in range(102)]
            ),
        },
    )
    for params in (
        {"name": "same"},
        {"name": "same", "state": "absent"},
        {"name": "night watch", "child_channels": ["same"]},
        {"id": "4NgGone", "name": "same", "state": "absent"},
        {"name": "night watch", "child_notification_groups": ["same"]},
    ):
        message = fails(mackerel, GROUP, **params)
        assert (
            "and 92 more" in message
            and len(re.findall(r"4(?:Ng|Ch)Same\d+", message)) == 10
            and len(message) < 700
        ), message
    message = fails(
        mackerel,
        GROUPS,
        notification_groups=[],
        purge=True,
        allow_empty=True,
        purge_scope={"name_prefix": "same"},
    )
    assert (
        "102 notification groups would be deleted" in message
        and "and 92 more" in message
        and message.count("'same'") == 10
    )


@pytest.mark.parametrize("kind", ["slack", "webhook"])
@pytest.mark.parametrize("scheme", ["HTTPS", "Http"])
def test_the_scheme_of_a_channels_url_may_be_in_capitals(mackerel, kind, scheme):
    for changed in (True, False):
        result = mackerel.run(
            "mackerel_channel", name="zz-%s" % kind, type=kind, url=scheme + "://Example.com/Hook"
        )
        assert not result["failed"] and result["changed"] is changed, result.get("msg")
