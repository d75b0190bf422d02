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

from ansible_collections.oncall.routing.plugins.module_utils._module.run import info
from ansible_collections.oncall.routing.plugins.module_utils._vendors.bk.user_group import (
    USER_GROUP,
)


def main():
    info(USER_GROUP)


if __name__ == "__main__":
    main()
