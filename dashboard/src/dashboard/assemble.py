"""Figures out of the probes' newest answers. No I/O; what is remembered from one cycle to the next is in `Meters`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from common.domain.data_types import Source
from common.domain.health import reading_of
from common.messaging.management import QueueState
from dashboard.dead_letters import HeldQueue, Reasons, told
from dashboard.imports import Known, newest_run, progress_of
from dashboard.ledger import NOTHING, ImportRun, Ledgers
from dashboard.milestones import Milestones
from dashboard.models import (
    BrokerInfo,
    CacheInfo,
    Collector,
    DatabaseInfo,
    ImportProgress,
    Overall,
    PipelineMetrics,
    QueueInfo,
    ServiceStatus,
    SystemMetrics,
)
from dashboard.pipelines import PIPELINES, Pipeline
from dashboard.queues import flow_of, queues_of
from dashboard.rates import RateMeter
from dashboard.rules import Trend
from dashboard.services import UNKNOWN, NotAnswered, answered, overall, silent, with_expected, with_rates
from dashboard.stores import GraphFigures, PostgresFigures, graph_info, no_cache, postgres_info


NOT_ASKED: Final = "not asked yet"

type Found[T] = tuple[T | None, str | None]
"""An answer, or why there is none."""


@dataclass(frozen=True, slots=True)
class HealthAnswer:
    """What a service's health route answered."""

    code: int
    body: Mapping[str, Any] | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Answers:
    """What the probes found last. `queues` is `None` while the broker is away."""

    services: Mapping[str, Found[HealthAnswer]]
    queues: Mapping[str, QueueState] | None
    queues_error: str | None
    postgres: Found[PostgresFigures]
    neo4j: Found[GraphFigures]
    redis: Found[CacheInfo]
    tables: Ledgers
    graph: Ledgers
    runs: Sequence[ImportRun]
    reasons: Reasons
    errors: Mapping[str, str]


@dataclass(slots=True)
class Meters:
    """What is told from several cycles: rates, growth, milestones."""

    milestones: Milestones = field(default_factory=Milestones)
    extractors: dict[Source, RateMeter] = field(default_factory=lambda: {source: RateMeter() for source in Source})
    depths: RateMeter = field(default_factory=lambda: RateMeter(may_fall=True))
    trend: Trend = field(default_factory=lambda: Trend({}, {}))


def figures_of(
    prefixes: Mapping[str, str], answers: Answers, held: Sequence[HeldQueue], meters: Meters, now: datetime, monotonic: float
) -> SystemMetrics:
    """Everything but alerts and events, which are told from it.

    Args:
        prefixes: Of queue names, by source.
        monotonic: The same moment as `now`, for rates.
    """
    pipelines: dict[str, PipelineMetrics] = {}
    imports: list[ImportProgress] = []
    moved_at: dict[str, datetime] = {}
    for source, pipeline in PIPELINES.items():
        queues = queues_of(pipeline, prefixes[source.value], answers.queues or {})
        services = _services(pipeline, answers, meters, monotonic)
        known = _known(pipeline, answers, queues)
        run = newest_run(known)
        if run is not None:
            milestones = meters.milestones.note(source, run, _counts(known, run), now)
            progress = progress_of(known, run, milestones, services[pipeline.graph], services[pipeline.tables], now)
            imports.append(progress)
            moved = [each.last_at for each in milestones.values()]
            if moved:
                moved_at[source.value] = max(moved)
            expected = {name: each.expected for name, each in progress.types.items()}
            services = {name: with_expected(service, expected) for name, service in services.items()}
        if any(service.status != UNKNOWN for service in services.values()):
            pipelines[source.value] = PipelineMetrics(
                services=list(services.values()), queues=queues, flow=flow_of(queues), types=[kind.value for kind in pipeline.types]
            )
    growth: Mapping[str, float] = {}
    if answers.queues is not None:
        growth = meters.depths.rates({name: state.messages for name, state in answers.queues.items()}, monotonic)
    answering = {name for name, (answer, _) in answers.services.items() if answer is not None}
    meters.trend = Trend(growth, moved_at, meters.trend.seen | answering)
    return SystemMetrics(
        pipelines=pipelines,
        databases=_databases(answers),
        timestamp=now,
        status=_overall(pipelines),
        broker=_broker(answers, prefixes),
        cache=answers.redis[0] or no_cache(answers.redis[1] or NOT_ASKED),
        imports=imports,
        alerts=[],
        dead_letters=told(held, answers.reasons),
        events=[],
        collector=Collector(last_success_at=now, age_seconds=0.0, cycle_ms=0.0, errors=dict(answers.errors)),
    )


def _services(pipeline: Pipeline, answers: Answers, meters: Meters, monotonic: float) -> dict[str, ServiceStatus]:
    services = {}
    for name in pipeline.services:
        answer, error = answers.services[name]
        services[name] = _service(pipeline, name, answer, error)
    extractor = services[pipeline.extractor]
    if extractor.extraction_progress is not None:
        counts = {name: count for name, count in extractor.extraction_progress.items() if name != "total"}
        services[pipeline.extractor] = with_rates(extractor, meters.extractors[pipeline.source].rates(counts, monotonic))
    return services


def _service(pipeline: Pipeline, name: str, answer: HealthAnswer | None, error: str | None) -> ServiceStatus:
    if answer is None:
        return silent(name, error or NOT_ASKED)
    try:
        return answered(pipeline, name, answer.code, answer.body, answer.at)
    except NotAnswered as problem:
        return silent(name, str(problem))


def _known(pipeline: Pipeline, answers: Answers, queues: Sequence[QueueInfo]) -> Known:
    answer = answers.services[pipeline.extractor][0]
    return Known(
        pipeline=pipeline,
        reading=reading_of(answer.body if answer else None),
        graph=answers.graph.get(pipeline.graph, NOTHING),
        tables=answers.tables.get(pipeline.tables, NOTHING),
        runs=[run for run in answers.runs if run.source is pipeline.source],
        waiting=None if answers.queues is None else sum(queue.messages for queue in queues if not queue.dead_letters),
    )


def _counts(known: Known, run: int) -> dict[str, int]:
    """Records in both stores together: what moves while an import does."""
    ledgers = [ledger for ledger in (known.graph, known.tables) if ledger.run == run]
    return {kind.value: sum(ledger.seen.get(kind.value, 0) for ledger in ledgers) for kind in known.pipeline.types}


def _databases(answers: Answers) -> list[DatabaseInfo]:
    (postgres, postgres_error), (neo4j, neo4j_error) = answers.postgres, answers.neo4j
    return [postgres_info(postgres, postgres_error or NOT_ASKED), graph_info(neo4j, neo4j_error or NOT_ASKED)]


def _broker(answers: Answers, prefixes: Mapping[str, str]) -> BrokerInfo:
    if answers.queues is None:
        return BrokerInfo(status="unhealthy", error=answers.queues_error or NOT_ASKED, messages=None, dead_letters=None)
    ours = [queue for source, pipeline in PIPELINES.items() for queue in pipeline.queues(prefixes[source.value])]
    counts = dict.fromkeys((False, True), 0)
    for queue in ours:
        state = answers.queues.get(queue.name)
        counts[queue.dead_letters] += state.messages if state else 0
    return BrokerInfo(status="healthy", error=None, messages=counts[False], dead_letters=counts[True])


def _overall(pipelines: Mapping[str, PipelineMetrics]) -> Overall:
    return overall([service.status for pipeline in pipelines.values() for service in pipeline.services])
