"""Measures of taste, and the card."""

from typing import Any
from xml.etree import ElementTree

from hypothesis import given, strategies as st
import pytest

from api.taste import measures
from api.taste.card import Card, render, tier
from api.taste.models import Cell, DriftYear


@pytest.mark.parametrize(
    ("collectors", "wanted"),
    [
        ([], (1.0, 0.0, 0, "users")),
        ([(0, None)], (1.0, 0.0, 1, "users")),
        ([(0, None), (2, None), (5, None)], (0.6, 2.0, 3, "users")),
        ([(1, None), (2, None)], (0.25, 1.5, 2, "users")),
        ([(7, None), (7, None)], (0.0, 7.0, 2, "users")),
        ([(5, 10), (5, 30), (0, 40)], (0.25, 30.0, 3, "community")),
        ([(0, 10), *[(2, None)] * 4], (0.0, 2.0, 5, "users")),  # too few counts of the community to tell
    ],
)
def test_obscurity(collectors: list[tuple[int, int | None]], wanted: tuple[Any, ...]) -> None:
    found = measures.obscurity(collectors)

    assert (found.score, found.median_collectors, found.total_releases, found.source) == wanted


@given(st.lists(st.tuples(st.integers(0, 10**6), st.none() | st.integers(0, 10**6))))
def test_obscurity_is_a_share(collectors: list[tuple[int, int | None]]) -> None:
    assert 0.0 <= measures.obscurity(collectors).score <= 1.0


def _cell(genre: str, decade: int, count: int) -> Cell:
    return Cell(genre=genre, decade=decade, count=count)


def test_the_peak_decade_is_the_largest_and_of_equals_the_first_seen() -> None:
    assert measures.peak_decade([]) is None
    assert measures.peak_decade([_cell("a", 1990, 3), _cell("a", 1980, 2), _cell("b", 1980, 1)]) == 1990
    assert measures.peak_decade([_cell("a", 1990, 3), _cell("a", 1980, 2), _cell("b", 1980, 2)]) == 1980


def test_drift_takes_the_first_name_of_equals() -> None:
    rows: list[dict[str, str | int]] = [{"year": "2021", "genre": genre, "count": count} for genre, count in (("Rock", 2), ("Jazz", 2), ("Pop", 1))]

    found = measures.drift([*rows, {"year": "2019", "genre": "Rock", "count": 1}])

    assert [(year.year, year.top_genre, year.count) for year in found] == [("2019", "Rock", 1), ("2021", "Jazz", 2)]


def test_genres_of_the_card_are_summed_over_decades() -> None:
    cells = [_cell("Rock", 1990, 2), _cell("Jazz", 1990, 3), _cell("Rock", 1980, 2)]

    assert measures.top_genres(cells, 1) == [("Rock", 4)]


@pytest.mark.parametrize(
    ("score", "wanted"),
    [(1.0, "Deep Cuts"), (0.75, "Deep Cuts"), (0.7499, "Obscure"), (0.5, "Obscure"), (0.25, "Eclectic"), (0.2499, "Mainstream"), (0, "Mainstream")],
)
def test_bounds_belong_to_the_higher_tier(score: float, wanted: str) -> None:
    assert tier(score)[0] == wanted


def test_the_card_draws_what_it_is_given() -> None:
    drift = [DriftYear(year=str(year), top_genre=f"G{year}", count=year - 2009) for year in range(2010, 2020)]
    picture = render(Card(1990, 0.65, [("Rock", 1200), ("Jazz", 3)], [], drift))

    root = ElementTree.fromstring(picture)
    texts = {element.text for element in root.iter() if element.text}
    assert {"Peak decade 1990s", "Obscure · 65%", "1,200", "No data yet", "Now: G2019", "2012", "G2019"[:5]} - {"G2019"} <= texts
    assert "2011" not in texts  # the last eight years
    assert "2019: G2019 (10)" in texts
    assert picture.count("<polyline") == 1
    assert 'width="480" height="9"' in picture and 'width="6" height="9"' in picture


def test_one_year_is_a_dot_without_a_line() -> None:
    picture = render(Card(None, 1.0, [], [], [DriftYear(year="2020", top_genre="Rock", count=1)]))

    assert "<polyline" not in picture and 'r="5"' in picture
    assert "Peak decade N/A" in picture


@given(st.text(), st.text(max_size=8), st.integers(0, 10**9), st.floats(0, 1))
def test_no_text_breaks_the_picture(name: str, year: str, count: int, score: float) -> None:
    rows = [(name, count)] * 5
    picture = render(Card(1990, score, rows, rows, [DriftYear(year=year, top_genre=name, count=count)] * 8))

    ElementTree.fromstring(picture)
    assert picture.startswith("<svg") and picture.endswith("</svg>")
    assert len(picture) < 20_000
