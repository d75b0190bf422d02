# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Mackerel services. Private to oncall.routing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..._describe.hooks import Usage
from ..._describe.resource import Resource
from ..._describe.text import Str
from ..._describe.update import Replace
from ..._describe.walk import references_in
from . import kinds
from .alert_group_setting import ALERT_GROUP_SETTING
from .downtime import DOWNTIME
from .gateway import MACKEREL
from .notification_group import NOTIFICATION_GROUP
from .role import ROLE
from .rules import MEMO_STAYS, NAME, monitor_text, monitors_by_scope

if TYPE_CHECKING:
    from typing import Iterator

    from ..._describe.hooks import Lists


def _goes_along(lists: Lists) -> dict[str, list[str]]:
    """Name of a service to the objects that Mackerel deletes with it, and to those that refer to it
    or to one of its roles.
    """
    found: dict[str, list[str]] = {}
    for name, text in _parts_of_services(lists):
        found.setdefault(name.partition(":")[0], []).append(text)
    return found


def _parts_of_services(lists: Lists) -> Iterator[tuple[str, str]]:
    """(name of a service or role, what goes with it)."""
    for row in lists.rows(ROLE):
        yield ROLE.ident(row), "the role %r (deleted with it)" % ROLE.ident(row)
    for row in lists.rows(kinds.MONITOR):
        if row.get("service"):
            yield str(row["service"]), "%s (deleted with it)" % monitor_text(row)
    for name, texts in monitors_by_scope(lists).items():
        yield from ((name, text) for text in texts)
    for user in (ALERT_GROUP_SETTING, DOWNTIME):
        for row in lists.rows(user):
            text = "the %s %r" % (user.label, row.get("name"))
            for reference in references_in(user, user.read(row)):
                if reference.field.kind == "role":
                    yield reference.value, text


SERVICE = Resource(
    MACKEREL,
    kinds.SERVICE,
    "services",
    about=[
        ("Hosts, roles, service metrics and monitors belong to a service. Its name identifies it."),
        (
            "Mackerel has no call that renames or changes a service: a task reports a"
            " different memo and leaves it."
        ),
        (
            "With a service Mackerel deletes its roles, its service metrics with their"
            " monitors, and its graph annotations. A task refuses the deletion of a service"
            " that has roles or monitors, or that something refers to, unless C(force=true)."
            " It does not look for service metrics and graph annotations."
        ),
    ],
    update=Replace(),
    usage=Usage(users=(NOTIFICATION_GROUP, ALERT_GROUP_SETTING, DOWNTIME), also_used=_goes_along),
    fields={
        "name": Str(
            "Name of the service: 2 to 63 letters, digits, C(-) and C(_), beginning with a letter"
            " or digit.",
            blank=False,
            check_with=NAME,
            required=True,
        ),
        "memo": Str(
            "A description. Only the creation of the service sets it; a task reports a"
            " different one.",
            fixed=MEMO_STAYS,
            reported=True,
        ),
    },
)
