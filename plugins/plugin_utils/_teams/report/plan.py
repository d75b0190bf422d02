# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What plural modules have done or would do, grouped by team, for a person and for machines.
Private to oncall.routing.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from typing import Any

from ..fidelity import EXACT, STATUSES, Group, summed, together
from ..file.names import team_of
from ..file.schema import KINDS, LABELS
from . import markdown as md

Result = dict[str, Any]
#: Lists that teams only refer to, besides those they have.
MORE = {"mackerel": ("downtimes", "roles"), "guance": ("notice_dates",), "bk": ("duty_rules",)}
VENDOR_OF = {kind: vendor for vendor, kinds in KINDS.items() for kind in kinds + MORE[vendor]}
COUNTS = {"create": "created", "update": "updated", "delete": "deleted", "none": "unchanged"}
FAILED = "failed"
#: What a plan says, and what a report says of what is done.
WORDS = {
    False: {
        "create": "to create",
        "update": "to change",
        "delete": "to delete",
        FAILED: "to put right",
    },
    True: {"create": "created", "update": "changed", "delete": "deleted", FAILED: "failed"},
}
VERBS = {
    False: {"create": "create", "update": "change", "delete": "**delete**"},
    True: {"create": "created", "update": "changed", "delete": "**deleted**"},
}
NOBODY = ""
GONE, LOST = (
    {
        "results": [
            {
                "failed": True,
                "changed": False,
                "msg": (
                    "the account was given up %s it was worked on; the output of the run says why"
                    % when
                ),
            }
        ]
    }
    for when in ("before", "while")
)
#: An account whose turn has not come, or is not over.
PENDING: Result = {"results": [], "pending": True}
LONGEST = 100
#: AWX shows the first 1,024 characters of what an event prints; the rest of them is the head of the
#: task and of the item.
PIECE = 700
#: What the default callback puts around a line: spaces, a comma and the end of the line.
INDENT = 10
#: What a digest holds beside what modules return: names of what stays as it is, and ids to names.
QUIET, NAMES = "quiet", "names"
#: What does not do its work, as modules return it.
OUT = "not_working"
#: What it holds of what they return.
KEPT = (
    "changed",
    "skipped",
    "failed",
    "msg",
    "counts",
    "errors",
    "changes",
    "kept",
    OUT,
    "requests",
    "needs",
    NAMES,
)
#: How a plan names all that it stands for on an account, so that it can be approved.
DIGEST = "Digest of %s: `%s`"
#: How it names the digests of several accounts together, whatever their order.
TOGETHER = "These %d accounts together: `%s`"
#: How it names an account that was to have a plan, and has none. ``LEFT_OUT_KEY`` beside the
#: results of an account holds the reason.
LEFT_OUT, LEFT_OUT_KEY = "Left out of this plan, %s: %s", "left_out"
#: How it names the commit of the team files, where that is known.
COMMIT = "Commit of the team files: %s"
#: How many teams a line names.
FEW = 10
#: How many differences in one option are told.
MOST = 8


class Step:
    """One object that is created, changed, deleted or left alone. ``changes``: option to before
    and after; ``error``: what went wrong with it.
    """

    def __init__(
        self,
        account: str,
        kind: str,
        entry: dict[str, Any],
        changes: dict[str, dict[str, Any]],
        error: str,
    ) -> None:
        self.account = account
        self.kind = kind
        self.vendor = VENDOR_OF[kind]
        self.action = entry["action"]
        self.name = str(entry["name"])
        self.fields = list(entry.get("fields", ()))
        self.changes = changes
        self.error = error

    @property
    def outcome(self) -> str:
        return FAILED if self.error else self.action

    @property
    def label(self) -> str:
        return _label(self.kind)


def _label(kind: str) -> str:
    """What one object of a kind is called."""
    # not at the top: the descriptions of all vendors take longer to load than most of what is done
    # here, and only what is told needs them
    from ..translate.common import LISTS

    resource = LISTS[VENDOR_OF[kind]].get(kind)
    return resource.label if resource else kind.rstrip("s").replace("_", " ")


def steps(results: Any) -> Iterator[Step]:
    """All steps of registered results: a list of them, of loops over them, or a dict from
    account to such a list.
    """
    for account, result in _single(results):
        yield from _of_task(result, account)


def _single(results: Any, account: str = "") -> Iterator[tuple[str, Result]]:
    """(account, result) of every single task; those that were skipped have nothing to say."""
    # an account may be called like a key of a result
    if isinstance(results, dict) and all(
        isinstance(results.get(key, {}), dict) for key in ("plan", "results", "changed")
    ):
        for name, inner in results.items():
            yield from _single(inner, str(name))
    elif isinstance(results, dict) and "results" in results:
        yield from _single(results["results"], account)
    elif isinstance(results, dict):
        yield account, results
    else:
        for one in results:
            yield from _single(one, account)


def _kind(result: Result) -> str | None:
    return next((kind for kind in VENDOR_OF if isinstance(result.get(kind), list)), None)


def _of_task(result: Result, account: str) -> Iterator[Step]:
    kind = _kind(result)
    if kind is None or "plan" not in result:
        return
    failed = {one["name"]: one["message"] for one in result.get("errors", ())}
    changed = {_key(one): one["fields"] for one in result.get("changes", ())}
    for entry in [
        *result["plan"],
        *({"action": "none", "name": name} for name in result.get(QUIET, ())),
    ]:
        yield Step(
            account, kind, entry, changed.get(_key(entry), {}), failed.get(entry["name"], "")
        )


def shortened(results: Any) -> list[Result]:
    """The same results without what no report needs: of objects that stay as they are their names,
    of the others what was done.

    Facts that hold thousands of objects cost seconds each time they are looked at.
    """
    every = [result for dummy, result in _single(results)]
    known = _Names(every).known if any(result.get("changes") for result in every) else {}
    found = []
    for result in every:
        kind = _kind(result)
        short = {
            key: value
            for key, value in result.items()
            if key in KEPT or (kind is None and key == "plan")
        }
        if kind is not None and "plan" in result:
            wrong = {one["name"] for one in result.get("errors", ())}
            quiet = [
                entry["name"]
                for entry in result["plan"]
                if entry["action"] == "none" and entry["name"] not in wrong
            ]
            loud = [
                entry
                for entry in result["plan"]
                if entry["action"] != "none" or entry["name"] in wrong
            ]
            short.update({kind: [], "plan": loud, QUIET: quiet + list(result.get(QUIET, ()))})
        found.append(short)
    if found and known:
        found[0][NAMES] = {**found[0].get(NAMES, {}), **known}
    return found


def _key(entry: dict[str, Any]) -> tuple[str, ...]:
    return tuple(str(entry.get(key, "")) for key in ("id", "uuid", "name"))


def kept(results: Any, prefix: str = "") -> list[dict[str, Any]]:
    """What stays because others use it: ``account``, ``vendor``, ``kind``, ``team``, ``name``
    and ``used_by`` of each.
    """
    found = []
    for account, result in _single(results):
        kind = _kind(result)
        if kind is None:
            continue
        for one in result.get("kept", ()):
            found.append(
                {
                    "account": account,
                    "vendor": VENDOR_OF[kind],
                    "kind": kind,
                    "team": team_of(one["name"], prefix) or NOBODY,
                    "name": one["name"],
                    "used_by": list(one["used_by"]),
                }
            )
    return found


def not_working(results: Any, prefix: str = "") -> list[dict[str, str]]:
    """What does not do its work though it is there: ``account``, ``vendor``, ``kind``, ``team``,
    ``name`` and ``because`` of each.
    """
    found = []
    for account, result in _single(results):
        kind = _kind(result)
        if kind is None:
            continue
        for one in result.get(OUT, ()):
            found.append(
                {
                    "account": account,
                    "vendor": VENDOR_OF[kind],
                    "kind": kind,
                    "team": team_of(one["name"], prefix) or NOBODY,
                    "name": one["name"],
                    "because": one["because"],
                }
            )
    return found


def errors(results: Any, prefix: str = "") -> list[dict[str, str]]:
    """What went wrong: ``account``, ``vendor``, ``kind``, ``team``, ``name`` and ``message``;
    without names where a whole task was refused.
    """
    found = [
        {
            "account": step.account,
            "vendor": step.vendor,
            "kind": step.kind,
            "team": team_of(step.name, prefix) or NOBODY,
            "name": step.name,
            "message": step.error,
        }
        for step in steps(results)
        if step.error
    ]
    for account, result in _single(results):
        refused = (result.get("needs") or {}).get("refused")
        if refused:
            found.append(
                {
                    "account": account,
                    "vendor": VENDOR_OF.get(_kind(result) or "", ""),
                    "kind": "",
                    "team": NOBODY,
                    "name": "",
                    "message": "the real run would be refused: %s" % refused,
                }
            )
        if "plan" not in result and (result.get("failed") or "counts" in result):
            whole = {
                "account": account,
                "vendor": "",
                "kind": "",
                "team": NOBODY,
                "name": "",
                "message": str(result.get("msg", "failed")),
            }
            if whole not in found:  # a role that gives up says once more what its task has said
                found.append(whole)
    return found


def requests(results: Any) -> dict[str, Any]:
    """Requests of all tasks, added up."""
    found: dict[str, Any] = {"reads": 0, "writes": 0, "retries": 0, "waited": 0.0}
    for dummy, result in _single(results):
        for name, number in (result.get("requests") or {}).items():
            found[name] += number
    return found


def needs(results: Any) -> dict[str, Any]:
    """What the real run needs: how many requests, and how many seconds it waits for the limits
    of the vendors, which do not wait for each other's.
    """
    found: dict[str, Any] = {"requests": 0, "waiting": 0.0}
    for dummy, result in _single(results):
        for name, number in (result.get("needs") or {}).items():
            if name in found:
                found[name] += number
    return found


def of_accounts(
    hosts: Iterable[str],
    hostvars: Any,
    fact: str,
    left: Iterable[str] = (),
    begun: Iterable[str] = (),
) -> dict[str, Any]:
    """Account to what a role kept of it in a fact; a host of no inventory has no name.

    left: hosts that have neither failed nor ended; without the fact they are still to come, and the
    others have been given up.
    begun: hosts on which the role has begun.
    """
    left, begun = set(left), set(begun)

    def without(host: str) -> dict[str, Any]:
        return PENDING if host in left else LOST if host in begun else GONE

    return {
        "" if host == "localhost" else host: (
            (host in hostvars and hostvars[host].get(fact)) or without(host)
        )
        for host in hosts
    }


def pending(results: Any) -> list[str]:
    """Accounts whose turn has not come, or is not over."""
    return (
        [
            name or "localhost"
            for name, one in results.items()
            if isinstance(one, dict) and one.get("pending")
        ]
        if isinstance(results, dict)
        else []
    )


def noted(results: Any, key: str) -> list[Any]:
    """What roles kept beside results, such as ``refused``; what several accounts say alike is
    said once.
    """
    found: list[Any] = []
    for one in results.values() if isinstance(results, dict) else ():
        found += [
            entry
            for entry in (one.get(key, ()) if isinstance(one, dict) else ())
            if entry not in found
        ]
    return found


def inexact(results: Any) -> list[Group]:
    """What vendors do not carry exactly, of all accounts."""
    return together(one for groups in _each(results, "inexact") for one in groups)


def commits(results: Any) -> list[str]:
    """The commits that the team files are of, as far as they are known: one, unless parts of
    several runs were put together.
    """
    return sorted({str(one) for one in _each(results, "commit") if one})


def digests(results: Any) -> dict[str, str]:
    """Account to the digest of what is to be done there."""
    return _of_each(results, "digest")


def without_plan(results: Any) -> dict[str, str]:
    """Account to the reason why it has no plan."""
    return _of_each(results, LEFT_OUT_KEY)


def _of_each(results: Any, key: str) -> dict[str, str]:
    return {
        name or "localhost": str(one[key])
        for name, one in (results.items() if isinstance(results, dict) else ())
        if isinstance(one, dict) and one.get(key)
    }


def combined(by_account: dict[str, str]) -> str:
    """One digest of the digests of all accounts, the same in whatever order and from however many
    slices they come. by_account: names as a plan shows them.
    """
    text = json.dumps(sorted(by_account.items()))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def digest_of_all(results: Any) -> str:
    """The digest of what is to be done on all accounts."""
    return combined({md.name(name): digest for name, digest in digests(results).items()})


def report(results: Any, prefix: str = "") -> dict[str, Any]:
    """All of it for machines."""
    return {
        "changed": any(result.get("changed") for dummy, result in _single(results)),
        "counts": counts(results, prefix),
        "changes": [
            {
                "account": step.account,
                "vendor": step.vendor,
                "kind": step.kind,
                "team": team_of(step.name, prefix) or NOBODY,
                "name": step.name,
                "action": step.action,
                "fields": step.fields,
            }
            for step in steps(results)
            if step.action != "none" and not step.error
        ],
        "pending": pending(results),
        "kept": kept(results, prefix),
        OUT: not_working(results, prefix),
        "errors": errors(results, prefix),
        "requests": requests(results),
        "needs": needs(results),
        "inexact": inexact(results),
        "commits": commits(results),
        "digests": digests(results),
        **{key: noted(results, key) for key in ("absent", "refused", "warnings", "fidelity")},
    }


def _find(objects: Any, entry: dict[str, Any]) -> dict[str, Any]:
    for key in ("id", "uuid", "name"):
        found = [
            one for one in objects if entry.get(key) is not None and one.get(key) == entry[key]
        ]
        if len(found) == 1:
            return dict(found[0])
    return {}


def counts(results: Any, prefix: str = "") -> dict[str, dict[str, dict[str, int]]]:
    """Team to vendor to how many objects were treated how."""
    found: dict[str, dict[str, dict[str, int]]] = {}
    for step in steps(results):
        team = team_of(step.name, prefix)
        if team is not None:
            inner = found.setdefault(team, {}).setdefault(
                step.vendor, dict.fromkeys([*COUNTS.values(), FAILED], 0)
            )
            inner[COUNTS.get(step.outcome, FAILED)] += 1
    return found


def markdown(results: Any, prefix: str = "", done: bool = False) -> str:
    """The plan for a person, or what became of it. Objects of no team come last."""
    page = _Page(results, prefix, done)
    lines = [
        *page.head(),
        *page.nobody(),
        *page.not_working(),
        *page.teams(),
        *page.remarks(),
        *page.quiet(),
        *page.fidelity(),
        *page.approval(),
    ]
    return "\n".join(lines) + "\n"


class _Page:
    """The sections of a plan; each is a list of lines that begins with a blank one, if it is not
    empty. What somebody has to know who reads no further comes first.
    """

    def __init__(self, results: Any, prefix: str, done: bool) -> None:
        self.results, self.prefix, self.done = results, prefix, done
        self.every = list(steps(results))
        self.changes = [step for step in self.every if step.outcome != "none"]
        self.by_team: dict[str, list[Step]] = {}
        for step in self.changes:
            self.by_team.setdefault(team_of(step.name, prefix) or NOBODY, []).append(step)
        teams = [team_of(step.name, prefix) for step in self.every]
        self.known = {team for team in teams if team}
        self.stays = kept(results, prefix)
        self.whole = [one for one in errors(results, prefix) if not one["kind"]]
        self.waiting = pending(results)

    def head(self) -> list[str]:
        lines = [
            "# %s for %d team%s"
            % (
                "Report" if self.done else "Plan",
                len(self.known),
                "" if len(self.known) == 1 else "s",
            ),
            "",
            "%s."
            % (
                "nothing could be read"
                if self.whole and not self.every
                else _sum(self.changes, self.done)
            ),
        ]
        for one in self.whole:
            where = " on %s" % md.name(one["account"]) if one["account"] else ""
            lines += ["", "**Stopped**%s: %s" % (where, md.prose(one["message"]))]
        if self.waiting:
            lines += [
                "",
                "**Not yet**: %s. This was written before their turn had come, or while it lasted."
                % ", ".join(map(md.name, self.waiting)),
            ]
        return lines

    def nobody(self) -> list[str]:
        """What the team files leave without anybody who is told."""
        return _section(
            "Nobody is told",
            [md.prose(one["text"]) for one in self._warnings(True)]
            + [_not_exact(one) for one in inexact(self.results) if one["nobody"]],
        )

    def not_working(self) -> list[str]:
        return _section(
            "Not working",
            [
                "%s: the %s %s %s"
                % (
                    _where(one["vendor"], one["account"]),
                    _label(one["kind"]),
                    _code(one["name"]),
                    md.prose(one["because"]),
                )
                for one in not_working(self.results, self.prefix)
            ],
        )

    def teams(self) -> list[str]:
        names, lines = _Names(self.results), []
        for team in sorted(
            {*self.by_team, *[one["team"] for one in self.stays]},
            key=lambda one: (one == NOBODY, one),
        ):
            mine = self.by_team.get(team, [])
            title = md.name(team) if team else "Of no team"
            lines += ["", "## %s: %s" % (title, _sum(mine, self.done)), ""]
            lines += [line for step in mine for line in _lines(step, names, self.done)]
            lines += [
                "- %s: the %s %s stays, because others use it: %s"
                % (
                    _where(one["vendor"], one["account"]),
                    _label(one["kind"]),
                    _code(one["name"]),
                    md.prose(", ".join(one["used_by"])),
                )
                for one in self.stays
                if one["team"] == team
            ]
        return lines

    def remarks(self) -> list[str]:
        return [
            *_section(
                "Left out", [md.prose(one["text"]) for one in noted(self.results, "refused")]
            ),
            *_section(
                "Perhaps not meant", [md.prose(one["text"]) for one in self._warnings(False)]
            ),
        ]

    def _warnings(self, nobody: bool) -> list[Any]:
        return [
            one
            for one in noted(self.results, "warnings")
            if (one.get("told") == "nobody") == nobody
        ]

    def fidelity(self) -> list[str]:
        """What vendors do not carry exactly of the teams that the page speaks of. The others were
        approved before.
        """
        every = _each(self.results, "carried")
        sums = {status: sum(one.get(status, 0) for one in every) for status in STATUSES}
        if not any(sums[status] for status in STATUSES if status != EXACT):
            return []
        told = [one for one in inexact(self.results) if not one["nobody"]]
        mine = [
            dict(one, teams=[team for team in one["teams"] if team in self.by_team]) for one in told
        ]
        lines = [_not_exact(one) for one in mine if one["teams"]]
        line = "Fidelity: %s" % summed(sums)
        if not lines:
            return ["", line + "; `oncall_routing_fidelity` and a report file name each."]
        if mine != told:
            line += "; of the teams above"
        return ["", line + ":", "", *("- " + one for one in lines)]

    def quiet(self) -> list[str]:
        lines = []
        quiet = sorted(self.known - set(self.by_team))
        if quiet:
            lines += ["", "Nothing to do for %s." % ", ".join(map(md.name, quiet))]
        # a name that was mistyped would look like a team that is gone already; of accounts that
        # were not looked at nothing is known
        missing = (
            []
            if self.whole or self.waiting
            else sorted(
                set(noted(self.results, "absent"))
                - self.known
                - {one["team"] for one in self.stays}
            )
        )
        if missing:
            lines += ["", "Nothing was found of %s." % ", ".join(map(md.name, missing))]
            if self.done:
                # two jobs of AWX run at the same time, and this one was there first
                lines.append(
                    "If another run is setting up one of these now, run this once more when that"
                    " has ended."
                )
        return lines

    def approval(self) -> list[str]:
        """What carrying it out takes, and what names it."""
        wanted, lines = needs(self.results), []
        if wanted["requests"] and not self.done:
            waiting = (
                ", and about %d s of waiting, because the vendor limits them" % wanted["waiting"]
                if wanted["waiting"]
                else ""
            )
            plural = "" if wanted["requests"] == 1 else "s"
            lines += [
                "",
                "It takes %d request%s to carry out%s." % (wanted["requests"], plural, waiting),
            ]
        named = [COMMIT % md.code(one) for one in commits(self.results)]
        if not self.done:
            named += self._digests()
        lines += ["", *named] if named else []
        reasons = {} if self.done else without_plan(self.results)
        left_out = [LEFT_OUT % (md.name(name), md.prose(reasons[name])) for name in sorted(reasons)]
        lines += ["", *left_out] if left_out else []
        notices = sorted({one for one in _each(self.results, "notice") if one})
        return lines + [line for one in notices for line in ("", one)]

    def _digests(self) -> list[str]:
        each = digests(self.results)
        lines = [DIGEST % (md.name(name), each[name]) for name in sorted(each)]
        if len(each) > 1:
            lines.append(TOGETHER % (len(each), digest_of_all(self.results)))
        return lines


def _section(title: str, lines: list[str]) -> list[str]:
    return ["", "## %s" % title, "", *("- " + line for line in lines)] if lines else []


def _not_exact(one: dict[str, Any]) -> str:
    """One line of a group. It does not begin with a vendor, as steps do."""
    more = len(one["teams"]) - FEW
    teams = ", ".join(map(md.name, one["teams"][:FEW])) + (
        " and %d more" % more if more > 0 else ""
    )
    return "%s of %s at %s (%s): %s" % (
        _code(one["path"]),
        teams,
        LABELS[one["vendor"]],
        one["status"],
        md.prose(one["how"]),
    )


def pieces(text: str) -> list[list[str]]:
    """The lines of a text in parts of which each is shown whole. What is longer than a part goes
    on in the next line.
    """
    found: list[list[str]] = []
    room = 0
    for part in [part for line in text.splitlines() for part in _broken(line)]:
        size = _printed(part)
        if not found or size > room:
            found.append([])
            room = PIECE
        found[-1].append(part)
        room -= size
    return found


def _printed(line: str) -> int:
    """How many characters the default callback makes of a line: JSON, one element of a list."""
    return len(json.dumps(line)) + INDENT


def _broken(line: str) -> Iterator[str]:
    while _printed(line) > PIECE:
        end = PIECE - INDENT - 2
        while _printed(line[:end]) > PIECE:
            end = end * 3 // 4
        # between words, unless one word is as long as that
        end = line.rfind(" ", end // 2, end) + 1 or end
        yield line[:end]
        line = "  " + line[end:]
    yield line


def _each(results: Any, key: str) -> list[Any]:
    """What the accounts keep under a key beside their results."""
    return [
        one[key]
        for one in (results.values() if isinstance(results, dict) else ())
        if isinstance(one, dict) and key in one
    ]


def _sum(changes: list[Step], done: bool) -> str:
    numbers = {
        outcome: sum(1 for step in changes if step.outcome == outcome) for outcome in WORDS[done]
    }
    return ", ".join(
        "%d %s" % (number, WORDS[done][outcome]) for outcome, number in numbers.items() if number
    ) or ("nothing changed" if done else "nothing to do")


class _Names:
    """Ids as the names they have in the same results, so that a person can read them."""

    def __init__(self, results: Any) -> None:
        self.known: dict[str, str] = {}
        for dummy, result in _single(results):
            kind = _kind(result)
            for obj in (
                [*result[kind], *result.get("plan", ()), *result.get("unlisted", ())]
                if kind
                else ()
            ):
                self._one(obj)
            self.known.update(result.get(NAMES, {}))

    def _one(self, obj: Any) -> None:
        for key in ("id", "uuid"):
            if isinstance(obj, dict) and obj.get(key) and obj.get("name"):
                self.known[str(obj[key])] = str(obj["name"])

    def of(self, value: Any) -> Any:
        if isinstance(value, dict):
            return {key: self.of(one) for key, one in value.items()}
        if isinstance(value, (list, tuple)):
            return [self.of(one) for one in value]
        return self.known.get(value, value) if isinstance(value, str) else value


def _where(vendor: str, account: str) -> str:
    return LABELS[vendor] + (" (%s)" % md.name(account) if account else "")


def _lines(step: Step, names: _Names, done: bool) -> list[str]:
    where = _where(step.vendor, step.account)
    if step.error:
        return [
            "- %s: **%s** the %s %s: %s"
            % (
                where,
                "failed" if done else "can't do",
                step.label,
                _code(step.name),
                md.prose(step.error),
            )
        ]
    lines = ["- %s: %s the %s %s" % (where, VERBS[done][step.action], step.label, _code(step.name))]
    if step.action == "update":
        lines += [
            "  - %s: %s" % (_code(path), text)
            for field in step.fields
            for path, text in _changed(step, field, names)
        ]
    return lines


def _changed(step: Step, field: str, names: _Names) -> list[tuple[str, str]]:
    """(path, text) of what changes in an option; of much nested in each other only where it
    differs.
    """
    if field not in step.changes:
        return [(field, "changes")]
    before, after = (names.of(step.changes[field][side]) for side in ("before", "after"))
    if before == after:
        return [(field, "changes (it is a secret)")]
    found = list(_differences(field, before, after))
    return (
        found
        if len(found) <= MOST
        else found[:MOST] + [(field, "%d differences more" % (len(found) - MOST))]
    )


def _differences(path: str, before: Any, after: Any) -> Iterator[tuple[str, str]]:
    if isinstance(before, dict) and isinstance(after, dict) and before and after:
        for key in [*before, *[key for key in after if key not in before]]:
            if before.get(key) != after.get(key):
                yield from _differences("%s.%s" % (path, key), before.get(key), after.get(key))
    elif isinstance(before, list) and isinstance(after, list):
        yield from _of_lists(path, before, after)
    else:
        yield path, "%s \u2192 %s" % (_code(before), _code(after))


def _of_lists(path: str, before: list[Any], after: list[Any]) -> Iterator[tuple[str, str]]:
    gone, new = (
        [one for one in before if one not in after],
        [one for one in after if one not in before],
    )
    if (
        len(before) == len(after)
        and gone
        and new
        and all(isinstance(one, (dict, list)) for one in gone + new)
    ):
        # elements at the same place are the same thing, changed
        for number, (old, one) in enumerate(zip(before, after)):
            if old != one:
                yield from _differences("%s[%d]" % (path, number), old, one)
    else:
        yield (
            path,
            ", ".join(
                ["without %s" % _code(one) for one in gone]
                + ["with %s" % _code(one) for one in new]
            )
            or "in another order",
        )


def _code(value: Any) -> str:
    text = (
        value
        if isinstance(value, str) and value
        else json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)
    )
    return md.code(text if len(text) <= LONGEST else text[: LONGEST - 1] + "\u2026")
