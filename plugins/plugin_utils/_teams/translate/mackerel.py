# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A team at Mackerel: channels, two notification groups, and an alert group setting. Private to
oncall.routing.

Mackerel knows two levels and no times: a group passes on what is critical, or everything. Where it
can't tell two cases apart, both are told.
"""

from __future__ import annotations

from typing import Any

from ....module_utils._vendors.mackerel.alert_group_setting import ALERT_GROUP_SETTING
from ....module_utils._vendors.mackerel.channel import CHANNEL
from ....module_utils._vendors.mackerel.notification_group import NOTIFICATION_GROUP
from ....module_utils._vendors.mackerel.service import SERVICE
from ..._time import clock
from ..fidelity import Report
from ..file.model import Contact, Team
from ..file.names import described, object_name
from ..file.week import Week

LISTS = {
    "services": SERVICE,
    "channels": CHANNEL,
    "notification_groups": NOTIFICATION_GROUP,
    "alert_group_settings": ALERT_GROUP_SETTING,
}
#: Who is mentioned, as Slack writes it.
MENTIONS = {"@here": "<!here>", "@channel": "<!channel>", "@everyone": "<!everyone>"}
#: Both, so that alert groups are announced and alerts outside of one are too.
EVENTS = ["alert", "alertGroup"]
NO_CHANNEL = (
    "Mackerel's API makes channels for Slack, webhooks and mail only; make one in its console and"
    " name it in existing"
)
Objects = dict[str, list[dict[str, Any]]]


class Translation:
    def __init__(self, team: Team, week: Week, prefix: str, report: Report) -> None:
        self.team = team
        self.week = week
        self.prefix = prefix
        self.report = report
        self.own = team.vendors["mackerel"]
        #: contact to the severities it is told about, where Mackerel has them
        self.told: dict[str, list[str]] = {}
        for severity in ("critical", "warning"):
            for number in week.ever[severity]:
                for contact in week.rules[number].contacts:
                    known = self.told.setdefault(contact.name, [])
                    known += [severity] if severity not in known else []
        self.channels: dict[str, str] = {}
        self.routed = self._scoped("notification_groups", "monitors", "services")
        self.gathered = self._scoped(
            "alert_group_settings", "service_scopes", "role_scopes", "monitor_scopes"
        )

    def name(self, what: str) -> str:
        return object_name(self.prefix, self.team.name, what)

    def objects(self) -> Objects:
        channels = [
            made for contact in self.week.told() for made in [self._channel(contact)] if made
        ]
        found: Objects = {
            "services": self._services(),
            "channels": channels,
            "notification_groups": self._groups(),
            "alert_group_settings": self._settings(),
        }
        for number, dummy in enumerate(self.week.rules):
            self._judge(number)
        if self.week.timed:
            self.report.missing(
                "timezone", "Mackerel has no times at which somebody is told or not"
            )
        if "join_default" in self.own:
            self.report.exact(
                "vendors.mackerel.join_default", "decides for every channel when it is made"
            )
        return found

    def _scoped(self, kind: str, *names: str) -> bool:
        """Whether an object would be for anything; without a scope it would be for everything,
        or for nothing.
        """
        return bool(
            self.team.services
            or any(name in (self.own.get("options") or {}).get(kind, {}) for name in names)
        )

    def _services(self) -> list[dict[str, Any]]:
        if self.team.services:
            self.report.exact("services", "their alerts go to the groups")
        elif not self.routed:
            self.report.missing(
                "services",
                "Mackerel finds the team by its services, and it has none, so no alert reaches it",
            )
        if "create_services" in self.own:
            self.report.exact(
                "vendors.mackerel.create_services",
                "decides whether services that are not there are created",
            )
        return (
            [{"name": service} for service in self.team.services]
            if self.own.get("create_services")
            else []
        )

    def _settings(self) -> list[dict[str, Any]]:
        memo, dummy = described(self.team.description, self.team.name)
        if not self.gathered:
            if self.team.description:
                self.report.missing(
                    "description",
                    "only an alert group setting has a memo, and without services there is none",
                )
            return []
        if self.team.description:
            self.report.exact("description", "is the memo of the alert group setting")
        return [
            {
                "name": self.name("alerts"),
                "memo": memo,
                "service_scopes": list(self.team.services),
                "notification_interval": self._interval(),
            }
        ]

    # --- channels

    def _channel(self, contact: Contact) -> dict[str, Any] | None:
        """The channel to make for a contact, if there is one. What the groups have to name is
        noted.
        """
        severities = self.told.get(contact.name)
        if not severities:
            self.report.missing(contact.path, "nothing that Mackerel can express tells it")
            return None
        if "mackerel" in contact.existing:
            self.channels[contact.name] = contact.existing["mackerel"]
            self.report.exact(contact.path, "is the channel that is there already")
            if contact.mention:
                self.report.missing(
                    contact.path + ".mention",
                    "whom a channel mentions is decided where it was made",
                )
            return None
        made = self._made(contact)
        if made is None:
            return None
        name = self.channels[contact.name] = self.name(contact.name)
        if contact.kind != "slack" and contact.mention:
            self.report.missing(
                contact.path + ".mention", "only Slack channels of Mackerel mention people"
            )
        elif contact.mention:
            made["mentions"] = {
                severity: MENTIONS.get(contact.mention, contact.mention) for severity in severities
            }
            self.report.exact(contact.path + ".mention", "is mentioned with every alert")
        return dict(
            {"name": name},
            **made,
            events=list(EVENTS),
            add_to_default_notification_group=bool(self.own.get("join_default")),
        )

    def _made(self, contact: Contact) -> dict[str, Any] | None:
        if contact.kind in ("slack", "webhook"):
            self.report.exact(contact.path, "is a %s channel" % contact.kind)
            return {
                "type": contact.kind,
                "url": contact.url,
                **({"mentions": {}} if contact.kind == "slack" else {}),
            }
        if contact.kind in ("email", "people"):
            for one in contact.people:
                if not one.email:
                    self.report.problems.add(
                        one.path + ".email",
                        "is required: Mackerel tells %s by mail (%s)" % (one.name, contact.path),
                    )
            self.report.exact(contact.path, "is an email channel")
            return {
                "type": "email",
                "emails": list(
                    dict.fromkeys([one.email for one in contact.people] + list(contact.addresses))
                ),
            }
        self.report.missing(contact.path, NO_CHANNEL)
        if contact.kind == "phone":
            self.report.missing("members[].phone", "Mackerel's API does not take phone numbers")
        return None

    # --- groups

    def _groups(self) -> list[dict[str, Any]]:
        """A channel that is told about warnings is in the group for everything alone, so that it
        is not told twice.
        """
        everything = list(
            dict.fromkeys(
                channel for name, channel in self.channels.items() if "warning" in self.told[name]
            )
        )
        critical = list(
            dict.fromkeys(
                channel for channel in self.channels.values() if channel not in everything
            )
        )
        return [
            {
                "name": self.name(what),
                "notification_level": what,
                "child_channels": members,
                "services": list(self.team.services),
            }
            for what, members in (("critical", critical), ("all", everything))
            if members and self.routed
        ]

    def _interval(self) -> int:
        """The shortest repeat of all rules, in minutes."""
        asked = [rule.repeat for rule in self._deciding() if rule.repeat]
        return max(1, min(asked) // 60) if asked else 0

    def _deciding(self) -> list[Any]:
        return [
            self.week.rules[number]
            for number in sorted(set(self.week.ever["critical"]) | set(self.week.ever["warning"]))
        ]

    # --- what is exact

    def _judge(self, number: int) -> None:
        rule, report, reached = self.week.rules[number], self.report, self.week.reached[number]
        here = rule.path + ".severity"
        kept = [severity for severity in reached if severity != "info"]
        if not reached:
            report.exact(rule.path, "is never reached, so nothing is made of it")
        elif not kept:
            report.missing(rule.path, "Mackerel has no alerts below warning")
        else:
            names = [contact.name for contact in rule.contacts if contact.name in self.channels]
            more = [name for name in names if self.told[name] == ["warning"]]
            doubts = (
                [
                    "a group for warnings gets critical alerts too, so %s is told of these as well"
                    % ", ".join(more)
                ]
                if more
                else []
            )
            levels = sorted(
                {"all" if "warning" in self.told[name] else "critical" for name in names},
                reverse=True,
            ) or ["all"]
            report.judged(
                here,
                "passed on by the group of level %s%s"
                % (
                    " and ".join(levels),
                    "; Mackerel has no alerts below warning" if "info" in reached else "",
                ),
                *doubts,
            )
            report.notified(
                rule.path + ".notify",
                "are in the groups",
                [contact.name for contact in rule.contacts],
                self.channels.get,
                "Mackerel",
            )
        if rule.when:
            report.missing(
                rule.path + ".when",
                "Mackerel has no times at which somebody is told or not, so the contacts of all"
                " times are told",
            )
        if rule.escalate:
            report.missing(rule.path + ".escalate", "Mackerel does not escalate")
        self._judge_repeat(number, bool(kept))

    def _judge_repeat(self, number: int, decides: bool) -> None:
        rule, minutes = self.week.rules[number], self._interval()
        here = rule.path + ".repeat"
        if rule.repeat is None:
            return
        if not decides or not self.gathered:
            self.report.missing(here, "there is nothing that it could be said of")
        elif rule.repeat == minutes * 60:
            self.report.exact(
                here,
                "is the interval of the alert group setting%s"
                % ("; monitors may have one of their own" if not minutes else ""),
            )
        else:
            self.report.approximated(
                here,
                "Mackerel knows one interval for all rules of a team, in whole minutes; it is %s"
                % clock.spoken(minutes * 60),
            )
