# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A list that is not whole, or not a list, is never acted on: pages, counts, rows, statuses,
answers to writes, of all vendors.
"""

from __future__ import annotations

import copy

import pytest
from support.guance_policies import ALICE, FULL, LATENCY, MEMBER, POLICIES, POLICY
from support.vendor_kit import apply, changes, fails, keeps, paths, warned

pytestmark = pytest.mark.violations

NEW = dict(MEMBER, name="policy new")


@pytest.fixture
def many(emulator):
    """250 alert policies, and as many members."""
    rows = emulator.state("guance")["alert_policy"]
    rows += [
        dict(copy.deepcopy(rows[0]), uuid="altpl_%032d" % number, name="policy %03d" % number)
        for number in range(250 - len(rows))
    ]
    emulator.put_state("guance", {"alert_policy": rows})


def row_of(account, name):
    return [one for one in account.emulator.state("guance")["alert_policy"] if one["name"] == name]


# --- counts and pages


@pytest.mark.parametrize("total", ["exact", "string", "absent"])
@pytest.mark.parametrize("size", [30, 50, 100])
@pytest.mark.usefixtures("many")
def test_a_server_that_gives_other_pages_than_asked_for(emulator, guance, total, size):
    """The last object is found, so it isn't created again, also where nothing is counted."""
    emulator.settings(guance={"page_total": total})
    emulator.add_fault(
        vendor="guance", path="alert_policy/list", kind="small_pages", rows=size, times=None
    )
    keeps(guance, POLICY, times=1, name="policy 246")
    assert len(paths(guance)) == -(-250 // size) + (total == "absent" and 250 % size == 0)


@pytest.mark.parametrize(
    "kind, gave", [("page_twice", 100), ("empty_page", 100), ("short_list", 249)]
)
@pytest.mark.parametrize(
    "module, params",
    [
        (POLICY, dict(NEW, name="policy 246")),
        (POLICY, {"name": "policy 246", "state": "absent"}),
        (POLICY + "_info", {}),
        (
            POLICIES,
            {
                "alert_policies": [],
                "purge": True,
                "purge_scope": {"name_prefix": "policy"},
                "allow_empty": True,
                "purge_limit": 1000,
            },
        ),
    ],
)
@pytest.mark.usefixtures("many")
def test_a_list_that_is_not_whole_is_read_again_and_refused(
    emulator, guance, kind, gave, module, params
):
    if kind == "short_list":
        # the last page of both readings; another is asked for each time
        for nth in (3, 7):
            emulator.add_fault(vendor="guance", path="alert_policy/list", kind=kind, nth=nth)
    else:
        emulator.add_fault(
            vendor="guance", path="alert_policy/list", kind=kind, rows=100, times=None
        )
    message = fails(guance, module, **params)
    assert (
        "Could not list alert policies: the list is not whole, also when it was read again from the"
        " beginning: Guance says that there are 250, and gave %d (traceId TRACE-EMULATOR-"
        % gave
        in message
    )
    assert guance.requests(write=True) == [] and len(row_of(guance, "policy 246")) == 1
    assert len(paths(guance)) == (8 if kind == "short_list" else 4)


@pytest.mark.parametrize("kind", ["page_twice", "empty_page", "short_list"])
@pytest.mark.usefixtures("many")
def test_a_list_that_is_whole_the_second_time_is_taken(emulator, guance, kind):
    times = {"times": 1} if kind == "short_list" else {"times": 2, "rows": 100}
    emulator.add_fault(vendor="guance", path="alert_policy/list", kind=kind, **times)
    keeps(guance, POLICY, times=1, name="policy 246")


@pytest.mark.parametrize(
    "place",
    [
        "members/list",
        "notify_object/list",
        "role/list",
        "notice/date/list",
        "/checker/list",
        "self_built_checker/list",
        "slo/list",
    ],
)
def test_a_list_that_only_references_need(emulator, guance, place):
    emulator.add_fault(vendor="guance", path=place + "$", kind="short_list", times=None)
    message = fails(
        guance,
        POLICY,
        name="new",
        rule_timezone="UTC",
        checkers=["payments latency"],
        permission_set=["role:oncall"],
        alert_opt={
            "silent_timeout": 0,
            "agg_interval": 0,
            "alert_target": [
                {
                    "custom_dates": ["company-holidays"],
                    "custom_start_time": "09:00:00",
                    "custom_duration": 600,
                    "targets": [
                        {
                            "status": ["all"],
                            "to": ["member:alice@example.com", "notify:payments-page"],
                        }
                    ],
                }
            ],
        },
    )
    assert "the list is not whole" in message and "Guance says that there are" in message
    assert guance.requests(write=True) == [] and len(
        [one for one in paths(guance) if one.endswith(place)]
    ) in (2, 4)


def page(rows, total=None, trace="TRACE-9"):
    info = {} if total is None else {"pageInfo": {"totalCount": total}}
    return dict(
        {"code": 200, "success": True, "errorCode": "", "content": rows, "traceId": trace}, **info
    )


def dates(*names):
    return [{"uuid": "ndate_" + name, "name": name, "dates": ["2030/01/01"]} for name in names]


def answer(emulator, *pages, path="notice/date/list", vendor="guance", times=1):
    for number, body in enumerate(pages, 1):
        emulator.add_fault(
            vendor=vendor, path=path, kind="wrong_shape", body=body, nth=number, times=times
        )


@pytest.mark.parametrize("total", ["2", 2.0, 2, None, "many", -1, 2.5, True, [], 0, 1])
def test_a_count_that_is_none_or_does_not_count_the_rows(emulator, guance, total):
    """What is no number of rows says nothing; a count of fewer rows than are there is the count
    of something else.
    """
    body = page(dates("a", "b"), total)
    answer(emulator, body, body)
    assert [one["name"] for one in apply(guance, "guance_notice_date_info")["notice_dates"]] == [
        "a",
        "b",
    ]
    assert len(paths(guance)) == (1 if total in ("2", 2.0) else 2)


@pytest.mark.parametrize("total, told", [("3", 3), (3.0, 3), ("250", 250), (3, 3)])
def test_both_numbers_are_told(emulator, guance, total, told):
    answer(emulator, page(dates("a", "b"), total), times=None)
    message = fails(guance, "guance_notice_date", name="c", dates=["2030/01/01"])
    assert (
        "Guance says that there are %d, and gave 2 (traceId TRACE-9). Run the task again; if it"
        " stays so, ask the vendor" % told in message
    )
    assert guance.requests(write=True) == []


def test_a_list_in_motion_is_read_until_it_stands_still(emulator, guance):
    """A deletion on the first page while the second is asked for: the count is reached, and one
    row was never shown.
    """
    first, second = (
        dates(*("d%03d" % number for number in range(100))),
        dates(*("d%03d" % number for number in range(100, 150))),
    )
    answer(
        emulator,
        page(first, 150),
        page(second[1:], 149),
        page(first[1:] + second[:1], 149),
        page(second[1:], 149),
    )
    found = apply(guance, "guance_notice_date_info")["notice_dates"]
    assert [one["name"] for one in found] == ["d%03d" % number for number in range(1, 150)]


def test_a_list_that_grows_and_shrinks_is_read_a_few_times(emulator, guance):
    # each reading asks for a second page
    answer(emulator, *(page(dates("a"), total) for total in (5, 5, 4, 4, 3, 3)))
    assert len(apply(guance, "guance_notice_date_info")["notice_dates"]) > 1
    emulator.clear_faults()
    answer(emulator, *(page(dates("a"), total) for total in (9, 9, 8, 8, 7, 7, 6, 6)))
    assert "Guance says that there are 6, and gave 1" in fails(guance, "guance_notice_date_info")
    assert len(paths(guance)) == 8


def test_a_full_page_twice_where_nothing_is_counted(emulator, guance):
    full = page(dates(*("d%03d" % number for number in range(100))))
    answer(emulator, full, full, full, full)
    message = fails(guance, "guance_notice_date", name="new", dates=["2030/01/01"])
    assert (
        "Guance does not count them, and gave a full page of 100, that it had given before, as page"
        " 2 (traceId TRACE-9)" in message
    )
    assert len(paths(guance)) == 4


def test_rows_marked_as_deleted_count(emulator, guance):
    """Whether the vendor counts them or not."""
    gone = [{"uuid": one, "deleteAt": 1700000000} for one in ("gone", "lost")]
    for pages in (
        [page(dates("a", "b") + gone, 4), page([], 4)],
        [page(dates("a", "b") + gone, 2)],
        [page(dates("a", "b") + gone, 3), page([], 3)],
    ):
        emulator.clear_faults()
        answer(emulator, *pages)
        assert [
            one["name"] for one in apply(guance, "guance_notice_date_info")["notice_dates"]
        ] == ["a", "b"]


def test_the_count_of_the_living_does_not_end_a_list_early(emulator, guance):
    rows = dates(*("d%03d" % number for number in range(130)))
    rows[:30] = [dict(one, deleteAt=1700000000) for one in rows[:30]]
    answer(emulator, page(rows[:100], 100), page(rows[100:], 100))
    assert len(apply(guance, "guance_notice_date_info")["notice_dates"]) == 100


@pytest.mark.parametrize("content", [None, {"data": None}, {}])
def test_nothing_is_a_list_only_where_it_is_said_to_be_nothing(emulator, guance, content):
    answer(emulator, page(content, 0))
    assert apply(guance, "guance_notice_date_info")["notice_dates"] == []
    emulator.clear_faults()
    answer(emulator, page(content), times=None)
    message = fails(guance, "guance_notice_date", name="new", dates=["2030/01/01"])
    assert (
        message
        == "Could not list notice dates: the answer has no list in content (traceId TRACE-9). Check"
        " api_url or site"
    )
    assert guance.requests(write=True) == []


def test_a_list_without_pages_that_counts_more_than_it_shows(emulator, guance):
    answer(
        emulator, page([{"uuid": "group_a", "name": "a"}], 3), path="member_group/list", times=None
    )
    assert "Guance says that there are 3, and gave 1 (traceId TRACE-9)" in fails(
        guance, "guance_member_group", name="b", members=[ALICE]
    )
    assert guance.requests(write=True) == []


# --- looks after a write


def test_what_was_written_is_not_judged_by_a_list_that_is_not_whole(emulator, guance):
    """Neither as kept nor as lost; and nobody is taken for a twin."""
    emulator.add_fault(
        vendor="guance", path="alert_policy/list", kind="short_list", nth=2, times=None
    )
    message = fails(guance, POLICY, **FULL)
    assert (
        "but could not read it back: Could not list alert policies: the list is not"
        " whole" in message
    )
    emulator.clear_faults()
    keeps(guance, POLICY, times=1, **FULL)


@pytest.mark.parametrize("kind", ["drop_after", "status_after"])
def test_a_lost_create_is_not_looked_up_in_a_list_that_is_not_whole(emulator, guance, kind):
    emulator.add_fault(vendor="guance", write=True, kind=kind)
    emulator.add_fault(
        vendor="guance", path="alert_policy/list", kind="short_list", nth=2, times=None
    )
    message = fails(guance, POLICY, **NEW)
    assert (
        "Could not find out whether the vendor carried it out: Could not list alert policies: the"
        " list is not whole" in message
    )
    assert len(guance.requests(write=True)) == 1 and len(row_of(guance, "policy new")) == 1


# --- nextId


@pytest.fixture
def checks(emulator):
    emulator.put_state(
        "mackerel",
        {
            "checks": [
                {"id": "check%02d" % number, "name": "check %02d" % number} for number in range(12)
            ]
        },
    )


GROUP = {"name": "new", "notification_level": "all", "monitors": [{"monitor": "check 11"}]}


@pytest.mark.usefixtures("checks")
def test_check_monitors_by_small_pages(emulator, mackerel):
    emulator.add_fault(
        vendor="mackerel", path="monitoring/checks", kind="small_pages", rows=3, times=None
    )
    changes(mackerel, "mackerel_notification_group", **GROUP)
    assert paths(mackerel).count("GET /api/v0/monitoring/checks") == 4


@pytest.mark.parametrize("kind", ["page_twice", "empty_page", "endless_paging"])
@pytest.mark.usefixtures("checks")
def test_check_monitors_of_which_more_should_follow(emulator, mackerel, kind):
    emulator.add_fault(vendor="mackerel", path="monitoring/checks", kind=kind, times=None)
    message = fails(
        mackerel, "mackerel_notification_group", **dict(GROUP, monitors=[{"monitor": "nosuch"}])
    )
    assert (
        "Could not list check monitors: the list is not whole, also when it was read again from the"
        " beginning: Mackerel says that more follow, and gave nothing new after %d"
        % (12 if kind == "endless_paging" else 5)
        in message
    )
    assert mackerel.requests(write=True) == []


def test_a_list_that_begins_to_have_pages_is_read_to_its_end(emulator, mackerel):
    first, last = (
        {"monitors": [{"id": "m%d" % number, "name": "m%d" % number, "type": "host"}]}
        for number in (1, 2)
    )
    answer(emulator, dict(first, nextId="m2"), last, path="/monitors", vendor="mackerel")
    mackerel.emulator.settings(strict=False)
    found = apply(
        mackerel, "mackerel_alert_group_setting", check=True, name="new", monitor_scopes=["m2"]
    )
    assert found["alert_group_setting"]["monitor_scopes"] == ["m2"]
    assert [one["query"] for one in mackerel.requests() if one["path"].endswith("/monitors")] == [
        {},
        {"nextId": "m2"},
    ]


# --- rows

ODD = [1, "x", None, [], True]
#: Module of one object, its path, its options, how its list is wrapped.
KINDS = {
    "mackerel_notification_group": (
        "notification-groups",
        {"notification_level": "all"},
        lambda rows: {"notificationGroups": rows},
        "id",
    ),
    "mackerel_alert_group_setting": (
        "alert-group-settings",
        {},
        lambda rows: {"alertGroupSettings": rows},
        "id",
    ),
    "mackerel_channel": ("channels", {"type": "email"}, lambda rows: {"channels": rows}, "id"),
    "mackerel_downtime": (
        "downtimes",
        {"start": 2051254800, "duration": 60},
        lambda rows: {"downtimes": rows},
        "id",
    ),
    "mackerel_service": ("services", {}, lambda rows: {"services": rows}, "name"),
    "mackerel_role": ("services", {"service": "payments"}, lambda rows: {"services": rows}, "name"),
    "guance_alert_policy": (
        "alert_policy/list",
        {key: value for key, value in MEMBER.items() if key != "name"},
        page,
        "uuid",
    ),
    "guance_notify_object": (
        "notify_object/list",
        {"type": "mailGroup", "opt_set": {"to": [ALICE]}},
        page,
        "uuid",
    ),
    "guance_member_group": ("member_group/list", {"members": [ALICE]}, page, "uuid"),
    "guance_notice_date": ("notice/date/list", {"dates": ["2030/01/01"]}, page, "uuid"),
    "bk_notice_group": (
        "search_notice_group",
        {"notice_receiver": [], "notice_way": {"1": ["mail"]}},
        None,
        "id",
    ),
    "bk_user_group": ("search_user_groups", {"alert_notice": [], "action_notice": []}, None, "id"),
    "bk_duty_rule": (
        "search_duty_rules",
        {
            "category": "regular",
            "effective_time": "2035-01-01 00:00:00",
            "duty_arranges": [
                {
                    "duty_time": [{"work_type": "daily", "work_time": ["00:00--23:59"]}],
                    "duty_users": [[{"type": "user", "id": "alice"}]],
                }
            ],
        },
        None,
        "id",
    ),
}


def wrapped(module, rows):
    wrap = KINDS[module][2]
    return (
        wrap(rows)
        if wrap
        else {"result": True, "code": 200, "message": "OK", "data": rows, "request_id": "REQ-9"}
    )


def trace(module):
    return {"guance": " (traceId TRACE-9)", "bk": " (request_id REQ-9)"}.get(
        module.partition("_")[0], ""
    )


def refused(emulator, account, module, rows):
    place, options = KINDS[module][:2]
    vendor = module.partition("_")[0]
    emulator.clear_faults()
    answer(emulator, wrapped(module, rows), vendor=vendor, path=place, times=None)
    place = account(vendor)
    message = fails(place, module, name="zz-new", **options)
    assert (
        place.requests(write=True) == []
        and trace(module) in message
        and "Could not list" in message
    ), message
    assert fails(place, module + "_info")
    return message


@pytest.mark.parametrize("module", sorted(KINDS))
def test_rows_that_are_no_objects(emulator, account, module):
    for value, told in (
        (1, "a number"),
        ("x", "a text"),
        (None, "null"),
        ([1], "a list"),
        (True, "true or false"),
    ):
        assert "row 1 of the answer is no object but %s" % told in refused(
            emulator, account, module, [value]
        )


@pytest.mark.parametrize("module", sorted(KINDS))
def test_rows_that_do_not_say_which(emulator, account, module):
    ident = KINDS[module][3]
    extra = {"bk_biz_id": 2} if module.startswith("bk") else {}
    for value in (None, "", " ", [], {}, True):
        rows = [
            dict({"name": "a"}, **dict(extra, **{ident: one}))
            for one in (5 if extra else "5", value)
        ]
        assert "row 2 of the answer has no " in refused(emulator, account, module, rows)
    message = refused(emulator, account, module, [dict(extra, other="a")])
    assert "row 1 of the answer has no " in message


@pytest.mark.parametrize("module", sorted(set(KINDS) - {"mackerel_service", "mackerel_role"}))
def test_rows_without_a_name(emulator, account, module):
    for name in ({}, {"name": None}, {"name": []}, {"name": {"x": 1}}):
        row = dict(
            {"bk_biz_id": 2, "id": 5} if module.startswith("bk") else {KINDS[module][3]: "5"},
            **name,
        )
        assert "row 1 of the answer (%s 5) has no name" % KINDS[module][3] in refused(
            emulator, account, module, [row]
        )


@pytest.mark.parametrize("business", [None, "two", []])
def test_a_row_of_no_business(emulator, account, business):
    message = refused(
        emulator, account, "bk_user_group", [{"id": 5, "name": "a", "bk_biz_id": business}]
    )
    assert "row 1 of the answer has no bk_biz_id that is a number" in message


@pytest.mark.parametrize("key", ["notificationGroups", "channels"])
def test_a_null_list_says_nothing(emulator, mackerel, key):
    path = {"notificationGroups": "notification-groups"}.get(key, key)
    answer(emulator, {key: None}, vendor="mackerel", path=path, times=None)
    message = fails(
        mackerel,
        "mackerel_notification_group" if key != "channels" else "mackerel_channel",
        name="new",
        **({"type": "email"} if key == "channels" else {"notification_level": "all"}),
    )
    assert (
        "%s in the answer of /api/v0/%s is no list but null" % (key, path) in message
        and mackerel.requests(write=True) == []
    )


def test_what_is_only_referred_to_may_have_no_name_where_the_vendor_says_so(
    emulator, mackerel, guance
):
    answer(
        emulator,
        {"monitors": [{"id": "m1", "type": "connectivity"}, {"id": "m2", "type": "other"}]},
        path="/monitors",
        vendor="mackerel",
        times=None,
    )
    apply(
        mackerel,
        "mackerel_alert_group_setting",
        check=True,
        name="new",
        monitor_scopes=["connectivity", "m2"],
    )
    answer(
        emulator,
        page([{"uuid": "rul_1", "jsonScript": {"title": "only a title"}}, {"uuid": "rul_2"}], 2),
        path="/checker/list",
    )
    apply(guance, POLICY, check=True, **dict(NEW, checkers=["only a title", LATENCY]))


@pytest.mark.parametrize(
    "row",
    [
        {"name": "payments", "memo": ""},
        {"name": "payments", "roles": "db"},
        {"name": "payments", "roles": [{"name": "db"}]},
        {"name": "payments", "roles": [None]},
    ],
)
def test_a_service_that_does_not_show_its_roles(emulator, mackerel, row):
    answer(emulator, {"services": [row]}, path="/services$", vendor="mackerel", times=None)
    for path, key in (
        ("alert-group-settings", "alertGroupSettings"),
        ("downtimes", "downtimes"),
        ("notification-groups", "notificationGroups"),
        ("monitors", "monitors"),
    ):
        answer(emulator, {key: []}, path=path, vendor="mackerel", times=None)
    for module, params in (
        ("mackerel_role", {"service": "payments", "name": "web"}),
        ("mackerel_service", {"name": "payments", "state": "absent"}),
    ):
        assert "the service 'payments' of the answer does not show the names of its roles" in fails(
            mackerel, module, **params
        )
        assert mackerel.requests(write=True) == []


# --- answers to writes


@pytest.mark.parametrize(
    "content",
    [
        [1],
        [],
        "x",
        5,
        None,
        True,
        {},
        {"uuid": None},
        {"uuid": {"x": 1}},
        {"uuid": ["x"]},
        {"uuid": True},
        {"name": 5},
    ],
)
@pytest.mark.parametrize("module", [one for one in sorted(KINDS) if one.startswith("guance")])
def test_guance_answers_to_writes_of_any_shape(emulator, guance, module, content):
    options = KINDS[module][1]
    emulator.add_fault(
        vendor="guance",
        write=True,
        method="POST",
        kind="wrong_shape",
        body=page(content),
        times=None,
    )
    made = apply(guance, module, name="zz-new", **options)
    shown = made[module.partition("_")[2]]
    assert made["changed"] and shown["uuid"].count("_") == 1, shown
    keeps(guance, module, times=1, name="zz-new", **options)


@pytest.mark.parametrize(
    "data",
    [
        [1],
        [],
        "x",
        5,
        None,
        True,
        {},
        {"id": None},
        {"id": "x"},
        {"id": [1]},
        {"id": True},
        {"id": {}},
    ],
)
@pytest.mark.parametrize("module", [one for one in sorted(KINDS) if one.startswith("bk")])
def test_bk_answers_to_writes_of_any_shape(emulator, bk, module, data):
    options = KINDS[module][1]
    emulator.add_fault(
        vendor="bk",
        write=True,
        kind="wrong_shape",
        body={"result": True, "code": 200, "data": data, "request_id": "REQ"},
        times=None,
    )
    made = apply(bk, module, name="zz-new", **options)
    assert made["changed"] and isinstance(made[module.partition("_")[2]]["id"], int)
    keeps(bk, module, times=1, name="zz-new", **options)


@pytest.mark.parametrize(
    "body",
    [
        [1],
        [],
        "x",
        5,
        {},
        {"success": True},
        {"id": None},
        {"id": {"x": 1}},
        {"id": [1]},
        {"name": None},
    ],
)
@pytest.mark.parametrize("module", [one for one in sorted(KINDS) if one.startswith("mackerel")])
def test_mackerel_answers_to_writes_of_any_shape(emulator, mackerel, module, body):
    options = KINDS[module][1]
    emulator.add_fault(vendor="mackerel", write=True, kind="wrong_shape", body=body, times=None)
    made = apply(mackerel, module, name="zz-new", **options)
    assert made["changed"]
    keeps(mackerel, module, times=1, name="zz-new", **options)
    assert apply(
        mackerel,
        module,
        **dict(
            {key: value for key, value in options.items() if key == "service"},
            name="zz-new",
            state="absent",
        ),
    )["changed"]


@pytest.mark.parametrize(
    "people", [[1], ["x"], [None], [{"name": "a"}], [{"uuid": None}], [{"uuid": 5}]]
)
def test_members_of_a_team_that_do_not_say_who(emulator, guance, people):
    emulator.add_fault(
        vendor="guance",
        path="member_group/get",
        kind="wrong_shape",
        body=page({"groupMembers": people}),
        times=None,
    )
    message = fails(guance, "guance_member_group", name="search", members=[ALICE])
    assert (
        message
        == "Could not read the team 'search': groupMembers of the answer has somebody without uuid"
        " (traceId TRACE-9). Check api_url or site"
    )
    assert guance.requests(write=True) == []


@pytest.mark.parametrize("data", [[1], None, "x", 5, {"id": 99, "name": "x"}, {"name": "x"}])
def test_a_detail_of_another_object(emulator, bk, data):
    emulator.add_fault(
        vendor="bk",
        path="detail",
        kind="wrong_shape",
        body={"result": True, "data": data, "request_id": "REQ-9"},
        times=None,
    )
    name = emulator.state("bk")["user_groups"][0]["name"]
    message = fails(bk, "bk_user_group", name=name, desc="new")
    assert (
        "the answer does not have it in data (request_id REQ-9)" in message
        and bk.requests(write=True) == []
    )


# --- statuses


@pytest.mark.parametrize("status", [201, 202, 203, 204, 205, 206, 226, 299])
@pytest.mark.parametrize("module", sorted(KINDS))
def test_a_list_of_another_status_is_not_whole(emulator, account, module, status):
    place = account(module.partition("_")[0])
    emulator.add_fault(
        vendor=place.vendor, write=False, kind="other_status", status=status, times=None
    )
    message = fails(place, module, name="zz-new", **KINDS[module][1])
    assert (
        "answered HTTP %d where HTTP 200 is expected" % status in message
        and place.requests(write=True) == []
    )
    assert len(place.requests()) == 1


@pytest.mark.parametrize("status", [202, 203, 204, 206, 226])
@pytest.mark.parametrize("module", sorted(KINDS))
def test_a_write_of_another_status_is_looked_up(emulator, account, module, status):
    place, options = account(module.partition("_")[0]), KINDS[module][1]
    emulator.add_fault(
        vendor=place.vendor, write=True, kind="other_status", status=status, times=None
    )
    made = apply(place, module, name="zz-new", **options)
    assert made["changed"] and made.writes == 1
    keeps(place, module, times=1, name="zz-new", **options)
    gone = apply(
        place,
        module,
        **dict(
            {key: value for key, value in options.items() if key == "service"},
            name="zz-new",
            state="absent",
        ),
    )
    assert gone["changed"] and gone.writes == 1


@pytest.mark.parametrize("module", sorted(KINDS))
def test_a_write_of_another_status_that_was_not_carried_out(emulator, account, module):
    place, options = account(module.partition("_")[0]), KINDS[module][1]
    emulator.add_fault(
        vendor=place.vendor, write=True, kind="other_status", status=206, executed=False
    )
    emulator.add_fault(
        vendor=place.vendor,
        write=True,
        kind="status",
        status=206,
        body={
            "result": True,
            "success": True,
            "content": {},
            "data": {},
            "id": "x",
            "name": "zz-new",
            "errorCode": "",
        },
    )
    message = fails(place, module, name="zz-new", **options)
    assert (
        "answered HTTP 206 where HTTP 200" in message
        and "read afterwards, does not show it" in message
    )


@pytest.mark.parametrize(
    "status, whole", [(200, True), (201, True), (202, False), (204, False), (206, False)]
)
def test_mackerel_takes_created_for_what_it_is(emulator, mackerel, status, whole):
    emulator.add_fault(vendor="mackerel", write=True, kind="other_status", status=status)
    made = changes(mackerel, "mackerel_alert_group_setting", name="new")
    assert bool(made["warnings"]) is not whole


# --- answers that contradict themselves


@pytest.mark.parametrize(
    "vendor, path, body, module, params",
    [
        (
            "guance",
            "notice/date/list",
            page([{"uuid": "ndate_a", "name": name, "dates": []} for name in "ab"]),
            "guance_notice_date",
            {"name": "a", "dates": ["2030/01/01"]},
        ),
        (
            "mackerel",
            "channels",
            {
                "channels": [
                    {
                        "id": "c1",
                        "name": name,
                        "type": "email",
                        "emails": [],
                        "userIds": [],
                        "events": [],
                    }
                    for name in "ab"
                ]
            },
            "mackerel_channel",
            {"name": "a", "type": "email"},
        ),
    ],
)
def test_one_id_with_two_names(account, emulator, vendor, path, body, module, params):
    """The one that is looked for is hidden behind the other, and would be created again."""
    emulator.add_fault(vendor=vendor, path=path, kind="wrong_shape", body=body, times=None)
    message = fails(account(vendor), module, **params)
    assert (
        "row 2 of the answer has the %s of another (%s) and is called otherwise" % ("id", "c1")
        in message
        or "the uuid of another (ndate_a)" in message
    )
    assert account(vendor).requests(write=True) == []


@pytest.mark.parametrize(
    "vendor, path, body, module, told",
    [
        (
            "guance",
            "notice/date/list",
            page([{"uuid": "ndate_a", "name": "a", "dates": []}] * 2),
            "guance_notice_date_info",
            (
                "The list of notice dates has more than one row with the uuid ndate_a; of each the"
                " last one counts"
            ),
        ),
        (
            "mackerel",
            "monitors",
            {
                "monitors": [
                    {"id": ident, "name": ident, "type": "host"}
                    for ident in ("m1", "m2", "m1", "m2", "m1")
                ]
            },
            "mackerel_notification_group_info",
            (
                "The list of monitors has more than one row with the id m1 and the id m2; of each"
                " the last one counts"
            ),
        ),
    ],
)
def test_one_id_twice_is_told(account, emulator, vendor, path, body, module, told):
    """Also in a list that is read for references only."""
    emulator.add_fault(vendor=vendor, path=path + "$", kind="wrong_shape", body=body, times=None)
    assert told in warned(
        apply(account(vendor), module, **({"resolve_names": True} if "group" in module else {}))
    )


@pytest.mark.parametrize(
    "value, called", [(None, "null"), ({}, "an object"), ("x", "a text"), (True, "true or false")]
)
def test_a_list_that_is_there_and_is_none(emulator, mackerel, value, called):
    emulator.add_fault(
        vendor="mackerel", path="channels", kind="wrong_shape", body={"channels": value}, times=None
    )
    assert (
        "channels in the answer of /api/v0/channels is no list but %s. Check api_url" % called
        in fails(mackerel, "mackerel_channel_info")
    )


@pytest.mark.parametrize("code", [400, 403, "500"])
def test_a_failure_that_is_told_by_the_code_alone(emulator, guance, code):
    """HTTP 200, success and an empty list: it would be created again."""
    emulator.add_fault(
        vendor="guance",
        path="notice/date/list",
        kind="wrong_shape",
        body=dict(page([], 0), code=code),
        times=None,
    )
    message = fails(guance, "guance_notice_date", name="new", dates=["2030/01/01"])
    assert (
        "Guance answered HTTP 200 with code %s: no text (traceId TRACE-9)" % code in message
        and guance.requests(write=True) == []
    )
