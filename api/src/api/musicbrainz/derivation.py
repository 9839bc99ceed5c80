"""Counts of what MusicBrainz brought, made when an import has ended, so that a public route counts nothing."""

import asyncio
from dataclasses import replace

from api.musicbrainz import queries
from common.stores.neo4j import Neo4jStore
from common.stores.postgres import PostgresStore


async def derive_enrichment_counts(postgres: PostgresStore, graph: Neo4jStore) -> int:
    """Replace the stored counts, in one transaction. Returns their number. Cost: a scan of MusicBrainz's tables, of indexes and edges."""
    counts = await enrichment_counts(postgres, graph, timeout_s=600)
    async with postgres.transaction(queries.CLEAR_COUNTS.timeout_s) as connection, connection.cursor() as cursor:
        await cursor.execute(queries.CLEAR_COUNTS.text)
        await cursor.executemany(queries.INSERT_COUNT.text, [{"name": name, "value": value} for name, value in counts.items()])
    return len(counts)


async def enrichment_counts(postgres: PostgresStore, graph: Neo4jStore, *, timeout_s: float) -> dict[str, int]:
    """Counts by name, e.g. `artists.total_mb`."""
    records, nodes = await asyncio.gather(
        postgres.rows(replace(queries.COUNT_RECORDS, timeout_s=timeout_s)), graph.rows(replace(queries.COUNT_NODES, timeout_s=timeout_s))
    )
    return {row["name"]: row["value"] for row in (*records, *nodes)}
