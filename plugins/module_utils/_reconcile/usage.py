# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Who still uses what is to be deleted. Private to oncall.routing."""

from __future__ import annotations

from .._resource.problems import join

#: How many users a message names.
MOST = 10


def refuse_used(resource, steps, rows_of, problems):
    """Refuses the deletion of what others still use, and names them."""
    doomed = {step.ident: step for step in steps if step.action == "delete"}
    if not doomed or not (resource.users or resource.also_used):
        return
    found = {}
    for user in resource.users:
        for ident, names in _users(resource, user, rows_of, doomed).items():
            found.setdefault(ident, []).extend(names)
    if resource.also_used:
        for ident, names in resource.also_used(rows_of).items():
            found.setdefault(ident, []).extend(names)
    way_out = "; take it out there first, or say force: true"
    if resource.deletes_unused:
        way_out = "; take it out there first: the vendor refuses to delete what is in use, also with force: true"
    for ident, step in doomed.items():
        names = sorted(set(found.get(ident, ())))
        if names:
            problems.add(step.place if step.place == "purge" else join(step.place, "state"), "the %s %r is still used by %s%s%s" % (
                resource.label, step.name, ", ".join(names[:MOST]), " and %d more" % (len(names) - MOST) if len(names) > MOST else "", way_out))


def _users(resource, user, rows_of, doomed):
    """Ids of objects of a kind, each with what of one other resource refers to it."""
    found = {}
    for row in rows_of(user):
        if user.kind == resource.kind and user.ident(row) in doomed:
            continue
        obj, named = user.read(row), set()

        def visit(field, value, path):
            if resource.kind in ([field.kind] if field.kind else field.prefixes.values()):
                named.add(str(value))
            return value
        user.walk(obj, "", visit)
        for ident in named:
            found.setdefault(ident, []).append("the %s %r" % (user.label, user.title(obj)))
    return found
