# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Every fault at every request of every kind of task: afterwards, or after one more run, all is
as wanted and nothing else was touched.
"""

from __future__ import annotations

import pytest
from tools import generate

from .scenes import KINDS, SCENES, read_back, strangers

FAULTS = {
    "drop_before": {"kind": "drop_before"},
    "drop_after": {"kind": "drop_after"},
    "429": {"kind": "retry_after", "seconds": 3, "status": 429},
    "500": {"kind": "status", "status": 500},
    "500 after": {"kind": "status_after", "status": 500},
    "502": {"kind": "status", "status": 502},
    "503": {"kind": "status", "status": 503},
    "503 after": {"kind": "status_after", "status": 503},
    "504 after": {"kind": "status_after", "status": 504},
    "400": {"kind": "status", "status": 400},
    "403": {"kind": "status", "status": 403},
    "truncate": {"kind": "truncate"},
    "malformed": {"kind": "malformed"},
    "html": {"kind": "html"},
    "wrong_shape": {"kind": "wrong_shape"},
    "deep": {"kind": "deep"},
    "wrong_charset": {"kind": "wrong_charset"},
    "gzip": {"kind": "gzip"},
    "gzip broken": {"kind": "gzip", "broken": True},
    "chunked": {"kind": "chunked"},
    "drip": {"kind": "drip", "ms": 1, "pieces": 20},
    "repeat_item": {"kind": "repeat_item"},
    "endless_paging": {"kind": "endless_paging"},
    "redirect": {"kind": "redirect"},
    "empty": {"kind": "empty"},
    "reorder": {"kind": "reorder"},
    "huge": {"kind": "huge"},
    "202": {"kind": "other_status", "status": 202},
    "204": {"kind": "other_status", "status": 204},
    "206": {"kind": "other_status", "status": 206},
    "rows that are no objects": {"kind": "odd_rows"},
    "rows without id": {"kind": "without", "keys": ["id", "uuid"]},
    "rows without name": {"kind": "without", "keys": ["name"]},
}
#: Of vendors whose lists have pages and a count. A shorter list that says nothing of its length
#: can't be told from a whole one.
NOT_WHOLE = {
    "short list": {"kind": "short_list"},
    "short list, always": {"kind": "short_list", "times": None},
    "small pages, always": {"kind": "small_pages", "times": None},
    "page twice": {"kind": "page_twice"},
    "page twice, always": {"kind": "page_twice", "times": None},
    "empty page, always": {"kind": "empty_page", "times": None},
}
VENDOR_FAULTS = {
    "guance": dict(
        NOT_WHOLE,
        **{
            name: {"error": "guance." + name}
            for name in (
                "TriggerApiAkCurrentLimiting",
                "TriggerApiWorkspaceCurrentLimiting",
                "InvalidAPIKey",
            )
        },
    ),
    "bk": {
        name: {"error": "bk." + name}
        for name in ("1306429", "1306201", "deadlock", "1306000", "1306403", "3300002")
    },
    "mackerel": {},
}
#: Keys that the vendor always shows and one answer lacks.
LACKING = {
    "mackerel": [
        "childChannelIds",
        "notificationLevel",
        "events",
        "url",
        "start",
        "duration",
        "services:memo",
    ],
    "guance": ["alertOpt", "optSet", "dates", "ruleTimezone"],
    "bk": [
        "message",
        "notice_way",
        "timezone",
        "alert_notice",
        "labels",
        "duty_arranges.duty_users",
    ],
}
for _vendor, _keys in LACKING.items():
    VENDOR_FAULTS[_vendor]["lacks"] = {"kind": "lacks", "keys": _keys}
#: With these the first run has to succeed by itself: they are what retries are for.
ENDURED = {
    "drop_before",
    "drop_after",
    "429",
    "502",
    "503",
    "503 after",
    "504 after",
    "truncate",
    "gzip",
    "chunked",
    "drip",
    "repeat_item",
    "endless_paging",
    "reorder",
    "short list",
    "small pages, always",
    "page twice",
    "TriggerApiAkCurrentLimiting",
    "TriggerApiWorkspaceCurrentLimiting",
    "1306429",
    "deadlock",
}

#: What of these says that nothing was carried out, so that also what is never sent twice may be
#: sent again.
REFUSED = {"429", "TriggerApiAkCurrentLimiting", "TriggerApiWorkspaceCurrentLimiting", "1306429"}


def cases():
    """All of them at night. By day every fault meets every kind of object in one of its tasks."""
    for scene in SCENES:
        tasks = [other for other in SCENES if other.kind.many == scene.kind.many]
        for place, (name, fault) in enumerate(dict(FAULTS, **VENDOR_FAULTS[scene.vendor]).items()):
            marks = [pytest.mark.nightly] if (tasks.index(scene) + place) % len(tasks) else []
            yield pytest.param(scene, name, fault, id="%s-%s" % (scene, name), marks=marks)


@pytest.mark.violations
@pytest.mark.parametrize("scene, name, fault", list(cases()))
def test_every_request(account, emulator, counted, scene, name, fault):
    """``nth`` walks over all requests of the task, until one more than it sends."""
    place, met = account(scene.vendor), True
    scene.prepare(place)
    prepared = emulator.snapshot()
    nth = 0
    while met:
        nth += 1
        assert nth < 30
        emulator.restore(prepared)
        before = strangers(emulator, scene)
        emulator.add_fault(vendor=scene.vendor, nth=nth, **fault)
        result = scene.run(place)
        hit = [one for one in emulator.requests(scene.vendor) if one["fault"]]
        met = bool(hit)
        # sent once and never again, so only the next run can go on
        once = (
            scene.kind.deleted_once
            and name not in REFUSED
            and any(one["write"] and one["method"] == "GET" for one in hit)
        )
        emulator.clear_faults()
        where = "%s at request %d: %s" % (name, nth, result.get("msg"))
        assert "Traceback" not in result.text and "Internal error" not in result.text, where
        assert "demo-secret" not in result.text and "demo-key" not in result.text, where
        if not met or (name in ENDURED and not once):
            assert not result["failed"], where
        if result["failed"]:
            assert result["msg"], where
            again = scene.run(place)
            assert not again["failed"], "%s, then again: %s" % (where, again.get("msg"))
        assert read_back(place, scene) == scene.wanted(), where
        assert strangers(emulator, scene) == before, where
        last = scene.run(place)
        assert (last["failed"], last["changed"], last.writes) == (False, False, 0), where
    counted("faults injected", nth - 1)


def test_by_day_every_fault_meets_every_kind_of_object():
    kinds = {(scene.vendor, scene.kind.many) for scene in SCENES}
    by_day = {
        (scene.kind.many, name)
        for scene, name, _fault in (case.values for case in cases() if not case.marks)
    }
    assert by_day == {
        (kind, name) for vendor, kind in kinds for name in dict(FAULTS, **VENDOR_FAULTS[vendor])
    }


def test_every_resource_is_in_the_matrix():
    assert {kind.one for kind in KINDS} == {
        "%s_%s" % (resource.vendor.name, resource.kind)
        for _stem, _constant, resource in generate.resources()
    }
