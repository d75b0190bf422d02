# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A request that did not do what was asked. Needs no requests, so that gateways can import it.
Private to oncall.routing.
"""

from __future__ import annotations

from typing import Any

#: HTTP statuses after which the same request may succeed later; those from 520 on are a CDN's that
#: does not reach the server behind it.
CDN = (520, 521, 522, 523, 524)
PASSING = (408, 425, 429, 502, 503, 504) + CDN
#: Those of them that say that the request was certainly not carried out, and those after which it
#: may still be.
LATER, PENDING = (425, 429), (504, 524)


class Refusal(Exception):
    """A request that did not do what was asked. What is known of the reason are its attributes:

    =============  =============================================================================
    message        what the vendor answered, without secrets
    hint, note     what to check; what else the message says
    throttled      refused for now, certainly not carried out
    transient      may work when repeated, may also have been carried out
    unclear        nobody knows whether it was carried out
    pending        whoever took the request may still be at it
    missing        the object is not there
    rejected       the vendor looked at what was sent and did not take it
    name_taken     somebody else has the name
    code, status   the vendor's own code, and the HTTP status
    retry_after    seconds that the server asks to wait; None where it does not say
    of_account     the account may not do this, whatever the object
    denied         that, or the account may not do it to this object alone
    not_sent       the client did not send it, because the account may not do it
    foreign        the answer is not the vendor's
    complete       False where there is an answer that is only a part, or not in the shape that the
                   vendor documents
    =============  =============================================================================
    """

    def __init__(
        self,
        message: str,
        hint: str = "",
        throttled: bool = False,
        transient: bool = False,
        missing: bool = False,
        code: Any = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.note = ""
        self.throttled = throttled
        self.transient = transient
        self.unclear = False
        self.pending = False
        self.missing = missing
        self.rejected = False
        self.name_taken = False
        self.code = code
        self.status: int | None = None
        self.retry_after: float | None = None
        self.of_account = False
        self.denied = False
        self.not_sent = False
        self.foreign = False
        self.complete = True
