"""Profiles of all labels that have one, made anew when an import has ended: whichever label is asked for then costs a key look-up."""

from typing import Any, Final

import orjson
from psycopg import AsyncCursor

from api.labels import queries
from api.labels.models import MIN_RELEASES
from api.labels.profile import Counts, Profile, from_graph
from common.stores.neo4j import Neo4jStore
from common.stores.postgres import PostgresStore
from common.stores.statement import Sql


PAGE: Final = 500


async def derive_profiles(postgres: PostgresStore, graph: Neo4jStore) -> int:
    """Replace the stored profiles in one transaction. Returns their number. Cost: some ten edges a release of the catalogue, a page in memory."""
    written, after = 0, ""
    async with postgres.transaction(queries.COPY_PROFILES.timeout_s) as connection, connection.cursor() as cursor:
        await cursor.execute(queries.CLEAR_PROFILES.text)
        await cursor.execute(queries.CLEAR_STYLES.text)
        while label_ids := await _page(graph, after):
            profiles = [from_graph(row) for row in await graph.rows(queries.DERIVED_PROFILES, label_ids=label_ids)]
            await _copy(cursor, queries.COPY_PROFILES, [_row(profile) for profile in profiles])
            await _copy(cursor, queries.COPY_STYLES, [(profile.label_id, *pair) for profile in profiles for pair in profile.styles.items()])
            written, after = written + len(profiles), label_ids[-1]
    return written


async def _page(graph: Neo4jStore, after: str) -> list[str]:
    return [row["label_id"] for row in await graph.rows(queries.LABELS_AFTER, after=after, min_releases=MIN_RELEASES, limit=PAGE)]


def _row(profile: Profile) -> tuple[Any, ...]:
    counts: tuple[Counts | dict[int, int], ...] = (
        profile.genres,
        profile.styles,
        profile.formats,
        dict(profile.years),
        profile.artists,
        profile.people,
    )
    lists = (orjson.dumps(list(count.items())).decode() for count in counts)
    return (profile.label_id, profile.name, profile.release_count, profile.artist_count, *lists)


async def _copy(cursor: AsyncCursor[Any], statement: Sql, rows: list[tuple[Any, ...]]) -> None:
    async with cursor.copy(statement.text.encode()) as copy:
        for row in rows:
            await copy.write_row(row)
