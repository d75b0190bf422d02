# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The options of a client, grouped. Private to oncall.routing."""

from __future__ import annotations

from typing import Any, Mapping, NamedTuple


class Endpoint(NamedTuple):
    """Where the API of one vendor answers, and how to reach it."""

    #: the vendor as messages name it
    vendor: str
    #: scheme, host and the path before every call; may hold a user and password
    base_url: str
    #: sent with every request, beside those of every client
    headers: Mapping[str, str] = {}
    #: seconds one request may take
    timeout: float = 30
    #: False: certificates are not checked; a text: the file or folder of the trusted authorities
    verify: bool | str = True


class RetryPolicy(NamedTuple):
    """When the client sends a request again."""

    #: how often, after the first time
    retries: int = 5
    #: seconds before the second try; they double from try to try
    backoff: float = 0.5
    #: seconds after the first throttling without Retry-After; they double too
    throttle: float = 1.0
    #: whether max_wait alone bounds waiting for the vendor's limit, and not ``retries``
    patient: bool = False


class Effect(NamedTuple):
    """What a request does to the account, which decides whether the client may repeat it."""

    writes: bool
    #: whether sending it twice has the same effect as sending it once
    repeatable: bool = True
    #: whether it creates an object, so that no permission of an object can forbid it
    creates: bool = False


READ = Effect(writes=False)
WRITE = Effect(writes=True)
#: A write that may do harm when repeated.
WRITE_ONCE = Effect(writes=True, repeatable=False)
CREATE = Effect(writes=True, repeatable=False, creates=True)


class Request(NamedTuple):
    """One request. ``params``: the query. ``body``: what is sent as JSON, None for no body."""

    method: str
    path: str
    params: Mapping[str, Any] | None = None
    body: Any = None
    effect: Effect = READ
