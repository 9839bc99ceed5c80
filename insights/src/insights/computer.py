"""Looks at what is due and computes it, one computation after the other; one process at a time."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
import time
from typing import Any, Final

from common.domain.insights import InsightType
from common.runtime.errors import describe_exception
from common.runtime.logging import get_logger
from common.runtime.marks import Mark
from common.stores.postgres import PostgresStore
from insights import queries
from insights.cache import AnswerCache
from insights.client import ApiClient
from insights.computations.context import Computation, Context, Result
from insights.computations.registry import COMPUTATIONS
from insights.due import LastRun, due
from insights.metrics import Metrics


LOCK_TIMEOUT_S: Final = 30.0

log = get_logger(__name__)


def utc_now() -> datetime:
    """The time."""
    return datetime.now(UTC)


@dataclass(slots=True)
class Computer:
    """Computes what is due.

    Args:
        interval: Time after which figures of one catalogue are computed again.
        milestones: Anniversaries that count.
        computations: Which code computes what.
        now: The clock.
    """

    postgres: PostgresStore
    api: ApiClient
    cache: AnswerCache
    metrics: Metrics
    interval: timedelta
    milestones: Sequence[int]
    computations: Mapping[InsightType, Computation] = field(default_factory=lambda: COMPUTATIONS)
    now: Callable[[], datetime] = utc_now
    computing: InsightType | None = None
    """What is being computed by this process."""
    last_computation: datetime | None = None
    """When a computation last succeeded, by any process."""
    generation: int | None = None
    _api_was_away: bool = False

    async def look(self) -> list[InsightType]:
        """Compute what is due, and return what was computed, well or not.

        Does nothing while the API is away or another process computes: the next look is not far.
        """
        await self.cache.pay()
        todo, are_interrupted = await self._due()
        if not todo and not are_interrupted:
            return []
        if todo and not await self._is_api_ready():
            return []
        async with self._lock() as is_ours:
            if not is_ours:
                log.debug(Mark.WAITING, "Another process computes")
                return []
            # Nobody else computes now: what is marked as running was left by a process that ended, and is due again.
            await self.postgres.execute(queries.FAIL_INTERRUPTED)
            todo, _ = await self._due()
            for insight_type in todo:
                await self._run(insight_type)
            if todo:
                await self.postgres.execute(queries.PRUNE_LOG)
        await self.refresh()
        return todo

    async def refresh(self) -> list[dict[str, Any]]:
        """Read how all computations stand."""
        rows = await self.postgres.rows(queries.STATUS)
        (state,) = await self.postgres.rows(queries.GENERATION)
        self.generation = state["current"]
        self.last_computation = max((row["last_computed"] for row in rows if row["last_computed"]), default=None)
        return rows

    async def _due(self) -> tuple[list[InsightType], bool]:
        """What is due, and whether anything is marked as running."""
        rows = await self.refresh()
        assert self.generation is not None
        last_runs = {InsightType(row["insight_type"]): _last_run(row) for row in rows}
        todo = due(last_runs, generation=self.generation, now=self.now(), interval=self.interval)
        return todo, any(row["is_running"] for row in rows)

    async def _is_api_ready(self) -> bool:
        is_ready = await self.api.is_ready()
        if not is_ready and not self._api_was_away:
            log.info(Mark.WAITING, "Waiting for the API, which computes")
        self._api_was_away = not is_ready
        return is_ready

    @asynccontextmanager
    async def _lock(self) -> AsyncIterator[bool]:
        async with self.postgres.connection(LOCK_TIMEOUT_S) as connection:
            row = await (await connection.execute(queries.TRY_LOCK.text)).fetchone()
            taken = bool(row and row[0])
            try:
                yield taken
            finally:
                if taken and not connection.broken:  # a broken session has lost it anyway
                    await connection.execute(queries.UNLOCK.text)

    async def _run(self, insight_type: InsightType) -> None:
        (row,) = await self.postgres.rows(queries.BEGIN_RUN, insight_type=insight_type.value, generation=self.generation)
        began = time.monotonic()
        self.computing = insight_type
        try:
            result = await self.computations[insight_type](self._context(row["id"]))
        except Exception as error:  # one that fails must not keep the others from running
            log.exception(Mark.FAILED, "Computation failed", insight_type=insight_type.value, error=error)
            await self._end(insight_type, row["id"], began, None, describe_exception(error))
        else:
            await self._end(insight_type, row["id"], began, result, None)
            await self.cache.bump()
        finally:
            self.computing = None

    def _context(self, run_id: int) -> Context:
        async def progress(done: int, expected: int) -> None:
            await self.postgres.execute(queries.NOTE_PROGRESS, id=run_id, done=done, expected=expected)

        return Context(self.api, self.postgres, self.now(), self.milestones, progress)

    async def _end(self, insight_type: InsightType, run_id: int, began: float, result: Result | None, error: str | None) -> None:
        seconds = time.monotonic() - began
        status = "completed" if result is not None else "failed"
        rows = result.rows if result is not None else None
        is_stale = result is not None and result.is_stale
        await self.postgres.execute(
            queries.END_RUN, id=run_id, status=status, rows=rows, error=error, duration_ms=round(seconds * 1000), is_stale=is_stale
        )
        self.metrics.ended(insight_type, status, seconds, rows)
        if result is not None:
            log.info(Mark.SAVED, "Computed", insight_type=insight_type.value, rows=rows, is_stale=is_stale, duration_ms=round(seconds * 1000))


def _last_run(row: Mapping[str, Any]) -> LastRun | None:
    """The newest run; `None` when there is none, or it was broken off."""
    if row["last_attempt"] is None or row["is_running"] or row["error"] == queries.INTERRUPTED:
        return None
    return LastRun(row["last_attempt"], row["status"], row["attempted_generation"])
