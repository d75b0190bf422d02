# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whatever is sent, the emulator answers as a vendor would and never fails itself."""

from __future__ import annotations

import json

import pytest

hypothesis = pytest.importorskip("hypothesis")
from emulator.emulator import Core  # noqa: E402
from hypothesis import strategies as st  # noqa: E402
from test_emulator_blueking import GROUP, NATIVE, RULE  # noqa: E402
from test_emulator_guance import EXAMPLE, MEMBER, policy  # noqa: E402
from test_emulator_mackerel import DOWNTIME, SETTING, SLACK  # noqa: E402
from test_emulator_mackerel import EXAMPLE as NOTIFICATION_GROUP  # noqa: E402

SLO = "/api/v1/slo/monitor_" + "1".zfill(32)
M, G, B = "/api/v0", "/api/v1", "/api/c/compapi/v2/monitor_v3"
CALLS = [
    ("mackerel", "POST", M + "/notification-groups", NOTIFICATION_GROUP),
    ("mackerel", "PUT", M + "/notification-groups/4NgTwinOne4", NOTIFICATION_GROUP),
    ("mackerel", "PUT", M + "/alert-group-settings/4AgHatena01", SETTING),
    ("mackerel", "POST", M + "/channels", SLACK),
    (
        "mackerel",
        "PUT",
        M + "/channels/4ChPayPage1",
        {key: SLACK[key] for key in ("type", "name", "url", "mentions", "events")},
    ),
    ("mackerel", "POST", M + "/downtimes", DOWNTIME),
    ("mackerel", "POST", M + "/services", {"name": "aa", "memo": ""}),
    (
        "mackerel",
        "POST",
        M + "/monitors",
        {"type": "host", "name": "x", "metric": "m", "operator": ">", "duration": 1},
    ),
    ("mackerel", "POST", M + "/invitations", {"email": "x@example.com", "authority": "viewer"}),
    ("guance", "POST", G + "/alert_policy/add_v2", EXAMPLE),
    ("guance", "POST", G + "/alert_policy/add", EXAMPLE),
    ("guance", "POST", G + "/alert_policy/add_v2", policy(alertOpt=MEMBER)),
    (
        "guance",
        "POST",
        G + "/alert_policy/altpl_default000000000000000000001/modify_v2",
        {**EXAMPLE, "checkerUUIDs": []},
    ),
    ("guance", "POST", G + "/alert_policy/delete", {"alertPolicyUUIDs": ["altpl_x"]}),
    (
        "guance",
        "POST",
        G + "/notify_object/create",
        {"type": "sms", "name": "n", "optSet": {"to": ["1"]}, "permissionSet": ["a"]},
    ),
    (
        "guance",
        "POST",
        G + "/notify_object/modify",
        {"notifyObjectUUID": "notify_xxxx32", "optSet": {"webhook": "x"}},
    ),
    ("guance", "POST", G + "/notice/date/add", {"name": "n", "noticeDates": ["2026/01/01"]}),
    (
        "guance",
        "POST",
        G + "/workspace/member_group/add",
        {"name": "n", "accountUUIDs": ["acnt_xxxx32"]},
    ),
    (
        "guance",
        "POST",
        SLO + "/modify",
        {"name": "n", "jsonScript": {"name": "x"}, "alertPolicyUUIDs": []},
    ),
    ("bk", "POST", B + "/save_notice_group/", GROUP),
    ("bk", "POST", B + "/save_notice_group/", {**GROUP, "id": 1}),
    ("bk", "POST", B + "/search_notice_group/", {"ids": [1], "bk_biz_ids": [2]}),
    ("bk", "POST", B + "/delete_notice_group/", {"ids": [1]}),
    ("bk", "POST", B + "/save_user_group/", NATIVE),
    ("bk", "POST", B + "/save_duty_rule/", RULE),
    ("bk", "POST", B + "/delete_user_groups/", {"ids": [1], "bk_biz_ids": [2]}),
    ("bk", "POST", B + "/search_user_group_detail/", {"id": 1}),
]
READS = [
    ("mackerel", f"{M}/{path}")
    for path in (
        "notification-groups",
        "alert-group-settings",
        "channels",
        "services",
        "monitors",
        "downtimes",
    )
] + [
    ("guance", f"{G}/{path}?pageIndex=1&pageSize=100")
    for path in (
        "alert_policy/list",
        "notify_object/list",
        "notice/date/list",
        "checker/list",
        "slo/list",
        "role/list",
    )
]
HEADERS = {
    "x-api-key": "mackerel-demo-key-0001",
    "df-api-key": "guance-demo-key-0001",
    "content-type": "application/json",
}
APP = {"bk_app_code": "ansible", "bk_app_secret": "bk-demo-secret-0001", "bk_username": "deploy"}
ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-5, 10**12)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=5)
    | st.sampled_from(["1", "wxwork-bot", "", "payments:db", "security", "all", "acnt_xxxx32"]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=5,
)


def places(value, path=()):
    """Every place inside a JSON value."""
    yield path
    items = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    for key, item in items:
        yield from places(item, (*path, key))


def changed(value, path, new):
    """A copy with another value at one place; dropped there when `new` is an ellipsis."""
    if not path:
        return value if new is ... else new
    copy = dict(value) if isinstance(value, dict) else list(value)
    if len(path) == 1 and new is ...:
        del copy[path[0]]
    else:
        copy[path[0]] = changed(value[path[0]], path[1:], new)
    return copy


def send(core, vendor, method, path, body=None):
    path, _mark, query = path.partition("?")
    raw = json.dumps(body).encode() if method != "GET" else b""
    return core.finish(core.begin(vendor, method, path, query, HEADERS, raw))


@hypothesis.settings(
    max_examples=300,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(hypothesis.HealthCheck),
)
@hypothesis.given(call=st.sampled_from(CALLS), data=st.data(), strict=st.booleans())
def test_bodies_of_every_shape(core, call, data, strict):
    vendor, method, path, body = call
    core.reset()
    core.settings(strict=strict, extra_fields=not strict)
    for _turn in range(data.draw(st.integers(1, 2))):
        place = data.draw(st.sampled_from(list(places(body))))
        body = changed(body, place, data.draw(ANYTHING | st.just(...)))
    if vendor == "bk" and isinstance(body, dict):
        body = {**body, **APP}
    delivery = send(core, vendor, method, path, body)
    json.loads(delivery.body)
    if strict and core.violations():
        assert b'"result":false' in delivery.body if vendor == "bk" else delivery.status == 400
    for reader, target in READS:
        if reader == vendor:
            assert send(core, reader, "GET", target).status == 200
    if vendor == "bk":
        everything = {**APP, "bk_biz_ids": [2, 3]}
        assert (
            b'"result":true'
            in send(core, "bk", "POST", B + "/search_notice_group/", everything).body
        )
        assert (
            b'"result":true'
            in send(core, "bk", "POST", B + "/search_user_groups/", everything).body
        )
    assert [entry["text"] for entry in core.violations() if "itself failed" in entry["text"]] == []


@pytest.fixture(scope="module")
def core():
    return Core()
