"""Timeline and evolution from counts."""

from hypothesis import given, strategies as st
import pytest

from api.collection.models import Bucket, Metric
from api.collection.timeline import YearCount, diversity, drift, evolution, timeline


def _counts(*rows: tuple[int, str, int]) -> list[YearCount]:
    return [YearCount(year, name, releases, releases) for year, name, releases in rows]


def test_years_add_up_to_decades() -> None:
    steps, insights = timeline(
        {1991: 2, 1999: 1, 2001: 3},
        _counts((1991, "Rock", 2), (1999, "Jazz", 1), (2001, "Rock", 3)),
        _counts((1991, "L", 1), (1999, "L", 1), (1999, "K", 1), (2001, "M", 2)),
        _counts((1991, "Punk", 2), (1999, "Bop", 1), (2001, "Punk", 1)),
        Bucket.DECADE,
    )

    assert [(step.year, step.count, step.genres, step.top_labels, step.top_styles) for step in steps] == [
        (1990, 3, {"Rock": 2, "Jazz": 1}, ["L", "K"], ["Bop", "Punk"]),
        (2000, 3, {"Rock": 3}, ["M"], ["Punk"]),
    ]
    assert insights.peak_year == 1990  # the first of equals
    assert insights.dominant_genre == "Rock"
    assert insights.genre_diversity_score == 0.65  # entropy of 5:1
    assert insights.style_drift_rate == 0.5


def test_lists_hold_the_most_frequent() -> None:
    labels = _counts(*((1990, f"L{number}", 1) for number in range(7)), (1990, "Z", 9))
    styles = _counts(*((1990, f"S{number:02}", number) for number in range(1, 13)))

    steps, _ = timeline({1990: 1}, [], labels, styles, Bucket.YEAR)

    assert steps[0].top_labels == ["Z", "L0", "L1", "L2", "L3"]
    assert steps[0].top_styles == [f"S{number:02}" for number in range(3, 13)]


def test_nothing_owned_says_nothing() -> None:
    steps, insights = timeline({}, [], [], [], Bucket.YEAR)

    assert steps == []
    assert insights.model_dump() == {"peak_year": None, "dominant_genre": None, "genre_diversity_score": 0.0, "style_drift_rate": 0.0}


@pytest.mark.parametrize(
    ("totals", "wanted"), [({}, 0.0), ({"a": 5}, 0.0), ({"a": 1, "b": 1}, 1.0), ({"a": 3, "b": 1}, 0.81), ({"a": 2, "b": 1, "c": 1}, 0.95)]
)
def test_diversity(totals: dict[str, int], wanted: float) -> None:
    assert diversity(totals) == wanted


@pytest.mark.parametrize(
    ("styles", "wanted"),
    [
        ([], 0.0),
        ([{"a"}], 0.0),
        ([{"a"}, {"a"}], 0.0),
        ([{"a"}, {"b"}], 1.0),
        ([set(), set(), {"a"}], 1.0),
        ([{"a", "b"}, {"b", "c"}, {"b", "c"}], 0.33),
    ],
)
def test_drift(styles: list[set[str]], wanted: float) -> None:
    assert drift(styles) == wanted


@given(st.dictionaries(st.text(min_size=1), st.integers(1, 10**6)))
def test_diversity_is_a_share(totals: dict[str, int]) -> None:
    assert 0.0 <= diversity(totals) <= 1.0


def test_evolution_counts_copies_largest_first() -> None:
    counts = [YearCount(1991, "b", 1, 4), YearCount(1991, "a", 2, 2), YearCount(1990, "a", 1, 1), YearCount(1991, "c", 2, 2)]

    found = evolution(Metric.STYLE, counts)

    assert [(year.year, list(year.values.items())) for year in found.data] == [(1990, [("a", 1)]), (1991, [("b", 4), ("a", 2), ("c", 2)])]
    assert (found.summary.total_years, found.summary.unique_values) == (2, 3)
