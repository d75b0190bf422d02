#!/usr/bin/python
# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: bk_duty_rule_info
short_description: Read duty rules of BlueKing Monitor
version_added: 0.1.0
description:
- A duty rule says who is on duty, and when. User groups with a rota
  refer to it.
- 'A new rule is switched off unless the task has C(enabled=true): that
  is the vendor''s default.'
- The vendor refuses to delete a rule that user groups use, so C(force=true)
  does not help.
- This module reads them. Its output is valid input of the modules that
  write.
author:
- oncall.routing contributors (@oncall-routing)
extends_documentation_fragment:
- oncall.routing.attributes.info
- oncall.routing.bk
- oncall.routing.behaviour.info
attributes:
  action_group:
    description: Use C(group/oncall.routing.bk) or C(group/oncall.routing.all)
      in C(module_defaults).
    support: full
    membership:
    - oncall.routing.bk
    - oncall.routing.all
options:
  ids:
    description:
    - Only objects with one of these ids. The result omits an unknown
      one.
    type: list
    elements: int
    aliases:
    - id
seealso:
- module: oncall.routing.bk_duty_rule
- module: oncall.routing.bk_duty_rules
- ref: ansible_collections.oncall.routing.docsite.guide_bk
  description: Guide to BlueKing Monitor.
- ref: ansible_collections.oncall.routing.docsite.guide_behaviour
  description: Idempotence, check mode, purge, secrets.
"""

EXAMPLES = r"""
---
- name: Read all duty rules of a business
  oncall.routing.bk_duty_rule_info:
    bk_app_code: ansible
    bk_app_secret: "{{ vault_bk_app_secret }}"
    bk_username: deploy
    bk_biz_id: 2
  register: found

- name: Name those that are switched off
  ansible.builtin.debug:
    msg: "{{ found.duty_rules | rejectattr('enabled') | map(attribute='name') | list }}"

- name: Read one rule by name
  oncall.routing.bk_duty_rule_info:
    bk_biz_id: 2
    name: office hours

- name: Feed back what was read, which changes nothing
  oncall.routing.bk_duty_rules:
    bk_biz_id: 2
    duty_rules: "{{ found.duty_rules }}"
"""

RETURN = r"""
---
duty_rules:
  description: The duty rules found, sorted by name.
  type: list
  elements: dict
  returned: success
  contains:
    id:
      description: Its id.
      type: int
      returned: if there is one
    name:
      description:
      - Name of the duty rule. It is unique in the business; case and
        surrounding spaces make no difference.
      type: str
      returned: always
    category:
      description:
      - V(regular) for fixed shifts, V(handoff) for shifts that people
        take in turns. Required for a new rule.
      type: str
      returned: always
    enabled:
      description:
      - Whether the rule is in force. A new rule is B(not) in force
        unless this is V(true).
      type: bool
      returned: always
    labels:
      description:
      - Labels.
      type: list
      returned: always
      elements: str
    effective_time:
      description:
      - The time from which the rule is in force, for example V(2035-01-01
        00:00:00). Without an offset it is a time of the server's zone,
        as the vendor stores and shows it. With an offset (V(2035-01-01
        00:00:00+0900)) it is the same moment on the server's clocks.
      type: str
      returned: always
    end_time:
      description:
      - The time until which the rule is in force, written like C(effective_time).
        Empty means for ever.
      type: str
      returned: always
    duty_arranges:
      description:
      - The parts of the rota. Their order has a meaning, and so has
        the order of shifts and people. Required for a new rule.
      type: list
      returned: when the vendor shows it
      elements: dict
    edit_allowed:
      description:
      - V(false) for a duty rule that this business can't change.
      - 'Read-only: a task that has it ignores it.'
      type: bool
      returned: when the vendor shows another value than V(true)
    delete_allowed:
      description:
      - V(false) for a duty rule that is in use, so the vendor does
        not delete it.
      - 'Read-only: a task that has it ignores it.'
      type: bool
      returned: when the vendor shows another value than V(true)
    config_source:
      description:
      - V(YAML) for a duty rule of BlueKing's as-code. The next import
        there undoes changes.
      - 'Read-only: a task that has it ignores it.'
      type: str
      returned: when the vendor shows another value than V(UI)
protected:
  description: The id of objects that a purge passes over, because nobody
    can rename, change or delete them.
  type: list
  elements: int
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
from ansible_collections.oncall.routing.plugins.module_utils._vendors.bk.duty_rule import DUTY_RULE


def main(host=None):
    run_info(DUTY_RULE, host)


if __name__ == "__main__":
    main()
