# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The scan over everything a test run prints or writes can itself turn red: small runs of their
own, with a secret planted in each place.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

import pytest
from support import leaks

TESTS = Path(__file__).resolve().parents[1]
SECRET = leaks.PLANTED["hook"]
CONFTEST = """
import sys
sys.path.insert(0, %r)
from pathlib import Path
from support import whole_run

def pytest_configure(config):
    config.addinivalue_line("markers", "plain")
    outputs = Path(__file__).parent / "outputs"
    whole_run.watch(config, [outputs], [outputs / "inputs"])
""" % str(TESTS)
#: Where the secret is, and the body of a test that puts it there. None of these tests fails by
#: itself.
PLACES = {
    "printed by a test that passes": "print(secret)",
    "on standard error": "import sys; print(secret, file=sys.stderr)",
    "by a process it started": (
        "import subprocess, sys; subprocess.run([sys.executable, '-c', 'import sys;"
        " print(sys.argv[1])', secret], check=True)"
    ),
    "in a log": "import logging; logging.getLogger('x').warning('with %s', secret)",
    "in a warning": "import warnings; warnings.warn('with ' + secret)",
    "in the reason of a skip": "import pytest; pytest.skip(secret)",
    "in a file": (
        "(here / 'outputs' / 'deep').mkdir(parents=True); (here / 'outputs' / 'deep' /"
        " 'x.log').write_text(secret)"
    ),
    "in a file's name": (
        "(here / 'outputs').mkdir(); (here / 'outputs' / secret.replace('/', '')).write_text('')"
    ),
}
SPELLINGS = {
    "plain": SECRET,
    "URL-encoded": quote(SECRET, safe=""),
    "JSON": json.dumps(SECRET),
    "the first half": SECRET[: len(SECRET) // 2],
    "the second half": SECRET[len(SECRET) // 2 :],
}


def run(place, text, body, *words):
    """(exit code, output) of a pytest run over one small file."""
    (place / "conftest.py").write_text(CONFTEST)
    (place / "pytest.ini").write_text("[pytest]\n")
    (place / "secret.txt").write_text(text, encoding="utf-8")
    (place / "test_small.py").write_text(
        "from pathlib import Path\nhere = Path(__file__).parent\n\ndef test_small():\n    secret ="
        " (here / 'secret.txt').read_text(encoding='utf-8')\n    %s\n\ndef test_more():\n    pass\n"
        % body
    )
    env = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PYTEST", "ONCALL"))
    }
    env.update(PYTHONUTF8="1", PYTEST_DISABLE_PLUGIN_AUTOLOAD="1")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *words, str(place)]
    done = subprocess.run(
        command,
        cwd=place,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
        timeout=120,
    )
    return done.returncode, done.stdout


def scanned(output):
    """(outputs, characters, secrets found) of the line that says so."""
    line = re.search(
        r"^reliability: (\d+) outputs \((\d+) characters\) scanned for \d+ secrets in every"
        r" spelling, (\d+) secrets found$",
        output,
        re.MULTILINE,
    )
    assert line, output
    return tuple(int(number) for number in line.groups())


@pytest.mark.parametrize("body", list(PLACES.values()), ids=list(PLACES))
def test_a_secret_turns_a_green_run_red(tmp_path, body):
    code, output = run(tmp_path, SECRET, body)
    assert code == 1 and "LEAK of a secret in " in output and scanned(output)[2] >= 1
    assert "failed" not in output.splitlines()[-1], (
        "no test failed, and the run is red all the same"
    )
    assert SECRET not in output.partition("LEAK")[2]


@pytest.mark.parametrize("text", list(SPELLINGS.values()), ids=list(SPELLINGS))
def test_in_every_spelling(tmp_path, text):
    code, output = run(tmp_path, text, "print(secret)")
    assert code == 1 and "LEAK of a secret in test_small.py::test_small, call" in output


def test_also_from_a_worker(tmp_path):
    pytest.importorskip("xdist")
    code, output = run(tmp_path, SECRET, "print(secret)", "-p", "xdist", "-n", "1")
    assert code == 1 and "LEAK of a secret in test_small.py::test_small, call" in output


@pytest.mark.parametrize(
    "body",
    [
        "print(secret[:5])",
        (
            "(here / 'outputs' / 'inputs').mkdir(parents=True); (here / 'outputs' / 'inputs' /"
            " 'playbook.yml').write_text(secret)"
        ),
        "(here / 'state.sqlite').write_text(secret)",
        "(here / 'outputs').mkdir(); (here / 'outputs' / 'link').symlink_to(here / 'secret.txt')",
    ],
)
def test_what_is_no_leak_stays_green(tmp_path, body):
    """Inputs, and files that are a link to one."""
    code, output = run(tmp_path, SECRET, body)
    assert code == 0 and "LEAK" not in output and scanned(output)[2] == 0


def test_what_tests_looked_through_themselves_is_counted(tmp_path):
    few = scanned(run(tmp_path, "x" * 100000, "pass")[1])
    many = scanned(
        run(
            tmp_path,
            "x" * 100000,
            "from support import leaks; leaks.scan(secret); leaks.scan(secret)",
        )[1]
    )
    assert (many[0] - few[0], many[1] - few[1]) == (2, 200000)


def test_what_make_test_prints_is_scanned_too(monkeypatch, capsys):
    """The whole text of all its steps, whoever printed it."""
    monkeypatch.syspath_prepend(str(TESTS / "tools"))
    import check

    clean = check.Result("lint", 0, 1.0, "all is well\n" * 100)
    assert check.report("test", [clean], 1.0) == 0
    assert "reliability: 1200 characters printed by all steps scanned" in capsys.readouterr().out
    assert (
        check.report(
            "test",
            [
                clean,
                check.Result(
                    "pytest", 0, 1.0, "1 passed in 1.00s\nwith %s in it" % quote(SECRET, safe="")
                ),
            ],
            1.0,
        )
        == 1
    )
    said = capsys.readouterr().out
    assert "LEAK" in said and "make test: FAILED: leak scan" in said and SECRET not in said
