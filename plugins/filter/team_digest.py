# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
name: team_digest
short_description: A digest of everything that a run would do on an account
version_added: 0.1.0
author:
  - oncall.routing contributors (@oncall-routing)
description:
  - The digest is equal for equal team files and an equal state of the account, whatever the order,
    the time and the machine. A plan ends with it, so a run can compare itself with an approved
    plan.
  - The team files are a part of it, because results do not show the secrets in them.
options:
  _input:
    description: Registered results of plural modules in check mode, or a list of them.
    type: raw
    required: true
  teams:
    description: The teams of the results, each with the keys of a team file.
    type: list
    elements: dict
    default: []
positional: teams
seealso:
  - plugin: oncall.routing.team_approved
    plugin_type: filter
"""

EXAMPLES = r"""
---
- name: Show the digest of a plan that does nothing
  ansible.builtin.debug:
    msg: "{{ [] | oncall.routing.team_digest }}"
"""

RETURN = r"""
---
_value:
  description: Thirty-two hexadecimal digits.
  type: str
"""


def team_digest(results, teams=()):
    # a late import: each task's process loads every filter of the collection to find one
    from ansible_collections.oncall.routing.plugins.plugin_utils._teams.report.approval import (
        digest_of,
    )

    return digest_of(results, teams)


class FilterModule:
    """Filters over teams."""

    def filters(self):
        return {"team_digest": team_digest}
