# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Everything a run shows and hands on of its accounts. Private to oncall.routing."""

from __future__ import annotations

from typing import Any

from . import plan

#: What the names of all artifacts begin with.
ARTIFACT = "oncall_routing_"


def whole(results: dict[str, Any], prefix: str = "", done: bool = False) -> dict[str, Any]:
    """The plan or the report in each of its forms.

    Args:
        results: Account to what the role kept of it.
        prefix: What the names of all objects begin with.
        done: Whether it is a report of a run, and not a plan.

    Returns:
        ``text`` (Markdown), ``pieces`` of it, ``sum`` (one line), ``report`` (for machines) and
        ``stats`` (artifacts by their names).
    """
    text, report = plan.markdown(results, prefix, done), plan.report(results, prefix)
    stats = {
        "counts": report["counts"],
        "changed": report["changed"],
        "errors": len(report["refused"] + report["errors"]),
        "plan": text,
        "fidelity": report["inexact"],
        "commit": " ".join(report["commits"]),
        "digests": report["digests"],
        **({} if done else {"digest": plan.digest_of_all(results)}),
    }
    return {
        "text": text,
        "pieces": plan.pieces(text),
        "sum": text.splitlines()[2],
        "report": report,
        "stats": {ARTIFACT + name: value for name, value in stats.items()},
    }
