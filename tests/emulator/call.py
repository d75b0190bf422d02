# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One request on its way through a vendor: what the handlers see, and what they give back."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from . import checks


@dataclass
class Answer:
    """What is sent: `payload` becomes JSON, unless `raw` holds the bytes already."""

    status: int
    payload: object = None
    headers: dict = field(default_factory=dict)
    raw: bytes | None = None


class Refused(Exception):
    """Ends the handling of a request with an error answer; nothing has been changed."""

    def __init__(self, answer):
        super().__init__(str(answer.payload))
        self.answer = answer


class BadJson(ValueError):
    """The body is not JSON as the RFC has it."""


class Call:
    """The request, the account it opened, and helpers; `vendor` makes the error answers."""

    def __init__(self, emulator, vendor, entry, headers, raw_body, shaper):
        self.emulator = emulator
        self.vendor = vendor
        self.entry = entry
        self.method = entry["method"]
        self.path = entry["path"]
        self.query = entry["query"]
        self.headers = headers
        self.raw_body = raw_body
        self.shape = shaper
        self.settings = shaper.settings
        self.account = None
        self.key = {}
        self.params = {}
        self._body = None
        self._parsed = False

    @property
    def body(self):
        """The parsed JSON body; credentials are still in it."""
        if not self._parsed:
            self._body = parse_json(self.raw_body, self.entry["violations"])
            self._parsed = True
        return self._body

    @body.setter
    def body(self, value):
        self._body = value
        self._parsed = True

    def violation(self, text, **how):
        """Something the documents do not allow: recorded always, refused when strict."""
        self.entry["violations"].append(text)
        if self.settings["strict"]:
            raise Refused(self.vendor.refusal(self, text, **how))

    def check(self, rule, value, also=(), **how):
        """Run a rule over (part of) the request; refuse as this vendor does."""
        problems = checks.run(rule, value, also)
        if not problems:
            # a server may show what it takes from nobody; who sends it back does nothing wrong
            foreign = (
                checks.run(rule, value) if also and self.settings["unknown_keys"] != "take" else ()
            )
            if foreign:
                raise Refused(
                    self.vendor.refusal(
                        self,
                        "; ".join(f"{one['path'] or 'body'} {one['text']}" for one in foreign),
                        problems=foreign,
                        **how,
                    )
                )
            return
        texts = [f"{problem['path'] or 'body'} {problem['text']}" for problem in problems]
        self.entry["violations"].extend(texts)
        refusing = [
            problem
            for problem in problems
            if problem["refused"] or (self.settings["strict"] and not problem.get("noted"))
        ]
        if refusing:
            raise Refused(self.vendor.refusal(self, "; ".join(texts), problems=refusing, **how))


def parse_json(raw, notes):
    """Strict JSON: no NaN, and a key given twice is noted."""
    if not raw:
        return None

    def pairs(items):
        out = dict(items)
        if len(out) != len(items):
            notes.append("body holds the same key twice")
        return out

    def constant(name):
        raise BadJson(f"{name} is not JSON")

    try:
        body = json.loads(raw.decode("utf-8"), object_pairs_hook=pairs, parse_constant=constant)
        if rb"\ud" in raw.lower():
            json.dumps(body, ensure_ascii=False).encode("utf-8")  # half a surrogate pair is no text
        return body
    except (ValueError, RecursionError) as problem:
        raise BadJson(f"the body is not JSON: {problem}") from None


def parse_query(query_string):
    """Query parameters; one given several times becomes a list."""
    out = {}
    for key, value in parse_qsl(query_string, keep_blank_values=True):
        if key in out:
            out[key] = [*(out[key] if isinstance(out[key], list) else [out[key]]), value]
        else:
            out[key] = value
    return out
