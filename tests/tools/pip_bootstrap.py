# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Gives an empty virtual environment its pip, for ansible-test.

ansible-test makes environments without pip and then fetches a script named get_pip_VERSION.py from
the Ansible project's file host, unless its cache holds one. This stands in for that script: pip
comes from the interpreter itself (ensurepip) and is brought to the wanted version from the package
index in use. So nothing but a package index has to be reachable. It runs in the oldest Python that
is tested.
"""

import os
import subprocess
import sys


def main():
    # Called as the original would be: requirements and options mixed. Only pinned packages concern
    # us.
    pinned = [word for word in sys.argv[1:] if "==" in word and not word.startswith("-")]
    environment = os.environ.copy()
    environment.pop("GET_PIP", None)
    for arguments in (
        ["ensurepip", "--default-pip"],
        ["pip", "install", "--quiet", "--disable-pip-version-check"] + pinned,
    ):
        if arguments[0] == "pip" and not pinned:
            continue
        subprocess.run(
            [sys.executable, "-m"] + arguments,
            env=environment,
            stdout=subprocess.DEVNULL,
            check=True,
        )


if __name__ == "__main__":
    main()
