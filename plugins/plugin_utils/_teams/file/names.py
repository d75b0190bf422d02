# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What objects of a team are called, so that they can be told from all others. Private to
oncall.routing.
"""

from __future__ import annotations

import datetime
import json
import re
import unicodedata
from collections.abc import Iterable

#: Between a team's name and what the object is for; the name of a team can't hold a colon.
SEPARATOR = ": "

#: Characters that nobody sees, in the words of JSON Schema: controls, directions, what has no
#: width.
_UNSEEN = (
    "\\u0000-\\u001f\\u007f-\\u009f\\u00ad\\u034f\\u061c\\u115f\\u1160\\u17b4\\u17b5\\u180b-\\u180f\\u200b\\u200e\\u200f\\u2028-\\u202e"
    "\\u2060-\\u206f\\u3164\\ufeff\\uffa0\\ufff0-\\ufffb"
)
#: What teams, people and contacts may be called, as JSON Schema and Python read it. Joiners and
#: selectors of forms are spelling in some scripts and in
#: emoji; whether they are here only what stands around them tells.
NAME = "(?![\\s\\S]*[%s])[^\\s:](?:[^:\\r\\n\\t]{0,62}[^\\s:])?" % _UNSEEN
NAMES = (
    "at most 64 characters, no colon, no line break, no space at its ends, nothing that can't be"
    " seen"
)


#: What stands between names: also the commas of Chinese and Japanese.
_BETWEEN = "[,;\uff0c\u3001\uff1b\r\n]"
#: What YAML makes of a name without quotes.
_NO_TEXT = (bool, int, float, datetime.date)


def object_name(prefix: str, team: str, what: str) -> str:
    return prefix + team + SEPARATOR + what


def team_of(name: str, prefix: str = "") -> str | None:
    """The team an object belongs to by its name, or None for an object that is not ours."""
    if not name.startswith(prefix):
        return None
    team, separator, what = name[len(prefix) :].partition(SEPARATOR)
    return team if team and separator and what else None


def named(given: object) -> list[str]:
    """Names from a list, or from a text as surveys and command lines give it: separated by commas,
    semicolons or line breaks, or a list in JSON.

    Nothing given, null or a blank text are no names.

    Raises:
        ValueError: It is neither, or something in it is no text, or is what nothing can be called.
    """
    found = [] if given is None else given
    if isinstance(given, str):
        try:
            found = json.loads(given) if given.lstrip().startswith("[") else None
        except ValueError:
            found = None
        if found is None:
            found = re.split(_BETWEEN, given)
    if isinstance(found, _NO_TEXT):
        found = [found]
    if not isinstance(found, (list, tuple)):
        raise ValueError(
            "names have to be a list of texts, or a text with commas or line breaks between them"
        )
    for name in found:
        if not isinstance(name, str):
            # YAML, and so AWX with the answers of a survey, takes 404 for a number, yes for a
            # boolean and 2026-11-30 for a date
            raise ValueError(
                "names have to be a list of texts; %s is none. Write a team that is called so in a"
                ' list, in quotes: ["404"]'
                % (
                    json.dumps(name, default=str)
                    if isinstance(name, _NO_TEXT)
                    else "something in it"
                )
            )
    return callable_so(dict.fromkeys(name.strip() for name in found if name.strip()))


def callable_so(names: Iterable[str]) -> list[str]:
    """The names, if a team can be called so. With a part of an object's name as a team the object
    of another team would be found.

    Raises:
        ValueError: Nothing can be called like one of them.
    """
    names = list(names)
    for name in names:
        if not re.fullmatch(NAME, name):
            raise ValueError("%s is nothing that a team can be called: %s" % (ascii(name), NAMES))
    return names


def scope_regex(teams: Iterable[str], prefix: str = "") -> str:
    """A ``name_regex`` for ``purge_scope`` that fits the objects of exactly these teams."""
    # whoever wrote the file may have typed another Unicode form than what is stored
    names = sorted(
        {
            form
            for name in callable_so(teams)
            for form in (name, *(unicodedata.normalize(one, name) for one in ("NFC", "NFD")))
        }
    )
    if not names:
        return "(?!)"  # fits nothing; an empty pattern would be refused
    return "%s(?:%s)%s.+" % (
        re.escape(prefix),
        "|".join(re.escape(name) for name in names),
        re.escape(SEPARATOR),
    )


def marker(team: str) -> str:
    return "Managed by oncall.routing (team %s)." % team


def described(description: str, team: str, longest: int | None = None) -> tuple[str, bool]:
    """What an object says of itself where the vendor has a text for it, and whether the
    description had to be cut.
    """
    mark = marker(team)
    text = " ".join(description.split())
    text += "" if not text or text.endswith((".", "!", "?", "\u3002")) else "."
    room = None if longest is None else longest - len(mark) - 1
    cut = room is not None and len(text) > room
    if cut:
        text = text[: max(0, (room or 0) - 1)].rstrip() + "\u2026"
    return (text + " " + mark if text else mark), cut
