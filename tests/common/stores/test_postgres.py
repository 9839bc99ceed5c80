"""PostgreSQL through the store, on a real server."""

import asyncio
from collections.abc import AsyncIterator
import time
from typing import Any

import psycopg
from psycopg_pool import PoolTimeout
import pytest

from common.runtime.settings import PostgresSettings
from common.stores import postgres as module
from common.stores.postgres import PostgresStore, connection_arguments, open_postgres, parse_postgres_host_port
from common.stores.postgres_errors import classify_postgres
from common.stores.statement import Sql
from tests.common.stores.relay import relay_to
from tests.support.servers import PostgresTarget
from tests.support.waiting import eventually


ONE = Sql("test.one", "SELECT %(value)s::int AS value", timeout_s=5)
SLEEP = Sql("test.sleep", "SELECT pg_sleep(%(seconds)s)", timeout_s=0.2)


def settings_for(target: PostgresTarget, **changes: Any) -> PostgresSettings:
    return PostgresSettings.load(**{name.lower(): value for name, value in target.env.items()} | changes)


@pytest.fixture
async def store(postgres: PostgresTarget) -> AsyncIterator[PostgresStore]:
    async with open_postgres(settings_for(postgres), application_name="store-test") as opened:
        yield opened


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("host", ("host", 5432)),
        ("host:6432", ("host", 6432)),
        (" host:6432 ", ("host", 6432)),
        ("host:", ("host", 5432)),
        ("host:abc", ("host", 5432)),
        (":6432", ("localhost", 6432)),
        ("[::1]", ("::1", 5432)),
        ("[::1]:6432", ("::1", 6432)),
        ("::1", ("::1", 5432)),
        ("", ("localhost", 5432)),
        ("  ", ("localhost", 5432)),
        (None, ("localhost", 5432)),
        ("[::1", ("[::1", 5432)),
    ],
)
def test_parse_postgres_host_port(value: str | None, expected: tuple[str, int]) -> None:
    assert parse_postgres_host_port(value) == expected


def test_the_port_setting_counts_where_the_host_names_none() -> None:
    settings = PostgresSettings.load(postgres_host="pool", postgres_port=6432, postgres_username="u", postgres_password="p", postgres_database="d")
    arguments = connection_arguments(settings, application_name="a")

    assert (arguments["host"], arguments["port"]) == ("pool", 6432)


async def test_rows_are_dictionaries_and_execute_counts(store: PostgresStore) -> None:
    insert = Sql("test.insert", "INSERT INTO artists (data_id, hash, data) SELECT g::text, '', '{}' FROM generate_series(1, %(n)s) g")

    assert await store.rows(ONE, value=7) == [{"value": 7}]
    assert await store.execute(insert, n=3) == 3


async def test_every_session_has_its_timeouts_and_name(store: PostgresStore) -> None:
    shown = Sql("test.shown", "SELECT name, setting FROM pg_settings WHERE name IN ('statement_timeout', 'lock_timeout', 'application_name')")

    assert {row["name"]: row["setting"] for row in await store.rows(shown)} == {
        "statement_timeout": "120000",
        "lock_timeout": "30000",
        "application_name": "store-test",
    }
    async with store.transaction() as connection:
        assert await (await connection.execute("SHOW statement_timeout")).fetchone() == ("10min",)
    async with store.transaction(timeout_s=2) as connection:
        assert await (await connection.execute("SHOW statement_timeout")).fetchone() == ("2s",)


async def test_the_server_ends_a_statement_that_takes_too_long(store: PostgresStore) -> None:
    with pytest.raises(psycopg.errors.QueryCanceled) as caught:
        await store.rows(SLEEP, seconds=30)

    assert classify_postgres(caught.value) == "transient"
    assert await store.rows(ONE, value=1) == [{"value": 1}]


async def test_a_transaction_is_all_or_nothing(store: PostgresStore, postgres: PostgresTarget) -> None:
    insert = "INSERT INTO artists (data_id, hash, data) VALUES (%s, '', '{}')"
    with pytest.raises(RuntimeError):
        async with store.transaction() as connection:
            await connection.execute(insert, ("1",))
            raise RuntimeError
    async with store.transaction() as connection:
        await connection.execute(insert, ("2",))

    assert await postgres.rows("SELECT data_id FROM artists") == [{"data_id": "2"}]


async def test_sessions_that_the_server_ended_are_not_handed_out(store: PostgresStore, postgres: PostgresTarget) -> None:
    await asyncio.gather(*(store.rows(ONE, value=n) for n in range(4)))
    ended = await postgres.rows("SELECT pg_terminate_backend(pid, 2000) FROM pg_stat_activity WHERE application_name = 'store-test'")
    assert ended

    for value in range(5):
        assert await store.rows(ONE, value=value) == [{"value": value}]


async def test_opening_does_not_need_the_server_and_use_finds_it_again(postgres: PostgresTarget, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "BORROW_TIMEOUT_S", 0.5)
    async with relay_to(postgres.env["POSTGRES_HOST"], int(postgres.env["POSTGRES_PORT"])) as relay:
        relay.down()
        async with open_postgres(settings_for(postgres, postgres_host=f"127.0.0.1:{relay.port}"), application_name="away") as store:
            with pytest.raises(PoolTimeout) as caught:
                await store.probe()
            assert classify_postgres(caught.value) == "transient"

            await relay.up()
            await eventually(lambda: answers(store))

            relay.down()
            with pytest.raises(psycopg.OperationalError):
                await store.probe()

            await relay.up()
            await eventually(lambda: answers(store))


@pytest.mark.long
async def test_a_server_that_falls_silent_does_not_hold_the_caller(postgres: PostgresTarget, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "CLIENT_GRACE_S", 0.3)
    async with relay_to(postgres.env["POSTGRES_HOST"], int(postgres.env["POSTGRES_PORT"])) as relay:
        settings = settings_for(postgres, postgres_host=f"127.0.0.1:{relay.port}")
        async with open_postgres(settings, application_name="frozen") as store:
            await store.rows(ONE, value=1)
            relay.freeze()
            started = time.monotonic()
            with pytest.raises(TimeoutError) as caught:
                await store.rows(SLEEP, seconds=0)
            # 5 s for setting the timeout; then the driver asks the server to cancel, for 5 s, and waits 5 s for the end of the statement.
            assert time.monotonic() - started < 18
            assert classify_postgres(caught.value) == "transient"


async def answers(store: PostgresStore) -> bool:
    try:
        await store.probe()
    except psycopg.OperationalError:
        return False
    return True
