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
- 'A user group holds who is told about alerts of a business: when,
  by which ways for each level, and by whose turn it is.'
- 'It is the native form of a notice group, and the ids are the same.
  What only this form has: several time ranges, rotas, mentions, channels
  and notices about actions.'
- 'A change or deletion of a group that is kept as code in BlueKing
  is warned about: the next import there undoes it.'
- A duty rule that is switched off or over is warned about where C(duty_rules)
  is given, because then their list is read.
- A group that strategies or assign rules use can't be deleted. The
  vendor refuses it, so C(force=true) does not help.
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
        - Name of the user group. Unique in the business; case and surrounding
          space make no difference.
        type: str
      desc:
        description:
        - A description.
        type: str
      alert_notice:
        description:
        - How people are told about alerts.
        - The first range that fits decides, so their order matters.
          In times without a range nobody is told.
        - Required for a new group. O(user_groups[].alert_notice[].notify_config)
          is a list with one element for each level.
        type: list
        elements: dict
        suboptions:
          time_range:
            description:
            - The time of day, for example V(09:00--18:00); seconds
              make no difference. A range may cross midnight.
            type: str
            required: true
          notify_config:
            description:
            - How people are told, for each level.
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
                - The ways. None is the same as leaving the level out.
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
                    - Chats that V(wxwork-bot) tells, or V(bkchat),
                      these as C(channel|id). Required for these two.
                    type: list
                    elements: str
      action_notice:
        description:
        - How people are told about actions that alerts set off.
        - The first range that fits decides, so their order matters.
          In times without a range nobody is told.
        - Required for a new group. O(user_groups[].action_notice[].notify_config)
          is a list with one element for each phase.
        type: list
        elements: dict
        suboptions:
          time_range:
            description:
            - The time of day, for example V(09:00--18:00); seconds
              make no difference. A range may cross midnight.
            type: str
            required: true
          notify_config:
            description:
            - How people are told, for each phase.
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
                - The ways. None is the same as leaving the phase out.
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
                    - Chats that V(wxwork-bot) tells, or V(bkchat),
                      these as C(channel|id). Required for these two.
                    type: list
                    elements: str
      users:
        description:
        - 'Members for all times, without a rota. Their order is kept,
          and a change of it is a change: by V(voice) they are called
          one after the other.'
        - 'The vendor has no way to take all of them away: an empty
          list for a group that has members is refused.'
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
        - Whether O(user_groups[].duty_rules) decide who is told.
        type: bool
      duty_rules:
        description:
        - Duty rules by name or id, the one that comes first wins.
        type: list
        elements: str
      channels:
        description:
        - By which channels people are told at all; V(user) and V(wxwork-bot)
          unless given, and where the list is empty. A rota needs V(user).
        type: list
        elements: str
        choices:
        - user
        - wxwork-bot
        - bkchat
      mention_list:
        description:
        - Who is mentioned in chats. A group that was never saved in
          this form mentions everybody, which is shown as the group
          V(all) and kept.
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
            - Name of the user or of the group; the group V(all) is
              everybody.
            type: str
            required: true
      timezone:
        description:
        - The time zone of the time ranges, an IANA name; V(Asia/Shanghai)
          unless given.
        type: str
      duty_notice:
        description:
        - Who is told about the rota.
        type: dict
        suboptions:
          plan_notice:
            description:
            - The plan of the rota, sent to chats.
            - What is left out of it stays as it is stored. What is
              required the vendor wants also where it is off. An empty
              dict takes all of it away.
            type: dict
            suboptions:
              enabled:
                description:
                - Whether the plan of the rota is sent; V(true) unless
                  given.
                type: bool
              days:
                description:
                - How much of it. Required.
                - A number of days, which is also what is returned,
                  or a text like V(3d) or V(2w).
                type: raw
              chat_ids:
                description:
                - Chats that get it. Required.
                type: list
                elements: str
              type:
                description:
                - How often it is sent; V(weekly) unless given.
                type: str
              date:
                description:
                - On which day of the week or month.
                type: int
              time:
                description:
                - At what time of that day, for example V(09:00). Required.
                type: str
          personal_notice:
            description:
            - A word to people before their turn.
            - What is left out of it stays as it is stored. What is
              required the vendor wants also where it is off. An empty
              dict takes all of it away.
            type: dict
            suboptions:
              enabled:
                description:
                - Whether people are told before their turn; V(true)
                  unless given.
                type: bool
              hours_ago:
                description:
                - How long before. Required.
                - A number of hours, which is also what is returned,
                  or a text like V(12h) or V(2d).
                type: raw
              duty_rules:
                description:
                - Duty rules by name or id for whose turns people are
                  told.
                type: list
                elements: str
          hit_first_duty:
            description:
            - Whether only the first duty rule that fits decides.
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
      - Name of the user group. Unique in the business; case and surrounding
        space make no difference.
      type: str
      returned: always
    desc:
      description:
      - A description.
      type: str
      returned: always
    alert_notice:
      description:
      - How people are told about alerts.
      type: list
      returned: when the vendor shows it
      elements: dict
    action_notice:
      description:
      - How people are told about actions that alerts set off.
      type: list
      returned: when the vendor shows it
      elements: dict
    users:
      description:
      - 'Members for all times, without a rota. Their order is kept,
        and a change of it is a change: by V(voice) they are called
        one after the other.'
      type: list
      returned: when the vendor shows it
      elements: dict
    need_duty:
      description:
      - Whether C(duty_rules) decide who is told.
      type: bool
      returned: always
    duty_rules:
      description:
      - Duty rules by name or id, the one that comes first wins.
      type: list
      returned: always
      elements: str
    channels:
      description:
      - By which channels people are told at all; V(user) and V(wxwork-bot)
        unless given, and where the list is empty. A rota needs V(user).
      type: list
      returned: always
      elements: str
    mention_list:
      description:
      - Who is mentioned in chats. A group that was never saved in this
        form mentions everybody, which is shown as the group V(all)
        and kept.
      type: list
      returned: always
      elements: dict
    timezone:
      description:
      - The time zone of the time ranges, an IANA name; V(Asia/Shanghai)
        unless given.
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
          - A word to people before their turn.
          type: dict
          returned: when the vendor shows it
        hit_first_duty:
          description:
          - Whether only the first duty rule that fits decides.
          type: bool
          returned: when the vendor shows it
    edit_allowed:
      description:
      - V(false) for a user group that can't be changed from this business.
      - 'Read-only: a task that has it ignores it.'
      type: bool
      returned: when the vendor shows another value than V(true)
    delete_allowed:
      description:
      - V(false) for a user group that can't be deleted, because it
        is used.
      - 'Read-only: a task that has it ignores it.'
      type: bool
      returned: when the vendor shows another value than V(true)
    config_source:
      description:
      - V(YAML) for a user group that is kept as code in BlueKing, whose
        next import undoes what is changed here.
      - 'Read-only: a task that has it ignores it.'
      type: str
      returned: when the vendor shows another value than V(UI)
    duty_arranges:
      description:
      - The rota of a group that keeps one in itself, in a form older
        than duty rules. It can only be replaced, by duty rules.
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

from ansible_collections.oncall.routing.plugins.module_utils._module.run import many
from ansible_collections.oncall.routing.plugins.module_utils._vendors.bk.user_group import (
    USER_GROUP,
)


def main():
    many(USER_GROUP)


if __name__ == "__main__":
    main()
