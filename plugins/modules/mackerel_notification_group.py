#!/usr/bin/python
# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: mackerel_notification_group
short_description: Manage a notification group of Mackerel
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
- This module creates, changes and deletes one.
author:
- oncall.routing contributors (@oncall-routing)
extends_documentation_fragment:
- oncall.routing.attributes
- oncall.routing.mackerel
- oncall.routing.behaviour
- oncall.routing.behaviour.write
- oncall.routing.behaviour.members
- oncall.routing.behaviour.force
- oncall.routing.behaviour.keep
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
    - The id of the notification group.
    - Together with O(name) it renames; with C(state=absent) both must
      belong to the same object. One of both is required.
    type: str
  name:
    description:
    - Name of the notification group.
    type: str
  notification_level:
    description:
    - 'The notifications that the group passes on: V(all), or with V(critical)
      those of the states Critical and Unknown, and an OK only after
      one of these. A new group gets V(all).'
    type: str
    choices:
    - all
    - critical
  child_notification_groups:
    description:
    - Notification groups within this group, by name or id. Groups must
      not contain each other.
    type: list
    elements: str
    aliases:
    - child_notification_group_ids
  child_channels:
    description:
    - Channels that receive the notifications, by name or id. They may
      have any type, also one that only the web console creates.
    type: list
    elements: str
    aliases:
    - child_channel_ids
  monitors:
    description:
    - Monitors whose notifications this group receives.
    type: list
    elements: dict
    suboptions:
      monitor:
        description:
        - The monitor, by name or id. Give the id where the name is
          not unique.
        type: str
        aliases:
        - id
        required: true
      skip_default:
        description:
        - Whether no other notification group receives alerts of this
          monitor.
        type: bool
        default: false
  services:
    description:
    - Names of the services whose notifications this group receives.
    type: list
    elements: str
seealso:
- module: oncall.routing.mackerel_notification_groups
- module: oncall.routing.mackerel_notification_group_info
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
- name: Send notifications of two services to two channels
  oncall.routing.mackerel_notification_group:
    api_key: "{{ vault_mackerel_api_key }}"
    name: payments
    services:
      - payments
      - ledger
    child_channels:
      - payments-page
      - payments-mail
  register: payments

- name: Pass on critical notifications only, and leave everything else as it is
  oncall.routing.mackerel_notification_group:
    name: payments
    notification_level: critical

- name: Add a monitor whose alerts go to no other group
  oncall.routing.mackerel_notification_group:
    name: payments
    monitors:
      - monitor: payments-latency
        skip_default: true

- name: Put the group into a wider one
  oncall.routing.mackerel_notification_group:
    name: payments and search
    child_notification_groups:
      - payments
    child_channels:
      - search-page

- name: Take all monitors out of the group with an empty list
  oncall.routing.mackerel_notification_group:
    name: payments
    monitors: []

- name: Put back to the default what the task does not name
  oncall.routing.mackerel_notification_group:
    name: payments
    services:
      - payments
    child_channels:
      - payments-page
    on_unspecified: reset

- name: Rename the group, which needs its id
  oncall.routing.mackerel_notification_group:
    id: "{{ payments.notification_group.id }}"
    name: payments on-call

- name: See what a change would do, without making it
  oncall.routing.mackerel_notification_group:
    name: payments on-call
    child_channels:
      - payments-page
      - payments-mail
  check_mode: true
  diff: true
  register: preview

- name: Show which options would change
  ansible.builtin.debug:
    msg: "{{ preview.plan[0].action }}: {{ preview.plan[0].fields | join(', ') }}"

- name: Find the default notification group
  oncall.routing.mackerel_notification_group_info:
  register: found

- name: Set the channels of the default notification group
  oncall.routing.mackerel_notification_group:
    id: "{{ found.protected[0] }}"
    child_channels:
      - payments-mail
      - search-mail

- name: Delete the wider group
  oncall.routing.mackerel_notification_group:
    name: payments and search
    state: absent

- name: Delete by id, and only if the id is still called so
  oncall.routing.mackerel_notification_group:
    id: "{{ payments.notification_group.id }}"
    name: payments on-call
    state: absent
"""

RETURN = r"""
---
notification_group:
  description: The notification group after the task, in the shape of
    the options, references as ids. V(null) after O(state=absent).
  type: dict
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
    - services
    id: 4Kx3ZfHsUeG
kept:
  description:
  - The objects that the task kept instead of deleting, with their users.
  type: list
  elements: dict
  returned: with O(keep_used=true)
  sample:
  - name: payments
    used_by:
    - the notification group 'search'
not_working:
  description:
  - 'Objects that do not work, or that refer to such an object, as far
    as the lists of the task show it: the name and the id of the object,
    and C(because).'
  type: list
  elements: dict
  returned: if there are any
  sample:
  - name: payments
    because: is suspended since 2024-06-06T12:34:56Z, ...
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
from ansible_collections.oncall.routing.plugins.module_utils._vendors.mackerel.notification_group import (
    NOTIFICATION_GROUP,
)


def main(host=None):
    run_one(NOTIFICATION_GROUP, host)


if __name__ == "__main__":
    main()
