# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Values that stand for something, and the two kinds of text that must not be mixed up: names and
ids. Private to oncall.routing.
"""

from __future__ import annotations

import re
from typing import Any, Dict, Mapping, NewType

#: What a person calls an object.
Name = NewType("Name", str)
#: What the vendor tells an object apart by; always text, whatever type the vendor sends.
Id = NewType("Id", str)
#: An object as the vendor lists it: API keys to API values.
Row = Mapping[str, Any]
#: What is sent to the vendor: API keys to API values.
Body = Dict[str, Any]
#: An object in normal form, or a part of one: option names to normal forms or UNKNOWN.
Object = Dict[str, Any]

MASK = "********"


class Marker:
    """A value that equals nothing but itself."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __repr__(self) -> str:
        return self.text


#: The vendor's answer does not show the value; not the same as empty.
UNKNOWN = Marker("UNKNOWN")
#: There is no such value.
NOTHING = Marker("NOTHING")
#: What vendors show where nothing is set.
UNSET: tuple[Any, ...] = (None, "", [], {})


class Pending(str):
    """The name of an object that the same task creates, in place of the id it does not have yet.

    ``element`` is the part of the task that creates it.
    """

    element: Any = None

    @classmethod
    def of(cls, name: str, element: Any) -> Pending:
        pending = cls(name)
        pending.element = element
        return pending


def masked(raw: object) -> bool:
    """Whether a vendor's answer shows a mask in place of a text, or within it."""
    return isinstance(raw, str) and re.search(r"\*{3}|\u2022{3}", raw) is not None


class Frozen:
    """An object that nobody changes after its construction.

    The constructor of a class that can be made calls ``_seal`` with that class as its last act.
    """

    _sealed = False

    def _seal(self, made: type) -> None:
        # the constructor of a subclass is not finished yet
        if self.__class__ is made:
            object.__setattr__(self, "_sealed", True)

    def __setattr__(self, name: str, value: object) -> None:
        if self._sealed:
            raise AttributeError("%s is frozen: %s" % (type(self).__name__, name))
        object.__setattr__(self, name, value)
