"""An engine on a real broker, and messages for it."""

import asyncio
from collections.abc import AsyncGenerator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import orjson

from common.consumer.engine import Engine
from common.consumer.health import health_payload
from common.consumer.settings import EngineSettings
from common.consumer.spec import ConsumerSpec
from common.domain.data_types import DISCOGS_TYPES, DataType
from common.domain.messages import HEADER_SEQUENCE, HEADER_STARTED_AT, HEADER_VERSION, ExtractionComplete, FileComplete, RunStamp
from common.messaging.publisher import BulkPublisher
from common.messaging.topology import declare_consumer_queues, dlq_name, exchange_name, queue_name
from tests.support.servers import Broker
from tests.support.waiting import PATIENCE_S, eventually


PREFIX = "discogsography-discogs"
CONSUMER = "tableinator"
RUN = RunStamp("20260301", "2026-03-05T10:00:00.000000Z")


def engine_settings(broker: Broker, **changes: Any) -> EngineSettings:
    """Settings with short waits."""
    values: dict[str, Any] = {
        "rabbitmq_host": broker.host,
        "rabbitmq_port": broker.port,
        "rabbitmq_username": broker.username,
        "rabbitmq_password": broker.password,
        "rabbitmq_vhost": broker.vhost,
        "consumer_cancel_delay": 0,
        "queue_check_interval": 0.5,
        "shutdown_deadline": 5,
    }
    return EngineSettings.load(**(values | changes))


@dataclass
class Running:
    """A started engine."""

    engine: Engine[Any]
    stop: asyncio.Event
    task: asyncio.Task[None]

    @property
    def health(self) -> dict[str, Any]:
        return health_payload(self.engine)

    async def end(self) -> None:
        """Stop in order, as SIGTERM does; raises what the engine raised."""
        self.stop.set()
        await asyncio.wait_for(self.task, PATIENCE_S)

    async def connected(self) -> None:
        await eventually(lambda: self.task.done() or self.health["active_consumers"], what="connected")


@asynccontextmanager
async def running(broker: Broker, spec: ConsumerSpec[Any], **changes: Any) -> AsyncGenerator[Running]:
    """An engine that has its consumers; ended without order if the test did not end it."""
    hand_back_after_s = changes.pop("hand_back_after_s", 1200.0)
    wait = changes.pop("wait", True)
    engine = Engine(spec, engine_settings(broker, **changes), hand_back_after_s=hand_back_after_s)
    stop = asyncio.Event()
    started = Running(engine, stop, asyncio.ensure_future(engine.run(stop)))
    try:
        if wait:
            await started.connected()
        yield started
    finally:
        started.task.cancel()
        await asyncio.gather(started.task, return_exceptions=True)


async def declare(broker: Broker) -> None:
    """The queues, before anything consumes."""
    await declare_consumer_queues(broker.url, PREFIX, CONSUMER, DISCOGS_TYPES)


def headers(sequence: int, run: RunStamp = RUN) -> dict[str, Any]:
    """AMQP headers of a record."""
    return {HEADER_VERSION: run.version, HEADER_STARTED_AT: run.started_at, HEADER_SEQUENCE: sequence}


async def publish(broker: Broker, data_type: DataType, messages: Iterable[Any], *, run: RunStamp | None = None) -> None:
    """Publish bodies to a type's exchange, with one run's headers if given."""
    bodies = [message if isinstance(message, bytes) else orjson.dumps(message) for message in messages]
    async with BulkPublisher.open(broker.url, connection_name="test") as publisher:
        await (await publisher.publish(exchange_name(PREFIX, data_type), bodies, run=run, first_sequence=1))


def records(count: int, start: int = 1, **fields: Any) -> list[dict[str, Any]]:
    """Valid records with consecutive ids."""
    return [{"type": "data", "id": str(number), "sha256": "0" * 64, **fields} for number in range(start, start + count)]


def file_complete(data_type: DataType) -> bytes:
    """A `file_complete`."""
    return FileComplete(data_type.value, 1, f"discogs_20260301_{data_type.value}.xml.gz", "2026-03-05T12:00:00Z").body()


def extraction_complete(counts: dict[DataType, int], *, run: RunStamp = RUN, partial: bool = False) -> bytes:
    """An `extraction_complete` with distinct published counts."""
    told = {data_type.value: counts.get(data_type, 0) for data_type in DISCOGS_TYPES}
    return ExtractionComplete(run.version, run.started_at, "2026-03-05T14:00:00Z", dict(told), dict(told), partial).body()


async def depth(broker: Broker, data_type: DataType) -> int:
    """Ready messages of a main queue."""
    return await broker.queue_depth(queue_name(PREFIX, CONSUMER, data_type))


async def dead_letters(broker: Broker, data_type: DataType) -> list[bytes]:
    """Take the dead letters of a type."""
    return [body for body, _ in await broker.get_all(dlq_name(queue_name(PREFIX, CONSUMER, data_type)))]


async def dead_count(broker: Broker) -> int:
    """Dead letters of all types."""
    return sum([await broker.queue_depth(dlq_name(queue_name(PREFIX, CONSUMER, data_type))) for data_type in DISCOGS_TYPES])
