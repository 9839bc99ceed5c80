"""What a label's releases have in common: counts, and what is computed from them. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from api.labels.models import DecadeShare, LabelDna, Share
from api.models import Reason
from api.similarity import cosine, shares


EXAMPLES: Final = 5

type Counts = Mapping[str, int]
"""Distinct releases by key, most first, then by key."""


@dataclass(frozen=True, slots=True)
class Profile:
    """Counts over the releases of one label. `artists` (by id) and `people` (by name) are the busiest hundred."""

    label_id: str
    name: str
    release_count: int
    artist_count: int
    genres: Counts
    styles: Counts
    formats: Counts
    years: Mapping[int, int]
    artists: Counts
    people: Counts


def ranked(pairs: Iterable[Sequence[Any]]) -> dict[str, int]:
    """Pairs of key and count in one order: largest first, then by key. Nameless keys are left out."""
    return dict(sorted(((key, count) for key, count in pairs if key), key=lambda item: (-item[1], item[0])))


def from_graph(row: Mapping[str, Any]) -> Profile:
    """A row of `queries.PROFILES`."""
    return Profile(
        label_id=row["label_id"],
        name=row["name"] or "",
        release_count=row["release_count"],
        artist_count=row["artist_count"],
        genres=ranked((name, count) for is_genre, name, count in row["tags"] if is_genre),
        styles=ranked((name, count) for is_genre, name, count in row["tags"] if not is_genre),
        formats=ranked(row["formats"]),
        years=dict(sorted(pair for pair in row["years"] if (pair[0] or 0) > 0)),
        artists=ranked(row["artists"]),
        people=ranked(row["people"]),
    )


def from_table(row: Mapping[str, Any]) -> Profile:
    """A row of `queries.STORED_PROFILES`."""
    counts = {name: dict(row[name]) for name in ("genres", "styles", "formats", "years", "artists", "people")}
    return Profile(row["label_id"], row["name"], row["release_count"], row["artist_count"], **counts)


def decades(years: Mapping[int, int]) -> dict[int, int]:
    """Releases by decade, ascending."""
    counts: dict[int, int] = {}
    for year, count in sorted(years.items()):
        counts[year // 10 * 10] = counts.get(year // 10 * 10, 0) + count
    return counts


def fingerprint(profile: Profile) -> LabelDna:
    """The profile as the API tells it. Source: api-graph 8.1; only dated releases count for prolificacy."""
    by_decade = decades(profile.years)
    dated = sum(profile.years.values())
    return LabelDna(
        label_id=profile.label_id,
        label_name=profile.name,
        release_count=profile.release_count,
        artist_count=profile.artist_count,
        artist_diversity=round(min(profile.artist_count / profile.release_count, 1), 4) if profile.release_count else 0.0,
        active_years=sorted(profile.years),
        prolificacy=round(dated / len(profile.years), 2) if profile.years else 0.0,
        genres=_shares(profile.genres),
        styles=_shares(profile.styles),
        formats=_shares(profile.formats),
        decades=[DecadeShare(decade=decade, count=count, percentage=_percentage(count, dated)) for decade, count in by_decade.items()],
        peak_decade=max(by_decade, key=lambda decade: (by_decade[decade], -decade)) if by_decade else None,
    )


def similarity(a: Counts, b: Counts) -> float:
    """How alike two mixes of genres are, to four digits."""
    return round(cosine(shares(a), shares(b)), 4)


def reasons(a: Profile, b: Profile, artist_names: Mapping[str, str]) -> list[Reason]:
    """What two labels share, by kind."""
    kinds: dict[str, list[str]] = {
        "artists": [artist_names.get(artist_id, "") for artist_id in shared(a.artists, b.artists)],
        "people": shared(a.people, b.people),
        "styles": shared(a.styles, b.styles),
        "formats": shared(a.formats, b.formats),
        "decades": [f"{decade}s" for decade in sorted(decades(a.years).keys() & decades(b.years).keys())],
    }
    return [
        Reason(kind=kind, count=len(names), names=[name for name in names[: EXAMPLES * 2] if name][:EXAMPLES])
        for kind, names in kinds.items()
        if names
    ]


def shared(a: Counts, b: Counts) -> list[str]:
    """Keys of both, those first that have most releases on the side that has fewer."""
    return sorted(a.keys() & b.keys(), key=lambda key: (-min(a[key], b[key]), key))


def _shares(counts: Counts) -> list[Share]:
    total = sum(counts.values())
    return [Share(name=name, count=count, percentage=_percentage(count, total)) for name, count in counts.items()]


def _percentage(count: int, total: int) -> float:
    return round(count / total * 100, 1)
