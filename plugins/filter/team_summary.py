# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
name: team_summary
short_description: Sum up the results of plural modules for a program
version_added: 0.1.0
author:
  - oncall.routing contributors (@oncall-routing)
description:
  - Sums up the results of plural modules in one dict.
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
- name: Sum up the results
  ansible.builtin.debug:
    msg: "{{ [] | oncall.routing.team_summary }}"
"""

RETURN = r"""
---
_value:
  description: C(changed), C(counts), C(changes), C(errors), C(kept) and C(requests).
  type: dict
"""


def team_summary(results, prefix=""):
    # a late import: each task's process loads every filter of the collection to find one
    from ansible_collections.oncall.routing.plugins.plugin_utils._inprocess.worker import settle_in
    from ansible_collections.oncall.routing.plugins.plugin_utils._teams.report.plan import (
        report,
    )

    settle_in()
    return report(results, prefix)


class FilterModule:
    """Filters over teams."""

    def filters(self):
        return {"team_summary": team_summary}
