# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
name: team_names
short_description: Make a list of names from a list or a text
version_added: 0.1.0
author:
  - oncall.routing contributors (@oncall-routing)
description:
  - A survey of AWX and C(-e name=value) on the command line can only pass a text. This filter
    splits it into a list.
  - It drops spaces around a name, empty names and repeated ones, and keeps the order.
options:
  _input:
    description:
      - A list of names, or a text with names separated by commas (also C(，) and C(、)), semicolons
        or line breaks, or a text with a list in JSON. Null means no names.
      - Use a list for a name that contains a separator, and for a name that YAML does not read as a
        text, as in V(["404"]).
      - The filter refuses impossible names of teams, such as a name with a colon.
    type: raw
    required: true
  option:
    description:
      - The option that holds the names, for error messages.
    type: str
    default: team_names
  choices:
    description:
      - The valid names, if there is a fixed set of them.
    type: list
    elements: str
    default: []
positional: option, choices
seealso:
  - plugin: oncall.routing.team_onboarding
    plugin_type: role
"""

EXAMPLES = r"""
---
- name: Show two names
  ansible.builtin.debug:
    msg: "{{ 'payments, search' | oncall.routing.team_names }}"
"""

RETURN = r"""
---
_value:
  description: The names.
  type: list
  elements: str
  sample: [payments, search]
"""

from ansible.errors import AnsibleFilterError
from ansible_collections.oncall.routing.plugins.plugin_utils._teams.file.names import named


def team_names(given, option="team_names", choices=()):
    try:
        names = named(given)
    except ValueError as error:
        raise AnsibleFilterError("%s: %s" % (option, error)) from error
    for name in names:
        if choices and name not in choices:
            raise AnsibleFilterError("%s: %r is not one of %s" % (option, name, ", ".join(choices)))
    return names


class FilterModule:
    """Filters over teams."""

    def filters(self):
        return {"team_names": team_names}
