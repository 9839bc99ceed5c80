"""Every statement of the table consumers against the schema that schema-init made: it parses, and finds its rows by an index."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from brainztableinator import queries as brainz
from common.consumer.tables import queries
from common.consumer.tables.queries import RowTable
from common.stores.statement import Sql
from tableinator import queries as discogs
from tests.support.servers import PostgresTarget


TABLES = [*discogs.TABLES.values(), *brainz.TABLES.values()]
PARAMETERS: dict[str, Any] = {
    "consumer": "tableinator",
    "data_type": "labels",
    "entity": "artist",
    "run": 5,
    "sequences": [7],
    "started_at": datetime(2026, 3, 5, tzinfo=UTC),
}


def of_table(table: RowTable) -> Iterator[Sql]:
    yield from (table.read, table.stamp, table.touch, table.replace)
    yield from (table.count_by_run, table.delete_by_run, table.count_by_time, table.delete_by_time)
    yield from (table.deleted_keys(table.delete_by_run), table.deleted_keys(table.delete_by_time))


async def plans(postgres: PostgresTarget, setup: list[Sql], statements: list[Sql], parameters: dict[str, Any]) -> dict[str, str]:
    found = {}
    async with await postgres.connect() as connection:
        await connection.execute("CREATE TEMPORARY TABLE gone (key text)" if "keys" in parameters else "SELECT 1")
        for statement in setup:
            await connection.execute(statement.text.encode())
        for statement in statements:
            rows = await (await connection.execute(f"EXPLAIN {statement.text}".encode(), parameters)).fetchall()
            found[statement.name] = "\n".join(row["QUERY PLAN"] for row in rows)
    return found


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.qualified)
async def test_the_statements_of_a_table_run_and_rows_are_found_by_their_key(postgres: PostgresTarget, table: RowTable) -> None:
    is_uuid = table.key_type == "uuid"
    name = ", name" if is_uuid else ", hash, data"
    values = "gen_random_uuid(), 'n'" if is_uuid else "n::text, 'h', '{}'"
    await postgres.rows(f"INSERT INTO {table.qualified} ({table.key}{name}) SELECT {values} FROM generate_series(1, 3000) AS n")
    keys = [str(row["key"]) for row in await postgres.rows(f"SELECT {table.key}::text AS key FROM {table.qualified} LIMIT 1")]
    statements = [statement for statement in of_table(table) if not (is_uuid and statement.name.endswith(".keys"))]
    found = await plans(postgres, [table.make_staging], statements, {**PARAMETERS, "keys": keys})
    for statement in (table.read, table.stamp, table.touch):
        assert "Index" in found[statement.name], found[statement.name]
        assert f"Seq Scan on {table.name}" not in found[statement.name]


async def test_the_statements_of_relationships_and_links_run(postgres: PostgresTarget) -> None:
    setup = [brainz.MAKE_RELATIONSHIP_STAGING, brainz.MAKE_LINK_STAGING, brainz.MAKE_GONE]
    async with await postgres.connect() as connection, connection.transaction():
        for statement in setup:
            await connection.execute(statement.text.encode())
        others = [value for value in vars(brainz).values() if isinstance(value, Sql) and value not in setup and not value.text.startswith("COPY")]
        assert len(others) >= 11
        parameters = {**PARAMETERS, "mbids": ["00000000-0000-4000-8000-000000000000"]}
        for statement in others:
            await connection.execute(f"EXPLAIN {statement.text}".encode(), parameters)
        for table in brainz.TABLES.values():
            await connection.execute(f"EXPLAIN {table.deleted_keys(table.delete_by_run).text}".encode(), parameters)
        await connection.execute(f"EXPLAIN {queries.REJECTS_SINCE.text}".encode(), parameters)
