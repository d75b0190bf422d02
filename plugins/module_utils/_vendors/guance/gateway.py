# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Guance / TrueWatch: DF-API-KEY, GET and POST only, an envelope with errorCode, merge on
modify. Private to oncall.routing.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote

from ..._describe.connections import ADDRESS
from ..._describe.problems import Barred, Gone, NotWhole, RoutingError, Unclear
from ..._describe.vendor import CAMEL_CASE, Brand, Option, Vendor
from ..._http.config import CREATE, WRITE, WRITE_ONCE
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

BASE = "/api/v1"

SITES = {
    "guance-hangzhou": "https://openapi.guance.com",
    "guance-ningxia": "https://aws-openapi.guance.com",
    "guance-zhangjiakou": "https://cn3-openapi.guance.com",
    "guance-guangzhou": "https://cn4-openapi.guance.com",
    "guance-vnet": "https://cn5-openapi.guance.com",
    "guance-hongkong": "https://cn6-openapi.guance.one",
    "guance-oregon": "https://us1-openapi.guance.com",
    "guance-frankfurt": "https://eu1-openapi.guance.one",
    "guance-singapore": "https://ap1-openapi.guance.one",
    "guance-southafrica": "https://za1-openapi.guance.com",
    "guance-jakarta": "https://id1-openapi.guance.com",
    "truewatch-oregon": "https://us1-openapi.truewatch.com",
    "truewatch-frankfurt": "https://eu1-openapi.truewatch.com",
    "truewatch-singapore": "https://ap1-openapi.truewatch.com",
    "truewatch-southafrica": "https://za1-openapi.truewatch.com",
    "truewatch-jakarta": "https://id1-openapi.truewatch.com",
}

#: Each client of the vendor reads the three variables of its own brand (G5).
BRANDS = (
    Brand(
        "Guance",
        sites={name: url for name, url in SITES.items() if name.startswith("guance-")},
        default=SITES["guance-hangzhou"],
        domains=("guance.com", "guance.one"),
        key="GUANCE_ACCESS_TOKEN",
        address="GUANCE_END_POINT",
        region="GUANCE_REGION",
    ),
    Brand(
        "TrueWatch",
        sites={name: url for name, url in SITES.items() if name.startswith("truewatch-")},
        default=SITES["truewatch-oregon"],
        domains=("truewatch.com",),
        key="TRUEWATCH_ACCESS_TOKEN",
        address="TRUEWATCH_END_POINT",
        region="TRUEWATCH_REGION",
    ),
)
API_KEY_ENV, ADDRESS_ENV, REGION_ENV = zip(*(brand.variables for brand in BRANDS))

#: Throttling comes as HTTP 401: only the code tells it from a bad key (G11).
THROTTLED = {
    "ft.TriggerApiAkCurrentLimiting": (
        "this API key exceeded its limit a minute (documented: 20); lower rate_limit or use"
        " another key"
    ),
    "ft.TriggerApiWorkspaceCurrentLimiting": (
        "the workspace exceeded its limit a minute (documented: 200); other automation shares it"
    ),
}

#: The most objects that one call deletes. The documents name no limit (G34); a list's page has as
#: many rows.
MOST_TOGETHER = 100
#: Keys that the v1 paths lack (G37).
ONLY_V2 = ("checkerUUIDs", "securityRuleUUIDs")
ONLY_V2_OPT = ("aggType", "ignoreOK")
#: Some calls report a missing object so (G15).
WITHIN_200 = re.compile(r"HTTP 200 with code 404")
NOT_THERE, OF_AN_OBJECT = re.compile(r"HTTP 404|with code 404"), re.compile(r"ft\.NotFound\w")
NO_V2 = (
    "%s. An old deployment may lack the v2 API; api_version: v1 does without (no checkers, no"
    " agg_type)"
)


class GuanceGateway(Gateway):
    vendor = "Guance"
    secret_options = ("api_key",)
    throttle = 5.0
    patient = True

    def __init__(self, options: Mapping[str, Any]) -> None:
        require(options, ("api_key", API_KEY_ENV))
        super().__init__(
            options,
            headers={
                "DF-API-KEY": options["api_key"],
                "Content-Type": "application/json;charset=UTF-8",
            },
            base_url=options["api_url"] or SITES[options["site"]],
            rate_limit=options["rate_limit"],
        )
        self.v2 = options["api_version"] == "v2"

    # --- envelope

    def judge(self, answer: Answer) -> Refusal | None:
        data = answer.data
        if not isinstance(data, dict) or not (
            "errorCode" in data or "success" in data or "content" in data
        ):
            refusal = self.messages.not_json(
                answer,
                "the address did not answer as an Open API endpoint: check api_url or site, and any"
                " proxy on the way",
            )
            # a 404 from something on the way shows nothing about the object (G14), and only the
            # list shows the outcome of a write
            refusal.unclear = refusal.unclear or answer.status == 404
            refusal.denied = answer.write and answer.status in (401, 403)
            refusal.message += self.mark(data)
            return refusal
        code = str(data.get("errorCode") or "")
        # some calls answer a failure inside HTTP 200 (G15)
        within = whole_number(data.get("code")) or 0 if answer.status == 200 else 0
        told = within == 404
        if answer.status == 200 and data.get("success", True) is True and not code and within < 400:
            return None
        said = "Guance answered HTTP %d%s%s: %s (traceId %s)" % (
            answer.status,
            " with code %d" % within if within >= 400 else "",
            " " + self.quote(code, 100) if code else "",
            self.quote(data.get("message") or "no text", 500),
            self.quote(data.get("traceId"), 100),
        )
        refusal = Refusal(
            said,
            self._hint(answer.status, code),
            throttled=code in THROTTLED,
            code=code,
            missing=told
            or (answer.status == 404 and "errorCode" in data)
            or code.startswith("ft.NotFound"),
        )
        refusal.unclear = (answer.status == 404 and not refusal.missing) or within >= 500
        if answer.write and code not in THROTTLED:
            # no code tells the roles of the key from the permissionSet of the object (G19)
            refusal.of_account = code == "ft.InvalidAPIKey"
            refusal.denied = answer.status in (401, 403)
        return refusal

    @staticmethod
    def _hint(status: int, code: str) -> str:
        if code in THROTTLED:
            return THROTTLED[code]
        if code == "ft.InvalidAPIKey":
            return (
                "the key was refused by this endpoint: check that it is the secret of an API key"
                " (not a key ID, not a client token), and that api_url or site is the one of the"
                " workspace"
            )
        if status in (401, 403):
            return (
                "the key is known but not allowed to do this: check the roles of the key and the"
                " permissionSet of the object"
            )
        if status >= 400 and status not in (400, 404, 422) and not code.startswith("ft.NotFound"):
            return ""
        if status == 404 or code.startswith("ft.NotFound"):
            return (
                "it, or an object the task refers to by its UUID, does not exist in this workspace"
            )
        return "check the options of the task; the vendor's support can look up the traceId"

    # --- verbs

    def mark(self, data: Any) -> str:
        trace = data.get("traceId") if isinstance(data, dict) else None
        return " (traceId %s)" % self.quote(trace, 100) if trace else ""

    def is_removed(self, row: Mapping[str, Any]) -> bool:
        # a deletion may only mark the row (G26)
        return _positive(row.get("deleteAt"))

    def page(self, kind: Kind, number: int, after: Any) -> Page:
        """``totalCount`` is what the whole list has: the vendor's recorded answer with one row
        and 42 in all is page 2 of a list read by pages of one.
        """
        size = kind.listing.page_size
        params = dict(kind.listing.query)
        if size:
            params.update(pageIndex=number, pageSize=size)
        try:
            data = self.call(
                "GET", BASE + kind.listing.path, Subject(self.listing(kind), fixed=True), params
            )
        except Gone as gone:
            if kind.listing.none_is_404 and WITHIN_200.search(str(gone)):
                return Page([], 0)
            raise
        info = data.get("pageInfo") if isinstance(data.get("pageInfo"), dict) else {}
        total = whole_number(info.get("totalCount"))
        content = data.get("content")
        rows = content.get("data") if isinstance(content, dict) else content
        if rows is None and total == 0:
            rows = []  # nothing, and said to be nothing
        if not isinstance(rows, list):
            raise NotWhole(
                "%s: the answer has no list in content%s. Check api_url or site"
                % (self.listing(kind), self.mark(data))
            )
        return Page(
            [_as_sent(kind, row) for row in rows],
            total,
            number + 1 if size else None,
            size,
            mark=self.mark(data),
        )

    def create(self, resource: Resource, body: Mapping[str, Any]) -> Mapping[str, Any]:
        return self._save(resource, "add", "", body)

    def update(self, resource: Resource, ident: str, body: Mapping[str, Any]) -> Mapping[str, Any]:
        key = resource.calls.ident_key
        return self._save(resource, "modify", ident, dict(body, **{key: ident}) if key else body)

    def _save(
        self, resource: Resource, verb: str, ident: str, body: Mapping[str, Any]
    ) -> Mapping[str, Any]:
        paths = resource.calls.add if verb == "add" else resource.calls.modify
        versions = isinstance(paths, tuple)
        if versions and not self.v2:
            body = {key: value for key, value in body.items() if key not in ONLY_V2}
            if "alertOpt" in body:
                body["alertOpt"] = {
                    key: value for key, value in body["alertOpt"].items() if key not in ONLY_V2_OPT
                }
        try:
            data = self.call(
                "POST",
                BASE + _path(paths[0 if self.v2 else 1] if versions else paths, ident),
                Subject(resource=resource),
                body=body,
                effect=CREATE if verb == "add" else WRITE,
            )
        except Gone as gone:
            # a code with a kind means an object; others may mean the path (G38), and a new object
            # cannot be missing
            if (
                versions
                and self.v2
                and NOT_THERE.search(str(gone))
                and (verb == "add" or not OF_AN_OBJECT.search(str(gone)))
            ):
                raise RoutingError(NO_V2 % gone) from gone
            raise
        except Unclear as unclear:
            if versions and self.v2 and "HTTP 404" in str(unclear):
                raise Unclear(RoutingError(NO_V2 % unclear), again=unclear.again) from unclear
            raise
        return self.shown(resource, _as_sent(resource, data.get("content")), ident or None)

    def delete(self, resource: Resource, ident: str) -> None:
        remove = resource.calls.remove
        if isinstance(remove, str):
            # a GET that deletes (G122): it is not repeated after an unclear outcome
            self.call("GET", BASE + _path(remove, ident), Subject(), effect=WRITE_ONCE)
            return
        path, key = remove
        self._remove(resource.calls, path, {key: [ident] if key.endswith("s") else ident})

    def batch(self, resource: Resource) -> int:
        return MOST_TOGETHER if resource.calls.remove_all else 1

    def delete_together(self, resource: Resource, idents: Sequence[str]) -> None:
        path, key = resource.calls.remove_all
        self._remove(resource.calls, path, {key: list(idents)})

    def _remove(self, calls: kinds.Calls, path: str, body: dict[str, Any]) -> None:
        if calls.skip_key:
            body[calls.skip_key] = self.force
        try:
            self.call("POST", BASE + path, Subject(), body=body, effect=WRITE)
        except (Barred, Gone, Unclear):
            raise
        except RoutingError as error:
            if calls.skip_key and not self.force and not error.denied:
                error.args = (
                    "%s. If it is still used somewhere, take it out there first, or say force: true"
                    % error,
                )
            raise


def _path(path: str, ident: str) -> str:
    return path.replace("%s", quote(ident, safe=""))


def _as_sent(kind: Kind, row: Any) -> Any:
    """A row with its keys as they are called in what is sent."""
    names = kind.listing.answers_as
    return (
        {names.get(key, key): value for key, value in row.items()}
        if names and isinstance(row, dict)
        else row
    )


def _positive(value: Any) -> bool:
    try:
        return float(value or 0) > 0
    except (TypeError, ValueError):
        return False


GUANCE = Vendor(
    name="guance",
    label="Guance / TrueWatch",
    connect=GuanceGateway,
    naming=CAMEL_CASE,
    path=lambda options: BASE,
    concurrency=1,
    brands=BRANDS,
    kinds=kinds.KINDS,
    pages=("https://docs.guance.com/en/open-api/", "https://docs.truewatch.com/open-api/"),
    options=[
        Option(
            "api_url",
            [
                (
                    "The address of the Open API. It overrides O(site), and O(site) overrides"
                    " the environment."
                )
            ],
            default=SITES["guance-hangzhou"],
            env=ADDRESS_ENV,
            unless=("site",),
            form=ADDRESS,
        ),
        Option(
            "site",
            "A preset for O(api_url): brand and region. Variables hold only the region, like"
            " V(singapore).",
            choices=list(SITES),
            env=REGION_ENV,
        ),
        Option(
            "api_key",
            [
                (
                    "The secret of an API key (not its ID, not a client token). Required, here or"
                    " in the environment."
                ),
                "It selects the workspace, and its roles decide what it may do.",
            ],
            env=API_KEY_ENV,
            no_log=True,
        ),
        Option(
            "api_version",
            [
                (
                    "The version of the paths. V(v1) (C(add) and C(modify)) is for old private"
                    " deployments, which know neither bindings nor C(agg_type) and C(ignore_ok)."
                )
            ],
            choices=["v2", "v1"],
            default="v2",
        ),
        Option(
            "rate_limit",
            [
                (
                    "The most requests the client sends in any minute. The vendor documents 20 for"
                    " a key."
                ),
                "With V(0) the client waits only when the vendor says so.",
            ],
            type="int",
            default=20,
            least=0,
        ),
    ]
    + common_options(),
)
