"""What busy people are answered with, made when an import has ended: their timelines, and whom they share most releases with."""

from typing import Final

import orjson

from api.credits import queries
from api.credits.models import MAX_CONNECTIONS
from common.stores.neo4j import Neo4jStore
from common.stores.postgres import PostgresStore


BUSY: Final = 400
"""Credits from which on a person is busy. Fewer cost the graph some thousand edges, about 10 ms; the widest answer asks for sixteen such people."""


async def derive_busy_people(postgres: PostgresStore, graph: Neo4jStore, *, credits: int = BUSY) -> int:
    """Replace what is stored, in one transaction. Returns the number of people. Cost: all credits of their releases."""
    names = [row["name"] for row in await graph.rows(queries.BUSY_PEOPLE, credits=credits)]
    async with postgres.transaction(queries.COPY_PEOPLE.timeout_s) as connection, connection.cursor() as cursor:
        await cursor.execute(queries.CLEAR_PEOPLE.text)
        async with cursor.copy(queries.COPY_PEOPLE.text.encode()) as copy:
            for name in names:
                timeline = await graph.rows(queries.DERIVED_TIMELINE, name=name)
                shared = await graph.rows(queries.DERIVED_CONNECTIONS, names=[name], limit=MAX_CONNECTIONS)
                await copy.write_row(
                    (
                        name,
                        orjson.dumps([[row["year"], row["category"], row["count"]] for row in timeline]).decode(),
                        orjson.dumps([[row["name"], row["shared_count"]] for row in shared]).decode(),
                    )
                )
    return len(names)
