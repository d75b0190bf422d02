# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
name: team_accounts
short_description: Find the hosts that are accounts
version_added: 0.1.0
author:
  - oncall.routing contributors (@oncall-routing)
description:
  - Ansible ends a play without hosts as a success, with C(skipping, no hosts matched). An inventory
    without hosts and a limit cause that, for example in a job of AWX. This lookup fails the play
    instead, with a remedy.
  - Use it in C(hosts) of a play. It matches hosts by Ansible's own rules, with C(--limit).
options:
  _terms:
    description: Patterns of hosts. The lookup ignores blank ones. Without patterns, the accounts
      are the group V(oncall_accounts), or V(localhost) if the inventory has no such group.
    type: list
    elements: str
    default: []
seealso:
  - plugin: oncall.routing.team_report
    plugin_type: lookup
"""

EXAMPLES = r"""
---
- name: Onboard the teams
  hosts: "{{ query('oncall.routing.team_accounts', oncall_accounts | default('')) }}"
  gather_facts: false
  roles:
    - role: oncall.routing.team_onboarding
"""

RETURN = r"""
---
_raw:
  description: The patterns, for C(hosts).
  type: list
  elements: str
  sample: [oncall_accounts]
"""

from ansible.errors import AnsibleLookupError
from ansible.inventory.manager import InventoryManager
from ansible.plugins.lookup import LookupBase

GROUP = "oncall_accounts"
ALONE = "localhost"
#: How many accounts a message names.
MOST = 10


class LookupModule(LookupBase):
    """The accounts of a play."""

    def run(self, terms, variables=None, **kwargs):
        self.set_options(var_options=variables, direct=kwargs)
        variables = variables or {}
        groups = variables.get("groups", {})
        patterns = [
            pattern
            for term in terms
            for pattern in ([term] if isinstance(term, str) else term or ())
            if pattern and pattern.strip()
        ] or [GROUP if GROUP in groups else ALONE]
        limit = str(variables.get("ansible_limit") or "")
        inventory = self._inventory(groups)
        accounts = [host.name for host in inventory.get_hosts(patterns)]
        if not accounts:
            raise AnsibleLookupError(
                "There is no account to work on: the inventory has no host that matches %s. Add"
                " the accounts to the inventory, in the group %s; or, for one account, take that"
                " group out of it." % (", ".join(patterns), GROUP)
            )
        inventory.subset(limit or None)
        if not inventory.get_hosts(patterns):
            raise AnsibleLookupError(
                "There is no account to work on: the limit %s leaves out %s. Run without a limit,"
                " or with names of accounts in it." % (limit, _named(accounts, groups))
            )
        return patterns

    def _inventory(self, groups):
        """The inventory of the run, without its variables."""
        inventory = InventoryManager(self._loader, parse=False)
        for group, hosts in groups.items():
            inventory.add_group(group)
            for host in hosts:
                inventory.add_host(host, group=group)
        return inventory


def _named(accounts, groups):
    if not groups.get("all"):
        # the word all does not match it either
        return "%s, the only account of an inventory without hosts" % accounts[0]
    more = len(accounts) - MOST
    return "the accounts %s%s" % (
        ", ".join(accounts[:MOST]),
        " and %d more" % more if more > 0 else "",
    )
