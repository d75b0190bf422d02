# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Accounts and their objects, in memory, and written through to SQLite when a file is given."""

from __future__ import annotations

import json
import pickle
import sqlite3

_ALL = None  # in place of an id: the table is written anew


class Account:
    """One organization, workspace or site: tables of plain dicts, and the keys that open it."""

    def __init__(self, vendor, name="default", keys=(), tables=None, meta=None):
        self.vendor = vendor
        self.name = name
        self.keys = list(keys)
        self.tables = tables if tables is not None else {}
        self.meta = meta if meta is not None else {"seq": 1000}
        self.dirty = {}  # as an ordered set

    def table(self, name):
        if name not in self.tables:
            self.tables[name] = {}
            self.touch("_meta", "tables")
        return self.tables[name]

    def touch(self, table, key):
        self.dirty[(table, key)] = None

    def rows(self, name):
        return list(self.table(name).values())

    def save(self, table, key, row):
        self.table(table)[key] = row
        self.touch(table, key)
        return row

    def drop(self, table, key):
        self.touch(table, key)
        return self.table(table).pop(key, None)

    def replace(self, table, rows):
        """The whole table anew: `rows` is a dict by id."""
        self.table(table)
        self.tables[table] = dict(rows)
        for entry in [entry for entry in self.dirty if entry[0] == table]:
            del self.dirty[entry]
        self.touch(table, _ALL)
        for key in rows:
            self.touch(table, key)

    def as_it_is(self):
        """All tables, for undo."""
        return pickle.loads(pickle.dumps(self.tables))

    def undo(self, before, keys=()):
        """All tables as they were; with keys only these, in the objects that were there."""
        if not keys:
            for table in self.tables:
                self.replace(table, before.get(table, {}))
            return
        for table, rows in self.tables.items():
            for key, row in rows.items():
                old = before.get(table, {}).get(key)
                if old is not None and row != old:
                    kept = {name: old[name] for name in keys if name in old}
                    self.save(
                        table,
                        key,
                        {
                            **{name: value for name, value in row.items() if name not in keys},
                            **kept,
                        },
                    )

    def number(self):
        """The next number of this account; ids are made from it and never given twice."""
        self.meta["seq"] += 1
        self.touch("_meta", "seq")
        return self.meta["seq"]

    def set_meta(self, key, value):
        self.meta[key] = value
        self.touch("_meta", key)

    def add_keys(self, keys):
        self.keys.extend(keys)
        self.touch("_keys", 0)

    def mark_all(self):
        self.touch("_keys", 0)
        for key in ("tables", *self.meta):
            self.touch("_meta", key)
        for table, rows in self.tables.items():
            for key in rows:
                self.touch(table, key)

    def document(self, table, key):
        """What is to be stored under that key now; None when it is gone."""
        if table == "_keys":
            return self.keys
        if table == "_meta":
            return list(self.tables) if key == "tables" else self.meta.get(key)
        return self.tables.get(table, {}).get(key)


class Store:
    """All accounts, by vendor and name."""

    def __init__(self, path=None):
        self._db = _Database(path) if path else None
        self.accounts = self._db.load() if self._db else {}

    def get(self, vendor, name=None):
        try:
            return self.accounts[(vendor, name or "default")]
        except KeyError:
            raise ValueError(f"no account {name or 'default'!r} of {vendor!r}") from None

    def of_vendor(self, vendor):
        return [account for (kind, _name), account in self.accounts.items() if kind == vendor]

    def add(self, account):
        self.accounts[(account.vendor, account.name)] = account
        account.mark_all()

    def load_seed(self, pickled):
        """Start again from a pickled list of accounts."""
        self.accounts = {
            (account.vendor, account.name): account for account in pickle.loads(pickled)
        }
        if self._db:
            self._db.clear()
            for account in self.accounts.values():
                account.mark_all()
        self.flush()

    def as_seed(self):
        """All accounts as they are, for load_seed."""
        return pickle.dumps(list(self.accounts.values()))

    def flush(self):
        """Write what changed since the last call."""
        for account in self.accounts.values():
            if account.dirty:
                if self._db:
                    self._db.write(account)
                account.dirty.clear()

    def close(self):
        if self._db:
            self.flush()
            self._db.close()


class _Database:
    """One row for each object: vendor, account, table, id, JSON text."""

    def __init__(self, path):
        self._db = sqlite3.connect(str(path), check_same_thread=False)
        self._db.execute("PRAGMA synchronous=OFF")
        self._db.execute(
            "CREATE TABLE IF NOT EXISTS documents (vendor TEXT, account TEXT, tab TEXT, id TEXT,"
            " doc TEXT, PRIMARY KEY (vendor, account, tab, id))"
        )
        self._db.commit()

    def load(self):
        accounts = {}
        for vendor, name, table, key, doc in self._db.execute(
            "SELECT vendor, account, tab, id, doc FROM documents ORDER BY rowid"
        ):
            account = accounts.setdefault((vendor, name), Account(vendor, name, meta={}))
            value = json.loads(doc)
            if table == "_keys":
                account.keys = value
            elif table == "_meta" and json.loads(key) == "tables":
                account.tables = {name: account.tables.get(name, {}) for name in value}
            elif table == "_meta":
                account.meta[json.loads(key)] = value
            else:
                account.tables.setdefault(table, {})[json.loads(key)] = value
        return accounts

    def write(self, account):
        for table, key in account.dirty:
            if key is _ALL:
                self._db.execute(
                    "DELETE FROM documents WHERE vendor=? AND account=? AND tab=?",
                    (account.vendor, account.name, table),
                )
                continue
            where = (account.vendor, account.name, table, json.dumps(key))
            doc = account.document(table, key)
            if doc is None:
                self._db.execute(
                    "DELETE FROM documents WHERE vendor=? AND account=? AND tab=? AND id=?", where
                )
            else:
                self._db.execute(
                    "INSERT INTO documents VALUES (?,?,?,?,?) ON CONFLICT (vendor, account, tab,"
                    " id) DO UPDATE SET doc=excluded.doc",
                    (*where, json.dumps(doc)),
                )
        self._db.commit()

    def clear(self):
        self._db.execute("DELETE FROM documents")
        self._db.commit()

    def close(self):
        self._db.close()
