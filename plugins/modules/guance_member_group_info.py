#!/usr/bin/python
# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: guance_member_group_info
short_description: Read teams of Guance / TrueWatch
version_added: 0.1.0
description:
- A team is a list of members of the workspace. Alert policies notify
  it as one.
- The same API serves both brands, Guance and TrueWatch.
- The vendor's list shows only the names of a team's members. If each
  name belongs to one member only, the list is enough to see that the
  team is in place.
- Any other team costs one more request. A changed team costs one more
  before the change and one after it.
- This module reads them. Its output is valid input of the modules that
  write.
author:
- oncall.routing contributors (@oncall-routing)
extends_documentation_fragment:
- oncall.routing.attributes.info
- oncall.routing.guance
- oncall.routing.behaviour.info
attributes:
  action_group:
    description: Use C(group/oncall.routing.guance) or C(group/oncall.routing.all)
      in C(module_defaults).
    support: full
    membership:
    - oncall.routing.guance
    - oncall.routing.all
options:
  uuids:
    description:
    - Only objects with one of these uuids. The result omits an unknown
      one.
    type: list
    elements: str
    aliases:
    - uuid
seealso:
- module: oncall.routing.guance_member_group
- module: oncall.routing.guance_member_groups
- ref: ansible_collections.oncall.routing.docsite.guide_guance
  description: Guide to Guance / TrueWatch.
- ref: ansible_collections.oncall.routing.docsite.guide_behaviour
  description: Idempotence, check mode, purge, secrets.
- name: API documentation of Guance / TrueWatch
  description: The vendor's documents.
  link: https://docs.guance.com/en/open-api/
- name: API documentation of Guance / TrueWatch
  description: The vendor's documents.
  link: https://docs.truewatch.com/open-api/
"""

EXAMPLES = r"""
---
- name: Read all teams, with e-mail addresses instead of UUIDs
  oncall.routing.guance_member_group_info:
    api_key: "{{ vault_guance_api_key }}"
    resolve_names: true
  register: teams

- name: Show who is in which
  ansible.builtin.debug:
    msg: "{{ teams.member_groups | items2dict(key_name='name', value_name='members') }}"

- name: Read one team
  oncall.routing.guance_member_group_info:
    name: payments

- name: Feed back what was read, which changes nothing
  oncall.routing.guance_member_groups:
    member_groups: "{{ teams.member_groups }}"
"""

RETURN = r"""
---
member_groups:
  description: The teams found, sorted by name.
  type: list
  elements: dict
  returned: success
  contains:
    uuid:
      description: Its uuid.
      type: str
      returned: if there is one
    name:
      description:
      - Name of the team, of at most 48 characters.
      type: str
      returned: always
    members:
      description:
      - 'The members: e-mail addresses of members of the workspace,
        or UUIDs (C(acnt_...)). C(member:) may precede an address.'
      type: list
      returned: when the vendor shows it
      elements: str
protected:
  description: The uuid of objects that a purge passes over, because
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
from ansible_collections.oncall.routing.plugins.module_utils._vendors.guance.member_group import (
    MEMBER_GROUP,
)


def main(host=None):
    run_info(MEMBER_GROUP, host)


if __name__ == "__main__":
    main()
