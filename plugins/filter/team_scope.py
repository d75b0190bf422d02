# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
name: team_scope
short_description: Make a regular expression for the names of teams' objects
version_added: 0.1.0
author:
  - oncall.routing contributors (@oncall-routing)
description:
  - Makes a C(name_regex) for C(purge_scope) that matches the objects of exactly these teams, and no
    objects of other teams or people.
  - Without teams it matches nothing.
options:
  _input:
    description: Names of teams.
    type: list
    elements: str
    required: true
  prefix:
    description: A prefix for the names of all objects.
    type: str
    default: ''
positional: prefix
seealso:
  - plugin: oncall.routing.team_objects
    plugin_type: filter
"""

EXAMPLES = r"""
---
- name: Show the expression for two teams
  ansible.builtin.debug:
    msg: "{{ ['payments', 'search'] | oncall.routing.team_scope }}"
"""

RETURN = r"""
---
_value:
  description: The expression. It must match the whole name.
  type: str
  sample: "(?:payments|search):\\ .+"
"""

from ansible.errors import AnsibleFilterError
from ansible_collections.oncall.routing.plugins.plugin_utils._teams.file.names import scope_regex


def team_scope(teams, prefix=""):
    if isinstance(teams, str):
        raise AnsibleFilterError("team_scope: the names of teams have to be a list")
    try:
        return scope_regex(teams, prefix)
    except ValueError as error:
        raise AnsibleFilterError("team_scope: %s" % error) from error


class FilterModule:
    """Filters over teams."""

    def filters(self):
        return {"team_scope": team_scope}
