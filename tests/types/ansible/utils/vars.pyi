# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from collections.abc import Mapping
from typing import Any

def merge_hash(x: Mapping[str, Any], y: Mapping[str, Any]) -> dict[str, Any]: ...
