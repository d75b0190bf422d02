# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rules of the layers are kept, and the checker finds what is planted."""

from __future__ import annotations

import pytest
from support.layers import COLLECTION, VENDORS, complaints, layer_of, modules


def sources():
    return [pytest.param(name, path, id=name) for name, path in modules()]


@pytest.mark.parametrize("module, path", sources())
def test_the_rules_are_kept(module, path):
    found = complaints(module, path.read_text())
    assert found == [], "\n".join(found)


def test_all_plugins_are_looked_at():
    names = [name for name, _path in modules()]
    assert len(names) > 30
    assert {layer_of(name) for name in names} >= {
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
    ("module_utils._describe.markers", "import requests", "may not import requests"),
    (
        "module_utils._describe.markers",
        "from ansible.module_utils.basic import AnsibleModule",
        "may not import ansible.module_utils.basic.AnsibleModule",
    ),
    (
        "module_utils._describe.markers",
        "from .._vendors.bk import gateway",
        "may not import module_utils._vendors.bk.gateway",
    ),
    (
        "module_utils._describe.markers",
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
        "from .._describe.markers import MASK",
        "may not import module_utils._describe.markers.MASK",
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
        "from ..._module.run_one import run_one",
        "may not import module_utils._module.run_one.run_one",
    ),
    ("module_utils._vendors.bk.gateway", "import ansible", "may not import ansible"),
    ("module_utils._vendors.bk.gateway", "import requests", "may not import requests"),
    (
        "module_utils._vendors.gateway",
        "from .bk.gateway import BK",
        "may not import module_utils._vendors.bk.gateway.BK",
    ),
    (
        "module_utils._module.session",
        "from .._vendors.bk.gateway import BK",
        "may not import module_utils._vendors.bk.gateway.BK",
    ),
    (
        "module_utils._module.session",
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
    ("module_utils._module.session", "GUANCE = 1", "names guance"),
    ("module_utils._http.client", "vendor = 'BlueKing'", "names blueking"),
    (
        "module_utils._text",
        "from ._describe.markers import MASK",
        "may not import module_utils._describe.markers.MASK",
    ),
    ("module_utils._new.thing", "", "is in no layer"),
    ("module_utils._plan.planner", "import requests", "belongs in _http/transport.py"),
    (
        "module_utils._plan.planner",
        "from .._module.run_one import run_one",
        "It may import _describe, _account.",
    ),
    (
        "module_utils._plan.planner",
        "def f(rows: Callable[[str], list]): pass",
        "f takes the function rows",
    ),
    ("module_utils._account.live", "def f(rows):\n    return rows()", "f takes the function rows"),
    (
        "module_utils._vendors.bk.gateway",
        "class A:\n    def f(self, then):\n        return lambda: then(1)",
        "f takes the function then",
    ),
    ("module_utils._plan.planner", "def f(a, b, c, d, e, *, f, g): pass", "f has 7 parameters"),
    (
        "module_utils._plan.planner",
        "class A:\n    def __init__(self, a, b, c, d, e, f, g): pass",
        "__init__ has 7 parameters",
    ),
    ("module_utils._describe.field", "def f(a, b, c, d, e, f, g): pass", "f has 7 parameters"),
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
            "module_utils._describe.markers",
            "import re\nfrom .problems import join\nfrom . import problems",
        ),
        (
            "module_utils._plan.planner",
            "from .._describe.markers import MASK\nfrom . import usage",
        ),
        (
            "module_utils._vendors.bk.gateway",
            (
                "from ..._describe.vendor import Vendor\nfrom ..gateway import Gateway\n"
                "from ..._http import client\nfrom .other import X"
            ),
        ),
        (
            "module_utils._module.session",
            (
                "from .._vendors.gateway import MissingRequests\nfrom ansible.module_utils.basic"
                " import AnsibleModule"
            ),
        ),
        (
            "module_utils._module.session",
            "from .._vendors.errors import A\nfrom .._vendors import paging",
        ),
        ("module_utils._describe.hooks", "def f(rows: Callable[[str], list]): pass"),
        ("module_utils._module.session", "def f(rows):\n    return rows()"),
        (
            "module_utils._plan.planner",
            "def f(kind: type[Step], rows):\n    return kind(rows.all())",
        ),
        (
            "module_utils._describe.field",
            "class A:\n    def __init__(self, a, b, c, d, e, f, g): pass",
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
