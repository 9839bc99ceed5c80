"""The rarity routes on scores that were written by hand."""

from typing import Any

from tests.support.api import Api


SCORES = """
    INSERT INTO insights.release_rarity (
        release_id, title, artist_name, year, rarity_score, tier, hidden_gem_score, pressing_scarcity, label_catalog, format_rarity,
        temporal_scarcity, graph_isolation, collection_prevalence, pressings, label_releases, rarest_format, degree)
    VALUES
        (1, 'First', 'Ada', 1971, 87.2, 'ultra-rare', 40.1, 100, 75, 40, 60, 50, 50, 1, 12, 'Vinyl', 6),
        (2, NULL, NULL, NULL, 80.0, 'rare', 10.0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
        (3, 'Third', 'Bea', 1999, 80.0, 'ultra-rare', 50.5, 90, 75, 40, 60, 50, 50, 0, 12, 'CD', 4),
        (10, 'Tenth', 'Bea', 2001, 45.5, 'scarce', 50.5, 10, 10, 10, 10, 10, 10, 30, 900, 'CD', 40),
        (11, 'Eleventh', 'Ada', 2002, 30.0, 'uncommon', 60.0, 10, 10, 10, 10, 10, 10, 30, 900, 'CD', 40)
"""
DISTRIBUTION = """
    INSERT INTO insights.rarity_distribution
    SELECT tier, rarity_score, count(*), count(hidden_gem_score) FROM insights.release_rarity GROUP BY tier, rarity_score
"""
GRAPH = """
    CREATE (a:Artist {id: '7', name: 'Ada'}), (:Artist {id: '8', name: 'Silent'}), (l:Label {id: '9', name: 'North'}), (m:Master {id: '5'})
    FOREACH (id IN ['1', '11', 'x'] | MERGE (r:Release {id: id}) CREATE (r)-[:BY]->(a), (r)-[:DERIVED_FROM]->(m))
    FOREACH (id IN ['1', '2', '3', '10', '99'] | MERGE (r:Release {id: id}) CREATE (r)-[:ON]->(l))
"""


async def seed(api: Api) -> None:
    await api.postgres.rows(SCORES)
    await api.postgres.rows(DISTRIBUTION)
    await api.graph.rows(GRAPH)


def ids(page: dict[str, Any]) -> list[int]:
    return [item["release_id"] for item in page["items"]]


async def test_pages_of_the_rarest(api: Api) -> None:
    empty = await api.ok("/api/rarity/leaderboard")
    assert empty == {"items": [], "total": 0, "page": 1, "page_size": 20, "truncated": False}
    await seed(api)

    board = await api.ok("/api/rarity/leaderboard")
    assert ids(board) == [1, 2, 3, 10, 11]
    assert board["total"] == 5
    assert board["items"][0] == {
        "release_id": 1,
        "title": "First",
        "artist": "Ada",
        "year": 1971,
        "rarity_score": 87.2,
        "tier": "ultra-rare",
        "hidden_gem_score": 40.1,
    }
    assert (board["items"][1]["title"], board["items"][1]["artist"], board["items"][1]["year"]) == ("", "", None)
    second = await api.ok("/api/rarity/leaderboard", page=2, page_size=2)
    assert (ids(second), second["total"], second["page"], second["page_size"]) == ([3, 10], 5, 2, 2)
    # A score is rounded after its tier is decided: 79.96 is shown as 80.0 and still rare.
    rare, ultra = await api.ok("/api/rarity/leaderboard", tier="rare"), await api.ok("/api/rarity/leaderboard", tier="ultra-rare")
    assert (ids(rare), rare["total"]) == ([2], 1)
    assert (ids(ultra), ultra["total"]) == ([1, 3], 2)
    assert (await api.ok("/api/rarity/leaderboard", tier="legendary"))["total"] == 0

    gems = await api.ok("/api/rarity/hidden-gems")
    assert (ids(gems), gems["total"]) == ([3, 10, 1, 2], 4)
    assert ids(await api.ok("/api/rarity/hidden-gems", min_rarity=0)) == [11, 3, 10, 1, 2]
    assert (await api.ok("/api/rarity/hidden-gems", min_rarity=99))["items"] == []


async def test_the_rarest_of_an_artist_or_a_label(api: Api) -> None:
    await seed(api)

    of_artist = await api.ok("/api/rarity/artist/7")
    assert (ids(of_artist), of_artist["total"], of_artist["truncated"]) == ([1, 11], 2, False)
    assert ids(await api.ok("/api/rarity/label/9", page=2, page_size=3)) == [10]
    beyond = await api.ok("/api/rarity/label/9", page=3, page_size=3)
    assert (beyond["items"], beyond["total"]) == ([], 4)
    silent = await api.ok("/api/rarity/artist/8")
    assert (silent["items"], silent["total"]) == ([], 0)
    for path, text in (("artist/404", "Artist not found"), ("label/zz", "Label not found")):
        missing = await api.get(f"/api/rarity/{path}")
        assert (missing.status_code, missing.json()["error"]) == (404, text)


async def test_a_busy_label_has_pages_that_were_made_before(api: Api) -> None:
    await seed(api)
    await api.postgres.rows("INSERT INTO insights.rarity_tops VALUES ('label', '9', 1, 3, 7000), ('label', '9', 2, 10, 7000)")

    first, second, beyond = [await api.ok("/api/rarity/label/9", page=page, page_size=1) for page in (1, 2, 3)]

    assert (ids(first), first["total"], first["truncated"]) == ([3], 7000, False)
    assert ids(second) == [10]
    assert (beyond["items"], beyond["truncated"]) == ([], True)


async def test_a_score_is_explained_by_what_it_was_made_of(api: Api) -> None:
    await seed(api)

    detail = await api.ok("/api/rarity/1")

    assert detail["breakdown"]["pressing_scarcity"] == {"score": 100.0, "weight": 0.25, "inputs": {"pressings": 1}}
    assert detail["breakdown"]["temporal_scarcity"] == {"score": 60.0, "weight": 0.2, "inputs": {"year": 1971, "newest_pressing_year": None}}
    assert detail["breakdown"]["format_rarity"]["inputs"] == {"rarest_format": "Vinyl"}
    assert sum(signal["weight"] for signal in detail["breakdown"].values()) == 1
    assert list(detail["breakdown"]) == [
        "pressing_scarcity",
        "label_catalog",
        "format_rarity",
        "temporal_scarcity",
        "graph_isolation",
        "collection_prevalence",
    ]
    assert detail["percentile"] == 80.0  # four of five are less rare
    assert detail["versions"] == [{"release_id": 11, "title": "Eleventh", "year": 2002, "rarity_score": 30.0, "tier": "uncommon"}]
    assert detail["version_count"] == 1
    bare = await api.ok("/api/rarity/2")
    assert {signal["score"] for signal in bare["breakdown"].values()} == {0.0}
    assert (bare["title"], bare["versions"], bare["percentile"]) == ("", [], 40.0)


async def test_api_graph_33_fixed_paths_win_over_release_ids(api: Api) -> None:
    assert (await api.get("/api/rarity/leaderboard")).status_code == 200
    assert (await api.get("/api/rarity/hidden-gems")).status_code == 200
    assert (await api.get("/api/rarity/abc")).status_code == 422
    missing = await api.get("/api/rarity/12")
    assert (missing.status_code, missing.json()["error"]) == (404, "Release rarity not found")
    assert (await api.get("/api/rarity/99999999999999999999")).status_code == 422
    for query in ("page=0", "page_size=101", "page=1001"):
        assert (await api.client.get(f"/api/rarity/leaderboard?{query}")).status_code == 422
    for value in ("-1", "101", "nan"):
        assert (await api.get("/api/rarity/hidden-gems", min_rarity=value)).status_code == 422
