# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Plans and reports as a page shows them: read by a Markdown parser, every name is its own text
and changes nothing around it.
"""

from __future__ import annotations

import re
from unittest import mock

import pytest
from ansible_collections.oncall.routing.plugins.module_utils._text import visible
from ansible_collections.oncall.routing.plugins.plugin_utils._teams import fidelity
from ansible_collections.oncall.routing.plugins.plugin_utils._teams.report import markdown, plan
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

PARSER = MarkdownIt("commonmark").enable(["table", "strikethrough"])

HOSTILE = [
    "a``b",
    "`",
    "``",
    "```",
    "` `",
    " `a",
    "a` ",
    "```sh\nrm\n```",
    "pay`ments: `page",
    " ",
    "  a  ",
    "# x",
    "a\n# b",
    "a\r\n\r\n- b",
    "- x",
    "+ x",
    "1. x",
    "1) x",
    "> x",
    "---",
    "===",
    "***",
    "___",
    "* * *",
    "[ ] x",
    "[x](http://evil.example)",
    "![x](http://evil.example/x.png)",
    "[a]: http://evil.example",
    "a[0](b)",
    "a[0][b]",
    "<img src=x onerror=alert(1)>",
    "<!--",
    "-->",
    "<script>",
    "</details>",
    "<http://evil.example>",
    "&lt;b&gt;",
    "&#35;",
    "R&D",
    "a|b",
    "a\\|b",
    "a\\\\|b",
    "|---|---|",
    "\\",
    "a\\",
    "\\`",
    "\\_",
    "*a*",
    "**a**",
    "_a_",
    "__a__",
    "snake_case_",
    "~~a~~",
    "~a~",
    "$a$",
    "@here",
    "a @org/team b",
    "joe@evil.example",
    "#1",
    "x#12",
    "!5",
    "GH-1",
    "https://evil.example",
    "www.evil.example",
    "mailto:x",
    ":tada:",
    "::error file=x::y",
    "##[error]x",
    "a\x1b[31mb",
    "a\u202eb",
    "a\u200bb",
    "a\u2028b",
    "a\x00b",
    "a\x85b",
    "\ud800",
    "    code",
    "\tcode",
    "a  \nb",
    "a\\\nb",
    "Setext\n===",
    "^a^",
    "==a==",
    "{{ 7 * 7 }}",
    "=1+1",
    "\u3042\u3044",
    "e\u0301",
    "x" * 150,
]
TEXTS = st.one_of(
    st.sampled_from(HOSTILE),
    st.text(alphabet="`*_[]()<>|\\~$!#@&:/-+=.1a \n\t\"'", min_size=1, max_size=12),
    st.text(min_size=1, max_size=20),
    st.lists(st.sampled_from(HOSTILE), min_size=2, max_size=3).map("".join),
)
#: What sites make links, mentions and pictures of where it does not stand in code.
LIVE = re.compile(r"@\w|[#!]\d|\w://|\bwww\.|:(?!\d\d:)\w+:|\bGH-\d")


def folded(text):
    return visible(re.sub(r"[\t\r\n]+", " ", text))


def smoothed(text):
    return visible(" ".join(text.split()))


def page(text):
    """(blocks, what each line says, what of it is no code) as a reader sees it."""
    blocks, said, bare = [], [], []
    for token in PARSER.parse(text):
        blocks.append(
            (token.type, token.tag, token.level, token.markup if token.type != "inline" else "")
        )
        if token.type == "inline":
            kinds = {child.type for child in token.children}
            assert kinds <= {
                "text",
                "text_special",
                "code_inline",
                "strong_open",
                "strong_close",
            }, (kinds, text)
            said.append(
                (
                    "".join(child.content for child in token.children),
                    [child.type for child in token.children if child.type.startswith("strong")],
                )
            )
            bare.append(
                "".join(
                    child.content if child.type != "code_inline" else "\0"
                    for child in token.children
                )
            )
    return blocks, said, bare


@given(TEXTS)
def test_code_is_the_text(text):
    blocks, said, dummy = page("- %s %s" % (markdown.code(text), "end"))
    assert blocks == page("- x")[0] and said == [(folded(text) + " end", [])]
    children = PARSER.parseInline(markdown.code(text))[0].children
    assert [child.type for child in children] == ["code_inline"]


@given(TEXTS)
@example("a_b-c d")
def test_a_name_in_a_heading_is_the_text(text):
    blocks, said, bare = page("## %s: 1 to create" % markdown.name(text))
    assert (
        blocks == page("## x")[0]
        and said == [(folded(text) + ": 1 to create", [])]
        and not LIVE.search(bare[0])
    )


@given(TEXTS)
def test_prose_is_the_text(text):
    for before, after in (("- ", ""), ("**Stopped**: ", ""), ("- ", "\n- x")):
        blocks, said, bare = page(before + markdown.prose(text) + after)
        told, strong = said[0] if said else ("", [])
        assert told == ("Stopped: " if "Stop" in before else "") + smoothed(text) or not smoothed(
            text
        )
        assert blocks == page(before + "x" + after)[0] or not smoothed(text)
        assert not any(LIVE.search(one) for one in bare) and len(strong) == (
            2 if "Stop" in before else 0
        )


@given(TEXTS, TEXTS)
def test_a_table_keeps_its_columns(path, how):
    entry = {"team": "a", "vendor": "bk", "path": path, "status": "approximated", "how": how}
    blocks, said, dummy = page(fidelity.markdown([entry, entry], {"bk": "BlueKing"}))
    assert (
        blocks
        == page(fidelity.markdown([dict(entry, path="x", how="y")] * 2, {"bk": "BlueKing"}))[0]
    )
    row = ["BlueKing", folded(path), "approximated", smoothed(how)]
    assert [text for text, _strong in said[-8:]] == row + row


def document(team, what, account, message, value, other):
    """A plan in which every place holds a text of somebody else."""
    name = "%s: %s" % (team, what)
    step = {"action": "update", "name": name, "id": "1", "fields": ["memo", "emails"]}
    results = {
        account: {
            "results": [
                {
                    "changed": True,
                    "channels": [],
                    "plan": [
                        step,
                        {"action": "create", "name": team + ": new", "fields": []},
                        {"action": "delete", "name": "loose", "fields": []},
                    ],
                    "changes": [
                        {
                            "id": "1",
                            "name": name,
                            "fields": {
                                "memo": {"before": value, "after": "z"},
                                "emails": {"before": ["y"], "after": [value]},
                            },
                        }
                    ],
                    "kept": [
                        {
                            "name": team + ": kept",
                            "used_by": ["the notification group '%s'" % other],
                        }
                    ],
                    "not_working": [{"name": name, "because": message}],
                    "errors": [{"name": team + ": new", "message": message}],
                },
                {"failed": True, "changed": False, "msg": message},
            ],
            "refused": [{"text": message}],
            "warnings": [{"text": "%s: %s" % (other, message)}],
            "absent": ["gone " + other],
        }
    }
    return plan.markdown(results) + fidelity.markdown(
        [{"team": team, "vendor": "bk", "path": other, "status": "approximated", "how": message}],
        {},
    )


@given(TEXTS.filter(lambda text: ": " not in text), *[TEXTS] * 5)
@example(*["``"] * 6)
@example(*["<!-- @here"] * 6)
@example(*["a|b\\"] * 6)
def test_a_whole_document_is_what_it_is_with_tame_names(team, what, account, message, value, other):
    hostile = {
        "Xteam": "t" + team,
        "Xwhat": "w" + what,
        "Xaccount": "a" + account,
        "Xmessage": "m" + message,
        "Xvalue": "v" + value,
        "Xother": "o" + other,
    }
    with mock.patch.object(plan, "LONGEST", 1 << 20):
        blocks, said, bare = page(document(*hostile.values()))
        want_blocks, want, dummy = page(document(*hostile))
    assert blocks == want_blocks and not any(LIVE.search(one) for one in bare)

    def spaced(text):
        return re.sub(" +", " ", text)

    def expected(line):
        """What a line of the tame document says, with the texts of the others in it: names as
        they are, sentences smoothed.
        """
        sentence = line.startswith("Xother: ") or "because others use it" in line
        for mark, text in hostile.items():
            inside = (
                smoothed("'%s'" % text)[1:-1] if mark == "Xother" and sentence else folded(text)
            )
            line = line.replace(mark, smoothed(text) if mark == "Xmessage" else inside)
        return line

    assert [(spaced(told), strong) for told, strong in said] == [
        (spaced(expected(line)), strong) for line, strong in want
    ]


def test_every_hostile_text_by_itself():
    """The list is what people report; none of it may depend on luck."""
    for text in HOSTILE:
        for one in (markdown.code(text), markdown.name(text), markdown.prose(text)):
            assert "\n" not in one and visible(one) == one


@pytest.mark.parametrize("text", ["payments", "team-a_b 2", "\u652f\u4ed8"])
def test_a_name_of_words_stands_as_it_is(text):
    assert markdown.name(text) == text


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "teams/a.yml: team a: routing[0].severity: must be a list: write [critical]",
            "teams/a.yml: team a: routing[0].severity: must be a list: write \\[critical\\]",
        ),
        (
            "Could not create the channel 'search: page': no",
            "Could not create the channel 'search: page': no",
        ),
        ("alert_opt.alert_target is snake_case", "alert_opt.alert_target is snake_case"),
        ("tell @here of #12", "tell `@here` of `#12`"),
        ("# x", "\\# x"),
    ],
)
def test_prose_stays_readable(text, told):
    assert markdown.prose(text) == told
