"""The writers of brainztableinator on a real database: rows, and what hangs on them."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
import secrets
from typing import Any

import orjson
import pytest

from brainztableinator.queries import TABLES
from brainztableinator.records import decode
from brainztableinator.rows import ENCODERS, TRANSFORM
from brainztableinator.writer import DetailWriter
from common.consumer.postgres_ledger import PostgresLedger
from common.consumer.spec import Batch, BatchResult, Item
from common.consumer.tables.writer import RowWriter
from common.domain.data_types import DataType, Source
from common.runtime.settings import PostgresSettings
from common.stores.postgres import open_postgres
from tests.support.servers import PostgresTarget


A, B, C = (f"{letter * 8}-0000-4000-8000-000000000000" for letter in "abc")

type Write = Callable[..., Awaitable[BatchResult]]


@pytest.fixture
async def write(postgres: PostgresTarget) -> AsyncIterator[Write]:
    settings = PostgresSettings.load(**{name.lower(): value for name, value in postgres.env.items()})
    async with open_postgres(settings, application_name="test") as store:
        ledger = PostgresLedger(store, "brainztableinator", Source.MUSICBRAINZ)

        async def write(*messages: dict[str, Any], data_type: DataType = DataType.ARTISTS) -> BatchResult:
            writer = RowWriter(
                store, ledger, TABLES[data_type], transform=TRANSFORM, encode=ENCODERS[data_type], details=DetailWriter(data_type).write
            )
            bodies = [orjson.dumps(message) for message in messages]
            return await writer.write(Batch(data_type, None, [Item(decode(data_type, body), body, 0) for body in bodies]))

        yield write


def entity(mbid: str, *relations: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {"type": "data", "id": mbid, "sha256": "", "name": "N", "relations": list(relations), "external_links": []} | fields


def relation(target: str, direction: str = "forward", **fields: Any) -> dict[str, Any]:
    return {"type": "member of band", "target_type": "artist", "target_mbid": target, "direction": direction, "attributes": []} | fields


async def relationships(postgres: PostgresTarget) -> list[tuple[Any, ...]]:
    rows = await postgres.rows(
        "SELECT left(source_mbid::text, 1) AS source, left(target_mbid::text, 1) AS target, begin_date, from_source, from_target"
        " FROM musicbrainz.relationships ORDER BY 1, 2, 3"
    )
    return [tuple(row.values()) for row in rows]


async def test_a_relationship_stays_until_neither_end_asserts_it(postgres: PostgresTarget, write: Write) -> None:
    await write(entity(A, relation(B)))
    await write(entity(B, relation(A, "backward")))
    assert await relationships(postgres) == [("a", "b", None, True, True)]
    await write(entity(A))
    assert await relationships(postgres) == [("a", "b", None, False, True)]
    await write(entity(B))
    assert await relationships(postgres) == []


async def test_a_changed_date_replaces_the_row_of_its_only_asserter(postgres: PostgresTarget, write: Write) -> None:
    await write(entity(A, relation(B, begin_date="1979"), relation(C)))
    await write(entity(A, relation(B, begin_date="1980"), relation(C)))
    assert await relationships(postgres) == [("a", "b", "1980", True, False), ("a", "c", None, True, False)]


async def test_both_ends_and_repeated_relations_in_one_batch_make_one_row(postgres: PostgresTarget, write: Write) -> None:
    await write(entity(A, relation(B), relation(B)), entity(B, relation(A, "backward")))
    assert await relationships(postgres) == [("a", "b", None, True, True)]


async def test_a_relation_of_an_entity_to_itself_has_both_sides(postgres: PostgresTarget, write: Write) -> None:
    await write(entity(A, relation(A), relation(A, "backward")))
    assert await relationships(postgres) == [("a", "a", None, True, True)]
    await write(entity(A, relation(A, "backward")))
    assert await relationships(postgres) == [("a", "a", None, False, True)]


async def test_rows_from_before_there_were_assertions_go_when_their_entity_is_written_without_them(postgres: PostgresTarget, write: Write) -> None:
    for source, target in ((A, B), (C, A), (B, C)):
        await postgres.rows(
            "INSERT INTO musicbrainz.relationships (source_mbid, target_mbid, source_entity_type, target_entity_type, relationship_type, attributes)"
            " VALUES (%s, %s, 'artist', 'artist', 'member of band', '[]')",
            (source, target),
        )
    await postgres.rows("INSERT INTO musicbrainz.artists (mbid, name) VALUES (%s, 'old')", (A,))
    await write(entity(A, relation(B)))
    assert await relationships(postgres) == [("a", "b", None, True, False), ("b", "c", None, False, False)]


async def test_ends_that_withdraw_at_the_same_time_leave_no_row(postgres: PostgresTarget, write: Write) -> None:
    for turn in range(10):
        await write(entity(A, relation(B), name=f"{turn}"), entity(B, relation(A, "backward"), name=f"{turn}"))
        assert await relationships(postgres) == [("a", "b", None, True, True)]
        await asyncio.gather(write(entity(A, name=f"{turn} alone")), write(entity(B, name=f"{turn} alone")))
        assert await relationships(postgres) == []


async def test_links_are_those_of_the_last_record(postgres: PostgresTarget, write: Write) -> None:
    def link(number: int) -> dict[str, str]:
        return {"service": "wikidata", "url": f"https://example.org/{number}"}

    await write(entity(A, external_links=[link(1), link(2), link(2)]), entity(B, external_links=[link(1)]))
    await write(entity(A, external_links=[link(2), link(3)]))
    rows = await postgres.rows("SELECT left(mbid::text, 1) || right(url, 1) AS found FROM musicbrainz.external_links ORDER BY 1")
    assert [row["found"] for row in rows] == ["a2", "a3", "b1"]


async def test_an_unchanged_record_without_a_hash_is_recognised(postgres: PostgresTarget, write: Write) -> None:
    message = entity(A, relation(B))
    assert await write(message) == BatchResult(written=1, unchanged=0)
    before = await postgres.rows("SELECT * FROM musicbrainz.artists")
    assert await write(message) == BatchResult(written=0, unchanged=1)
    after = await postgres.rows("SELECT * FROM musicbrainz.artists")
    assert after[0]["updated_at"] > before[0]["updated_at"]
    assert {**after[0], "updated_at": None} == {**before[0], "updated_at": None}


async def test_a_replaced_row_keeps_when_it_was_created(postgres: PostgresTarget, write: Write) -> None:
    await write(entity(A))
    created = await postgres.value("SELECT created_at FROM musicbrainz.artists")
    await write(entity(A, name="changed"))
    assert await postgres.value("SELECT created_at FROM musicbrainz.artists") == created


async def test_attributes_and_links_beyond_their_indexes_do_not_cost_the_record(postgres: PostgresTarget, write: Write) -> None:
    attributes = [secrets.token_hex(20) for _ in range(200)]
    link = {"service": "official homepage", "url": f"https://example.org/{secrets.token_hex(4_000)}"}
    await write(entity(A, relation(B, attributes=attributes), external_links=[link]))
    assert await relationships(postgres) == [("a", "b", None, True, False)]
    (row,) = await postgres.rows("SELECT data FROM musicbrainz.artists")
    assert row["data"]["relations"][0]["attributes"] == attributes
    assert row["data"]["external_links"] == [link]
    assert await postgres.value("SELECT count(*) FROM musicbrainz.external_links") == 0


@pytest.mark.parametrize(
    ("data_type", "fields", "expected"),
    [
        (
            DataType.ARTISTS,
            {
                "sort_name": "S", "mb_type": "Group", "gender": None, "life_span": {"begin": "1979", "end": "1991-03", "ended": True},
                "area": "UK", "begin_area": "Leeds", "disambiguation": "", "discogs_artist_id": 501, "aliases": [{"name": "x"}], "tags": None,
            },
            {
                "sort_name": "S", "type": "Group", "gender": None, "begin_date": "1979", "end_date": "1991-03", "ended": True,
                "area": "UK", "begin_area": "Leeds", "end_area": None, "disambiguation": "", "discogs_artist_id": 501,
                "aliases": [{"name": "x"}], "tags": [],
            },
        ),
        (
            DataType.LABELS,
            {"mb_type": "Imprint", "label_code": 1234, "begin_date": "1990", "area": "DE", "discogs_label_id": 7},
            {
                "type": "Imprint", "label_code": 1234, "begin_date": "1990", "end_date": None, "ended": False, "area": "DE",
                "disambiguation": None, "discogs_label_id": 7,
            },
        ),
        (
            DataType.RELEASE_GROUPS,
            {"mb_type": "Album", "secondary_types": ["Live"], "first_release_date": "1994", "discogs_master_id": 9},
            {"type": "Album", "secondary_types": ["Live"], "first_release_date": "1994", "disambiguation": None, "discogs_master_id": 9},
        ),
        (
            DataType.RELEASES,
            {"barcode": "5021603054066", "status": "Official", "release_group_mbid": B, "discogs_release_id": 3_000_000_000},
            {"barcode": "5021603054066", "status": "Official", "release_group_mbid": B, "discogs_release_id": 3_000_000_000},
        ),
    ],
)  # fmt: skip
async def test_every_column_has_the_value_of_its_field(
    postgres: PostgresTarget, write: Write, data_type: DataType, fields: dict[str, Any], expected: dict[str, Any]
) -> None:
    message = entity(A, **fields)
    await write(message, data_type=data_type)
    (row,) = await postgres.rows(f"SELECT * FROM {TABLES[data_type].qualified}")
    found = {name: str(value) if name.endswith("mbid") else value for name, value in row.items()}
    assert {name: found[name] for name in expected} == expected
    assert (found["mbid"], found["name"], found["data"]) == (A, "N", message)
