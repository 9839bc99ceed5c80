"""How rare every release is: fetched page by page, staged, and put in place at once."""

import asyncio
from collections.abc import Iterator, Sequence
from typing import Any, Final

import orjson
from psycopg import AsyncConnection
from psycopg.rows import TupleRow

from common.runtime.logging import get_logger
from common.runtime.marks import Mark
from common.stores.statement import Sql
from insights.computations import queries
from insights.computations.context import Context, Result, copy_rows


PAGE_SIZE: Final = 20_000
MOST_RANKS: Final = 1_000
"""Of a busy artist or label."""

log = get_logger(__name__)


async def compute(context: Context) -> Result:
    """Scores of all releases. Readers see the old ones until all new ones are there.

    The next page is fetched while the last one is staged, so that the API and this process work at the same time.
    """
    async with context.postgres.connection(queries.RARITY_TIMEOUT_S) as connection:
        await _run(connection, queries.DROP_RARITY_STAGING)
        await _run(connection, queries.MAKE_RARITY_STAGING)
        try:
            staged, total = await _stage_all(context, connection)
            if not staged:
                (found,) = await context.postgres.rows(queries.COUNT_RARITY)
                return Result(0, is_stale=bool(found["present"]))
            if staged < total:
                log.warning(Mark.WARNING, "Fewer releases were scored than there are", scored=staged, total=total)
            await _run(connection, queries.ANALYZE_STAGING)
            async with connection.transaction():
                for statement in (
                    queries.MERGE_RARITY,
                    queries.REMOVE_UNSCORED,
                    queries.DELETE_DISTRIBUTION,
                    queries.FILL_DISTRIBUTION,
                    queries.DELETE_TOPS,
                ):
                    await _run(connection, statement)
                await connection.execute(queries.FILL_TOPS.text, {"most": MOST_RANKS})
            return Result(staged)
        finally:
            if not connection.broken:
                await _run(connection, queries.DROP_RARITY_STAGING)


async def _stage_all(context: Context, connection: AsyncConnection[TupleRow]) -> tuple[int, int]:
    """Rows staged, and releases that the catalogue has."""
    staged = 0
    fetch = asyncio.create_task(context.api.scores("", PAGE_SIZE))
    try:
        while True:
            page = await fetch
            if page.next_after_id is not None:
                fetch = asyncio.create_task(context.api.scores(page.next_after_id, PAGE_SIZE))
            rows = [orjson.loads(line) for line in page.lines]
            await copy_rows(connection, queries.STAGE_RARITY, (tuple(row[name] for name in queries.RARITY_COLUMNS) for row in rows))
            await copy_rows(connection, queries.STAGE_HUBS, _hubs(rows))
            staged += len(rows)
            await context.progress(staged, page.total)
            if page.next_after_id is None:
                return staged, page.total
    finally:
        fetch.cancel()  # of a page that nobody waits for any more


def _hubs(rows: Sequence[dict[str, Any]]) -> Iterator[tuple[str, str, int, float]]:
    """A row for each busy artist or label that a release hangs on."""
    return ((entity_type, entity_id, row["release_id"], row["rarity_score"]) for row in rows for entity_type, entity_id in row["hubs"])


async def _run(connection: AsyncConnection[TupleRow], statement: Sql) -> None:
    await connection.execute(statement.text)
