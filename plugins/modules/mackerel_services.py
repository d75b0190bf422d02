#!/usr/bin/python
# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: mackerel_services
short_description: Manage many services of Mackerel in one task
version_added: 0.1.0
description:
- Hosts, roles, service metrics and monitors belong to a service. Its
  name identifies it.
- 'Mackerel has no call that renames or changes a service: a task reports
  a different memo and leaves it.'
- With a service Mackerel deletes its roles, its service metrics with
  their monitors, and its graph annotations. A task refuses the deletion
  of a service that has roles or monitors, or that something refers
  to, unless C(force=true). It does not look for service metrics and
  graph annotations.
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
  services:
    description:
    - The services. An empty list is allowed.
    type: list
    elements: dict
    required: true
    suboptions:
      name:
        description:
        - 'Name of the service: 2 to 63 letters, digits, C(-) and C(_),
          beginning with a letter or digit.'
        type: str
      memo:
        description:
        - A description. Only the creation of the service sets it; a
          task reports a different one.
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
- module: oncall.routing.mackerel_service
- module: oncall.routing.mackerel_service_info
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
    - name: Declare the services of a team in one task
      oncall.routing.mackerel_services:
        services:
          - name: shop-checkout
            memo: Takes the money
          - name: shop-basket
          - name: shop-search

- name: Delete one of them
  oncall.routing.mackerel_services:
    services:
      - name: shop-search
        state: absent

- name: See in check mode what a purge would delete
  oncall.routing.mackerel_services:
    services:
      - name: shop-checkout
    purge: true
    purge_scope:
      name_prefix: shop-
  check_mode: true
  register: planned

- name: Delete services whose whole name matches and that are not in the list
  oncall.routing.mackerel_services:
    services:
      - name: shop-checkout
    purge: true
    purge_scope:
      name_regex: shop-[a-z]+
    purge_limit: 3
"""

RETURN = r"""
---
services:
  description: The services after the task, in the shape of the options
    and in the order of the list.
  type: list
  elements: dict
  returned: success
  contains:
    name:
      description:
      - 'Name of the service: 2 to 63 letters, digits, C(-) and C(_),
        beginning with a letter or digit.'
      type: str
      returned: always
    memo:
      description:
      - A description. Only the creation of the service sets it; a task
        reports a different one.
      type: str
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
    - the notification group 'search'
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
    message: 'Could not update the service ''payments'': ...'
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
from ansible_collections.oncall.routing.plugins.module_utils._vendors.mackerel.service import (
    SERVICE,
)


def main(host=None):
    run_many(SERVICE, host)


if __name__ == "__main__":
    main()
