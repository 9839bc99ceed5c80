"""Gaps of entities with very many releases."""

from typing import Any

from hypothesis import given, strategies as st
import pytest

from api.collection.hub_gaps import UNDATED, span_of_page
from tests.support.api import Api
from tests.support.collections import own, want
from tests.support.users import seed_account


@pytest.mark.parametrize(
    ("offset", "limit", "years", "skip"),
    [
        (0, 2, [UNDATED], 0),
        (1, 2, [UNDATED, 2001], 1),
        (2, 3, [2001], 0),
        (4, 5, [2001, 1990], 2),
        (6, 9, [1990], 1),
        (7, 5, [], 0),
        (2, 4, [2001, 1990], 0),
    ],
)
def test_a_page_lies_in_the_years_that_it_covers(offset: int, limit: int, years: list[int], skip: int) -> None:
    span = span_of_page({1990: 2, 2001: 3, UNDATED: 2, 1995: 0}, offset=offset, limit=limit)

    assert (span.years, span.skip) == (years, skip)


@given(st.dictionaries(st.integers(1900, 2030) | st.just(UNDATED), st.integers(0, 5)), st.integers(0, 40), st.integers(1, 10))
def test_pages_are_slices_of_the_whole(missing: dict[int, int], offset: int, limit: int) -> None:
    order = sorted(missing, key=lambda year: (year != UNDATED, -year))
    whole = [(year, number) for year in order for number in range(missing[year])]
    span = span_of_page(missing, offset=offset, limit=limit)

    found = [(year, number) for year in span.years for number in range(missing[year])][span.skip : span.skip + limit]

    assert found == whole[offset : offset + limit]


def _release(number: int) -> dict[str, Any]:
    return {
        "id": str(number),
        "title": f"T{number}",
        "artists": [{"id": "1", "name": "Ann"}],
        "labels": [{"id": "10", "name": "Lab", "catno": "1"}],
        **({"released": str(1990 + number % 3)} if number % 4 else {}),
    }


@pytest.mark.parametrize(("path", "kind", "key"), [("label/10", "label", "10"), ("artist/1", "artist", "1")])
async def test_a_hub_is_answered_as_the_graph_would(api: Api, path: str, kind: str, key: str) -> None:
    releases = [_release(number) for number in range(1, 13)]
    await api.load({"releases": releases})
    account = await seed_account(api.postgres)
    await own(api.graph, account.id, [("1", {}), ("1", {}), ("8", {})])
    await want(api.graph, account.id, [("2", {})])
    api.client.headers.update(account.headers)
    live = {wanted: await api.ok(f"/api/collection/gaps/{path}", limit=4, offset=3, exclude_wantlist=wanted) for wanted in (False, True)}
    await api.postgres.rows("INSERT INTO catalogue.hubs VALUES (1, %s, %s, 12)", (kind, key))
    for year in (0, 1990, 1991, 1992):
        ids = [number for number in range(1, 13) if (1990 + number % 3 if number % 4 else 0) == year]
        await api.postgres.rows("INSERT INTO catalogue.hub_years VALUES (1, %s, %s, %s)", (year, len(ids), sorted(ids, key=str)))

    for wanted, body in live.items():
        found = await api.ok(f"/api/collection/gaps/{path}", limit=4, offset=3, exclude_wantlist=wanted)
        assert found == body
    everything = await api.ok(f"/api/collection/gaps/{path}", limit=200)
    assert (len(everything["results"]), everything["pagination"]["has_more"]) == (10, False)
    assert everything["results"][0]["year"] is None
    assert [each["id"] for each in everything["results"] if each["on_wantlist"]] == ["2"]
