# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Files on the controller: whether one can be written, and writing it whole or not at all.
Private to oncall.routing.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import tempfile
from collections.abc import Iterator
from typing import IO

#: How much is written to see whether there is room, if the file that is there is not larger.
ROOM = 64 * 1024
PRIVATE = 0o600


def place_of(path: str) -> str:
    """Where a path leads to: from the folder of the command, with the home folder filled in and
    every link followed, the last one too.
    """
    return os.path.realpath(os.path.expanduser(path))


def refusal(path: str) -> str:
    """What keeps a file from being written, or an empty text. Leaves nothing behind."""
    try:
        place = place_of(path)
        folder = os.path.dirname(place)
        if not os.path.isdir(folder):
            return (
                "%s is no folder" % folder
                if os.path.lexists(folder)
                else "there is no folder %s for a report or a plan" % folder
            )
        if path.endswith("/") or os.path.isdir(place):
            return "is a folder; name a file in it"
        size = _size(place)
        if size is None:
            return "is no regular file"
        with _beside(place) as (handle, dummy):
            handle.write(b" " * max(ROOM, size))
            _settle(handle)
    except (OSError, ValueError) as error:  # a NUL in a path is a ValueError
        return "can't be written: %s" % reason(error)
    return ""


def _size(place: str) -> int | None:
    """Of a file that is there and may be written; None for a device, a pipe or the like, which
    no file must take the place of.
    """
    try:
        found = os.stat(place)
    except FileNotFoundError:
        return 0
    if not stat.S_ISREG(found.st_mode):
        return None
    with open(place, "ab"):  # a file that is protected is not replaced behind its owner's back
        return found.st_size


def write(path: str, text: str) -> None:
    """Puts a text into a file, following links to it. Readers see the old one or the new one; who
    may read it stays as it was, and of a new one its owner may.

    Raises:
        OSError: It could not be written. What was there is there still.
    """
    place, content = place_of(path), text.encode("utf-8", "backslashreplace")
    with _beside(place) as (handle, name):
        handle.write(content)
        _settle(handle)
        _as_before(place, handle.fileno())
        try:
            os.replace(name, place)
        except OSError as error:
            if error.errno != errno.EBUSY:
                raise
            # a file that is mounted by itself, as into a container, can't be replaced
            with open(place, "r+b") as mounted:
                mounted.write(content)
                mounted.truncate()
                _settle(mounted)


def reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error)


@contextlib.contextmanager
def _beside(place: str) -> Iterator[tuple[IO[bytes], str]]:
    """A new file in the same folder, and so on the same disk; gone afterwards unless it was
    moved.
    """
    number, name = tempfile.mkstemp(prefix=".oncall-", dir=os.path.dirname(place))
    try:
        with os.fdopen(number, "wb") as handle:
            yield handle, name
    finally:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(name)


def _settle(handle: IO[bytes]) -> None:
    handle.flush()
    os.fsync(handle.fileno())


def _as_before(place: str, number: int) -> None:
    try:
        found = os.stat(place)
    except FileNotFoundError:
        os.fchmod(number, PRIVATE)
        return
    with contextlib.suppress(PermissionError):  # only root gives files away
        os.fchown(number, found.st_uid, found.st_gid)
    os.fchmod(number, stat.S_IMODE(found.st_mode))
