# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs a module of this collection in the worker process of its task. Private to oncall.routing.

Ansible would start a process for every object of a loop, and each would read the same list again.
Where the module would run on this machine, as this user and with this Python anyway (see
``eligibility``), its code runs here: the same ``main`` on the same arguments, printing the same
JSON. The connection and the lists are kept from one item of a loop to the next (see
``loop_cache``), and nothing else.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import warnings
from typing import TYPE_CHECKING, Any, Callable, Iterator, Mapping, NamedTuple

from ansible.module_utils import basic
from ansible.plugins.action import ActionBase
from ansible.plugins.action.normal import ActionModule as Normal
from ansible.utils.display import Display
from ansible.utils.vars import merge_hash

from ...module_utils._module.host import Host
from ...module_utils._module.masking import quick_removal
from ...module_utils._module.memory import relaxed_gc
from .eligibility import Candidate, Handover, Reason, handover
from .loop_cache import LOOP_CACHE, LoopKey, loop_key
from .worker import settle_in

try:
    from ansible.module_utils.common.json import Direction, get_module_encoder
except ImportError:  # eligibility says so
    Direction = get_module_encoder = None  # type: ignore[assignment,misc]

try:
    from ansible.parsing.vault import VaultHelper
except ImportError:
    VaultHelper = None  # type: ignore[assignment,misc]

if TYPE_CHECKING:
    from ...module_utils._describe.vendor import Vendor
    from ...module_utils._vendors.gateway import Gateway

#: How Ansible encodes arguments for a module of an unknown Python, and the only way there is.
PROFILE = "legacy"
#: Where ``basic`` keeps a module's arguments, before and after it reads them.
MODULE_ARGUMENTS = ("_ANSIBLE_ARGS", "_ANSIBLE_PROFILE", "_PARSED_MODULE_ARGS")
display = Display()


class WorkerHost(Host):
    """The worker process of a task, for one item of it. ``loop``: see ``loop_key``."""

    def __init__(self, loop: LoopKey | None, hostname: str | None) -> None:
        self.loop = loop
        self.hostname = hostname
        self.warnings: dict[str, bool] = {}

    def process_state(self) -> contextlib.AbstractContextManager[None]:
        # borrowed_process has changed all of it already
        return contextlib.nullcontext()

    def connect(self, vendor: Vendor, options: dict[str, Any]) -> Gateway:
        if self.loop is None:
            return super().connect(vendor, options)
        return LOOP_CACHE.connect(self.loop, vendor, options)

    def release(self, gateway: Gateway) -> None:
        if self.loop is None:
            super().release(gateway)

    def warn(self, module: basic.AnsibleModule, text: str) -> None:
        # on the controller AnsibleModule.warn would print instead of returning
        self.warnings[text] = True

    def progress(self, text: str) -> None:
        display.v(text, host=self.hostname)


class ProcessOfModule(NamedTuple):
    """What a module finds in its process."""

    #: the arguments, as the JSON that Ansible hands to a module
    arguments: bytes
    environment: Mapping[str, str]
    #: from here relative paths in options are meant
    folder: str


@contextlib.contextmanager
def borrowed_process(process: ProcessOfModule) -> Iterator[io.StringIO]:
    """Makes this process look like one that Ansible started for a module, and puts everything back.
    Yields what the module prints. All process-wide state that a run changes is this:

    - ``basic``: where a module finds its arguments, and ``remove_values`` (``quick_removal``)
    - ``os.environ``: the environment of the task
    - the working folder
    - the filters of ``warnings``: Ansible shows nothing of a module's standard error, where
      Python's own warnings go
    - ``sys.stdout``
    - the thresholds of ``gc``

    LOOP_CACHE alone outlives a run. In a worker :func:`.worker.settle_in` has also frozen what the
    controller left, for as long as the worker lives.
    """
    printed = io.StringIO()
    with contextlib.ExitStack() as stack:
        stack.enter_context(_module_arguments(process.arguments))
        stack.enter_context(quick_removal())
        stack.enter_context(_environment(process.environment))
        stack.enter_context(_folder(process.folder))
        stack.enter_context(warnings.catch_warnings())
        warnings.simplefilter("ignore")
        stack.enter_context(contextlib.redirect_stdout(printed))
        stack.enter_context(relaxed_gc())
        yield printed


@contextlib.contextmanager
def _module_arguments(arguments: bytes) -> Iterator[None]:
    before = {name: getattr(basic, name, None) for name in MODULE_ARGUMENTS}
    basic._ANSIBLE_ARGS, basic._ANSIBLE_PROFILE = arguments, PROFILE
    try:
        yield
    finally:
        vars(basic).update(before)


@contextlib.contextmanager
def _environment(variables: Mapping[str, str]) -> Iterator[None]:
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


@contextlib.contextmanager
def _folder(path: str) -> Iterator[None]:
    before = os.getcwd()
    os.chdir(path or ".")
    try:
        yield
    finally:
        os.chdir(before)


class InProcess(Normal):
    """The action of a module: ``module`` is its ``main``, ``variables`` are those of the
    environment that its options fall back to.
    """

    module: Callable[[Host], None]
    variables: tuple[str, ...] = ()

    @classmethod
    @contextlib.contextmanager
    def get_finalize_task_args_context(cls, *args: Any, **kwargs: Any) -> Iterator[Any]:
        """What ansible-core templates a task's arguments in. They may be long lists."""
        settle_in()
        with relaxed_gc(), super().get_finalize_task_args_context(*args, **kwargs) as context:
            yield context

    def run(
        self, tmp: str | None = None, task_vars: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        variables = task_vars or {}
        environment: dict[str, str] = {}
        reason = handover(Candidate(self, variables, environment))
        if reason is None:
            result = ActionBase.run(self, tmp, task_vars)
            here = self._run_here(variables, environment)
            if here is not None:
                merged: dict[str, Any] = merge_hash(result, here)
                return merged
            reason = Handover(Reason.UNENCODABLE_ARGUMENT)
        display.vvv(
            "the module runs in a process of its own: " + str(reason),
            host=variables.get("inventory_hostname"),
        )
        # the other process may write, and does not tell this one
        LOOP_CACHE.drop()
        return super().run(tmp, task_vars)

    def _run_here(
        self, task_vars: dict[str, Any], environment: Mapping[str, str]
    ) -> dict[str, Any] | None:
        """The result of the module. None where its arguments can't be encoded: ansible-core has
        words for that.
        """
        arguments = self._encoded_arguments(task_vars)
        if arguments is None:
            return None
        host = WorkerHost(loop_key(self._task, environment), task_vars.get("inventory_hostname"))
        process = ProcessOfModule(arguments, environment, self._loader.get_basedir())
        try:
            with borrowed_process(process) as printed, contextlib.suppress(SystemExit):
                type(self).module(host)
        except BaseException:
            # a time-out of the task: the vendor may have carried out what it interrupted, or still
            # be at it
            LOOP_CACHE.drop()
            raise
        result = self._parse_returned_data(
            {"rc": 0, "stdout": printed.getvalue(), "stderr": ""}, PROFILE
        )
        if hasattr(result, "as_result_dict"):
            result = result.as_result_dict(for_round_trip=True)
        if host.warnings:
            result["warnings"] = list(result.get("warnings") or ()) + list(host.warnings)
        found: dict[str, Any] = result
        return found

    def _encoded_arguments(self, task_vars: dict[str, Any]) -> bytes | None:
        if VaultHelper is not None:
            # they go back to the controller with the result, where texts that know their line in a
            # file weigh several times as much
            self._task.args = _plain(self._task.args)
        args = dict(self._task.args)
        self._update_module_args(self._task.resolved_action or self._task.action, args, task_vars)
        encoder = get_module_encoder(PROFILE, Direction.CONTROLLER_TO_MODULE)
        try:
            return json.dumps({"ANSIBLE_MODULE_ARGS": args}, cls=encoder).encode("utf-8")
        except TypeError:
            return None


def _plain(value: Any) -> Any:
    """The same in Python's own types. What came from a vault stays marked as such."""
    if isinstance(value, dict):
        return {_plain(key): _plain(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_plain(one) for one in value]
    if isinstance(value, str) and VaultHelper.get_ciphertext(value, with_tags=False) is None:
        return str.__str__(value)
    return value
