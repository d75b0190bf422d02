# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Mackerel, an account with nothing in it: everything from the service to the person by names
alone, planned, built, torn down, and taken elsewhere.
"""

from __future__ import annotations

import datetime

import pytest
import yaml
from support.routes import plans, unchanged, without_ids, writes

NIGHTLY = pytest.mark.nightly  # test_route_all.py does the same on all three vendors
KEYS = {"first": "mackerel-empty-key-0001", "second": "mackerel-empty-key-0002"}
HOOK = "https://hooks.example.com/planted-hook?token=one"
#: Each kind of object in the order in which it is created, with its list. Within a list what is
#: referred to comes last on purpose.
BUILT = {
    "service": [{"name": "checkout", "memo": "takes the money"}, {"name": "basket"}],
    "role": [
        {"service": "checkout", "name": "web"},
        {"service": "checkout", "name": "db", "memo": "keeps the books"},
        {"service": "basket", "name": "web"},
    ],
    "channel": [
        {
            "name": "checkout-page",
            "type": "slack",
            "url": HOOK,
            "mentions": {"critical": "<!here>"},
            "events": ["alert", "alertGroup"],
        },
        {
            "name": "checkout-mail",
            "type": "email",
            "emails": ["checkout@example.com"],
            "user_ids": ["alice@example.com", "bob@example.com"],
        },
        {
            "name": "audit",
            "type": "webhook",
            "url": HOOK + "&audit",
            "enabled_graph_image": True,
            "events": ["monitor"],
        },
    ],
    "notification_group": [
        {"name": "Default", "child_channels": ["audit"]},
        {
            "name": "checkout",
            "notification_level": "critical",
            "child_notification_groups": ["night watch"],
            "child_channels": ["checkout-page"],
            "services": ["checkout", "basket"],
        },
        {"name": "night watch", "child_channels": ["checkout-mail", "checkout-page"]},
    ],
    "alert_group_setting": [
        {
            "name": "checkout burst",
            "service_scopes": ["checkout"],
            "role_scopes": ["checkout: db"],
            "notification_interval": 30,
        },
        {"name": "basket burst", "memo": "one message", "service_scopes": ["basket"]},
    ],
    "downtime": [
        {
            "name": "patching",
            "start": "2035-01-07T02:00:00+09:00",
            "duration": "90m",
            "role_exclude_scopes": ["checkout:db"],
            "service_scopes": ["basket", "checkout"],
            "recurrence": {"type": "weekly", "interval": 1, "weekdays": ["Sunday", "Monday"]},
        },
        # as YAML reads a time that is not quoted
        {
            "name": "migration",
            "start": datetime.datetime(2035, 3, 4, 22, 0, tzinfo=datetime.timezone.utc),
            "duration": "2h",
            "role_scopes": ["basket:web"],
        },
    ],
}
SECRET = {"channel"}


def plays(account, tasks):
    return {
        "module_defaults": {"group/oncall.routing.mackerel": {"api_key": KEYS[account]}},
        "tasks": tasks,
    }


def task(kind, options, earlier=(), **more):
    return dict(
        {
            "name": kind,
            "oncall.routing.mackerel_" + kind + "s": dict(
                options, **({"planned": "{{ [%s] }}" % ", ".join(earlier)} if earlier else {})
            ),
            "register": kind + "_done",
        },
        **more,
    )


def build(turned=False):
    """All that is to be there, each task told what the earlier ones did; a real run takes no
    notice of that.
    """
    kinds = list(BUILT)
    return [
        task(
            kind,
            {kind + "s": items[::-1] if turned else items},
            [one + "_done" for one in kinds[:number]],
        )
        for number, (kind, items) in enumerate(BUILT.items())
    ]


def tear_down():
    """The other way round. What the default group is told goes first, because it stays."""
    found, done = [], []
    for kind in list(BUILT)[::-1]:
        names = [
            {key: one[key] for key in ("service", "name") if key in one}
            for one in BUILT[kind]
            if one["name"] != "Default"
        ]
        items = [dict(one, state="absent") for one in names]
        if kind == "notification_group":
            items.insert(0, {"name": "Default", "child_channels": ["audit"], "mode": "remove"})
        found.append(task(kind, {kind + "s": items}, done))
        done = done + [kind + "_done"]
    return found


@pytest.fixture(autouse=True)
def _accounts(emulator):
    for account, key in KEYS.items():
        emulator.add_account("mackerel", account=account, keys=[{"key": key}], seed="empty")


@pytest.fixture
def here(ansible):
    """A function that reads all there is in an account, by names and without ids."""

    def read(account):
        run = ansible.play(
            plays(
                account,
                [
                    {
                        "name": kind,
                        "oncall.routing.mackerel_%s_info" % kind: {"resolve_names": True},
                    }
                    for kind in BUILT
                ],
            )
        ).ok()
        return {kind: without_ids(run[kind][kind + "s"]) for kind in BUILT}

    return read


def test_everything_from_nothing_and_then_nothing_more(ansible, emulator, here):
    first = ansible.play(plays("first", build())).ok()
    assert [step["action"] for plan in plans(first).values() for step in plan].count(
        "create"
    ) == sum(map(len, BUILT.values())) - 1
    done = len(writes(emulator))
    assert done == sum(map(len, BUILT.values()))
    again = ansible.play(plays("first", build(turned=True))).ok()
    assert len(writes(emulator)) == done and unchanged(again)
    # in any order of the lists: the same set-up
    ansible.play(plays("second", build(turned=True))).ok()
    there = here("first")
    assert here("second") == there
    group = next(one for one in there["notification_group"] if one["name"] == "checkout")
    assert group["child_notification_groups"] == ["night watch"] and group["child_channels"] == [
        "checkout-page"
    ]
    downtimes = {one["name"]: one for one in there["downtime"]}
    assert (
        downtimes["patching"]["start"],
        downtimes["migration"]["start"],
        downtimes["migration"]["duration"],
    ) == (2051715600, 2056658400, 120)
    assert there["channel"][1]["user_ids"] == ["alice@example.com", "bob@example.com"]


@NIGHTLY
def test_check_mode_on_nothing_says_what_the_run_then_does(ansible, emulator):
    planned = ansible.play(plays("first", build()), words=["--check", "--diff"]).ok()
    assert writes(emulator) == []
    done = ansible.play(plays("first", build()), words=["--diff"]).ok()
    assert plans(planned) == plans(done) and list(plans(done)) == list(BUILT)
    after = ansible.play(plays("first", build()), words=["--check"]).ok()
    assert {step["action"] for plan in plans(after).values() for step in plan} == {"none"}
    # and the same of tearing it down
    planned = ansible.play(plays("first", tear_down()), words=["--check"]).ok()
    done = ansible.play(plays("first", tear_down())).ok()
    assert plans(planned) == plans(done)


def test_without_the_earlier_plans_check_mode_says_what_is_missing(ansible):
    tasks = build()
    for one in tasks[1:]:
        next(options for key, options in one.items() if "." in key).pop("planned")
        one["ignore_errors"] = True
    run = ansible.play(plays("first", tasks), words=["--check"])
    assert (
        "there is no service 'checkout'" in run["role"]["msg"]
        and "there is no channel 'checkout-page'" in run["notification_group"]["msg"]
    )


@NIGHTLY
def test_tearing_down_stops_at_what_others_use(ansible, emulator, here):
    empty = here("first")
    ansible.play(plays("first", build())).ok()
    ansible.play(
        plays(
            "first",
            [
                {
                    "name": "theirs",
                    "oncall.routing.mackerel_notification_group": {
                        "name": "somebody else's",
                        "child_channels": ["checkout-mail"],
                        "services": ["basket"],
                    },
                }
            ],
        )
    ).ok()
    emulator.clear_requests()
    stopped = ansible.play(plays("first", tear_down()))
    assert stopped.code != 0 and [one["task"] for one in stopped.tasks] == [
        "downtime",
        "alert_group_setting",
        "notification_group",
        "channel",
    ]
    assert (
        stopped["channel"]["msg"]
        == "channels[1].state: the channel 'checkout-mail' is still used by the notification group"
        ' "somebody else\'s"; take it out there first, or say force: true'
    )
    assert {entry["path"].split("/")[3] for entry in writes(emulator)} == {
        "downtimes",
        "alert-group-settings",
        "notification-groups",
    }
    ansible.play(
        plays(
            "first",
            [
                {
                    "name": "theirs",
                    "oncall.routing.mackerel_notification_group": {
                        "name": "somebody else's",
                        "child_channels": ["checkout-mail"],
                        "mode": "remove",
                    },
                }
            ],
        )
    ).ok()
    stopped = ansible.play(plays("first", tear_down()))
    assert stopped.outcome("channel") == "ok" and stopped.outcome("role") == "ok"
    assert stopped["service"]["msg"].startswith(
        "services[1].state: the service 'basket' is still used by the notification group \"somebody"
        " else's\"; "
    )
    ansible.play(
        plays(
            "first",
            [
                {
                    "name": "theirs",
                    "oncall.routing.mackerel_notification_group": {
                        "name": "somebody else's",
                        "state": "absent",
                    },
                }
            ],
        )
    ).ok()
    # the runs that were stopped got as far as that
    gone = ["there is no channel 'audit' among 0; so there is nothing to remove"]
    ansible.play(plays("first", tear_down())).ok(gone)
    assert here("first") == empty
    assert unchanged(ansible.play(plays("first", tear_down())).ok(gone))


@NIGHTLY
def test_an_export_sets_up_another_account(ansible, emulator, here):
    """Read into a file, and applied from it where nothing is. The file holds the URLs of the
    channels in clear.
    """
    ansible.play(plays("first", build())).ok()
    export = ansible.directory / "export.yml"
    ansible.inputs.add(export)
    without_ids = (
        "{0}s=({0}_read.{0}s | map('dict2items') | map('rejectattr', 'key', 'equalto', 'id') |"
        " map('items2dict'))"
    )
    saved = "{{ dict(%s) | to_nice_yaml }}" % ", ".join(without_ids.format(kind) for kind in BUILT)
    ansible.play(
        plays(
            "first",
            [
                dict(
                    {
                        "name": kind,
                        "oncall.routing.mackerel_%s_info" % kind: dict(
                            {"resolve_names": True},
                            **({"reveal_secrets": True} if kind in SECRET else {}),
                        ),
                        "register": kind + "_read",
                    },
                    **({"no_log": True} if kind in SECRET else {}),
                )
                for kind in BUILT
            ]
            + [
                {
                    "name": "save",
                    "ansible.builtin.copy": {"content": saved, "dest": str(export), "mode": "0600"},
                    "no_log": True,
                }
            ],
        )
    ).ok()
    assert (
        HOOK in export.read_text() and "id" not in yaml.safe_load(export.read_text())["channels"][0]
    )
    load = {
        "name": "load",
        "ansible.builtin.include_vars": {"file": str(export), "name": "saved"},
        "no_log": True,
    }
    tasks = [load] + [task(kind, {kind + "s": "{{ saved.%ss }}" % kind}) for kind in BUILT]
    emulator.clear_requests()
    ansible.play(plays("second", tasks)).ok()
    assert len(writes(emulator)) == sum(map(len, BUILT.values()))
    assert here("second") == here("first")
    urls = [
        sorted(row.get("url", "") for row in emulator.state("mackerel", account)["channels"])
        for account in KEYS
    ]
    assert urls[0] == urls[1] == ["", HOOK, HOOK + "&audit"]
    assert unchanged(ansible.play(plays("second", tasks)).ok())
