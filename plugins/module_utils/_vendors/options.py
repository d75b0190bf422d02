# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Connection options that all vendors have. Private to oncall.routing."""

from __future__ import annotations

from typing import Any, Mapping

from .._describe.problems import InputError
from .._describe.vendor import Option


def common_options(timeout: int = 30) -> list[Option]:
    """The options. ``timeout``: the default of the option of this name."""
    return [
        Option(
            "validate_certs",
            "Whether the certificate of the server is checked.",
            type="bool",
            default=True,
        ),
        Option(
            "ca_path",
            "A file or folder with certificates of authorities to trust instead of those that"
            " C(requests) brings.",
            type="path",
        ),
        Option("timeout", "Seconds one request may take.", type="int", default=timeout, least=1),
        Option(
            "retries",
            [
                (
                    "How often a request is tried again after the first time, where it may be tried"
                    " again: connection errors, answers that broke on the way, HTTP 408, 425, 429,"
                    " 502 to 504 and 520 to 524, HTTP 500 where repeating does no harm, and the"
                    ' vendor\'s own codes for "later".'
                ),
                (
                    "A create is never blindly repeated: after an unclear outcome the list is read"
                    " again."
                ),
            ],
            type="int",
            default=5,
            least=0,
        ),
        Option(
            "max_wait",
            "The most seconds one task may spend waiting on rate limits and between tries.",
            type="int",
            default=300,
            least=0,
        ),
    ]


def require(options: Mapping[str, Any], *names: tuple[Any, ...]) -> None:
    """Refuses a task in which neither the task nor the environment sets a connection option. Raises
    InputError.

    names: (option, variables), or (option, variables, another option that does as well, its
    variables).
    """
    problems = [
        (
            one[0],
            "is required: give it in the task, in module_defaults, or in the environment variable"
            " %s%s"
            % (
                " or ".join(one[1]),
                "; or give %s (%s) instead" % (one[2], " or ".join(one[3])) if len(one) > 2 else "",
            ),
        )
        for one in names
        if not options.get(one[0])
    ]
    if problems:
        raise InputError(problems)
