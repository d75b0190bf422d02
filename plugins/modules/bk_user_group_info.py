#!/usr/bin/python
# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: bk_user_group_info
short_description: Read user groups of BlueKing Monitor
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
- module: oncall.routing.bk_user_group
- module: oncall.routing.bk_user_groups
- ref: ansible_collections.oncall.routing.docsite.guide_bk
  description: Guide to BlueKing Monitor.
- ref: ansible_collections.oncall.routing.docsite.guide_behaviour
  description: Idempotence, check mode, purge, secrets.
"""

EXAMPLES = r"""
---
- name: Read all user groups of a business
  oncall.routing.bk_user_group_info:
    bk_app_code: ansible
    bk_app_secret: "{{ vault_bk_app_secret }}"
    bk_username: deploy
    bk_biz_id: 2
  register: found

- name: Name those with a rota
  ansible.builtin.debug:
    msg: "{{ found.user_groups | selectattr('need_duty') | map(attribute='name') | list }}"

- name: Read one group through an API gateway, with its duty rules by name
  oncall.routing.bk_user_group_info:
    bk_biz_id: 2
    api_style: apigw
    name: core-oncall
    resolve_names: true

- name: Feed back what was read, which changes nothing
  oncall.routing.bk_user_groups:
    bk_biz_id: 2
    user_groups: "{{ found.user_groups }}"
"""

RETURN = r"""
---
user_groups:
  description: The user groups found, sorted by name.
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
from ansible_collections.oncall.routing.plugins.module_utils._vendors.bk.user_group import (
    USER_GROUP,
)


def main(host=None):
    run_info(USER_GROUP, host)


if __name__ == "__main__":
    main()
