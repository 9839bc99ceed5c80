"""The whole pipeline as real processes: an extractor over dump files, the consumers behind it, and what is on the wire between them."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Final

import orjson

from common.domain.data_types import TYPES_OF, DataType, Source
from common.messaging.intake import MAX_PREFETCH, Delivery, Intake
from common.messaging.topology import CONSUMERS_OF, declare_exchanges, dlq_name, exchange_name, queue_name
from common.runtime.state_marker import load_marker
from tests.support.real_data import REPOSITORY
from tests.support.servers import Broker, GraphTarget, PostgresTarget
from tests.support.services import Service, running
from tests.support.waiting import eventually


DONE_S: Final = 90.0
PREFIX: Final[Mapping[Source, str]] = {source: f"discogsography-{source}" for source in Source}
TABLE_CONSUMERS: Final = frozenset({"tableinator", "brainztableinator"})
FAST: Final[Mapping[str, str]] = {
    "NEO4J_BATCH_FLUSH_INTERVAL": "0.2",
    "POSTGRES_BATCH_FLUSH_INTERVAL": "0.2",
    "EXTRACTOR_WORKERS": "1",
    "FAILURE_COOLDOWN_SECS": "0",
    "DATA_QUALITY_RULES": str(REPOSITORY / "extractor" / "extraction-rules.yaml"),
}
"""Settings that make a small import short, with the shipped rules."""


@dataclass(frozen=True, slots=True)
class Import:
    """One run of an extractor."""

    source: Source
    version: str
    started_at: str


@dataclass(slots=True)
class Pipeline:
    """One test's pipeline. `state` is the extractors' folder; `extra` are settings of the test for every process."""

    broker: Broker
    postgres: PostgresTarget
    graph: GraphTarget
    state: Path
    processes: AsyncExitStack
    extra: Mapping[str, str] = field(default_factory=dict)
    running: dict[str, list[Service]] = field(default_factory=dict)
    launched: list[Service] = field(default_factory=list)

    @property
    def env(self) -> dict[str, str]:
        """Environment of every process."""
        roots = {"DISCOGS_ROOT": str(self.state / "discogs"), "MUSICBRAINZ_ROOT": str(self.state / "musicbrainz")}
        return {**self.broker.env, **self.postgres.env, **self.graph.env, **FAST, **roots, **self.extra}

    async def start(self, *names: str, arguments: Sequence[str] = (), **variables: str) -> list[Service]:
        """Start a process of each consumer named; back when all are healthy."""
        services = [await self.launch(name, *arguments, **variables) for name in names]
        await asyncio.gather(*(each.until_healthy() for each in services))
        for each in services:
            self.running.setdefault(each.name, []).append(each)
        return services

    async def launch(self, name: str, *arguments: str, **variables: str) -> Service:
        """Start a process and wait for nothing."""
        started = await self.processes.enter_async_context(running(name, *arguments, env={**self.env, **variables}, healthy=False))
        self.launched.append(started)
        return started

    async def stop(self) -> None:
        """Stop whatever still runs, in good order."""
        left = [each for each in self.launched if each.is_running]
        codes = await asyncio.gather(*(each.stop() for each in left))
        assert not any(codes), {each.name: code for each, code in zip(left, codes, strict=True)}

    async def begin(self, source: Source, dumps: Path, *arguments: str, **variables: str) -> Service:
        """Start an extractor for one run over a folder."""
        options = ("--source", source.value, "--once", "--dump-dir", str(dumps), *arguments)
        return await self.launch("extractor", *options, **variables)

    async def extract(self, source: Source, dumps: Path, *arguments: str, code: int = 0, **variables: str) -> Import:
        """One run of the extractor, to its end."""
        process = await self.begin(source, dumps, *arguments, **variables)
        assert await process.wait(DONE_S) == code, process.tail()
        return self.latest(source)

    def latest(self, source: Source) -> Import:
        """The run that a marker was written for last."""
        root = self.state / source.value
        path = max(root.rglob(".*extraction_status_*.json"), key=lambda each: each.stat().st_mtime_ns)
        marker = load_marker(path)
        assert marker is not None and marker.processing_phase.started_at is not None
        return Import(source, marker.current_version, marker.processing_phase.started_at)

    async def until_done(self, run: Import, timeout_s: float = DONE_S) -> None:
        """Wait until both consumers of a run have finished what follows it."""
        for consumer in CONSUMERS_OF[run.source]:
            try:
                await eventually(partial(self._is_done, consumer, run), timeout_s, interval_s=0.2, what=f"{consumer} done")
            except AssertionError as error:
                logs = "\n".join(each.tail(15) for each in self.running.get(consumer, []))
                raise AssertionError(f"{error}\n{logs}") from None

    async def states(self, consumer: str) -> dict[str, str]:
        """How far a consumer is with what follows a run, by the run's start."""
        if consumer in TABLE_CONSUMERS:
            query = "SELECT g.started_at, s.state FROM import_signals g JOIN import_states s USING (consumer, run, version) WHERE consumer = %s"
            rows = await self.postgres.rows(query, (consumer,))
        else:
            query = "MATCH (c:ExtractionCompletion {consumer: $consumer}) RETURN c.started_at AS started_at, c.state AS state"
            rows = await self.graph.rows(query, consumer=consumer)
        return {row["started_at"]: row["state"] for row in rows}

    async def _is_done(self, consumer: str, run: Import) -> bool:
        state = (await self.states(consumer)).get(run.started_at)
        assert state != "failed", f"{consumer} failed what follows {run}"
        return state == "done"

    async def dead_letters(self) -> dict[str, int]:
        """Messages in dead-letter queues that are not empty."""
        depths: dict[str, int] = {}
        for source, consumers in CONSUMERS_OF.items():
            for consumer in consumers:
                if consumer in self.running:
                    for data_type in TYPES_OF[source]:
                        name = dlq_name(queue_name(PREFIX[source], consumer, data_type))
                        depths[name] = await self.broker.queue_depth(name)
        return {name: depth for name, depth in depths.items() if depth}


@asynccontextmanager
async def pipeline(broker: Broker, postgres: PostgresTarget, graph: GraphTarget, state: Path, **extra: str) -> AsyncIterator[Pipeline]:
    """A pipeline without any process; all that it starts ends with the block."""
    async with AsyncExitStack() as processes:
        started = Pipeline(broker, postgres, graph, state, processes, extra)
        yield started
        await started.stop()


class Tap:
    """Queues of the test's own behind every exchange of a source: a copy of each message on the wire."""

    def __init__(self, broker: Broker, source: Source) -> None:
        self._broker = broker
        self._queues = {data_type: f"tap-{source}-{data_type}" for data_type in TYPES_OF[source]}
        self._source = source

    async def open(self) -> "Tap":
        """Declare and bind; messages from now on are kept."""
        await declare_exchanges(self._broker.url, PREFIX[self._source], TYPES_OF[self._source])
        channel = await self._broker.channel()
        try:
            for data_type, name in self._queues.items():
                queue = await channel.declare_queue(name, durable=True)
                await queue.bind(exchange_name(PREFIX[self._source], data_type))
        finally:
            await channel.close()
        return self

    async def take(self) -> dict[DataType, list[Delivery]]:
        """Everything since the last call, in order."""
        taken: dict[DataType, list[Delivery]] = {data_type: [] for data_type in self._queues}
        expected = {data_type: await self._broker.queue_depth(name) for data_type, name in self._queues.items()}
        intake = await Intake.open(
            self._broker.url,
            self._queues,
            consumer_tag=lambda data_type: f"tap-{data_type}",
            prefetch=MAX_PREFETCH,
            on_delivery=lambda delivery: taken[delivery.data_type].append(delivery),
            on_lost=lambda _error: None,
            on_lost_type=lambda _kind, _error: None,
            connection_name="tap",
        )
        try:
            await eventually(lambda: all(len(taken[data_type]) >= depth for data_type, depth in expected.items()), DONE_S, what="messages of the tap")
            for data_type, deliveries in taken.items():
                if deliveries:
                    intake.ack_through(data_type, deliveries[-1].generation, deliveries[-1].tag)
        finally:
            await intake.close()
        return taken


def records(deliveries: Iterable[Delivery]) -> list[dict[str, Any]]:
    """The record messages among deliveries."""
    return [message for delivery in deliveries if (message := orjson.loads(delivery.body))["type"] == "data"]


def controls(deliveries: Iterable[Delivery]) -> list[dict[str, Any]]:
    """The control messages among deliveries."""
    return [message for delivery in deliveries if (message := orjson.loads(delivery.body))["type"] != "data"]
