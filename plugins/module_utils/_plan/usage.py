# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Who still uses what is to be deleted. Private to oncall.routing."""

from __future__ import annotations

from .._describe.markers import UNKNOWN
from .._describe.problems import InputError, RoutingError, join, listed


class _Looks:
    """The lists that tell who uses what is to be deleted. One that can't be read is kept in
    mind: nobody is known to use something, nor not to.
    """

    def __init__(self, account):
        self.account = account
        self.unread = {}

    def rows(self, kind):
        if kind.kind not in self.unread:
            try:
                return self.account.rows(kind)
            except InputError:
                raise
            except RoutingError as error:
                self.unread[kind.kind] = str(error)
        return []

    def why(self):
        return "; ".join(self.unread[kind] for kind in sorted(self.unread))


def refuse_used(resource, steps, account, problems):
    """Refuses the deletion of what others still use, and names them. So is one of which that
    can't be found out.
    """
    looks = _Looks(account)
    way_out = "; take it out there first, or say force: true"
    if resource.guards.deletes_unused:
        way_out = (
            "; take it out there first: the vendor refuses to delete what is in use, also with"
            " force: true"
        )
    used = _in_use(resource, steps, looks)
    for step, names in used:
        problems.add(
            _place(step),
            "the %s %r is still used by %s%s" % (resource.label, step.name, listed(names), way_out),
        )
    if not looks.unread:
        return
    unknown = {}
    for step in steps:
        if step.action == "delete" and step not in [one for one, dummy in used]:
            unknown.setdefault(_place(step), []).append(repr(step.name))
    for place, names in unknown.items():
        label = resource.label if len(names) == 1 else resource.labels
        problems.add(
            place,
            "nothing is deleted that others may use, and whether the %s %s %s still used could not"
            " be found out: %s. With force: true it is not asked%s; with keep_used: true it stays"
            % (
                label,
                listed(names),
                "is" if len(names) == 1 else "are",
                looks.why(),
                (
                    ", and the vendor refuses by itself to delete what is in use"
                    if resource.guards.deletes_unused
                    else ""
                ),
            ),
        )


def keep_used(resource, steps, account, problems):
    """Leaves what others still use, or may use, where it is. Returns it with its users, in the
    shape of the result.
    """
    kept = []
    looks = _Looks(account)
    while True:
        # what stays uses others in turn
        found = _in_use(resource, steps, looks)
        known = [step for step, dummy in found]
        unknown = (
            [step for step in steps if step.action == "delete" and step not in known]
            if looks.unread
            else []
        )
        if not found and not unknown:
            return kept
        for step, names in found:
            _keep(resource, step, names, kept)
            problems.warn(
                "%sThe %s %r stays, because it is still used by %s"
                % (
                    step.place + ": " if step.place else "",
                    resource.label,
                    step.name,
                    listed(names),
                )
            )
        for step in unknown:
            _keep(resource, step, ["not known: %s" % looks.why()], kept)
            problems.warn(
                "%sThe %s %r stays, because whether it is still used could not be found out: %s"
                % (step.place + ": " if step.place else "", resource.label, step.name, looks.why())
            )


def _keep(resource, step, names, kept):
    kept.append(
        {
            key: value
            for key, value in dict(step.entry(resource), used_by=names).items()
            if key not in ("action", "fields")
        }
    )
    step.action, step.after = "none", step.before


def _place(step):
    return step.place if step.place == "purge" else join(step.place, "state")


def _in_use(resource, steps, looks):
    """(step, names of users) of every deletion of what is used by something that stays."""
    doomed = {step.ident: step for step in steps if step.action == "delete"}
    if not doomed:
        return []
    found = {}
    # what the task changes refers to what it will, not to what it did
    changed = {step.ident: step.after for step in steps if step.action == "update"}
    for user in resource.users:
        for ident, names in _users(
            resource, user, looks, doomed, changed if user is resource else {}
        ).items():
            found.setdefault(ident, []).extend(names)
    if resource.usage.also_used:
        for ident, names in resource.usage.also_used(looks.rows).items():
            found.setdefault(ident, []).extend(names)
    return [(step, sorted(set(found[ident]))) for ident, step in doomed.items() if found.get(ident)]


def _refers(field, resource):
    return any(
        resource.kind in ([leaf.kind] if leaf.kind else leaf.prefixes.values())
        for leaf in field.leaves()
    )


def _users(resource, user, looks, doomed, changed):
    """Ids of objects of a kind, each with what of one resource refers to it. ``changed``:
    objects of that as they will be, by id.
    """
    found = {}
    for row in looks.rows(user):
        if user.kind == resource.kind and user.ident(row) in doomed:
            continue
        obj, named = changed.get(user.ident(row)) or user.read(row), set()

        def visit(field, value, path):
            if resource.kind in ([field.kind] if field.kind else field.prefixes.values()):
                named.add(str(value))
            return value

        user.walk(obj, "", visit)
        # what is not shown may refer to each of them
        hidden = [
            name
            for name, field in user.named(obj).items()
            if obj[name] is UNKNOWN and not field.silent and _refers(field, resource)
        ]
        for ident in doomed if hidden else ():
            found.setdefault(ident, []).append(
                "the %s %r, as far as is known (the answer does not show %s)"
                % (
                    user.label,
                    user.title(obj),
                    " and ".join(
                        key for name in hidden for key in user.unseen(name, row) or [name]
                    ),
                )
            )
        for ident in named:
            found.setdefault(ident, []).append("the %s %r" % (user.label, user.title(obj)))
    return found
