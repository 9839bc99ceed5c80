"""The search for chains, on links written by hand."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from math import prod
from typing import Any

from hypothesis import given, strategies as st
import pytest

from api.influence.chains import Chain, Link, Search, credit_weight, label_weight
from api.influence.models import Direction, LinkKind


FROM, TO = Direction.FROM, Direction.TO


def link(source: str, target: str, year: int, weight: float = 0.5) -> Link:
    return Link(kind=LinkKind.CREDIT, source=source, target=target, first_year=year, last_year=None, weight=weight)


def searched(links: Sequence[Link], start: str = "a", direction: Direction = FROM, **options: Any) -> list[Chain]:
    search = Search(start, direction, **{"min_links": 1, "max_links": 4, "limit": 50, "beam": 50, **options})
    while frontier := search.frontier():
        search.advance({key: [one for one in links if (one.source if direction is FROM else one.target) == key] for key in frontier})
    return search.found()


def ends(chains: Sequence[Chain], direction: Direction = FROM) -> Mapping[str, float]:
    return {chain.end(direction): round(chain.score, 6) for chain in chains}


@pytest.mark.parametrize(("releases", "expected"), [(1, 0.4), (3, 0.6), (7, 0.7)])
def test_weight_of_a_credit(releases: int, expected: float) -> None:
    assert credit_weight(releases) == pytest.approx(expected)


@pytest.mark.parametrize(("gap", "artists", "expected"), [(0, 1, 0.6), (0, 10, 0.3), (5, 10, 0.15), (3, 100, 0.14), (0, 0, 0.6)])
def test_weight_of_a_label(gap: int, artists: int, expected: float) -> None:
    assert label_weight(gap, artists) == pytest.approx(expected)


def test_a_chain_goes_on_in_time_and_its_score_is_the_product() -> None:
    links = [link("a", "b", 1990, 0.9), link("b", "c", 1990, 0.5), link("b", "d", 1989), link("c", "e", 1995, 0.2), link("e", "a", 1999)]

    assert ends(searched(links)) == {"b": 0.9, "c": 0.45, "e": 0.09}


def test_towards_the_artist_the_search_goes_back_in_time() -> None:
    links = [link("a", "b", 1990, 0.9), link("b", "c", 1990, 0.5), link("d", "b", 1991)]

    (nearest, farther) = searched(links, "c", TO)

    assert [one.source for one in farther.in_time(TO)] == ["a", "b"]
    assert ends([nearest, farther], TO) == {"b": 0.5, "a": 0.45}


def test_a_weaker_chain_is_followed_where_the_strongest_ends_too_late() -> None:
    links = [link("a", "b", 2000, 0.9), link("a", "b", 1980, 0.2), link("b", "c", 1985, 0.5)]

    assert ends(searched(links)) == {"b": 0.9, "c": 0.1}


def test_at_most_four_links_and_not_fewer_than_asked_for() -> None:
    links = [link(a, b, 1990, 0.9) for a, b in ("ab", "bc", "cd", "de", "ef")]

    assert list(ends(searched(links))) == ["b", "c", "d", "e"]
    assert list(ends(searched(links, min_links=3))) == ["d", "e"]
    assert list(ends(searched(links, max_links=1))) == ["b"]


def test_a_chain_visits_nobody_twice() -> None:
    links = [link("a", "b", 1990), link("b", "a", 1990), link("b", "b", 1990), link("b", "c", 1990), link("c", "b", 1990)]

    assert ends(searched(links)) == {"b": 0.5, "c": 0.25}


def test_only_the_strongest_are_followed_and_it_says_so() -> None:
    links = [link("a", "b", 1990, 0.4), link("a", "c", 1990, 0.5), link("b", "d", 1991), link("c", "e", 1991)]
    search = Search("a", FROM, min_links=1, max_links=2, limit=50, beam=1)
    search.advance({"a": links[:2]})

    assert (search.frontier(), search.is_truncated) == (["c"], True)


def test_what_cannot_become_one_of_those_wanted_is_not_followed() -> None:
    search = Search("a", FROM, min_links=1, max_links=4, limit=2, beam=50)
    search.advance({"a": [link("a", "b", 1990, 0.9), link("a", "c", 1990, 0.8), link("a", "d", 1990, 0.5)]})

    assert search.frontier() == ["b"]  # 0.9 · 0.9 exceeds 0.8, the second best; 0.8 · 0.9 and 0.5 · 0.9 do not
    assert not search.is_truncated


LINKS = st.lists(
    st.builds(link, st.sampled_from("abcdef"), st.sampled_from("abcdef"), st.integers(1990, 1994), st.sampled_from([0.2, 0.5, 0.9])), max_size=25
)


@given(LINKS, st.sampled_from(list(Direction)))
def test_every_chain_is_a_chain_in_time(links: list[Link], direction: Direction) -> None:
    for chain in searched(links, direction=direction):
        steps = chain.in_time(direction)
        visited = [steps[0].source, *(step.target for step in steps)]
        assert 1 <= len(steps) <= 4
        assert all(before.target == after.source and before.first_year <= after.first_year for before, after in pairwise(steps))
        assert len(set(visited)) == len(visited)
        assert (visited[0] if direction is FROM else visited[-1]) == "a"
        assert chain.score == pytest.approx(prod(step.weight for step in steps))


@given(LINKS)
def test_a_limit_only_cuts_the_list(links: list[Link]) -> None:
    everything = searched(links)

    assert searched(links, limit=3) == everything[:3]


@given(LINKS)
def test_neither_the_order_of_links_nor_their_repetition_matters(links: list[Link]) -> None:
    assert searched(links) == searched([*reversed(links), *links])
