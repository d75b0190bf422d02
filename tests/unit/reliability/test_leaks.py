# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The leak scan of the harness, which every module run of every test goes through, can itself
turn red.
"""

from __future__ import annotations

import base64
import json
from urllib.parse import quote

import pytest
from support import harness, leaks

SECRET = 'https://hooks.example.com/x?key="pl\u00e4nted/secret"'


@pytest.mark.parametrize(
    "spelled",
    [
        SECRET,
        quote(SECRET, safe=""),
        json.dumps(SECRET),
        base64.b64encode(SECRET.encode()).decode(),
        "cut " + SECRET[: len(SECRET) // 2],
        SECRET[len(SECRET) // 2 :],
    ],
)
def test_the_scan_finds_every_spelling(spelled):
    with pytest.raises(leaks.Leak):
        harness.scan("something %s else" % spelled, [SECRET])


def test_secrets_are_found_however_deep():
    assert list(
        harness.secrets_of(
            {"notice_groups": [{"name": "x", "webhook_url": SECRET}], "api_key": "another-secret"}
        )
    ) == [SECRET, "another-secret"]


def test_a_module_that_prints_one_is_caught(bk, monkeypatch):
    """A leak planted on purpose: the mask of the fields is switched off, as if a secret field
    had forgotten to be one.
    """
    from ansible_collections.oncall.routing.plugins.module_utils._describe.field import Field
    from ansible_collections.oncall.routing.plugins.module_utils._module import masking

    monkeypatch.setattr(Field, "show", lambda self, value, reveal=False: value)
    monkeypatch.setattr(masking.Masking, "add_objects", lambda self, resource, objects: None)
    with pytest.raises(leaks.Leak):
        bk.run("bk_notice_group_info", name="with-webhook")


def test_nothing_is_found_where_nothing_is(bk):
    assert (
        bk.run("bk_notice_group_info", name="with-webhook")["notice_groups"][0]["webhook_url"]
        == "********"
    )


@pytest.mark.parametrize(
    "text", ["{{ lookup('pipe', 'id') }}", "{% raw %}", "a\nb", "e\u0301", "\u202eabc", "x" * 2000]
)
def test_texts_of_the_vendor_come_back_as_they_are(bk, text):
    """Also Jinja: results of a module are data to ansible-core 2.19 and later, which templates
    only what it was told to trust.
    """
    group = {"name": "zz", "message": text, "notice_receiver": [], "notice_way": {"1": ["mail"]}}
    assert bk.run("bk_notice_group", **group)["notice_group"]["message"] == text.strip()
    again = bk.run("bk_notice_group", **group)
    assert (again["changed"], again["notice_group"]["message"]) == (False, text.strip())


@pytest.mark.parametrize(
    "module, params",
    [
        (
            "bk_notice_groups",
            {"notice_groups": [{"name": "x", "webhook_url": SECRET}], "purge_scope": False},
        ),
        ("bk_notice_groups", {"notice_groups": [{"name": "x", "webhook_url": SECRET, "foo": 1}]}),
        ("bk_notice_groups", {"notice_groups": [{"name": "x", "webhook_url": SECRET}, "text"]}),
        ("bk_notice_group", {"name": "x", "webhook_url": [SECRET]}),
        ("bk_notice_group", {"name": ["x"], "webhook_url": SECRET, "id": "nine"}),
    ],
)
def test_refused_arguments_are_not_repeated(bk, module, params):
    """Ansible puts the arguments of a task into its result; when it refuses them it does not
    know all secrets among them yet.
    """
    result = bk.run(module, **params)
    assert result["failed"]
    harness.scan(result.text, [SECRET])


def test_a_secret_under_a_misspelled_name_is_not_repeated(bk):
    result = bk.run("bk_notice_group", name="x", webhok_url=SECRET)
    assert "webhok_url: is not an option here" in result["msg"]
    harness.scan(result.text, [SECRET])


@pytest.mark.parametrize(
    "module, params",
    [
        ("mackerel_notification_group", {"name": "x", "child_channels": [SECRET]}),
        (
            "mackerel_notification_groups",
            {"notification_groups": [{"name": "x", "services": [SECRET]}]},
        ),
        ("mackerel_downtime", {"name": "x", "start": SECRET, "duration": 5}),
    ],
)
def test_a_secret_in_the_place_of_something_else_is_not_repeated(mackerel, module, params):
    """Not in what Ansible says of the task's arguments either, which it adds to every result at
    -vvv.
    """
    result = mackerel.run(module, _ansible_inject_invocation=True, _ansible_verbosity=4, **params)
    assert result["failed"] and result["invocation"] == {"module_args": {}}
    harness.scan(result.text, [SECRET])
