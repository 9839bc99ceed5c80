"""What a user owns and wants."""

from enum import StrEnum

from pydantic import Field

from api.models import EntityType, Model


class Bucket(StrEnum):
    """Span of a step of the timeline."""

    YEAR = "year"
    DECADE = "decade"


class Metric(StrEnum):
    """What the evolution counts."""

    GENRE = "genre"
    STYLE = "style"
    LABEL = "label"


class WantedRelease(Model):
    """A release on the wantlist."""

    id: str
    title: str | None
    year: int | None
    catalog_number: str | None
    artist: str | None = Field(description="First of its artists by name.")
    label: str | None = Field(description="First of its labels by name.")
    genres: list[str]
    styles: list[str]
    rating: int | None
    date_added: str | None = Field(description="As Discogs gave it.")


class OwnedRelease(WantedRelease):
    """A copy in the collection."""

    folder_id: int | None


class Wantlist(Model):
    """A page of the wantlist, latest additions first."""

    releases: list[WantedRelease]
    total: int
    offset: int
    limit: int
    has_more: bool


class Collection(Model):
    """A page of the collection, latest additions first. Each copy counts."""

    user_id: str
    releases: list[OwnedRelease]
    total: int
    offset: int
    limit: int
    has_more: bool


class NamedCount(Model):
    """How often something occurs."""

    name: str
    count: int


class DecadeCount(Model):
    """Copies of releases of ten years."""

    decade: int
    count: int


class CollectionStats(Model):
    """What a collection consists of."""

    user_id: str
    total: int = Field(description="Copies.")
    unique_artists: int
    unique_labels: int
    average_rating: float | None = Field(description="Over copies with a rating; null when none has one.")
    by_genre: list[NamedCount] = Field(description="Copies; the 20 largest.")
    by_decade: list[DecadeCount]
    by_label: list[NamedCount] = Field(description="Copies; the 20 largest.")


class TimelineStep(Model):
    """Releases of one year or decade."""

    year: int = Field(description="The year, or the first one of the decade.")
    count: int = Field(description="Distinct releases.")
    genres: dict[str, int]
    top_labels: list[str] = Field(description="At most 5, most releases first.")
    top_styles: list[str] = Field(description="The 10 most frequent ones, by name.")


class TimelineInsights(Model):
    """What the timeline says as a whole."""

    peak_year: int | None = Field(description="First step with the most releases.")
    dominant_genre: str | None
    genre_diversity_score: float = Field(description="Entropy of genres over its maximum: 0 one genre only, 1 all alike.")
    style_drift_rate: float = Field(description="Mean distance (Jaccard) of the styles of a step and the one before.")


class Timeline(Model):
    """Years that owned releases are from."""

    user_id: str
    timeline: list[TimelineStep]
    insights: TimelineInsights


class EvolutionYear(Model):
    """Copies of releases of one year, by genre, style or label."""

    year: int
    values: dict[str, int] = Field(description="Largest first.")


class EvolutionSummary(Model):
    """Size of the evolution."""

    total_years: int
    unique_values: int


class Evolution(Model):
    """How genres, styles or labels of owned releases change with the releases' years."""

    metric: Metric
    data: list[EvolutionYear]
    summary: EvolutionSummary


class Owned(Model):
    """Whether a user has or wants a release."""

    in_collection: bool = False
    in_wantlist: bool = False


class OwnedStatus(Model):
    """Whether the caller has or wants each release asked for."""

    status: dict[str, Owned]


class Formats(Model):
    """Names of formats."""

    formats: list[str]


class GapEntity(Model):
    """What is to be completed."""

    id: str
    name: str | None
    type: EntityType


class GapSummary(Model):
    """Distinct releases, whatever the filters."""

    total: int
    owned: int
    missing: int


class GapFilters(Model):
    """Filters that hold."""

    formats: list[str]


class MissingRelease(Model):
    """A release that the user does not own."""

    id: str
    title: str | None
    year: int | None
    formats: list[str]
    genres: list[str]
    on_wantlist: bool


class MissingOnLabel(MissingRelease):
    """One on a label."""

    artist: str | None


class MissingOfArtist(MissingRelease):
    """One of an artist."""

    label: str | None


class MissingVersion(MissingOnLabel, MissingOfArtist):
    """A version of a master."""


class GapsPage(Model):
    """Where a page is."""

    total: int
    offset: int
    limit: int
    has_more: bool


class Gaps[R: MissingRelease](Model):
    """What is missing, latest year first (undated before all), then by title."""

    entity: GapEntity
    summary: GapSummary
    filters: GapFilters
    results: list[R]
    pagination: GapsPage
