# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One task of this machine at a time writes to an object: each object has a lock file in the user's
temporary folder. Private to oncall.routing.

No vendor has conditional writes, so whoever replaces a list can undo what somebody else has just
put into it. Tasks on one controller can wait for each other. Where locks can't be had nothing
fails: what is looked at after a write finds it, too.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
import tempfile
import time

try:
    import fcntl
except ImportError:  # this platform has no such locks
    fcntl = None

#: Seconds between two tries.
AGAIN = 0.02
#: Seconds after which it tells nothing any more when an object was written to.
FORGOTTEN = 86400.0


def clock():
    """The clock by which it is told when an object was written to; that of files."""
    return time.time()


@contextlib.contextmanager
def alone(what, pause):
    """Nobody else of this user on this machine is in here for the same ``what``. Yields when
    somebody last was, by the clock, or 0.0.

    what: texts that together name an object. pause: waits so many seconds, and returns whether
    there is time for another try.
    """
    path = _path(what)
    handle, since = _locked(path, pause) if path else (None, 0.0)
    try:
        yield since
    finally:
        if handle is not None:
            with contextlib.suppress(OSError):
                os.ftruncate(handle, 1)
                now = time.time_ns()
                os.utime(handle, ns=(now, now))
            os.close(handle)


def _path(what):
    """Where the lock of an object lies, or None where there can be none."""
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
        folder, hashlib.sha256("\n".join(what).encode("utf-8", "surrogatepass")).hexdigest()[:40]
    )


def _locked(path, pause):
    """The open file that holds the lock, and when it was last held; None where it can't be had."""
    while True:
        handle, held = None, None
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
        if not pause(AGAIN):
            return None, 0.0


def _tidy(path):
    """Removes locks that nobody has held for long; now and then, when a new one is made."""
    if not os.path.basename(path).startswith("0"):
        return
    folder = os.path.dirname(path)
    with contextlib.suppress(OSError):
        for name in os.listdir(folder):
            other, handle = os.path.join(folder, name), None
            if other == path or time.time() - os.lstat(other).st_mtime < FORGOTTEN:
                continue
            try:
                handle = os.open(other, os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW)
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                if time.time() - os.fstat(handle).st_mtime >= FORGOTTEN:
                    os.unlink(other)
            except OSError:
                pass
            finally:
                _close(handle)


def _close(handle):
    if handle is not None:
        os.close(handle)
