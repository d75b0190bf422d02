# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the descriptions share: names of services and roles, and who refers to them. Private to
oncall.routing.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ..._describe.lists import SetOf
from ..._describe.reference import Key
from ..._describe.text import matches
from . import kinds

if TYPE_CHECKING:
    from ..._describe.field import Help
    from ..._describe.hooks import Lists
    from ..._describe.markers import Row

MEMO_STAYS = "the vendor has no call that changes it; the web console has"

#: The name of a service, or of a role within one.
NAME = matches(
    r"[A-Za-z0-9][A-Za-z0-9_-]{1,62}",
    "a name that Mackerel takes: 2 to 63 letters, digits, '-' and '_', beginning with a letter or"
    " digit",
)
ROLE = matches(
    r"[A-Za-z0-9][A-Za-z0-9_-]+:[A-Za-z0-9][A-Za-z0-9_-]+",
    "a role's full name: service:role, each of letters, digits, '-' and '_', beginning with a"
    " letter or digit",
)


def role_full_name(text: str) -> str:
    """``service:role`` without spaces around the first colon; Mackerel answers with one (M62)."""
    return re.sub(r"\s*:\s*", ":", text.strip(), count=1)


def roles(help: Help) -> SetOf:
    """Roles by their full names."""
    return SetOf(Key("role", clean=role_full_name, check_with=ROLE), left_out=True, help=help)


def monitor_text(row: Row) -> str:
    return "the monitor %r" % (kinds.MONITOR.identity.names[0](row) or kinds.MONITOR.ident(row))


def monitors_by_scope(lists: Lists) -> dict[str, list[str]]:
    """Name of a service or role to the monitors that have it in their scopes."""
    found: dict[str, list[str]] = {}
    for row in lists.rows(kinds.MONITOR):
        scopes = [
            scope
            for key in ("scopes", "excludeScopes")
            for scope in (row[key] if isinstance(row.get(key), list) else ())
        ]
        for name in {role_full_name(str(scope)) for scope in scopes}:
            found.setdefault(name, []).append(monitor_text(row))
    return found
