# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes what set_stats handed on to the file that ONCALL_ARTIFACTS names, as AWX keeps it."""

from __future__ import annotations

import json
import os
from pathlib import Path

from ansible.plugins.callback import CallbackBase

DOCUMENTATION = """
name: artifacts
type: notification
short_description: Writes the artifacts of a run to a file
description: For the benchmark of oncall.routing.
"""


class CallbackModule(CallbackBase):
    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "notification"
    CALLBACK_NAME = "artifacts"
    CALLBACK_NEEDS_ENABLED = True

    def v2_playbook_on_stats(self, stats):
        Path(os.environ["ONCALL_ARTIFACTS"]).write_text(
            json.dumps(stats.custom.get("_run", {}), default=str), encoding="utf-8"
        )
