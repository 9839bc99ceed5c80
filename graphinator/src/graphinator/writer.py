"""One transaction a batch: read what is stored, plan, write, count."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, Protocol

from neo4j import AsyncTransaction

from common.consumer.neo4j_ledger import Neo4jLedger
from common.consumer.spec import Batch, BatchResult
from common.domain.data_types import DataType
from common.stores.neo4j import Neo4jStore
from common.stores.statement import Cypher
from graphinator import queries
from graphinator.gate import WRITER_VERSION, Sorted, Stored, sort
from graphinator.plan import Statement
from graphinator.records import Record
from graphinator.writers import artists, labels, masters, releases


WRITE_TIMEOUT_S: Final = 120.0


class Plan(Protocol):
    """Statements that bring the graph to the new, stub and changed records of a batch."""

    def __call__(self, batch: Sorted[Record], *, run: int | None, writer: int | None, current_year: int) -> list[Statement]: ...


@dataclass(frozen=True, slots=True)
class TypeQueries:
    """What differs between the types beside the plan."""

    read: Cypher
    stamp: Cypher
    plan: Plan


TYPES: Final[dict[DataType, TypeQueries]] = {
    DataType.ARTISTS: TypeQueries(queries.READ_ARTISTS, queries.STAMP_ARTISTS, artists.plan),
    DataType.LABELS: TypeQueries(queries.READ_LABELS, queries.STAMP_LABELS, labels.plan),
    DataType.MASTERS: TypeQueries(queries.READ_MASTERS, queries.STAMP_MASTERS, masters.plan),
    DataType.RELEASES: TypeQueries(queries.READ_RELEASES, queries.STAMP_RELEASES, releases.plan),
}


class GraphWriter:
    """Writes batches of one type."""

    def __init__(
        self, store: Neo4jStore, ledger: Neo4jLedger, data_type: DataType, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._store = store
        self._ledger = ledger
        self._data_type = data_type
        self._type = TYPES[data_type]
        self._now = now

    async def write(self, batch: Batch[Record], /) -> BatchResult:
        """One transaction. Raises the driver's error when it cannot."""
        return await self._store.write(f"graphinator.{self._data_type}", lambda transaction: self._write(transaction, batch), WRITE_TIMEOUT_S)

    async def _write(self, transaction: AsyncTransaction, batch: Batch[Record]) -> BatchResult:
        run = batch.run.number if batch.run else None
        # In id order, as locks are taken by it.
        result = await transaction.run(self._type.read.text, {"ids": sorted(item.record.id for item in batch.items)})
        row = await result.single(strict=True)
        stored = {node[0]: Stored(*node[1:]) for node in row["stored"]}
        batch_sorted = sort(batch.items, run, stored)
        seen = batch_sorted.seen
        if batch_sorted.stamps:
            rows = sorted([stamp.id, stamp.sequence] for stamp in batch_sorted.stamps)
            await (await transaction.run(self._type.stamp.text, {"rows": rows, "run": run})).consume()
        version = WRITER_VERSION if WRITER_VERSION > 1 else None
        for statement in self._type.plan(batch_sorted, run=run, writer=version, current_year=self._now().year):
            result = await transaction.run(statement.query.text, dict(statement.parameters))
            if statement.counts_seen:
                seen += (await result.single(strict=True))["seen"]
            await result.consume()
            seen += statement.seen
        await self._ledger.count_seen(transaction, batch.run, self._data_type, seen)
        return BatchResult(written=len(batch.items) - batch_sorted.unchanged, unchanged=batch_sorted.unchanged)
