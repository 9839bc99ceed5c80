"""The PostgreSQL side of a table consumer: its writers, its purges, its mark in `import_runs`."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Final

import orjson
from psycopg import AsyncConnection
from psycopg.rows import TupleRow, dict_row

from common.consumer.postgres_ledger import PostgresLedger
from common.consumer.spec import Failure, Outcome, RunState, Writer
from common.consumer.tables.gate import GatedRecord
from common.consumer.tables.purge import StaleRows, Verdict, adds_up, judge
from common.consumer.tables.queries import PURGE_TIMEOUT_S, REJECTS_SINCE, UPSERT_IMPORT_RUN, RowTable
from common.domain.data_types import DataType, Source
from common.domain.messages import parse_timestamp
from common.runtime.logging import get_logger
from common.runtime.marks import Mark
from common.stores.postgres import PostgresStore
from common.stores.postgres_errors import classify_postgres
from common.stores.statement import Sql


log: Final = get_logger(__name__)

type Forget = Callable[[AsyncConnection[TupleRow], DataType, Sql, Mapping[str, Any]], Awaitable[int]]
"""Deletes stale rows by the given statement, and what hangs on them, in the given transaction; returns how many rows."""


async def forget_rows(connection: AsyncConnection[TupleRow], _data_type: DataType, delete: Sql, parameters: Mapping[str, Any]) -> int:
    """Delete rows on which nothing hangs."""
    return (await connection.execute(delete.text.encode(), parameters)).rowcount


class TableStore[R: GatedRecord]:
    """What the engine needs of PostgreSQL, for either source.

    Args:
        max_delete_fraction: A purge that would delete this share of a table or more is refused.
        forget: How rows are deleted.
        analyzed: Tables beside the entity tables whose statistics are renewed after a run.
    """

    def __init__(
        self,
        postgres: PostgresStore,
        ledger: PostgresLedger,
        *,
        consumer: str,
        source: Source,
        tables: Mapping[DataType, RowTable],
        writers: Mapping[DataType, Writer[R]],
        max_delete_fraction: float,
        forget: Forget = forget_rows,
        analyzed: Sequence[Sql] = (),
    ) -> None:
        self._postgres = postgres
        self._ledger = ledger
        self._consumer = consumer
        self._source = source
        self._tables = tables
        self._writers = writers
        self._max_delete_fraction = max_delete_fraction
        self._forget = forget
        self._analyzed = analyzed
        self._purges: dict[str, str] = {}

    @property
    def ledger(self) -> PostgresLedger:
        """Signals, counts, rejects and leases."""
        return self._ledger

    @property
    def writers(self) -> Mapping[DataType, Writer[R]]:
        """One writer a type."""
        return self._writers

    def classify(self, error: BaseException, /) -> Failure:
        """By SQLSTATE."""
        return Failure(classify_postgres(error))

    async def probe(self) -> None:
        """One cheap round trip."""
        await self._postgres.probe()

    def health(self) -> Mapping[str, Any]:
        """What became of the stale rows of each type, last time."""
        return {"purges": dict(self._purges)}

    async def on_type_settled(self, state: RunState, data_type: DataType, outcome: Outcome, /) -> None:
        """Delete the rows that a complete run no longer has."""
        run = state.run
        if run is None or outcome not in (Outcome.COMPLETE, Outcome.INCOMPLETE):
            say = log.info if outcome is Outcome.PARTIAL else log.warning
            say(Mark.GUARD, "Purge skipped", data_type=data_type.value, version=state.message.version, outcome=outcome.value)
            return
        counted = state.types[data_type]
        parameters: dict[str, Any] = {"consumer": self._consumer, "data_type": data_type.value, "run": run.number}
        table = self._tables[data_type]
        if outcome is Outcome.COMPLETE:
            verdict = await self._purge(data_type, table.count_by_run, table.delete_by_run, parameters, published=None)
        elif counted.seen == 0 and counted.rejected_without_id == 0:
            # No record named this run: the publisher is an older one, whose records are told apart by time.
            parameters["started_at"] = parse_timestamp(run.started_at)
            verdict = await self._purge(data_type, table.count_by_time, table.delete_by_time, parameters, published=counted.published)
        else:
            verdict = Verdict.COUNTS_DIFFER
        self._purges[data_type.value] = verdict.value
        if verdict is Verdict.COUNTS_DIFFER:
            log.warning(
                Mark.WARNING,
                "Purge skipped: the counts do not add up",
                data_type=data_type.value,
                version=run.version,
                published=counted.published,
                seen=counted.seen,
                rejected=counted.rejected,
                rejected_without_id=counted.rejected_without_id,
            )

    async def _purge(self, data_type: DataType, count: Sql, delete: Sql, parameters: Mapping[str, Any], *, published: int | None) -> Verdict:
        """One transaction: count, judge, delete. `published` asks for the counts to be compared here, by time."""
        async with self._postgres.transaction(PURGE_TIMEOUT_S) as connection, connection.cursor(row_factory=dict_row) as cursor:
            await cursor.execute(count.text, parameters)
            counts = await cursor.fetchone()
            assert counts is not None
            rows = StaleRows(counts["total"], counts["stale"])
            if "started_at" in parameters:
                await cursor.execute(REJECTS_SINCE.text, parameters)
                rejects = await cursor.fetchone()
                assert rejects is not None
                readable, unreadable = rejects["readable"], rejects["unreadable"]
                if not adds_up(published=published, fresh=counts["fresh"], rejected=readable, rejected_without_id=unreadable):
                    return Verdict.COUNTS_DIFFER
            verdict = judge(rows, self._max_delete_fraction)
            deleted = await self._forget(connection, data_type, delete, parameters) if verdict is Verdict.DELETE else 0
        if verdict is Verdict.VETOED:
            log.error(
                Mark.GUARD,
                "Purge refused: it would delete too much; raise PURGE_MAX_DELETE_FRACTION if this is right",
                data_type=data_type.value,
                stale=rows.stale,
                total=rows.total,
                fraction=round(rows.fraction, 4),
                limit=self._max_delete_fraction,
            )
        elif deleted:
            log.info(Mark.CLEANUP, "Purged stale rows", data_type=data_type.value, rows=deleted, total=rows.total)
        return verdict

    async def on_run_settled(self, state: RunState, /) -> None:
        """Renew the planner's statistics and mark the tables' side of the run as done."""
        for statement in (*(table.analyze for table in self._tables.values()), *self._analyzed):
            await self._postgres.execute(statement)
        await self._postgres.execute(UPSERT_IMPORT_RUN, **import_run(self._source, state))


def import_run(source: Source, state: RunState) -> dict[str, Any]:
    """The row of `import_runs` that a settled run makes."""
    run = state.run
    outcomes = {kind.settled for kind in state.types.values()}
    finished = outcomes <= {Outcome.COMPLETE, Outcome.EMPTY}
    return {
        "source": source.value,
        "version": state.message.version,
        "started_at": parse_timestamp(run.started_at) if run else None,
        "run": run.number if run else 0,
        "state": "partial" if state.message.partial else "complete" if finished else "incomplete",
        "partial": state.message.partial,
        "counts": orjson.dumps(
            {
                kind.data_type.value: {
                    "published": kind.published,
                    "seen": kind.seen,
                    "rejected": kind.rejected + kind.rejected_without_id,
                    "outcome": kind.settled.value if kind.settled else None,
                }
                for kind in state.types.values()
            }
        ).decode(),
    }
