# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""When the next request may go: the vendor's limit, the task's budget for waiting, and the stop of
a task. Private to oncall.routing.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from typing import Protocol

from .refusal import Refusal

#: Seconds in which the client sends at most ``rate_limit`` requests: one more than the minute of
#: the vendors, because not all requests take equally long on their way.
WINDOW_S = 61.0
#: Seconds that a message suggests to add to max_wait, beyond what the limit takes: other tasks with
#: the same key may have used up the vendor's minute.
SUGGESTED_EXTRA_WAIT_S = 2 * WINDOW_S
#: What a deque may hold, and more than anybody sends.
_MAX_SLOTS = 1 << 30


class Clock(Protocol):
    """The time of a client."""

    def monotonic(self) -> float:
        """Seconds since any fixed moment; never fewer than before."""

    def sleep(self, seconds: float, stopped: threading.Event) -> None:
        """Returns after so many seconds, or as soon as ``stopped`` is set."""


class SystemClock:
    """The clock of this machine."""

    def monotonic(self) -> float:
        return time.monotonic()

    def sleep(self, seconds: float, stopped: threading.Event) -> None:
        stopped.wait(seconds)


class RateLimit:
    """Admits at most ``per_minute`` requests in any WINDOW_S; 0 admits all."""

    def __init__(self, per_minute: int, clock: Clock) -> None:
        self.per_minute = per_minute
        self._most = min(per_minute, _MAX_SLOTS)
        self._clock = clock
        #: when the last requests went or will go, the oldest first
        self._slots: deque[float] = deque(maxlen=self._most)

    def take_slot(self) -> float:
        """Takes the next slot. Returns the seconds until the request may go."""
        if not self._most:
            return 0.0
        now = self._clock.monotonic()
        slot = now if len(self._slots) < self._most else max(now, self._slots[0] + WINDOW_S)
        self._slots.append(slot)
        return slot - now

    def forecast(self, requests: int) -> float:
        """Seconds until the last of so many more requests may go."""
        if not self._most or requests < 1:
            return 0.0
        now = self._clock.monotonic()
        rounds, place = divmod(requests - 1, self._most)
        # each request of the first round waits for the one ``_most`` requests before it, if there
        # is one; each later round waits for the round before
        before = place - (self._most - len(self._slots))
        first = max(0.0, self._slots[before] + WINDOW_S - now) if before >= 0 else 0.0
        return first + rounds * WINDOW_S


class Pace:
    """The waits of one task: for the vendor's limit, and between tries. All of them together take
    at most ``max_wait`` seconds. Safe to use from several threads.

    rate_limit: the most requests in a minute; 0 for no limit.
    """

    def __init__(
        self, max_wait: float = 300, rate_limit: int = 0, clock: Clock | None = None
    ) -> None:
        self.max_wait = max_wait
        self.clock: Clock = clock or SystemClock()
        self.limit = RateLimit(rate_limit, self.clock)
        #: seconds that the task has waited
        self.waited = 0.0
        self._stopped = threading.Event()
        self._lock = threading.Lock()
        #: when the waits under way end, one for each waiting thread
        self._ends: list[float] = []

    def begin_task(self) -> None:
        """Starts a new budget; slots that were taken stay taken."""
        self.waited = 0.0
        self._stopped.clear()

    def stop(self) -> None:
        """Ends all waits; no request goes until :meth:`begin_task`."""
        self._stopped.set()

    def refuse_if_stopped(self) -> None:
        """Raises Refusal after :meth:`stop`."""
        if self._stopped.is_set():
            raise Refusal("the task was stopped")

    def wait_for_slot(self) -> None:
        """Waits until the vendor's limit admits one more request. Raises Refusal."""
        with self._lock:
            seconds = self.limit.take_slot()
        refusal = Refusal(
            "the client keeps to rate_limit: %s requests a minute" % self.limit.per_minute
        )
        refusal.hint = "raise max_wait, or split the task"
        self.wait(seconds, refusal)

    def wait(self, seconds: float, refusal: Refusal) -> None:
        """Sleeps. Raises ``refusal``, with a note on the budget, where max_wait does not allow
        it; raises another Refusal where the task is stopped.
        """
        if seconds <= 0:
            return
        self.refuse_if_stopped()
        end = self._book(seconds)
        if end is None:
            refusal.note = "must wait %.0f s, but %.0f s of max_wait (%d s) are already spent" % (
                seconds,
                self.waited,
                self.max_wait,
            )
            raise refusal
        try:
            self.clock.sleep(seconds, self._stopped)
        finally:
            with self._lock:
                self._ends.remove(end)
        self.refuse_if_stopped()

    def _book(self, seconds: float) -> float | None:
        """Takes a wait from the budget. Returns when it ends, or None where too little is left."""
        with self._lock:
            end = self.clock.monotonic() + seconds
            # several threads may wait at the same time, and the task waits only once
            added = min(seconds, max(0.0, end - max(self._ends))) if self._ends else seconds
            if self.waited + added > self.max_wait:
                return None
            self.waited += added
            self._ends.append(end)
            return end

    def wait_before_look(self, seconds: float) -> None:
        """Waits before the engine looks again at what became of a write. Raises Refusal."""
        self.wait(seconds, Refusal("the outcome of the last try is not known"))

    def try_wait(self, seconds: float) -> bool:
        """Waits. Returns False where the budget does not allow it, or the task is stopped."""
        try:
            self.wait_before_look(seconds)
        except Refusal:
            return False
        return True

    def forecast(self, requests: int) -> float:
        """Seconds until the last of so many more requests may go."""
        return self.limit.forecast(requests)

    def shortfall(self, requests: int) -> str | None:
        """Why the budget does not allow so many more requests; None where it does."""
        needed = self.forecast(requests)
        if self.waited + needed <= self.max_wait:
            return None
        return (
            "%d requests at rate_limit %s a minute must wait %.0f s, but %.0f s of max_wait (%d s)"
            " are already spent: set max_wait to %d or more"
            % (
                requests,
                self.limit.per_minute,
                needed,
                self.waited,
                self.max_wait,
                int(self.waited + needed + SUGGESTED_EXTRA_WAIT_S),
            )
        )
