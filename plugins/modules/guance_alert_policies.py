#!/usr/bin/python
# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: guance_alert_policies
short_description: Manage many alert policies of Guance / TrueWatch
  in one task
version_added: 0.1.0
description:
- An alert policy decides who receives the events of the checkers bound
  to it, when, and how often.
- The same API serves both brands, Guance and TrueWatch.
- After the deletion of a policy its monitors use the policy C(Default).
- A task with the name of a notify object reads their list, and warns
  about those that seem to be switched off.
- This module creates, changes and deletes many. It reads the list once,
  however many objects there are.
- The task validates everything before the first write. An object that
  the vendor refuses does not stop the others; the task fails at the
  end.
author:
- oncall.routing contributors (@oncall-routing)
extends_documentation_fragment:
- oncall.routing.attributes
- oncall.routing.guance
- oncall.routing.behaviour.write
- oncall.routing.behaviour.many
attributes:
  action_group:
    description: Use C(group/oncall.routing.guance) or C(group/oncall.routing.all)
      in C(module_defaults).
    support: full
    membership:
    - oncall.routing.guance
    - oncall.routing.all
options:
  alert_policies:
    description:
    - The alert policies. An empty list is allowed.
    type: list
    elements: dict
    required: true
    suboptions:
      uuid:
        description:
        - The UUID of the alert policy.
        - Together with O(alert_policies[].name) it renames; with C(state=absent)
          both must belong to the same object. One of both is required.
        type: str
      name:
        description:
        - Name of the alert policy.
        type: str
      desc:
        description:
        - A description, of at most 256 characters.
        type: str
      rule_timezone:
        description:
        - Time zone of all windows, an IANA name like V(Asia/Shanghai).
          Required for a new policy.
        type: str
      open_permission_set:
        description:
        - Whether only those in O(alert_policies[].permission_set) and
          the workspace owner may change the policy.
        - Once it is on, a role of the API key must be among them, or
          the vendor refuses the next change.
        type: bool
      permission_set:
        description:
        - 'Who may change the policy: V(wsAdmin), V(general), V(readOnly),
          UUIDs, or C(role:NAME), C(team:NAME), C(member:E-MAIL).'
        type: list
        elements: str
      checkers:
        description:
        - Checkers, smart inspections and SLOs that use the policy,
          by name or UUID.
        - 'Monitors also bind themselves: give this only to manage all
          bindings. An empty list removes all.'
        type: list
        elements: str
        aliases:
        - checker_uuids
      security_rule_uuids:
        description:
        - UUIDs of security rules that use the policy. No call lists
          security rules, so the option takes no names.
        type: list
        elements: str
      alert_opt:
        description:
        - Who receives which alerts, and when. An omitted key keeps
          its stored value.
        type: dict
        suboptions:
          alert_type:
            description:
            - Whether rules choose recipients by status (C(targets))
              or by member (C(alert_info)). A new policy gets V(status).
            type: str
            choices:
            - status
            - member
          silent_timeout:
            description:
            - Suppress a repeated alert for this time. Required for
              a new policy.
            - 'V(0) suppresses it for ever: the policy sends only the
              first alert.'
            - A number of seconds, as in results, or a text like V(90s),
              V(30m) or V(1h30m).
            type: raw
          silent_timeout_by_status_enable:
            description:
            - Whether O(alert_policies[].alert_opt.silent_timeout_by_status)
              has an effect.
            type: bool
          silent_timeout_by_status:
            description:
            - The same by status.
            type: list
            elements: dict
            suboptions:
              status:
                description:
                - One or more of V(fatal), V(critical), V(error), V(warning),
                  V(nodata), V(info), V(security_critical), V(security_high),
                  V(security_medium), V(security_low), V(security_info).
                type: list
                elements: str
                required: true
              silent_timeout:
                description:
                - Suppress a repeated alert of this status for this
                  time.
                - A number of seconds, as in results, or a text like
                  V(90s), V(30m) or V(1h30m).
                type: raw
                required: true
          agg_interval:
            description:
            - Gather alerts for this time, at most V(1800) seconds;
              V(0) gathers nothing. Required for a new policy.
            - A number of seconds, as in results, or a text like V(90s),
              V(30m) or V(1h30m).
            type: raw
          agg_type:
            description:
            - How the policy gathers alerts; with V("") O(alert_policies[].alert_opt.agg_fields)
              decides. Only newer sites know V(byCustom).
            type: str
            choices:
            - byFields
            - byCluster
            - byAI
            - byCustom
            - ''
          agg_fields:
            description:
            - 'The fields that gathered alerts have in common: V(df_monitor_checker_id),
              V(df_dimension_tags), V(df_label), V(CLUSTER), or with
              V(byCustom) any field names.'
            type: list
            elements: str
          agg_labels:
            description:
            - Labels to gather by; the first match decides. Only with
              V(df_label) in O(alert_policies[].alert_opt.agg_fields).
            type: list
            elements: str
          agg_cluster_fields:
            description:
            - 'The fields that make a cluster: V(df_title), V(df_message).'
            type: list
            elements: str
          agg_send_first:
            description:
            - Whether to send the first alert at once and gather only
              the others.
            type: bool
          ignore_ok:
            description:
            - Whether to send no recovery.
            type: bool
          alert_target:
            description:
            - The rules. The first rule with an open window decides,
              so the order has a meaning. A rule without window is for
              all other times and comes last.
            type: list
            elements: dict
            suboptions:
              name:
                description:
                - Name of the rule.
                type: str
              crontab:
                description:
                - 'When the repeating window of the rule opens, as five
                  crontab fields, like V(0 9 * * 0,1,2,3,4): numbers,
                  ranges, steps and lists.'
                - The vendor gets it as it is written. Its samples suggest
                  that day 0 is Monday.
                type: str
              crontab_duration:
                description:
                - How long the repeating window stays open. Required
                  with a crontab.
                - A number of seconds, as in results, or a text like
                  V(90s), V(30m) or V(1h30m).
                type: raw
              custom_dates:
                description:
                - Notice dates on which the window of the rule opens,
                  by name or UUID. A rule has either these or a crontab.
                type: list
                elements: str
                aliases:
                - custom_date_uuids
              custom_start_time:
                description:
                - The time when the window opens on these dates, V(HH:mm:ss)
                  in quotes. Required with custom dates.
                type: str
              custom_duration:
                description:
                - How long the window stays open on these dates. Required
                  with custom dates.
                - A number of seconds, as in results, or a text like
                  V(90s), V(30m) or V(1h30m).
                type: raw
              targets:
                description:
                - Who receives which status. The order has a meaning.
                  Required with alert type V(status).
                type: list
                elements: dict
                suboptions:
                  to:
                    description:
                    - 'Who receives the alert: a UUID, or a name with
                      its kind in front: C(member:alice@example.com),
                      C(team:SRE), C(notify:Ops DingTalk).'
                    - With alert type V(member) only notify objects
                      and the words V(email) and V(sms).
                    type: list
                    elements: str
                    required: true
                  status:
                    description:
                    - 'The statuses that the target is for: V(critical),
                      V(error), V(warning), V(nodata), V(info); for
                      security V(critical), V(high), V(medium), V(low),
                      V(info); or V(all). A string with commas is valid
                      too.'
                    type: list
                    elements: str
                    required: true
                  df_source:
                    description:
                    - V(security) for events of security rules. Other
                      targets leave it out.
                    type: str
                    choices:
                    - security
                  tags:
                    description:
                    - Only events that have, for each of these tags,
                      one of the values in its list.
                    type: dict
                  filter_string:
                    description:
                    - Only events that match this expression. With it
                      the tags have no effect.
                    type: str
                  upgrade_targets:
                    description:
                    - Who receives the alert if it stays open. The console
                      allows two steps.
                    type: list
                    elements: dict
                    suboptions:
                      to:
                        description:
                        - Who receives the alert then, written like
                          O(alert_policies[].alert_opt.alert_target[].targets[].to).
                        type: list
                        elements: str
                        required: true
                      status:
                        description:
                        - The status that the step is for.
                        type: str
                      duration:
                        description:
                        - Take the step after this time, if the alert
                          is still open. The vendor does not document
                          when it takes a step without a duration.
                        - A number of seconds, as in results, or a text
                          like V(90s), V(30m) or V(1h30m).
                        type: raw
                      to_way:
                        description:
                        - The ways in which members and teams receive
                          the alert. Only with alert type V(member).
                        type: list
                        elements: str
              alert_info:
                description:
                - The parts of the rule, each for some members and teams.
                  Required with alert type V(member).
                type: list
                elements: dict
                suboptions:
                  name:
                    description:
                    - Name of this part.
                    type: str
                  filter_string:
                    description:
                    - Only events that match this expression.
                    type: str
                  member_info:
                    description:
                    - Members and teams that the part is for.
                    type: list
                    elements: str
                  targets:
                    description:
                    - The ways in which they receive each status.
                    type: list
                    elements: dict
                    required: true
                    suboptions:
                      to:
                        description:
                        - 'Who receives the alert: a UUID, or a name
                          with its kind in front: C(member:alice@example.com),
                          C(team:SRE), C(notify:Ops DingTalk).'
                        - With alert type V(member) only notify objects
                          and the words V(email) and V(sms).
                        type: list
                        elements: str
                        required: true
                      status:
                        description:
                        - 'The statuses that the target is for: V(critical),
                          V(error), V(warning), V(nodata), V(info);
                          for security V(critical), V(high), V(medium),
                          V(low), V(info); or V(all). A string with
                          commas is valid too.'
                        type: list
                        elements: str
                        required: true
                      df_source:
                        description:
                        - V(security) for events of security rules.
                          Other targets leave it out.
                        type: str
                        choices:
                        - security
                      tags:
                        description:
                        - Only events that have, for each of these tags,
                          one of the values in its list.
                        type: dict
                      filter_string:
                        description:
                        - Only events that match this expression. With
                          it the tags have no effect.
                        type: str
                      upgrade_targets:
                        description:
                        - Who receives the alert if it stays open. The
                          console allows two steps.
                        type: list
                        elements: dict
                        suboptions:
                          to:
                            description:
                            - Who receives the alert then, written like
                              O(alert_policies[].alert_opt.alert_target[].targets[].to).
                            type: list
                            elements: str
                            required: true
                          status:
                            description:
                            - The status that the step is for.
                            type: str
                          duration:
                            description:
                            - Take the step after this time, if the
                              alert is still open. The vendor does not
                              document when it takes a step without
                              a duration.
                            - A number of seconds, as in results, or
                              a text like V(90s), V(30m) or V(1h30m).
                            type: raw
                          to_way:
                            description:
                            - The ways in which members and teams receive
                              the alert. Only with alert type V(member).
                            type: list
                            elements: str
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
    default: 1
seealso:
- module: oncall.routing.guance_alert_policy
- module: oncall.routing.guance_alert_policy_info
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
- name: Give the credentials once for all tasks of a block
  module_defaults:
    group/oncall.routing.guance:
      api_key: "{{ vault_guance_api_key }}"
      rate_limit: 20
  block:
    - name: Declare the policies of two teams in one task
      oncall.routing.guance_alert_policies:
        alert_policies:
          - name: team-payments
            rule_timezone: Asia/Singapore
            alert_opt:
              silent_timeout: 21600
              agg_interval: 120
              alert_target:
                - name: night
                  crontab: "0 22 * * *"
                  crontab_duration: 36000
                  targets:
                    - to:
                        - notify:payments-page
                      status:
                        - critical
                - name: other times
                  targets:
                    - to:
                        - notify:payments-mail
                      status:
                        - all
          - name: team-search
            rule_timezone: Asia/Singapore
            alert_opt:
              silent_timeout: 21600
              agg_interval: 120
              alert_target:
                - targets:
                    - to:
                        - notify:search-mail
                        - team:search
                      status:
                        - critical
                        - error

- name: Change one key of one policy, and delete another
  oncall.routing.guance_alert_policies:
    alert_policies:
      - name: team-payments
        alert_opt:
          agg_interval: 0
      - name: team-search
        state: absent

- name: Find policies of the prefix that nobody declared, without deleting them
  oncall.routing.guance_alert_policies:
    alert_policies:
      - name: team-payments
    purge: true
    purge_scope:
      name_prefix: team-
  check_mode: true
  register: drift

- name: Show what would be deleted
  ansible.builtin.debug:
    msg: "{{ drift.plan | selectattr('action', 'equalto', 'delete') | map(attribute='name') | list
      }}"

- name: Read the policies
  oncall.routing.guance_alert_policy_info:
  register: saved

- name: Apply what was read of the prefix, for example to undo later changes
  oncall.routing.guance_alert_policies:
    alert_policies: "{{ saved.alert_policies | selectattr('name', 'match', 'team-') | list }}"

- name: Delete every policy whose whole name matches, five at most
  oncall.routing.guance_alert_policies:
    alert_policies: []
    purge: true
    purge_scope:
      name_regex: team-[a-z]+
    purge_limit: 5
    allow_empty: true
"""

RETURN = r"""
---
alert_policies:
  description: The alert policies after the task, in the shape of the
    options and in the order of the list.
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
    - alert_opt.alert_target
    uuid: altpl_0000000000000000000000000000f001
changes:
  description: 'The changes of each update: C(fields) has C(before)
    and C(after) of each option, with secrets masked.'
  type: list
  elements: dict
  returned: success
  sample:
  - name: payments
    fields:
      alert_opt.alert_target:
        before: '...'
        after: '...'
    uuid: altpl_0000000000000000000000000000f001
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
unlisted:
  description: The objects within O(purge_scope) that the list lacks,
    by name and uuid.
  type: list
  elements: dict
  returned: with O(purge_scope) and O(purge=false)
  sample:
  - name: 'payments: old'
    uuid: altpl_0000000000000000000000000000f001
errors:
  description: The failures, each with the name of the object and a
    message.
  type: list
  elements: dict
  returned: when an object failed
  sample:
  - name: payments
    message: 'Could not update the alert policy ''payments'': ...'
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
from ansible_collections.oncall.routing.plugins.module_utils._vendors.guance.alert_policy import (
    ALERT_POLICY,
)


def main(host=None):
    run_many(ALERT_POLICY, host)


if __name__ == "__main__":
    main()
