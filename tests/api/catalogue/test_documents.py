"""Documents of search: what they hold, and that only what changed is written."""

import asyncio
from typing import Any

from psycopg.types.json import Jsonb
import pytest

from api.catalogue import documents, documents_queries
from api.catalogue.documents import derive_documents
from tests.support.api import Api
from tests.support.catalogue import load_discogs


type Row = dict[str, Any]


def release(number: int, **fields: Any) -> Row:
    return {"id": str(number), "title": f"Title {number}", "released": "1990", "artists": [{"id": "1", "name": "Ana"}], **fields}


async def derive(api: Api, **records: list[Row]) -> int:
    await load_discogs(api.postgres, None, records)
    return await derive_documents(api.state.postgres, api.state.graph)


async def rows(api: Api, columns: str = "weight") -> dict[str, Any]:
    """One column of all documents, by kind and id."""
    found = await api.postgres.rows(f"SELECT kind || '/' || id AS key, {columns} AS value FROM catalogue.documents ORDER BY kind, id")
    return {row["key"]: row["value"] for row in found}


async def test_a_release_is_taken_apart(api: Api) -> None:
    await derive(
        api,
        releases=[
            release(
                1,
                title="Blue – Live (2)",
                released="1993-05-00",
                country="UK",
                master_id="9",
                artists=[{"id": "1", "name": "Ana (3)", "anv": None, "join": "&"}, {"id": "2", "name": "Bo, The", "anv": "Bo", "join": None}],
                labels=[{"id": "5", "name": "Warp", "catno": "WAP 1"}, {"id": "6", "name": "Other", "catno": "none"}, {"id": "0", "name": "None"}],
                formats=[{"name": "Vinyl"}, {"name": "CD"}, {"name": "CD"}],
                genres=["Rock", "Jazz"],
                styles=["Dub"],
                identifiers={"identifier": [{"@type": "Barcode", "@value": "5 021603"}, {"@type": "Label Code", "@value": "LC 1"}]},
            )
        ],
        masters=[{"id": "9", "title": "Blue", "year": "1992"}],
    )

    (found,) = await api.postgres.rows("SELECT * FROM catalogue.documents WHERE kind = 'release'")
    assert {name: found[name] for name in ("name", "folded", "key", "weight", "year", "artist", "label", "catno")} == {
        "name": "Blue – Live (2)",
        "folded": "blue live",
        "key": "bluelive",
        "weight": 1,
        "year": 1993,
        "artist": "Ana & Bo",
        "label": "Warp",
        "catno": "WAP 1",
    }
    assert sorted(found["tags"][1:]) == ["country:UK", "decade:1990", "format:CD", "format:Vinyl", "genre:Jazz", "genre:Rock", "style:Dub"]
    assert found["tags"][0] == "release/0"
    assert found["refs"][0] == "master:9"
    assert set(found["refs"][1:]) == {"artist:1", "artist:2", "label:5", "label:6", "genre:Rock", "genre:Jazz", "style:Dub"}
    assert sorted(found["codes"]) == ["5021603", "none", "wap1"]
    assert await rows(api) == {
        "artist/1": 1,
        "artist/2": 1,
        "genre/Jazz": 1,
        "genre/Rock": 1,
        "label/5": 1,
        "label/6": 1,
        "master/9": 1,
        "release/1": 1,
        "style/Dub": 1,
    }
    assert (await rows(api, "name"))["artist/2"] == "Bo, The"


async def test_only_what_changed_is_written(api: Api) -> None:
    catalogue = {"artists": [{"id": "1", "name": "Ana"}, {"id": "2", "name": "Bo"}], "releases": [release(1), release(2)]}
    assert await derive(api, **catalogue) == 4
    before = await rows(api, "xmin::text")

    assert await derive_documents(api.state.postgres, api.state.graph) == 0
    assert await rows(api, "xmin::text") == before
    assert await derive(api, releases=[release(1), release(2, title="Other")]) == 1

    after = await rows(api, "xmin::text")
    assert {key for key in after if after[key] != before[key]} == {"release/2"}
    assert (await rows(api, "name"))["release/2"] == "Other"


async def test_sizes_follow_the_releases(api: Api) -> None:
    await derive(
        api, artists=[{"id": "1", "name": "Ana"}], masters=[{"id": "9", "title": "M"}], releases=[release(1, master_id="9", genres=["Rock"])]
    )

    await derive(api, releases=[release(number, master_id="9", genres=["Rock"], released=str(1980 + number)) for number in range(2, 12)])

    assert await rows(api) == {"artist/1": 11, "genre/Rock": 11, "master/9": 11, **{f"release/{number}": 11 for number in range(1, 12)}}
    assert (await rows(api, "tags[1]"))["artist/1"] == "artist/1"
    assert (await rows(api, "ARRAY[year, last_year]"))["artist/1"] == [1982, 1991]


async def test_what_is_gone_is_deleted(api: Api) -> None:
    await api.graph.rows("CREATE (:Person {name: 'Lee', credit_count: 2}), (:Person {name: 'Mo'})")
    await derive(
        api,
        artists=[{"id": "1", "name": "Ana"}, {"id": "3", "name": "Cy"}],
        labels=[{"id": "5", "name": "Warp"}],
        releases=[release(1, genres=["Rock"]), release(2)],
    )
    assert set(await rows(api)) == {"artist/1", "artist/3", "genre/Rock", "label/5", "person/Lee", "person/Mo", "release/1", "release/2"}

    async with await api.postgres.connect() as connection:
        await connection.execute("DELETE FROM releases WHERE data_id = '1'")
        await connection.execute("DELETE FROM labels")
        await connection.execute("DELETE FROM artists WHERE data_id = '1'")
        await connection.execute("UPDATE artists SET data = '{}', hash = 'other' WHERE data_id = '3'")
    await api.graph.rows("MATCH (p:Person {name: 'Mo'}) DELETE p")
    await derive_documents(api.state.postgres, api.state.graph)

    assert await rows(api) == {"artist/1": 1, "person/Lee": 2, "release/2": 1}  # release 2 still names artist 1
    assert {row["word"] for row in await api.postgres.rows("SELECT word FROM catalogue.words")} == {"ana", "lee", "title", "2"}


async def test_a_record_replaces_what_was_only_named(api: Api) -> None:
    await derive(api, releases=[release(1)])
    assert await rows(api, "source = ''") == {"artist/1": True, "release/1": False}

    await derive(api, artists=[{"id": "1", "name": "Ana Maria"}])

    assert await rows(api, "name") == {"artist/1": "Ana Maria", "release/1": "Title 1"}


@pytest.mark.parametrize(
    "data",
    [
        [],
        "text",
        None,
        5,
        {},
        {"title": None},
        {"title": "  "},
        {
            "title": ["a"],
            "year": "unknown",
            "genres": "Jazz",
            "styles": {"style": 1},
            "artists": "x",
            "labels": 5,
            "formats": [None, 1],
            "identifiers": [],
        },
        {"title": {"x": 1}, "year": 19.5, "genres": [["a"]], "artists": [None, {"name": None}, {"id": 5, "name": 7}], "labels": {"name": "L"}},
        {"title": "x" * 5000, "country": "y" * 5000, "genres": ["z" * 5000], "artists": [{"id": "i" * 5000, "name": "n" * 5000}] * 300},
        {"title": "\\ ' % \u202e \U0001f600 ｆｕｌｌ", "master_id": {"#text": "5"}, "labels": [{"id": "1", "name": "L", "catno": ["a"]}]},
    ],
    ids=lambda data: str(data)[:20],
)
async def test_odd_records_stop_nothing(api: Api, data: Any) -> None:
    async with await api.postgres.connect() as connection:
        await connection.execute("DROP INDEX idx_masters_year_number, idx_releases_year_number")  # they refuse odd years by themselves
        for table in ("artists", "labels", "masters", "releases"):
            odd = {**data, "name": data.get("title")} if isinstance(data, dict) else data
            await connection.execute(
                f"INSERT INTO {table} (data_id, hash, data) VALUES ('7', 'h', %s), ('8', 'h', '{{\"name\": \"fine\", \"title\": \"fine\"}}')",
                [Jsonb(odd)],
            )

    await derive_documents(api.state.postgres, api.state.graph)

    found = await rows(api, "name")
    assert {found.get(f"{kind}/8") for kind in ("artist", "label", "master", "release")} == {"fine"}
    assert (await api.get("/api/search", q="fine", types="release")).json()["total"] == 1


async def test_a_refresh_that_was_stopped_is_gone_on_with(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "RANGE", 2)
    await load_discogs(api.postgres, None, {"releases": [release(number) for number in range(1, 10)]})
    run = documents._Session.run
    written: list[int] = []

    async def stopping(session: Any, statement: Any, **parameters: Any) -> int:
        if statement is documents_queries.WRITE and written:
            raise asyncio.CancelledError
        count = await run(session, statement, **parameters)
        if statement is documents_queries.WRITE:
            written.append(count)
        return count

    with monkeypatch.context() as context, pytest.raises(asyncio.CancelledError):
        context.setattr(documents._Session, "run", stopping)
        await derive_documents(api.state.postgres, api.state.graph)
    assert len(await rows(api)) == 2

    assert await derive_documents(api.state.postgres, api.state.graph) == 8
    assert await rows(api) == {"artist/1": 9, **{f"release/{number}": 1 for number in range(1, 10)}}
