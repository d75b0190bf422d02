#!/usr/bin/python
# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: guance_alert_policy_info
short_description: Read alert policies of Guance / TrueWatch
version_added: 0.1.0
description:
- An alert policy decides who receives the events of the checkers bound
  to it, when, and how often.
- The same API serves both brands, Guance and TrueWatch.
- After the deletion of a policy its monitors use the policy C(Default).
- A task with the name of a notify object reads their list, and warns
  about those that seem to be switched off.
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
- module: oncall.routing.guance_alert_policy
- module: oncall.routing.guance_alert_policies
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
- name: Read all alert policies
  oncall.routing.guance_alert_policy_info:
    api_key: "{{ vault_guance_api_key }}"
  register: policies

- name: Show their names
  ansible.builtin.debug:
    msg: "{{ policies.alert_policies | map(attribute='name') | list }}"

- name: Read the policies with one name, with names instead of UUIDs
  oncall.routing.guance_alert_policy_info:
    name: payments on-call
    resolve_names: true
  register: payments

- name: Say so when there is none
  ansible.builtin.debug:
    msg: There is no policy called payments on-call
  when: payments.alert_policies | length == 0

- name: Read policies by UUID
  oncall.routing.guance_alert_policy_info:
    uuids: "{{ policies.alert_policies | map(attribute='uuid') | list }}"

- name: Feed back what was read, which changes nothing
  oncall.routing.guance_alert_policies:
    alert_policies: "{{ policies.alert_policies }}"
"""

RETURN = r"""
---
alert_policies:
  description: The alert policies found, sorted by name.
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
      - Name of the alert policy.
      type: str
      returned: always
    desc:
      description:
      - A description, of at most 256 characters.
      type: str
      returned: always
    rule_timezone:
      description:
      - Time zone of all windows, an IANA name like V(Asia/Shanghai).
        Required for a new policy.
      type: str
      returned: always
    open_permission_set:
      description:
      - Whether only those in C(permission_set) and the workspace owner
        may change the policy.
      type: bool
      returned: always
    permission_set:
      description:
      - 'Who may change the policy: V(wsAdmin), V(general), V(readOnly),
        UUIDs, or C(role:NAME), C(team:NAME), C(member:E-MAIL).'
      type: list
      returned: always
      elements: str
    checkers:
      description:
      - Checkers, smart inspections and SLOs that use the policy, by
        name or UUID.
      type: list
      returned: when the vendor shows it
      elements: str
    security_rule_uuids:
      description:
      - UUIDs of security rules that use the policy. No call lists security
        rules, so the option takes no names.
      type: list
      returned: when the vendor shows it
      elements: str
    alert_opt:
      description: The options of the same name.
      type: dict
      returned: always
      contains:
        alert_type:
          description:
          - Whether rules choose recipients by status (C(targets)) or
            by member (C(alert_info)). A new policy gets V(status).
          type: str
          returned: always
        silent_timeout:
          description:
          - Suppress a repeated alert for this time. Required for a
            new policy.
          type: raw
          returned: always
        silent_timeout_by_status_enable:
          description:
          - Whether C(alert_opt.silent_timeout_by_status) has an effect.
          type: bool
          returned: always
        silent_timeout_by_status:
          description:
          - The same by status.
          type: list
          returned: always
          elements: dict
        agg_interval:
          description:
          - Gather alerts for this time, at most V(1800) seconds; V(0)
            gathers nothing. Required for a new policy.
          type: raw
          returned: always
        agg_type:
          description:
          - How the policy gathers alerts; with V("") C(alert_opt.agg_fields)
            decides. Only newer sites know V(byCustom).
          type: str
          returned: always
        agg_fields:
          description:
          - 'The fields that gathered alerts have in common: V(df_monitor_checker_id),
            V(df_dimension_tags), V(df_label), V(CLUSTER), or with V(byCustom)
            any field names.'
          type: list
          returned: always
          elements: str
        agg_labels:
          description:
          - Labels to gather by; the first match decides. Only with
            V(df_label) in C(alert_opt.agg_fields).
          type: list
          returned: always
          elements: str
        agg_cluster_fields:
          description:
          - 'The fields that make a cluster: V(df_title), V(df_message).'
          type: list
          returned: always
          elements: str
        agg_send_first:
          description:
          - Whether to send the first alert at once and gather only
            the others.
          type: bool
          returned: always
        ignore_ok:
          description:
          - Whether to send no recovery.
          type: bool
          returned: always
        alert_target:
          description:
          - The rules. The first rule with an open window decides, so
            the order has a meaning. A rule without window is for all
            other times and comes last.
          type: list
          returned: always
          elements: dict
    status:
      description:
      - The status of the policy, if it is not V(0) (on). V(2) most
        likely means off.
      - 'Read-only: a task that has it ignores it.'
      type: int
      returned: when the vendor shows another value than V(0)
    allow_operation:
      description:
      - V(false) if this API key may neither change nor delete the policy.
      - 'Read-only: a task that has it ignores it.'
      type: bool
      returned: when the vendor shows another value than V(true)
    forbidden_operation:
      description:
      - V(true) if this API key may neither change nor delete the policy.
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
from ansible_collections.oncall.routing.plugins.module_utils._vendors.guance.alert_policy import (
    ALERT_POLICY,
)


def main(host=None):
    run_info(ALERT_POLICY, host)


if __name__ == "__main__":
    main()
