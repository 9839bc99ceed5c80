"""What a consumer tells Prometheus. Taken from the engine's plain fields, like its health: called by threads, and summed over processes."""

from collections.abc import Callable
import time
from typing import Final

from common.consumer.engine import Engine
from common.consumer.health import NO_COMMIT_S, away_s, problems, waiting_s
from common.consumer.lane import BATCH_BUCKETS, Lane
from common.consumer.spec import HasId
from common.runtime.metrics import Across, Family, Labels, Snapshot, counter, gauge, histogram


TYPE: Final = ("consumer", "type")

RECEIVED: Final = counter("consumer_records_received_total", "Records taken into memory, redelivered ones again.", *TYPE)
WRITTEN: Final = counter("consumer_records_written_total", "Records that a commit covers, unchanged ones among them.", *TYPE)
UNCHANGED: Final = counter("consumer_records_unchanged_total", "Records whose hash the store had already.", *TYPE)
REJECTED: Final = counter("consumer_records_rejected_total", "Deliveries sent to the dead-letter queue.", *TYPE)
BATCH_SECONDS: Final = histogram("consumer_batch_seconds", "Wall time of the transaction of a batch.", *TYPE, buckets=BATCH_BUCKETS)
RETRIES: Final = counter(
    "consumer_retries_total", "Writes tried again: `outage` waited for the store, `conflict` at once, `stubborn` after a longer wait.", *TYPE, "cause"
)
LOSSES: Final = counter("consumer_broker_losses_total", "Connections to RabbitMQ that ended without being asked to.", "consumer")
CONNECTIONS: Final = counter("consumer_broker_connections_total", "Connections to RabbitMQ that were opened.", "consumer")
OUTAGES: Final = counter("consumer_store_outages_total", "Times that the store stopped answering.", "consumer", "store")
CPU: Final = counter("consumer_cpu_seconds_total", "CPU time of the processes that consume.", "consumer")
RESTARTS: Final = counter("consumer_worker_restarts_total", "Worker processes that were started again after they died.", "consumer")
WAITING: Final = gauge("consumer_records_waiting", "Records in memory that no batch has taken yet.", *TYPE)
IN_FLIGHT: Final = gauge("consumer_records_in_flight", "Records that are being decoded and written.", *TYPE)
BATCH_SIZE: Final = gauge("consumer_batch_size", "Records that a batch may hold at present; smaller than set after faults of the store.", *TYPE)
WAITING_SECONDS: Final = gauge(
    "consumer_waiting_seconds", "For how long deliveries have waited without any commit; 0 while none waits.", *TYPE, across=Across.MAX
)
STALLED: Final = gauge("consumer_stalled", f"1 while deliveries have waited for over {NO_COMMIT_S:.0f} s.", *TYPE, across=Across.MAX)
LAST_COMMIT: Final = gauge("consumer_last_commit_timestamp_seconds", "When a batch was last committed; 0 before the first.", *TYPE, across=Across.MAX)
COMPLETED: Final = gauge("consumer_type_completed", "1 while all that an import brings of a type is written.", *TYPE, across=Across.MIN)
HEALTHY: Final = gauge("consumer_healthy", "1 while health finds nothing wrong.", "consumer", across=Across.MIN)
STORE_AWAY: Final = gauge(
    "consumer_store_away_seconds", "For how long the store has not answered; 0 while it does.", "consumer", "store", across=Across.MAX
)
BROKER_AWAY: Final = gauge(
    "consumer_broker_away_seconds",
    "For how long RabbitMQ has been away; 0 while connected, or disconnected on purpose.",
    "consumer",
    across=Across.MAX,
)
PAUSED: Final = gauge("consumer_paused", "Processes that leave deliveries in the socket: memory is full, or the store is away.", "consumer")
MAINTENANCE: Final = gauge("consumer_maintenance_running", "1 while the work after an import is done.", "consumer", across=Across.MAX)
PROCESSES: Final = gauge("consumer_processes", "Processes that consume and report.", "consumer")

FAMILIES: Final[tuple[Family, ...]] = (
    RECEIVED,
    WRITTEN,
    UNCHANGED,
    REJECTED,
    BATCH_SECONDS,
    RETRIES,
    LOSSES,
    CONNECTIONS,
    OUTAGES,
    CPU,
    RESTARTS,
    WAITING,
    IN_FLIGHT,
    BATCH_SIZE,
    WAITING_SECONDS,
    STALLED,
    LAST_COMMIT,
    COMPLETED,
    HEALTHY,
    STORE_AWAY,
    BROKER_AWAY,
    PAUSED,
    MAINTENANCE,
    PROCESSES,
)


def snapshot[R: HasId](engine: Engine[R]) -> Snapshot:
    """Figures of one process."""
    name, now = engine.spec.name, time.monotonic()
    gate, link, watcher = engine.gate, engine.link, engine.watcher
    own: Labels = (name,)
    store: Labels = (name, engine.spec.store_name.lower())

    def each(figure: Callable[[Lane], float]) -> dict[Labels, float]:
        return {(name, data_type.value): float(figure(lane)) for data_type, lane in engine.lanes.items()}

    return {
        RECEIVED.name: each(lambda lane: lane.received),
        WRITTEN.name: each(lambda lane: lane.written),
        UNCHANGED.name: each(lambda lane: lane.unchanged),
        REJECTED.name: each(lambda lane: lane.rejected),
        BATCH_SECONDS.name: {(name, data_type.value): lane.batch_seconds.copy() for data_type, lane in engine.lanes.items()},
        RETRIES.name: {(name, kind.value, cause.value): float(times) for kind, lane in engine.lanes.items() for cause, times in lane.retries.items()},
        LOSSES.name: {own: link.losses if link else 0},
        CONNECTIONS.name: {own: link.connections if link else 0},
        OUTAGES.name: {store: gate.outages if gate else 0},
        CPU.name: {own: time.process_time()},
        RESTARTS.name: {own: 0},
        WAITING.name: each(lambda lane: len(lane.pending)),
        IN_FLIGHT.name: each(lambda lane: lane.in_flight),
        BATCH_SIZE.name: each(lambda lane: lane.pace.size),
        WAITING_SECONDS.name: each(lambda lane: waiting_s(lane, now)),
        STALLED.name: each(lambda lane: waiting_s(lane, now) > NO_COMMIT_S),
        LAST_COMMIT.name: each(lambda lane: lane.last_commit_at),
        COMPLETED.name: each(lambda lane: lane.is_completed),
        HEALTHY.name: {own: float(engine.was_connected and not problems(engine, now))},
        STORE_AWAY.name: {store: away_s(gate, now)},
        BROKER_AWAY.name: {own: away_s(link, now)},
        PAUSED.name: {own: float(link is not None and link.is_paused)},
        MAINTENANCE.name: {own: float(watcher is not None and watcher.working_on is not None)},
        PROCESSES.name: {own: 1},
    }
