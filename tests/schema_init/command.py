"""Running the real command, and looking at what it made."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
import json
import os
import sys
from typing import Any

from schema_init.settings import SchemaInitSettings
from tests.support.servers import PostgresTarget


NOTHING_LISTENS = "bolt://127.0.0.1:1"


@dataclass(frozen=True, slots=True)
class Ended:
    """How a run of the command ended."""

    code: int
    output: str

    @property
    def lines(self) -> list[dict[str, Any]]:
        """The log."""
        return [json.loads(line) for line in self.output.splitlines() if line.startswith("{")]

    @property
    def worked_s(self) -> float:
        """Seconds between its first words and its last, without the start of the interpreter."""
        first, *_, last = (datetime.fromisoformat(line["timestamp"]) for line in self.lines)
        return (last - first).total_seconds()

    @property
    def summary(self) -> dict[str, Any]:
        """The last line."""
        return self.lines[-1]

    def events(self, level: str) -> list[str]:
        """Events of one level."""
        return [line["event"] for line in self.lines if line["level"] == level]


async def schema_init(environment: Mapping[str, str], *arguments: str) -> Ended:
    """Run `schema-init` with this environment and nothing else of its variables."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("POSTGRES_", "NEO4J_", "SCHEMA_INIT_"))}
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "schema_init",
        *arguments,
        env={**inherited, **environment},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    output, _ = await process.communicate()
    assert process.returncode is not None
    return Ended(process.returncode, output.decode())


def settings_for(target: PostgresTarget) -> SchemaInitSettings:
    """Settings that reach a test's database, whatever the environment says."""
    return SchemaInitSettings.load(**{name.lower(): value for name, value in target.env.items()})


@asynccontextmanager
async def silent_server() -> AsyncIterator[int]:
    """Port of a server that takes connections and never says a word."""
    open_ends: list[asyncio.StreamWriter] = []

    async def keep(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        open_ends.append(writer)

    server = await asyncio.start_server(keep, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        for writer in open_ends:
            writer.close()
        server.close()
