#!/usr/bin/python
# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: bk_notice_group
short_description: Manage a notice group of BlueKing Monitor
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
    - The id of the notice group.
    - Together with O(name) it renames; with C(state=absent) both must
      belong to the same object. One of both is required.
    type: int
  name:
    description:
    - Name of the notice group. It is unique in the business; case and
      surrounding spaces make no difference.
    type: str
  desc:
    description:
    - A description; the C(message) of the vendor's document. C(message)
      is valid as the name of this option, and results have it; only
      ansible-test does not let a module declare an option of that name.
    type: str
  notice_receiver:
    description:
    - 'The recipients. Required for a new group. Their order has a meaning:
      V(voice) calls them one after the other.'
    type: list
    elements: dict
    suboptions:
      type:
        description:
        - Whether O(notice_receiver[].id) is a user or a group of the
          business.
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
  notice_way:
    description:
    - 'The ways of notification for each level: V(1) or V(fatal), V(2)
      or V(warning), V(3) or V(remind). Ways are V(weixin), V(mail),
      V(sms), V(voice) and those of the site. Required for a new group
      without O(wxwork_group).'
    type: dict
  webhook_url:
    description:
    - A URL that every strategy with the group calls as well.
    - If it becomes empty, the server keeps the callback that it made
      for it, without URL.
    - It is a secret. Results show V(********), which as input keeps
      the stored value.
    type: str
  wxwork_group:
    description:
    - Group chats of WeCom that receive the alerts, for each level as
      in O(notice_way); a list, or a string with commas.
    type: dict
seealso:
- module: oncall.routing.bk_notice_groups
- module: oncall.routing.bk_notice_group_info
- ref: ansible_collections.oncall.routing.docsite.guide_bk
  description: Guide to BlueKing Monitor.
- ref: ansible_collections.oncall.routing.docsite.guide_behaviour
  description: Idempotence, check mode, purge, secrets.
"""

EXAMPLES = r"""
---
# The credentials can be given in a task, as here. The other examples take them from the environment
# (BK_APP_CODE, BK_APP_SECRET, BK_USERNAME) or from module_defaults with group/oncall.routing.bk.
- name: Tell two people and a role, louder the worse it is
  oncall.routing.bk_notice_group:
    bk_app_code: ansible
    bk_app_secret: "{{ vault_bk_app_secret }}"
    bk_username: deploy
    bk_biz_id: 2
    name: web on-call
    message: Web tier
    notice_receiver:
      - type: user
        id: alice
      - type: user
        id: bob
      - type: group
        id: bk_biz_maintainer
    notice_way:
      fatal:
        - voice
        - mail
      warning:
        - mail
      remind:
        - mail
  register: web

- name: Change the ways of all levels; the dict is given whole, here with the levels as numbers
  oncall.routing.bk_notice_group:
    bk_biz_id: 2
    name: web on-call
    notice_way:
      "1":
        - weixin
        - sms
      "2":
        - weixin

- name: Tell group chats of WeCom as well
  oncall.routing.bk_notice_group:
    bk_biz_id: 2
    name: web on-call
    wxwork_group:
      fatal:
        - wrk0123456789abcdef0123456789abcd
        - wrkabcdefabcdefabcdefabcdefabcdef
      warning: wrk0123456789abcdef0123456789abcd

- name: Call a webhook, whose URL is a secret
  oncall.routing.bk_notice_group:
    bk_biz_id: 2
    name: web on-call
    webhook_url: "{{ vault_webhook_url }}"

- name: Clear the webhook and all chats
  oncall.routing.bk_notice_group:
    bk_biz_id: 2
    name: web on-call
    webhook_url: ""
    wxwork_group: {}

- name: Rename the group, which needs its id
  oncall.routing.bk_notice_group:
    bk_biz_id: 2
    id: "{{ web.notice_group.id }}"
    name: web tier

- name: See what a change would do, without making it
  oncall.routing.bk_notice_group:
    bk_biz_id: 2
    name: web tier
    message: Web tier and its caches
  check_mode: true
  diff: true

- name: Delete the group by id, and only if it is still called so
  oncall.routing.bk_notice_group:
    bk_biz_id: 2
    id: "{{ web.notice_group.id }}"
    name: web tier
    state: absent
"""

RETURN = r"""
---
notice_group:
  description: The notice group after the task, in the shape of the
    options, references as ids. V(null) after O(state=absent).
  type: dict
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
    - wxwork_group
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
    - the notice group 'search'
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
from ansible_collections.oncall.routing.plugins.module_utils._vendors.bk.notice_group import (
    NOTICE_GROUP,
)


def main(host=None):
    run_one(NOTICE_GROUP, host)


if __name__ == "__main__":
    main()
