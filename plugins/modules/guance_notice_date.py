#!/usr/bin/python
# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: guance_notice_date
short_description: Manage a notice date of Guance / TrueWatch
version_added: 0.1.0
description:
- Notice dates are a calendar of days, such as holidays, that the windows
  of alert policies refer to.
- The same API serves both brands, Guance and TrueWatch.
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
    - The UUID of the notice date.
    - Together with O(name) it renames; with C(state=absent) both must
      belong to the same object. One of both is required.
    type: str
  name:
    description:
    - Name of the calendar.
    type: str
  dates:
    description:
    - The days, like V(2026/12/25). V(2026-12-25) and V(2026.12.25)
      mean the same; results have slashes.
    - A task gives the list whole; C(mode) adds or removes single days.
      A day that is in it twice counts once.
    type: list
    elements: str
seealso:
- module: oncall.routing.guance_notice_dates
- module: oncall.routing.guance_notice_date_info
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
- name: Declare a calendar that windows of alert policies can refer to
  oncall.routing.guance_notice_date:
    api_key: "{{ vault_guance_api_key }}"
    name: public holidays
    dates:
      - 2027/01/01
      - 2027-02-06
      - "2027.02.07"

- name: Add a day and leave the others as they are
  oncall.routing.guance_notice_date:
    name: public holidays
    mode: add
    dates:
      - 2027/05/01

- name: Take a day out
  oncall.routing.guance_notice_date:
    name: public holidays
    mode: remove
    dates:
      - 2027/02/07

- name: Delete it, unless an alert policy uses it
  oncall.routing.guance_notice_date:
    name: public holidays
    state: absent

- name: Delete it even if alert policies use it, whose windows never open then
  oncall.routing.guance_notice_date:
    name: public holidays
    state: absent
    force: true
"""

RETURN = r"""
---
notice_date:
  description: The notice date after the task, in the shape of the options,
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
      - Name of the calendar.
      type: str
      returned: always
    dates:
      description:
      - The days, like V(2026/12/25). V(2026-12-25) and V(2026.12.25)
        mean the same; results have slashes.
      type: list
      returned: always
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
    - dates
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
from ansible_collections.oncall.routing.plugins.module_utils._vendors.guance.notice_date import (
    NOTICE_DATE,
)


def main(host=None):
    run_one(NOTICE_DATE, host)


if __name__ == "__main__":
    main()
