# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Guance / TrueWatch notice dates. Private to oncall.routing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..._describe.hooks import Hooks, Usage
from ..._describe.lists import SetOf
from ..._describe.markers import UNKNOWN
from ..._describe.resource import Resource
from ..._describe.text import Str
from ..._describe.update import Merge
from . import kinds
from .alert_policy import ALERT_POLICY
from .calendar import day, last_day, wrong_day
from .gateway import GUANCE
from .rules import check_length

if TYPE_CHECKING:
    from ..._describe.hooks import Case


def _validate(case: Case) -> None:
    check_length(case, 64)
    days = case.obj["dates"]
    if "dates" not in case.given or days is UNKNOWN:
        return
    if len(days) > 366:
        case.warn("dates", "are %d days; the vendor's own tools allow no more than 366" % len(days))
    # no document says whether the vendor refuses days that are over (G113)
    last = last_day(days, case.settings.now)
    if last:
        case.warn("dates", "are all over since %s: windows on them do not open any more" % last)


NOTICE_DATE = Resource(
    GUANCE,
    kinds.NOTICE_DATE,
    "notice_dates",
    about=[
        (
            "Notice dates are a calendar of days, such as holidays, that the windows of alert"
            " policies refer to."
        ),
        "The same API serves both brands, Guance and TrueWatch.",
    ],
    update=Merge(),
    hooks=Hooks(validate=_validate),
    usage=Usage(users=(ALERT_POLICY,), touches=()),
    fields={
        "name": Str(
            "Name of the calendar.", blank=False, longest=256, required=True, send="always"
        ),
        "dates": SetOf(
            Str(clean=day, check_with=wrong_day, blank=False),
            api="noticeDates",
            members=True,
            merges=True,
            help=[
                (
                    "The days, like V(2026/12/25). V(2026-12-25) and V(2026.12.25) mean the"
                    " same; results have slashes."
                ),
                (
                    "A task gives the list whole; C(mode) adds or removes single days. A day"
                    " that is in it twice counts once."
                ),
            ],
        ),
    },
)
