# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The emulator itself: state, log, faults and settings behind one lock. HTTP is elsewhere."""

from __future__ import annotations

import pickle
import threading
import time
import traceback
from collections import deque
from dataclasses import dataclass

from . import faults as fault_kinds
from .bk.api import BlueKing
from .call import Answer, BadJson, Call, parse_json, parse_query
from .guance.api import Guance
from .mackerel.api import Mackerel
from .seed import pickled_seed, seed_tables
from .settings import VENDORS, Settings
from .shaping import Shaper
from .store import Account, Store

LOG_LIMIT = 200_000
SECRET_HEADERS = ("x-api-key", "df-api-key", "x-bkapi-authorization", "authorization", "cookie")
MASK = "***"


@dataclass
class Exchange:
    """One request between its arrival and its answer."""

    call: Call
    faults: list

    @property
    def wait(self):
        return fault_kinds.wait_before(self.faults)


class Core:
    """The three vendors without a socket. Every public method may be called from any thread."""

    def __init__(self, seed="default", state=None, **settings):
        self._lock = threading.RLock()
        self._settings = Settings(**settings)
        self._faults = fault_kinds.Faults()
        self._log = deque(maxlen=LOG_LIMIT)
        self._seq = 0
        self._call_no = 0
        self.throttle = {}
        self.vendors = {"mackerel": Mackerel(), "guance": Guance(), "bk": BlueKing()}
        self._store = Store(state)
        if not self._store.accounts:
            self._store.load_seed(pickled_seed(seed))

    # ---- the way of a request

    def begin(self, vendor, method, path, query_string, headers, raw):
        """Log the request and see which faults it meets."""
        with self._lock:
            entry = self._new_entry(vendor, method, path, query_string, headers, raw)
            shaper = Shaper(self._settings.of(vendor), self._call_no)
            self._call_no += 1
            call = Call(self, self.vendors[vendor], entry, headers, raw, shaper)
            hit = self._faults.select(entry)
            entry["fault"] = "+".join(fault_kinds.label(fault) for fault in hit) or None
            self._log.append(entry)
            return Exchange(call, hit)

    def finish(self, exchange):
        """Carry the request out (or not), and say what goes back over the wire."""
        call, hit = exchange.call, exchange.faults
        with self._lock:
            answer = None
            for fault in hit:
                fault_kinds.prepare(fault, call)
            if all(fault_kinds.executes(fault) for fault in hit):
                before = (
                    [account.as_it_is() for account in self.accounts(call.vendor.name)]
                    if fault_kinds.is_ignored(hit)
                    else []
                )
                answer = self._carry_out(call)
                for account, tables in zip(self.accounts(call.vendor.name), before):
                    account.undo(tables, fault_kinds.ignored_keys(hit))
                self._store.flush()
            for fault in hit:
                answer = fault_kinds.replaced(fault, call) or answer
                self._write_behind(fault, call.entry)
            answer = answer or Answer(500, {})
            delivery = fault_kinds.deliver(hit, answer, call)
            call.entry["status"] = None if delivery.drop else delivery.status
            return delivery

    def _write_behind(self, fault, entry):
        if fault["kind"] == "second_writer":
            try:
                fault_kinds.write_behind(fault, self, entry)
            except (ValueError, KeyError) as problem:
                entry["violations"].append(f"the second writer of the emulator failed: {problem}")

    def _carry_out(self, call):
        try:
            return call.vendor.handle(call)
        except Exception:  # a bug of the emulator must be seen by the test, not lost in a thread
            call.entry["violations"].append("the emulator itself failed: " + traceback.format_exc())
            return call.vendor.plain_error(call, 500, "the emulator itself failed")

    def _new_entry(self, vendor, method, path, query_string, headers, raw):
        self._seq += 1
        found = self.vendors[vendor].match(method, path)
        return {
            "seq": self._seq,
            "time": time.time(),
            "vendor": vendor,
            "account": None,
            "method": method,
            "path": path,
            "query": parse_query(query_string),
            "headers": {
                name: MASK if name in SECRET_HEADERS else value for name, value in headers.items()
            },
            "body": self._loggable(vendor, raw),
            "status": None,
            "write": found[1] if found else method != "GET",
            "fault": None,
            "violations": [],
        }

    def _loggable(self, vendor, raw):
        try:
            body = parse_json(raw, [])
        except BadJson:
            return raw.decode("utf-8", "replace")
        if isinstance(body, dict):
            for key in self.vendors[vendor].secret_body_keys:
                if key in body:
                    body[key] = MASK
        return body

    def now(self):
        return int(time.time())

    def accounts(self, vendor):
        return self._store.of_vendor(vendor)

    # ---- the control API

    def reset(self, seed="default"):
        """Everything as at the start: state, log, violations, faults and settings."""
        self.restore(pickled_seed(seed))

    def snapshot(self):
        """What all accounts hold, for restore."""
        with self._lock:
            return self._store.as_seed()

    def restore(self, snapshot):
        """All accounts as they were; log, violations, faults and settings as at the start."""
        with self._lock:
            self._store.load_seed(snapshot)
            self._settings.reset()
            self._faults.clear()
            self._log.clear()
            self.throttle.clear()
            self._call_no = self._seq = 0

    def state(self, vendor, account=None):
        """All tables of an account, each a list of objects."""
        with self._lock:
            return self._vendor(vendor).export_state(self._store.get(vendor, account))

    def put_state(self, vendor, data, account=None):
        """Replace the given tables."""
        with self._lock:
            target = self._store.get(vendor, account)
            self._vendor(vendor).import_state(target, data)
            self._vendor(vendor).settle(target)
            self._store.flush()
            return self.state(vendor, account)

    def patch(self, vendor, patch, account=None):
        """Change one stored object: {"collection", "id" or "name", "set": {..}} or "remove":
        true, or "add": {..}.
        """
        with self._lock:
            kind, target = self._vendor(vendor), self._store.get(vendor, account)
            kind.patch_state(target, patch)
            kind.settle(target)
            self._store.flush()

    def add_account(self, vendor, account="default", keys=(), seed="empty"):
        """A new account with its keys, or more keys for an account that is there."""
        with self._lock:
            self._vendor(vendor)
            try:
                self._store.get(vendor, account).add_keys(keys)
            except ValueError:
                self._store.add(Account(vendor, account, keys, seed_tables(seed, vendor)))
            self._store.flush()
            return {
                "vendor": vendor,
                "account": account,
                "keys": self._store.get(vendor, account).keys,
            }

    def requests(self, vendor=None):
        with self._lock:
            return pickle.loads(
                pickle.dumps([entry for entry in self._log if vendor in (None, entry["vendor"])])
            )

    def clear_requests(self):
        with self._lock:
            self._log.clear()

    def violations(self):
        """What clients did that the documents do not allow."""
        with self._lock:
            return [
                {
                    "seq": entry["seq"],
                    "vendor": entry["vendor"],
                    "method": entry["method"],
                    "path": entry["path"],
                    "text": text,
                }
                for entry in self._log
                for text in entry["violations"]
            ]

    def clear_violations(self):
        with self._lock:
            for entry in self._log:
                entry["violations"].clear()

    def add_fault(self, **fault):
        with self._lock:
            if fault.get("vendor") is not None:
                self._vendor(fault["vendor"])
            return self._faults.add(**fault)

    def faults(self):
        with self._lock:
            return self._faults.as_list()

    def clear_faults(self):
        with self._lock:
            self._faults.clear()

    def settings(self, **changes):
        """Set what is given, return all."""
        with self._lock:
            return self._settings.update(changes)

    def close(self):
        with self._lock:
            self._store.close()

    def _vendor(self, name):
        if name not in VENDORS:
            raise ValueError(f"unknown vendor {name!r}; known: {', '.join(VENDORS)}")
        return self.vendors[name]
