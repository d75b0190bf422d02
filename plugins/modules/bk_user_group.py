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
    - The first range that fits decides, so their order matters. In
      times without a range nobody is told.
    - Required for a new group. O(alert_notice[].notify_config) is a
      list with one element for each level.
    type: list
    elements: dict
    suboptions:
      time_range:
        description:
        - The time of day, for example V(09:00--18:00); seconds make
          no difference. A range may cross midnight.
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
                - V(weixin), V(mail), V(sms), V(voice), V(rtx), V(wxwork-bot),
                  V(bkchat) or another way of the site.
                type: str
                required: true
              receivers:
                description:
                - Chats that V(wxwork-bot) tells, or V(bkchat), these
                  as C(channel|id). Required for these two.
                type: list
                elements: str
  action_notice:
    description:
    - How people are told about actions that alerts set off.
    - The first range that fits decides, so their order matters. In
      times without a range nobody is told.
    - Required for a new group. O(action_notice[].notify_config) is
      a list with one element for each phase.
    type: list
    elements: dict
    suboptions:
      time_range:
        description:
        - The time of day, for example V(09:00--18:00); seconds make
          no difference. A range may cross midnight.
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
            - The ways. None is the same as leaving the phase out.
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
                - Chats that V(wxwork-bot) tells, or V(bkchat), these
                  as C(channel|id). Required for these two.
                type: list
                elements: str
  users:
    description:
    - 'Members for all times, without a rota. Their order is kept, and
      a change of it is a change: by V(voice) they are called one after
      the other.'
    - 'The vendor has no way to take all of them away: an empty list
      for a group that has members is refused.'
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
    - Whether O(duty_rules) decide who is told.
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
    - Who is mentioned in chats. A group that was never saved in this
      form mentions everybody, which is shown as the group V(all) and
      kept.
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
        - Name of the user or of the group; the group V(all) is everybody.
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
        - What is left out of it stays as it is stored. What is required
          the vendor wants also where it is off. An empty dict takes
          all of it away.
        type: dict
        suboptions:
          enabled:
            description:
            - Whether the plan of the rota is sent; V(true) unless given.
            type: bool
          days:
            description:
            - How much of it. Required.
            - A number of days, which is also what is returned, or a
              text like V(3d) or V(2w).
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
        - What is left out of it stays as it is stored. What is required
          the vendor wants also where it is off. An empty dict takes
          all of it away.
        type: dict
        suboptions:
          enabled:
            description:
            - Whether people are told before their turn; V(true) unless
              given.
            type: bool
          hours_ago:
            description:
            - How long before. Required.
            - A number of hours, which is also what is returned, or
              a text like V(12h) or V(2d).
            type: raw
          duty_rules:
            description:
            - Duty rules by name or id for whose turns people are told.
            type: list
            elements: str
      hit_first_duty:
        description:
        - Whether only the first duty rule that fits decides.
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

from ansible_collections.oncall.routing.plugins.module_utils._module.run import one
from ansible_collections.oncall.routing.plugins.module_utils._vendors.bk.user_group import (
    USER_GROUP,
)


def main():
    one(USER_GROUP)


if __name__ == "__main__":
    main()
