#!/usr/bin/python
# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: mackerel_downtimes
short_description: Manage many downtimes of Mackerel in one task
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
attributes:
  action_group:
    description: Use C(group/oncall.routing.mackerel) or C(group/oncall.routing.all)
      in C(module_defaults).
    support: full
    membership:
    - oncall.routing.mackerel
    - oncall.routing.all
options:
  downtimes:
    description:
    - The downtimes. An empty list is allowed.
    type: list
    elements: dict
    required: true
    suboptions:
      id:
        description:
        - The id of the downtime.
        - Together with O(downtimes[].name) it renames; with C(state=absent)
          both must belong to the same object. One of both is required.
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
        - The time when it begins; for a recurring downtime the first
          time.
        - A time in ISO 8601 with its zone (V(2035-01-07T02:00:00+09:00),
          V(2035-01-06T17:00:00Z)), or seconds since 1970, as in results.
          Required for a new downtime.
        type: raw
      duration:
        description:
        - Its length. Required for a new downtime.
        - A number of minutes, as in results, or a text like V(90m),
          V(2h) or V(1h30m).
        type: raw
      recurrence:
        description:
        - How it repeats. A task gives it whole. V({}) means that it
          does not repeat.
        type: dict
        suboptions:
          type:
            description:
            - The unit of O(downtimes[].recurrence.interval). Required
              for a recurring downtime.
            type: str
            choices:
            - hourly
            - daily
            - weekly
            - monthly
            - yearly
          interval:
            description:
            - Repeat every this many units. Required for a recurring
              downtime.
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
            - The time after which it does not repeat, written like
              O(downtimes[].start). Without it the downtime repeats
              for ever.
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
        - Full names (C(service:role)) of the roles whose alerts it
          suppresses.
        type: list
        elements: str
      role_exclude_scopes:
        description:
        - Full names (C(service:role)) of roles whose alerts it does
          not suppress.
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
    default: 4
seealso:
- module: oncall.routing.mackerel_downtime
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
- name: Give the credentials once for all tasks of a block
  module_defaults:
    group/oncall.routing.mackerel:
      api_key: "{{ vault_mackerel_api_key }}"
  block:
    - name: Declare the downtimes of two teams in one task
      oncall.routing.mackerel_downtimes:
        downtimes:
          - name: team-payments
            start: "2035-01-06T17:00:00Z"
            duration: 90m
            recurrence:
              type: daily
              interval: 1
            service_scopes:
              - payments
          - name: team-search
            start: 2051715600
            duration: 30
            role_scopes:
              - search:api
          - name: team-ledger
            start: "2035-01-06T17:00:00Z"
            duration: 1h30m
            monitor_scopes:
              - ledger-lag

- name: Change one downtime and delete another
  oncall.routing.mackerel_downtimes:
    downtimes:
      - name: team-search
        duration: 1h
      - name: team-ledger
        state: absent

- name: Delete downtimes of the prefix that are not in the list
  oncall.routing.mackerel_downtimes:
    downtimes:
      - name: team-payments
    purge: true
    purge_scope:
      name_prefix: team-

- name: Read the downtimes
  oncall.routing.mackerel_downtime_info:
  register: saved

- name: Apply what was read, for example to undo later changes
  oncall.routing.mackerel_downtimes:
    downtimes: "{{ saved.downtimes }}"
"""

RETURN = r"""
---
downtimes:
  description: The downtimes after the task, in the shape of the options
    and in the order of the list.
  type: list
  elements: dict
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
changes:
  description: 'The changes of each update: C(fields) has C(before)
    and C(after) of each option, with secrets masked.'
  type: list
  elements: dict
  returned: success
  sample:
  - name: payments
    fields:
      monitor_exclude_scopes:
        before: '...'
        after: '...'
    id: 4Kx3ZfHsUeG
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
    by name and id.
  type: list
  elements: dict
  returned: with O(purge_scope) and O(purge=false)
  sample:
  - name: 'payments: old'
    id: 4Kx3ZfHsUeG
errors:
  description: The failures, each with the name of the object and a
    message.
  type: list
  elements: dict
  returned: when an object failed
  sample:
  - name: payments
    message: 'Could not update the downtime ''payments'': ...'
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
from ansible_collections.oncall.routing.plugins.module_utils._vendors.mackerel.downtime import (
    DOWNTIME,
)


def main(host=None):
    run_many(DOWNTIME, host)


if __name__ == "__main__":
    main()
