# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
name: team_results
short_description: The results of plural modules without everything that no report needs
version_added: 0.1.0
author:
  - oncall.routing contributors (@oncall-routing)
description:
  - Makes results small enough for a fact. Of an object that stays unchanged only its
    name remains, of the others the change.
options:
  _input:
    description:
      - Registered results, a list of them (also of loops), or a dict from the name of an account to
        such a list.
    type: raw
    required: true
seealso:
  - plugin: oncall.routing.team_plan
    plugin_type: filter
"""

EXAMPLES = r"""
---
- name: Keep the results in a fact
  ansible.builtin.debug:
    msg: "{{ [] | oncall.routing.team_results }}"
"""

RETURN = r"""
---
_value:
  description: The results, one for each task.
  type: list
  elements: dict
"""


def team_results(results):
    # not at the top: Ansible loads every filter of a collection anew in each task's process to find
    # one
    from ansible_collections.oncall.routing.plugins.plugin_utils._inprocess.worker import settle_in
    from ansible_collections.oncall.routing.plugins.plugin_utils._teams.report.plan import (
        shortened,
    )

    settle_in()
    return shortened(results)


class FilterModule:
    """Filters over teams."""

    def filters(self):
        return {"team_results": team_results}
