# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Playbooks of contenders, run as a user runs them, and what their tasks took."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import yaml

HERE = Path(__file__).resolve().parent
BIN = Path(sys.executable).parent
#: The variable that makes the collection start a process for every module, as it has to on other
#: connections.
MODULE_PROCESS = {"ONCALL_ROUTING_ACTION": "never"}
CREDENTIALS = {
    "MACKEREL_APIKEY": "mackerel-demo-key-0001",
    "GUANCE_ACCESS_TOKEN": "guance-demo-key-0001",
    "BK_APP_CODE": "ansible",
    "BK_APP_SECRET": "bk-demo-secret-0001",
    "BK_USERNAME": "deploy",
}


def cpu_of_children():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


@dataclass
class Pass:
    """One contender's tasks, once: their tasks' time and results together."""

    wall: float = 0.0
    cpu: float = 0.0
    begin: float = 0.0
    end: float = 0.0
    results: list = field(default_factory=list)


@dataclass
class Run:
    """A finished ansible-playbook. ``passes``: by the names given to them. ``first``: when its
    first task began.
    """

    wall: float
    cpu: float
    began: float
    first: float
    passes: dict
    weights: dict


def environment_of(folder, collections, more=None):
    """The environment of an ansible-playbook: nothing of the user's but the path."""
    return {
        "PATH": os.pathsep.join([str(BIN), os.environ.get("PATH", os.defpath)]),
        "HOME": str(folder),
        "LC_ALL": "C.UTF-8",
        "ANSIBLE_CONFIG": str(HERE.parent / "ansible.cfg"),
        "ANSIBLE_HOME": str(folder / "home"),
        "ANSIBLE_NOCOLOR": "1",
        "ANSIBLE_COLLECTIONS_PATH": str(collections),
        **CREDENTIALS,
        **(more or {}),
    }


def playbook(folder, collections, words, environment=None):
    """An ansible-playbook from its start to its end."""
    variables = environment_of(folder, collections, environment)
    began, cpu = time.perf_counter(), cpu_of_children()
    with subprocess.Popen(
        [str(BIN / "ansible-playbook"), *words],
        env=variables,
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        try:
            said = process.communicate()[0]
        except BaseException:
            # not killed, so that it ends its workers
            process.terminate()
            raise
    done = Pass(wall=time.perf_counter() - began, cpu=cpu_of_children() - cpu, begin=began)
    if process.returncode:
        raise RuntimeError(f"ansible-playbook ended with {process.returncode}:\n{said[-3000:]}")
    return done


class Book:
    """``add`` passes in the order they are to be run, then ``run``."""

    def __init__(self, folder, collections):
        self.folder = folder
        self.collections = collections
        self.tasks = []
        self.names = []
        self.files = {}
        self.current = None

    def variables(self, values):
        """What the passes that follow see. Read by a task of its own, which no pass pays for."""
        text = json.dumps(values)
        if text == self.current:
            return
        self.current = text
        if text not in self.files:
            self.files[text] = self.folder / f"variables-{time.monotonic_ns()}.json"
            self.files[text].write_text(text, encoding="utf-8")
        self.tasks.append(
            {"name": "-", "ansible.builtin.include_vars": {"file": str(self.files[text])}}
        )

    def add(self, name, contender, values=None):
        """The tasks of a contender, timed together under a name; those without a name are there
        to warm up.
        """
        if values is not None:
            self.variables(values)
        self.names.extend([name] if name else [])
        for task in yaml.safe_load(
            (HERE / "contenders" / f"{contender}.yml").read_text(encoding="utf-8")
        ):
            self.tasks.append(dict(task, name=f"{name or '-'}: {task['name']}"))

    def run(self, environment=None, memory=False, options=()):
        book, record = self.folder / "book.yml", self.folder / f"record-{time.monotonic_ns()}"
        book.write_text(
            yaml.safe_dump(
                [{"name": "-", "hosts": "localhost", "gather_facts": False, "tasks": self.tasks}],
                sort_keys=False,
            ),
            encoding="utf-8",
        )
        done = playbook(
            self.folder,
            self.collections,
            [str(book), *options],
            {
                "ANSIBLE_CALLBACK_PLUGINS": str(HERE / "callbacks"),
                "ANSIBLE_CALLBACKS_ENABLED": "stopwatch",
                "ONCALL_STOPWATCH": str(record),
                "ONCALL_STOPWATCH_MEMORY": "1" if memory else "",
                **(environment or {}),
            },
        )
        lines = [json.loads(line) for line in record.read_text(encoding="utf-8").splitlines()]
        timed = [line for line in lines if "task" in line]
        return Run(
            done.wall,
            done.cpu,
            done.begin,
            timed[0]["begin"],
            self._passes(timed),
            {one["weight"]: one for one in lines if "weight" in one},
        )

    def _passes(self, lines):
        passes = {}
        for line in lines:
            name = line["task"].partition(": ")[0]
            if name == "-":
                continue
            one = passes.setdefault(name, Pass(begin=line["begin"]))
            one.wall += line["wall"]
            one.cpu += line["cpu"]
            one.end = line["end"]
            one.results.append(line["result"])
        missing = [name for name in self.names if name not in passes]
        if missing:
            raise RuntimeError(f"not recorded: {missing}")
        return passes


def bare(folder, calls, workers=1):
    """What the same calls take with requests alone."""
    job = folder / "job.json"
    job.write_text(
        json.dumps(
            {
                "calls": calls,
                "headers": {
                    "X-Api-Key": CREDENTIALS["MACKEREL_APIKEY"],
                    "Content-Type": "application/json",
                },
                "workers": workers,
            }
        ),
        encoding="utf-8",
    )
    done = subprocess.run(
        [sys.executable, str(HERE / "bare.py"), str(job)],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=True,
    )
    told = json.loads(done.stdout)
    return Pass(wall=told["wall"], cpu=told["cpu"])
