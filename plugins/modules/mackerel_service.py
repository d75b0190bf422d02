#!/usr/bin/python
# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: mackerel_service
short_description: Manage a service of Mackerel
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
  name:
    description:
    - 'Name of the service: 2 to 63 letters, digits, C(-) and C(_),
      beginning with a letter or digit.'
    type: str
  memo:
    description:
    - A description. Only the creation of the service sets it; a task
      reports a different one.
    type: str
seealso:
- module: oncall.routing.mackerel_services
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
- name: Create a service
  oncall.routing.mackerel_service:
    api_key: "{{ vault_mackerel_api_key }}"
    name: checkout
    memo: Takes the money

- name: Create another; nothing but the name is needed
  oncall.routing.mackerel_service:
    name: basket

- name: Delete a service that is empty
  oncall.routing.mackerel_service:
    name: basket
    state: absent

- name: Delete a service with all that goes with it, its roles, metrics and monitors
  oncall.routing.mackerel_service:
    name: checkout
    state: absent
    force: true
"""

RETURN = r"""
---
service:
  description: The service after the task, in the shape of the options,
    references as ids. V(null) after O(state=absent).
  type: dict
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
from ansible_collections.oncall.routing.plugins.module_utils._vendors.mackerel.service import (
    SERVICE,
)


def main(host=None):
    run_one(SERVICE, host)


if __name__ == "__main__":
    main()
