#!/usr/bin/python
# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: bk_notice_groups
short_description: Manage many notice groups of BlueKing Monitor in
  one task
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
  notice_groups:
    description:
    - The notice groups. An empty list is allowed.
    type: list
    elements: dict
    required: true
    suboptions:
      id:
        description:
        - The id of the notice group.
        - Together with O(notice_groups[].name) it renames; with C(state=absent)
          both must belong to the same object. One of both is required.
        type: int
      name:
        description:
        - Name of the notice group. It is unique in the business; case
          and surrounding spaces make no difference.
        type: str
      desc:
        description:
        - A description; the C(message) of the vendor's document. C(message)
          is valid as the name of this option, and results have it;
          only ansible-test does not let a module declare an option
          of that name.
        type: str
      notice_receiver:
        description:
        - 'The recipients. Required for a new group. Their order has
          a meaning: V(voice) calls them one after the other.'
        type: list
        elements: dict
        suboptions:
          type:
            description:
            - Whether O(notice_groups[].notice_receiver[].id) is a user
              or a group of the business.
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
        - 'The ways of notification for each level: V(1) or V(fatal),
          V(2) or V(warning), V(3) or V(remind). Ways are V(weixin),
          V(mail), V(sms), V(voice) and those of the site. Required
          for a new group without O(notice_groups[].wxwork_group).'
        type: dict
      webhook_url:
        description:
        - A URL that every strategy with the group calls as well.
        - If it becomes empty, the server keeps the callback that it
          made for it, without URL.
        - It is a secret. Results show V(********), which as input keeps
          the stored value.
        type: str
      wxwork_group:
        description:
        - Group chats of WeCom that receive the alerts, for each level
          as in O(notice_groups[].notice_way); a list, or a string with
          commas.
        type: dict
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
- module: oncall.routing.bk_notice_group
- module: oncall.routing.bk_notice_group_info
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
    - name: Declare the notice groups of two teams in one task
      oncall.routing.bk_notice_groups:
        notice_groups:
          - name: team-payments
            message: Payments
            notice_receiver:
              - type: user
                id: alice
            notice_way:
              fatal:
                - voice
                - mail
              warning:
                - mail
            webhook_url: "{{ vault_webhook_url }}"
          - name: team-search
            notice_receiver:
              - type: group
                id: operator
            notice_way:
              fatal:
                - mail

    - name: Change one group and delete another
      oncall.routing.bk_notice_groups:
        notice_groups:
          - name: team-payments
            message: Payments and ledger
          - name: team-search
            state: absent

    - name: Read the groups; the webhook comes back as ********
      oncall.routing.bk_notice_group_info:
      register: saved

    - name: Apply what was read; ******** leaves the stored URL as it is
      oncall.routing.bk_notice_groups:
        notice_groups: "{{ saved.notice_groups }}"

    - name: Find groups of the prefix that nobody declared, without deleting them
      oncall.routing.bk_notice_groups:
        notice_groups: []
        purge: true
        purge_scope:
          name_prefix: team-
        allow_empty: true
      check_mode: true
      register: drift

    - name: Show what would be deleted
      ansible.builtin.debug:
        msg: "{{ drift.plan | map(attribute='name') | list }}"

    - name: Delete every group whose whole name matches, five at most
      oncall.routing.bk_notice_groups:
        notice_groups: []
        purge: true
        purge_scope:
          name_regex: team-[a-z]+
        purge_limit: 5
        allow_empty: true
"""

RETURN = r"""
---
notice_groups:
  description: The notice groups after the task, in the shape of the
    options and in the order of the list.
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
changes:
  description: 'The changes of each update: C(fields) has C(before)
    and C(after) of each option, with secrets masked.'
  type: list
  elements: dict
  returned: success
  sample:
  - name: payments
    fields:
      wxwork_group:
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
    message: 'Could not update the notice group ''payments'': ...'
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
from ansible_collections.oncall.routing.plugins.module_utils._vendors.bk.notice_group import (
    NOTICE_GROUP,
)


def main(host=None):
    run_many(NOTICE_GROUP, host)


if __name__ == "__main__":
    main()
