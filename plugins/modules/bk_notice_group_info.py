#!/usr/bin/python
# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: bk_notice_group_info
short_description: Read notice groups of BlueKing Monitor
version_added: 0.1.0
description:
- A notice group says who receives the alerts of a business, and in
  which ways for each level.
- A group from the web console may hold more than the vendor's notice
  group calls show. Rotas, mentions and the time zone stay as they are.
- A task refuses to change a group with several time ranges, or with
  recipients of other ways than WeCom, because the change would lose
  these.
- A task that names recipients or ways means the whole day and these
  people. It is refused if the group notifies people differently at
  some hours, or by a rota; tasks warn about all else that the group
  holds. For this, the task reads each such group once besides the list.
  The C(_info) module does so too, and leaves out values that are not
  so.
- Change such a group with M(oncall.routing.bk_user_group).
- A task that changes or deletes a group of BlueKing's as-code warns
  about it.
- A task deletes a group that strategies or assign rules use only with
  C(force=true). The vendor itself refuses to delete a group that strategies
  use. It deletes a group that only assign rules use, and these keep
  the id. The list of user groups shows the use.
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
- module: oncall.routing.bk_notice_group
- module: oncall.routing.bk_notice_groups
- ref: ansible_collections.oncall.routing.docsite.guide_bk
  description: Guide to BlueKing Monitor.
- ref: ansible_collections.oncall.routing.docsite.guide_behaviour
  description: Idempotence, check mode, purge, secrets.
"""

EXAMPLES = r"""
---
- name: Read all notice groups of a business
  oncall.routing.bk_notice_group_info:
    bk_app_code: ansible
    bk_app_secret: "{{ vault_bk_app_secret }}"
    bk_username: deploy
    bk_biz_id: 2
  register: found

- name: Show their names
  ansible.builtin.debug:
    msg: "{{ found.notice_groups | map(attribute='name') | list }}"

- name: Read one group by name
  oncall.routing.bk_notice_group_info:
    bk_biz_id: 2
    name: web on-call
  register: web

- name: Say so when there is none
  ansible.builtin.debug:
    msg: There is no notice group called web on-call
  when: web.notice_groups | length == 0

- name: Feed back what was read, which changes nothing
  oncall.routing.bk_notice_groups:
    bk_biz_id: 2
    notice_groups: "{{ found.notice_groups }}"

- name: Read with webhooks in clear, for an export that has to be complete
  oncall.routing.bk_notice_group_info:
    bk_biz_id: 2
    reveal_secrets: true
  register: export
  no_log: true
"""

RETURN = r"""
---
notice_groups:
  description: The notice groups found, sorted by name.
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
      - Name of the notice group. It is unique in the business; case
        and surrounding spaces make no difference.
      type: str
      returned: always
    message:
      description:
      - A description; the C(message) of the vendor's document. C(message)
        is valid as the name of this option, and results have it; only
        ansible-test does not let a module declare an option of that
        name.
      type: str
      returned: always
    notice_receiver:
      description:
      - 'The recipients. Required for a new group. Their order has a
        meaning: V(voice) calls them one after the other.'
      type: list
      returned: if it is true for the whole day
      elements: dict
    notice_way:
      description:
      - 'The ways of notification for each level: V(1) or V(fatal),
        V(2) or V(warning), V(3) or V(remind). Ways are V(weixin), V(mail),
        V(sms), V(voice) and those of the site. Required for a new group
        without C(wxwork_group).'
      type: dict
      returned: if it is true for the whole day
    webhook_url:
      description:
      - A URL that every strategy with the group calls as well.
      type: str
      returned: always
    wxwork_group:
      description:
      - Group chats of WeCom that receive the alerts, for each level
        as in C(notice_way); a list, or a string with commas.
      type: dict
      returned: if it is true for the whole day
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
from ansible_collections.oncall.routing.plugins.module_utils._vendors.bk.notice_group import (
    NOTICE_GROUP,
)


def main(host=None):
    run_info(NOTICE_GROUP, host)


if __name__ == "__main__":
    main()
