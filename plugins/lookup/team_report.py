# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
name: team_report
short_description: Write one report of all accounts of a run
version_added: 0.1.0
author:
  - oncall.routing contributors (@oncall-routing)
description:
  - Joins the results of the accounts of a play, one host each, and writes them to files on the
    controller. It serves the role P(oncall.routing.team_onboarding#role).
  - Every account adds its part, and each time the lookup makes the report from all parts so far. So
    the last report is complete, whatever order C(serial), C(strategy) and C(forks) cause.
  - The lookup replaces a file whole or not at all. It follows a link, and keeps the permissions of
    an existing file.
options:
  _terms:
    description: With O(step=begin), a text that all hosts of one report share. With the other
      steps, the turn that O(step=begin) returned.
    type: list
    elements: str
    required: true
  step:
    description:
      - V(begin) records that the account has begun, and tests whether the files are writable.
      - V(add) adds the part of the account and writes the files.
      - V(read) returns the report of all parts so far.
    type: str
    choices: [begin, add, read]
    default: read
  account:
    description: The name of the host.
    type: str
  result:
    description: The result of the account.
    type: dict
    default: {}
  hosts:
    description: All hosts of the play.
    type: list
    elements: str
    default: []
  left:
    description: The hosts of O(hosts) that have neither failed nor ended. Their missing parts are
      still to come.
    type: list
    elements: str
    default: []
  report_file:
    description: The file for the report as JSON, if any.
    type: str
    default: ''
  plan_file:
    description: The file for the text, if any.
    type: str
    default: ''
  options:
    description: The names of the options for the two files, for messages.
    type: list
    elements: str
    default: [report_file, plan_file]
  prefix:
    description: A prefix for the names of all objects.
    type: str
    default: ''
  done:
    description: Whether the text is in the past tense, after a real run.
    type: bool
    default: false
  slice:
    description: Whether the play is a slice of a job, with a part of the accounts. C(stats), and
      the file of O(report_file), then hold what P(oncall.routing.team_merged#filter) needs of it.
    type: bool
    default: false
  job:
    description: With O(slice), the number of the job in AWX. What went wrong is then said with it.
    type: str
    default: ''
seealso:
  - plugin: oncall.routing.team_plan
    plugin_type: filter
"""

EXAMPLES = r"""
---
- name: Begin the report
  ansible.builtin.set_fact:
    begun: "{{ lookup('oncall.routing.team_report', ansible_play_name, step='begin',
      account=inventory_hostname, plan_file='plan.md') }}"

- name: Show the report so far
  ansible.builtin.debug:
    msg: "{{ lookup('oncall.routing.team_report', begun.turn, hosts=ansible_play_hosts_all,
      left=ansible_play_hosts).text }}"
"""

RETURN = r"""
---
_raw:
  description: One dict for each term.
  type: list
  elements: dict
  contains:
    turn:
      description: The name of the turn, for the other steps.
      type: str
    problems:
      description: The reasons why files are not writable, each with the option and the path.
      type: list
      elements: str
    text:
      description: With O(step=read), the plan or the report as Markdown.
      type: str
    sum:
      description: With O(step=read), the number of changes in one line.
      type: str
    pieces:
      description: With O(step=read), the lines of the text in parts that AWX shows whole. No line
        is longer than such a part.
      type: list
      elements: list
    report:
      description: With O(step=read), the report for machines; see
        P(oncall.routing.team_plan#filter).
      type: dict
    stats:
      description: With O(step=read), the values that the role passes to C(set_stats).
      type: dict
"""

import json
import os

from ansible import constants as C
from ansible.plugins.lookup import LookupBase
from ansible_collections.oncall.routing.plugins.plugin_utils._inprocess.worker import settle_in
from ansible_collections.oncall.routing.plugins.plugin_utils._teams import accounts
from ansible_collections.oncall.routing.plugins.plugin_utils._teams.file import files
from ansible_collections.oncall.routing.plugins.plugin_utils._teams.report import parts as parts_of
from ansible_collections.oncall.routing.plugins.plugin_utils._teams.report import plan
from ansible_collections.oncall.routing.plugins.plugin_utils._teams.report.whole import whole


class LookupModule(LookupBase):
    """The report of a run."""

    def run(self, terms, variables=None, **kwargs):
        self.set_options(var_options=variables, direct=kwargs)
        settle_in()
        # the folder of this run, which Ansible removes at its end
        folder = os.path.join(C.DEFAULT_LOCAL_TMP, "oncall.routing")
        return [getattr(self, "_" + self.get_option("step"))(folder, str(term)) for term in terms]

    def _begin(self, folder, term):
        account = self.get_option("account")
        turn = accounts.begin(folder, term, account)
        problems = [
            "%s: %s: %s" % (option, path, refused)
            for option, path in self._files()
            for refused in [files.refusal(path)]
            if refused
        ]
        places = [files.place_of(path) for dummy, path in self._files()]
        if not problems and len(places) > len(set(places)):
            problems = [
                "%s: %s: is the same file as that of %s" % (self._files()[1] + self._files()[0][:1])
            ]
        if problems:
            with accounts.alone(folder, turn) as parts:
                parts.add(
                    account,
                    {"results": [{"failed": True, "changed": False, "msg": "; ".join(problems)}]},
                )
        return {"turn": turn, "problems": problems}

    def _add(self, folder, term):
        problems = []
        with accounts.alone(folder, term) as parts:
            parts.add(self.get_option("account"), self.get_option("result"))
            results = self._results(parts)
            for number, (option, path) in enumerate(zip(self.get_option("options"), self._paths())):
                if path:
                    try:
                        files.write(
                            path,
                            (
                                self._text(results)
                                if number
                                else json.dumps(self._report(results), indent=4, sort_keys=True)
                                + "\n"
                            ),
                        )
                    except OSError as error:
                        problems.append(
                            "%s: %s: can't be written: %s" % (option, path, files.reason(error))
                        )
        return {"turn": term, "problems": problems}

    def _read(self, folder, term):
        with accounts.alone(folder, term) as parts:
            results = self._results(parts)
        found = whole(results, self.get_option("prefix"), self.get_option("done"))
        if self.get_option("slice"):
            part = self._part(results)
            found["stats"][parts_of.name_of(part)] = parts_of.packed(part)
        return {"turn": term, "problems": [], **found}

    def _part(self, results):
        return parts_of.part(
            results, self.get_option("prefix"), self.get_option("done"), self.get_option("job")
        )

    def _results(self, parts):
        return parts.results(self.get_option("hosts"), self.get_option("left"))

    def _report(self, results):
        report = plan.report(results, self.get_option("prefix"))
        return dict(report, part=self._part(results)) if self.get_option("slice") else report

    def _text(self, results):
        return plan.markdown(results, self.get_option("prefix"), self.get_option("done"))

    def _paths(self):
        return self.get_option("report_file"), self.get_option("plan_file")

    def _files(self):
        return [
            (option, path)
            for option, path in zip(self.get_option("options"), self._paths())
            if path
        ]
