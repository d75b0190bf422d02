# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the info module returns is accepted back, whatever the vendor stores: each value of an
answer is made odd in turn.
"""

from __future__ import annotations

import copy
import itertools
import os
from unittest import mock

import pytest
from ansible_collections.oncall.routing.plugins.module_utils._http import client

#: By day one of so many odd values is tried.
EVERY = 1 if os.environ.get("ONCALL_NIGHTLY") else 12
#: What takes the place of a value, by its type.
ODD = {
    str: ("odd-word", "", "9" * 200, "20250101"),
    int: (0, -7, 999999999),
    float: (0.0, 999999999.0),
    bool: ("odd-word",),
}


def places(value, path=()):
    """Every place in a row at which there is something."""
    if path:
        yield path
    inner = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    for key, one in inner:
        yield from places(one, path + (key,))


def mutations(row, keep):
    """Rows that differ from this one in a single place, each with that place."""
    for path in places(row):
        if path[0] in keep:
            continue
        value = _at(row, path)
        for odd in _odd(value):
            yield path, odd, _with(row, path, odd)


def _odd(value):
    if isinstance(value, list):
        return (
            [],
            value + copy.deepcopy(value),
            value + ["odd-word"] if value and isinstance(value[0], str) else value,
        )
    if isinstance(value, dict):
        return [{key: one for key, one in value.items() if key != left_out} for left_out in value]
    return ODD.get(type(value), ())


def _at(row, path):
    for key in path:
        row = row[key]
    return row


def _with(row, path, value):
    row = copy.deepcopy(row)
    _at(row, path[:-1])[path[-1]] = value
    return row


class Hidden(dict):
    """What pytest does not print: it holds secrets."""

    def __repr__(self):
        return "..."


@pytest.fixture
def answers():
    """A dict from the id of an object to what all answers show in its place, and one to what was
    seen of it.
    """
    instead, seen = Hidden(), Hidden()
    exchange = client.Client._exchange

    def walk(value):
        if isinstance(value, dict):
            ident = value.get("uuid") or value.get("id")
            if "name" in value and ident is not None:
                seen.setdefault(str(ident), {}).update(value)
                if str(ident) in instead:
                    return copy.deepcopy(
                        {
                            key: one
                            for key, one in instead[str(ident)].items()
                            if key in value or key not in seen[str(ident)]
                        }
                    )
            return {key: walk(one) for key, one in value.items()}
        return [walk(one) for one in value] if isinstance(value, list) else value

    def odd(self, *arguments):
        answer = exchange(self, *arguments)
        answer.data = walk(answer.data)
        return answer

    with mock.patch.object(client.Client, "_exchange", odd):
        yield Hidden(instead=instead, seen=seen)


def test_every_odd_value_is_accepted_back(subject, door, answers):
    """Unchanged, and its neighbours are written all the same."""
    if door == "action":
        pytest.skip("the code behind both doors is the same")
    subject.by_id()
    instead, seen = answers["instead"], answers["seen"]
    ident = str(subject.made())
    subject.ok(subject.info())
    row, tried, wrong = Hidden(copy.deepcopy(seen[ident])), 0, []
    before = subject.writes()
    for path, odd, changed in itertools.islice(
        mutations(row, {subject.id, "name", "bk_biz_id", "deleteAt"}), 0, None, EVERY
    ):
        instead[ident] = changed
        shown = subject.info(**{subject.id + "s": [ident]})
        what = "%s is %r" % (".".join(map(str, path)), odd)
        assert not shown["failed"], "%s: %s" % (what, shown["msg"])
        again = subject.run(
            subject.many_module, {subject.plural: getattr(shown, "raw", shown)[subject.plural]}
        )
        if again["failed"] or {one["action"] for one in again["plan"]} != {"none"}:
            wrong.append("%s: %s" % (what, again.get("msg") or again["plan"]))
        tried += 1
    assert not wrong, "\n".join(wrong)
    assert tried
    assert subject.writes() == before
