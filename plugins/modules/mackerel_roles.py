#!/usr/bin/python
# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: mackerel_roles
short_description: Manage many roles of Mackerel in one task
version_added: 0.1.0
description:
- A role is a part of a service, such as its web servers or its databases.
  Hosts belong to roles.
- 'Its service and its name identify it. Mackerel has no call that renames
  or changes a role: a task reports a different memo and leaves it.'
- In C(purge_scope) the name of a role is C(service:role), so C(name_prefix)
  C(service:) means all roles of a service.
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
  roles:
    description:
    - The roles. An empty list is allowed.
    type: list
    elements: dict
    required: true
    suboptions:
      service:
        description:
        - Name of the service, which must exist.
        type: str
      name:
        description:
        - 'Name of the role, unique within its service: 2 to 63 letters,
          digits, C(-) and C(_), beginning with a letter or digit.'
        type: str
      memo:
        description:
        - A description. Only the creation of the role sets it; a task
          reports a different one.
        type: str
      state:
        description:
        - Whether the object exists after the task.
        type: str
        choices:
        - present
        - absent
        default: present
  concurrency:
    description:
    - The number of writes in flight.
    type: int
    default: 4
seealso:
- module: oncall.routing.mackerel_role
- module: oncall.routing.mackerel_role_info
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
    - name: Declare the roles of two services in one task
      oncall.routing.mackerel_roles:
        roles:
          - service: payments
            name: queue
            memo: Keeps what is to be paid
          - service: payments
            name: cache
          - service: ledger
            name: queue

- name: Delete one of them
  oncall.routing.mackerel_roles:
    roles:
      - service: payments
        name: cache
        state: absent

- name: Delete the roles of one service that are not in the list
  oncall.routing.mackerel_roles:
    roles:
      - service: ledger
        name: app
      - service: ledger
        name: db
    purge: true
    purge_scope:
      name_prefix: "ledger:"

- name: Plan a service and a role of it in check mode, the first step
  oncall.routing.mackerel_services:
    services:
      - name: checkout
  check_mode: true
  register: planned_services

- name: Plan a service and a role of it in check mode, the second step
  oncall.routing.mackerel_roles:
    roles:
      - service: checkout
        name: web
    planned:
      - "{{ planned_services }}"
  check_mode: true
"""

RETURN = r"""
---
roles:
  description: The roles after the task, in the shape of the options
    and in the order of the list.
  type: list
  elements: dict
  returned: success
  contains:
    service:
      description:
      - Name of the service, which must exist.
      type: str
      returned: always
    name:
      description:
      - 'Name of the role, unique within its service: 2 to 63 letters,
        digits, C(-) and C(_), beginning with a letter or digit.'
      type: str
      returned: always
    memo:
      description:
      - A description. Only the creation of the role sets it; a task
        reports a different one.
      type: str
      returned: when the vendor shows it
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
    - memo
changes:
  description: 'The changes of each update: C(fields) has C(before)
    and C(after) of each option, with secrets masked.'
  type: list
  elements: dict
  returned: success
  sample:
  - name: payments
    fields:
      memo:
        before: '...'
        after: '...'
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
    - the alert group setting 'search'
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
    by name.
  type: list
  elements: dict
  returned: with O(purge_scope) and O(purge=false)
  sample:
  - name: 'payments: old'
errors:
  description: The failures, each with the name of the object and a
    message.
  type: list
  elements: dict
  returned: when an object failed
  sample:
  - name: payments
    message: 'Could not update the role ''payments'': ...'
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
from ansible_collections.oncall.routing.plugins.module_utils._vendors.mackerel.role import ROLE


def main(host=None):
    run_many(ROLE, host)


if __name__ == "__main__":
    main()
