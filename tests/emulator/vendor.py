# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the three vendors share: a table of calls, and how an answer becomes bytes."""

from __future__ import annotations

import copy
import json
import pickle
import re

from .call import BadJson, Refused


class Vendor:
    """A vendor is a table of (method, path) -> handler, a way to open an account, and the shapes
    of its errors.
    """

    name = ""
    id_keys = {}
    default_id_key = "id"
    secret_body_keys = ()

    def __init__(self):
        self._fixed = {}
        self._patterns = []

    def route(self, method, path, handler, write=None):
        """Register a call; `{name}` in the path is a parameter. Writes are told by the method
        unless said otherwise.
        """
        write = method != "GET" if write is None else write
        if "{" in path:
            pattern = re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", path))
            self._patterns.append((method, pattern, handler, write))
        else:
            self._fixed[(method, path)] = (handler, write)

    def match(self, method, path):
        """(handler, write, parameters), or None for an unknown call."""
        path = self.normal_path(path)
        found = self._fixed.get((method, path))
        if found:
            return (*found, {})
        for route_method, pattern, handler, write in self._patterns:
            hit = pattern.fullmatch(path) if route_method == method else None
            if hit:
                return handler, write, hit.groupdict()
        return None

    def normal_path(self, path):
        return path

    def lacking(self, call, payload):
        """An answer without what is taken out of each object in it."""
        raise NotImplementedError

    @staticmethod
    def all_lacking(call, found):
        """The same for what is a list of objects, or one."""
        if isinstance(found, list):
            return call.shape.lacking(found, call.path)
        return call.shape.lacking([found], call.path)[0] if isinstance(found, dict) else found

    def handle(self, call):
        """From request to answer; every refusal ends here."""
        try:
            found = self.match(call.method, call.path)
            if found is None:
                call.entry["violations"].append(f"unknown call {call.method} {call.path}")
                return self.unknown_call(call)
            handler, _write, call.params = found
            self.open(call)
            answer = handler(call)
            if call.shape.lacks and answer.payload is not None:
                answer.payload = self.lacking(call, answer.payload)
            return answer
        except Refused as refused:
            return refused.answer
        except BadJson as problem:
            call.entry["violations"].append(str(problem))
            return self.refusal(call, str(problem))

    # To be given by each vendor:

    def open(self, call):
        """Authenticate, choose the account, check what every call must obey."""
        raise NotImplementedError

    def refusal(self, call, text, problems=(), **how):
        """The answer to a malformed request."""
        raise NotImplementedError

    def unknown_call(self, call):
        raise NotImplementedError

    def plain_error(self, call, status, text):
        """An error answer in this vendor's shape, for injected faults."""
        raise NotImplementedError

    def named_error(self, call, name, text=None):
        """The answer of a documented error, for injected faults."""
        raise NotImplementedError

    def new_id(self, account, table):
        raise NotImplementedError

    # State in and out, for the control API:

    def export_state(self, account):
        return pickle.loads(
            pickle.dumps({table: list(rows.values()) for table, rows in account.tables.items()})
        )

    def import_state(self, account, data):
        """Replace the given tables; rows without an id get one."""
        for table, rows in data.items():
            if not isinstance(rows, list):
                raise ValueError(f"{table!r} must be a list of objects")
            account.replace(
                table,
                dict(self.keyed(account, table, row) for row in pickle.loads(pickle.dumps(rows))),
            )

    def patch_state(self, account, patch):
        """Add, change or remove single objects behind a client's back."""
        table = patch["collection"]
        if "add" in patch:
            account.save(table, *self.keyed(account, table, copy.deepcopy(patch["add"])))
            return
        for key in matching(account.table(table), patch):
            if patch.get("remove"):
                account.drop(table, key)
            else:
                account.save(
                    table, key, {**account.table(table)[key], **copy.deepcopy(patch["set"])}
                )

    def settle(self, account):
        """Put in order what came in from outside."""

    def keyed(self, account, table, row):
        key = self.id_keys.get(table, self.default_id_key)
        if not row.get(key):
            row[key] = self.new_id(account, table)
        return row[key], row


def matching(rows, patch):
    """Keys of the rows a patch is meant for."""
    if "id" in patch:
        found = [patch["id"]] if patch["id"] in rows else []
    else:
        found = [key for key, row in rows.items() if row.get("name") == patch.get("name")]
    if not found:
        raise ValueError(f"no object in {patch['collection']!r} fits the patch {patch}")
    return found


def encode(answer, shaper):
    """The bytes of an answer."""
    if answer.raw is not None:
        return answer.raw
    payload = shaper.rekeyed(answer.payload)
    try:
        return json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
    except UnicodeEncodeError:
        # half of a surrogate pair, which servers keep that count in UTF-16: it can only be told
        # escaped
        return json.dumps(payload, separators=(",", ":")).encode("ascii")
