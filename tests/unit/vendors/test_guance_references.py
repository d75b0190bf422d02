# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What Guance policies refer to, where the Open API is, and how fast it may be asked."""

from __future__ import annotations

import time

import pytest
from support.guance_policies import (
    ALICE,
    BOB,
    INSPECTION,
    LATENCY,
    MAIL,
    MEMBER,
    PAGE,
    POLICIES,
    POLICY,
    SLO,
    SMART,
)
from support.harness import run
from support.vendor_kit import apply, changes, fails, keeps, patch, paths, refused, sent

PAYMENTS, SEARCH, ONCALL = "group_%032d" % 1, "group_%032d" % 2, "role_%032d" % 1
LISTS = {
    "member": "GET /api/v1/workspace/members/list",
    "team": "GET /api/v1/workspace/member_group/list",
    "notify": "GET /api/v1/notify_object/list",
    "role": "GET /api/v1/role/list",
    "date": "GET /api/v1/notice/date/list",
}


def policy(rules=(), **top):
    return dict(
        {
            "name": "p",
            "rule_timezone": "UTC",
            "alert_opt": {"silent_timeout": 0, "agg_interval": 0, "alert_target": list(rules)},
        },
        **top,
    )


def to(*names):
    return policy([{"targets": [{"status": "all", "to": list(names)}]}])


# --- recipients


@pytest.mark.parametrize("shape", ["array", "data", "alternate"])
@pytest.mark.parametrize(
    "typed, uuid, kind",
    [
        ("member:alice@example.com", ALICE, "member"),
        ("member:Bob", BOB, "member"),
        ("member: bob@example.com", BOB, "member"),
        ("team:payments", PAYMENTS, "team"),
        ("notify:payments-page", PAGE, "notify"),
    ],
)
def test_guance_recipients_by_name(emulator, guance, typed, uuid, kind, shape):
    emulator.settings(guance={"list_shape": shape})
    changes(guance, POLICY, **to(typed))
    assert sent(guance)["alertOpt"]["alertTarget"][0]["targets"][0]["to"] == [uuid]
    assert paths(guance, write=False).count(LISTS[kind]) == 1
    assert [one for one in paths(guance, write=False) if one in LISTS.values()] == [LISTS[kind]]
    keeps(guance, POLICY, **to(typed))
    keeps(guance, POLICY, **to(uuid))


def test_guance_a_mail_address_beats_a_name(guance):
    """A person may be called like another's address."""
    patch(guance, "members", "uuid", BOB, name="alice@example.com")
    changes(guance, POLICY, **to("member:alice@example.com"))
    assert sent(guance)["alertOpt"]["alertTarget"][0]["targets"][0]["to"] == [ALICE]


@pytest.mark.parametrize("uuid", [ALICE, PAYMENTS, PAGE])
def test_guance_uuids_are_not_looked_up(guance, uuid):
    changes(guance, POLICY, **to(uuid))
    assert not set(paths(guance)) & set(LISTS.values())


def test_guance_an_unknown_uuid_is_the_vendors_to_judge(emulator, guance):
    emulator.settings(guance={"reference_checks": False})
    changes(guance, POLICY, **to("acnt_of_nobody", "group_of_nobody", "notify_of_nobody"))
    assert not set(paths(guance)) & set(LISTS.values())
    assert set(sent(guance)["alertOpt"]["alertTarget"][0]["targets"][0]["to"]) == {
        "acnt_of_nobody",
        "group_of_nobody",
        "notify_of_nobody",
    }


@pytest.mark.parametrize(
    "typed",
    [
        "alice@example.com",
        "payments",
        "role:oncall",
        "user:alice",
        "MEMBER:alice@example.com",
        "altpl_x",
        "all",
    ],
)
def test_guance_a_recipient_says_what_it_is(guance, typed):
    message = refused(guance, POLICY, **to(PAGE, typed))
    assert message.startswith(
        "alert_opt.alert_target[0].targets[0].to[1]: %r does not say what it is: write member:NAME,"
        " team:NAME, notify:NAME" % typed
    )
    assert guance.requests(write=True) == []


@pytest.mark.parametrize("typed", ["member:", "team: ", "notify:"])
def test_guance_a_prefix_alone_names_nothing(guance, typed):
    assert "names nothing" in refused(guance, POLICY, **to(typed))


def test_guance_recipients_everywhere(guance):
    changes(guance, POLICY, **MEMBER)
    part = sent(guance)["alertOpt"]["alertTarget"][0]["alertInfo"][0]
    assert set(part["memberInfo"]) == {PAYMENTS, "acnt_%032d" % 3}
    assert set(part["targets"][0]["to"]) == {"email", "sms", PAGE}
    step = part["targets"][0]["upgradeTargets"][0]
    assert (set(step["to"]), set(step["toWay"])) == ({BOB, SEARCH}, {"email", "sms", MAIL})


# --- permission_set


def test_guance_permission_set_words_roles_teams_members(guance):
    given = [
        "wsAdmin",
        "general",
        "readOnly",
        "role:oncall",
        "team:payments",
        "member:alice@example.com",
    ]
    changes(guance, POLICY, **policy(open_permission_set=True, permission_set=given))
    assert set(sent(guance)["permissionSet"]) == {
        "wsAdmin",
        "general",
        "readOnly",
        ONCALL,
        PAYMENTS,
        ALICE,
    }
    keeps(guance, POLICY, **policy(open_permission_set=True, permission_set=given[::-1]))
    shown = apply(guance, POLICY + "_info", name="p", resolve_names=True)["alert_policies"][0]
    assert set(shown["permission_set"]) == set(given)


def test_guance_permission_set_uuids_and_words_need_no_lists(guance):
    changes(
        guance,
        POLICY,
        **policy(open_permission_set=True, permission_set=["wsAdmin", ONCALL, PAYMENTS, ALICE]),
    )
    assert not set(paths(guance)) & set(LISTS.values())


@pytest.mark.parametrize(
    "typed, words",
    [
        ("owner", "the owner always may"),
        ("WsAdmin", "does not say what it is"),
        ("oncall", "does not say what it is"),
        ("notify:payments-page", "does not say what it is"),
        ("role:on-call", "there is no role 'on-call' among 5; did you mean 'oncall'?"),
    ],
)
def test_guance_permission_set_refused(guance, typed, words):
    message = refused(
        guance, POLICY, **policy(open_permission_set=True, permission_set=["general", typed])
    )
    assert message.startswith("permission_set[1]: ") and words in message


# --- checkers and dates


@pytest.mark.parametrize(
    "name, uuid",
    [
        ("payments latency", LATENCY),
        ("untitled fired", "rul_%032d" % 11),
        ("smart host", SMART),
        ("nightly inspection", INSPECTION),
        ("payments availability", SLO),
    ],
)
def test_guance_checkers_by_name_across_kinds(guance, name, uuid):
    changes(guance, POLICY, **policy(checkers=[name]))
    assert sent(guance)["checkerUUIDs"] == [uuid]
    keeps(guance, POLICY, **policy(checkers=[uuid]))
    shown = apply(guance, POLICY + "_info", name="p", resolve_names=True)["alert_policies"][0]
    # of title and name the title is what people see
    assert shown["checkers"] == [
        name if name in ("untitled fired", "payments availability") else name + " fired"
    ]


def test_guance_a_checker_name_in_two_kinds_is_ambiguous(guance):
    patch(guance, "slo", "uuid", SLO, name="payments latency")
    message = refused(guance, POLICY, **policy(checkers=["payments latency"]))
    assert message.startswith("checkers[0]: there are 2 ") and SLO in message and LATENCY in message


def test_guance_checkers_beyond_the_first_page(emulator, guance):
    rules = [
        {
            "uuid": "rul_x%03d" % number,
            "jsonScript": {"name": "rule %d" % number},
            "type": "trigger",
        }
        for number in range(230)
    ]
    emulator.put_state("guance", {"checker": rules})
    changes(guance, POLICY, **policy(checkers=["rule 0", "rule 229"]))
    assert set(sent(guance)["checkerUUIDs"]) == {"rul_x000", "rul_x229"}


def test_guance_checker_names_that_are_missing(guance):
    message = refused(guance, POLICY, **policy(checkers=["payment latency"]))
    assert message.startswith(
        "checkers[0]: there is no checker 'payment latency' among 9; did you mean 'payments"
        " latency'"
    )


@pytest.mark.parametrize("typed", ["company-holidays", "ndate_%032d" % 1])
def test_guance_dates_by_name_and_uuid(guance, typed):
    rule = {
        "custom_dates": [typed],
        "custom_start_time": "00:00:00",
        "custom_duration": 60,
        "targets": [{"status": "all", "to": [PAGE]}],
    }
    changes(guance, POLICY, **policy([rule, {"targets": [{"status": "all", "to": [PAGE]}]}]))
    assert sent(guance)["alertOpt"]["alertTarget"][0]["customDateUUIDs"] == ["ndate_%032d" % 1]
    assert (LISTS["date"] in paths(guance)) is (typed == "company-holidays")


def test_guance_deploys_without_inspections_and_slos(emulator, guance):
    """Old deployments know neither list; names of checkers are found all the same."""
    for path in ("self_built_checker/list", "slo/list"):
        emulator.add_fault(vendor="guance", path=path, error="guance.404", times=None)
    changes(guance, POLICY, **policy(checkers=["payments latency"]))
    assert sent(guance)["checkerUUIDs"] == [LATENCY]


# --- where

HOSTS = {
    "guance-hangzhou": "https://openapi.guance.com",
    "guance-ningxia": "https://aws-openapi.guance.com",
    "guance-zhangjiakou": "https://cn3-openapi.guance.com",
    "guance-guangzhou": "https://cn4-openapi.guance.com",
    "guance-vnet": "https://cn5-openapi.guance.com",
    "guance-hongkong": "https://cn6-openapi.guance.one",
    "guance-oregon": "https://us1-openapi.guance.com",
    "guance-frankfurt": "https://eu1-openapi.guance.one",
    "guance-singapore": "https://ap1-openapi.guance.one",
    "guance-southafrica": "https://za1-openapi.guance.com",
    "guance-jakarta": "https://id1-openapi.guance.com",
    "truewatch-oregon": "https://us1-openapi.truewatch.com",
    "truewatch-frankfurt": "https://eu1-openapi.truewatch.com",
    "truewatch-singapore": "https://ap1-openapi.truewatch.com",
    "truewatch-southafrica": "https://za1-openapi.truewatch.com",
    "truewatch-jakarta": "https://id1-openapi.truewatch.com",
}


@pytest.fixture
def asked(monkeypatch):
    """The address a run would ask; nothing is sent."""
    from ansible_collections.oncall.routing.plugins.module_utils._http import client

    seen = []

    def once(self, _request):
        seen.append(self.base_url)
        raise client.Refusal("stopped by the test")

    monkeypatch.setattr(client.Client, "_once", once)

    def base_url(env=None, **options):
        seen.clear()
        result = run(POLICY + "_info", dict({"api_key": "k-1234"}, **options), env=env)
        assert "stopped by the test" in result["msg"]
        return seen[0]

    return base_url


@pytest.mark.parametrize("site", sorted(HOSTS))
def test_guance_every_site(asked, site):
    assert asked(site=site) == HOSTS[site]


def test_guance_sites_are_the_documented_ones(guance):
    message = refused(guance, POLICY, site="guance-mars", name="p")
    assert all(site in message for site in HOSTS)
    from ansible_collections.oncall.routing.plugins.module_utils._vendors.guance import gateway

    assert gateway.SITES == HOSTS


@pytest.mark.parametrize(
    "options, env, url",
    [
        ({}, {}, "https://openapi.guance.com"),
        (
            {"api_url": "https://own.example.com/"},
            {"GUANCE_END_POINT": "https://env.example.com"},
            "https://own.example.com",
        ),
        (
            {"api_url": "https://own.example.com", "site": "truewatch-oregon"},
            {},
            "https://own.example.com",
        ),
        (
            {"site": "truewatch-oregon"},
            {"GUANCE_END_POINT": "https://env.example.com"},
            "https://us1-openapi.truewatch.com",
        ),
        ({}, {"GUANCE_END_POINT": "https://env.example.com"}, "https://env.example.com"),
        ({}, {"TRUEWATCH_END_POINT": "https://tw.example.com"}, "https://tw.example.com"),
        (
            {},
            {"GUANCE_END_POINT": "", "TRUEWATCH_END_POINT": "https://tw.example.com"},
            "https://tw.example.com",
        ),
    ],
)
def test_guance_which_address_wins(asked, options, env, url):
    assert asked(env=env, **options) == url


@pytest.mark.parametrize(
    "env",
    [
        {"GUANCE_ACCESS_TOKEN": "guance-demo-key-0001"},
        {"TRUEWATCH_ACCESS_TOKEN": "guance-demo-key-0001"},
    ],
)
def test_guance_the_key_from_the_environment(emulator, env):
    brand = next(iter(env)).partition("_")[0]
    assert (
        run(POLICY + "_info", {}, env=dict(env, **{brand + "_END_POINT": emulator.guance_url}))[
            "failed"
        ]
        is False
    )


# --- how fast


def several(count):
    return [policy(name="policy %d" % number) for number in range(count)]


def test_guance_rate_limit_of_any_minute(guance, clock):
    del guance.connection["rate_limit"]
    started = time.monotonic()
    result = apply(guance, POLICIES, alert_policies=several(25))
    # 27 requests: a list, 25 creates, and a list that would show twins; 20 at once, the rest a
    # minute later
    assert result["requests"] == {"reads": 2, "writes": 25, "retries": 0, "waited": 61.0}
    assert clock.slept == [61.0]
    assert time.monotonic() - started < 20


@pytest.mark.parametrize("limit, waits", [(0, []), (10, [61.0]), (60, [])])
def test_guance_rate_limit_as_given(guance, clock, limit, waits):
    guance.connection["rate_limit"] = limit
    apply(guance, POLICIES, alert_policies=several(10))
    assert clock.slept == pytest.approx(waits)


def test_guance_the_vendors_limit_is_kept_to(emulator, guance, clock):
    """The emulator turns the 21st request of a minute away; a client that keeps to it never
    sends one.
    """
    emulator.settings(guance={"rate_limit_key": 20})
    del guance.connection["rate_limit"]
    result = apply(guance, POLICIES, alert_policies=several(40))
    turned_away = [one for one in guance.requests() if one["status"] == 401]
    assert result["counts"]["created"] == 40
    assert turned_away == [] and result["requests"]["retries"] == 0
    assert (
        sum(clock.slept) == pytest.approx(result["requests"]["waited"], abs=0.01)
        and sum(clock.slept) <= 300
    )


def test_guance_two_tasks_in_one_minute(emulator, guance, clock):
    """Each task is a new process that knows nothing of the others: the second is told by the
    vendor, waits and goes on.
    """
    emulator.settings(guance={"rate_limit_key": 20})
    del guance.connection["rate_limit"]
    apply(guance, POLICIES, alert_policies=several(15))
    result = apply(guance, POLICIES, alert_policies=[dict(one, desc="x") for one in several(15)])
    assert result["counts"]["updated"] == 15 and result["requests"]["retries"] >= 1
    assert 40 <= clock.now - 1000 <= 300


@pytest.mark.parametrize("before", range(0, 21, 4))
def test_guance_the_max_wait_that_is_advised_is_enough(emulator, guance, clock, before):
    """Also for whoever runs the task again at once, and when another task has used up a part of
    the vendor's minute.
    """
    emulator.settings(guance={"rate_limit_key": 20})
    del guance.connection["rate_limit"]
    for _request in range(before):
        apply(guance, POLICY + "_info")
    message = fails(guance, POLICIES, alert_policies=several(45), max_wait=100)
    advised = int(message.rpartition("max_wait to ")[2].partition(" or more")[0])
    assert (
        message.startswith("Nothing was written: 46 requests at rate_limit 20 a minute")
        and guance.requests(write=True) == []
    )
    result = apply(guance, POLICIES, alert_policies=several(45), max_wait=advised)
    assert result["counts"]["created"] == 45 and result["requests"]["waited"] <= advised


@pytest.mark.parametrize(
    "there, wanted",
    [(95, [{"desc": "other"}] * 10 + [{}] * 105), (205, [{"desc": "other"}] * 30)],
    ids=["a new page", "pages again"],
)
def test_guance_pages_of_the_looks_are_counted_too(guance, clock, there, wanted):
    """What was afforded is never left half done, although a look at a long list is more than one
    request.
    """
    apply(guance, POLICIES, alert_policies=several(there))
    items = [dict(one, **other) for one, other in zip(several(len(wanted)), wanted)]
    guance.connection["rate_limit"] = 20
    message = fails(guance, POLICIES, alert_policies=items, max_wait=1)
    told = int(
        message.partition("Nothing was written: ")[2].partition(
            " requests at rate_limit 20 a minute"
        )[0]
    )
    clock.now += 61
    result = apply(guance, POLICIES, alert_policies=items, max_wait=told * 3 + 61)
    assert result.reads + result.writes - (there + 99) // 100 == told


def test_guance_max_wait_bounds_the_pace(guance, clock):
    guance.connection["rate_limit"] = 2
    message = fails(guance, POLICIES, alert_policies=several(30), max_wait=60)
    assert "max_wait" in message
    assert sum(clock.slept) <= 60


def test_guance_a_look_while_another_write_is_on_its_way_does_not_judge_it(guance):
    """The first answer is lost, so the list is read; the second policy is not in it yet."""
    guance.emulator.add_fault(vendor="guance", path="alert_policy/add", kind="drop_after")
    guance.emulator.add_fault(
        vendor="guance", path="alert_policy/add", kind="latency", ms=1500, when="before", nth=2
    )
    result = apply(
        guance,
        POLICIES,
        alert_policies=[dict(one, desc="night") for one in several(2)],
        concurrency=4,
    )
    assert result["counts"]["created"] == 2


def test_guance_writes_are_not_parallel_by_default(guance):
    result = apply(guance, POLICIES, alert_policies=several(5))
    assert [one["body"]["name"] for one in guance.requests(write=True)] == [
        "policy %d" % number for number in range(5)
    ]
    assert result["counts"]["created"] == 5
