# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Refusals of a vendor as the errors that the engine knows. Private to oncall.routing."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from .._describe.problems import Barred, Gone, NotWhole, Rejected, RoutingError, Unclear
from .._http.redact import Redactor
from .._http.refusal import PASSING, Refusal

if TYPE_CHECKING:
    from .._describe.resource import Resource


class MissingRequests(RoutingError):
    """The requests library is not installed where the module runs. ``error``: of its import."""

    def __init__(self, error: ImportError | None) -> None:
        self.error = error
        super().__init__("requests is missing")


class Subject(NamedTuple):
    """What a request is about, for the message of a refusal."""

    #: the beginning of the message, like "Could not list teams"; nothing for a write, because the
    #: engine names the object
    doing: str = ""
    #: whether the path is there on every server, so that a 404 does not mean a missing object
    fixed: bool = False
    #: what is written; may have hints of its own, and says what of it a message may show
    resource: Resource | None = None
    #: what the refusal of a create may mean where names are unique: then the engine looks whether
    #: somebody else created the object since
    if_taken: str = ""


def explain(refusal: Refusal, subject: Subject, redactor: Redactor, write: bool) -> RoutingError:
    """The error of a refusal, with its whole text.

    Barred: the account may not do this. Gone: the object is not there. NotWhole: an answer to a
    read is only a part. Unclear: the vendor may have carried out the write. Rejected: the vendor
    looked at the write and did not take it. RoutingError: all else.
    """
    parts = [
        "%s: %s" % (subject.doing, refusal.message) if subject.doing else refusal.message,
        refusal.note,
        refusal.hint,
    ]
    text = redactor.clean(
        ". ".join(part[:1].upper() + part[1:].rstrip(".") for part in parts if part)
    )
    if refusal.of_account:
        return Barred(text, refusal.not_sent)
    error = _error(refusal, text, write)
    error.status, error.denied = refusal.status, refusal.denied
    return error


def _error(refusal: Refusal, text: str, write: bool) -> RoutingError:
    if refusal.missing:
        return Gone(text)
    if not refusal.complete and not write:
        return NotWhole(text)
    if refusal.unclear:
        return Unclear(
            RoutingError(text),
            pending=refusal.pending,
            taken=refusal.name_taken,
            again=refusal.transient
            and (refusal.status is None or refusal.status in PASSING or refusal.status < 300),
        )
    return Rejected(text) if refusal.rejected else RoutingError(text)
