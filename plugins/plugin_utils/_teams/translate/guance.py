# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A team at Guance or TrueWatch: notify objects, a team of the members, and an alert policy.
Private to oncall.routing.
"""

from __future__ import annotations

from typing import Any

from ....module_utils._vendors.guance.alert_policy import ALERT_POLICY
from ....module_utils._vendors.guance.member_group import MEMBER_GROUP
from ....module_utils._vendors.guance.notify_object import NOTIFY_OBJECT
from ..._time import clock
from ..fidelity import Report
from ..file.model import Contact, Member, Rule, Team
from ..file.names import described, object_name
from ..file.schema import SEVERITIES
from ..file.week import Signature, Week
from .guance_windows import Windows

LISTS = {
    "notify_objects": NOTIFY_OBJECT,
    "member_groups": MEMBER_GROUP,
    "alert_policies": ALERT_POLICY,
}
#: What a severity stands for. Error is between critical and warning, and no data may mean that
#: nobody watches any more.
STATUSES = {"critical": ["critical", "error"], "warning": ["warning", "nodata"], "info": ["info"]}
TYPES = {
    "slack": "slackIncomingWebhook",
    "teams": "teamsWorkflowWebhook",
    "google_chat": "googleChatWebhook",
    "dingtalk": "dingTalkRobot",
    "feishu": "feishuRobot",
    "wecom": "wechatRobot",
    "webhook": "HTTPRequest",
}
#: Seconds after which an alert is told again where nothing is asked for: the vendor wants a number,
#: and its 0 is silent for ever.
USUAL = 3600
LONGEST_DESC, LONGEST_TEAM, MOST_STEPS = 256, 48, 2
Objects = dict[str, list[dict[str, Any]]]


class Translation:
    def __init__(
        self, team: Team, week: Week, prefix: str, report: Report, monday: int | None
    ) -> None:
        self.team = team
        self.week = week
        self.prefix = prefix
        self.report = report
        self.monday = monday
        self.own = team.vendors["guance"]
        given = self.own.get("severity") or {}
        claimed = {status for statuses in given.values() for status in statuses}
        self.statuses = dict(
            {
                severity: [one for one in usual if one not in claimed]
                for severity, usual in STATUSES.items()
            },
            **given,
        )
        self.recipients: dict[str, list[str]] = {}

    def name(self, what: str) -> str:
        return object_name(self.prefix, self.team.name, what)

    def objects(self) -> Objects:
        made = [one for contact in self.week.told() for one in [self._contact(contact)] if one]
        return {
            "notify_objects": made,
            "member_groups": self._members(),
            "alert_policies": self._policy(),
        }

    # --- contacts

    def _contact(self, contact: Contact) -> dict[str, Any] | None:
        """The notify object to make for a contact, if there is one. What targets have to name is
        noted.
        """
        if contact.mention:
            self.report.missing(
                contact.path + ".mention",
                "whom a message mentions is written in the monitor's message at Guance",
            )
        if "guance" in contact.existing:
            self.recipients[contact.name] = [contact.existing["guance"]]
            self.report.exact(contact.path, "is the recipient that is there already")
            return None
        if contact.kind == "people":
            self._check_mail(contact.people, contact.path)
            self.recipients[contact.name] = (
                ["team:" + self.name("members")]
                if contact.name == "members"
                else ["member:" + one.email for one in contact.people]
            )
            self.report.exact(
                contact.path,
                "is a team" if contact.name == "members" else "are members of the workspace",
            )
            return None
        made = self._made(contact)
        if made is None:
            return None
        self.recipients[contact.name] = ["notify:" + self.name(contact.name)]
        return {"name": self.name(contact.name), **made}

    def _made(self, contact: Contact) -> dict[str, Any] | None:
        if contact.kind in TYPES:
            self.report.exact(contact.path, "is a notify object of type %s" % TYPES[contact.kind])
            opt_set = {"url" if contact.kind == "webhook" else "webhook": contact.url}
            return {
                "type": TYPES[contact.kind],
                "opt_set": (
                    dict(opt_set, secret=contact.secret)
                    if contact.kind in ("dingtalk", "feishu")
                    else opt_set
                ),
            }
        if contact.kind == "email":
            return self._mail(contact)
        if contact.kind == "phone":
            return self._phone(contact)
        self.report.missing(
            contact.path,
            (
                "Guance knows no group chats of WeCom; its robots have a webhook (wecom)"
                if contact.kind == "wecom_chat"
                else "it is only known at other vendors (existing)"
            ),
        )
        return None

    def _check_mail(self, people: tuple[Member, ...], path: str) -> None:
        for one in people:
            if not one.email:
                self.report.problems.add(
                    one.path + ".email",
                    "is required: Guance knows %s by it (%s)" % (one.name, path),
                )

    def _mail(self, contact: Contact) -> dict[str, Any] | None:
        self._check_mail(contact.people, contact.path)
        free = "Guance mails members of the workspace only, so it does not mail %s" % ", ".join(
            contact.addresses
        )
        if not contact.people:
            self.report.missing(contact.path, free)
            return None
        self.report.judged(contact.path, "is a mail group", *([free] if contact.addresses else []))
        return {
            "type": "mailGroup",
            "opt_set": {"to": list(dict.fromkeys(one.email for one in contact.people))},
        }

    def _phone(self, contact: Contact) -> dict[str, Any] | None:
        without = [one.name for one in contact.people if not one.phone]
        doubt = "there is no phone number of %s in the file" % ", ".join(without)
        numbers = list(dict.fromkeys(one.phone for one in contact.people if one.phone))
        if not numbers:
            self.report.missing(contact.path, doubt)
            return None
        self.report.judged(
            contact.path,
            "is a notify object of type %s" % ("sms" if contact.way == "sms" else "vms"),
            *([doubt] if without else []),
        )
        return {"type": "sms" if contact.way == "sms" else "vms", "opt_set": {"to": numbers}}

    def _members(self) -> list[dict[str, Any]]:
        name, emails = (
            self.name("members"),
            list(dict.fromkeys(one.email for one in self.team.members if one.email)),
        )
        for one in self.team.members:
            if one.email:
                self.report.exact(one.path + ".email", "is in the team of the members")
            else:
                self.report.missing(
                    one.path,
                    "Guance knows people by their mail address, and there is none of %s" % one.name,
                )
        if not emails:
            return []
        if len(name) > LONGEST_TEAM:
            self.report.problems.add(
                "name",
                "is too long for Guance: the team there would be called %r, of at most %d"
                " characters" % (name, LONGEST_TEAM),
            )
        return [{"name": name, "members": emails}]

    # --- policy

    def targets(self, signature: Signature) -> list[dict[str, Any]]:
        """Who is told about which status; severities that are told alike share a target."""
        found: list[dict[str, Any]] = []
        for severity, numbers in zip(SEVERITIES, signature):
            rules = [self.week.rules[number] for number in numbers]
            to = sorted(
                {
                    one
                    for rule in rules
                    for contact in rule.contacts
                    for one in self.recipients.get(contact.name, ())
                }
            )
            steps = [step for rule in rules for step in self._steps(rule)][:MOST_STEPS]
            if not to or not self.statuses[severity]:
                continue
            same = next(
                (
                    one
                    for one in found
                    if one["to"] == to and one.get("upgrade_targets", []) == steps
                ),
                None,
            )
            if same:
                same["status"] = same["status"] + self.statuses[severity]
            else:
                found.append(
                    {
                        "status": list(self.statuses[severity]),
                        "to": to,
                        **({"upgrade_targets": steps} if steps else {}),
                    }
                )
        return found

    def _steps(self, rule: Rule) -> list[dict[str, Any]]:
        found = []
        for step in rule.escalate[:MOST_STEPS]:
            to = sorted(
                {one for contact in step.contacts for one in self.recipients.get(contact.name, ())}
            )
            if to:
                found.append({"to": to, "duration": step.after})
        return found

    def _policy(self) -> list[dict[str, Any]]:
        windows = Windows(self.week, self.targets, self.monday)
        for number, rule in enumerate(self.week.rules):
            self._judge(number, rule, windows)
        if self.team.description:
            self.report.judged(
                "description",
                "is the description of the policy",
                *(
                    ["it was cut to the %d characters the vendor takes" % LONGEST_DESC]
                    if described(self.team.description, self.team.name, LONGEST_DESC)[1]
                    else []
                ),
            )
        self.report.exact("timezone", "is the time zone of the policy")
        for key, how in (
            ("severity", "decides which statuses a severity stands for"),
            ("checkers", "use the policy, and no others"),
            ("workspace", "decides on which account the team is"),
        ):
            if key in self.own:
                self.report.exact("vendors.guance." + key, how)
        if not windows.entries:
            self.report.missing(
                "routing", "no contact can be told at Guance, so there is no policy"
            )
            return []
        usual, by_status = self._silence()
        policy = {
            "name": self.name("routing"),
            "desc": described(self.team.description, self.team.name, LONGEST_DESC)[0],
            "rule_timezone": self.team.timezone,
            "alert_opt": {
                "alert_type": "status",
                "silent_timeout": usual,
                "silent_timeout_by_status_enable": bool(by_status),
                "silent_timeout_by_status": by_status,
                "agg_interval": 0,
                "alert_target": windows.options(),
            },
        }
        return [
            dict(policy, checkers=list(self.own["checkers"])) if "checkers" in self.own else policy
        ]

    def _repeat(self, severity: str) -> int | None:
        """Seconds after which an alert of a severity is told again: the shortest time a rule
        asks for, 0 for never.
        """
        asked = [
            rule.repeat
            for rule in (self.week.rules[number] for number in self.week.ever[severity])
            if rule.repeat is not None
        ]
        return min((one for one in asked if one), default=0) if asked else None

    def _silence(self) -> tuple[int, list[dict[str, Any]]]:
        """The silent time of the policy, and one for each status where severities differ."""
        times = {
            severity: USUAL if self._repeat(severity) is None else self._repeat(severity)
            for severity in SEVERITIES
            if self.week.ever[severity]
        }
        if len(set(times.values())) == 1:
            return times.popitem()[1] or 0, []
        return USUAL, [
            {"status": list(self.statuses[severity]), "silent_timeout": time}
            for severity, time in times.items()
            if self.statuses[severity] and time != USUAL
        ]

    # --- what is exact

    def _judge(self, number: int, rule: Rule, windows: Windows) -> None:
        report, reached = self.report, self.week.reached[number]
        if not reached:
            report.exact(rule.path, "is never reached, so nothing is made of it")
            return
        statuses = [status for severity in reached for status in self.statuses[severity]]
        if statuses:
            report.exact(
                rule.path + ".severity", "stands for the statuses %s" % ", ".join(statuses)
            )
        else:
            report.silent(
                rule.path + ".severity", "vendors.guance.severity leaves no status for it"
            )
        report.notified(
            rule.path + ".notify",
            "are told by the targets",
            [contact.name for contact in rule.contacts],
            self.recipients.get,
            "Guance",
        )
        if rule.when:
            report.judged(rule.path + ".when", "is a window of the policy", *windows.doubts(number))
        if rule.repeat is not None:
            other = sorted({self._repeat(severity) or 0 for severity in reached} - {rule.repeat})
            report.judged(
                rule.path + ".repeat",
                "is the silent time of these statuses",
                *(
                    [
                        "Guance knows one time for a status, so the shortest holds, %s"
                        % " and ".join(clock.spoken(one) for one in other)
                    ]
                    if other
                    else []
                ),
            )
        for index, step in enumerate(rule.escalate):
            here = step.path
            if index >= MOST_STEPS:
                report.missing(here, "Guance takes %d steps" % MOST_STEPS)
            else:
                report.notified(
                    here,
                    "is a step of the targets",
                    [contact.name for contact in step.contacts],
                    self.recipients.get,
                    "Guance",
                )
