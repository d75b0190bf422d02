#!/usr/bin/python
# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: mackerel_role
short_description: Manage a role of Mackerel
version_added: 0.1.0
description:
- A role is a part of a service, such as its web servers or its databases.
  Hosts belong to roles.
- 'Its service and its name identify it. Mackerel has no call that renames
  or changes a role: a task reports a different memo and leaves it.'
- In C(purge_scope) the name of a role is C(service:role), so C(name_prefix)
  C(service:) means all roles of a service.
- This module creates, changes and deletes one.
author:
- oncall.routing contributors (@oncall-routing)
extends_documentation_fragment:
- oncall.routing.attributes
- oncall.routing.mackerel
- oncall.routing.behaviour
- oncall.routing.behaviour.write
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
    - A description. Only the creation of the role sets it; a task reports
      a different one.
    type: str
seealso:
- module: oncall.routing.mackerel_roles
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
- name: Create a role within a service
  oncall.routing.mackerel_role:
    api_key: "{{ vault_mackerel_api_key }}"
    service: payments
    name: queue
    memo: Keeps what is to be paid

- name: Create a role of the same name within another service
  oncall.routing.mackerel_role:
    service: ledger
    name: queue

- name: Delete a role that nothing refers to
  oncall.routing.mackerel_role:
    service: ledger
    name: queue
    state: absent

- name: Delete a role, even if downtimes, alert group settings or monitors refer to it
  oncall.routing.mackerel_role:
    service: payments
    name: queue
    state: absent
    force: true
"""

RETURN = r"""
---
role:
  description: The role after the task, in the shape of the options,
    references as ids. V(null) after O(state=absent).
  type: dict
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
from ansible_collections.oncall.routing.plugins.module_utils._vendors.mackerel.role import ROLE


def main(host=None):
    run_one(ROLE, host)


if __name__ == "__main__":
    main()
