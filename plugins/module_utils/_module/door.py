# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""From where a module is run. Private to oncall.routing.

Ansible runs a module in a process of its own: that is :class:`Door`, and nothing is kept. The
action plugins run the same code in the worker process of a task; they hand in a subclass that keeps
what may be kept from one item of a loop to the next.
"""

from __future__ import annotations

import contextlib
import gc

#: How many new objects it takes for a look at the youngest; how many such looks for one at the
#: older ones; how many of these for one at all.
SELDOM = (50000, 20, 1000)


class Door:
    """A process for one run."""

    def connect(self, vendor, options):
        """The gateway for these connection options."""
        return vendor.connect(options)

    def leave(self, gateway):
        """All has been asked; only the result is left to be told. What was read would take room
        next to it.
        """
        gateway.close()

    def warn(self, module, text):
        """A warning of the running module."""
        module.warn(text)

    def progress(self, text):
        """How far long work is. A module process has nobody to tell before it ends."""


_doors = [Door()]


def current():
    return _doors[-1]


@contextlib.contextmanager
def through(door):
    """Runs in this context are run through that door."""
    _doors.append(door)
    try:
        yield door
    finally:
        _doors.pop()


@contextlib.contextmanager
def seldom_collecting():
    """Within it Python looks for circular garbage less often: it would go through all objects of
    a task, in a worker of Ansible also all variables.
    """
    before = gc.get_threshold()
    if before[0]:
        gc.set_threshold(*SELDOM)
    try:
        yield
    finally:
        gc.set_threshold(*before)
