# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How text from outside is shown: what nobody sees is escaped, what people write stays."""

from __future__ import annotations

import unicodedata

import pytest
from ansible_collections.oncall.routing.plugins.module_utils._text import shown, unseen, visible

HARMFUL = [
    ("\x1b[31mred", "\\x1b[31mred"),
    ("a\nb\r\nc\td", "a\\nb\\r\\nc\\td"),
    ("bell\x07\x7f", "bell\\x07\\x7f"),
    ("c1 \x9b31m \x85", "c1 \\x9b31m \\x85"),
    ("\u202etxt.exe", "\\u202etxt.exe"),
    ("\u2066x\u2069", "\\u2066x\\u2069"),
    ("\u061c\u200e\u200f", "\\u061c\\u200e\\u200f"),
    ("a\u200bb\u2060c\ufeff", "a\\u200bb\\u2060c\\ufeff"),
    ("one\u2028two\u2029", "one\\u2028two\\u2029"),
    ("half \ud800", "half \\ud800"),
    ("tag \U000e0041\U000e007f", "tag \\U000e0041\\U000e007f"),
    ("soft\u00adhyphen", "soft\\xadhyphen"),
    ("fill\u3164er", "fill\\u3164er"),
    ("a\u200db", "a\\u200db"),
    ("a\u200cb", "a\\u200cb"),
    ("\u200d\U0001f4bb", "\\u200d\U0001f4bb"),
    ("\ufe0f", "\\ufe0f"),
    ("x\ufe00\ufe01\ufe02", "x\\ufe00\\ufe01\\ufe02"),
    ("x\U000e0100\U000e0101", "x\\U000e0100\\U000e0101"),
]
HARMLESS = [
    "plain",
    "back\\slash and \\x1b as it was typed",
    "caf\u00e9",
    "e\u0301",
    "\u6771\u4eac\u3000\u901a\u77e5",
    "\u845b\U000e0100\u57ce\u5e02",
    "\u4e2d\u6587\u901a\u77e5\u7ec4",
    "\u0627\u0644\u0639\u0631\u0628\u064a\u0629",
    "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
    "\u0915\u094d\u200d\u0937",
    "\u05e2\u05d1\u05e8\u05d9\u05ea",
    "\U0001f469\u200d\U0001f4bb",
    "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466",
    "\u2764\ufe0f\u200d\U0001f525",
    "\u261d\U0001f3fd\u200d\u2642\ufe0f",
    "1\ufe0f\u20e3",
    "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
    "\U0001f1ef\U0001f1f5",
    "no\u00a0break",
    "# heading",
    "a::b",
    "::1",
    "fe80::1 ::ffff:10.0.0.1",
]
COMMANDS = [
    "::error file=app.py,line=1::gone",
    "HTTP 400: ::set-output name=a::b",
    "##[error]gone",
    "text ##vso[task.setvariable variable=a]b",
    "##teamcity[x]",
]


@pytest.mark.parametrize("text, told", HARMFUL)
def test_what_nobody_sees_is_escaped(text, told):
    assert visible(text) == told
    assert visible(told) == told
    assert unseen(text) == next(
        told[
            at : at
            + (
                6
                if told[at + 1] == "u"
                else 10
                if told[at + 1] == "U"
                else 4
                if told[at + 1] == "x"
                else 2
            )
        ]
        for at in range(len(told))
        if told[at] == "\\"
    )


@pytest.mark.parametrize("text", HARMLESS)
def test_what_people_write_stays(text):
    assert visible(text) == text
    assert unseen(text) is None


@pytest.mark.parametrize("text", COMMANDS)
def test_no_ci_system_finds_a_command(text):
    told = visible(text)
    assert "::error " not in told and "::set-output " not in told and "##" not in told
    assert told.replace("\\x3a", ":").replace("\\x23", "#") == text


def test_no_control_character_of_unicode_is_left():
    # written below or around numbers
    spelling = set("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2")
    every = [chr(number) for number in range(0x110000)]
    left = [
        one
        for one in every
        if unicodedata.category(one) in ("Cc", "Cf", "Cs", "Zl", "Zp")
        and visible("a%sb" % one) != "a%sb" % visible(one)
    ]
    assert left == []
    raw = {
        one
        for one in every
        if unicodedata.category(one) in ("Cc", "Cf", "Cs", "Zl", "Zp")
        and visible("a%sb" % one) == "a%sb" % one
    }
    assert {
        one for one in raw if not unicodedata.name(one).startswith(("KAITHI", "EGYPTIAN"))
    } == spelling


def test_data_keeps_its_shape_and_its_lines():
    assert shown({"a\x1b": ["x\u202e", 1, None, {"b": "one\n\ttwo"}]}) == {
        "a\\x1b": ["x\\u202e", 1, None, {"b": "one\n\ttwo"}]
    }
    assert visible("one\ntwo\x1b", keep="\n") == "one\ntwo\\x1b"
