# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The ways to call a module: ad hoc, module_defaults, the environment alone, and which of
several addresses wins.
"""

from __future__ import annotations

import json

import pytest

MODULES = {
    "mackerel": {
        "mackerel_notification_group": {"name": "x"},
        "mackerel_notification_groups": {"notification_groups": []},
        "mackerel_notification_group_info": {},
        "mackerel_alert_group_setting": {"name": "x"},
        "mackerel_alert_group_settings": {"alert_group_settings": []},
        "mackerel_alert_group_setting_info": {},
        "mackerel_channel": {"name": "payments-page"},
        "mackerel_channels": {"channels": []},
        "mackerel_channel_info": {},
        "mackerel_service": {"name": "payments"},
        "mackerel_services": {"services": []},
        "mackerel_service_info": {},
        "mackerel_role": {"service": "payments", "name": "app"},
        "mackerel_roles": {"roles": []},
        "mackerel_role_info": {},
        "mackerel_downtime": {"name": "weekly patching"},
        "mackerel_downtimes": {"downtimes": []},
        "mackerel_downtime_info": {},
    },
    "guance": {
        "guance_alert_policy": {"name": "legacy"},
        "guance_alert_policies": {"alert_policies": []},
        "guance_alert_policy_info": {},
    },
    "bk": {
        "bk_notice_group": {"name": "layman"},
        "bk_notice_groups": {"notice_groups": []},
        "bk_notice_group_info": {},
    },
}


def tasks(vendor, **more):
    return [
        dict({"name": module, "oncall.routing." + module: options}, **more)
        for module, options in MODULES[vendor].items()
    ]


def connection(emulator, vendor):
    return {
        "mackerel": {"api_url": emulator.mackerel_url, "api_key": "mackerel-demo-key-0001"},
        "guance": {"api_url": emulator.guance_url, "api_key": "guance-demo-key-0001"},
        "bk": {
            "api_url": emulator.bk_url,
            "bk_app_code": "ansible",
            "bk_app_secret": "bk-demo-secret-0001",
            "bk_token": "bk-demo-token-0001",
            "bk_biz_id": 2,
        },
    }[vendor]


def test_ad_hoc(ansible, emulator):
    ansible.environment["ANSIBLE_PIPELINING"] = "false"
    arguments = "name=adhoc child_channels=payments-page,payments-mail notification_level=critical"
    first = ansible.adhoc("mackerel_notification_group", arguments)
    assert first.code == 0 and "localhost | CHANGED =>" in first.text, first.text
    again = ansible.adhoc("mackerel_notification_group", arguments)
    assert again.code == 0 and "localhost | SUCCESS =>" in again.text, again.text
    (row,) = [
        row for row in emulator.state("mackerel")["notificationGroups"] if row["name"] == "adhoc"
    ]
    assert row["notificationLevel"] == "critical" and sorted(row["childChannelIds"]) == [
        "4ChPayMail2",
        "4ChPayPage1",
    ]
    given = json.dumps(
        {"name": "adhoc", "monitors": [{"monitor": "payments-latency", "skip_default": True}]}
    )
    assert (
        "localhost | CHANGED =>"
        in ansible.adhoc("mackerel_notification_group", given, "--check").text
    )
    wrong = ansible.adhoc("mackerel_notification_group", "name=adhoc child_channels=payments-pag")
    assert wrong.code != 0 and "payments-page" in wrong.text and "Traceback" not in wrong.text


@pytest.mark.parametrize("vendor", list(MODULES))
def test_module_defaults_of_the_vendors_group_reach_all_its_modules(ansible, emulator, vendor):
    group = {"group/oncall.routing." + vendor: connection(emulator, vendor)}
    run = ansible.play(
        {"module_defaults": group, "tasks": tasks(vendor, check_mode=True)}, env={}
    ).ok()
    assert [one["task"] for one in run.tasks] == list(MODULES[vendor])
    assert all(one["result"]["requests"]["reads"] >= 1 for one in run.tasks)
    assert {entry["vendor"] for entry in emulator.requests()} == {vendor}


def test_module_defaults_of_the_group_all_reach_all_modules(ansible, emulator):
    """Both that what it says works, and, by a value that no module takes, that it reaches every
    one.
    """
    wrong = {
        "group/oncall.routing.all": {"max_wait": "for ever"},
        "group/oncall.routing.bk": {"bk_biz_id": 2},
    }
    good = {
        "group/oncall.routing.all": {"max_wait": 7, "retries": 1, "validate_certs": True},
        "group/oncall.routing.bk": {"bk_biz_id": 2},
    }
    every = [
        one for vendor in MODULES for one in tasks(vendor, check_mode=True, ignore_errors=True)
    ]
    run = ansible.play({"module_defaults": wrong, "tasks": every})
    assert len(run.tasks) == sum(map(len, MODULES.values()))
    assert all(
        one["outcome"] == "ignored" and one["result"]["msg"].startswith("max_wait: ")
        for one in run.tasks
    ), run.text
    emulator.clear_requests()
    some = [one for one in every if "info" in one["name"]]
    assert (
        [one["outcome"] for one in ansible.play({"module_defaults": good, "tasks": some}).tasks]
        == ["ok"] * len(some)
        != []
    )


def test_the_environment_alone(ansible):
    run = ansible.play(
        {
            "module_defaults": {"group/oncall.routing.bk": {"bk_biz_id": 2}},
            "tasks": [
                one
                for vendor in MODULES
                for one in tasks(vendor, check_mode=True)
                if "info" in one["name"]
            ],
        }
    ).ok()
    infos = [name for names in MODULES.values() for name in names if name.endswith("_info")]
    assert len(run.tasks) == len(infos) and all(
        one["result"]["requests"]["reads"] >= 1 for one in run.tasks
    )


def test_without_credentials_each_says_what_it_wants_and_where(ansible, emulator):
    run = ansible.play(
        {
            "module_defaults": {"group/oncall.routing.bk": {"bk_biz_id": 2}},
            "tasks": [
                one
                for vendor in MODULES
                for one in tasks(vendor, ignore_errors=True)
                if "info" in one["name"]
            ],
        },
        env={},
    )
    said = {one["task"]: one["result"]["msg"] for one in run.tasks}
    assert (
        "MACKEREL_APIKEY" in said["mackerel_notification_group_info"]
        and "api_key" in said["mackerel_alert_group_setting_info"]
    )
    assert "GUANCE_ACCESS_TOKEN or TRUEWATCH_ACCESS_TOKEN" in said["guance_alert_policy_info"]
    assert "BK_API_URL" in said["bk_notice_group_info"] and emulator.requests() == []


def test_which_address_of_guance_wins(ansible, emulator):
    """api_url of the task or its defaults, then site, then the environment, then the site in
    Hangzhou.
    """
    dead = "http://127.0.0.1:9"
    # no request leaves this machine: what is not on loopback goes to a proxy that is not there
    quick = {"retries": 0, "timeout": 5}

    def read(name, **options):
        return {
            "name": name,
            "oncall.routing.guance_alert_policy_info": dict(quick, **options),
            "ignore_errors": True,
        }

    proxy = {
        "HTTPS_PROXY": dead,
        "NO_PROXY": "127.0.0.1",
        "GUANCE_ACCESS_TOKEN": "guance-demo-key-0001",
    }
    plays = [
        [
            read("task over site", api_url=emulator.guance_url, site="guance-oregon"),
            read("site over environment", site="truewatch-frankfurt"),
        ],
        {
            "module_defaults": {"group/oncall.routing.guance": {"api_url": emulator.guance_url}},
            "tasks": [read("defaults over site", site="guance-oregon")],
        },
        {
            "module_defaults": {"group/oncall.routing.guance": {"site": "guance-oregon"}},
            "tasks": [read("site of the defaults")],
        },
    ]
    # one key under both names: that of the other brand would never go there
    run = ansible.play(
        *plays,
        env=dict(proxy, GUANCE_END_POINT=dead, TRUEWATCH_ACCESS_TOKEN=proxy["GUANCE_ACCESS_TOKEN"]),
    )
    assert (
        "alert_policies" in run["task over site"] and "alert_policies" in run["defaults over site"]
    )
    assert "https://eu1-openapi.truewatch.com" in run["site over environment"]["msg"]
    assert "https://us1-openapi.guance.com" in run["site of the defaults"]["msg"]
    assert (
        "alert_policies"
        in ansible.play(
            [read("environment")],
            env=dict(
                {name: value for name, value in proxy.items() if name != "GUANCE_ACCESS_TOKEN"},
                TRUEWATCH_ACCESS_TOKEN=proxy["GUANCE_ACCESS_TOKEN"],
                TRUEWATCH_END_POINT=emulator.guance_url,
            ),
        )["environment"]
    )
    assert (
        "https://openapi.guance.com"
        in ansible.play([read("nothing said")], env=proxy)["nothing said"]["msg"]
    )
