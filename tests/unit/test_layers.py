# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The import rule of the architecture, and what no layer may contain, as a checker over the
source; and that the checker finds what is planted.
"""

from __future__ import annotations

import ast
import re
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PLUGINS = ROOT / "plugins"
COLLECTION = "ansible_collections.oncall.routing.plugins."
STDLIB = set(sys.stdlib_module_names)
VENDORS = ("bk", "guance", "mackerel")

# layer -> what it may import besides the standard library and itself. A name ending in a dot means
# all that is below it.
RULES = {
    # every layer may import it: how a text is shown
    "_text": (),
    "_describe": (),
    "_account": ("module_utils._describe.",),
    "_plan": ("module_utils._describe.", "module_utils._account."),
    "_apply": ("module_utils._describe.", "module_utils._plan."),
    "_http": ("requests", "urllib3"),
    "_module": (
        "ansible.module_utils.",
        "module_utils._describe.",
        "module_utils._account.",
        "module_utils._plan.",
        "module_utils._apply.",
        "module_utils._http.",
        "module_utils._vendors.gateway",
    ),
    "modules": ("module_utils._module.", "module_utils._vendors.*"),
    # team files name options of the vendors' modules, so the descriptions check them
    "plugin_utils._teams": (
        "module_utils._describe.",
        "module_utils._vendors.*",
        "plugin_utils._time.",
    ),
    "plugin_utils._time": (),
    # the other door to the modules; it knows none of them
    "plugin_utils._inprocess": (
        "ansible.",
        "requests",
        "module_utils._http.trust",
        "module_utils._module.door",
    ),
    "action": ("plugin_utils._inprocess.runner", "modules."),
    "filter": (
        "plugin_utils.",
        "module_utils._describe.",
        "module_utils._account.",
        "ansible.errors",
        "ansible.module_utils.",
    ),
    "lookup": ("plugin_utils.", "module_utils._describe.", "ansible."),
    "doc_fragments": (),
}
for _vendor in VENDORS:
    RULES["_vendors." + _vendor] = (
        "module_utils._describe.",
        "module_utils._http.",
        "module_utils._vendors.gateway",
    )
# what the vendors share is no vendor
RULES["_vendors"] = ("module_utils._describe.", "module_utils._http.")
# layers in which no vendor and no resource may be named
BLIND = ("_describe", "_account", "_plan", "_apply", "_http", "_module", "plugin_utils._inprocess")
MOST_CODE = 15


def layer_of(module):
    """The layer of a module below plugins: ``module_utils._vendors.bk.gateway`` is in
    ``_vendors.bk``.
    """
    parts = module.split(".")
    if ".".join(parts[:2]) in RULES:
        return ".".join(parts[:2])
    if parts[0] != "module_utils":
        return parts[0]
    return ".".join(parts[1:3]) if parts[1] == "_vendors" and len(parts) > 3 else parts[1]


def imported(module, tree):
    """(line, what) of every import, those inside functions too. What is ours is named from below
    plugins, the rest in full.
    """
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, _ours(alias.name)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                above = module.split(".")[: -node.level]
                base = ".".join(above + ([base] if base else []))
            else:
                base = _ours(base)
            for alias in node.names:
                yield node.lineno, "%s.%s" % (base, alias.name)
        elif isinstance(node, ast.Call) and getattr(
            node.func, "attr", getattr(node.func, "id", "")
        ) in ("import_module", "__import__"):
            yield node.lineno, "an import by name"


def _ours(name):
    return name[len(COLLECTION) :] if name.startswith(COLLECTION) else name


def allowed(layer, what):
    top = what.split(".")[0]
    if top in STDLIB or top == "__future__":
        return True
    if (
        top in ("module_utils", "plugin_utils")
        and layer_of(what + ".x" if what.count(".") < 3 else what) == layer
    ):
        return True
    for rule in RULES[layer] + ("module_utils._text",):
        if rule == "module_utils._vendors.*":
            # one description: a vendor's file and a constant of it, not its gateway
            if re.fullmatch(
                r"module_utils\._vendors\.(%s)\.(?!gateway)\w+\.[A-Z_]+" % "|".join(VENDORS), what
            ):
                return True
        elif what == rule.rstrip(".") or what.startswith(
            rule if rule.endswith(".") else rule + "."
        ):
            return True
    return False


def names_of_resources():
    """Words that only a description may use: vendors, and the kinds below them."""
    modules = PLUGINS / "modules"
    stems = [
        path.stem
        for vendor in VENDORS
        for path in (PLUGINS / "module_utils" / "_vendors" / vendor).glob("*.py")
        if (modules / ("%s_%s.py" % (vendor, path.stem))).exists()
    ]
    return sorted(set(VENDORS + ("blueking", "truewatch")) | set(stems))


def code_lines(tree):
    """Lines of code besides documentation: of every statement that is no constant text and no
    docstring.
    """
    lines = set()
    for node in tree.body:
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") in (
            "DOCUMENTATION",
            "EXAMPLES",
            "RETURN",
        ):
            continue
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            continue
        lines.update(range(node.lineno, node.end_lineno + 1))
    return len(lines)


def code_text(source, tree):
    """The source without its documentation blocks, docstrings and comments."""
    lines = source.splitlines()
    for node in ast.walk(tree):
        documentation = isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") in (
            "DOCUMENTATION",
            "EXAMPLES",
            "RETURN",
        )
        if documentation or (
            isinstance(node, ast.Expr)
            and isinstance(node.value, ast.Constant)
            and isinstance(node.value.value, str)
        ):
            for number in range(node.lineno - 1, node.end_lineno):
                lines[number] = ""
    return "\n".join(re.sub(r"(^|\s)#.*$", "", line) for line in lines)


def complaints(module, source):
    """What is wrong with the source of a module, named from below plugins, as one line each."""
    tree, layer = ast.parse(source), layer_of(module)
    found = []
    if layer not in RULES:
        return ["%s: is in no layer the architecture knows" % module]
    found += [
        "%s:%d: %s may not import %s" % (module, line, layer, what)
        for line, what in imported(module, tree)
        if not allowed(layer, what)
    ]
    found += [
        "%s:%d: assert" % (module, node.lineno)
        for node in ast.walk(tree)
        if isinstance(node, ast.Assert)
    ]
    text = code_text(source, tree)
    if layer in BLIND:
        found += [
            "%s: names %s" % (module, name)
            for name in names_of_resources()
            if re.search(r"(?<![a-z])%s(?![a-z])" % name, text, re.I)
        ]
    if layer == "modules":
        if "check_mode" in text:
            found.append("%s: check_mode" % module)
        if code_lines(tree) > MOST_CODE:
            found.append("%s: %d lines of code" % (module, code_lines(tree)))
    return found


def sources():
    return [
        pytest.param(path, id=str(path.relative_to(PLUGINS)))
        for path in sorted(PLUGINS.rglob("*.py"))
    ]


def module_of(path):
    return ".".join(path.relative_to(PLUGINS).with_suffix("").parts)


@pytest.mark.parametrize("path", sources())
def test_the_rules_are_kept(path):
    assert complaints(module_of(path), path.read_text()) == []


def test_all_plugins_are_looked_at():
    assert len(sources()) > 30
    assert {layer_of(module_of(one.values[0])) for one in sources()} >= {
        "_describe",
        "_account",
        "_plan",
        "_apply",
        "_http",
        "_module",
        "_vendors",
        "modules",
    } | {"_vendors." + vendor for vendor in VENDORS}


PLANTED = [
    ("module_utils._describe.fields", "import requests", "may not import requests"),
    (
        "module_utils._describe.fields",
        "from ansible.module_utils.basic import AnsibleModule",
        "may not import ansible.module_utils.basic.AnsibleModule",
    ),
    (
        "module_utils._describe.fields",
        "from .._vendors.bk import gateway",
        "may not import module_utils._vendors.bk.gateway",
    ),
    (
        "module_utils._describe.fields",
        "from .._plan.planner import Plan",
        "may not import module_utils._plan.planner.Plan",
    ),
    (
        "module_utils._plan.planner",
        "from .._http import client",
        "may not import module_utils._http.client",
    ),
    (
        "module_utils._plan.planner",
        "from .._vendors.gateway import Gateway",
        "may not import module_utils._vendors.gateway.Gateway",
    ),
    ("module_utils._plan.planner", "import yaml", "may not import yaml"),
    (
        "module_utils._http.client",
        "from ansible.module_utils.urls import open_url",
        "may not import ansible.module_utils.urls.open_url",
    ),
    (
        "module_utils._http.client",
        "from .._describe.fields import MASK",
        "may not import module_utils._describe.fields.MASK",
    ),
    (
        "module_utils._vendors.bk.gateway",
        "from ..guance.gateway import GUANCE",
        "may not import module_utils._vendors.guance.gateway.GUANCE",
    ),
    (
        "module_utils._vendors.bk.gateway",
        "def f():\n    from ..guance import rules",
        "may not import module_utils._vendors.guance.rules",
    ),
    (
        "module_utils._vendors.bk.gateway",
        "from ..._module.run import one",
        "may not import module_utils._module.run.one",
    ),
    ("module_utils._vendors.bk.gateway", "import ansible", "may not import ansible"),
    ("module_utils._vendors.bk.gateway", "import requests", "may not import requests"),
    (
        "module_utils._vendors.gateway",
        "from .bk.gateway import BK",
        "may not import module_utils._vendors.bk.gateway.BK",
    ),
    (
        "module_utils._module.run",
        "from .._vendors.bk.gateway import BK",
        "may not import module_utils._vendors.bk.gateway.BK",
    ),
    (
        "module_utils._module.run",
        "import importlib\nimportlib.import_module('requests')",
        "may not import an import by name",
    ),
    ("modules.bk_notice_group", "import requests", "may not import requests"),
    (
        "modules.bk_notice_group",
        "from %smodule_utils._http import client" % COLLECTION,
        "may not import module_utils._http.client",
    ),
    (
        "modules.bk_notice_group",
        "from %smodule_utils._vendors.bk.gateway import BK" % COLLECTION,
        "may not import module_utils._vendors.bk.gateway.BK",
    ),
    (
        "modules.bk_notice_group",
        "from %smodule_utils._plan.planner import Plan" % COLLECTION,
        "may not import module_utils._plan.planner.Plan",
    ),
    ("modules.bk_notice_group", "def main():\n    return module.check_mode", "check_mode"),
    ("modules.bk_notice_group", "x = 1\n" * 16, "16 lines of code"),
    ("plugin_utils._teams.file.model", "import yaml", "may not import yaml"),
    (
        "plugin_utils._teams.file.model",
        "from ansible.errors import AnsibleError",
        "may not import ansible.errors.AnsibleError",
    ),
    (
        "plugin_utils._teams.translate.bk",
        "from ....module_utils._vendors.bk.gateway import BK",
        "may not import module_utils._vendors.bk.gateway.BK",
    ),
    (
        "plugin_utils._teams.translate.bk",
        "from ....module_utils._http import client",
        "may not import module_utils._http.client",
    ),
    ("module_utils._http.client", "assert True", "assert"),
    ("module_utils._apply.executor", "if kind == 'alert_policy':\n    pass", "names alert_policy"),
    ("module_utils._module.run", "GUANCE = 1", "names guance"),
    ("module_utils._http.client", "vendor = 'BlueKing'", "names blueking"),
    (
        "module_utils._text",
        "from ._describe.fields import MASK",
        "may not import module_utils._describe.fields.MASK",
    ),
    ("module_utils._new.thing", "", "is in no layer"),
]


@pytest.mark.parametrize(
    "module, source, complaint",
    PLANTED,
    ids=["%s-%s" % (one[0].split(".", 1)[1], one[2][:60]) for one in PLANTED],
)
def test_a_broken_rule_is_found(module, source, complaint):
    found = complaints(module, source)
    assert [complaint in one for one in found].count(True) == 1, found


@pytest.mark.parametrize(
    "module, source",
    [
        (
            "module_utils._describe.fields",
            "import re\nfrom .problems import join\nfrom . import problems",
        ),
        (
            "module_utils._plan.planner",
            "from .._describe.fields import MASK\nfrom . import usage",
        ),
        (
            "module_utils._vendors.bk.gateway",
            (
                "from ..._describe.vendor import Vendor\nfrom ..gateway import Gateway\n"
                "from ..._http import client\nfrom .other import X"
            ),
        ),
        (
            "module_utils._module.run",
            (
                "from .._vendors.gateway import MissingRequests\nfrom ansible.module_utils.basic"
                " import AnsibleModule"
            ),
        ),
        (
            "modules.bk_notice_group",
            '"""check_mode"""\nDOCUMENTATION = r"""check_mode\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n"""\n'
            "from %smodule_utils._vendors.bk.notice_group import NOTICE_GROUP\n" % COLLECTION,
        ),
        (
            "plugin_utils._teams.translate.bk",
            (
                "from ....module_utils._vendors.bk.notice_group import NOTICE_GROUP\nfrom . import"
                " bk\nfrom ..file.model import Team"
            ),
        ),
    ],
)
def test_what_is_allowed_is_not_complained_about(module, source):
    assert complaints(module, source) == []
