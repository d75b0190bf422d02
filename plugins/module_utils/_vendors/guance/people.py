# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How people, teams and notify objects are written, and who may change an object. Private to
oncall.routing.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ..._describe.lists import SetOf
from ..._describe.numbers import Bool
from ..._describe.problems import LONGEST_NAME, quoted
from ..._describe.reference import Ref

if TYPE_CHECKING:
    from typing import Iterable, Mapping

    from typing_extensions import Unpack

    from ..._describe.field import Field, Help
    from ..._describe.hooks import CheckText
    from ..._describe.lists import ListKeywords

MEMBER, TEAM, NOTIFY = {"member": "member"}, {"team": "member_group"}, {"notify": "notify_object"}
ADDRESS = re.compile(r"[^@\s:]+@[^@\s:]+\.[^@\s:.]+")
PHONE = re.compile(r"\+?[\d(][\d ().-]{2,}")


PREFIXES = {"member": "acnt_", "team": "group_", "notify": "notify_", "role": "role_"}


def recipients(
    kinds: Mapping[str, str],
    help: Help,
    *,
    words: Iterable[str] = (),
    check_with: CheckText | None = None,
    **keywords: Unpack[ListKeywords],
) -> SetOf:
    """A set of people, teams or notify objects. ``words``, ``check_with``: see :class:`Ref`."""
    prefixes = [PREFIXES[kind] for kind in kinds]
    return SetOf(
        Ref(kinds, words=words, id_prefixes=prefixes, check_with=check_with),
        help=help,
        **keywords,
    )


def free_address(text: str) -> str | None:
    """The warning about an address of no member (G102). The vendor keeps it; by a user's notes it
    delivers nothing to it.
    """
    return (
        "%s is the address of no member: it is kept as it stands, and the vendor may deliver"
        " nothing to it" % quoted(text, LONGEST_NAME)
        if ADDRESS.fullmatch(text)
        else None
    )


class Member(Ref):
    """A member by e-mail address, with or without C(member:) in front.

    others: the vendor also keeps recipients that are no members. A phone number stands for itself,
    an address for the member who has it, or else for itself.
    """

    def __init__(self, others: bool = False) -> None:
        super().__init__("member", id_prefixes=["acnt_"], free=free_address if others else None)
        self.others = others

    def split(self, value: str) -> tuple[str | None, str]:
        if self.others and PHONE.fullmatch(value):
            return None, value
        kind, name = super().split(value)
        return kind, re.sub("^member:", "", name).strip()


def not_owner(text: str) -> str | None:
    return "the owner always may, and can't be listed" if text == "owner" else None


def permissions(label: str) -> dict[str, Field]:
    """The two options that say who may change an object."""
    return {
        "open_permission_set": Bool(
            [
                "Whether only those in O(permission_set) and the workspace owner may change the %s."
                % label,
                (
                    "Once it is on, a role of the API key must be among them, or the vendor"
                    " refuses the next change."
                ),
            ],
            left_out=True,
        ),
        "permission_set": recipients(
            dict({"role": "role"}, **TEAM, **MEMBER),
            "Who may change the %s: V(wsAdmin), V(general), V(readOnly), UUIDs, or C(role:NAME),"
            " C(team:NAME), C(member:E-MAIL)." % label,
            words=("wsAdmin", "general", "readOnly"),
            check_with=not_owner,
            left_out=True,
        ),
    }
