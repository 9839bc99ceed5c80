"""What several artists or labels share, and how alike two of them are. Pure."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from api.compare.models import PairSimilarity, TagShare
from api.models import Reason
from api.similarity import cosine, shares


ARTIST_WEIGHTS: Final = {"genre": 0.35, "style": 0.25, "label": 0.25, "collaborator": 0.15}
"""As for similar artists (api-graph 9.1)."""

LABEL_WEIGHTS: Final = {"genre": 1.0}
"""As for similar labels (api-graph 8.2): the mix of genres alone."""

EXAMPLES: Final = 5

type Counts = Mapping[str, int]
"""Releases by id or name."""

type Names = Mapping[str, Mapping[str, str]]
"""Names by id, of `labels` and of `artists`, where known."""


@dataclass(frozen=True, slots=True)
class Side:
    """One of the compared.

    Attributes:
        id: Its id.
        release_count: Of an artist or label.
        years: Releases by year.
        genres: Releases by name.
        styles: Releases by name.
        labels: Releases by label id; empty for a label.
        artists: Releases by artist id: of a label its artists, of an artist those it made releases with.
        people: Releases by name of who is credited on them.
    """

    id: str
    release_count: int
    years: Mapping[int, int]
    genres: Counts
    styles: Counts
    labels: Counts
    artists: Counts
    people: Counts


DIMENSIONS: Final[Mapping[str, Callable[[Side], Counts]]] = {
    "genre": lambda side: side.genres,
    "style": lambda side: side.styles,
    "label": lambda side: side.labels,
    "collaborator": lambda side: side.artists,
    "people": lambda side: side.people,
}
"""Profiles that are compared, by the name that they have in a breakdown."""


def tag_shares(counts: Sequence[Counts], totals: Sequence[int]) -> list[TagShare]:
    """Tags of any side, those first that make up most of one side's work."""
    found = [
        TagShare(
            name=name,
            counts=(mine := [side.get(name, 0) for side in counts]),
            shares=[round(count / total, 4) if total else 0.0 for count, total in zip(mine, totals, strict=True)],
        )
        for name in set().union(*counts)
    ]
    return sorted(found, key=lambda tag: (-max(tag.shares), -sum(tag.shares), tag.name))


def shared(counts: Sequence[Counts]) -> dict[str, list[int]]:
    """Counts by side of what more than one side has: of most sides first, then what the weaker side has most of."""
    found = {key: [side.get(key, 0) for side in counts] for key in set().union(*counts)}
    several = {key: mine for key, mine in found.items() if sum(count > 0 for count in mine) > 1}
    return dict(sorted(several.items(), key=lambda item: (*_rank(item[1]), item[0])))


def similarities(sides: Sequence[Side], weights: Mapping[str, float], names: Names) -> list[PairSimilarity]:
    """One a pair of sides.

    Args:
        sides: What is compared.
        weights: Dimensions that make up the score; further ones are told in the breakdown.
        names: What labels and artists are called.
    """
    return [_similarity(a, b, weights, names) for a, b in combinations(sides, 2)]


def most_shared(a: Counts, b: Counts, names: Mapping[str, str]) -> list[str]:
    """Names of what both have, those first that the one with fewer has most of; what has no name is left out."""
    keys = sorted(a.keys() & b.keys(), key=lambda key: (-min(a[key], b[key]), key))
    return [name for key in keys[: 4 * EXAMPLES] if (name := names.get(key))][:EXAMPLES]


def decades(years: Mapping[int, int]) -> dict[str, int]:
    """Releases by decade."""
    counts: dict[str, int] = {}
    for year, count in years.items():
        counts[f"{year // 10 * 10}s"] = counts.get(f"{year // 10 * 10}s", 0) + count
    return counts


def _rank(counts: Iterable[int]) -> tuple[int, int, int]:
    present = [count for count in counts if count]
    return (-len(present), -min(present), -sum(present))


def _similarity(a: Side, b: Side, weights: Mapping[str, float], names: Names) -> PairSimilarity:
    breakdown = {name: cosine(shares(profile(a)), shares(profile(b))) for name, profile in DIMENSIONS.items() if profile(a) or profile(b)}
    return PairSimilarity(
        ids=[a.id, b.id],
        similarity=round(sum(weight * breakdown.get(name, 0.0) for name, weight in weights.items()), 4),
        breakdown={name: round(value, 4) for name, value in breakdown.items()},
        weights=dict(weights),
        reasons=list(_reasons(a, b, names)),
    )


def _reasons(a: Side, b: Side, names: Names) -> Iterable[Reason]:
    kinds: dict[str, tuple[Counts, Counts]] = {
        "labels": (a.labels, b.labels),
        "artists": (a.artists, b.artists),
        "people": (a.people, b.people),
        "genres": (a.genres, b.genres),
        "styles": (a.styles, b.styles),
        "decades": (decades(a.years), decades(b.years)),
    }
    for kind, (mine, other) in kinds.items():
        common = mine.keys() & other.keys()
        if common:
            known = names.get(kind, {key: key for key in common})
            yield Reason(kind=kind, count=len(common), names=most_shared(mine, other, known))
