# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""BlueKing Monitor through the ESB or an API gateway: POST for everything, failures inside HTTP
200. Private to oncall.routing.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from ..._describe.connections import ADDRESS, NAME, PATH, TOKEN
from ..._describe.problems import InputError, NotWhole
from ..._describe.vendor import AS_OPTIONS, Option, Vendor
from ..._http.answer import as_text
from ..._http.config import CREATE, READ, WRITE, Effect
from ..._http.refusal import Refusal
from ..errors import Subject
from ..gateway import Gateway
from ..options import common_options, require
from ..paging import Page, whole_number
from . import kinds

if TYPE_CHECKING:
    from typing import Any, Mapping, Sequence

    from ..._describe.kind import Kind
    from ..._describe.resource import Resource
    from ..._http.answer import Answer

CODE_ENV, SECRET_ENV, TOKEN_ENV = ("BK_APP_CODE",), ("BK_APP_SECRET",), ("BK_TOKEN",)
USERNAME_ENV, ACCESS_ENV, URL_ENV = ("BK_USERNAME",), ("BK_ACCESS_TOKEN",), ("BK_API_URL",)

ESB_PATH, APIGW_PATH = "/api/c/compapi/v2/monitor_v3", "/api/bk-monitor/prod/app"
#: The ESB's name of a call to the gateway's path (B1). The gateway publishes no search of notice
#: groups, and its delete_user_groups is their delete, which knows no business (B2). So the key is
#: the ESB's name, and the gateway does not serve notice groups.
APIGW = {
    "search_user_groups": "user_group/search",
    "search_user_group_detail": "user_group/detail",
    "save_user_group": "user_group/save",
    "delete_user_groups": "user_group/delete",
    "search_duty_rules": "duty_rule/search",
    "search_duty_rule_detail": "duty_rule/search_detail",
    "save_duty_rule": "duty_rule/save",
    "delete_duty_rules": "duty_rule/delete",
}
#: The number of parallel reads of single objects. Saves are never parallel, because the server met
#: deadlocks (B17).
READS_AT_ONCE = 4
#: Codes of a site that lacks a call, or does not grant it to this app (B18).
NOT_HERE = (1306403, 1306404, 1306405, 1640301, 1640401)

AUTH = (
    "check bk_app_code, bk_app_secret and bk_token; bk_username alone works only for an app on the"
    " ESB's white list, and the gateway takes credentials only in the header (auth_in: header)"
)
HINTS = {
    1306000: AUTH,
    1306201: "the monitor could not be reached, was slow, or refused this business to the app",
    1306203: "the ESB has trouble with TLS to the monitor; ask the operator of the site",
    1306206: "the ESB knows no host for the monitor; ask the operator of the site",
    1306207: "the ESB blocks the monitor; ask the operator of the site",
    1306401: "no operator: give bk_token or bk_username",
    1306402: "the user is not allowed; check bk_username or bk_token",
    1306403: (
        "the app may not call this component: apply for it in the developer centre; a new grant"
        " takes up to 5 minutes"
    ),
    1306404: (
        "no such component here: check api_url and api_path; not every site has the calls for user"
        " groups and duty rules on its ESB"
    ),
    1306405: "the component is switched off here: check api_url and api_path",
    1306406: "a parameter or the JSON of the authorization header is wrong",
    1306408: "the gateway's JWT was not accepted; ask the operator of the site",
    1306429: "the app is rate limited; run again later, or ask for a higher limit",
    1640001: AUTH,
    1640100: AUTH,
    1640101: AUTH,
    1640102: AUTH,
    1640301: (
        "the app was not granted this resource: apply for it in the developer centre; a new grant"
        " takes up to 5 minutes"
    ),
    1640302: "the address, tenant or user is not allowed; check bk_tenant_id",
    1640303: "the address, tenant or user is not allowed; check bk_tenant_id",
    1640304: "the address, tenant or user is not allowed; check bk_tenant_id",
    1640401: "wrong stage or path, or not published on this site: check api_url and api_path",
    1641301: "the request is too big for the gateway",
    3300002: "the request was not understood",
    3312002: "it does not exist; it may have been deleted meanwhile",
    3312003: (
        "another notice group or user group of the business has this name, or one that the site's"
        " database takes for the same"
    ),
    3312004: (
        "strategies, rules or user groups still use it; take it out of them first; force does not"
        " help, because it is the vendor who refuses. Where the console shows none, what is left is"
        " of a strategy that is gone, and bk_user_group can delete the group"
    ),
    3312006: (
        "another duty rule of the business has this name, or one that the site's database takes for"
        " the same"
    ),
    9900403: "an IAM permission is missing",
}
#: Refusals to the app or user, for any object.
OF_THE_ACCOUNT = (
    1306000,
    1306401,
    1306402,
    1306406,
    1306408,
    1640001,
    1640100,
    1640101,
    1640102,
    1640302,
    1640303,
    1640304,
) + NOT_HERE
#: Rate limits: certainly not carried out, a retry may work (B15).
LATER = (1306429, 1642901, 1642902, 1642903, 1642904)
#: Passing failures: a retry may work, the server may have carried it out (B15).
PASSING = (1650200, 1650201, 1650300, 1650401)
#: The server calls the request malformed.
REJECTED = (400, 3300002)
#: Texts of domain errors without a code of their own, in English and Chinese (B19, B20).
TEXTS = (
    (
        ("name already exists", "通知组名称已存在"),
        (
            "another notice group of the business has this name, or one that the site's database"
            " takes for the same; leave out the id to adopt it, or choose another name"
        ),
    ),
    (("does not exist", "通知组不存在", "not existed"), "the id is not known in this business"),
    (
        ("at least one notification method",),
        "give at least one way in notice_way, or a chat in wxwork_group",
    ),
    (
        ("effective_time", "end_time"),
        (
            "older servers take no offset in a time; give it as the server's clocks show it,"
            " without offset"
        ),
    ),
)


class BkGateway(Gateway):
    vendor = "BlueKing"
    secret_options = ("bk_app_secret", "bk_token", "access_token")

    def __init__(self, options: Mapping[str, Any]) -> None:
        self.apigw = options["api_style"] == "apigw"
        in_header = _check_credentials(options)
        headers = {"Content-Type": "application/json", "Blueking-Language": "en"}
        if options["bk_tenant_id"]:
            headers["X-Bk-Tenant-Id"] = options["bk_tenant_id"]
        self.credentials = {}
        if in_header:
            headers["X-Bkapi-Authorization"] = json.dumps(_credentials(options))
        else:
            self.credentials = _credentials(options)
        super().__init__(options, headers=headers)
        self.business = options["bk_biz_id"]
        self.path = _path(options)
        #: the reason why the site shows no single objects, once it is known
        self.no_details: str | None = None

    # --- envelope

    def judge(self, answer: Answer) -> Refusal | None:
        data = answer.data
        if not isinstance(data, dict) or "result" not in data:
            hint = "check api_url, api_path and any proxy on the way"
            if answer.status == 403:
                hint = (
                    "the tenant is missing (bk_tenant_id), or the business is not allowed for"
                    " this app"
                )
            refusal = self.messages.not_json(answer, hint)
            refusal.of_account = answer.write and answer.status in (401, 403)
            refusal.message += self.mark(data)
            return refusal
        if data["result"] is True:
            return None
        code, message = _number(data.get("code")), _text(data)
        said = "BlueKing answered %s: %s (request_id %s)" % (
            self.quote(data.get("code"), 50),
            self.quote(message, 500),
            self.quote(data.get("request_id"), 100),
        )
        low = message.lower()
        missing = (
            code == 3312002
            or "matching query does not exist" in low
            or "group does not exist" in low
            or "not existed" in low
        )
        slow = code == 1306201 and any(word in low for word in ("time", "connect"))
        refusal = Refusal(
            said,
            _hint(code, message),
            code=code,
            missing=missing,
            throttled=code in LATER,
            transient=code in PASSING or slow or "deadlock found" in low,
        )
        refusal.rejected = code in REJECTED
        # the monitor may have done it all the same (B14, B34), and somebody may have created the
        # taken name since the plan: the list decides
        refusal.unclear = code in (1306201, 3312003, 3312006) or any(
            text in message for text in TEXTS[0][0]
        )
        # a call that the site lacks, or does not grant to this app, works for no object; a
        # permission of the user may concern one object
        refusal.of_account = answer.write and code in OF_THE_ACCOUNT
        refusal.denied = answer.write and code == 9900403
        return refusal

    # --- verbs

    def _place(self, name: str) -> str:
        if self.apigw and name not in APIGW:
            raise InputError(
                [
                    (
                        "api_style",
                        (
                            "the API gateway publishes no search of notice groups; use"
                            " bk_user_group, which manages the same groups, or api_style: esb"
                        ),
                    )
                ]
            )
        return "%s/%s/" % (self.path, APIGW[name] if self.apigw else name)

    def _post(
        self, name: str, body: Mapping[str, Any], doing: str = "", effect: Effect = READ
    ) -> Any:
        return self.call(
            "POST",
            self._place(name),
            Subject(doing),
            body=dict(self.credentials, **body),
            effect=effect,
        )

    def mark(self, data: Any) -> str:
        request = data.get("request_id") if isinstance(data, dict) else None
        return " (request_id %s)" % self.quote(request, 100) if request else ""

    def listing(self, kind: Kind) -> str:
        return "Could not list the %s of business %s" % (kind.labels, self.business)

    def page(self, kind: Kind, number: int, after: Any) -> Page:
        """The list is never paged, and nothing in it says how long it is."""
        answer = self._post(kind.listing.path, {"bk_biz_ids": [self.business]}, self.listing(kind))
        rows = answer.get("data")
        if not isinstance(rows, list):
            raise NotWhole(
                "%s: the answer has no list in data%s. Check api_url and api_path"
                % (self.listing(kind), self.mark(answer))
            )
        for place, row in enumerate(rows, 1):
            if isinstance(row, dict) and (
                _number(row.get("bk_biz_id")) is None or not whole_number(row.get("id"))
            ):
                raise NotWhole(
                    "%s: row %d of the answer has no %s that is a number%s. Check api_url and"
                    " api_path"
                    % (
                        self.listing(kind),
                        place,
                        "bk_biz_id" if _number(row.get("bk_biz_id")) is None else "id",
                        self.mark(answer),
                    )
                )
        # the server takes an empty list as all businesses (B23), so the answer is filtered again
        return Page(
            [
                row
                for row in rows
                if not isinstance(row, dict) or _number(row["bk_biz_id"]) == self.business
            ],
            mark=self.mark(answer),
        )

    def details(self, kind: Kind, rows: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
        """The rows as the call for a single object shows them; one that is gone is left out."""
        return [
            row
            for row in self.at_once(lambda row: self._detail(kind, row), rows, READS_AT_ONCE)
            if row
        ]

    def _detail(self, kind: Kind, row: Mapping[str, Any]) -> Mapping[str, Any]:
        try:
            return self._single(kind, row)
        except Refusal as refusal:
            # the server fails on a level with the bot and without a chat (B45), so only the list
            # shows the object
            if _no_chat(refusal):
                return row
            raise self.explain(refusal, _reading(kind, row)) from refusal

    def glances(self, kind: Kind, rows: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
        """What :meth:`details` would show of each, for who can do without: {} where the site has
        no such call, or does not let this app make it.
        """
        first = [self._glance(kind, row) for row in rows[:1]]
        return first + self.at_once(lambda row: self._glance(kind, row), rows[1:], READS_AT_ONCE)

    def _glance(self, kind: Kind, row: Mapping[str, Any]) -> Mapping[str, Any]:
        if self.no_details:
            return {}
        try:
            return self._single(kind, row)
        except Refusal as refusal:
            if refusal.code in NOT_HERE or refusal.status == 404:
                self.no_details = str(self.explain(refusal, _reading(kind, row)))
            elif not _no_chat(refusal):
                raise self.explain(refusal, _reading(kind, row)) from refusal
            else:
                self.doubts.append(
                    "%s: the server stumbles over a level with wxwork-bot that has no chat, and it"
                    " may do so too when it tells people of alerts; give the chat"
                    % _reading(kind, row).doing
                )
            return {}

    def _single(self, kind: Kind, row: Mapping[str, Any]) -> Mapping[str, Any]:
        """One object; {} for an unknown id, for which the server answers a success (B24)."""
        answer = self.client.call(
            "POST",
            self._place(kind.calls.single),
            body=dict(self.credentials, id=int(row["id"])),
        ).data
        data = answer.get("data")
        if not isinstance(data, dict) or (
            data and (_number(data.get("id")) != _number(row["id"]) or data.get("name") is None)
        ):
            raise NotWhole(
                "%s: the answer does not have it in data%s. Check api_url and api_path"
                % (_reading(kind, row).doing, self.mark(answer))
            )
        return data if _number(data.get("bk_biz_id", self.business)) == self.business else {}

    def create(self, resource: Resource, body: Mapping[str, Any]) -> Mapping[str, Any]:
        answer = self._post(resource.calls.save, dict(body, bk_biz_id=self.business), effect=CREATE)
        return _with_number(self.shown(resource, answer.get("data")))

    def update(self, resource: Resource, ident: str, body: Mapping[str, Any]) -> Mapping[str, Any]:
        # the server keeps omitted keys, but not faithfully (B43): only the whole body is safe, and
        # safe to repeat
        answer = self._post(
            resource.calls.save,
            dict(body, bk_biz_id=self.business, id=int(ident)),
            effect=WRITE,
        )
        return _with_number(self.shown(resource, answer.get("data"), ident))

    def delete(self, resource: Resource, ident: str) -> None:
        scope = {"bk_biz_ids": [self.business]} if resource.calls.scoped else {}
        self._post(resource.calls.remove, dict(scope, ids=[int(ident)]), effect=WRITE)


def _path(options: Mapping[str, Any]) -> str:
    """The path of the monitor's calls."""
    apigw = options["api_style"] == "apigw"
    return "/" + (
        APIGW_PATH if apigw and options["api_path"] == ESB_PATH else options["api_path"]
    ).strip("/")


def _check_credentials(options: Mapping[str, Any]) -> bool:
    """Whether credentials go into the header. Refuses a task that has none."""
    require(options, ("api_url", URL_ENV))
    apigw = options["api_style"] == "apigw"
    if (options["access_token"] or apigw) and options["auth_in"] == "body":
        raise InputError(
            [
                (
                    "auth_in",
                    "%s; leave auth_in out or say header"
                    % (
                        "an access_token is read from the header only"
                        if options["access_token"]
                        else "an API gateway reads credentials from the header only"
                    ),
                )
            ]
        )
    if options["access_token"]:
        return True
    require(
        options,
        ("bk_app_code", CODE_ENV, "access_token", ACCESS_ENV),
        ("bk_app_secret", SECRET_ENV, "access_token", ACCESS_ENV),
    )
    if not options["bk_username"] and not apigw:
        require(options, ("bk_token", TOKEN_ENV, "bk_username", USERNAME_ENV))
    return apigw or bool(options["auth_in"] == "header")


def _credentials(options: Mapping[str, Any]) -> dict[str, str]:
    if options["access_token"]:
        return {"access_token": options["access_token"]}
    app = {"bk_app_code": options["bk_app_code"], "bk_app_secret": options["bk_app_secret"]}
    user = "bk_token" if options["bk_token"] else "bk_username"
    # the gateway lets an app act without a user (B6)
    return dict(app, **{user: options[user]}) if options[user] else app


def _with_number(row: Mapping[str, Any]) -> Mapping[str, Any]:
    """A row whose id, if it has one, is a number; {} for any other."""
    return row if "id" not in row or whole_number(row["id"]) else {}


def _reading(kind: Kind, row: Mapping[str, Any]) -> Subject:
    return Subject("Could not read the %s %r (id %s)" % (kind.label, row.get("name"), row["id"]))


def _no_chat(refusal: Refusal) -> bool:
    """Whether the server failed on a level with the bot and without a chat (B45)."""
    return refusal.code == 500 and "'chatid'" in refusal.message


def _number(code: Any) -> int | None:
    try:
        return int(code)
    except (TypeError, ValueError):
        return None


def _text(data: Mapping[str, Any]) -> str:
    """The message, with what a serializer says of single fields."""
    message = as_text(data.get("message") or "no text")
    detail = data.get("detail")
    if isinstance(detail, dict) and detail:
        message += "; " + as_text({key: detail[key] for key in sorted(detail, key=str)})
    elif isinstance(detail, (list, str)) and detail and as_text(detail) not in message:
        message += "; " + as_text(detail)
    return message


def _hint(code: int | None, message: str) -> str:
    if code == 500 and re.fullmatch(r"['\"]\w+['\"]", message.strip()):
        return (
            "a field the server needs was not sent; this is a fault of oncall.routing, please"
            " report it"
        )
    if code == 500 and "matching query does not exist" in message:
        return "the id belongs to another business"
    for texts, hint in TEXTS:
        if code not in HINTS and any(text.lower() in message.lower() for text in texts):
            return hint
    if code is None:
        return ""
    return HINTS.get(code, HINTS[1306429] if code in LATER else "")


BK = Vendor(
    name="bk",
    label="BlueKing Monitor",
    connect=BkGateway,
    naming=AS_OPTIONS,
    path=_path,
    concurrency=None,
    kinds=kinds.KINDS,
    scope=lambda options: " in business %s" % options.get("bk_biz_id"),
    options=[
        Option(
            "api_url",
            "The address of the site's ESB or API gateway, for example"
            " V(https://paas.example.com). Required, here or in the environment.",
            env=URL_ENV,
            form=ADDRESS,
        ),
        Option(
            "api_style",
            [
                ("The way to the monitor: V(esb), or V(apigw) for an API gateway."),
                (
                    "The gateway publishes no search of notice groups, so modules for notice"
                    " groups refuse V(apigw)."
                ),
            ],
            choices=["esb", "apigw"],
            default="esb",
        ),
        Option(
            "bk_app_code",
            "The code of the calling app. Required, here or in the environment, unless there"
            " is an O(access_token).",
            env=CODE_ENV,
            form=NAME,
        ),
        Option(
            "bk_app_secret",
            "The secret of the app. Required like O(bk_app_code).",
            env=SECRET_ENV,
            no_log=True,
            form=NAME,
        ),
        Option(
            "bk_token",
            "The login token of the user. One of O(bk_token) and O(bk_username) is required,"
            " except with O(api_style=apigw). O(bk_token) overrides O(bk_username).",
            env=TOKEN_ENV,
            no_log=True,
            form=NAME,
            unless=("bk_username", "access_token"),
        ),
        Option(
            "bk_username",
            "The name of the user, for apps that the site lets act without a token.",
            env=USERNAME_ENV,
            form=NAME,
            unless=("bk_token", "access_token"),
        ),
        Option(
            "access_token",
            "A user's access token. It replaces the code and secret of the app, and the"
            " user. The header holds it.",
            env=ACCESS_ENV,
            no_log=True,
            form=NAME,
            unless=("bk_app_code", "bk_app_secret", "bk_token", "bk_username", "auth_in=body"),
        ),
        Option(
            "auth_in",
            [
                (
                    "Where to send the credentials: with V(auto) in the body, as the vendor's"
                    " document says, but an O(access_token) in the header. With"
                    " O(api_style=apigw) the header always holds them."
                )
            ],
            choices=["auto", "body", "header"],
            default="auto",
        ),
        Option(
            "bk_biz_id",
            "The business the objects belong to. Negative for spaces that are no CMDB business.",
            type="int",
            required=True,
        ),
        Option(
            "bk_tenant_id", "The tenant, on sites with several.", env=("BK_TENANT_ID",), form=TOKEN
        ),
        Option(
            "api_path",
            [
                "The path below O(api_url) at which the monitor's calls lie.",
                (
                    "With O(api_style=apigw) the default stands for V(/api/bk-monitor/prod/app);"
                    " other stages and gateways need their own path."
                ),
            ],
            default=ESB_PATH,
            form=PATH,
        ),
    ]
    + common_options(60),
)
