# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Names and texts of others within Markdown: each comes out as the text it is. Private to
oncall.routing.

A text that a page would act upon where a backslash does not help (a mention, a reference to an
issue, an address, an emoji) stands in a code span.
"""

from __future__ import annotations

import re

from ....module_utils._text import visible

#: A name of words needs nothing. Dots, which make addresses, and signs, which make all the rest,
#: are not in it.
_WORDS = re.compile(r"[^\W_]+(?:[ _-][^\W_]+)*")
#: What GitHub, GitLab and AWX make links, mentions and pictures of after Markdown is done; and
#: masks of secrets, which are easier to read so.
_LIVE = re.compile(
    r"@|[#!%]\d|\w://|(?:^|\W)www\.|(?:mailto|xmpp):|:(?!\d\d:)[\w+-]+:|\bGH-\d|\*{3}",
    re.IGNORECASE,
)
#: What has a meaning inside a line. An index like ``routing[0]`` has none, and an underscore inside
#: a word neither.
_SIGNS = re.compile(
    r"(?<=\w)(\[\d+\])(?![(\[])"
    r"|(?<=[^\W_])(_)(?=[^\W_])"
    r"|([`*_\[\]<|~$]|&(?=#?\w+;)|\\(?=[\W_]|$))"
)
#: What has one where a line begins.
_FIRST = re.compile(r"^(?:(?=[-+#>=:])|(\d{1,9})(?=[.)](?:\s|$)))")


def code(text: str, table: bool = False) -> str:
    """A text in a code span: the fence is longer than any run of back-ticks inside. table: in a
    table a bar ends the cell even there.
    """
    text = visible(re.sub(r"[\t\r\n]+", " ", text))
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * (longest + 1)
    # one space at each end is taken off again, unless there is nothing else
    padded = longest or (text[:1] == " " == text[-1:] and text.strip(" "))
    text = " %s " % text if padded else text
    return fence + (text.replace("|", "\\|") if table else text) + fence


def name(text: str) -> str:
    """A name within prose or a heading."""
    return text if _WORDS.fullmatch(text) and not _LIVE.search(text) else code(text)


def prose(text: str, table: bool = False) -> str:
    """A sentence that holds names and words of others, in one line."""
    words = [
        code(word, table) if _LIVE.search(word) else _SIGNS.sub(_escaped, word)
        for word in visible(" ".join(text.split())).split(" ")
    ]
    return _FIRST.sub(lambda found: (found.group(1) or "") + "\\", " ".join(words))


def _escaped(found: re.Match[str]) -> str:
    return found.group(1) or found.group(2) or "\\" + found.group(3)
