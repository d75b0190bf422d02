# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Looks for secrets in outputs, in every spelling, and counts what it looked through.

An output is what a run printed or wrote: results, logs, captured streams, files. What a test puts
in is none: its source, a playbook, the emulator's state. Only the standard library is needed, so
that also what starts the tests can use this.
"""

from __future__ import annotations

import base64
import html
import json
import os
import re
from urllib.parse import quote, quote_plus, unquote

#: Options whose values may appear in no output.
OPTIONS = (
    "api_key",
    "bk_app_secret",
    "bk_token",
    "access_token",
    "webhook_url",
    "url",
    "webhook",
    "secret",
    "token",
    "value",
)
#: How variables are called that hold secrets.
VARIABLES = ("KEY", "SECRET", "TOKEN")
#: Secrets that the emulator's seed holds, so that vendors hand them back.
STORED = (
    "old-secret",
    "hooks.slack.com/services/",
    "hook-secret",
    "emulator-secret",
    "SECexample",
    "page.example.com/search",
    "qyapi.example.com/send",
)
#: Credentials of the seed.
SEED = (
    "mackerel-demo-key-0001",
    "mackerel-demo-key-read-only",
    "mackerel-demo-key-foreign-ip",
    "guance-demo-key-0001",
    "guance-demo-key-0002",
    "guance-demo-key-owner",
    "guance-demo-key-read-only",
    "guance-demo-key-no-rights",
    "bk-demo-secret-0001",
    "bk-demo-secret-0002",
    "bk-demo-token-0001",
    "bk-demo-token-0002",
    "bk-demo-access-0001",
)
#: Planted where a user would put them; each has characters that URLs and JSON spell otherwise.
PLANTED = {
    "mackerel_key": 'planted/mackerel+key="0001"',
    "guance_key": 'planted/guance+key="0001"',
    "bk_secret": 'planted/bk "secret" \u00e4+0001',
    "bk_token": 'planted/bk+token="0001"',
    "bk_access": 'planted/bk+access="0001"',
    "wrong_key": 'planted/wrong+key="0001"',
    "hook": 'https://h.example/planted-hook/\u00e9?key="one"&x=1',
    "new_hook": 'https://h.example/planted-hook/\u00e9?key="two"&x=1',
}
#: What examples, samples and scenes plant.
OTHERS = (
    "vault-secret-0001",
    "contract-secret-0001",
    "contract-secret-0002",
    "planted-hook",
    "netrc-secret-0001",
)
KNOWN = (*STORED, *SEED, *PLANTED.values(), *OTHERS)

#: Outputs and characters looked through in this process.
SCANNED = {"outputs": 0, "characters": 0}


class Leak(AssertionError):
    """A secret in an output."""


#: What Ansible puts in place of a secret.
HIDDEN = "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER"


def secrets_of(params):
    """Every secret text a task was given, however deep."""
    for key, value in (
        params.items()
        if isinstance(params, dict)
        else enumerate(params)
        if isinstance(params, list)
        else ()
    ):
        if (
            key in OPTIONS
            and isinstance(value, str)
            and len(value) >= 8
            and set(value) != {"*"}
            and value != HIDDEN
        ):
            yield value
        yield from secrets_of(value)


def secrets_in(environment):
    """Every secret text among variables."""
    return [
        value for name, value in environment.items() if name.endswith(VARIABLES) and len(value) >= 8
    ]


def forms(secret):
    """The spellings a secret can leak in: plain, URL-encoded, JSON-escaped, base64, hexadecimal,
    or either half of it.
    """
    half = len(secret) // 2
    raw = secret.encode("utf-8", "surrogatepass")
    whole = {
        secret,
        quote(secret, safe=""),
        quote_plus(secret),
        json.dumps(secret)[1:-1],
        json.dumps(secret, ensure_ascii=False)[1:-1],
        raw.hex(),
        raw.hex().upper(),
        base64.b64encode(raw).decode(),
    }
    # within something longer, as in the header of a login, only the middle of base64 is always the
    # same
    for before in (b"", b"a", b"aa") if len(raw) >= 15 else ():
        middle = base64.b64encode(before + raw + b"aaa")[4 if before else 0 :][
            : (len(raw) - 3) // 3 * 4
        ]
        whole |= {middle.decode(), middle.translate(bytes.maketrans(b"+/", b"-_")).decode()}
    return whole | ({secret[:half], secret[half:]} if half >= 8 else set())


_KNOWN_FORMS = {secret: forms(secret) for secret in KNOWN}
_ESCAPED = re.compile(r"\\(?:u([0-9a-fA-F]{4})|(/))")


def readings(text):
    """The text, and what a browser, a server or a parser of JSON would read in it, up to three
    of these in each other.
    """
    yield text
    for dummy in range(3):
        before = text
        if "%" in text:
            text = unquote(text)
        if "&" in text:
            text = html.unescape(text)
        if "\\u" in text or "\\/" in text:
            text = _ESCAPED.sub(lambda match: match.group(2) or chr(int(match.group(1), 16)), text)
        if text == before:
            return
        yield text


def found(text, secrets=KNOWN):
    """The secrets that are in a text, cut short."""
    texts = list(readings(text))
    return sorted(
        {
            secret[:3] + "..."
            for secret in secrets
            for one in texts
            if any(form in one for form in _KNOWN_FORMS.get(secret) or forms(secret))
        }
    )


def scan(text, secrets=KNOWN):
    """Raises when a secret is in an output."""
    SCANNED["outputs"] += 1
    SCANNED["characters"] += len(text)
    there = found(text, secrets)
    if there:
        raise Leak("a secret is in the output; it begins with %s" % " or ".join(there))


def files(folder, since=0.0, inputs=()):
    """Every file below a folder that is an output: written since then, no link, and none of the
    inputs (paths of files or folders).
    """
    for place, folders, names in os.walk(folder):
        folders[:] = [
            name
            for name in folders
            if os.path.join(place, name) not in inputs
            and not os.path.islink(os.path.join(place, name))
        ]
        for name in names:
            path = os.path.join(place, name)
            if (
                path not in inputs
                and os.path.isfile(path)
                and not os.path.islink(path)
                and os.path.getmtime(path) >= since
            ):
                yield path


def content(path):
    """The text of a file, its name included."""
    with open(path, "rb") as source:
        return "%s\n%s" % (path, source.read().decode("utf-8", "replace"))
