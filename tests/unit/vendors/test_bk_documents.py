# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""BlueKing's own example, and every way credentials travel."""

from __future__ import annotations

import pytest
from support.harness import run
from support.vendor_kit import changes, keeps, paths, refused, row, sent

GROUP = "bk_notice_group"
SAVE = "POST /api/c/compapi/v2/monitor_v3/save_notice_group/"
#: The document's body; the log of the emulator masks the credentials but shows which were there.
EXAMPLE = {
    "bk_app_code": "xxx",
    "bk_app_secret": "***",
    "bk_token": "***",
    "bk_biz_id": 2,
    "notice_receiver": [{"type": "user", "id": "admin"}],
    "name": "layman",
    "notice_way": {"1": ["weixin"], "2": ["weixin"], "3": ["weixin"]},
    "webhook_url": "https://www.qq.com",
    "message": "Test notification",
    "id": 1,
    "wxwork_group": {"1": "Group session ID", "2": "Group session ID", "3": "Group session ID"},
}
OPTIONS = {
    "bk_app_code": "xxx",
    "bk_app_secret": "xxxxx",
    "bk_token": "xxxx",
    "bk_biz_id": 2,
    "notice_receiver": [{"type": "user", "id": "admin"}],
    "name": "layman",
    "notice_way": {"1": ["weixin"], "2": ["weixin"], "3": ["weixin"]},
    "webhook_url": "https://www.qq.com",
    "message": "Test notification",
    "id": 1,
    "wxwork_group": {"1": "Group session ID", "2": "Group session ID", "3": "Group session ID"},
}
NEW = {
    "name": "new",
    "notice_receiver": [{"type": "user", "id": "alice"}],
    "notice_way": {"1": ["mail"]},
}


def document(emulator, bk, check=False, **params):
    """A run with exactly these options: the account's own credentials are left out."""
    bk.connection = {"api_url": emulator.bk_url}
    emulator.clear_requests()
    result = bk.run(GROUP, check=check, **params)
    assert result["failed"] is False, result["msg"]
    return result


def test_bk_document_save_as_an_update(emulator, bk):
    assert document(emulator, bk, **OPTIONS)["changed"] is True
    assert paths(bk, write=True) == [SAVE]
    assert sent(bk) == EXAMPLE
    for dummy in range(3):
        assert document(emulator, bk, **OPTIONS)["changed"] is False
        assert paths(bk, write=True) == []


@pytest.mark.parametrize(
    "spelled",
    [
        {"notice_way": {"fatal": ["weixin"], "warning": ["weixin"], "remind": ["weixin"]}},
        {
            "wxwork_group": {
                "1": ["Group session ID"],
                "warning": ["Group session ID"],
                "3": "Group session ID",
            }
        },
        {"notice_way": {1: ["weixin"], 2: ["weixin"], 3: ["weixin"]}},
    ],
)
def test_bk_document_save_in_other_spellings(emulator, bk, spelled):
    document(emulator, bk, **dict(OPTIONS, **spelled))
    assert sent(bk) == EXAMPLE


def test_bk_document_save_as_a_create(emulator, bk):
    emulator.put_state("bk", {"notice_groups": []})
    options, example = dict(OPTIONS), dict(EXAMPLE)
    del options["id"], example["id"]
    document(emulator, bk, **options)
    assert sent(bk) == example
    assert document(emulator, bk, **options)["changed"] is False


# --- credentials

APP = {"bk_app_code": "ansible", "bk_app_secret": "bk-demo-secret-0001"}


@pytest.mark.parametrize(
    "given, in_body",
    [
        (
            dict(APP, bk_username="deploy"),
            {"bk_app_code": "ansible", "bk_app_secret": "***", "bk_username": "deploy"},
        ),
        (
            dict(APP, bk_token="bk-demo-token-0001"),
            {"bk_app_code": "ansible", "bk_app_secret": "***", "bk_token": "***"},
        ),
        (
            dict(APP, bk_token="bk-demo-token-0001", bk_username="deploy"),
            {"bk_app_code": "ansible", "bk_app_secret": "***", "bk_token": "***"},
        ),
        (
            dict(APP, bk_username="deploy", auth_in="body"),
            {"bk_app_code": "ansible", "bk_app_secret": "***", "bk_username": "deploy"},
        ),
        (dict(APP, bk_username="deploy", auth_in="header"), {}),
        (dict(APP, bk_token="bk-demo-token-0001", auth_in="header"), {}),
        ({"access_token": "bk-demo-access-0001"}, {}),
        ({"access_token": "bk-demo-access-0001", "auth_in": "header"}, {}),
        (dict(APP, access_token="bk-demo-access-0001", bk_username="deploy"), {}),
    ],
)
def test_bk_credentials_travel_where_they_should(emulator, bk, given, in_body):
    document(emulator, bk, bk_biz_id=2, **dict(NEW, **given))
    keys = ("bk_app_code", "bk_app_secret", "bk_token", "bk_username", "access_token")
    for one in bk.requests():
        assert {key: one["body"][key] for key in keys if key in one["body"]} == in_body
        assert ("x-bkapi-authorization" in one["headers"]) is (not in_body)
        assert one["headers"]["blueking-language"] == "en"
        assert one["path"].endswith("/") and one["method"] == "POST"


def test_bk_an_access_token_is_not_for_the_body(bk):
    assert refused(bk, GROUP, access_token="bk-demo-access-0001", auth_in="body", **NEW).startswith(
        "auth_in: an access_token is read from the header"
    )
    assert bk.requests() == []


@pytest.mark.parametrize(
    "missing, option, env",
    [
        ("bk_app_code", "bk_app_code", "BK_APP_CODE"),
        ("bk_app_secret", "bk_app_secret", "BK_APP_SECRET"),
        ("bk_username", "bk_token", "BK_TOKEN; or give bk_username (BK_USERNAME) instead"),
        ("api_url", "api_url", "BK_API_URL"),
    ],
)
def test_bk_missing_credentials_are_named_with_their_variable(bk, missing, option, env):
    del bk.connection[missing]
    message = refused(bk, GROUP, **NEW)
    assert message.startswith(option + ": is required") and env in message
    assert bk.requests() == []


def test_bk_everything_from_the_environment(emulator):
    env = {
        "BK_API_URL": emulator.bk_url,
        "BK_APP_CODE": "ansible",
        "BK_APP_SECRET": "bk-demo-secret-0001",
        "BK_USERNAME": "deploy",
    }
    assert run(GROUP, dict(NEW, bk_biz_id=2), env=env)["changed"] is True
    token = {"BK_API_URL": emulator.bk_url, "BK_ACCESS_TOKEN": "bk-demo-access-0001"}
    assert run(GROUP, dict(NEW, bk_biz_id=2), env=token)["changed"] is False
    assert (
        run(
            GROUP, dict(NEW, bk_biz_id=2, bk_app_code="ansible"), env=dict(env, BK_APP_CODE="other")
        )["changed"]
        is False
    )


def test_bk_tenant_header(emulator, bk):
    emulator.settings(bk={"multi_tenant": True})
    changes(bk, GROUP, bk_tenant_id="tenant-1", **NEW)
    assert {one["headers"].get("x-bk-tenant-id") for one in bk.requests()} == {"tenant-1"}
    assert run(GROUP, dict(bk.connection, **NEW), env={"BK_TENANT_ID": "t2"})["changed"] is False
    keeps(bk, GROUP, bk_tenant_id="tenant-1", **NEW)


def test_bk_no_tenant_header_unless_given(bk):
    changes(bk, GROUP, **NEW)
    assert all("x-bk-tenant-id" not in one["headers"] for one in bk.requests())


@pytest.mark.parametrize("path", ["/api/c/compapi/v2/bkmonitorv3", "api/c/compapi/v2/bkmonitorv3/"])
def test_bk_another_path(bk, path):
    changes(bk, GROUP, api_path=path, **NEW)
    assert paths(bk, write=True) == ["POST /api/c/compapi/v2/bkmonitorv3/save_notice_group/"]


@pytest.mark.parametrize("business", [-3, "2", 3])
def test_bk_business_ids(bk, business):
    changes(bk, GROUP, bk_biz_id=business, **NEW)
    assert sent(bk)["bk_biz_id"] == int(business) and isinstance(sent(bk)["bk_biz_id"], int)
    keeps(bk, GROUP, bk_biz_id=business, **NEW)


@pytest.mark.parametrize("ident", [1, "1", 1.0])
def test_bk_ids_are_numbers_however_they_are_typed(bk, ident):
    result = changes(bk, GROUP, id=ident, message="by id")
    assert sent(bk)["id"] == 1 and isinstance(sent(bk)["id"], int)
    assert result["notice_group"]["id"] == 1 and result["plan"][0]["id"] == 1
    assert row(bk, "user_groups", id=1)["desc"] == "by id"


def test_bk_id_zero_is_no_id(bk):
    changes(bk, GROUP, id=0, **NEW)
    assert "id" not in sent(bk)


@pytest.mark.parametrize("style", [200, "0", "alternate"])
@pytest.mark.parametrize("answer", ["full", "id"])
def test_bk_success_is_result_true_whatever_the_code(emulator, bk, style, answer):
    emulator.settings(bk={"code_style": style, "save_answer": answer})
    changes(bk, GROUP, **NEW)
    keeps(bk, GROUP, **NEW)
    changes(bk, GROUP, name="new", state="absent")
    keeps(bk, GROUP, name="new", state="absent")
