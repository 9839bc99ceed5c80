"""What MusicBrainz adds to artists, and how far that has come."""

from typing import Any

import pytest

from api.catalogue.refresh import refresh
from tests.support.api import Api
from tests.support.catalogue import Records


MBIDS = {number: f"{number:08d}-1111-4111-8111-111111111111" for number in range(1, 9)}


def relation(kind: str, artist: int, *, direction: str = "forward", **more: Any) -> dict[str, Any]:
    return {"type": kind, "target_type": "artist", "target_mbid": MBIDS[artist], "direction": direction, "target_discogs_artist_id": artist, **more}


ARTIST: dict[str, Any] = {
    "id": MBIDS[1],
    "discogs_artist_id": 1,
    "name": "Glass Harbour",
    "mb_type": "Group",
    "gender": None,
    "life_span": {"begin": "1995-03", "end": None, "ended": False},
    "area": "Norway",
    "begin_area": "Bergen",
    "end_area": None,
    "disambiguation": "",
    "relations": [
        relation("member of band", 3, direction="backward", begin_date="1996", end_date="1999", ended=True, attributes=["guitar"]),
        relation("member of band", 2, direction="backward", begin_date="1995", ended=False, attributes=[]),
        relation("tribute", 4),
    ],
    "external_links": [
        {"service": "wikipedia", "url": "https://example.org/w"},
        {"service": "bandcamp", "url": "https://example.org/b2"},
        {"service": "bandcamp", "url": "https://example.org/b1"},
    ],
}
RECORDS: Records = {
    "artists": [ARTIST, {"id": MBIDS[5], "discogs_artist_id": None, "name": "Elsewhere", "relations": [], "external_links": []}],
    "labels": [{"id": MBIDS[6], "discogs_label_id": 10, "name": "L", "relations": [], "external_links": []}],
}


@pytest.fixture
async def enriched(api: Api) -> Api:
    artists = [{"id": str(number), "name": name} for number, name in enumerate(("Glass Harbour", "Ana Quill", "Bo Reed", "Tidal"), start=1)]
    await api.load({"artists": artists, "labels": [{"id": "10", "name": "L"}]})
    await api.graph.rows("MATCH (a:Artist {id: '1'}), (b:Artist {id: '2'}) CREATE (a)-[:ALIAS_OF]->(b)")
    await api.load_musicbrainz(RECORDS)
    return api


async def test_api_graph_34_facts_relationships_and_links(enriched: Api) -> None:
    assert await enriched.ok("/api/artist/1/musicbrainz") == {
        "discogs_id": 1,
        "mbid": MBIDS[1],
        "type": "Group",
        "gender": None,
        "begin_date": "1995-03",
        "end_date": None,
        "area": "Norway",
        "begin_area": "Bergen",
        "end_area": None,
        "disambiguation": "",
    }
    for artist in (2, 999):
        refused = await enriched.get(f"/api/artist/{artist}/musicbrainz")
        assert (refused.status_code, refused.json()["detail"]) == (404, "No MusicBrainz data for this artist")

    tribute = {"type": "TRIBUTE_TO", "target_id": "4", "target_name": "Tidal", "direction": "outgoing"}
    ana = {"type": "MEMBER_OF", "target_id": "2", "target_name": "Ana Quill", "direction": "incoming"}
    bo = {"type": "MEMBER_OF", "target_id": "3", "target_name": "Bo Reed", "direction": "incoming"}
    related = [
        tribute | {"begin_date": None, "end_date": None, "ended": None, "attributes": []},
        ana | {"begin_date": "1995", "end_date": None, "ended": False, "attributes": []},
        bo | {"begin_date": "1996", "end_date": "1999", "ended": True, "attributes": ["guitar"]},
    ]
    assert await enriched.ok("/api/artist/1/relationships") == {"discogs_id": 1, "relationships": related, "total": 3, "has_more": False}
    page = await enriched.ok("/api/artist/1/relationships", limit=1, offset=1)
    assert page == {"discogs_id": 1, "relationships": related[1:2], "total": 3, "has_more": True}
    assert (await enriched.ok("/api/artist/3/relationships"))["relationships"][0]["direction"] == "outgoing"
    assert await enriched.ok("/api/artist/999/relationships") == {"discogs_id": 999, "relationships": [], "total": 0, "has_more": False}

    assert await enriched.ok("/api/artist/1/external-links") == {
        "discogs_id": 1,
        "links": [
            {"service": "bandcamp", "url": "https://example.org/b1"},
            {"service": "bandcamp", "url": "https://example.org/b2"},
            {"service": "wikipedia", "url": "https://example.org/w"},
        ],
    }
    assert await enriched.ok("/api/artist/999/external-links") == {"discogs_id": 999, "links": []}


async def test_ids_that_are_none_are_refused(api: Api) -> None:
    for part in ("musicbrainz", "relationships", "external-links"):
        for artist in ("abc", "1.5", "0", "-1", str(2**63)):
            assert (await api.get(f"/api/artist/{artist}/{part}")).status_code == 422


async def test_the_status_is_counted_when_an_import_has_ended(enriched: Api) -> None:
    before = await enriched.ok("/api/enrichment/status")
    assert before["musicbrainz"]["artists"] == {"total_mb": 0, "matched_to_discogs": 0, "enriched_in_neo4j": 0}  # the Discogs import's end
    await refresh(enriched.state.postgres, enriched.state.graph)
    expected = {
        "musicbrainz": {
            "artists": {"total_mb": 2, "matched_to_discogs": 1, "enriched_in_neo4j": 1},
            "labels": {"total_mb": 1, "matched_to_discogs": 1, "enriched_in_neo4j": 1},
            "releases": {"total_mb": 0, "matched_to_discogs": 0, "enriched_in_neo4j": 0},
            "release_groups": {"total_mb": 0, "matched_to_discogs": 0, "enriched_in_neo4j": 0},
            "relationships": {"total_in_mb": 3, "created_in_neo4j": 3},
        }
    }
    assert await enriched.ok("/api/enrichment/status") == expected
    async with enriched.state.postgres.transaction() as connection:  # as it is before the first derivation has ended
        await connection.execute("DELETE FROM catalogue.enrichment_counts")
    assert await enriched.ok("/api/enrichment/status") == expected
