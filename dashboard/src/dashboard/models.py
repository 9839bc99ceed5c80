"""What the dashboard tells: the JSON of its routes and of the frames on `/ws`. Times are UTC and end with `Z`.

Fields marked "addition" are beyond the documented ones, which keep their names and meanings.
"""

from datetime import datetime
from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class Model(BaseModel):
    """Base of all models: what is told stays as it was told."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Overall(StrEnum):
    """All services together."""

    OPERATIONAL = "operational"
    DEGRADED = "degraded"
    OFFLINE = "offline"
    UNKNOWN = "unknown"


class Severity(StrEnum):
    """How much an alert or an event matters."""

    INFO = "info"
    WARNING = "warning"
    CRITICAL = "critical"


class ImportState(StrEnum):
    """Where the newest import of a source is."""

    READING = "reading"
    """The extractor is reading dumps."""
    WRITING = "writing"
    """All records are in the queues, and at least one store is still taking them."""
    FINISHING = "finishing"
    """All records are in both stores; what follows an import (clean-up, derived counts) is at work."""
    COMPLETE = "complete"
    """Both stores have everything."""
    PARTIAL = "partial"
    """As complete, for a run over part of a dump."""
    INCOMPLETE = "incomplete"
    """Ended, and counts do not add up."""
    FAILED = "failed"
    """The extractor gave up."""


class TypeState(StrEnum):
    """Where one record type of an import is."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"


class Subject(StrEnum):
    """What an alert is about; `Alert.name` says which one."""

    SERVICE = "service"
    QUEUE = "queue"
    STORE = "store"
    IMPORT = "import"


class AlertKind(StrEnum):
    """What is being watched."""

    SERVICE_DOWN = "service_down"
    SERVICE_UNHEALTHY = "service_unhealthy"
    QUEUE_DEPTH = "queue_depth"
    DEAD_LETTERS = "dead_letters"
    SLOW_BATCHES = "slow_batches"
    STORE_DOWN = "store_down"
    CONNECTIONS = "connections"
    IMPORT_STALLED = "import_stalled"
    IMPORT_FAILED = "import_failed"


class TypeProgress(Model):
    """One record type at one service. Addition."""

    count: int = Field(description="Records that the service has handled: an extractor in its present or last run, a consumer since it started.")
    expected: int | None = Field(description="Records that the type will have; null when nothing tells.")
    rate: float = Field(description="Records a second, over the last half minute.")
    eta_seconds: float | None = Field(description="Time until the expected total at this rate; null when unknown or not moving.")
    batch_p95_ms: float | None = Field(description="Time of a write that 95 of 100 recent ones did not exceed; consumers only.")
    last_activity: datetime | None = Field(description="When a record of the type last came.")
    done: bool = Field(description="Whether the type is complete.")


class ServiceStatus(Model):
    """One service of a pipeline, as its health route describes it."""

    name: str
    status: str = Field(description="healthy, unhealthy, unknown (does not answer), or what the service says, e.g. starting.")
    last_seen: datetime | None = Field(description="When it last answered.")
    current_task: str | None
    progress: float | None = Field(description="Part of the newest run that is done, 0 to 1.")
    error: str | None
    extraction_progress: dict[str, int] | None = Field(description="Extractors only: records by type, and `total`. Keys have a hyphen.")
    last_extraction_time: dict[str, float | None] | None = Field(description="Extractors only: seconds since the last record, by type.")
    extraction_status: str | None = Field(description="Extractors only: idle, running, completed, waiting or failed. Addition.")
    version: str | None = Field(description="Extractors only: version of the dumps of the present or last run. Addition.")
    rate: float = Field(description="Records a second, all types together. Addition.")
    batch_p95_ms: float | None = Field(description="The slowest type's; consumers only. Addition.")
    reasons: list[str] = Field(description="Why the service says that it is not well. Addition.")
    types: dict[str, TypeProgress] = Field(description="By record type, in display order; empty while the service does not answer. Addition.")


class QueueInfo(Model):
    """One queue of a pipeline."""

    name: str
    messages: int
    messages_ready: int
    messages_unacknowledged: int
    consumers: int
    message_rate: float = Field(description="Messages a second that come in.")
    ack_rate: float = Field(description="Messages a second that are acknowledged.")
    consumer: str = Field(description="Service that the queue belongs to. Addition.")
    type: str = Field(description="Record type. Addition.")
    dead_letters: bool = Field(description="Whether it holds what its consumer could not take. Addition.")


class BrokerFlow(Model):
    """A pipeline's way through the broker: its main queues together. Addition."""

    publish_rate: float = Field(description="Records a second that the extractor puts in, each counted once however many queues get it.")
    ack_rate: float = Field(description="Messages a second that consumers take out, all queues together.")
    messages: int = Field(description="Messages in the main queues.")
    dead_letters: int = Field(description="Messages in the dead-letter queues.")


class PipelineMetrics(Model):
    """One source's way from dump to stores."""

    services: list[ServiceStatus] = Field(description="Extractor, graph consumer, table consumer.")
    queues: list[QueueInfo] = Field(description="By consumer and type, each dead-letter queue after its queue; empty while the broker is away.")
    flow: BrokerFlow = Field(description="Addition.")
    types: list[str] = Field(description="Record types in display order. Addition.")


class DatabaseInfo(Model):
    """One database."""

    name: Literal["PostgreSQL", "Neo4j"]
    status: Literal["healthy", "unhealthy"]
    connection_count: int
    size: str | None = Field(
        description="For people: '3.40 GB', '1,234 nodes, 5,678 relationships'. Neo4j without the APOC library: 'unknown (APOC unavailable)'; the "
        "figures are in `nodes` and `relationships` all the same."
    )
    error: str | None
    size_bytes: int | None = Field(description="PostgreSQL only. Addition.")
    max_connections: int | None = Field(description="PostgreSQL only. Addition.")
    nodes: int | None = Field(description="Neo4j only. Addition.")
    relationships: int | None = Field(description="Neo4j only. Addition.")


class BrokerInfo(Model):
    """RabbitMQ as its management API tells. Addition."""

    status: Literal["healthy", "unhealthy"]
    error: str | None
    messages: int | None = Field(description="In all queues of the platform, dead letters left out.")
    dead_letters: int | None


class CacheInfo(Model):
    """Redis. Addition."""

    status: Literal["healthy", "unhealthy"]
    error: str | None
    hit_rate: float | None = Field(description="Part of look-ups that found something since the server started, 0 to 1; null before the first.")
    memory_bytes: int | None


class ImportType(Model):
    """One record type of an import. Addition."""

    state: TypeState
    read: int = Field(description="Records that the extractor has read and the broker confirmed.")
    published: int | None = Field(description="Distinct records that the extractor announced; null until its file is done.")
    graph: int = Field(description="Distinct records that are in the graph.")
    tables: int = Field(description="Distinct records that are in the tables.")
    rejected: int = Field(description="Records that a store could not take, the larger number of both.")
    expected: int | None = Field(description="Records that the type will have; null when nothing tells.")
    is_estimate: bool = Field(
        description="Whether `expected` is extrapolated: from the last complete import, or from the part of the file that is read."
    )
    progress: float | None = Field(description="Part that both stores have, 0 to 1.")
    rate: float = Field(description="Records a second of the slower store; the average once the type is done.")
    eta_seconds: float | None = Field(description="Time left; null when unknown or not moving, 0 when done.")
    duration_seconds: float | None = Field(description="How long the type took, once it is done.")


class ImportProgress(Model):
    """The newest import of one source. Addition."""

    source: Literal["discogs", "musicbrainz"]
    version: str | None = Field(description="Version of the dumps; null when only counts are known.")
    state: ImportState
    started_at: datetime | None
    ended_at: datetime | None
    types: dict[str, ImportType] = Field(description="By record type, in display order.")
    bytes_read: int
    bytes_total: int
    progress: float | None = Field(description="Part of all records that both stores have, 0 to 1.")
    rate: float = Field(description="Records a second of the slower store, all types together.")
    eta_seconds: float | None = Field(description="Time left; null when unknown or not moving, 0 when done.")
    error: str | None


class Alert(Model):
    """Something that crossed its threshold and has not come back yet. Addition."""

    id: str = Field(description="Stays the same as long as the alert does.")
    kind: AlertKind
    severity: Severity
    title: str
    detail: str
    error: str | None = Field(description="What a driver or a service said, word for word, where `detail` says it in other words.")
    since: datetime
    action: str = Field(description="What to do, in a sentence; commands in backticks.")
    subject: Subject
    name: str = Field(description="Service, queue, store or source that it is about.")


class DeadLetterReason(Model):
    """Why records were refused. Addition."""

    reason: str
    count: int
    last_id: str | None
    last_at: datetime | None


class DeadLetters(Model):
    """One dead-letter queue that holds something. Addition."""

    queue: str
    pipeline: Literal["discogs", "musicbrainz"]
    consumer: str
    type: str
    depth: int
    reasons: list[DeadLetterReason] = Field(description="The newest first, at most five; empty when nothing tells.")


class Event(Model):
    """Something that happened: an alert came or went, an import took a step. Addition."""

    id: int = Field(description="Grows with time.")
    at: datetime
    severity: Severity
    text: str


class Collector(Model):
    """How the dashboard itself is. Addition."""

    last_success_at: datetime
    age_seconds: float = Field(description="0 when the figures were gathered for this answer.")
    cycle_ms: float
    errors: dict[str, str] = Field(description="Probes whose last try failed, by name, with the reason.")


class SystemMetrics(Model):
    """Everything at one moment."""

    pipelines: dict[str, PipelineMetrics] = Field(description="`discogs`, `musicbrainz`; one whose services all keep silent is left out.")
    databases: list[DatabaseInfo] = Field(description="PostgreSQL, then Neo4j.")
    timestamp: datetime
    status: Overall = Field(description="All services together. Addition.")
    broker: BrokerInfo = Field(description="Addition.")
    cache: CacheInfo = Field(description="Addition.")
    imports: list[ImportProgress] = Field(description="The newest of each source that ever had one. Addition.")
    alerts: list[Alert] = Field(description="Critical ones first, then the newest. Addition.")
    dead_letters: list[DeadLetters] = Field(description="Dead-letter queues that are not empty. Addition.")
    events: list[Event] = Field(description="The newest first, at most 50. Addition.")
    collector: Collector = Field(description="Addition.")


class MetricsUpdate(Model):
    """The only message on `/ws`: one at once, then about every two seconds."""

    type: Literal["metrics_update"]
    data: SystemMetrics


class QueueHistory(Model):
    """One main queue over time. Lists are as long as `History.times`; null where nothing was known."""

    name: str
    pipeline: Literal["discogs", "musicbrainz"]
    consumer: str
    type: str
    messages: list[int | None]
    message_rate: list[float | None]
    ack_rate: list[float | None]
    dead_letters: list[int | None]


class ServiceHistory(Model):
    """One service over time."""

    name: str
    rate: list[float | None]
    batch_p95_ms: list[float | None]


class StoreHistory(Model):
    """The stores over time."""

    postgres_bytes: list[int | None]
    postgres_connections: list[int | None]
    neo4j_nodes: list[int | None]
    neo4j_relationships: list[int | None]
    broker_messages: list[int | None]
    broker_dead_letters: list[int | None]
    cache_hit_rate: list[float | None]
    cache_memory_bytes: list[int | None]


class History(Model):
    """The last minutes, evenly spaced, the oldest first."""

    minutes: int
    step_seconds: float = Field(description="From one point to the next; each is the highest depth and the average rate of its step.")
    times: list[datetime]
    queues: list[QueueHistory] = Field(description="Main queues, by pipeline, consumer and type.")
    services: list[ServiceHistory]
    stores: StoreHistory


class Threshold(Model):
    """One rule of the alerts."""

    kind: AlertKind
    severity: Severity
    title: str
    fires_at: float | None = Field(description="Value from which on it fires; null where the rule is a state, not a number.")
    clears_at: float | None = Field(description="Value below which it clears.")
    for_seconds: float = Field(description="How long the condition must last before it fires.")
    unit: str = Field(description="messages, ms, seconds, percent, or empty.")
    setting: str | None = Field(description="Environment variable that sets it.")


class QueuePrefixes(Model):
    """What queue names begin with."""

    discogs: str
    musicbrainz: str


class CollectorHealth(Model):
    """How old the newest figures are."""

    last_success_at: datetime | None
    age_seconds: float | None


class DashboardHealth(Model):
    """Health of the dashboard itself, not of what it shows."""

    status: Literal["healthy", "unhealthy"] = Field(description="unhealthy, with status 503, when no figures could be gathered for half a minute.")
    service: Literal["dashboard"]
    timestamp: datetime
    uptime: Literal["running"]
    collector: CollectorHealth = Field(description="Addition.")
    error: str | None = Field(description="Addition.")


class Credentials(Model):
    """What opens a dashboard that has a token."""

    token: str


class Problem(Model):
    """Every answer that is no success."""

    detail: str
