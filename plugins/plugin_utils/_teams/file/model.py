# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A team as the translations see it: parsed, with everything looked up. Private to
oncall.routing.
"""

from __future__ import annotations

import dataclasses
from typing import Any

from ....module_utils._describe.problems import Problems, did_you_mean, join, listed, quoted
from ....module_utils._describe.zones import nearest_zones
from ....module_utils._text import alike, lookalike, unseen, visible
from ..._time import clock
from .schema import PSEUDO, SCHEMA, VENDORS, WAYS
from .validate import Validator, near

VALIDATOR = Validator(SCHEMA)


@dataclasses.dataclass(frozen=True)
class Member:
    name: str
    path: str
    email: str = ""
    phone: str = ""
    lead: bool = False
    bk_username: str = ""


@dataclasses.dataclass(frozen=True)
class Contact:
    """``kind`` is one of the ways, ``existing`` for what is only referred to, or ``people`` for
    members and lead.
    """

    name: str
    path: str
    kind: str
    url: str = ""
    secret: str = ""
    chat: str = ""
    people: tuple[Member, ...] = ()
    addresses: tuple[str, ...] = ()
    way: str = ""
    mention: str = ""
    existing: dict[str, Any] = dataclasses.field(default_factory=dict)


@dataclasses.dataclass(frozen=True)
class When:
    """``days``: Monday is 0. ``start`` and ``minutes`` are minutes; ``calendars`` are notice
    dates on which it is never open.
    """

    days: frozenset[int]
    start: int
    minutes: int
    calendars: tuple[str, ...]


@dataclasses.dataclass(frozen=True)
class Step:
    path: str
    after: int
    contacts: tuple[Contact, ...]


@dataclasses.dataclass(frozen=True)
class Rule:
    """``repeat``: seconds, 0 for never, None where nothing is asked for."""

    path: str
    severities: tuple[str, ...]
    contacts: tuple[Contact, ...]
    repeat: int | None
    escalate: tuple[Step, ...]
    when: When | None


@dataclasses.dataclass(frozen=True)
class Team:
    name: str
    description: str
    timezone: str
    accounts: tuple[str, ...] | None
    members: tuple[Member, ...]
    services: tuple[str, ...]
    contacts: dict[str, Contact]
    rules: tuple[Rule, ...]
    vendors: dict[str, dict[str, Any]]


def parse(document: Any, problems: Problems) -> Team | None:
    """The team of a file, or None when something is wrong with it, which is in ``problems``
    then.
    """
    for path, text in VALIDATOR.problems(document):
        problems.add(path, text)
    if problems.found:
        return None
    team = _Parser(document, problems).team()
    return None if problems.found else team


class _Parser:
    """Only for documents that the schema has accepted."""

    def __init__(self, document: dict[str, Any], problems: Problems) -> None:
        self.document = document
        self.problems = problems
        self.members = tuple(
            Member(path=join("members", number), **one)
            for number, one in enumerate(document.get("members", ()))
        )
        self.contacts: dict[str, Contact] = {}

    def team(self) -> Team:
        document = self.document
        zone = document.get("timezone", "UTC")
        if not clock.known_zone(zone):
            self.problems.add(
                "timezone",
                "%s is no time zone; write an IANA name like Asia/Tokyo%s"
                % (quoted(zone), did_you_mean(nearest_zones(zone))),
            )
        self._seen()
        self._unique()
        for name, one in document["contacts"].items():
            path = join("contacts", name)
            if name in PSEUDO:
                self.problems.add(
                    path,
                    "is there for every team already: the %s; choose another name"
                    % ("members of the file" if name == "members" else "members with lead: true"),
                )
            self.contacts[name] = self._contact(name, path, one)
        rules = tuple(
            self._rule(join("routing", number), one)
            for number, one in enumerate(document["routing"])
        )
        self._statuses()
        vendors = document.get("vendors", dict.fromkeys(VENDORS))
        return Team(
            name=document["name"],
            description=document.get("description", ""),
            timezone=zone,
            accounts=tuple(document["accounts"]) if "accounts" in document else None,
            members=self.members,
            services=tuple(document.get("services", ())),
            contacts=self.contacts,
            rules=rules,
            vendors={name: vendors[name] or {} for name in VENDORS if name in vendors},
        )

    def _seen(self) -> None:
        """What the schema can't tell: whether a joiner or selector stands where it is spelling."""
        names = [("name", self.document["name"])] + [
            (join("contacts", visible(name)), name) for name in self.document["contacts"]
        ]
        names += [(join(member.path, "name"), member.name) for member in self.members]
        for path, name in names:
            found = unseen(name)
            if found:
                self.problems.add(
                    path,
                    "%s holds %s, which can't be seen where it stands; type the name anew"
                    % (quoted(name), found),
                )

    def _unique(self) -> None:
        seen: dict[str, str] = {}
        for member in self.members:
            if member.name in PSEUDO:
                self.problems.add(
                    member.path + ".name",
                    "%r means something else in this file; choose another name" % member.name,
                )
            elif member.name in seen:
                self.problems.add(
                    member.path + ".name", "%r is %s already" % (member.name, seen[member.name])
                )
            seen.setdefault(member.name, member.path)
        people = {member.name: join(member.path, "name") for member in self.members}
        for names in (people, {name: join("contacts", name) for name in self.document["contacts"]}):
            forms: dict[str, str] = {}
            for name, path in names.items():
                other = forms.setdefault(alike(name), name)
                if other != name:
                    self.problems.add(
                        path, "%s; choose another name" % lookalike(name, names[other], other)
                    )

    def _statuses(self) -> None:
        """A status can stand for one severity only, or it would not be clear who is told."""
        seen: dict[str, str] = {}
        for severity, statuses in (
            ((self.document.get("vendors") or {}).get("guance") or {}).get("severity") or {}
        ).items():
            for number, status in enumerate(statuses):
                if seen.setdefault(status, severity) != severity:
                    self.problems.add(
                        "vendors.guance.severity.%s[%d]" % (severity, number),
                        "%r stands for %s already" % (status, seen[status]),
                    )

    # --- contacts

    def _contact(self, name: str, path: str, options: dict[str, Any]) -> Contact:
        kind = next((way for way in WAYS if way in options), "existing")
        given = options[kind]
        more: dict[str, Any] = {}
        if kind in ("email", "phone"):
            more["people"], more["addresses"] = self._people(
                join(path, kind), given, addresses=kind == "email"
            )
        elif kind != "existing":
            more.update(
                url=given.get("url", ""), secret=given.get("secret", ""), chat=given.get("id", "")
            )
        return Contact(
            name=name,
            path=path,
            kind=kind,
            way=options.get("way", "voice" if kind == "phone" else ""),
            mention=options.get("mention", ""),
            existing=dict(options.get("existing", {})),
            **more,
        )

    def _people(
        self, path: str, given: str | list[str], addresses: bool
    ) -> tuple[tuple[Member, ...], tuple[str, ...]]:
        people: list[Member] = []
        free: list[str] = []
        for number, word in enumerate([given] if isinstance(given, str) else given):
            here = path if isinstance(given, str) else join(path, number)
            if word in PSEUDO:
                people += [one for one in self._pseudo(word, here) if one not in people]
            elif addresses and "@" in word:
                same = [one for one in self.members if one.email == word]
                people += [one for one in same if one not in people]
                free += [] if same else [word]
            else:
                people += [one for one in self._member(word, here, addresses) if one not in people]
        return tuple(people), tuple(free)

    def _member(self, name: str, path: str, addresses: bool) -> list[Member]:
        names = [one.name for one in self.members]
        if name not in names:
            self.problems.add(
                path,
                "%s is no member%s%s Members are %s"
                % (
                    quoted(name),
                    " and no address" if addresses else "",
                    near(name, names) or ".",
                    listed(names) or "not listed",
                ),
            )
        return [one for one in self.members if one.name == name]

    def _pseudo(self, word: str, path: str) -> list[Member]:
        found = [one for one in self.members if word == "members" or one.lead]
        if not found:
            self.problems.add(
                path, "the team has no members" if word == "members" else "no member has lead: true"
            )
        return found

    # --- rules

    def _notified(self, path: str, names: list[str]) -> tuple[Contact, ...]:
        found = []
        for number, name in enumerate(names):
            here = join(path, number)
            if name in PSEUDO:
                found.append(
                    Contact(
                        name=name, path=name, kind="people", people=tuple(self._pseudo(name, here))
                    )
                )
            elif name in self.contacts:
                found.append(self.contacts[name])
            else:
                known = list(self.contacts) + list(PSEUDO)
                self.problems.add(
                    here,
                    "%s is none of the contacts%s There are %s"
                    % (quoted(name), near(name, known) or ".", listed(known)),
                )
        return tuple(found)

    def _duration(self, path: str, text: str) -> int:
        number = clock.seconds(text)
        if not number:
            self.problems.add(path, "%s is no time at all" % quoted(text))
        return number

    def _rule(self, path: str, options: dict[str, Any]) -> Rule:
        repeat = options.get("repeat")
        steps: list[Step] = []
        for number, one in enumerate(options.get("escalate", ())):
            here = "%s.escalate[%d]" % (path, number)
            step = Step(
                here,
                self._duration(here + ".after", one["after"]),
                self._notified(here + ".notify", one["notify"]),
            )
            if steps and step.after <= steps[-1].after:
                self.problems.add(
                    here + ".after",
                    "%s does not come after the step before; all steps count from the beginning of"
                    " the alert" % one["after"],
                )
            steps.append(step)
        return Rule(
            path=path,
            severities=tuple(options["severity"]),
            contacts=self._notified(path + ".notify", options["notify"]),
            repeat=(
                None
                if repeat is None
                else 0
                if repeat == "never"
                else self._duration(path + ".repeat", repeat)
            ),
            escalate=tuple(steps),
            when=self._when(path + ".when", options["when"]) if "when" in options else None,
        )

    def _when(self, path: str, options: dict[str, Any]) -> When:
        length = (
            self._duration(path + ".for", options["for"]) if "for" in options else clock.DAY * 60
        )
        if length > clock.DAY * 60:
            self.problems.add(
                path + ".for",
                "%s is more than a day; a time begins on each of the days, so give more days"
                % options["for"],
            )
        elif length % 60:
            self.problems.add(path + ".for", "%s is no whole number of minutes" % options["for"])
        return When(
            days=clock.weekdays(options["days"]) if "days" in options else frozenset(range(7)),
            start=clock.minute_of(options.get("from", "00:00")),
            minutes=length // 60,
            calendars=tuple(options.get("except", ())),
        )
