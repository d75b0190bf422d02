# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs a module of the collection as Ansible does, but in this process: milliseconds instead of a
fifth of a second.

Whatever a module prints is searched for every secret it was given or the seed holds, in every
spelling. The whole real path is taken: arguments as JSON, AnsibleModule, engine, requests over a
socket to the emulator, JSON result.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import json
import os
from unittest import mock

from ansible.module_utils import _internal as inside
from ansible.module_utils import basic
from ansible.module_utils.common import warnings as module_warnings
from ansible.module_utils.common.parameters import PASS_VARS
from ansible.module_utils.testing import patch_module_args

from .leaks import (
    STORED,
    scan,
    secrets_in,
    secrets_of,
)

CREDENTIALS = {
    "mackerel": {"api_key": "mackerel-demo-key-0001"},
    "guance": {"api_key": "guance-demo-key-0001", "rate_limit": 0},
    "bk": {
        "bk_app_code": "ansible",
        "bk_app_secret": "bk-demo-secret-0001",
        "bk_username": "deploy",
        "bk_biz_id": 2,
    },
}


class Result(dict):
    """What a module returned. ``failed`` is always there; ``text`` is all it printed."""

    text = ""

    @property
    def writes(self):
        return self["requests"]["writes"]

    @property
    def reads(self):
        return self["requests"]["reads"]


#: Through which door modules are run: as a module, or by the action plugin of the same name.
DOOR = "module"


def run(module, params, check=False, diff=True, env=None):
    """The result of one module run. ``params``: exactly the options given. ``env``: the only
    vendor variables it sees.
    """
    logged = []
    with _only(dict(env or {}, ANSIBLE_INJECT_INVOCATION="1")), _syslog(logged):
        text = (
            _through_action(module, params, check, diff)
            if DOOR == "action"
            else _as_module(module, params, check, diff)
        )
    scan("\n".join(logged), [*secrets_of(params), *secrets_in(env or {}), *STORED])
    if not params.get("reveal_secrets"):
        scan(text, [*secrets_of(params), *secrets_in(env or {}), *STORED])
    result = Result(json.loads(text))
    result.text = text
    result.setdefault("failed", False)
    result.setdefault("warnings", [])
    return result


@contextlib.contextmanager
def _only(variables):
    """Of the variables that the collection heeds, these and no others. (Replacing the whole
    environment takes as long as a small request.)
    """
    before = {
        name: value
        for name, value in os.environ.items()
        if name in variables
        or name.startswith(("MACKEREL", "GUANCE", "TRUEWATCH", "BK_", "ONCALL_ROUTING"))
    }
    for name in before:
        del os.environ[name]
    os.environ.update(variables)
    try:
        yield
    finally:
        for name in variables:
            os.environ.pop(name, None)
        os.environ.update(before)


def _as_module(module, params, check, diff):
    """What a module process prints."""
    name = "ansible_collections.oncall.routing.plugins.modules." + module
    arguments = dict(
        params,
        _ansible_check_mode=check,
        _ansible_diff=diff,
        _ansible_remote_tmp="/tmp",
        _ansible_keep_remote_files=False,
    )
    if "inject_invocation" in PASS_VARS:  # older versions of Ansible always do
        arguments["_ansible_inject_invocation"] = True
    out = io.StringIO()
    # a module's process is no controller, so warnings are returned instead of shown
    with patch_module_args(arguments), mock.patch.object(
        inside, "is_controller", False
    ), contextlib.redirect_stdout(out), contextlib.suppress(SystemExit):
        _forget_warnings()
        importlib.import_module(name).main()
    return out.getvalue()


def _through_action(module, params, check, diff):
    """What the action returns, as text."""
    from . import actions

    _forget_warnings()
    result = actions.run(module, params, check, diff)
    # what newer versions of Ansible make of a failure's message, for a module's result too
    error = result.pop("exception", None)
    result.pop("_ansible_parsed", None)
    scan(repr(error), [*secrets_of(params), *STORED])
    return json.dumps(result)


def _syslog(logged):
    """Keeps what Ansible logs of a module's call."""
    real = basic.syslog.syslog

    def syslog(*words):
        logged.append(str(words[-1]))
        real(*words)

    return mock.patch.object(basic.syslog, "syslog", syslog)


def _forget_warnings():
    """Warnings are kept for a process, which in production is one module run."""
    for store in ("_global_warnings", "_global_deprecations"):
        found = getattr(module_warnings, store, None)
        if found is not None:
            found.clear()


class Account:
    """One vendor of a running emulator, with its credentials:
    ``account.run("mackerel_notification_group", name="x")``.
    """

    def __init__(self, emulator, vendor):
        self.emulator = emulator
        self.vendor = vendor
        self.connection = dict(CREDENTIALS[vendor], api_url=getattr(emulator, vendor + "_url"))

    def run(self, module, check=False, diff=True, **params):
        return run(module, dict(self.connection, **params), check=check, diff=diff)

    def requests(self, write=None):
        """The log since it was last cleared."""
        return [
            one
            for one in self.emulator.requests(self.vendor)
            if write is None or one["write"] is write
        ]
