# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Mackerel: X-Api-Key, REST verbs, lists under a key, full replacement on PUT. Private to
oncall.routing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from ..._describe.connections import ADDRESS
from ..._describe.problems import NotWhole
from ..._describe.vendor import CAMEL_CASE, Option, Vendor
from ..._http.config import CREATE, WRITE
from ..._http.refusal import Refusal
from ..errors import Subject
from ..gateway import Gateway
from ..options import common_options, require
from ..paging import Page, json_type
from . import kinds

if TYPE_CHECKING:
    from typing import Any, Mapping

    from ..._describe.kind import Kind
    from ..._describe.resource import Resource
    from ..._http.answer import Answer

API_KEY_ENV = ("MACKEREL_APIKEY", "MACKEREL_API_KEY")

HINTS = {
    400: "look at the options of the task: an object it refers to may be gone",
    401: "check api_key, and that it belongs to the intended organization",
    403: (
        "either the key lacks a permission (every write needs Read and Write), or the address of"
        " this controller is outside the range the organization permits; Mackerel answers both"
        " alike"
    ),
    # of a read, before which the address may be wrong too
    (403, False): (
        "either the key lacks a permission (Read is needed), or is none that is known there (check"
        " api_key and api_url), or the address of this controller is outside the range the"
        " organization permits; Mackerel answers all of them alike"
    ),
    404: "it may have been deleted meanwhile",
    429: "Mackerel documents no limit for these calls; fewer at a time (concurrency) may help",
}
#: The meaning of a 400 to the create of an object whose name is its id (M80).
TAKEN = (
    "the name is taken, or is none that Mackerel takes: 2 to 63 letters, digits, '-' and '_',"
    " beginning with a letter or digit"
)


class MackerelGateway(Gateway):
    vendor = "Mackerel"
    secret_options = ("api_key",)
    shows_refused_body = True
    # no success code is documented (M5): 201 may confirm a create, 200 everything else; a DELETE
    # answers with the object (M6)
    statuses = {"POST": (200, 201)}

    def __init__(self, options: Mapping[str, Any]) -> None:
        require(options, ("api_key", API_KEY_ENV))
        # the live service needs the content type on every call except GET, DELETE included (M4)
        super().__init__(
            options, headers={"X-Api-Key": options["api_key"], "Content-Type": "application/json"}
        )

    def judge(self, answer: Answer) -> Refusal | None:
        if 200 <= answer.status < 300:
            return None if isinstance(answer.data, dict) else self.messages.not_json(answer)
        if answer.status == 404 and not _is_error(answer.data):
            # a 404 from something on the way shows nothing about the object, and only the list
            # shows the outcome of a write
            refusal = self.messages.not_json(answer)
            refusal.unclear = True
            return refusal
        message = _message(answer)
        said = (message and self.quote(message, 500)) or self.messages.excerpt(answer) or "no text"
        hint = HINTS.get((answer.status, answer.write)) or HINTS.get(answer.status, "")
        if answer.status == 400 and "content-type" in said.lower().replace(" ", "-"):
            hint = "this is a fault of oncall.routing; please report it"
        refusal = Refusal(
            "Mackerel answered HTTP %d: %s" % (answer.status, said),
            hint,
            missing=answer.status == 404,
        )
        # only keys have permissions (M3)
        refusal.of_account = answer.status in (401, 403) and answer.write
        return refusal

    def page(self, kind: Kind, number: int, after: Any) -> Page:
        """A list is complete in one answer, but for those that say ``nextId``, which is there
        only while more remain.
        """
        params = dict(kind.listing.query, **({"nextId": after} if after else {}))
        data = self.call("GET", kind.listing.path, Subject(self.listing(kind), fixed=True), params)
        key = next((key for key in kind.listing.unwrap if isinstance(data.get(key), list)), None)
        wrong = next((key for key in kind.listing.unwrap if key in data), None)
        if key is None and wrong:
            raise NotWhole(
                "%s: %s in the answer of %s is no list but %s. Check api_url"
                % (self.listing(kind), wrong, kind.listing.path, json_type(data[wrong]))
            )
        if key is None:
            raise NotWhole(
                "%s: the answer of %s has no list %s; it has %s. Check api_url"
                % (
                    self.listing(kind),
                    kind.listing.path,
                    " or ".join(kind.listing.unwrap),
                    self.quote(", ".join(sorted(map(str, data))[:10]) or "nothing", 200),
                )
            )
        after = data.get("nextId")
        if after and not isinstance(after, (str, int)):
            raise NotWhole(
                "%s: nextId of the answer of %s is no text. Check api_url"
                % (self.listing(kind), kind.listing.path)
            )
        return Page(data[key], next=after or None, more=bool(after))

    def create(self, resource: Resource, body: Mapping[str, Any]) -> Mapping[str, Any]:
        holder = resource.identity.key[0] if resource.calls else None
        path = (
            resource.calls.within % quote(body[holder], safe="")
            if holder
            else resource.listing.path
        )
        answer = self.call(
            "POST",
            path,
            Subject(resource=resource, if_taken=TAKEN if resource.identity.unique else ""),
            body={key: value for key, value in body.items() if key != holder},
            effect=CREATE,
        )
        if holder:
            answer = (
                dict(answer, **{holder: body[holder]})
                if isinstance(answer.get("name"), str)
                else {}
            )
        return self.shown(resource, answer)

    def update(self, resource: Resource, ident: str, body: Mapping[str, Any]) -> Mapping[str, Any]:
        return self.shown(
            resource,
            self.call(
                "PUT",
                self._one(resource, ident),
                Subject(resource=resource),
                body=body,
                effect=WRITE,
            ),
            ident,
        )

    def delete(self, resource: Resource, ident: str) -> None:
        self.call("DELETE", self._one(resource, ident), Subject(resource=resource), effect=WRITE)

    @staticmethod
    def _one(resource: Resource, ident: str) -> str:
        holder, dummy, name = ident.rpartition(":") if resource.calls else ("", "", ident)
        path = resource.calls.within % quote(holder, safe="") if holder else resource.listing.path
        return "%s/%s" % (path, quote(name, safe=""))


def _is_error(data: Any) -> bool:
    """Whether an answer is an error of Mackerel, in its present or its older shape (M11)."""
    return isinstance(data, dict) and set(data) == {"error"}


def _message(answer: Answer) -> Any:
    """What it says, in any of the shapes errors have had."""
    if not isinstance(answer.data, dict):
        return ""
    error = answer.data.get("error", answer.data.get("message", ""))
    if isinstance(error, dict):
        error = error.get("message", error)
    return error


MACKEREL = Vendor(
    name="mackerel",
    label="Mackerel",
    connect=MackerelGateway,
    naming=CAMEL_CASE,
    path=lambda options: "/api/v0",
    concurrency=4,
    pages=("https://mackerel.io/api-docs/",),
    kinds=kinds.KINDS,
    options=[
        Option(
            "api_url",
            "The address of the API. Customers of KCPS use V(https://kcps-mackerel.io).",
            default="https://api.mackerelio.com",
            env=("MACKEREL_API_BASE",),
            form=ADDRESS,
        ),
        Option(
            "api_key",
            [
                "The API key. Required, here or in the environment.",
                (
                    "It selects the organization, and needs the permissions Read and Write; Read is"
                    " enough for reading and for check mode."
                ),
            ],
            env=API_KEY_ENV,
            no_log=True,
        ),
    ]
    + common_options(),
)
