"""The one batch engine: from deliveries to committed transactions and back to acknowledgements.

    Intake ──► Pending (one FIFO a type, raw bodies) ──► sort_out (decode, one run, each id once) ──► Writer (one transaction) ──► settle
      ▲  paused while the store is away or memory is full                                              │ transient: wait, nothing spent
      └──────────────────────── ack up to the last tag, reject the bad ones ◄──────────────────────────┤ bad record: halve, reject it alone
                                                                                                       └ bug: stop, all goes back unsettled
Each type is strictly first in, first out, so a control message that reaches the head of its queue finds everything before it
written and settled. Only `_flush_queue` acknowledges or rejects.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import replace
import random
import time
from typing import Final

from common.consumer.batching import Bundle, Refusal, sort_out
from common.consumer.bisection import SYSTEMATIC, Bisection
from common.consumer.completion import CompletionWatcher
from common.consumer.gate import StoreGate
from common.consumer.lane import Lane
from common.consumer.link import Link
from common.consumer.pending import Control, Pace
from common.consumer.settings import EngineSettings
from common.consumer.spec import ConsumerSpec, Failure, HasId, RunState, Store
from common.domain.data_types import TYPES_OF, Source
from common.domain.messages import ExtractionComplete, FileComplete
from common.messaging.intake import Delivery, Intake
from common.runtime.backoff import Backoff
from common.runtime.errors import DiscogsographyError, describe_exception
from common.runtime.logging import get_logger
from common.runtime.marks import Mark


BATCH_SHARE: Final = 8
"""Part of the memory budget that the bodies of one batch may take: decoded, they take several times their size."""
DECODED_WEIGHT: Final = 4
"""How many times its size a body counts against the budget while it is written: decoded, and again as the rows made of it."""
HAND_BACK_AFTER_S: Final = 20 * 60.0
"""Outage after which unsettled messages go back to the broker, once: it closes channels that hold a delivery for 30 minutes."""
QUICK_RETRIES: Final = 5
"""Retries at once of a transient fault (a deadlock) while the store answers."""
STUBBORN: Final = Backoff(initial=1.0, factor=2.0, maximum=30.0)

log = get_logger(__name__)


class SystematicFailure(DiscogsographyError):  # noqa: N818 - named for what it is
    """So many records in a row fail in the same way that the fault is hardly theirs: the consumer stops rather than reject them all."""


class _Void(Exception):  # noqa: N818
    """The connection that a batch came by is gone: the broker delivers it again."""


class Engine[R: HasId]:
    """Consumes all types of one source in one process.

    Args:
        spec: The consumer.
        settings: Broker and pace.
        hand_back_after_s: For tests: the length of a long outage.
    """

    def __init__(self, spec: ConsumerSpec[R], settings: EngineSettings, *, hand_back_after_s: float = HAND_BACK_AFTER_S) -> None:
        self.spec = spec
        self.settings = settings
        self.store: Store[R] | None = None
        self.gate: StoreGate | None = None
        self.link: Link | None = None
        self.watcher: CompletionWatcher[R] | None = None
        pace = Pace(spec.batch_size, max(1, settings.consumer_memory_budget // BATCH_SHARE), spec.flush_interval_s)
        self.lanes = {data_type: Lane(data_type, pace) for data_type in TYPES_OF[spec.source]}
        self.started_at = time.monotonic()
        self.opened_at: float | None = None  # when connecting began
        self.is_stopping = False
        self._hand_back_after_s = hand_back_after_s
        self._writes = asyncio.Semaphore(spec.concurrent_writes)
        self._held_bytes = 0
        self._is_full = False
        self._idle = asyncio.Event()

    @property
    def was_connected(self) -> bool:
        """Whether the service has got both its connections once."""
        return self.link is not None and self.link.was_connected

    async def run(self, stop: asyncio.Event) -> None:
        """Consume until `stop` is set, then write and settle what is in memory, as far as the deadline allows.

        Raises: whatever no waiting heals; everything unsettled then goes back to the broker.
        """
        async with self.spec.open_store() as store:
            self.store = store
            self.opened_at = time.monotonic()
            gate = self.gate = StoreGate(self.spec.store_name, store.probe, store.classify, self._on_gate)
            link = self.link = self._open_link(gate)
            watcher = self.watcher = CompletionWatcher(
                self.spec, store, gate, is_idle=lambda data_type: self.lanes[data_type].is_idle, on_runs=self._on_runs
            )
            work: list[Awaitable[None]] = [gate.run(), link.run(), link.watch_queues(), watcher.run(), self._watch_outage(gate, link)]
            work += [self._work(lane) for lane in self.lanes.values()]
            if self.spec.background is not None:
                work.append(self.spec.background(store))
            tasks = [asyncio.ensure_future(job) for job in work]
            stopping = asyncio.ensure_future(stop.wait())
            try:
                done, _ = await asyncio.wait([*tasks, stopping], return_when=asyncio.FIRST_COMPLETED)
                for task in done - {stopping}:
                    task.result()
                if stopping in done:
                    await self._drain(gate, link)
            finally:
                for task in [*tasks, stopping]:
                    task.cancel()
                await asyncio.gather(*tasks, stopping, return_exceptions=True)
                await link.close()

    def _open_link(self, gate: StoreGate) -> Link:
        settings = self.settings
        prefix = settings.discogs_exchange_prefix if self.spec.source is Source.DISCOGS else settings.musicbrainz_exchange_prefix
        return Link(
            name=self.spec.name,
            prefix=prefix,
            prefetch=max(200, 2 * self.spec.batch_size),
            settings=settings,
            lanes=self.lanes,
            gate=gate,
            on_delivery=self._on_delivery,
            on_dropped=self._weigh,
        )

    # Taking in.

    def _on_delivery(self, delivery: Delivery) -> None:
        if self.is_stopping:
            return  # left unsettled: closing the connection returns it exactly once
        lane = self.lanes[delivery.data_type]
        now = time.monotonic()
        if lane.waiting_since is None:
            lane.waiting_since = now
        if not lane.pending.push(delivery, now):
            lane.received += 1
            lane.last_message_at = time.time()
        size = len(lane.pending)
        # The worker has to look only when something begins to wait, or when a batch is full; a control message is small and rare.
        if size == 1 or size >= lane.pace.size or lane.pending.size_bytes >= lane.pace.max_bytes or lane.pending.is_urgent:
            lane.wake.set()
        self._held_bytes += len(delivery.body)
        if self._held_bytes > self.settings.consumer_memory_budget and not self._is_full:
            self._weigh()

    def _weigh(self) -> None:
        """Count the bodies in memory afresh; pause the intake when they are too many, let it go on when half of that is left."""
        budget = self.settings.consumer_memory_budget
        self._held_bytes = 0
        for lane in self.lanes.values():
            self._held_bytes += lane.pending.size_bytes + DECODED_WEIGHT * lane.in_flight_bytes
            if lane.is_idle:
                lane.waiting_since = None
        is_full = self._held_bytes > (budget // 2 if self._is_full else budget)
        if is_full != self._is_full:
            self._is_full = is_full
            self._pause("memory", on=is_full)

    def _pause(self, reason: str, *, on: bool) -> None:
        if self.link is not None:
            self.link.pause(reason, on=on)

    def _on_gate(self) -> None:
        assert self.gate is not None
        self._pause("store", on=not self.gate.is_open)

    async def _watch_outage(self, gate: StoreGate, link: Link) -> None:
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(min(10.0, self._hand_back_after_s / 4))
            if gate.away_since is not None and loop.time() - gate.away_since >= self._hand_back_after_s and link.intake is not None:
                await link.hand_back()

    # Writing.

    async def _work(self, lane: Lane) -> None:
        assert self.link is not None
        while True:
            # Deliveries begin a moment before the intake is ours to settle them by.
            wait = lane.pending.due_in(time.monotonic(), lane.pace) if self.link.intake else None
            if wait is not None and (wait <= 0 or self.is_stopping):
                await self._flush_queue(lane)
                continue
            lane.wake.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout(wait):
                    await lane.wake.wait()

    async def _flush_queue(self, lane: Lane) -> None:
        """Take what is due of one type, write it, settle it. The only place that acknowledges or rejects."""
        assert self.link is not None
        intake = self.link.intake
        taken = lane.pending.take(lane.pace)
        if taken is None or intake is None:
            return
        deliveries = [taken.delivery] if isinstance(taken, Control) else taken
        lane.in_flight = len(deliveries)
        lane.in_flight_bytes = sum(len(delivery.body) for delivery in deliveries)
        self._weigh()
        try:
            if isinstance(taken, Control):
                refused = await self._obey(lane, taken, intake)
            else:
                refused = await self._write_all(lane, taken, intake)
        except _Void:
            return
        finally:
            lane.in_flight = lane.in_flight_bytes = 0
            lane.waiting_since = lane.pending.oldest()
            self._weigh()
            self._idle.set()
        last = deliveries[-1]
        for delivery in refused:
            intake.reject(delivery.data_type, delivery.generation, delivery.tag)
        # First in, first out: everything up to the last tag is settled now, so one acknowledgement covers it.
        intake.ack_through(last.data_type, last.generation, last.tag)
        lane.rejected += len(refused)
        self.link.settled += 1
        if isinstance(taken, Control):
            self._completed(lane, taken)
        if not self.link.active:
            await self.link.rest_if_done()

    async def _write_all(self, lane: Lane, deliveries: Sequence[Delivery], intake: Intake) -> list[Delivery]:
        """Write a taking; the deliveries that are to be dead-lettered, already in the ledger."""
        found = sort_out(lane.data_type, deliveries, self.spec.decode)
        refusals = list(found.refusals)
        for bundle in found.bundles:
            self._begin_run(lane, bundle)
            refusals += bundle.refusals(await self._write(lane, bundle, intake))
        if refusals:
            await self._record(lane, refusals, intake)
        return [refusal.delivery for refusal in refusals]

    async def _write(self, lane: Lane, bundle: Bundle[R], intake: Intake) -> dict[int, str]:
        """Write one batch whatever it takes. Returns the reasons of the records that cannot be written, by index."""
        assert self.store is not None
        batch = bundle.batch
        writer = self.store.writers[lane.data_type]
        plan = Bisection(len(batch.items))
        attempt = 0
        while (part := plan.part) is not None:
            start, stop = part
            piece = batch if stop - start == len(batch.items) else replace(batch, items=batch.items[start:stop])
            try:
                async with self._writes:
                    began = time.perf_counter()
                    result = await writer.write(piece)
                    took_s = time.perf_counter() - began
            except Exception as error:
                match self.store.classify(error):
                    case Failure.TRANSIENT:
                        if await self._ride_out(lane, error, attempt, intake) and lane.shrink():
                            log.warning(Mark.SHRINK, "Batch size reduced", data_type=lane.data_type.value, batch_size=lane.pace.size)
                            plan.split()
                        attempt += 1
                    case Failure.RECORD:
                        reason = describe_exception(error)
                        if plan.failed(reason):
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
                self._log_batch(lane, len(piece.items), result.unchanged, took_s)
        if plan.is_total_loss and lane.streak.is_systematic:
            raise SystematicFailure(
                f"{SYSTEMATIC} {lane.data_type.value} or more in a row cannot be written, last: {next(iter(plan.rejected.values()))}; "
                "nothing of this batch was rejected"
            )
        return dict(plan.rejected)

    async def _record(self, lane: Lane, refusals: Sequence[Refusal], intake: Intake) -> None:
        """Enter rejects in the ledger, which comes before the rejection: a purge must know of them."""
        assert self.store is not None
        ledger = self.store.ledger
        for refusal in refusals:
            reject = refusal.reject
            log.error(Mark.FAILED, "Record dead-lettered", data_type=lane.data_type.value, record_id=reject.record_id, reason=reject.reason[:500])
        await self._persist(lane, lambda: ledger.reject([refusal.reject for refusal in refusals]), intake)

    async def _persist(self, lane: Lane, work: Callable[[], Awaitable[None]], intake: Intake) -> None:
        assert self.store is not None
        attempt = 0
        while True:
            try:
                return await work()
            except Exception as error:
                if self.store.classify(error) is not Failure.TRANSIENT:
                    raise
                await self._ride_out(lane, error, attempt, intake)
                attempt += 1

    async def _ride_out(self, lane: Lane, error: Exception, attempt: int, intake: Intake) -> bool:
        """Wait as a transient fault asks for. Says whether the store answers and yet fails again and again.

        Raises:
            _Void: meanwhile the connection was lost, so the batch is nobody's.
        """
        assert self.gate is not None and self.link is not None
        is_stubborn = False
        if await self.gate.answers(error):
            if attempt < QUICK_RETRIES:
                await asyncio.sleep(random.random() * 0.02 * 2**attempt)  # noqa: S311 - parts two that deadlocked
            else:
                is_stubborn = True
                delay = STUBBORN.delay(attempt - QUICK_RETRIES)
                log.warning(
                    Mark.WAITING, "The store answers, but a batch fails", data_type=lane.data_type.value, delay_s=round(delay, 1), error=error
                )
                await asyncio.sleep(delay)
        else:
            await self.gate.opened()
        if self.link.intake is not intake:
            raise _Void
        return is_stubborn

    # Completion.

    async def _obey(self, lane: Lane, control: Control, intake: Intake) -> list[Delivery]:
        message = control.message
        if isinstance(message, ExtractionComplete):
            assert self.store is not None
            ledger = self.store.ledger
            try:
                await self._persist(lane, lambda: ledger.signal(lane.data_type, message), intake)
            except Exception as error:
                if self.store.classify(error) is not Failure.RECORD:
                    raise
                log.exception(Mark.FAILED, "Completion message dead-lettered: it cannot be stored", data_type=lane.data_type.value, error=error)
                return [control.delivery]
        return []

    def _completed(self, lane: Lane, control: Control) -> None:
        assert self.link is not None and self.watcher is not None
        lane.is_completed = True
        match control.message:
            case FileComplete(total_processed=total, file=file):
                log.info(Mark.COMPLETE, "File complete", data_type=lane.data_type.value, total_processed=total, file=file)
            case ExtractionComplete() as message:
                log.info(Mark.EXTRACTION_COMPLETE, "Extraction signal received", data_type=lane.data_type.value, version=message.version)
                self.link.schedule_cancel(lane.data_type)
                self.watcher.nudge()

    def _begin_run(self, lane: Lane, bundle: Bundle[R]) -> None:
        """A record of a newer run means that a type which was complete is not any more."""
        run = bundle.batch.run
        if run is None or run.number <= lane.newest_run:
            return
        lane.newest_run = run.number
        if lane.is_completed:
            assert self.link is not None
            self.link.reopen(lane.data_type)

    def _on_runs(self, runs: Sequence[RunState]) -> None:
        """Types that another process saw complete are complete for this one too."""
        assert self.link is not None
        for state in runs:
            number = state.run.number if state.run else 0
            for data_type in state.types:
                lane = self.lanes[data_type]
                if not lane.is_completed and lane.is_idle and lane.newest_run <= number:
                    lane.is_completed = True
                    self.link.schedule_cancel(data_type)

    # Stopping.

    async def _drain(self, gate: StoreGate, link: Link) -> None:
        held = sum(len(lane.pending) + lane.in_flight for lane in self.lanes.values())
        log.info(Mark.STOP, "Stopping: writing what is in memory", records=held, deadline_s=self.settings.shutdown_deadline)
        self.is_stopping = True
        try:
            async with asyncio.timeout(self.settings.shutdown_deadline):
                await link.stop_consuming()
                for lane in self.lanes.values():
                    lane.wake.set()
                while gate.is_open and link.intake is not None and not all(lane.is_idle for lane in self.lanes.values()):
                    self._idle.clear()
                    with suppress(TimeoutError):
                        async with asyncio.timeout(0.5):
                            await self._idle.wait()
        except TimeoutError:
            log.warning(Mark.TIMEOUT, "The deadline is over; what is unsettled goes back to the broker")

    def _log_batch(self, lane: Lane, size: int, unchanged: int, took_s: float) -> None:
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
