# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs the action plugin of a module as a worker of Ansible does: real loader, real task, real
local connection.
"""

from __future__ import annotations

from ansible.parsing.dataloader import DataLoader
from ansible.playbook.play_context import PlayContext
from ansible.playbook.task import Task
from ansible.plugins import loader as plugins
from ansible.template import Templar

COLLECTION = "oncall.routing."


def action_of(
    module,
    params,
    check=False,
    diff=False,
    variables=None,
    transport="ansible.builtin.local",
    **task,
):
    """The action, ready to run. ``task``: keywords of the task (loop, environment, ...)."""
    variables = dict({"inventory_hostname": "localhost"}, **(variables or {}))
    data = dict(
        {"name": "test", COLLECTION + module: {}, "check_mode": check, "diff": diff}, **task
    )
    loader = DataLoader()
    one = Task.load(data, loader=loader)
    one.args = dict(params)
    context = PlayContext()
    return (
        plugins.action_loader.get(
            COLLECTION + module,
            task=one,
            connection=plugins.connection_loader.get(transport, context),
            play_context=context,
            loader=loader,
            templar=Templar(loader=loader, variables=variables),
            shared_loader_obj=plugins,
        ),
        variables,
    )


def run(module, params, check=False, diff=False, **more):
    """The result of the action."""
    action, variables = action_of(module, params, check, diff, **more)
    return action.run(task_vars=variables)


def loop(module, items, check=False, **task):
    """The results of one task for each item, as a worker process makes them: one task, an action
    for each.
    """
    action, variables = action_of(module, {}, check=check, loop=[1], **task)
    results = []
    for item in items:
        action._task.args = dict(item)
        fresh = type(action)(
            task=action._task,
            connection=action._connection,
            play_context=action._play_context,
            loader=action._loader,
            templar=action._templar,
            shared_loader_obj=action._shared_loader_obj,
        )
        results.append(fresh.run(task_vars=variables))
    return results
