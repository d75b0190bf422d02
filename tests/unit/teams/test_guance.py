# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Teams at Guance, with everything that comes of them."""

from __future__ import annotations

import pytest

from .kit import SECRET, fidelity, first, objects, put, small, status, translate

MARK = "Managed by oncall.routing (team payments)."
CRITICAL, WARNING = ["critical", "error"], ["warning", "nodata"]


def policy(targets, desc=MARK, zone="UTC", silent=3600, by_status=(), **more):
    return dict(
        {
            "name": "payments: routing",
            "desc": desc,
            "rule_timezone": zone,
            "alert_opt": {
                "alert_type": "status",
                "silent_timeout": silent,
                "silent_timeout_by_status_enable": bool(by_status),
                "silent_timeout_by_status": list(by_status),
                "agg_interval": 0,
                "alert_target": targets,
            },
        },
        **more,
    )


def test_the_first_file():
    page, mail, lead = "notify:payments: page", "notify:payments: mail", "member:alice@example.com"
    critical = {
        "status": CRITICAL,
        "to": [page],
        "upgrade_targets": [{"to": [lead], "duration": 900}],
    }
    night = [critical, {"status": WARNING, "to": [page]}]
    assert objects(first(), "guance") == {
        "notify_objects": [
            {
                "name": "payments: page",
                "type": "slackIncomingWebhook",
                "opt_set": {"webhook": SECRET},
            },
            {
                "name": "payments: mail",
                "type": "mailGroup",
                "opt_set": {"to": ["alice@example.com", "bob@example.com"]},
            },
        ],
        "member_groups": [
            {"name": "payments: members", "members": ["alice@example.com", "bob@example.com"]}
        ],
        "alert_policies": [
            policy(
                [
                    {
                        "name": "company-holidays 09:00-18:00",
                        "custom_dates": ["company-holidays"],
                        "custom_start_time": "09:00:00",
                        "custom_duration": 32400,
                        "targets": night,
                    },
                    {
                        "name": "mon-fri 09:00-18:00",
                        "crontab": "0 9 * * 0,1,2,3,4",
                        "crontab_duration": 32400,
                        "targets": [critical, {"status": WARNING + ["info"], "to": [mail]}],
                    },
                    {"name": "other times", "targets": night},
                ],
                "Card payments and ledger. " + MARK,
                "Asia/Tokyo",
                by_status=[{"status": CRITICAL, "silent_timeout": 600}],
            )
        ],
    }
    report = fidelity(first(), "guance")
    assert {path: status for path, (status, dummy) in report.items() if status != "exact"} == {
        "contacts.page.mention": "not expressible",
        "contacts.duty": "not expressible",
        "routing[0].notify": "approximated",
        "routing[1].when": "approximated",
    }
    assert status(first(), "guance", "routing[1].when", account={"monday": 0}) == "exact"


@pytest.mark.parametrize(
    "contact, made",
    [
        (
            {"slack": {"url": SECRET}},
            {"type": "slackIncomingWebhook", "opt_set": {"webhook": SECRET}},
        ),
        (
            {"teams": {"url": SECRET}},
            {"type": "teamsWorkflowWebhook", "opt_set": {"webhook": SECRET}},
        ),
        (
            {"google_chat": {"url": SECRET}},
            {"type": "googleChatWebhook", "opt_set": {"webhook": SECRET}},
        ),
        (
            {"dingtalk": {"url": SECRET, "secret": "SEC0"}},
            {"type": "dingTalkRobot", "opt_set": {"webhook": SECRET, "secret": "SEC0"}},
        ),
        (
            {"feishu": {"url": SECRET}},
            {"type": "feishuRobot", "opt_set": {"webhook": SECRET, "secret": ""}},
        ),
        ({"wecom": {"url": SECRET}}, {"type": "wechatRobot", "opt_set": {"webhook": SECRET}}),
        ({"webhook": {"url": SECRET}}, {"type": "HTTPRequest", "opt_set": {"url": SECRET}}),
        ({"email": "members"}, {"type": "mailGroup", "opt_set": {"to": ["alice@example.com"]}}),
        ({"phone": "members"}, {"type": "vms", "opt_set": {"to": ["+81 90"]}}),
        ({"phone": ["alice"], "way": "sms"}, {"type": "sms", "opt_set": {"to": ["+81 90"]}}),
    ],
)
def test_contacts(contact, made):
    team = put(
        small(contacts={"it": contact}, routing=[{"severity": ["critical"], "notify": ["it"]}]),
        "members[0].phone",
        "+81 90",
    )
    found = objects(team, "guance")
    assert found["notify_objects"] == [dict(made, name="payments: it")]
    assert found["alert_policies"] == [
        policy(
            [
                {
                    "name": "other times",
                    "targets": [{"status": CRITICAL, "to": ["notify:payments: it"]}],
                }
            ]
        )
    ]
    assert (
        status(team, "guance", "contacts.it")
        == status(team, "guance", "routing[0].notify")
        == "exact"
    )


def test_what_only_some_of_the_people_have():
    team = put(
        small(
            contacts={"duty": {"phone": "members"}, "list": {"email": ["alice", "x@example.com"]}},
            routing=[{"severity": ["critical"], "notify": ["duty", "list"]}],
        ),
        "members",
        [
            {"name": "alice", "email": "alice@example.com", "phone": "+81 90"},
            {"name": "bob", "email": "bob@example.com"},
        ],
    )
    assert [one["opt_set"] for one in objects(team, "guance")["notify_objects"]] == [
        {"to": ["+81 90"]},
        {"to": ["alice@example.com"]},
    ]
    report = fidelity(team, "guance")
    assert report["contacts.duty"] == (
        "approximated",
        "is a notify object of type vms; there is no phone number of bob in the file",
    )
    assert report["contacts.list"] == (
        "approximated",
        (
            "is a mail group; Guance mails members of the workspace only, so it does not mail"
            " x@example.com"
        ),
    )


@pytest.mark.parametrize(
    "contact, how",
    [
        (
            {"wecom_chat": {"id": "wrk0"}},
            "Guance knows no group chats of WeCom; its robots have a webhook (wecom)",
        ),
        ({"phone": "members"}, "there is no phone number of alice in the file"),
        (
            {"email": ["x@example.com"]},
            "Guance mails members of the workspace only, so it does not mail x@example.com",
        ),
        ({"existing": {"mackerel": "x"}}, "it is only known at other vendors (existing)"),
    ],
)
def test_contacts_that_cannot_be_told(contact, how):
    team = small(contacts={"it": contact}, routing=[{"severity": ["critical"], "notify": ["it"]}])
    found = objects(team, "guance")
    assert found["notify_objects"] == found["alert_policies"] == []
    report = fidelity(team, "guance")
    assert (
        report["contacts.it"] == ("not expressible", how)
        and report["routing[0].notify"][0] == report["routing"][0] == "not expressible"
    )


def test_what_was_made_by_hand_is_referred_to():
    team = small(
        contacts={"it": {"wecom_chat": {"id": "wrk0"}, "existing": {"guance": "team:SRE"}}},
        routing=[{"severity": ["critical"], "notify": ["it"]}],
    )
    found = objects(team, "guance")
    assert found["notify_objects"] == [] and found["alert_policies"][0]["alert_opt"][
        "alert_target"
    ][0]["targets"][0]["to"] == ["team:SRE"]


def test_members_are_a_team_and_leads_are_members():
    team = put(put(small(), "members[0].lead", True), "routing[0].notify", ["members", "lead"])
    target = objects(team, "guance")["alert_policies"][0]["alert_opt"]["alert_target"][0][
        "targets"
    ][0]
    assert target["to"] == ["member:alice@example.com", "team:payments: members"]


@pytest.mark.parametrize(
    "repeats, silent, by_status, statuses",
    [
        ([None, None], 3600, [], []),
        (["10m", "10m"], 600, [], ["exact", "exact"]),
        (["10m", None], 3600, [(CRITICAL, 600)], ["exact"]),
        (["10m", "2h"], 3600, [(CRITICAL, 600), (WARNING, 7200)], ["exact", "exact"]),
        (["never", None], 3600, [(CRITICAL, 0)], ["exact"]),
        (["never", "never"], 0, [], ["exact", "exact"]),
        (["1h", None], 3600, [], ["exact"]),
    ],
)
def test_repeat(repeats, silent, by_status, statuses):
    team = small(
        routing=[
            dict(
                {"severity": [severity], "notify": ["page"]},
                **({"repeat": repeat} if repeat else {}),
            )
            for severity, repeat in zip(("critical", "warning"), repeats)
        ]
    )
    option = objects(team, "guance")["alert_policies"][0]["alert_opt"]
    assert (option["silent_timeout"], option["silent_timeout_by_status"]) == (
        silent,
        [{"status": one, "silent_timeout": time} for one, time in by_status],
    )
    assert option["silent_timeout_by_status_enable"] is bool(by_status)
    assert [
        one for path, (one, dummy) in fidelity(team, "guance").items() if path.endswith("repeat")
    ] == statuses


def test_one_status_has_one_silent_time():
    team = small(
        routing=[
            {
                "severity": ["critical"],
                "notify": ["page"],
                "repeat": "1h",
                "when": {"days": "mon-fri"},
            },
            {"severity": ["critical"], "notify": ["mail"], "repeat": "10m"},
        ]
    )
    assert objects(team, "guance")["alert_policies"][0]["alert_opt"]["silent_timeout"] == 600
    assert fidelity(team, "guance")["routing[0].repeat"] == (
        "approximated",
        (
            "is the silent time of these statuses; Guance knows one time for a status, so the"
            " shortest holds, 10m"
        ),
    )
    assert status(team, "guance", "routing[1].repeat") == "exact"


def test_two_steps_of_escalation():
    steps = [
        {"after": "10m", "notify": ["mail"]},
        {"after": "20m", "notify": ["members", "chat"]},
        {"after": "30m", "notify": ["mail"]},
    ]
    team = small(routing=[{"severity": ["critical"], "notify": ["page"], "escalate": steps}])
    assert objects(team, "guance")["alert_policies"][0]["alert_opt"]["alert_target"][0][
        "targets"
    ] == [
        {
            "status": CRITICAL,
            "to": ["notify:payments: page"],
            "upgrade_targets": [
                {"to": ["notify:payments: mail"], "duration": 600},
                {"to": ["team:payments: members"], "duration": 1200},
            ],
        }
    ]
    report = fidelity(team, "guance")
    assert [report["routing[0].escalate[%d]" % number][0] for number in range(3)] == [
        "exact",
        "approximated",
        "not expressible",
    ]


def test_severities_can_stand_for_other_statuses():
    team = small(
        routing=[{"severity": ["critical", "warning", "info"], "notify": ["page"]}],
        vendors={"guance": {"severity": {"critical": ["critical", "nodata", "info"]}}},
    )
    assert objects(team, "guance")["alert_policies"][0]["alert_opt"]["alert_target"][0][
        "targets"
    ] == [{"status": ["critical", "nodata", "info", "warning"], "to": ["notify:payments: page"]}]
    taken = put(team, "vendors.guance.severity", {"critical": ["critical", "info"]})
    taken = put(
        taken,
        "routing",
        [
            {"severity": ["critical"], "notify": ["page"]},
            {"severity": ["info"], "notify": ["mail"]},
        ],
    )
    assert status(taken, "guance", "routing[1].severity") == "not expressible"
    assert (
        len(
            objects(taken, "guance")["alert_policies"][0]["alert_opt"]["alert_target"][0]["targets"]
        )
        == 1
    )


def test_checkers_are_bound_only_where_they_are_named():
    """Monitors bind themselves too, and an empty list would unbind them."""
    assert "checkers" not in objects(small(), "guance")["alert_policies"][0]
    named = small(vendors={"guance": {"checkers": ["cpu"]}})
    assert objects(named, "guance")["alert_policies"][0]["checkers"] == ["cpu"]
    assert (
        objects(put(named, "vendors.guance.checkers", []), "guance")["alert_policies"][0][
            "checkers"
        ]
        == []
    )


def test_a_description_that_is_too_long_is_cut_and_keeps_its_marker():
    team = small(description="x" * 400)
    desc = objects(team, "guance")["alert_policies"][0]["desc"]
    assert (
        len(desc) == 256
        and desc.endswith("\u2026 " + MARK)
        and status(team, "guance", "description") == "approximated"
    )
    fitting = small(description="x" * (256 - len(MARK) - 2))
    assert (
        objects(fitting, "guance")["alert_policies"][0]["desc"]
        == "x" * (256 - len(MARK) - 2) + ". " + MARK
        and status(fitting, "guance", "description") == "exact"
    )


@pytest.mark.parametrize(
    "when, entries",
    [
        ({"days": "sat,sun"}, [("sat,sun", "0 0 * * 5,6", 86400)]),
        (
            {"days": "mon-fri", "from": "22:00", "for": "10h"},
            [("mon-fri 22:00-08:00", "0 22 * * 0,1,2,3,4", 36000)],
        ),
        ({"from": "08:30", "for": "90m"}, [("daily 08:30-10:00", "30 8 * * *", 5400)]),
        (
            {"days": "mon,wed", "from": "23:00", "for": "1h"},
            [("mon,wed 23:00-24:00", "0 23 * * 0,2", 3600)],
        ),
        (
            {"days": "fri-mon", "from": "12:00", "for": "1d"},
            [("fri-mon 12:00-12:00", "0 12 * * 0,4,5,6", 86400)],
        ),
    ],
)
def test_windows(when, entries):
    team = small(
        routing=[
            {"severity": ["critical"], "notify": ["page"], "when": when},
            {"severity": ["critical"], "notify": ["mail"]},
        ]
    )
    found = objects(team, "guance")["alert_policies"][0]["alert_opt"]["alert_target"]
    assert [
        (one["name"], one["crontab"], one["crontab_duration"]) for one in found[:-1]
    ] == entries and found[-1]["name"] == "other times"


def test_monday_is_what_the_account_says():
    team = small(
        routing=[
            {"severity": ["critical"], "notify": ["page"], "when": {"days": "mon,sun"}},
            {"severity": ["critical"], "notify": ["mail"]},
        ]
    )

    def days(**account):
        return objects(team, "guance", account=account)["alert_policies"][0]["alert_opt"][
            "alert_target"
        ][0]["crontab"].split()[4]

    assert days() == days(monday=0) == "0,6" and days(monday=1) == "0,1"
    assert status(team, "guance", "routing[0].when") == "approximated"
    assert status(team, "guance", "routing[0].when", account={"monday": 1}) == "exact"


def test_times_without_rule_leave_no_window_for_other_times():
    team = small(
        routing=[{"severity": ["critical"], "notify": ["page"], "when": {"days": "mon-fri"}}]
    )
    assert [
        one["name"]
        for one in objects(team, "guance")["alert_policies"][0]["alert_opt"]["alert_target"]
    ] == ["mon-fri"]


def test_rules_that_come_to_the_same_are_no_windows():
    team = small(
        routing=[
            {"severity": ["critical"], "notify": ["page"], "when": {"days": "mon-fri"}},
            {"severity": ["critical"], "notify": ["page"]},
        ]
    )
    assert [
        one["name"]
        for one in objects(team, "guance")["alert_policies"][0]["alert_opt"]["alert_target"]
    ] == ["other times"]


def test_teams_on_other_workspaces_are_elsewhere():
    team = small(vendors={"guance": {"workspace": "prod"}})
    for account, there in (
        ({}, True),
        ({"workspace": "prod"}, True),
        ({"workspace": "test"}, False),
        ({"name": "prod"}, True),
        ({"name": "test"}, False),
        ({"name": "host7", "workspace": "prod"}, True),
    ):
        result = translate([team], "guance", account=account)
        assert (result["teams"], result["elsewhere"]) == (
            (["payments"], []) if there else ([], ["payments"])
        ), account
