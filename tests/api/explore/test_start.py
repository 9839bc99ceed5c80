"""The start page."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest

from api.explore.start import choose, dump_date
from tests.api.explore.catalogues import HARBOUR, ODD_LABEL, load
from tests.support.api import Api


def draw(pool: list[str], count: int, day: date) -> list[str]:
    return choose(pool, count, day, key=str)


def test_the_choice_of_a_day_is_the_same_for_all() -> None:
    pool = [f"entity {number}" for number in range(20)]
    today = date(2026, 1, 31)

    assert draw(pool, 5, today) == draw(pool, 5, today)
    assert draw(pool, 5, today) == sorted(draw(pool, 5, today), key=pool.index)
    assert draw(pool, 5, today) != draw(pool, 5, today + timedelta(days=1))
    assert draw(pool[:3], 5, today) == pool[:3]
    assert draw([], 5, today) == []


def test_the_draws_of_a_day_go_through_the_whole_pool() -> None:
    pool = [f"entity {number}" for number in range(10)]
    today = date(2026, 1, 31)

    draws = [choose(pool, 4, today, number, key=str) for number in range(5)]

    assert draws[0] == draw(pool, 4, today)
    assert not set(draws[0]) & set(draws[1])
    assert set(draws[0]) | set(draws[1]) | set(draws[2]) == set(pool)
    assert draws[4] != draws[0]
    assert choose(pool[:3], 4, today, 7, key=str) == pool[:3]
    assert choose([], 4, today, 7, key=str) == []


def test_everyone_has_a_turn() -> None:
    pool = [f"entity {number}" for number in range(10)]

    turns = Counter(entity for days in range(365) for entity in draw(pool, 1, date(2026, 1, 1) + timedelta(days=days)))

    assert set(turns) == set(pool)
    assert max(turns.values()) < 73  # 36 or 37 are expected of each


@pytest.mark.parametrize(
    ("version", "expected"),
    [("20260101", date(2026, 1, 1)), ("20260102-001500", date(2026, 1, 2)), ("20261301", None), ("unknown", None), ("", None)],
)
def test_dates_of_dumps(version: str, expected: date | None) -> None:
    assert dump_date(version) == expected


async def test_doors_into_the_loaded_catalogue(api: Api) -> None:
    await load(
        api,
        {
            **HARBOUR,
            "releases": [
                *HARBOUR["releases"],
                {
                    "id": "105",
                    "title": "V",
                    "released": "1993",
                    "artists": [{"id": "194", "name": "Various"}],
                    "labels": [{"id": "1818", "name": "Not On Label"}],
                },
            ],
        },
    )
    await api.postgres.rows(
        "INSERT INTO insights.release_rarity (release_id, title, artist_name, year, rarity_score, tier, hidden_gem_score) "
        "VALUES (101, 'T101', 'Nickel Canyon', 1990, 64.25, 'rare', 3.5), (102, 'T102', NULL, 1992, 1, 'common', NULL)"
    )
    await api.postgres.rows(
        "INSERT INTO import_runs (source, version, run, graph_done_at, tables_done_at) "
        "VALUES ('discogs', '20260101', 1, now(), now()), ('discogs', '20260201', 2, now(), now()), ('discogs', '20260301', 3, NULL, now())"
    )

    answer, other = [await api.ok("/api/explore/start", draw=draw) for draw in range(2)]

    assert [door["name"] for door in other["doors"] if door["type"] == "genre"] != [
        door["name"] for door in answer["doors"] if door["type"] == "genre"
    ], "of two genres a draw has one, the next the other"
    assert (await api.get("/api/explore/start", draw=24)).status_code == 422
    assert answer["day"] == datetime.now(UTC).date().isoformat()
    assert [(door["type"], door["name"], door["release_count"], door["first_year"]) for door in answer["doors"] if door["type"] != "style"] == [
        ("artist", "Nickel Canyon", 3, 1990),
        ("artist", "Tidal Proof", 2, 1992),
        ("label", ODD_LABEL, 3, 1990),
        ("label", "Small", 2, 1992),
        *[(door["type"], door["name"], door["release_count"], door["first_year"]) for door in answer["doors"] if door["type"] == "genre"],
    ]
    assert [door["name"] for door in answer["doors"] if door["type"] == "style"] == ["Noise", "P.Funk"]
    assert len([door for door in answer["doors"] if door["type"] == "genre"]) == 1
    assert answer["doors"][2] == {
        "type": "label",
        "id": "20",
        "name": ODD_LABEL,
        "release_count": 3,
        "artist_count": 2,
        "first_year": 1990,
        "peak_year": 1990,
    }
    assert (answer["surprise"]["id"], answer["surprise"]["peak_year"]) == ("10", 1990)
    assert answer["years"] == [
        {"year": 1990, "releases": 1, "new_artists": 1},
        {"year": 1992, "releases": 2, "new_artists": 1},
        {"year": 1993, "releases": 1, "new_artists": 1},
    ]
    assert answer["hidden_gem"] == {
        "id": "101",
        "title": "T101",
        "artist_name": "Nickel Canyon",
        "year": 1990,
        "catalog_number": "CAT 1",
        "formats": [],
        "rarity_score": 64.25,
        "tier": "rare",
    }
    assert answer["dumps"] == [{"source": "discogs", "version": "20260201", "date": "2026-02-01"}]
    assert answer["counts"] == {"artists": 4, "labels": 4, "releases": 5, "masters": 1, "genres": 2, "styles": 2}
    assert answer["musicbrainz"] == {"artists": 0, "labels": 0, "masters": 0, "releases": 0}


async def test_an_empty_catalogue_has_no_doors(api: Api) -> None:
    answer = await api.ok("/api/explore/start")

    assert (answer["doors"], answer["surprise"], answer["years"], answer["hidden_gem"], answer["dumps"]) == ([], None, [], None, [])
