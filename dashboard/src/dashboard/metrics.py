"""What the dashboard tells Prometheus: its own figures, and all that it knows of the others, as its newest cycle found it."""

from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

from prometheus_client import CONTENT_TYPE_LATEST

from common.runtime.metrics import Family, Kind, Labels, Recorder, Snapshot, SnapshotCollector, gauge
from dashboard.models import Severity, SystemMetrics


SOCKETS: Final = Family(Kind.GAUGE, "dashboard_websocket_connections", "Open sockets.")
REQUESTS: Final = Family(Kind.COUNTER, "dashboard_api_requests_total", "Requests for figures.", ("endpoint", "method"))

_QUEUE: Final = ("pipeline", "consumer", "type", "queue")
MESSAGES: Final = gauge("queue_messages", "Messages in a queue; dead-letter queues have a figure of their own.", *_QUEUE)
UNACKNOWLEDGED: Final = gauge("queue_messages_unacknowledged", "Messages that a consumer has got and not settled.", *_QUEUE)
QUEUE_CONSUMERS: Final = gauge("queue_consumers", "Consumers of a queue.", *_QUEUE)
PUBLISH_RATE: Final = gauge("queue_publish_rate", "Messages a second that come in.", *_QUEUE)
ACK_RATE: Final = gauge("queue_ack_rate", "Messages a second that are acknowledged.", *_QUEUE)
DEAD_LETTERS: Final = gauge("queue_dead_letters", "Messages in a dead-letter queue.", *_QUEUE)

SERVICE_UP: Final = gauge("service_up", "1 while a service says that it is healthy.", "pipeline", "service")
SERVICE_ANSWERS: Final = gauge("service_answers", "1 while a service answers, whatever it says.", "pipeline", "service")

_IMPORT: Final = ("source", "type")
IMPORT_RECORDS: Final = gauge(
    "import_records", "Records of the newest import by stage: `read`, `graph`, `tables`, `rejected`, `expected`.", *_IMPORT, "stage"
)
IMPORT_RATE: Final = gauge("import_rate", "Records a second of the slower store.", *_IMPORT)
IMPORT_PROGRESS: Final = gauge("import_progress", "Part of the newest import that both stores have, 0 to 1.", "source")
IMPORT_ETA: Final = gauge("import_eta_seconds", "Time left of the newest import, while anything tells.", "source")
IMPORT_STATE: Final = gauge("import_state", "1 for the present state of the newest import.", "source", "state")

STORE_UP: Final = gauge("store_up", "1 while a store answers.", "store")
POSTGRES_BYTES: Final = gauge("postgres_size_bytes", "Size of the database.")
POSTGRES_CONNECTIONS: Final = gauge("postgres_connections", "Connections to the database.")
NODES: Final = gauge("neo4j_nodes", "Nodes of the graph.")
RELATIONSHIPS: Final = gauge("neo4j_relationships", "Relationships of the graph.")
CACHE_HITS: Final = gauge("cache_hit_ratio", "Part of look-ups in Redis that found something, 0 to 1.")
CACHE_BYTES: Final = gauge("cache_memory_bytes", "Memory that Redis uses.")

ALERTS: Final = gauge("alerts", "Alerts that are active.", "severity")
CYCLE_AGE: Final = gauge("dashboard_cycle_age_seconds", "Time since figures were last gathered.")

KNOWN: Final[tuple[Family, ...]] = (
    MESSAGES,
    UNACKNOWLEDGED,
    QUEUE_CONSUMERS,
    PUBLISH_RATE,
    ACK_RATE,
    DEAD_LETTERS,
    SERVICE_UP,
    SERVICE_ANSWERS,
    IMPORT_RECORDS,
    IMPORT_RATE,
    IMPORT_PROGRESS,
    IMPORT_ETA,
    IMPORT_STATE,
    STORE_UP,
    POSTGRES_BYTES,
    POSTGRES_CONNECTIONS,
    NODES,
    RELATIONSHIPS,
    CACHE_HITS,
    CACHE_BYTES,
    ALERTS,
    CYCLE_AGE,
)
FAMILIES: Final[tuple[Family, ...]] = (SOCKETS, REQUESTS, *KNOWN)


class Metrics(Recorder):
    """Figures of one application.

    Args:
        sockets: How many are open.
        latest: The newest figures.
    """

    content_type: Final = CONTENT_TYPE_LATEST

    def __init__(self, sockets: Callable[[], float], latest: Callable[[], SystemMetrics | None]) -> None:
        super().__init__()
        self._requests = self.counter(REQUESTS)
        self.gauge(SOCKETS).set_function(sockets)
        self.registry.register(SnapshotCollector(KNOWN, lambda: snapshot_of(latest(), datetime.now(UTC))))

    def asked(self, endpoint: str, method: str) -> None:
        """Count a request."""
        self._requests.labels(endpoint, method).inc()


def snapshot_of(metrics: SystemMetrics | None, now: datetime) -> Snapshot:
    """All that figures tell. What is not known has no sample."""
    told: dict[str, dict[Labels, float]] = defaultdict(dict)
    if metrics is None:
        return {}

    def put(family: Family, value: float | None, *labels: str) -> None:
        if value is not None:
            told[family.name][labels] = value

    for name, pipeline in metrics.pipelines.items():
        for queue in pipeline.queues:
            labels = (name, queue.consumer, queue.type, queue.name)
            if queue.dead_letters:
                put(DEAD_LETTERS, queue.messages, *labels)
                continue
            put(MESSAGES, queue.messages, *labels)
            put(UNACKNOWLEDGED, queue.messages_unacknowledged, *labels)
            put(QUEUE_CONSUMERS, queue.consumers, *labels)
            put(PUBLISH_RATE, queue.message_rate, *labels)
            put(ACK_RATE, queue.ack_rate, *labels)
        for service in pipeline.services:
            put(SERVICE_UP, service.status == "healthy", name, service.name)
            put(SERVICE_ANSWERS, service.last_seen is not None, name, service.name)
    for each in metrics.imports:
        put(IMPORT_PROGRESS, each.progress, each.source)
        put(IMPORT_ETA, each.eta_seconds, each.source)
        put(IMPORT_STATE, 1, each.source, each.state.value)
        for kind, figures in each.types.items():
            put(IMPORT_RATE, figures.rate, each.source, kind)
            for stage in ("read", "graph", "tables", "rejected", "expected"):
                put(IMPORT_RECORDS, getattr(figures, stage), each.source, kind, stage)
    for database in metrics.databases:
        put(STORE_UP, database.status == "healthy", database.name)
        put(POSTGRES_BYTES, database.size_bytes)
        put(NODES, database.nodes)
        put(RELATIONSHIPS, database.relationships)
        put(POSTGRES_CONNECTIONS, database.connection_count if database.max_connections else None)
    put(STORE_UP, metrics.broker.status == "healthy", "RabbitMQ")
    put(STORE_UP, metrics.cache.status == "healthy", "Redis")
    put(CACHE_HITS, metrics.cache.hit_rate)
    put(CACHE_BYTES, metrics.cache.memory_bytes)
    for severity in Severity:
        put(ALERTS, sum(alert.severity is severity for alert in metrics.alerts), severity.value)
    put(CYCLE_AGE, max(0.0, (now - metrics.collector.last_success_at).total_seconds()))
    return told
