# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The emulator behind uvicorn: in a thread for tests, in the foreground for the command line."""

from __future__ import annotations

import socket
import threading
import time

import uvicorn

from .app import make_app
from .emulator import Core


def listen(host, port):
    """A listening socket; port 0 picks a free one."""
    # The protocol is named, as asyncio switches Nagle's algorithm off only on sockets that say they
    # are TCP.
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    sock = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    sock.bind((host, port))
    sock.listen(2048)
    return sock


def make_server(core):
    # An idle connection is kept long, so that only injected faults ever close one.
    config = uvicorn.Config(
        make_app(core),
        http="httptools",
        loop="uvloop",
        ws="none",
        lifespan="off",
        log_config=None,
        log_level="critical",
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_keep_alive=600,
        timeout_graceful_shutdown=1,
    )
    return uvicorn.Server(config)


def urls_of(sock, host):
    address = f"[{host}]" if ":" in host else host
    url = f"http://{address}:{sock.getsockname()[1]}"
    return {"url": url, "mackerel": f"{url}/mackerel", "guance": f"{url}/guance", "bk": f"{url}/bk"}


class Emulator(Core):
    """`with Emulator() as emu:` runs the three vendors on a free port of loopback."""

    def __init__(self, seed="default", state=None, host="127.0.0.1", port=0, **settings):
        super().__init__(seed, state, **settings)
        self._address = (host, port)
        self._server = None
        self._thread = None
        self.urls = {}

    def start(self):
        sock = listen(*self._address)
        self.urls = urls_of(sock, self._address[0])
        self._server = make_server(self)
        self._thread = threading.Thread(
            target=self._server.run, args=([sock],), name="emulator", daemon=True
        )
        self._thread.start()
        # its socket takes connections from the beginning, so nobody would notice that nobody
        # answers
        while not self._server.started:
            if not self._thread.is_alive():
                raise RuntimeError("the emulator did not start")
            time.sleep(0.002)
        return self

    def stop(self):
        self._server.should_exit = True
        self._thread.join(10)
        self.close()

    __enter__ = start

    def __exit__(self, *_exc):
        self.stop()

    url = property(lambda self: self.urls["url"])
    mackerel_url = property(lambda self: self.urls["mackerel"])
    guance_url = property(lambda self: self.urls["guance"])
    bk_url = property(lambda self: self.urls["bk"])
