"""A server in the place of all services: one port, a path each, and each does what a test tells it."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from enum import Enum, auto
import json
from typing import Any

from tests.support.services import free_port


class Mute(Enum):
    """What a service does that answers nothing."""

    ABSENT = auto()
    """Hangs up."""
    SILENT = auto()
    """Keeps the connection."""


type Behaviour = tuple[int, Mapping[str, Any] | str] | Mute


@dataclass(slots=True)
class StandIns:
    """The running server. `answers` holds what each service does, by name; one that is not named is absent."""

    port: int
    answers: dict[str, Behaviour] = field(default_factory=dict)
    asked: dict[str, int] = field(default_factory=dict)

    @property
    def settings(self) -> dict[str, str]:
        """Settings of a dashboard that looks at these services."""
        names = ("extractor-discogs", "extractor-musicbrainz", "graphinator", "tableinator", "brainzgraphinator", "brainztableinator")
        return {f"{name.replace('-', '_')}_health_url": f"http://127.0.0.1:{self.port}/{name}/health" for name in names}

    def tell(self, *names: str, **told: Any) -> None:
        """Services answer with 200 and this body, `status` healthy unless it says otherwise."""
        for name in names:
            self.answers[name] = (200, {"status": "healthy", **told})

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection."""
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                name = head.split(b" ")[1].decode().split("/")[1]
                self.asked[name] = self.asked.get(name, 0) + 1
                behaviour = self.answers.get(name, Mute.ABSENT)
                if behaviour is Mute.ABSENT:
                    break
                if behaviour is Mute.SILENT:
                    await reader.read()
                    break
                code, told = behaviour
                body = told.encode() if isinstance(told, str) else json.dumps(told).encode()
                writer.write(f"HTTP/1.1 {code} X\r\ncontent-length: {len(body)}\r\n\r\n".encode() + body)
                await writer.drain()
        writer.close()


@asynccontextmanager
async def stand_ins() -> AsyncIterator[StandIns]:
    """Serve while the context lasts."""
    port = free_port()
    services = StandIns(port)
    server = await asyncio.start_server(services.serve, "127.0.0.1", port)
    try:
        yield services
    finally:
        server.close()
        server.close_clients()
        await server.wait_closed()
