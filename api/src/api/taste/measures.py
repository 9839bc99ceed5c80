"""Measures of taste, from rows. Pure."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from statistics import median
from typing import Final

from api.taste.models import Cell, DriftYear, Obscurity


COMMUNITY_SHARE: Final = 0.8
"""Part of the releases that must have counts of the Discogs community before these are used."""


def peak_decade(cells: Iterable[Cell]) -> int | None:
    """Decade with the most copies; of equals the one that comes first among the cells."""
    totals: Counter[int] = Counter()
    for cell in cells:
        totals[cell.decade] += cell.count
    return max(totals, key=lambda decade: totals[decade]) if totals else None


def obscurity(collectors: Sequence[tuple[int, int | None]]) -> Obscurity:
    """One minus median over maximum of the collectors of each release.

    Args:
        collectors: For each distinct release the other users who own it, and who has it in the Discogs community, where that is known.
    """
    community = [have for _, have in collectors if have is not None]
    is_community = len(community) >= COMMUNITY_SHARE * len(collectors) > 0
    counts = community if is_community else [users for users, _ in collectors]
    middle, most = (float(median(counts)), max(counts)) if counts else (0.0, 0)
    score = 1.0 if most == 0 else min(1.0, max(0.0, 1 - middle / most))
    return Obscurity(score=round(score, 4), median_collectors=middle, total_releases=len(collectors), source="community" if is_community else "users")


def drift(added: Iterable[Mapping[str, str | int]]) -> list[DriftYear]:
    """Most frequent genre of each year of addition; of equals the first by name.

    Args:
        added: Rows of {year, genre, count}.
    """
    years: defaultdict[str, list[tuple[int, str]]] = defaultdict(list)
    for row in added:
        years[str(row["year"])].append((-int(row["count"]), str(row["genre"])))
    return [DriftYear(year=year, top_genre=genre, count=-count) for year in sorted(years) for count, genre in [min(years[year])]]


def top_genres(cells: Iterable[Cell], limit: int) -> list[tuple[str, int]]:
    """Genres by copies over all decades."""
    totals: Counter[str] = Counter()
    for cell in cells:
        totals[cell.genre] += cell.count
    return sorted(totals.items(), key=lambda item: (-item[1], item[0]))[:limit]
