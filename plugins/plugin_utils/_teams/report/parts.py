# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One plan, or one report, of the slices of a job. Private to oncall.routing.

AWX runs each slice as a job of its own, with a part of the inventory. Artifacts of slices that have
the same name replace one another, so each slice hands its part on under a name of its own.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import zlib
from collections.abc import Iterable
from typing import Any

from . import markdown as md
from . import plan
from .whole import ARTIFACT, whole

Part = dict[str, Any]
#: What a packed part begins with; the number changes with what is in it.
PACKED = "oncall.routing/part/1:"
#: The key of a part within the report of its slice.
KEY = "part"
ACCOUNTS = "accounts"
MISSING = (
    "no slice handed in %s of this account; the job of its slice failed early or did not run, and"
    " its output says why"
)
WORDS = {False: "a plan", True: "a report"}


def part(results: dict[str, Any], prefix: str, done: bool, job: str = "") -> Part:
    """All that :func:`merge` needs of a slice. results: account to what the role kept of it; job:
    the number of the slice's job in AWX, where there is one.
    """
    return {"done": done, "prefix": prefix, "job": job, ACCOUNTS: results}


def name_of(one: Part) -> str:
    """The name of the artifact that holds a part. No account is in two slices, so the names of
    its accounts tell a slice from the others.
    """
    accounts = "\n".join(sorted(one[ACCOUNTS]))
    short = hashlib.sha256(accounts.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return "%s%s_part_%s" % (ARTIFACT, "report" if one["done"] else "plan", short)


def packed(one: Part) -> str:
    """A part as one short text: AWX hands artifacts to every later job as extra variables."""
    text = json.dumps(one, default=str, separators=(",", ":"))
    return PACKED + base64.b64encode(zlib.compress(text.encode("utf-8"))).decode("ascii")


def unpacked(given: Any) -> Part:
    """A part: itself, the report that holds it, a packed one, or the file that holds any of these.

    Raises:
        ValueError: There is no part in it.
    """
    found = given
    if isinstance(given, str):
        text = given.strip()
        found = _of_text(text) if text.startswith((PACKED, "{")) else _of_file(text)
    if isinstance(found, dict) and isinstance(found.get(KEY), dict):
        found = found[KEY]
    if not (isinstance(found, dict) and isinstance(found.get(ACCOUNTS), dict)):
        raise ValueError(
            "there is no part of a slice in %s; set team_onboarding_slice in the runs of slices"
            % ascii(given if isinstance(given, str) else sorted(given))[:200]
        )
    return found


def _of_text(text: str) -> Any:
    try:
        if text.startswith(PACKED):
            data = base64.b64decode(text[len(PACKED) :], validate=True)
            text = zlib.decompress(data).decode("utf-8")
        return json.loads(text)
    except (ValueError, zlib.error) as error:
        raise ValueError("a part of a slice is damaged (%s)" % error) from error


def _of_file(path: str) -> Any:
    try:
        with open(os.path.expanduser(path), encoding="utf-8") as handle:
            return _of_text(handle.read().strip())
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise ValueError("%s: can't be read as a part of a slice: %s" % (path, reason)) from error


def merge(given: Iterable[Any], accounts: Iterable[str], done: bool) -> dict[str, Any]:
    """One plan or report of all accounts.

    Args:
        given: The parts, each as :func:`unpacked` takes it.
        accounts: The names of all accounts that there should be.
        done: Whether these are reports, and not plans.

    Returns:
        What :func:`whole` returns, ``left_out`` (account to the reason why it has no plan, or why
        its run failed), and ``carried``, the number of the other accounts.

    Raises:
        ValueError: A part can't be read, is of the other kind, or an account is in two of them.
    """
    parts = [unpacked(one) for one in given]
    found = _accounts(parts, done)
    names = {"" if one == "localhost" else one: one for one in accounts}
    for name in names:
        if name not in found:
            found[name] = _failed(MISSING % WORDS[done])
    jobs = {name: one.get("job") for one in parts for name in one[ACCOUNTS]}
    problems = {name: _problems(one) for name, one in found.items()}
    left_out = {
        name: "; ".join(said) + (" (AWX job %s)" % jobs[name] if jobs.get(name) else "")
        for name, said in problems.items()
        if said
    }
    if not done:  # nothing of it is carried out, so the plan shows nothing of it
        found.update({name: _left_out(reason) for name, reason in left_out.items()})
    prefix = str(parts[0]["prefix"]) if parts else ""
    shown = whole(dict(sorted(found.items())), prefix, done)
    text = _headed(shown["text"], len(found) - len(left_out), len(found), len(parts))
    shown.update(text=text, pieces=plan.pieces(text))
    shown["stats"][ARTIFACT + "plan"] = text
    shown["left_out"] = {name or "localhost": reason for name, reason in left_out.items()}
    shown["carried"] = len(found) - len(left_out)
    return shown


def _accounts(parts: list[Part], done: bool) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for one in parts:
        if bool(one.get("done")) != done:
            raise ValueError(
                "this is the part of %s, and %s is to be made"
                % (WORDS[bool(one.get("done"))], WORDS[done])
            )
        twice = sorted(set(found) & set(one[ACCOUNTS]))
        if twice:
            raise ValueError(
                "%s: in two parts; give the parts of one run only"
                % ", ".join(name or "localhost" for name in twice)
            )
        found.update(one[ACCOUNTS])
    return found


def _problems(result: dict[str, Any]) -> list[str]:
    said = [str(one["text"]) for one in result.get("refused", ())]
    said += [one["message"] for one in plan.errors({"": result})]
    return said or ([MISSING % "the whole report"] if result.get("pending") else [])


def _failed(reason: str) -> dict[str, Any]:
    return {"results": [{"failed": True, "changed": False, "msg": reason}]}


def _left_out(reason: str) -> dict[str, Any]:
    return {**_failed(reason), plan.LEFT_OUT_KEY: reason}


def _headed(text: str, carried: int, every: int, slices: int) -> str:
    """The text with a line below the headline that says whose it is."""
    lines = text.splitlines()
    lines[3:3] = [
        "",
        "%d of %d account%s, from %d slice%s."
        % (carried, every, "" if every == 1 else "s", slices, "" if slices == 1 else "s"),
    ]
    return "\n".join(lines) + "\n"


def explained(left_out: dict[str, str]) -> list[str]:
    """One line for each reason, with the accounts that were left out for it. A wrong team file is
    wrong for all of them.
    """
    accounts: dict[str, list[str]] = {}
    for name in sorted(left_out):
        accounts.setdefault(left_out[name], []).append(md.name(name))
    lines = []
    for reason, names in accounts.items():
        more = len(names) - plan.FEW
        shown = ", ".join(names[: plan.FEW]) + (" and %d more" % more if more > 0 else "")
        lines.append("%s: %s" % (shown, reason))
    return lines
