"""A server in the API's place that does what a test tells it, byte by byte, and remembers what reached it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
import json


@dataclass(frozen=True, slots=True)
class Seen:
    """A request as it came: the request line's target is not decoded."""

    method: str
    target: str
    headers: list[tuple[str, str]]
    body: bytes

    def all(self, name: str) -> list[str]:
        """Values of a header."""
        return [value for each, value in self.headers if each.lower() == name]


type Reply = Callable[["Upstream", Seen, asyncio.StreamWriter], Awaitable[None]]


@dataclass(slots=True)
class Upstream:
    """The running server."""

    port: int
    reply: Reply
    seen: list[Seen] = field(default_factory=list)
    hung_up: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when a client closed its connection while the reply was being made."""

    @property
    def url(self) -> str:
        """Base URL."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def last(self) -> Seen:
        """The newest request that was no health probe."""
        return [each for each in self.seen if each.target != "/health"][-1]

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection."""
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            while True:
                seen = await _read(reader)
                self.seen.append(seen)
                if seen.target == "/health":
                    await answer(writer, body=b'{"status": "healthy"}')
                    continue
                replying = asyncio.ensure_future(self.reply(self, seen, writer))
                watching = asyncio.create_task(reader.read(1))
                await asyncio.wait({replying, watching}, return_when=asyncio.FIRST_COMPLETED)
                if not replying.done():
                    self.hung_up.set()
                    replying.cancel()
                    break
                watching.cancel()
                await asyncio.wait({watching})
                await replying
                if writer.is_closing():
                    break
        writer.close()


async def _read(reader: asyncio.StreamReader) -> Seen:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    method, target, _ = head[0].split(" ")
    headers = [(name, value) for name, _, value in (line.partition(": ") for line in head[1:] if line)]
    length = next((int(value) for name, value in headers if name.lower() == "content-length"), 0)
    return Seen(method, target, headers, await reader.readexactly(length))


async def answer(writer: asyncio.StreamWriter, status: int = 200, body: bytes = b"{}", **headers: str) -> None:
    """A whole answer; header names with underscores for dashes."""
    told = {"content_type": "application/json", "content_length": str(len(body)), **headers}
    lines = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in told.items())
    writer.write(f"HTTP/1.1 {status} X\r\n{lines}\r\n".encode() + body)
    await writer.drain()


async def begin_events(writer: asyncio.StreamWriter, **headers: str) -> None:
    """The head of a stream of events; pieces follow by `event`."""
    lines = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    writer.write(f"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream; charset=utf-8\r\ntransfer-encoding: chunked\r\n{lines}\r\n".encode())
    await writer.drain()


async def event(writer: asyncio.StreamWriter, piece: bytes) -> None:
    """A piece of a stream; an empty one ends it."""
    writer.write(b"%x\r\n%b\r\n" % (len(piece), piece))
    await writer.drain()


async def echo(_upstream: Upstream, seen: Seen, writer: asyncio.StreamWriter) -> None:
    """Reply: what came."""
    await answer(writer, body=json.dumps({"method": seen.method, "target": seen.target, "body": seen.body.decode()}).encode())


@asynccontextmanager
async def upstream(reply: Reply = echo) -> AsyncIterator[Upstream]:
    """A server on a free port."""
    made = Upstream(0, reply)
    server = await asyncio.start_server(made.serve, "127.0.0.1", 0)
    made.port = server.sockets[0].getsockname()[1]
    try:
        yield made
    finally:
        server.close()
        server.close_clients()
