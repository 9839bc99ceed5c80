"""How rare a release is: six signals, their weights, tiers, hidden gems. Pure.

Scores are computed in hundredths: signals are whole or half numbers and weights whole percents, so a sum that is exactly 80 is 80.
"""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate
from typing import Final, NamedTuple


class Tier(StrEnum):
    """Bands of the unrounded score, rarest first."""

    ULTRA_RARE = "ultra-rare"
    RARE = "rare"
    SCARCE = "scarce"
    UNCOMMON = "uncommon"
    COMMON = "common"


TIER_FLOORS: Final[Mapping[Tier, int]] = {Tier.ULTRA_RARE: 80, Tier.RARE: 60, Tier.SCARCE: 40, Tier.UNCOMMON: 20, Tier.COMMON: 0}

FORMAT_SCORES: Final[Mapping[str, int]] = {
    "Test Pressing": 100,
    "Lathe Cut": 98,
    "Flexi-disc": 95,
    "Shellac": 90,
    "Blu-spec CD": 80,
    "Box Set": 70,
    '10"': 65,
    "8-Track Cartridge": 60,
    "CDr": 50,
    "Vinyl": 40,
    "Cassette": 35,
    "LP": 30,
    "CD": 10,
    "File": 5,
}
"""By the exact name."""
UNKNOWN_FORMAT: Final = 50
NEUTRAL: Final = 50
"""Of a signal whose input is unknown."""
YEARLY: Final = 1.5
REISSUE_YEARS: Final = 10
"""A release that was pressed again within so many years is easier to find."""
REISSUED: Final = 40
WANTED_MORE: Final = 5


class Signals(NamedTuple):
    """The six signals, each 0 to 100. The names are the table's columns."""

    pressing_scarcity: float
    label_catalog: float
    format_rarity: float
    temporal_scarcity: float
    graph_isolation: float
    collection_prevalence: float


WEIGHTS: Final = Signals(25, 10, 10, 20, 15, 20)
"""Percents."""


@dataclass(slots=True)
class Facts:
    """What a release is scored from.

    Attributes:
        pressings: Releases of the same master, itself included; 0: it has no master.
        label_releases: Releases of the smallest of its labels; 0: it has no label, or nothing is known of them.
        formats: Names of its formats.
        year: Its year.
        newest_pressing_year: Year of the newest other pressing of its master.
        degree: Its relationships of any kind and direction.
        have, want: Collectors who own and who look for it, where Discogs was asked.
        artist_degree: Relationships of the best connected of its artists.
        largest_label: Releases of the largest of its labels.
        largest_genre: Releases of the largest of its genres.
    """

    pressings: int = 0
    label_releases: int = 0
    formats: Sequence[str] = ()
    year: int | None = None
    newest_pressing_year: int | None = None
    degree: int = 0
    have: int | None = None
    want: int | None = None
    artist_degree: int = 0
    largest_label: int = 0
    largest_genre: int = 0


class Distribution:
    """How a value is spread over all releases that have one.

    Args:
        counts: (value, releases with it); values of 0 and below do not count.
    """

    __slots__ = ("_shares", "_values")

    def __init__(self, counts: Iterable[tuple[int, int]] = ()) -> None:
        ordered = sorted((value, count) for value, count in counts if value > 0 and count > 0)
        total = sum(count for _, count in ordered)
        below = accumulate((count for _, count in ordered), initial=0)
        self._values = [value for value, _ in ordered]
        self._shares = [before / total for before in below] if total else [0.0]

    def share_below(self, value: int) -> float:
        """Fraction of the releases whose value is strictly below `value`; 0 for values of 0 and below."""
        return self._shares[bisect_left(self._values, value)] if value > 0 else 0.0


class Basis(NamedTuple):
    """What the catalogue as a whole looks like: where the values of a hidden gem stand in it."""

    artist_degrees: Distribution
    label_sizes: Distribution
    genre_sizes: Distribution


def pressing_scarcity(pressings: int) -> int:
    """No master 90, the only pressing 100, then falling to 10 from 11 pressings on."""
    return (90, 100, 85, 60, 35, 10)[bisect_left((0, 1, 2, 5, 10), pressings)]


def label_catalog(label_releases: int) -> int:
    """100 below 10 releases, falling to 10 above 1,000."""
    return (100, 75, 50, 25, 10)[bisect_left((9, 50, 200, 1000), label_releases)]


def rarest_format(formats: Sequence[str]) -> str | None:
    """The format that counts; the first of several that score alike."""
    return max(formats, key=lambda name: FORMAT_SCORES.get(name, UNKNOWN_FORMAT), default=None)


def format_rarity(formats: Sequence[str]) -> int:
    """The best of the formats; without any, what an unknown one scores."""
    return max((FORMAT_SCORES.get(name, UNKNOWN_FORMAT) for name in formats), default=UNKNOWN_FORMAT)


def temporal_scarcity(year: int | None, newest_pressing_year: int | None, current_year: int) -> float:
    """1.5 a year of age up to 100; 40 less where another pressing is of the last ten years; unknown age is neutral."""
    if year is None:
        return NEUTRAL
    score = min(max(YEARLY * (current_year - year), 0.0), 100.0)
    if newest_pressing_year is not None and newest_pressing_year >= current_year - REISSUE_YEARS:
        score = max(score - REISSUED, 0.0)
    return score


def graph_isolation(degree: int) -> int:
    """90 for two relationships and fewer, falling to 10 above twelve."""
    return (90, 70, 50, 30, 10)[bisect_left((2, 4, 7, 12), degree)]


def collection_prevalence(have: int | None, want: int | None) -> int:
    """95 when nobody owns it, falling to 10 above 10,000 owners; 5 more where more people look for it; unknown is neutral."""
    if have is None:
        return NEUTRAL
    score = (95, 85, 70, 50, 25, 10)[bisect_left((0, 10, 100, 1000, 10_000), have)]
    return min(score + WANTED_MORE, 100) if (want or 0) > have else score


def signals_of(facts: Facts, current_year: int) -> Signals:
    """All six."""
    return Signals(
        pressing_scarcity(facts.pressings),
        label_catalog(facts.label_releases),
        format_rarity(facts.formats),
        temporal_scarcity(facts.year, facts.newest_pressing_year, current_year),
        graph_isolation(facts.degree),
        collection_prevalence(facts.have, facts.want),
    )


def rarity(signals: Signals) -> float:
    """Weighted sum, 0 to 100, not rounded."""
    return sum(weight * signal for weight, signal in zip(WEIGHTS, signals, strict=True)) / 100


def tier_of(score: float) -> Tier:
    """Band of an unrounded score."""
    return next((tier for tier, floor in TIER_FLOORS.items() if score >= floor), Tier.COMMON)


def hidden_gem(score: float, facts: Facts, basis: Basis) -> float:
    """How rare a release is among well-connected names: its unrounded rarity times where artist, label and genre stand, to one digit."""
    standing = (
        0.4 * basis.artist_degrees.share_below(facts.artist_degree)
        + 0.3 * basis.label_sizes.share_below(facts.largest_label)
        + 0.3 * basis.genre_sizes.share_below(facts.largest_genre)
    )
    return round(score * standing, 1)
