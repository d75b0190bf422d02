# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The guide to team files: its examples are valid, its table says what the reports say, and its
messages are the real ones.
"""

from __future__ import annotations

import re
import textwrap
from pathlib import Path

import pytest
import yaml
from ansible_collections.oncall.routing.plugins.plugin_utils._teams.fidelity import STATUSES
from ansible_collections.oncall.routing.plugins.plugin_utils._teams.file import schema

from .kit import SECRET, VENDORS, fidelity, first, put, refusals, small, status

GUIDE = Path(__file__).resolve().parents[3] / "docs" / "docsite" / "rst" / "guide_teams.rst"
TEXT = GUIDE.read_text()


def blocks():
    """The YAML documents of the guide."""
    found = re.findall(r"\.\. code-block:: yaml\n\n((?:    .*\n|\n)+)", TEXT)
    return [one for one in (yaml.safe_load(textwrap.dedent(block)) for block in found) if one]


def table(title):
    """The rows of the first table below a heading."""
    part = TEXT.split("\n%s\n" % title)[1].split("\n   * - ", 1)[1]
    rows = re.split(r"\n   \* - ", part.split("\n\n")[0])
    return [[re.sub(r"\s+", " ", cell.strip()) for cell in row.split("\n     - ")] for row in rows][
        1:
    ]


def test_the_first_example_is_a_team_that_can_be_carried_out():
    team = blocks()[0]
    team["contacts"]["page"]["slack"]["url"] = SECRET
    for vendor in VENDORS:
        assert refusals(team, vendor=vendor) == []
    assert set(schema.SCHEMA["properties"]) - set(team) == {"accounts"}


def test_the_other_examples_are_parts_of_valid_teams():
    contacts, vendors = blocks()[1:]
    for one in contacts["contacts"].values():
        for way, options in one.items():
            if isinstance(options, dict) and "{{" in str(options):
                one[way] = dict.fromkeys(options, SECRET)
    assert set(schema.WAYS) | {"existing"} == {
        way for one in contacts["contacts"].values() for way in one
    } - {"mention", "way"}
    team = dict(
        first(),
        contacts=contacts["contacts"],
        vendors=vendors["vendors"],
        routing=[{"severity": ["critical"], "notify": list(contacts["contacts"])}],
    )
    for vendor in VENDORS:
        assert refusals(team, vendor=vendor) == []


PEOPLE = [{"name": "alice", "email": "alice@example.com", "phone": "+81 90 0000", "lead": True}]


def contact(**options):
    """Whether a contact can be told, with a member beside it, so that there is a group at
    BlueKing at all.
    """
    team = small(
        members=PEOPLE,
        contacts={"it": options, "mail": {"email": "members"}},
        routing=[{"severity": ["critical"], "notify": ["it", "mail"]}],
    )
    return lambda vendor: status(team, vendor, "contacts.it")


def hooks(*ways):
    return lambda vendor: one_of({contact(**{way: {"url": SECRET}})(vendor) for way in ways})


def one_of(found):
    assert len(found) == 1, found
    return found.pop()


def mention(**options):
    team = small(
        contacts={"it": dict(options, mention="@channel"), "mail": {"email": "members"}},
        routing=[{"severity": ["critical"], "notify": ["it", "mail"]}],
    )
    # where the contact itself can't be told, its mention is not spoken of
    return lambda vendor: fidelity(team, vendor).get(
        "contacts.it.mention", fidelity(team, vendor)["contacts.it"]
    )[0]


def rule(key, *rules):
    """The worst that is said of one key of the rules; two contacts, so that it shows where they
    can't be told apart.
    """
    contacts = {
        "one": {"email": "members"},
        "two": {"existing": {"mackerel": "x", "guance": "notify:x", "bk": {"chat": "wrk0"}}},
    }
    team = small(
        contacts=contacts,
        routing=[dict({"notify": [name]}, **one) for name, one in zip(("one", "two"), rules)],
    )

    def worst(vendor):
        found = [
            entry
            for path, entry in fidelity(team, vendor).items()
            if re.fullmatch(r"routing\[\d\](\.%s.*)?" % key, path)
        ]
        return max((status for status, how in found), key=STATUSES.index)

    return worst


CRITICAL, WARNING = {"severity": ["critical"]}, {"severity": ["warning"]}
PROBES = {
    "``slack``": hooks("slack"),
    "``teams``, ``google_chat``, ``dingtalk``, ``feishu``, ``wecom``": hooks(
        "teams", "google_chat", "dingtalk", "feishu", "wecom"
    ),
    "``wecom_chat``": contact(wecom_chat={"id": "wrk0"}),
    "``webhook``": hooks("webhook"),
    "``email`` of members": contact(email="members"),
    "``email`` of others": contact(email=["x@example.com"]),
    "``phone``": contact(phone="members"),
    "``mention`` with ``slack``": mention(slack={"url": SECRET}),
    "``mention`` with ``wecom_chat``": mention(wecom_chat={"id": "wrk0"}),
    "``existing``": contact(
        existing={"mackerel": "x", "guance": "notify:x", "bk": {"chat": "wrk0"}}
    ),
    "``severity`` with critical": rule("severity", {"severity": ["critical", "warning", "info"]}),
    "``severity`` from warning on": rule("severity", CRITICAL, {"severity": ["warning", "info"]}),
    "``severity`` info alone": rule("severity", CRITICAL, {"severity": ["info"]}),
    "``repeat``": rule("repeat", dict(CRITICAL, repeat="10m"), WARNING),
    "``repeat``, another for each severity": rule(
        "repeat", dict(CRITICAL, repeat="10m"), dict(WARNING, repeat="1h")
    ),
    "``escalate``": rule(
        "escalate", dict(CRITICAL, escalate=[{"after": "10m", "notify": ["members"]}])
    ),
    "``when`` with a time of day": rule(
        "when", dict(CRITICAL, when={"from": "09:00", "for": "9h"}), CRITICAL
    ),
    "``when`` with ``days``": rule("when", dict(CRITICAL, when={"days": "mon-fri"}), CRITICAL),
    "``when`` with ``except``": rule(
        "when", dict(CRITICAL, when={"except": ["company-holidays"]}), CRITICAL
    ),
}


@pytest.mark.parametrize(
    "row", table("What a vendor can say"), ids=lambda row: row[0].replace("`", "")
)
def test_the_table_says_what_the_reports_say(row):
    part, *cells = row
    assert cells == [PROBES[part](vendor) for vendor in VENDORS]


def test_the_table_has_every_part():
    assert [row[0] for row in table("What a vendor can say")] == list(PROBES)


MISTAKES = [
    put(first(), "routing[0].severity", "critical"),
    put(first(), "routing[1].when.from", 1080),
    put(first(), "routing[0].notify", ["pager"]),
    put(first(), "contacts.page", {"slack": {"url": SECRET}, "webhook": {"url": SECRET}}),
    put(first(), "members[1].email", ...),
]


def test_the_messages_of_the_guide_are_the_real_ones():
    shown = [row[0].strip("`") for row in table("When something is wrong")]
    real = ["%s: %s" % refusals(team, vendor="guance")[0][2:] for team in MISTAKES]
    real.append("%s: %s" % refusals(small(), small())[0][2:])
    assert len(shown) == len(real)
    for text, message in zip(shown, real):
        pattern = re.escape(text).replace(re.escape("..."), ".*")
        assert re.match(pattern, message), (text, message)


def test_the_guide_is_listed_and_the_schema_is_where_it_says():
    docs = GUIDE.parents[1]
    assert (
        "guide_teams"
        in yaml.safe_load((docs / "extra-docs.yml").read_text())["sections"][0]["toctree"]
    )
    assert "docs/team.schema.json" in TEXT and (docs.parent / "team.schema.json").exists()
