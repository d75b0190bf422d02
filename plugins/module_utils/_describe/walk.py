# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The references within an object. Private to oncall.routing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, List, NamedTuple

if TYPE_CHECKING:
    from .markers import Object
    from .resource import Resource


class Reference(NamedTuple):
    """One reference of an object.

    field: the Ref that describes it. value: an id, or a name that a user typed. path: where it
    stands.
    """

    field: Any
    value: str
    path: str


def references_in(resource: Resource, obj: Object, place: str = "") -> List[Reference]:
    """All references of an object. ``place``: path of the object."""
    collector = _Collector()
    resource.walk(obj, place, collector)
    return collector.found


class _Collector:
    """Collects references and leaves them as they are."""

    def __init__(self) -> None:
        self.found: List[Reference] = []

    def visit(self, field: Any, value: str, path: str) -> str:
        self.found.append(Reference(field, value, path))
        return value
