# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Mackerel services and roles (docs/vendors/mackerel.md, M80 to M83), their errors, and the facts
that break idempotence.
"""

from __future__ import annotations

import pytest
from support.child import Child
from support.vendor_kit import apply, changes, keeps, patch, paths, refused, row, sent, warned

SERVICE = "mackerel_service"
ROLE = "mackerel_role"
FILLS = pytest.mark.parametrize("fill", ["absent", "null", "empty", "mixed"])
RULE = (
    "is not a name that Mackerel takes: 2 to 63 letters, digits, '-' and '_', beginning with a"
    " letter or digit"
)
STAYS = "the vendor has no call that changes it; the web console has"


# --- the document


def test_mackerel_document_service(mackerel):
    changes(mackerel, SERVICE, name="checkout", memo="takes the money")
    assert sent(mackerel) == {"name": "checkout", "memo": "takes the money"} and paths(
        mackerel, write=True
    ) == ["POST /api/v0/services"]
    changes(mackerel, SERVICE, name="plain")
    assert sent(mackerel) == {"name": "plain", "memo": ""}
    keeps(mackerel, SERVICE, name="plain", memo="")


def test_mackerel_document_role(mackerel):
    changes(mackerel, ROLE, service="payments", name="queue", memo="keeps the books")
    assert sent(mackerel) == {"name": "queue", "memo": "keeps the books"} and paths(
        mackerel, write=True
    ) == ["POST /api/v0/services/payments/roles"]
    keeps(mackerel, ROLE, service="payments", name="queue", memo="keeps the books")
    changes(mackerel, ROLE, service="payments", name="queue", state="absent")
    assert paths(mackerel, write=True) == ["DELETE /api/v0/services/payments/roles/queue"]
    keeps(mackerel, ROLE, times=2, service="payments", name="queue", state="absent")


@pytest.mark.parametrize("name", ["ab", "0x", "A-b_C", "x" * 63])
def test_mackerel_service_names_that_are_taken(mackerel, name):
    changes(mackerel, SERVICE, name=name)
    changes(mackerel, ROLE, service=name, name=name)
    keeps(mackerel, ROLE, times=2, service=name, name=name)


# --- M82: memos


@FILLS
@pytest.mark.parametrize("memo", ["another", ""])
def test_mackerel_m82_a_memo_is_reported_and_stays(emulator, mackerel, fill, memo):
    emulator.settings(fill=fill)
    changes(mackerel, ROLE, service="payments", name="queue", memo="first")
    for module, who, stored in (
        (SERVICE, {"name": "payments"}, "card payments"),
        (ROLE, {"service": "payments", "name": "queue"}, "first"),
    ):
        result = keeps(mackerel, module, times=3, memo=memo, **who)
        assert warned(result) == [
            "memo: is %s and can't become %s: %s" % (stored, memo or "empty", STAYS)
        ]
        assert (
            result["plan"][0]["action"] == "none" and result[module.split("_")[1]]["memo"] == stored
        )
        assert (
            result["diff"] == {"before": {}, "after": {}}
            or result["diff"]["before"] == result["diff"]["after"]
        )
        assert warned(keeps(mackerel, module, times=1, on_unspecified="reset", **who)) == []
        assert warned(keeps(mackerel, module, times=1, memo=stored, **who)) == []
    assert row(mackerel, "services", name="payments")["memo"] == "card payments"


def test_mackerel_m82_in_a_list(mackerel):
    result = apply(
        mackerel,
        SERVICE + "s",
        services=[{"name": "ledger", "memo": "new"}, {"name": "extra", "memo": "new"}],
    )
    assert result["counts"] == {
        "created": 1,
        "updated": 0,
        "deleted": 0,
        "unchanged": 1,
        "failed": 0,
    }
    assert warned(result) == ["services[0].memo: is empty and can't become new: " + STAYS]
    assert paths(mackerel, write=True) == ["POST /api/v0/services"]


# --- what is read


def test_mackerel_role_memos_are_read_of_the_services_that_matter(mackerel):
    """One list of services, and one list of roles for each service the task names; nothing for
    one that has no such role yet.
    """
    changes(mackerel, ROLE, service="payments", name="queue")
    apply(
        mackerel,
        ROLE + "s",
        check=True,
        roles=[
            {"service": "payments", "name": "queue", "memo": ""},
            {"service": "payments", "name": "app"},
            {"service": "search", "name": "api"},
            {"service": "ledger", "name": "new"},
        ],
    )
    assert sorted(paths(mackerel)) == [
        "GET /api/v0/services",
        "GET /api/v0/services/payments/roles",
        "GET /api/v0/services/search/roles",
    ]
    found = apply(mackerel, ROLE + "_info")
    assert sorted(paths(mackerel)) == ["GET /api/v0/services"] + [
        "GET /api/v0/services/%s/roles" % name
        for name in sorted(
            {
                "Example-Service-1",
                "Example-Service-2",
                "Hatena-Bookmark",
                "ledger",
                "payments",
                "search",
            }
        )
    ]
    assert {"service": "payments", "name": "app", "memo": ""} in found["roles"] and found[
        "protected"
    ] == []


def test_mackerel_role_info_by_either_name(mackerel):
    def named(name):
        return [
            (one["service"], one["name"])
            for one in apply(mackerel, ROLE + "_info", name=name)["roles"]
        ]

    assert named("app") == [("ledger", "app"), ("payments", "app")]
    assert named("payments:app") == [("payments", "app")]


def test_mackerel_role_that_goes_while_its_memo_is_read(emulator, mackerel):
    """The list shows it still, the list of its service no longer: it is not there."""
    emulator.add_fault(
        vendor="mackerel",
        method="GET",
        path="/services$",
        kind="second_writer",
        times=1,
        patch={"collection": "services", "name": "search", "set": {"roles": []}},
    )
    result = apply(mackerel, ROLE, service="search", name="api", memo="x")
    assert result["plan"][0]["action"] == "create" and sent(mackerel) == {
        "name": "api",
        "memo": "x",
    }


# --- errors


@pytest.mark.parametrize(
    "name",
    [
        "x",
        "x" * 64,
        "two words",
        "-dash",
        "_under",
        "a.b",
        "a:b",
        "a/b",
        "\u30b5\u30fc\u30d3\u30b9",
        "../roles",
    ],
)
def test_mackerel_error_malformed_name(mackerel, name):
    """Said before anything is asked."""
    for module, options, path in (
        (SERVICE, {"name": name}, "name"),
        (ROLE, {"service": "payments", "name": name}, "name"),
        (ROLE, {"service": name, "name": "app"}, "service"),
        (SERVICE, {"name": name, "state": "absent"}, "name"),
    ):
        message = refused(mackerel, module, **options)
        assert message == "%s: %s %s" % (
            path,
            repr(name) if len(name) < 41 else "the given value",
            RULE,
        ), message
        assert mackerel.requests(write=True) == []


@pytest.mark.parametrize(
    "options, message",
    [
        (
            {"service": "payment", "name": "app"},
            "service: there is no service 'payment' among 6; did you mean 'payments'?",
        ),
        ({"name": "app"}, "service: required"),
        ({"service": "payments"}, "name: required"),
        ({}, "service and name: required"),
    ],
)
def test_mackerel_error_role_without_its_service(mackerel, options, message):
    assert refused(mackerel, ROLE, **options) == message


def test_mackerel_error_role_of_a_service_that_goes(emulator, mackerel):
    emulator.add_fault(
        vendor="mackerel",
        method="GET",
        path="/services$",
        kind="second_writer",
        times=1,
        patch={"collection": "services", "name": "search", "remove": True},
    )
    result = mackerel.run(ROLE, service="search", name="new")
    assert result["failed"] and result["msg"].startswith(
        "Could not create the role 'search:new': Mackerel answered HTTP 404: service not found"
    )


def _somebody(emulator, **patch_of):
    """Right after our list somebody else creates the same."""
    emulator.add_fault(
        vendor="mackerel", method="GET", path="/services$", kind="second_writer", patch=patch_of
    )


def test_mackerel_error_service_name_taken_since_the_list_was_read(emulator, mackerel):
    """A 400 says no more than that: the list tells."""
    _somebody(
        emulator, collection="services", add={"name": "checkout", "memo": "ours", "roles": []}
    )
    result = apply(mackerel, SERVICE, name="checkout", memo="ours")
    assert paths(mackerel) == [
        "GET /api/v0/services",
        "POST /api/v0/services",
        "GET /api/v0/services",
    ]
    assert result["changed"] is True and result["service"] == {"name": "checkout", "memo": "ours"}
    assert (
        len(warned(result)) == 1
        and "Somebody else created the service 'checkout' at the same time; this task adopted it"
        in warned(result)[0]
    )


def test_mackerel_error_service_name_taken_with_another_memo(emulator, mackerel):
    _somebody(
        emulator, collection="services", add={"name": "checkout", "memo": "theirs", "roles": []}
    )
    result = apply(mackerel, SERVICE, name="checkout", memo="ours")
    assert result["service"]["memo"] == "theirs" and result.writes == 1
    assert (
        warned(result)[1]
        == "The service 'checkout': memo is theirs and can't become ours: " + STAYS
    )


def test_mackerel_error_role_name_taken_with_another_memo(emulator, mackerel):
    _somebody(
        emulator,
        collection="services",
        name="search",
        set={"roles": [{"name": "api", "memo": ""}, {"name": "new", "memo": "theirs"}]},
    )
    result = apply(mackerel, ROLE, service="search", name="new", memo="ours")
    assert (
        result["role"] == {"service": "search", "name": "new", "memo": "theirs"}
        and result.writes == 1
    )
    assert (
        warned(result)[1] == "The role 'search:new': memo is theirs and can't become ours: " + STAYS
    )


def test_mackerel_error_role_name_taken_after_its_neighbours_were_read(emulator, mackerel):
    """What was read of the service for another role is too old to tell of this one."""
    emulator.add_fault(
        vendor="mackerel",
        method="GET",
        path="/search/roles$",
        kind="second_writer",
        patch={
            "collection": "services",
            "name": "search",
            "set": {"roles": [{"name": "api", "memo": ""}, {"name": "new", "memo": "theirs"}]},
        },
    )
    result = apply(
        mackerel,
        ROLE + "s",
        roles=[
            {"service": "search", "name": "api"},
            {"service": "search", "name": "new", "memo": "ours"},
        ],
    )
    assert (
        result["roles"][1]["memo"] == "theirs"
        and "memo is theirs and can't become ours" in warned(result)[1]
    )


@pytest.mark.parametrize(
    "module, options, who",
    [
        (SERVICE, {"name": "checkout"}, "service 'checkout'"),
        (ROLE, {"service": "payments", "name": "new"}, "role 'payments:new'"),
    ],
)
def test_mackerel_error_400_of_another_reason(emulator, mackerel, module, options, who):
    emulator.add_fault(error="mackerel.400", method="POST", times=None)
    result = mackerel.run(module, **options)
    assert result["failed"] and result["msg"].startswith(
        "Could not create the %s: Mackerel answered HTTP 400: bad request. Sent was {" % who
    )
    for text in ("The name is taken", "2 to 63 letters", "does not show it"):
        assert text in result["msg"]
    assert [one for one in paths(mackerel) if one.startswith("POST")] == paths(
        mackerel, write=True
    ) and len(paths(mackerel, write=True)) == 1


@pytest.mark.parametrize(
    "module, options",
    [
        (SERVICE, {"name": "checkout", "memo": "m"}),
        (ROLE, {"service": "payments", "name": "new", "memo": "m"}),
    ],
)
def test_mackerel_m44_a_lost_answer(emulator, mackerel, module, options):
    """The second POST would be a 400; the list is read instead."""
    emulator.add_fault(vendor="mackerel", method="POST", kind="drop_after")
    result = apply(mackerel, module, **options)
    assert len(mackerel.requests(write=True)) == 1 and any(
        "adopted" in text for text in warned(result)
    )
    keeps(mackerel, module, times=2, **options)


def test_mackerel_service_two_processes_create_one(mackerel, emulator):
    for module, options in (
        (SERVICE, {"name": "checkout"}),
        (ROLE, {"service": "payments", "name": "new"}),
    ):
        # the first to write is overtaken by the other, also on a machine that is slow to start it
        emulator.add_fault(
            vendor="mackerel", write=True, kind="latency", ms=3000, when="before", times=1
        )
        params = dict(mackerel.connection, **options)
        with Child(module, params) as one, Child(module, params) as other:
            results = [one.result(), other.result()]
        emulator.clear_faults()
        assert not any(result.get("failed") for result in results), results
        assert sorted(
            any("adopted" in str(text) for text in result.get("warnings", ())) for result in results
        ) == [False, True]


# --- M45


def test_mackerel_m45_gone_between_list_and_delete(emulator, mackerel):
    emulator.add_fault(
        vendor="mackerel",
        method="GET",
        path="/services$",
        kind="second_writer",
        times=1,
        patch={"collection": "services", "name": "ledger", "remove": True},
    )
    assert apply(mackerel, SERVICE, name="ledger", state="absent", force=True)["changed"] is True
    assert [one["status"] for one in mackerel.requests(write=True)] == [404]
    keeps(mackerel, SERVICE, times=2, name="ledger", state="absent")
    keeps(mackerel, ROLE, times=2, service="ledger", name="app", state="absent")


# --- what goes along


def test_mackerel_service_with_what_would_go_is_not_deleted(mackerel):
    changes(mackerel, "mackerel_notification_group", name="all of it", services=["payments"])
    changes(
        mackerel,
        "mackerel_alert_group_setting",
        name="databases",
        role_scopes=["payments:db", "ledger:db"],
    )
    message = refused(mackerel, SERVICE, name="payments", state="absent")
    assert (
        message
        == "state: the service 'payments' is still used by the alert group setting 'databases', the"
        " downtime 'weekly patching', the monitor 'payments-anomaly', the monitor"
        " 'payments-health' (deleted with it), the monitor 'payments-latency' (deleted with it),"
        " the notification group 'all of it', the role 'payments:app' (deleted with it), the"
        " role 'payments:db' (deleted with it); take it out there first, or say force: true"
    )
    changes(mackerel, SERVICE, name="payments", state="absent", force=True)
    assert paths(mackerel, write=True) == ["DELETE /api/v0/services/payments"]
    names = {one.get("name") for one in mackerel.emulator.state("mackerel")["monitors"]}
    assert not names & {"payments-health", "payments-latency"} and "payments-anomaly" in names


def test_mackerel_service_that_nothing_uses_is_deleted(mackerel):
    changes(mackerel, SERVICE, name="checkout")
    changes(mackerel, SERVICE, name="checkout", state="absent")


def test_mackerel_service_named_in_the_scope_of_a_monitor(mackerel):
    message = refused(mackerel, SERVICE, name="Hatena-Bookmark", state="absent")
    assert (
        "the monitor 'disk.aa-00.writes.delta', " in message
        and "the alert group setting 'Hatena-Bookmark burst'" in message
    )
    assert "the notification group 'business hours'" in message


def test_mackerel_service_of_a_connectivity_monitor(mackerel):
    patch(mackerel, "monitors", "id", "4MoConnect1", excludeScopes=["Example-Service-1: web"])
    assert (
        "the monitor 'connectivity', the role 'Example-Service-1:web' (deleted with it)"
        in refused(mackerel, SERVICE, name="Example-Service-1", state="absent")
    )
    assert "still used by the monitor 'connectivity'; " in refused(
        mackerel, ROLE, service="Example-Service-1", name="web", state="absent"
    )


@pytest.mark.parametrize(
    "role, users",
    [
        ("payments:db", "the downtime 'weekly patching'"),
        ("payments:app", "the monitor 'payments-anomaly'"),
        (
            "Hatena-Bookmark:db-master",
            (
                "the alert group setting 'Hatena-Bookmark burst', the monitor"
                " 'disk.aa-00.writes.delta'"
            ),
        ),
    ],
)
def test_mackerel_role_in_use_is_not_deleted(mackerel, role, users):
    service, _colon, name = role.partition(":")
    message = refused(mackerel, ROLE, service=service, name=name, state="absent")
    assert (
        message
        == "state: the role %r is still used by %s; take it out there first, or say force: true"
        % (role, users)
    )
    changes(mackerel, ROLE, service=service, name=name, state="absent", force=True)
    assert paths(mackerel, write=True) == ["DELETE /api/v0/services/%s/roles/%s" % (service, name)]


def test_mackerel_role_purge_within_its_service(mackerel):
    """The name of a role is service:role there."""
    changes(mackerel, ROLE, service="search", name="worker")
    result = apply(
        mackerel,
        ROLE + "s",
        roles=[{"service": "search", "name": "api"}],
        purge=True,
        purge_scope={"name_prefix": "search:"},
    )
    assert [(one["action"], one["name"]) for one in result["plan"]] == [
        ("none", "search:api"),
        ("delete", "search:worker"),
    ]
    message = refused(
        mackerel,
        ROLE + "s",
        roles=[],
        purge=True,
        purge_scope={"name_regex": "payments:.*"},
        allow_empty=True,
    )
    assert "the role 'payments:db' is still used by the downtime 'weekly patching'" in message


def test_mackerel_roles_of_one_name_in_two_services(mackerel):
    roles = [{"service": "payments", "name": "cache"}, {"service": "ledger", "name": "cache"}]
    assert apply(mackerel, ROLE + "s", roles=roles)["counts"]["created"] == 2
    assert (
        refused(mackerel, ROLE + "s", roles=roles + roles[:1])
        == "roles[2].name: 'payments:cache' is the same object as roles[0]"
    )
    keeps(mackerel, ROLE + "s", roles=roles)


# --- plans over plans


def test_mackerel_role_of_a_planned_service(mackerel):
    service = apply(mackerel, SERVICE, check=True, name="checkout", memo="m")
    assert "there is no service 'checkout'" in refused(
        mackerel, ROLE, service="checkout", name="web"
    )
    role = apply(
        mackerel, ROLE, check=True, service="checkout", name="web", memo="m", planned=[service]
    )
    assert role["plan"] == [
        {"action": "create", "name": "checkout:web", "fields": ["service", "name", "memo"]}
    ]
    again = apply(
        mackerel,
        ROLE,
        check=True,
        service="checkout",
        name="web",
        memo="other",
        planned=[service, role],
    )
    assert (
        again["plan"][0]["action"] == "none"
        and "memo: is m and can't become other" in warned(again)[0]
    )
    setting = apply(
        mackerel,
        "mackerel_alert_group_setting",
        check=True,
        name="s",
        service_scopes=["checkout"],
        role_scopes=["checkout:web"],
        planned=[service, role],
    )
    assert setting["plan"][0]["action"] == "create"
    gone = apply(
        mackerel, ROLE, check=True, service="payments", name="app", state="absent", force=True
    )
    message = refused_in_check(
        mackerel,
        "mackerel_alert_group_setting",
        name="s",
        role_scopes=["payments:app"],
        planned=[gone],
    )
    assert "there is no role 'payments:app'" in message


def refused_in_check(account, module, **params):
    result = account.run(module, check=True, **params)
    assert result["failed"]
    return result["msg"]
