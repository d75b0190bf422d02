# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Injected faults: what goes wrong between the client and the vendor."""

from __future__ import annotations

import gzip
import re
from dataclasses import dataclass, field

from .call import Answer
from .vendor import encode

# kind -> whether the request is carried out before things go wrong (the fault's `executed`
# overrides it)
KINDS = {
    "status": False,
    "status_after": True,
    "drop_before": False,
    "drop_after": True,
    "latency": True,
    "drip": True,
    "truncate": True,
    "malformed": True,
    "html": False,
    "wrong_shape": True,
    "huge": True,
    "deep": True,
    "wrong_charset": True,
    "gzip": True,
    "chunked": True,
    "endless_paging": True,
    "repeat_item": True,
    "retry_after": False,
    "error": False,
    "second_writer": True,
    "ignored_write": True,
    "reorder": True,
    "redirect": False,
    "empty": True,
    "short_list": True,
    "small_pages": True,
    "page_twice": True,
    "empty_page": True,
    "odd_rows": True,
    "without": True,
    "other_status": True,
    "lacks": True,
}
FILTERS = ("vendor", "method", "path", "write", "nth", "times", "kind", "executed", "error")
PARAMETERS = {
    "status": ("status", "body", "headers"),
    "status_after": ("status", "body", "headers"),
    "latency": ("ms", "when"),
    "drip": ("ms", "pieces"),
    "truncate": ("keep",),
    "malformed": ("body",),
    "html": ("status", "body"),
    "wrong_shape": ("body",),
    "huge": ("mb",),
    "deep": ("depth",),
    "wrong_charset": ("charset",),
    "gzip": ("broken",),
    "chunked": ("pieces",),
    "retry_after": ("seconds", "status"),
    "error": ("message", "headers"),
    "redirect": ("location", "status"),
    "second_writer": ("patch",),
    "ignored_write": ("keys",),
    "empty": ("status",),
    "short_list": ("rows",),
    "small_pages": ("rows",),
    "page_twice": ("rows",),
    "empty_page": ("rows", "page"),
    "odd_rows": ("values",),
    "lacks": ("keys",),
    "without": ("keys",),
    "other_status": ("status",),
}
# Kinds that give so many rows a page, whatever was asked for.
SMALL_PAGES = ("small_pages", "page_twice", "empty_page")
HTML = (
    "<!DOCTYPE html><html><head><title>{status}</title></head><body><h1>Attention Required!</h1>a"
    " proxy</body></html>"
)


@dataclass
class Delivery:
    """How an answer goes over the wire."""

    status: int = 200
    headers: dict = field(default_factory=dict)
    body: bytes = b""
    delay: float = 0.0
    drop: bool = False
    keep: int | None = None
    pieces: int = 1
    piece_delay: float = 0.0
    chunked: bool = False


class Faults:
    """The list of faults, and which of them a request meets."""

    def __init__(self):
        self._faults = []
        self._next = 1

    def add(self, **fault):
        """Check and append a fault; returns it with its id."""
        if "error" in fault:
            fault.setdefault("kind", "error")
        kind = fault.get("kind")
        if kind not in KINDS:
            raise ValueError(f"unknown kind of fault {kind!r}; known: {', '.join(KINDS)}")
        unknown = set(fault) - set(FILTERS) - set(PARAMETERS.get(kind, ()))
        if unknown:
            raise ValueError(f"a fault of kind {kind!r} does not take {', '.join(sorted(unknown))}")
        if kind == "error" and "." not in str(fault.get("error")):
            raise ValueError(
                "a named error looks like 'guance.InvalidAPIKey', 'bk.1306429', 'mackerel.403'"
            )
        if kind == "second_writer" and not isinstance(fault.get("patch"), dict):
            raise ValueError("a second_writer needs a patch")
        if fault.get("path"):
            re.compile(fault["path"])
        whole = {
            "vendor": None,
            "method": None,
            "path": None,
            "write": None,
            "nth": 1,
            "times": 1,
            **fault,
        }
        if kind == "error" and whole["vendor"] is None:
            whole["vendor"] = fault["error"].split(".", 1)[0]
        whole.update(id=self._next, seen=0, fired=0)
        self._next += 1
        self._faults.append(whole)
        return dict(whole)

    def as_list(self):
        return [dict(fault) for fault in self._faults]

    def clear(self):
        self._faults.clear()

    def select(self, entry):
        """The faults this request meets; each counts the requests it could have met."""
        hit = []
        for fault in self._faults:
            if not _meets(fault, entry):
                continue
            fault["seen"] += 1
            if fault["seen"] >= fault["nth"] and (
                fault["times"] is None or fault["fired"] < fault["times"]
            ):
                fault["fired"] += 1
                hit.append(dict(fault))
        return hit


def _meets(fault, entry):
    return (
        fault["vendor"] in (None, entry["vendor"])
        and fault["method"] in (None, entry["method"])
        and fault["write"] in (None, entry["write"])
        and (not fault["path"] or re.search(fault["path"], entry["path"]) is not None)
    )


def label(fault):
    return fault.get("error") or fault["kind"]


def executes(fault):
    return fault.get("executed", KINDS[fault["kind"]])


def wait_before(faults):
    """Seconds to wait before the request is looked at."""
    return sum(
        fault.get("ms", 1000) / 1000
        for fault in faults
        if fault["kind"] == "latency" and fault.get("when", "after") == "before"
    )


def prepare(fault, call):
    """Pages of another size than was asked for; a page twice; and endless paging: whatever page is
    asked for, it is the first one again; keys that this one answer lacks.
    """
    if fault["kind"] == "lacks":
        call.shape.lacks += fault.get("keys", [])
    if fault["kind"] in SMALL_PAGES:
        call.asked = dict(call.query)
        size = str(fault.get("rows", 5))
        call.query = {
            **call.query,
            **{key: size for key in ("pageSize", "limit") if key in call.query},
        }
        if fault["kind"] == "page_twice" and str(call.query.get("pageIndex", "")).isdigit():
            call.query["pageIndex"] = str(max(1, int(call.query["pageIndex"]) - 1))
        elif fault["kind"] == "page_twice":
            call.query.pop("nextId", None)
    if fault["kind"] == "endless_paging":
        call.asked = dict(call.query)
        call.query = {
            key: value for key, value in call.query.items() if key not in ("pageIndex", "nextId")
        }
        if "pageIndex" in call.asked:
            call.query["pageIndex"] = "1"


def replaced(fault, call):
    """The answer a fault puts in place of the real one; None when it only changes the real one."""
    kind = fault["kind"]
    vendor = call.vendor
    if kind == "error":
        answer = vendor.named_error(call, fault["error"].split(".", 1)[1], fault.get("message"))
        return Answer(
            answer.status,
            answer.payload,
            {**answer.headers, **fault.get("headers", {})},
            answer.raw,
        )
    if kind in ("status", "status_after"):
        status = fault.get("status", 503)
        return _given(fault.get("body"), status, fault.get("headers", {})) or _headed(
            vendor.plain_error(call, status, f"injected status {status}"), fault.get("headers", {})
        )
    if kind == "retry_after":
        status = fault.get("status", 429)
        answer = vendor.plain_error(call, status, "too many requests")
        return _headed(answer, {"Retry-After": str(fault.get("seconds", 1))})
    if kind == "html":
        status = fault.get("status", 200)
        page = fault.get("body") or HTML.format(status=status)
        return Answer(
            status, headers={"Content-Type": "text/html; charset=utf-8"}, raw=page.encode()
        )
    if kind == "redirect":
        status = fault.get("status", 302)
        return Answer(status, headers={"Location": fault.get("location", "/elsewhere")}, raw=b"")
    if kind == "empty":
        return Answer(fault.get("status", 200), raw=b"")
    return None


def _given(body, status, headers):
    if body is None:
        return None
    if isinstance(body, str):
        return Answer(
            status,
            headers={"Content-Type": "text/plain; charset=utf-8", **headers},
            raw=body.encode(),
        )
    return Answer(status, body, dict(headers))


def _headed(answer, headers):
    answer.headers.update(headers)
    return answer


def change_payload(fault, answer, call):
    """Faults that alter what the answer says."""
    change = _PAYLOADS.get(fault["kind"])
    if change:
        change(fault, answer, call)


def _wrong_shape(fault, answer, _call):
    answer.payload = fault.get("body", [answer.payload, "not what was asked for"])


def _huge(fault, answer, _call):
    payload, padding = answer.payload, "x" * int(fault.get("mb", 10) * 1024 * 1024)
    answer.payload = (
        {**payload, "padding": padding} if isinstance(payload, dict) else [payload, padding]
    )


def _repeat_item(_fault, answer, _call):
    items = _first_list(answer.payload)
    if items:
        items.append(items[0])


def _reorder(_fault, answer, _call):
    items = _first_list(answer.payload)
    if items:
        items.reverse()


def _short_list(fault, answer, _call):
    payload = answer.payload
    # without a count it would be a list of another length, and nothing wrong with it
    if isinstance(payload, dict) and "totalCount" in payload.get("pageInfo", ()):
        rows = _listed(payload) or []
        del rows[len(rows) - fault.get("rows", 1) :]


def _empty_page(fault, answer, call):
    page = call.asked.get("pageIndex", "2" if "nextId" in call.asked else "1")
    rows = _listed(answer.payload)
    if str(page).isdigit() and int(page) >= fault.get("page", 2) and rows:
        rows.clear()


def _odd_rows(fault, answer, _call):
    values, rows = fault.get("values", [1, "x", None]), _listed(answer.payload)
    if rows is None:
        answer.payload = _with_object(answer.payload, values)
    else:
        rows[1:1] = values


def _without(fault, answer, _call):
    for row in _listed(answer.payload) or [_object(answer.payload)]:
        for key in fault["keys"] if isinstance(row, dict) else ():
            row.pop(key, None)


def _endless_paging(_fault, answer, call):
    _never_end(answer.payload, call)


_PAYLOADS = {
    "wrong_shape": _wrong_shape,
    "huge": _huge,
    "repeat_item": _repeat_item,
    "reorder": _reorder,
    "endless_paging": _endless_paging,
    "short_list": _short_list,
    "empty_page": _empty_page,
    "odd_rows": _odd_rows,
    "without": _without,
}


def _first_list(payload):
    """The list of objects an answer holds, wherever it is."""
    if isinstance(payload, list) and payload and isinstance(payload[0], dict):
        return payload
    if isinstance(payload, dict):
        for value in payload.values():
            found = _first_list(value)
            if found is not None:
                return found
    return None


def _listed(payload):
    """The list that an answer is about, also an empty one; None where it is about a single
    object.
    """
    for key in ("content", "data"):
        if isinstance(payload, dict) and isinstance(payload.get(key), (dict, list)):
            payload = payload[key]
            if isinstance(payload, list):
                return payload
    lists = (
        [value for key, value in payload.items() if isinstance(value, list)]
        if isinstance(payload, dict)
        else []
    )
    # the single objects of Mackerel hold lists, but are known by more
    return (
        lists[0]
        if len(lists) == 1
        and set(payload)
        <= {"nextId", "declaration", next(key for key in payload if payload[key] is lists[0])}
        else None
    )


def _object(payload):
    """The single object of an answer."""
    for key in ("content", "data"):
        if isinstance(payload, dict) and isinstance(payload.get(key), dict):
            return payload[key]
    return payload


def _with_object(payload, value):
    """The answer with something else in place of the object."""
    for key in ("content", "data"):
        if isinstance(payload, dict) and key in payload:
            return {**payload, key: value}
    return value


def _never_end(payload, call):
    """Claim that there is always one more page."""
    if not isinstance(payload, dict):
        return
    page = payload.get("pageInfo")
    if page:
        items = _first_list(payload)
        while items and len(items) < page["pageSize"]:
            items.append(items[0])
        page.update(
            count=len(items or ()), totalCount=10**9, pageIndex=int(call.asked.get("pageIndex", 1))
        )
    elif "checks" in payload:
        payload["nextId"] = "0"


def deliver(faults, answer, call):
    """From an answer to what goes over the wire."""
    for fault in faults:
        change_payload(fault, answer, call)
    headers = {"Content-Type": "application/json; charset=utf-8", **answer.headers}
    out = Delivery(
        answer.status, headers, encode(answer, call.shape), delay=call.settings["latency_ms"] / 1000
    )
    for fault in faults:
        change = _DELIVERIES.get(fault["kind"])
        if change:
            change(fault, out)
    return out


def _latency(fault, out):
    if fault.get("when", "after") == "after":
        out.delay += fault.get("ms", 1000) / 1000


def _drop(_fault, out):
    out.drop = True


def _drip(fault, out):
    out.pieces = fault.get("pieces", 10)
    out.piece_delay = fault.get("ms", 50) / 1000
    out.chunked = True


def _truncate(fault, out):
    out.keep = fault.get("keep", len(out.body) // 2)


def _malformed(fault, out):
    out.body = fault.get("body", "").encode() or out.body[:-1] + b",,'oops'"


def _deep(fault, out):
    depth = fault.get("depth", 100_000)
    out.body = b'{"a":' * depth + b"1" + b"}" * depth


def _wrong_charset(fault, out):
    charset = fault.get("charset", "utf-16")
    out.body = out.body.decode("utf-8", "replace").encode(charset, "replace")


def _gzip(fault, out):
    out.headers["Content-Encoding"] = "gzip"
    out.body = b"\x1f\x8b not gzip" if fault.get("broken") else gzip.compress(out.body)


def _chunked(fault, out):
    out.pieces, out.chunked = fault.get("pieces", 7), True


def _other_status(fault, out):
    if out.status == 200:
        out.status = fault.get("status", 206)
        if out.status in (204, 205):
            out.body = b""


_DELIVERIES = {
    "latency": _latency,
    "drop_before": _drop,
    "drop_after": _drop,
    "drip": _drip,
    "truncate": _truncate,
    "malformed": _malformed,
    "deep": _deep,
    "wrong_charset": _wrong_charset,
    "gzip": _gzip,
    "chunked": _chunked,
    "other_status": _other_status,
}


def is_ignored(faults):
    return any(fault["kind"] == "ignored_write" for fault in faults)


def ignored_keys(faults):
    """The keys of an object that a write does not change, whatever it answers; none given means
    that nothing is stored.
    """
    return [
        key for fault in faults if fault["kind"] == "ignored_write" for key in fault.get("keys", ())
    ]


def write_behind(fault, emulator, entry):
    """The second writer: a patch put on the stored object right after this request."""
    patch = fault["patch"]
    vendor = patch.get("vendor") or fault["vendor"] or entry["vendor"]
    emulator.patch(vendor, patch, patch.get("account") or entry["account"])
