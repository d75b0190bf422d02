# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
name: team_check
short_description: Which teams can be carried out
version_added: 0.1.0
author:
  - oncall.routing contributors (@oncall-routing)
description:
  - Checks team files for all of their vendors at once, before anything is written, and tells good
      ones from bad ones.
options:
  _input:
    description: The teams, each as its file has it; or a dict as
      P(oncall.routing.team_files#lookup) returns it.
    type: raw
    required: true
  sources:
    description: Where each team comes from, a list as long as the teams; what is wrong with one is
      told with it.
    type: list
    elements: str
    default: []
  vendors:
    description: The vendors that count.
    type: list
    elements: str
    choices: [mackerel, guance, bk]
    default: [mackerel, guance, bk]
  account:
    description:
      - The account that is worked on, so that teams on other accounts are left out.
      - A dict of C(name) (the host of the inventory), C(workspace) (that of Guance), C(bk_biz_id)
        (the business of BlueKing that is worked on), C(default_bk_biz_id) (that of teams which name
        none), C(businesses) (further ones that may hold objects of teams), C(bk_form) (V(auto), or
        V(user_group) for a site that has the native form of groups only) and C(monday) (the number
        Monday has in a crontab of Guance, V(0) or V(1), if somebody has looked), and C(known) (the
        names of all accounts and workspaces there are; for a name that is none of them nothing is
        deleted, and on an account without a name a team with C(accounts) is refused).
    type: dict
    default: {}
  prefix:
    description: What the names of all objects begin with.
    type: str
    default: ''
  only:
    description: Names of the teams that count, if not all do. One that is in no file is refused.
    type: list
    elements: str
    default: []
  strict:
    description: Whether a team is refused where a vendor can't carry all of it exactly.
    type: bool
    default: false
  fidelity:
    description: What of C(fidelity) is wanted. Of hundreds of teams all of it is more than a fact
      should hold.
    type: str
    choices: [all, inexact, none]
    default: all
positional: sources
seealso:
  - plugin: oncall.routing.team_objects
    plugin_type: filter
"""

EXAMPLES = r"""
---
- name: Say what is wrong with the team files
  ansible.builtin.debug:
    msg: "{{ (teams | oncall.routing.team_check(sources=['teams/payments.yml'])).refused |
      map(attribute='text') }}"
  vars:
    teams:
      - name: payments
        timezone: Asia/Tokyo
        members:
          - {name: alice, email: alice@example.com, lead: true}
        services: [payments]
        contacts:
          page: {slack: {url: "https://hooks.slack.com/services/T0/B0/x"}}
          mail: {email: members}
        routing:
          - {severity: [critical], notify: [pager], repeat: 10m}
          - {severity: [warning, info], notify: [mail]}
"""

RETURN = r"""
---
_value:
  description: What came of it.
  type: dict
  contains:
    good:
      description: The teams that can be carried out.
      type: list
      elements: dict
    sources:
      description: Where these come from.
      type: list
      elements: str
    refused:
      description: What is wrong with the others, C(team), C(file), C(path) and C(message) of each;
        C(text) is all of it in a line.
      type: list
      elements: dict
    warnings:
      description: What is allowed and hardly meant, in the same form; C(told) is C(nobody) where
        it means that nobody is told.
      type: list
      elements: dict
    fidelity:
      description: What the vendors carry exactly, nearly, or not at all, for the good teams; see
        P(oncall.routing.team_objects#filter).
      type: list
      elements: dict
    names:
      description: The names of all teams, also of bad ones.
      type: list
      elements: str
    carried:
      description: How much has which status, whatever O(fidelity) lets through.
      type: dict
    inexact:
      description: What the vendors do not carry exactly, for the good teams, each once with all its
        C(teams); C(nobody) is true where it means that nobody is told.
      type: list
      elements: dict
    businesses:
      description: The businesses of BlueKing that the good teams name, and C(default_bk_biz_id)
        where one names none.
      type: list
      elements: int
    objects:
      description: From each vendor to a list of what P(oncall.routing.team_objects#filter) returns
        of the good teams, with C(fidelity) as far as it is not exact. One for the account; for
        BlueKing one for each business, with its C(bk_biz_id).
      type: dict
  sample: {"good": [], "sources": [], "refused": [{"team": "payments", "file": "teams/payments.yml",
    "path": "routing[0].notify[0]",
           "message": "'pager' is none of the contacts; did you mean page? There are page, mail,
             members, lead"}]}
"""

from ansible.errors import AnsibleFilterError


def team_check(
    teams, sources=(), vendors=None, account=None, prefix="", only=(), strict=False, fidelity="all"
):
    # not at the top: Ansible loads every filter of a collection anew in each task's process to find
    # one
    from ansible_collections.oncall.routing.plugins.plugin_utils._inprocess.worker import settle_in
    from ansible_collections.oncall.routing.plugins.plugin_utils._teams.file.schema import VENDORS
    from ansible_collections.oncall.routing.plugins.plugin_utils._teams.translate.common import (
        UsageError,
        check,
    )

    settle_in()

    if isinstance(only, str):
        raise AnsibleFilterError("team_check: only has to be a list of names")
    read = (
        teams
        if isinstance(teams, dict)
        else {"teams": teams, "sources": sources or (), "refused": []}
    )
    try:
        found = check(
            read["teams"],
            read["sources"],
            VENDORS if vendors is None else vendors,
            account,
            prefix,
            only or (),
            strict,
            fidelity,
        )
        return dict(found, refused=[*read["refused"], *found["refused"]])
    except UsageError as error:
        raise AnsibleFilterError("team_check: %s" % error) from error


class FilterModule:
    """Filters over teams."""

    def filters(self):
        return {"team_check": team_check}
