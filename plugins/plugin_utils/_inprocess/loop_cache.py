# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The connection that is kept from one item of a loop to the next. Private to oncall.routing."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any, Mapping, Tuple

if TYPE_CHECKING:
    from ...module_utils._describe.vendor import Vendor
    from ...module_utils._vendors.gateway import Gateway

#: The task, the process, and the task's environment: what is the same for all items of one loop.
LoopKey = Tuple[Any, ...]


def loop_key(task: Any, environment: Mapping[str, str]) -> LoopKey | None:
    """What two runs share that are items of one loop and reach the vendor in the same way. None
    outside of loops, and with ``until`` or ``retries``: such a task waits for a change, so each try
    must look again.
    """
    looping = task.loop is not None or task.loop_with
    waiting = task.until or task.retries is not None
    if not looping or waiting:
        return None
    return (task._uuid, os.getpid(), sorted(environment.items()))


class LoopCache:
    """Keeps one connection with its lists. A worker process works on one task at a time."""

    def __init__(self) -> None:
        self._key: LoopKey | None = None
        self._gateway: Gateway | None = None

    def connect(self, loop: LoopKey, vendor: Vendor, options: dict[str, Any]) -> Gateway:
        """The connection of the last item where it has the same loop, vendor and options; else a
        new one, which is kept in its place. Raises RoutingError.
        """
        key = (loop, vendor.name, json.dumps(options, sort_keys=True, default=str))
        if self._gateway is not None and self._key == key:
            self._gateway.begin_task()
            return self._gateway
        self.drop()
        gateway: Gateway = vendor.connect(options)
        self._key, self._gateway = key, gateway
        return gateway

    def drop(self) -> None:
        """Ends the connection: its lists may no longer be true."""
        if self._gateway is not None:
            self._gateway.close()
        self._key = self._gateway = None


#: The one of this process: what outlives a run.
LOOP_CACHE = LoopCache()
