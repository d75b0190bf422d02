#!/usr/bin/python
# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: guance_notice_date_info
short_description: Read notice dates of Guance / TrueWatch
version_added: 0.1.0
description:
- Notice dates are a calendar of days, such as holidays, that the windows
  of alert policies refer to.
- The same API serves both brands, Guance and TrueWatch.
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
- module: oncall.routing.guance_notice_date
- module: oncall.routing.guance_notice_dates
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
- name: Read all calendars
  oncall.routing.guance_notice_date_info:
    api_key: "{{ vault_guance_api_key }}"
  register: calendars

- name: Show the days of one
  ansible.builtin.debug:
    msg: "{{ calendars.notice_dates | selectattr('name', 'equalto', 'company-holidays') |
      map(attribute='dates') | first }}"

- name: Read a calendar by name
  oncall.routing.guance_notice_date_info:
    name: company-holidays

- name: Feed back what was read, which changes nothing
  oncall.routing.guance_notice_dates:
    notice_dates: "{{ calendars.notice_dates }}"
"""

RETURN = r"""
---
notice_dates:
  description: The notice dates found, sorted by name.
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
from ansible_collections.oncall.routing.plugins.module_utils._vendors.guance.notice_date import (
    NOTICE_DATE,
)


def main(host=None):
    run_info(NOTICE_DATE, host)


if __name__ == "__main__":
    main()
