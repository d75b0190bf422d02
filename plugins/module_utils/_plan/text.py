# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Words of messages that several passes share. Private to oncall.routing."""

from __future__ import annotations

from typing import Sequence


def named_keys(keys: Sequence[str]) -> str:
    """Keys of an answer, as a message names them."""
    if len(keys) < 4:
        return " and ".join(keys)
    return "%s and %d more" % (", ".join(keys[:3]), len(keys) - 3)


def at_place(place: str, label: str, name: str, text: str) -> str:
    """A sentence about one object of a task."""
    return "%sThe %s %r %s" % (place + ": " if place else "", label, name, text)
