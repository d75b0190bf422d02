#!/usr/bin/python
# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: guance_notify_object
short_description: Manage a notify object of Guance / TrueWatch
version_added: 0.1.0
description:
- 'A notify object delivers the alerts of alert policies: through a
  chat robot, a webhook, a mail group or phone numbers.'
- The same API serves both brands, Guance and TrueWatch.
- The modules refer to and delete objects of unknown types, but do not
  change them. A purge passes them over.
- This module creates, changes and deletes one.
author:
- oncall.routing contributors (@oncall-routing)
extends_documentation_fragment:
- oncall.routing.attributes
- oncall.routing.guance
- oncall.routing.behaviour
- oncall.routing.behaviour.write
- oncall.routing.behaviour.members
- oncall.routing.behaviour.force
- oncall.routing.behaviour.keep
- oncall.routing.behaviour.secrets
attributes:
  action_group:
    description: Use C(group/oncall.routing.guance) or C(group/oncall.routing.all)
      in C(module_defaults).
    support: full
    membership:
    - oncall.routing.guance
    - oncall.routing.all
options:
  uuid:
    description:
    - The UUID of the notify object.
    - Together with O(name) it renames; with C(state=absent) both must
      belong to the same object. One of both is required.
    type: str
  name:
    description:
    - Name of the notify object.
    type: str
  type:
    description:
    - 'The type: V(dingTalkRobot), V(feishuRobot), V(wechatRobot), V(slackIncomingWebhook),
      V(teamsWorkflowWebhook), V(googleChatWebhook), V(HTTPRequest),
      V(simpleHTTPRequest), V(mailGroup), V(sms), V(vms), V(telegramBot).
      Required for a new notify object.'
    type: str
  opt_set:
    description:
    - The address and its credentials. The type decides which options
      exist. An omitted option keeps its stored value.
    type: dict
    suboptions:
      webhook:
        description:
        - Address of a robot or a chat.
        - Required for V(dingTalkRobot), V(feishuRobot), V(wechatRobot),
          V(slackIncomingWebhook), V(teamsWorkflowWebhook) and V(googleChatWebhook).
        type: str
      secret:
        description:
        - Secret that signs the messages. For V(dingTalkRobot) and V(feishuRobot).
        type: str
      url:
        description:
        - Address of the request. Required for V(HTTPRequest) and V(simpleHTTPRequest).
        type: str
      headers_config:
        description:
        - Headers of the request. A task gives them whole. For V(HTTPRequest)
          and V(simpleHTTPRequest). Old deployments do not know them.
        type: dict
        suboptions:
          is_open:
            description:
            - Whether to send the headers; C(false) keeps them for later.
            type: bool
            default: false
          items:
            description:
            - The headers.
            type: list
            elements: dict
            suboptions:
              key:
                description:
                - Name of the header; capitals make no difference.
                type: str
                required: true
              value:
                description:
                - Its value.
                type: str
                required: true
      to:
        description:
        - The recipients. For V(mailGroup) e-mail addresses, or UUIDs
          (C(acnt_...)) of members of the workspace. With C(member:)
          in front the address must be a member's.
        - The vendor keeps an address of no member as it is, and may
          deliver nothing to it. Tasks warn about it.
        - For V(sms) and V(vms) phone numbers, in quotes.
        type: list
        elements: str
      token:
        description:
        - Token of the bot. Required for V(telegramBot).
        type: str
      chat_id:
        description:
        - The chat that the bot writes to. Required for V(telegramBot).
        type: str
      message_thread_id:
        description:
        - The thread of the chat. For V(telegramBot).
        type: str
  open_permission_set:
    description:
    - Whether only those in O(permission_set) and the workspace owner
      may change the notify object.
    - Once it is on, a role of the API key must be among them, or the
      vendor refuses the next change.
    type: bool
  permission_set:
    description:
    - 'Who may change the notify object: V(wsAdmin), V(general), V(readOnly),
      UUIDs, or C(role:NAME), C(team:NAME), C(member:E-MAIL).'
    type: list
    elements: str
seealso:
- module: oncall.routing.guance_notify_objects
- module: oncall.routing.guance_notify_object_info
- ref: ansible_collections.oncall.routing.docsite.guide_guance
  description: Guide to Guance / TrueWatch.
- ref: ansible_collections.oncall.routing.docsite.guide_behaviour
  description: Idempotence, check mode, purge, secrets.
- name: API documentation of Guance / TrueWatch
  description: The vendor's documents.
  link: https://docs.guance.com/en/open-api/
- name: API documentation of Guance / TrueWatch
  description: The vendor's documents.
  link: https://docs.truewatch.com/open-api/
"""

EXAMPLES = r"""
---
# The credentials can be given in a task, as here. The other examples take them from the environment
# (GUANCE_ACCESS_TOKEN) or from module_defaults with group/oncall.routing.guance.
- name: Declare a robot of a chat, and the secret that signs what it is told
  oncall.routing.guance_notify_object:
    api_key: "{{ vault_guance_api_key }}"
    name: ops DingTalk
    type: dingTalkRobot
    opt_set:
      webhook: "{{ vault_webhook_url }}"
      secret: "{{ vault_signing_secret }}"

- name: Call an address with headers of its own
  oncall.routing.guance_notify_object:
    name: ops webhook
    type: HTTPRequest
    opt_set:
      url: "{{ vault_webhook_url }}"
      headers_config:
        is_open: true
        items:
          - key: Authorization
            value: "Bearer {{ vault_signing_secret }}"

- name: Mail several members, known by their addresses
  oncall.routing.guance_notify_object:
    name: ops mail
    type: mailGroup
    opt_set:
      to:
        - alice@example.com
        - bob@example.com

- name: Mail one more, and leave those alone who are told already
  oncall.routing.guance_notify_object:
    name: ops mail
    mode: add
    opt_set:
      to:
        - carol@example.com

- name: Send messages to phone numbers, which are quoted because they are no numbers
  oncall.routing.guance_notify_object:
    name: ops phones
    type: sms
    opt_set:
      to:
        - "13800000000"
        - "+8613800000001"

- name: Send the token in every run, where the vendor shows a mask and no difference can be seen
  oncall.routing.guance_notify_object:
    name: ops Telegram
    type: telegramBot
    opt_set:
      token: "{{ vault_bot_token }}"
      chat_id: "-1001234567890"
    update_secrets: always

- name: Let only workspace administrators and one team change it
  oncall.routing.guance_notify_object:
    name: ops mail
    open_permission_set: true
    permission_set:
      - wsAdmin
      - team:payments

- name: Delete it, unless an alert policy uses it
  oncall.routing.guance_notify_object:
    name: ops phones
    state: absent
"""

RETURN = r"""
---
notify_object:
  description: The notify object after the task, in the shape of the
    options, references as ids. V(null) after O(state=absent).
  type: dict
  returned: success
  contains:
    uuid:
      description: Its uuid.
      type: str
      returned: if there is one
    name:
      description:
      - Name of the notify object.
      type: str
      returned: always
    type:
      description:
      - 'The type: V(dingTalkRobot), V(feishuRobot), V(wechatRobot),
        V(slackIncomingWebhook), V(teamsWorkflowWebhook), V(googleChatWebhook),
        V(HTTPRequest), V(simpleHTTPRequest), V(mailGroup), V(sms),
        V(vms), V(telegramBot). Required for a new notify object.'
      type: str
      returned: always
    opt_set:
      description: The options of the same name.
      type: dict
      returned: always
      contains:
        webhook:
          description:
          - Address of a robot or a chat.
          type: str
          returned: where C(type) has it
        secret:
          description:
          - Secret that signs the messages. For V(dingTalkRobot) and
            V(feishuRobot).
          type: str
          returned: where C(type) has it
        url:
          description:
          - Address of the request. Required for V(HTTPRequest) and
            V(simpleHTTPRequest).
          type: str
          returned: where C(type) has it
        headers_config:
          description:
          - Headers of the request. A task gives them whole. For V(HTTPRequest)
            and V(simpleHTTPRequest). Old deployments do not know them.
          type: dict
          returned: where C(type) has it
        to:
          description:
          - The recipients. For V(mailGroup) e-mail addresses, or UUIDs
            (C(acnt_...)) of members of the workspace. With C(member:)
            in front the address must be a member's.
          type: list
          returned: where C(type) has it
          elements: str
        token:
          description:
          - Token of the bot. Required for V(telegramBot).
          type: str
          returned: where C(type) has it
        chat_id:
          description:
          - The chat that the bot writes to. Required for V(telegramBot).
          type: str
          returned: where C(type) has it
        message_thread_id:
          description:
          - The thread of the chat. For V(telegramBot).
          type: str
          returned: where C(type) has it
    open_permission_set:
      description:
      - Whether only those in C(permission_set) and the workspace owner
        may change the notify object.
      type: bool
      returned: always
    permission_set:
      description:
      - 'Who may change the notify object: V(wsAdmin), V(general), V(readOnly),
        UUIDs, or C(role:NAME), C(team:NAME), C(member:E-MAIL).'
      type: list
      returned: always
      elements: str
    status:
      description:
      - The status of the notify object, if it is not V(0) (on). V(2)
        most likely means off.
      - 'Read-only: a task that has it ignores it.'
      type: int
      returned: when the vendor shows another value than V(0)
    allow_operation:
      description:
      - V(false) if this API key may neither change nor delete the notify
        object.
      - 'Read-only: a task that has it ignores it.'
      type: bool
      returned: when the vendor shows another value than V(true)
    forbidden_operation:
      description:
      - V(true) if this API key may neither change nor delete the notify
        object.
      - 'Read-only: a task that has it ignores it.'
      type: bool
      returned: when the vendor shows another value than V(false)
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
    - permission_set
    uuid: altpl_0000000000000000000000000000f001
kept:
  description:
  - The objects that the task kept instead of deleting, with their users.
  type: list
  elements: dict
  returned: with O(keep_used=true)
  sample:
  - name: payments
    used_by:
    - the alert policy 'search'
not_working:
  description:
  - 'Objects that do not work, or that refer to such an object, as far
    as the lists of the task show it: the name and the uuid of the object,
    and C(because).'
  type: list
  elements: dict
  returned: if there are any
  sample:
  - name: payments
    because: is suspended since 2024-06-06T12:34:56Z, ...
    uuid: altpl_0000000000000000000000000000f001
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
from ansible_collections.oncall.routing.plugins.module_utils._vendors.guance.notify_object import (
    NOTIFY_OBJECT,
)


def main(host=None):
    run_one(NOTIFY_OBJECT, host)


if __name__ == "__main__":
    main()
