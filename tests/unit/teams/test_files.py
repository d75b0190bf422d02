# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Plan and report as files: what can't be written is said beforehand, and what is written is
whole, where it was meant, and readable by whom it was.
"""

from __future__ import annotations

import errno
import os
import resource
import stat
import subprocess
import sys
import threading
from unittest import mock

import pytest
from ansible_collections.oncall.routing.plugins.plugin_utils._teams.file import files


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "folder"
    made.mkdir()
    yield made
    assert not list(made.rglob(".oncall-*")), "nothing is left behind"


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.parametrize("there", [False, True])
def test_a_file_is_written_and_its_mode_stays(folder, there):
    path = folder / "plan.md"
    if there:
        path.write_text("older and longer")
        path.chmod(0o640)
    assert (
        files.refusal(str(path)) == ""
        and path.exists() is there
        and (not there or path.read_text() == "older and longer")
    )
    files.write(str(path), "n\u00e9w\n")
    assert path.read_text(encoding="utf-8") == "n\u00e9w\n" and mode(path) == (
        0o640 if there else 0o600
    )


def test_links_are_followed_to_the_last(folder):
    (folder / "far").mkdir()
    target = folder / "far" / "plan.md"
    target.write_text("old")
    target.chmod(0o644)
    (folder / "second").symlink_to("far/plan.md")
    (folder / "first").symlink_to(folder / "second")
    for place in ("first", "second"):
        assert files.refusal(str(folder / place)) == ""
        files.write(str(folder / place), place)
        assert (
            (folder / place).is_symlink()
            and not target.is_symlink()
            and target.read_text() == place
            and mode(target) == 0o644
        )
    (folder / "new").symlink_to("far/later.md")
    assert files.refusal(str(folder / "new")) == ""
    files.write(str(folder / "new"), "x")
    assert (folder / "new").is_symlink() and (folder / "far" / "later.md").read_text() == "x"
    (folder / "aside").symlink_to("far")
    files.write(str(folder / "aside" / "plan.md"), "by a linked folder")
    assert target.read_text() == "by a linked folder"


def test_a_path_begins_at_home_or_where_the_command_runs(folder, monkeypatch):
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.chdir(folder)
    files.write("~/a", "x")
    files.write("b", "y")
    assert (folder / "a").read_text() + (folder / "b").read_text() == "xy"


def loop(folder):
    (folder / "loop").symlink_to("loop")
    return folder / "loop"


def dangling(folder):
    (folder / "dangling").symlink_to("nowhere/plan.md")
    return folder / "dangling"


def pipe(folder):
    os.mkfifo(folder / "pipe")
    return folder / "pipe"


def below_a_file(folder):
    (folder / "file").write_text("")
    return folder / "file" / "plan.md"


@pytest.mark.parametrize(
    ("where", "told"),
    [
        (lambda folder: folder, "is a folder; name a file in it"),
        (lambda folder: "%s/new/" % folder, "is a folder; name a file in it"),
        (lambda folder: "%s/" % folder, "is a folder; name a file in it"),
        (lambda folder: folder / "no" / "plan.md", "/no for a report or a plan"),
        (below_a_file, "is no folder"),
        (loop, "can't be written: Too many levels of symbolic links"),
        (dangling, "there is no folder"),
        (lambda folder: "/dev/full", "is no regular file"),
        (pipe, "is no regular file"),
        (lambda folder: folder / ("x" * 300), "can't be written: File name too long"),
        (lambda folder: "%s/a\0b" % folder, "can't be written: "),
    ],
)
def test_what_can_not_be_written_is_said_before(folder, where, told):
    path = str(where(folder))
    before = sorted(folder.iterdir())
    assert told in files.refusal(path) and sorted(folder.iterdir()) == before


@pytest.mark.parametrize("failing", ["tempfile.mkstemp", "os.fsync"])
@pytest.mark.parametrize("number", [errno.EACCES, errno.EROFS, errno.ENOSPC, errno.EDQUOT])
def test_a_disk_that_is_full_or_protected(folder, failing, number):
    """The folder is tried out, because no question about permissions tells root of a full or
    read-only disk.
    """
    with mock.patch(failing, side_effect=OSError(number, os.strerror(number))):
        assert files.refusal(str(folder / "plan.md")) == "can't be written: " + os.strerror(number)
    path = folder / "report.json"
    path.write_text("old")
    with mock.patch(failing, side_effect=OSError(number, os.strerror(number))), pytest.raises(
        OSError
    ):
        files.write(str(path), "new")
    assert path.read_text() == "old", "whole or not at all"


def test_a_disk_with_no_room_for_as_much_as_there_was(folder):
    """For real: a process that may not write files of more than some size."""
    path = folder / "report.json"
    code = (
        "import signal, resource, sys\nsignal.signal(signal.SIGXFSZ,"
        " signal.SIG_IGN)\nresource.setrlimit(resource.RLIMIT_FSIZE, (%d, %d))\nsys.path[:0] ="
        " %r\nfrom ansible_collections.oncall.routing.plugins.plugin_utils._teams.file import"
        " files\nprint(files.refusal(%r))"
    )

    def refusal(most):
        return subprocess.run(
            [
                sys.executable,
                "-c",
                code % (most, resource.RLIM_INFINITY if most < 0 else most, sys.path, str(path)),
            ],
            check=True,
            capture_output=True,
            text=True,
        ).stdout.strip()

    assert (
        refusal(files.ROOM) == "" and refusal(files.ROOM - 1) == "can't be written: File too large"
    )
    path.write_bytes(b"x" * 3 * files.ROOM)
    assert (
        refusal(2 * files.ROOM) == "can't be written: File too large"
        and path.stat().st_size == 3 * files.ROOM
    )


def test_a_protected_file_is_refused_and_not_replaced(folder):
    path = folder / "plan.md"
    path.write_text("old")
    real = open

    def protected(name, how="r", *args, **kwargs):
        if name == str(path) and "r" not in how:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        return real(name, how, *args, **kwargs)

    with mock.patch("builtins.open", protected):
        assert files.refusal(str(path)) == "can't be written: Permission denied"
    if os.geteuid():
        path.chmod(0o400)
        assert files.refusal(str(path)) == "can't be written: Permission denied"
        folder.chmod(0o500)
        assert files.refusal(str(folder / "new.md")) == "can't be written: Permission denied"
        folder.chmod(0o700)


def test_a_file_that_is_mounted_by_itself_is_written_in_place(folder):
    path = folder / "plan.md"
    path.write_text("older and longer")
    with mock.patch("os.replace", side_effect=OSError(errno.EBUSY, "busy")):
        files.write(str(path), "new")
    assert path.read_text() == "new"
    with mock.patch("os.replace", side_effect=OSError(errno.EPERM, "no")), pytest.raises(OSError):
        files.write(str(path), "newer")
    assert path.read_text() == "new"


def test_several_writers_leave_one_whole_text(folder):
    path = folder / "plan.md"
    texts = [letter * 300_000 for letter in "abcd"]
    seen = set()

    def write(text):
        for _again in range(5):
            files.write(str(path), text)

    threads = [threading.Thread(target=write, args=(text,)) for text in texts]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        if path.exists():
            seen.add(path.read_text())
    assert seen <= set(texts) and path.read_text() in texts


def test_halves_of_characters_do_not_stop_a_report(folder):
    files.write(str(folder / "plan.md"), "a\ud800b")
    assert (folder / "plan.md").read_text() == "a\\ud800b"
