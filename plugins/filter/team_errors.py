# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
name: team_errors
short_description: List the errors in the results of plural modules
version_added: 0.1.0
author:
  - oncall.routing contributors (@oncall-routing)
description:
  - Lists the errors of single objects and of whole tasks.
options:
  _input:
    description:
      - Registered results, a list of them (also of loops), or a dict from the name of an account to
        such a list.
    type: raw
    required: true
  prefix:
    description: A prefix for the names of all objects.
    type: str
    default: ''
positional: prefix
seealso:
  - plugin: oncall.routing.team_plan
    plugin_type: filter
"""

EXAMPLES = r"""
---
- name: List the errors
  ansible.builtin.debug:
    msg: "{{ [] | oncall.routing.team_errors }}"
"""

RETURN = r"""
---
_value:
  description: The C(account), C(vendor), C(kind), C(team), C(name) and C(message) of each error. A
    task that failed as a whole has no C(kind) and no C(name).
  type: list
  elements: dict
"""


def team_errors(results, prefix=""):
    # a late import: each task's process loads every filter of the collection to find one
    from ansible_collections.oncall.routing.plugins.plugin_utils._inprocess.worker import settle_in
    from ansible_collections.oncall.routing.plugins.plugin_utils._teams.report.plan import (
        errors,
    )

    settle_in()
    return errors(results, prefix)


class FilterModule:
    """Filters over teams."""

    def filters(self):
        return {"team_errors": team_errors}
