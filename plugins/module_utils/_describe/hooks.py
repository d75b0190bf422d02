# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Everything a description hands in as a function. Private to oncall.routing.

This is the only file in which the type of a function is written. The engine calls hooks; a hook
calls nothing of the engine but what it is handed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, AbstractSet, Any, Iterable

from .markers import Body, Frozen, Object, Row
from .problems import join

if TYPE_CHECKING:
    from typing import Callable, Dict, List, Mapping, Optional, Protocol, Sequence, Tuple, TypeVar

    from .kind import Kind
    from .problems import Problems
    from .resource import Resource

    Item_contra = TypeVar("Item_contra", contravariant=True)
    Result_co = TypeVar("Result_co", covariant=True)

    class Work(Protocol[Item_contra, Result_co]):
        """The treatment of each of several items."""

        def __call__(self, item: Item_contra, /) -> Result_co: ...

    #: From a row to a text: a name, a detail, a reason. None where the row has none.
    RowToText = Callable[[Row], Optional[str]]
    #: From a row to its id.
    RowToIdent = Callable[[Row], Any]
    #: From a name to the form by which the vendor compares it.
    SameName = Callable[[str], str]
    #: From the rows of an answer to the rows of a kind.
    ExpandRows = Callable[[Sequence[Row]], Sequence[Row]]
    #: From a row and a time in seconds since 1970 to the reason why the object has no effect then.
    Spent = Callable[[Row, float], Optional[str]]
    #: From the value of a sign to what it means; from the value of an answer to what is shown.
    SignMeaning = Callable[[Any], Optional[str]]
    SignShape = Callable[[Any], Any]
    #: From a value that a user typed to what is wrong with it, or None.
    CheckText = Callable[[str], Optional[str]]
    #: From a text to its canonical spelling.
    CleanText = Callable[[str], str]
    #: From a reference that names nothing to a warning; None where it has to name something.
    FreeText = Callable[[str], Optional[str]]
    #: Rows, each with the options that the task gives.
    Pairs = Sequence[Tuple[Row, Mapping[str, Any]]]
    #: From connection options to a gateway, or to a text.
    Connect = Callable[[Dict[str, Any]], Any]
    OptionsToText = Callable[[Mapping[str, Any]], str]

    #: The hooks; :class:`Hooks`, :class:`Guards` and :class:`Usage` say what each is for.
    Canonical = Callable[[Object, Object], Tuple[Object, Object]]
    Settle = Callable[..., Object]
    Finish = Callable[[Body, Object], Body]
    Validate = Callable[["Case"], None]
    Complete = Callable[[Any, Pairs], Sequence[Row]]
    RowsToRows = Callable[[Any, Sequence[Row]], Sequence[Row]]
    Review = Callable[[Any, Sequence["Case"]], None]
    Ended = Callable[[Object, float], Optional[str]]
    AlsoUsed = Callable[["Lists"], Dict[str, List[str]]]
    SameObject = Callable[[Row], Row]

    class Lists(Protocol):
        """The lists of an account. A list is read once, when somebody asks for it first."""

        def rows(self, kind: Kind) -> Sequence[Row]:
            """All rows of a kind. Raises RoutingError."""

    class Details(Protocol):
        """Reads what the list leaves out."""

        def detailed(
            self, resource: Resource, asked: Sequence[Tuple[Row, Object]]
        ) -> Sequence[Row]:
            """The rows with their details; a row whose object is gone is missing."""

    class Names(Protocol):
        """Knows the names of ids."""

        def name(self, field: Any, ident: str) -> str:
            """The name that results show for a reference, or the id itself."""

    class Visitor(Protocol):
        """Visits the references of an object."""

        def visit(self, field: Any, value: Any, path: str) -> Any:
            """The value to put in place of a reference."""


class Place:
    """A place of a task, and the problems there."""

    def __init__(self, place: str, problems: Problems) -> None:
        self.place = place
        self.problems = problems

    def refuse(self, option: str, text: str) -> None:
        """The task fails before it writes. ``option``: a path, like ``targets[0].to``."""
        self.problems.add(join(self.place, option), text)

    def warn(self, option: str, text: str) -> None:
        """The task warns and goes on."""
        self.problems.warn("%s: %s" % (join(self.place, option), text))


class Case(Place):
    """One object of a task, as ``validate`` and ``review`` judge it.

    obj: the object as it will be, None where it is deleted. given: the options that the task gives.
    live: the stored object, None where there is none. row: what the vendor shows of it.
    writes: whether the object is written. settings: those of the task.
    """

    def __init__(  # noqa: PLR0913  all that may be known of an object
        self,
        obj: Any,
        given: AbstractSet[str],
        live: Object | None,
        writes: bool,
        place: str,
        problems: Problems,
        settings: Any,
        row: Row | None = None,
    ) -> None:
        super().__init__(place, problems)
        self.obj = obj
        self.given = given
        self.live = live
        self.writes = writes
        self.settings = settings
        self.row = row


class Hooks(Frozen):
    """What a resource does in its own way. Each hook has a default that does nothing."""

    def __init__(
        self,
        *,
        validate: Validate | None = None,
        canonical: Canonical | None = None,
        settle: Settle | None = None,
        finish: Finish | None = None,
        complete: Complete | None = None,
        infer: RowsToRows | None = None,
        review: Review | None = None,
        corrects: Iterable[str] = (),
        correct: RowsToRows | None = None,
    ) -> None:
        #: ``validate(case)`` refuses or warns about one object, before anything is written. It
        #: sends nothing. What the object holds already is not judged.
        self.validate = validate or _accept
        #: ``canonical(stored, requested)`` returns both objects as they are to be compared, for
        #: what is equal only across options.
        self.canonical = canonical or _both
        #: ``settle(obj, lists, place)`` returns the object in the vendor's own words, for what only
        #: its lists tell how to say. Where they do not tell, it refuses at the place, if there is
        #: one.
        self.settle = settle or _settled
        #: ``finish(body, obj)`` returns the body with its last change before it is sent.
        self.finish = finish or _finished
        #: ``complete(gateway, [(row, given)])`` returns the rows with what lists leave out; it may
        #: send a request for each. A row whose object is gone is left out. Called where an option
        #: that matters is UNKNOWN in a listed row. Raises RoutingError.
        self.complete = complete
        #: ``infer(gateway, rows)`` returns the rows with what other lists tell of what ``complete``
        #: would ask for one by one. A row of which they tell nothing certain comes back as it is.
        #: The result is believed only where nothing is to be written.
        self.infer = infer
        #: ``review(gateway, cases)`` refuses, for the existing objects of a task, what only a
        #: second look at the vendor can tell. ``case.obj`` is None for an object to delete.
        self.review = review
        #: ``correct(gateway, rows)`` returns the rows without those values of the options named in
        #: ``corrects`` that the list shows and that are not so. The module that reads calls it.
        self.corrects = tuple(corrects)
        self.correct = correct
        self._seal(Hooks)


class Guards(Frozen):
    """What must not be changed or deleted, and why. Each guard returns the reason, or None."""

    def __init__(
        self,
        *,
        protected: RowToText | None = None,
        locked: RowToText | None = None,
        unwritable: RowToText | None = None,
        undone_by: RowToText | None = None,
        ended: Ended | None = None,
        deletes_unused: bool = False,
    ) -> None:
        #: ``protected(row)``: why the object can be neither renamed nor deleted.
        self.protected = protected or _nothing
        #: ``locked(row)``: why it can be neither changed nor deleted.
        self.locked = locked or _nothing
        #: ``unwritable(row)``: why its form is not known here, so that it can't be changed. It is
        #: deleted only where a task names it; a purge leaves it alone.
        self.unwritable = unwritable or _nothing
        #: ``undone_by(row)``: what will undo a change or a deletion. Tasks warn about it.
        self.undone_by = undone_by or _nothing
        #: ``ended(obj, now)``: since when the object has no effect any more. A task does not send
        #: what would be so: the vendor may refuse it, or take it and not list it, so that every run
        #: would create another one.
        self.ended = ended
        #: The vendor refuses to delete what is in use, so that ``force`` does not help.
        self.deletes_unused = deletes_unused
        self._seal(Guards)


class Usage(Frozen):
    """What depends on objects of a resource."""

    def __init__(
        self,
        *,
        users: Iterable[Resource] = (),
        also_used: AlsoUsed | None = None,
        touches: Iterable[str] | None = None,
        also_as: Iterable[tuple[Resource, SameObject]] = (),
    ) -> None:
        #: Resources whose objects refer to objects of this one. An object in use is deleted only
        #: with ``force``.
        self.users = tuple(users)
        #: ``also_used(lists)`` returns id to what else uses it, as texts.
        self.also_used = also_used
        #: Names of kinds whose lists change after a create or update; None means all other kinds.
        self.touches = None if touches is None else tuple(touches)
        #: Other resources that manage the same objects, each with a function from a row there to a
        #: row here, for what is only planned yet.
        self.also_as = tuple(also_as)
        self._seal(Usage)


def _accept(dummy_case: Case) -> None:
    """Nothing is wrong."""


def _both(stored: Object, requested: Object) -> tuple[Object, Object]:
    return stored, requested


def _settled(obj: Object, dummy_lists: Lists, dummy_place: Place | None = None) -> Object:
    return obj


def _finished(body: Body, dummy_obj: Object) -> Body:
    return body


def _nothing(dummy_row: Row) -> str | None:
    return None
