# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Credentials and addresses as people paste them: what surrounds them is left out, what is wrong
within is told by the option, and nothing of it is shown.
"""

from __future__ import annotations

import pytest
from ansible_collections.oncall.routing.plugins.module_utils._describe import connections
from support import harness

INFO = {
    "mackerel": "mackerel_notification_group_info",
    "guance": "guance_alert_policy_info",
    "bk": "bk_user_group_info",
}
SURROUNDINGS = {
    "line break": ("", "\n"),
    "line break of Windows": ("", "\r\n"),
    "spaces": ("  ", " "),
    "tab": ("\t", "\t"),
    "byte order mark": ("\ufeff", ""),
    "no-break space": ("\u00a0", "\u00a0"),
    "wide space": ("\u3000", ""),
    "zero width": ("\u200b", "\u200d"),
    "word joiner": ("", "\u2060"),
    "direction": ("\u202a", "\u202c"),
    "lines": ("\n\n", "\u2028"),
    "all": ("\ufeff \n", "\u200b\r\n "),
}
INSIDE = {
    "\n": "a line break",
    "\r\n": "a line break",
    "\u2028": "a line break",
    "\t": "a tab",
    "\x1b": "a control character",
    "\u200b": "an invisible character",
    "\ufeff": "an invisible character",
    "\u202e": "an invisible character",
    "\u00a0": "a space",
    "\u3000": "a space",
    "\uff41": "a full-width character",
    "\uff0f": "a full-width character",
    "\u00e9": "a character that no header can carry",
    "\u5bc6": "a character that no header can carry",
}
BK_HEADER, TOKEN = {"auth_in": "header"}, "bk-token-planted-0001"
#: (vendor, option, further options): every credential, in the header and in the body.
CREDENTIALS = [
    ("mackerel", "api_key", {}),
    ("guance", "api_key", {}),
    *[
        ("bk", name, more)
        for name in ("bk_app_code", "bk_app_secret", "bk_username")
        for more in ({}, BK_HEADER)
    ],
    *[("bk", "bk_token", dict(more, bk_token=TOKEN)) for more in ({}, BK_HEADER)],
    ("bk", "access_token", {"access_token": "bk-access-planted-0001"}),
    ("bk", "bk_tenant_id", {"bk_tenant_id": "tenant-0001"}),
]
ENV = {
    ("mackerel", "api_key"): "MACKEREL_APIKEY",
    ("guance", "api_key"): "TRUEWATCH_ACCESS_TOKEN",
    ("bk", "bk_app_code"): "BK_APP_CODE",
    ("bk", "bk_app_secret"): "BK_APP_SECRET",
    ("bk", "bk_token"): "BK_TOKEN",
    ("bk", "bk_username"): "BK_USERNAME",
    ("bk", "access_token"): "BK_ACCESS_TOKEN",
    ("bk", "bk_tenant_id"): "BK_TENANT_ID",
}


def named(case):
    vendor, option, more = case
    return "%s %s%s" % (vendor, option, " header" if "auth_in" in more else "")


def options_of(account, vendor, option, more):
    """(all options, the value of the one that is looked at)"""
    options = dict(account(vendor).connection, **more)
    if option == "access_token":
        for name in ("bk_app_code", "bk_app_secret", "bk_username"):
            options.pop(name)
    if option == "bk_token":
        options.pop("bk_username")
    return options, options[option]


@pytest.fixture
def sent(monkeypatch):
    """What goes out, header and body, as texts."""
    from ansible_collections.oncall.routing.plugins.module_utils._http import client

    found, real = [], client.exchange

    def exchange(session, method, url, seconds, **how):
        found.append("%s %s" % (dict(session.headers), (how["data"] or b"").decode()))
        return real(session, method, url, seconds, **how)

    monkeypatch.setattr(client, "exchange", exchange)
    return found


@pytest.mark.parametrize("way", ["option", "environment"])
@pytest.mark.parametrize("case", CREDENTIALS, ids=named)
def test_what_surrounds_a_credential_is_left_out(account, sent, case, way):
    vendor, option, more = case
    options, value = options_of(account, vendor, option, more)
    harness.run(INFO[vendor], options)
    plain = sent[0]
    assert value in plain
    for before, after in SURROUNDINGS.values():
        env = {ENV[vendor, option]: before + value + after} if way == "environment" else {}
        given = (
            {name: one for name, one in options.items() if name != option}
            if env
            else dict(options, **{option: before + value + after})
        )
        sent.clear()
        harness.run(INFO[vendor], given, env=env)
        assert sent[0] == plain


@pytest.mark.parametrize("case", CREDENTIALS, ids=named)
def test_what_is_wrong_within_a_credential_is_told_by_its_option(account, case):
    vendor, option, more = case
    options, value = options_of(account, vendor, option, more)
    before = len(account(vendor).requests())
    for bad, words in INSIDE.items():
        if (
            vendor == "bk" and option != "bk_tenant_id" and bad in ("\u00e9", "\u5bc6")
        ):  # they are sent as JSON
            continue
        given = value[:4] + bad + value[4:]
        for params, env in (
            (dict(options, **{option: given}), {}),
            (
                {name: one for name, one in options.items() if name != option},
                {ENV[vendor, option]: given},
            ),
        ):
            result = harness.run(INFO[vendor], params, env=env)
            assert result["failed"] and result["msg"].startswith(
                "%s: holds %s" % (option, words)
            ), (bad, result["msg"])
            harness.scan(result.text, [value, given] if len(value) > 8 else [])
            if option not in (
                "bk_app_code",
                "bk_username",
                "bk_tenant_id",
            ):  # these are no secrets, but the others are shown in no part
                assert value[:4] not in result.text and value[4:] not in result.text
    assert len(account(vendor).requests()) == before, "nothing is sent"


def test_a_name_may_be_of_any_script_and_hold_spaces():
    for name in ("\u5f20\u4e09", "jos\u00e9 p\u00e9rez", "deploy@example.com"):
        assert connections.unfit(connections.NAME, name) is None


@pytest.mark.parametrize("blank", ["", " ", "\n", "\ufeff", "\u200b"])
@pytest.mark.parametrize("vendor", ["mackerel", "guance", "bk"])
def test_nothing_but_space_is_nothing(account, vendor, blank):
    name = "bk_app_secret" if vendor == "bk" else "api_key"
    options = dict(account(vendor).connection)
    value = options.pop(name)
    for params, env in (
        (dict(options, **{name: blank}), {}),
        (options, {ENV[vendor, name]: blank or " "}),
    ):
        result = harness.run(INFO[vendor], params, env=env)
        assert result["failed"] and "%s: is required" % name in result["msg"]
        assert not harness.run(
            INFO[vendor], dict(options, **{name: blank}), env={ENV[vendor, name]: value}
        )["failed"]


# --- addresses


URLS = {"mackerel": "MACKEREL_API_BASE", "guance": "GUANCE_END_POINT", "bk": "BK_API_URL"}


def reached(account, vendor, url, **more):
    options = dict(account(vendor).connection, **more)
    good = options.pop("api_url")
    url = url.replace("URL", good).replace("HOST", good.partition("://")[2])
    results = [
        harness.run(INFO[vendor], dict(options, api_url=url)),
        harness.run(INFO[vendor], options, env={URLS[vendor]: url}),
    ]
    assert results[0].get("msg") == results[1].get("msg")
    return results[0]


@pytest.mark.parametrize("vendor", list(INFO))
@pytest.mark.parametrize(
    "url",
    [
        "URL/",
        "URL///",
        " URL",
        "URL\n",
        "\ufeffURL/\r\n",
        "\u200bURL",
        "HTTP://HOST",
        "Http://HOST/",
    ],
)
def test_an_address_is_known_however_it_is_pasted(account, vendor, url):
    result = reached(account, vendor, url)
    assert not result["failed"] and result["warnings"] == [], result.get("msg")


@pytest.mark.parametrize(
    "vendor, end, left, more",
    [
        ("mackerel", "/api/v0", "/api/v0", {}),
        ("mackerel", "/api/v0/", "/api/v0", {}),
        ("mackerel", "//api//v0//", "/api/v0", {}),
        ("mackerel", "/API/V0", "/API/V0", {}),
        ("guance", "/api/v1", "/api/v1", {}),
        ("guance", "/api/v1/", "/api/v1", {}),
        ("bk", "/api/c/compapi/v2/monitor_v3", None, {}),
        ("bk", "/api/c/compapi/v2/monitor_v3/", None, {}),
        ("bk", "/api/c/compapi", None, {}),
        ("bk", "/api/bk-monitor/prod/app", None, {"api_style": "apigw"}),
        ("bk", "/api/bk-monitor/prod/", None, {"api_style": "apigw"}),
    ],
)
def test_the_path_of_the_api_at_the_end_of_an_address_is_left_out_with_a_word(
    account, vendor, end, left, more
):
    result = reached(account, vendor, "URL" + end, **more)
    assert not result["failed"], result["msg"]
    assert len(result["warnings"]) == 1 and "api_url: %s at its end was left out" % (
        left or end.rstrip("/")
    ) in str(result["warnings"][0])


@pytest.mark.parametrize("vendor", list(INFO))
@pytest.mark.parametrize(
    "url, words",
    [
        ("127.0.0.1:9401", "has no scheme"),
        ("api.example.com", "has no scheme"),
        ("//api.example.com", "has no scheme"),
        ("https:/api.example.com", "has no scheme"),
        ("localhost", "has no scheme"),
        ("/api/v0", "has no scheme"),
        ("://x", "has no scheme"),
        ("ftp://api.example.com", "another scheme"),
        ("htps://api.example.com", "another scheme"),
        ("file:///etc/passwd", "another scheme"),
        ("https://api.example.com?key=planted0001", "a query"),
        ("https://api.example.com/?", "a query"),
        ("https://api.example.com/#/home", "a fragment"),
        ("https://api.example.com\\v0", "a backslash"),
        ("https://", "is no address"),
        ("https:///api", "is no address"),
        ("https://api.example.com:port", "is no address"),
        ("https://api.example.com:99999", "is no address"),
        ("https://api.example.com:", "is no address"),
        ("https://api..example.com", "is no address"),
        ("https://[::1", "is no address"),
        ("https://*.example.com", "is no address"),
        ("https://<host>", "is no address"),
        ("https://%s.example.com" % ("a" * 64), "is no address"),
        ("https://api.example .com", "a space"),
        ("https://api.example.com\n/x", "a line break"),
        ("https://api\u200b.example.com", "an invisible character"),
        ("https://\uff41pi.example.com", "a full-width"),
        ("https://\uff4aoe\uff1apw\uff20host", "a full-width"),
    ],
)
def test_what_is_no_address_is_refused_in_our_words(account, vendor, url, words):
    before = len(account(vendor).requests())
    result = reached(account, vendor, url)
    assert result["failed"] and result["msg"].startswith("api_url: ") and words in result["msg"], (
        result["msg"]
    )
    assert (
        "requests'" not in result["msg"]
        and "Error" not in result["msg"]
        and "planted0001" not in result.text
    )
    assert len(account(vendor).requests()) == before


@pytest.mark.parametrize("vendor", list(INFO))
@pytest.mark.parametrize(
    "user",
    [
        "joe:plAntedpw",
        "plAntedtoken",
        "joe:plAnted/pw",
        "joe:plAnted#pw",
        "joe:plAnted%2Fpw",
        ":plAntedpw",
        "plAntedtoken:",
    ],
)
@pytest.mark.parametrize(
    "before",
    [
        "http://",
        " http://",
        "\ufeffhttp://",
        "HTTP://",
        "hTTps://",
        "//",
        "",
        "ftp://",
        "\n//",
        "http:/",
        "http:",
    ],
)
def test_a_user_in_an_address_is_refused_and_shown_nowhere(account, vendor, before, user):
    options = dict(account(vendor).connection, api_url=before + user + "@host.example.com")
    for params, env in (
        (options, {}),
        (
            {name: one for name, one in options.items() if name != "api_url"},
            {URLS[vendor]: options["api_url"]},
        ),
    ):
        result = harness.run(INFO[vendor], params, env=env)
        assert result["failed"] and "must not hold a user and password" in result["msg"]
        assert "plAnted" not in result.text and result["invocation"]["module_args"] == {}


def test_a_user_in_an_address_is_not_logged(account, monkeypatch):
    """Ansible logs a call before the module runs, and knows a user with a password alone."""
    logged = []
    from ansible.module_utils import basic

    monkeypatch.setattr(
        basic.AnsibleModule,
        "log",
        lambda _self, message, **more: logged.append("%s %s" % (message, more)),
    )
    for url in (" http://plAntedtoken@host", "HTTP://joe:plAntedpw@host", "joe:plAnted/pw@host"):
        harness.run(INFO["mackerel"], dict(account("mackerel").connection, api_url=url))
    assert len(logged) >= 3 and "plAnted" not in "".join(logged)
