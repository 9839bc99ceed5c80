"""Probes: each asks one part of the platform, at its own pace and with its own patience. None waits for another."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from common.runtime.errors import describe_exception
from common.runtime.logging import get_logger
from common.runtime.marks import Mark


log = get_logger(__name__)


@dataclass(slots=True)
class Probe[T]:
    """One question that is asked again and again.

    Attributes:
        name: Says what is asked; in logs and in the collector's errors.
        ask: The question.
        every_s: From the beginning of one try to that of the next; a try that takes longer is followed at once.
        timeout_s: How long a try may take.
        mark: Of the log line when it begins to fail.
        value: The answer of the last try; `None` when it failed, or there was none yet.
        known: The last answer that there was.
        error: Why the last try failed.
        at: When the last try ended.
    """

    name: str
    ask: Callable[[], Awaitable[T]]
    every_s: float
    timeout_s: float
    mark: Mark = Mark.WARNING
    value: T | None = None
    known: T | None = None
    error: str | None = None
    at: datetime | None = None
    has_tried: asyncio.Event = field(default_factory=asyncio.Event)

    async def look(self) -> None:
        """One try. Whatever goes wrong is part of what is found."""
        try:
            async with asyncio.timeout(self.timeout_s):
                self.value = self.known = await self.ask()
            error = None
        except TimeoutError:
            self.value, error = None, f"No answer within {self.timeout_s:g} s"
        except Exception as failure:
            self.value, error = None, describe_exception(failure)
        if (error is None) != (self.error is None):
            if error is None:
                log.info(Mark.OK, "A probe gets answers", probe=self.name)
            else:
                log.warning(self.mark, "A probe gets no answer", probe=self.name, error=error)
        self.error = error
        self.at = datetime.now(UTC)
        self.has_tried.set()

    async def run(self) -> None:
        """Look until cancelled."""
        loop = asyncio.get_running_loop()
        while True:
            began = loop.time()
            await self.look()
            await asyncio.sleep(max(0.0, began + self.every_s - loop.time()))


@asynccontextmanager
async def probing(probes: Sequence[Probe[Any]]) -> AsyncIterator[None]:
    """Run probes while the context lasts."""
    tasks = [asyncio.create_task(probe.run(), name=f"probe {probe.name}") for probe in probes]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def first_round(probes: Sequence[Probe[Any]], timeout_s: float) -> None:
    """Wait until each probe has tried once; not for ever."""
    tries = [asyncio.create_task(probe.has_tried.wait()) for probe in probes]
    _, late = await asyncio.wait(tries, timeout=timeout_s)
    for task in late:
        task.cancel()
