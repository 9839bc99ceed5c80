"""Whether the store answers. One recovery loop a process, however many batches met the outage, so one outage makes one row of waits."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

from common.consumer.spec import Failure
from common.runtime.backoff import Backoff
from common.runtime.errors import describe_exception
from common.runtime.logging import get_logger
from common.runtime.marks import Mark


PROBE_TIMEOUT_S: Final = 10.0
RECOVERY: Final = Backoff(initial=1.0, factor=2.0, maximum=30.0, jitter=0.0)
"""Waits between two probes: 1, 2, 4 … 30 s, as documented. One process asks, so there is no crowd that jitter would have to part."""

log = get_logger(__name__)


class StoreGate:
    """Closed from the start until the first good probe, and during each outage.

    Args:
        store_name: For logs.
        probe: One round trip; raises when the store is away.
        classify: What an error of the store means.
        on_change: Called after the gate opened or closed.
    """

    def __init__(
        self, store_name: str, probe: Callable[[], Awaitable[None]], classify: Callable[[BaseException], Failure], on_change: Callable[[], None]
    ) -> None:
        self._store_name = store_name
        self._probe = probe
        self._classify = classify
        self._on_change = on_change
        self._opened = asyncio.Event()
        self._reported = asyncio.Event()
        self._reported.set()
        self.away_since: float | None = asyncio.get_running_loop().time()
        self.attempts = 0
        self.outages = 0
        self.error: str | None = None

    @property
    def is_open(self) -> bool:
        """Whether the store answered when it was last asked."""
        return self._opened.is_set()

    async def opened(self) -> None:
        """Wait until the store answers."""
        await self._opened.wait()

    async def answers(self, error: BaseException) -> bool:
        """Ask the store once, because of `error`: an outage closes the gate, a store that answers means another transient fault.

        Raises: what the probe raised, if that is neither an outage nor a time-out.
        """
        if not self.is_open:
            return False
        try:
            await self._ask()
        except Exception as away:
            if self._classify(away) is not Failure.TRANSIENT:
                raise
            if self.is_open:
                self._close(error)
            return False
        return True

    async def run(self) -> None:
        """Probe while the gate is closed. Ends only by an error that no waiting heals."""
        loop = asyncio.get_running_loop()
        while True:
            await self._reported.wait()
            self.attempts = 0
            while not self.is_open:
                # The first probe of all is made at once; in an outage the store has just been asked.
                if self.error is not None:
                    delay = RECOVERY.delay(self.attempts)
                    log.warning(Mark.WAITING, "Backing off: the store is away", store=self._store_name, delay_s=delay, error=self.error)
                    await asyncio.sleep(delay)
                    self.attempts += 1
                try:
                    await self._ask()
                except Exception as error:
                    if self._classify(error) is not Failure.TRANSIENT:
                        raise
                    self.error = describe_exception(error)
                    continue
                away_s = loop.time() - (self.away_since or loop.time())
                self.away_since = self.error = None
                self._reported.clear()
                self._opened.set()
                log.info(Mark.OK, "The store answers", store=self._store_name, away_s=round(away_s, 1))
                self._on_change()

    async def _ask(self) -> None:
        async with asyncio.timeout(PROBE_TIMEOUT_S):
            await self._probe()

    def _close(self, error: BaseException) -> None:
        self._opened.clear()
        self.outages += 1
        self.away_since = asyncio.get_running_loop().time()
        self.error = describe_exception(error)
        self._reported.set()
        self._on_change()
