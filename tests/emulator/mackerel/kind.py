# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the kinds of Mackerel objects share: the four calls, PUT as full replacement, references,
dangling ids.
"""

from __future__ import annotations

from .. import checks
from ..call import Answer, Refused
from ..shaping import EXTRA_KEY

_NAME = r"[A-Za-z0-9][A-Za-z0-9_-]+"
ROLE = rf"{_NAME}: ?{_NAME}"  # both spellings are accepted on input
SERVICE_NAME = r"[A-Za-z0-9][A-Za-z0-9_-]{1,62}"

# Where an object may be referred to: what -> table -> the keys that hold it, and the key inside an
# element if any
_REFERENCES = {
    "group": {"notificationGroups": (("childNotificationGroupIds", None),)},
    "channel": {"notificationGroups": (("childChannelIds", None),)},
    "monitor": {
        "notificationGroups": (("monitors", "id"),),
        "alertGroupSettings": (("monitorScopes", None),),
        "downtimes": (("monitorScopes", None), ("monitorExcludeScopes", None)),
    },
    "service": {
        "notificationGroups": (("services", "name"),),
        "alertGroupSettings": (("serviceScopes", None),),
        "downtimes": (("serviceScopes", None), ("serviceExcludeScopes", None)),
        "monitors": (("scopes", None), ("excludeScopes", None)),
    },
    "role": {
        "alertGroupSettings": (("roleScopes", None),),
        "downtimes": (("roleScopes", None), ("roleExcludeScopes", None)),
        "monitors": (("scopes", None), ("excludeScopes", None)),
    },
}


def refuse(call, status, text):
    raise Refused(call.vendor.plain_error(call, status, text))


def tight(role):
    """`service: role` as `service:role`."""
    return ":".join(part.strip() for part in role.split(":", 1))


def spaced(call, out, *keys):
    """Role full names as the live service shows them."""
    if call.settings["spaced_roles"]:
        for key in keys:
            if out.get(key):
                out[key] = [
                    role.replace(":", ": ", 1) if ": " not in role else role for role in out[key]
                ]
    return out


def require_known(call, what, wanted, known, old=()):
    """Unknown references are a 400; one that dangles in the stored object already may stay."""
    missing = [item for item in wanted or () if item not in known and item not in (old or ())]
    if missing:
        refuse(call, 400, f"unknown {what}: {', '.join(missing)}")


def require_services(call, names, old=()):
    require_known(call, "service", names, call.account.table("services"), old)


def require_roles(call, roles, old=()):
    services = call.account.table("services")
    wanted = [tight(role) for role in roles or ()]
    known = set()
    for role in wanted:
        service, name = role.split(":", 1)
        if any(entry["name"] == name for entry in services.get(service, {}).get("roles", ())):
            known.add(role)
    require_known(call, "role", wanted, known, old)


def bury(call, what, ident):
    """An object goes: what becomes of the references to it is not documented, so it is a
    setting.
    """
    how = call.settings["dangling"]
    if how == "drop":
        call.account.set_meta("gone", [*call.account.meta.get("gone", ()), [what, ident]])
    elif how == "refuse":
        for table, places in _REFERENCES[what].items():
            for row in call.account.rows(table):
                if any(ident in _held(row, key, inner) for key, inner in places):
                    refuse(call, 400, f"the {what} is still in use")


def _held(row, key, inner):
    return [item[inner] if inner else item for item in row.get(key) or ()]


def sweep(account, for_delete=False):
    """Drop references to what was deleted; put off while only deletes come in, so that each
    costs the same.
    """
    gone = account.meta.get("gone")
    if not gone or (for_delete and len(gone) < 5000):
        return
    account.set_meta("gone", [])
    for what in {entry[0] for entry in gone}:
        idents = {entry[1] for entry in gone if entry[0] == what}
        for table, places in _REFERENCES[what].items():
            for key, row in list(account.table(table).items()):
                _drop_references(account, table, key, row, places, idents)


def _drop_references(account, table, row_key, row, places, idents):
    for key, inner in places:
        if any(item in idents for item in _held(row, key, inner)):
            kept = [item for item in row[key] if (item[inner] if inner else item) not in idents]
            row = {**row, key: kept}
            account.save(table, row_key, row)


class Kind:
    """One kind of object: list, create, update, delete, and for some a single read."""

    table = ""
    path = ""
    label = ""
    has_get = False
    has_update = True
    get_wrapper = None
    references_as = None
    # documented: the answer to a create is the input with an id, which proves nothing of what is
    # stored
    answers_input = False
    create_rule = update_rule = None

    def register(self, vendor):
        base = "/api/v0" + self.path
        vendor.route("GET", base, self.list)
        vendor.route("POST", base, self.create)
        if self.has_get:
            vendor.route("GET", base + "/{id}", self.get)
        if self.has_update:
            vendor.route("PUT", base + "/{id}", self.update)
        vendor.route("DELETE", base + "/{id}", self.delete)

    def list_key(self, call):
        return self.table

    def order(self, call, rows):
        return call.shape.mixed(rows)

    def list(self, call):
        rows = self.order(call, call.account.rows(self.table))
        return Answer(200, {self.list_key(call): [self.view(call, row) for row in rows]})

    def get(self, call):
        shown = self.view(call, self.find(call))
        return Answer(200, {self.get_wrapper: shown} if self.get_wrapper else shown)

    def create(self, call):
        call.check(self.rule_for(call, None), call.body)
        self.meaning(call, call.body, None)
        ident = call.vendor.new_id(call.account, self.table)
        row = {"id": ident, **self.stored_form(call, call.body, None)}
        call.account.save(self.table, ident, row)
        self.created(call, row)
        if self.answers_input and call.settings["create_answer"] == "input":
            return Answer(200, {**call.body, "id": ident})
        return Answer(200, self.view(call, row))

    def update(self, call):
        stored = self.find(call)
        also = checks.all_keys(stored)
        if call.settings["extra_fields"]:
            also.add(EXTRA_KEY)
        call.check(self.rule_for(call, stored), call.body, also)
        self.meaning(call, call.body, stored)
        row = {**self.stored_form(call, call.body, stored), "id": stored["id"]}
        if call.settings["omitted"] == "kept":
            row = {**{key: value for key, value in stored.items() if key not in call.body}, **row}
        if call.settings["unknown_keys"] == "refuse":
            # they are the server's own, and stay
            row = {**{key: value for key, value in stored.items() if key not in call.body}, **row}
        elif call.settings["extra_fields"]:
            # what the client did not send back is lost, and can be seen to be
            row.setdefault(EXTRA_KEY, None)
        call.account.save(self.table, row["id"], row)
        return Answer(200, self.view(call, row))

    def delete(self, call):
        row = self.find(call)
        self.before_delete(call, row)
        shown = self.view(call, row)
        if self.references_as:
            bury(call, self.references_as, row["id"])
        call.account.drop(self.table, row["id"])
        return Answer(200, shown)

    def find(self, call):
        row = call.account.table(self.table).get(call.params["id"])
        if row is None:
            refuse(call, 404, f"{self.label} not found")
        return row

    def rule_for(self, call, stored):
        return self.update_rule if stored else self.create_rule

    def view(self, call, row):
        return call.shape.view(row)

    def meaning(self, call, body, stored):
        """What the documents refuse beyond the shape of the body."""

    def stored_form(self, call, body, stored):
        return dict(body)

    def created(self, call, row):
        """What else a create does."""

    def before_delete(self, call, row):
        """Refuse a delete."""
