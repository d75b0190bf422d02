# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What BlueKing's objects have in common: names, people, levels. Private to oncall.routing."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from ..._describe.kind import ReadOnly
from ..._describe.markers import UNKNOWN, UNSET
from ..._describe.problems import did_you_mean, quoted
from ..._describe.record import Record
from ..._describe.reference import Ref
from ..._describe.text import Enum, Str
from ..._describe.zones import known_zones, unknown_zone

if TYPE_CHECKING:
    from typing import Any, Mapping

    from typing_extensions import Unpack

    from ..._describe.field import Common, Help, Stored
    from ..._describe.markers import Row
    from ..._describe.problems import Problems

BOT = "wxwork-bot"
#: Spellings of a level.
LEVELS = {"1": "1", "2": "2", "3": "3", "fatal": "1", "warning": "2", "remind": "3"}
#: Spellings of a phase of an action.
PHASES = {
    "1": "1",
    "2": "2",
    "3": "3",
    "execute_failed": "1",
    "execute_success": "2",
    "execute": "3",
}
ROLES = (
    "V(operator), V(bk_bak_operator), V(bk_biz_maintainer), V(bk_biz_developer), V(bk_biz_tester),"
    " V(bk_biz_productor) or another role of the site"
)


def same_name(name: str) -> str:
    """The database ignores case (B37) and the server trims (B39)."""
    return name.strip().casefold()


def collated(name: str) -> str:
    """The database of a site may ignore accents, emoji and spaces at the end (B38)."""
    letters = [
        letter
        for letter in unicodedata.normalize("NFKD", same_name(name))
        if not unicodedata.combining(letter)
    ]
    return "".join("\ufffd" if ord(letter) > 0xFFFF else letter for letter in letters).strip()


def name_of(label: str) -> Str:
    return Str(
        "Name of the %s. It is unique in the business; case and surrounding spaces make no"
        " difference." % label,
        strip=True,
        blank=False,
        longest=128,
        required=True,
    )


def person(help: Help, role: str = "Name of the user, or of the group: %s." % ROLES) -> Record:
    return Record(
        {
            "type": Enum(["user", "group"], help=help, required=True),
            "id": Str(role, strip=True, blank=False, required=True),
        },
        closed=True,
    )


def allowed(label: str) -> dict[str, ReadOnly]:
    """The signs of whether an object may be changed or deleted at all."""
    return {
        "edit_allowed": ReadOnly(
            "edit_allowed",
            "bool",
            "V(false) for a %s that this business can't change." % label,
            usual=True,
        ),
        "delete_allowed": ReadOnly(
            "delete_allowed",
            "bool",
            "V(false) for a %s that is in use, so the vendor does not delete it." % label,
            usual=True,
        ),
    }


#: The app of an as-code object; only lists of groups show it (B25).
APP = ReadOnly("app", "str", "The app of BlueKing's as-code that the object belongs to.")


def config_source(label: str) -> dict[str, ReadOnly]:
    """The sign of an object of BlueKing's own as-code."""
    return {
        "config_source": ReadOnly(
            "config_source",
            "str",
            "V(YAML) for a %s of BlueKing's as-code. The next import there undoes changes." % label,
            usual="UI",
        )
    }


def as_code(row: Row) -> str | None:
    """The sign by which a row shows that the object belongs to as-code, or None."""
    app = APP.of(row)
    return (
        "app %s" % app
        if app
        else "config_source is YAML"
        if row.get("config_source") == "YAML"
        else None
    )


def undone(row: Row) -> str | None:
    """What will undo a change or a deletion of the object, or None."""
    found = as_code(row)
    return (
        found
        and "belongs to BlueKing's as-code (%s), whose next import overwrites what is saved or"
        " deleted here"
        % found
    )


class Numbered(Enum):
    """One of a few numbers, each of which has a name too."""

    def __init__(
        self, spellings: Mapping[str, str], help: Help | None = None, **common: Unpack[Common]
    ) -> None:
        super().__init__(list(spellings), help, **common)
        self.spellings = spellings

    def _parse(self, value: Any, path: str, problems: Problems, stored: Stored) -> Any:
        return self.spellings.get(super()._parse(value, path, problems, stored), "")

    def read(self, raw: Any) -> Any:
        text = re.sub(r"\.0$", "", str(raw))
        return (
            self.default
            if raw in UNSET
            else self.spellings.get(text, text if text.isdecimal() else UNKNOWN)
        )

    def write(self, value: Any) -> Any:
        return int(value) if value else None


class NumberRef(Ref):
    """A reference to an object whose id is a number at the vendor."""

    numbers = True

    def is_ident(self, name: str) -> bool:
        return name.isdecimal()

    def write(self, value: Any) -> Any:
        return int(value) if value.isdecimal() else value


class TimeZone(Str):
    """The name of a time zone. The server accepts any case (B70), and refuses unknown names."""

    def __init__(self, help: Help | None = None, **common: Unpack[Common]) -> None:
        super().__init__(help, blank=False, strip=True, check_with=_wrong_zone, **common)

    def key(self, value: Any) -> Any:
        return value.casefold()


def _wrong_zone(name: str) -> str | None:
    near = unknown_zone(name)
    known = near is None or name.casefold() in {zone.casefold() for zone in known_zones()}
    return (
        None
        if known
        else "%s is no time zone that is known here%s" % (quoted(name), did_you_mean(near or ()))
    )
