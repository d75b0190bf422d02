# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whether what is to be carried out is what a plan said that was approved. Private to
oncall.routing.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterable
from typing import Any

from ..file.schema import LABELS
from . import markdown as md
from . import plan

_HEX = "([0-9a-f]{32})"
_COMMIT, _READ, _TOGETHER, _LEFT_OUT = (
    re.compile("^%s$" % form, re.MULTILINE)
    for form in (
        re.escape(plan.COMMIT).replace("%s", "(.+)"),
        re.escape(plan.DIGEST).replace("%s", "(.+)", 1).replace("%s", _HEX),
        re.escape(plan.TOGETHER).replace("%d", "[0-9]+").replace("%s", _HEX),
        re.escape(plan.LEFT_OUT).replace("%s", "(.+?)", 1).replace("%s", "(.+)"),
    )
)
#: How many differences are told of one account.
MOST = 10
#: Longer than any commit; what is longer is something else.
LONGEST = 100


def digest_of(results: Any, teams: Iterable[dict[str, Any]]) -> str:
    """One text for all that a run would do on an account: the same for the same team files and the
    same state there, in whatever order.

    The files are a part of it because results do not show secrets: with another address of a chat
    other people are told.
    """
    steps = sorted(
        json.dumps(
            [
                step.vendor,
                step.kind,
                step.action,
                step.name,
                sorted(step.fields),
                step.changes,
                step.error,
            ],
            sort_keys=True,
            default=str,
        )
        for step in plan.steps(results)
        if step.outcome != "none"
    )
    failures = sorted(
        json.dumps([one["message"]]) for one in plan.errors(results) if not one["kind"]
    )
    files = sorted(json.dumps(team, sort_keys=True, default=str) for team in teams)
    return hashlib.sha256(
        json.dumps([steps, failures, files]).encode("utf-8", "surrogatepass")
    ).hexdigest()[:32]


def approved(given: str) -> str:
    """The text of a plan: itself, or what the file of this name holds.

    Raises:
        ValueError: There is no plan with a digest in it.
    """
    text = given
    if "\n" not in given.strip():
        try:
            with open(os.path.expanduser(given.strip()), encoding="utf-8") as handle:
                text = handle.read()
        except OSError as error:
            raise ValueError(
                "%s is neither a plan nor a file that can be read (%s)"
                % (ascii(given.strip()[:200]), error.strerror)
            ) from error
    if not _READ.search(text):
        raise ValueError(
            "there is no digest in the approved plan; make it anew with oncall.routing.plan"
        )
    whole = _TOGETHER.search(text)
    if whole and whole.group(1) != plan.combined(dict(_READ.findall(text))):
        raise ValueError(
            "the approved plan is not whole or was changed: its digest is not that of its accounts"
        )
    return text


def left_out(account: str, text: str) -> str:
    """Why an approved plan leaves an account out, or an empty text."""
    reasons: dict[str, str] = dict(_LEFT_OUT.findall(text))
    return reasons.get(md.name(account), "")


def commit_of(given: Any) -> str:
    """A commit as a plan names it, and nothing where nobody knows it."""
    return " ".join(str("" if given is None else given).split())[:LONGEST]


def judged(results: dict[str, Any], text: str, commit: str) -> dict[str, str]:
    """``refusal`` where a run would do something else than the approved plan says, and ``notice``
    where it does the same at another commit; both are empty otherwise.
    """
    found = differences(results, text)
    then, now = _COMMIT.findall(text), [md.code(commit)] if commit else []
    if found:
        return {
            "refusal": "nothing was written, because what there is to do is not what was approved"
            "%s: %s" % (_commits(then, now), "; ".join(found)),
            "notice": "",
        }
    if then and now and then != now:
        notice = (
            "The plan was approved at commit %s, and this is commit %s. What there is to do is the"
            " same." % (" and ".join(then), now[0])
        )
        return {"refusal": "", "notice": notice}
    return {"refusal": "", "notice": ""}


def _commits(then: list[str], now: list[str]) -> str:
    """Both commits, where one of them is known."""
    if not then and not now:
        return ""
    if then == now:
        return " (both are of commit %s)" % now[0]
    named = [
        "commit %s" % " and ".join(one) if one else "a commit that is not known"
        for one in (then, now)
    ]
    return " (the plan is of %s, this run of %s)" % tuple(named)


def differences(results: dict[str, Any], text: str) -> list[str]:
    """What is to be done otherwise than an approved plan says; nothing where it is the same. An
    account that the plan leaves out is passed over. results: account to what a run would do there.
    """
    known, passed_over = dict(_READ.findall(text)), dict(_LEFT_OUT.findall(text))
    found = []
    for account, one in sorted(
        (("" if host == "localhost" else host, one) for host, one in results.items()),
        key=lambda pair: pair[0],
    ):
        name = md.name(account or "localhost")
        if name in passed_over:
            continue
        if name not in known:
            found.append("%s: the approved plan does not know this account" % name)
        elif known[name] != one.get("digest"):
            found += ["%s: %s" % (name, told) for told in _told(one, account, text)]
    return found


def _told(one: dict[str, Any], account: str, text: str) -> list[str]:
    """The lines of steps that only one of both plans has."""
    now = _steps(plan.markdown({account: one}), account)
    then = _steps(text, account)
    told = ["now also to be done: %s" % line for line in now if line not in then] + [
        "no longer to be done: %s" % line for line in then if line not in now
    ]
    more = len(told) - MOST
    told = told[:MOST] + (["%d differences more" % more] if more > 0 else [])
    return told or ["the same steps, but of other team files than the plan was made of"]


def _steps(text: str, account: str) -> list[str]:
    """The lines of a plan that say what is to be done on an account, each with what follows it."""
    found: list[str] = []
    inside = False
    for line in text.splitlines():
        if line.startswith("- "):
            where = line[2:].partition(": ")[0]
            inside = where in {
                label + (" (%s)" % md.name(account) if account else "") for label in LABELS.values()
            }
            found += [line[2:]] if inside else []
        elif line.startswith("  - ") and inside:
            found[-1] += "; " + line[4:]
        else:
            inside = False
    return found
