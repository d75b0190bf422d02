# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The module that reads. Private to oncall.routing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, Sequence

from .._account.directory import Directory
from .._account.references import NamesInIds, References
from .._text import composed
from . import arguments
from .host import Host
from .session import Session

if TYPE_CHECKING:
    from .._account.account import Account
    from .._describe.markers import Id, Object, Row
    from .._describe.resource import Resource


class _Read(NamedTuple):
    """An object that was read."""

    ident: Id
    obj: Object
    row: Row


def run_info(resource: Resource, host: Host | None = None) -> None:
    """Runs the module that reads the objects of a resource, and ends it. ``host``: where it runs, a
    process of its own unless given.
    """
    host = host or Host()
    with host.process_state():
        session = Session(resource, arguments.info_spec(resource), host)
        with session.reporting():
            _read(session)


def _read(session: Session) -> None:
    resource, reveal = session.resource, session.params["reveal_secrets"]
    account = session.account()
    objects = _whole(session, account, _wanted(session, account))
    if not reveal:
        session.masking.add_objects(resource, (one.obj for one in objects))
    if session.params["resolve_names"]:
        objects = _with_names(session, account, objects)
    session.warn_of_doubts()
    objects.sort(key=lambda one: (resource.title(one.obj), one.ident))
    shown = [
        dict(resource.show(one.obj, one.ident, reveal, one.row), **resource.shown_besides(one.row))
        for one in objects
    ]
    session.result[resource.plural] = shown
    session.result["protected"] = [
        obj.get(resource.id, one.ident)
        for one, obj in zip(objects, shown)
        if resource.passed_over(one.row)
    ]


def _objects(resource: Resource, rows: Sequence[Row]) -> list[_Read]:
    return [_Read(resource.ident(row), resource.read(row), row) for row in rows]


def _wanted(session: Session, account: Account) -> list[Row]:
    """The rows that the task asks for."""
    resource, params = session.resource, session.params
    idents = params.get(resource.id + "s")
    rows = [
        row
        for row in account.rows(resource)
        if idents is None or resource.ident(row) in map(str, idents)
    ]
    if params["name"] is None:
        return rows
    fields: Any = resource.fields
    return _named(resource, _objects(resource, rows), fields["name"].read(params["name"]))


def _named(resource: Resource, objects: Sequence[_Read], name: Any) -> list[Row]:
    """The rows of a name, or else of a name that is the same when its characters are composed."""
    exact = [one.row for one in objects if name in (one.obj["name"], resource.title(one.obj))]
    if exact:
        return exact
    return [
        one.row
        for one in objects
        if composed(name) in map(composed, (str(one.obj["name"]), str(resource.title(one.obj))))
    ]


def _whole(session: Session, account: Account, rows: Sequence[Row]) -> list[_Read]:
    """The objects with what the list leaves out."""
    resource = session.resource
    if resource.hooks.correct:
        rows = resource.hooks.correct(session.gateway, rows)
    rows = resource.whole(account.inferred(resource, rows), account)
    return _objects(resource, rows)


def _with_names(session: Session, account: Account, objects: Sequence[_Read]) -> list[_Read]:
    """The objects with names in place of ids."""
    resource, kinds = session.resource, session.vendor.kinds
    directory = Directory(kinds, account, writes=False)
    visitor = NamesInIds(References(directory))
    named = [one._replace(obj=resource.walk(one.obj, "", visitor)) for one in objects]
    for kind in sorted(directory.unread):
        session.warn(
            "Ids of %s are shown where their names could not be found out: %s"
            % (kinds[kind].labels, "; ".join(directory.unread[kind]))
        )
    return named
