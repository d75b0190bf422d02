# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What messages say of answers and refusals, without secrets. Private to oncall.routing."""

from __future__ import annotations

import json
from typing import Any

from .answer import Answer, excerpt, quote
from .failures import NO_CALL, TELLING, advice
from .redact import Redactor
from .refusal import Refusal

#: The most characters that a message repeats of an answer, of a path, and of what was sent.
_MAX_EXCERPT, _MAX_PATH, _MAX_SENT = 200, 200, 400


class Messages:
    """Writes what a message says of the answers of one address."""

    def __init__(self, vendor: str, address: str, redactor: Redactor) -> None:
        self.vendor = vendor
        self.address = address
        self.redactor = redactor
        #: whether the address has answered a call as it should, so that the address is right
        self.address_confirmed = False

    def quote(self, value: Any, most: int) -> str:
        """At most so many characters of a text from outside, in one line."""
        return quote(value, self.redactor, most)

    def excerpt(self, answer: Answer) -> str:
        """What a message may repeat of an answer."""
        return self.quote(excerpt(answer, self.redactor), _MAX_EXCERPT)

    def sent(self, body: Any) -> str:
        """What was sent. The caller masks the secrets that the redactor does not know."""
        return self.quote(json.dumps(body, ensure_ascii=False), _MAX_SENT)

    def hint(self, refusal: Refusal, status: int, method: str, path: str) -> str:
        """What to check after a refusal. A page of a proxy says nothing of the address once the
        address has answered a call.
        """
        if status in NO_CALL and (refusal.foreign or status != 404):
            return self.no_call(method, path, refusal.hint if refusal.foreign else "")
        if status >= 400 and (not refusal.hint or (refusal.foreign and status in TELLING)):
            return advice(status)
        if status >= 400 and refusal.foreign and self.address_confirmed:
            return (
                "%s; the address is right, because it has just answered another call, so look at"
                " any proxy on the way too" % advice(status)
            )
        return refusal.hint

    def no_call(self, method: str, path: str, hint: str = "") -> str:
        """What to check when a server does not have a call. ``hint``: what to say where the
        address has not answered any call yet.
        """
        shown = self.quote(path, _MAX_PATH)
        if self.address_confirmed:
            return (
                "the server has no call %s %s; the address is right, because it has just answered"
                " another call" % (method, shown)
            )
        return "there is no call %s %s%s: %s" % (
            method,
            self.address,
            shown,
            hint or "check api_url and any proxy on the way",
        )

    def not_json(
        self, answer: Answer, hint: str = "check api_url and any proxy on the way"
    ) -> Refusal:
        """The refusal for an answer that is not the JSON of the vendor's API."""
        content_type = self.quote(answer.headers.get("Content-Type", "no content type"), 100)
        shown = self.excerpt(answer)
        refusal = Refusal(
            "%s answered HTTP %d with something that is not the expected JSON (%s, %s, %s)%s"
            % (
                self.vendor,
                answer.status,
                content_type,
                answer.size,
                answer.problem or "unexpected shape",
                ": " + shown if shown else "",
            ),
            hint,
        )
        refusal.foreign = True
        # the server accepted the request, so it may have carried it out; JSON that broke on the
        # way may be whole the next time
        refusal.unclear = 200 <= answer.status < 300
        refusal.complete = not refusal.unclear
        refusal.transient = (
            refusal.unclear and answer.problem is not None and "json" in content_type.lower()
        )
        return refusal
