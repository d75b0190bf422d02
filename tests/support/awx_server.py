# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""AWX's API as far as the kit uses it, for the real modules of awx.awx: what it keeps, what it
refuses, what goes with what is deleted.

Written from what AWX 24.6 was seen to answer. It checks no permissions and runs no jobs.
"""

from __future__ import annotations

import contextlib
import json
import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

PREFIX = "/api/v2/"
#: Each kind with its fields and what they are when nobody said.
KINDS = {
    "organizations": {"name": "", "description": ""},
    "teams": {"name": "", "organization": None},
    "credential_types": {
        "name": "",
        "description": "",
        "kind": "cloud",
        "inputs": {},
        "injectors": {},
        "managed": False,
    },
    "credentials": {"name": "", "organization": None, "credential_type": None, "inputs": {}},
    "execution_environments": {
        "name": "",
        "description": "",
        "organization": None,
        "image": "",
        "credential": None,
        "pull": "",
    },
    "projects": {
        "name": "",
        "description": "",
        "organization": None,
        "scm_type": "",
        "scm_url": "",
        "scm_branch": "",
        "credential": None,
        "scm_update_on_launch": False,
        "scm_revision": "",
        "status": "never updated",
        "execution_environment": None,
    },
    "inventories": {
        "name": "",
        "description": "",
        "organization": None,
        "kind": "",
        "host_filter": None,
        "variables": "",
        "total_hosts": 0,
        "total_groups": 0,
        "total_inventory_sources": 0,
    },
    "job_templates": {
        "name": "",
        "description": "",
        "organization": None,
        "project": None,
        "inventory": None,
        "execution_environment": None,
        "playbook": "",
        "job_type": "run",
        "extra_vars": "",
        "survey_enabled": False,
        "ask_limit_on_launch": False,
        "ask_job_type_on_launch": False,
        "job_slice_count": 1,
        "ask_job_slice_count_on_launch": False,
        "allow_simultaneous": False,
    },
    "workflow_job_templates": {
        "name": "",
        "description": "",
        "organization": None,
        "survey_enabled": False,
        "ask_limit_on_launch": False,
        "allow_simultaneous": False,
        "execution_environment": None,
    },
    "workflow_job_template_nodes": {
        "identifier": "",
        "workflow_job_template": None,
        "unified_job_template": None,
    },
    "workflow_approval_templates": {"name": "", "description": "", "timeout": 0},
    "schedules": {
        "name": "",
        "description": "",
        "unified_job_template": None,
        "rrule": "",
        "enabled": True,
    },
    "notification_templates": {
        "name": "",
        "description": "",
        "organization": None,
        "notification_type": "email",
        "notification_configuration": {},
        "messages": None,
    },
    "project_updates": {
        "project": None,
        "status": "successful",
        "failed": False,
        "finished": "2026-01-01T00:00:00Z",
        "scm_revision": "",
    },
}
#: Lists below one object that are changed by POST with an id.
ASSOCIATIONS = {
    "job_templates": (
        "credentials",
        "notification_templates_success",
        "notification_templates_error",
        "notification_templates_started",
        "labels",
    ),
    "workflow_job_templates": (
        "notification_templates_approvals",
        "notification_templates_success",
        "notification_templates_error",
    ),
    "workflow_job_template_nodes": (
        "success_nodes",
        "failure_nodes",
        "always_nodes",
        "credentials",
    ),
}
ROLES = {
    "job_templates": ("admin", "execute", "read"),
    "workflow_job_templates": ("admin", "execute", "read", "approval"),
}
UNIFIED = ("job_templates", "projects", "workflow_job_templates", "workflow_approval_templates")
EVENTS = ("started", "success", "error", "workflow_approval")


class Refused(Exception):
    def __init__(self, code, said):
        super().__init__(said)
        self.code, self.said = code, said


class Awx:
    """The rows, and the rules about them."""

    def __init__(self):
        self.rows = {kind: {} for kind in KINDS}
        self.lists, self.surveys, self.requests = {}, {}, []
        #: what git would give: a URL to its playbooks, or None where the update fails
        self.repositories = {}
        self.revision = "0000001"
        self.last = 0
        self.roles = {}
        self.add("organizations", name="Default")

    # rows

    def add(self, kind, /, **fields):
        self.last += 1
        row = dict(
            KINDS[kind],
            **{key: value for key, value in fields.items() if key in KINDS[kind]},
            id=self.last,
        )
        self.rows[kind][self.last] = row
        for name in ROLES.get(kind, ()):
            self.last += 1
            self.roles[self.last] = (kind, row["id"], name)
        return row

    def one(self, kind, /, **fields):
        (found,) = self.all(kind, **fields)
        return found

    def all(self, kind, /, **fields):
        return [
            row
            for row in self.rows[kind].values()
            if all(row[key] == value for key, value in fields.items())
        ]

    def names(self, *kinds):
        return sorted(
            row.get("name", "")
            for kind in kinds
            or (
                "job_templates",
                "workflow_job_templates",
                "projects",
                "inventories",
                "credential_types",
                "execution_environments",
                "schedules",
            )
            for row in self.rows[kind].values()
        )

    def ids(self, kind, number, name):
        return self.lists.setdefault((kind, number, name), [])

    def teams(self, kind, name):
        """Role to the names of the teams that have it on an object."""
        number = self.one(kind, name=name)["id"]
        return {
            role: sorted(
                self.rows["teams"][team]["name"] for team in self.ids("roles", key, "teams")
            )
            for key, (of, ident, role) in self.roles.items()
            if (of, ident) == (kind, number) and self.ids("roles", key, "teams")
        }

    def shown(self, kind, row):
        url = "%s%s/%d/" % (PREFIX, kind, row["id"])
        found = dict(row, url=url, type=kind.rstrip("s"), related={}, summary_fields={})
        if kind in ("job_templates", "workflow_job_templates"):
            found["related"]["survey_spec"] = url + "survey_spec/"
            found["summary_fields"]["object_roles"] = {
                name + "_role": {"id": key}
                for key, (of, ident, name) in self.roles.items()
                if (of, ident) == (kind, row["id"])
            }
        if kind == "projects":
            found["related"]["update"] = url + "update/"
        if kind == "workflow_job_template_nodes":
            for name in ASSOCIATIONS[kind][:3]:
                found[name] = list(self.ids(kind, row["id"], name))
            of = self.kind_of(row["unified_job_template"])
            if of:
                found["related"]["unified_job_template"] = "%s%s/%d/" % (
                    PREFIX,
                    of,
                    row["unified_job_template"],
                )
        return found

    def kind_of(self, number):
        return next((kind for kind in UNIFIED if number in self.rows[kind]), None)

    # rules

    def check(self, kind, row):
        """Raises Refused where AWX would not keep the row."""
        same = [
            one
            for one in self.rows[kind].values()
            if one["id"] != row.get("id") and one.get("name") == row.get("name")
        ]
        if kind in ("credential_types", "execution_environments") and same:
            raise Refused(400, {"name": ["%s with this Name already exists." % kind]})
        if "organization" in row and [
            one for one in same if one["organization"] == row["organization"]
        ]:
            raise Refused(
                400, {"__all__": ["%s with this Name and Organization already exists." % kind]}
            )
        if kind == "job_templates":
            project = self.rows["projects"].get(row["project"])
            if row["playbook"] and row["playbook"] not in self.playbooks(project):
                raise Refused(400, {"playbook": ["Playbook not found for project."]})
        if kind == "credential_types" and any(
            set(one) & {"no_log"} for one in row["inputs"].get("fields", ())
        ):
            raise Refused(400, {"inputs": ["Additional properties are not allowed"]})

    def playbooks(self, project):
        return (
            sorted(self.repositories.get(project["scm_url"]) or ())
            if project and project["scm_revision"]
            else []
        )

    def update(self, project):
        works = self.repositories.get(project["scm_url"]) is not None
        if works:
            project["scm_revision"] = self.revision
        project["status"] = "successful" if works else "failed"
        return self.add(
            "project_updates",
            project=project["id"],
            status=project["status"],
            failed=not works,
            scm_revision=project["scm_revision"],
        )

    def delete(self, kind, number):
        if kind == "credential_types" and self.all("credentials", credential_type=number):
            raise Refused(403, {"detail": "Credential types that are in use cannot be deleted."})
        del self.rows[kind][number]
        if kind in UNIFIED:
            for one in self.all("schedules", unified_job_template=number):
                del self.rows["schedules"][one["id"]]
            for one in self.all("workflow_job_template_nodes", unified_job_template=number):
                one["unified_job_template"] = None
        if kind == "workflow_job_templates":
            for one in self.all("workflow_job_template_nodes", workflow_job_template=number):
                self.rows["workflow_approval_templates"].pop(one["unified_job_template"], None)
                del self.rows["workflow_job_template_nodes"][one["id"]]
        self.unlink(kind, number)
        for one in self.rows["job_templates"].values():
            for field in ("project", "inventory", "execution_environment"):
                if one[field] == number:
                    one[field] = None

    def unlink(self, kind, number):
        """Links to a step of a workflow go with it."""
        for (of, _number, below), ids in self.lists.items():
            if of == kind and below.endswith("_nodes") and number in ids:
                ids.remove(number)

    def kept(self, kind, row, given):
        changed = dict(row, **{key: value for key, value in given.items() if key in KINDS[kind]})
        if (
            kind == "execution_environments"
            and row.get("id")
            and changed["organization"] != row["organization"]
        ):
            raise Refused(
                400,
                {"organization": ["Cannot change the organization of an execution environment"]},
            )
        if kind == "notification_templates" and isinstance(changed["messages"], dict):
            changed["messages"] = {
                event: changed["messages"].get(event) or {"message": None, "body": None}
                for event in EVENTS
            }
        self.check(kind, changed)
        return changed

    # requests

    def answer(self, method, path, query, given):
        parts = path.removeprefix(PREFIX).strip("/").split("/")
        kind, number, below = (parts + ["", ""])[:3]
        if kind == "roles":
            return self.associate(method, "roles", int(number), below, given)
        if not number:
            return self.listed(kind, query) if method == "GET" else (201, self.create(kind, given))
        row = self.rows.get(kind, {}).get(int(number)) if number.isdigit() else None
        if row is None:
            raise Refused(404, {"detail": "Not found."})
        if below:
            return self.inner(method, kind, row, below, given)
        if method == "GET":
            return 200, self.shown(kind, row)
        if method == "PATCH":
            row.update(self.kept(kind, row, given))
            return 200, self.shown(kind, row)
        self.delete(kind, row["id"])
        return (202 if kind == "inventories" else 204), {}

    def create(self, kind, given):
        self.kept(kind, dict(KINDS[kind]), given)
        row = self.add(kind, **given)
        if kind == "notification_templates":
            row.update(self.kept(kind, row, given))
        shown = self.shown(kind, row)
        if kind == "projects":
            shown["summary_fields"]["current_update"] = {"id": self.update(row)["id"]}
        return shown

    def inner(self, method, kind, row, below, given):
        if below == "survey_spec":
            if method == "GET":
                return 200, self.surveys.get(row["id"], {})
            for one in given["spec"]:
                if not {"type", "question_name", "variable", "required"} <= set(one):
                    raise Refused(400, {"error": "a question lacks a key"})
            self.surveys[row["id"]] = given
            return 200, {}
        if below == "playbooks":
            return 200, self.playbooks(row)
        if below == "update":
            return 202, self.shown("project_updates", self.update(row))
        if below == "create_approval_template":
            made = self.add("workflow_approval_templates", **given)
            row["unified_job_template"] = made["id"]
            return 201, self.shown("workflow_approval_templates", made)
        if below in ASSOCIATIONS.get(kind, ()):
            return self.associate(method, kind, row["id"], below, given)
        raise Refused(404, {"detail": "Not found."})

    def associate(self, method, kind, number, below, given):
        ids = self.ids(kind, number, below)
        if method == "GET":
            of = {"teams": "teams", "credentials": "credentials"}.get(
                below, kind if below.endswith("_nodes") else "notification_templates"
            )
            return self.page([self.shown(of, self.rows[of][one]) for one in ids])
        if given.get("disassociate"):
            ids.remove(given["id"])
        else:
            ids.append(given["id"])
        return 204, {}

    def listed(self, kind, query):
        kinds = UNIFIED[:3] if kind == "unified_job_templates" else (kind,)
        if not set(kinds) <= set(self.rows):
            raise Refused(404, {"detail": "Not found."})
        wanted, either = {}, {}
        for key, value in query.items():
            field = re.sub("^or__|__in$", "", key)
            if key == "page_size":
                continue
            if field != "id" and not any(field in KINDS[one] for one in kinds):
                raise Refused(400, {"detail": "%s has no field named '%s'" % (kind, field)})
            (either if key.startswith("or__") else wanted)[field] = (
                value.split(",") if key.endswith("__in") else [value]
            )

        def holds(row, field, values):
            return field in row and str(row[field]).lower() in [value.lower() for value in values]

        found = [
            (one, row)
            for one in kinds
            for row in self.rows[one].values()
            if all(holds(row, *pair) for pair in wanted.items())
            and (not either or any(holds(row, *pair) for pair in either.items()))
        ]
        return self.page([self.shown(one, row) for one, row in found])

    @staticmethod
    def page(found):
        return 200, {"count": len(found), "next": None, "previous": None, "results": found}


@contextlib.contextmanager
def serving(awx):
    """The address; ``awx.requests`` gets (method, path) of every request."""
    lock = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, format, *args):  # pylint: disable=redefined-builtin
            pass

        def serve(self):
            place = urlsplit(self.path)
            length = int(self.headers.get("Content-Length") or 0)
            given = json.loads(self.rfile.read(length) or b"{}")
            with lock:
                awx.requests.append((self.command, place.path))
                try:
                    code, said = awx.answer(
                        self.command,
                        place.path,
                        dict(parse_qsl(place.query, keep_blank_values=True)),
                        given,
                    )
                except Refused as refused:
                    code, said = refused.code, refused.said
            body = b"" if code == 204 else json.dumps(said).encode()
            self.send_response(code)
            self.send_header("Content-Type", "application/json")
            self.send_header("X-API-Product-Name", "AWX")
            self.send_header("X-API-Product-Version", "24.6.1")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = do_PATCH = do_DELETE = serve

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(
        target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
    )
    thread.start()
    try:
        yield "http://127.0.0.1:%d" % server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
