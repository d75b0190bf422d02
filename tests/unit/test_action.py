# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The action plugins: when they run the module here, when they leave it to a process, and what a
loop costs. That results are the same through both doors is what the contract suite shows; here they
are compared key by key.
"""

from __future__ import annotations

import gc
import os
import signal
import subprocess
import sys
import threading
import time
import warnings
from unittest import mock

import pytest
from ansible._internal._errors._alarm_timeout import AnsibleTimeoutError
from ansible.template import trust_as_template
from ansible_collections.oncall.routing.plugins.module_utils._module import reconcile
from ansible_collections.oncall.routing.plugins.module_utils._module import session as session_file
from ansible_collections.oncall.routing.plugins.module_utils._module.memory import RELAXED
from ansible_collections.oncall.routing.plugins.module_utils._vendors import lists
from ansible_collections.oncall.routing.plugins.plugin_utils._inprocess import eligibility
from ansible_collections.oncall.routing.plugins.plugin_utils._inprocess.runner import display
from support import actions, harness

GROUP = "mackerel_notification_group"


class OutOfTime(AnsibleTimeoutError):
    """As ansible-core raises it, in the middle of whatever runs."""


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch):
    for name in list(os.environ):
        if name.startswith(("MACKEREL", "ONCALL_ROUTING")):
            monkeypatch.delenv(name)


def _scenes(account):
    """What is run in turn: (module, options, check)."""
    return {
        "mackerel": [
            (GROUP, {"name": "both doors", "services": ["payments"]}, True),
            (GROUP, {"name": "both doors", "services": ["payments"]}, False),
            (GROUP, {"name": "both doors", "services": ["payments"]}, False),
            (GROUP, {"name": "both doors", "child_channels": ["no such channel"]}, False),
            (GROUP, {"name": "both doors", "nmae": "x"}, False),
            (
                GROUP + "s",
                {
                    "notification_groups": [
                        {"name": "both doors", "notification_level": "critical"},
                        {"name": "another"},
                    ]
                },
                False,
            ),
            (
                GROUP + "s",
                {"notification_groups": [], "purge": True, "purge_scope": {"name_prefix": "both"}},
                False,
            ),
            (GROUP + "_info", {"resolve_names": True}, False),
            (
                "mackerel_alert_group_setting",
                {"name": "both doors", "memo": "m", "notification_interval": "30"},
                False,
            ),
            (GROUP, {"name": "both doors", "state": "absent"}, False),
            (GROUP, {"name": "both doors", "state": "absent"}, False),
        ],
        "guance": [
            (
                "guance_alert_policy",
                {
                    "name": "both doors",
                    "rule_timezone": "Asia/Tokyo",
                    "alert_opt": {
                        "silent_timeout": 60,
                        "agg_interval": 0,
                        "alert_target": [
                            {"targets": [{"to": ["team:payments"], "status": "critical,error"}]}
                        ],
                    },
                },
                False,
            ),
            ("guance_alert_policy", {"name": "both doors", "desc": "x" * 300}, False),
            ("guance_alert_policy_info", {"name": "both doors"}, False),
        ],
        "bk": [
            (
                "bk_notice_group",
                {
                    "name": "both doors",
                    "notice_receiver": [{"type": "user", "id": "alice"}],
                    "notice_way": {"fatal": ["mail"]},
                    "webhook_url": "https://hooks.example.com/both/doors/secret",
                },
                False,
            ),
            ("bk_notice_group", {"name": "both doors", "message": "other"}, False),
            ("bk_notice_group_info", {}, False),
        ],
    }[account.vendor]


@pytest.mark.parametrize("vendor", ["mackerel", "guance", "bk"])
def test_results_are_equal_to_the_last_key(account, emulator, monkeypatch, vendor):
    def through(door):
        monkeypatch.setattr(harness, "DOOR", door)
        emulator.reset()
        emulator.settings(shuffle=False)
        found = []
        for module, options, check in _scenes(account(vendor)):
            result = account(vendor).run(module, check=check, **options)
            result["warnings"] = [
                one["event"]["msg"] if isinstance(one, dict) and "event" in one else one
                for one in result["warnings"]
            ]
            result.pop("exception", None)
            found.append((module, dict(result)))
        return found

    as_module, as_action = through("module"), through("action")
    assert as_module == as_action
    assert any(result["changed"] for dummy, result in as_module)


# --- loops


def _items(account, module, items, check=False, **task):
    """The results of one task for each item, as a worker process makes them: one task, an action
    for each.
    """
    action, variables = actions.action_of(module, {}, check=check, diff=True, **task)
    results = []
    for item in items:
        action._task.args = dict(account.connection, **item)
        fresh = type(action)(
            task=action._task,
            connection=action._connection,
            play_context=action._play_context,
            loader=action._loader,
            templar=action._templar,
            shared_loader_obj=action._shared_loader_obj,
        )
        results.append(fresh.run(task_vars=variables))
    return results


def test_a_loop_reads_the_list_once(mackerel):
    items = [{"name": "item %d" % number} for number in range(5)]
    made = _items(mackerel, GROUP, items, loop=[1])
    # and after each create, because somebody else may have created the same at the same time
    assert [one["requests"]["reads"] for one in made] == [2, 1, 1, 1, 1] and all(
        one["changed"] for one in made
    )
    mackerel.emulator.clear_requests()
    again = _items(mackerel, GROUP, items, loop=[1])
    assert not any(one["changed"] for one in again)
    assert len(mackerel.requests()) == 1


def test_what_an_item_wrote_is_seen_by_the_next(mackerel):
    items = [
        {"name": "one"},
        {"name": "one", "notification_level": "critical"},
        {"name": "one", "notification_level": "critical"},
        {"name": "two", "child_notification_groups": ["one"]},
        {"name": "one", "state": "absent", "force": True},
        {"name": "one", "state": "absent"},
    ]
    results = _items(mackerel, GROUP, items, loop=[1])
    assert [one["changed"] for one in results] == [True, True, False, True, True, False], [
        one.get("msg") for one in results
    ]
    # after each write, to see what is stored; and that is what the next item begins with
    assert [one["requests"]["reads"] for one in results] == [2, 1, 0, 1, 1, 0]
    assert results[3]["notification_group"]["child_notification_groups"] == [
        results[0]["notification_group"]["id"]
    ]


def test_what_was_bound_to_a_policy_is_seen_by_the_next_item(guance, emulator):
    """Whether a checker has the policy stands in the checkers' lists, which are not the policy's
    own.
    """
    emulator.settings(guance={"bindings_in_list": False})
    policy = {
        "name": "team-a",
        "rule_timezone": "Asia/Tokyo",
        "alert_opt": {"silent_timeout": 60, "agg_interval": 0},
    }
    items = [
        dict(policy, checkers=checkers)
        for checkers in (["payments latency"], [], [], ["payments latency"], ["payments latency"])
    ]
    assert [one["changed"] for one in _items(guance, "guance_alert_policy", items, loop=[1])] == [
        True,
        True,
        False,
        True,
        False,
    ]


def test_what_a_delete_took_out_of_others_is_seen_by_the_next_item(mackerel):
    items = [
        {"name": "night watch", "state": "absent", "force": True},
        {"name": "business hours", "child_notification_groups": []},
        {"name": "business hours", "notification_level": "critical"},
    ]
    results = _items(mackerel, GROUP, items, loop=[1])
    assert [(one.get("failed", False), one["changed"]) for one in results] == [
        (False, True),
        (False, False),
        (False, True),
    ], results


def test_what_joined_another_list_is_seen_by_the_next_item(mackerel):
    """A channel that is in the default notification group is in use, and stays."""
    items = [
        {"name": "example-slack", "state": "absent"},
        {
            "name": "audit-copy",
            "type": "webhook",
            "url": "https://hooks.example.com/abc",
            "add_to_default_notification_group": True,
        },
        {"name": "audit-copy", "state": "absent"},
    ]
    results = _items(
        mackerel, "mackerel_channel", [dict(one, keep_used=True) for one in items], loop=[1]
    )
    assert [one["changed"] for one in results][1:] == [True, False] and results[2]["kept"], results[
        2
    ]


@pytest.mark.parametrize(
    "vendor, module, item, single",
    [
        # at which hours people are told no list shows
        (
            "bk",
            "bk_notice_group",
            {"notice_receiver": [{"type": "user", "id": "alice"}], "notice_way": {"1": ["mail"]}},
            "search_user_group_detail",
        ),
        (
            "guance",
            "guance_alert_policy",
            {"rule_timezone": "Asia/Tokyo", "alert_opt": {"silent_timeout": 0, "agg_interval": 0}},
            None,
        ),
    ],
)
def test_where_answers_say_little_the_list_is_read_after_each_write_only(
    account, vendor, module, item, single
):
    items = [dict(item, name="item %d" % number) for number in range(4)]
    made = _items(account(vendor), module, items, loop=[1])
    assert all(one["changed"] for one in made), made
    assert [one["requests"]["reads"] for one in made[1:]] == [1, 1, 1]
    account(vendor).emulator.clear_requests()
    assert not any(one["changed"] for one in _items(account(vendor), module, items, loop=[1]))
    asked = [one["path"] for one in account(vendor).requests()]
    assert len([path for path in asked if not single or single not in path]) == 1 and len(
        asked
    ) == (5 if single else 1)


@pytest.mark.parametrize(
    "task", [{}, {"loop": [1], "until": "false", "retries": 3}, {"loop": [1], "retries": 3}]
)
def test_without_a_loop_or_when_waiting_every_run_looks_again(mackerel, task):
    results = _items(mackerel, GROUP + "_info", [{}, {}], **task)
    assert [one["requests"]["reads"] for one in results] == [1, 1]


def test_old_lists_are_read_again(mackerel, monkeypatch):
    monkeypatch.setattr(lists, "KEEP_LISTS_S", -1.0)
    assert [
        one["requests"]["reads"] for one in _items(mackerel, GROUP + "_info", [{}, {}], loop=[1])
    ] == [1, 1]


def test_after_a_failure_everything_is_read_again(mackerel):
    results = _items(
        mackerel,
        GROUP,
        [{"name": "a"}, {"name": "b", "services": ["nowhere"]}, {"name": "c"}],
        loop=[1],
    )
    assert [one.get("failed", False) for one in results] == [False, True, False]
    assert results[2]["requests"]["reads"] == 2


def test_what_another_process_wrote_for_an_item_is_seen_by_the_next(mackerel):
    """The second item has an environment that can't be had here, and somebody has to say so to
    the third.
    """
    action, variables = actions.action_of(GROUP, {}, loop=[1])
    read = []
    for environment in ({}, {"LANG": "C.UTF-8"}, {}):
        action._task.args, action._task.environment = (
            dict(mackerel.connection, name="payments: all"),
            [environment],
        )
        with mock.patch.object(
            action, "_execute_module", return_value={"changed": True, "requests": {"reads": None}}
        ):
            read.append(action.run(task_vars=variables)["requests"]["reads"])
    assert read == [2, None, 1]


def test_an_item_after_one_that_ran_out_of_time_looks_again(mackerel):
    with mock.patch.object(
        reconcile, "apply_plan", side_effect=OutOfTime("task timed out")
    ), pytest.raises(OutOfTime):
        _items(mackerel, GROUP, [{"name": "one"}], loop=[1])
    action, variables = actions.action_of(GROUP, {}, loop=[1])
    action._task.args = dict(mackerel.connection, name="one")
    action.run(task_vars=variables)
    action._task.args = dict(mackerel.connection, name="two")
    with mock.patch.object(
        reconcile, "apply_plan", side_effect=OutOfTime("task timed out")
    ), pytest.raises(OutOfTime):
        action.run(task_vars=variables)
    mackerel.emulator.clear_requests()
    action._task.args = dict(mackerel.connection, name="one")
    assert action.run(task_vars=variables)["requests"]["reads"] == 1


def test_a_row_that_stayed_the_same_is_understood_once(mackerel, monkeypatch):
    """A loop of creates reads the list after each of them; what all the others hold was found
    out before.
    """
    from ansible_collections.oncall.routing.plugins.module_utils._describe.resource import (
        Resource as resource,
    )

    understood, read = [], resource.read
    mackerel.emulator.settings(shuffle=False, fill="empty")
    monkeypatch.setattr(
        resource, "read", lambda self, row: understood.append(self.ident(row)) or read(self, row)
    )
    made = _items(mackerel, GROUP, [{"name": "item %d" % number} for number in range(6)], loop=[1])
    # the row of the list, which all the later items find as it was
    assert [understood.count(one["notification_group"]["id"]) for one in made] == [1] * 6


def test_other_credentials_are_another_connection(mackerel):
    results = _items(
        mackerel,
        GROUP + "_info",
        [{}, {"timeout": 7}, {"api_key": "mackerel-demo-key-read-only"}],
        loop=[1],
    )
    assert [one["requests"]["reads"] for one in results] == [1, 1, 1]


def test_another_way_through_the_net_is_another_connection(mackerel):
    action, variables = actions.action_of(
        GROUP + "_info", dict(mackerel.connection, retries=0), loop=[1]
    )
    results = []
    for proxy in ("", "http://127.0.0.1:9"):
        action._task.environment = [{"http_proxy": proxy, "no_proxy": ""}]
        results.append(action.run(task_vars=variables))
    assert [one.get("failed", False) for one in results] == [False, True] and "proxy" in results[1][
        "msg"
    ]


def test_a_connection_that_is_not_kept_any_longer_is_closed(mackerel):
    from requests import Session as session

    closed, close = [], session.close
    with mock.patch.object(session, "close", lambda self: closed.append(self) or close(self)):
        _items(
            mackerel,
            GROUP + "_info",
            [{"timeout": 5 + number % 2} for number in range(6)],
            loop=[1],
        )
        assert len(set(map(id, closed))) >= 5


def test_check_mode_of_a_loop_keeps_nothing_it_did_not_do(mackerel):
    results = _items(mackerel, GROUP, [{"name": "a"}, {"name": "a"}], check=True, loop=[1])
    assert [one["changed"] for one in results] == [True, True] and mackerel.requests(
        write=True
    ) == []


# --- when not


def _why_not(variables=None, transport="ansible.builtin.local", **task):
    action, seen = actions.action_of(
        GROUP, {"name": "x"}, variables=variables, transport=transport, **task
    )
    found = eligibility.handover(eligibility.Candidate(action, seen, {}))
    return None if found is None else str(found)


@pytest.mark.parametrize(
    "variables",
    [
        {},
        {"ansible_python_interpreter": sys.executable},
        {"ansible_python_interpreter": "auto_silent"},
        {"python": sys.executable, "ansible_python_interpreter": trust_as_template("{{ python }}")},
    ],
)
def test_here(variables):
    assert _why_not(variables=variables) is None


@pytest.mark.parametrize(
    "reason, case",
    [
        (
            "interpreter is /opt/other/bin/python3",
            {"variables": {"ansible_python_interpreter": "/opt/other/bin/python3"}},
        ),
        ("the connection is ssh", {"transport": "ansible.builtin.ssh"}),
        ("async", {"async": 10}),
        (
            "environment sets LD_PRELOAD",
            {"environment": {"LD_PRELOAD": "x", "MACKEREL_APIKEY": "y"}},
        ),
        (
            "interpreter is /opt/far",
            {
                "delegate_to": "far",
                "variables": {
                    "ansible_delegated_vars": {"far": {"ansible_python_interpreter": "/opt/far"}}
                },
            },
        ),
    ],
)
def test_not_here(reason, case):
    assert reason in _why_not(**case)


def test_not_here_with_become():
    action, variables = actions.action_of(GROUP, {"name": "x"})
    action._connection.set_become_plugin(mock.Mock())
    found = eligibility.handover(eligibility.Candidate(action, variables, {}))
    assert found.reason is eligibility.Reason.OTHER_USER and str(found) == "become"


def test_not_here_without_requests_or_when_switched_off(monkeypatch):
    monkeypatch.setattr(eligibility, "HAS_REQUESTS", False)
    assert "no requests" in _why_not()
    monkeypatch.setenv("ONCALL_ROUTING_ACTION", "never")
    assert "ONCALL_ROUTING_ACTION" in _why_not()


def test_not_here_where_macos_would_end_the_process(monkeypatch):
    for name in list(os.environ):
        if name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)
    monkeypatch.setattr(sys, "platform", "darwin")
    assert "macOS" in _why_not()
    monkeypatch.setenv("no_proxy", "*")
    assert _why_not() is None


def test_not_here_when_files_are_kept_to_look_into_them(monkeypatch):
    monkeypatch.setattr(eligibility.C, "DEFAULT_KEEP_REMOTE_FILES", True)
    assert _why_not() == "ANSIBLE_KEEP_REMOTE_FILES"


@pytest.mark.parametrize(
    "trouble",
    [
        "raise ImportError('no six.moves')",
        "raise AttributeError('module lib has no attribute X509_V_FLAG')",
    ],
)
def test_a_requests_that_can_not_be_imported_is_the_module_s_trouble(tmp_path, trouble):
    """Not that of the whole run: the file is imported by the controller, also for hosts on other
    connections.
    """
    (tmp_path / "requests").mkdir()
    (tmp_path / "requests" / "__init__.py").write_text(trouble)
    done = _in_a_new_python(tmp_path, "print(shared.HAS_REQUESTS)")
    assert (done.returncode, done.stdout.strip()) == (0, "False"), done.stderr


def test_what_requests_thinks_of_its_dependencies_is_not_shown(tmp_path):
    (tmp_path / "requests").mkdir()
    (tmp_path / "requests" / "__init__.py").write_text(
        "import warnings\nwarnings.warn('chardet (99.0.0) does not match a supported version!')"
    )
    done = _in_a_new_python(tmp_path, "print(shared.HAS_REQUESTS)")
    assert (done.returncode, done.stdout.strip(), done.stderr) == (0, "True", "")


def _in_a_new_python(first, code):
    """Runs code in which ``shared`` is a file that all actions share. first: a folder whose
    packages come before others.
    """
    place = os.environ.get("ONCALL_COLLECTIONS_PATH") or next(
        path
        for path in sys.path
        if os.path.isdir(os.path.join(path, "ansible_collections", "oncall", "routing"))
    )
    return subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys\nsys.path[:0] = %r\nfrom %s import eligibility as shared\n%s"
            % ([str(first), place], eligibility.__package__, code),
        ],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_what_can_not_be_told_to_a_module_is_left_to_ansible():
    action, variables = actions.action_of(GROUP, {"name": b"x"})
    with mock.patch.object(
        action, "_execute_module", return_value={"failed": True, "mine": 1}
    ) as executed:
        assert action.run(task_vars=variables)["mine"] == 1 and executed.call_count == 1


def test_not_here_in_an_ansible_that_works_otherwise(monkeypatch):
    monkeypatch.setattr(eligibility, "INSIDE", ((eligibility.basic, "_NO_SUCH_THING"),))
    assert "another way" in _why_not()


def test_not_here_means_the_module_as_ever():
    """Handed over, not refused: the module process is asked for the same thing."""
    action, variables = actions.action_of(
        GROUP, {"name": "x"}, variables={"ansible_python_interpreter": "/opt/other"}
    )
    with mock.patch.object(
        action, "_execute_module", return_value={"changed": False, "mine": 1}
    ) as executed:
        result = action.run(task_vars=variables)
    assert executed.call_count == 1 and result["mine"] == 1


# --- the rest


def test_the_task_s_environment_is_heeded_and_put_back(mackerel):
    key = mackerel.connection["api_key"]
    action, variables = actions.action_of(
        GROUP + "_info",
        {"api_url": mackerel.connection["api_url"]},
        environment={"MACKEREL_APIKEY": key, "NO_PROXY": "127.0.0.1"},
    )
    before = dict(os.environ)
    assert action.run(task_vars=variables)["requests"]["reads"] == 1
    assert dict(os.environ) == before
    assert mackerel.requests()[0]["status"] == 200


#: A value that an internal error holds.
SECRET = "not-ours-0004"


def _process_state():
    """What ``borrowed_process`` lists."""
    basic = eligibility.basic
    arguments = [
        getattr(basic, name, None)
        for name in ("_ANSIBLE_ARGS", "_ANSIBLE_PROFILE", "_PARSED_MODULE_ARGS")
    ]
    return {
        "arguments": arguments,
        "remove_values": basic.remove_values,
        "environment": dict(os.environ),
        "folder": os.getcwd(),
        "filters": list(warnings.filters),
        "stdout": sys.stdout,
        "gc": gc.get_threshold(),
    }


@pytest.mark.parametrize("end", [None, SystemExit, OutOfTime])
def test_all_process_wide_state_is_put_back(tmp_path, end):
    action, variables = actions.action_of(GROUP, {"name": "x"}, environment={"NO_PROXY": "x"})
    action._loader.set_basedir(str(tmp_path))
    within = {}

    def module(_host):
        within.update(_process_state())
        print("{}")
        if end:
            raise end("over")

    before = _process_state()
    with mock.patch.object(type(action), "module", staticmethod(module)):
        if end is OutOfTime:
            with pytest.raises(OutOfTime):
                action.run(task_vars=variables)
        else:
            action.run(task_vars=variables)
    assert _process_state() == before
    assert [name for name, value in within.items() if value == before[name]] == []


@pytest.mark.parametrize("door", ["module", "action"])
def test_a_debug_run_shows_where_an_internal_error_was_raised(mackerel, monkeypatch, door):
    def broken(*_arguments):
        try:
            raise ValueError(SECRET)
        except ValueError as error:
            raise KeyError(SECRET) from error

    monkeypatch.setattr(reconcile, "make_plan", broken)
    monkeypatch.setattr(harness, "DOOR", door)
    monkeypatch.setattr("ansible.constants.DEFAULT_DEBUG", True)
    result = mackerel.run(GROUP, name="x", _ansible_debug=True)
    assert "ANSIBLE_DEBUG=1" in result["msg"] and "not-ours" not in result.text
    shown = result["traceback"]
    assert shown[0] == "Traceback (most recent call last):" and shown[-1] == "KeyError"
    assert "ValueError" in shown and any("reconcile.py" in line for line in shown)


def test_long_work_says_how_far_it_is(mackerel, monkeypatch):
    action, variables = actions.action_of(
        GROUP + "s",
        dict(
            mackerel.connection,
            concurrency=1,
            notification_groups=[{"name": "n%d" % n} for n in range(3)],
        ),
    )
    monkeypatch.setattr(session_file, "PROGRESS_EVERY_S", -1.0)
    said = []
    monkeypatch.setattr(
        display,
        "v",
        lambda text, host=None: said.append((host, text)),
    )
    assert action.run(task_vars=variables)["changed"]
    assert said == [
        ("localhost", "notification groups: %d of 3 done, 0 s waited" % done) for done in (1, 2)
    ]


def test_long_reading_says_how_far_it_is(guance, monkeypatch):
    teams = [{"name": "t%d" % n, "members": ["alice@example.com"]} for n in range(3)]
    actions.run("guance_member_groups", dict(guance.connection, member_groups=teams))
    # with a list of members that is no help each team is asked
    guance.emulator.add_fault(vendor="guance", path="members/list", kind="empty", times=None)
    action, variables = actions.action_of(
        "guance_member_groups",
        dict(
            guance.connection,
            rate_limit=1000,
            member_groups=[dict(one, members=["acnt_%032d" % 1]) for one in teams],
        ),
    )
    monkeypatch.setattr(session_file, "PROGRESS_EVERY_S", -1.0)
    said = []
    monkeypatch.setattr(
        display,
        "v",
        lambda text, host=None: said.append(text),
    )
    action.run(task_vars=variables)
    assert said[:2] == ["teams: %d of 3 read, 0 s waited" % done for done in (1, 2)]


def _out_of_time(account, action, variables, waiting):
    """Runs an action, which gets Ansible's time-out as soon as so many requests were refused for
    now; requests that were sent.
    """
    from ansible_collections.oncall.routing.plugins.module_utils._http.pace import (
        SystemClock as system,
    )

    def sleep(_self, seconds, stopped):
        stopped.wait(seconds)

    def out_of_time(*_arguments):
        raise OutOfTime("task timed out")

    def refused():
        return [one for one in account.requests() if one["status"] == 429]

    over = threading.Event()

    def when_all_wait():
        while len(refused()) < waiting:
            if over.wait(0.01):
                return
        time.sleep(0.1)
        signal.pthread_kill(threading.main_thread().ident, signal.SIGALRM)

    before, began = signal.signal(signal.SIGALRM, out_of_time), time.monotonic()
    clock = threading.Thread(target=when_all_wait, daemon=True)
    clock.start()
    try:
        with mock.patch.object(system, "sleep", sleep), pytest.raises(OutOfTime):
            action.run(task_vars=variables)
    finally:
        over.set()
        clock.join()
        signal.signal(signal.SIGALRM, before)
    assert time.monotonic() - began < 4
    assert len(refused()) == waiting
    return account.requests()


def test_a_time_out_of_the_task_stops_writes_that_wait(mackerel):
    """It arrives in the main thread; the threads that wait for the vendor's Retry-After are not
    to write after the task has failed.
    """
    mackerel.emulator.add_fault(
        vendor="mackerel", method="POST", kind="retry_after", seconds=6, times=2
    )
    action, variables = actions.action_of(
        GROUP + "s",
        dict(
            mackerel.connection,
            concurrency=2,
            notification_groups=[{"name": "n%d" % n} for n in range(5)],
        ),
    )
    sent = _out_of_time(mackerel, action, variables, 2)
    assert [one["status"] for one in sent if one["write"]] == [429, 429]


def test_a_time_out_of_the_task_does_not_wait_for_what_is_on_its_way(mackerel):
    mackerel.emulator.add_fault(
        vendor="mackerel", method="POST", kind="latency", ms=6000, when="before"
    )
    mackerel.emulator.add_fault(
        vendor="mackerel", method="POST", kind="retry_after", seconds=6, nth=2
    )
    action, variables = actions.action_of(
        GROUP + "s",
        dict(
            mackerel.connection,
            concurrency=2,
            notification_groups=[{"name": "n%d" % n} for n in range(5)],
        ),
    )
    sent = _out_of_time(mackerel, action, variables, 1)
    assert len([one for one in sent if one["write"]]) <= 2


def test_a_time_out_of_the_task_stops_reads_that_wait(bk):
    """Rules are read one by one, several at the same time."""
    part = {
        "duty_users": [[{"id": "alice", "type": "user"}]],
        "duty_time": [{"work_type": "daily", "work_time": ["00:00--23:59"]}],
    }
    rules = [
        {
            "name": "rule %d" % number,
            "category": "regular",
            "effective_time": "2035-01-01 00:00:00",
            "duty_arranges": [part],
        }
        for number in range(6)
    ]
    made = actions.run("bk_duty_rules", dict(bk.connection, duty_rules=rules))
    assert made["counts"]["created"] == 6, made
    bk.emulator.clear_requests()
    bk.emulator.add_fault(vendor="bk", path="detail", kind="retry_after", seconds=6, times=4)
    action, variables = actions.action_of("bk_duty_rules", dict(bk.connection, duty_rules=rules))
    assert [one["status"] for one in _out_of_time(bk, action, variables, 4)] == [200] + [429] * 4


def test_a_time_out_of_the_task_is_not_swallowed(mackerel):
    action, variables = actions.action_of(GROUP, dict(mackerel.connection, name="x"))
    with mock.patch.object(
        reconcile, "apply_plan", side_effect=OutOfTime("task timed out")
    ), pytest.raises(OutOfTime):
        action.run(task_vars=variables)


def test_paths_are_meant_from_where_a_module_would_run(mackerel, tmp_path, monkeypatch):
    """Beside the playbook, whatever folder Ansible was called in."""
    (tmp_path / "play").mkdir()
    (tmp_path / "play" / "ca.pem").write_text("no certificate")
    monkeypatch.chdir(tmp_path)
    action, variables = actions.action_of(
        GROUP + "_info",
        dict(mackerel.connection, api_url="https://127.0.0.1:9", ca_path="ca.pem", retries=0),
    )
    action._loader.set_basedir(str(tmp_path / "play"))
    said = action.run(task_vars=variables)["msg"]
    assert "invalid path" not in said and ("can't be read" in said or "no connection" in said), said
    assert os.getcwd() == str(tmp_path)


def test_warnings_of_python_do_not_reach_the_terminal(mackerel, recwarn):
    action, variables = actions.action_of(GROUP + "_info", dict(mackerel.connection))
    real = type(action).module

    def noisy(host):
        warnings.warn("an unverified request", stacklevel=1)
        real(host)

    with mock.patch.object(type(action), "module", staticmethod(noisy)):
        assert action.run(task_vars=variables)["requests"]["reads"] == 1
    assert [str(one.message) for one in recwarn] == []


def test_warnings_are_in_the_result(guance):
    options = {
        "name": "x",
        "rule_timezone": "Nowhere/Town",
        "alert_opt": {"silent_timeout": 0, "agg_interval": 0},
    }
    result = actions.run("guance_alert_policy", dict(guance.connection, **options))
    assert any("not a time zone known here" in text for text in result["warnings"])


def test_what_goes_back_to_the_controller_is_light_and_marked_where_it_was_in_a_vault(mackerel):
    """Texts that know where they were written are several times as slow to send; that one was
    encrypted must stay known to callbacks.
    """
    from ansible._internal._datatag._tags import Origin, VaultedValue
    from ansible.parsing.vault import VaultHelper

    here = Origin(path="/play.yml", line_num=1)
    name, secret = (
        here.tag("of the play"),
        VaultedValue(ciphertext="$ANSIBLE_VAULT;1.1;AES256\n00").tag(
            "https://hooks.example.com/of-the-vault"
        ),
    )
    channel = here.tag(
        {"name": name, "type": "webhook", "url": secret, "events": here.tag(["alert"])}
    )
    action, variables = actions.action_of(
        "mackerel_channels", dict(mackerel.connection, channels=here.tag([channel]))
    )
    assert action.run(task_vars=variables)["counts"]["created"] == 1
    sent = action._task.args["channels"]
    kinds = [one.__class__ for one in (sent, sent[0], sent[0]["name"], sent[0]["events"])]
    assert sent == [channel] and kinds == [list, dict, str, list]
    assert VaultHelper.get_ciphertext(sent[0]["url"], with_tags=False).startswith("$ANSIBLE_VAULT")
    assert VaultHelper.get_ciphertext(sent[0]["name"], with_tags=False) is None


def test_a_worker_leaves_the_controller_s_memory_alone_and_the_controller_is_not_touched(tmp_path):
    place = next(
        path
        for path in sys.path
        if os.path.isdir(os.path.join(path, "ansible_collections", "oncall", "routing"))
    )
    (tmp_path / "both.py").write_text(
        """
import gc, multiprocessing, sys
sys.path.insert(0, %r)
from %s.worker import settle_in
def state():
    before = gc.get_freeze_count()
    settle_in()
    return gc.get_threshold(), gc.get_freeze_count() > before
def worker(pipe):
    pipe.send(state())
if __name__ == "__main__":
    ours, theirs = multiprocessing.Pipe()
    print(state())
    child = multiprocessing.get_context("fork").Process(target=worker, args=(theirs,))
    child.start()
    print(ours.recv())
    child.join()
"""
        % (place, eligibility.__package__)
    )
    done = subprocess.run(
        [sys.executable, str(tmp_path / "both.py")],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stdout.splitlines() == [str((gc.get_threshold(), False)), str((RELAXED, True))]


def test_long_lists_are_templated_with_less_looking_for_garbage():
    action, _variables = actions.action_of(GROUP, {})
    before, relaxed = gc.get_threshold(), RELAXED
    with type(action).get_finalize_task_args_context():
        assert gc.get_threshold() == relaxed != before
    assert gc.get_threshold() == before
