# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
name: team_approved
short_description: Compare a run with an approved plan
version_added: 0.1.0
author:
  - oncall.routing contributors (@oncall-routing)
description:
  - Compares the digests of a run and a plan, and lists the steps that only one of them has.
  - A plan may also name the commit of the team files. Another commit with the same digest is no
    reason to refuse.
options:
  _input:
    description: A dict from the name of each account to C(results) and C(digest) of a run in
      check mode; see P(oncall.routing.team_digest#filter).
    type: dict
    required: true
  plan:
    description: The approved plan as Markdown, or the path of its file on the controller.
    type: str
    required: true
  commit:
    description: The commit of the team files of the run; empty if it is unknown.
    type: str
    default: ''
positional: plan, commit
seealso:
  - plugin: oncall.routing.team_onboarding
    plugin_type: role
"""

EXAMPLES = r"""
---
- name: Compare the run with the approved plan
  ansible.builtin.debug:
    msg: "{{ {'localhost': {'results': [], 'digest': [] | oncall.routing.team_digest}} |
      oncall.routing.team_approved(approved, commit='5f2c1e0') }}"
  vars:
    approved: |
      # Plan for 0 teams

      Commit of the team files: `77aa310`
      Digest of localhost: `{{ [] | oncall.routing.team_digest }}`
"""

RETURN = r"""
---
_value:
  description: The result of the comparison.
  type: dict
  contains:
    refusal:
      description: The reason to refuse the run, with both commits and the differences of each
        account; empty if the run equals the approved plan.
      type: str
    notice:
      description: A note on another commit with the same changes, or empty.
      type: str
  sample: {"refusal": "", "notice": "The plan was approved at commit `77aa310`, and this is commit
    `5f2c1e0`. What there is to do is the same."}
"""

from ansible.errors import AnsibleFilterError


def team_approved(results, plan, commit=""):
    from ansible_collections.oncall.routing.plugins.plugin_utils._teams.report.approval import (
        approved,
        commit_of,
        judged,
    )

    try:
        return judged(results, approved(str(plan)), commit_of(commit))
    except ValueError as error:
        raise AnsibleFilterError("team_approved: %s" % error) from error


class FilterModule:
    """Filters over teams."""

    def filters(self):
        return {"team_approved": team_approved}
