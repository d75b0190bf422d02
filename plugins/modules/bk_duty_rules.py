#!/usr/bin/python
# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: bk_duty_rules
short_description: Manage many duty rules of BlueKing Monitor in one
  task
version_added: 0.1.0
description:
- A duty rule says who is on duty, and when. User groups with a rota
  refer to it.
- 'A new rule is switched off unless the task has C(enabled=true): that
  is the vendor''s default.'
- The vendor refuses to delete a rule that user groups use, so C(force=true)
  does not help.
- This module creates, changes and deletes many. It reads the list once,
  however many objects there are.
- The task validates everything before the first write. An object that
  the vendor refuses does not stop the others; the task fails at the
  end.
author:
- oncall.routing contributors (@oncall-routing)
extends_documentation_fragment:
- oncall.routing.attributes
- oncall.routing.bk
- oncall.routing.behaviour.write
- oncall.routing.behaviour.many
- oncall.routing.behaviour.force
- oncall.routing.behaviour.keep
attributes:
  action_group:
    description: Use C(group/oncall.routing.bk) or C(group/oncall.routing.all)
      in C(module_defaults).
    support: full
    membership:
    - oncall.routing.bk
    - oncall.routing.all
options:
  duty_rules:
    description:
    - The duty rules. An empty list is allowed.
    type: list
    elements: dict
    required: true
    suboptions:
      id:
        description:
        - The id of the duty rule.
        - Together with O(duty_rules[].name) it renames; with C(state=absent)
          both must belong to the same object. One of both is required.
        type: int
      name:
        description:
        - Name of the duty rule. It is unique in the business; case
          and surrounding spaces make no difference.
        type: str
      category:
        description:
        - V(regular) for fixed shifts, V(handoff) for shifts that people
          take in turns. Required for a new rule.
        type: str
        choices:
        - regular
        - handoff
      enabled:
        description:
        - Whether the rule is in force. A new rule is B(not) in force
          unless this is V(true).
        type: bool
      labels:
        description:
        - Labels.
        type: list
        elements: str
      effective_time:
        description:
        - The time from which the rule is in force, for example V(2035-01-01
          00:00:00). Without an offset it is a time of the server's
          zone, as the vendor stores and shows it. With an offset (V(2035-01-01
          00:00:00+0900)) it is the same moment on the server's clocks.
        - Required for a new rule.
        type: str
      end_time:
        description:
        - The time until which the rule is in force, written like O(duty_rules[].effective_time).
          Empty means for ever.
        type: str
      duty_arranges:
        description:
        - The parts of the rota. Their order has a meaning, and so has
          the order of shifts and people. Required for a new rule.
        - 'A task refuses two equal parts: the vendor stores them as
          one.'
        type: list
        elements: dict
        suboptions:
          duty_time:
            description:
            - When this part is on duty.
            type: list
            elements: dict
            required: true
            suboptions:
              work_type:
                description:
                - The kind of days.
                type: str
                choices:
                - daily
                - weekly
                - monthly
                - work_day
                - weekend
                - date_range
                required: true
              work_days:
                description:
                - Days of the week, V(1) to V(7), or of the month, V(1)
                  to V(31). Required for V(weekly) and V(monthly).
                - 'Give V([1, 2, 3, 4, 5]) with V(work_day) and V([6,
                  7]) with V(weekend) too: by the vendor''s code, its
                  planning takes the days from this option.'
                type: list
                elements: int
              work_date_range:
                description:
                - Ranges of dates, for example V(2035-02-01--2035-02-07).
                  Required for V(date_range).
                type: list
                elements: str
              work_time_type:
                description:
                - The form of O(duty_rules[].duty_arranges[].duty_time[].work_time).
                  The default is V(time_range).
                type: str
                choices:
                - time_range
                - datetime_range
              work_time:
                description:
                - Times of a day, for example V(20:00--08:00). An end
                  before its start means the next day.
                - For V(datetime_range) one window from one day of the
                  week or month to another, for example V(01 09:00--05
                  18:00).
                type: list
                elements: str
                required: true
              period_settings:
                description:
                - When the next shift takes over; a dict as the vendor
                  takes it.
                type: dict
          duty_users:
            description:
            - 'Who is on duty, in the order of the shifts: a list of
              shifts. Each shift is a list of people with C(type) (C(user)
              or C(group)) and C(id).'
            type: list
            elements: list
            required: true
          group_type:
            description:
            - Whether the shifts are the groups on duty, or the server
              makes groups of the people. The default is V(specified).
            type: str
            choices:
            - specified
            - auto
          group_number:
            description:
            - The number of people on duty together. For V(auto).
            type: int
      state:
        description:
        - Whether the object exists after the task.
        type: str
        choices:
        - present
        - absent
        default: present
seealso:
- module: oncall.routing.bk_duty_rule
- module: oncall.routing.bk_duty_rule_info
- ref: ansible_collections.oncall.routing.docsite.guide_bk
  description: Guide to BlueKing Monitor.
- ref: ansible_collections.oncall.routing.docsite.guide_behaviour
  description: Idempotence, check mode, purge, secrets.
"""

EXAMPLES = r"""
---
- name: Give the credentials and the business once for all tasks of a block
  module_defaults:
    group/oncall.routing.bk:
      bk_app_code: ansible
      bk_app_secret: "{{ vault_bk_app_secret }}"
      bk_username: deploy
      bk_biz_id: 2
  block:
    - name: Declare who is on duty by day and by night
      oncall.routing.bk_duty_rules:
        duty_rules:
          - name: team-days
            category: regular
            enabled: true
            effective_time: "2035-01-01 00:00:00+0800"
            duty_arranges:
              - duty_time:
                  - work_type: daily
                    work_time:
                      - 08:00--20:00
                duty_users:
                  - - type: group
                      id: bk_biz_maintainer
          - name: team-nights
            category: handoff
            enabled: true
            effective_time: "2035-01-01 00:00:00+0800"
            duty_arranges:
              - duty_time:
                  - work_type: daily
                    work_time:
                      - 20:00--08:00
                duty_users:
                  - - type: user
                      id: alice
                  - - type: user
                      id: bob

    - name: Label one rule and delete another
      oncall.routing.bk_duty_rules:
        duty_rules:
          - name: team-days
            labels:
              - days
          - name: team-nights
            state: absent

    - name: Through an API gateway, which takes credentials in the header only
      oncall.routing.bk_duty_rules:
        api_style: apigw
        duty_rules:
          - name: team-days
            labels: []

    - name: Delete every rule of the prefix that is not in the list
      oncall.routing.bk_duty_rules:
        duty_rules: []
        purge: true
        purge_scope:
          name_prefix: team-
        allow_empty: true
"""

RETURN = r"""
---
duty_rules:
  description: The duty rules after the task, in the shape of the options
    and in the order of the list.
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
    - duty_arranges
    id: 31
changes:
  description: 'The changes of each update: C(fields) has C(before)
    and C(after) of each option, with secrets masked.'
  type: list
  elements: dict
  returned: success
  sample:
  - name: payments
    fields:
      duty_arranges:
        before: '...'
        after: '...'
    id: 31
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
    - the user group 'search'
not_working:
  description:
  - 'Objects that do not work, or that refer to such an object, as far
    as the lists of the task show it: the name and the id of the object,
    and C(because).'
  type: list
  elements: dict
  returned: if there are any
  sample:
  - name: payments
    because: is suspended since 2024-06-06T12:34:56Z, ...
    id: 31
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
    id: 31
errors:
  description: The failures, each with the name of the object and a
    message.
  type: list
  elements: dict
  returned: when an object failed
  sample:
  - name: payments
    message: 'Could not update the duty rule ''payments'': ...'
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
from ansible_collections.oncall.routing.plugins.module_utils._vendors.bk.duty_rule import DUTY_RULE


def main(host=None):
    run_many(DUTY_RULE, host)


if __name__ == "__main__":
    main()
