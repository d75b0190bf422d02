# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Mackerel services, roles, users, invitations and the organization
(docs/vendors/mackerel.md).
"""

from __future__ import annotations

from ..call import Answer
from ..checks import one_of, record, text
from .channels import valid_mail
from .kind import SERVICE_NAME, bury, refuse

_NAMED = record({"name": text(pattern=SERVICE_NAME)}, {"memo": text()}, odd_missing=("memo",))
_AUTHORITIES = ("owner", "manager", "collaborator", "viewer")


def _shown(call, row):
    out = call.shape.view(row, always={"memo": ""})
    out["roles"] = sorted(role["name"] for role in row["roles"])
    return out


def _shown_role(call, role):
    return call.shape.view(role, always={"memo": ""})


def _service(call):
    row = call.account.table("services").get(call.params["service"])
    if row is None:
        refuse(call, 404, "service not found")
    return row


def list_services(call):
    rows = call.shape.mixed(call.account.rows("services"))
    return Answer(200, {"services": [_shown(call, row) for row in rows]})


def add_service(call):
    call.check(_NAMED, call.body)
    if call.body["name"] in call.account.table("services"):
        refuse(call, 400, "the service name is already taken")
    row = {"name": call.body["name"], "memo": call.body.get("memo", ""), "roles": []}
    call.account.save("services", row["name"], row)
    return Answer(200, _shown(call, row))


def delete_service(call):
    """Takes its roles and its monitor configurations along."""
    row = _service(call)
    shown = _shown(call, row)
    for role in row["roles"]:
        bury(call, "role", f"{row['name']}:{role['name']}")
    bury(call, "service", row["name"])
    for monitor in call.account.rows("monitors"):
        if monitor.get("service") == row["name"]:
            bury(call, "monitor", monitor["id"])
            call.account.drop("monitors", monitor["id"])
    call.account.drop("services", row["name"])
    return Answer(200, shown)


def list_roles(call):
    roles = sorted(_service(call)["roles"], key=lambda role: role["name"])
    return Answer(200, {"roles": [_shown_role(call, role) for role in roles]})


def add_role(call):
    row = _service(call)
    call.check(_NAMED, call.body)
    if any(role["name"] == call.body["name"] for role in row["roles"]):
        refuse(call, 400, "the role name is already taken")
    role = {"name": call.body["name"], "memo": call.body.get("memo", "")}
    call.account.save("services", row["name"], {**row, "roles": [*row["roles"], role]})
    return Answer(200, _shown_role(call, role))


def delete_role(call):
    row = _service(call)
    gone = [role for role in row["roles"] if role["name"] == call.params["role"]]
    if not gone:
        refuse(call, 404, "role not found")
    bury(call, "role", f"{row['name']}:{gone[0]['name']}")
    kept = [role for role in row["roles"] if role is not gone[0]]
    call.account.save("services", row["name"], {**row, "roles": kept})
    return Answer(200, _shown_role(call, gone[0]))


def list_users(call):
    return Answer(
        200,
        {
            "users": [
                call.shape.view(row, hide=("creator",))
                for row in call.shape.mixed(call.account.rows("users"))
            ]
        },
    )


def delete_user(call):
    row = call.account.table("users").get(call.params["id"])
    if row is None:
        refuse(call, 404, "user not found")
    if row.get("creator"):
        refuse(call, 403, "the creator of the organization cannot be removed")
    call.account.drop("users", row["id"])
    return Answer(200, call.shape.view(row, hide=("creator",)))


def list_invitations(call):
    return Answer(
        200,
        {
            "invitations": [
                call.shape.view(row) for row in call.shape.mixed(call.account.rows("invitations"))
            ]
        },
    )


def invite(call):
    call.check(record({"email": text(3), "authority": one_of(*_AUTHORITIES[1:])}), call.body)
    email = call.body["email"]
    members = (row["email"] for row in call.account.rows("users"))
    if not valid_mail(email) or email in call.account.table("invitations") or email in members:
        refuse(call, 400, "already invited, already a member, or not a mail address")
    row = {**call.body, "expiresAt": call.emulator.now() + 7 * 86400}
    call.account.save("invitations", email, row)
    return Answer(200, call.shape.view(row))


def revoke(call):
    call.check(record({"email": text(3)}), call.body)
    if call.account.drop("invitations", call.body["email"]) is None:
        refuse(call, 404, "no such invitation")
    return Answer(200, {"success": True})


def organization(call):
    return Answer(200, call.shape.view(call.account.rows("org")[0], empties={"displayName": None}))


ROUTES = (
    ("GET", "/services", list_services),
    ("POST", "/services", add_service),
    ("DELETE", "/services/{service}", delete_service),
    ("GET", "/services/{service}/roles", list_roles),
    ("POST", "/services/{service}/roles", add_role),
    ("DELETE", "/services/{service}/roles/{role}", delete_role),
    ("GET", "/users", list_users),
    ("DELETE", "/users/{id}", delete_user),
    ("GET", "/invitations", list_invitations),
    ("POST", "/invitations", invite),
    ("POST", "/invitations/revoke", revoke),
    ("GET", "/org", organization),
)
