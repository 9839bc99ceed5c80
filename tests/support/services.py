"""The platform's own processes under test: started as an operator would, stopped by a signal, their log kept for the failure's text."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
import os
from pathlib import Path
import signal
import socket
import sys
import tempfile
from typing import Any, Final

import httpx

from tests.support.waiting import PATIENCE_S, eventually


READY_S: Final = 60.0
STOP_S: Final = 30.0


def free_port() -> int:
    """A local port that nothing listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(slots=True)
class Service:
    """One running process of the platform."""

    name: str
    arguments: tuple[str, ...]
    env: dict[str, str]
    port: int
    log: Path
    process: asyncio.subprocess.Process | None = field(default=None, repr=False)

    async def start(self) -> None:
        """Start the console script, with the log appended to."""
        with self.log.open("ab") as out:
            command = str(Path(sys.executable).with_name(self.name))
            self.process = await asyncio.create_subprocess_exec(command, *self.arguments, env=self.env, stdout=out, stderr=out)

    @property
    def pid(self) -> int:
        """Process id of the running process."""
        assert self.process is not None
        return self.process.pid

    @property
    def is_running(self) -> bool:
        """Whether it has been started and has not ended."""
        return self.process is not None and self.process.returncode is None

    async def health(self) -> dict[str, Any]:
        """The health answer; empty while there is none."""
        try:
            # Not to verify saves reading the system's certificates at every question, of which there are many.
            async with httpx.AsyncClient(timeout=PATIENCE_S, trust_env=False, verify=False) as client:
                return dict((await client.get(f"http://127.0.0.1:{self.port}/health")).json())
        except (httpx.HTTPError, ValueError):
            return {}

    async def until_healthy(self, timeout_s: float = READY_S) -> None:
        """Wait for the status `healthy`; a process that ends instead fails with its log."""

        async def is_healthy() -> bool:
            assert self.is_running, f"{self.name} ended with {self.process and self.process.returncode}:\n{self.tail()}"
            return (await self.health()).get("status") == "healthy"

        await eventually(is_healthy, timeout_s=timeout_s)

    async def wait(self, timeout_s: float) -> int:
        """Wait for the process to end by itself; its exit code."""
        assert self.process is not None
        try:
            return await asyncio.wait_for(self.process.wait(), timeout_s)
        except TimeoutError:
            raise AssertionError(f"{self.name} still runs after {timeout_s} s:\n{self.tail()}") from None

    async def stop(self, timeout_s: float = STOP_S) -> int:
        """SIGTERM, then wait; the exit code."""
        if self.is_running:
            self.send(signal.SIGTERM)
        return await self.wait(timeout_s)

    async def kill(self) -> None:
        """SIGKILL, as a crash would."""
        self.send(signal.SIGKILL)
        await self.wait(STOP_S)

    def send(self, number: signal.Signals) -> None:
        """Send a signal to this process only."""
        assert self.process is not None
        self.process.send_signal(number)

    def text(self) -> str:
        """Everything it has logged."""
        return self.log.read_text(encoding="utf-8", errors="replace")

    def tail(self, lines: int = 30) -> str:
        """The last lines of its log."""
        return "\n".join(self.text().splitlines()[-lines:])


def service(name: str, *arguments: str, env: Mapping[str, str]) -> Service:
    """A service that is not started yet, with a health port and a log file of its own."""
    port = free_port()
    handle, log = tempfile.mkstemp(prefix=f"{name}-", suffix=".log")
    os.close(handle)
    base = {key: value for key, value in os.environ.items() if not key.startswith(("POSTGRES_", "NEO4J_", "RABBITMQ_", "EXTRACTOR_", "DISCOGS_"))}
    return Service(name, arguments, {**base, "STARTUP_DELAY": "0", **env, "HEALTH_PORT": str(port)}, port, Path(log))


@asynccontextmanager
async def running(name: str, *arguments: str, env: Mapping[str, str], healthy: bool = True) -> AsyncIterator[Service]:
    """A started service, ended when the block ends, whatever happened in it."""
    started = service(name, *arguments, env=env)
    await started.start()
    try:
        if healthy:
            await started.until_healthy()
        yield started
    finally:
        if started.is_running:
            try:
                await started.stop()
            except AssertionError:
                await started.kill()
        started.log.unlink(missing_ok=True)
