# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
name: team_objects
short_description: Translate teams into the objects of a vendor
version_added: 0.1.0
author:
  - oncall.routing contributors (@oncall-routing)
description:
  - Translates team files into the lists of options of one vendor's plural modules, and reports the
    parts that the vendor cannot carry exactly.
  - A wrong team does not stop the others; C(refused) has it, with file, team and path.
  - The guide to team files and C(docs/team.schema.json) describe team files.
  - The objects contain the addresses and secrets of the contacts, so a task that shows or keeps
    them needs C(no_log).
options:
  _input:
    description: The teams, each with the keys of a team file.
    type: list
    elements: dict
    required: true
  vendor:
    description: The vendor.
    type: str
    choices: [mackerel, guance, bk]
    required: true
  sources:
    description: The file of each team, in the order of the teams. Messages name it.
    type: list
    elements: str
    default: []
  account:
    description:
      - The account of this run. The filter ignores teams on other accounts.
      - A dict of C(name) (the host of the inventory), C(workspace) (of Guance), C(bk_biz_id) (the
        current business of BlueKing), C(default_bk_biz_id) (of teams that name none), C(bk_form)
        (V(auto), or V(user_group) for a site with native calls only) and C(monday)
        (the number of Monday in a crontab of Guance, V(0) or V(1), if you have looked it up).
    type: dict
    default: {}
  prefix:
    description: A prefix for the names of all objects.
    type: str
    default: ''
  fidelity:
    description: The entries of C(fidelity) to return. All entries of hundreds of teams are too many
      for a fact.
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
  description: The translation.
  type: dict
  contains:
    vendor:
      description: The vendor.
      type: str
    bk_biz_id:
      description: The business of BlueKing that is worked on, if the account says one.
      type: int
    objects:
      description: A dict from the list option of a plural module to its value, in the order of
        creation.
      type: dict
    fidelity:
      description: Each part of a team, with C(team), C(vendor), C(path), C(status) (V(exact),
        V(approximated) or V(not expressible)) and C(how).
      type: list
      elements: dict
    refused:
      description: The mistakes of wrong teams, each with C(team), C(file), C(path) and C(message);
        C(text) joins them in one line.
      type: list
      elements: dict
    warnings:
      description: Valid parts of a team that are probably a mistake, in the same form.
      type: list
      elements: dict
    teams:
      description: Names of the translated teams.
      type: list
      elements: str
    elsewhere:
      description: Names of the teams on other accounts.
      type: list
      elements: str
  sample: {"objects": {"notification_groups": [{"name": "payments: critical"}],
    "alert_group_settings": [{"name": "payments: alerts"}]}, "refused": []}
"""

from ansible.errors import AnsibleFilterError


def team_objects(teams, vendor, sources=(), account=None, prefix="", fidelity="all"):
    # a late import: each task's process loads every filter of the collection to find one
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
