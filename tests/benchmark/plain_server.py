# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A server with little to do: lists are rendered once, and what is created is answered with its own
bytes and an id, and listed from then on.

It stands in for the emulator where that would be the slowest part. The data is a JSON file: name to
``latency_ms`` and ``lists``, path to object; each name is a prefix of the paths. ``GET /_log``
tells and forgets what was asked, and ``GET /_reset`` forgets what was created.
"""

from __future__ import annotations

import argparse
import asyncio
import collections
import importlib.util
import itertools
import json
import sys
from pathlib import Path

import uvicorn

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import contextlib

from emulator.server import listen, urls_of  # noqa: E402  pylint: disable=wrong-import-position

JSON = [(b"content-type", b"application/json")]


class App:
    """The ASGI application, without a framework."""

    def __init__(self, data):
        self.answers = {
            f"/{name}{path}": json.dumps(listed).encode()
            for name, one in data.items()
            for path, listed in one["lists"].items()
        }
        self.latency = {name: one.get("latency_ms", 0) / 1000 for name, one in data.items()}
        self.numbers = itertools.count(1)
        self.made = collections.defaultdict(list)
        self.log = []

    async def __call__(self, scope, receive, send):
        method, path = scope["method"], scope["path"]
        body = b""
        while True:
            message = await receive()
            body += message.get("body", b"")
            if not message.get("more_body"):
                break
        if path == "/_log":
            told, self.log = self.log, []
            return await self._say(send, 200, json.dumps(told).encode())
        if path == "/_reset":
            self.made.clear()
            return await self._say(send, 200, b"{}")
        query = scope["query_string"].decode()
        self.log.append(
            [method, path + (f"?{query}" if query else ""), json.loads(body) if body else None]
        )
        pause = self.latency.get(path.split("/", 2)[1], 0)
        if pause:
            await asyncio.sleep(pause)
        if method == "GET":
            found = self.answers.get(path)
            if found and self.made[path]:
                # a list of the vendor ends with its last row and "]}"
                found = b"%s, %s]}" % (found[:-2], b", ".join(self.made[path]))
            return await self._say(
                send, 200 if found else 404, found or b'{"error":{"message":"not found"}}'
            )
        ident = f"made{next(self.numbers):08d}" if method == "POST" else path.rpartition("/")[2]
        row = b'{"id":"%s",%s' % (ident.encode(), body[1:] if body else b'"gone":true}')
        if method == "POST":
            self.made[path].append(row)
        return await self._say(send, 200, row)

    @staticmethod
    async def _say(send, status, body):
        await send(
            {
                "type": "http.response.start",
                "status": status,
                "headers": [*JSON, (b"content-length", str(len(body)).encode())],
            }
        )
        await send({"type": "http.response.body", "body": body})


def main():
    parser = argparse.ArgumentParser(description="Serve lists from memory.")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--ready-file", type=Path, required=True)
    wanted = parser.parse_args()
    app = App(json.loads(wanted.data.read_text(encoding="utf-8")))
    sock = listen("127.0.0.1", 0)
    part = wanted.ready_file.with_name(wanted.ready_file.name + ".part")
    part.write_text(json.dumps({"url": urls_of(sock, "127.0.0.1")["url"]}), encoding="utf-8")
    part.replace(wanted.ready_file)
    parser_in_c = importlib.util.find_spec("httptools") is not None
    config = uvicorn.Config(
        app,
        http="httptools" if parser_in_c else "h11",
        loop="asyncio",
        ws="none",
        lifespan="off",
        log_config=None,
        log_level="critical",
        access_log=False,
        proxy_headers=False,
        server_header=False,
        date_header=False,
        timeout_keep_alive=600,
        timeout_graceful_shutdown=1,
    )
    with contextlib.suppress(KeyboardInterrupt):
        uvicorn.Server(config).run(sockets=[sock])


if __name__ == "__main__":
    main()
