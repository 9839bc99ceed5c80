"""Which masters have an anniversary in a month. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
import re
from typing import Any, Final


_DATE: Final = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


def partial_date(text: str | None, year: int) -> str:
    """Date of a main release as far as it is known and of the master's year: `1994`, `1994-03` or `1994-03-07`.

    Discogs writes unknown parts as `00`. A date of another year tells nothing of this anniversary.
    """
    match = _DATE.fullmatch((text or "").strip())
    if match is None or int(match[1]) != year:
        return str(year)
    month, day = int(match[2] or 0), int(match[3] or 0)
    if not 1 <= month <= 12:
        return str(year)
    return f"{year}-{month:02}-{day:02}" if 1 <= day <= 31 else f"{year}-{month:02}"


def choose(masters: Iterable[Mapping[str, Any]], month: int, per_year: int) -> list[dict[str, Any]]:
    """At most `per_year` masters of each year.

    Args:
        masters: Rows with `release_year`, `released` (a partial date) and `pressings`, in the order of their years.
    Returns:
        In each year those of the month first, then those of which only the year is known, then those of other months; within these
        the ones with more pressings first.
    """
    chosen: list[dict[str, Any]] = []
    for _, group in groupby(masters, key=lambda row: row["release_year"]):
        ordered = sorted(group, key=lambda row: (_distance(row["released"], month), -row["pressings"], row["master_id"]))
        chosen += [{name: value for name, value in row.items() if name != "pressings"} for row in ordered[:per_year]]
    return chosen


def _distance(released: str, month: int) -> int:
    if len(released) == 4:
        return 1
    return 0 if int(released[5:7]) == month else 2


def parse_milestones(text: str) -> Sequence[int]:
    """Distinct years of a comma-separated list, ascending. Raises `ValueError` on anything else."""
    years = sorted({int(part) for part in text.split(",")})
    if any(not 1 <= year <= 1000 for year in years):
        raise ValueError("a milestone is 1 to 1000 years")
    return years
