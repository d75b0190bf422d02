# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
name: team_check
short_description: Check team files
version_added: 0.1.0
author:
  - oncall.routing contributors (@oncall-routing)
description:
  - Checks team files for all of their vendors before the first write, and separates good teams from
    bad ones.
options:
  _input:
    description: The teams, each with the keys of a team file, or the result of
      P(oncall.routing.team_files#lookup).
    type: raw
    required: true
  sources:
    description: The file of each team, in the order of the teams. Messages name it.
    type: list
    elements: str
    default: []
  vendors:
    description: The vendors to check.
    type: list
    elements: str
    choices: [mackerel, guance, bk]
    default: [mackerel, guance, bk]
  account:
    description:
      - The account of this run. The filter ignores teams on other accounts.
      - A dict of C(name) (the host of the inventory), C(workspace) (of Guance), C(bk_biz_id) (the
        current business of BlueKing), C(default_bk_biz_id) (of teams that name none), C(businesses)
        (more businesses that may have objects of teams), C(bk_form) (V(auto), or V(user_group) for
        a site with native calls only), C(monday) (the number of Monday in a crontab of Guance, V(0)
        or V(1), if you have looked it up) and C(known) (the names of all accounts and workspaces; a
        team with another name in C(accounts) loses no objects, and an account without a name
        refuses teams with C(accounts)).
    type: dict
    default: {}
  prefix:
    description: A prefix for the names of all objects.
    type: str
    default: ''
  only:
    description: Names of the teams to check; the default is all. The filter refuses a name without
      a file.
    type: list
    elements: str
    default: []
  strict:
    description: Whether to refuse a team that a vendor cannot carry exactly.
    type: bool
    default: false
  fidelity:
    description: The entries of C(fidelity) to return. All entries of hundreds of teams are too many
      for a fact.
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
- name: Show the mistakes of the team files
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
  description: The result.
  type: dict
  contains:
    good:
      description: The good teams.
      type: list
      elements: dict
    sources:
      description: The files of the good teams.
      type: list
      elements: str
    refused:
      description: The mistakes of the other teams, each with C(team), C(file), C(path) and
        C(message); C(text) joins them in one line.
      type: list
      elements: dict
    warnings:
      description: Valid parts of a team that are probably a mistake, in the same form; C(told) is
        C(nobody) if the part notifies nobody.
      type: list
      elements: dict
    fidelity:
      description: The parts of the good teams that the vendors carry exactly, approximately or not
        at all; see P(oncall.routing.team_objects#filter).
      type: list
      elements: dict
    names:
      description: The names of all teams, bad ones included.
      type: list
      elements: str
    carried:
      description: The number of parts with each status, whatever O(fidelity) is.
      type: dict
    inexact:
      description: The parts of the good teams that the vendors do not carry exactly, each once with
        all its C(teams); C(nobody) is true if the part notifies nobody.
      type: list
      elements: dict
    businesses:
      description: The businesses of BlueKing that the good teams name, and C(default_bk_biz_id) if
        one names none.
      type: list
      elements: int
    objects:
      description: A dict from each vendor to the results of P(oncall.routing.team_objects#filter)
        for the good teams, with the inexact entries of C(fidelity). There is one result for the
        account; BlueKing has one for each business, with its C(bk_biz_id).
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
    # a late import: each task's process loads every filter of the collection to find one
    from ansible_collections.oncall.routing.plugins.plugin_utils._inprocess.worker import settle_in
    from ansible_collections.oncall.routing.plugins.plugin_utils._teams.file.schema import VENDORS
    from ansible_collections.oncall.routing.plugins.plugin_utils._teams.translate.common import (
        CheckOptions,
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
        options = CheckOptions(
            VENDORS if vendors is None else vendors, account, prefix, only or (), strict, fidelity
        )
        found = check(read["teams"], read["sources"], options)
        return dict(found, refused=[*read["refused"], *found["refused"]])
    except UsageError as error:
        raise AnsibleFilterError("team_check: %s" % error) from error


class FilterModule:
    """Filters over teams."""

    def filters(self):
        return {"team_check": team_check}
