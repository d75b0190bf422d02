# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
name: team_counts
short_description: Count the objects of each team by action
version_added: 0.1.0
author:
  - oncall.routing contributors (@oncall-routing)
description:
  - Counts the objects in the results of plural modules, by team, vendor and action.
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
- name: Count the objects of each team
  ansible.builtin.debug:
    msg: "{{ [] | oncall.routing.team_counts }}"
"""

RETURN = r"""
---
_value:
  description: A dict from team to vendor to the number of created, updated, deleted, unchanged and
    failed objects.
  type: dict
  sample: {"payments": {"mackerel": {"created": 2, "updated": 0, "deleted": 0, "unchanged": 1,
    "failed": 0}}}
"""


def team_counts(results, prefix=""):
    # a late import: each task's process loads every filter of the collection to find one
    from ansible_collections.oncall.routing.plugins.plugin_utils._inprocess.worker import settle_in
    from ansible_collections.oncall.routing.plugins.plugin_utils._teams.report.plan import (
        counts,
    )

    settle_in()
    return counts(results, prefix)


class FilterModule:
    """Filters over teams."""

    def filters(self):
        return {"team_counts": team_counts}
