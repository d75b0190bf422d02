# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The hosts of the playbooks: those that are accounts, and a refusal where there are none."""

from __future__ import annotations

import pytest
from ansible.errors import AnsibleError, AnsibleLookupError
from ansible.parsing.dataloader import DataLoader
from ansible_collections.oncall.routing.plugins.lookup.team_accounts import LookupModule

EMPTY = {"all": [], "ungrouped": []}
SOME = {"all": ["one", "two", "three"], "oncall_accounts": ["one", "two"], "others": ["three"]}


def hosts(groups, limit=None, *terms):
    variables = dict({"groups": groups}, **({"ansible_limit": limit} if limit else {}))
    lookup = LookupModule(loader=DataLoader(), templar=None)
    lookup.set_options = lambda **kwargs: None
    return lookup.run(list(terms), variables)


@pytest.mark.parametrize(
    "groups, limit, terms, found",
    [
        (EMPTY, None, (), ["localhost"]),
        (EMPTY, None, ("",), ["localhost"]),
        (EMPTY, None, (None, " "), ["localhost"]),
        (EMPTY, "localhost", (), ["localhost"]),
        (EMPTY, "other,localhost", (), ["localhost"]),
        (SOME, None, (), ["oncall_accounts"]),
        (SOME, "all", (), ["oncall_accounts"]),
        (SOME, "one", (), ["oncall_accounts"]),
        (SOME, "*,!one", (), ["oncall_accounts"]),
        (SOME, "three", ("three",), ["three"]),
        (SOME, None, (["one", "two:&all"],), ["one", "two:&all"]),
    ],
)
def test_the_accounts_are_a_group_or_localhost_or_a_pattern(groups, limit, terms, found):
    assert hosts(groups, limit, *terms) == found


ALONE = "localhost, the only account of an inventory without hosts"


@pytest.mark.parametrize(
    "groups, limit, terms, said",
    [
        (EMPTY, "nosuchhost", (), "the limit nosuchhost leaves out " + ALONE),
        (EMPTY, "all", (), "the limit all leaves out " + ALONE),
        (EMPTY, "!other", (), "the limit !other leaves out " + ALONE),
        (EMPTY, "oncall_accounts", (), "the limit oncall_accounts leaves out " + ALONE),
        (SOME, "three", (), "the limit three leaves out the accounts one, two. Run without"),
        (SOME, "three", ("localhost",), "the limit three leaves out the accounts localhost."),
        (dict(SOME, oncall_accounts=[]), None, (), "no host that matches oncall_accounts. Add the"),
        (EMPTY, None, ("tokyo", "osaka"), "no host that matches tokyo, osaka."),
    ],
)
def test_a_run_without_an_account_is_refused(groups, limit, terms, said):
    with pytest.raises(AnsibleLookupError) as refused:
        hosts(groups, limit, *terms)
    assert said in str(refused.value)
    assert str(refused.value).startswith("There is no account to work on: ")


def test_of_many_accounts_some_are_named():
    many = ["a%02d" % number for number in range(25)]
    with pytest.raises(AnsibleLookupError, match="a08, a09 and 15 more. Run without"):
        hosts({"all": [*many, "other"], "oncall_accounts": many}, "other")


def test_a_limit_may_be_a_file(tmp_path):
    limit = tmp_path / "hosts.retry"
    limit.write_text("two\n")
    assert hosts(SOME, "@%s" % limit) == ["oncall_accounts"]
    limit.write_text("three\n")
    with pytest.raises(AnsibleLookupError, match="leaves out the accounts one, two"):
        hosts(SOME, "@%s" % limit)
    with pytest.raises(AnsibleError, match="Unable to find limit file"):
        hosts(SOME, "@%s.gone" % limit)
