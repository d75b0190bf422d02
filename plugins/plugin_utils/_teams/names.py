# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What objects of a team are called, so that they can be told from all others. Private to oncall.routing."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

#: Between a team's name and what the object is for; the name of a team can't hold a colon.
SEPARATOR = ": "


def object_name(prefix: str, team: str, what: str) -> str:
    return prefix + team + SEPARATOR + what


def team_of(name: str, prefix: str = "") -> str | None:
    """The team an object belongs to by its name, or None for an object that is not ours."""
    if not name.startswith(prefix):
        return None
    team, separator, what = name[len(prefix):].partition(SEPARATOR)
    return team if team and separator and what else None


def named(given: object) -> list[str]:
    """Names from a list, or from a text as surveys and command lines give it: separated by commas or line breaks, or a list in JSON.

    Raises:
        ValueError: It is neither, or something in it is no text.
    """
    found = given
    if isinstance(given, str):
        try:
            found = json.loads(given) if given.lstrip().startswith("[") else None
        except ValueError:
            found = None
        if found is None:
            found = re.split(r"[,\r\n]", given)
    if not isinstance(found, (list, tuple)) or not all(isinstance(name, str) for name in found):
        raise ValueError("names have to be a list of texts, or a text with commas or line breaks between them")
    return list(dict.fromkeys(name.strip() for name in found if name.strip()))


def scope_regex(teams: Iterable[str], prefix: str = "") -> str:
    """A ``name_regex`` for ``purge_scope`` that fits the objects of exactly these teams."""
    names = sorted(set(teams))
    if not names:
        return "(?!)"  # fits nothing; an empty pattern would be refused
    return "%s(?:%s)%s.+" % (re.escape(prefix), "|".join(re.escape(name) for name in names), re.escape(SEPARATOR))


def marker(team: str) -> str:
    return "Managed by oncall.routing (team %s)." % team


def described(description: str, team: str, longest: int | None = None) -> tuple[str, bool]:
    """What an object says of itself where the vendor has a text for it, and whether the description had to be cut."""
    mark = marker(team)
    text = " ".join(description.split())
    text += "" if not text or text.endswith((".", "!", "?", "\u3002")) else "."
    room = None if longest is None else longest - len(mark) - 1
    cut = room is not None and len(text) > room
    if cut:
        text = text[:max(0, (room or 0) - 1)].rstrip() + "\u2026"
    return (text + " " + mark if text else mark), cut
