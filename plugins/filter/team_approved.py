# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
name: team_approved
short_description: What a run would do otherwise than an approved plan says
version_added: 0.1.0
author:
  - oncall.routing contributors (@oncall-routing)
description:
  - Compares the digests that a plan ends with, and says which steps only one of both has.
options:
  _input:
    description: From each account to C(results) and C(digest) of a run in check mode; see
      P(oncall.routing.team_digest#filter).
    type: dict
    required: true
  plan:
    description: The plan that was approved, as Markdown, or the path of a file on the controller
      that holds it.
    type: str
    required: true
positional: plan
seealso:
  - plugin: oncall.routing.team_onboarding
    plugin_type: role
"""

EXAMPLES = r"""
---
- name: Show what differs from the approved plan
  ansible.builtin.debug:
    msg: "{{ {'localhost': {'results': [], 'digest': [] | oncall.routing.team_digest}} |
      oncall.routing.team_approved(approved) }}"
  vars:
    approved: |
      # Plan for 0 teams

      Digest of localhost: `{{ [] | oncall.routing.team_digest }}`
"""

RETURN = r"""
---
_value:
  description: The differences, each with its account; none where the run does what was approved.
  type: list
  elements: str
"""

from ansible.errors import AnsibleFilterError


def team_approved(results, plan):
    from ansible_collections.oncall.routing.plugins.plugin_utils._teams.report.approval import (
        approved,
        differences,
    )

    try:
        return differences(results, approved(str(plan)))
    except ValueError as error:
        raise AnsibleFilterError("team_approved: %s" % error) from error


class FilterModule:
    """Filters over teams."""

    def filters(self):
        return {"team_approved": team_approved}
