# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A pytest plugin: no secret in anything that a whole test run prints or writes, or the run is red.

Looked through are names of tests, what they printed (also those that passed), how they failed,
warnings, and every file written below the given folders since the run began. Tests look through
results of modules and of playbooks themselves; here those are only counted. With xdist all of it
happens in the process that started the workers, where their reports arrive.
"""

from __future__ import annotations

import time

import pytest

from . import leaks

#: The name of what a test's report carries: [outputs, characters].
PROPERTY = "scanned for secrets"


class WholeRun:
    """folders: what tests write below these is an output, but for ``inputs``."""

    def __init__(self, folders, inputs=()):
        self.folders = [str(folder) for folder in folders]
        self.inputs = {str(path) for path in inputs}
        self.began = time.time()
        self.outputs = self.characters = 0
        self.leaks = []

    def look(self, where, text):
        self.outputs += 1
        self.characters += len(text)
        self.leaks += ["%s: it begins with %s" % (where, start) for start in leaks.found(text)]

    def pytest_runtest_logreport(self, report):
        parts = [
            report.nodeid if report.when == "setup" else "",
            str(report.longrepr or ""),
            *("%s %s" % section for section in report.sections),
        ]
        self.look("%s, %s" % (report.nodeid.partition("[")[0], report.when), "\n".join(parts))
        for name, value in report.user_properties if report.when == "teardown" else ():
            if name == PROPERTY:
                self.outputs += value[0]
                self.characters += value[1]

    def pytest_collectreport(self, report):
        self.look(report.nodeid, "%s %s" % (report.longrepr or "", report.sections))

    def pytest_warning_recorded(self, warning_message, nodeid):
        self.look("a warning of %s" % nodeid, str(warning_message))

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session):
        for folder in self.folders:
            for path in leaks.files(folder, self.began, self.inputs):
                self.look(path, leaks.content(path))
        if self.leaks:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter):
        for line in self.leaks:
            terminalreporter.write_line("LEAK of a secret in %s" % line, red=True)
        terminalreporter.write_line(
            "reliability: %d outputs (%d characters) scanned for %d secrets in every spelling, %d"
            " secrets found" % (self.outputs, self.characters, len(leaks.KNOWN), len(self.leaks))
        )


class Counting:
    """Puts into each test's report how much it looked through by itself."""

    def __init__(self):
        self.before = (0, 0)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_teardown(self, item):
        try:
            return (yield)
        finally:
            now = (leaks.SCANNED["outputs"], leaks.SCANNED["characters"])
            item.user_properties.append(
                (PROPERTY, [now[0] - self.before[0], now[1] - self.before[1]])
            )
            self.before = now


def watch(config, folders, inputs=()):
    """Installs the plugin; it watches from the one process that sees all reports."""
    config.pluginmanager.register(Counting(), "oncall-counting")
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(WholeRun(folders, inputs), "oncall-whole-run")
