# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every kind of fault, against whichever vendor shows it best."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
import requests
from emulator.faults import KINDS

GROUP = {
    "name": "g",
    "notificationLevel": "all",
    "childNotificationGroupIds": [],
    "childChannelIds": [],
}
PATH = "/notification-groups"
LOST = (requests.ConnectionError, requests.exceptions.ChunkedEncodingError)


def made(emu):
    return [group for group in emu.state("mackerel")["notificationGroups"] if group["name"] == "g"]


def post(mackerel):
    return mackerel.raw("POST", PATH, GROUP)


def test_every_kind_has_a_test():
    text = Path(__file__).read_text(encoding="utf-8")
    assert [
        kind
        for kind in KINDS
        if not re.search(rf'kind="{kind}"|"{kind}"[],]', text) and kind != "error"
    ] == []


@pytest.mark.parametrize("kind, done", [("status", False), ("status_after", True)])
def test_status(emu, mackerel, kind, done):
    emu.add_fault(
        vendor="mackerel",
        method="POST",
        kind=kind,
        status=502,
        body={"proxy": "down"},
        headers={"X-Extra": "1"},
    )
    answer = post(mackerel)
    assert (answer.status_code, answer.json(), answer.headers["X-Extra"]) == (
        502,
        {"proxy": "down"},
        "1",
    )
    assert (
        bool(made(emu)) is done
        and emu.requests()[0]["fault"] == kind
        and emu.requests()[0]["status"] == 502
    )
    assert post(mackerel).status_code == 200


def test_status_without_a_body_has_the_vendors_shape(emu, mackerel, guance, bk):
    for kind in ("mackerel", "guance", "bk"):
        emu.add_fault(vendor=kind, kind="status", status=503, times=None)
    assert mackerel("GET", PATH)[1]["error"]["message"]
    assert guance("GET", "/role/list")[1]["errorCode"] == "ft.InternalError"
    status, answer = bk("POST", "/api/c/compapi/v2/monitor_v3/search_notice_group/", {})
    assert status == 503 and answer["result"] is False
    emu.clear_faults()
    assert mackerel("GET", PATH)[0] == 200


@pytest.mark.parametrize("kind, done", [("drop_before", False), ("drop_after", True)])
def test_drop(emu, mackerel, kind, done):
    emu.add_fault(write=True, kind=kind)
    with pytest.raises(LOST):
        post(mackerel)
    assert bool(made(emu)) is done and emu.requests()[0]["status"] is None
    assert mackerel("GET", PATH)[0] == 200


@pytest.mark.parametrize("when, done", [("after", True), ("before", False)])
def test_latency(emu, mackerel, when, done):
    emu.add_fault(kind="latency", ms=400, when=when)
    with pytest.raises(requests.ReadTimeout):
        mackerel.session.post(mackerel.base + PATH, json=GROUP, timeout=0.1)
    assert bool(made(emu)) is done
    for _turn in range(50):
        if made(emu):
            break
        time.sleep(0.02)
    assert made(emu)


def test_latency_setting(emu, mackerel):
    emu.settings(latency_ms=60)
    start = time.monotonic()
    mackerel("GET", PATH)
    assert time.monotonic() - start > 0.05


def test_drip_and_chunked(emu, mackerel):
    emu.add_fault(kind="drip", pieces=4, ms=20)
    emu.add_fault(nth=2, kind="chunked", pieces=5)
    start = time.monotonic()
    answer = mackerel.raw("GET", PATH)
    assert answer.json()["notificationGroups"] and time.monotonic() - start > 0.05
    answer = mackerel.raw("GET", PATH)
    assert answer.json()["notificationGroups"] and answer.headers["Transfer-Encoding"] == "chunked"


def test_truncate(emu, mackerel):
    emu.add_fault(kind="truncate")
    with pytest.raises(LOST):
        post(mackerel)
    assert made(emu)


@pytest.mark.parametrize("kind", ["malformed", "html", "deep", "wrong_charset", "empty"])
def test_bodies_that_are_not_readable(emu, mackerel, kind):
    emu.add_fault(kind=kind)
    answer = mackerel.raw("GET", PATH)
    assert answer.status_code == 200
    with pytest.raises((ValueError, RecursionError)):
        answer.json()


def test_html_is_not_executed_unless_asked(emu, mackerel):
    emu.add_fault(method="POST", kind="html", status=403)
    answer = post(mackerel)
    assert (
        answer.status_code == 403
        and answer.headers["Content-Type"].startswith("text/html")
        and not made(emu)
    )
    emu.add_fault(method="POST", kind="html", executed=True)
    post(mackerel)
    assert made(emu)


def test_wrong_shape_huge_gzip(emu, mackerel):
    emu.add_fault(kind="wrong_shape")
    emu.add_fault(nth=2, kind="wrong_shape", body={"other": 1})
    emu.add_fault(nth=3, kind="huge", mb=1)
    emu.add_fault(nth=4, kind="gzip")
    emu.add_fault(nth=5, kind="gzip", broken=True)
    assert isinstance(mackerel("GET", PATH)[1], list)
    assert mackerel("GET", PATH)[1] == {"other": 1}
    answer = mackerel("GET", PATH)[1]
    assert len(answer["padding"]) == 1024 * 1024 and answer["notificationGroups"]
    answer = mackerel.raw("GET", PATH)
    assert answer.headers["Content-Encoding"] == "gzip" and answer.json()["notificationGroups"]
    with pytest.raises(requests.exceptions.ContentDecodingError):
        mackerel.raw("GET", PATH)


def test_redirect_and_retry_after(emu, mackerel):
    emu.add_fault(kind="redirect", location="https://elsewhere.example.com/")
    emu.add_fault(nth=2, kind="retry_after", seconds=7)
    answer = mackerel.raw("GET", PATH)
    assert (answer.status_code, answer.headers["Location"]) == (
        302,
        "https://elsewhere.example.com/",
    )
    answer = mackerel.raw("GET", PATH)
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "7") and answer.json()[
        "error"
    ]


def test_endless_paging(emu, guance, mackerel):
    emu.add_fault(kind="endless_paging", times=None)
    pages = [
        guance("GET", f"/alert_policy/list?pageIndex={page}&pageSize=5")[1] for page in (1, 50)
    ]
    for number, page in zip((1, 50), pages):
        info = page["pageInfo"]
        assert (info["count"], info["pageIndex"], info["totalCount"] > 10**6) == (5, number, True)
        assert len(page["content"]["data"]) == 5
    assert (
        mackerel("GET", "/monitoring/checks?nextId=zzz")[1]["nextId"]
        and mackerel("GET", "/monitoring/checks")[1]["checks"]
    )


def test_repeat_item_and_reorder(emu, mackerel):
    emu.settings(shuffle=False)
    plain = [group["id"] for group in mackerel("GET", PATH)[1]["notificationGroups"]]
    emu.add_fault(kind="repeat_item")
    emu.add_fault(nth=2, kind="reorder")
    assert [group["id"] for group in mackerel("GET", PATH)[1]["notificationGroups"]] == [
        *plain,
        plain[0],
    ]
    assert [group["id"] for group in mackerel("GET", PATH)[1]["notificationGroups"]] == plain[::-1]


def test_lacks(emu, mackerel):
    emu.add_fault(
        kind="lacks",
        keys=["/notification-groups:childChannelIds", "services.name", "/channels:name"],
    )
    groups = mackerel("GET", PATH)[1]["notificationGroups"]
    assert all("childChannelIds" not in group and "name" in group for group in groups)
    assert [one for group in groups for one in group.get("services") or ()] == [{}] * sum(
        len(group.get("services") or ()) for group in groups
    )
    assert all(
        "childChannelIds" in group for group in mackerel("GET", PATH)[1]["notificationGroups"]
    )


def test_second_writer(emu, mackerel, bk):
    emu.add_fault(
        vendor="mackerel",
        method="GET",
        kind="second_writer",
        patch={"collection": "notificationGroups", "id": "4NgTwinOne4", "set": {"name": "theirs"}},
    )
    before = {
        group["id"]: group["name"] for group in mackerel("GET", PATH)[1]["notificationGroups"]
    }
    after = {group["id"]: group["name"] for group in mackerel("GET", PATH)[1]["notificationGroups"]}
    assert (before["4NgTwinOne4"], after["4NgTwinOne4"]) == ("twin group", "theirs")
    emu.add_fault(
        vendor="bk",
        kind="second_writer",
        patch={"collection": "notice_groups", "id": 1, "set": {"message": "theirs"}},
    )
    emu.add_fault(
        vendor="bk",
        nth=2,
        kind="second_writer",
        patch={"collection": "notice_groups", "name": "layman", "remove": True},
    )
    for _turn in range(2):
        bk.call("search_notice_group", {"bk_biz_ids": [2]})
        layman = [row for row in emu.state("bk")["notice_groups"] if row["name"] == "layman"]
        assert [row["message"] for row in layman if row["id"] == 1] == (
            ["theirs"] if _turn == 0 else []
        )
    emu.add_fault(
        vendor="mackerel",
        kind="second_writer",
        patch={
            "collection": "channels",
            "add": {"type": "webhook", "name": "theirs", "url": "https://x"},
        },
    )
    mackerel("GET", PATH)
    assert [row["id"] for row in emu.state("mackerel")["channels"] if row["name"] == "theirs"][0]
    emu.add_fault(
        vendor="mackerel",
        kind="second_writer",
        patch={"collection": "channels", "id": "none", "remove": True},
    )
    assert mackerel("GET", PATH)[0] == 200 and "second writer" in emu.violations()[0]["text"]


def test_ignored_write(emu, mackerel):
    one = PATH + "/4NgTwinOne4"
    body = {
        "name": "renamed",
        "notificationLevel": "critical",
        "childNotificationGroupIds": [],
        "childChannelIds": [],
        "monitors": [],
        "services": [],
    }
    before = emu.state("mackerel")["notificationGroups"]
    for method, path, sent in (("PUT", one, body), ("DELETE", one, None), ("POST", PATH, body)):
        emu.add_fault(write=True, kind="ignored_write")
        status, answer = mackerel(method, path, sent)[:2]
        assert (
            status == 200 and answer["id"] and emu.state("mackerel")["notificationGroups"] == before
        )
    emu.add_fault(write=True, kind="ignored_write", keys=["name"])
    assert mackerel("PUT", one, body)[1]["name"] == "renamed"
    row = next(
        row for row in emu.state("mackerel")["notificationGroups"] if row["id"] == "4NgTwinOne4"
    )
    assert (row["name"], row["notificationLevel"]) == ("twin group", "critical")


@pytest.mark.parametrize(
    "error, status, part",
    [
        ("mackerel.401", 401, "Authentication"),
        ("mackerel.403", 403, "Forbidden"),
        ("mackerel.429", 429, "Too Many"),
        ("mackerel.504", 504, "Timeout"),
        ("mackerel.content_type", 400, "Content-Type"),
        ("guance.TriggerApiAkCurrentLimiting", 401, "ft.TriggerApiAkCurrentLimiting"),
        ("guance.TriggerApiWorkspaceCurrentLimiting", 401, "ft.TriggerApiWorkspaceCurrentLimiting"),
        ("guance.ft.InvalidAPIKey", 403, "ft.InvalidAPIKey"),
        ("guance.NotFoundRuleInspector", 404, "ft.NotFoundRuleInspector"),
        ("guance.Whatever", 400, "ft.Whatever"),
        ("guance.NotFoundX", 404, "ft.NotFoundX"),
        ("guance.503", 503, "ft.InternalError"),
        *(
            (f"bk.{code}", 200, str(code))
            for code in (
                400,
                500,
                3300002,
                3312002,
                3312003,
                3312004,
                3312006,
                1306000,
                1306201,
                1306203,
                1306206,
                1306207,
                1306401,
                1306402,
                1306403,
                1306404,
                1306405,
                1306406,
                1306408,
                1306429,
            )
        ),
        ("bk.deadlock", 200, "Deadlock found"),
        ("bk.exists", 200, "already exists"),
        ("bk.missing", 200, "does not exist"),
        ("bk.notfound", 200, "matching query does not exist"),
        ("bk.403", 403, ""),
        ("bk.9900403", 403, "permission"),
        ("bk.1640001", 400, "1640001"),
        ("bk.1640100", 401, "1640100"),
        ("bk.1640102", 401, "1640102"),
        ("bk.1640301", 403, "1640301"),
        ("bk.1640302", 403, "1640302"),
        ("bk.1640401", 404, "1640401"),
        ("bk.1641301", 413, "1641301"),
        ("bk.1642901", 429, "1642901"),
        ("bk.1642904", 429, "1642904"),
        ("bk.1650200", 502, "1650200"),
        ("bk.1650300", 503, "1650300"),
        ("bk.1650401", 504, "1650401"),
    ],
)
def test_named_errors(emu, mackerel, guance, bk, error, status, part):
    emu.add_fault(error=error)
    vendor = error.split(".")[0]
    if vendor == "bk":
        answer = bk.raw(
            "POST",
            "/api/c/compapi/v2/monitor_v3/search_notice_group/",
            {**bk.credentials, "bk_biz_ids": [2]},
        )
    else:
        answer = (
            mackerel.raw("GET", PATH) if vendor == "mackerel" else guance.raw("GET", "/role/list")
        )
    assert answer.status_code == status and part in answer.text
    assert emu.requests()[0]["fault"] == error


def test_a_named_error_after_the_work_was_done(emu, bk):
    """B34: 1306201 although the save was done."""
    body = {
        "bk_biz_id": 2,
        "name": "x",
        "message": "",
        "notice_way": {"1": ["mail"]},
        "notice_receiver": [],
    }
    emu.add_fault(error="bk.1306201", executed=True, message="read timed out")
    answer = bk.call("save_notice_group", body)
    assert (answer["result"], answer["message"]) == (False, "read timed out")
    assert [row["name"] for row in emu.state("bk")["notice_groups"]].count("x") == 1


def test_filters_nth_and_times(emu, mackerel, guance):
    emu.add_fault(vendor="mackerel", path="channels$", nth=2, times=2, kind="status", status=500)
    assert [mackerel("GET", "/channels")[0] for _turn in range(5)] == [200, 500, 500, 200, 200]
    assert mackerel("GET", PATH)[0] == 200 and guance("GET", "/role/list")[0] == 200
    (fault,) = emu.faults()
    assert (fault["seen"], fault["fired"]) == (5, 2)


def test_several_faults_apply_together(emu, mackerel):
    emu.add_fault(kind="status", status=503)
    emu.add_fault(kind="latency", ms=60)
    start = time.monotonic()
    assert mackerel("GET", PATH)[0] == 503 and time.monotonic() - start > 0.05
    assert emu.requests()[0]["fault"] == "status+latency"


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "none"},
        {},
        {"kind": "status", "seconds": 1},
        {"error": "deadlock"},
        {"kind": "second_writer"},
        {"kind": "drip", "vendor": "zabbix"},
        {"kind": "drip", "path": "("},
    ],
)
def test_bad_faults(emu, fault):
    with pytest.raises((ValueError, re.error)):
        emu.add_fault(**fault)


def pages_of(guance, *numbers):
    found = []
    for number in numbers:
        page = guance("GET", f"/alert_policy/list?pageIndex={number}&pageSize=100")[1]
        found.append(([row["uuid"] for row in page["content"]["data"]], page["pageInfo"]))
    return found


def test_lists_that_are_not_whole(emu, guance, mackerel):
    emu.settings(shuffle=False, guance={"list_shape": "data"})
    ((whole, info),) = pages_of(guance, 1)
    assert info["totalCount"] == len(whole) == 3
    emu.add_fault(vendor="guance", kind="short_list")
    ((rows, info),) = pages_of(guance, 1)
    assert rows == whole[:2] and info["totalCount"] == 3
    for kind, second in (("small_pages", whole[2:]), ("page_twice", whole[:2]), ("empty_page", [])):
        emu.add_fault(vendor="guance", kind=kind, rows=2, times=2)
        pages = pages_of(guance, 1, 2)
        assert [rows for rows, _info in pages] == [whole[:2], second]
        assert {info["totalCount"] for _rows, info in pages} == {3}
    emu.put_state(
        "mackerel",
        {"checks": [{"id": f"check{number}", "name": f"check {number}"} for number in range(5)]},
    )
    for kind, second in (
        ("small_pages", ["check2", "check3"]),
        ("page_twice", ["check0", "check1"]),
        ("empty_page", []),
    ):
        emu.add_fault(vendor="mackerel", kind=kind, rows=2, times=2)
        first = mackerel("GET", "/monitoring/checks?limit=100")[1]
        last = mackerel("GET", f"/monitoring/checks?limit=100&nextId={first['nextId']}")[1]
        assert [[row["id"] for row in page["checks"]] for page in (first, last)] == [
            ["check0", "check1"],
            second,
        ]


def test_rows_and_objects_of_another_shape(emu, mackerel, guance, bk):
    for fault in ({"kind": "odd_rows"}, {"kind": "without", "keys": ["id", "uuid"]}):
        for vendor in ("mackerel", "guance", "bk"):
            emu.add_fault(vendor=vendor, **fault)
        lists = [
            mackerel("GET", PATH)[1]["notificationGroups"],
            guance("GET", "/role/list")[1]["content"],
            bk.call("search_notice_group", {"bk_biz_ids": [2]})["data"],
        ]
        lists = [rows["data"] if isinstance(rows, dict) else rows for rows in lists]
        if fault["kind"] == "odd_rows":
            assert [rows[1:4] for rows in lists] == [[1, "x", None]] * 3
        else:
            assert not [row for rows in lists for row in rows if "id" in row or "uuid" in row]
    emu.add_fault(vendor="mackerel", kind="without", keys=["id"])
    answer = post(mackerel).json()
    assert answer["name"] == "g" and "id" not in answer
    emu.add_fault(vendor="mackerel", kind="odd_rows", values=[1])
    assert post(mackerel).json() == [1]


@pytest.mark.parametrize("status", [206, 202, 203, 204, 205, 226])
def test_other_status(emu, mackerel, status):
    emu.add_fault(kind="other_status", status=status)
    answer = post(mackerel)
    assert (
        answer.status_code == status
        and bool(answer.content) is (status not in (204, 205))
        and made(emu)
    )
