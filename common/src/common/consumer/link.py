"""The consumer's side of the broker: connect, stay connected, cancel what is complete, come back when there is something to do.

    connecting ──► consuming ──► (all types complete and cancelled) ──► disconnected ──► (a queue has messages) ──► connecting
        ▲             │ lost, or handed back in a long outage
        └── back-off ─┘

A lost channel spends one delivery of every message that it held, so nothing in here reconnects in a tight loop.
"""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
import time
from typing import Final

from common.consumer.gate import StoreGate
from common.consumer.lane import Lane
from common.consumer.settings import EngineSettings
from common.domain.data_types import DataType
from common.messaging.intake import Delivery, Intake
from common.messaging.topology import declare_consumer_queues, queue_depths, queue_name
from common.runtime.backoff import Backoff
from common.runtime.errors import StoreUnavailable
from common.runtime.logging import get_logger
from common.runtime.marks import Mark


RECONNECT: Final = Backoff(initial=1.0, factor=2.0, maximum=30.0)
FRUITLESS: Final = Backoff(initial=1.0, factor=3.0, maximum=300.0)
"""Waits after connections that were lost with deliveries and before anything was settled: each spent a delivery for nothing."""
MAX_QUEUE_CHECK_S: Final = 10.0

log = get_logger(__name__)


class Link:
    """One connection at a time, with a consumer a type.

    Args:
        name: Service name, part of queue names and consumer tags.
        prefix: Exchange prefix of the source.
        prefetch: Unsettled deliveries a type.
        on_delivery: Called for each delivery, synchronously.
        on_dropped: Called after the deliveries of a lost connection became void.
    """

    def __init__(
        self,
        *,
        name: str,
        prefix: str,
        prefetch: int,
        settings: EngineSettings,
        lanes: Mapping[DataType, Lane],
        gate: StoreGate,
        on_delivery: Callable[[Delivery], None],
        on_dropped: Callable[[], None],
    ) -> None:
        self._name = name
        self._prefix = prefix
        self._prefetch = prefetch
        self._settings = settings
        self._lanes = lanes
        self._gate = gate
        self._on_delivery = on_delivery
        self._on_dropped = on_dropped
        self._queues = {data_type: queue_name(prefix, name, data_type) for data_type in lanes}
        self._wanted = asyncio.Event()
        self._wanted.set()
        self._ended = asyncio.Event()
        self._timers: dict[DataType, asyncio.TimerHandle] = {}
        self._cancelling: set[asyncio.Task[None]] = set()
        self._reasons_to_pause: set[str] = set()
        self._loop = asyncio.get_running_loop()
        self.intake: Intake | None = None
        self.active: list[DataType] = []  # types with a consumer, in the order of their start
        self.away_since: float | None = self._loop.time()  # None while connected, or disconnected on purpose
        self.was_connected = False
        self._was_fruitless = False
        self._is_stopping = False
        self.settled = 0  # on the present connection
        self.connections = self.losses = 0

    @property
    def is_resting(self) -> bool:
        """Disconnected on purpose: everything is complete."""
        return self.intake is None and not self._wanted.is_set()

    @property
    def is_paused(self) -> bool:
        """Whether deliveries are left in the socket for now."""
        return bool(self._reasons_to_pause)

    async def run(self) -> None:
        """Connect and reconnect until cancelled.

        Raises:
            ConfigError: the broker refuses us for good.
        """
        refused = fruitless = 0
        while True:
            await self._gate.opened()
            await self._wanted.wait()
            if self.away_since is None:
                self.away_since = self._loop.time()
            try:
                await self._connect()
            except (StoreUnavailable, OSError, TimeoutError) as error:
                delay = RECONNECT.delay(refused)
                refused += 1
                log.warning(Mark.WAITING, "RabbitMQ is away", attempt=refused, delay_s=round(delay, 1), error=error)
                await asyncio.sleep(delay)
                continue
            refused = 0
            await self._ended.wait()
            if not self._wanted.is_set() or not self._gate.is_open:
                continue
            fruitless = fruitless + 1 if self._was_fruitless else 0
            await asyncio.sleep(FRUITLESS.delay(fruitless) if fruitless else RECONNECT.delay(0))

    async def watch_queues(self) -> None:
        """Look at the queues of cancelled types until cancelled; consume again when one of them holds messages."""
        interval = min(self._settings.queue_check_interval, MAX_QUEUE_CHECK_S)
        while True:
            await asyncio.sleep(interval)
            if self._is_stopping:
                return
            missing = [data_type for data_type in self._lanes if data_type not in self.active]
            if not (self.is_resting or (self.intake is not None and missing)):
                continue
            if any(not self._lanes[data_type].is_completed for data_type in missing):
                await self._restore(missing)  # the broker ended a consumer that we want
                continue
            try:
                depths = await queue_depths(self._settings.amqp_url, [self._queues[data_type] for data_type in missing])
            except (StoreUnavailable, OSError, TimeoutError) as error:
                log.warning(Mark.SEARCH, "Cannot look at the queues", error=error)
                continue
            # A queue that is gone is no reason to stay away: declaring makes it again.
            found = {data_type: depth for data_type in missing if (depth := depths.get(self._queues[data_type]))}
            if found:
                log.info(Mark.MESSAGES_FOUND, "Messages in queues of cancelled consumers", depths={str(k): v for k, v in found.items()})
                for data_type in found:
                    self.reopen(data_type)
                await self._restore(missing)

    def schedule_cancel(self, data_type: DataType) -> None:
        """Cancel a type's consumer after `CONSUMER_CANCEL_DELAY`; a newer call replaces the older."""
        if self._settings.consumer_cancel_delay <= 0:
            return
        self._drop_timer(data_type)
        self._timers[data_type] = self._loop.call_later(self._settings.consumer_cancel_delay, self._cancel_soon, data_type)

    def reopen(self, data_type: DataType) -> None:
        """A type is not complete after all."""
        self._drop_timer(data_type)
        self._lanes[data_type].is_completed = False

    def pause(self, reason: str, *, on: bool) -> None:
        """Stop taking in while any reason stands."""
        was_paused = bool(self._reasons_to_pause)
        (self._reasons_to_pause.add if on else self._reasons_to_pause.discard)(reason)
        is_paused = bool(self._reasons_to_pause)
        if self.intake is not None and is_paused != was_paused:
            (self.intake.pause if is_paused else self.intake.resume)()

    async def hand_back(self) -> None:
        """Give everything unsettled back to the broker, once, and stay away until the store answers."""
        intake = self._let_go()
        if intake is not None:
            log.warning(Mark.CLOSED, "The store is away for long: unsettled messages go back to the broker")
            await intake.close()

    async def rest_if_done(self) -> None:
        """Disconnect when all types are complete, cancelled and written."""
        if self.intake is None or self.active or not all(lane.is_completed and lane.is_idle for lane in self._lanes.values()):
            return
        self._wanted.clear()
        intake = self._let_go()
        self.away_since = None
        if intake is not None:
            await intake.close()
            log.info(Mark.CLOSED, "All types are complete: connection closed")

    async def stop_consuming(self) -> None:
        """Take in nothing more; what was delivered can still be settled."""
        self._is_stopping = True
        for data_type in list(self._timers):
            self._drop_timer(data_type)
        intake = self.intake
        if intake is None:
            return
        for data_type in list(self.active):
            with suppress(StoreUnavailable, OSError, TimeoutError):
                await intake.cancel(data_type)
        self.active.clear()

    async def close(self) -> None:
        """Close without settling anything: the broker delivers the rest once more."""
        for task in self._cancelling:
            task.cancel()
        self._wanted.clear()
        intake = self._let_go()
        if intake is not None:
            await intake.close()

    async def _connect(self) -> None:
        types = list(self._lanes)
        await self._declare(types)
        self._ended.clear()
        self.settled = 0
        try:
            intake = await Intake.open(
                self._settings.amqp_url,
                self._queues,
                consumer_tag=lambda data_type: f"{self._name}-{data_type.value}",
                prefetch=self._prefetch,
                on_delivery=self._on_delivery,
                on_lost=self._lost,
                on_lost_type=self._lost_type,
                connection_name=self._name,
            )
            if not intake.is_open:
                raise StoreUnavailable("RabbitMQ closed the connection at once")
        except BaseException:
            self._forget()  # what was delivered before the failure
            raise
        self.intake = intake
        self.connections += 1
        self.active = types
        self.was_connected = True
        self.away_since = None
        if self._reasons_to_pause:
            intake.pause()
        for lane in self._lanes.values():
            if lane.is_completed:
                self.schedule_cancel(lane.data_type)
            lane.wake.set()
        log.info(Mark.START, "Consuming", queues=list(self._queues.values()), prefetch_count=self._prefetch)

    async def _declare(self, types: Iterable[DataType]) -> None:
        await declare_consumer_queues(self._settings.amqp_url, self._prefix, self._name, types, self._settings.dead_letter_queue_type)

    async def _restore(self, missing: list[DataType]) -> None:
        intake = self.intake
        if intake is None:
            self._wanted.set()
            return
        try:
            await self._declare(missing)
            for data_type in missing:
                await intake.consume(data_type)
                self.active.append(data_type)
                self._lanes[data_type].last_message_at = time.time()
        except (StoreUnavailable, OSError, TimeoutError) as error:
            log.warning(Mark.WARNING, "Cannot consume again", error=error)

    def _lost(self, error: Exception | None) -> None:
        if self._let_go() is not None:
            self.losses += 1
            log.warning(Mark.CLOSED, "Lost the connection to RabbitMQ; what it delivered comes again", error=error)

    def _lost_type(self, data_type: DataType, error: Exception) -> None:
        """The broker ended one consumer, its channel is closed. The others keep theirs; the watch of cancelled types brings this one back."""
        log.warning(Mark.WARNING, "The broker ended a consumer", data_type=data_type.value, error=error)
        if data_type in self.active:
            self.active.remove(data_type)
        self._lanes[data_type].pending.clear()
        self._on_dropped()

    def _let_go(self) -> Intake | None:
        intake, self.intake = self.intake, None
        if intake is None:
            return None
        self.active = []
        self.away_since = self._loop.time()
        self._was_fruitless = not self.settled and not all(lane.is_idle for lane in self._lanes.values())
        self._forget()
        self._ended.set()
        return intake

    def _forget(self) -> None:
        for lane in self._lanes.values():
            lane.pending.clear()
        self._on_dropped()

    def _drop_timer(self, data_type: DataType) -> None:
        timer = self._timers.pop(data_type, None)
        if timer is not None:
            timer.cancel()

    def _cancel_soon(self, data_type: DataType) -> None:
        self._timers.pop(data_type, None)
        task = self._loop.create_task(self._cancel(data_type))
        self._cancelling.add(task)
        task.add_done_callback(self._cancelling.discard)

    async def _cancel(self, data_type: DataType) -> None:
        intake = self.intake
        if intake is None or data_type not in self.active or not self._lanes[data_type].is_completed:
            return
        self.active.remove(data_type)
        with suppress(StoreUnavailable, OSError, TimeoutError):
            await intake.cancel(data_type)
        log.info(Mark.CONFIGURE, "Consumer cancelled", data_type=data_type.value)
        await self.rest_if_done()
