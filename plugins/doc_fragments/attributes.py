# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations


class ModuleDocFragment:
    """Attributes every module has."""

    DOCUMENTATION = r"""
options: {}
attributes:
  check_mode:
    description: Can run in check mode and return the changes it would make, without making any.
    support: full
    details:
      - Sends no write. The plan is the plan of the real run.
  diff_mode:
    description: Will return what has changed, or would change in check mode, when in diff mode.
    support: full
    details:
      - In the shape of the options, sorted, secrets masked.
  idempotent:
    description: When run twice with the same arguments, the second run changes nothing.
    support: full
    details:
      - Whatever order, defaults and additional fields the vendor returns.
  action:
    description: Has an action plugin of the same name, so that it can run on the controller.
    support: partial
    details:
      - With a local connection the module's code runs in the worker process of the task; a loop
        then reads the vendor's list once. With C(become), C(async), another interpreter, a foreign
        C(environment), or no requests on the controller, it runs as a module.
        E(ONCALL_ROUTING_ACTION=never) forces that.
  platform:
    description: Target systems the module works on.
    support: full
    platforms: posix
"""

    INFO = r"""
options: {}
attributes:
  check_mode:
    description: Can run in check mode and return the changes it would make, without making any.
    support: full
    details:
      - This module only reads.
  diff_mode:
    description: Will return what has changed, or would change in check mode, when in diff mode.
    support: N/A
    details:
      - This module only reads.
  idempotent:
    description: When run twice with the same arguments, the second run changes nothing.
    support: full
    details:
      - This module only reads.
  action:
    description: Has an action plugin of the same name, so that it can run on the controller.
    support: partial
    details:
      - With a local connection the module's code runs in the worker process of the task; a loop
        then reads the vendor's list once. With C(become), C(async), another interpreter, a foreign
        C(environment), or no requests on the controller, it runs as a module.
        E(ONCALL_ROUTING_ACTION=never) forces that.
  platform:
    description: Target systems the module works on.
    support: full
    platforms: posix
"""
