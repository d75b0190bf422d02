# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Strict checks of request bodies and queries.

A rule is a function of (value, path, found). It reports `bad` for what the vendor's documents
refuse, and `odd` for what a real vendor would most likely ignore; both are violations, and strict
mode refuses both. `noted` is what a client of the vendor sends itself although the documents say
that it has no effect: a violation that nobody refuses.
"""

from __future__ import annotations

import re


class Found:
    """Collects the problems of one request; `also` are unknown keys that may pass, as the server
    returned them itself.
    """

    def __init__(self, also=()):
        self.also = frozenset(also)
        self.problems = []

    def bad(self, path, text):
        self.problems.append({"path": path, "text": text, "refused": True})

    def odd(self, path, text):
        self.problems.append({"path": path, "text": text, "refused": False})

    def noted(self, path, text):
        self.problems.append({"path": path, "text": text, "refused": False, "noted": True})


def run(rule, value, also=(), path=""):
    found = Found(also)
    rule(value, path, found)
    return found.problems


def join(path, key):
    return f"{path}.{key}" if path else str(key)


def kind_of(value):
    names = {dict: "object", list: "array", str: "string", bool: "boolean", type(None): "null"}
    return names.get(type(value), "number")


def _typed(value, kinds, path, found):
    """True when the value has one of the JSON types."""
    kind = kind_of(value)
    if kind in kinds:
        return True
    found.bad(path, f"must be {' or '.join(kinds)}, is {kind}")
    return False


def anything(value, path, found):
    """No rule: the documents leave the value open."""


def text(low=0, high=None, pattern=None, blank=True):
    compiled = re.compile(pattern) if pattern else None

    def rule(value, path, found):
        if not _typed(value, ("string",), path, found):
            return
        if len(value) < low or (high is not None and len(value) > high):
            found.bad(
                path,
                f"must have {low} to {'any number of' if high is None else high} characters, has"
                f" {len(value)}",
            )
        elif not blank and not value.strip():
            found.bad(path, "must not be blank")
        elif compiled and not compiled.fullmatch(value):
            found.bad(path, f"{value!r} does not match {pattern}")

    return rule


def number(low=None, high=None):
    def rule(value, path, found):
        if _typed(value, ("number",), path, found):
            _in_range(value, low, high, path, found)

    return rule


def integer(low=None, high=None):
    def rule(value, path, found):
        if not _typed(value, ("number",), path, found):
            return
        if not isinstance(value, int):
            found.bad(path, f"must be an integer, is {value!r}")
        else:
            _in_range(value, low, high, path, found)

    return rule


def _in_range(value, low, high, path, found):
    if (low is not None and value < low) or (high is not None and value > high):
        found.bad(path, f"must be within {low} and {high}, is {value}")


def boolean(value, path, found):
    _typed(value, ("boolean",), path, found)


def one_of(*values):
    def rule(value, path, found):
        if _typed(value, ("string",), path, found) and value not in values:
            found.bad(path, f"must be one of {', '.join(values)}, is {value!r}")

    return rule


def nullable(rule):
    def wrapped(value, path, found):
        if value is not None:
            rule(value, path, found)

    return wrapped


def odd_only(rule, why):
    """What the inner rule refuses is only odd: the documents do not say that the vendor refuses
    it.
    """

    def wrapped(value, path, found):
        inner = Found(found.also)
        rule(value, path, inner)
        for problem in inner.problems:
            found.odd(problem["path"], f"{problem['text']} ({why})")

    return wrapped


def both(first, second):
    """The second rule looks only at what the first one lets pass."""

    def rule(value, path, found):
        before = len(found.problems)
        first(value, path, found)
        if len(found.problems) == before:
            second(value, path, found)

    return rule


def list_of(rule, low=0, high=None, unique=True):
    def wrapped(value, path, found):
        if not _typed(value, ("array",), path, found):
            return
        if len(value) < low:
            found.bad(path, f"must have at least {low} elements")
        if high is not None and len(value) > high:
            found.bad(path, f"must have at most {high} elements")
        for place, item in enumerate(value):
            rule(item, f"{path}[{place}]", found)
        if unique and len({repr(item) for item in value}) != len(value):
            found.odd(path, "holds the same element twice")

    return wrapped


def dict_of(key_rule, value_rule):
    def wrapped(value, path, found):
        if not _typed(value, ("object",), path, found):
            return
        for key, item in value.items():
            key_rule(key, join(path, key), found)
            value_rule(item, join(path, key), found)

    return wrapped


class _Record:
    """An object: its keys, what must be there, what must never be there, and a last look at the
    whole by `then`.
    """

    def __init__(
        self, required=None, optional=None, odd_missing=(), forbidden=None, then=None, extra=False
    ):
        self.required = required or {}
        self.known = {**self.required, **(optional or {})}
        self.odd_missing = odd_missing
        self.forbidden = forbidden or {}
        self.then = then
        self.extra = extra

    def __call__(self, value, path, found):
        if not _typed(value, ("object",), path, found):
            return
        before = len(found.problems)
        for key in self.required:
            if key not in value:
                found.bad(join(path, key), "is required")
        for key in self.odd_missing:
            if key not in value:
                found.odd(join(path, key), "should always be sent")
        for key, item in value.items():
            self._check_key(key, item, join(path, key), found)
        if self.then and len(found.problems) == before:
            self.then(value, path, found)

    def _check_key(self, key, item, path, found):
        if key in self.forbidden:
            found.odd(path, self.forbidden[key])
        elif key in self.known:
            self.known[key](item, path, found)
        elif not self.extra and key not in found.also:
            found.odd(path, "is an unknown key")


record = _Record


def all_keys(value, into=None):
    """Every key that occurs anywhere in a stored object."""
    into = set() if into is None else into
    if isinstance(value, dict):
        for key, item in value.items():
            into.add(key)
            all_keys(item, into)
    elif isinstance(value, list):
        for item in value:
            all_keys(item, into)
    return into
