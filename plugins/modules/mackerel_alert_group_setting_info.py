#!/usr/bin/python
# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: mackerel_alert_group_setting_info
short_description: Read alert group settings of Mackerel
version_added: 0.1.0
description:
- An alert group setting gathers alerts of services, roles and monitors
  into one alert group. Mackerel sends one notification for the group.
- A setting gathers an alert that matches its services or roles, and
  its monitors.
- Only channels whose events include alert groups announce them. Such
  channels no longer announce the single alerts.
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
- module: oncall.routing.mackerel_alert_group_setting
- module: oncall.routing.mackerel_alert_group_settings
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
- name: Read all alert group settings
  oncall.routing.mackerel_alert_group_setting_info:
    api_key: "{{ vault_mackerel_api_key }}"
  register: settings

- name: Read the settings with one name, with the names of monitors instead of their ids
  oncall.routing.mackerel_alert_group_setting_info:
    name: payments burst
    resolve_names: true
  register: burst

- name: Say so when there is none
  ansible.builtin.debug:
    msg: There is no setting called payments burst
  when: burst.alert_group_settings | length == 0

- name: Feed back what was read, which changes nothing
  oncall.routing.mackerel_alert_group_settings:
    alert_group_settings: "{{ settings.alert_group_settings }}"
"""

RETURN = r"""
---
alert_group_settings:
  description: The alert group settings found, sorted by name.
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
      - Name of the alert group setting.
      type: str
      returned: always
    memo:
      description:
      - A description.
      type: str
      returned: always
    service_scopes:
      description:
      - Names of the services whose alerts the setting gathers.
      type: list
      returned: always
      elements: str
    role_scopes:
      description:
      - Full names (C(service:role)) of the roles whose alerts the setting
        gathers.
      type: list
      returned: always
      elements: str
    monitor_scopes:
      description:
      - Monitors whose alerts the setting gathers, by name or id.
      type: list
      returned: always
      elements: str
    notification_interval:
      description:
      - Repeat the notification after this time while alerts are open;
        V(0) means never.
      type: raw
      returned: always
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
from ansible_collections.oncall.routing.plugins.module_utils._vendors.mackerel.alert_group_setting import (
    ALERT_GROUP_SETTING,
)


def main(host=None):
    run_info(ALERT_GROUP_SETTING, host)


if __name__ == "__main__":
    main()
