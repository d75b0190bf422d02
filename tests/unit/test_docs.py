# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the pages for developers name is there: files, functions, and members of classes."""

from __future__ import annotations

import ast
import fnmatch
import functools
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted(
    path.relative_to(ROOT)
    for pattern in ("*.md", "docs/*.md", "docs/decisions/*.md")
    for path in ROOT.glob(pattern)
)
WALK = "## One option, from the task to the wire and back"
MOST_STOPS = 25

#: `_plan/planner.py: make_plan` and `_plan/planner.py`; a vendor's folder may be called x.
FILE = re.compile(r"`([\w*/]+\.py)(?:: ([\w.]+))?`")
#: `Resource.read`
MEMBER = re.compile(r"`(_?[A-Z]\w*[a-z]\w*)\.([a-z_]\w*)`")


@functools.lru_cache(None)
def sources():
    """Path from the root to syntax tree."""
    found = {}
    for folder in ("plugins", "tests"):
        for path in (ROOT / folder).rglob("*.py"):
            found[path.relative_to(ROOT).as_posix()] = ast.parse(path.read_text())
    return found


@functools.lru_cache(None)
def members():
    """Class name to the names of all that instances have: also what a base brings."""
    own, bases = {}, {}
    for tree in sources().values():
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                own.setdefault(node.name, set()).update(_names_in(node))
                bases.setdefault(node.name, set()).update(
                    getattr(base, "id", getattr(base, "attr", "")) for base in node.bases
                )
    for name in own:
        waiting = list(bases[name])
        seen = set()
        while waiting:
            base = waiting.pop()
            if base in own and base not in seen:
                seen.add(base)
                own[name] |= own[base]
                waiting += bases[base]
    return own


def _names_in(node):
    for one in ast.walk(node):
        if isinstance(one, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield one.name
            if one.name == "__init__":
                yield from (arg.arg for arg in [*one.args.args, *one.args.kwonlyargs])
        elif isinstance(one, ast.Attribute) and isinstance(one.ctx, ast.Store):
            yield one.attr
        elif isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store):
            yield one.id


def files_called(name):
    """Paths of the files that a page may mean by a name."""
    pattern = "*/" + name.replace("_vendors/x/", "_vendors/*/")
    return [path for path in sources() if fnmatch.fnmatch("/" + path, pattern)]


def is_defined(path, name):
    """Whether a file has a function, a class, or a member of one, by its name."""
    *holders, last = name.split(".")
    nodes = sources()[path].body
    for holder in holders:
        nodes = next(
            (one.body for one in nodes if isinstance(one, ast.ClassDef) and one.name == holder), []
        )
    return any(getattr(one, "name", None) == last for one in nodes)


@functools.lru_cache(None)
def folders():
    return {part for path in sources() for part in path.split("/")[:-1]}


def missing(text):
    """What a page names and nobody finds, as one line each. Files in folders that are not ours are
    those of other projects.
    """
    for name, function in FILE.findall(text):
        first, slash, _rest = name.partition("/")
        if slash and first not in folders():
            continue
        paths = files_called(name)
        if not paths:
            yield "there is no file %s" % name
        elif function and not any(is_defined(path, function) for path in paths):
            yield "%s has no %s" % (name, function)
    for name, member in MEMBER.findall(text):
        if name not in members():
            yield "there is no class %s" % name
        elif member not in members()[name]:
            yield "%s has no %s" % (name, member)


def walk(text):
    """Functions that the walk names, each once."""
    section = text.partition(WALK)[2].partition("\n## ")[0]
    return {found for found in FILE.findall(section) if found[1]}


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_what_a_page_names_is_there(page):
    found = sorted(set(missing((ROOT / page).read_text())))
    assert found == [], "%s: %s" % (page, "; ".join(found))


def test_the_walk_is_short():
    stops = walk((ROOT / "docs" / "architecture.md").read_text())
    assert 10 <= len(stops) <= MOST_STOPS, sorted(stops)


@pytest.mark.parametrize(
    "text, complaint",
    [
        ("`_plan/planer.py`", "there is no file _plan/planer.py"),
        ("`_http/client.py: Client.nothing`", "_http/client.py has no Client.nothing"),
        ("`_http/client.py: nothing`", "_http/client.py has no nothing"),
        ("`Nothing.at_all`", "there is no class Nothing"),
        ("`Client.nothing`", "Client has no nothing"),
    ],
)
def test_what_is_not_there_is_found(text, complaint):
    assert list(missing(text)) == [complaint]


def test_what_is_there_is_found():
    text = "`_http/client.py: Client.call`, `_vendors/x/gateway.py`, `Client.call`, `docs/x.md`"
    assert list(missing(text)) == []
