"""Taste of seeded collections."""

from typing import Any

import pytest

from tests.support.api import Api
from tests.support.collections import own
from tests.support.users import Account, seed_account


def _release(number: int, genre: str, artist: str = "1", year: str = "1990") -> dict[str, Any]:
    return {
        "id": str(number),
        "title": f"T{number}",
        "released": year,
        "artists": [{"id": artist, "name": f"A{artist}"}],
        "labels": [{"id": "10", "name": "Lab", "catno": "1"}],
        "genres": [genre],
    }


async def _signed_in(api: Api, copies: list[tuple[str, dict[str, Any]]]) -> Account:
    account = await seed_account(api.postgres)
    await own(api.graph, account.id, copies)
    api.client.headers.update(account.headers)
    return account


TEN = [(str(number), {"date_added": f"202{number % 2}-01-01T00:00:00-08:00"}) for number in range(1, 11)]


@pytest.mark.parametrize("path", ["heatmap", "fingerprint", "blindspots", "card"])
async def test_api_graph_29_nine_items_are_too_few(api: Api, path: str) -> None:
    await api.load({"releases": [_release(number, "Rock") for number in range(1, 10)]})
    await _signed_in(api, TEN[:9])

    answer = await api.get(f"/api/user/taste/{path}")

    assert (answer.status_code, answer.json()["detail"]) == (422, "Collection must have at least 10 items (currently 9)")


async def test_nobody_has_no_taste(api: Api) -> None:
    assert (await api.get("/api/user/taste/heatmap")).status_code == 401


async def test_api_graph_30_obscurity_counts_other_owners_of_distinct_releases(api: Api) -> None:
    await api.load({"releases": [_release(number, "Rock") for number in range(1, 4)]})
    await _signed_in(api, [("1", {}), *[("2", {})] * 4, *[("3", {})] * 5])
    for number in range(5):
        await own(api.graph, f"other{number}", [("3", {}), ("3", {}), *([("2", {})] if number < 2 else [])])

    found = await api.ok("/api/user/taste/fingerprint")

    assert found["obscurity"] == {"score": 0.6, "median_collectors": 2.0, "total_releases": 3, "source": "users"}


async def test_the_heatmap_counts_copies_and_the_fingerprint_agrees(api: Api) -> None:
    releases = [_release(number, "Rock" if number < 7 else "Jazz", year="1990" if number < 5 else "2001") for number in range(1, 11)]
    del releases[9]["released"]
    await api.load({"releases": releases})
    await _signed_in(api, [*TEN, ("1", {})])

    heatmap = await api.ok("/api/user/taste/heatmap")
    fingerprint = await api.ok("/api/user/taste/fingerprint")

    assert heatmap == {
        "cells": [
            {"genre": "Rock", "decade": 1990, "count": 5},
            {"genre": "Jazz", "decade": 2000, "count": 3},
            {"genre": "Rock", "decade": 2000, "count": 2},
        ],
        "total": 11,
    }
    assert fingerprint["heatmap"] == heatmap["cells"]
    assert fingerprint["peak_decade"] == 1990
    assert fingerprint["drift"] == [{"year": "2020", "top_genre": "Rock", "count": 3}, {"year": "2021", "top_genre": "Rock", "count": 3}]
    assert fingerprint["blind_spots"] == []


async def test_blind_spots_are_genres_of_the_artists_that_the_user_lacks(api: Api) -> None:
    owned = [_release(number, "Rock", artist=str(1 + number % 2)) for number in range(1, 11)]
    others = [_release(21, "Jazz", "1"), _release(22, "Jazz", "2"), _release(23, "Blues", "1"), _release(24, "Pop", "3"), _release(25, "Rock", "1")]
    await api.load({"releases": [*owned, *others]})
    await _signed_in(api, TEN)

    assert (await api.ok("/api/user/taste/blindspots"))["blind_spots"] == [
        {"genre": "Jazz", "artist_overlap": 2, "example_release": "T21"},
        {"genre": "Blues", "artist_overlap": 1, "example_release": "T23"},
    ]
    assert len((await api.ok("/api/user/taste/blindspots", limit=1))["blind_spots"]) == 1
    for limit in (0, 21):
        assert (await api.get("/api/user/taste/blindspots", limit=limit)).status_code == 422


async def test_blind_spots_of_an_artist_with_very_many_releases_come_from_the_derived_tables(api: Api) -> None:
    await api.load({"releases": [*(_release(number, "Rock") for number in range(1, 11)), _release(21, "Jazz"), _release(22, "Jazz")]})
    await _signed_in(api, TEN)
    await api.graph.rows("MATCH (a:Artist {id: '1'}) SET a.release_count = 1000000")
    await api.postgres.rows("INSERT INTO catalogue.hubs VALUES (1, 'artist', '1', 1000000)")
    await api.postgres.rows("INSERT INTO catalogue.hub_categories VALUES (1, 'genres', 2)")
    for rank, genre in enumerate(("Rock", "Jazz"), 1):
        await api.postgres.rows("INSERT INTO catalogue.hub_members VALUES (1, 'genres', %s, %s, 5, '{}', '{}', NULL)", (rank, genre))

    (found,) = (await api.ok("/api/user/taste/blindspots"))["blind_spots"]

    assert (found["genre"], found["artist_overlap"]) == ("Jazz", 1)
    assert found["example_release"] in ("T21", "T22")


async def test_api_graph_31_the_card_escapes_what_it_shows(api: Api) -> None:
    await api.load({"releases": [_release(number, "<b>&") for number in range(1, 11)]})
    await _signed_in(api, [(release, {}) for release, _ in TEN])

    answer = await api.get("/api/user/taste/card")

    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("image/svg+xml")
    assert answer.headers["cache-control"] == "no-store"
    assert "&lt;b&gt;&amp;" in answer.text and "<b>" not in answer.text
    assert "No drift data yet" in answer.text
    assert len(answer.text) < 20_000
