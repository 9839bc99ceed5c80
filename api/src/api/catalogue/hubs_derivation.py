"""Derives the tables of hubs when an import has ended."""

from typing import Final

from psycopg.rows import dict_row

from api.catalogue import hubs_derivation_queries as queries
from api.catalogue.hubs_models import HUB_RELEASES, MEMBERS_KEPT
from api.catalogue.placeholders import PLACEHOLDER_ARTISTS, PLACEHOLDER_LABELS
from common.stores.neo4j import Neo4jStore
from common.stores.postgres import PostgresStore


DOORS: Final = 200
"""Of each kind, from which the start page draws."""


async def derive_hubs(
    postgres: PostgresStore, _graph: Neo4jStore | None = None, *, hub_releases: int = HUB_RELEASES, members_kept: int = MEMBERS_KEPT
) -> int:
    """Derive everything anew in one transaction, unless the releases are what they were; answers are the former ones until it ends.

    Args:
        postgres: Open store.
        hub_releases: Releases that make a hub.
        members_kept: Members kept in a category.
    Returns:
        Rows written; 0 when nothing was to do.
    """
    parameters = {
        "hub_releases": hub_releases,
        "members_kept": members_kept,
        "doors": DOORS,
        "placeholders": list(PLACEHOLDER_ARTISTS),
        "no_labels": list(PLACEHOLDER_LABELS),
    }
    async with postgres.transaction(queries.DERIVATION_TIMEOUT_S) as connection:
        cursor = connection.cursor(row_factory=dict_row)
        row = await (await cursor.execute(queries.FINGERPRINT.text, parameters)).fetchone()
        assert row is not None
        if row["current"] == row["derived"]:
            return 0
        for statement in (*queries.PREPARE, *queries.CLEAR):
            await cursor.execute(statement.text)
        written = 0
        for statement in queries.FILL:
            await cursor.execute(statement.text, parameters)
            written += cursor.rowcount
        await cursor.execute(queries.REMEMBER.text, {"fingerprint": row["current"]})
    return written
