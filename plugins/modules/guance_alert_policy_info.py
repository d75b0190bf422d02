#!/usr/bin/python
# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
"""

EXAMPLES = r"""
"""

RETURN = r"""
"""

from ansible_collections.oncall.routing.plugins.module_utils._module.run import info
from ansible_collections.oncall.routing.plugins.module_utils._vendors.guance.alert_policy import ALERT_POLICY


def main():
    info(ALERT_POLICY)


if __name__ == "__main__":
    main()
