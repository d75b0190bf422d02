# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The pages in docs/decisions have one form, one number each, and a line in the index."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "decisions"
PAGES = sorted(page for page in FOLDER.glob("*.md") if page.name != "README.md")
HEADINGS = ["Decision", "Why", "What else", "What would change our mind"]
MOST_LINES = 60


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_has_the_form(page):
    text = page.read_text(encoding="utf-8")
    assert re.fullmatch(r"\d{4}-[a-z0-9-]+\.md", page.name), "name the page NNNN-a-few-words.md"
    assert text.startswith("# %s. " % page.name[:4]), "the first line is '# NNNN. The decision'"
    assert re.findall(r"^## (.*)$", text, re.MULTILINE) == HEADINGS, page.name
    for part in re.split(r"^#.*$", text, flags=re.MULTILINE)[2:]:
        assert part.strip(), "%s: a heading has no text" % page.name
    assert len(text.splitlines()) <= MOST_LINES, "%s: a page has at most %d lines" % (
        page.name,
        MOST_LINES,
    )


def test_a_number_is_used_once():
    numbers = [page.name[:4] for page in PAGES]
    twice = sorted({number for number in numbers if numbers.count(number) > 1})
    assert not twice, "rename the younger page of %s to the next free number" % ", ".join(twice)


def test_the_index_names_each_page_with_its_title():
    index = (FOLDER / "README.md").read_text(encoding="utf-8").partition("## Index")[2]
    lines = re.findall(r"^- (.*)$", index, re.MULTILINE)
    expected = [
        "[%s](%s) %s" % (page.name[:4], page.name, page.read_text("utf-8").split("\n")[0][8:])
        for page in PAGES
    ]
    assert lines == expected, "the index of docs/decisions/README.md differs from the pages"


def test_links_between_pages_lead_somewhere():
    for page in [*PAGES, FOLDER / "README.md"]:
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), "%s links to %s" % (page.name, target)
