"""Gets one taking into the store, whatever it takes: retries, waits, halves, and names what cannot be written.

Nothing in here settles a delivery.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
import random
import time
from typing import Final

from common.consumer.batching import Bundle, Refusal
from common.consumer.bisection import SYSTEMATIC, Bisection
from common.consumer.gate import StoreGate
from common.consumer.lane import Cause, Lane
from common.consumer.spec import Failure, HasId, Store
from common.runtime.backoff import Backoff
from common.runtime.errors import DiscogsographyError, describe_exception
from common.runtime.logging import get_logger
from common.runtime.marks import Mark


QUICK_RETRIES: Final = 5
"""Retries at once of a transient fault (a deadlock) while the store answers."""
QUICK_WAIT_S: Final = 0.02
STUBBORN: Final = Backoff(initial=1.0, factor=2.0, maximum=30.0)
MAX_REASON_CHARS: Final = 500

log = get_logger(__name__)


class SystematicFailure(DiscogsographyError):  # noqa: N818 - named for what it is
    """So many records in a row fail in the same way that the fault is hardly theirs: the consumer stops rather than reject them all."""


class Void(Exception):  # noqa: N818 - named for what it is
    """The connection that a batch came by is gone: the broker delivers it again."""


class Persistence[R: HasId]:
    """The store as the engine uses it.

    Args:
        store: The open store.
        gate: Whether it answers.
        concurrent_writes: Types that may be written at the same time.
    """

    def __init__(self, store: Store[R], gate: StoreGate, concurrent_writes: int) -> None:
        self._store = store
        self._gate = gate
        self._slots = asyncio.Semaphore(concurrent_writes)

    async def write(self, lane: Lane, bundle: Bundle[R], is_void: Callable[[], bool]) -> dict[int, str]:
        """Write one batch. Returns the reasons of the records that cannot be written, by index.

        Raises:
            Void: while it waited, `is_void` came true.
            SystematicFailure: not one record of it can be written, as with those before.
        """
        batch = bundle.batch
        writer = self._store.writers[lane.data_type]
        plan = Bisection(len(batch.items))
        attempt = 0
        while (part := plan.part) is not None:
            start, stop = part
            piece = batch if stop - start == len(batch.items) else replace(batch, items=batch.items[start:stop])
            try:
                async with self._slots:
                    began = time.perf_counter()
                    result = await writer.write(piece)
                    took_s = time.perf_counter() - began
            except Exception as error:
                match self._store.classify(error):
                    case Failure.TRANSIENT:
                        if await self._ride_out(lane, error, attempt, is_void) and lane.shrink():
                            log.warning(Mark.SHRINK, "Batch size reduced", data_type=lane.data_type.value, batch_size=lane.pace.size)
                            plan.split()
                        attempt += 1
                    case Failure.RECORD:
                        if plan.failed(describe_exception(error)):
                            lane.streak.add(batch.items[start].record.id, type(error).__qualname__)
                    case Failure.BUG:
                        raise
            else:
                attempt = 0
                plan.written(result.rejected)
                if result.written or result.unchanged:
                    lane.streak.reset()
                if lane.committed(result.written, result.unchanged, took_s):
                    log.info(Mark.GROW, "Batch size increased", data_type=lane.data_type.value, batch_size=lane.pace.size)
                _log_batch(lane, len(piece.items), result.unchanged, took_s)
        if plan.is_total_loss and lane.streak.is_systematic:
            last = plan.rejected[len(batch.items) - 1]
            raise SystematicFailure(f"{SYSTEMATIC} {lane.data_type.value} or more in a row cannot be written, last: {last}; this batch goes back")
        return dict(plan.rejected)

    async def record(self, lane: Lane, refusals: Sequence[Refusal], is_void: Callable[[], bool]) -> None:
        """Enter rejects in the ledger, which comes before the rejection: a purge must know of them."""
        rejects = [refusal.reject for refusal in refusals]
        for reject in rejects:
            reason = reject.reason[:MAX_REASON_CHARS]
            log.error(Mark.FAILED, "Record dead-lettered", data_type=lane.data_type.value, record_id=reject.record_id, reason=reason)
        await self.persist(lane, lambda: self._store.ledger.reject(rejects), is_void)

    async def persist(self, lane: Lane, work: Callable[[], Awaitable[None]], is_void: Callable[[], bool]) -> None:
        """Do something repeatable in the store, through any number of transient faults."""
        attempt = 0
        while True:
            try:
                return await work()
            except Exception as error:
                if self._store.classify(error) is not Failure.TRANSIENT:
                    raise
                await self._ride_out(lane, error, attempt, is_void)
                attempt += 1

    async def _ride_out(self, lane: Lane, error: Exception, attempt: int, is_void: Callable[[], bool]) -> bool:
        """Wait as a transient fault asks for. Says whether the store answers and yet fails again and again."""
        is_stubborn = False
        if not await self._gate.answers(error):
            lane.retries[Cause.OUTAGE] += 1
            await self._gate.opened()
        elif attempt < QUICK_RETRIES:
            lane.retries[Cause.CONFLICT] += 1
            await asyncio.sleep(random.random() * QUICK_WAIT_S * 2**attempt)  # noqa: S311 - parts two that deadlocked
        else:
            is_stubborn = True
            lane.retries[Cause.STUBBORN] += 1
            delay_s = round(STUBBORN.delay(attempt - QUICK_RETRIES), 1)
            log.warning(Mark.WAITING, "The store answers, but a batch fails", data_type=lane.data_type.value, delay_s=delay_s, error=error)
            await asyncio.sleep(delay_s)
        if is_void():
            raise Void
        return is_stubborn


def _log_batch(lane: Lane, size: int, unchanged: int, took_s: float) -> None:
    log.info(
        Mark.SAVED,
        "Batch written",
        data_type=lane.data_type.value,
        batch_size=size,
        unchanged=unchanged,
        duration_ms=round(took_s * 1000, 1),
        records_per_sec=round(size / took_s) if took_s else 0,
        total_processed=lane.written,
    )
