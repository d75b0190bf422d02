#!/usr/bin/python
# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: mackerel_notification_groups
short_description: Manage many notification groups of Mackerel in one
  task
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
  notification_groups:
    description:
    - The notification groups. An empty list is allowed.
    type: list
    elements: dict
    required: true
    suboptions:
      id:
        description:
        - The id of the notification group.
        - Together with O(notification_groups[].name) it renames; with
          C(state=absent) both must belong to the same object. One of
          both is required.
        type: str
      name:
        description:
        - Name of the notification group.
        type: str
      notification_level:
        description:
        - 'The notifications that the group passes on: V(all), or with
          V(critical) those of the states Critical and Unknown, and
          an OK only after one of these. A new group gets V(all).'
        type: str
        choices:
        - all
        - critical
      child_notification_groups:
        description:
        - Notification groups within this group, by name or id. Groups
          must not contain each other.
        type: list
        elements: str
        aliases:
        - child_notification_group_ids
      child_channels:
        description:
        - Channels that receive the notifications, by name or id. They
          may have any type, also one that only the web console creates.
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
            - The monitor, by name or id. Give the id where the name
              is not unique.
            type: str
            aliases:
            - id
            required: true
          skip_default:
            description:
            - Whether no other notification group receives alerts of
              this monitor.
            type: bool
            default: false
      services:
        description:
        - Names of the services whose notifications this group receives.
        type: list
        elements: str
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
- module: oncall.routing.mackerel_notification_group
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
- name: Give the credentials once and declare the groups of two teams in one task
  module_defaults:
    group/oncall.routing.mackerel:
      api_key: "{{ vault_mackerel_api_key }}"
  block:
    - name: Declare the groups of two teams and one around them
      oncall.routing.mackerel_notification_groups:
        notification_groups:
          - name: team-payments
            services:
              - payments
              - ledger
            child_channels:
              - payments-page
              - payments-mail
          - name: team-search
            notification_level: critical
            services:
              - search
            child_channels:
              - search-page
          - name: team-all
            child_notification_groups:
              - team-payments
              - team-search

- name: Change one group and delete another
  oncall.routing.mackerel_notification_groups:
    notification_groups:
      - name: team-search
        child_channels:
          - search-page
          - search-mail
      - name: team-all
        state: absent

- name: Find groups of the prefix that nobody declared, without deleting them
  oncall.routing.mackerel_notification_groups:
    notification_groups:
      - name: team-payments
    purge: true
    purge_scope:
      name_prefix: team-
  check_mode: true
  register: drift

- name: Show what would be deleted
  ansible.builtin.debug:
    msg: "{{ drift.plan | selectattr('action', 'equalto', 'delete') | map(attribute='name') | list
      }}"

- name: Delete groups of the prefix that are not in the list, five at most
  oncall.routing.mackerel_notification_groups:
    notification_groups:
      - name: team-payments
        child_channels:
          - payments-page
    purge: true
    purge_scope:
      name_prefix: team-
    purge_limit: 5

- name: Read the groups
  oncall.routing.mackerel_notification_group_info:
  register: saved

- name: Apply what was read of the prefix, for example to undo later changes
  oncall.routing.mackerel_notification_groups:
    notification_groups: "{{ saved.notification_groups | selectattr('name', 'match', 'team-') | list
      }}"

- name: Delete every group whose whole name matches, one write at a time
  oncall.routing.mackerel_notification_groups:
    notification_groups: []
    purge: true
    purge_scope:
      name_regex: team-[a-z]+
    allow_empty: true
    concurrency: 1
"""

RETURN = r"""
---
notification_groups:
  description: The notification groups after the task, in the shape
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
changes:
  description: 'The changes of each update: C(fields) has C(before)
    and C(after) of each option, with secrets masked.'
  type: list
  elements: dict
  returned: success
  sample:
  - name: payments
    fields:
      services:
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
    message: 'Could not update the notification group ''payments'':
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
from ansible_collections.oncall.routing.plugins.module_utils._vendors.mackerel.notification_group import (
    NOTIFICATION_GROUP,
)


def main(host=None):
    run_many(NOTIFICATION_GROUP, host)


if __name__ == "__main__":
    main()
