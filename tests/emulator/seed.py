# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which accounts there are at the start, and what is in them."""

from __future__ import annotations

import functools
import pickle

from .bk.seed import bk_keys, bk_tables
from .guance.seed import guance_keys, guance_tables
from .mackerel.seed import mackerel_keys, mackerel_tables
from .settings import VENDORS
from .store import Account

SEEDS = ("default", "empty")
_KEYS = {"mackerel": mackerel_keys, "guance": guance_keys, "bk": bk_keys}
_TABLES = {"mackerel": mackerel_tables, "guance": guance_tables, "bk": bk_tables}


def seed_tables(name, vendor):
    """The tables of one account, fresh."""
    if name not in SEEDS:
        raise ValueError(f"unknown seed {name!r}; known: {', '.join(SEEDS)}")
    return _TABLES[vendor](full=name == "default")


@functools.lru_cache(maxsize=None)
def pickled_seed(name):
    """All accounts, pickled once, so that a reset is only an unpickling."""
    accounts = [
        Account(vendor, "default", _KEYS[vendor](), seed_tables(name, vendor)) for vendor in VENDORS
    ]
    accounts[VENDORS.index("guance")].meta["workspace"] = "wksp_emulator00000000000000000001"
    return pickle.dumps(accounts)
