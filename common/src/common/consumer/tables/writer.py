"""Writes batches of records into one entity table: read and lock, COPY the new, replace the changed, stamp the unchanged."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from operator import attrgetter
from typing import Any, Final, Protocol

from psycopg import AsyncConnection, AsyncCursor
from psycopg.rows import TupleRow, tuple_row

from common.consumer.spec import Batch, BatchResult, Item
from common.consumer.tables.gate import GatedRecord, RowPlan, StoredRow, plan_rows
from common.consumer.tables.queries import BOOKKEEPING, RowTable
from common.domain.data_types import DataType
from common.domain.messages import RunStamp
from common.stores.binary_copy import int2, int8, row_head, stream, text
from common.stores.postgres import CLIENT_GRACE_S, PostgresStore
from common.stores.statement import Sql


WRITE_TIMEOUT_S: Final = 120.0

_by_id: Final = attrgetter("record.id")


class SeenCounter(Protocol):
    """The part of the ledger that a writer calls inside its transaction."""

    async def count_seen(self, connection: AsyncConnection[Any], run: RunStamp | None, data_type: DataType, n: int, /) -> None: ...


class RowWriter[R: GatedRecord]:
    """The writer of one type.

    Args:
        transform: Version of `encode`; rows written by another version are written again though their hash is equal.
        encode: The fields of one record's COPY row: the key, then `RowTable.columns`.
        details: Writes what hangs on the rows, in the same transaction.
    """

    def __init__(
        self,
        postgres: PostgresStore,
        counter: SeenCounter,
        table: RowTable,
        *,
        transform: int,
        encode: Callable[[Item[R]], bytes],
        details: Callable[[AsyncConnection[TupleRow], RowPlan[R]], Awaitable[None]] | None = None,
    ) -> None:
        self._postgres = postgres
        self._counter = counter
        self._table = table
        self._transform = transform
        self._encode = encode
        self._details = details
        self._row_head = row_head(1 + len(table.columns) + len(BOOKKEEPING))
        self._row_tail = int2(transform)

    async def write(self, batch: Batch[R], /) -> BatchResult:
        """Write a batch in one transaction.

        Raises:
            psycopg.errors.UniqueViolation: another writer inserted one of the rows meanwhile; the next attempt finds it.
        """
        run = batch.run.number if batch.run else None
        items = sorted(batch.items, key=_by_id)  # one order of keys in all writers, against deadlocks
        async with (
            asyncio.timeout(WRITE_TIMEOUT_S + CLIENT_GRACE_S),
            self._postgres.transaction(WRITE_TIMEOUT_S) as connection,
            connection.cursor(row_factory=tuple_row) as cursor,
        ):
            plan = plan_rows(items, await self._read(cursor, items), run, self._transform)
            if plan.new:
                await self._copy(cursor, self._table.insert, [self._row(item, run or 0, item.sequence) for item in plan.new])
            if plan.changed:
                await self._execute(cursor, self._table.make_staging, None)
                await self._copy(cursor, self._table.stage, [self._row(row.item, row.run, row.sequence) for row in plan.changed])
                await self._execute(cursor, self._table.replace, None)
            if plan.unchanged:
                keys = [item.record.id for item in plan.unchanged]
                if run is None:
                    await self._execute(cursor, self._table.touch, {"keys": keys})
                else:
                    sequences = [item.sequence for item in plan.unchanged]
                    await self._execute(cursor, self._table.stamp, {"keys": keys, "sequences": sequences, "run": run})
            if self._details:
                await self._details(connection, plan)
            if plan.seen:
                await self._counter.count_seen(connection, batch.run, batch.data_type, plan.seen)
        return BatchResult(written=len(plan.new) + len(plan.changed), unchanged=len(plan.unchanged) + len(plan.older))

    async def _read(self, cursor: AsyncCursor[TupleRow], items: Sequence[Item[R]]) -> dict[str, StoredRow]:
        await self._execute(cursor, self._table.read, {"keys": [item.record.id for item in items]})
        return {row[0]: StoredRow._make(row[1:]) for row in await cursor.fetchall()}

    def _row(self, item: Item[R], run: int, sequence: int) -> bytes:
        return b"".join((self._row_head, self._encode(item), text(item.record.hash), int8(run), int8(sequence), self._row_tail))

    async def _copy(self, cursor: AsyncCursor[TupleRow], statement: Sql, rows: Sequence[bytes]) -> None:
        async with cursor.copy(statement.text) as copy:
            await copy.write(stream(rows))

    async def _execute(self, cursor: AsyncCursor[TupleRow], statement: Sql, parameters: dict[str, Any] | None) -> None:
        # Never prepared: a plan made while the table was empty would scan it for every batch of the import that fills it.
        await cursor.execute(statement.text, parameters, prepare=False)
