"""The schema of PostgreSQL on real servers: new, old, locked, unreachable."""

import asyncio
from pathlib import Path
from threading import Event
import uuid

import psycopg
import pytest

from common.stores.postgres import connection_arguments
from schema_init import postgres
from schema_init.outcome import Patience, Reason, SchemaError
from schema_init.settings import SchemaInitSettings
from tests.schema_init.catalog import DOCUMENTED, columns, constraints, indexes, snapshot
from tests.schema_init.command import NOTHING_LISTENS, schema_init, settings_for, silent_server
from tests.support.servers import GraphTarget, PostgresTarget, TestStack
from tests.support.waiting import eventually


REVISIONS = [*(f"{number:04}" for number in range(1, 8)), "0011", "0014", "0012", "0010", "0009", "0013", "0008"]  # in the order they are applied


async def migrate(target: PostgresTarget, patience: Patience | None = None, *, revision: str = "head") -> list[str]:
    return await asyncio.to_thread(postgres.migrate, settings_for(target), patience, revision=revision)


async def test_tables_01_an_empty_database_gets_the_documented_schema(empty_postgres: PostgresTarget, graph: GraphTarget) -> None:
    ended = await schema_init({**empty_postgres.env, **graph.env})

    assert ended.code == 0, ended.output
    assert ended.summary["event"] == "✅ Schema initialisation complete"
    found = await columns(empty_postgres)
    assert len(DOCUMENTED["tables"]) == 29
    for table, documented in DOCUMENTED["tables"].items():
        assert found[table][: len(documented)] == documented, table  # additions come after what is documented
    more = {name for name in found.keys() - DOCUMENTED["tables"].keys() if not name.startswith("catalogue.")}
    assert more == {
        "insights.rarity_distribution",
        "insights.rarity_tops",
        "public.alembic_version",
        "public.import_progress",
        "public.import_rejects",
        "public.import_runs",
        "public.import_signals",
        "public.import_states",
        "public.revoked_tokens",
    }
    assert DOCUMENTED["indexes"].items() <= (await indexes(empty_postgres)).items()
    made = await constraints(empty_postgres)
    assert [constraint for constraint in DOCUMENTED["constraints"] if constraint not in made] == []


async def test_tables_02_a_second_run_changes_nothing(empty_postgres: PostgresTarget, graph: GraphTarget) -> None:
    await migrate(empty_postgres)
    before = await snapshot(empty_postgres)

    ended = await schema_init({**empty_postgres.env, **graph.env})

    assert ended.code == 0, ended.output
    assert ended.events("error") == []
    assert await snapshot(empty_postgres) == before


async def test_tables_03_an_absent_database_is_created(stack: TestStack) -> None:
    name = f'test "quoted" {uuid.uuid4().hex[:8]}'
    target = PostgresTarget(stack, name)
    try:
        ended = await schema_init(target.env, "--only", "postgres")

        assert ended.code == 0, ended.output
        assert await target.value("SELECT version_num FROM alembic_version") == REVISIONS[-1]
    finally:
        async with await psycopg.AsyncConnection.connect(stack.postgres_dsn(stack.postgres["database"]), autocommit=True) as admin:
            await admin.execute(psycopg.sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(psycopg.sql.Identifier(name)))


async def test_tables_04_a_server_that_never_answers_ends_the_run_within_15_s() -> None:
    async with silent_server() as port:
        ended = await schema_init({"POSTGRES_HOST": f"127.0.0.1:{port}", "NEO4J_HOST": NOTHING_LISTENS})

    assert ended.code == 1
    assert 9 < ended.worked_s < 15
    assert ended.summary["stores"]["PostgreSQL"]["reason"] == Reason.UNANSWERED


async def test_tables_05_neo4j_down_is_named_and_postgresql_is_complete(empty_postgres: PostgresTarget) -> None:
    ended = await schema_init({**empty_postgres.env, "NEO4J_HOST": NOTHING_LISTENS, "SCHEMA_INIT_TIMEOUT": "2"})

    assert ended.code == 1
    assert ended.summary["systems"] == ["Neo4j"]
    assert ended.summary["stores"]["PostgreSQL"]["ok"] is True
    assert DOCUMENTED["tables"].keys() <= (await columns(empty_postgres)).keys()


async def test_tables_06_old_relationships_get_the_wide_key_and_wide_ids(empty_postgres: PostgresTarget) -> None:
    async with await empty_postgres.connect() as connection:
        await connection.execute("CREATE SCHEMA musicbrainz")
        await connection.execute("""
            CREATE TABLE musicbrainz.relationships (
                id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, source_mbid UUID NOT NULL, target_mbid UUID NOT NULL,
                source_entity_type TEXT NOT NULL, target_entity_type TEXT NOT NULL, relationship_type TEXT NOT NULL,
                begin_date TEXT, end_date TEXT, ended BOOLEAN DEFAULT false, attributes JSONB, created_at TIMESTAMPTZ DEFAULT NOW(),
                UNIQUE (source_mbid, target_mbid, source_entity_type, target_entity_type, relationship_type))
        """)
        await connection.execute("""
            INSERT INTO musicbrainz.relationships (source_mbid, target_mbid, source_entity_type, target_entity_type, relationship_type)
            VALUES (gen_random_uuid(), gen_random_uuid(), 'artist', 'artist', 'member of band')
        """)
        for table, column in (("artists", "artist"), ("labels", "label"), ("releases", "release"), ("release_groups", "master")):
            await connection.execute(
                f"CREATE TABLE musicbrainz.{table} (mbid UUID PRIMARY KEY, name TEXT NOT NULL, discogs_{column}_id INTEGER)".encode()
            )
            await connection.execute(f"INSERT INTO musicbrainz.{table} VALUES (gen_random_uuid(), 'Example', 2147483647)".encode())

    await migrate(empty_postgres)

    keys = [row for row in await constraints(empty_postgres) if row[0] == "musicbrainz.relationships" and row[2].startswith("UNIQUE")]
    assert keys == [row for row in DOCUMENTED["constraints"] if row[1] == "relationships_natural_key"]
    found = await columns(empty_postgres)
    for table, column in (("artists", "artist"), ("labels", "label"), ("releases", "release"), ("release_groups", "master")):
        assert [f"discogs_{column}_id", "bigint", True, None] in found[f"musicbrainz.{table}"]
        assert await empty_postgres.value(f"SELECT discogs_{column}_id FROM musicbrainz.{table}") == 2147483647
    assert await empty_postgres.value("SELECT count(*) FROM musicbrainz.relationships") == 1


async def test_tables_07_users_without_second_factor_get_the_columns(empty_postgres: PostgresTarget) -> None:
    async with await empty_postgres.connect() as connection:
        await connection.execute("""
            CREATE TABLE users (id UUID PRIMARY KEY DEFAULT gen_random_uuid(), email VARCHAR(255) NOT NULL UNIQUE,
                hashed_password VARCHAR(255) NOT NULL, is_active BOOLEAN NOT NULL DEFAULT true)
        """)
        await connection.execute("INSERT INTO users (email, hashed_password) VALUES ('a@example.org', 'x')")

    await migrate(empty_postgres)

    (user,) = await empty_postgres.rows("SELECT * FROM users")
    assert user["email"] == "a@example.org"
    assert (user["is_admin"], user["totp_enabled"], user["totp_failed_attempts"]) == (False, False, 0)
    assert {name for name, *_ in (await columns(empty_postgres))["public.users"]} == {name for name, *_ in DOCUMENTED["tables"]["public.users"]}


async def test_tables_08_a_password_file_wins_and_is_stripped(tmp_path: Path) -> None:
    secret = tmp_path / "password"
    secret.write_text("pw\n", encoding="utf-8")
    received: asyncio.Queue[bytes] = asyncio.Queue()

    async def ask_for_password(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while int.from_bytes(length := await reader.readexactly(4)) == 8:  # a request for encryption comes first
            await reader.readexactly(4)
            writer.write(b"N")
        await reader.readexactly(int.from_bytes(length) - 4)
        writer.write(b"R" + (8).to_bytes(4) + (3).to_bytes(4))  # "clear-text password, please"
        await reader.readexactly(1)
        received.put_nowait((await reader.readexactly(int.from_bytes(await reader.readexactly(4)) - 4)).rstrip(b"\0"))
        writer.close()

    server = await asyncio.start_server(ask_for_password, "127.0.0.1", 0)
    async with server:
        environment = {
            "POSTGRES_HOST": f"127.0.0.1:{server.sockets[0].getsockname()[1]}",
            "POSTGRES_PASSWORD": "other",
            "POSTGRES_PASSWORD_FILE": str(secret),
            "SCHEMA_INIT_TIMEOUT": "0",
        }
        await schema_init(environment, "--only", "postgres")

    assert received.get_nowait() == b"pw"


def test_tables_09_a_port_inside_the_host_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POSTGRES_HOST", "pool:6432")
    monkeypatch.setenv("POSTGRES_PORT", "5432")

    arguments = connection_arguments(SchemaInitSettings.load(), application_name="test")

    assert (arguments["host"], arguments["port"]) == ("pool", 6432)


async def test_tables_09_the_connection_goes_to_the_embedded_port(empty_postgres: PostgresTarget) -> None:
    env = empty_postgres.env
    settings = SchemaInitSettings.load(
        **{name.lower(): value for name, value in env.items()}
        | {"postgres_host": f"{env['POSTGRES_HOST']}:{env['POSTGRES_PORT']}", "postgres_port": "1"}
    )

    assert await asyncio.to_thread(postgres.migrate, settings) == REVISIONS


async def test_two_runs_at_once_share_the_work(empty_postgres: PostgresTarget) -> None:
    patience = Patience(30, Event())

    both = await asyncio.gather(migrate(empty_postgres, patience), migrate(empty_postgres, patience))

    assert sorted(both, key=len) == [[], REVISIONS]


async def test_a_held_table_is_waited_for(postgres_with_old_users: PostgresTarget) -> None:
    async with await psycopg.AsyncConnection.connect(postgres_with_old_users.dsn) as holder:
        await holder.execute("LOCK TABLE users IN ACCESS EXCLUSIVE MODE")
        running = asyncio.create_task(migrate(postgres_with_old_users, Patience(60, Event())))
        waiting = "SELECT count(*) > 0 AS waits FROM pg_locks WHERE NOT granted AND database = (SELECT oid FROM pg_database WHERE datname = %s)"
        await eventually(lambda: postgres_with_old_users.value(waiting, (postgres_with_old_users.database,)))
        await holder.rollback()

    assert await running == REVISIONS


async def test_a_migration_that_fails_leaves_nothing_of_itself(empty_postgres: PostgresTarget) -> None:
    async with await empty_postgres.connect() as connection:
        await connection.execute("CREATE TABLE users (id INTEGER PRIMARY KEY)")  # another program's: no foreign key fits it

    with pytest.raises(SchemaError) as caught:
        await migrate(empty_postgres)

    assert caught.value.reason is Reason.STATEMENT
    assert set(await columns(empty_postgres)) == {"public.users"}


async def test_an_index_build_that_was_interrupted_is_done_again(empty_postgres: PostgresTarget) -> None:
    await migrate(empty_postgres, revision="0006")
    async with await empty_postgres.connect() as connection:
        await connection.execute("UPDATE alembic_version SET version_num = '0005'")
        await connection.execute(
            "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'idx_releases_year_number'::regclass"  # what a kill leaves behind
        )

    assert await migrate(empty_postgres) == REVISIONS[5:]
    assert await empty_postgres.value("SELECT bool_and(indisvalid) AS valid FROM pg_index")


async def test_years_that_are_no_numbers_do_not_stop_the_index(empty_postgres: PostgresTarget) -> None:
    await migrate(empty_postgres, revision="0005")
    async with await empty_postgres.connect() as connection:
        await connection.execute("""INSERT INTO releases (data_id, hash, data) VALUES ('1', '', '{"year": "19xx"}'), ('2', '', '{"year": 1984}')""")

    await migrate(empty_postgres)

    assert await empty_postgres.rows("SELECT (data ->> 'year')::int AS year FROM releases ORDER BY data_id") == [{"year": None}, {"year": 1984}]


async def test_of_several_running_syncs_the_newest_stays(empty_postgres: PostgresTarget) -> None:
    await migrate(empty_postgres, revision="0004")
    async with await empty_postgres.connect() as connection:
        await connection.execute("INSERT INTO users (email, hashed_password) VALUES ('a@example.org', 'x')")
        await connection.execute("""
            INSERT INTO sync_history (user_id, sync_type, status, started_at)
            SELECT id, 'full', 'running', NOW() - age FROM users, unnest(ARRAY[INTERVAL '2 h', INTERVAL '1 h', INTERVAL '0 h']) AS age
        """)

    await migrate(empty_postgres)

    states = await empty_postgres.rows("SELECT status FROM sync_history ORDER BY started_at")
    assert [row["status"] for row in states] == ["failed", "failed", "running"]


async def test_a_database_of_a_newer_version_is_left_alone(empty_postgres: PostgresTarget) -> None:
    await migrate(empty_postgres)
    async with await empty_postgres.connect() as connection:
        await connection.execute("UPDATE alembic_version SET version_num = '9999'")

    with pytest.raises(SchemaError, match="newer version"):
        await migrate(empty_postgres)


async def test_a_refused_connection_is_tried_again_until_the_server_is_up(stack: TestStack, empty_postgres: PostgresTarget) -> None:
    async def relay(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection(stack.postgres["host"], stack.postgres["port"])

        async def copy(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
            while data := await source.read(65536):
                sink.write(data)
            sink.close()

        await asyncio.gather(copy(reader, back), copy(there, writer), return_exceptions=True)

    reserved = await asyncio.start_server(relay, "127.0.0.1", 0)
    port = reserved.sockets[0].getsockname()[1]
    reserved.close()
    settings = settings_for(empty_postgres).model_copy(update={"postgres_host": f"127.0.0.1:{port}"})
    running = asyncio.create_task(asyncio.to_thread(postgres.migrate, settings, Patience(30, Event())))
    await asyncio.sleep(1)  # long enough to be refused at least once
    async with await asyncio.start_server(relay, "127.0.0.1", port):
        assert await running == REVISIONS


def test_trying_ends_when_it_has_become_vain() -> None:
    vain = Event()
    vain.set()

    with pytest.raises(SchemaError) as caught:
        postgres.migrate(SchemaInitSettings.load(postgres_host="127.0.0.1:1"), Patience(60, vain))

    assert caught.value.reason is Reason.UNREACHABLE


@pytest.fixture
async def postgres_with_old_users(empty_postgres: PostgresTarget) -> PostgresTarget:
    async with await empty_postgres.connect() as connection:
        await connection.execute("""
            CREATE TABLE users (id UUID PRIMARY KEY DEFAULT gen_random_uuid(), email VARCHAR(255) NOT NULL UNIQUE,
                hashed_password VARCHAR(255) NOT NULL)
        """)
    return empty_postgres
