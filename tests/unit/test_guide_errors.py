# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The error tables of the vendors' guides quote messages that the code has."""

from __future__ import annotations

import ast
import functools
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
GUIDES = ROOT / "docs" / "docsite" / "rst"
#: what a message fills in: "...", a text in quotes, an address, a number
FILLED = re.compile(r"\.\.\.|'[^']*'|https://\S*|\b\d+\b")
ANY = "*"
#: So many words in a row make a message recognizable.
TELLING_WORDS = 4


def words(text):
    return re.findall(r"\*|[\w/'-]+", text)


@functools.lru_cache(maxsize=None)
def texts():
    """The words of each text of the plugins, with ANY for what %s and the like fill in."""
    found = set()
    for path in sorted((ROOT / "plugins").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.add(tuple(words(re.sub(r"%[sdr]", " * ", node.value).lower())))
    return found


def quoted(guide):
    """The messages in the first column of a guide's table of errors."""
    text = (GUIDES / ("guide_%s.rst" % guide)).read_text(encoding="utf-8")
    table = text.split("\nErrors\n")[1]
    cells = re.findall(r"^   \* - (.*(?:\n       .*)*)", table, re.MULTILINE)
    found = re.findall(r"``(.+?)``", " ".join(cells))
    return [message for message in found if not message.isdecimal()]


def common(message, text):
    """The number of words in the longest run that both have."""
    best, ends = 0, {}
    for one in message:
        now = {}
        for place, other in enumerate(text):
            if ANY in (one, other) or one == other:
                now[place] = ends.get(place - 1, 0) + (one != ANY and other != ANY)
        ends = now
        best = max([best, *now.values()])
    return best


def is_real(message):
    wanted = words(FILLED.sub(" * ", re.sub(r"^[a-z_]+: ", "", message)).lower())
    # the code fills in one word more where the guide shows an example
    enough = min(TELLING_WORDS, sum(word != ANY for word in wanted) - (ANY in wanted))
    telling = set(wanted) - {ANY}
    return any(telling & set(text) and common(wanted, text) >= enough for text in texts())


@pytest.mark.parametrize("guide", ["bk", "guance", "mackerel"])
def test_the_errors_of_a_guide_are_real_messages(guide):
    messages = quoted(guide)
    assert len(messages) > 8
    wrong = [message for message in messages if not is_real(message)]
    assert not wrong, "no message of the code says so; correct the guide:\n%s" % "\n".join(wrong)


@pytest.mark.parametrize(
    "message, real",
    [
        ("there is no channel '...' among ...", True),
        ("rule_timezone: is required: the policy has none stored", False),
        ("nothing answers at https://...", False),
    ],
)
def test_a_message_that_is_gone_is_found(message, real):
    assert is_real(message) is real
