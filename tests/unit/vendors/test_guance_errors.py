# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Errors of Guance / TrueWatch (docs/vendors/guance.md, G10 to G19), each as one sentence for the
person on call.
"""

from __future__ import annotations

import pytest
from support.guance_policies import LATENCY, PAGE, POLICIES, POLICY, PROVIDER
from support.vendor_kit import apply, changes, fails, paths, refused, row

LIST, ADD, MODIFY, DELETE = (
    "alert_policy/list",
    "alert_policy/add_v2",
    "modify_v2$",
    "alert_policy/delete",
)
NEW = {
    "name": "new",
    "rule_timezone": "UTC",
    "alert_opt": {"silent_timeout": 60, "agg_interval": 0},
}
AK, WORKSPACE = "ft.TriggerApiAkCurrentLimiting", "ft.TriggerApiWorkspaceCurrentLimiting"


def traced(guance, message):
    """Whether the message holds the trace id of the last answer."""
    return "(traceId TRACE-EMULATOR-%d)" % guance.requests()[-1]["seq"] in message


# --- the key


@pytest.mark.parametrize("status", [401, 403])
@pytest.mark.parametrize("module", [POLICY, POLICY + "_info"])
def test_guance_error_invalid_key(emulator, guance, module, status):
    emulator.settings(guance={"bad_key_status": status})
    message = fails(guance, module, api_key="not-the-secret-1", **(NEW if module == POLICY else {}))
    assert message.startswith(
        "Could not list alert policies: Guance answered HTTP %d ft.InvalidAPIKey: " % status
    )
    assert (
        "not a key ID, not a client token" in message
        and "api_url or site" in message
        and traced(guance, message)
    )
    assert "not-the-secret-1" not in message and len(guance.requests()) == 1


def test_guance_error_key_missing(guance):
    del guance.connection["api_key"]
    message = refused(guance, POLICY, **NEW)
    assert (
        message.startswith("api_key: is required")
        and "GUANCE_ACCESS_TOKEN or TRUEWATCH_ACCESS_TOKEN" in message
    )
    assert guance.requests() == []


def test_guance_error_key_without_rights(guance):
    message = fails(guance, POLICY, api_key="guance-demo-key-no-rights", **NEW)
    assert message.startswith(
        "Could not list alert policies: Guance answered HTTP 403 ft.PermissionDenied: "
    ) and traced(guance, message)
    assert "roles of the key" in message and "permissionSet" in message


@pytest.mark.parametrize(
    "params, doing",
    [
        (NEW, "create the alert policy 'new'"),
        (
            {"name": "from-provider", "desc": "x"},
            "update the alert policy 'from-provider' (uuid %s)" % PROVIDER,
        ),
        (
            {"name": "from-provider", "state": "absent"},
            "delete the alert policy 'from-provider' (uuid %s)" % PROVIDER,
        ),
    ],
)
def test_guance_error_key_that_may_only_read(guance, params, doing):
    message = fails(guance, POLICY, api_key="guance-demo-key-read-only", **params)
    assert message.startswith(
        "Could not %s: Guance answered HTTP 403 ft.PermissionDenied: " % doing
    ) and traced(guance, message)
    assert "not allowed to do this" in message
    assert len(guance.requests(write=True)) == 1


def test_guance_error_permission_set_shuts_us_out(guance):
    apply(guance, POLICY, open_permission_set=True, permission_set=["readOnly"], **NEW)
    message = fails(guance, POLICY, name="new", desc="x")
    assert (
        "ft.PermissionDenied" in message and "the permissionSet does not allow this key" in message
    )
    changes(guance, POLICY, name="new", desc="x", api_key="guance-demo-key-owner")


@pytest.mark.parametrize("status", [401, 403])
def test_guance_error_another_code_with_401_or_403(emulator, guance, status):
    body = {
        "code": status,
        "success": False,
        "errorCode": "ft.SomethingElse",
        "message": "no way",
        "content": {},
        "traceId": "T-9",
    }
    emulator.add_fault(vendor="guance", path=LIST, kind="status", status=status, body=body)
    message = fails(guance, POLICY, **NEW)
    assert (
        "Guance answered HTTP %d ft.SomethingElse: no way (traceId T-9)" % status in message
        and "not allowed to do this" in message
    )
    assert len(guance.requests()) == 1


# --- throttling: also a 401


@pytest.mark.parametrize("code", [AK, WORKSPACE])
@pytest.mark.parametrize(
    "path, params",
    [
        (LIST, {"name": "from-provider", "desc": "x"}),
        (ADD, NEW),
        (MODIFY, {"name": "from-provider", "desc": "x"}),
        (DELETE, {"name": "from-provider", "state": "absent"}),
    ],
)
def test_guance_error_throttling_is_waited_out(emulator, guance, clock, code, path, params):
    emulator.add_fault(error="guance." + code, path=path, times=3)
    result = apply(guance, POLICY, **params)
    assert result["changed"] is True and result["requests"]["retries"] == 3
    assert [one["status"] for one in guance.requests()].count(401) == 3
    assert (
        len(clock.slept) == 3
        and clock.slept == sorted(clock.slept)
        and result["requests"]["waited"] == round(sum(clock.slept), 3)
    )


def test_guance_error_throttling_does_not_count_as_a_retry_that_is_used_up(emulator, guance):
    """Waits for throttling count against max_wait, not against retries."""
    emulator.add_fault(error="guance." + AK, path=LIST, times=4)
    assert apply(guance, POLICY, retries=0, **NEW)["requests"]["retries"] == 4


@pytest.mark.parametrize("code, words", [(AK, "documented: 20"), (WORKSPACE, "documented: 200")])
def test_guance_error_throttling_that_does_not_end(emulator, guance, clock, code, words):
    emulator.add_fault(error="guance." + code, path=LIST, times=None)
    message = fails(guance, POLICY, max_wait=30, **NEW)
    assert message.startswith("Could not list alert policies: Guance answered HTTP 401 %s: " % code)
    assert words in message and "of max_wait (30 s)" in message and "traceId" in message
    assert 0 < sum(clock.slept) <= 30
    if code == WORKSPACE:
        assert "other automation shares it" in message
    else:
        assert "another key" in message


def test_guance_error_throttling_in_an_answer_of_200(emulator, guance):
    emulator.settings(guance={"error_in_200": True})
    emulator.add_fault(error="guance." + AK, path=LIST, times=2)
    assert apply(guance, POLICY, **NEW)["requests"]["retries"] == 2


# --- what does not exist


def test_guance_error_unknown_checker(guance):
    message = fails(guance, POLICY, checkers=["rul_nobody"], **NEW)
    assert message.startswith(
        "Could not create the alert policy 'new': Guance answered HTTP 400"
        " ft.NotFoundRuleInspector: checker rul_nobody does not exist"
    )
    assert traced(guance, message) and "does not exist in this workspace" in message


@pytest.mark.parametrize("uuid", ["notify_nobody", "acnt_nobody", "group_nobody"])
def test_guance_error_unknown_recipient_by_uuid(guance, uuid):
    params = dict(
        NEW,
        alert_opt=dict(
            NEW["alert_opt"], alert_target=[{"targets": [{"status": "all", "to": [uuid]}]}]
        ),
    )
    message = fails(guance, POLICY, **params)
    assert (
        "Could not create the alert policy 'new': Guance answered HTTP 400 ft.NotFound" in message
        and uuid in message
    )
    assert "an object the task refers to by its UUID" in message


def test_guance_error_unknown_uuid(guance):
    assert (
        refused(guance, POLICY, uuid="altpl_nobody", desc="x")
        == "uuid: there is no alert policy with uuid altpl_nobody"
    )


def test_guance_error_gone_before_the_update(emulator, guance):
    emulator.add_fault(
        vendor="guance",
        path=LIST,
        kind="second_writer",
        patch={"collection": "alert_policy", "id": PROVIDER, "remove": True},
    )
    message = fails(guance, POLICY, name="from-provider", desc="x")
    assert (
        "Could not update the alert policy 'from-provider' (uuid %s): Guance answered HTTP 404"
        " ft.NotFoundAlertPolicy" % PROVIDER in message
    )
    assert "does not exist in this workspace" in message and "v1" not in message
    assert message.endswith(". Run the task again: it creates a new one")


# --- what is refused


@pytest.mark.parametrize("in_200", [False, True])
@pytest.mark.parametrize(
    "code, said",
    [
        ("AlertPolicyNameExists", "an alert policy of this name exists"),
        ("InvalidParams", "invalid parameters"),
        ("Whatever", "Whatever"),
    ],
)
def test_guance_error_other_codes(emulator, guance, code, said, in_200):
    emulator.settings(guance={"error_in_200": in_200})
    emulator.add_fault(error="guance." + code, path=ADD, message=said, times=None)
    message = fails(guance, POLICY, **NEW)
    assert message.startswith(
        "Could not create the alert policy 'new': Guance answered HTTP %s ft.%s: %s (traceId"
        " TRACE-EMULATOR-" % ("200 with code 400" if in_200 else "400", code, said)
    )
    assert paths(guance, write=True) == ["POST /api/v1/alert_policy/add_v2"]


@pytest.mark.parametrize(
    "body",
    [
        {
            "code": 200,
            "success": False,
            "errorCode": "",
            "message": "half way",
            "content": {},
            "traceId": "T-1",
        },
        {
            "code": 200,
            "success": True,
            "errorCode": "ft.Odd",
            "message": "half way",
            "content": {},
            "traceId": "T-1",
        },
        {
            "code": 500,
            "success": False,
            "errorCode": "ft.Odd",
            "message": "half way",
            "content": None,
            "traceId": "T-1",
        },
    ],
)
def test_guance_error_success_needs_all_three(emulator, guance, body):
    emulator.add_fault(vendor="guance", path=LIST, kind="status", status=200, body=body)
    message = fails(guance, POLICY, **NEW)
    assert "Guance answered HTTP 200" in message and "half way (traceId T-1)" in message
    assert len(guance.requests()) == 1


def test_guance_error_names_taken_by_the_server(emulator, guance):
    emulator.settings(guance={"unique_names": True})
    emulator.add_fault(
        vendor="guance",
        path=LIST,
        kind="second_writer",
        patch={"collection": "alert_policy", "add": {"name": "new", "alertOpt": {}}},
    )
    message = fails(guance, POLICY, **NEW)
    assert "ft.AlertPolicyNameExists: an alert policy of this name exists" in message


@pytest.mark.parametrize("code", ["ft.NotFoundWhatever", "ft.InvalidParams"])
def test_guance_error_messages_of_the_vendor_are_cut_and_redacted(emulator, guance, code):
    emulator.add_fault(
        error="guance." + code, path=ADD, message="key guance-demo-key-0001 is " + "q" * 3000
    )
    message = fails(guance, POLICY, **NEW)
    assert "key ******** is qqq" in message and len(message) < 1100


# --- what is no Open API


@pytest.mark.parametrize(
    "fault, words",
    [
        ({"kind": "html"}, "text/html"),
        ({"kind": "html", "status": 403}, "HTTP 403"),
        ({"kind": "html", "status": 404}, "HTTP 404"),
        ({"kind": "malformed"}, "JSON"),
        ({"kind": "empty"}, "an empty body"),
        ({"kind": "wrong_shape", "body": ["a"]}, "unexpected shape"),
        ({"kind": "wrong_shape", "body": {"hello": 1}}, "unexpected shape"),
    ],
)
def test_guance_error_no_open_api(emulator, guance, fault, words):
    emulator.add_fault(vendor="guance", path=LIST, times=None, **fault)
    message = fails(guance, POLICY, retries=1, **NEW)
    assert message.startswith("Could not list alert policies: ") and words in message
    assert "check api_url" in message.lower() and paths(guance, write=True) == []


@pytest.mark.parametrize(
    "content", [None, True, 5, "text", {}, {"data": None}, {"data": {}}, {"rows": []}]
)
def test_guance_error_content_of_another_shape(emulator, guance, content):
    body = {
        "code": 200,
        "success": True,
        "errorCode": "",
        "message": "",
        "content": content,
        "traceId": "T-7",
    }
    emulator.add_fault(vendor="guance", path=LIST, kind="wrong_shape", body=body, times=None)
    message = fails(guance, POLICY, **NEW)
    assert (
        message
        == "Could not list alert policies: the answer has no list in content (traceId T-7). Check"
        " api_url or site"
    )
    assert paths(guance, write=True) == []


def test_guance_error_endless_pages(emulator, guance):
    there = len(emulator.state("guance")["alert_policy"])
    emulator.add_fault(vendor="guance", path=LIST, kind="endless_paging", times=None)
    message = fails(guance, POLICY + "_info", name="legacy")
    assert "Guance says that there are 1000000000, and gave %d (traceId TRACE-" % there in message
    assert len(paths(guance)) < 10


# --- names


def to(name):
    return dict(
        NEW,
        alert_opt=dict(
            NEW["alert_opt"], alert_target=[{"targets": [{"status": "all", "to": [PAGE, name]}]}]
        ),
    )


PLACE = "alert_opt.alert_target[0].targets[0].to[1]: "


@pytest.mark.parametrize(
    "name, message",
    [
        (
            "notify:twin",
            "there are 2 notify objects called 'twin': notify_%032d (sms), notify_%032d"
            " (wechatRobot); give the uuid" % (5, 6),
        ),
        (
            "member:Alice",
            "there are 2 members called 'Alice': acnt_%032d (alice@example.com), acnt_%032d"
            " (alice.two@example.com); give the uuid" % (1, 5),
        ),
        ("team:payment", "there is no team 'payment' among 3; did you mean 'payments'?"),
        (
            "notify:payments-pages",
            (
                "there is no notify object 'payments-pages' among 7; did you mean 'payments-page'"
                " or 'payments-mail'?"
            ),
        ),
        ("member:dave@nowhere.org", "there is no member 'dave@nowhere.org' among 5"),
    ],
)
def test_guance_error_names(guance, name, message):
    assert refused(guance, POLICY, **to(name)) == PLACE + message


def test_guance_error_ambiguous_checker(guance):
    message = refused(guance, POLICY, checkers=["payments latency", "twin rule"], **NEW)
    assert (
        message
        == "checkers[1]: there are 2 checkers called 'twin rule': %s, %s; give the uuid"
        % tuple(
            "rul_%032d (title 'twin rule fired', name 'twin rule')" % number for number in (12, 13)
        )
    )


# --- outcome unknown


def test_guance_error_create_of_unknown_outcome_says_so(emulator, guance):
    emulator.add_fault(vendor="guance", path=ADD, kind="drop_after")
    emulator.add_fault(vendor="guance", path=LIST, kind="html", status=200, nth=2, times=None)
    message = fails(guance, POLICY, retries=0, **NEW)
    assert (
        "Could not create the alert policy 'new'" in message
        and "Could not find out whether the vendor carried it out" in message
    )
    assert row(guance, "alert_policy", name="new")


def test_guance_error_v2_path_missing(emulator, guance):
    emulator.settings(guance={"v2": False})
    message = fails(guance, POLICY, **NEW)
    assert (
        "Could not create the alert policy 'new': Guance answered HTTP 404 ft.RouteNotFound"
        in message
        and "api_version: v1" in message
    )
    changes(guance, POLICY, api_version="v1", **NEW)
    changes(guance, POLICY, api_version="v1", name="new", desc="x")


def test_guance_error_one_of_many(emulator, guance):
    emulator.add_fault(error="guance.InvalidParams", path=ADD, nth=2)
    emulator.clear_requests()
    result = guance.run(POLICIES, alert_policies=[dict(NEW, name=name) for name in ("a", "b", "c")])
    assert result["failed"] is True and result["changed"] is True
    assert result["counts"] == {
        "created": 2,
        "updated": 0,
        "deleted": 0,
        "unchanged": 0,
        "failed": 1,
    }
    assert [one["name"] for one in result["errors"]] == ["b"] and "ft.InvalidParams" in result[
        "errors"
    ][0]["message"]
    assert result["msg"].startswith(
        "1 of 3 alert policies failed: alert_policies[1]: Could not create the alert policy 'b': "
    )
    assert row(guance, "alert_policy", name="c")


def test_guance_error_bindings_of_an_unknown_checker_change_nothing(guance):
    apply(guance, POLICY, checkers=[LATENCY], **NEW)
    fails(guance, POLICY, name="new", checkers=["rul_nobody"])
    assert row(guance, "alert_policy", name="new")["checkerUUIDs"] == [LATENCY]


# --- what somebody on the way says

NOT_OURS = pytest.mark.parametrize(
    "fault",
    [
        {"kind": "html", "status": 404},
        {"kind": "status", "status": 404, "body": {"success": False, "message": "no route"}},
    ],
    ids=["page", "json"],
)


@NOT_OURS
def test_guance_error_404_that_is_not_guances_deletes_nothing(emulator, guance, fault):
    emulator.add_fault(vendor="guance", path="alert_policy/delete", times=None, **fault)
    message = fails(guance, POLICY, name="from-provider", state="absent")
    assert "Guance answered HTTP 404" in message and "still shows it" in message
    assert row(guance, "alert_policy", name="from-provider")


def test_guance_error_404_of_a_page_may_mean_an_old_deployment(emulator, guance):
    emulator.add_fault(vendor="guance", path=ADD, kind="html", status=404, times=None)
    message = fails(guance, POLICY, **NEW)
    assert (
        "api_version: v1" in message
        and "the address is right" in message
        and "does not show it" in message
    )


def test_guance_error_no_url_of_the_vendors_text_is_repeated(emulator, guance):
    emulator.add_fault(
        error="guance.ft.InvalidParams",
        path=ADD,
        message="no such url https://oapi.example.com/robot/send?acce... here",
    )
    assert "no such url https://******** here" in fails(guance, POLICY, **NEW)
