# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Mackerel downtimes (docs/vendors/mackerel.md, M101 to M105), their errors, and the facts that
break idempotence.
"""

from __future__ import annotations

import re
import time

import pytest
from support.vendor_kit import (
    apply,
    changes,
    fails,
    keeps,
    patch,
    paths,
    refused,
    row,
    sent,
    warned,
)

DOWNTIME = "mackerel_downtime"
FILLS = pytest.mark.parametrize("fill", ["absent", "null", "empty", "mixed"])
#: The documents' example, and the same as options.
DOCUMENT = {
    "name": "payments weekly patching",
    "memo": "",
    "start": 2051254800,
    "duration": 90,
    "recurrence": {"type": "weekly", "interval": 1, "weekdays": ["Sunday"]},
    "serviceScopes": ["payments"],
    "serviceExcludeScopes": [],
    "roleScopes": [],
    "roleExcludeScopes": ["payments:db"],
    "monitorScopes": [],
    "monitorExcludeScopes": [],
}
OPTIONS = {
    "name": "payments weekly patching",
    "start": "2035-01-01T09:00:00Z",
    "duration": "90m",
    "recurrence": {"type": "weekly", "interval": 1, "weekdays": ["Sunday"]},
    "service_scopes": ["payments"],
    "role_exclude_scopes": ["payments:db"],
}
NEW = {"name": "new", "start": 2051254800, "duration": 90}
#: What a PUT of the seed's downtime carries.
SEED = {
    "name": "weekly patching",
    "memo": "",
    "start": 2051254800,
    "duration": 90,
    "recurrence": {"type": "weekly", "interval": 1, "weekdays": ["Sunday"]},
    "serviceScopes": ["payments"],
    "serviceExcludeScopes": [],
    "roleScopes": [],
    "roleExcludeScopes": ["payments:db"],
    "monitorScopes": [],
    "monitorExcludeScopes": [],
}


# --- the document


@pytest.mark.parametrize(
    "spelled",
    [
        {},
        {"start": 2051254800, "duration": 90},
        {"start": "2035-01-01T18:00:00+09:00", "duration": "1h30m"},
        {"role_exclude_scopes": ["payments: db"]},
        {
            "memo": "",
            "service_exclude_scopes": [],
            "role_scopes": [],
            "monitor_scopes": [],
            "monitor_exclude_scopes": [],
        },
    ],
)
def test_mackerel_document_downtime(mackerel, spelled):
    changes(mackerel, DOWNTIME, **dict(OPTIONS, **spelled))
    assert sent(mackerel) == DOCUMENT and paths(mackerel, write=True) == ["POST /api/v0/downtimes"]
    keeps(mackerel, DOWNTIME, **dict(OPTIONS, **spelled))


def test_mackerel_document_downtime_as_an_update(mackerel):
    changes(
        mackerel,
        DOWNTIME,
        **dict(
            OPTIONS,
            start=2051254801,
            duration=1,
            recurrence={},
            service_scopes=["ledger"],
            memo="x",
        ),
    )
    ident = row(mackerel, "downtimes", name=OPTIONS["name"])["id"]
    changes(mackerel, DOWNTIME, **dict(OPTIONS, memo=""))
    assert sent(mackerel) == DOCUMENT and paths(mackerel, write=True) == [
        "PUT /api/v0/downtimes/" + ident
    ]


# --- times


@pytest.mark.parametrize(
    "typed, stored",
    [
        (2051254800, 2051254800),
        ("2051254800", 2051254800),
        ("2035-01-01T09:00:00Z", 2051254800),
        ("2035-01-01T09:00Z", 2051254800),
        ("2035-01-01 18:00:00+09:00", 2051254800),
        ("2035-01-01T03:30:00-05:30", 2051254800),
        (" 2035-01-01T09:00:00z ", 2051254800),
    ],
)
def test_mackerel_downtime_start_in_every_spelling(mackerel, typed, stored):
    result = changes(mackerel, DOWNTIME, name="new", start=typed, duration=1)
    assert sent(mackerel)["start"] == stored == result["downtime"]["start"]
    keeps(mackerel, DOWNTIME, times=2, name="new", start=typed)
    assert apply(mackerel, DOWNTIME + "_info", name="new")["downtimes"][0]["start"] == stored


@pytest.mark.parametrize(
    "typed, stored",
    [
        (90, 90),
        ("90", 90),
        ("90m", 90),
        ("1h30m", 90),
        ("2h", 120),
        ("1d", 1440),
        ("2w", 20160),
        ("120s", 2),
        (1, 1),
    ],
)
def test_mackerel_downtime_duration_in_every_spelling(mackerel, typed, stored):
    changes(mackerel, DOWNTIME, name="new", start=2051254800, duration=typed)
    assert sent(mackerel)["duration"] == stored
    keeps(mackerel, DOWNTIME, times=2, name="new", duration=typed)


@pytest.mark.parametrize(
    "options, message",
    [
        (
            {"start": "2035-01-01T09:00:00"},
            (
                "start: '2035-01-01T09:00:00' does not say its time zone: end it with Z or an"
                " offset like +09:00"
            ),
        ),
        (
            {"start": "2035-01-01"},
            (
                "start: '2035-01-01' does not say its time zone: end it with Z or an offset like"
                " +09:00"
            ),
        ),
        (
            {"start": "next week"},
            "start: 'next week' is neither epoch seconds nor a time like 2035-01-01T09:00:00+09:00",
        ),
        ({"start": -1}, "start: -1 is less than 0"),
        (
            {"start": 2051254800000},
            (
                "start: 2051254800000 is no number of seconds since 1970; it looks like a finer"
                " unit, and would be 2051254800 (2035-01-01T09:00:00Z) in seconds"
            ),
        ),
        (
            {"start": "2051254800000000"},
            (
                "start: 2051254800000000 is no number of seconds since 1970; it looks like a finer"
                " unit, and would be 2051254800 (2035-01-01T09:00:00Z) in seconds"
            ),
        ),
        (
            {"start": 253402300800},
            (
                "start: 253402300800 is no number of seconds since 1970; it looks like a finer"
                " unit, and would be 253402300 (1978-01-11T21:31:40Z) in seconds"
            ),
        ),
        (
            {"recurrence": {"type": "daily", "interval": 1, "until": 2082758400000}},
            (
                "recurrence.until: 2082758400000 is no number of seconds since 1970; it looks like"
                " a finer unit, and would be 2082758400 (2036-01-01T00:00:00Z) in seconds"
            ),
        ),
        (
            {"recurrence": {"type": "daily", "interval": 1, "until": "2034-12-31T00:00:00Z"}},
            "recurrence.until: 2034-12-31T00:00:00Z is before start (2035-01-01T09:00:00Z)",
        ),
        (
            {
                "start": "2025-01-02T00:00:00Z",
                "recurrence": {"type": "daily", "interval": 1, "until": "2025-01-01T00:00:00Z"},
            },
            "recurrence.until: 2025-01-01T00:00:00Z is before start (2025-01-02T00:00:00Z)",
        ),
        ({"start": "9" * 5000}, "start: is too large a number"),
        ({"duration": "9" * 5000}, "duration: is too large a number"),
        ({"duration": "9" * 5000 + "h"}, "duration: is too large a number"),
        (
            {"recurrence": {"type": "daily", "interval": 1, "until": "9" * 5000}},
            "recurrence.until: is too large a number",
        ),
        ({"start": 1.5}, "start: 1.5 is not a whole number"),
        ({"start": True}, "start: True is not a whole number"),
        ({"duration": 0}, "duration: 0 is less than 1"),
        ({"duration": "0m"}, "duration: 0 is less than 1"),
        ({"duration": "30s"}, "duration: '30s' is no whole number of minutes"),
        (
            {"duration": "an hour"},
            (
                "duration: 'an hour' is neither a number of minutes nor a length of time like 90m,"
                " 2h or 1h30m"
            ),
        ),
        ({"duration": "-5"}, "duration: -5 is less than 1"),
        (
            {"recurrence": {"type": "weekly"}},
            (
                "recurrence.interval: is required; {} as the whole recurrence means that it does"
                " not recur"
            ),
        ),
        (
            {"recurrence": {"interval": 2, "weekdays": ["Sunday"]}},
            (
                "recurrence.type: is required; {} as the whole recurrence means that it does not"
                " recur; recurrence.weekdays: goes with type weekly only"
            ),
        ),
        (
            {"recurrence": {"type": "weekly", "interval": 0}},
            "recurrence.interval: 0 is less than 1",
        ),
        (
            {"recurrence": {"type": "daily", "interval": 1, "weekdays": ["Sunday"]}},
            "recurrence.weekdays: goes with type weekly only",
        ),
        (
            {"recurrence": {"type": "fortnightly", "interval": 1}},
            "recurrence.type: 'fortnightly' is not one of hourly, daily, weekly, monthly, yearly",
        ),
        (
            {"recurrence": {"type": "weekly", "interval": 1, "weekdays": ["sunday"]}},
            (
                "recurrence.weekdays[0]: 'sunday' is not one of Sunday, Monday, Tuesday, Wednesday,"
                " Thursday, Friday, Saturday"
            ),
        ),
        (
            {"recurrence": {"type": "daily", "interval": 1, "until": "2036-01-01T00:00:00"}},
            (
                "recurrence.until: '2036-01-01T00:00:00' does not say its time zone: end it with Z"
                " or an offset like +09:00"
            ),
        ),
    ],
)
def test_mackerel_error_invalid_downtime(mackerel, options, message):
    assert refused(mackerel, DOWNTIME, **dict(NEW, **options)) == message


@pytest.mark.parametrize("option", ["start", "duration"])
def test_mackerel_error_downtime_without(mackerel, option):
    options = {key: value for key, value in NEW.items() if key != option}
    assert (
        refused(mackerel, DOWNTIME, **options)
        == "%s: is required to create the downtime 'new'" % option
    )


# --- what is over, never comes, or never ends

HOUR = 3600
#: The two that the vendor's own tests had to be repaired for.
OVER = {"name": "over once", "start": "2025-01-01T14:00:00+09:00", "duration": "60h"}
OVER_AGAIN = {
    "name": "over weekly",
    "start": "2025-01-05T00:00:00Z",
    "duration": "1h",
    "recurrence": {
        "type": "weekly",
        "interval": 1,
        "weekdays": ["Monday"],
        "until": "2025-12-31T23:59:59+09:00",
    },
}
SERVERS = pytest.mark.parametrize("over", ["listed", "hidden", "refused"])


def ago(hours):
    return int(time.time()) - int(hours * HOUR)


@SERVERS
@pytest.mark.parametrize(
    "options, since", [(OVER, "2025-01-03T17:00:00Z"), (OVER_AGAIN, "2025-12-31T15:59:59Z")]
)
def test_mackerel_downtime_that_is_over_is_not_sent(emulator, mackerel, over, options, since):
    emulator.settings(mackerel={"over": over})
    before = emulator.state("mackerel")["downtimes"]
    for check in (True, False, False):
        result = apply(
            mackerel, DOWNTIME, check=check, **dict(options, service_scopes=["gone-long-ago"])
        )
        assert (
            result["changed"] is False
            and result["plan"] == [{"action": "none", "name": options["name"], "fields": []}]
            and result["downtime"] is None
        )
        assert warned(result) == [
            "The downtime %r is over since %s, so it is not created. Take it out of the task, or"
            " give it another time" % (options["name"], since)
        ]
        assert paths(mackerel) == ["GET /api/v0/downtimes"]
    assert emulator.state("mackerel")["downtimes"] == before


@SERVERS
def test_mackerel_downtimes_of_which_one_is_over(emulator, mackerel, over):
    emulator.settings(mackerel={"over": over})
    for changed in (True, False, False):
        result = apply(mackerel, "mackerel_downtimes", downtimes=[OVER, NEW, OVER_AGAIN])
        assert result["changed"] is changed and [one["name"] for one in result["downtimes"]] == [
            "new"
        ]
        assert [text.split(" is over since")[0] for text in warned(result)] == [
            "downtimes[0]: The downtime 'over once'",
            "downtimes[2]: The downtime 'over weekly'",
        ]
    assert len(mackerel.emulator.state("mackerel")["downtimes"]) == 2


@SERVERS
@pytest.mark.parametrize(
    "options",
    [
        {"start": ago(1), "duration": "2h"},
        {"start": ago(1000), "duration": "1h", "recurrence": {"type": "daily", "interval": 1}},
        {
            "start": ago(1000),
            "duration": "1h",
            "recurrence": {"type": "daily", "interval": 1, "until": ago(-1000)},
        },
        # the last time may still be going on
        {
            "start": ago(1000),
            "duration": "10h",
            "recurrence": {"type": "daily", "interval": 1, "until": ago(9)},
        },
    ],
)
def test_mackerel_downtime_that_began_in_the_past_and_is_not_over(
    emulator, mackerel, over, options
):
    emulator.settings(mackerel={"over": over})
    assert warned(changes(mackerel, DOWNTIME, name="new", **options)) == []
    keeps(mackerel, DOWNTIME, times=2, name="new", **options)


def test_mackerel_downtime_that_is_over_and_stored_stays(emulator, mackerel):
    emulator.settings(mackerel={"over": "listed"})
    emulator.put_state(
        "mackerel",
        {
            "downtimes": [
                {
                    "id": "4DtOver0001",
                    "name": "over once",
                    "memo": "",
                    "start": 1735707600,
                    "duration": 3600,
                }
            ]
        },
    )
    for options in (
        OVER,
        dict(OVER, memo="x"),
        dict(OVER, duration="61h"),
        {"name": "over once", "memo": "x"},
        {"id": "4DtOver0001", "name": "renamed"},
    ):
        result = keeps(mackerel, DOWNTIME, times=2, **options)
        assert warned(result) == [
            "The downtime 'over once' is over since 2025-01-03T17:00:00Z, so it stays as it is."
            " Take it out of the task, or give it another time"
        ]
        assert result["downtime"]["memo"] == ""
    changes(mackerel, DOWNTIME, name="over once", start=2051254800)
    changes(mackerel, DOWNTIME, name="over once", state="absent")


def test_mackerel_downtime_in_effect_is_not_made_one_that_is_over(mackerel):
    """The vendor may refuse that, or list it no longer; what is stored goes on, and that is
    said.
    """
    changes(mackerel, DOWNTIME, name="new", start=ago(2), duration="4h")
    result = keeps(mackerel, DOWNTIME, times=2, name="new", duration="1h")
    assert warned(result)[0].startswith("The downtime 'new' would be over since ")
    assert warned(result)[0].endswith(
        ", so it is not changed: what is stored stays in effect. To end it say state: absent"
    )
    assert result["downtime"]["duration"] == 240
    result = keeps(
        mackerel, DOWNTIME, times=2, name="weekly patching", start=ago(10), on_unspecified="reset"
    )
    assert (
        "would be over" in warned(result)[0]
        and result["downtime"]["recurrence"]["type"] == "weekly"
    )


WITHOUT_PAUSE = (
    "recurrence: each time lasts %s, and the next one begins after %s at the most: alerts are kept"
    " silent without a pause, %s"
)


@pytest.mark.parametrize(
    "recurrence, duration, told",
    [
        ({"type": "daily", "interval": 1}, "1d", ("1d", "1d", "for ever")),
        ({"type": "daily", "interval": 2}, "47h", None),
        ({"type": "daily", "interval": 1}, "23h59m", None),
        (
            {"type": "daily", "interval": 2, "until": "2036-01-01T00:00:00Z"},
            "50h",
            ("2d2h", "2d", "until 2036-01-01T00:00:00Z"),
        ),
        ({"type": "hourly", "interval": 1}, 60, ("1h", "1h", "for ever")),
        ({"type": "hourly", "interval": 1}, 59, None),
        (
            {"type": "weekly", "interval": 1, "weekdays": ["Saturday", "Tuesday"]},
            "4d",
            ("4d", "4d", "for ever"),
        ),
        ({"type": "weekly", "interval": 1, "weekdays": ["Saturday", "Tuesday"]}, "95h", None),
        ({"type": "weekly", "interval": 2, "weekdays": ["Saturday", "Tuesday"]}, "4d", None),
        ({"type": "weekly", "interval": 1}, "1w", ("7d", "7d", "for ever")),
        ({"type": "monthly", "interval": 1}, "31d", ("31d", "31d", "for ever")),
        ({"type": "yearly", "interval": 1}, "365d", None),
    ],
)
def test_mackerel_downtime_that_never_ends(mackerel, recurrence, duration, told):
    options = {"name": "new", "start": 2051254800, "duration": duration, "recurrence": recurrence}
    found = [
        one
        for one in warned(changes(mackerel, DOWNTIME, **options))
        if "Sunday into Monday" not in one
    ]
    assert found == ([WITHOUT_PAUSE % told] if told else [])
    assert [
        one
        for one in warned(keeps(mackerel, DOWNTIME, times=1, **options))
        if "Sunday into Monday" not in one
    ] == found


@pytest.mark.parametrize(
    "start, duration, recurrence, place",
    [
        # 2035-01-07 is a Sunday
        ("2035-01-07T00:00:00Z", "1d", None, "duration"),
        ("2035-01-07T10:00:00+09:00", "24h30m", None, "duration"),
        ("2035-01-03T10:00:00Z", "1w", None, "duration"),
        ("2035-01-09T12:00:00Z", "3d", None, None),
        ("2035-01-07T10:00:00Z", "23h59m", None, None),
        ("2035-01-07T10:00:00Z", "23h", {"type": "daily", "interval": 1}, None),
        ("2035-01-09T10:00:00Z", "24h", {"type": "daily", "interval": 2}, "recurrence"),
        (
            "2035-01-07T10:00:00Z",
            "24h",
            {"type": "weekly", "interval": 1, "weekdays": ["Sunday"]},
            "recurrence",
        ),
        (
            "2035-01-07T10:00:00Z",
            "24h",
            {"type": "weekly", "interval": 1, "weekdays": ["Saturday", "Monday"]},
            None,
        ),
        (
            "2035-01-07T10:00:00Z",
            "30h",
            {"type": "weekly", "interval": 1, "weekdays": ["Saturday"]},
            "recurrence",
        ),
    ],
)
def test_mackerel_downtime_that_the_vendor_cuts_short(mackerel, start, duration, recurrence, place):
    options = dict(
        {"name": "new", "start": start, "duration": duration},
        **({"recurrence": recurrence} if recurrence else {}),
    )
    found = [
        one for one in warned(changes(mackerel, DOWNTIME, **options)) if "Sunday into Monday" in one
    ]
    assert [one.split(": ")[0] for one in found] == ([place] if place else [])


@pytest.mark.parametrize(
    "until, weekdays, comes",
    [
        ("2035-01-05T00:00:00Z", ["Sunday", "Monday"], False),
        ("2035-01-05T23:00:00Z", ["Saturday"], True),
        ("2036-01-01T00:00:00Z", ["Sunday"], True),
    ],
)
def test_mackerel_downtime_that_never_comes(mackerel, until, weekdays, comes):
    """2035-01-03 is a Wednesday; which day it is where the organization is, is not known."""
    options = {
        "name": "new",
        "start": "2035-01-03T12:00:00Z",
        "duration": 60,
        "recurrence": {"type": "weekly", "interval": 1, "weekdays": weekdays, "until": until},
    }
    assert warned(changes(mackerel, DOWNTIME, **options)) == (
        []
        if comes
        else [
            "recurrence: no Sunday or Monday lies between start (2035-01-03T12:00:00Z) and until"
            " (2035-01-05T00:00:00Z), so it may never come"
        ]
    )


def test_mackerel_downtime_start_after_the_stored_end(mackerel):
    changes(
        mackerel,
        DOWNTIME,
        name="weekly patching",
        recurrence={"type": "daily", "interval": 1, "until": "2036-01-01T00:00:00Z"},
    )
    assert (
        refused(mackerel, DOWNTIME, name="weekly patching", start="2036-01-02T00:00:00Z")
        == "start: 2036-01-02T00:00:00Z is after recurrence.until (2036-01-01T00:00:00Z)"
    )


def test_mackerel_downtime_times_that_are_stored_are_not_judged(emulator, mackerel):
    patch(mackerel, "downtimes", "name", "weekly patching", start=2051254800000)
    (shown,) = apply(mackerel, DOWNTIME + "_info")["downtimes"]
    keeps(mackerel, DOWNTIME, times=1, **shown)


def test_mackerel_create_that_the_list_does_not_show(emulator, mackerel):
    """Whatever the reason: it fails, and says that another run makes another one."""
    emulator.add_fault(
        vendor="mackerel", method="POST", path="/downtimes", kind="ignored_write", times=None
    )
    message = fails(mackerel, DOWNTIME, **NEW)
    assert re.fullmatch(
        "The vendor accepted the downtime 'new', but its list does not show it. Look in the"
        " vendor's console for id [0-9A-Za-z]{11} before the task runs again: each run would create"
        " another one",
        message,
    )


# --- recurrence


@FILLS
def test_mackerel_downtime_recurrence_stays_unless_it_is_named(emulator, mackerel, fill):
    """null is not taken by the service, so what does not recur has no such key."""
    emulator.settings(fill=fill)
    changes(mackerel, DOWNTIME, name="weekly patching", memo="x")
    assert sent(mackerel) == dict(SEED, memo="x")
    changes(mackerel, DOWNTIME, name="weekly patching", recurrence={})
    assert sent(mackerel) == {
        key: value for key, value in dict(SEED, memo="x").items() if key != "recurrence"
    }
    keeps(mackerel, DOWNTIME, name="weekly patching", recurrence={}, on_unspecified="keep")
    changes(mackerel, DOWNTIME, name="weekly patching", memo="")
    assert "recurrence" not in sent(mackerel)
    assert (
        apply(mackerel, DOWNTIME + "_info", name="weekly patching")["downtimes"][0]["recurrence"]
        == {}
    )


@FILLS
def test_mackerel_downtime_recurrence_is_given_whole(emulator, mackerel, fill):
    emulator.settings(fill=fill)
    until = {
        "type": "weekly",
        "interval": 2,
        "weekdays": ["Monday", "Sunday"],
        "until": "2036-01-01T00:00:00Z",
    }
    changes(mackerel, DOWNTIME, name="weekly patching", recurrence=until)
    assert (
        sent(mackerel)["recurrence"]["until"] == 2082758400
        and sent(mackerel)["recurrence"]["interval"] == 2
    )
    keeps(
        mackerel,
        DOWNTIME,
        name="weekly patching",
        recurrence=dict(until, weekdays=["Sunday", "Monday"], until=2082758400),
    )
    result = changes(
        mackerel, DOWNTIME, name="weekly patching", recurrence={"type": "monthly", "interval": 1}
    )
    assert sent(mackerel)["recurrence"] == {"type": "monthly", "interval": 1} and result["plan"][0][
        "fields"
    ] == ["recurrence"]
    keeps(mackerel, DOWNTIME, name="weekly patching", recurrence={"type": "monthly", "interval": 1})


# --- facts that break idempotence


@FILLS
def test_mackerel_m34_unset_downtime_fields(emulator, mackerel, fill):
    emulator.settings(fill=fill)
    empties = {
        "memo": "",
        "recurrence": {},
        "service_scopes": [],
        "service_exclude_scopes": [],
        "role_scopes": [],
        "role_exclude_scopes": [],
        "monitor_scopes": [],
        "monitor_exclude_scopes": [],
    }
    changes(mackerel, DOWNTIME, **NEW)
    keeps(mackerel, DOWNTIME, **dict(NEW, **empties))
    keeps(mackerel, DOWNTIME, name="new", on_unspecified="reset")
    (shown,) = apply(mackerel, DOWNTIME + "_info", name="new")["downtimes"]
    assert shown == dict(NEW, **empties, id=shown["id"])


@pytest.mark.parametrize("spaced", [True, False])
@pytest.mark.parametrize(
    "option, key", [("role_scopes", "roleScopes"), ("role_exclude_scopes", "roleExcludeScopes")]
)
def test_mackerel_m62_roles_of_downtimes(emulator, mackerel, spaced, option, key):
    emulator.settings(mackerel={"spaced_roles": spaced})
    result = changes(mackerel, DOWNTIME, **NEW, **{option: ["payments : db", "ledger:app"]})
    assert (
        sorted(sent(mackerel)[key]) == ["ledger:app", "payments:db"] == result["downtime"][option]
    )
    keeps(mackerel, DOWNTIME, name="new", **{option: ["ledger: app", "payments:db"]})
    changes(mackerel, DOWNTIME, name="new", memo="x")
    assert sorted(sent(mackerel)[key]) == ["ledger:app", "payments:db"]


@FILLS
@pytest.mark.parametrize(
    "given, differs",
    [
        ({"memo": "x"}, {"memo": "x"}),
        ({"duration": "2h"}, {"duration": 120}),
        ({"service_scopes": []}, {"serviceScopes": []}),
        ({"role_exclude_scopes": []}, {"roleExcludeScopes": []}),
        ({"monitor_scopes": ["search-qps"]}, {"monitorScopes": ["4MoSeaQps5d"]}),
        ({"monitor_exclude_scopes": ["ssh-process"]}, {"monitorExcludeScopes": ["4CkSshProc1"]}),
        ({"service_exclude_scopes": ["ledger"]}, {"serviceExcludeScopes": ["ledger"]}),
        ({"role_scopes": ["payments: app"]}, {"roleScopes": ["payments:app"]}),
    ],
)
def test_mackerel_m40_downtime_put_carries_everything(emulator, mackerel, fill, given, differs):
    emulator.settings(fill=fill)
    changes(mackerel, DOWNTIME, name="weekly patching", **given)
    assert sent(mackerel) == dict(SEED, **differs)


def test_mackerel_m37_ambiguous_downtime(emulator, mackerel):
    twin = {"name": "twins", "start": 2051254800, "duration": 1}
    emulator.put_state(
        "mackerel", {"downtimes": [dict(twin, id="4DtTwin0001"), dict(twin, id="4DtTwin0002")]}
    )
    assert "4DtTwin0001, 4DtTwin0002; give the id" in refused(
        mackerel, DOWNTIME, name="twins", memo="x"
    )
    changes(mackerel, DOWNTIME, id="4DtTwin0002", memo="x")


@pytest.mark.parametrize(
    "options, message",
    [
        (
            {"role_scopes": ["payments:db", "ledger:app", "payments: db"]},
            "role_scopes[2]: is the same as role_scopes[0] (payments:db)",
        ),
        (
            {"role_exclude_scopes": ["payments :db", "payments:db"]},
            "role_exclude_scopes[1]: is the same as role_exclude_scopes[0] (payments:db)",
        ),
        (
            {"service_scopes": ["ledger", "ledger"]},
            "service_scopes[1]: is the same as service_scopes[0] (ledger)",
        ),
        (
            {"service_exclude_scopes": ["ledger", "search", "ledger"]},
            "service_exclude_scopes[2]: is the same as service_exclude_scopes[0] (ledger)",
        ),
        (
            {"monitor_scopes": ["search-qps", "4MoSeaQps5d"]},
            "monitor_scopes[1]: is the same as monitor_scopes[0] (4MoSeaQps5d)",
        ),
        (
            {"monitor_exclude_scopes": ["4CkSshProc1", "ssh-process"]},
            "monitor_exclude_scopes[1]: is the same as monitor_exclude_scopes[0] (4CkSshProc1)",
        ),
    ],
)
def test_mackerel_m102_duplicates_in_downtimes(mackerel, options, message):
    """The service would answer 400 without saying which."""
    assert refused(mackerel, DOWNTIME, **dict(NEW, **options)) == message


def test_mackerel_m102_duplicates_in_an_answer_count_once(mackerel):
    patch(
        mackerel,
        "downtimes",
        "name",
        "weekly patching",
        serviceScopes=["payments", "payments"],
        roleExcludeScopes=["payments:db", "payments:db"],
    )
    keeps(
        mackerel,
        DOWNTIME,
        name="weekly patching",
        service_scopes=["payments"],
        role_exclude_scopes=["payments:db"],
    )
    changes(mackerel, DOWNTIME, name="weekly patching", memo="x")
    assert sent(mackerel) == dict(SEED, memo="x")


def test_mackerel_m102_one_scope_for_and_against_is_for_the_service_to_judge(mackerel):
    changes(
        mackerel, DOWNTIME, **NEW, service_scopes=["payments"], service_exclude_scopes=["payments"]
    )


@pytest.mark.parametrize(
    "option, value, message",
    [
        (
            "service_scopes",
            "payment",
            "there is no service 'payment' among 6; did you mean 'payments'?",
        ),
        ("service_exclude_scopes", "nowhere-near", "there is no service 'nowhere-near' among 6"),
        (
            "role_scopes",
            "payments: dbx",
            (
                "there is no role 'payments:dbx' among 10; did you mean 'payments:db' or"
                " 'payments:app'?"
            ),
        ),
        (
            "role_exclude_scopes",
            "payment:app",
            (
                "there is no role 'payment:app' among 10; did you mean 'payments:app' or"
                " 'payments:db'?"
            ),
        ),
        (
            "monitor_scopes",
            "search-qpx",
            (
                "there is no monitor 'search-qpx' among 13; did you mean 'search-qps' or"
                " 'search-health'?"
            ),
        ),
        (
            "monitor_exclude_scopes",
            "cpu",
            (
                "there are 2 monitors called 'cpu': 4MoTwinHo8g (host), 4MoTwinHo9h (host); give"
                " the id"
            ),
        ),
    ],
)
def test_mackerel_error_unknown_scope(mackerel, option, value, message):
    assert refused(mackerel, DOWNTIME, **dict(NEW, **{option: [value]})) == "%s[0]: %s" % (
        option,
        message,
    )


@pytest.mark.parametrize(
    "who", [{"name": "nobody"}, {"id": "4DtNobody99"}, {"id": "4DtNobody99", "name": "nobody"}]
)
def test_mackerel_m45_a_downtime_that_is_not_there(mackerel, who):
    keeps(mackerel, DOWNTIME, times=2, state="absent", **who)


def test_mackerel_m45_a_downtime_gone_between_list_and_delete(emulator, mackerel):
    emulator.add_fault(
        vendor="mackerel",
        method="GET",
        kind="second_writer",
        patch={"collection": "downtimes", "id": "4DtWeekly01", "remove": True},
    )
    assert apply(mackerel, DOWNTIME, name="weekly patching", state="absent")["changed"] is True
    assert [one["status"] for one in mackerel.requests(write=True)] == [404]


@pytest.mark.parametrize(
    "settings",
    [{"floats": True}, {"floats": False}, {"floats": "mixed"}, {"numbers_as_strings": True}],
)
def test_mackerel_m36_numbers_of_downtimes(emulator, mackerel, settings):
    emulator.settings(mackerel=settings)
    given = {
        "start": 2051254800,
        "duration": 90,
        "recurrence": {
            "type": "weekly",
            "interval": 1,
            "weekdays": ["Sunday"],
            "until": 2082758400,
        },
    }
    changes(mackerel, DOWNTIME, name="weekly patching", **given)
    keeps(mackerel, DOWNTIME, name="weekly patching", **given)
    changes(mackerel, DOWNTIME, name="weekly patching", memo="x")
    body = sent(mackerel)
    assert all(
        isinstance(number, int)
        for number in (
            body["start"],
            body["duration"],
            body["recurrence"]["interval"],
            body["recurrence"]["until"],
        )
    )
    (shown,) = apply(mackerel, DOWNTIME + "_info", name="weekly patching")["downtimes"]
    assert {key: shown[key] for key in given} == given and isinstance(shown["start"], int)


def test_mackerel_m46_dangling_scopes_of_downtimes(emulator, mackerel):
    emulator.settings(mackerel={"dangling": "keep"})
    patch(
        mackerel,
        "downtimes",
        "name",
        "weekly patching",
        serviceScopes=["gone-service"],
        roleScopes=["gone:role"],
        monitorScopes=["4MoGoneGone"],
    )
    for resolve in (False, True):
        (shown,) = apply(mackerel, DOWNTIME + "_info", resolve_names=resolve)["downtimes"]
        assert (shown["service_scopes"], shown["role_scopes"], shown["monitor_scopes"]) == (
            ["gone-service"],
            ["gone:role"],
            ["4MoGoneGone"],
        )
    changes(mackerel, DOWNTIME, name="weekly patching", memo="kept")
    assert sent(mackerel) == dict(
        SEED,
        memo="kept",
        serviceScopes=["gone-service"],
        roleScopes=["gone:role"],
        monitorScopes=["4MoGoneGone"],
    )


# --- members


def test_mackerel_downtime_scopes_by_member(mackerel):
    changes(
        mackerel,
        DOWNTIME,
        name="weekly patching",
        mode="add",
        service_scopes=["ledger", "payments"],
        role_exclude_scopes=["ledger: db"],
    )
    assert sorted(sent(mackerel)["serviceScopes"]) == ["ledger", "payments"] and sorted(
        sent(mackerel)["roleExcludeScopes"]
    ) == ["ledger:db", "payments:db"]
    keeps(mackerel, DOWNTIME, name="weekly patching", mode="add", service_scopes=["ledger"])
    changes(
        mackerel,
        DOWNTIME,
        name="weekly patching",
        mode="remove",
        service_scopes=["payments"],
        role_exclude_scopes=["payments: db"],
    )
    assert sent(mackerel) == dict(SEED, serviceScopes=["ledger"], roleExcludeScopes=["ledger:db"])
