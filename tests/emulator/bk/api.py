# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""BlueKing: the ESB and gateway doors, credentials, envelopes and error codes
(docs/vendors/blueking.md).
"""

from __future__ import annotations

import json
import time

from ..call import Answer, Refused
from ..vendor import Vendor, matching
from . import duty, legacy, model, native

CREDENTIALS = ("bk_app_code", "bk_app_secret", "bk_token", "bk_username", "access_token")
_ESB = "/api/c/compapi/v2"
_SYSTEMS = ("monitor_v3", "bkmonitorv3")
# component name on ESB -> (handler, write)
OPERATIONS = {**legacy.OPERATIONS, **native.OPERATIONS, **duty.OPERATIONS}
# path on the gateway -> component; `delete_user_groups` means another thing there
_GATEWAY = {
    "legacy/save_notice_group": "save_notice_group",
    "legacy/delete_user_groups": "delete_notice_group",
    "user_group/search": "search_user_groups",
    "user_group/detail": "search_user_group_detail",
    "user_group/save": "save_user_group",
    "user_group/delete": "delete_user_groups",
    "user_group/preview": "preview_user_group",
    "duty_rule/search": "search_duty_rules",
    "duty_rule/search_detail": "search_duty_rule_detail",
    "duty_rule/save": "save_duty_rule",
    "duty_rule/delete": "delete_duty_rules",
    "duty_rule/preview": "preview_duty_rule",
}
_ESB_WORDS = {
    1306000: "App authentication or user authentication failed",
    1306201: "The component backend is unreachable or its response is not JSON",
    1306203: "TLS failure at the component backend",
    1306206: "no host configured for the component",
    1306207: "the request is blocked",
    1306401: "operator missing",
    1306402: "user not permitted",
    1306403: "The app has no permission to call this component",
    1306404: "component not found",
    1306405: "component switched off",
    1306406: "parameter error",
    1306408: "gateway JWT problem",
    1306429: "API rate limit exceeded: 1000 requests per minute for the app and the component",
}
_GATEWAY_NAMES = {
    1640001: "INVALID_ARGS",
    1640100: "INVALID_ARGS",
    1640101: "APP_NO_AUTH",
    1640102: "APP_NO_AUTH",
    1640301: "APP_NO_PERMISSION",
    1640302: "IP_NOT_ALLOWED",
    1640303: "BK_USER_NO_PERMISSION",
    1640304: "APP_NO_PERMISSION",
    1640401: "API_NOT_FOUND",
    1641301: "BODY_SIZE_LIMIT_EXCEED",
    1642901: "RATE_LIMIT_RESTRICTION",
    1642902: "RATE_LIMIT_RESTRICTION",
    1642903: "RATE_LIMIT_RESTRICTION",
    1642904: "CONCURRENCY_LIMIT_RESTRICTION",
}
_DOMAIN = {
    "deadlock": (
        500,
        "(1213, 'Deadlock found when trying to get lock; try restarting transaction')",
    ),
    "notfound": (500, "UserGroup matching query does not exist."),
    "exists": (
        400,
        "[ErrorDetail(string='Notification group name already exists.', code='invalid')]",
    ),
    "missing": (
        400,
        "[ErrorDetail(string='The notification group does not exist', code='invalid')]",
    ),
    "3300002": (3300002, model.malformed("(name) This field may not be null.")),
    "3312002": (3312002, "notice group not found"),
    "3312003": (3312003, "duplicate notice group name"),
    "3312004": (3312004, "the notice group is still used by strategies"),
    "3312006": (3312006, "duplicate duty rule name"),
}


class BlueKing(Vendor):
    """One site; an app is known by its code, and the app's account holds the businesses."""

    name = "bk"
    secret_body_keys = ("bk_app_secret", "bk_token", "access_token")

    def __init__(self):
        super().__init__()
        for component, (handler, write) in OPERATIONS.items():
            for system in _SYSTEMS:
                self.route(
                    "POST", f"{_ESB}/{system}/{component}", _remembering(component, handler), write
                )
        for path, component in _GATEWAY.items():
            handler, write = OPERATIONS[component]
            for stage in ("prod", "stage"):
                self.route(
                    "POST",
                    f"/api/bk-monitor/{stage}/app/{path}",
                    _remembering(component, handler),
                    write,
                )
        for method in ("GET", "POST"):
            self.route(
                method, f"{_ESB}/cmsi/get_msg_type", _remembering("get_msg_type", _msg_types), False
            )

    def normal_path(self, path):
        return path.rstrip("/")

    # ---- credentials

    def open(self, call):
        esb = _is_esb(call)
        if call.method == "POST":
            if call.headers.get("content-type", "").split(";")[0].strip() != "application/json":
                call.violation("a POST without Content-Type: application/json")
            if not isinstance(call.body, dict):
                call.entry["violations"].append("the body must be a JSON object")
                raise Refused(
                    esb_error(call, 1306000, "the body is not a JSON object")
                    if esb
                    else self.refusal(call, "not an object")
                )
        credentials = self._credentials(call, esb)
        app, call.user = (
            self._esb_app(call, credentials) if esb else self._gateway_app(call, credentials)
        )
        call.key = app
        component = self.match(call.method, call.path)[0].component
        if component in app.get("denied", ()):
            raise Refused(esb_error(call, 1306403) if esb else gateway_error(call, 1640301))
        if (
            esb
            and component in {**native.OPERATIONS, **duty.OPERATIONS}
            and not call.settings["native_on_esb"]
        ):
            raise Refused(esb_error(call, 1306404, status=404))
        self._monitor_gate(call, app, esb)
        for key in call.query:
            call.violation(f"unknown query parameter {key}")

    def _credentials(self, call, esb):
        """From the header if there is one, else from the body; they never reach the monitor."""
        body = call.body if isinstance(call.body, dict) else {}
        in_body = {key: body.pop(key) for key in CREDENTIALS if key in body}
        header = call.headers.get("x-bkapi-authorization")
        if header is None:
            if "access_token" in in_body:
                call.violation("an access_token is only read from the header")
            in_body.pop("access_token", None)
            return in_body if esb else None
        if in_body:
            call.violation("credentials in the body beside the header are ignored")
        try:
            credentials = json.loads(header)
        except ValueError:
            credentials = None
        if not isinstance(credentials, dict):
            words = "X-Bkapi-Authorization is not a JSON object"
            raise Refused(
                esb_error(call, 1306406, words) if esb else gateway_error(call, 1640100, words)
            )
        return credentials

    def _apps(self, call):
        for account in call.emulator.accounts("bk"):
            for app in account.keys:
                yield account, app

    def _token_app(self, call, token):
        for account, app in self._apps(call):
            if token in app.get("access_tokens", ()):
                _enter(call, account)
                return app
        return None

    def _known_app(self, call, credentials):
        for account, app in self._apps(call):
            if (app["bk_app_code"], app["bk_app_secret"]) == (
                credentials.get("bk_app_code"),
                credentials.get("bk_app_secret"),
            ):
                _enter(call, account)
                return app
        return None

    def _esb_app(self, call, credentials):
        """App and user; a username alone needs the white list."""
        if credentials.get("access_token"):
            app = self._token_app(call, credentials["access_token"])
            if app is None:
                raise Refused(
                    esb_error(call, 1306000, "access_token is invalid, or not a user token")
                )
            return app, app.get("bk_username", "admin")
        app = self._known_app(call, credentials)
        if app is None:
            raise Refused(
                esb_error(
                    call,
                    1306000,
                    "App authentication failed: bk_app_code or bk_app_secret is wrong",
                )
            )
        if credentials.get("bk_token"):
            if credentials["bk_token"] not in app.get("bk_tokens", ()):
                raise Refused(
                    esb_error(call, 1306000, "User authentication failed: bk_token is invalid")
                )
            return app, app.get("bk_username", "admin")
        if not credentials.get("bk_username"):
            raise Refused(
                esb_error(
                    call, 1306000, "User authentication failed: provide bk_token or bk_username"
                )
            )
        if not app.get("skip_user_auth"):
            raise Refused(
                esb_error(
                    call,
                    1306000,
                    "User authentication failed: the app is not on the white list for bk_username",
                )
            )
        return app, credentials["bk_username"]

    def _gateway_app(self, call, credentials):
        if not credentials:
            raise Refused(gateway_error(call, 1640001))
        token = credentials.get("access_token")
        app = self._token_app(call, token) if token else self._known_app(call, credentials)
        if app is None:
            raise Refused(gateway_error(call, 1640102))
        return app, credentials.get("bk_username") or "admin"

    def _monitor_gate(self, call, app, esb):
        """The monitor's own middleware: tenant, and businesses an app is limited to."""
        limited = app.get("bk_biz_ids")
        biz = call.body.get("bk_biz_id") if isinstance(call.body, dict) else None
        if call.settings["multi_tenant"] and not call.headers.get("x-bk-tenant-id"):
            raise Refused(esb_error(call, 1306201) if esb else _plain_403(b"lack of tenant_id"))
        if limited is not None and biz is not None and biz not in limited:
            raise Refused(esb_error(call, 1306201) if esb else _plain_403())

    def lacking(self, call, payload):
        return {**payload, "data": self.all_lacking(call, payload.get("data"))}

    # ---- errors

    def refusal(self, call, text, problems=(), code=400, **how):
        """A malformed request: 3300002 where the format is checked first, else 400 with the
        fields.
        """
        if not isinstance(code, int):
            code = 400
        if code == 3300002:
            return model.failed(call, code, model.malformed(text))
        fields = {problem["path"] or "non_field_errors": [problem["text"]] for problem in problems}
        return model.failed(call, code, f"({text})", fields or None)

    def unknown_call(self, call):
        return (
            esb_error(call, 1306404, status=404) if _is_esb(call) else gateway_error(call, 1640401)
        )

    def plain_error(self, call, status, text):
        if status < 400 or status == 500:
            return model.failed(call, 500, text)
        code = {
            400: 1640001,
            401: 1640100,
            403: 1640301,
            404: 1640401,
            413: 1641301,
            429: 1642901,
        }.get(status, 1650000)
        return gateway_error(call, code, text, status)

    def named_error(self, call, name, text=None):
        if name in _DOMAIN:
            code, words = _DOMAIN[name]
            return model.failed(call, code, text or words)
        if name == "403":
            return _plain_403((text or "").encode())
        code = int(name)
        if 1306000 <= code < 1307000:
            return esb_error(call, code, text)
        if 1640000 <= code < 1660000:
            return gateway_error(call, code, text)
        if code == 9900403:
            return Answer(
                403,
                {**model.failed(call, code, text or "no permission").payload, "permission": {}},
            )
        return model.failed(call, code, text or f"error {code}")

    # ---- state

    def new_id(self, account, table):
        return account.number()

    def export_state(self, account):
        data = super().export_state(account)
        data["notice_groups"] = [
            legacy.form_of(account, row) for row in account.rows("user_groups")
        ]
        return data

    def import_state(self, account, data):
        """`notice_groups` is the legacy view; it is used unless `user_groups` is given as well."""
        data = dict(data)
        forms = data.pop("notice_groups", None)
        super().import_state(account, data)
        if forms is not None and "user_groups" not in data:
            account.replace("user_groups", {})
            for form in forms:
                legacy.put_form(account, form)

    def patch_state(self, account, patch):
        if patch["collection"] != "notice_groups":
            super().patch_state(account, patch)
        elif "add" in patch:
            legacy.put_form(account, patch["add"])
        elif patch.get("remove"):
            super().patch_state(account, {**patch, "collection": "user_groups"})
        else:
            table = account.table("user_groups")
            for key in matching(table, patch):
                legacy.put_form(account, {**legacy.form_of(account, table[key]), **patch["set"]})

    def keyed(self, account, table, row):
        key, row = super().keyed(account, table, row)
        if table == "user_groups":
            row = {**model.fresh(account, int(time.time())), **row}
        return key, row


def _remembering(component, handler):
    """The handler, which knows its component's name."""

    def run(call):
        return handler(call)

    run.component = component
    return run


def _is_esb(call):
    return call.path.startswith("/api/c/")


def _plain_403(text=b""):
    return Answer(403, headers={"Content-Type": "text/plain"}, raw=text)


def _enter(call, account):
    call.account = account
    call.entry["account"] = account.name


def esb_error(call, code, text=None, status=200):
    """ESB answers its own errors with HTTP 200."""
    shown = str(code) if call.settings["error_code_style"] == "string" else code
    return Answer(
        status,
        {
            "result": False,
            "code": shown,
            "message": text or _ESB_WORDS.get(code, "component error"),
            "data": None,
            "request_id": model.request_id(call),
        },
    )


def gateway_error(call, code, text=None, status=None):
    """The gateway uses HTTP statuses: 16 429 01 is a 429."""
    status = status or int(str(code)[2:5])
    name = _GATEWAY_NAMES.get(code, "INTERNAL_ERROR")
    headers = {}
    if status == 429:
        headers = {
            "X-Bkapi-RateLimit-Limit": "100",
            "X-Bkapi-RateLimit-Remaining": "0",
            "X-Bkapi-RateLimit-Reset": "1",
        }
    return Answer(
        status,
        {"result": False, "code": code, "code_name": name, "message": text or name, "data": None},
        headers,
    )


def _msg_types(call):
    """cmsi get_msg_type: which ways a site knows."""
    rows = call.account.rows("msg_types")
    return model.done(call, [call.shape.view(row, hide=("id",)) for row in call.shape.mixed(rows)])
