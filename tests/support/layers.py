# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The layers of the collection: what each may import, and what none may contain, as a checker over
sources. tests/unit/test_layers.py runs it, and docs/architecture.md has its table.
"""

from __future__ import annotations

import ast
import functools
import re
import sys
import typing as t
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PLUGINS = ROOT / "plugins"
COLLECTION = "ansible_collections.oncall.routing.plugins."
STDLIB = set(sys.stdlib_module_names)
VENDORS = ("bk", "guance", "mackerel")

#: In a rule: one description, a vendor's file and a constant of it, not its gateway.
DESCRIPTION = "module_utils._vendors.*"
#: In a rule: the files that vendors share, none of which is a vendor's.
SHARED = "module_utils._vendors/"

#: Layer -> what it may import besides the standard library, itself and _text. A name ending in a
#: dot means all that is below it.
RULES: dict[str, tuple[str, ...]] = {
    "_text": (),
    "_describe": (),
    "_account": ("module_utils._describe.",),
    "_plan": ("module_utils._describe.", "module_utils._account."),
    "_apply": ("module_utils._describe.", "module_utils._plan."),
    "_http": ("requests", "urllib3"),
    "_vendors": ("module_utils._describe.", "module_utils._http."),
    **{
        f"_vendors.{vendor}": ("module_utils._describe.", "module_utils._http.", SHARED)
        for vendor in VENDORS
    },
    "_module": (
        "module_utils._describe.",
        "module_utils._account.",
        "module_utils._plan.",
        "module_utils._apply.",
        "module_utils._http.",
        SHARED,
        "ansible.module_utils.",
    ),
    "modules": ("module_utils._module.", DESCRIPTION),
    # another way to run the modules; it knows none of them
    "plugin_utils._inprocess": (
        "module_utils._http.trust",
        "module_utils._describe.vendor",
        SHARED,
        "module_utils._module.host",
        "module_utils._module.masking",
        "module_utils._module.memory",
        "ansible.",
        "requests",
    ),
    "action": ("plugin_utils._inprocess.runner", "modules."),
    "plugin_utils._time": (),
    # team files name options of the vendors' modules, so the descriptions check them
    "plugin_utils._teams": ("module_utils._describe.", DESCRIPTION, "plugin_utils._time."),
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
#: What each holds, for the table; the vendors have one line together.
HOLDS = {
    "_text": "how a text from outside is shown",
    "_describe": "what a resource is: fields, references, normal form",
    "_account": "what is there: an account that can be asked",
    "_plan": "requested and existing objects to steps",
    "_apply": "steps to requests and outcomes",
    "_http": "session, time-outs, retries, rate limits, redaction",
    "_vendors": "what vendors share: paging, options, errors",
    "_vendors.x": "a vendor's gateway and its descriptions",
    "_module": "argument specs, running, check mode, results",
    "modules": "documentation and one call",
    "plugin_utils._inprocess": "a module in the worker process of its task",
    "action": "the same call for that; generated",
    "plugin_utils._time": "clocks and windows of time",
    "plugin_utils._teams": "team files: reading, translating, reporting",
    "filter": "what roles ask of team files",
    "lookup": "what roles read and write",
    "doc_fragments": "texts that several modules share",
}
#: Where a thing belongs that a layer may not import; the first that fits.
BELONGS = (
    (r"requests|urllib3", "what sends a request belongs in _http/transport.py"),
    (
        r"ansible\b.*",
        "what talks to Ansible belongs in _module on a target and in plugin_utils/_inprocess,"
        " filter or lookup on the controller",
    ),
    (
        r"module_utils\._vendors\.\w+\.gateway\b.*",
        "a description leads to its vendor's gateway (Resource.vendor); what the vendor alone needs"
        " belongs in its folder",
    ),
    (
        r"module_utils\._vendors\.(%s)\b.*" % "|".join(VENDORS),
        "what one vendor needs belongs in its folder, as a field or a hook of the description",
    ),
    (
        r"module_utils\._(http|vendors)\b.*",
        "what asks the vendor belongs in a gateway; elsewhere an Account is handed in, as an object"
        " with a Protocol",
    ),
    (
        r"module_utils\..*|modules\..*|plugin_utils\..*",
        "nothing calls up: hand it in from above as an object with a Protocol, or move what both"
        " need to the lower layer",
    ),
    (r"an import by name", "import it plainly, so that its layer can be seen"),
    (r".*", "modules need nothing but requests"),
)
#: Layers in which no vendor and no resource may be named.
BLIND = ("_describe", "_account", "_plan", "_apply", "_http", "_module", "plugin_utils._inprocess")
#: Layers in which no function takes a function, but for the file where hooks are declared.
BELOW = ("_describe", "_account", "_plan", "_apply", "_http", "_vendors")
HOOKS = "module_utils._describe.hooks"
MOST_CODE = 15
MOST_PARAMETERS = 6


def layer_of(module: str) -> str:
    """The layer of a module below plugins: ``module_utils._vendors.bk.gateway`` is in
    ``_vendors.bk``.
    """
    parts = module.split(".")
    if ".".join(parts[:2]) in RULES:
        return ".".join(parts[:2])
    if parts[0] != "module_utils":
        return parts[0]
    in_vendor = parts[1] == "_vendors" and len(parts) > 3 and parts[2] in VENDORS
    return ".".join(parts[1:3]) if in_vendor else parts[1]


def imported(module, tree):
    """(line, what) of every import, those inside functions too. What is ours is named from below
    plugins, the rest in full. What only mypy imports counts as well, but for its own words.
    """
    words = [
        one
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and getattr(node.test, "id", "") == "TYPE_CHECKING"
        for one in node.body
        if getattr(one, "module", "") == "typing_extensions"
    ]
    for node in ast.walk(tree):
        if node in words:
            continue
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
    return any(_is_meant(rule, what) for rule in (*RULES[layer], "module_utils._text"))


def _is_meant(rule, what):
    vendors = "|".join(VENDORS)
    if rule == DESCRIPTION:
        pattern = r"module_utils\._vendors\.(%s)\.(?!gateway)\w+\.[A-Z_]+" % vendors
        return re.fullmatch(pattern, what) is not None
    if rule == SHARED:
        pattern = r"module_utils\._vendors\.(?!(%s)\b)\w+(\.\w+)?" % vendors
        return re.fullmatch(pattern, what) is not None
    return what == rule.rstrip(".") or what.startswith(rule if rule.endswith(".") else rule + ".")


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


def function_typed(tree):
    """(line, function, parameter) of each parameter that is a function: annotated as Callable, or
    called in the body. A type of hooks.py says what is called and may be handed on.
    """
    for node in ast.walk(tree):
        if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            continue
        called = {
            one.func.id
            for one in ast.walk(node)
            if isinstance(one, ast.Call) and isinstance(one.func, ast.Name)
        }
        for parameter in parameters(node):
            annotation = ast.unparse(parameter.annotation) if parameter.annotation else ""
            if parameter.arg == "cls" or annotation.startswith(("type[", "Type[")):
                continue
            if "Callable" in annotation or (
                parameter.arg in called and annotation.partition(" ")[0] not in types_of_hooks()
            ):
                yield node.lineno, node.name, parameter.arg


@functools.lru_cache(None)
def types_of_hooks():
    """Names of the types of functions that _describe/hooks.py declares: these have a meaning."""
    tree = ast.parse((PLUGINS / "module_utils" / "_describe" / "hooks.py").read_text())
    found = {node.name for node in ast.walk(tree) if isinstance(node, ast.ClassDef)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign):
            found |= {target.id for target in node.targets if isinstance(target, ast.Name)}
    return found


def parameters(function):
    arguments = function.args
    return [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]


def too_many(tree, constructors):
    """(line, function, number) of each function with more than six parameters besides self and
    cls. constructors: whether theirs count.
    """
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            number = len([one for one in parameters(node) if one.arg not in ("self", "cls")])
            if number > MOST_PARAMETERS and (constructors or node.name != "__init__"):
                yield node.lineno, node.name, number


def complaints(module, source):
    """What is wrong with the source of a module, named from below plugins, as one line each."""
    tree, layer = ast.parse(source), layer_of(module)
    if layer not in RULES:
        return [
            "%s: is in no layer; there are %s (RULES in tests/support/layers.py)"
            % (module, ", ".join(RULES))
        ]
    return [
        *_imports(module, layer, tree),
        *_shapes(module, layer, tree),
        *_words(module, layer, tree, code_text(source, tree)),
    ]


def _imports(module, layer, tree):
    for line, what in imported(module, tree):
        if not allowed(layer, what):
            belongs = [text for pattern, text in BELONGS if re.fullmatch(pattern, what)][0]
            yield "%s:%d: %s may not import %s. It may import %s. Here: %s." % (
                module,
                line,
                layer,
                what,
                ", ".join(may_import(layer)),
                belongs,
            )


def _shapes(module, layer, tree):
    if layer.partition(".")[0] in BELOW and module != HOOKS:
        for line, function, parameter in function_typed(tree):
            yield (
                "%s:%d: %s takes the function %s. Hand in an object with a Protocol, or declare"
                " the type of a hook in _describe/hooks.py." % (module, line, function, parameter)
            )
    if layer != "filter":  # what a filter is called with are its options
        for line, function, number in too_many(tree, constructors=layer != "_describe"):
            yield (
                "%s:%d: %s has %d parameters, at most %d. Group those that go together in a frozen"
                " dataclass." % (module, line, function, number, MOST_PARAMETERS)
            )


def _words(module, layer, tree, text):
    for node in ast.walk(tree):
        if isinstance(node, ast.Assert):
            yield "%s:%d: assert; raise an error that names what is wrong" % (module, node.lineno)
    if layer in BLIND:
        for name in names_of_resources():
            if re.search(r"(?<![a-z])%s(?![a-z])" % name, text, re.I):
                yield "%s: names %s; what only one vendor or resource needs is a hook of it" % (
                    module,
                    name,
                )
    if layer == "modules":
        if "check_mode" in text:
            yield "%s: check_mode; it is decided in _module" % module
        if code_lines(tree) > MOST_CODE:
            yield "%s: %d lines of code; what a module does belongs in _module" % (
                module,
                code_lines(tree),
            )


# --- the table


def may_import(layer):
    """What a layer may import, as a reader writes it."""
    names = []
    for rule in RULES[layer]:
        if rule == DESCRIPTION:
            names.append("one description" if layer == "modules" else "descriptions")
        elif rule == SHARED:
            names.append("_vendors/*.py")
        elif rule == "plugin_utils.":
            names.append("plugin_utils")
        else:
            names.append(_written(rule))
    return names + (["the standard library"] if not names else [])


def _written(rule):
    parts = rule.rstrip(".").split(".")
    if parts[0] == "module_utils":
        name = "/".join(parts[1:])
        return name if rule.endswith(".") else name + ".py"
    if parts[0] == "plugin_utils":
        return "/".join(parts) + ("" if rule.endswith(".") else ".py")
    return ".".join(parts)


def table():
    """The layers as a table of Markdown, lowest first."""
    shown = {("_vendors.x" if layer.startswith("_vendors.") else layer): layer for layer in RULES}
    lines = ["| layer | holds | may import |", "|---|---|---|"]
    for name, layer in shown.items():
        lines.append(
            "| `%s` | %s | %s |"
            % (
                name.replace(".", "/"),
                HOLDS[name],
                ", ".join(
                    one if " " in one or one == "descriptions" else "`%s`" % one
                    for one in may_import(layer)
                ),
            )
        )
    return "\n".join(lines)


def modules() -> t.Iterator[tuple[str, Path]]:
    """Name from below plugins, and path, of every source."""
    for path in sorted(PLUGINS.rglob("*.py")):
        yield ".".join(path.relative_to(PLUGINS).with_suffix("").parts), path
