"""`--wait`: what starts beside schema-init goes on when the schema is there, and only then."""

import asyncio

import pytest

from schema_init.postgres import migrate
from schema_init.runner import ExitCode, Half
from schema_init.standing import missing_in_postgres, wait
from tests.schema_init.command import NOTHING_LISTENS, schema_init, settings_for
from tests.support.servers import GraphTarget, PostgresTarget


async def test_complete_schemas_end_the_wait_at_once(postgres: PostgresTarget, graph: GraphTarget) -> None:
    ended = await schema_init({**postgres.env, **graph.env}, "--wait")

    assert ended.code == ExitCode.DONE
    assert ended.events("info")[-1].endswith("The schemas are complete")


async def test_the_wait_ends_with_the_last_migration(empty_postgres: PostgresTarget) -> None:
    settings = settings_for(empty_postgres)
    assert await missing_in_postgres(settings) == "all tables"
    waiting = asyncio.create_task(wait(settings, [Half.POSTGRES]))

    await asyncio.to_thread(migrate, settings, revision="0001")
    assert "migrations after 0001" in (await missing_in_postgres(settings) or "")
    await asyncio.to_thread(migrate, settings)

    assert await waiting == ExitCode.DONE


async def test_a_schema_of_a_newer_release_is_complete(postgres: PostgresTarget) -> None:
    await postgres.rows("UPDATE alembic_version SET version_num = '9999'")

    assert await missing_in_postgres(settings_for(postgres)) is None


async def test_a_wait_in_vain_fails_and_says_what_is_missing(empty_postgres: PostgresTarget) -> None:
    ended = await schema_init({**empty_postgres.env, "NEO4J_HOST": NOTHING_LISTENS, "SCHEMA_INIT_TIMEOUT": "0"}, "--wait")

    assert ended.code == ExitCode.FAILED
    assert ended.summary["missing"]["postgres"] == "all tables"
    assert "ServiceUnavailable" in ended.summary["missing"]["neo4j"]


@pytest.mark.parametrize(("half", "variable"), [(Half.POSTGRES, "POSTGRES_HOST"), (Half.NEO4J, "NEO4J_HOST")])
async def test_only_the_store_that_is_needed_is_looked_at(half: Half, variable: str, postgres: PostgresTarget, graph: GraphTarget) -> None:
    other = "NEO4J_HOST" if half is Half.POSTGRES else "POSTGRES_HOST"
    environment = {**postgres.env, **graph.env, other: "127.0.0.1:1", "SCHEMA_INIT_TIMEOUT": "0"}

    assert (await schema_init(environment, "--wait", "--only", half)).code == ExitCode.DONE
