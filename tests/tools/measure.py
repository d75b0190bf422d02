# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Measures the rooms of the collection: sizes, complexity, parameters, types, and upward calls.

    python tests/tools/measure.py                a table of plugins/module_utils and plugin_utils
    python tests/tools/measure.py --check        exits with 1 where a limit is broken
    python tests/tools/measure.py --tree PATH    another checkout, such as "git worktree add" makes

A function's lines are those from "def" to its end without the docstring. Its complexity is McCabe's
as ruff counts it (C901). An upward call is a call from a room into one that may import it, seen
while one module creates one object against the emulator. Calls of a method that a Protocol of the
calling room declares count apart, because the caller knows what it may rely on; so do calls of
hooks, which a description names (see _describe/hooks.py). The limit is for the rest.
"""

from __future__ import annotations

import argparse
import ast
import dataclasses
import importlib
import json
import re
import subprocess
import sys
import threading
import types
import typing as t
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PARTS = ("module_utils", "plugin_utils")
#: Constructors and classes of these rooms have a parameter or a method for each fact of a vendor.
DESCRIPTIONS = ("_describe", "_resource")
WIDE = 100
LIMITS = {
    "complexity": 12,
    "lines of a function": 50,
    "methods of a class": 15,
    "parameters of a constructor": 6,
    "upward calls": 5,
}
#: What the profiled task creates, with a reference to resolve and lists to read.
MODULE = "mackerel_notification_group"
OPTIONS = {
    "name": "measured",
    "notification_level": "critical",
    "child_channels": ["payments-page"],
}

Function = t.Union[ast.FunctionDef, ast.AsyncFunctionDef]


@dataclasses.dataclass(frozen=True)
class Named:
    """A number and what has it."""

    number: int
    name: str = "-"


@dataclasses.dataclass
class Room:
    name: str
    files: list[Named] = dataclasses.field(default_factory=list)
    classes: list[Named] = dataclasses.field(default_factory=list)
    methods: list[Named] = dataclasses.field(default_factory=list)
    functions: list[Named] = dataclasses.field(default_factory=list)
    complexity: list[Named] = dataclasses.field(default_factory=list)
    parameters: list[Named] = dataclasses.field(default_factory=list)
    constructors: list[Named] = dataclasses.field(default_factory=list)
    typed: int = 0
    wide: int = 0

    @property
    def describes(self) -> bool:
        return self.name in DESCRIPTIONS

    def add(self, other: Room) -> None:
        for field in dataclasses.fields(self):
            if field.name != "name":
                mine = getattr(self, field.name)
                setattr(self, field.name, mine + getattr(other, field.name))


def most(found: list[Named]) -> Named:
    return max(found, key=lambda one: one.number, default=Named(0))


def above(found: list[Named], limit: int) -> list[Named]:
    return [one for one in found if one.number > limit]


# --- sources


def room_of(path: Path) -> str:
    """The room of a file below plugins: a folder of module_utils or plugin_utils, or a file there;
    each vendor has its own.
    """
    parts = path.with_suffix("").parts[1:]
    if parts[0] == "_vendors" and len(parts) > 2:
        return f"_vendors.{parts[1]}"
    return parts[0]


def lines_of(function: Function) -> int:
    """Without the docstring, so that nobody saves words to stay below a limit."""
    lines = (function.end_lineno or 0) - function.lineno + 1
    first = function.body[0]
    if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
        lines -= (first.end_lineno or 0) - first.lineno + 1
    return lines


def parameters_of(function: Function, method: bool) -> list[ast.arg]:
    """Without self or cls."""
    arguments = function.args
    found = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    static = any(
        isinstance(one, ast.Name) and one.id == "staticmethod" for one in function.decorator_list
    )
    return found[1:] if method and not static else found


def is_typed(function: Function, parameters: list[ast.arg]) -> bool:
    starred = [one for one in (function.args.vararg, function.args.kwarg) if one]
    returns = function.returns is not None or (function.name == "__init__" and bool(parameters))
    return returns and all(one.annotation is not None for one in [*parameters, *starred])


def read(room: Room, path: Path, name: str) -> None:
    text = path.read_text(encoding="utf-8")
    tree = ast.parse(text)
    lines = text.splitlines()
    room.files.append(Named(len(lines), name))
    room.wide += sum(len(line) > WIDE for line in lines)
    inside = {
        id(one): node
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
        for one in node.body
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            methods = [one for one in node.body if isinstance(one, t.get_args(Function))]
            room.classes.append(
                Named((node.end_lineno or 0) - node.lineno + 1, f"{name}: {node.name}")
            )
            room.methods.append(Named(len(methods), f"{name}: {node.name}"))
        if isinstance(node, t.get_args(Function)):
            owner = inside.get(id(node))
            called = f"{name}: {owner.name}.{node.name}" if owner else f"{name}: {node.name}"
            parameters = parameters_of(node, owner is not None)
            room.functions.append(Named(lines_of(node), called))
            kind = room.constructors if node.name == "__init__" else room.parameters
            kind.append(Named(len(parameters), called))
            room.typed += is_typed(node, parameters)


def complexities(tree: Path) -> t.Iterator[tuple[Path, Named]]:
    """(file below plugins, complexity) of every function."""
    command = [
        *(str(Path(sys.executable).with_name("ruff")), "check", "--isolated", "--no-cache"),
        *("--select", "C901", "--config", "lint.mccabe.max-complexity=0"),
        *("--output-format", "json", "--exit-zero"),
        *(str(tree / "plugins" / part) for part in PARTS),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    for one in json.loads(done.stdout):
        hit = re.match(r"`(.*)` is too complex \((\d+) >", one["message"])
        if hit:
            path = Path(one["filename"]).relative_to(tree / "plugins")
            yield path, Named(int(hit.group(2)), f"{path.stem}: {hit.group(1)}")


def rooms(tree: Path) -> dict[str, Room]:
    found: dict[str, Room] = {}
    plugins = tree / "plugins"
    for part in PARTS:
        for path in sorted((plugins / part).rglob("*.py")):
            name = room_of(path.relative_to(plugins))
            if path.stem != "__init__" or path.stat().st_size:
                read(found.setdefault(name, Room(name)), path, path.stem)
    for path, one in complexities(tree):
        found[room_of(path)].complexity.append(one)
    return found


# --- calls


@dataclasses.dataclass
class Calls:
    """Upward calls of one create, as (from, to) and how often."""

    callbacks: dict[str, int] = dataclasses.field(default_factory=dict)
    protocols: dict[str, int] = dataclasses.field(default_factory=dict)
    hooks: dict[str, int] = dataclasses.field(default_factory=dict)


class Order:
    """Which layer is above which: by the rules of tests/support/layers.py, whatever a layer may
    import is below it, and so is what that may import.
    """

    def __init__(self, tree: Path) -> None:
        # before the rules had a file of their own
        old = not (tree / "tests" / "support" / "layers.py").exists()
        sys.path.insert(0, str(tree / "tests" / "unit"))
        self.layers = importlib.import_module("test_layers" if old else "support.layers")
        self.below = {name: self._below(name, set()) for name in self.layers.RULES}
        self.declared = self._declared(tree / "plugins")

    def _declared(self, plugins: Path) -> dict[str, set[str]]:
        """Layer to the methods that Protocols in it declare."""
        found: dict[str, set[str]] = {}
        for path in (plugins / "module_utils").rglob("*.py"):
            layer = self.layer("/oncall/routing/plugins/" + str(path.relative_to(plugins)))
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.ClassDef) and any(
                    isinstance(base, ast.Name) and base.id == "Protocol" for base in node.bases
                ):
                    found.setdefault(layer or "", set()).update(
                        one.name for one in node.body if isinstance(one, ast.FunctionDef)
                    )
        return found

    def is_declared(self, layer: str, method: str) -> bool:
        """Whether a Protocol of the layer, or of one below it, declares a method."""
        return any(method in self.declared.get(one, ()) for one in [layer, *self.below[layer]])

    def _below(self, layer: str, seen: set[str]) -> set[str]:
        for rule in self.layers.RULES[layer]:
            for other in self.layers.RULES:
                if other not in seen and other != layer and self._is_meant(rule, other):
                    seen.add(other)
                    self._below(other, seen)
        return seen

    @staticmethod
    def _is_meant(rule: str, layer: str) -> bool:
        rule = rule.removeprefix("module_utils.").rstrip(".*/")
        return rule == layer or rule.startswith(layer + ".") or layer.startswith(rule + ".")

    def layer(self, file: str) -> str | None:
        """The layer of a source file, None for one that is not of the collection's plugins."""
        __, found, inner = file.rpartition("/oncall/routing/plugins/")
        if not found:
            return None
        return t.cast(str, self.layers.layer_of(inner[: -len(".py")].replace("/", ".")))

    def is_upward(self, caller: str, callee: str) -> bool:
        if caller == "_vendors" and callee.startswith("_vendors."):
            return False  # a method of the class they share, as the vendor's own class has it
        return caller in self.below.get(callee, ()) and callee not in self.below.get(caller, ())


class Profile:
    """Counts upward calls while it is on, in all threads that begin meanwhile."""

    def __init__(self, order: Order) -> None:
        self.order = order
        self.calls = Calls()
        self.layers: dict[str, str | None] = {}

    def __enter__(self) -> Profile:
        threading.setprofile(self.look)
        sys.setprofile(self.look)
        return self

    def __exit__(self, *_: object) -> None:
        sys.setprofile(None)
        threading.setprofile(None)

    def layer(self, code: types.CodeType) -> str | None:
        if code.co_filename not in self.layers:
            self.layers[code.co_filename] = self.order.layer(code.co_filename)
        return self.layers[code.co_filename]

    def look(self, frame: types.FrameType, event: str, dummy: t.Any) -> None:
        callee = self.layer(frame.f_code) if event == "call" else None
        if callee is None or frame.f_code.co_name == "<module>":
            return
        back = frame.f_back
        while back is not None and self.layer(back.f_code) is None:
            back = back.f_back
        caller = None if back is None else self.layer(back.f_code)
        if back is None or caller is None or not self.order.is_upward(caller, callee):
            return
        # a description is a file of a vendor beside its gateway
        described = callee.startswith("_vendors.") and "gateway" not in frame.f_code.co_filename
        declared = self.order.is_declared(caller, frame.f_code.co_name)
        found = (
            self.calls.hooks
            if described
            else self.calls.protocols
            if declared
            else self.calls.callbacks
        )
        text = "%s %s -> %s %s" % (
            caller,
            back.f_code.co_name,
            callee,
            frame.f_code.co_name,
        )
        found[text] = found.get(text, 0) + 1


def upward_calls(tree: Path) -> Calls:
    """Of one create through a module, against the emulator of the same tree. For a process of its
    own: it imports that tree's collection.
    """
    sys.path[:0] = [str(tree / "tests"), str(tree / "tests" / "tools")]
    sys.path.insert(0, str(importlib.import_module("collection").link()))
    order = Order(tree)
    harness = importlib.import_module("support.harness")
    with importlib.import_module("emulator").Emulator() as emulator:
        account = harness.Account(emulator, MODULE.partition("_")[0])
        # imports are done before
        account.run(MODULE, check=True, **OPTIONS)
        with Profile(order) as profile:
            result = account.run(MODULE, **OPTIONS)
    if result["failed"] or not result["changed"]:
        sys.exit(f"the profiled task did not create: {result.get('msg')}")
    return profile.calls


def profiled(tree: Path) -> Calls:
    done = subprocess.run(
        [sys.executable, __file__, "--tree", str(tree), "--calls"],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return Calls(**json.loads(done.stdout.splitlines()[-1]))


# --- what is shown

COLUMNS = (
    "room",
    "files",
    "lines",
    "largest file",
    "largest class",
    "methods",
    "functions",
    ">30",
    ">50",
    "longest",
    "cx >10",
    ">12",
    "highest",
    "par >6",
    "constr >6",
    "typed",
    ">100 col",
)


def row(room: Room) -> list[str]:
    lines, functions = [one.number for one in room.files], len(room.functions)
    return [
        room.name,
        str(len(room.files)),
        str(sum(lines)),
        str(max(lines)),
        str(most(room.classes).number),
        str(most(room.methods).number),
        str(functions),
        str(len(above(room.functions, 30))),
        str(len(above(room.functions, 50))),
        str(most(room.functions).number),
        str(len(above(room.complexity, 10))),
        str(len(above(room.complexity, 12))),
        str(most(room.complexity).number),
        str(len(above(room.parameters, 6))),
        str(len(above(room.constructors, 6))),
        f"{100 * room.typed // functions} %" if functions else "-",
        str(room.wide),
    ]


def table(rows: list[list[str]]) -> str:
    widths = [max(len(one[column]) for one in rows) for column in range(len(rows[0]))]
    lines = [
        "| %s |"
        % " | ".join(
            cell.rjust(width) if column else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(one, widths))
        )
        for one in rows
    ]
    rule = "|%s|" % "|".join(
        "-" * (width + 1) + (":" if column else "-") for column, width in enumerate(widths)
    )
    return "\n".join([lines[0], rule, *lines[1:]])


def broken(found: dict[str, Room], calls: Calls) -> list[str]:
    """A line for each limit that something is above."""
    lines = []
    for room in found.values():
        measured = {
            "complexity": room.complexity,
            "lines of a function": room.functions,
            "methods of a class": [] if room.describes else room.methods,
            "parameters of a constructor": [] if room.describes else room.constructors,
        }
        lines += [
            f"{room.name}/{one.name}: {what}: {one.number}, at most {LIMITS[what]}"
            for what, numbers in measured.items()
            for one in above(numbers, LIMITS[what])
        ]
    number = sum(calls.callbacks.values())
    if number > LIMITS["upward calls"]:
        lines.append(f"upward calls: {number}, at most {LIMITS['upward calls']}")
    return lines


def show(found: dict[str, Room], calls: Calls) -> None:
    total = Room("total")
    for room in found.values():
        total.add(room)
    print(table([list(COLUMNS), *(row(room) for room in found.values()), row(total)]))
    print()
    for what, one in (
        ("largest file", most(total.files)),
        ("largest class", most(total.classes)),
        ("most methods", most(total.methods)),
        ("longest function", most(total.functions)),
        ("highest complexity", most(total.complexity)),
        ("most parameters", most(total.parameters)),
        ("most parameters of a constructor", most(total.constructors)),
    ):
        print(f"{what}: {one.number} ({one.name})")
    for what, numbers in (
        ("upward calls", calls.callbacks),
        ("upward calls through a Protocol", calls.protocols),
        ("calls of hooks", calls.hooks),
    ):
        print(f"{what} of one create: {sum(numbers.values())}")
        for text, number in sorted(numbers.items(), key=lambda one: -one[1]):
            print(f"    {number:3} {text}")


def main() -> int:
    parser = argparse.ArgumentParser(description="Measure the rooms of the collection.")
    parser.add_argument("--tree", type=Path, default=ROOT, help="a checkout; this one by default")
    parser.add_argument("--check", action="store_true", help="exit with 1 where a limit is broken")
    parser.add_argument("--calls", action="store_true", help=argparse.SUPPRESS)
    wanted = parser.parse_args()
    tree = wanted.tree.resolve()
    if wanted.calls:
        print(json.dumps(dataclasses.asdict(upward_calls(tree))))
        return 0
    found, calls = rooms(tree), profiled(tree)
    show(found, calls)
    problems = broken(found, calls) if wanted.check else []
    if problems:
        print("\nAbove the limits:\n" + "\n".join(problems))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
