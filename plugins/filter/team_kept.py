# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
name: team_kept
short_description: List the objects that stay because others use them
version_added: 0.1.0
author:
  - oncall.routing contributors (@oncall-routing)
description:
  - Lists the objects that plural modules with
    O(oncall.routing.mackerel_channels#module:keep_used) kept instead of deleting them.
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
- name: List the objects that stay
  ansible.builtin.debug:
    msg: "{{ [] | oncall.routing.team_kept }}"
"""

RETURN = r"""
---
_value:
  description: The C(account), C(vendor), C(kind), C(team), C(name) and C(used_by) of each object.
  type: list
  elements: dict
"""


def team_kept(results, prefix=""):
    # a late import: each task's process loads every filter of the collection to find one
    from ansible_collections.oncall.routing.plugins.plugin_utils._inprocess.worker import settle_in
    from ansible_collections.oncall.routing.plugins.plugin_utils._teams.report.plan import (
        kept,
    )

    settle_in()
    return kept(results, prefix)


class FilterModule:
    """Filters over teams."""

    def filters(self):
        return {"team_kept": team_kept}
