# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
name: team_left_out
short_description: Find the reason why an approved plan leaves out an account
version_added: 0.1.0
author:
  - oncall.routing contributors (@oncall-routing)
description:
  - A plan of several slices names the accounts that have no plan, each with the reason. The
    approval does not cover them.
options:
  _input:
    description: The name of the account.
    type: str
    required: true
  plan:
    description: The approved plan as Markdown, or the path of its file on the controller.
    type: str
    required: true
positional: plan
seealso:
  - plugin: oncall.routing.team_approved
    plugin_type: filter
  - plugin: oncall.routing.team_merged
    plugin_type: filter
"""

EXAMPLES = r"""
---
- name: Show why an account has no plan
  ansible.builtin.debug:
    msg: "{{ 'west' | oncall.routing.team_left_out(approved) }}"
  vars:
    approved: |
      # Plan for 0 teams

      Digest of east: `{{ [] | oncall.routing.team_digest }}`

      Left out of this plan, west: no slice handed in a plan of this account
"""

RETURN = r"""
---
_value:
  description: The reason; empty if the plan has the account.
  type: str
"""

from ansible.errors import AnsibleFilterError


def team_left_out(account, plan):
    from ansible_collections.oncall.routing.plugins.plugin_utils._teams.report.approval import (
        approved,
        left_out,
    )

    try:
        return left_out(str(account), approved(str(plan)))
    except ValueError as error:
        raise AnsibleFilterError("team_left_out: %s" % error) from error


class FilterModule:
    """Filters over teams."""

    def filters(self):
        return {"team_left_out": team_left_out}
