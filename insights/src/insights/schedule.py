"""When the computer looks: every half minute, and at once when an import has ended."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
import time
from typing import Any, Final

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

from common.runtime.backoff import Backoff
from common.runtime.errors import describe_exception
from common.runtime.logging import get_logger
from common.runtime.marks import Mark
from common.stores.postgres import PostgresStore
from insights import queries


RECONNECT: Final = Backoff(initial=1.0, maximum=30.0)
LISTEN_TIMEOUT_S: Final = 30.0

log = get_logger(__name__)


@dataclass(slots=True)
class Schedule:
    """Calls `look` again and again, never twice at once.

    Args:
        postgres: Tells of new generations of the catalogue.
        look: What is called; it finds out by itself whether there is anything to do.
        interval_s: Between looks.
        start_delay_s: Before the first one.
    """

    postgres: PostgresStore
    look: Callable[[], Awaitable[Any]]
    interval_s: float
    start_delay_s: float
    failing_since: float | None = None
    """Monotonic time since which every look has failed."""
    error: str | None = None
    """What the last look failed with."""
    _wake: asyncio.Event = field(default_factory=asyncio.Event)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Look until the context ends; a look that is going on then is broken off."""
        scheduler = AsyncIOScheduler(timezone="UTC")
        scheduler.add_job(self._wake.set, IntervalTrigger(seconds=self.interval_s), coalesce=True, misfire_grace_time=None)
        async with AsyncExitStack() as stack:
            scheduler.start()
            stack.callback(scheduler.shutdown, wait=False)
            await stack.enter_async_context(_background(self._listen()))
            await stack.enter_async_context(_background(self._work()))
            yield

    def failing_for(self) -> float:
        """Seconds for which every look has failed; 0 when the last one succeeded."""
        return 0.0 if self.failing_since is None else time.monotonic() - self.failing_since

    async def _work(self) -> None:
        await asyncio.sleep(self.start_delay_s)
        self._wake.set()
        while True:
            await self._wake.wait()
            self._wake.clear()
            try:
                await self.look()
            except Exception as error:  # whatever it is, the next look may find it mended
                if self.failing_since is None:
                    self.failing_since = time.monotonic()
                    log.exception(Mark.WARNING, "Cannot see what is due", error=error)
                self.error = describe_exception(error)
            else:
                self.failing_since = self.error = None

    async def _listen(self) -> None:
        failures = 0
        while True:
            try:
                async with self.postgres.connection(LISTEN_TIMEOUT_S) as connection:
                    await connection.execute(queries.LISTEN.text)
                    failures = 0
                    self._wake.set()  # for what was told while nobody listened
                    async for notice in connection.notifies():
                        log.info(Mark.EXTRACTION_COMPLETE, "The catalogue has changed", generation=notice.payload)
                        self._wake.set()
            except Exception as error:  # looks go on by the clock meanwhile
                log.debug(Mark.WARNING, "Cannot listen for new generations", error=error)
                await asyncio.sleep(RECONNECT.delay(failures))
                failures += 1


@asynccontextmanager
async def _background(work: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    task = asyncio.create_task(work)
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
