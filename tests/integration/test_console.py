# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What really reaches a terminal and the log of a CI system when a vendor's texts would do
something there.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

HARM = "a\x1b[31mb\u202ec\u200bd\x9b2Je\u2028f"
SHOWN = "a\\x1b[31mb\\u202ec\\u200bd\\x9b2Je\\u2028f"
FORMATS = {"json": {}, "yaml": {"ANSIBLE_CALLBACK_RESULT_FORMAT": "yaml"}}
SETTING = "oncall.routing.mackerel_alert_group_setting"


def harmful(text):
    """What of a text a terminal would act upon, without the colours of Ansible's own."""
    return re.findall(
        "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2028\u2029\u2066-\u2069]", text
    )


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("door", ["worker", "process"])
def test_a_message_of_the_vendor(ansible, emulator, form, door):
    said = "%s\n::error file=x.py,line=1::gone\r\n##[error]y" % HARM
    emulator.add_fault(
        vendor="mackerel",
        method="PUT",
        kind="status",
        status=400,
        body={"error": {"message": said}},
        times=None,
    )
    env = dict(
        ansible.connection,
        **FORMATS[form],
        **({"ONCALL_ROUTING_ACTION": "never"} if door == "process" else {}),
    )
    run = ansible.play([{SETTING: {"name": "bare", "memo": "changed"}}], words=("--diff",), env=env)
    assert run.code != 0 and SHOWN in run.text
    assert harmful(run.text) == []
    assert (
        not [
            line
            for line in run.text.splitlines()
            if line.lstrip().startswith(("::error", "##[error"))
        ]
        and "##[" not in run.text
    )


@pytest.mark.parametrize("form", FORMATS)
def test_differences(ansible, form):
    run = ansible.play(
        [{SETTING: {"name": "bare", "memo": "%s\n::error file=x.py::gone" % HARM}}],
        words=("--diff",),
        env=dict(ansible.connection, **FORMATS[form]),
    )
    assert run.code == 0 and "x1b[31mb" in run.text
    assert harmful(run.text) == []
    assert not [line for line in run.text.splitlines() if line.lstrip().startswith("::error")]


def test_the_settings_of_the_readme_show_a_diff_as_it_is_written(ansible):
    """Nor do they warn that there is no inventory."""
    settings = re.search(
        r"```ini\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL
    ).group(1)
    (ansible.directory / "ansible.cfg").write_text(settings, encoding="utf-8")
    for name in ("ANSIBLE_LOCALHOST_WARNING", "ANSIBLE_INVENTORY_UNPARSED_WARNING"):
        del ansible.environment[name]
    book = ansible.directory / "readme.yml"
    task = "%s: {name: \u6c7a\u6e08, memo: \u544a\u8b66}" % SETTING
    book.write_text(
        "---\n- hosts: localhost\n  gather_facts: false\n  tasks:\n    - %s\n" % task,
        encoding="utf-8",
    )
    run = ansible.book(book, ("--diff", "--check"))
    assert run.code == 0, run.text
    assert (
        "name: \u6c7a\u6e08" in run.text
        and "memo: \u544a\u8b66" in run.text
        and "\\u6c7a" not in run.text
    )
    assert "WARNING" not in run.text
