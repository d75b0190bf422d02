# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The example in the README of a role is what its Molecule scenario converges: README.md ->
extensions/molecule/ROLE/converge.yml

generate.py writes and checks it with everything else that derives from something.
"""

from __future__ import annotations

import re
import typing as t
from pathlib import Path

HEADER = "---\n# Generated from roles/%s/README.md; see tests/tools/generate_examples.py\n"


def yaml_blocks(text: str) -> list[str]:
    """The YAML blocks of a Markdown page, without their fences."""
    return re.findall(r"^```yaml\n(.*?)^```$", text, flags=re.M | re.S)


def example(readme: str) -> str:
    """The example of a role: the first block of its README, a whole play."""
    found = yaml_blocks(readme)
    if not found or not found[0].removeprefix("---\n").startswith("- name: "):
        raise ValueError("the README of a role begins with an example that is a play")
    return found[0].removeprefix("---\n")


def outputs(root: Path) -> t.Iterator[tuple[Path, str]]:
    """Path and text of what each role's scenario converges."""
    for role in sorted(path.parent for path in (root / "roles").glob("*/README.md")):
        yield (
            root / "extensions" / "molecule" / role.name / "converge.yml",
            HEADER % role.name + example((role / "README.md").read_text(encoding="utf-8")),
        )
