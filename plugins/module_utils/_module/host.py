# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Where a module runs. Private to oncall.routing."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any, Iterator

from .masking import quick_removal
from .memory import relaxed_gc

if TYPE_CHECKING:
    from ansible.module_utils.basic import AnsibleModule

    from .._describe.vendor import Vendor
    from .._vendors.gateway import Gateway


class Host:
    """A process of its own for each run, as Ansible starts it: nothing is kept.

    The action plugins run the same code in the worker process of a task. They hand in a subclass
    that keeps the connection from one item of a loop to the next.
    """

    def process_state(self) -> contextlib.AbstractContextManager[None]:
        """All process-wide state that a run changes, set for the run and put back: the thresholds
        of the garbage collector, and the function by which Ansible masks results.
        """
        return _own_process()

    def connect(self, vendor: Vendor, options: dict[str, Any]) -> Gateway:
        """The gateway for these connection options. Raises RoutingError."""
        gateway: Gateway = vendor.connect(options)
        return gateway

    def release(self, gateway: Gateway) -> None:
        """The run sends no more requests. Its lists would take room beside the result."""
        gateway.close()

    def warn(self, module: AnsibleModule, text: str) -> None:
        """Adds a warning to the result."""
        module.warn(text)

    def progress(self, text: str) -> None:
        """Shows how far long work is. A module process shows nothing before it ends."""


@contextlib.contextmanager
def _own_process() -> Iterator[None]:
    with relaxed_gc(), quick_removal():
        yield
