# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The only place that talks HTTP. Private to oncall.routing.

A gateway hands in itself as a :class:`Judge`: it reads an :class:`Answer` and returns None when the
vendor did what was asked, or a :class:`Refusal` that says what the answer means. The client waits,
retries, keeps the vendor's limit, counts and redacts, once for all vendors.
"""

from __future__ import annotations

import json
import math
import random
import threading
from typing import TYPE_CHECKING, Protocol

try:
    import requests
    from urllib3.util.retry import Retry

    HAS_REQUESTS = True
    REQUESTS_ERROR: ImportError | None = None
except ImportError as error:
    requests = None  # type: ignore[assignment]
    Retry = None  # type: ignore[assignment,misc]
    HAS_REQUESTS = False
    REQUESTS_ERROR = error

from .answer import Answer
from .config import READ, Effect, Endpoint, Request, RetryPolicy
from .failures import (
    CONNECT,
    NEVER,
    OF_ALL,
    PROXY_HINT,
    DeadlineExceeded,
    Garbled,
    address_of,
    below_http,
    passwords_in,
)
from .messages import Messages
from .pace import Pace
from .redact import Redactor
from .refusal import LATER, PASSING, PENDING, Refusal
from .transport import ACCEPTED, exchange, open_session
from .version import VERSION

if TYPE_CHECKING:
    from typing import Any, Mapping

USER_AGENT = "oncall.routing/%s (Ansible collection)" % VERSION
#: HTTP statuses by which a server says that the request is not as it should be.
REJECTED = (400, 422)
#: So many denied writes in a row are taken for a refusal of the account.
MAX_DENIALS = 3
#: Seconds between two tries: never fewer, whatever a server says, and never more of our own.
MIN_WAIT_S = 0.2
MAX_BACKOFF_S = 60.0
#: A year; clocks of a platform may not take more.
MAX_TIMEOUT_S = 31536000
#: Seconds after the time-out at which the client gives a request up; requests reports a time-out
#: that it notices by itself in better words.
DEADLINE_SLACK_S = 1.0


class Judge(Protocol):
    """Says what an answer means."""

    def verdict(self, answer: Answer) -> Refusal | None:
        """None when the vendor did what was asked. Called for every answer but redirects and those
        of a proxy; ``answer.method`` and ``answer.write`` say what was asked.
        """


class Client:
    """One connection to one vendor for one task. Safe to use from several threads.

    session: of requests; the client opens its own unless it gets one.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        judge: Judge,
        redactor: Redactor,
        policy: RetryPolicy | None = None,
        pace: Pace | None = None,
        session: requests.Session | None = None,
    ) -> None:
        self.base_url = endpoint.base_url.rstrip("/")
        self.address = address_of(self.base_url)
        self.vendor = endpoint.vendor
        self.timeout = min(endpoint.timeout, MAX_TIMEOUT_S)
        self.verify = endpoint.verify
        self.judge = judge
        self.redactor = redactor
        redactor.add(*passwords_in(endpoint.base_url))
        self.messages = Messages(self.vendor, self.address, redactor)
        self.policy = policy or RetryPolicy()
        self.pace = pace or Pace()
        self.reads = self.writes = self.retries = 0
        #: how many writes in a row were denied, and whether the client sends no more of them
        self._denials = 0
        self._barred = False
        self._lock = threading.Lock()
        self.session = session or open_session()
        self.session.headers.update(
            {"User-Agent": USER_AGENT, "Accept": "application/json", "Accept-Encoding": ACCEPTED}
        )
        self.session.headers.update(endpoint.headers)
        # without this requests would add what a .netrc file holds for the host
        self.session.auth = _no_netrc

    def begin_task(self) -> None:
        """Starts new counts and a new budget for waiting; the vendor's limit goes on."""
        self.reads = self.writes = self.retries = 0
        self.pace.begin_task()

    def stop(self) -> None:
        """Sends no more requests, whoever waits to do so, until :meth:`begin_task`."""
        self.pace.stop()

    def close(self) -> None:
        self.session.close()

    def counts(self) -> dict[str, Any]:
        """``requests`` of a result; seconds in ``waited``."""
        return {
            "reads": self.reads,
            "writes": self.writes,
            "retries": self.retries,
            "waited": round(self.pace.waited, 3),
        }

    def count_retry(self) -> None:
        """One more request was, or will be, a repeat."""
        with self._lock:
            self.retries += 1

    def call(
        self,
        method: str,
        path: str,
        params: Mapping[str, Any] | None = None,
        body: Any = None,
        effect: Effect = READ,
    ) -> Answer:
        """The answer to a request, after as many tries as ``effect`` and the policy allow. Raises
        Refusal; ``unclear`` of it says that the vendor may have carried the request out.
        """
        request = Request(method, path, params, body, effect)
        if not effect.writes:
            return self._with_retries(request)
        self._refuse_if_barred()
        try:
            answer = self._with_retries(request)
        except Refusal as refusal:
            with self._lock:
                self._denials += refusal.denied
                refusal.of_account = refusal.of_account or (
                    refusal.denied and (effect.creates or self._denials >= MAX_DENIALS)
                )
                self._barred = self._barred or refusal.of_account
            raise
        with self._lock:
            self._denials = 0
        return answer

    def _refuse_if_barred(self) -> None:
        if self._barred:
            refusal = Refusal(
                "not tried, because an earlier write was refused to the account, whatever the"
                " object"
            )
            refusal.of_account = refusal.not_sent = True
            raise refusal

    def _with_retries(self, request: Request) -> Answer:
        tries = _Tries(self.policy, request)
        while True:
            self.pace.wait_for_slot()
            try:
                return self._once(request)
            except Refusal as refusal:
                refused = refusal
            self.pace.wait(tries.pause_after(refused, self.pace.waited), refused)
            self.count_retry()

    def _once(self, request: Request) -> Answer:
        """Sends a request once. Raises Refusal."""
        self.pace.refuse_if_stopped()
        with self._lock:
            if request.effect.writes:
                self.writes += 1
            else:
                self.reads += 1
        data = None if request.body is None else json.dumps(request.body).encode("utf-8")
        try:
            answer = self._exchange(request, data)
        except (
            DeadlineExceeded,
            Garbled,
            requests.exceptions.RequestException,
            OSError,
            ValueError,
            TypeError,
        ) as error:
            raise below_http(
                error, self.base_url, self.timeout, self._proxy() or "", self.redactor
            ) from error
        answer.method, answer.write = request.method, request.effect.writes
        refusal = self._judged(answer, request)
        if refusal is not None:
            raise refusal
        return answer

    def _exchange(self, request: Request, data: bytes | None) -> Answer:
        """The answer within the time-out. Raises whatever went wrong below HTTP."""
        return _Attempt(self, request, data).result(self.timeout + DEADLINE_SLACK_S)

    def _proxy(self) -> str | None:
        """The proxy that the environment names for the address."""
        try:
            return requests.utils.select_proxy(
                self.base_url, requests.utils.get_environ_proxies(self.base_url)
            )
        except ValueError:
            return None

    def _judged(self, answer: Answer, request: Request) -> Refusal | None:
        if answer.status == 407:
            refusal = Refusal(
                "the proxy on the way to %s wants other credentials (HTTP 407)" % self.address,
                PROXY_HINT,
            )
            refusal.of_account = answer.write
            return refusal
        if 300 <= answer.status < 400:
            return self._redirected(answer)
        judged = self.judge.verdict(answer)
        if judged is None:
            self.messages.address_confirmed = True
            return None
        _classify(judged, answer)
        judged.hint = self.messages.hint(judged, answer.status, request.method, request.path)
        return judged

    def _redirected(self, answer: Answer) -> Refusal:
        to = answer.headers.get("Location")
        return Refusal(
            "%s answered HTTP %d%s"
            % (
                self.vendor,
                answer.status,
                ", a redirect to %s" % self.redactor.clean(address_of(to), 200) if to else "",
            ),
            "redirects are not followed because the credentials would travel with them; check"
            " api_url",
        )


class _Tries:
    """The tries of one request, and the pauses between them."""

    def __init__(self, policy: RetryPolicy, request: Request) -> None:
        self.policy = policy
        self.request = request
        self.throttled = 0
        self.retry = Retry(total=policy.retries, backoff_factor=policy.backoff)

    def pause_after(self, refusal: Refusal, waited: float) -> float:
        """Seconds before the next try. Raises the refusal where there is none. ``waited``: how
        long the task has waited so far, for the message.
        """
        repeatable = self.request.effect.repeatable or not refusal.unclear
        if not refusal.throttled and not (refusal.transient and repeatable):
            raise refusal
        # where a vendor's limit is the normal case, max_wait alone bounds waiting for it
        if not (refusal.throttled and self.policy.patient):
            self._count(refusal, waited)
        if refusal.throttled:
            self.throttled += 1
            pause = min(MAX_BACKOFF_S, self.policy.throttle * 2 ** (self.throttled - 1))
        else:
            pause = max(self.retry.get_backoff_time(), self.policy.backoff)
        pause = pause * (0.75 + random.random() / 2)
        return max(pause if refusal.retry_after is None else refusal.retry_after, MIN_WAIT_S)

    def _count(self, refusal: Refusal, waited: float) -> None:
        """Counts a try. Raises the refusal where it was the last."""
        try:
            self.retry = self.retry.increment(self.request.method, self.request.path)
        except Exception as error:
            refusal.note = (
                "gave up after %d tries and %d s of waiting"
                % (self.policy.retries + 1, math.ceil(waited))
                if self.policy.retries
                else ""
            )
            raise refusal from error


class _Attempt(threading.Thread):
    """One exchange in a thread of its own, which the client can give up: requests limits only the
    pause between two bytes, and the search for a host's address not at all.
    """

    def __init__(self, client: Client, request: Request, data: bytes | None) -> None:
        super().__init__(daemon=True)
        self.client = client
        self.request = request
        self.data = data
        self.answer: Answer | None = None
        self.error: Exception | None = None

    def run(self) -> None:
        client, request = self.client, self.request
        try:
            self.answer = Answer(
                *exchange(
                    client.session,
                    request.method,
                    client.base_url + request.path,
                    client.timeout,
                    params=request.params,
                    data=self.data,
                    timeout=(min(client.timeout, CONNECT), client.timeout),
                    verify=client.verify,
                )
            )
        except Exception as error:
            self.error = error

    def result(self, seconds: float) -> Answer:
        """The answer, within so many seconds. Raises DeadlineExceeded, or what the exchange
        raised.
        """
        self.start()
        self.join(seconds)
        if self.error is not None:
            raise self.error
        if self.answer is None:
            raise DeadlineExceeded
        return self.answer


def _classify(refusal: Refusal, answer: Answer) -> None:
    """Adds to a vendor's refusal what the HTTP status says."""
    status = answer.status
    refusal.status = status
    refusal.rejected = refusal.rejected or status in REJECTED
    if status in PASSING or status == 500:
        refusal.throttled = refusal.throttled or status in LATER
        refusal.transient = True
    refusal.unclear = (
        refusal.unclear
        or (refusal.transient and not refusal.throttled)
        or (status >= 500 and status not in NEVER)
    )
    refusal.pending = refusal.pending or status in PENDING
    refusal.retry_after = _retry_after(answer)
    refusal.denied = refusal.denied or (answer.write and status in OF_ALL and not refusal.throttled)


def _retry_after(answer: Answer) -> float | None:
    """Seconds that the server asks to wait; None where it does not say."""
    value = answer.headers.get("Retry-After")
    if not value:
        return None
    try:
        return float(Retry(0).parse_retry_after(value))
    except Exception:
        return None


def _no_netrc(request: requests.PreparedRequest) -> requests.PreparedRequest:
    return request
