# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs a module of this collection in the worker process of its task. Private to oncall.routing.

Ansible would start a process for every object of a loop, and each would read the same list again.
Where the module would run on this machine, as this user and with this Python anyway, its code is
run here: the same ``main`` on the same arguments, printing the same JSON. What is kept from one
item of a loop to the next is the connection and the lists that were read, nothing else.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import sys
import time
import urllib.request
import warnings

from ansible import constants as C
from ansible.module_utils import basic
from ansible.plugins.action import ActionBase
from ansible.plugins.action.normal import ActionModule as Normal
from ansible.utils.display import Display
from ansible.utils.vars import merge_hash

from ...module_utils._http.trust import TRUST
from ...module_utils._module.door import Door, seldom_collecting, through
from .worker import settle_in

try:
    from ansible.module_utils.common.json import Direction, get_module_encoder
except ImportError:
    get_module_encoder = None
try:
    from ansible.parsing.vault import VaultHelper
except ImportError:
    VaultHelper = None

try:
    with warnings.catch_warnings():
        # requests may find its own dependencies too new; of that a module process says nothing
        # either
        warnings.simplefilter("ignore")
        import requests  # noqa: F401  pylint: disable=unused-import  # once, before workers are forked, not in each of them
    HAS_REQUESTS = True
# whatever is wrong with it, the module says it for its task, and not this file for the whole run
except Exception:
    HAS_REQUESTS = False

#: Variables that are heeded while a module runs.
HEEDED = {
    name
    for plain in ("http_proxy", "https_proxy", "no_proxy", "all_proxy")
    for name in (plain, plain.upper())
} | set(TRUST)
SWITCH = "ONCALL_ROUTING_ACTION"
#: How a module of an unknown Python is told its arguments, and the only one there is.
PROFILE = "legacy"
#: Where a module's arguments lie, before and after they are read.
GLOBALS = ("_ANSIBLE_ARGS", "_ANSIBLE_PROFILE", "_PARSED_MODULE_ARGS")

#: What is used of ansible-core's inside; where it is gone, modules run as they always did.
INSIDE = (
    (basic, "_ANSIBLE_ARGS"),
    (basic, "_ANSIBLE_PROFILE"),
    (ActionBase, "_update_module_args"),
    (ActionBase, "_parse_returned_data"),
    (ActionBase, "_compute_environment_string"),
)

display = Display()


class _Kept:
    """The connection of the last item of a loop. A worker process works on one task at a time."""

    key = None
    gateway = None

    @classmethod
    def drop(cls):
        """What was read may be no longer so."""
        if cls.gateway:
            cls.gateway.close()
        cls.key = cls.gateway = None


class WorkerDoor(Door):
    """Runs in this process, for one item of one task."""

    def __init__(self, key, host):
        self.key = key
        self.host = host
        self.warnings = {}
        self.began = time.monotonic()

    def connect(self, vendor, options):
        if self.key is None:
            return vendor.connect(options)
        key = (self.key, vendor.name, json.dumps(options, sort_keys=True, default=str))
        if _Kept.key == key:
            _Kept.gateway.begin_task()
        else:
            _Kept.drop()
            _Kept.key, _Kept.gateway = key, vendor.connect(options)
        return _Kept.gateway

    def warn(self, module, text):
        # on the controller AnsibleModule.warn would print instead of returning
        self.warnings[text] = True

    def leave(self, gateway):
        if self.key is None:
            gateway.close()

    def progress(self, text):
        display.v(text, host=self.host)


class InProcess(Normal):
    """The action of a module: ``module`` is its ``main``, ``variables`` are those of the
    environment that its options fall back to.
    """

    module = None
    variables = ()

    @classmethod
    @contextlib.contextmanager
    def get_finalize_task_args_context(cls, *args, **kwargs):
        """What ansible-core templates a task's arguments in. They may be long lists."""
        settle_in()
        with seldom_collecting(), super().get_finalize_task_args_context(
            *args, **kwargs
        ) as context:
            yield context

    def run(self, tmp=None, task_vars=None):
        environment = {}
        reason = self._why_not(task_vars or {}, environment)
        if not reason:
            result = ActionBase.run(self, tmp, task_vars)
            with seldom_collecting():
                here = self._here(task_vars or {}, environment)
                if here is not None:
                    return merge_hash(result, here)
            reason = "an argument can't be told to a module"
        display.vvv(
            "the module runs in a process of its own: %s" % reason, host=self._host(task_vars)
        )
        _Kept.drop()  # the other process may write, and nobody tells this one
        return super().run(tmp, task_vars)

    # --- is it the same

    def _why_not(self, task_vars, environment):
        """Why a run in this process would not be the same as a module's, or None. Fills in the
        task's environment.
        """
        if os.environ.get(SWITCH, "").lower() == "never":
            return "%s=never" % SWITCH
        if not get_module_encoder or not all(hasattr(*one) for one in INSIDE):
            return "this ansible-core runs modules in another way than those known here"
        if not HAS_REQUESTS:
            return "the controller's Python has no requests, or none that works"
        if self._connection.transport not in ("local", "ansible.builtin.local"):
            return "the connection is %s" % self._connection.transport
        if self._connection.become:
            return "become"
        if self._task.async_val:
            return "async"
        if C.DEFAULT_KEEP_REMOTE_FILES:
            return "ANSIBLE_KEEP_REMOTE_FILES"
        other = self._other_python(task_vars)
        if other:
            return "the interpreter is %s" % other
        self._compute_environment_string(environment)
        if sys.platform == "darwin" and not urllib.request.getproxies_environment():
            return (
                "macOS ends forked processes that ask it for proxies; with no_proxy=* in the"
                " environment none does"
            )
        strange = sorted(
            name for name in environment if name not in HEEDED and name not in self.variables
        )
        return "environment sets %s" % ", ".join(strange) if strange else None

    def _other_python(self, task_vars):
        """The interpreter that was chosen for the host, if it is not the one this runs in."""
        if self._task.delegate_to:
            task_vars = task_vars.get("ansible_delegated_vars", {}).get(
                self._task.delegate_to, task_vars
            )
        chosen = task_vars.get("ansible_python_interpreter")
        if chosen is None:
            chosen = C.config.get_config_value("INTERPRETER_PYTHON", variables=task_vars)
        chosen = str(self._templar.template(chosen))
        if chosen.partition("_")[0] == "auto":
            return None
        # links are not followed: the python of a virtual environment is a link to one that lacks
        # its libraries
        here, there = (
            os.path.split(os.path.abspath(sys.executable)),
            os.path.split(os.path.abspath(os.path.expanduser(chosen))),
        )
        same = here[0] == there[0] and os.path.realpath(chosen) == os.path.realpath(sys.executable)
        return None if same else chosen

    # --- the run

    def _here(self, task_vars, environment):
        name = self._task.resolved_action or self._task.action
        if VaultHelper:
            # they go back to the controller with the result, where texts that know their line in a
            # file weigh several times as much
            self._task.args = _plain(self._task.args)
        args = dict(self._task.args)
        self._update_module_args(name, args, task_vars)
        encoder = get_module_encoder(PROFILE, Direction.CONTROLLER_TO_MODULE)
        try:
            said = json.dumps({"ANSIBLE_MODULE_ARGS": args}, cls=encoder).encode("utf-8")
        except (
            TypeError
        ):  # something that no module can be told, and ansible-core has words for that
            return None
        door = WorkerDoor(self._kept(environment), self._host(task_vars))
        printed = io.StringIO()
        before = {name: getattr(basic, name, None) for name in GLOBALS}
        basic._ANSIBLE_ARGS, basic._ANSIBLE_PROFILE = said, PROFILE
        try:
            # warnings of Python's own are for the standard error, of which Ansible shows nothing
            # for a module
            with _environment(environment), _folder(self._loader.get_basedir()), through(
                door
            ), warnings.catch_warnings(), contextlib.redirect_stdout(printed), contextlib.suppress(
                SystemExit
            ):
                warnings.simplefilter("ignore")
                type(self).module()
        except BaseException:
            # a time-out of the task: what it interrupted may have been carried out, or still be
            _Kept.drop()
            raise
        finally:
            vars(basic).update(before)
        result = self._parse_returned_data(
            {"rc": 0, "stdout": printed.getvalue(), "stderr": ""}, PROFILE
        )
        if hasattr(result, "as_result_dict"):
            result = result.as_result_dict(for_round_trip=True)
        if door.warnings:
            result["warnings"] = list(result.get("warnings") or ()) + list(door.warnings)
        return result

    def _kept(self, environment):
        """What says that two runs are items of one loop, and go the same way. With ``until`` or
        ``retries`` a task waits for a change, so each try must look again.
        """
        looping = self._task.loop is not None or self._task.loop_with
        waiting = self._task.until or self._task.retries is not None
        return (
            (self._task._uuid, os.getpid(), sorted(environment.items()))
            if looping and not waiting
            else None
        )

    @staticmethod
    def _host(task_vars):
        return (task_vars or {}).get("inventory_hostname")


@contextlib.contextmanager
def _folder(path):
    """Where a module of a local connection runs: relative paths in options are meant from there."""
    before = os.getcwd()
    os.chdir(path or ".")
    try:
        yield
    finally:
        os.chdir(before)


def _plain(value):
    """The same in Python's own types. What came from a vault stays marked as such."""
    if isinstance(value, dict):
        return {_plain(key): _plain(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_plain(one) for one in value]
    if isinstance(value, str) and VaultHelper.get_ciphertext(value, with_tags=False) is None:
        return str.__str__(value)
    return value


@contextlib.contextmanager
def _environment(variables):
    before = {name: os.environ.get(name) for name in variables}
    os.environ.update((name, str(value)) for name, value in variables.items())
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
