#!/usr/bin/python
# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: mackerel_notification_group_info
short_description: Read notification groups of Mackerel
version_added: 0.1.0
description:
- A notification group passes the notifications of its monitors and
  services to channels and to other groups.
- A task with C(child_channels) reads the list of channels, and warns
  about those that Mackerel has suspended.
- A task deletes a group that others contain only with C(force=true),
  or together with them.
- Every organization has one default notification group. Mackerel neither
  renames nor deletes it; its other options can change.
- Mackerel does not require names to be unique. Give the id where a
  name is not unique.
- This module reads them. Its output is valid input of the modules that
  write.
author:
- oncall.routing contributors (@oncall-routing)
extends_documentation_fragment:
- oncall.routing.attributes.info
- oncall.routing.mackerel
- oncall.routing.behaviour.info
attributes:
  action_group:
    description: Use C(group/oncall.routing.mackerel) or C(group/oncall.routing.all)
      in C(module_defaults).
    support: full
    membership:
    - oncall.routing.mackerel
    - oncall.routing.all
options:
  ids:
    description:
    - Only objects with one of these ids. The result omits an unknown
      one.
    type: list
    elements: str
    aliases:
    - id
seealso:
- module: oncall.routing.mackerel_notification_group
- module: oncall.routing.mackerel_notification_groups
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
- name: Read all notification groups
  oncall.routing.mackerel_notification_group_info:
    api_key: "{{ vault_mackerel_api_key }}"
  register: found

- name: Show their names, and the id of the default group
  ansible.builtin.debug:
    msg: "{{ found.notification_groups | map(attribute='name') | list }}, default: {{
      found.protected }}"

- name: Read the groups with one name, with names instead of ids
  oncall.routing.mackerel_notification_group_info:
    name: payments
    resolve_names: true
  register: payments

- name: Say so when there is none
  ansible.builtin.debug:
    msg: There is no group called payments
  when: payments.notification_groups | length == 0

- name: Read groups by id
  oncall.routing.mackerel_notification_group_info:
    ids:
      - "{{ found.notification_groups[0].id }}"

- name: Feed back what was read, which changes nothing
  oncall.routing.mackerel_notification_groups:
    notification_groups: "{{ found.notification_groups }}"
"""

RETURN = r"""
---
notification_groups:
  description: The notification groups found, sorted by name.
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
      - Name of the notification group.
      type: str
      returned: always
    notification_level:
      description:
      - 'The notifications that the group passes on: V(all), or with
        V(critical) those of the states Critical and Unknown, and an
        OK only after one of these. A new group gets V(all).'
      type: str
      returned: always
    child_notification_groups:
      description:
      - Notification groups within this group, by name or id. Groups
        must not contain each other.
      type: list
      returned: always
      elements: str
    child_channels:
      description:
      - Channels that receive the notifications, by name or id. They
        may have any type, also one that only the web console creates.
      type: list
      returned: always
      elements: str
    monitors:
      description:
      - Monitors whose notifications this group receives.
      type: list
      returned: always
      elements: dict
    services:
      description:
      - Names of the services whose notifications this group receives.
      type: list
      returned: always
      elements: str
    type:
      description:
      - V(group-default) for the default notification group.
      - 'Read-only: a task that has it ignores it.'
      type: str
      returned: when the vendor shows another value than V(group)
protected:
  description: The id of objects that a purge passes over, because nobody
    can rename, change or delete them.
  type: list
  elements: str
  returned: success
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

from ansible_collections.oncall.routing.plugins.module_utils._module.run_info import run_info
from ansible_collections.oncall.routing.plugins.module_utils._vendors.mackerel.notification_group import (
    NOTIFICATION_GROUP,
)


def main(host=None):
    run_info(NOTIFICATION_GROUP, host)


if __name__ == "__main__":
    main()
