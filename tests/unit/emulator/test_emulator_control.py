# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The control API, strictness, settings, the state file and the command line."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
import requests
from emulator import Emulator
from emulator.settings import DEFAULTS, PRESETS, VENDORS

TESTS = Path(__file__).resolve().parents[2]
GROUP = {
    "name": "g",
    "notificationLevel": "all",
    "childNotificationGroupIds": [],
    "childChannelIds": [],
}
KEY = {"X-Api-Key": "mackerel-demo-key-0001"}


@pytest.fixture
def control(emu):
    def send(method, path, body=None):
        answer = requests.request(method, f"{emu.url}/_emulator{path}", json=body, timeout=10)
        return answer.status_code, answer.json()

    return send


def test_health_and_the_page_for_the_curious(emu, control):
    assert control("GET", "/health") == (200, {"ok": True})
    for path in ("/", "/_emulator", "/_emulator/"):
        assert "mackerel-demo-key-0001" in requests.get(emu.url + path, timeout=5).text


@pytest.mark.parametrize(
    "vendor, table", [("mackerel", "channels"), ("guance", "alert_policy"), ("bk", "notice_groups")]
)
def test_state_out_and_in(emu, control, vendor, table):
    before = control("GET", f"/state/{vendor}")[1]
    assert before == json.loads(json.dumps(emu.state(vendor))) and before[table]
    assert control("PUT", f"/state/{vendor}", {table: []})[1][table] == []
    assert control("PUT", f"/state/{vendor}", before)[1] == before
    assert control("POST", "/reset", {"seed": "empty"})[0] == 200
    assert len(emu.state(vendor)[table]) < len(before[table])
    assert control("POST", "/reset")[0] == 200
    assert emu.state(vendor)[table] == before[table]


def test_state_is_a_copy(emu):
    emu.state("mackerel")["channels"].clear()
    assert emu.state("mackerel")["channels"]


def test_objects_put_without_id_get_one(emu):
    state = emu.put_state(
        "mackerel",
        {
            "channels": [{"type": "webhook", "name": "a"}],
            "services": [{"name": "s", "roles": ["r"]}],
        },
    )
    assert len(state["channels"][0]["id"]) == 11 and state["services"][0]["roles"][0]["name"] == "r"
    state = emu.put_state(
        "guance", {"alert_policy": [{"name": "a", "checkerUUIDs": ["rul_" + "1".zfill(32)]}]}
    )
    assert state["alert_policy"][0]["uuid"].startswith("altpl_")
    assert state["alert_policy"][0]["checkerUUIDs"] == ["rul_" + "1".zfill(32)]
    state = emu.put_state(
        "bk", {"notice_groups": [{"bk_biz_id": 2, "name": "a", "notice_way": {"1": ["mail"]}}]}
    )
    assert state["notice_groups"][0]["id"] > 0 and len(state["user_groups"]) == 1


def test_accounts(emu, control, mackerel):
    account = {
        "vendor": "mackerel",
        "account": "other",
        "keys": [{"key": "k2"}, {"key": "k3", "read_only": True}],
    }
    assert control("POST", "/accounts", account)[0] == 201
    assert mackerel("POST", "/notification-groups", GROUP, headers={"X-Api-Key": "k2"})[0] == 200
    assert mackerel("POST", "/notification-groups", GROUP, headers={"X-Api-Key": "k3"})[0] == 403
    assert (
        len(emu.state("mackerel", "other")["notificationGroups"]) == 2
        and len(emu.state("mackerel")["notificationGroups"]) == 5
    )
    assert emu.requests()[0]["account"] == "other"
    assert control("GET", "/state/mackerel?account=none")[0] == 400


def test_the_log(emu, control, mackerel, guance):
    guance("GET", "/role/list?search=a&search=b")
    mackerel("POST", "/notification-groups", GROUP)
    rows = control("GET", "/requests")[1]
    assert [row["vendor"] for row in rows] == ["guance", "mackerel"] and rows[0]["query"] == {
        "search": ["a", "b"]
    }
    assert set(rows[1]) == {
        "seq",
        "time",
        "vendor",
        "account",
        "method",
        "path",
        "query",
        "headers",
        "body",
        "status",
        "write",
        "fault",
        "violations",
    }
    assert (rows[1]["method"], rows[1]["path"], rows[1]["body"], rows[1]["write"]) == (
        "POST",
        "/api/v0/notification-groups",
        GROUP,
        True,
    )
    assert len(control("GET", "/requests?vendor=mackerel")[1]) == 1
    control("DELETE", "/requests")
    assert control("GET", "/requests")[1] == []


def test_violations_and_strictness(emu, control, mackerel):
    body = {**GROUP, "colour": "red"}
    assert mackerel("POST", "/notification-groups", body)[0] == 400
    (violation,) = control("GET", "/violations")[1]
    assert violation["vendor"] == "mackerel" and violation["text"] == "colour is an unknown key"
    control("DELETE", "/violations")
    assert control("GET", "/violations")[1] == []
    control("PATCH", "/settings", {"mackerel": {"strict": False}})
    assert mackerel("POST", "/notification-groups", body)[0] == 200
    # refused by the vendor in any case
    assert mackerel("POST", "/notification-groups", {**body, "name": None})[0] == 400
    assert len(emu.violations()) == 3


@pytest.mark.parametrize(
    "raw", [b"{", b"\xff\xfe", b'{"a": NaN}', b'"\\ud800"', b"[]", b'"text"', b"[" * 5000]
)
def test_bodies_that_are_no_json_objects(emu, raw):
    for path, headers in (
        ("/mackerel/api/v0/notification-groups", KEY),
        ("/guance/api/v1/alert_policy/add_v2", {"DF-API-KEY": "guance-demo-key-0001"}),
        ("/bk/api/c/compapi/v2/monitor_v3/save_notice_group/", {}),
    ):
        answer = requests.post(
            emu.url + path, raw, headers={**headers, "Content-Type": "application/json"}, timeout=5
        )
        assert answer.status_code in (200, 400) and answer.json().get("result") in (None, False)
    assert len(emu.violations()) >= 3


def test_a_key_given_twice_is_noted(emu):
    raw = b'{"name": "a", "name": "b"}'
    requests.post(
        emu.mackerel_url + "/api/v0/notification-groups",
        raw,
        headers={**KEY, "Content-Type": "application/json"},
        timeout=5,
    )
    assert "same key twice" in emu.violations()[0]["text"]


def test_faults_over_http(emu, control, mackerel):
    assert control("POST", "/faults", {"vendor": "mackerel", "error": "mackerel.503"})[0] == 201
    assert control("GET", "/faults")[1][0]["kind"] == "error"
    assert mackerel("GET", "/channels")[0] == 503
    control("DELETE", "/faults")
    assert control("GET", "/faults")[1] == []
    assert control("POST", "/faults", {"kind": "nonsense"})[0] == 400


def test_settings(emu, control):
    assert control("GET", "/settings")[1] == DEFAULTS
    assert (
        control("PATCH", "/settings", {"latency_ms": 1, "bk": {"unknown_id": "create"}})[1]["bk"][
            "unknown_id"
        ]
        == "create"
    )
    emu.reset()
    assert emu.settings() == DEFAULTS
    for bad in (
        {"colour": 1},
        {"fill": "sometimes"},
        {"bk": {"v2": True}},
        {"shuffle": 1},
        {"latency_ms": "a"},
    ):
        assert control("PATCH", "/settings", bad)[0] == 400
    assert emu.settings() == DEFAULTS


def test_every_setting_is_in_the_readme():
    text = (TESTS / "emulator" / "README.md").read_text(encoding="utf-8")
    names = [name for vendor in VENDORS for name in DEFAULTS[vendor]] + [
        name for name in DEFAULTS if name not in VENDORS
    ]
    assert [name for name in names if f"`{name}`" not in text] == []


def test_json_keys_change_their_order(emu, mackerel):
    assert len({mackerel.raw("GET", "/org").text for _turn in range(3)}) > 1
    emu.settings(shuffle=False, fill="null")
    assert len({mackerel.raw("GET", "/org").text for _turn in range(3)}) == 1


def test_reset_and_start_are_fast():
    start = time.monotonic()
    with Emulator() as emulator:
        assert requests.get(emulator.url + "/_emulator/health", timeout=5).ok
        reset = time.monotonic()
        emulator.reset()
        assert time.monotonic() - reset < 0.05
    assert time.monotonic() - start < 2


def test_settings_given_at_the_start_survive_a_reset():
    with Emulator(
        seed="empty", fill="absent", mackerel={"list_key": "alertGroupSettings"}
    ) as emulator:
        emulator.settings(fill="null")
        emulator.reset("empty")
        assert (
            emulator.settings()["fill"] == "absent"
            and emulator.settings()["mackerel"]["list_key"] == "alertGroupSettings"
        )


def test_concurrent_writers(emu):
    def work():
        session = requests.Session()
        for _turn in range(10):
            assert session.post(
                emu.mackerel_url + "/api/v0/notification-groups",
                json=GROUP,
                headers=KEY,
                timeout=10,
            ).ok

    threads = [threading.Thread(target=work) for _turn in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(emu.state("mackerel")["notificationGroups"]) == 85


@pytest.mark.parametrize("vendor", VENDORS)
def test_ten_thousand_objects_are_no_trouble(emu, mackerel, guance, bk, vendor):
    many = range(10_000)
    if vendor == "mackerel":
        emu.put_state(
            vendor,
            {
                "notificationGroups": [
                    {**GROUP, "id": f"g{number}", "name": f"n{number}"} for number in many
                ]
            },
        )
    elif vendor == "guance":
        target = [{"targets": [{"status": "critical", "to": ["notify_xxxx32"]}]}]
        opt = {"silentTimeout": 1, "aggInterval": 1, "alertTarget": target}
        emu.put_state(
            vendor,
            {
                "alert_policy": [
                    {"name": f"n{number}", "ruleTimezone": "UTC", "alertOpt": opt}
                    for number in many
                ]
            },
        )
    else:
        emu.put_state(
            vendor,
            {
                "notice_groups": [
                    {"bk_biz_id": 2, "name": f"n{number}", "notice_way": {"1": ["mail"]}}
                    for number in many
                ]
            },
        )
    start = time.monotonic()
    if vendor == "mackerel":
        assert len(mackerel("GET", "/notification-groups")[1]["notificationGroups"]) == 10_000
        assert mackerel("POST", "/notification-groups", GROUP)[0] == 200
        assert mackerel("DELETE", "/notification-groups/g1")[0] == 200
    elif vendor == "guance":
        assert (
            len(
                guance("GET", "/alert_policy/list?pageIndex=100&pageSize=100")[1]["content"]["data"]
            )
            == 100
        )
        body = {"name": "x", "ruleTimezone": "UTC", "alertOpt": opt}
        assert guance("POST", "/alert_policy/add_v2", body)[0] == 200
    else:
        assert len(bk.call("search_notice_group", {"bk_biz_ids": [2]})["data"]) == 10_000
        body = {
            "bk_biz_id": 2,
            "name": "x",
            "message": "",
            "notice_way": {"1": ["mail"]},
            "notice_receiver": [],
        }
        assert bk.call("save_notice_group", body)["result"] is True
    assert time.monotonic() - start < 15


def test_the_state_file_survives_a_restart(tmp_path):
    path = tmp_path / "state.sqlite"
    with Emulator(state=path) as emulator:
        created = requests.post(
            emulator.mackerel_url + "/api/v0/notification-groups",
            json=GROUP,
            headers=KEY,
            timeout=5,
        ).json()
        headers = {**KEY, "Content-Type": "application/json"}
        requests.delete(
            emulator.mackerel_url + "/api/v0/channels/4ChPayPage1", headers=headers, timeout=5
        )
        emulator.put_state(
            "bk",
            {"notice_groups": [{"bk_biz_id": 2, "name": "kept", "notice_way": {"1": ["mail"]}}]},
        )
        emulator.add_account("guance", "second", [{"key": "k2"}])
        before = {vendor: emulator.state(vendor) for vendor in VENDORS}
    with Emulator(state=path, seed="empty") as emulator:
        assert {vendor: emulator.state(vendor) for vendor in VENDORS} == before
        assert requests.get(
            emulator.guance_url + "/api/v1/role/list", headers={"DF-API-KEY": "k2"}, timeout=5
        ).ok
        again = requests.post(
            emulator.mackerel_url + "/api/v0/notification-groups",
            json=GROUP,
            headers=KEY,
            timeout=5,
        ).json()
        assert again["id"] != created["id"]
        emulator.reset()
    with Emulator(state=path) as emulator:
        assert len(emulator.state("mackerel")["notificationGroups"]) == 5


@pytest.mark.parametrize("command", [["-m", "emulator"], [str(TESTS / "emulator")]])
def test_the_command_line(tmp_path, command):
    ready = tmp_path / "ready.json"
    environment = (
        {**os.environ, "PYTHONPATH": str(TESTS)} if command[0] == "-m" else dict(os.environ)
    )
    process = subprocess.Popen(
        [
            sys.executable,
            *command,
            "--port",
            "0",
            "--ready-file",
            str(ready),
            "--seed",
            "empty",
            "--preset",
            "live",
        ],
        env=environment,
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        for _turn in range(200):
            if ready.exists():
                break
            time.sleep(0.05)
        urls = json.loads(ready.read_text(encoding="utf-8"))
        assert set(urls) == {"url", "mackerel", "guance", "bk"}
        assert (
            requests.get(urls["mackerel"] + "/api/v0/org", headers=KEY, timeout=5).json()["name"]
            == "example"
        )
        assert (
            requests.get(urls["url"] + "/_emulator/settings", timeout=5).json()["mackerel"][
                "list_key"
            ]
            == "alertGroupSettings"
        )
        assert urls["url"] in process.stdout.readline()
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(10)


def test_a_preset_puts_all_settings_back_first(emu, control):
    emu.settings(latency_ms=1, mackerel={"over": "listed"})
    live = control("PATCH", "/settings", {"preset": "live"})[1]
    assert (
        live["strict"],
        live["mackerel"]["fill"],
        live["guance"]["list_shape"],
        live["latency_ms"],
        live["mackerel"]["over"],
    ) == (False, "empty", "data", 0, "hidden")
    assert (
        control(
            "PATCH", "/settings", {"preset": "live", "strict": True, "mackerel": {"fill": "null"}}
        )[1]["mackerel"]["fill"]
        == "null"
    )
    assert control("PATCH", "/settings", {"preset": "hostile"})[1] == DEFAULTS
    assert (
        control("PATCH", "/settings", {"preset": "alive"})[0]
        == control("PATCH", "/settings", {"preset": ["live"]})[0]
        == 400
    )
    assert emu.settings() == DEFAULTS
    assert set(PRESETS) == {"hostile", "live"}


def test_a_preset_from_the_start_is_what_reset_goes_back_to():
    with Emulator(preset="live") as emulator:
        live = emulator.settings()
        emulator.settings(preset="hostile")
        emulator.reset()
        assert emulator.settings() == live != DEFAULTS
