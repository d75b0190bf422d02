# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The elements of a task. Private to oncall.routing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Hashable, Iterable, Mapping, Sequence, Tuple

from .._describe.markers import Id
from .._describe.problems import Problems, join

if TYPE_CHECKING:
    from typing import Final

    from .._account.references import References
    from .._describe.markers import Object
    from .._describe.resource import Resource

#: (path of an option, what is wrong with it)
Problem = Tuple[str, str]


class Element:
    """One object of a task, as the user typed it. It stays as it was parsed.

    place: path of the element, empty for a single one. absent: the object is to be deleted.
    requested: the options in normal form. doubts: what is wrong with values, unless the object
    holds them already. warnings: what a user should know of values.
    """

    def __init__(self, resource: Resource, options: Mapping[str, Any], place: str) -> None:
        self.place: Final = place
        self.absent: Final[bool] = options.get("state") == "absent"
        self.mode: Final[str] = options.get("mode") or "replace"
        ident = options.get(resource.id) if resource.identity.has_id else None
        self.ident: Final = None if ident in (None, "", 0) else Id(str(ident))
        self.options: Final = options
        doubts = Problems()
        self.requested: Final[Object] = resource.parse(options, place, doubts)
        self.name: Final[str | None] = resource.title(self.requested)
        if not self.absent:
            resource.check(self.requested, place, doubts)
        self.doubts: Final[list[Problem]] = doubts.found
        self.warnings: Final[list[str]] = doubts.warnings

    def judged(
        self, resource: Resource, stored: Object | None, references: References
    ) -> Tuple[Object, Problems]:
        """The requested options where this object is stored, and the problems with them: a value
        that the object holds already is not judged.
        """
        problems = Problems()
        if stored is None or not self.doubts:
            for path, text in self.doubts:
                problems.add(path, text)
            return self.requested, problems
        requested = resource.parse(self.options, self.place, problems, stored, references)
        return requested, problems


def elements_of(
    resource: Resource, items: Iterable[Mapping[str, Any]], places: Iterable[str]
) -> list[Element]:
    """The elements of a task. Raises InputError with all that can be judged without the vendor."""
    problems = Problems()
    elements = [Element(resource, item, place) for item, place in zip(items, places)]
    for element in elements:
        _require_identity(resource, element, problems)
    _refuse_duplicates(resource, elements, problems)
    if problems.found:
        for path, text in doubts_of(elements):
            problems.add(path, text)
    problems.raise_if_any()
    return elements


def doubts_of(elements: Iterable[Element]) -> list[Problem]:
    """Problems of values, for a task that can not read what is stored."""
    return [doubt for element in elements for doubt in element.doubts]


def _require_identity(resource: Resource, element: Element, problems: Problems) -> None:
    """Refuses an element by which no object can be found."""
    if element.ident is not None:
        return
    if element.name is None:
        keys = (
            resource.identity.key
            if resource.identity.has_id
            else [name for name in resource.identity.key if element.requested.get(name) is None]
        )
        text = (
            "%s or %s is required" % (" and ".join(keys), resource.id)
            if resource.identity.has_id
            else "%s: required" % " and ".join(keys)
        )
        problems.add(element.place, text)
    if not all(element.requested.get(part, "?").strip() for part in resource.identity.key):
        for path, text in element.doubts:
            problems.add(path, text)


def _refuse_duplicates(resource: Resource, elements: Sequence[Element], problems: Problems) -> None:
    """Refuses elements that mean one object."""
    same = {one: resource.identity.same_name(one.name) for one in elements if one.name is not None}
    _refuse_equal([(one.ident, one) for one in elements if one.ident], problems, resource.id)
    _refuse_equal(
        [(same[one], one) for one in elements if one.ident is None and one in same],
        problems,
        "name",
    )
    # two elements with ids may share a name: whether the task renames one is known only later
    final = [one for one in elements if one in same and not one.absent]
    by_name = {same[one] for one in final if one.ident is None}
    _refuse_equal([(same[one], one) for one in final if same[one] in by_name], problems, "name")


def _refuse_equal(
    keyed: Iterable[Tuple[Hashable, Element]], problems: Problems, option: str
) -> None:
    seen: dict[Hashable, Element] = {}
    for key, element in keyed:
        first = seen.setdefault(key, element)
        if first is not element:
            problems.add(
                join(element.place, option),
                "%r is the same object as %s"
                % (
                    element.name if option == "name" else element.ident,
                    first.place or "before",
                ),
            )
