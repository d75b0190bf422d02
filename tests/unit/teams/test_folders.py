# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A folder of team files: whatever else lies in it stops nothing and shows nothing, and the
others are read.
"""

from __future__ import annotations

import os
import resource
import signal

import pytest
from ansible.parsing.dataloader import DataLoader
from ansible.template import Templar
from ansible_collections.oncall.routing.plugins.lookup import team_files

SECRET = "planted-of-another"
BOMB = "name: bomb\na: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    "%s: &%s [%s]\n" % (one, one, ",".join(["*" + before] * 9))
    for before, one in zip("abcdefgh", "bcdefghi")
)


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "teams"
    made.mkdir()
    (made / "good.yml").write_text("name: good\n")
    (tmp_path / "outside.yml").write_text("name: %s\n" % SECRET)
    return made


@pytest.fixture(autouse=True)
def soon():
    """Whatever waits for ever, or takes all of the memory, ends the test."""
    before = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (4 << 30, before[1]))
    signal.alarm(60)
    yield
    signal.alarm(0)
    resource.setrlimit(resource.RLIMIT_AS, before)


def read(place):
    loader = DataLoader()
    return team_files.LookupModule(loader=loader, templar=Templar(loader=loader))._folder(
        str(place)
    )


def link(folder):
    (folder / "odd.yml").symlink_to("../outside.yml")


def link_to_folder(folder):
    (folder.parent / "more").mkdir()
    (folder.parent / "more" / "far.yml").write_text("name: %s\n" % SECRET)
    (folder / "odd").symlink_to("../more")


def own_link(folder):
    (folder / "odd").symlink_to(".")


def device(folder):
    (folder / "odd.yml").symlink_to("/dev/zero")


def big(folder):
    (folder / "odd.yml").write_bytes(b"name: x\n" + b"#" * (30 << 20))


def writes(text):
    return lambda folder: (folder / "odd.yml").write_bytes(
        text if isinstance(text, bytes) else text.encode()
    )


ODD = {
    "alias bomb": (writes(BOMB), "values, as its aliases repeat them"),
    "alias of itself": (writes("name: x\na: &a [*a]\n"), "holds itself"),
    "nested": (writes("name: " + "[" * 100000 + "]" * 100000), ""),
    "pipe": (lambda folder: os.mkfifo(folder / "odd.yml"), "is no regular file"),
    "device": (device, "leads out of the folder"),
    "30 MB": (big, "more than the 1048576 that a team file may have"),
    "link out of the folder": (link, "leads out of the folder"),
    "link to a folder outside": (link_to_folder, "leads out of the folder"),
    "link to its own folder": (own_link, "is a link to a folder, which is not followed"),
    "link to nothing": (
        lambda folder: (folder / "odd.yml").symlink_to("nothing.yml"),
        "can't be read: No such file",
    ),
    "link to itself": (lambda folder: (folder / "odd.yml").symlink_to("odd.yml"), "can't be read"),
    "folder": (lambda folder: (folder / "odd.yml").mkdir(), None),
    "not text": (writes(b"name: \xff\xfe\x00"), ""),
    "control characters": (writes(b"name: \x1b[31m\n"), ""),
    "several documents": (writes("name: a\n---\nname: b\n"), ""),
    "list": (writes("[1, 2]"), "must hold one team"),
    "nothing": (writes(""), "must hold one team"),
    "a key twice": (writes("? {a: 1}\n: 2\n"), ""),
}


@pytest.mark.parametrize("kind", ODD)
def test_what_is_no_team_file_stops_nothing(folder, kind):
    make, told = ODD[kind]
    make(folder)
    found = read(folder)
    assert found["teams"] == [{"name": "good"}] and [
        os.path.basename(source) for source in found["sources"]
    ] == ["good.yml"]
    assert SECRET not in str(found)
    if told is None:
        assert found["refused"] == []
        return
    (one,) = found["refused"]
    assert told in one["text"] and os.path.basename(one["file"]).startswith("odd"), one
    assert "\x1b" not in one["text"] and len(one["text"]) < 1000


@pytest.mark.parametrize("kind", ["pipe", "30 MB", "alias bomb"])
def test_a_single_file_too(folder, kind):
    ODD[kind][0](folder)
    found = read(folder / "odd.yml")
    assert found["teams"] == [] and ODD[kind][1] in found["refused"][0]["text"]


def test_links_within_the_folder_are_read(folder):
    """As a volume of Kubernetes holds its files."""
    (folder / "..2026").mkdir()
    (folder / "..2026" / "payments.yml").write_text("name: payments\n")
    (folder / "..data").symlink_to("..2026")
    (folder / "payments.yml").symlink_to("..data/payments.yml")
    found = read(folder)
    assert [team["name"] for team in found["teams"]] == ["good", "payments"] and found[
        "refused"
    ] == []


def test_aliases_are_for_use(folder):
    (folder / "more.yml").write_text(
        "name: more\nx-page: &page {slack: {url: 'https://example.com'}}\ncontacts: {a: *page, b:"
        " *page}\n"
    )
    assert read(folder)["teams"][1]["contacts"]["b"] == {"slack": {"url": "https://example.com"}}
