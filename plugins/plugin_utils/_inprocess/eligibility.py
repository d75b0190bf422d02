# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whether a module gives the same result in the worker process of its task as in a process of its
own. Private to oncall.routing.
"""

from __future__ import annotations

import enum
import os
import sys
import urllib.request
import warnings
from typing import Any, Mapping, NamedTuple

from ansible import constants as C
from ansible.module_utils import basic
from ansible.module_utils.common import json as core_json
from ansible.plugins.action import ActionBase

from ...module_utils._http.trust import TRUST

try:
    with warnings.catch_warnings():
        # requests may find its own dependencies too new; a module process says nothing of that
        # either
        warnings.simplefilter("ignore")
        # once, before workers are forked, and not in each of them
        import requests  # noqa: F401  pylint: disable=unused-import
    HAS_REQUESTS = True
# whatever is wrong with it, the module says it for its task, and not this file for the whole run
except Exception:
    HAS_REQUESTS = False

#: The variable that switches the worker off, with the value "never".
SWITCH = "ONCALL_ROUTING_ACTION"
#: Variables of a task's environment that requests heeds while a module runs.
HEEDED = {
    name
    for plain in ("http_proxy", "https_proxy", "no_proxy", "all_proxy")
    for name in (plain, plain.upper())
} | set(TRUST)
#: The parts of ansible-core that the runner needs; where one is gone, modules run as processes.
INSIDE: tuple[tuple[object, str], ...] = (
    (basic, "_ANSIBLE_ARGS"),
    (basic, "_ANSIBLE_PROFILE"),
    (core_json, "get_module_encoder"),
    (ActionBase, "_update_module_args"),
    (ActionBase, "_parse_returned_data"),
    (ActionBase, "_compute_environment_string"),
)


class Reason(enum.Enum):
    """Why a module runs as a process of its own."""

    SWITCHED_OFF = SWITCH + "=never"
    UNKNOWN_CORE = "this ansible-core runs modules in another way than those known here"
    NO_REQUESTS = "the controller's Python has no requests, or none that works"
    OTHER_CONNECTION = "the connection is %s"
    OTHER_USER = "become"
    ASYNC = "async"
    KEEPS_FILES = "ANSIBLE_KEEP_REMOTE_FILES"
    OTHER_PYTHON = "the interpreter is %s"
    MACOS_PROXIES = (
        "macOS ends forked processes that ask it for proxies; with no_proxy=* in the environment"
        " none does"
    )
    OTHER_ENVIRONMENT = "environment sets %s"
    UNENCODABLE_ARGUMENT = "JSON can't express an argument"


class Handover(NamedTuple):
    """A module runs as a process of its own, and why."""

    reason: Reason
    detail: str = ""

    def __str__(self) -> str:
        return self.reason.value % self.detail if self.detail else self.reason.value


class Candidate(NamedTuple):
    """A task that may run in this worker."""

    action: Any
    task_vars: Mapping[str, Any]
    #: the environment of the task; :func:`handover` fills it in
    environment: dict[str, str]


def handover(candidate: Candidate) -> Handover | None:
    """The first reason for a process; None where the worker does as well."""
    return (
        _by_settings()
        or _by_task(candidate.action)
        or _by_python(candidate)
        or _by_environment(candidate)
    )


def _by_settings() -> Handover | None:
    if os.environ.get(SWITCH, "").lower() == "never":
        return Handover(Reason.SWITCHED_OFF)
    if not all(hasattr(*one) for one in INSIDE):
        return Handover(Reason.UNKNOWN_CORE)
    if not HAS_REQUESTS:
        return Handover(Reason.NO_REQUESTS)
    return None


def _by_task(action: Any) -> Handover | None:
    connection = action._connection
    if connection.transport not in ("local", "ansible.builtin.local"):
        return Handover(Reason.OTHER_CONNECTION, connection.transport)
    if connection.become:
        return Handover(Reason.OTHER_USER)
    if action._task.async_val:
        return Handover(Reason.ASYNC)
    if C.DEFAULT_KEEP_REMOTE_FILES:
        return Handover(Reason.KEEPS_FILES)
    return None


def _by_python(candidate: Candidate) -> Handover | None:
    """The interpreter that was chosen for the host has to be the one that this runs in."""
    action, task_vars = candidate.action, candidate.task_vars
    if action._task.delegate_to:
        task_vars = task_vars.get("ansible_delegated_vars", {}).get(
            action._task.delegate_to, task_vars
        )
    chosen = task_vars.get("ansible_python_interpreter")
    if chosen is None:
        chosen = C.config.get_config_value("INTERPRETER_PYTHON", variables=task_vars)
    chosen = str(action._templar.template(chosen))
    if chosen.partition("_")[0] == "auto":
        return None
    # links are not followed: the python of a virtual environment is a link to one that lacks its
    # libraries
    here = os.path.dirname(os.path.abspath(sys.executable))
    there = os.path.dirname(os.path.abspath(os.path.expanduser(chosen)))
    same = here == there and os.path.realpath(chosen) == os.path.realpath(sys.executable)
    return None if same else Handover(Reason.OTHER_PYTHON, chosen)


def _by_environment(candidate: Candidate) -> Handover | None:
    candidate.action._compute_environment_string(candidate.environment)
    if sys.platform == "darwin" and not urllib.request.getproxies_environment():
        return Handover(Reason.MACOS_PROXIES)
    known = HEEDED | set(candidate.action.variables)
    strange = sorted(set(candidate.environment) - known)
    return Handover(Reason.OTHER_ENVIRONMENT, ", ".join(strange)) if strange else None
