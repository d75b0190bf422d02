# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Real modules over real sockets: proxies, certificates, time-outs, redirects, and what else
lies between us and a vendor.
"""

from __future__ import annotations

import base64
import functools
import gzip
import re
import resource
import socket
import threading
import time
import zlib

import pytest
from ansible_collections.oncall.routing.plugins.module_utils._http.trust import TRUST
from ansible_collections.oncall.routing.plugins.module_utils._http.version import VERSION
from support import harness
from support.certificates import Authority
from support.wires import Answers, Meddler, Proxy, Relay, Silent, closed, full

KEY = harness.CREDENTIALS["mackerel"]["api_key"]
INFO, GROUP, GROUPS = (
    "mackerel_notification_group_info",
    "mackerel_notification_group",
    "mackerel_notification_groups",
)
HEEDED = [
    one
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy")
    for one in (name, name.upper())
]
#: A host that no resolver knows, so that only a proxy can lead to it.
NOWHERE = "api.vendor.invalid"
PASSWORD = "planted/proxy:pass word"
SPELLED = "planted%2Fproxy%3Apass%20word"


@pytest.fixture(autouse=True)
def _nobodys_settings(monkeypatch):
    for name in HEEDED + [*TRUST, "NETRC"]:
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="module")
def another(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("another"), "somebody else")


@pytest.fixture
def port(emulator):
    return int(emulator.url.rpartition(":")[2])


def call(module, url, env=None, **params):
    options = dict(
        {"api_url": url + "/mackerel", "api_key": KEY, "retries": 0, "timeout": 10}, **params
    )
    return harness.run(module, options, env=env)


def read(url, env=None, **params):
    return call(INFO, url, env, **params)


def well(result):
    assert not result["failed"], result["msg"]
    assert len(result["notification_groups"]) > 1
    return result


def refused(result, *words):
    assert result["failed"] and "Traceback" not in result.text
    for word in words:
        assert word in result["msg"], result["msg"]
    return result["msg"]


# --- proxies


@pytest.mark.parametrize("name", ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"])
def test_a_plain_proxy_of_the_environment_is_used(port, name):
    with Proxy(port) as proxy:
        well(read("http://" + NOWHERE, {name: "http://" + proxy.place}))
    ((line, headers),) = proxy.asked
    assert (
        line.startswith("GET http://%s/mackerel/api/v0/" % NOWHERE)
        and "proxy-authorization" not in headers
    )


@pytest.mark.parametrize("name", ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"])
def test_for_https_the_proxy_makes_a_tunnel_and_sees_no_key(emulator, port, authority, name):
    with Relay(port, authority.context(NOWHERE)) as relay, Proxy(relay.port) as proxy:
        well(
            read(
                "https://" + NOWHERE,
                {name: "http://joe:%s@%s" % (SPELLED, proxy.place)},
                ca_path=str(authority.file),
            )
        )
    ((line, headers),) = proxy.asked
    assert line == "CONNECT %s:443 HTTP/1.1" % NOWHERE and "x-api-key" not in headers
    assert base64.b64decode(headers["proxy-authorization"].split()[1]).decode() == "joe:" + PASSWORD
    (entry,) = emulator.requests()
    assert "x-api-key" in entry["headers"] and "proxy-authorization" not in entry["headers"]


def test_the_lower_case_name_wins(port):
    with Proxy(port) as proxy:
        well(
            read(
                "http://" + NOWHERE,
                {
                    "http_proxy": "http://" + proxy.place,
                    "HTTP_PROXY": "http://localhost:%d" % closed(),
                },
            )
        )
    assert len(proxy.asked) == 1


@pytest.mark.parametrize("name", ["NO_PROXY", "no_proxy"])
@pytest.mark.parametrize(
    "value, passed_by",
    [("localhost", True), ("*", True), ("a.example.com,localhost", True), ("example.com", False)],
)
def test_what_no_proxy_names_is_reached_directly(emulator, port, name, value, passed_by):
    with Proxy(port) as proxy:
        well(
            read("http://localhost:%d" % port, {"HTTP_PROXY": "http://" + proxy.place, name: value})
        )
    assert len(proxy.asked) == (0 if passed_by else 1) and len(emulator.requests()) == 1


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_proxy_that_wants_other_credentials(port, scheme):
    with Proxy(port, allows=False) as proxy:
        result = read(
            "%s://%s" % (scheme, NOWHERE),
            {scheme.upper() + "_PROXY": "http://joe:%s@%s" % (SPELLED, proxy.place)},
            retries=3,
        )
    assert "proxy-authorization" in proxy.asked[0][1] and len(proxy.asked) == 1
    refused(result, "the proxy", "407", scheme.upper() + "_PROXY")
    harness.scan(result.text, [PASSWORD, SPELLED, "joe:" + PASSWORD])


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_proxy_that_is_not_there(emulator, scheme):
    result = call(
        GROUP,
        "%s://%s" % (scheme, NOWHERE),
        {scheme.upper() + "_PROXY": "http://joe:%s@localhost:%d" % (SPELLED, closed())},
        name="x",
        retries=2,
    )
    message = refused(
        result, "the proxy", "refused", scheme.upper() + "_PROXY", "Gave up after 3 tries"
    )
    assert (
        "object at" not in message and "HTTPConnection" not in message and emulator.requests() == []
    )
    harness.scan(result.text, [PASSWORD, SPELLED, "joe:" + PASSWORD])


@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize(
    "address",
    [
        "http://joe:plAnted/pass@localhost:1",
        "http://joe:plAnted#pass@localhost:1",
        "http://joe:plAnted?pass@localhost:1",
        "http://joe:plAntedpass@",
        "http://joe:plAntedpass@localhost:port",
        "http://joe:plAnted pass@[::1",
        "joe:plAntedpass@localhost:1",
        "ftp://joe:plAntedpass@localhost:1",
        "socks9://joe:plAntedpass@localhost:1",
        "//joe:plAntedpass@",
        "http://joe:plAntedpass@localhost:99999",
    ],
)
def test_the_password_of_a_proxy_whose_address_is_wrong_is_not_shown(scheme, address):
    """A character that should have been written as %2F makes a part of the password look like a
    host.
    """
    result = read("%s://%s" % (scheme, NOWHERE), {"HTTP_PROXY": address, "HTTPS_PROXY": address})
    message = refused(result, "proxy", "HTTPS_PROXY")
    assert (
        "Internal error" not in message
        and "plAnted" not in result.text
        and "pass@" not in result.text
    )


@pytest.mark.parametrize(
    "user",
    [
        "joe:plAnted/pass@",
        "joe:plAnted#pass@",
        "joe:plAnted?pass@",
        "joe:plAntedpass@",
        "joe:plAnted pass@",
        "plAntedpass@",
    ],
)
@pytest.mark.parametrize("rest", ["localhost:1/?key=plAntedkey", "localhost:port", NOWHERE])
@pytest.mark.parametrize("scheme", ["http://", ""])
def test_a_password_in_an_address_of_the_vendor_is_not_told(scheme, user, rest):
    message = read(scheme + user + rest)["msg"]
    assert "Internal error" not in message and "plAnted" not in message and "pass@" not in message


# --- certificates


@pytest.mark.parametrize("place", ["file", "folder"])
def test_ca_path_is_a_file_or_a_folder(port, authority, another, place):
    """And it is asked before the environment."""
    with Relay(port, authority.context("localhost")) as relay:
        well(read(relay.url, ca_path=str(getattr(authority, place))))
        well(
            read(
                relay.url,
                {"REQUESTS_CA_BUNDLE": str(another.file)},
                ca_path=str(getattr(authority, place)),
            )
        )
        refused(
            read(
                relay.url,
                {"REQUESTS_CA_BUNDLE": str(authority.file)},
                ca_path=str(getattr(another, place)),
            ),
            "certificate",
            "ca_path",
        )


@pytest.mark.parametrize("name", TRUST)
def test_the_authorities_of_the_environment_are_trusted(port, authority, another, name):
    place = "folder" if name == "SSL_CERT_DIR" else "file"
    with Relay(port, authority.context("localhost")) as relay:
        well(read(relay.url, {name: str(getattr(authority, place))}))
        refused(
            read(relay.url, {name: str(getattr(another, place))}), "certificate", "ca_path", name
        )


@pytest.mark.parametrize("first, second", list(zip(TRUST, TRUST[1:])))
def test_of_the_variables_that_name_authorities_the_first_counts(
    port, authority, another, first, second
):
    with Relay(port, authority.context("localhost")) as relay:
        well(read(relay.url, {first: str(authority.file), second: str(another.folder)}))
        refused(
            read(relay.url, {first: str(another.file), second: str(authority.folder)}),
            "certificate",
        )
        well(read(relay.url, {first: "", second: str(authority.folder)}))


@pytest.mark.filterwarnings("ignore::urllib3.exceptions.InsecureRequestWarning")
def test_validate_certs_false_wins_over_the_environment(port, authority, another):
    with Relay(port, authority.context("elsewhere.example.com", expired=True)) as relay:
        for env in (
            {},
            {"REQUESTS_CA_BUNDLE": str(another.file)},
            {"CURL_CA_BUNDLE": "/nowhere.pem"},
        ):
            well(read(relay.url, env, validate_certs=False))
            well(read(relay.url, env, validate_certs=False, ca_path="/nowhere.pem"))


@pytest.mark.parametrize(
    "reason, make, trusted",
    [
        (
            "unable to get local issuer certificate",
            lambda authority: authority.context("localhost"),
            False,
        ),
        (
            "not valid for 'localhost'",
            lambda authority: authority.context("elsewhere.example.com", "127.0.0.1"),
            True,
        ),
        ("has expired", lambda authority: authority.context("localhost", expired=True), True),
    ],
    ids=["unknown authority", "other host", "expired"],
)
def test_a_certificate_that_is_not_accepted(
    emulator, port, authority, another, reason, make, trusted
):
    """One sentence that names the options to look at, nothing sent, and no second try."""
    with Relay(port, make(authority)) as relay:
        result = read(relay.url, ca_path=str((authority if trusted else another).file), retries=3)
        refused(
            result,
            "the certificate of " + relay.url,
            reason,
            "ca_path",
            "validate_certs",
            "api_url",
        )
    assert result["requests"]["retries"] == 0 and emulator.requests() == []


@pytest.mark.parametrize("text", [None, "no certificate at all"])
@pytest.mark.parametrize(
    "option", ["ca_path", "REQUESTS_CA_BUNDLE", "SSL_CERT_FILE", "SSL_CERT_DIR"]
)
def test_certificates_that_can_not_be_read(port, authority, tmp_path, option, text):
    place = tmp_path / "ca.pem"
    if text:
        place.write_text(text)
    with Relay(port, authority.context("localhost")) as relay:
        result = read(
            relay.url,
            retries=3,
            **({"ca_path": str(place)} if option == "ca_path" else {"env": {option: str(place)}}),
        )
    refused(result, "the certificates to trust can't be read", option)
    assert result["requests"]["retries"] == 0


def test_https_where_http_is_spoken_and_the_other_way_round(port, authority):
    with Relay(port) as plain, Relay(port, authority.context("localhost")) as secure:
        refused(
            read(plain.url.replace("http:", "https:")),
            "no secure connection",
            "api_url: https or http",
        )
        refused(read(secure.url.replace("https:", "http:")), "connection to http://", "api_url")


# --- what must not happen


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_gets_no_request_and_the_key_does_not_travel(emulator, port, status):
    with Answers(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}") as other, Relay(port) as relay:
        for module, params, method in ((INFO, {}, "GET"), (GROUP, {"name": "x"}, "POST")):
            emulator.add_fault(
                kind="redirect",
                status=status,
                method=method,
                location=other.url + "/elsewhere?key=" + KEY,
            )
            result = call(module, relay.url, **params)
            refused(result, "a redirect to %s/elsewhere" % other.url, "credentials")
            assert "elsewhere?" not in result["msg"]
    assert other.connections == 0 and "x" not in [
        row["name"] for row in emulator.state("mackerel")["notificationGroups"]
    ]


def test_a_netrc_file_adds_nothing(emulator, port, tmp_path):
    (tmp_path / ".netrc").write_text(
        "machine localhost login somebody password netrc-secret-0001\n"
    )
    for env in ({"NETRC": str(tmp_path / ".netrc")}, {"HOME": str(tmp_path)}):
        well(read("http://localhost:%d" % port, env))
    assert len(emulator.requests()) == 2 and all(
        "authorization" not in entry["headers"] for entry in emulator.requests()
    )


# --- one connection


@pytest.mark.parametrize("secure", [False, True], ids=["plain", "TLS"])
@pytest.mark.parametrize(
    "vendor, most", [("mackerel", 4), ("mackerel serially", 1), ("guance", 1), ("bk", 1)]
)
def test_all_requests_of_a_task_share_their_connections(
    emulator, port, authority, vendor, most, secure
):
    vendor, _space, serially = vendor.partition(" ")
    module, option, base = {
        "mackerel": (GROUPS, "notification_groups", {}),
        "guance": (
            "guance_alert_policies",
            "alert_policies",
            {
                "rule_timezone": "UTC",
                "alert_opt": {
                    "silent_timeout": 0,
                    "agg_interval": 0,
                    "alert_target": [
                        {"targets": [{"status": ["critical"], "to": ["notify:payments-page"]}]}
                    ],
                },
            },
        ),
        "bk": (
            "bk_notice_groups",
            "notice_groups",
            {"notice_receiver": [{"type": "user", "id": "alice"}], "notice_way": {"1": ["mail"]}},
        ),
    }[vendor]
    params = dict(
        harness.CREDENTIALS[vendor],
        **{option: [dict(base, name="zz-%d" % number) for number in range(8)]},
    )
    if serially:
        params["concurrency"] = 1
    if secure:
        params["ca_path"] = str(authority.file)
    with Relay(port, authority.context("localhost") if secure else None) as relay:
        result = harness.run(module, dict(params, api_url=relay.url + "/" + vendor))
    assert not result["failed"], result["msg"]
    assert result.writes == 8 and len(emulator.requests()) >= 9
    assert 1 <= relay.connections <= most


@pytest.mark.parametrize(
    "vendor, module",
    [("mackerel", INFO), ("guance", "guance_alert_policy_info"), ("bk", "bk_notice_group_info")],
)
def test_every_request_says_who_asks(account, vendor, module):
    account(vendor).run(module)
    agents = {entry["headers"]["user-agent"] for entry in account(vendor).requests()}
    assert agents == {"oncall.routing/%s (Ansible collection)" % VERSION} and VERSION[0].isdigit()


# --- slow and broken


def test_no_connection_and_no_answer_are_told_apart(emulator):
    with full() as queued, Silent() as silent:
        message = refused(
            read("http://127.0.0.1:%d" % queued, timeout=1),
            "no connection to http://127.0.0.1:%d/mackerel within 1 s" % queued,
        )
        assert "raise timeout" not in message
        message = refused(
            read(silent.url, timeout=1),
            "%s/mackerel took the request and did not answer within 1 s" % silent.url,
            "raise timeout",
        )
        assert "no connection" not in message and len(silent.heads) == 1
    refused(
        read("http://localhost:%d" % closed()),
        "no connection to http://localhost",
        "refused",
        "api_url",
    )
    assert emulator.requests() == []


HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
DRIPS = {
    "head": [bytes([one]) for one in HEAD],
    "known length": [HEAD + b"Content-Length: 90\r\n\r\n{"] + [b" "] * 89,
    "chunks": [HEAD + b"Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n"] + [b"1\r\n \r\n"] * 89,
    "until the end": [HEAD + b"\r\n{"] + [b" "] * 89,
}


@pytest.mark.parametrize("pieces", list(DRIPS.values()), ids=list(DRIPS))
def test_an_answer_that_drips_is_cut(naps, pieces):  # pylint: disable=unused-argument
    """Each byte comes in time and the whole would take half a minute."""
    with Answers(*pieces, pause=0.4) as slow:
        began = time.monotonic()
        result = read(slow.url, timeout=1)
        assert time.monotonic() - began < 15
    refused(
        result, "the answer of %s/mackerel was not complete within 1 s" % slow.url, "raise timeout"
    )


def test_a_name_server_that_says_nothing_is_not_waited_for(emulator, monkeypatch):
    """No time-out of requests counts there."""
    said = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_words, **_more: said.wait(60) and [])
    try:
        refused(read("http://" + NOWHERE, timeout=1), "was not complete within 1 s")
    finally:
        said.set()
    assert emulator.requests() == []


@pytest.mark.parametrize("kind", ["gzip", "chunked"])
def test_packed_and_chunked_answers_are_read(emulator, port, kind):
    with Relay(port) as relay:
        plain = well(read(relay.url))
        emulator.add_fault(kind=kind)
        packed = well(read(relay.url))
    assert (
        "gzip" in emulator.requests()[-1]["headers"]["accept-encoding"]
        and emulator.requests()[-1]["fault"] == kind
    )
    assert packed["notification_groups"] == plain["notification_groups"]


def gzipped(times, text=b"{}"):
    for _layer in range(times):
        text = gzip.compress(text)
    return text


def answer(head, body=b"", status="200 OK"):
    return b"HTTP/1.1 %s\r\nContent-Type: application/json\r\n%s\r\n%s" % (
        status.encode(),
        head,
        body,
    )


CHUNKED = b"Transfer-Encoding: chunked\r\n"
#: Answers that nobody can read, whatever was done before they were sent.
BROKEN = {
    "two lengths": answer(b"Content-Length: 2\r\nContent-Length: 3\r\n", b"{}"),
    "no gzip": answer(b"Content-Length: 2\r\nContent-Encoding: gzip\r\n", b"{}"),
    "half a gzip": answer(b"Content-Length: 12\r\nContent-Encoding: gzip\r\n", gzipped(1)[:12]),
    "negative chunk": answer(CHUNKED, b"-5\r\n{}\r\n0\r\n\r\n"),
    "chunk of letters": answer(CHUNKED, b"zz\r\n{}\r\n0\r\n\r\n"),
    "chunk without size": answer(CHUNKED, b"\r\n{}\r\n0\r\n\r\n"),
    "endless chunk size": answer(CHUNKED, b"1" * 70000),
    "chunk too long": answer(CHUNKED, b"1\r\n{}\r\n0\r\n\r\n"),
    "endless header": answer(b"X-A: " + b"a" * 70000),
    "many headers": answer(
        b"".join(b"X-%d: a\r\n" % number for number in range(200)) + b"Content-Length: 2\r\n", b"{}"
    ),
    "no status": b"HTTP/1.1 fine\r\n\r\n{}",
    "another protocol": b"SSH-2.0-OpenSSH_9.6\r\n\r\n",
    "deflate": answer(b"Content-Encoding: deflate\r\nContent-Length: 10\r\n", zlib.compress(b"{}")),
    "brotli": answer(b"Content-Encoding: br\r\nContent-Length: 3\r\n", b"\x0b\x00\x80"),
    "gzip twice": answer(
        b"Content-Encoding: gzip, gzip\r\nContent-Length: %d\r\n" % len(gzipped(2)), gzipped(2)
    ),
    "gzip in two headers": answer(
        b"Content-Encoding: gzip\r\nContent-Encoding: x-gzip\r\nContent-Length: %d\r\n"
        % len(gzipped(2)),
        gzipped(2),
    ),
    "switched protocols": answer(b"Upgrade: h2c\r\n", status="101 Switching Protocols"),
    "endless information": b"HTTP/1.1 102 Processing\r\n\r\n" * 200,
}


@pytest.mark.parametrize("spoiled", list(BROKEN.values()), ids=list(BROKEN))
def test_a_write_whose_answer_can_not_be_read_is_looked_up(emulator, port, naps, spoiled):  # pylint: disable=unused-argument
    """It was carried out, whatever came back: found in the list, and not sent again."""
    with Meddler(port, instead={"POST": spoiled, "PUT": spoiled, "DELETE": spoiled}) as meddler:
        made = call(GROUP, meddler.url, name="zz-once", retries=1)
        changed = call(GROUP, meddler.url, name="zz-once", notification_level="critical", retries=1)
        gone = call(GROUP, meddler.url, name="zz-once", state="absent", retries=1)
    for result in (made, changed, gone):
        assert not result["failed"] and result["changed"], result["msg"]
    assert len(made["warnings"]) == 1 and "was lost" in str(made["warnings"][0])
    assert [line.partition(" ")[0] for line in meddler.lines].count("POST") == 1
    assert "zz-once" not in [
        row["name"] for row in emulator.state("mackerel")["notificationGroups"]
    ]


@pytest.mark.parametrize("spoiled", list(BROKEN.values()), ids=list(BROKEN))
def test_a_read_whose_answer_can_not_be_read_fails_in_our_words(naps, spoiled):  # pylint: disable=unused-argument
    with Answers(spoiled) as strange:
        message = refused(read(strange.url, retries=1, timeout=5), strange.url + "/mackerel")
    assert "can't be sent" not in message and "Internal error" not in message
    assert not re.search(r"\b[A-Z][a-z]+(?:[A-Z][a-z]+)+\(|[a-z](?:Error|Exception)\b", message), (
        message
    )


@pytest.mark.parametrize("name", ["negative chunk", "half a gzip", "two lengths"])
def test_what_broke_on_the_way_may_be_whole_the_next_time(port, naps, name):  # pylint: disable=unused-argument
    with Meddler(port, instead={"GET": BROKEN[name]}, times=1) as meddler:
        assert well(read(meddler.url, retries=1))["requests"]["retries"] == 1


INFORMATION = {
    "100": b"HTTP/1.1 100 Continue\r\n\r\n",
    "102": b"HTTP/1.1 102 Processing\r\n\r\n",
    "103": (
        b"HTTP/1.1 103 Early Hints\r\nLink: </style.css>; rel=preload\r\nContent-Length: 5\r\n\r\n"
    ),
    "199": b"HTTP/1.1 199 Whatever\r\n\r\n",
    "several": (
        b"HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n" * 3
        + b"HTTP/1.1 103 Early Hints\r\n\r\n"
    ),
}


@pytest.mark.parametrize("secure", [False, True], ids=["plain", "TLS"])
@pytest.mark.parametrize("before", list(INFORMATION.values()), ids=list(INFORMATION))
def test_an_informational_answer_is_not_the_answer(emulator, port, authority, before, secure):
    with Meddler(
        port, before, context=authority.context("localhost") if secure else None
    ) as meddler:
        more = {"ca_path": str(authority.file)} if secure else {}
        result = call(
            GROUPS,
            meddler.url,
            concurrency=1,
            notification_groups=[{"name": "zz-%d" % number} for number in range(5)],
            **more,
        )
        again = call(
            GROUPS,
            meddler.url,
            notification_groups=[{"name": "zz-%d" % number} for number in range(5)],
            **more,
        )
    assert not result["failed"] and result["warnings"] == [] and result["counts"]["created"] == 5, (
        result["msg"]
    )
    assert meddler.connections == 2, "one for each task"
    assert not again["failed"] and again["changed"] is False
    assert sorted(
        row["name"]
        for row in emulator.state("mackerel")["notificationGroups"]
        if row["name"].startswith("zz")
    ) == ["zz-%d" % n for n in range(5)]


def test_an_informational_answer_through_a_proxy(port):
    with Meddler(port, INFORMATION["103"]) as meddler, Proxy(meddler.port) as proxy:
        well(read("http://" + NOWHERE, {"HTTP_PROXY": "http://" + proxy.place}))


@pytest.mark.parametrize("status", ["204 No Content"])
def test_a_connection_is_not_used_again_after_an_answer_that_has_no_body(port, status):
    """Some servers send one nevertheless, and it would be taken for the next answer."""
    with Meddler(port, instead={"PUT": answer(b"", status=status)}) as meddler:
        call(GROUP, meddler.url, name="zz")
        before = meddler.connections
        call(GROUP, meddler.url, name="zz", notification_level="critical")
        assert [line.partition(" ")[0] for line in meddler.lines[-3:]] == [
            "GET",
            "PUT",
            "GET",
        ] and meddler.connections == before + 2


@functools.lru_cache(None)
def bomb(layers):
    """An answer that is small and becomes large."""
    packer = zlib.compressobj(1, zlib.DEFLATED, 16 + zlib.MAX_WBITS)
    packed = b"".join(
        [packer.compress(b" " * (1 << 20)) for _turn in range(300)] + [packer.flush()]
    )
    return gzipped(layers - 1, packed)


@pytest.mark.parametrize(
    "coding, layers",
    [
        ("gzip", 1),
        ("gzip", 2),
        ("gzip, gzip", 2),
        ("gzip, gzip, gzip", 3),
        ("x-gzip", 1),
        ("identity, gzip", 1),
    ],
)
@pytest.mark.parametrize("status", ["200 OK", "302 Found", "500 Internal Server Error"])
def test_a_small_answer_that_becomes_large_is_not_unpacked(naps, coding, layers, status):  # pylint: disable=unused-argument
    body = bomb(layers)
    head = b"Content-Encoding: %s\r\nLocation: /elsewhere\r\nContent-Length: %d\r\n" % (
        coding.encode(),
        len(body),
    )
    with Answers(answer(head, body, status)) as strange:
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        result = read(strange.url, retries=0)
        grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) >> 10
    message = refused(result)
    assert (coding, layers) == (
        "gzip",
        2,
    ) or "the answer of %s/mackerel" % strange.url in message, message
    assert grown < 100, "MiB"


def test_an_answer_of_several_packed_parts_is_read(naps):  # pylint: disable=unused-argument
    """As other clients do, with whatever follows the last."""
    body = (
        gzip.compress(b'{"notificationGroups": [{"id": "1", "name": "a"},')
        + gzip.compress(b'{"id": "2", "name": "b"}]}')
        + b"\0" * 7
    )
    with Answers(
        answer(b"Content-Encoding: GZip\r\nContent-Length: %d\r\n" % len(body), body)
    ) as server:
        assert [one["name"] for one in well(read(server.url))["notification_groups"]] == ["a", "b"]


@pytest.mark.parametrize("way", ["TLS", "tunnel"])
@pytest.mark.parametrize("kind", ["drop_after", "truncate"])
def test_the_lost_answer_to_a_create_is_noticed_also_where_it_is_encrypted(
    emulator, port, authority, kind, way
):
    emulator.add_fault(kind=kind, write=True)
    with Relay(port, authority.context("localhost", NOWHERE)) as relay, Proxy(relay.port) as proxy:
        url, env = (
            (relay.url, {})
            if way == "TLS"
            else ("https://" + NOWHERE, {"HTTPS_PROXY": "http://" + proxy.place})
        )
        result = call(GROUP, url, env, name="zz-once", ca_path=str(authority.file), retries=2)
    assert not result["failed"], result["msg"]
    assert result["changed"] and len(result["warnings"]) == 1
    assert [row["name"] for row in emulator.state("mackerel")["notificationGroups"]].count(
        "zz-once"
    ) == 1
    assert len([entry for entry in emulator.requests() if entry["write"]]) == 1
