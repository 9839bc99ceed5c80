"""The one batch engine: from deliveries to committed transactions and back to acknowledgements.

    Intake ──► Pending (one FIFO a type, raw bodies) ──► sort_out (decode, one run, each id once) ──► Writer (one transaction) ──► settle
      ▲  paused while the store is away or memory is full                                              │ transient: wait, nothing spent
      └──────────────────────── ack up to the last tag, reject the bad ones ◄──────────────────────────┤ bad record: halve, reject it alone
                                                                                                       └ bug: stop, all goes back unsettled
Each type is strictly first in, first out, so a control message that reaches the head of its queue finds everything before it
written and settled. Only `_flush_queue` acknowledges or rejects.
"""

import asyncio
from collections.abc import Awaitable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
import time
from typing import Final

from common.consumer.batching import Bundle, Sorted, sort_out
from common.consumer.completion import CompletionWatcher
from common.consumer.gate import StoreGate
from common.consumer.lane import Lane
from common.consumer.link import Link
from common.consumer.pending import Control, Pace
from common.consumer.settings import EngineSettings
from common.consumer.spec import ConsumerSpec, Failure, HasId, RunState, Store
from common.consumer.writing import Persistence, Void
from common.domain.data_types import TYPES_OF, DataType, Source
from common.domain.messages import ExtractionComplete, FileComplete
from common.messaging.intake import Delivery, Intake
from common.runtime.logging import get_logger
from common.runtime.marks import Mark


BATCH_SHARE: Final = 8
"""Part of the memory budget that the bodies of one batch may take: decoded, they take several times their size."""
DECODED_WEIGHT: Final = 4
"""How many times its size a body counts against the budget while it is written: decoded, and again as the rows made of it."""
HAND_BACK_AFTER_S: Final = 20 * 60.0
"""Outage after which unsettled messages go back to the broker, once: it closes channels that hold a delivery for 30 minutes."""

log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Taking[R: HasId]:
    """What was taken from the head of a type's queue: deliveries in order, decoded, or one control message."""

    intake: Intake
    deliveries: Sequence[Delivery]
    found: Sorted[R]
    control: Control | None = None

    @property
    def size_bytes(self) -> int:
        """Sum of the bodies."""
        return sum(len(delivery.body) for delivery in self.deliveries)


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
        self._persistence: Persistence[R] | None = None
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
            self._persistence = Persistence(store, gate, self.spec.concurrent_writes)
            link = self.link = self._open_link(gate)
            watcher = self.watcher = CompletionWatcher(
                self.spec,
                store,
                gate,
                is_idle=self._has_nothing_of,
                on_runs=self._on_runs,
                awaits_end=self._awaits_end,
                on_done=self._on_done,
            )
            work: list[Awaitable[None]] = [gate.run(), link.run(), link.watch_queues(), watcher.run(), self._watch_outage(gate, link)]
            for lane in self.lanes.values():
                prepared: asyncio.Queue[Taking[R]] = asyncio.Queue()
                work += [self._prepare(lane, prepared), self._flush(lane, prepared)]
            if self.spec.background is not None:
                work.append(self.spec.background(store))
            tasks = [asyncio.ensure_future(job) for job in work]
            stopping = asyncio.ensure_future(stop.wait())
            try:
                running = {*tasks, stopping}
                while not stopping.done():
                    done, running = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
                    for task in done:
                        task.result()
                draining = asyncio.ensure_future(self._drain(gate, link))
                tasks.append(draining)
                running.add(draining)
                while not draining.done():  # a fault while stopping is a fault: the exit code says so
                    done, running = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
                    for task in done:
                        task.result()
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
        # The worker has to look only when something begins to wait, or when a batch is full.
        if len(lane.pending) == 1 or lane.pending.is_full(lane.pace):
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

    async def _prepare(self, lane: Lane, prepared: asyncio.Queue[Taking[R]]) -> None:
        """Take and decode what is due of one type; while a batch is being written, one full batch ahead."""
        while True:
            wait_s = self._next_taking_in(lane)
            if wait_s == 0:
                prepared.put_nowait(self._take(lane))
                continue
            lane.wake.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout(wait_s):
                    await lane.wake.wait()

    def _next_taking_in(self, lane: Lane) -> float | None:
        """Seconds until the next taking, `None` when something has to happen before it: a delivery, or a settlement."""
        # Deliveries begin a moment before the intake is ours to settle them by.
        if self.link is None or self.link.intake is None:
            return None
        due_in = lane.pending.due_in(time.monotonic(), lane.pace)
        if due_in is None or (due_in > 0 and not self.is_stopping):
            return due_in
        return 0 if self._may_take(lane) else None

    def _may_take(self, lane: Lane) -> bool:
        """Whether memory has room for one more batch, decoded; one is always allowed."""
        budget = self.settings.consumer_memory_budget
        decoded = DECODED_WEIGHT * sum(other.in_flight_bytes for other in self.lanes.values())
        if not lane.takings:
            return decoded <= budget // 2
        # Ahead of a settlement only what will not grow any more: a batch that waits anyway may as well fill up.
        following = DECODED_WEIGHT * min(lane.pending.size_bytes, lane.pace.max_bytes)
        return lane.takings == 1 and lane.pending.is_full(lane.pace) and decoded + following <= budget * 3 // 4

    def _take(self, lane: Lane) -> Taking[R]:
        assert self.link is not None and self.link.intake is not None
        taken = lane.pending.take(lane.pace)
        assert taken is not None
        if isinstance(taken, Control):
            taking = Taking[R](self.link.intake, [taken.delivery], Sorted([], []), taken)
        else:
            taking = Taking[R](self.link.intake, taken, sort_out(lane.data_type, taken, self.spec.decode))
        lane.takings += 1
        lane.in_flight += len(taking.deliveries)
        lane.in_flight_bytes += taking.size_bytes
        self._weigh()
        return taking

    async def _flush(self, lane: Lane, prepared: asyncio.Queue[Taking[R]]) -> None:
        while True:
            taking = await prepared.get()
            try:
                await self._flush_queue(lane, taking)
                lane.waiting_since = time.monotonic()  # what is still in memory, the batch ahead too, has waited for a settlement since now
            except Void:
                log.debug(Mark.SKIPPED, "A batch became void with its connection", data_type=lane.data_type.value)
            finally:
                lane.takings -= 1
                lane.in_flight -= len(taking.deliveries)
                lane.in_flight_bytes -= taking.size_bytes
                self._weigh()
                del taking  # decoded, it takes several times its size: not to be held until the next one comes
                self._wake_all(last=lane)
                self._idle.set()
            if self.link is not None and not self.link.active:
                await self.link.rest_if_done()

    def _wake_all(self, last: Lane) -> None:
        """There is room again. The type that made it comes last, so that none waits for ever behind another's backlog."""
        for lane in self.lanes.values():
            if lane is not last:
                lane.wake.set()
        last.wake.set()

    async def _flush_queue(self, lane: Lane, taking: Taking[R]) -> None:
        """Write a taking and settle it. The only place that acknowledges or rejects."""
        if self._is_void(taking):
            raise Void
        intake = taking.intake
        refused = await (self._obey(lane, taking) if taking.control else self._write_all(lane, taking))
        for delivery in refused:
            intake.reject(delivery.data_type, delivery.generation, delivery.tag)
        # First in, first out: everything up to the last tag is settled now, so one acknowledgement covers it.
        last = taking.deliveries[-1]
        intake.ack_through(last.data_type, last.generation, last.tag)
        lane.rejected += len(refused)
        if self.link is not None:
            self.link.settled += 1
        if taking.control and not refused:
            self._completed(lane, taking.control)

    async def _write_all(self, lane: Lane, taking: Taking[R]) -> list[Delivery]:
        """Write a taking; the deliveries that are to be dead-lettered, already in the ledger."""
        assert self._persistence is not None
        refusals = list(taking.found.refusals)
        for bundle in taking.found.bundles:
            self._begin_run(lane, bundle)
            refusals += bundle.refusals(await self._persistence.write(lane, bundle, partial(self._is_void, taking)))
        if refusals:
            await self._persistence.record(lane, refusals, partial(self._is_void, taking))
        return [refusal.delivery for refusal in refusals]

    def _is_void(self, taking: Taking[R]) -> bool:
        return self.link is None or self.link.intake is not taking.intake

    # Completion.

    def _has_nothing_of(self, data_type: DataType) -> bool:
        """Whether this process can tell that nothing of a type is under way: it holds none, and would be told of more."""
        return self.link is not None and (self.link.intake is not None or self.link.is_resting) and self.lanes[data_type].is_idle

    async def _obey(self, lane: Lane, taking: Taking[R]) -> list[Delivery]:
        """Enter a completion message in the ledger; it is dead-lettered only if the ledger can never hold it."""
        assert taking.control is not None and self.store is not None and self._persistence is not None
        message = taking.control.message
        if isinstance(message, ExtractionComplete):
            ledger = self.store.ledger
            try:
                await self._persistence.persist(lane, lambda: ledger.signal(lane.data_type, message), partial(self._is_void, taking))
            except Void:
                raise
            except Exception as error:
                if self.store.classify(error) is not Failure.RECORD:
                    raise
                log.exception(Mark.FAILED, "Completion message dead-lettered: it cannot be stored", data_type=lane.data_type.value, error=error)
                return list(taking.deliveries)
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

    def _awaits_end(self) -> bool:
        return any(not lane.is_completed and lane.newest_run for lane in self.lanes.values())

    def _on_done(self, number: int) -> None:
        """A run that another process ended between two looks is over for this one too; a process that wrote nothing of it is not concerned."""
        assert self.link is not None
        for data_type, lane in self.lanes.items():
            if not lane.is_completed and lane.is_idle and 0 < lane.newest_run <= number:
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
