# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes what every task took to the file that ONCALL_STOPWATCH names, one JSON object a line."""

from __future__ import annotations

import json
import multiprocessing
import os
import resource
import time

from ansible.executor.process import worker
from ansible.plugins.callback import CallbackBase

DOCUMENTATION = """
name: stopwatch
type: notification
short_description: Writes the durations of tasks to a file
description: For the benchmark of oncall.routing.
"""
#: What a result may hold that is worth keeping.
KEPT = ("changed", "counts", "requests", "msg", "failed")


def _write(line):
    with open(os.environ["ONCALL_STOPWATCH"], "a", encoding="utf-8") as record:
        record.write(json.dumps(line, default=str) + "\n")


def _memory(name):
    """A figure of this process in KiB."""
    with open("/proc/self/status", encoding="ascii") as status:
        return next((int(line.split()[1]) for line in status if line.startswith(name + ":")), None)


def _weigh(run):
    """A worker's run that tells the most memory the worker ever had, and what of it was the
    controller's already.
    """

    def weighed(self):
        before = _memory("VmRSS")
        try:
            return run(self)
        finally:
            _write(
                {
                    "weight": self._task.get_name(),
                    "before_kib": before,
                    "peak_kib": _memory("VmHWM"),
                }
            )

    return weighed


class CallbackModule(CallbackBase):
    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "notification"
    CALLBACK_NAME = "stopwatch"

    def __init__(self):
        super().__init__()
        self._started = None
        if (
            os.environ.get("ONCALL_STOPWATCH_MEMORY")
            and hasattr(worker.WorkerProcess, "_run")
            and os.path.exists("/proc/self/status")
        ):
            worker.WorkerProcess._run = _weigh(worker.WorkerProcess._run)

    @staticmethod
    def _cpu():
        used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
        return sum(one.ru_utime + one.ru_stime for one in used)

    def v2_playbook_on_task_start(self, task, is_conditional):
        self._started = (time.perf_counter(), self._cpu())

    def _stop(self, outcome, result):
        ended = time.perf_counter()
        # what a worker used is known when it has been waited for; the clock has stopped by then
        for child in multiprocessing.active_children():
            child.join(10)
        wall, cpu = self._started
        _write(
            {
                "task": result.task.get_name(),
                "action": result.task.action,
                "outcome": outcome,
                "begin": wall,
                "end": ended,
                "wall": ended - wall,
                "cpu": self._cpu() - cpu,
                "result": {key: result.result[key] for key in KEPT if key in result.result},
            }
        )

    def v2_runner_on_ok(self, result):
        self._stop("ok", result)

    def v2_runner_on_failed(self, result, ignore_errors=False):
        self._stop("failed", result)

    def v2_runner_on_skipped(self, result):
        self._stop("skipped", result)
