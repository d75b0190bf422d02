#!/usr/bin/python
# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: bk_user_group
short_description: Manage an user group of BlueKing Monitor
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
- This module creates, changes and deletes one.
author:
- oncall.routing contributors (@oncall-routing)
extends_documentation_fragment:
- oncall.routing.attributes
- oncall.routing.bk
- oncall.routing.behaviour
- oncall.routing.behaviour.write
- oncall.routing.behaviour.members
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
  id:
    description:
    - The id of the user group.
    - Together with O(name) it renames; with C(state=absent) both must
      belong to the same object. One of both is required.
    type: int
  name:
    description:
    - Name of the user group. It is unique in the business; case and
      surrounding spaces make no difference.
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
    - Required for a new group. O(alert_notice[].notify_config) is a
      list with one element for each level.
    type: list
    elements: dict
    suboptions:
      time_range:
        description:
        - The time of day, for example V(09:00--18:00). Seconds make
          no difference. A range may cross midnight.
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
            - The ways. An empty list means the same as no such level.
            type: list
            elements: dict
            suboptions:
              name:
                description:
                - V(weixin), V(mail), V(sms), V(voice), V(rtx), V(wxwork-bot),
                  V(bkchat) or another way of the site.
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
    - Required for a new group. O(action_notice[].notify_config) is
      a list with one element for each phase.
    type: list
    elements: dict
    suboptions:
      time_range:
        description:
        - The time of day, for example V(09:00--18:00). Seconds make
          no difference. A range may cross midnight.
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
            - V(3) or V(execute) before an action starts, V(2) or V(execute_success)
              and V(1) or V(execute_failed) after it.
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
            - The ways. An empty list means the same as no such phase.
            type: list
            elements: dict
            suboptions:
              name:
                description:
                - V(weixin), V(mail), V(sms), V(voice), V(rtx), V(wxwork-bot),
                  V(bkchat) or another way of the site.
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
    - 'Members for all times, without a rota. Their order has a meaning:
      V(voice) calls them one after the other.'
    - 'The vendor has no way to remove all of them: a task refuses an
      empty list for a group that has members.'
    type: list
    elements: dict
    suboptions:
      type:
        description:
        - Whether O(users[].id) is a user or a group of the business.
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
    - Whether O(duty_rules) decide who receives the alerts.
    type: bool
  duty_rules:
    description:
    - Duty rules by name or id. The first rule that applies decides.
    type: list
    elements: str
  channels:
    description:
    - The channels of all notifications. The default, also for an empty
      list, is V(user) and V(wxwork-bot). A rota needs V(user).
    type: list
    elements: str
    choices:
    - user
    - wxwork-bot
    - bkchat
  mention_list:
    description:
    - The mentions in chats. A group that was never saved in this form
      mentions everybody. Results show this as the group V(all), and
      updates keep it.
    type: list
    elements: dict
    suboptions:
      type:
        description:
        - Whether O(mention_list[].id) is a user or a group.
        type: str
        choices:
        - user
        - group
        required: true
      id:
        description:
        - Name of the user or of the group; the group V(all) means everybody.
        type: str
        required: true
  timezone:
    description:
    - The time zone of the time ranges, an IANA name. The default is
      V(Asia/Shanghai).
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
          the required keys also where this is off. An empty dict removes
          all of it.
        type: dict
        suboptions:
          enabled:
            description:
            - Whether to send the plan of the rota. The default is V(true).
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
          the required keys also where this is off. An empty dict removes
          all of it.
        type: dict
        suboptions:
          enabled:
            description:
            - Whether to notify people before they are on duty. The
              default is V(true).
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
seealso:
- module: oncall.routing.bk_user_groups
- module: oncall.routing.bk_user_group_info
- ref: ansible_collections.oncall.routing.docsite.guide_bk
  description: Guide to BlueKing Monitor.
- ref: ansible_collections.oncall.routing.docsite.guide_behaviour
  description: Idempotence, check mode, purge, secrets.
"""

EXAMPLES = r"""
---
# The credentials can be given in a task, as here. The other examples take them from the environment
# (BK_APP_CODE, BK_APP_SECRET, BK_USERNAME) or from module_defaults with group/oncall.routing.bk.
- name: Call people by night, and send mails and chats by day
  oncall.routing.bk_user_group:
    bk_app_code: ansible
    bk_app_secret: "{{ vault_bk_app_secret }}"
    bk_username: deploy
    bk_biz_id: 2
    name: web people
    desc: Web tier
    users:
      - type: user
        id: alice
      - type: group
        id: bk_biz_maintainer
    alert_notice:
      - time_range: 22:00--08:00
        notify_config:
          - level: fatal
            notice_ways:
              - name: voice
      - time_range: 00:00--23:59
        notify_config:
          - level: fatal
            notice_ways:
              - name: mail
              - name: wxwork-bot
                receivers:
                  - wrk0123456789abcdef0123456789abc
          - level: warning
            notice_ways:
              - name: mail
    action_notice:
      - time_range: 00:00--23:59
        notify_config:
          - phase: execute_failed
            notice_ways:
              - name: mail
  register: web

- name: Add one member, and leave those of others alone
  oncall.routing.bk_user_group:
    bk_biz_id: 2
    name: web people
    users:
      - type: user
        id: bob
    mode: add

- name: Mention everybody in chats, in the time zone of the team
  oncall.routing.bk_user_group:
    bk_biz_id: 2
    name: web people
    mention_list:
      - type: group
        id: all
    timezone: Asia/Singapore

- name: Let duty rules decide who is told, and tell people a day before their turn
  oncall.routing.bk_user_group:
    bk_biz_id: 2
    name: web people
    need_duty: true
    duty_rules:
      - office hours
      - week by week
    duty_notice:
      personal_notice:
        enabled: true
        hours_ago: 24

- name: See what a change would do, without making it
  oncall.routing.bk_user_group:
    bk_biz_id: 2
    name: web people
    channels:
      - user
  check_mode: true
  diff: true

- name: Delete the group by id, and only if it is still called so
  oncall.routing.bk_user_group:
    bk_biz_id: 2
    id: "{{ web.user_group.id }}"
    name: web people
    state: absent
"""

RETURN = r"""
---
user_group:
  description: The user group after the task, in the shape of the options,
    references as ids. V(null) after O(state=absent).
  type: dict
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
from ansible_collections.oncall.routing.plugins.module_utils._vendors.bk.user_group import (
    USER_GROUP,
)


def main(host=None):
    run_one(USER_GROUP, host)


if __name__ == "__main__":
    main()
