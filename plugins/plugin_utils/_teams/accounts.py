# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What came of each account of a run, whatever the order in which accounts are worked on. Private
to oncall.routing.

Ansible carries out the tasks of each account in processes of their own, and these know of the
others what was known when they were begun. So every account adds its part to a folder of the run,
and whoever reports puts together all parts that are there, one at a time.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
from collections.abc import Iterable, Iterator
from typing import Any

from .file import files
from .report.plan import of_accounts

Result = dict[str, Any]
RESULT = "result"


def begin(folder: str, call: str, account: str) -> str:
    """Notes that an account is being worked on, and returns the name of the turn: the nth call
    of this account belongs to the nth of the others.
    """
    number = 1
    while True:
        turn = "%s-%d" % (_short(call), number)
        os.makedirs(os.path.join(folder, turn), mode=0o700, exist_ok=True)
        try:
            with open(os.path.join(folder, turn, _file(account)), "x", encoding="utf-8") as handle:
                json.dump({"account": account}, handle)
            return turn
        except FileExistsError:
            number += 1


class Turn:
    """The parts of one turn. Use it within :func:`alone`."""

    def __init__(self, folder: str) -> None:
        self._folder = folder

    def add(self, account: str, result: Result) -> None:
        files.write(
            os.path.join(self._folder, _file(account)),
            json.dumps({"account": account, RESULT: result}, default=str),
        )

    def results(self, accounts: Iterable[str], left: Iterable[str]) -> dict[str, Result]:
        """Account to its part. accounts: all of the play; left: those that Ansible has not given
        up.
        """
        parts = {
            part["account"]: part
            for name in sorted(os.listdir(self._folder))
            if name.startswith("account-")
            for part in [self._load(name)]
        }
        accounts = list(dict.fromkeys([*accounts, *parts]))
        # a process that was begun earlier may not know yet what a later one has seen
        gone = {*self._load("gone", []), *(one for one in accounts if one not in set(left))}
        files.write(os.path.join(self._folder, "gone"), json.dumps(sorted(gone)))
        return of_accounts(
            accounts, parts, RESULT, [one for one in accounts if one not in gone], parts
        )

    def _load(self, name: str, default: Any = None) -> Any:
        path = os.path.join(self._folder, name)
        if default is not None and not os.path.exists(path):
            return default
        with open(path, encoding="utf-8") as handle:
            return json.load(handle)


@contextlib.contextmanager
def alone(folder: str, turn: str) -> Iterator[Turn]:
    """The turn, while no other process of the run has it."""
    place = os.path.join(folder, turn)
    with open(os.path.join(place, "lock"), "w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield Turn(place)


def _file(account: str) -> str:
    return "account-" + _short(account)


def _short(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]
