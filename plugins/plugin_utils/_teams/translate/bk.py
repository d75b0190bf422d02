# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A team at BlueKing Monitor: one group, in the form of a notice group or, where that can't say it,
in the native one. Private to oncall.routing.

A group tells all of its people by the ways of the level, and its times are times of day of the
business. Where it can't tell two cases apart, both are told.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable
from typing import Any

from ....module_utils._vendors.bk.notice_group import NOTICE_GROUP
from ....module_utils._vendors.bk.user_group import USER_GROUP
from ..._time import clock
from ..fidelity import Report
from ..file.model import Contact, Member, Rule, Team
from ..file.names import described, object_name
from ..file.schema import SEVERITIES
from ..file.week import ORDINARY, Signature, Week, union

LISTS = {"notice_groups": NOTICE_GROUP, "user_groups": USER_GROUP}
LEVELS = {"critical": "1", "warning": "2", "info": "3"}
BOT = "wxwork-bot"
MENTIONS = {"@here": "all", "@channel": "all", "@everyone": "all"}
#: People are told of actions as the server does by itself where nothing is said.
ACTIONS = [
    {
        "time_range": "00:00--23:59",
        "notify_config": [
            {"phase": phase, "notice_ways": [{"name": "mail"}]} for phase in ("1", "2", "3")
        ],
    }
]
Objects = dict[str, list[dict[str, Any]]]
#: Level to the ways and the chats.
Ways = dict[str, tuple[list[str], list[str]]]


class Translation:
    def __init__(self, team: Team, week: Week, prefix: str, report: Report, form: str) -> None:
        self.team = team
        self.week = week
        self.name = object_name(prefix, team.name, "on-call")
        self.report = report
        self.own = team.vendors["bk"]
        deciding = [
            week.rules[number]
            for number in sorted(
                {number for severity in SEVERITIES for number in week.ever[severity]}
            )
        ]
        self.told = {contact.name: contact for rule in deciding for contact in rule.contacts}
        chats = [
            one
            for one in self.told.values()
            if one.kind == "wecom_chat" and "bk" not in one.existing
        ]
        self.mentions = list(dict.fromkeys(one.mention for one in chats if one.mention))
        self.native = (
            form == "user_group" or bool(self.mentions) or any(rule.when for rule in deciding)
        )
        personal = [
            one.people for one in self.told.values() if one.people and "bk" not in one.existing
        ]
        self.people: tuple[Member, ...] = (
            tuple(one for one in team.members if any(one in people for people in personal))
            if personal
            else team.members
        )
        self.hooks = [
            one.url
            for one in self.told.values()
            if one.kind == "webhook" and "bk" not in one.existing
        ]
        self.able = any(self._ways(range(7), part) for part in range(len(week.parts)))
        self.doubts = self._doubts() if week.timed else []

    def objects(self) -> Objects:
        for contact in self.week.told():
            self._judge_contact(contact)
        for number, rule in enumerate(self.week.rules):
            self._judge(number, rule)
        self._judge_team()
        text = described(self.team.description, self.team.name)[0]
        users = [
            {"type": "user", "id": name}
            for name in dict.fromkeys(one.bk_username or one.name for one in self.people)
        ]
        if not self.able:
            self.report.missing(
                "routing", "no contact can be told at BlueKing, so there is no group"
            )
            return {"notice_groups": [], "user_groups": []}
        if self.native:
            return {
                "notice_groups": [],
                "user_groups": [
                    {
                        "name": self.name,
                        "desc": text,
                        "timezone": self.team.timezone,
                        "users": users,
                        "alert_notice": self._notices(),
                        "action_notice": copy.deepcopy(ACTIONS),
                        "mention_list": self._mention_list(),
                    }
                ],
            }
        ways = self._ways(range(7), 0)
        return {
            "user_groups": [],
            "notice_groups": [
                {
                    "name": self.name,
                    "message": text,
                    "notice_receiver": users,
                    "notice_way": {level: names for level, (names, dummy) in ways.items() if names},
                    "wxwork_group": {
                        level: chats for level, (dummy, chats) in ways.items() if chats
                    },
                    "webhook_url": self.hooks[0] if self.hooks else "",
                }
            ],
        }

    # --- ways

    @staticmethod
    def _way(contact: Contact) -> tuple[list[str], list[str]]:
        """The ways and the chats of a contact."""
        if "bk" in contact.existing:
            own = contact.existing["bk"]
            return list(own.get("ways", ())), [own["chat"]] if "chat" in own else []
        if contact.people:
            return ["mail" if contact.kind in ("email", "people") else contact.way], []
        return [], [contact.chat] if contact.kind == "wecom_chat" else []

    def _ways(self, days: Iterable[int], part: int) -> Ways:
        """How people are told in a part of the day, whatever weekday and date it is."""
        return self._ways_of(
            union(
                [
                    self.week.signature((day, part), dates)
                    for day in days
                    for dates in self.week.dates
                ]
            )
        )

    def _ways_of(self, signature: Signature) -> Ways:
        found: Ways = {}
        for severity, numbers in zip(SEVERITIES, signature):
            pairs = [
                self._way(contact)
                for number in numbers
                for contact in self.week.rules[number].contacts
            ]
            names = sorted({name for ways, dummy in pairs for name in ways})
            chats = sorted({chat for dummy, own in pairs for chat in own})
            if names or chats:
                found[LEVELS[severity]] = (names, chats)
        return found

    def _notices(self) -> list[dict[str, Any]]:
        """Parts of the day in which people are told alike are one range; the end of a range is
        its last minute.
        """
        parts = [
            (first, last, self._ways(range(7), number))
            for number, (first, last) in enumerate(self.week.parts)
        ]
        merged = [parts[0]]
        for first, last, ways in parts[1:]:
            if merged[-1][2] == ways:
                merged[-1] = (merged[-1][0], last, ways)
            else:
                merged.append((first, last, ways))
        if len(merged) > 1 and merged[0][2] == merged[-1][2]:
            merged[0] = (merged.pop()[0], merged[0][1], merged[0][2])
        return [
            {
                "time_range": (
                    "%s--%s" % (clock.time_of(first), clock.time_of((last - 1) % clock.DAY))
                ),
                "notify_config": [
                    {
                        "level": level,
                        "notice_ways": (
                            [{"name": name} for name in names]
                            + ([{"name": BOT, "receivers": chats}] if chats else [])
                        ),
                    }
                    for level, (names, chats) in ways.items()
                ],
            }
            for first, last, ways in merged
            if ways
        ]

    def _mention_list(self) -> list[dict[str, str]]:
        found = []
        names = {one.name: one.bk_username or one.name for one in self.team.members}
        for mention in self.mentions:
            if mention in MENTIONS:
                found.append({"type": "group", "id": MENTIONS[mention]})
            elif mention.lstrip("@") in names:
                found.append({"type": "user", "id": names[mention.lstrip("@")]})
        return [one for number, one in enumerate(found) if one not in found[:number]]

    # --- what is exact

    def _judge_team(self) -> None:
        if self.team.description:
            self.report.exact("description", "is the description of the group")
        if "bk_biz_id" in self.own:
            self.report.exact("vendors.bk.bk_biz_id", "is the business")
        for one in self.team.members:
            here = one.path + (".bk_username" if one.bk_username else ".name")
            if one in self.people:
                self.report.exact(here, "is in the group")
            else:
                self.report.missing(here, "no contact that BlueKing can tell is for %s" % one.name)
        for name, what in (("email", "addresses"), ("phone", "numbers")):
            if any(getattr(one, name) for one in self.team.members):
                self.report.exact(
                    "members[].%s" % name, "BlueKing has the %s of its users itself" % what
                )
        if self.week.timed:
            self.report.approximated(
                "timezone",
                "BlueKing goes by the time zone of the business, whatever that of the group is;"
                " they have to be the same",
            )

    def _judge_contact(self, contact: Contact) -> None:
        report, path = self.report, contact.path
        if contact.mention and (contact.kind != "wecom_chat" or "bk" in contact.existing):
            report.missing(path + ".mention", "only chats of WeCom mention people here")
        if contact.name not in self.told:
            report.missing(path, "nothing that BlueKing can express tells it")
        elif "bk" in contact.existing:
            report.judged(
                path,
                "is given as BlueKing has it",
                *(
                    ["its ways tell everybody in the group"]
                    if contact.existing["bk"].get("ways")
                    else []
                ),
            )
        elif contact.kind == "wecom_chat":
            report.exact(path, "is a chat that %s tells" % BOT)
            self._judge_mention(contact)
        elif contact.kind == "webhook":
            self._judge_hook(contact)
        elif contact.people:
            report.judged(
                path, "is the way %s" % self._way(contact)[0][0], *self._people_besides(contact)
            )
        else:
            report.missing(
                path,
                (
                    "BlueKing mails its users only"
                    if contact.kind == "email"
                    else (
                        "BlueKing has mail, phone and chats of WeCom (wecom_chat); other ways of"
                        " the site can be named in existing"
                    )
                ),
            )

    def _people_besides(self, contact: Contact) -> list[str]:
        """Where a way tells others than the contact names."""
        found = []
        if set(contact.people) != set(self.people):
            everybody = ", ".join(one.name for one in self.people)
            found.append("it is for all people of the group: %s" % everybody)
        if contact.addresses:
            found.append(
                "BlueKing mails its users only, so it does not mail %s"
                % ", ".join(contact.addresses)
            )
        return found

    def _judge_mention(self, contact: Contact) -> None:
        path = contact.path + ".mention"
        if contact.mention == "@here":
            self.report.approximated(path, "everybody in the chat is mentioned")
        elif contact.mention in MENTIONS or contact.mention.lstrip("@") in [
            one.name for one in self.team.members
        ]:
            self.report.judged(
                path,
                "is mentioned",
                *(["the mention is for all chats of the group"] if len(self.mentions) > 1 else []),
            )
        elif contact.mention:
            self.report.missing(path, "BlueKing mentions everybody, or a member by name")

    def _judge_hook(self, contact: Contact) -> None:
        if not self.able:
            self.report.missing(contact.path, "a group needs a way besides a webhook")
        elif self.native:
            self.report.missing(
                contact.path, "a group with times or mentions has no webhook at BlueKing"
            )
        elif contact.url != self.hooks[0]:
            self.report.missing(contact.path, "a group has one webhook")
        else:
            self.report.approximated(
                contact.path,
                "is called for alerts of every severity, by every strategy that uses the group",
            )

    def _judge(self, number: int, rule: Rule) -> None:
        report, reached = self.report, self.week.reached[number]
        if not reached:
            report.exact(rule.path, "is never reached, so nothing is made of it")
            return
        report.exact(
            rule.path + ".severity",
            "is level %s" % ", ".join(LEVELS[severity] for severity in reached),
        )
        able = {
            contact.name
            for contact in rule.contacts
            if self._way(contact) != ([], []) or (not self.native and contact.url in self.hooks[:1])
        }
        report.notified(
            rule.path + ".notify",
            "are told by the ways of the level",
            [contact.name for contact in rule.contacts],
            able.__contains__,
            "BlueKing",
        )
        if rule.when:
            report.judged(rule.path + ".when", "is a time of day", *self.doubts)
        if rule.repeat is not None:
            report.missing(
                rule.path + ".repeat",
                "BlueKing's strategies, not its groups, say how often an alert is told again",
            )
        if rule.escalate:
            report.missing(
                rule.path + ".escalate", "BlueKing's strategies, not its groups, escalate"
            )

    def _doubts(self) -> list[str]:
        """What keeps times from being exact: that it is not the same on all days, at the same
        time of the day.
        """
        ways = {
            (cell, dates): self._ways_of(self.week.signature(cell, dates))
            for cell in self.week.cells
            for dates in self.week.dates
        }
        found = []
        if any(ways[(day, part), dates] != ways[(0, part), dates] for (day, part), dates in ways):
            found.append("BlueKing knows no weekdays, so people are told by the ways of all days")
        if any(one != ways[cell, ORDINARY] for (cell, dates), one in ways.items()):
            found.append("BlueKing knows no dates, so people are told by the ways of both")
        return found
