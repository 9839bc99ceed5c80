"""The board: the newest figures, put up by the collector, read by routes, sockets and metrics."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final, Protocol

from dashboard.models import CollectorHealth, History, SystemMetrics, Threshold


STALE_S: Final = 30.0
"""Figures that are older mean that the collector is stuck."""


class HistorySource(Protocol):
    """Where figures of the last hours are kept."""

    async def history(self, minutes: int, points: int) -> History:
        """The last minutes, at most so many points."""


class Board:
    """One for an application. Its methods are for the event loop's thread."""

    def __init__(self, *, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._clock = clock
        self._began_at = clock()
        self._latest: SystemMetrics | None = None
        self._is_up = asyncio.Event()
        self._told: list[Callable[[SystemMetrics], None]] = []
        self.history: HistorySource | None = None
        self.thresholds: list[Threshold] = []

    @property
    def latest(self) -> SystemMetrics | None:
        """The newest figures, as they were put up."""
        return self._latest

    def tell(self, listener: Callable[[SystemMetrics], None]) -> None:
        """Call `listener` with all figures from now on."""
        self._told.append(listener)

    def show(self, metrics: SystemMetrics) -> None:
        """Put up new figures."""
        self._latest = metrics
        self._is_up.set()
        for listener in self._told:
            listener(metrics)

    async def figures(self, timeout_s: float) -> SystemMetrics:
        """The newest figures with their present age; waits for the first ones.

        Raises:
            TimeoutError: there are none yet.
        """
        async with asyncio.timeout(timeout_s):
            await self._is_up.wait()
        assert self._latest is not None
        metrics = self._latest
        age = max(0.0, (self._clock() - metrics.collector.last_success_at).total_seconds())
        return metrics.model_copy(update={"collector": metrics.collector.model_copy(update={"age_seconds": round(age, 3)})})

    def health(self) -> CollectorHealth:
        """How old the newest figures are."""
        if self._latest is None:
            return CollectorHealth(last_success_at=None, age_seconds=None)
        shown_at = self._latest.collector.last_success_at
        return CollectorHealth(last_success_at=shown_at, age_seconds=round(max(0.0, (self._clock() - shown_at).total_seconds()), 3))

    def problem(self) -> str | None:
        """Why the dashboard itself is not well: a state that a restart may mend. What it shows may be as bad as it likes."""
        since = self._latest.collector.last_success_at if self._latest else self._began_at
        age = (self._clock() - since).total_seconds()
        return f"No figures were gathered for {age:.0f} s" if age > STALE_S else None
