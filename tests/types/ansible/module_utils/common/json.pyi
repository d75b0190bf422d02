# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

import enum
import json

class Direction(enum.Enum):
    CONTROLLER_TO_MODULE = ...
    MODULE_TO_CONTROLLER = ...

def get_module_encoder(profile: str, direction: Direction) -> type[json.JSONEncoder]: ...
