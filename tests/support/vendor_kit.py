# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the vendors' tests say often: the body that was sent, the object that is stored, a run
that changes nothing.
"""

from __future__ import annotations

import re

#: Every secret the seed of the emulator holds, credentials and what objects carry.
SECRETS = (
    "mackerel-demo-key",
    "guance-demo-key",
    "bk-demo-secret",
    "bk-demo-token",
    "bk-demo-access",
    "hooks.slack.com",
    "hook-secret",
    "old-secret",
    "hooks.example.com/bk?key",
    "emulator-secret",
    "SECexample",
    "page.example.com/search",
    "qyapi.example.com/send",
    "planted-hook",
)


def sent(account):
    """The body of the one write since the log was cleared."""
    writes = account.requests(write=True)
    assert len(writes) == 1, [(one["method"], one["path"], one["status"]) for one in writes]
    return writes[0]["body"]


def paths(account, write=None):
    """What was called, in order: ``GET /api/v0/channels``."""
    return ["%s %s" % (one["method"], one["path"]) for one in account.requests(write)]


def row(account, table, **where):
    """The one stored object of a table with these values."""
    found = [
        one
        for one in account.emulator.state(account.vendor)[table]
        if all(one.get(key) == value for key, value in where.items())
    ]
    assert len(found) == 1, (table, where, found)
    return found[0]


def patch(account, table, key, value, **changes):
    """Puts other values into the one stored object whose ``key`` has that value; everything else
    stays.
    """
    rows = account.emulator.state(account.vendor)[table]
    hit = [one for one in rows if one[key] == value]
    assert len(hit) == 1, (table, key, value)
    hit[0].update(changes)
    account.emulator.put_state(account.vendor, {table: rows})


def apply(account, module, **params):
    """A run that must succeed; the log holds only its requests."""
    account.emulator.clear_requests()
    result = account.run(module, **params)
    assert result["failed"] is False, result["msg"]
    return result


def changes(account, module, **params):
    """A run that must change something with exactly one write."""
    result = apply(account, module, **params)
    assert result["changed"] is True
    assert result.writes == 1
    assert len(account.requests(write=True)) == 1
    return result


def keeps(account, module, times=6, **params):
    """Runs that must find nothing to do, however the server shuffles and fills."""
    for dummy in range(times):
        result = apply(account, module, **params)
        assert result["changed"] is False, (result["plan"], result["diff"])
        assert account.requests(write=True) == []
    return result


def fails(account, module, **params):
    """The message of a run that must fail, with one sentence fit for a person and without any
    secret.
    """
    account.emulator.clear_requests()
    result = account.run(module, **params)
    assert result["failed"] is True, result
    assert "Traceback" not in result.text and "exception" not in result, result.text
    assert "Internal error" not in result["msg"], result["msg"]
    assert not re.search(r" at 0x[0-9a-f]+", result["msg"]), result["msg"]
    assert "\n" not in result["msg"], result["msg"]
    for secret in SECRETS:
        assert secret not in result.text, (secret, result.text)
    return result["msg"]


def warned(result):
    """The texts of the warnings, which newer versions of Ansible wrap."""
    return [one["event"]["msg"] if isinstance(one, dict) else one for one in result["warnings"]]


def refused(account, module, **params):
    """The message of a run that must fail before it writes anything, in check mode word for word
    the same.
    """
    message = fails(account, module, **params)
    assert account.requests(write=True) == []
    assert fails(account, module, check=True, **params) == message
    return message
