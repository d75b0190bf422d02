# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Who still uses what is to be deleted. Private to oncall.routing."""

from __future__ import annotations

from .._resource.problems import join, listed

def refuse_used(resource, steps, rows_of, problems):
    """Refuses the deletion of what others still use, and names them."""
    way_out = "; take it out there first, or say force: true"
    if resource.deletes_unused:
        way_out = "; take it out there first: the vendor refuses to delete what is in use, also with force: true"
    for step, names in _in_use(resource, steps, rows_of, resource.users):
        problems.add(step.place if step.place == "purge" else join(step.place, "state"), "the %s %r is still used by %s%s" % (
            resource.label, step.name, listed(names), way_out))


def keep_used(resource, steps, rows_of, problems):
    """Leaves what others still use where it is. Returns it with its users, in the shape of the result."""
    kept = []
    users = resource.users + ((resource,) if resource.to_itself() else ())
    while True:
        # what stays uses others in turn
        found = _in_use(resource, steps, rows_of, users)
        if not found:
            return kept
        for step, names in found:
            entry = step.entry(resource)
            kept.append({key: value for key, value in dict(entry, used_by=names).items() if key not in ("action", "fields")})
            problems.warn("%sThe %s %r stays, because it is still used by %s" % (
                step.place + ": " if step.place else "", resource.label, step.name, listed(names)))
            step.action, step.after = "none", step.before


def _in_use(resource, steps, rows_of, users):
    """(step, names of users) of every deletion of what is used by something that stays."""
    doomed = {step.ident: step for step in steps if step.action == "delete"}
    if not doomed:
        return []
    found = {}
    for user in users:
        for ident, names in _users(resource, user, rows_of, doomed).items():
            found.setdefault(ident, []).extend(names)
    if resource.also_used:
        for ident, names in resource.also_used(rows_of).items():
            found.setdefault(ident, []).extend(names)
    return [(step, sorted(set(found[ident]))) for ident, step in doomed.items() if found.get(ident)]


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
