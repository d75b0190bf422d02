# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Generated; see tests/tools/generate.py

from __future__ import annotations

from ansible_collections.oncall.routing.plugins.modules.mackerel_channels import (
    main,
)
from ansible_collections.oncall.routing.plugins.plugin_utils._inprocess.runner import InProcess


class ActionModule(InProcess):
    module = staticmethod(main)
    variables = (
        "MACKEREL_API_BASE",
        "MACKEREL_APIKEY",
        "MACKEREL_API_KEY",
    )
