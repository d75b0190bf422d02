# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The demo: installs the collection from a tarball, starts the emulator, runs demo.yml against it,
and cleans up.

make demo
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from emulator import Emulator  # noqa: E402
from tools import collection  # noqa: E402

BIN = Path(sys.executable).parent


def variables(collections: Path, urls: dict[str, str]) -> dict[str, str]:
    """The environment of the playbooks: the three vendors are the emulator."""
    return dict(
        os.environ,
        ANSIBLE_COLLECTIONS_PATH=str(collections),
        # without the warnings of a run without an inventory
        ANSIBLE_CONFIG=str(collection.CONFIG),
        # diffs and results with Japanese and Chinese as they are written
        ANSIBLE_CALLBACK_RESULT_FORMAT="yaml",
        ANSIBLE_HOME=str(collections / "home"),
        ANSIBLE_PYTHON_INTERPRETER=sys.executable,
        PATH=os.pathsep.join([str(BIN), os.environ.get("PATH", os.defpath)]),
        ONCALL_EMULATOR=urls["url"],
        MACKEREL_API_BASE=urls["mackerel"],
        GUANCE_END_POINT=urls["guance"],
        BK_API_URL=urls["bk"],
        # The emulator's own accounts; with real ones these come from a vault or an AWX credential.
        MACKEREL_APIKEY="mackerel-demo-key-0001",
        GUANCE_ACCESS_TOKEN="guance-demo-key-0001",
        BK_APP_CODE="ansible",
        BK_APP_SECRET="bk-demo-secret-0001",
        BK_USERNAME="deploy",
    )


def main() -> int:
    # So that an interrupt or a "kill" still ends the emulator and removes the folder.
    signal.signal(signal.SIGTERM, lambda *dummy: sys.exit(143))
    with tempfile.TemporaryDirectory(prefix="oncall-demo-") as folder:
        collections = collection.install(Path(folder))
        with Emulator() as emulator:
            command = [str(BIN / "ansible-playbook"), str(HERE / "demo.yml"), *sys.argv[1:]]
            return subprocess.run(
                command,
                env=variables(collections, emulator.urls),
                cwd=HERE,
                stdin=subprocess.DEVNULL,
                check=False,
            ).returncode


if __name__ == "__main__":
    try:
        code = main()
    except KeyboardInterrupt:
        code = 130
    print(f"make demo: {'OK' if code == 0 else f'FAILED ({code})'}")
    sys.exit(code)
