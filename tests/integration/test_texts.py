# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What YAML makes of a value before a module sees it, and what Jinja does not make of a text
that comes from a vendor.
"""

from __future__ import annotations

import json

import pytest
import yaml

SETTING, POLICY = (
    "oncall.routing.mackerel_alert_group_setting",
    "oncall.routing.guance_alert_policy",
)
PLAY = """
- hosts: localhost
  connection: local
  gather_facts: false
  module_defaults:
    group/oncall.routing.guance: {rate_limit: 0}
  tasks:
"""
TASKS = {
    "name": "{%s: {name: VALUE}, name: task NUMBER, ignore_errors: true}" % SETTING,
    "memo": (
        "{%s: {name: zz-NUMBER, memo: VALUE}, name: task NUMBER, ignore_errors: true}" % SETTING
    ),
    "notification_interval": (
        "{%s: {name: zz-NUMBER, notification_interval: VALUE}, name: task NUMBER, ignore_errors:"
        " true}" % SETTING
    ),
    "custom_start_time": (
        "{%s: {name: zz-NUMBER, rule_timezone: UTC, alert_opt: {silent_timeout: 0, agg_interval: 0,"
        " alert_target: [{custom_dates: [company-holidays], custom_start_time: VALUE,"
        " custom_duration: 600, targets: [{status: [critical], to: ['notify:payments-page']}]},"
        " {targets: [{status: [critical], to: ['notify:payments-page']}]}]}}, name: task NUMBER,"
        " ignore_errors: true}" % POLICY
    ),
}
REFUSED = object()
NUMBER = "is a number; put it in quotes if it is meant as a text"
#: For each option, as it is typed and what comes of it: what is stored, or (REFUSED, what the
#: message says besides the path).
TYPED = {
    "name": {
        "09:30:00": "09:30:00",
        "1e3": "1e3",
        "0o17": "0o17",
        "2026-01-01": "2026-01-01",
        "'42'": "42",
        "'on'": "on",
        "'1_000'": "1_000",
        "null": (REFUSED, "is required"),
        "~": (REFUSED, "is required"),
    },
    # null is what Ansible makes of an option that was left out
    "memo": {
        "09:30:00": "09:30:00",
        "1e3": "1e3",
        "0o17": "0o17",
        "2026-01-01": "2026-01-01",
        "'42'": "42",
        "'on'": "on",
        "null": "",
        "'null'": "null",
    },
    "notification_interval": {
        "1e3": 1000,
        "0x10": 16,
        "1_000": 1000,
        "'30'": 30,
        "30.0": 30,
        "on": (REFUSED, "True is not"),
        "90m": 90,
        "1h30m": 90,
        "09:30:00": (REFUSED, "'09:30:00' is neither"),
        "0o17": (REFUSED, "is neither"),
        "2026-01-01": (REFUSED, "is neither"),
        "1.5": (REFUSED, "is not"),
        "null": 0,
    },
    "custom_start_time": {
        "09:30:00": "09:30:00",
        "'9:30'": "09:30:00",
        "9:30": (REFUSED, NUMBER),
        "10:30:00": (REFUSED, NUMBER),
        "0x10": (REFUSED, NUMBER),
        "1_000": (REFUSED, NUMBER),
        "1e3": (REFUSED, "'1e3' is not a time"),
        "on": (REFUSED, "is not a text"),
        "2026-01-01": (REFUSED, "is not a time"),
        "~": (REFUSED, "is required with custom_dates"),
    },
}
#: What YAML takes for something that is no text. A date with a time arrives as the text that
#: Ansible makes of it.
CHANGED = ["on", "off", "yes", "1.10", "1.0", "42", "0042", "12:30", "1_000", "0x10"]


def outcomes(ansible, option, typed):
    """(message of the failure or None, what is stored as the option or None) for each value,
    through a playbook written by hand.
    """
    book = PLAY + "".join(
        "    - %s\n" % TASKS[option].replace("VALUE", value).replace("NUMBER", str(number))
        for number, value in enumerate(typed)
    )
    run = ansible.text(book)
    assert run.code == 0, run.text
    found = []
    for number in range(len(typed)):
        result = run["task %d" % number]
        stored = result.get("alert_group_setting") or result.get("alert_policy")
        if stored and option == "custom_start_time":
            stored = stored["alert_opt"]["alert_target"][0]
        found.append(
            (
                result["msg"] if run.outcome("task %d" % number) == "ignored" else None,
                stored[option] if stored else None,
            )
        )
    return found


@pytest.mark.parametrize("option", list(TYPED))
def test_what_yaml_makes_of_it_is_what_one_sees_or_is_refused(ansible, option):
    for (message, stored), (typed, expected) in zip(
        outcomes(ansible, option, list(TYPED[option])), TYPED[option].items()
    ):
        if isinstance(expected, tuple):
            assert message and stored is None, (typed, stored)
            assert option in message and expected[1] in message, (typed, message)
        else:
            assert (message, type(stored), stored) == (None, type(expected), expected), typed


@pytest.mark.parametrize("option", ["name", "memo"])
def test_a_text_that_yaml_took_for_something_else_is_refused_by_name(ansible, option):
    for (message, stored), typed in zip(outcomes(ansible, option, CHANGED), CHANGED):
        assert stored is None and message.startswith(option + ": "), typed


def test_an_infinite_number_is_refused_by_name(ansible):
    ((message, stored),) = outcomes(ansible, "notification_interval", [".inf"])
    assert stored is None and message.startswith("notification_interval: "), message


# --- Jinja

HOSTILE = [
    "{{ lookup('ansible.builtin.pipe', 'touch PWNED') }}",
    "{{ 7 * 7 }}",
    "{% for x in [1] %}x{% endfor %}",
    "{# gone #}",
    "{{ undefined_variable }}",
    "{{ broken",
    "!unsafe x",
    "${HOME} $(touch PWNED)",
]


@pytest.mark.parametrize("door", ["worker", pytest.param("process", marks=pytest.mark.nightly)])
def test_texts_of_a_vendor_are_never_templates(ansible, emulator, door):
    """Registered, shown, looped over, kept as a fact, put into a file, given to another module
    and told in an error: data it stays.
    """
    ansible.environment["ONCALL_ROUTING_ACTION"] = {"worker": "auto", "process": "never"}[door]
    hostile = HOSTILE if door == "worker" else HOSTILE[:2]  # a process for each takes its time
    rows = [
        {"id": "zz%03d" % number, "name": text, "memo": text} for number, text in enumerate(hostile)
    ]
    emulator.put_state("mackerel", {"alertGroupSettings": rows})
    copied = ansible.directory / "copied.json"
    run = ansible.play(
        [
            {"name": "read", SETTING + "_info": {}, "register": "found"},
            {"name": "shown", "debug": {"var": "found"}},
            {
                "name": "said",
                "debug": {
                    "msg": [
                        "{{ found.alert_group_settings | map(attribute='memo') | list }}",
                        "{{ found.alert_group_settings | string }}",
                    ]
                },
            },
            {
                "name": "kept",
                "set_fact": {
                    "kept": (
                        "{{ found.alert_group_settings | sort(attribute='id') |"
                        " map(attribute='name') | list }}"
                    )
                },
            },
            {"name": "written", "copy": {"content": "{{ kept | to_json }}", "dest": str(copied)}},
            {
                "name": "given on",
                SETTING: {"name": "copy of {{ item }}", "memo": "{{ item }}"},
                "loop": "{{ kept }}",
                "register": "made",
            },
            {
                "name": "given on again",
                SETTING: {
                    "name": "copy of {{ item.alert_group_setting.memo }}",
                    "memo": "{{ item.alert_group_setting.memo }}",
                },
                "loop": "{{ made.results }}",
                "loop_control": {"label": "{{ item.alert_group_setting.name }}"},
            },
            {"name": "asked for", SETTING + "_info": {"name": "{{ kept[0] }}"}, "register": "one"},
            {
                "name": "refused",
                SETTING: {"name": "zz", "monitor_scopes": ["{{ kept[0] }}"]},
                "ignore_errors": True,
                "register": "error",
            },
            {"name": "error shown", "debug": {"msg": "{{ error.msg }}"}},
        ],
        words=["--diff"],
    )
    assert run.code == 0, run.text
    assert not list(ansible.directory.rglob("PWNED")), run.text
    assert json.loads(copied.read_text()) == hostile
    assert run["said"]["msg"][0] == [
        row["memo"] for row in sorted(rows, key=lambda row: row["name"])
    ]
    assert run["asked for"]["alert_group_settings"][0]["memo"] == HOSTILE[0]
    assert (
        HOSTILE[0] in run["refused"]["msg"] and run["error shown"]["msg"] == run["refused"]["msg"]
    )
    stored = {
        row["name"]: row.get("memo") for row in emulator.state("mackerel")["alertGroupSettings"]
    }
    assert {text: stored.get("copy of " + text) for text in hostile} == {
        text: text for text in hostile
    }
    assert run["given on again"]["changed"] is False


def test_the_playbook_is_what_was_meant():
    """The plays above are text, so that YAML reads values as a user types them."""
    for option, line in TASKS.items():
        (value,) = yaml.safe_load(PLAY + "    - " + line)[0]["tasks"]
        assert option in str(value) and "VALUE" in str(value)
