"""The rules of the alerts: what is watched, from which value on it matters, and what to do about it. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from dashboard.models import AlertKind, DeadLetters, ImportProgress, ImportState, ServiceStatus, Severity, Subject, SystemMetrics, Threshold
from dashboard.services import UNHEALTHY, UNKNOWN
from dashboard.settings import DashboardSettings
from dashboard.troubles import in_words, trouble_of


CLEARS_AT: Final = 0.8
"""Part of its threshold below which an alert clears: what hovers around the threshold neither comes nor goes."""
GROWTH_LIMITS: Final = 10
"""A queue's growth is told as the time until so many times its threshold."""


@dataclass(frozen=True, slots=True)
class Rule:
    """From when on something matters.

    Attributes:
        fires_at: Value from which on it fires.
        clears_at: Value below which it clears.
        for_s: How long it must last before it fires.
        unit: Of the values; empty where the rule is a state, not a number.
    """

    kind: AlertKind
    severity: Severity
    title: str
    fires_at: float = 1.0
    clears_at: float = 1.0
    for_s: float = 0.0
    unit: str = ""
    setting: str | None = None

    @property
    def threshold(self) -> Threshold:
        """As it is told."""
        return Threshold(
            kind=self.kind,
            severity=self.severity,
            title=self.title,
            fires_at=self.fires_at if self.unit else None,
            clears_at=self.clears_at if self.unit else None,
            for_seconds=self.for_s,
            unit=self.unit,
            setting=self.setting,
        )


@dataclass(frozen=True, slots=True)
class Observation:
    """One value that a rule judges, with the words of the alert that it may become.

    Attributes:
        error: What somebody else said, word for word, when `detail` says it in other words.
    """

    kind: AlertKind
    subject: Subject
    name: str
    value: float
    title: str
    detail: str
    action: str
    severity: Severity | None = None
    error: str | None = None

    @property
    def key(self) -> str:
        """Names what is observed."""
        return f"{self.kind.value}:{self.name}"


type Rules = Mapping[AlertKind, Rule]


def rules_of(settings: DashboardSettings) -> Rules:
    """The rules with the settings' thresholds."""
    depth, p95 = settings.dashboard_alert_queue_messages, settings.dashboard_alert_batch_p95_ms
    stalled, percent = settings.dashboard_alert_stalled_seconds, settings.dashboard_alert_connections_percent
    rules = (
        Rule(AlertKind.SERVICE_DOWN, Severity.CRITICAL, "A service does not answer", for_s=15),
        Rule(AlertKind.SERVICE_UNHEALTHY, Severity.CRITICAL, "A service says that it is not well", for_s=10),
        Rule(
            AlertKind.QUEUE_DEPTH,
            Severity.WARNING,
            "A queue is long",
            depth,
            depth * CLEARS_AT,
            unit="messages",
            setting="DASHBOARD_ALERT_QUEUE_MESSAGES",
        ),
        Rule(
            AlertKind.DEAD_LETTERS,
            Severity.CRITICAL,
            "A consumer could not take records",
            settings.dashboard_alert_dead_letters,
            settings.dashboard_alert_dead_letters,
            unit="messages",
            setting="DASHBOARD_ALERT_DEAD_LETTERS",
        ),
        Rule(
            AlertKind.SLOW_BATCHES,
            Severity.WARNING,
            "Writes are slow",
            p95,
            p95 * CLEARS_AT,
            for_s=20,
            unit="ms",
            setting="DASHBOARD_ALERT_BATCH_P95_MS",
        ),
        Rule(AlertKind.STORE_DOWN, Severity.CRITICAL, "A store does not answer", for_s=10),
        Rule(
            AlertKind.CONNECTIONS,
            Severity.WARNING,
            "PostgreSQL runs out of connections",
            percent,
            percent * CLEARS_AT,
            for_s=20,
            unit="percent",
            setting="DASHBOARD_ALERT_CONNECTIONS_PERCENT",
        ),
        Rule(
            AlertKind.IMPORT_STALLED,
            Severity.WARNING,
            "An import does not move",
            stalled,
            stalled,
            unit="seconds",
            setting="DASHBOARD_ALERT_STALLED_SECONDS",
        ),
        Rule(AlertKind.IMPORT_FAILED, Severity.CRITICAL, "An import failed"),
    )
    return {rule.kind: rule for rule in rules}


@dataclass(frozen=True, slots=True)
class Trend:
    """What figures alone do not tell.

    Attributes:
        growth: Messages a second by which each queue grows, by name.
        moved_at: When a count of each source's import last changed.
        seen: Services that have answered since the dashboard started.
    """

    growth: Mapping[str, float]
    moved_at: Mapping[str, datetime]
    seen: frozenset[str] = frozenset()


def observe(metrics: SystemMetrics, rules: Rules, trend: Trend) -> Iterator[Observation]:
    """Everything that rules judge. What is not known just now is not observed: an alert about it stays as it is."""
    for pipeline in metrics.pipelines.values():
        for service in pipeline.services:
            # An extractor may not be wanted: one source may be imported, and the other one not.
            is_missed = not service.name.startswith("extractor-") or service.name in trend.seen
            yield from _of_service(service, is_missed=is_missed)
        for queue in pipeline.queues:
            if not queue.dead_letters:
                fires_at = rules[AlertKind.QUEUE_DEPTH].fires_at
                yield _of_queue(queue.name, f"{queue.consumer}-{queue.type}", queue.messages, fires_at, trend.growth.get(queue.name, 0.0))
        dead = {each.queue: each for each in metrics.dead_letters}
        for queue in pipeline.queues:
            if queue.dead_letters:
                yield _of_dead_letters(queue.name, f"{queue.consumer}-{queue.type}", queue.messages, dead.get(queue.name))
    yield from _of_stores(metrics)
    for each in metrics.imports:
        yield from _of_import(each, metrics.timestamp, trend.moved_at.get(each.source))


def _of_service(service: ServiceStatus, *, is_missed: bool) -> Iterator[Observation]:
    is_down, is_unhealthy = service.status == UNKNOWN and is_missed, service.status == UNHEALTHY
    words = in_words(service.error) if service.error else None
    error = service.error if service.error != words else None
    yield Observation(
        AlertKind.SERVICE_DOWN,
        Subject.SERVICE,
        service.name,
        float(is_down),
        f"{service.name} does not answer",
        words or "no answer",
        f"See why it ended: `just check-errors --service {service.name}`",
        error=error,
    )
    yield Observation(
        AlertKind.SERVICE_UNHEALTHY,
        Subject.SERVICE,
        service.name,
        float(is_unhealthy),
        f"{service.name} is not well",
        words or "it gives no reason",
        f"See what it says: `just check-errors --service {service.name}`",
        error=error,
    )
    p95 = service.batch_p95_ms if service.batch_p95_ms is not None and service.rate > 0 else 0.0
    yield Observation(
        AlertKind.SLOW_BATCHES,
        Subject.SERVICE,
        service.name,
        p95,
        f"{service.name} writes slowly",
        f"95 of 100 writes take up to {p95:,.0f} ms",
        "Look at the store's CPU and disk, or make batches smaller",
    )


def _of_queue(name: str, short: str, messages: int, fires_at: float, growth: float) -> Observation:
    detail = f"{messages:,} waiting"
    limit = fires_at * GROWTH_LIMITS
    if growth >= 1:
        detail += f", growing {growth:,.0f}/s"
        if messages < limit:
            detail += f"; at this rate {limit:,.0f} come in {_minutes((limit - messages) / growth)}"
    elif growth <= -1:
        detail += f", shrinking {-growth:,.0f}/s"
    return Observation(
        AlertKind.QUEUE_DEPTH,
        Subject.QUEUE,
        name,
        messages,
        f"Queue {short} over {fires_at:,.0f}",
        detail,
        "Nothing is lost while it waits; more processes of its consumer shorten it",
    )


def _of_dead_letters(name: str, short: str, messages: int, told: DeadLetters | None) -> Observation:
    last = told.reasons[0] if told and told.reasons else None
    detail = "no reason is known"
    if last is not None:
        detail = f"last reason: {last.reason}" + (f", record {last.last_id}" if last.last_id else "")
    return Observation(
        AlertKind.DEAD_LETTERS,
        Subject.QUEUE,
        name,
        messages,
        f"{messages:,} dead {'letter' if messages == 1 else 'letters'} in {short}",
        detail,
        f"Look at them: `just dlq peek {short}`; when the reason is mended, `just dlq replay {short}` sends them again",
    )


def _of_stores(metrics: SystemMetrics) -> Iterator[Observation]:
    stores: list[tuple[str, str, str | None]] = [(each.name, each.status, each.error) for each in metrics.databases]
    stores += [("RabbitMQ", metrics.broker.status, metrics.broker.error), ("Redis", metrics.cache.status, metrics.cache.error)]
    for name, status, error in stores:
        trouble = trouble_of(name, error or "")
        yield Observation(
            AlertKind.STORE_DOWN,
            Subject.STORE,
            name,
            float(status == UNHEALTHY),
            f"{name} does not answer",
            trouble.what,
            trouble.action,
            Severity.WARNING if name == "Redis" else Severity.CRITICAL,  # without its caches the platform is slower, not down
            error,
        )
    for each in metrics.databases:
        if each.max_connections:
            percent = 100 * each.connection_count / each.max_connections
            yield Observation(
                AlertKind.CONNECTIONS,
                Subject.STORE,
                each.name,
                percent,
                f"{each.name} runs out of connections",
                f"{each.connection_count} of {each.max_connections} are open",
                "Make pools smaller, or `max_connections` larger",
            )


def _of_import(each: ImportProgress, now: datetime, moved_at: datetime | None) -> Iterator[Observation]:
    title = f"{each.source.title().replace('brainz', 'Brainz')} import{f' {each.version}' if each.version else ''}"
    is_moving = each.state in (ImportState.READING, ImportState.WRITING)
    still_s = (now - moved_at).total_seconds() if is_moving and moved_at else 0.0
    yield Observation(
        AlertKind.IMPORT_STALLED,
        Subject.IMPORT,
        each.source,
        max(0.0, still_s),
        f"{title} does not move",
        f"no record was stored for {_minutes(still_s)}",
        "See what its services say: `just check-errors`",
    )
    yield Observation(
        AlertKind.IMPORT_FAILED,
        Subject.IMPORT,
        each.source,
        float(each.state in (ImportState.FAILED, ImportState.INCOMPLETE)),
        f"{title} {'failed' if each.state is ImportState.FAILED else 'is incomplete'}",
        each.error or "counts of what was sent and what was stored do not agree",
        "See the log of its extractor; the next run takes up where this one ended",
    )


def _minutes(seconds: float) -> str:
    """`40 s`, `27 min`, `3 h 05 min`."""
    if seconds < 60:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60:02} min"
