# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The kinds of BlueKing's objects. Private to oncall.routing."""

from __future__ import annotations

from ..._describe.kind import Identity, Kind, Listing, ReadOnly
from ..._describe.markers import Frozen
from .parts import collated, same_name
from .times import spent


class Calls(Frozen):
    """Names of the calls that write, or read one object.

    single: None where a single object can't be read. scoped: whether a deletion names the business.
    """

    def __init__(
        self, *, save: str, remove: str, single: str | None = None, scoped: bool = False
    ) -> None:
        self.save = save
        self.remove = remove
        self.single = single
        self.scoped = scoped
        self._seal(Calls)


#: The database compares names without case (B37), and they are unique in a business.
_IDENTITY = Identity(id_type="int", same_name=same_name, collated=collated, unique=True)
_CHECKED = Identity(
    id_type="int", same_name=same_name, collated=collated, unique=True, names_checked=True
)

DUTY_RULE = Kind(
    "duty_rule",
    "duty rule",
    Listing("search_duty_rules", reads_whole=True),
    _CHECKED,
    shown={
        "enabled": ReadOnly(
            "enabled",
            "bool",
            "Whether it is in force.",
            usual=True,
            off=lambda value: "is switched off (enabled is false), so that nobody is on duty by it",
        )
    },
    spent=spent,
    calls=Calls(
        save="save_duty_rule",
        remove="delete_duty_rules",
        single="search_duty_rule_detail",
        scoped=True,
    ),
)
NOTICE_GROUP = Kind(
    "notice_group",
    "notice group",
    Listing("search_notice_group"),
    _IDENTITY,
    calls=Calls(save="save_notice_group", remove="delete_notice_group"),
)
USER_GROUP = Kind(
    "user_group",
    "user group",
    Listing("search_user_groups", reads_whole=True),
    _CHECKED,
    calls=Calls(
        save="save_user_group",
        remove="delete_user_groups",
        single="search_user_group_detail",
        scoped=True,
    ),
)

KINDS = (DUTY_RULE, NOTICE_GROUP, USER_GROUP)
