# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What happens to one object. Private to oncall.routing."""

from __future__ import annotations

from .._describe.fields import Pending


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
        self.error = None
        self.together = None  # the error of several steps at once, in one sentence
        self.by_id = False  # the task gives its id
        self.barred = False  # it failed because of the account, not of the object
        self.untried = False  # it was not even sent for that
        self.denied = False  # it failed in a way that may be the account's
        # how often a create was sent, and looked for while the vendor may still be at it
        self.tries = self.looks = 0
        self.certain = True  # that the object is the one this run created
        self.base = None  # what the object was when its update was made up anew, or made up last
        self.members = {}  # what was added to or removed from lists: option to (mode, elements)
        # what the vendor took the update only without: keys no field is known for, and their values
        self.dropped = {}
        # objects, as a message names them, of which a server may take the name for the same
        self.namesakes = []
        # in spite of the error: it was written, and ``after`` is what the vendor made of it
        self.stored = False
        self.warnings = []
        self.last_row = None  # what the list showed of it after it was written

    def entry(self, resource):
        """The step as it is returned in ``plan``."""
        entry = {"action": self.action, "name": self.name, "fields": list(self.fields)}
        if self.ident and resource.has_id and not isinstance(self.ident, Pending):
            entry[resource.id] = int(self.ident) if resource.id_type == "int" else self.ident
        return entry
