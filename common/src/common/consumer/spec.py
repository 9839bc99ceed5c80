"""What a consumer declares: how it decodes, what it writes, what it does when a type or a run is settled.

The engine never knows a store; a consumer never sees a delivery. Everything that crosses between them is defined here.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol

from common.domain.data_types import DataType, Source
from common.domain.messages import ExtractionComplete, RunStamp


class Failure(StrEnum):
    """What an error of a store means for the batch that met it."""

    TRANSIENT = "transient"  # outage, deadlock, lock timeout: keep the batch, back off, spend no delivery
    RECORD = "record"  # bad data: halve until it is alone, dead-letter that one, write the rest
    BUG = "bug"  # missing schema, bad credentials, wrong statement: stop with a non-zero exit, everything goes back unsettled


class HasId(Protocol):
    """A decoded record; `id` is what the store keys it by."""

    @property
    def id(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Item[R: HasId]:
    """One record of a batch.

    `body` is the message as it came (JSON bytes); `sequence` orders records of one file within a run (0 without headers).
    """

    record: R
    body: bytes
    sequence: int


@dataclass(frozen=True, slots=True)
class Batch[R: HasId]:
    """Records of one type and one run, each id once (the engine keeps the last version of an id and settles the others with it).

    `run` is `None` for messages without run headers: such records are written as they come and counted nowhere.
    """

    data_type: DataType
    run: RunStamp | None
    items: Sequence[Item[R]]


@dataclass(frozen=True, slots=True)
class BatchResult:
    """What one committed transaction did. `rejected` maps an index of `Batch.items` to the reason: not written, to be dead-lettered."""

    written: int
    unchanged: int
    rejected: Mapping[int, str] = field(default_factory=dict)


class Writer[R: HasId](Protocol):
    """Writes one batch in one transaction. Writing twice equals writing once. Raises the driver's error when it cannot."""

    async def write(self, batch: Batch[R], /) -> BatchResult: ...


@dataclass(frozen=True, slots=True)
class Reject:
    """A record that goes to the dead-letter queue. `record_id` is `None` when none could be read."""

    data_type: DataType
    run: RunStamp | None
    record_id: str | None
    reason: str


class Outcome(StrEnum):
    """How a type ended."""

    COMPLETE = "complete"  # distinct records seen + distinct ids rejected = published, and no reject without an id
    INCOMPLETE = "incomplete"  # they do not add up and nothing moved for the grace time, or the dump held records that could not be read
    UNKNOWN = "unknown"  # the signal says no counts or no run
    EMPTY = "empty"  # nothing was published
    PARTIAL = "partial"  # a limited or incomplete dump


@dataclass(frozen=True, slots=True)
class TypeState:
    """Where one type of a run stands in this consumer's store."""

    data_type: DataType
    published: int | None
    seen: int
    rejected: int
    rejected_without_id: int
    settled: Outcome | None


@dataclass(frozen=True, slots=True)
class RunState:
    """One run that has at least one `extraction_complete` in this consumer's store. `key` identifies it there."""

    key: str
    message: ExtractionComplete
    types: Mapping[DataType, TypeState]
    state: str  # pending, running, done, failed

    @property
    def run(self) -> RunStamp | None:
        """The run's stamp, `None` when the signal did not say when it started."""
        return self.message.run


class Ledger(Protocol):
    """The store's own record of runs: signals, counts, rejects, leases. All methods are idempotent and safe among processes.

    Distinct records seen are counted by the writers, in the transaction that stamps the run on the records.
    """

    async def reject(self, rejects: Sequence[Reject], /) -> None: ...

    async def signal(self, data_type: DataType, message: ExtractionComplete, /) -> None: ...

    async def open_runs(self) -> Sequence[RunState]:
        """Runs with a signal that are not done, oldest first."""
        ...

    async def last_done(self) -> int:
        """Number of the newest run that is done; 0 without one."""
        ...

    async def settle_type(self, key: str, data_type: DataType, outcome: Outcome, /) -> None: ...

    async def finish_run(self, key: str, state: str, error: str | None = None, /) -> None:
        """State `running`, `done` or `failed` of the work after the last signal."""
        ...

    def lease(self, name: str, /) -> AbstractAsyncContextManager[bool]:
        """Exclusive right to do `name`; yields False at once when another process holds it; lost within 30 s when its holder dies."""
        ...


class Store[R: HasId](Protocol):
    """An open store with everything the engine needs of it."""

    @property
    def ledger(self) -> Ledger: ...

    @property
    def writers(self) -> Mapping[DataType, Writer[R]]: ...

    def classify(self, error: BaseException, /) -> Failure:
        """What an error raised by a writer, the ledger or the probe means."""
        ...

    async def probe(self) -> None:
        """One cheap round trip; raises when the store is away."""
        ...

    async def on_type_settled(self, state: RunState, data_type: DataType, outcome: Outcome, /) -> None:
        """Work when all that a type's run will bring is written (a purge). Runs in one process at a time; repeatable."""
        ...

    async def on_run_settled(self, state: RunState, /) -> None:
        """Work when all types of a run are settled (maintenance). Runs in one process at a time, again after a kill; repeatable."""
        ...

    def health(self) -> Mapping[str, Any]:
        """Extra fields of the health answer."""
        ...


@dataclass(frozen=True, slots=True)
class ConsumerSpec[R: HasId]:
    """A consumer service, declared.

    Args:
        name: Service name; part of queue names and consumer tags.
        source: Decides exchanges, types and prefix.
        health_port: Port of `GET /health`.
        store_name: `Neo4j` or `PostgreSQL`, for logs and health.
        verb: `Processing` or `Enriching`, for `current_task`.
        decode: One body to a record; raises `BadRecord`. Pure.
        open_store: Connects; the context closes it.
        batch_size: Records of a batch, never exceeded.
        flush_interval_s: Longest time that a record waits for a batch to fill.
        concurrent_writes: Types that may be written at the same time.
        background: Long-lived work beside consuming, cancelled at shutdown; an error in it is a bug.
    """

    name: str
    source: Source
    health_port: int
    store_name: str
    verb: str
    decode: Callable[[DataType, bytes], R]
    open_store: Callable[[], AbstractAsyncContextManager[Store[R]]]
    batch_size: int = 500
    flush_interval_s: float = 5.0
    concurrent_writes: int = 2
    background: Callable[[Store[R]], Awaitable[None]] | None = None
