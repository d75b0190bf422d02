# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Times of BlueKing's server: wall times of its zone, without offset. Only the stamps of its
answers show the zone. Private to oncall.routing.
"""

from __future__ import annotations

import datetime
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any, Collection, Sequence

    from ..._describe.markers import Row

    #: Offsets that the server's zone may have; empty where none is known.
    Zones = Collection[datetime.tzinfo]

#: A day, and what may follow: minutes, seconds, an offset.
_TIME = re.compile(
    r"(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(:\d\d)?(?:\.\d+)?)?\s*(Z|[+-]\d\d:?\d\d)?", re.I
)
#: Keys of an answer that have the offset; the last two only at servers that are not known yet.
_STAMPS = ("create_time", "update_time", "effective_time", "end_time")
#: Where nothing tells the zone, it is between these.
_ANYWHERE = (
    datetime.timezone(datetime.timedelta(hours=-12)),
    datetime.timezone(datetime.timedelta(hours=14)),
)


def spelled(text: str) -> str:
    """A time as the server spells it: ``2025-01-01 00:00:00``, or the same with an offset."""
    found = _TIME.fullmatch(text)
    if not found:
        return text
    day, minutes, seconds, zone = found.groups()
    said = "%s %s%s%s" % (
        day,
        minutes or "00:00",
        seconds or ":00",
        (zone or "").upper().replace(":", "").replace("Z", "+0000"),
    )
    return said if moment(said) else text


def moment(text: Any) -> datetime.datetime | None:
    """The time of a text, with or without offset; None for another text."""
    for form in ("%Y-%m-%d %H:%M:%S%z", "%Y-%m-%d %H:%M:%S"):
        try:
            return datetime.datetime.strptime(text, form)
        except (TypeError, ValueError):
            pass
    return None


def zones_of(rows: Sequence[Row]) -> set[datetime.tzinfo]:
    """The offsets in the stamps of answers: one, several where the server's zone has summer time,
    or none where the stamps lack them.
    """
    stamps = {row[key][19:] for row in rows for key in _STAMPS if isinstance(row.get(key), str)}
    found = (moment(spelled("2000-01-01 00:00:00" + stamp)) for stamp in stamps)
    return {one.tzinfo for one in found if one is not None and one.tzinfo}


def offset(zone: datetime.tzinfo) -> str:
    """As people write it."""
    return datetime.datetime(2000, 1, 1, tzinfo=zone).strftime("%z")


def wall(time: datetime.datetime, zone: datetime.tzinfo) -> str:
    """A moment as the wall time of a zone."""
    try:
        return time.astimezone(zone).replace(tzinfo=None).isoformat(" ")
    except OverflowError:  # in the first or the last year
        return time.strftime("%Y-%m-%d %H:%M:%S%z")


def _at(time: datetime.datetime, zone: datetime.tzinfo) -> datetime.datetime:
    return time if time.tzinfo else time.replace(tzinfo=zone)


def comes_after(end: datetime.datetime, start: datetime.datetime, zones: Zones = ()) -> bool:
    """Whether a time may be after another. A time without offset is in one of the zones."""
    return any(_at(end, zone) > _at(start, zone) for zone in zones or _ANYWHERE)


def is_over(text: Any, zones: Zones, now: float) -> bool:
    """Whether a time is past in each of the zones. ``now``: seconds since 1970."""
    time = moment(text)
    return time is not None and not comes_after(
        time, datetime.datetime.fromtimestamp(now, datetime.timezone.utc), zones
    )


def spent(row: Row, now: float) -> str | None:
    """Why nobody is on duty by a rule any longer, by its row; None where somebody may be."""
    end = row.get("end_time")
    return (
        "is over (end_time is %s), so that nobody is on duty by it" % end
        if isinstance(end, str) and is_over(spelled(end), zones_of([row]), now)
        else None
    )
