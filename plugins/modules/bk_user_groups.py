#!/usr/bin/python
# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: bk_user_groups
short_description: Manage many user groups of BlueKing Monitor in one
  task
version_added: 0.1.0
description:
- 'A user group says who receives the alerts of a business: when, in
  which ways for each level, and by which rota.'
- It is the native form of a notice group, and the ids are the same.
  Only this form has several time ranges, rotas, mentions, channels
  and notices about actions.
- 'A task that changes or deletes a group of BlueKing''s as-code warns
  about it: the next import there undoes the change.'
- A task with C(duty_rules) reads the list of duty rules, and warns
  about those that are switched off or over.
- The vendor refuses to delete a group that strategies or assign rules
  use, so C(force=true) does not help.
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
  user_groups:
    description:
    - The user groups. An empty list is allowed.
    type: list
    elements: dict
    required: true
    suboptions:
      id:
        description:
        - The id of the user group.
        - Together with O(user_groups[].name) it renames; with C(state=absent)
          both must belong to the same object. One of both is required.
        type: int
      name:
        description:
        - Name of the user group. It is unique in the business; case
          and surrounding spaces make no difference.
        type: str
      desc:
        description:
        - A description.
        type: str
      alert_notice:
        description:
        - The notifications about alerts.
        - The first range that includes the time decides, so their order
          has a meaning. Outside the ranges the group notifies nobody.
        - Required for a new group. O(user_groups[].alert_notice[].notify_config)
          is a list with one element for each level.
        type: list
        elements: dict
        suboptions:
          time_range:
            description:
            - The time of day, for example V(09:00--18:00). Seconds
              make no difference. A range may cross midnight.
            type: str
            required: true
          notify_config:
            description:
            - The ways of notification for each level.
            type: list
            elements: dict
            suboptions:
              level:
                description:
                - V(1) or V(fatal), V(2) or V(warning), V(3) or V(remind).
                type: str
                choices:
                - '1'
                - '2'
                - '3'
                - fatal
                - warning
                - remind
                required: true
              notice_ways:
                description:
                - The ways. An empty list means the same as no such
                  level.
                type: list
                elements: dict
                suboptions:
                  name:
                    description:
                    - V(weixin), V(mail), V(sms), V(voice), V(rtx),
                      V(wxwork-bot), V(bkchat) or another way of the
                      site.
                    type: str
                    required: true
                  receivers:
                    description:
                    - Chats of V(wxwork-bot), or of V(bkchat) as C(channel|id).
                      Required for these two.
                    type: list
                    elements: str
      action_notice:
        description:
        - The notifications about actions that alerts start.
        - The first range that includes the time decides, so their order
          has a meaning. Outside the ranges the group notifies nobody.
        - Required for a new group. O(user_groups[].action_notice[].notify_config)
          is a list with one element for each phase.
        type: list
        elements: dict
        suboptions:
          time_range:
            description:
            - The time of day, for example V(09:00--18:00). Seconds
              make no difference. A range may cross midnight.
            type: str
            required: true
          notify_config:
            description:
            - The ways of notification for each phase.
            type: list
            elements: dict
            suboptions:
              phase:
                description:
                - V(3) or V(execute) before an action starts, V(2) or
                  V(execute_success) and V(1) or V(execute_failed) after
                  it.
                type: str
                choices:
                - '1'
                - '2'
                - '3'
                - execute_failed
                - execute_success
                - execute
                required: true
              notice_ways:
                description:
                - The ways. An empty list means the same as no such
                  phase.
                type: list
                elements: dict
                suboptions:
                  name:
                    description:
                    - V(weixin), V(mail), V(sms), V(voice), V(rtx),
                      V(wxwork-bot), V(bkchat) or another way of the
                      site.
                    type: str
                    required: true
                  receivers:
                    description:
                    - Chats of V(wxwork-bot), or of V(bkchat) as C(channel|id).
                      Required for these two.
                    type: list
                    elements: str
      users:
        description:
        - 'Members for all times, without a rota. Their order has a
          meaning: V(voice) calls them one after the other.'
        - 'The vendor has no way to remove all of them: a task refuses
          an empty list for a group that has members.'
        type: list
        elements: dict
        suboptions:
          type:
            description:
            - Whether O(user_groups[].users[].id) is a user or a group
              of the business.
            type: str
            choices:
            - user
            - group
            required: true
          id:
            description:
            - 'Name of the user, or of the group: V(operator), V(bk_bak_operator),
              V(bk_biz_maintainer), V(bk_biz_developer), V(bk_biz_tester),
              V(bk_biz_productor) or another role of the site.'
            type: str
            required: true
      need_duty:
        description:
        - Whether O(user_groups[].duty_rules) decide who receives the
          alerts.
        type: bool
      duty_rules:
        description:
        - Duty rules by name or id. The first rule that applies decides.
        type: list
        elements: str
      channels:
        description:
        - The channels of all notifications. The default, also for an
          empty list, is V(user) and V(wxwork-bot). A rota needs V(user).
        type: list
        elements: str
        choices:
        - user
        - wxwork-bot
        - bkchat
      mention_list:
        description:
        - The mentions in chats. A group that was never saved in this
          form mentions everybody. Results show this as the group V(all),
          and updates keep it.
        type: list
        elements: dict
        suboptions:
          type:
            description:
            - Whether O(user_groups[].mention_list[].id) is a user or
              a group.
            type: str
            choices:
            - user
            - group
            required: true
          id:
            description:
            - Name of the user or of the group; the group V(all) means
              everybody.
            type: str
            required: true
      timezone:
        description:
        - The time zone of the time ranges, an IANA name. The default
          is V(Asia/Shanghai).
        type: str
      duty_notice:
        description:
        - Notices about the rota.
        type: dict
        suboptions:
          plan_notice:
            description:
            - The plan of the rota, sent to chats.
            - An omitted key keeps its stored value. The vendor requires
              the required keys also where this is off. An empty dict
              removes all of it.
            type: dict
            suboptions:
              enabled:
                description:
                - Whether to send the plan of the rota. The default
                  is V(true).
                type: bool
              days:
                description:
                - The length of the plan. Required.
                - A number of days, as in results, or a text like V(3d)
                  or V(2w).
                type: raw
              chat_ids:
                description:
                - Chats that receive the plan. Required.
                type: list
                elements: str
              type:
                description:
                - How often to send the plan. The default is V(weekly).
                type: str
              date:
                description:
                - The day of the week or month.
                type: int
              time:
                description:
                - The time of that day, for example V(09:00). Required.
                type: str
          personal_notice:
            description:
            - The notification of people before they are on duty.
            - An omitted key keeps its stored value. The vendor requires
              the required keys also where this is off. An empty dict
              removes all of it.
            type: dict
            suboptions:
              enabled:
                description:
                - Whether to notify people before they are on duty.
                  The default is V(true).
                type: bool
              hours_ago:
                description:
                - Notify them this long before. Required.
                - A number of hours, as in results, or a text like V(12h)
                  or V(2d).
                type: raw
              duty_rules:
                description:
                - Duty rules of which to notify people, by name or id.
                type: list
                elements: str
          hit_first_duty:
            description:
            - Whether only the first duty rule that applies decides.
            type: bool
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
seealso:
- module: oncall.routing.bk_user_group
- module: oncall.routing.bk_user_group_info
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
  vars:
    by_mail:
      - time_range: 00:00--23:59
        notify_config:
          - level: fatal
            notice_ways:
              - name: mail
    about_actions:
      - time_range: 00:00--23:59
        notify_config:
          - phase: execute_failed
            notice_ways:
              - name: mail
  block:
    - name: Declare a rota
      oncall.routing.bk_duty_rules:
        duty_rules:
          - name: team-rota
            category: regular
            enabled: true
            effective_time: "2035-01-01 00:00:00+0800"
            duty_arranges:
              - duty_time:
                  - work_type: daily
                    work_time:
                      - 00:00--23:59
                duty_users:
                  - - type: user
                      id: alice
      register: rota

    - name: Declare one group with the rota and one with members; in check mode the rota is there
        only in the plan of the task before
      oncall.routing.bk_user_groups:
        user_groups:
          - name: team-on-call
            need_duty: true
            duty_rules:
              - team-rota
            alert_notice: "{{ by_mail }}"
            action_notice: "{{ about_actions }}"
          - name: team-leads
            users:
              - type: user
                id: bob
            alert_notice: "{{ by_mail }}"
            action_notice: "{{ about_actions }}"
        planned:
          - "{{ rota }}"

    - name: Read the groups, with the rules by name
      oncall.routing.bk_user_group_info:
        resolve_names: true
      register: saved

    - name: Apply what was read, for example to another business
      oncall.routing.bk_user_groups:
        user_groups: "{{ saved.user_groups }}"

    - name: Delete the groups of the team
      oncall.routing.bk_user_groups:
        user_groups: []
        purge: true
        purge_scope:
          name_prefix: team-
        allow_empty: true

    - name: Delete the rota, which nobody uses any more
      oncall.routing.bk_duty_rule:
        name: team-rota
        state: absent
"""

RETURN = r"""
---
user_groups:
  description: The user groups after the task, in the shape of the options
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
      - Name of the user group. It is unique in the business; case and
        surrounding spaces make no difference.
      type: str
      returned: always
    desc:
      description:
      - A description.
      type: str
      returned: always
    alert_notice:
      description:
      - The notifications about alerts.
      type: list
      returned: when the vendor shows it
      elements: dict
    action_notice:
      description:
      - The notifications about actions that alerts start.
      type: list
      returned: when the vendor shows it
      elements: dict
    users:
      description:
      - 'Members for all times, without a rota. Their order has a meaning:
        V(voice) calls them one after the other.'
      type: list
      returned: when the vendor shows it
      elements: dict
    need_duty:
      description:
      - Whether C(duty_rules) decide who receives the alerts.
      type: bool
      returned: always
    duty_rules:
      description:
      - Duty rules by name or id. The first rule that applies decides.
      type: list
      returned: always
      elements: str
    channels:
      description:
      - The channels of all notifications. The default, also for an
        empty list, is V(user) and V(wxwork-bot). A rota needs V(user).
      type: list
      returned: always
      elements: str
    mention_list:
      description:
      - The mentions in chats. A group that was never saved in this
        form mentions everybody. Results show this as the group V(all),
        and updates keep it.
      type: list
      returned: always
      elements: dict
    timezone:
      description:
      - The time zone of the time ranges, an IANA name. The default
        is V(Asia/Shanghai).
      type: str
      returned: always
    duty_notice:
      description: The options of the same name.
      type: dict
      returned: always
      contains:
        plan_notice:
          description:
          - The plan of the rota, sent to chats.
          type: dict
          returned: when the vendor shows it
        personal_notice:
          description:
          - The notification of people before they are on duty.
          type: dict
          returned: when the vendor shows it
        hit_first_duty:
          description:
          - Whether only the first duty rule that applies decides.
          type: bool
          returned: when the vendor shows it
    edit_allowed:
      description:
      - V(false) for a user group that this business can't change.
      - 'Read-only: a task that has it ignores it.'
      type: bool
      returned: when the vendor shows another value than V(true)
    delete_allowed:
      description:
      - V(false) for a user group that is in use, so the vendor does
        not delete it.
      - 'Read-only: a task that has it ignores it.'
      type: bool
      returned: when the vendor shows another value than V(true)
    config_source:
      description:
      - V(YAML) for a user group of BlueKing's as-code. The next import
        there undoes changes.
      - 'Read-only: a task that has it ignores it.'
      type: str
      returned: when the vendor shows another value than V(UI)
    duty_arranges:
      description:
      - The rota of a group that keeps it in itself, in a form older
        than duty rules. A task can only replace it, with duty rules.
      - 'Read-only: a task that has it ignores it.'
      type: list
      returned: when there is one
      elements: dict
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
    - duty_notice.hit_first_duty
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
      duty_notice.hit_first_duty:
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
    message: 'Could not update the user group ''payments'': ...'
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
from ansible_collections.oncall.routing.plugins.module_utils._vendors.bk.user_group import (
    USER_GROUP,
)


def main(host=None):
    run_many(USER_GROUP, host)


if __name__ == "__main__":
    main()
