# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The connection of a task to a vendor: requests, waits and locks. Private to oncall.routing."""

from __future__ import annotations

import contextlib
import random
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, Iterator, Mapping, Sequence, TypeVar

from .._describe.problems import RoutingError
from .._http.config import READ, Effect, Endpoint, RetryPolicy
from .._http.lock import file_clock, locked
from .._http.redact import MASK, Redactor
from .._http.refusal import Refusal
from .._http.trust import trusted
from .errors import MissingRequests, Subject, explain

if TYPE_CHECKING:
    from .._describe.hooks import Work
    from .._describe.resource import Resource
    from .._http.answer import Answer

Item = TypeVar("Item")
Result = TypeVar("Result")


class Connection:
    """Sends the requests of one task.

    options: the connection options of the task, with what the environment says. headers: sent with
    every request. base_url: where it is another than the option api_url. rate_limit: the most
    requests in a minute, 0 for no limit. Raises MissingRequests.
    """

    #: the vendor as messages name it
    vendor = ""
    #: options that hold secrets, for the redactor
    secret_options: tuple[str, ...] = ()
    #: seconds before the second try, and after a throttling without Retry-After
    backoff = 0.5
    throttle = 1.0
    #: whether max_wait alone bounds waiting for the vendor's limit, and not the option retries
    patient = False
    #: whether a refused write says what was sent, for a vendor whose refusals do not say why
    shows_refused_body = False
    #: the statuses of a good answer, by method; 200 for the others
    statuses: Mapping[str, tuple[int, ...]] = {}

    def __init__(
        self,
        options: Mapping[str, Any],
        headers: Mapping[str, str] | None = None,
        base_url: str | None = None,
        rate_limit: int = 0,
    ) -> None:
        # requests takes 50 ms to import, so only now, when the task's arguments are known to be
        # good
        from .._http import client
        from .._http.pace import Pace

        if not client.HAS_REQUESTS:
            raise MissingRequests(client.REQUESTS_ERROR)
        self.options = options
        self.retries: int = options["retries"]
        self.rate_limit = rate_limit
        self.redactor = Redactor([options.get(name) for name in self.secret_options])
        self.client = client.Client(
            Endpoint(
                self.vendor,
                base_url or options["api_url"],
                headers or {},
                options["timeout"],
                trusted(options.get("ca_path")) if options["validate_certs"] else False,
            ),
            self,
            self.redactor,
            RetryPolicy(self.retries, self.backoff, self.throttle, self.patient),
            Pace(options["max_wait"], rate_limit),
        )
        self.messages = self.client.messages
        self._max_backoff = client.MAX_BACKOFF_S

    # --- answers

    def judge(self, answer: Answer) -> Refusal | None:
        """What the vendor says in an answer: None when it did what was asked.

        Called for answers of an expected status (see ``statuses``) and of a status of failure; any
        body is possible. The client adds what the HTTP status says, and retries.
        """
        raise NotImplementedError

    def mark(self, data: Any) -> str:
        """How to find an answer in the vendor's logs, in brackets; an empty text where the vendor
        gives nothing. ``data``: of any answer, so anything.
        """
        return ""

    def verdict(self, answer: Answer) -> Refusal | None:
        """None, or the Refusal that an answer means. A success of another status than the expected
        ones may be a part of an answer, or none at all; so may an answer that has the status of a
        failure and says that all went well.
        """
        expected = self.statuses.get(answer.method or "", (200,))
        success = 200 <= answer.status < 300
        refusal = self.judge(answer) if not success or answer.status in expected else None
        if refusal or answer.status in expected:
            return refusal
        words = (
            "where HTTP %s is expected" % " or ".join(map(str, expected))
            if success
            else "with a text that says that all went well"
        )
        refusal = Refusal(
            "%s answered HTTP %d %s%s"
            % (self.vendor, answer.status, words, self.mark(answer.data)),
            "the answer may be a part of one, or come from a proxy: check api_url and any proxy on"
            " the way",
        )
        refusal.unclear, refusal.complete, refusal.pending = True, False, answer.status == 202
        return refusal

    def quote(self, value: Any, most: int) -> str:
        """At most so many characters of a text of the vendor, for a message: in one line, without
        secrets.
        """
        return self.messages.quote(value, most)

    # --- requests

    def call(
        self,
        method: str,
        path: str,
        subject: Subject,
        params: Mapping[str, Any] | None = None,
        body: Any = None,
        effect: Effect = READ,
    ) -> Any:
        """The parsed answer to a request, after as many tries as ``effect`` allows. Raises the
        errors of :func:`~.errors.explain`.
        """
        try:
            return self.client.call(method, path, params, body, effect).data
        except Refusal as refusal:
            if refusal.missing and subject.fixed:
                refusal.hint = self.messages.no_call(method, path)
            if subject.resource:
                _add_hint(refusal, subject.resource)
            if subject.if_taken and refusal.status == 400:
                refusal.hint, refusal.unclear = subject.if_taken, True
                refusal.name_taken = True
            if effect.writes and body is not None:
                self._add_body(refusal, subject.resource, body)
            raise self.explain(refusal, subject, effect.writes) from refusal

    def _add_body(self, refusal: Refusal, resource: Resource | None, body: Any) -> None:
        """Says in the refusal of a write what was sent."""
        if refusal.status == 400 and self.shows_refused_body:
            shown = resource.screened(body) if resource else dict.fromkeys(body, MASK)
            refusal.note = "sent was %s" % self.messages.sent(shown)

    def explain(
        self, refusal: Refusal, subject: Subject | None = None, write: bool = False
    ) -> RoutingError:
        """The error of a refusal."""
        return explain(refusal, subject or Subject(), self.redactor, write)

    def counts(self) -> dict[str, Any]:
        """``requests`` of a result: reads, writes, retries, and seconds in ``waited``."""
        return self.client.counts()

    def at_once(self, work: Work[Item, Result], items: Sequence[Item], most: int) -> list[Result]:
        """What ``work`` returns for each of the items; up to ``most`` of them at the same time, one
        after the other in this thread where that is 1.

        Waits for all of them, but for an exception that is not a RoutingError, like the time-out of
        the task: then threads that wait send nothing more, and nobody waits for what is on its way.
        """
        most = min(most, len(items))
        if most <= 1:
            return list(map(work, items))
        pool, wait = ThreadPoolExecutor(max_workers=most), True
        try:
            return list(pool.map(work, items))
        except RoutingError:
            raise
        except BaseException:
            self.client.stop()
            wait = False
            raise
        finally:
            pool.shutdown(wait=wait)

    # --- waits and locks

    def pause(self, attempt: int, again: bool = True) -> None:
        """Waits before a create is sent again (``again``) or before another look at the list; the
        latter not always equally long, because others look too. ``attempt``: from 0. Raises
        RoutingError where max_wait does not allow it.
        """
        seconds = min(self._max_backoff, self.backoff * 2**attempt)
        try:
            self.client.pace.wait_before_look(
                seconds if again else seconds * (0.75 + random.random() / 2)
            )
        except Refusal as refusal:
            raise self.explain(refusal) from refusal
        if again:
            self.client.count_retry()

    def forecast(self, requests: int) -> float:
        """Seconds until the last of so many more requests may go, as far as the client knows the
        vendor's limit.
        """
        return self.client.pace.forecast(requests)

    def shortfall(self, requests: int) -> str | None:
        """Why max_wait does not allow so many more requests; None where it does."""
        return self.client.pace.shortfall(requests)

    @staticmethod
    def clock() -> float:
        """Now, by the clock of :meth:`began` and :meth:`alone`: seconds since 1970."""
        return file_clock()

    @contextlib.contextmanager
    def alone(self, resource: Resource, ident: str) -> Iterator[float]:
        """Keeps other tasks of this user on this machine from writing to the object, where the
        platform has locks. Yields when one last wrote, by :meth:`clock`, or 0.0.
        """
        # an id is enough: some vendors manage one object through two kinds
        names = (self.vendor, self.client.address, str(ident))
        with locked(names, self.client.pace) as since:
            yield since


def _add_hint(refusal: Refusal, resource: Resource) -> None:
    """Adds the resource's own hint for the status of a refusal."""
    own = resource.hints.get(refusal.status or 0)
    if own:
        refusal.hint = "%s; %s" % (refusal.hint, own) if refusal.hint else own
