# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Python's garbage collection during a run. Private to oncall.routing."""

from __future__ import annotations

import contextlib
import gc
from typing import Iterator

#: Thresholds of Python's garbage collector for a run: new objects before a look at the youngest,
#: such looks before one at the older ones, and these before one at all.
RELAXED = (50000, 20, 1000)


@contextlib.contextmanager
def relaxed_gc() -> Iterator[None]:
    """Within it Python looks for circular garbage less often: it would go through all objects of
    a task, in a worker of Ansible also through all variables.
    """
    before = gc.get_threshold()
    if before[0]:
        gc.set_threshold(*RELAXED)
    try:
        yield
    finally:
        gc.set_threshold(*before)
