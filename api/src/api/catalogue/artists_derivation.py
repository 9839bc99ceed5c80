"""Derives who works with whom, and what artists are compared by, when an import has ended."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, Final

import orjson
from psycopg import AsyncConnection

from api.catalogue import artists_derivation_queries as queries
from api.catalogue.placeholders import PLACEHOLDER_ARTISTS, PLACEHOLDER_LABELS
from common.stores.neo4j import Neo4jStore
from common.stores.postgres import PostgresStore
from common.stores.statement import Sql


LEAST_RELEASES: Final = 3
"""Releases that make a profile worth comparing."""
KEPT: Final = 60
"""Entries of each kind in a profile, and with them the bound of what a comparison reads."""
RANKED: Final = 300
"""Artists kept of each genre, style and label."""
BATCH: Final = 2000


async def derive_artists(postgres: PostgresStore, graph: Neo4jStore, *, batch: int = BATCH, ranked: int = RANKED) -> int:
    """Derive everything anew in one transaction; answers are the former ones until it ends.

    Names that stand for nobody (Various, Unknown Artist) work with nobody and are like nobody.

    Args:
        batch: Artists read at a time.
        ranked: Artists kept of each genre, style and label.
    Returns:
        Rows written.
    """
    written = 0
    placeholders = list(PLACEHOLDER_ARTISTS)
    async with postgres.transaction(queries.DERIVATION_TIMEOUT_S) as connection:
        for statement in queries.CLEAR:
            await connection.execute(statement.text)
        after = ""
        while rows := await graph.rows(queries.ARTISTS_AFTER, after=after, limit=batch, placeholders=placeholders):
            after = rows[-1]["id"]
            releases = {row["id"]: row["releases"] for row in rows if row["releases"]}
            shared = await graph.values(queries.COLLABORATIONS, ids=list(releases), placeholders=placeholders)
            written += await _copy(connection, queries.COPY_COLLABORATIONS, (pair for row in shared for pair in _pairs(row[0], row[1])))
            written += await _copy(connection, queries.COPY_COLLABORATORS, ((artist, len(others), count) for artist, others, count in shared))
            compared = [artist for artist, count in releases.items() if count >= LEAST_RELEASES]
            profiles = await graph.values(queries.PROFILES, ids=compared, kept=KEPT, no_labels=list(PLACEHOLDER_LABELS))
            written += await _copy(connection, queries.COPY_PROFILES, (_profile(row, releases[row[0]]) for row in profiles))
        written += (await connection.execute(queries.FILL_RANKS.text, {"kept": ranked})).rowcount
        await connection.execute(queries.ANALYZE.text)
    return written


async def _copy(connection: AsyncConnection[Any], statement: Sql, rows: Iterable[Sequence[Any]]) -> int:
    count = 0
    async with connection.cursor() as cursor, cursor.copy(statement.text) as copy:
        for row in rows:
            await copy.write_row(row)
            count += 1
    return count


def _pairs(artist: str, others: Sequence[tuple[str, int, Sequence[int]]]) -> Iterable[tuple[str, str, int, list[int], list[int]]]:
    for other, releases, years in others:
        counts = sorted(Counter(years).items())
        yield artist, other, releases, [year for year, _ in counts], [count for _, count in counts]


def _profile(row: Sequence[Any], releases: int) -> tuple[Any, ...]:
    artist, name, *kinds = row
    return artist, name, releases, *(orjson.dumps(dict(kind)).decode() for kind in kinds)
