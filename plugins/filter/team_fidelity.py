# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
name: team_fidelity
short_description: Report which parts of teams the vendors carry
version_added: 0.1.0
author:
  - oncall.routing contributors (@oncall-routing)
description:
  - Writes a report for people from the C(fidelity) of P(oncall.routing.team_objects#filter), or
    selects the entries that are not exact.
options:
  _input:
    description: The C(fidelity) of one or more results of P(oncall.routing.team_objects#filter).
    type: list
    elements: dict
    required: true
  form:
    description: V(markdown) for a report, V(inexact) for the entries that are not exact.
    type: str
    choices: [markdown, inexact]
    default: markdown
  everything:
    description: Whether the report also has exact parts.
    type: bool
    default: false
positional: form
seealso:
  - plugin: oncall.routing.team_objects
    plugin_type: filter
"""

EXAMPLES = r"""
---
- name: Show the parts that Mackerel cannot carry
  ansible.builtin.debug:
    msg: "{{ (teams | oncall.routing.team_objects('mackerel')).fidelity |
      oncall.routing.team_fidelity }}"
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
"""

RETURN = r"""
---
_value:
  description: The report, or the entries.
  type: raw
  sample: "# Fidelity of 1 team"
"""

from ansible.errors import AnsibleFilterError


def team_fidelity(entries, form="markdown", everything=False):
    # a late import: each task's process loads every filter of the collection to find one
    from ansible_collections.oncall.routing.plugins.plugin_utils._teams.fidelity import (
        inexact,
        markdown,
    )
    from ansible_collections.oncall.routing.plugins.plugin_utils._teams.file.schema import LABELS

    if form == "inexact":
        return inexact(entries)
    if form != "markdown":
        raise AnsibleFilterError("team_fidelity: form is markdown or inexact, not %r" % (form,))
    return markdown(entries, LABELS, everything)


class FilterModule:
    """Filters over teams."""

    def filters(self):
        return {"team_fidelity": team_fidelity}
