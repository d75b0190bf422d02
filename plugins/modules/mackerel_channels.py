#!/usr/bin/python
# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: mackerel_channels
short_description: Manage many channels of Mackerel in one task
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
- This module creates, changes and deletes many. It reads the list once,
  however many objects there are.
- The task validates everything before the first write. An object that
  the vendor refuses does not stop the others; the task fails at the
  end.
author:
- oncall.routing contributors (@oncall-routing)
extends_documentation_fragment:
- oncall.routing.attributes
- oncall.routing.mackerel
- oncall.routing.behaviour.write
- oncall.routing.behaviour.many
- oncall.routing.behaviour.force
- oncall.routing.behaviour.keep
attributes:
  action_group:
    description: Use C(group/oncall.routing.mackerel) or C(group/oncall.routing.all)
      in C(module_defaults).
    support: full
    membership:
    - oncall.routing.mackerel
    - oncall.routing.all
options:
  channels:
    description:
    - The channels. An empty list is allowed.
    type: list
    elements: dict
    required: true
    suboptions:
      id:
        description:
        - The id of the channel.
        - Together with O(channels[].name) it renames; with C(state=absent)
          both must belong to the same object. One of both is required.
        type: str
      name:
        description:
        - Name of the channel.
        type: str
      type:
        description:
        - 'The type: V(email), V(slack) or V(webhook). Required for
          a new channel.'
        - 'No task changes the type: a new channel would have another
          id, and notification groups would still refer to the old one.'
        - Channels from the web console may have other types. The option
          accepts these for an existing channel.
        type: str
      emails:
        description:
        - Mail addresses that receive the notifications. For V(email).
        type: list
        elements: str
      user_ids:
        description:
        - Users of the organization that receive the notifications,
          by mail address, name or id. For V(email).
        type: list
        elements: str
      url:
        description:
        - The address that receives the notifications. For V(slack)
          and V(webhook), and required for a new channel of these types.
        - It is a secret. Results show V(********), which as input keeps
          the stored value.
        type: str
      mentions:
        description:
        - 'The mentions in Slack by the status of the alert: C(ok),
          C(warning), C(critical). A task gives them whole. For V(slack).'
        type: dict
      enabled_graph_image:
        description:
        - Whether to send a picture of the graph. For V(slack) and V(webhook).
        type: bool
      events:
        description:
        - The events that the channel announces. A new channel announces
          V(alert) by default. V([]) announces nothing.
        - With V(alertGroup) it announces alert groups in place of the
          single alerts that they gather.
        type: list
        elements: str
        choices:
        - alert
        - alertGroup
        - hostStatus
        - hostRegister
        - hostRetire
        - monitor
      add_to_default_notification_group:
        description:
        - Whether a new channel joins the default notification group,
          which receives every notification.
        - It has an effect only on creation. Later, change O(oncall.routing.mackerel_notification_group#module:child_channels)
          of the default group.
        type: bool
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
  concurrency:
    description:
    - The number of writes in flight.
    type: int
    default: 4
seealso:
- module: oncall.routing.mackerel_channel
- module: oncall.routing.mackerel_channel_info
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
- name: Give the credentials once for all tasks of a block
  module_defaults:
    group/oncall.routing.mackerel:
      api_key: "{{ vault_mackerel_api_key }}"
  block:
    - name: Declare the channels of a team in one task
      oncall.routing.mackerel_channels:
        channels:
          - name: team-checkout-page
            type: slack
            url: "{{ vault_webhook_url }}"
            events:
              - alert
          - name: team-checkout-mail
            type: email
            user_ids:
              - alice@example.com
          - name: team-checkout-hook
            type: webhook
            url: "{{ vault_webhook_url }}"

- name: Change one channel and delete another
  oncall.routing.mackerel_channels:
    channels:
      - name: team-checkout-mail
        events:
          - alert
          - hostStatus
      - name: team-checkout-hook
        state: absent

- name: Delete channels of the prefix that are not in the list; what only the web console can delete
    stays
  oncall.routing.mackerel_channels:
    channels:
      - name: team-checkout-page
    purge: true
    purge_scope:
      name_prefix: team-checkout-
    purge_limit: 5

- name: Read the channels
  oncall.routing.mackerel_channel_info:
  register: saved

- name: Apply what was read; the masked URLs stay as they are
  oncall.routing.mackerel_channels:
    channels: "{{ saved.channels }}"
"""

RETURN = r"""
---
channels:
  description: The channels after the task, in the shape of the options
    and in the order of the list.
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
    - add_to_default_notification_group
    id: 4Kx3ZfHsUeG
changes:
  description: 'The changes of each update: C(fields) has C(before)
    and C(after) of each option, with secrets masked.'
  type: list
  elements: dict
  returned: success
  sample:
  - name: payments
    fields:
      add_to_default_notification_group:
        before: '...'
        after: '...'
    id: 4Kx3ZfHsUeG
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
    - the notification group 'search'
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
    id: 4Kx3ZfHsUeG
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
    id: 4Kx3ZfHsUeG
errors:
  description: The failures, each with the name of the object and a
    message.
  type: list
  elements: dict
  returned: when an object failed
  sample:
  - name: payments
    message: 'Could not update the channel ''payments'': ...'
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
from ansible_collections.oncall.routing.plugins.module_utils._vendors.mackerel.channel import (
    CHANNEL,
)


def main(host=None):
    run_many(CHANNEL, host)


if __name__ == "__main__":
    main()
