from hypothesis import given, strategies as st
import pytest

from common.domain.years import MIN_YEAR, parse_year


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("1969", 1969),
        ("1969-09-26", 1969),
        ("1969-00-00", 1969),
        (" 1984 ", 1984),
        (1984, 1984),
        ("1860", 1860),
        ("1859", None),
        ("2027", 2027),
        ("2028", None),
        ("0400-01-01", None),
        ("997", None),
        ("19xx", None),
        ("Unknown", None),
        ("", None),
        ("   ", None),
        (None, None),
        ("0", None),
        (0, None),
        (-1984, None),
    ],
)
def test_parse_year(value: str | int | None, expected: int | None) -> None:
    assert parse_year(value, current_year=2026) == expected


@given(value=st.none() | st.integers() | st.text(), current_year=st.integers(1990, 2100))
def test_a_year_is_plausible_or_none(value: str | int | None, current_year: int) -> None:
    year = parse_year(value, current_year=current_year)

    assert year is None or MIN_YEAR <= year <= current_year + 1


@given(year=st.integers(MIN_YEAR, 2026), rest=st.sampled_from(["", "-00-00", "-12", "-12-31", " and later"]))
def test_what_follows_the_year_does_not_matter(year: int, rest: str) -> None:
    assert parse_year(f"{year}{rest}", current_year=2026) == parse_year(year, current_year=2026) == year
