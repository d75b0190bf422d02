# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes a plain clone testable: the collection is importable as oncall.routing, and the emulator
as "emulator".
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parent
ROOT = TESTS.parent
CACHE = ROOT / ".cache"

sys.path.insert(0, str(TESTS))

from support import whole_run  # noqa: E402  pylint: disable=wrong-import-position
from tools import collection  # noqa: E402  pylint: disable=wrong-import-position

# ansible-test has a layout of its own
INSTALLED = ROOT.parts[-3:] == collection.PLACE.parts
COLLECTIONS = ROOT.parents[2] if INSTALLED else collection.link()
sys.path.insert(0, str(COLLECTIONS))

try:
    from ansible.plugins.loader import init_plugin_loader
except ImportError:
    pass  # then what needs Ansible says so itself
else:
    init_plugin_loader(
        [str(COLLECTIONS)]
        # before anything of the collection is imported: its action plugins load as in Ansible
    )

try:
    import hypothesis
    from hypothesis.database import DirectoryBasedExampleDatabase
except ImportError:
    pass  # then no test that uses it can run either, and says so
else:
    SETTINGS = {
        "deadline": None,  # the machine may be busy with something else
        "database": DirectoryBasedExampleDatabase(CACHE / "hypothesis"),
        "suppress_health_check": [hypothesis.HealthCheck.too_slow],
    }
    hypothesis.settings.register_profile("default", **SETTINGS)
    hypothesis.settings.register_profile("nightly", max_examples=500, **SETTINGS)
    hypothesis.settings.load_profile("nightly" if os.environ.get("ONCALL_NIGHTLY") else "default")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers", "long: of the contract suite; for one resource of each vendor by day"
    )
    config.addinivalue_line("markers", "nightly: takes long; runs in 'make test-nightly' only")
    # these three hold the sources once more
    whole_run.watch(
        config, [CACHE], [CACHE / "linked", CACHE / "installed", CACHE / "ansible-test"]
    )


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if os.environ.get("ONCALL_NIGHTLY"):
        return
    late = [item for item in items if item.get_closest_marker("nightly")]
    if late:
        config.hook.pytest_deselected(items=late)
        items[:] = [item for item in items if not item.get_closest_marker("nightly")]


@pytest.fixture(scope="session")
def collections_path() -> Path:
    """For ANSIBLE_COLLECTIONS_PATH: the installed tarball in 'make test', the clone itself when
    pytest is called by hand.
    """
    return Path(os.environ.get("ONCALL_COLLECTIONS_PATH") or COLLECTIONS)


def pytest_terminal_summary(terminalreporter) -> None:
    """What the proofs of reliability went through, in numbers."""
    sums: dict[str, int] = {}
    for reports in terminalreporter.stats.values():
        for report in reports:
            # what a test records in its body is in the report of its teardown once more
            for name, number in (
                getattr(report, "user_properties", ())
                if getattr(report, "when", "") == "teardown"
                else ()
            ):
                if name.startswith("counted: "):
                    sums[name[9:]] = sums.get(name[9:], 0) + number
    for name, number in sorted(sums.items()):
        terminalreporter.write_line(f"reliability: {number} {name}")
