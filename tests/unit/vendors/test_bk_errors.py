# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""BlueKing errors (docs/vendors/blueking.md, B12 to B21), each as one sentence for the person on
call.
"""

from __future__ import annotations

import pytest
from support.vendor_kit import apply, fails, paths, refused, row

GROUP = "bk_notice_group"
NEW = {
    "name": "new",
    "notice_receiver": [{"type": "user", "id": "alice"}],
    "notice_way": {"1": ["mail"]},
}
SAVE, SEARCH, DELETE = "save_notice_group", "search_notice_group", "delete_notice_group"

#: code: what the message must say besides the code, wherever it comes from
CODES = {
    "1306000": "white list",
    "1306403": "developer centre",
    "1306401": "bk_token or bk_username",
    "1306402": "bk_username or bk_token",
    "1306404": "api_path",
    "1306405": "api_path",
    "1306406": "authorization header",
    "1306408": "JWT",
    "1306203": "TLS",
    "1306206": "no host",
    "1306207": "blocks",
    "1640001": "only in the header",
    "1640100": "only in the header",
    "1640101": "only in the header",
    "1640102": "only in the header",
    "1640301": "granted this resource",
    "1640302": "bk_tenant_id",
    "1640303": "bk_tenant_id",
    "1640304": "bk_tenant_id",
    "1640401": "api_path",
    "1641301": "too big",
    "3300002": "not understood",
    "3312002": "does not exist",
    "3312003": "has this name",
    "3312004": "still use it",
    "3312006": "duty rule",
    "9900403": "IAM permission",
}


@pytest.mark.parametrize("style", ["int", "string"])
@pytest.mark.parametrize("code", CODES)
def test_bk_error_code_of_a_list(emulator, bk, code, style):
    emulator.settings(bk={"error_code_style": style})
    emulator.add_fault(error="bk." + code, path=SEARCH, times=None)
    for module in (GROUP, GROUP + "_info"):
        message = fails(bk, module, **(NEW if module == GROUP else {}))
        assert message.startswith(
            "Could not list the notice groups of business 2: BlueKing answered %s: " % code
        )
        assert CODES[code].lower() in message.lower(), message
    assert paths(bk, write=True) == []


@pytest.mark.parametrize("code", sorted(set(CODES) - {"3312002"}))
def test_bk_error_code_of_a_create(emulator, bk, code):
    emulator.add_fault(error="bk." + code, path=SAVE, times=None)
    message = fails(bk, GROUP, **NEW)
    assert message.startswith(
        "Could not create the notice group 'new': BlueKing answered %s: " % code
    )
    assert "(request_id " in message and CODES[code].lower() in message.lower(), message
    assert len(paths(bk, write=True)) == 1


def test_bk_error_request_id_is_the_one_of_the_answer(emulator, bk):
    emulator.add_fault(error="bk.1306403", path=SAVE)
    message = fails(bk, GROUP, **NEW)
    assert "(request_id emulator%024d)" % bk.requests(write=True)[0]["seq"] in message


# --- the domain's own words


@pytest.mark.parametrize(
    "text",
    [
        "[ErrorDetail(string='Notification group name already exists', code='invalid')]",
        "通知组名称已存在",
    ],
)
def test_bk_error_name_exists(emulator, bk, text):
    emulator.add_fault(error="bk.exists", path=SAVE, message=text)
    message = fails(bk, GROUP, **NEW)
    assert "BlueKing answered 400: " in message and text in message
    assert "another notice group of the business has this name" in message.lower()


def test_bk_error_name_taken_meanwhile_is_the_servers(emulator, bk):
    """Somebody makes a group of that name between our list and our create."""
    emulator.add_fault(
        vendor="bk",
        path=SEARCH,
        kind="second_writer",
        patch={"collection": "notice_groups", "add": dict(NEW, name="NEW", bk_biz_id=2)},
    )
    message = fails(bk, GROUP, **NEW)
    assert "Notification group name already exists" in message and "request_id" in message


@pytest.mark.parametrize("text", ["The notification group does not exist", "通知组不存在"])
def test_bk_error_id_unknown_to_the_server(emulator, bk, text):
    emulator.add_fault(error="bk.missing", path=SAVE, message=text)
    message = fails(bk, GROUP, id=1, message="x")
    assert message.startswith(
        "Could not update the notice group 'layman' (id 1): BlueKing answered 400: "
    )
    assert text in message and "not known in this business" in message


def test_bk_error_gone_before_the_update(emulator, bk):
    emulator.add_fault(
        vendor="bk",
        path=SEARCH,
        kind="second_writer",
        patch={"collection": "user_groups", "id": 1, "remove": True},
    )
    message = fails(bk, GROUP, id=1, message="x")
    assert (
        "The notification group does not exist" in message
        and "not known in this business" in message
    )


def test_bk_error_other_business(emulator, bk):
    emulator.add_fault(error="bk.notfound", path=SAVE)
    message = fails(bk, GROUP, id=1, message="x")
    assert (
        "BlueKing answered 500: UserGroup matching query does not exist" in message
        and "belongs to another business" in message
    )


def test_bk_error_no_way_according_to_the_server(emulator, bk):
    emulator.add_fault(
        error="bk.400",
        path=SAVE,
        message="[ErrorDetail(string='Open at least one notification method', code='invalid')]",
    )
    message = fails(bk, GROUP, id=1, message="x")
    assert "at least one way in notice_way" in message


def test_bk_error_fields_are_shown(emulator, bk):
    body = {
        "result": False,
        "code": 400,
        "message": "invalid",
        "data": {},
        "request_id": "r-1",
        "detail": {
            "name": ["Ensure this field has no more than 128 characters."],
            "notice_way": ["Not a valid list.", "Really."],
        },
    }
    emulator.add_fault(vendor="bk", path=SAVE, kind="status", status=200, body=body)
    message = fails(bk, GROUP, **NEW)
    assert (
        "invalid; name: Ensure this field has no more than 128 characters.; notice_way: Not a valid"
        " list.; Really." in message
    )
    assert "request_id r-1" in message


@pytest.mark.parametrize(
    "text",
    [
        "timezone is invalid",
        "duty rules of the group: at least one is needed",
        "receivers of wxwork-bot must not be empty",
    ],
)
def test_bk_error_other_texts_are_shown_as_they_are(emulator, bk, text):
    emulator.add_fault(error="bk.400", path=SAVE, message=text)
    assert "BlueKing answered 400: " + text in fails(bk, GROUP, **NEW)


def test_bk_error_missing_key_crash(emulator, bk):
    emulator.add_fault(error="bk.500", path=SAVE, message="'name'")
    message = fails(bk, GROUP, **NEW)
    assert "BlueKing answered 500: 'name'" in message
    assert len(paths(bk, write=True)) == 1


def test_bk_error_still_used(bk):
    message = fails(bk, GROUP, name="core-oncall", state="absent", force=True)
    assert message.startswith(
        "Could not delete the notice group 'core-oncall' (id 2): BlueKing answered 3312004: notice"
        " groups [2] are still used by strategies"
    )
    assert "take it out of them first" in message
    assert row(bk, "user_groups", id=2)


# --- what passes


def test_bk_error_deadlock_is_tried_again(emulator, bk, clock):
    emulator.add_fault(error="bk.deadlock", path=SAVE, times=2)
    result = apply(bk, GROUP, name="layman", message="x")
    assert result["requests"]["retries"] == 2 and len(clock.slept) == 2


def test_bk_error_deadlock_on_a_create_makes_one_group(emulator, bk):
    emulator.add_fault(error="bk.deadlock", path=SAVE, times=1)
    apply(bk, GROUP, **NEW)
    assert row(bk, "user_groups", name="new")
    assert paths(bk, write=True) == ["POST /api/c/compapi/v2/monitor_v3/save_notice_group/"] * 2


@pytest.mark.parametrize("style", ["int", "string"])
@pytest.mark.parametrize("code", ["1306429", "1642901", "1642902", "1642903", "1642904"])
@pytest.mark.parametrize(
    "path, params",
    [
        (SEARCH, {"name": "layman", "message": "x"}),
        (SAVE, NEW),
        (DELETE, {"name": "layman", "state": "absent"}),
    ],
)
def test_bk_error_rate_limit_is_waited_out(emulator, bk, clock, code, path, params, style):
    emulator.settings(bk={"error_code_style": style})
    emulator.add_fault(error="bk." + code, path=path, times=3)
    result = apply(bk, GROUP, **params)
    assert result["changed"] is True and result["requests"]["retries"] == 3
    assert len(clock.slept) == 3 and result["requests"]["waited"] == round(sum(clock.slept), 3) > 0


@pytest.mark.parametrize("code", ["1306429", "1642901", "1642904"])
def test_bk_error_rate_limit_that_does_not_end(emulator, bk, clock, code):
    emulator.add_fault(error="bk." + code, path=SAVE, times=None)
    message = fails(bk, GROUP, max_wait=20, **NEW)
    assert (
        "BlueKing answered " + code in message
        and "of max_wait (20 s)" in message
        and "rate limited" in message
    )
    assert sum(clock.slept) <= 20


@pytest.mark.parametrize("code", ["1650200", "1650201", "1650300", "1650401"])
def test_bk_error_backend_of_the_gateway(emulator, bk, code):
    emulator.add_fault(error="bk." + code, path=SAVE, times=2)
    assert apply(bk, GROUP, name="layman", message="x")["requests"]["retries"] == 2
    emulator.clear_faults()
    emulator.add_fault(error="bk." + code, path=SEARCH, times=None)
    message = fails(bk, GROUP, retries=2, **NEW)
    assert "BlueKing answered " + code in message and "gave up after 3 tries" in message.lower()
    assert len(bk.requests()) == 3


def test_bk_error_timeout_of_the_esb_on_a_read(emulator, bk):
    emulator.add_fault(error="bk.1306201", path=SEARCH, message="request timed out", times=2)
    assert apply(bk, GROUP, **NEW)["requests"]["retries"] == 2


def test_bk_error_business_refused_to_the_app(bk):
    """An app limited to business 3: the ESB says that the answer is not JSON."""
    bk.connection.update(
        bk_app_code="outsider", bk_app_secret="bk-demo-secret-0002", bk_token="bk-demo-token-0002"
    )
    message = fails(bk, GROUP, **NEW)
    assert "BlueKing answered 1306201" in message and "refused this business to the app" in message
    assert len(paths(bk, write=True)) == 1


# --- credentials


@pytest.mark.parametrize(
    "wrong, said",
    [
        ({"bk_app_secret": "wrong-secret-1"}, "bk_app_code or bk_app_secret is wrong"),
        ({"bk_app_code": "nobody"}, "bk_app_code or bk_app_secret is wrong"),
        ({"bk_token": "stale-token-1"}, "bk_token is invalid"),
        ({"bk_app_code": "xxx", "bk_app_secret": "xxxxx"}, "not on the white list"),
    ],
)
@pytest.mark.parametrize("where", ["body", "header"])
def test_bk_error_credentials(bk, wrong, said, where):
    message = refused_list(bk, auth_in=where, **dict(NEW, **wrong))
    assert said in message and "check bk_app_code, bk_app_secret and bk_token" in message.lower()
    assert "wrong-secret-1" not in message and "stale-token-1" not in message


def refused_list(bk, **params):
    message = fails(bk, GROUP, **params)
    assert paths(bk, write=True) == []
    assert message.startswith(
        "Could not list the notice groups of business 2: BlueKing answered 1306000: "
    )
    return message


def test_bk_error_access_token(bk):
    message = refused_list(bk, access_token="an-old-access-token", **NEW)
    assert "access_token is invalid" in message and "an-old-access-token" not in message


# --- what is no envelope


def test_bk_error_plain_403(emulator, bk):
    emulator.add_fault(error="bk.403", path=SEARCH, message="lack of tenant_id")
    message = refused_first(bk)
    assert "HTTP 403" in message and "lack of tenant_id" in message and "bk_tenant_id" in message


def test_bk_error_tenant_missing(emulator, bk):
    emulator.settings(bk={"multi_tenant": True})
    message = refused_first(bk)
    assert "1306201" in message


def refused_first(bk, **more):
    message = fails(bk, GROUP, **dict(NEW, **more))
    assert paths(bk, write=True) == []
    return message


@pytest.mark.parametrize(
    "fault, words",
    [
        ({"kind": "html"}, "text/html"),
        ({"kind": "html", "status": 502}, "HTTP 502"),
        ({"kind": "malformed"}, "JSON"),
        ({"kind": "empty"}, "an empty body"),
        ({"kind": "wrong_shape"}, "unexpected shape"),
        ({"kind": "wrong_shape", "body": {"data": []}}, "unexpected shape"),
        ({"kind": "wrong_shape", "body": {"result": True, "data": None}}, "no list in data"),
        (
            {
                "kind": "wrong_shape",
                "body": {"result": "true", "code": 200, "message": "OK", "data": []},
            },
            "BlueKing answered 200: OK",
        ),
    ],
)
def test_bk_error_no_envelope(emulator, bk, fault, words):
    emulator.add_fault(vendor="bk", path=SEARCH, times=None, **fault)
    message = refused_first(bk, retries=1)
    assert (
        message.startswith("Could not list the notice groups of business 2: ") and words in message
    ), message
    assert "api_url" in message or "BlueKing answered 200" in message


def test_bk_error_404_of_a_wrong_path(bk):
    message = fails(bk, GROUP, api_path="/api/nowhere", **NEW)
    bk.emulator.clear_violations()
    assert "BlueKing answered 1640401" in message and "check api_url and api_path" in message


def test_bk_error_a_success_without_an_id_is_found_in_the_list(emulator, bk):
    emulator.add_fault(
        vendor="bk",
        path=SAVE,
        kind="wrong_shape",
        body={"result": True, "code": 200, "message": "OK", "data": None},
    )
    assert apply(bk, GROUP, **NEW)["notice_group"]["id"] == row(bk, "user_groups", name="new")["id"]


@pytest.mark.parametrize("code", ["1306403", "1306000"])
def test_bk_error_messages_of_the_vendor_are_cut_and_redacted(emulator, bk, code):
    emulator.add_fault(
        error="bk." + code,
        path=SAVE,
        message="app ansible secret bk-demo-secret-0001 " + "z" * 2000,
    )
    message = fails(bk, GROUP, **NEW)
    assert "secret ******** zzz" in message and len(message) < 1100


def test_bk_error_before_anything_is_sent(bk):
    assert refused(bk, GROUP, **dict(NEW, notice_way={"9": ["mail"]})).startswith("notice_way.9: ")
    assert bk.requests(write=True) == []


def test_bk_error_no_url_of_the_vendors_text_is_repeated(emulator, bk):
    emulator.add_fault(
        error="bk.3300002",
        path=SAVE,
        message="no such url https://qyapi.example.com/webhook/send?ke... here",
    )
    assert "no such url https://******** here" in fails(bk, GROUP, **NEW)


def test_bk_error_404_of_a_page_deletes_nothing(emulator, bk):
    changed = apply(bk, GROUP, **NEW)["notice_group"]
    emulator.add_fault(vendor="bk", write=True, kind="html", status=404, times=None)
    message = fails(bk, GROUP, name="new", state="absent")
    assert (
        "BlueKing answered HTTP 404" in message
        and row(bk, "user_groups", name="new")["id"] == changed["id"]
    )
