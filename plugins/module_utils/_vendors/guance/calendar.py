# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Days of notice dates: their spelling, and when they are over. Private to oncall.routing."""

from __future__ import annotations

import datetime
import re
from typing import TYPE_CHECKING

from ..._describe.problems import quoted

if TYPE_CHECKING:
    from typing import Sequence

    from ..._describe.markers import Row

#: The farthest that a time zone is behind UTC: only then a day is over everywhere. In which zone a
#: calendar is meant its policies say.
BEHIND = 12 * 3600


def day(text: str) -> str:
    """``2026-1-5`` and ``2026.01.05`` as the server takes them: ``2026/01/05``."""
    found = re.fullmatch(r"(\d{4})([/.-])(\d{1,2})\2(\d{1,2})", text.strip())
    return (
        "%s/%02d/%02d" % (found.group(1), int(found.group(3)), int(found.group(4)))
        if found
        else text.strip()
    )


def wrong_day(text: str) -> str | None:
    try:
        datetime.datetime.strptime(text, "%Y/%m/%d")
    except ValueError:
        return "%s is no day like '2026/12/25'" % quoted(text)
    return None


def last_day(days: Sequence[str], now: float) -> str | None:
    """The last of some days, if all of them are over; None where one may still come, or is no day.
    ``now``: seconds since 1970.
    """
    today = (datetime.datetime(1970, 1, 1) + datetime.timedelta(seconds=now - BEHIND)).strftime(
        "%Y/%m/%d"
    )
    return max(days) if days and not any(wrong_day(one) or one >= today for one in days) else None


def spent(row: Row, now: float) -> str | None:
    """Why windows on a calendar no longer open, by its row; None where one may."""
    days = row.get("dates", row.get("noticeDates"))
    if not isinstance(days, list):
        return None
    if not days:
        return "has no day: a window on it never opens"
    last = last_day([day(str(one)) for one in days], now)
    return last and "had its last day on %s: a window on it does not open any more" % last
