#!/usr/bin/python
# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: guance_member_group
short_description: Manage a team of Guance / TrueWatch
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
- This module creates, changes and deletes one.
author:
- oncall.routing contributors (@oncall-routing)
extends_documentation_fragment:
- oncall.routing.attributes
- oncall.routing.guance
- oncall.routing.behaviour
- oncall.routing.behaviour.write
- oncall.routing.behaviour.members
- oncall.routing.behaviour.force
- oncall.routing.behaviour.keep
attributes:
  action_group:
    description: Use C(group/oncall.routing.guance) or C(group/oncall.routing.all)
      in C(module_defaults).
    support: full
    membership:
    - oncall.routing.guance
    - oncall.routing.all
options:
  uuid:
    description:
    - The UUID of the team.
    - Together with O(name) it renames; with C(state=absent) both must
      belong to the same object. One of both is required.
    type: str
  name:
    description:
    - Name of the team, of at most 48 characters.
    type: str
  members:
    description:
    - 'The members: e-mail addresses of members of the workspace, or
      UUIDs (C(acnt_...)). C(member:) may precede an address.'
    - A name is valid too if only one member has it.
    type: list
    elements: str
    aliases:
    - account_uuids
seealso:
- module: oncall.routing.guance_member_groups
- module: oncall.routing.guance_member_group_info
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
# The credentials can be given in a task, as here. The other examples take them from the environment
# (GUANCE_ACCESS_TOKEN) or from module_defaults with group/oncall.routing.guance.
- name: Declare a team and everybody who is in it
  oncall.routing.guance_member_group:
    api_key: "{{ vault_guance_api_key }}"
    name: SRE
    members:
      - alice@example.com
      - bob@example.com
  register: sre

- name: Add one person and leave the others alone
  oncall.routing.guance_member_group:
    name: SRE
    mode: add
    members:
      - carol@example.com

- name: Take one person out
  oncall.routing.guance_member_group:
    name: SRE
    mode: remove
    members:
      - bob@example.com

- name: Rename the team, which needs its UUID
  oncall.routing.guance_member_group:
    uuid: "{{ sre.member_group.uuid }}"
    name: Reliability

- name: Delete the team, unless an alert policy or a notify object refers to it
  oncall.routing.guance_member_group:
    name: Reliability
    state: absent
"""

RETURN = r"""
---
member_group:
  description: The team after the task, in the shape of the options,
    references as ids. V(null) after O(state=absent).
  type: dict
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
    - members
    uuid: altpl_0000000000000000000000000000f001
kept:
  description:
  - The objects that the task kept instead of deleting, with their users.
  type: list
  elements: dict
  returned: with O(keep_used=true)
  sample:
  - name: payments
    used_by:
    - the alert policy 'search'
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
from ansible_collections.oncall.routing.plugins.module_utils._vendors.guance.member_group import (
    MEMBER_GROUP,
)


def main(host=None):
    run_one(MEMBER_GROUP, host)


if __name__ == "__main__":
    main()
