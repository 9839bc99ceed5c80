"""Derives the documents of search when an import has ended: only what changed is written, largest first.

    records that changed ─┐
    persons of the graph ─┼─► fresh ─► sizes of everything ─► fresh, ordered by size ─► documents, words
    references' stubs ────┘

What is gone is deleted on the way, and documents that only changed in size are brought up to date at the end. Everything is in
transactions of bounded size: a refresh that was stopped half way leaves documents that are right by themselves, and the next one goes on.
"""

from typing import Any, Final

from psycopg import AsyncConnection
from psycopg.rows import TupleRow

from api.catalogue import documents_queries as queries, documents_source_queries as sources
from common.runtime.logging import get_logger
from common.runtime.marks import Mark
from common.stores.neo4j import Neo4jStore
from common.stores.postgres import PostgresStore
from common.stores.statement import Sql


RANGE: Final = 20_000
"""Records or documents a transaction."""
PAGE: Final = 10_000
"""Persons read from the graph at once."""

log = get_logger(__name__)


async def derive_documents(postgres: PostgresStore, graph: Neo4jStore) -> int:
    """Bring `catalogue.documents` and `catalogue.words` up to date with both stores; the number of documents written or deleted."""
    async with postgres.connection(queries.TIMEOUT_S) as connection:
        session = _Session(connection)
        for statement in queries.PREPARE:
            await session.run(statement)
        try:
            gone = await _collect_records(session) + await _collect_people(session, graph)
            gone += await _collect_derived(session)
            written = await _write(session)
            if written or gone:
                await session.run(queries.WORDS)
                for statement in queries.SETTLE:
                    await session.run(statement)
            return written + gone
        finally:
            # After a failure the connection may be of no use any more; then the tables went with it.
            if not connection.closed and connection.info.transaction_status.name == "IDLE":
                await session.run(queries.PREPARE[0])


class _Session:
    """The connection that the temporary tables live in; every statement is a transaction."""

    def __init__(self, connection: AsyncConnection[TupleRow]) -> None:
        self.connection = connection

    async def run(self, statement: Sql, **parameters: Any) -> int:
        """Rows touched."""
        return max(0, (await self.connection.execute(statement.text, parameters or None)).rowcount)

    async def value(self, statement: Sql, **parameters: Any) -> Any:
        """First column of the first row, or `None`."""
        row = await (await self.connection.execute(statement.text, parameters or None)).fetchone()
        return row[0] if row else None


async def _collect_records(session: _Session) -> int:
    """Fill `fresh` from the tables and delete what is gone; the number of documents deleted."""
    gone = 0
    for kind in sources.TABLES:
        low: str | None = ""
        found = 0
        while low is not None:
            high: str | None = await session.value(sources.RANGE_END[kind], low=low, size=RANGE - 1)
            gone += await session.run(sources.VANISHED[kind], low=low, high=high)
            found += await session.run(sources.CHANGED[kind], low=low, high=high)
            low = high
        if found >= RANGE:
            log.info(Mark.PROGRESS, "Collected changed records for search", kind=kind, records=found)
    return gone


async def _collect_people(session: _Session, graph: Neo4jStore) -> int:
    """As `_collect_records`, from the graph: persons are no records of their own."""
    after = ""
    while rows := await graph.rows(sources.PEOPLE, after=after, size=PAGE):
        async with session.connection.cursor() as cursor, cursor.copy(sources.COPY_PEOPLE.text) as copy:
            for row in rows:
                if "\0" not in row["name"]:  # PostgreSQL cannot hold it
                    await copy.write_row((row["name"], row["weight"]))
        after = rows[-1]["name"]
        if len(rows) < PAGE:
            break
    gone = await session.run(sources.VANISHED_PEOPLE)
    await session.run(sources.CHANGED_PEOPLE)
    return gone


async def _collect_derived(session: _Session) -> int:
    """What has no record: genres, styles, artists and labels that releases name. The number of documents deleted."""
    await session.run(queries.ANALYZE_FRESH)
    await session.run(queries.SIZED)
    await session.run(queries.ANALYZE_SIZED)
    await session.run(queries.STUBS)
    await session.run(queries.CHANGED_TAGS)
    return await session.run(queries.VANISHED_STUBS) + await session.run(queries.VANISHED_TAGS)


async def _write(session: _Session) -> int:
    """Documents written and resized."""
    fresh = await session.run(queries.ORDERED)
    await session.run(queries.INDEX_ORDERED)
    await _in_batches(session, queries.WRITE, fresh)
    drifted = await session.run(queries.DRIFTED)
    await _in_batches(session, queries.RESIZE, drifted)
    return fresh + drifted


async def _in_batches(session: _Session, statement: Sql, total: int) -> None:
    for low in range(0, total, RANGE):
        await session.run(statement, low=low, high=low + RANGE)
        if total > RANGE:
            log.info(Mark.PROGRESS, "Writing search documents", done=min(low + RANGE, total), total=total)
