"""Models of recommendations."""

from pydantic import ConfigDict, Field

from api.models import Model, Reason


class Breakdown(Model):
    """Likeness by what is compared, 0 to 1 each."""

    genre: float
    style: float
    label: float
    collaborator: float


class SimilarArtist(Model):
    """An artist that is like another one."""

    artist_id: str
    artist_name: str
    similarity: float = Field(description="0.35 genre + 0.25 style + 0.25 label + 0.15 collaborator.")
    breakdown: Breakdown
    release_count: int = Field(description="Releases by the artist in the catalogue.")
    shared_genres: list[str]
    shared_labels: list[str]
    reasons: list[Reason] = Field(description="What both share: artists, people, styles, labels, formats, decades.")


class SimilarArtists(Model):
    """The artists most like another one."""

    artist_id: str
    artist_name: str
    similar: list[SimilarArtist]


class From(Model):
    """Where an exploration starts."""

    id: str
    name: str
    type: str


class Discovery(Model):
    """Something near the start."""

    id: str
    name: str
    type: str
    score: float
    path: list[str] = Field(description="Names of nodes, and between them the edges as `—TYPE→`, whichever way they point.")
    reason: str = Field(
        description="`blind_spot_boost` for genres that the user's artists work in and the user owns nothing of, else `graph_proximity`."
    )


class Discoveries(Model):
    """What there is to find around something, for one user."""

    model_config = ConfigDict(validate_by_name=True)

    from_: From = Field(alias="from")
    discoveries: list[Discovery]
    truncated: bool = Field(
        False, description="Something around it was too large to be looked through whole. Ask with fewer `hops`, or from one of the discoveries."
    )


class Recommendation(Model):
    """A release that somebody may like."""

    id: str
    title: str
    year: int | None
    artist: str | None
    label: str | None
    genres: list[str]
    score: float = Field(description="0 to 1.")
    reasons: list[str] = Field(description="Why, e.g. `artist: collected 3 releases`, `label: L (top label)`, `blind_spot: Jazz`.")


class Recommendations(Model):
    """Releases that somebody may like, the best first."""

    recommendations: list[Recommendation]
    total: int
    strategy: str = Field(description="As asked for: `artist`, or `multi` when several signals were mixed.")
