# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Variables of the environment are one set for each brand: no key goes to a host of the other,
through neither door.
"""

from __future__ import annotations

import pytest
from support import harness

INFO = "guance_alert_policy_info"
G_KEY, T_KEY = "guance-planted-0001", "truewatch-planted-0002"
GUANCE, TRUEWATCH = "https://openapi.guance.com", "https://us1-openapi.truewatch.com"
OWN = "https://own.example.com"


@pytest.fixture(params=["module", "action"])
def sent(monkeypatch, request):
    """A function from options and environment to (key, address) of the request that would go
    out; nothing is sent.
    """
    from ansible_collections.oncall.routing.plugins.module_utils._http import client

    seen = []

    def once(self, _request):
        seen.append((self.session.headers["DF-API-KEY"], self.base_url))
        raise client.Refusal("stopped by the test")

    monkeypatch.setattr(client.Client, "_once", once)
    monkeypatch.setattr(harness, "DOOR", request.param)

    def ask(options, env):
        seen.clear()
        result = harness.run(INFO, options, env=env)
        assert result["failed"]
        for secret in (G_KEY, T_KEY):
            assert secret not in result.text
        return seen[0] if seen else result["msg"]

    return ask


def both(**more):
    return dict({"GUANCE_ACCESS_TOKEN": G_KEY, "TRUEWATCH_ACCESS_TOKEN": T_KEY}, **more)


def guance(**more):
    return dict({"GUANCE_ACCESS_TOKEN": G_KEY}, **more)


def truewatch(**more):
    return dict({"TRUEWATCH_ACCESS_TOKEN": T_KEY}, **more)


@pytest.mark.parametrize(
    "options, env, key, address",
    [
        ({}, guance(), G_KEY, GUANCE),
        ({}, truewatch(), T_KEY, TRUEWATCH),
        ({}, guance(GUANCE_END_POINT=OWN), G_KEY, OWN),
        ({}, truewatch(TRUEWATCH_END_POINT=OWN), T_KEY, OWN),
        ({}, truewatch(TRUEWATCH_REGION="singapore"), T_KEY, "https://ap1-openapi.truewatch.com"),
        ({}, truewatch(TRUEWATCH_REGION=" Jakarta\n"), T_KEY, "https://id1-openapi.truewatch.com"),
        (
            {},
            truewatch(TRUEWATCH_REGION="truewatch-frankfurt"),
            T_KEY,
            "https://eu1-openapi.truewatch.com",
        ),
        ({}, guance(GUANCE_REGION="singapore"), G_KEY, "https://ap1-openapi.guance.one"),
        ({}, guance(GUANCE_REGION="hongkong"), G_KEY, "https://cn6-openapi.guance.one"),
        # as in the vendor's clients an end point wins over a region, even one that is none
        ({}, truewatch(TRUEWATCH_REGION="mars", TRUEWATCH_END_POINT=OWN), T_KEY, OWN),
        # what is given says which is meant
        ({"site": "truewatch-oregon"}, both(), T_KEY, TRUEWATCH),
        ({"site": "guance-frankfurt"}, both(), G_KEY, "https://eu1-openapi.guance.one"),
        (
            {"api_url": "https://id1-openapi.truewatch.com"},
            both(),
            T_KEY,
            "https://id1-openapi.truewatch.com",
        ),
        ({"api_url": "https://openapi.guance.com/api/v1"}, both(), G_KEY, GUANCE),
        ({"api_url": OWN}, guance(), G_KEY, OWN),
        ({"api_url": OWN}, truewatch(), T_KEY, OWN),
        ({"api_url": OWN, "api_key": "given-key-0003"}, both(), "given-key-0003", OWN),
        (
            {"site": "truewatch-oregon"},
            truewatch(GUANCE_END_POINT=OWN, GUANCE_REGION="mars"),
            T_KEY,
            TRUEWATCH,
        ),
        (
            {"site": "truewatch-oregon", "api_key": "given-key-0003"},
            guance(),
            "given-key-0003",
            TRUEWATCH,
        ),
        ({"api_key": "given-key-0003"}, {}, "given-key-0003", GUANCE),
        ({"api_key": "given-key-0003"}, truewatch(), "given-key-0003", TRUEWATCH),
        (
            {"api_key": "given-key-0003"},
            {"TRUEWATCH_REGION": "jakarta"},
            "given-key-0003",
            "https://id1-openapi.truewatch.com",
        ),
        # one account under both names
        (
            {},
            {
                "GUANCE_ACCESS_TOKEN": G_KEY,
                "TRUEWATCH_ACCESS_TOKEN": G_KEY,
                "GUANCE_END_POINT": OWN,
                "TRUEWATCH_END_POINT": OWN,
            },
            G_KEY,
            OWN,
        ),
        ({}, both(TRUEWATCH_ACCESS_TOKEN="", GUANCE_REGION=" "), G_KEY, GUANCE),
    ],
)
def test_guance_a_key_goes_to_the_host_of_its_brand(sent, options, env, key, address):
    assert sent(options, env) == (key, address)


TWO = "site: is not given, and the environment speaks of Guance and of TrueWatch: "


@pytest.mark.parametrize(
    "options, env, text",
    [
        ({}, both(), TWO + "GUANCE_ACCESS_TOKEN; TRUEWATCH_ACCESS_TOKEN."),
        ({}, guance(TRUEWATCH_END_POINT=OWN), TWO + "GUANCE_ACCESS_TOKEN; TRUEWATCH_END_POINT."),
        ({}, truewatch(GUANCE_REGION="hangzhou"), TWO + "GUANCE_REGION; TRUEWATCH_ACCESS_TOKEN."),
        ({}, both(GUANCE_END_POINT=OWN, TRUEWATCH_END_POINT=OWN), TWO),
        ({}, {"GUANCE_ACCESS_TOKEN": G_KEY, "TRUEWATCH_ACCESS_TOKEN": G_KEY}, TWO),
        (
            {"api_key": "given-key-0003"},
            {"GUANCE_END_POINT": OWN, "TRUEWATCH_REGION": "jakarta"},
            TWO,
        ),
        (
            {},
            truewatch(TRUEWATCH_END_POINT="https://openapi.guance.com"),
            "api_url: TRUEWATCH_END_POINT holds an address of Guance",
        ),
        (
            {},
            guance(GUANCE_END_POINT="https://US1-openapi.TrueWatch.com/"),
            "api_url: GUANCE_END_POINT holds an address of TrueWatch",
        ),
        (
            {"site": "truewatch-oregon"},
            guance(),
            (
                "api_key: is required: the address is one of TrueWatch, where a key of another"
                " brand (GUANCE_ACCESS_TOKEN)"
            ),
        ),
        (
            {"api_url": "https://openapi.guance.com"},
            truewatch(),
            "api_key: is required: the address is one of Guance",
        ),
        (
            {"api_url": OWN},
            both(),
            (
                "api_key: is not given, and the environment holds GUANCE_ACCESS_TOKEN and"
                " TRUEWATCH_ACCESS_TOKEN"
            ),
        ),
        (
            {},
            truewatch(TRUEWATCH_REGION="hangzhou"),
            "site: TRUEWATCH_REGION is none of oregon, frankfurt, singapore, southafrica, jakarta",
        ),
        (
            {},
            guance(GUANCE_REGION="us1"),
            (
                "site: GUANCE_REGION is none of hangzhou, ningxia, zhangjiakou, guangzhou, vnet,"
                " hongkong, oregon, frankfurt"
            ),
        ),
        ({}, truewatch(TRUEWATCH_REGION="guance-singapore"), "site: TRUEWATCH_REGION is none of"),
        ({}, {"TRUEWATCH_REGION": "jakarta"}, "api_key: is required"),
    ],
)
def test_guance_what_may_go_astray_is_refused(sent, options, env, text):
    said = sent(options, env)
    assert isinstance(said, str) and said.startswith(text), said


@pytest.mark.parametrize(
    "url, label",
    [
        ("https://ap1-openapi.truewatch.com", "TrueWatch"),
        ("HTTPS://US1-OPENAPI.TRUEWATCH.COM./x", "TrueWatch"),
        ("us1-openapi.truewatch.com", "TrueWatch"),
        ("https://u:p@cn4-openapi.guance.com:8443", "Guance"),
        ("https://cn6-openapi.guance.one", "Guance"),
        ("https://guance.com.example.org", None),
        ("https://nottruewatch.com", None),
        ("https://openapi.example.com/truewatch.com", None),
        ("https://[::1", None),
    ],
)
def test_guance_whose_host_an_address_names(url, label):
    from ansible_collections.oncall.routing.plugins.module_utils._describe import connections
    from ansible_collections.oncall.routing.plugins.module_utils._vendors.guance import gateway

    brand = connections.brand_of(gateway.BRANDS, url)
    assert (brand and brand.label) == label
