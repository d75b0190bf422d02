# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
name: team_plan
short_description: Show the results of plural modules by team
version_added: 0.1.0
author:
  - oncall.routing contributors (@oncall-routing)
description:
  - Makes a plan for people from the results of plural modules, best in check mode and with a diff.
  - An object belongs to a team by its name. The plan has no secrets, because results have none.
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
  done:
    description: Whether the text is in the past tense, after a real run.
    type: bool
    default: false
positional: prefix, done
seealso:
  - plugin: oncall.routing.team_counts
    plugin_type: filter
  - plugin: oncall.routing.team_errors
    plugin_type: filter
  - plugin: oncall.routing.team_kept
    plugin_type: filter
  - plugin: oncall.routing.team_results
    plugin_type: filter
  - plugin: oncall.routing.team_summary
    plugin_type: filter
  - plugin: oncall.routing.team_objects
    plugin_type: filter
  - plugin: oncall.routing.team_report
    plugin_type: lookup
"""

EXAMPLES = r"""
---
- name: Plan the changes
  oncall.routing.mackerel_alert_group_settings:
    alert_group_settings: "{{ (teams |
      oncall.routing.team_objects('mackerel')).objects.alert_group_settings }}"
  check_mode: true
  diff: true
  register: settings
  vars:
    teams:
      - name: payments
        timezone: Asia/Tokyo
        members:
          - {name: alice, email: alice@example.com, lead: true}
        services: [payments]
        contacts:
          page: {slack: {url: "https://hooks.slack.com/services/T0/B0/x"}}
          mail: {email: members}
        routing:
          - {severity: [critical], notify: [page], repeat: 10m}
          - {severity: [warning, info], notify: [mail]}

- name: Show the plan
  ansible.builtin.debug:
    msg: "{{ [settings] | oncall.routing.team_plan }}"
"""

RETURN = r"""
---
_value:
  description: The plan as Markdown.
  type: str
  sample: "# Plan for 1 team"
"""


def team_plan(results, prefix="", done=False):
    # a late import: each task's process loads every filter of the collection to find one
    from ansible_collections.oncall.routing.plugins.plugin_utils._inprocess.worker import settle_in
    from ansible_collections.oncall.routing.plugins.plugin_utils._teams.report.plan import (
        markdown,
    )

    settle_in()
    return markdown(results, prefix, done)


class FilterModule:
    """Filters over teams."""

    def filters(self):
        return {"team_plan": team_plan}
