# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Mackerel errors (docs/vendors/mackerel.md, M11 to M17), each as one sentence for the person on
call.
"""

from __future__ import annotations

import pytest
from support.vendor_kit import apply, changes, fails, paths, refused, row

GROUP = "mackerel_notification_group"
SETTING = "mackerel_alert_group_setting"
SHAPES = pytest.mark.parametrize("shape", ["object", "string", "message", "text", "empty"])
LIST = "/api/v0/notification-groups"


def test_mackerel_error_key_missing(mackerel):
    del mackerel.connection["api_key"]
    message = refused(mackerel, GROUP, name="g")
    assert (
        message
        == "api_key: is required: give it in the task, in module_defaults, or in the environment"
        " variable MACKEREL_APIKEY or MACKEREL_API_KEY"
    )
    assert mackerel.requests() == []


def test_mackerel_error_key_empty(mackerel):
    assert refused(mackerel, GROUP, name="g", api_key="").startswith("api_key: is required")


@SHAPES
@pytest.mark.parametrize("module", [GROUP, GROUP + "_info", SETTING])
def test_mackerel_error_key_invalid(emulator, mackerel, shape, module):
    emulator.settings(mackerel={"error_shape": shape})
    message = refused(mackerel, module, name="g", api_key="a-revoked-key-9999")
    assert message.startswith("Could not list ") and "Mackerel answered HTTP 401: " in message
    assert ("Authentication failed" in message) is (shape != "empty")
    assert "api_key" in message and "intended organization" in message
    assert "a-revoked-key-9999" not in message


@SHAPES
def test_mackerel_error_key_without_write(emulator, mackerel, shape):
    emulator.settings(mackerel={"error_shape": shape})
    mackerel.connection["api_key"] = "mackerel-demo-key-read-only"
    message = fails(mackerel, GROUP, name="g")
    assert message.startswith(
        "Could not create the notification group 'g': Mackerel answered HTTP 403: "
    )
    assert "Read and Write" in message and "address of this controller" in message
    apply(mackerel, GROUP, check=True, name="g")
    message = fails(mackerel, GROUP, name="night watch", state="absent", force=True)
    assert message.startswith(
        "Could not delete the notification group 'night watch' (id 4NgNightly2): Mackerel answered"
        " HTTP 403"
    )


def test_mackerel_error_foreign_address(mackerel):
    message = refused(mackerel, GROUP, name="g", api_key="mackerel-demo-key-foreign-ip")
    assert message.startswith("Could not list notification groups: Mackerel answered HTTP 403")
    assert (
        "lacks a permission" in message and "outside the range the organization permits" in message
    )


def test_mackerel_error_content_type(emulator, mackerel):
    emulator.add_fault(error="mackerel.content_type", method="POST")
    message = fails(mackerel, GROUP, name="g")
    assert (
        "Illegal Content-Type" in message
        and "fault of oncall.routing" in message
        and "report it" in message
    )


@pytest.mark.parametrize(
    "params, verb, who",
    [
        ({"id": "4NgDefault1", "name": "x"}, "update", "'Default' (id 4NgDefault1, to become 'x')"),
        ({"name": "Default", "state": "absent"}, "delete", "'Default' (id 4NgDefault1)"),
    ],
)
def test_mackerel_error_default_group_by_the_server(emulator, mackerel, params, verb, who):
    emulator.settings(mackerel={"group_type": False})
    message = fails(mackerel, GROUP, **params)
    assert message.startswith(
        "Could not %s the notification group %s: Mackerel answered HTTP 400: the default"
        " notification group cannot be " % (verb, who)
    )


PATHS = {
    "notificationGroups": "notification-groups",
    "alertGroupSettings": "alert-group-settings",
    "channels": "channels",
}


@pytest.mark.parametrize(
    "by, advice",
    [
        ("id", ". With its name instead of its id the task creates a new one"),
        ("name", ". Run the task again: it creates a new one"),
    ],
)
@pytest.mark.parametrize(
    "module, table, ident, given",
    [
        (GROUP, "notificationGroups", "4NgNightly2", {"notification_level": "all"}),
        (SETTING, "alertGroupSettings", "4AgBareMin2", {"memo": "x"}),
        ("mackerel_channel", "channels", "4ChPayPage1", {"enabled_graph_image": False}),
    ],
)
def test_mackerel_error_gone_before_the_update(
    emulator, mackerel, module, table, ident, given, by, advice
):
    found = next(one for one in emulator.state("mackerel")[table] if one["id"] == ident)
    emulator.add_fault(
        vendor="mackerel",
        method="GET",
        path=PATHS[table],
        kind="second_writer",
        patch={"collection": table, "id": ident, "remove": True},
    )
    message = fails(mackerel, module, **dict(given, **{by: found[by]}))
    assert "(id %s): Mackerel answered HTTP 404" % ident in message
    assert "deleted meanwhile" in message and message.endswith(advice)


@SHAPES
def test_mackerel_error_400_without_detail(emulator, mackerel, shape):
    emulator.settings(mackerel={"error_shape": shape})
    emulator.add_fault(error="mackerel.400", method="POST")
    message = fails(mackerel, SETTING, name="s")
    text = "no text" if shape == "empty" else "bad request"
    assert message.startswith(
        "Could not create the alert group setting 's': Mackerel answered HTTP 400: " + text
    )
    assert "options of the task" in message
    assert paths(mackerel, write=True) == ["POST /api/v0/alert-group-settings"]


def test_mackerel_error_text_of_the_server_is_cut_and_redacted(emulator, mackerel):
    text = "refused because it and mackerel-demo-key-0001 and " + "x" * 3000
    emulator.add_fault(
        vendor="mackerel",
        method="POST",
        kind="status",
        status=400,
        body={"error": {"message": text}},
    )
    message = fails(mackerel, GROUP, name="g")
    assert "refused because it and ******** and xxx" in message and len(message) < 900


def test_mackerel_error_wrong_path(mackerel):
    mackerel.connection["api_url"] += "/v9"
    with_violations = mackerel.run(GROUP, name="g")
    mackerel.emulator.clear_violations()
    assert with_violations["failed"] is True
    message = with_violations["msg"]
    assert (
        message.startswith("Could not list notification groups: Mackerel answered HTTP 404")
        and "check api_url" in message
    )


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_mackerel_error_after_all_tries(emulator, mackerel, clock, status):
    emulator.add_fault(vendor="mackerel", method="GET", kind="status", status=status, times=None)
    message = refused_once(mackerel, name="g", retries=3, max_wait=60)
    assert message.startswith(
        "Could not list notification groups: Mackerel answered HTTP %d" % status
    )
    if status == 429:
        assert "Mackerel documents no limit for these calls" in message
    assert (
        "Gave up after 4 tries and " in message
        and " s of waiting" in message
        and sum(clock.slept) <= 60
    )
    assert len(paths(mackerel)) == 4


@pytest.mark.parametrize("status", [500, 502, 503, 504])
@pytest.mark.parametrize(
    "method, params",
    [
        ("GET", {"name": "g"}),
        ("PUT", {"name": "night watch", "notification_level": "all"}),
        ("DELETE", {"name": "night watch", "state": "absent", "force": True}),
    ],
)
def test_mackerel_error_that_passes(emulator, mackerel, clock, status, method, params):
    emulator.add_fault(
        vendor="mackerel",
        method=method,
        path="notification-groups",
        kind="status",
        status=status,
        times=2,
    )
    result = apply(mackerel, GROUP, **params)
    assert result["changed"] is True and result["requests"]["retries"] == 2
    assert len(clock.slept) == 2 and result["requests"]["waited"] == round(sum(clock.slept), 3)


@pytest.mark.parametrize("seconds", [7, 0])
def test_mackerel_error_429_says_when(emulator, mackerel, clock, seconds):
    emulator.add_fault(
        vendor="mackerel", method="POST", kind="retry_after", seconds=seconds, times=2
    )
    result = apply(mackerel, GROUP, name="g")
    assert result["requests"] == {
        "reads": 2,
        "writes": 3,
        "retries": 2,
        "waited": round(sum(clock.slept), 3),
    }
    assert clock.slept == [max(seconds, 0.2)] * 2
    assert row(mackerel, "notificationGroups", name="g")


def test_mackerel_error_500_on_a_create_is_not_repeated(emulator, mackerel):
    emulator.add_fault(vendor="mackerel", method="POST", kind="status", status=500, times=None)
    message = fails(mackerel, GROUP, name="g")
    assert "Could not create the notification group 'g': Mackerel answered HTTP 500" in message
    assert paths(mackerel) == ["GET " + LIST, "POST " + LIST, "GET " + LIST]


@pytest.mark.parametrize(
    "fault, words",
    [
        ({"kind": "html"}, "text/html"),
        ({"kind": "malformed"}, "JSON"),
        ({"kind": "truncate", "keep": 10}, ""),
        ({"kind": "empty"}, "an empty body"),
        ({"kind": "wrong_shape"}, "unexpected shape"),
        ({"kind": "deep"}, "JSON"),
        ({"kind": "html", "status": 404}, "Attention Required"),
        ({"kind": "html", "status": 403}, "Attention Required"),
    ],
)
def test_mackerel_error_not_json(emulator, mackerel, fault, words):
    emulator.add_fault(vendor="mackerel", method="GET", times=None, **fault)
    message = refused_once(mackerel, name="g", retries=1)
    assert message.startswith("Could not list notification groups: ") and words in message
    assert len(message) < 700


def test_mackerel_error_not_json_shows_what_came_and_no_secret(emulator, mackerel):
    page = "<html>" + "key mackerel-demo-key-0001 " + "y" * 500
    emulator.add_fault(
        vendor="mackerel", method="GET", kind="html", status=200, body=page, times=None
    )
    message = refused(mackerel, GROUP, name="g", retries=0)
    assert "HTTP 200" in message and "text/html" in message and "<html>key ******** yyy" in message
    assert "api_url" in message and "proxy" in message and message.count("y" * 100) <= 2


def test_mackerel_error_redirect_is_not_followed(emulator, mackerel):
    emulator.add_fault(
        vendor="mackerel",
        method="GET",
        kind="redirect",
        location="https://evil.example.com/?k=mackerel-demo-key-0001",
    )
    message = refused_once(mackerel, name="g")
    assert (
        "a redirect to https://evil.example.com/. " in message
        and "?k" not in message
        and "not followed" in message
        and "check api_url" in message
    )
    assert len(paths(mackerel)) == 1


def refused_once(mackerel, **params):
    message = fails(mackerel, GROUP, **params)
    assert paths(mackerel, write=True) == []
    return message


@pytest.mark.parametrize(
    "url, words",
    [
        ("http://127.0.0.1:9", "connection to http://127.0.0.1:9"),
        ("no-url", "api_url: has no scheme"),
        ("ftp://127.0.0.1", "api_url: begins with another scheme"),
    ],
)
def test_mackerel_error_no_connection(mackerel, url, words):
    message = refused(mackerel, GROUP, name="g", api_url=url, retries=1)
    assert words in message and "api_url" in message


def test_mackerel_error_one_failure_of_many(emulator, mackerel):
    """What can be done is done; the message names the one that failed, and who needed it."""
    emulator.add_fault(error="mackerel.400", method="POST", nth=1)
    emulator.clear_requests()
    result = mackerel.run(
        GROUP + "s",
        concurrency=1,
        notification_groups=[
            {"name": "child"},
            {"name": "parent", "child_notification_groups": ["child"]},
            {"name": "other"},
        ],
    )
    assert result["failed"] is True
    assert result["counts"] == {
        "created": 1,
        "updated": 0,
        "deleted": 0,
        "unchanged": 0,
        "failed": 2,
    }
    assert [one["name"] for one in result["errors"]] == ["child", "parent"]
    assert "it needs 'child', which failed" in result["errors"][1]["message"].replace(
        "It needs", "it needs"
    )
    assert row(mackerel, "notificationGroups", name="other")
    assert result["msg"].startswith(
        "2 of 3 notification groups failed: notification_groups[0]: Could not create the"
        " notification group 'child': Mackerel answered HTTP 400"
    )


def test_mackerel_error_what_did_not_stick_is_named(emulator, mackerel):
    changes(mackerel, SETTING, name="s", memo="one")
    ident = row(mackerel, "alertGroupSettings", name="s")["id"]
    answer = {"id": ident, "name": "s", "memo": "one"}
    emulator.add_fault(
        vendor="mackerel", method="PUT", kind="wrong_shape", executed=False, body=answer
    )
    emulator.add_fault(vendor="mackerel", method="PUT", kind="status", status=200, body=answer)
    message = fails(mackerel, SETTING, name="s", memo="two")
    assert (
        "This task wrote the alert group setting 's', but the vendor did not keep memo (asked for"
        " two, stored is one)" in message
    )


# --- what somebody on the way says

NOT_OURS = pytest.mark.parametrize(
    "fault",
    [
        {"kind": "html", "status": 404},
        {"kind": "status", "status": 404, "body": {"message": "no Route matched"}},
        {
            "kind": "status",
            "status": 404,
            "body": {"status": 404, "error": "Not Found", "path": "/api"},
        },
    ],
    ids=["page", "message", "more"],
)


@NOT_OURS
def test_mackerel_error_404_that_is_not_mackerels_deletes_nothing(emulator, mackerel, fault):
    emulator.add_fault(vendor="mackerel", method="DELETE", times=None, **fault)
    message = fails(mackerel, GROUP, name="night watch", state="absent", force=True)
    assert (
        "Mackerel answered HTTP 404 with something that is not the expected JSON" in message
        and "still shows it" in message
    )
    assert (
        "he server has no call DELETE %s/4NgNightly2; the address is right" % LIST in message
        and "check api_url" not in message.lower()
    )
    assert paths(mackerel)[-1] == "GET " + LIST
    assert row(mackerel, "notificationGroups", name="night watch")


@NOT_OURS
def test_mackerel_error_404_that_is_not_mackerels_of_a_list(emulator, mackerel, fault):
    emulator.add_fault(vendor="mackerel", method="GET", times=None, **fault)
    message = refused(mackerel, GROUP, name="g")
    assert (
        message.startswith("Could not list notification groups: Mackerel answered HTTP 404")
        and "heck api_url and any proxy" in message
    )


def test_mackerel_error_no_url_of_the_servers_text_is_repeated(emulator, mackerel):
    text = (
        "invalid url 'https://hooks.slack.com/services/T0/B0/xxxx...' or"
        ' "https:\\/\\/hooks.slack.com\\/services"'
    )
    emulator.add_fault(
        vendor="mackerel", method="POST", kind="status", status=400, body={"error": text}
    )
    message = fails(
        mackerel,
        "mackerel_channel",
        name="g",
        type="slack",
        url="https://hooks.slack.com/services/T0/B0/xxxxyyyyzzzz",
    )
    assert "invalid url 'https://********' or" in message and "slack.com" not in message
