# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Team files in, objects of one vendor out, and what became of every team. Private to
oncall.routing.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from ....module_utils._describe.problems import Problems, holds_address, quoted
from ....module_utils._text import alike, composed, visible
from ..._time import clock
from ..fidelity import ALL, INEXACT, INTERESTS, Report, carried, grouped, inexact, of_interest
from ..file.model import Team, parse
from ..file.schema import LABELS, SEVERITIES, VENDORS
from ..file.validate import near, safe
from ..file.week import Week
from . import bk, guance, mackerel
from .options import check as check_options
from .options import merge

LISTS: dict[str, dict[str, Any]] = {
    "mackerel": mackerel.LISTS,
    "guance": guance.LISTS,
    "bk": bk.LISTS,
}
Refusal = dict[str, str]
#: What is said of a contact that no rule leads to.
UNUSED = "no rule that is ever reached tells it, so nothing is made of it"
#: A report, and the objects by the name of a plural module's list.
Made = tuple[Report, dict[str, list[dict[str, Any]]]]
#: What of an account is a whole number.
WHOLE = ("bk_biz_id", "default_bk_biz_id", "monday")


class UsageError(ValueError):
    """Whoever asks, not a team, is wrong."""


@dataclasses.dataclass(frozen=True)
class Account:
    """One account of a vendor. ``name``: the host of the inventory, empty where there is no
    inventory.

    ``bk_biz_id``: the business that is worked on. ``default_bk_biz_id``: that of teams which name
    none. ``businesses``: further ones that may hold objects of teams. ``known``: the names of all
    accounts and workspaces there are, as far as the run can see; None where that is not known.
    """

    name: str = ""
    workspace: str = ""
    bk_biz_id: int | None = None
    default_bk_biz_id: int | None = None
    bk_form: str = "auto"
    monday: int | None = None
    businesses: tuple[int, ...] = ()
    known: tuple[str, ...] | None = None

    @classmethod
    def of(cls, options: dict[str, Any] | None) -> Account:
        known = {field.name for field in dataclasses.fields(cls)}
        strange = sorted(set(options or {}) - known)
        if strange:
            raise UsageError(
                "account: %s is not known; there are %s"
                % (", ".join(strange), ", ".join(sorted(known)))
            )
        values: dict[str, Any] = {
            key: _normal(key, value)
            for key, value in (options or {}).items()
            if value not in (None, "")
        }
        account = cls(**values)
        if account.bk_form not in ("auto", "user_group"):
            raise UsageError(
                "account.bk_form: %s is not one of auto, user_group" % quoted(account.bk_form)
            )
        if account.monday not in (None, 0, 1):
            raise UsageError("account.monday: %s is not 0 or 1" % quoted(account.monday))
        return account

    def has(self, team: Team, vendor: str) -> bool:
        """Whether a team is on this account."""
        own = team.vendors[vendor]
        if self.name and team.accounts is not None and self.name not in team.accounts:
            return False
        workspace, business = own.get("workspace"), own.get("bk_biz_id", self.default_bk_biz_id)
        if (
            workspace
            and (self.workspace or self.name)
            and workspace not in (self.workspace, self.name)
        ):
            return False
        return business is None or self.bk_biz_id is None or business == self.bk_biz_id


def _normal(key: str, value: Any) -> Any:
    """A property of an account as the class holds it."""
    if key in WHOLE:
        return _whole(key, value)
    if key == "businesses":
        return tuple(_whole(key, one) for one in value)
    return tuple(value) if key == "known" else value


def _whole(key: str, value: Any) -> int:
    """Variables often hold numbers as texts, and a text is not equal to any business."""
    try:
        return int(str(value))
    except ValueError as error:
        raise UsageError("account.%s: %s is no whole number" % (key, quoted(value))) from error


def _doubts(source: Source, vendors: Iterable[str], place: Account) -> list[Refusal]:
    """Accounts and workspaces that a team names and nobody knows."""
    team = source.team
    if place.known is None or team is None:
        return []
    named = [("accounts[%d]" % number, name) for number, name in enumerate(team.accounts or ())]
    named += [
        ("vendors.%s.workspace" % vendor, team.vendors[vendor]["workspace"])
        for vendor in vendors
        if team.vendors.get(vendor, {}).get("workspace") and (place.name or place.workspace)
    ]
    return [
        _told(
            source,
            path,
            "%s is neither an account nor a workspace of this run%s; nothing of the team is deleted"
            " on accounts that it does not name" % (quoted(name), near(name, place.known)),
        )
        for path, name in named
        if name not in place.known + (place.name, place.workspace)
    ]


def _of_interest(interest: str) -> None:
    if interest not in INTERESTS:
        raise UsageError("fidelity: %s is not one of %s" % (quoted(interest), ", ".join(INTERESTS)))


def _nowhere(team: Team, place: Account) -> list[tuple[str, str]]:
    """Without an inventory nobody can say whether the account at hand is one of those that a
    team names.
    """
    if team.accounts is None or place.name or place.known is None:
        return []
    return [
        (
            "accounts",
            (
                "names accounts, and localhost is none of them; give an inventory (-i) in which"
                " they are hosts"
            ),
        )
    ]


@dataclasses.dataclass
class Source:
    """One team file: what it holds, where it lies, and what came of reading it."""

    document: Any
    file: str
    team: Team | None = None
    problems: Problems = dataclasses.field(default_factory=Problems)
    week: Week | None = None
    made: dict[str, Made] = dataclasses.field(default_factory=dict)

    @property
    def name(self) -> str:
        name = self.document.get("name") if isinstance(self.document, dict) else None
        return ("..." if holds_address(name) else name) if isinstance(name, str) else ""

    def at(self, vendor: str, prefix: str, place: Account) -> Made:
        """The report and the objects of the team at a vendor. One run has one prefix and one form
        of an account, so a team is translated once for each vendor.
        """
        if vendor not in self.made and self.team and self.week:
            self.made[vendor] = _report(self.team, self.week, vendor, prefix, place)
        return self.made[vendor]

    def refused(self, problems: Iterable[tuple[str, str]] | None = None) -> list[Refusal]:
        return [
            _told(self, path, text)
            for path, text in (self.problems.found if problems is None else problems)
        ]


def _told(source: Source, path: str, text: str) -> Refusal:
    """A problem with all that is needed to find it; ``text`` is the whole of it in one line."""
    where = ": ".join(
        part for part in (source.file, "team %s" % source.name if source.name else "", path) if part
    )
    return {
        "team": source.name,
        "file": source.file,
        "path": visible(path),
        "message": visible(text),
        "text": visible("%s: %s" % (where, text)),
    }


def read(teams: Sequence[Any], sources: Sequence[str] = ()) -> list[Source]:
    """All files, parsed; those that are wrong have problems and no team."""
    if isinstance(teams, (str, dict)) or not isinstance(teams, Sequence):
        raise UsageError("the teams have to be a list")
    if sources and len(sources) != len(teams):
        raise UsageError("there are %d teams and %d sources" % (len(teams), len(sources)))
    found = [
        Source(document, str(sources[number]) if sources else "teams[%d]" % number)
        for number, document in enumerate(teams)
    ]
    for source in found:
        source.team = parse(source.document, source.problems)
        if source.team:
            source.week = Week(source.team.rules)
            _check_options(source)
    by_name: dict[str, list[Source]] = {}
    for source in found:
        if source.name:
            by_name.setdefault(alike(source.name).casefold(), []).append(source)
    for same in by_name.values():
        for source in same if len(same) > 1 else ():
            others = ", ".join(one.file for one in same if one is not source)
            source.problems.add(
                "name", "is the name of another team as well (%s); neither is carried out" % others
            )
            source.team = None
    return found


def _check_options(source: Source) -> None:
    """Escapes are checked whatever vendor is asked for, so that a mistake shows at once."""
    for vendor, own in source.team.vendors.items() if source.team else ():
        for kind, options in (own.get("options") or {}).items():
            check_options(
                LISTS[vendor][kind],
                options,
                "vendors.%s.options.%s" % (vendor, kind),
                source.problems,
            )
    if source.problems.found:
        source.team = None


def translate(
    teams: Sequence[Any],
    vendor: str,
    sources: Sequence[str] = (),
    account: dict[str, Any] | None = None,
    prefix: str = "",
    fidelity: str = ALL,
) -> dict[str, Any]:
    """What the teams come to at one account of a vendor.

    Returns ``bk_biz_id`` (the business that is worked on, or None), ``objects`` (name of a plural
    module's list to the list, in the order in which they have to be made), ``fidelity``,
    ``refused``, ``warnings``, ``teams`` (the names of those that are on the account) and
    ``elsewhere`` (of those that are not).
    """
    if vendor not in VENDORS:
        raise UsageError(
            "there is no vendor %s; there are %s" % (quoted(vendor), ", ".join(VENDORS))
        )
    _of_interest(fidelity)
    place = Account.of(account)
    found = read(teams, sources)
    _one_business(found, vendor, place)
    return _view(found, vendor, place, prefix, fidelity)


def _view(
    found: Iterable[Source], vendor: str, place: Account, prefix: str, fidelity: str
) -> dict[str, Any]:
    """The result of :func:`translate` from files that are read."""
    result: dict[str, Any] = {
        "vendor": vendor,
        "bk_biz_id": place.bk_biz_id,
        "objects": {kind: [] for kind in LISTS[vendor]},
        "fidelity": [],
        "refused": [],
        "warnings": [],
        "teams": [],
        "elsewhere": [],
    }
    for source in found:
        team = source.team
        if team is None or source.week is None:
            result["refused"] += source.refused()
        elif _nowhere(team, place):
            result["refused"] += source.refused(_nowhere(team, place))
        elif vendor not in team.vendors or not place.has(team, vendor):
            # a name that nobody knows may be mistyped, so nothing is deleted for it
            doubts = _doubts(source, [vendor], place)
            result["warnings"] += doubts
            if not doubts:
                result["elsewhere"].append(team.name)
        else:
            _add(result, source, source.at(vendor, prefix, place))
    result["fidelity"] = of_interest(result["fidelity"], fidelity)
    services = result["objects"].get("services", [])
    if services:  # two teams may share one
        result["objects"]["services"] = [
            one for number, one in enumerate(services) if one not in services[:number]
        ]
    return result


def _one_business(found: list[Source], vendor: str, place: Account) -> None:
    named = businesses(_teams(found), place)
    if vendor == "bk" and place.bk_biz_id is None and len(named) > 1:
        raise UsageError(
            "the teams are in the businesses %s, and one task works on one: say which in"
            " account.bk_biz_id" % ", ".join(map(str, named))
        )


def businesses(teams: Iterable[Team], place: Account) -> list[int]:
    """The businesses of BlueKing that the teams name, and that of the account where one names
    none.
    """
    named = {
        team.vendors["bk"].get("bk_biz_id", place.default_bk_biz_id)
        for team in teams
        if "bk" in team.vendors and place.has(team, "bk")
    }
    return sorted(one for one in named if one is not None)


def _report(team: Team, week: Week, vendor: str, prefix: str, place: Account) -> Made:
    report = Report(team.name, vendor)
    if vendor == "mackerel":
        objects = mackerel.Translation(team, week, prefix, report).objects()
    elif vendor == "guance":
        objects = guance.Translation(team, week, prefix, report, place.monday).objects()
    else:
        objects = bk.Translation(team, week, prefix, report, place.bk_form).objects()
    told = {contact.name for contact in week.told()}
    for contact in team.contacts.values():
        if contact.name not in told:
            report.exact(contact.path, UNUSED)
    for kind, options in (team.vendors[vendor].get("options") or {}).items():
        merge(
            LISTS[vendor][kind],
            objects[kind],
            options,
            "vendors.%s.options.%s" % (vendor, kind),
            report,
        )
    if place.name and team.accounts is not None:
        report.exact("accounts", "decides on which accounts the team is")
    return report, objects


def _add(result: dict[str, Any], source: Source, made: Made) -> None:
    report, objects = made
    if report.problems.found:
        result["refused"] += source.refused(report.problems.found)
        return
    result["teams"].append(report.team)
    result["fidelity"] += report.entries
    result["warnings"] += _warnings(source)
    for kind, one in objects.items():
        result["objects"][kind] += one


def _warnings(source: Source) -> list[Refusal]:
    """What is allowed and hardly meant; ``told`` is ``nobody`` where that is what it comes to."""
    team, week = source.team, source.week
    if team is None or week is None:
        return []
    return [
        *(_told(source, path, text) for path, text in _unreached(week)),
        *(dict(_told(source, "routing", text), told="nobody") for text in _silences(week)),
        *(
            _told(source, contact.path, UNUSED)
            for contact in team.contacts.values()
            if contact.name not in {one.name for one in week.told()}
        ),
    ]


def _unreached(week: Week) -> Iterator[tuple[str, str]]:
    for number, (rule, reached) in enumerate(zip(week.rules, week.reached)):
        for index, severity in enumerate(rule.severities):
            if severity not in reached:
                above = [one for one in week.rules[:number] if severity in one.severities][0]
                yield (
                    "%s.severity[%d]" % (rule.path, index),
                    "is never reached: rules above it, such as %s, take every %s alert"
                    % (above.path, severity),
                )


def _silences(week: Week) -> Iterator[str]:
    for severity in SEVERITIES:
        cells = list(week.uncovered(severity))
        if len(cells) == len(week.cells) and severity != "info":
            yield "no rule is for %s, so nobody is told of it" % severity
        elif cells and len(cells) < len(week.cells):
            day, part = cells[0]
            yield "nobody is told of %s at some times, the first of the week from %s %s on" % (
                severity,
                clock.DAYS[day],
                clock.time_of(week.parts[part][0]),
            )


@dataclasses.dataclass(frozen=True)
class CheckOptions:
    """What :func:`check` looks at. only: names of the teams that count, if not all do. strict:
    refuses teams that a vendor can't carry exactly.
    """

    vendors: Iterable[str] = VENDORS
    account: dict[str, Any] | None = None
    prefix: str = ""
    only: Sequence[str] = ()
    strict: bool = False
    fidelity: str = ALL


def check(
    teams: Sequence[Any], sources: Sequence[str] = (), options: CheckOptions | None = None
) -> dict[str, Any]:
    """Everything a run needs of its teams, in one pass: each file is read once, and each team is
    translated once for each vendor.

    Returns ``good`` and their ``sources``, ``names`` of all, ``refused``, ``warnings``,
    ``fidelity``, ``carried`` (how much of it has which status), ``inexact`` (what is not exact,
    grouped), ``businesses`` and ``objects`` (vendor to a list of what :func:`translate` returns of
    the good teams: one for the account, at BlueKing one for each business, with its ``bk_biz_id``).
    """
    options = options or CheckOptions()
    prefix, only = options.prefix, options.only
    _of_interest(options.fidelity)
    place = Account.of(options.account)
    vendors = [one for one in VENDORS if one in set(options.vendors)]
    found = read(teams, sources)
    result: dict[str, Any] = {
        "good": [],
        "sources": [],
        "refused": _not_there(found, only) if only else [],
        "warnings": [],
        "fidelity": [],
        "names": [source.name for source in found if source.name],
    }
    if only:
        wanted = {composed(str(name)) for name in only}
        found = [source for source in found if composed(source.name) in wanted]
    several = "bk" in vendors and bool(businesses(_teams(found), place))
    good: list[Source] = []
    for source in found:
        reports = [source.at(vendor, prefix, place)[0] for vendor in _at(source, vendors, place)]
        refused = _refused(source, reports, place, several, options.strict)
        result["refused"] += refused
        if not refused and source.team:
            result["good"].append(source.document)
            result["sources"].append(source.file)
            result["warnings"] += _doubts(source, vendors, place) + _warnings(source)
            result["fidelity"] += [entry for report in reports for entry in report.entries]
            good.append(source)
    result["businesses"] = businesses(_teams(good), place)
    result["carried"] = carried(result["fidelity"])
    result["inexact"] = grouped(result["fidelity"])
    result["fidelity"] = of_interest(result["fidelity"], options.fidelity)
    result["objects"] = {
        vendor: [
            _view(good, vendor, spot, prefix, INEXACT)
            for spot in (_spots(place, result["businesses"]) if vendor == "bk" else [place])
        ]
        for vendor in vendors
    }
    return result


def _teams(found: Iterable[Source]) -> list[Team]:
    return [source.team for source in found if source.team]


def _spots(place: Account, named: list[int]) -> list[Account]:
    """The account once for each of its businesses; as it is where no business is known."""
    every = {*named, *place.businesses}
    if place.default_bk_biz_id is not None:
        every.add(place.default_bk_biz_id)
    if place.bk_biz_id is not None or not every:
        return [place]
    return [dataclasses.replace(place, bk_biz_id=one) for one in sorted(every)]


def _at(source: Source, vendors: Iterable[str], place: Account) -> list[str]:
    """The vendors of a team that are on the account."""
    team = source.team
    if team is None:
        return []
    return [vendor for vendor in vendors if vendor in team.vendors and place.has(team, vendor)]


def _refused(
    source: Source, reports: list[Report], place: Account, several: bool, strict: bool
) -> list[Refusal]:
    """Why a team is not carried out. several: a team names a business, so each of them has to."""
    team = source.team
    found = source.refused()
    if team:
        found += source.refused(_nowhere(team, place))
        found += source.refused([one for report in reports for one in report.problems.found])
        if several and "bk" in team.vendors and place.has(team, "bk"):
            found += source.refused(_without_business(team, place))
    if strict:
        found += source.refused(
            [
                (one["path"], "%s: %s: %s" % (LABELS[one["vendor"]], one["status"], one["how"]))
                for one in inexact([entry for report in reports for entry in report.entries])
            ]
        )
    return found


def _without_business(team: Team, place: Account) -> list[tuple[str, str]]:
    if "bk_biz_id" in team.vendors["bk"] or place.default_bk_biz_id is not None:
        return []
    return [
        (
            "vendors.bk.bk_biz_id",
            "is required, because other teams name theirs and the account has none of its own",
        )
    ]


def _not_there(found: list[Source], only: Sequence[str]) -> list[Refusal]:
    names = [source.name for source in found if source.name]
    forms = {composed(name) for name in names}
    missing = [safe(str(name)) for name in only if composed(str(name)) not in forms]
    return [
        {
            "team": name,
            "file": "",
            "path": "",
            "message": "is in none of the files%s" % near(name, names),
            "text": "team %s: is in none of the files%s" % (name, near(name, names)),
        }
        for name in missing
    ]
