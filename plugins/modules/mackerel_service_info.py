#!/usr/bin/python
# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: mackerel_service_info
short_description: Read services of Mackerel
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
options: {}
seealso:
- module: oncall.routing.mackerel_service
- module: oncall.routing.mackerel_services
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
- name: Read all services
  oncall.routing.mackerel_service_info:
    api_key: "{{ vault_mackerel_api_key }}"
  register: everything

- name: Read one
  oncall.routing.mackerel_service_info:
    name: payments

- name: Find out whether there is one of a name
  oncall.routing.mackerel_service_info:
    name: nowhere
  register: found

- name: Show what was found
  ansible.builtin.debug:
    msg: "{{ everything.services | length }} services, {{ found.services | length }} of them called
      nowhere"

- name: Read them once more with fewer tries
  oncall.routing.mackerel_service_info:
    retries: 2
"""

RETURN = r"""
---
services:
  description: The services found, sorted by name.
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
protected:
  description: The names of objects that a purge passes over, because
    nobody can rename, change or delete them.
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
from ansible_collections.oncall.routing.plugins.module_utils._vendors.mackerel.service import (
    SERVICE,
)


def main(host=None):
    run_info(SERVICE, host)


if __name__ == "__main__":
    main()
