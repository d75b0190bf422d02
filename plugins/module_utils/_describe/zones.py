# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Names of time zones, and which one was meant. Private to oncall.routing."""

from __future__ import annotations

import difflib
import re
from functools import lru_cache

#: Large cities that people write although the database knows their zone by another city.
CITIES = {
    "beijing": "Asia/Shanghai",
    "peking": "Asia/Shanghai",
    "shenzhen": "Asia/Shanghai",
    "guangzhou": "Asia/Shanghai",
    "hangzhou": "Asia/Shanghai",
    "chengdu": "Asia/Shanghai",
    "wuhan": "Asia/Shanghai",
    "hong kong": "Asia/Hong_Kong",
    "hongkong": "Asia/Hong_Kong",
    "osaka": "Asia/Tokyo",
    "kyoto": "Asia/Tokyo",
    "nagoya": "Asia/Tokyo",
    "fukuoka": "Asia/Tokyo",
    "sapporo": "Asia/Tokyo",
    "busan": "Asia/Seoul",
    "hanoi": "Asia/Ho_Chi_Minh",
    "mumbai": "Asia/Kolkata",
    "delhi": "Asia/Kolkata",
    "new delhi": "Asia/Kolkata",
    "bangalore": "Asia/Kolkata",
    "bengaluru": "Asia/Kolkata",
    "chennai": "Asia/Kolkata",
    "hyderabad": "Asia/Kolkata",
    "islamabad": "Asia/Karachi",
    "abu dhabi": "Asia/Dubai",
    "san francisco": "America/Los_Angeles",
    "seattle": "America/Los_Angeles",
    "dallas": "America/Chicago",
    "houston": "America/Chicago",
    "boston": "America/New_York",
    "washington": "America/New_York",
    "miami": "America/New_York",
    "montreal": "America/Toronto",
    "munich": "Europe/Berlin",
    "hamburg": "Europe/Berlin",
    "geneva": "Europe/Zurich",
    "barcelona": "Europe/Madrid",
    "milan": "Europe/Rome",
    "st petersburg": "Europe/Moscow",
    "canberra": "Australia/Sydney",
    "cape town": "Africa/Johannesburg",
    "jst": "Asia/Tokyo",
    "kst": "Asia/Seoul",
    "sgt": "Asia/Singapore",
    "hkt": "Asia/Hong_Kong",
}
MOST_NAMED = 3


@lru_cache(maxsize=None)  # opens every file of the time zone database
def known_zones() -> frozenset[str]:
    """All names; none where the database, or what reads it, is missing."""
    try:
        from zoneinfo import available_timezones
    except ImportError:  # Python 3.8
        return frozenset()
    return frozenset(available_timezones())


def unknown_zone(name: str) -> list[str] | None:
    """None where a zone is known, or where nothing is known of zones; otherwise the names that
    may be meant, best first.
    """
    zones = known_zones()
    return None if not zones or name in zones else nearest_zones(name)


def nearest_zones(name: str) -> list[str]:
    """Names that may be meant by one that is not known, best first."""
    if re.search(r"[+-]\d", name):
        # many zones have an offset, and GMT+8 of the database is what most people call UTC-8
        return []
    by_word: dict[str, str] = {}
    for zone in sorted(known_zones(), key=lambda zone: (zone.count("/") != 1, zone)):
        for word in (_plain(zone), _plain(zone.rpartition("/")[2])):
            by_word.setdefault(word, zone)
    wanted, city = _plain(name), _plain(name.rpartition("/")[2])
    meant = CITIES.get(wanted) or CITIES.get(city) or by_word.get(wanted) or by_word.get(city)
    if meant:
        return [meant]
    near = [
        by_word[word]
        for word in difflib.get_close_matches(wanted, by_word, MOST_NAMED, 0.75)
        + difflib.get_close_matches(city, by_word, MOST_NAMED, 0.75)
    ]
    return list(dict.fromkeys(near))[:MOST_NAMED]


def _plain(name: str) -> str:
    """A name however its words are joined and capitals are set."""
    return " ".join(name.replace("_", " ").replace("-", " - ").casefold().split()).replace(
        " - ", "-"
    )
