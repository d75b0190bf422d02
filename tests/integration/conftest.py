# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Real ansible-playbook and ansible processes in front of an emulator that this process runs."""

from __future__ import annotations

import contextlib
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from support import leaks
from support.child import kill

HERE = Path(__file__).resolve().parent
BIN = Path(sys.executable).parent
CREDENTIALS = {
    "MACKEREL_APIKEY": "mackerel-demo-key-0001",
    "GUANCE_ACCESS_TOKEN": "guance-demo-key-0001",
    "BK_APP_CODE": "ansible",
    "BK_APP_SECRET": "bk-demo-secret-0001",
    "BK_USERNAME": "deploy",
}


@pytest.fixture(scope="session")
def _emulator():
    from emulator import Emulator

    with Emulator() as emulator:
        yield emulator


@pytest.fixture
def emulator(_emulator):
    """All three vendors with the seed's accounts. A request the documents do not allow fails the
    test.
    """
    _emulator.reset()
    yield _emulator
    assert _emulator.violations() == []


class Run:
    """A finished process. ``tasks``: what each task returned, in order."""

    def __init__(self, done, record):
        self.code = done.returncode
        self.text = done.stdout
        self.tasks = (
            [json.loads(line) for line in record.read_text().splitlines()]
            if record.exists()
            else []
        )

    def __getitem__(self, name):
        """The result of the one task of that name."""
        found = [one["result"] for one in self.tasks if one["task"] == name]
        assert len(found) == 1, (name, [one["task"] for one in self.tasks], self.text)
        return found[0]

    def outcome(self, name):
        return next(one["outcome"] for one in self.tasks if one["task"] == name)

    def ok(self, warnings=()):
        """Nothing failed, and nothing but these texts (regular expressions) was warned of."""
        assert self.code == 0, self.text
        warned = [
            line
            for line in self.text.splitlines()
            if line.startswith(("[WARNING]", "[DEPRECATION"))
        ]
        assert [
            line for line in warned if not any(re.search(text, line) for text in warnings)
        ] == [], self.text
        assert [
            text for text in warnings if not any(re.search(text, line) for line in warned)
        ] == []
        assert [one for one in self.tasks if one["outcome"] not in ("ok", "skipped")] == []
        return self


class Ansible:
    """``play`` runs plays, ``adhoc`` one module, with the vendors' variables in the environment
    unless told otherwise.
    """

    def __init__(self, emulator, collections_path, directory):
        self.emulator = emulator
        self.directory = directory
        self.count = 0
        #: files a test puts there; everything else below the directory is an output
        self.inputs = {directory / "playbook.yml", directory / "ansible.cfg"}
        (directory / "ansible.cfg").touch()
        self.connection = dict(
            CREDENTIALS,
            MACKEREL_API_BASE=emulator.mackerel_url,
            GUANCE_END_POINT=emulator.guance_url,
            BK_API_URL=emulator.bk_url,
        )
        self.environment = {
            "PATH": os.pathsep.join([str(BIN), os.environ.get("PATH", os.defpath)]),
            "HOME": str(directory),
            "LC_ALL": "C.UTF-8",
            "ANSIBLE_CONFIG": str(directory / "ansible.cfg"),
            "ANSIBLE_HOME": str(directory / "home"),
            "ANSIBLE_LOCAL_TEMP": str(directory / "local"),
            "ANSIBLE_REMOTE_TEMP": str(directory / "remote"),
            "ANSIBLE_COLLECTIONS_PATH": str(collections_path),
            "ANSIBLE_NOCOLOR": "1",
            "ANSIBLE_CALLBACK_PLUGINS": str(HERE / "callbacks"),
            "ANSIBLE_CALLBACKS_ENABLED": "recorder",
            "ANSIBLE_LOCALHOST_WARNING": "false",
            "ANSIBLE_INVENTORY_UNPARSED_WARNING": "false",
            "ANSIBLE_DEPRECATION_WARNINGS": "true",
            "ANSIBLE_PYTHON_INTERPRETER": sys.executable,
            # the half of the time that says nothing about the collection; the ad hoc commands do
            # without
            "ANSIBLE_PIPELINING": "true",
            "ANSIBLE_LOG_PATH": str(directory / "ansible.log"),
        }

    def _run(self, command, env):
        self.count += 1
        record = self.directory / ("record-%d" % self.count)
        variables = dict(
            self.environment, ONCALL_RECORD=str(record), **(self.connection if env is None else env)
        )
        done = subprocess.run(
            [str(BIN / command[0]), *command[1:]],
            env=variables,
            cwd=self.directory,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            timeout=120,
        )
        (self.directory / ("printed-%d" % self.count)).write_text(done.stdout, encoding="utf-8")
        return Run(done, record)

    def scan(self):
        """No secret in anything that was printed, logged, recorded or left behind."""
        for path in leaks.files(self.directory, inputs={str(path) for path in self.inputs}):
            leaks.scan(leaks.content(path))

    def play(self, *plays, words=(), env=None):
        """Each play is a dict, or a list of tasks."""
        return self._run([*self._written(plays), *words], env)

    def book(self, path, words=(), env=None):
        """A playbook that lies in a file."""
        return self._run(["ansible-playbook", str(path), *words], env)

    def text(self, book, env=None):
        """A playbook as somebody typed it."""
        (self.directory / "playbook.yml").write_text(book)
        return self._run(
            ["ansible-playbook", "-i", "localhost,", str(self.directory / "playbook.yml")], env
        )

    def _written(self, plays):
        book = self.directory / "playbook.yml"
        whole = [
            dict(
                {"hosts": "localhost", "connection": "local", "gather_facts": False},
                **(play if isinstance(play, dict) else {"tasks": play}),
            )
            for play in plays
        ]
        book.write_text(yaml.safe_dump(whole, sort_keys=False))
        return ["ansible-playbook", "-i", "localhost,", str(book)]

    @contextlib.contextmanager
    def begun(self, *plays):
        """A playbook that runs. ``kill`` ends it and its workers."""
        command = self._written(plays)
        variables = dict(self.environment, ONCALL_RECORD=os.devnull, **self.connection)
        with open(self.directory / "printed-begun", "wb") as printed, subprocess.Popen(
            [str(BIN / command[0]), *command[1:]],
            env=variables,
            cwd=self.directory,
            start_new_session=True,
            stdin=subprocess.DEVNULL,
            stdout=printed,
            stderr=subprocess.STDOUT,
        ) as process:
            try:
                yield process
            finally:
                kill(process.pid)

    def adhoc(self, module, arguments, *words, env=None):
        """``arguments`` as a user types them, after ``-a``."""
        return self._run(
            [
                "ansible",
                "localhost",
                "-i",
                "localhost,",
                "-c",
                "local",
                "-m",
                "oncall.routing." + module,
                "-a",
                arguments,
                *words,
            ],
            env,
        )


@pytest.fixture
def ansible(emulator, collections_path, tmp_path):
    made = Ansible(emulator, collections_path, tmp_path)
    yield made
    made.scan()
