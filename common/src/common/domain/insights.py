"""Figures over the whole catalogue as they travel: what the insights service answers, which the API passes on under its own name.

The seven kinds of figures, their names and their order are those of the `computation_log`.
"""

from datetime import datetime
from enum import StrEnum
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, Field


class InsightType(StrEnum):
    """What is computed, in the order in which it is."""

    ARTIST_CENTRALITY = "artist_centrality"
    GENRE_TRENDS = "genre_trends"
    LABEL_LONGEVITY = "label_longevity"
    ANNIVERSARIES = "anniversaries"
    DATA_COMPLETENESS = "data_completeness"
    COMMUNITY_ENRICHMENT = "community_enrichment"
    RELEASE_RARITY = "release_rarity"


GENERATION_CHANNEL: Final = "catalogue_generation"
"""PostgreSQL channel on which a new generation of the catalogue is told; the payload is its number."""

DEFAULT_MILESTONES: Final = (25, 30, 40, 50, 75, 100)
"""Anniversaries that count, in years."""

SECRET_HEADER: Final = "X-Internal-Secret"  # noqa: S105 - the name of a header
"""Carries the secret that opens the internal routes."""

NEXT_HEADER: Final = "X-Next-After-Id"
"""On a page of rarity scores: the id that the next page begins after; absent on the last one."""

TOTAL_HEADER: Final = "X-Total-Releases"
"""On a page of rarity scores: releases in the catalogue."""

ROUTES: Final = ("top-artists", "genre-trends", "label-longevity", "this-month", "data-completeness", "release-rarity", "status")
"""Below `/api/insights/` of the insights service and of the API."""


class InsightModel(BaseModel):
    """Base of these answers."""

    model_config = ConfigDict(extra="forbid")


class TopArtist(InsightModel):
    """An artist by the number of its links."""

    rank: int
    artist_id: str
    artist_name: str
    edge_count: int = Field(description="Relationships of any kind and direction in the graph.")


class TopArtists(InsightModel):
    """The best connected artists."""

    metric: Literal["centrality"] = "centrality"
    items: list[TopArtist]
    count: int


class Decade(InsightModel):
    """Releases of a decade."""

    decade: int = Field(description="Its first year.")
    release_count: int


class GenreTrends(InsightModel):
    """A genre over time; empty for a genre that the catalogue does not have."""

    genre: str
    trends: list[Decade]
    peak_decade: int | None = Field(description="Decade with the most releases; the earliest of several.")


class LongLivedLabel(InsightModel):
    """A label by the span of its releases."""

    rank: int
    label_id: str
    label_name: str
    first_year: int
    last_year: int | None
    years_active: int = Field(description="From the first to the last dated release, both included.")
    total_releases: int = Field(description="Dated releases.")
    peak_decade: int | None
    still_active: bool = Field(description="Whether its last release is at most two years old.")


class LabelLongevity(InsightModel):
    """The labels that released over the longest time."""

    items: list[LongLivedLabel]
    count: int


class Anniversary(InsightModel):
    """A master that is a round number of years old this year."""

    master_id: str
    title: str
    artist_name: str | None
    release_year: int
    anniversary: int = Field(description="Years since.")
    released: str = Field(description="Date of the main release as far as it is known: 1994, 1994-03 or 1994-03-07.")
    precision: Literal["year", "month", "day"] = Field(description="How far that is.")


class ThisMonth(InsightModel):
    """Anniversaries of the month: those whose month is known to be this one first, then those of which only the year is known."""

    month: int
    year: int
    items: list[Anniversary]
    count: int


class Completeness(InsightModel):
    """How much of a kind of record is filled in."""

    entity_type: str
    total_count: int
    with_image: int
    with_year: int
    with_country: int
    with_genre: int
    completeness_pct: float = Field(description="Mean over the fields that the four counts are about.")
    fields: dict[str, float] = Field(default_factory=dict, description="Percentage of records that have the field, by field.")


class DataCompleteness(InsightModel):
    """How much of the catalogue is filled in, by kind of record."""

    items: list[Completeness]
    count: int


class ScoredRelease(InsightModel):
    """A release with its rarity and the six signals behind it, each 0 to 100."""

    release_id: int
    title: str | None
    artist_name: str | None
    year: int | None
    rarity_score: float
    tier: str
    hidden_gem_score: float | None
    pressing_scarcity: float | None
    label_catalog: float | None
    format_rarity: float | None
    temporal_scarcity: float | None
    graph_isolation: float | None
    collection_prevalence: float | None


class ReleaseRarity(InsightModel):
    """The rarest releases."""

    items: list[ScoredRelease]
    count: int


class ComputationStatus(InsightModel):
    """How one kind of figures stands."""

    insight_type: InsightType
    last_computed: datetime | None = Field(description="End of the last run that succeeded.")
    status: Literal["completed", "failed", "never_run"] = Field(description="How the last run ended.")
    duration_ms: int | None = Field(description="Of the last run that ended.")
    last_attempt: datetime | None = Field(None, description="Start of the last run, ended or not.")
    rows: int | None = Field(None, description="Rows that the last successful run wrote.")
    error: str | None = Field(None, description="What ended the last run, when it failed.")
    is_stale: bool = Field(False, description="The last run found nothing: older figures are still shown.")
    is_running: bool = False
    progress: float | None = Field(None, description="Of the run going on, 0 to 1, where it can be told.")
    generation: int | None = Field(None, description="State of the catalogue that the last successful run computed from.")


class InsightsStatus(InsightModel):
    """How all figures stand, in the order in which they are computed."""

    statuses: list[ComputationStatus]
    generation: int | None = Field(None, description="The catalogue's present state.")
