# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The playbooks of the guide to whole routes: one builds all three vendors from nothing, one
tears down, two carry over to other accounts.
"""

from __future__ import annotations

import random
import re
import textwrap
from pathlib import Path

import pytest
import yaml
from support.guance_route import Workspace
from support.routes import actions, plans, unchanged, without_ids, writes

BOOKS = Path(__file__).resolve().parent / "playbooks" / "route"
GUIDES = Path(__file__).resolve().parents[2] / "docs" / "docsite" / "rst"
SECRETS = {
    "vault_webhook_url": "https://hooks.example.com/route?key=planted-hook",
    "vault_webhook_token": "Bearer planted-hook",
    "vault_signing_secret": "SEC-planted-hook",
}
KINDS = {
    "mackerel": [
        "service",
        "role",
        "channel",
        "notification_group",
        "alert_group_setting",
        "downtime",
    ],
    "guance": ["notice_date", "notify_object", "member_group", "alert_policy"],
    "bk": ["duty_rule", "user_group", "notice_group"],
}
PLURAL = {"alert_policy": "alert_policies"}
#: Lists in which the order says something; all others are put in disorder.
ORDERED = {
    "alert_target",
    "targets",
    "upgrade_targets",
    "alert_notice",
    "action_notice",
    "duty_rules",
    "duty_arranges",
    "duty_time",
    "duty_users",
    "notice_receiver",
}
LEFT_OUT = (
    r"so it is left out: notice_receiver, notice_way and wxwork_group of 'checkout on call'\. Read"
    r" it with bk_user_group_info"
)


class Site:
    """An account at each vendor with nothing in it; at Guance there are people, and who they are
    differs.
    """

    def __init__(self, ansible, emulator, name):
        self.ansible = ansible
        workspace = Workspace(emulator, name, name[0])
        emulator.add_account(
            "mackerel", account=name, keys=[{"key": "mackerel-route-key-" + name}], seed="empty"
        )
        emulator.add_account(
            "bk",
            account=name,
            seed="empty",
            keys=[
                {
                    "bk_app_code": name,
                    "bk_app_secret": "bk-route-secret-" + name,
                    "skip_user_auth": True,
                }
            ],
        )
        self.env = dict(
            ansible.connection,
            MACKEREL_APIKEY="mackerel-route-key-" + name,
            GUANCE_ACCESS_TOKEN=workspace.connection["api_key"],
            BK_APP_CODE=name,
            BK_APP_SECRET="bk-route-secret-" + name,
        )
        self.folder = ansible.directory / "route"
        secrets = ansible.directory / "secrets.yml"
        secrets.write_text(yaml.safe_dump(SECRETS))
        ansible.inputs.add(secrets)
        self.words = ["-e", "@%s" % secrets, "-e", "folder=%s" % self.folder]

    def book(self, name, *words):
        return self.ansible.book(BOOKS / (name + ".yml"), words=[*self.words, *words], env=self.env)

    def disordered(self, name, seed):
        """The playbook with the lists of each task in another order."""
        (play,) = yaml.safe_load((BOOKS / (name + ".yml")).read_text())
        made = random.Random(seed)
        play["tasks"] = [
            {
                key: disorder(value, "", made) if key.startswith("oncall.") else value
                for key, value in task.items()
            }
            for task in play["tasks"]
        ]
        return self.ansible.play(play, words=self.words, env=self.env)

    def task(self, module, **options):
        return self.ansible.play(
            [{"name": "it", "oncall.routing." + module: options}], env=self.env
        ).ok()

    def all(self):
        """All there is, by names and without ids; a list that Guance does not show may be empty."""
        run = self.ansible.play(
            {
                "module_defaults": {"group/oncall.routing.bk": {"bk_biz_id": 2}},
                "tasks": [
                    {
                        "name": kind,
                        "oncall.routing.%s_%s_info" % (vendor, kind): {"resolve_names": True},
                    }
                    for vendor, kinds in KINDS.items()
                    for kind in kinds
                ],
            },
            env=self.env,
        )
        # what only the native form of a group can say is not in the form of the other calls
        run.ok(
            [LEFT_OUT]
            if any(one.get("need_duty") for one in run["user_group"]["user_groups"])
            else []
        )
        found = {
            kind: without_ids(run[kind][PLURAL.get(kind, kind + "s")])
            for kinds in KINDS.values()
            for kind in kinds
        }
        return {
            kind: [{key: value for key, value in one.items() if value != []} for one in objects]
            for kind, objects in found.items()
        }


def disorder(value, name, made):
    if isinstance(value, dict):
        return {key: disorder(inner, key, made) for key, inner in value.items()}
    if not isinstance(value, list) or name == "duty_users":
        return value
    value = [disorder(one, "", made) for one in value]
    # the plural option of a task is a list of objects, in no order either
    if name == "users" and value and isinstance(value[0], dict):
        return value  # of BlueKing, who calls them in this order
    if name not in ORDERED or (
        value and isinstance(value[0], dict) and "name" in value[0] and "category" in value[0]
    ):
        made.shuffle(value)
    return value


@pytest.fixture
def site(ansible, emulator):
    return Site(ansible, emulator, "first")


@pytest.fixture
def other(ansible, emulator):
    # so that its ids are not those of the first
    made = Site(ansible, emulator, "second")
    emulator.patch("bk", {"collection": "duty_rules", "add": {"bk_biz_id": 3}}, account="second")
    return made


def counted(emulator, run):
    """(reads, writes) of a run; what the tasks say of themselves is what arrived."""
    told = [
        (one["result"]["requests"]["reads"], one["result"]["requests"]["writes"])
        for one in run.tasks
        if "requests" in one["result"]
    ]
    sums = tuple(map(sum, zip(*told)))
    arrived = len(writes(emulator))
    assert sums == (len(emulator.requests()) - arrived, arrived)
    emulator.clear_requests()
    return sums


def test_one_run_builds_all_from_nothing_and_the_next_changes_nothing(site, other, emulator):
    planned = site.book("build", "--check", "--diff").ok()
    assert counted(emulator, planned)[1] == 0
    done = site.book("build", "--diff").ok()
    assert plans(planned) == plans(done) and len(plans(done)) == sum(map(len, KINDS.values()))
    # all is new but the default group of Mackerel, which every organization has
    assert (actions(done).count("create"), actions(done).count("update")) == (
        len(actions(done)) - 1,
        1,
    )
    reads, written = counted(emulator, done)
    assert written == len(actions(done)) == 24
    again = site.book("build").ok()
    assert unchanged(again) and set(actions(again)) == {"none"}
    once_more, none = counted(emulator, again)
    assert none == 0 and once_more <= reads
    after = site.book("build", "--check").ok()
    assert unchanged(after) and counted(emulator, after)[1] == 0
    # in any order of the lists within a task: nothing to do here, and the same set-up where nothing
    # is
    turned = site.disordered("build", 1).ok()
    assert unchanged(turned) and counted(emulator, turned)[1] == 0
    assert counted(emulator, other.disordered("build", 2).ok())[1] == written
    assert other.all() == site.all()


@pytest.mark.nightly
def test_tearing_down_stops_at_what_others_use_and_says_who(site, emulator):
    empty = site.all()
    site.book("build").ok()
    # another team has taken up something of each vendor
    notice = [
        {
            "time_range": "00:00--23:59",
            "notify_config": [{"level": "fatal", "notice_ways": [{"name": "mail"}]}],
        }
    ]
    theirs = {
        "bk_user_group": {
            "bk_biz_id": 2,
            "name": "search on call",
            "need_duty": True,
            "duty_rules": ["by night"],
            "alert_notice": notice,
            "action_notice": [{"time_range": "00:00--23:59", "notify_config": []}],
        },
        "guance_alert_policy": {
            "name": "search",
            "rule_timezone": "UTC",
            "alert_opt": {
                "silent_timeout": 60,
                "agg_interval": 0,
                "alert_target": [{"targets": [{"to": ["team:management"], "status": ["all"]}]}],
            },
        },
        "mackerel_notification_group": {"name": "search", "services": ["basket"]},
    }
    for module, options in theirs.items():
        site.task(module, **options)
    stops = [
        (
            "Delete the duty rules",
            (
                "duty_rules[1].state: the duty rule 'by night' is still used by the user group"
                " 'search on call'; take it out there first: "
            ),
        ),
        (
            "Delete the teams",
            (
                "member_groups[1].state: the team 'management' is still used by the alert policy"
                " 'search'; take it out there first, or "
            ),
        ),
        (
            "Delete the services",
            (
                "services[1].state: the service 'basket' is still used by the notification group"
                " 'search'; take it out there first, or "
            ),
        ),
    ]
    for (task, message), (module, options) in zip(stops, theirs.items()):
        planned = site.book("tear_down", "--check")
        stopped = site.book("tear_down")
        assert plans(planned) == plans(stopped) and planned.code == stopped.code == 2
        for run in (planned, stopped):
            assert run.tasks[-1]["task"] == task and run[task]["msg"].startswith(message), run.text
        assert stopped[task]["requests"]["writes"] == 0
        site.task(
            module,
            name=options["name"],
            state="absent",
            **({"bk_biz_id": 2} if module.startswith("bk") else {}),
        )
    # the runs that were stopped got as far as that
    gone = ["there is no channel 'audit' among 0; so there is nothing to remove"]
    planned = site.book("tear_down", "--check").ok(gone)
    assert plans(planned) == plans(site.book("tear_down").ok(gone))
    assert site.all() == empty
    emulator.clear_requests()
    again = site.book("tear_down").ok(gone)
    assert unchanged(again) and counted(emulator, again)[1] == 0


@pytest.mark.nightly
def test_written_down_and_set_up_on_other_accounts(site, other, emulator):
    site.book("build").ok()
    files = {
        site.folder / ("%s.yml" % PLURAL.get(kind, kind + "s"))
        for kinds in KINDS.values()
        for kind in kinds
    }
    site.ansible.inputs.update(files)
    site.book("export").ok([LEFT_OUT])
    assert files == set(site.folder.iterdir()) and all(
        path.stat().st_mode & 0o777 == 0o600 for path in files
    )
    text = "".join(path.read_text() for path in files)
    assert (
        not re.search(
            r"^ +-? ?(id|uuid): (?!alice|bob|carol|dave|operator|bk_biz_developer)", text, re.M
        )
        and "planted-hook" in text
    )
    assert "- member:alice@example.com" in text and "- by night" in text and "****" not in text
    emulator.clear_requests()
    planned = other.book("apply", "--check", "--diff").ok()
    assert counted(emulator, planned)[1] == 0
    done = other.book("apply", "--diff").ok()
    assert (
        plans(planned) == plans(done)
        and "update" in actions(done)
        and "delete" not in actions(done)
    )
    assert unchanged(other.book("apply").ok())
    assert other.all() == site.all()
    # what is not shown, looked at from the other side
    for vendor, table, field in (
        ("mackerel", "channels", "url"),
        ("guance", "notify_object", "optSet"),
        ("bk", "notice_groups", "webhook_url"),
    ):
        states = [
            {row["name"]: row.get(field) for row in emulator.state(vendor, account)[table]}
            for account in ("first", "second")
        ]
        # the people there have other UUIDs
        if vendor == "guance":
            for state in states:
                state["checkout mail"] = len(state["checkout mail"]["to"])
        assert states[0] == states[1] and "planted-hook" in str(states[0])
    # and the playbook that built it finds nothing to do where the files were applied
    assert unchanged(other.book("build").ok())


def shown(guide):
    """The YAML blocks of a guide."""
    text = (GUIDES / ("guide_%s.rst" % guide)).read_text()
    return [
        textwrap.dedent(block).strip()
        for block in re.findall(r"\.\. code-block:: yaml\n\n((?:    .*\n|\n)+)", text)
    ]


@pytest.mark.parametrize(
    "vendor",
    [
        pytest.param(vendor, marks=() if vendor == "mackerel" else pytest.mark.nightly)
        for vendor in KINDS
    ],
)
def test_the_route_that_the_guide_of_a_vendor_shows(site, emulator, vendor):
    (play,) = [
        play
        for block in shown(vendor)
        if "hosts:" in block
        for play in yaml.safe_load(block)
        if "planned" in str(play)
    ]
    planned = site.ansible.play(play, words=[*site.words, "--check"], env=site.env).ok()
    assert counted(emulator, planned)[1] == 0
    done = site.ansible.play(play, words=site.words, env=site.env).ok()
    assert plans(planned) == plans(done) and set(actions(done)) == {"create"}
    assert unchanged(site.ansible.play(play, words=site.words, env=site.env).ok())


def test_what_the_guide_shows_is_what_was_run():
    """To change a playbook, change the file and put it into the guide as it stands, four columns
    in.
    """
    blocks = shown("routes")
    files = {path.stem: path.read_text().split("\n", 3)[3].strip() for path in BOOKS.glob("*.yml")}
    assert {name for name, text in files.items() if text not in blocks} == set() and len(files) == 4
