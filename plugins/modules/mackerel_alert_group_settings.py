#!/usr/bin/python
# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: mackerel_alert_group_settings
short_description: Manage many alert group settings of Mackerel in one
  task
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
- This module creates, changes and deletes many. It reads the list once,
  however many objects there are.
- The task validates everything before the first write. An object that
  the vendor refuses does not stop the others; the task fails at the
  end.
author:
- oncall.routing contributors (@oncall-routing)
extends_documentation_fragment:
- oncall.routing.attributes
- oncall.routing.mackerel
- oncall.routing.behaviour.write
- oncall.routing.behaviour.many
attributes:
  action_group:
    description: Use C(group/oncall.routing.mackerel) or C(group/oncall.routing.all)
      in C(module_defaults).
    support: full
    membership:
    - oncall.routing.mackerel
    - oncall.routing.all
options:
  alert_group_settings:
    description:
    - The alert group settings. An empty list is allowed.
    type: list
    elements: dict
    required: true
    suboptions:
      id:
        description:
        - The id of the alert group setting.
        - Together with O(alert_group_settings[].name) it renames; with
          C(state=absent) both must belong to the same object. One of
          both is required.
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
        - Full names (C(service:role)) of the roles whose alerts the
          setting gathers.
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
        - A number of minutes, as in results, or a text like V(90m),
          V(2h) or V(1h30m).
        type: raw
      state:
        description:
        - Whether the object exists after the task.
        type: str
        choices:
        - present
        - absent
        default: present
      mode:
        description:
        - The meaning of each list of references or people in the task.
        - V(replace) makes it the whole list. V(add) and V(remove) change
          only the elements of the task and keep the others.
        - A list whose order has a meaning, and any other option, replaces
          the stored value. With V(add) and V(remove) a task refuses
          to change a list of references with such an order.
        type: str
        choices:
        - replace
        - add
        - remove
        default: replace
  concurrency:
    description:
    - The number of writes in flight.
    type: int
    default: 4
seealso:
- module: oncall.routing.mackerel_alert_group_setting
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
- name: Give the credentials once for all tasks of a block
  module_defaults:
    group/oncall.routing.mackerel:
      api_key: "{{ vault_mackerel_api_key }}"
  block:
    - name: Declare the settings of two teams in one task
      oncall.routing.mackerel_alert_group_settings:
        alert_group_settings:
          - name: team-payments
            memo: One message for each outage
            service_scopes:
              - payments
              - ledger
            notification_interval: 30
          - name: team-search
            service_scopes:
              - search
          - name: team-databases
            role_scopes:
              - Hatena-Bookmark:db-master

- name: Change one setting and delete another
  oncall.routing.mackerel_alert_group_settings:
    alert_group_settings:
      - name: team-search
        notification_interval: 60
      - name: team-databases
        state: absent

- name: Delete settings of the prefix that are not in the list, five at most
  oncall.routing.mackerel_alert_group_settings:
    alert_group_settings:
      - name: team-payments
        service_scopes:
          - payments
          - ledger
    purge: true
    purge_scope:
      name_prefix: team-
    purge_limit: 5

- name: Read the settings
  oncall.routing.mackerel_alert_group_setting_info:
  register: saved

- name: Apply what was read, for example to undo later changes
  oncall.routing.mackerel_alert_group_settings:
    alert_group_settings: "{{ saved.alert_group_settings }}"

- name: Delete every setting whose whole name matches
  oncall.routing.mackerel_alert_group_settings:
    alert_group_settings: []
    purge: true
    purge_scope:
      name_regex: team-[a-z]+
    allow_empty: true
"""

RETURN = r"""
---
alert_group_settings:
  description: The alert group settings after the task, in the shape
    of the options and in the order of the list.
  type: list
  elements: dict
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
changes:
  description: 'The changes of each update: C(fields) has C(before)
    and C(after) of each option, with secrets masked.'
  type: list
  elements: dict
  returned: success
  sample:
  - name: payments
    fields:
      notification_interval:
        before: '...'
        after: '...'
    id: 4Kx3ZfHsUeG
counts:
  description: The number of objects by action.
  type: dict
  returned: success
  sample:
    created: 1
    updated: 0
    deleted: 0
    unchanged: 99
    failed: 0
needs:
  description: 'The cost of the real run: C(requests), C(waiting) in
    seconds for the vendor''s limit, and C(refused), the reason if the
    task would be refused.'
  type: dict
  returned: in check mode, if there is something to write
  sample:
    requests: 12
    waiting: 0.0
unlisted:
  description: The objects within O(purge_scope) that the list lacks,
    by name and id.
  type: list
  elements: dict
  returned: with O(purge_scope) and O(purge=false)
  sample:
  - name: 'payments: old'
    id: 4Kx3ZfHsUeG
errors:
  description: The failures, each with the name of the object and a
    message.
  type: list
  elements: dict
  returned: when an object failed
  sample:
  - name: payments
    message: 'Could not update the alert group setting ''payments'':
      ...'
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

from ansible_collections.oncall.routing.plugins.module_utils._module.run_many import run_many
from ansible_collections.oncall.routing.plugins.module_utils._vendors.mackerel.alert_group_setting import (
    ALERT_GROUP_SETTING,
)


def main(host=None):
    run_many(ALERT_GROUP_SETTING, host)


if __name__ == "__main__":
    main()
