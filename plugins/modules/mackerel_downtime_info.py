#!/usr/bin/python
# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: mackerel_downtime_info
short_description: Read downtimes of Mackerel
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
options:
  ids:
    description:
    - Only objects with one of these ids. The result omits an unknown
      one.
    type: list
    elements: str
    aliases:
    - id
seealso:
- module: oncall.routing.mackerel_downtime
- module: oncall.routing.mackerel_downtimes
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
- name: Read all downtimes
  oncall.routing.mackerel_downtime_info:
    api_key: "{{ vault_mackerel_api_key }}"
  register: everything

- name: Read one by its name
  oncall.routing.mackerel_downtime_info:
    name: weekly patching

- name: Read one by its id
  oncall.routing.mackerel_downtime_info:
    id: 4DtWeekly01

- name: Read them with monitors by their names, to apply them elsewhere
  oncall.routing.mackerel_downtime_info:
    resolve_names: true

- name: Show when each begins
  ansible.builtin.debug:
    msg: "{{ item.name }}: {{ '%Y-%m-%d %H:%M' | strftime(item.start) }}"
  loop: "{{ everything.downtimes }}"
  loop_control:
    label: "{{ item.name }}"
"""

RETURN = r"""
---
downtimes:
  description: The downtimes found, sorted by name.
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
protected:
  description: The id of objects that a purge passes over, because nobody
    can rename, change or delete them.
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
from ansible_collections.oncall.routing.plugins.module_utils._vendors.mackerel.downtime import (
    DOWNTIME,
)


def main(host=None):
    run_info(DOWNTIME, host)


if __name__ == "__main__":
    main()
