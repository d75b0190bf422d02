# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
name: team_objects
short_description: What a vendor has to hold for a list of teams
version_added: 0.1.0
author:
  - oncall.routing contributors (@oncall-routing)
description:
  - Translates vendor-neutral teams into the lists that the plural modules of one vendor take.
  - Refuses teams that can't be carried out, naming the place.
options:
  _input:
    description: The teams, as described for the role P(oncall.routing.team_onboarding#role).
    type: list
    elements: dict
    required: true
  vendor:
    description: The vendor.
    type: str
    choices: [mackerel, guance, bk]
    required: true
positional: vendor
"""

EXAMPLES = r"""
---
- name: Show what the teams mean on Mackerel
  ansible.builtin.debug:
    msg: "{{ teams | oncall.routing.team_objects('mackerel') }}"
  vars:
    teams:
      - name: payments
        timezone: Asia/Tokyo
        services: [payments]
        contacts:
          page: {mackerel_channels: [payments-page]}
        routing:
          - {severity: [critical], notify: [page]}
"""

RETURN = r"""
---
_value:
  description: Name of a plural module's list option to its value.
  type: dict
  sample: {"notification_groups": [{"name": "payments: critical"}], "alert_group_settings": [{"name": "payments"}]}
"""

from ansible.errors import AnsibleFilterError

from ansible_collections.oncall.routing.plugins.plugin_utils._team import TeamError, objects


def team_objects(teams, vendor):
    try:
        return objects(teams, vendor)
    except TeamError as error:
        raise AnsibleFilterError(str(error)) from error


class FilterModule:
    """Filters over teams."""

    def filters(self):
        return {"team_objects": team_objects}
