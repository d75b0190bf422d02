# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What may stand between a module and a vendor: relays with and without TLS, proxies, and
servers that answer as nobody should.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading


class Wire:
    """A server on a free port of loopback, in a thread of its own. ``connections`` counts those
    it accepted.
    """

    def __init__(self, context=None):
        self.context = context
        self.connections = 0
        self.port = None
        self._open = set()
        self._loop = asyncio.new_event_loop()
        self._listening = threading.Event()
        self._thread = threading.Thread(target=self._run, name=type(self).__name__, daemon=True)

    @property
    def url(self):
        return "%s://localhost:%d" % ("https" if self.context else "http", self.port)

    def __enter__(self):
        self._thread.start()
        self._listening.wait(10)
        return self

    def __exit__(self, *_exc):
        self._loop.call_soon_threadsafe(self._end.set)
        self._thread.join(10)

    def _run(self):
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._serve())
        self._loop.close()

    async def _serve(self):
        self._end = asyncio.Event()
        server = await asyncio.start_server(self._accepted, "127.0.0.1", 0, ssl=self.context)
        self.port = server.sockets[0].getsockname()[1]
        self._listening.set()
        await self._end.wait()
        server.close()
        for writer in list(self._open):
            writer.transport.abort()  # a polite end of TLS waits for the other side
        await asyncio.gather(
            *[task for task in asyncio.all_tasks() if task is not asyncio.current_task()],
            return_exceptions=True,
        )

    async def _accepted(self, reader, writer):
        self.connections += 1
        self._open.add(writer)
        try:
            await self.serve(reader, writer)
        except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            writer.close()
            self._open.discard(writer)

    async def serve(self, reader, writer):
        """What happens on one connection; it is closed afterwards."""
        raise NotImplementedError


async def _pump(reader, writer):
    with contextlib.suppress(OSError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    writer.close()


async def _join(reader, writer, port, first=b""):
    """Passes on what both sides say, until both have hung up."""
    theirs, ours = await asyncio.open_connection("127.0.0.1", port)
    ours.write(first)
    await asyncio.gather(_pump(reader, ours), _pump(theirs, writer))


async def _head(reader):
    """The first line of a request, and its other lines as they came."""
    line, _end, rest = (await reader.readuntil(b"\r\n\r\n")).partition(b"\r\n")
    return line.decode("latin-1"), rest


def headers_of(head):
    """Lower-case name to value."""
    lines = head.decode("latin-1").split("\r\n")
    return {
        name.lower(): value.strip()
        for name, colon, value in (line.partition(":") for line in lines)
        if colon
    }


class Relay(Wire):
    """Everything that comes goes on to a port of this machine."""

    def __init__(self, port, context=None):
        super().__init__(context)
        self.to = port

    async def serve(self, reader, writer):
        await _join(reader, writer, self.to)


class Meddler(Relay):
    """A relay that says something before each answer (``before``), or something else in its place.

    instead: bytes in place of the answers to requests that begin so, which were carried out all the
    same, but only so many ``times``.
    ``lines``: the first lines of all requests.
    """

    def __init__(self, port, before=b"", instead=None, times=None, context=None):
        super().__init__(port, context)
        self.times = times
        self.before = before
        self.instead = instead or {}
        self.lines = []

    async def serve(self, reader, writer):
        theirs, ours = await asyncio.open_connection("127.0.0.1", self.to)
        try:
            while True:
                line, rest = await _head(reader)
                self.lines.append(line)
                body = await reader.readexactly(int(headers_of(rest).get("content-length", 0)))
                ours.write(line.encode("latin-1") + b"\r\n" + rest + body)
                spoiled = (
                    next(
                        (
                            answer
                            for begin, answer in self.instead.items()
                            if line.startswith(begin)
                        ),
                        None,
                    )
                    if self.times != 0
                    else None
                )
                if spoiled is not None and self.times:
                    self.times -= 1
                writer.write(self.before)
                await writer.drain()
                head = await theirs.readuntil(b"\r\n\r\n")
                body = await theirs.readexactly(int(headers_of(head)["content-length"]))
                writer.write(head + body if spoiled is None else spoiled)
                await writer.drain()
        finally:
            ours.close()


class Proxy(Wire):
    """An HTTP proxy for which every host there is lies behind one port. ``asked``: (first line,
    headers) of what it was asked.

    allows: whether it does as asked; else it wants other credentials.
    """

    def __init__(self, port, allows=True):
        super().__init__()
        self.to = port
        self.allows = allows
        self.asked = []

    @property
    def place(self):
        return "localhost:%d" % self.port

    async def serve(self, reader, writer):
        line, rest = await _head(reader)
        self.asked.append((line, headers_of(rest)))
        method, target, version = line.split(" ")
        if not self.allows:
            writer.write(
                b"HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate:"
                b" Basic\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
            )
            await writer.drain()
        elif method == "CONNECT":
            writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
            await _join(reader, writer, self.to)
        else:
            path = "/" + target.split("/", 3)[3]
            kept = [
                one
                for one in rest.split(b"\r\n")
                if one and not one.lower().startswith((b"proxy-", b"connection:"))
            ]
            first = ("%s %s %s" % (method, path, version)).encode("latin-1")
            await _join(
                reader,
                writer,
                self.to,
                b"\r\n".join([first, *kept, b"Connection: close", b"", b""]),
            )


class Answers(Wire):
    """Reads requests and answers each with the pieces it was given, a pause before each;
    ``heads``: what it was asked.
    """

    def __init__(self, *pieces, pause=0.0, context=None):
        super().__init__(context)
        self.pieces = pieces
        self.pause = pause
        self.heads = []

    async def serve(self, reader, writer):
        self.heads.append(await _head(reader))
        for piece in self.pieces:
            await asyncio.sleep(self.pause)
            writer.write(piece)
            await writer.drain()


class Silent(Wire):
    """Takes a request and says nothing, for as long as the other side waits."""

    def __init__(self):
        super().__init__()
        self.heads = []

    async def serve(self, reader, writer):
        self.heads.append(await _head(reader))
        await reader.read()


@contextlib.contextmanager
def full():
    """A port that no connection can be made to, and that refuses none: its queue is full and
    nobody takes from it.
    """
    with contextlib.ExitStack() as stack:
        listening = stack.enter_context(socket.socket())
        listening.bind(("127.0.0.1", 0))
        listening.listen(0)
        while True:
            waiting = stack.enter_context(socket.socket())
            waiting.settimeout(0.2)
            try:
                waiting.connect(listening.getsockname())
            except OSError:
                break
        yield listening.getsockname()[1]


def closed():
    """A port on which nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]
