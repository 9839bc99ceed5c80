"""How alike two artists are, and why. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from api.models import Reason
from api.recommend.models import Breakdown, SimilarArtist
from api.similarity import cosine, shares


WEIGHTS: Final[Mapping[str, float]] = {"genre": 0.35, "style": 0.25, "label": 0.25, "collaborator": 0.15}
EXAMPLES: Final = 5
"""Names given with a reason."""
FROM_STYLES: Final = 8
FROM_LABELS: Final = 8
FROM_GENRES: Final = 5
"""Most frequent ones of an artist whose other artists are candidates."""

type Counts = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Profile:
    """Releases of an artist by genre, style, label id, person, format and decade."""

    artist_id: str
    name: str
    release_count: int
    genres: Counts
    styles: Counts
    labels: Counts
    people: Counts
    formats: Counts
    decades: Counts


@dataclass(frozen=True, slots=True)
class SharedArtists:
    """Collaborators of one artist beside those of another: how alike the two sets are, how many are in both, the closest of these."""

    likeness: float = 0.0
    count: int = 0
    ids: Sequence[str] = ()


def wanted(profile: Profile) -> list[tuple[str, str, float]]:
    """Kind, key and weight of what candidates are looked for by: the artist's most frequent genres, styles and labels."""
    asked = (("genre", profile.genres, FROM_GENRES), ("style", profile.styles, FROM_STYLES), ("label", profile.labels, FROM_LABELS))
    return [(kind, key, WEIGHTS[kind] * share) for kind, counts, most in asked for key, share in list(shares(_ranked(counts)).items())[:most]]


def compare(target: Profile, other: Profile, collaborators: SharedArtists, names: Mapping[str, str]) -> SimilarArtist:
    """Likeness of `other` to `target`.

    Args:
        collaborators: Those of both.
        names: Of artists and labels by `artist:<id>` and `label:<id>`; what has none is counted and not named.
    """
    breakdown = Breakdown(
        genre=round(cosine(target.genres, other.genres), 4),
        style=round(cosine(target.styles, other.styles), 4),
        label=round(cosine(target.labels, other.labels), 4),
        collaborator=round(collaborators.likeness, 4),
    )
    similarity = sum(weight * getattr(breakdown, part) for part, weight in WEIGHTS.items())
    labels = _shared(target.labels, other.labels)
    return SimilarArtist(
        artist_id=other.artist_id,
        artist_name=other.name,
        similarity=round(similarity, 4),
        breakdown=breakdown,
        release_count=other.release_count,
        shared_genres=sorted(target.genres.keys() & other.genres.keys()),
        shared_labels=sorted(name for label in labels if (name := names.get(f"label:{label}"))),
        reasons=_reasons(
            artists=(collaborators.count, [names.get(f"artist:{artist}", "") for artist in collaborators.ids]),
            people=_counted(_shared(target.people, other.people)),
            styles=_counted(_shared(target.styles, other.styles)),
            labels=(len(labels), [names.get(f"label:{label}", "") for label in labels]),
            formats=_counted(_shared(target.formats, other.formats)),
            decades=_counted([f"{decade}s" for decade in sorted(target.decades.keys() & other.decades.keys())]),
        ),
    )


def ranked(found: Sequence[SimilarArtist], most: int) -> list[SimilarArtist]:
    """The most similar ones; equal ones by id. Those that share nothing are left out."""
    return sorted((one for one in found if one.similarity > 0), key=lambda one: (-one.similarity, one.artist_id))[:most]


def from_row(row: Mapping[str, Any]) -> Profile:
    """A row of `queries.PROFILES`."""
    return Profile(**{name: row[name] for name in Profile.__slots__})


def _ranked(counts: Counts) -> dict[str, int]:
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def _shared(a: Counts, b: Counts) -> list[str]:
    return sorted(a.keys() & b.keys(), key=lambda key: (-min(a[key], b[key]), key))


def _counted(names: Sequence[str]) -> tuple[int, Sequence[str]]:
    return len(names), names


def _reasons(**kinds: tuple[int, Sequence[str]]) -> list[Reason]:
    return [Reason(kind=kind, count=count, names=[name for name in names if name][:EXAMPLES]) for kind, (count, names) in kinds.items() if count]
