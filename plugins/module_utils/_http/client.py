# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The only place that talks HTTP. Private to oncall.routing.

A vendor hands in a ``judge``: it reads an :class:`Answer` and returns None when all is well or a
:class:`Refusal` that says what the answer means. Waiting, repeating, pacing, counting and redacting
happen here, once for all vendors.
"""

from __future__ import annotations

import json
import math
import random
import threading
import time
from collections import deque

try:
    import requests
    from urllib3.util.retry import Retry

    HAS_REQUESTS = True
    REQUESTS_ERROR = None
except ImportError as error:
    requests = None
    Retry = None
    HAS_REQUESTS = False
    REQUESTS_ERROR = error

from .answer import Answer, excerpt, told
from .failures import (  # noqa: F401  # PASSING is for gateways too
    CONNECT,
    LATER,
    NEVER,
    NO_CALL,
    OF_ALL,
    PASSING,
    PENDING,
    PROXY_HINT,
    TELLING,
    Garbled,
    Late,
    Refusal,
    address_of,
    advice,
    below_http,
    passwords_in,
)
from .transport import ACCEPTED, exchange, open_session
from .version import VERSION

USER_AGENT = "oncall.routing/%s (Ansible collection)" % VERSION
#: HTTP statuses that say that a request is not as it should be.
REJECTED = (400, 422)
#: So many refusals one after another that may be of the objects are taken for one of the account.
MOST_DENIED = 3
#: Never wait less between two tries, whatever a server says.
LEAST_WAIT = 0.2
MOST_BACKOFF = 60.0
#: A year; clocks of a platform may not take more.
MOST_TIMEOUT = 31536000
#: Seconds beyond the time-out after which a request is given up; what requests notices by itself is
#: told in better words.
GRACE = 1.0
#: Seconds in which no more requests go than a minute allows: a second more than the minute, because
#: not all take equally long on their way.
WINDOW = 61.0
#: Seconds of waiting that are advised beyond what the pace takes: other tasks with the same key may
#: have used up the vendor's minute.
SPARE = 2 * WINDOW


class Pace:
    """At most so many requests in any minute."""

    def __init__(self, per_minute, clock=time.monotonic):
        # more than anybody sends, and not more than a deque may hold
        self.most = min(per_minute, 1 << 30)
        self.clock = clock
        #: when the last requests went or will go, the oldest first
        self.slots = deque(maxlen=self.most)

    def wait(self):
        """Seconds until the next request may go; takes its place in the queue."""
        if not self.most:
            return 0.0
        now = self.clock()
        slot = now if len(self.slots) < self.most else max(now, self.slots[0] + WINDOW)
        self.slots.append(slot)
        return slot - now

    def forecast(self, requests):
        """Seconds until the last of so many more requests may go."""
        if not self.most or requests < 1:
            return 0.0
        now = self.clock()
        rounds, place = divmod(requests - 1, self.most)
        # of the first round each waits for the one that went as many requests before it, if there
        # is one, and each later round for the round before
        before = place - (self.most - len(self.slots))
        first = max(0.0, self.slots[before] + WINDOW - now) if before >= 0 else 0.0
        return first + rounds * WINDOW


class Client:
    """One connection to one vendor for one task."""

    def __init__(
        self,
        vendor,
        base_url,
        judge,
        redactor,
        headers=None,
        timeout=30,
        retries=5,
        max_wait=300,
        verify=True,
        rate_limit=0,
        backoff=0.5,
        throttle=1.0,
        patient=False,
        clock=time.monotonic,
        sleep=None,
        session=None,
    ):
        self.vendor = vendor
        self.base_url = base_url.rstrip("/")
        self.address = address_of(self.base_url)
        self.judge = judge
        self.redactor = redactor
        redactor.add(*passwords_in(base_url))
        self.timeout = min(timeout, MOST_TIMEOUT)
        self.retries = retries
        self.max_wait = max_wait
        self.verify = verify
        self.backoff = backoff
        self.throttle = throttle
        self.patient = patient
        self.clock = clock
        self.stopped = threading.Event()
        self.sleep = sleep or self.stopped.wait
        self.pace = Pace(rate_limit, clock)
        self.rate_limit = rate_limit
        #: when the waits end that are under way, one for each thread that waits
        self.ends = []
        self.begin()
        #: whether a call was answered as it should be, so that the address is known to be right
        self.answered = False
        #: how many writes were denied since the last that was not, and whether no more are sent
        self.denied = 0
        self.barred = False
        self.lock = threading.Lock()
        self.session = session or open_session()
        self.session.headers.update(
            {"User-Agent": USER_AGENT, "Accept": "application/json", "Accept-Encoding": ACCEPTED}
        )
        self.session.headers.update(headers or {})
        # without this requests would add what a .netrc file holds for the host
        self.session.auth = _no_netrc

    def begin(self):
        """Counts and budget from nought; what the vendor's limit allows goes on."""
        self.reads = self.writes = self.repeats = 0
        self.waited = 0.0
        self.stopped.clear()

    def stop(self):
        """Nothing more is sent, whoever waits to do so; until :meth:`begin`."""
        self.stopped.set()

    def counts(self):
        return {
            "reads": self.reads,
            "writes": self.writes,
            "retries": self.repeats,
            "waited": round(self.waited, 3),
        }

    def call(self, method, path, params=None, body=None, write=False, repeat=True, new=False):
        """The answer to a request, after as many tries as may be made.

        repeat: doing it twice is the same as doing it once. new: what is written does not exist
        yet, so that nothing about it can forbid it. Raises Refusal; ``unclear`` is set when it may
        have been carried out.
        """
        if not write:
            return self._tried(method, path, params, body, write, repeat)
        self._refuse_if_barred()
        try:
            answer = self._tried(method, path, params, body, write, repeat)
        except Refusal as refusal:
            with self.lock:
                self.denied += refusal.denied
                refusal.account = refusal.account or (
                    refusal.denied and (new or self.denied >= MOST_DENIED)
                )
                self.barred = self.barred or refusal.account
            raise
        with self.lock:
            self.denied = 0
        return answer

    def _refuse_if_barred(self):
        if self.barred:
            refusal = Refusal(
                "not tried, because an earlier write was refused to the account, whatever the"
                " object"
            )
            refusal.account = refusal.untried = True
            raise refusal

    def _tried(self, method, path, params, body, write, repeat):
        retry = Retry(total=self.retries, backoff_factor=self.backoff) if Retry else None
        throttled = 0
        first = True
        while True:
            self._wait(
                self._paced(),
                "the client keeps to rate_limit: %s requests a minute" % self.rate_limit,
            )
            refusal, answer = self._once(method, path, params, body, write, first)
            first = False
            if refusal is None:
                return answer
            if not refusal.later and not (refusal.passing and (repeat or not refusal.unclear)):
                raise refusal
            # where a vendor's limit is the normal case, waiting for it is bounded by max_wait alone
            if not (refusal.later and self.patient):
                try:
                    retry = retry.increment(method, path)
                except Exception as dummy:
                    refusal.note = (
                        "gave up after %d tries and %d s of waiting"
                        % (self.retries + 1, math.ceil(self.waited))
                        if self.retries
                        else ""
                    )
                    raise refusal
            if refusal.later:
                throttled += 1
                pause = min(MOST_BACKOFF, self.throttle * 2 ** (throttled - 1))
            else:
                pause = max(retry.get_backoff_time(), self.backoff)
            pause = pause * (0.75 + random.random() / 2)
            self._wait(max(pause if refusal.wait is None else refusal.wait, LEAST_WAIT), refusal)

    def _paced(self):
        with self.lock:
            return self.pace.wait()

    def _wait(self, seconds, why):
        """Sleeps within the task's budget, or says why it can't."""
        if seconds <= 0:
            return
        self._refuse_if_stopped()
        with self.lock:
            end = self.clock() + seconds
            # several threads may wait at the same time, and the task waits only once
            added = min(seconds, max(0.0, end - max(self.ends))) if self.ends else seconds
            over = self.waited + added > self.max_wait
            if not over:
                self.waited += added
                self.ends.append(end)
        if over:
            refusal = why if isinstance(why, Refusal) else Refusal(why)
            refusal.note = "a wait of %.0f s is due, but of max_wait (%d s) %.0f s are used up" % (
                seconds,
                self.max_wait,
                self.waited,
            )
            if not isinstance(why, Refusal):
                refusal.hint = "raise max_wait, or split the task"
            raise refusal
        try:
            self.sleep(seconds)
        finally:
            with self.lock:
                self.ends.remove(end)
        self._refuse_if_stopped()

    def _refuse_if_stopped(self):
        if self.stopped.is_set():
            raise Refusal("the task was stopped")

    def shortfall(self, requests):
        """What to say when so many more requests can't be sent within the budget, or None."""
        needed = self.pace.forecast(requests)
        if self.waited + needed <= self.max_wait:
            return None
        return (
            "%d requests at rate_limit %s a minute take %.0f s of waiting, and of max_wait (%d s)"
            " %.0f s are used up: set max_wait to %d or more"
            % (
                requests,
                self.rate_limit,
                needed,
                self.max_wait,
                self.waited,
                int(self.waited + needed + SPARE),
            )
        )

    def sleep_within_budget(self, seconds):
        """Waits before a whole operation is tried once more."""
        self._wait(seconds, Refusal("the outcome of the last try is not known"))

    def _once(self, method, path, params, body, write, first):
        self._refuse_if_stopped()
        with self.lock:
            if write:
                self.writes += 1
            else:
                self.reads += 1
            if not first:
                self.repeats += 1
        data = None if body is None else json.dumps(body).encode("utf-8")
        try:
            answer = self._in_time(
                lambda: self._exchange(method, self.base_url + path, params, data)
            )
        except (
            Late,
            Garbled,
            requests.exceptions.RequestException,
            OSError,
            ValueError,
            TypeError,
        ) as error:
            return (
                below_http(error, self.base_url, self.timeout, self._proxy() or "", self.redactor),
                None,
            )
        answer.method, answer.write = method, write
        return self._judged(answer, method, path), answer

    def _exchange(self, method, url, params, data):
        return Answer(
            *exchange(
                self.session,
                method,
                url,
                self.timeout,
                params=params,
                data=data,
                timeout=(min(self.timeout, CONNECT), self.timeout),
                verify=self.verify,
            )
        )

    def _in_time(self, work):
        """What ``work`` returns. requests limits only the pause between two bytes, and the
        search for a host's address not at all.
        """
        done = []

        def run():
            try:
                done.append((work(), None))
            except Exception as error:
                done.append((None, error))

        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        thread.join(self.timeout + GRACE)
        if not done:
            raise Late
        answer, error = done[0]
        if error is not None:
            raise error
        return answer

    def _proxy(self):
        """The proxy that the environment names for the address, or None."""
        try:
            return requests.utils.select_proxy(
                self.base_url, requests.utils.get_environ_proxies(self.base_url)
            )
        except ValueError:
            return None

    def _judged(self, answer, method, path):
        if answer.status == 407:
            refusal = Refusal(
                "the proxy on the way to %s wants other credentials (HTTP 407)" % self.address,
                PROXY_HINT,
            )
            refusal.account = answer.write
            return refusal
        if 300 <= answer.status < 400:
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
        refusal = self.judge(answer)
        if refusal is None:
            self.answered = True
            return None
        refusal.status = answer.status
        refusal.rejected = refusal.rejected or answer.status in REJECTED
        if answer.status in PASSING or answer.status == 500:
            refusal.later = refusal.later or answer.status in LATER
            refusal.passing = True
        refusal.unclear = (
            refusal.unclear
            or (refusal.passing and not refusal.later)
            or (answer.status >= 500 and answer.status not in NEVER)
        )
        refusal.pending = refusal.pending or answer.status in PENDING
        refusal.wait = self._retry_after(answer)
        refusal.denied = refusal.denied or (
            answer.write and answer.status in OF_ALL and not refusal.later
        )
        refusal.hint = self._hint(answer.status, refusal, method, path)
        return refusal

    def _hint(self, status, refusal, method, path):
        """What to check, by what the task knows. A page of something on the way says nothing of
        the address once that has answered a call.
        """
        if status in NO_CALL and (refusal.strange or status != 404):
            return self.no_call(method, path, refusal.hint if refusal.strange else "")
        if status >= 400 and (not refusal.hint or (refusal.strange and status in TELLING)):
            return advice(status)
        if status >= 400 and refusal.strange and self.answered:
            return (
                "%s; the address is right, because it has just answered another call, so look at"
                " any proxy on the way too" % advice(status)
            )
        return refusal.hint

    def no_call(self, method, path, hint=""):
        """What to check when a server says that it does not have a call; ``hint``: where no call
        was answered yet.
        """
        if self.answered:
            return (
                "the server has no call %s %s; the address is right, because it has just answered"
                " another call" % (method, self.told(path, 200))
            )
        return "there is no call %s %s%s: %s" % (
            method,
            self.address,
            self.told(path, 200),
            hint or "check api_url and any proxy on the way",
        )

    def _retry_after(self, answer):
        value = answer.headers.get("Retry-After")
        if not value or Retry is None:
            return None
        try:
            return float(Retry(0).parse_retry_after(value))
        except Exception as dummy:
            return None

    def excerpt(self, answer):
        """What a message may repeat of an answer."""
        return self.told(excerpt(answer, self.redactor), 200)

    def described(self, body):
        """What was sent, for a message; the resource says what of it may be shown."""
        return self.told(json.dumps(body, ensure_ascii=False), 400)

    def told(self, value, most):
        """A text from outside, for a message."""
        return told(value, self.redactor, most)

    def not_json(self, answer, hint="check api_url and any proxy on the way"):
        """The refusal for an answer that is not what an API sends."""
        kind, shown = (
            self.told(answer.headers.get("Content-Type", "no content type"), 100),
            self.excerpt(answer),
        )
        refusal = Refusal(
            "%s answered HTTP %d with something that is not the expected JSON (%s, %s, %s)%s"
            % (
                self.vendor,
                answer.status,
                kind,
                answer.size,
                answer.problem or "unexpected shape",
                ": " + shown if shown else "",
            ),
            hint,
        )
        # the request was accepted, so it may have been carried out; JSON that broke on the way may
        # be whole the next time
        refusal.strange = True
        refusal.unclear = 200 <= answer.status < 300
        refusal.whole = not refusal.unclear
        refusal.passing = refusal.unclear and answer.problem is not None and "json" in kind.lower()
        return refusal


def _no_netrc(request):
    return request
