# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A lock for each object, so that one task of this machine at a time writes to it: a file in the
user's temporary folder. Private to oncall.routing.

No vendor has conditional writes, so whoever replaces a list can undo what somebody else has just
put into it. Tasks on one controller wait for each other. Where the platform has no locks nothing
fails: the look after each write finds lost changes too.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
import tempfile
import time
from typing import Iterable, Iterator, Protocol

try:
    import fcntl
except ImportError:  # this platform has no such locks
    fcntl = None  # type: ignore[assignment]

#: Seconds between two tries.
RETRY_S = 0.02
#: Seconds for which a lock file is kept after its last use.
KEEP_S = 86400.0


class Waiter(Protocol):
    """Waits within the budget of a task."""

    def try_wait(self, seconds: float) -> bool:
        """Waits. Returns False where there is no time for another try."""


def file_clock() -> float:
    """Now, by the clock of files: seconds since 1970."""
    return time.time()


@contextlib.contextmanager
def locked(names: Iterable[str], waiter: Waiter) -> Iterator[float]:
    """Holds the lock of an object. Yields when a task last held it, by :func:`file_clock`; 0.0
    where nobody knows, and where the lock could not be taken in time.

    names: texts that together name the object, the same for every task of this user.
    """
    path = _path(names)
    handle, since = _take(path, waiter) if path else (None, 0.0)
    try:
        yield since
    finally:
        if handle is not None:
            with contextlib.suppress(OSError):
                os.ftruncate(handle, 1)
                now = time.time_ns()
                os.utime(handle, ns=(now, now))
            os.close(handle)


def _path(names: Iterable[str]) -> str | None:
    """The lock file of an object; None where this machine has no place for one."""
    if fcntl is None:
        return None
    try:
        folder = os.path.join(tempfile.gettempdir(), "oncall-routing-%d" % os.getuid())
        with contextlib.suppress(FileExistsError):
            os.mkdir(folder, 0o700)
        found = os.lstat(folder)
    except OSError:
        return None
    # anybody may have made a folder of that name before
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid() or found.st_mode & 0o022:
        return None
    return os.path.join(
        folder, hashlib.sha256("\n".join(names).encode("utf-8", "surrogatepass")).hexdigest()[:40]
    )


def _take(path: str, waiter: Waiter) -> tuple[int | None, float]:
    """The open file that holds the lock, and when it was last held; (None, 0.0) where the lock
    can't be taken.
    """
    while True:
        handle: int | None = None
        held: os.stat_result | None = None
        try:
            handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            found = os.fstat(handle)
            # whoever tidies up may have taken the file away since it was opened
            held = found if found.st_nlink else None
        except BlockingIOError:
            pass
        except OSError:
            _close(handle)
            return None, 0.0
        if held:
            if not held.st_size:
                _tidy(path)
            # a file that is empty is new, and was held by nobody
            return handle, held.st_mtime if held.st_size else 0.0
        _close(handle)
        if not waiter.try_wait(RETRY_S):
            return None, 0.0


def _tidy(path: str) -> None:
    """Removes lock files that nobody has held for long; runs for one new file in sixteen."""
    if not os.path.basename(path).startswith("0"):
        return
    folder = os.path.dirname(path)
    with contextlib.suppress(OSError):
        for name in os.listdir(folder):
            other = os.path.join(folder, name)
            handle: int | None = None
            if other == path or time.time() - os.lstat(other).st_mtime < KEEP_S:
                continue
            try:
                handle = os.open(other, os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW)
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                if time.time() - os.fstat(handle).st_mtime >= KEEP_S:
                    os.unlink(other)
            except OSError:
                pass
            finally:
                _close(handle)


def _close(handle: int | None) -> None:
    if handle is not None:
        os.close(handle)
