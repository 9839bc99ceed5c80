"""Figures of a platform that does not run: one scenario each for what a page must be able to show."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
import math
from typing import Any, Final, Literal

from common.domain.data_types import Source
from common.messaging.topology import dlq_name, queue_name
from dashboard.models import (
    Alert,
    AlertKind,
    BrokerInfo,
    CacheInfo,
    Collector,
    DatabaseInfo,
    DeadLetterReason,
    DeadLetters,
    Event,
    History,
    ImportProgress,
    ImportState,
    ImportType,
    PipelineMetrics,
    QueueHistory,
    QueueInfo,
    ServiceHistory,
    ServiceStatus,
    Severity,
    StoreHistory,
    Subject,
    SystemMetrics,
    TypeProgress,
    TypeState,
)
from dashboard.pipelines import PIPELINES, Pipeline
from dashboard.queues import flow_of
from dashboard.rules import Trend, observe
from dashboard.services import overall
from dashboard.stores import GraphFigures, PostgresFigures, graph_info, postgres_info


NOW: Final = datetime(2026, 8, 2, 21, 18, 4, tzinfo=UTC)
PREFIXES: Final = {"discogs": "discogsography-discogs", "musicbrainz": "discogsography-musicbrainz"}
TOTALS: Final = {
    "discogs": {"masters": 2_611_450, "releases": 19_300_000, "artists": 10_214_880, "labels": 2_409_117},
    "musicbrainz": {"release-groups": 4_012_345, "releases": 5_201_777, "artists": 2_711_002, "labels": 309_870},
}
RELEASES_IN_GRAPH: Final = 11_985_300
RELEASES_IN_TABLES: Final = 11_946_700
RELEASES_READ: Final = 12_016_702
ALERT_DEPTH: Final = 60_000


def queue(pipeline: Pipeline, consumer: str, kind: str, messages: int, *, rate: float = 0.0, acks: float = 0.0, dead: bool = False) -> QueueInfo:
    """One queue."""
    data_type = next(each for each in pipeline.types if each.value == kind)
    name = queue_name(PREFIXES[pipeline.source.value], consumer, data_type)
    return QueueInfo(
        name=dlq_name(name) if dead else name,
        messages=messages,
        messages_ready=max(0, messages - 4_000) if messages > 4_000 else messages,
        messages_unacknowledged=min(messages, 4_000) if messages > 4_000 else 0,
        consumers=0 if dead else 1,
        message_rate=rate,
        ack_rate=acks,
        consumer=consumer,
        type=kind,
        dead_letters=dead,
    )


type Depths = Mapping[tuple[str, str], tuple[int, float, float]]
"""Messages, rate in, rate out, by consumer and type."""


def queues(pipeline: Pipeline, depths: Depths, dead: Mapping[tuple[str, str], int]) -> list[QueueInfo]:
    """All queues of a pipeline."""
    found = []
    for consumer in pipeline.consumers:
        for kind in pipeline.types:
            messages, rate, acks = depths.get((consumer, kind.value), (0, 0.0, 0.0))
            found.append(queue(pipeline, consumer, kind.value, messages, rate=rate, acks=acks))
            found.append(queue(pipeline, consumer, kind.value, dead.get((consumer, kind.value), 0), dead=True))
    return found


def type_progress(count: int, expected: int | None, now: datetime, *, rate: float = 0.0, p95: float | None = None) -> TypeProgress:
    """One type at one service."""
    done = expected is not None and count >= expected
    left = None if expected is None else max(0, expected - count)
    return TypeProgress(
        count=count,
        expected=expected,
        rate=rate,
        eta_seconds=None if done or left is None or not rate else round(left / rate, 1),
        batch_p95_ms=p95,
        last_activity=now - timedelta(seconds=1 if rate else 600) if count else None,
        done=done,
    )


def service(name: str, now: datetime, *, status: str = "healthy", types: Mapping[str, TypeProgress] | None = None, **more: Any) -> ServiceStatus:
    """One service."""
    types = dict(types or {})
    is_extractor = name.startswith("extractor-")
    is_silent = status == "unknown"
    counts = {kind: each.count for kind, each in types.items()}
    p95 = [each.batch_p95_ms for each in types.values() if each.batch_p95_ms is not None]
    told: dict[str, Any] = {
        "name": name,
        "status": status,
        "last_seen": None if is_silent else now,
        "current_task": None,
        "progress": None,
        "error": None,
        "extraction_progress": counts | {"total": sum(counts.values())} if is_extractor and not is_silent else None,
        "last_extraction_time": (
            {kind: (now - each.last_activity).total_seconds() if each.last_activity else None for kind, each in types.items()}
            if is_extractor and not is_silent
            else None
        ),
        "extraction_status": "waiting" if is_extractor and not is_silent else None,
        "version": None,
        "rate": round(sum(each.rate for each in types.values()), 1),
        "batch_p95_ms": max(p95) if p95 else None,
        "reasons": [],
        "types": {} if is_silent else types,
    }
    return ServiceStatus(**told | more)


def import_type(total: int, *, graph: int, tables: int, read: int, rate: float, duration: float | None = None, rejected: int = 0) -> ImportType:
    """One type of an import."""
    done = graph >= total and tables >= total
    left = max(0, total - min(graph, tables))
    return ImportType(
        state=TypeState.DONE if done else TypeState.RUNNING if read else TypeState.WAITING,
        read=read,
        published=total if done else None,
        graph=graph,
        tables=tables,
        rejected=rejected,
        expected=total,
        is_estimate=not done,
        progress=1.0 if done else round(min(graph, tables) / total, 4),
        rate=rate,
        eta_seconds=0.0 if done else round(left / rate, 1) if rate else None,
        duration_seconds=duration if done else None,
    )


def done_type(total: int, duration: float) -> ImportType:
    """One type that is complete."""
    return import_type(total, graph=total, tables=total, read=total, rate=round(total / duration, 1), duration=duration)


def whole_import(source: Literal["discogs", "musicbrainz"], version: str, now: datetime, state: ImportState = ImportState.COMPLETE) -> ImportProgress:
    """An import that has ended."""
    types = {kind: done_type(total, 60 + total / 9_000) for kind, total in TOTALS[source].items()}
    return ImportProgress(
        source=source,
        version=version,
        state=state,
        started_at=now - timedelta(hours=3),
        ended_at=now - timedelta(hours=2),
        types=types,
        bytes_read=0,
        bytes_total=0,
        progress=1.0,
        rate=0.0,
        eta_seconds=0.0,
        error=None,
    )


def running_import(now: datetime) -> ImportProgress:
    """Releases are being read; the other types are complete."""
    totals = TOTALS["discogs"]
    types = {
        "masters": done_type(totals["masters"], 339),
        "releases": import_type(totals["releases"], graph=RELEASES_IN_GRAPH, tables=RELEASES_IN_TABLES, read=RELEASES_READ, rate=8_389.0, rejected=3),
        "artists": done_type(totals["artists"], 1_121),
        "labels": done_type(totals["labels"], 246),
    }
    stored = sum(min(each.graph, each.tables) for each in types.values())
    return ImportProgress(
        source="discogs",
        version="20260801",
        state=ImportState.READING,
        started_at=now - timedelta(minutes=49),
        ended_at=None,
        types=types,
        bytes_read=9_120_000_000,
        bytes_total=14_600_000_000,
        progress=round(stored / sum(totals.values()), 4),
        rate=8_389.0,
        eta_seconds=types["releases"].eta_seconds,
        error=None,
    )


def discogs(now: datetime, *, importing: bool, dead: Mapping[tuple[str, str], int] | None = None) -> PipelineMetrics:
    """The Discogs pipeline."""
    pipeline, totals = PIPELINES[Source.DISCOGS], TOTALS["discogs"]
    depths: Depths = {("graphinator", "releases"): (31_402, 8_655.0, 8_412.0), ("tableinator", "releases"): (64_802, 8_655.0, 8_389.0)}

    def of(count: int, rate: float, p95: float | None) -> dict[str, TypeProgress]:
        moving = {"releases": type_progress(count, totals["releases"], now, rate=rate, p95=p95)} if importing else {}
        return {kind: moving.get(kind) or type_progress(total, total, now) for kind, total in totals.items()}

    services = [
        service(
            "extractor-discogs",
            now,
            types=of(RELEASES_READ, 8_655.0, None),
            extraction_status="running" if importing else "waiting",
            version="20260801",
        ),
        service(
            "graphinator", now, types=of(RELEASES_IN_GRAPH, 8_412.0, 184.0), current_task="Processing releases" if importing else None, progress=0.788
        ),
        service(
            "tableinator",
            now,
            types=of(RELEASES_IN_TABLES, 8_389.0, 612.0),
            current_task="Processing releases" if importing else None,
            progress=0.787,
        ),
    ]
    found = queues(pipeline, depths if importing else {}, dead or {})
    return PipelineMetrics(services=services, queues=found, flow=flow_of(found), types=[kind.value for kind in pipeline.types])


def musicbrainz(now: datetime) -> PipelineMetrics:
    """The MusicBrainz pipeline, at rest."""
    pipeline, totals = PIPELINES[Source.MUSICBRAINZ], TOTALS["musicbrainz"]
    types = {kind: type_progress(total, total, now) for kind, total in totals.items()}
    found = queues(pipeline, {}, {})
    services = [service(name, now, types=types) for name in pipeline.services]
    return PipelineMetrics(services=services, queues=found, flow=flow_of(found), types=[kind.value for kind in pipeline.types])


REFUSED: Final = {
    "postgres": (
        'OperationalError: connection failed: connection to server at "10.3.0.7", port 5432 failed: Connection refused\n'
        "\tIs the server running on that host and accepting TCP/IP connections?"
    ),
    "neo4j": (
        "ServiceUnavailable: Couldn't connect to neo4j:7687 (resolved to ('10.3.0.8:7687',)):\nFailed to establish connection to "
        "ResolvedIPv4Address(('10.3.0.8', 7687)) (reason [Errno 111] Connect call failed ('10.3.0.8', 7687))"
    ),
    "queues": (
        "ManagementUnavailable: RabbitMQ's management API at http://rabbitmq:15672 cannot be reached: ConnectError: All connection attempts failed"
    ),
    "redis": "ConnectionError: Error 111 connecting to redis:6379. Connect call failed ('10.3.0.9', 6379).",
}
"""What drivers say of stores that do not run, by probe."""


def databases(*, down: bool = False) -> list[DatabaseInfo]:
    """PostgreSQL and Neo4j."""
    return [
        postgres_info(None, REFUSED["postgres"]) if down else postgres_info(PostgresFigures(17, 100, 51_754_000_000), None),
        graph_info(None, REFUSED["neo4j"]) if down else graph_info(GraphFigures(21_432_101, 118_604_220, has_apoc=False), None),
    ]


def alert(
    kind: AlertKind, severity: Severity, title: str, detail: str, since: datetime, subject: Subject, name: str, action: str, error: str | None = None
) -> Alert:
    """One alert."""
    key = f"{kind.value}:{name}"  # the same in every frame, however long ago it began
    return Alert(
        id=key, kind=kind, severity=severity, title=title, detail=detail, error=error, since=since, action=action, subject=subject, name=name
    )


def alerts_of_stores(metrics: SystemMetrics) -> list[Alert]:
    """Those of stores that are away, as the rules word them."""
    since = metrics.timestamp - timedelta(minutes=3)
    return [
        alert(seen.kind, seen.severity or Severity.CRITICAL, seen.title, seen.detail, since, seen.subject, seen.name, seen.action, seen.error)
        for seen in observe(metrics, {}, Trend({}, {}))
        if seen.kind is AlertKind.STORE_DOWN and seen.value
    ]


def alerts_of_import(now: datetime) -> list[Alert]:
    """What is wrong in the scenario `importing`."""
    tables = f"{PREFIXES['discogs']}-tableinator-releases"
    return [
        alert(
            AlertKind.DEAD_LETTERS,
            Severity.CRITICAL,
            "3 dead letters in graphinator-releases",
            'last reason: year "19986" out of range, record 2549617',
            now - timedelta(minutes=14),
            Subject.QUEUE,
            f"{PREFIXES['discogs']}-graphinator-releases.dlq",
            "Look at them: `just dlq peek graphinator-releases`; when the reason is mended, `just dlq replay graphinator-releases` sends them again",
        ),
        alert(
            AlertKind.QUEUE_DEPTH,
            Severity.WARNING,
            "Queue tableinator-releases over 60,000",
            "64,802 waiting, growing 266/s; at this rate 600,000 come in 34 min",
            now - timedelta(seconds=18),
            Subject.QUEUE,
            tables,
            "Nothing is lost while it waits; more processes of its consumer shorten it",
        ),
        alert(
            AlertKind.SLOW_BATCHES,
            Severity.WARNING,
            "tableinator writes slowly",
            "95 of 100 writes take up to 612 ms",
            now - timedelta(seconds=200),
            Subject.SERVICE,
            "tableinator",
            "Look at the store's CPU and disk, or make batches smaller",
        ),
    ]


def dead_letters(now: datetime) -> list[DeadLetters]:
    """Three releases that the graph could not take."""
    reasons = [
        DeadLetterReason(reason='year "19986" out of range', count=2, last_id="2549617", last_at=now - timedelta(minutes=14)),
        DeadLetterReason(reason="the record is no JSON object", count=1, last_id=None, last_at=now - timedelta(minutes=20)),
    ]
    return [
        DeadLetters(
            queue=f"{PREFIXES['discogs']}-graphinator-releases.dlq",
            pipeline="discogs",
            consumer="graphinator",
            type="releases",
            depth=3,
            reasons=reasons,
        )
    ]


def events(now: datetime) -> list[Event]:
    """What happened during the import, the newest first."""
    told = [
        (18, Severity.WARNING, "Queue tableinator-releases over 60,000: 64,802 waiting"),
        (200, Severity.WARNING, "tableinator writes slowly: 95 of 100 writes take up to 612 ms"),
        (826, Severity.CRITICAL, "1 dead letter in graphinator-releases: last reason: year out of range, record 2549617"),
        (1_233, Severity.INFO, "masters complete: 2,611,450 records"),
        (1_234, Severity.INFO, "releases started: 19,300,000 expected"),
        (1_572, Severity.INFO, "labels complete: 2,409,117 records"),
        (1_818, Severity.INFO, "artists complete: 10,214,880 records"),
        (2_939, Severity.INFO, "Discogs import 20260801 started"),
    ]
    return [
        Event(id=int((now.timestamp() - ago) * 1000), at=now - timedelta(seconds=ago), severity=severity, text=text) for ago, severity, text in told
    ]


def assembled(now: datetime, pipelines: Mapping[str, PipelineMetrics], **more: Any) -> SystemMetrics:
    """Figures with everything that is not said well and quiet."""
    every = [each for pipeline in pipelines.values() for each in pipeline.queues]
    told: dict[str, Any] = {
        "pipelines": dict(pipelines),
        "databases": databases(),
        "timestamp": now,
        "status": overall([each.status for pipeline in pipelines.values() for each in pipeline.services]),
        "broker": BrokerInfo(
            status="healthy",
            error=None,
            messages=sum(each.messages for each in every if not each.dead_letters),
            dead_letters=sum(each.messages for each in every if each.dead_letters),
        ),
        "cache": CacheInfo(status="healthy", error=None, hit_rate=0.941, memory_bytes=222_298_112),
        "imports": [],
        "alerts": [],
        "dead_letters": [],
        "events": [],
        "collector": Collector(last_success_at=now, age_seconds=0.0, cycle_ms=3.1, errors={}),
    }
    return SystemMetrics(**told | more)


def importing(now: datetime) -> SystemMetrics:
    """Discogs at full speed, MusicBrainz at rest, three alerts."""
    pipelines = {"discogs": discogs(now, importing=True, dead={("graphinator", "releases"): 3}), "musicbrainz": musicbrainz(now)}
    return assembled(
        now,
        pipelines,
        imports=[running_import(now), whole_import("musicbrainz", "20260729-001001", now)],
        alerts=alerts_of_import(now),
        dead_letters=dead_letters(now),
        events=events(now),
    )


def idle(now: datetime) -> SystemMetrics:
    """Everything is complete and well."""
    imports = [whole_import("discogs", "20260801", now), whole_import("musicbrainz", "20260729-001001", now)]
    return assembled(now, {"discogs": discogs(now, importing=False), "musicbrainz": musicbrainz(now)}, imports=imports, events=events(now)[3:])


def discogs_only(now: datetime) -> SystemMetrics:
    """MusicBrainz is not deployed."""
    return assembled(now, {"discogs": discogs(now, importing=False)}, imports=[whole_import("discogs", "20260801", now)])


def with_statuses(*statuses: str) -> Callable[[datetime], SystemMetrics]:
    """The three Discogs services with these statuses."""

    def scenario(now: datetime) -> SystemMetrics:
        pipeline = discogs(now, importing=False)
        services = [
            each.model_copy(update={"status": status, "error": None if status == "healthy" else "HTTP 503", **_silenced(status)})
            for each, status in zip(pipeline.services, statuses, strict=True)
        ]
        return assembled(now, {"discogs": pipeline.model_copy(update={"services": services})})

    return scenario


def _silenced(status: str) -> dict[str, Any]:
    return {"last_seen": None, "types": {}, "extraction_progress": None, "last_extraction_time": None} if status == "unknown" else {}


def empty(now: datetime) -> SystemMetrics:
    """No service answers, and there never was an import."""
    return assembled(now, {})


def stores_down(now: datetime) -> SystemMetrics:
    """Services answer, stores do not."""
    pipeline = discogs(now, importing=False)
    pipeline = pipeline.model_copy(update={"queues": [], "flow": flow_of([])})
    metrics = assembled(
        now,
        {"discogs": pipeline},
        databases=databases(down=True),
        broker=BrokerInfo(status="unhealthy", error=REFUSED["queues"], messages=None, dead_letters=None),
        cache=CacheInfo(status="unhealthy", error=REFUSED["redis"], hit_rate=None, memory_bytes=None),
        collector=Collector(last_success_at=now, age_seconds=0.0, cycle_ms=2.0, errors=REFUSED),
    )
    return metrics.model_copy(update={"alerts": alerts_of_stores(metrics)})


def failed(now: datetime) -> SystemMetrics:
    """The extractor gave up half way."""
    stopped = running_import(now).model_copy(
        update={"state": ImportState.FAILED, "error": "disk full: /discogs-data", "rate": 0.0, "eta_seconds": None}
    )
    return assembled(now, {"discogs": discogs(now, importing=False)}, imports=[stopped])


SCENARIOS: Final[dict[str, Callable[[datetime], SystemMetrics]]] = {
    "importing": importing,
    "idle": idle,
    "discogs-only": discogs_only,
    "degraded": with_statuses("healthy", "unhealthy", "healthy"),
    "offline": with_statuses("unhealthy", "unhealthy", "unhealthy"),
    "unknown": with_statuses("healthy", "healthy", "unknown"),
    "starting": with_statuses("healthy", "starting", "healthy"),
    "empty": empty,
    "stores-down": stores_down,
    "failed": failed,
}


def history(minutes: int, points: int, now: datetime) -> History:
    """Lines that go with `importing`: two queues grow, the others empty early."""
    step = max(10, math.ceil(minutes * 60 / points / 10) * 10)
    count = minutes * 60 // step
    places = range(count)
    lines = []
    for source, pipeline in PIPELINES.items():
        for each in pipeline.queues(PREFIXES[source.value]):
            if each.dead_letters:
                continue
            peak = {"graphinator": 31_402, "tableinator": 64_802}.get(each.consumer, 0) if each.data_type.value == "releases" else 0
            rate = 8_655.0 if peak else 0.0
            lines.append(
                QueueHistory(
                    name=each.name,
                    pipeline="discogs" if source is Source.DISCOGS else "musicbrainz",
                    consumer=each.consumer,
                    type=each.data_type.value,
                    messages=[round(peak * place / max(1, count - 1)) for place in places],
                    message_rate=[round(rate + 300 * math.sin(place / 3), 1) if rate else 0.0 for place in places],
                    ack_rate=[round(rate - 250 + 300 * math.cos(place / 3), 1) if rate else 0.0 for place in places],
                    dead_letters=[3 if peak == 31_402 and place > count // 2 else 0 for place in places],
                )
            )
    return History(
        minutes=minutes,
        step_seconds=step,
        times=[now - timedelta(seconds=step * (count - 1 - place)) for place in places],
        queues=lines,
        services=[
            ServiceHistory(name="graphinator", rate=[8_400.0] * count, batch_p95_ms=[180.0 + place % 9 for place in places]),
            ServiceHistory(name="tableinator", rate=[8_390.0] * count, batch_p95_ms=[380.0 + 4 * place for place in places]),
        ],
        stores=StoreHistory(
            postgres_bytes=[48_000_000_000 + 30_000_000 * place for place in places],
            postgres_connections=[15 + place % 4 for place in places],
            neo4j_nodes=[21_000_000 + 3_000 * place for place in places],
            neo4j_relationships=[118_000_000 + 5_000 * place for place in places],
            broker_messages=[round(96_204 * place / max(1, count - 1)) for place in places],
            broker_dead_letters=[3 if place > count // 2 else 0 for place in places],
            cache_hit_rate=[0.93 + (place % 5) / 500 for place in places],
            cache_memory_bytes=[222_298_112] * count,
        ),
    )
