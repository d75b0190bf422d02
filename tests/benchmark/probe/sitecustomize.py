# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Loaded by every Python process that has this folder on PYTHONPATH, before anything else: where
does a process spend its time?

Each moment belongs to one part: what is entered last. At the end, one line goes to the file that
ONCALL_PROBE names.
"""

from __future__ import annotations

import atexit
import builtins
import functools
import json
import os
import sys
import threading
import time

FILE = os.environ.get("ONCALL_PROBE")


class Clock:
    def __init__(self, part, begun=None):
        self.begin = self.then = time.perf_counter() if begun is None else begun
        self.thread = threading.get_ident()
        self.parts = {}
        self.stack = [part]

    def turn(self):
        now = time.perf_counter()
        self.parts[self.stack[-1]] = self.parts.get(self.stack[-1], 0.0) + now - self.then
        self.then = now

    def move(self, part, seconds):
        """Time that another thread took while this one waited for it."""
        self.parts[part] = self.parts.get(part, 0.0) + seconds
        self.parts[self.stack[-1]] = self.parts.get(self.stack[-1], 0.0) - seconds

    def write(self, kind):
        self.turn()
        line = {
            "kind": kind,
            "name": os.path.basename(sys.argv[0] if sys.argv else ""),
            "begin": self.begin,
            "end": self.then,
            "parts": self.parts,
        }
        with open(FILE, "a", encoding="utf-8") as record:
            record.write(json.dumps(line) + "\n")


# what the interpreter did before this line is processor time, and nothing else
CLOCKS = [Clock("start", time.perf_counter() - time.process_time())] if FILE else []


def timed(part, function, then=None):
    """The function, its time on a part's account. then: the name of the part that follows, once."""

    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        clock = CLOCKS[-1]
        if threading.get_ident() != clock.thread:
            began = time.perf_counter()
            try:
                return function(*args, **kwargs)
            finally:
                clock.move(part, time.perf_counter() - began)
        clock.turn()
        clock.stack.append(part)
        try:
            return function(*args, **kwargs)
        finally:
            clock.turn()
            clock.stack.pop()
            if then and clock.stack[-1] == "start":
                clock.stack[-1] = then

    return wrapper


def _timed_parts(generator):
    """For what hands out the body of an answer piece by piece."""

    @functools.wraps(generator)
    def wrapper(*args, **kwargs):
        pieces = generator(*args, **kwargs)
        step = timed("http", lambda: next(pieces, None))
        while (piece := step()) is not None:
            yield piece

    return wrapper


def _basic(module):
    module.AnsibleModule.__init__ = timed("arguments", module.AnsibleModule.__init__, then="own")
    module.AnsibleModule.exit_json = timed("result", module.AnsibleModule.exit_json)


def _requests(module):
    module.Session.request = timed("http", module.Session.request)


def _models(module):
    module.Response.iter_content = _timed_parts(module.Response.iter_content)


def _urls(module):
    module.fetch_url = timed("http", module.fetch_url)


def _executor(module):
    name = "_get_action_handler_with_module_context"
    original = getattr(module.TaskExecutor, name, None)
    if original is None:
        return

    def found(*args, **kwargs):
        handler, *rest = original(*args, **kwargs)
        handler.run = timed("action", handler.run)
        return (handler, *rest)

    setattr(module.TaskExecutor, name, found)


def _worker(module):
    run = module.WorkerProcess._run

    def watched(self):
        CLOCKS.append(Clock("ansible"))
        try:
            return run(self)
        finally:
            CLOCKS[-1].write("worker")

    module.WorkerProcess._run = watched


PATCHES = {
    "ansible.module_utils.basic": _basic,
    "ansible.module_utils.urls": _urls,
    "requests.sessions": _requests,
    "requests.models": _models,
    "ansible.executor.task_executor": _executor,
    "ansible.executor.process.worker": _worker,
}


def _import(original):
    importing = timed("imports", original)

    @functools.wraps(original)
    def wrapper(name, *args, **kwargs):
        # some code imports what is there already for every value it handles; watching that would
        # cost more than it takes
        if (
            name in sys.modules
            and name not in PATCHES
            or CLOCKS[-1].stack[-1] == "imports"
            or threading.get_ident() != CLOCKS[-1].thread
        ):
            return original(name, *args, **kwargs)
        try:
            return importing(name, *args, **kwargs)
        finally:
            for name in [name for name in PATCHES if name in sys.modules]:
                PATCHES.pop(name)(sys.modules[name])

    return wrapper


if FILE:
    builtins.__import__ = _import(builtins.__import__)
    atexit.register(lambda: CLOCKS[0].write("process"))
