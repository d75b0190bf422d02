# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Arguments and answers of any kind: always one JSON result that is a sentence, and nothing
written after refused input.
"""

from __future__ import annotations

import json
import os

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from .strategies import TASKS, task

NIGHTLY = bool(os.environ.get("ONCALL_NIGHTLY"))
ODD = st.sampled_from(
    [
        "",
        " ",
        "on",
        "1e3",
        "09:30:00",
        "\u0000",
        "a\nb",
        "e\u0301",
        "\u00e9",
        "\u202eabc",
        "{{ 1 + 1 }}",
        "../..",
        "'",
        '"',
        "%s",
        "x" * 5000,
        "********",
        "\ud83d\ude00",
        "null",
        "zz-a",
        "-1",
        "99999999999999999999",
    ]
)
SCALAR = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-5, 10**12),
    st.floats(allow_nan=False, allow_infinity=False),
    ODD,
    st.text(max_size=8),
)
ANYTHING = st.recursive(
    SCALAR,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)
ONE = {
    "mackerel_channels": "mackerel_channel",
    "mackerel_downtimes": "mackerel_downtime",
    "mackerel_services": "mackerel_service",
    "mackerel_roles": "mackerel_role",
    "mackerel_notification_groups": "mackerel_notification_group",
    "mackerel_alert_group_settings": "mackerel_alert_group_setting",
    "guance_notify_objects": "guance_notify_object",
    "guance_member_groups": "guance_member_group",
    "guance_notice_dates": "guance_notice_date",
    "guance_alert_policies": "guance_alert_policy",
    "bk_notice_groups": "bk_notice_group",
    "bk_user_groups": "bk_user_group",
    "bk_duty_rules": "bk_duty_rule",
}


def spoiled(params):
    """The parameters of a task with some value in them, however deep, replaced by anything."""

    def places(value, path):
        yield path
        for key, inner in (
            value.items()
            if isinstance(value, dict)
            else enumerate(value)
            if isinstance(value, list)
            else ()
        ):
            yield from places(inner, path + (key,))

    def put(value, path, new):
        if not path:
            return new
        copied = dict(value) if isinstance(value, dict) else list(value)
        copied[path[0]] = put(value[path[0]], path[1:], new)
        return copied

    every = [path for path in places(params, ()) if path]
    if not every:
        return st.just(params)
    return st.builds(lambda path, new: put(params, path, new), st.sampled_from(every), ANYTHING)


def judged(result):
    """Every result is JSON (or it would not be here), and its failure a sentence of ours."""
    json.dumps(result)
    assert "Traceback" not in result.text
    assert "Internal error" not in result.text, result["msg"]
    if result["failed"]:
        assert isinstance(result["msg"], str) and len(result["msg"]) > 10
    return result


def profile(examples):
    return settings(
        max_examples=examples * 3 if NIGHTLY else examples // 4,
        suppress_health_check=list(HealthCheck),
        deadline=None,
    )


@pytest.mark.violations
@pytest.mark.parametrize("module", sorted(TASKS))
def test_arguments(account, emulator, counted, module):
    place = account(module.split("_", maxsplit=1)[0])

    @profile(120)
    @given(params=task(module).flatmap(spoiled))
    def property_holds(params):
        counted("cases of fuzz", 1)
        emulator.reset()
        result = judged(place.run(module, **params))
        if result["failed"] and "counts" not in result:
            assert place.requests(write=True) == [], result["msg"]

    property_holds()


@pytest.mark.parametrize(
    "module", sorted(ONE.values()) + [name + "_info" for name in sorted(ONE.values())]
)
def test_any_value_for_any_option(account, emulator, counted, module):
    place = account(module.split("_", maxsplit=1)[0])
    many = next(key for key, value in ONE.items() if value == module.removesuffix("_info"))
    known = sorted(
        set(TASKS[many][1])
        | set(TASKS[many][2])
        | {
            "name",
            "id",
            "uuid",
            "state",
            "on_unspecified",
            "ids",
            "uuids",
            "resolve_names",
            "retries",
            "timeout",
        }
    )

    @profile(60)
    @given(params=st.dictionaries(st.sampled_from(known), ANYTHING, max_size=4))
    def property_holds(params):
        counted("cases of fuzz", 1)
        emulator.reset()
        result = judged(place.run(module, **params))
        if result["failed"] and "could not" not in result["msg"].lower():
            assert place.requests(write=True) == [], result["msg"]

    property_holds()


@pytest.mark.violations
@pytest.mark.parametrize("module", sorted(TASKS))
def test_answers(account, emulator, counted, module):
    place = account(module.split("_", maxsplit=1)[0])
    shapes = st.one_of(
        ANYTHING,
        st.fixed_dictionaries(
            {},
            optional={
                "content": ANYTHING,
                "success": ANYTHING,
                "errorCode": ANYTHING,
                "pageInfo": ANYTHING,
                "result": ANYTHING,
                "code": ANYTHING,
                "data": ANYTHING,
                "message": ANYTHING,
                "notificationGroups": ANYTHING,
                "alertGroupSettings": ANYTHING,
                "channels": ANYTHING,
                "downtimes": ANYTHING,
                "services": ANYTHING,
                "roles": ANYTHING,
                "error": ANYTHING,
                "id": ANYTHING,
                "nextId": ANYTHING,
            },
        ),
    )

    @profile(120)
    @given(
        params=task(module),
        body=shapes,
        status=st.sampled_from([200, 200, 200, 201, 204, 400, 401, 404, 418, 500, 503]),
        nth=st.integers(1, 5),
    )
    def property_holds(params, body, status, nth):
        counted("cases of fuzz", 1)
        emulator.reset()
        emulator.add_fault(
            vendor=place.vendor, kind="status_after", status=status, body=body, nth=nth
        )
        judged(place.run(module, **params))

    property_holds()
