"""Frames between the coordinator and a worker process, over a socket pair.

A frame is a fixed head, a small JSON object and raw bytes. Blocks travel as raw bytes to the worker, ids and links as raw bytes
back; record bodies never travel, since a worker publishes what it parsed.
"""

import asyncio
from dataclasses import dataclass
from enum import IntEnum
import socket
import struct
from typing import Any, Final

import orjson


_HEAD: Final = struct.Struct("!BIII")
_STREAM_LIMIT: Final = 1 << 22
_SOCKET_BUFFER: Final = 1 << 20


class Kind(IntEnum):
    """What a frame says."""

    CONFIGURE = 1  # to the worker, first: everything it needs to know
    BLOCK = 2  # to the worker: a block to parse and publish
    LINKS = 3  # to the worker: a block to search for Discogs links
    STOP = 4  # to the worker: confirm what is out, then end
    READY = 10  # from the worker: connected and configured
    PARSED = 11  # from the worker: one more block may come
    DONE = 12  # from the worker: all of a job is confirmed
    FAILED = 13  # from the worker: the broker refused a job for good


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame. `job` numbers what the frame is about within one worker; 0 where there is none."""

    kind: Kind
    job: int
    meta: dict[str, Any]
    data: bytes


class Channel:
    """One end of a socket pair."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    @classmethod
    async def over(cls, end: socket.socket) -> "Channel":
        """A channel over an open socket, which it owns from now on."""
        for option in (socket.SO_SNDBUF, socket.SO_RCVBUF):
            end.setsockopt(socket.SOL_SOCKET, option, _SOCKET_BUFFER)
        end.setblocking(False)
        reader, writer = await asyncio.open_connection(sock=end, limit=_STREAM_LIMIT)
        return cls(reader, writer)

    async def receive(self) -> Frame | None:
        """The next frame, or `None` when the other end is gone."""
        try:
            kind, job, meta_size, data_size = _HEAD.unpack(await self._reader.readexactly(_HEAD.size))
            meta = await self._reader.readexactly(meta_size)
            data = await self._reader.readexactly(data_size) if data_size else b""
        except (asyncio.IncompleteReadError, OSError):
            return None
        return Frame(Kind(kind), job, orjson.loads(meta), data)

    def send_soon(self, kind: Kind, job: int = 0, meta: dict[str, Any] | None = None, data: bytes = b"") -> None:
        """Queue a frame; a frame to an end that is gone is dropped."""
        encoded = orjson.dumps(meta or {})
        self._writer.write(_HEAD.pack(kind, job, len(encoded), len(data)) + encoded)
        if data:
            self._writer.write(data)

    async def send(self, kind: Kind, job: int = 0, meta: dict[str, Any] | None = None, data: bytes = b"") -> None:
        """Queue a frame and wait until the other end keeps up.

        Raises:
            OSError: the other end is gone.
        """
        self.send_soon(kind, job, meta, data)
        await self._writer.drain()

    def close(self) -> None:
        """Close this end; the other one reads the end of the stream."""
        self._writer.close()
