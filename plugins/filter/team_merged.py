# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
name: team_merged
short_description: One plan or report of the slices of a job
version_added: 0.1.0
author:
  - oncall.routing contributors (@oncall-routing)
description:
  - Puts together the plans, or the reports, of runs that each worked on a part of the accounts, as
      slices of a job of AWX do. The result is what one run over all accounts shows, with the same
      digests.
  - An account that no slice has handed in, or that could not be planned, is left out and named.
options:
  _input:
    description:
      - What the slices handed in. Each is the artifact, or the report file, of a run with
        C(team_onboarding_slice), as text, dict or path on the controller.
    type: list
    elements: raw
    required: true
  accounts:
    description: The names of all accounts that there should be.
    type: list
    elements: str
    default: []
  done:
    description: Whether these are reports of what was done, and not plans.
    type: bool
    default: false
positional: accounts, done
seealso:
  - plugin: oncall.routing.team_report
    plugin_type: lookup
  - plugin: oncall.routing.team_approved
    plugin_type: filter
"""

EXAMPLES = r"""
---
- name: Show one plan of two slices
  ansible.builtin.debug:
    msg: "{{ (slices | oncall.routing.team_merged(['east', 'west'])).text }}"
  vars:
    slices:
      - {done: false, prefix: '', accounts: {east: {results: []}}}
      - {done: false, prefix: '', accounts: {west: {results: []}}}
"""

RETURN = r"""
---
_value:
  description: The plan or the report.
  type: dict
  contains:
    text:
      description: As Markdown.
      type: str
    sum:
      description: How much is to be done or was done, in one line.
      type: str
    pieces:
      description: The lines of the text in parts that AWX shows whole.
      type: list
      elements: list
    report:
      description: All of it for machines; see P(oncall.routing.team_plan#filter).
      type: dict
    stats:
      description: What a job hands on with C(set_stats).
      type: dict
    left_out:
      description: From each account that has no plan, or whose run failed, to the reason.
      type: dict
    problems:
      description: The same, one line for each reason.
      type: list
      elements: str
    carried:
      description: The number of the other accounts.
      type: int
"""

from ansible.errors import AnsibleFilterError


def team_merged(parts, accounts=(), done=False):
    # not at the top: Ansible loads every filter of a collection anew in each task's process to find
    # one
    from ansible_collections.oncall.routing.plugins.plugin_utils._inprocess.worker import settle_in
    from ansible_collections.oncall.routing.plugins.plugin_utils._teams.report.parts import (
        explained,
        merge,
    )

    settle_in()
    try:
        found = merge(parts, accounts, bool(done))
    except ValueError as error:
        raise AnsibleFilterError("team_merged: %s" % error) from error
    return dict(found, problems=explained(found["left_out"]))


class FilterModule:
    """Filters over teams."""

    def filters(self):
        return {"team_merged": team_merged}
