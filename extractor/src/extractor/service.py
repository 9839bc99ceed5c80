"""The life of an extractor process: an initial run, then a wait for the next check, a trigger or the end.

idle ─► running ─► completed ─► waiting ─► running ...
            └────► failed ──────────────┘
"""

import asyncio
from collections.abc import Awaitable, Callable
import contextlib
from typing import Final

from common.domain.data_types import Source
from common.runtime.backoff import Backoff
from common.runtime.errors import DiscogsographyError, describe_exception
from common.runtime.logging import get_logger
from common.runtime.marks import Mark
from extractor.dumps import DumpSource
from extractor.http import TriggerSlot
from extractor.run import Outcome, Run
from extractor.settings import ExtractorSettings
from extractor.status import ExtractionStatus, LiveStatus


DAY_S: Final = 86_400.0
CANCEL_DEADLINE_S: Final = 6.0

type Sleep = Callable[[float], Awaitable[None]]
type Wait = Callable[[], Awaitable[None]]

log = get_logger(__name__)


async def no_wait() -> None:
    """What a source waits for that waits for nothing."""


class Service:
    """Runs until it is told to stop.

    Args:
        make_source: A source of dumps, new for every run, since it caches what it saw.
        wait_before_run: Awaited before every run (MusicBrainz waits for Discogs); the status stays what it was meanwhile.
        sleep: All waits go through it.
    """

    def __init__(
        self,
        settings: ExtractorSettings,
        live: LiveStatus,
        trigger: TriggerSlot,
        make_source: Callable[[], DumpSource],
        *,
        wait_before_run: Wait = no_wait,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._settings = settings
        self._live = live
        self._trigger = trigger
        self._make_source = make_source
        self._wait_before_run = wait_before_run
        self._sleep = sleep
        self._stop = asyncio.Event()
        self._triggered = asyncio.Event()
        loop = asyncio.get_running_loop()
        trigger.on_put(lambda: loop.call_soon_threadsafe(self._triggered.set))

    def stop(self) -> None:
        """End as soon as possible; safe to call twice."""
        if not self._stop.is_set():
            log.info(Mark.STOP, "Shutdown requested", state=self._live.state.value)
            self._stop.set()

    async def run(self, *, once: bool = False) -> int:
        """Exit code: 0 after a stop, 1 after a failed initial run and its cool-down. With `once` the process ends after the first run."""
        succeeded = await self._one_run(force=self._settings.force_reprocess)
        if self._stop.is_set():
            return 1 if self._live.state is ExtractionStatus.FAILED else 0
        if once:
            return 0 if succeeded else 1
        if not succeeded:
            # The server stays up meanwhile: whoever looks sees the state and the reason.
            log.info(Mark.IDLE, "Initial run failed, cooling down", seconds=self._settings.failure_cooldown_secs)
            await self._interruptible(self._sleep(self._settings.failure_cooldown_secs))
            return 1
        retry = Backoff(self._settings.failed_retry_initial, maximum=DAY_S)
        failures = 0
        while True:
            if self._live.state is ExtractionStatus.COMPLETED:
                self._live.state = ExtractionStatus.WAITING
            force = await self._next_run(retry.delay(failures - 1) if failures else None)
            if force is None:
                return 0
            if await self._one_run(force=force):
                failures = 0
            elif self._stop.is_set():
                return 0
            else:
                failures += 1

    async def _next_run(self, retry_s: float | None) -> bool | None:
        """Wait for a trigger, the next check or the stop; the force flag of the run, or `None` for the stop."""
        period_s = self._settings.periodic_check_days * DAY_S
        # A folder does not change by itself: only a trigger starts another run over it.
        wait_s = None if self._settings.extractor_dump_dir is not None else min(period_s, retry_s or period_s)
        timer = asyncio.ensure_future(self._sleep(wait_s)) if wait_s is not None else None
        waits = [asyncio.create_task(self._stop.wait()), asyncio.create_task(self._triggered.wait()), *([timer] if timer else [])]
        try:
            while True:
                await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
                if self._stop.is_set():
                    return None
                self._triggered.clear()
                if (force := self._trigger.take()) is not None:
                    log.info(Mark.START, "Run triggered", force=force)
                    return force
                if timer is not None and timer.done():
                    return False
                waits[1] = asyncio.create_task(self._triggered.wait())
        finally:
            for wait in waits:
                wait.cancel()

    async def _one_run(self, *, force: bool) -> bool:
        """Whether the run was a success; a stop cancels it wherever it is."""
        if not await self._interruptible(self._wait_before_run()):
            return False
        live = self._live
        live.begin()
        outcome: list[Outcome] = []

        async def run() -> None:
            outcome.append(await Run(self._settings, self._make_source(), live, force=force).execute())

        try:
            if not await self._interruptible(run()):
                live.state = ExtractionStatus.COMPLETED
                log.info(Mark.STOP, "Run interrupted; the next start goes on from here")
                return False
        except (DiscogsographyError, OSError) as error:
            live.fail(str(error) if isinstance(error, DiscogsographyError) else describe_exception(error))
            log.error(Mark.FAILED, "Run failed", error=live.error_message)
            return False
        live.complete()
        log.info(Mark.OK, "Run succeeded", outcome=outcome[0].value)
        return True

    async def _interruptible(self, work: Awaitable[None]) -> bool:
        """Await `work`; False when the stop came first, after the work was cancelled and had its time to clean up."""
        task = asyncio.ensure_future(work)
        stop = asyncio.create_task(self._stop.wait())
        try:
            await asyncio.wait([task, stop], return_when=asyncio.FIRST_COMPLETED)
            if task.done():
                task.result()
                return True
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError, TimeoutError, DiscogsographyError, OSError):
                async with asyncio.timeout(CANCEL_DEADLINE_S):
                    await task
            return False
        finally:
            stop.cancel()


def source_name(source: Source) -> str:
    """`extractor-discogs`: the service's name in logs and health."""
    return f"extractor-{source.value}"
