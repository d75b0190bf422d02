# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The HTTP client in front of a session and a clock that are not real: waiting, repeating,
pacing, counting, redacting.
"""

from __future__ import annotations

import base64
import html
import io
import json
import re
import threading
import time
from urllib.parse import quote, quote_plus

import pytest
import requests
from ansible_collections.oncall.routing.plugins.module_utils._http import (
    client,
    config,
    pace,
    redact,
)
from hypothesis import given
from hypothesis import strategies as st

URL = "https://api.example.com"


class Clock:
    def __init__(self):
        self.now, self.slept = 1000.0, []

    def monotonic(self):
        return self.now

    def sleep(self, seconds, _stopped=None):
        self.slept.append(seconds)
        self.now += seconds


class Body(io.BytesIO):
    def read(self, size, decode_content=True):
        assert not decode_content, "urllib3 before 2.6 unpacks without bounds"
        return super().read(size)


class Response:
    def __init__(self, status=200, body=b"{}", **headers):
        self.status_code = status
        self.headers = requests.structures.CaseInsensitiveDict(
            {key.replace("_", "-"): value for key, value in headers.items()}
        )
        self.body = body if isinstance(body, bytes) else json.dumps(body).encode()

    def __enter__(self):
        return self

    def __exit__(self, *_exc):
        return False

    @property
    def raw(self):
        return Body(self.body)


class Session:
    """Answers with what it was given, one for each request, the last for ever."""

    def __init__(self, *answers):
        self.answers, self.sent, self.headers, self.auth = list(answers), [], {}, None

    def request(self, method, url, **kwargs):
        self.sent.append((method, url, kwargs))
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer


class Judge:
    def verdict(self, answer):
        return None if answer.status == 200 else client.Refusal("answered %d" % answer.status)


def make(*answers, judge=None, secrets=(), **more):
    """(client, session, clock)"""
    clock, session = Clock(), Session(*(answers or (Response(),)))

    def pick(*names):
        return {name: more.pop(name) for name in names if name in more}

    made = client.Client(
        config.Endpoint("Vendor", URL, **pick("headers", "timeout", "verify")),
        judge or Judge(),
        redact.Redactor(secrets),
        config.RetryPolicy(**pick("retries", "backoff", "throttle", "patient")),
        pace.Pace(clock=clock, **pick("max_wait", "rate_limit")),
        session,
    )
    assert not more, "unknown options"
    return made, session, clock


def with_system_clock(session):
    """A client in front of a session, on the clock of this machine."""
    return client.Client(
        config.Endpoint("Vendor", URL), Judge(), redact.Redactor(), session=session
    )


def refused(made, *arguments, **more):
    with pytest.raises(client.Refusal) as caught:
        made.call(*arguments, **more)
    return caught.value


def counts(made):
    return made.reads, made.writes, made.retries


# --- one request


def test_what_is_sent():
    made, session, _clock = make(headers={"X-Api-Key": "k"}, timeout=40, verify="/etc/ca.pem")
    assert (
        made.call("PUT", "/a/b", params={"page": 1}, body={"name": "äöü"}, effect=config.WRITE).data
        == {}
    )
    ((method, url, sent),) = session.sent
    assert (method, url, sent["params"], json.loads(sent["data"])) == (
        "PUT",
        URL + "/a/b",
        {"page": 1},
        {"name": "äöü"},
    )
    assert sent["timeout"] == (10, 40) and sent["verify"] == "/etc/ca.pem"
    assert (
        session.headers["X-Api-Key"] == "k"
        and session.headers["Accept"] == "application/json"
        and session.headers["Accept-Encoding"] == "gzip"
    )
    assert counts(made) == (0, 1, 0)


def test_the_user_agent_says_who_asks():
    from ansible_collections.oncall.routing.plugins.module_utils._http.version import (
        VERSION as version,
    )

    assert make()[1].headers["User-Agent"] == "oncall.routing/%s (Ansible collection)" % version


def test_no_body_is_no_body():
    made, session, _clock = make()
    made.call("GET", "/a")
    assert session.sent[0][2]["data"] is None and counts(made) == (1, 0, 0)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_not_followed(status):
    made, session, clock = make(
        Response(status, Location="https://evil.example.com/?key=hidden-key"),
        secrets=["hidden-key"],
    )
    refusal = refused(made, "GET", "/a")
    assert (
        len(session.sent) == 1
        and session.sent[0][2]["allow_redirects"] is False
        and clock.slept == []
    )
    assert (
        "https://evil.example.com/" in refusal.message
        and "hidden-key" not in refusal.message
        and "credentials" in refusal.hint
    )


def test_a_netrc_file_is_not_used(tmp_path, monkeypatch):
    """With a real session: requests would add an Authorization header for the host."""
    (tmp_path / "netrc").write_text("machine api.example.com login somebody password secret\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    plain = requests.Session()
    asked = requests.Request("GET", URL)
    assert "Authorization" in plain.prepare_request(asked).headers, "the file works"
    made = with_system_clock(requests.Session())
    assert "Authorization" not in made.session.prepare_request(asked).headers


ROW = '{"id": "n1", "name": "ops", "optSet": {"secret": "not-ours-0001"}}'
#: Answers that are no JSON, and what is wrong with each.
BROKEN = [
    (b"", "an empty body"),
    (b"{", "JSON that ends in the middle, after 1 character"),
    (b"[" * 100000, "JSON in too many brackets"),
    (b"\xff\xfe{\x00", "JSON that ends in the middle, after 1 character"),
    (b"\xff\xfe{\x00x", "no text from byte 5 on"),
    (
        b'{"content": [%s' % ROW.encode()[:-3],
        "JSON that ends in the middle, after %d characters" % (len(ROW) + 10),
    ),
    (b'{"content": [%s,]}' % ROW.encode(), "JSON that breaks at character %d" % (len(ROW) + 15)),
    (b'{"content": [%s], "total": NaN}' % ROW.encode(), "JSON with NaN, which is no number"),
    (
        b'{"content": [%s], "total": -Infinity}' % ROW.encode(),
        "JSON with -Infinity, which is no number",
    ),
    (b'{"content": [%s], "total": 1e999}' % ROW.encode(), "JSON with too large a number"),
    (b'{"content": [%s], "content": []}' % ROW.encode(), "JSON with two values for one key"),
    (b"{'content': [%s]}" % ROW.encode(), "JSON that breaks at character 2"),
    (b")]}',\n" + ROW.encode(), "JSON that breaks at character 1"),
    (b"\xef\xbb\xbf{" + ROW.encode(), "JSON that breaks at character 2"),
    (
        ("[%s" % ROW).encode("utf-16"),
        "JSON that ends in the middle, after %d characters" % (len(ROW) + 1),
    ),
    (b"while(1);" + ROW.encode(), "JSON that breaks at character 1"),
    (("{" + ROW).encode("utf-32"), "JSON that breaks at character 2"),
    (ROW.encode() + b"\n" + ROW.encode(), "JSON that breaks at character %d" % (len(ROW) + 2)),
    (b"<html>", "no JSON"),
    (b"text", "no JSON"),
    (b"\x1f\x8b\x08\x00\x00\x01\x02", "JSON that breaks at character 1"),
]


@pytest.mark.parametrize("body, problem", BROKEN, ids=range(len(BROKEN)))
@pytest.mark.parametrize(
    "kind", ["application/json", "text/html; charset=utf-8", "text/plain", None]
)
def test_what_was_meant_to_be_json_is_described_and_never_quoted(body, problem, kind):
    made = make()[0]
    answer = client.Answer(200, {"Content-Type": kind} if kind else {}, body)
    said = made.messages.not_json(answer).message
    assert said.startswith(
        "Vendor answered HTTP 200 with something that is not the expected JSON (%s, %d byte"
        % (kind or "no content type", len(body))
    )
    for secret in ("not-ours", "optSet", "ops"):
        assert secret not in said
    if body not in (b"<html>", b"text") or "json" in str(kind):
        assert said.endswith(")") and (problem in said or problem == "no JSON")


@pytest.mark.parametrize(
    "page, told",
    [
        ("<html><h1>502</h1>upstream said {row}</html>", "<html><h1>502</h1>upstream said (data)"),
        (
            (
                "<pre>POST /x HTTP/1.1\nX-Api-Key: not-ours-0001\nAuthorization: Basic"
                " bm90LW91cnM=\n\n{row}"
            ),
            "<pre>POST /x HTTP/1.1 X-Api-Key: ******** Authorization: ********",
        ),
        ("upstream: [{row}]", "upstream: (data)"),
        ("callback({row});", "callback((data)"),
        ("blocked: {html}", "blocked: (data)"),
        ("blocked: {json}", "blocked: (data)"),
        ("blocked: {percent}", "blocked: (data)"),
        ("<script>var x = {row}</script>Blocked<style>a{{}}</style>", "Blocked"),
        ("<secret>not-ours-0001</secret> was refused", "<secret>********</secret> was refused"),
        ("token=not-ours-0001&x=1", "token=********&x=1"),
        ("wrong bearer not-ours-0001 given", "wrong bearer ******** given"),
        (
            "see https&#58;&#x2F;&#x2F;hooks/not-ours-0001 or https%253A%252F%252Fnot-ours",
            "see https://******** or https://********",
        ),
        ("<!-- {row} --><b>Blocked</b>", "<b>Blocked</b>"),
        (
            "Basic authentication is needed, no cookies",
            "Basic authentication is needed, no cookies",
        ),
        ("::error file=x::gone\r\nnext \x1b[31m", "\\x3a:error file=x::gone next \\x1b[31m"),
    ],
)
def test_of_a_page_only_what_is_for_people_is_quoted(page, told):
    page = page.format(
        row=ROW, html=html.escape(ROW), json=json.dumps(ROW)[1:-1], percent=quote(ROW)
    )
    made = make()[0]
    assert made.messages.excerpt(
        client.Answer(502, {"Content-Type": "text/html"}, page.encode())
    ).startswith(told)
    assert (
        "not-ours"
        not in made.messages.not_json(
            client.Answer(502, {"Content-Type": "text/html"}, page.encode())
        ).message
    )


@pytest.mark.parametrize("kind", ["text/html", "text/plain", None])
@pytest.mark.parametrize("indent", [None, 2])
def test_data_without_its_beginning_is_not_quoted_either(kind, indent):
    """Of data that was cut anywhere, whatever is left of it."""
    options = {
        "webhook": "https://example.com/not-ours-0001",
        "secret": "not-ours-0002",
        "to": ["not-ours-0003", "not-ours-0004"],
    }
    rows = [{"name": "ops", "optSet": options}] * 2
    whole = json.dumps({"content": rows, "success": True}, indent=indent).encode()
    made = make()[0]
    for cut in range(1, len(whole)):
        for part in (whole[cut:], whole[:cut], b"<pre>" + whole[cut:]):
            said = made.messages.not_json(
                client.Answer(502, {"Content-Type": kind} if kind else {}, part)
            ).message
            assert not re.search("t-ours-000|-ours-0001|ours-0002|ours-0003", said), (part, said)


@pytest.mark.parametrize(
    "page",
    [
        "<p>Cookie: sid=%s<wbr>%s; x=1</p>",
        "<p>token: %s\n  %s</p>",
        "<code>%s<b class='k'>%s</b></code>",
        "<i>%s</i>%s",
        "key %s\0%s",
        "key %s\x1b[0m%s",
        "api_key=%s\u202e%s",
        "<script>x</script>%s&shy;%s",
        "secret %s\u2069\u034f%s",
    ],
)
def test_a_secret_that_a_page_breaks_in_two_is_masked_whole(page):
    made = make(secrets=["sown/key+in=two-0001"])[0]
    text = made.messages.excerpt(
        client.Answer(
            502, {"Content-Type": "text/html"}, (page % ("sown/key+i", "n=two-0001")).encode()
        )
    )
    assert "********" in text and "sown" not in text and "0001" not in text, text


@pytest.mark.parametrize(
    "error, told",
    [
        ("plain", "plain"),
        (None, "null"),
        (1306, "1306"),
        (["one", "two"], "one; two"),
        ({"message": "m", "code": 7}, "message: m; code: 7"),
        ({"name": ["This field is required.", "x"]}, "name: This field is required.; x"),
        ({"errors": [{"field": "url", "reason": "bad"}]}, "errors: field: url; reason: bad"),
        (
            {"secret": "not-ours", "headers": [{"name": "Authorization", "value": "not ours"}]},
            "secret: ********; headers: name; value: ********",
        ),
        ({"opaque": "not-ours"}, "opaque"),
        ([[[[["not-ours"]]]]], "a list"),
        ({}, "an object"),
        ([], "a list"),
        ({"a": {"b": {"c": {"d": {"e": "not-ours"}}}}}, "a: b: c: d: an object"),
        (
            'bad body {"a": 1, "signingSecret": "not-ours", "n": "x"}',
            'bad body {"a": 1, "signingSecret": ********, "n": "x"}',
        ),
        ('bad body {\\"apiKey\\":\\"not-ours\\"}', 'bad body {\\"apiKey\\":********}'),
        ("Authorization: not-ours\nnext", "Authorization: ******** next"),
        ("x" * 40000, "x" * 300 + "..."),
    ],
)
def test_what_a_vendor_says_in_any_shape(error, told):
    assert make()[0].messages.quote(error, 300) == told


def test_a_text_that_is_no_unicode_does_not_spoil_the_rest():
    for text, told in (
        (b'["\\ud83d", "b"]', "\\ud83d"),
        (b'["\xed\xa0\xbd", "b"]', "\\ud83d"),
        (b'["caf\xe9", "b"]', "caf\\udce9"),
        (b'\xef\xbb\xbf["\\ud83d", "b"]', "\\ud83d"),
        ('["\ud83d", "b"]'.encode("utf-16", "surrogatepass"), "\\ud83d"),
    ):
        answer = client.Answer(200, {}, text)
        assert answer.data == [told, "b"] and answer.problem is None
    assert client.Answer(200, {}, b'{"\\udc00": {"a": ["\\ud83d"]}}').data == {
        "\\udc00": {"a": ["\\ud83d"]}
    }
    assert client.Answer(200, {}, b'["a\x1bb\nc"]').data == ["a\x1bb\nc"]
    assert client.Answer(200, {}, b'{"a": 1, "a": 1}').data == {"a": 1}


def test_a_broken_answer_is_no_data():
    for body, problem in BROKEN:
        answer = client.Answer(200, {}, body)
        assert (answer.data, answer.problem) == (None, problem)
    for text in (b'["\\ud83d\\ude00"]', '["\U0001f600"]'.encode()):
        assert client.Answer(200, {}, text).data == ["\U0001f600"]
    assert (
        client.Answer(200, {}, b'{"a": 1}').data == {"a": 1}
        and client.Answer(200, {}, b'{"a": 1}').problem is None
    )


# --- trying again


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_what_passes_is_tried_again(status):
    made, session, clock = make(Response(status), Response(status), Response())
    made.call("GET", "/a")
    assert len(session.sent) == 3 and counts(made) == (3, 0, 2) and len(clock.slept) == 2
    assert made.pace.waited == pytest.approx(sum(clock.slept)) and made.counts()["waited"] == round(
        made.pace.waited, 3
    )


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409])
def test_what_is_refused_is_not(status):
    made, session, clock = make(Response(status))
    refusal = refused(made, "GET", "/a")
    assert (
        len(session.sent) == 1
        and clock.slept == []
        and refusal.status == status
        and refusal.unclear is False
    )


def test_only_so_often():
    for retries in (0, 1, 5):
        made, session, _clock = make(Response(503), retries=retries)
        refusal = refused(made, "GET", "/a")
        assert len(session.sent) == retries + 1 and (
            "gave up after %d tries" % (retries + 1) in refusal.note
        ) == bool(retries)


def test_the_pauses_grow_and_differ():
    pauses = []
    for _turn in range(20):
        made, _session, clock = make(Response(503), retries=5, max_wait=10**6)
        refused(made, "GET", "/a")
        pauses.append(clock.slept)
    assert all(
        len(one) == 5 and min(one) >= client.MIN_WAIT_S and max(one) <= client.MAX_BACKOFF_S * 1.25
        for one in pauses
    )
    averages = [sum(one[place] for one in pauses) / len(pauses) for place in range(5)]
    assert (
        averages == sorted(averages)
        and averages[4] > 3 * averages[0]
        and len({one[0] for one in pauses}) > 10
    )


def test_what_may_not_be_repeated_is_not():
    """A create of which nobody knows the outcome; but one that certainly was not carried out may
    be.
    """
    for answer, tries, unclear in (
        (Response(503), 1, True),
        (Response(500), 1, True),
        (requests.exceptions.ReadTimeout("x"), 1, True),
        (requests.exceptions.ConnectionError("reset"), 1, True),
        (Response(429), 2, None),
        (requests.exceptions.ConnectTimeout("x"), 2, None),
    ):
        made, session, _clock = make(answer, Response())
        if unclear:
            assert refused(made, "POST", "/a", body={}, effect=config.CREATE).unclear is True
        else:
            made.call("POST", "/a", body={}, effect=config.CREATE)
        assert len(session.sent) == tries


@pytest.mark.parametrize("header, seconds", [("7", 7.0), ("0", client.MIN_WAIT_S)])
def test_retry_after(header, seconds):
    made, _session, clock = make(
        Response(429, Retry_After=header), Response(503, Retry_After=header), Response()
    )
    made.call("GET", "/a")
    assert clock.slept == [seconds, seconds]


def test_retry_after_as_a_date(monkeypatch):
    import time
    from email.utils import formatdate

    made, _session, clock = make(
        Response(429, Retry_After=formatdate(time.time() + 30, usegmt=True)), Response()
    )
    made.call("GET", "/a")
    assert len(clock.slept) == 1 and 27 < clock.slept[0] <= 31


@pytest.mark.parametrize("header", ["soon", "", "-3", "1e999x"])
def test_a_retry_after_that_says_nothing_is_passed_over(header):
    made, _session, clock = make(Response(429, Retry_After=header), Response())
    made.call("GET", "/a")
    assert len(clock.slept) == 1 and 0 < clock.slept[0] < 5


def test_throttling_uses_up_the_retries():
    made, session, _clock = make(*[Response(429)] * 8, Response(), retries=1, max_wait=10**6)
    assert "gave up after 2 tries" in refused(made, "GET", "/a").note
    assert len(session.sent) == 2


def test_throttling_does_not_use_up_the_retries_where_it_is_the_normal_case():
    made, session, clock = make(
        *[Response(429)] * 8, Response(), retries=1, max_wait=10**6, patient=True
    )
    made.call("GET", "/a")
    assert (
        len(session.sent) == 9
        and made.retries == 8
        and max(clock.slept) <= client.MAX_BACKOFF_S * 1.25
    )


def test_max_wait_is_for_the_whole_task():
    busy = Response(429, Retry_After="40")
    made, session, clock = make(busy, Response(), busy, Response(), busy, max_wait=100)
    made.call("GET", "/a")
    made.call("GET", "/b")
    refusal = refused(made, "GET", "/c")
    assert clock.slept == [40.0, 40.0] and len(session.sent) == 5 and made.pace.waited == 80.0
    assert refusal.note == "must wait 40 s, but 80 s of max_wait (100 s) are already spent"


def test_a_vendors_own_codes_for_later():
    """A judge says so whatever the status: Guance throttles with 401, BlueKing with 200."""

    class Own:
        def verdict(self, answer):
            busy = answer.data == {"code": "busy"}
            return client.Refusal("busy", throttled=True) if busy else None

    made, session, _clock = make(
        Response(200, {"code": "busy"}), Response(401, {"code": "busy"}), Response(), judge=Own()
    )
    made.call("POST", "/a", effect=config.CREATE)
    assert len(session.sent) == 3 and counts(made) == (0, 3, 2)


@pytest.mark.parametrize(
    "error, words",
    [
        (requests.exceptions.ReadTimeout("x"), "did not answer within 30 s"),
        (requests.exceptions.ConnectionError("refused"), "the connection to"),
        (requests.exceptions.SSLError("bad certificate"), "certificate"),
        (requests.exceptions.InvalidHeader("x"), "can't be sent"),
        (UnicodeEncodeError("latin-1", "ä", 0, 1, "x"), "can't be sent"),
        (client.Garbled("no gzip"), "can't be read"),
    ],
)
def test_what_goes_wrong_below_http_is_a_sentence(error, words):
    made, session, _clock = make(error, retries=1)
    refusal = refused(made, "GET", "/a")
    assert words in refusal.message and URL in refusal.message and refusal.hint
    assert len(session.sent) == (
        2
        if isinstance(
            error,
            (requests.exceptions.ReadTimeout, requests.exceptions.ConnectionError, client.Garbled),
        )
        and not isinstance(error, requests.exceptions.SSLError)
        else 1
    )


def test_an_answer_without_end_is_not_read():
    class Endless(Response):
        class raw:  # noqa: N801
            @staticmethod
            def read(size, decode_content):  # pylint: disable=unused-argument
                return b"x" * size

    made, session, _clock = make(Endless())
    refusal = refused(made, "POST", "/a", body={}, effect=config.WRITE)
    assert "larger than" in refusal.message and refusal.unclear and len(session.sent) == 1


# --- pacing


def test_as_many_as_a_minute_allows_and_then_none_for_a_minute():
    made, _session, clock = make(rate_limit=20)
    for _request in range(20):
        made.call("GET", "/a")
    assert clock.slept == []
    for _request in range(25):
        made.call("GET", "/a")
    assert (
        clock.slept == [pace.WINDOW_S] * 2
        and made.pace.waited == 2 * pace.WINDOW_S
        and made.retries == 0
    )


def test_a_pause_allows_as_many_again_and_no_more():
    made, _session, clock = make(rate_limit=20)
    for _request in range(20):
        made.call("GET", "/a")
    clock.now += 3600
    for _request in range(20):
        made.call("GET", "/a")
    assert clock.slept == []
    made.call("GET", "/a")
    assert clock.slept == [pace.WINDOW_S]


@pytest.mark.parametrize("limit", [0, 10**30])
def test_no_pace_without_a_limit(limit):
    made, _session, clock = make(rate_limit=limit)
    for _request in range(200):
        made.call("GET", "/a")
    assert clock.slept == []


def test_the_pace_counts_against_max_wait():
    made, session, _clock = make(rate_limit=20, max_wait=5)
    for _request in range(20):
        made.call("GET", "/a")
    refusal = refused(made, "GET", "/a")
    assert (
        len(session.sent) == 20
        and "rate_limit: 20" in refusal.message
        and "max_wait" in refusal.note
        and refusal.unclear is False
    )


@given(times=st.lists(st.floats(0, 30), min_size=30, max_size=80), rate=st.integers(1, 60))
def test_never_more_than_the_limit_in_any_minute(times, rate):
    """However requests come, each is a window after the one that went as many requests before
    it.
    """
    clock = Clock()
    limit, sent = pace.RateLimit(rate, clock), []
    for pause in times:
        clock.now += pause
        clock.now += limit.take_slot()
        sent.append(clock.now)
    assert all(later - earlier >= pace.WINDOW_S - 1e-6 for earlier, later in zip(sent, sent[rate:]))


@given(
    pauses=st.lists(st.floats(0, 90), max_size=40),
    rate=st.integers(1, 12),
    requests_to_come=st.integers(-1, 60),
)
def test_the_forecast_is_what_comes(pauses, rate, requests_to_come):
    """Also with requests in the queue that have not gone yet."""
    clock = Clock()
    limit = pace.RateLimit(rate, clock)
    for pause in pauses:
        clock.now += pause
        limit.take_slot()
    foretold = limit.forecast(requests_to_come)
    assert foretold == pytest.approx(
        max([0.0] + [limit.take_slot() for _request in range(requests_to_come)])
    )


def test_what_is_advised_is_enough():
    made, _session, _clock = make(rate_limit=20, max_wait=5)
    made.call("GET", "/a")
    advised = int(
        made.pace.shortfall(46).rpartition("set max_wait to ")[2].partition(" or more")[0]
    )
    made, session, clock = make(rate_limit=20, max_wait=advised)
    assert made.pace.shortfall(46) is None
    for _request in range(46):
        made.call("GET", "/a")
    assert len(session.sent) == 46 and clock.slept == [pace.WINDOW_S] * 2


# --- several threads


def side_by_side(*works):
    """What each of them raised, or None."""
    raised = [None] * len(works)

    def run(place):
        try:
            works[place]()
        except client.Refusal as refusal:
            raised[place] = refusal

    threads = [
        threading.Thread(target=run, args=(place,), daemon=True) for place in range(len(works))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert not any(thread.is_alive() for thread in threads)
    return raised


@pytest.mark.parametrize("waits", [[4.0] * 4, [2.0, 4.0, 3.0], [4.0, 1.0]])
def test_waits_at_the_same_time_count_once(waits):
    made, _session, clock = make(max_wait=4)
    together = threading.Barrier(len(waits))
    clock.sleep = lambda _seconds, _stopped: together.wait(10)
    assert side_by_side(
        *[lambda seconds=seconds: made.pace.wait_before_look(seconds) for seconds in waits]
    ) == [None] * len(waits)
    assert made.pace.waited == pytest.approx(4.0) and made.pace._ends == []


def test_a_wait_that_begins_within_another_adds_what_is_beyond_it():
    made, _session, clock = make(max_wait=9)

    def sleep(seconds, _stopped):
        clock.now += 3
        if seconds == 4:
            made.pace.wait_before_look(6)

    clock.sleep = sleep
    made.pace.wait_before_look(4)
    assert made.pace.waited == pytest.approx(9.0)


def test_waits_one_after_another_count_each_even_if_the_clock_stands_still():
    made, _session, clock = make(max_wait=10)
    clock.sleep = lambda _seconds, _stopped: None
    made.pace.wait_before_look(4)
    made.pace.wait_before_look(4)
    with pytest.raises(client.Refusal):
        made.pace.wait_before_look(4)
    assert made.pace.waited == 8.0


def test_a_client_that_is_stopped_sends_nothing_more():
    session = Session(Response(429, Retry_After="15"))
    made = with_system_clock(session)
    began = time.monotonic()
    stopper = threading.Timer(0.3, made.stop)
    stopper.start()
    raised = side_by_side(*[lambda: made.call("POST", "/a", body={}, effect=config.WRITE)] * 2)
    assert [refusal.message for refusal in raised] == ["the task was stopped"] * 2 and not any(
        refusal.unclear for refusal in raised
    )
    assert (
        refused(made, "POST", "/a", body={}, effect=config.WRITE).message == "the task was stopped"
    )
    assert len(session.sent) == made.writes == 2 and time.monotonic() - began < 10
    made.begin_task()
    session.answers = [Response()]
    made.call("POST", "/a", body={}, effect=config.WRITE)
    assert len(session.sent) == 3


def test_counting_from_many_threads():
    made, _session, _clock = make()
    threads = [
        threading.Thread(
            target=lambda: [made.call("POST", "/a", effect=config.WRITE) for _request in range(200)]
        )
        for _thread in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert counts(made) == (0, 1600, 0)


# --- redaction


@pytest.mark.parametrize(
    "text",
    [
        's3cr&t/"ä',
        "s3cr%26t%2F%22%C3%A4",
        "s3cr%26t/%22%C3%A4",
        json.dumps('s3cr&t/"ä'),
        json.dumps('s3cr&t/"ä', ensure_ascii=False),
        repr('s3cr&t/"ä'),
        "key=s3cr%26t%2F%22%C3%A4&x=1",
        {"key": 's3cr&t/"ä'},
    ],
)
def test_a_secret_is_found_however_it_is_written(text):
    found = redact.Redactor(['s3cr&t/"ä']).clean(text)
    assert "s3cr" not in found and redact.MASK in found


#: Ways in which a page of a proxy writes a text: what it makes of it.
WRITTEN = {
    "percent, lower case": lambda text: re.sub(
        "%..", lambda found: found.group().lower(), quote(text, safe="")
    ),
    "percent, mixed case": lambda text: re.sub(
        "%(.)(.)", lambda found: "%" + found[1].lower() + found[2].upper(), quote(text, safe="")
    ),
    "percent, every byte": lambda text: "".join("%%%02x" % one for one in text.encode()),
    "percent, twice": lambda text: quote(quote(text, safe=""), safe=""),
    "percent, three times, lower case": (
        lambda text: quote(quote(quote(text, safe=""), safe=""), safe="").replace("%2F", "%2f")
    ),
    "form": quote_plus,
    "html": html.escape,
    "html, twice": lambda text: html.escape(html.escape(text)),
    "html, decimal": lambda text: "".join("&#%d;" % ord(one) for one in text),
    "html, hexadecimal": lambda text: "".join(
        one if one.isalnum() else "&#x%X;" % ord(one) for one in text
    ),
    "html, hexadecimal, lower case": lambda text: "".join(
        one if one.isalnum() else "&#x%04x;" % ord(one) for one in text
    ),
    "html of percent": lambda text: html.escape(quote(text)).replace("%", "&#37;"),
    "json": lambda text: json.dumps(text)[1:-1],
    "json with escaped slashes": lambda text: json.dumps(text)[1:-1].replace("/", "\\/"),
    "json, numbers": lambda text: "".join(
        "\\u%04x" % one for one in memoryview(text.encode("utf-16-le")).cast("H")
    ),
    "json, numbers in capitals": lambda text: "".join(
        "\\u%04X" % one for one in memoryview(text.encode("utf-16-le")).cast("H")
    ),
    "json within json": lambda text: json.dumps(json.dumps(text).replace("/", "\\/"))[1:-1],
    "json of html": lambda text: json.dumps(html.escape(text))[1:-1].replace("&", "\\u0026"),
    "bytes of Python": lambda text: repr(text.encode())[2:-1],
    "hexadecimal": lambda text: text.encode().hex(),
    "hexadecimal in capitals, with colons": lambda text: text.encode().hex(":").upper(),
    "hexadecimal among other digits": lambda text: "a" + text.encode().hex() + "b",
    "on two lines": lambda text: text[:7] + "\r\n    " + text[7:],
    "on many lines": lambda text: "\n".join(part for part in re.split("(?<=[^ ])(?=[^ ])", text)),
    "broken in a page": lambda text: text[:5] + "<wbr>" + text[5:9] + "<br/>" + text[9:],
    "broken with a sign": lambda text: text[:5] + "\u200b" + text[5:9] + "\n" + text[9:],
    "broken in json": lambda text: json.dumps(text[:5] + "\n" + text[5:])[1:-1],
}
for _before in ("", "a:", "ab:", "abc:"):
    WRITTEN["base64 after %r" % _before] = lambda text, before=_before: base64.b64encode(
        (before + text + "@x").encode()
    ).decode()
    WRITTEN["base64 for URLs after %r" % _before] = lambda text, before=_before: (
        base64.urlsafe_b64encode((before + text).encode()).decode().rstrip("=")
    )
    WRITTEN["base64 in lines after %r" % _before] = lambda text, before=_before: (
        base64.encodebytes((before + text * 3).encode()).decode().strip()
    )
    WRITTEN["base64 within a path after %r" % _before] = lambda text, before=_before: (
        "/x/" + quote(base64.b64encode((before + text).encode()).decode())
    )
KEYS = [
    "sown/mackerel+key=&0001",
    'sown/bk "secret" \u00e4+0001',
    "a%2Fb%2Fc+d <x>",
    "with\\back\\u002fslash",
    "\U0001f469key\u6771\u4eac/\xff'\"",
]


@pytest.mark.parametrize("written", WRITTEN)
@pytest.mark.parametrize("secret", KEYS, ids=range(len(KEYS)))
def test_a_secret_is_masked_as_whatever_it_comes_back(secret, written):
    spelled = WRITTEN[written](secret)
    others = ["%040x" % number for number in range(redact.FEW)]
    for secrets in ([secret], [secret, *others]):
        found = redact.Redactor(secrets).clean("(%s)" % spelled)
        assert found.startswith("(") and found.endswith(")") and redact.MASK in found
        for start in range(0, len(spelled) - 3, 4):
            assert spelled[start : start + 4] not in found.replace("=", "").replace("/x/", "")


def test_what_is_like_a_secret_stays():
    text = "100%25 of &amp; and \\u0041 in c2VjcmV0 at 00:1a:2b:3c:4d:5e,\nline by line"
    assert redact.Redactor(KEYS).clean(text) == text


def test_what_stands_before_and_after_a_secret_stays():
    assert (
        redact.Redactor([KEYS[0]]).clean(
            "100%% %s%%20&lt;sown%%2fmackerel%%2Bkey=&amp;0001&gt; 20%%" % KEYS[0]
        )
        == "100% ********%20&lt;********&gt; 20%"
    )


def test_thousands_of_secrets_are_no_reason_to_wait():
    """Nothing is spelled out for each of them: a text is decoded once."""
    redactor = redact.Redactor(
        "https://hooks.example.com/x/%06d" % number for number in range(5000)
    )
    redactor.clean("")
    began = time.process_time()
    for number in range(50):
        assert (
            redactor.clean(
                "a page &lt;https%%3a//hooks.example.com/x%%2F%06d&gt; " % number * 3
            ).count(redact.MASK)
            == 3
        )
    assert time.process_time() - began < 2.0


def test_first_redacted_then_cut():
    redactor = redact.Redactor(["hidden-key-0001"])
    text = "x" * 95 + "hidden-key-0001" + "y" * 50
    assert redactor.clean(text, 100) == "x" * 95 + redact.MASK[:5] + "..."
    for most in range(60, 140):
        assert "hidden" not in redactor.clean(text, most) and "hid" not in redactor.clean(
            text, most
        )


def test_the_longer_of_two_secrets_first():
    assert (
        redact.Redactor(["secret", "secret-and-more"]).clean("a secret-and-more, a secret")
        == "a ********, a ********"
    )


def test_short_values_and_the_mask_are_no_secrets():
    redactor = redact.Redactor(["abc", "", None, 7, redact.MASK])
    assert redactor.clean("abc of ******** and 7") == "abc of ******** and 7"


@given(
    secret=st.text(st.characters(exclude_categories=["Cs"]), min_size=redact.SHORTEST, max_size=30),
    before=st.text(max_size=10),
    after=st.text(max_size=10),
    most=st.none() | st.integers(0, 60),
)
def test_no_text_keeps_a_secret(secret, before, after, most):
    found = redact.Redactor([secret]).clean(before + secret + after, most)
    assert (
        secret not in found
        or secret in redact.MASK + "..."
        or secret in (before + redact.MASK + after)
    )


@pytest.mark.parametrize(
    "text, told",
    [
        (
            "invalid url 'https://hooks.example.com/robot/T0/B0/xxxx...'",
            "invalid url 'https://********'",
        ),
        (r'bad "https:\/\/hooks.example.com\/robot\/T0" given', 'bad "https://********" given'),
        (
            "see HTTP%3A%2F%2Fhooks.example.com%2Fx, and http://b/c",
            "see HTTP://******** and http://********",
        ),
        ("no address", "no address"),
        ("tail https://x/y known", "********"),
    ],
    ids=map(str, range(5)),
)
def test_no_url_of_a_vendors_text_is_repeated(text, told):
    assert make(secrets=["tail https://x/y known"])[0].messages.quote(text, 200) == told


def test_a_vendors_text_is_cut_after_its_urls_are_gone():
    assert (
        make()[0].messages.quote("x" * 10 + " https://a/" + "y" * 500, 15) == "x" * 10 + " http..."
    )
