# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What happens to one object. Private to oncall.routing."""

from __future__ import annotations

from .._describe.markers import Pending


class Step:
    """What happens to one object. ``before``/``after`` are objects or None, ``given`` the
    options that are managed.
    """

    def __init__(
        self,
        action,
        place,
        name,
        ident=None,
        row=None,
        before=None,
        after=None,
        given=(),
        fields=(),
    ):
        self.action = action
        self.place = place
        self.name = name
        self.ident = ident
        self.row = row
        self.before = before
        self.after = after
        self.given = tuple(given)
        self.fields = tuple(fields)
        self.needs = frozenset()
        self.by_id = False  # the task gives its id
        self.members = {}  # what was added to or removed from lists: option to (mode, elements)
        # objects, as a message names them, of which a server may take the name for the same
        self.namesakes = []

    def entry(self, resource, ident=None):
        """The step as it is returned in ``plan``. ident: of an object that has been created."""
        entry = {"action": self.action, "name": self.name, "fields": list(self.fields)}
        ident = ident or self.ident
        if ident and resource.identity.has_id and not isinstance(ident, Pending):
            entry[resource.id] = int(ident) if resource.identity.id_type == "int" else ident
        return entry
