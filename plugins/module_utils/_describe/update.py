# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What an update does at the vendor: it replaces the object, or merges into it. Private to
oncall.routing.
"""

from __future__ import annotations

from typing import Iterable

from .markers import Frozen


class Update(Frozen):
    """What every update says of itself."""

    #: whether the vendor drops what the body leaves out
    replaces = False
    #: whether keys without a field go back as they came
    keeps_unknown = False
    #: keys that never go back
    read_only: tuple[str, ...] = ()
    #: groups that the update replaces although it merges otherwise
    whole_groups: tuple[str, ...] = ()


class Replace(Update):
    """The update replaces the object: the body holds all of it.

    keeps_unknown: keys without a field go back as they came, or the update would clear them.
    read_only: keys that never go back. The id and the signs (``shown``) are among them anyway.
    """

    replaces = True

    def __init__(self, *, keeps_unknown: bool = False, read_only: Iterable[str] = ()) -> None:
        self.keeps_unknown = keeps_unknown
        self.read_only = tuple(read_only)
        self._seal(Replace)


class Merge(Update):
    """The update merges: the body holds only what the task gives, and what the vendor wants besides
    (``send`` of a field).

    whole_groups: groups that it replaces all the same. A group is sent only when an option in it
    changes.
    """

    def __init__(self, *, whole_groups: Iterable[str] = ()) -> None:
        self.whole_groups = tuple(whole_groups)
        self._seal(Merge)
