import psycopg
from psycopg import errors
from psycopg_pool import PoolClosed, PoolTimeout, TooManyRequests
import pytest

from common.runtime.errors import BadRecord, StoreUnavailable
from common.stores.postgres import PostgresStore, open_postgres
from common.stores.postgres_errors import PostgresFailure, classify_postgres
from tests.common.stores.test_postgres import settings_for
from tests.support.servers import PostgresTarget


TRANSIENT = "08000 08006 25006 25P03 40001 40003 40P01 53100 53200 53300 55P03 57014 57P01 57P02 57P03 58030 23505"
RECORD = "22001 22003 22021 22P02 22P05 23502 23503 23514 54000 54001 0A000 XX000 P0001 21000 40002"
BUG = "26000 28000 28P01 3D000 3F000 42501 42601 42703 42804 42P01"


@pytest.mark.parametrize(
    ("sqlstate", "failure"),
    [(state, failure) for states, failure in ((TRANSIENT, "transient"), (RECORD, "record"), (BUG, "bug")) for state in states.split()],
)
def test_an_error_of_the_server_is_classified_by_its_state(sqlstate: str, failure: PostgresFailure) -> None:
    assert classify_postgres(errors.lookup(sqlstate)()) == failure


@pytest.mark.parametrize(
    ("error", "failure"),
    [
        (psycopg.OperationalError("server closed the connection unexpectedly"), "transient"),
        (psycopg.InterfaceError("the connection is closed"), "transient"),
        (errors.ConnectionTimeout("connection timeout expired"), "transient"),
        (PoolTimeout("couldn't get a connection"), "transient"),
        (PoolClosed("the pool is closed"), "transient"),
        (TooManyRequests(), "transient"),
        (TimeoutError(), "transient"),
        (ConnectionResetError(), "transient"),
        (StoreUnavailable(), "transient"),
        (psycopg.DataError("PostgreSQL text fields cannot contain NUL (0x00) bytes"), "record"),
        (psycopg.ProgrammingError("cannot adapt type 'set'"), "record"),
        (BadRecord("no id"), "record"),
        (ValueError("x"), "record"),
        (KeyError("id"), "record"),
    ],
)
def test_an_error_without_a_state(error: BaseException, failure: PostgresFailure) -> None:
    assert classify_postgres(error) == failure


async def failure_of(store: PostgresStore, sql: str, *parameters: object) -> PostgresFailure:
    with pytest.raises(psycopg.Error) as caught:
        async with store.transaction() as connection:
            await connection.execute(sql.encode(), parameters)
    return classify_postgres(caught.value)


@pytest.mark.parametrize(
    ("sql", "parameter", "failure"),
    [
        ("INSERT INTO artists (data_id, hash, data) VALUES ('1', '', %s::jsonb)", '{"name": "a\\u0000b"}', "record"),
        ("INSERT INTO artists (data_id, hash, data) VALUES (%s, '', '{}')", "a\0b", "record"),
        ("INSERT INTO musicbrainz.labels (mbid, name) VALUES (gen_random_uuid(), %s)", None, "record"),
        ("INSERT INTO musicbrainz.labels (mbid, name) VALUES (%s, 'x')", "unknown", "record"),
        ("INSERT INTO releases (data_id, hash, data) VALUES ('1', '', jsonb_build_object('year', %s::text))", "19xx", "record"),
        ("INSERT INTO nowhere VALUES (%s)", "x", "bug"),
        ("SELECT nothing FROM artists WHERE data_id = %s", "x", "bug"),
    ],
)
async def test_what_real_statements_meet(postgres: PostgresTarget, sql: str, parameter: object, failure: PostgresFailure) -> None:
    async with open_postgres(settings_for(postgres), application_name="errors") as store:
        assert await failure_of(store, sql, parameter) == failure


async def test_a_title_too_long_for_its_index_is_the_records_fault(postgres: PostgresTarget) -> None:
    random_text = "(SELECT string_agg(md5(random()::text), '') FROM generate_series(1, 125))"
    async with open_postgres(settings_for(postgres), application_name="errors") as store:
        insert = f"INSERT INTO releases (data_id, hash, data) VALUES ('1', '', jsonb_build_object('title', {random_text}))"
        assert await failure_of(store, insert) == "record"
