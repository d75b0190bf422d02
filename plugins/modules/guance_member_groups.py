#!/usr/bin/python
# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: guance_member_groups
short_description: Manage many teams of Guance / TrueWatch in one task
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
- This module creates, changes and deletes many. It reads the list once,
  however many objects there are.
- The task validates everything before the first write. An object that
  the vendor refuses does not stop the others; the task fails at the
  end.
author:
- oncall.routing contributors (@oncall-routing)
extends_documentation_fragment:
- oncall.routing.attributes
- oncall.routing.guance
- oncall.routing.behaviour.write
- oncall.routing.behaviour.many
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
  member_groups:
    description:
    - The teams. An empty list is allowed.
    type: list
    elements: dict
    required: true
    suboptions:
      uuid:
        description:
        - The UUID of the team.
        - Together with O(member_groups[].name) it renames; with C(state=absent)
          both must belong to the same object. One of both is required.
        type: str
      name:
        description:
        - Name of the team, of at most 48 characters.
        type: str
      members:
        description:
        - 'The members: e-mail addresses of members of the workspace,
          or UUIDs (C(acnt_...)). C(member:) may precede an address.'
        - A name is valid too if only one member has it.
        type: list
        elements: str
        aliases:
        - account_uuids
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
    default: 1
seealso:
- module: oncall.routing.guance_member_group
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
- name: Declare the teams in one task
  oncall.routing.guance_member_groups:
    api_key: "{{ vault_guance_api_key }}"
    member_groups:
      - name: team-database
        members:
          - alice@example.com
          - carol@example.com
      - name: team-network
        members:
          - bob@example.com
      - name: team-of-last-year
        state: absent

- name: Find teams of the prefix that nobody declared, without deleting them
  oncall.routing.guance_member_groups:
    member_groups:
      - name: team-database
    purge: true
    purge_scope:
      name_prefix: team-
  check_mode: true
  register: drift

- name: Show what would be deleted
  ansible.builtin.debug:
    msg: "{{ drift.plan | selectattr('action', 'equalto', 'delete') | map(attribute='name') | list
      }}"

- name: Delete both teams
  oncall.routing.guance_member_groups:
    member_groups:
      - name: team-database
        state: absent
      - name: team-network
        state: absent
"""

RETURN = r"""
---
member_groups:
  description: The teams after the task, in the shape of the options
    and in the order of the list.
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
changes:
  description: 'The changes of each update: C(fields) has C(before)
    and C(after) of each option, with secrets masked.'
  type: list
  elements: dict
  returned: success
  sample:
  - name: payments
    fields:
      members:
        before: '...'
        after: '...'
    uuid: altpl_0000000000000000000000000000f001
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
unlisted:
  description: The objects within O(purge_scope) that the list lacks,
    by name and uuid.
  type: list
  elements: dict
  returned: with O(purge_scope) and O(purge=false)
  sample:
  - name: 'payments: old'
    uuid: altpl_0000000000000000000000000000f001
errors:
  description: The failures, each with the name of the object and a
    message.
  type: list
  elements: dict
  returned: when an object failed
  sample:
  - name: payments
    message: 'Could not update the team ''payments'': ...'
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
from ansible_collections.oncall.routing.plugins.module_utils._vendors.guance.member_group import (
    MEMBER_GROUP,
)


def main(host=None):
    run_many(MEMBER_GROUP, host)


if __name__ == "__main__":
    main()
