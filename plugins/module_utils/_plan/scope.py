# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which names a purge_scope means. Private to oncall.routing."""

from __future__ import annotations

import contextlib
import re
import signal
import threading
import warnings
from typing import TYPE_CHECKING, Iterator, Mapping, Set

from .._describe.problems import InputError, quoted

if TYPE_CHECKING:
    from types import FrameType

#: Seconds of this process that a regular expression may take for all names of a list.
LONGEST = 5.0
PATH = "purge_scope.name_regex"


class _TooLong(Exception):
    pass


@contextlib.contextmanager
def _bounded() -> Iterator[None]:
    """Ends a regular expression after LONGEST: Python checks for signals while it matches, but only
    in its main thread.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def ring(dummy_signal: int, dummy_frame: FrameType | None) -> None:
        raise _TooLong

    # the clock of the process: the alarm of the real one is Ansible's own, for the timeout of a
    # task
    before = signal.signal(signal.SIGVTALRM, ring)
    signal.setitimer(signal.ITIMER_VIRTUAL, LONGEST)
    try:
        yield
    except _TooLong:
        raise InputError(
            [
                (
                    PATH,
                    "takes more than %d seconds for the names of this account. Write it without a"
                    " repetition within a repetition, like (a+)+" % LONGEST,
                )
            ]
        ) from None
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def compiled(pattern: str) -> re.Pattern[str]:
    """The regular expression; one that is none is refused."""
    try:
        with warnings.catch_warnings(), _bounded():
            warnings.simplefilter(
                "ignore"
                # a warning about later Pythons would appear in the middle of a playbook's output
            )
            return re.compile(pattern)
    # the others than the first: too large a number in it, or more groups in each other than Python
    # follows
    except (re.error, ValueError, OverflowError, RecursionError, MemoryError) as error:
        raise InputError(
            [
                (
                    PATH,
                    "%s is not a regular expression: %s"
                    % (quoted(pattern), str(error) or "it is too large"),
                )
            ]
        ) from error


def within(scope: Mapping[str, str], names: Set[str]) -> Set[str]:
    """Those of the names that the scope means."""
    prefix = scope.get("name_prefix")
    if prefix:
        return {name for name in names if name.startswith(prefix)}
    pattern = compiled(scope["name_regex"])
    with _bounded():
        return {name for name in names if pattern.fullmatch(name) is not None}
