"""A store in memory that keeps the engine's contract, and fails on order."""

import asyncio
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import orjson

from common.consumer.spec import (
    Batch,
    BatchResult,
    ConsumerSpec,
    Failure,
    Outcome,
    Reject,
    RunState,
    TypeState,
)
from common.domain.data_types import TYPES_OF, DataType, Source
from common.domain.messages import ExtractionComplete
from common.runtime.errors import BadRecord


class OutageError(Exception):
    """The store is away."""


class DeadlockError(Exception):
    """The store is there, but refused this once."""


class PoisonError(Exception):
    """This record cannot be written."""


class WrongStatementError(Exception):
    """The consumer is wrong."""


@dataclass(slots=True)
class Note:
    """The record of these tests."""

    id: str
    text: str = ""
    poison: bool = False


def decode(_data_type: DataType, body: bytes) -> Note:
    """Records are JSON objects with a text id."""
    try:
        value = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise BadRecord(f"not JSON: {error}") from error
    if not isinstance(value, dict) or not isinstance(value.get("id"), str) or not value["id"]:
        raise BadRecord("no id")
    return Note(value["id"], value.get("text", ""), value.get("poison", False))


@dataclass
class FakeDatabase:
    """What outlives a process: rows, counts, signals, rejects. Shared by the stores of several engines."""

    rows: dict[DataType, dict[str, Note]] = field(default_factory=lambda: {data_type: {} for data_type in DataType})
    stamps: dict[tuple[DataType, str], int] = field(default_factory=dict)
    seen: dict[tuple[int, DataType], int] = field(default_factory=dict)
    rejects: list[Reject] = field(default_factory=list)
    signals: dict[str, dict[DataType, ExtractionComplete]] = field(default_factory=dict)
    outcomes: dict[tuple[str, DataType], Outcome] = field(default_factory=dict)
    states: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str | None] = field(default_factory=dict)
    leases: set[str] = field(default_factory=set)
    settled_types: list[tuple[DataType, Outcome]] = field(default_factory=list)
    settled_runs: list[str] = field(default_factory=list)
    batches: list[tuple[DataType, int]] = field(default_factory=list)
    write_calls: int = 0
    concurrent: int = 0
    most_concurrent: int = 0
    # Orders.
    is_down: bool = False
    deadlocks: int = 0
    probes: int = 0
    delay_s: float = 0.0
    broken: bool = False
    is_schema_missing: bool = False
    failing_run_work: int = 0
    hold: asyncio.Event | None = None


class FakeStore:
    """One process's view of the database."""

    def __init__(self, database: FakeDatabase, source: Source) -> None:
        self.database = database
        self.writers = {data_type: FakeWriter(database) for data_type in TYPES_OF[source]}

    @property
    def ledger(self) -> "FakeStore":
        return self

    def classify(self, error: BaseException, /) -> Failure:
        if isinstance(error, (OutageError, DeadlockError, TimeoutError)):
            return Failure.TRANSIENT
        return Failure.BUG if isinstance(error, WrongStatementError) else Failure.RECORD

    async def probe(self) -> None:
        self.database.probes += 1
        self._reach()

    async def on_type_settled(self, _state: RunState, data_type: DataType, outcome: Outcome, /) -> None:
        self._reach()
        self.database.settled_types.append((data_type, outcome))

    async def on_run_settled(self, state: RunState, /) -> None:
        self._reach()
        if self.database.failing_run_work:
            self.database.failing_run_work -= 1
            raise ValueError("no maintenance today")
        if self.database.hold is not None:
            await self.database.hold.wait()
        self.database.settled_runs.append(state.key)

    def health(self) -> Mapping[str, Any]:
        return {"fake": True}

    async def reject(self, rejects: Sequence[Reject], /) -> None:
        self._reach()
        self.database.rejects += rejects

    async def signal(self, data_type: DataType, message: ExtractionComplete, /) -> None:
        self._reach()
        self.database.signals.setdefault(f"{message.version}:{message.started_at}", {})[data_type] = message

    async def open_runs(self) -> Sequence[RunState]:
        self._reach()
        return [self._state(key) for key in self.database.signals if self.database.states.get(key) != "done"]

    async def last_done(self) -> int:
        self._reach()
        done = [self._state(key).run for key, state in self.database.states.items() if state == "done"]
        return max((run.number for run in done if run), default=0)

    async def settle_type(self, key: str, data_type: DataType, outcome: Outcome, /) -> None:
        self._reach()
        self.database.outcomes[key, data_type] = outcome

    async def finish_run(self, key: str, state: str, error: str | None = None, /) -> None:
        self._reach()
        self.database.states[key] = state
        self.database.errors[key] = error

    @asynccontextmanager
    async def lease(self, name: str, /) -> AsyncGenerator[bool]:
        self._reach()
        if name in self.database.leases:
            yield False
            return
        self.database.leases.add(name)
        try:
            yield True
        finally:
            self.database.leases.discard(name)

    def _reach(self) -> None:
        if self.database.is_down:
            raise OutageError("connection refused")

    def _state(self, key: str) -> RunState:
        database = self.database
        types: dict[DataType, TypeState] = {}
        for data_type, message in database.signals[key].items():
            number = message.run.number if message.run else 0
            mine = [r for r in database.rejects if r.data_type is data_type and (r.run.number if r.run else 0) == number]
            types[data_type] = TypeState(
                data_type=data_type,
                published=message.published(data_type),
                seen=database.seen.get((number, data_type), 0),
                rejected=len({r.record_id for r in mine if r.record_id}),
                rejected_without_id=sum(r.record_id is None for r in mine),
                settled=database.outcomes.get((key, data_type)),
            )
        return RunState(key, next(iter(database.signals[key].values())), types, database.states.get(key, "pending"))


class FakeWriter:
    """Writes a batch as a whole or not at all."""

    def __init__(self, database: FakeDatabase) -> None:
        self._database = database

    async def write(self, batch: Batch[Note], /) -> BatchResult:
        database = self._database
        database.write_calls += 1
        database.concurrent += 1
        database.most_concurrent = max(database.most_concurrent, database.concurrent)
        try:
            await asyncio.sleep(database.delay_s)
        finally:
            database.concurrent -= 1
        if database.is_down:
            raise OutageError("connection lost")
        if database.is_schema_missing:
            raise WrongStatementError("no such table")
        if database.deadlocks:
            database.deadlocks -= 1
            raise DeadlockError("deadlock detected")
        if database.broken or any(item.record.poison for item in batch.items):
            raise PoisonError("a value that no column takes")
        rows = database.rows[batch.data_type]
        unchanged = 0
        number = batch.run.number if batch.run else 0
        for item in batch.items:
            unchanged += rows.get(item.record.id) == item.record
            rows[item.record.id] = item.record
            stamp = (batch.data_type, item.record.id)
            if number and database.stamps.get(stamp) != number:
                database.stamps[stamp] = number
                database.seen[number, batch.data_type] = database.seen.get((number, batch.data_type), 0) + 1
        database.batches.append((batch.data_type, len(batch.items)))
        return BatchResult(written=len(batch.items) - unchanged, unchanged=unchanged)


def fake_spec(database: FakeDatabase, source: Source = Source.DISCOGS, **changes: Any) -> ConsumerSpec[Note]:
    """A consumer of the fake store, named like the real one so that its queues are the real ones."""

    @asynccontextmanager
    async def open_store() -> AsyncGenerator[FakeStore]:
        yield FakeStore(database, source)

    declared: dict[str, Any] = {
        "name": "tableinator",
        "source": source,
        "health_port": 0,
        "store_name": "PostgreSQL",
        "verb": "Processing",
        "decode": decode,
        "open_store": open_store,
        "batch_size": 10,
        "flush_interval_s": 0.2,
    }
    return ConsumerSpec(**(declared | changes))
