"""What is answered from the tables of hubs equals what the graph would answer; and what only they do."""

from itertools import product
import random
from typing import Any

import pytest

from api.catalogue import hubs
from api.catalogue.hubs_derivation import derive_hubs
from api.catalogue.hubs_models import Order, Years
from api.explore.categories import CHILD_TYPE, Category
from api.models import EntityType
from tests.api.explore.catalogues import HARBOUR, ODD_GENRE, load, random_catalogue, release
from tests.support.api import Api, running_api
from tests.support.servers import GraphTarget, PostgresTarget, TestStack


PARENTS = {
    "artist": ("1", "2", "10", "11"),
    "label": ("5", "50", "6"),
    "genre": ("Rock", ODD_GENRE, "Jazz"),
    "style": ("a", "B", "é"),
    "person": ("P0", "P3"),
}
CATEGORIES = {
    "artist": ("releases", "labels", "genres", "styles", "people"),
    "label": ("releases", "artists", "genres", "styles", "people"),
    "genre": ("releases", "artists", "labels", "styles"),
    "style": ("releases", "artists", "labels", "genres"),
    "person": ("releases", "artists", "labels"),
}
YEARS: tuple[dict[str, int], ...] = ({}, {"before_year": 1990}, {"year_from": 1981, "year_to": 1994}, {"year_from": 1996}, {"before_year": 1950})


SEED = 1
QUESTIONS = 150


async def test_graph_and_tables_answer_alike(stack: TestStack, postgres: PostgresTarget, graph: GraphTarget) -> None:
    chance = random.Random(SEED)
    questions: list[tuple[str, dict[str, Any]]] = []
    for kind, keys in PARENTS.items():
        for key in keys:
            questions.append(("/api/explore", {"id": key, "type": kind, "categories": "all"}))
            questions.append(("/api/trends", {"id": key, "type": kind}))
            questions.append((f"/api/node/{key.replace('/', '%2F')}", {"type": kind}))
        for category, years, order in product(CATEGORIES[kind], YEARS, (None, *Order)):
            page = {"limit": chance.choice([1, 3, 10, 50]), "offset": chance.choice([0, 0, 1, 2, 7])}
            questions.append(
                ("/api/expand", {"id": chance.choice(keys), "type": kind, "category": category, "categories": "all", "order": order, **page, **years})
            )
    questions = chance.sample(questions, QUESTIONS)  # all of them hold; the first use of each statement is slow
    async with running_api(stack, postgres, graph, cache_enabled=False) as api:
        await load(api, random_catalogue(SEED, releases=40))
        from_graph = [await api.ok(path, **parameters) for path, parameters in questions]
        assert await derive_hubs(api.state.postgres, hub_releases=1) > 0
        from_tables = [await api.ok(path, **parameters) for path, parameters in questions]

    for question, live, stored in zip(questions, from_graph, from_tables, strict=True):
        assert live == stored, question


async def test_what_is_stored_of_a_hub(api: Api) -> None:
    await load(api, HARBOUR)
    assert await hubs.find_hub(api.state.postgres, EntityType.GENRE, "Rock") is None

    await derive_hubs(api.state.postgres, hub_releases=3)

    found = await hubs.find_hub(api.state.postgres, EntityType.GENRE, "Rock")
    assert found is not None
    assert (found.releases, found.members) == (3, {"releases": 3, "artists": 2, "labels": 2, "styles": 2})
    assert await hubs.find_hub(api.state.postgres, EntityType.GENRE, ODD_GENRE) is None  # two releases
    assert await hubs.find_hub(api.state.postgres, EntityType.STYLE, "Rock") is None
    assert await hubs.releases_by_year(api.state.postgres, found) == [(1992, 2)]
    hub_rows = await api.postgres.rows("SELECT kind, key FROM catalogue.hubs ORDER BY kind, key")
    assert [(row["kind"], row["key"]) for row in hub_rows] == [("artist", "10"), ("genre", "Rock"), ("label", "20")]


async def test_large_categories_show_their_largest_members_and_say_so(stack: TestStack, postgres: PostgresTarget, graph: GraphTarget) -> None:
    records = {"releases": [release(n, f"{1990 + n}", artists=["1", *(["2"] if n < 3 else []), str(10 + n)], genres=["Rock"]) for n in range(1, 5)]}
    async with running_api(stack, postgres, graph, cache_enabled=False) as api:
        await load(api, records, hub_releases=3, members_kept=2)

        async def page(**parameters: Any) -> dict[str, Any]:
            answer: dict[str, Any] = await api.ok("/api/expand", node_id="Rock", type="genre", category="artists", **parameters)
            return answer | {"children": [(child["id"], child["release_count"]) for child in answer["children"]]}

        whole, second = await page(), await page(limit=1, offset=1)
        late, by_weight = await page(year_from=1993), await api.ok("/api/expand", node_id="Rock", type="genre", category="releases", order="weight")

    # Six artists: 1 with four releases, 2 with two, the others with one each.
    assert (whole["children"], whole["total"], whole["has_more"], whole["truncated"]) == ([("1", 4), ("2", 2)], 6, False, True)
    assert (second["children"], second["total"], second["has_more"]) == ([("2", 2)], 6, False)
    assert (late["children"], late["total"], late["truncated"]) == ([("1", 2)], 1, True)
    assert ([child["id"] for child in by_weight["children"]], by_weight["total"], by_weight["has_more"]) == (["1", "2"], 4, False)


async def test_derived_again_only_when_releases_changed(api: Api) -> None:
    await load(api, {"releases": [release(1, "1990", artists=["1"])]})
    assert await derive_hubs(api.state.postgres) == 0

    await load(api, {"releases": [release(1, "1991", artists=["1"])]})
    years = "SELECT year, releases, new_artists FROM catalogue.years"
    assert await api.postgres.rows(years) == [{"year": 1991, "releases": 1, "new_artists": 1}]

    await api.postgres.rows("DELETE FROM public.releases")
    await derive_hubs(api.state.postgres)
    assert await api.postgres.rows(years) == []


async def test_readers_keep_the_former_answers_until_a_derivation_ends(api: Api) -> None:
    await load(api, HARBOUR, hub_releases=1)
    await api.postgres.rows("ALTER TABLE catalogue.doors ADD CONSTRAINT none CHECK (rank < 0) NOT VALID")

    with pytest.raises(Exception, match="violates check constraint"):
        await derive_hubs(api.state.postgres, hub_releases=2)

    assert await hubs.find_hub(api.state.postgres, EntityType.STYLE, "Noise") is not None
    await api.postgres.rows("ALTER TABLE catalogue.doors DROP CONSTRAINT none")
    await derive_hubs(api.state.postgres, hub_releases=3)
    assert await hubs.find_hub(api.state.postgres, EntityType.STYLE, "Noise") is None


async def test_records_of_any_shape_are_derived_from(api: Api) -> None:
    await api.postgres.rows(
        """
        INSERT INTO releases (data_id, hash, data) VALUES
          ('1', 'h', '{"genres": "Rock", "styles": null, "artists": {}, "labels": [null, "x", {"id": 5}]}'),
          ('2', 'h', '{"genres": ["Rock", "Rock", "", null], "artists": [{"id": "0"}, {"id": ""}, {"id": "7"}, {"id": "7"}], "year": 0}'),
          ('3', 'h', '{"extraartists": [{"name": "P"}, {"role": "x"}, {"name": "P", "role": ""}, {"name": "Q", "role": "x"}], "year": 1999, "master_id": 0}'),
          ('9223372036854775807', 'h', '{}'), ('none', 'h', '[]')
        """
    )

    await derive_hubs(api.state.postgres, hub_releases=1)

    rows = await api.postgres.rows("SELECT kind, key, releases FROM catalogue.hubs ORDER BY kind, key")
    assert [tuple(row.values()) for row in rows] == [("artist", "7", 1), ("genre", "Rock", 1), ("label", "5", 1), ("person", "Q", 1)]


def test_years_that_all_parameters_allow() -> None:
    assert Years.of() == Years(None, None)
    assert Years.of(before_year=1990) == Years(1, 1990)
    assert Years.of(year_from=1980, year_to=1999, before_year=1990) == Years(1980, 1990)
    assert Years.of(year_from=1980) == Years(1980, 9999)


def test_every_category_but_tracks_has_a_type() -> None:
    assert set(Category) - set(CHILD_TYPE) == {Category.TRACKS}
