"""The numbered checks of exploring."""

import pytest

from api.models import max_year
from tests.support.api import Api


SAMPLE = """
CREATE (a:Artist {id: '1', name: 'A'}), (b:Artist {id: '2', name: 'B'}), (c:Artist {id: '3', name: 'C'}),
       (r1:Release {id: 'r1', title: 'R1', year: 1990}), (r2:Release {id: 'r2', title: 'R2'}), (r3:Release {id: 'r3', title: 'R3', year: 1995}),
       (r1)-[:BY]->(a), (r1)-[:BY]->(b), (r2)-[:BY]->(a), (r3)-[:BY]->(b), (r3)-[:BY]->(c)
"""


@pytest.fixture
async def sample(api: Api) -> Api:
    await api.graph.rows(SAMPLE)
    return api


async def test_api_graph_04_an_artist_has_its_categories_in_order(sample: Api) -> None:
    answer = await sample.ok("/api/explore", name="A", type="artist")

    assert answer == {
        "center": {"id": "1", "name": "A", "type": "artist"},
        "categories": [
            {"id": "cat-releases", "name": "Releases", "category": "releases", "count": 2},
            {"id": "cat-labels", "name": "Labels", "category": "labels", "count": 0},
            {"id": "cat-aliases", "name": "Aliases & Members", "category": "aliases", "count": 0},
        ],
        "alternatives": [],
    }
    redis, prefix = sample.state.redis, sample.state.settings.redis_key_prefix
    (key,) = [key async for key in redis.scan_iter(match=f"{prefix}cache:*:explore:*")]
    assert 0 < await redis.ttl(key) <= 86400


async def test_api_graph_05_unknown_label_is_404(sample: Api) -> None:
    answer = await sample.get("/api/explore", name="zz", type="LABEL")

    assert answer.status_code == 404
    assert answer.json()["error"] == "Label 'zz' not found"


async def test_api_graph_06_undated_releases_come_last(sample: Api) -> None:
    answer = await sample.ok("/api/expand", node_id="A", type="artist", category="releases")

    assert [(child["id"], child["name"], child["type"], child["year"]) for child in answer["children"]] == [
        ("r1", "R1", "release", 1990),
        ("r2", "R2", "release", None),
    ]
    assert (answer["total"], answer["offset"], answer["limit"], answer["has_more"]) == (2, 0, 50, False)


async def test_api_graph_07_releases_before_a_year(sample: Api) -> None:
    answer = await sample.ok("/api/expand", node_id="A", type="artist", category="releases", before_year=1994)

    assert [child["id"] for child in answer["children"]] == ["r1"]
    assert answer["total"] == 1
    for year in (1899, 2031):
        refused = await sample.get("/api/expand", node_id="A", type="artist", category="releases", before_year=year)
        assert refused.status_code == 422


async def test_api_graph_08_a_wrong_category_lists_the_right_ones(sample: Api) -> None:
    answer = await sample.get("/api/expand", node_id="A", type="artist", category="styles")

    assert answer.status_code == 400
    assert answer.json()["error"] == "Invalid category 'styles' for type 'artist'. Valid: releases, labels, aliases"
    assert (await sample.ok("/api/expand", node_id="A", type="artist", category="styles", categories="all"))["total"] == 0


async def test_api_graph_09_alias_and_member_at_once_counts_once(sample: Api) -> None:
    await sample.graph.rows(
        "MATCH (a:Artist {id: '1'}), (b:Artist {id: '2'}) CREATE (a)-[:ALIAS_OF]->(b), (a)<-[:MEMBER_OF]-(b), (a)-[:MEMBER_OF {source: 'musicbrainz'}]->(b)"
    )

    page = await sample.ok("/api/expand", node_id="A", type="artist", category="aliases", before_year=1950)
    explored = await sample.ok("/api/explore", name="A")

    assert [(child["id"], child["kind"]) for child in page["children"]] == [("2", "member")]
    assert page["total"] == 1
    assert explored["categories"][2]["count"] == 1


async def test_api_graph_10_the_range_of_years_is_bounded(api: Api) -> None:
    assert await api.ok("/api/explore/year-range") == {"min_year": None, "max_year": None}

    await api.graph.rows("UNWIND [1860, 2040, 0, null, 1950] AS year CREATE (r:Release {id: randomUUID()}) SET r.year = year")

    assert await api.ok("/api/explore/year-range") == {"min_year": 1900, "max_year": max_year()}


async def test_api_graph_11_what_had_emerged_by_a_year(api: Api) -> None:
    await api.graph.rows(
        """
        UNWIND [['Genre', 'Late', 1981], ['Genre', 'Jazz', 1917], ['Genre', 'Blues', 1917], ['Genre', 'Dateless', null],
                ['Style', 'Ragtime', 1899], ['Style', 'Edge', 1980], ['Style', 'After', 1990]] AS tag
        CREATE (t:$(tag[0]) {name: tag[1]}) SET t.first_year = tag[2]
        """
    )

    assert await api.ok("/api/explore/genre-emergence", before_year=1980) == {
        "genres": [{"name": "Blues", "first_year": 1917}, {"name": "Jazz", "first_year": 1917}],
        "styles": [{"name": "Ragtime", "first_year": 1899}, {"name": "Edge", "first_year": 1980}],
    }
    assert (await api.get("/api/explore/genre-emergence")).status_code == 422


async def test_api_graph_12_nodes_of_releases(sample: Api) -> None:
    assert await sample.ok("/api/node/r2", type="release") == {
        "type": "release",
        "id": "r2",
        "name": "R2",
        "year": None,
        "artists": ["A"],
        "labels": [],
        "genres": [],
        "styles": [],
    }
    unknown = await sample.get("/api/node/99", type="release")
    assert (unknown.status_code, unknown.json()["error"]) == (404, "Release '99' not found")
    invented = await sample.get("/api/node/1", type="planet")
    assert (invented.status_code, invented.json()["error"]) == (400, "Invalid type: planet")


async def test_api_graph_13_no_trend_of_an_unknown_genre(api: Api) -> None:
    answer = await api.ok("/api/trends", name="Nowhere", type="genre")

    assert answer == {"id": None, "name": "Nowhere", "type": "genre", "data": [], "alternatives": []}
    redis, prefix = api.state.redis, api.state.settings.redis_key_prefix
    (key,) = [key async for key in redis.scan_iter(match=f"{prefix}cache:*:trends:*")]
    assert 0 < await redis.ttl(key) <= 60  # an import may be about to fill it
