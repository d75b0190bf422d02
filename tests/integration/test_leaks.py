# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Secrets where users put them, the loudest Ansible there is, and everything that can go wrong:
nothing shows one.

The fixture looks through all that a test made Ansible print, log, record or leave behind; the tests
make it say a lot.
"""

from __future__ import annotations

import json
import re
import time
from urllib.parse import quote

import pytest
from support import leaks

SECRETS = leaks.PLANTED
TARGET = {
    "rule_timezone": "UTC",
    "alert_opt": {
        "silent_timeout": 0,
        "agg_interval": 0,
        "alert_target": [{"targets": [{"status": ["critical"], "to": ["notify:payments-page"]}]}],
    },
}
PEOPLE = {"notice_receiver": [{"type": "user", "id": "alice"}], "notice_way": {"1": ["mail"]}}
#: Who calls: the vendor, and its options for credentials with the names of the values.
CALLERS = {
    "mackerel": ("mackerel", {"api_key": "mackerel_key"}),
    "guance": ("guance", {"api_key": "guance_key"}),
    "bk token": (
        "bk",
        {"bk_app_code": "code", "bk_app_secret": "bk_secret", "bk_token": "bk_token"},
    ),
    "bk access": ("bk", {"access_token": "bk_access"}),
}
#: The module for one object, the list of many, what creates one, and what changes it.
SUBJECTS = {
    "mackerel": (
        "mackerel_notification_group",
        "notification_groups",
        {},
        {"notification_level": "critical"},
    ),
    "guance": ("guance_alert_policy", "alert_policies", TARGET, {"desc": "another"}),
    "bk": (
        "bk_notice_group",
        "notice_groups",
        dict(PEOPLE, webhook_url="{{ hook }}"),
        {"webhook_url": "{{ new_hook }}"},
    ),
}
VARIABLES = {
    "mackerel": {"MACKEREL_APIKEY": "mackerel_key"},
    "guance": {"GUANCE_ACCESS_TOKEN": "guance_key"},
    "bk": {"BK_APP_CODE": "code", "BK_APP_SECRET": "bk_secret", "BK_TOKEN": "bk_token"},
}
VALUES = dict(SECRETS, code="planted")


@pytest.fixture(autouse=True)
def _accounts(emulator):
    """The seed's accounts also open with the planted credentials."""
    emulator.add_account("mackerel", keys=[{"key": SECRETS["mackerel_key"]}])
    emulator.add_account("guance", keys=[{"key": SECRETS["guance_key"]}])
    emulator.add_account(
        "bk",
        keys=[
            {
                "bk_app_code": "planted",
                "bk_app_secret": SECRETS["bk_secret"],
                "bk_tokens": [SECRETS["bk_token"]],
                "access_tokens": [SECRETS["bk_access"]],
                "bk_username": "deploy",
                "skip_user_auth": True,
            }
        ],
    )


@pytest.fixture
def loud(ansible, door):
    """Everything on. What is copied to where a module process runs is not kept, as always."""
    if door == "process":
        ansible.environment.update(ONCALL_ROUTING_ACTION="never", ANSIBLE_PIPELINING="false")
    ansible.environment.update(
        ANSIBLE_INJECT_INVOCATION="true",
        ANSIBLE_DISPLAY_ARGS_TO_STDOUT="true",
        ANSIBLE_ASYNC_DIR=str(ansible.directory / "async"),
        ANSIBLE_CALLBACK_RESULT_FORMAT="yaml",
    )
    ansible.inputs.add(ansible.directory / "secrets.yml")
    (ansible.directory / "secrets.yml").write_text(json.dumps(VALUES))
    return ansible


def connection(emulator, vendor, who):
    """Options of the connection, credentials as references to variables."""
    return dict(
        {"api_url": getattr(emulator, vendor + "_url")},
        **{option: "{{ %s }}" % name for option, name in who.items()},
        **{"bk": {"bk_biz_id": 2}, "guance": {"rate_limit": 0}, "mackerel": {}}[vendor],
    )


def spoken(result):
    """A task that shows a registered result in more than one way."""
    return {
        "name": "shown",
        "debug": {
            "msg": [
                "{{ %s }}" % result,
                "{{ %s | to_nice_json }} {{ %s | string }}" % (result, result),
            ]
        },
    }


def tasks(vendor, directory):
    kind, plural, base, change = SUBJECTS[vendor]
    module, info = "oncall.routing." + kind, "oncall.routing.%s_info" % kind
    many = "oncall.routing.%s_%s" % (vendor, plural)
    secret = "access_token" if vendor == "bk" else "api_key"
    return [
        {"name": "create", module: dict(base, name="planted"), "register": "made"},
        spoken("made"),
        {"name": "change", module: dict(change, name="planted"), "register": "changed"},
        spoken("changed"),
        {"name": "again", module: dict(change, name="planted"), "register": "again"},
        {"name": "read", info: {"name": "planted"}, "register": "read"},
        spoken("read"),
        {
            "name": "written",
            "copy": {
                "content": "{{ [made, changed, read] | to_nice_yaml }}",
                "dest": str(directory / "written.yml"),
            },
        },
        {
            "name": "many",
            many: {
                plural: [
                    dict(base, name="planted 1"),
                    dict(base, name="planted 2"),
                    {"name": "planted", "state": "absent"},
                ]
            },
            "register": "all",
        },
        spoken("all"),
        {
            "name": "loop",
            module: dict(change, name="{{ item }}"),
            "loop": ["planted 1", "planted 2"],
            "register": "looped",
        },
        spoken("looped"),
        {
            "name": "misspelled",
            module: {"name": "x", "webhok_url": "{{ hook }}", "api_kei": "{{ wrong_key }}"},
            "ignore_errors": True,
            "register": "typo",
        },
        spoken("typo"),
        {
            "name": "wrong type",
            many: {plural: [dict(base, name="x"), "text"], secret: {"x": ["{{ wrong_key }}"]}},
            "ignore_errors": True,
            "register": "typed",
        },
        spoken("typed"),
        {
            "name": "wrong key",
            info: {secret: "{{ wrong_key }}"},
            "ignore_errors": True,
            "register": "denied",
        },
        spoken("denied"),
        {
            "name": "nobody there",
            info: {"api_url": "http://127.0.0.1:9", "retries": 1, "max_wait": 5},
            "ignore_errors": True,
            "register": "gone",
        },
        spoken("gone"),
        {
            "name": "in the background",
            info: {"name": "planted 1"},
            "async": 60,
            "poll": 0,
            "register": "job",
        },
        {
            "name": "its end",
            "async_status": {"jid": "{{ job.ansible_job_id }}"},
            "register": "ended",
            "until": "ended.finished",
            "retries": 300,
            "delay": 0.2,
        },
        spoken("ended"),
    ]


@pytest.mark.parametrize(
    "caller, door",
    [
        ("mackerel", "worker"),
        ("guance", "worker"),
        *(
            pytest.param(caller, door, marks=pytest.mark.nightly)
            for caller, door in (
                ("bk access", "worker"),
                ("bk token", "worker"),
                ("bk token", "process"),
            )
        ),
    ],
)
def test_everything_on_and_everything_shown(loud, emulator, caller):
    vendor, who = CALLERS[caller]
    run = loud.play(
        {
            "vars_files": ["secrets.yml"],
            "tasks": tasks(vendor, loud.directory),
            "module_defaults": {
                "group/oncall.routing." + vendor: connection(emulator, vendor, who)
            },
        },
        words=["-vvvv", "--diff"],
        env={},
    )
    assert run.code == 0, run.text
    failed = {one["task"] for one in run.tasks if one["outcome"] == "ignored"}
    assert failed == {"misspelled", "wrong type", "wrong key", "nobody there"}, run.text
    assert run["create"]["changed"] and run["change"]["changed"] and not run["again"]["changed"]
    if vendor == "bk":
        assert "********" in run.text and run["change"]["plan"][0]["fields"] == ["webhook_url"], (
            "that a secret changed is seen"
        )
    assert "module_args" in run.text and "invocation" in run["create"]
    written = sorted(
        str(path.relative_to(loud.directory))
        for path in loud.directory.rglob("*")
        if path.is_file()
    )
    assert (
        "ansible.log" in written
        and "written.yml" in written
        and [name for name in written if name.startswith("async/")]
    ), written
    assert len((loud.directory / "ansible.log").read_text()) > 20000
    until = time.monotonic() + 60
    while [
        path
        for path in loud.directory.rglob("*")
        if re.search("AnsiballZ|async_wrapper", path.name)
    ]:
        # what ran in the background clears up behind itself, a moment after it has said that it is
        # done
        assert time.monotonic() < until, "something is left of what was copied"
        time.sleep(0.05)


@pytest.mark.parametrize(
    "vendor, door",
    [
        *((vendor, "worker") for vendor in SUBJECTS),
        pytest.param("bk", "process", marks=pytest.mark.nightly),
    ],
)
def test_faults_and_what_a_vendor_repeats(loud, emulator, vendor):
    """The vendor's answers hold the secrets: in error texts, in a page of a proxy, in a
    redirect, and cut in the middle.
    """
    kind, _plural, base, _change = SUBJECTS[vendor]
    module = "oncall.routing." + kind
    secret = SECRETS[
        {"mackerel": "mackerel_key", "guance": "guance_key", "bk": "bk_secret"}[vendor]
    ]
    env = dict(
        {name: VALUES[value] for name, value in VARIABLES[vendor].items()},
        **{
            {"mackerel": "MACKEREL_API_BASE", "guance": "GUANCE_END_POINT", "bk": "BK_API_URL"}[
                vendor
            ]: getattr(emulator, vendor + "_url")
        },
    )
    # only what the task was given can be known to be a secret
    said = " and ".join(
        [
            secret,
            *(
                [SECRETS["hook"], json.dumps(SECRETS["hook"])]
                if vendor == "bk"
                else [quote(secret)]
            ),
        ]
    )
    faults = [
        {
            "kind": "status",
            "status": 400,
            "body": {
                "error": said,
                "message": said,
                "errorCode": "ft.x",
                "result": False,
                "code": 400,
            },
        },
        {"kind": "status", "status": 400, "body": "x" * 150 + said},
        {"kind": "html", "status": 403, "body": "<html>%s</html>" % said},
        {
            "kind": "redirect",
            "location": (
                "https://elsewhere.example.com/%s?%s" % (quote(secret, safe=""), quote(said))
            ),
        },
        {"kind": "wrong_shape", "body": [said]},
        {"kind": "malformed", "body": '{"a": "%s' % said},
    ]
    play = []
    for number, fault in enumerate(faults):
        emulator.add_fault(vendor=vendor, path="", nth=1 + number, **fault)
        play += [
            {
                "name": "fault %d" % number,
                module: dict(base, name="planted", max_wait=5, retries=0),
                "ignore_errors": True,
                "register": "fault",
            },
            spoken("fault"),
        ]
    play += [
        {
            "name": "until",
            module: dict(base, name="planted", retries=0),
            "register": "tried",
            "until": "tried is succeeded",
            "retries": 3,
            "delay": 0,
        },
        {"name": "endured", module: dict(base, name="planted again"), "register": "endured"},
        spoken("endured"),
        {
            "name": "rescued",
            "block": [
                {
                    "name": "fails",
                    module: dict(base, name="planted", api_url="http://127.0.0.1:9", retries=0),
                }
            ],
            "rescue": [{"debug": {"var": "ansible_failed_result"}}],
        },
    ]
    emulator.add_fault(vendor=vendor, kind="status", status=500, nth=len(faults) + 1)
    emulator.add_fault(vendor=vendor, kind="drop_after", write=True, nth=2)
    defaults = {
        "group/oncall.routing.bk": {"bk_biz_id": 2},
        "group/oncall.routing.guance": {"rate_limit": 0},
    }
    run = loud.play(
        {"vars_files": ["secrets.yml"], "tasks": play, "module_defaults": defaults},
        words=["-vvvv", "--diff"],
        env=env,
    )
    assert run.code == 0, run.text
    assert [one["task"] for one in run.tasks if one["outcome"] == "ignored"] == [
        "fault %d" % number for number in range(len(faults))
    ]
    assert (
        run["until"]["attempts"] == 2
        and run["endured"]["warnings"]
        and run.outcome("fails") == "failed"
    )


@pytest.mark.parametrize(
    "vendor, door",
    [
        *((vendor, "worker") for vendor in SUBJECTS),
        pytest.param("bk", "process", marks=pytest.mark.nightly),
    ],
)
def test_ad_hoc(loud, emulator, vendor):
    kind, _plural, base, change = SUBJECTS[vendor]
    who = dict(CALLERS["bk token" if vendor == "bk" else vendor][1])
    base, change = (
        (dict(base, webhook_url=SECRETS["hook"]), {"webhook_url": SECRETS["new_hook"]})
        if vendor == "bk"
        else (base, change)
    )
    said = dict(
        connection(emulator, vendor, {}), **{option: VALUES[name] for option, name in who.items()}
    )
    for options, code in (
        (dict(base, **dict(change, name="planted")), 0),
        (dict(change, name="planted", foo=SECRETS["hook"]), 2),
    ):
        run = loud.adhoc(kind, json.dumps(dict(said, **options)), "-vvvv", "--diff", env={})
        assert run.code == code, run.text
    assert len((loud.directory / "printed-1").read_text()) > 2000


def test_the_scan_of_this_file_can_turn_red(ansible):
    """A secret that Ansible is made to print, to log and to leave in a file."""
    ansible.play([{"name": "shown", "debug": {"msg": SECRETS["hook"]}}]).ok()
    with pytest.raises(leaks.Leak):
        ansible.scan()
    for name in ("printed-1", "record-1", "ansible.log"):
        path = ansible.directory / name
        with pytest.raises(leaks.Leak):
            leaks.scan(leaks.content(path))
        path.unlink()
    ansible.scan()
