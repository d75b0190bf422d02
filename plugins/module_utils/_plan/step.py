# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What happens to one object. Private to oncall.routing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Dict, Mapping, NamedTuple, Sequence, Tuple

from .._describe.markers import Pending

if TYPE_CHECKING:
    from typing import ClassVar, Final

    from .._describe.markers import Id, Object, Row
    from .._describe.resource import Resource


class Target(NamedTuple):
    """The object of a step.

    place: path of the element, empty for a single one. ident: None of one that is yet to be
    created. row: as the vendor shows it, None where nothing is there. by_id: the task gives its id.
    """

    place: str
    name: str
    ident: Id | None = None
    row: Row | None = None
    by_id: bool = False


class Edit(NamedTuple):
    """What a task asks of an object.

    requested: the options that the task manages. fields: those of them that change. members: lists
    that are changed by member, option to (mode, elements).
    """

    requested: Sequence[str] = ()
    fields: Sequence[str] = ()
    members: Mapping[str, Tuple[str, Any]] = {}


NO_EDIT = Edit()


class Step:
    """What a plan does with one object. ``before`` and ``after`` are objects, or None where there
    is none. A step stays as it was planned.
    """

    action: ClassVar[str]

    def __init__(
        self,
        target: Target,
        before: Object | None = None,
        after: Object | None = None,
        edit: Edit = NO_EDIT,
    ) -> None:
        self.place: Final = target.place
        self.name: Final = target.name
        self.ident: Final = target.ident
        self.row: Final = target.row
        self.by_id: Final = target.by_id
        self.before: Final = before
        self.after: Final = after
        self.requested: Final = tuple(edit.requested)
        self.fields: Final = tuple(edit.fields)
        self.members: Final = edit.members

    def identity(self, resource: Resource, ident: Id | None = None) -> Dict[str, Any]:
        """Name and id as results show them. ``ident``: of an object that was created since."""
        ident = ident or self.ident
        shown: Dict[str, Any] = {"name": self.name}
        if ident and resource.identity.has_id and not isinstance(ident, Pending):
            shown[resource.id] = int(ident) if resource.identity.id_type == "int" else ident
        return shown

    def entry(self, resource: Resource, ident: Id | None = None) -> Dict[str, Any]:
        """The step as results show it in ``plan``."""
        return dict(
            {"action": self.action, "name": self.name, "fields": list(self.fields)},
            **self.identity(resource, ident),
        )


class Create(Step):
    action = "create"


class Update(Step):
    action = "update"


class Delete(Step):
    action = "delete"


class Keep(Step):
    """Nothing is done: the object is as requested, or the task asks nothing of it."""

    action = "none"
