# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
name: team_results
short_description: Reduce the results of plural modules to the keys of a report
version_added: 0.1.0
author:
  - oncall.routing contributors (@oncall-routing)
description:
  - Makes results small enough for a fact. An unchanged object keeps only its name, another one its
    change.
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
    # a late import: each task's process loads every filter of the collection to find one
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
