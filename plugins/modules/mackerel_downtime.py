#!/usr/bin/python
# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: mackerel_downtime
short_description: Manage a downtime of Mackerel
version_added: 0.1.0
description:
- A downtime suppresses the notifications of alerts of services, roles
  and monitors for a while, once or repeatedly.
- 'The scopes combine: a downtime suppresses an alert that matches every
  kind of scope in it.'
- Mackerel shortens a window of 24 hours or more where it crosses from
  Sunday into Monday. It takes day 31 for the last day of the month.
- 'A task does not send a downtime that has already ended, and warns
  about it: Mackerel refuses it, or does not list it. A stored downtime
  that has ended stays.'
- Mackerel does not require names to be unique. Give the id where a
  name is not unique.
- This module creates, changes and deletes one.
author:
- oncall.routing contributors (@oncall-routing)
extends_documentation_fragment:
- oncall.routing.attributes
- oncall.routing.mackerel
- oncall.routing.behaviour
- oncall.routing.behaviour.write
- oncall.routing.behaviour.members
attributes:
  action_group:
    description: Use C(group/oncall.routing.mackerel) or C(group/oncall.routing.all)
      in C(module_defaults).
    support: full
    membership:
    - oncall.routing.mackerel
    - oncall.routing.all
options:
  id:
    description:
    - The id of the downtime.
    - Together with O(name) it renames; with C(state=absent) both must
      belong to the same object. One of both is required.
    type: str
  name:
    description:
    - Name of the downtime.
    type: str
  memo:
    description:
    - A description.
    type: str
  start:
    description:
    - The time when it begins; for a recurring downtime the first time.
    - A time in ISO 8601 with its zone (V(2035-01-07T02:00:00+09:00),
      V(2035-01-06T17:00:00Z)), or seconds since 1970, as in results.
      Required for a new downtime.
    type: raw
  duration:
    description:
    - Its length. Required for a new downtime.
    - A number of minutes, as in results, or a text like V(90m), V(2h)
      or V(1h30m).
    type: raw
  recurrence:
    description:
    - How it repeats. A task gives it whole. V({}) means that it does
      not repeat.
    type: dict
    suboptions:
      type:
        description:
        - The unit of O(recurrence.interval). Required for a recurring
          downtime.
        type: str
        choices:
        - hourly
        - daily
        - weekly
        - monthly
        - yearly
      interval:
        description:
        - Repeat every this many units. Required for a recurring downtime.
        type: int
      weekdays:
        description:
        - The days of the week. For V(weekly) only.
        type: list
        elements: str
        choices:
        - Sunday
        - Monday
        - Tuesday
        - Wednesday
        - Thursday
        - Friday
        - Saturday
      until:
        description:
        - The time after which it does not repeat, written like O(start).
          Without it the downtime repeats for ever.
        type: raw
  service_scopes:
    description:
    - Names of the services whose alerts it suppresses.
    type: list
    elements: str
  service_exclude_scopes:
    description:
    - Names of services whose alerts it does not suppress.
    type: list
    elements: str
  role_scopes:
    description:
    - Full names (C(service:role)) of the roles whose alerts it suppresses.
    type: list
    elements: str
  role_exclude_scopes:
    description:
    - Full names (C(service:role)) of roles whose alerts it does not
      suppress.
    type: list
    elements: str
  monitor_scopes:
    description:
    - Monitors whose alerts it suppresses, by name or id.
    type: list
    elements: str
  monitor_exclude_scopes:
    description:
    - Monitors whose alerts it does not suppress, by name or id.
    type: list
    elements: str
seealso:
- module: oncall.routing.mackerel_downtimes
- module: oncall.routing.mackerel_downtime_info
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
- name: Keep a service silent for two hours
  oncall.routing.mackerel_downtime:
    api_key: "{{ vault_mackerel_api_key }}"
    name: payments migration
    memo: See the announcement
    start: "2035-03-04T22:00:00+09:00"
    duration: 2h
    service_scopes:
      - payments

- name: Keep hosts silent every Sunday night, but not the databases
  oncall.routing.mackerel_downtime:
    name: ledger patching
    start: "2035-01-06T17:00:00Z"
    duration: 90m
    recurrence:
      type: weekly
      interval: 1
      weekdays:
        - Sunday
      until: "2036-01-01T00:00:00Z"
    service_scopes:
      - ledger
    role_exclude_scopes:
      - ledger:db

- name: Add a monitor to it and leave all other scopes as they are
  oncall.routing.mackerel_downtime:
    name: ledger patching
    monitor_scopes:
      - ledger-lag
    mode: add

- name: Let it not come again
  oncall.routing.mackerel_downtime:
    name: payments migration
    recurrence: {}

- name: Delete it
  oncall.routing.mackerel_downtime:
    name: payments migration
    state: absent
"""

RETURN = r"""
---
downtime:
  description: The downtime after the task, in the shape of the options,
    references as ids. V(null) after O(state=absent).
  type: dict
  returned: success
  contains:
    id:
      description: Its id.
      type: str
      returned: if there is one
    name:
      description:
      - Name of the downtime.
      type: str
      returned: always
    memo:
      description:
      - A description.
      type: str
      returned: always
    start:
      description:
      - The time when it begins; for a recurring downtime the first
        time.
      type: raw
      returned: always
    duration:
      description:
      - Its length. Required for a new downtime.
      type: raw
      returned: always
    recurrence:
      description:
      - How it repeats. A task gives it whole. V({}) means that it does
        not repeat.
      type: dict
      returned: always
    service_scopes:
      description:
      - Names of the services whose alerts it suppresses.
      type: list
      returned: always
      elements: str
    service_exclude_scopes:
      description:
      - Names of services whose alerts it does not suppress.
      type: list
      returned: always
      elements: str
    role_scopes:
      description:
      - Full names (C(service:role)) of the roles whose alerts it suppresses.
      type: list
      returned: always
      elements: str
    role_exclude_scopes:
      description:
      - Full names (C(service:role)) of roles whose alerts it does not
        suppress.
      type: list
      returned: always
      elements: str
    monitor_scopes:
      description:
      - Monitors whose alerts it suppresses, by name or id.
      type: list
      returned: always
      elements: str
    monitor_exclude_scopes:
      description:
      - Monitors whose alerts it does not suppress, by name or id.
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
    - monitor_exclude_scopes
    id: 4Kx3ZfHsUeG
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
from ansible_collections.oncall.routing.plugins.module_utils._vendors.mackerel.downtime import (
    DOWNTIME,
)


def main(host=None):
    run_one(DOWNTIME, host)


if __name__ == "__main__":
    main()
