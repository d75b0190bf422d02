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
  - Translates team files into the lists that the plural modules of one vendor take, and says what
      the vendor can't carry exactly.
  - A team that is wrong does not stop the others; it is in C(refused), with file, team and path.
  - What a team file holds is in the guide to team files and in C(docs/team.schema.json).
  - The objects hold the addresses and secrets of the contacts, so a task that shows or keeps them
      needs C(no_log).
options:
  _input:
    description: The teams, each as its file has it.
    type: list
    elements: dict
    required: true
  vendor:
    description: The vendor.
    type: str
    choices: [mackerel, guance, bk]
    required: true
  sources:
    description: Where each team comes from, a list as long as the teams; what is wrong with one is
      told with it.
    type: list
    elements: str
    default: []
  account:
    description:
      - The account that is worked on, so that teams on other accounts are left out.
      - A dict of C(name) (the host of the inventory), C(workspace) (that of Guance), C(bk_biz_id)
          (the business of BlueKing that is worked on),
        C(default_bk_biz_id) (that of teams which name none), C(bk_form)
        (V(auto), or V(user_group) for a site that has the native form of groups only) and C(monday)
          (the number Monday has in a crontab of Guance, V(0)
        or V(1), if somebody has looked).
    type: dict
    default: {}
  prefix:
    description: What the names of all objects begin with.
    type: str
    default: ''
  fidelity:
    description: What of C(fidelity) is wanted. Of hundreds of teams all of it is more than a fact
      should hold.
    type: str
    choices: [all, inexact, none]
    default: all
positional: vendor, sources
seealso:
  - plugin: oncall.routing.team_check
    plugin_type: filter
  - plugin: oncall.routing.team_fidelity
    plugin_type: filter
  - plugin: oncall.routing.team_scope
    plugin_type: filter
"""

EXAMPLES = r"""
---
- name: Show the notification groups of the teams on Mackerel
  ansible.builtin.debug:
    msg: "{{ (teams | oncall.routing.team_objects('mackerel')).objects.notification_groups }}"
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
  description: What the teams come to.
  type: dict
  contains:
    vendor:
      description: The vendor.
      type: str
    bk_biz_id:
      description: The business of BlueKing that is worked on, if the account says one.
      type: int
    objects:
      description: Name of a plural module's list option to its value, in the order in which they
        have to be made.
      type: dict
    fidelity:
      description: For each part of a team C(team), C(vendor), C(path), C(status) (V(exact),
        V(approximated) or V(not expressible)) and C(how).
      type: list
      elements: dict
    refused:
      description: What is wrong with teams, C(team), C(file), C(path) and C(message) of each;
        C(text) is all of it in a line.
      type: list
      elements: dict
    warnings:
      description: What is allowed and hardly meant, in the same form.
      type: list
      elements: dict
    teams:
      description: Names of the teams that are translated.
      type: list
      elements: str
    elsewhere:
      description: Names of the teams that are not on this account.
      type: list
      elements: str
  sample: {"objects": {"notification_groups": [{"name": "payments: critical"}],
    "alert_group_settings": [{"name": "payments: alerts"}]}, "refused": []}
"""

from ansible.errors import AnsibleFilterError


def team_objects(teams, vendor, sources=(), account=None, prefix="", fidelity="all"):
    # not at the top: Ansible loads every filter of a collection anew in each task's process to find
    # one
    from ansible_collections.oncall.routing.plugins.plugin_utils._inprocess.worker import settle_in
    from ansible_collections.oncall.routing.plugins.plugin_utils._teams.translate.common import (
        UsageError,
        translate,
    )

    settle_in()

    try:
        return translate(teams, vendor, sources or (), account, prefix, fidelity)
    except UsageError as error:
        raise AnsibleFilterError("team_objects: %s" % error) from error


class FilterModule:
    """Filters over teams."""

    def filters(self):
        return {"team_objects": team_objects}
