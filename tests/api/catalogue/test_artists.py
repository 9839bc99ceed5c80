"""What is derived of artists when an import has ended."""

from collections import deque
import random
from typing import Any

import pytest

from api.catalogue.artists_derivation import derive_artists
from api.network import queries
from tests.support.api import Api


TABLES = ("collaborations", "collaborators", "artist_profiles", "artist_ranks")


def release(key: str, artists: tuple[str, ...], **more: Any) -> dict[str, Any]:
    return {"id": key, "title": key, "artists": [{"id": artist, "name": f"A{artist}"} for artist in artists], **more}


async def rows(api: Api) -> dict[str, list[dict[str, Any]]]:
    return {table: await api.postgres.rows(f"SELECT * FROM catalogue.{table} t ORDER BY t::TEXT") for table in TABLES}


async def test_pairs_profiles_and_ranks_are_those_of_the_releases(api: Api) -> None:
    full = {"genres": ["Rock"], "styles": ["Punk"], "formats": [{"name": "LP"}, {"name": "LP"}], "extraartists": [{"name": "P", "role": "Bass"}]}
    releases = [
        release("1", ("1", "2"), released="1990", labels=[{"id": "7", "name": "L"}, {"id": "1818", "name": "Not On Label"}], **full),
        release("2", ("1", "2"), released="1990", **full),
        release("3", ("1", "2", "3"), genres=["Jazz"]),
        release("4", ("1", "194"), released="1990"),
    ]
    await api.load({"releases": releases})
    found = await rows(api)
    assert [tuple(row.values()) for row in found["collaborations"] if row["artist_id"] == "1"] == [("1", "2", 3, [1990], [2]), ("1", "3", 1, [], [])]
    assert [tuple(row.values()) for row in found["collaborators"]] == [("1", 2, 3), ("2", 2, 3), ("3", 2, 1)]
    assert [row["artist_id"] for row in found["artist_profiles"]] == ["1", "2"], "three releases make a profile, Various has none"
    profile = found["artist_profiles"][0]
    assert (profile["name"], profile["release_count"], profile["genres"], profile["styles"]) == ("A1", 4, {"Rock": 2, "Jazz": 1}, {"Punk": 2})
    assert (profile["labels"], profile["people"], profile["formats"], profile["decades"]) == ({"7": 1}, {"P": 2}, {"LP": 2}, {"1990": 3})
    ranks = [(row["kind"], row["key"], row["rank"], row["artist_id"], row["release_count"]) for row in found["artist_ranks"]]
    assert ("genre", "Rock", 1, "1", 2) in ranks
    assert ("genre", "Rock", 2, "2", 2) in ranks
    assert ("label", "7", 1, "1", 1) in ranks
    await derive_artists(api.state.postgres, api.state.graph, batch=1)
    assert await rows(api) == found, "whatever the size of a batch, and as often as one likes"
    await derive_artists(api.state.postgres, api.state.graph, ranked=1)
    assert {row["rank"] for row in (await rows(api))["artist_ranks"]} == {1}


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_distances_are_those_of_a_breadth_first_search(api: Api, seed: int) -> None:
    chance = random.Random(seed)
    pairs = {tuple(sorted(chance.sample(range(25), 2))) for _ in range(30)}
    both = [(str(one), str(other), chance.randint(1, 5)) for a, b in sorted(pairs) for one, other in ((a, b), (b, a))]
    next_to: dict[str, dict[str, int]] = {}
    for one, other, count in both:
        next_to.setdefault(one, {})[other] = count
        await api.postgres.rows("INSERT INTO catalogue.collaborations VALUES (%s, %s, %s, '{}', '{}')", (one, other, count))
    start = both[0][0]
    distance, waiting = {start: 0}, deque([start])
    while waiting:
        one = waiting.popleft()
        for other in next_to[one]:
            if other not in distance:
                distance[other] = distance[one] + 1
                waiting.append(other)
    counted = {
        other: next_to[start][other] if at == 1 else sum(distance.get(near, 99) == at - 1 for near in next_to[other])
        for other, at in distance.items()
        if at
    }
    for depth in (1, 2, 3):
        found = await api.state.postgres.rows(queries.SURROUNDINGS, artist_id=start, depth=depth, followed=100, limit=100, offset=0)
        expected = sorted((at, -counted[other], other) for other, at in distance.items() if 0 < at <= depth)
        assert [(row["distance"], -row["n"], row["id"]) for row in found] == expected
        assert all(row["total"] == len(expected) and not row["truncated"] for row in found)
