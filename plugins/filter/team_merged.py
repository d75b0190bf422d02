# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
name: team_merged
short_description: Merge the plans or reports of the slices of a job
version_added: 0.1.0
author:
  - oncall.routing contributors (@oncall-routing)
description:
  - Merges the plans, or the reports, of runs that each handled a part of the accounts, like the
    slices of a job of AWX. The result equals that of one run over all accounts, with the same
    digests.
  - The merged plan leaves out an account without a part, or without a plan, and names it.
options:
  _input:
    description:
      - The parts of the slices. Each is the artifact, or the report file, of a run with
        C(team_onboarding_slice), as text, dict or path on the controller.
    type: list
    elements: raw
    required: true
  accounts:
    description: The expected names of all accounts.
    type: list
    elements: str
    default: []
  done:
    description: Whether the parts are reports of real runs, not plans.
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
      description: The number of changes in one line.
      type: str
    pieces:
      description: The lines of the text in parts that AWX shows whole.
      type: list
      elements: list
    report:
      description: The report for machines; see P(oncall.routing.team_summary#filter).
      type: dict
    stats:
      description: The values that a job passes to C(set_stats).
      type: dict
    left_out:
      description: A dict from each account without a plan, or with a failed run, to the reason.
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
    # a late import: each task's process loads every filter of the collection to find one
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
