"""The writer of tableinator on a real database."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
import json
import secrets
from typing import Any

import orjson
import psycopg
import pytest

from common.consumer.postgres_ledger import PostgresLedger
from common.consumer.spec import Batch, BatchResult, Item
from common.consumer.tables.writer import RowWriter
from common.domain.data_types import DataType, Source
from common.domain.messages import RunStamp
from common.runtime.settings import PostgresSettings
from common.stores.postgres import PostgresStore, open_postgres
from tableinator.queries import TABLES
from tableinator.records import TRANSFORM, DiscogsRow, decode, encode
from tests.support.servers import PostgresTarget


MARCH = RunStamp("20260301", "2026-03-05T10:00:00Z")
APRIL = RunStamp("20260401", "2026-04-05T10:00:00Z")


def settings(postgres: PostgresTarget) -> PostgresSettings:
    return PostgresSettings.load(**{name.lower(): value for name, value in postgres.env.items()})


@pytest.fixture
async def store(postgres: PostgresTarget) -> AsyncIterator[PostgresStore]:
    async with open_postgres(settings(postgres), application_name="test") as opened:
        yield opened


def writer(store: PostgresStore, data_type: DataType = DataType.RELEASES) -> RowWriter[DiscogsRow]:
    ledger = PostgresLedger(store, "tableinator", Source.DISCOGS)
    return RowWriter(store, ledger, TABLES[data_type], transform=TRANSFORM, encode=encode)


def body(number: int, **fields: Any) -> bytes:
    return orjson.dumps({"type": "data", "id": str(number), "sha256": f"hash {number}", "title": f"release {number}"} | fields)


def batch(bodies: Sequence[bytes], run: RunStamp | None = MARCH, first_sequence: int = 1) -> Batch[DiscogsRow]:
    items = [Item(decode(DataType.RELEASES, raw), raw, first_sequence + at) for at, raw in enumerate(bodies)]
    return Batch(DataType.RELEASES, run, items)


async def table(postgres: PostgresTarget) -> Mapping[str, dict[str, Any]]:
    return {row["data_id"]: row for row in await postgres.rows("SELECT * FROM releases")}


async def seen(postgres: PostgresTarget, run: RunStamp) -> int:
    return int(await postgres.value("SELECT coalesce(sum(seen), 0) FROM import_progress WHERE run = %s", (run.number,)))


@pytest.mark.parametrize("run", [MARCH, None])
async def test_writing_twice_equals_writing_once(store: PostgresStore, postgres: PostgresTarget, run: RunStamp | None) -> None:
    bodies = [body(n) for n in range(1, 301)]
    assert await writer(store).write(batch(bodies, run)) == BatchResult(written=300, unchanged=0)
    once = await table(postgres)
    assert await writer(store).write(batch(bodies, run)) == BatchResult(written=0, unchanged=300)
    twice = await table(postgres)
    assert await seen(postgres, MARCH) == (300 if run else 0)
    assert [{**row, "updated_at": None} for row in once.values()] == [{**twice[key], "updated_at": None} for key in once]
    assert all(twice[key]["updated_at"] > row["updated_at"] for key, row in once.items())


async def test_new_changed_and_unchanged_records_share_a_transaction(store: PostgresStore, postgres: PostgresTarget) -> None:
    await writer(store).write(batch([body(1), body(2), body(3, title="kept")]))
    result = await writer(store).write(batch([body(2, sha256="new", title="changed"), body(3), body(4)], APRIL, first_sequence=50))
    assert result == BatchResult(written=2, unchanged=1)
    rows = await table(postgres)
    assert {key: row["data"]["title"] for key, row in rows.items()} == {"1": "release 1", "2": "changed", "3": "kept", "4": "release 4"}
    assert {key: (row["run"], row["sequence"]) for key, row in rows.items()} == {
        "1": (MARCH.number, 1),
        "2": (APRIL.number, 50),
        "3": (APRIL.number, 51),
        "4": (APRIL.number, 52),
    }
    assert (await seen(postgres, MARCH), await seen(postgres, APRIL)) == (3, 3)


async def test_an_equal_record_that_stands_earlier_in_the_file_does_not_take_the_place_of_the_later_one(
    store: PostgresStore, postgres: PostgresTarget
) -> None:
    first, second = body(1), body(1, sha256="other", title="other")
    for raw, sequence in ((first, 30), (first, 10), (second, 20)):
        await writer(store).write(batch([raw], first_sequence=sequence))
    stored = (await table(postgres))["1"]
    assert (stored["data"]["title"], stored["sequence"]) == ("release 1", 30)
    await writer(store).write(batch([first], APRIL, first_sequence=5))
    assert (await table(postgres))["1"]["sequence"] == 5


async def test_two_writers_of_the_same_records_count_each_of_them_once(store: PostgresStore, postgres: PostgresTarget) -> None:
    parts = [[body(n) for n in range(start, start + 100)] for start in (1, 51, 101, 1)]

    async def write(bodies: list[bytes], run: RunStamp) -> None:
        own = writer(store)
        for _ in range(5):
            try:
                await own.write(batch(bodies, run))
            except (psycopg.errors.UniqueViolation, psycopg.errors.DeadlockDetected):
                continue  # as the engine does: the next attempt sees the other's rows
            return
        raise AssertionError("still racing")

    for run in (MARCH, APRIL):  # all new, then all there
        await asyncio.gather(*(write(bodies, run) for bodies in (*parts, *reversed(parts))))
        assert await seen(postgres, run) == 200
    assert len(await table(postgres)) == 200


async def test_rows_that_other_software_wrote_are_written_again(store: PostgresStore, postgres: PostgresTarget) -> None:
    await postgres.rows("INSERT INTO releases (data_id, hash, data) VALUES ('1', 'hash 1', '{\"title\": \"by an older version\"}')")
    assert (await writer(store).write(batch([body(1)]))).written == 1
    assert (await table(postgres))["1"]["data"]["title"] == "release 1"


@pytest.mark.parametrize(
    "raw",
    [
        b'{"id":"1","title":"tab \\t, line \\n, quote \\", slash \\\\ and \\/"}',
        b'\n{\r\n\t"id" : "1" ,\n "title" : "laid out" }\n ',
        '{"id":"1","title":"ünïcödé 😀","released":"1998","year":"replaced"}'.encode(),
        b'{"id":"1","title":"\\ud83d\\ude00 \\u0001 \\\\u0000","a":[1,2.5,-0.0,1e2,null,true,{}]}',
        b'{"id":"1","title":"twice","title":"the last one counts"}',
        orjson.dumps({"id": "1", "title": "large", "notes": "x" * 6_000_000}),
    ],
)
async def test_what_is_stored_is_the_message_with_its_year(store: PostgresStore, postgres: PostgresTarget, raw: bytes) -> None:
    await writer(store).write(batch([raw]))
    parsed = json.loads(raw)
    year = 1998 if "released" in parsed else None
    assert (await table(postgres))["1"]["data"] == {**parsed, "year": year}


async def test_a_title_that_does_not_fit_its_index_is_an_error_and_leaves_nothing(store: PostgresStore, postgres: PostgresTarget) -> None:
    with pytest.raises(psycopg.errors.ProgramLimitExceeded):
        await writer(store).write(batch([body(1), body(2, title=secrets.token_hex(4_000))]))
    assert await table(postgres) == {}
    assert await seen(postgres, MARCH) == 0
