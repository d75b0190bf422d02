# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every reference to a fact about a vendor leads to a numbered row of docs/vendors."""

from __future__ import annotations

import functools
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = {
    "B": ROOT / "docs" / "vendors" / "blueking.md",
    "G": ROOT / "docs" / "vendors" / "guance.md",
    "M": ROOT / "docs" / "vendors" / "mackerel.md",
}
PLACES = ("README.md", "docs", "extensions", "playbooks", "plugins", "roles", "tests")
SUFFIXES = (".md", ".py", ".rst", ".yml")
THIS = Path(__file__).resolve()

#: A letter and a number that stand alone: no part of a path, an address or a longer word.
REFERENCE = re.compile(r"[BGM](?<![\w/%.+-][BGM])\d{1,3}(?![\w/%])")
#: a test named after a fact: test_bk_b42_...
NAMED = re.compile(r"\bdef test(?:_[a-z]+)*?((?:_[bgm]\d{1,3})+)_")
#: other forms that lead nowhere
NOWHERE = re.compile(
    r"[Tt]raps? \d|_trap_\d|sections? \d[\d., and]*of (?:its|the)\s+contract|\(contract,"
    r"|[#(](?: --- )?:? ?[VTLK]\d{1,2}(?![\w/])"
)
ROW = re.compile(r"^\| ([BGM]\d{1,3}) \| (.+) \| (.+) \|$", re.MULTILINE)


def facts(text):
    """The rows of a page: number, fact, source."""
    return ROW.findall(text)


def references(text):
    """The numbers that a text refers to."""
    found = set(REFERENCE.findall(text))
    for names in NAMED.findall(text):
        found.update(name.upper() for name in names.split("_") if name)
    return found


@functools.lru_cache(maxsize=None)
def sources():
    """Each file that may refer to a fact, by its path in the repository, and its text."""
    found = {}
    for place in PLACES:
        top = ROOT / place
        for path in [top] if top.is_file() else sorted(top.rglob("*")):
            if path.suffix in SUFFIXES and path != THIS and path.is_file():
                found[path.relative_to(ROOT).as_posix()] = path.read_text(encoding="utf-8")
    return found


KNOWN = {
    number for page in PAGES.values() for number, fact, source in facts(page.read_text("utf-8"))
}


@pytest.mark.parametrize("letter", sorted(PAGES))
def test_each_number_occurs_once_and_has_a_source(letter):
    text = PAGES[letter].read_text(encoding="utf-8")
    rows = facts(text)
    numbers = [number for number, fact, source in rows]
    assert len(rows) > 50
    assert len(re.findall(r"^\| [A-Z]\d", text, re.MULTILINE)) == len(rows), "a row has three cells"
    assert all(number.startswith(letter) for number in numbers)
    assert sorted(set(numbers)) == sorted(numbers), "a number is used twice"
    in_order = sorted(numbers, key=lambda number: int(number[1:]))
    assert numbers == in_order, "the rows are not in the order of their numbers"
    for number, fact, source in rows:
        assert fact.endswith("."), "%s is no sentence" % number
        assert source.strip(), "%s has no source" % number


def test_every_reference_leads_to_a_fact():
    missing = [
        "%s: %s" % (path, number)
        for path, text in sources().items()
        for number in sorted(references(text) - KNOWN)
    ]
    assert not missing, "no such fact in docs/vendors; add it or mend the reference:\n%s" % (
        "\n".join(missing)
    )


def test_no_reference_leads_nowhere():
    found = [
        "%s: %s" % (path, match.group())
        for path, text in sources().items()
        for match in NOWHERE.finditer(text)
    ]
    assert not found, "refer to a fact of docs/vendors by its number:\n%s" % "\n".join(found)


def test_many_facts_are_referred_to():
    """The finder of references finds those that are there."""
    used = set()
    for path, text in sources().items():
        if not path.startswith("docs/"):
            used |= references(text)
    assert len(used & KNOWN) > 70


@pytest.mark.parametrize(
    "text, numbers",
    [
        ("# G31: keeps", {"G31"}),
        ("(B5, B45)", {"B5", "B45"}),
        ("def test_bk_b61_b62_saves(bk):", {"B61", "B62"}),
        ("https://hooks.example.com/T0/B1/payments", set()),
        ("'B0/example'", set()),
        ("100 MB, B", set()),
    ],
)
def test_a_reference_is_found(text, numbers):
    assert references(text) == numbers


@pytest.mark.parametrize(
    "text",
    ["(trap 5)", "# V29", "# --- K6: names", "section 5 of its contract", "(L2, M6)", "(T10)"],
)
def test_a_reference_of_another_form_is_found(text):
    assert NOWHERE.search(text)
