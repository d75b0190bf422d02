#!/usr/bin/python
# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: guance_notify_object_info
short_description: Read notify objects of Guance / TrueWatch
version_added: 0.1.0
description:
- 'A notify object delivers the alerts of alert policies: through a
  chat robot, a webhook, a mail group or phone numbers.'
- The same API serves both brands, Guance and TrueWatch.
- The modules refer to and delete objects of unknown types, but do not
  change them. A purge passes them over.
- This module reads them. Its output is valid input of the modules that
  write.
author:
- oncall.routing contributors (@oncall-routing)
extends_documentation_fragment:
- oncall.routing.attributes.info
- oncall.routing.guance
- oncall.routing.behaviour.info
attributes:
  action_group:
    description: Use C(group/oncall.routing.guance) or C(group/oncall.routing.all)
      in C(module_defaults).
    support: full
    membership:
    - oncall.routing.guance
    - oncall.routing.all
options:
  uuids:
    description:
    - Only objects with one of these uuids. The result omits an unknown
      one.
    type: list
    elements: str
    aliases:
    - uuid
seealso:
- module: oncall.routing.guance_notify_object
- module: oncall.routing.guance_notify_objects
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
- name: Read all notify objects; secrets are shown as a mask
  oncall.routing.guance_notify_object_info:
    api_key: "{{ vault_guance_api_key }}"
  register: objects

- name: Show which types there are
  ansible.builtin.debug:
    msg: "{{ objects.notify_objects | map(attribute='type') | unique | list }}"

- name: Read one, with e-mail addresses instead of UUIDs
  oncall.routing.guance_notify_object_info:
    name: payments-mail
    resolve_names: true

- name: Feed back what was read, which changes nothing, because a mask means to leave a secret as it
    is
  oncall.routing.guance_notify_objects:
    notify_objects: "{{ objects.notify_objects }}"

- name: Read all with their secrets, for an export that has to be complete
  oncall.routing.guance_notify_object_info:
    resolve_names: true
    reveal_secrets: true
  no_log: true
"""

RETURN = r"""
---
notify_objects:
  description: The notify objects found, sorted by name.
  type: list
  elements: dict
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
protected:
  description: The uuid of objects that a purge passes over, because
    nobody can rename, change or delete them.
  type: list
  elements: str
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
from ansible_collections.oncall.routing.plugins.module_utils._vendors.guance.notify_object import (
    NOTIFY_OBJECT,
)


def main(host=None):
    run_info(NOTIFY_OBJECT, host)


if __name__ == "__main__":
    main()
