# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Mackerel's downtimes: section 5 of its contract, and the rows of its trap and error tables that concern them."""

from __future__ import annotations

import pytest
from support.vendor_kit import apply, changes, keeps, patch, paths, refused, row, sent

DOWNTIME = "mackerel_downtime"
FILLS = pytest.mark.parametrize("fill", ["absent", "null", "empty", "mixed"])
#: The contract's example, and the same as options.
DOCUMENT = {
    "name": "payments weekly patching", "memo": "", "start": 2051254800, "duration": 90,
    "recurrence": {"type": "weekly", "interval": 1, "weekdays": ["Sunday"]},
    "serviceScopes": ["payments"], "serviceExcludeScopes": [], "roleScopes": [], "roleExcludeScopes": ["payments:db"],
    "monitorScopes": [], "monitorExcludeScopes": []}
OPTIONS = {
    "name": "payments weekly patching", "start": "2035-01-01T09:00:00Z", "duration": "90m",
    "recurrence": {"type": "weekly", "interval": 1, "weekdays": ["Sunday"]}, "service_scopes": ["payments"], "role_exclude_scopes": ["payments:db"]}
NEW = {"name": "new", "start": 2051254800, "duration": 90}
#: What a PUT of the seed's downtime carries.
SEED = {"name": "weekly patching", "memo": "", "start": 2051254800, "duration": 90, "recurrence": {"type": "weekly", "interval": 1, "weekdays": ["Sunday"]},
        "serviceScopes": ["payments"], "serviceExcludeScopes": [], "roleScopes": [], "roleExcludeScopes": ["payments:db"], "monitorScopes": [],
        "monitorExcludeScopes": []}


# --- the document ----------------------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("spelled", [
    {}, {"start": 2051254800, "duration": 90}, {"start": "2035-01-01T18:00:00+09:00", "duration": "1h30m"}, {"role_exclude_scopes": ["payments: db"]},
    {"memo": "", "service_exclude_scopes": [], "role_scopes": [], "monitor_scopes": [], "monitor_exclude_scopes": []}])
def test_mackerel_document_downtime(mackerel, spelled):
    changes(mackerel, DOWNTIME, **dict(OPTIONS, **spelled))
    assert sent(mackerel) == DOCUMENT and paths(mackerel, write=True) == ["POST /api/v0/downtimes"]
    keeps(mackerel, DOWNTIME, **dict(OPTIONS, **spelled))


def test_mackerel_document_downtime_as_an_update(mackerel):
    changes(mackerel, DOWNTIME, **dict(OPTIONS, start=1, duration=1, recurrence={}, service_scopes=["ledger"], memo="x"))
    ident = row(mackerel, "downtimes", name=OPTIONS["name"])["id"]
    changes(mackerel, DOWNTIME, **dict(OPTIONS, memo=""))
    assert sent(mackerel) == DOCUMENT and paths(mackerel, write=True) == ["PUT /api/v0/downtimes/" + ident]


# --- times ------------------------------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("typed, stored", [
    (2051254800, 2051254800), ("2051254800", 2051254800), (0, 0), ("2035-01-01T09:00:00Z", 2051254800), ("2035-01-01T09:00Z", 2051254800),
    ("2035-01-01 18:00:00+09:00", 2051254800), ("2035-01-01T03:30:00-05:30", 2051254800), (" 2035-01-01T09:00:00z ", 2051254800)])
def test_mackerel_downtime_start_in_every_spelling(mackerel, typed, stored):
    result = changes(mackerel, DOWNTIME, name="new", start=typed, duration=1)
    assert sent(mackerel)["start"] == stored == result["downtime"]["start"]
    keeps(mackerel, DOWNTIME, times=2, name="new", start=typed)
    assert apply(mackerel, DOWNTIME + "_info", name="new")["downtimes"][0]["start"] == stored


@pytest.mark.parametrize("typed, stored", [(90, 90), ("90", 90), ("90m", 90), ("1h30m", 90), ("2h", 120), ("1d", 1440), ("2w", 20160), ("120s", 2), (1, 1)])
def test_mackerel_downtime_duration_in_every_spelling(mackerel, typed, stored):
    changes(mackerel, DOWNTIME, name="new", start=0, duration=typed)
    assert sent(mackerel)["duration"] == stored
    keeps(mackerel, DOWNTIME, times=2, name="new", duration=typed)


@pytest.mark.parametrize("options, message", [
    ({"start": "2035-01-01T09:00:00"}, "start: '2035-01-01T09:00:00' does not say its time zone: end it with Z or an offset like +09:00"),
    ({"start": "2035-01-01"}, "start: '2035-01-01' does not say its time zone: end it with Z or an offset like +09:00"),
    ({"start": "next week"}, "start: 'next week' is neither epoch seconds nor a time like 2035-01-01T09:00:00+09:00"),
    ({"start": -1}, "start: -1 is less than 0"),
    ({"start": "9" * 5000}, "start: is too large a number"),
    ({"duration": "9" * 5000}, "duration: is too large a number"),
    ({"duration": "9" * 5000 + "h"}, "duration: is too large a number"),
    ({"recurrence": {"type": "daily", "interval": 1, "until": "9" * 5000}}, "recurrence.until: is too large a number"),
    ({"start": 1.5}, "start: 1.5 is not a whole number"),
    ({"start": True}, "start: True is not a whole number"),
    ({"duration": 0}, "duration: 0 is less than 1"),
    ({"duration": "0m"}, "duration: 0 is less than 1"),
    ({"duration": "30s"}, "duration: '30s' is no whole number of minutes"),
    ({"duration": "an hour"}, "duration: 'an hour' is neither a number of minutes nor a length of time like 90m, 2h or 1h30m"),
    ({"duration": "-5"}, "duration: -5 is less than 1"),
    ({"recurrence": {"type": "weekly"}}, "recurrence.interval: is required; {} as the whole recurrence means that it does not recur"),
    ({"recurrence": {"interval": 2, "weekdays": ["Sunday"]}},
     "recurrence.type: is required; {} as the whole recurrence means that it does not recur; recurrence.weekdays: goes with type weekly only"),
    ({"recurrence": {"type": "weekly", "interval": 0}}, "recurrence.interval: 0 is less than 1"),
    ({"recurrence": {"type": "daily", "interval": 1, "weekdays": ["Sunday"]}}, "recurrence.weekdays: goes with type weekly only"),
    ({"recurrence": {"type": "fortnightly", "interval": 1}}, "recurrence.type: 'fortnightly' is not one of hourly, daily, weekly, monthly, yearly"),
    ({"recurrence": {"type": "weekly", "interval": 1, "weekdays": ["sunday"]}},
     "recurrence.weekdays[0]: 'sunday' is not one of Sunday, Monday, Tuesday, Wednesday, Thursday, Friday, Saturday"),
    ({"recurrence": {"type": "daily", "interval": 1, "until": "2036-01-01T00:00:00"}},
     "recurrence.until: '2036-01-01T00:00:00' does not say its time zone: end it with Z or an offset like +09:00"),
])
def test_mackerel_error_invalid_downtime(mackerel, options, message):
    assert refused(mackerel, DOWNTIME, **dict(NEW, **options)) == message


@pytest.mark.parametrize("option", ["start", "duration"])
def test_mackerel_error_downtime_without(mackerel, option):
    options = {key: value for key, value in NEW.items() if key != option}
    assert refused(mackerel, DOWNTIME, **options) == "%s: is required to create the downtime 'new'" % option


# --- recurrence -------------------------------------------------------------------------------------------------------------------

@FILLS
def test_mackerel_downtime_recurrence_stays_unless_it_is_named(emulator, mackerel, fill):
    """null is not taken by the service, so what does not recur has no such key."""
    emulator.settings(fill=fill)
    changes(mackerel, DOWNTIME, name="weekly patching", memo="x")
    assert sent(mackerel) == dict(SEED, memo="x")
    changes(mackerel, DOWNTIME, name="weekly patching", recurrence={})
    assert sent(mackerel) == {key: value for key, value in dict(SEED, memo="x").items() if key != "recurrence"}
    keeps(mackerel, DOWNTIME, name="weekly patching", recurrence={}, on_unspecified="keep")
    changes(mackerel, DOWNTIME, name="weekly patching", memo="")
    assert "recurrence" not in sent(mackerel)
    assert apply(mackerel, DOWNTIME + "_info", name="weekly patching")["downtimes"][0]["recurrence"] == {}


@FILLS
def test_mackerel_downtime_recurrence_is_given_whole(emulator, mackerel, fill):
    emulator.settings(fill=fill)
    until = {"type": "weekly", "interval": 2, "weekdays": ["Monday", "Sunday"], "until": "2036-01-01T00:00:00Z"}
    changes(mackerel, DOWNTIME, name="weekly patching", recurrence=until)
    assert sent(mackerel)["recurrence"]["until"] == 2082758400 and sent(mackerel)["recurrence"]["interval"] == 2
    keeps(mackerel, DOWNTIME, name="weekly patching", recurrence=dict(until, weekdays=["Sunday", "Monday"], until=2082758400))
    result = changes(mackerel, DOWNTIME, name="weekly patching", recurrence={"type": "monthly", "interval": 1})
    assert sent(mackerel)["recurrence"] == {"type": "monthly", "interval": 1} and result["plan"][0]["fields"] == ["recurrence"]
    keeps(mackerel, DOWNTIME, name="weekly patching", recurrence={"type": "monthly", "interval": 1})


# --- traps ------------------------------------------------------------------------------------------------------------------------

@FILLS
def test_mackerel_trap_01_unset_downtime_fields(emulator, mackerel, fill):
    emulator.settings(fill=fill)
    empties = {"memo": "", "recurrence": {}, "service_scopes": [], "service_exclude_scopes": [], "role_scopes": [], "role_exclude_scopes": [],
               "monitor_scopes": [], "monitor_exclude_scopes": []}
    changes(mackerel, DOWNTIME, **NEW)
    keeps(mackerel, DOWNTIME, **dict(NEW, **empties))
    keeps(mackerel, DOWNTIME, name="new", on_unspecified="reset")
    shown, = apply(mackerel, DOWNTIME + "_info", name="new")["downtimes"]
    assert shown == dict(NEW, **empties, id=shown["id"])


@pytest.mark.parametrize("spaced", [True, False])
@pytest.mark.parametrize("option, key", [("role_scopes", "roleScopes"), ("role_exclude_scopes", "roleExcludeScopes")])
def test_mackerel_trap_03_roles_of_downtimes(emulator, mackerel, spaced, option, key):
    emulator.settings(mackerel={"spaced_roles": spaced})
    result = changes(mackerel, DOWNTIME, **NEW, **{option: ["payments : db", "ledger:app"]})
    assert sorted(sent(mackerel)[key]) == ["ledger:app", "payments:db"] == result["downtime"][option]
    keeps(mackerel, DOWNTIME, name="new", **{option: ["ledger: app", "payments:db"]})
    changes(mackerel, DOWNTIME, name="new", memo="x")
    assert sorted(sent(mackerel)[key]) == ["ledger:app", "payments:db"]


@FILLS
@pytest.mark.parametrize("given, differs", [
    ({"memo": "x"}, {"memo": "x"}), ({"duration": "2h"}, {"duration": 120}), ({"service_scopes": []}, {"serviceScopes": []}),
    ({"role_exclude_scopes": []}, {"roleExcludeScopes": []}), ({"monitor_scopes": ["search-qps"]}, {"monitorScopes": ["4MoSeaQps5d"]}),
    ({"monitor_exclude_scopes": ["ssh-process"]}, {"monitorExcludeScopes": ["4CkSshProc1"]}), ({"service_exclude_scopes": ["ledger"]}, {
        "serviceExcludeScopes": ["ledger"]}), ({"role_scopes": ["payments: app"]}, {"roleScopes": ["payments:app"]})])
def test_mackerel_trap_05_downtime_put_carries_everything(emulator, mackerel, fill, given, differs):
    emulator.settings(fill=fill)
    changes(mackerel, DOWNTIME, name="weekly patching", **given)
    assert sent(mackerel) == dict(SEED, **differs)


def test_mackerel_trap_08_ambiguous_downtime(emulator, mackerel):
    twin = {"name": "twins", "start": 1, "duration": 1}
    emulator.put_state("mackerel", {"downtimes": [dict(twin, id="4DtTwin0001"), dict(twin, id="4DtTwin0002")]})
    assert "4DtTwin0001, 4DtTwin0002; give the id" in refused(mackerel, DOWNTIME, name="twins", memo="x")
    changes(mackerel, DOWNTIME, id="4DtTwin0002", memo="x")


@pytest.mark.parametrize("options, message", [
    ({"role_scopes": ["payments:db", "ledger:app", "payments: db"]}, "role_scopes[2]: is the same as role_scopes[0] (payments:db)"),
    ({"role_exclude_scopes": ["payments :db", "payments:db"]}, "role_exclude_scopes[1]: is the same as role_exclude_scopes[0] (payments:db)"),
    ({"service_scopes": ["ledger", "ledger"]}, "service_scopes[1]: is the same as service_scopes[0] (ledger)"),
    ({"service_exclude_scopes": ["ledger", "search", "ledger"]}, "service_exclude_scopes[2]: is the same as service_exclude_scopes[0] (ledger)"),
    ({"monitor_scopes": ["search-qps", "4MoSeaQps5d"]}, "monitor_scopes[1]: is the same as monitor_scopes[0] (4MoSeaQps5d)"),
    ({"monitor_exclude_scopes": ["4CkSshProc1", "ssh-process"]}, "monitor_exclude_scopes[1]: is the same as monitor_exclude_scopes[0] (4CkSshProc1)"),
])
def test_mackerel_trap_15_duplicates_in_downtimes(mackerel, options, message):
    """The service would answer 400 without saying which."""
    assert refused(mackerel, DOWNTIME, **dict(NEW, **options)) == message


def test_mackerel_trap_15_duplicates_in_an_answer_count_once(mackerel):
    patch(mackerel, "downtimes", "name", "weekly patching", serviceScopes=["payments", "payments"], roleExcludeScopes=["payments:db", "payments:db"])
    keeps(mackerel, DOWNTIME, name="weekly patching", service_scopes=["payments"], role_exclude_scopes=["payments:db"])
    changes(mackerel, DOWNTIME, name="weekly patching", memo="x")
    assert sent(mackerel) == dict(SEED, memo="x")


def test_mackerel_trap_15_one_scope_for_and_against_is_for_the_service_to_judge(mackerel):
    changes(mackerel, DOWNTIME, **NEW, service_scopes=["payments"], service_exclude_scopes=["payments"])


@pytest.mark.parametrize("option, value, message", [
    ("service_scopes", "payment", "there is no service 'payment' among 6; did you mean 'payments'?"),
    ("service_exclude_scopes", "nowhere-near", "there is no service 'nowhere-near' among 6"),
    ("role_scopes", "payments: dbx", "there is no role 'payments:dbx' among 10; did you mean 'payments:db' or 'payments:app'?"),
    ("role_exclude_scopes", "payment:app", "there is no role 'payment:app' among 10; did you mean 'payments:app' or 'payments:db'?"),
    ("monitor_scopes", "search-qpx", "there is no monitor 'search-qpx' among 10; did you mean 'search-qps' or 'search-health'?"),
    ("monitor_exclude_scopes", "cpu", "there are 2 monitors called 'cpu': 4MoTwinHo8g (host), 4MoTwinHo9h (host); give the id"),
])
def test_mackerel_error_unknown_scope(mackerel, option, value, message):
    assert refused(mackerel, DOWNTIME, **dict(NEW, **{option: [value]})) == "%s[0]: %s" % (option, message)


@pytest.mark.parametrize("who", [{"name": "nobody"}, {"id": "4DtNobody99"}, {"id": "4DtNobody99", "name": "nobody"}])
def test_mackerel_trap_18_a_downtime_that_is_not_there(mackerel, who):
    keeps(mackerel, DOWNTIME, times=2, state="absent", **who)


def test_mackerel_trap_18_a_downtime_gone_between_list_and_delete(emulator, mackerel):
    emulator.add_fault(vendor="mackerel", method="GET", kind="second_writer", patch={"collection": "downtimes", "id": "4DtWeekly01", "remove": True})
    assert apply(mackerel, DOWNTIME, name="weekly patching", state="absent")["changed"] is True
    assert [one["status"] for one in mackerel.requests(write=True)] == [404]


@pytest.mark.parametrize("settings", [{"floats": True}, {"floats": False}, {"floats": "mixed"}, {"numbers_as_strings": True}])
def test_mackerel_trap_20_numbers_of_downtimes(emulator, mackerel, settings):
    emulator.settings(mackerel=settings)
    given = {"start": 2051254800, "duration": 90, "recurrence": {"type": "weekly", "interval": 1, "weekdays": ["Sunday"], "until": 2082758400}}
    changes(mackerel, DOWNTIME, name="weekly patching", **given)
    keeps(mackerel, DOWNTIME, name="weekly patching", **given)
    changes(mackerel, DOWNTIME, name="weekly patching", memo="x")
    body = sent(mackerel)
    assert all(isinstance(number, int) for number in (body["start"], body["duration"], body["recurrence"]["interval"], body["recurrence"]["until"]))
    shown, = apply(mackerel, DOWNTIME + "_info", name="weekly patching")["downtimes"]
    assert {key: shown[key] for key in given} == given and isinstance(shown["start"], int)


def test_mackerel_trap_21_dangling_scopes_of_downtimes(emulator, mackerel):
    emulator.settings(mackerel={"dangling": "keep"})
    patch(mackerel, "downtimes", "name", "weekly patching", serviceScopes=["gone-service"], roleScopes=["gone:role"], monitorScopes=["4MoGoneGone"])
    for resolve in (False, True):
        shown, = apply(mackerel, DOWNTIME + "_info", resolve_names=resolve)["downtimes"]
        assert (shown["service_scopes"], shown["role_scopes"], shown["monitor_scopes"]) == (["gone-service"], ["gone:role"], ["4MoGoneGone"])
    changes(mackerel, DOWNTIME, name="weekly patching", memo="kept")
    assert sent(mackerel) == dict(SEED, memo="kept", serviceScopes=["gone-service"], roleScopes=["gone:role"], monitorScopes=["4MoGoneGone"])


# --- members ----------------------------------------------------------------------------------------------------------------------

def test_mackerel_downtime_scopes_by_member(mackerel):
    changes(mackerel, DOWNTIME, name="weekly patching", mode="add", service_scopes=["ledger", "payments"], role_exclude_scopes=["ledger: db"])
    assert sorted(sent(mackerel)["serviceScopes"]) == ["ledger", "payments"] and sorted(sent(mackerel)["roleExcludeScopes"]) == ["ledger:db", "payments:db"]
    keeps(mackerel, DOWNTIME, name="weekly patching", mode="add", service_scopes=["ledger"])
    changes(mackerel, DOWNTIME, name="weekly patching", mode="remove", service_scopes=["payments"], role_exclude_scopes=["payments: db"])
    assert sent(mackerel) == dict(SEED, serviceScopes=["ledger"], roleExcludeScopes=["ledger:db"])
