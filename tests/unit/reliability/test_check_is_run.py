# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""From random states, check mode says what the real run then does, and the run after that
changes nothing.
"""

from __future__ import annotations

import copy
import os

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from .strategies import TASKS, task

EXAMPLES = 500 if os.environ.get("ONCALL_NIGHTLY") else 20


def without_ids(result, option, ident):
    """Plan and objects as far as check mode can know them."""
    plan = [
        {key: value for key, value in step.items() if key != ident or step["action"] != "create"}
        for step in result.get("plan", [])
    ]
    created = {step["name"] for step in plan if step["action"] == "create"}
    objects = copy.deepcopy(result.get(option, []))
    for one in objects:
        if one["name"] in created:
            one.pop(ident, None)
        # a group that is created in the same task has no id in check mode
        one.pop("child_notification_groups", None)
        # what the list does not always show is not always in the object
        one.pop("checkers", None)
        one.pop("security_rule_uuids", None)
    return (
        plan,
        objects,
        result["changed"],
        result.get("counts"),
        result["failed"],
        result.get("msg"),
    )


@pytest.mark.violations
@pytest.mark.parametrize("module", sorted(TASKS))
def test_check_mode_is_the_run(account, emulator, counted, module):
    option = TASKS[module][0]
    place = account(module.split("_", maxsplit=1)[0])
    ident = "uuid" if "guance" in module else "id"

    @settings(
        max_examples=EXAMPLES,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
        deadline=None,
    )
    @given(
        before=st.lists(task(module), max_size=2),
        now=st.one_of(task(module), task(module, whole=False)),
        seed=st.integers(0, 999),
        fill=st.sampled_from(["absent", "null", "empty", "mixed"]),
        extra=st.booleans(),
    )
    def property_holds(before, now, seed, fill, extra):
        counted("check modes compared with the run", 1)
        emulator.reset()
        emulator.settings(random_seed=seed, fill=fill, extra_fields=extra)
        for params in before:
            place.run(module, **params)
        emulator.clear_requests()
        check = place.run(module, check=True, **now)
        assert place.requests(write=True) == [], "check mode wrote"
        real = place.run(module, **now)
        assert without_ids(check, option, ident) == without_ids(real, option, ident)
        assert bool(place.requests(write=True)) == real["changed"]
        if not real["failed"]:
            again = place.run(module, **now)
            assert (again["failed"], again["changed"], again.writes) == (
                False,
                False,
                0,
            ), again.get("msg", again.get("plan"))

    property_holds()
