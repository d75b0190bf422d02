# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""BlueKing's part of a route, by names alone: built on an empty business in one run, torn down
again, and carried over to another site.
"""

from __future__ import annotations

import pytest
import yaml
from support.routes import plans, unchanged, without_ids, writes

BUSINESS = 9  # nothing is in it
ALERT = [
    {
        "time_range": "22:00--08:00",
        "notify_config": [{"level": "fatal", "notice_ways": [{"name": "voice"}]}],
    },
    {
        "time_range": "00:00--23:59",
        "notify_config": [
            {
                "level": "fatal",
                "notice_ways": [{"name": "mail"}, {"name": "bkchat", "receivers": ["wework|7"]}],
            },
            {"level": "remind", "notice_ways": [{"name": "mail"}]},
        ],
    },
]
ACTION = [
    {
        "time_range": "00:00--23:59",
        "notify_config": [{"phase": "execute_failed", "notice_ways": [{"name": "mail"}]}],
    }
]


def shifts(*names):
    return [
        {
            "duty_time": [{"work_type": "daily", "work_time": ["00:00--23:59"]}],
            "duty_users": [[{"type": "user", "id": name}] for name in names],
        }
    ]


RULES = [
    {
        "name": name,
        "category": "regular",
        "enabled": True,
        "effective_time": "2035-01-01 00:00:00+0800",
        "duty_arranges": shifts(*people),
    }
    for name, people in (("by day", ("alice", "bob")), ("by night", ("carol",)))
]
GROUPS = [
    {
        "name": "on call",
        "need_duty": True,
        "duty_rules": ["by night", "by day"],
        "alert_notice": ALERT,
        "action_notice": ACTION,
        "duty_notice": {
            "personal_notice": {"enabled": True, "hours_ago": 12, "duty_rules": ["by day"]}
        },
    },
    {
        "name": "leads",
        "users": [{"type": "user", "id": "dave"}, {"type": "group", "id": "operator"}],
        "alert_notice": ALERT,
        "action_notice": ACTION,
        "mention_list": [{"type": "group", "id": "all"}],
        "timezone": "Asia/Tokyo",
        "desc": "those who lead",
    },
]
NOTICE = {
    "name": "everybody",
    "notice_receiver": [{"type": "group", "id": "bk_biz_developer"}],
    "notice_way": {"warning": ["mail"]},
    "webhook_url": "https://hooks.example.com/oncall?key=vault-secret-0001",
    "wxwork_group": {"warning": "chat-one,chat-two"},
}
DOORS = pytest.mark.parametrize("door", ["esb", "apigw"])
#: The other door at night only.
ONE_DOOR = pytest.mark.parametrize(
    "door", ["esb", pytest.param("apigw", marks=pytest.mark.nightly)]
)


def play(door, *tasks, **more):
    return dict(
        {
            "module_defaults": {
                "group/oncall.routing.bk": {"bk_biz_id": BUSINESS, "api_style": door}
            },
            "tasks": list(tasks),
        },
        **more,
    )


def task(name, module, options, **more):
    return dict({"name": name, "oncall.routing." + module: options}, **more)


def build(door, rules=None, groups=None):
    """From whose turn it is to who is told. Each task hands its result to the next, which needs
    it in check mode only.
    """
    tasks = [
        task(
            "rules",
            "bk_duty_rules",
            {"duty_rules": RULES if rules is None else rules},
            register="made_rules",
        ),
        task(
            "groups",
            "bk_user_groups",
            {"user_groups": GROUPS if groups is None else groups, "planned": ["{{ made_rules }}"]},
        ),
    ]
    return play(
        door, *tasks, *([task("notice", "bk_notice_group", NOTICE)] if door == "esb" else [])
    )


def here(emulator):
    state = emulator.state("bk")
    return {
        table: sorted(row["name"] for row in state[table] if row["bk_biz_id"] == BUSINESS)
        for table in ("duty_rules", "user_groups")
    }


@DOORS
def test_built_in_one_run_and_again(ansible, emulator, door):
    planned = ansible.play(build(door), words=["--check", "--diff"]).ok()
    assert writes(emulator, "bk") == []
    first = ansible.play(build(door), words=["--diff"]).ok()
    assert plans(planned) == plans(first)
    assert {step["action"] for plan in plans(first).values() for step in plan} == {"create"}
    assert here(emulator) == {
        "duty_rules": ["by day", "by night"],
        "user_groups": sorted(["on call", "leads"] + ["everybody"] * (door == "esb")),
    }
    rules = {one["name"]: one["id"] for one in first["rules"]["duty_rules"]}
    assert first["groups"]["user_groups"][0]["duty_rules"] == [
        str(rules["by night"]),
        str(rules["by day"]),
    ]
    again = ansible.play(build(door)).ok()
    assert {step["action"] for plan in plans(again).values() for step in plan} == {
        "none"
    } and unchanged(again)
    # the order within a task is of no matter, and neither is check mode where everything is there
    turned = ansible.play(build(door, RULES[::-1], GROUPS[::-1]), words=["--check"]).ok()
    assert {step["action"] for plan in plans(turned).values() for step in plan} == {"none"}


def test_without_the_earlier_results_check_mode_says_what_is_missing(ansible):
    book = build("esb")
    del book["tasks"][1]["oncall.routing.bk_user_groups"]["planned"]
    run = ansible.play(book, words=["--check"])
    assert (
        run.code != 0
        and "user_groups[0].duty_rules[0]: there is no duty rule 'by night' among 0"
        in run["groups"]["msg"]
    )


@ONE_DOOR
def test_torn_down_in_reverse_up_to_what_others_use(ansible, emulator, door):
    ansible.play(
        build(door),
        play(
            door,
            task(
                "others",
                "bk_user_group",
                dict(GROUPS[0], name="another team", duty_rules=["by day"], duty_notice={}),
            ),
        ),
    ).ok()
    notice = (
        [task("notice", "bk_notice_group", {"name": "everybody", "state": "absent"})]
        if door == "esb"
        else []
    )
    # in the wrong order nothing goes
    early = ansible.play(
        play(door, task("early", "bk_duty_rule", {"name": "by night", "state": "absent"}))
    )
    assert (
        early.code != 0
        and "the duty rule 'by night' is still used by the user group 'on call';"
        " take it out there first"
        in early["early"]["msg"]
    )
    gone = [
        [{"name": one["name"], "state": "absent"} for one in objects] for objects in (GROUPS, RULES)
    ]
    down = play(
        door,
        *notice,
        task("groups", "bk_user_groups", {"user_groups": gone[0]}, register="gone_groups"),
        task("rules", "bk_duty_rules", {"duty_rules": gone[1], "planned": ["{{ gone_groups }}"]}),
    )
    planned = ansible.play(down, words=["--check"])
    run = ansible.play(down)
    said = (
        "duty_rules[0].state: the duty rule 'by day' is still used by the user group 'another"
        " team'; take it out there first"
    )
    for one in (planned, run):
        assert (
            one.code != 0 and said in one["rules"]["msg"] and "by night" not in one["rules"]["msg"]
        )
    assert here(emulator) == {"duty_rules": ["by day", "by night"], "user_groups": ["another team"]}
    last = ansible.play(
        play(door, task("others", "bk_user_group", {"name": "another team", "state": "absent"})),
        down,
    ).ok()
    assert [step["action"] for step in last["rules"]["plan"]] == ["delete", "delete"]
    assert here(emulator) == {"duty_rules": [], "user_groups": []}


@ONE_DOOR
def test_carried_over_to_another_site(ansible, emulator, door):
    """Read by name, written to a file, applied there: the same but for the ids."""
    emulator.add_account(
        "bk",
        account="other",
        seed="empty",
        keys=[
            {
                "bk_app_code": "elsewhere",
                "bk_app_secret": "bk-demo-secret-0002",
                "skip_user_auth": True,
            }
        ],
    )
    # so that ids there are others than here
    emulator.patch("bk", {"collection": "duty_rules", "add": {"bk_biz_id": 3}}, account="other")
    there = {
        "BK_APP_CODE": "elsewhere",
        "BK_APP_SECRET": "bk-demo-secret-0002",
        "BK_USERNAME": "deploy",
    }
    kinds = [("rules", "bk_duty_rule", "duty_rules"), ("groups", "bk_user_group", "user_groups")]
    kinds += [("notice", "bk_notice_group", "notice_groups")] if door == "esb" else []
    reads = [
        task(
            "read " + name,
            module + "_info",
            dict({"resolve_names": True}, **({"reveal_secrets": True} if name == "notice" else {})),
            register="found_" + name,
            no_log=name == "notice",
        )
        for name, module, dummy in kinds
    ]
    export = []
    for name, dummy, plural in kinds:
        export.append(
            {
                "name": "write " + name,
                "no_log": True,
                "ansible.builtin.copy": {
                    "dest": "%s/%s.yml" % (ansible.directory, name),
                    "mode": "0600",
                    "content": (
                        "{{ {'%s': found_%s.%s | map('combine', {'id': none}) | list} |"
                        " to_nice_yaml }}" % (plural, name, plural)
                    ),
                },
            }
        )
    ansible.inputs.update(ansible.directory / (name + ".yml") for name, dummy, plural in kinds)
    # what only the native form of a group can say is not in the file of the other one
    left, more = [], []
    if door == "esb":
        left = [
            r"What a rota, several duty rows or hours of the day decide the notice group calls"
            r" can't show, so it is left out: notice_way and wxwork_group"
            r" of 'leads'; notice_receiver, notice_way and wxwork_group of 'on call'"
        ]
        more = [
            r"notice_groups\[\d\]\.name: the group says more than the notice group calls show: its"
            r" 2 time ranges and the recipients of bkchat"
        ]
    first = ansible.play(build(door), play(door, *reads, *export)).ok(left)
    applied = [
        task(
            "apply " + name,
            module + "s",
            {
                plural: (
                    "{{ (lookup('file', '%s/%s.yml') | from_yaml).%s }}"
                    % (ansible.directory, name, plural)
                )
            },
            no_log=name == "notice",
        )
        for name, module, plural in kinds
    ]
    made = ansible.play(play(door, *applied, *reads), env=dict(ansible.connection, **there)).ok(
        left + more
    )
    again = ansible.play(play(door, *applied), env=dict(ansible.connection, **there)).ok(more)
    assert unchanged(again)
    for name, dummy, plural in kinds:
        if name == "notice":  # not shown, so looked at from the other side
            forms = [
                {
                    row["name"]: dict(
                        {key: row[key] for key in ("message", "webhook_url")},
                        people=sorted(map(str, row["notice_receiver"])),
                    )
                    for row in emulator.state("bk", account=site)["notice_groups"]
                    if row["bk_biz_id"] == BUSINESS
                }
                for site in ("default", "other")
            ]
            assert (
                forms[0] == forms[1]
                and forms[0]["everybody"]["webhook_url"] == NOTICE["webhook_url"]
            )
            continue
        pair = [without_ids(run["read " + name][plural]) for run in (first, made)]
        assert pair[0] == pair[1] != []
    file = yaml.safe_load((ansible.directory / "groups.yml").read_text())["user_groups"]
    assert next(one for one in file if one["name"] == "on call")["duty_rules"] == [
        "by night",
        "by day",
    ]
