# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The three vendors on loopback, written from docs/vendors and from nothing else."""

from __future__ import annotations

from .server import Emulator

__all__ = ["Emulator"]
