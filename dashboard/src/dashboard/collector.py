"""The collector: probes at their own pace, and a cycle that makes figures of what they found last. A cycle waits for nobody.

probes ──► their newest answers ──► cycle, every 2 s: figures ──► board ──► routes, sockets, metrics
                                                         └─► alerts, events, history
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
import itertools
import time
from typing import Any, Final

import httpx
from redis.asyncio import Redis

from common.messaging.management import Management, QueueState
from common.runtime.errors import describe_exception
from common.runtime.logging import get_logger
from common.runtime.marks import Mark
from common.stores.neo4j import Neo4jStore, open_neo4j
from common.stores.postgres import PostgresStore, open_postgres
from common.stores.redis import open_redis
from dashboard.alerts import Alerts
from dashboard.assemble import Answers, HealthAnswer, Meters, figures_of
from dashboard.board import Board
from dashboard.dead_letters import HeldQueue, ReasonFinder, Reasons, held_queues
from dashboard.events import EventLog
from dashboard.history import Memory
from dashboard.ledger import graph_ledgers, import_runs, tables_ledgers
from dashboard.probes import Probe, first_round, probing
from dashboard.rules import observe, rules_of
from dashboard.settings import DashboardSettings
from dashboard.stores import GraphLook, PostgresLook, cache_info


CYCLE_S: Final = 2.0
PROBE_TIMEOUT_S: Final = 5.0
FIRST_ROUND_S: Final = PROBE_TIMEOUT_S + 0.5
SUMMARY_EVERY: Final = 50

log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Pace:
    """How often each part is asked, in seconds."""

    cycle_s: float = CYCLE_S
    services_s: float = 2.0
    queues_s: float = 2.0
    ledgers_s: float = 3.0
    stores_s: float = 10.0
    dead_letters_s: float = 10.0
    timeout_s: float = PROBE_TIMEOUT_S


class Platform:
    """The open connections, and the questions to them."""

    def __init__(
        self, settings: DashboardSettings, http: httpx.AsyncClient, postgres: PostgresStore, graph: Neo4jStore, redis: Redis, pace: Pace
    ) -> None:
        self._settings = settings
        self._http = http
        management = Management(http, settings.management)
        self._finder = ReasonFinder(postgres, graph, management)

        def probe[T](name: str, ask: Callable[[], Awaitable[T]], every_s: float, mark: Mark = Mark.WARNING) -> Probe[T]:
            return Probe(name, ask, every_s, pace.timeout_s, mark)

        self.services: dict[str, Probe[HealthAnswer]] = {
            name: probe(name, self._asking(url), pace.services_s) for name, url in settings.health_urls.items()
        }
        self.queues: Probe[list[QueueState]] = probe("queues", management.queues, pace.queues_s, Mark.RABBITMQ)
        self.postgres = probe("postgres", PostgresLook(postgres, settings), pace.stores_s, Mark.POSTGRES)
        self.neo4j = probe("neo4j", GraphLook(graph), pace.stores_s, Mark.NEO4J)
        self.redis = probe("redis", lambda: cache_info(redis), pace.stores_s)
        self.tables = probe("ledgers of the tables", lambda: tables_ledgers(postgres), pace.ledgers_s)
        self.graph = probe("ledgers of the graph", lambda: graph_ledgers(graph), pace.ledgers_s)
        self.runs = probe("list of imports", lambda: import_runs(postgres), pace.ledgers_s)
        self.reasons = probe("reasons of dead letters", self._reasons, pace.dead_letters_s)

    @property
    def probes(self) -> list[Probe[Any]]:
        """All of them."""
        return [*self.services.values(), self.queues, self.postgres, self.neo4j, self.redis, self.tables, self.graph, self.runs, self.reasons]

    def held(self) -> list[HeldQueue]:
        """Dead-letter queues that hold something."""
        return held_queues({queue.name: queue for queue in self.queues.value or ()}, self._settings.prefixes)

    def answers(self) -> Answers:
        """What the probes found last."""
        return Answers(
            services={name: (probe.value, probe.error) for name, probe in self.services.items()},
            queues=None if self.queues.value is None else {queue.name: queue for queue in self.queues.value},
            queues_error=self.queues.error,
            postgres=(self.postgres.value, self.postgres.error),
            neo4j=(self.neo4j.value, self.neo4j.error),
            redis=(self.redis.value, self.redis.error),
            # Counts of imports are told as they were known last: an outage does not undo what was stored.
            tables=self.tables.known or {},
            graph=self.graph.known or {},
            runs=self.runs.known or [],
            reasons=self.reasons.known or {},
            errors={probe.name: probe.error for probe in self.probes if probe.error},
        )

    def _asking(self, url: str) -> Callable[[], Awaitable[HealthAnswer]]:
        async def ask() -> HealthAnswer:
            answer = await self._http.get(url)
            try:
                body = answer.json()
            except ValueError:
                body = None
            return HealthAnswer(answer.status_code, body if isinstance(body, Mapping) else None, datetime.now(UTC))

        return ask

    async def _reasons(self) -> Reasons:
        return await self._finder.reasons(self.held())


class Collector:
    """Makes figures, one cycle after the other."""

    def __init__(self, settings: DashboardSettings, platform: Platform, board: Board, memory: Memory, pace: Pace) -> None:
        self._settings = settings
        self._platform = platform
        self._board = board
        self._memory = memory
        self._pace = pace
        self._rules = rules_of(settings)
        self._alerts = Alerts(self._rules)
        self._events = EventLog()
        self._meters = Meters()
        board.history = memory
        board.thresholds = [rule.threshold for rule in self._rules.values()]

    async def restore(self) -> None:
        """Take up what an earlier process left."""
        events, milestones = await self._memory.load()
        self._events = EventLog(events)
        self._meters.milestones = milestones

    async def run(self) -> None:
        """Cycles, until cancelled. An error ends the cycle that has it."""
        loop = asyncio.get_running_loop()
        await first_round(self._platform.probes, FIRST_ROUND_S)
        for number in itertools.count(1):
            began = loop.time()
            try:
                await self.cycle()
            except Exception as error:
                log.exception(Mark.FAILED, "A cycle failed", error=describe_exception(error))
            if number % SUMMARY_EVERY == 0 and self._board.latest:
                pipelines, alerts = list(self._board.latest.pipelines), len(self._board.latest.alerts)
                log.info(Mark.PROGRESS, "Cycles", cycles=number, pipelines=pipelines, alerts=alerts)
            await asyncio.sleep(max(0.0, began + self._pace.cycle_s - loop.time()))

    async def cycle(self) -> None:
        """One cycle."""
        began, now = time.perf_counter(), datetime.now(UTC)
        answers = self._platform.answers()
        found = figures_of(self._settings.prefixes, answers, self._platform.held(), self._meters, now, time.monotonic())
        changes = self._alerts.judge(observe(found, self._rules, self._meters.trend), now)
        events = self._events.note(changes, found.imports, now)
        metrics = found.model_copy(
            update={
                "alerts": self._alerts.active,
                "events": self._events.newest,
                "collector": found.collector.model_copy(update={"cycle_ms": round((time.perf_counter() - began) * 1000, 2)}),
            }
        )
        self._board.show(metrics)
        if events:
            await self._memory.add_events(events)
        if self._memory.is_due(metrics):
            await self._memory.add(metrics, self._meters.milestones)


@asynccontextmanager
async def gathering(settings: DashboardSettings, board: Board, pace: Pace | None = None) -> AsyncIterator[None]:
    """Open the platform and collect while the context lasts. Does not fail while any part of it is away."""
    pace = pace or Pace()
    async with AsyncExitStack() as stack:
        http = await stack.enter_async_context(httpx.AsyncClient(timeout=pace.timeout_s, trust_env=False, follow_redirects=False))
        postgres = await stack.enter_async_context(open_postgres(settings, application_name="dashboard", borrow_timeout_s=pace.timeout_s / 2))
        graph = await stack.enter_async_context(open_neo4j(settings))
        redis = await stack.enter_async_context(open_redis(settings))
        platform = Platform(settings, http, postgres, graph, redis, pace)
        collector = Collector(settings, platform, board, Memory(redis, settings.prefixes, prefix=settings.redis_key_prefix), pace)
        await collector.restore()
        await stack.enter_async_context(probing(platform.probes))
        await stack.enter_async_context(_running(collector))
        yield


@asynccontextmanager
async def _running(collector: Collector) -> AsyncIterator[None]:
    task = asyncio.create_task(collector.run(), name="collector")
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
