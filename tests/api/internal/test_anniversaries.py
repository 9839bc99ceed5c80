"""Which masters have an anniversary, and how far their date is known."""

from typing import Any

from hypothesis import given, strategies as st
import pytest

from api.internal.anniversaries import choose, parse_milestones, partial_date


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("1994-03-07", "1994-03-07"),
        ("1994-03-00", "1994-03"),
        ("1994-03", "1994-03"),
        ("1994-00-00", "1994"),
        ("1994", "1994"),
        (" 1994-03-07 ", "1994-03-07"),
        ("1995-03-07", "1994"),  # the main release is of another year: tells nothing of the master's day
        ("1994-13-01", "1994"),
        ("1994-03-32", "1994-03"),
        ("March 1994", "1994"),
        ("", "1994"),
        (None, "1994"),
    ],
)
def test_a_date_is_as_precise_as_it_is_known(text: str | None, known: str) -> None:
    assert partial_date(text, 1994) == known


def master(master_id: str, released: str, pressings: int = 1) -> dict[str, Any]:
    return {"master_id": master_id, "release_year": int(released[:4]), "released": released, "pressings": pressings}


def test_the_month_comes_first_then_the_year_alone_then_other_months() -> None:
    masters = [
        master("1", "1996-01-05", 9),
        master("2", "1996", 3),
        master("3", "1996-11", 1),
        master("4", "1996-11-25", 2),
        master("5", "1996", 4),
        master("6", "2001-02-01"),
    ]

    assert [row["master_id"] for row in choose(masters, 11, 9)] == ["4", "3", "5", "2", "1", "6"]
    assert [row["master_id"] for row in choose(masters, 11, 1)] == ["4", "6"]
    assert "pressings" not in choose(masters, 11, 1)[0]


@given(st.lists(st.tuples(st.sampled_from(["1996", "1996-11", "1996-02-03", "2001-11"]), st.integers(0, 9)), max_size=9), st.integers(1, 3))
def test_no_year_has_more_than_its_share(rows: list[tuple[str, int]], per_year: int) -> None:
    masters = sorted(
        (master(str(number), released, pressings) for number, (released, pressings) in enumerate(rows)), key=lambda row: row["release_year"]
    )

    chosen = choose(masters, 11, per_year)

    for year in (1996, 2001):
        assert sum(row["release_year"] == year for row in chosen) == min(per_year, sum(row["release_year"] == year for row in masters))


def test_milestones_are_distinct_and_ascending() -> None:
    assert parse_milestones("50, 25,50") == [25, 50]


@pytest.mark.parametrize("text", ["", "a", "25,", "25;30", "0", "-5", "1.5", "99999"])
def test_other_milestones_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse_milestones(text)
