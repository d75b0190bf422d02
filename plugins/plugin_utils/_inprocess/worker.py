# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The process in which Ansible carries out a task. Private to oncall.routing."""

from __future__ import annotations

import gc
import multiprocessing

from ...module_utils._module.memory import RELAXED


def settle_in() -> None:
    """Leaves to a worker process what it took over from the controller, for as long as its task
    lasts.

    A look for circular garbage goes through all variables of the controller, of which the worker
    has a copy only once they are touched: with hundreds of teams a tenth of a second for each task.
    Elsewhere than in a worker, which ends with its task, nothing is changed.
    """
    if multiprocessing.parent_process() is not None and gc.get_threshold()[0] not in (
        0,
        RELAXED[0],
    ):
        gc.freeze()
        gc.set_threshold(*RELAXED)
