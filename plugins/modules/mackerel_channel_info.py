#!/usr/bin/python
# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: mackerel_channel_info
short_description: Read channels of Mackerel
version_added: 0.1.0
description:
- 'A channel delivers notifications: to mail addresses and users, to
  Slack, or to a webhook.'
- The modules read, refer to and delete channels of other types. Only
  the web console creates or changes them. A purge passes them over.
- Mackerel suspends a channel whose deliveries keep failing. Tasks warn
  about it, and only the web console resumes it.
- Mackerel does not require names to be unique. Give the id where a
  name is not unique.
- This module reads them. Its output is valid input of the modules that
  write.
author:
- oncall.routing contributors (@oncall-routing)
extends_documentation_fragment:
- oncall.routing.attributes.info
- oncall.routing.mackerel
- oncall.routing.behaviour.info
attributes:
  action_group:
    description: Use C(group/oncall.routing.mackerel) or C(group/oncall.routing.all)
      in C(module_defaults).
    support: full
    membership:
    - oncall.routing.mackerel
    - oncall.routing.all
options:
  ids:
    description:
    - Only objects with one of these ids. The result omits an unknown
      one.
    type: list
    elements: str
    aliases:
    - id
seealso:
- module: oncall.routing.mackerel_channel
- module: oncall.routing.mackerel_channels
- ref: ansible_collections.oncall.routing.docsite.guide_mackerel
  description: Guide to Mackerel.
- ref: ansible_collections.oncall.routing.docsite.guide_behaviour
  description: Idempotence, check mode, purge, secrets.
- name: API documentation of Mackerel
  description: The vendor's documents.
  link: https://mackerel.io/api-docs/
"""

EXAMPLES = r"""
---
- name: Read all channels
  oncall.routing.mackerel_channel_info:
    api_key: "{{ vault_mackerel_api_key }}"
  register: everything

- name: Read one channel by its name
  oncall.routing.mackerel_channel_info:
    name: payments-page

- name: Read two by their ids, users by their addresses
  oncall.routing.mackerel_channel_info:
    ids:
      - 4ChPayPage1
      - 4ChTwinTwo7
    resolve_names: true

- name: Show those that only the web console can change
  ansible.builtin.debug:
    msg: "{{ everything.channels | selectattr('id', 'in', everything.protected) |
      map(attribute='name') }}"

- name: Export them with their URLs, for another organization
  oncall.routing.mackerel_channel_info:
    resolve_names: true
    reveal_secrets: true
  no_log: true
  register: exported
"""

RETURN = r"""
---
channels:
  description: The channels found, sorted by name.
  type: list
  elements: dict
  returned: success
  contains:
    id:
      description: Its id.
      type: str
      returned: if there is one
    name:
      description:
      - Name of the channel.
      type: str
      returned: always
    type:
      description:
      - 'The type: V(email), V(slack) or V(webhook). Required for a
        new channel.'
      type: str
      returned: always
    emails:
      description:
      - Mail addresses that receive the notifications. For V(email).
      type: list
      returned: where C(type) has it
      elements: str
    user_ids:
      description:
      - Users of the organization that receive the notifications, by
        mail address, name or id. For V(email).
      type: list
      returned: where C(type) has it
      elements: str
    url:
      description:
      - The address that receives the notifications. For V(slack) and
        V(webhook), and required for a new channel of these types.
      type: str
      returned: where C(type) has it
    mentions:
      description:
      - 'The mentions in Slack by the status of the alert: C(ok), C(warning),
        C(critical). A task gives them whole. For V(slack).'
      type: dict
      returned: where C(type) has it
    enabled_graph_image:
      description:
      - Whether to send a picture of the graph. For V(slack) and V(webhook).
      type: bool
      returned: when the vendor shows it
    events:
      description:
      - The events that the channel announces. A new channel announces
        V(alert) by default. V([]) announces nothing.
      type: list
      returned: where C(type) has it
      elements: str
    suspended_at:
      description:
      - The time since which Mackerel delivers nothing through it, because
        deliveries kept failing; seconds since 1970.
      - 'Read-only: a task that has it ignores it.'
      type: int
      returned: when the vendor shows another value than V(0)
protected:
  description: The id of objects that a purge passes over, because nobody
    can rename, change or delete them.
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
from ansible_collections.oncall.routing.plugins.module_utils._vendors.mackerel.channel import (
    CHANNEL,
)


def main(host=None):
    run_info(CHANNEL, host)


if __name__ == "__main__":
    main()
