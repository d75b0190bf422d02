#!/usr/bin/python
# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: mackerel_alert_group_setting
short_description: Manage an alert group setting of Mackerel
version_added: 0.1.0
description:
- An alert group setting gathers alerts of services, roles and monitors
  into one alert group. Mackerel sends one notification for the group.
- A setting gathers an alert that matches its services or roles, and
  its monitors.
- Only channels whose events include alert groups announce them. Such
  channels no longer announce the single alerts.
- Mackerel does not require names to be unique. Give the id where a
  name is not unique.
- This module creates, changes and deletes one.
author:
- oncall.routing contributors (@oncall-routing)
extends_documentation_fragment:
- oncall.routing.attributes
- oncall.routing.mackerel
- oncall.routing.behaviour
- oncall.routing.behaviour.write
- oncall.routing.behaviour.members
attributes:
  action_group:
    description: Use C(group/oncall.routing.mackerel) or C(group/oncall.routing.all)
      in C(module_defaults).
    support: full
    membership:
    - oncall.routing.mackerel
    - oncall.routing.all
options:
  id:
    description:
    - The id of the alert group setting.
    - Together with O(name) it renames; with C(state=absent) both must
      belong to the same object. One of both is required.
    type: str
  name:
    description:
    - Name of the alert group setting.
    type: str
  memo:
    description:
    - A description.
    type: str
  service_scopes:
    description:
    - Names of the services whose alerts the setting gathers.
    type: list
    elements: str
  role_scopes:
    description:
    - Full names (C(service:role)) of the roles whose alerts the setting
      gathers.
    type: list
    elements: str
  monitor_scopes:
    description:
    - Monitors whose alerts the setting gathers, by name or id.
    type: list
    elements: str
  notification_interval:
    description:
    - Repeat the notification after this time while alerts are open;
      V(0) means never.
    - A number of minutes, as in results, or a text like V(90m), V(2h)
      or V(1h30m).
    type: raw
seealso:
- module: oncall.routing.mackerel_alert_group_settings
- module: oncall.routing.mackerel_alert_group_setting_info
- ref: ansible_collections.oncall.routing.docsite.guide_mackerel
  description: Guide to Mackerel.
- ref: ansible_collections.oncall.routing.docsite.guide_behaviour
  description: Idempotence, check mode, purge, secrets.
- name: API documentation of Mackerel
  description: The vendor's documents.
  link: https://mackerel.io/api-docs/
"""

EXAMPLES = r"""
---
# The credentials can be given in a task, as here. The other examples take them from the environment
# (MACKEREL_APIKEY) or from module_defaults with group/oncall.routing.mackerel.
- name: Gather the alerts of two services and a role into one alert group
  oncall.routing.mackerel_alert_group_setting:
    api_key: "{{ vault_mackerel_api_key }}"
    name: payments burst
    memo: One message for each outage
    service_scopes:
      - payments
      - ledger
    role_scopes:
      - Hatena-Bookmark:db-master
    notification_interval: 30
  register: burst

- name: Narrow it to one monitor, by name
  oncall.routing.mackerel_alert_group_setting:
    name: payments burst
    monitor_scopes:
      - payments-latency

- name: Send the notification once only
  oncall.routing.mackerel_alert_group_setting:
    name: payments burst
    notification_interval: 0

- name: Clear the memo and all role scopes
  oncall.routing.mackerel_alert_group_setting:
    name: payments burst
    memo: ""
    role_scopes: []

- name: Put back to the default what the task does not name
  oncall.routing.mackerel_alert_group_setting:
    name: payments burst
    service_scopes:
      - payments
    on_unspecified: reset

- name: Rename the setting, which needs its id
  oncall.routing.mackerel_alert_group_setting:
    id: "{{ burst.alert_group_setting.id }}"
    name: payments outage

- name: See what a change would do, without making it
  oncall.routing.mackerel_alert_group_setting:
    name: payments outage
    notification_interval: 60
  check_mode: true
  diff: true

- name: Delete the setting
  oncall.routing.mackerel_alert_group_setting:
    name: payments outage
    state: absent
"""

RETURN = r"""
---
alert_group_setting:
  description: The alert group setting after the task, in the shape
    of the options, references as ids. V(null) after O(state=absent).
  type: dict
  returned: success
  contains:
    id:
      description: Its id.
      type: str
      returned: if there is one
    name:
      description:
      - Name of the alert group setting.
      type: str
      returned: always
    memo:
      description:
      - A description.
      type: str
      returned: always
    service_scopes:
      description:
      - Names of the services whose alerts the setting gathers.
      type: list
      returned: always
      elements: str
    role_scopes:
      description:
      - Full names (C(service:role)) of the roles whose alerts the setting
        gathers.
      type: list
      returned: always
      elements: str
    monitor_scopes:
      description:
      - Monitors whose alerts the setting gathers, by name or id.
      type: list
      returned: always
      elements: str
    notification_interval:
      description:
      - Repeat the notification after this time while alerts are open;
        V(0) means never.
      type: raw
      returned: always
plan:
  description:
  - 'The changes of the task, or its plan in check mode: one entry for
    each object.'
  - C(action) is V(create), V(update), V(delete) or V(none); C(fields)
    names the options that change, on a create all that are set.
  type: list
  elements: dict
  returned: always, unless the task was refused before
  sample:
  - action: update
    name: payments
    fields:
    - notification_interval
    id: 4Kx3ZfHsUeG
needs:
  description: 'The cost of the real run: C(requests), C(waiting) in
    seconds for the vendor''s limit, and C(refused), the reason if the
    task would be refused.'
  type: dict
  returned: in check mode, if there is something to write
  sample:
    requests: 12
    waiting: 0.0
requests:
  description: The number of requests of the task.
  type: dict
  returned: always
  contains:
    reads:
      description: Reads, repetitions included.
      type: int
      returned: always
    writes:
      description: Writes, repetitions included.
      type: int
      returned: always
    retries:
      description: The repetitions among them.
      type: int
      returned: always
    waited:
      description: Seconds of waiting for rate limits and between tries.
      type: float
      returned: always
  sample:
    reads: 1
    writes: 1
    retries: 0
    waited: 0.0
"""

from ansible_collections.oncall.routing.plugins.module_utils._module.run_one import run_one
from ansible_collections.oncall.routing.plugins.module_utils._vendors.mackerel.alert_group_setting import (
    ALERT_GROUP_SETTING,
)


def main(host=None):
    run_one(ALERT_GROUP_SETTING, host)


if __name__ == "__main__":
    main()
