# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whether a document is what a schema says, and if not, what to do about it. Private to
oncall.routing.

Interprets the keywords that :mod:`.schema` uses and no others, because the roles have to work where
nothing but ansible-core and requests is installed. A test compares its verdicts with those of the
jsonschema library.
"""

from __future__ import annotations

import difflib
import re
from typing import Any

from ....module_utils._describe.problems import holds_address, join, quoted
from ....module_utils._text import visible

Problem = tuple[str, str]

ANNOTATIONS = {
    "$schema",
    "title",
    "description",
    "examples",
    "writeOnly",
    "patternErrorMessage",
    "$defs",
    "$id",
}
_TYPES = {
    "object": "a dict",
    "array": "a list",
    "string": "text",
    "integer": "a whole number",
    "boolean": "true or false",
    "null": "nothing",
}


def kind_of(value: Any) -> str:
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int) or (isinstance(value, float) and value.is_integer()):
        return "integer"
    for kind, types in (("string", str), ("array", (list, tuple)), ("object", dict)):
        if isinstance(value, types):
            return kind
    return "null" if value is None else "number"


def safe(key: Any) -> str:
    """A key in a path, or a name, as a text for people has it."""
    return "..." if holds_address(key) else visible(key)


def near(word: Any, words: Any) -> str:
    found = difflib.get_close_matches(str(word), [str(one) for one in words], 1, 0.6)
    return "; did you mean %s?" % found[0] if found else ""


class Validator:
    """Validates against one schema; ``problems`` gives (path, text) pairs."""

    def __init__(self, schema: dict[str, Any]) -> None:
        self.root = schema
        self.patterns: dict[str, re.Pattern[str]] = {}

    def problems(self, document: Any, path: str = "") -> list[Problem]:
        return self._check(self.root, document, path)

    def _check(self, schema: Any, value: Any, path: str) -> list[Problem]:
        if schema is False:
            return [(path, "does not go together with the rest")]
        if "$ref" in schema:
            return self._check(self.root["$defs"][schema["$ref"].rpartition("/")[2]], value, path)
        kind = kind_of(value)
        types = schema.get("type")
        if types is not None and kind not in ([types] if isinstance(types, str) else types):
            return [(path, _wrong_type(schema, value, kind))]
        if "enum" in schema and value not in schema["enum"]:
            return [
                (
                    path,
                    "%s is not one of %s%s"
                    % (quoted(value), ", ".join(schema["enum"]), near(value, schema["enum"])),
                )
            ]
        if kind == "string":
            return self._text(schema, value, path)
        if kind == "array":
            return self._list(schema, value, path)
        return self._object(schema, value, path) if kind == "object" else []

    def _text(self, schema: dict[str, Any], value: str, path: str) -> list[Problem]:
        if len(value) < schema.get("minLength", 0):
            return [(path, "must not be empty")]
        pattern = schema.get("pattern")
        if pattern is None or self._fits(pattern, value):
            return []
        return [
            (
                path,
                ("" if schema.get("writeOnly") else quoted(value) + " ")
                + schema["patternErrorMessage"],
            )
        ]

    def _fits(self, pattern: str, value: str) -> bool:
        if pattern not in self.patterns:
            self.patterns[pattern] = re.compile(pattern)
        return self.patterns[pattern].search(value) is not None

    def _list(self, schema: dict[str, Any], value: Any, path: str) -> list[Problem]:
        if len(value) < schema.get("minItems", 0):
            return [(path, "must not be empty")]
        found = [
            problem
            for number, one in enumerate(value)
            for problem in self._check(schema.get("items", {}), one, join(path, number))
        ]
        if not found and schema.get("uniqueItems"):
            found = [
                (join(path, number), "%s stands twice" % quoted(one))
                for number, one in enumerate(value)
                if one in value[:number]
            ]
        return found

    def _object(self, schema: dict[str, Any], value: dict[Any, Any], path: str) -> list[Problem]:
        if len(value) < schema.get("minProperties", 0):
            return [(path, "must not be empty")]
        properties = schema.get("properties", {})
        rest = schema.get("additionalProperties", {})
        found: list[Problem] = []
        unknown = rest is False and any(key not in properties for key in value)
        for key, one in value.items():
            here = join(path, safe(key))
            if "propertyNames" in schema:
                found += self._check(schema["propertyNames"], key, here)
            if key in properties:
                found += self._check(properties[key], one, here)
            elif rest is False:
                found.append(
                    (
                        here,
                        "is not known here%s There are %s"
                        % (near(key, properties) or ".", ", ".join(properties)),
                    )
                )
            else:
                found += self._check(rest, one, here)
        found += [
            (join(path, name), "is required")
            for name in schema.get("required", ())
            if name not in value
        ]
        for name, others in schema.get("dependentRequired", {}).items():
            found += [
                (join(path, other), "is required together with %s" % name)
                for other in others
                if name in value and other not in value
            ]
        if "oneOf" in schema and not unknown:
            chosen = self._one_of(schema["oneOf"], value, path)
            found += chosen or self._dependent(schema, value, path)
        return found

    def _dependent(self, schema: dict[str, Any], value: dict[Any, Any], path: str) -> list[Problem]:
        """What the presence of a key rules out."""
        return [
            (here, "does not go together with %s" % name)
            for name, more in schema.get("dependentSchemas", {}).items()
            if name in value
            for here, dummy in self._object(more, value, path)
        ]

    def _one_of(
        self, branches: list[dict[str, Any]], value: dict[Any, Any], path: str
    ) -> list[Problem]:
        """Branches are told apart by the keys they require, so that a message can name these."""
        results = [self._check(branch, value, path) for branch in branches]
        if results.count([]) == 1:
            return []
        names = [branch["required"][0] for branch in branches]
        given = [name for name in names if name in value]
        best = sorted(
            (len(result), number) for number, result in enumerate(results) if names[number] in value
        )
        if best and best[0][0] and [count for count, dummy in best].count(best[0][0]) == 1:
            return [
                (here, "does not go together with %s" % names[best[0][1]])
                for here, dummy in results[best[0][1]]
            ]
        return [
            (
                path,
                "needs exactly one of %s; it has %s"
                % (", ".join(names), " and ".join(given) or "none"),
            )
        ]


def _wrong_type(schema: dict[str, Any], value: Any, kind: str) -> str:
    types = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    wanted = " or ".join(_TYPES[one] for one in types if one != "null")
    if schema.get("writeOnly"):
        return "must be %s" % wanted
    if kind == "null":
        return "is empty; it must be %s" % wanted
    if types == ["array"] and kind == "string":
        return "must be a list: write [%s]" % ("..." if "://" in value else value)
    if "string" in types and kind in ("integer", "number", "boolean"):
        return _unquoted(schema, value, kind)
    return "must be %s, not %s" % (wanted, _TYPES.get(kind, "a number"))


def _unquoted(schema: dict[str, Any], value: Any, kind: str) -> str:
    """YAML reads some texts as something else."""
    example = (schema.get("examples") or [""])[0]
    if kind == "integer" and re.fullmatch(r"\d\d:\d\d", example) and 0 <= value < 1440:
        return (
            'is a number; YAML reads an unquoted time as one, so write it in quotes: "%02d:%02d"'
            % (value // 60, value % 60)
        )
    if kind == "integer" and re.fullmatch(r"\d+[smhd]", example):
        return "%s has no unit: write %ds, %dm or %dh" % (value, value, value, value)
    return "is %s to YAML; write it in quotes" % (
        "true or false" if kind == "boolean" else "a number"
    )
