#!/usr/bin/python
# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: mackerel_role_info
short_description: Read roles of Mackerel
version_added: 0.1.0
description:
- A role is a part of a service, such as its web servers or its databases.
  Hosts belong to roles.
- 'Its service and its name identify it. Mackerel has no call that renames
  or changes a role: a task reports a different memo and leaves it.'
- In C(purge_scope) the name of a role is C(service:role), so C(name_prefix)
  C(service:) means all roles of a service.
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
- module: oncall.routing.mackerel_role
- module: oncall.routing.mackerel_roles
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
- name: Read all roles of all services
  oncall.routing.mackerel_role_info:
    api_key: "{{ vault_mackerel_api_key }}"
  register: everything

- name: Read one by its full name
  oncall.routing.mackerel_role_info:
    name: payments:db

- name: Read all of a name, whatever service they belong to
  oncall.routing.mackerel_role_info:
    name: app
  register: apps

- name: Show the services that have such a role
  ansible.builtin.debug:
    msg: "{{ apps.roles | map(attribute='service') }} of {{ everything.roles | length }} roles"

- name: Read them once more with fewer tries
  oncall.routing.mackerel_role_info:
    retries: 2
"""

RETURN = r"""
---
roles:
  description: The roles found, sorted by name.
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
from ansible_collections.oncall.routing.plugins.module_utils._vendors.mackerel.role import ROLE


def main(host=None):
    run_info(ROLE, host)


if __name__ == "__main__":
    main()
