# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Puts the collection where Ansible and Python can find it.

A clone of this repository is the collection's root but lies in no
"ansible_collections/oncall/routing". There are three ways to one:

    link                 a folder of links to the clone, for imports: what is edited is what is
    tested install DIRECTORY    built and installed as a user does it: what is not in the tarball is
    not there copy DIRECTORY       the files git knows or would add, as a repository of its own:
    ansible-test follows no links
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PLACE = Path("ansible_collections", "oncall", "routing")
LINKED = ROOT / ".cache" / "linked"
INSTALLED = ROOT / ".cache" / "installed"
CONFIG = ROOT / "tests" / "ansible.cfg"


def link(directory: Path = LINKED) -> Path:
    """Returns the folder to put on the import path, or in ANSIBLE_COLLECTIONS_PATH. Safe to call
    from many processes at once.
    """
    place = directory / PLACE
    place.mkdir(parents=True, exist_ok=True)
    wanted = {
        entry.name
        for entry in ROOT.iterdir()
        if not entry.name.startswith(".") and entry.name not in ("collections", "dist")
    }
    for present in place.iterdir():
        if present.name not in wanted and not present.name.startswith("."):
            present.unlink(missing_ok=True)
    for name in sorted(wanted):
        there = place / name
        if there.is_symlink() and there.resolve() == ROOT / name:
            continue
        fresh = place / f".{name}.{os.getpid()}"
        fresh.symlink_to(ROOT / name)
        fresh.replace(there)
    return directory


def files() -> list[str]:
    """What git tracks, and what it would if it were told to add everything."""
    command = [
        "git",
        "-C",
        str(ROOT),
        "ls-files",
        "-z",
        "--cached",
        "--others",
        "--exclude-standard",
    ]
    listed = subprocess.run(command, capture_output=True, check=True).stdout.decode()
    return sorted({name for name in listed.split("\0") if name and os.path.lexists(ROOT / name)})


def copy(directory: Path) -> Path:
    """Returns the copy's own root."""
    place = directory / PLACE
    shutil.rmtree(place, ignore_errors=True)
    for name in files():
        target = place / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, target, follow_symlinks=False)
    # Without one of its own ansible-test would ask the repository around the copy, which ignores
    # it.
    subprocess.run(["git", "init", "--quiet", str(place)], check=True)
    return place


def build(directory: Path) -> Path:
    """Returns the tarball."""
    directory.mkdir(parents=True, exist_ok=True)
    for old in directory.glob("oncall-routing-*.tar.gz"):
        old.unlink()
    galaxy("build", "--force", "--output-path", str(directory), str(ROOT))
    return next(directory.glob("oncall-routing-*.tar.gz"))


def install(directory: Path) -> Path:
    """Builds, installs below the directory, and returns it: it is what ANSIBLE_COLLECTIONS_PATH
    wants.
    """
    shutil.rmtree(directory, ignore_errors=True)
    tarball = build(directory / "tarball")
    galaxy("install", "--offline", "--force", "--collections-path", str(directory), str(tarball))
    return directory


def galaxy(*words: str) -> None:
    """Runs the ansible-galaxy of this environment; its output is shown only when it fails."""
    command = [str(Path(sys.executable).parent / "ansible-galaxy"), "collection", *words]
    # Only this folder's collections and no settings of the user's take part.
    environment = dict(os.environ, ANSIBLE_CONFIG=str(CONFIG), ANSIBLE_COLLECTIONS_PATH=str(LINKED))
    done = subprocess.run(
        command,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        sys.exit(f"ansible-galaxy collection {' '.join(words)} failed:\n{done.stdout}")


def main() -> None:
    parser = argparse.ArgumentParser(
        description="Put the collection where Ansible and Python can find it."
    )
    actions = parser.add_subparsers(dest="action", required=True)
    actions.add_parser("link", help="links to this clone, for imports")
    for action, text in (
        ("install", "the built tarball, installed"),
        ("copy", "the files git knows"),
        ("build", "the tarball alone"),
    ):
        actions.add_parser(action, help=text).add_argument("directory", type=Path)
    wanted = parser.parse_args()
    result = (
        link() if wanted.action == "link" else globals()[wanted.action](wanted.directory.absolute())
    )
    print(os.path.relpath(result))


if __name__ == "__main__":
    main()
