"""The ledger of the table consumers, in PostgreSQL."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from itertools import groupby
from typing import Any
from uuid import uuid4

from psycopg import AsyncConnection

from common.consumer import queries
from common.consumer.rejects import reject_rows
from common.consumer.spec import Outcome, Reject, RunState, TypeState
from common.domain.data_types import DataType, Source
from common.domain.messages import ExtractionComplete, RunStamp, parse_control
from common.stores.postgres import PostgresStore


class PostgresLedger:
    """Signals, counts, rejects and leases of one consumer.

    Args:
        store: Open store.
        consumer: Service name.
        source: Source that the consumer reads.
        writer: Name of this process's counter rows; a fresh one for every process.
    """

    def __init__(self, store: PostgresStore, consumer: str, source: Source, *, writer: str | None = None) -> None:
        self._store = store
        self._consumer = consumer
        self._source = source
        self._writer = writer or str(uuid4())

    async def count_seen(self, connection: AsyncConnection[Any], run: RunStamp | None, data_type: DataType, count: int) -> None:
        """Add records that the run had not touched before, inside the transaction that stamps them. Nothing without a run."""
        if run is None or not count:
            return
        row = {"consumer": self._consumer, "run": run.number, "data_type": data_type.value, "writer": self._writer, "seen": count}
        await connection.execute(queries.COUNT_SEEN.text, row)

    async def reject(self, rejects: Sequence[Reject], /) -> None:
        """Record what is about to be dead-lettered."""
        rows = reject_rows(rejects)
        await self._store.execute(
            queries.INSERT_REJECTS,
            consumer=self._consumer,
            runs=[row.run for row in rows],
            data_types=[row.data_type for row in rows],
            record_ids=[row.record_id for row in rows],
            readables=[row.readable for row in rows],
            reasons=[row.reason for row in rows],
        )

    async def signal(self, data_type: DataType, message: ExtractionComplete, /) -> None:
        """Record that a type's last message was settled."""
        number = message.run.number if message.run else 0
        if number == 0:
            await self._store.execute(queries.REOPEN_SIGNALS, consumer=self._consumer, version=message.version)
        await self._store.execute(
            queries.UPSERT_SIGNAL,
            consumer=self._consumer,
            source=self._source.value,
            version=message.version,
            run=number,
            started_at=message.started_at,
            data_type=data_type.value,
            message=message.body().decode(),
        )

    async def open_runs(self) -> Sequence[RunState]:
        """Runs with a signal that are not done, oldest first."""
        rows = await self._store.rows(queries.OPEN_RUNS, consumer=self._consumer)
        return [_run_state(key, list(group)) for key, group in groupby(rows, key=lambda row: f"{row['run']}:{row['version']}")]

    async def last_done(self) -> int:
        """Number of the newest run that is done; 0 without one."""
        (row,) = await self._store.rows(queries.LAST_DONE, consumer=self._consumer)
        return int(row["run"])

    async def settle_type(self, key: str, data_type: DataType, outcome: Outcome, /) -> None:
        """Record how a type ended."""
        run, _, version = key.partition(":")
        await self._store.execute(
            queries.SETTLE_TYPE, consumer=self._consumer, run=int(run), version=version, data_type=data_type.value, outcome=outcome.value
        )

    async def finish_run(self, key: str, state: str, error: str | None = None, /) -> None:
        """Record the state of the work after the last signal."""
        run, _, version = key.partition(":")
        await self._store.execute(queries.FINISH_RUN, consumer=self._consumer, run=int(run), version=version, state=state, error=error)

    @asynccontextmanager
    async def lease(self, name: str, /) -> AsyncGenerator[bool]:
        """Advisory lock of a session: the server drops it when the process or its connection dies."""
        lock = {"name": f"{self._consumer}:{name}"}
        async with self._store.connection() as connection:
            row = await (await connection.execute(queries.TRY_LEASE.text, lock)).fetchone()
            taken = bool(row and row[0])
            try:
                yield taken
            finally:
                # A broken session has lost its locks already; unlocking by it would only hide the first error.
                if taken and not connection.closed:
                    await connection.execute(queries.RELEASE_LEASE.text, lock)


def _run_state(key: str, rows: Sequence[dict[str, Any]]) -> RunState:
    types: dict[DataType, TypeState] = {}
    message: ExtractionComplete | None = None
    for row in rows:
        message = _message(row["message"])
        data_type = DataType(row["data_type"])
        types[data_type] = TypeState(
            data_type=data_type,
            published=message.published(data_type),
            seen=row["seen"],
            rejected=row["readable"],
            rejected_without_id=row["unreadable"],
            settled=Outcome(row["outcome"]) if row["outcome"] else None,
        )
    assert message is not None
    return RunState(key, message, types, rows[0]["state"])


def _message(text: str) -> ExtractionComplete:
    message = parse_control(text.encode())
    assert isinstance(message, ExtractionComplete)
    return message
