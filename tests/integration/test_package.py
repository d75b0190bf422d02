# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a user downloads holds what is for users, all of it, and nothing else."""

from __future__ import annotations

import tarfile
from pathlib import Path

import pytest
from tools import collection

FOR_USERS = {
    "CHANGELOG.md",
    "CHANGELOG.rst",
    "CONTRIBUTING.md",
    "FILES.json",
    "LICENSE",
    "MANIFEST.json",
    "README.md",
    "changelogs",
    "docs",
    "extensions",
    "meta",
    "playbooks",
    "plugins",
    "requirements.txt",
    "roles",
}


@pytest.fixture(scope="module")
def names(collections_path):
    tarballs = list((collections_path / "tarball").glob("oncall-routing-*.tar.gz"))
    if not tarballs:
        pytest.skip("make test builds the tarball; pytest called by hand uses the clone")
    with tarfile.open(tarballs[0]) as tarball:
        return {member.name for member in tarball if member.isfile()}


def test_nothing_but_what_is_for_users(names):
    assert {Path(name).parts[0] for name in names} <= FOR_USERS
    assert [name for name in names if "/." in name or "__pycache__" in name] == []


def test_all_that_is_for_users(names):
    wanted = {
        name for name in collection.files() if Path(name).parts[0] in FOR_USERS and "/." not in name
    }
    # the scenarios need the emulator, which stays in the repository
    scenarios = {name for name in wanted if name.startswith("extensions/molecule/")}
    assert scenarios and not scenarios & names
    assert wanted - scenarios - names == set()
